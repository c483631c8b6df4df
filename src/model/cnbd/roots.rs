//! Expected purchases given the drop-out probability, in closed form.
//!
//! docs/models.md, "Regular timing". Of `i` steps every `k`-th is a purchase. `z^floor(i / k)` is a sum of
//! powers of the `k`-th roots of `z`, complex ones included, and the mean of a power of a root over the steps
//! is that of the negative binomial distribution.

use super::alive::Alive;
use super::pmf::ln_p_steps;
use crate::math::{atan2, exp, exp_m1, ln_1p, sin_cos};

/// Below this `z` the roots cancel, and the power series has few terms.
const SMALL: f64 = 0.05;
/// Terms of that: `SMALL^14` is below the last bit.
const TERMS: usize = 14;
/// What is below `exp` of this is nothing beside 1.
const NOTHING: f64 = -50.0;
/// `sqrt(3) / 2`.
const SINE_OF_THIRD: f64 = 0.866_025_403_784_438_6;

/// A horizon of a customer who is alive.
#[derive(Clone, Debug)]
pub(super) struct GivenDropout {
    alive: Alive,
    /// The horizon in units of `alpha`.
    age: f64,
    /// The probability of at least 1, 2, .. purchases if nobody ever stopped.
    at_least: [f64; TERMS],
}

impl GivenDropout {
    pub(super) fn new(alive: &Alive, age: f64) -> Self {
        Self { alive: *alive, age, at_least: at_least(alive, age) }
    }

    /// `(1 - E[z^N]) / p` with `z = 1 - p`, where `N` are the purchases if nobody ever stopped.
    pub(super) fn expected(&self, p: f64) -> f64 {
        let z = 1.0 - p;
        if z < SMALL {
            return self.at_least.iter().rev().fold(0.0, |sum, at_least| sum * z + at_least);
        }
        let k = f64::from(self.alive.k);
        let ln_root = ln_1p(-p) / k;
        let root = exp(ln_root);
        let of_roots = match self.alive.k {
            1 => 0.0,
            2 => self.real(-root, 1.0 + root),
            3 => 2.0 * self.complex(root, [-0.5, SINE_OF_THIRD]),
            _ => self.real(-root, 1.0 + root) + 2.0 * self.complex(root, [0.0, 1.0]),
        };
        (self.real(root, -exp_m1(ln_root)) + of_roots) / (k * z)
    }

    /// What a real root `y` adds; `rest`: `1 - y`.
    fn real(&self, y: f64, rest: f64) -> f64 {
        let ln_base = ln_1p(self.age * rest);
        let mut power = 1.0;
        let mut sum = 0.0;
        for (weight, shape, _) in self.alive.cases() {
            power *= y;
            sum -= weight * power * exp_m1(-shape * ln_base);
        }
        sum / rest
    }

    /// What a complex root `length * turn` adds: the real part.
    fn complex(&self, length: f64, turn: [f64; 2]) -> f64 {
        let y = turn.map(|part| length * part);
        let rest = [1.0 - y[0], -y[1]];
        let square = rest[0] * rest[0] + rest[1] * rest[1];
        let base = [1.0 + self.age * rest[0], self.age * rest[1]];
        let ln_base = 0.5 * ln_1p(self.age * (2.0 * rest[0] + self.age * square));
        let angle = atan2(base[1], base[0]);
        let mut power = [1.0, 0.0];
        let mut sum = [0.0; 2];
        for (weight, shape, _) in self.alive.cases() {
            power = times(power, y);
            let part = times(power, one_less_exp(-shape * ln_base, -shape * angle));
            sum = [sum[0] + weight * part[0], sum[1] + weight * part[1]];
        }
        // Divided by `rest`.
        (sum[0] * rest[0] + sum[1] * rest[1]) / square
    }
}

fn times(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

/// `1 - exp(ln_size + i angle)`.
fn one_less_exp(ln_size: f64, angle: f64) -> [f64; 2] {
    if ln_size < NOTHING {
        return [1.0, 0.0];
    }
    let (half_sine, _) = sin_cos(0.5 * angle);
    let (sine, cosine) = sin_cos(angle);
    [2.0 * half_sine * half_sine - exp_m1(ln_size) * cosine, -exp(ln_size) * sine]
}

/// The probability of at least 1, 2, .. purchases if nobody ever stopped: of at least one step, less those
/// with fewer. Where this is asked there are many steps, or so few are as likely as many more: what is taken
/// off is never nearly all.
fn at_least(alive: &Alive, age: f64) -> [f64; TERMS] {
    let mut sums = [0.0; TERMS];
    for (weight, shape, j) in alive.cases() {
        let mut left = -exp_m1(-shape * ln_1p(age));
        let mut made = 1;
        for (n, sum) in (1..).zip(&mut sums) {
            // This purchase is the step after so many.
            while made < n * alive.k - j {
                left -= exp(ln_p_steps(shape, age, f64::from(made)));
                made += 1;
            }
            *sum += weight * left.max(0.0);
        }
    }
    sums
}
