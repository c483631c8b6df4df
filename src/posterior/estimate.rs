//! What draws say of one number.

use super::diagnostics::{quantile, sorted};

/// The probabilities of the intervals of an [`Estimate`].
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// As probable to be missed above as below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end. Either is infinite where draws without a finite answer reach into the interval.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies within, or on an end.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A number that is known by draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean of the draws; `None` where it is not finite.
    pub mean: Option<f64>,
    /// As many above as below.
    pub median: f64,
    /// Of the probabilities [`LEVELS`].
    pub intervals: [Interval; 3],
}

impl Estimate {
    /// `None` without draws, or with one that is no number.
    #[must_use]
    pub fn of(draws: Vec<f64>) -> Option<Self> {
        if draws.is_empty() || draws.iter().any(|draw| draw.is_nan()) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let ascending = sorted(draws);
        Some(Self {
            mean: mean.is_finite().then_some(mean),
            median: quantile(&ascending, 0.5),
            intervals: LEVELS.map(|level| Interval {
                low: quantile(&ascending, 0.5 - 0.5 * level),
                high: quantile(&ascending, 0.5 + 0.5 * level),
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_evenly_spaced_draws_every_quantile_is_known() {
        let estimate = Estimate::of((0..=1000).rev().map(f64::from).collect()).unwrap();
        assert_eq!((estimate.mean, estimate.median), (Some(500.0), 500.0));
        let ends = [(250.0, 750.0), (100.0, 900.0), (25.0, 975.0)];
        for (interval, (low, high)) in estimate.intervals.into_iter().zip(ends) {
            assert!((interval.low - low).abs() < 1e-10 && (interval.high - high).abs() < 1e-10);
            assert!(interval.holds(500.0) && !interval.holds(10.0));
        }
    }

    #[test]
    fn draws_without_a_finite_answer_reach_only_where_they_are() {
        let draws = (0..100).map(|i| if i < 5 { f64::INFINITY } else { f64::from(i) }).collect();
        let estimate = Estimate::of(draws).unwrap();
        assert_eq!(estimate.mean, None);
        assert!(estimate.intervals[1].high.is_finite());
        assert_eq!(estimate.intervals[2].high, f64::INFINITY);
        assert!(estimate.intervals[2].low.is_finite());
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        assert_eq!(Estimate::of(Vec::new()), None);
        assert_eq!(Estimate::of(vec![1.0, f64::NAN]), None);
        assert_eq!(Estimate::of(vec![3.0]).unwrap().intervals[2], Interval { low: 3.0, high: 3.0 });
    }
}
