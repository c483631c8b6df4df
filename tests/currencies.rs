//! Files with money in several currencies: which is the ledger's, what becomes of the others, and that all
//! of it adds up to the file, to the smallest unit.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::error::{Code, Result};
use headwater::ingest::{CurrencyCount, Fate, Import, Reading, ReadingOptions};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::{Currency, Money, Rate};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

fn read(files: &[&str], options: &ReadingOptions, cut: usize) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(options.clone(), Builder::default())?;
    for (index, text) in files.iter().enumerate() {
        import.begin_file(&format!("{index}.csv"), None)?;
        text.as_bytes().chunks(cut).try_for_each(|piece| import.push(piece))?;
    }
    let (builder, reading) = import.finish()?;
    Ok((run(builder.finish(), |_| ControlFlow::Continue(()))?.unwrap(), reading))
}

fn open(csv: &str) -> (Ledger, Reading) {
    read(&[csv], &ReadingOptions::default(), 7).unwrap()
}

fn code(text: &str) -> Currency {
    Currency::from_code(text).unwrap()
}

fn into(target: &str, rates: &[(&str, &str)]) -> ReadingOptions {
    let rate = |(of, rate): &(&str, &str)| (code(of), Rate::parse(rate).unwrap());
    ReadingOptions {
        currency: Some(code(target)),
        rates: rates.iter().map(rate).collect(),
        ..ReadingOptions::default()
    }
}

/// `EUR 2/3 12.50 0.00 kept`
fn shown(count: &CurrencyCount) -> String {
    let name = count.name.as_deref().unwrap_or("-");
    let CurrencyCount { rows, counted, net, dropped, fate, .. } = count;
    format!("{name} {counted}/{rows} {net} {dropped} {}", fate.name())
}

fn all(reading: &Reading) -> Vec<String> {
    reading.currencies.iter().map(shown).collect()
}

fn spent(ledger: &Ledger) -> Vec<(String, String)> {
    let sum = |c| ledger.lines_of(c).map(|i| ledger.line(i).amount.0).sum();
    (0..ledger.customers())
        .map(|c| (ledger.ids().get(c).to_owned(), Money(sum(c)).to_string()))
        .collect()
}

const MIXED: &str = "customer,date,amount,currency,product
a,2024-01-01,1.00,USD,x
b,2024-01-02,2.50,EUR,y
c,2024-01-03,4.00,eur,z
b,2024-01-04,-0.50,EUR,y
,2024-01-05,8.00,EUR,y
d,never,16.00,USD,x
e,2024-02-06,500,JPY,w
";

#[test]
fn the_currency_of_most_rows_is_kept_and_the_others_are_told() {
    let (ledger, reading) = open(MIXED);
    assert_eq!(reading.currency, Some(code("EUR")));
    assert_eq!(
        all(&reading),
        ["EUR 3/4 6.00 8.00 kept", "JPY 1/1 500.00 0.00 set-aside", "USD 1/2 1.00 16.00 set-aside"]
    );
    assert_eq!((reading.rows, reading.kept, reading.dropped), (7, 3, 4));
    assert_eq!(reading.totals.all.to_string(), "14.00");
    assert_eq!(reading.diagnostics.count(Code::MixedCurrency), 2);
    assert_eq!((reading.set_aside.len(), reading.not_set_aside()), (4, 0));
    let spent = spent(&ledger);
    assert_eq!(spent, [("b".into(), "2.00".into()), ("c".into(), "4.00".into())]);
    // Nothing is left of what does not count.
    assert_eq!(ledger.product().unwrap().labels.len(), 3);
}

#[test]
fn the_ledger_is_that_of_a_file_with_the_kept_rows_alone() {
    let alone: Vec<&str> =
        MIXED.lines().filter(|line| !line.contains("USD") && !line.contains("JPY")).collect();
    let (ledger, _) = open(MIXED);
    let (expected, _) = open(&alone.join("\n"));
    assert_eq!(ledger, expected);
}

#[test]
fn rows_of_a_currency_that_loses_can_be_had() {
    let rows = |count: usize, currency: &str| -> String {
        let row = |i| format!("c{i},2024-01-0{},{}.50,{currency}\n", i % 9 + 1, i % 7);
        (0..count).map(row).collect()
    };
    let header = "customer,date,amount,currency\n".to_owned();
    let left = |parts: [String; 2]| {
        let (_, reading) = open(&(header.clone() + &parts.concat()));
        assert_eq!(reading.currency, Some(code("USD")));
        assert_eq!(reading.dropped, 1_500);
        (reading.set_aside.len(), reading.not_set_aside())
    };
    assert_eq!(left([rows(3_000, "USD"), rows(1_500, "EUR")]), (1_500, 0));
    // While it led, only so many were kept.
    assert_eq!(left([rows(1_500, "EUR"), rows(3_000, "USD")]), (1_000, 500));
}

#[test]
fn each_currency_can_be_chosen_and_together_they_are_the_file() {
    for (currency, expected) in [("USD", "1.00"), ("EUR", "6.00"), ("JPY", "500.00")] {
        let (_, reading) = read(&[MIXED], &into(currency, &[]), 5).unwrap();
        assert_eq!(reading.currency, Some(code(currency)));
        assert_eq!(reading.totals.kept.to_string(), expected);
        assert_eq!(reading.kept + reading.diagnostics.count(Code::MixedCurrency), 5);
        // The rows of the others can be had.
        assert_eq!(reading.not_set_aside(), 0);
    }
    let error = read(&[MIXED], &into("GBP", &[]), 5).unwrap_err();
    assert_eq!(error.code(), Code::NoOrders);
}

#[test]
fn rates_convert_each_row_and_what_has_none_is_told() {
    let options = into("CNY", &[("USD", "7.1"), ("EUR", "7.805")]);
    let (ledger, reading) = read(&[MIXED], &options, 3).unwrap();
    // 2.50 and 4.00 and -0.50 euros: 19.5125, 31.22 and -3.9025, each to the cent.
    let spent = spent(&ledger);
    let expected = [("a", "7.10"), ("b", "15.61"), ("c", "31.22")];
    assert_eq!(spent, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(reading.totals.kept.to_string(), "53.93");
    assert_eq!(
        all(&reading),
        [
            "EUR 3/4 6.00 8.00 converted",
            "JPY 1/1 500.00 0.00 set-aside",
            "USD 1/2 1.00 16.00 converted"
        ]
    );
    let in_ledger: Vec<_> = reading.currencies.iter().map(|c| c.in_ledger.to_string()).collect();
    assert_eq!(in_ledger, ["46.83", "0.00", "7.10"]);
    assert_eq!(reading.diagnostics.count(Code::MissingRate), 1);
    assert_eq!(reading.currency, Some(code("CNY")));
}

#[test]
fn rates_that_say_nothing_are_refused() {
    let rate = |of: &str| (code(of), Rate::parse("2").unwrap());
    for (currency, rates) in [
        (None, vec![rate("USD")]),
        (Some(code("USD")), vec![rate("USD")]),
        (Some(code("EUR")), vec![rate("USD"), rate("USD")]),
    ] {
        let options = ReadingOptions { currency, rates, ..ReadingOptions::default() };
        assert_eq!(read(&[MIXED], &options, 9).unwrap_err().code(), Code::InvalidOption);
    }
}

#[test]
fn rows_without_a_currency_are_of_the_only_one_that_is_named() {
    let (_, reading) =
        open("customer,date,amount\na,2024-01-01,5\nb,2024-01-02,€3\nc,2024-01-02,0\n");
    assert_eq!(all(&reading), ["EUR 3/3 8.00 0.00 kept"]);
    assert_eq!(reading.diagnostics.count(Code::AssumedCurrency), 1);
    let mixed =
        "customer,date,amount\na,2024-01-01,5\na,2024-01-01,5\nb,2024-01-02,€3\nc,2024-01-02,$2\n";
    let (_, reading) = open(mixed);
    assert_eq!(reading.currency, None);
    assert_eq!(
        all(&reading),
        ["- 2/2 10.00 0.00 kept", "EUR 1/1 3.00 0.00 set-aside", "USD 1/1 2.00 0.00 set-aside"]
    );
    // The one that was asked for stands in where no row names it; else nothing is known of them.
    let (_, reading) = read(&[mixed], &into("GBP", &[("EUR", "1"), ("USD", "1")]), 4).unwrap();
    assert_eq!(all(&reading)[0], "GBP 2/2 10.00 0.00 kept");
    assert_eq!(reading.totals.kept.to_string(), "15.00");
    assert_eq!(reading.diagnostics.count(Code::AssumedCurrency), 2);
    let (_, reading) = read(&[mixed], &into("USD", &[]), 4).unwrap();
    assert_eq!(all(&reading)[0], "- 2/2 10.00 0.00 set-aside");
    assert_eq!(reading.totals.all.to_string(), "2.00");
}

#[test]
fn a_yen_sign_that_may_be_either_is_told() {
    let (_, reading) = open("customer,date,amount\na,2024-01-01,¥1200\nb,2024-01-02,¥300\n");
    assert_eq!(reading.currency, Some(code("CNY")));
    assert_eq!(reading.diagnostics.count(Code::AssumedCurrency), 2);
    let (_, reading) = open("customer,date,amount\na,2024-01-01,¥1200.50\n");
    assert_eq!(reading.diagnostics.count(Code::AssumedCurrency), 0);
    let (_, reading) = open("customer,date,amount,商品の名前\na,2024-01-01,¥1200,x\n");
    assert_eq!(reading.currency, Some(code("JPY")));
    let yen = into("JPY", &[]);
    let (_, reading) = read(&["customer,date,amount\na,2024-01-01,¥1200\n"], &yen, 9).unwrap();
    assert_eq!((reading.currency, reading.kept), (Some(code("JPY")), 1));
    assert_eq!(reading.diagnostics.count(Code::AssumedCurrency), 0);
}

#[test]
fn a_shopify_order_has_one_currency_for_all_its_lines() {
    let csv = "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name
#1,a@x.com,paid,2024-01-01 10:00:00 +0000,USD,10.00,2024-01-01 10:00:00 +0000,1,p
#1,,,,,,,2,q
#2,b@x.com,paid,2024-01-02 10:00:00 +0000,CAD,20.00,2024-01-02 10:00:00 +0000,1,p
#2,,,,,,,4,q
#3,a@x.com,paid,2024-01-03 10:00:00 +0000,USD,30.00,2024-01-03 10:00:00 +0000,1,p
";
    let (ledger, reading) = open(csv);
    assert_eq!(reading.files[0].platform, Some("shopify"));
    assert_eq!(all(&reading), ["USD 3/3 40.00 0.00 kept", "CAD 2/2 20.00 0.00 set-aside"]);
    assert_eq!((ledger.customers(), ledger.orders(), ledger.lines()), (1, 2, 3));
    let (ledger, reading) = read(&[csv], &into("USD", &[("CAD", "0.7312")]), 50).unwrap();
    assert_eq!((ledger.orders(), reading.totals.kept.to_string().as_str()), (3, "54.62"));
}

#[test]
fn what_is_sold_in_china_without_a_sign_is_in_yuan() {
    let csv = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,买家应付货款
1,王,10.00,10.00,交易成功,2024-01-01 10:00:00,2024-01-01 10:00:01,x,10.00
";
    let (_, reading) = open(csv);
    assert_eq!((reading.currency, reading.files[0].zone), (Some(code("CNY")), Some(480)));
    assert_eq!(reading.diagnostics.iter().count(), 0);
}

/// A row: who, day of the month, hundredths, currency, whether its date can be read.
type Made = (u8, u32, i64, usize, bool);

const CODES: [&str; 4] = ["USD", "EUR", "JPY", ""];

fn csv(rows: &[Made]) -> String {
    let line = |(n, (who, day, cents, currency, is_good)): (usize, &Made)| {
        let sign = if *cents < 0 { "-" } else { "" };
        let (whole, part) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        let day = if *is_good { format!("2024-03-{day:02}") } else { "soon".to_owned() };
        format!("c{who},{day},{sign}{whole}.{part:02},{},o{n}\n", CODES[*currency])
    };
    let rows: String = rows.iter().enumerate().map(line).collect();
    format!("customer,date,amount,currency,order id\n{rows}")
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let row = (0_u8..5, 1_u32..29, -3_000_i64..90_000, 0_usize..4, prop::bool::weighted(0.9));
    prop::collection::vec(row, 1..40)
}

/// What must not depend on the order of the rows.
fn essence(read: &Result<(Ledger, Reading)>) -> String {
    match read {
        Err(error) => error.code().name().to_owned(),
        Ok((ledger, reading)) => {
            let counts: Vec<_> =
                reading.diagnostics.iter().map(|(code, tally)| (code, tally.count)).collect();
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {counts:?} {ledger:?}",
                (reading.rows, reading.kept, reading.refunds, reading.currency),
                reading.totals,
                reading.currencies,
                (reading.first_day, reading.last_day),
                reading.months,
                reading.statuses
            )
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn neither_the_order_of_rows_nor_the_cut_of_bytes_decides(
        rows in made(), cut in 1_usize..90, wish in 0_usize..3,
    ) {
        let options = match wish {
            0 => ReadingOptions::default(),
            1 => into("EUR", &[]),
            _ => into("EUR", &[("USD", "0.917"), ("JPY", "0.00613")]),
        };
        // Order numbers stay with their rows.
        let straight = csv(&rows);
        let mut lines: Vec<&str> = straight.lines().skip(1).collect();
        lines.reverse();
        let reversed = format!("{}\n{}\n", straight.lines().next().unwrap(), lines.join("\n"));
        let expected = essence(&read(&[&straight], &options, usize::MAX));
        prop_assert_eq!(essence(&read(&[&straight], &options, cut)), expected.clone());
        prop_assert_eq!(essence(&read(&[&reversed], &options, cut)), expected);
    }

    #[test]
    fn kept_dropped_and_set_aside_are_the_file_in_each_currency(rows in made(), wish in 0_usize..3) {
        let options = match wish {
            0 => ReadingOptions::default(),
            1 => into("USD", &[]),
            _ => into("CNY", &[("USD", "7.1"), ("EUR", "7.8055")]),
        };
        let Ok((ledger, reading)) = read(&[&csv(&rows)], &options, 64) else { return Ok(()) };
        let mut own: BTreeMap<Option<&str>, (u64, i64)> = BTreeMap::new();
        for (_, _, cents, currency, _) in &rows {
            let entry = own.entry(Some(CODES[*currency]).filter(|code| !code.is_empty())).or_default();
            *entry = (entry.0 + 1, entry.1 + cents * 100);
        }
        let mut found: BTreeMap<Option<&str>, (u64, i64)> = BTreeMap::new();
        for count in &reading.currencies {
            let sums = (count.rows, count.net.0 + count.dropped.0);
            found.insert(count.name.as_deref(), sums);
        }
        // Rows that name none may have been given to the only one that is named.
        let sum = |all: &BTreeMap<Option<&str>, (u64, i64)>| {
            all.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        prop_assert_eq!(sum(&found), sum(&own));
        if found.contains_key(&None) {
            prop_assert_eq!(&found, &own);
        }
        let counts = |fate: Fate| reading.currencies.iter().filter(move |count| count.fate == fate);
        let kept: i64 = counts(Fate::Kept).chain(counts(Fate::Converted)).map(|c| c.in_ledger.0).sum();
        prop_assert_eq!(kept, reading.totals.kept.0);
        prop_assert!(counts(Fate::Kept).all(|count| count.in_ledger == count.net));
        let lines: i64 = (0..ledger.lines()).map(|i| ledger.line(i).amount.0).sum();
        prop_assert_eq!(lines, reading.totals.kept.0);
        prop_assert_eq!(reading.totals.kept.0 + reading.totals.dropped.0, reading.totals.all.0);
        let aside: u64 = counts(Fate::SetAside).map(|count| count.counted).sum();
        let told = [Code::MixedCurrency, Code::MissingRate].map(|code| reading.diagnostics.count(code));
        prop_assert_eq!(told.iter().sum::<u64>(), aside);
        prop_assert_eq!(reading.currencies.iter().map(|count| count.rows).sum::<u64>(), reading.rows);
    }
}
