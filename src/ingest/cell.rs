//! Cells as text.

use crate::csv::{Record, TextRecord, unguard};
use std::borrow::Cow;

/// A cell that is used as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextCell<'a> {
    /// Trimmed, and without what spreadsheets and exports put around ids.
    pub(super) text: &'a str,
    /// Bytes that are not UTF-8 were replaced.
    pub(super) is_repaired: bool,
    /// What was taken off.
    pub(super) wrap: Wrap,
}

/// What stood around a cell, beside blanks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wrap {
    /// Nothing.
    #[default]
    None,
    /// What keeps a spreadsheet from taking an id for a number.
    Usual,
    /// Characters that do not show.
    Hidden,
}

impl Wrap {
    /// What was taken off `raw` to make it `text`.
    fn of(raw: &str, text: &str) -> Self {
        if raw.len() == text.len() || raw.trim_matches([' ', '\r', '\n']).len() == text.len() {
            return Self::None;
        }
        let is_hidden = |c: char| !c.is_whitespace() && is_blank(c);
        let (start, end) = (raw.chars().find(|c| !c.is_whitespace()), raw.chars().next_back());
        let is_any = start.is_some_and(is_hidden) || end.is_some_and(is_hidden);
        if is_any { Self::Hidden } else { Self::Usual }
    }
}

/// Reads cell `index` as text. `whole` is the record, where it is UTF-8 throughout.
pub(super) fn text_cell<'s>(
    record: &Record<'s>,
    whole: Option<&TextRecord<'s>>,
    index: usize,
    scratch: &'s mut String,
) -> TextCell<'s> {
    if let Some(whole) = whole {
        let raw = whole.cell(index, scratch);
        let text = bare(raw);
        return TextCell { text, is_repaired: false, wrap: Wrap::of(raw, text) };
    }
    let mut bytes = Vec::new();
    let text = String::from_utf8_lossy(record.cell(index, &mut bytes));
    let is_repaired = matches!(text, Cow::Owned(_));
    *scratch = text.into_owned();
    TextCell { text: bare(scratch), is_repaired, wrap: Wrap::None }
}

/// Takes off blanks, and the wrappings that keep a spreadsheet from turning an id into a number:
/// `="123"`, `'123`, a back-tick, a tab. Undoes [`crate::csv::guard`].
#[inline]
pub(super) fn bare(text: &str) -> &str {
    if is_bare(text.as_bytes()) { text } else { unwrapped(text) }
}

fn unwrapped(text: &str) -> &str {
    let text = trim(text);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return trim(inner);
    }
    let unguarded = unguard(text);
    if unguarded.len() < text.len() {
        return trim(unguarded);
    }
    let is_digit = |c: char| c.is_ascii_digit();
    match text.strip_prefix(['\'', '`']) {
        Some(rest) if text.starts_with('`') || rest.starts_with(is_digit) => trim(rest),
        _ => text,
    }
}

/// A quick answer for nearly all cells: letters, digits or Chinese characters at both ends.
#[inline]
pub(super) fn is_bare(text: &[u8]) -> bool {
    /// Leading bytes of U+4000 to U+9FFF.
    const CHINESE: std::ops::RangeInclusive<u8> = 0xE4..=0xE9;
    let starts = text.first().is_some_and(|b| b.is_ascii_alphanumeric() || CHINESE.contains(b));
    let ends = match text {
        [.., last] if last.is_ascii_alphanumeric() => true,
        [.., lead, _, _] => CHINESE.contains(lead),
        _ => false,
    };
    starts && ends
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\0')
}

/// Nearly all ids do, and no word does.
fn ends_in_digit(text: &str) -> bool {
    text.as_bytes().last().is_some_and(u8::is_ascii_digit)
}

/// Whether the text says that there is nothing.
pub(super) fn is_void(text: &str) -> bool {
    const VOID: [&str; 11] =
        ["-", "--", "—", "null", "none", "nan", "n/a", "#n/a", "\\n", "undefined", "nil"];
    if ends_in_digit(text) {
        return false;
    }
    text.is_empty()
        || matches!(text, "无" | "空" | "－")
        || (text.len() <= 9 && VOID.iter().any(|void| text.eq_ignore_ascii_case(void)))
}

/// Whether the text stands for whoever is not known: all of them together are no customer.
pub(super) fn is_nobody(text: &str) -> bool {
    const NOBODY: [&str; 10] = [
        "guest",
        "guests",
        "anonymous",
        "unknown",
        "walk-in",
        "walkin",
        "no customer",
        "guest customer",
        "walk-in customer",
        "cash customer",
    ];
    if ends_in_digit(text) {
        return false;
    }
    is_void(text)
        || matches!(text, "匿名" | "匿名用户" | "匿名买家" | "游客" | "散客" | "未知" | "访客")
        || (text.len() <= 16 && NOBODY.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Whether a spreadsheet has taken the id for a number and lost its end: `1.93068E+15`, or eighteen
/// digits and more of which those after the fifteenth are zeros; fewer may be so by chance.
#[inline]
pub(super) fn is_damaged_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 5 && bytes[0].is_ascii_digit() && is_damaged_number(text)
}

fn is_damaged_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        return bytes.len() > 17 && bytes[15..].iter().all(|b| *b == b'0');
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or("");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1
        && are_digits(whole)
        && are_digits(fraction)
        && (1..=3).contains(&exponent.len())
        && are_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_of_ids_are_taken_off() {
        for (text, expected) in [
            ("C1", "C1"),
            ("  张三 ", "张三"),
            ("\t6917926768823643751", "6917926768823643751"),
            ("=\"193\"", "193"),
            ("'18612345678", "18612345678"),
            ("`wx123", "wx123"),
            ("'=1+1", "=1+1"),
            ("'+86 1", "+86 1"),
            ("'tis", "'tis"),
            ("\u{FEFF}a\u{200B}", "a"),
            ("张三", "张三"),
        ] {
            assert_eq!(bare(text), expected, "{text:?}");
        }
    }

    #[test]
    fn ids_that_a_spreadsheet_has_cut_are_known() {
        for text in ["1.93068E+15", "2E+18", "2140301000117280000", "6.92303e+18"] {
            assert!(is_damaged_id(text), "{text}");
        }
        for text in ["2140301000117283946", "1000", "", "E+5", "1E5", "12E+5", "0x1F", "A.1E+5"] {
            assert!(!is_damaged_id(text), "{text}");
        }
    }

    #[test]
    fn words_for_nothing_are_nothing() {
        for text in ["", "-", "NULL", "null", "N/A", "无", "NaN"] {
            assert!(is_void(text), "{text}");
        }
        for text in ["Guest", "匿名", "Walk-in Customer", "-"] {
            assert!(is_nobody(text), "{text}");
        }
        for text in ["0", "guest7", "散客王", "Unknown Ltd"] {
            assert!(!is_nobody(text), "{text}");
        }
        for text in ["0", "Nuller", "无名", "a-"] {
            assert!(!is_void(text), "{text}");
        }
    }
}
