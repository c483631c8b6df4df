//! Reads a row as its export's table says: which cells make the money, the time and the order.

use super::amount::{Amount, parse_amount};
use super::cell::{bare, is_bare, is_damaged_id, is_void};
use super::date::{When, parse_date, parse_time_cell};
use super::extras::Extras;
use super::habits::Habit;
use super::key::Form;
use super::platform::Part;
use super::row::Row;
use super::status::StatusClass;
use crate::csv::Record;
use crate::ledger::order_hash;
use crate::unit::{Day, Money};
use foldhash::quality::FixedState;
use std::hash::{BuildHasher, Hasher};

/// What a row says, once its export's rules were applied.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) customer: String,
    pub(super) order: String,
    pub(super) when: Option<When>,
    pub(super) money: Option<Money>,
    /// What was paid back.
    pub(super) refund: Money,
    /// A spreadsheet has cut the order's number.
    pub(super) is_cut_order: bool,
    /// It is known how much of a part was paid back or is unpaid.
    pub(super) is_netted: bool,
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
    /// Hash of what tells its export from others.
    pub(super) export_hash: u64,
}

/// Hash of a number that orders are known by; 0 for none, and for one that is several since it was cut.
pub(super) fn hash_of(id: &str) -> u64 {
    // Bills of 支付宝 write this before the number that 淘宝 has.
    let id = id.strip_prefix("T200P").unwrap_or(id);
    if is_void(id) || is_damaged_id(id) { 0 } else { order_hash(id) }
}

impl Facts {
    /// The money of a line that repeats its order's total: only what was paid back for the line.
    pub(super) fn without_total(&self) -> Money {
        Money(-self.refund.0)
    }
}

impl Extras {
    /// Reads what a row says.
    pub(super) fn read(&self, record: &Record<'_>, row: &Row<'_>, zone: Option<i32>) -> Facts {
        let mut order = self.first(record, &self.order_ids).unwrap_or_default();
        let other = self.first(record, &self.other_ids).unwrap_or_default();
        let status = self.status(record);
        let class = status.as_ref().map(|(_, class)| *class);
        let (money, refund) = self.money(record, row);
        let is_part = class == Some(StatusClass::Partial) && refund == Money::ZERO;
        let unpaid = if is_part { self.sum(record, &self.unpaid, row.habit) } else { Money::ZERO };
        let is_paid_back = class == Some(StatusClass::Refunded) && self.export.part == Part::Bill;
        let net = if is_paid_back && refund > Money::ZERO {
            Some(Money(-refund.0))
        } else {
            money.and_then(|money| less(less(money, refund)?, unpaid))
        };
        let status = self.unless_paid_back(status, money, refund);
        let customer = self.customer(record);
        let when = self.when(record, row, &order, zone);
        let is_cut_order = is_damaged_id(&order);
        if let (true, Some(When { day, minutes, .. })) = (is_cut_order, when) {
            // Orders that were cut alike differ in when they were made, and by whom.
            order = format!("{order} {day} {} {customer}", minutes.unwrap_or_default());
        }
        Facts {
            customer,
            when,
            is_cut_order,
            is_netted: refund > Money::ZERO || unpaid > Money::ZERO,
            has_no_amount: !self.amounts.iter().any(|&column| is_filled(record, column)),
            money: net,
            refund,
            status,
            order_hash: hash_of(&order),
            other_hash: hash_of(&other),
            line_hash: self.hash_cells(record, &self.line_ids),
            row_hash: self.hash_row(record),
            export_hash: self.export_hash,
            order,
        }
    }

    /// Hash of what a list of customers names a customer by: perhaps a phone number.
    pub(super) fn hash_of_named(&self, facts: &Facts) -> u64 {
        let header = self.order_ids.first().map_or("", |&column| self.header(column));
        let changed = Form::of(header).change(&facts.order);
        changed.map_or(facts.order_hash, |text| hash_of(&text))
    }

    /// The key's cells, in one form.
    fn customer(&self, record: &Record<'_>) -> String {
        if let [column] = self.keys[..] {
            return with_text(record, column, |key| {
                if key == "0" || is_void(key) {
                    return String::new();
                }
                let whole = key.strip_suffix(".0");
                let key = whole.filter(|id| id.bytes().all(|b| b.is_ascii_digit())).unwrap_or(key);
                self.form.change(key).unwrap_or_else(|| key.to_owned())
            });
        }
        let mut parts = self.keys.iter().map(|&column| text(record, column));
        let Some(mut key) = parts.next() else { return String::new() };
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
            (Some(asked), Some(own), Some(minutes)) if when.offset.is_none() => {
                moved(when, minutes, asked - own)
            }
            _ => when,
        })
    }

    /// What was paid, and what of it was paid back.
    fn money(&self, record: &Record<'_>, row: &Row<'_>) -> (Option<Money>, Money) {
        let refund = self.sum(record, &self.refunds, row.habit);
        let mut filled = self.amounts.iter().filter(|&&c| is_filled(record, c));
        let amount = |column: &usize| amount(record, *column, row.habit);
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
        let sizes = filled.filter_map(|&column| amount(record, column, habit));
        sizes.fold(Money::ZERO, |all, amount| Money(all.0.saturating_add(amount.money.0.abs())))
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
        let mut hasher = FixedState::default().build_hasher();
        record.for_each_filled(|column, cell| {
            if column < self.headers.len() {
                hasher.write(cell);
                hasher.write_usize(column);
            }
        });
        hasher.finish()
    }
}

/// A part of a composite key, where phones have many spellings.
fn plain_part(text: &str) -> String {
    let is_phone = text.len() >= 7
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b' ' | b'*'));
    let changed = if is_phone { Form::Phone.change(text) } else { None };
    changed.unwrap_or_else(|| text.to_owned())
}

/// Whether the cell says anything.
pub(super) fn is_filled(record: &Record<'_>, column: usize) -> bool {
    with_text(record, column, |text| !is_void(text))
}

fn amount(record: &Record<'_>, column: usize, habit: Habit) -> Option<Amount> {
    with_text(record, column, |text| parse_amount(text.as_bytes(), habit.mark))
}

/// A cell as text.
fn text(record: &Record<'_>, column: usize) -> String {
    with_text(record, column, str::to_owned)
}

/// What `read` makes of a cell's text. Every row comes by here several times, so nothing is copied.
pub(super) fn with_text<T>(record: &Record<'_>, column: usize, read: impl FnOnce(&str) -> T) -> T {
    // Only what is no number or word has anything to take off.
    let strip =
        |text| if is_bare(str::as_bytes(text)) { text } else { bare(text).trim_matches('"') };
    if let Some(text) = record.as_written(column) {
        return read(strip(text));
    }
    let mut scratch = Vec::new();
    let cell = record.cell(column, &mut scratch);
    if cell.is_empty() {
        return read("");
    }
    // Replacing what is no UTF-8 takes longer, even where there is none.
    match std::str::from_utf8(cell) {
        Ok(cell) => read(strip(cell)),
        Err(_) => read(strip(&String::from_utf8_lossy(cell))),
    }
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
