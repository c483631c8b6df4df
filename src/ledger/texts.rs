//! Texts kept in one arena.

use super::room::{bytes, filled, reserve, roomy};
use crate::error::{ErrorKind, Result};
use crate::math::{pack, places_by_number, sort_seldom};

/// Texts in one buffer: text `i` is `bytes[offsets[i]..offsets[i + 1]]`.
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

    /// Adds texts.
    ///
    /// # Errors
    /// As [`Texts::add`].
    pub fn add_all(&mut self, texts: &[&str]) -> Result<()> {
        self.reserve(texts.iter().map(|text| text.len()).sum(), texts.len())?;
        texts.iter().for_each(|text| self.append(text.as_bytes()));
        Ok(())
    }

    pub(super) fn push(&mut self, text: &[u8]) -> Result<()> {
        self.reserve(text.len(), 1)?;
        self.append(text);
        Ok(())
    }

    /// Makes room for so many texts more, of so many bytes.
    fn reserve(&mut self, bytes: usize, texts: usize) -> Result<()> {
        u32::try_from(self.bytes.len() + bytes).map_err(|_| ErrorKind::TooLarge)?;
        reserve(&mut self.bytes, bytes)?;
        reserve(&mut self.offsets, texts)
    }

    /// Adds a text for which there is room.
    fn append(&mut self, text: &[u8]) {
        if text.len() < Self::SHORT {
            // To copy so few at once costs more than one by one, on WebAssembly.
            let (words, rest) = text.as_chunks::<8>();
            words.iter().for_each(|word| self.bytes.extend_from_slice(word));
            rest.iter().for_each(|byte| self.bytes.push(*byte));
        } else {
            self.bytes.extend_from_slice(text);
        }
        self.offsets.push(offset(self.bytes.len()));
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

/// Whether two texts are the same. On WebAssembly the usual comparison goes byte by byte.
pub(super) fn are_same(a: &[u8], b: &[u8]) -> bool {
    let (whole, _) = a.as_chunks::<8>();
    let (other, _) = b.as_chunks::<8>();
    let are_ends_same = match (a.last_chunk::<8>(), b.last_chunk()) {
        (Some(end), Some(other)) => end == other,
        _ => a.iter().eq(b),
    };
    a.len() == b.len() && are_ends_same && whole.iter().zip(other).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::super::Interner;

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
