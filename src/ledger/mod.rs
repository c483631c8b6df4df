//! The orders, columnar: customers interned and in id order, each customer's lines in day order;
//! frozen once built.
//!
//! A *line* is one row of the file that counted: money of one customer on one day. Lines that share
//! an order number are one *order*; without order numbers each line that is not a refund is one.
//!
//! A ledger of files that name nobody has lines and orders, and no customers.

mod build;
mod dictionary;
mod intern;
mod room;
mod scratch;
mod shelves;
mod sort;
mod texts;

pub use build::{
    Builder, Load, Name, NumberedLine, NumberedLines, NumberedSink, OrderLine, OrderSink,
    order_hash,
};
pub use dictionary::Dictionary;
pub use intern::{Interner, text_hash};
pub(crate) use room::reserve;
pub use sort::Sorting;
pub use texts::Texts;

use crate::unit::{Day, Money};
use std::ops::Range;

/// A text column as codes into sorted labels; code 0 is the empty label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// One code per line.
    pub codes: Vec<u32>,
    /// Label of each code, sorted by bytes.
    pub labels: Texts,
}

/// All orders of the files, frozen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    ids: Texts,
    /// Lines of customer `c` are `start[c]..start[c + 1]`; where nobody is known, lines of one order
    /// lie in one such range.
    start: Vec<u32>,
    entries: Vec<Entry>,
    /// How many orders there are, and the first and the last day on which one was opened.
    orders: u64,
    order_days: Option<(Day, Day)>,
    quantity: Option<Vec<i64>>,
    /// One more than the minutes since midnight; 0 where a line has no time of day.
    time: Option<Vec<u16>>,
    channel: Option<Labels>,
    category: Option<Labels>,
    product: Option<Labels>,
}

/// What every line has, side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    amount: i64,
    day: i32,
    /// Number of the order that the line belongs to, rising with the day inside a customer, or
    /// [`Ledger::NO_ORDER`]; the first line of an order has [`Entry::OPENS`] as well.
    order: u32,
}

impl Entry {
    const OPENS: u32 = 1 << 31;

    fn line(self) -> Line {
        Line {
            day: Day(self.day),
            amount: Money(self.amount),
            opens: self.order & Self::OPENS != 0,
            order: self.order & !Self::OPENS,
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The day of the money.
    pub day: Day,
    /// Positive for a sale, negative for a refund.
    pub amount: Money,
    /// Whether this line counts as an order.
    pub opens: bool,
    /// The order it belongs to, or [`Ledger::NO_ORDER`].
    pub order: u32,
}

impl Ledger {
    /// The order number of a refund that no order precedes.
    pub const NO_ORDER: u32 = u32::MAX >> 1;

    /// Customer ids, sorted by bytes; a customer's index is its place here.
    #[must_use]
    pub fn ids(&self) -> &Texts {
        &self.ids
    }

    /// How many customers there are, those with refunds only included.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.ids.len()
    }

    /// Whether the files name the customers.
    #[must_use]
    pub fn has_customers(&self) -> bool {
        !self.ids.is_empty() || self.entries.is_empty()
    }

    /// How many orders there are.
    #[must_use]
    pub fn orders(&self) -> u64 {
        self.orders
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.entries.len()
    }

    /// The line numbers of customer `c`, in day order.
    #[must_use]
    pub fn lines_of(&self, c: usize) -> Range<usize> {
        self.start[c] as usize..self.start[c + 1] as usize
    }

    /// Line `i`.
    #[must_use]
    pub fn line(&self, i: usize) -> Line {
        self.entries[i].line()
    }

    /// Some lines, as [`Ledger::lines_of`] numbers them.
    pub fn lines_in(&self, range: Range<usize>) -> impl Iterator<Item = Line> {
        self.entries[range].iter().map(|entry| entry.line())
    }

    /// Units sold on line `i`; `None` where the files have no quantity column.
    #[must_use]
    pub fn quantity(&self, i: usize) -> Option<i64> {
        self.quantity.as_ref().map(|column| column[i])
    }

    /// Whether the files have a quantity column.
    #[must_use]
    pub fn has_quantity(&self) -> bool {
        self.quantity.is_some()
    }

    /// Minutes since midnight of line `i`, where the file says it.
    #[must_use]
    pub fn minutes(&self, i: usize) -> Option<u16> {
        self.time.as_ref().and_then(|column| column[i].checked_sub(1))
    }

    /// Sales channel of each line, where the files say it.
    #[must_use]
    pub fn channel(&self) -> Option<&Labels> {
        self.channel.as_ref()
    }

    /// Product category of each line, where the files say it.
    #[must_use]
    pub fn category(&self) -> Option<&Labels> {
        self.category.as_ref()
    }

    /// Product of each line, where the files say it.
    #[must_use]
    pub fn product(&self) -> Option<&Labels> {
        self.product.as_ref()
    }

    /// Bytes that the ledger takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let labels = |labels: &Option<Labels>| {
            labels.as_ref().map_or(0, |it| room::bytes(&it.codes) + it.labels.bytes())
        };
        room::bytes(&self.start)
            + room::bytes(&self.entries)
            + room::bytes(self.quantity.as_deref().unwrap_or_default())
            + room::bytes(self.time.as_deref().unwrap_or_default())
            + [&self.channel, &self.category, &self.product].map(labels).iter().sum::<u64>()
            + self.ids.bytes()
    }

    /// First and last day on which an order was opened.
    #[must_use]
    pub fn order_days(&self) -> Option<(Day, Day)> {
        self.order_days
    }
}
