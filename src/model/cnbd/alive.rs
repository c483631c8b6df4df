//! What is believed of a customer who is alive.

use super::{MOST_STEPS, Params};
use crate::history::History;

/// One of something for each number of steps since the last purchase.
pub(super) type Steps<T = f64> = [T; MOST_STEPS as usize];

/// A customer who is alive now: every forecast is made of this.
///
/// `weights[j]` is the probability that `j` steps have been made since the last purchase; given that, the
/// rate is gamma distributed with shape `r + j` and rate `alpha`. The drop-out probability is beta
/// distributed with `a` and `b`. Times are from now on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alive {
    pub(super) k: u32,
    pub(super) weights: Steps,
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

impl Alive {
    pub(super) fn new(params: &Params, h: &History) -> Self {
        let Params { form, r, alpha, a, b } = *params;
        let mut weights = unfinished(params, h);
        let whole: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= whole;
        }
        Self {
            k: form.k,
            weights,
            r: r + form.steps(h.x),
            alpha: alpha + h.T,
            a,
            b: b + form.draws(h.x),
        }
    }

    /// For each possible number of steps since the last purchase: how likely it is, the shape of the rate,
    /// and the number itself.
    pub(super) fn cases(&self) -> impl Iterator<Item = (f64, f64, u32)> {
        let cases = (0..self.k).zip(self.weights);
        let r = self.r;
        cases.map(move |(j, weight)| (weight, r + f64::from(j), j))
    }
}

/// How likely each number of steps `j < k` in the silence since the last purchase is, relative to none.
pub(super) fn unfinished(params: &Params, h: &History) -> Steps {
    let shape = params.r + params.form.steps(h.x);
    let share = (h.T - h.t_x) / (params.alpha + h.T);
    let mut terms = [0.0; MOST_STEPS as usize];
    let mut term = 1.0;
    for (j, slot) in (0..params.form.k).map(f64::from).zip(&mut terms) {
        *slot = term;
        term *= (shape + j) / (j + 1.0) * share;
    }
    terms
}
