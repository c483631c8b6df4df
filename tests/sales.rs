//! Reports on orders alone: what every file's must hold to.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::error::Result;
use headwater::ingest::{Customers, Import, Reading, ReadingOptions};
use headwater::ledger::Builder;
use headwater::sales::{Sales, Selling};
use headwater::unit::Money;
use headwater::{Job, Ledger, Step};
use std::path::Path;
use std::rc::Rc;

fn read(csv: &[u8], customers: Customers) -> Result<(Rc<Ledger>, Reading)> {
    let options = ReadingOptions { customers, ..ReadingOptions::default() };
    let mut import = Import::new(options, Builder::default())?;
    import.begin_file("orders.csv", None)?;
    import.push(csv)?;
    let (builder, reading) = import.finish()?;
    Ok((Rc::new(finished(builder.finish())?), reading))
}

fn sales(ledger: &Rc<Ledger>, reading: &Reading) -> Result<Sales> {
    finished(Selling::new(Rc::clone(ledger), reading.last_day)?)
}

fn finished<J: Job>(mut job: J) -> Result<J::Output> {
    loop {
        if let Step::Done(output) = job.step()? {
            return Ok(output);
        }
    }
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/csv");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.fold(Money::ZERO, |sum, amount| sum.checked_add(amount).unwrap())
}

/// Months, weekdays and labels are parts of one whole.
fn assert_adds_up(sales: &Sales, reading: &Reading, name: &str) {
    let sums = &sales.sums;
    assert_eq!(sums.net(), reading.totals.kept, "{name}");
    assert_eq!(sums.lines + sums.refund_lines, reading.kept, "{name}");
    assert_eq!(sum(sales.months.iter().map(|month| month.sums.net())), sums.net(), "{name}");
    let clock = &sales.clock;
    assert_eq!(sum(clock.weekdays.iter().map(|slot| slot.sold)), sums.sold, "{name}");
    assert_eq!(clock.weekdays.iter().map(|slot| slot.orders).sum::<u64>(), sums.orders, "{name}");
    if let Some(hours) = &clock.hours {
        let orders: u64 = hours.iter().flatten().map(|slot| slot.orders).sum();
        assert_eq!(orders + clock.without_hour, sums.orders, "{name}");
    }
    let basket = &sales.basket;
    assert_eq!(basket.orders, sums.orders, "{name}");
    assert_eq!(basket.bins.iter().map(|bin| bin.orders).sum::<u64>(), sums.orders, "{name}");
    assert_eq!(basket.by_lines.iter().sum::<u64>(), sums.orders, "{name}");
    for split in &sales.splits {
        assert_eq!(sum(split.rows.iter().map(|row| row.sums.net())), sums.net(), "{name}");
    }
}

#[test]
fn every_file_adds_up_with_customers_and_without() {
    let mut reports = 0;
    for (name, csv) in fixtures() {
        for customers in [Customers::Needed, Customers::None] {
            let Ok((ledger, reading)) = read(&csv, customers) else { continue };
            let months = &reading.months;
            assert_eq!(sum(months.iter().map(|m| m.net)), reading.totals.kept, "{name}");
            assert_eq!(sum(months.iter().map(|m| m.dropped)), reading.totals.dropped, "{name}");
            assert_eq!(months.iter().map(|m| m.rows).sum::<u64>(), reading.rows, "{name}");
            assert_eq!(months.iter().map(|m| m.kept).sum::<u64>(), reading.kept, "{name}");
            assert_eq!(ledger.has_customers(), customers == Customers::Needed, "{name}");
            // Files of refunds alone have no order to report on.
            let Ok(sales) = sales(&ledger, &reading) else { continue };
            if sales.as_of == sales.last {
                assert_adds_up(&sales, &reading, &name);
                reports += 1;
            }
        }
    }
    assert!(reports > 40, "only {reports} reports");
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let mut rows: Vec<String> = (0..5_000)
        .map(|i| {
            let (order, day, hour) = (i * 7 % 3_000, 1 + i % 28, i % 24);
            let amount = if i % 31 == 0 { -3 } else { i % 90 };
            format!("{order},2024-{:02}-{day:02} {hour:02}:30,{amount}.50,p{}", 1 + i % 12, i % 40)
        })
        .collect();
    let made = |rows: &[String]| {
        let csv = format!("order_id,order_time,amount,product\n{}\n", rows.join("\n"));
        let (ledger, reading) = read(csv.as_bytes(), Customers::None).unwrap();
        sales(&ledger, &reading).unwrap()
    };
    let straight = made(&rows);
    rows.reverse();
    assert_eq!(made(&rows), straight);
    rows.sort();
    assert_eq!(made(&rows), straight);
}
