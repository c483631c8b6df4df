//! What the integration tests share: a file's bytes in, ledger and report out.

use headwater::analysis::{Analysis, Options, Report};
use headwater::error::Result;
use headwater::ingest::{Import, Reading, ReadingOptions};
use headwater::job::{self, Job, Step};
use headwater::ledger::Ledger;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Reads `files` in pieces of at most `piece` bytes.
pub fn read(files: &[&[u8]], piece: usize) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(ReadingOptions::default());
    for file in files {
        import.begin_file("orders.csv", Some(file.len() as u64));
        for part in file.chunks(piece) {
            import.push(part)?;
        }
        import.end_file()?;
    }
    let (builder, reading) = import.finish()?;
    Ok((finished(builder.finish())?, reading))
}

/// Runs a job to its end.
pub fn finished<J: Job>(mut job: J) -> Result<J::Output> {
    loop {
        if let Step::Done(output) = job.step()? {
            return Ok(output);
        }
    }
}

/// The report on `csv` with its ledger.
pub fn report(csv: &[u8], options: &Options) -> Result<(Rc<Ledger>, Report)> {
    let (ledger, _) = read(&[csv], usize::MAX)?;
    let ledger = Rc::new(ledger);
    let job = Analysis::new(Rc::clone(&ledger), options)?;
    let report = job::run(job, |_| ControlFlow::Continue(()))?;
    Ok((ledger, report.expect("nobody stopped the job")))
}
