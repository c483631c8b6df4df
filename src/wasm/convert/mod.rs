//! Between the core's types and the shapes of [`super::dto`], field by field.

mod customers;
mod options;
mod order_days;
mod reading;
mod report;
mod sales;

pub(super) use customers::{id_table, no_column, page, query, wording};
pub(super) use options::{orders_options, reading_options, report_options, set_aside_words, whole};
pub(super) use order_days::order_days;
pub(super) use reading::{preview, reading, rows};
pub(super) use report::report;
pub(super) use sales::orders_report;

pub(super) use crate::js::count;

/// The length of something in memory.
pub(super) const fn size(n: usize) -> u64 {
    n as u64
}
