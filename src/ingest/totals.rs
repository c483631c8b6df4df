//! Amounts that stand on each line of an order, in files of which only the columns' names are known.

use crate::unit::Money;
use foldhash::quality::FixedState;
use hashbrown::HashMap;

/// What the lines of a file's orders have shown.
#[derive(Debug, Default)]
pub(super) struct OrderTotals {
    /// The amount is an order's by its name.
    is_named: bool,
    /// Amounts of the orders, where it is.
    orders: HashMap<u64, Money, FixedState>,
    /// The line before: its order and its amount.
    last: (u64, Money),
    /// Lines that follow one of the same order, and those of them with the same amount.
    following: u64,
    alike: u64,
    /// Not all lines of the file cost the same.
    is_varied: bool,
    /// On which line of the file the first of these starts.
    first_alike: Option<u64>,
}

impl OrderTotals {
    pub(super) fn new(is_named: bool) -> Self {
        Self { is_named, ..Self::default() }
    }

    /// Hears a row of `order` that counts, 0 for none, on line `line` of the file. True where its
    /// money is the order's and has been counted.
    pub(super) fn is_again(&mut self, order: u64, money: Money, line: u64) -> bool {
        if order == 0 {
            return false;
        }
        if self.is_named {
            let before = self.orders.insert(order, money);
            return before == Some(money) && money != Money::ZERO;
        }
        self.follow(order, money, line);
        false
    }

    /// Compares a row with the one before.
    #[inline]
    fn follow(&mut self, order: u64, money: Money, line: u64) {
        let (order_before, money_before) = std::mem::replace(&mut self.last, (order, money));
        self.is_varied |= order_before != 0 && money != money_before;
        if order_before == order {
            self.following += 1;
            if money == money_before && money != Money::ZERO {
                self.alike += 1;
                self.first_alike.get_or_insert(line);
            }
        }
    }

    /// Hears many rows one behind the other, the first on line `line`, where all money is taken. Without orders, no
    /// row has one.
    pub(super) fn hear_all(&mut self, orders: &[u64], money: &[i64], line: u64) {
        let rows = orders.iter().zip(money).zip(line..);
        for ((order, money), line) in rows.filter(|((order, _), _)| **order != 0) {
            self.follow(*order, Money(*money), line);
        }
    }

    /// Whether no row's money can have been counted.
    pub(super) fn takes_all(&self) -> bool {
        !self.is_named
    }

    /// Whether [`OrderTotals::is_again`] would be true.
    pub(super) fn would_be_again(&self, order: u64, money: Money) -> bool {
        self.is_named && money != Money::ZERO && self.orders.get(&order) == Some(&money)
    }

    /// How many rows may repeat their order's total, and the line of the first: in a file of several
    /// amounts, those of all orders do.
    pub(super) fn doubt(&self) -> Option<(u64, u64)> {
        /// Fewer may be alike by chance.
        const ENOUGH: u64 = 3;
        let is_doubtful = self.alike >= ENOUGH && self.alike == self.following && self.is_varied;
        self.first_alike.filter(|_| is_doubtful).map(|line| (self.alike, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(totals: &mut OrderTotals, lines: &[(u64, i64)]) -> Vec<bool> {
        lines.iter().map(|&(o, m)| totals.is_again(o, Money(m), 7)).collect()
    }

    #[test]
    fn a_named_total_counts_once_for_each_order() {
        let mut totals = OrderTotals::new(true);
        let lines = [(1, 9), (2, 5), (1, 9), (2, 6), (3, 0), (3, 0), (0, 9), (0, 9)];
        let again = [false, false, true, false, false, false, false, false];
        assert_eq!(hear(&mut totals, &lines), again);
        assert_eq!(totals.doubt(), None);
    }

    #[test]
    fn amounts_that_are_alike_in_all_orders_are_doubtful() {
        let doubt = |lines: &[(u64, i64)]| {
            let mut totals = OrderTotals::new(false);
            assert!(!hear(&mut totals, lines).contains(&true));
            totals.doubt().map(|(count, _)| count)
        };
        assert_eq!(doubt(&[(1, 9), (1, 9), (2, 5), (2, 5), (2, 5), (3, 1)]), Some(3));
        assert_eq!(doubt(&[(1, 9), (1, 9), (2, 5), (2, 5), (2, 6), (3, 1), (3, 1)]), None);
        assert_eq!(doubt(&[(1, 9), (1, 9), (2, 9), (2, 9), (2, 9)]), None);
        assert_eq!(doubt(&[(1, 9), (2, 5), (3, 5)]), None);
    }
}
