//! The posterior beside references that share no code with it: `fixtures/papers/posterior.py` wrote them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

mod common;

use common::shops;
use headwater::history::{DayHistory, Histories, History};
use headwater::job::{Job, run};
use headwater::model::bg_nbd::{self, p_alive};
use headwater::model::gamma_gamma::{self, Spend};
use headwater::model::purchases::Purchases;
use headwater::posterior::{
    Diagnostics, Estimate, LEVELS, Options, Outlook, Periods, Posterior, Preview, Random, Sampling,
    Spending, Totals, TotalsJob, Verdict,
};
use headwater::unit::TimeUnit;
use serde_json::Value;
use std::ops::ControlFlow;

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn cdnow(customers: usize) -> Histories {
    let text = include_str!("fixtures/papers/cdnow_summary_days.csv");
    let rows = text.lines().skip(1).take(customers).map(|line| {
        let cells: Vec<i32> = line.split(',').take(4).map(|cell| cell.parse().unwrap()).collect();
        DayHistory { x: cells[1].unsigned_abs(), t_x: cells[2], T: cells[3] }
    });
    Histories::from_days(TimeUnit::Week, &rows.collect::<Vec<_>>())
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// Diagnostics beside those of ArviZ.
#[test]
fn diagnostics_are_those_of_the_reference() {
    let cases: Value = serde_json::from_str(include_str!("fixtures/papers/chains.json")).unwrap();
    for case in cases.as_array().unwrap() {
        let chains: Vec<Vec<f64>> =
            case["chains"].as_array().unwrap().iter().map(numbers).collect();
        let got = Diagnostics::of(&chains).unwrap();
        let pairs = [("r_hat", got.r_hat), ("bulk_ess", got.bulk_ess), ("tail_ess", got.tail_ess)];
        for (name, got) in pairs {
            let want = case[name].as_f64().unwrap();
            assert!((got / want - 1.0).abs() < 1e-9, "{} {name}: {got} {want}", case["name"]);
        }
    }
}

/// Quantiles and mean within four standard errors, of both sides.
fn assert_agrees(name: &str, draws: &[f64], effective: f64, want: &Value, reference: f64) {
    let n = 1.0 / (1.0 / effective + 1.0 / reference);
    let shares = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
    for (share, value) in shares.into_iter().zip(numbers(&want["quantiles"])) {
        let below = count(draws.iter().filter(|draw| **draw < value).count()) / count(draws.len());
        let error = (share * (1.0 - share) / n).sqrt();
        assert!((below - share).abs() < 4.0 * error, "{name}: {below} below {value}, not {share}");
    }
    let mean = draws.iter().sum::<f64>() / count(draws.len());
    let (want, sd) = (want["mean"].as_f64().unwrap(), want["sd"].as_f64().unwrap());
    assert!((mean - want).abs() < 4.0 * sd / n.sqrt(), "{name}: mean {mean}, not {want}");
}

#[test]
fn cdnow_and_its_first_fifty_customers_are_as_importance_sampling_says() {
    let all: Value = serde_json::from_str(include_str!("fixtures/papers/posterior.json")).unwrap();
    for pool in all["pools"].as_array().unwrap() {
        let customers = usize::try_from(pool["customers"].as_u64().unwrap()).unwrap();
        let rows = bg_nbd::Rows::new(&cdnow(customers));
        let round = if customers > 1_000 { 250 } else { 1_000 };
        let draws = finish(Sampling::new(rows, Options { round, ..Options::default() }));
        assert_eq!(draws.verdict(), Verdict::Good);
        let reference = pool["effective"].as_f64().unwrap();
        for (param, name) in ["r", "alpha", "a", "b"].into_iter().enumerate() {
            let values: Vec<f64> = draws.draws().map(|draw| draw[param]).collect();
            let effective = draws.diagnostics[param].effective();
            assert_agrees(name, &values, effective, &pool["params"][name], reference);
        }
        let h = History { x: 2, t_x: 30.43, T: 38.86 };
        let alive = |draw: &[f64; 4]| p_alive(&bg_nbd::Params::from(*draw), &h);
        let chains: Vec<Vec<f64>> =
            draws.chains.iter().map(|chain| chain.iter().map(alive).collect()).collect();
        let effective = Diagnostics::of(&chains).unwrap().effective();
        let want = &pool["p_alive_2_30.43_38.86"];
        assert_agrees("P(alive)", &chains.concat(), effective, want, reference);
    }
}

#[test]
fn at_many_customers_the_preview_is_nearly_the_posterior() {
    let rows = bg_nbd::Rows::new(&cdnow(2357));
    let preview = finish(Preview::new(rows, Options { round: 2_000, ..Options::default() }));
    assert_eq!(preview.verdict(), Verdict::Preview);
    let all: Value = serde_json::from_str(include_str!("fixtures/papers/posterior.json")).unwrap();
    for (param, name) in ["r", "alpha", "a", "b"].into_iter().enumerate() {
        let want = &all["pools"][0]["params"][name];
        let sd = want["sd"].as_f64().unwrap();
        let estimate = preview.estimate(param).unwrap();
        let off = (estimate.median - numbers(&want["quantiles"])[3]) / sd;
        assert!(off.abs() < 0.2, "{name}: the median is off by {off} standard deviations");
    }
}

/// A made shop of Gamma-Gamma: the truth is where the posterior is.
#[test]
fn spend_has_a_posterior_too() {
    let mut random = Random::new(3, 1);
    let truth = gamma_gamma::Params::new(6.25, 3.74, 15.44).unwrap();
    let repeats: Vec<u32> = (0..2_000).map(|i| 1 + i % 6).collect();
    let spends: Vec<Spend> =
        shops::gamma_gamma(&mut random, &truth, &repeats).into_iter().map(|made| made.0).collect();
    let rows = gamma_gamma::Rows::of(&spends);
    let options = Options { round: 100, ..Options::default() };
    let draws = finish(Sampling::new(rows, options));
    assert_eq!(draws.verdict(), Verdict::Good);
    for (param, truth) in [truth.p, truth.q, truth.gamma].into_iter().enumerate() {
        let estimate = draws.estimate(param).unwrap();
        let width = estimate.intervals[2].high - estimate.intervals[2].low;
        assert!((estimate.median - truth).abs() < width, "{param} {estimate:?}");
        assert!(width < 1.2 * truth, "{param} {estimate:?}");
    }
}

const HORIZONS: [f64; 2] = [13.0, 39.0];

fn periods() -> Periods {
    Periods { ends: HORIZONS.to_vec(), factors: vec![0.9, 0.5] }
}

fn posterior(customers: usize) -> (Histories, Posterior<4>) {
    let histories = cdnow(customers);
    let rows = bg_nbd::Rows::new(&histories);
    let options = Options { round: 50, most_rounds: 1, ..Options::default() };
    (histories, finish(Sampling::new(rows, options)))
}

#[test]
fn figures_of_a_history_are_those_of_each_draw() {
    let (_, draws) = posterior(300);
    let params = draws.some(usize::MAX, bg_nbd::Params::from);
    let spends: Vec<gamma_gamma::Params> =
        [2.0, 4.0, 0.5].map(|q| gamma_gamma::Params::new(6.0, q, 15.0).unwrap()).to_vec();
    let h = History { x: 2, t_x: 30.43, T: 38.86 };
    let spend = Spend { x: 2, mean: 30.0 };
    let outlook = Outlook::new(params.clone(), spends.clone(), periods());
    let got = outlook.figures(&h, &spend).unwrap();
    let each = |of: &dyn Fn(usize, &bg_nbd::Params) -> f64| {
        Estimate::of(params.iter().enumerate().map(|(i, p)| of(i, p)).collect()).unwrap()
    };
    let worth = |p: &bg_nbd::Params| {
        let [first, both] = HORIZONS.map(|t| p.expected(&h, t));
        0.9 * first + 0.5 * (both - first)
    };
    let mean = |i: usize| spends[i % 3].mean_spend(&spend).unwrap();
    assert_eq!(got.p_alive, each(&|_, p| p.p_alive(&h)));
    for (got, t) in got.expected.iter().zip(HORIZONS) {
        assert_eq!(*got, each(&|_, p| p.expected(&h, t)));
    }
    assert_close(&got.discounted, &each(&|_, p| worth(p)));
    assert_eq!(got.spend, Some(each(&|i, _| mean(i))));
    assert_close(&got.value.unwrap(), &each(&|i, p| worth(p) * mean(i)));
    // Who bought once is expected to spend the population mean, which a third of these draws does not have.
    let once = outlook.figures(&History::default(), &Spend::default()).unwrap();
    let value = once.value.unwrap();
    assert_eq!((value.mean, value.intervals[2].high), (None, f64::INFINITY));
    assert!(value.intervals[1].low.is_finite());
    assert_eq!(Outlook::new(params, vec![], periods()).figures(&h, &spend).unwrap().value, None);
    let nobody: Outlook<bg_nbd::Params> = Outlook::new(vec![], vec![], periods());
    assert!(nobody.figures(&h, &spend).is_none() && nobody.purchases(&h, 9.0).is_none());
}

fn assert_close(got: &Estimate, want: &Estimate) {
    assert!((got.median / want.median - 1.0).abs() < 1e-12, "{got:?} {want:?}");
    for (got, want) in got.intervals.iter().zip(want.intervals) {
        assert!((got.low / want.low - 1.0).abs() < 1e-12);
        assert!((got.high / want.high - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_count_of_one_customer_scatters_more_than_its_expectation() {
    let (_, draws) = posterior(2357);
    let params = draws.some(usize::MAX, bg_nbd::Params::from);
    let outlook = Outlook::new(params.clone(), vec![], periods());
    let h = History { x: 9, t_x: 37.0, T: 38.86 };
    let counts = outlook.purchases(&h, 39.0).unwrap();
    let share = |n: u32| {
        params.iter().map(|p| p.p_purchases(&h, 39.0, n)).sum::<f64>() / count(params.len())
    };
    for (interval, level) in counts.into_iter().zip(LEVELS) {
        let below: f64 = (0..interval.low).map(share).sum();
        let within: f64 = (interval.low..=interval.high).map(share).sum();
        let side = 0.5 - 0.5 * level;
        assert!(below < side && below + share(interval.low) >= side, "{interval:?}");
        assert!(1.0 - below - within <= side + 1e-12 && within >= level - 1e-12, "{interval:?}");
    }
    let expected = outlook.figures(&h, &Spend::default()).unwrap().expected[1];
    let (mean, chance) = (expected.intervals[2], counts[2]);
    assert!(f64::from(chance.low) < mean.low && f64::from(chance.high) > mean.high);
    assert!(outlook.purchases(&h, f64::INFINITY).is_none());
}

fn totals(histories: &Histories, draws: &Posterior<4>, spending: Vec<Spending>) -> Totals {
    let spend = gamma_gamma::Params::new(6.25, 3.74, 15.44).unwrap();
    let outlook =
        Outlook::new(draws.some(usize::MAX, bg_nbd::Params::from), vec![spend], periods());
    let typical: bg_nbd::Params = draws.mode.into();
    finish(TotalsJob::new(outlook, typical, histories, spending, 9)).unwrap()
}

#[test]
fn totals_are_the_sums_over_the_customers() {
    let (histories, draws) = posterior(300);
    let spend = gamma_gamma::Params::new(6.25, 3.74, 15.44).unwrap();
    let spending: Vec<Spending> = histories
        .distinct()
        .iter()
        .map(|d| Spending {
            informative: if d.history.x > 0 { d.customers } else { 0 },
            mean: 20.0,
        })
        .collect();
    let got = totals(&histories, &draws, spending);
    let sum = |of: &dyn Fn(&bg_nbd::Params, &History) -> f64| {
        let total = |p: &bg_nbd::Params| -> f64 {
            histories.distinct().iter().map(|d| f64::from(d.customers) * of(p, &d.history)).sum()
        };
        Estimate::of(draws.some(usize::MAX, bg_nbd::Params::from).iter().map(total).collect())
    };
    let worth = |p: &bg_nbd::Params, h: &History| {
        let [first, both] = HORIZONS.map(|t| p.expected(h, t));
        0.9 * first + 0.5 * (both - first)
    };
    let mean = |h: &History| spend.mean_spend(&Spend { x: h.x, mean: 20.0 }).unwrap();
    assert_close(&got.expected[1], &sum(&|p, h| p.expected(h, 39.0)).unwrap());
    assert_close(&got.discounted, &sum(&worth).unwrap());
    assert_close(&got.value.unwrap(), &sum(&|p, h| worth(p, h) * mean(h)).unwrap());
    assert!(totals(&histories, &draws, vec![]).value.is_none());
}

/// 2,357 customers are past simulating one by one. The scatter of their sum must be what their probabilities say.
#[test]
fn chance_scatters_a_small_pool_and_a_large_one_alike() {
    for customers in [300, 2357] {
        let (histories, draws) = posterior(customers);
        let mode = bg_nbd::Params::from(draws.mode);
        // One set of parameters, many times: what is left is chance.
        let outlook = Outlook::new(
            vec![mode; 1_000],
            vec![],
            Periods { ends: vec![39.0], factors: vec![1.0] },
        );
        let got = finish(TotalsJob::new(outlook, mode, &histories, vec![], 9)).unwrap();
        let (mut mean, mut variance) = (0.0, 0.0);
        for d in histories.distinct() {
            let p = |n: u32| mode.p_purchases(&d.history, 39.0, n) * f64::from(n);
            let first: f64 = (0..150).map(p).sum();
            let second: f64 = (0..150).map(|n| p(n) * f64::from(n)).sum();
            mean += f64::from(d.customers) * first;
            variance += f64::from(d.customers) * (second - first * first);
        }
        let sd = variance.sqrt();
        assert!((got.expected[0].median - mean).abs() < 1e-6 * mean);
        assert!((got.purchases[0].mean.unwrap() - mean).abs() < 4.0 * sd / 1_000_f64.sqrt());
        let interval = got.purchases[0].intervals[1];
        let width = (interval.high - interval.low) / (2.0 * 1.281_551_565_545 * sd);
        assert!((width - 1.0).abs() < 0.12, "{customers}: {width}");
    }
}
