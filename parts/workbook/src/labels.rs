//! How much text the records of an old workbook would take when they are read.
//!
//! The table of texts holds each once, and any number of cells names it; their reader makes a copy for each. And
//! it sets aside what a text claims to be long, whether its record holds as much or not.

use crate::fault::{Fault, Result};

/// Most characters of all cells together. A sheet has 65 536 rows: that is 500 for each.
const MAX_CHARACTERS: u64 = 32 << 20;
/// Most records that go on with another one. The reader moves all that are left whenever it takes one.
const MAX_CONTINUED: usize = 32_768;

const TOO_MUCH: Fault = Fault::TooLarge("more than 32 million characters in an XLS file");

/// The lengths of the texts in the table, and what cells take of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    lengths: Vec<u16>,
    taken: u64,
}

impl Labels {
    /// Takes the table: the content of its record, and of those that go on with it.
    pub(crate) fn table(&mut self, pieces: &[&[u8]]) -> Result<()> {
        if pieces.len() > MAX_CONTINUED {
            return Err(Fault::TooLarge("a record of 32 thousand pieces"));
        }
        self.lengths.clear();
        // The counts of all texts and of different ones come first.
        let first = pieces.first().and_then(|first| first.get(8..));
        let mut texts =
            Texts { piece: first.unwrap_or_default(), rest: pieces.get(1..).unwrap_or_default() };
        while !texts.piece.is_empty() || texts.go_on() {
            // What is broken here, the reader finds broken as well.
            let Some(length) = texts.next() else { return Ok(()) };
            self.lengths.push(length);
        }
        Ok(())
    }

    /// A cell that names text number `index` of the table.
    pub(crate) fn named(&mut self, index: u32) -> Result<()> {
        let length = usize::try_from(index).ok().and_then(|index| self.lengths.get(index));
        self.claim(length.copied().unwrap_or(0))
    }

    /// A cell that claims so many characters.
    pub(crate) fn claim(&mut self, length: u16) -> Result<()> {
        self.taken += u64::from(length);
        if self.taken > MAX_CHARACTERS { Err(TOO_MUCH) } else { Ok(()) }
    }
}

/// The texts of the table, which run on from record to record.
struct Texts<'a> {
    piece: &'a [u8],
    rest: &'a [&'a [u8]],
}

impl Texts<'_> {
    /// Whether there is a further record, which is the one looked at from now on.
    fn go_on(&mut self) -> bool {
        let Some((next, rest)) = self.rest.split_first() else { return false };
        (self.piece, self.rest) = (next, rest);
        true
    }

    /// Characters of the next text, behind which the place is then.
    fn next(&mut self) -> Option<u16> {
        if self.piece.is_empty() {
            return Some(0);
        }
        let length = u16::from_le_bytes(self.take()?);
        let [flags] = self.take()?;
        let (is_rich, is_extended) = (flags & 8 != 0, flags & 4 != 0);
        let runs = if is_rich { u64::from(u16::from_le_bytes(self.take()?)) } else { 0 };
        let extension = if is_extended { u64::from(u32::from_le_bytes(self.take()?)) } else { 0 };
        self.characters(usize::from(length), flags & 1 != 0)?;
        self.skip(runs * 4 + extension)?;
        Some(length)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.piece.split_first_chunk()?;
        self.piece = rest;
        Some(*taken)
    }

    /// Goes over characters; each record says anew whether they are wide.
    fn characters(&mut self, mut length: usize, mut is_wide: bool) -> Option<()> {
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = length.min(self.piece.len() / width);
            self.piece = &self.piece[here * width..];
            length -= here;
            if length == 0 {
                return Some(());
            }
            self.go_on().then_some(())?;
            let [flags] = self.take()?;
            is_wide = flags & 1 != 0;
        }
    }

    fn skip(&mut self, mut bytes: u64) -> Option<()> {
        while bytes > 0 {
            if self.piece.is_empty() {
                self.go_on().then_some(())?;
            }
            let here = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.piece.len());
            self.piece = &self.piece[here..];
            bytes -= u64::try_from(here).ok()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(pieces: &[&[u8]]) -> Vec<u16> {
        let mut labels = Labels::default();
        labels.table(pieces).unwrap();
        labels.lengths
    }

    #[test]
    fn texts_run_on_from_record_to_record() {
        let head = [0; 8];
        let plain = b"\x03\x00\x00abc".as_slice();
        let wide = b"\x02\x00\x01a\0b\0".as_slice();
        // One run of formatting and an extension of three bytes behind it.
        let rich = b"\x01\x00\x0c\x01\x00\x03\x00\x00\x00xRRRREEE".as_slice();
        assert_eq!(lengths(&[&[&head[..], plain, wide, rich, plain].concat()]), [3, 2, 1, 3]);
        // Cut within the characters, which go on wide; within what is left out; between two texts.
        let (cut, rest) = (b"\x04\x00\x00ab".as_slice(), b"\x01c\0d\0".as_slice());
        let pieces = [
            [&head[..], cut].concat(),
            [rest, &rich[..11]].concat(),
            [&rich[11..], plain].concat(),
        ];
        let mut pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        assert_eq!(lengths(&pieces), [4, 1, 3]);
        pieces.push(plain);
        assert_eq!(lengths(&pieces), [4, 1, 3, 3]);
        assert_eq!(lengths(&[&head, b"\x09\x00\x00ab"]), [0; 0]);
        assert_eq!(lengths(&[]), [0; 0]);
    }

    #[test]
    fn a_text_that_many_cells_name_counts_for_each() {
        let mut labels = Labels::default();
        let text = [&[0; 8][..], b"\xff\xff\x00", &[b'x'; 65_535]].concat();
        labels.table(&[&text]).unwrap();
        for _ in 0..512 {
            assert_eq!(labels.named(0), Ok(()));
        }
        assert_eq!(labels.named(7), Ok(()));
        assert_eq!(labels.claim(512), Ok(()));
        assert_eq!(labels.claim(1), Err(TOO_MUCH));
        let many = vec![b"".as_slice(); MAX_CONTINUED + 1];
        assert!(labels.table(&many).is_err());
    }
}
