//! What an operator is told about the files: what was recognised, kept and dropped.

use super::Keep;
use super::candidates::Candidate;
use super::key::Grade;
use super::schema::{Role, Schema};
use super::set_aside::SetAside;
use super::status::StatusClass;
use crate::at::{At, Field};
use crate::csv::Record;
use crate::diagnostic::{Action, Diagnostics};
use crate::error::Code;
use crate::unit::{Currency, Day, Money, Month, Rate};

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the file writes it.
    pub header: String,
    /// The role it plays, if any.
    pub role: Option<Field>,
    /// What it is used for, where it plays no role and is used all the same.
    pub used_for: Option<&'static str>,
    /// The first different cells that are not empty, at most [`Column::EXAMPLES`], shortened.
    pub examples: Vec<String>,
}

impl Column {
    /// Most examples kept.
    pub const EXAMPLES: usize = 3;
    /// Records of a file that are looked at for examples.
    pub(super) const EXAMPLE_RECORDS: u64 = 50;

    /// The columns of a header.
    pub(super) fn all(schema: &Schema) -> Vec<Self> {
        let headers = schema.headers.iter().enumerate();
        headers
            .map(|(index, header)| Self {
                header: header.clone(),
                role: schema.role_of_column(index),
                used_for: None,
                examples: Vec::new(),
            })
            .collect()
    }

    /// Takes examples from a record.
    pub(super) fn learn(columns: &mut [Self], record: &Record<'_>) {
        let mut scratch = Vec::new();
        for (index, column) in columns.iter_mut().enumerate() {
            if column.examples.len() == Self::EXAMPLES {
                continue;
            }
            let cell = String::from_utf8_lossy(record.cell(index, &mut scratch));
            let example = At::default().with_value(cell.trim()).value.unwrap_or_default();
            if !example.is_empty() && !column.examples.contains(&example) {
                column.examples.push(example);
            }
        }
    }
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReading {
    /// Its name, as the caller gave it.
    pub name: String,
    /// The sheet that was read, of a workbook.
    pub sheet: Option<String>,
    /// All visible sheets of the workbook.
    pub sheets: Vec<String>,
    /// Bytes read.
    pub bytes: u64,
    /// What it is written in, by its name on the web platform.
    pub encoding: String,
    /// The byte between cells.
    pub delimiter: u8,
    /// 1-based line of the header.
    pub header_line: u64,
    /// All columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The roles that columns play, in the order of [`Field::ALL`].
    pub roles: Vec<Role>,
    /// The platform whose export it is, where its columns are known.
    pub platform: Option<&'static str>,
    /// What a row is.
    pub grain: Option<&'static str>,
    /// What the file is good for: a name in small letters.
    pub part: &'static str,
    /// Columns that could play the roles of a report, best first.
    pub candidates: Vec<Candidate>,
    /// Minutes east of UTC in which the platform writes times without an offset, where that is known.
    pub zone: Option<i32>,
    /// Hash of the columns' names, the same for every file with these columns.
    pub fingerprint: u64,
}

/// How well customers can be told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyReading {
    /// The columns that make the key, as the file writes them.
    pub header: Option<String>,
    /// How good it is.
    pub grade: Grade,
    /// Why it is no better, and what is doubtful about it: names in kebab-case.
    pub reasons: Vec<&'static str>,
}

/// Orders that asked another file whose they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// How many asked.
    pub orders: u64,
    /// How many found a customer there.
    pub found: u64,
}

/// Sums of the amount column: `all` is exactly `kept` and `dropped` together. Cells that are no
/// money count 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Of every row.
    pub all: Money,
    /// Of the rows that count.
    pub kept: Money,
    /// Of the rows that were set aside.
    pub dropped: Money,
}

/// Rows that were set aside for one reason: over all reasons they are `dropped` and its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DroppedCount {
    /// The reason.
    pub code: Code,
    /// How many.
    pub rows: u64,
    /// The sum of their amounts.
    pub amount: Money,
}

/// Rows that share a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusCount {
    /// The cell, trimmed.
    pub text: String,
    /// What it was taken for.
    pub class: StatusClass,
    /// Rows with it.
    pub rows: u64,
    /// Sum of their amounts.
    pub net: Money,
}

/// The rows of a month, to hold against the shop's own figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthCount {
    /// The month; `None` for the rows whose time could not be read.
    pub month: Option<Month>,
    /// Rows with a time in it.
    pub rows: u64,
    /// Rows of them that count.
    pub kept: u64,
    /// Sum of the amounts that count.
    pub net: Money,
    /// Sum of the amounts that were set aside.
    pub dropped: Money,
}

/// What becomes of the rows in a currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// They count.
    Kept,
    /// They count, converted.
    Converted,
    /// They do not count: the ledger is in another currency.
    #[default]
    SetAside,
}

impl Fate {
    /// Its name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Converted => "converted",
            Self::SetAside => "set-aside",
        }
    }
}

/// What the files have in one currency, in that currency. `net` and `dropped` together are all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrencyCount {
    /// Its code, or the word that the files use; `None` for rows that name none.
    pub name: Option<String>,
    /// Rows in it.
    pub rows: u64,
    /// Rows of them that count, or would if the currency did.
    pub counted: u64,
    /// Sum of the amounts of these.
    pub net: Money,
    /// Sum of the amounts of the others, which were set aside for another reason.
    pub dropped: Money,
    /// What became of the rows that count.
    pub fate: Fate,
    /// What a unit of it is in the ledger's currency, where it was converted.
    pub rate: Option<Rate>,
    /// Sum of the amounts that count in the ledger, in the ledger's currency.
    pub in_ledger: Money,
}

/// How times were brought to days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeZone {
    /// Minutes east of UTC to which times with an offset were moved; `None`: taken as written.
    pub offset_minutes: Option<i32>,
    /// Rows whose time has an offset.
    pub rows_with_offset: u64,
    /// The smallest and the largest of these offsets, in minutes east of UTC.
    pub offsets: Option<(i32, i32)>,
}

/// What became of the files' rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The files, in the order in which they were opened.
    pub files: Vec<FileReading>,
    /// Rows under the headers; blank ones are none.
    pub rows: u64,
    /// Rows that count.
    pub kept: u64,
    /// Rows set aside, each under one diagnostic: `rows - kept`.
    pub dropped: u64,
    /// Kept rows with a negative amount.
    pub refunds: u64,
    /// Exact sums.
    pub totals: Totals,
    /// First day of a kept row.
    pub first_day: Option<Day>,
    /// Last day of a kept row.
    pub last_day: Option<Day>,
    /// How times were brought to days.
    pub time_zone: TimeZone,
    /// The currency of all money that counts, where the files name it.
    pub currency: Option<Currency>,
    /// What there is in each currency, those with most rows that count first.
    pub currencies: Vec<CurrencyCount>,
    /// How well customers can be told apart.
    pub key: KeyReading,
    /// Rows set aside, by reason.
    pub dropped_by: Vec<DroppedCount>,
    /// What became of the orders whose customers another file knows; `None` where no other file does.
    pub joined: Option<Joined>,
    /// Each status with its rows, those with most rows first.
    pub statuses: Vec<StatusCount>,
    /// Each month with its rows, those without one last; together they are `rows` and `totals`.
    pub months: Vec<MonthCount>,
    /// The rows that were set aside, as the files have them, up to a bound.
    pub set_aside: SetAside,
    /// What was repaired, dropped or is doubtful.
    pub diagnostics: Diagnostics,
    /// What is kept of the orders.
    pub keep: Keep,
    /// Rows of days before this one were set aside.
    pub from_day: Option<Day>,
}

impl Reading {
    /// How many of the dropped rows are not in `set_aside`: beyond its bound, or dropped after
    /// all files were read and beyond the bound of those that wait.
    #[must_use]
    pub fn not_set_aside(&self) -> u64 {
        self.dropped.saturating_sub(self.set_aside.len() as u64)
    }
}

impl Reading {
    /// Holds the customers against the orders that came of the rows: about as many customers as
    /// orders, or next to none, are doubtful.
    pub fn weigh_key(&mut self, customers: u64, orders: u64) {
        if self.key.weigh(customers, orders) {
            let header = self.key.header.clone().unwrap_or_default();
            let at = || (At::default().with_column(&header), Action::Kept);
            self.diagnostics.add(Code::DoubtfulKey, at);
        }
    }
}
