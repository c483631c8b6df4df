//! What the integration tests share: a file's bytes in, ledger and report out, and a made shop.

#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod encoded;
pub(crate) mod made;
pub(crate) mod shops;

use headwater::analysis::{Analysis, Options, Report};
use headwater::error::Result;
use headwater::ingest::{Import, Reading, ReadingOptions};
use headwater::job::{Job, Step};
use headwater::ledger::{Builder, Ledger};
use std::rc::Rc;

/// Everything that one file leads to.
pub(crate) struct Shop {
    /// Its orders.
    pub(crate) ledger: Rc<Ledger>,
    /// What became of its rows.
    pub(crate) reading: Reading,
    /// What is said about its customers.
    pub(crate) report: Report,
}

impl Shop {
    /// Reads `csv` in pieces of at most `piece` bytes and makes the report.
    pub(crate) fn open(csv: &[u8], piece: usize, options: &Options) -> Result<Self> {
        let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
        import.begin_file("orders.csv", None)?;
        for part in csv.chunks(piece) {
            import.push(part)?;
        }
        import.end_file()?;
        let (builder, reading) = import.finish()?;
        let ledger = Rc::new(finished(builder.finish())?);
        let report = finished(Analysis::new(Rc::clone(&ledger), options)?)?;
        Ok(Self { ledger, reading, report })
    }
}

/// Runs a job to its end.
fn finished<J: Job>(mut job: J) -> Result<J::Output> {
    loop {
        if let Step::Done(output) = job.step()? {
            return Ok(output);
        }
    }
}

/// Every number of a report by its bits, customers in id order: equal texts are equal reports.
pub(crate) fn fingerprint(shop: &Shop) -> String {
    use headwater::listing::{Column, Customers};
    let customers = Customers { ledger: &shop.ledger, report: &shop.report };
    let mut out = String::new();
    for c in 0..customers.len() {
        out.push_str(customers.id(c));
        for column in Column::ALL {
            let bits = customers.number(column, c).map(f64::to_bits);
            out.push_str(&bits.map_or(" -".into(), |bits| format!(" {bits:x}")));
        }
        out.push('\n');
    }
    let report = &shop.report;
    for part in [
        format!("{:?}", report.models),
        format!("{:?}", report.metrics),
        format!("{:?} {:?}", report.classes, report.grid),
        format!("{:?}", report.concentration),
        format!("{:?}", report.cohorts),
        format!("{:?}", report.breakdowns),
        format!("{:?}", report.summary),
    ] {
        // `Debug` of an f64 is the shortest text that reads back as the same bits.
        out.push_str(&part);
        out.push('\n');
    }
    out
}
