//! Intervals of whole numbers whose probabilities are known.

use super::estimate::LEVELS;

/// Counts that are looked at one after the other; who buys more often than this is not foretold by counting.
const MOST: u32 = 20_000;

/// From `low` to `high`, both included: at most half of what is left out lies on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountInterval {
    /// The fewest.
    pub low: u32,
    /// The most.
    pub high: u32,
}

/// The intervals of [`LEVELS`] of a count whose probability of being `n` is `probability(n)`. `None` when
/// it may well be more than can be gone through.
pub(super) fn intervals(mut probability: impl FnMut(u32) -> f64) -> Option<[CountInterval; 3]> {
    let mut found = LEVELS.map(|_| (None, None));
    let mut below = 0.0;
    for n in 0..MOST {
        below += probability(n);
        for ((low, high), level) in found.iter_mut().zip(LEVELS) {
            for (end, p) in [(low, 0.5 - 0.5 * level), (high, 0.5 + 0.5 * level)] {
                if below >= p {
                    end.get_or_insert(n);
                }
            }
        }
        if let [(Some(l0), Some(h0)), (Some(l1), Some(h1)), (Some(l2), Some(h2))] = found {
            let pairs = [(l0, h0), (l1, h1), (l2, h2)];
            return Some(pairs.map(|(low, high)| CountInterval { low, high }));
        }
    }
    None
}

/// The count that `uniform` (0..1) is turned into: its probability of being `n` is `probability(n)`.
pub(super) fn drawn(uniform: f64, mut probability: impl FnMut(u32) -> f64) -> u32 {
    let mut below = 0.0;
    (0..MOST)
        .find(|n| {
            below += probability(*n);
            below > uniform
        })
        .unwrap_or(MOST)
}

/// The variance of a count.
pub(super) fn variance(mut probability: impl FnMut(u32) -> f64) -> f64 {
    let (mut below, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for n in 0..MOST {
        let p = probability(n);
        let count = f64::from(n);
        below += p;
        mean += p * count;
        squares += p * count * count;
        // What is left out is a millionth of the customers at most, and of nobody who buys often.
        if below >= 1.0 - 1e-9 {
            break;
        }
    }
    (squares - mean * mean).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn die(n: u32) -> f64 {
        if (1..=20).contains(&n) { 0.05 } else { 0.0 }
    }

    #[test]
    fn intervals_of_a_die_with_twenty_sides() {
        // A hair of each end of the levels is lost in twentieths.
        let got = intervals(die).unwrap();
        assert_eq!(got[0], CountInterval { low: 5, high: 15 });
        assert_eq!(got[1], CountInterval { low: 2, high: 18 });
        assert_eq!(got[2], CountInterval { low: 1, high: 20 });
        assert!((variance(die) - 33.25).abs() < 1e-12);
    }

    #[test]
    fn uniform_numbers_become_counts() {
        assert_eq!(drawn(0.01, die), 1);
        assert_eq!(drawn(0.501, die), 11);
        assert_eq!(drawn(0.999, die), 20);
    }

    #[test]
    fn a_count_without_an_end_has_no_interval() {
        assert_eq!(intervals(|_| 1e-9), None);
        assert_eq!(drawn(0.5, |_| 0.0), MOST);
    }
}
