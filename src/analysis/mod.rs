//! From a ledger to a report: the one job that chains the rooms.

mod fitting;
mod models;
mod options;
mod parts;
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
use crate::history::Histories;
use crate::job::{Job, Progress, Stage, Step};
use crate::ledger::Ledger;
use crate::math::sorted_numbers;
use crate::metrics::metrics;
use crate::pool::{Pool, PoolBuilder};
use crate::retention::cohort::cohorts;
use crate::segment::breakdown::breakdowns;
use crate::segment::concentration::concentration;
use crate::segment::rfm::Scores;
use fitting::Fitting;
use parts::{Missing, Parts, SEGMENTS};
use std::rc::Rc;
use values::Valuing;

/// Customers of the ledger that are summed up in one step.
const CUSTOMERS_A_STEP: usize = 4_096;

/// The job that makes a [`Report`].
#[derive(Debug)]
pub struct Analysis {
    ledger: Rc<Ledger>,
    options: Decided,
    parts: Parts,
    work: Work,
    /// Those of the pool of the report, once they are needed.
    histories: Option<Histories>,
}

/// What is under way of the part that is missing.
#[derive(Debug, Default)]
enum Work {
    #[default]
    Idle,
    /// The pool as of the report's day, or the day up to which the models are fitted.
    Pooling(PoolBuilder),
    /// The fits, and the pool that they are made on.
    Fitting(Box<Fitting>, Rc<Pool>),
    Valuing(Box<Valuing>),
    Valued(Rc<CustomerValues>),
    /// The report was given; what was said before that.
    Done(Progress),
}

impl Analysis {
    /// Begins a report on `ledger`.
    ///
    /// # Errors
    /// Those of [`Options::decide`]; `missing-column` for orders of nobody known.
    pub fn new(ledger: Rc<Ledger>, options: &Options) -> Result<Self> {
        Self::after(ledger, options, None)
    }

    /// The same; what does not change from `last`, a report on the same ledger, is taken over.
    ///
    /// # Errors
    /// As [`Analysis::new`].
    pub fn after(ledger: Rc<Ledger>, options: &Options, last: Option<&Report>) -> Result<Self> {
        if !ledger.has_customers() {
            return Err(ErrorKind::MissingColumn { field: Field::Customer }.into());
        }
        let options = options.decide(&ledger)?;
        let parts = last.map(|last| Parts::kept(last, &options)).unwrap_or_default();
        Ok(Self { ledger, options, parts, work: Work::Idle, histories: None })
    }

    fn pool(&self) -> Rc<Pool> {
        self.parts.pool.clone().unwrap_or_default()
    }

    fn histories(&mut self) -> Histories {
        let (pool, unit, known) = (self.pool(), self.options.unit, &self.parts.histories);
        let make = || match known {
            Some(known) => known.in_unit(unit),
            None => fitting::histories(&pool, unit),
        };
        self.histories.get_or_insert_with(make).clone()
    }

    fn add_pool(&mut self, work: Work) -> Result<()> {
        self.work = match work {
            Work::Pooling(mut builder) => match builder.advance(&self.ledger, CUSTOMERS_A_STEP)? {
                None => Work::Pooling(builder),
                Some(pool) => {
                    self.parts.pool = Some(Rc::new(pool));
                    Work::Idle
                }
            },
            _ => Work::Pooling(PoolBuilder::new(self.options.as_of)),
        };
        Ok(())
    }

    fn add_ranks(&mut self) -> Result<()> {
        let pool = self.pool();
        let net = sorted_numbers(pool.net.iter().map(|money| money.0));
        let scores = Rc::new(Scores::new(&pool, &net));
        self.parts.ranked = Some((scores, concentration(&net, pool.total_net()?)));
        Ok(())
    }

    fn add_models(&mut self, work: Work) -> Result<()> {
        self.work = match work {
            Work::Fitting(mut fitting, pool) => {
                if fitting.advance(&pool)? {
                    self.parts.models = Some(fitting.into_models());
                    Work::Idle
                } else {
                    Work::Fitting(fitting, pool)
                }
            }
            Work::Pooling(mut builder) => match builder.advance(&self.ledger, CUSTOMERS_A_STEP)? {
                None => Work::Pooling(builder),
                Some(pool) => {
                    let histories = fitting::histories(&pool, self.options.unit);
                    Work::Fitting(Box::new(Fitting::new(histories)), Rc::new(pool))
                }
            },
            _ if self.options.until == self.options.as_of => {
                Work::Fitting(Box::new(Fitting::new(self.histories())), self.pool())
            }
            _ => Work::Pooling(PoolBuilder::new(self.options.until)),
        };
        Ok(())
    }

    fn add_values(&mut self, work: Work) -> Result<()> {
        let pool = self.pool();
        let models = self.parts.models.clone().unwrap_or_default();
        self.work = match work {
            Work::Valued(values) => {
                let summary = values.summary(&pool, &models);
                self.parts.valued = Some((values, summary));
                Work::Idle
            }
            Work::Valuing(mut valuing) => match valuing.advance()? {
                None => Work::Valuing(valuing),
                Some(values) => Work::Valued(Rc::new(values)),
            },
            _ => match Valuing::new(&pool, self.histories(), &models, &self.options) {
                Some(valuing) => Work::Valuing(Box::new(valuing)),
                None => Work::Idle,
            },
        };
        Ok(())
    }
}

impl Job for Analysis {
    type Output = Report;

    fn step(&mut self) -> Result<Step<Report>> {
        let work = std::mem::take(&mut self.work);
        let ledger = Rc::clone(&self.ledger);
        match self.parts.missing(&self.options) {
            Missing::Pool => self.add_pool(work)?,
            Missing::Ranks => self.add_ranks()?,
            Missing::Cohorts => self.parts.cohorts = Some(cohorts(&ledger, &self.pool())?),
            Missing::Breakdowns => {
                self.parts.breakdowns = Some(breakdowns(&ledger, self.options.as_of)?);
            }
            Missing::Metrics => {
                let metrics = metrics(&ledger, &self.pool(), self.options.period_days)?;
                self.parts.metrics = Some(metrics);
            }
            Missing::Models => self.add_models(work)?,
            Missing::Values => self.add_values(work)?,
            Missing::Nothing => {
                self.work = Work::Done(self.progress());
                let report = std::mem::take(&mut self.parts).into_report(self.options)?;
                return Ok(report.map_or(Step::More, Step::Done));
            }
        }
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        let customers = self.parts.pool.as_ref().map_or(0, |pool| pool.len() as u64);
        let missing = self.parts.missing(&self.options);
        let (stage, done, total) = match (&self.work, missing) {
            (Work::Done(last), _) => return *last,
            (Work::Pooling(builder), _) => {
                (Stage::Pooling, builder.done() as u64, Some(self.ledger.customers() as u64))
            }
            (_, Missing::Pool) => (Stage::Pooling, 0, Some(self.ledger.customers() as u64)),
            (Work::Fitting(fitting, _), _) => (Stage::Fitting, fitting.iterations(), None),
            (_, Missing::Models) => (Stage::Fitting, 0, None),
            (Work::Valuing(valuing), _) => return valuing.progress(),
            (_, Missing::Values) => (Stage::Valuing, 0, None),
            (_, Missing::Nothing) if self.options.models => (Stage::Valuing, 0, None),
            _ => (Stage::Segmenting, customers * missing.segments() / SEGMENTS, Some(customers)),
        };
        Progress { stage, done, total }
    }
}
