//! The report on orders alone, where the files do not say whose they are.

use super::Reading;
use serde::Serialize;
use tsify::Tsify;

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct OrdersReport {
    #[tsify(type = "'orders'")]
    pub kind: &'static str,
    pub version: &'static str,
    pub options: OrdersOptionsUsed,
    pub reading: Reading,
    pub totals: OrderTotals,
    pub months: Vec<MonthSales>,
    /// Monday first.
    pub weekdays: Vec<ClockSlot>,
    /// The 24 hours of each weekday; null where the files have no times of day.
    pub hours: Option<Vec<Vec<ClockSlot>>>,
    /// Orders without a time of day.
    pub without_hour: f64,
    pub basket: Basket,
    pub splits: Vec<Split>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OrdersOptionsUsed {
    pub as_of: String,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct OrderTotals {
    pub first_day: String,
    pub last_day: String,
    pub currency: Option<String>,
    pub orders: f64,
    pub lines: f64,
    pub refund_lines: f64,
    pub units: Option<f64>,
    pub sold: String,
    pub refunded: String,
    pub net: String,
    pub refund_share: Option<f64>,
    pub aov: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct MonthSales {
    pub month: String,
    pub orders: f64,
    pub units: Option<f64>,
    pub sold: String,
    pub refunded: String,
    pub net: String,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClockSlot {
    pub orders: f64,
    pub sold: String,
}

/// Sizes of orders; their values are what was sold, before anything came back.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Basket {
    pub orders: f64,
    /// Values below which lie 10, 25, 50, 75 and 90 % of the orders.
    #[tsify(type = "[string, string, string, string, string] | null")]
    pub quantiles: Option<[String; 5]>,
    pub bins: Vec<BasketBin>,
    /// Orders with 1, 2, ... lines; the last with as many or more.
    pub by_lines: Vec<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct BasketBin {
    pub from: String,
    pub to: Option<String>,
    pub orders: f64,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Split {
    #[tsify(type = "'channel' | 'category' | 'product'")]
    pub field: &'static str,
    pub distinct: f64,
    pub rows: Vec<SplitRow>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct SplitRow {
    #[tsify(type = "'text' | 'empty' | 'others'")]
    pub kind: &'static str,
    pub label: String,
    pub orders: f64,
    pub units: Option<f64>,
    pub sold: String,
    pub refunded: String,
    pub net: String,
    pub net_share: Option<f64>,
}
