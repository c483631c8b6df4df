//! Recency, frequency and monetary value: scores 1 to 5, and the eight classes of customers.

use crate::error::{ErrorKind, Result};
use crate::math::sorted_numbers;
use crate::pool::{Pool, batches};
use crate::unit::Money;
use std::ops::Range;

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
    /// Without branches on the value, which no processor could foretell.
    fn is_high(self, value: f64) -> bool {
        let is_beyond = match self.high {
            Side::Below => value < self.at,
            Side::Above => value > self.at,
        };
        is_beyond | (self.inclusive & (value == self.at))
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
    pub const fn place(self) -> u8 {
        /// By bits.
        const PLACES: [u8; 8] = [7, 3, 6, 2, 5, 1, 4, 0];
        PLACES[self.0 as usize & 7]
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

/// What of the reading of a pool hangs on no [`CutRule`]. Larger is better in all three measures: last
/// order day, orders and net spend.
///
/// A score is 1 + floor(5 s / n), where s is how many of the n customers are strictly worse: ties share
/// a score, and a tie never pushes anybody up.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    r: Vec<u8>,
    f: Vec<u8>,
    m: Vec<u8>,
    bounds: [Bounds; 3],
}

/// The values of one measure at which a rule may cut.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bounds {
    /// Smallest value that scores 4 or more, if any does.
    fourth: Option<i64>,
    largest: i64,
    median: f64,
    mean: f64,
}

impl Scores {
    /// Scores of `pool`; `net`: its net spends in ascending order.
    #[must_use]
    pub fn new(pool: &Pool, net: &[i64]) -> Self {
        let last = || pool.last.iter().map(|day| i64::from(day.0));
        let orders = || pool.orders.iter().map(|&n| i64::from(n));
        let (r, recency) = score(&sorted_numbers(last()), last());
        let (f, frequency) = score(&sorted_numbers(orders()), orders());
        let (m, spend) = score(net, pool.net.iter().map(|money| money.0));
        Self { r, f, m, bounds: [recency, frequency, spend] }
    }
}

/// `sorted`: the same values in ascending order.
fn score(sorted: &[i64], values: impl Iterator<Item = i64>) -> (Vec<u8>, Bounds) {
    let n = sorted.len();
    // A value scores k + 1 or more when at least k n / 5 customers are strictly worse, which is
    // when it is larger than the customer at place ceil(k n / 5) - 1 of the sorted list.
    let bound: [i64; 4] = [1, 2, 3, 4].map(|k| match (k * n).div_ceil(5).checked_sub(1) {
        Some(place) => sorted[place],
        None => i64::MAX,
    });
    let bounds = Bounds {
        fourth: sorted.get(sorted.partition_point(|&v| v <= bound[2])).copied(),
        largest: sorted.last().copied().unwrap_or(0),
        median: median(sorted),
        mean: mean(sorted),
    };
    (scores(values, &bound), bounds)
}

#[inline(never)]
fn scores(values: impl Iterator<Item = i64>, bound: &[i64; 4]) -> Vec<u8> {
    values.map(|v| bound.iter().fold(1, |score, &b| score + u8::from(v > b))).collect()
}

/// Scores and classes of `pool` under `rule`.
///
/// # Errors
/// `invalid-option` for bounds that are not finite numbers.
pub fn rfm(pool: &Pool, scores: &Scores, rule: CutRule) -> Result<Rfm> {
    let cuts = cuts(pool, rule, &scores.bounds)?;
    let mut class = Vec::with_capacity(pool.len());
    for customers in batches(pool.len()) {
        classify_some(pool, customers, &cuts, &mut class);
    }
    let Scores { r, f, m, .. } = scores.clone();
    Ok(Rfm { rule, cuts, r, f, m, class })
}

#[inline(never)]
fn classify_some(pool: &Pool, customers: Range<usize>, cuts: &[Cut; 3], out: &mut Vec<Class>) {
    out.extend(customers.map(|c| classify(pool, c, cuts)));
}

fn classify(pool: &Pool, c: usize, cuts: &[Cut; 3]) -> Class {
    let high = [
        cuts[0].is_high(f64::from(pool.days_since_last(c))),
        cuts[1].is_high(f64::from(pool.orders[c])),
        cuts[2].is_high(pool.net[c].to_major()),
    ];
    Class(high.into_iter().fold(0, |bits, high| (bits << 1) | u8::from(high)))
}

fn cuts(pool: &Pool, rule: CutRule, bounds: &[Bounds; 3]) -> Result<[Cut; 3]> {
    let as_of = i64::from(pool.as_of.0);
    let cut = |measure: usize, value: f64, inclusive: bool| match measure {
        0 => Cut { at: to_f64(as_of) - value, inclusive, high: Side::Below },
        1 => Cut { at: value, inclusive, high: Side::Above },
        _ => Cut { at: value / to_f64(Money::PER_MAJOR), inclusive, high: Side::Above },
    };
    let by = |measure: usize| match rule {
        // Nobody scores 4 where more than three fifths share the best value: nobody is high then.
        CutRule::Quintile => match bounds[measure].fourth {
            Some(least) => cut(measure, to_f64(least), true),
            None => cut(measure, to_f64(bounds[measure].largest), false),
        },
        CutRule::Median => cut(measure, bounds[measure].median, false),
        CutRule::Mean => cut(measure, bounds[measure].mean, false),
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

fn median(sorted: &[i64]) -> f64 {
    let at = |place: usize| sorted.get(place).map_or(0.0, |v| to_f64(*v));
    f64::midpoint(at(sorted.len().saturating_sub(1) / 2), at(sorted.len() / 2))
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

    fn rfm(pool: &Pool, rule: CutRule) -> Result<Rfm> {
        let net = sorted_numbers(pool.net.iter().map(|money| money.0));
        super::rfm(pool, &Scores::new(pool, &net), rule)
    }

    fn score_of(values: &[i64]) -> Vec<u8> {
        score(&sorted_numbers(values.iter().copied()), values.iter().copied()).0
    }

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
            assert_eq!(score_of(values), naive_score(values), "{values:?}");
        }
        for n in 1..60 {
            let values: Vec<i64> = (0..n).map(|i| (i * i * 7) % 23).collect();
            assert_eq!(score_of(&values), naive_score(&values), "{n}");
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
