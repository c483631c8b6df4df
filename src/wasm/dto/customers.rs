//! Lists and rows that callers look at piece by piece.

use serde::Serialize;
use tsify::Tsify;

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct CustomerPage {
    pub total: u32,
    pub from: u32,
    pub rows: Vec<CustomerRow>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct CustomerRow {
    pub index: u32,
    pub id: String,
    pub first_day: String,
    pub last_day: String,
    pub days_since_last: i32,
    pub orders: u32,
    pub net: String,
    pub r: u8,
    pub f: u8,
    pub m: u8,
    #[tsify(type = "ClassName")]
    pub class: &'static str,
    pub p_alive: Option<f64>,
    pub expected_orders3: Option<f64>,
    pub expected_orders6: Option<f64>,
    pub expected_orders12: Option<f64>,
    pub spend_per_order: Option<f64>,
    pub expected_spend3: Option<f64>,
    pub expected_spend6: Option<f64>,
    pub expected_spend12: Option<f64>,
    pub clv12: Option<f64>,
    pub channel: Option<String>,
}

/// A file's records as they were read, header first.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RowsResult {
    pub delimiter: String,
    pub encoding: String,
    pub warnings: Vec<String>,
    /// Lines of the records above and below the table, which are not among the rows.
    pub skipped: Vec<f64>,
    pub rows: Vec<Vec<String>>,
    /// The columns as values, where they were asked for.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<Vec<TypedColumn>>,
}

/// A column as values: an id as text, a number as a plain decimal, a time in ISO 8601.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct TypedColumn {
    pub header: String,
    #[tsify(type = "'id' | 'money' | 'number' | 'date' | 'datetime'")]
    pub kind: &'static str,
    pub values: Vec<Option<String>>,
    /// The exact sum of numbers; null where it would add up different currencies.
    pub sum: Option<String>,
    /// What is doubtful: `ambiguous_date_order`, `mixed_currency`, `damaged_id` and others.
    pub flags: Vec<&'static str>,
}
