//! Lists of customers: the question and the answer.

use crate::error::{Error, ErrorKind, Result};
use crate::js::set;
use crate::listing::{Column, Customers, Query, Range, Sort, Wording};
use crate::segment::rfm::Class;
use crate::wasm::dto;
use js_sys::{Object, Uint8Array, Uint32Array};

/// The core's question.
///
/// # Errors
/// `invalid-option` naming what is not known: a class or a column.
pub(in crate::wasm) fn query(asked: dto::CustomerQuery) -> Result<Query> {
    let wrong = |option| Error::new(ErrorKind::InvalidOption { option });
    let classes = asked.filter.classes.iter().map(|name| Class::from_name(name));
    let ranges = asked.filter.ranges.into_iter().map(|range| {
        Some(Range {
            column: Column::from_name(&range.column)?,
            min: range.min.unwrap_or(f64::NEG_INFINITY),
            max: range.max.unwrap_or(f64::INFINITY),
        })
    });
    let sort = asked.sort.map(|sort| {
        let column = match sort.column.as_str() {
            "id" => None,
            name => Some(Column::from_name(name)?),
        };
        Some(Sort { column, descending: sort.descending })
    });
    Ok(Query {
        classes: classes.collect::<Option<_>>().ok_or_else(|| wrong("where.classes"))?,
        search: asked.filter.search,
        ranges: ranges.collect::<Option<_>>().ok_or_else(|| wrong("where.ranges"))?,
        sort: sort.map(|sort| sort.ok_or_else(|| wrong("sort"))).transpose()?,
    })
}

/// One row of the customer list.
pub(in crate::wasm) fn row(customers: Customers<'_>, c: u32) -> dto::CustomerRow {
    let (index, c) = (c, c as usize);
    let pool = &customers.report.pool;
    let rfm = &customers.report.rfm;
    let number = |column| customers.number(column, c);
    dto::CustomerRow {
        index,
        id: customers.id(c).to_owned(),
        first_day: pool.first[c].to_string(),
        last_day: pool.last[c].to_string(),
        days_since_last: pool.days_since_last(c),
        orders: pool.orders[c],
        net: pool.net[c].to_string(),
        r: rfm.r[c],
        f: rfm.f[c],
        m: rfm.m[c],
        class: rfm.class[c].name(),
        p_alive: number(Column::PAlive),
        expected_orders3: number(Column::ExpectedOrders3),
        expected_orders6: number(Column::ExpectedOrders6),
        expected_orders12: number(Column::ExpectedOrders12),
        spend_per_order: number(Column::SpendPerOrder),
        expected_spend3: number(Column::ExpectedSpend3),
        expected_spend6: number(Column::ExpectedSpend6),
        expected_spend12: number(Column::ExpectedSpend12),
        clv12: number(Column::Clv12),
        channel: customers.channel(c).map(str::to_owned),
    }
}

/// Rows `from..to` of a list; all of it by default.
pub(in crate::wasm) fn page(
    customers: Customers<'_>,
    list: &[u32],
    from: Option<u32>,
    to: Option<u32>,
) -> dto::CustomerPage {
    let total = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let to = to.unwrap_or(total).min(total);
    let from = from.unwrap_or(0).min(to);
    let shown = &list[from as usize..to as usize];
    dto::CustomerPage { total, from, rows: shown.iter().map(|&c| row(customers, c)).collect() }
}

/// The caller's words where there are enough of them.
pub(in crate::wasm) fn wording(asked: dto::Wording, default: Wording) -> Wording {
    let enough = |words: Vec<String>, default: Vec<String>| {
        if words.len() == default.len() { words } else { default }
    };
    Wording {
        headers: enough(asked.headers, default.headers),
        classes: enough(asked.classes, default.classes),
    }
}

/// A plain object, so that it can be posted to another thread.
pub(in crate::wasm) fn id_table(bytes: &Uint8Array, offsets: &Uint32Array) -> Object {
    let table = Object::new();
    for (key, value) in [("bytes", bytes.as_ref()), ("offsets", offsets.as_ref())] {
        set(&table, key, value);
    }
    table
}

/// A column that does not exist was asked for.
pub(in crate::wasm) fn no_column() -> Error {
    Error::new(ErrorKind::InvalidOption { option: "column" })
}
