//! The models that apply, each fitted on all that is known and, where there is a holdout, on what came before it.

use crate::backtest::{Candidate, Choice, Holdout, Test, Tested, Why, choose};
use crate::error::Result;
use crate::history::Histories;
use crate::job::{Job, Progress, Stage, Step};
use crate::model::any::{AnyFit, AnyFitted, AnyParams, Kind};
use std::collections::VecDeque;
use std::sync::Arc;

/// Purchases less regular than this, by the Wheat and Morrison estimate of `k`, are taken to come at random.
const REGULAR: f64 = 1.25;

/// A model that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Which one.
    pub kind: Kind,
    /// The fit, or why there is none.
    pub fit: Result<AnyFitted>,
    /// Its back-test; `None` without a holdout, or where no model could be fitted before it.
    pub tested: Option<Tested>,
}

impl Tried {
    /// What speaks for it.
    #[must_use]
    pub fn candidate(&self) -> Option<Candidate<Kind>> {
        let accuracy = self.tested.as_ref().map(|tested| tested.model);
        Some(Candidate::new(self.kind, self.fit.as_ref().ok()?, accuracy))
    }
}

/// How regularly customers buy, where their order days are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm {
    /// See [`Kind::fit`].
    pub(super) ln_intervals: f64,
    /// Wheat and Morrison's `k`.
    pub(super) k: Option<f64>,
}

/// What the models are fitted on.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) histories: Histories,
    pub(super) rhythm: Option<Rhythm>,
    /// The holdout, and the rhythm before it.
    pub(super) holdout: Option<(Arc<Holdout>, Option<Rhythm>)>,
    /// Whether the histories are those before the holdout.
    pub(super) same: bool,
}

/// Models under trial, one after the other.
#[derive(Debug)]
pub(super) struct Trying {
    data: Data,
    wanted: Option<Kind>,
    next: VecDeque<Kind>,
    tried: Vec<Tried>,
    work: Work,
}

#[derive(Debug)]
enum Work {
    Between,
    Fitting(Kind, Box<AnyFit>),
    /// Fitted on all; now on what came before the holdout.
    Before(Kind, Box<AnyFitted>, Box<AnyFit>),
    Testing(Kind, Box<AnyFitted>, Box<Test<AnyParams>>),
}

impl Trying {
    /// `wanted`: the only model to try, with every regularity that it has.
    pub(super) fn new(data: Data, wanted: Option<Kind>) -> Self {
        let is_regular = data.rhythm.and_then(|rhythm| rhythm.k).is_some_and(|k| k > REGULAR);
        let mut next = VecDeque::new();
        match wanted {
            Some(kind) => next.push_back(kind),
            None => {
                next.extend([Kind::BgNbd, Kind::MbgNbd, Kind::ParetoNbd]);
                if is_regular {
                    next.extend([Kind::BgCnbd { k: 2 }, Kind::MbgCnbd { k: 2 }]);
                }
            }
        }
        Self { data, wanted, next, tried: Vec::new(), work: Work::Between }
    }

    fn ended(&mut self, kind: Kind, fit: Result<AnyFitted>, tested: Option<Tested>) -> Work {
        // Log-likelihoods of different regularity compare only where the intervals are known.
        if let (Ok(fit), Some(_)) = (&fit, self.data.rhythm) {
            let before = self.tried.iter().filter(|it| it.kind.name() == kind.name());
            let best = before.filter_map(|it| Some(it.fit.as_ref().ok()?.log_likelihood));
            if best.into_iter().all(|before| before < fit.log_likelihood) {
                self.next.extend(kind.more_regular());
            }
        }
        self.tried.push(Tried { kind, fit, tested });
        Work::Between
    }

    fn begin(&mut self, kind: Kind) -> Work {
        let ln_intervals = self.data.rhythm.map(|rhythm| rhythm.ln_intervals);
        match kind.fit(&self.data.histories, ln_intervals) {
            Ok(fit) => Work::Fitting(kind, Box::new(fit)),
            Err(error) => self.ended(kind, Err(error), None),
        }
    }

    fn before(&mut self, kind: Kind, fitted: AnyFitted) -> Work {
        let Some((holdout, rhythm)) = &self.data.holdout else {
            return self.ended(kind, Ok(fitted), None);
        };
        if self.data.same {
            let test = Test::new(Arc::clone(holdout), fitted.params);
            return Work::Testing(kind, Box::new(fitted), Box::new(test));
        }
        let ln_intervals = rhythm.map(|rhythm| rhythm.ln_intervals);
        match kind.fit(holdout.histories(), ln_intervals) {
            Ok(fit) => Work::Before(kind, Box::new(fitted), Box::new(fit)),
            Err(_) => self.ended(kind, Ok(fitted), None),
        }
    }

    fn testing(&mut self, kind: Kind, fitted: Box<AnyFitted>, before: &AnyFitted) -> Work {
        match &self.data.holdout {
            Some((holdout, _)) => {
                let test = Test::new(Arc::clone(holdout), before.params);
                Work::Testing(kind, fitted, Box::new(test))
            }
            None => self.ended(kind, Ok(*fitted), None),
        }
    }

    fn finish(&mut self) -> (Vec<Tried>, Option<(usize, Why)>) {
        let tried = std::mem::take(&mut self.tried);
        let able: Vec<(usize, Candidate<Kind>)> =
            tried.iter().enumerate().filter_map(|(at, it)| Some((at, it.candidate()?))).collect();
        let candidates: Vec<Candidate<Kind>> =
            able.iter().map(|(_, candidate)| *candidate).collect();
        let chosen = choose(&candidates, None).map(|Choice { taken, why }| {
            (able[taken].0, if self.wanted.is_some() { Why::Override } else { why })
        });
        (tried, chosen)
    }
}

impl Job for Trying {
    /// All that were tried, which was taken, and why.
    type Output = (Vec<Tried>, Option<(usize, Why)>);

    fn step(&mut self) -> Result<Step<Self::Output>> {
        self.work = match std::mem::replace(&mut self.work, Work::Between) {
            Work::Between => match self.next.pop_front() {
                Some(kind) => self.begin(kind),
                None => return Ok(Step::Done(self.finish())),
            },
            Work::Fitting(kind, mut fit) => match fit.step()? {
                Step::More => Work::Fitting(kind, fit),
                Step::Done(fitted) => self.before(kind, fitted),
            },
            Work::Before(kind, fitted, mut fit) => match fit.step()? {
                Step::More => Work::Before(kind, fitted, fit),
                Step::Done(before) => self.testing(kind, fitted, &before),
            },
            Work::Testing(kind, fitted, mut test) => match test.step()? {
                Step::More => Work::Testing(kind, fitted, test),
                // Without a finite forecast there is nothing to hold against what came.
                Step::Done(tested) => self.ended(kind, Ok(*fitted), tested.ok()),
            },
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        match &self.work {
            Work::Fitting(_, fit) | Work::Before(_, _, fit) => fit.progress(),
            Work::Testing(_, _, test) => test.progress(),
            Work::Between => Progress { stage: Stage::Fitting, done: 0, total: None },
        }
    }
}
