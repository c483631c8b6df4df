//! Rows in which nothing is unusual, as nearly all are: read in one go, without asking what could be
//! wrong with each cell.
//!
//! A row is either taken here, with what [`Desk::judge`] would have made of it, or left as if it had not
//! been looked at. Everything that is asked here is asked there again, more thoroughly.

use super::amount::parse_usual as parse_money;
use super::cell::{bare, is_bare, is_damaged_id, is_nobody};
use super::date::parse_usual as parse_day;
use super::dedupe::Again;
use super::facts::hash_of;
use super::indexes::Indexes;
use super::intake::Desk;
use super::key::Form;
use super::numeral::Mark;
use super::quantity::{Quantity, parse_quantity};
use crate::csv::Record;
use crate::csv::layout::has_ascii_word;
use crate::error::Result;
use crate::ledger::{OrderLine, OrderSink};

/// An ordinary row, as far as it is not the order line.
#[derive(Debug)]
pub(super) struct Quick<'a> {
    line: OrderLine<'a>,
    /// What the amount shows of the column's decimal mark.
    evidence: Option<Mark>,
    /// Hash of the order's number.
    order: u64,
    /// What tells the line from others.
    again: u64,
    status: Option<usize>,
    currency: u8,
    /// The customer is of digits only.
    is_number: bool,
}

impl<S: OrderSink> Desk<S> {
    /// Reads a row, if it is an ordinary one.
    pub(super) fn quick<'a>(
        &self,
        record: &Record<'a>,
        indexes: &Indexes,
        scratches: &'a mut [String; 3],
    ) -> Option<Quick<'a>> {
        #[cfg(test)]
        if self.quick.is_off {
            return None;
        }
        let file = &self.file;
        if !file.is_settled(indexes)
            || record.len() != file.schema.headers.len()
            || record.is_doubtful()
        {
            return None;
        }
        let whole = record.as_text()?;
        let cell = |index: Option<usize>| match index {
            Some(index) => record.as_written(index),
            None => Some(""),
        };
        let text = |index: Option<usize>, scratch: &'a mut String| {
            let text = match record.as_written(index?) {
                Some(text) => text,
                None => whole.cell(index?, scratch),
            };
            let text = if is_bare(text.as_bytes()) { text } else { bare(text) };
            Some(text).filter(|text| !text.is_empty())
        };
        let [product, category, channel] = scratches;
        let (money, evidence) = parse_money(record.bytes_as_written(indexes.amount())?)?;
        let (day, minutes) = parse_day(record.bytes_as_written(indexes.time())?)?;
        let customer = cell(indexes.customer)?;
        let order_id = cell(indexes.order_id)?;
        let is_order =
            order_id.is_empty() || is_bare(order_id.as_bytes()) && !is_damaged_id(order_id);
        let kinds = kinds_of(customer);
        let is_known = indexes.customer.is_none() || is_key(customer, kinds, file.key.form);
        if !is_known || !is_order {
            return None;
        }
        let units = match indexes.quantity {
            Some(index) => parse_quantity(record.bytes_as_written(index)?),
            None => None,
        };
        let line = OrderLine {
            customer,
            day,
            minutes,
            amount: money,
            order_id: Some(order_id).filter(|id| !id.is_empty()),
            product: text(indexes.product, product),
            category: text(indexes.category, category),
            channel: text(indexes.channel, channel),
            quantity: match units {
                Some(Quantity::Unparsed) => return None,
                Some(Quantity::Units(units)) => Some(units),
                None => None,
            },
        };
        let currency = file.currency_as_before(cell(indexes.currency)?)?;
        let status = match indexes.status {
            Some(index) => {
                Some(self.books.plain_status(currency, bare(record.as_written(index)?))?)
            }
            None => None,
        };
        let order = hash_of(order_id);
        let again = Again::key(order, Some(&line));
        let is_new = !self.again.may_be_again(again, file.number)
            && !file.order_totals.would_be_again(order, money);
        let is_usual = is_new && self.books.is_quiet(currency);
        let is_number = kinds == DIGIT;
        is_usual.then_some(Quick { line, evidence, order, again, status, currency, is_number })
    }

    /// Counts an ordinary row, on line `number` of its file.
    pub(super) fn enter(&mut self, row: Quick<'_>, number: u64) -> Result<()> {
        let Quick { line, evidence, order, again, status, currency, is_number } = row;
        #[cfg(test)]
        {
            self.quick.rows += 1;
        }
        let file = &mut self.file;
        file.records += 1;
        file.habits.hear_plain(line.day, evidence);
        file.dates.good += 1;
        file.amounts.good += 1;
        file.add_to_sums(line.amount, true);
        self.again.is_again(again, file.number);
        file.order_totals.is_again(order, line.amount, number);
        if !line.customer.is_empty() {
            file.key.note_plain(line.customer, is_number);
        }
        self.books.turn_back(currency);
        if let Some(status) = status {
            self.books.count_status(status, line.amount)?;
        }
        let amount = self.books.keep_quietly(line.day, line.amount, None)?;
        self.orders.add_to(currency, &OrderLine { amount, ..line })
    }
}

/// Whether the text is a customer's name or number, with nothing to take off, to bring to another form, or
/// to tell of.
fn is_key(text: &str, kinds: u8, form: Form) -> bool {
    let is_in_form = match form {
        // A number with a fraction may be a whole one.
        Form::AsIs => kinds & OTHER == 0 && kinds != DIGIT | DOT,
        Form::Mail => kinds & (UPPER | OTHER) == 0,
        Form::Phone => kinds == DIGIT && text.len() == 11,
    };
    is_in_form
        && is_bare(text.as_bytes())
        && !(kinds == DIGIT && is_damaged_id(text))
        && !is_nobody(text)
        && !has_ascii_word(text)
}

/// What kinds of characters a text has.
fn kinds_of(text: &str) -> u8 {
    text.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)])
}

const DIGIT: u8 = 1;
const UPPER: u8 = 2;
const LOWER: u8 = 4;
const DOT: u8 = 8;
/// What else may stand inside of names and numbers, and means nothing.
const JOINT: u8 = 16;
const OTHER: u8 = 32;

/// What kind of character each byte is.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'.' => DOT,
            b'-' | b'_' | b'@' => JOINT,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};

/// What tests ask of the quick way, and hear of it.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Trial {
    is_off: bool,
    rows: u64,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::key::flaw;
    use super::super::{Import, Reading, ReadingOptions};
    use super::*;
    use crate::csv::layout::is_sum_label;
    use crate::ledger::Builder;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// Enough ordinary rows for a file to be known, and more than the reader gathers before it begins.
    const BEFORE: usize = 1_700;

    /// What was made of files, and how many rows were read in the quick way.
    #[derive(Debug, PartialEq)]
    struct Made {
        /// What was known when each file had been read.
        states: Vec<String>,
        all: Result<(Reading, String)>,
    }

    fn read(files: &[String], is_off: bool) -> (Made, u64) {
        let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
        import.intake.desk.quick.is_off = is_off;
        let mut states = Vec::new();
        let mut result = Ok(());
        for file in files {
            result = result.and_then(|()| import.begin_file("a.csv", None));
            result = result.and_then(|()| import.push(file.as_bytes()));
            let Desk { orders, books, file, again, .. } = &import.intake.desk;
            states.push(format!("{orders:?} {books:?} {file:?} {again:?}"));
            result = result.and_then(|()| import.end_file());
        }
        let rows = import.intake.desk.quick.rows;
        let all = result.and_then(|()| import.finish());
        let all = all.map(|(builder, reading)| (reading, format!("{builder:?}")));
        (Made { states, all }, rows)
    }

    fn file(header: &str, rows: &[String]) -> String {
        let mut text = format!("{header}\n");
        let columns = header.split(',').count();
        let at = if header.starts_with("email") { "@x.org" } else { "" };
        for i in 0..BEFORE {
            let sign = if i % 3 != 0 && header.contains("currency") { "$" } else { "" };
            let fifth = if header.contains("类型") { "sale" } else { "paid" };
            let row = format!(
                "c{}{at},2024-0{}-1{},{sign}{}.50,o{i},{fifth},{},web,{}",
                i % 90,
                i % 9 + 1,
                i % 10,
                i % 300,
                i % 7,
                i % 3 + 1,
            );
            let row: Vec<&str> = row.split(',').take(columns).collect();
            writeln!(text, "{}", row.join(",")).unwrap();
        }
        for row in rows {
            let (cells, more) = row.split_once('\u{1E}').unwrap_or((row, ""));
            let cells = cells.split('\u{1F}').take(columns);
            writeln!(text, "{}{more}", cells.collect::<Vec<_>>().join(",")).unwrap();
        }
        text
    }

    const CUSTOMERS: &[&str] = &["c7", "A-12", "ann@x.org", "13800138000", "u_9", "1002", "zoe"];
    const ODD_CUSTOMERS: &[&str] = &[
        "",
        "guest",
        "Total",
        "total 3",
        "sum1",
        "合计",
        "=\"12\"",
        "'123",
        "c7 ",
        "张三",
        "１２",
        "17.0",
        "1.5E+10",
        "2140301000117280000",
        "00123",
        "138****1234",
        "##x##",
        "Ann@X.org",
        "a\u{200B}1",
        "\"c\"\"7\"",
        "N/A",
        "mailto:a@b.c",
        "+86 13800138000",
        "customer",
        "~a~",
        "8613800138000",
    ];

    #[test]
    fn keys_that_need_no_look_have_nothing_to_be_seen() {
        for text in CUSTOMERS.iter().chain(ODD_CUSTOMERS) {
            for form in [Form::AsIs, Form::Mail, Form::Phone] {
                let is_plain = bare(text) == *text
                    && form.change(text).is_none()
                    && !is_nobody(text)
                    && !is_sum_label(text)
                    && flaw(text).is_none();
                assert!(is_plain || !is_key(text, kinds_of(text), form), "{text:?} {form:?}");
            }
        }
        let are_keys = |texts: &[&str], form| texts.iter().all(|t| is_key(t, kinds_of(t), form));
        assert!(are_keys(&["c7", "A-12", "ann@x.org", "13800138000", "zoe", "1002"], Form::AsIs));
        assert!(are_keys(&["c7", "ann@x.org", "13800138000", "zoe", "1002"], Form::Mail));
        assert!(are_keys(&["13800138000"], Form::Phone));
    }

    /// One of the usual cells mostly, or one in which something is unusual.
    fn cell(usual: &'static [&str], odd: &'static [&str]) -> impl Strategy<Value = &'static str> {
        prop_oneof![9 => prop::sample::select(usual), 1 => prop::sample::select(odd)]
    }

    fn row() -> impl Strategy<Value = String> {
        let customer = cell(CUSTOMERS, ODD_CUSTOMERS);
        let date = cell(
            &["2024-05-01", "2024-05-01 10:20:30", "2023-12-31T23:59:59"],
            &[
                "",
                "2024/5/1",
                "2024-02-30",
                "05/03/2024",
                "2024-05-01 10:20",
                "2024-05-01 10:20:30 +0800",
                "45000",
                "date",
                " 2024-05-01",
                "1900-01-01",
                "2024-05-01 24:00:00",
                "\"2024-05-01\"",
            ],
        );
        let amount = cell(
            &["12.50", "-3.10", "7", "0", "1999.9", "$5.00"],
            &[
                "",
                "1,234",
                "\"1,234\"",
                "¥5",
                "$5.00",
                "1.234",
                "5 EUR",
                "(3)",
                "abc",
                "1e308",
                "amount",
                "12.345",
                "99999999999999999",
                "0.00001",
            ],
        );
        let order =
            cell(&["o1", "o2", "A1002"], &["", "\t9", "#12", "1.9E+15", "T200P77", "-", "=\"3\""]);
        let status = cell(
            &["paid", "已付款"],
            &["", "refund", "refunded", "cancelled", "部分退款", "wibble", " paid "],
        );
        let product = cell(
            &["Tea 1", "3", "\"Tea, green\"", "绿茶", ""],
            &["\"a \"\"b\"\"\"", " x ", "'=1", "\u{FEFF}y", "\"two\nlines\"", "a\0b", "x\"y"],
        );
        let rest = (
            cell(&["web", "app", ""], &["店 铺", " "]),
            cell(&["1", "12", ""], &["x", "1.5", "-2", "2.00"]),
            cell(&[""], &[",x", ","]),
        );
        let row = (customer, date, amount, order, status, product, rest);
        let row = row.prop_map(|(c, d, a, o, s, p, (w, q, x))| {
            [c, d, a, o, s, p, w, &format!("{q}\u{1E}{x}")].join("\u{1F}")
        });
        prop_oneof![20 => row, 1 => Just("Note: see page 2".to_owned())]
    }

    fn headers() -> impl Strategy<Value = &'static str> {
        prop::sample::select(
            &[
                "customer,date,amount,order_id,status,product,channel,quantity",
                "email,date,amount,order_id,status,product,channel,quantity",
                "phone,date,amount,order_id,status,product,channel,quantity",
                "customer,date,order_total,order_id,status,product,channel,quantity",
                "customer,date,amount,order_id,currency,product,channel,quantity",
                "customer,date,amount,order_id,status,refund_amount,channel,quantity",
                "customer,date,amount",
            ][..],
        )
    }

    #[test]
    fn ordinary_rows_go_the_quick_way() {
        let row =
            "c7\u{1F}2024-05-01 10:20:30\u{1F}12.50\u{1F}o9\u{1F}paid\u{1F}Tea 1\u{1F}web\u{1F}2";
        let header = "customer,date,amount,order_id,status,product,channel,quantity";
        let files = [file(header, &[row.to_owned(), row.replace("o9", "o10")])];
        assert_eq!(read(&files, false).1, BEFORE as u64 + 2 - 1_001);
        assert_eq!(read(&files, true).1, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_quick_way_makes_of_rows_what_the_thorough_one_does(
            header in headers(),
            rows in prop::collection::vec(row(), 1..60),
            again in prop::collection::vec(row(), 0..30),
        ) {
            let files = [file(header, &rows), file(header, &again)];
            let (quick, thorough) = (read(&files, false).0, read(&files, true).0);
            prop_assert_eq!(quick, thorough);
        }
    }
}
