//! Guesses the delimiter, the quote and the escape from the first records.

use super::Sink;
use super::record::Record;
use super::scanner::Scanner;
use crate::error::Result;
use std::collections::BTreeMap;

/// The delimiters that are tried; the earlier wins a draw.
pub const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Delimiters that also stand in text, or hardly anywhere: they must explain every record.
const RARE: [u8; 6] = [UNIT, RECORD, b'~', b'^', b':', b' '];
/// ASCII's own delimiters, of cells and of records.
const UNIT: u8 = 0x1F;
const RECORD: u8 = 0x1E;

/// Records among which the header is looked for.
const HEADER_RECORDS: usize = 20;
/// What one known column name weighs, beside a regularity of at most 1.
const NAME_WEIGHT: f64 = 0.25;
/// Names beyond these say nothing new.
const NAMES: usize = 4;
/// Cells of a record among which names are looked for.
const NAMED_CELLS: usize = 1_000;
/// A reading as regular as this needs no other delimiter.
const REGULAR: f64 = 0.4;

/// The bytes that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// Ends a record, as a carriage return does.
    pub(super) newline: u8,
    /// A backslash before a quote, a delimiter or a backslash makes it text.
    pub(super) has_escapes: bool,
    /// A quote opens a cell also after blanks.
    pub(super) skips_blanks: bool,
}

impl Style {
    /// As RFC 4180 has it, with another delimiter.
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, quote: b'"', newline: b'\n', has_escapes: false, skips_blanks: false }
    }

    /// Whether a backslash before `byte` makes it text.
    pub(super) fn escapes(self, byte: u8) -> bool {
        byte == self.quote || byte == self.delimiter || byte == b'\\'
    }
}

/// How the file separates cells, and where its first record starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// Bytes of a first line that is for Excel only (`sep=;`), with its end; else 0.
    pub skip: usize,
    /// 1-based line on which the first record starts.
    pub line: u64,
    pub(super) style: Style,
    /// Cells that most records of the beginning have.
    pub(super) width: usize,
}

impl Dialect {
    /// Guesses from `head`, the first bytes of a file; `whole` says that there are no others.
    /// `wish` overrides the guess.
    pub(super) fn guess<S: Sink>(head: &[u8], whole: bool, wish: Option<u8>, sink: &S) -> Self {
        let (said, skip) = excel_hint(head);
        let guesser =
            Guesser { text: &head[skip..], whole, recognises: &|cell| sink.recognises(cell) };
        let delimiter = wish.or(said).unwrap_or_else(|| guesser.delimiter());
        let style = guesser.style(delimiter);
        let width = guesser.survey(style).width();
        Self { delimiter, skip, line: if skip > 0 { 2 } else { 1 }, style, width }
    }

    /// For text that was written here, with `delimiter`.
    pub(super) fn own(delimiter: u8) -> Self {
        Self { delimiter, skip: 0, line: 1, style: Style::new(delimiter), width: 1 }
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

struct Guesser<'a> {
    text: &'a [u8],
    whole: bool,
    recognises: &'a dyn Fn(&str) -> bool,
}

impl Guesser<'_> {
    fn delimiter(&self) -> u8 {
        let mut best = (0.0, CANDIDATES[0]);
        for delimiter in CANDIDATES {
            let survey = self.survey(Style::new(delimiter));
            if survey.is_strict() {
                return delimiter;
            }
            let score = survey.score();
            if score > best.0 {
                best = (score, delimiter);
            }
        }
        if best.0 < REGULAR
            && let Some(rare) = self.rare_delimiter(best)
        {
            return rare;
        }
        if best.1 == b',' && self.is_column_of_decimals() { UNIT } else { best.1 }
    }

    fn rare_delimiter(&self, (score, common): (f64, u8)) -> Option<u8> {
        RARE.into_iter().find(|&delimiter| {
            if !self.text.contains(&delimiter) {
                return false;
            }
            let newline = self.newline(delimiter);
            let survey = self.survey(Style { newline, ..Style::new(delimiter) });
            match delimiter {
                UNIT | RECORD => survey.width() > 1,
                b'~' | b'^' => survey.is_uniform(2) && survey.width() > 1,
                // Times and labels have colons.
                b':' => survey.is_uniform(2) && survey.width() > 2,
                // Text has blanks: there must be columns of numbers, or quotes that only this
                // reading explains.
                _ => {
                    let inner = self.survey(Style::new(common)).inner;
                    (survey.is_uniform(3) && survey.width() > 1 && self.has_numbers(delimiter))
                        || (survey.quoted * 2 > survey.records
                            && inner * 2 > survey.records
                            && survey.inner * 4 < survey.records
                            && score < REGULAR)
                }
            }
        })
    }

    /// ASCII has a byte of its own also for the ends of records.
    fn newline(&self, delimiter: u8) -> u8 {
        let has_lines = self.text.iter().any(|b| matches!(b, b'\n' | b'\r'));
        if delimiter == UNIT && !has_lines && self.text.contains(&RECORD) { RECORD } else { b'\n' }
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.text.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.is_empty())
    }

    /// Whether a column other than the first holds numbers in every line below the header.
    fn has_numbers(&self, delimiter: u8) -> bool {
        let lines: Vec<Vec<&[u8]>> =
            self.lines().map(|line| line.split(|b| *b == delimiter).collect()).collect();
        let is_number = |cell: &&[u8]| {
            !cell.is_empty() && cell.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        };
        let width = lines.first().map_or(0, Vec::len);
        let all =
            |column: usize| lines[1..].iter().all(|line| line.get(column).is_some_and(is_number));
        lines.len() > 2 && (1..width).any(all)
    }

    /// One column whose numbers have a decimal comma: its header has none.
    fn is_column_of_decimals(&self) -> bool {
        let digits = |part: &[u8]| {
            let part = part.strip_prefix(b"-").unwrap_or(part);
            !part.is_empty() && part.iter().all(|b| b.is_ascii_digit() || *b == b'.')
        };
        let is_decimal = |line: &[u8]| match line.iter().position(|b| *b == b',') {
            Some(comma) => digits(&line[..comma]) && digits(&line[comma + 1..]),
            None => digits(line),
        };
        let mut lines = self.lines();
        lines.next().is_some_and(|header| !header.contains(&b','))
            && self.text.contains(&b',')
            && lines.all(is_decimal)
    }

    /// The quoting that leaves fewest doubts; RFC 4180's wins a draw.
    fn style(&self, delimiter: u8) -> Style {
        let plain = Style { newline: self.newline(delimiter), ..Style::new(delimiter) };
        let mut best = (self.survey(plain), plain);
        let others = if best.0.faults() == 0 { Vec::new() } else { self.other_styles(plain) };
        for style in others {
            let survey = self.survey(style);
            if survey.doubts() < best.0.doubts() {
                best = (survey, style);
            }
        }
        let single = Style { quote: b'\'', ..plain };
        if best.0.quoted > 0 || !self.text.contains(&b'\'') {
            return best.1;
        }
        let survey = self.survey(single);
        let is_clean = survey.quoted >= 2 && survey.stray == 0 && survey.unterminated == 0;
        if is_clean && survey.doubts() <= best.0.doubts() { single } else { best.1 }
    }

    fn other_styles(&self, plain: Style) -> Vec<Style> {
        let has = |pair: [u8; 2]| self.text.windows(2).any(|bytes| bytes == pair);
        let has_escapes = has(*b"\\\"");
        let has_blanks = plain.delimiter != b' ' && has([plain.delimiter, b' ']) && has(*b" \"");
        [(true, false), (false, true), (true, true)]
            .into_iter()
            .filter(|(escapes, blanks)| (!escapes || has_escapes) && (!blanks || has_blanks))
            .map(|(has_escapes, skips_blanks)| Style { has_escapes, skips_blanks, ..plain })
            .collect()
    }

    /// How the text looks when it is read in `style`.
    fn survey(&self, style: Style) -> Survey<'_> {
        let mut survey = Survey {
            records: 0,
            widths: BTreeMap::new(),
            names: 0,
            quoted: 0,
            stray: 0,
            inner: 0,
            unterminated: 0,
            loose: 0,
            recognises: self.recognises,
        };
        let mut scanner = Scanner::new(style, 1);
        // An over-long line is refused later, when it is read.
        let read = scanner.push(self.text, &mut survey);
        if read.is_ok() && (self.whole || survey.records == 0) {
            drop(scanner.finish(&mut survey));
        }
        survey
    }
}

struct Survey<'a> {
    records: usize,
    widths: BTreeMap<usize, usize>,
    names: usize,
    /// Records with a cell in quotes, and those whose quotes break the rules.
    quoted: usize,
    stray: usize,
    inner: usize,
    unterminated: usize,
    /// Records with text that is not in quotes.
    loose: usize,
    recognises: &'a dyn Fn(&str) -> bool,
}

impl Survey<'_> {
    /// Whether all text is in quotes, by the rules: no other reading explains that. What
    /// [`Writer`](super::Writer) made is read back so, whatever stands in its cells.
    fn is_strict(&self) -> bool {
        self.records > 0 && self.loose == 0 && self.faults() == 0
    }

    fn most(&self) -> Option<(usize, usize)> {
        let most = self.widths.iter().filter(|(width, _)| **width > 1).max_by_key(|(_, n)| **n);
        most.map(|(width, records)| (*width, *records))
    }

    /// Cells of most records with more than one.
    fn width(&self) -> usize {
        self.most().map_or(1, |(width, _)| width)
    }

    /// How much like a table it is: 0 when no record has two cells.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand records, and only compared")]
    fn score(&self) -> f64 {
        let Some((width, records)) = self.most() else { return 0.0 };
        let share = records as f64 / self.records as f64;
        let regularity = share * share * (1.0 - 1.0 / width as f64);
        regularity + NAME_WEIGHT * self.names.min(NAMES) as f64
    }

    fn is_uniform(&self, least: usize) -> bool {
        self.records >= least && self.widths.len() == 1
    }

    /// Records that this reading does not explain.
    fn doubts(&self) -> usize {
        let regular = self.most().map_or(self.records, |(_, records)| records);
        self.records - regular + self.faults()
    }

    /// Quotes that break the rules.
    fn faults(&self) -> usize {
        2 * (self.stray + self.unterminated) + self.inner
    }
}

impl Sink for Survey<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        if record.is_note() {
            return Ok(());
        }
        self.records += 1;
        self.quoted += usize::from(record.has_quoted_cell());
        self.loose += usize::from(!record.is_strict());
        self.stray += usize::from(record.flags.stray);
        self.inner += usize::from(record.flags.inner);
        self.unterminated += usize::from(record.flags.unterminated);
        *self.widths.entry(record.len()).or_default() += 1;
        if self.records <= HEADER_RECORDS && record.len() > 1 {
            let mut scratch = Vec::new();
            let names = (0..record.len().min(NAMED_CELLS))
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
mod tests;
