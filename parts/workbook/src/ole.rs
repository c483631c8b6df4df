//! The container of old workbooks, a file system of its own: one stream out of it, and one put into a new one.
//!
//! What the container claims is held against the file. Its chains of sectors may run in circles, and a reader
//! that follows them fills the memory.
//!
//! Layout: [MS-CFB](https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/).

use crate::fault::{Fault, Result};

/// What a container begins with.
pub(crate) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const HEADER: usize = 512;
const MINI: usize = 64;
/// Shorter streams stand in the mini stream.
const SMALL: usize = 4096;
/// An entry of the directory.
const ENTRY: usize = 128;
/// From here on a number of a sector is a mark of another kind.
const MARKS: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const TABLE: u32 = 0xffff_fffd;
/// Sectors of the table that the header has room for.
const IN_HEADER: usize = 109;

const BROKEN: Fault = Fault::Damaged("its container is broken");
const CIRCLE: Fault = Fault::Damaged("the sectors of its container run in a circle");
const CUT_OFF: Fault = Fault::Damaged("its end is missing");

/// A container that is read.
#[derive(Debug)]
pub(crate) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Which sector follows each.
    next: Vec<u32>,
    entries: Vec<Entry>,
    mini_stream: Vec<u8>,
    mini_next: Vec<u32>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Ole<'a> {
    /// Reads the tables of a container.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self> {
        let header = bytes.get(..HEADER).ok_or(CUT_OFF)?;
        let sector = match word(header, 30)? {
            9 => 512,
            12 => 4096,
            _ => return Err(BROKEN),
        };
        if word(header, 32)? != 6 {
            return Err(BROKEN);
        }
        let mut ole = Self {
            bytes,
            sector,
            next: Vec::new(),
            entries: Vec::new(),
            mini_stream: Vec::new(),
            mini_next: Vec::new(),
        };
        ole.next = ole.table(header)?;
        let directory = ole.stream(long(header, 48)?, usize::MAX)?;
        ole.entries =
            directory.chunks_exact(ENTRY).map(|entry| ole.entry(entry)).collect::<Result<_>>()?;
        let root = ole.entries.first().ok_or(BROKEN)?;
        if long(header, 64)? > 0 {
            ole.mini_stream = ole.stream(root.start, root.length)?;
            ole.mini_next = numbers(&ole.stream(long(header, 60)?, usize::MAX)?).collect();
        }
        Ok(ole)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a stream.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>> {
        let entry = self.find(name).ok_or(BROKEN)?;
        if entry.length >= SMALL {
            return self.stream(entry.start, entry.length);
        }
        let piece = |number: usize| self.mini_stream.get(number * MINI..)?.get(..MINI);
        let count = self.mini_stream.len() / MINI;
        chain(entry.start, &self.mini_next, (entry.length, count), piece)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Which sector follows each: the sectors of this table are named in the header, and where it has no room
    /// for them in further sectors, each of which names the next.
    fn table(&self, header: &[u8]) -> Result<Vec<u32>> {
        let mut parts: Vec<u32> = numbers(&header[76..]).collect();
        let mut further = long(header, 68)?;
        let mut seen = vec![false; self.bytes.len() / self.sector + 1];
        let mut once = |number: u32| match seen.get_mut(wide(number)) {
            None => Err(CUT_OFF),
            Some(true) => Err(CIRCLE),
            Some(seen) => {
                *seen = true;
                Ok(())
            }
        };
        while further < MARKS {
            once(further)?;
            parts.extend(numbers(self.sector(wide(further)).ok_or(CUT_OFF)?));
            further = parts.pop().ok_or(BROKEN)?;
        }
        let mut table = Vec::new();
        for part in parts.into_iter().filter(|part| *part < MARKS) {
            once(part)?;
            table.extend(numbers(self.sector(wide(part)).ok_or(CUT_OFF)?));
        }
        Ok(table)
    }

    /// The last one may be cut short.
    fn sector(&self, number: usize) -> Option<&'a [u8]> {
        let from = number.checked_add(1)?.checked_mul(self.sector)?;
        let to = self.bytes.len().min(from.checked_add(self.sector)?);
        self.bytes.get(from..to).filter(|sector| !sector.is_empty())
    }

    fn stream(&self, start: u32, most: usize) -> Result<Vec<u8>> {
        let count = self.bytes.len() / self.sector;
        chain(start, &self.next, (most, count), |number| self.sector(number))
    }

    fn entry(&self, bytes: &[u8]) -> Result<Entry> {
        let name = bytes[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let name: Vec<u16> = name.take_while(|unit| *unit != 0).collect();
        let high = if self.sector == HEADER { 0 } else { u64::from(long(bytes, 124)?) };
        let length = u64::from(long(bytes, 120)?) | high << 32;
        Ok(Entry {
            name: String::from_utf16_lossy(&name),
            start: long(bytes, 116)?,
            length: usize::try_from(length).unwrap_or(usize::MAX),
        })
    }
}

/// The pieces of a chain, up to `most` bytes. There are `count` of them in all, so that a longer chain has
/// come by one of them twice.
fn chain<'p>(
    start: u32,
    next: &[u32],
    (most, count): (usize, usize),
    piece: impl Fn(usize) -> Option<&'p [u8]>,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut at = start;
    let mut steps = 0;
    while at != END && bytes.len() < most {
        let found = piece(wide(at)).ok_or(CUT_OFF)?;
        bytes.extend_from_slice(&found[..found.len().min(most - bytes.len())]);
        at = *next.get(wide(at)).ok_or(BROKEN)?;
        steps += 1;
        if steps > count {
            return Err(CIRCLE);
        }
    }
    Ok(bytes)
}

/// A container of `stream` alone, whose sectors stand in their order. For a reader that has no other way in.
pub(crate) fn container(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    // Shorter ones would need a mini stream. Records have a head of four bytes: of zeros, it is one of no kind
    // and no content, so that even a stream without an end reads the same.
    if stream.len() < SMALL {
        stream.resize(SMALL + stream.len() % 4, 0);
    }
    let length = stream.len();
    // Large sectors: so many that the header names all sectors of the table hold 457 MB.
    let sector = SMALL;
    let of_stream = length.div_ceil(sector);
    // Every sector has a number in the table: those of the stream, of the table, and the directory.
    let of_table = (of_stream + 1).div_ceil(sector / 4 - 1);
    let mut out = stream;
    out.resize(of_stream * sector, 0);
    let directory = of_stream;
    let follows = |number: usize| match number {
        _ if number + 1 < of_stream => narrow(number + 1),
        _ if number <= directory => END,
        _ if number <= directory + of_table => TABLE,
        _ => FREE,
    };
    let mut entries = vec![0; sector];
    for (entry, (name, kind, start, length)) in
        entries.chunks_exact_mut(ENTRY).zip([("Root Entry", 5, 0, 0), (name, 2, 0, length)])
    {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&narrow(units.len() + 2).to_le_bytes()[..2]);
        entry[66] = kind;
        entry[116..120].copy_from_slice(&narrow(start).to_le_bytes());
        entry[120..124].copy_from_slice(&narrow(length).to_le_bytes());
    }
    out.extend_from_slice(&entries);
    for number in 0..of_table * sector / 4 {
        out.extend_from_slice(&follows(number).to_le_bytes());
    }
    let mut header = vec![0; sector];
    header[..8].copy_from_slice(MAGIC);
    let words = [(24, 0x3e), (26, 4), (28, 0xfffe), (30, 12), (32, 6)];
    words
        .iter()
        .for_each(|(at, word)| header[*at..at + 2].copy_from_slice(&u16::to_le_bytes(*word)));
    let longs = [
        (40, 1),
        (44, narrow(of_table)),
        (48, narrow(directory)),
        (56, narrow(SMALL)),
        (60, END),
        (68, END),
    ];
    longs
        .iter()
        .for_each(|(at, long)| header[*at..at + 4].copy_from_slice(&u32::to_le_bytes(*long)));
    for (index, slot) in header[76..HEADER].chunks_exact_mut(4).enumerate() {
        let part = if index < of_table { narrow(directory + 1 + index) } else { FREE };
        slot.copy_from_slice(&part.to_le_bytes());
    }
    debug_assert!(of_table <= IN_HEADER);
    out.splice(0..0, header);
    out
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn word(bytes: &[u8], at: usize) -> Result<u16> {
    let two = bytes.get(at..at + 2).ok_or(BROKEN)?;
    Ok(u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> Result<u32> {
    numbers(bytes.get(at..at + 4).ok_or(BROKEN)?).next().ok_or(BROKEN)
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Files are of at most 256 MB.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap_or(0)).collect()
    }

    #[test]
    fn a_stream_comes_out_as_it_was_put_in() {
        for length in [0, 1, 4095, 4096, 4097, 8192, 1023 * 4096, 1023 * 4096 + 1, 5 << 20] {
            let stream = stream(length);
            let container = container("Book", stream.clone());
            let ole = Ole::new(&container).unwrap();
            assert!(ole.has("BOOK") && !ole.has("Workbook"));
            let read = ole.read("Book").unwrap();
            assert_eq!(read[..length], stream, "{length}");
            assert!(read.len() == length || read.len() < SMALL + 4);
            assert_eq!((read.len() - length) % 4, 0);
        }
    }

    #[test]
    fn a_short_stream_stands_in_the_mini_stream() {
        // The root's stream, in sector 0, is the mini stream; the directory and the tables stand behind it.
        let mut bytes = container("Book", stream(4096));
        let (table, entries) = (3 * 4096, 2 * 4096);
        bytes[60..64].copy_from_slice(&3_u32.to_le_bytes());
        bytes[64..68].copy_from_slice(&1_u32.to_le_bytes());
        // The sector behind the table holds what follows each mini sector: 5 after 2, and there it ends.
        bytes[table + 12..table + 16].copy_from_slice(&END.to_le_bytes());
        let mut follows = vec![0xff; 4096];
        follows[8..12].copy_from_slice(&5_u32.to_le_bytes());
        follows[20..24].copy_from_slice(&END.to_le_bytes());
        bytes.extend_from_slice(&follows);
        bytes[entries + 120..entries + 124].copy_from_slice(&4096_u32.to_le_bytes());
        let book = entries + ENTRY;
        bytes[book + 116..book + 120].copy_from_slice(&2_u32.to_le_bytes());
        bytes[book + 120..book + 124].copy_from_slice(&100_u32.to_le_bytes());
        let expected = [&stream(4096)[128..192], &stream(4096)[320..356]].concat();
        assert_eq!(Ole::new(&bytes).unwrap().read("Book"), Ok(expected));
        // Mini sectors in a circle end where more of them came than there are.
        bytes[4 * 4096 + 20..4 * 4096 + 24].copy_from_slice(&2_u32.to_le_bytes());
        bytes[book + 120..book + 124].copy_from_slice(&4095_u32.to_le_bytes());
        let read = Ole::new(&bytes).unwrap().read("Book");
        assert_eq!(read.map(|read| read.len()), Ok(4095));
    }

    #[test]
    fn a_circle_is_told() {
        let good = container("Book", stream(3 * 4096));
        let table = 5 * 4096;
        // The directory, sector 3, is followed by itself.
        let mut circle = good.clone();
        circle[table + 12..table + 16].copy_from_slice(&3_u32.to_le_bytes());
        assert_eq!(Ole::new(&circle).unwrap_err(), CIRCLE);
        // One sector is named twice as part of the table.
        let mut twice = good.clone();
        twice[80..84].copy_from_slice(&4_u32.to_le_bytes());
        assert_eq!(Ole::new(&twice).unwrap_err(), CIRCLE);
        // The list of the table's sectors goes on in a sector that names itself.
        let mut further = good;
        further[68..72].copy_from_slice(&0_u32.to_le_bytes());
        let last = 2 * 4096 - 4;
        further[last..last + 4].copy_from_slice(&0_u32.to_le_bytes());
        further[4096..last].fill(0xff);
        assert_eq!(Ole::new(&further).unwrap_err(), CIRCLE);
    }

    #[test]
    fn what_is_cut_off_or_changed_is_told() {
        let good = container("Book", stream(3 * 4096));
        let table = 5 * 4096;
        for end in (0..table).step_by(997) {
            assert!(Ole::new(&good[..end]).and_then(|ole| ole.read("Book")).is_err(), "{end}");
        }
        for (at, value) in [(30, 8), (32, 7), (48, 0xfe)] {
            let mut changed = good.clone();
            changed[at] = value;
            assert!(Ole::new(&changed).and_then(|ole| ole.read("Book")).is_err(), "{at}");
        }
    }
}
