//! When orders are placed: by day of the week, and by hour where the files have times.

use crate::error::{ErrorKind, Result};
use crate::ledger::Line;
use crate::unit::{Day, Money};

/// Days in a week.
pub const DAYS_A_WEEK: usize = 7;
/// Hours in a day.
pub const HOURS_A_DAY: usize = 24;

const MINUTES_AN_HOUR: u16 = 60;

/// Orders opened, and money sold, in a part of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Orders opened.
    pub orders: u64,
    /// Money of the lines sold.
    pub sold: Money,
}

/// The week. Day 0 is Monday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Each day of the week.
    pub weekdays: [Slot; DAYS_A_WEEK],
    /// Each hour of each day of the week; `None` where the files have no times of day. A file whose
    /// every time is midnight has days only.
    pub hours: Option<Box<[[Slot; HOURS_A_DAY]; DAYS_A_WEEK]>>,
    /// Orders whose line has no time of day: in `weekdays`, in no hour.
    pub without_hour: u64,
}

/// A [`Clock`] while lines are added.
#[derive(Debug, Default)]
pub(super) struct ClockBuilder {
    weekdays: [Slot; DAYS_A_WEEK],
    hours: [[Slot; HOURS_A_DAY]; DAYS_A_WEEK],
    without_hour: u64,
    has_times: bool,
}

impl Slot {
    fn add(&mut self, line: Line) -> Result<()> {
        self.orders += u64::from(line.opens);
        self.sold = self.sold.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
        Ok(())
    }
}

impl ClockBuilder {
    pub(super) fn add(&mut self, line: Line, minutes: Option<u16>) -> Result<()> {
        if line.amount < Money::ZERO {
            return Ok(());
        }
        let weekday = weekday(line.day);
        self.weekdays[weekday].add(line)?;
        match minutes {
            Some(minutes) => {
                self.has_times |= minutes > 0;
                let hour = usize::from(minutes / MINUTES_AN_HOUR).min(HOURS_A_DAY - 1);
                self.hours[weekday][hour].add(line)
            }
            None => {
                self.without_hour += u64::from(line.opens);
                Ok(())
            }
        }
    }

    pub(super) fn finish(self) -> Clock {
        let Self { weekdays, hours, without_hour, has_times } = self;
        Clock { weekdays, hours: has_times.then(|| Box::new(hours)), without_hour }
    }
}

/// 0 for Monday.
fn weekday(day: Day) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((i64::from(day.0) + 3).rem_euclid(7)).unwrap_or(0)
}
