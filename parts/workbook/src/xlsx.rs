//! Workbooks of Office Open XML: sheets and the table of texts by our own quick reader, all else by calamine,
//! and so every sheet in which there is something unusual.
//!
//! calamine opens a package in which every sheet is a small one of ours, that says which part it stands for
//! and has a cell of every style. So it is calamine that finds the parts, knows the sheets' names and tells
//! which styles are dates, and nothing of that is known twice.

use crate::book::{Bytes, Doubts, xlsx as fault};
use crate::cells::{self, Format, Halt, Tables};
use crate::fault::{Fault, Result};
use crate::package::{Scanned, find};
use crate::sheet::{Go, Row, Rows, Sink};
use crate::strings::Strings;
use crate::xml::is_root;
use crate::zip::Package;
use calamine::{DataRef, ExcelDateTimeType, Reader, Sheet, Xlsx, XlsxError};
use std::fmt::Write;
use std::io::Cursor;

/// Where the cell stands that names a part: no sheet reaches so far.
const FAR: &str = "ZZZ9999999";
const FAR_AWAY: (u32, u32) = (9_999_998, 18_277);
/// Most cells of all the small sheets together.
const MOST: usize = 1 << 20;
/// Largest table of texts: while it is read, it is there twice.
const MAX_TABLE: usize = 128 << 20;
/// Most bytes of sheets that stay beside what calamine holds.
const BESIDE: usize = 64 << 20;

/// A workbook.
pub(crate) struct Workbook {
    quick: Option<Quick>,
    /// By calamine alone, from when it is needed on.
    whole: Whole,
}

enum Whole {
    Closed(Vec<u8>),
    Open(Box<Xlsx<Bytes>>),
}

impl Workbook {
    /// Opens a package that was scanned.
    pub(crate) fn new(bytes: Vec<u8>, parts: Vec<Scanned>) -> Result<Self> {
        let quick = Quick::new(&bytes, parts);
        let mut workbook = Self { quick, whole: Whole::Closed(bytes) };
        if workbook.quick.is_none() {
            workbook.whole()?;
        }
        Ok(workbook)
    }

    /// Opens a package without the quick reader.
    pub(crate) fn unhurried(bytes: Vec<u8>) -> Result<Self> {
        let mut workbook = Self { quick: None, whole: Whole::Closed(bytes) };
        workbook.whole()?;
        Ok(workbook)
    }

    /// Whether the quick reader has been enough so far.
    pub(crate) fn is_usual(&self) -> bool {
        matches!(self.whole, Whole::Closed(_))
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        match (&self.quick, &self.whole) {
            (Some(quick), _) => quick.outline.sheets_metadata(),
            (None, Whole::Open(book)) => book.sheets_metadata(),
            (None, Whole::Closed(_)) => &[],
        }
    }

    fn whole(&mut self) -> Result<&mut Xlsx<Bytes>> {
        if let Whole::Closed(bytes) = &mut self.whole {
            let bytes = Cursor::new(std::mem::take(bytes));
            self.whole = Whole::Open(Box::new(Xlsx::new(bytes).map_err(fault)?));
        }
        match &mut self.whole {
            Whole::Open(book) => Ok(book),
            Whole::Closed(_) => Err(Fault::Damaged("it has no such sheet")),
        }
    }

    /// Hands the rows of a sheet to `sink`.
    pub(crate) fn read(&mut self, name: &str, sink: &mut impl Sink) -> Result<Doubts> {
        let mut sink = Resumed { sink, seen: 0, given: 0 };
        match self.quick.as_mut().map_or(Err(Halt::Unusual), |quick| quick.read(name, &mut sink)) {
            Ok(doubts) => return Ok(doubts),
            Err(Halt::Fault(fault)) => return Err(fault),
            Err(Halt::Unusual) => sink.seen = 0,
        }
        self.quick = self.quick.take().filter(|quick| quick.size() <= BESIDE);
        let book = self.whole()?;
        let mut rows = Rows::new(&mut sink, book.has_1904_epoch());
        let mut cells = book.worksheet_cells_reader(name).map_err(fault)?;
        while let Some(cell) = cells.next_cell().map_err(fault)? {
            if rows.cell(cell.get_position(), cell.get_value())? == Go::Stop {
                return Ok(rows.doubts());
            }
        }
        rows.end()
    }
}

/// Lets rows through that were not let through before.
struct Resumed<'a, S> {
    sink: &'a mut S,
    /// Rows seen since the beginning of the sheet, and those of them that were let through.
    seen: u64,
    given: u64,
}

impl<S: Sink> Sink for Resumed<'_, S> {
    const SHOWS_CUT: bool = S::SHOWS_CUT;

    fn row(&mut self, row: &Row<'_>) -> Go {
        self.seen += 1;
        if self.seen <= self.given {
            return Go::On;
        }
        self.given = self.seen;
        self.sink.row(row)
    }
}

/// What the quick reader needs.
struct Quick {
    outline: Box<Xlsx<Bytes>>,
    /// The sheets, each in the place of its part.
    sheets: Vec<Option<String>>,
    strings: Strings,
    formats: Vec<Format>,
}

impl Quick {
    /// None where something is unusual.
    fn new(bytes: &[u8], mut parts: Vec<Scanned>) -> Option<Self> {
        let outline = Xlsx::new(Cursor::new(outline(bytes, &parts)?)).ok().map(Box::new)?;
        let mut quick =
            Self { outline, sheets: Vec::new(), strings: Strings::default(), formats: Vec::new() };
        let names: Vec<_> =
            quick.outline.sheets_metadata().iter().map(|sheet| sheet.name.clone()).collect();
        let table = names.iter().find_map(|name| quick.tables(name))?;
        if let Some(table) = table {
            let table = parts.get_mut(table)?.xml.take().filter(|xml| xml.len() <= MAX_TABLE)?;
            quick.strings = Strings::new(&String::from_utf8(table).ok()?).ok()?;
        }
        let sheet = |part: Scanned| {
            part.xml
                .filter(|xml| is_root(xml, "worksheet"))
                .and_then(|xml| String::from_utf8(xml).ok())
        };
        quick.sheets = parts.into_iter().map(sheet).collect();
        Some(quick)
    }

    /// Learns from the cells of a small sheet what each style makes of a number, and which part has the table
    /// of texts.
    fn tables(&mut self, name: &str) -> Option<Option<usize>> {
        let mut cells = self.outline.worksheet_cells_reader(name).ok()?;
        let first = cells.next_cell().ok()??;
        if first.get_position() != FAR_AWAY {
            return None;
        }
        let mut formats = Vec::new();
        let table = loop {
            match cells.next_cell() {
                Ok(Some(cell)) => match cell.get_value() {
                    DataRef::DateTime(value) => {
                        formats.push(Some(if value.is_duration() {
                            ExcelDateTimeType::TimeDelta
                        } else {
                            ExcelDateTimeType::DateTime
                        }));
                    }
                    DataRef::Float(_) => formats.push(None),
                    DataRef::SharedString(part) => break Some(part.parse().ok()?),
                    _ => return None,
                },
                // The last cell names the first text: there is none.
                Err(XlsxError::Unexpected(_)) => break None,
                _ => return None,
            }
        };
        self.formats = formats;
        Some(table)
    }

    fn size(&self) -> usize {
        self.sheets.iter().flatten().map(String::len).sum()
    }

    fn read(&mut self, name: &str, sink: &mut impl Sink) -> std::result::Result<Doubts, Halt> {
        let since_1904 = self.outline.has_1904_epoch();
        let sheet = self.part(name).and_then(|part| self.sheets.get(part)?.as_deref());
        let sheet = sheet.ok_or(Halt::Unusual)?;
        let tables = Tables { strings: &self.strings, formats: &self.formats, since_1904 };
        let mut rows = Rows::new(sink, since_1904);
        match cells::read(sheet, &tables, &mut rows)? {
            Go::Stop => Ok(rows.doubts()),
            Go::On => Ok(rows.end()?),
        }
    }

    /// The part that a sheet is in.
    fn part(&mut self, name: &str) -> Option<usize> {
        let mut cells = self.outline.worksheet_cells_reader(name).ok()?;
        let cell = cells.next_cell().ok()??;
        match (cell.get_position(), cell.get_value()) {
            (FAR_AWAY, DataRef::String(part)) => part.parse().ok(),
            _ => None,
        }
    }
}

/// The package for calamine.
fn outline(bytes: &[u8], parts: &[Scanned]) -> Option<Vec<u8>> {
    let named = |part: &Scanned, end: &str| part.entry.name.to_ascii_lowercase().ends_with(end);
    let is_sheet = |part: &Scanned| part.xml.as_ref().is_some_and(|xml| is_root(xml, "worksheet"));
    let styles: usize = parts
        .iter()
        .filter(|part| named(part, "styles.xml"))
        .map(|part| part.xml.as_ref().map_or(MOST, |xml| count(xml, b"xf")))
        .sum();
    let sheets = parts.iter().filter(|part| is_sheet(part)).count();
    if (styles + 2).saturating_mul(sheets) > MOST {
        return None;
    }
    let mut cells = String::new();
    for style in 0..styles {
        write!(cells, "<c s=\"{style}\"><v>1</v></c>").ok()?;
    }
    let mut package = Package::default();
    for (index, part) in parts.iter().enumerate() {
        if part.entry.is_renamed {
            return None;
        }
        if is_sheet(part) {
            let sheet = format!(
                "<worksheet><sheetData><row><c r=\"{FAR}\" t=\"str\"><v>{index}</v></c></row>\
                 <row>{cells}<c t=\"s\"><v>0</v></c></row></sheetData></worksheet>"
            );
            package.replace(bytes, &part.entry, sheet.as_bytes())?;
        } else if named(part, "sharedstrings.xml") {
            let table = format!("<sst><si><t>{index}</t></si></sst>");
            package.replace(bytes, &part.entry, table.as_bytes())?;
        } else if named(part, ".xml") || named(part, ".rels") {
            package.copy(bytes, &part.entry, part.real)?;
        }
    }
    package.end()
}

/// How often something stands in a part.
fn count(mut part: &[u8], wanted: &[u8]) -> usize {
    let mut found = 0;
    while let Some(at) = find(part, wanted) {
        found += 1;
        part = &part[at + wanted.len()..];
    }
    found
}
