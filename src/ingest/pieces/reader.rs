//! Makes batches of pieces.

use super::batch::{Batch, NAMES};
use super::plan::Plan;
use crate::csv::{Manner, Record, Sink};
use crate::error::{ErrorKind, Result};
use crate::ledger::{Dictionary, Interner, Texts};

/// Reads pieces of one file, each apart from what comes before it.
#[derive(Debug)]
pub struct PieceReader {
    plan: Plan,
    names: Numbers,
    scratches: [String; 3],
}

/// The texts of all pieces so far. Number 0 of a dictionary is the empty text.
#[derive(Debug, Default)]
struct Numbers {
    customers: Interner,
    others: [Dictionary; NAMES - 1],
}

impl Numbers {
    fn texts(&self) -> [&Texts; NAMES] {
        let [product, category, channel, status, currency] = &self.others;
        let others = [product, category, channel, status, currency].map(Dictionary::texts);
        let [product, category, channel, status, currency] = others;
        [self.customers.texts(), product, category, channel, status, currency]
    }
}

impl PieceReader {
    /// A reader for pieces of the file that the plan is for.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { plan, names: Numbers::default(), scratches: Default::default() }
    }

    /// Reads a piece of at most 4 GiB; the bytes of a batch.
    #[must_use]
    pub fn read(&mut self, piece: &[u8]) -> Vec<u8> {
        let start = Manner::first_record(piece);
        let known = self.names.texts().map(Texts::len);
        let mut rows =
            Rows { reader: self, batch: Batch::new(start), piece, start, lines: 0, is_kept: false };
        let manner = rows.reader.plan.manner;
        // What could not be read to its end is read again where errors are told.
        let end = manner.read(&piece[start..], &mut rows);
        if end.is_ok_and(|line| line != rows.lines + 1) {
            rows.take_back();
        }
        let batch = rows.batch;
        let texts = self.names.texts();
        let names = std::array::from_fn(|at| (known[at], texts[at]));
        batch.to_bytes(self.plan.file, piece.is_ascii(), names)
    }
}

/// Takes the ordinary rows of a piece.
struct Rows<'a> {
    reader: &'a mut PieceReader,
    batch: Batch,
    piece: &'a [u8],
    start: usize,
    /// The line of the last record, and whether that is in the batch.
    lines: u64,
    is_kept: bool,
}

impl Sink for Rows<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        if record.line() != self.lines + 1 {
            self.take_back();
        }
        (self.lines, self.is_kept) = (record.line(), false);
        let place = record.place();
        let Some(end) = end_of_line(self.piece, self.start + place.end) else { return Ok(()) };
        let PieceReader { plan, names, scratches } = &mut *self.reader;
        let Some(row) = plan.guide().read(record, scratches) else { return Ok(()) };
        let id = row.line.order_id.unwrap_or_default();
        // Orders are known by other hashes than their numbers': see `hash_of`.
        if id.starts_with("T200P") || row.marks.order == 0 && !id.is_empty() {
            return Ok(());
        }
        let [product, category, channel, status, currency] = &mut names.others;
        let number = |dictionary: &mut Dictionary, text: Option<&str>| match text {
            Some(text) => dictionary.number(text),
            None => Ok(0),
        };
        let numbers = [
            names.customers.intern(row.line.customer)?,
            number(product, row.line.product)?,
            number(category, row.line.category)?,
            number(channel, row.line.channel)?,
            number(status, row.status)?,
            number(currency, Some(row.currency))?,
        ];
        let from = u32::try_from(self.start + place.start).map_err(|_| ErrorKind::TooLarge)?;
        let end = u32::try_from(end).map_err(|_| ErrorKind::TooLarge)?;
        self.batch.push(&row, from, end, numbers);
        self.is_kept = true;
        Ok(())
    }
}

impl Rows<'_> {
    /// Takes the last record back: it was not on one line, or empty lines follow it.
    fn take_back(&mut self) {
        if self.is_kept {
            self.batch.pop();
        }
    }
}

/// Where the line ends whose last cell ends at `at`; `None` where that cannot be seen.
fn end_of_line(piece: &[u8], at: usize) -> Option<usize> {
    match (piece.get(at)?, piece.get(at + 1)) {
        (b'\r', None) => None,
        (b'\r', Some(b'\n')) => Some(at + 2),
        _ => Some(at + 1),
    }
}
