//! MBG/NBD, BG/CNBD-k and MBG/CNBD-k: BG/NBD with two things more. Customers may buy with some regularity,
//! each purchase coming after `k` steps at the customer's own rate (Erlang-k times between purchases); and
//! in the modified form the first purchase may be the last one, too (B2007, RPS2021).
//!
//! docs/models.md, "Regular timing". A customer who is alive at age `T` is somewhere between two purchases:
//! how many of the `k` steps are done is a small distribution, and given that, all is as in
//! [`bg_nbd`](super::bg_nbd) (`alive.rs`).

mod alive;
mod discount;
mod fit;
mod for_ever;
mod pmf;
mod regularity;
mod roots;
mod rows;
mod series;
mod sums;

pub use fit::{Cnbd, CnbdFit};
pub use regularity::{Intervals, most_likely};
pub use rows::Rows;

use crate::history::History;
use crate::math::{Sum, exp, ln, ln_1p};
use crate::model::purchases::Purchases;
use alive::Alive;

/// The most steps between two purchases.
pub const MOST_STEPS: u32 = 4;

/// Which member of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    k: u32,
    modified: bool,
}

impl Form {
    /// MBG/NBD.
    pub const MBG_NBD: Self = Self { k: 1, modified: true };

    /// `k`: steps between two purchases, the regularity; 1 is none. `modified`: whether customers may stop
    /// after their first purchase already. `None` unless `k` is in 1..=[`MOST_STEPS`].
    #[must_use]
    pub fn new(k: u32, modified: bool) -> Option<Self> {
        (1..=MOST_STEPS).contains(&k).then_some(Self { k, modified })
    }

    /// Steps between two purchases: 1 when they come at random.
    #[must_use]
    pub const fn k(self) -> u32 {
        self.k
    }

    /// Whether the first purchase may be the last one.
    #[must_use]
    pub const fn is_modified(self) -> bool {
        self.modified
    }

    /// Drop-out draws that a customer who is alive got past.
    fn draws(self, x: u32) -> f64 {
        f64::from(x) + f64::from(u8::from(self.modified))
    }

    /// Steps made until the last purchase.
    fn steps(self, x: u32) -> f64 {
        f64::from(self.k) * f64::from(x)
    }

    /// The odds of "stopped at `t_x`" against "not stopped at `t_x`"; `None` where the first is impossible.
    fn odds(self, a: f64, b: f64, x: u32) -> Option<f64> {
        (x > 0 || self.modified).then(|| a / (b + self.draws(x) - 1.0))
    }

    /// `ln (k - 1)!`
    fn ln_gamma(self) -> f64 {
        (2..self.k).map(|i| ln(f64::from(i))).sum()
    }
}

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Which member of the family they belong to.
    pub form: Form,
    /// Shape of the gamma distribution of the rates; the smaller, the more they differ.
    pub r: f64,
    /// The rate parameter of that distribution, in units of time (papers call it scale): the mean rate is
    /// `r / alpha` steps, or `r / (k alpha)` purchases.
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
    pub fn new(form: Form, [r, alpha, a, b]: [f64; 4]) -> Option<Self> {
        let sound = [r, alpha, a, b].iter().all(|p| *p > 0.0 && p.is_finite());
        sound.then_some(Self { form, r, alpha, a, b })
    }

    /// The log odds that a customer has stopped; `None` where nobody can have.
    fn ln_odds_dead(&self, h: &History) -> Option<f64> {
        let odds = ln(self.form.odds(self.a, self.b, h.x)?);
        let shape = self.r + self.form.steps(h.x);
        let silent = ln_1p((h.T - h.t_x) / (self.alpha + h.t_x));
        Some(odds + shape * silent - self.ln_unfinished(h))
    }

    /// The logarithm of how much likelier a silence is because of the steps that may have been made in it:
    /// the sum over `j < k` of `(r + k x)_j / j!  (s / (alpha + T))^j`.
    fn ln_unfinished(&self, h: &History) -> f64 {
        let [_, later @ ..] = alive::unfinished(self, h);
        ln_1p(later.iter().sum())
    }
}

impl Purchases for Params {
    /// A density in the purchase times but for one factor, which they enter alone: the product of all times
    /// between purchases to the power `k - 1`.
    ///
    /// # Numerics
    /// No special functions: ratios of gamma functions are products.
    fn ln_likelihood(&self, h: &History) -> f64 {
        let Self { form, r, alpha, a, b } = *self;
        let mut total = Sum::new();
        for n in 0..h.x {
            for i in 0..form.k {
                total.add(ln((r + form.steps(n) + f64::from(i)) / (alpha + h.T)));
            }
            let draws = form.draws(n);
            total.add(ln((b + draws) / (a + b + draws)));
            total.add(-form.ln_gamma());
        }
        if form.modified {
            total.add(-ln_1p(a / b));
        }
        total.add(-r * ln_1p(h.T / alpha));
        total.add(self.ln_unfinished(h));
        if let Some(odds) = self.ln_odds_dead(h) {
            total.add(odds.max(0.0));
            total.add(ln_1p(exp(-odds.abs())));
        }
        total.total()
    }

    /// Below 1 even for a new customer in the modified form: the first purchase may have been the last.
    fn p_alive(&self, h: &History) -> f64 {
        match self.ln_odds_dead(h) {
            None => 1.0,
            Some(odds) if odds > 0.0 => {
                let alive = exp(-odds);
                alive / (1.0 + alive)
            }
            Some(odds) => 1.0 / (1.0 + exp(odds)),
        }
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        series::ExpectedPurchases::new(Alive::new(self, h)).fill(horizons, out);
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        pmf::p_purchases(&Alive::new(self, h), t, n)
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        discount::discounted_purchases(Alive::new(self, h), rate, horizon)
    }

    fn last_matters(&self) -> bool {
        self.form.k > 1
    }
}
