//! The pool's expected value in a few figures and in bins that a chart can draw.

use crate::math::sum;

/// Horizons of the expectations, in months.
pub const HORIZONS: [u32; 3] = [3, 6, 12];

/// Widths in days that gaps are binned by; the first that needs few enough bins is taken.
const WIDTHS: [u32; 8] = [1, 7, 14, 30, 60, 90, 180, 365];
const MOST_GAP_BINS: u32 = 24;
/// Bins of P(alive): twentieths.
const ALIVE_BINS: u32 = 20;

/// What the pool is expected to bring. Orders are order days after the pool's day; spend in major
/// units; a figure is `None` where no spend model could be fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Expected orders within each of [`HORIZONS`].
    pub expected_orders: [f64; 3],
    /// Expected spend within each of [`HORIZONS`].
    pub expected_spend: Option<[f64; 3]>,
    /// Sum of the customers' discounted twelve-month values.
    pub clv12: Option<f64>,
    /// Customers whose spend could be estimated: the others are in no sum of money.
    pub valued: u64,
    /// Sum of P(alive): how many customers are expected to be active still.
    pub active: f64,
    /// Repeat orders that a brand-new customer is expected to place in twelve months.
    pub new_customer_orders12: f64,
    /// What those are expected to bring, undiscounted.
    pub new_customer_spend12: Option<f64>,
    /// Customers by their discounted twelve-month value.
    pub histogram: Vec<ValueBin>,
    /// Customers with one order day: in the purchase model nobody leaves before a repeat, so their
    /// P(alive) is 1 whatever their silence, and they are left out of the next two.
    pub one_time: u64,
    /// P(alive) of repeat customers by days since the last order.
    pub alive_by_gap: Vec<GapBin>,
    /// Repeat customers by days since the last order and P(alive).
    pub alive_grid: AliveGrid,
}

/// One customer's figures, as the summary takes them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Valued {
    /// Order days after the first.
    pub repeats: u32,
    /// Days since the last order.
    pub gap: u32,
    /// P(alive).
    pub p_alive: f64,
    /// Expected orders within each of [`HORIZONS`].
    pub expected_orders: [f64; 3],
    /// Expected spend per order.
    pub spend: Option<f64>,
    /// Discounted twelve-month value.
    pub clv12: Option<f64>,
}

/// Customers whose value is in `from..to`; the first bin begins at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueBin {
    /// Lower bound, in the bin.
    pub from: f64,
    /// Upper bound, not in the bin.
    pub to: f64,
    /// How many customers.
    pub customers: u64,
    /// Sum of their values.
    pub clv: f64,
}

/// Customers whose last order is `from_days..to_days` days ago.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GapBin {
    /// Fewest days.
    pub from_days: u32,
    /// One more than the most days.
    pub to_days: u32,
    /// How many customers.
    pub customers: u64,
    /// Mean of P(alive).
    pub mean: f64,
    /// One tenth of the customers have a smaller P(alive).
    pub p10: f64,
    /// One tenth have a larger one.
    pub p90: f64,
    /// Their expected spend in twelve months.
    pub expected_spend12: Option<f64>,
}

/// Counts of customers over two axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AliveGrid {
    /// Bounds of the bins of days since the last order.
    pub days: Vec<u32>,
    /// Bounds of the bins of P(alive).
    pub p: Vec<f64>,
    /// Customers: all bins of P(alive) of the first bin of days, then of the second, ...
    pub customers: Vec<u64>,
}

/// Sums and bins over `customers`; the last two are repeat orders and mean spend of a new customer.
#[must_use]
pub(super) fn summarise(
    customers: &[Valued],
    new_orders12: f64,
    new_spend: Option<f64>,
) -> Summary {
    let orders_within =
        |k: usize| sum(customers.iter().map(|customer| customer.expected_orders[k]));
    let spend_within =
        |k: usize| sum(customers.iter().filter_map(|c| Some(c.spend? * c.expected_orders[k])));
    let valued = customers.iter().filter(|c| c.clv12.is_some()).count() as u64;
    let has_spend = valued > 0;
    let clv = || sum(customers.iter().filter_map(|c| c.clv12));
    let repeaters: Vec<Valued> = customers.iter().filter(|c| c.repeats > 0).copied().collect();
    let width = gap_width(&repeaters);
    Summary {
        expected_orders: [0, 1, 2].map(orders_within),
        expected_spend: has_spend.then(|| [0, 1, 2].map(spend_within)),
        clv12: has_spend.then(clv),
        valued,
        active: sum(customers.iter().map(|c| c.p_alive)),
        new_customer_orders12: new_orders12,
        new_customer_spend12: new_spend.map(|spend| spend * new_orders12),
        histogram: histogram(customers),
        one_time: (customers.len() - repeaters.len()) as u64,
        alive_by_gap: alive_by_gap(&repeaters, width),
        alive_grid: alive_grid(&repeaters, width),
    }
}

fn gap_width(customers: &[Valued]) -> u32 {
    let longest = customers.iter().map(|c| c.gap).max().unwrap_or(0);
    let fits = |&&width: &&u32| longest / width < MOST_GAP_BINS;
    WIDTHS.iter().find(fits).copied().unwrap_or(longest / MOST_GAP_BINS + 1)
}

/// Bounds 0, ..., 1, 2, 5, 10, 20, 50, ... up to past the largest value; five decades at most below
/// it, the first bin takes what is smaller.
fn value_bounds(largest: f64) -> Vec<f64> {
    let mut bounds = vec![0.0];
    let mut decade = 1.0e-4;
    while decade * 1.0e5 < largest {
        decade *= 10.0;
    }
    loop {
        for step in [1.0, 2.0, 5.0] {
            bounds.push(decade * step);
            if decade * step > largest {
                return bounds;
            }
        }
        decade *= 10.0;
    }
}

fn histogram(customers: &[Valued]) -> Vec<ValueBin> {
    let values = || customers.iter().filter_map(|c| c.clv12);
    let largest = values().fold(0.0, f64::max);
    if values().next().is_none() || !largest.is_finite() {
        return Vec::new();
    }
    let bounds = value_bounds(largest);
    let mut bins: Vec<ValueBin> = bounds
        .windows(2)
        .map(|w| ValueBin { from: w[0], to: w[1], customers: 0, clv: 0.0 })
        .collect();
    for value in values() {
        let place = bounds.partition_point(|&bound| bound <= value).saturating_sub(1);
        let bin = &mut bins[place];
        bin.customers += 1;
        bin.clv += value;
    }
    // The smallest values may be far above the first bounds: one bin then begins at 0.
    let first = bins.iter().position(|bin| bin.customers > 0).unwrap_or(0);
    bins.drain(..first);
    bins[0].from = 0.0;
    bins
}

fn alive_by_gap(customers: &[Valued], width: u32) -> Vec<GapBin> {
    let mut by_gap: Vec<&Valued> = customers.iter().collect();
    by_gap.sort_by(|a, b| {
        (a.gap / width).cmp(&(b.gap / width)).then(a.p_alive.total_cmp(&b.p_alive))
    });
    by_gap.chunk_by(|a, b| a.gap / width == b.gap / width).map(|bin| gap_bin(bin, width)).collect()
}

/// `bin`: customers of one bin, by rising P(alive).
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn gap_bin(bin: &[&Valued], width: u32) -> GapBin {
    let from_days = bin[0].gap / width * width;
    let spend = |c: &&Valued| Some(c.spend? * c.expected_orders[2]);
    let has_spend = bin.iter().any(|c| c.spend.is_some());
    GapBin {
        from_days,
        to_days: from_days + width,
        customers: bin.len() as u64,
        mean: sum(bin.iter().map(|c| c.p_alive)) / bin.len() as f64,
        p10: bin[(bin.len() - 1) / 10].p_alive,
        p90: bin[(bin.len() - 1) * 9 / 10].p_alive,
        expected_spend12: has_spend.then(|| sum(bin.iter().filter_map(spend))),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "P(alive) is in 0..=1, so the product is in 0..=20"
)]
fn alive_grid(customers: &[Valued], width: u32) -> AliveGrid {
    let longest = customers.iter().map(|c| c.gap).max().unwrap_or(0);
    let gaps = longest / width + 1;
    let mut grid = AliveGrid {
        days: (0..=gaps).map(|k| k * width).collect(),
        p: (0..=ALIVE_BINS).map(|k| f64::from(k) / f64::from(ALIVE_BINS)).collect(),
        customers: vec![0; (gaps * ALIVE_BINS) as usize],
    };
    for customer in customers {
        let p = ((customer.p_alive * f64::from(ALIVE_BINS)) as u32).min(ALIVE_BINS - 1);
        grid.customers[(customer.gap / width * ALIVE_BINS + p) as usize] += 1;
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(gap: u32, p_alive: f64, clv12: Option<f64>) -> Valued {
        let expected_orders = [1.0, 2.0, 4.0].map(|n| n * p_alive);
        Valued { repeats: 1, gap, p_alive, expected_orders, spend: clv12.map(|_| 10.0), clv12 }
    }

    #[test]
    fn every_customer_is_in_one_bin_of_each_kind() {
        let customers: Vec<Valued> = (0..997)
            .map(|k| {
                let clv = (k % 3 > 0).then_some(f64::from(k * k) / 7.0);
                customer(k, f64::from(k % 101) / 100.0, clv)
            })
            .collect();
        let s = summarise(&customers, 0.5, Some(20.0));
        assert_eq!(s.alive_by_gap.iter().map(|b| b.customers).sum::<u64>(), 997);
        assert_eq!(s.alive_grid.customers.iter().sum::<u64>(), 997);
        assert_eq!(s.histogram.iter().map(|b| b.customers).sum::<u64>(), s.valued);
        let clv: f64 = s.histogram.iter().map(|b| b.clv).sum();
        assert!((clv / s.clv12.unwrap() - 1.0).abs() < 1e-12);
        assert!(s.histogram.windows(2).all(|w| w[0].to == w[1].from));
        assert!(s.alive_by_gap.iter().all(|b| b.p10 <= b.mean && b.mean <= b.p90));
        assert_eq!(s.new_customer_spend12, Some(10.0));
    }

    #[test]
    fn one_time_buyers_count_in_the_sums_and_not_in_the_silence() {
        let once = Valued { repeats: 0, ..customer(700, 1.0, Some(5.0)) };
        let s = summarise(&[once, customer(3, 0.5, Some(5.0))], 1.0, None);
        assert_eq!((s.one_time, s.active, s.clv12), (1, 1.5, Some(10.0)));
        assert_eq!(s.alive_by_gap.iter().map(|b| b.customers).sum::<u64>(), 1);
        assert_eq!(s.alive_grid.customers.iter().sum::<u64>(), 1);
        let none = summarise(&[once], 1.0, None);
        assert!(none.alive_by_gap.is_empty());
    }

    #[test]
    fn without_a_spend_model_there_is_no_money() {
        let s = summarise(&[customer(3, 0.5, None)], 0.5, None);
        assert_eq!((s.expected_spend, s.clv12, s.valued), (None, None, 0));
        assert_eq!(s.expected_orders, [0.5, 1.0, 2.0]);
        assert!(s.histogram.is_empty());
        assert_eq!(s.alive_by_gap[0].expected_spend12, None);
    }

    #[test]
    fn a_value_at_a_bound_is_in_the_upper_bin() {
        let s = summarise(&[customer(0, 1.0, Some(20.0)), customer(0, 1.0, Some(0.0))], 1.0, None);
        let bin = s.histogram.last().unwrap();
        assert_eq!((bin.from, bin.to, bin.customers), (20.0, 50.0, 1));
        assert_eq!((s.histogram[0].from, s.histogram[0].customers), (0.0, 1));
        assert!(s.histogram.len() < 20);
    }

    #[test]
    fn gaps_need_few_bins_whatever_the_span() {
        for longest in [0, 10, 24, 400, 5_000, 100_000] {
            let s = summarise(&[customer(longest, 0.0, None), customer(0, 1.0, None)], 1.0, None);
            assert!(s.alive_grid.days.len() <= 26, "{longest}");
            assert!(*s.alive_grid.days.last().unwrap() > longest);
        }
    }
}
