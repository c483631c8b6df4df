//! Week by week through both parts: what the customers did, and what was to be expected of new ones.

use super::cut::Cut;
use super::holdout::{Cohort, Holdout};
use crate::history::History;
use crate::math::Sum;
use crate::model::purchases::Purchases;
use crate::unit::Day;

/// Ages at which the model is asked in one step.
const AGES_A_STEP: usize = 64;
/// Cohorts, counted once for each week, that are summed up in one step.
const COHORTS_A_STEP: usize = 1 << 18;
/// No order is older than the calendar.
const OLDEST: u32 = 3_660_000;
const WEEK: u32 = 7;

/// Repeat order days of the customers acquired by the cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// The week's last day.
    pub last: Day,
    /// Whether the week was held out.
    pub held_out: bool,
    /// Those of the week.
    pub actual: u64,
    /// As many as were to be expected.
    pub expected: f64,
    /// Those up to the week's end.
    pub actual_so_far: u64,
    /// As many as were to be expected.
    pub expected_so_far: f64,
}

/// The expected part under way. docs/models.md, "Tracking".
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    cut: Cut,
    /// Ages in days that some cohort has at the end of some week, ascending.
    ages: Vec<u32>,
    asked: usize,
    /// What a new customer buys until each age; 0 where nobody asks.
    until: Vec<f64>,
    /// Up to the end of each week.
    so_far: Vec<f64>,
}

impl Tracking {
    pub(super) fn new(holdout: &Holdout) -> Self {
        let cut = holdout.cut();
        let oldest = holdout.cohorts.last().map_or(0, |cohort| cohort.age.min(OLDEST));
        let mut needed = vec![false; oldest as usize + 1];
        for cohort in &holdout.cohorts {
            for ago in 0..cut.weeks() {
                let Some(age) = age(cohort, ago) else { break };
                needed[age as usize] = true;
            }
        }
        let ages = (0..).zip(&needed).filter(|(_, needed)| **needed).map(|(age, _)| age);
        Self {
            cut,
            ages: ages.collect(),
            asked: 0,
            until: vec![0.0; needed.len()],
            so_far: Vec::new(),
        }
    }

    /// True once all is done.
    pub(super) fn advance(&mut self, holdout: &Holdout, params: &impl Purchases) -> bool {
        if self.asked < self.ages.len() {
            self.ask(holdout, params);
            return false;
        }
        let weeks = COHORTS_A_STEP / holdout.cohorts.len().max(1) + 1;
        for _ in 0..weeks {
            // At most the weeks of 20 years.
            let place = u32::try_from(self.so_far.len()).unwrap_or(u32::MAX);
            let Some(ago) = (self.cut.weeks() - 1).checked_sub(place) else { return true };
            let ages = holdout.cohorts.iter().rev().map_while(|cohort| {
                age(cohort, ago).map(|age| (age as usize, f64::from(cohort.customers)))
            });
            let mut total = Sum::new();
            for (age, customers) in ages {
                total.add(customers * self.until[age]);
            }
            self.so_far.push(total.total());
        }
        false
    }

    fn ask(&mut self, holdout: &Holdout, params: &impl Purchases) {
        let end = self.ages.len().min(self.asked + AGES_A_STEP);
        let ages = &self.ages[self.asked..end];
        let unit = holdout.histories().unit().days();
        let horizons: Vec<f64> = ages.iter().map(|age| f64::from(*age) / unit).collect();
        let mut means = vec![0.0; horizons.len()];
        let new = History::default();
        params.expected_given_alive(&new, &horizons, &mut means);
        let p_alive = params.p_alive(&new);
        for (age, mean) in ages.iter().zip(means) {
            self.until[*age as usize] = p_alive * mean;
        }
        self.asked = end;
    }

    pub(super) fn finish(&self, holdout: &Holdout) -> Vec<Week> {
        let (mut actual_so_far, mut expected_before) = (0, 0.0);
        let weeks = (0..).zip(&holdout.weeks).zip(&self.so_far);
        let week = |((place, &actual), &expected_so_far): ((u32, &u64), &f64)| {
            let last = self.cut.end_of(place);
            actual_so_far += actual;
            let expected = expected_so_far - expected_before;
            expected_before = expected_so_far;
            let held_out = last > self.cut.day;
            Week { last, held_out, actual, expected, actual_so_far, expected_so_far }
        };
        weeks.map(week).collect()
    }
}

/// The age of a cohort so many weeks before the end; `None` up to its first day.
fn age(cohort: &Cohort, weeks_ago: u32) -> Option<u32> {
    cohort.age.min(OLDEST).checked_sub(WEEK * weeks_ago).filter(|age| *age > 0)
}
