//! The rows that were set aside, kept as the files have them, so that they can be looked at and mended.

use super::reading::FileReading;
use crate::csv::{OwnedRecord, Record, Writer};
use crate::error::Code;
use crate::math::sort_seldom;

/// Bytes of an exported file handed over at a time.
const PART: usize = 1 << 20;

/// Rows set aside, up to a bound; those beyond are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside {
    rows: Vec<Row>,
    /// Cells of all rows, one after the other.
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`.
    ends: Vec<usize>,
    beyond: u64,
    /// Rows that wait with their records, and the bytes of these.
    spared: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    file: u32,
    line: u64,
    code: Code,
    /// One past its last cell in `ends`.
    cells_end: usize,
}

/// The words of an exported list of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Headers of the file's name, the line and the reason.
    pub headers: [String; 3],
    /// What each code is called; one that is missing stands for itself.
    pub reasons: Vec<(String, String)>,
}

impl SetAside {
    /// Most rows kept.
    pub const ROWS: usize = 100_000;
    /// Most bytes kept.
    pub const BYTES: usize = 64 << 20;

    /// Keeps a row.
    pub(super) fn add(&mut self, file: u32, code: Code, record: &Record<'_>) {
        let start = (self.bytes.len(), self.ends.len());
        if self.beyond == 0 && self.rows.len() < Self::ROWS && self.take_cells(record) {
            let cells_end = self.ends.len();
            self.rows.push(Row { file, line: record.line(), code, cells_end });
            return;
        }
        self.bytes.truncate(start.0);
        self.ends.truncate(start.1);
        self.beyond += 1;
    }

    /// A copy of a record of which is not known yet whether it counts, while there is room for such.
    pub(super) fn spare(&mut self, record: &Record<'_>) -> Option<OwnedRecord> {
        let (rows, bytes) = &mut self.spared;
        let mut scratch = Vec::new();
        let size: usize = (0..record.len()).map(|i| record.cell(i, &mut scratch).len() + 8).sum();
        if *rows >= Self::ROWS || *bytes + size > Self::BYTES {
            return None;
        }
        (*rows, *bytes) = (*rows + 1, *bytes + size);
        Some(record.to_owned())
    }

    /// Adds a record's cells; false where there is no room.
    fn take_cells(&mut self, record: &Record<'_>) -> bool {
        let mut scratch = Vec::new();
        (0..record.len()).all(|i| {
            let cell = record.cell(i, &mut scratch);
            // A cell costs its end as well, so that empty ones are no way past the bound.
            let room = Self::BYTES.saturating_sub(self.bytes.len() + 8 * self.ends.len());
            let fits = cell.len() + 8 <= room;
            if fits {
                self.bytes.extend_from_slice(cell);
                self.ends.push(self.bytes.len());
            }
            fits
        })
    }

    /// How many rows are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was set aside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.beyond == 0
    }

    /// How many more rows were set aside than are kept.
    #[must_use]
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    fn cells(&self, index: usize) -> impl Iterator<Item = &[u8]> {
        let from = index.checked_sub(1).map_or(0, |before| self.rows[before].cells_end);
        (from..self.rows[index].cells_end).map(|cell| {
            let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.bytes[start..self.ends[cell]]
        })
    }

    /// Writes the rows as CSV for people, and hands the file to `part` piece by piece. The columns
    /// carry the names of the files' own where all files have the same.
    pub fn export(&self, files: &[FileReading], words: &Words, mut part: impl FnMut(Vec<u8>)) {
        let mut out = Writer::new();
        words.headers.iter().for_each(|header| out.text(header));
        self.headers(files).iter().for_each(|header| out.text(header));
        out.end_record();
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let place = |index: &usize| (self.rows[*index].file, self.rows[*index].line);
        sort_seldom(&mut order, |a, b| place(a).cmp(&place(b)));
        for index in order {
            let row = &self.rows[index];
            let name = (row.file as usize).checked_sub(1).and_then(|file| files.get(file));
            out.text(name.map_or("", |file| &file.name));
            out.number(row.line);
            let reason = words.reasons.iter().find(|(code, _)| code == row.code.name());
            out.text(reason.map_or(row.code.name(), |(_, words)| words));
            self.cells(index).for_each(|cell| out.text(&String::from_utf8_lossy(cell)));
            out.end_record();
            if out.len() >= PART {
                part(out.take());
            }
        }
        part(out.take());
    }

    fn headers(&self, files: &[FileReading]) -> Vec<String> {
        let of = |file: &FileReading| -> Vec<String> {
            file.columns.iter().map(|column| column.header.clone()).collect()
        };
        let first = files.first().map(of).unwrap_or_default();
        let are_same = files.iter().all(|file| of(file) == first);
        let width = (0..self.rows.len()).map(|row| self.cells(row).count()).max().unwrap_or(0);
        let mut headers = if are_same { first } else { Vec::new() };
        headers.resize(width.max(headers.len()), String::new());
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Import, ReadingOptions};
    use super::*;
    use crate::ledger::Builder;

    fn read(csv: &str) -> super::super::Reading {
        let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
        import.begin_file("a.csv", None).unwrap();
        import.push(csv.as_bytes()).unwrap();
        import.finish().unwrap().1
    }

    #[test]
    fn rows_come_back_as_they_were_and_guarded() {
        let reading = read(
            "customer,date,amount,note\na,2024-01-01,5,\n,2024-01-02,6,\"=1+1, \"\"x\"\"\"\nb,never,7\n",
        );
        let mut file = Vec::new();
        let words = Words {
            headers: ["f", "l", "r"].map(str::to_owned),
            reasons: vec![("unparsed-date".into(), "no day".into())],
        };
        reading.set_aside.export(&reading.files, &words, |part| file.extend(part));
        assert_eq!(
            String::from_utf8(file).unwrap(),
            "\u{FEFF}\"f\",\"l\",\"r\",\"customer\",\"date\",\"amount\",\"note\"\r\n\
             \"a.csv\",3,\"missing-customer\",\"\",\"2024-01-02\",\"6\",\"'=1+1, \"\"x\"\"\"\r\n\
             \"a.csv\",4,\"no day\",\"b\",\"never\",\"7\"\r\n"
        );
        assert_eq!((reading.set_aside.len(), reading.set_aside.beyond()), (2, 0));
    }

    #[test]
    fn there_is_a_bound() {
        let mut csv = "customer,date,amount\na,2024-01-01,5\n".to_owned();
        csv.push_str(&"b,never,1\n".repeat(SetAside::ROWS + 7));
        let reading = read(&csv);
        assert_eq!((reading.set_aside.len(), reading.set_aside.beyond()), (SetAside::ROWS, 7));
        assert_eq!(reading.dropped, 100_007);
    }
}
