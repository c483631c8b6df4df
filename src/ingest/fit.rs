//! Whether what is being read will fit into memory: said while little of it has been read, and not by breaking down
//! when most of it has.

use crate::error::{Error, ErrorKind, Result};
use crate::ledger::Load;

/// Bytes after which it is asked first, and then each time that twice as many were read.
const FIRST: u64 = 1 << 20;
/// What is needed while orders are put in order, for each byte that is kept of them and of their details: what is put in
/// order stands there twice for a while, and repeated rows are looked for by what tells them apart. Measured with
/// `benches/growth`, and a tenth more.
const ORDERS: f64 = 2.5;
const DETAILS: f64 = 1.25;
/// Bytes that a customer needs, while reading or in a report, beside the id.
const A_CUSTOMER: f64 = 100.0;

/// Estimates, as the reading goes on.
#[derive(Debug, Default)]
pub(super) struct Estimates {
    next: u64,
    before: Load,
}

/// Bytes that will be needed, with all details of the orders and without any.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Needed {
    all: f64,
    summary: f64,
}

impl Estimates {
    /// Asks whether it will fit into `limit` bytes, if it is time to. `done` bytes of `total` were read, and `load` was
    /// kept of them; without a total, this is all that is known to come.
    ///
    /// # Errors
    /// [`ErrorKind::WillNotFit`].
    pub(super) fn weigh(
        &mut self,
        limit: u64,
        done: u64,
        total: Option<u64>,
        load: impl FnOnce() -> Load,
    ) -> Result<()> {
        if done < self.next.max(FIRST) {
            return Ok(());
        }
        let load = load();
        let needed = needed(self.before, load, done, total.unwrap_or(done));
        self.next = done.saturating_mul(2);
        self.before = load;
        if needed.all <= float(limit) {
            return Ok(());
        }
        let (needed, summary) = (whole(needed.all), whole(needed.summary));
        Err(Error::new(ErrorKind::WillNotFit { needed, summary, limit }))
    }
}

/// What `total` bytes will need, by what `now` is kept of `done` and `before` was of half of them.
fn needed(before: Load, now: Load, done: u64, total: u64) -> Needed {
    let times = (float(total) / float(done.max(1))).max(1.0);
    let texts = |of: fn(&Load) -> u64| grown(of(&before), of(&now), times);
    let customers = texts(|load| load.customers) * A_CUSTOMER + 2.0 * texts(|load| load.ids);
    let summary = ORDERS * float(now.orders) * times + customers;
    let details = float(now.details) * times + texts(|load| load.texts);
    Needed { summary, all: summary + DETAILS * details }
}

/// What there will be of things that come again: while twice as much was read they became as many times more as they
/// did the last time. Where it is not known how many there were then, each part of the file brings as many.
fn grown(before: u64, now: u64, mut times: f64) -> f64 {
    let mut count = float(now);
    if before == 0 {
        return count * times;
    }
    let a_doubling = (count / float(before)).clamp(1.0, 2.0);
    while times >= 2.0 {
        count *= a_doubling;
        times /= 2.0;
    }
    count * (1.0 + (times - 1.0) * (a_doubling - 1.0))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, and never below zero"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Load =
        Load { orders: 32_000, details: 10_000, customers: 300, ids: 6_000, texts: 900 };

    #[test]
    fn what_has_been_seen_once_is_expected_in_proportion() {
        let once = needed(Load::default(), LOAD, 1000, 1000);
        let tenfold = needed(Load::default(), LOAD, 1000, 10_000);
        assert_eq!(once.summary, 80_000.0 + 300.0 * 100.0 + 12_000.0);
        assert_eq!(once.all, once.summary + 12_500.0 + 1_125.0);
        assert_eq!(tenfold, Needed { all: 10.0 * once.all, summary: 10.0 * once.summary });
    }

    #[test]
    fn customers_who_come_again_are_not_counted_twice() {
        assert_eq!(grown(300, 300, 64.0), 300.0);
        assert_eq!(grown(150, 300, 64.0), 300.0 * 64.0);
        assert_eq!(grown(200, 300, 4.0), 300.0 * 1.5 * 1.5);
        assert_eq!(grown(200, 300, 3.0), 300.0 * 1.5 * 1.25);
    }

    #[test]
    fn it_is_asked_after_the_first_slice_and_then_ever_less_often() {
        let mut estimates = Estimates::default();
        let mut asked = Vec::new();
        for slice in 1..=64 {
            let done = slice << 19;
            let load = || {
                asked.push(slice);
                LOAD
            };
            estimates.weigh(u64::MAX, done, None, load).unwrap();
        }
        assert_eq!(asked, [2, 4, 8, 16, 32, 64]);
    }

    #[test]
    fn what_will_not_fit_is_said_with_what_would() {
        let error = Estimates::default().weigh(1 << 20, 1 << 20, Some(1 << 30), || LOAD);
        let kind = error.unwrap_err().kind().clone();
        let (all, summary) = (135_625 << 10, 122_000 << 10);
        assert_eq!(kind, ErrorKind::WillNotFit { needed: all, summary, limit: 1 << 20 });
        assert!(Estimates::default().weigh(1 << 20, 1 << 20, None, || LOAD).is_ok());
    }
}
