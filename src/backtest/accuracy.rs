//! How far off a prediction was, customer by customer and in all; and two predictions that need no model.

use super::cut::Cut;
use super::holdout::{Alike, actual};
use crate::history::{Histories, History};
use crate::math::{Sum, ordered, places_by_number};

/// How well order days in the holdout were predicted. docs/models.md, "Errors".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Mean absolute error per customer.
    pub mae: f64,
    /// Root of the mean squared error per customer.
    pub rmse: f64,
    /// Order days expected of all customers.
    pub expected: f64,
    /// By how much that is above the actual ones, as a part of these; `None` when there were none.
    pub total_error: Option<f64>,
    /// Spearman's rank correlation of expected and actual; `None` when one of them does not vary.
    pub rank_correlation: Option<f64>,
}

/// What is expected of customers: a value for each group of them.
pub(super) struct Prediction<G> {
    /// Which group they are in.
    pub(super) group: G,
    pub(super) values: Vec<f64>,
}

impl<G: Fn(&Alike) -> u32> Prediction<G> {
    fn value(&self, alike: &Alike) -> f64 {
        self.values[(self.group)(alike) as usize]
    }
}

/// The model's or another's prediction of each distinct history.
pub(super) fn of_history(values: Vec<f64>) -> Prediction<impl Fn(&Alike) -> u32> {
    Prediction { group: |alike: &Alike| alike.place, values }
}

/// `last-period`: as many order days as in as many days up to the cut.
pub(super) fn last_period(all: &[Alike]) -> Prediction<impl Fn(&Alike) -> u32 + use<>> {
    let most = all.iter().map(|alike| alike.before).max().unwrap_or(0);
    let values = (0..=most).map(f64::from).collect();
    Prediction { group: |alike: &Alike| alike.before, values }
}

/// `rate`: the customer's own rate so far, for as long as the holdout.
pub(super) fn rate(histories: &Histories, cut: Cut) -> Prediction<impl Fn(&Alike) -> u32 + use<>> {
    let (length, unit) = (f64::from(cut.holdout_days()), histories.unit().days());
    let rate = |h: &History| {
        // In whole days, so that equal rates are equal: ranks depend on it.
        let age = (h.T * unit).round();
        if age > 0.0 { f64::from(h.x) * length / age } else { 0.0 }
    };
    of_history(histories.distinct().iter().map(|distinct| rate(&distinct.history)).collect())
}

impl Accuracy {
    pub(super) fn of<G: Fn(&Alike) -> u32>(all: &[Alike], prediction: &Prediction<G>) -> Self {
        let mut sums = [Sum::new(); 4];
        for alike in all {
            let weight = f64::from(alike.customers);
            let (expected, actual) = (prediction.value(alike), f64::from(alike.after));
            let error = expected - actual;
            let terms = [weight, weight * error.abs(), weight * error * error, weight * expected];
            for (sum, term) in sums.iter_mut().zip(terms) {
                sum.add(term);
            }
        }
        let [customers, absolute, square, expected] = sums.map(Sum::total);
        #[expect(clippy::cast_precision_loss, reason = "a count of order days")]
        let actual = actual(all) as f64;
        Self {
            mae: absolute / customers,
            rmse: (square / customers).sqrt(),
            expected,
            total_error: (actual > 0.0).then_some(expected / actual - 1.0),
            rank_correlation: rank_correlation(all, prediction),
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        let may_lack = [self.total_error, self.rank_correlation].into_iter().flatten();
        [self.mae, self.rmse, self.expected].into_iter().chain(may_lack).all(f64::is_finite)
    }
}

/// In whole numbers but for the last division, so that the order of the customers changes no bit.
fn rank_correlation<G>(all: &[Alike], prediction: &Prediction<G>) -> Option<f64>
where
    G: Fn(&Alike) -> u32,
{
    let most = all.iter().map(|alike| alike.after).max()?;
    let actual = Prediction {
        group: |alike: &Alike| alike.after,
        values: (0..=most).map(f64::from).collect(),
    };
    let (u, v) = (centred_ranks(all, prediction), centred_ranks(all, &actual));
    let (mut both, mut of_u, mut of_v) = (0_i128, 0_i128, 0_i128);
    for alike in all {
        let weight = i128::from(alike.customers);
        let (u, v) = (u[(prediction.group)(alike) as usize], v[alike.after as usize]);
        both += weight * u * v;
        of_u += weight * u * u;
        of_v += weight * v * v;
    }
    #[expect(clippy::cast_precision_loss, reason = "rounded once")]
    let [both, of_u, of_v] = [both, of_u, of_v].map(|sum| sum as f64);
    let r = both / (of_u * of_v).sqrt();
    r.is_finite().then_some(r.clamp(-1.0, 1.0))
}

/// For each group twice its mean rank, less twice the mean of all ranks; groups of one value share theirs.
fn centred_ranks<G: Fn(&Alike) -> u32>(all: &[Alike], prediction: &Prediction<G>) -> Vec<i128> {
    let values = &prediction.values;
    let mut customers = vec![0_u64; values.len()];
    for alike in all {
        customers[(prediction.group)(alike) as usize] += u64::from(alike.customers);
    }
    let n: u64 = customers.iter().sum();
    let mut ranks = vec![0; values.len()];
    let mut before = 0;
    in_runs(values, |run| {
        let size: u64 = run.iter().map(|at| customers[*at as usize]).sum();
        for at in run {
            ranks[*at as usize] = i128::from(2 * before + size) - i128::from(n);
        }
        before += size;
    });
    ranks
}

/// Hands out the places of equal values, those of the least first.
pub(super) fn in_runs(values: &[f64], each: impl FnMut(&[u32])) {
    // A sign of 0 tells nothing apart.
    let keys: Vec<u64> = values.iter().map(|value| ordered(value + 0.0)).collect();
    let order = places_by_number(&keys);
    order.chunk_by(|one, next| keys[*one as usize] == keys[*next as usize]).for_each(each);
}
