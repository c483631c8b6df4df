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
