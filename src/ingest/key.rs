//! How well a customer can be told from others: what kind of key a column is, and what its cells show.

use super::cell::{is_damaged_id, is_void};
use super::digits::{Digits, Look};
use super::names::{names_of, normal_form};
use super::reading::KeyReading;
use crate::at::Field;

/// How good a key is, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// An account, an address or a whole phone number.
    #[default]
    Exact,
    /// A receiver, an alias, or several cells that together hardly meet in two people.
    Strong,
    /// A name or a masked number: two people may share it.
    Fuzzy,
    /// It tells nobody apart.
    None,
}

impl Grade {
    /// The name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Strong => "strong",
            Self::Fuzzy => "fuzzy",
            Self::None => "none",
        }
    }
}

/// How cells of a key are brought to one form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// As they are.
    #[default]
    AsIs,
    /// Addresses: in small letters.
    Mail,
    /// Phone numbers: digits, without the prefix of China.
    Phone,
}

impl Form {
    /// The form of a column's cells, by its name.
    pub(super) fn of(header: &str) -> Self {
        let name = normal_form(header);
        let says = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        if says(&["mail", "邮箱"]) {
            Self::Mail
        } else if says(&["phone", "mobile", "手机", "电话"]) {
            Self::Phone
        } else {
            Self::AsIs
        }
    }

    /// The cell in this form, where that is another text.
    pub(super) fn change(self, text: &str) -> Option<String> {
        if self == Self::AsIs && text.is_ascii() && !text.ends_with(".0") && !text.ends_with(".00")
        {
            return None;
        }
        let narrow = narrowed(text);
        let whole = narrow.as_deref().unwrap_or(text);
        let changed = match self {
            _ if is_damaged_id(whole) => None,
            Self::AsIs => without_fraction(whole).map(str::to_owned),
            Self::Mail => plain_mail(whole),
            Self::Phone => plain_phone(without_fraction(whole).unwrap_or(whole))
                .or_else(|| without_fraction(whole).map(str::to_owned)),
        };
        changed.or(narrow)
    }
}

/// The text without what does not show, with narrow letters and digits, where it has others.
fn narrowed(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut narrow = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '！'..='～' => narrow.extend(char::from_u32(u32::from(c) - 0xFEE0)),
            '\u{A0}' | '\u{3000}' => narrow.push(' '),
            // Not the joiners between them: letters and pictures look otherwise without.
            '\u{AD}' | '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' => {}
            c => narrow.push(c),
        }
    }
    (narrow != text).then_some(narrow)
}

/// A whole number that was written as one with a fraction: `17850.0`.
fn without_fraction(text: &str) -> Option<&str> {
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00"))?;
    (!whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit())).then_some(whole)
}

/// An address in small letters, without what programs write around it.
fn plain_mail(text: &str) -> Option<String> {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let lower = inner.to_ascii_lowercase();
    let plain = lower.strip_prefix("mailto:").unwrap_or(&lower).trim();
    (plain != text).then(|| plain.to_owned())
}

/// Takes off what stands before and between the digits of a Chinese mobile number, and the marks
/// inside any other.
fn plain_phone(text: &str) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit()) && text.len() == 11 {
        return None;
    }
    let is_mark = |c: char| matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{A0}');
    let mut plain: String = text.chars().filter(|c| !is_mark(*c)).collect();
    for prefix in ["+86", "0086", "86"] {
        let rest = plain.strip_prefix(prefix).filter(|rest| rest.len() == 11);
        if let Some(rest) = rest.filter(|rest| rest.starts_with('1')) {
            plain = rest.to_owned();
            break;
        }
    }
    (plain != text && !plain.is_empty()).then_some(plain)
}

/// Why a cell tells less than it seems to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Parts of it are starred out.
    Masked,
    /// A spreadsheet has cut off its end.
    Damaged,
    /// It is a cipher, which may be another for the same person.
    Cipher,
}

/// What is wrong with a key's cell.
pub(super) fn flaw(text: &str) -> Option<Flaw> {
    let bytes = text.as_bytes();
    match bytes {
        [b'#', b'#', ..] | [b'$', b'$', ..] => Some(Flaw::Cipher),
        [b'~', .., b'~'] => Some(Flaw::Cipher),
        _ if bytes.iter().fold(false, |star, b| star | (*b == b'*')) => Some(Flaw::Masked),
        _ if is_damaged_id(text) => Some(Flaw::Damaged),
        _ => None,
    }
}

/// What the cells of a file's key showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyState {
    /// Its columns, as the file writes them.
    pub(super) header: String,
    /// How good its name or its table says that it is.
    pub(super) grade: Grade,
    pub(super) reason: Option<&'static str>,
    pub(super) form: Form,
    /// It is made of several columns.
    pub(super) is_composite: bool,
    pub(super) filled: u64,
    pub(super) masked: u64,
    pub(super) ciphers: u64,
    pub(super) damaged: u64,
    pub(super) digits: Digits,
}

impl KeyState {
    /// Counts a cell.
    pub(super) fn note(&mut self, text: &str) {
        if is_void(text) {
            return;
        }
        self.filled += 1;
        self.digits.note(text.as_bytes());
        match flaw(text) {
            Some(Flaw::Masked) => self.masked += 1,
            Some(Flaw::Cipher) => self.ciphers += 1,
            Some(Flaw::Damaged) => self.damaged += 1,
            None => {}
        }
    }

    /// Counts a cell in which nothing is wrong.
    pub(super) fn note_plain(&mut self, look: Look) {
        self.note_looks(look, 1);
    }

    /// Counts so many cells that look alike and in which nothing is wrong.
    pub(super) fn note_looks(&mut self, look: Look, cells: u64) {
        self.filled += cells;
        self.digits.note_looks(look, cells);
    }

    /// Cells that only the whole column shows to be damaged.
    pub(super) fn damaged_as_a_column(&self) -> u64 {
        self.digits.cut() + self.digits.stripped()
    }

    /// How good the key is, now that its cells were seen.
    pub(super) fn judged(&self) -> KeyReading {
        /// One cell in so many may be flawed without the column being so.
        const FEW: u64 = 20;
        let mut key = KeyReading {
            header: (!self.header.is_empty()).then(|| self.header.clone()),
            grade: self.grade,
            reasons: self.reason.into_iter().collect(),
        };
        let is_mostly = |count: u64| count > 0 && count * FEW >= self.filled;
        if self.filled == 0 {
            key.lower(Grade::None, "empty");
        }
        if is_mostly(self.ciphers) {
            key.lower(Grade::None, "cipher");
        }
        // Those that were cut alike are one key now.
        if (self.damaged + self.digits.cut()) * 2 > self.filled {
            key.lower(Grade::None, "damaged");
        }
        // `00123` and `123` are two keys now.
        if self.digits.stripped() > 0 {
            key.lower(Grade::Strong, "damaged");
        }
        if is_mostly(self.masked) {
            let grade = if self.is_composite { Grade::Fuzzy } else { Grade::None };
            key.lower(grade, "masked");
        }
        key
    }
}

impl KeyReading {
    /// Lowers the grade to `grade` at least, and says why.
    pub(super) fn lower(&mut self, grade: Grade, reason: &'static str) {
        self.grade = self.grade.max(grade);
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Holds customers against orders: nearly as many look like numbers of orders, very few like a
    /// constant. True where that is doubtful.
    pub(super) fn weigh(&mut self, customers: u64, orders: u64) -> bool {
        /// Fewer orders than this say nothing.
        const ENOUGH: u64 = 100;
        if orders < ENOUGH {
            return false;
        }
        if customers.saturating_mul(100) > orders.saturating_mul(98) {
            self.reasons.push("nearly-one-per-order");
        } else if customers.saturating_mul(100) < orders {
            self.reasons.push("nearly-constant");
        } else {
            return false;
        }
        true
    }
}

/// How good a column is of which only the name is known: names of people are shared.
pub(super) fn grade_of_name(header: &str) -> (Grade, Option<&'static str>) {
    /// The first of the names of people among those of customers, which come last.
    const FIRST: &str = "买家昵称";
    let name = normal_form(header);
    let mut people = names_of(Field::Customer).split_whitespace().skip_while(|n| *n != FIRST);
    if people.any(|known| known == name) {
        (Grade::Fuzzy, Some("display-name"))
    } else {
        (Grade::Exact, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_addresses_meet_in_one_form() {
        for text in ["+86 138-0013-8000", "8613800138000", "0086 13800138000", "86-13800138000"] {
            assert_eq!(Form::Phone.change(text).as_deref(), Some("13800138000"), "{text}");
        }
        assert_eq!(Form::Phone.change("13800138000"), None);
        assert_eq!(Form::Phone.change("+1 (555) 010-9999").as_deref(), Some("+15550109999"));
        assert_eq!(Form::Mail.change("Ann@Example.com").as_deref(), Some("ann@example.com"));
        assert_eq!(Form::Mail.change("ann@example.com"), None);
        assert_eq!(Form::Phone.change("13800138000.0").as_deref(), Some("13800138000"));
        assert_eq!(Form::Phone.change("1.38E+10"), None);
        assert_eq!(Form::Mail.change("<Ann@x.org>").as_deref(), Some("ann@x.org"));
        assert_eq!(Form::Mail.change("mailto:ann@x.org").as_deref(), Some("ann@x.org"));
        for (text, plain) in
            [("17850.0", "17850"), ("Ａ１２", "A12"), ("A\u{200B}1\u{A0}b", "A1 b")]
        {
            assert_eq!(Form::AsIs.change(text).as_deref(), Some(plain), "{text}");
        }
        for text in ["17850", "1.5", "a.0", "张三", "v2.0", "👨\u{200D}👩"] {
            assert_eq!(Form::AsIs.change(text), None, "{text}");
        }
        assert_eq!(Form::of("Email (Billing)"), Form::Mail);
        assert_eq!(Form::of("买家手机号"), Form::Phone);
    }

    #[test]
    fn masks_and_ciphers_are_seen() {
        assert_eq!(flaw("138****1234"), Some(Flaw::Masked));
        assert_eq!(flaw("##xyz##"), Some(Flaw::Cipher));
        assert_eq!(flaw("$$xyz"), Some(Flaw::Cipher));
        assert_eq!(flaw("~abc~1~"), Some(Flaw::Cipher));
        assert_eq!(flaw("tb_1234"), None);
    }

    #[test]
    fn a_column_shows_what_a_spreadsheet_took_from_its_ids() {
        let judged = |ids: &[&str]| {
            let mut key = KeyState::default();
            ids.iter().for_each(|id| key.note(id));
            (key.damaged_as_a_column(), key.judged().grade)
        };
        let (cut, whole) = ("1234567890123450", "1234567890123456");
        assert_eq!(judged(&[cut, cut, "9234567890123410"]), (3, Grade::None));
        assert_eq!(judged(&[cut, whole, cut, cut]), (0, Grade::Exact));
        assert_eq!(judged(&[cut, "17"]), (0, Grade::Exact));
        assert_eq!(judged(&["00123", "00077", "123"]), (1, Grade::Strong));
        for fine in [&["00123", "123", "77"][..], &["007", "0123", "5"], &["007", "008", "12345"]] {
            assert_eq!(judged(fine), (0, Grade::Exact), "{fine:?}");
        }
    }

    #[test]
    fn names_of_people_are_no_exact_key() {
        assert_eq!(grade_of_name("买家昵称").0, Grade::Fuzzy);
        assert_eq!(grade_of_name("Customer Name").0, Grade::Fuzzy);
        assert_eq!(grade_of_name("customer_id").0, Grade::Exact);
        assert_eq!(grade_of_name("anything mapped").0, Grade::Exact);
    }

    #[test]
    fn customers_are_held_against_orders() {
        let mut key = KeyReading::default();
        assert!(!key.weigh(99, 99));
        assert!(!key.weigh(300, 1_000));
        assert!(key.weigh(990, 1_000));
        assert!(key.weigh(1, 1_000));
        assert_eq!(key.reasons, ["nearly-one-per-order", "nearly-constant"]);
        assert_eq!(key.grade, Grade::Exact);
    }
}
