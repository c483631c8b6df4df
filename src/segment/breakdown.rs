//! Where the sales come from: orders, customers and net by channel, category or product.

use crate::at::Field;
use crate::error::{ErrorKind, Result};
use crate::ledger::{Labels, Ledger};
use crate::math::sort_seldom;
use crate::pool::{batches, total};
use crate::unit::{Day, Money};
use std::ops::Range;

/// Labels listed one by one; the others are summed up in one row.
const LISTED: usize = 20;

/// Sales by the labels of one column, as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdown {
    /// The column's role.
    pub field: Field,
    /// How many distinct labels there are, the empty one included.
    pub distinct: u64,
    /// The labels with the largest net, and the sum of the others if there are any.
    pub rows: Vec<BreakdownRow>,
}

/// One label's sales.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakdownRow {
    /// What the label is.
    pub label: Label,
    /// Orders with at least one line of this label. An order may have lines of several.
    pub orders: u64,
    /// Customers with at least one such order; for [`Label::Others`] summed over its labels.
    pub customers: u64,
    /// Sum of the lines, refunds included.
    pub net: Money,
    /// Share of the net of all labels; `None` where that is not positive.
    pub net_share: Option<f64>,
}

/// What a row of a [`Breakdown`] stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Rows of the file with this text.
    Text(String),
    /// Rows of the file whose cell is empty.
    Empty,
    /// All labels that are not listed.
    Others,
}

/// A label while its lines are added up; `seen_*` are one past the latest counted.
#[derive(Clone, Copy, Default)]
struct Sum {
    orders: u64,
    customers: u64,
    net: Money,
    seen_order: u64,
    seen_customer: u64,
}

/// One breakdown for each text column that the ledger has.
///
/// # Errors
/// `amount-overflow`.
pub fn breakdowns(ledger: &Ledger, as_of: Day) -> Result<Vec<Breakdown>> {
    let columns = [
        (Field::Channel, ledger.channel()),
        (Field::Category, ledger.category()),
        (Field::Product, ledger.product()),
    ];
    let room = |labels: &Labels| vec![Sum::default(); labels.labels.len()];
    let present = columns.into_iter().filter_map(|(field, labels)| Some((field, labels?)));
    let mut present: Vec<_> = present.map(|(field, it)| (field, it, room(it))).collect();
    // Lines come out of the memory once for all columns.
    for customers in batches(ledger.customers()) {
        for (_, labels, sums) in &mut present {
            add_customers(ledger, as_of, &labels.codes, customers.clone(), sums)?;
        }
    }
    present.into_iter().map(|(field, labels, sums)| breakdown(field, labels, &sums)).collect()
}

fn breakdown(field: Field, labels: &Labels, sums: &[Sum]) -> Result<Breakdown> {
    let mut ranked: Vec<usize> = (0..sums.len())
        .filter(|&code| sums[code].orders > 0 || sums[code].net != Money::ZERO)
        .collect();
    sort_seldom(&mut ranked, |a, b| sums[*b].net.cmp(&sums[*a].net).then(a.cmp(b)));
    let distinct = ranked.len() as u64;
    let all = total(sums.iter().map(|sum| &sum.net))?;
    let row = |label: Label, sum: Sum| BreakdownRow {
        net_share: (all.0 > 0).then(|| sum.net.to_major() / all.to_major()),
        label,
        orders: sum.orders,
        customers: sum.customers,
        net: sum.net,
    };
    let named = |&code: &usize| {
        let text = labels.labels.get(code);
        let label = if text.is_empty() { Label::Empty } else { Label::Text(text.to_owned()) };
        row(label, sums[code])
    };
    let (listed, others) = ranked.split_at(LISTED.min(ranked.len()));
    let mut rows: Vec<_> = listed.iter().map(named).collect();
    if !others.is_empty() {
        let mut sum = Sum::default();
        for &code in others {
            sum.orders += sums[code].orders;
            sum.customers += sums[code].customers;
            sum.net = sum.net.checked_add(sums[code].net).ok_or(ErrorKind::AmountOverflow)?;
        }
        rows.push(row(Label::Others, sum));
    }
    Ok(Breakdown { field, distinct, rows })
}

#[inline(never)]
fn add_customers(
    ledger: &Ledger,
    as_of: Day,
    codes: &[u32],
    customers: Range<usize>,
    sums: &mut [Sum],
) -> Result<()> {
    for c in customers {
        let lines = ledger.lines_of(c);
        for (&code, line) in codes[lines.clone()].iter().zip(ledger.lines_in(lines)) {
            if line.day > as_of {
                break;
            }
            let sum = &mut sums[code as usize];
            sum.net = sum.net.checked_add(line.amount).ok_or(ErrorKind::AmountOverflow)?;
            // A refund is no sale of its own; order numbers rise, so one mark per label is enough
            // unless an order's lines are split by another order's: then it is counted again.
            if line.amount.0 < 0 {
                continue;
            }
            let (order, customer) = (u64::from(line.order) + 1, c as u64 + 1);
            sum.orders += u64::from(sum.seen_order != order);
            sum.customers += u64::from(sum.seen_customer != customer);
            sum.seen_order = order;
            sum.seen_customer = customer;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;
    use crate::ledger::{Builder, OrderLine, OrderSink};
    use std::ops::ControlFlow;

    fn ledger(lines: &[(&str, i32, i64, &str, &str)]) -> Ledger {
        let mut builder = Builder::default();
        for &(customer, day, major, order_id, product) in lines {
            let line = OrderLine {
                customer,
                day: Day(day),
                minutes: None,
                amount: Money(major * Money::PER_MAJOR),
                order_id: Some(order_id),
                product: Some(product),
                category: None,
                channel: None,
                quantity: None,
            };
            builder.add(&line).unwrap();
        }
        job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap()
    }

    #[test]
    fn lines_of_one_order_count_once_for_each_label() {
        let ledger = ledger(&[
            ("a", 1, 10, "1", "tea"),
            ("a", 1, 5, "1", "tea"),
            ("a", 1, 7, "1", ""),
            ("a", 3, -5, "1", "tea"),
            ("b", 2, 4, "2", "tea"),
            ("b", 9, 4, "3", "tea"),
        ]);
        let all = breakdowns(&ledger, Day(5)).unwrap();
        assert_eq!(all.len(), 1);
        let tea = BreakdownRow {
            label: Label::Text("tea".into()),
            orders: 2,
            customers: 2,
            net: Money(140_000),
            net_share: Some(14.0 / 21.0),
        };
        let none = BreakdownRow {
            label: Label::Empty,
            orders: 1,
            customers: 1,
            net: Money(70_000),
            net_share: Some(7.0 / 21.0),
        };
        assert_eq!(all[0].rows, [tea, none]);
    }

    #[test]
    fn rows_always_add_up_to_the_lines() {
        let names: Vec<String> = (0..50).map(|i| format!("p{i}")).collect();
        let lines: Vec<_> = (0_i64..)
            .zip(&names)
            .map(|(i, name)| ("a", 1, i, name.as_str(), name.as_str()))
            .collect();
        let all = breakdowns(&ledger(&lines), Day(5)).unwrap();
        assert_eq!((all[0].rows.len(), all[0].distinct), (LISTED + 1, 50));
        assert_eq!(all[0].rows[LISTED].label, Label::Others);
        let net: i64 = all[0].rows.iter().map(|r| r.net.0).sum();
        assert_eq!(net, Money::PER_MAJOR * 49 * 50 / 2);
        assert_eq!(all[0].rows.iter().map(|r| r.orders).sum::<u64>(), 50);
    }
}
