//! Texts kept once, in one arena.

use super::room::{filled, reserve, roomy};
use crate::error::{ErrorKind, Result};
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Distinct texts in one buffer: text `i` is `bytes[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    bytes: Vec<u8>,
    offsets: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { bytes: Vec::new(), offsets: vec![0] }
    }
}

impl Texts {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of text `i`.
    #[must_use]
    pub fn bytes_of(&self, i: usize) -> &[u8] {
        &self.bytes[self.offsets[i] as usize..self.offsets[i + 1] as usize]
    }

    /// Text `i`. Only whole texts are ever added, so no byte is lost.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        std::str::from_utf8(self.bytes_of(i)).unwrap_or_default()
    }

    /// All texts in one buffer, and where each begins and the last ends.
    #[must_use]
    pub fn as_parts(&self) -> (&[u8], &[u32]) {
        (&self.bytes, &self.offsets)
    }

    fn push(&mut self, text: &[u8]) -> Result<()> {
        let end = self.bytes.len() + text.len();
        let end = u32::try_from(end).map_err(|_| ErrorKind::TooLarge)?;
        reserve(&mut self.bytes, text.len())?;
        reserve(&mut self.offsets, 1)?;
        self.bytes.extend_from_slice(text);
        self.offsets.push(end);
        Ok(())
    }

    /// The same texts in byte order, and the new place of each old one.
    pub(super) fn into_sorted(self) -> Result<(Self, Vec<u32>)> {
        let count = u32::try_from(self.len()).map_err(|_| ErrorKind::TooLarge)?;
        // Eight leading bytes decide nearly every comparison without a visit to the arena.
        let mut order: Vec<(u64, u32)> = roomy(self.len())?;
        order.extend((0..count).map(|i| (leading_bytes(self.bytes_of(i as usize)), i)));
        order.sort_unstable_by(|a, b| {
            let texts = || self.bytes_of(a.1 as usize).cmp(self.bytes_of(b.1 as usize));
            a.0.cmp(&b.0).then_with(texts)
        });
        let mut sorted =
            Self { bytes: roomy(self.bytes.len())?, offsets: roomy(self.offsets.len())? };
        sorted.offsets.push(0);
        let mut place = filled(0_u32, self.len())?;
        for (new, &(_, old)) in (0..count).zip(&order) {
            place[old as usize] = new;
            sorted.push(self.bytes_of(old as usize))?;
        }
        Ok((sorted, place))
    }
}

fn leading_bytes(text: &[u8]) -> u64 {
    let mut key = [0_u8; 8];
    let n = text.len().min(8);
    key[..n].copy_from_slice(&text[..n]);
    u64::from_be_bytes(key)
}

/// A selection of texts that are already in memory once, so that their lengths fit.
impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            if all.push(text.as_bytes()).is_err() {
                break;
            }
        }
        all
    }
}

/// Gives each distinct text a number, in order of first appearance.
#[derive(Debug)]
pub(super) struct Interner {
    texts: Texts,
    table: HashTable<u32>,
    hashes: Vec<u64>,
    hasher: FixedState,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            texts: Texts::default(),
            table: HashTable::new(),
            hashes: Vec::new(),
            hasher: FixedState::default(),
        }
    }
}

impl Interner {
    pub(super) fn intern(&mut self, text: &str) -> Result<u32> {
        let Self { texts, table, hashes, hasher } = self;
        let hash = hasher.hash_one(text.as_bytes());
        let same =
            |&i: &u32| hashes[i as usize] == hash && texts.bytes_of(i as usize) == text.as_bytes();
        if let Some(&found) = table.find(hash, same) {
            return Ok(found);
        }
        let new = u32::try_from(texts.len()).map_err(|_| ErrorKind::TooLarge)?;
        reserve(hashes, 1)?;
        table.try_reserve(1, |&i| hashes[i as usize]).map_err(|_| ErrorKind::OutOfMemory)?;
        texts.push(text.as_bytes())?;
        hashes.push(hash);
        table.insert_unique(hash, new, |&i| hashes[i as usize]);
        Ok(new)
    }

    /// The text of a number.
    pub(super) fn get(&self, number: usize) -> &str {
        self.texts.get(number)
    }

    pub(super) fn into_texts(self) -> Texts {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number() {
        let mut interner = Interner::default();
        let numbers: Vec<_> =
            ["乙", "a", "", "乙", "a"].iter().map(|t| interner.intern(t).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        let texts = interner.into_texts();
        assert_eq!(texts.len(), 3);
        assert_eq!((texts.get(0), texts.get(2)), ("乙", ""));
    }

    #[test]
    fn sorting_compares_past_the_leading_bytes_and_tells_short_from_padded() {
        let mut interner = Interner::default();
        let given = ["customer-2", "customer-10", "b", "b\0", "", "customer-1"];
        for text in given {
            interner.intern(text).unwrap();
        }
        let (sorted, place) = interner.into_texts().into_sorted().unwrap();
        let texts: Vec<_> = (0..sorted.len()).map(|i| sorted.get(i)).collect();
        assert_eq!(texts, ["", "b", "b\0", "customer-1", "customer-10", "customer-2"]);
        for (old, text) in given.iter().enumerate() {
            assert_eq!(sorted.get(place[old] as usize), *text);
        }
    }
}
