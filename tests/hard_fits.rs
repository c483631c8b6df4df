//! Fits on data that no model fits: they end with a reason and with finite numbers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::error::ErrorKind;
use headwater::history::{DayHistory, Histories};
use headwater::job::{Job, run};
use headwater::model::bg_nbd::{BgNbd, BgNbdFit};
use headwater::model::gamma_gamma::{GammaGamma, GammaGammaFit, Spend};
use headwater::optim::Stop;
use headwater::unit::TimeUnit;
use headwater::value::{Expected, Horizons, Valuation};
use std::ops::ControlFlow;

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn fit(customers: &[DayHistory]) -> BgNbd {
    let histories = Histories::from_days(TimeUnit::Week, customers);
    let model = finish(BgNbdFit::new(&histories).unwrap());
    let [r, alpha, a, b] = [model.params.r, model.params.alpha, model.params.a, model.params.b];
    assert!([r, alpha, a, b].iter().all(|p| *p > 0.0 && p.is_finite()), "{model:?}");
    assert!(model.log_likelihood.is_finite() && model.gradient_norm.is_finite(), "{model:?}");
    assert!(model.iterations <= 60, "{model:?}");
    assert!(model.standard_errors.is_none_or(|e| e.iter().all(|e| *e > 0.0 && e.is_finite())));
    assert_sound(&finish(Valuation::new(&histories, &model, Horizons::year(0.1))));
    model
}

/// Every number is one, and more time never means less.
fn assert_sound(all: &[Expected]) {
    for &Expected { p_alive, orders: [three, six, twelve], discounted_orders } in all {
        assert!((0.0..=1.0).contains(&p_alive));
        // Where nothing more is expected after some time, only rounding tells the horizons apart.
        let at_most = |low: f64, high: f64| 0.0 <= low && low <= high * (1.0 + 1e-12);
        assert!(at_most(three, six) && at_most(six, twelve), "{three} {six} {twelve}");
        assert!(twelve.is_finite() && at_most(discounted_orders, twelve));
    }
}

fn day(x: u32, t_x: i32, age: i32) -> DayHistory {
    DayHistory { x, t_x, T: age }
}

/// Numbers without a pattern, the same in every run.
fn noise(i: u32, below: u32) -> u32 {
    (i.wrapping_mul(2_654_435_761) >> 7) % below
}

fn days(n: u32) -> i32 {
    i32::try_from(n).unwrap()
}

#[test]
fn everybody_came_back_once() {
    let customers: Vec<_> = (0..200).map(|i| day(1, days(noise(i, 90)) + 1, 100)).collect();
    fit(&customers);
}

#[test]
fn everybody_is_the_same() {
    fit(&[day(3, 40, 60); 50]);
}

#[test]
fn everybody_bought_on_the_last_day() {
    let customers: Vec<_> = (1..100).map(|i| day(i % 7 + 1, days(i), days(i))).collect();
    fit(&customers);
}

#[test]
fn nobody_but_twelve_came_back() {
    let customers: Vec<_> =
        (0..5_000).map(|i| day(u32::from(i < 12), if i < 12 { 9 } else { 0 }, 300)).collect();
    fit(&customers);
}

#[test]
fn twelve_customers_in_all() {
    let customers: Vec<_> = (0..12).map(|i| day(i + 1, days(10 * i + 10), 200)).collect();
    fit(&customers);
}

#[test]
fn as_regular_as_a_clock() {
    let customers: Vec<_> = (1..80).map(|i| day(i, days(7 * i), days(7 * i) + 3)).collect();
    fit(&customers);
}

#[test]
fn three_thousand_order_days() {
    let mut customers: Vec<_> =
        (0..500).map(|i| day(noise(i, 6), days(noise(i, 200)) + 6, 250)).collect();
    customers.push(day(3_000, 3_600, 3_650));
    customers.push(day(2_900, 2_999, 3_650));
    fit(&customers);
}

#[test]
fn first_orders_of_today() {
    let mut customers = vec![day(0, 0, 0); 300];
    customers.extend((0..40).map(|i| day(noise(i, 4), days(noise(i, 90)) + 4, 120)));
    fit(&customers);
}

#[test]
fn a_history_of_one_day() {
    let customers: Vec<_> = (0..60).map(|i| day(i % 2, days(i % 2), 1)).collect();
    fit(&customers);
}

#[test]
fn one_order_too_many_in_no_time() {
    // More order days than days cannot come from a ledger, but must not hang or trap either.
    fit(&[day(5, 0, 0); 20]);
}

#[test]
fn nine_repeaters_are_too_few() {
    let mut customers = vec![day(0, 0, 50); 100];
    customers.extend([day(2, 20, 50); 9]);
    let error = BgNbdFit::new(&Histories::from_days(TimeUnit::Day, &customers)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooFewRepeaters { found: 9, needed: 10 });
    let spends = [Spend { x: 1, mean: 5.0 }; 9];
    let error = GammaGammaFit::new(&spends).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooFewRepeaters { found: 9, needed: 10 });
}

fn fit_spend(spends: &[Spend]) -> GammaGamma {
    let model = finish(GammaGammaFit::new(spends).unwrap());
    let [p, q, gamma] = [model.params.p, model.params.q, model.params.gamma];
    assert!([p, q, gamma].iter().all(|v| *v > 0.0 && v.is_finite()), "{model:?}");
    assert!(model.log_likelihood.is_finite() && model.gradient_norm.is_finite(), "{model:?}");
    assert!(model.iterations <= 60, "{model:?}");
    for spend in spends {
        let mean = model.params.mean_spend(spend);
        assert!(mean.is_none_or(|mean| mean > 0.0 && mean.is_finite()), "{spend:?}: {mean:?}");
    }
    model
}

#[test]
fn spend_without_scatter() {
    let model = fit_spend(&[Spend { x: 2, mean: 30.0 }; 40]);
    assert_ne!(model.stop, Stop::Converged);
    assert_eq!(model.spearman, None);
    let mean = model.params.population_mean().unwrap();
    assert!((mean / 30.0 - 1.0).abs() < 1e-3, "{mean}");
}

#[test]
fn spend_that_does_not_scatter_within_customers() {
    // As variable after ten purchases as after one.
    let spends: Vec<_> = (0..500)
        .map(|i| Spend { x: i % 10 + 1, mean: 10.0 + f64::from(noise(i, 1000)) / 10.0 })
        .collect();
    fit_spend(&spends);
}

#[test]
fn spend_that_does_not_scatter_between_customers() {
    // All the scatter is gone after many purchases: q runs away.
    let spends: Vec<_> = (0..500)
        .map(|i| {
            let x = i % 10 + 1;
            let scatter = (f64::from(noise(i, 1000)) / 1000.0 - 0.5) / f64::from(x);
            Spend { x, mean: 50.0 * (1.0 + scatter) }
        })
        .collect();
    fit_spend(&spends);
}

#[test]
fn spends_of_every_size() {
    let spends: Vec<_> =
        (0..60).map(|i| Spend { x: i % 5 + 1, mean: [1e-4, 1.0, 1e9][(i % 3) as usize] }).collect();
    let model = fit_spend(&spends);
    // The tail is so heavy that the population has no mean, and none is made up.
    assert!(model.params.q > 1.0 || model.params.population_mean().is_none());
}

#[test]
fn refunds_are_left_out_and_counted() {
    let mut spends: Vec<_> =
        (0..50).map(|i| Spend { x: i % 3 + 1, mean: 20.0 + f64::from(noise(i, 40)) }).collect();
    let without = fit_spend(&spends);
    spends.extend([
        Spend { x: 2, mean: -3.0 },
        Spend { x: 1, mean: 0.0 },
        Spend { x: 0, mean: 9.0 },
    ]);
    let model = fit_spend(&spends);
    assert_eq!((model.customers, model.without_spend), (50, 2));
    assert_eq!(model.params, without.params);
}
