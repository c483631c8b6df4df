//! What a zip package really holds: every entry is inflated once, to nowhere, and counted. No size that
//! the package claims is believed.

use crate::fault::{Fault, Result};
use crate::part::Part;
use crate::zip::{BROKEN, CUT_OFF, END, Entry, LOCAL, directory, number};
use flate2::{Decompress, FlushDecompress, Status};

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
        check(entry, bytes, &mut budget)?;
    }
    Ok(kind)
}

fn check(entry: &Entry<'_>, bytes: &[u8], budget: &mut Budget) -> Result<()> {
    if entry.flags & 1 != 0 {
        return Err(Fault::Encrypted);
    }
    let at = entry.offset;
    if bytes.get(at..at.saturating_add(4)) != Some(LOCAL) {
        return Err(BROKEN);
    }
    let from = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
    let packed = bytes.get(from..from.saturating_add(entry.packed)).ok_or(CUT_OFF)?;
    let mut part = Part::new(&entry.name);
    match entry.method {
        0 => part.take(packed, budget)?,
        8 => inflate(packed, |piece| part.take(piece, budget))?,
        _ => return Err(Fault::Damaged("a part is packed in an unknown way")),
    }
    part.finish(entry.crc)
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
