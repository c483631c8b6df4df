//! Pareto/NBD: customers buy at random at their own rate until they stop for good, at random too, at a rate of their
//! own (SMC1987, FH2005).
//!
//! Every forecast here is one for a customer known to be alive, times P(alive). For a customer who is alive at age
//! `T` after `x` repeat purchases the parameters are `(r + x, alpha + T, s, beta + T)` ([`Params::given_alive`]), so
//! each formula is written once, for a new customer. Nothing of it needs a hypergeometric function: what others
//! compute by differences of these is an integral of positive terms here.

mod discount;
mod fit;
mod grid;
mod panels;
mod pmf;
mod rows;

pub use discount::discounted_purchases;
pub use fit::{ParetoNbd, ParetoNbdFit};
pub use pmf::{p_purchases, p_purchases_new};
pub use rows::Rows;

use crate::history::History;
use crate::math::{Sum, exp, exp_m1, ln, ln_1p};
use crate::model::purchases::Purchases;
use panels::Decay;

/// What may be left out, relative to the whole.
const REST: f64 = 1e-18;
/// The longest horizon, in units of `beta + T`: no answer is infinite.
const FURTHEST: f64 = 1e100;

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Shape of the gamma distribution of the purchase rates; the smaller, the more they differ.
    pub r: f64,
    /// The rate parameter of that distribution, in units of time (papers call it scale): the mean purchase rate is
    /// `r / alpha`.
    pub alpha: f64,
    /// Shape of the gamma distribution of the rates at which customers stop.
    pub s: f64,
    /// The rate parameter of that distribution, in units of time.
    pub beta: f64,
}

impl Params {
    /// `None` unless all four are positive and finite.
    #[must_use]
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Option<Self> {
        let sound = [r, alpha, s, beta].iter().all(|p| *p > 0.0 && p.is_finite());
        sound.then_some(Self { r, alpha, s, beta })
    }

    /// What is believed of a customer with history `h` who is still alive: in the forecasts the same as a new
    /// customer with these parameters.
    #[must_use]
    pub fn given_alive(&self, h: &History) -> Self {
        let Self { r, alpha, s, beta } = *self;
        Self { r: r + f64::from(h.x), alpha: alpha + h.T, s, beta: beta + h.T }
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
        let alive = self.given_alive(h);
        for (mean, t) in out.iter_mut().zip(horizons) {
            *mean = expected_purchases_new(&alive, *t);
        }
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        p_purchases_new(&self.given_alive(h), t, n)
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        discount::discounted_new(&self.given_alive(h), rate, horizon)
    }
}

/// The two ways from the last purchase to the end of the history, both relative to the density of buying as the
/// customer did and being alive at `t_x`. docs/models.md, "Pareto/NBD".
#[derive(Clone, Copy, Debug)]
struct Ends {
    /// Nothing happens until `T`.
    alive: f64,
    /// The customer stops before.
    stopped: f64,
}

impl Ends {
    /// # Numerics
    /// Relative to `t_x`, so that nothing underflows however many purchases there were. The panels end where what
    /// is left, at most the value of the survivor there, cannot be seen beside the sum.
    fn new(params: &Params, h: &History) -> Self {
        let Params { r, alpha, s, beta } = *params;
        let race = Decay { a: alpha + h.t_x, p: r + f64::from(h.x), b: beta + h.t_x, q: s };
        let survivor = |u: f64| exp(-race.p * ln_1p(u / race.a) - s * ln_1p(u / race.b));
        let end = h.T - h.t_x;
        let mut stopped = 0.0;
        let mut from = 0.0;
        while let Some((to, rule)) = race.panel(from, end) {
            for [u, weight] in rule.on(from, to) {
                stopped += weight * s / (race.b + u) * survivor(u);
            }
            if survivor(to) <= REST * stopped {
                break;
            }
            from = to;
        }
        Self { alive: survivor(end), stopped }
    }
}

/// The logarithm of the likelihood of one history. docs/models.md, "Pareto/NBD".
///
/// A density in the purchase times, so it has units: it falls by `x ln 7` from weeks to days.
///
/// # Numerics
/// No special functions: the ratio of gamma functions at `r + x` and `r` is a product of `x` factors.
#[must_use]
pub fn ln_likelihood(params: &Params, h: &History) -> f64 {
    let Params { r, alpha, s, beta } = *params;
    let mut total = Sum::new();
    for k in 0..h.x {
        total.add(ln((r + f64::from(k)) / (alpha + h.t_x)));
    }
    total.add(-r * ln_1p(h.t_x / alpha));
    total.add(-s * ln_1p(h.t_x / beta));
    let ends = Ends::new(params, h);
    total.add(ln(ends.alive + ends.stopped));
    total.total()
}

/// Probability that a customer is still buying at age `T`.
///
/// In 0..=1, and 1 when the last purchase was at `T`.
#[must_use]
pub fn p_alive(params: &Params, h: &History) -> f64 {
    let Ends { alive, stopped } = Ends::new(params, h);
    if stopped > 0.0 { alive / (alive + stopped) } else { f64::from(u8::from(alive > 0.0)) }
}

/// Mean number of purchases in the next `t` of a customer with history `h`. FHL2005b; docs/models.md, "Pareto/NBD".
///
/// `t`: in the unit of the ages; a negative one counts as 0.
#[must_use]
pub fn expected_purchases(params: &Params, h: &History, t: f64) -> f64 {
    params.expected(h, t)
}

/// Mean number of repeat purchases of a new customer in the first `t`: the mean rate times the mean time alive.
///
/// # Numerics
/// `(exp(z l) - 1) / z` with `z = 1 - s` has all its digits however close `s` is to 1.
#[must_use]
pub fn expected_purchases_new(params: &Params, t: f64) -> f64 {
    let Params { r, alpha, s, beta } = *params;
    let log = if t > 0.0 { ln_1p((t / beta).min(FURTHEST)) } else { 0.0 };
    let z = 1.0 - s;
    // Else the next term of the series is below the last bit.
    let years = if (z * log).abs() > 1e-17 { exp_m1(z * log) / z } else { log };
    (r * (beta / alpha) * years).min(f64::MAX)
}
