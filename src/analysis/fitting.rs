//! The models, fitted one after the other on the pool of the fit's day.

use super::models::{Model, ModelError, Models};
use super::options::Decided;
use crate::error::Result;
use crate::history::{DayHistory, Histories};
use crate::job::{Job, Step};
use crate::model::bg_nbd::BgNbdFit;
use crate::model::gamma_gamma::{GammaGammaFit, Spend};
use crate::pool::Pool;

/// The fits under way: one iteration of one model in each step.
#[derive(Debug)]
pub(super) struct Fitting {
    purchases: Option<BgNbdFit>,
    spend: Option<GammaGammaFit>,
    models: Models,
    iterations: u64,
}

/// The histories of `pool` as the purchase model takes them.
pub(super) fn histories(pool: &Pool, options: &Decided) -> Histories {
    let days: Vec<DayHistory> = (0..pool.len()).map(|c| pool.history(c)).collect();
    Histories::from_days(options.unit, &days)
}

/// What customer `c` spent on repeats, as the spend model takes it.
pub(super) fn spend(pool: &Pool, c: usize) -> Spend {
    Spend { x: pool.order_days[c] - 1, mean: pool.repeat_spend(c).unwrap_or(0.0) }
}

impl Fitting {
    pub(super) fn new(pool: &Pool, options: &Decided) -> Self {
        let mut models = Models::default();
        let mut begun = |model, error| models.errors.push(ModelError { model, error });
        let purchases = BgNbdFit::new(&histories(pool, options));
        let purchases = purchases.map_err(|error| begun(Model::BgNbd, error)).ok();
        let spends: Vec<Spend> = (0..pool.len()).map(|c| spend(pool, c)).collect();
        let spend = GammaGammaFit::new(&spends);
        let spend = spend.map_err(|error| begun(Model::GammaGamma, error)).ok();
        Self { purchases, spend, models, iterations: 0 }
    }

    /// One iteration; the models, once there is nothing left to fit.
    pub(super) fn advance(&mut self) -> Result<Option<Models>> {
        self.iterations += 1;
        if let Some(fit) = &mut self.purchases {
            if let Step::Done(model) = fit.step()? {
                self.models.bg_nbd = Some(model);
                self.purchases = None;
            }
        } else if let Some(fit) = &mut self.spend {
            if let Step::Done(model) = fit.step()? {
                self.models.gamma_gamma = Some(model);
                self.spend = None;
            }
        } else {
            return Ok(Some(std::mem::take(&mut self.models)));
        }
        Ok(None)
    }

    /// Iterations so far, of both models.
    pub(super) fn iterations(&self) -> u64 {
        self.iterations
    }
}
