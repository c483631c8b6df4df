//! What must not change a report, and what must change it in a known way.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::made::{csv, rows};
use common::{Shop, fingerprint};
use headwater::analysis::Options;
use headwater::segment::rfm::{CutRule, Thresholds};
use headwater::unit::{Day, Money, TimeUnit};

fn open(rows: &[[String; 5]], options: &Options) -> Shop {
    Shop::open(&csv(rows), 1 << 16, options).unwrap()
}

/// The rows with one cell changed in each.
fn changed(mut rows: Vec<[String; 5]>, change: impl Fn(&mut [String; 5])) -> Vec<[String; 5]> {
    rows.iter_mut().for_each(change);
    rows
}

#[test]
fn the_made_shop_is_rich_enough_to_prove_something() {
    let shop = open(&rows(), &Options::default());
    let report = &shop.report;
    assert!(report.models.bg_nbd.is_some() && report.models.gamma_gamma.is_some());
    assert!(report.classes.iter().filter(|class| class.customers > 0).count() >= 6);
    assert!(shop.reading.refunds > 20);
    assert!(report.pool.orders.iter().any(|&n| n > 8));
    assert!(report.breakdowns[0].rows.len() == 3);
}

#[test]
fn the_order_of_the_rows_moves_no_bit() {
    let straight = rows();
    let expected = fingerprint(&open(&straight, &Options::default()));
    let mut by_day = straight.clone();
    by_day.sort_by(|a, b| a[2].cmp(&b[2]));
    let mut backwards = straight.clone();
    backwards.reverse();
    let mut strided = straight.clone();
    strided.sort_by_key(|row| row[1].parse::<u64>().unwrap() * 7_919 % 1_009);
    for shuffled in [by_day, backwards, strided] {
        assert_ne!(shuffled, straight);
        assert!(fingerprint(&open(&shuffled, &Options::default())) == expected);
    }
}

#[test]
fn the_cut_of_the_bytes_moves_no_bit() {
    let csv = csv(&rows());
    let whole = fingerprint(&Shop::open(&csv, csv.len(), &Options::default()).unwrap());
    for piece in [1, 2, 3, 7, 1_000, 65_535, 65_536] {
        let cut = Shop::open(&csv, piece, &Options::default()).unwrap();
        assert!(fingerprint(&cut) == whole, "pieces of {piece}");
    }
}

#[test]
fn the_totals_are_the_files_to_the_cent() {
    let rows = rows();
    let ten_thousandths = |text: &str| {
        let cents: i64 = text.replace('.', "").parse().unwrap();
        cents * 100
    };
    let expected: i64 = rows.iter().map(|row| ten_thousandths(&row[3])).sum();
    let shop = open(&rows, &Options::default());
    assert_eq!(shop.reading.totals.all, Money(expected));
    assert_eq!(shop.reading.totals.kept, Money(expected));
    assert_eq!(shop.report.net, Money(expected));
    let by_class: i64 = shop.report.classes.iter().map(|class| class.net.0).sum();
    assert_eq!(by_class, expected);
    let by_channel: i64 = shop.report.breakdowns[0].rows.iter().map(|row| row.net.0).sum();
    assert_eq!(by_channel, expected);
    let cells = shop.report.cohorts.rows.iter().flat_map(|cohort| cohort.cells.iter().flatten());
    assert_eq!(cells.map(|cell| cell.net.0).sum::<i64>(), expected);
}

#[test]
fn another_currency_scales_money_and_nothing_else() {
    let rows = rows();
    let dear = changed(rows.clone(), |row| {
        let cents: i64 = row[3].replace('.', "").parse().unwrap();
        let scaled = cents * 8;
        let sign = if scaled < 0 { "-" } else { "" };
        row[3] = format!("{sign}{}.{:02}", scaled.abs() / 100, scaled.abs() % 100);
    });
    let (a, b) = (open(&rows, &Options::default()), open(&dear, &Options::default()));
    assert_eq!(b.report.net.0, a.report.net.0 * 8);
    let classes = |shop: &Shop| shop.report.rfm.class.clone();
    assert_eq!(classes(&a), classes(&b));
    // Eight is a power of two, so that shares keep every bit.
    assert_eq!(a.report.concentration, b.report.concentration);
    assert_eq!(a.report.models.bg_nbd, b.report.models.bg_nbd);
    let (ga, gb) = (a.report.models.gamma_gamma.unwrap(), b.report.models.gamma_gamma.unwrap());
    // The fit ends within its tolerance, not at the same bits.
    assert!((gb.params.gamma / ga.params.gamma / 8.0 - 1.0).abs() < 1e-7);
    assert!((gb.params.p / ga.params.p - 1.0).abs() < 1e-7);
    let clv = |shop: &Shop| shop.report.summary.as_ref().unwrap().clv12.unwrap();
    assert!((clv(&b) / clv(&a) / 8.0 - 1.0).abs() < 1e-7);
}

#[test]
fn two_ids_made_one_are_one_customer_with_the_orders_of_both() {
    let rows = rows();
    let merged = changed(rows.clone(), |row| {
        if row[0] == "K001" {
            row[0] = "K000".into();
        }
    });
    let (a, b) = (open(&rows, &Options::default()), open(&merged, &Options::default()));
    assert_eq!(b.report.pool.len(), a.report.pool.len() - 1);
    assert_eq!(b.report.net, a.report.net);
    assert_eq!(b.report.pool.total_orders(), a.report.pool.total_orders());
    assert_eq!(b.report.pool.orders[0], a.report.pool.orders[0] + a.report.pool.orders[1]);
    assert_eq!(b.report.pool.net[0].0, a.report.pool.net[0].0 + a.report.pool.net[1].0);
    assert_eq!(b.report.pool.first[0], a.report.pool.first[0].min(a.report.pool.first[1]));
}

#[test]
fn weeks_are_days_by_seven() {
    let rows = rows();
    let in_days = Options { unit: TimeUnit::Day, ..Options::default() };
    let (weeks, days) = (open(&rows, &Options::default()), open(&rows, &in_days));
    let (w, d) = (weeks.report.models.bg_nbd.unwrap(), days.report.models.bg_nbd.unwrap());
    // Two fits of one likelihood in two units: equal up to where the optimiser stops.
    let near = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-7;
    assert!(near(d.params.alpha, w.params.alpha * 7.0), "{} {}", d.params.alpha, w.params.alpha);
    assert!(near(d.params.r, w.params.r) && near(d.params.a, w.params.a));
    for c in 0..weeks.report.pool.len() {
        let (w, d) = (weeks.report.values.as_ref(), days.report.values.as_ref());
        let (w, d) = (w.unwrap(), d.unwrap());
        assert!((w.p_alive(c) - d.p_alive(c)).abs() < 1e-7);
        assert!(near(w.expected_orders(2, c), d.expected_orders(2, c)));
    }
}

#[test]
fn a_day_in_the_past_sees_only_the_past() {
    let rows = rows();
    let day = "2025-03-31";
    let as_of = Options { as_of: Day::parse_iso(day), ..Options::default() };
    let past: Vec<_> = rows.iter().filter(|row| row[2].as_str() <= day).cloned().collect();
    assert!(past.len() < rows.len());
    let (looked_back, then) = (open(&rows, &as_of), open(&past, &as_of));
    assert!(fingerprint(&looked_back) == fingerprint(&then));
}

#[test]
fn classes_always_add_up_to_the_pool() {
    let rows = rows();
    let own = Thresholds { days: 90.0, orders: 3.0, spend: 300.0 };
    for cut_rule in [CutRule::Quintile, CutRule::Median, CutRule::Mean, CutRule::Thresholds(own)] {
        let shop = open(&rows, &Options { cut_rule, ..Options::default() });
        let customers: u64 = shop.report.classes.iter().map(|class| class.customers).sum();
        assert_eq!(customers, shop.report.pool.len() as u64);
        assert_eq!(shop.report.classes.len(), 8);
    }
}

#[test]
fn the_fit_can_stand_on_an_earlier_day_than_the_report() {
    let rows = rows();
    let until = Day::parse_iso("2025-03-31");
    let fitted_then = open(&rows, &Options { until, ..Options::default() });
    let seen_then = open(&rows, &Options { as_of: until, ..Options::default() });
    assert_eq!(fitted_then.report.models.bg_nbd, seen_then.report.models.bg_nbd);
    assert_ne!(fitted_then.report.pool.len(), seen_then.report.pool.len());
    let whole = open(&rows, &Options::default());
    assert_ne!(fitted_then.report.models.bg_nbd, whole.report.models.bg_nbd);
    assert_eq!(fitted_then.report.rfm, whole.report.rfm);
}
