//! The entries of a zip package, by its central directory.

use crate::fault::{Fault, Result};
use crate::package::MAX_ENTRIES;
use std::borrow::Cow;

pub(crate) const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
pub(crate) const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";

pub(crate) const BROKEN: Fault = Fault::Damaged("its zip directory is broken");
pub(crate) const CUT_OFF: Fault = Fault::Damaged("its end is missing");

#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) flags: usize,
    pub(crate) method: usize,
    pub(crate) crc: u32,
    pub(crate) packed: usize,
    pub(crate) offset: usize,
}

/// The entries by the central directory, the only list that readers go by.
pub(crate) fn directory(bytes: &[u8]) -> Result<Vec<Entry<'_>>> {
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
}

/// A little-endian number of `width` bytes.
pub(crate) fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize> {
    let end = at.checked_add(width).ok_or(BROKEN)?;
    let digits = bytes.get(at..end).ok_or(BROKEN)?;
    let value = digits.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // Far below the address space, so that offsets can be added to it.
    usize::try_from(value).ok().filter(|value| *value <= usize::MAX / 2 || width == 4).ok_or(BROKEN)
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
