//! What is known by the cut, and what came after it: once for all models.

use super::cut::{CannotTell, Cut};
use crate::error::Result;
use crate::history::{DayHistory, Histories};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{sort_by_number, sorted_numbers};
use crate::order_days::OrderDays;
use crate::unit::{Day, TimeUnit};
use std::sync::Arc;

/// Customers of the order days that are looked at in one step.
const CUSTOMERS_A_STEP: u32 = 16_384;

/// Customers that no figure tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alike {
    /// The place of their history in [`Histories::distinct`].
    pub(super) place: u32,
    /// Order days in the holdout.
    pub(super) after: u32,
    /// Order days in as many days up to the cut.
    pub(super) before: u32,
    /// How many they are.
    pub(super) customers: u32,
}

/// Customers with the same first order day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cohort {
    /// Their age at the end of the holdout in days.
    pub(super) age: u32,
    pub(super) customers: u32,
}

/// The customers acquired by the cut: their histories as the cut day knew them, and what came after.
#[derive(Clone, Debug)]
pub struct Holdout {
    cut: Cut,
    histories: Histories,
    /// In ascending order of all that they tell.
    pub(super) alike: Vec<Alike>,
    /// In ascending order of the age.
    pub(super) cohorts: Vec<Cohort>,
    /// Repeat order days in each week.
    pub(super) weeks: Vec<u64>,
}

impl Holdout {
    /// Where the orders were cut.
    #[must_use]
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// The histories by the cut: what the model is to be fitted on.
    #[must_use]
    pub fn histories(&self) -> &Histories {
        &self.histories
    }

    /// The holdout's length in the unit of the histories.
    pub(super) fn length(&self) -> f64 {
        f64::from(self.cut.holdout_days()) / self.histories.unit().days()
    }

    /// Order days in the holdout, of all.
    #[must_use]
    pub fn actual(&self) -> u64 {
        self.alike.iter().map(|a| u64::from(a.customers) * u64::from(a.after)).sum()
    }
}

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
    histories: Option<Histories>,
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
            histories: None,
        })
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

    fn finish(&mut self, histories: Histories) -> Holdout {
        let places = histories.of_customer().iter();
        let all = places.zip(&self.counts).map(|(&place, &(after, before))| Alike {
            place,
            after,
            before,
            customers: 1,
        });
        let ages = self.past.iter().map(|past| i64::from(past.T));
        Holdout {
            cut: self.cut,
            alike: merged(all.collect()),
            cohorts: cohorts(&sorted_numbers(ages), self.cut.holdout_days()),
            weeks: std::mem::take(&mut self.weeks),
            histories,
        }
    }
}

/// Those alike made one, in ascending order.
fn merged(mut all: Vec<Alike>) -> Vec<Alike> {
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

impl Job for Gather {
    type Output = Holdout;

    fn step(&mut self) -> Result<Step<Holdout>> {
        if let Some(histories) = self.histories.take() {
            return Ok(Step::Done(self.finish(histories)));
        }
        let all = self.days.customers().end;
        let end = all.min(self.next.saturating_add(CUSTOMERS_A_STEP));
        for customer in self.next..end {
            self.add(customer);
        }
        self.next = end;
        if end == all {
            self.histories = Some(Histories::from_days(self.unit, &self.past));
        }
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        let total = Some(u64::from(self.days.customers().end));
        Progress { stage: Stage::Pooling, done: u64::from(self.next), total }
    }
}
