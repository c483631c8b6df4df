//! What draws of the parameters leave open of the sums over a pool.

use super::counts;
use super::estimate::Estimate;
use super::outlook::{Outlook, finite, p_purchases, product};
use super::random::Random;
use crate::error::Result;
use crate::history::{Distinct, Histories, History};
use crate::job::{Job, Progress, Stage, Step};
use crate::model::gamma_gamma::{Params, Spend};
use crate::model::purchases::Purchases;
use std::sync::Arc;

/// Expectations per step: about a millisecond.
const BATCH: usize = 2_048;
/// Pools of at most so many customers are simulated customer by customer; in larger ones the sum of so many
/// independent counts is normal by any measure.
const SIMULATED: u64 = 2_000;

/// What the customers of one history spent on repeat purchases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spending {
    /// How many of them the model of spend can learn from: [`Spend::is_informative`].
    pub informative: u32,
    /// The mean of their means.
    pub mean: f64,
}

impl Spending {
    /// The expected spends per purchase of all `customers` of a history. What is expected of one is linear in
    /// the customer's mean, so the mean of the means says as much.
    fn total(self, params: &Params, h: &History, customers: u32) -> f64 {
        let mut total = 0.0;
        if self.informative > 0 {
            let known = Spend { x: h.x, mean: self.mean };
            total += f64::from(self.informative) * finite(params.mean_spend(&known));
        }
        let others = customers.saturating_sub(self.informative);
        if others > 0 {
            total += f64::from(others) * finite(params.population_mean());
        }
        total
    }
}

/// The figures of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// Expected purchases until each end: what the parameters leave open.
    pub expected: Vec<Estimate>,
    /// Purchases until each end: what the parameters and the chance of the purchases leave open.
    pub purchases: Vec<Estimate>,
    /// Expected purchases times what they count.
    pub discounted: Estimate,
    /// The same times the expected spends: the value of the pool, where there is a model of spend.
    pub value: Option<Estimate>,
}

/// Sums under way, a few histories a step.
#[derive(Clone, Debug)]
pub struct TotalsJob<P> {
    outlook: Outlook<P>,
    /// The parameters under which the chance of the purchases is measured in a large pool.
    typical: P,
    histories: Arc<Vec<Distinct>>,
    spending: Vec<Spending>,
    random: Random,
    is_simulated: bool,
    next: usize,
    /// For each draw and each end.
    expected: Vec<f64>,
    simulated: Vec<f64>,
    /// For each draw.
    discounted: Vec<f64>,
    value: Vec<f64>,
    /// For each end under the typical parameters.
    variance: Vec<f64>,
    mean: Vec<f64>,
}

impl<P: Purchases> TotalsJob<P> {
    /// `spending`: for each distinct history in their order; empty where there is no model of spend. `typical`:
    /// such as the posterior's mode.
    #[must_use]
    pub fn new(
        outlook: Outlook<P>,
        typical: P,
        histories: &Histories,
        spending: Vec<Spending>,
        seed: u64,
    ) -> Self {
        let (draws, ends) = (outlook.draws.len(), outlook.periods.ends.len());
        Self {
            outlook,
            typical,
            histories: histories.shared(),
            spending,
            random: Random::new(seed, u64::MAX),
            is_simulated: histories.customers() <= SIMULATED,
            next: 0,
            expected: vec![0.0; draws * ends],
            simulated: vec![0.0; draws * ends],
            discounted: vec![0.0; draws],
            value: vec![0.0; draws],
            variance: vec![0.0; ends],
            mean: vec![0.0; ends],
        }
    }

    fn add(&mut self, place: usize) {
        let Distinct { history, customers } = self.histories[place];
        let weight = f64::from(customers);
        let spending = self.spending.get(place).copied();
        let ends = self.outlook.periods.ends.len();
        let mut means = vec![0.0; ends];
        for (draw, params) in self.outlook.draws.iter().enumerate() {
            let p_alive = self.outlook.means(params, &history, &mut means);
            let here = draw * ends..(draw + 1) * ends;
            for (sum, mean) in self.expected[here.clone()].iter_mut().zip(&means) {
                *sum += weight * mean;
            }
            for _ in 0..if self.is_simulated { customers } else { 0 } {
                let uniform = self.random.uniform();
                let ends = &self.outlook.periods.ends;
                for (sum, t) in self.simulated[here.clone()].iter_mut().zip(ends) {
                    let p = |n| p_purchases(params, p_alive, &history, *t, n);
                    *sum += f64::from(counts::drawn(uniform, p));
                }
            }
            let worth = self.outlook.periods.worth(&means);
            self.discounted[draw] += weight * worth;
            if let (Some(spending), Some(spend)) = (spending, self.outlook.spend(draw)) {
                self.value[draw] += product(worth, spending.total(spend, &history, customers));
            }
        }
        if !self.is_simulated {
            self.add_typical(place);
        }
    }

    fn add_typical(&mut self, place: usize) {
        let Distinct { history, customers } = self.histories[place];
        let weight = f64::from(customers);
        let mut means = vec![0.0; self.mean.len()];
        let p_alive = self.outlook.means(&self.typical, &history, &mut means);
        for (end, t) in self.outlook.periods.ends.iter().enumerate() {
            let p = |n| p_purchases(&self.typical, p_alive, &history, *t, n);
            self.mean[end] += weight * means[end];
            self.variance[end] += weight * counts::variance(p);
        }
    }

    /// Chance in proportion to what is expected: the sum of a draw's expectation and a normal number.
    fn scatter(&mut self) {
        let ends = self.mean.len();
        for (place, (sum, expected)) in self.simulated.iter_mut().zip(&self.expected).enumerate() {
            let end = place % ends;
            let ratio =
                if self.mean[end] > 0.0 { self.variance[end] / self.mean[end] } else { 0.0 };
            let scatter = (ratio * expected).max(0.0).sqrt() * self.random.normal();
            *sum = (expected + scatter).max(0.0);
        }
    }

    fn finish(&mut self) -> Option<Totals> {
        if !self.is_simulated {
            self.scatter();
        }
        let ends = self.mean.len();
        let of = |all: &[f64]| -> Option<Vec<Estimate>> {
            let at = |end| all.iter().skip(end).step_by(ends).copied().collect();
            (0..ends).map(|end| Estimate::of(at(end))).collect()
        };
        let has_value = !self.spending.is_empty() && !self.outlook.spends.is_empty();
        Some(Totals {
            expected: of(&self.expected)?,
            purchases: of(&self.simulated)?,
            discounted: Estimate::of(std::mem::take(&mut self.discounted))?,
            value: Estimate::of(std::mem::take(&mut self.value)).filter(|_| has_value),
        })
    }
}

impl<P: Purchases> Job for TotalsJob<P> {
    /// `None` without draws.
    type Output = Option<Totals>;

    fn step(&mut self) -> Result<Step<Option<Totals>>> {
        let per_history = self.expected.len().max(1);
        let end = self.histories.len().min(self.next + (BATCH / per_history).max(1));
        for place in self.next..end {
            self.add(place);
        }
        self.next = end;
        if end < self.histories.len() {
            return Ok(Step::More);
        }
        Ok(Step::Done(self.finish()))
    }

    fn progress(&self) -> Progress {
        let total = Some(self.histories.len() as u64);
        Progress { stage: Stage::Valuing, done: self.next as u64, total }
    }
}
