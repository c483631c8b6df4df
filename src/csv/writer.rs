//! The one place that makes CSV: RFC 4180, with what spreadsheets need on top.
//!
//! A spreadsheet runs a cell as a formula when it starts with `=`, `+`, `-` or `@`, whether the
//! file quoted it or not (OWASP, CWE-1236), also in full-width form and after characters that do
//! not show. So text that starts like that gets an apostrophe in front, which spreadsheets hide
//! and [`unguard`] takes away again: reading what was written gives the same text. All text is
//! quoted, since `a;=1+1` would open a new cell where lists are separated by semicolons. Numbers
//! are ours, and stay numbers.

use std::fmt::{self, Write as _};

/// Makes a CSV file in UTF-8 with a byte order mark, without which Excel takes it for another
/// encoding.
#[derive(Debug)]
pub struct Writer {
    out: Vec<u8>,
    in_record: bool,
}

impl Writer {
    /// An empty file.
    #[must_use]
    pub fn new() -> Self {
        Self { out: "\u{FEFF}".into(), in_record: false }
    }

    /// Adds a cell of text, quoted and guarded.
    pub fn text(&mut self, text: &str) {
        self.separate();
        self.out.push(b'"');
        for (i, part) in guard(text).split('"').enumerate() {
            if i > 0 {
                self.out.extend_from_slice(b"\"\"");
            }
            self.out.extend_from_slice(part.as_bytes());
        }
        self.out.push(b'"');
    }

    /// Adds a cell with a number, or anything else whose text holds neither separator nor quote.
    pub fn number(&mut self, number: impl fmt::Display) {
        self.separate();
        // Writing to memory cannot fail.
        let _ = write!(Bytes(&mut self.out), "{number}");
    }

    /// Adds a cell with nothing in it.
    pub fn empty(&mut self) {
        self.separate();
    }

    /// Ends the record.
    pub fn end_record(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.in_record = false;
    }

    /// Bytes made and not yet taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing was made since the last [`Writer::take`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// What was made since the last call, so that a big file need not be in memory at once.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    fn separate(&mut self) {
        if self.in_record {
            self.out.push(b',');
        }
        self.in_record = true;
    }
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

struct Bytes<'a>(&'a mut Vec<u8>);

impl fmt::Write for Bytes<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// The text as [`Writer::text`] puts it between quotes: with an apostrophe where it would be run.
#[must_use]
pub fn guard(text: &str) -> std::borrow::Cow<'_, str> {
    if starts_like_formula(text) { format!("'{text}").into() } else { text.into() }
}

/// Takes away the apostrophe that [`Writer::text`] put in front.
///
/// Exact: an apostrophe is among the characters that a formula may hide behind, so text that
/// already had one got a second.
#[must_use]
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_like_formula(rest) => rest,
        _ => text,
    }
}

fn starts_like_formula(text: &str) -> bool {
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    text.chars()
        .find(|c| !hides(*c))
        .is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        || text.starts_with(['\t', '\r', '\n', '\0'])
        || text.trim_start_matches(hides_but_control).starts_with(['\t', '\r', '\n', '\0'])
}

/// Characters that do not show at the start of a cell, or that a spreadsheet takes away: blanks,
/// controls, marks of direction and joining, quotes.
fn hides(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '`' | '‘' | '’' | '“' | '”' | '＂' | '＇')
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn hides_but_control(c: char) -> bool {
    hides(c) && !matches!(c, '\t' | '\r' | '\n' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_run_is_guarded() {
        for text in [
            "=1+1",
            "+8613800000001",
            "-5",
            "@handle",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\t=1",
            "\r1",
            "\n1",
            "\0x",
            " =1",
            "\u{FEFF}=1",
            "\u{200B}\u{A0}=1",
            "\u{3000}＝1",
            "\u{AD}@",
            "\u{202E}-1",
            "\"=1+1",
            "'=1",
            " \tx",
            "“=1",
        ] {
            assert_eq!(guard(text), format!("'{text}"), "{text:?}");
            assert_eq!(unguard(&guard(text)), text);
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in
            ["", "a=b", "张三", "13800000001", "'tis", " x", "“引号”", "a@b.c", "#1001", "1-2"]
        {
            assert_eq!(guard(text), text);
            assert_eq!(unguard(text), text);
        }
    }

    #[test]
    fn records_are_quoted_text_and_plain_numbers() {
        let mut writer = Writer::new();
        for header in ["id", "净额"] {
            writer.text(header);
        }
        writer.end_record();
        writer.text("=say \"hi\"");
        writer.number(crate::unit::Money(-125_000));
        writer.empty();
        writer.end_record();
        let text = String::from_utf8(writer.take()).unwrap();
        assert_eq!(text, "\u{FEFF}\"id\",\"净额\"\r\n\"'=say \"\"hi\"\"\",-12.50,\r\n");
    }
}
