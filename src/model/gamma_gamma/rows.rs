//! The likelihood of Gamma-Gamma with its first and second derivatives.
//!
//! docs/models.md, "Spend: likelihood". With `s = x z / (gamma + x z)` a customer's share of the data,
//! the likelihood is that of a beta variable: gamma functions depend on `x` alone and are computed once
//! per distinct `x`, and what is left of a customer is `ln s` and `ln (1 - s)`. In this form nothing
//! cancels when `p` or `q` runs away, which is what spends without scatter make them do.

use super::{Params, Spend};
use crate::math::{
    Pair, Sum, SumPair, digamma_rise, exp, ln, ln_1p_each, ln_gamma, ln_gamma_rise, trigamma,
    trigamma_rise,
};
use crate::model::purchases::Likelihood;
use crate::optim::Evaluation;

/// Totals that are worked on together.
const BLOCK: usize = 256;

/// The customers, by columns.
#[derive(Clone, Debug)]
pub struct Rows {
    /// `x`, how many customers have it, and how many entries of `total` they have; ascending.
    groups: Vec<(f64, usize, usize)>,
    /// `x` times the mean spend, and how many customers in a row have it: many spent the same to the cent.
    total: Vec<f64>,
    same: Vec<u32>,
    customers: usize,
    /// The sum of `ln` of the mean spends.
    ln_mean: f64,
}

impl Rows {
    /// `spends`: informative and in ascending order of `x`, then of the mean.
    pub(super) fn new(spends: &[Spend]) -> Self {
        let (mut groups, mut total, mut same) = (Vec::new(), Vec::new(), Vec::new());
        let mut ln_mean = Sum::new();
        for group in spends.chunk_by(|one, next| one.x == next.x) {
            let x = f64::from(group[0].x);
            let before = total.len();
            for equal in group.chunk_by(|one, next| one.mean == next.mean) {
                let Spend { mean, .. } = equal[0];
                total.push(x * mean);
                same.push(u32::try_from(equal.len()).unwrap_or(u32::MAX));
                let ln = ln(mean);
                equal.iter().for_each(|_| ln_mean.add(ln));
            }
            groups.push((x, group.len(), total.len() - before));
        }
        let ln_mean = ln_mean.total();
        Self { groups, total, same, customers: spends.len(), ln_mean }
    }

    /// How many customers there are.
    pub(super) fn len(&self) -> usize {
        self.customers
    }
}

impl Likelihood<3> for Rows {
    type Params = Params;

    fn params(&self, at: [f64; 3]) -> Params {
        at.into()
    }

    /// A start that scales with the money.
    fn start(&self) -> [f64; 3] {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let middle = exp(self.ln_mean / self.customers.max(1) as f64);
        let (p, q) = (2.0, 3.0);
        [p, q, (middle * (q - 1.0) / p).clamp(1e-100, 1e100)]
    }

    fn evaluate(&self, &[p, q, gamma]: &[f64; 3]) -> Evaluation<3> {
        let mut value = Sum::new();
        value.add(-self.ln_mean);
        let (mut g, mut h) = ([0.0; 3], [[0.0; 3]; 3]);
        let (i_gamma, mut start) = (1.0 / gamma, 0);
        for &(x, customers, totals) in &self.groups {
            let end = start + totals;
            let shares = Shares::over(&self.total[start..end], &self.same[start..end], gamma);
            start = end;
            #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
            let n = customers as f64;
            let px = p * x;
            value.add(-n * ln_beta(px, q));
            value.add(px * shares.ln);
            value.add(q * shares.ln_rest);
            g[0] += x * (n * digamma_rise(px, q) + shares.ln);
            g[1] += n * digamma_rise(q, px) + shares.ln_rest;
            g[2] += (q * shares.share - px * shares.rest) * i_gamma;
            h[0][0] += n * x * x * trigamma_rise(px, q);
            h[0][1] += n * x * trigamma(px + q);
            h[0][2] -= x * shares.rest * i_gamma;
            h[1][1] += n * trigamma_rise(q, px);
            h[1][2] += shares.share * i_gamma;
            h[2][2] += (px * shares.rest_rest - q * shares.share_more) * i_gamma * i_gamma;
        }
        Evaluation { value: value.total(), gradient: g, hessian: h }
    }
}

/// `ln B(u, v)` without the cancellation when one of the two is large.
fn ln_beta(u: f64, v: f64) -> f64 {
    let (small, large) = if u < v { (u, v) } else { (v, u) };
    ln_gamma(small) - ln_gamma_rise(large, small)
}

/// Sums over the customers of one `x`.
#[derive(Clone, Copy, Debug, Default)]
struct Shares {
    /// Of `ln s`.
    ln: f64,
    /// Of `ln (1 - s)`.
    ln_rest: f64,
    /// Of `s`.
    share: f64,
    /// Of `1 - s`.
    rest: f64,
    /// Of `(1 - s)^2`.
    rest_rest: f64,
    /// Of `1 - (1 - s)^2`.
    share_more: f64,
}

impl Shares {
    /// `same`: how many customers have each of `totals`.
    fn over(totals: &[f64], same: &[u32], gamma: f64) -> Self {
        let mut sums = Sums::default();
        for (totals, same) in totals.chunks(BLOCK).zip(same.chunks(BLOCK)) {
            sums.add(totals, same, gamma);
        }
        let [ln, ln_rest] = sums.logs.totals().map(|log| -log);
        let [share, rest] = sums.shares.get();
        let [rest_rest, share_more] = sums.products.get();
        Self { ln, ln_rest, share, rest, rest_rest, share_more }
    }
}

/// The same on the way, two in a register.
#[derive(Default)]
struct Sums {
    /// Of `-ln s` and `-ln (1 - s)`.
    logs: SumPair,
    /// Of `s` and `1 - s`.
    shares: Pair,
    /// Of `(1 - s)^2` and `1 - (1 - s)^2`.
    products: Pair,
}

impl Sums {
    #[inline(never)]
    fn add(&mut self, totals: &[f64], same: &[u32], gamma: f64) {
        let (mut by_total, mut by_gamma) = ([0.0; BLOCK], [0.0; BLOCK]);
        let mut wholes = [0.0; BLOCK];
        let ratios = by_total.iter_mut().zip(&mut by_gamma).zip(&mut wholes);
        for (((by_total, by_gamma), whole), total) in ratios.zip(totals) {
            (*by_total, *by_gamma) = (gamma / total, total / gamma);
            *whole = 1.0 / (gamma + total);
        }
        let (by_total, by_gamma) = (&mut by_total[..totals.len()], &mut by_gamma[..totals.len()]);
        ln_1p_each(by_total);
        ln_1p_each(by_gamma);
        let logs = by_total.iter().zip(by_gamma);
        for (((total, same), (ln, ln_of_rest)), whole) in
            totals.iter().zip(same).zip(logs).zip(wholes)
        {
            let (share, rest) = (total * whole, gamma * whole);
            let products = Pair::new([rest * rest, share * (1.0 + rest)]);
            let (logs, shares) = (Pair::new([*ln, *ln_of_rest]), Pair::new([share, rest]));
            for _ in 0..*same {
                self.logs.add(logs);
                self.shares = self.shares + shares;
                self.products = self.products + products;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::check::assert_derivatives;

    const POINTS: [[f64; 3]; 5] = [
        [6.25, 3.74, 15.44],
        [0.3, 0.4, 1.0],
        [60.0, 10.0, 5.6],
        [2_000.0, 4.0, 0.1],
        [3.0, 5_000.0, 60_000.0],
    ];

    fn spends() -> Vec<Spend> {
        let mut spends: Vec<Spend> = (0_u32..200)
            .map(|i| Spend { x: i * i % 11 + 1, mean: 5.0 + f64::from(i * 37 % 101) })
            .collect();
        spends.sort_by_key(|spend| spend.x);
        spends
    }

    /// FH2013 eq. 1a as it is printed.
    fn printed(&[p, q, gamma]: &[f64; 3], spend: &Spend) -> f64 {
        let (x, z) = (f64::from(spend.x), spend.mean);
        ln_gamma(p * x + q) - ln_gamma(p * x) - ln_gamma(q)
            + q * ln(gamma)
            + (p * x - 1.0) * ln(z)
            + p * x * ln(x)
            - (p * x + q) * ln(gamma + x * z)
    }

    #[test]
    fn the_value_is_the_printed_sum() {
        let spends = spends();
        let rows = Rows::new(&spends);
        for point in POINTS {
            let sum: f64 = spends.iter().map(|spend| printed(&point, spend)).sum();
            let value = rows.evaluate(&point).value;
            // The printed form loses digits when p or q is large.
            assert!((value / sum - 1.0).abs() < 1e-9, "{point:?}: {value} {sum}");
        }
    }

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        let rows = Rows::new(&spends());
        for point in POINTS {
            assert_derivatives(|params| rows.evaluate(params), point);
        }
    }
}
