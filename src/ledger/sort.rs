//! Puts customers in id order and each customer's lines in day order, and finds the orders.
//!
//! Lines come to shelves first, one column after the other so that each is freed before the next. Then shelf
//! after shelf is put in order, with all that it needs near.

use super::build::{Builder, Sparse, TextColumn};
use super::room::filled;
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
/// Up to so many lines are compared each with each for equal order numbers.
const FEW: usize = 16;
/// Kinds of order numbers, told by their first bits: a power of two.
const SEEN: usize = 1 << 17;

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

/// What decides the order of a customer's lines.
type Key = (i32, bool, u64, i64);

/// Reused for every shelf.
#[derive(Debug, Default)]
struct Scratch {
    /// The end of each range's lines; while they are found, the place of the next.
    next: Vec<u32>,
    /// Where each line lies that belongs here; all counted from the shelf's first.
    from: Vec<u32>,
    entries: Vec<Entry>,
    hashes: Vec<u64>,
    /// Ranges that need more than others do.
    odd: Vec<u32>,
    /// A bit for each kind of order number that was seen.
    seen: Vec<u64>,
    by_key: Vec<(Key, u32)>,
    by_hash: Vec<(u64, u32)>,
    opener: Vec<u32>,
    codes: Vec<u32>,
    quantities: Vec<i64>,
    times: Vec<u16>,
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

impl Scratch {
    /// The lines of a range, counted from the first on the shelf.
    fn range(&self, range: usize) -> Range<usize> {
        let before = range.checked_sub(1).map_or(0, |before| self.next[before]);
        before as usize..self.next[range] as usize
    }

    /// By day, sales before refunds, then by order number: all that later rooms may depend on.
    fn key(&self, k: usize) -> Key {
        let Entry { amount, day, .. } = self.entries[k];
        (day, amount < 0, self.hashes[k], amount)
    }

    /// Finds the ranges whose lines are not in order.
    #[inline(never)]
    fn find_unsorted(&mut self) {
        self.odd.clear();
        for k in 1..self.entries.len() {
            let (before, entry) = (self.entries[k - 1], self.entries[k]);
            let may_be = (before.order == entry.order) & (before.day >= entry.day);
            if may_be && self.odd.last() != Some(&entry.order) && self.key(k - 1) > self.key(k) {
                self.odd.push(entry.order);
            }
        }
    }

    /// Finds the ranges in which lines may share an order number: those of which another on the shelf is alike.
    #[inline(never)]
    #[expect(clippy::cast_possible_truncation, reason = "17 bits are left")]
    fn find_shared(&mut self) {
        self.odd.clear();
        self.seen.clear();
        self.seen.resize(SEEN / 64, 0);
        for (entry, hash) in self.entries.iter().zip(&self.hashes) {
            let place = (hash >> (64 - SEEN.ilog2())) as usize;
            let (seen, bit) = (&mut self.seen[place / 64], 1 << (place % 64));
            let is_alike = (*seen & bit != 0) & (*hash != 0);
            *seen |= bit;
            if is_alike && self.odd.last() != Some(&entry.order) {
                self.odd.push(entry.order);
            }
        }
    }

    #[inline(never)]
    fn sort(&mut self, range: Range<usize>, is_falling: bool) {
        // Equal ones stay as they came, or the other way round.
        let flip = if is_falling { u32::MAX } else { 0 };
        let mut by_key = std::mem::take(&mut self.by_key);
        by_key.clear();
        by_key.extend(range.clone().map(|k| (self.key(k), self.from[k] ^ flip)));
        by_key.sort_unstable();
        for (&((day, _, hash, amount), from), k) in by_key.iter().zip(range) {
            let order = self.entries[k].order;
            self.entries[k] = Entry { amount, day, order };
            self.hashes[k] = hash;
            self.from[k] = from ^ flip;
        }
        self.by_key = by_key;
    }

    /// For each line of the customer the line that opens its order: the first sale under that
    /// number. Counted from the customer's first line; [`u32::MAX`] where there is none.
    fn find_openers(&mut self, range: Range<usize>) {
        let Self { entries, hashes, by_hash, opener, .. } = self;
        by_hash.clear();
        opener.clear();
        let lines = entries[range.clone()].iter().zip(&hashes[range]);
        for (k, (entry, &hash)) in (0_u32..).zip(lines) {
            opener.push(if entry.amount >= 0 { k } else { u32::MAX });
            if hash != 0 {
                by_hash.push((hash, k));
            }
        }
        by_hash.sort_unstable();
        for same in by_hash.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let sale = same.iter().find(|(_, k)| opener[*k as usize] != u32::MAX);
            let Some(&(_, first)) = sale else { continue };
            for &(_, k) in same {
                opener[k as usize] = first;
            }
        }
    }
}

/// Whether a few order numbers are all different, as far as there are any; false for many.
fn are_distinct(hashes: &[u64]) -> bool {
    hashes.len() <= FEW
        && (0..hashes.len()).all(|k| hashes[k] == 0 || !hashes[..k].contains(&hashes[k]))
}

/// The values that lie at `from`, in this order.
#[inline(never)]
fn gather<T: Copy>(values: &[T], from: &[u32], gathered: &mut Vec<T>) {
    gathered.clear();
    gathered.extend(from.iter().map(|&at| values[at as usize]));
}

fn reorder<T: Copy>(column: &mut [T], from: &[u32], buffer: &mut Vec<T>) {
    gather(column, from, buffer);
    column.copy_from_slice(buffer);
}

#[cfg(test)]
mod tests {
    use super::super::{Builder, OrderLine, OrderSink, order_hash};
    use super::*;
    use crate::job;
    use crate::unit::Money;
    use std::collections::BTreeMap;
    use std::ops::ControlFlow;

    fn frozen(lines: &[(&str, i32, i64, &str)]) -> Ledger {
        let mut builder = Builder::default();
        for &(customer, day, major, order_id) in lines {
            let line = OrderLine {
                customer,
                day: Day(day),
                minutes: None,
                amount: Money(major * Money::PER_MAJOR),
                order_id: (!order_id.is_empty()).then_some(order_id),
                product: None,
                category: None,
                channel: (major > 50).then_some("shop"),
                quantity: None,
            };
            builder.add(&line).unwrap();
        }
        job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap()
    }

    fn orders_of(ledger: &Ledger, c: usize) -> Vec<(i32, i64, bool, u32)> {
        let line = |i| {
            let line = ledger.line(i);
            (line.day.0, line.amount.0 / Money::PER_MAJOR, line.opens, line.order)
        };
        ledger.lines_of(c).map(line).collect()
    }

    #[test]
    fn lines_with_one_number_are_one_order_even_on_two_days() {
        let ledger = frozen(&[("b", 9, 5, "o1"), ("b", 3, 10, "o1"), ("a", 1, 7, "o1")]);
        assert_eq!(ledger.ids().get(0), "a");
        assert_eq!(orders_of(&ledger, 0), [(1, 7, true, 0)]);
        assert_eq!(orders_of(&ledger, 1), [(3, 10, true, 1), (9, 5, false, 1)]);
    }

    #[test]
    fn a_refund_goes_to_the_order_it_names_or_else_to_the_latest() {
        let ledger =
            frozen(&[("a", 1, 10, "x"), ("a", 5, 20, "y"), ("a", 6, -10, "x"), ("a", 7, -1, "")]);
        let orders: Vec<_> = orders_of(&ledger, 0).iter().map(|line| line.3).collect();
        assert_eq!(orders, [0, 1, 0, 1]);
    }

    #[test]
    fn a_refund_on_the_day_of_its_order_belongs_to_it_wherever_the_row_stands() {
        let ledger =
            frozen(&[("a", 1, -10, ""), ("a", 1, 30, ""), ("b", 1, -3, "y"), ("b", 1, 9, "y")]);
        assert_eq!(orders_of(&ledger, 0), [(1, 30, true, 0), (1, -10, false, 0)]);
        assert_eq!(orders_of(&ledger, 1), [(1, 9, true, 1), (1, -3, false, 1)]);
    }

    #[test]
    fn a_refund_before_any_order_belongs_to_none() {
        let ledger = frozen(&[("a", 1, -10, "x"), ("a", 5, 20, "x"), ("b", 1, -3, "")]);
        assert_eq!(orders_of(&ledger, 0), [(1, -10, false, Ledger::NO_ORDER), (5, 20, true, 0)]);
        assert_eq!(orders_of(&ledger, 1), [(1, -3, false, Ledger::NO_ORDER)]);
        assert_eq!(ledger.order_days(), Some((Day(5), Day(5))));
    }

    #[test]
    fn without_customers_there_are_orders_and_no_customer() {
        let mut lines: Vec<(String, i32)> =
            (0..2_000).map(|i| (format!("o{}", i % 1_500), i % 90)).collect();
        let ledger_of = |lines: &[(String, i32)]| {
            let lines: Vec<_> =
                lines.iter().map(|(order, day)| ("", *day, 10, order.as_str())).collect();
            frozen(&lines)
        };
        let ledger = ledger_of(&lines);
        assert!(!ledger.has_customers());
        assert_eq!((ledger.customers(), ledger.lines(), ledger.orders()), (0, 2_000, 1_500));
        lines.reverse();
        assert_eq!(ledger_of(&lines), ledger);
        let refunds = frozen(&[("", 1, 10, "x"), ("", 1, -3, ""), ("", 2, -4, "x")]);
        let orders: Vec<_> =
            (0..3).map(|i| (refunds.line(i).amount.0, refunds.line(i).order)).collect();
        assert_eq!(refunds.orders(), 1);
        assert!(orders.contains(&(-3 * Money::PER_MAJOR, Ledger::NO_ORDER)));
        assert!(orders.contains(&(-4 * Money::PER_MAJOR, 0)));
    }

    #[test]
    fn rows_in_another_order_give_the_same_ledger() {
        let mut lines = vec![
            ("c", 4, 60, "1"),
            ("a", 4, 60, "2"),
            ("a", 4, 10, "3"),
            ("b", 2, 99, "4"),
            ("a", 4, -10, "2"),
            ("a", 1, 70, "5"),
        ];
        let ledger = frozen(&lines);
        lines.reverse();
        assert_eq!(frozen(&lines), ledger);
        lines.rotate_left(2);
        assert_eq!(frozen(&lines), ledger);
    }

    /// Some thousand lines of a few hundred customers, no two of the same amount.
    fn many() -> Vec<(String, i32, i64, String)> {
        let mut noise = 7_u64;
        let mut any = |below: u64| {
            noise = noise.wrapping_mul(0x5851_F42D_4C95_7F2D) + 1;
            (noise >> 33) % below
        };
        let line = |amount: i64| {
            let customer = format!("c{}", any(1_400) * any(3));
            let day = i32::try_from(amount / 40 + i64::from(any(10) == 0) * 300).unwrap();
            let order = format!("o{}", any(1_500));
            let is_refund = any(5) == 0;
            let order = if any(3) == 0 { order } else { String::new() };
            (customer, day, if is_refund { -amount } else { amount }, order)
        };
        (1..40_000).map(line).collect()
    }

    /// What the lines of each customer are, found the plain way.
    fn plain(lines: &[(String, i32, i64, String)]) -> Vec<(String, i32, i64, bool, u32)> {
        let hash = |order: &str| if order.is_empty() { 0 } else { order_hash(order) };
        let mut sorted: Vec<_> = lines.iter().collect();
        sorted.sort_by_key(|(customer, day, amount, order)| {
            (customer.clone(), *day, *amount < 0, hash(order), *amount)
        });
        let mut next = 0;
        let mut all = Vec::new();
        for lines in sorted.chunk_by(|a, b| a.0 == b.0) {
            let (mut latest, mut of) = (Ledger::NO_ORDER, BTreeMap::new());
            for (customer, day, amount, order) in lines {
                let known = of.get(order).copied().filter(|_| !order.is_empty());
                let opens = known.is_none() && *amount >= 0;
                if opens {
                    latest = next;
                    of.insert(order, latest);
                    next += 1;
                }
                let order = known.unwrap_or(latest);
                all.push((customer.clone(), *day, *amount, opens, order));
            }
        }
        all
    }

    #[test]
    fn many_customers_are_sorted_as_one_would_by_hand() {
        let mut lines = many();
        let expected = plain(&lines);
        let check = |lines: &[(String, i32, i64, String)]| {
            let lines: Vec<_> = lines
                .iter()
                .map(|(id, day, amount, order)| (&**id, *day, *amount, &**order))
                .collect();
            let ledger = frozen(&lines);
            let found =
                (0..ledger.customers()).flat_map(|c| ledger.lines_of(c).map(move |i| (c, i)));
            assert_eq!(found.clone().count(), expected.len());
            for ((c, i), (customer, day, amount, opens, order)) in found.zip(&expected) {
                let line = ledger.line(i);
                assert_eq!(ledger.ids().get(c), customer);
                let is = (line.day.0, line.amount.0 / Money::PER_MAJOR, line.opens, line.order);
                assert_eq!(is, (*day, *amount, *opens, *order), "{customer}");
                let channel = ledger.channel().unwrap();
                let is_large = channel.labels.get(channel.codes[i] as usize) == "shop";
                assert_eq!(is_large, *amount > 50);
            }
            let opened = || expected.iter().filter(|line| line.3);
            assert_eq!(ledger.orders(), opened().count() as u64);
            let days =
                opened().map(|line| Day(line.1)).min().zip(opened().map(|line| Day(line.1)).max());
            assert_eq!(ledger.order_days(), days);
        };
        check(&lines);
        lines.reverse();
        check(&lines);
        lines.sort_by_key(|line| order_hash(&line.2.to_string()));
        check(&lines);
    }

    #[test]
    fn a_column_begun_late_is_empty_before() {
        let ledger = frozen(&[("a", 1, 10, ""), ("a", 2, 60, "")]);
        let channel = ledger.channel().unwrap();
        assert_eq!(channel.codes, [0, 1]);
        assert_eq!((channel.labels.get(0), channel.labels.get(1)), ("", "shop"));
        assert_eq!(ledger.product(), None);
    }
}
