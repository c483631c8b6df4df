//! What a caller may ask of a report, and what was decided.

use crate::error::{ErrorKind, Result};
use crate::ledger::Ledger;
use crate::segment::rfm::CutRule;
use crate::unit::{Day, TimeUnit};

/// What a caller asks for; [`Options::default`] is what the page starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The day the analysis stands on. Default: the last order day of the ledger.
    pub as_of: Option<Day>,
    /// The day up to which the purchase and spend models are fitted. Default: `as_of`.
    pub until: Option<Day>,
    /// The unit of the purchase model's time parameter.
    pub unit: TimeUnit,
    /// How RFM cuts high from low.
    pub cut_rule: CutRule,
    /// Discount rate a year: 0.1 makes 110 in a year worth 100 today.
    pub discount_rate: f64,
    /// Days of the headline period.
    pub period_days: u32,
    /// Whether models are fitted; without them nothing is expected of anybody.
    pub models: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            as_of: None,
            until: None,
            unit: TimeUnit::Week,
            cut_rule: CutRule::Quintile,
            discount_rate: 0.1,
            period_days: 30,
            models: true,
        }
    }
}

/// [`Options`] with every default decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// The day the analysis stands on.
    pub as_of: Day,
    /// The day up to which the models are fitted: at most `as_of`.
    pub until: Day,
    /// See [`Options::unit`].
    pub unit: TimeUnit,
    /// See [`Options::cut_rule`].
    pub cut_rule: CutRule,
    /// See [`Options::discount_rate`].
    pub discount_rate: f64,
    /// See [`Options::period_days`].
    pub period_days: u32,
    /// See [`Options::models`].
    pub models: bool,
}

impl Options {
    /// Decides every default from `ledger`.
    ///
    /// # Errors
    /// `invalid-option` naming the option; `no-orders` for a ledger without any.
    pub fn decide(&self, ledger: &Ledger) -> Result<Decided> {
        let wrong = |option| Err(ErrorKind::InvalidOption { option }.into());
        let (first, last) = ledger.order_days().ok_or(ErrorKind::NoOrders)?;
        let as_of = self.as_of.unwrap_or(last);
        let until = self.until.unwrap_or(as_of);
        if as_of < first || until < first {
            return Err(ErrorKind::NothingBefore.into());
        }
        if until > as_of {
            return wrong("until");
        }
        if !(self.discount_rate > -1.0 && self.discount_rate.is_finite()) {
            return wrong("discountRate");
        }
        if !(1..=3_650).contains(&self.period_days) {
            return wrong("periodDays");
        }
        Ok(Decided {
            as_of,
            until,
            unit: self.unit,
            cut_rule: self.cut_rule,
            discount_rate: self.discount_rate,
            period_days: self.period_days,
            models: self.models,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::tests::ledger;

    #[test]
    fn defaults_stand_on_the_last_order_day() {
        let ledger = ledger(&[("a", 5, 1), ("a", 9, 1), ("a", 12, -1)]);
        let decided = Options::default().decide(&ledger).unwrap();
        assert_eq!((decided.as_of, decided.until), (Day(9), Day(9)));
    }

    #[test]
    fn an_option_that_cannot_be_is_named() {
        let ledger = ledger(&[("a", 5, 1), ("a", 9, 1)]);
        let kind = |options: Options| options.decide(&ledger).unwrap_err().kind().clone();
        let invalid = |option| ErrorKind::InvalidOption { option };
        let base = Options::default();
        assert_eq!(kind(Options { as_of: Some(Day(4)), ..base.clone() }), ErrorKind::NothingBefore);
        assert_eq!(kind(Options { until: Some(Day(10)), ..base.clone() }), invalid("until"));
        for rate in [f64::NAN, -1.0, f64::INFINITY] {
            let options = Options { discount_rate: rate, ..base.clone() };
            assert_eq!(kind(options), invalid("discountRate"));
        }
        assert_eq!(kind(Options { period_days: 0, ..base }), invalid("periodDays"));
    }
}
