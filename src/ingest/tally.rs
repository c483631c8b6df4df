//! Counts and sums over the rows of all files.

use super::months::Months;
use super::reading::{DroppedCount, Reading, StatusCount, TimeZone, Totals};
use super::status::{StatusClass, class_of};
use crate::diagnostic::Diagnostics;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::math::sort_seldom;
use crate::unit::{Day, Money};
use std::collections::BTreeMap;

/// Different statuses that are told apart; others are counted together under `…`. A status column
/// has a dozen; free text has no end.
const STATUSES: usize = 200;

/// What is counted while rows are read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) kept: u64,
    pub(super) diagnostics: Diagnostics,
    refunds: u64,
    pub(super) totals: Totals,
    /// All amounts without their signs: no sum of any of them is larger.
    gross: u64,
    dropped_by: BTreeMap<Code, (u64, Money)>,
    months: Months,
    days: Option<(Day, Day)>,
    offsets: Offsets,
    statuses: Vec<StatusCount>,
    last_status: usize,
}

/// Sums over rows that count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) rows: u64,
    pub(super) refunds: u64,
    /// Rows that have money.
    pub(super) priced: u64,
    /// Some amount has a fraction.
    pub(super) has_cents: bool,
    pub(super) net: Money,
    /// The amounts without their signs.
    pub(super) gross: u64,
    /// First and last day.
    pub(super) days: (Day, Day),
}

impl Tally {
    /// Counts a row that counts.
    pub(super) fn keep(&mut self, day: Day, amount: Money, offset: Option<i32>) -> Result<()> {
        self.rows += 1;
        self.kept += 1;
        self.refunds += u64::from(amount < Money::ZERO);
        self.gross = self.gross.saturating_add(amount.0.unsigned_abs());
        self.days = Some(match self.days {
            None => (day, day),
            Some((first, last)) => (first.min(day), last.max(day)),
        });
        self.totals.all = add(self.totals.all, amount)?;
        self.totals.kept = add(self.totals.kept, amount)?;
        if let Some(offset) = offset {
            self.offsets.add(Offsets { rows: 1, ends: Some((offset, offset)) });
        }
        self.months.keep(day, amount)
    }

    /// Whether no sum can leave the range, should amounts of `gross` without their signs be added.
    pub(super) fn has_room(&self, gross: u64) -> bool {
        self.gross.saturating_add(gross) <= i64::MAX.unsigned_abs()
    }

    /// Counts rows that count, without their months. There must be room for their amounts.
    pub(super) fn keep_many(&mut self, sums: &Sums) {
        self.rows += sums.rows;
        self.kept += sums.rows;
        self.refunds += sums.refunds;
        self.gross = self.gross.saturating_add(sums.gross);
        self.totals.all.0 += sums.net.0;
        self.totals.kept.0 += sums.net.0;
        let (first, last) = self.days.unwrap_or(sums.days);
        self.days = Some((first.min(sums.days.0), last.max(sums.days.1)));
    }

    /// Counts so many rows of a day that count under their month.
    pub(super) fn keep_in_month(&mut self, day: Day, rows: u64, net: Money) -> Result<()> {
        self.months.keep_many(day, rows, net)
    }

    /// Counts so many rows under the status at this place.
    pub(super) fn count_statuses(&mut self, place: usize, rows: u64, net: Money) -> Result<()> {
        self.last_status = place;
        let status = &mut self.statuses[place];
        status.rows += rows;
        status.net = add(status.net, net)?;
        Ok(())
    }

    /// Counts a row that was set aside because of `code`; its day, where that could be read.
    pub(super) fn drop_row(&mut self, code: Code, day: Option<Day>, amount: Money) -> Result<()> {
        self.rows += 1;
        self.gross = self.gross.saturating_add(amount.0.unsigned_abs());
        self.note_dropped(code, 1, amount)?;
        self.totals.all = add(self.totals.all, amount)?;
        self.totals.dropped = add(self.totals.dropped, amount)?;
        self.months.drop_row(day, amount)
    }

    /// Counts rows that were set aside under their reason.
    pub(super) fn note_dropped(&mut self, code: Code, rows: u64, amount: Money) -> Result<()> {
        let known = self.dropped_by.entry(code).or_default();
        *known = (known.0 + rows, add(known.1, amount)?);
        Ok(())
    }

    /// Takes in what another tally has counted. Where that does not count after all, its rows do as
    /// dropped ones, and its money nowhere.
    pub(super) fn absorb(&mut self, mut other: Self, counts: bool) -> Result<()> {
        self.rows += other.rows;
        for (code, (rows, sum)) in other.dropped_by {
            self.note_dropped(code, rows, if counts { sum } else { Money::ZERO })?;
        }
        for status in other.statuses {
            let net = if counts { status.net } else { Money::ZERO };
            self.absorb_status(StatusCount { net, ..status })?;
        }
        self.months.absorb(other.months, counts)?;
        if !counts {
            other.diagnostics.drop_all();
            self.diagnostics.absorb(other.diagnostics);
            return Ok(());
        }
        self.diagnostics.absorb(other.diagnostics);
        self.kept += other.kept;
        self.refunds += other.refunds;
        self.totals.all = add(self.totals.all, other.totals.all)?;
        self.totals.kept = add(self.totals.kept, other.totals.kept)?;
        self.totals.dropped = add(self.totals.dropped, other.totals.dropped)?;
        self.offsets.add(other.offsets);
        let ends = self.days.into_iter().chain(other.days);
        self.days = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        Ok(())
    }

    fn absorb_status(&mut self, status: StatusCount) -> Result<()> {
        let Some(known) = self.statuses.iter_mut().find(|known| known.text == status.text) else {
            self.statuses.push(status);
            return Ok(());
        };
        known.rows += status.rows;
        known.net = add(known.net, status.net)?;
        Ok(())
    }

    /// What a status means.
    pub(super) fn class_of(&mut self, text: &str) -> StatusClass {
        let is_last = self.statuses.get(self.last_status).is_some_and(|s| s.text == text);
        if !is_last {
            self.last_status = self.find_status(text);
        }
        match self.statuses.get(self.last_status) {
            Some(status) if self.last_status < STATUSES => status.class,
            _ => class_of(text),
        }
    }

    /// Counts a row under its status, and says what the status means.
    pub(super) fn note_status(&mut self, text: &str, amount: Money) -> Result<StatusClass> {
        let class = self.class_of(text);
        self.count_status(self.last_status, amount)?;
        Ok(class)
    }

    /// Counts a row under its status, which means `class` in this export.
    pub(super) fn note_status_as(
        &mut self,
        text: &str,
        class: StatusClass,
        amount: Money,
    ) -> Result<StatusClass> {
        self.note_status(text, amount)?;
        if self.last_status < STATUSES {
            self.statuses[self.last_status].class = class;
        }
        Ok(class)
    }

    /// The place of a status that rows had before, and that simply counts.
    pub(super) fn plain_status(&self, text: &str) -> Option<usize> {
        let is_it = |status: &StatusCount| status.text == text;
        let place = if self.statuses.get(self.last_status).is_some_and(is_it) {
            self.last_status
        } else {
            self.statuses.iter().take(STATUSES).position(is_it)?
        };
        let is_plain = place < STATUSES && self.statuses[place].class == StatusClass::Paid;
        is_plain.then_some(place)
    }

    /// Counts a row under the status at this place.
    pub(super) fn count_status(&mut self, place: usize, amount: Money) -> Result<()> {
        self.count_statuses(place, 1, amount)
    }

    fn find_status(&mut self, text: &str) -> usize {
        let known = self.statuses.iter().take(STATUSES).position(|status| status.text == text);
        known.unwrap_or_else(|| {
            let place = self.statuses.len().min(STATUSES);
            if place == self.statuses.len() {
                let is_told_apart = place < STATUSES;
                self.statuses.push(StatusCount {
                    text: if is_told_apart { text } else { "…" }.to_owned(),
                    class: if is_told_apart { class_of(text) } else { StatusClass::Unknown },
                    rows: 0,
                    net: Money::ZERO,
                });
            }
            place
        })
    }

    /// Everything but the files.
    pub(super) fn into_reading(self) -> Reading {
        let mut statuses = self.statuses;
        sort_seldom(&mut statuses, |a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        Reading {
            rows: self.rows,
            kept: self.kept,
            dropped: self.rows - self.kept,
            refunds: self.refunds,
            totals: self.totals,
            dropped_by: self
                .dropped_by
                .into_iter()
                .map(|(code, (rows, amount))| DroppedCount { code, rows, amount })
                .collect(),
            first_day: self.days.map(|days| days.0),
            last_day: self.days.map(|days| days.1),
            time_zone: TimeZone {
                offset_minutes: None,
                rows_with_offset: self.offsets.rows,
                offsets: self.offsets.ends,
            },
            statuses,
            months: self.months.into_counts(),
            diagnostics: self.diagnostics,
            ..Reading::default()
        }
    }
}

/// Offsets from UTC that times carry.
#[derive(Clone, Copy, Debug, Default)]
struct Offsets {
    rows: u64,
    /// The one furthest west and the one furthest east, in minutes east of UTC.
    ends: Option<(i32, i32)>,
}

impl Offsets {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        let ends = self.ends.into_iter().chain(other.ends);
        self.ends = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    }
}

pub(super) fn add(a: Money, b: Money) -> Result<Money> {
    a.checked_add(b).ok_or_else(|| Error::new(ErrorKind::AmountOverflow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_without_end_are_counted_together() {
        let mut tally = Tally::default();
        for i in 0..1_000 {
            tally.note_status(&format!("note {i}"), Money(1)).unwrap();
            assert_eq!(tally.note_status("paid", Money(1)).unwrap(), StatusClass::Paid);
        }
        assert_eq!(tally.note_status("cancelled", Money(1)).unwrap(), StatusClass::Cancelled);
        let reading = tally.into_reading();
        assert_eq!(reading.statuses.len(), STATUSES + 1);
        assert_eq!(reading.statuses.iter().map(|s| s.rows).sum::<u64>(), 2_001);
        assert_eq!((reading.statuses[0].text.as_str(), reading.statuses[0].rows), ("paid", 1_000));
        assert_eq!((reading.statuses[1].text.as_str(), reading.statuses[1].rows), ("…", 802));
    }

    #[test]
    fn what_does_not_count_after_all_leaves_its_rows_and_no_money() {
        let mut all = Tally::default();
        all.keep(Day(10), Money(5), Some(480)).unwrap();
        all.note_status("paid", Money(5)).unwrap();
        let mut other = Tally::default();
        other.keep(Day(3), Money(-7), Some(-60)).unwrap();
        other.drop_row(Code::MissingCustomer, None, Money(9)).unwrap();
        other.note_status("paid", Money(-7)).unwrap();
        all.absorb(other, false).unwrap();
        let reading = all.into_reading();
        assert_eq!((reading.rows, reading.kept, reading.dropped, reading.refunds), (3, 1, 2, 0));
        assert_eq!((reading.totals.all, reading.totals.dropped), (Money(5), Money(0)));
        assert_eq!(
            (reading.first_day, reading.time_zone.offsets),
            (Some(Day(10)), Some((480, 480)))
        );
        assert_eq!((reading.statuses[0].rows, reading.statuses[0].net), (2, Money(5)));
        assert_eq!(reading.months.iter().map(|month| month.rows).sum::<u64>(), 3);
    }

    #[test]
    fn sums_that_leave_the_range_are_an_error() {
        let mut tally = Tally::default();
        tally.keep(Day(0), Money(i64::MAX), None).unwrap();
        let error = tally.keep(Day(0), Money(1), None).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::AmountOverflow);
    }
}
