//! Sums that do not depend on luck: every rounding error is carried along and added at the end.

use super::Pair;

/// A running sum that carries along what each addition rounded off, to the last bit (Neumaier's sum, with Knuth's
/// two-sum, which need not know the larger of the two): as if added in twice the precision, rounded once.
///
/// The order of the terms is the caller's; the same order gives the same bits everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { total: 0.0, lost: 0.0 }
    }

    /// Adds one term.
    pub fn add(&mut self, term: f64) {
        let next = self.total + term;
        let added = next - self.total;
        self.lost += (self.total - (next - added)) + (term - added);
        self.total = next;
    }

    /// The sum so far.
    #[must_use]
    pub fn total(self) -> f64 {
        // An infinite or NaN total makes `lost` NaN; the plain sum is then the honest answer.
        if self.lost.is_finite() { self.total + self.lost } else { self.total }
    }
}

/// Two running sums side by side, each with the bits of a [`Sum`] of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct SumPair {
    total: Pair,
    lost: Pair,
}

impl SumPair {
    /// Adds one term to each.
    pub fn add(&mut self, terms: Pair) {
        let next = self.total + terms;
        let added = next - self.total;
        self.lost = self.lost + ((self.total - (next - added)) + (terms - added));
        self.total = next;
    }

    /// The sums so far.
    #[must_use]
    pub fn totals(self) -> [f64; 2] {
        let ([one, other], [lost_one, lost_other]) = (self.total.get(), self.lost.get());
        [(one, lost_one), (other, lost_other)].map(|(total, lost)| Sum { total, lost }.total())
    }
}

/// The compensated sum of `terms`, in their order.
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::new();
    for term in terms {
        sum.add(term);
    }
    sum.total()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_survive_between_large_ones() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
    }

    #[test]
    fn a_tenth_added_a_million_times_is_a_hundred_thousand() {
        let total = sum(std::iter::repeat_n(0.1, 1_000_000));
        assert!((total - 100_000.0).abs() < 1e-10, "{total}");
    }

    #[test]
    fn side_by_side_each_has_the_bits_of_one() {
        let terms = [1.0, -1e100, 0.1, 3e-9, 1e100, -7.25, f64::MAX, f64::MAX, f64::NAN];
        for count in 0..=terms.len() {
            let mut pair = SumPair::default();
            for (one, other) in terms[..count].iter().zip(terms.iter().rev()) {
                pair.add(Pair::new([*one, *other]));
            }
            let alone =
                [sum(terms[..count].iter().copied()), sum(terms.iter().rev().take(count).copied())];
            assert_eq!(pair.totals().map(f64::to_bits), alone.map(f64::to_bits), "{count}");
        }
    }

    #[test]
    fn an_infinite_sum_is_infinite_and_not_nan() {
        assert_eq!(sum([f64::MAX, f64::MAX, 1.0]), f64::INFINITY);
    }
}
