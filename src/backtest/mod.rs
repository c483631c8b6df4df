//! Whether a model can be trusted: it is fitted on the orders up to a cut and asked what came after.
//!
//! 1. [`Gather`] cuts the orders in two and makes the [`Holdout`], the same for all models;
//! 2. a model is fitted on [`Holdout::histories`];
//! 3. [`Test`] asks it, and gives [`Tested`], the figures of docs/models.md, "Back-test".
//!
//! [`BackTest`] does the three one after the other. With several models [`choose`] says which to take.
//!
//! ```
//! use headwater::backtest::{BackTest, CannotTell};
//! use headwater::job::run;
//! use headwater::model::bg_nbd::BgNbdFit;
//! use headwater::order_days::{OrderDays, Row};
//! use headwater::unit::{Day, Money, TimeUnit};
//! use std::{ops::ControlFlow, sync::Arc};
//!
//! // Thirty customers, each with a gap of their own between order days.
//! let (mut starts, mut rows) = (vec![0], Vec::new());
//! for gap in 3..33 {
//!     let days = (0..).map(|of| (of, gap % 7 + gap * of)).take_while(|(_, day)| *day < 140);
//!     rows.extend(days.map(|(of, day)| Row {
//!         day: Day(day),
//!         of: of.unsigned_abs(),
//!         net: Money::ZERO,
//!         opens: true,
//!     }));
//!     starts.push(u32::try_from(rows.len()).unwrap());
//! }
//! let days = Arc::new(OrderDays::from_rows(starts, rows)?);
//! let test = |as_of| BackTest::new(Arc::clone(&days), as_of, TimeUnit::Week, None, BgNbdFit::new);
//!
//! let job = test(Day(139)).unwrap();
//! let (fit, tested) = run(job, |_| ControlFlow::Continue(()))?.unwrap().unwrap();
//! assert_eq!((tested.cut.day, tested.customers, fit.customers), (Day(97), 30, 30));
//! assert_eq!(test(Day(20)).err().unwrap(), CannotTell::SpanTooShort { found: 21, needed: 84 });
//! # Ok::<(), headwater::error::Error>(())
//! ```

mod accuracy;
mod ask;
mod choose;
mod cut;
mod gather;
mod groups;
mod holdout;
mod tracking;
mod verdict;

pub use accuracy::Accuracy;
pub use ask::{Test, Tested};
pub use choose::{Candidate, Choice, Why, choose};
pub use cut::{CannotTell, Cut, MOST_HOLDOUT};
pub use gather::Gather;
pub use groups::{Decile, FREQUENCY_BINS, FrequencyBin};
pub use holdout::Holdout;
pub use tracking::Week;
pub use verdict::{Rule, Verdict};

use crate::error::{ErrorKind, Result};
use crate::history::Histories;
use crate::job::{Job, Progress, Step};
use crate::model::purchases::{Fitted, Purchases};
use crate::order_days::OrderDays;
use crate::unit::{Day, TimeUnit};
use std::mem::replace;
use std::sync::Arc;

/// What a fit gives.
pub trait Forecaster {
    /// What answers.
    type Params: Purchases;

    /// The fitted parameters.
    fn params(&self) -> Self::Params;
}

impl<P: Purchases, const N: usize> Forecaster for Fitted<P, N> {
    type Params = P;

    fn params(&self) -> P {
        self.params
    }
}

/// The back-test of one model from the orders to the figures.
pub struct BackTest<F, J: Job<Output: Forecaster>> {
    stage: Stage<F, J>,
}

type ParamsOf<J> = <<J as Job>::Output as Forecaster>::Params;

enum Stage<F, J: Job<Output: Forecaster>> {
    Gathering(Gather, F),
    Fitting(Arc<Holdout>, J),
    Testing(Test<ParamsOf<J>>, J::Output),
    Ended,
}

impl<F, J> BackTest<F, J>
where
    F: FnOnce(&Histories) -> Result<J>,
    J: Job<Output: Forecaster>,
{
    /// Begins. `weeks`: as in [`Cut::new`]; `fit`: begins the model's fit.
    ///
    /// # Errors
    /// Those of [`Cut::new`].
    pub fn new(
        days: Arc<OrderDays>,
        as_of: Day,
        unit: TimeUnit,
        weeks: Option<u32>,
        fit: F,
    ) -> std::result::Result<Self, CannotTell> {
        let gather = Gather::new(days, as_of, unit, weeks)?;
        Ok(Self { stage: Stage::Gathering(gather, fit) })
    }
}

impl<F, J> Job for BackTest<F, J>
where
    F: FnOnce(&Histories) -> Result<J>,
    J: Job<Output: Forecaster>,
{
    /// The model as it was fitted up to the cut, and its test.
    type Output = std::result::Result<(J::Output, Tested), CannotTell>;

    fn step(&mut self) -> Result<Step<Self::Output>> {
        self.stage = match replace(&mut self.stage, Stage::Ended) {
            Stage::Gathering(mut gather, fit) => match gather.step()? {
                Step::More => Stage::Gathering(gather, fit),
                Step::Done(holdout) => match fit(holdout.histories()) {
                    Ok(fit) => Stage::Fitting(Arc::new(holdout), fit),
                    Err(error) => match *error.kind() {
                        ErrorKind::TooFewRepeaters { found, needed } => {
                            let reason = CannotTell::TooFewRepeaters { found, needed };
                            return Ok(Step::Done(Err(reason)));
                        }
                        _ => return Err(error),
                    },
                },
            },
            Stage::Fitting(holdout, mut fit) => match fit.step()? {
                Step::More => Stage::Fitting(holdout, fit),
                Step::Done(model) => Stage::Testing(Test::new(holdout, model.params()), model),
            },
            Stage::Testing(mut test, model) => match test.step()? {
                Step::More => Stage::Testing(test, model),
                Step::Done(tested) => return Ok(Step::Done(tested.map(|tested| (model, tested)))),
            },
            Stage::Ended => Stage::Ended,
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        match &self.stage {
            Stage::Gathering(gather, _) => gather.progress(),
            Stage::Fitting(_, fit) => fit.progress(),
            Stage::Testing(test, _) => test.progress(),
            Stage::Ended => Progress { stage: crate::job::Stage::Valuing, done: 0, total: None },
        }
    }
}
