//! What an analysis ends in.

use super::models::Models;
use super::options::Decided;
use super::profile::{ClassProfile, GridCell};
use super::summary::Summary;
use super::values::CustomerValues;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::retention::cohort::Cohorts;
use crate::segment::breakdown::Breakdown;
use crate::segment::concentration::Concentration;
use crate::segment::rfm::{Rfm, Scores};
use crate::unit::Money;
use std::rc::Rc;

/// Everything that is said about a ledger as of a day.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was asked, with every default decided.
    pub options: Decided,
    /// The customers.
    pub pool: Rc<Pool>,
    /// What of `rfm` hangs on no rule.
    pub(super) scores: Rc<Scores>,
    /// Net spend of the pool.
    pub net: Money,
    /// Headline figures.
    pub metrics: Metrics,
    /// Scores and classes.
    pub rfm: Rfm,
    /// The eight classes summed up.
    pub classes: Vec<ClassProfile>,
    /// The 25 pairs of recency and frequency scores summed up.
    pub grid: Vec<GridCell>,
    /// How unequal the spend is.
    pub concentration: Concentration,
    /// Who came when and who came back.
    pub cohorts: Cohorts,
    /// Where the sales come from.
    pub breakdowns: Vec<Breakdown>,
    /// The fitted models.
    pub models: Models,
    /// What each customer is expected to bring; `None` without a purchase model.
    pub values: Option<Rc<CustomerValues>>,
    /// The same for the pool.
    pub summary: Option<Summary>,
}
