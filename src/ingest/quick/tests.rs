#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use super::*;
use crate::csv::layout::is_sum_label;
use crate::ingest::cell::{bare, is_nobody};
use crate::ingest::key::{Form, flaw};
use crate::ingest::ordinary::{is_key, kinds_of};
use crate::ingest::{Import, Reading, ReadingOptions};
use crate::ledger::Builder;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Enough ordinary rows for a file to be known, and more than the reader gathers before it begins.
const BEFORE: usize = 1_700;

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

fn file(header: &str, rows: &[String]) -> String {
    let mut text = format!("{header}\n");
    let columns = header.split(',').count();
    let at = if header.starts_with("email") { "@x.org" } else { "" };
    for i in 0..BEFORE {
        let sign = if i % 3 != 0 && header.contains("currency") { "$" } else { "" };
        let fifth = if header.contains("类型") { "sale" } else { "paid" };
        let row = format!(
            "c{}{at},2024-0{}-1{},{sign}{}.50,o{i},{fifth},{},web,{}",
            i % 90,
            i % 9 + 1,
            i % 10,
            i % 300,
            i % 7,
            i % 3 + 1,
        );
        let row: Vec<&str> = row.split(',').take(columns).collect();
        writeln!(text, "{}", row.join(",")).unwrap();
    }
    for row in rows {
        let (cells, more) = row.split_once('\u{1E}').unwrap_or((row, ""));
        let cells = cells.split('\u{1F}').take(columns);
        writeln!(text, "{}{more}", cells.collect::<Vec<_>>().join(",")).unwrap();
    }
    text
}

const CUSTOMERS: &[&str] = &["c7", "A-12", "ann@x.org", "13800138000", "u_9", "1002", "zoe"];
const ODD_CUSTOMERS: &[&str] = &[
    "",
    "guest",
    "Total",
    "total 3",
    "sum1",
    "合计",
    "=\"12\"",
    "'123",
    "c7 ",
    "张三",
    "１２",
    "17.0",
    "1.5E+10",
    "2140301000117280000",
    "00123",
    "138****1234",
    "##x##",
    "Ann@X.org",
    "a\u{200B}1",
    "\"c\"\"7\"",
    "N/A",
    "mailto:a@b.c",
    "+86 13800138000",
    "customer",
    "~a~",
    "8613800138000",
];

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

/// One of the usual cells mostly, or one in which something is unusual.
fn cell(usual: &'static [&str], odd: &'static [&str]) -> impl Strategy<Value = &'static str> {
    prop_oneof![9 => prop::sample::select(usual), 1 => prop::sample::select(odd)]
}

fn row() -> impl Strategy<Value = String> {
    let customer = cell(CUSTOMERS, ODD_CUSTOMERS);
    let date = cell(
        &["2024-05-01", "2024-05-01 10:20:30", "2023-12-31T23:59:59"],
        &[
            "",
            "2024/5/1",
            "2024-02-30",
            "05/03/2024",
            "2024-05-01 10:20",
            "2024-05-01 10:20:30 +0800",
            "45000",
            "date",
            " 2024-05-01",
            "1900-01-01",
            "2024-05-01 24:00:00",
            "\"2024-05-01\"",
        ],
    );
    let amount = cell(
        &["12.50", "-3.10", "7", "0", "1999.9", "$5.00"],
        &[
            "",
            "1,234",
            "\"1,234\"",
            "¥5",
            "$5.00",
            "1.234",
            "5 EUR",
            "(3)",
            "abc",
            "1e308",
            "amount",
            "12.345",
            "99999999999999999",
            "0.00001",
        ],
    );
    let order =
        cell(&["o1", "o2", "A1002"], &["", "\t9", "#12", "1.9E+15", "T200P77", "-", "=\"3\""]);
    let status = cell(
        &["paid", "已付款"],
        &["", "refund", "refunded", "cancelled", "部分退款", "wibble", " paid "],
    );
    let product = cell(
        &["Tea 1", "3", "\"Tea, green\"", "绿茶", ""],
        &["\"a \"\"b\"\"\"", " x ", "'=1", "\u{FEFF}y", "\"two\nlines\"", "a\0b", "x\"y"],
    );
    let rest = (
        cell(&["web", "app", ""], &["店 铺", " "]),
        cell(&["1", "12", ""], &["x", "1.5", "-2", "2.00"]),
        cell(&[""], &[",x", ","]),
    );
    let row = (customer, date, amount, order, status, product, rest);
    let row = row.prop_map(|(c, d, a, o, s, p, (w, q, x))| {
        [c, d, a, o, s, p, w, &format!("{q}\u{1E}{x}")].join("\u{1F}")
    });
    prop_oneof![20 => row, 1 => Just("Note: see page 2".to_owned())]
}

fn headers() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "customer,date,amount,order_id,status,product,channel,quantity",
            "email,date,amount,order_id,status,product,channel,quantity",
            "phone,date,amount,order_id,status,product,channel,quantity",
            "customer,date,order_total,order_id,status,product,channel,quantity",
            "customer,date,amount,order_id,currency,product,channel,quantity",
            "customer,date,amount,order_id,status,refund_amount,channel,quantity",
            "customer,date,amount",
        ][..],
    )
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
