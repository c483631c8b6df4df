//! What a model says of every distinct history, held against what came.

use super::accuracy::{Accuracy, of_history};
use super::cut::{CannotTell, Cut};
use super::groups::{Decile, FREQUENCY_BINS, FrequencyBin, by_frequency, deciles};
use super::holdout::Holdout;
use super::tracking::{Tracking, Week};
use super::verdict::Verdict;
use crate::error::Result;
use crate::history::History;
use crate::job::{Job, Progress, Stage, Step};
use crate::model::purchases::Purchases;
use std::sync::Arc;

/// Distinct histories of which the model is asked in one step.
const HISTORIES_A_STEP: usize = 512;

/// A back-test. docs/models.md, "Back-test".
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Where the orders were cut.
    pub cut: Cut,
    /// Customers acquired by the cut.
    pub customers: u64,
    /// Order days of theirs in the holdout.
    pub actual: u64,
    /// Repeat order days week by week, through both parts.
    pub weeks: Vec<Week>,
    /// By repeat purchases up to the cut: 0, 1, .., 6, and all above.
    pub by_frequency: [FrequencyBin; FREQUENCY_BINS],
    /// By the predicted probability of an order in the holdout.
    pub by_p_order: Vec<Decile>,
    /// By P(alive).
    pub by_p_alive: Vec<Decile>,
    /// How far off the model was.
    pub model: Accuracy,
    /// How far off the rule "as in the last period" was.
    pub last_period: Accuracy,
    /// How far off the rule "each at their own rate" was.
    pub rate: Accuracy,
    /// Which of them was best.
    pub verdict: Verdict,
}

/// The test of one model: some distinct histories in each step.
#[derive(Clone, Debug)]
pub struct Test<P> {
    holdout: Arc<Holdout>,
    params: P,
    /// What was last said of a customer who is alive.
    alive: Option<(History, (f64, f64))>,
    means: Vec<f64>,
    p_order: Vec<f64>,
    p_alive: Vec<f64>,
    model: Option<Accuracy>,
    by_p_order: Option<Vec<Decile>>,
    by_p_alive: Option<Vec<Decile>>,
    tracking: Option<Tracking>,
}

impl<P: Purchases> Test<P> {
    /// Gets ready. `params`: fitted on [`Holdout::histories`], in their unit.
    #[must_use]
    pub fn new(holdout: Arc<Holdout>, params: P) -> Self {
        Self {
            holdout,
            params,
            alive: None,
            means: Vec::new(),
            p_order: Vec::new(),
            p_alive: Vec::new(),
            model: None,
            by_p_order: None,
            by_p_alive: None,
            tracking: None,
        }
    }

    /// False once all were asked about.
    fn ask_some(&mut self) -> bool {
        let holdout = Arc::clone(&self.holdout);
        let distinct = &holdout.histories().distinct()[self.means.len()..];
        for history in distinct.iter().take(HISTORIES_A_STEP).map(|distinct| &distinct.history) {
            let p_alive = self.params.p_alive(history);
            let (mean, p_order) = self.given_alive(history);
            self.means.push(p_alive * mean);
            self.p_order.push(p_alive * p_order);
            self.p_alive.push(p_alive);
        }
        !distinct.is_empty()
    }

    /// Order days expected in the holdout, and the probability of any. Many histories differ in `t_x` alone,
    /// and follow each other.
    fn given_alive(&mut self, h: &History) -> (f64, f64) {
        let alike = |last: &History| (last.x, last.T) == (h.x, h.T);
        if let Some((_, known)) = self.alive.filter(|(last, _)| alike(last)) {
            return known;
        }
        let (length, mut mean) = (self.holdout.length(), [0.0]);
        self.params.expected_given_alive(h, &[length], &mut mean);
        let none = self.params.p_purchases_given_alive(h, length, 0);
        let found = (mean[0], (1.0 - none).clamp(0.0, 1.0));
        self.alive = (!self.params.last_matters()).then_some((*h, found));
        found
    }

    fn finish(
        &mut self,
        weeks: Vec<Week>,
        model: Accuracy,
    ) -> std::result::Result<Tested, CannotTell> {
        let holdout = &*self.holdout;
        let probabilities = self.p_order.iter().chain(&self.p_alive);
        let sound = probabilities.chain(weeks.iter().map(|week| &week.expected_so_far));
        if !model.is_finite() || sound.into_iter().any(|value| !value.is_finite()) {
            return Err(CannotTell::NoForecast);
        }
        Ok(Tested {
            cut: holdout.cut(),
            customers: holdout.histories().customers(),
            actual: holdout.actual(),
            weeks,
            by_frequency: by_frequency(holdout, &self.means),
            by_p_order: self.by_p_order.take().unwrap_or_default(),
            by_p_alive: self.by_p_alive.take().unwrap_or_default(),
            model,
            last_period: holdout.last_period,
            rate: holdout.rate,
            verdict: Verdict::of(&model, &holdout.last_period, &holdout.rate),
        })
    }
}

impl<P: Purchases> Job for Test<P> {
    type Output = std::result::Result<Tested, CannotTell>;

    fn step(&mut self) -> Result<Step<Self::Output>> {
        if self.ask_some() {
            return Ok(Step::More);
        }
        let holdout = &*self.holdout;
        let Some(model) = self.model else {
            let prediction = of_history(std::mem::take(&mut self.means));
            self.model = Some(Accuracy::of(&holdout.alike, &prediction));
            self.means = prediction.values;
            return Ok(Step::More);
        };
        for (tenths, predicted) in
            [(&mut self.by_p_order, &self.p_order), (&mut self.by_p_alive, &self.p_alive)]
        {
            if tenths.is_none() {
                *tenths = Some(deciles(holdout, predicted));
                return Ok(Step::More);
            }
        }
        let tracking = self.tracking.get_or_insert_with(|| Tracking::new(holdout));
        if !tracking.advance(holdout, &self.params) {
            return Ok(Step::More);
        }
        let weeks = tracking.finish(holdout);
        Ok(Step::Done(self.finish(weeks, model)))
    }

    fn progress(&self) -> Progress {
        let total = Some(self.holdout.histories().distinct().len() as u64);
        Progress { stage: Stage::Valuing, done: self.means.len() as u64, total }
    }
}
