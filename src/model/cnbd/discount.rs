//! Discounted expected transactions in continuous time: DET to a horizon, DERT for ever.

use super::alive::Alive;
use super::for_ever::discounted_for_ever;
use super::series::ExpectedPurchases;
use crate::model::discount::{FAR, by_parts};

/// Mean number of purchases of a customer who is alive until `horizon`, each discounted by `exp(-rate * t)`.
/// docs/models.md, "Discounted purchases".
///
/// # Numerics
/// By parts; for ever in another way (`for_ever.rs`). The nearest singularity of the expected purchases is at `-alpha / 2`, and with many steps made they have
/// waves of the length of a step: the first panel is no longer than either.
pub(super) fn discounted_purchases(alive: Alive, rate: f64, horizon: f64) -> Option<f64> {
    if rate.is_finite() && rate * horizon > FAR {
        let total = discounted_for_ever(&alive, rate);
        return total.is_finite().then_some(total);
    }
    let scale = alive.alpha / alive.r.max(2.0);
    let mut expected = ExpectedPurchases::new(alive);
    let total = by_parts(rate, horizon, scale, |times, means| expected.fill(times, means))?;
    total.is_finite().then_some(total)
}

#[cfg(test)]
mod tests {
    use crate::history::History;
    use crate::model::bg_nbd;
    use crate::model::cnbd::{Form, Params};
    use crate::model::purchases::Purchases;

    fn params(k: u32) -> Params {
        Params::new(Form::new(k, true).unwrap(), [0.58, 2.288, 1.134, 1.585]).unwrap()
    }

    const CUSTOMER: History = History { x: 2, t_x: 30.43, T: 38.86 };

    #[test]
    fn without_discount_it_is_the_expectation() {
        for k in 1..=4 {
            let got = params(k).discounted(&CUSTOMER, 0.0, 52.0).unwrap();
            assert!((got - params(k).expected(&CUSTOMER, 52.0)).abs() < 1e-14);
        }
    }

    #[test]
    fn a_long_horizon_comes_close_to_for_ever() {
        for k in 1..=4 {
            let long = params(k).discounted(&CUSTOMER, 0.0027, 12_000.0).unwrap();
            let ever = params(k).discounted(&CUSTOMER, 0.0027, f64::INFINITY).unwrap();
            assert!((long / ever - 1.0).abs() < 1e-12, "{k}: {long} {ever}");
        }
    }

    #[test]
    fn at_random_it_is_what_bg_nbd_says() {
        let Params { r, alpha, a, b, .. } = params(1);
        let twin = bg_nbd::Params::new(r, alpha, a, b).unwrap();
        let params = Params::new(Form::new(1, false).unwrap(), [r, alpha, a, b]).unwrap();
        for h in [CUSTOMER, History { x: 90, t_x: 38.0, T: 39.0 }, History::default()] {
            for (rate, horizon) in [(0.0027, f64::INFINITY), (0.5, 1e3), (1e-5, f64::INFINITY)] {
                let (got, want) =
                    (params.discounted(&h, rate, horizon), twin.discounted(&h, rate, horizon));
                let (got, want) = (got.unwrap(), want.unwrap());
                assert!((got / want - 1.0).abs() < 1e-12, "{h:?} {rate}: {got} {want}");
            }
        }
    }

    #[test]
    fn absurd_arguments_give_an_answer_or_none() {
        for (k, rate) in (1..=4).flat_map(|k| [(k, 1e-300), (k, 1e-9), (k, 1.0), (k, 1e300)]) {
            for (r, x) in [(1e-7, 0), (0.5, 3_000), (4e6, 1)] {
                let params = Params { r, ..params(k) };
                for horizon in [0.0, 1e-9, 1e9, f64::INFINITY] {
                    let h = History { x, t_x: 3.0, T: 3.0 };
                    let got = params.discounted_given_alive(&h, rate, horizon);
                    assert!(
                        got.is_none_or(|got| got >= 0.0 && got.is_finite()),
                        "{params:?} {got:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_has_no_answer_is_none() {
        for (rate, horizon) in
            [(0.0, f64::INFINITY), (-0.1, 1.0), (f64::NAN, 1.0), (0.1, -1.0), (0.1, f64::NAN)]
        {
            assert!(params(2).discounted(&CUSTOMER, rate, horizon).is_none());
        }
    }
}
