//! Discounted purchases for ever: a mean over the rate and the drop-out probability.
//!
//! docs/models.md, "Regular timing: forecasts". Two quadratures in one another, and yet a hundred times quicker than
//! expected purchases at the many times that an integral by parts takes.

use super::alive::Alive;
use crate::math::{exp, exp_m1, ln, ln_1p};
use crate::model::quadrature::dropout_nodes;

/// What may be left out, relative to the whole.
const REST: f64 = 1e-18;
/// `ln(1 / REST)`, rounded up.
const DEPTH: f64 = 42.0;
/// The widest mesh on the logarithm of the rate: the integrand is smooth up to a distance of `pi / 2`.
const MESH: f64 = 0.2;

/// Mean number of purchases ever, each discounted by `exp(-rate * t)`; `rate` is positive.
pub(super) fn discounted_for_ever(alive: &Alive, rate: f64) -> f64 {
    // In units in which the rates have shape and scale 1.
    let discount = rate * alive.alpha;
    // No rate that counts is further away from the mean than this.
    let highest = 2.0 * alive.r + 100.0;
    let dropout = dropout_nodes(alive.a, alive.b, (1.0 + highest / discount).min(1e300));
    let means = alive.cases().map(|(weight, shape, j)| {
        let steps = f64::from(alive.k - j);
        weight
            * mean_over_rate(shape, |ln_rate| {
                // Of the discount of a step, which is `rate / (rate + discount)`.
                let ln_step = -ln_1p(discount * exp(-ln_rate));
                let rest = -exp_m1(f64::from(alive.k) * ln_step);
                let sum: f64 =
                    dropout.iter().map(|[p, weight]| weight / (rest + p * (1.0 - rest))).sum();
                exp(steps * ln_step) * sum
            })
    });
    means.sum()
}

/// The mean of `f(ln(rate))` for a gamma distributed rate with this shape and scale 1, by the trapezoidal rule
/// on the logarithm.
///
/// `f`: positive, increasing, and in the end falling with the rate as one of its powers from 1 on does.
fn mean_over_rate(shape: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mesh = MESH.min(0.7 / shape.sqrt());
    let centre = ln(shape);
    // Where the density is a pure power of the rate.
    let left = -DEPTH - centre.max(0.0);
    let (mut mass, mut total) = (0.0, 0.0);
    for (direction, first) in [(-1.0, 0.0), (1.0, 1.0)] {
        let mut i = first;
        loop {
            let v = direction * i * mesh;
            let weight = exp(shape * (v - exp_m1(v)));
            let part = weight * f(centre + v);
            mass += weight;
            total += part;
            let is_over = part <= REST * total * mesh;
            if direction < 0.0 && v <= left && is_over {
                mass += weight / exp_m1(shape * mesh);
                break;
            }
            if is_over && weight <= REST * mass * (shape * mesh).min(1.0) {
                break;
            }
            i += 1.0;
        }
    }
    total / mass
}
