//! Sums that do not depend on luck: every rounding error is carried along and added at the end.

/// A running sum with Neumaier's correction: as if added in twice the precision, rounded once.
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
        self.lost += if self.total.abs() >= term.abs() {
            (self.total - next) + term
        } else {
            (term - next) + self.total
        };
        self.total = next;
    }

    /// The sum so far.
    #[must_use]
    pub fn total(self) -> f64 {
        // An infinite or NaN total makes `lost` NaN; the plain sum is then the honest answer.
        if self.lost.is_finite() { self.total + self.lost } else { self.total }
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
    fn an_infinite_sum_is_infinite_and_not_nan() {
        assert_eq!(sum([f64::MAX, f64::MAX, 1.0]), f64::INFINITY);
    }
}
