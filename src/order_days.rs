//! Who bought on which days and for how much: all that a model of repeat buying needs of the orders, small
//! enough to be handed to a wasm of its own.
//!
//! An order day is a day with at least one order of a customer, as [`crate::history`] has it. Money that came
//! or went back later than the day that it belongs to is a row of its own, so that the past of any day can be
//! seen as it was seen then.

use crate::error::{ErrorKind, Result};
use crate::history::DayHistory;
use crate::ledger::Ledger;
use crate::unit::{Day, Money};
use std::ops::Range;

/// The money of one customer on one day that belongs to one order day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The day of the money.
    pub day: Day,
    /// Which order day of the customer it belongs to, 0 for the first, or [`Row::NONE`].
    pub of: u32,
    /// Paid minus refunded.
    pub net: Money,
    /// Whether `day` is that order day itself.
    pub opens: bool,
}

impl Row {
    /// In place of an order day: money that no order precedes.
    pub const NONE: u32 = u32::MAX;
}

/// The order days of all customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderDays {
    /// Rows of customer `c` are `start[c]..start[c + 1]`, in ascending order of their days.
    start: Vec<u32>,
    rows: Vec<Row>,
}

/// A customer as of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which customer of the [`OrderDays`].
    pub customer: u32,
    /// The first order day.
    pub first: Day,
    /// What the models of repeat buying eat.
    pub history: DayHistory,
    /// Paid minus refunded.
    pub net: Money,
    /// The part of `net` that is not of the first order day.
    pub repeat_net: Money,
}

impl Standing {
    /// Mean net spend per repeat order day in major units; `None` without a repeat.
    #[must_use]
    pub fn repeat_spend(&self) -> Option<f64> {
        let x = self.history.x;
        (x > 0).then(|| self.repeat_net.mean_major(x))
    }
}

impl OrderDays {
    /// Those of a ledger, a customer for each of its customers.
    ///
    /// # Errors
    /// `amount-overflow`; `too-large` for more rows than can be numbered.
    pub fn new(ledger: &Ledger) -> Result<Self> {
        let mut made = Self { start: vec![0], rows: Vec::new() };
        // The order day of each order of one customer, in their order.
        let mut orders = Vec::new();
        for c in 0..ledger.customers() {
            orders.clear();
            let first = made.rows.len();
            for line in ledger.lines_in(ledger.lines_of(c)) {
                made.add(first, &mut orders, line)?;
            }
            made.start.push(u32::try_from(made.rows.len()).map_err(|_| ErrorKind::TooLarge)?);
        }
        Ok(made)
    }

    fn add(
        &mut self,
        first: usize,
        orders: &mut Vec<(u32, u32)>,
        line: crate::ledger::Line,
    ) -> Result<()> {
        let rows = &mut self.rows;
        let days = orders.last().map_or(0, |(_, of)| of + 1);
        let mut opens = false;
        if line.opens {
            let begun = rows[first..].iter().rev().find(|row| row.opens);
            opens = begun.is_none_or(|row| row.day != line.day);
            orders.push((line.order, if opens { days } else { days - 1 }));
        }
        let known = orders.binary_search_by_key(&line.order, |(order, _)| *order);
        let of = known.map_or(Row::NONE, |at| orders[at].1);
        let same = rows[first..].iter_mut().rev().take_while(|row| row.day == line.day);
        match same.filter(|row| row.of == of).last() {
            Some(row) if !opens => {
                row.net = row.net.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
            }
            _ => rows.push(Row { day: line.day, of, net: line.amount, opens }),
        }
        Ok(())
    }

    /// From rows as [`OrderDays::rows`] and [`OrderDays::starts`] give them.
    ///
    /// # Errors
    /// `invalid-option` when they do not fit together.
    pub fn from_rows(start: Vec<u32>, rows: Vec<Row>) -> Result<Self> {
        let made = Self { start, rows };
        let ascending = made.start.is_sorted();
        let whole = made.start.first() == Some(&0)
            && made.start.last().map(|end| *end as usize) == Some(made.rows.len());
        let in_order = |rows: &[Row]| rows.is_sorted_by_key(|row| row.day) && numbered(rows);
        if ascending && whole && made.customers().all(|c| in_order(made.of(c))) {
            return Ok(made);
        }
        Err(ErrorKind::InvalidOption { option: "orderDays" }.into())
    }

    /// The same from columns with an entry per row: `day`, [`Row::of`], and net in the smallest unit of
    /// [`Money`].
    ///
    /// # Errors
    /// `invalid-option` when they do not fit together.
    pub fn from_columns(start: Vec<u32>, day: &[i32], of: &[u32], net: &[i64]) -> Result<Self> {
        if [of.len(), net.len()] != [day.len(); 2] {
            return Err(ErrorKind::InvalidOption { option: "orderDays" }.into());
        }
        let mut ends = start.iter().skip(1).peekable();
        let mut opened = 0;
        let columns = day.iter().zip(of).zip(net).zip(0_u32..);
        let rows = columns.map(|(((day, of), net), at)| {
            while ends.next_if(|end| **end <= at).is_some() {
                opened = 0;
            }
            // The first row of an order day is the one that opens it.
            let opens = *of == opened;
            opened += u32::from(opens);
            Row { day: Day(*day), of: *of, net: Money(*net), opens }
        });
        let rows = rows.collect();
        Self::from_rows(start, rows)
    }

    /// All rows, customer by customer.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where the rows of each customer begin, and where the last one's end.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.start
    }

    /// Every customer.
    #[must_use]
    pub fn customers(&self) -> Range<u32> {
        // As many as there are starts, which are numbered by 32 bits.
        0..u32::try_from(self.start.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The rows of customer `c`.
    #[must_use]
    pub fn of(&self, c: u32) -> &[Row] {
        let c = c as usize;
        &self.rows[self.start[c] as usize..self.start[c + 1] as usize]
    }

    /// The first and the last order day of anybody.
    #[must_use]
    pub fn span(&self) -> Option<(Day, Day)> {
        let days = || self.rows.iter().filter(|row| row.opens).map(|row| row.day);
        Some((days().min()?, days().max()?))
    }

    /// Customer `c` as it was known on `day`; `None` where there was no order yet.
    ///
    /// # Errors
    /// `amount-overflow`.
    pub fn standing(&self, c: u32, day: Day) -> Result<Option<Standing>> {
        let known = self.of(c).iter().take_while(|row| row.day <= day);
        let (mut opened, mut first, mut last) = (0_u32, day, day);
        let (mut net, mut first_net) = (Money::ZERO, Money::ZERO);
        for row in known {
            if row.opens {
                first = if opened == 0 { row.day } else { first };
                last = row.day;
                opened += 1;
            }
            net = net.checked_add(row.net).ok_or(ErrorKind::AmountOverflow)?;
            if row.of == 0 {
                first_net = first_net.checked_add(row.net).ok_or(ErrorKind::AmountOverflow)?;
            }
        }
        Ok(opened.checked_sub(1).map(|x| Standing {
            customer: c,
            first,
            history: DayHistory { x, t_x: last.days_since(first), T: day.days_since(first) },
            net,
            repeat_net: Money(net.0 - first_net.0),
        }))
    }

    /// All customers with an order by `day`, in their order.
    ///
    /// # Errors
    /// `amount-overflow`.
    pub fn standings(&self, day: Day) -> Result<Vec<Standing>> {
        self.customers().filter_map(|c| self.standing(c, day).transpose()).collect()
    }

    /// Order days of customer `c` later than `after`, up to and with `until`, and the net of all that
    /// was paid or refunded then.
    ///
    /// # Errors
    /// `amount-overflow`.
    pub fn between(&self, c: u32, after: Day, until: Day) -> Result<(u32, Money)> {
        let within = self.of(c).iter().filter(|row| after < row.day && row.day <= until);
        within.into_iter().try_fold((0, Money::ZERO), |(days, net), row| {
            let net = net.checked_add(row.net).ok_or(ErrorKind::AmountOverflow)?;
            Ok((days + u32::from(row.opens), net))
        })
    }
}

/// Whether the order days of one customer are numbered as they come, and nothing belongs to one to come.
fn numbered(rows: &[Row]) -> bool {
    let mut opened = 0;
    rows.iter().all(|row| {
        let fits =
            if row.opens { row.of == opened } else { row.of < opened || row.of == Row::NONE };
        opened += u32::from(row.opens);
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::tests::{ledger, pool};

    fn row(day: i32, of: u32, major: i64, opens: bool) -> Row {
        Row { day: Day(day), of, net: Money(major * Money::PER_MAJOR), opens }
    }

    const LINES: [(&str, i32, i64); 10] = [
        ("a", 1, 5),
        ("a", 1, 2),
        ("a", 4, -2),
        ("a", 9, 8),
        ("a", 9, -1),
        ("a", 12, -3),
        ("b", 3, -4),
        ("b", 5, 6),
        ("c", 2, -1),
        ("d", 20, 7),
    ];

    #[test]
    fn orders_of_one_day_are_one_row_and_later_refunds_have_their_own() {
        let days = OrderDays::new(&ledger(&LINES)).unwrap();
        assert_eq!(
            days.of(0),
            [row(1, 0, 7, true), row(4, 0, -2, false), row(9, 1, 7, true), row(12, 1, -3, false)]
        );
        assert_eq!(days.of(1), [row(3, Row::NONE, -4, false), row(5, 0, 6, true)]);
        assert_eq!(days.of(2), [row(2, Row::NONE, -1, false)]);
        assert_eq!(days.span(), Some((Day(1), Day(20))));
        assert_eq!(days.between(0, Day(1), Day(9)).unwrap(), (1, row(0, 0, 5, true).net));
    }

    #[test]
    fn any_day_is_seen_as_the_pool_of_that_day_sees_it() {
        let ledger = ledger(&LINES);
        let days = OrderDays::new(&ledger).unwrap();
        for day in 1..25 {
            let pool = pool(&ledger, day);
            let standings = days.standings(Day(day)).unwrap();
            assert_eq!(standings.len(), pool.len());
            for (c, standing) in standings.iter().enumerate() {
                assert_eq!(standing.customer, pool.ledger_row[c]);
                assert_eq!(standing.first, pool.first[c]);
                assert_eq!(standing.history, pool.history(c));
                assert_eq!(standing.net, pool.net[c]);
                assert_eq!(standing.repeat_spend(), pool.repeat_spend(c), "{day} {c}");
            }
        }
    }

    fn again(start: &[u32], rows: &[Row]) -> Result<OrderDays> {
        let day: Vec<i32> = rows.iter().map(|row| row.day.0).collect();
        let of: Vec<u32> = rows.iter().map(|row| row.of).collect();
        let net: Vec<i64> = rows.iter().map(|row| row.net.0).collect();
        OrderDays::from_columns(start.to_vec(), &day, &of, &net)
    }

    #[test]
    fn columns_make_the_same_again_and_others_are_refused() {
        let days = OrderDays::new(&ledger(&LINES)).unwrap();
        assert_eq!(again(days.starts(), days.rows()).unwrap(), days);
        let refused = |start: &[u32], rows: &[Row]| {
            let error = again(start, rows).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::InvalidOption { option: "orderDays" });
        };
        refused(&[], &[]);
        refused(&[0, 1], &[]);
        refused(&[0, 2, 1], &[row(1, 0, 1, true)]);
        refused(&[0, 2], &[row(2, 0, 1, true), row(1, 1, 1, true)]);
        refused(&[0, 1], &[row(1, 1, 1, true)]);
        refused(&[0, 2], &[row(1, 0, 1, true), row(1, 2, 1, true)]);
        assert!(OrderDays::from_columns(vec![0, 1], &[1], &[0], &[]).is_err());
    }

    #[test]
    fn nobody_has_no_days() {
        let days = OrderDays::new(&ledger(&[])).unwrap();
        assert!(days.customers().is_empty() && days.span().is_none());
        assert!(days.standings(Day(9)).unwrap().is_empty());
    }
}
