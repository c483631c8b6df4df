//! What is counted: a function for each stage, never inlined, so that callgrind sees where it begins and ends. Nothing
//! else may stand here, for counting is switched on and off by whatever is called in this module.

use crate::stages;
use headwater::job::Stage;
use headwater::{Analysis, Builder, Ledger, Reading, Report, Result};

/// Bytes to records.
#[inline(never)]
pub(crate) fn scan(file: &[u8]) -> Result<u64> {
    stages::records(file)
}

/// Bytes to order lines: one row for each order.
#[inline(never)]
pub(crate) fn read(file: &[u8]) -> Result<(Builder, Reading)> {
    stages::import("orders.csv", file)
}

/// The same for an export of 30 columns with several rows for an order.
#[inline(never)]
pub(crate) fn read_wide(file: &[u8]) -> Result<Reading> {
    Ok(stages::import("orders_export.csv", file)?.1)
}

/// Order lines to a ledger.
#[inline(never)]
pub(crate) fn sort(builder: Builder) -> Result<Ledger> {
    stages::frozen(builder)
}

/// The customers as of the last day.
#[inline(never)]
pub(crate) fn pool(analysis: &mut Analysis) -> Result<Option<Report>> {
    stages::while_in(Stage::Pooling, analysis)
}

/// What there is to see.
#[inline(never)]
pub(crate) fn segment(analysis: &mut Analysis) -> Result<Option<Report>> {
    stages::while_in(Stage::Segmenting, analysis)
}

/// The models.
#[inline(never)]
pub(crate) fn fit(analysis: &mut Analysis) -> Result<Option<Report>> {
    stages::while_in(Stage::Fitting, analysis)
}

/// What each customer is expected to bring.
#[inline(never)]
pub(crate) fn value(analysis: &mut Analysis) -> Result<Option<Report>> {
    stages::while_in(Stage::Valuing, analysis)
}
