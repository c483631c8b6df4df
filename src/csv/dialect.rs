//! Guesses the delimiter from the first records.

use super::Sink;
use super::record::Record;
use super::scanner::Scanner;
use crate::error::Result;
use std::collections::BTreeMap;

/// The delimiters that are tried; the earlier wins a draw.
pub const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Records among which the header is looked for.
const HEADER_RECORDS: usize = 20;
/// What one known column name weighs, beside a regularity of at most 1.
const NAME_WEIGHT: f64 = 0.25;
/// Names beyond these say nothing new.
const NAMES: usize = 4;

/// How the file separates cells, and where its first record starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// Bytes of a first line that is for Excel only (`sep=;`), with its end; else 0.
    pub skip: usize,
    /// 1-based line on which the first record starts.
    pub line: u64,
}

impl Dialect {
    /// Guesses from `head`, the first bytes of a file; `whole` says that there are no others.
    /// `wish` overrides the guess.
    pub(super) fn guess<S: Sink>(head: &[u8], whole: bool, wish: Option<u8>, sink: &S) -> Self {
        let (said, skip) = excel_hint(head);
        let text = &head[skip..];
        let delimiter =
            wish.or(said).unwrap_or_else(|| guess_delimiter(text, whole, &|c| sink.recognises(c)));
        Self { delimiter, skip, line: if skip > 0 { 2 } else { 1 } }
    }
}

/// Reads a first line `sep=;`, which Excel obeys and hides.
fn excel_hint(head: &[u8]) -> (Option<u8>, usize) {
    let Some(end) = head.iter().take(16).position(|b| matches!(b, b'\n' | b'\r')) else {
        return (None, 0);
    };
    let line = &head[..end];
    let line = line.strip_prefix(b"\"").and_then(|l| l.strip_suffix(b"\"")).unwrap_or(line);
    let [s, e, p, b'=', delimiter] = line else { return (None, 0) };
    let is_hint = [*s, *e, *p].eq_ignore_ascii_case(b"sep")
        && (*delimiter == b'\t' || delimiter.is_ascii_punctuation())
        && *delimiter != b'"';
    if !is_hint {
        return (None, 0);
    }
    let end_length = if head[end..].starts_with(b"\r\n") { 2 } else { 1 };
    (Some(*delimiter), end + end_length)
}

fn guess_delimiter(text: &[u8], whole: bool, recognises: &dyn Fn(&str) -> bool) -> u8 {
    let mut best = (0.0, CANDIDATES[0]);
    for delimiter in CANDIDATES {
        let score = score(text, whole, delimiter, recognises);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// How much like a table the text is when read with `delimiter`: 0 when no record has two cells.
#[expect(clippy::cast_precision_loss, reason = "a few thousand records, and only compared")]
fn score(text: &[u8], whole: bool, delimiter: u8, recognises: &dyn Fn(&str) -> bool) -> f64 {
    let mut survey = Survey { records: 0, widths: BTreeMap::new(), names: 0, recognises };
    let mut scanner = Scanner::new(delimiter, 1);
    // An over-long line is refused later, when it is read.
    let read = scanner.push(text, &mut survey);
    if read.is_ok() && (whole || survey.records == 0) {
        drop(scanner.finish(&mut survey));
    }
    let most = survey.widths.iter().filter(|(width, _)| **width > 1).max_by_key(|(_, n)| **n);
    let Some((&width, &records)) = most else { return 0.0 };
    let share = records as f64 / survey.records as f64;
    let regularity = share * share * (1.0 - 1.0 / width as f64);
    regularity + NAME_WEIGHT * survey.names.min(NAMES) as f64
}

struct Survey<'a> {
    records: usize,
    widths: BTreeMap<usize, usize>,
    names: usize,
    recognises: &'a dyn Fn(&str) -> bool,
}

impl Sink for Survey<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.records += 1;
        *self.widths.entry(record.len()).or_default() += 1;
        if self.records <= HEADER_RECORDS && record.len() > 1 {
            let mut scratch = Vec::new();
            let names = (0..record.len())
                .filter(|i| {
                    std::str::from_utf8(record.cell(*i, &mut scratch))
                        .is_ok_and(|text| (self.recognises)(text))
                })
                .count();
            self.names = self.names.max(names);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &str) -> char {
        guess_delimiter(text.as_bytes(), true, &|_| false).into()
    }

    #[test]
    fn the_regular_reading_wins() {
        assert_eq!(guess("a,b,c\n1,2,3\n"), ',');
        assert_eq!(guess("a\tb\n1,5\t2\n1,5\t2,25\n"), '\t');
        assert_eq!(guess("id;amount;note\n1;12,50;a\n2;3,00;b\n3;4,25;c, d\n"), ';');
        assert_eq!(guess("a|b\n\"1|2\"|3\n"), '|');
        assert_eq!(guess("a,b\n\"x;y;z\",\"1;2;3\"\n\"p;q;r\",\"4;5;6\"\n"), ',');
    }

    #[test]
    fn a_file_of_one_column_is_read_with_commas() {
        assert_eq!(guess("a\n1\n2\n"), ',');
        assert_eq!(guess(""), ',');
    }

    #[test]
    fn known_names_decide_between_regular_readings() {
        let text = "day,amount;who\n1,2;3\n4,5;6\n";
        let knows = |name| move |cell: &str| cell == name;
        assert_eq!(guess_delimiter(text.as_bytes(), true, &knows("who")), b';');
        assert_eq!(guess_delimiter(text.as_bytes(), true, &knows("day")), b',');
    }

    #[test]
    fn the_hint_for_excel_is_obeyed_and_skipped() {
        assert_eq!(excel_hint(b"sep=;\r\na;b\n"), (Some(b';'), 7));
        assert_eq!(excel_hint(b"\"SEP=|\"\na|b\n"), (Some(b'|'), 8));
        assert_eq!(excel_hint(b"sep=\t\na\tb\n"), (Some(b'\t'), 6));
        for no in [&b"sep=,"[..], b"sep=ab\n", b"sepa;b\n", b"sep=a\n", b"step=;\n", b""] {
            assert_eq!(excel_hint(no), (None, 0));
        }
    }
}
