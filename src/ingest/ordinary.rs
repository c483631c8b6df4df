//! What an ordinary row says: one in which nothing is unusual, as in nearly all. It is read in one go,
//! without asking what could be wrong with each cell, and without knowing what rows came before it.

use super::amount::parse_usual as parse_money;
use super::cell::{bare, is_bare, is_damaged_id, is_nobody};
use super::date::parse_usual as parse_day;
use super::dedupe::Again;
use super::digits::Look;
use super::facts::hash_of;
use super::indexes::Indexes;
use super::key::Form;
use super::numeral::Mark;
use super::quantity::{Quantity, parse_quantity};
use crate::csv::Record;
use crate::csv::layout::has_ascii_word;
use crate::ledger::OrderLine;

/// How the rows of a file are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guide<'a> {
    pub(super) indexes: &'a Indexes,
    /// Cells of a row.
    pub(super) width: usize,
    /// The form of the customers' cells.
    pub(super) form: Form,
}

/// An ordinary row.
#[derive(Debug)]
pub(super) struct Ordinary<'a> {
    pub(super) line: OrderLine<'a>,
    pub(super) marks: Marks,
    /// The cells of the status and of the currency, as they are written; `None` and empty where there are no
    /// such columns.
    pub(super) status: Option<&'a str>,
    pub(super) currency: &'a str,
}

/// What a row shows beside its order line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// What the amount shows of the column's decimal mark.
    pub(super) evidence: Option<Mark>,
    /// Hash of the order's number.
    pub(super) order: u64,
    /// What tells the line from others.
    pub(super) again: u64,
    /// How the customer's id looks; `None` where nobody is named.
    pub(super) customer: Option<Look>,
}

impl Guide<'_> {
    /// What the row says, if it is an ordinary one.
    #[inline]
    pub(super) fn read<'a>(
        &self,
        record: &Record<'a>,
        scratches: &'a mut [String; 3],
    ) -> Option<Ordinary<'a>> {
        let Self { indexes, width, form } = *self;
        if record.len() != width || record.is_doubtful() {
            return None;
        }
        let (line, evidence) = line_of(record, indexes, scratches)?;
        let customer = match indexes.customer {
            Some(_) => Some(look_of(line.customer, form)?),
            None => None,
        };
        let order = order_of(line.order_id.unwrap_or_default())?;
        let again = Again::key(order, Some(&line));
        let status = match indexes.status {
            Some(index) => Some(bare(record.as_written(index)?)),
            None => None,
        };
        let currency = written(record, indexes.currency)?;
        Some(Ordinary { line, marks: Marks { evidence, order, again, customer }, status, currency })
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
        Some(bare(text)).filter(|text| !text.is_empty())
    };
    let [product, category, channel] = scratches;
    let (amount, evidence) = parse_money(record.bytes_as_written(indexes.amount())?)?;
    let (day, minutes) = parse_day(record.bytes_as_written(indexes.time())?)?;
    let quantity = match indexes.quantity {
        Some(index) => units_of(record.bytes_as_written(index)?)?,
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
        quantity,
    };
    Some((line, evidence))
}

/// The text of a column's cell, where it stands in the file as such; empty where there is no such column.
fn written<'a>(record: &Record<'a>, index: Option<usize>) -> Option<&'a str> {
    index.map_or(Some(""), |index| record.as_written(index))
}

/// How a customer's name or number looks; nothing where it is not an ordinary one.
#[inline]
pub(super) fn look_of(text: &str, form: Form) -> Option<Look> {
    let kinds = kinds_of(text);
    if !is_key(text, kinds, form) {
        return None;
    }
    Some(if kinds == DIGIT { Look::of(text.as_bytes()) } else { Look::OTHER })
}

/// The hash of an order's number, 0 for none; nothing where it is not an ordinary one.
#[inline]
pub(super) fn order_of(id: &str) -> Option<u64> {
    let is_ordinary = id.is_empty() || is_bare(id.as_bytes()) && !is_damaged_id(id);
    is_ordinary.then(|| hash_of(id))
}

/// How many were bought, `None` where that is not said; nothing where it is no number.
pub(super) fn units_of(cell: &[u8]) -> Option<Option<i64>> {
    match parse_quantity(cell) {
        Some(Quantity::Unparsed) => None,
        Some(Quantity::Units(units)) => Some(Some(units)),
        None => Some(None),
    }
}

/// Whether the text is a customer's name or number, with nothing to take off, to bring to another form, or
/// to tell of.
pub(super) fn is_key(text: &str, kinds: u8, form: Form) -> bool {
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
pub(super) fn kinds_of(text: &str) -> u8 {
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
