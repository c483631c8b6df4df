//! Newton's method on the logarithms of the parameters.
//!
//! Logarithms keep the parameters positive and make the likelihoods here nearly quadratic; with exact
//! second derivatives seven evaluations are usual. What is left is care: along each axis of the
//! curvature the step goes uphill even where the curvature has the wrong sign, it is no longer than a
//! radius that shrinks when a step fails, and parameters that run away are held at a bound.

use super::eigen::Eigen;
use super::{Evaluation, Optimum, Stop};
use crate::job::Step;
use crate::math::{exp, ln};

/// A step is accepted as the last one when it moves no logarithm by more than this. The error that
/// is left is its square.
const LAST_STRIDE: f64 = 1e-8;
/// A rejected step of less than this ends the search where the likelihood is all rounding.
const SHORT_STRIDE: f64 = 1e-4;
/// No step moves further than this along one axis.
const LONGEST_STRIDE: f64 = 2.0;
/// How far a logarithm may go from its start: a factor of nine million.
const REACH: f64 = 16.0;
const MOST_ITERATIONS: u32 = 200;
/// The rounding error of a likelihood, relative.
const NOISE: f64 = 1e-13;

/// A maximisation under way; each [`Newton::step`] evaluates the likelihood once.
#[derive(Clone, Debug)]
pub struct Newton<const N: usize> {
    start: [f64; N],
    at: [f64; N],
    here: Option<Local<N>>,
    radius: f64,
    iterations: u32,
}

/// Where to go next.
#[derive(Clone, Copy, Debug)]
struct Move<const N: usize> {
    to: [f64; N],
    /// The furthest that any logarithm goes.
    stride: f64,
    /// How much the likelihood would rise if it were as steep all the way.
    rise: f64,
    /// Whether this is Newton's own step at a point where the curvature is that of a maximum.
    is_newton: bool,
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
        Self { start, at: start, here: None, radius: LONGEST_STRIDE, iterations: 0 }
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
        let next = self.next(&here);
        let params = next.to.map(exp);
        let there = Local::new(&params, &likelihood(&params));
        let noise = NOISE * (1.0 + here.value.abs());
        // Beside a bound the rest of the way may be so flat that its end cannot be seen.
        if next.stride <= LAST_STRIDE || self.at_bound() && next.rise <= noise {
            return Step::Done(self.last(&here, &next, &there));
        }
        if rises(&here, &there, &self.at, &next.to, noise) {
            self.at = next.to;
            self.here = Some(there);
            self.radius = (2.0 * self.radius).min(LONGEST_STRIDE);
        } else if next.is_newton
            && next.stride <= SHORT_STRIDE
            && (there.value - here.value).abs() <= noise
        {
            // Neither the likelihood nor its gradient can tell the two points apart.
            return Step::Done(self.last(&here, &next, &there));
        } else {
            self.radius = 0.25 * self.radius.min(next.stride);
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

    fn at_bound(&self) -> bool {
        distance(&self.at, &self.start) >= REACH
    }

    /// Newton's step, axis by axis of the curvature, within the radius; it ends at the first bound on
    /// its way. Parameters at a bound that would leave it outwards are held.
    fn next(&self, here: &Local<N>) -> Move<N> {
        let mut free = [true; N];
        loop {
            let (step, is_newton) = self.newton_step(here, &free);
            let room = |i: usize| REACH - step[i].signum() * (self.at[i] - self.start[i]);
            let held = free;
            for i in 0..N {
                free[i] &= step[i] == 0.0 || room(i) > 0.0;
            }
            if free == held {
                let reach = (0..N).filter(|&i| step[i] != 0.0).map(|i| room(i) / step[i].abs());
                let part = reach.fold(1.0, f64::min);
                let to = std::array::from_fn(|i| {
                    // On the bound and not next to it, where it is the bound that ends the step.
                    let ends = step[i] != 0.0 && room(i) / step[i].abs() <= part;
                    let bound = self.start[i] + REACH.copysign(step[i]);
                    if ends { bound } else { self.at[i] + part * step[i] }
                });
                let rise = -slope(&here.gradient, &self.at, &to);
                return Move { to, stride: distance(&to, &self.at), rise, is_newton };
            }
        }
    }

    fn newton_step(&self, here: &Local<N>, free: &[bool; N]) -> ([f64; N], bool) {
        let eigen = Eigen::new(system(here, free));
        let mut step = [0.0; N];
        let mut within = true;
        for (curvature, axis) in eigen.values.iter().zip(&eigen.vectors) {
            let slope: f64 = (0..N).filter(|&i| free[i]).map(|i| axis[i] * here.gradient[i]).sum();
            let full = -slope / curvature.abs().max(f64::MIN_POSITIVE);
            within &= full.abs() <= self.radius;
            let length = full.clamp(-self.radius, self.radius);
            for i in (0..N).filter(|&i| free[i]) {
                step[i] += length * axis[i];
            }
        }
        (step, within && eigen.is_positive())
    }

    /// The step was too short to matter: takes it if it helps, and says what kind of end this is.
    fn last(&mut self, here: &Local<N>, next: &Move<N>, there: &Local<N>) -> Optimum<N> {
        let stop = match (self.at_bound(), next.is_newton) {
            (true, _) => Stop::Boundary,
            (false, true) => Stop::Converged,
            (false, false) => Stop::NoProgress,
        };
        if there.is_finite() && there.gradient_norm() <= here.gradient_norm() {
            self.at = next.to;
            return self.finish(there, stop);
        }
        self.finish(here, stop)
    }

    fn finish(&self, here: &Local<N>, stop: Stop) -> Optimum<N> {
        let params = self.at.map(exp);
        let covariance = (stop == Stop::Converged)
            .then(|| Eigen::new(here.hessian).inverse())
            .flatten()
            .map(|mut covariance| {
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

/// The Hessian among the free parameters; the others stand apart, with a curvature of no effect.
fn system<const N: usize>(here: &Local<N>, free: &[bool; N]) -> [[f64; N]; N] {
    let diagonal = (0..N).filter(|&i| free[i]).map(|i| here.hessian[i][i].abs());
    let apart = diagonal.fold(f64::MIN_POSITIVE, f64::max);
    let entry = |i: usize, j: usize| match (free[i] && free[j], i == j) {
        (true, _) => here.hessian[i][j],
        (false, true) => apart,
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
    let change = there.value - here.value;
    let higher = change <= 1e-4 * slope(&here.gradient, at, trial) && change < -noise;
    let level = change.abs() <= noise && there.gradient_norm() <= here.gradient_norm();
    there.is_finite() && (higher || level)
}

fn slope<const N: usize>(gradient: &[f64; N], from: &[f64; N], to: &[f64; N]) -> f64 {
    (0..N).map(|i| gradient[i] * (to[i] - from[i])).sum()
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
