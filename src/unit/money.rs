use std::fmt;

/// Money in ten-thousandths of the currency's major unit (yuan, euro, dollar).
///
/// Sums are exact; overflow is an error, never a wrap. An `f64` appears only at a model's door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// Ten-thousandths in a major unit.
    pub const PER_MAJOR: i64 = 10_000;

    /// The sum, or `None` on overflow (beyond about 922 million million major units).
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The amount in major units, rounded to the nearest `f64`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the one door from exact money to the models")]
    pub fn to_major(self) -> f64 {
        self.0 as f64 / Self::PER_MAJOR as f64
    }

    /// One of `parts` equal parts, in major units. Rounded once, so that equal means are equal bits
    /// and tie where they are ranked.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the one door from exact money to the models")]
    pub fn mean_major(self, parts: u32) -> f64 {
        self.0 as f64 / (Self::PER_MAJOR as f64 * f64::from(parts))
    }
}

impl fmt::Display for Money {
    /// Decimal text with a point and two to four decimals: `-12.50`, `0.1234`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let per_major = Self::PER_MAJOR.unsigned_abs();
        let (whole, part) = (magnitude / per_major, magnitude % per_major);
        match (part % 100, part % 10) {
            (0, _) => write!(f, "{sign}{whole}.{:02}", part / 100),
            (_, 0) => write!(f, "{sign}{whole}.{:03}", part / 10),
            _ => write!(f, "{sign}{whole}.{part:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_two_to_four_decimals() {
        for (ten_thousandths, text) in [
            (0, "0.00"),
            (125_000, "12.50"),
            (-125_000, "-12.50"),
            (1_234, "0.1234"),
            (-1_230, "-0.123"),
            (i64::MIN, "-922337203685477.5808"),
        ] {
            assert_eq!(Money(ten_thousandths).to_string(), text);
        }
    }

    #[test]
    fn equal_means_are_equal_bits() {
        // 0.30 / 3 and 0.10: in two roundings 0.3 / 3 is another number than 0.1.
        assert_eq!(Money(3_000).mean_major(3).to_bits(), Money(1_000).mean_major(1).to_bits());
        assert_ne!((Money(3_000).to_major() / 3.0).to_bits(), Money(1_000).to_major().to_bits());
    }

    #[test]
    fn overflow_is_seen() {
        assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
        assert_eq!(Money(1).checked_add(Money(2)), Some(Money(3)));
    }
}
