//! Expected orders and discounted orders of every distinct history.
//!
//! Spend and orders are independent in the models, so a customer's value is `discounted_orders` of the
//! history times the spend per order: the money is left to the caller.

use crate::error::Result;
use crate::history::{Distinct, Histories};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{exp_m1, ln_1p};
use crate::model::bg_nbd::{BgNbd, ExpectedPurchases, Params, p_alive_each};
use crate::unit::{Periods, TimeUnit};
use std::sync::Arc;

/// Distinct histories per step: about a millisecond.
const BATCH: usize = 4096;

/// Which times are looked at: `count` periods of equal length, each discounted once, at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizons {
    /// The length of one period.
    pub period: Periods,
    /// How many periods the value counts.
    pub count: usize,
    /// The discount of one period: a purchase in period `k` counts `1 / (1 + discount)^k`.
    pub discount: f64,
    /// After how many periods the expected orders are wanted; each at most `count`.
    pub marks: [usize; 3],
}

impl Horizons {
    /// Twelve months, with expected orders after 3, 6 and 12; `annual` is the discount of a year, 0.1
    /// for 10 %.
    #[must_use]
    pub fn year(annual: f64) -> Self {
        Self {
            period: Periods::new(1.0, TimeUnit::Month),
            count: 12,
            discount: monthly_discount(annual),
            marks: [3, 6, 12],
        }
    }

    /// The ends of the periods in `unit`.
    fn ends(&self, unit: TimeUnit) -> Vec<f64> {
        let length = self.period.to(unit).value;
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        (1..=count).map(|k| f64::from(k) * length).collect()
    }
}

/// The discount of a month that makes `annual` in twelve: `(1 + annual)^(1/12) - 1`.
#[must_use]
pub fn monthly_discount(annual: f64) -> f64 {
    exp_m1(ln_1p(annual) / 12.0)
}

/// The discounted sum of what happens in each period, each lump at its period's end; `cumulative` is
/// the total up to the end of period 1, 2, ... docs/models.md, "Customer lifetime value".
#[must_use]
pub fn discounted(cumulative: &[f64], discount: f64) -> f64 {
    lump_sum(cumulative, factors(discount))
}

/// What counts of the lump at the end of period 1, 2, ...
fn factors(discount: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(1.0), move |factor| Some(factor / (1.0 + discount))).skip(1)
}

fn lump_sum(cumulative: &[f64], factors: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut before) = (0.0, 0.0);
    for (&until, factor) in cumulative.iter().zip(factors) {
        total += (until - before) * factor;
        before = until;
    }
    total
}

/// What is expected of the customers of one history: side by side, because customers look it up in no order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    /// Probability that the customer is still buying.
    pub p_alive: f64,
    /// Expected orders within each of the marks.
    pub orders: [f64; 3],
    /// Expected orders within all periods, discounted. Times spend per order: the lifetime value.
    pub discounted_orders: f64,
}

/// A valuation under way: a batch of distinct histories per step.
#[derive(Clone, Debug)]
pub struct Valuation {
    histories: Arc<Vec<Distinct>>,
    params: Params,
    expected: ExpectedPurchases,
    ends: Vec<f64>,
    /// What is expected by each end of the customers alive of one `x` and `T`: many histories differ in
    /// `t_x` alone, and follow each other.
    given_alive: Vec<f64>,
    alive: Option<(u32, f64)>,
    means: Vec<f64>,
    factors: Vec<f64>,
    marks: [usize; 3],
    done: Vec<Expected>,
}

impl Valuation {
    /// Gets ready to value `histories` with a model that was fitted in the same unit of time, on these
    /// or on other customers.
    #[must_use]
    pub fn new(histories: &Histories, model: &BgNbd, horizons: Horizons) -> Self {
        debug_assert_eq!(histories.unit(), model.unit);
        Self::with_params(histories, model.params, horizons)
    }

    /// The same with parameters from elsewhere; `alpha` is in the unit of the histories.
    #[must_use]
    pub fn with_params(histories: &Histories, params: Params, horizons: Horizons) -> Self {
        let ends = horizons.ends(histories.unit());
        Self {
            histories: histories.shared(),
            params,
            expected: ExpectedPurchases::new(params),
            given_alive: vec![0.0; ends.len()],
            alive: None,
            means: vec![0.0; ends.len()],
            factors: factors(horizons.discount).take(ends.len()).collect(),
            ends,
            marks: horizons.marks,
            done: Vec::with_capacity(histories.distinct().len()),
        }
    }

    #[inline(never)]
    fn value_some(&mut self, first: usize, p_alive: &[f64]) {
        for (place, p_alive) in (first..).zip(p_alive) {
            let expected = self.value(place, *p_alive);
            self.done.push(expected);
        }
    }

    #[inline]
    fn value(&mut self, place: usize, p_alive: f64) -> Expected {
        let history = self.histories[place].history;
        if self.alive != Some((history.x, history.T)) {
            self.alive = Some((history.x, history.T));
            self.expected.fill_given_alive(&history, &self.ends, &mut self.given_alive);
        }
        for (mean, given_alive) in self.means.iter_mut().zip(&self.given_alive) {
            *mean = given_alive * p_alive;
        }
        // Nothing is expected within no periods.
        let orders_by = |mark: usize| Some(*self.means.get(mark.checked_sub(1)?)?);
        Expected {
            p_alive,
            orders: self.marks.map(|mark| orders_by(mark).unwrap_or(0.0)),
            discounted_orders: lump_sum(&self.means, self.factors.iter().copied()),
        }
    }
}

impl Job for Valuation {
    /// In the order of [`Histories::distinct`].
    type Output = Vec<Expected>;

    fn step(&mut self) -> Result<Step<Vec<Expected>>> {
        let done = self.done.len();
        let end = self.histories.len().min(done + BATCH);
        let mut p_alive = vec![0.0; end - done];
        let histories = Arc::clone(&self.histories);
        let batch = histories[done..end].iter().map(|distinct| &distinct.history);
        p_alive_each(&self.params, batch, &mut p_alive);
        self.value_some(done, &p_alive);
        if end < self.histories.len() {
            return Ok(Step::More);
        }
        Ok(Step::Done(std::mem::take(&mut self.done)))
    }

    fn progress(&self) -> Progress {
        Progress {
            stage: Stage::Valuing,
            done: self.done.len() as u64,
            total: Some(self.histories.len() as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::DayHistory;
    use crate::job::run;
    use crate::model::bg_nbd::p_alive;
    use std::ops::ControlFlow;

    #[test]
    fn twelve_monthly_discounts_are_a_year() {
        let month = 1.0 + monthly_discount(0.1);
        let year = (0..12).fold(1.0, |year, _| year * month);
        assert!((year - 1.1).abs() < 1e-14);
        assert_eq!(monthly_discount(0.0), 0.0);
    }

    #[test]
    fn without_discount_the_lumps_add_up() {
        assert_eq!(discounted(&[1.0, 1.5, 4.0], 0.0), 4.0);
        assert!((discounted(&[1.0, 3.0], 1.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn every_history_is_valued_in_batches() {
        // Five customers in a row have one age.
        let customers: Vec<DayHistory> =
            (0..6000).map(|i| DayHistory { x: (i % 3) as u32, t_x: i % 7, T: i / 5 }).collect();
        let histories = Histories::from_days(TimeUnit::Week, &customers);
        let params = Params::new(0.243, 4.414, 0.793, 2.426).unwrap();
        let job = Valuation::with_params(&histories, params, Horizons::year(0.1));
        let mut steps = 0;
        let all = run(job, |_| {
            steps += 1;
            ControlFlow::Continue(())
        });
        let all = all.unwrap().unwrap();
        assert_eq!(steps, 1);
        let ends = Horizons::year(0.1).ends(TimeUnit::Week);
        for (expected, distinct) in all.iter().zip(histories.distinct()) {
            let h = &distinct.history;
            assert_eq!(expected.p_alive, p_alive(&params, h));
            let mut alone = [0.0; 12];
            ExpectedPurchases::new(params).fill(h, &ends, &mut alone);
            assert_eq!([2, 5, 11].map(|k| alone[k]), expected.orders);
            let [_, half, year] = expected.orders;
            let discounted = discounted(&alone, monthly_discount(0.1));
            assert_eq!(expected.discounted_orders, discounted);
            assert!(half < year && year / 1.1 < discounted && discounted < year);
        }
        assert_eq!(all.len(), histories.distinct().len());
    }

    #[test]
    fn nobody_has_no_value() {
        let histories = Histories::from_days(TimeUnit::Day, &[]);
        let params = Params::new(1.0, 1.0, 1.0, 1.0).unwrap();
        let mut job = Valuation::with_params(&histories, params, Horizons::year(0.1));
        assert!(matches!(job.step(), Ok(Step::Done(all)) if all.is_empty()));
    }
}
