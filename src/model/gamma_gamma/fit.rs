//! Fitting Gamma-Gamma by maximum likelihood.

use super::rows::Rows;
use super::{Params, Spend};
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{pearson, places_by_number, ranks_in_order, sort_by_number};
use crate::model::MIN_REPEATERS;
use crate::model::purchases::Likelihood;
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
        let spends: Vec<Spend> = customers.iter().copied().filter(Spend::is_informative).collect();
        let found = spends.len() as u64;
        if found < MIN_REPEATERS {
            return Err(ErrorKind::TooFewRepeaters { found, needed: MIN_REPEATERS }.into());
        }
        let (spends, spearman) = in_own_order(&spends);
        let rows = Rows::new(&spends);
        Ok(Self {
            newton: Newton::new(rows.start()),
            rows,
            without_spend: repeaters - found,
            spearman,
        })
    }

    fn finish(&self, optimum: &Optimum<3>) -> GammaGamma {
        let covariance = optimum.covariance;
        GammaGamma {
            params: optimum.params.into(),
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

impl From<[f64; 3]> for Params {
    fn from([p, q, gamma]: [f64; 3]) -> Self {
        Self { p, q, gamma }
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

impl Rows {
    /// The informative ones among `customers`, who come in any order.
    #[must_use]
    pub fn of(customers: &[Spend]) -> Self {
        let spends: Vec<Spend> = customers.iter().copied().filter(Spend::is_informative).collect();
        Self::new(&in_own_order(&spends).0)
    }
}

/// `spends`, all informative, by `x` and then by the mean: the order of the customers moves no bit. And Spearman's
/// rank correlation of the two.
#[inline(never)]
fn in_own_order(spends: &[Spend]) -> (Vec<Spend>, Option<f64>) {
    // The bits of positive floats sort as the floats do.
    let keys: Vec<u64> = spends.iter().map(|spend| spend.mean.to_bits()).collect();
    let by_mean: Vec<Spend> =
        places_by_number(&keys).into_iter().map(|at| spends[at as usize]).collect();
    let means: Vec<f64> = by_mean.iter().map(|spend| spend.mean).collect();
    let mut ranked: Vec<(Spend, f64)> = by_mean.into_iter().zip(ranks_in_order(&means)).collect();
    sort_by_number(&mut ranked, |(spend, _)| u64::from(spend.x));
    let counts: Vec<f64> = ranked.iter().map(|(spend, _)| f64::from(spend.x)).collect();
    let (spends, ranks): (Vec<Spend>, Vec<f64>) = ranked.into_iter().unzip();
    let spearman = pearson(&ranks_in_order(&counts), &ranks);
    (spends, spearman)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spearman(pairs: &[(u32, f64)]) -> Option<f64> {
        let spends: Vec<Spend> = pairs.iter().map(|&(x, mean)| Spend { x, mean }).collect();
        let (ordered, spearman) = in_own_order(&spends);
        assert!(ordered.is_sorted_by(|a, b| (a.x, a.mean) <= (b.x, b.mean)));
        spearman
    }

    #[test]
    fn any_rising_curve_has_rank_correlation_one() {
        assert_eq!(spearman(&[(3, 5.5), (1, 0.1), (4, 1e9), (2, 5.0)]), Some(1.0));
        assert_eq!(spearman(&[(1, 3.0), (2, 2.0), (3, 1.0), (4, 0.5)]), Some(-1.0));
    }

    #[test]
    fn ties_share_their_ranks() {
        // Ranks 1.5, 1.5, 3 and 2, 2, 2: one does not vary; then 1, 2.5, 2.5 against 1.5, 1.5, 3.
        assert_eq!(spearman(&[(1, 7.0), (1, 7.0), (2, 7.0)]), None);
        assert_eq!(spearman(&[(2, 4.0), (1, 4.0), (2, 9.0)]), Some(0.5));
    }
}
