//! Rows that stand in the files twice.

use super::facts::Facts;
use super::platform::{Export, Grain};
use crate::ledger::{OrderLine, text_hash};
use foldhash::quality::FixedState;
use hashbrown::HashMap;
use std::hash::{BuildHasher, Hasher};

/// Rows that were seen, by what tells them apart.
#[derive(Debug, Default)]
pub(super) struct Seen {
    rows: HashMap<u64, Times, FixedState>,
    orders: HashMap<u64, (), FixedState>,
}

/// How often a row was seen.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    file: u32,
    here: u32,
    before: u32,
    row_hash: u64,
}

impl Times {
    /// Counts the row in `file`. True where an earlier one had as many of it.
    fn meet(&mut self, file: u32) -> bool {
        if self.file != file {
            self.before = self.before.max(self.here);
            (self.file, self.here) = (file, 0);
        }
        self.here += 1;
        self.here <= self.before
    }
}

impl Seen {
    /// Whether the row has already been counted: it stands in an earlier file, or the same row
    /// whole in this one where its numbers leave no room for a second.
    ///
    /// Where nothing tells the lines of an order apart, equal ones may be two: of these, as many
    /// count as the file with most of them has.
    pub(super) fn is_again(&mut self, export: &Export, facts: &Facts, file: u32) -> bool {
        if facts.order_hash == 0 {
            return false;
        }
        let is_order = match export.grain {
            Grain::Order => true,
            Grain::First => !facts.has_no_amount,
            Grain::Line | Grain::Repeated => false,
        };
        let is_numbered = is_order || facts.line_hash != 0;
        let line = if is_numbered { facts.line_hash } else { facts.row_hash };
        let key = (facts.export_hash, facts.order_hash, line, is_order);
        let times = self.rows.entry(FixedState::default().hash_one(key)).or_default();
        let is_again = times.meet(file);
        let is_same_row = times.row_hash == facts.row_hash && is_numbered && times.here > 1;
        times.row_hash = facts.row_hash;
        is_again || is_same_row
    }

    /// Whether this is the first row with the money of its order, among those that count or among
    /// those that do not.
    pub(super) fn is_first_of_order(
        &mut self,
        export: &Export,
        facts: &Facts,
        counts: bool,
        currency: u8,
    ) -> bool {
        let key = (export.platform, facts.order_hash, counts, currency);
        let key = FixedState::default().hash_one(key);
        facts.order_hash == 0 || self.orders.insert(key, ()).is_none()
    }
}

/// What tells a line of an order from others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) customer: TextMark,
    pub(super) product: TextMark,
    pub(super) day: i32,
    /// One more than the minutes since midnight; 0 for none.
    pub(super) minutes: u16,
    pub(super) amount: i64,
    /// [`Told::NO_QUANTITY`] for none.
    pub(super) quantity: i64,
}

/// What a text is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextMark {
    pub(super) hash: u64,
    pub(super) length: u32,
}

impl TextMark {
    pub(super) fn of(text: &str) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { hash: text_hash(text.as_bytes()), length }
    }
}

impl Told {
    /// No file has so many.
    pub(super) const NO_QUANTITY: i64 = i64::MIN;

    fn of(line: &OrderLine<'_>) -> Self {
        Self {
            customer: TextMark::of(line.customer),
            product: TextMark::of(line.product.unwrap_or_default()),
            day: line.day.0,
            minutes: line.minutes.map_or(0, |minutes| minutes + 1),
            amount: line.amount.0,
            quantity: line.quantity.unwrap_or(Self::NO_QUANTITY),
        }
    }

    /// The [`Again::key`] of a line of `order`, which is none of 0.
    #[inline]
    pub(super) fn key(&self, order: u64) -> u64 {
        let Self { customer, product, day, minutes, amount, quantity } = *self;
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u64(order);
        hasher.write_u64(customer.hash);
        hasher.write_u64(product.hash);
        hasher.write_u64(u64::from(customer.length) << 32 | u64::from(product.length));
        hasher.write_i64(i64::from(day) << 32 | i64::from(minutes));
        hasher.write_i64(amount);
        hasher.write_i64(quantity);
        hasher.finish().max(1)
    }
}

/// Rows of files of which only the columns' names are known. In one file equal lines of an order
/// may be two; of those in several files, as many count as the file with most has.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// There is one file only, so that no line can stand in another.
    is_idle: bool,
    first_file: Option<u32>,
    /// Lines of the first file: nearly always there is no other.
    first: Vec<u64>,
    rows: HashMap<u64, Times, FixedState>,
}

impl Again {
    /// What tells a line of `order`, 0 for none, from others; 0 where nothing does.
    pub(super) fn key(order: u64, line: Option<&OrderLine<'_>>) -> u64 {
        match line {
            _ if order == 0 => 0,
            Some(line) => Told::of(line).key(order),
            None => FixedState::default().hash_one(order).max(1),
        }
    }

    /// Says that there is one file only.
    pub(super) fn rest(&mut self) {
        self.is_idle = true;
    }

    /// Whether keys are of no use.
    pub(super) fn is_idle(&self) -> bool {
        self.is_idle
    }

    /// Whether [`Again::is_again`] would be true, or cannot say yet.
    pub(super) fn may_be_again(&self, key: u64, file: u32) -> bool {
        if key == 0 || self.is_first_file(file) {
            return false;
        }
        let known = self.rows.get(&key);
        !self.first.is_empty() || known.copied().is_some_and(|mut times| times.meet(file))
    }

    /// Whether no line of `file` can be again.
    pub(super) fn is_first_file(&self, file: u32) -> bool {
        self.first_file.is_none_or(|first| first == file)
    }

    /// Makes room for so many lines of the first file, if it can be had.
    pub(super) fn expect(&mut self, lines: usize, file: u32) {
        if self.is_first_file(file) && !self.first.is_empty() {
            let _ = self.first.try_reserve_exact(lines.saturating_sub(self.first.len()));
        }
    }

    /// Counts lines of the first file.
    pub(super) fn note_first(&mut self, keys: &[u64], file: u32) {
        let length = self.first.len();
        self.first.extend(keys.iter().filter(|key| **key != 0));
        if self.first.len() > length {
            self.first_file = Some(file);
        }
    }

    /// Whether an earlier file has the line with this key. Counts it.
    pub(super) fn is_again(&mut self, key: u64, file: u32) -> bool {
        if key == 0 || self.is_idle {
            return false;
        }
        if *self.first_file.get_or_insert(file) == file {
            self.first.push(key);
            return false;
        }
        for key in std::mem::take(&mut self.first) {
            self.rows.entry(key).or_default().before += 1;
        }
        self.rows.entry(key).or_default().meet(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{Day, Money};

    #[test]
    fn lines_that_differ_anywhere_are_told_apart() {
        let line = OrderLine {
            customer: "aaaaaaaa",
            day: Day(19_000),
            minutes: Some(0),
            amount: Money(10),
            order_id: None,
            product: Some("tea"),
            category: None,
            channel: None,
            quantity: Some(0),
        };
        let lines = [
            line,
            // The hash of a text alone does not tell it from one that goes on with the same letter.
            OrderLine { customer: "aaaaaaaaa", ..line },
            OrderLine { customer: "tea", product: Some("aaaaaaaa"), ..line },
            OrderLine { product: Some("mug"), ..line },
            OrderLine { product: None, ..line },
            OrderLine { day: Day(19_001), ..line },
            OrderLine { minutes: None, ..line },
            OrderLine { amount: Money(-10), ..line },
            OrderLine { quantity: None, ..line },
        ];
        let mut keys: Vec<u64> = lines.iter().map(|line| Again::key(7, Some(line))).collect();
        keys.extend([Again::key(8, Some(&line)), Again::key(7, None)]);
        for (at, key) in keys.iter().enumerate() {
            assert!(*key != 0 && !keys[..at].contains(key), "{at}");
        }
        assert_eq!((Again::key(0, Some(&line)), Again::key(0, None)), (0, 0));
    }
}
