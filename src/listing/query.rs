//! Which customers, in which order.

use super::column::{Column, Customers};
use crate::math::{ordered, sort_by_number};
use crate::segment::rfm::Class;

/// What a list shows. The default is everybody by value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Only these classes; empty for all.
    pub classes: Vec<Class>,
    /// Only ids that hold this text, in whatever case.
    pub search: Option<String>,
    /// Only customers within all of these.
    pub ranges: Vec<Range>,
    /// By what; `None`: discounted value, or net spend without a model, largest first.
    pub sort: Option<Sort>,
}

/// A bound on a column; customers without a value are outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The column.
    pub column: Column,
    /// Smallest value inside.
    pub min: f64,
    /// Largest value inside.
    pub max: f64,
}

/// The order of a list. Customers without a value come last either way; ties are in id order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column; `None` for the id.
    pub column: Option<Column>,
    /// Largest first.
    pub descending: bool,
}

/// The customers that `query` asks for, in its order.
#[must_use]
pub fn select(customers: Customers<'_>, query: &Query) -> Vec<u32> {
    let search = query.search.as_deref().map(str::to_lowercase).filter(|text| !text.is_empty());
    let count = u32::try_from(customers.len()).unwrap_or(u32::MAX);
    let rows = (0..count).filter(|&c| {
        let c = c as usize;
        (query.classes.is_empty() || query.classes.contains(&customers.report.rfm.class[c]))
            && query.ranges.iter().all(|range| is_within(customers, *range, c))
            && search.as_ref().is_none_or(|text| holds(customers.id(c), text))
    });
    let rows: Vec<u32> = rows.collect();
    sort(customers, rows, query.sort)
}

fn is_within(customers: Customers<'_>, range: Range, c: usize) -> bool {
    customers.number(range.column, c).is_some_and(|v| v >= range.min && v <= range.max)
}

fn holds(id: &str, lower_text: &str) -> bool {
    id.contains(lower_text) || id.to_lowercase().contains(lower_text)
}

fn sort(customers: Customers<'_>, rows: Vec<u32>, sort: Option<Sort>) -> Vec<u32> {
    let by_value = || Sort {
        column: Some(if customers.report.values.as_ref().is_some_and(|v| v.has_spend()) {
            Column::Clv12
        } else {
            Column::Net
        }),
        descending: true,
    };
    let Sort { column, descending } = sort.unwrap_or_else(by_value);
    let Some(column) = column else {
        // Rows are in id order already.
        return if descending { rows.into_iter().rev().collect() } else { rows };
    };
    let key = |c: u32| match customers.number(column, c as usize) {
        Some(value) if descending => !ordered(value),
        Some(value) => ordered(value),
        None => u64::MAX,
    };
    let mut keyed: Vec<(u64, u32)> = rows.into_iter().map(|c| (key(c), c)).collect();
    sort_by_number(&mut keyed, |(key, _)| *key);
    keyed.into_iter().map(|(_, c)| c).collect()
}
