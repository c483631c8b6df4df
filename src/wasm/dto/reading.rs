//! What became of the files' rows.

use serde::Serialize;
use tsify::Tsify;

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Reading {
    pub files: Vec<FileReading>,
    pub rows: f64,
    pub kept: f64,
    pub dropped: f64,
    pub orders: f64,
    /// Null where the files were read without customers.
    pub customers: Option<f64>,
    pub refunds: f64,
    pub totals: Totals,
    pub first_day: Option<String>,
    pub last_day: Option<String>,
    pub time_zone: TimeZone,
    pub currency: Option<String>,
    pub currencies: Vec<CurrencyCount>,
    pub key: KeyReading,
    pub joined: Option<Joined>,
    pub dropped_by: Vec<DroppedCount>,
    pub statuses: Vec<StatusCount>,
    pub months: Vec<MonthCount>,
    pub set_aside: SetAside,
    pub diagnostics: Vec<DiagnosticCount>,
    #[tsify(type = "'all' | 'summary'")]
    pub keep: &'static str,
    /// Rows of days before this one were set aside.
    pub from_day: Option<String>,
    /// Bytes of memory that the orders take.
    pub memory: f64,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct FileReading {
    pub name: String,
    /// Of a workbook: the sheet that was read, and all that could be.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    pub bytes: f64,
    pub encoding: String,
    pub delimiter: String,
    pub header_line: f64,
    pub columns: Vec<ColumnReading>,
    pub roles: Vec<Role>,
    pub platform: Option<&'static str>,
    /// Minutes east of UTC of the platform's times without an offset; null where that is not known.
    pub zone: Option<i32>,
    #[tsify(type = "'order' | 'line' | 'line, order on the first' | 'line, order on each' | null")]
    pub grain: Option<&'static str>,
    #[tsify(type = "'orders' | 'lines' | 'bill' | 'unpriced' | 'customers' | 'payments'")]
    pub part: &'static str,
    pub candidates: Vec<Candidate>,
    pub fingerprint: String,
}

/// A column that could play a role, and what speaks for it.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    #[tsify(type = "Field")]
    pub field: &'static str,
    pub header: String,
    #[tsify(
        type = "('name' | 'dates' | 'decimals' | 'numbers' | 'mails' | 'phones' | 'again' | 'each-new')[]"
    )]
    pub reasons: Vec<&'static str>,
}

/// Orders that asked another file whose they are, and how many found a customer there.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    pub orders: f64,
    pub found: f64,
}

/// Rows that were set aside for one reason, and the sum of their amounts.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DroppedCount {
    pub code: &'static str,
    pub rows: f64,
    pub amount: String,
}

/// How well customers can be told apart; `reasons` say why it is no better.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct KeyReading {
    #[tsify(type = "'customer'")]
    pub field: &'static str,
    pub header: Option<String>,
    #[tsify(type = "'exact' | 'strong' | 'fuzzy' | 'none'")]
    pub grade: &'static str,
    #[tsify(type = "string[]")]
    pub reasons: Vec<&'static str>,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ColumnReading {
    pub header: String,
    #[tsify(type = "Field | null")]
    pub role: Option<&'static str>,
    /// What it is used for, where it plays no role and is used all the same.
    #[tsify(
        type = "'refund' | 'unpaid' | 'added' | 'taken-off' | 'cancelled-when' | 'paid-when' | 'status' | 'kind' | 'key' | 'order-number' | 'line-number' | 'amount' | 'time' | 'currency' | null"
    )]
    pub used_for: Option<&'static str>,
    pub examples: Vec<String>,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    #[tsify(type = "Field")]
    pub field: &'static str,
    pub header: String,
    #[tsify(type = "'name' | 'mapping'")]
    pub chosen_by: &'static str,
    pub alternatives: Vec<String>,
}

/// Sums of the amount column; `all` is exactly `kept` and `dropped` together.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    pub all: String,
    pub kept: String,
    pub dropped: String,
}

/// `offsetMinutes` null: times are taken as written. The others are of the offsets that times carry.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct TimeZone {
    pub offset_minutes: Option<i32>,
    pub rows_with_offset: f64,
    pub smallest_offset: Option<i32>,
    pub largest_offset: Option<i32>,
}

/// What the files have in one currency, in that currency: `net` of the `counted` rows, `dropped` of the
/// others. `code` null: rows that name none. `inLedger` is what counts, in the ledger's currency.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct CurrencyCount {
    pub code: Option<String>,
    pub rows: f64,
    pub counted: f64,
    pub net: String,
    pub dropped: String,
    #[tsify(type = "'kept' | 'converted' | 'set-aside'")]
    pub fate: &'static str,
    pub rate: Option<String>,
    pub in_ledger: String,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    pub text: String,
    #[tsify(type = "'paid' | 'pending' | 'cancelled' | 'refunded' | 'test' | 'unknown'")]
    pub class: &'static str,
    pub rows: f64,
    pub net: String,
}

/// `month` null: rows whose time could not be read. `net` and `dropped` add up to the totals.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct MonthCount {
    pub month: Option<String>,
    pub rows: f64,
    pub kept: f64,
    pub net: String,
    pub dropped: String,
}

/// How many of the dropped rows can be had as a file, and how many are not in it.
#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SetAside {
    pub rows: f64,
    pub beyond: f64,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticCount {
    pub code: &'static str,
    pub count: f64,
    pub examples: Vec<DiagnosticExample>,
}

#[derive(Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct DiagnosticExample {
    pub file: Option<u32>,
    pub record: Option<f64>,
    pub line: Option<f64>,
    pub column: Option<String>,
    pub value: Option<String>,
    #[tsify(type = "'kept' | 'repaired' | 'dropped'")]
    pub action: &'static str,
    pub to: Option<String>,
    /// The row's cells, shortened; empty where they are not known.
    pub cells: Vec<String>,
}

/// A look at a file's beginning.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Preview {
    pub encoding: String,
    pub delimiter: String,
    pub header_line: f64,
    pub columns: Vec<ColumnReading>,
    pub platform: Option<&'static str>,
    pub fingerprint: String,
    pub candidates: Vec<Candidate>,
}
