//! Cells of money and of time, through the readers that an import and a table of values use.

use super::ledger::{import, reconcile};
use super::{Dice, Text};
use headwater::ingest::{DateOrder, Kind, Reading, ReadingOptions, type_columns};
use headwater::ledger::Ledger;
use headwater::unit::Money;

/// Most cells of an input that are read.
const CELLS: usize = 64;

/// The cells of an input: its lines.
fn cells(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|byte| *byte == b'\n').take(CELLS).collect()
}

/// A table in which `cells` are column `column` of customer, time and amount.
fn table(cells: &[&[u8]], column: usize) -> Vec<u8> {
    let mut csv = b"customer_id,order_time,amount\n".to_vec();
    for (index, cell) in cells.iter().enumerate() {
        let customer = format!("c{index:02}");
        let mut record: [&[u8]; 3] = [customer.as_bytes(), b"2024-02-29", b"1"];
        record[column] = cell;
        for (index, cell) in record.iter().enumerate() {
            let quoted: Vec<u8> = cell
                .iter()
                .flat_map(|b| std::iter::repeat_n(*b, 1 + usize::from(*b == b'"')))
                .collect();
            csv.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
            csv.extend_from_slice(&quoted);
            csv.push(b'"');
        }
        csv.push(b'\n');
    }
    csv
}

fn read(csv: &[u8], options: &ReadingOptions) -> Option<(Ledger, Reading)> {
    let options = ReadingOptions { delimiter: Some(b','), ..options.clone() };
    let text = Text::of(csv);
    let result = import(&[(&text, vec![&text.bytes])], &options).ok()?;
    reconcile(&result.0, &result.1);
    Some(result)
}

/// The amount of the only line, where the cell was read without a remark.
fn only_amount(cell: &[u8]) -> Option<Money> {
    let (ledger, reading) = read(&table(&[cell], 2), &ReadingOptions::default())?;
    let is_plain = reading.diagnostics.iter().next().is_none();
    (is_plain && ledger.lines() == 1).then(|| ledger.line(0).amount)
}

/// The values and the kind of a column of its own.
fn typed(header: &str, cells: &[&[u8]]) -> Option<(Kind, Vec<Option<String>>, bool)> {
    let mut rows = vec![vec![header.to_owned()]];
    for cell in cells {
        rows.push(vec![String::from_utf8(cell.to_vec()).ok()?]);
    }
    let column = type_columns(&rows).into_iter().next()?;
    assert_eq!(column.values.len(), cells.len());
    Some((column.kind, column.values, column.flags.is_empty()))
}

/// Decimals without the zeros at their end: `12.50` is `12.5`.
fn trimmed(decimal: &str) -> &str {
    if decimal.contains('.') {
        decimal.trim_end_matches('0').trim_end_matches('.')
    } else {
        decimal
    }
}

/// Every cell is read exactly or refused; what was read is written so that it is read the same.
pub fn check_money(bytes: &[u8]) {
    let cells = cells(bytes);
    if let Some((ledger, _)) = read(&table(&cells, 2), &ReadingOptions::default()) {
        let amounts: Vec<String> =
            (0..ledger.lines()).map(|i| ledger.line(i).amount.to_string()).collect();
        let again: Vec<&[u8]> = amounts.iter().map(String::as_bytes).collect();
        let read = read(&table(&again, 2), &ReadingOptions::default());
        let (again, _) = read.expect("our own text is read");
        for (i, amount) in amounts.iter().enumerate() {
            assert_eq!(again.line(i).amount.to_string(), *amount);
        }
    }
    for cell in &cells {
        let Some(amount) = only_amount(cell) else { continue };
        let padded = [b" ", *cell, b"\t"].concat();
        assert_eq!(only_amount(&padded), Some(amount), "{}", String::from_utf8_lossy(cell));
        if let Some((Kind::Money, values, true)) = typed("amount", &[cell]) {
            let value = values[0].as_deref().unwrap_or("0");
            assert_eq!(trimmed(value), trimmed(&amount.to_string()));
        }
    }
}

/// Every cell is a day that there is, or none; both readers see the same day.
pub fn check_date(bytes: &[u8]) {
    let cells = cells(bytes);
    let mut dice = Dice::of(bytes);
    let order =
        [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy), Some(DateOrder::Ymd)][dice.next(4)];
    let zone = [None, Some(0), Some(480), Some(-720), Some(1080), Some(-1080)][dice.next(6)];
    let options =
        ReadingOptions { date_order: order, time_zone_offset: zone, ..ReadingOptions::default() };
    if let Some((ledger, _)) = read(&table(&cells, 1), &options) {
        for i in 0..ledger.lines() {
            // The year may be left by a day where a time is moved.
            let (year, ..) = ledger.line(i).day.civil();
            assert!((1899..=2200).contains(&year), "{year}");
        }
    }
    if let Some((Kind::Date | Kind::DateTime, values, _)) = typed("order_time", &cells) {
        let values: Vec<&[u8]> =
            values.iter().map(|value| value.as_deref().unwrap_or("").as_bytes()).collect();
        let again = typed("order_time", &values);
        let again = again.map(|(_, values, _)| values).unwrap_or_default();
        for (value, again) in values.iter().zip(&again) {
            assert_eq!(String::from_utf8_lossy(value), again.as_deref().unwrap_or(""));
        }
    }
    for cell in &cells {
        let Some((ledger, reading)) = read(&table(&[cell], 1), &ReadingOptions::default()) else {
            continue;
        };
        if reading.diagnostics.iter().next().is_some() {
            continue;
        }
        let day = ledger.line(0).day.to_string();
        if let Some((Kind::Date | Kind::DateTime, values, true)) = typed("order_time", &[cell]) {
            let value = values[0].as_deref().unwrap_or("");
            assert!(value.starts_with(&day), "{value} is not {day}");
        }
    }
}
