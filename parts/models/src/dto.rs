//! The shapes of what crosses.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const WORDS: &str = r#"
export type PurchaseModel = 'bg-nbd' | 'mbg-nbd' | 'bg-cnbd' | 'mbg-cnbd' | 'pareto-nbd';
export type ValueColumn = 'customer' | 'pAlive' | 'expectedOrders' | 'expectedSpend' | 'clv' | 'dert'
  | 'nextOrderDay' | 'overdueDays';
"#;

/// Numbers by name, in an order that means something.
pub struct Named(pub Vec<(&'static str, f64)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

/// What is asked. Days are `YYYY-MM-DD`.
#[derive(Deserialize, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct ValueOptions {
    /// The best of those that apply if absent, or `auto`.
    #[tsify(optional, type = "PurchaseModel | 'auto'")]
    pub model: Option<String>,
    #[tsify(optional)]
    pub as_of: Option<String>,
    #[tsify(optional)]
    pub until: Option<String>,
    #[tsify(optional, type = "'day' | 'week' | 'month'")]
    pub unit: Option<String>,
    /// In `unit`; a year if absent.
    #[tsify(optional)]
    pub horizon: Option<f64>,
    /// A year; 0.1 is ten per cent.
    #[tsify(optional)]
    pub discount_rate: Option<f64>,
    /// Share of the spend that is kept.
    #[tsify(optional)]
    pub margin: Option<f64>,
    /// Whether it is said how sure the figures are; if absent, where that takes no more than seconds.
    #[tsify(optional)]
    pub intervals: Option<bool>,
}

/// Customers by the numbers of their past, in columns; ages in the unit of the options.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub x: Vec<f64>,
    pub last: Vec<f64>,
    pub age: Vec<f64>,
    /// Mean spend per repeat order day; empty where it is not known.
    pub spend: Vec<f64>,
    /// How many customers share a row; empty for one each.
    pub customers: Vec<f64>,
}

/// The answer. What is not known is null.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null, hashmap_as_object)]
pub struct ValueReport {
    #[tsify(type = "'value'")]
    pub kind: &'static str,
    pub options: ValueOptionsUsed,
    /// The model that was taken.
    #[tsify(type = "PurchaseModel | null")]
    pub model: Option<&'static str>,
    #[tsify(type = "Record<string, number> | null")]
    pub params: Option<Named>,
    #[tsify(type = "Record<string, number> | null")]
    pub standard_errors: Option<Named>,
    pub log_likelihood: Option<f64>,
    pub iterations: Option<u32>,
    #[tsify(type = "'converged' | 'max-iterations' | 'boundary' | 'no-progress' | null")]
    pub stop: Option<&'static str>,
    #[tsify(type = "'day' | 'week' | 'month'")]
    pub unit: &'static str,
    /// Customers that the model was fitted on.
    pub customers: Option<f64>,
    pub repeaters: Option<f64>,
    pub distinct: Option<f64>,
    /// Of a model for regular purchases: how regular.
    pub k: Option<u32>,
    pub aic: Option<f64>,
    pub bic: Option<f64>,
    /// Why this model was taken.
    #[tsify(
        type = "'override' | 'only-one' | 'lowest-aic-and-error' | 'lower-error' | 'p-alive-falls' | 'lowest-aic' | null"
    )]
    pub why: Option<&'static str>,
    pub candidates: Vec<ModelCandidate>,
    pub holdout: Option<HoldoutTest>,
    /// Why there is no holdout.
    #[tsify(type = "'no-orders' | 'span-too-short' | 'too-few-repeaters' | 'no-forecast' | null")]
    pub no_holdout: Option<&'static str>,
    pub spend: SpendModel,
    pub new_customer: Option<NewCustomerValue>,
    pub forecast: Vec<ForecastMonth>,
    pub intervals: Option<Intervals>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ValueOptionsUsed {
    #[tsify(type = "PurchaseModel | 'auto'")]
    pub model: &'static str,
    /// Days are null where only ages are known.
    pub as_of: Option<String>,
    pub until: Option<String>,
    pub horizon: f64,
    pub discount_rate: f64,
    pub margin: f64,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ModelCandidate {
    #[tsify(type = "PurchaseModel")]
    pub model: &'static str,
    pub k: u32,
    pub log_likelihood: Option<f64>,
    pub aic: Option<f64>,
    pub bic: Option<f64>,
    /// In the holdout.
    pub errors: Option<Errors>,
    #[tsify(type = "'converged' | 'max-iterations' | 'boundary' | 'no-progress' | null")]
    pub stop: Option<&'static str>,
    /// Code of the error for which there is no fit.
    pub error: Option<&'static str>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null, hashmap_as_object)]
pub struct SpendModel {
    #[tsify(type = "'gamma-gamma' | 'gamma-gamma-by-frequency' | 'shrunk-towards-median' | null")]
    pub method: Option<&'static str>,
    #[tsify(type = "Record<string, number> | null")]
    pub params: Option<Named>,
    #[tsify(type = "Record<string, number> | null")]
    pub standard_errors: Option<Named>,
    pub log_likelihood: Option<f64>,
    pub iterations: Option<u32>,
    #[tsify(type = "'converged' | 'max-iterations' | 'boundary' | 'no-progress' | null")]
    pub stop: Option<&'static str>,
    /// Customers that it was fitted on.
    pub customers: Option<f64>,
    pub population_mean: Option<f64>,
    pub spearman: Option<f64>,
    pub eta_squared: Option<f64>,
    pub error: Option<&'static str>,
}

/// How far a prediction of the order days in the holdout was off, per customer and in all.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Errors {
    pub mae: f64,
    pub rmse: f64,
    pub expected: f64,
    /// By how much `expected` is above what came, as a part of that.
    pub total_error: Option<f64>,
    pub rank_correlation: Option<f64>,
}

/// The model, fitted on what came before the holdout, held against what came in it.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct HoldoutTest {
    pub from: String,
    pub until: String,
    pub days: u32,
    pub customers: f64,
    /// Order days that came, and those that the model expected.
    pub actual: f64,
    pub expected: f64,
    pub mae: f64,
    pub rmse: f64,
    pub total_error: Option<f64>,
    pub rank_correlation: Option<f64>,
    #[tsify(type = "'model' | 'mixed' | 'rule'")]
    pub verdict: &'static str,
    #[tsify(type = "'last-period' | 'rate' | null")]
    pub best_rule: Option<&'static str>,
    pub last_period: Errors,
    pub rate: Errors,
    pub weeks: Vec<HoldoutWeek>,
    /// By repeat order days before: 0 to 6, and more.
    pub by_frequency: Vec<HoldoutBin>,
    pub by_p_order: Vec<HoldoutDecile>,
    pub by_p_alive: Vec<HoldoutDecile>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct HoldoutWeek {
    pub last_day: String,
    pub held_out: bool,
    pub actual: f64,
    pub expected: f64,
    pub actual_so_far: f64,
    pub expected_so_far: f64,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct HoldoutBin {
    pub customers: f64,
    pub actual: Option<f64>,
    pub expected: Option<f64>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct HoldoutDecile {
    pub decile: u8,
    pub customers: f64,
    pub predicted: f64,
    pub ordered: f64,
}

/// Somebody who has just bought for the first time.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct NewCustomerValue {
    pub expected_orders: f64,
    pub expected_spend: Option<f64>,
    pub clv: Option<f64>,
    pub dert: Option<f64>,
}

/// A figure as draws of the parameters see it. Ends are null where they are infinite.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Sure {
    pub mean: Option<f64>,
    pub median: Option<f64>,
    /// Half of the probability lies between the two.
    #[tsify(type = "[number | null, number | null]")]
    pub p50: [Option<f64>; 2],
    #[tsify(type = "[number | null, number | null]")]
    pub p80: [Option<f64>; 2],
    #[tsify(type = "[number | null, number | null]")]
    pub p95: [Option<f64>; 2],
}

/// [`Sure`] by name, in an order that means something.
pub struct NamedSure(pub Vec<(&'static str, Sure)>);

impl Serialize for NamedSure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

/// How sure the figures are: credible intervals of the posterior.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null, hashmap_as_object)]
pub struct Intervals {
    #[tsify(type = "'good' | 'preview' | 'not-good'")]
    pub verdict: &'static str,
    pub draws: f64,
    /// The worst of all parameters: 1 where the chains agree.
    pub r_hat: f64,
    /// As many independent draws as the worst known parameter's are worth.
    pub effective: f64,
    pub divergences: u32,
    #[tsify(type = "Record<string, Sure>")]
    pub params: NamedSure,
    #[tsify(type = "Record<string, Sure> | null")]
    pub spend_params: Option<NamedSure>,
    /// Expected orders of all customers by the end of each month of the forecast.
    pub expected_orders: Vec<Sure>,
    /// The orders themselves: with the chance of each.
    pub orders: Vec<Sure>,
    /// What all customers are worth within the horizon.
    pub value: Option<Sure>,
    pub new_customer: Option<NewCustomerSure>,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct NewCustomerSure {
    pub expected_orders: Option<Sure>,
    pub expected_spend: Option<Sure>,
    pub clv: Option<Sure>,
}

/// What all customers together are expected to do up to a time.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ForecastMonth {
    /// The end, in units from the day of the answer.
    pub until: f64,
    /// Orders since that day.
    pub orders: f64,
    pub spend: Option<f64>,
}
