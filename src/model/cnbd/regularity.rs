//! How regularly customers buy: what choosing `k` needs of the times between purchases.

use super::Cnbd;
use crate::math::{Sum, ln};
use crate::unit::TimeUnit;

/// What is kept of the times between the purchases of all customers.
///
/// ```
/// use headwater::model::cnbd::Intervals;
///
/// let mut intervals = Intervals::default();
/// intervals.add(&[0, 7, 13, 20]);
/// intervals.add(&[3, 33, 61]);
/// intervals.add(&[5]);
/// assert_eq!(intervals.count(), 5);
/// assert!(intervals.wheat_morrison().unwrap() > 4.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Intervals {
    count: u64,
    ln_days: Sum,
    shares: u64,
    /// Squares of what the shares differ from a half, which is their mean under every `k`.
    squares: Sum,
}

impl Intervals {
    /// Takes in a customer. `days`: the order days, ascending, each once; what is not later than the day
    /// before it is passed over.
    pub fn add(&mut self, days: &[i32]) {
        let mut last_two = [None; 2];
        let mut before: Option<i32> = None;
        for &day in days {
            let interval = before.map_or(0.0, |before| f64::from(day) - f64::from(before));
            if interval > 0.0 {
                self.count += 1;
                self.ln_days.add(ln(interval));
                last_two = [last_two[1], Some(interval)];
            }
            if before.is_none() || interval > 0.0 {
                before = Some(day);
            }
        }
        if let [Some(one), Some(last)] = last_two {
            let share = last / (one + last) - 0.5;
            self.shares += 1;
            self.squares.add(share * share);
        }
    }

    /// How many times between purchases there are: as many as repeat purchases.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum of their logarithms in a unit: what [`CnbdFit::new`](super::CnbdFit::new) takes.
    #[must_use]
    pub fn ln_sum(&self, unit: TimeUnit) -> f64 {
        self.ln_days.total() - as_float(self.count) * ln(unit.days())
    }

    /// An estimate of `k`, not a whole number, from the last two times of each customer who has two (WM1990):
    /// their shares of their sum are beta distributed with `k` and `k` whatever the customer's own rate, so
    /// that their variance is `1 / (8 k + 4)`. Near 1 when purchases come at random, and below when they come in
    /// clusters. `None` when nobody has two times, or the two are always the same.
    ///
    /// The variance is taken about a half and not about the mean of the shares, so that it makes no difference
    /// which of the two is put first. Days are a coarse measure: where customers buy every other day it says too
    /// much.
    #[must_use]
    pub fn wheat_morrison(&self) -> Option<f64> {
        let variance = self.squares.total() / as_float(self.shares);
        (variance > 0.0).then(|| (1.0 - 4.0 * variance) / (8.0 * variance))
    }
}

/// The fit with the largest log-likelihood; the first of those with the same. All must be of the same customers
/// and have been given the times between their purchases, or their log-likelihoods cannot be compared.
#[must_use]
pub fn most_likely(fits: &[Cnbd]) -> Option<&Cnbd> {
    let better = |best: &&Cnbd, fit: &&Cnbd| fit.log_likelihood > best.log_likelihood;
    fits.iter().reduce(|best, fit| if better(&best, &fit) { fit } else { best })
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_out_of_order_and_days_twice_are_passed_over() {
        let (mut clean, mut odd) = (Intervals::default(), Intervals::default());
        for shift in [0, 2] {
            clean.add(&[1, 8, 20 + shift]);
            odd.add(&[1, 8, 8, 3, 20 + shift]);
        }
        assert_eq!(odd.count(), 4);
        assert_eq!(clean.ln_sum(TimeUnit::Week).to_bits(), odd.ln_sum(TimeUnit::Week).to_bits());
        assert_eq!(clean.wheat_morrison(), odd.wheat_morrison());
    }

    #[test]
    fn too_little_to_tell_is_none() {
        let mut intervals = Intervals::default();
        assert_eq!(intervals.wheat_morrison(), None);
        intervals.add(&[0, 5]);
        assert_eq!(intervals.wheat_morrison(), None);
        intervals.add(&[100, 105, 110]);
        assert_eq!(intervals.wheat_morrison(), None);
        assert_eq!(intervals.ln_sum(TimeUnit::Day), 3.0 * ln(5.0));
    }
}
