//! Where the orders are cut in two, and when that cannot be done.

use crate::order_days::OrderDays;
use crate::unit::Day;

/// The longest holdout, in weeks: those of a year.
pub const MOST_HOLDOUT: u32 = 52;
/// The fewest days of which the last third is held out unasked.
const LEAST_SPAN: u32 = 84;
/// The most weeks that are tracked one by one: those of 20 years.
const MOST_WEEKS: u32 = 1_040;
const WEEK: u32 = 7;

/// Why there is no back-test, and what it would need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotTell {
    /// There is no order by the day of the report.
    NoOrders,
    /// The orders span too few days to hold some of them out.
    SpanTooShort {
        /// Days from the first order day to the day of the report, both counted.
        found: u32,
        /// How many there must be.
        needed: u32,
    },
    /// Too few customers came back by the cut for a model to be fitted.
    TooFewRepeaters {
        /// How many there are.
        found: u64,
        /// How many there must be.
        needed: u64,
    },
    /// The model's forecast is not finite.
    NoForecast,
}

impl CannotTell {
    /// The reason's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoOrders => "no-orders",
            Self::SpanTooShort { .. } => "span-too-short",
            Self::TooFewRepeaters { .. } => "too-few-repeaters",
            Self::NoForecast => "no-forecast",
        }
    }
}

/// The calibration and the holdout. docs/models.md, "Cut and holdout".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first order day of anybody: the calibration's first.
    pub first: Day,
    /// The calibration's last day.
    pub day: Day,
    /// The holdout's last day: that of the report.
    pub until: Day,
}

impl Cut {
    /// Holds out the last `weeks` weeks up to `as_of`, at least 1 and at most [`MOST_HOLDOUT`]; `None`: the
    /// last third of all days.
    ///
    /// # Errors
    /// [`CannotTell::NoOrders`], [`CannotTell::SpanTooShort`].
    pub fn new(days: &OrderDays, as_of: Day, weeks: Option<u32>) -> Result<Self, CannotTell> {
        let first = days.span().map(|(first, _)| first).filter(|first| *first <= as_of);
        let first = first.ok_or(CannotTell::NoOrders)?;
        let found = as_of.0.abs_diff(first.0).saturating_add(1);
        let asked = weeks.map(|weeks| weeks.clamp(1, MOST_HOLDOUT));
        let needed = asked.map_or(LEAST_SPAN, |weeks| WEEK * weeks + 1);
        if found < needed {
            return Err(CannotTell::SpanTooShort { found, needed });
        }
        let weeks = asked.unwrap_or((found / 3 / WEEK).min(MOST_HOLDOUT));
        Ok(Self { first, day: days_before(as_of, WEEK * weeks), until: as_of })
    }

    /// Days held out.
    #[must_use]
    pub fn holdout_days(&self) -> u32 {
        self.until.0.abs_diff(self.day.0)
    }

    /// Whether `day` is one of as many days up to the cut as the holdout has.
    pub(super) fn is_last_period(&self, day: Day) -> bool {
        day <= self.day && self.day.0.abs_diff(day.0) < self.holdout_days()
    }

    /// Weeks that are tracked, counted back from the last day; the first takes in all that is before.
    pub(super) fn weeks(&self) -> u32 {
        (self.until.0.abs_diff(self.first.0) / WEEK + 1).min(MOST_WEEKS)
    }

    /// The place of the week of `day`, which is not later than the last day.
    pub(super) fn week_of(&self, day: Day) -> usize {
        let ago = self.until.0.abs_diff(day.0) / WEEK;
        (self.weeks() - 1).saturating_sub(ago) as usize
    }

    /// The last day of the week at `place`.
    pub(super) fn end_of(&self, place: u32) -> Day {
        days_before(self.until, WEEK * (self.weeks() - 1 - place))
    }
}

fn days_before(day: Day, days: u32) -> Day {
    Day(day.0.saturating_sub_unsigned(days))
}
