//! Cells, one after the other, to rows: nothing is ever held for cells that are not there.

use crate::cell;
use crate::fault::{Fault, Result};
use crate::number;
use calamine::DataRef;

/// Most cells of a sheet, with the empty ones before the last of each row.
pub const MAX_CELLS: u64 = 20_000_000;

/// Most bytes of text in a sheet: one long text may be shared by any number of cells.
const MAX_TEXT: u64 = 512 << 20;

/// Whether a [`Sink`] wants more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// The next row, please.
    On,
    /// That was enough.
    Stop,
}

/// Where rows go.
pub trait Sink {
    /// Whether numbers that may have lost digits are written as such: `6.9E+18`.
    const SHOWS_CUT: bool = false;

    /// Takes the next row that has a cell.
    fn row(&mut self, row: &Row<'_>) -> Go;
}

/// One row of a sheet.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its number in the sheet, from 0.
    pub index: u32,
    text: &'a str,
    cells: &'a [Span],
}

#[derive(Clone, Copy, Debug)]
struct Span {
    column: u32,
    from: usize,
    to: usize,
}

impl Row<'_> {
    /// The texts of all cells from the first column to the last one that has any.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut column = 0;
        let mut cells = self.cells.iter().peekable();
        std::iter::from_fn(move || {
            let span = cells.peek()?;
            column += 1;
            if column <= span.column {
                return Some("");
            }
            let text = self.text.get(span.from..span.to);
            cells.next();
            text
        })
    }
}

/// Gathers the cells of a row until the next begins.
pub(crate) struct Rows<'a, S> {
    sink: &'a mut S,
    since_1904: bool,
    row: u32,
    text: String,
    cells: Vec<Span>,
    sorted: bool,
    cells_seen: u64,
    text_seen: u64,
    /// Whole numbers so large that they may have lost their last digits.
    pub(crate) inexact: u64,
    /// Cells that hold an error instead of a value.
    pub(crate) errors: u64,
}

impl<'a, S: Sink> Rows<'a, S> {
    pub(crate) fn new(sink: &'a mut S, since_1904: bool) -> Self {
        Self {
            sink,
            since_1904,
            row: 0,
            text: String::new(),
            cells: Vec::new(),
            sorted: true,
            cells_seen: 0,
            text_seen: 0,
            inexact: 0,
            errors: 0,
        }
    }

    pub(crate) fn cell(&mut self, at: (u32, u32), value: &DataRef<'_>) -> Result<Go> {
        if *value == DataRef::Empty {
            return Ok(Go::On);
        }
        let (go, from) = self.begin_cell(at.0)?;
        match value {
            DataRef::Float(value) if S::SHOWS_CUT && value.abs() >= number::EXACT => {
                number::push_cut(&mut self.text, *value);
            }
            value => cell::push(&mut self.text, value, self.since_1904),
        }
        self.count(value);
        self.end_cell(at.1, from)?;
        Ok(go)
    }

    /// A cell that holds a text, or a number that is written as it is shown.
    pub(crate) fn text(&mut self, at: (u32, u32), text: &str) -> Result<Go> {
        let (go, from) = self.begin_cell(at.0)?;
        self.text.push_str(text);
        self.end_cell(at.1, from)?;
        Ok(go)
    }

    /// Goes to a row; tells where the text of the next cell begins.
    fn begin_cell(&mut self, row: u32) -> Result<(Go, usize)> {
        let go = if row == self.row { Go::On } else { self.next_row(row)? };
        Ok((go, self.text.len()))
    }

    /// Ends the cell whose text begins at `from`.
    fn end_cell(&mut self, column: u32, from: usize) -> Result<()> {
        if self.text.len() == from {
            return Ok(());
        }
        self.sorted &= self.cells.last().is_none_or(|last| last.column < column);
        self.cells.push(Span { column, from, to: self.text.len() });
        if self.text_seen + wide(self.text.len()) > MAX_TEXT {
            return Err(Fault::TooLarge("more than 512 MB of text in a sheet"));
        }
        Ok(())
    }

    fn count(&mut self, value: &DataRef<'_>) {
        match value {
            DataRef::Float(value) if value.abs() >= number::EXACT => self.inexact += 1,
            DataRef::Error(_) => self.errors += 1,
            _ => {}
        }
    }

    fn next_row(&mut self, row: u32) -> Result<Go> {
        if row < self.row {
            return Err(Fault::Damaged("its rows are not in order"));
        }
        let go = self.flush()?;
        self.row = row;
        Ok(go)
    }

    /// Hands over the row that was gathered last.
    pub(crate) fn flush(&mut self) -> Result<Go> {
        if self.cells.is_empty() {
            return Ok(Go::On);
        }
        if !self.sorted {
            self.cells.sort_by_key(|span| span.column);
            self.cells.dedup_by_key(|span| span.column);
            self.sorted = true;
        }
        self.cells_seen += self.cells.last().map_or(0, |last| u64::from(last.column) + 1);
        self.text_seen += wide(self.text.len());
        if self.cells_seen > MAX_CELLS {
            return Err(Fault::TooLarge("more than 20 million cells in a sheet"));
        }
        let go = self.sink.row(&Row { index: self.row, text: &self.text, cells: &self.cells });
        self.text.clear();
        self.cells.clear();
        Ok(go)
    }
}

fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
