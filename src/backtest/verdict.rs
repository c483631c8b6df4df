//! Whether the model was worth its while.

use super::accuracy::Accuracy;

/// A prediction that needs no model. docs/models.md, "Errors".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// What was bought in as many days before will be bought again.
    LastPeriod,
    /// The customer's own rate so far goes on.
    Rate,
}

impl Rule {
    /// The rule's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LastPeriod => "last-period",
            Self::Rate => "rate",
        }
    }
}

/// What predicted the customers best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The model: both its errors are lower than either rule's.
    Model,
    /// One by one measure, another by another.
    Mixed,
    /// A rule: neither of its errors is higher than the model's.
    Rule(Rule),
}

impl Verdict {
    /// The verdict's name on every boundary; a rule has one of its own.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Mixed => "mixed",
            Self::Rule(_) => "rule",
        }
    }

    pub(super) fn of(model: &Accuracy, last_period: &Accuracy, rate: &Accuracy) -> Self {
        let rules = [(Rule::LastPeriod, last_period), (Rule::Rate, rate)];
        if rules.iter().all(|(_, rule)| model.mae < rule.mae && model.rmse < rule.rmse) {
            return Self::Model;
        }
        let as_good =
            |(_, rule): &&(Rule, &Accuracy)| rule.mae <= model.mae && rule.rmse <= model.rmse;
        // The first of equals.
        let best = rules.iter().filter(as_good).min_by(|(_, one), (_, other)| {
            one.rmse.total_cmp(&other.rmse).then(one.mae.total_cmp(&other.mae))
        });
        best.map_or(Self::Mixed, |(rule, _)| Self::Rule(*rule))
    }
}
