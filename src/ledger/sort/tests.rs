use super::super::{Builder, OrderLine, OrderSink, order_hash};
use super::*;
use crate::job;
use crate::unit::Money;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

fn frozen(lines: &[(&str, i32, i64, &str)]) -> Ledger {
    let mut builder = Builder::default();
    for &(customer, day, major, order_id) in lines {
        let line = OrderLine {
            customer,
            day: Day(day),
            minutes: None,
            amount: Money(major * Money::PER_MAJOR),
            order_id: (!order_id.is_empty()).then_some(order_id),
            product: None,
            category: None,
            channel: (major > 50).then_some("shop"),
            quantity: None,
        };
        builder.add(&line).unwrap();
    }
    job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn orders_of(ledger: &Ledger, c: usize) -> Vec<(i32, i64, bool, u32)> {
    let line = |i| {
        let line = ledger.line(i);
        (line.day.0, line.amount.0 / Money::PER_MAJOR, line.opens, line.order)
    };
    ledger.lines_of(c).map(line).collect()
}

#[test]
fn lines_with_one_number_are_one_order_even_on_two_days() {
    let ledger = frozen(&[("b", 9, 5, "o1"), ("b", 3, 10, "o1"), ("a", 1, 7, "o1")]);
    assert_eq!(ledger.ids().get(0), "a");
    assert_eq!(orders_of(&ledger, 0), [(1, 7, true, 0)]);
    assert_eq!(orders_of(&ledger, 1), [(3, 10, true, 1), (9, 5, false, 1)]);
}

#[test]
fn a_refund_goes_to_the_order_it_names_or_else_to_the_latest() {
    let ledger =
        frozen(&[("a", 1, 10, "x"), ("a", 5, 20, "y"), ("a", 6, -10, "x"), ("a", 7, -1, "")]);
    let orders: Vec<_> = orders_of(&ledger, 0).iter().map(|line| line.3).collect();
    assert_eq!(orders, [0, 1, 0, 1]);
}

#[test]
fn a_refund_on_the_day_of_its_order_belongs_to_it_wherever_the_row_stands() {
    let ledger =
        frozen(&[("a", 1, -10, ""), ("a", 1, 30, ""), ("b", 1, -3, "y"), ("b", 1, 9, "y")]);
    assert_eq!(orders_of(&ledger, 0), [(1, 30, true, 0), (1, -10, false, 0)]);
    assert_eq!(orders_of(&ledger, 1), [(1, 9, true, 1), (1, -3, false, 1)]);
}

#[test]
fn a_refund_before_any_order_belongs_to_none() {
    let ledger = frozen(&[("a", 1, -10, "x"), ("a", 5, 20, "x"), ("b", 1, -3, "")]);
    assert_eq!(orders_of(&ledger, 0), [(1, -10, false, Ledger::NO_ORDER), (5, 20, true, 0)]);
    assert_eq!(orders_of(&ledger, 1), [(1, -3, false, Ledger::NO_ORDER)]);
    assert_eq!(ledger.order_days(), Some((Day(5), Day(5))));
}

#[test]
fn without_customers_there_are_orders_and_no_customer() {
    let mut lines: Vec<(String, i32)> =
        (0..2_000).map(|i| (format!("o{}", i % 1_500), i % 90)).collect();
    let ledger_of = |lines: &[(String, i32)]| {
        let lines: Vec<_> =
            lines.iter().map(|(order, day)| ("", *day, 10, order.as_str())).collect();
        frozen(&lines)
    };
    let ledger = ledger_of(&lines);
    assert!(!ledger.has_customers());
    assert_eq!((ledger.customers(), ledger.lines(), ledger.orders()), (0, 2_000, 1_500));
    lines.reverse();
    assert_eq!(ledger_of(&lines), ledger);
    let refunds = frozen(&[("", 1, 10, "x"), ("", 1, -3, ""), ("", 2, -4, "x")]);
    let orders: Vec<_> =
        (0..3).map(|i| (refunds.line(i).amount.0, refunds.line(i).order)).collect();
    assert_eq!(refunds.orders(), 1);
    assert!(orders.contains(&(-3 * Money::PER_MAJOR, Ledger::NO_ORDER)));
    assert!(orders.contains(&(-4 * Money::PER_MAJOR, 0)));
}

#[test]
fn rows_in_another_order_give_the_same_ledger() {
    let mut lines = vec![
        ("c", 4, 60, "1"),
        ("a", 4, 60, "2"),
        ("a", 4, 10, "3"),
        ("b", 2, 99, "4"),
        ("a", 4, -10, "2"),
        ("a", 1, 70, "5"),
    ];
    let ledger = frozen(&lines);
    lines.reverse();
    assert_eq!(frozen(&lines), ledger);
    lines.rotate_left(2);
    assert_eq!(frozen(&lines), ledger);
}

/// Some thousand lines of a few hundred customers, no two of the same amount.
fn many() -> Vec<(String, i32, i64, String)> {
    let mut noise = 7_u64;
    let mut any = |below: u64| {
        noise = noise.wrapping_mul(0x5851_F42D_4C95_7F2D) + 1;
        (noise >> 33) % below
    };
    let line = |amount: i64| {
        let customer = format!("c{}", any(1_400) * any(3));
        let day = i32::try_from(amount / 40 + i64::from(any(10) == 0) * 300).unwrap();
        let order = format!("o{}", any(1_500));
        let is_refund = any(5) == 0;
        let order = if any(3) == 0 { order } else { String::new() };
        (customer, day, if is_refund { -amount } else { amount }, order)
    };
    (1..40_000).map(line).collect()
}

/// What the lines of each customer are, found the plain way.
fn plain(lines: &[(String, i32, i64, String)]) -> Vec<(String, i32, i64, bool, u32)> {
    let hash = |order: &str| if order.is_empty() { 0 } else { order_hash(order) };
    let mut sorted: Vec<_> = lines.iter().collect();
    sorted.sort_by_key(|(customer, day, amount, order)| {
        (customer.clone(), *day, *amount < 0, hash(order), *amount)
    });
    let mut next = 0;
    let mut all = Vec::new();
    for lines in sorted.chunk_by(|a, b| a.0 == b.0) {
        let (mut latest, mut of) = (Ledger::NO_ORDER, BTreeMap::new());
        for (customer, day, amount, order) in lines {
            let known = of.get(order).copied().filter(|_| !order.is_empty());
            let opens = known.is_none() && *amount >= 0;
            if opens {
                latest = next;
                of.insert(order, latest);
                next += 1;
            }
            let order = known.unwrap_or(latest);
            all.push((customer.clone(), *day, *amount, opens, order));
        }
    }
    all
}

#[test]
fn many_customers_are_sorted_as_one_would_by_hand() {
    let mut lines = many();
    let expected = plain(&lines);
    let check = |lines: &[(String, i32, i64, String)]| {
        let lines: Vec<_> =
            lines.iter().map(|(id, day, amount, order)| (&**id, *day, *amount, &**order)).collect();
        let ledger = frozen(&lines);
        let found = (0..ledger.customers()).flat_map(|c| ledger.lines_of(c).map(move |i| (c, i)));
        assert_eq!(found.clone().count(), expected.len());
        for ((c, i), (customer, day, amount, opens, order)) in found.zip(&expected) {
            let line = ledger.line(i);
            assert_eq!(ledger.ids().get(c), customer);
            let is = (line.day.0, line.amount.0 / Money::PER_MAJOR, line.opens, line.order);
            assert_eq!(is, (*day, *amount, *opens, *order), "{customer}");
            let channel = ledger.channel().unwrap();
            let is_large = channel.labels.get(channel.codes[i] as usize) == "shop";
            assert_eq!(is_large, *amount > 50);
        }
        let opened = || expected.iter().filter(|line| line.3);
        assert_eq!(ledger.orders(), opened().count() as u64);
        let days =
            opened().map(|line| Day(line.1)).min().zip(opened().map(|line| Day(line.1)).max());
        assert_eq!(ledger.order_days(), days);
    };
    check(&lines);
    lines.reverse();
    check(&lines);
    lines.sort_by_key(|line| order_hash(&line.2.to_string()));
    check(&lines);
}

#[test]
fn a_column_begun_late_is_empty_before() {
    let ledger = frozen(&[("a", 1, 10, ""), ("a", 2, 60, "")]);
    let channel = ledger.channel().unwrap();
    assert_eq!(channel.codes, [0, 1]);
    assert_eq!((channel.labels.get(0), channel.labels.get(1)), ("", "shop"));
    assert_eq!(ledger.product(), None);
}
