//! Fuzz targets of the core. Each takes any bytes and panics where a promise is broken; an error is
//! an answer. An input is just a file where that is possible, so that files are seeds and what is found
//! is a file.

pub mod cells;
pub mod dialect;
pub mod encodings;
pub mod ledger;
pub mod pieces;
pub mod pipeline;
pub mod records;
pub mod roundtrip;
pub mod settings;
pub mod typed;

use headwater::csv::{HEAD, Reader, Script};
use headwater::ingest::known_names;
use headwater_encodings::to_utf8;
use std::borrow::Cow;

/// What a target does with its bytes.
pub type Body = fn(&[u8]);

/// Every target of the core by its name.
pub const ALL: [(&str, Body); 11] = [
    ("bytes_to_records", records::check),
    ("records_to_ledger", ledger::check),
    ("pieces_to_ledger", pieces::check),
    ("csv_roundtrip", roundtrip::check),
    ("dialect", dialect::check),
    ("encodings", encodings::check),
    ("money", cells::check_money),
    ("date", cells::check_date),
    ("typed_columns", typed::check),
    ("settings", settings::check),
    ("pipeline", pipeline::check),
];

/// A file's text, as the package hands it to the core: what is not UTF-8 is turned into it first.
#[derive(Debug)]
pub struct Text<'b> {
    /// In UTF-8.
    pub bytes: Cow<'b, [u8]>,
    /// What it was written in, where that is another encoding.
    pub encoding: Option<String>,
}

impl<'b> Text<'b> {
    /// The text of a file.
    pub fn of(bytes: &'b [u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        let is_other = matches!(Script::of(head, head.len() == bytes.len()), Ok(Script::Other));
        match is_other.then(|| to_utf8(bytes, None, &known_names)).flatten() {
            Some((charset, text)) => Self { bytes: text.into(), encoding: Some(charset.name()) },
            None => Self { bytes: bytes.into(), encoding: None },
        }
    }

    /// What reads its records.
    pub fn reader(&self, delimiter: Option<u8>) -> Reader {
        let reader = Reader::new(delimiter);
        if self.encoding.is_some() { reader.transcoded() } else { reader }
    }
}

/// Numbers that follow from the input alone, for what the input does not say.
pub struct Dice(u64);

impl Dice {
    /// Dice for these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        // FNV-1a.
        let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold))
    }

    /// The next number, below `below`.
    pub fn next(&mut self, below: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = (z ^ (z >> 31)) % u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(number).unwrap_or(0)
    }

    /// The bytes in pieces of mixed lengths, most of them short; some are empty.
    pub fn pieces<'b>(&mut self, mut bytes: &'b [u8]) -> Vec<&'b [u8]> {
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            let most = [2, 9, 70, 5_000][self.next(4)];
            let (piece, rest) = bytes.split_at(self.next(most).min(bytes.len()));
            pieces.push(piece);
            bytes = rest;
        }
        pieces
    }
}
