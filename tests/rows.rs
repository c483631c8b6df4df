//! Files that are no plain CSV: what is in `docs/corpus.md`, one small file for each rule.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::csv::Rows;
use serde_json::{Value, json};
use std::path::PathBuf;

fn read(text: &Text, cut: usize) -> Rows {
    let mut reader = text.rows();
    for piece in text.bytes.chunks(cut) {
        reader.push(piece).unwrap();
    }
    reader.finish().unwrap()
}

fn found(text: &Text, rows: &Rows) -> Value {
    let mut codes: Vec<_> = rows.diagnostics.iter().map(|(code, _)| code.name()).collect();
    codes.sort_unstable();
    let encoding = text.encoding.as_deref().unwrap_or("utf-8");
    json!({"encoding": encoding, "warnings": codes, "rows": rows.rows})
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
        let text = Text::of(&std::fs::read(&path).unwrap());
        let expected = std::fs::read_to_string(path.with_extension("expect.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        for cut in [usize::MAX, 1, 2, 3, 7] {
            let found = found(&text, &read(&text, cut));
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
    for (asked, text) in [("windows-1252", "café"), ("utf-8", "caf\u{FFFD}"), ("koi8-r", "cafИ")]
    {
        let rows = read(&Text::written_in(bytes, asked), 1);
        assert_eq!(rows.rows[1][1], text, "{asked}");
    }
}
