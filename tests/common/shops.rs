//! Made shops whose parameters are known: a simulator for each model, from a fixed seed.

use headwater::history::{DayHistory, History};
use headwater::math::{exp, ln};
use headwater::model::bg_nbd;
use headwater::model::gamma_gamma::{self, Spend};
use headwater::posterior::Random;

/// What a customer of a made shop did, and will do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Customer {
    /// Until now.
    pub(crate) history: History,
    /// Purchases in the time that follows.
    pub(crate) later: u32,
}

impl Customer {
    /// The history in whole days, from ages in weeks.
    pub(crate) fn in_days(&self) -> DayHistory {
        #[expect(clippy::cast_possible_truncation, reason = "some thousand days")]
        let days = |weeks: f64| (weeks * 7.0) as i32;
        let History { x, t_x, T } = self.history;
        DayHistory { x, t_x: days(t_x), T: days(T) }
    }
}

/// BG/NBD as its story goes: a rate, a probability to stop, exponential waits.
pub(crate) fn bg_nbd(
    random: &mut Random,
    params: &bg_nbd::Params,
    ages: &[f64],
    horizon: f64,
) -> Vec<Customer> {
    let bg_nbd::Params { r, alpha, a, b } = *params;
    let customer = |random: &mut Random, age: f64| {
        let rate = gamma(random, r) / alpha;
        let stop = beta(random, a, b);
        let mut customer = Customer { history: History { x: 0, t_x: 0.0, T: age }, later: 0 };
        let mut time = 0.0;
        loop {
            time += -ln(random.uniform()) / rate;
            if time > age + horizon {
                return customer;
            }
            customer.buys(time);
            if random.uniform() < stop {
                return customer;
            }
        }
    };
    ages.iter().map(|age| customer(random, *age)).collect()
}

impl Customer {
    fn buys(&mut self, time: f64) {
        if time <= self.history.T {
            self.history.x += 1;
            self.history.t_x = time;
        } else {
            self.later += 1;
        }
    }
}

/// What customers with so many repeat purchases spent on them on average, and what their own mean is, which
/// nobody sees.
pub(crate) fn gamma_gamma(
    random: &mut Random,
    params: &gamma_gamma::Params,
    repeats: &[u32],
) -> Vec<(Spend, f64)> {
    let gamma_gamma::Params { p, q, gamma: scale } = *params;
    let of = |random: &mut Random, x: u32| {
        let rate = gamma(random, q) / scale;
        let total: f64 = (0..x).map(|_| gamma(random, p) / rate).sum();
        let mean = if x > 0 { total / f64::from(x) } else { 0.0 };
        (Spend { x, mean }, p / rate)
    };
    repeats.iter().map(|x| of(random, *x)).collect()
}

/// Ages of customers who came first at any time of the first `span`, of `age` in all.
pub(crate) fn ages(random: &mut Random, customers: usize, age: f64, span: f64) -> Vec<f64> {
    (0..customers).map(|_| age - span * random.uniform()).collect()
}

/// A gamma variate of rate 1: Marsaglia and Tsang (MT2000), with their boost for shapes below 1.
pub(crate) fn gamma(random: &mut Random, shape: f64) -> f64 {
    if shape < 1.0 {
        let boost = exp(ln(random.uniform()) / shape);
        return gamma(random, shape + 1.0) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let z = random.normal();
        let v = 1.0 + c * z;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        if ln(random.uniform()) < 0.5 * z * z + d - d * v + d * ln(v) {
            return d * v;
        }
    }
}

/// A beta variate.
pub(crate) fn beta(random: &mut Random, a: f64, b: f64) -> f64 {
    let (one, other) = (gamma(random, a), gamma(random, b));
    // Both may underflow where both parameters are tiny; then it is one end or the other.
    if one + other > 0.0 { one / (one + other) } else { f64::from(u8::from(random.heads())) }
}
