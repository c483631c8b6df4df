//! Whether chains have found the same distribution, and how many independent draws they are worth (VGSCB2021).

use crate::math::{ln, normal_quantile, ordered, ranks, sort_by_number};

/// What is said of the draws of one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diagnostics {
    /// The larger of the rank-normalised split R-hats of the draws and of their distances from the median:
    /// 1 when the chains agree. VGSCB2021.
    pub r_hat: f64,
    /// How many independent draws the middle of the distribution is known as well as by.
    pub bulk_ess: f64,
    /// The same for the quantiles at 5 and 95 %, the worse of the two.
    pub tail_ess: f64,
}

impl Diagnostics {
    /// `chains`: of equal length, at least 4 draws each; `None` otherwise.
    #[must_use]
    pub fn of(chains: &[Vec<f64>]) -> Option<Self> {
        let draws = chains.first()?.len();
        if draws < 4 || chains.iter().any(|chain| chain.len() != draws) {
            return None;
        }
        let halves = split(chains);
        let all = |chains: &[Vec<f64>]| sorted(chains.concat());
        let (median, ascending) = (quantile(&all(&halves), 0.5), all(chains));
        let normal = rank_normal(&halves);
        let folded = map(&halves, |draw| (draw - median).abs());
        let tail = |p: f64| {
            let bound = quantile(&ascending, p);
            ess(&map(&halves, |draw| f64::from(u8::from(draw <= bound))))
        };
        Some(Self {
            r_hat: r_hat(&normal).max(r_hat(&rank_normal(&folded))),
            bulk_ess: ess(&normal),
            tail_ess: tail(0.05).min(tail(0.95)),
        })
    }
}

/// `values` in ascending order.
pub(super) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    sort_by_number(&mut values, |value| ordered(*value));
    values
}

/// Between the two order statistics around `p`: definition 7 of HF1996. `ascending`: not empty.
pub(super) fn quantile(ascending: &[f64], p: f64) -> f64 {
    let most = ascending.len().saturating_sub(1);
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let place = p * most as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to a count of draws"
    )]
    let before = (place as usize).min(most);
    let (low, high) = (ascending[before], ascending[(before + 1).min(most)]);
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let part = place - before as f64;
    // Nothing is taken of an infinite one that has no part, or of two of them.
    if part == 0.0 || low == high { low } else { low + part * (high - low) }
}

/// Each chain as two; a draw in the middle is left out.
fn split(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let halves = |chain: &Vec<f64>| {
        let half = chain.len() / 2;
        [chain[..half].to_vec(), chain[chain.len() - half..].to_vec()]
    };
    chains.iter().flat_map(halves).collect()
}

fn map(chains: &[Vec<f64>], of: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    chains.iter().map(|chain| chain.iter().map(|draw| of(*draw)).collect()).collect()
}

/// Each draw replaced by the normal quantile of its rank among all.
fn rank_normal(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let all: Vec<f64> = chains.iter().flatten().copied().collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let count = all.len() as f64;
    let mut ranks = ranks(&all).into_iter();
    let mut next = || {
        let rank = ranks.next().unwrap_or_default();
        normal_quantile((rank - 0.375) / (count + 0.25))
    };
    chains.iter().map(|chain| chain.iter().map(|_| next()).collect()).collect()
}

fn mean(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let count = values.len() as f64;
    values.iter().sum::<f64>() / count
}

/// With the count less one below.
fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let count = values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)
}

fn r_hat(chains: &[Vec<f64>]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let length = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let within = mean(&chains.iter().map(|chain| variance(chain)).collect::<Vec<_>>());
    let between = variance(&means);
    if between == 0.0 {
        return 1.0;
    }
    // Chains that stand still in different places.
    let ratio = (between / within + (length - 1.0) / length).sqrt();
    if ratio.is_finite() { ratio } else { f64::MAX }
}

/// Autocorrelations over all chains, summed by Geyer's initial monotone sequence.
fn ess(chains: &[Vec<f64>]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of draws")]
    let (length, count) = (chains[0].len() as f64, (chains.len() * chains[0].len()) as f64);
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let at_lag = |lag: usize| {
        let of = |(chain, mean): (&Vec<f64>, &f64)| {
            let pairs = chain.iter().zip(&chain[lag..]);
            pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / length
        };
        #[expect(clippy::cast_precision_loss, reason = "a count of chains")]
        let chains_count = chains.len() as f64;
        chains.iter().zip(&means).map(of).sum::<f64>() / chains_count
    };
    let within = at_lag(0) * length / (length - 1.0);
    let all = at_lag(0) + variance(&means);
    if all <= 0.0 {
        // Every draw is the same: nothing varies that could be known badly.
        return count;
    }
    let correlation = |lag: usize| 1.0 - (within - at_lag(lag)) / all;
    let most = chains[0].len();
    let (mut total, mut before, mut lag) = (0.0, f64::INFINITY, 0);
    let mut even = 1.0;
    // Sums of two neighbours are positive and fall, for any chain in equilibrium: what does not is noise. The last
    // lags have too few pairs to be looked at.
    while lag == 0 || lag + 5 <= most {
        let pair = even + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        before = pair.min(before);
        total += before;
        lag += 2;
        even = if lag < most { correlation(lag) } else { 0.0 };
    }
    // The last even one alone lowers the variance of estimates where draws alternate.
    let tau = 2.0 * total - 1.0 + even.max(0.0);
    count / tau.max(std::f64::consts::LN_10 / ln(count))
}
