//! The ordinary rows of a piece, as the bytes in which they go from thread to thread.

use super::super::dedupe::Told;
use super::super::digits::Look;
use super::super::indexes::Indexes;
use super::super::numeral::Mark;
use super::super::ordinary::Marks;
use super::plan::Plan;
use crate::error::{ErrorKind, Result};
use crate::ledger::{Texts, reserve};
use crate::unit::{Day, Money};

/// How many columns there are of texts that have numbers: product, category, channel, status, currency.
pub(super) const NAMES: usize = 5;

/// Words before the columns: number of the file, where the first record begins, whether the piece is ASCII, and
/// how many rows there are.
const HEAD: usize = 4;

/// The look of a customer who is not named: no id has it.
pub(super) const NOBODY: u8 = 0;

/// Ordinary rows by columns, while they are collected, each value in the bytes that it has in the end. Numbers of
/// texts are their reader's. A column that the file lacks stays empty.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Where the last row ends, or the first record begins.
    at: usize,
    start: usize,
    /// For each gap between rows the row behind it, and where that begins.
    gaps: Vec<[u32; 2]>,
    /// Where each row ends in the piece, its line end included.
    end: Vec<[u8; 4]>,
    pub(super) day: Vec<[u8; 4]>,
    /// One more than the minutes since midnight; 0 for none.
    pub(super) minutes: Vec<[u8; 2]>,
    pub(super) amount: Vec<[u8; 8]>,
    pub(super) order: Vec<[u8; 8]>,
    pub(super) again: Vec<[u8; 8]>,
    /// [`Told::NO_QUANTITY`] for none.
    pub(super) quantity: Vec<[u8; 8]>,
    /// How the customer looks.
    pub(super) look: Vec<u8>,
    pub(super) has_point: Vec<u8>,
    /// The customers.
    pub(super) ids: Texts,
    pub(super) names: [Vec<[u8; 4]>; NAMES],
}

impl Batch {
    /// An empty batch of rows that begin at `start`.
    pub(super) fn new(start: usize) -> Self {
        Self { at: start, start, ..Self::default() }
    }

    /// Makes room for so many rows with columns as those of `plan`.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn reserve(&mut self, plan: &Plan, rows: usize) -> Result<()> {
        let Indexes { order_id, quantity, .. } = plan.indexes;
        reserve(&mut self.end, rows)?;
        reserve(&mut self.day, rows)?;
        reserve(&mut self.minutes, rows)?;
        reserve(&mut self.amount, rows)?;
        reserve(&mut self.look, rows)?;
        reserve(&mut self.has_point, rows)?;
        reserve(&mut self.order, order_id.map_or(0, |_| rows))?;
        reserve(&mut self.again, order_id.filter(|_| plan.tells).map_or(0, |_| rows))?;
        reserve(&mut self.quantity, quantity.map_or(0, |_| rows))?;
        let columns = self.names.iter_mut().zip(plan.names());
        columns
            .into_iter()
            .try_for_each(|(column, index)| reserve(column, index.map_or(0, |_| rows)))
    }

    pub(super) fn rows(&self) -> usize {
        self.end.len()
    }

    /// Leaves out those of the last rows that are `odd`, in all columns that say what a row's cells do.
    pub(super) fn leave_out(&mut self, odd: &[bool]) {
        leave_out(&mut self.day, odd);
        leave_out(&mut self.minutes, odd);
        leave_out(&mut self.amount, odd);
        leave_out(&mut self.order, odd);
        leave_out(&mut self.quantity, odd);
        leave_out(&mut self.look, odd);
        leave_out(&mut self.has_point, odd);
    }

    /// Notes where the next row begins and ends.
    ///
    /// # Errors
    /// `too-large`, for a piece that 32 bits cannot measure.
    pub(super) fn note_place(&mut self, start: usize, end: usize) -> Result<()> {
        let place = |at: usize| u32::try_from(at).map_err(|_| ErrorKind::TooLarge);
        if start != self.at {
            self.gaps.push([place(self.end.len())?, place(start)?]);
        }
        self.end.push(place(end)?.to_le_bytes());
        self.at = end;
        Ok(())
    }

    /// The batch in bytes. `names` gives for each column of numbers the first that is new, and all texts.
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
        let ids = (0, &self.ids);
        let new = |(first, texts): &(usize, &Texts)| {
            let (bytes, offsets) = texts.as_parts();
            let first = *first.min(&texts.len());
            bytes.len() - offsets[first] as usize + (offsets.len() - first) * 4
        };
        let texts = new(&ids) + names.iter().map(new).sum::<usize>();
        let mut out = Vec::new();
        reserve(&mut out, self.rows() * columns + self.gaps.len() * 8 + texts + 1_024)?;
        let word = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        put(
            &mut out,
            &[file, word(self.start), u32::from(is_ascii), word(self.rows())],
            u32::to_le_bytes,
        );
        put(&mut out, self.gaps.as_flattened(), u32::to_le_bytes);
        let columns: [&[u8]; 9] = [
            self.end.as_flattened(),
            self.day.as_flattened(),
            self.minutes.as_flattened(),
            self.amount.as_flattened(),
            self.order.as_flattened(),
            self.again.as_flattened(),
            self.quantity.as_flattened(),
            &self.look,
            &self.has_point,
        ];
        let names_of_rows = self.names.iter().map(|column| column.as_flattened());
        columns.into_iter().chain(names_of_rows).for_each(|column| put_bytes(&mut out, column));
        for (first, texts) in [ids].into_iter().chain(names) {
            let (bytes, offsets) = texts.as_parts();
            let first = first.min(texts.len());
            put(&mut out, &[word(first)], u32::to_le_bytes);
            put(&mut out, &offsets[first..], u32::to_le_bytes);
            put_bytes(&mut out, &bytes[offsets[first] as usize..]);
        }
        Ok(out)
    }
}

/// Leaves out the `odd` of a column's last values; of a column that has so many.
fn leave_out<T: Copy>(column: &mut Vec<T>, odd: &[bool]) {
    let Some(first) = column.len().checked_sub(odd.len()) else { return };
    let mut to = first;
    for (from, _) in (first..).zip(odd).filter(|(_, odd)| !**odd) {
        column[to] = column[from];
        to += 1;
    }
    column.truncate(to);
}

/// A column that is bytes, behind its length.
fn put_bytes(out: &mut Vec<u8>, column: &[u8]) {
    out.extend(u32::try_from(column.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(column);
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
    /// The customers, by rows.
    pub(super) ids: NewTexts<'a>,
    pub(super) names: [&'a [[u8; 4]]; NAMES],
    pub(super) new: [NewTexts<'a>; NAMES],
}

/// Texts that are new with a batch, or those of its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NewTexts<'a> {
    /// The number of the first.
    pub(super) first: usize,
    /// Where each begins and the last ends, counted from where the reader's first text does.
    offsets: &'a [[u8; 4]],
    texts: &'a str,
}

impl<'a> NewTexts<'a> {
    /// Takes them from the bytes of a batch.
    fn take(bytes: &mut &'a [u8]) -> Option<Self> {
        let ([first], offsets) = (take(bytes)?, take(bytes)?) else { return None };
        let first = u32::from_le_bytes(*first) as usize;
        let texts = simdutf8::basic::from_utf8(take::<1>(bytes)?.as_flattened()).ok()?;
        Some(Self { first, offsets, texts })
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
        self.texts.get(from..to)
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
            ids: NewTexts::default(),
            names: [&[]; NAMES],
            new: [NewTexts::default(); NAMES],
        };
        for column in &mut view.names {
            *column = take(bytes)?;
        }
        view.ids = NewTexts::take(bytes)?;
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
            view.ids.len(),
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
        Some(units).filter(|units| *units != Told::NO_QUANTITY)
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
