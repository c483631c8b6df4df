//! Pareto/NBD: the papers' numbers, references in many digits, slow twins, fits that have no maximum.
//!
//! Tolerances: [`TIGHT`], relative, against references that have more digits than that, and half of the last
//! printed digit against what papers print.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::history::{DayHistory, Histories, History};
use headwater::job::{Job, run};
use headwater::math::ln_1p;
use headwater::model::pareto_nbd::{
    Params, ParetoNbd, ParetoNbdFit, Rows, discounted_purchases, expected_purchases,
    expected_purchases_new, ln_likelihood, p_alive, p_purchases, p_purchases_new,
};
use headwater::model::purchases::Likelihood;
use headwater::optim::{Evaluation, Stop};
use headwater::unit::TimeUnit;
use serde_json::Value;
use std::ops::ControlFlow;

const TIGHT: f64 = 1e-11;
/// Calibration ends on this day of the study; the first day is 0.
const LAST_DAY: i32 = 272;
const HOLDOUT: f64 = 39.0;

fn golden() -> Value {
    serde_json::from_str(include_str!("fixtures/papers/pareto_nbd.json")).unwrap()
}

fn twins() -> Value {
    serde_json::from_str(include_str!("fixtures/papers/pareto_nbd_twins.json")).unwrap()
}

/// Days of each customer, and the repeat purchases of the holdout.
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
    let days: Vec<DayHistory> = cdnow().iter().map(|(days, _)| *days).collect();
    Histories::from_days(TimeUnit::Week, &days)
}

/// As the file that other packages ship: weeks with two decimals.
fn rounded_weeks() -> Histories {
    let round = |days: i32| format!("{:.2}", f64::from(days) / 7.0).parse::<f64>().unwrap();
    let ages: Vec<History> = cdnow()
        .iter()
        .map(|(days, _)| History { x: days.x, t_x: round(days.t_x), T: round(days.T) })
        .collect();
    Histories::from_ages(TimeUnit::Week, &ages)
}

/// A number, or a number written as text.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn named(value: &Value) -> [f64; 4] {
    ["r", "alpha", "s", "beta"].map(|name| number(&value[name]))
}

fn params(value: &Value) -> Params {
    let of = if value.is_array() { numbers(value).try_into().unwrap() } else { named(value) };
    let [r, alpha, s, beta] = of;
    Params::new(r, alpha, s, beta).unwrap()
}

fn as_array(params: &Params) -> [f64; 4] {
    [params.r, params.alpha, params.s, params.beta]
}

fn history(case: &Value) -> History {
    let x = u32::try_from(case["x"].as_u64().unwrap()).unwrap();
    History { x, t_x: number(&case["t_x"]), T: number(&case["T"]) }
}

#[track_caller]
fn assert_close(got: f64, want: f64, tolerance: f64, what: &str) {
    let error = (got - want).abs();
    let relative = error / want.abs();
    assert!(error <= tolerance * want.abs(), "{what}: {got} is not {want}, off by {relative:e}");
}

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn fit(histories: &Histories) -> ParetoNbd {
    finish(ParetoNbdFit::new(histories).unwrap())
}

#[test]
fn estimates_are_the_maximum() {
    let golden = golden();
    for (histories, golden) in
        [(weeks(), &golden["mle_weeks_exact"]), (rounded_weeks(), &golden["mle_weeks_rounded_2dp"])]
    {
        let fit = fit(&histories);
        assert_eq!(fit.stop, Stop::Converged);
        assert!(fit.iterations <= 15, "{} iterations", fit.iterations);
        let (errors, covariance) = (fit.standard_errors.unwrap(), fit.covariance.unwrap());
        let want = named(&golden["params_25_digits"]);
        let want_errors = named(&golden["se"]);
        for (i, got) in as_array(&fit.params).into_iter().enumerate() {
            assert_close(got, want[i], 1e-10, "estimate");
            assert_close(errors[i], want_errors[i], 1e-9, "standard error");
            for (j, want) in numbers(&golden["cov"][i]).into_iter().enumerate() {
                assert_close(covariance[i][j], want, 1e-9, "covariance");
            }
        }
        assert_close(fit.log_likelihood, number(&golden["log_likelihood_25_digits"]), 1e-14, "LL");
    }
}

#[test]
fn prints_as_in_the_papers() {
    let golden = golden();
    let published = &golden["published"];
    let fit = fit(&weeks());
    for (got, want) in as_array(&fit.params).into_iter().zip(named(&published["params"])) {
        assert!((got - want).abs() <= 0.5e-3, "{got} {want}");
    }
    assert!((fit.log_likelihood + 9595.0).abs() <= 0.05);
    let iso_value = History { x: 2, t_x: 30.43, T: 38.86 };
    let printed = params(&published["params"]);
    let dert = discounted_purchases(&printed, &iso_value, 0.0027, f64::INFINITY).unwrap();
    assert!((dert - 6.4838).abs() <= 0.5e-4, "{dert}");
    let points = &golden["published_points"];
    let walkthrough = params(&points["params"]);
    assert_close(expected_purchases_new(&walkthrough, 52.0), number(&points["E_X_52"]), TIGHT, "E");
    let h = History { x: 26, t_x: 30.86, T: 31.0 };
    let got = expected_purchases(&walkthrough, &h, 52.0);
    assert_close(got, number(&points["cet_x26_tx30.86_T31_t52"]), TIGHT, "conditional");
    assert!((got - number(&points["published_cet"])).abs() <= 0.5e-2, "{got}");
}

#[test]
fn every_forecast_of_eleven_customers() {
    let golden = golden();
    let params = params(&golden["mle_weeks_exact"]["params"]);
    let points = golden["points_at_mle_exact"].as_array().unwrap();
    assert_eq!(points.len(), 11);
    for case in points {
        let h = history(case);
        assert_close(p_alive(&params, &h), number(&case["p_alive"]), TIGHT, "P(alive)");
        let ll = ln_likelihood(&params, &h);
        assert_close(ll, number(&case["log_likelihood"]), TIGHT, "LL");
        for (t, want) in case["cet"].as_object().unwrap() {
            let got = expected_purchases(&params, &h, t.parse().unwrap());
            assert_close(got, number(want), TIGHT, "expected purchases");
        }
        for (n, want) in (0..).zip(numbers(&case["p_n_purchases_39"])) {
            assert_close(p_purchases(&params, &h, 39.0, n), want, TIGHT, "P(n)");
        }
        let det = discounted_purchases(&params, &h, 0.0027, 52.0).unwrap();
        assert_close(det, number(&case["det_52_weeks_0.0027"]), TIGHT, "DET");
        let dert = discounted_purchases(&params, &h, 0.0027, f64::INFINITY).unwrap();
        assert_close(dert, number(&case["dert_continuous_0.0027_per_week"]), TIGHT, "DERT");
    }
}

#[test]
fn hard_cases() {
    let golden: Value =
        serde_json::from_str(include_str!("fixtures/papers/pareto_nbd_stress.json")).unwrap();
    for case in golden["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let params = params(&case["params"]);
        let (h, t) = (history(case), number(&case["t"]));
        for (got, name) in [
            (ln_likelihood(&params, &h), "log_likelihood"),
            (p_alive(&params, &h), "p_alive"),
            (expected_purchases(&params, &h, t), "cet"),
            (
                discounted_purchases(&params, &h, 0.0027, f64::INFINITY).unwrap(),
                "dert_delta_0.0027",
            ),
        ] {
            assert_close(got, number(&case["ref"][name]), TIGHT, &format!("{id}: {name}"));
        }
    }
}

/// 0, 1, .., 6 and all above in one.
fn bin(x: u32) -> usize {
    x.min(7) as usize
}

#[test]
fn expected_histogram_of_the_calibration() {
    let golden = &golden()["in_sample_frequency_histogram"];
    let params = fit(&weeks()).params;
    let (mut actual, mut expected) = ([0.0; 8], [0.0; 8]);
    for (days, _) in cdnow() {
        actual[bin(days.x)] += 1.0;
        let age = f64::from(days.T) / 7.0;
        let fewer: Vec<f64> = (0..7).map(|n| p_purchases_new(&params, age, n)).collect();
        for (n, p) in fewer.iter().enumerate() {
            expected[n] += p;
        }
        expected[7] += 1.0 - fewer.iter().sum::<f64>();
    }
    assert_eq!(actual.to_vec(), numbers(&golden["actual"]));
    for (got, want) in expected.iter().zip(numbers(&golden["expected"])) {
        assert_close(*got, want, 1e-10, "customers of a bin");
    }
}

#[test]
fn holdout_of_39_weeks() {
    let golden = golden();
    let params = fit(&weeks()).params;
    let (mut expected, mut absolute, mut square, mut alive) = (0.0, 0.0, 0.0, 0.0);
    for (days, holdout) in cdnow() {
        let h = History { x: days.x, t_x: f64::from(days.t_x) / 7.0, T: f64::from(days.T) / 7.0 };
        let mean = expected_purchases(&params, &h, HOLDOUT);
        expected += mean;
        alive += p_alive(&params, &h);
        absolute += (mean - holdout).abs();
        square += (mean - holdout) * (mean - holdout);
    }
    let customers = 2357.0_f64;
    let want = |name: &str| number(&golden[name]);
    assert_close(expected, want("holdout_total_expected"), 1e-10, "total");
    assert_close(absolute / customers, want("holdout_mae"), 1e-10, "MAE");
    assert_close((square / customers).sqrt(), want("holdout_rmse"), 1e-10, "RMSE");
    assert_close(alive, want("sum_p_alive"), 1e-10, "sum of P(alive)");
}

#[test]
fn expected_cumulative_repeats_week_by_week() {
    let golden = golden();
    let params = fit(&weeks()).params;
    let weeks = numbers(&golden["expected_cumulative_repeat_by_week"]);
    assert_eq!(weeks.len(), 78);
    for (week, want) in (1..).zip(weeks) {
        // Week 1 ends with day 6; a customer counts from the day of the first order.
        let last_day = 7 * week - 1;
        let ages = cdnow().into_iter().map(|(days, _)| last_day - (LAST_DAY - days.T));
        let total: f64 = ages
            .filter(|age| *age > 0)
            .map(|age| expected_purchases_new(&params, f64::from(age) / 7.0))
            .sum();
        assert_close(total, want, 1e-10, "cumulative repeats");
    }
}

/// One history as rows: the tables of a single row have nothing beyond `T`.
fn evaluate(histories: &[History], params: &Params) -> Evaluation<4> {
    Rows::new(&Histories::from_ages(TimeUnit::Week, histories)).evaluate(&as_array(params))
}

/// Gradient and upper triangle of the Hessian, in units in which every parameter is 1.
fn derivatives(evaluation: &Evaluation<4>, params: [f64; 4]) -> Vec<f64> {
    let mut out: Vec<f64> = (0..4).map(|i| params[i] * evaluation.gradient[i]).collect();
    for i in 0..4 {
        out.extend((i..4).map(|j| params[i] * params[j] * evaluation.hessian[i][j]));
    }
    out
}

#[test]
fn derivatives_are_those_in_many_digits() {
    for case in twins()["derivatives"].as_array().unwrap() {
        let (params, h) = (params(&case["params"]), history(case));
        let natural = as_array(&params);
        let want = numbers(&case["derivatives"]);
        let mut hessian = [[0.0; 4]; 4];
        let mut at = 4;
        for (i, row) in hessian.iter_mut().enumerate() {
            for entry in row.iter_mut().skip(i) {
                *entry = want[at];
                at += 1;
            }
        }
        let want = Evaluation {
            value: number(&case["value"]),
            gradient: std::array::from_fn(|i| want[i]),
            hessian,
        };
        // Alone, and among others of all ages and as many purchases, whose parts are taken off again.
        let alone = evaluate(&[h], &params);
        let ages = (0_u32..2_000).map(|day| f64::from(day) / 7.0);
        let others: Vec<History> = ages
            .flat_map(|age| [0.0, 0.5].map(|part| History { x: h.x, t_x: part * age, T: age }))
            .collect();
        let without = evaluate(&others, &params);
        let with = evaluate(&others.into_iter().chain([h]).collect::<Vec<_>>(), &params);
        assert_close(ln_likelihood(&params, &h), want.value, 1e-12, "LL of one");
        let by_difference = with.value - without.value;
        let others = without.value.abs();
        let (with, without) = (derivatives(&with, natural), derivatives(&without, natural));
        let total = without.iter().fold(1.0, |most: f64, d| most.max(d.abs()));
        // What gradients are made of; a Hessian is a difference of the squares of these.
        let Params { r, alpha, s, beta } = params;
        let size = (r + f64::from(h.x)) * ln_1p(h.T / alpha).max(1.0);
        let size = 1.0 + size + s * ln_1p(h.T / beta).max(1.0);
        let error = (alone.value - want.value).abs();
        assert!(error <= 1e-15 * size + 1e-14 * want.value.abs(), "{case}: {}", alone.value);
        // Each of thousands is rounded.
        let noise = 1e-13 * size + 1e-14 * others;
        assert!((by_difference - want.value).abs() <= 4.0 * noise, "{case}: {by_difference}");
        let (want, alone) = (derivatives(&want, natural), derivatives(&alone, natural));
        for (i, want) in want.into_iter().enumerate() {
            let noise = if i < 4 { 1e-15 * size } else { 1e-15 * size * size };
            let got = alone[i];
            assert!((got - want).abs() <= noise + 1e-13 * want.abs(), "{case}: {got} {want}");
            let got = with[i] - without[i];
            let noise = noise + 1e-13 * total;
            assert!((got - want).abs() <= noise, "{case}: {got} {want}, {total:e}");
        }
    }
}

#[test]
fn numbers_and_discounts_are_those_in_many_digits() {
    let twins = twins();
    for case in twins["numbers"].as_array().unwrap() {
        let n = u32::try_from(case["n"].as_u64().unwrap()).unwrap();
        let got = p_purchases_new(&params(&case["params"]), number(&case["t"]), n);
        assert_close(got, number(&case["value"]), TIGHT, &case.to_string());
    }
    let new = History::default();
    for case in twins["discounted"].as_array().unwrap() {
        let params = params(&case["params"]);
        let got =
            discounted_purchases(&params, &new, number(&case["rate"]), number(&case["horizon"]));
        assert_close(got.unwrap(), number(&case["value"]), TIGHT, &case.to_string());
    }
}
