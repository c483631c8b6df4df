//! Columns as values: what a column is taken for, and what of it is doubtful.
#![cfg(not(target_arch = "wasm32"))]

use headwater::ingest::{Kind, TypedColumn, type_columns};

/// The columns of a table, cells with `|` between them.
fn columns(text: &str) -> Vec<TypedColumn> {
    let rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
    type_columns(&rows)
}

/// What one column with these cells is: its kind, its values and its flags.
fn one(header: &str, cells: &[&str]) -> Option<(Kind, Vec<String>, Vec<&'static str>)> {
    let column = columns(&format!("{header}\n{}", cells.join("\n"))).pop()?;
    let values = column.values.into_iter().map(Option::unwrap_or_default).collect();
    Some((column.kind, values, column.flags.into_iter().collect()))
}

fn kind(header: &str, cells: &[&str]) -> Option<Kind> {
    one(header, cells).map(|(kind, _, _)| kind)
}

fn flags(header: &str, cells: &[&str]) -> Vec<&'static str> {
    one(header, cells).map(|(_, _, flags)| flags).unwrap_or_default()
}

#[test]
fn kinds_have_names() {
    let all = [Kind::Id, Kind::Money, Kind::Number, Kind::Date, Kind::DateTime];
    assert_eq!(all.map(Kind::name), ["id", "money", "number", "date", "datetime"]);
}

#[test]
fn names_say_what_cells_can_be() {
    for header in ["amt", "unitprice", "shipping fee"] {
        assert_eq!(kind(header, &["5", "6"]), Some(Kind::Money), "{header}");
    }
    for header in ["units", "tax rate", "in percent", "x"] {
        assert_eq!(kind(header, &["5", "6"]), Some(Kind::Number), "{header}");
    }
    for header in ["client", "username", "zip"] {
        assert_eq!(kind(header, &["5", "6"]), Some(Kind::Id), "{header}");
    }
    for header in ["day", "birthday", "Ship Date"] {
        assert_eq!(kind(header, &["1/5/24", "13/5/24"]), Some(Kind::Date), "{header}");
        // Numbers are no times, and under such a name nothing else.
        assert_eq!(kind(header, &["12", "13"]), None, "{header}");
    }
}

#[test]
fn another_column_tells_the_order_of_days_and_months() {
    let alone = columns("paid date\n05/03/2024");
    assert_eq!(alone[0].values[0].as_deref(), Some("2024-05-03"));
    for (text, day) in [
        ("a date|b date\n05/03/2024|13/03/2024", "2024-03-05"),
        ("a date|b date\n05/03/2024|03/13/2024", "2024-05-03"),
        // Two that differ tell nothing.
        ("a date|b date|c date\n05/03/2024|13/03/2024|03/13/2024", "2024-05-03"),
    ] {
        let columns = columns(text);
        assert_eq!(columns[0].values[0].as_deref(), Some(day), "{text}");
        assert!(columns[0].flags.contains("ambiguous_date_order"), "{text}");
        assert!(columns[1].flags.is_empty(), "{text}");
    }
}

#[test]
fn a_name_asks_for_fewer_times_than_cells_alone() {
    let cells = |times: usize, others: usize| {
        let mut cells = vec!["2024-05-01"; times];
        cells.extend(vec!["soon"; others]);
        cells
    };
    assert_eq!(kind("date", &cells(1, 7)), Some(Kind::Date), "one of eight");
    assert_eq!(kind("date", &cells(1, 8)), None);
    assert_eq!(kind("x", &cells(9, 1)), Some(Kind::Date), "nine of ten");
    assert_eq!(kind("x", &cells(8, 2)), None);
    // Without a name, short cells and two numbers may be anything.
    assert_eq!(kind("x", &["13/5/24", "14/5/24"]), None);
    assert_eq!(kind("x", &["1/5/2024", "13/5/2024"]), Some(Kind::Date));
    assert_eq!(kind("x", &["20240501", "20240502"]), Some(Kind::Number));
    assert_eq!(kind("x", &["20240501", "20240502", "20240503"]), Some(Kind::Date));
    assert_eq!(kind("x", &["2024-05-01", "2024-05-02"]), Some(Kind::Date));
}

#[test]
fn a_name_asks_for_fewer_numbers_than_cells_alone() {
    let cells = |numbers: usize, others: usize| {
        let mut cells = vec!["5.50"; numbers];
        cells.extend(vec!["free"; others]);
        cells
    };
    assert_eq!(kind("amount", &cells(1, 4)), Some(Kind::Money), "one of five");
    assert_eq!(kind("amount", &cells(1, 5)), None);
    assert_eq!(kind("x", &cells(4, 1)), None);
    assert_eq!(flags("amount", &cells(4, 1)), ["unparsed"]);
    assert_eq!(flags("amount", &["5.50", "-", ""]), [""; 0], "nothing is no fault");
}

#[test]
fn shares_are_no_money() {
    let shares = one("amount", &["5%", "1000%"]);
    let values = vec!["0.05".to_owned(), "10".to_owned()];
    assert_eq!(shares, Some((Kind::Number, values, vec![])));
    assert_eq!(flags("amount", &["5%", "6"]), ["mixed_percent"]);
    assert_eq!(flags("amount", &["5", "6"]), [""; 0]);
}

#[test]
fn one_currency_adds_up() {
    let column = columns("amount\n$5\n$6.50").remove(0);
    assert_eq!((column.sum.as_deref(), column.flags.is_empty()), (Some("11.50"), true));
}

#[test]
fn digits_that_must_stay_as_they_are_make_an_id() {
    for cells in [["'12", "'13"], ["007", "12"], ["1234567890123456", "1"]] {
        assert_eq!(kind("x", &cells), Some(Kind::Id), "{cells:?}");
    }
    for cells in [[" 12", " 13"], ["0", "12"], ["123456789012345", "1"]] {
        assert_eq!(kind("x", &cells), Some(Kind::Number), "{cells:?}");
    }
}

#[test]
fn ids_are_damaged_where_most_long_ones_end_in_zeros() {
    let (cut, whole) = ("123456789012345000", "123456789012345678");
    for (cells, expected) in [
        (&[cut, whole, whole][..], false),
        (&[cut, whole], false),
        (&[cut, cut, whole], true),
        (&[cut, cut, whole, whole, whole], false),
        // Shorter ones are whole whatever they end in.
        (&[cut, "123456789012345", "123456789012340"], true),
        (&["1.93068E+15", whole, whole, whole], true),
        (&["ABE1", "CDE2"], false),
    ] {
        let expected = if expected { vec!["damaged_id"] } else { vec![] };
        assert_eq!(flags("order_id", cells), expected, "{cells:?}");
    }
}

#[test]
fn times_with_and_without_an_offset_do_not_mix() {
    let (with, without) = ("2024-03-05 10:00:00 +0800", "2024-03-05 10:00:00");
    assert_eq!(flags("time", &[with, without]), ["unknown_zone"]);
    assert_eq!(flags("time", &["2024-03-05 10:00:00 CST"]), ["unknown_zone"]);
    for cells in [[with, with], [without, without], [with, "2024-03-05"]] {
        assert_eq!(flags("time", &cells), [""; 0], "{cells:?}");
    }
    let west = one("time", &["2024-03-05 10:00:00 -0330"]).map(|(_, values, _)| values);
    assert_eq!(west, Some(vec!["2024-03-05T10:00:00-03:30".to_owned()]));
}
