//! What became of the files' rows.

use super::{count, size};
use crate::csv::Rows;
use crate::diagnostic::{Action, Diagnostic, Tally};
use crate::error::Code;
use crate::ingest::{
    Candidate, Column, CurrencyCount, DroppedCount, FileReading, MonthCount, Preview, Reading,
    Role, TypedColumn, type_columns,
};
use crate::wasm::dto;

/// Examples of each code that cross; the core keeps more.
const EXAMPLES: usize = 20;

/// `orders`, `customers` and `memory` are the ledger's: they are only known once it is in order.
pub(in crate::wasm) fn reading(
    reading: &Reading,
    orders: u64,
    customers: Option<u64>,
    memory: u64,
) -> dto::Reading {
    let statuses = reading.statuses.iter().map(|status| dto::StatusCount {
        text: status.text.clone(),
        class: status.class.name(),
        rows: count(status.rows),
        net: status.net.to_string(),
    });
    dto::Reading {
        files: reading.files.iter().map(file).collect(),
        rows: count(reading.rows),
        kept: count(reading.kept),
        dropped: count(reading.dropped),
        orders: count(orders),
        customers: customers.map(count),
        refunds: count(reading.refunds),
        totals: dto::Totals {
            all: reading.totals.all.to_string(),
            kept: reading.totals.kept.to_string(),
            dropped: reading.totals.dropped.to_string(),
        },
        first_day: reading.first_day.map(|day| day.to_string()),
        last_day: reading.last_day.map(|day| day.to_string()),
        time_zone: dto::TimeZone {
            offset_minutes: reading.time_zone.offset_minutes,
            rows_with_offset: count(reading.time_zone.rows_with_offset),
            smallest_offset: reading.time_zone.offsets.map(|ends| ends.0),
            largest_offset: reading.time_zone.offsets.map(|ends| ends.1),
        },
        key: dto::KeyReading {
            field: crate::at::Field::Customer.name(),
            header: reading.key.header.clone(),
            grade: reading.key.grade.name(),
            reasons: reading.key.reasons.clone(),
        },
        joined: reading
            .joined
            .map(|joined| dto::Joined { orders: count(joined.orders), found: count(joined.found) }),
        dropped_by: reading.dropped_by.iter().map(dropped).collect(),
        currency: reading.currency.map(|currency| currency.to_string()),
        currencies: reading.currencies.iter().map(currency).collect(),
        statuses: statuses.collect(),
        months: reading.months.iter().map(month).collect(),
        set_aside: dto::SetAside {
            rows: count(size(reading.set_aside.len())),
            beyond: count(reading.not_set_aside()),
        },
        diagnostics: reading.diagnostics.iter().map(diagnostic).collect(),
        keep: reading.keep.name(),
        from_day: reading.from_day.map(|day| day.to_string()),
        memory: count(memory),
    }
}

fn dropped(dropped: &DroppedCount) -> dto::DroppedCount {
    dto::DroppedCount {
        code: dropped.code.name(),
        rows: count(dropped.rows),
        amount: dropped.amount.to_string(),
    }
}

fn candidate(candidate: &Candidate, columns: &[Column]) -> dto::Candidate {
    let header = columns.get(candidate.column).map(|column| column.header.clone());
    dto::Candidate {
        field: candidate.field.name(),
        header: header.unwrap_or_default(),
        reasons: candidate.reasons.clone(),
    }
}

fn candidates(candidates: &[Candidate], columns: &[Column]) -> Vec<dto::Candidate> {
    candidates.iter().map(|one| candidate(one, columns)).collect()
}

fn currency(currency: &CurrencyCount) -> dto::CurrencyCount {
    dto::CurrencyCount {
        code: currency.name.clone(),
        rows: count(currency.rows),
        counted: count(currency.counted),
        net: currency.net.to_string(),
        dropped: currency.dropped.to_string(),
        fate: currency.fate.name(),
        rate: currency.rate.map(|rate| rate.to_string()),
        in_ledger: currency.in_ledger.to_string(),
    }
}

fn month(month: &MonthCount) -> dto::MonthCount {
    dto::MonthCount {
        month: month.month.map(|month| month.to_string()),
        rows: count(month.rows),
        kept: count(month.kept),
        net: month.net.to_string(),
        dropped: month.dropped.to_string(),
    }
}

fn file(file: &FileReading) -> dto::FileReading {
    dto::FileReading {
        name: file.name.clone(),
        sheet: file.sheet.clone(),
        sheets: file.sheets.clone(),
        bytes: count(file.bytes),
        encoding: file.encoding.clone(),
        delimiter: char::from(file.delimiter).to_string(),
        header_line: count(file.header_line),
        columns: file.columns.iter().map(column).collect(),
        roles: file.roles.iter().map(|chosen| role(chosen, &file.columns)).collect(),
        platform: file.platform,
        zone: file.zone,
        grain: file.grain,
        part: file.part,
        candidates: candidates(&file.candidates, &file.columns),
        fingerprint: format!("{:016x}", file.fingerprint),
    }
}

fn column(column: &Column) -> dto::ColumnReading {
    dto::ColumnReading {
        header: column.header.clone(),
        role: column.role.map(crate::at::Field::name),
        used_for: column.used_for,
        examples: column.examples.clone(),
    }
}

fn role(role: &Role, columns: &[Column]) -> dto::Role {
    let header = |index: usize| columns.get(index).map(|c| c.header.clone()).unwrap_or_default();
    dto::Role {
        field: role.field.name(),
        header: header(role.column),
        chosen_by: role.chosen_by.name(),
        alternatives: role.alternatives.iter().map(|&index| header(index)).collect(),
    }
}

fn diagnostic((code, tally): (Code, &Tally)) -> dto::DiagnosticCount {
    dto::DiagnosticCount {
        code: code.name(),
        count: count(tally.count),
        examples: tally.examples.iter().take(EXAMPLES).map(example).collect(),
    }
}

fn example(found: &Diagnostic) -> dto::DiagnosticExample {
    let to = match &found.action {
        Action::Repaired { to } => Some(to.clone()),
        Action::Kept | Action::Dropped => None,
    };
    dto::DiagnosticExample {
        file: found.at.file,
        record: found.at.record.map(count),
        line: found.at.line.map(count),
        column: found.at.column.clone(),
        value: found.at.value.clone(),
        action: found.action.name(),
        to,
        cells: found.at.cells.clone(),
    }
}

/// A look at a file's beginning.
pub(in crate::wasm) fn preview(preview: &Preview, encoding: Option<String>) -> dto::Preview {
    dto::Preview {
        encoding: encoding.unwrap_or_else(utf8),
        delimiter: char::from(preview.delimiter).to_string(),
        header_line: count(preview.header_line),
        columns: preview.columns.iter().map(column).collect(),
        platform: preview.platform,
        fingerprint: format!("{:016x}", preview.fingerprint),
        candidates: candidates(&preview.candidates, &preview.columns),
    }
}

/// A file's records as they stand.
pub(in crate::wasm) fn rows(rows: Rows, encoding: Option<String>, typed: bool) -> dto::RowsResult {
    dto::RowsResult {
        encoding: encoding.unwrap_or_else(utf8),
        delimiter: char::from(rows.delimiter).to_string(),
        warnings: rows.warnings(),
        typed: typed.then(|| type_columns(&rows.rows).into_iter().map(typed_column).collect()),
        skipped: rows.skipped.iter().map(|line| count(*line)).collect(),
        rows: rows.rows,
    }
}

/// What is not turned into it is it.
fn utf8() -> String {
    "utf-8".to_owned()
}

fn typed_column(column: TypedColumn) -> dto::TypedColumn {
    dto::TypedColumn {
        header: column.header,
        kind: column.kind.name(),
        values: column.values,
        sum: column.sum,
        flags: column.flags.into_iter().collect(),
    }
}
