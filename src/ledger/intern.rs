//! Texts kept once, in one arena.

use super::room::{bytes, filled, reserve, roomy};
use crate::error::{ErrorKind, Result};
use crate::math::{pack, places_by_number, sort_seldom};
use foldhash::quality::FixedState;
use std::hash::{BuildHasher, Hasher};

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

    /// Bytes that they take, with their places.
    pub(super) fn bytes(&self) -> u64 {
        bytes(&self.bytes) + bytes(&self.offsets)
    }

    const SHORT: usize = 64;

    /// Adds a text.
    ///
    /// # Errors
    /// `too-large` where 32 bits cannot tell how long all are, `out-of-memory`.
    pub fn add(&mut self, text: &str) -> Result<()> {
        self.push(text.as_bytes())
    }

    fn push(&mut self, text: &[u8]) -> Result<()> {
        let end = self.bytes.len() + text.len();
        let end = u32::try_from(end).map_err(|_| ErrorKind::TooLarge)?;
        reserve(&mut self.bytes, text.len())?;
        reserve(&mut self.offsets, 1)?;
        if text.len() < Self::SHORT {
            // To copy so few at once costs more than one by one, on WebAssembly.
            let (words, rest) = text.as_chunks::<8>();
            words.iter().for_each(|word| self.bytes.extend_from_slice(word));
            rest.iter().for_each(|byte| self.bytes.push(*byte));
        } else {
            self.bytes.extend_from_slice(text);
        }
        self.offsets.push(end);
        Ok(())
    }

    /// The same texts in byte order, and the new place of each old one.
    pub(super) fn into_sorted(self) -> Result<(Self, Vec<u32>)> {
        let order = self.order()?;
        // Room beyond the end, so that short texts can be copied as if they were long.
        let mut all = filled(0_u8, self.bytes.len() + Self::COPIED)?;
        let mut offsets = roomy(self.offsets.len())?;
        offsets.push(0);
        let mut place = filled(0_u32, self.len())?;
        for (texts, start) in order.chunks(Self::A_CALL).zip((0_u32..).step_by(Self::A_CALL)) {
            self.copy(texts, start, &mut all, &mut offsets, &mut place);
        }
        all.truncate(self.bytes.len());
        Ok((Self { bytes: all, offsets }, place))
    }

    /// Bytes of a text that are copied whether it has so many or not.
    const COPIED: usize = 16;
    /// Texts that are handled in one call: an engine that compiles while it runs swaps in better code between
    /// calls.
    const A_CALL: usize = 4_096;

    /// Texts have not more in common, or it is compared.
    const MOST_SHARED: usize = 64;

    /// Copies `texts` behind those that are there; `place` gets that of each, the first is at `start`.
    #[inline(never)]
    fn copy(
        &self,
        texts: &[u32],
        start: u32,
        all: &mut [u8],
        offsets: &mut Vec<u32>,
        place: &mut [u32],
    ) {
        let mut end = offsets.last().map_or(0, |end| *end as usize);
        for (&text, new) in texts.iter().zip(start..) {
            let (from, to) = (self.offsets[text as usize], self.offsets[text as usize + 1]);
            let (from, length) = (from as usize, (to - from) as usize);
            let (source, target) = (self.bytes.get(from..), all.get_mut(end..));
            let source = source.and_then(<[u8]>::first_chunk::<{ Self::COPIED }>);
            let target = target.and_then(<[u8]>::first_chunk_mut::<{ Self::COPIED }>);
            match (source, target) {
                (Some(source), Some(target)) if length <= Self::COPIED => *target = *source,
                _ => all[end..end + length].copy_from_slice(&self.bytes[from..from + length]),
            }
            end += length;
            offsets.push(offset(end));
            place[text as usize] = new;
        }
    }

    /// The numbers of the texts in byte order. Eight bytes behind what all begin with decide nearly every
    /// comparison without a visit to the arena.
    fn order(&self) -> Result<Vec<u32>> {
        let mut keys = filled(0_u64, self.len())?;
        let mut shared = 0;
        while shared < Self::MOST_SHARED {
            match self.keys(shared, &mut keys).leading_zeros() as usize / 8 {
                0 => break,
                more => shared += more,
            }
        }
        pack(&mut keys);
        // The sort can't say when there is no more.
        drop(roomy::<u64>(self.len() * 2)?);
        let mut order = places_by_number(&keys);
        for same in order.chunk_by_mut(|a, b| keys[*a as usize] == keys[*b as usize]) {
            if same.len() > 1 {
                let mut texts = same.to_vec();
                let text = |at: &u32| self.bytes_of(*at as usize);
                sort_seldom(&mut texts, |a, b| text(a).cmp(text(b)));
                same.copy_from_slice(&texts);
            }
        }
        Ok(order)
    }

    /// The eight bytes of each text from byte `at` on, which all have in common up to there; and their bits that
    /// are not the same in all.
    fn keys(&self, at: usize, keys: &mut [u64]) -> u64 {
        let first = self.key(0, at).unwrap_or(0);
        let calls = keys.chunks_mut(Self::A_CALL).zip((0..).step_by(Self::A_CALL));
        calls.fold(0, |bits, (keys, start)| bits | self.some_keys(at, start, first, keys))
    }

    #[inline(never)]
    fn some_keys(&self, at: usize, start: usize, first: u64, keys: &mut [u64]) -> u64 {
        let mut differing = 0;
        for (key, i) in keys.iter_mut().zip(start..) {
            *key = self.key(i, at).unwrap_or(0);
            differing |= *key ^ first;
        }
        differing
    }

    /// `None` for none that is so long.
    fn key(&self, i: usize, at: usize) -> Option<u64> {
        let (from, to) = (*self.offsets.get(i)? as usize, *self.offsets.get(i + 1)? as usize);
        let text = self.bytes.get(from + at..to)?;
        Some(text.first_chunk().map_or_else(|| short_key(text), |bytes| u64::from_be_bytes(*bytes)))
    }
}

/// The bytes of a text that is shorter than eight, and zeros behind it.
fn short_key(text: &[u8]) -> u64 {
    (0..8).fold(0, |key, i| key << 8 | u64::from(text.get(i).copied().unwrap_or(0)))
}

/// Only texts that fit are ever added.
fn offset(end: usize) -> u32 {
    u32::try_from(end).unwrap_or(u32::MAX)
}

/// What an [`Interner`] knows a text by, beside its length.
#[must_use]
pub fn text_hash(text: &[u8]) -> u64 {
    let mut state = FixedState::default().build_hasher();
    state.write(text);
    state.finish()
}

/// The first and the last eight bytes of a text; all of a shorter one.
fn ends_of(text: &[u8]) -> (u64, u64) {
    match (text.first_chunk(), text.last_chunk()) {
        (Some(start), Some(end)) => (u64::from_le_bytes(*start), u64::from_le_bytes(*end)),
        _ => (Slot::last_bytes(text).0, 0),
    }
}

/// Whether two texts are the same. On WebAssembly the usual comparison goes byte by byte.
fn are_same(a: &[u8], b: &[u8]) -> bool {
    let (whole, _) = a.as_chunks::<8>();
    let (other, _) = b.as_chunks::<8>();
    let are_ends_same = match (a.last_chunk::<8>(), b.last_chunk()) {
        (Some(end), Some(other)) => end == other,
        _ => a.iter().eq(b),
    };
    a.len() == b.len() && are_ends_same && whole.iter().zip(other).all(|(a, b)| a == b)
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
struct Slot {
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
    fn last_bytes(text: &[u8]) -> (u64, u32) {
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

    /// The numbers of texts, and their [`text_hash`]es. Quicker than one after the other, since what must be
    /// fetched from the memory is so at once.
    ///
    /// # Errors
    /// As [`Interner::intern`].
    pub fn intern_all<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str> + Clone,
        numbers: &mut Vec<u32>,
        hashes: &mut Vec<u64>,
    ) -> Result<()> {
        /// Texts that are looked up at once: what is fetched for so many stays near.
        const TOGETHER: usize = 256;
        let mut texts = texts;
        loop {
            let some = texts.clone().take(TOGETHER);
            self.reserve(TOGETHER)?;
            let first = hashes.len();
            hashes.extend(some.clone().map(|text| text_hash(text.as_bytes())));
            let hashes = &hashes[first..];
            // Nothing is done with what is seen, but that it is near when it is needed.
            let seen =
                hashes.iter().fold(0, |seen, hash| seen ^ self.slots[self.slot(*hash)].number);
            std::hint::black_box(seen);
            for (hash, text) in hashes.iter().zip(some) {
                numbers.push(self.intern_hashed(*hash, text.as_bytes())?);
            }
            if hashes.len() < TOGETHER {
                return Ok(());
            }
            texts.nth(TOGETHER - 1);
        }
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
        let place = self.texts.texts.offsets[number as usize];
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
        let known = self.texts.texts.bytes.get(place..place + text.len());
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

    #[test]
    fn ids_of_one_length_or_of_many_are_sorted() {
        let beginnings = ["", "C", "shop-7/", "exactly-eight-and-more-", &"x".repeat(70)];
        for (beginning, digits) in beginnings.into_iter().flat_map(|b| [0, 7, 8, 9].map(|d| (b, d)))
        {
            let mut interner = Interner::default();
            let ids = (0..3_000_u32).map(|i| i.wrapping_mul(0x9E37_79B1) % 1_000_000);
            let mut ids: Vec<String> = ids.map(|id| format!("{beginning}{id:0digits$}")).collect();
            ids.iter().for_each(|id| assert!(interner.intern(id).is_ok()));
            let (sorted, _) = interner.into_texts().into_sorted().unwrap();
            ids.sort();
            ids.dedup();
            assert_eq!(sorted.len(), ids.len());
            assert!(
                ids.iter().enumerate().all(|(i, id)| sorted.get(i) == id),
                "{beginning} {digits}"
            );
        }
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
