//! What is said about rows, and where: places of what was doubtful, what counts twice, whose money is whose.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::at::Field;
use headwater::error::{ErrorKind, Result};
use headwater::ingest::{
    Choice, Customers, Import, Reading, ReadingOptions, Words, is_known_name, known_names,
};
use headwater::ledger::{OrderLine, OrderSink};
use headwater::unit::{Currency, Rate};

/// Lines as they came, each with the number of its part.
#[derive(Default)]
struct Lines(Vec<(u8, String)>);

impl OrderSink for Lines {
    fn add_to(&mut self, part: u8, line: &OrderLine<'_>) -> Result<()> {
        self.0.push((part, format!("{} {} {}", line.customer, line.day, line.amount)));
        Ok(())
    }

    fn keep_parts(&mut self, counts: &[bool]) -> Result<()> {
        self.0.retain(|(part, _)| counts[usize::from(*part)]);
        Ok(())
    }
}

type Read = Result<(Vec<String>, Reading)>;

fn open(texts: &[&str], options: ReadingOptions) -> Read {
    let mut import = Import::new(options, Lines::default())?;
    for (number, text) in texts.iter().enumerate() {
        Text::of(text.as_bytes()).feed(&mut import, &format!("{number}.csv"), usize::MAX)?;
    }
    let (lines, reading) = import.finish()?;
    Ok((lines.0.into_iter().map(|(_, line)| line).collect(), reading))
}

fn read(texts: &[&str]) -> (Vec<String>, Reading) {
    open(texts, ReadingOptions::default()).unwrap()
}

/// Rows of three columns that are known by their names.
fn table(rows: &str) -> String {
    format!("customer,date,amount\n{rows}")
}

fn count(reading: &Reading, code: &str) -> u64 {
    let found = reading.diagnostics.iter().find(|(known, _)| known.name() == code);
    found.map_or(0, |(_, tally)| tally.count)
}

/// Where the examples of a code stand: file, record, line.
fn places(reading: &Reading, code: &str) -> Vec<(Option<u32>, Option<u64>, Option<u64>)> {
    let found = reading.diagnostics.iter().find(|(known, _)| known.name() == code);
    let examples = found.map(|(_, tally)| tally.examples.clone()).unwrap_or_default();
    examples.iter().map(|example| (example.at.file, example.at.record, example.at.line)).collect()
}

const STRIPE: &str =
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Mode,Customer Email\n";
const SHOPIFY: &str = "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Cancelled at,\
                       Refunded Amount,Currency\n";
const AMAZON: &str = "amazon-order-id,purchase-date,order-status,item-price,quantity\n";

#[test]
fn a_file_is_known_by_its_encoding_and_its_sheet() {
    let mut import = Import::new(ReadingOptions::default(), Lines::default()).unwrap();
    import.begin_file("a.csv", None).unwrap();
    import.of_sheet("May", vec!["April".to_owned(), "May".to_owned()]);
    import.push(table("a,2024-05-01,5\n").as_bytes()).unwrap();
    let (_, reading) = import.finish().unwrap();
    let file = &reading.files[0];
    assert_eq!((file.name.as_str(), file.encoding.as_str()), ("a.csv", "utf-8"));
    assert_eq!(file.sheet.as_deref(), Some("May"));
    assert_eq!(file.sheets, ["April", "May"]);
}

#[test]
fn errors_name_the_file_only_among_several() {
    let none = "订单编号,下单时间,订单状态,顾客实付,门店名称\n1,2024-05-01,已完成,5,一店\n";
    let alone = open(&[none], ReadingOptions::default()).unwrap_err();
    assert!(matches!(alone.kind(), ErrorKind::NoCustomerKey { platform: "meituan", .. }));
    assert_eq!((alone.at().file, alone.at().line), (None, Some(1)));
    let two = open(&[none, none], ReadingOptions::default()).unwrap_err();
    assert_eq!((two.at().file, two.at().line), (Some(1), Some(1)));
    let list = "First Name,Last Name,Email,Phone,Total Spent,Total Orders\nAnn,Lee,a@x.org,1,5,1\n";
    let error = open(&[list], ReadingOptions::default()).unwrap_err();
    assert_eq!((error.code().name(), error.at().line), ("missing-column", Some(1)));
    let large = table("a,2024-05-01,99999999999999999999\n");
    let error = open(&[&large], ReadingOptions::default()).unwrap_err();
    assert_eq!(error.code().name(), "amount-overflow");
}

#[test]
fn a_list_of_customers_beside_orders_that_need_none_is_no_error() {
    let orders = "order id,customer,date,amount\n1,a,2024-05-01,5\n";
    let members = "order id,email\n1,ann@x.org\n";
    let (lines, reading) = read(&[orders, members]);
    assert_eq!((lines.len(), reading.kept), (1, 1));
    // With money it is a file of orders, and lacks a day.
    for other in ["order id,email,amount\n1,ann@x.org,5\n", "name,email\nAnn,ann@x.org\n"] {
        let error = open(&[orders, other], ReadingOptions::default()).unwrap_err();
        assert_eq!((error.code().name(), error.at().file), ("missing-column", Some(2)), "{other}");
    }
}

#[test]
fn notes_and_rows_that_wait_have_their_places() {
    let first = table("a,2024-05-01,5\nb,2024-05-02,6\n2 records found\n");
    let second = table("c,2024-05-03,7\n1 record found,,\n");
    let (_, reading) = read(&[&first, &second]);
    assert_eq!(places(&reading, "note-row"), [(Some(1), None, Some(4)), (Some(2), None, Some(3))]);
    // Lines that wait for another file are known by where they stood.
    let orders = format!("{AMAZON}o1,2024-01-01,Shipped,5.00,1\no2,2024-02-01,Shipped,6.00,1\n");
    let (_, reading) = read(&[&first, &orders, "order id,email\no1,Ann@x.org\n"]);
    assert_eq!(places(&reading, "missing-customer"), [(Some(2), Some(2), Some(3))]);
}

#[test]
fn the_worst_key_of_all_files_is_said() {
    let names = "买家昵称,下单时间,实付金额\n小王,2024-05-01,5\n";
    let mails = "email,date,amount\nann@x.org,2024-05-01,5\n";
    for files in [[names, mails], [mails, names]] {
        let (_, reading) = read(&files);
        assert_eq!(reading.key.header.as_deref(), Some("买家昵称"));
        let file = if files[0] == names { 1 } else { 2 };
        assert_eq!(places(&reading, "doubtful-key"), [(Some(file), None, None)]);
        assert_eq!(
            (reading.key.grade.name(), reading.key.reasons),
            ("fuzzy", vec!["display-name"])
        );
    }
    let (_, reading) = read(&[mails]);
    assert_eq!((reading.key.header.as_deref(), reading.key.grade.name()), (Some("email"), "exact"));
    // Rows are counted by a masked number, useless as it is.
    let masked = "手机号,下单时间,实付金额\n138****1234,2024-05-01,5\n139****1234,2024-05-02,6\n";
    let (_, reading) = read(&[masked, mails]);
    assert_eq!((reading.key.header.as_deref(), reading.key.grade.name()), (Some("手机号"), "none"));
}

#[test]
fn a_few_cells_do_not_lower_a_key() {
    let rows = |flawed: &[&str], sound: usize| {
        let mut rows: String = flawed.iter().map(|id| format!("{id},2024-05-01,5\n")).collect();
        (0..sound).for_each(|at| rows += &format!("K{at}x,2024-05-01,5\n"));
        open(&[&table(&rows)], ReadingOptions::default()).map(|(_, reading)| reading.key)
    };
    // One masked cell of twenty is one too many.
    assert_eq!(rows(&["王**"], 20).unwrap().grade.name(), "exact");
    let masked = rows(&["王**"], 19).map(|key| (key.grade.name(), key.reasons));
    assert_eq!(masked.unwrap(), ("none", vec!["masked"]));
    // Half of the cells may be cut.
    let cut = "1.93068E+15";
    assert_eq!(rows(&[cut, cut], 2).unwrap().grade.name(), "exact");
    let more = rows(&[cut, cut, cut], 2).map(|key| (key.grade.name(), key.reasons));
    assert_eq!(more.unwrap(), ("none", vec!["damaged"]));
}

#[test]
fn spellings_of_one_customer_are_one() {
    let (lines, _) =
        read(&[&table("17850.00,2024-05-01,5\n17850.0,2024-05-01,5\n17850,2024-05-01,5\n")]);
    assert!(lines.iter().all(|line| line.starts_with("17850 ")), "{lines:?}");
    let phones =
        "手机号,下单时间,实付金额\n8613800138000,2024-05-01,5\n138-0013-8000,2024-05-01,6\n";
    let (lines, _) = read(&[phones]);
    assert_eq!(lines, ["13800138000 2024-05-01 5.00", "13800138000 2024-05-01 6.00"]);
}

#[test]
fn customers_are_held_against_orders() {
    let weighed = |customers, orders| {
        let mut reading = Reading::default();
        reading.weigh_key(customers, orders);
        (reading.key.reasons.first().copied(), count(&reading, "doubtful-key"))
    };
    let (none, each, constant) =
        ((None, 0), (Some("nearly-one-per-order"), 1), (Some("nearly-constant"), 1));
    assert_eq!([weighed(99, 99), weighed(100, 100), weighed(99, 100)], [none, each, each]);
    assert_eq!([weighed(98, 100), weighed(1, 100), weighed(1, 101)], [none, none, constant]);
}

#[test]
fn orders_twice_in_an_export_count_once_if_they_are_alike() {
    let row =
        |id: &str, money: &str| format!("{id},2024-05-01 10:00,{money},0,usd,Paid,Live,a@x.org\n");
    let text = format!("{STRIPE}{}{}{}", row("ch_1", "5"), row("ch_1", "5"), row("ch_1", "6"));
    let (lines, reading) = read(&[&text]);
    assert_eq!(lines, ["a@x.org 2024-05-01 5.00", "a@x.org 2024-05-01 6.00"]);
    assert_eq!(places(&reading, "duplicate-row"), [(None, Some(2), Some(3))]);
    // In a second file of the same, nothing is new.
    let (lines, reading) = read(&[&text, &text]);
    assert_eq!((lines.len(), count(&reading, "duplicate-row")), (2, 4));
}

#[test]
fn lines_of_an_order_follow_it_once() {
    let text = format!(
        "{SHOPIFY}#1,a@x.org,paid,12.00,2024-05-01,1,,,USD\n#1,a@x.org,,,,2,,,\n#1,a@x.org,,,,3,,,\n"
    );
    let (lines, reading) = read(&[&text]);
    assert_eq!(lines.len(), 3);
    assert_eq!(count(&reading, "duplicate-row"), 0);
    let (lines, reading) = read(&[&text, &text]);
    assert_eq!((lines.len(), reading.kept, reading.dropped), (3, 3, 3));
    assert!(count(&reading, "duplicate-row") > 0);
    // The order itself counts once as well, in one file and where the second has it otherwise.
    let order = |money: &str| format!("#1,a@x.org,paid,{money},2024-05-01,1,,,USD\n");
    let twice = format!("{SHOPIFY}{}{}", order("12.00"), order("12.00"));
    assert_eq!(read(&[&twice]).0, ["a@x.org 2024-05-01 12.00"]);
    let [old, new] = ["12.00", "15.00"].map(|money| format!("{SHOPIFY}{}", order(money)));
    assert_eq!(read(&[&old, &new]).0, ["a@x.org 2024-05-01 12.00"]);
}

#[test]
fn money_of_a_known_export_is_converted_like_any_other() {
    let code = |text: &str| Currency::from_code(text).unwrap();
    let text = format!("{SHOPIFY}#1,a@x.org,paid,12.00,2024-05-01,1,,2.00,USD\n");
    let options = ReadingOptions {
        currency: Some(code("EUR")),
        rates: vec![(code("USD"), Rate::parse("0.5").unwrap())],
        ..ReadingOptions::default()
    };
    let (lines, reading) = open(&[&text], options).unwrap();
    assert_eq!(lines, ["a@x.org 2024-05-01 5.00"]);
    assert_eq!(reading.totals.kept.to_string(), "5.00");
}

#[test]
fn what_makes_an_order_no_sale_is_said_in_its_status() {
    let text = format!(
        "{SHOPIFY}#1,a@x.org,paid,12.00,2024-05-01,1,,,USD\n#2,a@x.org,paid,9.00,2024-05-01,1,2024-05-02,,USD\n\
         #3,a@x.org,paid,8.00,2024-05-01,1,,8.00,USD\n"
    );
    let (_, reading) = read(&[&text]);
    let statuses: Vec<_> = reading
        .statuses
        .iter()
        .map(|status| (status.text.as_str(), status.class.name(), status.rows))
        .collect();
    assert_eq!(
        statuses,
        [
            ("paid", "paid", 1),
            ("paid / Cancelled at", "cancelled", 1),
            ("paid / Refunded Amount", "refunded", 1)
        ]
    );
    // Words that an export uses in its own way.
    let flow = "入账时间,支付宝流水号,商户订单号,业务类型,收入（+元）,支出（-元）\n\
                2024-05-01,f1,m1,在线支付,5,\n2024-05-01,f2,m1,收费,,1\n";
    let options = ReadingOptions { customers: Customers::None, ..ReadingOptions::default() };
    let (_, reading) = open(&[flow], options).unwrap();
    let statuses: Vec<_> =
        reading.statuses.iter().map(|s| (s.text.as_str(), s.class.name())).collect();
    assert_eq!(statuses, [("在线支付", "paid"), ("收费", "cancelled")]);
}

#[test]
fn a_customer_of_the_callers_choice_is_graded_by_its_name() {
    let text = format!("{SHOPIFY}#1,a@x.org,paid,12.00,2024-05-01,1,,,USD\n")
        .replace("Currency", "Currency,买家昵称")
        .replace(",USD", ",USD,小王");
    let mut options = ReadingOptions::default();
    options.mapping.set(Field::Customer, Choice::Column("买家昵称".to_owned()));
    let (lines, reading) = open(&[&text], options).unwrap();
    assert_eq!(lines, ["小王 2024-05-01 12.00"]);
    assert_eq!(reading.key.header.as_deref(), Some("买家昵称"));
    assert_eq!((reading.key.grade.name(), reading.key.reasons), ("fuzzy", vec!["display-name"]));
    let mut options = ReadingOptions::default();
    options.mapping.set(Field::Customer, Choice::Column("Email".to_owned()));
    let text = format!("{SHOPIFY}#1, A@X.org ,paid,12.00,2024-05-01,1,,,USD\n");
    assert_eq!(open(&[&text], options).unwrap().0, ["a@x.org 2024-05-01 12.00"]);
}

#[test]
fn without_customers_nobody_is_read() {
    let options = || ReadingOptions { customers: Customers::None, ..ReadingOptions::default() };
    let (lines, _) = open(&[&table("a,2024-05-01,5\n")], options()).unwrap();
    assert_eq!(lines, [" 2024-05-01 5.00"]);
    let (lines, _) = open(&["date,amount\n2024-05-01,5\n"], options()).unwrap();
    assert_eq!(lines, [" 2024-05-01 5.00"]);
    let error = open(&["customer,amount\na,5\n"], options()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MissingColumn { field: Field::OrderTime }));
}

#[test]
fn currencies_that_only_dropped_rows_name_decide_nothing() {
    let header = "customer,date,amount,currency\n";
    let rows = "a,2024-05-01,5,EUR\nb,never,6,USD\nc,2024-05-01,0,\nd,2024-05-01,7,\n";
    let (lines, reading) = read(&[&format!("{header}{rows}")]);
    assert_eq!(lines.len(), 3, "what names none is in euros");
    let dropped: Vec<_> =
        reading.dropped_by.iter().map(|one| (one.code.name(), one.rows)).collect();
    assert_eq!(dropped, [("unparsed-date", 1)]);
    // Of rows without money there is nothing to ask.
    assert_eq!(count(&reading, "assumed-currency"), 1);
    assert_eq!(places(&reading, "assumed-currency"), [(None, Some(4), Some(5))]);
    // A row that names its currency is an example of it also where it has no money.
    let (_, reading) =
        read(&[&format!("{header}a,2024-05-01,5,EUR\na,2024-05-01,5,EUR\nb,2024-05-01,0,USD\n")]);
    assert_eq!(places(&reading, "mixed-currency"), [(None, Some(3), Some(4))]);
}

#[test]
fn refunds_are_told_by_their_kind_or_their_column() {
    let kinds = "customer,date,amount,type,note\na,2024-05-01,10,Order,Refund\na,2024-05-01,4,Refund,\n\
                 a,2024-05-01,3,Sale,returned\n";
    let (lines, reading) = read(&[kinds]);
    assert_eq!(lines, ["a 2024-05-01 10.00", "a 2024-05-01 -4.00", "a 2024-05-01 3.00"]);
    assert_eq!(reading.refunds, 1);
    let notes = "customer,date,amount,note\na,2024-05-01,10,Refund\n";
    assert_eq!(read(&[notes]).0, ["a 2024-05-01 10.00"]);
    let backs = "customer,date,amount,refund amount\na,2024-05-01,10,4\na,2024-05-01,0,4\na,2024-05-01,-4,4\n";
    assert_eq!(read(&[backs]).0, ["a 2024-05-01 6.00", "a 2024-05-01 0.00", "a 2024-05-01 -4.00"]);
    // Net money is already without it.
    let net = backs.replace("amount,refund", "net sales,refund");
    assert_eq!(read(&[&net]).0[0], "a 2024-05-01 10.00");
}

#[test]
fn a_row_is_a_header_again_only_where_both_its_cells_are() {
    let (lines, reading) = read(&[&table(
        "a,2024-05-01,5\ncustomer,date,amount\nb,date,5\nc,never,amount\nd,2024-05-01,amount\ne,2024-05-01,7\n",
    )]);
    assert_eq!(lines.len(), 2);
    let counts =
        ["repeated-header", "unparsed-date", "unparsed-amount"].map(|c| count(&reading, c));
    assert_eq!(counts, [1, 2, 1]);
}

#[test]
fn orders_are_asked_for_by_the_number_that_they_have() {
    let shop = "订单号,订单下单时间,订单实际收款金额,订单状态,交易单号,商品编码(平台),商品数量,收件人手机\n\
                ,2024-05-01,30,已完成,4200001,1,1,\n,2024-05-01,30,已完成,4200001,2,1,\n\
                77,2024-05-01,9,已完成,,1,1,\n";
    let bill = "交易时间,微信订单号,商户订单号,用户标识,应结订单金额,交易状态\n\
                2024-05-01 10:00:00,4200001,m1,oAbc,30,SUCCESS\n";
    let (_, reading) = read(&[shop, bill]);
    assert_eq!(reading.joined.map(|joined| (joined.orders, joined.found)), Some((2, 1)));
}

#[test]
fn a_file_that_was_dropped_twice_says_as_much_of_its_key() {
    let plain = "customer,order_id,date,amount\na,1,2024-05-01,5\nb,2,2024-05-02,6\n";
    let known = "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name\n\
                 #1,a@x.org,paid,5.00,2024-05-01 09:30:00 +0800,1,Tea\n";
    for (file, again) in [(plain, 2), (known, 1)] {
        let (once, twice) = (read(&[file]).1, read(&[file, file]).1);
        assert_eq!(once.key.grade.name(), "exact");
        assert_eq!((&twice.key, count(&twice, "doubtful-key")), (&once.key, 0));
        assert_eq!((twice.kept, count(&twice, "duplicate-row")), (once.kept, again));
    }
}

#[test]
fn rows_set_aside_are_counted_and_written_in_one_piece() {
    let (_, reading) = read(&[&table("a,2024-05-01,5\nb,never,6\nc,2024-05-01,x\n")]);
    assert!(!reading.set_aside.is_empty());
    assert_eq!((reading.set_aside.len(), reading.not_set_aside()), (2, 0));
    let mut parts = Vec::new();
    let words =
        Words { headers: ["file", "line", "reason"].map(str::to_owned), ..Words::default() };
    reading.set_aside.export(&reading.files, &words, |part| parts.push(part));
    assert_eq!(parts.len(), 1);
    let text = String::from_utf8(parts.remove(0)).unwrap();
    assert!(text.contains("unparsed-date") && text.contains("unparsed-amount"), "{text}");
    let (_, reading) = read(&[&table("a,2024-05-01,5\n")]);
    assert!(reading.set_aside.is_empty());
    assert_eq!(Reading { dropped: 5, ..Reading::default() }.not_set_aside(), 5);
}

#[test]
fn names_of_columns_tell_delimiters_and_encodings() {
    assert!(is_known_name("客户") && is_known_name(" Order_Date ") && !is_known_name("xyz"));
    assert!(!is_known_name(&format!("date{}", " ".repeat(80))), "no name is so long");
    assert_eq!(known_names("x,y\n客户;金额;x\n下单时间\n".as_bytes()), 2);
    assert_eq!(known_names(b"customer,date\n"), 0, "they are alike in all encodings");
    assert_eq!(known_names("客户,customer\n".as_bytes()), 1);
    // Between readings that are as regular, the one with known names wins.
    let text = "a,b,c,d;customer;date;amount\n1,2,3,4;x;2024-05-01;5\n1,2,3,4;y;2024-05-02;6\n";
    let (_, reading) = open(&[text], ReadingOptions::default()).unwrap();
    assert_eq!(reading.files[0].delimiter, b';');
}

#[test]
fn one_bad_date_of_an_export_is_a_row_and_no_file() {
    let text = format!(
        "{STRIPE}ch_1,never,5,0,usd,Paid,Live,a@x.org\nch_2,2024-05-01,6,0,usd,Paid,Live,a@x.org\n\
         ch_3,2024-05-01,x,0,usd,Paid,Live,a@x.org\n"
    );
    let (lines, reading) = read(&[&text]);
    assert_eq!(lines, ["a@x.org 2024-05-01 6.00"]);
    let counts = ["unparsed-date", "unparsed-amount"].map(|code| count(&reading, code));
    assert_eq!(counts, [1, 1]);
}

#[test]
fn totals_on_each_line_of_an_order_are_told_with_their_place() {
    let line = |order: u32, money: u32| format!("{order},a{order},2024-05-01,{money}\n").repeat(2);
    let text = format!("order id,customer,date,amount\n{}{}{}", line(1, 5), line(2, 6), line(3, 7));
    let (_, reading) = read(&[&table("x,2024-05-01,5\n"), &text]);
    assert_eq!(count(&reading, "repeated-total"), 3);
    assert_eq!(places(&reading, "repeated-total")[0], (Some(2), None, Some(3)));
}

#[test]
fn of_a_list_of_customers_the_first_that_is_named_counts() {
    let orders = format!("{AMAZON}o1,2024-01-01,Shipped,5.00,1\n");
    let (lines, _) = read(&[&orders, "order id,email\no1,\no1,Ann@x.org\no1,bob@x.org\n"]);
    assert_eq!(lines, ["ann@x.org 2024-01-01 5.00"]);
    let options = ReadingOptions { customers: Customers::None, ..ReadingOptions::default() };
    let (_, reading) = open(&[&orders], options).unwrap();
    assert_eq!((reading.key.grade.name(), reading.joined), ("none", None));
}

#[test]
fn payments_of_other_orders_are_not_asked_for() {
    let shop = "订单号,订单下单时间,订单实际收款金额,订单状态,交易单号,商品编码(平台),商品数量,收件人手机\n\
                3701,2024-05-01,30,已完成,4200001,1,1,\n";
    let bill = "交易时间,微信订单号,商户订单号,用户标识,应结订单金额,交易状态\n\
                2024-05-01 10:00:00,4200001,m1,oAbc,30,SUCCESS\n\
                2024-05-02 10:00:00,4200002,m2,oDef,7,SUCCESS\n";
    let (lines, reading) = read(&[shop, bill]);
    assert_eq!(lines, ["oAbc 2024-05-01 30.00", "oDef 2024-05-02 7.00"]);
    assert_eq!(reading.joined.map(|joined| (joined.orders, joined.found)), Some((1, 1)));
}

#[test]
fn what_does_not_show_around_an_id_is_told_and_what_exports_write_is_not() {
    let found = |id: &str| {
        let row = format!("ch_1,2024-05-01,5,0,usd,Paid,Live,\"{id}\"\n");
        let (lines, reading) = read(&[&format!("{STRIPE}{row}")]);
        assert_eq!(lines, ["a@x.org 2024-05-01 5.00"], "{id:?}");
        count(&reading, "wrapped-id")
    };
    assert_eq!([found("\u{200B}a@x.org"), found("a@x.org\u{FEFF}")], [1, 1]);
    assert_eq!([found("a@x.org"), found(" a@x.org "), found("\ta@x.org")], [0, 0, 0]);
    // Where no platform is known, what keeps a spreadsheet from counting is told as well.
    let (lines, reading) = read(&[&table("=\"\"0012\"\",2024-05-01,5\n0013,2024-05-01,5\n")]);
    assert_eq!((lines.len(), count(&reading, "wrapped-id")), (2, 1));
}

#[test]
fn a_row_of_the_sum_of_all_is_no_order() {
    let rows = "a,2024-05-01,5\nb,2024-05-02,6\n";
    for (last, code) in [
        (",,11", "total-row"),
        (",,7", "missing-customer"),
        ("c,,11", "unparsed-date"),
        (",,0", "missing-customer"),
    ] {
        let (lines, reading) = read(&[&table(&format!("{rows}{last}\n"))]);
        assert_eq!(lines.len(), 2, "{last}");
        let codes: Vec<_> = reading.dropped_by.iter().map(|one| one.code.name()).collect();
        assert_eq!(codes, [code], "{last}");
    }
    let (_, reading) = read(&[&table(&format!("{rows}合计,2024-05-31,11\n"))]);
    assert_eq!(count(&reading, "total-row"), 1);
}

#[test]
fn orders_without_a_number_are_counted_one_by_one() {
    let shop = "订单号,订单下单时间,订单实际收款金额,订单状态,交易单号,商品编码(平台),商品数量,收件人手机\n\
                ,2024-05-01,30,已完成,,1,1,13800138000\n,2024-05-02,40,已完成,,2,1,13800138001\n";
    let bill = "交易时间,微信订单号,商户订单号,用户标识,应结订单金额,交易状态\n\
                2024-05-03 10:00:00,4200001,m1,oAbc,7,SUCCESS\n";
    let (lines, reading) = read(&[shop, bill]);
    assert_eq!(lines.len(), 3);
    assert_eq!(reading.joined.map(|joined| (joined.orders, joined.found)), Some((2, 0)));
    let list = "First Name,Last Name,Email,Phone,Total Spent,Total Orders\n\
                Ann,Lee,a@x.org,13800138000,1,1\n";
    let (lines, reading) = read(&[shop, list]);
    assert_eq!(lines, ["a@x.org 2024-05-01 30.00", "13800138001 2024-05-02 40.00"]);
    assert_eq!(reading.joined.map(|joined| (joined.orders, joined.found)), Some((2, 1)));
}

#[test]
fn ids_that_only_the_column_shows_to_be_cut_are_told_by_file() {
    let cut = |end: u32| format!("12345678901234{end}0,2024-05-01,5\n");
    let second = table(&format!("{}{}{}", cut(1), cut(2), cut(3)));
    let (_, reading) = read(&[&table("a,2024-05-01,5\n"), &second]);
    assert_eq!(places(&reading, "damaged-id"), [(Some(2), None, None); 3]);
    let (_, reading) = read(&[&second]);
    assert_eq!((reading.key.grade.name(), reading.key.reasons), ("none", vec!["damaged"]));
}

#[test]
fn a_header_that_was_damaged_is_refused_with_its_line() {
    let mut import = Import::new(ReadingOptions::default(), Lines::default()).unwrap();
    import.begin_file("a.csv", None).unwrap();
    let text = b"# orders\n\xE5\xAE\xA2\xE6\x88\xB7\xFF,date,amount\na,2024-05-01,5\n";
    let error = import.push(text).and_then(|()| import.end_file()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::UnsupportedEncoding { .. }));
    assert_eq!(error.at().line, Some(2));
}
