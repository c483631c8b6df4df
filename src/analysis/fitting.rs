//! The models, fitted one after the other on the pool of the fit's day.

use super::models::{Model, ModelError, Models};
use crate::error::{Error, Result};
use crate::history::{DayHistory, Histories};
use crate::job::{Job, Step};
use crate::model::bg_nbd::BgNbdFit;
use crate::model::gamma_gamma::{GammaGammaFit, Spend};
use crate::pool::Pool;
use crate::unit::TimeUnit;

/// The fits under way: one of them begun, or one iteration of one, in each step.
#[derive(Debug)]
pub(super) struct Fitting {
    fit: Fit,
    models: Models,
    iterations: u64,
}

#[derive(Debug)]
enum Fit {
    Begun(Histories),
    Purchases(Box<BgNbdFit>),
    Between,
    Spend(Box<GammaGammaFit>),
    Done,
}

/// The histories of `pool` as the purchase model takes them.
pub(super) fn histories(pool: &Pool, unit: TimeUnit) -> Histories {
    let days: Vec<DayHistory> = (0..pool.len()).map(|c| pool.history(c)).collect();
    Histories::from_days(unit, &days)
}

/// What customer `c` spent on repeats, as the spend model takes it.
pub(super) fn spend(pool: &Pool, c: usize) -> Spend {
    Spend { x: pool.order_days[c] - 1, mean: pool.repeat_spend(c).unwrap_or(0.0) }
}

impl Fitting {
    pub(super) fn new(histories: Histories) -> Self {
        Self { fit: Fit::Begun(histories), models: Models::default(), iterations: 0 }
    }

    /// `pool`: that of the histories. True once there is nothing left to fit.
    pub(super) fn advance(&mut self, pool: &Pool) -> Result<bool> {
        self.iterations += 1;
        self.fit = match std::mem::replace(&mut self.fit, Fit::Done) {
            Fit::Begun(histories) => match BgNbdFit::new(&histories) {
                Ok(fit) => Fit::Purchases(Box::new(fit)),
                Err(error) => self.missing(Model::BgNbd, error, Fit::Between),
            },
            Fit::Purchases(mut fit) => match fit.step()? {
                Step::More => Fit::Purchases(fit),
                Step::Done(model) => {
                    self.models.bg_nbd = Some(model);
                    Fit::Between
                }
            },
            Fit::Between => {
                let repeaters = pool.repeaters().into_iter();
                let spends: Vec<Spend> = repeaters.map(|c| spend(pool, c as usize)).collect();
                match GammaGammaFit::new(&spends) {
                    Ok(fit) => Fit::Spend(Box::new(fit)),
                    Err(error) => self.missing(Model::GammaGamma, error, Fit::Done),
                }
            }
            Fit::Spend(mut fit) => match fit.step()? {
                Step::More => Fit::Spend(fit),
                Step::Done(model) => {
                    self.models.gamma_gamma = Some(model);
                    Fit::Done
                }
            },
            Fit::Done => Fit::Done,
        };
        Ok(matches!(self.fit, Fit::Done))
    }

    fn missing(&mut self, model: Model, error: Error, next: Fit) -> Fit {
        self.models.errors.push(ModelError { model, error });
        next
    }

    pub(super) fn into_models(self) -> Models {
        self.models
    }

    /// Steps so far, of both models.
    pub(super) fn iterations(&self) -> u64 {
        self.iterations
    }
}
