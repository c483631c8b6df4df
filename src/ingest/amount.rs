//! Reads money exactly, in the forms in which shops and spreadsheets write it.

use super::numeral::{Mark, Numeral};
use crate::unit::Money;

/// Decimals that [`Money`] holds.
const DECIMALS: usize = 4;

/// What an amount cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) money: Money,
    /// ISO code of the currency, if the cell names one.
    pub(super) currency: Option<&'static str>,
    /// It names it by a sign that several countries use.
    pub(super) is_shared: bool,
    /// The decimal mark that the cell can only have been written with.
    pub(super) evidence: Option<Mark>,
    /// The mark that can be the decimal one or can group thousands, where the column did not say:
    /// `1,234` is then read as a thousand and some, `1.234` as one and some.
    pub(super) doubt: Option<Mark>,
    /// There were more than four decimals, and not only zeros.
    pub(super) rounded: bool,
}

impl Amount {
    /// Money of which nothing else is said.
    pub(super) const fn plain(money: Money) -> Self {
        Self {
            money,
            currency: None,
            is_shared: false,
            evidence: None,
            doubt: None,
            rounded: false,
        }
    }
}

/// Reads an amount; `None` where the cell is none, or one that 64 bits cannot hold. See
/// [`Numeral::parse`] for the forms; `decimal` is the decimal mark of the column, where that is
/// known.
pub(super) fn parse_amount(text: &[u8], decimal: Option<Mark>) -> Option<Amount> {
    if let Some((money, evidence)) = parse_usual(text) {
        return Some(Amount { evidence, ..Amount::plain(money) });
    }
    parse_any(text, decimal)
}

fn parse_any(text: &[u8], decimal: Option<Mark>) -> Option<Amount> {
    if is_no_refund(text) {
        let money = Money::ZERO;
        return Some(Amount::plain(money));
    }
    let mut numeral = Numeral::parse(text)?;
    numeral.settle(decimal);
    let (magnitude, rounded) = scale(numeral.whole(), numeral.fraction())?;
    let money = Money(if numeral.is_negative { -magnitude } else { magnitude });
    let Numeral { currency, is_shared, evidence, doubt, .. } = numeral;
    Some(Amount { money, currency, is_shared, evidence, doubt, rounded })
}

/// Whether the cell is a number, but more than 64 bits can hold.
pub(super) fn is_oversized(text: &[u8]) -> bool {
    let numeral = Numeral::parse(text);
    numeral.is_some_and(|numeral| scale(numeral.whole(), numeral.fraction()).is_none())
}

/// Whether the cell says in words that nothing was paid back.
pub(super) fn is_no_refund(text: &[u8]) -> bool {
    ["无退款申请", "无退款", "未退款"].iter().any(|words| text.trim_ascii() == words.as_bytes())
}

/// `-?\d+(\.\d{1,2})?` of at most 14 digits before the point: nearly every cell.
pub(super) fn parse_usual(text: &[u8]) -> Option<(Money, Option<Mark>)> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let (mut whole, mut length) = (0_i64, 0);
    while let Some(digit @ b'0'..=b'9') = digits.get(length) {
        if length == 14 {
            return None;
        }
        whole = whole * 10 + i64::from(digit - b'0');
        length += 1;
    }
    let rest = &digits[length..];
    if length == 0 {
        return None;
    }
    let hundredths = match rest {
        [] => 0,
        [b'.', tenths @ b'0'..=b'9'] => i64::from(tenths - b'0') * 10,
        [b'.', tenths @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            i64::from(tenths - b'0') * 10 + i64::from(ones - b'0')
        }
        _ => return None,
    };
    let magnitude = whole * Money::PER_MAJOR + hundredths * (Money::PER_MAJOR / 100);
    let money = Money(if digits.len() < text.len() { -magnitude } else { magnitude });
    Some((money, (!rest.is_empty()).then_some(Mark::Point)))
}

/// Ten-thousandths, rounded half to even, and whether that changed anything.
fn scale(whole: &[u8], fraction: &[u8]) -> Option<(i64, bool)> {
    let (kept, lost) = fraction.split_at(fraction.len().min(DECIMALS));
    let digits = whole.iter().filter(|b| b.is_ascii_digit()).chain(kept);
    let padding = std::iter::repeat_n(&b'0', DECIMALS - kept.len());
    let value = digits
        .chain(padding)
        .try_fold(0_i64, |n, b| n.checked_mul(10)?.checked_add(i64::from(b - b'0')))?;
    let up = match lost.split_first() {
        None => false,
        Some((b'5', rest)) if rest.iter().all(|b| *b == b'0') => value % 2 == 1,
        Some((first, _)) => *first >= b'5',
    };
    Some((value.checked_add(i64::from(up))?, lost.iter().any(|b| *b != b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Option<String> {
        parse_amount(text.as_bytes(), None).map(|amount| amount.money.to_string())
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, expected) in [
            ("0", "0.00"),
            ("12", "12.00"),
            ("12.5", "12.50"),
            ("-12.34", "-12.34"),
            ("12,50", "12.50"),
            ("+7", "7.00"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1 234,5", "1234.50"),
            ("1'234.50", "1234.50"),
            ("1,234,567", "1234567.00"),
            ("1.234.567", "1234567.00"),
            ("1,00,000.00", "100000.00"),
            ("(12.00)", "-12.00"),
            ("12.00-", "-12.00"),
            ("−5", "-5.00"),
            ("¥12.00", "12.00"),
            ("-$0.95", "-0.95"),
            ("$-0.95", "-0.95"),
            ("($3)", "-3.00"),
            ("12.5元", "12.50"),
            ("￥ 1,299.00", "1299.00"),
            ("৳2,999", "2999.00"),
            ("12 EUR", "12.00"),
            ("US$5", "5.00"),
            ("１２．５０", "12.50"),
            (" 3 ", "3.00"),
            (".5", "0.50"),
            ("5.", "5.00"),
            ("0,123", "0.123"),
            ("1234,567", "1234.567"),
            ("0.0001", "0.0001"),
            ("12.3400", "12.34"),
            ("10,000,000,000,000.01", "10000000000000.01"),
            ("99999999999999.99", "99999999999999.99"),
            ("922337203685477.5807", "922337203685477.5807"),
            ("cny 8", "8.00"),
            ("`12.00", "12.00"),
        ] {
            assert_eq!(money(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            "abc",
            "1e5",
            "1.93068E+15",
            "NaN",
            "Infinity",
            "1,2,3",
            "12,34,5",
            "1.2.3",
            "1,23.456,7",
            "--5",
            "(-5)",
            "¥",
            "5 apples",
            "1 2",
            "$5€",
            "12-5",
            "0x10",
            "99999999999999999999",
            "922337203685477.5808",
            "2024-05-01",
            "10:30",
            "1 234.567.8",
            ",",
            ".",
            "1,,234",
            "5%",
        ] {
            assert_eq!(money(text), None, "{text}");
        }
        assert_eq!(parse_amount(&[b'1'; 100_000], None), None);
        assert_eq!(parse_amount(b"12\xFF", None), None);
    }

    #[test]
    fn what_is_too_large_is_told_from_what_is_no_amount() {
        for text in ["922337203685477.5808", "-92233720368547758.07", "99,999,999,999,999,999.99"] {
            assert_eq!(money(text), None, "{text}");
            assert!(is_oversized(text.as_bytes()), "{text}");
        }
        for text in ["922337203685477.5807", "1e308", "NaN", "", "-", "1.2.3"] {
            assert!(!is_oversized(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn two_readings_are_flagged() {
        let doubt = |text: &str| parse_amount(text.as_bytes(), None).unwrap().doubt;
        assert_eq!(
            (money("1,234").unwrap(), doubt("1,234")),
            ("1234.00".into(), Some(Mark::Comma))
        );
        assert_eq!((money("1.234").unwrap(), doubt("1.234")), ("1.234".into(), Some(Mark::Point)));
        for clear in ["1,234.5", "12,50", "1,234,567", "0.123", "1234.567", "12.34"] {
            assert_eq!(doubt(clear), None, "{clear}");
        }
    }

    #[test]
    fn more_than_four_decimals_are_rounded_half_to_even() {
        for (text, expected, rounded) in [
            ("0.00005", "0.00", true),
            ("0.00015", "0.0002", true),
            ("0.000051", "0.0001", true),
            ("1.23454999", "1.2345", true),
            ("-0.00015", "-0.0002", true),
            ("1.500000", "1.50", false),
        ] {
            let amount = parse_amount(text.as_bytes(), None).unwrap();
            assert_eq!(
                (amount.money.to_string().as_str(), amount.rounded),
                (expected, rounded),
                "{text}"
            );
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_thorough_one(text in "-?[0-9]{1,15}(\\.[0-9]{0,3})?") {
            if let Some((money, evidence)) = parse_usual(text.as_bytes()) {
                let amount = parse_any(text.as_bytes(), None).unwrap();
                proptest::prop_assert_eq!((amount.money, amount.rounded), (money, false));
                proptest::prop_assert_eq!(amount.evidence, evidence);
            }
        }

        #[test]
        fn money_is_read_as_it_is_written(ten_thousandths in -(1_i64 << 62)..1 << 62) {
            let amount = parse_amount(Money(ten_thousandths).to_string().as_bytes(), None).unwrap();
            proptest::prop_assert_eq!(amount.money, Money(ten_thousandths));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-+(]?[¥$ ]?[0-9.,' ]{0,12}[)元e-]?") {
            let _ = parse_amount(text.as_bytes(), None);
        }
    }

    #[test]
    fn currencies_are_named() {
        for (text, code) in [
            ("¥1", "CNY"),
            ("1元", "CNY"),
            ("RMB 1", "CNY"),
            ("$1", "USD"),
            ("HK$1", "HKD"),
            ("1 €", "EUR"),
            ("1 usd", "USD"),
        ] {
            assert_eq!(parse_amount(text.as_bytes(), None).unwrap().currency, Some(code), "{text}");
        }
        assert_eq!(parse_amount(b"1", None).unwrap().currency, None);
    }
}
