//! The report.

use super::{Reading, Thresholds};
use serde::Serialize;
use tsify::Tsify;

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Report {
    #[tsify(type = "'customers'")]
    pub kind: &'static str,
    pub version: &'static str,
    pub options: OptionsUsed,
    pub reading: Reading,
    pub pool: Pool,
    pub metrics: Metrics,
    pub rfm: Rfm,
    pub concentration: Concentration,
    pub cohorts: Vec<Cohort>,
    /// Customers who first ordered before the first cohort; cohorts go back ten years.
    pub earlier_cohort_customers: f64,
    pub breakdowns: Vec<Breakdown>,
    pub models: Models,
    pub value: Option<Value>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct OptionsUsed {
    pub as_of: String,
    pub until: String,
    #[tsify(type = "Unit")]
    pub unit: &'static str,
    #[tsify(type = "CutRule")]
    pub cut_rule: &'static str,
    pub thresholds: Option<Thresholds>,
    pub discount_rate: f64,
    pub period_days: u32,
    pub models: bool,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Pool {
    pub as_of: String,
    pub first_day: String,
    pub last_day: String,
    pub customers: f64,
    pub orders: f64,
    pub order_days: f64,
    pub net: String,
    pub currency: Option<String>,
    pub units: Option<f64>,
    pub without_order: WithoutOrder,
}

/// Refunds of customers who never ordered; not in the pool's net.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct WithoutOrder {
    pub customers: f64,
    pub net: String,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Metrics {
    pub aov: f64,
    pub orders_per_customer: f64,
    pub revenue_per_customer: f64,
    pub repurchase_rate: f64,
    pub repurchase_within90: Option<f64>,
    pub repurchase_within90_of: f64,
    pub median_days_between: Option<f64>,
    pub period: Period,
    pub previous: Period,
    pub change: Change,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Period {
    pub from: String,
    pub to: String,
    pub net: String,
    pub orders: f64,
    pub buyers: f64,
    pub new_buyers: f64,
    pub aov: Option<f64>,
    pub returning_share: Option<f64>,
}

/// Relative changes, 0.1 for ten per cent more; of the returning share the difference.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Change {
    pub net: Option<f64>,
    pub orders: Option<f64>,
    pub buyers: Option<f64>,
    pub new_buyers: Option<f64>,
    pub aov: Option<f64>,
    pub returning_share: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Rfm {
    #[tsify(type = "CutRule")]
    pub rule: &'static str,
    pub cuts: Cuts,
    pub classes: Vec<ClassRow>,
    pub grid: Vec<GridCell>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Cuts {
    pub recency: Cut,
    pub orders: Cut,
    pub spend: Cut,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Cut {
    pub at: f64,
    pub inclusive: bool,
    #[tsify(type = "'below' | 'above'")]
    pub direction: &'static str,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ClassRow {
    #[tsify(type = "ClassName")]
    pub class: &'static str,
    pub customers: f64,
    pub orders: f64,
    pub net: String,
    pub customer_share: f64,
    pub net_share: Option<f64>,
    pub mean_days_since_last: Option<f64>,
    pub mean_orders: Option<f64>,
    pub mean_net: Option<f64>,
    pub expected_spend12: Option<f64>,
    pub mean_p_alive: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct GridCell {
    pub r: u8,
    pub f: u8,
    pub customers: f64,
    pub net: String,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Concentration {
    pub top20_share: Option<f64>,
    pub gini: Option<f64>,
    pub customers_for80: Option<f64>,
    pub lorenz: Vec<LorenzPoint>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LorenzPoint {
    pub customers: f64,
    pub net: f64,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Cohort {
    pub month: String,
    pub customers: f64,
    pub cells: Vec<Cell>,
}

/// All null while the month is not yet observed.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Cell {
    pub offset: u32,
    pub customers: Option<f64>,
    pub orders: Option<f64>,
    pub net: Option<String>,
    pub cumulative_per_customer: Option<f64>,
    pub partial: bool,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Breakdown {
    #[tsify(type = "'channel' | 'category' | 'product'")]
    pub field: &'static str,
    pub distinct: f64,
    pub rows: Vec<BreakdownRow>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct BreakdownRow {
    #[tsify(type = "'text' | 'empty' | 'others'")]
    pub kind: &'static str,
    pub label: String,
    pub orders: f64,
    pub customers: f64,
    pub net: String,
    pub net_share: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Models {
    pub bg_nbd: Option<BgNbd>,
    pub gamma_gamma: Option<GammaGamma>,
    pub errors: Vec<ModelError>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ModelError {
    #[tsify(type = "'bgNbd' | 'gammaGamma'")]
    pub model: &'static str,
    pub code: &'static str,
    pub found: Option<f64>,
    pub needed: Option<f64>,
}

/// How a fit ended.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct BgNbd {
    pub params: BgNbdParams,
    pub standard_errors: BgNbdErrors,
    pub log_likelihood: f64,
    pub iterations: u32,
    #[tsify(type = "StopReason")]
    pub stop: &'static str,
    pub gradient_norm: f64,
    pub customers: f64,
    pub distinct_histories: f64,
    pub repeaters: f64,
    pub max_repeats: u32,
    #[tsify(type = "Unit")]
    pub unit: &'static str,
    pub until: String,
}

#[derive(Serialize, Tsify)]
pub struct BgNbdParams {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct BgNbdErrors {
    pub r: Option<f64>,
    pub alpha: Option<f64>,
    pub a: Option<f64>,
    pub b: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct GammaGamma {
    pub params: GammaGammaParams,
    pub standard_errors: GammaGammaErrors,
    pub log_likelihood: f64,
    pub iterations: u32,
    #[tsify(type = "StopReason")]
    pub stop: &'static str,
    pub gradient_norm: f64,
    pub customers: f64,
    pub without_spend: f64,
    pub mean_spend: Option<f64>,
    pub spearman: Option<f64>,
}

#[derive(Serialize, Tsify)]
pub struct GammaGammaParams {
    pub p: f64,
    pub q: f64,
    pub gamma: f64,
}

#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct GammaGammaErrors {
    pub p: Option<f64>,
    pub q: Option<f64>,
    pub gamma: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Value {
    #[tsify(type = "[number, number, number]")]
    pub horizons_months: [u32; 3],
    #[tsify(type = "[number, number, number]")]
    pub expected_orders: [f64; 3],
    #[tsify(type = "[number, number, number] | null")]
    pub expected_spend: Option<[f64; 3]>,
    pub clv12: Option<f64>,
    pub valued_customers: f64,
    pub active: f64,
    pub new_customer_orders12: f64,
    pub new_customer_spend12: Option<f64>,
    pub histogram: Vec<ValueBin>,
    pub one_time_buyers: f64,
    pub alive_by_gap: Vec<GapBin>,
    pub alive_grid: AliveGrid,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ValueBin {
    pub from: f64,
    pub to: f64,
    pub customers: f64,
    pub clv: f64,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct GapBin {
    pub from_days: u32,
    pub to_days: u32,
    pub customers: f64,
    pub mean_p_alive: f64,
    pub p10: f64,
    pub p90: f64,
    pub expected_spend12: Option<f64>,
}

/// `customers` row by row: every bin of P(alive) of the first bin of days, then of the second.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AliveGrid {
    pub days: Vec<u32>,
    pub p: Vec<f64>,
    pub customers: Vec<f64>,
}
