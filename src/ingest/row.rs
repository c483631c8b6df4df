//! One row: its cells read, and judged.

use super::amount::{Amount, parse_amount};
use super::cell::{TextCell, bare, is_damaged_id, is_void, text_cell};
use super::date::{When, parse_time_cell};
use super::grain::Facts;
use super::habits::Habit;
use super::numeral::currency_named;
use super::schema::Schema;
use super::status::StatusClass;
use super::typed::is_currency;
use crate::at::Field;
use crate::csv::Record;
use crate::diagnostic::Action;
use crate::error::Code;
use crate::ledger::OrderLine;
use crate::unit::Money;

/// The columns that are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexes {
    /// None where the files are read without customers.
    customer: Option<usize>,
    time: usize,
    amount: usize,
    order_id: Option<usize>,
    product: Option<usize>,
    category: Option<usize>,
    channel: Option<usize>,
    quantity: Option<usize>,
    status: Option<usize>,
    currency: Option<usize>,
}

impl Indexes {
    /// A place where no row has a cell: it reads as empty.
    const NOWHERE: usize = usize::MAX;

    /// The column of times.
    pub(super) fn time(&self) -> usize {
        self.time
    }

    /// The column of amounts.
    pub(super) fn amount(&self) -> usize {
        self.amount
    }

    /// The columns of a complete schema. Of an export that is known, those that it lacks are read
    /// as empty.
    pub(super) fn new(schema: &Schema, may_lack: bool) -> Option<Self> {
        let needed = |field| {
            let none = (may_lack || schema.export.is_some()).then_some(Self::NOWHERE);
            schema.column(field).or(none)
        };
        Some(Self {
            customer: schema.column(Field::Customer),
            time: needed(Field::OrderTime)?,
            amount: needed(Field::Amount)?,
            order_id: schema.column(Field::OrderId),
            product: schema.column(Field::Product),
            category: schema.column(Field::Category),
            channel: schema.column(Field::Channel),
            quantity: schema.column(Field::Quantity),
            status: schema.column(Field::Status),
            currency: schema.headers.iter().position(|header| is_currency(header)),
        })
    }
}

/// The customer where none is read.
const NOBODY: TextCell<'static> = TextCell { text: "", is_repaired: false };

/// Room for cells, kept from row to row.
#[derive(Debug, Default)]
pub(super) struct Scratches {
    texts: [String; 6],
    raw: [Vec<u8>; 3],
}

/// A quantity cell that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    /// Whole units.
    Units(i64),
    /// Not a number.
    Unparsed,
}

/// A row with its cells read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) when: Option<When>,
    pub(super) amount: Option<Amount>,
    /// Its amount is in another currency than those that count.
    pub(super) is_foreign: bool,
    /// How its file was known to write when it was read.
    pub(super) habit: Habit,
    customer: TextCell<'a>,
    order_id: Option<TextCell<'a>>,
    product: Option<TextCell<'a>>,
    category: Option<TextCell<'a>>,
    channel: Option<TextCell<'a>>,
    status: Option<TextCell<'a>>,
    quantity: Option<Quantity>,
    /// Some cell, perhaps an unused one, has bytes that are not UTF-8.
    has_invalid_utf8: bool,
    time_cell: &'a [u8],
    amount_cell: &'a [u8],
    quantity_cell: &'a [u8],
}

/// Something to tell about a row, and the column it is about.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) column: Option<usize>,
    /// The value used instead of the cell's.
    pub(super) to: Option<String>,
}

impl<'a> Row<'a> {
    pub(super) fn read(
        record: &Record<'a>,
        indexes: &Indexes,
        zone: Option<i32>,
        habit: Habit,
        scratches: &'a mut Scratches,
    ) -> Self {
        let [a, b, c, d, e, f] = &mut scratches.texts;
        let [g, h, i] = &mut scratches.raw;
        let whole = record.to_text();
        let text = |index, scratch| text_cell(record, whole.as_ref(), index, scratch);
        let time_cell = record.cell(indexes.time, g);
        let amount_cell = record.cell(indexes.amount, h);
        let quantity_cell = indexes.quantity.map_or(&[][..], |index| record.cell(index, i));
        Self {
            when: parse_time_cell(time_cell, zone, habit.order),
            amount: parse_amount(amount_cell, habit.mark),
            habit,
            is_foreign: false,
            customer: indexes.customer.map_or(NOBODY, |index| id(text(index, a))),
            order_id: indexes.order_id.map(|index| id(text(index, b))),
            product: indexes.product.map(|index| text(index, c)),
            category: indexes.category.map(|index| text(index, d)),
            channel: indexes.channel.map(|index| text(index, e)),
            status: indexes.status.map(|index| text(index, f)),
            quantity: parse_quantity(quantity_cell),
            has_invalid_utf8: whole.is_none(),
            time_cell,
            amount_cell,
            quantity_cell,
        }
    }

    /// The row as `facts` have it, by the rules of its export.
    pub(super) fn with<'b>(&self, facts: &'b Facts) -> Row<'b>
    where
        'a: 'b,
    {
        let cell = |text| TextCell { text, is_repaired: false };
        let none =
            |money| Amount { money, currency: None, evidence: None, doubt: None, rounded: false };
        let amount =
            facts.money.map(|money| Amount { money, ..self.amount.unwrap_or_else(|| none(money)) });
        Row {
            when: facts.when,
            customer: cell(&facts.customer),
            order_id: Some(cell(&facts.order)),
            status: facts.status.as_ref().map(|(text, _)| cell(text)),
            amount,
            ..*self
        }
    }

    /// The row with another customer.
    pub(super) fn with_customer<'b>(&self, text: &'b str) -> Row<'b>
    where
        'a: 'b,
    {
        Row { customer: TextCell { text, ..self.customer }, ..*self }
    }

    /// The customer's cell.
    pub(super) fn customer(&self) -> &'a str {
        self.customer.text
    }

    /// The order number's cell.
    pub(super) fn order_id(&self) -> &'a str {
        self.order_id.map_or("", |cell| cell.text)
    }

    /// Units, where the row says them.
    pub(super) fn units(&self) -> Option<i64> {
        match self.quantity {
            Some(Quantity::Units(units)) => Some(units),
            Some(Quantity::Unparsed) | None => None,
        }
    }

    /// The currency that the amount names, or else the row.
    pub(super) fn currency(&self, record: &Record<'_>, indexes: &Indexes) -> Option<&'static str> {
        let beside = || {
            let mut scratch = Vec::new();
            let cell = record.cell(indexes.currency?, &mut scratch);
            currency_named(std::str::from_utf8(cell).ok()?)
        };
        self.amount.and_then(|amount| amount.currency).or_else(beside)
    }

    /// The amount, 0 where the cell is none.
    pub(super) fn money(&self) -> Money {
        let amount = self.amount.filter(|_| !self.is_foreign);
        amount.map_or(Money::ZERO, |amount| amount.money)
    }

    /// The status cell, where there is such a column.
    pub(super) fn status(&self) -> Option<&'a str> {
        self.status.map(|cell| cell.text)
    }

    /// Whether the row may be one of those without any content that spreadsheets leave behind.
    pub(super) fn may_be_blank(&self) -> bool {
        self.customer.text.is_empty() && self.time_cell.trim_ascii().is_empty()
    }

    /// Whether the row is the header again, as where exports were put one under the other.
    pub(super) fn repeats(&self, headers: &[String], indexes: &Indexes) -> bool {
        let is_header = |cell: &[u8], index: usize| {
            headers.get(index).is_some_and(|header| header.trim().as_bytes() == cell.trim_ascii())
        };
        self.when.is_none()
            && self.amount.is_none()
            && is_header(self.time_cell, indexes.time)
            && is_header(self.amount_cell, indexes.amount)
    }

    /// Why the row does not count, if so: the first of its faults.
    pub(super) fn fault(
        &self,
        class: Option<StatusClass>,
        indexes: &Indexes,
    ) -> Option<(Code, Option<usize>)> {
        // A refunded row with negative money is not the sale called off, but the refund itself.
        let is_refund = class == Some(StatusClass::Refunded) && self.money() < Money::ZERO;
        if class.is_some_and(StatusClass::is_excluded) && !is_refund {
            return Some((Code::ExcludedStatus, indexes.status));
        }
        if indexes.customer.is_some() && is_void(self.customer.text) {
            return Some((Code::MissingCustomer, indexes.customer));
        }
        if self.when.is_none() {
            return Some((Code::UnparsedDate, Some(indexes.time)));
        }
        if self.amount.is_none() {
            return Some((Code::UnparsedAmount, Some(indexes.amount)));
        }
        self.is_foreign.then_some((Code::MixedCurrency, Some(indexes.amount)))
    }

    /// What is doubtful or was repaired. Empty for nearly every row.
    pub(super) fn findings(
        &self,
        record: &Record<'_>,
        class: Option<StatusClass>,
        indexes: &Indexes,
        width: usize,
    ) -> Vec<Finding> {
        let mut all = Vec::new();
        let day = self.when.filter(|when| when.is_doubtful(self.habit)).map(|when| when.day);
        let is_cut = is_damaged_id(self.customer.text);
        if day.is_none() && !is_cut && self.is_plain(record, class, width) {
            return all;
        }
        let mut find = |is_so: bool, code: Code, column: Option<usize>, to: Option<String>| {
            if is_so {
                all.push(Finding { code, column, to });
            }
        };
        find(record.has_unterminated_quote(), Code::UnterminatedQuote, None, None);
        find(record.has_stray_quote(), Code::StrayQuote, None, None);
        find(record.has_nul(), Code::NulByte, None, None);
        find(record.has_escape(), Code::BackslashEscape, None, None);
        find(is_ragged(record, width), Code::RaggedRow, None, None);
        if let Some(amount) = self.amount {
            let is_doubtful = amount.doubt.is_some();
            let to = || Some(amount.money.to_string());
            let column = Some(indexes.amount);
            find(is_doubtful, Code::AmbiguousAmount, column, is_doubtful.then(to).flatten());
            find(amount.rounded, Code::RoundedAmount, column, amount.rounded.then(to).flatten());
        }
        find(
            day.is_some(),
            Code::AmbiguousDateOrder,
            Some(indexes.time),
            day.map(|d| d.to_string()),
        );
        find(is_cut, Code::DamagedId, indexes.customer, None);
        let is_unparsed = self.quantity == Some(Quantity::Unparsed);
        find(is_unparsed, Code::UnparsedQuantity, indexes.quantity, None);
        find(class == Some(StatusClass::Unknown), Code::UnknownStatus, indexes.status, None);
        for (cell, column) in self.texts(indexes) {
            if cell.is_repaired {
                find(true, Code::InvalidUtf8, column, Some(cell.text.to_owned()));
            }
        }
        all
    }

    /// A quick answer for nearly every row: there is nothing to tell.
    fn is_plain(&self, record: &Record<'_>, class: Option<StatusClass>, width: usize) -> bool {
        record.len() == width
            && !record.is_doubtful()
            && self.amount.is_none_or(|amount| amount.doubt.is_none() && !amount.rounded)
            && self.quantity != Some(Quantity::Unparsed)
            && class != Some(StatusClass::Unknown)
            && !self.has_invalid_utf8
    }

    /// The cells that are used as text, with their columns.
    fn texts(&self, indexes: &Indexes) -> impl Iterator<Item = (TextCell<'a>, Option<usize>)> {
        [
            (indexes.customer.map(|_| self.customer), indexes.customer),
            (self.order_id, indexes.order_id),
            (self.product, indexes.product),
            (self.category, indexes.category),
            (self.channel, indexes.channel),
            (self.status, indexes.status),
        ]
        .into_iter()
        .filter_map(|(cell, column)| cell.map(|cell| (cell, column)))
    }

    /// The cell of a column that was read, for a diagnostic.
    pub(super) fn cell(&self, column: usize, indexes: &Indexes) -> String {
        let raw = [
            (self.time_cell, Some(indexes.time)),
            (self.amount_cell, Some(indexes.amount)),
            (self.quantity_cell, indexes.quantity),
        ];
        let found = raw.into_iter().find(|(_, index)| *index == Some(column));
        let as_text = || self.texts(indexes).find(|(_, index)| *index == Some(column));
        match found {
            Some((cell, _)) => String::from_utf8_lossy(cell).into_owned(),
            None => as_text().map_or_else(String::new, |(cell, _)| cell.text.to_owned()),
        }
    }

    /// The row as an order line with this time and amount.
    pub(super) fn line(&self, when: When, amount: Money) -> OrderLine<'a> {
        let text =
            |cell: Option<TextCell<'a>>| cell.map(|cell| cell.text).filter(|text| !text.is_empty());
        OrderLine {
            customer: self.customer.text,
            day: when.day,
            minutes: when.minutes,
            amount,
            order_id: text(self.order_id),
            product: text(self.product),
            category: text(self.category),
            channel: text(self.channel),
            quantity: self.units(),
        }
    }

    /// The row as an order line, if it has a day and an amount.
    pub(super) fn order_line(&self) -> Option<OrderLine<'a>> {
        Some(self.line(self.when?, self.amount?.money))
    }
}

impl Finding {
    /// What was done about it in a row that counts.
    pub(super) fn action(self) -> Action {
        self.to.map_or(Action::Kept, |to| Action::Repaired { to })
    }
}

/// Takes off quotes that are left at the ends where the file's quoting is damaged: without them the
/// damage would make a customer of its own.
fn id(cell: TextCell<'_>) -> TextCell<'_> {
    TextCell { text: cell.text.trim_matches('"'), ..cell }
}

/// Whether the row has too few cells, or too many that are not empty: a delimiter at the end of
/// each row is a habit of some exports.
fn is_ragged(record: &Record<'_>, width: usize) -> bool {
    let mut scratch = Vec::new();
    record.len() < width
        || (width..record.len()).any(|i| !record.cell(i, &mut scratch).trim_ascii().is_empty())
}

/// Whether every cell is empty.
pub(super) fn is_blank(record: &Record<'_>) -> bool {
    let mut scratch = Vec::new();
    (0..record.len()).all(|i| {
        let cell = record.cell(i, &mut scratch);
        std::str::from_utf8(cell).is_ok_and(|cell| bare(cell).is_empty())
    })
}

/// Reads whole units; `None` for a cell that says nothing.
fn parse_quantity(cell: &[u8]) -> Option<Quantity> {
    if let [digit @ b'0'..=b'9'] = cell {
        return Some(Quantity::Units(i64::from(digit - b'0')));
    }
    let text = cell.trim_ascii();
    if std::str::from_utf8(text).is_ok_and(is_void) {
        return None;
    }
    let whole = parse_amount(text, None)
        .filter(|amount| amount.currency.is_none() && amount.money.0 % Money::PER_MAJOR == 0);
    Some(whole.map_or(Quantity::Unparsed, |n| Quantity::Units(n.money.0 / Money::PER_MAJOR)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_whole_units() {
        for (cell, units) in [("3", 3), ("12", 12), ("2.00", 2), ("-1", -1), (" 1,000 ", 1_000)] {
            assert_eq!(parse_quantity(cell.as_bytes()), Some(Quantity::Units(units)), "{cell}");
        }
        for cell in ["two", "1.5", "$3"] {
            assert_eq!(parse_quantity(cell.as_bytes()), Some(Quantity::Unparsed), "{cell}");
        }
        assert_eq!(parse_quantity(b""), None);
        assert_eq!(parse_quantity(b" - "), None);
    }
}
