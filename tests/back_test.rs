//! Back-tests: CDNOW beside references that were computed elsewhere, shops small enough to be counted by
//! hand, and every figure beside its definition, customer by customer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::backtest::{
    Accuracy, BackTest, Candidate, CannotTell, Choice, Decile, Forecaster, Gather, Rule, Test,
    Tested, Verdict, Why, choose,
};
use headwater::error::{ErrorKind, Result};
use headwater::history::{Histories, History};
use headwater::job::{Job, Progress, Stage, Step, run};
use headwater::math::{exp, spearman};
use headwater::model::bg_nbd::{self, BgNbdFit};
use headwater::model::cnbd::{self, CnbdFit, Form};
use headwater::model::pareto_nbd::{self, ParetoNbdFit};
use headwater::model::purchases::Purchases;
use headwater::order_days::{OrderDays, Row};
use headwater::unit::{Day, Money, TimeUnit};
use serde_json::Value;
use std::ops::ControlFlow;
use std::sync::Arc;

const TIGHT: f64 = 1e-11;

type Shop = Vec<Vec<i32>>;
type Answer = std::result::Result<Tested, CannotTell>;

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn order_days(shop: &[Vec<i32>]) -> Arc<OrderDays> {
    let (mut starts, mut rows) = (vec![0], Vec::new());
    for days in shop {
        rows.extend((0..).zip(days).map(|(of, day)| Row {
            day: Day(*day),
            of,
            net: Money(1),
            opens: true,
        }));
        starts.push(u32::try_from(rows.len()).unwrap());
    }
    Arc::new(OrderDays::from_rows(starts, rows).unwrap())
}

/// BG/NBD on `shop`.
fn bg_nbd(shop: &[Vec<i32>], as_of: i32, weeks: Option<u32>) -> Answer {
    let days = order_days(shop);
    let job = BackTest::new(days, Day(as_of), TimeUnit::Week, weeks, BgNbdFit::new)?;
    finish(job).map(|(_, tested)| tested)
}

/// A model that is asked without a fit.
#[derive(Clone, Copy, Debug)]
struct Made {
    /// Of each customer, in one unit of time.
    mean: fn(&History) -> f64,
    alive: fn(&History) -> f64,
    last_matters: bool,
}

impl Purchases for Made {
    fn ln_likelihood(&self, _: &History) -> f64 {
        0.0
    }

    fn p_alive(&self, h: &History) -> f64 {
        (self.alive)(h)
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        for (out, t) in out.iter_mut().zip(horizons) {
            *out = (self.mean)(h) * t;
        }
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        if n == 0 { exp(-(self.mean)(h) * t) } else { 0.0 }
    }

    fn discounted_given_alive(&self, _: &History, _: f64, _: f64) -> Option<f64> {
        None
    }

    fn last_matters(&self) -> bool {
        self.last_matters
    }
}

/// The fit of a model that needs none.
struct NoFit;

impl Forecaster for Made {
    type Params = Self;

    fn params(&self) -> Self {
        *self
    }
}

impl Job for NoFit {
    type Output = Made;

    fn step(&mut self) -> Result<Step<Made>> {
        Ok(Step::Done(UNLIKE))
    }

    fn progress(&self) -> Progress {
        Progress { stage: Stage::Fitting, done: 0, total: None }
    }
}

/// In days.
fn test(shop: &[Vec<i32>], as_of: i32, weeks: Option<u32>, made: Made) -> Answer {
    let gather = Gather::new(order_days(shop), Day(as_of), TimeUnit::Day, weeks)?;
    finish(Test::new(Arc::new(finish(gather)), made))
}

const TENTH: Made = Made { mean: |_| 0.1, alive: |_| 1.0, last_matters: false };
const UNLIKE: Made = Made {
    mean: |h| (f64::from(h.x) + 0.25) / (h.T + 30.0),
    last_matters: false,
    alive: |h| 0.9 / (1.0 + f64::from(h.x) * (h.T - h.t_x) / 200.0),
};

#[track_caller]
fn assert_close(got: f64, want: f64, what: &str) {
    assert!((got - want).abs() <= TIGHT * want.abs(), "{what}: {got} is not {want}");
}

fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap()
}

fn cdnow() -> Shop {
    let text = include_str!("fixtures/papers/cdnow_order_days.csv");
    let days = |line: &str| {
        line.split(',').nth(1).unwrap().split(' ').map(|day| day.parse().unwrap()).collect()
    };
    text.lines().skip(1).map(days).collect()
}

fn golden(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Thirty-nine weeks held out of CDNOW, beside the references in 34 digits of one model.
fn check_cdnow(tested: &Tested, golden: &Value) {
    assert_eq!((tested.cut.first, tested.cut.day, tested.cut.until), (Day(0), Day(272), Day(545)));
    let expected = golden["expected_cumulative_repeat_by_week"].as_array().unwrap();
    let summary = self::golden(include_str!("fixtures/papers/bg_nbd.json"));
    let actual = summary["actual_cumulative_repeat_by_week"].as_array().unwrap();
    assert_eq!((tested.weeks.len(), expected.len(), actual.len()), (78, 78, 78));
    for (k, week) in (0..).zip(&tested.weeks) {
        let at = usize::try_from(k).unwrap();
        assert_eq!((week.last, week.held_out), (Day(7 * k + 6), k >= 39));
        assert_eq!(Some(week.actual_so_far), actual[at].as_u64());
        assert_close(week.expected_so_far, number(&expected[at]), "expected so far");
    }
    let bins = golden["holdout_by_frequency_bin"].as_array().unwrap();
    assert_eq!(bins.len(), tested.by_frequency.len());
    for (bin, golden) in tested.by_frequency.iter().zip(bins) {
        assert_eq!(Some(bin.customers), golden["customers"].as_u64());
        assert_close(bin.actual.unwrap(), number(&golden["actual_mean"]), "actual mean");
        assert_close(bin.expected.unwrap(), number(&golden["expected_mean"]), "expected mean");
    }
    assert_eq!(Some(tested.actual), golden["holdout_total_actual"].as_u64());
    assert_close(tested.model.expected, number(&golden["holdout_total_expected"]), "total");
    assert_close(tested.model.mae, number(&golden["holdout_mae"]), "MAE");
    assert_close(tested.model.rmse, number(&golden["holdout_rmse"]), "RMSE");
}

#[test]
fn cdnow_week_by_week_and_by_past_frequency() {
    let days = order_days(&cdnow());
    let holdout = finish(Gather::new(days, Day(545), TimeUnit::Week, Some(39)).unwrap());
    let holdout = Arc::new(holdout);
    let histories = holdout.histories();
    let bg_nbd = finish(BgNbdFit::new(histories).unwrap());
    let tested = finish(Test::new(Arc::clone(&holdout), bg_nbd.params)).unwrap();
    check_cdnow(&tested, &golden(include_str!("fixtures/papers/bg_nbd.json")));
    let bg_nbd = Candidate::new(0, &bg_nbd, Some(tested.model));

    let mbg_nbd = finish(CnbdFit::new(histories, Form::MBG_NBD, None).unwrap());
    let tested = finish(Test::new(Arc::clone(&holdout), mbg_nbd.params)).unwrap();
    check_cdnow(&tested, &golden(include_str!("fixtures/papers/mbg_nbd.json")));
    let mbg_nbd = Candidate::new(1, &mbg_nbd, Some(tested.model));

    assert!(!bg_nbd.one_time_buyers_fade && mbg_nbd.one_time_buyers_fade);
    let choice = choose(&[bg_nbd, mbg_nbd], None);
    assert_eq!(choice, Some(Choice { taken: 1, why: Why::LowestAicAndError }));

    let pareto_nbd = finish(ParetoNbdFit::new(histories).unwrap());
    let tested = finish(Test::new(Arc::clone(&holdout), pareto_nbd.params)).unwrap();
    check_cdnow(&tested, &golden(include_str!("fixtures/papers/pareto_nbd.json")));
    let pareto_nbd = Candidate::new(2, &pareto_nbd, Some(tested.model));
    let choice = choose(&[bg_nbd, mbg_nbd, pareto_nbd], None);
    assert_eq!(choice, Some(Choice { taken: 2, why: Why::LowerError }));
}

#[test]
fn cdnow_beside_the_rules_and_by_decile() {
    let golden = golden(include_str!("fixtures/papers/back_test.json"));
    let tested = bg_nbd(&cdnow(), 545, Some(39)).unwrap();
    let accuracies =
        [("model", tested.model), ("last_period", tested.last_period), ("rate", tested.rate)];
    for (name, got) in accuracies {
        let want = |figure: &str| number(&golden[name][figure]);
        assert_close(got.mae, want("mae"), name);
        assert_close(got.rmse, want("rmse"), name);
        assert_close(got.expected, want("expected"), name);
        assert_close(got.total_error.unwrap(), want("total_error"), name);
        assert_close(got.rank_correlation.unwrap(), want("rank_correlation"), name);
    }
    let check = |got: &[Decile], golden: &Value| {
        let golden = golden.as_array().unwrap();
        assert_eq!(got.len(), golden.len());
        for (got, want) in got.iter().zip(golden) {
            assert_eq!(Some(u64::from(got.decile)), want["decile"].as_u64());
            assert_eq!(Some(got.customers), want["customers"].as_u64());
            assert_close(got.predicted, number(&want["predicted"]), "mean prediction");
            assert_close(got.ordered, number(&want["share"]), "share that ordered");
        }
    };
    check(&tested.by_p_order, &golden["p_order"]);
    check(&tested.by_p_alive, &golden["p_alive"]);
    assert_eq!(tested.verdict, Verdict::Model);
}

#[test]
fn a_third_in_whole_weeks_is_held_out_unasked_and_a_year_at_most() {
    let cut = |last: i32| test(&[vec![0, 5], vec![last]], last, None, TENTH).unwrap().cut;
    // 546 days: a third is 26 weeks.
    assert_eq!(cut(545).holdout_days(), 182);
    assert_eq!(cut(83).holdout_days(), 28);
    assert_eq!(cut(103).holdout_days(), 28);
    assert_eq!(cut(104).holdout_days(), 35);
    assert_eq!(cut(4_000).holdout_days(), 364);
    assert_eq!(test(&[vec![0, 5]], 900, Some(99), TENTH).unwrap().cut.holdout_days(), 364);
    assert_eq!(test(&[vec![0, 5]], 900, Some(0), TENTH).unwrap().cut.holdout_days(), 7);
}

/// Days 0..=30, the cut on day 16: calibration of 17 days, of which the last 14 are the last period.
fn four_customers() -> Shop {
    vec![vec![0, 2, 3, 16, 17, 30], vec![1], vec![1, 11, 20], vec![17, 18]]
}

#[test]
fn a_shop_counted_by_hand() {
    let shop = four_customers();
    let tested = test(&shop, 30, Some(2), TENTH).unwrap();
    assert_eq!((tested.cut.day, tested.customers, tested.actual), (Day(16), 3, 3));
    // 31 days: the first week has 3.
    let ends: Vec<_> = tested.weeks.iter().map(|week| (week.last.0, week.held_out)).collect();
    assert_eq!(ends, [(2, false), (9, false), (16, false), (23, true), (30, true)]);
    let actual: Vec<_> = tested.weeks.iter().map(|week| week.actual).collect();
    assert_eq!(actual, [1, 1, 2, 2, 1]);
    // Ages at the end of the first week 2, 1, 1; later seven days more of each.
    for (week, want) in tested.weeks.iter().zip([0.4, 2.5, 4.6, 6.7, 8.8]) {
        assert_close(week.expected_so_far, want, "expected so far");
    }
    assert_close(tested.weeks[0].expected, 0.4, "a week");
    assert_close(tested.weeks[4].expected, 2.1, "a week");
    // 14 days of 0.1 make 1.4 of each; actual are 2, 0, 1.
    assert_close(tested.model.mae, (0.6 + 1.4 + 0.4) / 3.0, "MAE");
    assert_close(tested.model.rmse, ((0.36 + 1.96 + 0.16) / 3.0_f64).sqrt(), "RMSE");
    assert_close(tested.model.total_error.unwrap(), 0.4, "total error");
    assert_eq!(tested.model.rank_correlation, None);
    // Days 3..=16: 2, 0 and 1 order days, which is what came.
    let exact = Accuracy {
        mae: 0.0,
        rmse: 0.0,
        expected: 3.0,
        total_error: Some(0.0),
        rank_correlation: Some(1.0),
    };
    assert_eq!(tested.last_period, exact);
    // 3 in 16 days, 0 in 15, 1 in 15.
    assert_close(tested.rate.expected, 3.0 * 14.0 / 16.0 + 14.0 / 15.0, "rate");
    assert_eq!(tested.rate.rank_correlation, Some(1.0));
    assert_eq!(tested.verdict, Verdict::Rule(Rule::LastPeriod));
    let customers = tested.by_frequency.map(|bin| bin.customers);
    assert_eq!(customers, [1, 1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(
        tested.by_frequency.map(|bin| bin.actual)[..4],
        [Some(0.0), Some(1.0), None, Some(2.0)]
    );
    // All alike to this model: one group, in the middle.
    let all = Decile { decile: 6, customers: 3, predicted: 1.0 - exp(-1.4), ordered: 2.0 / 3.0 };
    assert_eq!(tested.by_p_order, [all]);
    assert_eq!(tested.by_p_alive, [Decile { predicted: 1.0, ..all }]);
}

/// Numbers without a pattern, the same in every run.
fn noise(state: &mut u64, below: u32) -> u32 {
    *state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
    u32::try_from(*state >> 33).unwrap() % below
}

fn random_shop(seed: u64, customers: u32, span: u32) -> Shop {
    let mut state = seed;
    let mut days = |_| {
        let (mut day, gap) = (noise(&mut state, span), 1 + noise(&mut state, 40));
        let mut days = Vec::new();
        while day < span {
            days.push(i32::try_from(day).unwrap());
            day += 1 + noise(&mut state, 2 * gap);
            day += if noise(&mut state, 6) == 0 { span } else { 0 };
        }
        days
    };
    (0..customers).map(&mut days).collect()
}

/// One customer as the definitions see it.
struct Seen {
    h: History,
    after: f64,
    before: f64,
}

fn seen(shop: &[Vec<i32>], tested: &Tested) -> Vec<Seen> {
    let cut = tested.cut;
    let length = cut.until.0 - cut.day.0;
    let of = |days: &Vec<i32>| {
        let first = *days.first().filter(|first| **first <= cut.day.0)?;
        let count = |from: i32, to: i32| days.iter().filter(|d| from < **d && **d <= to).count();
        let last = *days.iter().rfind(|day| **day <= cut.day.0).unwrap();
        Some(Seen {
            h: History {
                x: u32::try_from(count(first, cut.day.0)).unwrap(),
                t_x: f64::from(last - first),
                T: f64::from(cut.day.0 - first),
            },
            after: count(cut.day.0, cut.until.0) as f64,
            before: count(cut.day.0 - length, cut.day.0) as f64,
        })
    };
    shop.iter().filter_map(of).collect()
}

fn assert_accuracy(got: &Accuracy, predicted: &[f64], actual: &[f64]) {
    let n = actual.len() as f64;
    let errors = || predicted.iter().zip(actual).map(|(m, y)| m - y);
    assert_close(got.mae, errors().map(f64::abs).sum::<f64>() / n, "MAE");
    assert_close(got.rmse, (errors().map(|e| e * e).sum::<f64>() / n).sqrt(), "RMSE");
    assert_close(got.expected, predicted.iter().sum(), "total");
    match (got.rank_correlation, spearman(predicted, actual)) {
        (Some(got), Some(want)) => assert!((got - want).abs() < 1e-12, "{got} {want}"),
        (got, want) => assert_eq!(got, want),
    }
}

/// Every customer's decile by the definition: the middle of all whose prediction is equal.
fn decile_of(predicted: &[f64], at: usize) -> u8 {
    let less = predicted.iter().filter(|p| **p < predicted[at]).count();
    let equal = predicted.iter().filter(|p| **p == predicted[at]).count();
    u8::try_from(10 * (2 * less + equal) / (2 * predicted.len()) + 1).unwrap()
}

fn assert_deciles(got: &[Decile], predicted: &[f64], actual: &[f64]) {
    let mut customers = 0;
    for decile in got {
        let mine = || {
            let all = 0..predicted.len();
            all.filter(|at| decile_of(predicted, *at) == decile.decile)
        };
        let n = mine().count();
        assert_eq!(decile.customers, n as u64);
        let mean = mine().map(|at| predicted[at]).sum::<f64>() / n as f64;
        assert_close(decile.predicted, mean, "mean prediction");
        let ordered = mine().filter(|at| actual[*at] > 0.0).count();
        assert_eq!(decile.ordered, ordered as f64 / n as f64);
        customers += n;
    }
    assert_eq!(customers, predicted.len());
}

#[test]
fn every_figure_is_its_definition_customer_by_customer() {
    let shops = [(300, 400, None), (40, 100, None), (2, 90, Some(3)), (120, 1_500, Some(52))];
    for (seed, (customers, span, weeks)) in (1..).zip(shops) {
        let shop = random_shop(seed, customers, span);
        let as_of = i32::try_from(span).unwrap() - 1;
        let tested = test(&shop, as_of, weeks, UNLIKE).unwrap();
        let seen = seen(&shop, &tested);
        assert_eq!(tested.customers, seen.len() as u64);
        let length = f64::from(tested.cut.holdout_days());
        let column = |of: &dyn Fn(&Seen) -> f64| seen.iter().map(of).collect::<Vec<f64>>();
        let alive = column(&|one| (UNLIKE.alive)(&one.h));
        let means = column(&|one| (UNLIKE.alive)(&one.h) * (UNLIKE.mean)(&one.h) * length);
        let p_order =
            column(&|one| (UNLIKE.alive)(&one.h) * (1.0 - exp(-(UNLIKE.mean)(&one.h) * length)));
        let rate = column(&|one| {
            if one.h.T > 0.0 { f64::from(one.h.x) * length / one.h.T } else { 0.0 }
        });
        let actual = column(&|one| one.after);
        assert_accuracy(&tested.model, &means, &actual);
        assert_accuracy(&tested.rate, &rate, &actual);
        assert_accuracy(&tested.last_period, &column(&|one| one.before), &actual);
        assert_deciles(&tested.by_p_order, &p_order, &actual);
        assert_deciles(&tested.by_p_alive, &alive, &actual);
        for (x, bin) in (0..).zip(&tested.by_frequency) {
            let all = || seen.iter().zip(&means).filter(|(one, _)| one.h.x.min(7) == x);
            let n = all().count();
            assert_eq!(bin.customers, n as u64);
            if n > 0 {
                let mean = all().map(|(one, _)| one.after).sum::<f64>() / n as f64;
                assert_eq!(bin.actual, Some(mean));
                let mean = all().map(|(_, mean)| mean).sum::<f64>() / n as f64;
                assert_close(bin.expected.unwrap(), mean, "expected mean");
            }
        }
        assert_weeks(&shop, &tested);
    }
}

fn assert_weeks(shop: &[Vec<i32>], tested: &Tested) {
    let cut = tested.cut;
    let mut so_far = 0.0;
    for week in &tested.weeks {
        let acquired = || shop.iter().filter(|days| days.first().is_some_and(|d| *d <= cut.day.0));
        let actual: usize = acquired()
            .map(|days| days.iter().skip(1).filter(|day| **day <= week.last.0).count())
            .sum();
        assert_eq!(week.actual_so_far, actual as u64);
        let new = History::default();
        let age = |days: &Vec<i32>| f64::from((week.last.0 - days[0]).max(0));
        let mean = (UNLIKE.alive)(&new) * (UNLIKE.mean)(&new);
        let expected: f64 = acquired().map(|days| mean * age(days)).sum();
        assert_close(week.expected_so_far, expected, "expected so far");
        assert!((week.expected - (expected - so_far)).abs() <= 1e-9 * expected);
        so_far = expected;
    }
    assert_eq!(
        tested.weeks.iter().map(|week| week.actual).sum::<u64>(),
        tested.weeks.last().unwrap().actual_so_far
    );
}

#[test]
fn the_rules_are_the_same_in_every_unit() {
    let shop = random_shop(8, 300, 700);
    let in_unit = |unit| {
        let gather = Gather::new(order_days(&shop), Day(699), unit, None).unwrap();
        finish(Test::new(Arc::new(finish(gather)), UNLIKE)).unwrap()
    };
    let days = in_unit(TimeUnit::Day);
    for other in [TimeUnit::Week, TimeUnit::Month].map(in_unit) {
        assert_eq!((other.rate, other.last_period), (days.rate, days.last_period));
        assert_eq!((other.cut, other.actual), (days.cut, days.actual));
    }
}

#[test]
fn a_fitted_model_is_the_same_in_every_unit() {
    let shop = cdnow();
    let in_unit = |unit| {
        let job = BackTest::new(order_days(&shop), Day(545), unit, None, BgNbdFit::new).unwrap();
        finish(job).unwrap().1
    };
    let weeks = in_unit(TimeUnit::Week);
    for other in [TimeUnit::Day, TimeUnit::Month].map(in_unit) {
        let close =
            |one: f64, other: f64| assert!((one / other - 1.0).abs() < 1e-9, "{one} {other}");
        close(other.model.mae, weeks.model.mae);
        close(other.model.rmse, weeks.model.rmse);
        assert_eq!(other.weeks.len(), weeks.weeks.len());
        for (one, other) in weeks.weeks.iter().zip(&other.weeks) {
            close(one.expected_so_far, other.expected_so_far);
        }
        for (one, other) in weeks.by_p_order.iter().zip(&other.by_p_order) {
            assert_eq!(one.customers, other.customers);
            close(one.predicted, other.predicted);
        }
    }
}

#[test]
fn what_is_older_than_twenty_years_is_in_the_first_week() {
    let last = 7 * 1_040 + 700;
    let shop = [vec![0, 10, 300], vec![20, 715, last], vec![last - 400, last - 1]];
    let tested = test(&shop, last, None, TENTH).unwrap();
    assert_eq!((tested.weeks.len(), tested.cut.holdout_days()), (1_040, 364));
    let first = tested.weeks[0];
    assert_eq!((first.last, first.actual, first.actual_so_far), (Day(707), 2, 2));
    assert_close(first.expected, 70.7 + 68.7, "expected");
    assert_eq!((tested.weeks[1].actual, tested.weeks[2].actual), (0, 1));
    let end = tested.weeks[1_039];
    assert_eq!((end.last, end.actual, end.actual_so_far), (Day(last), 2, 5));
    let ages = f64::from(last) + f64::from(last - 20) + 400.0;
    assert_close(end.expected_so_far, 0.1 * ages, "expected so far");
}

#[test]
fn the_order_of_the_customers_changes_no_bit() {
    let shop = random_shop(5, 400, 300);
    let tested = bg_nbd(&shop, 299, None).unwrap();
    let mut other = shop.clone();
    other.reverse();
    other.rotate_left(123);
    assert_eq!(bg_nbd(&other, 299, None).unwrap(), tested);
}

#[test]
fn nothing_later_than_the_day_of_the_report_is_seen() {
    let shop = random_shop(6, 200, 400);
    let known = |shop: &Shop| -> Shop {
        let until = |days: &Vec<i32>| days.iter().copied().filter(|day| *day < 250).collect();
        shop.iter().map(until).collect()
    };
    assert_ne!(known(&shop), shop);
    assert_eq!(bg_nbd(&shop, 249, None).unwrap(), bg_nbd(&known(&shop), 249, None).unwrap());
}

#[test]
fn nothing_is_asked_twice_that_makes_no_difference() {
    let h = |t_x| History { x: 3, t_x, T: 30.0 };
    fn check(params: impl Purchases, h: impl Fn(f64) -> History, matters: bool) {
        assert_eq!(params.last_matters(), matters);
        let said = |t_x| {
            let mut mean = [0.0];
            params.expected_given_alive(&h(t_x), &[13.0], &mut mean);
            [mean[0], params.p_purchases_given_alive(&h(t_x), 13.0, 0)].map(f64::to_bits)
        };
        assert_eq!(said(29.0) != said(11.0), matters);
    }
    let values = [0.5, 6.0, 0.9, 1.6];
    check(bg_nbd::Params::from(values), h, false);
    check(pareto_nbd::Params::from(values), h, false);
    for (k, modified) in [(1, false), (1, true), (2, false), (3, true)] {
        let form = Form::new(k, modified).unwrap();
        check(cnbd::Params::new(form, values).unwrap(), h, k > 1);
    }
    // And all is asked that does.
    let shop = random_shop(9, 300, 500);
    let asked = |last_matters| {
        let mean: fn(&History) -> f64 = |h| (1.0 + h.t_x) / 500.0;
        test(&shop, 499, None, Made { mean, last_matters, ..TENTH }).unwrap().model
    };
    assert_ne!(asked(true), asked(false));
}

#[test]
fn what_cannot_be_told_says_why() {
    let ask = |shop: &[Vec<i32>], as_of| bg_nbd(shop, as_of, None).unwrap_err();
    assert_eq!(ask(&[], 100), CannotTell::NoOrders);
    assert_eq!(ask(&[vec![], vec![]], 100), CannotTell::NoOrders);
    assert_eq!(ask(&[vec![101]], 100), CannotTell::NoOrders);
    let short = |found, needed| CannotTell::SpanTooShort { found, needed };
    assert_eq!(ask(&[vec![0, 82]], 82), short(83, 84));
    assert_eq!(bg_nbd(&[vec![0]], 27, Some(4)).unwrap_err(), short(28, 29));
    let few = CannotTell::TooFewRepeaters { found: 1, needed: 10 };
    assert_eq!(ask(&[vec![0, 9], vec![3]], 100), few);
    // Days that no calendar has.
    assert_eq!(ask(&[vec![i32::MIN, i32::MIN + 1, i32::MAX]], i32::MAX), few);
}

#[test]
fn a_forecast_without_end_is_none() {
    let shop = four_customers();
    let absurd: [fn(&History) -> f64; 4] =
        [|_| f64::NAN, |_| f64::INFINITY, |_| f64::MAX, |_| -f64::INFINITY];
    for mean in absurd {
        let made = Made { mean, ..TENTH };
        assert_eq!(test(&shop, 30, Some(2), made).unwrap_err(), CannotTell::NoForecast);
    }
    // For new customers it is finite, and probabilities are.
    let made = Made { mean: |h| if h.x > 0 { f64::MAX } else { 0.1 }, ..TENTH };
    assert_eq!(test(&shop, 30, Some(2), made).unwrap_err(), CannotTell::NoForecast);
    let made = Made { mean: |_| 0.1, alive: |_| f64::NAN, ..TENTH };
    assert_eq!(test(&shop, 30, Some(2), made).unwrap_err(), CannotTell::NoForecast);
}

#[test]
fn who_first_came_on_the_day_of_the_cut_is_a_customer() {
    let tested = test(&[vec![0], vec![16, 20], vec![17]], 30, Some(2), TENTH).unwrap();
    assert_eq!((tested.cut.day, tested.customers, tested.actual), (Day(16), 2, 1));
    assert_close(tested.weeks.last().unwrap().expected_so_far, 3.0 + 1.4, "expected so far");
    // No time has passed for a rate of their own.
    assert_eq!((tested.rate.expected, tested.last_period.expected), (0.0, 1.0));
}

#[test]
fn days_that_no_ledger_has_are_answered_too() {
    let shops = [
        vec![vec![i32::MIN, 0, i32::MAX], vec![i32::MIN, i32::MIN], vec![-5, -5, 7]],
        vec![vec![i32::MAX - 400; 900], vec![i32::MAX - 500, i32::MAX, i32::MAX]],
    ];
    for shop in shops {
        let tested = test(&shop, i32::MAX, None, UNLIKE).unwrap();
        assert_eq!(tested.customers, shop.len() as u64);
        let repeats: usize = shop.iter().map(|days| days.len() - 1).sum();
        assert_eq!(tested.weeks.last().unwrap().actual_so_far, repeats as u64);
        assert!(tested.weeks.iter().all(|week| week.expected >= 0.0));
    }
}

#[test]
fn one_customer_is_an_answer() {
    let tested = test(&[vec![0, 9, 25]], 30, Some(2), TENTH).unwrap();
    assert_eq!((tested.customers, tested.actual), (1, 1));
    assert_close(tested.model.mae, 0.4, "MAE");
    assert_eq!(tested.by_p_alive.len(), 1);
    let ranks = [tested.model, tested.rate, tested.last_period].map(|a| a.rank_correlation);
    assert_eq!(ranks, [None; 3]);
}

#[test]
fn nobody_came_back_in_the_holdout() {
    let shop: Shop = (0..30).map(|c| vec![c, c + 4, c + 20 + c % 3]).collect();
    let tested = bg_nbd(&shop, 364, Some(13)).unwrap();
    assert_eq!(tested.actual, 0);
    for accuracy in [tested.model, tested.rate, tested.last_period] {
        assert_eq!((accuracy.total_error, accuracy.rank_correlation), (None, None));
    }
    // Nothing in the last period, and nothing came: no model does better.
    assert_eq!(tested.last_period.mae, 0.0);
    assert_eq!(tested.verdict, Verdict::Rule(Rule::LastPeriod));
    assert!(tested.by_p_order.iter().all(|decile| decile.ordered == 0.0));
}

#[test]
fn all_bought_the_same() {
    let shop = vec![(0..12).map(|k| 14 * k).collect::<Vec<i32>>(); 50];
    let tested = bg_nbd(&shop, 160, None).unwrap();
    assert_eq!((tested.by_p_order.len(), tested.by_p_order[0].customers), (1, 50));
    assert_eq!(tested.by_p_order[0].ordered, 1.0);
    assert_eq!(tested.model.rank_correlation, None);
    assert!(tested.model.mae.is_finite() && tested.model.rmse.is_finite());
}

#[test]
fn clocks_are_told_best_by_their_last_period() {
    // Every customer's order days repeat with the length of the holdout, but some join late: their rate
    // and the model see too much of the time before.
    let every = |c: i32| 2 + c % 13;
    let day = |c: i32, k: i32| 28 * (k / every(c)) + 2 * (k % every(c)) + c % 2;
    let shop: Shop = (0..60)
        .map(|c| (0..).map(|k| day(c, k) + 1).take_while(|day| *day < 140).collect())
        .collect();
    let tested = bg_nbd(&shop, 139, Some(4)).unwrap();
    assert_eq!((tested.last_period.mae, tested.last_period.rmse), (0.0, 0.0));
    assert_eq!(tested.verdict, Verdict::Rule(Rule::LastPeriod));
}

#[test]
fn a_steady_rate_is_told_best_by_the_rate() {
    // Twenty weeks of an order in every so many days, and four more weeks of the same; but none of the
    // short gaps divides the weeks, so that the last period is off by one at times.
    let shop: Shop = (0..60)
        .map(|c| (0..).map(|k| c % 3 + k * (3 + c % 8)).take_while(|day| *day < 168).collect())
        .collect();
    let tested = test(&shop, 167, Some(4), Made { mean: |_| 0.01, ..TENTH }).unwrap();
    assert_eq!(tested.verdict, Verdict::Rule(Rule::Rate));
}

#[test]
fn fewer_absolute_errors_and_larger_ones_are_mixed() {
    // One customer in ten buys much in the holdout: nothing at all is the median, not the mean.
    let shop: Shop =
        (0..40).map(|c| if c % 10 == 0 { vec![0, 70, 80, 90, 100] } else { vec![0] }).collect();
    let tested = test(&shop, 111, Some(8), Made { mean: |_| 0.4 / 56.0, ..TENTH }).unwrap();
    assert!(tested.model.mae > tested.rate.mae && tested.model.rmse < tested.rate.rmse);
    assert_eq!(tested.verdict, Verdict::Mixed);
}

#[test]
fn a_model_that_is_no_better_than_a_rule_is_not_needed() {
    // Nobody came back before, so the rate says nothing; the model says the same.
    let shop: Shop = (0..20).map(|c| if c < 3 { vec![0, 70 + c] } else { vec![0] }).collect();
    let tested = test(&shop, 83, Some(4), Made { mean: |_| 0.0, ..TENTH }).unwrap();
    assert_eq!(tested.model, tested.rate);
    // The last period begins after day 0: it says the same, and is the first of the two.
    assert_eq!(tested.last_period, tested.rate);
    assert_eq!(tested.verdict, Verdict::Rule(Rule::LastPeriod));
}

#[test]
fn another_fault_of_a_fit_is_an_error() {
    let fit = |_: &Histories| -> Result<NoFit> { Err(ErrorKind::AmountOverflow.into()) };
    let days = order_days(&four_customers());
    let job = BackTest::new(days, Day(30), TimeUnit::Week, Some(2), fit).unwrap();
    let error = run(job, |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::AmountOverflow);
}

#[test]
fn a_step_is_short_and_progress_never_falls() {
    let shop = random_shop(7, 40_000, 900);
    let fit = |_: &Histories| Ok(NoFit);
    let job = BackTest::new(order_days(&shop), Day(899), TimeUnit::Week, None, fit).unwrap();
    let mut heard = Vec::new();
    let output = run(job, |progress| {
        heard.push(progress);
        ControlFlow::Continue(())
    });
    assert!(output.unwrap().unwrap().is_ok());
    let stages = [Stage::Pooling, Stage::Fitting, Stage::Valuing];
    let at =
        |progress: &Progress| stages.iter().position(|stage| *stage == progress.stage).unwrap();
    assert!(heard.len() > 20 && heard.is_sorted_by_key(|progress| (at(progress), progress.done)));
}
