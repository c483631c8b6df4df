//! Fitting Pareto/NBD by maximum likelihood, over distinct histories with weights.
//!
//! The likelihood itself is in `rows.rs`, the method in [`crate::optim`].

use super::{Params, Rows};
use crate::error::Result;
use crate::history::Histories;
use crate::model::purchases::{Fit, Fitted};

/// A fitted model.
pub type ParetoNbd = Fitted<Params, 4>;

/// A fit under way: one evaluation of the likelihood per step.
pub type ParetoNbdFit = Fit<Rows, 4>;

impl ParetoNbdFit {
    /// Gets ready; keeps its own copy of the distinct histories.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`](crate::error::ErrorKind::TooFewRepeaters) when less than
    /// [`MIN_REPEATERS`](crate::model::MIN_REPEATERS) customers came back.
    pub fn new(histories: &Histories) -> Result<Self> {
        Self::of(histories, Rows::new)
    }
}

impl From<[f64; 4]> for Params {
    fn from([r, alpha, s, beta]: [f64; 4]) -> Self {
        Self { r, alpha, s, beta }
    }
}
