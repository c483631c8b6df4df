//! Correlation, of values and of ranks.

use super::{ordered, sort_by_number, sum};

/// Spearman's rank correlation of pairs; equal values share their mean rank. `None` when one of the
/// two does not vary.
#[must_use]
pub fn spearman(u: &[f64], v: &[f64]) -> Option<f64> {
    pearson(&ranks(u), &ranks(v))
}

/// 1-based ranks; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    sort_by_number(&mut order, |(value, _)| ordered(*value));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0.0;
    for run in order.chunk_by(|one, next| one.0 == next.0) {
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let len = run.len() as f64;
        for &(_, i) in run {
            ranks[i] = before + 0.5 * (len + 1.0);
        }
        before += len;
    }
    ranks
}

/// Pearson's correlation of pairs. `None` when one of the two does not vary.
#[must_use]
pub fn pearson(u: &[f64], v: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let n = u.len() as f64;
    let (mean_u, mean_v) = (sum(u.iter().copied()) / n, sum(v.iter().copied()) / n);
    let moment =
        |f: fn(f64, f64) -> f64| sum(u.iter().zip(v).map(|(u, v)| f(u - mean_u, v - mean_v)));
    let r = moment(|u, v| u * v) / (moment(|u, _| u * u) * moment(|_, v| v * v)).sqrt();
    r.is_finite().then_some(r.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
    }

    #[test]
    fn any_rising_curve_has_rank_correlation_one() {
        let u = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(spearman(&u, &[0.1, 5.0, 5.5, 1e9]), Some(1.0));
        assert_eq!(spearman(&u, &[3.0, 2.0, 1.0, 0.0]), Some(-1.0));
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        assert_eq!(pearson(&[1.0, 2.0], &[5.0, 5.0]), None);
        assert_eq!(spearman(&[], &[]), None);
    }
}
