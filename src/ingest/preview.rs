//! A quick look at a file's beginning, which works also where the roles cannot be guessed.

use super::ReadingOptions;
use super::candidates::{Candidate, Looks};
use super::reading::Column;
use super::schema::{HEADER_RECORDS, choose_header, is_known_name};
use crate::csv::layout::Row;
use crate::csv::{HEAD, OwnedRecord, Reader, Record, Sink};
use crate::error::{Error, ErrorKind, Result};

/// What a file's beginning shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The byte between cells.
    pub delimiter: u8,
    /// 1-based line of what seems to be the header.
    pub header_line: u64,
    /// The columns, with the roles that can be guessed and examples.
    pub columns: Vec<Column>,
    /// The platform whose export it seems to be.
    pub platform: Option<&'static str>,
    /// As in the reading of the file.
    pub fingerprint: u64,
    /// Columns that could play the roles of a report, best first.
    pub candidates: Vec<Candidate>,
}

/// Looks at `head`, the first [`HEAD`] bytes of a text in UTF-8 or all of a shorter one, and says what the
/// columns seem to be. It is no error when a role is missing, so a caller can ask for it. Of a
/// `transcoded` text nobody asks again whether it is one.
///
/// # Errors
/// [`ErrorKind::EmptyFile`], [`ErrorKind::UnsupportedEncoding`], [`ErrorKind::UnsupportedFormat`].
pub fn preview(head: &[u8], transcoded: bool, options: &ReadingOptions) -> Result<Preview> {
    let mut first = First(Vec::new());
    let mut reader = Reader::new(options.delimiter);
    if transcoded {
        reader = reader.transcoded();
    }
    reader.push(head, &mut first)?;
    if head.len() < HEAD || first.0.is_empty() {
        reader.finish(&mut first)?;
    }
    let shape = |record: &OwnedRecord| {
        let record = record.as_record();
        Row { cells: record.texts(), line: record.line() }
    };
    let texts: Vec<Row> = first.0.iter().take(HEADER_RECORDS).map(shape).collect();
    if texts.is_empty() {
        return Err(Error::new(ErrorKind::EmptyFile));
    }
    let (index, schema) = choose_header(&texts, &options.mapping);
    let mut columns = Column::all(&schema);
    let mut looks = Looks::default();
    for record in &first.0[index + 1..] {
        Column::learn(&mut columns, &record.as_record());
        looks.learn(&record.as_record());
    }
    Ok(Preview {
        delimiter: reader.delimiter().unwrap_or(b','),
        header_line: first.0[index].as_record().line(),
        columns,
        candidates: looks.candidates(&schema),
        platform: schema.export.map(|export| export.platform),
        fingerprint: schema.fingerprint,
    })
}

/// The first records.
struct First(Vec<OwnedRecord>);

impl Sink for First {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        if self.0.len() < 3 * HEADER_RECORDS {
            self.0.push(record.to_owned());
        }
        Ok(())
    }

    fn recognises(&self, cell: &str) -> bool {
        is_known_name(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at::Field;

    #[test]
    fn columns_are_shown_also_where_no_customer_is_known() {
        let text = "Report;;\nwho;order date;paid\n王;2024-01-02;3,50\n李;2024-01-03;\n";
        let preview = preview(text.as_bytes(), false, &ReadingOptions::default()).unwrap();
        assert_eq!((preview.delimiter, preview.header_line), (b';', 2));
        let columns: Vec<_> = preview.columns.iter().map(|c| (c.header.as_str(), c.role)).collect();
        assert_eq!(
            columns,
            [("who", None), ("order date", Some(Field::OrderTime)), ("paid", None)]
        );
        assert_eq!(preview.columns[0].examples, ["王", "李"]);
        assert_eq!(preview.columns[2].examples, ["3,50"]);
    }

    fn of_head(text: &str) -> Preview {
        let head = &text.as_bytes()[..text.len().min(HEAD)];
        preview(head, false, &ReadingOptions::default()).unwrap()
    }

    #[test]
    fn a_record_that_is_cut_is_no_example_unless_there_is_no_other() {
        let row = |digit: &str| format!("{digit},{}\n", digit.repeat(30_000));
        let text = format!("id,note\n{}{}{}", row("1"), row("2"), "3".repeat(30_000));
        assert_eq!(of_head(&text).columns[0].examples, ["1", "2"]);
        let text = format!("id,{}", "x".repeat(2 * HEAD));
        assert_eq!(of_head(&text).columns[0].header, "id");
    }

    #[test]
    fn known_names_tell_the_delimiter() {
        assert_eq!(of_head("x,y;customer\n1,2;3\n4,5;6\n").delimiter, b';');
        assert_eq!(of_head("x,y;z\n1,2;3\n4,5;6\n").delimiter, b',');
    }

    #[test]
    fn a_long_file_is_not_read_to_its_end() {
        let mut text = "a,b\n".to_owned();
        text.push_str(&"1,\"2\"\n".repeat(HEAD / 4));
        let preview = preview(&text.as_bytes()[..HEAD], false, &ReadingOptions::default()).unwrap();
        assert_eq!(preview.columns[1].examples, ["2"]);
    }
}
