//! The lifetime value engine from end to end, on the CDNOW sample: the same figures as the papers and the references.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

use headwater::history::History;
use headwater::job::run;
use headwater::lifetime::{Lifetime, LifetimeJob, Method, Options, SummaryRow};
use headwater::math::pow;
use headwater::model::any::Kind;
use headwater::order_days::OrderDays;
use headwater::posterior::Verdict;
use headwater::unit::{Day, Money, TimeUnit};
use std::ops::ControlFlow;

/// Calibration ends on this day of the study.
const LAST_DAY: i32 = 272;

/// Rows of the fixture: x, days to the last purchase, age in days, mean spend.
fn cdnow() -> Vec<(u32, i32, i32, f64)> {
    let text = include_str!("fixtures/papers/cdnow_summary_days.csv");
    let cells = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    cells
        .map(|cells| {
            let day = |i: usize| cells[i].parse::<i32>().unwrap();
            (cells[1].parse().unwrap(), day(2), day(3), cells[4].parse().unwrap())
        })
        .collect()
}

fn summary() -> Vec<SummaryRow> {
    let weeks = |days: i32| f64::from(days) / 7.0;
    cdnow()
        .into_iter()
        .map(|(x, last, age, spend)| SummaryRow {
            history: History { x, t_x: weeks(last), T: weeks(age) },
            spend,
            customers: 1,
        })
        .collect()
}

/// Orders with the same histories and the same spend: repeats lie evenly between first and last.
fn orders() -> OrderDays {
    let (mut start, mut days, mut of, mut net) = (vec![0], vec![], vec![], vec![]);
    for (x, last, age, spend) in cdnow() {
        let x = i32::try_from(x).unwrap();
        for k in 0..=x {
            let after = if x == 0 { 0 } else { last * k / x };
            days.push(LAST_DAY - age + after);
            of.push(u32::try_from(k).unwrap());
            // The first order day is no repeat: what it cost makes no difference.
            let digits = format!("{:.4}", if k == 0 { 0.0 } else { spend }).replace('.', "");
            net.push(digits.parse::<i64>().unwrap() * (Money::PER_MAJOR / 10_000));
        }
        start.push(u32::try_from(days.len()).unwrap());
    }
    OrderDays::from_columns(start, &days, &of, &net).unwrap()
}

fn finish(job: LifetimeJob) -> Lifetime {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn options() -> Options {
    let (model, intervals) = (Some(Kind::BgNbd), Some(false));
    Options { model, horizon: Some(39.0), intervals, ..Options::default() }
}

fn near(got: f64, want: f64, tolerance: f64) {
    assert!((got / want - 1.0).abs() < tolerance, "{got} {want}");
}

#[test]
fn a_summary_gives_the_reference_figures() {
    let lifetime = finish(LifetimeJob::of_summary(&summary(), &options()).unwrap());
    let model = lifetime.model().unwrap();
    let want = [0.242_594_522_430_157_08, 4.413_602_019_013_504, 0.792_922_017_225_597_5];
    for (got, want) in model.params.values().into_iter().zip(want) {
        near(got, want, 1e-10);
    }
    near(model.log_likelihood, -9_582.429_206_673_93, 1e-13);
    // The pool's orders in the 39 weeks of the holdout.
    near(*lifetime.outlooks.orders.last().unwrap(), 1_653.408_697_942_540_1, 1e-9);
    let spending = lifetime.spending.as_ref().unwrap();
    assert_eq!(spending.method, Method::GammaGamma);
    near(lifetime.new_customer.unwrap().spend.unwrap(), 35.170_371_265_655_65, 1e-6);
}

#[test]
fn what_somebody_is_worth_is_orders_times_spend() {
    let lifetime = finish(LifetimeJob::of_summary(&summary(), &options()).unwrap());
    let half = Options { margin: 0.5, ..options() };
    let halved = finish(LifetimeJob::of_summary(&summary(), &half).unwrap());
    for c in 0..lifetime.subjects.len() {
        let expected = lifetime.expected(c).unwrap();
        let spend = lifetime.spend(c).unwrap();
        near(lifetime.value(c).unwrap(), expected.discounted * spend, 1e-15);
        near(halved.value(c).unwrap(), 0.5 * lifetime.value(c).unwrap(), 1e-15);
        // Discounted orders are fewer than orders, and those within a horizon than those for ever.
        assert!(expected.discounted < expected.orders || expected.orders == 0.0);
        assert!(expected.discounted <= expected.residual.unwrap() * (1.0 + 0.01));
        assert!((0.0..=1.0).contains(&expected.p_alive));
    }
}

#[test]
fn without_discount_nothing_is_lost_and_nothing_ends() {
    let free = Options { discount_rate: 0.0, ..options() };
    let lifetime = finish(LifetimeJob::of_summary(&summary(), &free).unwrap());
    for expected in &lifetime.outlooks.expected {
        near(expected.discounted, expected.orders, 1e-13);
        assert_eq!(expected.residual, None);
    }
}

#[test]
fn orders_and_their_summary_say_the_same() {
    let until = Options { until: Some(Day(LAST_DAY)), ..options() };
    let of_orders = finish(LifetimeJob::new(orders(), &until).unwrap());
    let of_summary = finish(LifetimeJob::of_summary(&summary(), &options()).unwrap());
    let (one, other) = (of_orders.model().unwrap(), of_summary.model().unwrap());
    assert_eq!(one.customers, 2357);
    for (one, other) in one.params.values().into_iter().zip(other.params.values()) {
        near(one, other, 1e-12);
    }
    for c in 0..of_orders.subjects.len() {
        near(of_orders.expected(c).unwrap().orders, of_summary.expected(c).unwrap().orders, 1e-9);
    }
}

#[test]
fn the_next_order_is_due_after_half_of_all_would_have_come() {
    let until = Options { until: Some(Day(LAST_DAY)), ..options() };
    let lifetime = finish(LifetimeJob::new(orders(), &until).unwrap());
    let model = lifetime.model().unwrap().params.values();
    for c in (0..lifetime.subjects.len()).step_by(97) {
        let (first, last) = lifetime.subjects.days[c];
        let expected = lifetime.expected(c).unwrap();
        // While alive purchases come at random: (alpha' / (alpha' + t))^r' = 1/2.
        let history = lifetime.subjects.histories.of_customer()[c] as usize;
        let x = f64::from(lifetime.subjects.histories.distinct()[history].history.x);
        let alpha = model[1] + f64::from(last.days_since(first)) / 7.0;
        let half = alpha * (pow(2.0, 1.0 / (model[0] + x)) - 1.0);
        near(expected.gap.unwrap(), half, 1e-3);
        let due = lifetime.next_order(c).unwrap();
        let overdue = lifetime.options.as_of.days_since(due);
        assert_eq!(lifetime.overdue_days(c), Some(f64::from(overdue.max(0))));
    }
}

#[test]
fn the_unit_of_time_changes_no_forecast() {
    let of = |unit: TimeUnit, horizon: f64| {
        let options =
            Options { unit, horizon: Some(horizon), until: Some(Day(LAST_DAY)), ..options() };
        finish(LifetimeJob::new(orders(), &options).unwrap())
    };
    let (weeks, days) = (of(TimeUnit::Week, 26.0), of(TimeUnit::Day, 182.0));
    for c in (0..weeks.subjects.len()).step_by(31) {
        near(weeks.value(c).unwrap(), days.value(c).unwrap(), 1e-8);
        let residual = |lifetime: &Lifetime| lifetime.expected(c).unwrap().residual.unwrap();
        near(residual(&weeks), residual(&days), 1e-8);
    }
}

#[test]
fn a_shop_too_small_says_so_and_does_not_fail() {
    let rows: Vec<SummaryRow> = (0..20)
        .map(|i| SummaryRow {
            history: History { x: i % 2, t_x: f64::from(i % 2), T: 20.0 },
            spend: 9.0,
            customers: u32::from(i < 12),
        })
        .collect();
    let lifetime = finish(LifetimeJob::of_summary(&rows, &options()).unwrap());
    assert!(lifetime.model().is_none() && lifetime.new_customer.is_none());
    let why = lifetime.tried[0].fit.as_ref().unwrap_err();
    assert_eq!(why.code().name(), "too-few-repeaters");
    assert!(lifetime.outlooks.expected.is_empty() && lifetime.value(0).is_none());
}

#[test]
fn it_is_said_how_sure_the_figures_are() {
    let unasked = Options { intervals: None, ..options() };
    let lifetime = finish(LifetimeJob::of_summary(&summary(), &unasked).unwrap());
    let sureness = lifetime.sureness.as_ref().unwrap();
    assert_eq!(sureness.purchases.verdict(), Verdict::Good);
    for (place, value) in lifetime.model().unwrap().params.values().into_iter().enumerate() {
        let [half, most, nearly_all] = sureness.purchases.estimate(place).unwrap().intervals;
        assert!(nearly_all.holds(value), "{place}: {value} {nearly_all:?}");
        assert!(nearly_all.low < most.low && most.low < half.low && half.high < most.high);
    }
    let totals = sureness.totals.as_ref().unwrap();
    let orders = lifetime.outlooks.orders.last().unwrap();
    let (expected, counted) = (totals.expected.last().unwrap(), totals.purchases.last().unwrap());
    assert!(expected.intervals[2].holds(*orders));
    // The orders themselves scatter more than what is expected of them.
    let width =
        |at: usize| [expected, counted].map(|it| it.intervals[at].high - it.intervals[at].low);
    assert!(width(1)[0] < width(1)[1] && width(2)[0] < width(2)[1]);
    // The 1,882 orders that came lie beyond what the model thinks possible: it says less than is true.
    assert!(!counted.intervals[2].holds(1_882.0));
    let value: f64 = (0..lifetime.subjects.len()).map(|c| lifetime.value(c).unwrap()).sum();
    assert!(totals.value.unwrap().intervals[2].holds(value));
    let new = sureness.new_customer.as_ref().unwrap();
    assert!(new.value.unwrap().intervals[2].high > new.value.unwrap().intervals[0].high);
}

#[test]
fn who_does_not_ask_how_sure_it_is_need_not_wait() {
    let lifetime = finish(LifetimeJob::of_summary(&summary(), &options()).unwrap());
    assert!(lifetime.sureness.is_none() && lifetime.model().is_some());
}
