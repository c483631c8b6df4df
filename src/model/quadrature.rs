//! Means over a beta distribution of any shape, by the trapezoidal rule on the logit.
//!
//! On the line `u = ln(p / (1 - p))` the density is smooth and the rule converges exponentially
//! (TW2014), whatever the exponents at the two ends. Only the tails are slow when `a` or `b` is
//! small; they are geometric series and are added in closed form.

use crate::math::{exp, exp_m1, ln, ln_1p};

/// What may be left out, relative to the whole.
const REST: f64 = 1e-18;
/// `ln(1 / REST)`, rounded up.
const DEPTH: f64 = 42.0;
/// The widest mesh: the integrands here are smooth up to a distance `pi / 2` from the real line, so
/// the error is about `exp(-pi^2 / MESH)`, or 7e-18.
const MESH: f64 = 0.25;

/// The mean of `f(p)` for `p ~ Beta(a, b)`.
///
/// `f`: positive, decreasing, bounded, and equal to `f(0)` to the last bit once
/// `p * scale < 1e-18`.
pub(super) fn mean_over_dropout(a: f64, b: f64, scale: f64, f: impl Fn(f64) -> f64) -> f64 {
    let line = Line::new(a, b, scale);
    let Line { mesh, centre, left, right, .. } = line;
    let (mut mass, mut total) = (0.0, 0.0);
    let most = f(exp(left));
    for (direction, first, power) in [(-1.0, 0.0, a), (1.0, 1.0, b)] {
        let mut i = first;
        loop {
            let v = direction * i * mesh;
            let (p, weight) = line.node(v);
            let value = f(p);
            mass += weight;
            total += weight * value;
            let u = centre + v;
            if u <= left && direction < 0.0 || u >= right && direction > 0.0 {
                let tail = weight / exp_m1(power * mesh);
                mass += tail;
                total += tail * value;
                break;
            }
            let small = REST * (power * mesh).min(1.0);
            // Towards p = 0 the values of f still rise, at most to f(0).
            let highest = if direction < 0.0 { most } else { value };
            if weight <= small * mass && weight * highest <= small * total {
                break;
            }
            i += 1.0;
        }
    }
    total / mass
}

/// Nodes and weights, which add up to 1, for means over `p ~ Beta(a, b)` of many functions.
///
/// The functions: positive, decreasing from at most `scale` to 1, and equal to their values at 0 to the last bit
/// once `p * scale < 1e-18`.
#[cfg(feature = "lifetime")]
pub(super) fn dropout_nodes(a: f64, b: f64, scale: f64) -> Vec<[f64; 2]> {
    let line = Line::new(a, b, scale);
    let mut nodes = Vec::new();
    let mut mass = 0.0;
    for (direction, first, power, highest) in [(-1.0, 0.0, a, scale.max(1.0)), (1.0, 1.0, b, 1.0)] {
        let mut i = first;
        loop {
            let v = direction * i * line.mesh;
            let (p, mut weight) = line.node(v);
            let u = line.centre + v;
            let is_power = if direction < 0.0 { u <= line.left } else { u >= line.right };
            if is_power {
                weight += weight / exp_m1(power * line.mesh);
            }
            mass += weight;
            nodes.push([p, weight]);
            if is_power || weight * highest <= REST * (power * line.mesh).min(1.0) * mass {
                break;
            }
            i += 1.0;
        }
    }
    for [_, weight] in &mut nodes {
        *weight /= mass;
    }
    nodes
}

/// The density of the logit of `p ~ Beta(a, b)`.
#[derive(Clone, Copy)]
struct Line {
    a: f64,
    b: f64,
    mode: f64,
    centre: f64,
    mesh: f64,
    /// Where the density is a pure power of p, and f constant; and the same at p = 1.
    left: f64,
    right: f64,
}

impl Line {
    fn new(a: f64, b: f64, scale: f64) -> Self {
        Self {
            a,
            b,
            mode: a / (a + b),
            centre: ln(a / b),
            // A narrow density needs a mesh that sees it: half of its standard deviation.
            mesh: MESH.min(0.5 * (1.0 / a + 1.0 / b).sqrt()),
            left: -DEPTH - ln(scale.max(a + b).max(1.0)),
            right: DEPTH + ln((a + b).max(1.0)),
        }
    }

    /// `p` and the density at a distance from the centre, relative to the one there, so that nothing large
    /// cancels when a and b are large.
    fn node(&self, v: f64) -> (f64, f64) {
        let Self { a, b, mode, .. } = *self;
        let rise = mode * exp_m1(v);
        let spread = (b + a * exp(v)) / (a + b);
        let ln_spread = if rise.abs() < 0.5 { ln_1p(rise) } else { ln(spread) };
        (mode * exp(v) / spread, exp(a * v - (a + b) * ln_spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_its_own_mean() {
        for (a, b) in [(1e-6, 1e-6), (0.8, 2.4), (1e6, 3e6), (1e-3, 2000.0), (2000.0, 0.01)] {
            let mean = mean_over_dropout(a, b, 1.0, |_| 3.0);
            assert!((mean - 3.0).abs() < 1e-13, "{a} {b}: {mean}");
        }
    }

    #[test]
    fn the_mean_of_the_complement_is_b_over_the_sum() {
        for (a, b) in
            [(0.01, 5.0), (0.8, 2.4), (1.0, 1.0), (1222.8, 9043.8), (1e6, 3e6), (30.0, 0.2)]
        {
            let mean = mean_over_dropout(a, b, 1.0, |p| 1.0 - p);
            let want = b / (a + b);
            assert!((mean / want - 1.0).abs() < 1e-12, "{a} {b}: {mean} {want}");
        }
    }
}
