//! Newton's method on the logarithms of the parameters.
//!
//! Logarithms keep the parameters positive and make the likelihoods here nearly quadratic; with exact
//! second derivatives seven evaluations are usual. What is left is care: a damped system where the
//! curvature is wrong, a longest stride, and a bound for parameters that run away.

use super::cholesky::Cholesky;
use super::{Evaluation, Optimum, Stop};
use crate::job::Step;
use crate::math::{exp, ln};

/// A step is accepted as the last one when it moves no logarithm by more than this. The error that
/// is left is its square.
const LAST_STRIDE: f64 = 1e-8;
/// No logarithm moves further than this at once.
const LONGEST_STRIDE: f64 = 2.0;
/// How far a logarithm may go from its start: a factor of nine million.
const REACH: f64 = 16.0;
const MOST_ITERATIONS: u32 = 200;
/// A rejected step of less than this ends the search where the likelihood is all rounding.
const SHORT_STRIDE: f64 = 1e-4;
/// The rounding error of a likelihood, relative.
const NOISE: f64 = 1e-13;
const FIRST_DAMPING: f64 = 1e-2;
const MOST_DAMPING: f64 = 1e12;

/// A maximisation under way; each [`Newton::step`] evaluates the likelihood once.
#[derive(Clone, Debug)]
pub struct Newton<const N: usize> {
    start: [f64; N],
    at: [f64; N],
    here: Option<Local<N>>,
    damping: f64,
    iterations: u32,
}

/// Minus the log-likelihood around a point, in the logarithms of the parameters.
#[derive(Clone, Copy, Debug)]
struct Local<const N: usize> {
    value: f64,
    gradient: [f64; N],
    hessian: [[f64; N]; N],
}

impl<const N: usize> Local<N> {
    fn new(params: &[f64; N], natural: &Evaluation<N>) -> Self {
        let mut hessian = [[0.0; N]; N];
        for i in 0..N {
            for j in 0..N {
                hessian[i][j] = -natural.hessian[i.min(j)][i.max(j)] * params[i] * params[j];
            }
            hessian[i][i] -= natural.gradient[i] * params[i];
        }
        let gradient = std::array::from_fn(|i| -natural.gradient[i] * params[i]);
        Self { value: -natural.value, gradient, hessian }
    }

    fn is_finite(&self) -> bool {
        self.value.is_finite()
            && self.gradient.iter().all(|g| g.is_finite())
            && self.hessian.iter().flatten().all(|h| h.is_finite())
    }

    fn gradient_norm(&self) -> f64 {
        self.gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
    }
}

impl<const N: usize> Newton<N> {
    /// Starts at `start`: positive, finite, and of the right order of magnitude, because the bounds
    /// are set around it.
    #[must_use]
    pub fn new(start: [f64; N]) -> Self {
        let start = start.map(ln);
        Self { start, at: start, here: None, damping: 0.0, iterations: 0 }
    }

    /// How often the likelihood has been evaluated.
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Evaluates `likelihood` once and moves on.
    pub fn step(
        &mut self,
        likelihood: impl FnOnce(&[f64; N]) -> Evaluation<N>,
    ) -> Step<Optimum<N>> {
        self.iterations += 1;
        let Some(here) = self.here else { return self.first(likelihood) };
        let free = self.free(&here);
        let Some(direction) = self.direction(&here, &free) else {
            let stop = if self.at_bound() { Stop::Boundary } else { Stop::NoProgress };
            return Step::Done(self.finish(&here, stop));
        };
        let trial = self.trial(&direction);
        let stride = distance(&trial, &self.at);
        let params = trial.map(exp);
        let there = Local::new(&params, &likelihood(&params));
        if stride <= LAST_STRIDE && !self.undamp(&here, &free) {
            return Step::Done(self.last(&here, trial, &there));
        }
        let noise = NOISE * (1.0 + here.value.abs());
        if rises(&here, &there, &self.at, &trial, noise) {
            self.at = trial;
            self.here = Some(there);
            self.damping = if self.damping <= FIRST_DAMPING { 0.0 } else { self.damping / 10.0 };
        } else if self.damping == 0.0
            && stride <= SHORT_STRIDE
            && (there.value - here.value).abs() <= noise
        {
            // Neither the likelihood nor its gradient can tell the two points apart.
            return Step::Done(self.last(&here, trial, &there));
        } else {
            self.damping = (self.damping * 10.0).max(FIRST_DAMPING);
        }
        if self.iterations >= MOST_ITERATIONS {
            let here = self.here.unwrap_or(here);
            return Step::Done(self.finish(&here, Stop::MaxIterations));
        }
        Step::More
    }

    fn first(&mut self, likelihood: impl FnOnce(&[f64; N]) -> Evaluation<N>) -> Step<Optimum<N>> {
        let params = self.at.map(exp);
        let here = Local::new(&params, &likelihood(&params));
        if !here.is_finite() {
            return Step::Done(self.finish(&here, Stop::NoProgress));
        }
        self.here = Some(here);
        Step::More
    }

    /// Which parameters may move: all but those at a bound that the likelihood would push past it.
    fn free(&self, here: &Local<N>) -> [bool; N] {
        std::array::from_fn(|i| {
            let out = self.at[i] - self.start[i];
            !(out >= REACH && here.gradient[i] < 0.0 || out <= -REACH && here.gradient[i] > 0.0)
        })
    }

    fn at_bound(&self) -> bool {
        distance(&self.at, &self.start) >= REACH
    }

    /// Takes the damping away where the curvature does not need it; says whether it did.
    fn undamp(&mut self, here: &Local<N>, free: &[bool; N]) -> bool {
        let needless = self.damping > 0.0 && Cholesky::new(&system(here, free)).is_some();
        if needless {
            self.damping = 0.0;
        }
        needless
    }

    /// The damped Newton step among the free parameters; raises the damping until the system is
    /// positive definite.
    fn direction(&mut self, here: &Local<N>, free: &[bool; N]) -> Option<[f64; N]> {
        let system = system(here, free);
        let largest = (0..N).fold(0.0_f64, |largest, i| largest.max(system[i][i].abs()));
        let right = std::array::from_fn(|i| if free[i] { -here.gradient[i] } else { 0.0 });
        while self.damping <= MOST_DAMPING {
            let mut damped = system;
            for (i, row) in damped.iter_mut().enumerate() {
                row[i] += self.damping * row[i].abs().max(1e-10 * largest);
            }
            let step = Cholesky::new(&damped).map(|factor| factor.solve(&right));
            if let Some(step) = step.filter(|step| step.iter().all(|d| d.is_finite())) {
                return Some(step);
            }
            self.damping = (self.damping * 10.0).max(FIRST_DAMPING);
        }
        None
    }

    fn trial(&self, direction: &[f64; N]) -> [f64; N] {
        let longest = direction.iter().fold(0.0_f64, |longest, d| longest.max(d.abs()));
        let scale = if longest > LONGEST_STRIDE { LONGEST_STRIDE / longest } else { 1.0 };
        std::array::from_fn(|i| {
            (self.at[i] + scale * direction[i]).clamp(self.start[i] - REACH, self.start[i] + REACH)
        })
    }

    /// The step was too short to matter: takes it if it helps, and says what kind of end this is.
    fn last(&mut self, here: &Local<N>, trial: [f64; N], there: &Local<N>) -> Optimum<N> {
        let stop = match (self.at_bound(), self.damping > 0.0) {
            (true, _) => Stop::Boundary,
            // A short step under damping is no sign of a maximum.
            (false, true) => Stop::NoProgress,
            (false, false) => Stop::Converged,
        };
        if there.is_finite() && there.gradient_norm() <= here.gradient_norm() {
            self.at = trial;
            return self.finish(there, stop);
        }
        self.finish(here, stop)
    }

    fn finish(&self, here: &Local<N>, stop: Stop) -> Optimum<N> {
        let params = self.at.map(exp);
        let covariance = (stop == Stop::Converged)
            .then(|| Cholesky::new(&here.hessian))
            .flatten()
            .map(|factor| {
                let mut covariance = factor.inverse();
                for i in 0..N {
                    for j in 0..N {
                        covariance[i][j] *= params[i] * params[j];
                    }
                }
                covariance
            })
            .filter(|covariance| covariance.iter().flatten().all(|c| c.is_finite()));
        Optimum {
            params,
            log_likelihood: finite(-here.value, f64::MIN),
            iterations: self.iterations,
            stop,
            gradient_norm: finite(here.gradient_norm(), f64::MAX),
            covariance,
        }
    }
}

/// The Hessian among the free parameters; the others are left where they are.
fn system<const N: usize>(here: &Local<N>, free: &[bool; N]) -> [[f64; N]; N] {
    let entry = |i: usize, j: usize| match (free[i] && free[j], i == j) {
        (true, _) => here.hessian[i][j],
        (false, true) => 1.0,
        (false, false) => 0.0,
    };
    std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)))
}

/// Whether the likelihood rises enough for the length of the step. Close to the top `noise`, its
/// rounding, hides the rise; there the gradient is the better judge.
fn rises<const N: usize>(
    here: &Local<N>,
    there: &Local<N>,
    at: &[f64; N],
    trial: &[f64; N],
    noise: f64,
) -> bool {
    let slope: f64 = (0..N).map(|i| here.gradient[i] * (trial[i] - at[i])).sum();
    let change = there.value - here.value;
    let higher = change <= 1e-4 * slope && change < -noise;
    let level = change.abs() <= noise && there.gradient_norm() <= here.gradient_norm();
    there.is_finite() && (higher || level)
}

fn distance<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    (0..N).fold(0.0, |longest, i| longest.max((a[i] - b[i]).abs()))
}

fn finite(value: f64, otherwise: f64) -> f64 {
    if value.is_finite() { value } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<const N: usize>(
        start: [f64; N],
        likelihood: impl Fn(&[f64; N]) -> Evaluation<N>,
    ) -> Optimum<N> {
        let mut newton = Newton::new(start);
        loop {
            if let Step::Done(optimum) = newton.step(&likelihood) {
                return optimum;
            }
        }
    }

    /// `n` exponential waiting times of mean `mean`: the maximum is at `1 / mean`, the variance of
    /// the estimate `rate² / n`.
    fn exponential(n: f64, mean: f64) -> impl Fn(&[f64; 1]) -> Evaluation<1> {
        move |&[rate]| Evaluation {
            value: n * ln(rate) - n * mean * rate,
            gradient: [n / rate - n * mean],
            hessian: [[-n / (rate * rate)]],
        }
    }

    #[test]
    fn finds_a_maximum_and_its_variance_from_afar() {
        for start in [1e-6, 0.1, 1e5] {
            let optimum = run([start], exponential(50.0, 4.0));
            assert_eq!(optimum.stop, Stop::Converged);
            assert!((optimum.params[0] - 0.25).abs() < 1e-15);
            assert!((optimum.covariance.unwrap()[0][0] - 0.0625 / 50.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_likelihood_that_rises_for_ever_ends_at_the_bound() {
        let optimum = run([1.0], |&[x]| Evaluation {
            value: -1.0 / x,
            gradient: [1.0 / (x * x)],
            hessian: [[-2.0 / (x * x * x)]],
        });
        assert_eq!(optimum.stop, Stop::Boundary);
        assert!((ln(optimum.params[0]) - REACH).abs() < 1e-12);
        assert!(optimum.covariance.is_none());
    }

    #[test]
    fn a_likelihood_that_is_not_a_number_ends_at_once() {
        let optimum =
            run([1.0], |_| Evaluation { value: f64::NAN, gradient: [0.0], hessian: [[0.0]] });
        assert_eq!(optimum.stop, Stop::NoProgress);
        assert!(optimum.log_likelihood.is_finite() && optimum.params[0] == 1.0);
    }

    #[test]
    fn a_flat_likelihood_ends_without_progress() {
        let optimum = run([1.0], |_| Evaluation { value: -3.0, gradient: [0.0], hessian: [[0.0]] });
        assert_eq!(optimum.stop, Stop::NoProgress);
    }
}
