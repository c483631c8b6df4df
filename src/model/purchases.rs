//! What a model of repeat buying is asked, whichever it is; and the fit that all of them share.

use crate::error::{ErrorKind, Result};
use crate::history::{Histories, History};
use crate::job::{Job, Progress, Stage, Step};
use crate::model::MIN_REPEATERS;
use crate::optim::{Evaluation, Newton, Optimum, Stop};
use crate::unit::TimeUnit;
use std::fmt::Debug;

/// The parameters of a model of repeat buying, and what they say of one customer.
///
/// Times are in the unit of the ages. A new customer is one with [`History::default`]: the first
/// purchase was just now. Forecasts are made for a customer known to be alive and multiplied by
/// [`Purchases::p_alive`], so that nothing is lost where that is tiny.
pub trait Purchases: Copy + Debug {
    /// The logarithm of the likelihood of one history: a density in the purchase times.
    fn ln_likelihood(&self, h: &History) -> f64;

    /// Probability that the customer is still buying at age `T`: in 0..=1.
    fn p_alive(&self, h: &History) -> f64;

    /// Writes the mean number of purchases in the next `t` of a customer who is alive to `out`, for
    /// every `t` of `horizons`; a negative one counts as 0.
    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]);

    /// Probability that a customer who is alive makes exactly `n` purchases in the next `t`, which is
    /// finite.
    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64;

    /// Mean number of future purchases of a customer who is alive, each discounted by
    /// `exp(-rate * t)`: DET to a finite horizon, DERT to an infinite one.
    ///
    /// `rate`: continuous, per unit of time. `None` when the answer is not finite or has no meaning: a
    /// negative or NaN argument, or an infinite horizon without discount.
    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64>;

    /// Whether it makes a difference when a customer who is alive bought last: it does not where
    /// purchases come at random.
    fn last_matters(&self) -> bool {
        false
    }

    /// Mean number of purchases in the next `t`.
    fn expected(&self, h: &History, t: f64) -> f64 {
        let mut mean = [0.0];
        self.expected_given_alive(h, &[t], &mut mean);
        self.p_alive(h) * mean[0]
    }

    /// Probability of exactly `n` purchases in the next `t`.
    fn p_purchases(&self, h: &History, t: f64, n: u32) -> f64 {
        let p_alive = self.p_alive(h);
        let stopped = if n == 0 { 1.0 - p_alive } else { 0.0 };
        stopped + p_alive * self.p_purchases_given_alive(h, t, n)
    }

    /// DET, or DERT with an infinite horizon; `None` as in [`Purchases::discounted_given_alive`].
    fn discounted(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        let total = self.p_alive(h) * self.discounted_given_alive(h, rate, horizon)?;
        total.is_finite().then_some(total)
    }
}

/// The likelihood of all customers under a model with `N` positive parameters.
pub trait Likelihood<const N: usize> {
    /// The parameters by name.
    type Params: Copy + Debug;

    /// The parameters `at` a point.
    fn params(&self, at: [f64; N]) -> Self::Params;

    /// Where a fit starts: of the right order of magnitude, in proportion to the unit of time.
    fn start(&self) -> [f64; N];

    /// The log-likelihood at positive, finite parameters, and its derivatives.
    fn evaluate(&self, params: &[f64; N]) -> Evaluation<N>;

    /// The log-likelihood and its gradient alone, where those are cheaper to have.
    fn slope(&self, params: &[f64; N]) -> (f64, [f64; N]) {
        let all = self.evaluate(params);
        (all.value, all.gradient)
    }
}

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted<P, const N: usize> {
    /// The estimates; times are in `unit`.
    pub params: P,
    /// Standard errors, in the order of the parameters; `None` when there is no proper maximum.
    pub standard_errors: Option<[f64; N]>,
    /// Covariance of the parameters, from the observed information.
    pub covariance: Option<[[f64; N]; N]>,
    /// The log-likelihood at the estimates, with ages in `unit`.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
    /// Length of the gradient with respect to the logarithms of the parameters.
    pub gradient_norm: f64,
    /// The unit of time of the parameters and of every horizon given to this model.
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

/// A fit by maximum likelihood under way: one evaluation of the likelihood per step.
#[derive(Clone, Debug)]
pub struct Fit<L, const N: usize> {
    likelihood: L,
    newton: Newton<N>,
    unit: TimeUnit,
    customers: u64,
    repeaters: u64,
    distinct: u64,
    max_repeats: u32,
}

impl<L: Likelihood<N>, const N: usize> Fit<L, N> {
    /// Gets ready to fit `likelihood`, which is made of `histories`.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`] when less than [`MIN_REPEATERS`] customers came back.
    pub fn of(histories: &Histories, likelihood: impl FnOnce(&Histories) -> L) -> Result<Self> {
        let repeaters = histories.repeaters();
        if repeaters < MIN_REPEATERS {
            let needed = MIN_REPEATERS;
            return Err(ErrorKind::TooFewRepeaters { found: repeaters, needed }.into());
        }
        let likelihood = likelihood(histories);
        Ok(Self {
            newton: Newton::new(likelihood.start()),
            likelihood,
            unit: histories.unit(),
            customers: histories.customers(),
            repeaters,
            distinct: histories.distinct().len() as u64,
            max_repeats: histories.max_repeats(),
        })
    }

    fn finish(&self, optimum: &Optimum<N>) -> Fitted<L::Params, N> {
        let covariance = optimum.covariance;
        Fitted {
            params: self.likelihood.params(optimum.params),
            standard_errors: covariance.map(|c| std::array::from_fn(|i| c[i][i].sqrt())),
            covariance,
            log_likelihood: optimum.log_likelihood,
            iterations: optimum.iterations,
            stop: optimum.stop,
            gradient_norm: optimum.gradient_norm,
            unit: self.unit,
            customers: self.customers,
            repeaters: self.repeaters,
            distinct: self.distinct,
            max_repeats: self.max_repeats,
        }
    }
}

impl<L: Likelihood<N>, const N: usize> Job for Fit<L, N> {
    type Output = Fitted<L::Params, N>;

    fn step(&mut self) -> Result<Step<Self::Output>> {
        let likelihood = &self.likelihood;
        Ok(match self.newton.step(|params| likelihood.evaluate(params)) {
            Step::More => Step::More,
            Step::Done(optimum) => Step::Done(self.finish(&optimum)),
        })
    }

    fn progress(&self) -> Progress {
        let done = u64::from(self.newton.iterations());
        Progress { stage: Stage::Fitting, done, total: None }
    }
}
