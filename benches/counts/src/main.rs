//! Runs each stage of the pipeline once on a fixed input. `scripts/counts` runs it under callgrind, which
//! counts the instructions of each function in [`counted`], and of nothing else.

mod counted;
mod orders;
mod stages;

use headwater::Result;
use std::io::Write;

/// Rows of the file of orders, if no other number is given: what is worth measuring, and still quick where each instruction is counted.
const ROWS: u32 = 120_000;
/// Rows of the file in which each order has several.
const LINES: u32 = 24_000;

fn main() -> Result<()> {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok());
    let orders = orders::plain(rows.unwrap_or(ROWS));
    let shopify = orders::shopify(LINES);
    let records = counted::scan(&orders)?;
    let (builder, reading) = counted::read(&orders)?;
    let wide = counted::read_wide(&shopify)?;
    let ledger = counted::sort(builder)?;
    let customers = ledger.customers();
    let report = stages::report(ledger)?;
    // Whether two counts are of the same work.
    let facts = format!(
        "{} and {} bytes, {records} records, {} and {} rows kept, {customers} customers, {} valued",
        orders.len(),
        shopify.len(),
        reading.kept,
        wide.kept,
        if report.values.is_some() { "all" } else { "none" },
    );
    // A pipe that nobody reads is no fault of the counts.
    let _ = writeln!(std::io::stdout(), "{facts}");
    Ok(())
}
