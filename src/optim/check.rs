//! For tests of likelihoods: derivatives beside differences.

use super::Evaluation;

/// A step relative to the parameter: the error of a central difference is about its square, and the
/// rounding error of the function divided by it.
const STEP: f64 = 1e-5;
/// What that leaves: no better twin of a derivative can be had from differences.
const TOLERANCE: f64 = 1e-7;

/// Panics unless gradient and Hessian are the differences of value and gradient, in units in which
/// every parameter is 1.
pub(crate) fn assert_derivatives<const N: usize>(
    likelihood: impl Fn(&[f64; N]) -> Evaluation<N>,
    at: [f64; N],
) {
    let here = likelihood(&at);
    let scale = (0..N).map(|i| (at[i] * at[i] * here.hessian[i][i]).abs()).fold(1.0, f64::max);
    for i in 0..N {
        let beside = |sign: f64| {
            let mut beside = at;
            beside[i] *= 1.0 + sign * STEP;
            likelihood(&beside)
        };
        let (below, above) = (beside(-1.0), beside(1.0));
        let slope = (above.value - below.value) / (2.0 * STEP);
        let error = (slope - at[i] * here.gradient[i]).abs();
        assert!(error <= TOLERANCE * scale, "{at:?}: gradient {i} is off by {error}");
        for j in i..N {
            let bend = at[j] * (above.gradient[j] - below.gradient[j]) / (2.0 * STEP);
            let error = (bend - at[i] * at[j] * here.hessian[i][j]).abs();
            assert!(error <= TOLERANCE * scale, "{at:?}: hessian {i} {j} is off by {error}");
        }
    }
}
