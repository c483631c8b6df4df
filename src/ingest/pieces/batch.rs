//! The ordinary rows of a piece, as the bytes in which they go from thread to thread.

use super::super::digits::Look;
use super::super::numeral::Mark;
use super::super::ordinary::{Marks, Ordinary};
use crate::error::{ErrorKind, Result};
use crate::ledger::{Texts, reserve};
use crate::unit::{Day, Money};

/// How many columns of texts there are: customer, product, category, channel, status, currency.
pub(super) const NAMES: usize = 6;

/// Words before the columns: number of the file, where the first record begins, whether the piece is ASCII, and
/// how many rows there are.
const HEAD: usize = 4;

/// Stands for no quantity: no file has so many.
pub(super) const NO_QUANTITY: i64 = i64::MIN;
/// The look of a customer who is not named: no id has it.
const NOBODY: u8 = 0;

/// Ordinary rows by columns, while they are collected. Numbers of texts are their reader's. A column that the
/// file lacks stays empty.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Where the last row ends, or the first record begins.
    at: usize,
    start: usize,
    /// For each gap between rows the row behind it, and where that begins.
    gaps: Vec<[u32; 2]>,
    /// Where each row ends in the piece, its line end included.
    end: Vec<u32>,
    day: Vec<i32>,
    /// One more than the minutes since midnight; 0 for none.
    minutes: Vec<u16>,
    amount: Vec<i64>,
    order: Vec<u64>,
    again: Vec<u64>,
    quantity: Vec<i64>,
    /// How the customer looks.
    look: Vec<u8>,
    has_point: Vec<u8>,
    names: [Vec<u32>; NAMES],
}

impl Batch {
    /// An empty batch of rows that begin at `start`, with room for `rows`.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn new(start: usize, rows: usize) -> Result<Self> {
        let mut batch = Self { at: start, start, ..Self::default() };
        reserve(&mut batch.end, rows)?;
        reserve(&mut batch.day, rows)?;
        reserve(&mut batch.minutes, rows)?;
        reserve(&mut batch.amount, rows)?;
        reserve(&mut batch.order, rows)?;
        reserve(&mut batch.again, rows)?;
        reserve(&mut batch.quantity, rows)?;
        reserve(&mut batch.look, rows)?;
        reserve(&mut batch.has_point, rows)?;
        batch.names.iter_mut().try_for_each(|column| reserve(column, rows))?;
        Ok(batch)
    }

    pub(super) fn rows(&self) -> usize {
        self.end.len()
    }

    /// The numbers of the customers, which the rows are given at the end.
    pub(super) fn customers(&mut self) -> &mut Vec<u32> {
        &mut self.names[0]
    }

    /// Adds a row that begins at `from` and ends at `end`; `others` are the numbers of its texts beside the
    /// customer.
    ///
    /// # Errors
    /// `too-large`, for a piece that 32 bits cannot measure.
    #[inline]
    pub(super) fn push(
        &mut self,
        row: &Ordinary<'_>,
        from: usize,
        end: usize,
        others: [u32; NAMES - 1],
    ) -> Result<()> {
        let place = |at: usize| u32::try_from(at).map_err(|_| ErrorKind::TooLarge);
        let rows = self.rows();
        if from != self.at {
            self.gaps.push([place(rows)?, place(from)?]);
        }
        let Ordinary { line, marks, .. } = row;
        self.end.push(place(end)?);
        self.at = end;
        self.day.push(line.day.0);
        self.minutes.push(line.minutes.map_or(0, |minutes| minutes.saturating_add(1)));
        self.amount.push(line.amount.0);
        self.look.push(marks.customer.map_or(NOBODY, |look| look.0));
        self.has_point.push(u8::from(marks.evidence == Some(Mark::Point)));
        set(&mut self.order, rows, marks.order, 0);
        set(&mut self.again, rows, marks.again, 0);
        set(&mut self.quantity, rows, line.quantity.unwrap_or(NO_QUANTITY), NO_QUANTITY);
        for (column, number) in self.names.iter_mut().skip(1).zip(others) {
            set(column, rows, number, 0);
        }
        Ok(())
    }

    /// The batch in bytes. `names` gives for each column of texts the first number that is new, and all texts.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn to_bytes(
        &self,
        file: u32,
        is_ascii: bool,
        names: [(usize, &Texts); NAMES],
    ) -> Result<Vec<u8>> {
        let columns = [4, 4, 2, 8, 8, 8, 8, 1, 1].iter().sum::<usize>() + 4 * NAMES;
        let new = |(first, texts): &(usize, &Texts)| {
            let (bytes, offsets) = texts.as_parts();
            let first = *first.min(&texts.len());
            bytes.len() - offsets[first] as usize + (offsets.len() - first) * 4
        };
        let texts: usize = names.iter().map(new).sum();
        let mut out = Vec::new();
        reserve(&mut out, self.rows() * columns + self.gaps.len() * 8 + texts + 1_024)?;
        let word = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        put(
            &mut out,
            &[file, word(self.start), u32::from(is_ascii), word(self.rows())],
            u32::to_le_bytes,
        );
        put(&mut out, self.gaps.as_flattened(), u32::to_le_bytes);
        put(&mut out, &self.end, u32::to_le_bytes);
        put(&mut out, &self.day, i32::to_le_bytes);
        put(&mut out, &self.minutes, u16::to_le_bytes);
        put(&mut out, &self.amount, i64::to_le_bytes);
        put(&mut out, &self.order, u64::to_le_bytes);
        put(&mut out, &self.again, u64::to_le_bytes);
        put(&mut out, &self.quantity, i64::to_le_bytes);
        put(&mut out, &self.look, u8::to_le_bytes);
        put(&mut out, &self.has_point, u8::to_le_bytes);
        for column in &self.names {
            put(&mut out, column, u32::to_le_bytes);
        }
        for (first, texts) in names {
            let (bytes, offsets) = texts.as_parts();
            let first = first.min(texts.len());
            put(&mut out, &[word(first)], u32::to_le_bytes);
            put(&mut out, &offsets[first..], u32::to_le_bytes);
            put(&mut out, &bytes[offsets[first] as usize..], u8::to_le_bytes);
        }
        Ok(out)
    }
}

/// Sets the value of row `at` in a column that begins with the first value that is not `none`.
#[inline]
fn set<T: Copy + PartialEq>(column: &mut Vec<T>, at: usize, value: T, none: T) {
    if value != none || !column.is_empty() {
        column.resize(at, none);
        column.push(value);
    }
}

/// A column, behind its length in bytes.
fn put<T: Copy, const N: usize>(out: &mut Vec<u8>, column: &[T], bytes: impl Fn(T) -> [u8; N]) {
    let length = u32::try_from(column.len() * N).unwrap_or(u32::MAX);
    out.extend(length.to_le_bytes());
    let from = out.len();
    out.resize(from + column.len() * N, 0);
    for (to, value) in out[from..].as_chunks_mut::<N>().0.iter_mut().zip(column) {
        *to = bytes(*value);
    }
}

/// A batch as its bytes have it.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) file: u32,
    pub(super) start: usize,
    pub(super) is_ascii: bool,
    gaps: &'a [[u8; 4]],
    end: &'a [[u8; 4]],
    pub(super) day: &'a [[u8; 4]],
    pub(super) minutes: &'a [[u8; 2]],
    pub(super) amount: &'a [[u8; 8]],
    pub(super) order: &'a [[u8; 8]],
    pub(super) again: &'a [[u8; 8]],
    pub(super) quantity: &'a [[u8; 8]],
    pub(super) look: &'a [u8],
    pub(super) has_point: &'a [u8],
    pub(super) names: [&'a [[u8; 4]]; NAMES],
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
        let first = u32::from_le_bytes(*first) as usize;
        Some(Self { first, offsets, bytes: take::<1>(bytes)?.as_flattened() })
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
    pub(super) fn of(mut bytes: &'a [u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let head: &[[u8; 4]; HEAD] = take(bytes)?.try_into().ok()?;
        let [file, start, is_ascii, rows] = head.map(u32::from_le_bytes);
        let mut view = Self {
            file,
            start: start as usize,
            is_ascii: is_ascii != 0,
            gaps: take(bytes)?,
            end: take(bytes)?,
            day: take(bytes)?,
            minutes: take(bytes)?,
            amount: take(bytes)?,
            order: take(bytes)?,
            again: take(bytes)?,
            quantity: take(bytes)?,
            look: take::<1>(bytes)?.as_flattened(),
            has_point: take::<1>(bytes)?.as_flattened(),
            names: [&[]; NAMES],
            new: [NewTexts::default(); NAMES],
        };
        for column in &mut view.names {
            *column = take(bytes)?;
        }
        for new in &mut view.new {
            *new = NewTexts::take(bytes)?;
        }
        let full = [
            view.end.len(),
            view.day.len(),
            view.minutes.len(),
            view.amount.len(),
            view.look.len(),
            view.has_point.len(),
            view.names[0].len(),
        ];
        let sparse = [view.order.len(), view.again.len(), view.quantity.len()];
        let sparse = sparse.into_iter().chain(view.names.iter().map(|column| column.len()));
        let rows = rows as usize;
        let fits = full.iter().all(|length| *length == rows)
            && sparse.into_iter().all(|length| length == rows || length == 0);
        fits.then_some(view)
    }

    pub(super) fn rows(&self) -> usize {
        self.end.len()
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
        u32::from_le_bytes(self.end[at]) as usize
    }

    pub(super) fn day(&self, at: usize) -> Day {
        Day(i32::from_le_bytes(self.day[at]))
    }

    pub(super) fn minutes(&self, at: usize) -> Option<u16> {
        u16::from_le_bytes(self.minutes[at]).checked_sub(1)
    }

    pub(super) fn amount(&self, at: usize) -> Money {
        Money(i64::from_le_bytes(self.amount[at]))
    }

    pub(super) fn quantity(&self, at: usize) -> Option<i64> {
        let units = i64::from_le_bytes(*self.quantity.get(at)?);
        Some(units).filter(|units| *units != NO_QUANTITY)
    }

    pub(super) fn marks(&self, at: usize) -> Marks {
        let hash = |column: &[[u8; 8]]| column.get(at).map_or(0, |hash| u64::from_le_bytes(*hash));
        Marks {
            evidence: (self.has_point[at] != 0).then_some(Mark::Point),
            order: hash(self.order),
            again: hash(self.again),
            customer: (self.look[at] != NOBODY).then_some(Look(self.look[at])),
        }
    }

    /// The reader's number of the text of a column in row `at`.
    pub(super) fn name(&self, column: usize, at: usize) -> u32 {
        self.names[column].get(at).map_or(0, |number| u32::from_le_bytes(*number))
    }
}

/// The next column.
fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [[u8; N]]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (column, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    let (column, odd) = column.as_chunks();
    odd.is_empty().then_some(column)
}
