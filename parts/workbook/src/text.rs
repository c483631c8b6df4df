//! Rows as bytes: CSV for headwater's reader, JSON for whoever wants the rows as they stand.

use crate::sheet::{Go, Row, Sink};

/// Bytes handed over at once.
const CHUNK: usize = 1 << 20;

/// CSV in which line `n` is row `n` of the sheet: rows without a cell are empty lines, and a line break
/// within a cell is a blank.
pub struct Csv<F> {
    emit: F,
    out: Vec<u8>,
    line: u32,
    given: usize,
    enough: usize,
}

impl<F: FnMut(&[u8])> Csv<F> {
    /// Hands pieces to `emit`, and stops reading after `enough` bytes.
    pub fn new(enough: usize, emit: F) -> Self {
        Self { emit, out: Vec::new(), line: 0, given: 0, enough }
    }

    /// Hands over what is left.
    pub fn finish(mut self) {
        if !self.out.is_empty() {
            (self.emit)(&self.out);
        }
    }

    fn text(&mut self, cell: &str) {
        if !needs_quotes(cell) {
            return self.out.extend_from_slice(cell.as_bytes());
        }
        self.out.push(b'"');
        let mut after_return = false;
        for byte in cell.bytes() {
            match byte {
                b'"' => self.out.extend_from_slice(b"\"\""),
                b'\n' if after_return => {}
                b'\r' | b'\n' => self.out.push(b' '),
                0 => {}
                other => self.out.push(other),
            }
            after_return = byte == b'\r';
        }
        self.out.push(b'"');
    }
}

/// Bytes that a cell is quoted for wherever they stand in it.
const QUOTED: [bool; 256] = {
    let mut quoted = [false; 256];
    let bytes = b",\";\t|\r\n\0";
    let mut at = 0;
    while at < bytes.len() {
        quoted[bytes[at] as usize] = true;
        at += 1;
    }
    quoted
};

/// Whatever could be taken for a delimiter of any kind of CSV is quoted, so that none is guessed wrong.
fn needs_quotes(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    matches!(bytes.first(), Some(b' ' | b'\'' | b'#'))
        || bytes.last() == Some(&b' ')
        || bytes.iter().any(|byte| QUOTED[usize::from(*byte)])
}

impl<F: FnMut(&[u8])> Sink for Csv<F> {
    // Ids that became numbers must not pass for whole ones.
    const SHOWS_CUT: bool = true;

    fn row(&mut self, row: &Row<'_>) -> Go {
        let gap = usize::try_from(row.index.saturating_sub(self.line)).unwrap_or(0);
        self.out.resize(self.out.len() + gap, b'\n');
        self.line = row.index + 1;
        for (column, cell) in row.texts().enumerate() {
            if column > 0 {
                self.out.push(b',');
            }
            self.text(cell);
        }
        self.out.push(b'\n');
        if self.given + self.out.len() >= self.enough {
            return Go::Stop;
        }
        if self.out.len() >= CHUNK {
            self.given += self.out.len();
            (self.emit)(&self.out);
            self.out.clear();
        }
        Go::On
    }
}

/// Each piece is the JSON of an array of rows, which are arrays of texts. Rows without a cell are left out.
pub struct Json<F> {
    emit: F,
    out: String,
}

impl<F: FnMut(&str)> Json<F> {
    /// Hands pieces to `emit`.
    pub fn new(emit: F) -> Self {
        Self { emit, out: String::new() }
    }

    /// Hands over what is left.
    pub fn finish(mut self) {
        self.flush();
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            self.out.push(']');
            (self.emit)(&self.out);
            self.out.clear();
        }
    }
}

impl<F: FnMut(&str)> Sink for Json<F> {
    fn row(&mut self, row: &Row<'_>) -> Go {
        self.out.push_str(if self.out.is_empty() { "[[" } else { ",[" });
        for (column, cell) in row.texts().enumerate() {
            if column > 0 {
                self.out.push(',');
            }
            push_string(&mut self.out, cell);
        }
        self.out.push(']');
        if self.out.len() >= CHUNK {
            self.flush();
        }
        Go::On
    }
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[from..at]);
        from = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(control >> 4)]));
                out.push(char::from(HEX[usize::from(control & 15)]));
            }
        }
    }
    out.push_str(&text[from..]);
    out.push('"');
}
