use super::Sink;
use super::layout::{Layout, Row, fits, is_quoted_twice, is_second_header, is_total};
use super::reader::Reader;
use super::record::Record;
use crate::at::At;
use crate::diagnostic::{Action, Diagnostics};
use crate::error::{Code, Error, ErrorKind, Result};

/// All records of a file as text, the header among them.
#[derive(Debug)]
pub struct Rows {
    /// The byte between cells.
    pub delimiter: u8,
    /// What was doubtful, with lines.
    pub diagnostics: Diagnostics,
    /// Lines of the records above and below the table, which are not among the rows.
    pub skipped: Vec<u64>,
    /// The records, in the order of the file.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// The diagnostics as text: `stray-quote: 2, first on line 7`.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.diagnostics
            .iter()
            .map(|(code, tally)| {
                let line = tally.examples.first().and_then(|first| first.at.line).unwrap_or(1);
                format!("{}: {}, first on line {line}", code.name(), tally.count)
            })
            .collect()
    }
}

/// Reads the records of a file's table as they stand, without giving any a meaning.
#[derive(Debug)]
pub struct RowReader {
    reader: Reader,
    collected: Collected,
}

#[derive(Debug)]
struct Collected {
    rows: Vec<Row>,
    doubts: Vec<(Code, u64)>,
    /// Records of one cell that is in quotes.
    quoted: usize,
    recognises: fn(&str) -> bool,
}

impl RowReader {
    /// The records of `reader`; `recognises` tells known column names.
    #[must_use]
    pub fn new(reader: Reader, recognises: fn(&str) -> bool) -> Self {
        let collected = Collected { rows: Vec::new(), doubts: Vec::new(), quoted: 0, recognises };
        Self { reader, collected }
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    /// As [`Reader::push`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.reader.push(bytes, &mut self.collected)
    }

    /// All records.
    ///
    /// # Errors
    /// As [`Reader::finish`].
    pub fn finish(mut self) -> Result<Rows> {
        self.reader.finish(&mut self.collected)?;
        if self.collected.rows.is_empty() {
            return Err(Error::new(ErrorKind::EmptyFile));
        }
        let mut collected = self.collected;
        let layout = Layout::of(&collected.rows, &collected.recognises);
        let mut diagnostics = Diagnostics::default();
        for (code, line) in collected.doubts.iter().copied().chain(collected.look_at(layout)) {
            let at = At { line: Some(line), ..At::default() };
            diagnostics.add(code, || (at, Action::Kept));
        }
        let below = collected.rows.split_off(layout.end);
        let table = collected.rows.split_off(layout.first);
        let skipped = collected.rows.iter().chain(&below).map(|row| row.line).collect();
        Ok(Rows {
            delimiter: self.reader.delimiter().unwrap_or(b','),
            diagnostics,
            skipped,
            rows: table.into_iter().map(|row| row.cells).collect(),
        })
    }
}

impl Collected {
    /// What is doubtful about the table's rows.
    fn look_at(&self, layout: Layout) -> Vec<(Code, u64)> {
        let mut doubts = Vec::new();
        let Some((header, rows)) = self.rows[layout.first..layout.end].split_first() else {
            return doubts;
        };
        for row in rows {
            if row.cells == header.cells {
                doubts.push((Code::RepeatedHeader, row.line));
            } else if !fits(header, row) {
                doubts.push((Code::RaggedRow, row.line));
            }
        }
        let second =
            rows.first().filter(|row| is_second_header(header, row, rows.get(1), &self.recognises));
        doubts.extend(second.map(|row| (Code::RepeatedHeader, row.line)));
        let total = rows.last().filter(|row| is_total(row));
        doubts.extend(total.map(|row| (Code::TotalRow, row.line)));
        if is_quoted_twice(&self.rows, self.quoted) {
            doubts.push((Code::QuotedLines, header.line));
        }
        doubts
    }
}

impl Sink for Collected {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        let doubts = [
            (record.has_unterminated_quote(), Code::UnterminatedQuote),
            (record.has_stray_quote(), Code::StrayQuote),
            (record.has_nul(), Code::NulByte),
            (record.has_escape(), Code::BackslashEscape),
            (!record.is_utf8(), Code::InvalidUtf8),
        ];
        let line = record.line();
        self.doubts.extend(doubts.into_iter().filter(|(is, _)| *is).map(|(_, code)| (code, line)));
        self.quoted += usize::from(record.len() == 1 && record.has_quoted_cell());
        self.rows.push(Row { cells: record.texts(), line });
        Ok(())
    }

    fn recognises(&self, cell: &str) -> bool {
        (self.recognises)(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_count_and_name_the_first_line() {
        let mut reader = RowReader::new(Reader::new(None), |_| false);
        reader.push(b"id,name\n1,\"A\"x\n2,B\n3,\"C\"y\n4\n").unwrap();
        let rows = reader.finish().unwrap();
        let warnings = ["stray-quote: 2, first on line 2", "ragged-row: 1, first on line 5"];
        let mut found = rows.warnings();
        found.sort();
        let mut expected = warnings.map(str::to_owned);
        expected.sort();
        assert_eq!(found, expected);
    }
}
