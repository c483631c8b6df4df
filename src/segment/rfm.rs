//! Recency, frequency and monetary value: scores 1 to 5, and the eight classes of customers.

use crate::error::{ErrorKind, Result};
use crate::pool::Pool;
use crate::unit::Money;

/// What is high and what is low.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CutRule {
    /// High is a score of 4 or 5: better than at least three fifths of the customers.
    #[default]
    Quintile,
    /// High is better than the median.
    Median,
    /// High is better than the mean.
    Mean,
    /// High is as good as the caller's own bounds, or better.
    Thresholds(Thresholds),
}

/// The caller's own bounds; values at a bound are high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Most days since the last order.
    pub days: f64,
    /// Fewest orders.
    pub orders: f64,
    /// Least net spend, in major units.
    pub spend: f64,
}

impl CutRule {
    /// The rule's name on every boundary.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Quintile => "quintile",
            Self::Median => "median",
            Self::Mean => "mean",
            Self::Thresholds(_) => "thresholds",
        }
    }
}

/// The bound between low and high of one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The bound: days since the last order, orders, or net spend in major units.
    pub at: f64,
    /// Whether a value at the bound is high.
    pub inclusive: bool,
    /// On which side high is.
    pub high: Side,
}

/// A side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Smaller values are high: days since the last order.
    Below,
    /// Larger values are high: orders and spend.
    Above,
}

impl Side {
    /// The side's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Above => "above",
        }
    }
}

impl Cut {
    fn is_high(self, value: f64) -> bool {
        match self.high {
            Side::Below => value < self.at || (self.inclusive && value == self.at),
            Side::Above => value > self.at || (self.inclusive && value == self.at),
        }
    }
}

/// One of the eight classes: bit 2 recency, bit 1 frequency, bit 0 monetary value; set is high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class(u8);

impl Class {
    /// Every class in the order in which operators list them: important before general.
    pub const ALL: [Self; 8] = [
        Self(0b111),
        Self(0b101),
        Self(0b011),
        Self(0b001),
        Self(0b110),
        Self(0b100),
        Self(0b010),
        Self(0b000),
    ];

    /// The class as three digits, recency first: `"101"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            0b111 => "111",
            0b101 => "101",
            0b011 => "011",
            0b001 => "001",
            0b110 => "110",
            0b100 => "100",
            0b010 => "010",
            _ => "000",
        }
    }

    /// The class called `name`, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The class's place in [`Class::ALL`].
    #[must_use]
    pub fn place(self) -> u8 {
        (0_u8..).zip(Self::ALL).find(|(_, class)| *class == self).map_or(0, |(place, _)| place)
    }
}

/// The RFM reading of a pool. Columns have one entry per customer.
///
/// Recency here is days since the last order, small is good; the models' recency is an age.
#[derive(Clone, Debug, PartialEq)]
pub struct Rfm {
    /// The rule that made the classes.
    pub rule: CutRule,
    /// Bounds of days since the last order, orders and net spend.
    pub cuts: [Cut; 3],
    /// Recency score, 1..=5, 5 is most recent.
    pub r: Vec<u8>,
    /// Frequency score, 1..=5.
    pub f: Vec<u8>,
    /// Monetary score, 1..=5.
    pub m: Vec<u8>,
    /// Class of each customer.
    pub class: Vec<Class>,
}

/// Scores 1 + floor(5 s / n), where s is how many of the n customers are strictly worse: ties share
/// a score, and a tie never pushes anybody up. Also the smallest value of each score.
struct Scores {
    score: Vec<u8>,
    /// Smallest value whose score is at least k + 1, if any.
    floor: [Option<i64>; 5],
}

fn score(values: &[i64]) -> Scores {
    let n = values.len();
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    // A value scores k + 1 or more when at least k n / 5 customers are strictly worse, which is
    // when it is larger than the customer at place ceil(k n / 5) - 1 of the sorted list.
    let bound: [i64; 4] = [1, 2, 3, 4].map(|k| match (k * n).div_ceil(5).checked_sub(1) {
        Some(place) => sorted[place],
        None => i64::MAX,
    });
    let of = |v: i64| bound.iter().fold(1_u8, |s, &b| s + u8::from(v > b));
    let mut floor = [None; 5];
    floor[0] = sorted.first().copied();
    for (k, &b) in bound.iter().enumerate() {
        floor[k + 1] = sorted.get(sorted.partition_point(|&v| v <= b)).copied();
    }
    Scores { score: values.iter().map(|&v| of(v)).collect(), floor }
}

/// Scores and classes of `pool` under `rule`.
///
/// # Errors
/// `invalid-option` for bounds that are not finite numbers.
pub fn rfm(pool: &Pool, rule: CutRule) -> Result<Rfm> {
    // Larger is better in all three, so recency goes in as the day itself.
    let last: Vec<i64> = pool.last.iter().map(|d| i64::from(d.0)).collect();
    let orders: Vec<i64> = pool.orders.iter().map(|&n| i64::from(n)).collect();
    let net: Vec<i64> = pool.net.iter().map(|m| m.0).collect();
    let scores = [score(&last), score(&orders), score(&net)];
    let cuts = cuts(pool, rule, [&last, &orders, &net], &scores)?;
    let class = (0..pool.len()).map(|c| classify(pool, c, &cuts)).collect();
    let [r, f, m] = scores.map(|s| s.score);
    Ok(Rfm { rule, cuts, r, f, m, class })
}

fn classify(pool: &Pool, c: usize, cuts: &[Cut; 3]) -> Class {
    let high = [
        cuts[0].is_high(f64::from(pool.days_since_last(c))),
        cuts[1].is_high(f64::from(pool.orders[c])),
        cuts[2].is_high(pool.net[c].to_major()),
    ];
    Class(high.into_iter().fold(0, |bits, high| (bits << 1) | u8::from(high)))
}

fn cuts(pool: &Pool, rule: CutRule, values: [&[i64]; 3], scores: &[Scores; 3]) -> Result<[Cut; 3]> {
    let as_of = i64::from(pool.as_of.0);
    let cut = |measure: usize, value: f64, inclusive: bool| match measure {
        0 => Cut { at: to_f64(as_of) - value, inclusive, high: Side::Below },
        1 => Cut { at: value, inclusive, high: Side::Above },
        _ => Cut { at: value / to_f64(Money::PER_MAJOR), inclusive, high: Side::Above },
    };
    let by = |measure: usize| match rule {
        // Nobody scores 4 where more than three fifths share the best value: nobody is high then.
        CutRule::Quintile => match scores[measure].floor[3] {
            Some(least) => cut(measure, to_f64(least), true),
            None => cut(measure, values[measure].iter().max().map_or(0.0, |v| to_f64(*v)), false),
        },
        CutRule::Median => cut(measure, median(values[measure]), false),
        CutRule::Mean => cut(measure, mean(values[measure]), false),
        CutRule::Thresholds(own) => match measure {
            0 => Cut { at: own.days, inclusive: true, high: Side::Below },
            1 => Cut { at: own.orders, inclusive: true, high: Side::Above },
            _ => Cut { at: own.spend, inclusive: true, high: Side::Above },
        },
    };
    let cuts = [by(0), by(1), by(2)];
    if cuts.iter().all(|cut| cut.at.is_finite()) {
        Ok(cuts)
    } else {
        Err(ErrorKind::InvalidOption { option: "thresholds" }.into())
    }
}

#[expect(clippy::cast_precision_loss, reason = "days, counts and money far below 2^53")]
const fn to_f64(value: i64) -> f64 {
    value as f64
}

fn median(values: &[i64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    f64::midpoint(to_f64(low), to_f64(high))
}

#[expect(clippy::cast_precision_loss, reason = "one rounding of an exact sum")]
fn mean(values: &[i64]) -> f64 {
    let sum: i128 = values.iter().map(|&v| i128::from(v)).sum();
    sum as f64 / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::tests::{ledger, pool};

    fn naive_score(values: &[i64]) -> Vec<u8> {
        let worse = |v: i64| values.iter().filter(|&&w| w < v).count();
        values.iter().map(|&v| u8::try_from(1 + 5 * worse(v) / values.len()).unwrap()).collect()
    }

    #[test]
    fn scores_are_fifths_by_count_of_the_strictly_worse() {
        let cases: [&[i64]; 6] = [
            &[7],
            &[1, 1, 1, 1, 1],
            &[1, 2, 3, 4, 5],
            &[1, 1, 1, 2, 3, 4],
            &[-5, 0, 0, 9, 9, 9, 9],
            &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        ];
        for values in cases {
            assert_eq!(score(values).score, naive_score(values), "{values:?}");
        }
        for n in 1..60 {
            let values: Vec<i64> = (0..n).map(|i| (i * i * 7) % 23).collect();
            assert_eq!(score(&values).score, naive_score(&values), "{n}");
        }
    }

    fn shop() -> Pool {
        let mut lines = Vec::new();
        for (id, customer) in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].iter().enumerate()
        {
            let id = i32::try_from(id).unwrap();
            for k in 0..=(id % 4) {
                lines.push((*customer, 10 * id + k, i64::from(5 + id * k)));
            }
        }
        pool(&ledger(&lines), 120)
    }

    #[test]
    fn every_rule_puts_every_customer_in_one_class_by_its_printed_cuts() {
        let pool = shop();
        let own = Thresholds { days: 60.0, orders: 2.0, spend: 10.0 };
        for rule in [CutRule::Quintile, CutRule::Median, CutRule::Mean, CutRule::Thresholds(own)] {
            let rfm = rfm(&pool, rule).unwrap();
            assert_eq!(rfm.class.len(), pool.len());
            assert!(rfm.class.iter().any(|c| *c != rfm.class[0]), "{rule:?} cuts nothing");
        }
    }

    #[test]
    fn quintile_high_is_a_score_of_four_or_five() {
        let rfm = rfm(&shop(), CutRule::Quintile).unwrap();
        for c in 0..rfm.class.len() {
            let bits = [rfm.r[c] >= 4, rfm.f[c] >= 4, rfm.m[c] >= 4];
            let name: String = bits.iter().map(|&b| if b { '1' } else { '0' }).collect();
            assert_eq!(rfm.class[c].name(), name);
        }
    }

    #[test]
    fn when_all_are_equal_nobody_is_high_by_rank() {
        let pool = pool(&ledger(&[("a", 5, 9), ("b", 5, 9), ("c", 5, 9)]), 7);
        for rule in [CutRule::Quintile, CutRule::Median, CutRule::Mean] {
            let rfm = rfm(&pool, rule).unwrap();
            assert!(rfm.class.iter().all(|c| c.name() == "000"), "{rule:?}");
        }
    }

    #[test]
    fn a_value_at_an_own_bound_is_high() {
        let pool = pool(&ledger(&[("a", 5, 9)]), 7);
        let at = Thresholds { days: 2.0, orders: 1.0, spend: 9.0 };
        assert_eq!(rfm(&pool, CutRule::Thresholds(at)).unwrap().class[0].name(), "111");
        let past = Thresholds { days: 1.9, orders: 1.1, spend: 9.01 };
        assert_eq!(rfm(&pool, CutRule::Thresholds(past)).unwrap().class[0].name(), "000");
        let nan = Thresholds { days: f64::NAN, ..past };
        assert!(rfm(&pool, CutRule::Thresholds(nan)).is_err());
    }

    #[test]
    fn classes_know_their_names_and_places() {
        for (place, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(class.place()), place);
            assert_eq!(Class::from_name(class.name()), Some(class));
        }
    }
}
