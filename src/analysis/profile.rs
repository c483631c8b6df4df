//! The eight classes and the grid of scores, summed up over the pool.

use super::values::CustomerValues;
use crate::error::{ErrorKind, Result};
use crate::math::Sum;
use crate::pool::{Pool, batches};
use crate::segment::rfm::{Class, Rfm};
use crate::unit::Money;
use crate::value::Expected;
use std::ops::Range;

/// One class of customers. Means are `None` for a class without customers.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassProfile {
    /// Which class.
    pub class: Class,
    /// How many customers; the eight add up to the pool.
    pub customers: u64,
    /// Their orders.
    pub orders: u64,
    /// Their net spend.
    pub net: Money,
    /// Share of the pool's customers.
    pub customer_share: f64,
    /// Share of the pool's net spend; `None` where that is not positive.
    pub net_share: Option<f64>,
    /// Mean days since the last order.
    pub mean_days_since_last: Option<f64>,
    /// Mean orders.
    pub mean_orders: Option<f64>,
    /// Mean net spend, in major units.
    pub mean_net: Option<f64>,
    /// Expected spend of the class in twelve months; `None` without a spend model.
    pub expected_spend12: Option<f64>,
    /// Mean P(alive); `None` without a model.
    pub mean_p_alive: Option<f64>,
}

/// Customers with one recency and one frequency score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// Recency score.
    pub r: u8,
    /// Frequency score.
    pub f: u8,
    /// How many customers.
    pub customers: u64,
    /// Their net spend.
    pub net: Money,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    customers: u64,
    orders: u64,
    net: Money,
    days: i64,
    spend12: Sum,
    spenders: u64,
    p_alive: Sum,
}

/// All eight classes, in the order of [`Class::ALL`].
///
/// # Errors
/// `amount-overflow`.
pub(super) fn classes(
    pool: &Pool,
    rfm: &Rfm,
    values: Option<&CustomerValues>,
) -> Result<Vec<ClassProfile>> {
    let mut tallies = [Tally::default(); Class::ALL.len()];
    for customers in batches(pool.len()) {
        add_customers(pool, rfm, values, customers, &mut tallies)?;
    }
    let net = pool.total_net()?;
    let profile = |(class, tally): (Class, Tally)| tally.profile(class, pool.len(), net, values);
    Ok(Class::ALL.into_iter().zip(tallies).map(profile).collect())
}

#[inline(never)]
fn add_customers(
    pool: &Pool,
    rfm: &Rfm,
    values: Option<&CustomerValues>,
    customers: Range<usize>,
    tallies: &mut [Tally; 8],
) -> Result<()> {
    let expected = values.map(|values| values.look_up(customers.clone()));
    for (k, c) in customers.enumerate() {
        let tally = &mut tallies[usize::from(rfm.class[c].place() & 7)];
        tally.customers += 1;
        tally.orders += u64::from(pool.orders[c]);
        tally.net = tally.net.checked_add(pool.net[c]).ok_or(ErrorKind::AmountOverflow)?;
        tally.days += i64::from(pool.days_since_last(c));
        if let Some((values, expected)) = values.zip(expected.as_ref()) {
            let Expected { p_alive, orders, .. } = expected[k];
            tally.p_alive.add(p_alive);
            if let Some(spend) = values.spend(c) {
                tally.spend12.add(orders[2] * spend);
                tally.spenders += 1;
            }
        }
    }
    Ok(())
}

impl Tally {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn profile(
        self,
        class: Class,
        pool: usize,
        net: Money,
        values: Option<&CustomerValues>,
    ) -> ClassProfile {
        let mean = |total: f64| (self.customers > 0).then(|| total / self.customers as f64);
        ClassProfile {
            class,
            customers: self.customers,
            orders: self.orders,
            net: self.net,
            customer_share: self.customers as f64 / pool as f64,
            net_share: (net.0 > 0).then(|| self.net.to_major() / net.to_major()),
            mean_days_since_last: mean(self.days as f64),
            mean_orders: mean(self.orders as f64),
            mean_net: mean(self.net.to_major()),
            expected_spend12: (self.spenders > 0).then(|| self.spend12.total()),
            mean_p_alive: values.and_then(|_| mean(self.p_alive.total())),
        }
    }
}

/// All 25 pairs of scores, recency first.
///
/// # Errors
/// `amount-overflow`.
pub(super) fn grid(pool: &Pool, rfm: &Rfm) -> Result<Vec<GridCell>> {
    let scores = (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f)));
    let mut cells: Vec<GridCell> =
        scores.map(|(r, f)| GridCell { r, f, customers: 0, net: Money::ZERO }).collect();
    for c in 0..pool.len() {
        let place = usize::from(rfm.r[c] - 1) * 5 + usize::from(rfm.f[c] - 1);
        let cell = &mut cells[place];
        cell.customers += 1;
        cell.net = cell.net.checked_add(pool.net[c]).ok_or(ErrorKind::AmountOverflow)?;
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::sorted_numbers;
    use crate::pool::tests::{ledger, pool};
    use crate::segment::rfm::{CutRule, Scores, rfm};

    #[test]
    fn classes_and_grid_always_add_up_to_the_pool() {
        let ids: Vec<String> = (0..60).map(|i| format!("c{i}")).collect();
        let lines: Vec<_> = (0_i32..300)
            .map(|k| {
                let id = ids[usize::try_from(k * k % 59).unwrap()].as_str();
                (id, k * 13 % 200, i64::from(k % 17) - 2)
            })
            .collect();
        let pool = pool(&ledger(&lines), 210);
        let net = sorted_numbers(pool.net.iter().map(|money| money.0));
        let scores = Scores::new(&pool, &net);
        for rule in [CutRule::Quintile, CutRule::Median, CutRule::Mean] {
            let rfm = rfm(&pool, &scores, rule).unwrap();
            let classes = classes(&pool, &rfm, None).unwrap();
            assert_eq!(classes.len(), 8);
            assert_eq!(classes.iter().map(|c| c.customers).sum::<u64>(), pool.len() as u64);
            assert_eq!(classes.iter().map(|c| c.orders).sum::<u64>(), pool.total_orders());
            let net = pool.total_net().unwrap().0;
            assert_eq!(classes.iter().map(|c| c.net.0).sum::<i64>(), net);
            assert!(classes.iter().all(|c| c.mean_p_alive.is_none()));
            let grid = grid(&pool, &rfm).unwrap();
            assert_eq!(grid.iter().map(|cell| cell.customers).sum::<u64>(), pool.len() as u64);
            assert_eq!(grid.iter().map(|cell| cell.net.0).sum::<i64>(), net);
            assert_eq!((grid[7].r, grid[7].f), (2, 3));
        }
    }
}
