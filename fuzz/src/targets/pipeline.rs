//! A file's bytes to its report, the lists of its customers and their download.

use super::Dice;
use super::ledger::{check_records, files, import, whole};
use headwater::error::Result;
use headwater::ingest::{Customers as Wanted, ReadingOptions};
use headwater::listing::{Column, Customers, Query, Range, Sort, Wording, export, select};
use headwater::sales::Selling;
use headwater::segment::rfm::CutRule;
use headwater::unit::{Day, Money, TimeUnit};
use headwater::{Analysis, Ledger, Options, Report, run};
use std::ops::ControlFlow;
use std::rc::Rc;

fn sum(amounts: impl IntoIterator<Item = Money>) -> i128 {
    amounts.into_iter().map(|money| i128::from(money.0)).sum()
}

/// Makes the report and holds its parts against each other.
///
/// # Errors
/// Those of the analysis.
pub fn check_report(ledger: &Rc<Ledger>, options: &Options) -> Result<()> {
    let job = Analysis::new(Rc::clone(ledger), options)?;
    let report = run(job, |_| ControlFlow::Continue(()))?.expect("nobody stopped it");
    let customers = report.pool.len() as u64;
    assert_eq!(report.classes.iter().map(|class| class.customers).sum::<u64>(), customers);
    assert_eq!(sum(report.classes.iter().map(|class| class.net)), sum([report.net]));
    assert!((0.0..=1.0).contains(&report.metrics.repurchase_rate));
    check_lists(ledger, &report);
    Ok(())
}

fn check_lists(ledger: &Ledger, report: &Report) {
    let customers = Customers { ledger, report };
    for c in 0..customers.len() {
        for column in Column::ALL {
            if let Some(number) = customers.number(column, c) {
                assert!(number.is_finite(), "{} is {number}", column.name());
            }
        }
        if let Some(alive) = customers.number(Column::PAlive, c) {
            assert!((0.0..=1.0).contains(&alive), "{alive}");
        }
    }
    let mut dice = Dice::of(customers.id(0).as_bytes());
    let column = Column::ALL[dice.next(Column::ALL.len())];
    let sort = Sort { column: Some(column), descending: dice.next(2) == 1 };
    let all = select(customers, &Query { sort: Some(sort), ..Query::default() });
    assert_eq!(all.len(), customers.len());
    let within = Range { column, min: f64::NEG_INFINITY, max: f64::INFINITY };
    let known = select(customers, &Query { ranges: vec![within], ..Query::default() });
    let numbers = customers.numbers(column);
    assert_eq!(known.len(), numbers.iter().filter(|number| !number.is_nan()).count());
    let mut csv = Vec::new();
    export(customers, &all, &Wording::default(), |part| csv.extend_from_slice(&part));
    assert!(std::str::from_utf8(&csv).is_ok());
    check_records(&csv, customers.len() + 1);
}

/// The report on orders of nobody known.
pub fn check_sales(ledger: &Rc<Ledger>, as_of: Option<Day>) {
    let Ok(job) = Selling::new(Rc::clone(ledger), as_of) else { return };
    let Ok(sales) = run(job, |_| ControlFlow::Continue(())) else { return };
    let sales = sales.expect("nobody stopped it");
    let months = sales.months.iter();
    assert_eq!(months.clone().map(|month| month.sums.orders).sum::<u64>(), sales.sums.orders);
    assert_eq!(sum(months.clone().map(|month| month.sums.sold)), sum([sales.sums.sold]));
    assert_eq!(sum(months.map(|month| month.sums.refunded)), sum([sales.sums.refunded]));
}

/// The whole way, with settings that follow from the bytes.
pub fn check(bytes: &[u8]) {
    let mut dice = Dice::of(bytes);
    let files = files(bytes);
    let wanted = [Wanted::Needed, Wanted::None][usize::from(dice.next(8) == 0)];
    let reading = ReadingOptions { customers: wanted, ..ReadingOptions::default() };
    let Ok((ledger, _)) = import(&whole(&files), &reading) else { return };
    let ledger = Rc::new(ledger);
    let days = ledger.order_days();
    check_sales(&ledger, None);
    let options = Options {
        unit: TimeUnit::ALL[dice.next(3)],
        cut_rule: [CutRule::Quintile, CutRule::Median, CutRule::Mean][dice.next(3)],
        until: days
            .filter(|_| dice.next(4) == 0)
            .map(|(first, last)| Day(first.0.midpoint(last.0))),
        ..Options::default()
    };
    // A reason why there is no report is an answer.
    let _ = check_report(&ledger, &options);
}
