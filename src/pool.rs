//! The customers as of a day: one row for each who had ordered by then, in id order.

use crate::error::{ErrorKind, Result};
use crate::history::DayHistory;
use crate::ledger::Ledger;
use crate::unit::{Day, Money};
use std::ops::Range;

/// A row of a [`Pool`]; never an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustomerIx(pub u32);

/// The customers as of a day. All columns have one entry per customer.
///
/// Lines after the day are invisible. Customers with refunds and no order are not in the pool;
/// [`Pool::without_order`] counts them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// The day the pool stands on; it counts in full.
    pub as_of: Day,
    /// Which customer of the ledger.
    pub ledger_row: Vec<u32>,
    /// Day of the first order.
    pub first: Vec<Day>,
    /// Day of the latest order.
    pub last: Vec<Day>,
    /// Orders.
    pub orders: Vec<u32>,
    /// Days with at least one order.
    pub order_days: Vec<u32>,
    /// Paid minus refunded.
    pub net: Vec<Money>,
    /// The part of `net` that belongs to orders of the first order day.
    pub first_day_net: Vec<Money>,
    /// Customers who only have refunds, and the sum of those.
    pub without_order: (u64, Money),
}

/// Customers in a batch.
const BATCH: usize = 2_048;

/// Builds a [`Pool`] some customers at a time.
#[derive(Debug)]
pub struct PoolBuilder {
    pool: Pool,
    next: usize,
}

impl Pool {
    fn reserve(&mut self, customers: usize) {
        self.ledger_row.reserve(customers);
        self.first.reserve(customers);
        self.last.reserve(customers);
        self.orders.reserve(customers);
        self.order_days.reserve(customers);
        self.net.reserve(customers);
        self.first_day_net.reserve(customers);
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ledger_row.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ledger_row.is_empty()
    }

    /// Days of the first and the latest order of anybody; the pool's day for an empty pool.
    #[must_use]
    pub fn span(&self) -> (Day, Day) {
        let first = self.first.iter().min().copied().unwrap_or(self.as_of);
        (first, self.last.iter().max().copied().unwrap_or(self.as_of))
    }

    /// Whole days from the latest order to the day of the pool.
    #[must_use]
    pub fn days_since_last(&self, c: usize) -> i32 {
        self.as_of.days_since(self.last[c])
    }

    /// Sum of all orders.
    #[must_use]
    pub fn total_orders(&self) -> u64 {
        self.orders.iter().map(|&n| u64::from(n)).sum()
    }

    /// Sum of all order days.
    #[must_use]
    pub fn total_order_days(&self) -> u64 {
        self.order_days.iter().map(|&n| u64::from(n)).sum()
    }

    /// Sum of all net spend.
    ///
    /// # Errors
    /// `amount-overflow`.
    pub fn total_net(&self) -> Result<Money> {
        total(&self.net)
    }

    /// The customers with a repeat, in their order.
    #[must_use]
    pub fn repeaters(&self) -> Vec<u32> {
        // Without a branch: who comes back is what no processor could foretell.
        let mut repeaters = vec![0; self.len()];
        let mut count = 0;
        for (customer, order_days) in (0_u32..).zip(&self.order_days) {
            repeaters[count] = customer;
            count += usize::from(*order_days > 1);
        }
        repeaters.truncate(count);
        repeaters
    }

    /// What the purchase models eat.
    #[must_use]
    pub fn history(&self, c: usize) -> DayHistory {
        let (first, last) = (self.first[c], self.last[c]);
        DayHistory {
            x: self.order_days[c] - 1,
            t_x: last.days_since(first),
            T: self.as_of.days_since(first),
        }
    }

    /// Mean net spend per repeat order day in major units; `None` without a repeat.
    #[must_use]
    pub fn repeat_spend(&self, c: usize) -> Option<f64> {
        let repeats = self.order_days[c] - 1;
        let spent = Money(self.net[c].0 - self.first_day_net[c].0);
        (repeats > 0).then(|| spent.mean_major(repeats))
    }
}

/// An exact sum of money.
///
/// # Errors
/// `amount-overflow`.
pub fn total<'a>(amounts: impl IntoIterator<Item = &'a Money>) -> Result<Money> {
    amounts.into_iter().try_fold(Money::ZERO, |sum, &m| {
        sum.checked_add(m).ok_or_else(|| ErrorKind::AmountOverflow.into())
    })
}

/// Numbers up to `count` in batches. Loops over all customers are cut into calls: an engine that compiles while
/// it runs swaps in better code between calls.
pub fn batches(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).step_by(BATCH).map(move |start| start..count.min(start + BATCH))
}

impl PoolBuilder {
    /// Begins the pool as of `as_of`.
    #[must_use]
    pub fn new(as_of: Day) -> Self {
        Self { pool: Pool { as_of, ..Pool::default() }, next: 0 }
    }

    /// Customers of the ledger that were looked at.
    #[must_use]
    pub fn done(&self) -> usize {
        self.next
    }

    /// Looks at the next `count` customers; the pool, once all of them were.
    ///
    /// # Errors
    /// `amount-overflow`; `nothing-before` when nobody had ordered by the day.
    pub fn advance(&mut self, ledger: &Ledger, count: usize) -> Result<Option<Pool>> {
        if self.next == 0 {
            self.pool.reserve(ledger.customers());
        }
        let end = ledger.customers().min(self.next + count);
        self.add_all(ledger, self.next..end)?;
        self.next = end;
        if end < ledger.customers() {
            return Ok(None);
        }
        if self.pool.is_empty() {
            return Err(ErrorKind::NothingBefore.into());
        }
        Ok(Some(std::mem::take(&mut self.pool)))
    }

    #[inline(never)]
    fn add_all(&mut self, ledger: &Ledger, customers: Range<usize>) -> Result<()> {
        customers.into_iter().try_for_each(|c| self.add(ledger, c))
    }

    fn add(&mut self, ledger: &Ledger, c: usize) -> Result<()> {
        let mut row = Row::default();
        for line in ledger.lines_in(ledger.lines_of(c)) {
            if line.day > self.pool.as_of {
                break;
            }
            row.add(line)?;
        }
        let pool = &mut self.pool;
        if row.orders == 0 {
            if row.lines > 0 {
                let (customers, net) = &mut pool.without_order;
                *customers += 1;
                *net = net.checked_add(row.net).ok_or(ErrorKind::AmountOverflow)?;
            }
            return Ok(());
        }
        pool.ledger_row.push(u32::try_from(c).map_err(|_| ErrorKind::TooLarge)?);
        pool.first.push(row.first);
        pool.last.push(row.last);
        pool.orders.push(row.orders);
        pool.order_days.push(row.order_days);
        pool.net.push(row.net);
        pool.first_day_net.push(row.first_day_net);
        Ok(())
    }
}

/// One customer while its lines are added up.
#[derive(Default)]
struct Row {
    lines: u32,
    first: Day,
    last: Day,
    orders: u32,
    order_days: u32,
    net: Money,
    first_day_net: Money,
    /// The first order of the second order day: orders from here on are repeats.
    first_repeat: Option<u32>,
}

impl Row {
    fn add(&mut self, line: crate::ledger::Line) -> Result<()> {
        self.lines += 1;
        if line.opens {
            if self.orders == 0 {
                self.first = line.day;
            }
            if self.orders == 0 || line.day != self.last {
                self.order_days += 1;
                if self.order_days == 2 {
                    self.first_repeat = Some(line.order);
                }
            }
            self.orders += 1;
            self.last = line.day;
        }
        self.net = self.net.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
        if self.first_repeat.is_none_or(|repeat| line.order < repeat) {
            let sum = self.first_day_net.checked_add(line.amount);
            self.first_day_net = sum.ok_or(ErrorKind::AmountOverflow)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::job;
    use crate::ledger::{Builder, OrderLine, OrderSink};
    use std::ops::ControlFlow;

    /// A ledger of (customer, day, major units) lines.
    pub(crate) fn ledger(lines: &[(&str, i32, i64)]) -> Ledger {
        let lines = lines.iter().map(|&(customer, day, major)| (customer, day, major, None));
        made(lines)
    }

    /// The same, with what was sold.
    pub(crate) fn ledger_with_products(lines: &[(&str, i32, i64, &str)]) -> Ledger {
        made(lines.iter().map(|&(id, day, major, product)| (id, day, major, Some(product))))
    }

    fn made<'a>(lines: impl Iterator<Item = (&'a str, i32, i64, Option<&'a str>)>) -> Ledger {
        let mut builder = Builder::default();
        for (customer, day, major, product) in lines {
            let line = OrderLine {
                customer,
                day: Day(day),
                minutes: None,
                amount: Money(major * Money::PER_MAJOR),
                order_id: None,
                product,
                category: None,
                channel: None,
                quantity: None,
            };
            builder.add(&line).unwrap();
        }
        job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap()
    }

    /// The pool of `ledger` as of `day`.
    pub(crate) fn pool(ledger: &Ledger, day: i32) -> Pool {
        let mut builder = PoolBuilder::new(Day(day));
        loop {
            if let Some(pool) = builder.advance(ledger, 2).unwrap() {
                return pool;
            }
        }
    }

    #[test]
    fn same_day_orders_are_one_order_day() {
        let ledger = ledger(&[("a", 10, 5), ("a", 10, 7), ("a", 20, 8), ("b", 12, 1)]);
        let pool = pool(&ledger, 30);
        assert_eq!(pool.orders, [3, 1]);
        assert_eq!(pool.order_days, [2, 1]);
        assert_eq!(pool.history(0), DayHistory { x: 1, t_x: 10, T: 20 });
        assert_eq!(pool.history(1), DayHistory { x: 0, t_x: 0, T: 18 });
        assert_eq!(pool.repeat_spend(0), Some(8.0));
        assert_eq!(pool.repeat_spend(1), None);
    }

    #[test]
    fn what_comes_later_is_invisible() {
        let ledger = ledger(&[("a", 10, 5), ("a", 20, 8), ("b", 25, 1)]);
        let pool = pool(&ledger, 19);
        assert_eq!(pool.len(), 1);
        assert_eq!((pool.orders[0], pool.net[0], pool.last[0]), (1, Money(50_000), Day(10)));
    }

    #[test]
    fn refunds_lower_the_net_and_are_no_orders() {
        let ledger = ledger(&[("a", 1, 5), ("a", 2, -2), ("a", 9, 8), ("a", 12, -3), ("z", 1, -4)]);
        let pool = pool(&ledger, 30);
        assert_eq!((pool.len(), pool.orders[0], pool.order_days[0]), (1, 2, 2));
        assert_eq!(pool.net[0].to_major(), 8.0);
        assert_eq!(pool.first_day_net[0].to_major(), 3.0);
        assert_eq!(pool.repeat_spend(0), Some(5.0));
        assert_eq!(pool.last[0], Day(9));
        assert_eq!(pool.without_order, (1, Money(-40_000)));
    }

    #[test]
    fn nobody_yet_is_an_error() {
        let ledger = ledger(&[("a", 10, 5)]);
        let error = PoolBuilder::new(Day(9)).advance(&ledger, 10).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NothingBefore);
    }
}
