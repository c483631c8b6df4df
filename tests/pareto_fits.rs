//! Fits of Pareto/NBD: on data that no model fits, where they end with a reason and with finite numbers; on data that
//! the model made, small and large.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::error::ErrorKind;
use headwater::history::{DayHistory, Histories, History};
use headwater::job::{Job, run};
use headwater::math::{exp, ln, pow};
use headwater::model::pareto_nbd::{
    Params, ParetoNbd, ParetoNbdFit, discounted_purchases, expected_purchases, p_alive, p_purchases,
};
use headwater::model::purchases::Purchases;
use headwater::optim::Stop;
use headwater::unit::TimeUnit;
use std::ops::ControlFlow;

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn as_array(params: &Params) -> [f64; 4] {
    [params.r, params.alpha, params.s, params.beta]
}

fn fit(customers: &[DayHistory]) -> ParetoNbd {
    let histories = Histories::from_days(TimeUnit::Week, customers);
    let model = finish(ParetoNbdFit::new(&histories).unwrap());
    let sound = as_array(&model.params).iter().all(|p| *p > 0.0 && p.is_finite());
    assert!(sound, "{model:?}");
    assert!(model.log_likelihood.is_finite() && model.gradient_norm.is_finite(), "{model:?}");
    assert!(model.iterations <= 80, "{model:?}");
    assert!(model.standard_errors.is_none_or(|e| e.iter().all(|e| *e > 0.0 && e.is_finite())));
    assert_eq!(model.stop == Stop::Converged, model.standard_errors.is_some(), "{model:?}");
    for d in histories.distinct() {
        assert_sound(&model.params, &d.history);
    }
    model
}

/// Every number is one, and more time never means less.
fn assert_sound(params: &Params, h: &History) {
    let alive = p_alive(params, h);
    assert!((0.0..=1.0).contains(&alive), "{params:?} {h:?}: {alive}");
    let [short, long] = [13.0, 52.0].map(|t| expected_purchases(params, h, t));
    assert!(0.0 <= short && short <= long * (1.0 + 1e-12) && long.is_finite(), "{params:?} {h:?}");
    for n in [0, 1, 3] {
        let p = p_purchases(params, h, 13.0, n);
        assert!((0.0..=1.0).contains(&p), "{params:?} {h:?} {n}: {p}");
    }
    let [year, ever] =
        [52.0, f64::INFINITY].map(|end| discounted_purchases(params, h, 0.002, end).unwrap());
    assert!(0.0 <= year && year <= long * (1.0 + 1e-12), "{params:?} {h:?}: {year} {long}");
    assert!(year <= ever * (1.0 + 1e-12), "{params:?} {h:?}: {year} {ever}");
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
    let model = fit(&[day(3, 40, 60); 50]);
    assert_ne!(model.stop, Stop::Converged);
}

#[test]
fn everybody_bought_on_the_last_day() {
    let customers: Vec<_> = (1..100).map(|i| day(i % 7 + 1, days(i), days(i))).collect();
    let model = fit(&customers);
    assert_ne!(model.stop, Stop::Converged);
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
    let error = ParetoNbdFit::new(&Histories::from_days(TimeUnit::Day, &customers)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooFewRepeaters { found: 9, needed: 10 });
}

#[test]
fn absurd_parameters_get_an_answer() {
    let sizes = [1e-300, 1e-9, 1.0, 1e300];
    let histories = [
        History::default(),
        History { x: 0, t_x: 0.0, T: 1e6 },
        History { x: 4_000, t_x: 1.0, T: 1e5 },
    ];
    for at in 0..256 {
        let [r, alpha, s, beta] = [at % 4, at / 4 % 4, at / 16 % 4, at / 64].map(|i| sizes[i]);
        let params = Params::new(r, alpha, s, beta).unwrap();
        for h in &histories {
            let alive = params.p_alive(h);
            assert!((0.0..=1.0).contains(&alive), "{params:?} {h:?}: {alive}");
            assert!(!params.ln_likelihood(h).is_nan(), "{params:?} {h:?}");
            for t in [0.0, 1e-9, 1e12] {
                let mut mean = [f64::NAN];
                params.expected_given_alive(h, &[t], &mut mean);
                assert!(mean[0] >= 0.0 && mean[0].is_finite(), "{params:?} {h:?} {t}: {mean:?}");
                for n in [0, 200] {
                    let p = params.p_purchases_given_alive(h, t, n);
                    assert!((0.0..=1.0).contains(&p), "{params:?} {h:?} {t} {n}: {p}");
                }
                let discounted = params.discounted_given_alive(h, 0.01, t);
                assert!(discounted.is_none_or(|d| d >= 0.0), "{params:?} {h:?} {t}");
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "some years")]
fn whole_days(weeks: f64) -> i32 {
    (7.0 * weeks).floor() as i32
}

/// Customers as the model has them, the same in every run.
struct Shop(u64);

impl Shop {
    /// In 0..1, both excluded.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bits = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap();
        (f64::from(bits) + 0.5) / 4_294_967_296.0
    }

    fn waiting(&mut self, rate: f64) -> f64 {
        -ln(self.uniform()) / rate
    }

    /// By Marsaglia's polar method.
    fn normal(&mut self) -> f64 {
        loop {
            let [u, v] = [(); 2].map(|()| 2.0 * self.uniform() - 1.0);
            let square = u * u + v * v;
            if square < 1.0 {
                return u * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }

    /// By Marsaglia and Tsang's method; one more than `shape`, and a power to take it off again.
    fn gamma(&mut self, shape: f64, rate: f64) -> f64 {
        let d = shape + 1.0 - 1.0 / 3.0;
        loop {
            let z = self.normal();
            let cube = 1.0 + z / (9.0 * d).sqrt();
            let cube = cube * cube * cube;
            if cube > 0.0 && ln(self.uniform()) < 0.5 * z * z + d - d * cube + d * ln(cube) {
                return d * cube * pow(self.uniform(), 1.0 / shape) / rate;
            }
        }
    }

    /// Observed for up to `weeks` in whole days; several purchases of a day are one.
    fn customer(&mut self, params: &Params, weeks: f64, entry: f64) -> DayHistory {
        let (rate, hazard) =
            (self.gamma(params.r, params.alpha), self.gamma(params.s, params.beta));
        let first = entry * self.uniform();
        let end = (weeks - first).min(self.waiting(hazard.max(1e-300)));
        let (mut x, mut last, mut at) = (0, whole_days(first), first);
        let start = last;
        loop {
            at += self.waiting(rate.max(1e-300));
            if at > first + end {
                break;
            }
            if whole_days(at) > last {
                last = whole_days(at);
                x += 1;
            }
        }
        DayHistory { x, t_x: last - start, T: whole_days(weeks) - 1 - start }
    }
}

const CDNOW: Params = Params { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

#[test]
fn what_made_the_data_is_found_again() {
    // Spans in which a day is short beside the times between purchases, so that merging days takes little away.
    let made = Params { r: 0.8, alpha: 40.0, s: 0.7, beta: 30.0 };
    let mut shop = Shop(1);
    let customers: Vec<_> = (0..20_000).map(|_| shop.customer(&made, 150.0, 50.0)).collect();
    let model = fit(&customers);
    assert_eq!(model.stop, Stop::Converged);
    let errors = model.standard_errors.unwrap();
    for ((got, want), error) in as_array(&model.params).into_iter().zip(as_array(&made)).zip(errors)
    {
        assert!((got - want).abs() < 4.0 * error, "{model:?}");
    }
}

/// `cargo test --release --test pareto_fits -- --ignored --nocapture`
#[test]
#[ignore = "a minute without optimisation"]
#[expect(clippy::disallowed_methods, reason = "it is the time that is asked for")]
fn a_million_customers() {
    let mut shop = Shop(2);
    let customers: Vec<_> = (0..1_000_000).map(|_| shop.customer(&CDNOW, 39.0, 12.0)).collect();
    let histories = Histories::from_days(TimeUnit::Week, &customers);
    let start = std::time::Instant::now();
    let model = finish(ParetoNbdFit::new(&histories).unwrap());
    println!("{:?}: {model:?}", start.elapsed());
    assert_eq!(model.stop, Stop::Converged);
    assert!(exp(0.05) > model.params.r / CDNOW.r && model.params.r / CDNOW.r > exp(-0.05));
}
