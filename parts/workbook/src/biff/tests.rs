//! Old workbooks, made record by record.

use super::*;
use crate::{Book, Csv, ole};

fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), content].concat()
}

fn begin() -> Vec<u8> {
    record(BEGIN, &[0, 6, 5, 0, 0, 0, 0, 0])
}

/// Row, column, style; then what the cell holds.
fn cell(kind: u16, row: u16, column: u16, value: &[u8]) -> Vec<u8> {
    let head: Vec<u8> = [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    record(kind, &[head.as_slice(), value].concat())
}

fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    cell(0x0203, row, column, &value.to_le_bytes())
}

/// A stream with a sheet for each list of records, and texts in its table.
fn stream(texts: &[&str], sheets: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let table: Vec<u8> = texts.iter().flat_map(|text| label(text)).collect();
    let table = record(TEXTS, &[&[0; 8], table.as_slice()].concat());
    let bound = |place: usize| {
        let place = u32::try_from(place).unwrap().to_le_bytes();
        record(SHEET, &[&place[..], &[0, 0, 1, 0, b'S']].concat())
    };
    let globals = begin().len() + sheets.len() * bound(0).len() + table.len() + 4;
    let (mut heads, mut bodies) = (begin(), Vec::new());
    for sheet in sheets {
        heads.extend(bound(globals + bodies.len()));
        bodies.extend([begin(), sheet.concat(), record(END, &[])].concat());
    }
    [heads, table, record(END, &[]), bodies].concat()
}

/// A text with its length, of one byte a character.
fn label(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    [&length.to_le_bytes()[..], &[0], text.as_bytes()].concat()
}

fn csv(stream: Vec<u8>) -> Result<String> {
    let mut out = Vec::new();
    let mut sink = Csv::new(usize::MAX, |piece: &[u8]| out.extend_from_slice(piece));
    Book::open(ole::container("Workbook", stream))?.read(0, &mut sink)?;
    sink.finish();
    Ok(String::from_utf8(out).unwrap())
}

fn one(records: Vec<Vec<u8>>) -> Result<String> {
    csv(stream(&["shared"], &[records]))
}

/// First and last row, first and last column, each one further than the last.
fn dimensions(rows: u32, columns: u16) -> Vec<u8> {
    let sides = [0_u32.to_le_bytes(), rows.to_le_bytes()].concat();
    record(DIMENSIONS, &[sides.as_slice(), &[0, 0], &columns.to_le_bytes(), &[0, 0]].concat())
}

#[test]
fn cells_of_every_kind_are_read() {
    let formula = |row, column, value: &[u8]| {
        cell(FORMULA, row, column, &[value, &[0; 6], &[3, 0, 0x1e, 1, 0]].concat())
    };
    let records = vec![
        dimensions(3, 4),
        number(0, 0, 1.5),
        cell(LABELS[0], 0, 1, &label("plain")),
        cell(SHARED_LABEL, 0, 2, &0_u32.to_le_bytes()),
        cell(0x0205, 0, 3, &[1, 0]),
        cell(NUMBERS, 1, 0, &[2, 0x20, 0, 0, 0, 0, 6, 0x20, 0, 0, 1, 0][..]),
        formula(2, 0, &7.0_f64.to_le_bytes()),
        formula(2, 1, &[0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        record(FORMULA_TEXT, &label("said")),
        // A chart within the sheet, with cells of its own.
        begin(),
        number(9, 9, 9.0),
        record(END, &[]),
    ];
    assert!(one(records).is_ok_and(|csv| csv.starts_with("1.5,plain,shared,TRUE\n")));
}

#[test]
fn a_claim_of_size_is_not_believed() {
    let records = vec![dimensions(u32::MAX, u16::MAX), number(1, 1, 2.0)];
    assert_eq!(one(records).unwrap(), "\n,2\n");
}

#[test]
fn cells_far_apart_are_refused_and_full_sheets_are_not() {
    let far = vec![number(0, 0, 1.0), number(u16::MAX, 255, 2.0)];
    assert!(matches!(one(far), Err(Fault::TooLarge(_))));
    // Each of these sheets alone would do.
    let far = vec![number(0, 0, 1.0), number(u16::MAX, 40, 2.0)];
    assert_eq!(one(far.clone()).map(|csv| csv.lines().count()), Ok(65_536));
    assert!(matches!(csv(stream(&[], &[far.clone(), far])), Err(Fault::TooLarge(_))));
    // Formulas have a rectangle of their own.
    let formula = |row, column| cell(FORMULA, row, column, &[0; 16]);
    assert!(matches!(one(vec![formula(0, 0), formula(u16::MAX, 40)]), Err(Fault::TooLarge(_))));
    let size = Size { places: FREE * 2, cells: FREE / 4, ..Size::default() };
    assert_eq!(Size { labels: Labels::default(), ..size }.end_sheet(), Ok(()));
}

#[test]
fn a_text_named_by_too_many_cells_is_refused() {
    let text = "x".repeat(8_000);
    let cells = |count: u16| {
        let cells = (0..count).map(|row| cell(SHARED_LABEL, row, 0, &0_u32.to_le_bytes()));
        csv(stream(&[&text], &[cells.collect()]))
    };
    assert!(cells(4_000).is_ok());
    assert!(matches!(cells(4_300), Err(Fault::TooLarge(_))));
    // So is a claim of length that no record holds.
    let claims = (0..600).map(|row| cell(LABELS[1], row, 0, &[0xff, 0xff, 0]));
    assert!(matches!(one(claims.collect()), Err(Fault::TooLarge(_))));
}

#[test]
fn sheets_within_one_another_are_refused() {
    let mut nested = stream(&[], &[vec![number(0, 0, 1.0); 500], vec![], vec![], vec![]]);
    let places = Globals::new(&nested).unwrap().places;
    let bound = 13;
    for number in 1..4 {
        let from = begin().len() + number * bound + 4;
        let place = u32::try_from(places[0]).unwrap().to_le_bytes();
        nested[from..from + 4].copy_from_slice(&place);
    }
    assert!(matches!(csv(nested), Err(Fault::Damaged(_))));
}

#[test]
fn broken_and_locked_streams_are_told() {
    let good = stream(&[], &[vec![number(0, 0, 1.0)]]);
    assert_eq!(csv(good.clone()).unwrap(), "1\n");
    let locked = [begin(), record(PASSWORD, &[1, 0])].concat();
    assert_eq!(csv(locked), Err(Fault::Encrypted));
    let mut beyond = good;
    beyond[begin().len() + 7] = 1;
    assert_eq!(csv(beyond), Err(BROKEN));
}
