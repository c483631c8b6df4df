//! Distinct histories by columns, as likelihoods whose rows are one log-add of "alive" and "stopped" read
//! them: grouped by `x`, with every age once, of which there are as many as days.

use crate::history::{Distinct, Histories};
use crate::math::{ln_1p, ordered, sort_by_number};
use std::ops::Range;

/// Rows whose sums are plain; between blocks rounding errors are carried along.
pub(super) const BLOCK: usize = 256;

/// The distinct histories by columns, grouped by `x`.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) groups: Vec<Group>,
    /// Every `t_x` and every `T` once, ascending.
    pub(super) ages: Vec<f64>,
    /// Places of `t_x` and `T` in `ages`.
    pub(super) last: Vec<u32>,
    pub(super) age: Vec<u32>,
    pub(super) weight: Vec<f64>,
    /// For `k` = 0, 1, ..: how many customers have `x > k`.
    pub(super) beyond: Vec<f64>,
    /// The sum of `x` over the customers.
    pub(super) repeats: f64,
}

/// The rows of one `x`.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) x: u32,
    pub(super) rows: Range<usize>,
}

impl Columns {
    pub(super) fn new(histories: &Histories) -> Self {
        let distinct = histories.distinct();
        let mut groups = Vec::new();
        let mut start = 0;
        for group in distinct.chunk_by(|one, next| one.history.x == next.history.x) {
            let rows = start..start + group.len();
            start = rows.end;
            groups.push(Group { x: group[0].history.x, rows });
        }
        let weight: Vec<f64> = distinct.iter().map(|d| f64::from(d.customers)).collect();
        let mut beyond = vec![0.0; histories.max_repeats() as usize];
        for group in &groups {
            if let Some(k) = group.x.checked_sub(1) {
                beyond[k as usize] = weight[group.rows.clone()].iter().sum();
            }
        }
        for k in (1..beyond.len()).rev() {
            beyond[k - 1] += beyond[k];
        }
        let ages = distinct_ages(distinct);
        let mut places = Recent::default();
        let mut place = |age: f64| {
            // Twice as many ages as rows at most, and rows are numbered by 32 bits.
            let search = || u32::try_from(ages.partition_point(|other| *other < age));
            places.get(age, || search().unwrap_or(u32::MAX))
        };
        Self {
            groups,
            last: distinct.iter().map(|d| place(d.history.t_x)).collect(),
            age: distinct.iter().map(|d| place(d.history.T)).collect(),
            ages,
            weight,
            repeats: beyond.iter().sum(),
            beyond,
        }
    }

    /// Where the fit of `alpha` starts if a purchase takes `phases`: half of the time lived for each.
    pub(super) fn start_of_alpha(&self, phases: u32) -> f64 {
        let ages = self.age.iter().map(|&place| self.ages[place as usize]);
        let lived: f64 = self.weight.iter().zip(ages).map(|(n, age)| n * age).sum();
        let alpha = 0.5 * lived / (f64::from(phases) * self.repeats);
        if alpha > 0.0 && alpha.is_finite() { alpha } else { 1.0 }
    }
}

fn distinct_ages(distinct: &[Distinct]) -> Vec<f64> {
    let mut ages = Vec::new();
    let mut seen = Recent::default();
    for age in distinct.iter().flat_map(|d| [d.history.t_x, d.history.T]) {
        seen.get(age, || {
            ages.push(age);
            0
        });
    }
    sort_by_number(&mut ages, |age| ordered(*age));
    ages.dedup();
    ages
}

/// What was found for the ages that came last: there are as many ages as days, and they come again and
/// again.
struct Recent {
    slots: Vec<Option<(u64, u32)>>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { slots: vec![None; 1 << Self::BITS] }
    }
}

impl Recent {
    const BITS: u32 = 12;

    fn get(&mut self, age: f64, find: impl FnOnce() -> u32) -> u32 {
        let bits = age.to_bits();
        let mixed = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Self::BITS);
        let slot = &mut self.slots[usize::try_from(mixed).unwrap_or(0)];
        match *slot {
            Some((known, found)) if known == bits => found,
            _ => {
                let found = find();
                *slot = Some((bits, found));
                found
            }
        }
    }
}

/// What the likelihood takes of an age.
#[derive(Clone, Copy, Debug)]
pub(super) struct Age {
    /// `ln(1 + age / alpha)`.
    pub(super) ln: f64,
    /// `age / (alpha + age)`.
    pub(super) share: f64,
}

impl Age {
    /// `age`: divided by `alpha`.
    pub(super) fn new(age: f64) -> Self {
        Self { ln: ln_1p(age), share: age / (1.0 + age) }
    }
}
