//! What an importer of orders must stand, line by line: each test is one trap of real exports, with a
//! small invented file.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::error::{Error, Result};
use headwater::ingest::{
    Choice, Customers, DateOrder, Import, Mapping, Reading, ReadingOptions, preview,
};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::Money;
use std::ops::ControlFlow;

type Read = Result<(Ledger, Reading)>;

fn open(files: &[&[u8]], options: ReadingOptions, cut: usize) -> Read {
    let mut import = Import::new(options, Builder::default())?;
    for (number, bytes) in files.iter().enumerate() {
        Text::of(bytes).feed(&mut import, &format!("{number}.csv"), cut)?;
    }
    let (builder, reading) = import.finish()?;
    Ok((run(builder.finish(), |_| ControlFlow::Continue(()))?.unwrap(), reading))
}

fn read(text: &str) -> (Ledger, Reading) {
    open(&[text.as_bytes()], ReadingOptions::default(), usize::MAX).unwrap()
}

fn read_all(texts: &[&str]) -> (Ledger, Reading) {
    let files: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    open(&files, ReadingOptions::default(), usize::MAX).unwrap()
}

fn refused(text: &str) -> Error {
    open(&[text.as_bytes()], ReadingOptions::default(), usize::MAX).unwrap_err()
}

/// What each customer spent.
fn spent(ledger: &Ledger) -> Vec<(String, String)> {
    let net = |c: usize| Money(ledger.lines_of(c).map(|i| ledger.line(i).amount.0).sum());
    (0..ledger.customers()).map(|c| (ledger.ids().get(c).to_owned(), net(c).to_string())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, net)| ((*id).to_owned(), (*net).to_owned())).collect()
}

fn count(reading: &Reading, code: &str) -> u64 {
    let found = reading.diagnostics.iter().find(|(known, _)| known.name() == code);
    found.map_or(0, |(_, tally)| tally.count)
}

fn codes(reading: &Reading) -> Vec<(&'static str, u64)> {
    reading.diagnostics.iter().map(|(code, tally)| (code.name(), tally.count)).collect()
}

#[test]
fn gbk_with_a_character_of_four_bytes_on_a_chunk_edge() {
    // 客户编号,下单时间,实付金额 in GBK, and U+20000 as 95 32 82 36.
    let mut bytes = b"\xBF\xCD\xBB\xA7\xB1\xE0\xBA\xC5,\xCF\xC2\xB5\xA5\xCA\xB1\xBC\xE4,".to_vec();
    bytes.extend(b"\xCA\xB5\xB8\xB6\xBD\xF0\xB6\xEE\n\xD5\xC5\x95\x32\x82\x36,2024-05-01,12.50\n");
    for cut in 1..=bytes.len() {
        let (ledger, reading) = open(&[&bytes], ReadingOptions::default(), cut).unwrap();
        assert_eq!(spent(&ledger), pairs(&[("张𠀀", "12.50")]), "cut {cut}");
        assert_eq!(reading.files[0].encoding, "gb18030");
    }
}

#[test]
fn utf_8_with_a_byte_order_mark() {
    let (ledger, reading) = read("\u{FEFF}customer,date,amount\na,2024-05-01,5\n");
    assert_eq!(reading.files[0].columns[0].header, "customer");
    assert_eq!(ledger.customers(), 1);
}

#[test]
fn utf_16_le() {
    let text = "\u{FEFF}客户,日期,金额\n张三,2024-05-01,5.00\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for cut in [1, 3, usize::MAX] {
        let (ledger, _) = open(&[&bytes], ReadingOptions::default(), cut).unwrap();
        assert_eq!(spent(&ledger), pairs(&[("张三", "5.00")]));
    }
}

#[test]
fn line_ends_of_all_kinds_in_one_file() {
    let (ledger, reading) =
        read("customer,date,amount\r\na,2024-05-01,1\nb,2024-05-01,2\r\na,2024-05-02,4\n");
    assert_eq!(spent(&ledger), pairs(&[("a", "5.00"), ("b", "2.00")]));
    assert_eq!(codes(&reading), []);
    let (ledger, _) = read("customer,date,amount\ra,2024-05-01,1\rb,2024-05-01,2\r");
    assert_eq!(ledger.customers(), 2);
}

#[test]
fn a_quoted_line_break() {
    let (ledger, reading) = read(
        "customer,date,amount,note\na,2024-05-01,1,\"left\nat the door\"\nb,2024-05-01,2,\"x,\"\"y\"\"\"\n",
    );
    assert_eq!((ledger.customers(), reading.rows), (2, 2));
}

#[test]
fn a_line_that_names_the_delimiter() {
    let (ledger, reading) = read("sep=;\ncustomer;date;amount\na;2024-05-01;1,50\n");
    assert_eq!((reading.files[0].delimiter, spent(&ledger)), (b';', pairs(&[("a", "1.50")])));
}

#[test]
fn decimal_commas_by_the_whole_column() {
    let (ledger, reading) = read("customer;date;amount\na;2024-05-01;1.234\nb;2024-05-01;12,50\n");
    assert_eq!(spent(&ledger), pairs(&[("a", "1234.00"), ("b", "12.50")]));
    assert_eq!(codes(&reading), []);
}

#[test]
fn ids_that_are_formulas() {
    let (ledger, reading) =
        read("customer,date,amount\n\"=\"\"0012\"\"\",2024-05-01,1\n0012,2024-05-02,2\n");
    assert_eq!(spent(&ledger), pairs(&[("0012", "3.00")]));
    assert_eq!(codes(&reading), [("wrapped-id", 1)]);
}

#[test]
fn ids_behind_a_tab_or_what_does_not_show() {
    let (ledger, reading) = read(
        "customer,date,amount\n\"\t9001\",2024-05-01,1\n\u{200B}9001,2024-05-02,2\n 9001 ,2024-05-03,4\n",
    );
    assert_eq!(spent(&ledger), pairs(&[("9001", "7.00")]));
    // Blanks are no wrapping.
    assert_eq!(codes(&reading), [("wrapped-id", 2)]);
}

#[test]
fn a_bill_with_back_ticks_and_a_summary() {
    let bill = "交易时间,公众账号ID,商户号,特约商户号,微信订单号,商户订单号,用户标识,交易状态,应结订单金额,微信退款单号,退款金额\n\
        `2024-05-01 10:00:00,`wx1,`1,`0,`4200001,`m1,`oA,`SUCCESS,`12.00,`0,`0.00\n\
        `2024-05-02 10:00:00,`wx1,`1,`0,`4200001,`m1,`oA,`REFUND,`0.00,`503,`2.00\n\
        总交易单数,应结订单总金额,退款总金额\n`2,`12.00,`2.00\n";
    let (ledger, reading) = read(bill);
    assert_eq!(reading.files[0].platform, Some("wechat-pay"));
    assert_eq!(spent(&ledger), pairs(&[("wx1|oA", "10.00")]));
    assert_eq!((reading.kept, reading.totals.kept.to_string()), (2, "10.00".into()));
}

const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Total,Created at,Lineitem quantity,Lineitem name,\
    Lineitem price,Cancelled at,Refunded Amount,Outstanding Balance\n";

#[test]
fn shopify_with_lines_a_refund_a_cancelled_order_and_one_cut_in_half() {
    let rows = "#1000,,,,,,1,Half,1.00,,,\n\
        #1001,Ann@x.org,paid,2024-05-01 10:00:00 +0000,30.00,2024-05-01 10:00:00 +0000,1,Pot,10.00,,0.00,\n\
        #1001,,,,,,2,Pan,10.00,,,\n\
        #1002,ann@x.org,partially_refunded,2024-05-02 10:00:00 +0000,20.00,2024-05-02 10:00:00 +0000,1,Pot,20.00,,5.00,\n\
        #1003,bob@x.org,voided,,9.00,2024-05-03 10:00:00 +0000,1,Pot,9.00,2024-05-04 10:00:00 +0000,0.00,\n\
        #1004,bob@x.org,partially_paid,2024-05-05 10:00:00 +0000,50.00,2024-05-05 10:00:00 +0000,1,Pot,50.00,,0.00,40.00\n";
    let (ledger, reading) = read(&format!("{SHOPIFY}{rows}"));
    assert_eq!(spent(&ledger), pairs(&[("ann@x.org", "45.00"), ("bob@x.org", "10.00")]));
    assert_eq!((reading.rows, reading.kept, ledger.orders()), (6, 4, 3));
    assert_eq!(count(&reading, "missing-customer"), 1, "the half order is told");
    assert_eq!(reading.not_set_aside(), 0, "and is in the list of bad rows");
}

#[test]
fn shopify_with_columns_left_out_is_still_shopify() {
    let text = "Total,Lineitem name,Name,Paid at,Email,Fulfillment Status,Financial Status,Refunded Amount\n\
        30.00,Pot,#1,2024-05-01 10:00:00 +0000,ann@x.org,fulfilled,paid,4.00\n,Pan,#1,,,,,\n";
    let (ledger, reading) = read(text);
    assert_eq!(reading.files[0].platform, Some("shopify"));
    assert_eq!(spent(&ledger), pairs(&[("ann@x.org", "26.00")]));
}

#[test]
fn ebay_with_a_row_above_and_notes_below() {
    let text = ",,,,,,\n\
        Sales Record Number,Order Number,Buyer Username,Item Number,Total Price,Sale Date,Paid On Date\n\
        7,01-2,ann,9,$12.00,Jul-25-26,Jul-25-26\n\
        ,,,,,,\n1 record(s) downloaded,,,,,,\nSeller ID: me,,,,,,\n";
    let (ledger, reading) = read(text);
    assert_eq!(spent(&ledger), pairs(&[("ann", "12.00")]));
    assert_eq!((reading.files[0].platform, reading.rows), (Some("ebay"), 1));
    assert_eq!(codes(&reading), [("note-row", 2)]);
}

#[test]
fn a_header_with_trailing_blanks() {
    let (ledger, _) = read(
        "订单编号 ,买家会员名 ,订单付款时间 ,买家实际支付金额 ,订单状态 \n1,tb,2024-05-01,5,交易成功\n",
    );
    assert_eq!(spent(&ledger), pairs(&[("tb", "5.00")]));
}

#[test]
fn a_header_with_a_name_twice() {
    let (ledger, reading) = read("客户,日期,金额,分销员,分销员\na,2024-05-01,5,x,y\n");
    assert_eq!((ledger.customers(), reading.files[0].columns.len()), (1, 5));
}

#[test]
fn jd_with_a_deleted_order_and_money_with_a_footnote() {
    let text = "订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号\n\
        1,9,壶,1,2016-05-01 10:00:00,499.00,499.00,499.00（系统计算中，该值仅供参考）,完成,jd_a\n\
        2,9,壶,1,2016-05-02 10:00:00,99.00,99.00,99.00,(删除)等待出库,jd_a\n";
    let (ledger, reading) = read(text);
    assert_eq!(spent(&ledger), pairs(&[("jd_a", "499.00")]));
    assert_eq!(codes(&reading), [("excluded-status", 1)]);
}

#[test]
fn douyin_with_ciphers_for_receivers_is_refused() {
    let text = "主订单编号,子订单编号,选购商品,订单应付金额,收件人手机号,订单提交时间,订单状态,达人ID\n\
        \"\t1\",\"\t1\",壶,5.00,$$abc,2024-05-01 10:00:00,已完成,777\n\
        \"\t2\",\"\t2\",壶,6.00,$$def,2024-05-02 10:00:00,已完成,777\n";
    assert_eq!(refused(text).code().name(), "no-customer-key");
    let options = ReadingOptions { customers: Customers::None, ..ReadingOptions::default() };
    let (ledger, _) = open(&[text.as_bytes()], options, usize::MAX).unwrap();
    assert_eq!(ledger.orders(), 2);
}

#[test]
fn tmall_without_a_buyer_is_refused() {
    let text = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n\
        1,5.00,5.00,上海,2020-02-01 10:00:00,2020-02-01 10:00:01,0\n";
    assert_eq!(refused(text).code().name(), "no-customer-key");
}

#[test]
fn olist_with_an_id_for_each_order_is_told() {
    let text = "order_id,customer_id,order_status,order_purchase_timestamp,payment_value\n\
        o1,c1,delivered,2018-01-01 10:00:00,5.00\no2,c2,delivered,2018-01-02 10:00:00,6.00\n";
    assert_eq!(refused(text).code().name(), "no-customer-key");
}

#[test]
fn a_creators_id_that_is_offered_as_a_key_is_told() {
    let mut text = "达人ID,订单号,下单时间,实付金额\n".to_owned();
    for row in 0..300 {
        text += &format!("{},{row},2024-05-01,5\n", row % 2);
    }
    assert_eq!(refused(&text).code().name(), "missing-column", "never taken by itself");
    let mut mapping = Mapping::default();
    mapping.set(headwater::at::Field::Customer, Choice::Column("达人ID".into()));
    let options = ReadingOptions { mapping, ..ReadingOptions::default() };
    let (ledger, mut reading) = open(&[text.as_bytes()], options, usize::MAX).unwrap();
    reading.weigh_key(ledger.customers() as u64, ledger.orders());
    assert_eq!(count(&reading, "doubtful-key"), 1);
}

#[test]
fn masked_phones_tell_nobody_apart() {
    let (_, reading) = read(
        "手机号,订单号,下单时间,实付金额\n138****1234,1,2024-05-01,5\n139****1234,2,2024-05-02,6\n",
    );
    assert_eq!((reading.key.grade.name(), &reading.key.reasons[..]), ("none", &["masked"][..]));
    assert_eq!(count(&reading, "doubtful-key"), 1);
}

#[test]
fn day_and_month_that_cannot_be_told_apart_are_asked() {
    let text = "customer,date,amount\na,05/03/2024,1\nb,06/04/2024,2\n";
    let (_, reading) = read(text);
    assert_eq!(count(&reading, "ambiguous-date-order"), 2);
    let options = ReadingOptions { date_order: Some(DateOrder::Dmy), ..ReadingOptions::default() };
    let (_, reading) = open(&[text.as_bytes()], options, usize::MAX).unwrap();
    assert_eq!(count(&reading, "ambiguous-date-order"), 0);
    assert_eq!(reading.first_day.unwrap().to_string(), "2024-03-05");
}

#[test]
fn serials_of_spreadsheets() {
    let (_, reading) = read("customer,date,amount\na,45384.3478,1\nb,45385,2\n");
    let days = [reading.first_day, reading.last_day].map(|day| day.unwrap().to_string());
    assert_eq!((days, codes(&reading)), (["2024-04-02".into(), "2024-04-03".into()], vec![]));
}

#[test]
fn ids_in_scientific_notation_are_told_and_cut_orders_stay_apart() {
    let (_, reading) =
        read("customer,date,amount\n1.93068E+15,2024-05-01,1\n1.93068E+15,2024-05-02,2\n");
    assert_eq!(count(&reading, "damaged-id"), 2);
    assert_eq!(reading.key.grade.name(), "none");
    let (ledger, reading) = read(
        "customer,order id,date,amount\na,1.93068E+15,2024-05-01,1\na,1.93068E+15,2024-05-02,2\n",
    );
    assert_eq!((ledger.orders(), count(&reading, "damaged-id")), (2, 2));
    // Longer numbers end in zeros, and shorter ones only if all of them do.
    let (_, reading) = read("customer,date,amount\n2140301000117280000,2024-05-01,1\n");
    assert_eq!(count(&reading, "damaged-id"), 1);
    let ids = ["1234567890123450", "9234567890123410", "1111567890123470"];
    let rows: String = ids.iter().map(|id| format!("{id},2024-05-01,1\n")).collect();
    assert_eq!(count(&read(&format!("customer,date,amount\n{rows}")).1, "damaged-id"), 3);
    // Zeros at the beginning are missed where others have them.
    let (_, reading) =
        read("customer,date,amount\n00123,2024-05-01,1\n00077,2024-05-01,1\n123,2024-05-02,1\n");
    assert_eq!((count(&reading, "damaged-id"), reading.key.grade.name()), (1, "strong"));
}

#[test]
fn cut_numbers_of_an_export_that_is_known_neither_merge_nor_join() {
    let list = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间\n\
        1.93068E+18,a,5.00,交易成功,2024-05-01 10:00:00\n\
        1.93068E+18,b,6.00,交易成功,2024-05-02 10:00:00\n";
    let (ledger, reading) = read_all(&[list, list]);
    assert_eq!(spent(&ledger), pairs(&[("a", "5.00"), ("b", "6.00")]));
    assert_eq!((ledger.orders(), count(&reading, "duplicate-row")), (2, 2));
    assert_eq!(count(&reading, "damaged-id"), 4);
}

#[test]
fn a_million_rows_are_no_list_in_memory() {
    // A tenth of it here; the rest is a matter of time, which the benches measure.
    let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
    import.begin_file("big.csv", None).unwrap();
    import.push(b"customer,order id,date,amount\n").unwrap();
    for row in 0..100_000_u32 {
        let line = format!("c{},{row},2024-05-{:02},1.10\n", row % 700, row % 28 + 1);
        import.push(line.as_bytes()).unwrap();
    }
    let (_, reading) = import.finish().unwrap();
    assert_eq!((reading.kept, reading.totals.kept.to_string()), (100_000, "110000.00".into()));
}

#[test]
fn parts_of_an_export_that_overlap_count_each_line_once() {
    let head = "order id,customer,date,amount,product\n";
    let parts = [
        format!("{head}1,a,2024-05-01,5,Pot\n2,b,2024-05-02,6,Pot\n2,b,2024-05-02,6,Pot\n"),
        format!("{head}2,b,2024-05-02,6,Pot\n2,b,2024-05-02,6,Pot\n3,a,2024-05-03,7,Pan\n"),
        format!("{head}3,a,2024-05-03,7,Pan\n3,a,2024-05-03,8,Pan\n"),
    ];
    let (ledger, reading) = read_all(&[&parts[0], &parts[1], &parts[2]]);
    assert_eq!(spent(&ledger), pairs(&[("a", "20.00"), ("b", "12.00")]));
    assert_eq!((count(&reading, "duplicate-row"), reading.dropped), (3, 3));
}

#[test]
fn title_rows_a_total_a_header_again_and_a_note_make_no_order() {
    let text = "订单报表,,,\n店铺：旗舰店,,,\n导出时间：2024-06-01,,,\n\
        客户,日期,订单号,金额\na,2024-05-01,1,5.00\nb,2024-05-02,2,6.50\n小计,,,11.50\n\
        客户,日期,订单号,金额\na,2024-05-03,3,7.00\n合计,2024-05-31,,18.50\n制表人：王,,,\n";
    let (ledger, reading) = read(text);
    assert_eq!(spent(&ledger), pairs(&[("a", "12.00"), ("b", "6.50")]));
    assert_eq!(codes(&reading), [("total-row", 2), ("note-row", 1), ("repeated-header", 1)]);
    assert_eq!(reading.totals.all.to_string(), "18.50");
    assert_eq!(preview(text.as_bytes(), false, &ReadingOptions::default()).unwrap().header_line, 4);
}

#[test]
fn a_sum_without_a_name_is_known_by_its_amount() {
    let (_, reading) = read("customer,date,amount\na,2024-05-01,5\nb,2024-05-02,6\n,,11\n");
    assert_eq!(
        (codes(&reading), reading.totals.all.to_string()),
        (vec![("total-row", 1)], "11.00".into())
    );
}

#[test]
fn the_total_of_an_order_on_each_of_its_lines_counts_once() {
    let text = "order id,customer,date,order total,product\n\
        1,a,2024-05-01,30,Pot\n1,a,2024-05-01,30,Pan\n2,b,2024-05-02,7,Pot\n";
    let (ledger, reading) = read(text);
    assert_eq!(spent(&ledger), pairs(&[("a", "30.00"), ("b", "7.00")]));
    assert_eq!(codes(&reading), [("repeated-total", 1)]);
    let open = "order id,customer,date,amount,product\n1,a,2024-05-01,30,x\n1,a,2024-05-01,30,y\n\
        2,b,2024-05-02,7,x\n2,b,2024-05-02,7,y\n2,b,2024-05-02,7,z\n";
    let (_, reading) = read(open);
    assert_eq!(
        (count(&reading, "repeated-total"), reading.totals.kept.to_string()),
        (3, "81.00".into())
    );
}

#[test]
fn a_part_that_was_paid_back_is_taken_off_or_told() {
    let text = "客户,日期,金额,订单状态,退款金额\n\
        a,2024-05-01,100.00,部分退款,30.00\nb,2024-05-02,50.00,部分退款,\nc,2024-05-03,9.00,已完成,9.00\nd,2024-05-03,8.00,已完成,无退款申请\n";
    let (ledger, reading) = read(text);
    assert_eq!(spent(&ledger), pairs(&[("a", "70.00"), ("b", "50.00"), ("d", "8.00")]));
    assert_eq!(codes(&reading), [("excluded-status", 1), ("partial-amount", 1)]);
    let partial = reading.statuses.iter().find(|status| status.text == "部分退款").unwrap();
    assert_eq!((partial.class.name(), partial.net.to_string()), ("partial", "120.00".into()));
}

#[test]
fn meituan_has_numbers_for_a_day_only() {
    let text = "订单编号,下单时间,订单状态,顾客实付,商家应收,门店名称,顾客电话\n\
        1,2024-05-01 12:00:00,已完成,35.50,28.00,一店,18400000001_1234\n";
    assert_eq!(refused(text).code().name(), "no-customer-key");
    let members = "订单编号,会员号\n1,m7\n";
    let (ledger, _) = read_all(&[text, members]);
    assert_eq!(spent(&ledger), pairs(&[("m7", "35.50")]));
}

#[test]
fn a_list_of_customers_is_no_list_of_orders() {
    let text = "First Name,Last Name,Email,Accepts Email Marketing,Phone,Total Spent,Total Orders,Tags\n\
        Ann,Lee,ann@x.org,yes,'+15550100,45.00,2,\n";
    let error = refused(text);
    assert_eq!(error.code().name(), "missing-column");
}

#[test]
fn one_customer_in_several_spellings_is_one() {
    let (ledger, _) = read(
        "customer_id,date,amount\n17850.0,2024-05-01,1\n17850,2024-05-02,2\n\u{ff11}7850,2024-05-03,4\n",
    );
    assert_eq!(spent(&ledger), pairs(&[("17850", "7.00")]));
    let (ledger, _) = read(
        "email,date,amount\nAnn@X.org,2024-05-01,1\n<ann@x.org>,2024-05-02,2\nmailto:ann@x.org,2024-05-03,4\n",
    );
    assert_eq!(spent(&ledger), pairs(&[("ann@x.org", "7.00")]));
    let (_, reading) =
        read("手机号,下单时间,实付金额\n1.38E+10,2024-05-01,1\n1.38E+10,2024-05-02,2\n");
    assert_eq!((count(&reading, "damaged-id"), reading.key.grade.name()), (2, "none"));
}

#[test]
fn guests_are_no_customer() {
    let (ledger, reading) =
        read("customer,date,amount\nGuest,2024-05-01,1\n匿名,2024-05-02,2\na,2024-05-03,4\n");
    assert_eq!((spent(&ledger), count(&reading, "missing-customer")), (pairs(&[("a", "4.00")]), 2));
}

#[test]
fn refunds_that_only_their_kind_tells_are_taken_off() {
    let (ledger, reading) = read(
        "order id,customer,date,amount,type\n1,a,2024-05-01,30,Sale\n1,a,2024-05-03,10,Refund\n2,b,2024-05-02,7,Sale\n",
    );
    assert_eq!(spent(&ledger), pairs(&[("a", "20.00"), ("b", "7.00")]));
    assert_eq!((reading.refunds, codes(&reading)), (1, vec![]));
}

#[test]
fn several_statuses_in_a_cell_are_the_worst_of_them() {
    let (ledger, reading) = read(
        "客户,日期,金额,状态\na,2024-05-01,5,已发货;退款成功\nb,2024-05-02,6,交易关闭（买家取消）\nc,2024-05-03,7,已发货;已完成\n",
    );
    assert_eq!(
        (spent(&ledger), codes(&reading)),
        (pairs(&[("c", "7.00")]), vec![("excluded-status", 2)])
    );
}
