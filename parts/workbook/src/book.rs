//! An open workbook, of any kind.

use crate::biff;
use crate::fault::{Fault, Result};
use crate::ole::{self, Ole};
use crate::package::{self, Kind, Scan};
use crate::sheet::{Go, Rows, Sink};
use crate::xlsx::Workbook;
use calamine::{
    Data, DataRef, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, XlsxError,
};
use std::io::Cursor;

pub(crate) type Bytes = Cursor<Vec<u8>>;

/// What the stream of an old workbook is called, by its age, and that of an encrypted new one.
const WORKBOOKS: [&str; 2] = ["Workbook", "Book"];
const ENCRYPTED: &str = "EncryptedPackage";

/// An open workbook.
pub struct Book {
    file: File,
    sheets: Vec<String>,
}

enum File {
    Xlsx(Box<Workbook>),
    Xlsb(Box<Xlsb<Bytes>>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
}

/// What in a sheet may not be what its author meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Whole numbers of 16 digits and more: a spreadsheet keeps 15 of them.
    pub inexact_numbers: u64,
    /// Cells with an error instead of a value, such as `#N/A`.
    pub errors: u64,
}

impl Book {
    /// Whether a file that begins with `head` could be a workbook.
    #[must_use]
    pub fn begins_with(head: &[u8]) -> bool {
        package::is_zip(head) || head.starts_with(ole::MAGIC)
    }

    /// Opens a file.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let file =
            if bytes.starts_with(ole::MAGIC) { open_ole(bytes) } else { open_package(bytes) }?;
        Ok(Self::of(file))
    }

    /// Opens a file for calamine alone: what it says is what [`Book::open`] must lead to.
    ///
    /// # Errors
    /// Any [`Fault`].
    #[doc(hidden)]
    pub fn open_unhurried(bytes: Vec<u8>) -> Result<Self> {
        if package::is_zip(&bytes) && package::scan(&bytes)? == Kind::Xlsx {
            let workbook = Workbook::unhurried(bytes)?;
            return Ok(Self::of(File::Xlsx(Box::new(workbook))));
        }
        Self::open(bytes)
    }

    /// Whether all that was read so far was as usual, so that calamine was not asked for its cells.
    #[doc(hidden)]
    #[must_use]
    pub fn is_usual(&self) -> bool {
        matches!(&self.file, File::Xlsx(book) if book.is_usual())
    }

    fn of(file: File) -> Self {
        let metadata = match &file {
            File::Xlsx(book) => book.sheets(),
            File::Xlsb(book) => book.sheets_metadata(),
            File::Xls(book) => book.sheets_metadata(),
            File::Ods(book) => book.sheets_metadata(),
        };
        let tables = metadata.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let shown = tables.filter(|sheet| sheet.visible == SheetVisible::Visible);
        let sheets = shown.map(|sheet| sheet.name.clone()).collect();
        Self { file, sheets }
    }

    /// The names of the visible sheets, in their order.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// Hands the rows of a visible sheet to `sink`.
    ///
    /// # Errors
    /// Any [`Fault`]; one without such a sheet is damaged.
    pub fn read(&mut self, sheet: usize, sink: &mut impl Sink) -> Result<Doubts> {
        let name = self.sheets.get(sheet).ok_or(Fault::Damaged("it has no such sheet"))?;
        match &mut self.file {
            File::Xlsx(book) => book.read(name, sink),
            File::Xlsb(book) => {
                let mut rows = Rows::new(sink, book.has_1904_epoch());
                let mut cells = book.worksheet_cells_reader(name).map_err(xlsb)?;
                while let Some(cell) = cells.next_cell().map_err(xlsb)? {
                    if rows.cell(cell.get_position(), cell.get_value())? == Go::Stop {
                        return Ok(rows.doubts());
                    }
                }
                rows.end()
            }
            File::Xls(book) => {
                let since_1904 = book.has_1904_epoch();
                let range = book.worksheet_range(name).map_err(|error| xls(&error))?;
                dense(&range, Rows::new(sink, since_1904))
            }
            File::Ods(book) => {
                let range = book.worksheet_range(name).map_err(|error| ods(&error))?;
                dense(&range, Rows::new(sink, false))
            }
        }
    }
}

impl<S: Sink> Rows<'_, S> {
    pub(crate) fn end(mut self) -> Result<Doubts> {
        self.flush()?;
        Ok(self.doubts())
    }

    pub(crate) fn doubts(&self) -> Doubts {
        Doubts { inexact_numbers: self.inexact, errors: self.errors }
    }
}

/// These two kinds calamine reads as a whole only.
fn dense<S: Sink>(range: &Range<Data>, mut rows: Rows<'_, S>) -> Result<Doubts> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let place = |from: u32, by: usize| {
            u32::try_from(by).ok().and_then(|by| from.checked_add(by)).ok_or(BEYOND)
        };
        let at = (place(top, row)?, place(left, column)?);
        if rows.cell(at, &borrowed(value))? == Go::Stop {
            return Ok(rows.doubts());
        }
    }
    rows.end()
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::String(text) | Data::DateTimeIso(text) => DataRef::SharedString(text),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

const BEYOND: Fault = Fault::TooLarge("more than 4 294 967 295 rows");

fn open_package(bytes: Vec<u8>) -> Result<File> {
    if !package::is_zip(&bytes) {
        return Err(Fault::NotAWorkbook);
    }
    let mut scan = Scan::new(&bytes)?;
    while !scan.step(&bytes)? {}
    match scan.kind {
        Kind::Xlsx => Workbook::new(bytes, scan.parts).map(Box::new).map(File::Xlsx),
        Kind::Xlsb => Xlsb::new(Cursor::new(bytes)).map(Box::new).map(File::Xlsb).map_err(xlsb),
        Kind::Ods => {
            Ods::new(Cursor::new(bytes)).map(Box::new).map(File::Ods).map_err(|error| ods(&error))
        }
    }
}

/// calamine gets the workbook's stream in a container of our own, for it believes what a container claims.
fn open_ole(bytes: Vec<u8>) -> Result<File> {
    let (name, mut stream) = workbook_stream(&bytes)?;
    drop(bytes);
    biff::check(&mut stream)?;
    let container = Cursor::new(ole::container(name, stream));
    Xls::new(container).map(Box::new).map(File::Xls).map_err(|error| xls(&error))
}

/// Word documents and mail come in the same container: only a stream's name tells.
fn workbook_stream(bytes: &[u8]) -> Result<(&'static str, Vec<u8>)> {
    let container = match Ole::new(bytes) {
        Err(_) if names(bytes, ENCRYPTED) => return Err(Fault::Encrypted),
        Err(fault) if WORKBOOKS.iter().any(|name| names(bytes, name)) => return Err(fault),
        Err(_) => return Err(Fault::NotAWorkbook),
        Ok(container) => container,
    };
    if container.has(ENCRYPTED) {
        return Err(Fault::Encrypted);
    }
    let name = WORKBOOKS.into_iter().find(|name| container.has(name)).ok_or(Fault::NotAWorkbook)?;
    Ok((name, container.read(name)?))
}

/// Whether the directory of a container that can't be read has such a name, which stands in it as UTF-16.
fn names(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    package::find(bytes, &wide).is_some()
}

/// The readers' own messages may quote a cell, so none of them gets out.
pub(crate) fn xlsx(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Encrypted,
        XlsxError::Zip(_) | XlsxError::Io(_) => Fault::Damaged("a part can't be unpacked"),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            Fault::Damaged("a part is missing")
        }
        XlsxError::Unexpected(_) => Fault::Damaged("a cell names a text that is not there"),
        XlsxError::ColumnNumberOverflow | XlsxError::RowNumberOverflow => {
            Fault::TooLarge("it has cells beyond the last row or column of a sheet")
        }
        _ => Fault::Damaged("its XML is broken"),
    }
}

fn xlsb(error: XlsbError) -> Fault {
    match error {
        XlsbError::Password => Fault::Encrypted,
        _ => Fault::Damaged("its records are broken"),
    }
}

fn xls(error: &XlsError) -> Fault {
    match error {
        XlsError::Password => Fault::Encrypted,
        _ => Fault::Damaged("its records are broken"),
    }
}

fn ods(error: &OdsError) -> Fault {
    match error {
        OdsError::Password => Fault::Encrypted,
        OdsError::CellLimitExceeded { .. } => {
            Fault::TooLarge("more than 20 million cells in a sheet")
        }
        _ => Fault::Damaged("its XML is broken"),
    }
}
