//! The input: orders of a made-up shop, the same bytes on every machine.

use std::fmt::Write;

/// Days that the orders are spread over, from 2024-01-01.
const DAYS: u64 = 700;
const CHANNELS: [&str; 6] = ["web", "app", "wechat", "tmall", "jd", "store"];
const PRODUCTS: [&str; 8] = [
    "\"Desk Lamp, Black, No.7\"",
    "\"无线耳机, 白色 12\"",
    "Coffee Beans 1kg",
    "\"Bottle 12\"\" (Red), 500\"",
    "Yoga Mat 3",
    "\"护眼台灯 Desk Lamp, XL\"",
    "Green Tea 88",
    "\"Backpack, 2-pack\"",
];
/// Columns of Shopify's export that are read, among as many that are not.
const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,\
    Shipping,Taxes,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
    Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Notes,Cancelled at,Payment Method,\
    Refunded Amount,Vendor,Id,Tags,Source";

/// Knuth's generator of 64 bits, of which the upper ones are good.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let index = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words[index]
    }
}

struct Order {
    minute: u64,
    customer: u64,
    cents: u64,
    is_refund: bool,
}

/// Customers come, buy at a pace of their own and stay away one day, until there are `rows` orders; in time order.
fn orders(dice: &mut Dice, rows: u32) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut customer = 0;
    while orders.len() < rows as usize {
        customer += 1;
        let (pace, leaves) = (5 + dice.below(12) * dice.below(12), 10 + dice.below(50));
        let basket = 800 + dice.below(90) * dice.below(90);
        let mut day = dice.below(DAYS);
        while day < DAYS && orders.len() < rows as usize {
            let minute = day * 1440 + 480 + dice.below(800);
            let cents = basket / 2 + dice.below(basket);
            orders.push(Order { minute, customer, cents, is_refund: dice.below(50) == 0 });
            if dice.below(100) < leaves {
                break;
            }
            day += 1 + dice.below(2 * pace);
        }
    }
    orders.sort_by_key(|order| (order.minute, order.customer));
    orders
}

/// Writes a minute since 2024-01-01 as a date and a time.
fn write_time(out: &mut String, minute: u64) -> std::fmt::Result {
    let mut day = minute / 1440;
    let (mut year, mut month) = (2024, 0);
    let days_of = |year: u64, month: usize| match month {
        1 if year.is_multiple_of(4) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    while day >= days_of(year, month) {
        day -= days_of(year, month);
        (year, month) = if month == 11 { (year + 1, 0) } else { (year, month + 1) };
    }
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    write!(out, "{year}-{:02}-{:02} {hour:02}:{minute:02}:07", month + 1, day + 1)
}

/// A row for each order; quoted products in two scripts.
pub(crate) fn plain(rows: u32) -> Vec<u8> {
    let mut dice = Dice(42);
    let mut out = "customer_id,order_id,order_time,amount,channel,product\n".to_owned();
    for (number, order) in orders(&mut dice, rows).iter().enumerate() {
        let Order { minute, customer, cents, is_refund } = *order;
        let name = customer * 61_803_399 % 100_000_000;
        let sign = if is_refund { "-" } else { "" };
        let _ = write!(out, "C{name:08},O{number:08},")
            .and_then(|()| write_time(&mut out, minute))
            .and_then(|()| write!(out, ",{sign}{}.{:02}", cents / 100, cents % 100));
        let _ = writeln!(out, ",{},{}", dice.one_of(&CHANNELS), dice.one_of(&PRODUCTS));
    }
    out.into_bytes()
}

/// One to three rows for each order, what is said of the order on its first one only, now and then a note of two lines.
pub(crate) fn shopify(rows: u32) -> Vec<u8> {
    let mut dice = Dice(7);
    let mut out = format!("{SHOPIFY}\n");
    let mut written = 0;
    for (number, order) in orders(&mut dice, rows).iter().enumerate() {
        if written >= rows {
            break;
        }
        let Order { minute, customer, cents, is_refund } = *order;
        let mut time = String::new();
        let _ = write_time(&mut time, minute);
        for line in 0..=dice.below(3) {
            let _ = write!(out, "#{number}");
            if line == 0 {
                let (status, back) = if is_refund { ("refunded", cents) } else { ("paid", 0) };
                let note =
                    if dice.below(25) == 0 { "\"Leave it next door,\nsecond floor.\"" } else { "" };
                let _ = write!(
                    out,
                    ",customer.{customer}@example.com,{status},{time} +0000,fulfilled,yes,EUR,{0}.{1:02},4.95,1.00,\
                     {0}.{1:02},,{time} +0000,1,{2},9.90,SKU-{3},Ann Smith,\"{3} High Street, Flat 2\",London,'SW1A,GB,\
                     {note},,Payments,{4}.{5:02},Goods,{number},,web",
                    cents / 100,
                    cents % 100,
                    dice.one_of(&PRODUCTS),
                    dice.below(3000),
                    back / 100,
                    back % 100,
                );
            } else {
                let product = dice.one_of(&PRODUCTS);
                let _ = write!(
                    out,
                    ",,,,,,,,,,,,{time} +0000,1,{product},5.00,SKU-9,,,,,,,,,,Goods,,,"
                );
            }
            out.push('\n');
            written += 1;
        }
    }
    out.into_bytes()
}
