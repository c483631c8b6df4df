//! The likelihood of Gamma-Gamma with its first and second derivatives.
//!
//! docs/models.md, "Spend: likelihood". `ln z`, `x ln z` and `x ln x` enter linearly and are summed
//! once; gamma functions depend on `x` alone and are computed once per distinct `x`. What is left is
//! one log per customer and evaluation.

use super::Spend;
use crate::math::{Sum, digamma, exp, ln, ln_gamma, sum, trigamma};
use crate::optim::Evaluation;

/// What the likelihood needs of the customers: docs/models.md, "Spend: likelihood".
#[derive(Clone, Debug)]
pub(super) struct Rows {
    /// `x` and how many customers have it, ascending; in the order of `total`.
    groups: Vec<(f64, usize)>,
    /// `x` times the mean spend.
    total: Vec<f64>,
    /// The sum of `ln` of the mean spends.
    ln_mean: f64,
    /// The sum of `x ln(x * mean)`.
    x_ln_total: f64,
}

impl Rows {
    /// `spends`: informative and in ascending order of `x`.
    pub(super) fn new(spends: &[Spend]) -> Self {
        let groups = spends.chunk_by(|one, next| one.x == next.x);
        let total: Vec<f64> = spends.iter().map(|s| f64::from(s.x) * s.mean).collect();
        Self {
            groups: groups.map(|group| (f64::from(group[0].x), group.len())).collect(),
            ln_mean: sum(spends.iter().map(|s| ln(s.mean))),
            x_ln_total: sum(spends
                .iter()
                .zip(&total)
                .map(|(s, total)| f64::from(s.x) * ln(*total))),
            total,
        }
    }

    /// How many customers there are.
    pub(super) fn len(&self) -> usize {
        self.total.len()
    }

    /// A start that scales with the money.
    pub(super) fn start(&self) -> [f64; 3] {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let middle = exp(self.ln_mean / self.total.len() as f64);
        let (p, q) = (2.0, 3.0);
        [p, q, (middle * (q - 1.0) / p).clamp(1e-100, 1e100)]
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
    pub(super) fn evaluate(&self, &[p, q, gamma]: &[f64; 3]) -> Evaluation<3> {
        let n = self.total.len() as f64;
        let mut value = Sum::new();
        let (ln_gamma_money, psi_q) = (ln(gamma), digamma(q));
        value.add(n * (q * ln_gamma_money - ln_gamma(q)));
        value.add(p * self.x_ln_total - self.ln_mean);
        let mut g = [self.x_ln_total, n * (ln_gamma_money - psi_q), n * q / gamma];
        let mut h = [[0.0; 3]; 3];
        h[1][1] = -n * trigamma(q);
        h[1][2] = n / gamma;
        h[2][2] = -n * q / (gamma * gamma);
        let mut start = 0;
        for &(x, customers) in &self.groups {
            let end = start + customers;
            let sums = LogSums::over(&self.total[start..end], gamma);
            start = end;
            let n = customers as f64;
            let (px, pxq) = (p * x, p * x + q);
            let trigamma_pxq = trigamma(pxq);
            value.add(n * (ln_gamma(pxq) - ln_gamma(px)));
            value.add(-pxq * sums.ln);
            g[0] += x * (n * (digamma(pxq) - digamma(px)) - sums.ln);
            g[1] += n * digamma(pxq) - sums.ln;
            g[2] -= pxq * sums.inverse;
            h[0][0] += n * x * x * (trigamma_pxq - trigamma(px));
            h[0][1] += n * x * trigamma_pxq;
            h[0][2] -= x * sums.inverse;
            h[1][1] += n * trigamma_pxq;
            h[1][2] -= sums.inverse;
            h[2][2] += pxq * sums.square;
        }
        Evaluation { value: value.total(), gradient: g, hessian: h }
    }
}

/// Sums over the customers of one `x`, of `gamma + x * mean`.
#[derive(Clone, Copy, Debug)]
struct LogSums {
    ln: f64,
    inverse: f64,
    square: f64,
}

impl LogSums {
    fn over(totals: &[f64], gamma: f64) -> Self {
        let (mut ln_sum, mut inverse, mut square) = (Sum::new(), 0.0, 0.0);
        for total in totals {
            let whole = gamma + total;
            let one = 1.0 / whole;
            ln_sum.add(ln(whole));
            inverse += one;
            square += one * one;
        }
        Self { ln: ln_sum.total(), inverse, square }
    }
}
