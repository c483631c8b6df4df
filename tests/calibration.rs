//! Simulation-based calibration: intervals hold what they say they hold.
//!
//! Shops are made whose parameters are drawn from the prior's plausible part; each is sampled as a user's shop is, and
//! its 80 % intervals of parameters, of single customers and of the whole pool are asked whether they hold
//! the truth. In `cargo test` a few shops; `npm run calibration` takes many and keeps the figures.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, helpers included")]

mod common;

use common::shops::{self, Customer};
use headwater::history::{Histories, History};
use headwater::job::{Job, run};
use headwater::math::exp;
use headwater::model::bg_nbd;
use headwater::model::gamma_gamma::{self, Spend};
use headwater::model::purchases::{Likelihood, Purchases};
use headwater::posterior::{
    Estimate, Interval, Options, Outlook, Periods, Posterior, Random, Sampling, TotalsJob, Verdict,
};
use headwater::unit::TimeUnit;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;

/// Which of [`headwater::posterior::LEVELS`] is asked: 80 %.
const LEVEL: usize = 1;
const HORIZON: f64 = 26.0;
/// Standard deviations of the logarithms of the parameters between shops. The prior has 1.5; of how often customers
/// buy, which all but a handful of them say precisely, only its middle is taken: the rest are shops where nobody comes
/// back, or everybody daily. Of Gamma-Gamma the middle too: the prior's centre of `gamma` comes from the spends, and so
/// says something of `p` and `q` as well, which makes it narrower than it looks where the spends say little.
const BG_NBD_SPREAD: [f64; 4] = [0.5, 0.5, 1.5, 1.5];
const GAMMA_GAMMA_SPREAD: [f64; 3] = [0.75; 3];
/// The parameters are known by their names here.
type Names<const N: usize> = [&'static str; N];

fn finish<J: Job>(job: J) -> J::Output {
    run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

/// How often intervals held what they were asked for.
#[derive(Debug, Default)]
struct Tally {
    held: BTreeMap<&'static str, (f64, f64)>,
    not_good: u32,
}

impl Tally {
    fn ask(&mut self, what: &'static str, held: f64) {
        let (sum, count) = self.held.entry(what).or_default();
        *sum += held;
        *count += 1.0;
    }

    fn hold(&mut self, what: &'static str, interval: &Interval, truth: f64) {
        self.ask(what, f64::from(u8::from(interval.holds(truth))));
    }

    fn parameters<const N: usize>(
        &mut self,
        draws: &Posterior<N>,
        names: Names<N>,
        truth: [f64; N],
    ) {
        self.not_good += u32::from(draws.verdict() != Verdict::Good);
        for (param, (name, truth)) in names.into_iter().zip(truth).enumerate() {
            self.hold(name, &draws.estimate(param).unwrap().intervals[LEVEL], truth);
        }
    }

    /// A count is spread evenly over 0..1 by its probabilities, and what lies in the middle 80 % is held: an interval
    /// of whole numbers holds more than it says.
    fn count(&mut self, what: &'static str, below: f64, at: f64) {
        let (low, high) = (below.max(0.1), (below + at).min(0.9));
        self.ask(what, if at > 0.0 { ((high - low) / at).max(0.0) } else { 0.0 });
    }

    /// A line for each; all within `tolerance` of 80 %.
    fn report(&self, title: &str, tolerance: f64) -> String {
        let mut text = format!("| {title} | held | of |\n|---|---|---|\n");
        let mut off = Vec::new();
        for (what, (sum, count)) in &self.held {
            let share = 100.0 * sum / count;
            writeln!(text, "| {what} | {share:.1} % | {count} |").unwrap();
            if (share - 80.0).abs() > tolerance {
                off.push(*what);
            }
        }
        writeln!(text, "\nDraws that were not good: {}.", self.not_good).unwrap();
        assert!(off.is_empty(), "{off:?} are off:\n{text}");
        text
    }
}

fn options(seed: u64) -> Options {
    Options { seed, ..Options::default() }
}

/// Logarithms around those of `centre`.
fn drawn<const N: usize>(random: &mut Random, centre: [f64; N], spread: [f64; N]) -> [f64; N] {
    std::array::from_fn(|i| centre[i] * exp(spread[i] * random.normal()))
}

/// What is asked of a shop of any model of purchases.
fn ask_purchases<L: Likelihood<4> + Clone>(
    tally: &mut Tally,
    made: &[Customer],
    truth: [f64; 4],
    names: Names<4>,
    rows: impl FnOnce(&Histories) -> L,
    seed: u64,
) where
    L::Params: Purchases,
{
    let pasts: Vec<History> = made.iter().map(|customer| customer.history).collect();
    let histories = Histories::from_ages(TimeUnit::Week, &pasts);
    let rows = rows(&histories);
    let draws = finish(Sampling::new(rows.clone(), options(seed)));
    tally.parameters(&draws, names, truth);

    let params = draws.some(250, |draw| rows.params(draw));
    let periods = Periods { ends: vec![HORIZON], factors: vec![1.0] };
    let outlook = Outlook::new(params.clone(), vec![], periods);
    let truth = rows.params(truth);
    let mut expected = 0.0;
    for (place, customer) in made.iter().enumerate() {
        let h = &customer.history;
        let mean = truth.expected(h, HORIZON);
        expected += mean;
        // Some of them, of all kinds: those of one shop share its parameters.
        if place % 16 != 0 {
            continue;
        }
        let figures = outlook.figures(h, &Spend::default()).unwrap();
        tally.hold("a customer's expected purchases", &figures.expected[0].intervals[LEVEL], mean);
        if h.x > 0 {
            let interval = &figures.p_alive.intervals[LEVEL];
            tally.hold("a repeater's P(alive)", interval, truth.p_alive(h));
        }
        let share = |n: u32| {
            let sum: f64 = params.iter().map(|p| p.p_purchases(h, HORIZON, n)).sum();
            sum / f64::from(u32::try_from(params.len()).unwrap())
        };
        let below = (0..customer.later).map(share).sum();
        tally.count("a customer's purchases", below, share(customer.later));
    }
    let total = TotalsJob::new(outlook, rows.params(draws.mode), &histories, vec![], seed);
    let totals = finish(total).unwrap();
    tally.hold("the pool's expected purchases", &totals.expected[0].intervals[LEVEL], expected);
    let later: f64 = made.iter().map(|customer| f64::from(customer.later)).sum();
    tally.hold("the pool's purchases", &totals.purchases[0].intervals[LEVEL], later);
}

fn bg_nbd_shops(shops: u64, customers: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..shops {
        let mut random = Random::new(11, seed);
        let truth = drawn(&mut random, [0.5, 8.0, 1.0, 3.0], BG_NBD_SPREAD);
        let ages = shops::ages(&mut random, customers, 52.0, 26.0);
        let made = shops::bg_nbd(&mut random, &truth.into(), &ages, HORIZON);
        let names = ["r", "alpha", "a", "b"];
        ask_purchases(&mut tally, &made, truth, names, bg_nbd::Rows::new, seed);
    }
    tally
}

fn gamma_gamma_shops(shops: u64, customers: u32) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..shops {
        let mut random = Random::new(12, seed);
        let [p, q, gamma] = drawn(&mut random, [2.0, 3.0, 20.0], GAMMA_GAMMA_SPREAD);
        let params = gamma_gamma::Params::new(p, q, gamma).unwrap();
        let repeats: Vec<u32> = (0..customers).map(|i| i % 5).collect();
        let made = shops::gamma_gamma(&mut random, &params, &repeats);
        let spends: Vec<Spend> = made.iter().map(|made| made.0).collect();
        let draws = finish(Sampling::new(gamma_gamma::Rows::of(&spends), options(seed)));
        tally.parameters(&draws, ["p", "q", "gamma"], [p, q, gamma]);
        let mean = |params: gamma_gamma::Params, spend: &Spend| {
            params.mean_spend(spend).unwrap_or(f64::INFINITY)
        };
        for spend in spends.iter().filter(|spend| spend.x > 0).step_by(16) {
            let draws = draws.some(250, |draw| mean(draw.into(), spend));
            let estimate = Estimate::of(draws).unwrap();
            tally.hold("a customer's mean spend", &estimate.intervals[LEVEL], mean(params, spend));
        }
        let draws = draws.some(250, |draw| mean(draw.into(), &Spend::default()));
        let estimate = Estimate::of(draws).unwrap();
        let interval = &estimate.intervals[LEVEL];
        tally.hold("the population's mean spend", interval, mean(params, &Spend::default()));
    }
    tally
}

/// Forty shops hold 80 % within three standard errors, which are 6 points; what is not independent gets a little more.
#[test]
fn intervals_hold_what_they_say() {
    bg_nbd_shops(40, 60).report("BG/NBD", 20.0);
    gamma_gamma_shops(40, 60).report("Gamma-Gamma", 20.0);
}

/// The long form: `npm run calibration`.
#[test]
#[ignore = "minutes, even in a release build"]
fn intervals_of_many_shops_hold_what_they_say() {
    let mut text = String::new();
    for customers in [100, 300, 1_000] {
        let title = format!("BG/NBD, 400 shops of {customers} customers");
        text += &bg_nbd_shops(400, customers).report(&title, 5.0);
        text += "\n";
        let title = format!("Gamma-Gamma, 400 shops of {customers} customers");
        let customers = u32::try_from(customers).unwrap();
        text += &gamma_gamma_shops(400, customers).report(&title, 5.0);
        text += "\n";
    }
    std::fs::create_dir_all("target/calibration").unwrap();
    std::fs::write("target/calibration/figures.md", text).unwrap();
}
