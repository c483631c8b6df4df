//! Puts customers in id order and each customer's lines in day order, and finds the orders.
//!
//! Every column is brought to its place in one pass over the file's order, one column after the other so that
//! each is freed before the next. From then on all that a customer needs stands together.

use super::build::{Builder, Sparse, TextColumn};
use super::room::filled;
use super::{Entry, Labels, Ledger, Texts};
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use std::ops::Range;

/// Lines ordered in one step: a few milliseconds.
const LINES_A_STEP: usize = 16_384;
/// Lines placed in one call: an engine that compiles while it runs swaps in better code between calls.
const LINES_A_CALL: usize = 8_192;
/// Lines in a range of a ledger without customers, on average.
const LINES_A_RANGE: usize = 256;
/// Up to so many lines are compared each with each for equal order numbers.
const FEW: usize = 16;

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
    order_hash: Vec<u64>,
    /// The next range of lines: a customer's, where there are customers.
    next_range: usize,
    next_order: u32,
    scratch: Scratch,
}

/// What decides the order of a customer's lines.
type Key = (i32, bool, u64, i64);

/// Reused for every customer.
#[derive(Debug, Default)]
struct Scratch {
    by_key: Vec<(Key, u32)>,
    by_hash: Vec<(u64, u32)>,
    opener: Vec<u32>,
    entries: Vec<Entry>,
    hashes: Vec<u64>,
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
                    return Ok(Step::Done(ordering.ledger));
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
            Phase::Ordering(ordering) => u64::from(ordering.ledger.start[ordering.next_range]),
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

/// Where the range of each line is, makes the place of each line in the ledger of it: by range, in a range as
/// in the file, or the other way round where the file begins with the latest. Gives where ranges begin.
fn places(range_of: &mut [u32], ranges: usize, is_falling: bool) -> Result<Vec<u32>> {
    let mut start = filled(0_u32, ranges + 1)?;
    for lines in range_of.chunks(LINES_A_CALL) {
        count(lines, &mut start[1..]);
    }
    for r in 0..ranges {
        start[r + 1] += start[r];
    }
    let mut next = start.clone();
    if is_falling {
        for lines in range_of.rchunks_mut(LINES_A_CALL) {
            number(lines.iter_mut().rev(), &mut next);
        }
    } else {
        for lines in range_of.chunks_mut(LINES_A_CALL) {
            number(lines.iter_mut(), &mut next);
        }
    }
    Ok(start)
}

#[inline(never)]
fn count(range_of: &[u32], counts: &mut [u32]) {
    for &r in range_of {
        counts[r as usize] += 1;
    }
}

#[inline(never)]
fn number<'a>(lines: impl Iterator<Item = &'a mut u32>, next: &mut [u32]) {
    for line in lines {
        let next = &mut next[*line as usize];
        *line = *next;
        *next += 1;
    }
}

/// Whether days fall more often than they rise.
fn is_falling(day: &[i32]) -> bool {
    let falls = day.iter().zip(&day[1.min(day.len())..]).map(|(one, next)| (one - next).signum());
    falls.map(i64::from).sum::<i64>() > 0
}

/// Codes renumbered by label, so that the file's order of rows leaves no trace; in the ledger's order.
fn sorted_labels(column: &mut TextColumn, places: &[u32]) -> Result<Option<Labels>> {
    let TextColumn { codes, texts, .. } = std::mem::take(column);
    let Some(mut codes) = codes.into_column(places.len())? else { return Ok(None) };
    let (labels, place) = texts.into_texts().into_sorted()?;
    for code in &mut codes {
        *code = place[*code as usize];
    }
    Ok(Some(Labels { codes: placed(&codes, places)?, labels }))
}

fn placed_column<T: Copy + Default>(
    column: &mut Sparse<T>,
    places: &[u32],
) -> Result<Option<Vec<T>>> {
    let column = std::mem::take(column).into_column(places.len())?;
    column.map(|column| placed(&column, places)).transpose()
}

fn placed<T: Copy + Default>(column: &[T], places: &[u32]) -> Result<Vec<T>> {
    let mut placed = filled(T::default(), column.len())?;
    for (values, places) in column.chunks(LINES_A_CALL).zip(places.chunks(LINES_A_CALL)) {
        place(values, places, &mut placed);
    }
    Ok(placed)
}

#[inline(never)]
fn place<T: Copy>(values: &[T], places: &[u32], placed: &mut [T]) {
    for (value, &place) in values.iter().zip(places) {
        placed[place as usize] = *value;
    }
}

#[inline(never)]
fn place_entries(days: &[i32], amounts: &[i64], places: &[u32], placed: &mut [Entry]) {
    for ((&day, &amount), &place) in days.iter().zip(amounts).zip(places) {
        placed[place as usize] = Entry { amount, day, order: 0 };
    }
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
            for c in range_of.iter_mut() {
                *c = place[*c as usize];
            }
        }
        let start = places(range_of, ranges, is_falling(&builder.day))?;
        Ok(Self {
            ledger: Ledger { ids, start, ..Ledger::default() },
            order_hash: Vec::new(),
            next_range: 0,
            next_order: 0,
            scratch: Scratch::default(),
        })
    }

    /// Brings the next of the builder's columns to its place; false when all are there.
    fn place_a_column(&mut self, builder: &mut Builder) -> Result<bool> {
        let (ledger, places) = (&mut self.ledger, &builder.customer);
        let lines = places.len();
        if ledger.entries.len() < lines {
            let mut entries = filled(Entry::default(), lines)?;
            let columns = builder.day.chunks(LINES_A_CALL).zip(builder.amount.chunks(LINES_A_CALL));
            for ((days, amounts), places) in columns.zip(places.chunks(LINES_A_CALL)) {
                place_entries(days, amounts, places, &mut entries);
            }
            ledger.entries = entries;
            (builder.day, builder.amount) = (Vec::new(), Vec::new());
        } else if self.order_hash.len() < lines {
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

    /// Orders some customers; true when all are done.
    fn advance(&mut self) -> Result<bool> {
        let ranges = self.ledger.start.len() - 1;
        let mut lines = 0;
        while self.next_range < ranges && lines < LINES_A_STEP {
            let range = self.ledger.lines_of(self.next_range);
            lines += range.len();
            self.sort_customer(range.clone());
            self.find_orders(range)?;
            self.next_range += 1;
        }
        Ok(self.next_range == ranges)
    }

    /// By day, sales before refunds, then by order number: all that later rooms may depend on.
    fn sort_customer(&mut self, range: Range<usize>) {
        let Self { ledger, order_hash, scratch, .. } = self;
        let entries = &ledger.entries[range.clone()];
        let key = |(entry, &hash): (&Entry, &u64)| -> Key {
            (entry.day, entry.amount < 0, hash, entry.amount)
        };
        let keys = || entries.iter().zip(&order_hash[range.clone()]).map(key);
        if keys().is_sorted() {
            return;
        }
        let order = &mut scratch.by_key;
        order.clear();
        order.extend(keys().zip(0..));
        order.sort_unstable();
        permute(&mut ledger.entries[range.clone()], order, &mut scratch.entries);
        permute(&mut order_hash[range.clone()], order, &mut scratch.hashes);
        if let Some(quantity) = &mut ledger.quantity {
            permute(&mut quantity[range.clone()], order, &mut scratch.quantities);
        }
        if let Some(time) = &mut ledger.time {
            permute(&mut time[range.clone()], order, &mut scratch.times);
        }
        let text = [&mut ledger.channel, &mut ledger.category, &mut ledger.product];
        for labels in text.into_iter().flatten() {
            permute(&mut labels.codes[range.clone()], order, &mut scratch.codes);
        }
    }

    /// Numbers the customer's orders, and gives each line the order that it belongs to.
    fn find_orders(&mut self, range: Range<usize>) -> Result<()> {
        let lines = u32::try_from(range.len()).map_err(|_| ErrorKind::TooLarge)?;
        let room = self.next_order.checked_add(lines).filter(|end| *end < Ledger::NO_ORDER);
        room.ok_or(ErrorKind::TooLarge)?;
        let are_many = !are_distinct(&self.order_hash[range.clone()]);
        if are_many {
            self.find_openers(range.clone());
        }
        let Self { ledger, scratch, next_order, .. } = self;
        let has_customers = ledger.has_customers();
        let entries = &mut ledger.entries[range.clone()];
        let mut latest = Ledger::NO_ORDER;
        for k in 0..entries.len() {
            let own = if entries[k].amount >= 0 { k } else { usize::MAX };
            let opener = if are_many { scratch.opener[k] as usize } else { own };
            // A refund that names no earlier order of this customer goes against the latest one.
            // Where nobody is known, it goes against none.
            entries[k].order = if opener == k {
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
        ledger.note_orders(range);
        Ok(())
    }

    /// For each line of the customer the line that opens its order: the first sale under that
    /// number. Counted from the customer's first line; [`u32::MAX`] where there is none.
    fn find_openers(&mut self, range: Range<usize>) {
        let Self { ledger, order_hash, scratch, .. } = self;
        let Scratch { by_hash, opener, .. } = scratch;
        by_hash.clear();
        opener.clear();
        let lines = ledger.entries[range.clone()].iter().zip(&order_hash[range]);
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

fn permute<T: Copy>(column: &mut [T], order: &[(Key, u32)], buffer: &mut Vec<T>) {
    buffer.clear();
    buffer.extend(order.iter().map(|&(_, place)| column[place as usize]));
    column.copy_from_slice(buffer);
}

#[cfg(test)]
mod tests {
    use super::super::{Builder, OrderLine, OrderSink};
    use super::*;
    use crate::job;
    use crate::unit::{Day, Money};
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

    #[test]
    fn a_column_begun_late_is_empty_before() {
        let ledger = frozen(&[("a", 1, 10, ""), ("a", 2, 60, "")]);
        let channel = ledger.channel().unwrap();
        assert_eq!(channel.codes, [0, 1]);
        assert_eq!((channel.labels.get(0), channel.labels.get(1)), ("", "shop"));
        assert_eq!(ledger.product(), None);
    }
}
