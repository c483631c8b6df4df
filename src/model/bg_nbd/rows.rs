//! The likelihood of BG/NBD over distinct histories, with its first and second derivatives.
//!
//! docs/models.md, "Likelihood" and "Derivatives". No special functions: what depends on `x` alone is
//! one pass over `k < max x` with the number of customers beyond `k`; the rest of a row is one log-add
//! of two terms, "alive" and "stopped". Ages come in as `ln(1 + age / alpha)` and `age / (alpha + age)`:
//! nothing cancels when `r` and `alpha` run away together, which is what equal customers make them do.
//! Both are computed once per distinct age, of which there are as many as days, so that value, gradient
//! and Hessian of a row share one `exp` and one `log1p`.

use super::Params;
use crate::history::Histories;
use crate::math::{Sum, exp_each, ln, ln_1p_each};
use crate::model::columns::{Age, BLOCK, Columns, Group};
use crate::model::purchases::Likelihood;
use crate::optim::Evaluation;
use std::ops::Range;

/// The distinct histories by columns.
#[derive(Clone, Debug)]
pub struct Rows {
    columns: Columns,
}

impl Rows {
    /// Of all customers.
    #[must_use]
    pub fn new(histories: &Histories) -> Self {
        Self { columns: Columns::new(histories) }
    }
}

impl Likelihood<4> for Rows {
    type Params = Params;

    fn params(&self, at: [f64; 4]) -> Params {
        at.into()
    }

    fn start(&self) -> [f64; 4] {
        [0.5, self.columns.start_of_alpha(1), 1.0, 3.0]
    }

    #[expect(clippy::many_single_char_names, reason = "paper symbols")]
    fn evaluate(&self, &[r, alpha, a, b]: &[f64; 4]) -> Evaluation<4> {
        let (i_alpha, repeats) = (1.0 / alpha, self.columns.repeats);
        let mut value = Sum::new();
        value.add(-repeats * ln(alpha));
        let mut g = [0.0, -repeats * i_alpha, 0.0, 0.0];
        let mut h = [[0.0; 4]; 4];
        h[1][1] = repeats * i_alpha * i_alpha;
        self.add_counts([r, a, b], &mut value, &mut g, &mut h);
        let ages: Vec<Age> = self.columns.ages.iter().map(|age| Age::new(age * i_alpha)).collect();
        for group in &self.columns.groups {
            let rx = r + f64::from(group.x);
            let by_alpha = rx * i_alpha;
            let s = self.sums(group, &ages, rx, odds(a, b, group.x).map(ln));
            value.add(s.value);
            g[0] -= s.ln;
            g[1] += by_alpha * s.share;
            h[0][0] += s.gap_gap;
            h[0][1] += s.share * i_alpha + by_alpha * s.gap_share;
            h[1][1] += by_alpha * (by_alpha * s.share_share - s.share_more * i_alpha);
            if group.x > 0 {
                // d ln(odds) by a and by b.
                let (da, db) = (1.0 / a, -1.0 / (b + f64::from(group.x) - 1.0));
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
    /// Adds what depends on `x` alone: a sum over `k` of the customers beyond `k`.
    fn add_counts(
        &self,
        [r, a, b]: [f64; 3],
        value: &mut Sum,
        g: &mut [f64; 4],
        h: &mut [[f64; 4]; 4],
    ) {
        for (k, beyond) in (0_u32..).zip(&self.columns.beyond) {
            let k = f64::from(k);
            let (ir, ib, iab) = (1.0 / (r + k), 1.0 / (b + k), 1.0 / (a + b + k));
            value.add(beyond * ln((r + k) * (b + k) * iab));
            g[0] += beyond * ir;
            g[2] -= beyond * iab;
            g[3] += beyond * (ib - iab);
            h[0][0] -= beyond * ir * ir;
            h[2][2] += beyond * iab * iab;
            h[2][3] += beyond * iab * iab;
            h[3][3] += beyond * (iab * iab - ib * ib);
        }
    }

    /// `ln_odds`: of "stopped" against "alive" before the ages come in; `None` for `x = 0`.
    fn sums(&self, group: &Group, ages: &[Age], rx: f64, ln_odds: Option<f64>) -> GroupSums {
        let mut value = Sum::new();
        let mut total = GroupSums::default();
        let mut start = group.rows.start;
        while start < group.rows.end {
            let end = group.rows.end.min(start + BLOCK);
            let block = match ln_odds {
                Some(ln_odds) => self.repeaters(start..end, ages, rx, ln_odds),
                None => self.one_time(start..end, ages, rx),
            };
            value.add(block.value);
            total.add(&block);
            start = end;
        }
        GroupSums { value: value.total(), ..total }
    }

    /// Sums over rows with `x = 0`.
    #[inline(never)]
    fn one_time(&self, rows: Range<usize>, ages: &[Age], rx: f64) -> GroupSums {
        let columns = &self.columns;
        let mut sums = GroupSums::default();
        for (&age, weight) in columns.age[rows.clone()].iter().zip(&columns.weight[rows]) {
            let Age { ln, share } = ages[age as usize];
            sums.value -= weight * rx * ln;
            sums.ln += weight * ln;
            sums.share += weight * share;
            sums.share_more += weight * share * (2.0 - share);
        }
        sums
    }

    /// Sums over at most [`BLOCK`] rows with `x > 0`. The elementary functions are taken of all rows at once.
    #[inline(never)]
    fn repeaters(&self, rows: Range<usize>, ages: &[Age], rx: f64, ln_odds: f64) -> GroupSums {
        let columns = &self.columns;
        let places = || columns.last[rows.clone()].iter().zip(&columns.age[rows.clone()]);
        let (mut odds, mut small) = ([0.0; BLOCK], [0.0; BLOCK]);
        let (odds, small) = (&mut odds[..rows.len()], &mut small[..rows.len()]);
        for (((&last, &age), odds), small) in places().zip(&mut *odds).zip(&mut *small) {
            *odds = ln_odds + rx * (ages[age as usize].ln - ages[last as usize].ln);
            *small = -odds.abs();
        }
        exp_each(small);
        let mut logs = [0.0; BLOCK];
        let logs = &mut logs[..rows.len()];
        logs.copy_from_slice(small);
        ln_1p_each(logs);
        let mut sums = GroupSums::default();
        let rows = places().zip(&columns.weight[rows.clone()]).zip(odds).zip(small).zip(logs);
        for (((((&last, &age), weight), odds), small), log) in rows {
            sums.add_row(
                [ages[last as usize], ages[age as usize]],
                rx,
                *weight,
                [*odds, *small, *log],
            );
        }
        sums
    }
}

/// The odds of "stopped" against "alive" but for the ages.
fn odds(a: f64, b: f64, x: u32) -> Option<f64> {
    (x > 0).then(|| a / (b + f64::from(x) - 1.0))
}

/// Sums over the rows of one `x`, each times its weight, of the parts of an [`Age`]. A "mean" is over
/// alive and stopped, where the age is `T` and `t_x`; a "gap" is the difference between the two.
#[derive(Clone, Copy, Debug, Default)]
struct GroupSums {
    /// The log-add.
    value: f64,
    /// P(stopped).
    dead: f64,
    /// P(alive) P(stopped).
    both: f64,
    /// Mean of ln.
    ln: f64,
    /// Mean of share.
    share: f64,
    /// Mean of share (2 - share).
    share_more: f64,
    /// `both` times the gap of ln, `T` less `t_x`.
    gap: f64,
    /// `both` times the gap of share, `t_x` less `T`.
    share_gap: f64,
    /// `both` times the square of the first gap, the product of the two, the square of the second.
    gap_gap: f64,
    gap_share: f64,
    share_share: f64,
}

impl GroupSums {
    /// Last: the log odds, `exp` of minus their size, and `ln_1p` of that.
    #[inline]
    fn add_row(&mut self, [last, age]: [Age; 2], rx: f64, weight: f64, odds: [f64; 3]) {
        let (Age { ln: ln_age, share: age }, Age { ln: ln_last, share: last }) = (age, last);
        let [ln_odds, small, ln_1p_small] = odds;
        let gap = ln_age - ln_last;
        let large_part = 1.0 / (1.0 + small);
        let small_part = small * large_part;
        let (alive, dead) =
            if ln_odds > 0.0 { (small_part, large_part) } else { (large_part, small_part) };
        let (alive_w, dead_w) = (weight * alive, weight * dead);
        self.value += weight * (ln_odds.max(0.0) + ln_1p_small - rx * ln_age);
        self.dead += dead_w;
        self.ln += alive_w * ln_age + dead_w * ln_last;
        self.share += alive_w * age + dead_w * last;
        self.share_more += alive_w * age * (2.0 - age) + dead_w * last * (2.0 - last);
        let both = alive_w * dead;
        let share_gap = last - age;
        self.both += both;
        self.gap += both * gap;
        self.share_gap += both * share_gap;
        self.gap_gap += both * gap * gap;
        self.gap_share += both * gap * share_gap;
        self.share_share += both * share_gap * share_gap;
    }

    /// Adds another block's sums, but for the value, which is added with care elsewhere.
    fn add(&mut self, other: &Self) {
        self.dead += other.dead;
        self.both += other.both;
        self.ln += other.ln;
        self.share += other.share;
        self.share_more += other.share_more;
        self.gap += other.gap;
        self.share_gap += other.share_gap;
        self.gap_gap += other.gap_gap;
        self.gap_share += other.gap_share;
        self.share_share += other.share_share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::DayHistory;
    use crate::model::bg_nbd::{Params, ln_likelihood};
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
        let rows = Rows::new(&histories);
        for [r, alpha, a, b] in POINTS {
            let params = Params { r, alpha, a, b };
            let sum: f64 = histories
                .distinct()
                .iter()
                .map(|d| f64::from(d.customers) * ln_likelihood(&params, &d.history))
                .sum();
            let value = rows.evaluate(&[r, alpha, a, b]).value;
            assert!((value / sum - 1.0).abs() < 1e-12, "{params:?}: {value} {sum}");
        }
    }

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        let rows = Rows::new(&histories());
        for point in POINTS {
            assert_derivatives(|params| rows.evaluate(params), point);
        }
    }
}
