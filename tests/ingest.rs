//! CSV files to order lines and diagnostics: `fixtures/csv/NAME.csv` with `NAME.expect.json` is a
//! test. Each small file is also cut at every byte, which must change nothing.
//!
//! `UPDATE=1` writes what was found into the expectations; `options` in them is kept.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::at::{At, Field};
use headwater::diagnostic::Action;
use headwater::error::{Error, Result};
use headwater::ingest::{Choice, CurrencyCount, Import, Reading, ReadingOptions, preview};
use headwater::ledger::{OrderLine, OrderSink};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Files up to this size are cut at every byte.
const SMALL: usize = 4096;

/// Order lines as they came, with their parts.
#[derive(Debug, Default)]
struct Lines(Vec<Value>, Vec<u8>);

impl OrderSink for Lines {
    fn add_to(&mut self, part: u8, line: &OrderLine<'_>) -> Result<()> {
        let mut fields = Map::new();
        let texts = [
            ("customer", Some(line.customer)),
            ("orderId", line.order_id),
            ("product", line.product),
            ("category", line.category),
            ("channel", line.channel),
        ];
        fields.insert("day".into(), json!(line.day.to_string()));
        fields.insert("amount".into(), json!(line.amount.to_string()));
        fields.extend(texts.into_iter().filter_map(|(k, v)| Some((k.to_owned(), json!(v?)))));
        fields.extend(line.quantity.map(|units| ("quantity".to_owned(), json!(units))));
        self.0.push(Value::Object(fields));
        self.1.push(part);
        Ok(())
    }

    fn keep_parts(&mut self, counts: &[bool]) -> Result<()> {
        let mut parts = self.1.iter();
        self.0.retain(|_| counts[usize::from(*parts.next().unwrap())]);
        Ok(())
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/csv");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    all.sort();
    assert!(all.len() > 30, "only {} fixtures", all.len());
    all
}

fn expectation(csv: &Path) -> (PathBuf, Value) {
    let path = csv.with_extension("expect.json");
    let value = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(_) => json!({}),
    };
    (path, value)
}

fn options(expect: &Value) -> ReadingOptions {
    let mut options = ReadingOptions::default();
    let given = &expect["options"];
    for (name, header) in given["mapping"].as_object().into_iter().flatten() {
        let choice = header.as_str().map_or(Choice::Absent, |text| Choice::Column(text.into()));
        options.mapping.set(Field::from_name(name).unwrap(), choice);
    }
    options.delimiter = given["delimiter"].as_str().map(|text| text.as_bytes()[0]);
    options.time_zone_offset = given["timeZoneOffset"].as_i64().map(|n| i32::try_from(n).unwrap());
    options
}

fn import(files: &[&[u8]], options: &ReadingOptions, cut: usize) -> Result<(Lines, Reading)> {
    let mut import = Import::new(options.clone(), Lines::default())?;
    for (index, bytes) in files.iter().enumerate() {
        Text::of(bytes).feed(&mut import, &format!("{}.csv", index + 1), cut)?;
    }
    import.finish()
}

fn at_json(at: &At) -> Value {
    let mut fields = Map::new();
    let parts = [
        ("file", json!(at.file)),
        ("record", json!(at.record)),
        ("line", json!(at.line)),
        ("column", json!(at.column)),
        ("value", json!(at.value)),
    ];
    fields.extend(parts.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.to_owned(), v)));
    Value::Object(fields)
}

fn error_json(error: &Error) -> Value {
    json!({"error": {
        "code": error.code().name(), "kind": format!("{:?}", error.kind()), "at": at_json(error.at())
    }})
}

fn reading_json(lines: &Lines, reading: &Reading) -> Value {
    let files: Vec<Value> = reading.files.iter().map(file_json).collect();
    let statuses = reading.statuses.iter().map(|status| {
        json!([status.text, status.class.name(), status.rows, status.net.to_string()])
    });
    let currencies = reading.currencies.iter().map(|count| {
        let CurrencyCount { name, rows, counted, net, dropped, fate, .. } = count;
        json!([name, rows, counted, net.to_string(), dropped.to_string(), fate.name()])
    });
    let diagnostics: Map<String, Value> = reading
        .diagnostics
        .iter()
        .map(|(code, tally)| {
            let examples = tally.examples.iter().map(|example| match &example.action {
                Action::Repaired { to } => json!([at_json(&example.at), "repaired", to]),
                action => json!([at_json(&example.at), action.name()]),
            });
            let examples: Vec<Value> = examples.collect();
            (code.name().to_owned(), json!({"count": tally.count, "examples": examples}))
        })
        .collect();
    let mut all = json!({
        "files": files,
        "rows": reading.rows, "kept": reading.kept, "dropped": reading.dropped,
        "refunds": reading.refunds,
        "totals": {
            "all": reading.totals.all.to_string(),
            "kept": reading.totals.kept.to_string(),
            "dropped": reading.totals.dropped.to_string(),
        },
        "days": [reading.first_day.map(|d| d.to_string()), reading.last_day.map(|d| d.to_string())],
        "timeZone": [reading.time_zone.offset_minutes, reading.time_zone.rows_with_offset],
        "currency": reading.currency.map(|currency| currency.to_string()),
        "statuses": statuses.collect::<Vec<_>>(),
        "diagnostics": diagnostics,
        "lines": lines.0,
    });
    if reading.currencies.len() > 1 {
        all["currencies"] = currencies.collect();
    }
    all
}

fn file_json(file: &headwater::ingest::FileReading) -> Value {
    let header = |column: usize| file.columns[column].header.clone();
    let roles: Map<String, Value> = file
        .roles
        .iter()
        .map(|role| {
            let others: Vec<String> = role.alternatives.iter().map(|c| header(*c)).collect();
            let value = json!([header(role.column), role.chosen_by.name(), others]);
            (role.field.name().to_owned(), value)
        })
        .collect();
    let columns: Vec<Value> =
        file.columns.iter().map(|column| json!([column.header, column.examples])).collect();
    json!({
        "bytes": file.bytes, "delimiter": char::from(file.delimiter).to_string(),
        "headerLine": file.header_line, "roles": roles, "columns": columns,
    })
}

fn found(result: Result<(Lines, Reading)>) -> Value {
    match result {
        Ok((lines, reading)) => reading_json(&lines, &reading),
        Err(error) => error_json(&error),
    }
}

#[test]
fn fixtures_give_what_is_expected() {
    let mut wrong = Vec::new();
    for csv in fixtures() {
        let (path, mut expect) = expectation(&csv);
        let bytes = std::fs::read(&csv).unwrap();
        let found = found(import(&[&bytes], &options(&expect), usize::MAX));
        if std::env::var_os("UPDATE").is_some() {
            expect["result"] = found;
            let text = serde_json::to_string_pretty(&expect).unwrap() + "\n";
            // Other tests read it meanwhile.
            let new = path.with_extension("new");
            std::fs::write(&new, text).unwrap();
            std::fs::rename(&new, &path).unwrap();
        } else if expect["result"] != found {
            wrong.push(format!("{}\n{found:#}", csv.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_the_bytes_are_cut_changes_nothing() {
    for csv in fixtures() {
        let options = options(&expectation(&csv).1);
        let bytes = std::fs::read(&csv).unwrap();
        if bytes.len() > SMALL {
            continue;
        }
        let whole = found(import(&[&bytes], &options, usize::MAX));
        let text = Text::of(&bytes);
        for cut in 1..text.bytes.len() {
            let mut import = Import::new(options.clone(), Lines::default()).unwrap();
            let read = text.feed_in_two(&mut import, "1.csv", cut);
            let result = read.and_then(|()| import.finish());
            assert_eq!(found(result), whole, "{} cut at {cut}", csv.display());
        }
        let bytewise = found(import(&[&bytes], &options, 1));
        assert_eq!(bytewise, whole, "{} byte by byte", csv.display());
    }
}

#[test]
fn rows_and_sums_add_up_in_every_fixture() {
    for csv in fixtures() {
        let bytes = std::fs::read(&csv).unwrap();
        let options = options(&expectation(&csv).1);
        let Ok((lines, reading)) = import(&[&bytes], &options, usize::MAX) else { continue };
        let totals = reading.totals;
        assert_eq!(totals.kept.checked_add(totals.dropped), Some(totals.all), "{}", csv.display());
        assert_eq!(reading.kept + reading.dropped, reading.rows, "{}", csv.display());
        assert_eq!(u64::try_from(lines.0.len()), Ok(reading.kept), "{}", csv.display());
    }
}

#[test]
fn a_preview_sees_what_the_import_sees() {
    for csv in fixtures() {
        let bytes = std::fs::read(&csv).unwrap();
        let options = options(&expectation(&csv).1);
        let Ok((_, reading)) = import(&[&bytes], &options, usize::MAX) else { continue };
        let text = Text::of(&bytes);
        let preview = preview(&text.bytes, text.encoding.is_some(), &options).unwrap();
        let file = &reading.files[0];
        assert_eq!(preview.delimiter, file.delimiter, "{}", csv.display());
        assert_eq!(preview.header_line, file.header_line, "{}", csv.display());
        let roles = |columns: &[headwater::ingest::Column]| -> Vec<_> {
            columns.iter().map(|column| (column.header.clone(), column.role)).collect()
        };
        assert_eq!(roles(&preview.columns), roles(&file.columns), "{}", csv.display());
    }
}

#[test]
fn several_files_feed_one_ledger_each_in_its_own_dialect() {
    let first = b"customer_id,date,amount\nA,2024-01-01,1.50\n,2024-01-02,2.00\n";
    let second = "日期;客户;金额\n2024/2/1;A;3,25\n坏;B;4,00\n".as_bytes();
    let (lines, reading) = import(&[first, second], &ReadingOptions::default(), 7).unwrap();
    assert_eq!((reading.rows, reading.kept), (4, 2));
    assert_eq!(reading.totals.all.to_string(), "10.75");
    assert_eq!(lines.0[1], json!({"customer": "A", "day": "2024-02-01", "amount": "3.25"}));
    let places: Vec<_> = reading
        .diagnostics
        .iter()
        .flat_map(|(_, tally)| tally.examples.iter().map(|e| (e.at.file, e.at.record, e.at.line)))
        .collect();
    assert_eq!(places, [(Some(1), Some(2), Some(3)), (Some(2), Some(2), Some(3))]);
    assert_eq!(reading.files[1].delimiter, b';');
}

#[test]
fn an_error_in_a_later_file_names_the_file() {
    let good = b"customer_id,date,amount\nA,2024-01-01,1.50\n";
    let bad = b"a,b\n1,2\n";
    let error = import(&[good, bad], &ReadingOptions::default(), 99).unwrap_err();
    assert_eq!((error.code().name(), error.at().file), ("missing-column", Some(2)));
}

#[test]
fn an_empty_month_among_others_is_no_error() {
    let good = b"customer_id,date,amount\nA,2024-01-01,1.50\n";
    let none = b"customer_id,date,amount\n";
    let (_, reading) = import(&[none, good], &ReadingOptions::default(), 99).unwrap();
    assert_eq!((reading.files.len(), reading.kept), (2, 1));
}

#[test]
fn progress_counts_bytes() {
    let mut import = Import::new(ReadingOptions::default(), Lines::default()).unwrap();
    import.begin_file("a.csv", Some(100)).unwrap();
    import.push(b"customer_id,date,amount\n").unwrap();
    let progress = import.progress();
    assert_eq!((progress.done, progress.total), (24, Some(100)));
}

#[test]
fn options_that_cannot_be_are_refused() {
    for options in [
        ReadingOptions { delimiter: Some(b'"'), ..ReadingOptions::default() },
        ReadingOptions { time_zone_offset: Some(5_000), ..ReadingOptions::default() },
        ReadingOptions { time_zone_offset: Some(i32::MIN), ..ReadingOptions::default() },
    ] {
        let error = Import::new(options, Lines::default()).unwrap_err();
        assert_eq!(error.code().name(), "invalid-option");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_read_or_refused_wherever_it_is_cut(
        file in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), damage()), 1..12),
        cut in 1_usize..200,
    ) {
        let csv = file.get(&fixtures()).clone();
        let mut bytes = std::fs::read(&csv).unwrap();
        prop_assume!(!bytes.is_empty());
        for (place, byte) in damage {
            let at = place.index(bytes.len());
            match byte {
                Some(byte) => bytes[at] = byte,
                None => bytes.truncate(at.max(1)),
            }
        }
        let options = options(&expectation(&csv).1);
        let whole = import(&[&bytes], &options, usize::MAX);
        if let Ok((lines, reading)) = &whole {
            let totals = reading.totals;
            prop_assert_eq!(totals.kept.checked_add(totals.dropped), Some(totals.all));
            prop_assert_eq!(u64::try_from(lines.0.len()), Ok(reading.kept));
        }
        prop_assert_eq!(found(import(&[&bytes], &options, cut)), found(whole));
    }
}

/// A byte to put somewhere, or the end of the file.
fn damage() -> impl Strategy<Value = Option<u8>> {
    prop_oneof![
        4 => prop::sample::select(b"\",;\t|\r\n\0\xEF\xFF=-1.".to_vec()).prop_map(Some),
        2 => any::<u8>().prop_map(Some),
        1 => Just(None),
    ]
}
