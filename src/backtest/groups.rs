//! Predictions beside what came, for customers of one past frequency and for tenths of them.

use super::accuracy::in_runs;
use super::holdout::Holdout;
use crate::math::Sum;

/// Customers with the same number of repeat purchases by the cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrequencyBin {
    /// How many customers there are.
    pub customers: u64,
    /// Their mean number of order days in the holdout; `None` without customers.
    pub actual: Option<f64>,
    /// The mean of what was expected of them; `None` without customers.
    pub expected: Option<f64>,
}

/// Repeat purchases 0, 1, .. and one bin for all above.
pub const FREQUENCY_BINS: usize = 8;

/// A tenth of the customers in the order of a predicted probability; some differ in size, because
/// equal predictions are never parted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decile {
    /// 1 for the lowest predictions, 10 for the highest.
    pub decile: u8,
    /// How many customers are in it: at least 1.
    pub customers: u64,
    /// Their mean prediction.
    pub predicted: f64,
    /// The share of them that ordered in the holdout.
    pub ordered: f64,
}

/// docs/models.md, "By past frequency"; `means`: what is expected of each distinct history.
pub(super) fn by_frequency(holdout: &Holdout, means: &[f64]) -> [FrequencyBin; FREQUENCY_BINS] {
    let mut bins = [(0_u64, 0_u64, Sum::new()); FREQUENCY_BINS];
    let distinct = holdout.histories().distinct();
    let bin_of = |place: usize| (distinct[place].history.x as usize).min(FREQUENCY_BINS - 1);
    for (place, (shared, mean)) in distinct.iter().zip(means).enumerate() {
        let bin = &mut bins[bin_of(place)];
        bin.0 += u64::from(shared.customers);
        bin.2.add(f64::from(shared.customers) * mean);
    }
    for alike in &holdout.alike {
        let bin = &mut bins[bin_of(alike.place as usize)];
        bin.1 += u64::from(alike.customers) * u64::from(alike.after);
    }
    bins.map(|(customers, actual, expected)| FrequencyBin {
        customers,
        actual: share(actual, customers),
        expected: (customers > 0).then(|| expected.total() / float(customers)),
    })
}

/// docs/models.md, "Deciles"; `predicted`: the probability of each distinct history.
pub(super) fn deciles(holdout: &Holdout, predicted: &[f64]) -> Vec<Decile> {
    let distinct = holdout.histories().distinct();
    let mut ordered = vec![0_u64; distinct.len()];
    for alike in holdout.alike.iter().filter(|alike| alike.after > 0) {
        ordered[alike.place as usize] += u64::from(alike.customers);
    }
    let all = holdout.histories().customers();
    let mut tenths = [(0_u64, 0_u64, Sum::new()); 10];
    let mut before = 0;
    in_runs(predicted, |run| {
        let size: u64 = run.iter().map(|at| u64::from(distinct[*at as usize].customers)).sum();
        let middle = 10 * (2 * before + size) / (2 * all);
        before += size;
        let tenth = &mut tenths[usize::try_from(middle).unwrap_or(9).min(9)];
        tenth.0 += size;
        for at in run.iter().map(|at| *at as usize) {
            tenth.1 += ordered[at];
            tenth.2.add(f64::from(distinct[at].customers) * predicted[at]);
        }
    });
    let decile = |(decile, (customers, ordered, predicted)): (u8, (u64, u64, Sum))| {
        let ordered = share(ordered, customers)?;
        Some(Decile { decile, customers, predicted: predicted.total() / float(customers), ordered })
    };
    (1..).zip(tenths).filter_map(decile).collect()
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

#[expect(clippy::cast_precision_loss, reason = "a count of customers or of their order days")]
fn float(count: u64) -> f64 {
    count as f64
}
