//! The ordinary rows of a piece, by columns, and as the bytes in which they go from thread to thread.

use super::super::digits::Look;
use super::super::numeral::Mark;
use super::super::ordinary::{Marks, Ordinary};
use crate::ledger::Texts;
use crate::unit::{Day, Money};

/// How many columns of texts there are: customer, product, category, channel, status, currency.
pub(super) const NAMES: usize = 6;

/// Ordinary rows by columns, while they are collected. Numbers of texts are their reader's; those in
/// `names` are new with this batch.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Where the first record begins in the piece.
    start: u32,
    /// For each gap between rows the row behind it, and where that begins.
    gaps: Vec<[u32; 2]>,
    /// Where each row ends, its line end included.
    end: Vec<u32>,
    day: Vec<i32>,
    /// One more than the minutes since midnight; 0 for none.
    minutes: Vec<u16>,
    amount: Vec<i64>,
    order: Vec<u64>,
    again: Vec<u64>,
    quantity: Vec<i64>,
    look: Vec<u8>,
    has_point: Vec<u8>,
    names: [Vec<u32>; NAMES],
}

/// Stands for no quantity: no file has so many.
const NO_QUANTITY: i64 = i64::MIN;
/// The look of a customer who is not named: no id has it.
const NOBODY: u8 = 0;

impl Batch {
    /// An empty batch of rows that begin at `start`.
    pub(super) fn new(start: usize) -> Self {
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), ..Self::default() }
    }

    /// Adds a row that begins at `from` and ends at `end`; `names` are the numbers of its texts.
    pub(super) fn push(&mut self, row: &Ordinary<'_>, from: u32, end: u32, names: [u32; NAMES]) {
        let Ordinary { line, marks, .. } = row;
        let rows = self.rows();
        if from != self.end.last().copied().unwrap_or(self.start) {
            self.gaps.push([rows, from]);
        }
        self.end.push(end);
        self.day.push(line.day.0);
        self.minutes.push(line.minutes.map_or(0, |minutes| minutes.saturating_add(1)));
        self.amount.push(line.amount.0);
        self.order.push(marks.order);
        self.again.push(marks.again);
        self.quantity.push(line.quantity.unwrap_or(NO_QUANTITY));
        self.look.push(marks.customer.map_or(NOBODY, |look| look.0));
        self.has_point.push(u8::from(marks.evidence == Some(Mark::Point)));
        for (column, number) in self.names.iter_mut().zip(names) {
            column.push(number);
        }
    }

    fn rows(&self) -> u32 {
        u32::try_from(self.end.len()).unwrap_or(u32::MAX)
    }

    /// Takes the last row back.
    pub(super) fn pop(&mut self) {
        let rows = self.end.len().saturating_sub(1);
        self.gaps.retain(|[row, _]| (*row as usize) < rows);
        self.end.truncate(rows);
        self.day.truncate(rows);
        self.minutes.truncate(rows);
        self.amount.truncate(rows);
        self.order.truncate(rows);
        self.again.truncate(rows);
        self.quantity.truncate(rows);
        self.look.truncate(rows);
        self.has_point.truncate(rows);
        self.names.iter_mut().for_each(|column| column.truncate(rows));
    }

    /// The batch in bytes. `names` gives for each column of texts the first number that is new, and all texts.
    pub(super) fn to_bytes(
        &self,
        file: u32,
        is_ascii: bool,
        names: [(usize, &Texts); NAMES],
    ) -> Vec<u8> {
        let rows = self.end.len();
        let texts: usize = names.iter().map(|(_, texts)| texts.as_parts().0.len()).sum();
        let mut out = Vec::with_capacity(rows * 80 + texts + 1_024);
        put(&mut out, &[file, self.start, u32::from(is_ascii)], u32::to_le_bytes);
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
            put(&mut out, &[u32::try_from(first).unwrap_or(u32::MAX)], u32::to_le_bytes);
            put(&mut out, &offsets[first..], u32::to_le_bytes);
            put(&mut out, &bytes[offsets[first] as usize..], u8::to_le_bytes);
        }
        out
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
    day: &'a [[u8; 4]],
    minutes: &'a [[u8; 2]],
    amount: &'a [[u8; 8]],
    order: &'a [[u8; 8]],
    again: &'a [[u8; 8]],
    quantity: &'a [[u8; 8]],
    look: &'a [u8],
    has_point: &'a [u8],
    names: [&'a [[u8; 4]]; NAMES],
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
        let [file, start, is_ascii] = *take(bytes)? else { return None };
        let view = Self {
            file: u32::from_le_bytes(file),
            start: u32::from_le_bytes(start) as usize,
            is_ascii: is_ascii != [0; 4],
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
            names: take_all(bytes, take)?,
            new: take_all(bytes, |bytes| {
                let [first] = *take(bytes)? else { return None };
                let (first, offsets) = (u32::from_le_bytes(first) as usize, take(bytes)?);
                Some(NewTexts { first, offsets, bytes: take::<1>(bytes)?.as_flattened() })
            })?,
        };
        let rows = view.end.len();
        let lengths = [
            view.day.len(),
            view.minutes.len(),
            view.amount.len(),
            view.order.len(),
            view.again.len(),
            view.quantity.len(),
            view.look.len(),
            view.has_point.len(),
        ];
        let names = view.names.iter().map(|column| column.len());
        lengths.into_iter().chain(names).all(|length| length == rows).then_some(view)
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
        Some(i64::from_le_bytes(self.quantity[at])).filter(|units| *units != NO_QUANTITY)
    }

    pub(super) fn marks(&self, at: usize) -> Marks {
        let look = self.look[at];
        Marks {
            evidence: (self.has_point[at] != 0).then_some(Mark::Point),
            order: u64::from_le_bytes(self.order[at]),
            again: u64::from_le_bytes(self.again[at]),
            customer: (look != NOBODY).then_some(Look(look)),
        }
    }

    /// The reader's number of a text of row `at`.
    pub(super) fn name(&self, column: usize, at: usize) -> u32 {
        u32::from_le_bytes(self.names[column][at])
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

fn take_all<'a, T: Copy + Default, const N: usize>(
    bytes: &mut &'a [u8],
    take: impl Fn(&mut &'a [u8]) -> Option<T>,
) -> Option<[T; N]> {
    let mut all = [T::default(); N];
    for one in &mut all {
        *one = take(bytes)?;
    }
    Some(all)
}
