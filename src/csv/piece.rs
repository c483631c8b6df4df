//! Pieces from the middle of a file, which are read apart from what comes before them.

use super::Sink;
use super::dialect::Style;
use super::marks::{BLOCK, marks};
use super::record::{Cell, Flags, Record, Shape};
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

    /// Reads the records of `text`, which begins with one, as far as they are written in the plain way: on one
    /// line, as wide as all, and with quotes that stand around whole cells. What lies between them and behind
    /// the last is for whoever reads in order, and knows more. `from` is where the text begins in what is read.
    ///
    /// # Errors
    /// The sink's.
    pub fn read<S: Sink>(self, text: &str, from: usize, sink: &mut S) -> Result<()> {
        let mut rows = Rows { manner: self, text, from, cells: Vec::new(), marks: Vec::new() };
        let (mut at, mut size) = (0, WINDOW);
        loop {
            let end = text.len().min(at + size);
            rows.find_marks(at, end);
            let next = rows.read_window(at, sink)?;
            if end == text.len() {
                return Ok(());
            }
            // A row is longer than the window, else.
            size = if next > at { WINDOW } else { size * 2 };
            at = next;
        }
    }
}

/// Bytes whose marks are looked for together: so many stay near.
const WINDOW: usize = 32 << 10;

struct Rows<'a> {
    manner: Manner,
    text: &'a str,
    from: usize,
    cells: Vec<Cell>,
    /// Where the bytes stand that mean something.
    marks: Vec<usize>,
}

/// What stands behind a row that was read.
enum End {
    /// The row is plain, and ends here.
    Plain(usize),
    /// It is not.
    Odd,
    /// It is not known where it ends.
    Unknown,
}

impl Rows<'_> {
    fn find_marks(&mut self, from: usize, to: usize) {
        let Manner { delimiter, quote, .. } = self.manner;
        self.marks.clear();
        let bytes = &self.text.as_bytes()[..to];
        for block in (from..to).step_by(BLOCK) {
            let mut bits = marks(&bytes[block..], [delimiter, quote, b'\n', b'\r']);
            while bits != 0 {
                self.marks.push(block + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }

    /// Reads the rows whose marks are known, the first of which begins at `at`; where the next begins.
    fn read_window<S: Sink>(&mut self, mut at: usize, sink: &mut S) -> Result<usize> {
        let found = std::mem::take(&mut self.marks);
        let bytes = self.text.as_bytes();
        let mut rest = &found[..];
        loop {
            match self.row(at, &mut rest) {
                End::Plain(end) => {
                    if self.cells.len() == usize::from(self.manner.width) {
                        sink.record(&self.record(at, end))?;
                    }
                    at = end + 1;
                    if bytes[end] == b'\r' && bytes.get(at) == Some(&b'\n') {
                        (at, rest) = (at + 1, rest.get(1..).unwrap_or_default());
                    }
                }
                End::Odd => {
                    let Some(end) = rest.iter().position(|mark| bytes[*mark] == b'\n') else {
                        break;
                    };
                    (at, rest) = (rest[end] + 1, &rest[end + 1..]);
                }
                End::Unknown => break,
            }
        }
        self.marks = found;
        Ok(at)
    }

    fn record(&self, at: usize, end: usize) -> Record<'_> {
        let Manner { delimiter, quote, skips_blanks, .. } = self.manner;
        Record {
            bytes: &self.text.as_bytes()[at..end],
            text: self.text.get(at..end),
            cells: &self.cells,
            from: self.from + at,
            line: 0,
            flags: Flags::default(),
            style: Style { quote, skips_blanks, ..Style::new(delimiter) },
        }
    }

    /// Reads the row that begins at `at`, and takes its marks.
    #[inline]
    fn row(&mut self, at: usize, marks: &mut &[usize]) -> End {
        let Manner { delimiter, quote, .. } = self.manner;
        let bytes = self.text.as_bytes();
        self.cells.clear();
        let mut start = at;
        loop {
            let Some((&mark, rest)) = marks.split_first() else { return End::Unknown };
            let (mut mark, mut rest, mut shape) = (mark, rest, Shape::Plain);
            if bytes[mark] == quote {
                if mark != start {
                    return End::Odd;
                }
                match close(bytes, quote, rest) {
                    Ok(closed) => (mark, rest, shape) = closed,
                    Err(end) => return end,
                }
            }
            let cell = |place: usize| u32::try_from(place - at).unwrap_or(u32::MAX);
            self.cells.push(Cell { start: cell(start), end: cell(mark), shape });
            *marks = rest;
            if bytes[mark] != delimiter {
                // Whether a line feed follows is not to be seen.
                let is_cut = bytes[mark] == b'\r' && mark + 1 == bytes.len();
                return if is_cut { End::Unknown } else { End::Plain(mark) };
            }
            start = mark + 1;
        }
    }
}

/// Where a quoted cell ends, the marks behind that, and how it is written; `marks` begin inside of it.
fn close<'a>(
    bytes: &[u8],
    quote: u8,
    mut marks: &'a [usize],
) -> std::result::Result<(usize, &'a [usize], Shape), End> {
    let mut shape = Shape::Quoted;
    loop {
        let [mark, rest @ ..] = marks else { return Err(End::Unknown) };
        marks = rest;
        if bytes[*mark] == quote {
            let [next, rest @ ..] = marks else { return Err(End::Unknown) };
            if *next != mark + 1 {
                return Err(End::Odd);
            }
            marks = rest;
            if bytes[*next] != quote {
                return Ok((*next, marks, shape));
            }
            shape = Shape::Escaped;
        } else if matches!(bytes[*mark], b'\n' | b'\r') {
            return Err(End::Odd);
        }
    }
}
