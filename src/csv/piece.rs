//! Pieces from the middle of a file, which are read apart from what comes before them.

use super::Sink;
use super::dialect::Style;
use super::marks::{BLOCK, marks};
use super::record::{Cell, Flags, Record, Shape};
use crate::error::{ErrorKind, Result};

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
    /// The sink's, and `out-of-memory`.
    pub fn read<S: Sink>(self, text: &str, from: usize, sink: &mut S) -> Result<()> {
        let cell = Cell { start: 0, end: 0, shape: Shape::Plain };
        let mut rows = Rows {
            manner: self,
            text,
            from,
            cells: vec![cell; usize::from(self.width)],
            marks: Marks { places: Vec::new(), count: 0 },
        };
        let (mut at, mut size) = (0, WINDOW);
        loop {
            let end = text.len().min(at + size);
            rows.marks.find(self, &text.as_bytes()[..end], at)?;
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
    /// The cells of a row.
    cells: Vec<Cell>,
    marks: Marks,
}

/// Where the bytes stand that mean something.
struct Marks {
    /// The first `count` of them are known; there is room for more.
    places: Vec<usize>,
    count: usize,
}

impl Marks {
    /// Looks at `bytes` from `from` on.
    fn find(&mut self, manner: Manner, bytes: &[u8], from: usize) -> Result<()> {
        let Manner { delimiter, quote, .. } = manner;
        // Room for any block once, so that it need not be asked for at each mark.
        let most = bytes.len() - from + BLOCK;
        if let Some(more) = most.checked_sub(self.places.len()) {
            self.places.try_reserve_exact(more).map_err(|_| ErrorKind::OutOfMemory)?;
            self.places.resize(most, 0);
        }
        self.count = 0;
        for block in (from..bytes.len()).step_by(BLOCK) {
            let mut bits = marks(&bytes[block..], [delimiter, quote, b'\n', b'\r']);
            let found = bits.count_ones() as usize;
            for place in &mut self.places[self.count..self.count + found] {
                *place = block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
            }
            self.count += found;
        }
        Ok(())
    }

    fn get(&self, at: usize) -> Option<usize> {
        if at < self.count { self.places.get(at).copied() } else { None }
    }
}

/// How a row ends.
enum End {
    /// With this mark: it is plain, and as wide as all.
    Plain(usize),
    /// With this mark, and it has fewer cells.
    Narrow(usize),
    /// It is not plain.
    Odd,
    /// That is not known.
    Unknown,
}

impl Rows<'_> {
    /// Reads the rows whose marks are known, the first of which begins at `at`; where the next begins.
    fn read_window<S: Sink>(&mut self, mut at: usize, sink: &mut S) -> Result<usize> {
        let bytes = self.text.as_bytes();
        let mut mark = 0;
        loop {
            let last = match self.row(at, mark) {
                End::Plain(last) => {
                    let end = self.marks.places[last];
                    sink.record(&self.record(at, end))?;
                    last
                }
                End::Narrow(last) => last,
                End::Odd => {
                    let is_end = |mark: &usize| bytes[self.marks.places[*mark]] == b'\n';
                    let Some(last) = (mark..self.marks.count).find(is_end) else { return Ok(at) };
                    last
                }
                End::Unknown => return Ok(at),
            };
            let end = self.marks.places[last];
            let is_pair = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
            at = end + 1 + usize::from(is_pair);
            mark = last + 1 + usize::from(is_pair);
        }
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

    /// Reads the row that begins at `at`, the first mark of which is `mark`.
    #[inline]
    fn row(&mut self, at: usize, mut mark: usize) -> End {
        let Manner { delimiter, quote, .. } = self.manner;
        let bytes = self.text.as_bytes();
        let mut start = at;
        for filled in 1.. {
            let Some(mut place) = self.marks.get(mark) else { return End::Unknown };
            let mut shape = Shape::Plain;
            if bytes[place] == quote {
                if place != start {
                    return End::Odd;
                }
                match self.close(mark + 1) {
                    Ok(closed) => (mark, shape) = closed,
                    Err(end) => return end,
                }
                place = self.marks.places[mark];
            }
            let Some(cell) = self.cells.get_mut(filled - 1) else { return End::Odd };
            let offset = |place: usize| u32::try_from(place - at).unwrap_or(u32::MAX);
            *cell = Cell { start: offset(start), end: offset(place), shape };
            if bytes[place] != delimiter {
                // Whether a line feed follows is not to be seen.
                let is_cut = bytes[place] == b'\r' && place + 1 == bytes.len();
                return match filled == self.cells.len() {
                    _ if is_cut => End::Unknown,
                    true => End::Plain(mark),
                    false => End::Narrow(mark),
                };
            }
            start = place + 1;
            mark += 1;
        }
        End::Odd
    }

    /// The mark behind a quoted cell, and how that is written; the first mark inside of it is `mark`.
    fn close(&self, mut mark: usize) -> std::result::Result<(usize, Shape), End> {
        let bytes = self.text.as_bytes();
        let mut shape = Shape::Quoted;
        loop {
            let Some(place) = self.marks.get(mark) else { return Err(End::Unknown) };
            mark += 1;
            if bytes[place] == self.manner.quote {
                let Some(next) = self.marks.get(mark) else { return Err(End::Unknown) };
                if next != place + 1 {
                    return Err(End::Odd);
                }
                if bytes[next] != self.manner.quote {
                    return Ok((mark, shape));
                }
                mark += 1;
                shape = Shape::Escaped;
            } else if matches!(bytes[place], b'\n' | b'\r') {
                return Err(End::Odd);
            }
        }
    }
}
