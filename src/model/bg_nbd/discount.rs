//! Discounted expected transactions in continuous time: DET to a horizon, DERT for ever.

use super::series::ExpectedPurchases;
use super::{Params, p_alive};
use crate::history::History;
use crate::math::exp_integral_scaled;
use crate::model::discount::by_parts;
use crate::model::quadrature::mean_over_dropout;

/// Mean number of future purchases of a customer with history `h`, each discounted by
/// `exp(-rate * t)`. docs/models.md, "Discounted purchases".
///
/// `rate`: continuous, per unit of time of the ages, not negative. `horizon`: in the same unit; with
/// infinity this is DERT.
///
/// `None` when the answer is not finite or has no meaning: a negative or NaN argument, or an infinite
/// horizon without discount.
///
/// # Numerics
/// By parts, so that only expected purchases are integrated; each panel is as long as it is far from
/// the singularity at `-(alpha + T)`, which makes twelve points exact to rounding.
#[must_use]
pub fn discounted_purchases(params: &Params, h: &History, rate: f64, horizon: f64) -> Option<f64> {
    let alive = params.given_alive(h);
    if horizon == f64::INFINITY && rate > 0.0 && rate.is_finite() {
        let total = p_alive(params, h) * for_ever(&alive, rate);
        return total.is_finite().then_some(total);
    }
    // A new customer with these parameters, so the tables are made once.
    let mut expected = ExpectedPurchases::new(alive);
    let total = by_parts(rate, horizon, alive.alpha, |times, means| {
        expected.fill(&History::default(), times, means);
    })?;
    let total = p_alive(params, h) * total;
    total.is_finite().then_some(total)
}

/// DERT of a customer who is alive: docs/models.md, "Discounted purchases".
fn for_ever(alive: &Params, rate: f64) -> f64 {
    let z = alive.alpha * rate;
    let scale = (alive.r + 1.0) / z;
    mean_over_dropout(alive.a, alive.b, scale, |p| {
        alive.r / p * exp_integral_scaled(alive.r + 1.0, z / p)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bg_nbd::expected_purchases;

    const CDNOW: Params = Params { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const CUSTOMER: History = History { x: 2, t_x: 30.43, T: 38.86 };

    #[test]
    fn without_discount_it_is_the_expectation() {
        let got = discounted_purchases(&CDNOW, &CUSTOMER, 0.0, 52.0).unwrap();
        assert!((got - expected_purchases(&CDNOW, &CUSTOMER, 52.0)).abs() < 1e-14);
    }

    #[test]
    fn a_long_horizon_comes_close_to_for_ever() {
        let long = discounted_purchases(&CDNOW, &CUSTOMER, 0.0027, 12_000.0).unwrap();
        let ever = discounted_purchases(&CDNOW, &CUSTOMER, 0.0027, f64::INFINITY).unwrap();
        assert!((long / ever - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_answer_is_none() {
        assert!(discounted_purchases(&CDNOW, &CUSTOMER, 0.0, f64::INFINITY).is_none());
        assert!(discounted_purchases(&CDNOW, &CUSTOMER, -0.1, 1.0).is_none());
        assert!(discounted_purchases(&CDNOW, &CUSTOMER, f64::NAN, 1.0).is_none());
    }
}
