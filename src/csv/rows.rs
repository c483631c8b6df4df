use super::Sink;
use super::reader::Reader;
use super::record::Record;
use crate::at::At;
use crate::diagnostic::{Action, Diagnostics};
use crate::error::{Code, Result};

/// All records of a file as text, the header among them.
#[derive(Debug)]
pub struct Rows {
    /// The byte between cells.
    pub delimiter: u8,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// What was doubtful, with lines.
    pub diagnostics: Diagnostics,
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

/// Reads a file's records as they stand, without giving any a meaning.
#[derive(Debug)]
pub struct RowReader {
    reader: Reader,
    collected: Collected,
}

#[derive(Debug, Default)]
struct Collected {
    rows: Vec<Vec<String>>,
    diagnostics: Diagnostics,
    width: usize,
}

impl RowReader {
    /// A reader for one file; `delimiter` overrides the guess.
    #[must_use]
    pub fn new(delimiter: Option<u8>) -> Self {
        Self { reader: Reader::new(delimiter), collected: Collected::default() }
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
        Ok(Rows {
            delimiter: self.reader.delimiter().unwrap_or(b','),
            encoding: "utf-8",
            diagnostics: self.collected.diagnostics,
            rows: self.collected.rows,
        })
    }
}

impl Sink for Collected {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        if self.rows.is_empty() {
            self.width = record.len();
        }
        let doubts = [
            (record.has_unterminated_quote(), Code::UnterminatedQuote),
            (record.has_stray_quote(), Code::StrayQuote),
            (!record.is_utf8(), Code::InvalidUtf8),
            (record.len() != self.width, Code::RaggedRow),
        ];
        let index = u64::try_from(self.rows.len()).ok().filter(|index| *index > 0);
        for (_, code) in doubts.into_iter().filter(|(is, _)| *is) {
            let at = At { record: index, line: Some(record.line()), ..At::default() };
            self.diagnostics.add(code, || (at, Action::Kept));
        }
        self.rows.push(record.texts());
        Ok(())
    }
}
