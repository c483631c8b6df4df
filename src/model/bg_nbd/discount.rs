//! Discounted expected transactions in continuous time: DET to a horizon, DERT for ever.

use super::series::ExpectedPurchases;
use super::{Params, p_alive};
use crate::history::History;
use crate::math::{Sum, exp};

/// Nodes and weights of the Gauss-Legendre rule of 12 points on -1..1; its mirror image is implied.
const GAUSS: [[f64; 2]; 6] = [
    [0.125_233_408_511_468_9, 0.249_147_045_813_402_8],
    [0.367_831_498_998_180_2, 0.233_492_536_538_354_8],
    [0.587_317_954_286_617_4, 0.203_167_426_723_065_92],
    [0.769_902_674_194_304_7, 0.160_078_328_543_346_23],
    [0.904_117_256_370_474_9, 0.106_939_325_995_318_43],
    [0.981_560_634_246_719_3, 0.047_175_336_386_511_83],
];
/// Beyond `rate * t` of this a discounted purchase is below the last bit of the sum.
const FAR: f64 = 60.0;

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
    let sound = rate >= 0.0 && rate.is_finite() && horizon >= 0.0;
    if !sound || (rate == 0.0 && horizon == f64::INFINITY) {
        return None;
    }
    let alive = params.given_alive(h);
    // A new customer with these parameters, so the tables are made once.
    let mut expected = ExpectedPurchases::new(alive);
    let new = History::default();
    let end = if rate > 0.0 { horizon.min(FAR / rate) } else { horizon };
    let mut at_end = [0.0];
    expected.fill(&new, &[end], &mut at_end);
    let mut total = Sum::new();
    total.add(exp(-rate * end) * at_end[0]);
    let mut from = 0.0;
    while rate > 0.0 && from < end {
        let to = (from + (alive.alpha + from).min(2.0 / rate)).min(end);
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        for [node, weight] in GAUSS {
            let times = [middle - half * node, middle + half * node];
            let mut means = [0.0; 2];
            expected.fill(&new, &times, &mut means);
            for (t, mean) in times.into_iter().zip(means) {
                total.add(rate * half * weight * exp(-rate * t) * mean);
            }
        }
        from = to;
    }
    let total = p_alive(params, h) * total.total();
    total.is_finite().then_some(total)
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
