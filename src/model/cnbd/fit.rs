//! Fitting by maximum likelihood, over distinct histories with weights.

use super::rows::Rows;
use super::{Form, Params};
use crate::error::Result;
use crate::history::Histories;
use crate::model::purchases::{Fit, Fitted};

/// A fitted model.
pub type Cnbd = Fitted<Params, 4>;

/// A fit under way: one evaluation of the likelihood per step.
pub type CnbdFit = Fit<Rows, 4>;

impl CnbdFit {
    /// Gets ready; keeps its own copy of the distinct histories.
    ///
    /// `ln_intervals`: the sum of the logarithms of all times between purchases, in the unit of the ages
    /// ([`Intervals::ln_sum`](super::Intervals::ln_sum)). It changes no estimate, but only with it can
    /// log-likelihoods of different `k` be compared, with each other and with other models: without it they
    /// are relative, too low by `(k - 1)` times that sum.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`](crate::error::ErrorKind::TooFewRepeaters) when less than
    /// [`MIN_REPEATERS`](crate::model::MIN_REPEATERS) customers came back.
    pub fn new(histories: &Histories, form: Form, ln_intervals: Option<f64>) -> Result<Self> {
        Self::of(histories, |histories| Rows::new(histories, form, ln_intervals))
    }
}
