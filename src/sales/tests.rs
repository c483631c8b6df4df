use super::*;
use crate::job;
use crate::ledger::{Builder, OrderLine, OrderSink};
use crate::segment::breakdown::Label;
use std::ops::ControlFlow;

/// Customer, day, minutes, major units, order number, product.
type Given = (&'static str, &'static str, Option<u16>, i64, &'static str, &'static str);

fn ledger(lines: &[Given]) -> Rc<Ledger> {
    let mut builder = Builder::default();
    for &(customer, day, minutes, major, order_id, product) in lines {
        let line = OrderLine {
            customer,
            day: Day::parse_iso(day).unwrap(),
            minutes,
            amount: Money(major * Money::PER_MAJOR),
            order_id: (!order_id.is_empty()).then_some(order_id),
            product: Some(product),
            category: None,
            channel: None,
            quantity: Some(major.signum()),
        };
        builder.add(&line).unwrap();
    }
    Rc::new(job::run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap())
}

fn sales(lines: &[Given], as_of: Option<&str>) -> Sales {
    let job = Selling::new(ledger(lines), as_of.map(|day| Day::parse_iso(day).unwrap())).unwrap();
    job::run(job, |_| ControlFlow::Continue(())).unwrap().unwrap()
}

const LINES: [Given; 6] = [
    // A Monday; two lines of one order, of two products.
    ("", "2024-01-01", Some(10 * 60 + 59), 20, "o1", "tea"),
    ("", "2024-01-01", Some(10 * 60 + 59), 5, "o1", "cup"),
    ("", "2024-01-07", Some(23 * 60 + 59), 30, "o2", "tea"),
    ("", "2024-01-09", None, 8, "o3", "tea"),
    ("", "2024-03-02", Some(0), -5, "o1", "cup"),
    ("", "2024-03-03", Some(1), 4, "", "tea"),
];

#[test]
fn sums_are_those_of_the_lines() {
    let found = sales(&LINES, Some("2024-03-31"));
    let Sums { orders, lines, refund_lines, sold, refunded, units } = found.sums;
    assert_eq!((orders, lines, refund_lines, units), (4, 5, 1, 4));
    assert_eq!((sold.to_string(), refunded.to_string()), ("67.00".into(), "-5.00".into()));
    assert_eq!(found.sums.net().to_string(), "62.00");
    assert_eq!(found.sums.refund_share(), Some(5.0 / 67.0));
    let months: Vec<_> = found
        .months
        .iter()
        .map(|m| (m.month.to_string(), m.sums.orders, m.sums.net().to_string()))
        .collect();
    assert_eq!(
        months,
        [
            ("2024-01".to_owned(), 3, "63.00".to_owned()),
            ("2024-02".to_owned(), 0, "0.00".to_owned()),
            ("2024-03".to_owned(), 1, "-1.00".to_owned()),
        ]
    );
}

#[test]
fn the_week_begins_on_monday_and_a_refund_is_at_no_hour() {
    let found = sales(&LINES, None).clock;
    let orders = found.weekdays.map(|slot| slot.orders);
    assert_eq!(orders, [1, 1, 0, 0, 0, 0, 2]);
    let hours = found.hours.unwrap();
    assert_eq!((hours[0][10].orders, hours[0][10].sold.to_string()), (1, "25.00".into()));
    assert_eq!((hours[6][23].orders, hours[6][0].orders), (1, 1));
    assert_eq!(found.without_hour, 1);
    assert_eq!(hours.iter().flatten().map(|slot| slot.orders).sum::<u64>(), 3);
}

#[test]
fn a_file_whose_every_time_is_midnight_has_no_hours() {
    let at = |minutes| sales(&[("", "2024-01-01", minutes, 1, "", "tea")], None).clock.hours;
    assert_eq!((at(Some(0)), at(None)), (None, None));
    assert!(at(Some(1)).is_some());
}

#[test]
fn a_label_counts_each_order_once() {
    let found = sales(
        &[
            ("", "2024-01-01", None, 1, "a", "tea"),
            ("", "2024-01-01", None, 1, "a", "cup"),
            ("", "2024-01-02", None, 2, "a", "tea"),
            ("", "2024-01-02", None, -2, "a", "tea"),
            ("", "2024-01-02", None, 9, "b", ""),
        ],
        None,
    );
    let [product] = found.splits.as_slice() else { panic!("{:?}", found.splits) };
    let rows: Vec<_> = product
        .rows
        .iter()
        .map(|row| (row.label.clone(), row.sums.orders, row.net_share))
        .collect();
    assert_eq!(
        rows,
        [
            (Label::Empty, 1, Some(9.0 / 11.0)),
            (Label::Text("cup".into()), 1, Some(1.0 / 11.0)),
            (Label::Text("tea".into()), 1, Some(1.0 / 11.0)),
        ]
    );
}

#[test]
fn baskets_are_counted_before_anything_came_back() {
    let found = sales(&LINES, None).basket;
    assert_eq!((found.orders, found.by_lines), (4, [3, 1, 0, 0, 0, 0]));
    let values = found.quantiles.unwrap().map(|money| money.to_string());
    assert_eq!(values, ["4.00", "4.00", "8.00", "25.00", "25.00"]);
    assert_eq!(found.bins.iter().map(|bin| bin.orders).sum::<u64>(), 4);
    assert_eq!(found.bins.last().unwrap().to, None);
}

#[test]
fn what_comes_later_is_not_seen() {
    let found = sales(&LINES, Some("2024-01-06"));
    assert_eq!((found.sums.orders, found.months.len(), found.basket.orders), (1, 1, 1));
    assert_eq!(found.splits[0].distinct, 2);
    let before = Day::parse_iso("2023-12-31");
    let error = Selling::new(ledger(&LINES), before).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NothingBefore);
}

#[test]
fn customers_change_nothing_where_order_numbers_are_their_own() {
    let named: Vec<Given> =
        LINES.map(|line| ("ann", line.1, line.2, line.3, line.4, line.5)).into();
    assert_eq!(sales(&named, None), sales(&LINES, None));
}
