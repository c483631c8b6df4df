//! Fast equals slow, for Pareto/NBD: tables beside one integral per history, sums and means beside closed forms.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::history::{DayHistory, Histories, History};
use headwater::math::{exp, ln, ln_1p};
use headwater::model::pareto_nbd::{
    Params, Rows, discounted_purchases, expected_purchases, ln_likelihood, p_alive, p_purchases,
};
use headwater::model::purchases::{Likelihood, Purchases};
use headwater::unit::TimeUnit;
use proptest::prelude::*;

fn params() -> impl Strategy<Value = Params> {
    // Logarithms, so that every size is as likely as any other.
    let size = |low: f64, high: f64| (ln(low)..ln(high)).prop_map(exp);
    (size(0.02, 20.0), size(0.01, 600.0), size(0.02, 20.0), size(0.01, 600.0))
        .prop_map(|(r, alpha, s, beta)| Params::new(r, alpha, s, beta).unwrap())
}

fn history() -> impl Strategy<Value = History> {
    (0_u32..60, 0.0..1.0_f64, 0.0..150.0_f64).prop_map(|(x, part, age)| History {
        x,
        t_x: if x > 0 { part * age } else { 0.0 },
        T: age,
    })
}

fn close(got: f64, want: f64, tolerance: f64) -> bool {
    (got - want).abs() <= tolerance * want.abs()
}

/// Value, gradient and Hessian, in units in which every parameter is 1.
fn evaluate(rows: &Rows, at: [f64; 4]) -> Vec<f64> {
    let evaluation = rows.evaluate(&at);
    let mut out = vec![evaluation.value];
    for (i, row) in evaluation.hessian.iter().enumerate() {
        out.push(at[i] * evaluation.gradient[i]);
        out.extend((i..4).map(|j| at[i] * at[j] * row[j]));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A single history has a table of two ages: one integral from `t_x` to `T`, with nothing taken off.
    #[test]
    fn tables_are_integrals_one_by_one(
        params in params(),
        days in prop::collection::vec((0_u32..9, 0_i32..700, 0_i32..700), 1..200),
        heavy in 0_u32..900,
    ) {
        let mut customers: Vec<DayHistory> =
            days.into_iter().map(|(x, t_x, age)| DayHistory { x, t_x, T: age }).collect();
        customers.push(DayHistory { x: heavy, t_x: 300, T: 400 });
        let at = [params.r, params.alpha, params.s, params.beta];
        let together = Rows::new(&Histories::from_days(TimeUnit::Week, &customers));
        let together = evaluate(&together, at);
        let (mut apart, mut sizes) = (vec![0.0; together.len()], [0.0; 2]);
        let mut value = 0.0;
        for customer in &customers {
            let histories = Histories::from_days(TimeUnit::Week, std::slice::from_ref(customer));
            let h = histories.distinct()[0].history;
            for (sum, part) in apart.iter_mut().zip(evaluate(&Rows::new(&histories), at)) {
                *sum += part;
            }
            value += ln_likelihood(&params, &h);
            let size = 1.0 + (params.r + f64::from(h.x)) * ln_1p(h.T / params.alpha).max(1.0)
                + params.s * ln_1p(h.T / params.beta).max(1.0);
            sizes = [sizes[0] + size, sizes[1] + size * size];
        }
        prop_assert!((together[0] - value).abs() <= 1e-14 * sizes[0] + 1e-14 * value.abs());
        for (got, want) in together.iter().zip(&apart) {
            // A Hessian is a difference of squares.
            prop_assert!((got - want).abs() <= 1e-14 * sizes[1], "{got} {want} {sizes:?}");
        }
    }

    #[test]
    fn another_unit_of_time_is_the_same_model(params in params(), h in history()) {
        let Params { r, alpha, s, beta } = params;
        let days = Params::new(r, 7.0 * alpha, s, 7.0 * beta).unwrap();
        let in_days = History { x: h.x, t_x: 7.0 * h.t_x, T: 7.0 * h.T };
        prop_assert!((p_alive(&days, &in_days) - p_alive(&params, &h)).abs() < 1e-12);
        let shift = f64::from(h.x) * ln(7.0);
        let (got, want) = (ln_likelihood(&days, &in_days) + shift, ln_likelihood(&params, &h));
        prop_assert!((got - want).abs() <= 1e-13 * (want.abs() + 4.0 * shift + 1.0));
        for t in [0.5, 52.0] {
            let got = expected_purchases(&days, &in_days, 7.0 * t);
            prop_assert!((got - expected_purchases(&params, &h, t)).abs() <= 1e-11 * got + 1e-300);
        }
    }

    #[test]
    fn expectation_is_the_mean_of_the_numbers(params in params(), h in history(), t in 0.1..60.0_f64) {
        // The sum needs few terms where the customer expects few purchases.
        let alive = params.given_alive(&h);
        prop_assume!(alive.r * t < 20.0 * alive.alpha);
        let (mut whole, mut mean) = (0.0, 0.0);
        for n in 0..800 {
            let p = params.p_purchases_given_alive(&h, t, n);
            prop_assert!(p >= 0.0);
            whole += p;
            mean += f64::from(n) * p;
        }
        prop_assume!(1.0 - whole < 1e-13);
        prop_assert!(close(whole, 1.0, 1e-12));
        let mut want = [0.0];
        params.expected_given_alive(&h, &[t], &mut want);
        prop_assert!(close(mean, want[0], 1e-9), "{mean} {want:?}");
        let none = p_purchases(&params, &h, t, 0);
        prop_assert!(none >= 1.0 - p_alive(&params, &h));
    }

    #[test]
    fn discounted_purchases_are_a_sum_over_days(
        params in params(), h in history(), rate in 0.0..0.2_f64, horizon in 0.1..100.0_f64,
    ) {
        let got = discounted_purchases(&params, &h, rate, horizon).unwrap();
        let (mut low, mut high, mut before) = (0.0, 0.0, 0.0);
        for k in 1..=200 {
            let (start, end) = (f64::from(k - 1) * horizon / 200.0, f64::from(k) * horizon / 200.0);
            let until = expected_purchases(&params, &h, end);
            low += (until - before) * exp(-rate * end);
            high += (until - before) * exp(-rate * start);
            before = until;
        }
        let slack = 1e-11 * high;
        prop_assert!(low - slack <= got && got <= high + slack, "{low} {got} {high}");
        let ever = discounted_purchases(&params, &h, 0.01, f64::INFINITY).unwrap();
        let long = discounted_purchases(&params, &h, 0.01, 4_000.0).unwrap();
        prop_assert!(close(long, ever, 1e-11), "{long} {ever}");
    }
}

#[test]
fn ages_that_never_come_again() {
    // More than may share a table, a third of them in one group.
    let part = |i: u32, of: u32| {
        f64::from(i.wrapping_mul(2_654_435_761) >> 8) / 16_777_216.0 * f64::from(of)
    };
    let histories: Vec<History> = (0..24_000)
        .map(|i| {
            let x = if i % 3 == 0 { 1 } else { i % 40 };
            let age = 1.0 + part(i, 100);
            History { x, t_x: if x > 0 { age * part(i + 7, 1) } else { 0.0 }, T: age }
        })
        .collect();
    let rows = Rows::new(&Histories::from_ages(TimeUnit::Week, &histories));
    for (r, alpha, s, beta) in [(0.553, 10.578, 0.606, 11.669), (3.0, 0.4, 0.2, 90.0)] {
        let params = Params::new(r, alpha, s, beta).unwrap();
        let want: f64 = histories.iter().map(|h| ln_likelihood(&params, h)).sum();
        let got = rows.evaluate(&[r, alpha, s, beta]).value;
        assert!(close(got, want, 1e-13), "{got} {want}");
    }
}
