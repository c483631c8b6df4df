//! How unequal the spend is: Lorenz curve, Gini coefficient, and what the top customers bring.

use crate::unit::Money;

/// Points drawn of the Lorenz curve, ends included.
const POINTS: usize = 101;

/// Concentration of net spend. Shares are of the pool's net; `None` where that is not positive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concentration {
    /// Share of net spend that the best-spending fifth of the customers (rounded up) brings.
    pub top20_share: Option<f64>,
    /// Gini coefficient: 0 when all spend the same, towards 1 when one customer brings everything.
    pub gini: Option<f64>,
    /// Fewest customers that bring at least 80 % of net spend.
    pub customers_for_80: Option<u64>,
    /// Lorenz curve: share of customers, poorest first, and their share of net spend.
    pub lorenz: Vec<(f64, f64)>,
}

/// Concentration of net spend in a pool that spent `all`; `sorted`: the net spends in ascending order.
#[must_use]
pub fn concentration(sorted: &[i64], all: Money) -> Concentration {
    if all.0 <= 0 {
        return Concentration::default();
    }
    let n = sorted.len();
    let top = n.div_ceil(5);
    let top_sum: i64 = sorted[n - top..].iter().sum();
    Concentration {
        top20_share: Some(share(top_sum, all)),
        gini: Some(gini(sorted, all)),
        customers_for_80: Some(customers_for(sorted, all)),
        lorenz: lorenz(sorted, all),
    }
}

fn share(part: i64, all: Money) -> f64 {
    Money(part).to_major() / all.to_major()
}

/// G = sum over i = 1..n of (2 i - n - 1) y_i / (n sum y), spend sorted upwards; summed exactly, the
/// i y_i as the sums of all from each on, which takes no product of 128 bits for each.
#[expect(clippy::cast_precision_loss, reason = "one rounding of exact sums")]
fn gini(sorted: &[i64], all: Money) -> f64 {
    let n = sorted.len() as i128;
    let (mut from_here, mut ranked) = (0_i128, 0_i128);
    for &y in sorted.iter().rev() {
        from_here += i128::from(y);
        ranked += from_here;
    }
    let weighted = 2 * ranked - (n + 1) * from_here;
    weighted as f64 / (n as f64 * all.0 as f64)
}

fn customers_for(sorted: &[i64], all: Money) -> u64 {
    let needed = (i128::from(all.0) * 4 + 4) / 5;
    let mut sum = 0_i128;
    let mut customers = 0;
    for &y in sorted.iter().rev() {
        if sum >= needed {
            break;
        }
        sum += i128::from(y);
        customers += 1;
    }
    customers
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn lorenz(sorted: &[i64], all: Money) -> Vec<(f64, f64)> {
    let n = sorted.len();
    let points = POINTS.min(n + 1);
    let mut curve = Vec::with_capacity(points);
    let (mut taken, mut sum) = (0, 0_i64);
    for k in 0..points {
        let until = k * n / (points - 1);
        sum += sorted[taken..until].iter().sum::<i64>();
        taken = until;
        curve.push((until as f64 / n as f64, share(sum, all)));
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::sorted_numbers;
    use crate::pool::tests::{ledger, pool};

    fn of(spend: &[i64]) -> Concentration {
        let ids: Vec<String> = (0..spend.len()).map(|i| format!("c{i:04}")).collect();
        let lines: Vec<_> = ids.iter().zip(spend).map(|(id, &y)| (id.as_str(), 1, y)).collect();
        let pool = pool(&ledger(&lines), 1);
        let sorted = sorted_numbers(pool.net.iter().map(|money| money.0));
        concentration(&sorted, pool.total_net().unwrap())
    }

    #[test]
    fn equal_spend_has_gini_nought() {
        let even = of(&[10; 10]);
        assert_eq!((even.gini, even.top20_share), (Some(0.0), Some(0.2)));
        assert_eq!(even.customers_for_80, Some(8));
        assert_eq!(even.lorenz.last(), Some(&(1.0, 1.0)));
        assert_eq!(even.lorenz.len(), 11);
    }

    #[test]
    fn gini_of_a_known_case() {
        // 1, 2, 3, 4: mean absolute difference 1.25, mean 2.5, so 1.25 / (2 x 2.5).
        assert_eq!(of(&[4, 2, 1, 3]).gini, Some(0.25));
        let one = of(&[0, 0, 0, 100]);
        assert_eq!((one.gini, one.customers_for_80), (Some(0.75), Some(1)));
    }

    #[test]
    fn the_top_fifth_is_rounded_up() {
        let six = of(&[1, 1, 1, 1, 3, 3]);
        assert_eq!(six.top20_share, Some(0.6));
    }

    #[test]
    fn without_positive_spend_there_is_no_share() {
        assert_eq!(of(&[0, 0]), Concentration::default());
    }

    #[test]
    fn the_curve_has_at_most_a_hundred_and_one_points_and_rises() {
        let spend: Vec<i64> = (1..=1234).collect();
        let curve = of(&spend).lorenz;
        assert_eq!((curve.len(), curve[0]), (POINTS, (0.0, 0.0)));
        assert!(curve.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
    }
}
