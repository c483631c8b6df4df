//! Numbers for texts that come again and again.

use super::intern::{Interner, Slot};
use super::room::filled;
use super::texts::{Texts, are_same};
use crate::error::{ErrorKind, Result};

/// Numbers texts of which there are few, and which come again and again; number 0 is the empty text.
#[derive(Debug, Default)]
pub struct Dictionary {
    texts: Interner,
    /// The last text for each slot: a look here is cheaper than one into the table.
    recent: Vec<Recent>,
}

/// A text that was numbered.
#[derive(Clone, Copy, Debug, Default)]
struct Recent {
    /// See [`ends_of`].
    ends: (u64, u64),
    /// Where it begins among the bytes of all, and how long it is.
    place: u32,
    length: u32,
    number: u32,
}

impl Dictionary {
    const SLOTS: usize = 4096;

    /// The number of a text.
    ///
    /// # Errors
    /// As [`Interner::intern`].
    pub fn number(&mut self, text: &str) -> Result<u32> {
        if self.recent.is_empty() {
            self.texts.intern("")?;
            self.recent = filled(Recent::default(), Self::SLOTS)?;
        }
        let ends = ends_of(text.as_bytes());
        let slot = Self::slot(ends, text.len());
        let recent = self.recent[slot];
        let is_alike = ends == recent.ends && recent.length as usize == text.len();
        if is_alike && self.is_rest(recent, text.as_bytes()) {
            return Ok(recent.number);
        }
        let number = self.texts.intern(text)?;
        let place = self.texts().as_parts().1[number as usize];
        let length = u32::try_from(text.len()).map_err(|_| ErrorKind::TooLarge)?;
        self.recent[slot] = Recent { ends, place, length, number };
        Ok(number)
    }

    /// Whether a text of this length is the same between its ends.
    fn is_rest(&self, recent: Recent, text: &[u8]) -> bool {
        if text.len() <= 2 * size_of::<u64>() {
            return true;
        }
        let place = recent.place as usize;
        let known = self.texts().as_parts().0.get(place..place + text.len());
        known.is_some_and(|known| are_same(known, text))
    }

    /// The texts by their numbers; none at all where none was numbered.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        self.texts.texts()
    }

    pub(super) fn into_texts(self) -> Texts {
        self.texts.into_texts()
    }

    /// Where a text is remembered, by its length and both of its ends: that is what differs most.
    #[expect(clippy::cast_possible_truncation, reason = "the shift leaves less")]
    fn slot((start, end): (u64, u64), length: usize) -> usize {
        let mixed = end ^ start.rotate_left(29) ^ length as u64;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Self::SLOTS.ilog2())) as usize
    }
}

/// The first and the last eight bytes of a text; all of a shorter one.
fn ends_of(text: &[u8]) -> (u64, u64) {
    match (text.first_chunk(), text.last_chunk()) {
        (Some(start), Some(end)) => (u64::from_le_bytes(*start), u64::from_le_bytes(*end)),
        _ => (Slot::last_bytes(text).0, 0),
    }
}
