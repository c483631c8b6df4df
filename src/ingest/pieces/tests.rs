#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use super::*;
use crate::ingest::trial::{file, headers, row};
use crate::ingest::{Import, Keep, Reading, ReadingOptions};
use crate::job;
use crate::ledger::{Builder, Ledger};
use crate::unit::Day;
use proptest::prelude::*;
use std::ops::ControlFlow;

/// What was made of files.
#[derive(Debug, PartialEq)]
struct Made {
    /// What was known when each file had been read.
    states: Vec<String>,
    all: Result<(Reading, Ledger)>,
}

/// How files are cut, and by whom the pieces are read.
#[derive(Clone, Debug)]
struct Cut {
    /// Bytes that the desk reads before it asks for a plan.
    first: usize,
    /// Bytes of each piece, and its reader: none reads what the desk reads itself, and of a lost one the
    /// batch never comes.
    pieces: Vec<(usize, Reads)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Reads {
    Desk,
    /// The desk, many rows at once.
    Many,
    Helper(usize),
    Lost(usize),
}

/// Reads files; with a cut, in pieces. Gives also how many rows were entered from batches.
fn read(files: &[String], cut: Option<&Cut>) -> (Made, u64) {
    read_with(&ReadingOptions::default(), files, cut)
}

fn read_with(options: &ReadingOptions, files: &[String], cut: Option<&Cut>) -> (Made, u64) {
    read_into(Import::new(options.clone(), Builder::default()).unwrap(), files, cut)
}

fn read_into(mut import: Import<Builder>, files: &[String], cut: Option<&Cut>) -> (Made, u64) {
    let mut states = Vec::new();
    let mut result = Ok(());
    for file in files {
        result = result.and_then(|()| import.begin_file("a.csv", None));
        result = result.and_then(|()| match cut {
            None => import.push(file.as_bytes()),
            Some(cut) => push_cut(&mut import, file.as_bytes(), cut),
        });
        let desk = &import.intake.desk;
        states.push(format!("{:?} {:?} {:?}", desk.books, desk.file, desk.again));
        result = result.and_then(|()| import.end_file());
    }
    let rows = import.entered;
    let all = result.and_then(|()| import.finish());
    let all = all.map(|(builder, reading)| {
        let ledger = job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap();
        (reading, ledger)
    });
    (Made { states, all }, rows)
}

fn push_cut(import: &mut Import<Builder>, file: &[u8], cut: &Cut) -> Result<()> {
    let (first, mut rest) = file.split_at(cut.first.min(file.len()));
    import.push(first)?;
    let plan = import.plan().map(|plan| plan.to_bytes());
    let mut helpers: Vec<Option<PieceReader>> =
        (0..3).map(|_| plan.as_deref().and_then(Plan::from_bytes).map(PieceReader::new)).collect();
    let mut turns = cut.pieces.iter().cycle();
    while !rest.is_empty() {
        let (size, reads) = turns.next().unwrap();
        let (piece, more) = rest.split_at((*size).min(rest.len()));
        rest = more;
        let number = match reads {
            Reads::Desk | Reads::Many => None,
            Reads::Helper(number) | Reads::Lost(number) => Some(*number),
        };
        let helper = number.and_then(|number| helpers[number].as_mut());
        let batch = helper.map(|helper| helper.read(piece));
        match (batch, reads) {
            (Some(batch), Reads::Helper(number)) => {
                import.push_piece(&piece, piece.len() as u64, &batch, *number)?;
            }
            (_, Reads::Many) => import.push_many(piece, piece.len() as u64)?,
            _ => import.push(piece)?,
        }
    }
    Ok(())
}

fn cuts() -> impl Strategy<Value = Cut> {
    let reads = prop_oneof![
        2 => Just(Reads::Desk),
        2 => Just(Reads::Many),
        6 => (0..3_usize).prop_map(Reads::Helper),
        1 => (0..3_usize).prop_map(Reads::Lost),
    ];
    let size =
        prop_oneof![1..40_usize, 100..2_000_usize, 3_000..20_000_usize, 17_000..60_000_usize];
    let pieces = prop::collection::vec((size, reads), 1..12);
    (66_000..100_000_usize, pieces).prop_map(|(first, pieces)| Cut { first, pieces })
}

const HEADER: &str = "customer,date,amount,order_id,status,product,channel,quantity";

fn ordinary(rows: usize) -> Vec<String> {
    (0..rows)
        .map(|i| format!("c{i}\u{1F}2024-05-01 10:20:30\u{1F}12.50\u{1F}n{i}\u{1F}paid\u{1F}\"Tea, {i}\"\u{1F}web\u{1F}2"))
        .collect()
}

#[test]
fn ordinary_rows_are_entered_from_batches() {
    let files = [file(HEADER, &ordinary(3_000))];
    let by = |reads| Cut { first: 100_000, pieces: vec![(10_000, reads)] };
    let (made, rows) = read(&files, Some(&by(Reads::Helper(1))));
    assert_eq!(made, read(&files, None).0);
    // All but those that two pieces share.
    let rest = &files[0].as_bytes()[100_000..];
    let lines = rest.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(rows, (lines - 1 - rest.len() / 10_000) as u64);
    assert_eq!(read(&files, Some(&by(Reads::Desk))).1, 0);
    let (many, rows) =
        read(&files, Some(&Cut { first: 80_000, pieces: vec![(40_000, Reads::Many)] }));
    assert_eq!((many, rows > 1_000), (made, true), "{rows}");
}

#[test]
fn a_file_that_is_alone_is_read_as_one_of_several() {
    let mut rows = ordinary(3_000);
    rows[1_700] = rows[1_600].clone();
    rows[2_500] = rows[2_500].replace("12.50", " 12.50");
    let files = [file(HEADER, &rows)];
    let cut = Cut { first: 90_000, pieces: vec![(9_000, Reads::Helper(0)), (33_000, Reads::Many)] };
    let alone = || {
        let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
        import.expect_one();
        import
    };
    let (made, entered) = read_into(alone(), &files, Some(&cut));
    assert!(entered > 1_000, "{entered}");
    assert_eq!(made, read_into(alone(), &files, None).0);
    let (all, _) = read(&files, Some(&cut));
    assert_eq!(made.all, all.all);
    assert_ne!(made.states, all.states, "nothing is kept of its rows");
    let mut import = alone();
    import.begin_file("a.csv", None).unwrap();
    import.push(files[0].as_bytes()).unwrap();
    assert!(import.begin_file("b.csv", None).is_err(), "there was to be no other");
}

#[test]
fn what_is_read_many_rows_at_once_in_vain_is_so_a_few_times() {
    let odd = ordinary(6_000).into_iter().map(|row| row.replace("12.50", "12,50"));
    let files = [file(HEADER, &ordinary(1_500).into_iter().chain(odd).collect::<Vec<_>>())];
    let cut = Cut { first: 90_000, pieces: vec![(33_000, Reads::Many)] };
    let (made, rows) = read(&files, Some(&cut));
    assert_eq!(made, read(&files, None).0);
    assert!(rows < 1_500, "{rows}");
}

#[test]
fn rows_around_odd_ones_are_entered_from_batches() {
    let mut rows = ordinary(3_000);
    for (at, row) in rows.iter_mut().enumerate().filter(|(at, _)| at % 7 == 0) {
        // An amount that needs a closer look, and an order that goes by another number.
        *row = match at % 2 {
            0 => row.replace("12.50", " 12.50"),
            _ => row.replace(&format!("n{at}"), &format!("T200P{at}")),
        };
    }
    let files = [file(HEADER, &rows)];
    let by = Cut { first: 100_000, pieces: vec![(20_000, Reads::Helper(0))] };
    let (made, entered) = read(&files, Some(&by));
    assert_eq!(made, read(&files, None).0);
    assert!(entered > 900, "{entered}");
}

#[test]
fn rows_around_those_of_another_width_are_entered_from_batches() {
    let mut rows = ordinary(3_000);
    for (at, row) in rows.iter_mut().enumerate().filter(|(at, _)| at % 50 == 0) {
        *row = match at % 4 {
            0 => format!("{row}\u{1F}more"),
            _ => row.replace("\u{1F}2", ""),
        };
    }
    let files = [file(HEADER, &rows)];
    let by = Cut { first: 100_000, pieces: vec![(20_000, Reads::Helper(0))] };
    let (made, entered) = read(&files, Some(&by));
    assert_eq!(made, read(&files, None).0);
    assert!(entered > 1_000, "{entered}");
}

#[test]
fn less_is_kept_of_pieces_as_well() {
    let early = ordinary(900).into_iter().map(|row| row.replace("2024-05-01", "2021-05-01"));
    let files = [file(HEADER, &ordinary(1_000).into_iter().chain(early).collect::<Vec<_>>())];
    let cut =
        Cut { first: 70_000, pieces: vec![(30_000, Reads::Helper(1)), (9_000, Reads::Helper(2))] };
    for keep in [Keep::All, Keep::Summary] {
        for from_day in [None, Some(Day(19_000))] {
            let options = ReadingOptions { keep, from_day, ..ReadingOptions::default() };
            let (made, rows) = read_with(&options, &files, Some(&cut));
            assert_eq!(made, read_with(&options, &files, None).0, "{options:?}");
            assert!(rows > 500, "{rows}");
        }
    }
}

#[test]
fn a_quote_that_stays_open_over_pieces_is_read_by_the_desk() {
    let mut rows = ordinary(1_500);
    rows[300] = rows[300].replace("\"Tea, 300\"", "\"Tea, 300");
    rows[900] = rows[900].replace("\"Tea, 900\"", "\"Tea,\n9\n0\n0\"");
    let files = [file(HEADER, &rows), file(HEADER, &rows[..40])];
    for size in [100, 1_000, 7_001, 50_000] {
        let cut = Cut { first: 70_000, pieces: vec![(size, Reads::Helper(0))] };
        assert_eq!(read(&files, Some(&cut)).0, read(&files, None).0, "{size}");
    }
}

#[test]
fn plans_and_batches_that_are_none_are_left_alone() {
    let files = [file(HEADER, &ordinary(2_000))];
    let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
    import.begin_file("a.csv", None).unwrap();
    assert!(import.plan().is_none());
    let (first, rest) = files[0].as_bytes().split_at(100_000);
    import.push(first).unwrap();
    let plan = import.plan().unwrap().to_bytes();
    for length in 0..plan.len() {
        assert!(Plan::from_bytes(&plan[..length]).is_none());
    }
    let batch = PieceReader::new(Plan::from_bytes(&plan).unwrap()).read(rest);
    for length in 0..batch.len().min(5_000) {
        assert!(batch::View::of(&batch[..length]).is_none());
    }
    import.push_piece(&rest, 7, &batch[..batch.len() - 1], 0).unwrap();
    assert_eq!(import.progress().done, 100_007, "bytes of the file, not of its text");
    assert_eq!(import.entered, 0);
    import.begin_file("b.csv", None).unwrap();
    import.push(first).unwrap();
    import.push_piece(&rest, 7, &batch, 0).unwrap();
    assert_eq!(import.entered, 0, "a batch of another file");
    import.end_file().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pieces_make_what_the_whole_file_does(
        header in headers(),
        rows in prop::collection::vec(row(), 1..60),
        again in prop::collection::vec(row(), 0..30),
        more in 0..1_000_usize,
        is_crlf in any::<bool>(),
        cut in cuts(),
    ) {
        let rows: Vec<String> = ordinary(more).into_iter().chain(rows).chain(ordinary(more / 2)).collect();
        let mut files = [file(header, &rows), file(header, &again)];
        if is_crlf {
            files = files.map(|file| file.replace('\n', "\r\n"));
        }
        prop_assert_eq!(read(&files, Some(&cut)).0, read(&files, None).0);
    }
}
