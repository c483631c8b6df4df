//! The jobs that draw from a posterior: one evaluation of the likelihood per step.

use super::chain::Chain;
use super::diagnostics::Diagnostics;
use super::draws::{Method, Posterior};
use super::random::Random;
use super::target::{Frame, Target};
use crate::error::Result;
use crate::job::{Job, Progress, Stage, Step};
use crate::math::exp;
use crate::model::purchases::Likelihood;
use crate::optim::{Newton, Optimum};

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many chains; at least 2, so that they can be compared.
    pub chains: u32,
    /// After each round of so many draws of every chain it is asked whether they are enough.
    pub round: u32,
    /// Rounds after which the draws are taken as they are, and the verdict says what is wrong with them.
    pub most_rounds: u32,
    /// What the random numbers begin with.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { chains: 4, round: 125, most_rounds: 16, seed: 20 }
    }
}

/// Draws from the posterior: looks for its mode, then runs the chains in turn until they agree on every
/// parameter, and its draws are worth 400 independent ones in the bulk and in the tails.
#[derive(Clone, Debug)]
pub struct Sampling<L, const N: usize> {
    target: Target<L, N>,
    options: Options,
    newton: Newton<N>,
    found: Option<Found<N>>,
    chains: Vec<Chain<N>>,
    rounds: u32,
}

/// The mode, and the coordinates around it.
#[derive(Clone, Copy, Debug)]
struct Found<const N: usize> {
    optimum: Optimum<N>,
    frame: Frame<N>,
}

impl<L: Likelihood<N>, const N: usize> Sampling<L, N> {
    /// Gets ready to draw from the posterior of the model with this likelihood.
    pub fn new(likelihood: L, options: Options) -> Self {
        let target = Target::new(likelihood);
        let chains = u64::from(options.chains.max(2));
        Self {
            newton: Newton::new(target.start()),
            target,
            options: Options { round: options.round.max(4), ..options },
            found: None,
            chains: (0..chains).map(|number| Chain::new(options.seed, number)).collect(),
            rounds: 1,
        }
    }

    /// How many draws each chain is to have when this round ends.
    fn wanted(&self) -> usize {
        self.rounds as usize * self.options.round as usize
    }

    fn finish(&self, found: &Found<N>) -> Option<Posterior<N>> {
        let diagnostics = diagnose(self.chains.iter().map(|chain| &*chain.draws))?;
        let enough = diagnostics.iter().all(Diagnostics::is_good);
        if !enough && self.rounds < self.options.most_rounds {
            return None;
        }
        let draws = self.chains.iter().map(|chain| chain.draws.len()).sum::<usize>();
        let gradients: u64 = self.chains.iter().map(|chain| chain.gradients).sum();
        #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
        let share = 1.0 / draws as f64;
        Some(Posterior {
            method: Method::HamiltonianMonteCarlo,
            mode: found.optimum.params,
            chains: self.chains.iter().map(|chain| chain.draws.clone()).collect(),
            diagnostics,
            acceptance: self.chains.iter().map(|chain| chain.acceptance).sum::<f64>() * share,
            divergences: self.chains.iter().map(|chain| chain.divergences).sum(),
            evaluations: u64::from(found.optimum.iterations) + gradients,
            has_mode: found.frame.is_mode,
        })
    }
}

impl<L: Likelihood<N>, const N: usize> Job for Sampling<L, N> {
    type Output = Posterior<N>;

    fn step(&mut self) -> Result<Step<Posterior<N>>> {
        let target = &self.target;
        let Some(found) = self.found else {
            if let Step::Done(optimum) = self.newton.step(|params| target.evaluate(params)) {
                self.found = Some(Found { frame: Frame::new(&optimum), optimum });
            }
            return Ok(Step::More);
        };
        let wanted = self.wanted();
        if let Some(chain) = self.chains.iter_mut().find(|chain| chain.draws.len() < wanted) {
            if chain.is_lost() {
                chain.draws.resize(wanted, found.optimum.params);
            } else {
                chain.step(&self.target, &found.frame);
            }
            return Ok(Step::More);
        }
        if let Some(posterior) = self.finish(&found) {
            return Ok(Step::Done(posterior));
        }
        self.rounds += 1;
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        let done = self.chains.iter().map(|chain| chain.draws.len() as u64).sum();
        let total = (self.wanted() * self.chains.len()) as u64;
        Progress { stage: Stage::Fitting, done, total: Some(total) }
    }
}

/// Draws at once from the normal distribution of the logarithms that touches the posterior at its mode.
#[derive(Clone, Debug)]
pub struct Preview<L, const N: usize> {
    target: Target<L, N>,
    options: Options,
    newton: Newton<N>,
}

impl<L: Likelihood<N>, const N: usize> Preview<L, N> {
    /// Gets ready; of `options` there is one round.
    pub fn new(likelihood: L, options: Options) -> Self {
        let target = Target::new(likelihood);
        Self { newton: Newton::new(target.start()), target, options }
    }

    fn finish(&self, optimum: &Optimum<N>) -> Posterior<N> {
        let frame = Frame::new(optimum);
        let chain = |number: u32| {
            let mut random = Random::new(self.options.seed, u64::from(number));
            let mut draw = || frame.logs(&std::array::from_fn(|_| random.normal())).map(exp);
            (0..self.options.round.max(4)).map(|_| draw()).collect::<Vec<_>>()
        };
        let chains: Vec<_> = (0..self.options.chains.max(2)).map(chain).collect();
        let nothing = Diagnostics { r_hat: f64::MAX, bulk_ess: 0.0, tail_ess: 0.0 };
        Posterior {
            method: Method::Laplace,
            mode: optimum.params,
            diagnostics: diagnose(chains.iter().map(|chain| &**chain)).unwrap_or([nothing; N]),
            chains,
            acceptance: 1.0,
            divergences: 0,
            evaluations: u64::from(optimum.iterations),
            has_mode: frame.is_mode,
        }
    }
}

impl<L: Likelihood<N>, const N: usize> Job for Preview<L, N> {
    type Output = Posterior<N>;

    fn step(&mut self) -> Result<Step<Posterior<N>>> {
        let target = &self.target;
        Ok(match self.newton.step(|params| target.evaluate(params)) {
            Step::More => Step::More,
            Step::Done(optimum) => Step::Done(self.finish(&optimum)),
        })
    }

    fn progress(&self) -> Progress {
        let done = u64::from(self.newton.iterations());
        Progress { stage: Stage::Fitting, done, total: None }
    }
}

/// `None` unless the chains have one length, of at least 4.
fn diagnose<'a, const N: usize>(
    chains: impl Iterator<Item = &'a [[f64; N]]> + Clone,
) -> Option<[Diagnostics; N]> {
    let mut all = [None; N];
    for (param, of) in all.iter_mut().enumerate() {
        let draws: Vec<Vec<f64>> =
            chains.clone().map(|chain| chain.iter().map(|draw| draw[param]).collect()).collect();
        *of = Some(Diagnostics::of(&draws)?);
    }
    let found: Vec<Diagnostics> = all.into_iter().flatten().collect();
    found.try_into().ok()
}
