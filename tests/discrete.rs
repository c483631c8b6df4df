//! The models that count opportunities and renewals, against references in many digits and the papers' numbers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::history::{Histories, History};
use headwater::job::{Job, run};
use headwater::math::{exp, ln_1p};
use headwater::model::bg_bb::{BgBb, BgBbFit, Params, by_opportunity};
use headwater::model::purchases::Purchases;
use headwater::model::sbg::{self, Sbg, SbgFit};
use headwater::optim::Stop;
use headwater::unit::TimeUnit;
use serde_json::Value;
use std::ops::ControlFlow;

fn references() -> Value {
    serde_json::from_str(include_str!("fixtures/papers/discrete.json")).unwrap()
}

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn near(got: f64, want: &Value, tolerance: f64) {
    let want = want.as_f64().unwrap();
    assert!((got / want - 1.0).abs() < tolerance, "{got} {want}");
}

fn history(x: u32, last: u32, n: u32) -> History {
    History { x, t_x: f64::from(last), T: f64::from(n) }
}

/// The customers of the reference, as many of each history as it counts.
fn fitted(reference: &Value) -> BgBb {
    let whole = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    let customers: Vec<History> = reference["points"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|point| {
            let [x, last, n] = ["x", "t_x", "n"].map(|name| whole(&point[name]));
            (0..whole(&point["customers"])).map(move |_| history(x, last, n))
        })
        .collect();
    finish(BgBbFit::new(&Histories::from_ages(TimeUnit::Month, &customers)).unwrap())
}

#[test]
fn bg_bb_is_fitted_and_forecast_as_the_reference() {
    let reference = &references()["bg_bb"];
    let fit = fitted(reference);
    assert_eq!(fit.stop, Stop::Converged);
    let Params { alpha, beta, gamma, delta } = fit.params;
    let errors = fit.standard_errors.unwrap();
    for ((name, value), error) in
        [("alpha", alpha), ("beta", beta), ("gamma", gamma), ("delta", delta)].iter().zip(errors)
    {
        near(*value, &reference["params"][name], 1e-9);
        near(error, &reference["se"][name], 1e-8);
    }
    near(fit.log_likelihood, &reference["log_likelihood"], 1e-13);
    for point in reference["points"].as_array().unwrap() {
        let count = |name: &str| u32::try_from(point[name].as_u64().unwrap()).unwrap();
        let h = history(count("x"), count("t_x"), count("n"));
        near(fit.params.p_alive(&h), &point["value"], 1e-9);
        near(fit.params.expected(&h, 5.0), &point["cet_5"], 1e-9);
    }
    // How many of 2,000 are expected to take 0, 1, .. of five opportunities.
    for (n, want) in (0..).zip(reference["expected_frequencies"].as_array().unwrap()) {
        near(2_000.0 * fit.params.p_purchases(&History::default(), 5.0, n), want, 1e-9);
    }
}

/// Every way to take and miss `ahead` opportunities, and to stop before any of them, one by one: of a customer who is alive at
/// the first, by means over the two betas on a fine mesh.
fn brute(params: &Params, h: &History, ahead: u32, n: u32) -> f64 {
    let (x, rest) = (f64::from(h.x), h.T - f64::from(h.x));
    let mean = |a: f64, b: f64, f: &dyn Fn(f64) -> f64| {
        let (mut mass, mut total) = (0.0, 0.0);
        for i in -4_000..4_000 {
            let u = f64::from(i) * 0.01;
            let p = 1.0 / (1.0 + exp(-u));
            let weight = exp(-a * ln_1p(exp(-u)) - b * ln_1p(exp(u)));
            mass += weight;
            total += weight * f(p);
        }
        total / mass
    };
    let power = |p: f64, n: u32| (0..n).fold(1.0, |power, _| power * p);
    let choose = |j: u32| (0..n).fold(1.0, |c, k| c * f64::from(j - k) / f64::from(k + 1));
    (n.max(1)..=ahead)
        .map(|j| {
            let buys = mean(params.alpha + x, params.beta + rest, &|p| {
                choose(j) * power(p, n) * power(1.0 - p, j - n)
            });
            let lives = mean(params.gamma, params.delta + h.T + 1.0, &|q| {
                let lived = power(1.0 - q, j - 1);
                if j < ahead { lived * q } else { lived }
            });
            buys * lives
        })
        .sum()
}

#[test]
fn bg_bb_counts_are_those_of_every_way_one_by_one() {
    let params = Params { alpha: 1.3, beta: 0.9, gamma: 0.7, delta: 2.6 };
    let h = history(2, 4, 6);
    let (mut whole, mut mean) = (0.0, 0.0);
    for n in 0..=8 {
        let p = params.p_purchases_given_alive(&h, 8.0, n);
        assert!((p - brute(&params, &h, 8, n)).abs() < 1e-9, "{n}: {p}");
        whole += p;
        mean += f64::from(n) * p;
    }
    assert!((whole - 1.0).abs() < 1e-12);
    let mut expected = [0.0; 2];
    params.expected_given_alive(&h, &[8.9, -1.0], &mut expected);
    assert!((mean - expected[0]).abs() < 1e-12 && expected[1] == 0.0);
    // Without a discount every purchase counts; with one those far away do not.
    let [free, dear] = [0.0, 0.1].map(|rate| params.discounted_given_alive(&h, rate, 8.0).unwrap());
    assert!((free - mean).abs() < 1e-12 && dear < free);
    let ever = params.discounted_given_alive(&h, 0.1, f64::INFINITY).unwrap();
    let long = params.discounted_given_alive(&h, 0.1, 900.0).unwrap();
    assert!((ever / long - 1.0).abs() < 1e-13 && ever > dear);
    assert_eq!(params.discounted_given_alive(&h, 0.0, f64::INFINITY), None);
    assert_eq!(params.p_purchases_given_alive(&h, 3.0, 4), 0.0);
    assert_eq!(params.p_purchases_given_alive(&h, 0.5, 0), 1.0);
}

#[test]
fn order_days_become_opportunities() {
    // Weeks from day 3 on: days 4 to 10 are the first.
    let weeks = |days: &[i32], until| by_opportunity(3, days, until, 7);
    assert_eq!(weeks(&[3], 30), history(0, 0, 3));
    assert_eq!(weeks(&[3, 10, 11], 30), history(2, 2, 3));
    assert_eq!(weeks(&[3, 5, 6, 10, 20], 30), history(2, 3, 3));
    // The fourth week is not over.
    assert_eq!(weeks(&[3, 29], 30), history(0, 0, 3));
    assert_eq!(weeks(&[3, 29], 31), history(1, 4, 4));
    assert_eq!(weeks(&[], -100), history(0, 0, 0));
}

#[test]
fn hard_histories_give_numbers() {
    let params = Params { alpha: 1e-3, beta: 800.0, gamma: 1e-6, delta: 3.0 };
    for h in [
        History { x: 9, t_x: 2.0, T: 1.0 },
        History { x: 0, t_x: f64::NAN, T: f64::INFINITY.min(2e3) },
        history(500, 500, 500),
        history(0, 0, 2_000),
    ] {
        assert!(params.ln_likelihood(&h).is_finite());
        assert!((0.0..=1.0).contains(&params.p_alive(&h)), "{h:?}");
        assert!(params.expected(&h, 52.0).is_finite());
    }
    // Everybody took everything: there is no maximum, and the fit ends with a reason.
    let all = Histories::from_ages(TimeUnit::Month, &[history(5, 5, 5); 40]);
    let fit = finish(BgBbFit::new(&all).unwrap());
    assert!(fit.stop != Stop::Converged || fit.standard_errors.is_some());
    assert!(fit.log_likelihood.is_finite() && fit.params.p_alive(&history(5, 5, 5)) > 0.9);
}

fn fitted_sbg(survivors: &[u32]) -> Sbg {
    finish(SbgFit::new(survivors).unwrap())
}

#[test]
fn sbg_is_that_of_the_paper() {
    let reference = &references()["sbg"];
    let counts = reference["survivors"].as_array().unwrap().iter();
    let survivors: Vec<u32> =
        counts.map(|count| u32::try_from(count.as_u64().unwrap()).unwrap()).collect();
    let fit = fitted_sbg(&survivors);
    assert_eq!(fit.stop, Stop::Converged);
    let sbg::Params { alpha, beta } = fit.params;
    near(alpha, &reference["params"]["alpha"], 1e-9);
    near(beta, &reference["params"]["beta"], 1e-9);
    near(fit.log_likelihood, &reference["log_likelihood"], 1e-13);
    let printed = |got: f64, name: &str, half: f64| {
        let want = reference["published"][name].as_f64().unwrap();
        assert!((got - want).abs() <= half, "{got} {want}");
    };
    printed(alpha, "alpha", 0.0005);
    printed(beta, "beta", 0.0005);
    printed(fit.log_likelihood, "log_likelihood", 0.05);
    for (errors, name) in fit.standard_errors.unwrap().into_iter().zip(["alpha", "beta"]) {
        near(errors, &reference["se"][name], 1e-8);
    }
    for (renewal, want) in (1..).zip(reference["retention"].as_array().unwrap()) {
        near(fit.params.retention(renewal).unwrap(), want, 1e-9);
    }
    for (renewals, want) in (0..).zip(reference["survival"].as_array().unwrap()) {
        near(fit.params.survival(renewals), want, 1e-9);
    }
    assert_eq!(fit.params.retention(0), None);
}

#[test]
fn renewals_to_come_are_those_of_a_long_sum() {
    let params = sbg::Params { alpha: 0.704, beta: 1.182 };
    let slow: f64 = (1..3_000)
        .map(|k| params.survival(3 + k) / params.survival(3) * exp(-ln_1p(0.1) * f64::from(k)))
        .sum();
    let got = params.discounted_renewals(3, 0.1).unwrap();
    assert!((got / slow - 1.0).abs() < 1e-11, "{got} {slow}");
    assert_eq!(params.discounted_renewals(3, 0.0), None);
}

#[test]
fn impossible_survivors_are_refused_and_hard_ones_fitted() {
    for wrong in [&[][..], &[9], &[9, 10], &[0, 0]] {
        assert!(SbgFit::new(wrong).is_err(), "{wrong:?}");
    }
    for hard in [&[100, 100, 100][..], &[100, 0], &[7, 3]] {
        let fit = fitted_sbg(hard);
        assert!(fit.log_likelihood.is_finite() && (0.0..=1.0).contains(&fit.params.survival(1)));
    }
}
