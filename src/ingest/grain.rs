//! Reads a row as its export's table says: which cells make the money, the time and the status.

use super::amount::parse_amount;
use super::cell::{bare, is_void};
use super::date::{When, parse_date, parse_time_cell};
use super::habits::Habit;
use super::key::{Form, KeyState};
use super::names::normal_form;
use super::platform::{Export, Part, find};
use super::row::Row;
use super::schema::Schema;
use super::status::{StatusClass, class_of};
use crate::at::Field;
use crate::csv::Record;
use crate::unit::{Day, Money};
use foldhash::quality::FixedState;
use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};

/// Columns of an export beside those of the roles, found by name.
#[derive(Clone, Debug)]
pub(super) struct Extras {
    pub(super) export: &'static Export,
    keys: Vec<usize>,
    form: Form,
    times: Vec<usize>,
    amounts: Vec<usize>,
    plus: Vec<usize>,
    minus: Vec<usize>,
    refunds: Vec<usize>,
    order_ids: Vec<usize>,
    other_ids: Vec<usize>,
    line_ids: Vec<usize>,
    statuses: Vec<usize>,
    paid_when: Option<usize>,
    cancelled_when: Option<usize>,
    is_price: bool,
    headers: Vec<String>,
    /// Statuses that were met, with their meanings.
    met: RefCell<Vec<(String, StatusClass)>>,
}

/// What a row says, once its export's rules were applied.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) customer: String,
    pub(super) order: String,
    pub(super) when: Option<When>,
    pub(super) money: Option<Money>,
    /// What was paid back.
    pub(super) refund: Money,
    /// Nothing stands where the money would.
    pub(super) has_no_amount: bool,
    /// The status, with what worsened it.
    pub(super) status: Option<(String, StatusClass)>,
    /// Hash of the order's number; 0 for none.
    pub(super) order_hash: u64,
    /// Hash of the number that other exports know it by; 0 for none.
    pub(super) other_hash: u64,
    /// Hash of what tells the line from others of its order; 0 for nothing.
    pub(super) line_hash: u64,
    /// Hash of the whole row.
    pub(super) row_hash: u64,
}

/// Hash of a number that orders are known by; 0 for none.
pub(super) fn hash_of(id: &str) -> u64 {
    // Bills of 支付宝 write this before the number that 淘宝 has.
    let id = id.strip_prefix("T200P").unwrap_or(id);
    if is_void(id) { 0 } else { FixedState::default().hash_one(id.as_bytes()).max(1) }
}

impl Facts {
    /// The money of a line that repeats its order's total: only what was paid back for the line.
    pub(super) fn without_total(&self) -> Money {
        Money(-self.refund.0)
    }
}

impl Extras {
    /// The columns of a file that is an export that is known, and its key.
    pub(super) fn new(schema: &Schema) -> Option<(Self, KeyState)> {
        let export = schema.export?;
        let names: Vec<String> = schema.headers.iter().map(|header| normal_form(header)).collect();
        let all = |list: &str| -> Vec<usize> {
            list.split_whitespace().filter_map(|name| find(&names, name)).collect()
        };
        let is_own = |field: Field| !schema.mapped.contains(&field);
        let unless_mapped = |field: Field, list: &str| match schema.column(field) {
            Some(column) if !is_own(field) => vec![column],
            _ => all(list),
        };
        let money = |list: &str| if is_own(Field::Amount) { all(list) } else { Vec::new() };
        let (keys, key) = keys_of(schema, export, &names);
        let extras = Self {
            export,
            keys,
            form: key.form,
            times: unless_mapped(Field::OrderTime, export.time),
            amounts: unless_mapped(Field::Amount, export.amount),
            plus: money(export.plus),
            minus: money(export.minus),
            refunds: money(export.refund),
            order_ids: unless_mapped(Field::OrderId, export.order_id),
            other_ids: all(export.other_id),
            line_ids: all(export.line_id),
            statuses: unless_mapped(Field::Status, export.status),
            paid_when: all(export.paid_when).first().copied(),
            cancelled_when: all(export.cancelled_when).first().copied(),
            is_price: export.is_price && is_own(Field::Amount),
            headers: schema.headers.clone(),
            met: RefCell::default(),
        };
        Some((extras, key))
    }

    /// Whether rows wait for other files before it is known whose they are.
    pub(super) fn must_wait(&self, key: &KeyState) -> bool {
        self.export.part != Part::Orders
            || key.grade != super::key::Grade::Exact
            || key.form == Form::Phone
    }

    /// Reads what a row says.
    pub(super) fn read(&self, record: &Record<'_>, row: &Row<'_>, zone: Option<i32>) -> Facts {
        let order = self.first(record, &self.order_ids).unwrap_or_default();
        let other = self.first(record, &self.other_ids).unwrap_or_default();
        let status = self.status(record);
        let class = status.as_ref().map(|(_, class)| *class);
        let (money, refund) = self.money(record, row);
        let is_paid_back = class == Some(StatusClass::Refunded) && self.export.part == Part::Bill;
        let net = if is_paid_back && refund > Money::ZERO {
            Some(Money(-refund.0))
        } else {
            money.and_then(|money| less(money, refund))
        };
        let status = self.unless_paid_back(status, money, refund);
        Facts {
            customer: self.customer(record),
            when: self.when(record, row, &order, zone),
            has_no_amount: !self.amounts.iter().any(|&column| is_filled(record, column)),
            money: net,
            refund,
            status,
            order_hash: hash_of(&order),
            other_hash: hash_of(&other),
            line_hash: self.hash_cells(record, &self.line_ids),
            row_hash: self.hash_row(record),
            order,
        }
    }

    /// The key's cells, in one form.
    fn customer(&self, record: &Record<'_>) -> String {
        let mut parts = self.keys.iter().map(|&column| text(record, column));
        let Some(mut key) = parts.next() else { return String::new() };
        if self.keys.len() == 1 {
            let guest = key == "0" || is_void(&key);
            let whole = key.strip_suffix(".0").map(str::to_owned);
            key = whole.filter(|id| id.bytes().all(|b| b.is_ascii_digit())).unwrap_or(key);
            return if guest { String::new() } else { self.form.change(&key).unwrap_or(key) };
        }
        let mut is_filled = !is_void(&key);
        for part in parts {
            is_filled |= !is_void(&part);
            key.push('|');
            key.push_str(&plain_part(&part));
        }
        if is_filled { key } else { String::new() }
    }

    fn when(
        &self,
        record: &Record<'_>,
        row: &Row<'_>,
        order: &str,
        zone: Option<i32>,
    ) -> Option<When> {
        let mut scratch = Vec::new();
        let mut others = self.times.iter().filter_map(|&column| {
            let cell = record.cell(column, &mut scratch);
            let cell = String::from_utf8_lossy(cell);
            parse_time_cell(bare(&cell).as_bytes(), zone, row.habit.order)
        });
        let when = row
            .when
            .or_else(|| others.next())
            .or_else(|| day_in(order).filter(|_| self.export.has_dated_ids))?;
        Some(match (zone, self.export.zone, when.minutes) {
            (Some(asked), Some(own), Some(minutes)) if !when.has_offset => {
                moved(when, minutes, asked - own)
            }
            _ => when,
        })
    }

    /// What was paid, and what of it was paid back.
    fn money(&self, record: &Record<'_>, row: &Row<'_>) -> (Option<Money>, Money) {
        let refund = self.sum(record, &self.refunds, row.habit);
        let mut filled = self.amounts.iter().filter(|&&c| is_filled(record, c));
        let amount =
            |column: &usize| parse_amount(text(record, *column).as_bytes(), row.habit.mark);
        let first = filled.next().and_then(amount).map(|amount| amount.money);
        let is_blank = first == Some(Money::ZERO) && self.export.zero_is_blank;
        let next = if is_blank { filled.next().and_then(amount).map(|a| a.money) } else { None };
        let money = next
            .or(first)
            .and_then(|money| if self.is_price { times(money, row.units()?) } else { Some(money) });
        let money = money.and_then(|money| {
            let more = money.checked_add(self.sum(record, &self.plus, row.habit))?;
            less(more, self.sum(record, &self.minus, row.habit))
        });
        (money, refund)
    }

    /// The sizes of these cells together; what is no money counts nothing.
    fn sum(&self, record: &Record<'_>, columns: &[usize], habit: Habit) -> Money {
        let filled = columns.iter().filter(|&&column| is_filled(record, column));
        let sizes =
            filled.filter_map(|&column| parse_amount(text(record, column).as_bytes(), habit.mark));
        sizes.fold(Money::ZERO, |all, amount| Money(all.0.saturating_add(amount.money.0.abs())))
    }

    fn class(&self, text: &str) -> StatusClass {
        /// A status column has a dozen words; free text has no end.
        const MOST_MET: usize = 64;
        let mut met = self.met.borrow_mut();
        if let Some((_, class)) = met.iter().find(|(known, _)| known == text) {
            return *class;
        }
        let normal = normal_form(text);
        let own = self.export.words.iter().find(|(word, _)| *word == normal);
        let class = own.map_or_else(|| class_of(text), |(_, class)| *class);
        if met.len() < MOST_MET {
            met.push((text.to_owned(), class));
        }
        class
    }

    /// The order's status, and whatever else makes it no sale.
    fn status(&self, record: &Record<'_>) -> Option<(String, StatusClass)> {
        let mut found: Option<(String, StatusClass)> = None;
        for &column in &self.statuses {
            let cell = text(record, column);
            let class = self.class(&cell);
            found = Some(match found {
                None => (cell, class),
                Some(known) => worse(known, &cell, class),
            });
        }
        if let Some(column) = self.cancelled_when.filter(|&column| is_filled(record, column)) {
            let known = found.unwrap_or_else(|| (String::new(), StatusClass::Paid));
            found = Some(worse(known, self.header(column), StatusClass::Cancelled));
        }
        if let Some(column) = self.paid_when.filter(|&column| !is_filled(record, column)) {
            let known = found.unwrap_or_else(|| (String::new(), StatusClass::Paid));
            found = Some(worse(known, &format!("∅ {}", self.header(column)), StatusClass::Pending));
        }
        found
    }

    fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", |header| header.trim())
    }

    /// An order of which all was paid back is no sale, whatever its status says.
    fn unless_paid_back(
        &self,
        status: Option<(String, StatusClass)>,
        money: Option<Money>,
        refund: Money,
    ) -> Option<(String, StatusClass)> {
        let is_whole = money.is_some_and(|money| money > Money::ZERO && refund >= money);
        let has_lines = matches!(self.export.grain, super::platform::Grain::Repeated);
        if !is_whole || has_lines || self.export.part == Part::Bill {
            return status;
        }
        let known = status.unwrap_or_else(|| (String::new(), StatusClass::Paid));
        let header = self.refunds.first().map_or("", |&column| self.header(column));
        Some(worse(known, header, StatusClass::Refunded))
    }

    /// The first of these cells that is filled.
    fn first(&self, record: &Record<'_>, columns: &[usize]) -> Option<String> {
        columns.iter().find(|&&column| is_filled(record, column)).map(|&c| text(record, c))
    }

    fn hash_cells(&self, record: &Record<'_>, columns: &[usize]) -> u64 {
        if !columns.iter().any(|&column| is_filled(record, column)) {
            return 0;
        }
        let cells: Vec<String> = columns.iter().map(|&column| text(record, column)).collect();
        FixedState::default().hash_one(cells).max(1)
    }

    fn hash_row(&self, record: &Record<'_>) -> u64 {
        let mut scratch = Vec::new();
        let mut hasher = FixedState::default().build_hasher();
        for column in 0..self.headers.len() {
            hasher.write(record.cell(column, &mut scratch));
            hasher.write_u8(b',');
        }
        hasher.finish()
    }
}

/// The columns of the key, and what is known of it.
fn keys_of(schema: &Schema, export: &Export, names: &[String]) -> (Vec<usize>, KeyState) {
    if schema.without_customers {
        return (Vec::new(), KeyState::default());
    }
    let header = |column: usize| schema.headers[column].trim().to_owned();
    let has_own = export.key(names).is_some();
    if schema.mapped.contains(&Field::Customer)
        || !has_own && schema.column(Field::Customer).is_some()
    {
        let columns: Vec<usize> = schema.column(Field::Customer).into_iter().collect();
        let header = columns.first().map(|&column| header(column)).unwrap_or_default();
        let (grade, reason) = super::key::grade_of_name(&header);
        let form = Form::of(&header);
        return (columns, KeyState { header, grade, reason, form, ..KeyState::default() });
    }
    let found = export.key(names).filter(|_| schema.column(Field::Customer).is_some());
    let Some((key, columns)) = found else {
        let refused = export.keys.iter().find(|key| key.grade == super::key::Grade::None);
        let state = KeyState {
            grade: super::key::Grade::None,
            reason: refused.map_or(Some("no-column"), |key| key.reason),
            ..KeyState::default()
        };
        // A refused key still leads to the customer through another file.
        let columns = refused.and_then(|key| find(names, key.columns)).into_iter().collect();
        return (columns, state);
    };
    let headers: Vec<String> = columns.iter().map(|&column| header(column)).collect();
    let is_composite = columns.len() > 1;
    let state = KeyState {
        form: if is_composite { Form::AsIs } else { Form::of(&headers[0]) },
        header: headers.join(" + "),
        grade: key.grade,
        reason: key.reason,
        is_composite,
        ..KeyState::default()
    };
    (columns, state)
}

/// `known`, or what is worse for the money, with both words.
fn worse(known: (String, StatusClass), text: &str, class: StatusClass) -> (String, StatusClass) {
    const fn weight(class: StatusClass) -> u8 {
        match class {
            StatusClass::Paid | StatusClass::Unknown => 0,
            StatusClass::Pending => 1,
            StatusClass::Refunded => 2,
            StatusClass::Cancelled => 3,
            StatusClass::Test => 4,
        }
    }
    if weight(class) <= weight(known.1) {
        return known;
    }
    let between = if known.0.is_empty() { "" } else { " / " };
    (format!("{}{between}{text}", known.0), class)
}

/// A part of a composite key, where phones have many spellings.
fn plain_part(text: &str) -> String {
    let is_phone = text.len() >= 7
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b' ' | b'*'));
    let changed = if is_phone { Form::Phone.change(text) } else { None };
    changed.unwrap_or_else(|| text.to_owned())
}

/// Whether the cell says anything; empty ones are known at once.
fn is_filled(record: &Record<'_>, column: usize) -> bool {
    let mut scratch = Vec::new();
    !record.cell(column, &mut scratch).is_empty() && !is_void(&text(record, column))
}

fn text(record: &Record<'_>, column: usize) -> String {
    let mut scratch = Vec::new();
    bare(&String::from_utf8_lossy(record.cell(column, &mut scratch))).trim_matches('"').to_owned()
}

/// The day at the beginning of an order number: `260517-…`, `E20260525…`.
fn day_in(order: &str) -> Option<When> {
    let digits = order.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let (head, rest) = digits.split_at_checked(6)?;
    let date =
        if rest.starts_with('-') { format!("20{head}") } else { digits.get(..8)?.to_owned() };
    parse_date(date.as_bytes(), None, None)
}

fn moved(when: When, minutes: u16, by: i32) -> When {
    let minutes = i32::from(minutes) + by;
    let day = Day(when.day.0 + minutes.div_euclid(24 * 60));
    When { day, minutes: u16::try_from(minutes.rem_euclid(24 * 60)).ok(), ..when }
}

fn less(money: Money, other: Money) -> Option<Money> {
    money.0.checked_sub(other.0).map(Money)
}

fn times(money: Money, units: i64) -> Option<Money> {
    money.0.checked_mul(units).map(Money)
}
