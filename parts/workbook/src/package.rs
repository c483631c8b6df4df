//! What a zip package really holds: every entry is inflated once, to nowhere, and counted. No size that
//! the package claims is believed.

use crate::fault::{Fault, Result};
use crate::part::Part;
use flate2::{Decompress, FlushDecompress, Status};
use std::borrow::Cow;

/// Most entries of a package.
pub const MAX_ENTRIES: usize = 10_000;

/// Most bytes of all entries together, inflated.
pub const MAX_INFLATED: u64 = 1 << 30;

/// Up to here any ratio is let pass: a sheet of equal cells packs well.
const RATIO_FREE: u64 = 50 << 20;

/// Most inflated bytes for a byte of the package, beyond [`RATIO_FREE`].
const MAX_RATIO: u64 = 200;

/// Bytes looked at together.
pub(crate) const WINDOW: usize = 64 << 10;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";

const BROKEN: Fault = Fault::Damaged("its zip directory is broken");
const CUT_OFF: Fault = Fault::Damaged("its end is missing");

/// What a package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Office Open XML.
    Xlsx,
    /// The same with binary sheets.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// Whether these are the first bytes of a zip package.
#[must_use]
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(LOCAL) || head.starts_with(END)
}

/// Scans the whole package.
///
/// # Errors
/// [`Fault::NotAWorkbook`] where it is another kind of zip, and all the others.
pub fn scan(bytes: &[u8]) -> Result<Kind> {
    let entries = match directory(bytes) {
        Err(BROKEN) if seems_a_workbook(bytes) => return Err(CUT_OFF),
        Err(fault) if seems_a_workbook(bytes) => return Err(fault),
        Err(_) => return Err(Fault::NotAWorkbook),
        Ok(entries) => entries,
    };
    let kind = kind(&entries).ok_or(Fault::NotAWorkbook)?;
    if has_twins(&entries) {
        return Err(Fault::Damaged("two parts of it have the same name"));
    }
    let mut budget = Budget::new(bytes.len());
    for entry in &entries {
        entry.check(bytes, &mut budget)?;
    }
    Ok(kind)
}

#[derive(Debug)]
struct Entry<'a> {
    name: Cow<'a, str>,
    flags: usize,
    method: usize,
    crc: u32,
    packed: usize,
    offset: usize,
}

/// The entries by the central directory, the only list that readers go by.
fn directory(bytes: &[u8]) -> Result<Vec<Entry<'_>>> {
    let from = bytes.len().saturating_sub(22 + 0xffff);
    let end = bytes.get(from..).and_then(|tail| rfind(tail, END)).ok_or(BROKEN)? + from;
    let mut count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    if (count == 0xffff || at == 0xffff_ffff) && end >= 20 {
        let wide = number(bytes, end - 20 + 8, 8)?;
        if bytes.get(wide..wide.saturating_add(4)) == Some(END_64) {
            count = number(bytes, wide + 32, 8)?;
            at = number(bytes, wide + 48, 8)?;
        }
    }
    if count > MAX_ENTRIES {
        return Err(Fault::TooLarge("more than 10 000 parts in its zip package"));
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at.saturating_add(4)) != Some(CENTRAL) {
            return Err(BROKEN);
        }
        let (name, extra, note) =
            (number(bytes, at + 28, 2)?, number(bytes, at + 30, 2)?, number(bytes, at + 32, 2)?);
        let text = bytes.get(at + 46..at + 46 + name).ok_or(BROKEN)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(text),
            flags: number(bytes, at + 8, 2)?,
            method: number(bytes, at + 10, 2)?,
            crc: u32::try_from(number(bytes, at + 16, 4)?).map_err(|_| BROKEN)?,
            packed: number(bytes, at + 20, 4)?,
            offset: number(bytes, at + 42, 4)?,
        };
        let real_size = number(bytes, at + 24, 4)?;
        let extra_from = at + 46 + name;
        let fields = bytes.get(extra_from..extra_from + extra).ok_or(BROKEN)?;
        entry.widen(fields, real_size)?;
        entries.push(entry);
        at = extra_from + extra + note;
    }
    Ok(entries)
}

impl Entry<'_> {
    /// Writers that stream put the sizes of even small parts into the field for large ones.
    fn widen(&mut self, mut fields: &[u8], real_size: usize) -> Result<()> {
        const FULL: usize = 0xffff_ffff;
        while fields.len() >= 4 {
            let (tag, length) = (number(fields, 0, 2)?, number(fields, 2, 2)?);
            let body = fields.get(4..4 + length).ok_or(BROKEN)?;
            if tag == 1 {
                let mut at = if real_size == FULL { 8 } else { 0 };
                for size in [&mut self.packed, &mut self.offset] {
                    if *size == FULL {
                        *size = number(body, at, 8)?;
                        at += 8;
                    }
                }
            }
            fields = &fields[4 + length..];
        }
        Ok(())
    }

    fn check(&self, bytes: &[u8], budget: &mut Budget) -> Result<()> {
        if self.flags & 1 != 0 {
            return Err(Fault::Encrypted);
        }
        let at = self.offset;
        if bytes.get(at..at.saturating_add(4)) != Some(LOCAL) {
            return Err(BROKEN);
        }
        let from = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
        let packed = bytes.get(from..from.saturating_add(self.packed)).ok_or(CUT_OFF)?;
        let mut part = Part::new(&self.name);
        match self.method {
            0 => part.take(packed, budget)?,
            8 => inflate(packed, |piece| part.take(piece, budget))?,
            _ => return Err(Fault::Damaged("a part is packed in an unknown way")),
        }
        part.finish(self.crc)
    }
}

/// How much may still be unpacked.
pub(crate) struct Budget {
    inflated: u64,
    most: u64,
}

impl Budget {
    fn new(packed: usize) -> Self {
        let packed = u64::try_from(packed).unwrap_or(u64::MAX);
        let most = packed.saturating_mul(MAX_RATIO).clamp(RATIO_FREE, MAX_INFLATED);
        Self { inflated: 0, most }
    }

    pub(crate) fn spend(&mut self, bytes: u64) -> Result<()> {
        self.inflated += bytes;
        if self.inflated <= self.most {
            Ok(())
        } else if self.most == MAX_INFLATED {
            Err(Fault::TooLarge("more than 1 GB when unpacked"))
        } else {
            Err(Fault::TooLarge("it unpacks to 200 times its size"))
        }
    }
}

fn inflate(mut packed: &[u8], mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    const CORRUPT: Fault = Fault::Damaged("a part can't be unpacked");
    let mut stream = Decompress::new(false);
    let mut window = vec![0; WINDOW];
    loop {
        let (before_in, before_out) = (stream.total_in(), stream.total_out());
        let status =
            stream.decompress(packed, &mut window, FlushDecompress::None).map_err(|_| CORRUPT)?;
        let used = usize::try_from(stream.total_in() - before_in).map_err(|_| CORRUPT)?;
        let made = usize::try_from(stream.total_out() - before_out).map_err(|_| CORRUPT)?;
        packed = packed.get(used..).ok_or(CORRUPT)?;
        take(window.get(..made).ok_or(CORRUPT)?)?;
        match status {
            Status::StreamEnd => return Ok(()),
            _ if used == 0 && made == 0 => return Err(CORRUPT),
            _ => {}
        }
    }
}

fn kind(entries: &[Entry<'_>]) -> Option<Kind> {
    let ends = |suffix: &str| {
        entries.iter().any(|entry| entry.name.to_ascii_lowercase().ends_with(suffix))
    };
    if ends("workbook.xml") {
        Some(Kind::Xlsx)
    } else if ends("workbook.bin") {
        Some(Kind::Xlsb)
    } else if ends("content.xml") && ends("mimetype") {
        Some(Kind::Ods)
    } else {
        None
    }
}

/// Whether two parts have one name, for which the format takes capital letters as small ones: which of
/// them counts is another with each reader.
fn has_twins(entries: &[Entry<'_>]) -> bool {
    let mut names: Vec<_> = entries.iter().map(|entry| entry.name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// For a package whose directory is lost: the names stand before each part, too.
fn seems_a_workbook(bytes: &[u8]) -> bool {
    let names: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet"];
    names.iter().any(|name| find(bytes, name).is_some())
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize> {
    let end = at.checked_add(width).ok_or(BROKEN)?;
    let digits = bytes.get(at..end).ok_or(BROKEN)?;
    let value = digits.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // Far below the address space, so that offsets can be added to it.
    usize::try_from(value).ok().filter(|value| *value <= usize::MAX / 2 || width == 4).ok_or(BROKEN)
}

pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + step;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
