//! Files that are no plain CSV: what is in `docs/corpus.md`, one small file for each rule.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::csv::{RowReader, Rows};
use headwater::ingest::is_known_name;
use serde_json::{Value, json};
use std::path::PathBuf;

fn read(bytes: &[u8], cut: usize) -> Rows {
    let mut reader = RowReader::new(None, None, is_known_name);
    for piece in bytes.chunks(cut) {
        reader.push(piece).unwrap();
    }
    reader.finish().unwrap()
}

fn found(rows: &Rows) -> Value {
    let mut codes: Vec<_> = rows.diagnostics.iter().map(|(code, _)| code.name()).collect();
    codes.sort_unstable();
    json!({"encoding": rows.charset.name(), "warnings": codes, "rows": rows.rows})
}

fn fixtures() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rows");
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "csv")).collect()
}

#[test]
fn odd_files_are_read_as_expected_wherever_they_are_cut() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        let expected = std::fs::read_to_string(path.with_extension("expect.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        for cut in [bytes.len(), 1, 2, 3, 7] {
            let found = found(&read(&bytes, cut));
            if found != expected {
                wrong.push(format!("{} in pieces of {cut}: {found:#}", path.display()));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_encoding_that_is_asked_for_wins() {
    let bytes = b"id,name\n1,caf\xE9\n";
    let label = |label| headwater::csv::Charset::named(label);
    for (asked, text) in [("windows-1252", "café"), ("utf-8", "caf\u{FFFD}"), ("koi8-r", "cafИ")]
    {
        let mut reader = RowReader::new(None, label(asked), is_known_name);
        reader.push(bytes).unwrap();
        assert_eq!(reader.finish().unwrap().rows[1][1], text, "{asked}");
    }
}
