//! Fast equals slow, for the models: each kernel beside a formula as it is printed, or an integral.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::history::{DayHistory, Histories, History};
use headwater::job::run;
use headwater::math::{exp, exp_m1, ln, ln_1p, ln_gamma};
use headwater::model::bg_nbd::{
    ExpectedPurchases, Params, discounted_purchases, expected_purchases, ln_likelihood, p_alive,
    p_purchases,
};
use headwater::unit::TimeUnit;
use headwater::value::{Horizons, Valuation, discounted};
use proptest::prelude::*;
use std::ops::ControlFlow;

fn params() -> impl Strategy<Value = Params> {
    // Logarithms, so that every size is as likely as any other.
    let size = |low: f64, high: f64| (ln(low)..ln(high)).prop_map(exp);
    (size(0.02, 20.0), size(0.1, 60.0), size(0.2, 30.0), size(0.2, 30.0))
        .prop_map(|(r, alpha, a, b)| Params::new(r, alpha, a, b).unwrap())
}

fn history() -> impl Strategy<Value = History> {
    (0_u32..60, 0.0..1.0_f64, 0.0..150.0_f64).prop_map(|(x, part, age)| History {
        x,
        t_x: if x > 0 { part * age } else { 0.0 },
        T: age,
    })
}

/// FHL2005 eq. 6 as it is printed, with gamma functions.
fn printed_ln_likelihood(params: &Params, h: &History) -> f64 {
    let Params { r, alpha, a, b } = *params;
    let x = f64::from(h.x);
    let ln_beta = |u: f64, v: f64| ln_gamma(u) + ln_gamma(v) - ln_gamma(u + v);
    let alive = ln_beta(a, b + x) - (r + x) * ln(alpha + h.T);
    let mut both = alive;
    if h.x > 0 {
        let stopped = ln_beta(a + 1.0, b + x - 1.0) - (r + x) * ln(alpha + h.t_x);
        let (low, high) = if alive < stopped { (alive, stopped) } else { (stopped, alive) };
        both = high + ln_1p(exp(low - high));
    }
    ln_gamma(r + x) - ln_gamma(r) + r * ln(alpha) - ln_beta(a, b) + both
}

/// The mean of `f(p)` over `p ~ Beta(a, b)` by Simpson's rule on the logit, with a mesh so fine that
/// nothing about it needs thought.
fn mean_over_dropout(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut mass, mut total) = (0.0, 0.0);
    let (from, to, steps) = (-45.0 / a.min(1.0) - 5.0, 45.0 / b.min(1.0) + 5.0, 40_000_u32);
    let mesh = (to - from) / f64::from(steps);
    let peak = a * ln(a / (a + b)) + b * ln(b / (a + b));
    for i in 0..=steps {
        let u = from + mesh * f64::from(i);
        let p = 1.0 / (1.0 + exp(-u));
        let ln_density = a * -ln_1p(exp(-u)) + b * -ln_1p(exp(u)) - peak;
        let weight = exp(ln_density) * if i % 2 == 0 { 2.0 } else { 4.0 };
        mass += weight;
        total += weight * f(p);
    }
    total / mass
}

fn slow_expectation(params: &Params, h: &History, t: f64) -> f64 {
    let alive = params.given_alive(h);
    let mean =
        mean_over_dropout(alive.a, alive.b, |p| -exp_m1(-alive.r * ln_1p(p * t / alive.alpha)) / p);
    p_alive(params, h) * mean
}

fn close(got: f64, want: f64, tolerance: f64) -> bool {
    (got - want).abs() <= tolerance * want.abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn likelihood_is_the_printed_one(params in params(), h in history()) {
        let (got, want) = (ln_likelihood(&params, &h), printed_ln_likelihood(&params, &h));
        // The printed form subtracts gamma functions of a few hundred.
        prop_assert!((got - want).abs() <= 1e-11 * want.abs().max(1.0), "{got} {want}");
    }

    #[test]
    fn expectation_is_the_integral(params in params(), h in history(), t in 0.001..400.0_f64) {
        let (got, want) = (expected_purchases(&params, &h, t), slow_expectation(&params, &h, t));
        prop_assert!(close(got, want, 1e-11), "{got} {want}");
    }

    #[test]
    fn many_horizons_are_one_after_the_other(params in params(), h in history(), step in 0.01..40.0_f64) {
        let horizons: Vec<f64> = (1..=12).map(|k| f64::from(k) * step).collect();
        let mut together = vec![0.0; 12];
        let alive = ExpectedPurchases::new(params).fill(&h, &horizons, &mut together);
        prop_assert_eq!(alive.to_bits(), p_alive(&params, &h).to_bits());
        for (t, mean) in horizons.into_iter().zip(together) {
            prop_assert!(close(mean, expected_purchases(&params, &h, t), 1e-14));
        }
    }

    #[test]
    fn expectation_is_the_mean_of_the_numbers(params in params(), h in history(), t in 0.1..60.0_f64) {
        // The sum needs few terms where the customer expects few purchases.
        prop_assume!(params.given_alive(&h).r * t < 20.0 * (params.alpha + h.T));
        let (mut whole, mut mean) = (0.0, 0.0);
        for n in 0..1_500 {
            let p = p_purchases(&params, &h, t, n);
            whole += p;
            mean += f64::from(n) * p;
        }
        prop_assume!(1.0 - whole < 1e-13);
        prop_assert!(close(whole, 1.0, 1e-12));
        // 1 - P(alive) has rounding errors of its own, which count against a small mean.
        let want = expected_purchases(&params, &h, t);
        prop_assert!((mean - want).abs() <= 1e-9 * want + 1e-10, "{mean} {want}");
    }

    #[test]
    fn discounted_purchases_are_a_sum_over_days(
        params in params(), h in history(), rate in 0.0..0.2_f64, horizon in 0.1..100.0_f64,
    ) {
        let got = discounted_purchases(&params, &h, rate, horizon).unwrap();
        let bounds = |steps: u32| {
            let step = horizon / f64::from(steps);
            let (mut low, mut high, mut before) = (0.0, 0.0, 0.0);
            for k in 1..=steps {
                let until = expected_purchases(&params, &h, f64::from(k) * step);
                low += (until - before) * exp(-rate * f64::from(k) * step);
                high += (until - before) * exp(-rate * f64::from(k - 1) * step);
                before = until;
            }
            (low, high)
        };
        let (low, high) = bounds(200);
        let slack = 1e-11 * high;
        prop_assert!(low - slack <= got && got <= high + slack, "{low} {got} {high}");
    }

    #[test]
    fn merged_histories_are_valued_like_each_alone(
        params in params(), days in prop::collection::vec((0_u32..9, 0_i32..400, 0_i32..400), 1..60),
    ) {
        let customers: Vec<DayHistory> =
            days.into_iter().map(|(x, t_x, age)| DayHistory { x, t_x, T: age }).collect();
        let histories = Histories::from_days(TimeUnit::Week, &customers);
        let horizons = Horizons::year(0.1);
        let job = Valuation::with_params(&histories, params, horizons);
        let all = run(job, |_| ControlFlow::Continue(())).unwrap().unwrap();
        let month = TimeUnit::Month.days() / 7.0;
        for (customer, &place) in customers.iter().zip(histories.of_customer()) {
            let expected = all[place as usize];
            let h = History {
                x: customer.x,
                t_x: f64::from(customer.t_x.min(customer.T)) / 7.0,
                T: f64::from(customer.T) / 7.0,
            };
            let until: Vec<f64> =
                (1..=12).map(|k| expected_purchases(&params, &h, f64::from(k) * month)).collect();
            prop_assert!(close(expected.p_alive, p_alive(&params, &h), 1e-14));
            for (orders, month) in expected.orders.into_iter().zip([3, 6, 12]) {
                prop_assert!(close(orders, until[month - 1], 1e-13));
            }
            let want = discounted(&until, horizons.discount);
            prop_assert!(close(expected.discounted_orders, want, 1e-12));
        }
    }
}
