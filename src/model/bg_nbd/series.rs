//! Expected purchases, for every customer and many horizons: the hot loop of the valuation.
//!
//! docs/models.md, "Expected purchases": with `N` the purchases that would come if nobody ever
//! stopped, negative binomial, the expectation is the sum over `k` of `P(N = k)` times
//! `1 + m_1 + .. + m_(k-1)`, where `m_j` is the probability to survive `j` drop-out draws. All terms
//! are positive, nothing is singular at `a = 1`, and small horizons keep their digits.
//!
//! What depends on `x` alone is kept in a table: give the histories in ascending order of `x`.

use super::{Params, p_alive};
use crate::history::History;
use crate::math::{Pair, exp_each, exp_m1, ln_1p, ln_1p_each};
use crate::model::quadrature::mean_over_dropout;

/// Horizons that are summed side by side; two or four fit a vector register.
const LANES: usize = 4;
/// Terms between two looks at the rest of the sum.
const BLOCK: usize = 8;
/// A sum that needs more terms than this is left to the quadrature.
const MOST_TERMS: f64 = 4096.0;
/// The rest of a sum that may be left out, relative to the sum.
const REST: f64 = 1e-17;
/// `P(N = 0)` must not underflow; below `exp` of this the quadrature takes over.
const LOWEST_LN: f64 = -600.0;

/// Computes expected purchases, and keeps what histories with the same `x` share.
#[derive(Clone, Debug)]
pub struct ExpectedPurchases {
    params: Params,
    x: u32,
    /// For `k` = 0, 1, ..: `(r + x + k) / (k + 1)` and `1 + m_1 + .. + m_k`.
    table: Vec<[f64; 2]>,
    /// `m_k` for the next `k`.
    survival: f64,
}

impl ExpectedPurchases {
    /// For one set of parameters.
    #[must_use]
    pub fn new(params: Params) -> Self {
        Self { params, x: 0, table: Vec::new(), survival: 1.0 }
    }

    /// Writes the mean number of purchases in the next `t` to `out`, for every `t` of `horizons`, and
    /// returns P(alive), which is a factor of each.
    ///
    /// `horizons`: in the unit of the ages; a negative one counts as 0. What has no partner in the
    /// other slice is left alone.
    pub fn fill(&mut self, h: &History, horizons: &[f64], out: &mut [f64]) -> f64 {
        let p_alive = p_alive(&self.params, h);
        self.fill_given_alive(h, horizons, out);
        for mean in out.iter_mut().take(horizons.len()) {
            *mean *= p_alive;
        }
        p_alive
    }

    /// The same for a customer with history `h` who is known to be alive: without that factor. When
    /// the last purchase was makes no difference then.
    pub fn fill_given_alive(&mut self, h: &History, horizons: &[f64], out: &mut [f64]) {
        if h.x != self.x {
            self.x = h.x;
            self.table.clear();
            self.survival = 1.0;
        }
        let alive = self.params.given_alive(h);
        for (horizons, out) in horizons.chunks(LANES).zip(out.chunks_mut(LANES)) {
            let mut ages = [0.0; LANES];
            for (age, t) in ages.iter_mut().zip(horizons) {
                // The bound keeps infinite horizons finite.
                *age = if *t > 0.0 { (t / alive.alpha).min(1e100) } else { 0.0 };
            }
            for (out, mean) in out.iter_mut().zip(self.lanes(&alive, ages)) {
                *out = mean;
            }
        }
    }

    /// `ages`: horizons in units of `alive.alpha`.
    fn lanes(&mut self, alive: &Params, ages: [f64; LANES]) -> [f64; LANES] {
        let w = ages.map(|age| age / (1.0 + age));
        let mut ln_none = ages;
        ln_1p_each(&mut ln_none);
        let ln_none = ln_none.map(|log| -alive.r * log);
        let mut none = ln_none;
        exp_each(&mut none);
        let summable: [bool; LANES] = std::array::from_fn(|i| {
            let terms = (alive.r * w[i] + 40.0) * (1.0 + ages[i]);
            ln_none[i] > LOWEST_LN && terms < MOST_TERMS
        });
        let in_series = |i: usize, value: f64| if summable[i] { value } else { 0.0 };
        let mut means = self.sum_series(
            alive,
            std::array::from_fn(|i| in_series(i, w[i])),
            std::array::from_fn(|i| in_series(i, none[i])),
        );
        for (i, mean) in means.iter_mut().enumerate().filter(|(i, _)| !summable[*i]) {
            *mean = by_quadrature(alive, ages[i]);
        }
        means
    }

    /// `none`: `P(N = 0)`.
    fn sum_series(&mut self, alive: &Params, w: [f64; LANES], none: [f64; LANES]) -> [f64; LANES] {
        let pairs = |[a, b, c, d]: [f64; LANES]| [Pair::new([a, b]), Pair::new([c, d])];
        let lanes = |[one, other]: [Pair; 2]| {
            let ([a, b], [c, d]) = (one.get(), other.get());
            [a, b, c, d]
        };
        let in_pairs = pairs(w);
        let mut p = pairs(none);
        let mut sums = pairs([0.0; LANES]);
        let mut done = 0;
        loop {
            self.extend(alive, done + BLOCK);
            let mut terms = pairs([0.0; LANES]);
            for &[step, reach] in &self.table[done..done + BLOCK] {
                for i in 0..2 {
                    p[i] = p[i] * (Pair::both(step) * in_pairs[i]);
                    terms[i] = p[i] * Pair::both(reach);
                    sums[i] = sums[i] + terms[i];
                }
            }
            done += BLOCK;
            let (term, sum) = (lanes(terms), lanes(sums));
            #[expect(clippy::cast_precision_loss, reason = "a few thousand terms")]
            let growth = 1.0 + alive.r / done as f64;
            // Each later term is at most `ratio` times the one before it.
            let ended = (0..LANES).all(|i| {
                let ratio = growth * w[i];
                ratio < 1.0 && term[i] * ratio <= REST * sum[i] * (1.0 - ratio)
            });
            if ended {
                return sum;
            }
        }
    }

    fn extend(&mut self, alive: &Params, len: usize) {
        let mut reach = self.table.last().map_or(0.0, |last| last[1]);
        for k in self.table.len()..len {
            #[expect(clippy::cast_precision_loss, reason = "a few thousand terms")]
            let k = k as f64;
            reach += self.survival;
            self.table.push([(alive.r + k) / (k + 1.0), reach]);
            self.survival *= (alive.b + k) / (alive.a + alive.b + k);
        }
    }
}

/// The same expectation as a mean over the drop-out probability `p`: given `p` and alive, it is
/// `(1 - (1 + p t / alpha)^-r) / p`. Any horizon and any history, but a hundred times slower.
pub(super) fn by_quadrature(alive: &Params, age: f64) -> f64 {
    let scale = age * alive.r.max(1.0);
    mean_over_dropout(alive.a, alive.b, scale, |p| -exp_m1(-alive.r * ln_1p(p * age)) / p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_and_quadrature_agree() {
        let customers = [(0, 0.0, 0.0), (0, 0.0, 30.0), (3, 9.0, 11.0), (40, 38.0, 39.0)];
        let params = [(0.243, 4.414, 0.793, 2.426), (2.0, 9.0, 1.0, 1.0), (0.5, 13.0, 1e-3, 0.04)];
        for (r, alpha, a, b) in params {
            let params = Params { r, alpha, a, b };
            for (x, t_x, age) in customers {
                let h = History { x, t_x, T: age };
                let alive = params.given_alive(&h);
                let horizons = [1e-6, 0.5, 4.0, 13.0, 52.0, 104.0];
                let mut means = [0.0; 6];
                ExpectedPurchases::new(params).fill_given_alive(&h, &horizons, &mut means);
                for (t, mean) in horizons.into_iter().zip(means) {
                    let other = by_quadrature(&alive, t / alive.alpha);
                    assert!(
                        (mean / other - 1.0).abs() < 1e-13,
                        "{params:?} {h:?} {t}: {mean} {other}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_customer_after_another_or_alone_gives_the_same_bits() {
        let params = Params { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
        let mut shared = ExpectedPurchases::new(params);
        for x in [0, 5, 5, 2, 0] {
            let h = History { x, t_x: f64::from(x), T: 20.0 };
            let (mut together, mut alone) = ([0.0; 5], [0.0; 5]);
            shared.fill(&h, &[1.0, 2.0, 3.0, 30.0, 90.0], &mut together);
            ExpectedPurchases::new(params).fill(&h, &[1.0, 2.0, 3.0, 30.0, 90.0], &mut alone);
            assert_eq!(together.map(f64::to_bits), alone.map(f64::to_bits));
        }
    }

    #[test]
    fn infinite_and_absurd_horizons_stay_finite() {
        let params = Params { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
        let h = History { x: 3000, t_x: 300.0, T: 300.0 };
        for t in [f64::INFINITY, 1e300, 1e9, -1.0, f64::NAN] {
            let mut mean = [f64::NAN];
            ExpectedPurchases::new(params).fill(&h, &[t], &mut mean);
            assert!(mean[0].is_finite(), "{t}");
        }
    }
}
