//! What fuzzing has found worth keeping, `fixtures/fuzz/TARGET/`, through the same functions as when
//! fuzzing: whole, and without its end, cut at every byte of the small ones and at some of the others.
//!
//! `HEADWATER_EVERY_BYTE=1 cargo test --release --test fuzz` cuts all of them at every byte, which takes
//! some minutes.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

#[expect(unreachable_pub, reason = "a library where it is fuzzed")]
#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use targets::{ALL, Body};

/// Inputs up to this size are cut at every byte.
const SMALL: usize = 24;
/// Inputs up to this size are cut in two at every byte.
const TWICE: usize = 256;
/// Places at which others are cut.
const ENDS: usize = 4;

/// The kept inputs of a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz").join(target);
    let mut all: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), fs::read(path).unwrap())
        })
        .collect();
    all.sort();
    assert!(all.len() > 20, "only {} inputs of {target}", all.len());
    all
}

/// Runs `body` on bytes of `name`, and names them where it panics.
fn run(name: &str, bytes: &[u8], body: Body) {
    let result = catch_unwind(|| body(bytes));
    assert!(result.is_ok(), "the first {} bytes of {name}", bytes.len());
}

fn replay(target: &str) {
    let (_, body) = ALL.into_iter().find(|(name, _)| *name == target).unwrap();
    for (name, bytes) in corpus(target) {
        run(&name, &bytes, body);
        let is_all = bytes.len() <= SMALL || std::env::var_os("HEADWATER_EVERY_BYTE").is_some();
        let step = if is_all { 1 } else { bytes.len().div_ceil(ENDS) };
        (0..bytes.len()).step_by(step).for_each(|end| run(&name, &bytes[..end], body));
    }
}

#[test]
fn every_target_is_replayed() {
    let here = include_str!("fuzz.rs");
    for (target, _) in ALL {
        assert!(here.contains(&format!("replay(\"{target}\")")), "{target} is not replayed");
    }
}

#[test]
fn records_are_the_same_where_the_bytes_are_cut_in_two() {
    for (name, bytes) in corpus("bytes_to_records") {
        if bytes.len() <= TWICE {
            run(&name, &bytes, targets::records::check_every_cut);
        }
    }
}

#[test]
fn bytes_to_records() {
    replay("bytes_to_records");
}

#[test]
fn records_to_ledger() {
    replay("records_to_ledger");
}

#[test]
fn pieces_to_ledger() {
    replay("pieces_to_ledger");
}

#[test]
fn csv_roundtrip() {
    replay("csv_roundtrip");
}

#[test]
fn dialect() {
    replay("dialect");
}

#[test]
fn encodings() {
    replay("encodings");
}

#[test]
fn money() {
    replay("money");
}

#[test]
fn date() {
    replay("date");
}

#[test]
fn typed_columns() {
    replay("typed_columns");
}

#[test]
fn settings() {
    replay("settings");
}

#[test]
fn pipeline() {
    replay("pipeline");
}
