//! sBG, shifted-beta-geometric: how long a cohort of subscribers stays that can leave at each renewal, each with a
//! probability of their own (FH2007). No purchases are counted, only who is left.

use super::steps::BetaSteps;
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::exp;
use crate::optim::{Evaluation, Newton, Optimum, Stop};

/// The parameters: both positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// First parameter of the beta distribution of the probabilities to leave at a renewal; the mean is
    /// `alpha / (alpha + beta)`.
    pub alpha: f64,
    /// Second parameter of that distribution.
    pub beta: f64,
}

impl Params {
    /// The share of a cohort that is left after `renewals`. FH2007.
    #[must_use]
    pub fn survival(&self, renewals: u32) -> f64 {
        exp(BetaSteps::new(self.alpha, self.beta, renewals).step(0, renewals).ln)
    }

    /// The share of those who came to renewal number `renewal` and stay: rising, because who leaves easily has left. `None`
    /// for number 0, which there is not.
    #[must_use]
    pub fn retention(&self, renewal: u32) -> Option<f64> {
        let before = f64::from(renewal.checked_sub(1)?);
        Some((self.beta + before) / (self.alpha + self.beta + before))
    }

    /// Mean number of renewals to come of a subscriber who has stayed through `renewals`, each discounted by
    /// `1 / (1 + discount)` per period (FH2010); `None` without a discount above 0, since the mean may not exist.
    #[must_use]
    pub fn discounted_renewals(&self, renewals: u32, discount: f64) -> Option<f64> {
        if !(discount > 0.0 && discount.is_finite()) {
            return None;
        }
        let (mut total, mut left, mut factor) = (0.0, 1.0, 1.0);
        let mut renewal = f64::from(renewals);
        loop {
            left *= (self.beta + renewal) / (self.alpha + self.beta + renewal);
            factor /= 1.0 + discount;
            let term = left * factor;
            total += term;
            // Each later term is smaller by the discount at least.
            if term / discount <= 1e-17 * total {
                return Some(total);
            }
            renewal += 1.0;
        }
    }
}

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sbg {
    /// The estimates.
    pub params: Params,
    /// Standard errors of `alpha` and `beta`; `None` when there is no proper maximum.
    pub standard_errors: Option<[f64; 2]>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
}

/// A fit under way: one evaluation of the likelihood per step.
#[derive(Clone, Debug)]
pub struct SbgFit {
    /// Who left at renewal number 1, 2, ..
    left: Vec<f64>,
    /// Who is still there.
    stayed: f64,
    newton: Newton<2>,
}

impl SbgFit {
    /// Gets ready. `survivors`: how many there were at first, and how many after each renewal.
    ///
    /// # Errors
    /// `invalid-option` where there is no renewal, or more survivors come after fewer.
    pub fn new(survivors: &[u32]) -> Result<Self> {
        let steps = survivors.windows(2);
        let left: Option<Vec<f64>> =
            steps.map(|pair| pair[0].checked_sub(pair[1]).map(f64::from)).collect();
        match (left, survivors.last()) {
            (Some(left), Some(stayed)) if !left.is_empty() && survivors[0] > 0 => {
                Ok(Self { left, stayed: f64::from(*stayed), newton: Newton::new([1.0, 1.0]) })
            }
            _ => Err(ErrorKind::InvalidOption { option: "survivors" }.into()),
        }
    }

    fn finish(optimum: &Optimum<2>) -> Sbg {
        let [alpha, beta] = optimum.params;
        Sbg {
            params: Params { alpha, beta },
            standard_errors: optimum.covariance.map(|c| [c[0][0].sqrt(), c[1][1].sqrt()]),
            log_likelihood: optimum.log_likelihood,
            iterations: optimum.iterations,
            stop: optimum.stop,
        }
    }
}

/// FH2007: who left at renewal `t` had stayed through `t - 1`.
fn evaluate(left: &[f64], stayed: f64, &[alpha, beta]: &[f64; 2]) -> Evaluation<2> {
    // As many renewals as there are counts of 32 bits.
    let renewals = u32::try_from(left.len()).unwrap_or(u32::MAX);
    let steps = BetaSteps::new(alpha, beta, renewals);
    let leavers = (0_u32..).zip(left).map(|(before, count)| (steps.step(1, before), *count));
    let stayers = std::iter::once((steps.step(0, renewals), stayed));
    let mut sum = Evaluation { value: 0.0, gradient: [0.0; 2], hessian: [[0.0; 2]; 2] };
    for (step, count) in leavers.chain(stayers) {
        sum.value += count * step.ln;
        let [first, mixed, second] = step.hessian;
        for (total, slope) in sum.gradient.iter_mut().zip(step.gradient) {
            *total += count * slope;
        }
        sum.hessian[0][0] += count * first;
        sum.hessian[0][1] += count * mixed;
        sum.hessian[1][1] += count * second;
    }
    sum
}

impl Job for SbgFit {
    type Output = Sbg;

    fn step(&mut self) -> Result<Step<Sbg>> {
        let (left, stayed) = (&self.left, self.stayed);
        Ok(match self.newton.step(|params| evaluate(left, stayed, params)) {
            Step::More => Step::More,
            Step::Done(optimum) => Step::Done(Self::finish(&optimum)),
        })
    }

    fn progress(&self) -> Progress {
        let done = u64::from(self.newton.iterations());
        Progress { stage: Stage::Fitting, done, total: None }
    }
}
