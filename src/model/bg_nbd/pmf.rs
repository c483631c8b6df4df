//! How likely is each number of purchases.

use super::{Params, p_alive};
use crate::history::History;
use crate::math::{exp, ln, ln_1p};

/// Probability that a new customer makes exactly `n` repeat purchases in the first `t`.
/// FHL2005 eq. 8; docs/models.md, "Number of purchases".
///
/// `t`: in the unit of the ages, not negative and finite.
#[must_use]
pub fn p_purchases_new(params: &Params, t: f64, n: u32) -> f64 {
    p_given_alive(params, t, n)
}

/// Probability that a customer with history `h` makes exactly `n` purchases in the next `t`.
#[must_use]
pub fn p_purchases(params: &Params, h: &History, t: f64, n: u32) -> f64 {
    let p_alive = p_alive(params, h);
    let stopped = if n == 0 { 1.0 - p_alive } else { 0.0 };
    stopped + p_alive * p_given_alive(&params.given_alive(h), t, n)
}

fn p_given_alive(alive: &Params, t: f64, n: u32) -> f64 {
    let Params { r, alpha, a, b } = *alive;
    let t = t.max(0.0);
    let w = t / (alpha + t);
    let none = -r * ln_1p(t / alpha);
    if n == 0 {
        return exp(none);
    }
    if w == 0.0 {
        return 0.0;
    }
    // P(N = n) without drop-out, and the probability to survive n - 1 drop-out draws.
    let mut ln_exactly = none;
    let mut survival = 1.0;
    for k in 0..n {
        let k = f64::from(k);
        ln_exactly += ln((r + k) / (k + 1.0) * w);
        if k > 0.0 {
            survival *= (b + k - 1.0) / (a + b + k - 1.0);
        }
    }
    let exactly = exp(ln_exactly);
    let before = a + b + f64::from(n - 1);
    let goes_on = (b + f64::from(n - 1)) / before;
    survival * (goes_on * exactly + a / before * p_at_least(r, w, n, exactly))
}

/// `P(N >= n)` for the negative binomial with weight `w`, from `P(N = n)`, on the side of `n` where
/// there is nothing to cancel.
fn p_at_least(r: f64, w: f64, n: u32, exactly: f64) -> f64 {
    let mut k = f64::from(n);
    // In units of `exactly`, which may be too small to have digits.
    let mut p = 1.0;
    let mut sum = 0.0;
    if k * (1.0 - w) > r * w {
        // Above the mean the terms fall, in the end by the factor w.
        loop {
            sum += p;
            let ratio = w * (1.0 + r / k);
            if ratio < 1.0 && p * ratio <= 1e-17 * sum * (1.0 - ratio) {
                return exactly * sum;
            }
            p *= w * (r + k) / (k + 1.0);
            k += 1.0;
        }
    }
    while k > 0.0 && p > 1e-18 * sum {
        p *= k / (w * (r + k - 1.0));
        k -= 1.0;
        sum += p;
    }
    if exactly > 0.0 { (1.0 - exactly * sum).max(0.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bg_nbd::{expected_purchases, expected_purchases_new};

    const CDNOW: Params = Params { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    #[test]
    fn the_probabilities_add_up_to_one_and_their_mean_is_the_expectation() {
        let h = History { x: 4, t_x: 20.0, T: 27.0 };
        let (mut whole, mut mean) = (0.0, 0.0);
        for n in 0..2000 {
            let p = p_purchases(&CDNOW, &h, 39.0, n);
            whole += p;
            mean += f64::from(n) * p;
        }
        assert!((whole - 1.0).abs() < 1e-12);
        assert!((mean - expected_purchases(&CDNOW, &h, 39.0)).abs() < 1e-11);
        let mean: f64 = (0..2000).map(|n| f64::from(n) * p_purchases_new(&CDNOW, 39.0, n)).sum();
        assert!((mean - expected_purchases_new(&CDNOW, 39.0)).abs() < 1e-11);
    }

    #[test]
    fn in_no_time_nothing_happens() {
        assert_eq!(p_purchases_new(&CDNOW, 0.0, 0), 1.0);
        assert_eq!(p_purchases_new(&CDNOW, 0.0, 3), 0.0);
    }
}
