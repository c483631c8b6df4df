//! How many were bought.

use super::amount::parse_amount;
use super::cell::is_void;
use crate::unit::Money;

/// A quantity cell that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Whole units.
    Units(i64),
    /// Not a number.
    Unparsed,
}

/// Reads whole units; `None` for a cell that says nothing.
pub(super) fn parse_quantity(cell: &[u8]) -> Option<Quantity> {
    if let [digit @ b'0'..=b'9'] = cell {
        return Some(Quantity::Units(i64::from(digit - b'0')));
    }
    let text = cell.trim_ascii();
    if std::str::from_utf8(text).is_ok_and(is_void) {
        return None;
    }
    let whole = parse_amount(text, None)
        .filter(|amount| amount.currency.is_none() && amount.money.0 % Money::PER_MAJOR == 0);
    Some(whole.map_or(Quantity::Unparsed, |n| Quantity::Units(n.money.0 / Money::PER_MAJOR)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_whole_units() {
        for (cell, units) in [("3", 3), ("12", 12), ("2.00", 2), ("-1", -1), (" 1,000 ", 1_000)] {
            assert_eq!(parse_quantity(cell.as_bytes()), Some(Quantity::Units(units)), "{cell}");
        }
        for cell in ["two", "1.5", "$3"] {
            assert_eq!(parse_quantity(cell.as_bytes()), Some(Quantity::Unparsed), "{cell}");
        }
        assert_eq!(parse_quantity(b""), None);
        assert_eq!(parse_quantity(b" - "), None);
    }
}
