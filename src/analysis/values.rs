//! What each customer is expected to bring.

use super::fitting::spend;
use super::models::Models;
use super::options::Decided;
use super::summary::{Gathered, Summary, Valued};
use crate::error::Result;
use crate::history::Histories;
use crate::job::{Job, Progress, Step};
use crate::model::bg_nbd::expected_purchases_new;
use crate::model::gamma_gamma::{Params, Spend};
use crate::pool::{Pool, batches};
use crate::unit::{Periods, TimeUnit};
use crate::value::{Expected, Horizons, Valuation};
use std::ops::Range;

/// Expectations by customer. What hangs on the purchase history alone is kept once for all customers
/// who share it.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerValues {
    histories: Histories,
    /// Of each distinct history.
    expected: Vec<Expected>,
    /// Expected spend per order; NaN where there is no estimate. Empty without a spend model.
    spend: Vec<f64>,
}

impl CustomerValues {
    pub(super) fn histories(&self) -> &Histories {
        &self.histories
    }

    /// Whether there is a spend model.
    #[must_use]
    pub fn has_spend(&self) -> bool {
        !self.spend.is_empty()
    }

    /// Probability that customer `c` is still buying, as of the report's day.
    #[must_use]
    pub fn p_alive(&self, c: usize) -> f64 {
        self.expected(c).p_alive
    }

    /// Expected orders of customer `c` within horizon `k` of [`super::HORIZONS`].
    #[must_use]
    pub fn expected_orders(&self, k: usize, c: usize) -> f64 {
        self.expected(c).orders[k]
    }

    /// Expected spend per order of customer `c`, in major units.
    #[must_use]
    pub fn spend(&self, c: usize) -> Option<f64> {
        self.spend.get(c).copied().filter(|spend| !spend.is_nan())
    }

    /// Expected spend of customer `c` within horizon `k` of [`super::HORIZONS`], undiscounted.
    #[must_use]
    pub fn expected_spend(&self, k: usize, c: usize) -> Option<f64> {
        Some(self.expected_orders(k, c) * self.spend(c)?)
    }

    /// Value of customer `c` over twelve months, each month discounted at its end.
    #[must_use]
    pub fn clv12(&self, c: usize) -> Option<f64> {
        Some(self.expected(c).discounted_orders * self.spend(c)?)
    }

    /// The same for the whole pool.
    pub(super) fn summary(&self, pool: &Pool, models: &Models) -> Summary {
        let mut all = Gathered::default();
        for customers in batches(pool.len()) {
            let of = |(c, expected): (usize, Expected)| {
                let spend = self.spend(c);
                Valued {
                    repeats: pool.order_days[c] - 1,
                    gap: pool.days_since_last(c).max(0).unsigned_abs(),
                    p_alive: expected.p_alive,
                    expected_orders: expected.orders,
                    spend,
                    clv12: spend.map(|spend| expected.discounted_orders * spend),
                }
            };
            let expected = self.look_up(customers.clone());
            all.add(customers.zip(expected).map(of));
        }
        let new_orders = models.bg_nbd.map_or(0.0, |model| {
            let year = Periods::new(12.0, TimeUnit::Month).to(model.unit).value;
            expected_purchases_new(&model.params, year)
        });
        let new_spend = models.gamma_gamma.and_then(|model| model.params.population_mean());
        all.summary(new_orders, new_spend)
    }

    /// What is expected of some customers. Histories lie in no order of theirs: looked up in a row, one need not wait
    /// for the other.
    #[inline(never)]
    pub(super) fn look_up(&self, customers: Range<usize>) -> Vec<Expected> {
        let places = &self.histories.of_customer()[customers];
        places.iter().map(|history| self.expected[*history as usize]).collect()
    }

    fn expected(&self, c: usize) -> &Expected {
        &self.expected[self.histories.of_customer()[c] as usize]
    }
}

/// Expected spend per order of each customer; NaN where there is no estimate.
#[inline(never)]
fn spends(pool: &Pool, params: &Params) -> Vec<f64> {
    let of = |spend: &Spend| params.mean_spend(spend).unwrap_or(f64::NAN);
    let mut spends = vec![of(&Spend::default()); pool.len()];
    for c in pool.repeaters().into_iter().map(|c| c as usize) {
        spends[c] = of(&spend(pool, c));
    }
    spends
}

/// The valuation under way.
#[derive(Debug)]
pub(super) struct Valuing {
    histories: Histories,
    job: Valuation,
    spend: Vec<f64>,
}

impl Valuing {
    /// `None` without a purchase model. `histories`: those of `pool`.
    pub(super) fn new(
        pool: &Pool,
        histories: Histories,
        models: &Models,
        options: &Decided,
    ) -> Option<Self> {
        let horizons = Horizons::year(options.discount_rate);
        let job = Valuation::new(&histories, models.bg_nbd.as_ref()?, horizons);
        let spend = models.gamma_gamma.map_or_else(Vec::new, |model| spends(pool, &model.params));
        Some(Self { histories, job, spend })
    }

    pub(super) fn advance(&mut self) -> Result<Option<CustomerValues>> {
        Ok(match self.job.step()? {
            Step::More => None,
            Step::Done(expected) => Some(CustomerValues {
                histories: self.histories.clone(),
                expected,
                spend: std::mem::take(&mut self.spend),
            }),
        })
    }

    pub(super) fn progress(&self) -> Progress {
        self.job.progress()
    }
}
