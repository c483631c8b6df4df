//! Sorting by whole numbers, digit by digit: a few passes whatever the count, where comparing takes more
//! the more there is.

/// Bits of a digit: its table of counts and the places that are written stay in the caches.
const DIGIT: u32 = 11;
/// Items that are handled in one call: an engine that compiles while it runs swaps in better code between calls.
const A_CALL: usize = 4_096;

/// Puts `items` in ascending order of their keys; those of one key stay as they came.
pub fn sort_by_number<T: Copy>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    if items.is_sorted_by_key(&key) {
        return;
    }
    let first = key(&items[0]);
    let mut differing =
        items.chunks(A_CALL).fold(0, |bits, some| bits | bits_unlike(some, first, &key));
    let mut other = items.clone();
    while differing != 0 {
        let shift = differing.trailing_zeros();
        let mut next = [0; 1 << DIGIT];
        items.chunks(A_CALL).for_each(|some| count_digits(some, &key, shift, &mut next));
        let mut start = 0;
        for next in &mut next {
            start += std::mem::replace(next, start);
        }
        items.chunks(A_CALL).for_each(|some| place_some(some, &key, shift, &mut next, &mut other));
        std::mem::swap(items, &mut other);
        differing &= u64::MAX.checked_shl(shift + DIGIT).unwrap_or(0);
    }
}

type Digits = [u32; 1 << DIGIT];

fn digit(key: u64, shift: u32) -> usize {
    ((key >> shift) & ((1 << DIGIT) - 1)) as usize
}

#[inline(never)]
fn bits_unlike<T>(items: &[T], first: u64, key: impl Fn(&T) -> u64) -> u64 {
    items.iter().fold(0, |bits, item| bits | (key(item) ^ first))
}

#[inline(never)]
fn count_digits<T>(items: &[T], key: impl Fn(&T) -> u64, shift: u32, counts: &mut Digits) {
    for item in items {
        counts[digit(key(item), shift)] += 1;
    }
}

#[inline(never)]
fn place_some<T: Copy>(
    items: &[T],
    key: impl Fn(&T) -> u64,
    shift: u32,
    next: &mut Digits,
    placed: &mut [T],
) {
    for item in items {
        let next = &mut next[digit(key(item), shift)];
        placed[*next as usize] = *item;
        *next += 1;
    }
}

/// Brings the bits together in which keys differ; their order stays the same.
pub fn pack(keys: &mut [u64]) {
    let first = keys.first().copied().unwrap_or(0);
    let differing =
        keys.chunks(A_CALL).fold(0, |bits, some| bits | bits_unlike(some, first, |k| *k));
    let moves = Moves::new(differing);
    keys.chunks_mut(A_CALL).for_each(|some| moves.pack(some));
}

/// Brings some bits of a word together, those that lie between them out of it: compress, or sheep and goats, in
/// Warren, "Hacker's Delight", 7-4.
struct Moves {
    wanted: u64,
    /// What moves by 1, 2, 4, .. places.
    moves: [u64; 6],
}

impl Moves {
    fn new(wanted: u64) -> Self {
        let (mut left, mut unwanted) = (wanted, !wanted << 1);
        let mut moves = [0; 6];
        for (i, moves) in (0_u32..).zip(&mut moves) {
            let parity = (0..6).fold(unwanted, |parity, k| parity ^ (parity << (1 << k)));
            *moves = parity & left;
            left = (left ^ *moves) | (*moves >> (1 << i));
            unwanted &= !parity;
        }
        Self { wanted, moves }
    }

    #[inline(never)]
    fn pack(&self, words: &mut [u64]) {
        for word in words {
            *word &= self.wanted;
            for (i, moves) in (0_u32..).zip(&self.moves) {
                let moving = *word & moves;
                *word = (*word ^ moving) | (moving >> (1 << i));
            }
        }
    }
}

/// Runs of at most so many are put in order one by one.
const SHORT: usize = 16;

/// The places of `keys` in ascending order of the keys; those of one key stay as they came.
///
/// Sorted by the upper 32 of the bits in which keys differ, which tell nearly all of them apart; then runs that
/// are equal in these are looked at again.
#[must_use]
pub fn places_by_number(keys: &[u64]) -> Vec<u32> {
    let first = keys.first().copied().unwrap_or(0);
    let differing = keys.iter().fold(0, |bits, key| bits | (key ^ first));
    let shift = (u64::BITS - differing.leading_zeros()).saturating_sub(u32::BITS);
    #[expect(clippy::cast_possible_truncation, reason = "what is cut off is the same in all")]
    let mut items: Vec<(u32, u32)> =
        keys.iter().map(|key| (key >> shift) as u32).zip(0..).collect();
    sort_pairs(&mut items);
    if shift > 0 {
        for run in items.chunk_by_mut(|one, next| one.0 == next.0) {
            sort_run(run, |(_, at)| keys[*at as usize]);
        }
    }
    items.into_iter().map(|(_, at)| at).collect()
}

/// Puts pairs in ascending order of what is first in them; once for all that ask for it.
#[inline(never)]
pub fn sort_pairs(items: &mut Vec<(u32, u32)>) {
    sort_by_number(items, |(key, _)| u64::from(*key));
}

fn sort_run<T: Copy>(run: &mut [T], key: impl Fn(&T) -> u64) {
    if run.len() > SHORT {
        // Once more and no deeper: less than 32 bits are left in which they differ.
        let keys: Vec<u64> = run.iter().map(key).collect();
        let places = places_by_number(&keys).into_iter();
        let sorted: Vec<T> = places.map(|at| run[at as usize]).collect();
        run.copy_from_slice(&sorted);
        return;
    }
    for end in 1..run.len() {
        let mut at = end;
        while at > 0 && key(&run[at - 1]) > key(&run[at]) {
            run.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// The numbers in ascending order.
#[must_use]
pub fn sorted_numbers(numbers: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut sorted: Vec<i64> = numbers.into_iter().collect();
    sort_numbers(&mut sorted);
    sorted
}

/// Numbers that span no more than this are counted instead.
const FEW: u64 = 1 << 12;

/// Once for all that ask for it.
#[inline(never)]
fn sort_numbers(sorted: &mut Vec<i64>) {
    let ends = |(least, most): (i64, i64), &n: &i64| (least.min(n), most.max(n));
    let (least, most) = sorted.iter().fold((i64::MAX, i64::MIN), ends);
    let above = |number: i64| number.wrapping_sub(least).cast_unsigned();
    if above(most) >= FEW || most < least {
        // Counted from the least, so that a few negative ones do not make every digit differ.
        return sort_by_number(sorted, |number| above(*number));
    }
    let mut counts = vec![0; 1 << 12];
    for number in sorted.iter() {
        #[expect(clippy::cast_possible_truncation, reason = "less than `FEW`")]
        let at = above(*number) as usize;
        counts[at] += 1;
    }
    sorted.clear();
    for (number, count) in (least..=most).zip(counts) {
        sorted.extend(std::iter::repeat_n(number, count));
    }
}

/// The bits of `value` as an integer that sorts as [`f64::total_cmp`] does.
#[must_use]
pub fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize) -> Vec<u64> {
        std::iter::successors(Some(9_u64), |n| Some(n.wrapping_mul(0x5851_F42D_4C95_7F2D) + 1))
            .take(count)
            .collect()
    }

    #[test]
    fn sorts_as_comparing_does_and_equal_ones_stay_as_they_came() {
        for mask in [0, 7, 0xFFFF, 0xFF00_0000_0000_00FF, u64::MAX] {
            for count in [0, 1, 2, 3_000] {
                let mut items: Vec<(u64, u32)> =
                    noise(count).into_iter().map(|n| (n >> 3) & mask).zip(0..).collect();
                let mut expected = items.clone();
                expected.sort_by_key(|item| item.0);
                sort_by_number(&mut items, |item| item.0);
                assert_eq!(items, expected, "{mask:x} {count}");
            }
        }
    }

    #[test]
    fn places_are_those_of_the_sorted_keys() {
        let close = |n: u64| (n >> 60) << 40 | (n >> 10) & 7;
        let far = |n: u64| if n & 64 == 0 { 0 } else { n };
        for of in [|n| n, |n: u64| n >> 40, |_| 5, close, far] {
            for count in [0, 1, 2, 15, 3_000] {
                let keys: Vec<u64> = noise(count).into_iter().map(of).collect();
                let mut expected: Vec<u32> = (0..).take(count).collect();
                expected.sort_by_key(|at| keys[*at as usize]);
                assert_eq!(places_by_number(&keys), expected);
            }
        }
    }

    #[test]
    fn numbers_that_span_little_are_counted() {
        for (least, span) in [(-7, 4_095), (-7, 4_096), (i64::MAX - 4_095, 4_095), (i64::MIN, 9)] {
            let of = |n: u64| least + ((n >> 33) % (span + 1)).cast_signed();
            let mut numbers: Vec<i64> = noise(3_000).into_iter().map(of).collect();
            numbers.extend([least, least + span.cast_signed()]);
            let sorted = sorted_numbers(numbers.iter().copied());
            numbers.sort_unstable();
            assert_eq!(sorted, numbers);
        }
        assert!(sorted_numbers([]).is_empty());
    }

    #[test]
    fn packed_keys_have_their_unlike_bits_side_by_side() {
        for wanted in noise(200).into_iter().chain([0, 1, 1 << 63, u64::MAX]) {
            let words: Vec<u64> =
                noise(50).iter().map(|word| word | !wanted).chain([!wanted]).collect();
            let differing = words.iter().fold(0, |bits, word| bits | (word ^ words[0]));
            let mut packed = words.clone();
            pack(&mut packed);
            for (word, packed) in words.iter().zip(packed) {
                let places = (0..64).filter(|place| differing >> place & 1 == 1);
                let together =
                    places.zip(0..).fold(0, |all, (place, to)| all | (word >> place & 1) << to);
                assert_eq!(packed, together, "{word:x} {wanted:x}");
            }
        }
    }

    #[test]
    fn negative_numbers_come_first() {
        let mut numbers: Vec<i64> = noise(2_000).into_iter().map(u64::cast_signed).collect();
        numbers.extend([i64::MIN, i64::MAX, 0, -1]);
        let sorted = sorted_numbers(numbers.iter().copied());
        numbers.sort_unstable();
        assert_eq!(sorted, numbers);
    }

    #[test]
    fn keys_sort_as_floats_do() {
        let values = [f64::NEG_INFINITY, -5.5, -0.1, -0.0, 0.0, 1e-300, 0.1, 7.0, f64::INFINITY];
        assert!(values.windows(2).all(|w| ordered(w[0]) < ordered(w[1])));
    }
}
