//! The lines of one shelf while they are put in order.

use super::Entry;
use std::ops::Range;

/// Up to so many lines are compared each with each for equal order numbers.
const FEW: usize = 16;
/// Kinds of order numbers, told by their first bits: a power of two.
const SEEN: usize = 1 << 17;

/// What decides the order of a customer's lines.
type Key = (i32, bool, u64, i64);

/// Reused for every shelf.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The end of each range's lines; while they are found, the place of the next.
    pub(super) next: Vec<u32>,
    /// Where each line lies that belongs here; all counted from the shelf's first.
    pub(super) from: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) hashes: Vec<u64>,
    /// Ranges that need more than others do.
    pub(super) odd: Vec<u32>,
    /// A bit for each kind of order number that was seen.
    seen: Vec<u64>,
    by_key: Vec<(Key, u32)>,
    pub(super) opener: Vec<u32>,
    pub(super) codes: Vec<u32>,
    pub(super) quantities: Vec<i64>,
    pub(super) times: Vec<u16>,
}

impl Scratch {
    /// The lines of a range, counted from the first on the shelf.
    pub(super) fn range(&self, range: usize) -> Range<usize> {
        let before = range.checked_sub(1).map_or(0, |before| self.next[before]);
        before as usize..self.next[range] as usize
    }

    /// By day, sales before refunds, then by order number: all that later rooms may depend on.
    fn key(&self, k: usize) -> Key {
        let Entry { amount, day, .. } = self.entries[k];
        (day, amount < 0, self.hashes[k], amount)
    }

    /// Finds the ranges whose lines are not in order.
    #[inline(never)]
    pub(super) fn find_unsorted(&mut self) {
        self.odd.clear();
        for k in 1..self.entries.len() {
            let (before, entry) = (self.entries[k - 1], self.entries[k]);
            let may_be = (before.order == entry.order) & (before.day >= entry.day);
            if may_be && self.odd.last() != Some(&entry.order) && self.key(k - 1) > self.key(k) {
                self.odd.push(entry.order);
            }
        }
    }

    /// Finds the ranges in which lines may share an order number: those of which another on the shelf is alike.
    #[inline(never)]
    #[expect(clippy::cast_possible_truncation, reason = "17 bits are left")]
    pub(super) fn find_shared(&mut self) {
        self.odd.clear();
        self.seen.clear();
        self.seen.resize(SEEN / 64, 0);
        for (entry, hash) in self.entries.iter().zip(&self.hashes) {
            let place = (hash >> (64 - SEEN.ilog2())) as usize;
            let (seen, bit) = (&mut self.seen[place / 64], 1 << (place % 64));
            let is_alike = (*seen & bit != 0) & (*hash != 0);
            *seen |= bit;
            if is_alike && self.odd.last() != Some(&entry.order) {
                self.odd.push(entry.order);
            }
        }
    }

    #[inline(never)]
    pub(super) fn sort(&mut self, range: Range<usize>, is_falling: bool) {
        // Equal ones stay as they came, or the other way round.
        let flip = if is_falling { u32::MAX } else { 0 };
        let mut by_key = std::mem::take(&mut self.by_key);
        by_key.clear();
        by_key.extend(range.clone().map(|k| (self.key(k), self.from[k] ^ flip)));
        by_key.sort_unstable();
        for (&((day, _, hash, amount), from), k) in by_key.iter().zip(range) {
            let order = self.entries[k].order;
            self.entries[k] = Entry { amount, day, order };
            self.hashes[k] = hash;
            self.from[k] = from ^ flip;
        }
        self.by_key = by_key;
    }

    /// For each line of the customer the line that opens its order: the first sale under that
    /// number. Counted from the customer's first line; [`u32::MAX`] where there is none.
    pub(super) fn find_openers(&mut self, range: Range<usize>) {
        let Self { entries, hashes, by_key, opener, .. } = self;
        by_key.clear();
        opener.clear();
        let lines = entries[range.clone()].iter().zip(&hashes[range]);
        for (k, (entry, &hash)) in (0_u32..).zip(lines) {
            opener.push(if entry.amount >= 0 { k } else { u32::MAX });
            if hash != 0 {
                // All else alike: one compiled sort does for both.
                by_key.push(((0, false, hash, 0), k));
            }
        }
        by_key.sort_unstable();
        for same in by_key.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let sale = same.iter().find(|(_, k)| opener[*k as usize] != u32::MAX);
            let Some(&(_, first)) = sale else { continue };
            for &(_, k) in same {
                opener[k as usize] = first;
            }
        }
    }
}

/// Whether a few order numbers are all different, as far as there are any; false for many.
pub(super) fn are_distinct(hashes: &[u64]) -> bool {
    hashes.len() <= FEW
        && (0..hashes.len()).all(|k| hashes[k] == 0 || !hashes[..k].contains(&hashes[k]))
}

/// The values that lie at `from`, in this order.
#[inline(never)]
pub(super) fn gather<T: Copy>(values: &[T], from: &[u32], gathered: &mut Vec<T>) {
    gathered.clear();
    gathered.extend(from.iter().map(|&at| values[at as usize]));
}

pub(super) fn reorder<T: Copy>(column: &mut [T], from: &[u32], buffer: &mut Vec<T>) {
    gather(column, from, buffer);
    column.copy_from_slice(buffer);
}
