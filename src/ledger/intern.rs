//! Numbers for texts, each of which is kept once.

use super::room::filled;
use super::texts::{Texts, are_same};
use crate::error::{ErrorKind, Result};
use foldhash::quality::FixedState;
use std::hash::{BuildHasher, Hasher};

/// What an [`Interner`] knows a text by, beside its length.
#[must_use]
pub fn text_hash(text: &[u8]) -> u64 {
    let mut state = FixedState::default().build_hasher();
    state.write(text);
    state.finish()
}

/// Gives each distinct text a number, in order of first appearance.
///
/// With hundreds of thousands of customers each look at the memory waits for it. So an open table, in which
/// the place where a text may stand tells nearly always whether it does, without a look anywhere else.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Texts,
    /// As many as a power of two, or none.
    slots: Vec<Slot>,
}

/// A text in the table: the whole of a short one, the length and the end of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The last bytes but three, or the first of a text that is shorter.
    end: u64,
    /// The other three, and how long it is, as far as a byte can say.
    rest: u32,
    number: u32,
}

impl Slot {
    const INLINE: usize = 11;
    const EMPTY: Self = Self { end: 0, rest: 0, number: u32::MAX };

    fn new(text: &[u8], number: u32) -> Self {
        let length = u32::from(u8::try_from(text.len()).unwrap_or(u8::MAX));
        let (end, rest) = Self::last_bytes(text);
        Self { end, rest: rest | length << 24, number }
    }

    /// The last bytes of a text, in two words. To copy so few, as many as there are, would cost more.
    pub(super) fn last_bytes(text: &[u8]) -> (u64, u32) {
        let word = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
        let byte = |at: usize| u64::from(text[at]) << (8 * at);
        match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(_), Some(end)) if text.len() >= Self::INLINE => {
                let start = text.last_chunk::<11>().and_then(|last| last.first_chunk());
                (start.map_or(0, |start| u64::from_le_bytes(*start)), word(end) >> 8)
            }
            (Some(start), Some(end)) => match text.first_chunk::<8>() {
                // What both have is the same in both.
                None => {
                    (u64::from(word(start)) | u64::from(word(end)) << (8 * (text.len() - 4)), 0)
                }
                Some(start) => {
                    let known = 8 * (12 - u32::try_from(text.len()).unwrap_or_default());
                    (u64::from_le_bytes(*start), word(end).checked_shr(known).unwrap_or(0))
                }
            },
            _ if text.is_empty() => (0, 0),
            _ => (byte(0) | byte(text.len() / 2) | byte(text.len() - 1), 0),
        }
    }

    /// The whole text, where it is a short one.
    fn text(self, bytes: &mut [u8; 12]) -> Option<&[u8]> {
        bytes[..8].copy_from_slice(&self.end.to_le_bytes());
        bytes[8..].copy_from_slice(&self.rest.to_le_bytes());
        self.is_whole().then(|| &bytes[..self.length()])
    }

    fn length(self) -> usize {
        (self.rest >> 24) as usize
    }

    fn is_whole(self) -> bool {
        self.length() <= Self::INLINE
    }

    fn is_empty(self) -> bool {
        self.number == Self::EMPTY.number
    }
}

impl Interner {
    /// Texts that the table takes, of four slots.
    const FILLED: usize = 3;

    /// The number of a text.
    ///
    /// # Errors
    /// `too-large` where there are more than 32 bits can number, `out-of-memory`.
    pub fn intern(&mut self, text: &str) -> Result<u32> {
        self.reserve(1)?;
        self.intern_hashed(text_hash(text.as_bytes()), text.as_bytes())
    }

    /// The numbers of texts. Quicker than one after the other, since what must be fetched from the memory is
    /// so at once.
    ///
    /// # Errors
    /// As [`Interner::intern`].
    pub fn intern_all(&mut self, texts: &[&str], numbers: &mut Vec<u32>) -> Result<()> {
        /// Texts that are looked up at once: what is fetched for so many stays near.
        const TOGETHER: usize = 256;
        let mut hashes = [0; TOGETHER];
        for texts in texts.chunks(TOGETHER) {
            self.reserve(TOGETHER)?;
            for (hash, text) in hashes.iter_mut().zip(texts) {
                *hash = text_hash(text.as_bytes());
            }
            let hashes = &hashes[..texts.len()];
            // Nothing is done with what is seen, but that it is near when it is needed.
            let seen =
                hashes.iter().fold(0, |seen, hash| seen ^ self.slots[self.slot(*hash)].number);
            std::hint::black_box(seen);
            for (hash, text) in hashes.iter().zip(texts) {
                numbers.push(self.intern_hashed(*hash, text.as_bytes())?);
            }
        }
        Ok(())
    }

    /// Makes room for so many texts more.
    fn reserve(&mut self, more: usize) -> Result<()> {
        while (self.texts.len() + more) * 4 > self.slots.len() * Self::FILLED {
            self.grow()?;
        }
        Ok(())
    }

    /// The number of a text with this hash; there is room for it.
    fn intern_hashed(&mut self, hash: u64, text: &[u8]) -> Result<u32> {
        let wanted = Slot::new(text, 0);
        let mask = self.slots.len() - 1;
        let mut at = self.slot(hash);
        loop {
            let slot = self.slots[at & mask];
            if slot.is_empty() {
                break;
            }
            let is_alike = (slot.end, slot.rest) == (wanted.end, wanted.rest);
            if is_alike && (slot.is_whole() || are_same(self.bytes_of(slot.number as usize), text))
            {
                return Ok(slot.number);
            }
            at += 1;
        }
        let number = u32::try_from(self.texts.len()).ok().filter(|number| *number != u32::MAX);
        let number = number.ok_or(ErrorKind::TooLarge)?;
        self.texts.push(text)?;
        self.slots[at & mask] = Slot { number, ..wanted };
        Ok(number)
    }

    /// Where a text with this hash may stand first.
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves less")]
    fn slot(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    /// Doubles the table.
    fn grow(&mut self) -> Result<()> {
        const FEWEST: usize = 16;
        let size = (self.slots.len() * 2).max(FEWEST);
        let old = std::mem::replace(&mut self.slots, filled(Slot::EMPTY, size)?);
        for slot in old.into_iter().filter(|slot| !slot.is_empty()) {
            let mut bytes = [0; 12];
            let text = slot.text(&mut bytes).unwrap_or_else(|| self.bytes_of(slot.number as usize));
            let mut at = self.slot(text_hash(text));
            while !self.slots[at & (size - 1)].is_empty() {
                at += 1;
            }
            self.slots[at & (size - 1)] = slot;
        }
        Ok(())
    }

    /// The texts by their numbers.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    fn bytes_of(&self, number: usize) -> &[u8] {
        self.texts.bytes_of(number)
    }

    pub(super) fn into_texts(self) -> Texts {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dictionary;
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
    fn texts_are_told_apart_wherever_they_differ() {
        let long = |c: char, at: usize, length: usize| -> String {
            (0..length).map(|i| if i == at { c } else { 'x' }).collect()
        };
        let mut texts = vec![String::new(), "\0".to_owned(), "\0\0".to_owned()];
        for length in (1..=18).chain([24, 40, 63, 64, 65, 255, 256, 257, 300]) {
            texts.extend((0..length).map(|at| long('y', at, length)));
            texts.push(long('x', 0, length));
        }
        let mut interner = Interner::default();
        let mut numbers = |texts: &[String]| -> Vec<u32> {
            texts.iter().map(|text| interner.intern(text).unwrap()).collect()
        };
        let expected: Vec<u32> = (0..u32::try_from(texts.len()).unwrap()).collect();
        assert_eq!(numbers(&texts), expected);
        assert_eq!(numbers(&texts), expected);
        let mut dictionary = Dictionary::default();
        let mut numbers =
            || -> Vec<u32> { texts.iter().map(|text| dictionary.number(text).unwrap()).collect() };
        assert_eq!(numbers(), expected);
        assert_eq!(numbers(), expected);
        for (text, number) in texts.iter().zip(expected) {
            assert_eq!(interner.texts().get(number as usize), text);
            assert!(texts.iter().all(|t| are_same(t.as_bytes(), text.as_bytes()) == (t == text)));
        }
    }
}
