//! Made files for tests: ordinary rows, and among them rows in which something is unusual.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use proptest::prelude::*;
use std::fmt::Write as _;

/// Enough ordinary rows for a file to be known, and more than the reader gathers before it begins.
pub(super) const BEFORE: usize = 1_700;

pub(super) fn file(header: &str, rows: &[String]) -> String {
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

pub(super) const CUSTOMERS: &[&str] =
    &["c7", "A-12", "ann@x.org", "13800138000", "u_9", "1002", "zoe"];
pub(super) const ODD_CUSTOMERS: &[&str] = &[
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

/// One of the usual cells mostly, or one in which something is unusual.
fn cell(usual: &'static [&str], odd: &'static [&str]) -> impl Strategy<Value = &'static str> {
    prop_oneof![9 => prop::sample::select(usual), 1 => prop::sample::select(odd)]
}

pub(super) fn row() -> impl Strategy<Value = String> {
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

pub(super) fn headers() -> impl Strategy<Value = &'static str> {
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
