//! Sums over rows of the log-add and of its derivatives: for each row what "alive" says, and what it says
//! against "stopped".

use super::{Form, MOST_STEPS};
use crate::model::columns::Age;

/// Steps that may have been made since the last purchase, none aside.
const LATER: usize = MOST_STEPS as usize - 1;

/// What can be known of the steps since the last purchase before the ages come in: the number `J` has weights
/// 1, `coefficients[0] u`, `coefficients[1] u²`, ..
#[derive(Clone, Copy, Debug)]
pub(super) struct Unfinished {
    /// Of the rate, at the last purchase.
    pub(super) shape: f64,
    coefficients: [f64; LATER],
    /// The derivatives by the shape: of the logarithm of each coefficient; and the second ones, with the
    /// square of the first.
    by_shape: [f64; LATER],
    twice_by_shape: [f64; LATER],
}

impl Unfinished {
    pub(super) fn new(form: Form, shape: f64) -> Self {
        let mut steps = Self {
            shape,
            coefficients: [0.0; LATER],
            by_shape: [0.0; LATER],
            twice_by_shape: [0.0; LATER],
        };
        let (mut coefficient, mut slope, mut bend) = (1.0, 0.0, 0.0);
        for (i, j) in (0..LATER).zip((0..form.k - 1).map(f64::from)) {
            let reciprocal = 1.0 / (shape + j);
            coefficient *= (shape + j) / (j + 1.0);
            slope += reciprocal;
            bend += reciprocal * reciprocal;
            steps.coefficients[i] = coefficient;
            steps.by_shape[i] = slope;
            steps.twice_by_shape[i] = slope * slope - bend;
        }
        steps
    }

    /// The weights of all numbers but none.
    #[inline]
    fn weights(&self, u: f64) -> [f64; LATER] {
        let [one, two, three] = self.coefficients;
        [one * u, two * u * u, three * u * u * u]
    }

    /// Their sum.
    #[inline]
    pub(super) fn more(&self, u: f64) -> f64 {
        let [one, two, three] = self.weights(u);
        one + (two + three)
    }

    /// `rest`: `alpha / (alpha + T)`.
    #[inline]
    pub(super) fn alive(&self, age: Age, rest: f64, u: f64) -> Alive {
        let weights = self.weights(u);
        let [one, two, three] = weights;
        let whole = 1.0 / (1.0 + (one + (two + three)));
        let mean = |of: [f64; LATER]| {
            whole * (weights[0] * of[0] + (weights[1] * of[1] + weights[2] * of[2]))
        };
        let [p, q, r] = self.by_shape;
        let steps = whole * (one + (2.0 * two + 3.0 * three));
        let squares = whole * (one + (4.0 * two + 9.0 * three));
        let slope = mean(self.by_shape);
        let covariance = mean([p, 2.0 * q, 3.0 * r]) - steps * slope;
        let variance = squares - steps * steps;
        let per_step = rest / self.shape;
        Alive {
            ln: age.ln - slope,
            share: age.share - per_step * steps,
            share_more: age.share * (2.0 - age.share) - per_step * rest * (variance + steps),
            share_by_r: age.share - rest * covariance,
            bend: mean(self.twice_by_shape) - slope * slope,
        }
    }
}

/// The derivatives of a row's "alive" part, in such units that they are those of an age when `k = 1`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alive {
    /// Minus the derivative by `r`.
    ln: f64,
    /// `alpha / (r + k x)` times that by `alpha`.
    share: f64,
    /// Minus `alpha² / (r + k x)` times the second one by `alpha`.
    share_more: f64,
    /// `alpha` times the one by both.
    share_by_r: f64,
    /// The second one by `r`.
    bend: f64,
}

impl Alive {
    /// With `k = 1`.
    #[inline]
    pub(super) fn at_random(age: Age) -> Self {
        let Age { ln, share } = age;
        Self { ln, share, share_more: share * (2.0 - share), share_by_r: share, bend: 0.0 }
    }
}

/// Sums over the rows of one `x`, each times its weight. A "mean" is over alive and stopped; a "gap" is the
/// difference between the two.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GroupSums {
    /// The log-add.
    pub(super) value: f64,
    /// P(stopped).
    pub(super) dead: f64,
    /// P(alive) P(stopped).
    pub(super) both: f64,
    /// Means of the fields of [`Alive`].
    pub(super) ln: f64,
    pub(super) share: f64,
    pub(super) share_more: f64,
    pub(super) share_by_r: f64,
    pub(super) bend: f64,
    /// `both` times the gap of ln, alive less stopped.
    pub(super) gap: f64,
    /// `both` times the gap of share, stopped less alive.
    pub(super) share_gap: f64,
    /// `both` times the square of the first gap, the product of the two, the square of the second.
    pub(super) gap_gap: f64,
    pub(super) gap_share: f64,
    pub(super) share_share: f64,
}

impl GroupSums {
    /// All but the value. `odds`: the log odds, and `exp` of minus their size. What is of use only when `k > 1`
    /// is left out when it is not `REGULAR`.
    #[inline]
    pub(super) fn add_row<const REGULAR: bool>(
        &mut self,
        last: Age,
        alive: &Alive,
        weight: f64,
        [ln_odds, small]: [f64; 2],
    ) {
        let large_part = 1.0 / (1.0 + small);
        let small_part = small * large_part;
        let (p_alive, p_dead) =
            if ln_odds > 0.0 { (small_part, large_part) } else { (large_part, small_part) };
        let (alive_w, dead_w) = (weight * p_alive, weight * p_dead);
        self.dead += dead_w;
        self.ln += alive_w * alive.ln + dead_w * last.ln;
        self.share += alive_w * alive.share + dead_w * last.share;
        self.share_more += alive_w * alive.share_more + dead_w * last.share * (2.0 - last.share);
        if REGULAR {
            self.share_by_r += alive_w * alive.share_by_r + dead_w * last.share;
            self.bend += alive_w * alive.bend;
        }
        let both = alive_w * p_dead;
        let (gap, share_gap) = (alive.ln - last.ln, last.share - alive.share);
        self.both += both;
        self.gap += both * gap;
        self.share_gap += both * share_gap;
        self.gap_gap += both * gap * gap;
        self.gap_share += both * gap * share_gap;
        self.share_share += both * share_gap * share_gap;
    }

    /// Adds another block's sums, but for the value, which is added with care elsewhere.
    pub(super) fn add(&mut self, other: &Self) {
        self.dead += other.dead;
        self.both += other.both;
        self.ln += other.ln;
        self.share += other.share;
        self.share_more += other.share_more;
        self.share_by_r += other.share_by_r;
        self.bend += other.bend;
        self.gap += other.gap;
        self.share_gap += other.share_gap;
        self.gap_gap += other.gap_gap;
        self.gap_share += other.gap_share;
        self.share_share += other.share_share;
    }
}
