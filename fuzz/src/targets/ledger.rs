//! Records to ledger: what is kept and what is dropped is everything, to the cent.

use super::records::said;
use super::{Dice, Text};
use headwater::csv::{HEAD, Reader};
use headwater::diagnostic::Action;
use headwater::error::Result;
use headwater::ingest::{Customers, Import, Reading, ReadingOptions, Words, preview};
use headwater::ledger::{Builder, Ledger};
use headwater::unit::Money;
use headwater::{ErrorKind, run};
use std::ops::ControlFlow;

/// Stands between the files of an input.
pub const NEXT_FILE: &[u8] = b"\n\x1c\x1c\x1c\n";

/// The files of an input.
pub fn files(mut bytes: &[u8]) -> Vec<Text<'_>> {
    let mut files = Vec::new();
    while let Some(at) = bytes.windows(NEXT_FILE.len()).position(|window| window == NEXT_FILE) {
        files.push(Text::of(&bytes[..at]));
        bytes = &bytes[at + NEXT_FILE.len()..];
    }
    files.push(Text::of(bytes));
    files
}

/// The files, each in one piece.
pub fn whole<'t>(files: &'t [Text<'t>]) -> Vec<(&'t Text<'t>, Vec<&'t [u8]>)> {
    files.iter().map(|file| (file, vec![&*file.bytes])).collect()
}

/// The ledger of the files, each given in the pieces of its text, and what became of their rows.
///
/// # Errors
/// Those of the reading.
pub fn import(
    files: &[(&Text<'_>, Vec<&[u8]>)],
    options: &ReadingOptions,
) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(options.clone(), Builder::default())?;
    for (index, (text, pieces)) in files.iter().enumerate() {
        import.begin_file(&format!("{index}.csv"), None)?;
        if let Some(encoding) = &text.encoding {
            import.transcoded(encoding);
        }
        pieces.iter().try_for_each(|piece| import.push(piece))?;
    }
    let (builder, mut reading) = import.finish()?;
    let ledger = run(builder.finish(), |_| ControlFlow::Continue(()))?;
    let ledger = ledger.unwrap_or_default();
    if ledger.has_customers() {
        reading.weigh_key(ledger.customers() as u64, ledger.orders());
    }
    Ok((ledger, reading))
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> i128 {
    amounts.into_iter().map(|money| i128::from(money.0)).sum()
}

/// All sums of a reading and its ledger, by every way in which they are said.
pub fn reconcile(ledger: &Ledger, reading: &Reading) {
    let totals = reading.totals;
    assert_eq!(sum([totals.kept, totals.dropped]), sum([totals.all]));
    assert_eq!(reading.kept + reading.dropped, reading.rows);
    assert_eq!(ledger.lines() as u64, reading.kept);
    assert_eq!(sum((0..ledger.lines()).map(|i| ledger.line(i).amount)), sum([totals.kept]));
    let months = &reading.months;
    assert_eq!(months.iter().map(|month| month.rows).sum::<u64>(), reading.rows);
    assert_eq!(months.iter().map(|month| month.kept).sum::<u64>(), reading.kept);
    assert_eq!(sum(months.iter().map(|month| month.net)), sum([totals.kept]));
    assert_eq!(sum(months.iter().map(|month| month.dropped)), sum([totals.dropped]));
    let dropped_by = &reading.dropped_by;
    assert_eq!(dropped_by.iter().map(|count| count.rows).sum::<u64>(), reading.dropped);
    assert_eq!(sum(dropped_by.iter().map(|count| count.amount)), sum([totals.dropped]));
    let days = (0..ledger.lines()).map(|i| ledger.line(i).day);
    assert_eq!((days.clone().min(), days.max()), (reading.first_day, reading.last_day));
    for (_, tally) in reading.diagnostics.iter() {
        let examples = tally.examples.len() as u64;
        assert!(examples > 0 && examples <= tally.count);
    }
    let has_dropped = reading
        .diagnostics
        .iter()
        .any(|(_, tally)| tally.examples.iter().any(|one| one.action == Action::Dropped));
    // What stands below a table is set aside, and is no row.
    assert!(has_dropped || reading.dropped == 0);
    check_set_aside(reading);
}

/// The download of the rows that were set aside has a record for each, and for the header.
fn check_set_aside(reading: &Reading) {
    assert_eq!(reading.set_aside.len() as u64 + reading.not_set_aside(), reading.dropped);
    let mut csv = Vec::new();
    let words = Words { headers: ["file", "line", "reason"].map(str::to_owned), reasons: vec![] };
    reading.set_aside.export(&reading.files, &words, |part| csv.extend_from_slice(&part));
    assert!(std::str::from_utf8(&csv).is_ok());
    check_records(&csv, reading.set_aside.len() + 1);
}

/// Our own file is read with commas, and has so many records.
pub fn check_records(csv: &[u8], expected: usize) {
    let text = String::from_utf8_lossy(csv);
    let (delimiter, records) = said(Reader::new(None), &[csv]).expect(&text);
    assert_eq!((delimiter, records.len()), (Some(b','), expected), "{text}");
}

/// Whole and in pieces, with customers and without.
pub fn check(bytes: &[u8]) {
    let files = files(bytes);
    let mut dice = Dice::of(bytes);
    let cut: Vec<_> = files.iter().map(|file| (file, dice.pieces(&file.bytes))).collect();
    for customers in [Customers::Needed, Customers::None] {
        let options = ReadingOptions { customers, ..ReadingOptions::default() };
        let result = import(&whole(&files), &options);
        assert_eq!(import(&cut, &options), result);
        if let Ok((ledger, reading)) = &result {
            reconcile(ledger, reading);
            for file in &files {
                // What is read has a beginning that can be shown.
                let head = &file.bytes[..file.bytes.len().min(HEAD)];
                let shown = preview(head, file.encoding.is_some(), &options);
                assert!(shown.is_ok(), "{shown:?}");
            }
        } else if let Err(error) = &result {
            assert!(!matches!(error.kind(), ErrorKind::InvalidOption { .. }));
        }
    }
}
