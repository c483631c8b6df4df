//! Posteriors that are known in closed form or by quadrature.

use super::*;
use crate::job::{Job, run};
use crate::math::{exp, ln};
use crate::model::purchases::Likelihood;
use crate::optim::Evaluation;
use std::ops::ControlFlow;

/// `count` exponential waiting times of a `total`.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) count: f64,
    pub(super) total: f64,
}

impl Likelihood<1> for Waiting {
    type Params = [f64; 1];

    fn params(&self, at: [f64; 1]) -> [f64; 1] {
        at
    }

    fn start(&self) -> [f64; 1] {
        [1.0]
    }

    fn evaluate(&self, &[rate]: &[f64; 1]) -> Evaluation<1> {
        Evaluation {
            value: self.count * ln(rate) - rate * self.total,
            gradient: [self.count / rate - self.total],
            hessian: [[-self.count / (rate * rate)]],
        }
    }
}

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

/// A normal likelihood of the logarithms, of which the second leans on the first.
#[derive(Clone, Debug)]
struct Leaning;

const CENTRE: [f64; 2] = [1.2, -0.4];
/// The inverse of the covariance.
const PRECISION: [[f64; 2]; 2] = [[30.0, -25.0], [-25.0, 25.0]];

impl Likelihood<2> for Leaning {
    type Params = [f64; 2];

    fn params(&self, at: [f64; 2]) -> [f64; 2] {
        at
    }

    fn start(&self) -> [f64; 2] {
        [1.0, 1.0]
    }

    fn evaluate(&self, params: &[f64; 2]) -> Evaluation<2> {
        let off: [f64; 2] = std::array::from_fn(|i| ln(params[i]) - CENTRE[i]);
        let pull: [f64; 2] =
            std::array::from_fn(|i| -(0..2).map(|j| PRECISION[i][j] * off[j]).sum::<f64>());
        let mut hessian = [[0.0; 2]; 2];
        for i in 0..2 {
            for j in 0..2 {
                hessian[i][j] = -PRECISION[i][j] / (params[i] * params[j]);
            }
            hessian[i][i] -= pull[i] / (params[i] * params[i]);
        }
        Evaluation {
            value: 0.5 * (0..2).map(|i| off[i] * pull[i]).sum::<f64>(),
            gradient: std::array::from_fn(|i| pull[i] / params[i]),
            hessian,
        }
    }
}

/// A likelihood that says nothing: the posterior is the prior.
#[derive(Clone, Debug)]
struct Silent;

impl Likelihood<1> for Silent {
    type Params = [f64; 1];

    fn params(&self, at: [f64; 1]) -> [f64; 1] {
        at
    }

    fn start(&self) -> [f64; 1] {
        [8.0]
    }

    fn evaluate(&self, _: &[f64; 1]) -> Evaluation<1> {
        Evaluation { value: 0.0, gradient: [0.0], hessian: [[0.0]] }
    }
}

/// One that cannot be computed.
#[derive(Clone, Debug)]
struct Broken;

impl Likelihood<1> for Broken {
    type Params = [f64; 1];

    fn params(&self, at: [f64; 1]) -> [f64; 1] {
        at
    }

    fn start(&self) -> [f64; 1] {
        [1.0]
    }

    fn evaluate(&self, _: &[f64; 1]) -> Evaluation<1> {
        Evaluation { value: f64::NAN, gradient: [f64::NAN], hessian: [[f64::NAN]] }
    }
}

/// Of the standard normal distribution.
const QUANTILES: [(f64, f64); 5] = [
    (-1.644_853_626_951, 0.05),
    (-0.674_489_750_196, 0.25),
    (0.0, 0.5),
    (0.674_489_750_196, 0.75),
    (1.644_853_626_951, 0.95),
];

fn sample<L: Likelihood<N>, const N: usize>(likelihood: L) -> Posterior<N> {
    // Many draws: what is compared are numbers, and their errors fall with the root.
    finish(Sampling::new(likelihood, Options { round: 2_000, ..Options::default() }))
}

/// The share of the draws below where `share` of the distribution lies, in standard errors.
fn assert_below<const N: usize>(draws: &Posterior<N>, param: usize, value: f64, share: f64) {
    let all = draws.draws().count();
    let below = draws.draws().filter(|draw| draw[param] < value).count();
    let found = f64::from(u32::try_from(below).unwrap()) / f64::from(u32::try_from(all).unwrap());
    let error = (share * (1.0 - share) / draws.diagnostics[param].effective()).sqrt();
    assert!((found - share).abs() < 4.0 * error, "{found} of the draws below {value}, not {share}");
}

/// Quantiles and the mean of the rate, by summing the density over a fine grid of logarithms.
fn waiting_by_sums(count: f64, total: f64, shares: &[f64]) -> (Vec<f64>, f64) {
    let density = |log: f64| {
        exp(count * (log - ln(count / total)) - total * exp(log) + count - 0.5 * log * log / 2.25)
    };
    let grid: Vec<f64> = (-200_000..100_000).map(|i| f64::from(i) * 1e-4).collect();
    let mass: f64 = grid.iter().map(|log| density(*log)).sum();
    let mean = grid.iter().map(|log| density(*log) * exp(*log)).sum::<f64>() / mass;
    let at = |share: f64| {
        let mut below = 0.0;
        let place = grid.iter().position(|log| {
            below += density(*log) / mass;
            below >= share
        });
        exp(grid[place.unwrap()])
    };
    (shares.iter().map(|share| at(*share)).collect(), mean)
}

#[test]
fn a_normal_posterior_is_drawn_in_quarter_turns() {
    let draws = sample(Leaning);
    assert_eq!(draws.verdict(), Verdict::Good);
    // The prior adds its precision; it is centred on 0.
    let [[a, b], [_, d]] = PRECISION;
    let (a, d) = (a + 1.0 / 2.25, d + 1.0 / 2.25);
    let of = a * d - b * b;
    let covariance = [[d / of, -b / of], [-b / of, a / of]];
    let push: [f64; 2] =
        std::array::from_fn(|i| (0..2).map(|j| PRECISION[i][j] * CENTRE[j]).sum::<f64>());
    let mean: [f64; 2] =
        std::array::from_fn(|i| (0..2).map(|j| covariance[i][j] * push[j]).sum::<f64>());
    for i in 0..2 {
        assert!((ln(draws.mode[i]) - mean[i]).abs() < 1e-12);
        for (z, share) in QUANTILES {
            assert_below(&draws, i, exp(mean[i] + z * covariance[i][i].sqrt()), share);
        }
    }
    // One step a draw, and the warm-up.
    assert!(draws.evaluations < 8_000 + 4 * 20 + 20, "{}", draws.evaluations);
    assert!(draws.acceptance > 0.999_999);
}

#[test]
fn skewed_posteriors_are_drawn_as_they_are() {
    let shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
    for (count, total) in [(0.3, 1.0), (1.0, 0.2), (4.0, 9.0), (500.0, 40.0)] {
        let draws = sample(Waiting { count, total });
        assert_eq!(draws.verdict(), Verdict::Good, "{count} {total}");
        let (quantiles, mean) = waiting_by_sums(count, total, &shares);
        for (value, share) in quantiles.into_iter().zip(shares) {
            assert_below(&draws, 0, value, share);
        }
        let got = draws.estimate(0).unwrap().mean.unwrap();
        let squares: f64 = draws.draws().map(|[rate]| (rate - got) * (rate - got)).sum();
        let n = f64::from(u32::try_from(draws.draws().count()).unwrap());
        let error = (squares / n / draws.diagnostics[0].effective()).sqrt();
        assert!((got - mean).abs() < 4.0 * error, "{count} {total}: {got} is not {mean}");
    }
}

#[test]
fn without_data_the_posterior_is_the_prior() {
    let draws = sample(Silent);
    assert_eq!(draws.verdict(), Verdict::Good);
    for (z, share) in QUANTILES {
        assert_below(&draws, 0, 8.0 * exp(1.5 * z), share);
    }
}

#[test]
fn a_preview_is_normal_in_the_logarithms() {
    let options = Options { round: 2_000, ..Options::default() };
    let draws = finish(Preview::new(Waiting { count: 4.0, total: 9.0 }, options));
    assert_eq!((draws.verdict(), draws.method), (Verdict::Preview, Method::Laplace));
    // At the mode 4 - 9 rate = log / 2.25, and the curvature is 9 rate + 1 / 2.25.
    let mode = ln(draws.mode[0]);
    assert!((4.0 - 9.0 * exp(mode) - mode / 2.25).abs() < 1e-10);
    let sd = 1.0 / (9.0 * exp(mode) + 1.0 / 2.25).sqrt();
    for (z, share) in QUANTILES {
        assert_below(&draws, 0, exp(mode + sd * z), share);
    }
}

#[test]
fn what_cannot_be_computed_ends_with_a_doubt() {
    let options = Options { round: 100, most_rounds: 2, ..Options::default() };
    let draws = finish(Sampling::new(Broken, options));
    assert!(draws.draws().all(|[rate]| rate.is_finite()));
    assert!(matches!(draws.verdict(), Verdict::NotGood(doubts) if doubts.contains(&Doubt::NoMode)));
}

#[test]
fn too_few_draws_are_said_to_be() {
    let options = Options { round: 20, most_rounds: 1, ..Options::default() };
    let draws = finish(Sampling::new(Leaning, options));
    assert_eq!(draws.draws().count(), 80);
    let Verdict::NotGood(doubts) = draws.verdict() else { panic!("80 draws are not 400") };
    assert!(matches!(
        doubts[0],
        Doubt::ChainsDisagree { .. } | Doubt::FewEffective { param: 0, .. }
    ));
}

#[test]
fn steps_are_counted_and_the_seed_decides() {
    let options = Options { round: 100, ..Options::default() };
    let draw = |seed| {
        let mut steps = 0_u64;
        let job = Sampling::new(Waiting { count: 2.0, total: 3.0 }, Options { seed, ..options });
        let draws = run(job, |progress| {
            steps += 1;
            assert!(progress.done <= progress.total.unwrap());
            ControlFlow::Continue(())
        });
        let draws = draws.unwrap().unwrap();
        // One evaluation a step, but for the end of each round.
        assert!(steps.abs_diff(draws.evaluations) < 20, "{steps} {}", draws.evaluations);
        draws
    };
    assert_eq!(draw(5), draw(5));
    assert_ne!(draw(5), draw(6));
    let stopped = run(Sampling::new(Leaning, options), |_| ControlFlow::Break(()));
    assert!(stopped.unwrap().is_none());
}

#[test]
fn thinned_draws_are_evenly_spaced() {
    let options = Options { round: 100, most_rounds: 1, ..Options::default() };
    let draws = finish(Sampling::new(Leaning, options));
    let some = draws.some(40, |draw| draw);
    assert_eq!(some.len(), 40);
    assert_eq!((some[0], some[10]), (draws.chains[0][0], draws.chains[1][0]));
    assert_eq!(draws.some(usize::MAX, |draw| draw).len(), 400);
    assert_eq!(draws.some(0, |draw| draw).len(), 1);
}
