//! Numbers as people write them: signs, currencies, grouped digits, either decimal mark. Nothing
//! is rounded here.

use super::cell::bare;
use std::sync::LazyLock;

/// No number is written longer.
const LONGEST: usize = 64;

/// A decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// A number, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Numeral {
    pub(super) is_negative: bool,
    /// ISO code of the currency, if the cell names one.
    pub(super) currency: Option<&'static str>,
    /// It names it by a sign that several countries use.
    pub(super) is_shared: bool,
    /// The decimal mark that the number can only have been written with.
    pub(super) evidence: Option<Mark>,
    /// The only mark in it, where that can be the decimal one or can group thousands: `1,234`.
    pub(super) doubt: Option<Mark>,
    digits: [u8; LONGEST],
    length: usize,
    whole: usize,
}

impl Numeral {
    /// Reads a number; `None` where the text is none. An exponent is refused: it is what is left
    /// of a number that a spreadsheet has damaged.
    ///
    /// A comma alone is a decimal mark (`12,50`) unless exactly three digits follow one to three
    /// others; then it is taken as a thousands mark, and a point as a decimal one, unless
    /// [`Numeral::settle`] knows more.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        if text.len() > 4 * LONGEST {
            return None;
        }
        let text = without_note(bare(std::str::from_utf8(text).ok()?));
        let (is_negative, currency, body) = undress(text)?;
        let is_shared = currency.is_some_and(|(mark, _)| is_shared(mark));
        let mut folded = [0; LONGEST];
        let body = fold(body, &mut folded)?;
        let Split { mark, evidence, doubt } = split(body)?;
        let mut digits = [0; LONGEST];
        let mut length = 0;
        for digit in body.iter().filter(|b| b.is_ascii_digit()) {
            digits[length] = *digit;
            length += 1;
        }
        let fraction = mark.map_or(0, |at| body.len() - at - 1);
        Some(Self {
            is_negative,
            currency: currency.map(|(_, code)| code),
            is_shared,
            evidence,
            doubt,
            digits,
            length,
            whole: length - fraction,
        })
    }

    /// Takes the reading in which `mark` is the decimal mark, where there are two.
    pub(super) fn settle(&mut self, mark: Option<Mark>) {
        if let (Some(own), Some(decimal)) = (self.doubt, mark) {
            self.whole = if own == decimal { self.length - 3 } else { self.length };
            self.doubt = None;
        }
    }

    /// Digits before the decimal mark.
    pub(super) fn whole(&self) -> &[u8] {
        &self.digits[..self.whole]
    }

    /// Digits after it.
    pub(super) fn fraction(&self) -> &[u8] {
        &self.digits[self.whole..self.length]
    }
}

/// Signs and codes of currencies, longest first where one holds another.
///
/// `¥` and `$` are used by several countries; they are given to the ones that use them most, unless
/// a code stands beside them.
const CURRENCIES: &str = "
    CN¥=CNY JP¥=JPY 人民币=CNY US$=USD HK$=HKD NT$=TWD CA$=CAD MX$=MXN NZ$=NZD AU$=AUD SG$=SGD
    R$=BRL A$=AUD C$=CAD S$=SGD $=USD ＄=USD ¥=CNY ￥=CNY 元=CNY 圆=CNY 円=JPY €=EUR £=GBP ￡=GBP
    ₹=INR ₩=KRW ￦=KRW ₽=RUB ฿=THB ₫=VND ₱=PHP ৳=BDT ₺=TRY ₪=ILS zł=PLN RMB=CNY CNH=CNY CNY USD
    EUR GBP JPY HKD TWD MOP KRW SGD AUD CAD NZD INR THB VND MYR PHP IDR BRL MXN CHF SEK NOK DKK PLN
    RUB AED KWD BHD CZK HUF TRY ZAR ILS SAR BDT";

/// The same, each with its code.
static MARKS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let entries = CURRENCIES.split_whitespace();
    entries.map(|entry| entry.split_once('=').unwrap_or((entry, entry))).collect()
});

/// Takes off a remark in parentheses behind the number, as in `499.00（系统计算中）`. One with digits
/// in it may be another number, and one without a Chinese character may say what is counted.
fn without_note(text: &str) -> &str {
    let Some(body) = text.strip_suffix([')', '）']) else { return text };
    let Some(open) = body.find(['(', '（']).filter(|open| *open > 0) else { return text };
    let note = &body[open..];
    let is_remark = note.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
        && !note.chars().any(char::is_numeric)
        && currency_of(note.trim_start_matches(['(', '（'])).is_none();
    if is_remark { body[..open].trim_end() } else { text }
}

/// A mark of currency, and the code of what it stands for.
type Named = (&'static str, &'static str);

/// Takes off signs, parentheses and a currency, in whatever order they stand.
fn undress(text: &str) -> Option<(bool, Option<Named>, &str)> {
    let (mut negative, mut signed) = (false, false);
    let mut currency = None;
    let mut text = text.trim();
    loop {
        if let Some(inner) = inside_parentheses(text).filter(|_| !signed) {
            (negative, signed, text) = (true, true, inner.trim());
        } else if let Some((is_minus, rest)) = sign(text).filter(|_| !signed) {
            (negative, signed, text) = (is_minus, true, rest.trim());
        } else if let Some((mark, code, rest)) = currency_of(text) {
            (currency, text) = (Some(joined(currency, mark, code)?), rest.trim());
        } else {
            break;
        }
    }
    (!text.is_empty()).then_some((negative, currency, text))
}

/// What two marks of currency say together: `$12 CAD` is Canadian, `￥12元` is Chinese, and `$12 €`
/// is neither. At most two are written.
fn joined(known: Option<Named>, mark: &'static str, code: &'static str) -> Option<Named> {
    match known {
        None => Some((mark, code)),
        Some((_, known)) if known == code => Some((mark, code)),
        Some((before, _)) if is_shared(before) && is_in_use(before, code) => Some((mark, code)),
        Some((before, known)) if is_shared(mark) && is_in_use(mark, known) => Some((before, known)),
        Some(_) => None,
    }
}

/// Whether several countries write `mark`.
fn is_shared(mark: &str) -> bool {
    matches!(mark, "$" | "＄" | "¥" | "￥")
}

/// Whether the country of `code` writes `mark`.
fn is_in_use(mark: &str, code: &str) -> bool {
    match mark {
        "$" | "＄" => {
            matches!(code, "USD" | "CAD" | "AUD" | "NZD" | "HKD" | "TWD" | "SGD" | "MXN" | "BRL")
        }
        _ => matches!(code, "CNY" | "JPY"),
    }
}

fn inside_parentheses(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?;
    inner.strip_suffix([')', '）'])
}

fn sign(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 6] = ['-', '−', '–', '－', '﹣', '‐'];
    const PLUS: [char; 2] = ['+', '＋'];
    let minus = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS));
    minus.map(|rest| (true, rest)).or_else(|| text.strip_prefix(PLUS).map(|rest| (false, rest)))
}

/// The currency at either end: its mark, its code and the rest.
fn currency_of(text: &str) -> Option<(&'static str, &'static str, &str)> {
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    if first.is_ascii_digit() && last.is_ascii_digit() {
        return None;
    }
    let bytes = text.as_bytes();
    let ends = |mark: &str| {
        let mark = mark.as_bytes();
        let is_same = |a: Option<&u8>, b: Option<&u8>| {
            a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        is_same(mark.first(), bytes.first()) || is_same(mark.last(), bytes.last())
    };
    MARKS.iter().filter(|(mark, _)| ends(mark)).find_map(|&(mark, code)| {
        let head = text.get(..mark.len()).filter(|head| head.eq_ignore_ascii_case(mark));
        if head.is_some() {
            return Some((mark, code, &text[mark.len()..]));
        }
        let from = text.len().checked_sub(mark.len())?;
        let tail = text.get(from..).filter(|tail| tail.eq_ignore_ascii_case(mark));
        tail.map(|_| (mark, code, &text[..from]))
    })
}

/// The ISO code that `text` is, or is a sign of.
pub(super) fn currency_named(text: &str) -> Option<&'static str> {
    sign_named(text).map(|(code, _)| code)
}

/// As [`currency_named`], and whether `text` is a sign that several countries use.
pub(super) fn sign_named(text: &str) -> Option<(&'static str, bool)> {
    let named = currency_of(text.trim()).filter(|(_, _, rest)| rest.is_empty());
    named.map(|(mark, code, _)| (code, is_shared(mark)))
}

/// Whether the sign that is read as `sign` where nothing else is known can mean `code` as well.
pub(super) fn can_mean(sign: &str, code: &str) -> bool {
    is_in_use(if sign == "CNY" { "¥" } else { "$" }, code)
}

/// Writes full-width forms in ASCII, and every mark that only groups digits as a blank.
fn fold<'a>(text: &str, out: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    let mut length = 0;
    for c in text.chars() {
        let ascii = match c {
            '0'..='9' | '.' | ',' => u8::try_from(c).ok()?,
            '０'..='９' | '．' | '，' => u8::try_from(u32::from(c) - 0xFEE0).ok()?,
            ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}' | '\'' | '’' | '`' | '＇' => {
                b' '
            }
            _ => return None,
        };
        *out.get_mut(length)? = ascii;
        length += 1;
    }
    Some(&out[..length])
}

/// Where the decimal mark stands, and how sure that is.
struct Split {
    mark: Option<usize>,
    evidence: Option<Mark>,
    doubt: Option<Mark>,
}

/// Finds the decimal mark among points, commas and blanks, and checks that what is before it is
/// grouped as people group digits.
fn split(body: &[u8]) -> Option<Split> {
    let count = |mark: u8| body.iter().filter(|b| **b == mark).count();
    let last = |mark: u8| body.iter().rposition(|b| *b == mark);
    let (points, commas, blanks) = (count(b'.'), count(b','), count(b' '));
    let sure = |mark, decimal| Split { mark, evidence: Some(decimal), doubt: None };
    let open = |mark, own| Split { mark, evidence: None, doubt: Some(own) };
    let split = match (points, commas) {
        (0, 0) => Split { mark: None, evidence: None, doubt: None },
        (1, 0) if blanks == 0 && is_like_thousands(body, last(b'.')) => {
            open(last(b'.'), Mark::Point)
        }
        (0, 1) if blanks == 0 && is_like_thousands(body, last(b',')) => open(None, Mark::Comma),
        (1, 0) => sure(last(b'.'), Mark::Point),
        (0, 1) => sure(last(b','), Mark::Comma),
        (1, _) if last(b'.') > last(b',') => sure(last(b'.'), Mark::Point),
        (_, 1) if last(b',') > last(b'.') => sure(last(b','), Mark::Comma),
        (0, _) => sure(None, Mark::Point),
        (_, 0) => sure(None, Mark::Comma),
        _ => return None,
    };
    let whole = &body[..split.mark.unwrap_or(body.len())];
    let fraction = split.mark.map_or(&[][..], |at| &body[at + 1..]);
    let is_clean = fraction.iter().all(u8::is_ascii_digit)
        && (is_grouped(whole) || (whole.is_empty() && !fraction.is_empty()));
    is_clean.then_some(split)
}

/// Whether one to three digits, not a lone zero, stand before `mark` and exactly three after it.
fn is_like_thousands(body: &[u8], mark: Option<usize>) -> bool {
    mark.is_some_and(|at| (1..=3).contains(&at) && body[0] != b'0' && body.len() - at - 1 == 3)
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

/// The decimal mark of a column, from every cell of it that leaves no choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MarkVotes {
    points: u64,
    commas: u64,
}

impl MarkVotes {
    /// Hears one cell.
    pub(super) fn see(&mut self, evidence: Option<Mark>) {
        match evidence {
            Some(Mark::Point) => self.points += 1,
            Some(Mark::Comma) => self.commas += 1,
            None => {}
        }
    }

    /// Hears so many cells that show a decimal point.
    pub(super) fn see_points(&mut self, cells: u64) {
        self.points += cells;
    }

    /// The one mark that was seen; `None` where there was none, or both.
    pub(super) fn decided(self) -> Option<Mark> {
        match (self.points, self.commas) {
            (1.., 0) => Some(Mark::Point),
            (0, 1..) => Some(Mark::Comma),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, mark: Option<Mark>) -> Option<String> {
        let mut numeral = Numeral::parse(text.as_bytes())?;
        numeral.settle(mark);
        let part = |digits: &[u8]| String::from_utf8(digits.to_vec()).unwrap();
        let sign = if numeral.is_negative { "-" } else { "" };
        Some(format!("{sign}{}|{}", part(numeral.whole()), part(numeral.fraction())))
    }

    #[test]
    fn the_column_settles_a_lone_mark() {
        for (text, unsettled, point, comma) in [
            ("1,234", "1234|", "1234|", "1|234"),
            ("1.234", "1|234", "1|234", "1234|"),
            ("12,50", "12|50", "12|50", "12|50"),
            ("-999.999", "-999|999", "-999|999", "-999999|"),
            ("1,234,567", "1234567|", "1234567|", "1234567|"),
        ] {
            assert_eq!(plain(text, None).as_deref(), Some(unsettled), "{text}");
            assert_eq!(plain(text, Some(Mark::Point)).as_deref(), Some(point), "{text}");
            assert_eq!(plain(text, Some(Mark::Comma)).as_deref(), Some(comma), "{text}");
        }
    }

    #[test]
    fn votes_decide_only_where_they_agree() {
        let mut votes = MarkVotes::default();
        assert_eq!(votes.decided(), None);
        for text in ["12.50", "7", "1,234"] {
            votes.see(Numeral::parse(text.as_bytes()).unwrap().evidence);
        }
        assert_eq!(votes.decided(), Some(Mark::Point));
        votes.see(Numeral::parse(b"7,5").unwrap().evidence);
        assert_eq!(votes.decided(), None);
    }

    #[test]
    fn remarks_are_left_out_unless_they_count_something() {
        assert_eq!(plain("499.00（系统计算中，该值仅供参考）", None).as_deref(), Some("499|00"));
        assert_eq!(plain("=\"12.50\"", None).as_deref(), Some("12|50"));
        let padded = |length: usize| plain(&format!("{:>length$}", "12,50"), None);
        assert_eq!(padded(100).as_deref(), Some("12|50"));
        assert_eq!(padded(4 * LONGEST).as_deref(), Some("12|50"));
        assert_eq!((padded(4 * LONGEST + 1), padded(5 * LONGEST)), (None, None));
        for text in ["3.00 (3 pcs)", "3.00 (pcs)", "12.50x", "1.2万元", "（退款）", "3（共3件）"]
        {
            assert_eq!(plain(text, None), None, "{text}");
        }
    }

    #[test]
    fn currencies_are_named_by_code_or_sign() {
        for (text, code) in [
            ("￥129.00元", Some("CNY")),
            ("$12.00 CAD", Some("CAD")),
            ("US$3.10", Some("USD")),
            ("¥500 JPY", Some("JPY")),
            ("人民币 5元", Some("CNY")),
            ("CAD $12", Some("CAD")),
            ("JPY ¥500", Some("JPY")),
            ("5", None),
        ] {
            assert_eq!(Numeral::parse(text.as_bytes()).unwrap().currency, code, "{text}");
        }
        for text in ["$5€", "EUR $5", "USD ¥5"] {
            assert!(Numeral::parse(text.as_bytes()).is_none(), "{text}");
        }
        assert_eq!(currency_named(" usd "), Some("USD"));
        assert_eq!(currency_named("人民币"), Some("CNY"));
        assert_eq!(currency_named("US dollars"), None);
    }
}
