//! Sorting by whole numbers, digit by digit: a few passes whatever the count, where comparing takes more
//! the more there is.

/// Bits of a digit: its table of counts and the places that are written stay in the caches.
const DIGIT: u32 = 11;

/// Puts `items` in ascending order of their keys; those of one key stay as they came.
pub fn sort_by_number<T: Copy>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    if items.is_sorted_by_key(&key) {
        return;
    }
    let first = key(&items[0]);
    let mut differing = items.iter().fold(0, |bits, item| bits | (key(item) ^ first));
    let mut other = items.clone();
    while differing != 0 {
        let shift = differing.trailing_zeros();
        let digit = |item: &T| ((key(item) >> shift) & ((1 << DIGIT) - 1)) as usize;
        let mut next = [0_u32; 1 << DIGIT];
        for item in items.iter() {
            next[digit(item)] += 1;
        }
        let mut start = 0;
        for next in &mut next {
            start += std::mem::replace(next, start);
        }
        for item in items.iter() {
            let next = &mut next[digit(item)];
            other[*next as usize] = *item;
            *next += 1;
        }
        std::mem::swap(items, &mut other);
        differing &= u64::MAX.checked_shl(shift + DIGIT).unwrap_or(0);
    }
}

/// The numbers in ascending order.
#[must_use]
pub fn sorted_numbers(numbers: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut sorted: Vec<i64> = numbers.into_iter().collect();
    sort_numbers(&mut sorted);
    sorted
}

/// Once for all that ask for it.
#[inline(never)]
fn sort_numbers(sorted: &mut Vec<i64>) {
    let least = sorted.iter().copied().min().unwrap_or(0);
    // Counted from the least, so that a few negative ones do not make every digit differ.
    sort_by_number(sorted, |number| number.wrapping_sub(least).cast_unsigned());
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
