//! MBG/NBD, BG/CNBD-k and MBG/CNBD-k: published numbers, 34-digit references, what another package says, and
//! simulated customers.
//!
//! References with more digits than a float are met to [`TIGHT`] or, at a maximum and in hard cases, 1e-9;
//! printed numbers to half of their last digit.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::history::{DayHistory, Histories, History};
use headwater::job::run;
use headwater::model::cnbd::{Cnbd, CnbdFit, Form, Intervals, Params, most_likely};
use headwater::model::purchases::Purchases;
use headwater::optim::Stop;
use headwater::unit::{Day, TimeUnit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

const TIGHT: f64 = 1e-11;
const NAMES: [&str; 4] = ["r", "alpha", "a", "b"];
/// Continuous, per week.
const RATE: f64 = 0.0027;
const HOLDOUT: f64 = 39.0;

fn mbg() -> Value {
    serde_json::from_str(include_str!("fixtures/papers/mbg_nbd.json")).unwrap()
}

/// Written by `fixtures/papers/cnbd.py`.
fn references() -> Value {
    serde_json::from_str(include_str!("fixtures/papers/cnbd.json")).unwrap()
}

/// A number, or a number written as text.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn params(form: Form, value: &Value) -> Params {
    Params::new(form, NAMES.map(|name| number(&value[name]))).unwrap()
}

fn form(case: &Value) -> Form {
    let k = u32::try_from(case["k"].as_u64().unwrap()).unwrap();
    Form::new(k, case["modified"].as_bool().unwrap()).unwrap()
}

fn as_array(params: &Params) -> [f64; 4] {
    [params.r, params.alpha, params.a, params.b]
}

fn history(case: &Value) -> History {
    let x = u32::try_from(case["x"].as_u64().unwrap()).unwrap();
    History { x, t_x: number(&case["t_x"]), T: number(&case["T"]) }
}

#[track_caller]
fn assert_close(got: f64, want: f64, tolerance: f64, what: &str) {
    let error = (got - want).abs();
    assert!(error <= tolerance * want.abs(), "{what}: {got} is not {want}, off by {error:e}");
}

/// Days of the calibration, and purchases in the 39 weeks after it.
fn cdnow() -> Vec<(DayHistory, f64)> {
    let text = include_str!("fixtures/papers/cdnow_summary_days.csv");
    let customer = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let day = |i: usize| cells[i].parse::<i32>().unwrap();
        let days = DayHistory { x: cells[1].parse().unwrap(), t_x: day(2), T: day(3) };
        (days, cells[5].parse().unwrap())
    };
    text.lines().skip(1).map(customer).collect()
}

fn weeks() -> Histories {
    let days: Vec<DayHistory> = cdnow().into_iter().map(|(days, _)| days).collect();
    Histories::from_days(TimeUnit::Week, &days)
}

fn fit(histories: &Histories, form: Form, ln_intervals: Option<f64>) -> Cnbd {
    let fit = CnbdFit::new(histories, form, ln_intervals).unwrap();
    run(fit, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

#[test]
fn mbg_nbd_is_where_it_was_published() {
    let golden = mbg();
    let model = fit(&weeks(), Form::MBG_NBD, None);
    for (name, got) in NAMES.into_iter().zip(as_array(&model.params)) {
        let printed = number(&golden["published"]["params"][name]);
        assert!((got - printed).abs() <= 0.5e-3, "{name}: {got} does not print as {printed}");
    }
}

/// `golden`: parameters, standard errors, covariance and log-likelihood.
fn assert_maximum(model: &Cnbd, golden: &Value, digits: &str, log_likelihood: &str) {
    assert_eq!(model.stop, Stop::Converged, "{model:?}");
    assert!(model.iterations <= 12, "{model:?}");
    let errors = model.standard_errors.unwrap();
    let covariance = model.covariance.unwrap();
    for (i, (name, got)) in NAMES.into_iter().zip(as_array(&model.params)).enumerate() {
        assert_close(got, number(&golden[digits][name]), TIGHT, name);
        assert_close(errors[i], number(&golden["se"][name]), 1e-9, name);
        for (j, want) in numbers(&golden["cov"][i]).into_iter().enumerate() {
            assert_close(covariance[i][j], want, 1e-9, name);
        }
    }
    assert_close(model.log_likelihood, number(&golden[log_likelihood]), 1e-14, "LL");
}

#[test]
fn every_fit_ends_at_the_maximum() {
    let golden = &mbg()["mle_weeks_exact"];
    let histories = weeks();
    let model = fit(&histories, Form::MBG_NBD, None);
    assert_maximum(&model, golden, "params_25_digits", "log_likelihood_25_digits");
    let references = references();
    assert_eq!(list(&references["cdnow"]).len(), 7);
    for golden in list(&references["cdnow"]) {
        let model = fit(&histories, form(golden), None);
        assert_maximum(&model, golden, "params", "log_likelihood");
    }
}

#[test]
fn every_forecast_of_eleven_customers() {
    let golden = mbg();
    let params = params(Form::MBG_NBD, &golden["mle_weeks_exact"]["params_25_digits"]);
    assert_eq!(list(&golden["points_at_mle_exact"]).len(), 11);
    for case in list(&golden["points_at_mle_exact"]) {
        let h = history(case);
        assert_close(params.p_alive(&h), number(&case["p_alive"]), TIGHT, "P(alive)");
        assert_close(params.ln_likelihood(&h), number(&case["log_likelihood"]), TIGHT, "LL");
        for (t, want) in case["cet"].as_object().unwrap() {
            assert_close(params.expected(&h, t.parse().unwrap()), number(want), TIGHT, "E");
        }
        for (n, want) in (0..).zip(numbers(&case["p_n_purchases_39"])) {
            assert_close(params.p_purchases(&h, 39.0, n), want, TIGHT, "P(n)");
        }
    }
}

fn assert_point(params: &Params, case: &Value, tolerance: f64) {
    let h = history(case);
    let what = |name: &str| format!("{name} of {h:?} under {params:?}");
    let got = params.ln_likelihood(&h);
    let want = number(&case["log_likelihood"]);
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{got} {want} {}", what("LL"));
    assert_close(params.p_alive(&h), number(&case["p_alive"]), tolerance, &what("P(alive)"));
    for (t, want) in case["expected"].as_object().unwrap() {
        let got = params.expected(&h, t.parse().unwrap());
        assert_close(got, number(want), tolerance, &what(t));
    }
    if case["p_n_39"].is_null() {
        return;
    }
    for (n, want) in (0..).zip(numbers(&case["p_n_39"])) {
        assert_close(params.p_purchases(&h, 39.0, n), want, tolerance, &what("P(n)"));
    }
    for (name, horizon) in [("det_52_weeks_0.0027", 52.0), ("dert_0.0027", f64::INFINITY)] {
        let got = params.discounted(&h, RATE, horizon).unwrap();
        assert_close(got, number(&case[name]), tolerance, &what(name));
    }
}

#[test]
fn forecasts_are_what_integrals_over_customers_say() {
    let references = references();
    for golden in list(&references["cdnow"]) {
        let params = params(form(golden), &golden["params"]);
        for case in list(&golden["points"]) {
            assert_point(&params, case, TIGHT);
        }
    }
}

#[test]
fn hard_cases() {
    let references = references();
    assert_eq!(list(&references["hard"]).len(), 12);
    for case in list(&references["hard"]) {
        assert_point(&params(form(case), &case["params"]), case, 1e-9);
    }
    let golden = mbg();
    assert_eq!(list(&golden["stress"]).len(), 3);
    for case in list(&golden["stress"]) {
        let params = params(Form::MBG_NBD, &case["params"]);
        let h = history(case);
        for (got, name) in [
            (params.ln_likelihood(&h), "log_likelihood"),
            (params.p_alive(&h), "p_alive"),
            (params.expected(&h, number(&case["t"])), "cet"),
        ] {
            assert_close(
                got,
                number(&case["ref"][name]),
                TIGHT,
                &format!("{}: {name}", case["id"]),
            );
        }
    }
}

/// The order days until one.
fn intervals(until: &str) -> Intervals {
    let last = Day::parse_iso(until).unwrap().0;
    let mut days: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for line in include_str!("fixtures/shops/cdnow.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let day = Day::parse_iso(cells[2]).unwrap().0;
        if day <= last {
            days.entry(cells[0].to_owned()).or_default().push(day);
        }
    }
    let mut intervals = Intervals::default();
    for days in days.values() {
        intervals.add(days);
    }
    intervals
}

#[test]
fn another_package_finds_the_same_fits_and_the_same_regularity() {
    let golden = &mbg()["btydplus"];
    let intervals = intervals("1997-09-30");
    assert_eq!(intervals.count(), 2457);
    let ln_intervals = intervals.ln_sum(TimeUnit::Week);
    assert_close(ln_intervals, number(&golden["ln_intervals"]), 1e-13, "ln of intervals");
    let histories = weeks();
    for case in list(&golden["fits"]) {
        let model = fit(&histories, form(case), Some(ln_intervals));
        for (got, want) in as_array(&model.params).into_iter().zip(numbers(&case["params"])) {
            assert_close(got, want, 2e-4, "a parameter");
        }
        let (got, want) = (model.log_likelihood, number(&case["log_likelihood"]));
        assert!(want <= got && got - want < 1e-5, "{got} {want}");
    }
    let fits: Vec<Cnbd> =
        (1..=4).map(|k| fit(&histories, Form::new(k, true).unwrap(), Some(ln_intervals))).collect();
    assert_eq!(most_likely(&fits).unwrap().params.form, Form::MBG_NBD);
}

#[test]
fn regularity_by_the_last_two_times() {
    let golden = &mbg()["btydplus"];
    let k = intervals("1998-06-30").wheat_morrison().unwrap();
    assert_close(k, number(&golden["wheat_morrison_about_a_half"]), 1e-13, "k");
    // That package takes the variance about the mean.
    assert_close(k, number(&golden["wheat_morrison"]), 2e-3, "k");
}

#[test]
fn expected_histogram_and_holdout_of_mbg_nbd() {
    let golden = mbg();
    let histories = weeks();
    let params = fit(&histories, Form::MBG_NBD, None).params;
    let bin = |x: u32| x.min(7) as usize;
    let (mut expected, mut total, mut alive) = ([0.0; 8], 0.0, 0.0);
    let (mut absolute, mut square) = (0.0, 0.0);
    for (days, holdout) in cdnow() {
        let age = f64::from(days.T) / 7.0;
        let fewer: Vec<f64> =
            (0..7).map(|n| params.p_purchases(&History::default(), age, n)).collect();
        for (n, p) in fewer.iter().enumerate() {
            expected[n] += p;
        }
        expected[bin(7)] += 1.0 - fewer.iter().sum::<f64>();
        let h = History { x: days.x, t_x: f64::from(days.t_x) / 7.0, T: age };
        let mean = params.expected(&h, HOLDOUT);
        total += mean;
        alive += params.p_alive(&h);
        absolute += (mean - holdout).abs();
        square += (mean - holdout) * (mean - holdout);
    }
    let histogram = numbers(&golden["in_sample_frequency_histogram"]["expected"]);
    for (got, want) in expected.into_iter().zip(histogram) {
        assert_close(got, want, TIGHT, "customers of a bin");
    }
    let n = 2357.0;
    assert_close(total, number(&golden["holdout_total_expected"]), TIGHT, "total");
    assert_close(alive, number(&golden["sum_p_alive"]), TIGHT, "sum of P(alive)");
    assert_close(absolute / n, number(&golden["holdout_mae"]), TIGHT, "MAE");
    assert_close((square / n).sqrt(), number(&golden["holdout_rmse"]), TIGHT, "RMSE");
}

fn noise(i: u32, below: u32) -> u32 {
    (i.wrapping_mul(2_654_435_761) >> 7) % below
}

fn days(n: u32) -> i32 {
    i32::try_from(n).unwrap()
}

#[test]
fn data_that_no_model_fits_end_with_a_reason() {
    let day = |x, t_x, age| DayHistory { x, t_x, T: age };
    let same = vec![day(3, 40, 60); 50];
    let once: Vec<_> = (0..200).map(|i| day(1, days(noise(i, 90)) + 1, 100)).collect();
    let last_day: Vec<_> = (1..100).map(|i| day(i % 7 + 1, days(i), days(i))).collect();
    let nobody: Vec<_> = (0..5_000).map(|i| day(u32::from(i < 12), 9, 300)).collect();
    let clock: Vec<_> = (1..80).map(|i| day(i, days(7 * i), days(7 * i) + 3)).collect();
    let no_time = vec![day(5, 0, 0); 20];
    let mut heavy: Vec<_> =
        (0..500).map(|i| day(noise(i, 6), days(noise(i, 200)) + 6, 250)).collect();
    heavy.push(day(3_000, 3_600, 3_650));
    for customers in [same, once, last_day, nobody, clock, no_time, heavy] {
        let histories = Histories::from_days(TimeUnit::Week, &customers);
        for (k, modified) in (1..=4).flat_map(|k| [(k, false), (k, true)]) {
            let model = fit(&histories, Form::new(k, modified).unwrap(), None);
            let is_sound = |numbers: [f64; 4]| numbers.iter().all(|p| *p > 0.0 && p.is_finite());
            assert!(is_sound(as_array(&model.params)), "{model:?}");
            assert!(model.log_likelihood.is_finite() && model.gradient_norm.is_finite());
            assert!(model.iterations <= 60, "{model:?}");
            assert!(model.standard_errors.is_none_or(is_sound), "{model:?}");
            for distinct in histories.distinct().iter().step_by(7) {
                assert_sound(&model.params, &distinct.history);
            }
        }
    }
}

/// Every number is one, and more time never means less.
fn assert_sound(params: &Params, h: &History) {
    let alive = params.p_alive(h);
    assert!((0.0..=1.0).contains(&alive), "{params:?} {h:?}: {alive}");
    let means = [0.01, 4.0, 52.0, 1e5].map(|t| params.expected(h, t));
    let rises = means.windows(2).all(|two| 0.0 <= two[0] && two[0] <= two[1] * (1.0 + 1e-11));
    assert!(rises && means[3].is_finite(), "{params:?} {h:?}: {means:?}");
    let year = params.discounted(h, RATE, 52.0).unwrap();
    assert!((0.0..=means[2] * (1.0 + 1e-11)).contains(&year), "{params:?} {h:?}: {year} {means:?}");
    for n in [0, 1, 30] {
        let p = params.p_purchases(h, 8.0, n);
        assert!((0.0..=1.0).contains(&p), "{params:?} {h:?}: {p}");
    }
}
