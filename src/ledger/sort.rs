//! Puts customers in id order and each customer's lines in day order, and finds the orders.

use super::build::{Builder, Sparse, TextColumn};
use super::room::{filled, roomy};
use super::{Labels, Ledger, Texts};
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};

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
    Gather(Box<Builder>),
    Order(Box<Ordering>),
    Finished,
}

/// The state while customer after customer is put in order.
#[derive(Debug)]
struct Ordering {
    ledger: Ledger,
    /// File line at each place of the ledger.
    from: Vec<u32>,
    order_hash: Vec<u64>,
    /// The next range of lines: a customer's, where there are customers.
    next_range: usize,
    next_order: u32,
    scratch: Scratch,
}

/// Reused for every customer.
#[derive(Debug, Default)]
struct Scratch {
    by_hash: Vec<(u64, u32)>,
    opener: Vec<u32>,
}

impl Sorting {
    pub(super) fn new(builder: Builder) -> Self {
        let total = builder.lines() as u64;
        Self { phase: Phase::Gather(Box::new(builder)), total }
    }
}

impl Job for Sorting {
    type Output = Ledger;

    fn step(&mut self) -> Result<Step<Ledger>> {
        match std::mem::replace(&mut self.phase, Phase::Finished) {
            Phase::Gather(builder) => {
                self.phase = Phase::Order(Box::new(gather(*builder)?));
                Ok(Step::More)
            }
            Phase::Order(mut ordering) => {
                if ordering.advance()? {
                    return Ok(Step::Done(ordering.ledger));
                }
                self.phase = Phase::Order(ordering);
                Ok(Step::More)
            }
            Phase::Finished => Ok(Step::Done(Ledger::default())),
        }
    }

    fn progress(&self) -> Progress {
        let done = match &self.phase {
            Phase::Gather(_) => 0,
            Phase::Order(ordering) => u64::from(ordering.ledger.start[ordering.next_range]),
            Phase::Finished => self.total,
        };
        Progress { stage: Stage::Sorting, done, total: Some(self.total) }
    }
}

/// Lines brought together by customer, customers in id order; inside a customer as in the file.
/// Where nobody is known, by order: the lines of an order number meet in one range.
fn gather(builder: Builder) -> Result<Ordering> {
    let lines = builder.lines();
    let (mut ids, place) = builder.customers.into_texts().into_sorted()?;
    let mut range_of = builder.customer;
    for c in &mut range_of {
        *c = place[*c as usize];
    }
    let mut ranges = ids.len();
    if ids.len() == 1 && ids.bytes_of(0).is_empty() {
        ids = Texts::default();
        ranges = lines / LINES_A_RANGE + 1;
        for (i, range) in range_of.iter_mut().enumerate() {
            *range = range_of_order(builder.order_hash[i], builder.day[i], ranges);
        }
    }
    let mut start = filled(0_u32, ranges + 1)?;
    for &r in &range_of {
        start[r as usize + 1] += 1;
    }
    for r in 0..ranges {
        start[r + 1] += start[r];
    }
    let mut next = start.clone();
    let mut from = filled(0_u32, lines)?;
    for (file_line, &r) in (0_u32..).zip(&range_of) {
        let slot = &mut next[r as usize];
        from[*slot as usize] = file_line;
        *slot += 1;
    }
    let ledger = Ledger {
        ids,
        start,
        day: builder.day,
        amount: builder.amount,
        opens: filled(false, lines)?,
        order: filled(Ledger::NO_ORDER, lines)?,
        quantity: builder.quantity.into_column(lines)?,
        time: builder.time.into_column(lines)?,
        channel: sorted_labels(builder.channel, lines)?,
        category: sorted_labels(builder.category, lines)?,
        product: sorted_labels(builder.product, lines)?,
    };
    Ok(Ordering {
        ledger,
        from,
        order_hash: builder.order_hash,
        next_range: 0,
        next_order: 0,
        scratch: Scratch::default(),
    })
}

/// The range for the lines of an order; a line without an order number goes by its day.
fn range_of_order(order_hash: u64, day: i32, ranges: usize) -> u32 {
    let key = if order_hash == 0 { u64::from(day.unsigned_abs()) } else { order_hash };
    u32::try_from(key % ranges.max(1) as u64).unwrap_or(0)
}

/// Codes renumbered by label, so that the file's order of rows leaves no trace.
fn sorted_labels(column: TextColumn, lines: usize) -> Result<Option<Labels>> {
    let TextColumn { codes: Sparse { values }, texts, .. } = column;
    let Some(mut codes) = (Sparse { values }).into_column(lines)? else { return Ok(None) };
    let (labels, place) = texts.into_texts().into_sorted()?;
    for code in &mut codes {
        *code = place[*code as usize];
    }
    Ok(Some(Labels { codes, labels }))
}

impl Ordering {
    /// Orders some customers; true when all are done and the columns are in place.
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
        if self.next_range < ranges {
            return Ok(false);
        }
        self.place_columns()?;
        Ok(true)
    }

    /// By day, sales before refunds, then by order number: all that later rooms may depend on.
    fn sort_customer(&mut self, range: std::ops::Range<usize>) {
        let Self { ledger, from, order_hash, .. } = self;
        let key = |&i: &u32| {
            let i = i as usize;
            (ledger.day[i], ledger.amount[i] < 0, order_hash[i], ledger.amount[i])
        };
        let lines = &mut from[range];
        if !lines.is_sorted_by_key(key) {
            lines.sort_unstable_by_key(key);
        }
    }

    /// Numbers the customer's orders, and gives each line the order that it belongs to.
    fn find_orders(&mut self, range: std::ops::Range<usize>) -> Result<()> {
        self.find_openers(range.clone());
        let Self { ledger, scratch, next_order, .. } = self;
        let has_customers = ledger.has_customers();
        let mut latest = Ledger::NO_ORDER;
        for ((k, &opener), place) in (0_u32..).zip(&scratch.opener).zip(range.clone()) {
            if opener == k {
                latest = *next_order;
                ledger.opens[place] = true;
                *next_order = next_order.checked_add(1).ok_or(ErrorKind::TooLarge)?;
            }
            // A refund that names no earlier order of this customer goes against the latest one.
            // Where nobody is known, it goes against none.
            ledger.order[place] = match opener {
                earlier if earlier < k => ledger.order[range.start + earlier as usize],
                own if own == k || has_customers => latest,
                _ => Ledger::NO_ORDER,
            };
        }
        Ok(())
    }

    /// For each line of the customer the line that opens its order: the first sale under that
    /// number. Counted from the customer's first line; [`Ledger::NO_ORDER`] where there is none.
    fn find_openers(&mut self, range: std::ops::Range<usize>) {
        let Self { ledger, from, order_hash, scratch, .. } = self;
        let Scratch { by_hash, opener } = scratch;
        by_hash.clear();
        opener.clear();
        for (k, &line) in (0_u32..).zip(&from[range]) {
            let line = line as usize;
            opener.push(if ledger.amount[line] >= 0 { k } else { Ledger::NO_ORDER });
            if order_hash[line] != 0 {
                by_hash.push((order_hash[line], k));
            }
        }
        by_hash.sort_unstable();
        for same in by_hash.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let sale = same.iter().find(|(_, k)| opener[*k as usize] != Ledger::NO_ORDER);
            let Some(&(_, first)) = sale else { continue };
            for &(_, k) in same {
                opener[k as usize] = first;
            }
        }
    }

    /// Moves every column from the file's order into the ledger's.
    fn place_columns(&mut self) -> Result<()> {
        let Self { ledger, from, .. } = self;
        ledger.day = gathered(&ledger.day, from)?;
        ledger.amount = gathered(&ledger.amount, from)?;
        if let Some(quantity) = &mut ledger.quantity {
            *quantity = gathered(quantity, from)?;
        }
        if let Some(time) = &mut ledger.time {
            *time = gathered(time, from)?;
        }
        let text = [&mut ledger.channel, &mut ledger.category, &mut ledger.product];
        for labels in text.into_iter().flatten() {
            labels.codes = gathered(&labels.codes, from)?;
        }
        Ok(())
    }
}

fn gathered<T: Copy>(column: &[T], from: &[u32]) -> Result<Vec<T>> {
    let mut placed = roomy(from.len())?;
    placed.extend(from.iter().map(|&i| column[i as usize]));
    Ok(placed)
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
