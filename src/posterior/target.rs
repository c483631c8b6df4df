//! The density that is drawn from: the likelihood times the prior, over the logarithms of the parameters.

use crate::math::{exp, ln};
use crate::model::purchases::Likelihood;
use crate::optim::{Evaluation, Optimum, Stop};

/// Standard deviation of the logarithm of each parameter before any customer was seen: 95 % of the prior is
/// within a factor of 19 of the model's start.
pub(super) const PRIOR_SD: f64 = 1.5;

/// A likelihood with its prior: each parameter log-normal around the model's start, which is in proportion to
/// the unit of time and of money. docs/models.md, "Prior".
#[derive(Clone, Debug)]
pub(super) struct Target<L, const N: usize> {
    likelihood: L,
    /// Logarithms of the start.
    centre: [f64; N],
}

impl<L: Likelihood<N>, const N: usize> Target<L, N> {
    pub(super) fn new(likelihood: L) -> Self {
        let centre = likelihood.start().map(ln);
        Self { likelihood, centre }
    }

    /// Where the search for the mode starts.
    pub(super) fn start(&self) -> [f64; N] {
        self.centre.map(exp)
    }

    /// Its logarithm but for a constant, with derivatives by the natural parameters, as an optimiser over their
    /// logarithms takes them.
    pub(super) fn evaluate(&self, params: &[f64; N]) -> Evaluation<N> {
        let mut all = self.likelihood.evaluate(params);
        for (i, param) in params.iter().enumerate() {
            let (value, slope) = prior(ln(*param) - self.centre[i]);
            let natural = 1.0 / param;
            all.value += value;
            all.gradient[i] += slope * natural;
            all.hessian[i][i] -= (1.0 / (PRIOR_SD * PRIOR_SD) + slope) * natural * natural;
        }
        all
    }

    /// The same logarithm and its derivatives by the logarithms of the parameters.
    pub(super) fn slope(&self, logs: &[f64; N]) -> (f64, [f64; N]) {
        let params = logs.map(exp);
        let (mut value, mut gradient) = self.likelihood.slope(&params);
        for i in 0..N {
            let (prior, slope) = prior(logs[i] - self.centre[i]);
            value += prior;
            gradient[i] = gradient[i] * params[i] + slope;
        }
        (value, gradient)
    }
}

/// The log density of a logarithm `off` its centre, and its derivative.
fn prior(off: f64) -> (f64, f64) {
    let slope = -off / (PRIOR_SD * PRIOR_SD);
    (0.5 * off * slope, slope)
}

/// The normal distribution that touches the density at its mode (Laplace's approximation), as coordinates in
/// which it is the standard one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<const N: usize> {
    mode: [f64; N],
    /// Lower triangle whose product with its transpose is the covariance.
    factor: [[f64; N]; N],
    /// Whether `mode` is one.
    pub(super) is_mode: bool,
}

impl<const N: usize> Frame<N> {
    /// Without a proper maximum the prior's spread around where the search ended.
    pub(super) fn new(optimum: &Optimum<N>) -> Self {
        let by_log = |covariance: [[f64; N]; N]| {
            let entry =
                |i: usize, j: usize| covariance[i][j] / (optimum.params[i] * optimum.params[j]);
            cholesky(&std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j))))
        };
        let factor = optimum.covariance.and_then(by_log);
        let wide = |i: usize, j: usize| if i == j { PRIOR_SD } else { 0.0 };
        Self {
            mode: optimum.params.map(ln),
            is_mode: factor.is_some() && optimum.stop == Stop::Converged,
            factor: factor
                .unwrap_or_else(|| std::array::from_fn(|i| std::array::from_fn(|j| wide(i, j)))),
        }
    }

    /// The logarithms of the parameters at `z`.
    pub(super) fn logs(&self, z: &[f64; N]) -> [f64; N] {
        let shift = |i: usize| (0..=i).map(|j| self.factor[i][j] * z[j]).sum::<f64>();
        std::array::from_fn(|i| self.mode[i] + shift(i))
    }

    /// A gradient by the logarithms as one by `z`.
    pub(super) fn pull(&self, gradient: &[f64; N]) -> [f64; N] {
        std::array::from_fn(|j| (j..N).map(|i| self.factor[i][j] * gradient[i]).sum())
    }
}

/// The lower triangle `F` with `F Fᵀ = matrix`; `None` unless that is positive definite.
fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut factor = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - known;
            factor[i][j] = if i > j { rest / factor[j][j] } else { rest.sqrt() };
        }
    }
    factor.iter().flatten().all(|f| f.is_finite()).then_some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::check::assert_derivatives;
    use crate::posterior::tests::Waiting;

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        let target = Target::new(Waiting { count: 3.0, total: 5.0 });
        for rate in [0.01, 0.7, 12.0] {
            assert_derivatives(|params| target.evaluate(params), [rate]);
            let (value, gradient) = target.slope(&[ln(rate)]);
            let natural = target.evaluate(&[rate]);
            assert!((value - natural.value).abs() < 1e-14 * value.abs());
            assert!((gradient[0] - rate * natural.gradient[0]).abs() < 1e-13);
        }
    }

    #[test]
    fn the_factor_times_its_transpose_is_the_matrix() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
        let factor = cholesky(&matrix).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let entry: f64 = (0..3).map(|k| factor[i][k] * factor[j][k]).sum();
                assert!((entry - matrix[i][j]).abs() < 1e-15);
            }
        }
        assert!(cholesky(&[[1.0, 2.0], [2.0, 1.0]]).is_none());
    }
}
