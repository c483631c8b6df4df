//! What each column of a known export says: rows that are filled in by the names of its columns, under the
//! headers of `fixtures/platforms`, and the line that must come of each.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::ErrorKind;
use headwater::error::{Code, Result};
use headwater::ingest::{Customers, Import, Reading, ReadingOptions, preview};
use headwater::ledger::{OrderLine, OrderSink};

/// Lines as they came: customer, order, day and minute, money, product, category, channel, pieces.
#[derive(Default)]
struct Lines(Vec<String>);

impl OrderSink for Lines {
    fn add_to(&mut self, _: u8, line: &OrderLine<'_>) -> Result<()> {
        let text = |cell: Option<&str>| cell.unwrap_or("-").to_owned();
        let minutes = line.minutes.map_or(String::new(), |at| format!(" {}", at));
        self.0.push(
            [
                text(Some(line.customer)),
                text(line.order_id),
                format!("{}{minutes}", line.day),
                line.amount.to_string(),
                text(line.product),
                text(line.category),
                text(line.channel),
                line.quantity.map_or("-".to_owned(), |units| units.to_string()),
            ]
            .join(" | "),
        );
        Ok(())
    }

    fn keep_parts(&mut self, _: &[bool]) -> Result<()> {
        Ok(())
    }
}

/// A row by the names of its columns; all others are empty.
type Row<'a> = &'a [(&'a str, &'a str)];

/// The columns of a file of `fixtures/platforms`.
fn header(file: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/platforms/").to_owned() + file;
    let text = Text::of(&std::fs::read(path).unwrap());
    let mut reader = text.rows();
    reader.push(&text.bytes).unwrap();
    let rows = reader.finish().unwrap().rows;
    rows[0].iter().map(|name| name.trim().to_owned()).collect()
}

/// A file with the columns of `file` but those `without`, and these rows. A column that the header
/// lacks is added to it.
fn written(file: &str, without: &[&str], rows: &[Row<'_>]) -> String {
    let mut names = header(file);
    for name in without {
        let at = names.iter().position(|known| known == name);
        assert!(at.is_some(), "{file} has no {name}");
        names.remove(at.unwrap());
    }
    for (name, _) in rows.iter().copied().flatten() {
        if !names.iter().any(|known| known == name) {
            names.push((*name).to_owned());
        }
    }
    let line = |cells: Vec<&str>| {
        let quoted = cells.iter().map(|cell| format!("\"{cell}\""));
        quoted.collect::<Vec<_>>().join(",") + "\n"
    };
    let cell = |row: Row<'_>, name: &str| {
        row.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| *cell).to_owned()
    };
    let mut text = line(names.iter().map(String::as_str).collect());
    for row in rows {
        let cells: Vec<String> = names.iter().map(|name| cell(row, name)).collect();
        text.push_str(&line(cells.iter().map(String::as_str).collect()));
    }
    text
}

fn read_as(texts: &[&str], customers: Customers) -> Result<(Vec<String>, Reading)> {
    let options = ReadingOptions { customers, ..ReadingOptions::default() };
    let mut import = Import::new(options, Lines::default())?;
    for text in texts {
        Text::of(text.as_bytes()).feed(&mut import, "a.csv", usize::MAX)?;
    }
    import.finish().map(|(lines, reading)| (lines.0, reading))
}

/// What is known of the file: platform, grain, part, zone.
fn kind(reading: &Reading) -> String {
    let file = &reading.files[0];
    let zone = file.zone.map_or(String::new(), |zone| format!(", {zone}"));
    let (platform, grain) = (file.platform.unwrap_or("-"), file.grain.unwrap_or("-"));
    format!("{platform}, {grain}, {}{zone}", file.part)
}

/// Rows of `file`, which is of that kind, give these lines.
fn gives(file: &str, is: &str, rows: &[Row<'_>], lines: &[&str]) {
    check(file, is, rows, lines, Customers::Needed);
}

/// The same of a file that does not say who bought.
fn gives_orders(file: &str, is: &str, rows: &[Row<'_>], lines: &[&str]) {
    let error = read_as(&[&written(file, &[], rows)], Customers::Needed).unwrap_err();
    assert_eq!(error.code().name(), "no-customer-key", "{file}");
    check(file, is, rows, lines, Customers::None);
}

fn check(file: &str, is: &str, rows: &[Row<'_>], lines: &[&str], customers: Customers) {
    let (found, reading) = read_as(&[&written(file, &[], rows)], customers).unwrap();
    assert_eq!(kind(&reading), is, "{file}");
    assert_eq!(found, lines, "{file}");
}

#[test]
fn shopify() {
    let row = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        let mut row = vec![
            ("Email", "Ann@x.org"),
            ("Financial Status", "paid"),
            ("Created at", "2024-05-01 09:30:00 +0800"),
            ("Paid at", "2024-05-02 10:00:00 +0800"),
            ("Lineitem quantity", "2"),
            ("Source", "web"),
        ];
        row.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        row.extend(more);
        row
    };
    gives(
        "shopify.csv",
        "shopify, line, order on the first, orders",
        &[
            &row(&[("Name", "#1"), ("Total", "12.00"), ("Refunded Amount", "2.00")]),
            &row(&[
                ("Name", "#2"),
                ("Total", "20.00"),
                ("Financial Status", "partially_paid"),
                ("Outstanding Balance", "5.00"),
            ]),
            &row(&[("Name", "#3"), ("Total", "7.00"), ("Cancelled at", "2024-05-03")]),
            &row(&[("Name", "#4"), ("Total", "7.00"), ("Financial Status", "voided")]),
            &row(&[("Name", "#5"), ("Total", "9.00"), ("Created at", "")]),
            // What is not paid yet counts only of orders that are paid in part.
            &row(&[("Name", "#6"), ("Total", "20.00"), ("Outstanding Balance", "5.00")]),
            &row(&[
                ("Name", "#7"),
                ("Total", "20.00"),
                ("Financial Status", "partially_refunded"),
                ("Refunded Amount", "2.00"),
                ("Outstanding Balance", "5.00"),
            ]),
        ],
        &[
            "ann@x.org | #1 | 2024-05-01 570 | 10.00 | - | - | web | 2",
            "ann@x.org | #2 | 2024-05-01 570 | 15.00 | - | - | web | 2",
            "ann@x.org | #5 | 2024-05-02 600 | 9.00 | - | - | web | 2",
            "ann@x.org | #6 | 2024-05-01 570 | 20.00 | - | - | web | 2",
            "ann@x.org | #7 | 2024-05-01 570 | 18.00 | - | - | web | 2",
        ],
    );
}

#[test]
fn lines_that_follow_a_repeated_order_are_repeated_too() {
    let first = [
        ("Name", "#1"),
        ("Email", "a@x.org"),
        ("Financial Status", "paid"),
        ("Total", "9.00"),
        ("Created at", "2024-05-01 09:30:00 +0800"),
        ("Lineitem name", "Tea"),
        ("Lineitem quantity", "1"),
    ];
    let line = |name| [("Name", "#1"), ("Lineitem name", name), ("Lineitem quantity", "2")];
    let (pot, cup) = (line("Pot"), line("Cup"));
    let file = |rows: &[Row<'_>]| written("shopify.csv", &[], rows);
    let (one, two) = (file(&[&first, &pot]), file(&[&first, &pot, &cup]));
    let (lines, reading) = read_as(&[&one, &two], Customers::Needed).unwrap();
    // The cup is new, and still of the customer whom the first line names.
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line.starts_with("a@x.org | #1 | ")), "{lines:?}");
    let counts = [Code::DuplicateRow, Code::MissingCustomer].map(|c| reading.diagnostics.count(c));
    assert_eq!(counts, [2, 0]);
    assert_eq!(reading.totals.kept.to_string(), "9.00");
}

#[test]
fn the_markets_of_the_west() {
    gives(
        "ebay.csv",
        "ebay, line, order on the first, orders",
        &[
            &[
                ("Sales Record Number", "501"),
                ("Buyer Username", "ann"),
                ("Sale Date", "Jul-25-26"),
                ("Paid On Date", "Jul-26-26"),
                ("Total Price", "$5.00"),
                ("Quantity", "3"),
            ],
            &[
                ("Sales Record Number", "502"),
                ("Order Number", "01-2"),
                ("Buyer Username", "ann"),
                ("Paid On Date", "Jul-26-26"),
                ("Total Price", "$6.00"),
            ],
            &[
                ("Sales Record Number", "503"),
                ("Buyer Username", "ann"),
                ("Sale Date", "Jul-25-26"),
                ("Total Price", "$7.00"),
            ],
        ],
        &[
            "ann | 501 | 2026-07-25 | 5.00 | - | - | - | 3",
            "ann | 01-2 | 2026-07-26 | 6.00 | - | - | - | -",
        ],
    );
    gives(
        "etsy.csv",
        "etsy, order, orders",
        &[
            &[
                ("Order ID", "31"),
                ("Buyer User ID", "ann"),
                ("Sale Date", "09/21/26"),
                ("Number of Items", "3"),
                ("Order Total", "25.00"),
                ("Adjusted Order Total", "0.00"),
                ("Status", "Completed"),
            ],
            &[
                ("Order ID", "32"),
                ("Buyer User ID", "ann"),
                ("Sale Date", "09/22/26"),
                ("Order Total", "12.00"),
                ("Adjusted Order Total", "7.00"),
            ],
            &[
                ("Order ID", "33"),
                ("Buyer User ID", "ann"),
                ("Sale Date", "09/22/26"),
                ("Order Total", "12.00"),
                ("Status", "Canceled"),
            ],
        ],
        &[
            "ann | 31 | 2026-09-21 | 25.00 | - | - | - | 3",
            "ann | 32 | 2026-09-22 | 7.00 | - | - | - | -",
        ],
    );
    let item: Row<'_> = &[
        ("Order ID", "31"),
        ("Transaction ID", "t1"),
        ("Buyer", "ann"),
        ("Sale Date", "09/21/26"),
        ("Item Name", "Mug"),
        ("Quantity", "2"),
        ("Item Total", "8.00"),
    ];
    gives(
        "etsy-items.csv",
        "etsy, line, lines",
        &[
            item,
            item,
            &[
                ("Order ID", "31"),
                ("Transaction ID", "t2"),
                ("Buyer", "ann"),
                ("Date Paid", "09/22/26"),
                ("Item Total", "9.00"),
            ],
        ],
        &[
            "ann | 31 | 2026-09-21 | 8.00 | Mug | - | - | 2",
            "ann | 31 | 2026-09-22 | 9.00 | - | - | - | -",
        ],
    );
}

#[test]
fn amazon() {
    let sold: Row<'_> = &[
        ("amazon-order-id", "1"),
        ("purchase-date", "2024-05-01T10:00:00+00:00"),
        ("order-status", "Shipped"),
        ("item-status", "Shipped"),
        ("sales-channel", "Amazon.com"),
        ("product-name", "Tea"),
        ("sku", "S1"),
        ("quantity", "2"),
        ("item-price", "10.00"),
        ("shipping-price", "3.00"),
        ("gift-wrap-price", "1.00"),
        ("item-promotion-discount", "2.00"),
        ("ship-promotion-discount", "0.50"),
    ];
    let with = |name: &'static str, cell: &'static str| -> Vec<(&str, &str)> {
        sold.iter().map(|&(known, old)| (known, if known == name { cell } else { old })).collect()
    };
    gives_orders(
        "amazon-all-orders.txt.csv",
        "amazon, line, orders",
        // Equal lines of an order may be two, and a line may be cancelled alone. Where the best
        // column for a label is empty, there is none.
        &[
            sold,
            sold,
            &with("product-name", ""),
            &with("order-status", "Cancelled"),
            &with("item-status", "Cancelled"),
        ],
        &[
            " | 1 | 2024-05-01 600 | 11.50 | Tea | - | Amazon.com | 2",
            " | 1 | 2024-05-01 600 | 11.50 | Tea | - | Amazon.com | 2",
            " | 1 | 2024-05-01 600 | 11.50 | - | - | Amazon.com | 2",
        ],
    );
    let unshipped: Row<'_> = &[
        ("order-id", "112-1"),
        ("order-item-id", "7"),
        ("purchase-date", "2024-05-01T10:00:00-07:00"),
        ("buyer-email", "abc@marketplace.amazon.com"),
        ("product-name", "Tea"),
        ("quantity-purchased", "2"),
        ("item-price", "10.00"),
        ("shipping-price", "2.00"),
        ("item-promotion-discount", "1.00"),
    ];
    gives(
        "amazon-unshipped.txt.csv",
        "amazon, line, orders",
        &[
            unshipped,
            unshipped,
            &[
                ("order-id", "112-2"),
                ("payments-date", "2024-05-03T10:00:00-07:00"),
                ("buyer-email", "abc@marketplace.amazon.com"),
                ("sku", "S1"),
                ("item-price", "4.00"),
            ],
        ],
        &[
            "abc@marketplace.amazon.com | 112-1 | 2024-05-01 600 | 11.00 | Tea | - | - | 2",
            "abc@marketplace.amazon.com | 112-2 | 2024-05-03 600 | 4.00 | - | - | - | -",
        ],
    );
}

#[test]
fn shops_of_ones_own() {
    gives(
        "bigcommerce.csv",
        "bigcommerce, order, orders",
        &[
            &[
                ("Order ID", "1"),
                ("Customer Email", "ann@x.org"),
                ("Order Date", "2024-05-01"),
                ("Order Status", "Completed"),
                ("Order Total (inc tax)", "12.00"),
                ("Order Total (ex tax)", "10.00"),
                ("Refund Amount", "2.00"),
                ("Total Quantity", "4"),
            ],
            &[
                ("Order ID", "2"),
                ("Customer Email", "ann@x.org"),
                ("Order Date", "2024-05-01"),
                ("Order Total (ex tax)", "10.00"),
            ],
            &[
                ("Order ID", "3"),
                ("Customer Email", "ann@x.org"),
                ("Order Date", "2024-05-01"),
                ("Order Status", "Declined"),
                ("Order Total (ex tax)", "10.00"),
            ],
        ],
        &[
            "ann@x.org | 1 | 2024-05-01 | 10.00 | - | - | - | 4",
            "ann@x.org | 2 | 2024-05-01 | 10.00 | - | - | - | -",
        ],
    );
    gives(
        "magento.csv",
        "magento, order, orders",
        &[
            &[
                ("ID", "000001"),
                ("Purchase Point", "Main Website"),
                ("Purchase Date", "2024-05-01 10:00:00"),
                ("Grand Total (Base)", "12.00"),
                ("Status", "complete"),
                ("Customer Email", "ann@x.org"),
                ("Total Refunded", "2.00"),
            ],
            &[
                ("ID", "000002"),
                ("Purchase Date", "2024-05-01 10:00:00"),
                ("Grand Total (Purchased)", "7.00"),
                ("Customer Email", "ann@x.org"),
            ],
            &[
                ("ID", "000003"),
                ("Purchase Date", "2024-05-01 10:00:00"),
                ("Grand Total (Base)", "7.00"),
                ("Status", "canceled"),
                ("Customer Email", "ann@x.org"),
            ],
        ],
        &[
            "ann@x.org | 000001 | 2024-05-01 600 | 10.00 | - | - | Main Website | -",
            "ann@x.org | 000002 | 2024-05-01 600 | 7.00 | - | - | - | -",
        ],
    );
    gives(
        "cdnow.csv",
        "cdnow, line, orders",
        &[&[
            ("customer_id", "4"),
            ("date", "19970101"),
            ("number_of_cds", "2"),
            ("dollar_value", "29.33"),
        ]],
        &["4 | - | 1997-01-01 | 29.33 | - | - | - | 2"],
    );
    for (file, order, price, customer) in [
        ("uci.csv", "InvoiceNo", "UnitPrice", "CustomerID"),
        ("online-retail-2.csv", "Invoice", "Price", "Customer ID"),
    ] {
        gives(
            file,
            "online-retail, line, orders",
            &[
                &[
                    (order, "536365"),
                    ("StockCode", "85123A"),
                    ("Description", "Lamp"),
                    ("Quantity", "6"),
                    ("InvoiceDate", "2010-12-01 08:26:00"),
                    (price, "2.50"),
                    (customer, "17850.0"),
                    ("Country", "France"),
                ],
                &[
                    (order, "536366"),
                    ("StockCode", "85123A"),
                    ("Quantity", "-1"),
                    ("InvoiceDate", "2010-12-01 08:26:00"),
                    (price, "2.50"),
                    (customer, "17850"),
                ],
            ],
            &[
                "17850 | 536365 | 2010-12-01 506 | 15.00 | Lamp | - | France | 6",
                "17850 | 536366 | 2010-12-01 506 | -2.50 | - | - | - | -1",
            ],
        );
    }
}

#[test]
fn woocommerce() {
    gives(
        "woocommerce-analytics.csv",
        "woocommerce, order, orders",
        &[
            &[
                ("Date", "2024-05-01 10:00:00"),
                ("Order #", "11"),
                ("Customer", "Ann Lee"),
                ("N. Revenue", "12.00"),
                ("Status", "completed"),
                ("Product(s)", "2× Tea"),
                ("Items sold", "2"),
                ("Attribution", "Organic: Google"),
            ],
            &[
                ("Date", "2024-05-01 10:00:00"),
                ("Order #", "12"),
                ("Customer", "Ann Lee"),
                ("N. Revenue (formatted)", "$5.00"),
            ],
            &[
                ("Date", "2024-05-01 10:00:00"),
                ("Order #", "13"),
                ("Customer", "Ann Lee"),
                ("N. Revenue", "5.00"),
                ("Status", "failed"),
            ],
        ],
        &[
            "Ann Lee | 11 | 2024-05-01 600 | 12.00 | 2× Tea | - | Organic: Google | 2",
            "Ann Lee | 12 | 2024-05-01 600 | 5.00 | - | - | - | -",
        ],
    );
    let line = |item: &'static str, quantity: &'static str| {
        [
            ("Order Number", "21"),
            ("Order Status", "completed"),
            ("Order Date", "2024-05-01 10:00"),
            ("Email (Billing)", "ann@x.org"),
            ("Item #", item),
            ("Quantity", quantity),
            ("Order Total Amount", "30.00"),
            ("Order Refund Amount", "4.00"),
        ]
    };
    gives(
        "woocommerce-plugin.csv",
        "woocommerce, line, order on each, orders",
        &[&line("1", "2"), &line("2", "3"), &line("2", "3")],
        &[
            "ann@x.org | 21 | 2024-05-01 600 | 26.00 | - | - | - | 2",
            "ann@x.org | 21 | 2024-05-01 600 | -4.00 | - | - | - | 3",
        ],
    );
}

#[test]
fn payments() {
    gives(
        "stripe.csv",
        "stripe, order, orders, 0",
        &[
            &[
                ("id", "ch_1"),
                ("Created date (UTC)", "2024-05-01 10:00:00"),
                ("Amount", "12.00"),
                ("Amount Refunded", "2.00"),
                ("Currency", "usd"),
                ("Status", "Paid"),
                ("Mode", "Live"),
                ("Description", "Tea"),
                ("Customer Email", "ann@x.org"),
            ],
            &[
                ("id", "ch_2"),
                ("Created date (UTC)", "2024-05-01 10:00:00"),
                ("Amount", "12.00"),
                ("Currency", "usd"),
                ("Status", "Failed"),
                ("Customer Email", "ann@x.org"),
            ],
            &[
                ("id", "ch_3"),
                ("Created date (UTC)", "2024-05-01 10:00:00"),
                ("Amount", "12.00"),
                ("Currency", "usd"),
                ("Status", "Paid"),
                ("Mode", "Test"),
                ("Customer Email", "ann@x.org"),
            ],
        ],
        &["ann@x.org | ch_1 | 2024-05-01 600 | 10.00 | Tea | - | - | -"],
    );
    let event = |payment: &'static str, kind: &'static str, money: &'static str| {
        let status = if payment == "p3" { "Voided" } else { "Complete" };
        [
            ("Date", "2024-05-01"),
            ("Total Collected", money),
            ("Transaction ID", "t1"),
            ("Payment ID", payment),
            ("Event Type", kind),
            ("Transaction Status", status),
            ("Customer ID", "c1"),
            ("Channel", "Register"),
            ("Location", "Main Street"),
        ]
    };
    gives(
        "square.csv",
        "square, order, orders",
        &[
            &event("p1", "Payment", "$12.00"),
            &event("p2", "Payment", "$3.00"),
            &event("p1", "Payment", "$12.00"),
            &event("p1", "Refund", "-$2.00"),
            &event("p3", "Payment", "$9.00"),
        ],
        &[
            "c1 | t1 | 2024-05-01 | 12.00 | - | - | Register | -",
            "c1 | t1 | 2024-05-01 | 3.00 | - | - | Register | -",
            "c1 | t1 | 2024-05-01 | -2.00 | - | - | Register | -",
        ],
    );
    let paid: Row<'_> = &[
        ("交易时间", "2024-05-01 10:00:00"),
        ("公众账号ID", "wx1"),
        ("微信订单号", "4200001"),
        ("商户订单号", "m1"),
        ("用户标识", "oAbc"),
        ("交易状态", "SUCCESS"),
        ("应结订单金额", "12.00"),
        ("退款金额", "0.00"),
        ("商品名称", "茶"),
    ];
    gives(
        "wechat-pay.csv",
        "wechat-pay, order, bill, 480",
        &[
            paid,
            &[
                ("交易时间", "2024-05-02 10:00:00"),
                ("公众账号ID", "wx1"),
                ("微信订单号", "4200001"),
                ("商户订单号", "m1"),
                ("用户标识", "oAbc"),
                ("交易状态", "REFUND"),
                ("应结订单金额", "12.00"),
                ("微信退款单号", "r1"),
                ("退款金额", "5.00"),
            ],
            &[
                ("交易时间", "2024-05-03 10:00:00"),
                ("公众账号ID", "wx1"),
                ("微信订单号", "4200002"),
                ("用户标识", "oAbc"),
                ("交易状态", "REVOKED"),
                ("应结订单金额", "7.00"),
                ("微信退款单号", "r2"),
                ("退款金额", "7.00"),
            ],
        ],
        &[
            "wx1|oAbc | m1 | 2024-05-01 600 | 12.00 | 茶 | - | - | -",
            "wx1|oAbc | m1 | 2024-05-02 600 | -5.00 | - | - | - | -",
            "wx1|oAbc | - | 2024-05-03 600 | -7.00 | - | - | - | -",
        ],
    );
    gives_orders(
        "alipay.csv",
        "alipay, order, bill, 480",
        &[
            &[
                ("商户订单号", "T200P2001"),
                ("支付宝交易号", "x1"),
                ("交易状态", "交易成功"),
                ("创建时间", "2024-05-01 10:00:00"),
                ("商家实收(元)", "20.00"),
                ("商家实退(元)", "5.00"),
                ("付款备注", "茶"),
            ],
            &[
                ("商户订单号", "T200P2002"),
                ("支付宝交易号", "x2"),
                ("交易状态", "交易关闭"),
                ("创建时间", "2024-05-01 10:00:00"),
                ("商家实收(元)", "20.00"),
            ],
        ],
        &[" | T200P2001 | 2024-05-01 600 | 15.00 | 茶 | - | - | -"],
    );
    let flow =
        |number: &'static str, kind: &'static str, came: &'static str, went: &'static str| {
            [
                ("入账时间", "2024-05-01 10:00:00"),
                ("支付宝流水号", number),
                ("商户订单号", "m1"),
                ("业务类型", kind),
                ("收入（+元）", came),
                ("支出（-元）", went),
            ]
        };
    gives_orders(
        "alipay-flow.csv",
        "alipay, order, bill, 480",
        &[
            &flow("f1", "在线支付", "100.00", ""),
            &flow("f2", "交易付款", "30.00", ""),
            &flow("f3", "交易退款", "", "40.00"),
            &flow("f4", "收费", "", "0.60"),
            &flow("f5", "服务费", "", "0.60"),
            &flow("f6", "提现", "", "9.00"),
            &flow("f7", "转账", "7.00", ""),
            &flow("f8", "充值", "7.00", ""),
        ],
        &[
            " | m1 | 2024-05-01 600 | 100.00 | - | - | - | -",
            " | m1 | 2024-05-01 600 | 30.00 | - | - | - | -",
            " | m1 | 2024-05-01 600 | -40.00 | - | - | - | -",
        ],
    );
}

#[test]
fn taobao() {
    gives(
        "taobao-orders.csv",
        "taobao, order, orders, 480",
        &[
            &[
                ("订单编号", "1001"),
                ("买家会员名", "tb_a"),
                ("买家实际支付金额", "12.00"),
                ("退款金额", "2.00"),
                ("订单状态", "交易成功"),
                ("订单创建时间", "2024-05-01 09:00:00"),
                ("订单付款时间", "2024-05-01 10:00:00"),
                ("宝贝标题", "茶"),
                ("宝贝总数量", "3"),
                ("店铺名称", "一店"),
            ],
            &[
                ("订单编号", "1002"),
                ("买家会员名", "tb_a"),
                ("买家应付货款", "7.00"),
                ("订单状态", "交易成功"),
                ("订单创建时间", "2024-05-01 09:00:00"),
            ],
            &[
                ("订单编号", "1003"),
                ("买家会员名", "tb_a"),
                ("买家实际支付金额", "7.00"),
                ("订单状态", "交易关闭"),
                ("订单创建时间", "2024-05-01 09:00:00"),
            ],
        ],
        &[
            "tb_a | 1001 | 2024-05-01 600 | 10.00 | 茶 | - | 一店 | 3",
            "tb_a | 1002 | 2024-05-01 540 | 7.00 | - | - | - | -",
        ],
    );
    let line = |title: &'static str, state: &'static str| {
        [
            ("订单编号", "1001"),
            ("标题", title),
            ("价格", "9.00"),
            ("购买数量", "2"),
            ("订单状态", "交易成功"),
            ("买家实付金额", "18.00"),
            ("退款金额", "3.00"),
            ("退款状态", state),
            ("订单创建时间", "2024-05-01 09:00:00"),
        ]
    };
    gives_orders(
        "taobao-detail.csv",
        "taobao, line, lines, 480",
        &[&line("茶", "没有申请退款"), &line("茶", "没有申请退款"), &line("杯", "退款成功")],
        &[" | 1001 | 2024-05-01 540 | 15.00 | 茶 | - | - | 2"],
    );
    gives_orders(
        "qianniu.csv",
        "taobao, order, orders, 480",
        &[
            &[
                ("订单编号", "1001"),
                ("总金额", "20.00"),
                ("买家实付金额", "12.00"),
                ("退款金额", "2.00"),
                ("订单创建时间", "2024-05-01 09:00:00"),
                ("订单付款时间", "2024-05-01 10:00:00"),
                ("商品标题", "茶"),
            ],
            &[
                ("订单编号", "1002"),
                ("买家实付金额", "12.00"),
                ("订单创建时间", "2024-05-01 09:00:00"),
            ],
        ],
        &[" | 1001 | 2024-05-01 600 | 10.00 | 茶 | - | - | -"],
    );
}

#[test]
fn the_markets_of_china() {
    gives(
        "douyin.csv",
        "douyin, line, orders, 480",
        &[
            &[
                ("主订单编号", "6917"),
                ("子订单编号", "1"),
                ("选购商品", "面霜"),
                ("商品数量", "2"),
                ("订单应付金额", "99.00"),
                ("平台实际承担优惠金额", "5.00"),
                ("收件人手机号", "13800138000"),
                ("订单提交时间", "2024-05-01 09:00:00"),
                ("支付完成时间", "2024-05-01 10:00:00"),
                ("流量来源", "直播"),
                ("订单状态", "已完成"),
            ],
            &[
                ("主订单编号", "6918"),
                ("子订单编号", "2"),
                ("订单应付金额", "20.00"),
                ("收件人手机号", "13800138000"),
                ("订单提交时间", "2024-05-01 09:00:00"),
                ("订单状态", "已发货"),
            ],
            &[
                ("主订单编号", "6919"),
                ("子订单编号", "3"),
                ("订单应付金额", "20.00"),
                ("收件人手机号", "13800138000"),
                ("订单提交时间", "2024-05-01 09:00:00"),
                ("订单状态", "已关闭"),
            ],
        ],
        &[
            "13800138000 | 6917 | 2024-05-01 600 | 104.00 | 面霜 | - | 直播 | 2",
            "13800138000 | 6918 | 2024-05-01 540 | 20.00 | - | - | - | -",
        ],
    );
    let jd = |item: &'static str, account: &'static str, paid: &'static str| {
        [
            ("订单号", "7001"),
            ("商品ID", item),
            ("订购数量", "2"),
            ("下单时间", "2024-05-01 09:00:00"),
            ("应付金额", "30.00"),
            ("订单状态", "完成"),
            ("下单帐号", account),
            ("付款确认时间", paid),
            ("订单渠道", "APP"),
        ]
    };
    let at = "2024-05-01 10:00:00";
    gives(
        "jd.csv",
        "jd, line, order on each, orders, 480",
        &[&jd("1", "jd_a", at), &jd("2", "jd_a", ""), &jd("2", "jd_a", "")],
        &[
            "jd_a | 7001 | 2024-05-01 600 | 30.00 | - | - | APP | 2",
            "jd_a | 7001 | 2024-05-01 540 | 0.00 | - | - | APP | 2",
        ],
    );
    gives(
        "kuaishou.csv",
        "kuaishou, order, orders, 480",
        &[&[
            ("订单号", "8001"),
            ("订单创建时间", "2024-05-01 09:00:00"),
            ("订单支付时间", "2024-05-01 10:00:00"),
            ("订单状态", "交易成功"),
            ("实付款", "12.00"),
            ("成交数量", "2"),
            ("商品名称", "茶"),
            ("渠道", "短视频"),
            ("收货人姓名", "王"),
            ("收货人电话", "138 0013 8000"),
            ("收货地址", "路1号"),
        ]],
        &["王|13800138000|路1号 | 8001 | 2024-05-01 600 | 12.00 | 茶 | - | 短视频 | 2"],
    );
    let phone = "用户购买手机号";
    gives(
        "pinduoduo-phones.csv",
        "pinduoduo, order, orders, 480",
        &[
            &[
                ("商品", "茶"),
                ("订单号", "240501-1"),
                ("订单状态", "已收货"),
                ("商家实收金额(元)", "12.00"),
                ("用户实付金额(元)", "11.00"),
                ("商品数量(件)", "2"),
                ("订单成交时间", "2024-05-01 10:00:00"),
                ("订单来源", "百亿补贴"),
                (phone, "13800138000"),
            ],
            // Without a time there is the day in its number.
            &[
                ("商品id", "77"),
                ("订单号", "240502-2"),
                ("订单状态", "已收货"),
                ("用户实付金额(元)", "11.00"),
                (phone, "13800138000"),
            ],
            &[
                ("订单号", "240503-3"),
                ("订单状态", "已收货"),
                ("售后状态", "退款成功"),
                ("用户实付金额(元)", "11.00"),
                (phone, "13800138000"),
            ],
        ],
        &[
            "13800138000 | 240501-1 | 2024-05-01 600 | 12.00 | 茶 | - | 百亿补贴 | 2",
            "13800138000 | 240502-2 | 2024-05-02 | 11.00 | - | - | - | -",
        ],
    );
    let shop = |item: &'static str, back: &'static str| {
        [
            ("订单号", "3701"),
            ("订单下单时间", "2024-05-01 09:00:00"),
            ("支付时间", "2024-05-01 10:00:00"),
            ("订单状态", "已完成"),
            ("企业微信加密id", "wmA"),
            ("订单实际收款金额", "30.00"),
            ("商品编码(平台)", item),
            ("商品数量", "2"),
            ("商品已退款金额", back),
        ]
    };
    gives(
        "wechat-shop.csv",
        "wechat-shop, line, order on each, orders, 480",
        &[&shop("1", "0.00"), &shop("2", "4.00"), &shop("2", "4.00")],
        &[
            "wmA | 3701 | 2024-05-01 600 | 30.00 | - | - | - | 2",
            "wmA | 3701 | 2024-05-01 600 | -4.00 | - | - | - | 2",
        ],
    );
    let note = |size: &'static str, after: &'static str| {
        [
            ("订单号", "P901"),
            ("订单状态", "已完成"),
            ("售后状态", after),
            ("收件人姓名", "王"),
            ("收件人电话", "13800138000"),
            ("收件人地址", "路1号"),
            ("规格ID", size),
            ("SKU名称", "茶"),
            ("SKU件数", "2"),
            ("商家应收金额(元)（支付金额）", "12.00"),
            ("支付时间", "2024-05-01 10:00:00"),
        ]
    };
    gives(
        "xiaohongshu.csv",
        "xiaohongshu, line, orders, 480",
        &[&note("1", "无售后"), &note("1", "无售后"), &note("2", "退款成功")],
        &["王|13800138000|路1号 | P901 | 2024-05-01 600 | 12.00 | 茶 | - | - | 2"],
    );
    gives_orders(
        "meituan.csv",
        "meituan, order, orders, 480",
        &[
            &[
                ("订单编号", "5001"),
                ("下单时间", "2024-05-01 10:00:00"),
                ("订单状态", "已完成"),
                ("顾客实付", "30.00"),
                ("退款金额", "4.00"),
                ("门店名称", "一店"),
                ("顾客电话", "13800138000"),
            ],
            &[
                ("订单编号", "5002"),
                ("下单时间", "2024-05-01 10:00:00"),
                ("订单状态", "已取消"),
                ("顾客实付", "30.00"),
                ("顾客电话", "13800138000"),
            ],
        ],
        &[" | 5001 | 2024-05-01 600 | 26.00 | - | - | 一店 | -"],
    );
}

#[test]
fn youzan() {
    gives(
        "youzan-orders.csv",
        "youzan, order, orders, 480",
        &[
            &[
                ("订单号", "E20240501100000"),
                ("销售渠道", "微信"),
                ("订单状态", "交易完成"),
                ("订单创建时间", "2024-05-01 09:00:00"),
                ("买家付款时间", "2024-05-01 10:00:00"),
                ("订单实收金额", "12.00"),
                ("订单实付金额", "13.00"),
                ("订单已退款金额", "2.00"),
                ("全部商品名称", "茶"),
                ("买家手机号", "13800138000"),
            ],
            &[
                ("订单号", "E20240502100000"),
                ("订单状态", "交易完成"),
                ("应收订单金额", "7.00"),
                ("买家手机号", "13800138000"),
            ],
            &[
                ("订单号", "E20240502100001"),
                ("订单状态", "交易关闭"),
                ("应收订单金额", "7.00"),
                ("买家手机号", "13800138000"),
            ],
        ],
        &[
            "13800138000 | E20240501100000 | 2024-05-01 600 | 10.00 | 茶 | - | 微信 | -",
            "13800138000 | E20240502100000 | 2024-05-02 | 7.00 | - | - | - | -",
        ],
    );
    let item = |name: &'static str| {
        [
            ("订单号", "E20240501100000"),
            ("订单商品状态", "交易完成"),
            ("交易成功时间", "2024-05-05 10:00:00"),
            ("商品名称", name),
            ("商品类目", "饮料"),
            ("商品数量", "2"),
            ("商品实际成交金额", "12.00"),
            ("商品已退款金额", "2.00"),
            ("收货人手机号/提货人手机号", "13800138000"),
        ]
    };
    gives(
        "youzan-items.csv",
        "youzan, line, lines, 480",
        &[
            &item("茶"),
            &item("茶"),
            &[
                ("订单号", "E20240502100000"),
                ("商品名称", "杯"),
                ("商品金额小计", "7.00"),
                ("收货人手机号/提货人手机号", "13800138000"),
            ],
            &[
                ("订单号", "E20240502100001"),
                ("订单商品状态", "交易关闭"),
                ("商品名称", "杯"),
                ("商品金额小计", "7.00"),
                ("收货人手机号/提货人手机号", "13800138000"),
            ],
        ],
        &[
            "13800138000 | E20240501100000 | 2024-05-05 600 | 10.00 | 茶 | 饮料 | - | 2",
            "13800138000 | E20240502100000 | 2024-05-02 | 7.00 | 杯 | - | - | -",
        ],
    );
}

/// The export that a file without some of its columns is taken for.
fn platform_without(file: &str, without: &[&str]) -> Option<&'static str> {
    let text = written(file, without, &[]);
    preview(text.as_bytes(), false, &ReadingOptions::default()).unwrap().platform
}

#[test]
fn a_file_that_lacks_a_column_is_known_by_those_that_no_other_has() {
    for (file, without, platform) in [
        ("amazon-all-orders.txt.csv", "order-status", "amazon"),
        ("bigcommerce.csv", "Order Status", "bigcommerce"),
        ("douyin.csv", "订单状态", "douyin"),
        ("ebay.csv", "Buyer Username", "ebay"),
        ("etsy.csv", "Order Value", "etsy"),
        ("jd.csv", "商品ID", "jd"),
        ("kuaishou.csv", "订单创建时间", "kuaishou"),
        ("magento.csv", "Status", "magento"),
        ("pinduoduo.csv", "订单状态", "pinduoduo"),
        ("shopify.csv", "Financial Status", "shopify"),
        ("square.csv", "Time", "square"),
        ("stripe.csv", "Status", "stripe"),
        ("taobao-orders.csv", "订单创建时间", "taobao"),
        ("wechat-pay.csv", "用户标识", "wechat-pay"),
        ("wechat-shop.csv", "订单状态", "wechat-shop"),
        ("woocommerce-plugin.csv", "Order Number", "woocommerce"),
        ("xiaohongshu.csv", "订单状态", "xiaohongshu"),
        ("youzan-orders.csv", "订单状态", "youzan"),
    ] {
        assert_eq!(platform_without(file, &[]), Some(platform), "{file}");
        assert_eq!(platform_without(file, &[without]), Some(platform), "{file}");
    }
    // Nothing marks these but what they must have.
    for (file, without) in [
        ("cdnow.csv", "number_of_cds"),
        ("uci.csv", "StockCode"),
        ("etsy-items.csv", "Item Total"),
        ("meituan.csv", "门店名称"),
        ("tmall-report.csv", "总金额"),
    ] {
        assert!(platform_without(file, &[]).is_some(), "{file}");
        assert_eq!(platform_without(file, &[without]), None, "{file}");
    }
}

#[test]
fn a_file_without_its_key_says_where_there_is_one() {
    for (file, without, hint) in [
        ("alipay.csv", &[][..], "商户订单号 + 买家"),
        ("alipay-flow.csv", &[], "商户订单号 + 买家"),
        ("amazon-all-orders.txt.csv", &[], "buyer-email"),
        ("amazon-unshipped.txt.csv", &["buyer-email"], "buyer-email"),
        ("bigcommerce.csv", &["Customer Email", "Customer ID"], "Customer Email"),
        ("douyin.csv", &["收件人手机号"], "会员名单：订单号 + 手机号"),
        ("ebay.csv", &["Buyer Username", "Buyer Email"], "Buyer Username"),
        ("etsy.csv", &["Buyer User ID", "Buyer"], "Buyer User ID"),
        ("etsy-items.csv", &["Buyer"], "Buyer User ID"),
        ("jd.csv", &["下单帐号", "客户姓名"], "下单帐号"),
        ("kuaishou.csv", &["收货人姓名"], "收货人姓名 + 收货人电话 + 收货地址"),
        ("magento.csv", &["Customer Email", "Customer Name"], "Customer Email"),
        ("meituan.csv", &[], "会员名单：订单编号 + 手机号"),
        ("olist-merged.csv", &[], "olist_customers_dataset.csv, customer_unique_id"),
        ("pinduoduo.csv", &[], "用户购买手机号"),
        ("shopify.csv", &["Email"], "orders_export.csv, Email"),
        ("square.csv", &["Customer ID", "Customer Reference ID"], "Customer ID"),
        ("stripe.csv", &["Customer Email", "Customer ID"], "Customer Email"),
        ("taobao-orders.csv", &["买家会员名"], "ExportOrderList：买家会员名"),
        ("taobao-detail.csv", &[], "ExportOrderList：买家会员名"),
        ("qianniu.csv", &[], "ExportOrderList：买家会员名"),
        ("wechat-pay.csv", &["用户标识"], "用户标识"),
        (
            "wechat-shop.csv",
            &["企业微信加密id", "收件人手机"],
            "微信支付账单：用户标识（交易单号 = 微信订单号）",
        ),
        ("woocommerce-plugin.csv", &["Email (Billing)"], "Email (Billing)"),
        ("xiaohongshu.csv", &["收件人姓名"], "收件人姓名 + 收件人电话 + 收件人地址"),
        (
            "youzan-orders.csv",
            &["买家手机号", "收货人手机号/提货人手机号", "买家昵称"],
            "买家手机号",
        ),
        ("youzan-items.csv", &["收货人手机号/提货人手机号"], "买家手机号"),
    ] {
        let error = read_as(&[&filled(file, without)], Customers::Needed).unwrap_err();
        let ErrorKind::NoCustomerKey { hint: said, .. } = error.kind() else {
            panic!("{file}: {error:?}")
        };
        assert_eq!(*said, hint, "{file}");
    }
}

/// The file itself, without some of its columns.
fn filled(file: &str, without: &[&str]) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/platforms/").to_owned() + file;
    let text = Text::of(&std::fs::read(path).unwrap());
    let mut reader = text.rows();
    reader.push(&text.bytes).unwrap();
    let rows = reader.finish().unwrap().rows;
    let is_kept = |at: &usize| !without.iter().any(|name| rows[0][*at].trim() == *name);
    let kept: Vec<usize> = (0..rows[0].len()).filter(is_kept).collect();
    assert_eq!(kept.len() + without.len(), rows[0].len(), "{file}");
    let cell = |row: &[String], at: usize| {
        format!("\"{}\"", row.get(at).map_or("", String::as_str).replace('"', "\"\""))
    };
    let line =
        |row: &Vec<String>| kept.iter().map(|at| cell(row, *at)).collect::<Vec<_>>().join(",");
    rows.iter().map(|row| line(row) + "\n").collect()
}

#[test]
fn a_column_of_customers_that_somebody_added_is_the_key_of_a_file_without_one() {
    let row: Row<'_> = &[
        ("订单编号", "5001"),
        ("下单时间", "2024-05-01 10:00:00"),
        ("订单状态", "已完成"),
        ("顾客实付", "30.00"),
        ("顾客电话", "13800138000"),
        ("customer_id", "k1"),
    ];
    gives(
        "meituan.csv",
        "meituan, order, orders, 480",
        &[row],
        &["k1 | 5001 | 2024-05-01 600 | 30.00 | - | - | - | -"],
    );
}

#[test]
fn orders_and_payments_meet_by_the_number_of_either() {
    // The payment's own number stands in the order, the shop's in both.
    for (column, number) in [("交易单号", "4200001"), ("订单号", "m1")] {
        let mut order = vec![
            ("订单下单时间", "2024-05-01 09:00:00"),
            ("订单状态", "已完成"),
            ("订单实际收款金额", "30.00"),
            ("商品编码(平台)", "1"),
            (column, number),
        ];
        if column == "交易单号" {
            order.push(("订单号", "3701"));
        }
        let shop = written("wechat-shop.csv", &[], &[&order]);
        let bill = written(
            "wechat-pay.csv",
            &[],
            &[&[
                ("交易时间", "2024-05-01 10:00:00"),
                ("公众账号ID", "wx1"),
                ("微信订单号", "4200001"),
                ("商户订单号", "m1"),
                ("用户标识", "oAbc"),
                ("交易状态", "SUCCESS"),
                ("应结订单金额", "30.00"),
            ]],
        );
        for files in [[&*shop, &*bill], [&*bill, &*shop]] {
            let (lines, reading) = read_as(&files, Customers::Needed).unwrap();
            let order = if column == "交易单号" { "3701" } else { "m1" };
            assert_eq!(
                lines,
                [format!("wx1|oAbc | {order} | 2024-05-01 540 | 30.00 | - | - | - | -")],
                "{column}"
            );
            assert_eq!(reading.joined.map(|joined| (joined.orders, joined.found)), Some((1, 1)));
        }
    }
}

#[test]
fn a_key_of_several_cells_needs_one_that_is_filled() {
    let row = |name: &'static str, phone: &'static str, street: &'static str| {
        [
            ("订单号", "8001"),
            ("订单支付时间", "2024-05-01 10:00:00"),
            ("订单状态", "交易成功"),
            ("实付款", "12.00"),
            ("收货人姓名", name),
            ("收货人电话", phone),
            ("收货地址", street),
        ]
    };
    let text = written(
        "kuaishou.csv",
        &[],
        &[&row("", "+86 13800138000", "Road 1-2"), &row("王", "", ""), &row("", "", "")],
    );
    let (lines, reading) = read_as(&[&text], Customers::Needed).unwrap();
    let customers: Vec<_> = lines.iter().map(|line| line.split(" | ").next().unwrap()).collect();
    assert_eq!(customers, ["|13800138000|Road 1-2", "王||"]);
    assert_eq!((reading.kept, reading.dropped), (2, 1));
}

#[test]
fn times_are_moved_from_where_the_platform_is_unless_they_say_where_they_are() {
    let row = |id: &'static str, time: &'static str| {
        [("订单编号", id), ("买家会员名", "a"), ("买家实际支付金额", "5"), ("订单付款时间", time)]
    };
    let text = written(
        "taobao-orders.csv",
        &[],
        &[&row("1", "2024-05-01 07:00:00"), &row("2", "2024-05-01 07:00:00 +0900")],
    );
    let options = ReadingOptions { time_zone_offset: Some(0), ..ReadingOptions::default() };
    let mut import = Import::new(options, Lines::default()).unwrap();
    Text::of(text.as_bytes()).feed(&mut import, "a.csv", usize::MAX).unwrap();
    assert_eq!(
        import.finish().unwrap().0.0,
        [
            "a | 1 | 2024-04-30 1380 | 5.00 | - | - | - | -",
            "a | 2 | 2024-04-30 1320 | 5.00 | - | - | - | -"
        ]
    );
}

/// What is said of the key of `file` without some of its columns.
fn key_of(file: &str, without: &[&str], row: Row<'_>) -> (String, &'static str, Vec<&'static str>) {
    let text = written(file, without, &[row]);
    let key = read_as(&[&text], Customers::Needed).unwrap().1.key;
    (key.header.unwrap_or_default(), key.grade.name(), key.reasons)
}

#[test]
fn where_the_best_key_is_missing_the_next_says_how_good_it_is() {
    let ebay: Row<'_> = &[
        ("Sales Record Number", "501"),
        ("Buyer Email", "abc@members.ebay.com"),
        ("Sale Date", "Jul-25-26"),
        ("Paid On Date", "Jul-26-26"),
        ("Total Price", "$5.00"),
    ];
    let key = key_of("ebay.csv", &["Buyer Username"], ebay);
    assert_eq!(key, ("Buyer Email".to_owned(), "strong", vec!["alias"]));
    let magento: Row<'_> = &[
        ("ID", "000001"),
        ("Purchase Date", "2024-05-01 10:00:00"),
        ("Grand Total (Base)", "12.00"),
        ("Customer Name", "Ann Lee"),
        ("Billing Address", "Road 1"),
    ];
    let key = key_of("magento.csv", &["Customer Email"], magento);
    assert_eq!(key, ("Customer Name + Billing Address".to_owned(), "fuzzy", vec!["composite"]));
    let square: Row<'_> = &[
        ("Date", "2024-05-01"),
        ("Total Collected", "$12.00"),
        ("Transaction ID", "t1"),
        ("Event Type", "Payment"),
        ("Customer Reference ID", "r1"),
    ];
    let key = key_of("square.csv", &["Customer ID"], square);
    assert_eq!(key, ("Customer Reference ID".to_owned(), "exact", vec![]));
    let phone = "收货人手机号/提货人手机号";
    let youzan: Row<'_> = &[
        ("订单号", "E20240501100000"),
        ("订单状态", "交易完成"),
        ("订单实收金额", "12.00"),
        (phone, "13800138000"),
        ("买家昵称", "小王"),
    ];
    let key = key_of("youzan-orders.csv", &["买家手机号"], youzan);
    assert_eq!(key, (phone.to_owned(), "strong", vec!["receiver"]));
    let nameless: Vec<_> = youzan.iter().copied().filter(|(name, _)| *name != phone).collect();
    let key = key_of("youzan-orders.csv", &["买家手机号", phone], &nameless);
    assert_eq!(key, ("买家昵称".to_owned(), "fuzzy", vec!["display-name"]));
    let woocommerce: Row<'_> = &[
        ("Order #", "1"),
        ("Date", "2024-05-01"),
        ("N. Revenue", "12.00"),
        ("Customer", "Ann Lee"),
    ];
    let key = key_of("woocommerce-analytics.csv", &[], woocommerce);
    assert_eq!(key, ("Customer".to_owned(), "fuzzy", vec!["display-name"]));
}

#[test]
fn a_number_that_is_another_for_each_order_is_no_key() {
    for name in ["顾客电话", "收货人电话", "顾客手机号", "用户手机号", "手机号"]
    {
        let row: Row<'_> = &[
            ("订单编号", "5001"),
            ("下单时间", "2024-05-01 10:00:00"),
            ("顾客实付", "30.00"),
            (name, "13800138000"),
        ];
        let error = read_as(&[&written("meituan.csv", &["顾客电话"], &[row])], Customers::Needed);
        assert_eq!(error.unwrap_err().code().name(), "no-customer-key", "{name}");
    }
    let row: Row<'_> = &[
        ("order_id", "o1"),
        ("customer_id", "c1"),
        ("order_status", "delivered"),
        ("order_purchase_timestamp", "2018-05-01 10:00:00"),
        ("payment_value", "5"),
    ];
    let error = read_as(&[&written("olist-merged.csv", &[], &[row])], Customers::Needed);
    assert_eq!(error.unwrap_err().code().name(), "no-customer-key");
}

#[test]
fn words_of_olist_have_a_meaning_of_their_own() {
    let row = |id: &'static str, status: &'static str| {
        [
            ("order_id", id),
            ("order_status", status),
            ("order_purchase_timestamp", "2018-05-01 10:00:00"),
            ("payment_value", "5"),
        ]
    };
    gives_orders(
        "olist-merged.csv",
        "olist, line, orders",
        &[&row("1", "delivered"), &row("2", "unavailable"), &row("3", "created")],
        &[" | 1 | 2018-05-01 600 | 5.00 | - | - | - | -"],
    );
}

/// How many lines count, and how many do not since they came before.
fn again(texts: &[&str]) -> (usize, u64) {
    let (lines, reading) = read_as(texts, Customers::None).unwrap();
    let found = reading.diagnostics.iter().find(|(code, _)| code.name() == "duplicate-row");
    (lines.len(), found.map_or(0, |(_, tally)| tally.count))
}

#[test]
fn payments_of_one_order_are_told_apart_by_their_own_number() {
    let bill = |order: &'static str, number: &'static str| {
        let row = [
            ("商户订单号", order),
            ("支付宝交易号", number),
            ("交易状态", "交易成功"),
            ("创建时间", "2024-05-01 10:00:00"),
            ("商家实收(元)", "20.00"),
        ];
        written("alipay.csv", &[], &[&row])
    };
    assert_eq!(again(&[&bill("m1", "x1"), &bill("m1", "x2")]), (2, 0));
    assert_eq!(again(&[&bill("m1", "x1"), &bill("m1", "x1")]), (1, 1));
    let flow = |order: &'static str, number: &'static str, trade: &'static str| {
        let row = [
            ("入账时间", "2024-05-01 10:00:00"),
            ("支付宝流水号", number),
            ("商户订单号", order),
            ("支付宝交易号", trade),
            ("业务类型", "在线支付"),
            ("收入（+元）", "20.00"),
        ];
        written("alipay-flow.csv", &[], &[&row])
    };
    assert_eq!(again(&[&flow("m1", "f1", ""), &flow("m1", "f2", "")]), (2, 0));
    assert_eq!(again(&[&flow("m1", "f1", ""), &flow("m1", "f1", "")]), (1, 1));
    let part = |number: &'static str| {
        let row = [
            ("主订单编号", "6917"),
            ("子订单编号", number),
            ("订单应付金额", "99.00"),
            ("支付完成时间", "2024-05-01 10:00:00"),
            ("订单状态", "已完成"),
        ];
        written("douyin.csv", &[], &[&row, &row])
    };
    assert_eq!(again(&[&part("1"), &part("2")]), (2, 2));
    let refund = |number: &'static str| {
        let row = [
            ("交易时间", "2024-05-02 10:00:00"),
            ("微信订单号", "4200001"),
            ("商户订单号", "m1"),
            ("交易状态", "REFUND"),
            ("微信退款单号", number),
            ("退款金额", "5.00"),
        ];
        written("wechat-pay.csv", &[], &[&row])
    };
    assert_eq!(again(&[&refund("r1"), &refund("r2")]), (2, 0));
    assert_eq!(again(&[&refund("r1"), &refund("r1")]), (1, 1));
    // A payment that an order names is that order.
    let shop: Row<'_> = &[
        ("订单号", "E20240501100000"),
        ("订单状态", "交易完成"),
        ("订单实收金额", "20.00"),
        ("支付流水号", "x1"),
    ];
    assert_eq!(again(&[&written("youzan-orders.csv", &[], &[shop]), &bill("m1", "x1")]), (1, 1));
    let shop: Row<'_> = &[
        ("订单编号", "1001"),
        ("买家会员名", "a"),
        ("买家实际支付金额", "20.00"),
        ("订单付款时间", "2024-05-01 10:00:00"),
        ("支付单号", "x1"),
    ];
    let shop = written("taobao-orders.csv", &[], &[shop]);
    assert_eq!(again(&[&shop, &bill("m1", "x1")]), (1, 1));
    assert_eq!(again(&[&shop, &flow("m1", "f1", "x1")]), (1, 1));
    assert_eq!(again(&[&shop, &bill("m1", "x2")]), (2, 0));
    assert_eq!(again(&[&shop, &bill("T200P1001", "x2")]), (1, 1));
}

#[test]
fn a_list_of_customers_says_who_is_behind_a_phone() {
    let list: Row<'_> = &[("Email", "Ann@x.org"), ("Phone", "+86 138-0013-8000")];
    let list = written("shopify-customers.csv", &[], &[list]);
    let shop: Row<'_> = &[
        ("订单号", "3701"),
        ("订单下单时间", "2024-05-01 09:00:00"),
        ("订单状态", "已完成"),
        ("收件人手机", "13800138000"),
        ("订单实际收款金额", "30.00"),
    ];
    let shop = written("wechat-shop.csv", &["企业微信加密id"], &[shop]);
    let (lines, reading) = read_as(&[&shop, &list], Customers::Needed).unwrap();
    assert_eq!(lines, ["ann@x.org | 3701 | 2024-05-01 540 | 30.00 | - | - | - | -"]);
    assert_eq!((reading.key.grade.name(), reading.key.reasons), ("exact", vec!["joined"]));
}
