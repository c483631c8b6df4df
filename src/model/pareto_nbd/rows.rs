//! The likelihood of Pareto/NBD over distinct histories, with its first and second derivatives.
//!
//! docs/models.md, "Pareto/NBD: the fit". For each `x` there is one table of integrals over the ages; a row is then
//! the sum of two entries, of `t_x` and of `T`, and needs one `exp` and one logarithm. Second derivatives are
//! gathered by age, so that a row adds to them what its gradient makes of itself and nothing else.

use super::Params;
use super::grid::{Grid, Later, Moments, Shape};
use crate::history::{Distinct, Histories};
use crate::math::{Sum, exp_each, ln, ln_1p_each, ordered, sort_by_number};
use crate::model::purchases::Likelihood;
use crate::optim::Evaluation;
use std::borrow::Cow;
use std::ops::Range;

/// Rows whose sums are plain; between blocks rounding errors are carried along.
const BLOCK: usize = 256;
/// Ages that may share their nodes, and rows that may share ages of their own: bounds of the memory taken.
const MOST_SHARED: usize = 1 << 14;
/// A table over the ages of all is as quick as one over so many times fewer ages of a group's own.
const OWN_COST: usize = 6;

/// The distinct histories by columns, grouped by `x`.
#[derive(Clone, Debug)]
pub struct Rows {
    groups: Vec<Group>,
    /// Every `t_x` and every `T` once, ascending.
    ages: Vec<f64>,
    /// Places of `t_x` and `T` in `ages`, or in those of the group.
    last: Vec<u32>,
    age: Vec<u32>,
    weight: Vec<f64>,
    /// For `k` = 0, 1, ..: how many customers have `x > k`.
    beyond: Vec<f64>,
    /// The sum of `x` over the customers, and of their `T`.
    repeats: f64,
    lived: f64,
}

/// Rows of one `x`.
#[derive(Clone, Debug)]
struct Group {
    x: u32,
    rows: Range<usize>,
    /// The places of the ages from the first `t_x` to the last `T`.
    span: Range<usize>,
    /// The ages that occur in the group, where these are few beside all that lie between them.
    own: Option<Vec<f64>>,
}

impl Rows {
    /// Takes what it needs of the histories.
    #[must_use]
    pub fn new(histories: &Histories) -> Self {
        let distinct = histories.distinct();
        let weight: Vec<f64> = distinct.iter().map(|d| f64::from(d.customers)).collect();
        let lived = distinct.iter().zip(&weight).map(|(d, weight)| weight * d.history.T).sum();
        let beyond = beyond(histories.max_repeats(), distinct);
        let mut rows = Self {
            groups: Vec::new(),
            ages: ages_of(distinct),
            last: Vec::with_capacity(distinct.len()),
            age: Vec::with_capacity(distinct.len()),
            weight,
            repeats: beyond.iter().sum(),
            beyond,
            lived,
        };
        for group in distinct.chunk_by(|one, next| one.history.x == next.history.x) {
            // Where ages are shared, there is nothing to gain from smaller groups.
            let most = if rows.ages.len() > MOST_SHARED { MOST_SHARED } else { group.len() };
            group.chunks(most).for_each(|group| rows.add_group(group));
        }
        rows
    }

    fn add_group(&mut self, group: &[Distinct]) {
        let start = self.last.len();
        let mut own = ages_of(group);
        let place = |ages: &[f64], age: f64| ages.partition_point(|other| *other < age);
        let ends = own.first().zip(own.last());
        let span = ends
            .map_or(0..0, |(first, last)| place(&self.ages, *first)..place(&self.ages, *last) + 1);
        let is_own = span.len() > MOST_SHARED || own.len() * OWN_COST < span.len();
        let ages = if is_own { &own } else { &self.ages };
        // As many as days, or twice as many as rows, which are numbered by 32 bits.
        let place = |age: f64| u32::try_from(place(ages, age)).unwrap_or(u32::MAX);
        self.last.extend(group.iter().map(|d| place(d.history.t_x)));
        let mut before = (f64::NAN, 0);
        self.age.extend(group.iter().map(|d| {
            if d.history.T != before.0 {
                before = (d.history.T, place(d.history.T));
            }
            before.1
        }));
        let span = if is_own { 0..own.len() } else { span };
        own.shrink_to_fit();
        let rows = start..self.last.len();
        let own = is_own.then_some(own);
        self.groups.push(Group { x: group[0].history.x, rows, span, own });
    }
}

/// How many customers have `x > k`, for `k` up to the largest `x`.
fn beyond(max_repeats: u32, distinct: &[Distinct]) -> Vec<f64> {
    let mut beyond = vec![0.0; max_repeats as usize];
    for d in distinct.iter().filter(|d| d.history.x > 0) {
        beyond[d.history.x as usize - 1] += f64::from(d.customers);
    }
    for k in (1..beyond.len()).rev() {
        beyond[k - 1] += beyond[k];
    }
    beyond
}

/// Every `t_x` and every `T` once, ascending.
fn ages_of(distinct: &[Distinct]) -> Vec<f64> {
    let mut ages = Vec::with_capacity(2 * distinct.len());
    let mut before = f64::NAN;
    for age in distinct.iter().map(|d| d.history.T) {
        if age != before {
            ages.push(age);
            before = age;
        }
    }
    ages.extend(distinct.iter().map(|d| d.history.t_x));
    sort_by_number(&mut ages, |age| ordered(*age));
    ages.dedup();
    ages
}

impl Likelihood<4> for Rows {
    type Params = Params;

    fn params(&self, at: [f64; 4]) -> Params {
        at.into()
    }

    fn start(&self) -> [f64; 4] {
        let customers: f64 = self.weight.iter().sum();
        let sound = |time: f64| if time > 0.0 && time.is_finite() { time } else { 1.0 };
        let alpha = sound(0.5 * self.lived / self.repeats);
        [0.5, alpha, 0.5, sound(0.5 * self.lived / customers)]
    }

    fn evaluate(&self, &[r, alpha, s, beta]: &[f64; 4]) -> Evaluation<4> {
        let shape = Shape { alpha, s, beta };
        let mut sums = Sums::default();
        sums.value.add(-self.repeats * ln(alpha));
        sums.gradient[1] = -self.repeats / alpha;
        sums.hessian[1][1] = self.repeats / (alpha * alpha);
        for (k, beyond) in (0_u32..).zip(&self.beyond) {
            let each = 1.0 / (r + f64::from(k));
            sums.value.add(-beyond * ln(each));
            sums.gradient[0] += beyond * each;
            sums.hessian[0][0] -= beyond * each * each;
        }
        let mut shared: Option<Grid> = None;
        let mut work = Work::default();
        for group in &self.groups {
            let rx = r + f64::from(group.x);
            let grid = match &group.own {
                Some(ages) => Cow::Owned(Grid::new(ages, shape, rx, rx)),
                None => {
                    let known = shared.take().filter(|grid| grid.steepest >= rx);
                    let new = || Grid::new(&self.ages, shape, rx, 2.0 * rx + 4.0);
                    Cow::Borrowed(&*shared.insert(known.unwrap_or_else(new)))
                }
            };
            self.add_group_sums(group, rx, &grid, &mut work, &mut sums);
        }
        Evaluation { value: sums.value.total(), gradient: sums.gradient, hessian: sums.hessian }
    }
}

/// Buffers, kept from group to group.
#[derive(Debug, Default)]
struct Work {
    later: Later,
    /// Of each age, 1 and the gradient of being alive then, less those of dying later.
    alive: Vec<[f64; 5]>,
    /// The rows' weights over their likelihoods, by `t_x`; and times the survivor, by `T`.
    from_last: Vec<f64>,
    from_age: Vec<f64>,
}

/// The log-likelihood and its derivatives, so far.
#[derive(Debug, Default)]
struct Sums {
    value: Sum,
    gradient: [f64; 4],
    hessian: [[f64; 4]; 4],
}

impl Rows {
    fn add_group_sums(
        &self,
        group: &Group,
        rx: f64,
        grid: &Grid,
        work: &mut Work,
        sums: &mut Sums,
    ) {
        let span = group.span.clone();
        grid.fill(rx, span.clone(), &mut work.later);
        work.alive.clear();
        work.alive.extend(
            grid.alive
                .iter()
                .zip(&work.later.moments)
                .map(|(alive, later)| std::array::from_fn(|k| alive[k] - later[k])),
        );
        for column in [&mut work.from_last, &mut work.from_age] {
            column.clear();
            column.resize(grid.logs.len(), 0.0);
        }
        let mut products = [0.0; 10];
        let mut start = group.rows.start;
        while start < group.rows.end {
            let end = group.rows.end.min(start + BLOCK);
            let value = self.add_block(start..end, rx, grid, work, &mut products);
            sums.value.add(value);
            start = end;
        }
        let mut means = [0.0; 15];
        for i in span {
            let (later, alive) = (&work.later.moments[i], &grid.alive[i]);
            let (last, age) = (work.from_last[i], work.from_age[i]);
            for k in 0..15 {
                means[k] += last * later[k] + age * (alive[k] - later[k]);
            }
        }
        sums.add(rx, &means, &products, grid.shape.alpha);
    }

    /// Adds what at most [`BLOCK`] rows have beside their means, and returns their log-likelihood. The elementary
    /// functions are taken of all rows at once.
    #[inline(never)]
    fn add_block(
        &self,
        rows: Range<usize>,
        rx: f64,
        grid: &Grid,
        work: &mut Work,
        products: &mut [f64; 10],
    ) -> f64 {
        let places = || {
            let places = self.last[rows.clone()].iter().zip(&self.age[rows.clone()]);
            places.map(|(last, age)| (*last as usize, *age as usize))
        };
        let s = grid.shape.s;
        let mut value = 0.0;
        let (mut survivors, mut logs) = ([0.0; BLOCK], [0.0; BLOCK]);
        let (survivors, logs) = (&mut survivors[..rows.len()], &mut logs[..rows.len()]);
        for ((last, age), survivor) in places().zip(&mut *survivors) {
            let (from, to) = (grid.logs[last], grid.logs[age]);
            *survivor = -(rx * (to.alpha - from.alpha) + s * (to.beta - from.beta));
        }
        exp_each(survivors);
        let each = places().zip(&*survivors).zip(&self.weight[rows.clone()]).zip(&mut *logs);
        for ((((last, age), survivor), weight), log) in each {
            let (later, alive) = (&work.later.moments[last], &work.alive[age]);
            let mean: [f64; 5] = std::array::from_fn(|k| later[k] + survivor * alive[k]);
            let inverse = 1.0 / mean[0];
            *log = (inverse - 1.0).max(0.0);
            let share = weight * inverse;
            work.from_last[last] += share;
            work.from_age[age] += share * survivor;
            let d: [f64; 4] = std::array::from_fn(|k| mean[k + 1] * inverse);
            let mut at = 0;
            for i in 0..4 {
                for j in i..4 {
                    products[at] += weight * d[i] * d[j];
                    at += 1;
                }
            }
        }
        ln_1p_each(logs);
        for (((last, _), weight), log) in places().zip(&self.weight[rows.clone()]).zip(logs) {
            let from = grid.logs[last];
            value -= weight * (rx * from.alpha + s * from.beta + *log);
        }
        value
    }
}

impl Sums {
    /// Adds the rows of one `r + x`: sums of their means of [`Moments`], and of the products of their gradients.
    fn add(&mut self, rx: f64, means: &Moments, products: &[f64; 10], alpha: f64) {
        let by = [1.0, rx, 1.0, 1.0];
        let mut at = 0;
        for i in 0..4 {
            self.gradient[i] += by[i] * means[i + 1];
            for j in i..4 {
                self.hessian[i][j] += by[i] * by[j] * (means[at + 5] - products[at]);
                at += 1;
            }
        }
        // The Hessian of the logarithm by alpha has `r + x` but once, and that by r and alpha not at all.
        self.hessian[0][1] += means[2];
        self.hessian[1][1] += rx * (means[9] - 2.0 * means[2] / alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::DayHistory;
    use crate::model::pareto_nbd::ln_likelihood;
    use crate::optim::check::assert_derivatives;
    use crate::unit::TimeUnit;

    fn histories(unit: TimeUnit) -> Histories {
        let customers: Vec<DayHistory> = (0..400)
            .map(|i| {
                let x = (i * i % 7) as u32 * u32::from(i % 3 > 0) + u32::from(i == 17) * 60;
                let age = 40 + i % 250;
                DayHistory { x, t_x: if x > 0 { 5 + i * 7 % (age - 5) } else { 0 }, T: age }
            })
            .collect();
        Histories::from_days(unit, &customers)
    }

    const POINTS: [[f64; 4]; 7] = [
        [0.553, 10.578, 0.606, 11.669],
        [0.5, 10.0, 1.0, 10.0],
        [12.0, 0.3, 0.01, 0.04],
        [0.01, 80.0, 20.0, 90.0],
        [3.0, 0.003, 5.0, 300.0],
        [0.5, 1000.0, 0.5, 0.001],
        [400.0, 2_000.0, 64.3, 7_721.0],
    ];

    #[test]
    fn the_value_is_the_sum_over_customers() {
        for unit in [TimeUnit::Day, TimeUnit::Week] {
            let histories = histories(unit);
            let rows = Rows::new(&histories);
            for point in POINTS {
                let params = Params::from(point);
                let sum: f64 = histories
                    .distinct()
                    .iter()
                    .map(|d| f64::from(d.customers) * ln_likelihood(&params, &d.history))
                    .sum();
                let value = rows.evaluate(&point).value;
                assert!((value / sum - 1.0).abs() < 1e-13, "{params:?}: {value} {sum}");
            }
        }
    }

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        let rows = Rows::new(&histories(TimeUnit::Week));
        for point in POINTS {
            assert_derivatives(|params| rows.evaluate(params), point);
        }
    }

    #[test]
    fn places_lead_to_the_ages_of_a_history() {
        let histories = histories(TimeUnit::Week);
        let shared = Rows::new(&histories);
        assert!(shared.groups.iter().any(|group| group.own.is_none()));
        assert!(shared.groups.iter().any(|group| group.own.is_some()));
        for (at, d) in histories.distinct().iter().enumerate() {
            let group = shared.groups.iter().find(|group| group.rows.contains(&at)).unwrap();
            let ages = group.own.as_ref().unwrap_or(&shared.ages);
            assert_eq!(ages[shared.last[at] as usize], d.history.t_x);
            assert_eq!(ages[shared.age[at] as usize], d.history.T);
        }
    }
}
