//! From order days to a holdout.

use super::accuracy::{Accuracy, last_period, rate};
use super::cut::{CannotTell, Cut};
use super::holdout::{Alike, Cohort, Holdout};
use crate::error::Result;
use crate::history::{DayHistory, Histories};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{sort_by_number, sorted_numbers};
use crate::order_days::OrderDays;
use crate::unit::{Day, TimeUnit};
use std::mem::take;
use std::sync::Arc;

/// Customers of the order days that are looked at in one step.
const CUSTOMERS_A_STEP: u32 = 8_192;

/// Goes through the customers, some in each step, and makes the [`Holdout`].
#[derive(Clone, Debug)]
pub struct Gather {
    days: Arc<OrderDays>,
    cut: Cut,
    unit: TimeUnit,
    next: u32,
    past: Vec<DayHistory>,
    /// Order days after the cut and in as many days up to it, of each customer.
    counts: Vec<(u32, u32)>,
    weeks: Vec<u64>,
    cohorts: Vec<Cohort>,
    histories: Option<Histories>,
    alike: Option<Vec<Alike>>,
    last_period: Option<Accuracy>,
}

impl Gather {
    /// Cuts the orders in two: see [`Cut::new`]. `unit`: that of the fits to come.
    ///
    /// # Errors
    /// Those of [`Cut::new`].
    pub fn new(
        days: Arc<OrderDays>,
        as_of: Day,
        unit: TimeUnit,
        weeks: Option<u32>,
    ) -> std::result::Result<Self, CannotTell> {
        let cut = Cut::new(&days, as_of, weeks)?;
        Ok(Self {
            days,
            cut,
            unit,
            next: 0,
            past: Vec::new(),
            counts: Vec::new(),
            weeks: vec![0; cut.weeks() as usize],
            cohorts: Vec::new(),
            histories: None,
            alike: None,
            last_period: None,
        })
    }

    /// False once there are no more.
    fn add_some(&mut self) -> bool {
        let all = self.days.customers().end;
        let end = all.min(self.next.saturating_add(CUSTOMERS_A_STEP));
        let some = self.next..end;
        self.next = end;
        !some.is_empty() && {
            some.for_each(|customer| self.add(customer));
            true
        }
    }

    fn add(&mut self, customer: u32) {
        let cut = self.cut;
        let seen = self.days.of(customer).iter().take_while(|row| row.day <= cut.until);
        let mut days = seen.filter(|row| row.opens).map(|row| row.day);
        let Some(first) = days.next().filter(|first| *first <= cut.day) else { return };
        let (mut x, mut last) = (0, first);
        let (mut after, mut before) = (0, u32::from(cut.is_last_period(first)));
        for day in days {
            self.weeks[cut.week_of(day)] += 1;
            if day <= cut.day {
                (x, last) = (x + 1, day);
                before += u32::from(cut.is_last_period(day));
            } else {
                after += 1;
            }
        }
        let ages = |until: Day| until.0.saturating_sub(first.0);
        self.past.push(DayHistory { x, t_x: ages(last), T: ages(cut.day) });
        self.counts.push((after, before));
    }
}

impl Job for Gather {
    type Output = Holdout;

    fn step(&mut self) -> Result<Step<Holdout>> {
        if self.add_some() {
            return Ok(Step::More);
        }
        let Some(histories) = &self.histories else {
            let ages = self.past.iter().map(|past| i64::from(past.T));
            self.cohorts = cohorts(&sorted_numbers(ages), self.cut.holdout_days());
            self.histories = Some(Histories::from_days(self.unit, &take(&mut self.past)));
            return Ok(Step::More);
        };
        let Some(alike) = &mut self.alike else {
            self.alike = Some(merged(histories.of_customer(), &take(&mut self.counts)));
            return Ok(Step::More);
        };
        let Some(last) = self.last_period else {
            self.last_period = Some(Accuracy::of(alike, &last_period(alike)));
            return Ok(Step::More);
        };
        Ok(Step::Done(Holdout {
            cut: self.cut,
            rate: Accuracy::of(alike, &rate(histories, self.cut)),
            last_period: last,
            alike: take(alike),
            cohorts: take(&mut self.cohorts),
            weeks: take(&mut self.weeks),
            histories: histories.clone(),
        }))
    }

    fn progress(&self) -> Progress {
        let total = Some(u64::from(self.days.customers().end));
        Progress { stage: Stage::Pooling, done: u64::from(self.next), total }
    }
}

/// Those alike made one, in ascending order. `counts`: as in [`Gather`], of the customers with these histories.
fn merged(places: &[u32], counts: &[(u32, u32)]) -> Vec<Alike> {
    let of = |(&place, &(after, before))| Alike { place, after, before, customers: 1 };
    let mut all: Vec<Alike> = places.iter().zip(counts).map(of).collect();
    sort_by_number(&mut all, |one| u64::from(one.after) << u32::BITS | u64::from(one.before));
    sort_by_number(&mut all, |one| u64::from(one.place));
    all.dedup_by(|next, kept| {
        let same = Alike { customers: kept.customers, ..*next } == *kept;
        kept.customers += if same { next.customers } else { 0 };
        same
    });
    all
}

/// `ages`: at the cut, in ascending order.
fn cohorts(ages: &[i64], holdout: u32) -> Vec<Cohort> {
    let runs = ages.chunk_by(|one, next| one == next);
    let cohort = |run: &[i64]| Cohort {
        age: u32::try_from(run[0]).unwrap_or(0).saturating_add(holdout),
        // As many as customers at most.
        customers: u32::try_from(run.len()).unwrap_or(u32::MAX),
    };
    runs.map(cohort).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_alike_are_one_row() {
        let places = [1, 0, 1, 1, 0, 1];
        let counts = [(2, 0), (0, 5), (1, 0), (2, 0), (0, 5), (2, 1)];
        let row = |place, after, before, customers| Alike { place, after, before, customers };
        let all = [row(0, 0, 5, 2), row(1, 1, 0, 1), row(1, 2, 0, 2), row(1, 2, 1, 1)];
        assert_eq!(merged(&places, &counts), all);
        assert_eq!(merged(&[], &[]), []);
    }

    #[test]
    fn cohorts_are_those_of_one_day() {
        let cohort = |age, customers| Cohort { age, customers };
        assert_eq!(cohorts(&[0, 3, 3, 9], 7), [cohort(7, 1), cohort(10, 2), cohort(16, 1)]);
    }
}
