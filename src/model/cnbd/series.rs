//! Expected purchases of a customer who is alive.
//!
//! docs/models.md, "Regular timing": with `N` the purchases that would come if nobody ever stopped, the
//! expectation is the sum over the steps `i` from the last purchase on of the probability of exactly `i`
//! times `m_0 + .. + m_(i / k - 1)`, where `m_n` is the probability to survive `n` drop-out draws. All terms
//! are positive and small horizons keep their digits. Where that sum would be long there is a closed form
//! given the drop-out probability (`roots.rs`), and the mean over that is taken by quadrature.

use super::MOST_STEPS;
use super::alive::{Alive, Steps};
use super::roots::GivenDropout;
use crate::math::{exp, ln_1p};
use crate::model::quadrature::mean_over_dropout;

/// Horizons that are summed side by side: none waits for the others.
const LANES: usize = 4;
/// Purchases between two looks at the rest of the sum.
const BLOCK: usize = 4;
/// A sum that needs more terms than this is left to the quadrature.
const MOST_TERMS: f64 = 4096.0;
/// The rest of a sum that may be left out, relative to the sum.
const REST: f64 = 1e-17;
/// The probability of no step must not underflow; below `exp` of this the quadrature takes over.
const LOWEST_LN: f64 = -600.0;

/// Computes expected purchases, and keeps what horizons share.
#[derive(Clone, Debug)]
pub(super) struct ExpectedPurchases {
    alive: Alive,
    /// For `n` = 0, 1, ..: `m_0 + .. + m_n`.
    reach: Vec<f64>,
    /// `m_n` for the next `n`.
    survival: f64,
    /// For `i` = 0, 1, .. steps beyond the first purchase, and each `j`: `(r + k + i) / (k - j + i + 1)`, which
    /// times `w` is the ratio of the next probability to this one where `j` of the steps are in the past.
    ratios: Vec<Steps>,
}

impl ExpectedPurchases {
    pub(super) fn new(alive: Alive) -> Self {
        Self { alive, reach: Vec::new(), survival: 1.0, ratios: Vec::new() }
    }

    /// Writes the mean number of purchases in the next `t` to `out`, for every `t` of `horizons`; a negative
    /// one counts as 0. What has no partner in the other slice is left alone.
    pub(super) fn fill(&mut self, horizons: &[f64], out: &mut [f64]) {
        for (horizons, out) in horizons.chunks(LANES).zip(out.chunks_mut(LANES)) {
            let mut ages = [0.0; LANES];
            for (age, t) in ages.iter_mut().zip(horizons) {
                // The bound keeps infinite horizons finite.
                *age = if *t > 0.0 { (t / self.alive.alpha).min(1e100) } else { 0.0 };
            }
            for (out, mean) in out.iter_mut().zip(self.means(ages)) {
                *out = mean;
            }
        }
    }

    /// `ages`: horizons in units of `alpha`.
    fn means(&mut self, ages: [f64; LANES]) -> [f64; LANES] {
        let most_steps = self.alive.r + f64::from(self.alive.k - 1);
        let is_long = ages.map(|age| {
            let terms = (most_steps * age / (1.0 + age) + 40.0) * (1.0 + age);
            terms >= MOST_TERMS || -most_steps * ln_1p(age) <= LOWEST_LN
        });
        let in_series = std::array::from_fn(|i| if is_long[i] { 0.0 } else { ages[i] });
        let mut means = match self.alive.k {
            1 => self.sum_series::<1>(in_series),
            2 => self.sum_series::<2>(in_series),
            3 => self.sum_series::<3>(in_series),
            _ => self.sum_series::<4>(in_series),
        };
        for (i, mean) in means.iter_mut().enumerate().filter(|(i, _)| is_long[*i]) {
            *mean = by_quadrature(&self.alive, ages[i]);
        }
        means
    }

    /// `K`: the number of steps between purchases.
    fn sum_series<const K: usize>(&mut self, ages: [f64; LANES]) -> [f64; LANES] {
        let w = ages.map(|age| age / (1.0 + age));
        let mut chains = ages.map(|age| first_purchase::<K>(&self.alive, age));
        let (mut terms, mut sums) = ([0.0; LANES], [0.0; LANES]);
        let mut n = 0;
        loop {
            self.extend(n + BLOCK);
            let ratios = self.ratios[K * n..].chunks_exact(K);
            for (reach, ratios) in self.reach[n..n + BLOCK].iter().zip(ratios) {
                for ratios in ratios {
                    for lane in 0..LANES {
                        terms[lane] = chains[lane].iter().sum::<f64>() * reach;
                        sums[lane] += terms[lane];
                        for j in 0..K {
                            chains[lane][j] *= ratios[j] * w[lane];
                        }
                    }
                }
            }
            n += BLOCK;
            // The terms were at `last` steps. From there on each chain falls by `fall` at least, and what it is
            // multiplied with rises no faster than the steps, but for the jump at the next purchase.
            let last = below(K * (n + 1) - 1);
            let fall =
                ((self.alive.r + last) / (last + 2.0 - below(K))).max(1.0) * (1.0 + 1.0 / last);
            let is_over = (0..LANES).all(|lane| {
                let ratio = w[lane] * fall;
                ratio < 1.0 && 2.0 * terms[lane] * ratio <= REST * sums[lane] * (1.0 - ratio)
            });
            if is_over {
                return sums;
            }
        }
    }

    /// Makes the tables reach so many purchases.
    fn extend(&mut self, len: usize) {
        let Alive { k, r, a, b, .. } = self.alive;
        let mut reach = self.reach.last().copied().unwrap_or(0.0);
        for n in self.reach.len()..len {
            let n = below(n);
            reach += self.survival;
            self.reach.push(reach);
            self.survival *= (b + n) / (a + b + n);
            for step in 0..k {
                let made = f64::from(k) * (n + 1.0) + f64::from(step);
                let mut ratios = [0.0; MOST_STEPS as usize];
                for (ratio, j) in ratios.iter_mut().zip(0..k) {
                    *ratio = (r + made) / (made - f64::from(j) + 1.0);
                }
                self.ratios.push(ratios);
            }
        }
    }
}

/// A count of a few thousand as a float.
#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn below(count: usize) -> f64 {
    count as f64
}

/// For each `j` the probability that `j` steps have been made and `K - j` come in the time: the next purchase
/// and not a step more.
fn first_purchase<const K: usize>(alive: &Alive, age: f64) -> [f64; K] {
    let rest = 1.0 / (1.0 + age);
    let w = age * rest;
    let mut chains = [0.0; K];
    let mut none = exp(-alive.r * ln_1p(age));
    for ((weight, shape, j), chain) in alive.cases().zip(&mut chains) {
        *chain = weight * none;
        for i in (0..alive.k - j).map(f64::from) {
            *chain *= (shape + i) / (i + 1.0) * w;
        }
        none *= rest;
    }
    chains
}

/// The same expectation as a mean over the drop-out probability. Any horizon and any history, but a hundred
/// times slower.
fn by_quadrature(alive: &Alive, age: f64) -> f64 {
    let given = GivenDropout::new(alive, age);
    let scale = age * (alive.r + f64::from(alive.k)).max(1.0);
    mean_over_dropout(alive.a, alive.b, scale, |p| given.expected(p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::History;
    use crate::model::bg_nbd;
    use crate::model::cnbd::{Form, Params};
    use crate::model::purchases::Purchases;

    const CUSTOMERS: [(u32, f64, f64); 5] =
        [(0, 0.0, 0.0), (0, 0.0, 30.0), (3, 9.0, 11.0), (40, 38.0, 39.0), (2, 30.43, 38.86)];

    fn alive(k: u32, params: [f64; 4], (x, t_x, age): (u32, f64, f64)) -> Alive {
        let params = Params::new(Form::new(k, true).unwrap(), params).unwrap();
        Alive::new(&params, &History { x, t_x, T: age })
    }

    #[test]
    fn series_and_quadrature_agree() {
        let points = [
            [0.243, 4.414, 0.793, 2.426],
            [2.0, 9.0, 1.0, 1.0],
            [0.5, 13.0, 1e-3, 0.04],
            [60.0, 30.0, 2.0, 0.1],
        ];
        for point in points {
            for (k, customer) in (1..=4).flat_map(|k| CUSTOMERS.map(|c| (k, c))) {
                let alive = alive(k, point, customer);
                // Where there are so few steps that the closed form loses digits the series is short.
                for t in [13.0, 52.0, 104.0, 1_000.0] {
                    let age = t / alive.alpha;
                    let mut sum = [0.0];
                    ExpectedPurchases::new(alive).fill(&[t], &mut sum);
                    let other = by_quadrature(&alive, age);
                    let error = (sum[0] / other - 1.0).abs();
                    assert!(error < 1e-12, "{k} {point:?} {customer:?} {t}: {sum:?} {other}");
                }
            }
        }
    }

    #[test]
    fn at_random_it_is_what_bg_nbd_says() {
        for (x, t_x, age) in CUSTOMERS {
            let h = History { x, t_x, T: age };
            let [r, alpha, a, b] = [0.243, 4.414, 0.793, 2.426];
            let twin = bg_nbd::Params::new(r, alpha, a, b).unwrap();
            let params = Params::new(Form::new(1, false).unwrap(), [r, alpha, a, b]).unwrap();
            let horizons = [1e-6, 0.5, 4.0, 52.0, 2e3, 1e6];
            let (mut got, mut want) = ([0.0; 6], [0.0; 6]);
            params.expected_given_alive(&h, &horizons, &mut got);
            twin.expected_given_alive(&h, &horizons, &mut want);
            for i in 0..6 {
                assert!((got[i] / want[i] - 1.0).abs() < 1e-13, "{h:?} {got:?} {want:?}");
            }
        }
    }

    #[test]
    fn infinite_and_absurd_horizons_stay_finite() {
        for (k, customer) in (1..=4).flat_map(|k| [(k, (3000, 300.0, 300.0)), (k, (0, 0.0, 5.0))]) {
            let alive = alive(k, [0.243, 4.414, 0.793, 2.426], customer);
            let horizons = [-1.0, f64::NAN, 1e-300, 1e-9, 1.0, 1e9, 1e300, f64::INFINITY];
            let mut means = [f64::NAN; 8];
            ExpectedPurchases::new(alive).fill(&horizons, &mut means);
            assert!(means.iter().all(|mean| mean.is_finite()), "{k} {customer:?}: {means:?}");
            assert!(means[1..].is_sorted(), "{k} {customer:?}: {means:?}");
        }
    }
}
