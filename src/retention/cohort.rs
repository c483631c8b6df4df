//! Monthly acquisition cohorts: customers by the month of their first order, followed by month.

use crate::error::{ErrorKind, Result};
use crate::ledger::Ledger;
use crate::pool::{Pool, batches};
use crate::unit::{Day, Money, Month};
use std::ops::Range;

/// Months that are followed, up to the pool's: a single row dated 1970 must not make half a million
/// cells.
const MOST_MONTHS: i32 = 120;

/// The cohorts of a pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohorts {
    /// Oldest first; months in which nobody came are there with no customers. Ten years at most.
    pub rows: Vec<Cohort>,
    /// Customers whose first order was before the first of `rows`: they are in none.
    pub earlier_customers: u64,
}

/// The customers whose first order fell in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Month of the first order.
    pub month: Month,
    /// How many customers there are.
    pub customers: u64,
    /// By months since `month`; `None` where the month is not yet observed. Every cohort has the
    /// same number of cells.
    pub cells: Vec<Option<Cell>>,
}

/// What a cohort did in one calendar month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Customers with at least one order in the month.
    pub customers: u64,
    /// Orders in the month.
    pub orders: u64,
    /// Net of the month: refunds count when they happened.
    pub net: Money,
    /// Net per customer of the cohort from its first order to the end of the month, in major units.
    pub cumulative_per_customer: f64,
    /// Whether the month is observed only up to the day of the pool.
    pub partial: bool,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    customers: u64,
    orders: u64,
    net: Money,
}

/// Cohorts of the pool.
///
/// # Errors
/// `amount-overflow`.
pub fn cohorts(ledger: &Ledger, pool: &Pool) -> Result<Cohorts> {
    let Some(first) = pool.first.iter().min().map(|day| day.month()) else {
        return Ok(Cohorts::default());
    };
    let last = pool.as_of.month();
    let first = first.max(Month(last.0 - MOST_MONTHS + 1));
    let months = Table::new(first, last);
    let mut customers = vec![0_u64; months.count];
    let mut sums = vec![Sum::default(); months.count * months.count];
    let mut earlier_customers = 0;
    for batch in batches(pool.len()) {
        earlier_customers +=
            months.add_customers(ledger, pool, batch, &mut customers, &mut sums)?;
    }
    let row = |k: usize| months.cohort(pool, k, customers[k], &sums);
    let rows = (0..months.count).map(row).collect::<Result<_>>()?;
    Ok(Cohorts { rows, earlier_customers })
}

/// The months from the first order to the pool's day.
struct Table {
    count: usize,
    first: Month,
    first_day: Day,
    /// For each day from the first on its month, counted from the first: the calendar is asked once a month.
    month_of: Vec<u8>,
}

impl Table {
    /// At most [`MOST_MONTHS`].
    fn new(first: Month, last: Month) -> Self {
        let days = |month: i32| {
            let month = Month(month);
            month.first_day().0..=month.last_day().0
        };
        let month_of =
            (first.0..=last.0).zip(0..).flat_map(|(month, k)| days(month).map(move |_| k));
        Self {
            count: usize::try_from(last.0 - first.0 + 1).unwrap_or(1),
            first,
            first_day: first.first_day(),
            month_of: month_of.collect(),
        }
    }

    /// The place of the month of a day among the months; `None` for an earlier day.
    fn place(&self, day: Day) -> Option<usize> {
        let days = usize::try_from(day.days_since(self.first_day)).ok()?;
        self.month_of.get(days).map(|k| usize::from(*k))
    }

    /// Adds some of the pool's customers; gives how many came before the first month.
    #[inline(never)]
    fn add_customers(
        &self,
        ledger: &Ledger,
        pool: &Pool,
        batch: Range<usize>,
        customers: &mut [u64],
        sums: &mut [Sum],
    ) -> Result<u64> {
        let mut earlier = 0;
        for c in batch {
            let Some(joined) = self.place(pool.first[c]) else {
                earlier += 1;
                continue;
            };
            customers[joined] += 1;
            let row = &mut sums[joined * self.count..(joined + 1) * self.count];
            self.add_customer(ledger, pool, c, joined, row)?;
        }
        Ok(earlier)
    }

    /// `row`: the cells of the cohort that came in month `joined`.
    fn add_customer(
        &self,
        ledger: &Ledger,
        pool: &Pool,
        c: usize,
        joined: usize,
        row: &mut [Sum],
    ) -> Result<()> {
        let mut counted = usize::MAX;
        for line in ledger.lines_in(ledger.lines_of(pool.ledger_row[c] as usize)) {
            if line.day > pool.as_of {
                break;
            }
            // Money before the first order (a refund of an older one) counts with the first month.
            let offset = self.place(line.day).map_or(0, |month| month.saturating_sub(joined));
            let sum = &mut row[offset];
            sum.net = sum.net.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
            if line.opens {
                sum.orders += 1;
                sum.customers += u64::from(counted != offset);
                counted = offset;
            }
        }
        Ok(())
    }

    fn cohort(&self, pool: &Pool, k: usize, customers: u64, sums: &[Sum]) -> Result<Cohort> {
        let as_of = pool.as_of;
        let mut total = Money::ZERO;
        let mut cells = Vec::with_capacity(self.count);
        for (offset, sum) in sums[k * self.count..(k + 1) * self.count].iter().enumerate() {
            if k + offset >= self.count {
                cells.push(None);
                continue;
            }
            total = total.checked_add(sum.net).ok_or(ErrorKind::AmountOverflow)?;
            let is_last = k + offset + 1 == self.count;
            cells.push(Some(Cell {
                customers: sum.customers,
                orders: sum.orders,
                net: sum.net,
                cumulative_per_customer: per_customer(total, customers),
                partial: is_last && as_of.month().last_day() > as_of,
            }));
        }
        let month = Month(self.first.0 + i32::try_from(k).unwrap_or(0));
        Ok(Cohort { month, customers, cells })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn per_customer(net: Money, customers: u64) -> f64 {
    if customers == 0 { 0.0 } else { net.to_major() / customers as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::tests::{ledger, pool};
    use crate::unit::Day;

    fn day(text: &str) -> i32 {
        Day::parse_iso(text).unwrap().0
    }

    #[test]
    fn a_cohort_is_followed_month_by_month() {
        let ledger = ledger(&[
            ("a", day("2024-01-05"), 10),
            ("a", day("2024-01-31"), 20),
            ("a", day("2024-03-01"), 5),
            ("a", day("2024-03-02"), -5),
            ("b", day("2024-01-20"), 40),
            ("c", day("2024-03-10"), 7),
        ]);
        let cohorts = cohorts(&ledger, &pool(&ledger, day("2024-03-15"))).unwrap().rows;
        let names: Vec<_> = cohorts.iter().map(|c| (c.month.to_string(), c.customers)).collect();
        assert_eq!(names, [("2024-01".into(), 2), ("2024-02".into(), 0), ("2024-03".into(), 1)]);
        let january = &cohorts[0].cells;
        let cell = |k: usize| january[k].clone().unwrap();
        assert_eq!((cell(0).customers, cell(0).orders), (2, 3));
        assert_eq!(cell(0).cumulative_per_customer, 35.0);
        assert_eq!((cell(1).customers, cell(1).orders, cell(1).net), (0, 0, Money::ZERO));
        assert_eq!((cell(2).customers, cell(2).net), (1, Money::ZERO));
        assert_eq!(cell(2).cumulative_per_customer, 35.0);
        assert!(cell(2).partial && !cell(1).partial);
    }

    #[test]
    fn months_to_come_are_empty_not_nought() {
        let ledger = ledger(&[("a", day("2024-01-05"), 10), ("b", day("2024-02-29"), 10)]);
        let cohorts = cohorts(&ledger, &pool(&ledger, day("2024-02-29"))).unwrap().rows;
        assert_eq!(cohorts[0].cells.len(), 2);
        assert_eq!(cohorts[1].cells.len(), 2);
        assert!(cohorts[0].cells[1].is_some());
        assert!(cohorts[1].cells[1].is_none());
        assert!(!cohorts[1].cells[0].as_ref().unwrap().partial, "the month is complete");
    }

    #[test]
    fn a_refund_of_an_older_order_counts_with_the_first_month() {
        let ledger = ledger(&[("a", day("2024-01-05"), -3), ("a", day("2024-02-05"), 10)]);
        let cohorts = cohorts(&ledger, &pool(&ledger, day("2024-02-10"))).unwrap().rows;
        assert_eq!(cohorts.len(), 1);
        assert_eq!(cohorts[0].cells[0].as_ref().unwrap().net.to_major(), 7.0);
    }

    #[test]
    fn a_row_dated_long_ago_makes_no_half_a_million_cells() {
        let ledger = ledger(&[
            ("placeholder", day("1970-01-01"), 1),
            ("old", day("2014-04-30"), 1),
            ("ten years", day("2014-05-01"), 1),
            ("new", day("2024-04-02"), 1),
        ]);
        let cohorts = cohorts(&ledger, &pool(&ledger, day("2024-04-02"))).unwrap();
        assert_eq!((cohorts.rows.len(), cohorts.earlier_customers), (120, 2));
        assert_eq!(cohorts.rows[0].month.to_string(), "2014-05");
        assert_eq!(cohorts.rows.iter().map(|row| row.customers).sum::<u64>(), 2);
    }

    #[test]
    fn cells_add_up_to_the_pool() {
        let ids: Vec<String> = (0..40).map(|i| format!("c{i}")).collect();
        let start = day("2023-11-20");
        let lines: Vec<_> = (0_i32..400)
            .map(|k| {
                let id = ids[usize::try_from(k * k % 37).unwrap()].as_str();
                (id, start + k * 7 % 300, i64::from(k % 11) - 1)
            })
            .collect();
        let ledger = ledger(&lines);
        let pool = pool(&ledger, start + 280);
        let cohorts = cohorts(&ledger, &pool).unwrap().rows;
        let cells = || cohorts.iter().flat_map(|c| c.cells.iter().flatten());
        assert_eq!(cells().map(|c| c.orders).sum::<u64>(), pool.total_orders());
        assert_eq!(cells().map(|c| c.net.0).sum::<i64>(), pool.total_net().unwrap().0);
        assert_eq!(cohorts.iter().map(|c| c.customers).sum::<u64>(), pool.len() as u64);
    }
}
