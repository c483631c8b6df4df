//! The ordinary rows of a piece, as the bytes in which they go from thread to thread.

use super::super::digits::Look;
use super::super::numeral::Mark;
use super::super::ordinary::{Marks, Ordinary};
use crate::error::{ErrorKind, Result};
use crate::ledger::Texts;
use crate::unit::{Day, Money};

/// How many columns of texts there are: customer, product, category, channel, status, currency.
pub(super) const NAMES: usize = 6;

/// Bytes of a row: where it ends in the piece, its line end included (0..4), its day (4..8), one more than the
/// minutes since midnight or 0 (8..10), its customer's look (10) and evidence (11), the numbers of its texts
/// (12..36), amount, hash of the order, what tells it from others, and quantity (40..72).
const ROW: usize = 72;
/// Bytes before the rows: number of the file, where the first record begins, whether the piece is ASCII, and
/// how many rows there are.
const HEAD: usize = 16;

/// Stands for no quantity: no file has so many.
const NO_QUANTITY: i64 = i64::MIN;
/// The look of a customer who is not named: no id has it.
const NOBODY: u8 = 0;

/// Ordinary rows, while they are collected. Numbers of texts are their reader's.
#[derive(Debug)]
pub(super) struct Batch {
    /// Head and rows.
    bytes: Vec<u8>,
    rows: u32,
    /// Where the last row ends, or the first record begins.
    end: usize,
    /// For each gap between rows the row behind it, and where that begins.
    gaps: Vec<[u32; 2]>,
}

impl Batch {
    /// An empty batch of rows of file `file` that begin at `start`.
    pub(super) fn new(file: u32, start: usize, is_ascii: bool) -> Self {
        let head = [file, u32::try_from(start).unwrap_or(u32::MAX), u32::from(is_ascii), 0];
        let bytes = head.iter().flat_map(|word| word.to_le_bytes()).collect();
        Self { bytes, rows: 0, end: start, gaps: Vec::new() }
    }

    /// Adds a row that begins at `from` and ends at `end`; `names` are the numbers of its texts.
    ///
    /// # Errors
    /// `too-large`, for a piece that 32 bits cannot measure.
    #[inline]
    pub(super) fn push(
        &mut self,
        row: &Ordinary<'_>,
        from: usize,
        end: usize,
        names: [u32; NAMES],
    ) -> Result<()> {
        let place = |at: usize| u32::try_from(at).map_err(|_| ErrorKind::TooLarge);
        if from != self.end {
            self.gaps.push([self.rows, place(from)?]);
        }
        let Ordinary { line, marks, .. } = row;
        let mut bytes = [0; ROW];
        let mut set = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        set(0, &place(end)?.to_le_bytes());
        set(4, &line.day.0.to_le_bytes());
        set(8, &line.minutes.map_or(0, |minutes| minutes.saturating_add(1)).to_le_bytes());
        set(10, &[marks.customer.map_or(NOBODY, |look| look.0)]);
        set(11, &[u8::from(marks.evidence == Some(Mark::Point))]);
        for (at, number) in names.iter().enumerate() {
            set(12 + 4 * at, &number.to_le_bytes());
        }
        set(40, &line.amount.0.to_le_bytes());
        set(48, &marks.order.to_le_bytes());
        set(56, &marks.again.to_le_bytes());
        set(64, &line.quantity.unwrap_or(NO_QUANTITY).to_le_bytes());
        self.bytes.extend_from_slice(&bytes);
        self.rows += 1;
        self.end = end;
        Ok(())
    }

    /// The batch in bytes. `names` gives for each column of texts the first number that is new, and all texts.
    pub(super) fn into_bytes(self, names: [(usize, &Texts); NAMES]) -> Vec<u8> {
        let Self { bytes: mut out, rows, gaps, .. } = self;
        out[HEAD - 4..HEAD].copy_from_slice(&rows.to_le_bytes());
        put(&mut out, gaps.as_flattened());
        for (first, texts) in names {
            let (bytes, offsets) = texts.as_parts();
            let first = first.min(texts.len());
            put(&mut out, &[u32::try_from(first).unwrap_or(u32::MAX)]);
            put(&mut out, &offsets[first..]);
            out.extend_from_slice(&bytes[offsets[first] as usize..]);
        }
        out
    }
}

/// Words, behind their number.
fn put(out: &mut Vec<u8>, words: &[u32]) {
    out.extend(u32::try_from(words.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

/// A batch as its bytes have it.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) file: u32,
    pub(super) start: usize,
    pub(super) is_ascii: bool,
    rows: &'a [[u8; ROW]],
    gaps: &'a [[u8; 4]],
    pub(super) new: [NewTexts<'a>; NAMES],
}

/// Texts that are new with a batch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NewTexts<'a> {
    /// The number of the first.
    pub(super) first: usize,
    /// Where each begins and the last ends, counted from where the reader's first text does.
    offsets: &'a [[u8; 4]],
    bytes: &'a [u8],
}

impl<'a> NewTexts<'a> {
    /// Takes them from the bytes of a batch.
    fn take(bytes: &mut &'a [u8]) -> Option<Self> {
        let ([first], offsets) = (take(bytes)?, take(bytes)?) else { return None };
        let [from, to] = [offsets.first()?, offsets.last()?].map(|word| u32::from_le_bytes(*word));
        let (texts, rest) = bytes.split_at_checked(to.checked_sub(from)? as usize)?;
        *bytes = rest;
        Some(Self { first: u32::from_le_bytes(*first) as usize, offsets, bytes: texts })
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The text of a number, if it is new.
    pub(super) fn get(&self, number: usize) -> Option<&'a str> {
        let at = number.checked_sub(self.first)?;
        let offset = |at: usize| self.offsets.get(at).map(|bytes| u32::from_le_bytes(*bytes));
        let first = offset(0)?;
        let from = offset(at)?.checked_sub(first)? as usize;
        let to = offset(at + 1)?.checked_sub(first)? as usize;
        std::str::from_utf8(self.bytes.get(from..to)?).ok()
    }
}

impl<'a> View<'a> {
    /// The batch of which these are the bytes; `None` where they are none of a batch.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let head = head.as_chunks().0;
        let [file, start, is_ascii, rows] = [0, 1, 2, 3].map(|at| u32::from_le_bytes(head[at]));
        let (rows, mut rest) = rest.split_at_checked((rows as usize).checked_mul(ROW)?)?;
        let mut view = Self {
            file,
            start: start as usize,
            is_ascii: is_ascii != 0,
            rows: rows.as_chunks().0,
            gaps: take(&mut rest)?,
            new: [NewTexts::default(); NAMES],
        };
        for new in &mut view.new {
            *new = NewTexts::take(&mut rest)?;
        }
        Some(view)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The gaps: the row behind each, and where that begins.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (usize, usize)> {
        self.gaps
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[row, to]| (u32::from_le_bytes(*row) as usize, u32::from_le_bytes(*to) as usize))
    }

    /// Where row `at` ends.
    pub(super) fn end(&self, at: usize) -> usize {
        u32::from_le_bytes(word(&self.rows[at], 0)) as usize
    }

    pub(super) fn row(&self, at: usize) -> RowView<'a> {
        RowView(&self.rows[at])
    }
}

/// A row of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowView<'a>(&'a [u8; ROW]);

impl RowView<'_> {
    pub(super) fn day(self) -> Day {
        Day(i32::from_le_bytes(word(self.0, 4)))
    }

    pub(super) fn minutes(self) -> Option<u16> {
        u16::from_le_bytes(word(self.0, 8)).checked_sub(1)
    }

    pub(super) fn amount(self) -> Money {
        Money(i64::from_le_bytes(word(self.0, 40)))
    }

    pub(super) fn quantity(self) -> Option<i64> {
        Some(i64::from_le_bytes(word(self.0, 64))).filter(|units| *units != NO_QUANTITY)
    }

    pub(super) fn marks(self) -> Marks {
        let look = self.0[10];
        Marks {
            evidence: (self.0[11] != 0).then_some(Mark::Point),
            order: u64::from_le_bytes(word(self.0, 48)),
            again: u64::from_le_bytes(word(self.0, 56)),
            customer: (look != NOBODY).then_some(Look(look)),
        }
    }

    /// The reader's number of the text of a column.
    pub(super) fn name(self, column: usize) -> u32 {
        u32::from_le_bytes(word(self.0, 12 + 4 * column))
    }
}

fn word<const N: usize>(row: &[u8; ROW], at: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&row[at..at + N]);
    bytes
}

/// The next words, behind their number.
fn take<'a>(bytes: &mut &'a [u8]) -> Option<&'a [[u8; 4]]> {
    let (count, rest) = bytes.split_first_chunk()?;
    let (words, rest) =
        rest.split_at_checked((u32::from_le_bytes(*count) as usize).checked_mul(4)?)?;
    *bytes = rest;
    Some(words.as_chunks().0)
}
