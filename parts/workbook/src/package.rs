//! What a zip package really holds: every entry is inflated once and counted. No size that the package claims
//! is believed.

use crate::fault::{Fault, Result};
use crate::part::Part;
use crate::zip::{BROKEN, CUT_OFF, END, Entry, LOCAL, directory};
use flate2::{Decompress, FlushDecompress, Status};
use std::mem;
use std::ops::Range;

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

/// Bytes inflated in a step.
const STEP: usize = 4 << 20;

/// Most bytes that are kept for whoever reads them: a sheet of a million rows and its texts. What is beyond is
/// inflated again, piece by piece.
const MAX_KEPT: usize = 384 << 20;

/// More does not come out of a packed byte.
const MAX_PACKED: usize = 1032;

const CORRUPT: Fault = Fault::Damaged("a part can't be unpacked");

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
    let mut scan = Scan::new(bytes)?;
    scan.room = 0;
    while !scan.step(bytes)? {}
    Ok(scan.kind)
}

/// A scan under way.
pub(crate) struct Scan {
    pub(crate) kind: Kind,
    /// The parts that are done.
    pub(crate) parts: Vec<Scanned>,
    current: Option<Inflating>,
    entries: std::vec::IntoIter<Entry>,
    budget: Budget,
    /// How many bytes may still be kept.
    room: usize,
}

/// A part that was scanned.
pub(crate) struct Scanned {
    pub(crate) entry: Entry,
    /// How many bytes it has, unpacked.
    pub(crate) real: usize,
    /// Those bytes, where they are XML and there was room for them.
    pub(crate) xml: Option<Vec<u8>>,
}

impl Scan {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self> {
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
        let budget = Budget::new(bytes.len());
        let claimed = entries.iter().fold(0_usize, |all, entry| all.saturating_add(entry.claimed));
        // Of what will be refused by its size, if that is true, nothing need be kept until then.
        let is_likely = u64::try_from(claimed).is_ok_and(|claimed| claimed <= budget.left());
        Ok(Self {
            kind,
            parts: Vec::with_capacity(entries.len()),
            current: None,
            entries: entries.into_iter(),
            budget,
            room: if kind == Kind::Xlsx && is_likely { MAX_KEPT } else { 0 },
        })
    }

    /// Goes on by some megabytes; whether that was the end.
    pub(crate) fn step(&mut self, bytes: &[u8]) -> Result<bool> {
        let mut left = STEP;
        while left > 0 {
            let mut part = match self.current.take() {
                Some(part) => part,
                None => match self.entries.next() {
                    Some(entry) => Inflating::new(entry, bytes, self.room, &self.budget)?,
                    None => return Ok(true),
                },
            };
            if part.go_on(bytes, &mut left, &mut self.budget)? {
                let part = part.finish()?;
                self.room -= part.xml.as_ref().map_or(0, Vec::len);
                self.parts.push(part);
            } else {
                self.current = Some(part);
            }
        }
        Ok(false)
    }
}

/// A part while it goes by.
struct Inflating {
    entry: Entry,
    part: Part,
    packed: Range<usize>,
    /// Of none where it is not packed.
    stream: Option<Decompress>,
    real: usize,
    /// What was inflated last, and where it is kept, all that came before.
    out: Vec<u8>,
    /// How many bytes may be kept.
    room: usize,
}

impl Inflating {
    fn new(entry: Entry, bytes: &[u8], room: usize, budget: &Budget) -> Result<Self> {
        let packed = entry.place(bytes)?;
        let stream = match entry.method {
            0 => None,
            8 => Some(Decompress::new(false)),
            _ => return Err(Fault::Damaged("a part is packed in an unknown way")),
        };
        let part = Part::new(&entry.name);
        // Nor of what is more than it claims to be.
        let room = if part.is_xml() { room.min(entry.claimed) } else { 0 };
        let left = usize::try_from(budget.left()).unwrap_or(usize::MAX);
        let likely = entry.claimed.min(packed.len().saturating_mul(MAX_PACKED));
        let out = Vec::with_capacity(likely.min(room).min(left) + WINDOW);
        Ok(Self { entry, part, packed, stream, real: 0, out, room })
    }

    /// Goes on by `left` bytes, of which it takes off what it used. Whether that was the end.
    fn go_on(&mut self, bytes: &[u8], left: &mut usize, budget: &mut Budget) -> Result<bool> {
        loop {
            if self.out.len() > self.room {
                // Of what was kept, nothing stays.
                self.out = if self.room > 0 { Vec::new() } else { mem::take(&mut self.out) };
                self.out.clear();
                self.room = 0;
            }
            let from = self.out.len();
            let is_end = self.more(bytes)?;
            let piece = self.out.get(from..).unwrap_or_default();
            self.part.take(piece, budget)?;
            self.real += piece.len();
            // Parts without a byte take their time as well.
            *left = left.saturating_sub(piece.len().max(WINDOW / 16));
            if is_end || *left == 0 {
                return Ok(is_end);
            }
        }
    }

    /// Puts some more bytes behind those that are out. Whether these are the last.
    fn more(&mut self, bytes: &[u8]) -> Result<bool> {
        let packed = bytes.get(self.packed.clone()).ok_or(CUT_OFF)?;
        let Some(stream) = &mut self.stream else {
            let here = packed.len().min(WINDOW);
            self.out.extend_from_slice(&packed[..here]);
            self.packed.start += here;
            return Ok(here == packed.len());
        };
        let (before, from) = (stream.total_in(), self.out.len());
        let made = stream.total_out();
        self.out.resize(from + WINDOW, 0);
        let window = self.out.get_mut(from..).unwrap_or_default();
        let status =
            stream.decompress(packed, window, FlushDecompress::None).map_err(|_| CORRUPT)?;
        let used = usize::try_from(stream.total_in() - before).map_err(|_| CORRUPT)?;
        let made = usize::try_from(stream.total_out() - made).map_err(|_| CORRUPT)?;
        self.packed.start += used;
        self.out.truncate(from + made);
        match status {
            Status::StreamEnd => Ok(true),
            _ if used == 0 && made == 0 => Err(CORRUPT),
            _ => Ok(false),
        }
    }

    fn finish(mut self) -> Result<Scanned> {
        self.part.finish(self.entry.crc)?;
        let is_whole = self.out.len() == self.real && self.real <= self.room;
        // Room was made for what it claimed to be.
        if is_whole && self.out.capacity() / 2 > self.real + WINDOW {
            self.out.shrink_to_fit();
        }
        let xml = is_whole.then(|| mem::take(&mut self.out));
        Ok(Scanned { entry: self.entry, real: self.real, xml })
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

    fn left(&self) -> u64 {
        self.most.saturating_sub(self.inflated)
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

fn kind(entries: &[Entry]) -> Option<Kind> {
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
fn has_twins(entries: &[Entry]) -> bool {
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
    while let Some(step) = memchr::memchr(first, bytes.get(from..)?) {
        let at = from + step;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
