//! One row, with its cells read.

use super::amount::{Amount, parse_amount};
use super::cell::{TextCell, Wrap, bare, is_damaged_id, is_void, text_cell};
use super::date::{When, parse_time_cell};
use super::facts::Facts;
use super::habits::Habit;
use super::indexes::Indexes;
use super::quantity::{Quantity, parse_quantity};
use crate::csv::Record;
use crate::csv::layout::{self, is_sum_label};
use crate::ledger::OrderLine;
use crate::unit::Money;

/// The customer where none is read.
const NOBODY: TextCell<'static> = TextCell { text: "", is_repaired: false, wrap: Wrap::None };

/// Room for cells, kept from row to row.
#[derive(Debug, Default)]
pub(super) struct Scratches {
    texts: [String; 6],
    pub(super) quick: [String; 3],
    raw: [Vec<u8>; 4],
}

/// A row with its cells read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) when: Option<When>,
    pub(super) amount: Option<Amount>,
    /// What was paid back of it, where a column says so.
    pub(super) refund: Option<Money>,
    /// By the rules of an export that is known.
    is_known: bool,
    /// A spreadsheet has cut its order's number.
    pub(super) is_cut_order: bool,
    /// How its file was known to write when it was read.
    pub(super) habit: Habit,
    pub(super) customer: TextCell<'a>,
    order_id: Option<TextCell<'a>>,
    product: Option<TextCell<'a>>,
    category: Option<TextCell<'a>>,
    channel: Option<TextCell<'a>>,
    status: Option<TextCell<'a>>,
    pub(super) quantity: Option<Quantity>,
    /// Some cell, perhaps an unused one, has bytes that are not UTF-8.
    pub(super) has_invalid_utf8: bool,
    time_cell: &'a [u8],
    pub(super) amount_cell: &'a [u8],
    quantity_cell: &'a [u8],
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
        let [g, h, i, j] = &mut scratches.raw;
        let whole = record.to_text();
        let text = |index, scratch| text_cell(record, whole.as_ref(), index, scratch);
        let time_cell = record.cell(indexes.time, g);
        let amount_cell = record.cell(indexes.amount, h);
        let quantity_cell = indexes.quantity.map_or(&[][..], |index| record.cell(index, i));
        let amount = parse_amount(amount_cell, habit.mark);
        let paid_back = |amount: Amount| {
            let cell = record.cell(indexes.refund?, j);
            let back = parse_amount(cell, habit.mark)?.money.0.checked_abs()?;
            (back > 0 && amount.money > Money::ZERO).then_some(Money(back))
        };
        let order_id = indexes.order_id.map(|index| id(text(index, b)));
        Self {
            when: parse_time_cell(time_cell, zone, habit.order),
            amount,
            refund: amount.and_then(paid_back),
            is_known: false,
            is_cut_order: order_id.is_some_and(|cell| is_damaged_id(cell.text)),
            habit,
            customer: indexes.customer.map_or(NOBODY, |index| id(text(index, a))),
            order_id,
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
        let like = |text, cell: TextCell<'_>| TextCell { text, ..cell };
        let cell = |text| like(text, NOBODY);
        let amount = facts
            .money
            .map(|money| Amount { money, ..self.amount.unwrap_or_else(|| Amount::plain(money)) });
        Row {
            when: facts.when,
            customer: like(&facts.customer, self.customer),
            order_id: Some(like(&facts.order, self.order_id.unwrap_or(NOBODY))),
            refund: facts.is_netted.then_some(facts.refund),
            is_known: true,
            is_cut_order: facts.is_cut_order,
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

    /// The order's number; none where it was cut, since several have become one.
    pub(super) fn order_id(&self) -> &'a str {
        let whole = self.order_id.filter(|_| self.is_known || !self.is_cut_order);
        whole.map_or("", |cell| cell.text)
    }

    /// Units, where the row says them.
    pub(super) fn units(&self) -> Option<i64> {
        match self.quantity {
            Some(Quantity::Units(units)) => Some(units),
            Some(Quantity::Unparsed) | None => None,
        }
    }

    /// The amount, 0 where the cell is none.
    pub(super) fn money(&self) -> Money {
        self.amount.map_or(Money::ZERO, |amount| amount.money)
    }

    /// The row without what was paid back, where a column says how much that is.
    pub(super) fn netted(&self) -> Row<'a> {
        let net = |amount: Amount| {
            let money = Money(amount.money.0.checked_sub(self.refund?.0)?);
            Some(Amount { money, ..amount })
        };
        Row { amount: self.amount.and_then(net).or(self.amount), ..*self }
    }

    /// Whether the row is one of sums: of `sums`, or by what it calls itself, and without a day or a
    /// customer of its own.
    pub(super) fn is_total(&self, record: &Record<'_>, sums: [Money; 2]) -> bool {
        if self.when.is_some() && !is_sum_label(self.customer.text) {
            return false;
        }
        let row = layout::Row { cells: record.texts(), line: record.line() };
        let is_bare = is_void(self.customer.text) && self.order_id.is_none_or(|o| is_void(o.text));
        let is_sum = sums.contains(&self.money()) && self.money() != Money::ZERO;
        layout::is_total(&row) || (is_bare && is_sum && self.when.is_none())
    }

    /// Whether all of it was paid back, by a column that says how much.
    pub(super) fn is_paid_back(&self) -> bool {
        self.refund.is_some() && self.amount.is_some_and(|amount| amount.money <= Money::ZERO)
    }

    /// The row as a refund: with its amount below zero.
    pub(super) fn turned(&self) -> Row<'a> {
        let below =
            |amount: Amount| Amount { money: Money(-amount.money.0.saturating_abs()), ..amount };
        Row { amount: self.amount.map(below), ..*self }
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

    /// The cells that name a customer or an order.
    pub(super) fn ids(&self, indexes: &Indexes) -> [(TextCell<'a>, Option<usize>); 2] {
        [(self.customer, indexes.customer), (self.order_id.unwrap_or(NOBODY), indexes.order_id)]
    }

    /// Whether something to be told was taken off an id.
    pub(super) fn tells_of_ids(&self) -> bool {
        self.tells(self.customer.wrap) || self.order_id.is_some_and(|cell| self.tells(cell.wrap))
    }

    /// Whether what was taken off an id is to be told: exports that are known have their ways.
    pub(super) fn tells(&self, wrap: Wrap) -> bool {
        wrap == Wrap::Hidden || (wrap == Wrap::Usual && !self.is_known)
    }

    /// The cells that are used as text, with their columns.
    pub(super) fn texts(
        &self,
        indexes: &Indexes,
    ) -> impl Iterator<Item = (TextCell<'a>, Option<usize>)> {
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
            order_id: Some(self.order_id()).filter(|text| !text.is_empty()),
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

/// Takes off quotes that are left at the ends where the file's quoting is damaged: without them the
/// damage would make a customer of its own.
fn id(cell: TextCell<'_>) -> TextCell<'_> {
    let bytes = cell.text.as_bytes();
    if bytes.first() != Some(&b'"') && bytes.last() != Some(&b'"') {
        return cell;
    }
    TextCell { text: cell.text.trim_matches('"'), ..cell }
}

/// Whether every cell is empty.
pub(super) fn is_blank(record: &Record<'_>) -> bool {
    let mut scratch = Vec::new();
    (0..record.len()).all(|i| {
        let cell = record.cell(i, &mut scratch);
        std::str::from_utf8(cell).is_ok_and(|cell| bare(cell).is_empty())
    })
}
