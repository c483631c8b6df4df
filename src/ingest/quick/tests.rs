#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use super::*;
use crate::csv::layout::is_sum_label;
use crate::ingest::cell::{bare, is_nobody};
use crate::ingest::key::{Form, flaw};
use crate::ingest::ordinary::{is_key, kinds_of};
use crate::ingest::trial::{BEFORE, CUSTOMERS, ODD_CUSTOMERS, file, headers, row};
use crate::ingest::{Import, Reading, ReadingOptions};
use crate::ledger::Builder;
use proptest::prelude::*;

/// What was made of files, and how many rows were read in the quick way.
#[derive(Debug, PartialEq)]
struct Made {
    /// What was known when each file had been read.
    states: Vec<String>,
    all: Result<(Reading, String)>,
}

fn read(files: &[String], is_off: bool) -> (Made, u64) {
    let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
    import.intake.desk.quick.is_off = is_off;
    let mut states = Vec::new();
    let mut result = Ok(());
    for file in files {
        result = result.and_then(|()| import.begin_file("a.csv", None));
        result = result.and_then(|()| import.push(file.as_bytes()));
        let Desk { orders, books, file, again, .. } = &import.intake.desk;
        states.push(format!("{orders:?} {books:?} {file:?} {again:?}"));
        result = result.and_then(|()| import.end_file());
    }
    let rows = import.intake.desk.quick.rows;
    let all = result.and_then(|()| import.finish());
    let all = all.map(|(builder, reading)| (reading, format!("{builder:?}")));
    (Made { states, all }, rows)
}

#[test]
fn keys_that_need_no_look_have_nothing_to_be_seen() {
    for text in CUSTOMERS.iter().chain(ODD_CUSTOMERS) {
        for form in [Form::AsIs, Form::Mail, Form::Phone] {
            let is_plain = bare(text) == *text
                && form.change(text).is_none()
                && !is_nobody(text)
                && !is_sum_label(text)
                && flaw(text).is_none();
            assert!(is_plain || !is_key(text, kinds_of(text), form), "{text:?} {form:?}");
        }
    }
    let are_keys = |texts: &[&str], form| texts.iter().all(|t| is_key(t, kinds_of(t), form));
    assert!(are_keys(&["c7", "A-12", "ann@x.org", "13800138000", "zoe", "1002"], Form::AsIs));
    assert!(are_keys(&["c7", "ann@x.org", "13800138000", "zoe", "1002"], Form::Mail));
    assert!(are_keys(&["13800138000"], Form::Phone));
}

#[test]
fn ordinary_rows_go_the_quick_way() {
    let row = "c7\u{1F}2024-05-01 10:20:30\u{1F}12.50\u{1F}o9\u{1F}paid\u{1F}Tea 1\u{1F}web\u{1F}2";
    let header = "customer,date,amount,order_id,status,product,channel,quantity";
    let files = [file(header, &[row.to_owned(), row.replace("o9", "o10")])];
    assert_eq!(read(&files, false).1, BEFORE as u64 + 2 - 1_001);
    assert_eq!(read(&files, true).1, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_quick_way_makes_of_rows_what_the_thorough_one_does(
        header in headers(),
        rows in prop::collection::vec(row(), 1..60),
        again in prop::collection::vec(row(), 0..30),
    ) {
        let files = [file(header, &rows), file(header, &again)];
        let (quick, thorough) = (read(&files, false).0, read(&files, true).0);
        prop_assert_eq!(quick, thorough);
    }
}
