//! Discounted expected transactions in continuous time: DET to a horizon, DERT for ever.

use super::panels::LONGEST;
use super::{FURTHEST, Params, REST, expected_purchases_new};
use crate::history::History;
use crate::math::{Sum, exp, ln_1p};
use crate::model::purchases::Purchases;

/// Mean number of future purchases of a customer with history `h`, each discounted by `exp(-rate * t)`. FHL2005b;
/// docs/models.md, "Pareto/NBD".
///
/// `rate`: continuous, per unit of time of the ages, not negative. `horizon`: in the same unit; with infinity this
/// is DERT.
///
/// `None` when the answer is not finite or has no meaning: a negative or NaN argument, or an infinite horizon
/// without discount.
#[must_use]
pub fn discounted_purchases(params: &Params, h: &History, rate: f64, horizon: f64) -> Option<f64> {
    params.discounted(h, rate, horizon)
}

/// The same for a new customer.
///
/// # Numerics
/// The mean rate times the integral of the discount times the survivor: positive terms, where the printed form
/// multiplies a power that overflows by a Tricomi function that underflows.
pub(super) fn discounted_new(params: &Params, rate: f64, horizon: f64) -> Option<f64> {
    let Params { r, alpha, s, beta } = *params;
    let sound = rate >= 0.0 && rate.is_finite() && horizon >= 0.0;
    if !sound || (rate == 0.0 && horizon == f64::INFINITY) {
        return None;
    }
    if rate == 0.0 {
        return Some(expected_purchases_new(params, horizon));
    }
    let counts = |u: f64| exp(-rate * u - s * ln_1p(u / beta));
    let end = horizon.min(beta * FURTHEST);
    let mut total = Sum::new();
    let mut from = 0.0;
    while from < end {
        let near = 1.0 / (beta + from);
        let to = (from + LONGEST.longest(rate + s * near, near)).min(end);
        if to <= from {
            break;
        }
        LONGEST.on(from, to).for_each(|[u, weight]| total.add(weight * counts(u)));
        // From here on the discount alone would leave no more than this.
        if counts(to) <= REST * rate * total.total() {
            break;
        }
        from = to;
    }
    let total = r / alpha * total.total();
    total.is_finite().then_some(total)
}
