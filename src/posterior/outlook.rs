//! What draws of the parameters leave open of the figures of one history.

use super::counts::{self, CountInterval};
use super::estimate::Estimate;
use crate::history::History;
use crate::model::gamma_gamma::{self, Spend};
use crate::model::purchases::Purchases;

/// The periods that are looked at, and what a purchase in each of them counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Periods {
    /// Their ends in the model's unit of time, ascending; the first begins now.
    pub ends: Vec<f64>,
    /// For each what a purchase in it counts, such as its discount times the margin.
    pub factors: Vec<f64>,
}

impl Periods {
    /// What purchases count that are expected to be `cumulative` by the ends.
    pub(super) fn worth(&self, cumulative: &[f64]) -> f64 {
        let (mut total, mut before) = (0.0, 0.0);
        for (until, factor) in cumulative.iter().zip(&self.factors) {
            total += (until - before) * factor;
            before = *until;
        }
        total
    }
}

/// The figures of one history: how far apart the expectations are that the draws have of it. What one
/// customer will do scatters more: [`Outlook::purchases`].
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// P(alive).
    pub p_alive: Estimate,
    /// Expected purchases until each end.
    pub expected: Vec<Estimate>,
    /// Expected purchases times what they count.
    pub discounted: Estimate,
    /// Expected spend per purchase; infinite in draws under which no mean exists.
    pub spend: Option<Estimate>,
    /// The last two times each other: the lifetime value.
    pub value: Option<Estimate>,
}

/// Draws of the parameters, and the questions that they are asked.
#[derive(Clone, Debug)]
pub struct Outlook<P> {
    pub(super) draws: Vec<P>,
    pub(super) spends: Vec<gamma_gamma::Params>,
    pub(super) periods: Periods,
}

impl<P: Purchases> Outlook<P> {
    /// `draws`: of the model of purchases; `spends`: of the model of spend, empty where there is none. The two
    /// are independent: the first of one goes with the first of the other, the shorter list from its beginning.
    #[must_use]
    pub fn new(draws: Vec<P>, spends: Vec<gamma_gamma::Params>, periods: Periods) -> Self {
        Self { draws, spends, periods }
    }

    /// The draw of the spend that goes with a draw of the purchases.
    pub(super) fn spend(&self, draw: usize) -> Option<&gamma_gamma::Params> {
        self.spends.get(draw.checked_rem(self.spends.len())?)
    }

    /// The figures of a customer with history `h`, and with `spend` where there is a model of it. `None` without draws.
    #[must_use]
    pub fn figures(&self, h: &History, spend: &Spend) -> Option<Figures> {
        let count = self.draws.len();
        let ends = &self.periods.ends;
        let mut p_alive = Vec::with_capacity(count);
        let mut discounted = Vec::with_capacity(count);
        let mut expected = vec![Vec::with_capacity(count); ends.len()];
        let mut means = vec![0.0; ends.len()];
        for params in &self.draws {
            p_alive.push(self.means(params, h, &mut means));
            for (expected, mean) in expected.iter_mut().zip(&means) {
                expected.push(*mean);
            }
            discounted.push(self.periods.worth(&means));
        }
        let spends: Vec<f64> = (0..count)
            .filter_map(|draw| self.spend(draw))
            .map(|params| finite(params.mean_spend(spend)))
            .collect();
        let values = discounted.iter().zip(&spends).map(|(orders, spend)| product(*orders, *spend));
        Some(Figures {
            value: Estimate::of(values.collect()),
            p_alive: Estimate::of(p_alive)?,
            expected: expected.into_iter().map(Estimate::of).collect::<Option<_>>()?,
            discounted: Estimate::of(discounted)?,
            spend: Estimate::of(spends),
        })
    }

    /// Where the number of purchases in the next `t` will lie: what is not known of the parameters and the chance of
    /// the purchases themselves. `None` without draws, for a `t` that is not finite, and beyond 20,000 purchases.
    #[must_use]
    pub fn purchases(&self, h: &History, t: f64) -> Option<[CountInterval; 3]> {
        if self.draws.is_empty() || !t.is_finite() {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
        let share = 1.0 / self.draws.len() as f64;
        let p_alive: Vec<f64> = self.draws.iter().map(|params| params.p_alive(h)).collect();
        counts::intervals(|n| {
            let of = |(params, p_alive): (&P, &f64)| p_purchases(params, *p_alive, h, t, n);
            share * self.draws.iter().zip(&p_alive).map(of).sum::<f64>()
        })
    }

    /// Writes the expected purchases until each end to `means`; gives P(alive).
    pub(super) fn means(&self, params: &P, h: &History, means: &mut [f64]) -> f64 {
        let p_alive = params.p_alive(h);
        params.expected_given_alive(h, &self.periods.ends, means);
        for mean in means {
            *mean *= p_alive;
        }
        p_alive
    }
}

/// [`Purchases::p_purchases`] where P(alive) is known.
pub(super) fn p_purchases<P: Purchases>(
    params: &P,
    p_alive: f64,
    h: &History,
    t: f64,
    n: u32,
) -> f64 {
    let stopped = if n == 0 { 1.0 - p_alive } else { 0.0 };
    stopped + p_alive * params.p_purchases_given_alive(h, t, n)
}

pub(super) fn finite(mean: Option<f64>) -> f64 {
    mean.unwrap_or(f64::INFINITY)
}

/// Nothing times anything is nothing.
pub(super) fn product(orders: f64, spend: f64) -> f64 {
    if orders == 0.0 { 0.0 } else { orders * spend }
}
