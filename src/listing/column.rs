//! The columns of the customer list, and what each customer has in them.

use crate::analysis::Report;
use crate::ledger::{Ledger, Texts};
use crate::unit::Day;

/// A numeric column of the customer list; the id comes before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Day of the first order, counted from 1970-01-01.
    FirstDay,
    /// Day of the latest order, counted from 1970-01-01.
    LastDay,
    /// Days from the latest order to the report's day.
    DaysSinceLast,
    /// Orders.
    Orders,
    /// Net spend, in major units.
    Net,
    /// Recency score, 1 to 5.
    R,
    /// Frequency score, 1 to 5.
    F,
    /// Monetary score, 1 to 5.
    M,
    /// Place of the class among the eight.
    Class,
    /// P(alive).
    PAlive,
    /// Expected orders in 3 months.
    ExpectedOrders3,
    /// Expected orders in 6 months.
    ExpectedOrders6,
    /// Expected orders in 12 months.
    ExpectedOrders12,
    /// Expected spend per order, in major units.
    SpendPerOrder,
    /// Expected spend in 3 months.
    ExpectedSpend3,
    /// Expected spend in 6 months.
    ExpectedSpend6,
    /// Expected spend in 12 months.
    ExpectedSpend12,
    /// Discounted value of 12 months.
    Clv12,
    /// Code of the channel of the first order.
    Channel,
}

impl Column {
    /// Every numeric column, in the order of the list.
    pub const ALL: [Self; 19] = [
        Self::FirstDay,
        Self::LastDay,
        Self::DaysSinceLast,
        Self::Orders,
        Self::Net,
        Self::R,
        Self::F,
        Self::M,
        Self::Class,
        Self::PAlive,
        Self::ExpectedOrders3,
        Self::ExpectedOrders6,
        Self::ExpectedOrders12,
        Self::SpendPerOrder,
        Self::ExpectedSpend3,
        Self::ExpectedSpend6,
        Self::ExpectedSpend12,
        Self::Clv12,
        Self::Channel,
    ];

    /// The column's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstDay => "firstDay",
            Self::LastDay => "lastDay",
            Self::DaysSinceLast => "daysSinceLast",
            Self::Orders => "orders",
            Self::Net => "net",
            Self::R => "r",
            Self::F => "f",
            Self::M => "m",
            Self::Class => "class",
            Self::PAlive => "pAlive",
            Self::ExpectedOrders3 => "expectedOrders3",
            Self::ExpectedOrders6 => "expectedOrders6",
            Self::ExpectedOrders12 => "expectedOrders12",
            Self::SpendPerOrder => "spendPerOrder",
            Self::ExpectedSpend3 => "expectedSpend3",
            Self::ExpectedSpend6 => "expectedSpend6",
            Self::ExpectedSpend12 => "expectedSpend12",
            Self::Clv12 => "clv12",
            Self::Channel => "channel",
        }
    }

    /// The column called `name`, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// The customers of a report with their ids.
#[derive(Clone, Copy, Debug)]
pub struct Customers<'a> {
    /// Where the ids are.
    pub ledger: &'a Ledger,
    /// Where the figures are.
    pub report: &'a Report,
}

impl<'a> Customers<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.report.pool.len()
    }

    /// Whether there is none. No report is ever made of an empty pool.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every customer's id, in the order of the list of all.
    #[must_use]
    pub fn ids(&self) -> Texts {
        (0..self.len()).map(|c| self.id(c)).collect()
    }

    /// What every customer has in `column`; NaN where that is not known.
    #[must_use]
    pub fn numbers(&self, column: Column) -> Vec<f64> {
        let Report { pool, rfm, .. } = self.report;
        let scores = |scores: &[u8]| scores.iter().map(|score| f64::from(*score)).collect();
        let days = |days: &[Day]| days.iter().map(|day| f64::from(day.0)).collect();
        // Of these a customer is asked for nothing but the one number.
        match column {
            Column::FirstDay => days(&pool.first),
            Column::LastDay => days(&pool.last),
            Column::Orders => pool.orders.iter().map(|orders| f64::from(*orders)).collect(),
            Column::Net => pool.net.iter().map(|net| net.to_major()).collect(),
            Column::R => scores(&rfm.r),
            Column::F => scores(&rfm.f),
            Column::M => scores(&rfm.m),
            _ => (0..self.len()).map(|c| self.number(column, c).unwrap_or(f64::NAN)).collect(),
        }
    }

    /// The id of customer `c`, as the file writes it.
    #[must_use]
    pub fn id(&self, c: usize) -> &'a str {
        self.ledger.ids().get(self.report.pool.ledger_row[c] as usize)
    }

    /// The channel of the first order of customer `c`, where the files say it.
    #[must_use]
    pub fn channel(&self, c: usize) -> Option<&'a str> {
        let labels = self.ledger.channel()?;
        let text = labels.labels.get(self.channel_code(c)? as usize);
        (!text.is_empty()).then_some(text)
    }

    /// Of several first orders on one day, the channel that comes first in the alphabet: the order
    /// of the file's rows must leave no trace.
    fn channel_code(&self, c: usize) -> Option<u32> {
        let codes = &self.ledger.channel()?.codes;
        let first = self.report.pool.first[c];
        let lines = self.ledger.lines_of(self.report.pool.ledger_row[c] as usize);
        let on_first_day = lines.filter(|&i| {
            let line = self.ledger.line(i);
            line.opens && line.day == first
        });
        on_first_day.map(|i| codes[i]).min()
    }

    /// What customer `c` has in `column`; `None` where that is not known.
    #[must_use]
    pub fn number(&self, column: Column, c: usize) -> Option<f64> {
        let Report { pool, rfm, values, .. } = self.report;
        let value = || values.as_ref();
        Some(match column {
            Column::FirstDay => f64::from(pool.first[c].0),
            Column::LastDay => f64::from(pool.last[c].0),
            Column::DaysSinceLast => f64::from(pool.days_since_last(c)),
            Column::Orders => f64::from(pool.orders[c]),
            Column::Net => pool.net[c].to_major(),
            Column::R => f64::from(rfm.r[c]),
            Column::F => f64::from(rfm.f[c]),
            Column::M => f64::from(rfm.m[c]),
            Column::Class => f64::from(rfm.class[c].place()),
            Column::PAlive => value()?.p_alive(c),
            Column::ExpectedOrders3 => value()?.expected_orders(0, c),
            Column::ExpectedOrders6 => value()?.expected_orders(1, c),
            Column::ExpectedOrders12 => value()?.expected_orders(2, c),
            Column::SpendPerOrder => value()?.spend(c)?,
            Column::ExpectedSpend3 => value()?.expected_spend(0, c)?,
            Column::ExpectedSpend6 => value()?.expected_spend(1, c)?,
            Column::ExpectedSpend12 => value()?.expected_spend(2, c)?,
            Column::Clv12 => value()?.clv12(c)?,
            Column::Channel => f64::from(self.channel_code(c)?),
        })
    }
}
