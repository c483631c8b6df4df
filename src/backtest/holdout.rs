//! What is known by the cut, and what came after it: once for all models.

use super::accuracy::Accuracy;
use super::cut::Cut;
use crate::history::Histories;

/// Customers that no figure tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alike {
    /// The place of their history in [`Histories::distinct`].
    pub(super) place: u32,
    /// Order days in the holdout.
    pub(super) after: u32,
    /// Order days in as many days up to the cut.
    pub(super) before: u32,
    /// How many they are.
    pub(super) customers: u32,
}

/// Customers with the same first order day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cohort {
    /// Their age at the end of the holdout in days.
    pub(super) age: u32,
    pub(super) customers: u32,
}

/// The customers acquired by the cut: their histories as the cut day knew them, and what came after.
#[derive(Clone, Debug)]
pub struct Holdout {
    pub(super) cut: Cut,
    pub(super) histories: Histories,
    /// In ascending order of all that they tell.
    pub(super) alike: Vec<Alike>,
    /// In ascending order of the age.
    pub(super) cohorts: Vec<Cohort>,
    /// Repeat order days in each week.
    pub(super) weeks: Vec<u64>,
    /// Of the rule "as in the last period".
    pub(super) last_period: Accuracy,
    /// Of the rule "each at their own rate".
    pub(super) rate: Accuracy,
}

impl Holdout {
    /// Where the orders were cut.
    #[must_use]
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// The histories by the cut: what the model is to be fitted on.
    #[must_use]
    pub fn histories(&self) -> &Histories {
        &self.histories
    }

    /// The holdout's length in the unit of the histories.
    pub(super) fn length(&self) -> f64 {
        f64::from(self.cut.holdout_days()) / self.histories.unit().days()
    }

    /// Order days in the holdout, of all.
    #[must_use]
    pub fn actual(&self) -> u64 {
        actual(&self.alike)
    }
}

/// Order days in the holdout, of `all`.
pub(super) fn actual(all: &[Alike]) -> u64 {
    all.iter().map(|alike| u64::from(alike.customers) * u64::from(alike.after)).sum()
}
