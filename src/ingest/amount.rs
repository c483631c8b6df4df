//! Reads money exactly, in the forms in which shops and spreadsheets write it.

use crate::unit::Money;

/// No amount is written longer.
const LONGEST: usize = 64;
/// Decimals that [`Money`] holds.
const DECIMALS: usize = 4;

/// What an amount cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) money: Money,
    /// ISO code of the currency, if the cell names one.
    pub(super) currency: Option<&'static str>,
    pub(super) doubt: Option<Doubt>,
    /// There were more than four decimals, and not only zeros.
    pub(super) rounded: bool,
}

/// Why the cell can be read in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// `1,234`, read as a thousand and some; where the comma is the decimal mark it is one and some.
    Comma,
    /// `1.234`, read as one and some; where the comma is the decimal mark it is a thousand and some.
    Point,
}

/// Signs and codes of currencies, longest first where one holds another.
///
/// `¥` and `$` are used by several countries; they are given to the ones that use them most.
const CURRENCIES: &str = "
    CN¥=CNY JP¥=JPY 人民币=CNY US$=USD HK$=HKD NT$=TWD CA$=CAD MX$=MXN NZ$=NZD AU$=AUD SG$=SGD
    R$=BRL A$=AUD C$=CAD S$=SGD $=USD ¥=CNY ￥=CNY 元=CNY 円=JPY €=EUR £=GBP ₹=INR ₩=KRW ₽=RUB
    ฿=THB ₫=VND ₱=PHP ৳=BDT ₺=TRY ₪=ILS zł=PLN RMB=CNY CNH=CNY CNY USD EUR GBP JPY HKD TWD MOP KRW
    SGD AUD CAD NZD INR THB VND MYR PHP IDR BRL MXN CHF SEK NOK DKK PLN RUB AED";

/// Reads an amount; `None` where the cell is none, or one that 64 bits cannot hold.
///
/// A comma alone is a decimal mark (`12,50`) unless exactly three digits follow one to three
/// others (`1,234`, see [`Doubt`]). An exponent is refused: it is what is left of a number that a
/// spreadsheet has damaged.
pub(super) fn parse_amount(text: &[u8]) -> Option<Amount> {
    if let Some(money) = parse_usual(text) {
        return Some(Amount { money, currency: None, doubt: None, rounded: false });
    }
    parse_any(text)
}

fn parse_any(text: &[u8]) -> Option<Amount> {
    let text = text.trim_ascii();
    // Some exports put a back-tick before every value.
    let text = text.strip_prefix(b"`").unwrap_or(text);
    if text.len() > 2 * LONGEST {
        return None;
    }
    let (negative, currency, body) = undress(std::str::from_utf8(text).ok()?)?;
    let mut folded = [0; LONGEST];
    let body = fold(body, &mut folded)?;
    let (mark, doubt) = decimal_mark(body)?;
    let (whole, fraction) = match mark {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, &body[body.len()..]),
    };
    let (magnitude, rounded) = scale(whole, fraction)?;
    let money = Money(if negative { -magnitude } else { magnitude });
    Some(Amount { money, currency, doubt, rounded })
}

/// `-?\d+(\.\d{1,2})?` of at most 14 digits before the point: nearly every cell.
fn parse_usual(text: &[u8]) -> Option<Money> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let whole_length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let (whole, rest) = digits.split_at(whole_length);
    if whole.is_empty() || whole.len() > 14 {
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
    let whole = whole.iter().fold(0_i64, |n, b| n * 10 + i64::from(b - b'0'));
    let magnitude = whole * Money::PER_MAJOR + hundredths * (Money::PER_MAJOR / 100);
    Some(Money(if digits.len() < text.len() { -magnitude } else { magnitude }))
}

/// Takes off signs, parentheses and one currency, in whatever order they stand.
fn undress(text: &str) -> Option<(bool, Option<&'static str>, &str)> {
    let (mut negative, mut signed) = (false, false);
    let mut currency = None;
    let mut text = text.trim();
    loop {
        if let Some(inner) = inside_parentheses(text).filter(|_| !signed) {
            (negative, signed, text) = (true, true, inner.trim());
        } else if let Some((is_minus, rest)) = sign(text).filter(|_| !signed) {
            (negative, signed, text) = (is_minus, true, rest.trim());
        } else if let Some((code, rest)) = currency_of(text).filter(|_| currency.is_none()) {
            (currency, text) = (Some(code), rest.trim());
        } else {
            break;
        }
    }
    (!text.is_empty()).then_some((negative, currency, text))
}

fn inside_parentheses(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?;
    inner.strip_suffix([')', '）'])
}

fn sign(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 5] = ['-', '−', '–', '－', '﹣'];
    const PLUS: [char; 2] = ['+', '＋'];
    let minus = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS));
    minus.map(|rest| (true, rest)).or_else(|| text.strip_prefix(PLUS).map(|rest| (false, rest)))
}

fn currency_of(text: &str) -> Option<(&'static str, &str)> {
    CURRENCIES.split_whitespace().find_map(|entry| {
        let (mark, code) = entry.split_once('=').unwrap_or((entry, entry));
        let head = text.get(..mark.len()).filter(|head| head.eq_ignore_ascii_case(mark));
        if head.is_some() {
            return Some((code, &text[mark.len()..]));
        }
        let from = text.len().checked_sub(mark.len())?;
        let tail = text.get(from..).filter(|tail| tail.eq_ignore_ascii_case(mark));
        tail.map(|_| (code, &text[..from]))
    })
}

/// Writes full-width forms in ASCII, and every mark that only groups digits as a blank.
fn fold<'a>(text: &str, out: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    let mut length = 0;
    for c in text.chars() {
        let ascii = match c {
            '0'..='9' | '.' | ',' => u8::try_from(c).ok()?,
            '０'..='９' | '．' | '，' => u8::try_from(u32::from(c) - 0xFEE0).ok()?,
            ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}' | '\'' | '’' => b' ',
            _ => return None,
        };
        *out.get_mut(length)? = ascii;
        length += 1;
    }
    Some(&out[..length])
}

/// Finds the decimal mark among points, commas and blanks, and checks that what is before it is
/// grouped as people group digits.
fn decimal_mark(body: &[u8]) -> Option<(Option<usize>, Option<Doubt>)> {
    let count = |mark: u8| body.iter().filter(|b| **b == mark).count();
    let last = |mark: u8| body.iter().rposition(|b| *b == mark);
    let (points, commas, blanks) = (count(b'.'), count(b','), count(b' '));
    let (mark, doubt) = match (points, commas) {
        (0, 0) => (None, None),
        (1, 0) => (last(b'.'), doubt_of(body, last(b'.')).map(|()| Doubt::Point)),
        (0, 1) => match doubt_of(body, last(b',')) {
            Some(()) if blanks == 0 => (None, Some(Doubt::Comma)),
            _ => (last(b','), None),
        },
        (1, _) if last(b'.') > last(b',') => (last(b'.'), None),
        (_, 1) if last(b',') > last(b'.') => (last(b','), None),
        (0, _) | (_, 0) => (None, None),
        _ => return None,
    };
    let whole = &body[..mark.unwrap_or(body.len())];
    let fraction = mark.map_or(&[][..], |at| &body[at + 1..]);
    let is_clean = fraction.iter().all(u8::is_ascii_digit)
        && (is_grouped(whole) || (whole.is_empty() && !fraction.is_empty()));
    is_clean.then_some((mark, doubt))
}

/// Whether one to three digits, not a lone zero, stand before `mark` and exactly three after it.
fn doubt_of(body: &[u8], mark: Option<usize>) -> Option<()> {
    let at = mark?;
    let is_like_thousands = (1..=3).contains(&at) && body[0] != b'0' && body.len() - at - 1 == 3;
    is_like_thousands.then_some(())
}

/// Whether the digits have no mark between them, or one kind of mark before each last three; an
/// Indian lakh has its other groups by two.
fn is_grouped(whole: &[u8]) -> bool {
    let mut marks = whole.iter().filter(|b| !b.is_ascii_digit());
    let Some(&mark) = marks.next() else { return !whole.is_empty() };
    if marks.any(|b| *b != mark) {
        return false;
    }
    let lengths: Vec<usize> = whole.split(|b| *b == mark).map(<[u8]>::len).collect();
    let (first, others) = (lengths[0], &lengths[1..]);
    let Some((last, middle)) = others.split_last() else { return false };
    *last == 3
        && (1..=3).contains(&first)
        && (middle.iter().all(|n| *n == 3) || (first <= 2 && middle.iter().all(|n| *n == 2)))
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
        parse_amount(text.as_bytes()).map(|amount| amount.money.to_string())
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
        assert_eq!(parse_amount(&[b'1'; 100_000]), None);
        assert_eq!(parse_amount(b"12\xFF"), None);
    }

    #[test]
    fn two_readings_are_flagged() {
        let doubt = |text: &str| parse_amount(text.as_bytes()).unwrap().doubt;
        assert_eq!(
            (money("1,234").unwrap(), doubt("1,234")),
            ("1234.00".into(), Some(Doubt::Comma))
        );
        assert_eq!((money("1.234").unwrap(), doubt("1.234")), ("1.234".into(), Some(Doubt::Point)));
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
            let amount = parse_amount(text.as_bytes()).unwrap();
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
            if let Some(money) = parse_usual(text.as_bytes()) {
                let amount = parse_any(text.as_bytes()).unwrap();
                proptest::prop_assert_eq!((amount.money, amount.rounded), (money, false));
            }
        }

        #[test]
        fn money_is_read_as_it_is_written(ten_thousandths in -(1_i64 << 62)..1 << 62) {
            let amount = parse_amount(Money(ten_thousandths).to_string().as_bytes()).unwrap();
            proptest::prop_assert_eq!(amount.money, Money(ten_thousandths));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-+(]?[¥$ ]?[0-9.,' ]{0,12}[)元e-]?") {
            let _ = parse_amount(text.as_bytes());
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
            assert_eq!(parse_amount(text.as_bytes()).unwrap().currency, Some(code), "{text}");
        }
        assert_eq!(parse_amount(b"1").unwrap().currency, None);
    }
}
