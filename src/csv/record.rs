use super::dialect::Style;
use std::ops::Range;

/// Where a cell stands in its record, and what must be done to read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) shape: Shape,
}

impl Cell {
    /// Where its text begins and ends, if that stands there as such.
    #[inline]
    fn place(self) -> Option<(usize, usize)> {
        let (start, end) = (self.start as usize, self.end as usize);
        match self.shape {
            Shape::Plain => Some((start, end)),
            Shape::Quoted => Some((start + 1, end - 1)),
            Shape::Escaped | Shape::Slashed => None,
        }
    }
}

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// As it is.
    Plain,
    /// Between quotes, with none inside.
    Quoted,
    /// Between quotes, with doubled or escaped quotes inside or text after the closing one.
    Escaped,
    /// Not between quotes, with backslashes.
    Slashed,
}

impl Shape {
    pub(super) fn is_quoted(self) -> bool {
        matches!(self, Self::Quoted | Self::Escaped)
    }
}

/// What was doubtful about a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) stray: bool,
    pub(super) unterminated: bool,
    /// A quote inside a cell that does not start with one.
    pub(super) inner: bool,
    /// A backslash made a mark text.
    pub(super) escape: bool,
    pub(super) nul: bool,
}

/// One record, borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(super) bytes: &'a [u8],
    /// The bytes as text, where they are known to be UTF-8 already.
    pub(super) text: Option<&'a str>,
    pub(super) cells: &'a [Cell],
    /// Where it starts in all bytes that were read.
    pub(super) from: usize,
    pub(super) line: u64,
    pub(super) flags: Flags,
    pub(super) style: Style,
}

impl<'a> Record<'a> {
    /// Where it starts, and where its last cell ends, in what its reader was given.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.from..self.from + self.bytes.len()
    }

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

    /// A quote stands where the rules allow none: inside a quoted cell, not doubled, with more text
    /// after it. It was kept as text.
    #[must_use]
    pub fn has_stray_quote(&self) -> bool {
        self.flags.stray
    }

    /// A NUL stands in the record.
    #[must_use]
    pub fn has_nul(&self) -> bool {
        self.flags.nul
    }

    /// A backslash was read as what keeps a quote or a delimiter from its meaning.
    #[must_use]
    pub fn has_escape(&self) -> bool {
        self.flags.escape
    }

    /// A quote was opened and never closed; it was read as text, so the cell ends at the next
    /// delimiter.
    #[must_use]
    pub fn has_unterminated_quote(&self) -> bool {
        self.flags.unterminated
    }

    /// Whether any of these is so.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        let Flags { stray, unterminated, escape, nul, .. } = self.flags;
        stray || unterminated || escape || nul
    }

    /// The text of cell `index`, without its quotes; empty if there is no such cell. `scratch`
    /// holds the text where it is not in the file as such.
    pub fn cell<'s>(&self, index: usize, scratch: &'s mut Vec<u8>) -> &'s [u8]
    where
        'a: 's,
    {
        match self.cells.get(index) {
            Some(cell) => self.text_of(*cell, scratch),
            None => &[],
        }
    }

    #[inline]
    fn text_of<'s>(&self, cell: Cell, scratch: &'s mut Vec<u8>) -> &'s [u8]
    where
        'a: 's,
    {
        match cell.place() {
            Some((start, end)) => &self.bytes[start..end],
            None => self.unescaped(cell, scratch),
        }
    }

    fn unescaped<'s>(&self, cell: Cell, scratch: &'s mut Vec<u8>) -> &'s [u8] {
        let raw = &self.bytes[cell.start as usize..cell.end as usize];
        scratch.clear();
        let take = |from, to| scratch.extend_from_slice(&raw[from..to]);
        unescape(raw, cell.shape, self.style, take);
        scratch
    }

    /// Calls `take` with each cell that is not empty, and its index. Quicker than asking cell by cell
    /// where most of a wide record is empty.
    pub fn for_each_filled(&self, mut take: impl FnMut(usize, &[u8])) {
        let mut scratch = Vec::new();
        for (index, cell) in self.cells.iter().enumerate() {
            if cell.start == cell.end {
                continue;
            }
            let text = self.text_of(*cell, &mut scratch);
            if !text.is_empty() {
                take(index, text);
            }
        }
    }

    /// The text of cell `index`, where it stands in the file as such and is known to be UTF-8.
    #[inline]
    #[must_use]
    pub fn as_written(&self, index: usize) -> Option<&'a str> {
        let (start, end) = self.cells.get(index)?.place()?;
        self.text?.get(start..end)
    }

    /// Where the text of cell `index` stands in what its reader was given, if it stands there as such.
    #[must_use]
    pub fn place_of(&self, index: usize) -> Option<Range<usize>> {
        let (start, end) = self.cells.get(index)?.place()?;
        Some(self.from + start..self.from + end)
    }

    /// The bytes of cell `index`, where they stand in the file as such.
    #[must_use]
    pub fn bytes_as_written(&self, index: usize) -> Option<&'a [u8]> {
        let (start, end) = self.cells.get(index)?.place()?;
        self.bytes.get(start..end)
    }

    /// The record as text, if it is known already to be UTF-8.
    #[must_use]
    pub fn as_text(&self) -> Option<TextRecord<'a>> {
        Some(TextRecord { text: self.text?, cells: self.cells, style: self.style })
    }

    /// The record as text, if all of it is UTF-8. Quicker than asking cell by cell.
    #[must_use]
    pub fn to_text(&self) -> Option<TextRecord<'a>> {
        let text = self.text.or_else(|| std::str::from_utf8(self.bytes).ok())?;
        Some(TextRecord { text, cells: self.cells, style: self.style })
    }

    /// The record with all its cells as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut scratch = Vec::new();
        (0..self.len())
            .map(|i| String::from_utf8_lossy(self.cell(i, &mut scratch)).into_owned())
            .collect()
    }

    /// Whether a cell starts with a quote.
    pub(super) fn has_quoted_cell(&self) -> bool {
        self.cells.iter().any(|cell| cell.shape.is_quoted())
    }

    /// Whether there is a cell in quotes, and nothing but numbers outside of them.
    pub(super) fn is_strict(&self) -> bool {
        let is_number = |cell: &Cell| {
            let raw = &self.bytes[cell.start as usize..cell.end as usize];
            raw.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        };
        self.has_quoted_cell()
            && self.cells.iter().all(|cell| cell.shape.is_quoted() || is_number(cell))
    }

    /// Whether the line is a note and no record: it starts with `#` and a blank, or is one cell that
    /// is not the number of an order, as `#1001` is.
    pub(super) fn is_note(&self) -> bool {
        let Some(rest) = self.bytes.strip_prefix(b"#") else { return false };
        rest.starts_with(b" ") || rest.starts_with(b"#") || (self.len() == 1 && !is_number(rest))
    }

    /// A copy that outlives the reader's buffer.
    #[must_use]
    pub fn to_owned(&self) -> OwnedRecord {
        OwnedRecord {
            bytes: self.bytes.to_vec(),
            cells: self.cells.to_vec(),
            line: self.line,
            flags: self.flags,
            style: self.style,
        }
    }

    /// Whether every byte is part of valid UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.text.is_some() || std::str::from_utf8(self.bytes).is_ok()
    }
}

/// A record that is UTF-8 throughout.
#[derive(Clone, Copy, Debug)]
pub struct TextRecord<'a> {
    text: &'a str,
    cells: &'a [Cell],
    style: Style,
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
            shape => {
                scratch.clear();
                let take = |from, to| scratch.push_str(&raw[from..to]);
                unescape(raw.as_bytes(), shape, self.style, take);
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
    flags: Flags,
    style: Style,
}

impl OwnedRecord {
    /// The record as the reader gave it.
    #[must_use]
    pub fn as_record(&self) -> Record<'_> {
        Record {
            bytes: &self.bytes,
            text: None,
            cells: &self.cells,
            from: 0,
            line: self.line,
            flags: self.flags,
            style: self.style,
        }
    }
}

/// Whether the text numbers an order: `1001`, `A-1001`.
fn is_number(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'-').count();
    letters <= 4 && letters < text.len() && text[letters..].iter().all(u8::is_ascii_digit)
}

/// Reads a cell that holds more than its text: doubled quotes become one, and what a backslash
/// escapes is text. A quote that is neither doubled nor the last byte is text where the cell also
/// ends with one, as in `"5" pipe"`; else it closes, and what follows it is kept as it is. `take`
/// gets the ranges of `raw` that are the text.
pub(super) fn unescape(raw: &[u8], shape: Shape, style: Style, mut take: impl FnMut(usize, usize)) {
    let is_quoted = shape.is_quoted();
    let ends_quoted = is_quoted && raw.len() > 1 && raw.ends_with(&[style.quote]);
    let end = raw.len() - usize::from(ends_quoted);
    let mut is_open = is_quoted;
    let mut from = usize::from(is_quoted);
    let mut at = from;
    while at < end {
        let (byte, next) = (raw[at], raw.get(at + 1).copied());
        if style.has_escapes && byte == b'\\' && next.is_some_and(|next| style.escapes(next)) {
            take(from, at);
            from = at + 1;
            at += 2;
        } else if is_open && byte == style.quote {
            let is_doubled = at + 1 < end && next == Some(style.quote);
            // Of two quotes, the first stands for both; one alone is text only where another ends
            // the cell.
            take(from, at + usize::from(is_doubled || ends_quoted));
            from = at + 1 + usize::from(is_doubled);
            is_open = is_doubled || ends_quoted;
            at = from;
        } else {
            at += 1;
        }
    }
    take(from, end);
}
