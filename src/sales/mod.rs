//! What the orders say without knowing who placed them: sales by month, weekday and hour, by channel,
//! category and product, the size of a basket, what came back.
//!
//! A line with a negative amount came back; every other line was sold. Net is both together. An order
//! counts where it was opened: on the day and at the hour of its first sale.

mod basket;
mod clock;
mod split;

pub use basket::{Basket, Bin, LINES_TOLD_APART};
pub use clock::{Clock, DAYS_A_WEEK, HOURS_A_DAY, Slot};
pub use split::{Split, SplitRow};

use crate::at::Field;
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::ledger::{Labels, Ledger, Line};
use crate::unit::{Day, Money, Month};
use basket::Orders;
use clock::ClockBuilder;
use split::split;
use std::rc::Rc;

/// Lines summed up in one step.
const LINES_A_STEP: usize = 32_768;

/// Orders and money of some lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Orders opened.
    pub orders: u64,
    /// Lines sold.
    pub lines: u64,
    /// Lines that came back.
    pub refund_lines: u64,
    /// Money of the lines sold.
    pub sold: Money,
    /// Money of the lines that came back: negative, or 0.
    pub refunded: Money,
    /// Units of the lines sold, less those that came back where the file counts them so.
    pub units: i64,
}

impl Sums {
    fn add(&mut self, line: Line, units: Option<i64>) -> Result<()> {
        self.orders += u64::from(line.opens);
        self.units = self.units.saturating_add(units.unwrap_or(0));
        let sum = if line.amount < Money::ZERO {
            self.refund_lines += 1;
            &mut self.refunded
        } else {
            self.lines += 1;
            &mut self.sold
        };
        *sum = sum.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
        Ok(())
    }

    /// Sold and come back together. Of two numbers with different signs the sum is never too large.
    #[must_use]
    pub const fn net(&self) -> Money {
        Money(self.sold.0.saturating_add(self.refunded.0))
    }

    /// Net of an order; `None` where there is none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no file has 2^53 orders")]
    pub fn net_per_order(&self) -> Option<f64> {
        (self.orders > 0).then(|| self.net().to_major() / self.orders as f64)
    }

    /// What came back, of what was sold; `None` where nothing was.
    #[must_use]
    pub fn refund_share(&self) -> Option<f64> {
        (self.sold > Money::ZERO).then(|| self.refunded.to_major().abs() / self.sold.to_major())
    }
}

/// Sales of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthSales {
    /// Which.
    pub month: Month,
    /// What was sold and came back in it.
    pub sums: Sums,
}

/// All that is said about the orders of a ledger as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Sales {
    /// The day it stands on; later lines are not seen.
    pub as_of: Day,
    /// First day of a line.
    pub first: Day,
    /// Last day of a line, at most `as_of`.
    pub last: Day,
    /// All lines.
    pub sums: Sums,
    /// Whether the files count units.
    pub has_units: bool,
    /// Every month from the first to the last, those without sales too.
    pub months: Vec<MonthSales>,
    /// Weekdays and hours.
    pub clock: Clock,
    /// Sizes of the orders.
    pub basket: Basket,
    /// By channel, category and product, as far as the files have them.
    pub splits: Vec<Split>,
}

/// The job that makes [`Sales`].
#[derive(Debug)]
pub struct Selling {
    ledger: Rc<Ledger>,
    as_of: Day,
    next: usize,
    found: Found,
    splits: Vec<Split>,
    split: usize,
}

/// What is summed up line by line.
#[derive(Debug, Default)]
struct Found {
    days: Option<(Day, Day)>,
    sums: Sums,
    /// By month since year 0, as far as there are lines: at most some thousand.
    months: std::collections::BTreeMap<Month, Sums>,
    clock: ClockBuilder,
    orders: Orders,
}

impl Selling {
    /// Begins with the orders of `ledger` up to `as_of`, or to the last order day.
    ///
    /// # Errors
    /// `no-orders`, and `nothing-before` for a day before the first order.
    pub fn new(ledger: Rc<Ledger>, as_of: Option<Day>) -> Result<Self> {
        let (first, last) = ledger.order_days().ok_or(ErrorKind::NoOrders)?;
        let as_of = as_of.unwrap_or(last);
        if as_of < first {
            return Err(ErrorKind::NothingBefore.into());
        }
        let found = Found::default();
        Ok(Self { ledger, as_of, next: 0, found, splits: Vec::new(), split: 0 })
    }

    fn add_lines(&mut self) -> Result<()> {
        let end = (self.next + LINES_A_STEP).min(self.ledger.lines());
        for i in self.next..end {
            let line = self.ledger.line(i);
            if line.day <= self.as_of {
                self.found.add(&self.ledger, i, line)?;
            }
        }
        self.next = end;
        Ok(())
    }

    fn columns(&self) -> [(Field, Option<&Labels>); 3] {
        [
            (Field::Channel, self.ledger.channel()),
            (Field::Category, self.ledger.category()),
            (Field::Product, self.ledger.product()),
        ]
    }

    fn finish(&mut self) -> Result<Sales> {
        let found = std::mem::take(&mut self.found);
        let (first, last) = found.days.ok_or(ErrorKind::NoOrders)?;
        Ok(Sales {
            as_of: self.as_of,
            first,
            last,
            sums: found.sums,
            has_units: self.ledger.has_quantity(),
            months: months(&found.months, first, last),
            clock: found.clock.finish(),
            basket: found.orders.into_basket(),
            splits: std::mem::take(&mut self.splits),
        })
    }
}

impl Found {
    fn add(&mut self, ledger: &Ledger, i: usize, line: Line) -> Result<()> {
        let units = ledger.quantity(i);
        let day = line.day;
        self.days =
            Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        self.sums.add(line, units)?;
        self.months.entry(day.month()).or_default().add(line, units)?;
        self.clock.add(line, ledger.minutes(i))?;
        self.orders.add(line)
    }
}

impl Job for Selling {
    type Output = Sales;

    fn step(&mut self) -> Result<Step<Sales>> {
        if self.next < self.ledger.lines() {
            self.add_lines()?;
            return Ok(Step::More);
        }
        if let Some(&(field, labels)) = self.columns().get(self.split) {
            let made = labels.map(|labels| split(&self.ledger, self.as_of, field, labels));
            self.splits.extend(made.transpose()?);
            self.split += 1;
            return Ok(Step::More);
        }
        Ok(Step::Done(self.finish()?))
    }

    fn progress(&self) -> Progress {
        let total = Some(self.ledger.lines() as u64);
        Progress { stage: Stage::Pooling, done: self.next as u64, total }
    }
}

/// Every month between two days, those without a line with nothing in them.
fn months(
    found: &std::collections::BTreeMap<Month, Sums>,
    first: Day,
    last: Day,
) -> Vec<MonthSales> {
    let all = (first.month().0..=last.month().0).map(Month);
    all.map(|month| MonthSales { month, sums: found.get(&month).copied().unwrap_or_default() })
        .collect()
}

#[cfg(test)]
mod tests;
