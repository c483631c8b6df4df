//! Sales by the labels of a column.

use super::Sums;
use crate::at::Field;
use crate::error::{ErrorKind, Result};
use crate::ledger::{Labels, Ledger};
use crate::math::{sort_by_number, sort_seldom};
use crate::segment::breakdown::Label;
use crate::unit::{Day, Money};
use std::cmp::Reverse;

/// Labels listed one by one; the others are summed up in one row.
const LISTED: usize = 20;

/// Sales by the labels of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The column's role.
    pub field: Field,
    /// How many distinct labels there are, the empty one included.
    pub distinct: u64,
    /// The labels with the largest net, and the sum of the others if there are any.
    pub rows: Vec<SplitRow>,
}

/// One label's sales.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitRow {
    /// What the label is.
    pub label: Label,
    /// Its lines. `orders` are those with at least one line of this label: an order may have lines of
    /// several, and for [`Label::Others`] counts once for each.
    pub sums: Sums,
    /// Share of the net of all labels; `None` where that is not positive.
    pub net_share: Option<f64>,
}

/// A label while its lines are added up.
#[derive(Clone, Copy, Default)]
struct Found {
    sums: Sums,
    /// One past the latest order counted.
    seen: u64,
}

pub(super) fn split(ledger: &Ledger, as_of: Day, field: Field, labels: &Labels) -> Result<Split> {
    let found = found(ledger, as_of, labels)?;
    let mut ranked = Vec::new();
    let mut all = Money::ZERO;
    for (code, sums) in found.iter().enumerate() {
        let net = sums.net();
        all = all.checked_add(net).ok_or(ErrorKind::AmountOverflow)?;
        if sums.lines + sums.refund_lines > 0 {
            ranked.push((Reverse(net), code));
        }
    }
    sort_seldom(&mut ranked, Ord::cmp);
    let row = |label: Label, sums: Sums| {
        let net = sums.net();
        let net_share = (all > Money::ZERO).then(|| net.to_major() / all.to_major());
        SplitRow { label, sums, net_share }
    };
    let (listed, others) = ranked.split_at(LISTED.min(ranked.len()));
    let mut rows = Vec::new();
    for &(_, code) in listed {
        let text = labels.labels.get(code);
        let label = if text.is_empty() { Label::Empty } else { Label::Text(text.to_owned()) };
        rows.push(row(label, found[code]));
    }
    if !others.is_empty() {
        let mut sums = Sums::default();
        others.iter().try_for_each(|&(_, code)| sums.merge(&found[code]))?;
        rows.push(row(Label::Others, sums));
    }
    Ok(Split { field, distinct: ranked.len() as u64, rows })
}

impl Sums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        let add = |a: Money, b| a.checked_add(b).ok_or(ErrorKind::AmountOverflow);
        self.orders += other.orders;
        self.lines += other.lines;
        self.refund_lines += other.refund_lines;
        self.units = self.units.saturating_add(other.units);
        self.sold = add(self.sold, other.sold)?;
        self.refunded = add(self.refunded, other.refunded)?;
        Ok(())
    }
}

fn found(ledger: &Ledger, as_of: Day, labels: &Labels) -> Result<Vec<Sums>> {
    let mut found = vec![Found::default(); labels.labels.len()];
    // The lines of an order lie close together, but not side by side: those of one order that share a
    // label do after a sort by order.
    let mut order_of_line: Vec<(u32, u32)> = Vec::new();
    for (i, &code) in labels.codes.iter().enumerate() {
        let line = ledger.line(i);
        if line.day > as_of {
            continue;
        }
        let label = &mut found[code as usize];
        let counted = crate::ledger::Line { opens: false, ..line };
        label.sums.add(counted, ledger.quantity(i))?;
        if line.amount >= Money::ZERO {
            order_of_line.push((line.order, code));
        }
    }
    sort_by_number(&mut order_of_line, |(order, code)| u64::from(*order) << 32 | u64::from(*code));
    for (order, code) in order_of_line {
        let label = &mut found[code as usize];
        label.sums.orders += u64::from(label.seen != u64::from(order) + 1);
        label.seen = u64::from(order) + 1;
    }
    Ok(found.into_iter().map(|label| label.sums).collect())
}
