//! What callers may ask for, in any combination, of a few files.

use super::Text;
use super::ledger::{import, reconcile, whole};
use super::pipeline::{check_report, check_sales};
use headwater::at::Field;
use headwater::ingest::{Choice, Customers, DateOrder, Keep, Mapping, ReadingOptions, preview};
use headwater::segment::rfm::{CutRule, Thresholds};
use headwater::unit::{Currency, Day, Rate, TimeUnit};
use headwater::{Error, ErrorKind, Options};
use std::rc::Rc;

const FILES: [&str; 5] = [
    "customer_id,order_id,order_time,amount,channel\nann,1,2024-01-03 10:00,20.00,app\n\
     bob,2,2024-02-01 11:30,15.50,web\nann,3,2024-02-09 23:59,30,app\ncy,4,2024-03-01,8.25,\n\
     bob,5,2024-03-15 00:00,-4.00,web\nann,6,2024-05-05 09:09,12,web\ndee,7,2024-06-30,99.99,app\n",
    "日期;客户;金额;备注\n05/03/2024;甲;1.234,50;x\n06/03/2024;乙;12,00;y\n07/04/2024;甲;3,25;z\n",
    "when|who|what\n1709600000|a|1,234\n1709700000|b|5\n1709800000|a|7\n",
    "customer,date,amount,currency\na,2024-01-01,10.00,USD\nb,2024-01-02,20.00,EUR\na,2024-02-03,5.05,CNY\n\
     c,2024-03-04,7,USD\nb,2024-04-05,1000,JPY\n",
    "a,b,c\n1,2,3\n4,5,6\n",
];
/// Names that a caller may ask for.
const NAMES: [&str; 10] =
    ["amount", "order_time", "customer_id", "客户", "金额", "who", "what", "when", "", "__proto__"];
const CURRENCIES: [&str; 5] = ["CNY", "usd", "EUR", "JPY", "XXX"];
const RATES: [&str; 6] = ["7.1", "0.000000000001", "999999999999999", "1", "0.5", "1.005"];

/// The bytes, one after the other; 0 when there are no more.
struct Asked<'a>(&'a [u8]);

impl Asked<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn below(&mut self, below: usize) -> usize {
        usize::from(self.byte()) % below
    }

    fn some<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.byte() % 2 == 1).then(|| value(self))
    }

    fn wide(&mut self) -> [u8; 8] {
        std::array::from_fn(|_| self.byte())
    }

    fn int(&mut self) -> i32 {
        i32::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }

    /// Numbers near those that make sense, and any others.
    fn float(&mut self) -> f64 {
        match self.byte() % 4 {
            0 => f64::from_le_bytes(self.wide()),
            1 => f64::from(self.byte()) / 100.0,
            2 => f64::from(self.int()),
            _ => [f64::NAN, f64::INFINITY, -1.0, 0.0, -0.0, 1e308, 5e-324, 1.0][self.below(8)],
        }
    }

    fn day(&mut self) -> Day {
        match self.byte() % 2 {
            0 => Day(19_700 + i32::from(self.byte())),
            _ => Day(self.int()),
        }
    }
}

fn currency(asked: &mut Asked<'_>) -> Option<Currency> {
    Currency::from_code(CURRENCIES[asked.below(CURRENCIES.len())])
}

fn rates(asked: &mut Asked<'_>) -> Vec<(Currency, Rate)> {
    let rates = (0..asked.below(4))
        .map(|_| currency(asked).zip(Rate::parse(RATES[asked.below(RATES.len())])));
    rates.flatten().collect()
}

fn reading_options(asked: &mut Asked<'_>) -> ReadingOptions {
    let mut mapping = Mapping::default();
    for _ in 0..asked.below(5) {
        let field = Field::ALL[asked.below(Field::ALL.len())];
        let choice = match asked.byte() % 3 {
            0 => Choice::Absent,
            1 => Choice::Guess,
            _ => Choice::Column(NAMES[asked.below(NAMES.len())].to_owned()),
        };
        mapping.set(field, choice);
    }
    ReadingOptions {
        mapping,
        delimiter: asked.some(Asked::byte),
        customers: if asked.byte() % 2 == 1 { Customers::None } else { Customers::Needed },
        by_names_alone: asked.byte() % 4 == 1,
        date_order: asked.some(|a| DateOrder::ALL[a.below(3)]),
        time_zone_offset: asked.some(|a| match a.byte() % 2 {
            0 => i32::from(a.byte()) * 10 - 1_200,
            _ => a.int(),
        }),
        currency: asked.some(currency).flatten(),
        rates: rates(asked),
        keep: if asked.byte() % 2 == 1 { Keep::Summary } else { Keep::All },
        from_day: asked.some(Asked::day),
        memory_limit: asked.some(|a| 1 << (a.byte() % 64)),
    }
}

fn report_options(asked: &mut Asked<'_>) -> Options {
    let base = Options::default();
    Options {
        as_of: asked.some(Asked::day),
        until: asked.some(Asked::day),
        unit: TimeUnit::ALL[asked.below(3)],
        cut_rule: match asked.byte() % 4 {
            0 => CutRule::Quintile,
            1 => CutRule::Median,
            2 => CutRule::Mean,
            _ => {
                let (days, orders, spend) = (asked.float(), asked.float(), asked.float());
                CutRule::Thresholds(Thresholds { days, orders, spend })
            }
        },
        discount_rate: asked.some(Asked::float).unwrap_or(base.discount_rate),
        period_days: asked.some(|a| a.int().unsigned_abs()).unwrap_or(base.period_days),
        models: asked.some(|_| false).unwrap_or(base.models),
    }
}

fn is_option(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidOption { .. } | ErrorKind::NothingBefore)
}

/// Any settings are obeyed or refused, and never break a report.
pub fn check(bytes: &[u8]) {
    let mut asked = Asked(bytes);
    let options = reading_options(&mut asked);
    let files: Vec<&[u8]> =
        (0..1 + asked.below(2)).map(|_| FILES[asked.below(FILES.len())].as_bytes()).collect();
    for file in &files {
        let shown = preview(file, false, &options);
        assert!(shown.is_ok(), "{shown:?}");
    }
    let texts: Vec<Text<'_>> = files.into_iter().map(Text::of).collect();
    let Ok((ledger, reading)) = import(&whole(&texts), &options) else { return };
    reconcile(&ledger, &reading);
    let ledger = Rc::new(ledger);
    let options = report_options(&mut asked);
    if !ledger.has_customers() {
        return check_sales(&ledger, options.as_of);
    }
    if let Err(error) = check_report(&ledger, &options) {
        assert!(is_option(&error) || error.kind() == &ErrorKind::NoOrders, "{error:?}");
    }
}
