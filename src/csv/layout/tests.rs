use super::*;

fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    lines.map(|(text, line)| Row { cells: cells(text), line }).collect()
}

fn layout(text: &str) -> (usize, usize) {
    let rows = rows(text);
    let Layout { first, end } = Layout::of(&rows, &|cell| matches!(cell, "客户" | "金额"));
    (first, rows.len() - end)
}

#[test]
fn what_is_above_the_header_is_left_out() {
    assert_eq!(layout("Report of March\nid,name,sum\n1,A,5\n"), (1, 0));
    assert_eq!(layout("销售明细表,,\n订单号,客户,金额\n1,张三,5\n"), (1, 0));
    assert_eq!(layout("From,2024\nTo,2025\n\nid,name,day,sum\n1,A,B,5\n2,C,D,6\n"), (2, 0));
}

#[test]
fn a_blank_line_parts_what_is_above_from_the_table() {
    let wide = "From,2024,x,y\n\nid,name,day,sum,note\n1,A,B,5,x\n2,C,D,6,y\n";
    assert_eq!(layout(wide), (1, 0));
    assert_eq!(layout(&wide.replace("\n\n", "\n")), (0, 0));
}

#[test]
fn below_names_without_values_only_prose_may_stand_above() {
    // Three values of five are enough, two are not.
    let table = |values: &str| format!("a,b\nid,name,day,sum\n{values}");
    assert_eq!(layout(&table("x,A,B,1\nx,A,B,2\nx,A,B,3\nx,A,B,c\nx,A,B,d\n")), (1, 0));
    assert_eq!(layout(&table("x,A,B,1\nx,A,B,2\nx,A,B,c\nx,A,B,d\nx,A,B,e\n")), (0, 0));
}

#[test]
fn a_narrow_header_is_no_note() {
    assert_eq!(layout("a\n1,2,3\n4,5,6\n"), (0, 0));
    assert_eq!(layout("id,name\n1,A,x\n2,B,y\n"), (0, 0));
    assert_eq!(layout("id,name,sum\n1\n2,B\n3,C,7\n"), (0, 0));
    assert_eq!(layout("1001,Ann,5\n1002,Bob,6\n"), (0, 0));
}

#[test]
fn notes_below_are_left_out_and_cut_rows_are_not() {
    assert_eq!(layout("id,name,sum,day\n1,A,5,x\n-----\n2 records\nPaid:1,5.00\n"), (0, 3));
    assert_eq!(layout("id,name,sum\n1,A,5\n2 record(s) downloaded\n"), (0, 1));
    assert_eq!(layout("id,name,sum\n1,A,5\n2\n"), (0, 0));
    assert_eq!(layout("id,name,sum,day,x\n1,A,5,6,7\n2,B\n"), (0, 0));
    assert_eq!(layout("name,city,sum\nAnn Lee,Bonn,5\nBob Ray\n"), (0, 0));
    assert_eq!(layout("id,sum\n1,5\n2 records,\n"), (0, 0));
    assert_eq!(layout("id,name,sum\n1,A,5\n2 records,,\n"), (0, 1));
}

#[test]
fn rows_of_sums_and_second_headers_are_told() {
    let total = |text: &str| is_total(&rows(text)[0]);
    assert!(total("Total,,60.00") && total("合计：,,5"));
    assert!(!total("Total Wine,Ann,x") && !total("Totally,5"));
    let second = |text: &str| {
        let rows = rows(text);
        is_second_header(&rows[0], &rows[1], rows.get(2), &|_| false)
    };
    assert!(second("id,buyer\n订单号,买家\n1,张三\n"));
    assert!(!second("id,buyer\nA,张三\nB,李四\n"));
}

#[test]
fn a_header_of_two_columns_may_stand_below_a_title() {
    assert_eq!(layout("Report of March\nid,sum\n1,5\n"), (1, 0));
    // Blank rows are no rows, above and below.
    assert_eq!(layout("Report of March\n,,\nid,name,day\nx,A,B\n"), (2, 0));
    assert_eq!(layout("Report of March\nid,name,sum\n,,\n1,A,5\n"), (1, 0));
}

#[test]
fn two_columns_of_one_name_make_a_header_only_among_known_names() {
    assert_eq!(layout("Report of March\n客户,金额,备注,备注\n张,5,a,b\n"), (1, 0));
    assert_eq!(layout("Report of March\nid,sum,note,note\n1,5,a,b\n"), (0, 0));
}

#[test]
fn most_rows_below_a_header_are_about_as_wide() {
    let table = |rows: &str| layout(&format!("Report of March\nid,name,day,sum\n{rows}"));
    // Rows of half the width are not alike: one alike of three is enough, of four it is not.
    assert_eq!(table("1,A,B,5\n2,B\n3,C\n"), (1, 0));
    assert_eq!(table("1,A,B,5\n2,B\n3,C\n4,D\n"), (0, 0));
    assert_eq!(table("1,A\n2,B,C,5\n3,C,D,6\n"), (0, 0));
    let wide = "a,b,c,d,e,f\n1,A,B,C\n1,A,B,5,6,7\n2,B,C,D\n3,C,D,E\n4,D,E,F\n";
    assert_eq!(layout(&format!("Report of March\n{wide}")), (1, 0));
}

#[test]
fn one_row_of_ten_may_be_wider_than_the_header() {
    let table = |wider: usize| {
        let rows = "1,A,5\n".repeat(10 - wider) + &"2,B,6,x,y\n".repeat(wider);
        layout(&format!("Report of March\nid,name,sum\n{rows}"))
    };
    assert_eq!((table(1), table(2)), ((1, 0), (0, 0)));
}

#[test]
fn what_is_above_a_header_is_narrower_or_apart() {
    // As full as the header, though a blank line stands between.
    assert_eq!(layout("2024,b,c\n\nid,name,sum\n1,A,5\n"), (0, 0));
    // Neither narrow nor apart: the note between is no blank line.
    assert_eq!(layout("From,2024,x,y\nNote\nid,name,day,sum,note\n1,A,B,5,x\n"), (0, 0));
    // Below known names it may be as full, if it is not as wide.
    assert_eq!(layout("2024,b,c,d\n客户,金额,备注\n张,5,x\n"), (1, 0));
    assert_eq!(layout("2024,b,c\n客户,金额,备注\n张,5,x\n"), (0, 0));
}

#[test]
fn a_word_above_names_without_values_is_the_first_name() {
    assert_eq!(layout("A1\nid,name\nx,A\n"), (0, 0));
    assert_eq!(layout("A1\n客户,金额\n张,x\n"), (1, 0));
    assert_eq!(layout("A 1\nid,name\nx,A\n"), (1, 0));
    assert_eq!(layout("报表\nid,name\nx,A\n"), (1, 0));
    assert_eq!(layout("-----\nid,name\nx,A\n"), (1, 0));
    // A column that is empty below its name has no values.
    assert_eq!(layout("a,b\nid,name,day,sum\nx,A,B,\ny,C,D,\n"), (0, 0));
}

#[test]
fn a_note_starts_as_no_row_does() {
    assert_eq!(layout("order id,name,sum\n1,A,5\n2 records\n"), (0, 1));
    assert_eq!(layout("when,name,sum\n10:00,A,5\n11:00,B,6\nPaid:1\n"), (0, 0));
    assert_eq!(layout("id,name,sum\n2 records found\n"), (0, 0));
    assert_eq!(layout("id,name,sum\n1,A,5\nabc\n"), (0, 0));
    assert_eq!(layout("id,name,sum\n1,A,5\n10 20\n"), (0, 0));
    assert_eq!(layout("id,sum\n1,5\n2 records found\n"), (0, 1));
}

#[test]
fn only_so_many_notes_are_looked_for() {
    let table = "id,name,sum\n".to_owned() + &"1,A,5\n".repeat(60);
    assert_eq!(layout(&(table.clone() + &"2 records\n".repeat(FOOTER - 1))), (0, FOOTER - 1));
    assert_eq!(layout(&(table + &"2 records\n".repeat(FOOTER + 5))), (0, FOOTER));
}

#[test]
fn a_thousand_rows_tell_how_rows_start() {
    let mut starts = Starts::default();
    for _ in 0..1_000 {
        assert!(starts.wants_more());
        starts.see(&rows("1,A,5")[0]);
    }
    assert!(!starts.wants_more());
    (0..200).for_each(|_| starts.see(&rows("a b,A,5")[0]));
    assert!(starts.is_note(&rows("2 records found")[0], 3));
}

#[test]
fn labels_of_sums_are_told_from_names() {
    for label in ["Total", "total: 12", "Grand Total", "合计（3 笔）", "本页合计", "Итого:"]
    {
        assert!(is_sum_label(label), "{label}");
    }
    for name in ["Totals Ltd", "total-station", "T", "Sue", "é total", "张三丰的公司合计"]
    {
        assert!(!is_sum_label(name), "{name}");
    }
    let long = |digits: usize| format!("total {}", "1".repeat(digits));
    assert!(is_sum_label(&long(42)) && !is_sum_label(&long(43)));
}

#[test]
fn values_and_drawn_lines_are_told_from_names() {
    for value in ["5", "-1.50", "2025-01-03 10:00", "￥5元", "(3)"] {
        assert!(is_value(value), "{value}");
    }
    for name in ["12a", ".", "a", ""] {
        assert!(!is_value(name), "{name}");
    }
    for line in ["---", "--- a", "===", "----abcd"] {
        assert!(is_rule(line), "{line}");
    }
    for text in ["--", "a---", "--- abc", "abc"] {
        assert!(!is_rule(text), "{text}");
    }
}

#[test]
fn a_second_header_has_known_names_or_another_script() {
    let knows = |cell: &str| matches!(cell, "客户" | "金额" | "订单" | "电话");
    let second = |text: &str| {
        let rows = rows(text);
        is_second_header(&rows[0], &rows[1], rows.get(2), &knows)
    };
    // Two known names, and half of all.
    assert!(second("a,b,c\n客户,金额,x\n1,2,3\n"));
    assert!(second("a,b,c,d,e,f,g\n客户,金额,订单,电话,x,y,z\n1,2,3,4,5,6,7\n"));
    assert!(!second("a,b,c,d,e\n客户,金额,x,y,z\n1,2,3,4,5\n"));
    assert!(!second("a,b\n客户,x\n1,2\n"));
    // The same names are a header that is repeated.
    assert!(!second("客户,金额\n客户,金额\n1,2\n"));
    // Another script, in as many cells, above values.
    assert!(second("id,buyer\n订单号,买家\n1,张三\n"));
    assert!(!second("id,buyer,x\n订单号,买家,\n1,张三,y\n"));
    assert!(!second("编号,买家\n订单号,顾客\n1,张三\n"));
    assert!(!second("id,buyer\nno,customer\n1,A\n"));
    assert!(!second("id,buyer\n订单号,买家\n甲,乙\n"));
    // A value is no name, and one cell is no header.
    assert!(!second("id,buyer\n订单,5元\n1,张三\n"));
    assert!(!second("id\n订单号\n1\n"));
}

#[test]
fn a_file_exported_twice_has_a_record_in_each_of_its_cells() {
    let row = |cell: &str| Row { cells: vec![cell.to_owned()], line: 1 };
    let twice = |cells: &[&str], quoted| {
        is_quoted_twice(&cells.iter().map(|cell| row(cell)).collect::<Vec<_>>(), quoted)
    };
    assert!(twice(&["a,b", "1,2"], 2));
    assert!(!twice(&["a,b", "1,2"], 1), "not all in quotes");
    assert!(!twice(&["a,b", "1,2,3"], 2), "of other widths");
    assert!(!twice(&["a", "1"], 2), "one cell each");
    assert!(!twice(&["a,b"], 1), "one record");
    assert!(!is_quoted_twice(&rows("a,b\n1,2"), 2));
}

#[test]
fn rows_as_wide_as_their_header_fit() {
    let fit = |text: &str| fits(&rows(text)[0], &rows(text)[1]);
    assert!(fit("a,b,c\n1,2,3") && fit("a,b,\n1,2") && fit("a,b\n1,2,,") && fit("a,b,c\n,,,,"));
    assert!(!fit("a,b,c\n1,2") && !fit("a,b\n1,2,3") && !fit("a,b\n1,2,,3"));
}
