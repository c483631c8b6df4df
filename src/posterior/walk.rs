//! One transition of Hamiltonian Monte Carlo, a gradient at a time.
//!
//! The no-U-turn sampler (HG2014) with multinomial choice of the draw (B2017, appendix A), over coordinates in
//! which the normal distribution that touches the density at its mode is the standard one. Under that normal the motion is
//! a rotation, which is made exactly; only what the density differs from it is left to kicks before and after
//! (SLJN2014). So where a shop is large and its posterior all but normal, one step is a quarter turn, after which nothing
//! of the start is left, and where it is not, steps are as short as they must be.
//!
//! The trajectory doubles: a stack of halves of equal length are put together as they become ready, so that
//! no recursion stands between two gradients and the host can stop after each.

use super::random::Random;
use crate::math::{exp, ln_1p, sin_cos};

/// An energy that is off by this much has left the trajectory: the step is too long for the place.
const DIVERGED: f64 = 1000.0;

/// A place, and what is known of the density there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<const N: usize> {
    pub(super) z: [f64; N],
    /// The log density but for a constant.
    pub(super) value: f64,
    /// The gradient of minus the log density, less that of the standard normal.
    pub(super) kick: [f64; N],
}

/// A place and a momentum.
#[derive(Clone, Copy, Debug)]
struct Point<const N: usize> {
    place: Place<N>,
    p: [f64; N],
}

impl<const N: usize> Point<N> {
    fn energy(&self) -> f64 {
        0.5 * dot(&self.p, &self.p) - self.place.value
    }
}

/// How a trajectory is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stride {
    /// The turn of one step in radians.
    pub(super) angle: f64,
    sin_cos: (f64, f64),
    /// How often a trajectory doubles at most.
    deepest: u32,
}

impl Stride {
    pub(super) fn new(angle: f64, deepest: u32) -> Self {
        Self { angle, sin_cos: sin_cos(angle), deepest }
    }
}

/// A stretch of a trajectory, in the direction in which it was made.
#[derive(Clone, Copy, Debug)]
struct Stretch<const N: usize> {
    first: Point<N>,
    last: Point<N>,
    /// The sum of the momenta.
    sum: [f64; N],
    /// The logarithm of the sum of the weights.
    ln_weight: f64,
    chosen: Place<N>,
    doublings: u32,
}

impl<const N: usize> Stretch<N> {
    fn reversed(self) -> Self {
        Self { first: self.last, last: self.first, ..self }
    }
}

/// How a transition ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome<const N: usize> {
    pub(super) place: Place<N>,
    /// The mean probability with which the points would have been accepted.
    pub(super) acceptance: f64,
    pub(super) diverged: bool,
}

/// A transition under way.
#[derive(Clone, Debug)]
pub(super) struct Walk<const N: usize> {
    start_energy: f64,
    trajectory: Stretch<N>,
    /// What the trajectory is being doubled by, in pieces of falling length.
    pieces: Vec<Stretch<N>>,
    forward: bool,
    acceptance: f64,
    points: f64,
}

impl<const N: usize> Walk<N> {
    pub(super) fn new(place: Place<N>, random: &mut Random) -> Self {
        let p = std::array::from_fn(|_| random.normal());
        let start = Point { place, p };
        Self {
            start_energy: start.energy(),
            trajectory: single(start, 0.0),
            pieces: Vec::new(),
            forward: random.heads(),
            acceptance: 0.0,
            points: 0.0,
        }
    }

    /// Takes one step with one evaluation of the density; says when the transition is over.
    pub(super) fn step(
        &mut self,
        stride: &Stride,
        random: &mut Random,
        density: impl FnOnce(&[f64; N]) -> Place<N>,
    ) -> Option<Outcome<N>> {
        let end = if self.forward { self.trajectory.last } else { self.trajectory.first };
        let from = self.pieces.last().map_or(end, |piece| piece.last);
        let next = advance(&from, stride, self.forward, density);
        let ln_weight = self.start_energy - next.energy();
        self.points += 1.0;
        self.acceptance += if ln_weight.is_nan() { 0.0 } else { exp(ln_weight.min(0.0)) };
        if ln_weight.is_nan() || ln_weight < -DIVERGED {
            return Some(self.outcome(true));
        }
        self.pieces.push(single(next, ln_weight));
        while let Some([older, newer]) = self.pieces.last_chunk().copied() {
            if older.doublings != newer.doublings {
                break;
            }
            self.pieces.truncate(self.pieces.len() - 2);
            let total = ln_add(older.ln_weight, newer.ln_weight);
            let to_newer = random.uniform() < exp(newer.ln_weight - total);
            match joined(&older, &newer, total, to_newer) {
                Some(piece) => self.pieces.push(piece),
                None => return Some(self.outcome(false)),
            }
        }
        let whole =
            self.pieces.last().filter(|piece| piece.doublings == self.trajectory.doublings)?;
        self.double(*whole, stride, random)
    }

    /// The trajectory has been followed for as long again.
    fn double(
        &mut self,
        new: Stretch<N>,
        stride: &Stride,
        random: &mut Random,
    ) -> Option<Outcome<N>> {
        self.pieces.clear();
        let old = if self.forward { self.trajectory } else { self.trajectory.reversed() };
        // Biased towards what is new: further away for the same weights.
        let to_new = random.uniform() < exp(new.ln_weight - old.ln_weight);
        let total = ln_add(old.ln_weight, new.ln_weight);
        let chosen = if to_new { new.chosen } else { old.chosen };
        self.trajectory.chosen = chosen;
        let Some(whole) = joined(&old, &new, total, to_new) else {
            return Some(self.outcome(false));
        };
        self.trajectory = if self.forward { whole } else { whole.reversed() };
        if self.trajectory.doublings >= stride.deepest {
            return Some(self.outcome(false));
        }
        self.forward = random.heads();
        None
    }

    fn outcome(&self, diverged: bool) -> Outcome<N> {
        let acceptance = self.acceptance / self.points;
        Outcome { place: self.trajectory.chosen, acceptance, diverged }
    }
}

fn single<const N: usize>(point: Point<N>, ln_weight: f64) -> Stretch<N> {
    let Point { place, p } = point;
    Stretch { first: point, last: point, sum: p, ln_weight, chosen: place, doublings: 0 }
}

/// The two stretches as one; `None` when it turns back on itself somewhere.
fn joined<const N: usize>(
    older: &Stretch<N>,
    newer: &Stretch<N>,
    ln_weight: f64,
    to_newer: bool,
) -> Option<Stretch<N>> {
    let sum = std::array::from_fn(|i| older.sum[i] + newer.sum[i]);
    let onward = |sum: &[f64; N], first: &Point<N>, last: &Point<N>| {
        dot(sum, &first.p) > 0.0 && dot(sum, &last.p) > 0.0
    };
    // Also from each half to the nearest point of the other, where a turn could hide between the two.
    let to_next = std::array::from_fn(|i| older.sum[i] + newer.first.p[i]);
    let from_last = std::array::from_fn(|i| older.last.p[i] + newer.sum[i]);
    let goes_on = onward(&sum, &older.first, &newer.last)
        && onward(&to_next, &older.first, &newer.first)
        && onward(&from_last, &older.last, &newer.last);
    goes_on.then_some(Stretch {
        first: older.first,
        last: newer.last,
        sum,
        ln_weight,
        chosen: if to_newer { newer.chosen } else { older.chosen },
        doublings: older.doublings + 1,
    })
}

/// Half a kick, a rotation, half a kick.
fn advance<const N: usize>(
    from: &Point<N>,
    stride: &Stride,
    forward: bool,
    density: impl FnOnce(&[f64; N]) -> Place<N>,
) -> Point<N> {
    let sign = if forward { 1.0 } else { -1.0 };
    let half = 0.5 * sign * stride.angle;
    let (sin, cos) = (sign * stride.sin_cos.0, stride.sin_cos.1);
    let kicked = |p: &[f64; N], kick: &[f64; N]| -> [f64; N] {
        std::array::from_fn(|i| p[i] - half * kick[i])
    };
    let (z, p) = (from.place.z, kicked(&from.p, &from.place.kick));
    let turned = std::array::from_fn(|i| cos * z[i] + sin * p[i]);
    let p: [f64; N] = std::array::from_fn(|i| cos * p[i] - sin * z[i]);
    let place = density(&turned);
    Point { place, p: kicked(&p, &place.kick) }
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    (0..N).map(|i| a[i] * b[i]).sum()
}

fn ln_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + ln_1p(exp(low - high)) }
}
