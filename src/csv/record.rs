use super::marks::QUOTE;

/// Where a cell stands in its record, and what must be done to read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) shape: Shape,
}

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// As it is.
    Plain,
    /// Between quotes, with none inside.
    Quoted,
    /// Between quotes, with doubled quotes inside or text after the closing one.
    Escaped,
}

/// One record, borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) cells: &'a [Cell],
    pub(super) line: u64,
    pub(super) stray_quote: bool,
    pub(super) unterminated_quote: bool,
}

impl<'a> Record<'a> {
    /// Number of cells, at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no cell; a record from a reader has at least one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// 1-based line on which the record starts.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// A quote stands where the rules allow none: inside an unquoted cell or after a closing
    /// quote, with more text. It was kept as text.
    #[must_use]
    pub fn has_stray_quote(&self) -> bool {
        self.stray_quote
    }

    /// A quote was opened and never closed; it was read as text, so the cell ends at the next
    /// delimiter.
    #[must_use]
    pub fn has_unterminated_quote(&self) -> bool {
        self.unterminated_quote
    }

    /// The text of cell `index`, without its quotes; empty if there is no such cell. `scratch`
    /// holds the text where it is not in the file as such.
    pub fn cell<'s>(&self, index: usize, scratch: &'s mut Vec<u8>) -> &'s [u8]
    where
        'a: 's,
    {
        let Some(cell) = self.cells.get(index) else { return &[] };
        let raw = &self.bytes[cell.start as usize..cell.end as usize];
        match cell.shape {
            Shape::Plain => raw,
            Shape::Quoted => &raw[1..raw.len() - 1],
            Shape::Escaped => {
                scratch.clear();
                unescape(raw, |from, to| scratch.extend_from_slice(&raw[from..to]));
                scratch
            }
        }
    }

    /// The record as text, if all of it is UTF-8. Quicker than asking cell by cell.
    #[must_use]
    pub fn to_text(&self) -> Option<TextRecord<'a>> {
        let text = std::str::from_utf8(self.bytes).ok()?;
        Some(TextRecord { text, cells: self.cells })
    }

    /// The record with all its cells as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut scratch = Vec::new();
        (0..self.len())
            .map(|i| String::from_utf8_lossy(self.cell(i, &mut scratch)).into_owned())
            .collect()
    }

    /// A copy that outlives the reader's buffer.
    #[must_use]
    pub fn to_owned(&self) -> OwnedRecord {
        OwnedRecord {
            bytes: self.bytes.to_vec(),
            cells: self.cells.to_vec(),
            line: self.line,
            stray_quote: self.stray_quote,
            unterminated_quote: self.unterminated_quote,
        }
    }

    /// Whether every byte is part of valid UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        std::str::from_utf8(self.bytes).is_ok()
    }
}

/// A record that is UTF-8 throughout.
#[derive(Clone, Copy, Debug)]
pub struct TextRecord<'a> {
    text: &'a str,
    cells: &'a [Cell],
}

impl<'a> TextRecord<'a> {
    /// The text of cell `index`, as [`Record::cell`] gives its bytes.
    pub fn cell<'s>(&self, index: usize, scratch: &'s mut String) -> &'s str
    where
        'a: 's,
    {
        let Some(cell) = self.cells.get(index) else { return "" };
        let raw = &self.text[cell.start as usize..cell.end as usize];
        match cell.shape {
            Shape::Plain => raw,
            Shape::Quoted => &raw[1..raw.len() - 1],
            Shape::Escaped => {
                scratch.clear();
                unescape(raw.as_bytes(), |from, to| scratch.push_str(&raw[from..to]));
                scratch
            }
        }
    }
}

/// A record kept for later.
#[derive(Clone, Debug)]
pub struct OwnedRecord {
    bytes: Vec<u8>,
    cells: Vec<Cell>,
    line: u64,
    stray_quote: bool,
    unterminated_quote: bool,
}

impl OwnedRecord {
    /// The record as the reader gave it.
    #[must_use]
    pub fn as_record(&self) -> Record<'_> {
        Record {
            bytes: &self.bytes,
            cells: &self.cells,
            line: self.line,
            stray_quote: self.stray_quote,
            unterminated_quote: self.unterminated_quote,
        }
    }
}

/// Reads a cell that starts with a quote: doubled quotes become one; the first single one closes,
/// and what follows it is kept as it is. `take` gets the ranges of `raw` that are the text.
fn unescape(raw: &[u8], mut take: impl FnMut(usize, usize)) {
    let mut from = 1;
    while let Some(length) = raw[from..].iter().position(|&b| b == QUOTE) {
        let quote = from + length;
        let is_doubled = raw.get(quote + 1) == Some(&QUOTE);
        // Of two quotes, the first stands for both.
        take(from, quote + usize::from(is_doubled));
        from = quote + 1 + usize::from(is_doubled);
        if !is_doubled {
            break;
        }
    }
    take(from, raw.len());
}
