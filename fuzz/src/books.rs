//! Fuzz targets of the part that reads workbooks.

use headwater_workbook::{Book, Csv, Doubts, Fault, Json, package};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What a target does with its bytes.
pub type Body = fn(&[u8]);

/// Every target of the part by its name.
pub const ALL: [(&str, Body); 2] = [("zip_xml", check_package), ("workbook", check_book)];

/// Stands before the name of each part of a package, which ends with its line.
pub const PART: &[u8] = b"\x1c\x1d";
/// Most parts of a package made here.
const PARTS: usize = 64;
/// Longest name of one.
const NAME: usize = 1000;

/// The file: the input as it is, or the package of its parts, whose checksums are then right.
pub fn package(bytes: &[u8]) -> Vec<u8> {
    if Book::begins_with(bytes) {
        return bytes.to_vec();
    }
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(PART.len()).position(|window| window == PART) {
        parts.push(&rest[..at]);
        rest = &rest[at + PART.len()..];
    }
    parts.push(rest);
    zip(parts.into_iter().take(PARTS).filter(|part| !part.is_empty()))
}

/// No input has four billion bytes.
fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn zip<'p>(parts: impl Iterator<Item = &'p [u8]>) -> Vec<u8> {
    let (mut zip, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for part in parts {
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let (name, content) = (&part[..end.min(NAME)], part.get(end + 1..).unwrap_or_default());
        let size = narrow(content.len()).to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend_from_slice(&crc32fast::hash(content).to_le_bytes());
        common.extend_from_slice(&size);
        common.extend_from_slice(&size);
        common.extend_from_slice(&narrow(name.len()).to_le_bytes()[..2]);
        common.extend_from_slice(&[0, 0]);
        let offset = narrow(zip.len()).to_le_bytes();
        zip.extend_from_slice(b"PK\x03\x04");
        zip.extend_from_slice(&common);
        zip.extend_from_slice(name);
        zip.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset);
        directory.extend_from_slice(name);
        count += 1;
    }
    let (at, size) = (narrow(zip.len()), narrow(directory.len()));
    zip.extend_from_slice(&directory);
    zip.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    zip.extend_from_slice(&count.to_le_bytes());
    zip.extend_from_slice(&count.to_le_bytes());
    zip.extend_from_slice(&size.to_le_bytes());
    zip.extend_from_slice(&at.to_le_bytes());
    zip.extend_from_slice(&[0, 0]);
    zip
}

/// The scan of a package: an answer for any bytes, and the same one for the same bytes.
pub fn check_package(bytes: &[u8]) {
    let file = package(bytes);
    let found = package::scan(&file);
    assert_eq!(package::scan(&file), found);
    if let Err(fault) = found {
        // The reason is ours, not the file's.
        assert!(fault.to_string().len() < 200);
    }
}

/// What a sheet gave.
#[derive(Debug, PartialEq)]
struct Sheet {
    csv: Vec<u8>,
    json: String,
    doubts: Doubts,
}

/// A way to open a file.
type Open = fn(Vec<u8>) -> Result<Book, Fault>;

fn read(open: Open, file: &[u8], sheet: usize, enough: usize) -> Result<Option<Sheet>, Fault> {
    let mut book = open(file.to_vec())?;
    if sheet >= book.sheets().len() {
        return Ok(None);
    }
    let mut csv = Vec::new();
    let mut sink = Csv::new(enough, |piece: &[u8]| csv.extend_from_slice(piece));
    let doubts = book.read(sheet, &mut sink)?;
    sink.finish();
    let mut json = String::new();
    if enough == usize::MAX {
        let mut sink = Json::new(|piece: &str| json.push_str(piece));
        assert_eq!(book.read(sheet, &mut sink)?, doubts);
        sink.finish();
    }
    Ok(Some(Sheet { csv, json, doubts }))
}

/// Runs what may end in a panic of the readers below, which are other people's: in a browser that ends
/// this file's instance and no more. A panic of ours goes on.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| {
            if is_ours() {
                resume_unwind(panic);
            }
        })
        .ok()
}

thread_local! {
    static LAST: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// Remembers where this thread panics; to be called once.
pub fn watch_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        LAST.with(|last| last.replace(place));
        if is_ours() {
            before(panic);
        }
    }));
}

/// Whether the last panic was in this repository. Crates of others lie in cargo's registry.
fn is_ours() -> bool {
    LAST.with(|last| !last.borrow().contains("registry"))
}

/// A workbook: the sheets that are read are the same each time, as CSV and as JSON, and those that calamine
/// reads.
pub fn check_book(bytes: &[u8]) {
    let _ = sheets(bytes);
}

/// The sheets as CSV, checked.
pub fn sheets(bytes: &[u8]) -> Vec<Vec<u8>> {
    let file = package(bytes);
    let mut sheets = Vec::new();
    for number in 0..4 {
        let found = guarded(|| read(Book::open, &file, number, usize::MAX));
        if package::is_zip(&file) {
            let other = guarded(|| read(Book::open_unhurried, &file, number, usize::MAX));
            // What ends calamine may be read by us.
            assert!(other.is_none() || found == other, "{found:?} instead of {other:?}");
        }
        let Some(Ok(Some(sheet))) = found else { break };
        assert!(std::str::from_utf8(&sheet.csv).is_ok());
        let is_json = sheet.json.starts_with("[[") && sheet.json.ends_with("]]");
        assert!(sheet.json.is_empty() || is_json);
        // Part of a sheet is its beginning.
        if let Some(Ok(Some(part))) = guarded(|| read(Book::open, &file, number, 100)) {
            assert!(sheet.csv.starts_with(&part.csv));
            assert!(part.csv.len() >= sheet.csv.len().min(100));
            assert!(part.doubts.errors <= sheet.doubts.errors);
        }
        sheets.push(sheet.csv);
    }
    sheets
}
