//! Text of any encoding to UTF-8.

use super::Dice;
use headwater::csv::HEAD;
use headwater::ingest::known_names;
use headwater_encodings::{Charset, Transcoder, detect, to_utf8};

const LABELS: [&str; 12] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "gb18030",
    "gbk",
    "big5",
    "shift_jis",
    "euc-kr",
    "euc-jp",
    "windows-1252",
    "windows-1251",
    "iso-8859-7",
];
/// Stands for what could not be read; never part of UTF-8.
const BROKEN: u8 = 0xFF;

fn transcoded(mut transcoder: Transcoder, pieces: &[&[u8]]) -> Vec<u8> {
    let mut text = Vec::new();
    pieces.iter().for_each(|piece| transcoder.push(piece, &mut text));
    transcoder.finish(&mut text);
    text
}

/// The same text however the bytes are cut, in UTF-8 but for what was broken.
fn check_text(make: impl Fn() -> Transcoder, bytes: &[u8], pieces: &[&[u8]]) {
    let whole = transcoded(make(), &[bytes]);
    assert_eq!(transcoded(make(), pieces), whole);
    if bytes.len() <= HEAD / 64 {
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(transcoded(make(), &single), whole);
    }
}

/// The first byte chooses the encoding of the others.
pub fn check(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let pieces = Dice::of(bytes).pieces(bytes);
    let label = LABELS[usize::from(*first) % LABELS.len()];
    let charset = Charset::named(label).expect("it is a label of the platform");
    assert_eq!(Charset::named(&charset.name()), Some(charset));
    check_text(|| Transcoder::new(charset), bytes, &pieces);
    check_text(Transcoder::undecided, bytes, &pieces);
    let (_, text) = to_utf8(bytes, Some(label), &known_names).expect("it has that name");
    if label != "utf-8" {
        let is_utf8 = |part: &[u8]| std::str::from_utf8(part).is_ok();
        assert!(text.split(|byte| *byte == BROKEN).all(is_utf8));
        // Three bytes for one, and what was broken.
        assert!(text.len() <= 4 * bytes.len() + 1);
    }
    if let Some(found) = detect(bytes, true, &known_names) {
        let whole = to_utf8(bytes, None, &known_names);
        assert_eq!(whole.map(|(charset, _)| charset), Some(found));
    }
}
