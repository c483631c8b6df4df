//! Ratios of beta functions whose arguments differ by whole numbers: products of that many factors, so that no special
//! function is needed, nor for their derivatives.

use crate::math::ln;

/// `ln`, and its first two derivatives by the parameter, of `p (p + 1) .. (p + k - 1)`, for `k` = 0, 1, ..
#[derive(Clone, Debug)]
struct Rises(Vec<[f64; 3]>);

impl Rises {
    fn new(p: f64, most: u32) -> Self {
        let mut sums = vec![[0.0; 3]];
        let mut sum = [0.0; 3];
        for k in 0..most {
            let factor = p + f64::from(k);
            let inverse = 1.0 / factor;
            sum = [sum[0] + ln(factor), sum[1] + inverse, sum[2] - inverse * inverse];
            sums.push(sum);
        }
        Self(sums)
    }

    fn of(&self, k: u32) -> [f64; 3] {
        self.0[k as usize]
    }
}

/// `B(a + i, b + j) / B(a, b)` for all `i` and `j` up to a bound.
#[derive(Clone, Debug)]
pub(super) struct BetaSteps {
    a: Rises,
    b: Rises,
    both: Rises,
}

/// The logarithm of such a ratio, and its derivatives by `a` and `b`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BetaStep {
    pub(super) ln: f64,
    pub(super) gradient: [f64; 2],
    /// By `a a`, `a b` and `b b`.
    pub(super) hessian: [f64; 3],
}

impl BetaSteps {
    /// `most`: the largest `i + j` that will be asked for.
    pub(super) fn new(a: f64, b: f64, most: u32) -> Self {
        Self { a: Rises::new(a, most), b: Rises::new(b, most), both: Rises::new(a + b, most) }
    }

    pub(super) fn step(&self, i: u32, j: u32) -> BetaStep {
        let (a, b, both) = (self.a.of(i), self.b.of(j), self.both.of(i + j));
        BetaStep {
            ln: a[0] + b[0] - both[0],
            gradient: [a[1] - both[1], b[1] - both[1]],
            hessian: [a[2] - both[2], -both[2], b[2] - both[2]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ln_gamma;

    #[test]
    fn steps_are_ratios_of_beta_functions() {
        let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        let (a, b) = (0.7, 1.2);
        let steps = BetaSteps::new(a, b, 9);
        for (i, j) in [(0, 0), (1, 0), (0, 4), (3, 6)] {
            let want = ln_beta(a + f64::from(i), b + f64::from(j)) - ln_beta(a, b);
            assert!((steps.step(i, j).ln - want).abs() < 1e-13, "{i} {j}");
        }
    }
}
