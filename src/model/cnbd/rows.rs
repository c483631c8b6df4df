//! The likelihood over distinct histories, with its first and second derivatives.
//!
//! docs/models.md, "Regular timing". As that of [`bg_nbd`](crate::model::bg_nbd), whose `rows.rs` says how:
//! what depends on `x` alone is one pass, and the rest of a row is one log-add of "alive" and "stopped". For
//! `k > 1` "alive" has a polynomial in `u = s / (alpha + T)` more, whose coefficients are those of a group
//! of rows; its derivatives are moments of the steps since the last purchase.

use super::sums::{Alive, GroupSums, Unfinished};
use super::{Form, Params};
use crate::history::Histories;
use crate::math::{Sum, exp_each, ln, ln_1p, ln_1p_each};
use crate::model::columns::{Age, BLOCK, Columns, Group};
use crate::model::purchases::Likelihood;
use crate::optim::Evaluation;
use std::ops::Range;

/// The distinct histories by columns, and which form is asked.
#[derive(Clone, Debug)]
pub struct Rows {
    form: Form,
    columns: Columns,
    customers: f64,
    /// What no parameter enters.
    constant: f64,
}

impl Rows {
    /// Of all customers; `ln_intervals` as in [`CnbdFit::new`](super::CnbdFit::new).
    #[must_use]
    pub fn new(histories: &Histories, form: Form, ln_intervals: Option<f64>) -> Self {
        let columns = Columns::new(histories);
        let power = f64::from(form.k - 1);
        let constant = power * ln_intervals.unwrap_or(0.0) - columns.repeats * form.ln_gamma();
        Self { form, customers: columns.weight.iter().sum(), columns, constant }
    }
}

impl Likelihood<4> for Rows {
    type Params = Params;

    fn params(&self, [r, alpha, a, b]: [f64; 4]) -> Params {
        Params { form: self.form, r, alpha, a, b }
    }

    fn start(&self) -> [f64; 4] {
        let alpha = self.columns.start_of_alpha(self.form.k);
        // Who can have stopped at once, or is given time between purchases, is taken to buy faster.
        match (self.form.k, self.form.modified) {
            (1, false) => [0.5, alpha, 1.0, 3.0],
            _ => [0.5, 0.5 * alpha, 1.0, 2.0],
        }
    }

    #[expect(clippy::many_single_char_names, reason = "paper symbols")]
    fn evaluate(&self, &[r, alpha, a, b]: &[f64; 4]) -> Evaluation<4> {
        let i_alpha = 1.0 / alpha;
        let steps = f64::from(self.form.k) * self.columns.repeats;
        let mut value = Sum::new();
        value.add(self.constant);
        value.add(-steps * ln(alpha));
        let mut g = [0.0, -steps * i_alpha, 0.0, 0.0];
        let mut h = [[0.0; 4]; 4];
        h[1][1] = steps * i_alpha * i_alpha;
        self.add_counts([r, a, b], &mut value, &mut g, &mut h);
        let ages = Ages::new(&self.columns.ages, alpha);
        for group in &self.columns.groups {
            let shape = r + self.form.steps(group.x);
            let by_alpha = shape * i_alpha;
            let odds = self.form.odds(a, b, group.x);
            let s = self.sums(group, &ages, shape, odds.map_or(f64::NEG_INFINITY, ln));
            value.add(s.value);
            g[0] -= s.ln;
            g[1] += by_alpha * s.share;
            h[0][0] += s.gap_gap + s.bend;
            h[0][1] += s.share_by_r * i_alpha + by_alpha * s.gap_share;
            h[1][1] += by_alpha * (by_alpha * s.share_share - s.share_more * i_alpha);
            if odds.is_some() {
                // d ln(odds) by a and by b.
                let (da, db) = (1.0 / a, -1.0 / (b + self.form.draws(group.x) - 1.0));
                g[2] += s.dead * da;
                g[3] += s.dead * db;
                h[0][2] += s.gap * da;
                h[0][3] += s.gap * db;
                h[1][2] += by_alpha * s.share_gap * da;
                h[1][3] += by_alpha * s.share_gap * db;
                h[2][2] += (s.both - s.dead) * da * da;
                h[2][3] += s.both * da * db;
                h[3][3] += (s.both + s.dead) * db * db;
            }
        }
        Evaluation { value: value.total(), gradient: g, hessian: h }
    }
}

impl Rows {
    /// Adds what depends on `x` alone: a sum over the repeat purchases of the customers who made them.
    fn add_counts(
        &self,
        [r, a, b]: [f64; 3],
        value: &mut Sum,
        g: &mut [f64; 4],
        h: &mut [[f64; 4]; 4],
    ) {
        if self.form.modified {
            add_draw([a, b], self.customers, g, h);
            value.add(-self.customers * ln_1p(a / b));
        }
        for (n, beyond) in (0_u32..).zip(&self.columns.beyond) {
            let draws = self.form.draws(n);
            let mut product = (b + draws) / (a + b + draws);
            add_draw([a, b + draws], *beyond, g, h);
            for i in 0..self.form.k {
                let shape = r + self.form.steps(n) + f64::from(i);
                product *= shape;
                let ir = 1.0 / shape;
                g[0] += beyond * ir;
                h[0][0] -= beyond * ir * ir;
            }
            value.add(beyond * ln(product));
        }
    }

    /// `ln_odds`: of "stopped" against "alive" before the ages come in.
    fn sums(&self, group: &Group, ages: &Ages, shape: f64, ln_odds: f64) -> GroupSums {
        let steps = Unfinished::new(self.form, shape);
        let mut value = Sum::new();
        let mut total = GroupSums::default();
        let mut start = group.rows.start;
        while start < group.rows.end {
            let end = group.rows.end.min(start + BLOCK);
            let block = if self.form.k > 1 {
                self.block::<true>(start..end, ages, &steps, ln_odds)
            } else {
                self.block::<false>(start..end, ages, &steps, ln_odds)
            };
            value.add(block.value);
            total.add(&block);
            start = end;
        }
        GroupSums { value: value.total(), ..total }
    }

    /// Sums over at most [`BLOCK`] rows. The elementary functions are taken of all rows at once.
    #[inline(never)]
    fn block<const REGULAR: bool>(
        &self,
        rows: Range<usize>,
        ages: &Ages,
        steps: &Unfinished,
        ln_odds: f64,
    ) -> GroupSums {
        let (columns, table) = (&self.columns, &ages.table);
        let places = || {
            let places = columns.last[rows.clone()].iter().zip(&columns.age[rows.clone()]);
            places.map(|(&last, &age)| (last as usize, age as usize))
        };
        let mut buffers = [[0.0; BLOCK]; 4];
        let [u, ln_more, odds, small] = buffers.each_mut().map(|buffer| &mut buffer[..rows.len()]);
        if REGULAR {
            for (((last, age), u), more) in places().zip(&mut *u).zip(&mut *ln_more) {
                *u = (columns.ages[age] - columns.ages[last]) * ages.rest[age];
                *more = steps.more(*u);
            }
            ln_1p_each(ln_more);
        }
        for (((last, age), odds), more) in places().zip(&mut *odds).zip(&*ln_more) {
            *odds = ln_odds + steps.shape * (table[age].ln - table[last].ln) - more;
        }
        for (odds, small) in odds.iter().zip(&mut *small) {
            *small = -odds.abs();
        }
        exp_each(small);
        let mut logs = [0.0; BLOCK];
        let logs = &mut logs[..rows.len()];
        logs.copy_from_slice(small);
        ln_1p_each(logs);
        let mut sums = GroupSums::default();
        let parts = odds.iter().zip(&*small).zip(&*logs).zip(u.iter().zip(&*ln_more));
        for (((last, age), weight), (((odds, small), log), (u, more))) in
            places().zip(&columns.weight[rows.clone()]).zip(parts)
        {
            let alive = if REGULAR {
                steps.alive(table[age], ages.alpha * ages.rest[age], *u)
            } else {
                Alive::at_random(table[age])
            };
            sums.value += weight * (odds.max(0.0) + log + more - steps.shape * table[age].ln);
            sums.add_row::<REGULAR>(table[last], &alive, *weight, [*odds, *small]);
        }
        if !REGULAR {
            sums.share_by_r = sums.share;
        }
        sums
    }
}

/// Adds the derivatives of the logarithm of `b / (a + b)`, the probability to get past a drop-out draw.
fn add_draw([a, b]: [f64; 2], customers: f64, g: &mut [f64; 4], h: &mut [[f64; 4]; 4]) {
    let (ib, iab) = (1.0 / b, 1.0 / (a + b));
    g[2] -= customers * iab;
    g[3] += customers * (ib - iab);
    h[2][2] += customers * iab * iab;
    h[2][3] += customers * iab * iab;
    h[3][3] += customers * (iab * iab - ib * ib);
}

/// What the likelihood takes of all ages.
struct Ages {
    table: Vec<Age>,
    /// `1 / (alpha + age)`.
    rest: Vec<f64>,
    alpha: f64,
}

impl Ages {
    fn new(ages: &[f64], alpha: f64) -> Self {
        let i_alpha = 1.0 / alpha;
        Self {
            table: ages.iter().map(|age| Age::new(age * i_alpha)).collect(),
            rest: ages.iter().map(|age| 1.0 / (alpha + age)).collect(),
            alpha,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::DayHistory;
    use crate::model::bg_nbd;
    use crate::model::purchases::Purchases;
    use crate::optim::check::assert_derivatives;
    use crate::unit::TimeUnit;

    fn histories() -> Histories {
        let customers: Vec<DayHistory> = (0..400)
            .map(|i| {
                let x = (i * i % 7) as u32 * u32::from(i % 3 > 0) + u32::from(i == 17) * 60;
                let age = 40 + i % 250;
                DayHistory { x, t_x: if x > 0 { 5 + i * 7 % (age - 5) } else { 0 }, T: age }
            })
            .collect();
        Histories::from_days(TimeUnit::Week, &customers)
    }

    fn forms() -> impl Iterator<Item = Form> {
        (1..=4).flat_map(|k| [false, true].map(|modified| Form { k, modified }))
    }

    const POINTS: [[f64; 4]; 6] = [
        [0.243, 4.414, 0.793, 2.426],
        [0.5, 10.0, 1.0, 1.0],
        [12.0, 0.3, 0.01, 0.04],
        [0.01, 80.0, 20.0, 90.0],
        [3.0, 3.0, 5.0, 0.02],
        [400.0, 2_000.0, 1_222.8, 9_043.8],
    ];

    #[test]
    fn the_value_is_the_sum_over_customers() {
        let histories = histories();
        for form in forms() {
            let rows = Rows::new(&histories, form, None);
            for point in POINTS {
                let params = rows.params(point);
                let sum: f64 = histories
                    .distinct()
                    .iter()
                    .map(|d| f64::from(d.customers) * params.ln_likelihood(&d.history))
                    .sum();
                let value = rows.evaluate(&point).value;
                assert!((value / sum - 1.0).abs() < 1e-12, "{params:?}: {value} {sum}");
            }
        }
    }

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        for form in forms() {
            let rows = Rows::new(&histories(), form, Some(700.0));
            for point in POINTS {
                assert_derivatives(|params| rows.evaluate(params), point);
            }
        }
    }

    #[test]
    fn intervals_only_shift_the_value() {
        let histories = histories();
        for form in forms() {
            let without = Rows::new(&histories, form, None).evaluate(&POINTS[0]);
            let with = Rows::new(&histories, form, Some(700.0)).evaluate(&POINTS[0]);
            let shift = with.value - without.value;
            assert!((shift - 700.0 * f64::from(form.k - 1)).abs() < 1e-9, "{form:?} {shift}");
            assert_eq!((with.gradient, with.hessian), (without.gradient, without.hessian));
        }
    }

    #[test]
    fn with_one_step_and_nothing_modified_it_is_bg_nbd() {
        let histories = histories();
        let rows = Rows::new(&histories, Form { k: 1, modified: false }, None);
        for point in POINTS {
            let (got, want) =
                (rows.evaluate(&point), bg_nbd::Rows::new(&histories).evaluate(&point));
            assert!((got.value / want.value - 1.0).abs() < 1e-14, "{got:?} {want:?}");
            for i in 0..4 {
                let scale = (0..4).map(|j| (point[j] * want.gradient[j]).abs()).fold(1.0, f64::max);
                let error = point[i] * (got.gradient[i] - want.gradient[i]);
                assert!(error.abs() < 1e-13 * scale, "{got:?} {want:?}");
                for j in i..4 {
                    let (got, want) = (got.hessian[i][j], want.hessian[i][j]);
                    assert!((got - want).abs() <= 1e-13 * want.abs(), "{i} {j}: {got} {want}");
                }
            }
        }
    }
}
