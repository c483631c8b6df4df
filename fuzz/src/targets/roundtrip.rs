//! Reading what the writer wrote gives back the same cells.

use headwater::csv::{Reader, Record, Sink, Writer, unguard};
use headwater::error::Result;

/// Stand between the cells and between the records of an input.
const CELL: u8 = 0x1f;
const RECORD: u8 = 0x1e;

/// All cells, the writer's apostrophe taken away.
#[derive(Debug, Default)]
struct Cells(Vec<Vec<String>>);

impl Sink for Cells {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        assert!(record.is_utf8());
        self.0.push(record.texts().iter().map(|text| unguard(text).to_owned()).collect());
        Ok(())
    }
}

/// Writes the input's cells and reads them back.
pub fn check(bytes: &[u8]) {
    let records: Vec<Vec<String>> = bytes
        .split(|byte| *byte == RECORD)
        .map(|record| {
            let cells = record.split(|byte| *byte == CELL);
            cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
        })
        .collect();
    // A spreadsheet takes such a line for a hint, and so do we.
    let first = &records[0];
    if first.len() == 1 && first[0].to_ascii_lowercase().starts_with("sep=") {
        return;
    }
    let mut writer = Writer::new();
    let mut csv = Vec::new();
    for record in &records {
        record.iter().for_each(|cell| writer.text(cell));
        writer.end_record();
        csv.extend(writer.take());
    }
    let mut read = Cells::default();
    let mut reader = Reader::new(None);
    let result = reader.push(&csv, &mut read).and_then(|()| reader.finish(&mut read));
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(read.0, records, "{}", String::from_utf8_lossy(&csv));
}
