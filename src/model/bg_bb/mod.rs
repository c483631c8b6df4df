//! BG/BB: customers who may buy once at each of a row of opportunities, as at a yearly fair or in a weekly round, do so with
//! a probability of their own, and before each opportunity stop for good with another (FHS2010).
//!
//! Times are numbers of opportunities, so a [`History`] holds whole numbers here: `x` of the `T` opportunities were taken, the
//! last of them was number `t_x`. P(alive) is that of being alive at the next opportunity, as in the paper.
//!
//! All ratios of beta functions are products of as many factors as there are opportunities: nothing special is left, and
//! all sums are of positive terms.

mod rows;

pub use rows::Rows;

use crate::error::Result;
use crate::history::{Histories, History};
use crate::math::{Sum, exp};
use crate::model::purchases::{Fit, Fitted, Purchases};
use crate::model::steps::BetaSteps;

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// First parameter of the beta distribution of the probabilities to buy at an opportunity; the mean is
    /// `alpha / (alpha + beta)`.
    pub alpha: f64,
    /// Second parameter of that distribution.
    pub beta: f64,
    /// First parameter of the beta distribution of the probabilities to stop; the mean is
    /// `gamma / (gamma + delta)`.
    pub gamma: f64,
    /// Second parameter of that distribution.
    pub delta: f64,
}

/// A fitted model; its unit of time is an opportunity, whatever the histories call it.
pub type BgBb = Fitted<Params, 4>;

/// A fit under way.
pub type BgBbFit = Fit<Rows, 4>;

impl BgBbFit {
    /// Gets ready.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`](crate::error::ErrorKind::TooFewRepeaters).
    pub fn new(histories: &Histories) -> Result<Self> {
        Self::of(histories, Rows::new)
    }
}

/// More opportunities than this are none: a discount so small says nothing that far away.
const MOST_OPPORTUNITIES: f64 = 1e7;
/// Beyond `rate * t` of this a discounted purchase is below the last bit of the sum.
const FAR: f64 = 60.0;

/// The purchases of one customer by opportunity. `days`: the order days, ascending; `until`: the last day known; both counted
/// like `first`, the first order day. Opportunities are `length` days long and begin on the day after `first`; one that is
/// not over is none yet.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "numbers of opportunities")]
pub fn by_opportunity(first: i32, days: &[i32], until: i32, length: u32) -> History {
    let length = i64::from(length.max(1));
    let over = (i64::from(until) - i64::from(first)).max(0) / length;
    let (mut x, mut last) = (0, 0);
    for day in days.iter().map(|day| i64::from(*day)).filter(|day| *day > i64::from(first)) {
        let number = (day - i64::from(first) - 1) / length + 1;
        if number > last && number <= over {
            x += 1;
            last = number;
        }
    }
    History { x, t_x: last as f64, T: over as f64 }
}

/// A history in whole numbers that can be: `x <= t_x <= T`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(h: &History) -> (u32, u32, u32) {
    let count = |age: f64| age.round().clamp(0.0, MOST_OPPORTUNITIES) as u32;
    let n = count(h.T);
    let last = count(h.t_x).min(n);
    (h.x.min(last), last, n)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn opportunities(t: f64) -> u32 {
    t.floor().clamp(0.0, MOST_OPPORTUNITIES) as u32
}

impl Params {
    /// What is believed of the buying of a customer with `x` purchases at `n` opportunities while alive, and of the dropping
    /// out of one who is alive at the next.
    fn given_alive(&self, h: &History) -> Self {
        let (x, _, n) = whole(h);
        let (x, n) = (f64::from(x), f64::from(n));
        Self {
            alpha: self.alpha + x,
            beta: self.beta + n - x,
            gamma: self.gamma,
            delta: self.delta + n + 1.0,
        }
    }

    /// Calls `each` with the expected purchases at the next opportunities, one after the other, of a customer who is alive at
    /// the first of them, until it has enough.
    fn each_given_alive(&self, h: &History, mut each: impl FnMut(f64) -> bool) {
        let alive = self.given_alive(h);
        let mut purchases = alive.alpha / (alive.alpha + alive.beta);
        let mut j = 0.0;
        while each(purchases) {
            purchases *= (alive.delta + j) / (alive.gamma + alive.delta + j);
            j += 1.0;
        }
    }

    /// The steps of buying and living that a history needs.
    fn steps(&self, n: u32) -> [BetaSteps; 2] {
        let Self { alpha, beta, gamma, delta } = *self;
        [BetaSteps::new(alpha, beta, n), BetaSteps::new(gamma, delta, n + 1)]
    }
}

impl Purchases for Params {
    /// FHS2010: the sum over the opportunity before which the customer stopped, and over none.
    fn ln_likelihood(&self, h: &History) -> f64 {
        let row = whole(h);
        let [buying, living] = self.steps(row.2);
        rows::terms(&buying, &living, row).value
    }

    fn p_alive(&self, h: &History) -> f64 {
        let (x, last, n) = whole(h);
        let [buying, living] = self.steps(n);
        let next = buying.step(x, n - x).ln + living.step(0, n + 1).ln;
        exp(next - rows::terms(&buying, &living, (x, last, n)).value).min(1.0)
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        let most = horizons.iter().fold(0, |most, t| most.max(opportunities(*t)));
        let mut so_far = vec![0.0];
        let mut total = Sum::new();
        self.each_given_alive(h, |purchases| {
            if so_far.len() > most as usize {
                return false;
            }
            total.add(purchases);
            so_far.push(total.total());
            true
        });
        for (out, t) in out.iter_mut().zip(horizons) {
            *out = so_far[opportunities(*t) as usize];
        }
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        let ahead = opportunities(t);
        if n > ahead || ahead == 0 {
            return f64::from(u8::from(n == 0 && ahead == 0));
        }
        let alive = self.given_alive(h);
        let [buying, living] = alive.steps(ahead);
        // The logarithm of the ways to choose: for j = n it is 0.
        let mut ln_ways = 0.0;
        let mut total = Sum::new();
        for j in n.max(1)..=ahead {
            if j > n && n > 0 {
                ln_ways += crate::math::ln(f64::from(j) / f64::from(j - n));
            }
            let (stops, lived) = if j < ahead { (1, j - 1) } else { (0, ahead - 1) };
            let lives = living.step(stops, lived).ln;
            total.add(exp(ln_ways + buying.step(n, j - n).ln + lives));
        }
        total.total().min(1.0)
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        let sound = rate >= 0.0 && rate.is_finite() && horizon >= 0.0;
        let end = if rate > 0.0 { horizon.min(FAR / rate) } else { horizon };
        if !sound || end > MOST_OPPORTUNITIES {
            return None;
        }
        let mut left = opportunities(end);
        let (mut total, mut factor) = (Sum::new(), 1.0);
        self.each_given_alive(h, |purchases| {
            if left == 0 {
                return false;
            }
            left -= 1;
            factor *= exp(-rate);
            total.add(factor * purchases);
            true
        });
        Some(total.total())
    }
}
