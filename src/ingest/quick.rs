//! Rows in which nothing is unusual, as nearly all are: read in one go, without asking what could be
//! wrong with each cell.
//!
//! A row is either taken here, with what [`Desk::judge`] would have made of it, or left as if it had not
//! been looked at. Everything that is asked here is asked there again, more thoroughly.

use super::amount::parse_usual as parse_money;
use super::cell::{bare, is_bare, is_damaged_id, is_nobody};
use super::date::parse_usual as parse_day;
use super::dedupe::Again;
use super::facts::hash_of;
use super::indexes::Indexes;
use super::intake::Desk;
use super::key::Form;
use super::numeral::Mark;
use super::quantity::{Quantity, parse_quantity};
use crate::csv::Record;
use crate::csv::layout::has_ascii_word;
use crate::error::Result;
use crate::ledger::{OrderLine, OrderSink};

/// An ordinary row, as far as it is not the order line.
#[derive(Debug)]
pub(super) struct Quick<'a> {
    line: OrderLine<'a>,
    /// What the amount shows of the column's decimal mark.
    evidence: Option<Mark>,
    /// Hash of the order's number.
    order: u64,
    /// What tells the line from others.
    again: u64,
    status: Option<usize>,
    currency: u8,
    /// The customer is of digits only.
    is_number: bool,
}

impl<S: OrderSink> Desk<S> {
    /// Reads a row, if it is an ordinary one.
    pub(super) fn quick<'a>(
        &self,
        record: &Record<'a>,
        indexes: &Indexes,
        scratches: &'a mut [String; 3],
    ) -> Option<Quick<'a>> {
        #[cfg(test)]
        if self.quick.is_off {
            return None;
        }
        let file = &self.file;
        if !file.is_settled(indexes)
            || record.len() != file.schema.headers.len()
            || record.is_doubtful()
        {
            return None;
        }
        let (line, evidence) = line_of(record, indexes, scratches)?;
        let kinds = kinds_of(line.customer);
        let order_id = line.order_id.unwrap_or_default();
        let is_known = indexes.customer.is_none() || is_key(line.customer, kinds, file.key.form);
        let is_order =
            order_id.is_empty() || is_bare(order_id.as_bytes()) && !is_damaged_id(order_id);
        if !is_known || !is_order {
            return None;
        }
        let currency = file.currency_as_before(written(record, indexes.currency)?)?;
        let status = match indexes.status {
            Some(index) => {
                Some(self.books.plain_status(currency, bare(record.as_written(index)?))?)
            }
            None => None,
        };
        let money = line.amount;
        let order = hash_of(order_id);
        let again = Again::key(order, Some(&line));
        let is_new = !self.again.may_be_again(again, file.number)
            && !file.order_totals.would_be_again(order, money);
        let is_usual = is_new && self.books.is_quiet(currency);
        let is_number = kinds == DIGIT;
        is_usual.then_some(Quick { line, evidence, order, again, status, currency, is_number })
    }

    /// Counts an ordinary row, on line `number` of its file.
    pub(super) fn enter(&mut self, row: Quick<'_>, number: u64) -> Result<()> {
        let Quick { line, evidence, order, again, status, currency, is_number } = row;
        #[cfg(test)]
        {
            self.quick.rows += 1;
        }
        let file = &mut self.file;
        file.records += 1;
        file.habits.hear_plain(line.day, evidence);
        file.dates.good += 1;
        file.amounts.good += 1;
        file.add_to_sums(line.amount, true);
        self.again.is_again(again, file.number);
        file.order_totals.is_again(order, line.amount, number);
        if !line.customer.is_empty() {
            file.key.note_plain(line.customer, is_number);
        }
        self.books.turn_back(currency);
        if let Some(status) = status {
            self.books.count_status(status, line.amount)?;
        }
        let amount = self.books.keep_quietly(line.day, line.amount, None)?;
        self.orders.add_to(currency, &OrderLine { amount, ..line })
    }
}

/// The row's cells as an order line, where each is written as usual, and what the amount shows of the
/// column's decimal mark.
fn line_of<'a>(
    record: &Record<'a>,
    indexes: &Indexes,
    scratches: &'a mut [String; 3],
) -> Option<(OrderLine<'a>, Option<Mark>)> {
    let whole = record.as_text()?;
    let text = |index: Option<usize>, scratch: &'a mut String| {
        let text = match record.as_written(index?) {
            Some(text) => text,
            None => whole.cell(index?, scratch),
        };
        let text = if is_bare(text.as_bytes()) { text } else { bare(text) };
        Some(text).filter(|text| !text.is_empty())
    };
    let [product, category, channel] = scratches;
    let (amount, evidence) = parse_money(record.bytes_as_written(indexes.amount())?)?;
    let (day, minutes) = parse_day(record.bytes_as_written(indexes.time())?)?;
    let quantity = match indexes.quantity {
        Some(index) => parse_quantity(record.bytes_as_written(index)?),
        None => None,
    };
    let line = OrderLine {
        customer: written(record, indexes.customer)?,
        day,
        minutes,
        amount,
        order_id: Some(written(record, indexes.order_id)?).filter(|id| !id.is_empty()),
        product: text(indexes.product, product),
        category: text(indexes.category, category),
        channel: text(indexes.channel, channel),
        quantity: match quantity {
            Some(Quantity::Unparsed) => return None,
            Some(Quantity::Units(units)) => Some(units),
            None => None,
        },
    };
    Some((line, evidence))
}

/// The text of a column's cell, where it stands in the file as such; empty where there is no such column.
fn written<'a>(record: &Record<'a>, index: Option<usize>) -> Option<&'a str> {
    index.map_or(Some(""), |index| record.as_written(index))
}

/// Whether the text is a customer's name or number, with nothing to take off, to bring to another form, or
/// to tell of.
fn is_key(text: &str, kinds: u8, form: Form) -> bool {
    let is_in_form = match form {
        // A number with a fraction may be a whole one.
        Form::AsIs => kinds & OTHER == 0 && kinds != DIGIT | DOT,
        Form::Mail => kinds & (UPPER | OTHER) == 0,
        Form::Phone => kinds == DIGIT && text.len() == 11,
    };
    is_in_form
        && is_bare(text.as_bytes())
        && !(kinds == DIGIT && is_damaged_id(text))
        && !is_nobody(text)
        && !has_ascii_word(text)
}

/// What kinds of characters a text has.
fn kinds_of(text: &str) -> u8 {
    text.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)])
}

const DIGIT: u8 = 1;
const UPPER: u8 = 2;
const LOWER: u8 = 4;
const DOT: u8 = 8;
/// What else may stand inside of names and numbers, and means nothing.
const JOINT: u8 = 16;
const OTHER: u8 = 32;

/// What kind of character each byte is.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'.' => DOT,
            b'-' | b'_' | b'@' => JOINT,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};

/// What tests ask of the quick way, and hear of it.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Trial {
    is_off: bool,
    rows: u64,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
