//! Exact decimals of any scale.

use super::super::amount::is_no_refund;
use super::super::numeral::{Mark, Numeral};

/// `units` times ten to the power of minus `scale`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    scale: u32,
}

/// What a cell of numbers says.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) value: Decimal,
    pub(super) currency: Option<&'static str>,
    pub(super) evidence: Option<Mark>,
    pub(super) is_doubtful: bool,
    pub(super) is_percent: bool,
}

impl Figure {
    /// Reads a number, perhaps per cent; `decimal` is the mark of the column, where it is known.
    pub(super) fn parse(text: &str, decimal: Option<Mark>) -> Option<Self> {
        if is_no_refund(text.as_bytes()) {
            let value = Decimal::default();
            return Some(Self {
                value,
                currency: None,
                evidence: None,
                is_doubtful: false,
                is_percent: false,
            });
        }
        let text = text.trim();
        let share = text.strip_suffix(['%', '％']);
        let mut numeral = Numeral::parse(share.unwrap_or(text).as_bytes())?;
        numeral.settle(decimal);
        let digits = numeral.whole().iter().chain(numeral.fraction());
        let units = digits
            .into_iter()
            .try_fold(0_i128, |n, b| n.checked_mul(10)?.checked_add(i128::from(b - b'0')))?;
        let scale =
            u32::try_from(numeral.fraction().len()).ok()? + if share.is_some() { 2 } else { 0 };
        let value = Decimal { units: if numeral.is_negative { -units } else { units }, scale };
        Some(Self {
            value: if share.is_some() { value.trimmed() } else { value },
            currency: numeral.currency,
            evidence: numeral.evidence,
            is_doubtful: numeral.doubt.is_some(),
            is_percent: share.is_some(),
        })
    }
}

impl Decimal {
    /// The exact sum; `None` where it has more than 38 digits.
    pub(super) fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.at(scale)?.checked_add(other.at(scale)?)?;
        Some(Self { units, scale })
    }

    fn at(self, scale: u32) -> Option<i128> {
        self.units.checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }

    /// Without zeros at the end.
    fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let scale = usize::try_from(self.scale).unwrap_or(0);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let read = |text| Figure::parse(text, None).map(|figure| figure.value);
        for (text, expected) in [
            ("82544000000000707.52", "82544000000000707.52"),
            ("-0.05", "-0.05"),
            ("100%", "1"),
            ("3.333333", "3.333333"),
            ("(1,234.50)", "-1234.50"),
            ("007", "7"),
        ] {
            assert_eq!(read(text).unwrap().to_string(), expected);
        }
        let sum = read("3.333333").unwrap().checked_add(read("-0.3").unwrap()).unwrap();
        assert_eq!(sum.to_string(), "3.033333");
        assert!(read(&"9".repeat(40)).is_none());
    }
}
