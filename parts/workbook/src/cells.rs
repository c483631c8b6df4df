//! The cells of a sheet, out of its XML.
//!
//! What they are is what calamine would say they are. Where it would say something that needs more than what
//! every spreadsheet program writes, it is asked: see [`Unusual`].

use crate::escapes::{decode, push_unescaped};
use crate::fault::Fault;
use crate::forms::{Shape, check_size, place, row_number, shape, whole};
use crate::sheet::{Go, Rows, Sink};
use crate::strings::{Strings, push_rich};
use crate::xml::{Name, Unusual, Usual, Xml};
use calamine::{CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType};

/// Why the cells were not read to their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    Unusual,
    Fault(Fault),
}

impl From<Unusual> for Halt {
    fn from(_: Unusual) -> Self {
        Self::Unusual
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What a style makes of a number; [`None`] leaves it one.
pub(crate) type Format = Option<ExcelDateTimeType>;

/// What cells refer to.
#[derive(Debug)]
pub(crate) struct Tables<'a> {
    pub(crate) strings: &'a Strings,
    /// By the number of the style.
    pub(crate) formats: &'a [Format],
    pub(crate) since_1904: bool,
}

/// The value of a cell.
#[derive(Debug)]
enum Value<'a> {
    Text(&'a str),
    /// A text that was put together in the scratch.
    Made,
    Other(DataRef<'static>),
}

const EMPTY: Value<'_> = Value::Other(DataRef::Empty);

/// Hands the cells of a sheet to `rows`.
pub(crate) fn read<S: Sink>(
    part: &str,
    tables: &Tables<'_>,
    rows: &mut Rows<'_, S>,
) -> Result<Go, Halt> {
    let mut xml = Xml::new(part)?;
    let Some(data) = find_data(&mut xml)? else { return Ok(Go::On) };
    let mut cells = Cells {
        xml,
        tables,
        made: String::new(),
        decoded: String::new(),
        at: (0, 0),
        names: Default::default(),
    };
    while !cells.xml.closes()? {
        let row = cells.xml.open()?;
        if row.local() != "row" {
            return Err(Halt::Unusual);
        }
        if cells.row(row, rows)? == Go::Stop {
            return Ok(Go::Stop);
        }
    }
    cells.xml.close(data)?;
    Ok(Go::On)
}

/// Goes to the rows; none if there are none.
fn find_data<'a>(xml: &mut Xml<'a>) -> Usual<Option<Name<'a>>> {
    let root = xml.open()?;
    if root.local() != "worksheet" || xml.no_attributes()? {
        return Err(Unusual);
    }
    while !xml.closes()? {
        let name = xml.open()?;
        let is_size = name.local() == "dimension";
        let mut sizes = 0;
        let is_empty = xml.attributes(|key, value| {
            // A size that is none ends calamine.
            if is_size && key == "ref" {
                check_size(value)?;
                sizes += 1;
            }
            Ok(())
        })?;
        if name.local() == "sheetData" {
            return Ok(if is_empty { None } else { Some(name) });
        }
        if is_size && sizes != 1 {
            return Err(Unusual);
        }
        if !is_empty {
            xml.skip(&["sheetData", "dimension"])?;
        }
    }
    Err(Unusual)
}

/// Sets an attribute that an element may have once.
fn set<'a>(slot: &mut Option<&'a str>, value: &'a str) -> Usual<()> {
    if slot.replace(value).is_some() { Err(Unusual) } else { Ok(()) }
}

struct Cells<'a, 't> {
    xml: Xml<'a>,
    tables: &'t Tables<'t>,
    /// The text of [`Value::Made`].
    made: String,
    decoded: String,
    /// The row that is read, and the column where a cell stands that does not say where.
    at: (u32, u32),
    /// What the last cell and the last element in a cell were called.
    names: (Name<'a>, Name<'a>),
}

impl<'a, 't> Cells<'a, 't>
where
    't: 'a,
{
    fn row<S: Sink>(&mut self, row: Name<'a>, rows: &mut Rows<'_, S>) -> Result<Go, Halt> {
        let mut number = None;
        let is_empty = self
            .xml
            .attributes(|key, value| if key == "r" { set(&mut number, value) } else { Ok(()) })?;
        if let Some(number) = number {
            self.at.0 = row_number(number.as_bytes())?;
        }
        if !is_empty {
            while !self.xml.closes()? {
                if self.cell(rows)? == Go::Stop {
                    return Ok(Go::Stop);
                }
            }
            self.xml.close(row)?;
        }
        self.at = (self.at.0 + 1, 0);
        Ok(Go::On)
    }

    fn cell<S: Sink>(&mut self, rows: &mut Rows<'_, S>) -> Result<Go, Halt> {
        let name = self.xml.open_like(self.names.0)?;
        if name.local() != "c" {
            return Err(Halt::Unusual);
        }
        self.names.0 = name;
        let (mut at, mut style, mut kind) = (None, None, None);
        let is_empty = self.xml.attributes(|key, value| match key {
            "r" => set(&mut at, value),
            "s" => set(&mut style, value),
            "t" => set(&mut kind, value),
            _ => Ok(()),
        })?;
        let at = match at {
            Some(at) => place(at)?,
            None => self.at,
        };
        self.at.1 = at.1 + 1;
        if is_empty {
            return Ok(Go::On);
        }
        let only = if name.has_prefix() { None } else { self.xml.only_value() };
        let mut value = match only {
            Some(raw) => self.stored(raw, style, kind)?,
            None => EMPTY,
        };
        if only.is_none() {
            while !self.xml.closes()? {
                value = self.value(style, kind)?;
            }
            self.xml.close(name)?;
        }
        Ok(match value {
            Value::Text(text) => rows.text(at, text)?,
            Value::Made => rows.text(at, &self.made)?,
            Value::Other(value) => rows.cell(at, &value)?,
        })
    }

    /// Reads an element within a cell; the last one says what is in it.
    fn value(&mut self, style: Option<&str>, kind: Option<&str>) -> Usual<Value<'a>> {
        let name = self.xml.open_like(self.names.1)?;
        self.names.1 = name;
        let is_empty = self.xml.no_attributes()?;
        match name.local() {
            "v" if is_empty => self.stored("", style, kind),
            "v" => {
                let raw = self.xml.raw_text()?;
                self.xml.close(name)?;
                self.stored(raw, style, kind)
            }
            "is" => {
                self.made.clear();
                if !is_empty {
                    push_rich(&mut self.xml, name, &mut self.made, &mut self.decoded)?;
                }
                Ok(Value::Made)
            }
            "f" => {
                if !is_empty {
                    self.xml.skip_text()?;
                    self.xml.close(name)?;
                }
                Ok(EMPTY)
            }
            _ => Err(Unusual),
        }
    }

    /// What is stored in a cell, from how it stands there.
    fn stored(
        &mut self,
        raw: &'a str,
        style: Option<&str>,
        kind: Option<&str>,
    ) -> Usual<Value<'a>> {
        match kind {
            Some("str") => {
                self.decoded.clear();
                self.made.clear();
                decode(raw, &mut self.decoded)?;
                push_unescaped(&self.decoded, &mut self.made);
                Ok(Value::Made)
            }
            Some("d") if !raw.contains(['&', '\r']) => Ok(Value::Text(raw)),
            Some("inlineStr" | "is") if !raw.contains('&') => Ok(EMPTY),
            None | Some("n" | "s" | "b" | "e") if raw.is_empty() => Ok(EMPTY),
            None | Some("n") => self.number(raw, style),
            Some("s") => {
                let index = usize::try_from(whole(raw.as_bytes(), 9)?).map_err(|_| Unusual)?;
                self.tables.strings.get(index).map(Value::Text).ok_or(Unusual)
            }
            Some("b") => match raw {
                "0" => Ok(Value::Other(DataRef::Bool(false))),
                "1" => Ok(Value::Other(DataRef::Bool(true))),
                _ => Err(Unusual),
            },
            Some("e") => {
                let error: CellErrorType = raw.parse().map_err(|_| Unusual)?;
                Ok(Value::Other(DataRef::Error(error)))
            }
            Some(_) => Err(Unusual),
        }
    }

    fn number(&self, raw: &'a str, style: Option<&str>) -> Usual<Value<'a>> {
        let format = match style {
            Some(style) => {
                let style = usize::try_from(whole(style.as_bytes(), 6)?).map_err(|_| Unusual)?;
                self.tables.formats.get(style).copied().flatten()
            }
            None => None,
        };
        let shape = shape(raw.as_bytes()).ok_or(Unusual)?;
        if shape == Shape::Shown && format.is_none() {
            return Ok(Value::Text(raw));
        }
        let value = raw.parse().map_err(|_| Unusual)?;
        Ok(Value::Other(match format {
            Some(kind) => {
                DataRef::DateTime(ExcelDateTime::new(value, kind, self.tables.since_1904))
            }
            None => DataRef::Float(value),
        }))
    }
}
