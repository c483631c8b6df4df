//! Between the core's types and the shapes of [`super::dto`], field by field.

mod customers;
mod options;
mod reading;
mod report;
mod sales;

pub(super) use customers::{id_table, no_column, page, query, wording};
pub(super) use options::{orders_options, reading_options, report_options, set_aside_words, whole};
pub(super) use reading::{preview, reading, rows};
pub(super) use report::report;
pub(super) use sales::orders_report;

use super::dto;
use crate::job;

/// A count as the only number that JavaScript has; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "no file has 2^53 of anything")]
pub(super) const fn count(n: u64) -> f64 {
    n as f64
}

/// The length of something in memory.
pub(super) const fn size(n: usize) -> u64 {
    n as u64
}

/// How far a job is.
pub(super) fn progress(progress: job::Progress) -> dto::Progress {
    dto::Progress {
        stage: progress.stage.name(),
        done: count(progress.done),
        total: progress.total.map(count),
    }
}
