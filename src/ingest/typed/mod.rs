//! A whole table's columns as values: what every cell of a column says is heard before any is read.
//!
//! A column of text, and one that could be several things, is left out; what is doubtful in the
//! others is flagged. Nothing is rounded.

mod column;
mod decimal;
mod hint;

pub(super) use hint::is_currency;

use self::column::{Evidence, Table};
use std::collections::BTreeSet;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that stands for something: never calculated with.
    Id,
    /// Sums of money.
    Money,
    /// Other numbers.
    Number,
    /// Days.
    Date,
    /// Days, some with a time.
    DateTime,
}

impl Kind {
    /// The kind's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Money => "money",
            Self::Number => "number",
            Self::Date => "date",
            Self::DateTime => "datetime",
        }
    }
}

/// A column as values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedColumn {
    /// Its name in the file.
    pub header: String,
    /// What its values are.
    pub kind: Kind,
    /// One for each row: an id as text, a number as a plain decimal, a time in ISO 8601. `None`
    /// where the cell says nothing, or cannot be read.
    pub values: Vec<Option<String>>,
    /// The exact sum of money and numbers; `None` where it would add up different currencies.
    pub sum: Option<String>,
    /// What is doubtful: `ambiguous_amount`, `ambiguous_date_order`, `implausible_date`,
    /// `mixed_currency`, `mixed_percent`, `damaged_id`, `unparsed`, `unknown_zone`.
    pub flags: BTreeSet<&'static str>,
}

/// Reads the columns of a table whose first row is its header.
///
/// ```
/// use headwater::ingest::type_columns;
///
/// let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
/// let rows = [row(["date", "total"]), row(["13/03/2024", "1.234,50"]), row(["05/03/2024", "2.000"])];
/// let columns = type_columns(&rows);
/// assert_eq!(columns[0].values[1].as_deref(), Some("2024-03-05"));
/// assert_eq!(columns[1].sum.as_deref(), Some("3234.50"));
/// ```
#[must_use]
pub fn type_columns(rows: &[Vec<String>]) -> Vec<TypedColumn> {
    let Some((headers, records)) = rows.split_first() else { return Vec::new() };
    let table = Table::new(headers, records);
    let mut seen = BTreeSet::new();
    let columns: Vec<_> = (0..headers.len())
        .filter(|at| seen.insert(headers[*at].trim()))
        .filter_map(|at| table.examine(at))
        .collect();
    let mut whole = Evidence::default();
    columns.iter().for_each(|column| whole.hear(column));
    columns.into_iter().map(|column| column.read(&table, &whole)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    fn one(text: &str) -> TypedColumn {
        type_columns(&table(text)).swap_remove(0)
    }

    fn values(column: &TypedColumn) -> Vec<&str> {
        column.values.iter().map(|value| value.as_deref().unwrap_or("")).collect()
    }

    #[test]
    fn the_column_decides_on_the_decimal_mark() {
        let european = one("amount\n1.234\n12,50\n7");
        assert_eq!(values(&european), ["1234", "12.50", "7"]);
        assert_eq!(european.sum.as_deref(), Some("1253.50"));
        assert!(european.flags.is_empty());
        let open = one("amount\n1,234\n2,500");
        assert_eq!(values(&open), ["1234", "2500"]);
        assert!(open.flags.contains("ambiguous_amount"));
        // A neighbour tells how the file writes, but the doubt remains.
        let helped = type_columns(&table("amount|total\n1,234|7,50\n2,500|8,10"));
        assert_eq!(values(&helped[0]), ["1.234", "2.500"]);
        assert!(helped[0].flags.contains("ambiguous_amount"));
    }

    #[test]
    fn what_is_no_number_is_told_and_not_guessed() {
        let column = one("amount\n12.50x\n3.00 (3 pcs)\n4.00\n1.2.3\n-\n1.5E+3");
        assert_eq!(values(&column), ["", "", "4.00", "", "", ""]);
        assert!(column.flags.contains("unparsed"));
        let share = one("rate\n85%\n12.5％");
        assert_eq!((share.kind, values(&share)), (Kind::Number, vec!["0.85", "0.125"]));
        assert!(type_columns(&table("size\n38\nXL\n40")).is_empty());
    }

    #[test]
    fn currencies_are_never_added_up() {
        let column = one("amount\n¥12.00\n$3.00");
        assert_eq!((values(&column), column.sum.as_deref()), (vec!["12.00", "3.00"], None));
        assert!(column.flags.contains("mixed_currency"));
        let beside = type_columns(&table("amount|Currency\n12.00|EUR\n3.00|usd"));
        assert!(beside[0].flags.contains("mixed_currency") && beside[0].sum.is_none());
    }

    #[test]
    fn ids_keep_every_digit() {
        let column = one("zip\n'00501\n\t0123\n=\"007\"");
        assert_eq!((column.kind, values(&column)), (Kind::Id, vec!["00501", "0123", "007"]));
        let damaged = one("order_id\n1.93068E+15\n2140301000117280000");
        assert!(damaged.flags.contains("damaged_id"));
        assert_eq!(values(&one("x\n007\n12")), ["007", "12"]);
    }

    #[test]
    fn times_are_read_as_a_column() {
        let column = one("date\n05/03/2024\n13/03/2024");
        assert_eq!((column.kind, values(&column)), (Kind::Date, vec!["2024-03-05", "2024-03-13"]));
        assert!(column.flags.is_empty());
        assert!(one("date\n05/03/2024\n01/02/2024").flags.contains("ambiguous_date_order"));
        let serials = one("下单时间\n45356\n45357.5");
        assert_eq!(values(&serials), ["2024-03-05T00:00:00", "2024-03-06T12:00:00"]);
        let zones = one("at\n2024-03-05 10:15:22 -0500\n2024-03-05T15:15:22Z");
        assert_eq!(values(&zones), ["2024-03-05T10:15:22-05:00", "2024-03-05T15:15:22Z"]);
        let empty = one("paid_at\n1900-01-00 00:00:00\n2024-03-05 10:00:00");
        assert!(empty.flags.contains("implausible_date"));
        assert_eq!(values(&empty), ["", "2024-03-05T10:00:00"]);
        // Five digits are a time only under a name that says so.
        assert_eq!(one("stock\n45356\n45357").kind, Kind::Number);
    }
}
