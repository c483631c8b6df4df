//! Ordinary rows, counted in one go.
//!
//! A row is either taken here, with what [`Desk::judge`] would have made of it, or left as if it had not
//! been looked at. Everything that is asked here is asked there again, more thoroughly.

use super::indexes::Indexes;
use super::intake::Desk;
use super::ordinary::{Guide, Marks, Ordinary};
use crate::at::At;
use crate::csv::Record;
use crate::error::Result;
use crate::ledger::{OrderLine, OrderSink};
use crate::unit::{Day, Money};

/// An ordinary row that nothing speaks against, as far as it is not the order line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) day: Day,
    pub(super) money: Money,
    pub(super) marks: Marks,
    /// Where the status is counted.
    pub(super) status: Option<usize>,
    /// Number of the currency.
    pub(super) currency: u8,
}

impl<S: OrderSink> Desk<S> {
    /// Reads a row, if it is an ordinary one.
    pub(super) fn quick<'a>(
        &self,
        record: &Record<'a>,
        indexes: &Indexes,
        scratches: &'a mut [String; 3],
    ) -> Option<(Entry, OrderLine<'a>)> {
        #[cfg(test)]
        if self.quick.is_off {
            return None;
        }
        let file = &self.file;
        if !file.is_settled(indexes) {
            return None;
        }
        let guide = Guide { indexes, width: file.schema.headers.len(), form: file.key.form };
        let Ordinary { line, marks, status, currency } = guide.read(record, scratches)?;
        let currency = file.currency_as_before(currency)?;
        let status = match status {
            Some(status) => Some(self.books.plain_status(currency, status)?),
            None => None,
        };
        let entry = Entry { day: line.day, money: line.amount, marks, status, currency };
        self.is_usual(&entry).then_some((entry, line))
    }

    /// Whether the row stands for the first time, and can count without more being told of it.
    pub(super) fn is_usual(&self, entry: &Entry) -> bool {
        let Marks { order, again, .. } = entry.marks;
        let is_new = !self.again.may_be_again(again, self.file.number)
            && !self.file.order_totals.would_be_again(order, entry.money);
        is_new
            && self.file.too_early(Some(entry.day)).is_none()
            && self.books.is_quiet(entry.currency)
    }

    /// Counts an ordinary row, on line `number` of its file; `add` gets the money that counts of it.
    pub(super) fn enter(
        &mut self,
        entry: &Entry,
        number: u64,
        add: impl FnOnce(&mut S, Money) -> Result<()>,
    ) -> Result<()> {
        let money = self.count(entry, number);
        money.and_then(|money| add(&mut self.orders, money)).map_err(|error| {
            let (record, line) = (Some(self.file.records), Some(number));
            error.at_place(At { record, line, ..At::default() })
        })
    }

    fn count(&mut self, entry: &Entry, number: u64) -> Result<Money> {
        let Entry { day, money, marks, status, currency } = *entry;
        #[cfg(test)]
        {
            self.quick.rows += 1;
        }
        let file = &mut self.file;
        file.records += 1;
        file.habits.hear_plain(day, marks.evidence);
        file.dates.good += 1;
        file.amounts.good += 1;
        file.add_to_sums(money, true);
        self.again.is_again(marks.again, file.number);
        file.order_totals.is_again(marks.order, money, number);
        if let Some(look) = marks.customer {
            file.key.note_plain(look);
        }
        self.books.turn_back(currency);
        if let Some(status) = status {
            self.books.count_status(status, money)?;
        }
        self.books.keep_quietly(day, money, None)
    }
}

/// What tests ask of the quick way, and hear of it.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Trial {
    is_off: bool,
    rows: u64,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
