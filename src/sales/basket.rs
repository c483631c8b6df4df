//! How big an order is: in money and in lines.

use crate::error::{ErrorKind, Result};
use crate::ledger::{Ledger, Line};
use crate::math::sorted_numbers;
use crate::unit::Money;

/// Orders with fewer lines than this are told apart; those with as many or more are one row.
pub const LINES_TOLD_APART: usize = 6;

/// Bars of the distribution of the values, the last of which has no upper end.
const BINS: i64 = 20;

/// Orders whose value lies from `from` up to `to`, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Lower end.
    pub from: Money,
    /// Upper end; `None` for the last bin, which has none.
    pub to: Option<Money>,
    /// Orders in it.
    pub orders: u64,
}

/// Sizes of orders. An order's value is what was sold in it, before anything came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basket {
    /// Orders.
    pub orders: u64,
    /// Values below which lie 10, 25, 50, 75 and 90 % of the orders, each the value of an order.
    pub quantiles: Option<[Money; 5]>,
    /// The distribution of the values, in steps of equal width.
    pub bins: Vec<Bin>,
    /// Orders with 1, 2, ... lines; the last with [`LINES_TOLD_APART`] or more.
    pub by_lines: [u64; LINES_TOLD_APART],
}

/// Orders while lines are added, by their number.
#[derive(Debug, Default)]
pub(super) struct Orders {
    values: Vec<i64>,
    /// 0 for an order that is not seen: it lies after the day of the report.
    lines: Vec<u32>,
}

impl Orders {
    pub(super) fn add(&mut self, line: Line) -> Result<()> {
        if line.amount < Money::ZERO || line.order == Ledger::NO_ORDER {
            return Ok(());
        }
        let order = line.order as usize;
        if order >= self.values.len() {
            self.values.resize(order + 1, 0);
            self.lines.resize(order + 1, 0);
        }
        let value = self.values[order].checked_add(line.amount.0);
        self.values[order] = value.ok_or(ErrorKind::AmountOverflow)?;
        self.lines[order] = self.lines[order].saturating_add(1);
        Ok(())
    }

    pub(super) fn into_basket(self) -> Basket {
        let mut by_lines = [0; LINES_TOLD_APART];
        let mut values = Vec::with_capacity(self.values.len());
        for (value, lines) in self.values.into_iter().zip(self.lines) {
            let Some(place) = (lines as usize).checked_sub(1) else { continue };
            by_lines[place.min(LINES_TOLD_APART - 1)] += 1;
            values.push(value);
        }
        let values = sorted_numbers(values);
        Basket {
            orders: values.len() as u64,
            quantiles: quantiles(&values),
            bins: bins(&values),
            by_lines,
        }
    }
}

/// Values of orders: no order's is between two others'.
fn quantiles(sorted: &[i64]) -> Option<[Money; 5]> {
    let last = sorted.len().checked_sub(1)?;
    Some([10, 25, 50, 75, 90].map(|percent| Money(sorted[last * percent / 100])))
}

/// Steps of 1, 2 or 5 times a power of ten that reach past 95 % of the orders.
fn bins(sorted: &[i64]) -> Vec<Bin> {
    let Some(last) = sorted.len().checked_sub(1) else { return Vec::new() };
    let reach = sorted[last * 95 / 100];
    let width = width(reach);
    let count = (reach / width + 1).min(BINS);
    let mut left = sorted;
    let mut bins = Vec::new();
    for i in 0..count {
        let to = (i + 1 < count).then_some((i + 1).saturating_mul(width));
        let inside = to.map_or(left.len(), |to| left.partition_point(|&value| value < to));
        bins.push(Bin { from: Money(i * width), to: to.map(Money), orders: inside as u64 });
        left = &left[inside..];
    }
    bins
}

/// The narrowest step with which `reach` lies within [`BINS`] of them, at least one major unit.
fn width(reach: i64) -> i64 {
    let mut unit = Money::PER_MAJOR;
    loop {
        for times in [1, 2, 5] {
            let width = unit.saturating_mul(times);
            if reach / width < BINS {
                return width;
            }
        }
        unit = unit.saturating_mul(10);
    }
}
