//! Published numbers and 34-digit references on the CDNOW sample.
//!
//! Two kinds of tolerance and no other: [`TIGHT`], relative, against references that have more digits
//! than that; and half of the last printed digit against what papers print ([`assert_printed`]).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers included"
)]

use headwater::history::{DayHistory, Histories, History};
use headwater::job::{Job, run};
use headwater::math::{ln, pearson, spearman};
use headwater::model::bg_nbd::{
    self, BgNbd, BgNbdFit, discounted_purchases, expected_purchases, expected_purchases_new,
    p_alive, p_purchases, p_purchases_new,
};
use headwater::model::gamma_gamma::{self, GammaGamma, GammaGammaFit, Spend};
use headwater::optim::Stop;
use headwater::unit::{Periods, TimeUnit};
use headwater::value::{Horizons, Valuation};
use serde_json::Value;
use std::ops::ControlFlow;

const TIGHT: f64 = 1e-11;
/// Calibration ends on this day of the study; the first day is 0.
const LAST_DAY: i32 = 272;
const HOLDOUT: f64 = 39.0;

struct Customer {
    id: String,
    days: DayHistory,
    mean_spend: f64,
    holdout: f64,
}

fn cdnow() -> Vec<Customer> {
    let text = include_str!("fixtures/papers/cdnow_summary_days.csv");
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let day = |i: usize| cells[i].parse::<i32>().unwrap();
            Customer {
                id: cells[0].to_owned(),
                days: DayHistory { x: cells[1].parse().unwrap(), t_x: day(2), T: day(3) },
                mean_spend: mean_of_cents(cells[4], cells[1]),
                holdout: cells[5].parse().unwrap(),
            }
        })
        .collect()
}

/// The file rounds means to six decimals; amounts are in cents, so the sum is known exactly. One
/// division makes equal means equal floats, which ranks depend on.
fn mean_of_cents(mean: &str, x: &str) -> f64 {
    let (mean, x): (f64, f64) = (mean.parse().unwrap(), x.parse().unwrap());
    if x > 0.0 { (mean * x * 100.0).round() / (100.0 * x) } else { 0.0 }
}

fn golden(name: &str) -> Value {
    serde_json::from_str(match name {
        "bg_nbd" => include_str!("fixtures/papers/bg_nbd.json"),
        "bg_nbd_stress" => include_str!("fixtures/papers/bg_nbd_stress.json"),
        "gamma_gamma" => include_str!("fixtures/papers/gamma_gamma.json"),
        _ => panic!("no fixture {name}"),
    })
    .unwrap()
}

/// A number, or a number written as text.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn named<const N: usize>(value: &Value, names: [&str; N]) -> [f64; N] {
    names.map(|name| number(&value[name]))
}

#[track_caller]
fn assert_close(got: f64, want: f64, tolerance: f64, what: &str) {
    let error = (got - want).abs();
    assert!(error <= tolerance * want.abs(), "{what}: {got} is not {want}, off by {error:e}");
}

/// `got` rounds to `printed`: no further away than half of its last digit.
#[track_caller]
fn assert_printed(got: f64, printed: &Value, what: &str) {
    let text = printed.to_string();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digit =
        format!("1e{}", exponent.parse::<i32>().unwrap() - i32::try_from(decimals).unwrap());
    let half = 0.5 * digit.parse::<f64>().unwrap();
    assert!((got - number(printed)).abs() <= half, "{what}: {got} does not print as {text}");
}

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn weeks() -> Histories {
    let days: Vec<DayHistory> = cdnow().iter().map(|customer| customer.days).collect();
    Histories::from_days(TimeUnit::Week, &days)
}

/// As the file that other packages ship: weeks with two decimals.
fn rounded_weeks() -> Histories {
    let round = |days: i32| format!("{:.2}", f64::from(days) / 7.0).parse::<f64>().unwrap();
    let ages: Vec<History> = cdnow()
        .iter()
        .map(|customer| {
            let DayHistory { x, t_x, T: age } = customer.days;
            History { x, t_x: round(t_x), T: round(age) }
        })
        .collect();
    Histories::from_ages(TimeUnit::Week, &ages)
}

fn fit(histories: &Histories) -> BgNbd {
    finish(BgNbdFit::new(histories).unwrap())
}

fn golden_params(golden: &Value) -> bg_nbd::Params {
    let [r, alpha, a, b] = named(&golden["params"], ["r", "alpha", "a", "b"]);
    bg_nbd::Params::new(r, alpha, a, b).unwrap()
}

fn as_array(params: &bg_nbd::Params) -> [f64; 4] {
    [params.r, params.alpha, params.a, params.b]
}

/// Akaike's and Schwarz's criteria from the log-likelihood.
fn assert_criteria(log_likelihood: f64, params: f64, golden: &Value) {
    let aic = 2.0 * params - 2.0 * log_likelihood;
    let bic = params * ln(number(&golden["n"])) - 2.0 * log_likelihood;
    assert_close(aic, number(&golden["aic"]), TIGHT, "AIC");
    assert_close(bic, number(&golden["bic"]), TIGHT, "BIC");
}

#[track_caller]
fn assert_estimates<const N: usize>(
    got: [f64; N],
    errors: Option<[f64; N]>,
    covariance: Option<[[f64; N]; N]>,
    names: [&str; N],
    golden: &Value,
) {
    let digits = named(&golden["params_25_digits"], names);
    let (errors, covariance) = (errors.unwrap(), covariance.unwrap());
    for i in 0..N {
        assert_close(got[i], digits[i], TIGHT, names[i]);
        assert_close(errors[i], number(&golden["se"][names[i]]), 1e-9, names[i]);
        for (j, cov) in numbers(&golden["cov"][i]).into_iter().enumerate() {
            assert_close(covariance[i][j], cov, 1e-9, names[i]);
        }
    }
}

#[test]
fn bg_nbd_estimates_are_the_maximum() {
    let golden = golden("bg_nbd");
    for (histories, golden) in
        [(weeks(), &golden["mle_weeks_exact"]), (rounded_weeks(), &golden["mle_weeks_rounded_2dp"])]
    {
        let fit = fit(&histories);
        assert_eq!(fit.stop, Stop::Converged);
        assert!(fit.iterations <= 12, "{} iterations", fit.iterations);
        assert!(fit.gradient_norm < 1e-8);
        let names = ["r", "alpha", "a", "b"];
        let (errors, covariance) = (fit.standard_errors, fit.covariance);
        assert_estimates(as_array(&fit.params), errors, covariance, names, golden);
        assert_close(fit.log_likelihood, number(&golden["log_likelihood_25_digits"]), 1e-14, "LL");
        assert_criteria(fit.log_likelihood, 4.0, golden);
        assert_eq!(fit.customers as f64, number(&golden["n"]));
        assert_eq!(fit.distinct as f64, number(&golden["unique_rows"]));
    }
}

#[test]
fn the_sample_is_the_published_one() {
    let summary = &golden("bg_nbd")["summary"];
    let customers = cdnow();
    let histories = weeks();
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(histories.customers(), count("customers"));
    assert_eq!(histories.customers() - histories.repeaters(), count("zero_repeaters"));
    assert_eq!(u64::from(histories.max_repeats()), count("max_x"));
    assert_eq!(histories.distinct().len() as u64, count("unique_x_tx_T"));
    let repeats: u64 = customers.iter().map(|c| u64::from(c.days.x)).sum();
    assert_eq!(repeats, count("repeat_calibration"));
    let holdout: f64 = customers.iter().map(|c| c.holdout).sum();
    assert_eq!(holdout, number(&summary["repeat_holdout"]));
}

#[test]
fn bg_nbd_prints_as_in_the_paper() {
    let golden = golden("bg_nbd");
    let published = &golden["published"];
    let fit = fit(&weeks());
    for (got, name) in as_array(&fit.params).into_iter().zip(["r", "alpha", "a", "b"]) {
        assert_printed(got, &published["params"][name], name);
    }
    assert_printed(fit.log_likelihood, &published["log_likelihood"], "LL");
    let case = &published["conditional_expectation"];
    let (h, t) = (history(case), number(&case["t"]));
    for params in [fit.params, golden_params(published)] {
        assert_printed(expected_purchases(&params, &h, t), &case["value"], "conditional");
    }
}

#[test]
fn expected_purchases_of_a_new_customer() {
    let golden = golden("bg_nbd");
    let points = &golden["published_points"]["E_X_t"];
    let printed = golden_params(&golden["published"]);
    let rounded = golden_params(&golden["mle_weeks_rounded_2dp"]);
    let column = |name: &str| numbers(&points[name]);
    let at_printed = column("reference_at_published_rounded_params");
    let at_rounded = column("reference_at_mle_rounded_2dp");
    for (i, t) in column("t").into_iter().enumerate() {
        assert_close(expected_purchases_new(&printed, t), at_printed[i], TIGHT, "E[X(t)]");
        let got = expected_purchases_new(&rounded, t);
        assert_close(got, at_rounded[i], TIGHT, "E[X(t)]");
        // The sheet's own parameters have more digits than it shows and are not at the maximum: at 78
        // weeks it is 0.0004 away from the value at the maximum.
        let sheet = number(&points["published"][i]);
        let half_a_digit = if t < 78.0 { 0.5e-4 } else { 0.5e-3 };
        assert!((got - sheet).abs() <= half_a_digit, "{t}: {got} {sheet}");
    }
}

#[test]
fn probabilities_of_a_number_of_purchases() {
    let golden = golden("bg_nbd");
    let params = golden_params(&golden["published"]);
    for (name, t, n) in [("P(X(2)=10)", 2.0, 10), ("P(X(39)=0)", 39.0, 0)] {
        let case = &golden["published_points"]["pmf"][name];
        let got = p_purchases_new(&params, t, n);
        assert_close(got, number(&case["reference"]), TIGHT, name);
        assert_printed(got, &case["published"], name);
    }
}

fn history(case: &Value) -> History {
    let x = u32::try_from(case["x"].as_u64().unwrap()).unwrap();
    History { x, t_x: number(&case["t_x"]), T: number(&case["T"]) }
}

#[test]
fn every_forecast_of_eleven_customers() {
    let golden = golden("bg_nbd");
    let params = golden_params(&golden["mle_weeks_exact"]);
    let points = golden["points_at_mle_exact"].as_array().unwrap();
    assert_eq!(points.len(), 11);
    for case in points {
        let h = history(case);
        assert_close(p_alive(&params, &h), number(&case["p_alive"]), TIGHT, "P(alive)");
        let ll = bg_nbd::ln_likelihood(&params, &h);
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
    }
}

#[test]
fn discounted_purchases_for_ever() {
    let golden = &golden("bg_nbd")["dert"];
    let params = golden_params(golden);
    let rate = number(&golden["delta_per_week"]);
    for case in golden["points"].as_array().unwrap() {
        let got = discounted_purchases(&params, &history(case), rate, f64::INFINITY).unwrap();
        assert_close(got, number(&case["dert_18_digits"]), TIGHT, "DERT");
        // The older reference is a quadrature in double precision and has no more digits.
        assert_close(got, number(&case["dert"]), 2e-8, "DERT");
    }
}

/// 0, 1, .., 6 and all above in one.
fn bin(x: u32) -> usize {
    x.min(7) as usize
}

#[test]
fn expected_histogram_of_the_calibration() {
    let golden = &golden("bg_nbd")["in_sample_frequency_histogram"];
    let params = fit(&weeks()).params;
    let (mut actual, mut expected) = ([0.0; 8], [0.0; 8]);
    for customer in cdnow() {
        actual[bin(customer.days.x)] += 1.0;
        let age = f64::from(customer.days.T) / 7.0;
        let fewer: Vec<f64> = (0..7).map(|n| p_purchases_new(&params, age, n)).collect();
        for (n, p) in fewer.iter().enumerate() {
            expected[n] += p;
        }
        expected[7] += 1.0 - fewer.iter().sum::<f64>();
    }
    assert_eq!(actual.to_vec(), numbers(&golden["actual"]));
    for (got, want) in expected.iter().zip(numbers(&golden["expected"])) {
        assert_close(*got, want, TIGHT, "customers of a bin");
    }
    let chi_square: f64 = actual.iter().zip(expected).map(|(a, e)| (a - e) * (a - e) / e).sum();
    assert_close(chi_square, number(&golden["chi_square"]), 1e-9, "chi-square");
}

#[test]
fn holdout_of_39_weeks() {
    let golden = golden("bg_nbd");
    let histories = weeks();
    let model = fit(&histories);
    let horizons = Horizons {
        period: Periods::new(HOLDOUT, TimeUnit::Week),
        count: 1,
        discount: 0.0,
        marks: [1; 3],
    };
    let all = finish(Valuation::new(&histories, &model, horizons));
    let mut bins = [[0.0; 3]; 8];
    let (mut absolute, mut square, mut alive) = (0.0, 0.0, 0.0);
    for (customer, &place) in cdnow().iter().zip(histories.of_customer()) {
        let mean = all[place as usize].orders[0];
        alive += all[place as usize].p_alive;
        absolute += (mean - customer.holdout).abs();
        square += (mean - customer.holdout) * (mean - customer.holdout);
        let bin = &mut bins[bin(customer.days.x)];
        *bin = [bin[0] + 1.0, bin[1] + customer.holdout, bin[2] + mean];
    }
    let n = histories.customers() as f64;
    let want = |name: &str| number(&golden[name]);
    let expected: f64 = bins.iter().map(|bin| bin[2]).sum();
    assert_close(expected, want("holdout_total_expected"), TIGHT, "total");
    let actual: f64 = bins.iter().map(|bin| bin[1]).sum();
    assert_eq!(actual, want("holdout_total_actual"));
    assert_close(absolute / n, want("holdout_mae"), TIGHT, "MAE");
    assert_close((square / n).sqrt(), want("holdout_rmse"), TIGHT, "RMSE");
    assert_close(alive, want("sum_p_alive"), TIGHT, "sum of P(alive)");
    assert_close(alive / n, want("mean_p_alive"), TIGHT, "mean P(alive)");
    for (bin, golden) in bins.iter().zip(golden["holdout_by_frequency_bin"].as_array().unwrap()) {
        assert_eq!(bin[0], number(&golden["customers"]));
        assert_close(bin[1] / bin[0], number(&golden["actual_mean"]), TIGHT, "actual mean");
        assert_close(bin[2] / bin[0], number(&golden["expected_mean"]), TIGHT, "expected mean");
    }
}

#[test]
fn expected_cumulative_repeats_week_by_week() {
    let golden = golden("bg_nbd");
    let params = fit(&weeks()).params;
    let customers = cdnow();
    let weeks = numbers(&golden["expected_cumulative_repeat_by_week"]);
    assert_eq!(weeks.len(), 78);
    for (week, want) in (1..).zip(weeks) {
        // Week 1 ends with day 6; a customer counts from the day of the first order.
        let last_day = 7 * week - 1;
        let total: f64 = customers
            .iter()
            .map(|c| f64::from(last_day - (LAST_DAY - c.days.T)) / 7.0)
            .filter(|age| *age > 0.0)
            .map(|age| expected_purchases_new(&params, age))
            .sum();
        assert_close(total, want, TIGHT, "cumulative repeats");
    }
}

fn spends(decimals: Decimals) -> Vec<Spend> {
    cdnow()
        .iter()
        .map(|c| {
            let mean = match decimals {
                Decimals::All => c.mean_spend,
                Decimals::Two => round_half_up(c.mean_spend, c.days.x),
            };
            Spend { x: c.days.x, mean }
        })
        .collect()
}

#[derive(Clone, Copy)]
enum Decimals {
    All,
    /// As the file that other packages ship.
    Two,
}

/// To cents, by integers: half a cent is common among means of two.
fn round_half_up(mean: f64, x: u32) -> f64 {
    let x = f64::from(x);
    let cents = (mean * x * 100.0).round();
    if x > 0.0 { ((2.0 * cents + x) / (2.0 * x)).floor() / 100.0 } else { 0.0 }
}

fn fit_spend(spends: &[Spend]) -> GammaGamma {
    finish(GammaGammaFit::new(spends).unwrap())
}

#[test]
fn gamma_gamma_estimates_are_the_maximum() {
    let golden = golden("gamma_gamma");
    for (spends, golden) in [
        (spends(Decimals::All), &golden["mle_zbar_exact"]),
        (spends(Decimals::Two), &golden["mle_zbar_rounded_2dp"]),
    ] {
        let fit = fit_spend(&spends);
        assert_eq!(fit.stop, Stop::Converged);
        assert!(fit.iterations <= 12, "{} iterations", fit.iterations);
        let gamma_gamma::Params { p, q, gamma } = fit.params;
        let names = ["p", "q", "gamma"];
        assert_estimates([p, q, gamma], fit.standard_errors, fit.covariance, names, golden);
        assert_close(fit.log_likelihood, number(&golden["log_likelihood_25_digits"]), 1e-13, "LL");
        assert_criteria(fit.log_likelihood, 3.0, golden);
        assert_eq!(fit.customers as f64, number(&golden["n"]));
        assert_eq!(fit.without_spend, 0);
    }
}

#[test]
fn mean_spend_of_the_population_and_of_customers() {
    let golden = golden("gamma_gamma");
    let params = fit_spend(&spends(Decimals::All)).params;
    let population = params.population_mean().unwrap();
    assert_close(population, number(&golden["population_mean"]), TIGHT, "population mean");
    for case in golden["conditional_mean_at_mle_exact"].as_array().unwrap() {
        let x = u32::try_from(case["x"].as_u64().unwrap()).unwrap();
        let spend = Spend { x, mean: number(&case["zbar"]) };
        let got = params.mean_spend(&spend).unwrap();
        assert_close(got, number(&case["value"]), TIGHT, "conditional mean");
    }
}

#[test]
fn gamma_gamma_prints_as_in_the_note() {
    let golden = golden("gamma_gamma");
    let fitted = fit_spend(&spends(Decimals::All)).params;
    let published = &golden["published"]["params"];
    for (got, name) in [(fitted.p, "p"), (fitted.q, "q"), (fitted.gamma, "gamma")] {
        assert_printed(got, &published[name], name);
    }
    let points = &golden["published_points"]["conditional_mean"];
    let [p, q, gamma] = named(published, ["p", "q", "gamma"]);
    let printed = gamma_gamma::Params::new(p, q, gamma).unwrap();
    // Customers 0001, 0002 and 0003; the note shows the first one's 22.345 as 22.35.
    let unrounded = [22.345, 11.77, 0.0];
    for (i, mean) in unrounded.into_iter().enumerate() {
        let x = u32::try_from(points["x"][i].as_u64().unwrap()).unwrap();
        let shown = Spend { x, mean: number(&points["zbar"][i]) };
        let got = printed.mean_spend(&shown).unwrap();
        assert_close(got, number(&points["reference"][i]), TIGHT, "conditional mean");
        let got = fitted.mean_spend(&Spend { x, mean }).unwrap();
        assert_printed(got, &points["published"][i], "conditional mean");
    }
}

#[test]
fn correlation_of_spend_and_frequency() {
    let golden = golden("gamma_gamma");
    let repeaters: Vec<Spend> = spends(Decimals::All).into_iter().filter(|s| s.x > 0).collect();
    let counts: Vec<f64> = repeaters.iter().map(|s| f64::from(s.x)).collect();
    let means: Vec<f64> = repeaters.iter().map(|s| s.mean).collect();
    let want = number(&golden["pearson_x_zbar_repeaters"]);
    assert_close(pearson(&counts, &means).unwrap(), want, TIGHT, "Pearson");
    let want = number(&golden["spearman_x_zbar_repeaters"]);
    assert_close(spearman(&counts, &means).unwrap(), want, TIGHT, "Spearman");
    assert_close(
        fit_spend(&spends(Decimals::All)).spearman.unwrap(),
        want,
        TIGHT,
        "Spearman of the fit",
    );
}

#[test]
fn lifetime_value_over_twelve_months() {
    let golden = &golden("bg_nbd")["clv"];
    let histories = weeks();
    let model = fit(&histories);
    let money = fit_spend(&spends(Decimals::All)).params;
    // The convention of the packages compared with: a month is 4.345 weeks.
    let horizons = Horizons {
        period: Periods::new(4.345, TimeUnit::Week),
        count: 12,
        discount: 0.01,
        marks: [3, 6, 12],
    };
    let all = finish(Valuation::new(&histories, &model, horizons));
    let customers = cdnow();
    let values = customers.iter().zip(histories.of_customer()).map(|(customer, &place)| {
        let spend = Spend { x: customer.days.x, mean: customer.mean_spend };
        all[place as usize].discounted_orders * money.mean_spend(&spend).unwrap()
    });
    let values: Vec<f64> = values.collect();
    let first = golden["first_10_customers"].as_object().unwrap();
    assert_eq!(first.len(), 10);
    for (customer, value) in customers.iter().zip(&values).take(10) {
        assert_close(*value, number(&first[&customer.id]), TIGHT, &customer.id);
    }
    assert_close(values.iter().sum(), number(&golden["total"]), TIGHT, "total");
}

#[test]
fn hard_cases_have_every_digit() {
    let golden = golden("bg_nbd_stress");
    for case in golden["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let params = golden_params(case);
        let (h, t) = (history(case), number(&case["t"]));
        for (got, name) in [
            (bg_nbd::ln_likelihood(&params, &h), "log_likelihood"),
            (p_alive(&params, &h), "p_alive"),
            (expected_purchases(&params, &h, t), "cet"),
        ] {
            assert_close(got, number(&case["ref"][name]), TIGHT, &format!("{id}: {name}"));
        }
    }
}
