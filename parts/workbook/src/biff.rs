//! The records of an old workbook, before they are read: what they would make their reader set aside.
//!
//! They are gone over as calamine goes over them. Layout:
//! [MS-XLS](https://learn.microsoft.com/openspecs/office_file_formats/ms-xls/).

use crate::fault::{Fault, Result};
use crate::labels::Labels;

/// Most cells of the rectangles that hold the cells of each sheet, all together. The reader sets every one
/// aside, those that are empty as well.
const MAX_CELLS: u64 = 10_000_000;
/// Up to here they may all be empty.
const FREE: u64 = 4_000_000;
/// Most places for a cell that is there, beyond.
const SPARSEST: u64 = 8;

const BROKEN: Fault = Fault::Damaged("its records are broken");

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const PASSWORD: u16 = 0x002f;
const TEXTS: u16 = 0x00fc;
const CONTINUED: u16 = 0x003c;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
/// A row of numbers, which names its last column at its end.
const NUMBERS: u16 = 0x00bd;
/// The text of the formula before.
const FORMULA_TEXT: u16 = 0x0207;
/// A cell with its text, plain and rich.
const LABELS: [u16; 2] = [0x0204, 0x00d6];
/// A cell with a number in the table of texts.
const SHARED_LABEL: u16 = 0x00fd;
/// Other records of a single cell: a number, a truth or an error, a short number.
const CELLS: [u16; 3] = [0x0203, 0x0205, 0x027e];

/// Checks the records, and takes out the sizes that sheets claim: their reader sets memory aside for them,
/// and knows them from the cells anyway.
pub(crate) fn check(stream: &mut [u8]) -> Result<()> {
    let book = Globals::new(stream)?;
    let mut claims = Vec::new();
    book.walk(stream, |at, length| claims.push((at, length)))?;
    for (at, length) in claims {
        stream[at..at + length].fill(0);
    }
    // Where sheets overlap, taking out the claim of one may have made another of something else.
    let mut is_left = false;
    let is_zero = |at: usize, length: usize| stream[at..at + length].iter().all(|byte| *byte == 0);
    book.walk(stream, |at, length| is_left |= !is_zero(at, length))?;
    if is_left { Err(BROKEN) } else { Ok(()) }
}

#[derive(Clone, Copy, Debug)]
struct Record {
    kind: u16,
    /// Where its content begins and ends.
    from: usize,
    to: usize,
}

/// The records from `from` on.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Result<Record>> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at == stream.len() {
            return None;
        }
        let head = || Some((word(stream, at)?, usize::from(word(stream, at + 2)?)));
        let record =
            head().map(|(kind, length)| Record { kind, from: at + 4, to: at + 4 + length });
        let record = record.filter(|record| record.to <= stream.len()).ok_or(BROKEN);
        at = record.map_or(stream.len(), |record| record.to);
        Some(record)
    })
}

/// What stands before the sheets.
#[derive(Debug, Default)]
struct Globals {
    /// Where the sheets begin.
    places: Vec<usize>,
    labels: Labels,
}

impl Globals {
    fn new(stream: &[u8]) -> Result<Self> {
        let mut book = Self::default();
        let mut records = records(stream, 0).peekable();
        while let Some(record) = records.next() {
            let Record { kind, from, to } = record?;
            match kind {
                END => break,
                SHEET => {
                    let four = stream[from..to].first_chunk().ok_or(BROKEN)?;
                    let place = usize::try_from(u32::from_le_bytes(*four)).ok();
                    book.places.push(place.filter(|place| *place <= stream.len()).ok_or(BROKEN)?);
                }
                PASSWORD if word(stream, from).is_some_and(|kind| kind != 0) => {
                    return Err(Fault::Encrypted);
                }
                TEXTS => {
                    let mut pieces = vec![&stream[from..to]];
                    let goes_on = |record: &Result<Record>| {
                        record.as_ref().is_ok_and(|record| record.kind == CONTINUED)
                    };
                    while let Some(Ok(record)) = records.next_if(goes_on) {
                        pieces.push(&stream[record.from..record.to]);
                    }
                    book.labels.table(&pieces)?;
                }
                _ => {}
            }
        }
        Ok(book)
    }

    /// Goes over the sheets as their reader does, and tells where each claims its size.
    fn walk(&self, stream: &[u8], mut claim: impl FnMut(usize, usize)) -> Result<()> {
        let mut size = Size { labels: self.labels.clone(), ..Size::default() };
        for place in &self.places {
            // What is embedded, such as a chart, has records like those of cells.
            let (mut begun, mut depth) = (false, 0_u64);
            for record in records(stream, *place) {
                let Record { kind, from, to } = record?;
                size.walked = size.walked.saturating_add(to - from + 4);
                match kind {
                    END if depth == 0 => break,
                    END => depth -= 1,
                    BEGIN if begun => depth += 1,
                    BEGIN => begun = true,
                    _ if depth > 0 => {}
                    DIMENSIONS => claim(from, to - from),
                    _ => size.take(kind, &stream[from..to])?,
                }
            }
            size.end_sheet()?;
            // Sheets stand behind one another. A reader that goes over one again and again never ends.
            if size.walked > stream.len().saturating_mul(2) {
                return Err(Fault::Damaged("its sheets stand within one another"));
            }
        }
        Ok(())
    }
}

/// How large the sheets are that were gone over.
#[derive(Debug, Default)]
struct Size {
    labels: Labels,
    /// Bytes that were gone over.
    walked: usize,
    /// Cells that are there, and places for cells.
    cells: u64,
    places: u64,
    /// What of the sheet holds values, and what formulas.
    values: Rectangle,
    formulas: Rectangle,
}

impl Size {
    fn take(&mut self, kind: u16, record: &[u8]) -> Result<()> {
        match kind {
            NUMBERS => self.values.take_row(record),
            FORMULA => {
                self.formulas.take_cell(record);
                self.values.take_cell(record);
            }
            // It stands where its formula does, or in the first place where none came before.
            FORMULA_TEXT => {
                if self.formulas.sides.is_none() {
                    self.values.take(0, 0);
                }
                self.labels.claim(word(record, 0).unwrap_or(0))?;
            }
            SHARED_LABEL => {
                self.values.take_cell(record);
                let index = record.get(6..).and_then(|rest| rest.first_chunk());
                self.labels.named(index.map_or(u32::MAX, |four| u32::from_le_bytes(*four)))?;
            }
            _ if LABELS.contains(&kind) => {
                self.values.take_cell(record);
                self.labels.claim(word(record, 6).unwrap_or(0))?;
            }
            _ if CELLS.contains(&kind) => self.values.take_cell(record),
            _ => return Ok(()),
        }
        self.cells += 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<()> {
        self.places += self.values.area() + self.formulas.area();
        (self.values, self.formulas) = Default::default();
        if self.places > MAX_CELLS {
            return Err(Fault::TooLarge("more than 10 million cells in an XLS file"));
        }
        if self.places > FREE && self.places > self.cells.saturating_mul(SPARSEST) {
            return Err(Fault::TooLarge("cells so far apart that millions would lie between them"));
        }
        Ok(())
    }
}

/// What holds all cells.
#[derive(Clone, Copy, Debug, Default)]
struct Rectangle {
    /// The first and the last row, and the first and the last column.
    sides: Option<[u16; 4]>,
}

impl Rectangle {
    fn take(&mut self, row: u16, column: u16) {
        let [top, bottom, left, right] = self.sides.unwrap_or([row, row, column, column]);
        let rows = [top.min(row), bottom.max(row)];
        self.sides = Some([rows[0], rows[1], left.min(column), right.max(column)]);
    }

    /// One too short to say where it stands ends the reader.
    fn take_cell(&mut self, record: &[u8]) {
        if let (Some(row), Some(column)) = (word(record, 0), word(record, 2)) {
            self.take(row, column);
        }
    }

    fn take_row(&mut self, record: &[u8]) {
        self.take_cell(record);
        let last = record.len().checked_sub(2).and_then(|at| word(record, at));
        if let (Some(row), Some(column)) = (word(record, 0), last) {
            self.take(row, column);
        }
    }

    fn area(self) -> u64 {
        self.sides.map_or(0, |[top, bottom, left, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

#[cfg(test)]
mod tests;
