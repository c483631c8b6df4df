//! The headline figures, each by one written definition.

use crate::error::{ErrorKind, Result};
use crate::ledger::Ledger;
use crate::pool::{Pool, batches};
use crate::unit::{Day, Money};
use std::ops::Range;

/// Days within which a second order counts for [`Metrics::repurchase_within_90`].
const WITHIN: i32 = 90;

/// Headline figures of a pool. Money in major units.
#[derive(Clone, Debug, PartialEq)]
pub struct Metrics {
    /// Net spend by order: average order value, net of refunds.
    pub aov: f64,
    /// Orders by customer.
    pub orders_per_customer: f64,
    /// Net spend by customer. All users of an order file are buyers, so this is ARPPU.
    pub revenue_per_customer: f64,
    /// Share of customers with at least two orders; two on one day count as two.
    pub repurchase_rate: f64,
    /// Share with a second order at most 90 days after the first, of those first seen at least 90
    /// days ago; `None` when there is none of those.
    pub repurchase_within_90: Option<f64>,
    /// How many customers were first seen at least 90 days ago.
    pub repurchase_within_90_of: u64,
    /// Median of the days between successive order days of a customer; `None` without repeats.
    pub median_days_between: Option<f64>,
    /// Units sold; `None` where the files have no quantity column.
    pub units: Option<i64>,
    /// The days up to and with the pool's day.
    pub period: Period,
    /// As many days before those.
    pub previous: Period,
    /// From `previous` to `period`.
    pub change: Change,
}

/// Relative changes, 0.1 for ten per cent more; `None` where there was nothing before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Of [`Period::net`].
    pub net: Option<f64>,
    /// Of [`Period::orders`].
    pub orders: Option<f64>,
    /// Of [`Period::buyers`].
    pub buyers: Option<f64>,
    /// Of [`Period::new_buyers`].
    pub new_buyers: Option<f64>,
    /// Of [`Period::aov`].
    pub aov: Option<f64>,
    /// Difference, not ratio, of [`Period::returning_share`].
    pub returning_share: Option<f64>,
}

impl Change {
    fn between(before: &Period, now: &Period) -> Self {
        let of_counts = |before: u64, now: u64| relative_change(count(now), count(before));
        Self {
            net: relative_change(now.net.to_major(), before.net.to_major()),
            orders: of_counts(before.orders, now.orders),
            buyers: of_counts(before.buyers, now.buyers),
            new_buyers: of_counts(before.new_buyers, now.new_buyers),
            aov: now.aov().zip(before.aov()).and_then(|(now, before)| relative_change(now, before)),
            returning_share: now
                .returning_share()
                .zip(before.returning_share())
                .map(|(now, before)| now - before),
        }
    }
}

/// What happened from one day to another, both included.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Net of the money that moved in these days.
    pub net: Money,
    /// Orders.
    pub orders: u64,
    /// Customers with an order.
    pub buyers: u64,
    /// Those of them whose first order is in these days.
    pub new_buyers: u64,
}

impl Period {
    fn new(from: Day, to: Day) -> Self {
        Self { from, to, net: Money::ZERO, orders: 0, buyers: 0, new_buyers: 0 }
    }

    /// Net by order; `None` without orders.
    #[must_use]
    pub fn aov(&self) -> Option<f64> {
        (self.orders > 0).then(|| self.net.to_major() / count(self.orders))
    }

    /// Share of the buyers who had bought before the period; `None` without buyers.
    #[must_use]
    pub fn returning_share(&self) -> Option<f64> {
        (self.buyers > 0).then(|| 1.0 - count(self.new_buyers) / count(self.buyers))
    }
}

/// `now / before - 1`; `None` when there was nothing before.
fn relative_change(now: f64, before: f64) -> Option<f64> {
    (before > 0.0).then(|| now / before - 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
const fn count(n: u64) -> f64 {
    n as f64
}

/// Headline figures of `pool`; the period has `days` days.
///
/// # Errors
/// `amount-overflow`.
pub fn metrics(ledger: &Ledger, pool: &Pool, days: u32) -> Result<Metrics> {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let from = Day(pool.as_of.0.saturating_sub(days - 1));
    let before = Day(from.0.saturating_sub(days));
    let mut tally = Tally {
        as_of: pool.as_of,
        period: Period::new(from, pool.as_of),
        previous: Period::new(before, Day(from.0 - 1)),
        gaps: Vec::new(),
        within: 0,
        observed: 0,
        units: 0,
    };
    for customers in batches(pool.len()) {
        tally.add_customers(ledger, pool, customers)?;
    }
    let customers = count(pool.len() as u64);
    let orders = count(pool.total_orders());
    let net = pool.total_net()?.to_major();
    let repeaters = pool.orders.iter().filter(|&&n| n > 1).count();
    Ok(Metrics {
        aov: net / orders,
        orders_per_customer: orders / customers,
        revenue_per_customer: net / customers,
        repurchase_rate: count(repeaters as u64) / customers,
        repurchase_within_90: (tally.observed > 0)
            .then(|| count(tally.within) / count(tally.observed)),
        repurchase_within_90_of: tally.observed,
        median_days_between: median_of_counts(&tally.gaps),
        units: ledger.has_quantity().then_some(tally.units),
        change: Change::between(&tally.previous, &tally.period),
        period: tally.period,
        previous: tally.previous,
    })
}

struct Tally {
    as_of: Day,
    period: Period,
    previous: Period,
    /// How often each gap in days occurred.
    gaps: Vec<u64>,
    within: u64,
    observed: u64,
    units: i64,
}

impl Tally {
    #[inline(never)]
    fn add_customers(
        &mut self,
        ledger: &Ledger,
        pool: &Pool,
        customers: Range<usize>,
    ) -> Result<()> {
        customers.into_iter().try_for_each(|c| self.add_customer(ledger, pool, c))
    }

    fn add_customer(&mut self, ledger: &Ledger, pool: &Pool, c: usize) -> Result<()> {
        let first = pool.first[c];
        let (mut orders, mut last) = (0_u64, first);
        let mut second = None;
        let (mut in_period, mut in_previous) = (false, false);
        let lines = ledger.lines_of(pool.ledger_row[c] as usize);
        for (i, line) in lines.clone().zip(ledger.lines_in(lines)) {
            if line.day > self.as_of {
                break;
            }
            self.units = self.units.saturating_add(ledger.quantity(i).unwrap_or(0));
            let (period, bought) = if line.day >= self.period.from {
                (&mut self.period, &mut in_period)
            } else {
                (&mut self.previous, &mut in_previous)
            };
            let counts = line.day >= period.from;
            if counts {
                period.net =
                    period.net.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
            }
            if line.opens {
                period.orders += u64::from(counts);
                *bought |= counts;
                orders += 1;
                if orders == 2 {
                    second = Some(line.day);
                }
                if line.day > last {
                    self.add_gap(line.day.days_since(last));
                    last = line.day;
                }
            }
        }
        for (period, bought) in [(&mut self.period, in_period), (&mut self.previous, in_previous)] {
            period.buyers += u64::from(bought);
            // Who bought in it came at its end at the latest.
            period.new_buyers += u64::from(bought && first >= period.from);
        }
        if self.as_of.days_since(first) >= WITHIN {
            self.observed += 1;
            self.within += u64::from(second.is_some_and(|day| day.days_since(first) <= WITHIN));
        }
        Ok(())
    }

    fn add_gap(&mut self, days: i32) {
        let days = usize::try_from(days).unwrap_or(0);
        if self.gaps.len() <= days {
            self.gaps.resize(days + 1, 0);
        }
        self.gaps[days] += 1;
    }
}

/// Median of values given as counts by value.
fn median_of_counts(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    let at = |rank: u64| {
        let mut seen = 0;
        counts.iter().position(|&n| {
            seen += n;
            seen > rank
        })
    };
    let (low, high) = (at(total.checked_sub(1)? / 2)?, at(total / 2)?);
    Some(f64::midpoint(count(low as u64), count(high as u64)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::tests::{ledger, pool};

    #[test]
    fn periods_do_not_overlap_and_split_new_from_returning() {
        let ledger = ledger(&[
            ("old", 1, 10),
            ("old", 95, 20),
            ("new", 91, 30),
            ("new", 100, 40),
            ("new", 100, -5),
            ("mid", 81, 50),
            ("mid", 90, 5),
        ]);
        let m = metrics(&ledger, &pool(&ledger, 100), 10).unwrap();
        assert_eq!((m.period.from, m.period.to), (Day(91), Day(100)));
        assert_eq!((m.previous.from, m.previous.to), (Day(81), Day(90)));
        assert_eq!((m.period.orders, m.period.buyers, m.period.new_buyers), (3, 2, 1));
        assert_eq!(m.period.net.to_major(), 85.0);
        assert_eq!(m.period.returning_share(), Some(0.5));
        assert_eq!((m.previous.orders, m.previous.new_buyers), (2, 1));
        assert_eq!(m.previous.aov(), Some(27.5));
    }

    #[test]
    fn rates_follow_their_definitions() {
        let ledger = ledger(&[
            ("twice at once", 0, 10),
            ("twice at once", 0, 10),
            ("late", 0, 10),
            ("late", 91, 10),
            ("once", 0, 10),
            ("young", 50, 10),
            ("young", 60, 10),
        ]);
        let m = metrics(&ledger, &pool(&ledger, 100), 30).unwrap();
        assert_eq!(m.repurchase_rate, 0.75);
        assert_eq!((m.repurchase_within_90, m.repurchase_within_90_of), (Some(1.0 / 3.0), 3));
        assert_eq!(m.median_days_between, Some(f64::midpoint(10.0, 91.0)));
        assert_eq!((m.aov, m.orders_per_customer, m.revenue_per_customer), (10.0, 1.75, 17.5));
        assert_eq!(m.units, None);
    }

    #[test]
    fn without_a_past_there_is_no_rate() {
        let ledger = ledger(&[("a", 5, 10)]);
        let m = metrics(&ledger, &pool(&ledger, 5), 30).unwrap();
        assert_eq!((m.repurchase_within_90, m.median_days_between), (None, None));
        assert_eq!((m.previous.aov(), m.previous.returning_share()), (None, None));
        assert_eq!(relative_change(5.0, 0.0), None);
        assert_eq!(relative_change(5.0, 4.0), Some(0.25));
    }
}
