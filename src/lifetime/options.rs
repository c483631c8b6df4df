//! What a caller may ask of the lifetime value engine, and what was decided.

use crate::error::{ErrorKind, Result};
use crate::math::{exp, ln_1p};
use crate::model::any::Kind;
use crate::unit::{Day, Periods, TimeUnit};

/// What a caller asks for; [`Options::default`] is what the page starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which model of repeat buying; `None`: the best of those that apply.
    pub model: Option<Kind>,
    /// The day the answer stands on. Default: `until`, or else the last order day.
    pub as_of: Option<Day>,
    /// The day up to which the models are fitted; what came after it tests them. Default: `as_of`.
    pub until: Option<Day>,
    /// The unit of the models' times.
    pub unit: TimeUnit,
    /// How far ahead orders, spend and value are counted, in `unit`. Default: a year.
    pub horizon: Option<f64>,
    /// Discount rate a year: 0.1 makes 110 in a year worth 100 today.
    pub discount_rate: f64,
    /// Share of the spend that is kept.
    pub margin: f64,
    /// Whether it is said how sure the figures are. Default: where that takes no more than seconds.
    pub intervals: Option<bool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            model: None,
            as_of: None,
            until: None,
            unit: TimeUnit::Week,
            horizon: None,
            discount_rate: 0.1,
            margin: 1.0,
            intervals: None,
        }
    }
}

/// [`Options`] with every default decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// See [`Options::model`].
    pub model: Option<Kind>,
    /// The day the answer stands on.
    pub as_of: Day,
    /// The day up to which the models are fitted: at most `as_of`.
    pub until: Day,
    /// See [`Options::unit`].
    pub unit: TimeUnit,
    /// How far ahead, in `unit`.
    pub horizon: f64,
    /// See [`Options::discount_rate`].
    pub discount_rate: f64,
    /// See [`Options::margin`].
    pub margin: f64,
    /// See [`Options::intervals`].
    pub intervals: Option<bool>,
}

/// Nobody plans further ahead, in years.
const MOST_YEARS: f64 = 100.0;

impl Options {
    /// Decides every default; `span`: the first and the last order day.
    ///
    /// # Errors
    /// `invalid-option` naming the option; `no-orders` without a span; `nothing-before`.
    pub fn decide(&self, span: Option<(Day, Day)>) -> Result<Decided> {
        let wrong = |option| Err(ErrorKind::InvalidOption { option }.into());
        let (first, last) = span.ok_or(ErrorKind::NoOrders)?;
        let as_of = self.as_of.or(self.until).unwrap_or(last);
        let until = self.until.unwrap_or(as_of);
        if as_of < first || until < first {
            return Err(ErrorKind::NothingBefore.into());
        }
        if until > as_of {
            return wrong("until");
        }
        let year = year(self.unit);
        let horizon = self.horizon.unwrap_or(year);
        if !(horizon > 0.0 && horizon <= MOST_YEARS * year) {
            return wrong("horizon");
        }
        if !(self.discount_rate > -1.0 && self.discount_rate.is_finite()) {
            return wrong("discountRate");
        }
        if !(self.margin > 0.0 && self.margin <= 1.0) {
            return wrong("margin");
        }
        Ok(Decided {
            model: self.model,
            as_of,
            until,
            unit: self.unit,
            horizon,
            discount_rate: self.discount_rate,
            margin: self.margin,
            intervals: self.intervals,
        })
    }
}

impl Decided {
    /// The discount rate in continuous time, for one `unit`.
    #[must_use]
    pub fn rate(&self) -> f64 {
        ln_1p(self.discount_rate) / year(self.unit)
    }

    /// The ends of the months up to the horizon, the last of them cut off by it, and what an order in
    /// each counts: it is discounted at the month's end.
    #[must_use]
    pub fn months(&self) -> Vec<(f64, f64)> {
        let month = Periods::new(1.0, TimeUnit::Month).to(self.unit).value;
        // Twelve months are a year, however a horizon of a year was rounded.
        let whole = self.horizon * (1.0 - 1e-12);
        let full = (1_u32..).map(|k| f64::from(k) * month).take_while(|end| *end < whole);
        let ends = full.chain([self.horizon]);
        ends.map(|end| (end, exp(-self.rate() * end))).collect()
    }
}

/// A year in `unit`.
fn year(unit: TimeUnit) -> f64 {
    Periods::new(12.0, TimeUnit::Month).to(unit).value
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Option<(Day, Day)> = Some((Day(10), Day(400)));

    #[test]
    fn defaults_stand_on_the_last_order_day_and_look_a_year_ahead() {
        let decided = Options::default().decide(SPAN).unwrap();
        assert_eq!((decided.as_of, decided.until), (Day(400), Day(400)));
        let earlier = Options { until: Some(Day(99)), ..Options::default() }.decide(SPAN).unwrap();
        assert_eq!((earlier.as_of, earlier.until), (Day(99), Day(99)));
        let months = decided.months();
        assert_eq!(months.len(), 12);
        assert!((months[11].0 - 365.2425 / 7.0).abs() < 1e-12);
        assert!((months[11].1 - 1.0 / 1.1).abs() < 1e-14);
    }

    #[test]
    fn the_last_month_ends_with_the_horizon() {
        let options = Options { horizon: Some(10.0), ..Options::default() };
        let ends: Vec<f64> =
            options.decide(SPAN).unwrap().months().into_iter().map(|it| it.0).collect();
        let month = 365.2425 / 84.0;
        assert_eq!(ends, [month, 2.0 * month, 10.0]);
    }

    #[test]
    fn an_option_that_cannot_be_is_named() {
        let kind = |options: Options| options.decide(SPAN).unwrap_err().kind().clone();
        let invalid = |option| ErrorKind::InvalidOption { option };
        let base = Options::default();
        assert_eq!(kind(Options { as_of: Some(Day(9)), ..base.clone() }), ErrorKind::NothingBefore);
        assert_eq!(
            kind(Options { as_of: Some(Day(300)), until: Some(Day(301)), ..base.clone() }),
            invalid("until")
        );
        for horizon in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            let options = Options { horizon: Some(horizon), ..base.clone() };
            assert_eq!(kind(options), invalid("horizon"));
        }
        for margin in [0.0, f64::NAN, 1.5] {
            assert_eq!(kind(Options { margin, ..base.clone() }), invalid("margin"));
        }
        let options = Options { discount_rate: -1.0, ..base.clone() };
        assert_eq!(kind(options), invalid("discountRate"));
        assert_eq!(*base.decide(None).unwrap_err().kind(), ErrorKind::NoOrders);
    }
}
