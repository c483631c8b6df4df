//! Files that broke a reader once, ours or another's, and files made to break one: each goes through
//! all that reads bytes, whole and in pieces. Nothing may panic, and where the bytes are cut may
//! change nothing. A file that a fuzzer finds is added to `fixtures/crashers`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::Shop;
use common::encoded::Text;
use headwater::analysis::Options;
use headwater::error::Result;
use headwater::ingest::{Import, ReadingOptions, preview};
use headwater::ledger::Builder;
use std::fs;
use std::path::{Path, PathBuf};

/// Pieces in which a file is given.
const PIECES: [usize; 3] = [1, 7, 64];
/// Places at which the end of a file is cut off.
const ENDS: usize = 32;

fn files() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut all: Vec<PathBuf> = ["crashers", "attacks"]
        .iter()
        .flat_map(|folder| fs::read_dir(fixtures.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    assert!(all.len() > 40, "only {} files", all.len());
    all
}

/// All records, as text to compare.
fn rows(bytes: &[u8], piece: usize) -> String {
    let read = || -> Result<_> {
        let text = Text::of(bytes);
        let mut reader = text.rows();
        text.bytes.chunks(piece).try_for_each(|part| reader.push(part))?;
        let rows = reader.finish()?;
        Ok(format!("{:?} {:?} {:?}", rows.delimiter, rows.warnings(), rows.rows))
    };
    read().unwrap_or_else(|error| format!("{error:?}"))
}

/// What is read, as text to compare.
fn reading(bytes: &[u8], piece: usize) -> String {
    let read = || -> Result<_> {
        let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
        Text::of(bytes).feed(&mut import, "orders.csv", piece)?;
        import.end_file()?;
        Ok(format!("{:?}", import.finish()?.1))
    };
    read().unwrap_or_else(|error| format!("{error:?}"))
}

#[test]
fn nothing_panics_however_the_bytes_are_cut() {
    for path in files() {
        let bytes = fs::read(&path).unwrap();
        let (all_rows, all) = (rows(&bytes, usize::MAX), reading(&bytes, usize::MAX));
        for piece in PIECES {
            assert_eq!(rows(&bytes, piece), all_rows, "{} by {piece}", path.display());
            assert_eq!(reading(&bytes, piece), all, "{} by {piece}", path.display());
        }
        // A report, or the reason why there is none.
        let _ = Shop::open(&bytes, usize::MAX, &Options::default());
    }
}

#[test]
fn nothing_panics_where_the_end_is_missing() {
    for path in files() {
        let bytes = fs::read(&path).unwrap();
        let step = bytes.len().div_ceil(ENDS).max(1);
        for end in (0..=bytes.len()).step_by(step) {
            let part = &bytes[..end];
            // An error is an answer.
            let _ = preview(part, false, &ReadingOptions::default());
            rows(part, usize::MAX);
            reading(part, usize::MAX);
        }
    }
}
