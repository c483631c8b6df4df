//! Rows to columns of values.

use super::Text;
use super::records::rows;
use headwater::ingest::{Kind, TypedColumn, type_columns};

const FLAGS: [&str; 8] = [
    "ambiguous_amount",
    "ambiguous_date_order",
    "damaged_id",
    "implausible_date",
    "mixed_currency",
    "mixed_percent",
    "unknown_zone",
    "unparsed",
];

/// A plain decimal as a whole number of its smallest part, and how many decimals it has.
fn exact(text: &str) -> Option<(i128, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    assert!(!digits.is_empty() && digits.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()));
    let value = format!("{whole}{part}").parse().ok()?;
    Some((value, u32::try_from(part.len()).ok()?))
}

/// The exact sum, in parts of the finest value; `None` beyond 128 bits.
fn sum<'t>(values: impl Iterator<Item = &'t str> + Clone) -> Option<(i128, u32)> {
    let mut all = Vec::new();
    for value in values {
        all.push(exact(value)?);
    }
    let finest = all.iter().map(|value| value.1).max().unwrap_or(0);
    let mut sum = 0_i128;
    for (value, decimals) in all {
        sum = sum.checked_add(value.checked_mul(10_i128.checked_pow(finest - decimals)?)?)?;
    }
    Some((sum, finest))
}

fn check_column(column: &TypedColumn, records: usize) {
    assert_eq!(column.values.len(), records);
    assert!(column.flags.iter().all(|flag| FLAGS.contains(flag)), "{:?}", column.flags);
    let values = || column.values.iter().filter_map(Option::as_deref);
    match column.kind {
        Kind::Money | Kind::Number => {
            let Some((expected, decimals)) = sum(values()) else { return };
            let Some(said) = column.sum.as_deref() else { return };
            let (said, said_decimals) = exact(said).expect("no sum is longer than its parts");
            let finest = decimals.max(said_decimals);
            let scaled = |value: i128, from: u32| {
                10_i128.checked_pow(finest - from).and_then(|scale| value.checked_mul(scale))
            };
            assert_eq!(scaled(said, said_decimals), scaled(expected, decimals));
        }
        Kind::Date | Kind::DateTime => {
            for value in values() {
                let day = value.get(..10).and_then(headwater::unit::Day::parse_iso);
                assert!(day.is_some(), "{value}");
            }
            assert_eq!(column.sum, None);
        }
        Kind::Id => assert_eq!(column.sum, None),
    }
}

/// As many values as rows, and exact sums.
pub fn check(bytes: &[u8]) {
    let text = Text::of(bytes);
    let Ok(rows) = rows(text.reader(None), &[&text.bytes]) else { return };
    let columns = type_columns(&rows.rows);
    assert!(columns.len() <= rows.rows.first().map_or(0, Vec::len));
    for column in &columns {
        check_column(column, rows.rows.len() - 1);
    }
}
