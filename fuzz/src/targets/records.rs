//! Bytes to records: the same ones however the bytes are cut, and however often it is asked.

use super::{Dice, Text};
use headwater::csv::{HEAD, Reader, Record, RowReader, Rows, Sink};
use headwater::error::Result;
use headwater::ingest::is_known_name;

/// Inputs up to this size are given byte by byte as well.
const BYTEWISE: usize = 512;

/// A record's line, its cells and what is doubtful about it.
type Whole = (u64, Vec<Vec<u8>>, [bool; 5]);

/// Records with all that is said of them.
#[derive(Debug, Default)]
struct Said {
    records: Vec<Whole>,
}

impl Sink for Said {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        let mut scratch = Vec::new();
        let cells: Vec<Vec<u8>> =
            (0..record.len()).map(|i| record.cell(i, &mut scratch).to_vec()).collect();
        assert!(!record.is_empty());
        assert_eq!(record.cell(record.len(), &mut scratch), b"");
        let texts = record.texts();
        if let Some(text) = record.to_text() {
            let mut scratch = String::new();
            for (i, cell) in cells.iter().enumerate() {
                assert_eq!(text.cell(i, &mut scratch).as_bytes(), cell);
                assert_eq!(texts[i].as_bytes(), cell);
            }
        }
        let doubts = [
            record.has_unterminated_quote(),
            record.has_stray_quote(),
            record.has_nul(),
            record.has_escape(),
            record.is_utf8(),
        ];
        assert_eq!(record.to_owned().as_record().texts(), texts);
        self.records.push((record.line(), cells, doubts));
        Ok(())
    }

    fn recognises(&self, cell: &str) -> bool {
        is_known_name(cell)
    }
}

/// Delimiter and records of the pieces.
///
/// # Errors
/// Why there are none.
pub fn said(mut reader: Reader, pieces: &[&[u8]]) -> Result<(Option<u8>, Vec<Whole>)> {
    let mut said = Said::default();
    pieces.iter().try_for_each(|piece| reader.push(piece, &mut said))?;
    reader.finish(&mut said)?;
    let lines = said.records.iter().map(|record| record.0);
    assert!(lines.clone().zip(lines.skip(1)).all(|(before, after)| before <= after));
    Ok((reader.delimiter(), said.records))
}

/// The rows of the pieces' table.
///
/// # Errors
/// Why there are none.
pub fn rows(reader: Reader, pieces: &[&[u8]]) -> Result<Rows> {
    let mut reader = RowReader::new(reader, is_known_name);
    pieces.iter().try_for_each(|piece| reader.push(piece))?;
    reader.finish()
}

/// Whether two readings say the same.
fn is_same(a: &Result<Rows>, b: &Result<Rows>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => {
            (a.delimiter, &a.skipped, &a.rows) == (b.delimiter, &b.skipped, &b.rows)
                && a.warnings() == b.warnings()
        }
        (Err(a), Err(b)) => a == b,
        _ => false,
    }
}

/// Whole, in pieces and byte by byte. Some are made long: what is seen late in a file counts as well.
pub fn check(bytes: &[u8]) {
    let mut dice = Dice::of(bytes);
    match dice.next(100) {
        0 if !bytes.is_empty() => check_long(&bytes.repeat(HEAD / bytes.len() + 2), &mut dice),
        1 => {
            let mut long = b"day,sum\n".repeat(HEAD / 8 - dice.next(8));
            long.extend_from_slice(bytes);
            long.resize(long.len().max(HEAD), b'\n');
            check_long(&long, &mut dice);
        }
        _ => {}
    }
    check_cuts(bytes, &mut dice);
}

/// The guesses are made from the first bytes: a cut there, and some others.
fn check_long(bytes: &[u8], dice: &mut Dice) {
    let text = Text::of(bytes);
    let bytes = &text.bytes;
    let expected = said(text.reader(None), &[bytes]);
    for at in [bytes.len().min(HEAD), dice.next(bytes.len())] {
        let (before, after) = bytes.split_at(at);
        assert_eq!(said(text.reader(None), &[before, after]), expected);
    }
}

fn check_cuts(bytes: &[u8], dice: &mut Dice) {
    let text = Text::of(bytes);
    let bytes = &*text.bytes;
    let whole = [bytes];
    let expected = said(text.reader(None), &whole);
    let expected_rows = rows(text.reader(None), &whole);
    let mut cuts = vec![dice.pieces(bytes)];
    if bytes.len() <= BYTEWISE {
        cuts.push(bytes.chunks(1).collect());
    }
    for pieces in cuts {
        assert_eq!(said(text.reader(None), &pieces), expected);
        assert!(is_same(&rows(text.reader(None), &pieces), &expected_rows));
    }
}

/// Cut in two at every byte.
pub fn check_every_cut(bytes: &[u8]) {
    let text = Text::of(bytes);
    let expected = said(text.reader(None), &[&text.bytes]);
    for at in 0..=text.bytes.len() {
        let (before, after) = text.bytes.split_at(at);
        assert_eq!(said(text.reader(None), &[before, after]), expected, "cut at {at}");
    }
}
