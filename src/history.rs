//! What the models of repeat buying know about a customer, and the same for a whole pool, with equal
//! histories merged.
//!
//! A repeat purchase is a day with at least one order, other than the customer's first such day.
//! That is decided here and nowhere else: several orders of one day are one purchase.

use crate::math::{places_by_number, sort_pairs};
use crate::unit::TimeUnit;
use std::sync::Arc;

/// One customer's past in the fit's [`TimeUnit`]: `0 <= t_x <= T`, and `t_x == 0` when `x == 0`.
#[expect(non_snake_case, reason = "paper symbols")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct History {
    /// Repeat purchases: order days after the first.
    pub x: u32,
    /// Age at the last purchase: the time from the first order day to the last.
    pub t_x: f64,
    /// Age: the time from the first order day to the day of observation.
    pub T: f64,
}

/// One customer's past in whole days.
#[expect(non_snake_case, reason = "paper symbols")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayHistory {
    /// Order days after the first.
    pub x: u32,
    /// Days from the first order day to the last.
    pub t_x: i32,
    /// Days from the first order day to the day of observation.
    pub T: i32,
}

impl DayHistory {
    /// `x`, `T` and `t_x`, the ages clamped into what they can be.
    fn words(&self) -> [u32; 3] {
        let age = self.T.max(0).unsigned_abs();
        let last = if self.x == 0 { 0 } else { self.t_x.max(0).unsigned_abs().min(age) };
        [self.x, age, last]
    }
}

impl History {
    fn from_words(unit: TimeUnit, [x, age, last]: [u32; 3]) -> Self {
        let ages = |days| f64::from(days) / unit.days();
        Self { x, T: ages(age), t_x: ages(last) }
    }
}

/// A history and how many customers have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distinct {
    /// The history that they share.
    pub history: History,
    /// How many customers share it; at least 1.
    pub customers: u32,
}

/// Every customer's history, equal ones merged; cheap to clone.
///
/// The distinct histories are in ascending order of `x`, then `T`, then `t_x`, whatever the order of
/// the customers.
#[derive(Clone, Debug, PartialEq)]
pub struct Histories {
    unit: TimeUnit,
    // Not slices: to put a vector into one is to copy it.
    distinct: Arc<Vec<Distinct>>,
    of_customer: Arc<Vec<u32>>,
}

impl Histories {
    /// The histories of customers whose past is known in whole days; `customers` is in customer
    /// order, at most `u32::MAX` of them. Ages outside `0 <= t_x <= T` are clamped into it.
    #[must_use]
    pub fn from_days(unit: TimeUnit, customers: &[DayHistory]) -> Self {
        let (mut distinct, mut of_customer) = one_time(unit, customers);
        let mut before = None;
        for (words, customer) in others(customers) {
            match distinct.last_mut() {
                Some(last) if before == Some(words) => last.customers += 1,
                _ => {
                    let history = History::from_words(unit, words);
                    distinct.push(Distinct { history, customers: 1 });
                    before = Some(words);
                }
            }
            // As many as customers at most.
            of_customer[customer as usize] = u32::try_from(distinct.len() - 1).unwrap_or(u32::MAX);
        }
        Self { unit, distinct: Arc::new(distinct), of_customer: Arc::new(of_customer) }
    }

    /// The same with ages in another unit, for histories in whole days.
    #[must_use]
    pub(crate) fn in_unit(&self, unit: TimeUnit) -> Self {
        if unit == self.unit {
            return self.clone();
        }
        // Days are whole: what was lost when they were divided comes back by rounding.
        let age = |age: f64| (age * self.unit.days()).round_ties_even() / unit.days();
        let moved = |&Distinct { history: History { x, t_x, T }, customers }: &Distinct| Distinct {
            history: History { x, t_x: age(t_x), T: age(T) },
            customers,
        };
        let distinct = Arc::new(self.distinct.iter().map(moved).collect());
        Self { unit, distinct, of_customer: Arc::clone(&self.of_customer) }
    }

    /// The histories of customers whose ages are already in `unit`; `customers` is in customer
    /// order, at most `u32::MAX` of them. Ages outside `0 <= t_x <= T` are clamped into it, and what
    /// is no number counts as 0.
    #[must_use]
    pub fn from_ages(unit: TimeUnit, customers: &[History]) -> Self {
        // The bits of floats that are not negative sort as the floats do; `+ 0.0` drops a sign of 0.
        let clean = |age: f64| if age.is_finite() { age.max(0.0) + 0.0 } else { 0.0 };
        let keys = (0_u32..).zip(customers).map(|(customer, history)| {
            let age = clean(history.T);
            let last = if history.x == 0 { 0.0 } else { clean(history.t_x).min(age) };
            ((history.x, age.to_bits(), last.to_bits()), customer)
        });
        let mut keys: Vec<((u32, u64, u64), u32)> = keys.collect();
        keys.sort_unstable();
        let read =
            |(x, age, last)| History { x, t_x: f64::from_bits(last), T: f64::from_bits(age) };
        Self::merge(unit, keys.into_iter(), read)
    }

    /// Counts the runs of equal keys; `sorted`: each with its customer's number.
    fn merge<K: PartialEq + Copy>(
        unit: TimeUnit,
        sorted: impl ExactSizeIterator<Item = (K, u32)>,
        read: impl Fn(K) -> History,
    ) -> Self {
        let mut distinct: Vec<Distinct> = Vec::new();
        let mut of_customer = vec![0; sorted.len()];
        let mut place = 0_u32;
        let mut before = None;
        for (key, customer) in sorted {
            match distinct.last_mut() {
                Some(last) if before == Some(key) => last.customers += 1,
                last => {
                    place += u32::from(last.is_some());
                    distinct.push(Distinct { history: read(key), customers: 1 });
                    before = Some(key);
                }
            }
            of_customer[customer as usize] = place;
        }
        Self { unit, distinct: Arc::new(distinct), of_customer: Arc::new(of_customer) }
    }

    /// The unit of every age.
    #[must_use]
    pub fn unit(&self) -> TimeUnit {
        self.unit
    }

    /// The distinct histories in ascending order.
    #[must_use]
    pub fn distinct(&self) -> &[Distinct] {
        &self.distinct
    }

    /// The same, to be kept.
    pub(crate) fn shared(&self) -> Arc<Vec<Distinct>> {
        Arc::clone(&self.distinct)
    }

    /// For each customer the place of the history in [`Histories::distinct`].
    #[must_use]
    pub fn of_customer(&self) -> &[u32] {
        &self.of_customer
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.of_customer.len() as u64
    }

    /// How many of them bought on more than one day.
    #[must_use]
    pub fn repeaters(&self) -> u64 {
        let repeated = self.distinct.iter().filter(|d| d.history.x > 0);
        repeated.map(|d| u64::from(d.customers)).sum()
    }

    /// The most repeat purchases of any customer; 0 without customers.
    #[must_use]
    pub fn max_repeats(&self) -> u32 {
        self.distinct.last().map_or(0, |d| d.history.x)
    }
}

/// Ages below this are counted where there is nothing but an age.
const COUNTED: u32 = 1 << 12;

/// Whether `words` are those of a customer with no repeat purchase and an age below [`COUNTED`]. Half of the
/// customers are, in no order: what is done with them is done without branches, which no processor could foretell.
fn is_counted(&[x, age, _]: &[u32; 3]) -> bool {
    (x == 0) & (age < COUNTED)
}

/// The distinct histories of all [`is_counted`], by age, and their places for these customers.
#[inline(never)]
fn one_time(unit: TimeUnit, customers: &[DayHistory]) -> (Vec<Distinct>, Vec<u32>) {
    let age = |day: &DayHistory| {
        let words = day.words();
        (if is_counted(&words) { words[1] } else { COUNTED }) as usize
    };
    let mut counts = [0_u32; COUNTED as usize + 1];
    for day in customers {
        counts[age(day)] += 1;
    }
    counts[COUNTED as usize] = 0;
    let mut distinct = Vec::new();
    let mut places = [0; COUNTED as usize + 1];
    for ((age, customers), place) in (0..).zip(counts).zip(&mut places).filter(|it| it.0.1 > 0) {
        // At most `COUNTED`.
        *place = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
        distinct.push(Distinct { history: History::from_words(unit, [0, age, 0]), customers });
    }
    (distinct, customers.iter().map(|day| places[age(day)]).collect())
}

/// All who are not [`is_counted`], in ascending order of their words.
#[inline(never)]
fn others(customers: &[DayHistory]) -> Vec<([u32; 3], u32)> {
    let most = customers
        .iter()
        .map(DayHistory::words)
        .fold([0; 3], |most, words| std::array::from_fn(|word| words[word].max(most[word])));
    let [x_bits, age_bits, last_bits] = most.map(|most| u32::BITS - most.leading_zeros());
    if x_bits + age_bits + last_bits > u32::BITS {
        let others = keep(customers, |words| words);
        return by(&by(&others, |[_, _, last]| last), |[x, age, _]| x << u32::BITS | age);
    }
    // What is sorted holds all: nothing has to be looked up again, which takes longer than to sort.
    let at = |shift: u32, bits: u32| (shift, !u32::MAX.checked_shl(bits).unwrap_or(0));
    let places = [at(last_bits + age_bits, x_bits), at(last_bits, age_bits), at(0, last_bits)];
    // A shift by 32 is of 0 only.
    let mut keys = keep(customers, |words| {
        words.iter().zip(places).fold(0, |key, (word, (shift, _))| key | word.wrapping_shl(shift))
    });
    sort_pairs(&mut keys);
    let unpack = |key: u32| places.map(|(shift, mask)| key.wrapping_shr(shift) & mask);
    keys.into_iter().map(|(key, at)| (unpack(key), at)).collect()
}

/// What `of` makes of all who are not [`is_counted`], and who they are.
fn keep<T: Copy + Default>(customers: &[DayHistory], of: impl Fn([u32; 3]) -> T) -> Vec<(T, u32)> {
    let mut kept = vec![(T::default(), 0); customers.len()];
    let mut count = 0;
    for (day, customer) in customers.iter().zip(0_u32..) {
        let words = day.words();
        kept[count] = (of(words), customer);
        count += usize::from(!is_counted(&words));
    }
    kept.truncate(count);
    kept
}

/// Sorted by `key` of the words; those of one key stay as they came.
fn by(items: &[([u32; 3], u32)], key: impl Fn([u64; 3]) -> u64) -> Vec<([u32; 3], u32)> {
    let keys: Vec<u64> = items.iter().map(|(words, _)| key(words.map(u64::from))).collect();
    places_by_number(&keys).into_iter().map(|at| items[at as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(x: u32, t_x: i32, age: i32) -> DayHistory {
        DayHistory { x, t_x, T: age }
    }

    #[test]
    fn equal_histories_are_merged_and_found_again() {
        let customers = [day(2, 14, 70), day(0, 0, 7), day(2, 14, 70), day(0, 0, 0)];
        let histories = Histories::from_days(TimeUnit::Week, &customers);
        assert_eq!(histories.of_customer(), [2, 1, 2, 0]);
        assert_eq!(
            histories.distinct()[2],
            Distinct { history: History { x: 2, t_x: 2.0, T: 10.0 }, customers: 2 }
        );
        assert_eq!((histories.customers(), histories.repeaters()), (4, 2));
        assert_eq!(histories.max_repeats(), 2);
    }

    #[test]
    fn ages_and_days_give_the_same_histories() {
        let customers = [day(1, 3, 30), day(0, 0, 12), day(1, 30, 30), day(9, 29, 31)];
        let days = Histories::from_days(TimeUnit::Month, &customers);
        let month = TimeUnit::Month.days();
        let ages = customers.map(|c| History {
            x: c.x,
            t_x: f64::from(c.t_x) / month,
            T: f64::from(c.T) / month,
        });
        let ages = Histories::from_ages(TimeUnit::Month, &ages);
        assert_eq!(days.distinct(), ages.distinct());
        assert_eq!(days.of_customer(), ages.of_customer());
    }

    #[test]
    fn absurd_ages_make_the_same_histories_of_all_others() {
        let customers: Vec<DayHistory> =
            (0..3_000).map(|i| day((i % 9) as u32, i % 11, i % 400)).collect();
        let histories = Histories::from_days(TimeUnit::Week, &customers);
        let with_absurd: Vec<DayHistory> =
            customers.iter().copied().chain([day(u32::MAX, i32::MAX, i32::MAX)]).collect();
        let all = Histories::from_days(TimeUnit::Week, &with_absurd);
        let (last, others) = all.distinct().split_last().unwrap();
        assert_eq!((last.history.x, last.customers), (u32::MAX, 1));
        assert_eq!(others, histories.distinct());
        assert_eq!(all.of_customer()[..3_000], *histories.of_customer());
    }

    #[test]
    fn whatever_the_spread_days_are_merged_as_ages_are() {
        for (step, longest) in [(1, 60), (1, 5_000), (37, 900_000), (1, i32::MAX - 9)] {
            let customers: Vec<DayHistory> = (0..4_000_i32)
                .map(|i| {
                    let age = (i * 7_919 % 4_001).saturating_mul(step) % longest;
                    let age = age + (longest - 1 - age) * i32::from(i % 50 == 0);
                    day((i * i % 5) as u32, age / (1 + i % 3), age)
                })
                .collect();
            let days = Histories::from_days(TimeUnit::Day, &customers);
            for unit in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month] {
                let made = Histories::from_days(unit, &customers);
                assert_eq!(days.in_unit(unit), made);
                assert_eq!(made.in_unit(TimeUnit::Month), days.in_unit(TimeUnit::Month));
            }
            let ages: Vec<History> = customers
                .iter()
                .map(|c| History { x: c.x, t_x: f64::from(c.t_x), T: f64::from(c.T) })
                .collect();
            let ages = Histories::from_ages(TimeUnit::Day, &ages);
            assert_eq!(days.distinct(), ages.distinct());
            assert_eq!(days.of_customer(), ages.of_customer());
        }
    }

    #[test]
    fn impossible_ages_are_clamped() {
        let histories = Histories::from_days(TimeUnit::Day, &[day(1, 9, 4), day(1, -3, -1)]);
        let ages: Vec<_> =
            histories.distinct().iter().map(|d| (d.history.t_x, d.history.T)).collect();
        assert_eq!(ages, [(0.0, 0.0), (4.0, 4.0)]);
        let nan = History { x: 1, t_x: f64::NAN, T: f64::INFINITY };
        assert_eq!(
            Histories::from_ages(TimeUnit::Day, &[nan]).distinct()[0].history,
            History { x: 1, t_x: 0.0, T: 0.0 }
        );
    }

    #[test]
    fn nobody_is_no_history() {
        let histories = Histories::from_days(TimeUnit::Day, &[]);
        assert!(histories.distinct().is_empty() && histories.max_repeats() == 0);
    }
}
