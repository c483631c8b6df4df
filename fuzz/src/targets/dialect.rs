//! How a file separates its cells.

use super::records::rows;
use super::{Dice, Text};
use headwater::csv::{CANDIDATES, Reader, Record, Sink};
use headwater::error::Result;

#[derive(Debug, Default, PartialEq, Eq)]
struct Cells(Vec<Vec<String>>);

impl Sink for Cells {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.0.push(record.texts());
        Ok(())
    }
}

/// Who asks for the delimiter that would have been guessed gets what would have been read.
fn check_wish(bytes: &[u8]) {
    let text = Text::of(bytes);
    let Ok(guessed) = rows(text.reader(None), &[&text.bytes]) else { return };
    let wished = rows(text.reader(Some(guessed.delimiter)), &[&text.bytes]);
    let wished = wished.expect("it was read before");
    assert_eq!(wished.rows, guessed.rows);
    assert_eq!(wished.skipped, guessed.skipped);
    assert_eq!(wished.warnings(), guessed.warnings());
}

/// A regular table of words made of the bytes is read right, whatever its marks.
fn check_table(bytes: &[u8]) {
    let mut dice = Dice::of(bytes);
    let width = 2 + dice.next(5);
    let quoted = dice.next(2) == 1;
    let delimiter = CANDIDATES[dice.next(CANDIDATES.len())];
    let newline: &[u8] = [b"\n".as_slice(), b"\r\n", b"\r"][dice.next(3)];
    let letter =
        |byte: &u8| char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::from(*byte) % 36]);
    let words: Vec<String> =
        bytes.chunks(3).map(|chunk| chunk.iter().map(letter).collect()).collect();
    let table: Vec<Vec<String>> = words.chunks_exact(width).map(<[String]>::to_vec).collect();
    if table.len() < 3 {
        return;
    }
    let mut csv = Vec::new();
    for record in &table {
        for (index, cell) in record.iter().enumerate() {
            if index > 0 {
                csv.push(delimiter);
            }
            let quote = if quoted { "\"" } else { "" };
            csv.extend_from_slice(format!("{quote}{cell}{quote}").as_bytes());
        }
        csv.extend_from_slice(newline);
    }
    let mut read = Cells::default();
    let mut reader = Reader::new(None);
    let result = reader.push(&csv, &mut read).and_then(|()| reader.finish(&mut read));
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(reader.delimiter(), Some(delimiter), "{}", String::from_utf8_lossy(&csv));
    assert_eq!(read.0, table);
}

/// Both.
pub fn check(bytes: &[u8]) {
    check_wish(bytes);
    check_table(bytes);
}
