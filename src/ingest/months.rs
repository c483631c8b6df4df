//! Rows and money by month.

use super::reading::MonthCount;
use super::tally::add;
use crate::error::Result;
use crate::unit::{Day, Money, Month};
use std::collections::BTreeMap;

/// What is counted by month while rows are read.
#[derive(Debug, Default)]
pub(super) struct Months {
    finished: BTreeMap<Option<Month>, MonthCount>,
    /// The month of the last row, kept out of the map: nearly every row is of the same as the one before.
    current: MonthCount,
    /// The day of the last row, which saves working out its month.
    day: Option<Day>,
}

impl Months {
    /// Counts a row that counts.
    pub(super) fn keep(&mut self, day: Day, amount: Money) -> Result<()> {
        self.keep_many(day, 1, amount)
    }

    /// Counts so many rows of a day that count.
    pub(super) fn keep_many(&mut self, day: Day, rows: u64, amount: Money) -> Result<()> {
        let month = self.month_of(Some(day));
        month.rows += rows;
        month.kept += rows;
        month.net = add(month.net, amount)?;
        Ok(())
    }

    /// Counts a row that was set aside.
    pub(super) fn drop_row(&mut self, day: Option<Day>, amount: Money) -> Result<()> {
        let month = self.month_of(day);
        month.rows += 1;
        month.dropped = add(month.dropped, amount)?;
        Ok(())
    }

    fn month_of(&mut self, day: Option<Day>) -> &mut MonthCount {
        if day != self.day {
            self.day = day;
            let month = day.map(Day::month);
            if month != self.current.month {
                self.finished.insert(self.current.month, self.current);
                let empty = MonthCount { month, ..MonthCount::default() };
                self.current = self.finished.remove(&month).unwrap_or(empty);
            }
        }
        &mut self.current
    }

    /// Takes in other months; their rows alone where their money does not count.
    pub(super) fn absorb(&mut self, other: Self, counts: bool) -> Result<()> {
        for more in other.into_counts() {
            let day = more.month.map(Month::first_day);
            let month = self.month_of(day);
            month.rows += more.rows;
            if counts {
                month.kept += more.kept;
                month.net = add(month.net, more.net)?;
                month.dropped = add(month.dropped, more.dropped)?;
            }
        }
        Ok(())
    }

    /// The months that have rows, in their order; rows without a month last.
    pub(super) fn into_counts(self) -> Vec<MonthCount> {
        let Self { mut finished, current, .. } = self;
        finished.insert(current.month, current);
        let mut counts: Vec<_> = finished.into_values().filter(|month| month.rows > 0).collect();
        if counts.first().is_some_and(|count| count.month.is_none()) {
            counts.rotate_left(1);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_another_currency_come_with_their_rows_and_perhaps_their_money() {
        let day = |text| Day::parse_iso(text).unwrap();
        for (counts, expected) in [(true, (3, 3, 12)), (false, (3, 2, 5))] {
            let (mut months, mut other) = (Months::default(), Months::default());
            months.keep(day("2024-05-01"), Money(2)).unwrap();
            months.keep(day("2024-05-31"), Money(3)).unwrap();
            other.keep(day("2024-05-02"), Money(7)).unwrap();
            months.absorb(other, counts).unwrap();
            let found: Vec<_> = months.into_counts();
            assert_eq!(found.len(), 1, "no month without rows");
            assert_eq!((found[0].rows, found[0].kept, found[0].net.0), expected);
        }
    }

    #[test]
    fn months_come_and_go() {
        let mut months = Months::default();
        let day = |text| Day::parse_iso(text).unwrap();
        months.keep(day("2024-05-31"), Money(5)).unwrap();
        months.drop_row(None, Money(7)).unwrap();
        months.keep(day("2024-04-01"), Money(-2)).unwrap();
        months.drop_row(Some(day("2024-05-01")), Money(9)).unwrap();
        let counts: Vec<_> = months
            .into_counts()
            .iter()
            .map(|c| (c.month.map(|m| m.to_string()), c.rows, c.kept, c.net.0, c.dropped.0))
            .collect();
        assert_eq!(
            counts,
            [
                (Some("2024-04".to_owned()), 1, 1, -2, 0),
                (Some("2024-05".to_owned()), 2, 1, 5, 9),
                (None, 1, 0, 0, 7),
            ]
        );
    }
}
