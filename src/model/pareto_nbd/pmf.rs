//! How likely is each number of purchases.

use super::panels::LONGEST;
use super::{Params, REST};
use crate::history::History;
use crate::math::{Sum, exp, ln, ln_1p};
use crate::model::purchases::Purchases;

/// Probability that a customer with history `h` makes exactly `n` purchases in the next `t`, which is finite.
#[must_use]
pub fn p_purchases(params: &Params, h: &History, t: f64, n: u32) -> f64 {
    params.p_purchases(h, t, n)
}

/// Probability that a new customer makes exactly `n` repeat purchases in the first `t`, which is finite.
/// docs/models.md, "Pareto/NBD".
///
/// # Numerics
/// Two terms, both positive: alive at `t`, and an integral over the time of death. The latter is relative to its
/// highest point, from which it is summed in both directions until nothing is left to see.
#[must_use]
pub fn p_purchases_new(params: &Params, t: f64, n: u32) -> f64 {
    let t = t.max(0.0);
    if t == 0.0 {
        return f64::from(u8::from(n == 0));
    }
    let density = Deaths::new(params, t, n);
    let mut total = Sum::new();
    density.below(&mut total);
    density.above(t, &mut total);
    // Alive at t: the density of dying there, over the hazard.
    let alive = density.at(t) * (params.beta + t);
    (exp(density.ln_height) * (alive + params.s * total.total())).min(1.0)
}

/// The density of making `n` purchases and dying then, over `s`.
struct Deaths {
    params: Params,
    n: f64,
    /// Where it is highest in `0..=t`.
    top: f64,
    /// The logarithm of the density there.
    ln_height: f64,
}

impl Deaths {
    fn new(params: &Params, t: f64, n: u32) -> Self {
        let Params { r, alpha, s, beta } = *params;
        let top = mode(params, f64::from(n)).min(t);
        // Without a purchase it is highest at 0, where its logarithm has no term of this kind.
        let mut ln_height = Sum::new();
        for k in 0..n {
            let k = f64::from(k);
            ln_height.add(ln((r + k) / (k + 1.0) * (top / (alpha + top))));
        }
        ln_height.add(-r * ln_1p(top / alpha));
        ln_height.add(-s * ln_1p(top / beta));
        ln_height.add(-ln(beta + top));
        Self { params: *params, n: f64::from(n), top, ln_height: ln_height.total() }
    }

    /// Relative to the top.
    fn at(&self, u: f64) -> f64 {
        let Params { r, alpha, s, beta } = self.params;
        let off = u - self.top;
        let powers = -(r + self.n) * ln_1p(off / (alpha + self.top))
            - (s + 1.0) * ln_1p(off / (beta + self.top));
        let rise = if self.n > 0.0 { self.n * ln_1p(off / self.top) } else { 0.0 };
        exp(rise + powers)
    }

    /// The slopes of the three factors of the logarithm, all taken as positive, and the nearness of a singularity, at
    /// most, above `u`.
    fn steepness(&self, u: f64) -> (f64, f64) {
        let Params { r, alpha, s, beta } = self.params;
        let rise = if self.n > 0.0 { self.n / u } else { 0.0 };
        let (a, b) = (alpha + u, beta + u);
        (rise + (r + self.n) / a + (s + 1.0) / b, 1.0 / a.min(b))
    }

    /// Adds what lies below the top, from there down.
    fn below(&self, total: &mut Sum) {
        let mut to = self.top;
        while to > 0.0 {
            // Twice, because a panel that ends here starts where it is steeper, if not by more than that.
            let (slope, near) = self.steepness(to);
            let from = (to - LONGEST.longest(2.0 * slope, 2.0 * near)).max(0.0);
            if from >= to {
                break;
            }
            LONGEST.on(from, to).for_each(|[u, weight]| total.add(weight * self.at(u)));
            to = from;
            if to * self.at(to) <= REST * total.total() {
                break;
            }
        }
    }

    /// Adds what lies above the top.
    fn above(&self, t: f64, total: &mut Sum) {
        let mut from = self.top;
        while from < t {
            let (slope, near) = self.steepness(from);
            let to = (from + LONGEST.longest(slope, near)).min(t);
            if to <= from {
                break;
            }
            LONGEST.on(from, to).for_each(|[u, weight]| total.add(weight * self.at(u)));
            from = to;
            if (t - from) * self.at(from) <= REST * total.total() {
                break;
            }
        }
    }
}

/// Where the density of dying after `n` purchases is highest: the positive root of
/// `n (alpha + u) (beta + u) = (r + n) u (beta + u) + (s + 1) u (alpha + u)`.
fn mode(params: &Params, n: f64) -> f64 {
    let Params { r, alpha, s, beta } = *params;
    if n == 0.0 {
        return 0.0;
    }
    // In units of beta: c2 u² - c1 u - c0 = 0, all but c1 positive.
    let a = alpha / beta;
    let (c2, c1, c0) = (r + s + 1.0, (n - s - 1.0) * a - r, n * a);
    let root = (c1 * c1 + 4.0 * c2 * c0).sqrt();
    let u = if c1 > 0.0 { (c1 + root) / (2.0 * c2) } else { 2.0 * c0 / (root - c1) };
    beta * u
}
