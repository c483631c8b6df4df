//! Pieces from the middle of a file, which are read apart from what comes before them.

use super::Sink;
use super::dialect::Style;
use super::scanner::Scanner;
use crate::error::Result;

/// How a file writes its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    pub(super) skips_blanks: bool,
    /// Cells of its records.
    pub width: u16,
}

impl Manner {
    /// The manner of files that are written in `style`; not all are so that pieces can be read apart.
    pub(super) fn of(style: Style, width: usize) -> Option<Self> {
        let Style { delimiter, quote, newline, has_escapes, skips_blanks } = style;
        let width = u16::try_from(width).ok()?;
        let is_usual = newline == b'\n' && !has_escapes;
        is_usual.then_some(Self { delimiter, quote, skips_blanks, width })
    }

    /// As bytes, for another thread.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 5] {
        let [low, high] = self.width.to_le_bytes();
        [self.delimiter, self.quote, u8::from(self.skips_blanks), low, high]
    }

    /// The manner of which these are the bytes.
    #[must_use]
    pub fn from_bytes([delimiter, quote, skips_blanks, low, high]: [u8; 5]) -> Self {
        let width = u16::from_le_bytes([low, high]);
        Self { delimiter, quote, skips_blanks: skips_blanks != 0, width }
    }

    /// Where the first record of a piece begins, if its first line end stands in no cell.
    #[must_use]
    pub fn first_record(piece: &[u8]) -> usize {
        piece.iter().position(|byte| *byte == b'\n').map_or(piece.len(), |end| end + 1)
    }

    /// Reads the records of what begins with one, if the record before it was as wide as all: whoever reads
    /// what comes before knows whether it is so. A record that is not ended is not read. Gives the line
    /// behind the last, counted from 1.
    ///
    /// # Errors
    /// The sink's, and [`crate::error::ErrorKind::UnsupportedFormat`] for a line without end.
    pub fn read<S: Sink>(self, records: &[u8], sink: &mut S) -> Result<u64> {
        let Self { delimiter, quote, skips_blanks, width } = self;
        let style = Style { delimiter, quote, skips_blanks, ..Style::new(delimiter) };
        let mut scanner = Scanner::new(style, 1).behind_width(usize::from(width));
        scanner.push(records, sink)?;
        Ok(scanner.line())
    }
}
