//! What callers hand in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::Tsify;

/// Which column plays which role: header text, or null for none. What is absent is guessed.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct ReadingOptions {
    #[tsify(optional, type = "Partial<Record<Field, string | null>>")]
    pub mapping: BTreeMap<String, Option<String>>,
    /// One character; guessed if absent.
    #[tsify(optional)]
    pub delimiter: Option<String>,
    /// `none` reads the orders without their customers, for files that do not say whose they are.
    #[tsify(optional, type = "'needed' | 'none'")]
    pub customers: Option<String>,
    /// Day and month in dates like `05/03/2024`; decided by the column if absent.
    #[tsify(optional, type = "'dmy' | 'mdy' | 'ymd'")]
    pub date_order: Option<String>,
    /// A name or alias of the web platform, such as `gb18030`; guessed if absent. The package reads it,
    /// before the core is asked.
    #[tsify(optional)]
    pub encoding: Option<String>,
    /// `none` reads the export of a platform by the names of its columns, as any other file.
    #[tsify(optional, type = "'none'")]
    pub platform: Option<String>,
    /// Which sheet of a workbook; chosen by its columns if absent, or where a workbook has none of that
    /// name. The package reads it, before the core is asked.
    #[tsify(optional)]
    pub sheet: Option<String>,
    /// Minutes east of UTC to which times with an offset are moved; as written if absent.
    #[tsify(optional)]
    pub time_zone_offset: Option<i32>,
    /// Code of the currency of the ledger; the one that most rows are in if absent.
    #[tsify(optional)]
    pub currency: Option<String>,
    /// What a unit of other currencies is in `currency`, as decimals: `{USD: '7.1'}`.
    #[tsify(optional, type = "Record<string, string>")]
    pub rates: BTreeMap<String, String>,
    /// `summary` keeps nothing of the orders but who, when, how much and which number, for files that would not fit into
    /// memory otherwise.
    #[tsify(optional, type = "'all' | 'summary'")]
    pub keep: Option<String>,
    /// Rows of days before this one, `YYYY-MM-DD`, are set aside.
    #[tsify(optional)]
    pub from_day: Option<String>,
    /// Bytes that the orders and a report on them may need. What will need more is refused as soon as that can be seen.
    #[tsify(optional)]
    pub memory_limit: Option<f64>,
}

/// What a report should be like. Days are `YYYY-MM-DD`.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct ReportOptions {
    #[tsify(optional)]
    pub as_of: Option<String>,
    #[tsify(optional)]
    pub until: Option<String>,
    #[tsify(optional, type = "Unit")]
    pub unit: Option<String>,
    #[tsify(optional, type = "CutRule")]
    pub cut_rule: Option<String>,
    #[tsify(optional)]
    pub thresholds: Option<Thresholds>,
    /// A year; 0.1 is ten per cent.
    #[tsify(optional)]
    pub discount_rate: Option<f64>,
    #[tsify(optional)]
    pub period_days: Option<f64>,
    /// False leaves out the models, and with them what customers are expected to do.
    #[tsify(optional)]
    pub models: Option<bool>,
}

/// What a report on orders alone should be like.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct OrdersOptions {
    #[tsify(optional)]
    pub as_of: Option<String>,
}

#[derive(Deserialize, Serialize, Clone, Copy, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Thresholds {
    pub days: f64,
    pub orders: f64,
    pub spend: f64,
}

/// Which customers, in which order, and which rows of that list.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerQuery {
    #[serde(rename = "where")]
    #[tsify(optional)]
    pub filter: Filter,
    #[tsify(optional)]
    pub sort: Option<SortBy>,
    #[tsify(optional)]
    pub from: Option<u32>,
    #[tsify(optional)]
    pub to: Option<u32>,
}

#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct Filter {
    #[tsify(optional, type = "ClassName[]")]
    pub classes: Vec<String>,
    #[tsify(optional)]
    pub search: Option<String>,
    #[tsify(optional)]
    pub ranges: Vec<RangeBy>,
}

#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RangeBy {
    #[tsify(type = "NumericColumn")]
    pub column: String,
    #[serde(default)]
    #[tsify(optional)]
    pub min: Option<f64>,
    #[serde(default)]
    #[tsify(optional)]
    pub max: Option<f64>,
}

#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SortBy {
    #[tsify(type = "'id' | NumericColumn")]
    pub column: String,
    #[serde(default)]
    #[tsify(optional)]
    pub descending: bool,
}

/// A small table to be written as CSV.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    pub headers: Vec<String>,
    #[tsify(type = "(string | number | null)[][]")]
    pub rows: Vec<Vec<TableCell>>,
}

#[derive(Deserialize, Tsify)]
#[serde(untagged)]
pub enum TableCell {
    Empty(()),
    Number(f64),
    Text(String),
}

/// The words of a file of the rows that were set aside: headers of the file's name, the line and the
/// reason; what each code is called.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct SetAsideWording {
    #[tsify(optional)]
    pub headers: Vec<String>,
    #[tsify(optional, type = "Record<string, string>")]
    pub reasons: BTreeMap<String, String>,
}

/// The words of an exported list: 20 headers, the id's first, and the names of the eight classes.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct Wording {
    #[tsify(optional)]
    pub headers: Vec<String>,
    #[tsify(optional)]
    pub classes: Vec<String>,
}
