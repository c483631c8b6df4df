//! BG/NBD: customers buy at random at their own rate and after each repeat purchase stop for good
//! with their own probability (FHL2005).
//!
//! Every forecast here is one for a customer known to be alive, times P(alive). For a customer who is
//! alive at age `T` after `x` repeat purchases the parameters are `(r + x, alpha + T, a, b + x)`
//! ([`Params::given_alive`]), so each formula is written once, for a new customer.

mod discount;
mod fit;
mod pmf;
mod rows;
mod series;

pub use discount::discounted_purchases;
pub use fit::{BgNbd, BgNbdFit};
pub use pmf::{p_purchases, p_purchases_new};
pub use rows::Rows;
pub use series::ExpectedPurchases;

use crate::history::History;
use crate::math::{Sum, exp, exp_each, ln, ln_1p, ln_1p_each};
use crate::model::purchases::Purchases;

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Shape of the gamma distribution of the purchase rates; the smaller, the more they differ.
    pub r: f64,
    /// The rate parameter of that distribution, in units of time (papers call it scale): the mean
    /// purchase rate is `r / alpha`.
    pub alpha: f64,
    /// First parameter of the beta distribution of the drop-out probabilities; the mean is
    /// `a / (a + b)`.
    pub a: f64,
    /// Second parameter of that distribution.
    pub b: f64,
}

impl Params {
    /// `None` unless all four are positive and finite.
    #[must_use]
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Option<Self> {
        let sound = [r, alpha, a, b].iter().all(|p| *p > 0.0 && p.is_finite());
        sound.then_some(Self { r, alpha, a, b })
    }

    /// What is believed of a customer with history `h` who is still alive: in the forecasts the same
    /// as a new customer with these parameters. FHL2005 section 5.
    #[must_use]
    pub fn given_alive(&self, h: &History) -> Self {
        let x = f64::from(h.x);
        Self { r: self.r + x, alpha: self.alpha + h.T, a: self.a, b: self.b + x }
    }
}

impl Purchases for Params {
    fn ln_likelihood(&self, h: &History) -> f64 {
        ln_likelihood(self, h)
    }

    fn p_alive(&self, h: &History) -> f64 {
        p_alive(self, h)
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        ExpectedPurchases::new(*self).fill_given_alive(h, horizons, out);
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        p_purchases_new(&self.given_alive(h), t, n)
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        discounted_purchases(&self.given_alive(h), &History::default(), rate, horizon)
    }
}

/// The logarithm of the likelihood of one history. FHL2005 eq. 6; docs/models.md, "Likelihood".
///
/// A density in the purchase times, so it has units: it falls by `x ln 7` from weeks to days.
///
/// # Numerics
/// No special functions: ratios of gamma functions at `r + x` and `r` are products of `x` factors.
#[must_use]
pub fn ln_likelihood(params: &Params, h: &History) -> f64 {
    let Params { r, alpha, a, b } = *params;
    let mut total = Sum::new();
    for k in 0..h.x {
        let k = f64::from(k);
        total.add(ln((r + k) / (alpha + h.T)));
        total.add(ln((b + k) / (a + b + k)));
    }
    total.add(-r * ln_1p(h.T / alpha));
    if h.x > 0 {
        let odds = ln_odds_dead(params, h);
        total.add(if odds > 0.0 { odds + ln_1p(exp(-odds)) } else { ln_1p(exp(odds)) });
    }
    total.total()
}

/// Probability that a customer is still buying at age `T`. FHL2008 p. 2.
///
/// In 0..=1; exactly 1 when `x == 0`: only a repeat purchase can be the last one.
///
/// # Numerics
/// Worked in logs: the power `r + x` overflows for frequent buyers.
#[must_use]
pub fn p_alive(params: &Params, h: &History) -> f64 {
    if h.x == 0 {
        return 1.0;
    }
    let odds = ln_odds_dead(params, h);
    if odds > 0.0 {
        let alive = exp(-odds);
        alive / (1.0 + alive)
    } else {
        1.0 / (1.0 + exp(odds))
    }
}

/// [`p_alive`] of many histories, best in ascending order of `x`; what has no partner in the other slice is
/// left alone.
pub fn p_alive_each<'a>(
    params: &Params,
    histories: impl IntoIterator<Item = &'a History> + Clone,
    out: &mut [f64],
) {
    let Params { r, alpha, a, b } = *params;
    let mut odds = vec![0.0; out.len()];
    for (odds, h) in odds.iter_mut().zip(histories.clone()) {
        *odds = (h.T - h.t_x) / (alpha + h.t_x);
    }
    ln_1p_each(&mut odds);
    let mut of_x = (0, 0.0);
    for ((odds, out), h) in odds.iter_mut().zip(&mut *out).zip(histories.clone()) {
        let x = f64::from(h.x);
        if h.x > 0 && h.x != of_x.0 {
            of_x = (h.x, ln(a / (b + x - 1.0)));
        }
        *odds = of_x.1 + (r + x) * *odds;
        *out = -odds.abs();
    }
    exp_each(out);
    for ((odds, out), h) in odds.iter().zip(out).zip(histories) {
        *out = match *out {
            _ if h.x == 0 => 1.0,
            alive if *odds > 0.0 => alive / (1.0 + alive),
            dead => 1.0 / (1.0 + dead),
        };
    }
}

/// The log odds that a customer with `x > 0` has stopped.
fn ln_odds_dead(params: &Params, h: &History) -> f64 {
    let Params { r, alpha, a, b } = *params;
    let x = f64::from(h.x);
    ln(a / (b + x - 1.0)) + (r + x) * ln_1p((h.T - h.t_x) / (alpha + h.t_x))
}

/// Mean number of purchases in the next `t` of a customer with history `h`. FHL2005 eq. 10 in the
/// form of docs/models.md, "Expected purchases".
///
/// `t`: in the unit of the ages, not negative.
#[must_use]
pub fn expected_purchases(params: &Params, h: &History, t: f64) -> f64 {
    let mut out = [0.0];
    ExpectedPurchases::new(*params).fill(h, &[t], &mut out);
    out[0]
}

/// Mean number of repeat purchases of a new customer in the first `t`. FHL2005 eq. 9.
#[must_use]
pub fn expected_purchases_new(params: &Params, t: f64) -> f64 {
    expected_purchases(params, &History::default(), t)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CDNOW: Params = Params { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    #[test]
    fn without_a_repeat_purchase_nobody_can_have_stopped() {
        let never = History { x: 0, t_x: 0.0, T: 1e9 };
        assert_eq!(p_alive(&CDNOW, &never), 1.0);
    }

    #[test]
    fn a_frequent_buyer_long_gone_is_dead_and_not_nan() {
        let gone = History { x: 100_000, t_x: 1.0, T: 1e6 };
        assert_eq!(p_alive(&CDNOW, &gone), 0.0);
        assert_eq!(expected_purchases(&CDNOW, &gone, 52.0), 0.0);
    }

    #[test]
    fn no_time_brings_no_purchase() {
        let h = History { x: 2, t_x: 30.0, T: 40.0 };
        assert_eq!(expected_purchases(&CDNOW, &h, 0.0), 0.0);
        assert_eq!(expected_purchases_new(&CDNOW, 0.0), 0.0);
    }

    #[test]
    fn parameters_are_positive_and_finite() {
        assert!(Params::new(1.0, 1.0, 0.0, 1.0).is_none());
        assert!(Params::new(f64::NAN, 1.0, 1.0, 1.0).is_none());
        assert!(Params::new(1.0, f64::INFINITY, 1.0, 1.0).is_none());
        assert!(Params::new(0.1, 4.0, 0.8, 2.0).is_some());
    }
}
