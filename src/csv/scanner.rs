//! The state machine that cuts bytes into records.
//!
//! Advice for the next hand: nothing here may depend on where the bytes were cut. So no decision
//! looks ahead; what the next byte would tell is kept in the state until that byte is there. And
//! no byte is looked at more than twice, however the quotes stand: [`Scanner::rewind`] says why.

use super::Sink;
use super::dialect::Style;
use super::marks::{BLOCK, marks};
use super::record::{Cell, Flags, Record, Shape};
use crate::at::At;
use crate::error::{Error, ErrorKind, Result};

/// Bytes a record may have. A quoted cell that is still open then is taken for a quote that was
/// never closed; an unquoted record that long is refused.
pub const MAX_RECORD: usize = 16 << 20;

/// Bytes taken up at a time, so that the buffer stays small and warm in the cache.
const PIECE: usize = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Outside quotes: before a cell, in an unquoted one, or after a closing quote and more.
    Open,
    /// Inside quotes.
    Quoted,
    /// Just after a quote inside quotes: the next byte tells whether it closed the cell.
    Closing,
}

/// What is needed to take back an opening quote, and to know that one should.
#[derive(Clone, Copy, Debug, Default)]
struct Opening {
    cells: usize,
    /// Where the cell starts, blanks before the quote with it.
    cell: u32,
    quote: u32,
    line: u64,
    flags: Flags,
    /// Cells that the current line would have if the quote were text.
    cells_on_line: usize,
    /// Lines since the quote that would be whole rows if it were text.
    rows: usize,
    /// Some line since the quote would not be one.
    has_other: bool,
}

/// What is scanned.
#[derive(Clone, Copy)]
struct Input<'a> {
    bytes: &'a [u8],
    /// As much of it as is known to be UTF-8.
    text: &'a str,
}

/// Offsets (`cell`, `quote`, those in `cells`) count from `start`, the start of the record.
#[derive(Debug)]
pub(super) struct Scanner {
    style: Style,
    limit: usize,
    /// Bytes that were read and are not in the buffer any more.
    behind: usize,
    buffer: Vec<u8>,
    start: usize,
    scanned: usize,
    state: State,
    cells: Vec<Cell>,
    cell: u32,
    shape: Shape,
    quote: u32,
    /// Where the cell ends, if blanks follow its closing quote.
    cell_end: Option<u32>,
    /// The byte after a backslash.
    escaped: Option<u32>,
    opening: Opening,
    line: u64,
    record_line: u64,
    after_cr: bool,
    flags: Flags,
    /// There was a NUL somewhere, so records must be looked at.
    has_nuls: bool,
    /// Cells of the record before.
    width: usize,
}

impl Scanner {
    /// Starts on line `line`.
    pub(super) fn new(style: Style, line: u64) -> Self {
        Self::with_limit(style, line, MAX_RECORD)
    }

    fn with_limit(style: Style, line: u64, limit: usize) -> Self {
        Self {
            style,
            limit,
            behind: 0,
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            state: State::Open,
            cells: Vec::new(),
            cell: 0,
            shape: Shape::Plain,
            quote: 0,
            cell_end: None,
            escaped: None,
            opening: Opening::default(),
            line,
            record_line: line,
            after_cr: false,
            flags: Flags::default(),
            has_nuls: false,
            width: 0,
        }
    }

    pub(super) fn push<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<()> {
        for piece in bytes.chunks(PIECE) {
            // Without an early end, so that it is done many bytes at a time.
            self.has_nuls = self.has_nuls || piece.iter().fold(false, |nul, b| nul | (*b == 0));
            let is_long = self.buffer.len() > PIECE;
            self.buffer.extend_from_slice(piece);
            self.scan_all(is_long, sink)?;
            self.buffer.drain(..self.start);
            self.behind += self.start;
            self.scanned -= self.start;
            self.start = 0;
        }
        Ok(())
    }

    /// Cells of the last record, where the bytes so far end with its line.
    pub(super) fn between_records(&self) -> Option<usize> {
        let is_between =
            self.buffer.is_empty() && self.state == State::Open && !self.after_cr && self.cell == 0;
        is_between.then_some(self.width)
    }

    /// The line that comes next.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes on as if so many records had been scanned, each on a line of its own and as wide as the last.
    pub(super) fn leave_out(&mut self, records: u64) {
        self.line += records;
        self.record_line = self.line;
    }

    /// Scans what is in the buffer.
    fn scan_all<S: Sink>(&mut self, is_long: bool, sink: &mut S) -> Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        // Asked of all records at once. Those behind what is no UTF-8 are asked one by one; so are those
        // of a piece that comes behind a long rest, which would be gone over with each.
        let text = if is_long { "" } else { text_in(&buffer) };
        let result = self.scan(Input { bytes: &buffer, text }, sink);
        self.buffer = buffer;
        result
    }

    pub(super) fn finish<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        let input = Input { bytes: &buffer, text: "" };
        self.scan(input, sink)?;
        while self.state == State::Quoted || self.has_swallowed_rows() {
            self.rewind();
            self.scan(input, sink)?;
        }
        if self.start < buffer.len() {
            self.end_record(buffer.len(), input, sink)?;
        }
        Ok(())
    }

    fn scan<S: Sink>(&mut self, input: Input<'_>, sink: &mut S) -> Result<()> {
        loop {
            while self.scanned < input.bytes.len() {
                let from = self.scanned;
                let mut bits = self.marks(&input.bytes[from..]);
                self.scanned = input.bytes.len().min(from + BLOCK);
                let is_near_limit = self.scanned - self.start > self.limit;
                while bits != 0 {
                    if self.is_plain() && !is_near_limit {
                        bits = self.end_plain_cells(bits, from, input.bytes);
                        if bits == 0 {
                            break;
                        }
                    }
                    let at = from + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    if at - self.start > self.limit {
                        self.take_back_or_refuse()?;
                        break;
                    }
                    if self.has_swallowed_rows() && !self.is_doubled(input.bytes[at], at) {
                        self.rewind();
                        break;
                    }
                    self.mark(at, input, sink)?;
                }
            }
            if input.bytes.len() - self.start <= self.limit {
                return Ok(());
            }
            self.take_back_or_refuse()?;
        }
    }

    fn marks(&self, bytes: &[u8]) -> u64 {
        let Style { delimiter, quote, newline, has_escapes, .. } = self.style;
        if has_escapes {
            marks(bytes, [delimiter, quote, newline, b'\r', b'\\'])
        } else {
            marks(bytes, [delimiter, quote, newline, b'\r'])
        }
    }

    /// Whether a delimiter ends a cell that is text as it stands.
    fn is_plain(&self) -> bool {
        self.state == State::Open && self.shape == Shape::Plain && !self.style.has_escapes
    }

    /// A quick way for most marks: delimiters behind cells without quotes. Gives the marks from the first
    /// other one on.
    fn end_plain_cells(&mut self, mut bits: u64, from: usize, bytes: &[u8]) -> u64 {
        let block = &bytes[from..bytes.len().min(from + BLOCK)];
        // The block may begin before the record does.
        let offset = self.offset(from);
        let mut start = self.cell;
        while bits != 0 && block[bits.trailing_zeros() as usize] == self.style.delimiter {
            let end = offset.wrapping_add(bits.trailing_zeros());
            self.cells.push(Cell { start, end, shape: Shape::Plain });
            start = end + 1;
            bits &= bits - 1;
        }
        self.cell = start;
        bits
    }

    /// Handles the mark at `at`. Every byte that is no mark is text.
    fn mark<S: Sink>(&mut self, at: usize, input: Input<'_>, sink: &mut S) -> Result<()> {
        let byte = input.bytes[at];
        let offset = self.offset(at);
        if self.style.has_escapes && self.is_escaping(byte, offset) {
            return Ok(());
        }
        let quote = self.style.quote;
        match self.state {
            State::Quoted => match byte {
                _ if byte == quote => {
                    self.state = State::Closing;
                    self.quote = offset;
                }
                b'\r' => self.end_quoted_line(),
                b'\n' if input.bytes[at - 1] == b'\r' => {}
                _ if byte == self.style.newline => self.end_quoted_line(),
                _ => self.opening.cells_on_line += 1,
            },
            State::Closing if self.is_doubled(byte, at) => {
                self.state = State::Quoted;
                self.shape = Shape::Escaped;
            }
            State::Closing | State::Open => {
                self.close(offset, byte != quote, input.bytes);
                if byte == self.style.delimiter {
                    self.end_cell(offset);
                } else if byte == quote {
                    self.quote_outside(offset, input.bytes);
                } else {
                    self.end_line(at, input, sink)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a backslash makes the mark text, or is one that does so to the byte after it.
    fn is_escaping(&mut self, byte: u8, offset: u32) -> bool {
        if self.escaped.take() == Some(offset) && !matches!(byte, b'\r' | b'\n') {
            self.shape = match self.shape {
                Shape::Plain => Shape::Slashed,
                Shape::Quoted => Shape::Escaped,
                shape => shape,
            };
            self.flags.escape = true;
            return true;
        }
        if byte == b'\\' && self.style.delimiter != b'\\' {
            self.escaped = Some(offset + 1);
            return true;
        }
        false
    }

    /// Whether the byte at `at` is the second quote of two.
    fn is_doubled(&self, byte: u8, at: usize) -> bool {
        byte == self.style.quote && self.offset(at) == self.quote + 1
    }

    fn end_quoted_line(&mut self) {
        self.line += 1;
        if self.opening.cells_on_line == self.width {
            self.opening.rows += 1;
        } else {
            self.opening.has_other = true;
        }
        self.opening.cells_on_line = 1;
    }

    /// Whether a quoted cell that is about to close holds rows: every line in it, read with its
    /// opening quote as text, is as wide as the record before. Two stray quotes do that, and would
    /// hide all orders between them without leaving a trace.
    fn has_swallowed_rows(&self) -> bool {
        let Opening { rows, has_other, .. } = self.opening;
        self.state == State::Closing
            && !has_other
            && rows >= 2
            && self.width >= 3
            && rows * self.width >= 8
    }

    /// A quote that was pending has closed its cell; text between it and `offset`, where the cell ends
    /// or goes on, is kept if it is more than blanks.
    fn close(&mut self, offset: u32, ends: bool, bytes: &[u8]) {
        if self.state == State::Closing {
            self.state = State::Open;
            if offset > self.quote + 1 {
                let from = self.start + self.quote as usize + 1;
                let rest = &bytes[from..self.start + offset as usize];
                if ends && rest.iter().all(|b| *b == b' ') {
                    self.cell_end = Some(self.quote + 1);
                } else {
                    self.shape = Shape::Escaped;
                    self.flags.stray = true;
                }
            }
        }
    }

    fn quote_outside(&mut self, offset: u32, bytes: &[u8]) {
        let before = self.start + self.cell as usize..self.start + offset as usize;
        let blanks = self.style.skips_blanks && bytes[before].iter().all(|b| *b == b' ');
        if offset == self.cell || blanks {
            self.opening = Opening {
                cells: self.cells.len(),
                cell: self.cell,
                line: self.line,
                flags: self.flags,
                quote: offset,
                cells_on_line: self.cells.len() + 1,
                ..Opening::default()
            };
            self.cell = offset;
            self.cell_end = None;
            self.shape = Shape::Quoted;
            self.state = State::Quoted;
        } else if bytes[self.start + self.cell as usize] != b'=' && !self.shape.is_quoted() {
            // `="0012"` is how exports keep a spreadsheet from reading a number.
            self.flags.inner = true;
        }
    }

    fn end_cell(&mut self, offset: u32) {
        let end = match self.cell_end.take() {
            Some(end) if self.shape.is_quoted() => end,
            _ => offset,
        };
        self.cells.push(Cell { start: self.cell, end, shape: self.shape });
        self.cell = offset + 1;
        self.shape = Shape::Plain;
    }

    fn end_line<S: Sink>(&mut self, at: usize, input: Input<'_>, sink: &mut S) -> Result<()> {
        let byte = input.bytes[at];
        if byte == b'\n' && self.after_cr && at == self.start {
            // The second half of a CRLF.
            self.after_cr = false;
            self.start += 1;
            return Ok(());
        }
        self.end_record(at, input, sink)?;
        self.line += 1;
        self.record_line = self.line;
        self.after_cr = byte == b'\r';
        Ok(())
    }

    fn end_record<S: Sink>(&mut self, at: usize, input: Input<'_>, sink: &mut S) -> Result<()> {
        if at > self.start {
            let offset = self.offset(at);
            self.close(offset, true, input.bytes);
            self.end_cell(offset);
            self.width = self.cells.len();
            let bytes = &input.bytes[self.start..at];
            self.flags.nul = self.has_nuls && bytes.contains(&0);
            sink.record(&Record {
                bytes,
                text: input.text.get(self.start..at),
                cells: &self.cells,
                from: self.behind + self.start,
                line: self.record_line,
                flags: self.flags,
                style: self.style,
            })?;
        }
        self.start = at + 1;
        self.cells.clear();
        self.cell = 0;
        self.cell_end = None;
        self.escaped = None;
        self.flags = Flags::default();
        Ok(())
    }

    fn take_back_or_refuse(&mut self) -> Result<()> {
        if self.state == State::Open {
            let at = At { line: Some(self.record_line), ..At::default() };
            let kind = ErrorKind::UnsupportedFormat { found: "a line longer than 16 MiB" };
            return Err(Error::new(kind).at_place(at));
        }
        self.rewind();
        Ok(())
    }

    /// Takes the opening quote of the current cell for text and goes back to the byte after it.
    ///
    /// Up to here all quotes since then came in pairs, or one would have closed the cell. Read
    /// outside quotes, pairs at the start of a cell open and close it, and others are text: none
    /// of them opens a cell that stays open up to here. So the next rewind starts beyond this
    /// point, and no byte is scanned a third time.
    fn rewind(&mut self) {
        self.cells.truncate(self.opening.cells);
        self.line = self.opening.line;
        self.flags = self.opening.flags;
        self.flags.unterminated = true;
        self.cell = self.opening.cell;
        self.cell_end = None;
        self.escaped = None;
        self.shape = Shape::Plain;
        self.state = State::Open;
        self.scanned = self.start + self.opening.quote as usize + 1;
    }

    #[expect(clippy::cast_possible_truncation, reason = "records are shorter than MAX_RECORD")]
    fn offset(&self, at: usize) -> u32 {
        at.wrapping_sub(self.start) as u32
    }
}

/// The text that `bytes` begin with.
fn text_in(bytes: &[u8]) -> &str {
    simdutf8::compat::from_utf8(bytes).unwrap_or_else(|error| {
        simdutf8::basic::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests;
