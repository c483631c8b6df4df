//! What is left out on request where a file would not fit into memory, and that it is said before it is too late.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::error::{ErrorKind, Result};
use headwater::ingest::{Import, Keep, Reading, ReadingOptions};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::{Day, Money};
use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

fn read(bytes: &[u8], options: &ReadingOptions, piece: usize) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(options.clone(), Builder::default())?;
    Text::of(bytes).feed(&mut import, "orders.csv", piece)?;
    let (builder, reading) = import.finish()?;
    Ok((run(builder.finish(), |_| ControlFlow::Continue(()))?.unwrap(), reading))
}

/// Exports of platforms and others, as far as they are read.
fn exports() -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = ["platforms", "shops", "csv"]
        .iter()
        .flat_map(|folder| fs::read_dir(fixtures.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "json"))
        .collect();
    files.sort();
    let texts = files.iter().map(|path| fs::read(path).unwrap());
    let read: Vec<_> =
        texts.filter(|text| read(text, &ReadingOptions::default(), usize::MAX).is_ok()).collect();
    assert!(read.len() > 40, "only {} files", read.len());
    read
}

/// Who, when, how much, and which lines are of one order.
fn core(ledger: &Ledger) -> String {
    let mut out = String::new();
    for c in 0..ledger.customers() {
        let lines: Vec<_> = ledger.lines_of(c).map(|i| ledger.line(i)).collect();
        writeln!(out, "{} {lines:?}", ledger.ids().get(c)).unwrap();
    }
    out
}

#[test]
fn a_summary_counts_the_same_rows_and_keeps_less_of_them() {
    let summary = ReadingOptions { keep: Keep::Summary, ..ReadingOptions::default() };
    let mut has_details = 0;
    for file in exports() {
        let (all, reading) = read(&file, &ReadingOptions::default(), usize::MAX).unwrap();
        let (less, same) = read(&file, &summary, usize::MAX).unwrap();
        assert_eq!(core(&less), core(&all));
        assert_eq!(same, Reading { keep: Keep::Summary, ..reading });
        assert!(less.product().is_none() && less.category().is_none() && less.channel().is_none());
        assert!(!less.has_quantity());
        assert!((0..less.lines()).all(|i| less.minutes(i).is_none()));
        assert!(less.bytes() <= all.bytes());
        has_details += usize::from(less.bytes() < all.bytes());
    }
    assert!(has_details > 20, "only {has_details} files have details");
}

#[test]
fn rows_of_earlier_days_are_counted_with_their_money() {
    let mut cut_orders = 0;
    for file in exports() {
        let (all, reading) = read(&file, &ReadingOptions::default(), usize::MAX).unwrap();
        let (Some(first), Some(last)) = (reading.first_day, reading.last_day) else { continue };
        let from_day = Some(Day((first.0 + last.0 + 1) / 2));
        let options = ReadingOptions { from_day, ..ReadingOptions::default() };
        let Ok((later, rest)) = read(&file, &options, usize::MAX) else { continue };
        // With fewer rows another currency may be that of most.
        if reading.currencies.len().max(rest.currencies.len()) > 1 {
            continue;
        }
        assert_eq!((rest.rows, &rest.totals.all), (reading.rows, &reading.totals.all));
        assert_eq!(rest.kept + rest.dropped, rest.rows);
        assert_eq!(Money(rest.totals.kept.0 + rest.totals.dropped.0), rest.totals.all);
        assert!(rest.first_day >= from_day, "{:?} before {from_day:?}", rest.first_day);
        assert_eq!(rest.from_day, from_day);
        let early: u64 = dropped(&rest, "before-first-day");
        let before: u64 = dropped(&reading, "before-first-day");
        assert_eq!(before, 0);
        // Nothing else changes, but that what would be told of a row is told of one that counts.
        assert!(rest.kept + early >= reading.kept, "{early} of {}", reading.kept);
        let days =
            |ledger: &Ledger| (0..ledger.lines()).map(|i| ledger.line(i).day).collect::<Vec<_>>();
        let kept = days(&all).iter().filter(|day| from_day <= Some(**day)).count();
        assert_eq!(later.lines(), kept);
        cut_orders += early;
    }
    assert!(cut_orders > 100, "only {cut_orders} rows were early");
}

fn dropped(reading: &Reading, code: &str) -> u64 {
    reading.dropped_by.iter().filter(|one| one.code.name() == code).map(|one| one.rows).sum()
}

/// Orders of which each fourth is of somebody new.
fn orders(rows: usize) -> Vec<u8> {
    let mut csv = String::from("customer,date,amount,order id,product,channel\n");
    for i in 0..rows {
        let (who, day) = (if i % 4 == 0 { i } else { i / 8 * 4 }, 1 + i % 28);
        let product = i % 500;
        writeln!(csv, "C{who:07},2024-05-{day:02} 10:30,12.50,O{i},Product {product},web").unwrap();
    }
    csv.into_bytes()
}

/// Reads so much of a file that has `size` bytes.
fn begin(csv: &[u8], size: Option<u64>, options: &ReadingOptions) -> Result<usize> {
    let mut import = Import::new(options.clone(), Builder::default())?;
    import.begin_file("orders.csv", size)?;
    let mut done = 0;
    for piece in csv.chunks(256 << 10) {
        done += piece.len();
        import.push(piece).inspect_err(|_| assert!(done < 4 << 20, "said after {done} bytes"))?;
    }
    import.finish()?;
    Ok(done)
}

#[test]
fn what_will_not_fit_is_refused_after_the_first_slices() {
    let csv = orders(60_000);
    let size = Some(1000 * csv.len() as u64);
    let limit = |bytes| ReadingOptions { memory_limit: Some(bytes), ..ReadingOptions::default() };
    let error = begin(&csv, size, &limit(1 << 30)).unwrap_err();
    let &ErrorKind::WillNotFit { needed, summary, limit: said } = error.kind() else {
        unreachable!("{error}");
    };
    // 60 million orders of 15 million customers.
    assert_eq!(said, 1 << 30);
    assert!((5 << 30..9 << 30).contains(&needed), "{needed}");
    assert!((4 << 30..7 << 30).contains(&summary), "{summary}");
    assert!(summary < needed);
    assert_eq!(error.code().name(), "will-not-fit");
    // As large as it says it will be.
    assert_eq!(begin(&csv, size, &limit(needed + (1 << 30))).unwrap(), csv.len());
    let few = limit(summary + (200 << 20));
    let few = ReadingOptions { keep: Keep::Summary, ..few };
    assert_eq!(begin(&csv, size, &few).unwrap(), csv.len());
    // Nobody asked, or nothing is known of what will come.
    assert_eq!(begin(&csv, size, &ReadingOptions::default()).unwrap(), csv.len());
    assert_eq!(begin(&csv, None, &limit(1 << 30)).unwrap(), csv.len());
    assert!(begin(&csv, None, &limit(1 << 20)).is_err());
}

#[test]
fn where_nearly_all_rows_are_too_early_the_rest_fits() {
    let csv = orders(60_000);
    let size = Some(1000 * csv.len() as u64);
    let options = ReadingOptions {
        memory_limit: Some(1 << 30),
        from_day: Day::parse_iso("2024-05-28"),
        ..ReadingOptions::default()
    };
    assert_eq!(begin(&csv, size, &options).unwrap(), csv.len());
}
