//! Pieces from the middle of a file, which are read apart from what comes before them.

use super::dialect::Style;
use super::marks::{BLOCK, marks};
use super::record::{Shape, unescape};
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
        end_of_line(piece, 0)
    }

    /// Reads the records of `piece` from `start` on, where one begins, as far as they are written in the plain
    /// way: in UTF-8, on one line, as wide as all, and with quotes that stand around whole cells. What lies
    /// between them and behind the last is for whoever reads in order, and knows more.
    ///
    /// # Errors
    /// Those of `take`, and `out-of-memory`.
    pub fn read(
        self,
        piece: &[u8],
        start: usize,
        mut take: impl FnMut(&Grid<'_>) -> Result<()>,
    ) -> Result<()> {
        let (mut at, mut size) = (start, WINDOW);
        let mut scan = Scan::default();
        loop {
            let end = piece.len().min(at + size);
            let is_odd = scan.scan(self, &piece[at..end])?;
            let read = scan.find_rows(usize::from(self.width))?;
            let rows = &piece[at..at + read];
            // Without an early end, so that it is done many piece at a time.
            let has_nul = rows.iter().fold(false, |nul, byte| nul | (*byte == 0));
            if let (Ok(text), false) = (simdutf8::basic::from_utf8(rows), has_nul) {
                let Scan { cells, rows, is_doubled, .. } = &scan;
                take(&Grid { manner: self, text, from: at, cells, rows, is_doubled })?;
            }
            at += read;
            if is_odd {
                // Nothing is known of the places behind, so it begins anew: with less, as there may be more of these.
                at = end_of_line(piece, at);
                size = (size / 2).max(SMALLEST);
            } else if end == piece.len() {
                return Ok(());
            } else {
                // A row is longer than what was looked at, where none was found.
                size = if read == 0 { size * 2 } else { WINDOW.min(size * 2) };
            }
        }
    }
}

/// Bytes that are looked at together: so many stay near.
const WINDOW: usize = 32 << 10;
const SMALLEST: usize = 1 << 10;

/// Makes room for `more` values.
fn reserve<T>(column: &mut Vec<T>, more: usize) -> Result<()> {
    column.try_reserve(more).map_err(|_| ErrorKind::OutOfMemory.into())
}

/// Where the line ends that byte `at` is on, its end included.
fn end_of_line(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..].iter().position(|byte| *byte == b'\n');
    end.map_or(bytes.len(), |end| at + end + 1)
}

/// Rows that are written in the plain way, and their cells.
#[derive(Debug)]
pub struct Grid<'a> {
    manner: Manner,
    text: &'a str,
    from: usize,
    /// One more than the places at which cells end; first of all, that at which the first cell begins.
    cells: &'a [u32],
    /// For each row the place, in `cells`, of its beginning.
    rows: &'a [u32],
    /// For each row whether it has doubled quotes.
    is_doubled: &'a [bool],
}

impl<'a> Grid<'a> {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Where a row begins and ends in what was read, its line end included.
    #[inline]
    #[must_use]
    pub fn place(&self, row: usize) -> (usize, usize) {
        let first = self.rows[row] as usize;
        let at = |cell: usize| self.from + self.cells[cell] as usize;
        (at(first), at(first + usize::from(self.manner.width)))
    }

    /// A cell as it is written, quotes and all; empty where there is no such column.
    #[inline(always)]
    #[must_use]
    pub fn raw(&self, row: usize, column: usize) -> &'a str {
        let width = usize::from(self.manner.width);
        if column >= width {
            return "";
        }
        let cell = self.rows[row] as usize + column;
        let (start, end) = (self.cells[cell] as usize, self.cells[cell + 1] as usize - 1);
        let raw = self.text.get(start..end).unwrap_or_default();
        if column + 1 == width { raw.strip_suffix('\r').unwrap_or(raw) } else { raw }
    }

    /// The text of a cell, where it stands in the file as such.
    #[inline(always)]
    #[must_use]
    pub fn as_written(&self, row: usize, column: usize) -> Option<&'a str> {
        let raw = self.raw(row, column);
        let quote = self.manner.quote;
        if raw.as_bytes().first() != Some(&quote) {
            return Some(raw);
        }
        let inner = raw.get(1..raw.len() - 1)?;
        (!self.is_doubled[row] || !inner.as_bytes().contains(&quote)).then_some(inner)
    }

    /// The text of a cell. `scratch` holds it where it is not in the file as such.
    #[inline]
    #[must_use]
    pub fn text<'s>(&self, row: usize, column: usize, scratch: &'s mut String) -> &'s str
    where
        'a: 's,
    {
        if let Some(text) = self.as_written(row, column) {
            return text;
        }
        let Manner { delimiter, quote, skips_blanks, .. } = self.manner;
        let style = Style { quote, skips_blanks, ..Style::new(delimiter) };
        let raw = self.raw(row, column);
        scratch.clear();
        let take = |from, to| scratch.push_str(&raw[from..to]);
        unescape(raw.as_bytes(), Shape::Escaped, style, take);
        scratch
    }
}

/// Finds where cells and rows end, some 64 bytes at a time.
#[derive(Debug, Default)]
struct Scan {
    /// See [`Grid::cells`].
    cells: Vec<u32>,
    /// For each line its end's place in `cells`.
    ends: Vec<u32>,
    /// Where doubled quotes stand: behind the first of the two.
    doubled: Vec<u32>,
    /// See [`Grid`].
    rows: Vec<u32>,
    is_doubled: Vec<bool>,
}

/// What must be known of the bytes before those at hand. Bits of them, in the lowest place, but for `inside`.
#[derive(Clone, Copy)]
struct Before {
    /// All bits, where the last stands between quotes.
    inside: u64,
    /// A quote may open behind it.
    opens: u64,
    /// It closes a cell.
    closing: u64,
    /// It is a carriage return.
    cr: u64,
}

impl Scan {
    /// Looks at `bytes`, of which the first begins a row; whether that ended with one that is not written in the plain
    /// way.
    fn scan(&mut self, manner: Manner, bytes: &[u8]) -> Result<bool> {
        let Self { cells, ends, doubled, .. } = self;
        // Room for any block once, so that it need not be asked for at each cell.
        let most = bytes.len() + 2 * BLOCK;
        if most > cells.len() {
            reserve(cells, most - cells.len())?;
            cells.resize(most, 0);
        }
        ends.clear();
        doubled.clear();
        let mut before = Before { inside: 0, opens: 1, closing: 0, cr: 0 };
        let mut count = 1;
        for (block, from) in bytes.chunks(BLOCK).zip((0_u32..).step_by(BLOCK)) {
            let found = Block::of(block, manner, &mut before);
            let Block { mut separators, mut line_ends, odd, doubled: mut twice } = found;
            if odd != 0 {
                let known = (odd & odd.wrapping_neg()) - 1;
                separators &= known;
                line_ends &= known;
            }
            reserve(ends, BLOCK)?;
            while line_ends != 0 {
                let before = (line_ends & line_ends.wrapping_neg()) - 1;
                ends.push(count + (separators & before).count_ones());
                line_ends &= line_ends - 1;
            }
            while twice != 0 {
                reserve(doubled, 1)?;
                doubled.push(from + twice.trailing_zeros());
                twice &= twice - 1;
            }
            let found = separators.count_ones();
            let mut rest = &mut cells[count as usize..];
            // So many are written, whether or not there are as many: that is guessed wrong too often.
            while let Some((some, more)) = rest.split_first_chunk_mut::<8>() {
                for cell in some {
                    *cell = from + separators.trailing_zeros() + 1;
                    separators &= separators.wrapping_sub(1);
                }
                rest = more;
                if separators == 0 {
                    break;
                }
            }
            count += found;
            if odd != 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Finds the rows of this width; how many bytes all lines take.
    fn find_rows(&mut self, width: usize) -> Result<usize> {
        let Self { cells, ends, doubled, rows, is_doubled } = self;
        rows.clear();
        is_doubled.clear();
        reserve(rows, ends.len())?;
        reserve(is_doubled, ends.len())?;
        let mut doubled = doubled.iter().peekable();
        let mut start = 0;
        for &end in &*ends {
            let mut has_doubled = false;
            while doubled.next_if(|place| **place < cells[end as usize]).is_some() {
                has_doubled = true;
            }
            if (end - start) as usize == width {
                rows.push(start);
                is_doubled.push(has_doubled);
            }
            start = end;
        }
        Ok(cells[start as usize] as usize)
    }
}

/// What is found in some bytes: bit `i` is that of byte `i`.
struct Block {
    separators: u64,
    line_ends: u64,
    /// What no plain row has there.
    odd: u64,
    /// Quotes that follow another.
    doubled: u64,
}

impl Block {
    #[inline]
    fn of(block: &[u8], manner: Manner, before: &mut Before) -> Self {
        let delimiters = marks(block, [manner.delimiter]);
        let line_ends = marks(block, [b'\n']);
        let quotes = marks(block, [manner.quote]);
        let returns = marks(block, [b'\r']);
        let separators = delimiters | line_ends;
        let last = |bits: u64| bits >> (BLOCK - 1);
        if quotes | returns | before.inside | before.closing | before.cr == 0 {
            before.opens = last(separators);
            return Self { separators, line_ends, odd: 0, doubled: 0 };
        }
        let inside = to_quotes(quotes) ^ before.inside;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let separators = separators & !inside;
        // A quote opens a cell or doubles one; and behind one that closes comes the next cell, or its double.
        let opens = separators | closing;
        let doubled = opening & (closing << 1 | before.closing);
        let odd = (opening & !(opens << 1 | before.opens))
            | ((closing << 1 | before.closing) & !(separators | opening | returns))
            | ((returns << 1 | before.cr) & !line_ends)
            | ((line_ends | returns) & inside);
        *before = Before {
            inside: 0_u64.wrapping_sub(last(inside)),
            opens: last(opens),
            closing: last(closing),
            cr: last(returns),
        };
        // Behind the last byte nothing is odd.
        let known = u64::MAX >> (BLOCK - block.len());
        Self { separators, line_ends, odd: odd & known, doubled }
    }
}

/// The bits from each odd bit on up to the next.
fn to_quotes(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows that are read, cell by cell, and where they stand.
    fn read(text: &str, width: u16) -> Vec<(usize, Vec<String>)> {
        let manner = Manner { delimiter: b',', quote: b'"', skips_blanks: false, width };
        let mut all = Vec::new();
        let mut scratch = String::new();
        manner
            .read(text.as_bytes(), 0, |grid| {
                for row in 0..grid.rows() {
                    let cells = (0..usize::from(width))
                        .map(|column| grid.text(row, column, &mut scratch).to_owned())
                        .collect();
                    let (start, end) = grid.place(row);
                    assert!(text[..end].ends_with('\n'));
                    all.push((start, cells));
                }
                Ok(())
            })
            .unwrap_or_default();
        all
    }

    fn plain(text: &str) -> Vec<Vec<String>> {
        read(text, 2).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn plain_rows_are_read_and_others_are_left() {
        assert_eq!(plain("a,b\n"), [["a", "b"]]);
        assert_eq!(plain("a,b\nc"), [["a", "b"]], "a row without an end");
        assert_eq!(plain("\"a,\"\"1\"\"\",\"\"\n\"\"\"\",b\n"), [["a,\"1\"", ""], ["\"", "b"]]);
        assert_eq!(plain("a,b\r\n\r\n\"c\",\"d\"\r\n"), [["a", "b"], ["c", "d"]]);
        for odd in
            ["a", "a,b,c", "a,\"b", "a,\"b\nb\"", "a,b\"", "a,b\"c\"", "\"a\"1,b", "a,b\rc", ""]
        {
            let text = format!("1,2\n{odd}\n3,4\n");
            assert_eq!(plain(&text), [["1", "2"], ["3", "4"]], "{odd:?}");
        }
        assert_eq!(plain("a,b\nc,\"d"), [["a", "b"]]);
        assert!(plain("a,b\na,b\0\n").is_empty());
    }

    #[test]
    fn a_row_is_read_wherever_it_stands() {
        for row in ["1,2", "\"1\",\"2\"", "\"1,\"\"\",2", "1,\"2,\"\"\""] {
            for end in ["\n", "\r\n"] {
                for before in 0..2 * BLOCK {
                    let text = format!("{},{end}{row}{end}3,4{end}", "x".repeat(before));
                    let rows = read(&text, 2);
                    assert_eq!(rows.len(), 3, "{text}");
                    assert_eq!(rows[1].0, before + 1 + end.len());
                    assert_eq!(rows[1].1, plain(&format!("{row}\n"))[0], "{text}");
                }
            }
        }
    }

    #[test]
    fn long_rows_and_many_odd_ones_are_passed() {
        let long = format!("1,{}\n", "x".repeat(3 * WINDOW));
        let odd = "5\" pipe,2\n".repeat(WINDOW / 8);
        let text = format!("a,b\n{long}{odd}{long}c,d\n");
        let rows = plain(&text);
        assert_eq!(rows.len(), 4);
        assert_eq!(
            (rows[1][1].len(), &rows[3]),
            (3 * WINDOW, &vec!["c".to_owned(), "d".to_owned()])
        );
    }
}
