//! Fitting Gamma-Gamma by maximum likelihood.

use super::rows::Rows;
use super::{Params, Spend};
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{ordered, sort_by_number, spearman};
use crate::model::MIN_REPEATERS;
use crate::optim::{Newton, Optimum, Stop};

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaGamma {
    /// The estimates.
    pub params: Params,
    /// Standard errors of `p`, `q`, `gamma`; `None` when there is no proper maximum.
    pub standard_errors: Option<[f64; 3]>,
    /// Covariance of `p`, `q`, `gamma`, from the observed information.
    pub covariance: Option<[[f64; 3]; 3]>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
    /// Length of the gradient with respect to the logarithms of the parameters.
    pub gradient_norm: f64,
    /// Customers fitted: those with a repeat purchase and a positive mean spend.
    pub customers: u64,
    /// Customers with a repeat purchase that were left out because their mean spend is not positive.
    pub without_spend: u64,
    /// Rank correlation between `x` and mean spend among the customers fitted; the model takes it for
    /// zero. `None` when one of the two does not vary.
    pub spearman: Option<f64>,
}

/// A fit under way: one evaluation of the likelihood per step.
#[derive(Clone, Debug)]
pub struct GammaGammaFit {
    rows: Rows,
    newton: Newton<3>,
    without_spend: u64,
    spearman: Option<f64>,
}

impl GammaGammaFit {
    /// Gets ready; `customers` in any order.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`] when less than [`MIN_REPEATERS`] customers are left.
    pub fn new(customers: &[Spend]) -> Result<Self> {
        let repeaters = customers.iter().filter(|spend| spend.x > 0).count() as u64;
        let mut spends: Vec<Spend> =
            customers.iter().copied().filter(Spend::is_informative).collect();
        let found = spends.len() as u64;
        if found < MIN_REPEATERS {
            return Err(ErrorKind::TooFewRepeaters { found, needed: MIN_REPEATERS }.into());
        }
        // An order of their own: the order of the customers moves no bit.
        sort_by_number(&mut spends, |spend| ordered(spend.mean));
        sort_by_number(&mut spends, |spend| u64::from(spend.x));
        let rows = Rows::new(&spends);
        Ok(Self {
            newton: Newton::new(rows.start()),
            rows,
            without_spend: repeaters - found,
            spearman: rank_correlation(&spends),
        })
    }

    fn finish(&self, optimum: &Optimum<3>) -> GammaGamma {
        let [p, q, gamma] = optimum.params;
        let covariance = optimum.covariance;
        GammaGamma {
            params: Params { p, q, gamma },
            standard_errors: covariance.map(|c| std::array::from_fn(|i| c[i][i].sqrt())),
            covariance,
            log_likelihood: optimum.log_likelihood,
            iterations: optimum.iterations,
            stop: optimum.stop,
            gradient_norm: optimum.gradient_norm,
            customers: self.rows.len() as u64,
            without_spend: self.without_spend,
            spearman: self.spearman,
        }
    }
}

impl Job for GammaGammaFit {
    type Output = GammaGamma;

    fn step(&mut self) -> Result<Step<GammaGamma>> {
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

fn rank_correlation(spends: &[Spend]) -> Option<f64> {
    let counts: Vec<f64> = spends.iter().map(|spend| f64::from(spend.x)).collect();
    let means: Vec<f64> = spends.iter().map(|spend| spend.mean).collect();
    spearman(&counts, &means)
}
