//! Correlation, of values and of ranks.

use super::{Pair, Sum, SumPair, ordered, places_by_number};

/// Spearman's rank correlation of pairs; equal values share their mean rank. `None` when one of the
/// two does not vary.
#[must_use]
pub fn spearman(u: &[f64], v: &[f64]) -> Option<f64> {
    pearson(&ranks(u), &ranks(v))
}

/// 1-based ranks; equal values share the mean of theirs.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let keys: Vec<u64> = values.iter().map(|value| ordered(*value)).collect();
    let order = places_by_number(&keys);
    let ascending: Vec<f64> = order.iter().map(|at| values[*at as usize]).collect();
    let mut ranks = vec![0.0; values.len()];
    for (at, rank) in order.into_iter().zip(ranks_in_order(&ascending)) {
        ranks[at as usize] = rank;
    }
    ranks
}

/// 1-based ranks of values in ascending order; equal values share the mean of theirs.
#[must_use]
pub fn ranks_in_order(ascending: &[f64]) -> Vec<f64> {
    let mut ranks = Vec::with_capacity(ascending.len());
    for run in ascending.chunk_by(|one, next| one == next) {
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let (before, len) = (ranks.len() as f64, run.len() as f64);
        ranks.resize(ranks.len() + run.len(), before + 0.5 * (len + 1.0));
    }
    ranks
}

/// Pearson's correlation of pairs. `None` when one of the two does not vary.
#[must_use]
pub fn pearson(u: &[f64], v: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let n = u.len() as f64;
    let pairs = || u.iter().zip(v).map(|(u, v)| Pair::new([*u, *v]));
    let mut sums = SumPair::default();
    pairs().for_each(|pair| sums.add(pair));
    let means = Pair::new(sums.totals().map(|sum| sum / n));
    let (mut squares, mut both) = (SumPair::default(), Sum::new());
    for from_mean in pairs().map(|pair| pair - means) {
        squares.add(from_mean * from_mean);
        let [u, v] = from_mean.get();
        both.add(u * v);
    }
    let ([of_u, of_v], both) = (squares.totals(), both.total());
    let r = both / (of_u * of_v).sqrt();
    r.is_finite().then_some(r.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert!(ranks_in_order(&[]).is_empty());
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
