//! Counts and sums over the rows of all files.

use super::months::Months;
use super::reading::{DroppedCount, Reading, StatusCount, Totals};
use super::set_aside::SetAside;
use super::status::{StatusClass, class_of};
use crate::diagnostic::Diagnostics;
use crate::error::{Code, Error, ErrorKind, Result};
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
    pub(super) rows_with_offset: u64,
    pub(super) diagnostics: Diagnostics,
    pub(super) set_aside: SetAside,
    refunds: u64,
    totals: Totals,
    dropped_by: BTreeMap<Code, (u64, Money)>,
    months: Months,
    days: Option<(Day, Day)>,
    currency: Currency,
    /// The only currency whose rows count.
    pub(super) kept_currency: Option<&'static str>,
    statuses: Vec<StatusCount>,
    last_status: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Currency {
    #[default]
    Unsaid,
    One(&'static str),
    Several,
}

impl Tally {
    /// Counts a row that counts.
    pub(super) fn keep(&mut self, day: Day, amount: Money) -> Result<()> {
        self.rows += 1;
        self.kept += 1;
        self.refunds += u64::from(amount < Money::ZERO);
        self.days = Some(match self.days {
            None => (day, day),
            Some((first, last)) => (first.min(day), last.max(day)),
        });
        self.totals.all = add(self.totals.all, amount)?;
        self.totals.kept = add(self.totals.kept, amount)?;
        self.months.keep(day, amount)
    }

    /// Counts a row that was set aside because of `code`; its day, where that could be read.
    pub(super) fn drop_row(&mut self, code: Code, day: Option<Day>, amount: Money) -> Result<()> {
        self.rows += 1;
        let (rows, sum) = self.dropped_by.entry(code).or_default();
        *rows += 1;
        *sum = add(*sum, amount)?;
        self.totals.all = add(self.totals.all, amount)?;
        self.totals.dropped = add(self.totals.dropped, amount)?;
        self.months.drop_row(day, amount)
    }

    /// Whether `code` is another currency than the one that is kept: the first that is named.
    pub(super) fn is_foreign(&mut self, code: &'static str) -> bool {
        *self.kept_currency.get_or_insert(code) != code
    }

    /// Notes the currency that an amount names.
    pub(super) fn note_currency(&mut self, code: &'static str) {
        self.currency = match self.currency {
            Currency::Unsaid => Currency::One(code),
            Currency::One(known) if known == code => self.currency,
            Currency::One(_) | Currency::Several => Currency::Several,
        };
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
        self.count_status(amount)?;
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

    fn count_status(&mut self, amount: Money) -> Result<()> {
        let status = &mut self.statuses[self.last_status];
        status.rows += 1;
        status.net = add(status.net, amount)?;
        Ok(())
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
        statuses.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
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
            currency: match self.currency {
                Currency::One(code) => Some(code),
                Currency::Unsaid | Currency::Several => None,
            },
            statuses,
            months: self.months.into_counts(),
            set_aside: self.set_aside,
            diagnostics: self.diagnostics,
            ..Reading::default()
        }
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
    fn one_currency_is_named_and_two_are_not() {
        let mut tally = Tally::default();
        tally.note_currency("CNY");
        tally.note_currency("CNY");
        assert_eq!(tally.currency, Currency::One("CNY"));
        tally.note_currency("USD");
        tally.note_currency("CNY");
        assert_eq!(tally.into_reading().currency, None);
    }

    #[test]
    fn sums_that_leave_the_range_are_an_error() {
        let mut tally = Tally::default();
        tally.keep(Day(0), Money(i64::MAX)).unwrap();
        let error = tally.keep(Day(0), Money(1)).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::AmountOverflow);
    }
}
