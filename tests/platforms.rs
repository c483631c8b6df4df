//! Exports as platforms write them: `fixtures/platforms/NAME.expect.json` names its files and what,
//! counted by hand, must come of them. The headers are the platforms' own, the rows are invented.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::error::Result;
use headwater::ingest::{Customers, Import, Reading, ReadingOptions};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::Money;
use serde_json::{Map, Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/platforms")
}

/// The name and the content of each expectation.
fn cases() -> Vec<(String, Value)> {
    let paths = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<(String, Value)> = paths
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".expect.json")?.to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            Some((name, serde_json::from_str(&text).unwrap()))
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(all.len() > 30, "only {} expectations", all.len());
    all
}

fn files(expect: &Value) -> Vec<(String, Vec<u8>)> {
    let names = expect["files"].as_array().unwrap().iter();
    names
        .map(|name| {
            let name = name.as_str().unwrap();
            (name.to_owned(), std::fs::read(folder().join(name)).unwrap())
        })
        .collect()
}

fn read(
    files: &[(String, Vec<u8>)],
    options: &ReadingOptions,
    cut: usize,
) -> Result<(Ledger, Reading)> {
    let mut import = Import::new(options.clone(), Builder::default())?;
    for (name, bytes) in files {
        Text::of(bytes).feed(&mut import, name, cut)?;
    }
    let (builder, reading) = import.finish()?;
    Ok((run(builder.finish(), |_| ControlFlow::Continue(()))?.unwrap(), reading))
}

fn options(expect: &Value) -> ReadingOptions {
    let offset = expect["timeZoneOffset"].as_i64().map(|n| i32::try_from(n).unwrap());
    ReadingOptions { time_zone_offset: offset, ..ReadingOptions::default() }
}

/// What each customer spent, refunds taken off.
fn spent(ledger: &Ledger) -> Map<String, Value> {
    (0..ledger.customers())
        .map(|c| {
            let lines = ledger.lines_of(c).map(|i| ledger.line(i).amount.0);
            (ledger.ids().get(c).to_owned(), json!(Money(lines.sum()).to_string()))
        })
        .collect()
}

/// What came of the files, in the words of the expectation.
fn found(expect: &Value, read: &Result<(Ledger, Reading)>) -> Value {
    let (ledger, reading) = match read {
        Ok(read) => read,
        Err(error) => {
            let platform = match error.kind() {
                headwater::ErrorKind::NoCustomerKey { platform, .. } => platform,
                _ => "",
            };
            return json!({"error": [error.code().name(), platform]});
        }
    };
    let codes = reading.diagnostics.iter();
    let all = json!({
        "platform": reading.files[0].platform,
        "grain": reading.files[0].grain,
        "key": [reading.key.header, reading.key.grade.name(), reading.key.reasons],
        "rows": reading.rows,
        "kept": reading.kept,
        "all": reading.totals.all.to_string(),
        "keptTotal": reading.totals.kept.to_string(),
        "orders": ledger.orders(),
        "joined": reading.joined.map(|joined| [joined.orders, joined.found]),
        "customers": spent(ledger),
        "days": [reading.first_day.map(|d| d.to_string()), reading.last_day.map(|d| d.to_string())],
        "diagnostics": codes.map(|(code, tally)| (code.name().to_owned(), json!(tally.count)))
            .collect::<Map<_, _>>(),
    });
    let asked = |name: &String| expect.get(name).is_some();
    let Value::Object(all) = all else { return all };
    Value::Object(all.into_iter().filter(|(name, _)| asked(name)).collect())
}

/// What of an expectation is said of the result.
fn wanted(expect: &Value) -> Value {
    const SETTINGS: [&str; 3] = ["files", "timeZoneOffset", "withoutCustomers"];
    let fields = expect.as_object().unwrap().iter();
    let fields = fields.filter(|(name, _)| !SETTINGS.contains(&name.as_str()));
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

#[test]
fn each_export_gives_the_orders_that_are_in_it() {
    let mut wrong = Vec::new();
    for (name, expect) in cases() {
        let found = found(&expect, &read(&files(&expect), &options(&expect), usize::MAX));
        let wanted = wanted(&expect);
        if found != wanted {
            wrong.push(format!("{name}\nfound {found:#}\nwanted {wanted:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn kept_and_dropped_are_all_to_the_cent_and_the_ledger_holds_what_was_kept() {
    for (name, expect) in cases() {
        let Ok((ledger, reading)) = read(&files(&expect), &options(&expect), usize::MAX) else {
            continue;
        };
        let totals = reading.totals;
        assert_eq!(totals.kept.checked_add(totals.dropped), Some(totals.all), "{name}");
        assert_eq!(reading.kept + reading.dropped, reading.rows, "{name}");
        let by = &reading.dropped_by;
        assert_eq!(by.iter().map(|one| one.rows).sum::<u64>(), reading.dropped, "{name}");
        assert_eq!(Money(by.iter().map(|one| one.amount.0).sum()), totals.dropped, "{name}");
        assert_eq!(ledger.lines() as u64, reading.kept, "{name}");
        let lines = (0..ledger.lines()).map(|i| ledger.line(i).amount.0);
        assert_eq!(Money(lines.sum()), totals.kept, "{name}");
    }
}

#[test]
fn where_the_bytes_are_cut_changes_nothing() {
    for (name, expect) in cases() {
        let (files, options) = (files(&expect), options(&expect));
        let whole = found(&expect, &read(&files, &options, usize::MAX));
        for cut in [1, 7, 64] {
            assert_eq!(found(&expect, &read(&files, &options, cut)), whole, "{name} cut {cut}");
        }
    }
}

#[test]
fn the_order_of_the_files_changes_no_customer() {
    for (name, expect) in cases() {
        let (mut files, options) = (files(&expect), options(&expect));
        let Ok((ledger, _)) = read(&files, &options, usize::MAX) else { continue };
        files.reverse();
        let (reversed, _) = read(&files, &options, usize::MAX).unwrap();
        assert_eq!(spent(&reversed), spent(&ledger), "{name}");
    }
}

#[test]
fn without_a_key_the_orders_alone_are_read() {
    for (name, expect) in cases() {
        let wanted = &expect["withoutCustomers"];
        if wanted.is_null() {
            continue;
        }
        let options = ReadingOptions { customers: Customers::None, ..options(&expect) };
        let found = found(wanted, &read(&files(&expect), &options, usize::MAX));
        assert_eq!(&found, wanted, "{name}");
    }
}

#[test]
fn files_with_the_same_columns_share_a_fingerprint() {
    let expect = json!({"files": ["shopify.csv"]});
    let (_, first) = read(&files(&expect), &ReadingOptions::default(), usize::MAX).unwrap();
    let spaced = b" Customer_ID ,DATE,amount\na,2024-01-01,5\n".to_vec();
    let plain = b"customer id,date,amount\nb,2024-01-01,7\n".to_vec();
    let two = [("1.csv".to_owned(), spaced), ("2.csv".to_owned(), plain)];
    let (_, second) = read(&two, &ReadingOptions::default(), usize::MAX).unwrap();
    assert_eq!(second.files[0].fingerprint, second.files[1].fingerprint);
    assert_ne!(first.files[0].fingerprint, second.files[0].fingerprint);
    assert_eq!(second.files[0].platform, None);
}

#[test]
fn a_member_list_says_whose_the_orders_are() {
    let orders = "amazon-order-id\tpurchase-date\torder-status\titem-price\tquantity\n\
                  o1\t2024-01-01\tShipped\t5.00\t1\no2\t2024-02-01\tShipped\t6.00\t1\n\
                  o3\t2024-02-02\tShipped\t7.00\t1\n";
    let members = "order id,email\no1,Ann@x.org\no2,ann@x.org\n";
    let both = [("o.txt", orders), ("m.csv", members)];
    let both = both.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let (ledger, reading) = read(&both, &ReadingOptions::default(), usize::MAX).unwrap();
    assert_eq!(json!(spent(&ledger)), json!({"ann@x.org": "11.00"}));
    assert_eq!((reading.kept, reading.dropped), (2, 1));
    assert_eq!(reading.joined.map(|joined| [joined.orders, joined.found]), Some([3, 2]));
    let alone = read(&both[1..], &ReadingOptions::default(), usize::MAX).unwrap_err();
    assert_eq!(alone.code().name(), "missing-column");
}

#[test]
fn a_known_export_can_be_read_by_the_names_of_its_columns_alone() {
    let expect = json!({"files": ["shopify.csv"]});
    let options = ReadingOptions { by_names_alone: true, ..ReadingOptions::default() };
    let (_, known) = read(&files(&expect), &ReadingOptions::default(), usize::MAX).unwrap();
    let (_, plain) = read(&files(&expect), &options, usize::MAX).unwrap();
    assert_eq!((known.files[0].platform, plain.files[0].platform), (Some("shopify"), None));
    assert_eq!(
        (known.files[0].grain, plain.files[0].grain),
        (Some("line, order on the first"), None)
    );
    // Refunds stand in a column that no name alone explains.
    assert_ne!(known.totals.kept, plain.totals.kept);
}

#[test]
fn examples_carry_the_whole_row() {
    let bytes = b"customer,date,amount,note\na,2024-01-01,5,x\nb,never,6,\"y, z\"\n".to_vec();
    let file = [("a.csv".to_owned(), bytes)];
    let (_, reading) = read(&file, &ReadingOptions::default(), usize::MAX).unwrap();
    let (_, tally) = reading.diagnostics.iter().next().unwrap();
    assert_eq!(tally.examples[0].at.cells, ["b", "never", "6", "y, z"]);
}
