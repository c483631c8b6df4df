//! What each customer is expected to bring.

use super::fitting::{histories, spend};
use super::models::Models;
use super::options::Decided;
use super::summary::{Summary, Valued, summarise};
use crate::error::Result;
use crate::history::Histories;
use crate::job::{Job, Progress, Step};
use crate::model::bg_nbd::expected_purchases_new;
use crate::pool::Pool;
use crate::unit::{Periods, TimeUnit};
use crate::value::{Columns, Horizons, Valuation};

/// Expectations by customer. What hangs on the purchase history alone is kept once for all customers
/// who share it.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerValues {
    /// Place of each customer's history in `columns`.
    history: Vec<u32>,
    columns: Columns,
    /// Expected spend per order; NaN where there is no estimate. Empty without a spend model.
    spend: Vec<f64>,
}

impl CustomerValues {
    /// Whether there is a spend model.
    #[must_use]
    pub fn has_spend(&self) -> bool {
        !self.spend.is_empty()
    }

    /// Probability that customer `c` is still buying, as of the report's day.
    #[must_use]
    pub fn p_alive(&self, c: usize) -> f64 {
        self.columns.p_alive[self.history[c] as usize]
    }

    /// Expected orders of customer `c` within horizon `k` of [`super::HORIZONS`].
    #[must_use]
    pub fn expected_orders(&self, k: usize, c: usize) -> f64 {
        self.columns.expected_orders[k][self.history[c] as usize]
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
        Some(self.columns.discounted_orders[self.history[c] as usize] * self.spend(c)?)
    }

    /// The same for the whole pool.
    pub(super) fn summary(&self, pool: &Pool, models: &Models) -> Summary {
        let customers: Vec<Valued> = (0..pool.len())
            .map(|c| Valued {
                repeats: pool.order_days[c] - 1,
                gap: pool.days_since_last(c).max(0).unsigned_abs(),
                p_alive: self.p_alive(c),
                expected_orders: [0, 1, 2].map(|k| self.expected_orders(k, c)),
                spend: self.spend(c),
                clv12: self.clv12(c),
            })
            .collect();
        let new_orders = models.bg_nbd.map_or(0.0, |model| {
            let year = Periods::new(12.0, TimeUnit::Month).to(model.unit).value;
            expected_purchases_new(&model.params, year)
        });
        let new_spend = models.gamma_gamma.and_then(|model| model.params.population_mean());
        summarise(&customers, new_orders, new_spend)
    }
}

/// The valuation under way.
#[derive(Debug)]
pub(super) struct Valuing {
    histories: Histories,
    job: Valuation,
    spend: Vec<f64>,
}

impl Valuing {
    /// `None` without a purchase model.
    pub(super) fn new(pool: &Pool, models: &Models, options: &Decided) -> Option<Self> {
        let histories = histories(pool, options);
        let horizons = Horizons::year(options.discount_rate);
        let job = Valuation::new(&histories, models.bg_nbd.as_ref()?, horizons);
        let spend = models.gamma_gamma.map_or_else(Vec::new, |model| {
            let of = |c| model.params.mean_spend(&spend(pool, c)).unwrap_or(f64::NAN);
            (0..pool.len()).map(of).collect()
        });
        Some(Self { histories, job, spend })
    }

    pub(super) fn advance(&mut self) -> Result<Option<CustomerValues>> {
        Ok(match self.job.step()? {
            Step::More => None,
            Step::Done(columns) => Some(CustomerValues {
                history: self.histories.of_customer().to_vec(),
                columns,
                spend: std::mem::take(&mut self.spend),
            }),
        })
    }

    pub(super) fn progress(&self) -> Progress {
        self.job.progress()
    }
}
