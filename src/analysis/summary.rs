//! The pool's expected value in a few figures and in bins that a chart can draw.

use crate::math::{Pair, Sum, SumPair, places_by_number};
use std::ops::Range;

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

/// What is said of a customer who came back, by the days since the last order.
#[derive(Clone, Copy, Debug, Default)]
struct Repeater {
    gap: u32,
    p_alive: f64,
    /// Expected spend in twelve months; NaN where there is none.
    spend12: f64,
}

/// Sums over all customers, each in their order.
#[derive(Default)]
struct Sums {
    /// Of the orders within each horizon, and of P(alive).
    orders: [SumPair; 2],
    /// Of the spend within each horizon, and of the value.
    money: [SumPair; 2],
    one_time: u64,
}

impl Sums {
    #[inline]
    fn add(&mut self, customer: &Valued) {
        let [near, middle, far] = customer.expected_orders;
        self.orders[0].add(Pair::new([near, middle]));
        self.orders[1].add(Pair::new([far, customer.p_alive]));
        if let (Some(spend), Some(clv)) = (customer.spend, customer.clv12) {
            self.money[0].add(Pair::new([spend * near, spend * middle]));
            self.money[1].add(Pair::new([spend * far, clv]));
        }
        self.one_time += u64::from(customer.repeats == 0);
    }
}

/// Everybody's figures, and of some what the bins need; by rising customer.
#[derive(Default)]
pub(super) struct Gathered {
    sums: Sums,
    values: Vec<f64>,
    repeaters: Vec<Repeater>,
}

impl Gathered {
    /// Adds the next customers.
    #[inline(never)]
    pub(super) fn add(&mut self, customers: impl ExactSizeIterator<Item = Valued>) {
        // Without a branch: who comes back is what no processor could foretell.
        let mut count = self.repeaters.len();
        self.repeaters.resize(count + customers.len(), Repeater::default());
        for customer in customers {
            self.sums.add(&customer);
            self.values.extend(customer.clv12);
            let Valued { gap, p_alive, spend, expected_orders, .. } = customer;
            let spend12 = spend.map_or(f64::NAN, |spend| spend * expected_orders[2]);
            self.repeaters[count] = Repeater { gap, p_alive, spend12 };
            count += usize::from(customer.repeats > 0);
        }
        self.repeaters.truncate(count);
    }

    /// Sums and bins over all; `new_*`: repeat orders and mean spend of a new customer.
    #[must_use]
    pub(super) fn summary(self, new_orders12: f64, new_spend: Option<f64>) -> Summary {
        let Self { sums, values, repeaters } = self;
        let has_spend = !values.is_empty();
        let bins = Bins::new(&repeaters);
        let [[near, middle], [far, active]] = sums.orders.map(SumPair::totals);
        let [[spend_near, spend_middle], [spend_far, clv]] = sums.money.map(SumPair::totals);
        Summary {
            expected_orders: [near, middle, far],
            expected_spend: has_spend.then_some([spend_near, spend_middle, spend_far]),
            clv12: has_spend.then_some(clv),
            valued: values.len() as u64,
            active,
            new_customer_orders12: new_orders12,
            new_customer_spend12: new_spend.map(|spend| spend * new_orders12),
            histogram: histogram(&values),
            one_time: sums.one_time,
            alive_by_gap: bins.all().filter_map(|(from, bin)| bins.summed_up(from, bin)).collect(),
            alive_grid: bins.grid(),
        }
    }
}

fn gap_width(customers: &[Repeater]) -> u32 {
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

fn histogram(values: &[f64]) -> Vec<ValueBin> {
    let largest = values.iter().copied().fold(0.0, f64::max);
    if values.is_empty() || !largest.is_finite() {
        return Vec::new();
    }
    let bounds = value_bounds(largest);
    let mut bins: Vec<ValueBin> = bounds
        .windows(2)
        .map(|w| ValueBin { from: w[0], to: w[1], customers: 0, clv: 0.0 })
        .collect();
    for values in values.chunks(2_048) {
        add_values(&bounds, values, &mut bins);
    }
    // The smallest values may be far above the first bounds: one bin then begins at 0.
    let first = bins.iter().position(|bin| bin.customers > 0).unwrap_or(0);
    bins.drain(..first);
    bins[0].from = 0.0;
    bins
}

/// The bounds are few: to compare with all of them takes no guess that goes wrong.
#[inline(never)]
fn add_values(bounds: &[f64], values: &[f64], bins: &mut [ValueBin]) {
    for &value in values {
        let below = bounds.iter().fold(0_u32, |below, &bound| below + u32::from(bound <= value));
        let bin = &mut bins[below.saturating_sub(1) as usize];
        bin.customers += 1;
        bin.clv += value;
    }
}

/// Repeaters by days since the last order, in bins of equal width; in each as they came.
///
/// What is asked of a bin lies side by side: to look it up among everybody's takes longer than to sort it.
struct Bins {
    width: u32,
    /// Of bin `k`: `start[k]..start[k + 1]`.
    start: Vec<usize>,
    p_alive: Vec<f64>,
    spend12: Vec<f64>,
}

impl Bins {
    #[inline(never)]
    fn new(customers: &[Repeater]) -> Self {
        let width = gap_width(customers);
        let bin = |customer: &Repeater| (customer.gap / width) as usize;
        let bins = customers.iter().map(bin).max().unwrap_or(0) + 1;
        let mut start = vec![0; bins + 1];
        for customer in customers {
            start[bin(customer) + 1] += 1;
        }
        for k in 0..bins {
            start[k + 1] += start[k];
        }
        let mut next = start.clone();
        let (mut p_alive, mut spend12) = (vec![0.0; customers.len()], vec![0.0; customers.len()]);
        for customer in customers {
            let at = &mut next[bin(customer)];
            p_alive[*at] = customer.p_alive;
            spend12[*at] = customer.spend12;
            *at += 1;
        }
        Self { width, start, p_alive, spend12 }
    }

    /// The first days of the bins, and the places of their customers.
    fn all(&self) -> impl Iterator<Item = (u32, Range<usize>)> {
        (0..).zip(self.start.windows(2)).map(|(k, ends)| (k * self.width, ends[0]..ends[1]))
    }

    /// `None` for an empty bin.
    #[inline(never)]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn summed_up(&self, from_days: u32, bin: Range<usize>) -> Option<GapBin> {
        let (p_alive, spend12) = (&self.p_alive[bin.clone()], &self.spend12[bin]);
        // The bits of floats that are not negative sort as the floats do.
        let keys: Vec<u64> = p_alive.iter().map(|p| p.to_bits()).collect();
        let rising = places_by_number(&keys);
        let (mut alive, mut spend, mut spenders) = (Sum::new(), Sum::new(), 0_u64);
        for at in rising.iter().map(|at| *at as usize) {
            alive.add(p_alive[at]);
            if !spend12[at].is_nan() {
                spend.add(spend12[at]);
                spenders += 1;
            }
        }
        let tenth = |k: usize| rising.get(rising.len().checked_sub(1)? * k / 10);
        Some(GapBin {
            from_days,
            to_days: from_days + self.width,
            customers: p_alive.len() as u64,
            mean: alive.total() / p_alive.len() as f64,
            p10: p_alive[*tenth(1)? as usize],
            p90: p_alive[*tenth(9)? as usize],
            expected_spend12: (spenders > 0).then(|| spend.total()),
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "P(alive) is in 0..=1, so the product is in 0..=20"
    )]
    fn grid(&self) -> AliveGrid {
        let gaps = self.start.len() as u32 - 1;
        let mut customers = vec![0; (gaps * ALIVE_BINS) as usize];
        for (row, (_, bin)) in customers.chunks_mut(ALIVE_BINS as usize).zip(self.all()) {
            for p_alive in &self.p_alive[bin] {
                let p = ((p_alive * f64::from(ALIVE_BINS)) as u32).min(ALIVE_BINS - 1);
                row[p as usize] += 1;
            }
        }
        AliveGrid {
            days: (0..=gaps).map(|k| k * self.width).collect(),
            p: (0..=ALIVE_BINS).map(|k| f64::from(k) / f64::from(ALIVE_BINS)).collect(),
            customers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(gap: u32, p_alive: f64, clv12: Option<f64>) -> Valued {
        let expected_orders = [1.0, 2.0, 4.0].map(|n| n * p_alive);
        Valued { repeats: 1, gap, p_alive, expected_orders, spend: clv12.map(|_| 10.0), clv12 }
    }

    fn summarise(customers: &[Valued], orders12: f64, spend: Option<f64>) -> Summary {
        let mut all = Gathered::default();
        all.add(customers.iter().copied());
        all.summary(orders12, spend)
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
