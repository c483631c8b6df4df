//! The same bits natively and in a browser.
//!
//! Runs as a plain test and, compiled to wasm, in Chromium. Both compare every number of every
//! report with one committed file, bit by bit. `UPDATE=1` rewrites that file from the native run.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::{Shop, fingerprint, made};
use headwater::analysis::Options;
use headwater::segment::rfm::CutRule;
use headwater::unit::{Day, TimeUnit};
use std::fmt::Write as _;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const EXPECTED: &str = include_str!("fixtures/bits/expected.txt");
const CDNOW: &[u8] = include_bytes!("fixtures/shops/cdnow.csv");
const SAMPLE: &[u8] = include_bytes!("../www/sample/coffee-zh.csv");

/// FNV-1a: enough to tell two runs apart, and the same anywhere.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// One line of a fingerprint's hash for each sixteenth of its lines, so that a difference has a
/// place, and the models in full.
fn digest(name: &str, shop: &Shop) -> String {
    let fingerprint = fingerprint(shop);
    let lines: Vec<&str> = fingerprint.lines().collect();
    let mut out = format!("{name}: {} lines\n", lines.len());
    for part in lines.chunks(lines.len().div_ceil(16)) {
        writeln!(out, "  {:016x}", hash(&part.join("\n"))).unwrap();
    }
    writeln!(out, "  {:?}", shop.report.models).unwrap();
    out
}

fn actual() -> String {
    let days = Options { unit: TimeUnit::Day, cut_rule: CutRule::Mean, ..Options::default() };
    let calibration = Options {
        until: Day::parse_iso("1997-09-30"),
        cut_rule: CutRule::Median,
        ..Options::default()
    };
    let made = made::csv(&made::rows());
    [
        ("cdnow", CDNOW, &Options::default()),
        ("cdnow, calibration", CDNOW, &calibration),
        ("sample", SAMPLE, &Options::default()),
        ("sample, in days", SAMPLE, &days),
        ("made", made.as_slice(), &Options::default()),
    ]
    .into_iter()
    .map(|(name, csv, options)| digest(name, &Shop::open(csv, 60_000, options).unwrap()))
    .collect()
}

#[test]
fn every_bit_is_the_committed_one() {
    let actual = actual();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bits/expected.txt");
        std::fs::write(path, &actual).unwrap();
        return;
    }
    for (line, (actual, expected)) in actual.lines().zip(EXPECTED.lines()).enumerate() {
        assert_eq!(actual, expected, "line {} of the expected bits", line + 1);
    }
    assert_eq!(actual.lines().count(), EXPECTED.lines().count());
}
