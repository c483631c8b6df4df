use super::Money;
use std::fmt;

/// A currency by its code of three letters, as ISO 4217 has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency whose code is `text`, in any case; `None` where that is no three letters.
    #[must_use]
    pub fn from_code(text: &str) -> Option<Self> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Self(code.map(|b| b.to_ascii_uppercase())))
    }

    /// The code, in capitals.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Ten-thousandths in its smallest unit: a cent, a whole yen, a thousandth of a dinar.
    const fn smallest(self) -> i64 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => Money::PER_MAJOR,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => Money::PER_MAJOR / 1000,
            _ => Money::PER_MAJOR / 100,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a unit of one currency is in another: an exact decimal above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    digits: i64,
    decimals: u32,
}

impl Rate {
    /// Digits of a rate, together.
    const DIGITS: usize = 15;
    /// Digits behind its point.
    const DECIMALS: usize = 12;

    /// Reads a plain decimal such as `7.1`; `None` for anything else, for zero, and for more than 15
    /// digits or 12 behind the point.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let is_dangling = whole.is_empty() || (fraction.is_empty() && text.contains('.'));
        let fraction = fraction.trim_end_matches('0');
        let count = whole.trim_start_matches('0').len() + fraction.len();
        let digits = || whole.bytes().chain(fraction.bytes());
        if is_dangling || count > Self::DIGITS || fraction.len() > Self::DECIMALS {
            return None;
        }
        if !digits().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let value = digits().fold(0_i64, |n, b| n * 10 + i64::from(b - b'0'));
        (value > 0).then_some(Self { digits: value, decimals: u32::try_from(fraction.len()).ok()? })
    }

    /// `money` in the currency `to`, to its smallest unit; a half goes to the even one. `None` where 64
    /// bits cannot hold it.
    #[must_use]
    pub fn convert(&self, money: Money, to: Currency) -> Option<Money> {
        let smallest = i128::from(to.smallest());
        let product = i128::from(money.0) * i128::from(self.digits);
        let unit = smallest * 10_i128.pow(self.decimals);
        let (floor, rest) = (product.div_euclid(unit), product.rem_euclid(unit));
        let is_up = match (rest * 2).cmp(&unit) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => floor % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        i64::try_from((floor + i128::from(is_up)) * smallest).ok().map(Money)
    }
}

impl fmt::Display for Rate {
    /// As `7.1`, without needless zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_unit = 10_i64.pow(self.decimals);
        let (whole, part) = (self.digits / per_unit, self.digits % per_unit);
        match self.decimals as usize {
            0 => write!(f, "{whole}"),
            decimals => write!(f, "{whole}.{part:0decimals$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(ten_thousandths: i64, rate: &str, to: &str) -> i64 {
        let to = Currency::from_code(to).unwrap();
        Rate::parse(rate).unwrap().convert(Money(ten_thousandths), to).unwrap().0
    }

    #[test]
    fn codes_are_three_letters() {
        assert_eq!(Currency::from_code("usd").unwrap().code(), "USD");
        for text in ["", "US", "USDT", "U$D", "欧"] {
            assert_eq!(Currency::from_code(text), None, "{text}");
        }
    }

    #[test]
    fn rates_are_exact_decimals() {
        for (text, shown) in
            [("7.1", "7.1"), (" 007.10 ", "7.1"), ("0.0000125", "0.0000125"), ("12", "12")]
        {
            assert_eq!(Rate::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for text in [
            "",
            "0",
            "0.0",
            "-1",
            "+1",
            "1e3",
            "7,1",
            ".5",
            "5.",
            "1.2.3",
            "NaN",
            "０",
            "1.0000000000001",
            "1234567890123456",
        ] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn money_is_converted_to_the_smallest_unit_half_to_even() {
        assert_eq!(converted(100_000, "7.1", "CNY"), 710_000);
        // 0.05 × 0.5 = 0.025 and 0.15 × 0.5 = 0.075: the even cent beside them, on both sides of zero.
        assert_eq!((converted(500, "0.5", "EUR"), converted(1_500, "0.5", "EUR")), (200, 800));
        assert_eq!((converted(-500, "0.5", "EUR"), converted(-1_500, "0.5", "EUR")), (-200, -800));
        assert_eq!(converted(19_900, "157.345", "JPY"), 3_130_000);
        assert_eq!(converted(10_000, "0.30456", "KWD"), 3_050);
        // In a binary fraction 1.005 lies below the half.
        assert_eq!(converted(10_000, "1.005", "USD"), 10_000);
        assert_eq!(converted(10_000, "1.015", "USD"), 10_200);
    }

    #[test]
    fn what_does_not_fit_is_seen() {
        let yuan = Currency::from_code("CNY").unwrap();
        assert_eq!(Rate::parse("2").unwrap().convert(Money(i64::MAX), yuan), None);
        let most = Rate::parse("999999999999999").unwrap();
        assert_eq!(most.convert(Money(i64::MIN), yuan), None);
        assert_eq!(
            Rate::parse("0.000000000001").unwrap().convert(Money(i64::MAX), yuan),
            Some(Money(9_223_400))
        );
    }
}
