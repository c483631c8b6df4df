//! The stages, as the package runs them.

use crate::counted;
use headwater::csv::{Reader, Record, Sink};
use headwater::job::{Stage, Step};
use headwater::{
    Analysis, Builder, ErrorKind, Import, Job, Ledger, Options, Reading, ReadingOptions, Report,
    Result, run,
};
use std::hint::black_box;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Bytes handed over at a time, as the package does.
const SLICE: usize = 4 << 20;

/// Counts records and does nothing with them.
struct Count(u64);

impl Sink for Count {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.0 += 1;
        black_box(record.len());
        Ok(())
    }
}

pub(crate) fn records(file: &[u8]) -> Result<u64> {
    let mut count = Count(0);
    let mut reader = Reader::new(None);
    for slice in file.chunks(SLICE) {
        reader.push(slice, &mut count)?;
    }
    reader.finish(&mut count)?;
    Ok(count.0)
}

pub(crate) fn import(name: &str, file: &[u8]) -> Result<(Builder, Reading)> {
    let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
    import.begin_file(name, Some(file.len() as u64))?;
    for slice in file.chunks(SLICE) {
        import.push(slice)?;
    }
    import.finish()
}

pub(crate) fn frozen(builder: Builder) -> Result<Ledger> {
    let ledger = run(builder.finish(), |_| ControlFlow::Continue(()))?;
    Ok(ledger.unwrap_or_default())
}

/// A ledger to a report, stage by stage.
pub(crate) fn report(ledger: Ledger) -> Result<Report> {
    let mut analysis = Analysis::new(Rc::new(ledger), &Options::default())?;
    loop {
        let report = match analysis.progress().stage {
            Stage::Pooling => counted::pool(&mut analysis)?,
            Stage::Segmenting => counted::segment(&mut analysis)?,
            Stage::Fitting => counted::fit(&mut analysis)?,
            Stage::Valuing => counted::value(&mut analysis)?,
            Stage::Reading | Stage::Sorting => return Err(ErrorKind::NoOrders.into()),
        };
        if let Some(report) = report {
            return Ok(report);
        }
    }
}

/// Steps until another stage begins.
pub(crate) fn while_in(stage: Stage, analysis: &mut Analysis) -> Result<Option<Report>> {
    while analysis.progress().stage == stage {
        if let Step::Done(report) = analysis.step()? {
            return Ok(Some(report));
        }
    }
    Ok(None)
}
