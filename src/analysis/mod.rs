//! From a ledger to a report: the one job that chains the rooms.

mod fitting;
mod models;
mod options;
mod profile;
mod report;
mod summary;
mod values;

pub use models::{Model, ModelError, Models};
pub use options::{Decided, Options};
pub use profile::{ClassProfile, GridCell};
pub use report::Report;
pub use summary::{AliveGrid, GapBin, HORIZONS, Summary, ValueBin};
pub use values::CustomerValues;

use crate::at::Field;
use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::ledger::Ledger;
use crate::metrics::{Metrics, metrics};
use crate::pool::{Pool, PoolBuilder};
use crate::retention::cohort::{Cohorts, cohorts};
use crate::segment::breakdown::{Breakdown, breakdowns};
use crate::segment::concentration::{Concentration, concentration};
use crate::segment::rfm::{Rfm, rfm};
use fitting::Fitting;
use std::rc::Rc;
use values::Valuing;

/// Customers of the ledger that are summed up in one step.
const CUSTOMERS_A_STEP: usize = 4_096;

/// The job that makes a [`Report`].
#[derive(Debug)]
pub struct Analysis {
    ledger: Rc<Ledger>,
    options: Decided,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The pool as of the report's day.
    Pooling(PoolBuilder),
    /// The pool as of the day up to which the models are fitted, where that is another day.
    FitPooling(Pool, PoolBuilder),
    Segmenting(Pool, Option<Pool>, Segmenting),
    Fitting(Box<Known>, Box<Fitting>),
    Valuing(Box<Known>, Models, Box<Valuing>),
    Finished,
}

/// What is known before the models.
#[derive(Debug)]
struct Known {
    pool: Pool,
    segments: Segments,
}

/// The parts of a report that need no model.
#[derive(Debug)]
struct Segments {
    rfm: Rfm,
    concentration: Concentration,
    cohorts: Cohorts,
    breakdowns: Vec<Breakdown>,
    metrics: Metrics,
}

/// [`Segments`] while they are made, one in each step.
#[derive(Debug)]
enum Segmenting {
    Begun,
    Scored(Rfm),
    Concentrated(Rfm, Concentration),
    Followed(Rfm, Concentration, Cohorts),
    Split(Rfm, Concentration, Cohorts, Vec<Breakdown>),
    Done(Box<Segments>),
}

impl Analysis {
    /// Begins a report on `ledger`.
    ///
    /// # Errors
    /// Those of [`Options::decide`]; `missing-column` for orders of nobody known.
    pub fn new(ledger: Rc<Ledger>, options: &Options) -> Result<Self> {
        if !ledger.has_customers() {
            return Err(ErrorKind::MissingColumn { field: Field::Customer }.into());
        }
        let options = options.decide(&ledger)?;
        let phase = Phase::Pooling(PoolBuilder::new(options.as_of));
        Ok(Self { ledger, options, phase })
    }

    fn after_pool(&self, pool: Pool) -> Phase {
        if self.options.until == self.options.as_of {
            Phase::Segmenting(pool, None, Segmenting::Begun)
        } else {
            Phase::FitPooling(pool, PoolBuilder::new(self.options.until))
        }
    }
}

impl Job for Analysis {
    type Output = Report;

    fn step(&mut self) -> Result<Step<Report>> {
        let ledger = Rc::clone(&self.ledger);
        self.phase = match std::mem::replace(&mut self.phase, Phase::Finished) {
            Phase::Pooling(mut builder) => match builder.advance(&ledger, CUSTOMERS_A_STEP)? {
                Some(pool) => self.after_pool(pool),
                None => Phase::Pooling(builder),
            },
            Phase::FitPooling(pool, mut builder) => {
                match builder.advance(&ledger, CUSTOMERS_A_STEP)? {
                    Some(fit) => Phase::Segmenting(pool, Some(fit), Segmenting::Begun),
                    None => Phase::FitPooling(pool, builder),
                }
            }
            Phase::Segmenting(pool, fit, Segmenting::Done(segments)) => {
                let fitting = Fitting::new(fit.as_ref().unwrap_or(&pool), &self.options);
                let known = Known { pool, segments: *segments };
                Phase::Fitting(Box::new(known), Box::new(fitting))
            }
            Phase::Segmenting(pool, fit, segmenting) => {
                let segmenting = segmenting.advance(&ledger, &pool, &self.options)?;
                Phase::Segmenting(pool, fit, segmenting)
            }
            Phase::Fitting(known, mut fitting) => match fitting.advance()? {
                None => Phase::Fitting(known, fitting),
                Some(models) => match Valuing::new(&known.pool, &models, &self.options) {
                    Some(valuing) => Phase::Valuing(known, models, Box::new(valuing)),
                    None => return Ok(Step::Done(self.report(*known, models, None)?)),
                },
            },
            Phase::Valuing(known, models, mut valuing) => match valuing.advance()? {
                None => Phase::Valuing(known, models, valuing),
                Some(values) => {
                    return Ok(Step::Done(self.report(*known, models, Some(values))?));
                }
            },
            Phase::Finished => Phase::Finished,
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        let customers = |pool: &Pool| pool.len() as u64;
        let (stage, done, total) = match &self.phase {
            Phase::Pooling(builder) | Phase::FitPooling(_, builder) => {
                (Stage::Pooling, builder.done() as u64, Some(self.ledger.customers() as u64))
            }
            Phase::Segmenting(pool, _, segmenting) => {
                let done = customers(pool) * segmenting.done() / Segmenting::STEPS;
                (Stage::Segmenting, done, Some(customers(pool)))
            }
            Phase::Fitting(_, fitting) => (Stage::Fitting, fitting.iterations(), None),
            Phase::Valuing(_, _, valuing) => return valuing.progress(),
            Phase::Finished => (Stage::Valuing, 0, None),
        };
        Progress { stage, done, total }
    }
}

impl Analysis {
    fn report(
        &self,
        known: Known,
        models: Models,
        values: Option<CustomerValues>,
    ) -> Result<Report> {
        let Known { pool, segments } = known;
        Ok(Report {
            options: self.options,
            net: pool.total_net()?,
            classes: profile::classes(&pool, &segments.rfm, values.as_ref())?,
            grid: profile::grid(&pool, &segments.rfm)?,
            rfm: segments.rfm,
            concentration: segments.concentration,
            cohorts: segments.cohorts,
            breakdowns: segments.breakdowns,
            metrics: segments.metrics,
            summary: values.as_ref().map(|values| values.summary(&pool, &models)),
            models,
            values,
            pool,
        })
    }
}

impl Segmenting {
    const STEPS: u64 = 5;

    fn done(&self) -> u64 {
        match self {
            Self::Begun => 0,
            Self::Scored(..) => 1,
            Self::Concentrated(..) => 2,
            Self::Followed(..) => 3,
            Self::Split(..) => 4,
            Self::Done(..) => Self::STEPS,
        }
    }

    fn advance(self, ledger: &Ledger, pool: &Pool, options: &Decided) -> Result<Self> {
        Ok(match self {
            Self::Begun => Self::Scored(rfm(pool, options.cut_rule)?),
            Self::Scored(rfm) => Self::Concentrated(rfm, concentration(pool)?),
            Self::Concentrated(rfm, concentration) => {
                Self::Followed(rfm, concentration, cohorts(ledger, pool)?)
            }
            Self::Followed(rfm, concentration, cohorts) => {
                let breakdowns = breakdowns(ledger, options.as_of)?;
                Self::Split(rfm, concentration, cohorts, breakdowns)
            }
            Self::Split(rfm, concentration, cohorts, breakdowns) => {
                let metrics = metrics(ledger, pool, options.period_days)?;
                let segments = Segments { rfm, concentration, cohorts, breakdowns, metrics };
                Self::Done(Box::new(segments))
            }
            done @ Self::Done(_) => done,
        })
    }
}
