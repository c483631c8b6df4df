//! The entries of a zip package, by its central directory, and a package of our own made of some.

use crate::fault::{Fault, Result};
use crate::package::MAX_ENTRIES;
use std::ops::Range;

pub(crate) const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
pub(crate) const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";

pub(crate) const BROKEN: Fault = Fault::Damaged("its zip directory is broken");
pub(crate) const CUT_OFF: Fault = Fault::Damaged("its end is missing");

/// The name is in UTF-8.
const UTF_8: usize = 1 << 11;

/// One entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Where the name stands as it is, for it may be in an old encoding.
    raw_name: Range<usize>,
    flags: usize,
    pub(crate) method: usize,
    pub(crate) crc: u32,
    pub(crate) packed: usize,
    /// What it claims to hold.
    pub(crate) claimed: usize,
    offset: usize,
    /// A field that may give it another name.
    pub(crate) is_renamed: bool,
}

/// The entries by the central directory, the only list that readers go by.
pub(crate) fn directory(bytes: &[u8]) -> Result<Vec<Entry>> {
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
        let raw_name = at + 46..at + 46 + name;
        let text = bytes.get(raw_name.clone()).ok_or(BROKEN)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(text).into_owned(),
            raw_name,
            flags: number(bytes, at + 8, 2)?,
            method: number(bytes, at + 10, 2)?,
            crc: u32::try_from(number(bytes, at + 16, 4)?).map_err(|_| BROKEN)?,
            packed: number(bytes, at + 20, 4)?,
            claimed: number(bytes, at + 24, 4)?,
            offset: number(bytes, at + 42, 4)?,
            is_renamed: false,
        };
        let extra_from = at + 46 + name;
        let fields = bytes.get(extra_from..extra_from + extra).ok_or(BROKEN)?;
        entry.widen(fields)?;
        entries.push(entry);
        at = extra_from + extra + note;
    }
    Ok(entries)
}

impl Entry {
    /// Writers that stream put the sizes of even small parts into the field for large ones.
    fn widen(&mut self, mut fields: &[u8]) -> Result<()> {
        const FULL: usize = 0xffff_ffff;
        while fields.len() >= 4 {
            let (tag, length) = (number(fields, 0, 2)?, number(fields, 2, 2)?);
            let body = fields.get(4..4 + length).ok_or(BROKEN)?;
            if tag == 1 {
                let mut at = if self.claimed == FULL { 8 } else { 0 };
                for size in [&mut self.packed, &mut self.offset] {
                    if *size == FULL {
                        *size = number(body, at, 8)?;
                        at += 8;
                    }
                }
            }
            self.is_renamed |= tag == 0x7075;
            fields = &fields[4 + length..];
        }
        Ok(())
    }

    /// Where its packed bytes stand.
    pub(crate) fn place(&self, bytes: &[u8]) -> Result<Range<usize>> {
        if self.flags & 1 != 0 {
            return Err(Fault::Encrypted);
        }
        let at = self.offset;
        if bytes.get(at..at.saturating_add(4)) != Some(LOCAL) {
            return Err(BROKEN);
        }
        let from = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
        let place = from..from.saturating_add(self.packed);
        bytes.get(place.clone()).map(|_| place).ok_or(CUT_OFF)
    }
}

/// A package in the making.
#[derive(Debug, Default)]
pub(crate) struct Package {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Package {
    /// Puts in an entry of `file` under its own name, packed as it is there; `real` bytes unpacked.
    pub(crate) fn copy(&mut self, file: &[u8], entry: &Entry, real: usize) -> Option<()> {
        let packed = file.get(entry.place(file).ok()?)?;
        self.put(file, entry, (entry.method, entry.crc, real), packed)
    }

    /// Puts in `content` under the name of an entry of `file`.
    pub(crate) fn replace(&mut self, file: &[u8], entry: &Entry, content: &[u8]) -> Option<()> {
        self.put(file, entry, (0, crc32fast::hash(content), content.len()), content)
    }

    fn put(
        &mut self,
        file: &[u8],
        entry: &Entry,
        (method, crc, real): (usize, u32, usize),
        packed: &[u8],
    ) -> Option<()> {
        let name = file.get(entry.raw_name.clone())?;
        let short = |number: usize| u16::try_from(number).ok().map(u16::to_le_bytes);
        let long = |number: usize| u32::try_from(number).ok().map(u32::to_le_bytes);
        let offset = long(self.bytes.len())?;
        let head = [short(20)?, short(entry.flags & UTF_8)?, short(method)?, [0, 0], [0, 0]];
        let head = [
            head.as_flattened(),
            &crc.to_le_bytes(),
            &long(packed.len())?,
            &long(real)?,
            &short(name.len())?,
            &[0, 0],
        ]
        .concat();
        self.bytes.extend_from_slice(LOCAL);
        self.bytes.extend_from_slice(&head);
        self.bytes.extend_from_slice(name);
        self.bytes.extend_from_slice(packed);
        for piece in [CENTRAL, &[20, 0], &head, &[0; 10], &offset, name] {
            self.directory.extend_from_slice(piece);
        }
        self.count = self.count.checked_add(1)?;
        Some(())
    }

    /// The bytes of the package.
    pub(crate) fn end(mut self) -> Option<Vec<u8>> {
        let long = |number: usize| u32::try_from(number).ok().map(u32::to_le_bytes);
        let (size, at) = (long(self.directory.len())?, long(self.bytes.len())?);
        let count = self.count.to_le_bytes();
        for piece in [&self.directory, END, &[0; 4], &count, &count, &size, &at, &[0, 0]] {
            self.bytes.extend_from_slice(piece);
        }
        Some(self.bytes)
    }
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize> {
    let end = at.checked_add(width).ok_or(BROKEN)?;
    let digits = bytes.get(at..end).ok_or(BROKEN)?;
    let value = digits.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // Far below the address space, so that offsets can be added to it.
    usize::try_from(value).ok().filter(|value| *value <= usize::MAX / 2 || width == 4).ok_or(BROKEN)
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
