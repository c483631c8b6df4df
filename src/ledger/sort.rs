//! Puts customers in id order and each customer's lines in day order, and finds the orders.
//!
//! Lines come to shelves first, one column after the other so that each is freed before the next. Then shelf
//! after shelf is put in order, with all that it needs near.

use super::build::{Builder, Sparse, TextColumn};
use super::room::filled;
use super::scratch::{Scratch, are_distinct, gather, reorder};
use super::shelves::{Shelves, is_falling, placed, renumber};
use super::{Entry, Labels, Ledger, Texts};
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::unit::Day;
use std::ops::Range;

/// Lines ordered in one step: a few milliseconds.
const LINES_A_STEP: usize = 16_384;
/// Lines in a range of a ledger without customers, on average.
const LINES_A_RANGE: usize = 256;

/// The job that freezes a [`Builder`] into a [`Ledger`].
#[derive(Debug)]
pub struct Sorting {
    phase: Phase,
    total: u64,
}

#[derive(Debug)]
enum Phase {
    Begun(Box<Builder>),
    Placing(Box<Builder>, Box<Ordering>),
    Ordering(Box<Ordering>),
    Finished,
}

/// The state while customer after customer is put in order.
#[derive(Debug)]
struct Ordering {
    ledger: Ledger,
    shelves: Shelves,
    /// Whether the file begins with the latest.
    is_falling: bool,
    order_hash: Vec<u64>,
    next_shelf: usize,
    next_order: u32,
    /// The first and the last on which an order was opened.
    days: (i32, i32),
    scratch: Scratch,
}

impl Sorting {
    pub(super) fn new(builder: Builder) -> Self {
        let total = builder.lines() as u64;
        Self { phase: Phase::Begun(Box::new(builder)), total }
    }
}

impl Job for Sorting {
    type Output = Ledger;

    fn step(&mut self) -> Result<Step<Ledger>> {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Finished) {
            Phase::Begun(mut builder) => {
                let ordering = Ordering::new(&mut builder)?;
                Phase::Placing(builder, Box::new(ordering))
            }
            Phase::Placing(mut builder, mut ordering) => {
                if ordering.place_a_column(&mut builder)? {
                    Phase::Placing(builder, ordering)
                } else {
                    Phase::Ordering(ordering)
                }
            }
            Phase::Ordering(mut ordering) => {
                if ordering.advance()? {
                    return Ok(Step::Done(ordering.into_ledger()));
                }
                Phase::Ordering(ordering)
            }
            Phase::Finished => return Ok(Step::Done(Ledger::default())),
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        let done = match &self.phase {
            Phase::Begun(_) | Phase::Placing(..) => 0,
            Phase::Ordering(ordering) => ordering.done() as u64,
            Phase::Finished => self.total,
        };
        Progress { stage: Stage::Sorting, done, total: Some(self.total) }
    }
}

/// The range for the lines of an order; a line without an order number goes by its day.
fn range_of_order(order_hash: u64, day: i32, ranges: usize) -> u32 {
    let key = if order_hash == 0 { u64::from(day.unsigned_abs()) } else { order_hash };
    u32::try_from(key % ranges.max(1) as u64).unwrap_or(0)
}

/// Codes renumbered by label, so that the file's order of rows leaves no trace; where `places` says.
fn sorted_labels(column: &mut TextColumn, places: &[u32]) -> Result<Option<Labels>> {
    let TextColumn { codes, texts, .. } = std::mem::take(column);
    let Some(mut codes) = codes.into_column(places.len())? else { return Ok(None) };
    let (labels, place) = texts.into_texts().into_sorted()?;
    renumber(&mut codes, &place);
    Ok(Some(Labels { codes: placed(&codes, places)?, labels }))
}

fn placed_column<T: Copy + Default>(
    column: &mut Sparse<T>,
    places: &[u32],
) -> Result<Option<Vec<T>>> {
    let column = std::mem::take(column).into_column(places.len())?;
    column.map(|column| placed(&column, places)).transpose()
}

impl Ordering {
    /// Decides where each line goes: lines are brought together by customer, customers in id order. Where nobody
    /// is known, by order: the lines of an order number meet in one range.
    fn new(builder: &mut Builder) -> Result<Self> {
        let customers = std::mem::take(&mut builder.customers);
        let (mut ids, place) = customers.into_texts().into_sorted()?;
        let range_of = &mut builder.customer;
        let mut ranges = ids.len();
        if ids.len() == 1 && ids.bytes_of(0).is_empty() {
            ids = Texts::default();
            ranges = range_of.len() / LINES_A_RANGE + 1;
            for ((range, &hash), &day) in
                range_of.iter_mut().zip(&builder.order_hash).zip(&builder.day)
            {
                *range = range_of_order(hash, day, ranges);
            }
        } else {
            renumber(range_of, &place);
        }
        let shelves = Shelves::new(range_of, ranges)?;
        let mut start = filled(0, ranges + 1)?;
        start.clear();
        start.push(0);
        Ok(Self {
            ledger: Ledger { ids, start, ..Ledger::default() },
            shelves,
            is_falling: is_falling(&builder.day),
            order_hash: Vec::new(),
            next_shelf: 0,
            next_order: 0,
            days: (i32::MAX, i32::MIN),
            scratch: Scratch::default(),
        })
    }

    /// Brings the next of the builder's columns to the shelves; false when all are there.
    fn place_a_column(&mut self, builder: &mut Builder) -> Result<bool> {
        let (ledger, lines) = (&mut self.ledger, builder.customer.len());
        if ledger.entries.len() < lines {
            ledger.entries = self.shelves.entries(builder)?;
            return Ok(true);
        }
        let places = &builder.customer;
        if self.order_hash.len() < lines {
            self.order_hash = placed(&std::mem::take(&mut builder.order_hash), places)?;
        } else if !builder.quantity.values.is_empty() {
            ledger.quantity = placed_column(&mut builder.quantity, places)?;
        } else if !builder.time.values.is_empty() {
            ledger.time = placed_column(&mut builder.time, places)?;
        } else if !builder.channel.codes.values.is_empty() {
            ledger.channel = sorted_labels(&mut builder.channel, places)?;
        } else if !builder.category.codes.values.is_empty() {
            ledger.category = sorted_labels(&mut builder.category, places)?;
        } else if !builder.product.codes.values.is_empty() {
            ledger.product = sorted_labels(&mut builder.product, places)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Lines that are in order.
    fn done(&self) -> usize {
        self.shelves.lines(self.next_shelf.min(self.shelves.len() - 1)).start
    }

    /// Orders some shelves; true when all are done.
    fn advance(&mut self) -> Result<bool> {
        let mut lines = 0;
        while self.next_shelf < self.shelves.len() && lines < LINES_A_STEP {
            lines += self.shelves.lines(self.next_shelf).len();
            self.sort_shelf(self.next_shelf)?;
            self.next_shelf += 1;
        }
        Ok(self.next_shelf == self.shelves.len())
    }

    fn into_ledger(self) -> Ledger {
        let (first, last) = self.days;
        let order_days = (self.next_order > 0).then_some((Day(first), Day(last)));
        Ledger { orders: u64::from(self.next_order), order_days, ..self.ledger }
    }

    fn sort_shelf(&mut self, shelf: usize) -> Result<()> {
        let (lines, ranges) = (self.shelves.lines(shelf), self.shelves.ranges(shelf));
        self.find_lines(lines.clone(), ranges.clone());
        let Self { ledger, order_hash, scratch, .. } = self;
        gather(&ledger.entries[lines.clone()], &scratch.from, &mut scratch.entries);
        gather(&order_hash[lines.clone()], &scratch.from, &mut scratch.hashes);
        self.sort_ranges(lines.clone(), ranges)?;
        let Self { ledger, scratch, .. } = self;
        let Scratch { from, codes, times, quantities, .. } = scratch;
        ledger.entries[lines.clone()].copy_from_slice(&scratch.entries);
        if let Some(quantity) = &mut ledger.quantity {
            reorder(&mut quantity[lines.clone()], from, quantities);
        }
        if let Some(time) = &mut ledger.time {
            reorder(&mut time[lines.clone()], from, times);
        }
        let text = [&mut ledger.channel, &mut ledger.category, &mut ledger.product];
        for labels in text.into_iter().flatten() {
            reorder(&mut labels.codes[lines.clone()], from, codes);
        }
        Ok(())
    }

    /// Brings the lines of each range together, in it as in the file, or the other way round where that begins
    /// with the latest.
    #[inline(never)]
    fn find_lines(&mut self, lines: Range<usize>, ranges: Range<usize>) {
        let Self { ledger, scratch: Scratch { next, from, .. }, is_falling, .. } = self;
        let entries = &ledger.entries[lines.clone()];
        next.clear();
        next.resize(ranges.len(), 0);
        for entry in entries {
            next[entry.order as usize - ranges.start] += 1;
        }
        let mut start = 0;
        for next in &mut *next {
            start += std::mem::replace(next, start);
        }
        from.clear();
        from.resize(entries.len(), 0);
        let last = entries.len().saturating_sub(1);
        for (k, number) in (0..entries.len()).zip(0_u32..) {
            let at = if *is_falling { last - k } else { k };
            let next = &mut next[entries[at].order as usize - ranges.start];
            from[*next as usize] = number;
            *next += 1;
        }
        if *is_falling {
            let last = u32::try_from(last).unwrap_or(u32::MAX);
            from.iter_mut().for_each(|at| *at = last - *at);
        }
    }

    /// Puts the lines of each range in order and finds its orders; `lines`: those of the shelf.
    fn sort_ranges(&mut self, lines: Range<usize>, ranges: Range<usize>) -> Result<()> {
        let end = u32::try_from(lines.end).map_err(|_| ErrorKind::TooLarge)?;
        let most = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_add(self.next_order);
        if most >= Ledger::NO_ORDER {
            return Err(ErrorKind::TooLarge.into());
        }
        let start = end - u32::try_from(lines.len()).unwrap_or(0);
        self.ledger.start.extend(self.scratch.next.iter().map(|end| start + end));
        self.scratch.find_unsorted();
        for k in 0..self.scratch.odd.len() {
            let range = self.scratch.range(self.scratch.odd[k] as usize - ranges.start);
            self.scratch.sort(range, self.is_falling);
        }
        self.scratch.find_shared();
        let mut done = 0;
        for k in 0..self.scratch.odd.len() {
            let range = self.scratch.range(self.scratch.odd[k] as usize - ranges.start);
            if !are_distinct(&self.scratch.hashes[range.clone()]) {
                self.number(done..range.start);
                done = range.end;
                self.scratch.find_openers(range.clone());
                self.number_shared(range);
            }
        }
        self.number(done..lines.len());
        Ok(())
    }

    /// Numbers the orders of ranges in which each line that is no refund is one.
    #[inline(never)]
    fn number(&mut self, lines: Range<usize>) {
        let has_customers = self.ledger.has_customers();
        let Self { scratch: Scratch { entries, .. }, next_order, days: (first, last), .. } = self;
        let (mut range, mut latest) = (u32::MAX, Ledger::NO_ORDER);
        for entry in &mut entries[lines] {
            if entry.order != range {
                (range, latest) = (entry.order, Ledger::NO_ORDER);
            }
            if entry.amount >= 0 {
                (*first, *last) = ((*first).min(entry.day), (*last).max(entry.day));
                latest = *next_order;
                *next_order += 1;
                entry.order = latest | Entry::OPENS;
            } else {
                // It goes against the latest order. Where nobody is known, it goes against none.
                entry.order = if has_customers { latest } else { Ledger::NO_ORDER };
            }
        }
    }

    /// Numbers the orders of a range in which lines share order numbers, and gives each line the order that it
    /// belongs to.
    fn number_shared(&mut self, range: Range<usize>) {
        let has_customers = self.ledger.has_customers();
        let Self { scratch: Scratch { entries, opener, .. }, next_order, days, .. } = self;
        let entries = &mut entries[range];
        let mut latest = Ledger::NO_ORDER;
        for k in 0..entries.len() {
            let opener = opener[k] as usize;
            // A refund that names no earlier order of this customer goes against the latest one.
            // Where nobody is known, it goes against none.
            entries[k].order = if opener == k {
                let day = entries[k].day;
                *days = (days.0.min(day), days.1.max(day));
                latest = *next_order;
                *next_order += 1;
                latest | Entry::OPENS
            } else if opener < k {
                entries[opener].order & !Entry::OPENS
            } else if has_customers {
                latest
            } else {
                Ledger::NO_ORDER
            };
        }
    }
}

#[cfg(test)]
mod tests;
