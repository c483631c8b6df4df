//! Fitting BG/NBD by maximum likelihood, over distinct histories with weights.
//!
//! The likelihood itself is in `rows.rs`, the method in [`crate::optim`].

use super::Params;
use super::rows::Rows;
use crate::error::{ErrorKind, Result};
use crate::history::Histories;
use crate::job::{Job, Progress, Stage, Step};
use crate::model::MIN_REPEATERS;
use crate::optim::{Newton, Optimum, Stop};
use crate::unit::TimeUnit;

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BgNbd {
    /// The estimates; `alpha` in `unit`.
    pub params: Params,
    /// Standard errors of `r`, `alpha`, `a`, `b`; `None` when there is no proper maximum.
    pub standard_errors: Option<[f64; 4]>,
    /// Covariance of `r`, `alpha`, `a`, `b`, from the observed information.
    pub covariance: Option<[[f64; 4]; 4]>,
    /// The log-likelihood at the estimates, with ages in `unit`.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
    /// Length of the gradient with respect to the logarithms of the parameters.
    pub gradient_norm: f64,
    /// The unit of time of `alpha` and of every horizon given to this model.
    pub unit: TimeUnit,
    /// Customers fitted.
    pub customers: u64,
    /// Those among them with a repeat purchase.
    pub repeaters: u64,
    /// Their distinct histories.
    pub distinct: u64,
    /// The most repeat purchases of one customer.
    pub max_repeats: u32,
}

/// A fit under way: one evaluation of the likelihood per step.
#[derive(Clone, Debug)]
pub struct BgNbdFit {
    rows: Rows,
    newton: Newton<4>,
    unit: TimeUnit,
    customers: u64,
    repeaters: u64,
    max_repeats: u32,
}

impl BgNbdFit {
    /// Gets ready; keeps its own copy of the distinct histories.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`] when less than [`MIN_REPEATERS`] customers came back.
    pub fn new(histories: &Histories) -> Result<Self> {
        let repeaters = histories.repeaters();
        if repeaters < MIN_REPEATERS {
            let needed = MIN_REPEATERS;
            return Err(ErrorKind::TooFewRepeaters { found: repeaters, needed }.into());
        }
        let rows = Rows::new(histories);
        Ok(Self {
            newton: Newton::new(rows.start()),
            rows,
            unit: histories.unit(),
            customers: histories.customers(),
            repeaters,
            max_repeats: histories.max_repeats(),
        })
    }

    fn finish(&self, optimum: &Optimum<4>) -> BgNbd {
        let [r, alpha, a, b] = optimum.params;
        let covariance = optimum.covariance;
        BgNbd {
            params: Params { r, alpha, a, b },
            standard_errors: covariance.map(|c| std::array::from_fn(|i| c[i][i].sqrt())),
            covariance,
            log_likelihood: optimum.log_likelihood,
            iterations: optimum.iterations,
            stop: optimum.stop,
            gradient_norm: optimum.gradient_norm,
            unit: self.unit,
            customers: self.customers,
            repeaters: self.repeaters,
            distinct: self.rows.len() as u64,
            max_repeats: self.max_repeats,
        }
    }
}

impl Job for BgNbdFit {
    type Output = BgNbd;

    fn step(&mut self) -> Result<Step<BgNbd>> {
        let rows = &self.rows;
        Ok(match self.newton.step(|params| rows.evaluate(params)) {
            Step::More => Step::More,
            Step::Done(optimum) => Step::Done(self.finish(&optimum)),
        })
    }

    fn progress(&self) -> Progress {
        let done = u64::from(self.newton.iterations());
        Progress { stage: Stage::Fitting, done, total: None }
    }
}
