//! For every file that is accepted, the sum over the rows that were kept, repaired and dropped is the
//! sum of the file's own column, to the cent. That column is added up here by another way: the table's
//! rows as `headwater rows` gives them, typed as a whole, in exact decimals of any length.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod common;

use common::encoded::Text;
use headwater::at::Field;
use headwater::csv::{Reader, Record, Sink, Writer};
use headwater::error::Result;
use headwater::ingest::{Customers, Import, Reading, ReadingOptions, type_columns};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::Money;
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Exports of which an order's money is no sum of one column: refunds and discounts stand beside it, or
/// it repeats on each line. Their totals were counted by hand, in `platforms.rs`.
const NO_COLUMN: &str = "
    alipay alipay-flow amazon-all-orders amazon-unshipped bigcommerce bigcommerce-guests douyin etsy jd
    jd-now
    magento qianniu shopify stripe stripe-older taobao-detail taobao-orders taobao-orders-2 tmall-report
    uci online-retail-2 wechat-pay wechat-shop woocommerce-flat woocommerce-plugin youzan-items
    youzan-orders olist-payments";

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let of = |name: &str| std::fs::read_dir(folder.join(name)).unwrap();
    let all = ["csv", "platforms", "rows", "attacks", "crashers"].into_iter().flat_map(of);
    let mut all: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|end| end == "csv"));
    all.sort();
    all
}

fn read(bytes: &[u8], customers: Customers) -> Result<(Ledger, Reading)> {
    let options = ReadingOptions { customers, ..ReadingOptions::default() };
    let mut import = Import::new(options, Builder::default())?;
    Text::of(bytes).feed(&mut import, "x.csv", usize::MAX)?;
    let (builder, reading) = import.finish()?;
    Ok((run(builder.finish(), |_| ControlFlow::Continue(()))?.unwrap(), reading))
}

/// The sum of the column called `header`, and how many of its cells are no number.
fn column_sum(bytes: &[u8], header: &str) -> Option<String> {
    let text = Text::of(bytes);
    let mut reader = text.rows();
    reader.push(&text.bytes).ok()?;
    let rows = reader.finish().ok()?.rows;
    let column = type_columns(&rows).into_iter().find(|column| column.header.trim() == header)?;
    column.sum
}

/// `12.5` and `12.50` are one sum; more than four decimals are rounded in the ledger.
fn plain(sum: &str) -> String {
    let (whole, fraction) = sum.split_once('.').unwrap_or((sum, ""));
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[test]
fn what_was_read_is_the_files_own_sum() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in files() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let found = read(&bytes, Customers::Needed).or_else(|_| read(&bytes, Customers::None));
        let Ok((ledger, reading)) = found else { continue };
        let totals = reading.totals;
        assert_eq!(totals.kept.checked_add(totals.dropped), Some(totals.all), "{name}");
        assert_eq!(reading.kept + reading.dropped, reading.rows, "{name}");
        assert_eq!(ledger.lines() as u64, reading.kept, "{name}");
        let lines = (0..ledger.lines()).map(|i| ledger.line(i).amount.0);
        assert_eq!(Money(lines.sum()), totals.kept, "{name}");
        let by_month = reading.months.iter().map(|month| month.net.0 + month.dropped.0);
        assert_eq!(Money(by_month.sum()), totals.all, "{name}");
        let has = |code: &str| reading.diagnostics.iter().any(|(known, _)| known.name() == code);
        // Sums and other currencies are in the column, and in no total.
        if ["total-row", "mixed-currency", "rounded-amount"].into_iter().any(has)
            || NO_COLUMN.split_whitespace().any(|known| known == name.trim_end_matches(".txt"))
        {
            continue;
        }
        let file = &reading.files[0];
        let role = file.roles.iter().find(|role| role.field == Field::Amount);
        let header = file.columns[role.unwrap().column].header.trim().to_owned();
        let Some(sum) = column_sum(&bytes, &header) else { continue };
        compared += 1;
        if plain(&sum) != plain(&totals.all.to_string()) {
            wrong.push(format!("{name}: column {sum}, read {}", totals.all));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 45, "only {compared} files were compared");
}

/// The cells of all records.
#[derive(Debug, Default)]
struct Cells(Vec<Vec<String>>);

impl Sink for Cells {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.0.push(record.texts());
        Ok(())
    }
}

/// Text of all that CSV and spreadsheets give a meaning to.
fn cell() -> impl Strategy<Value = String> {
    let odd = "\"',;\t|\r\n =+-@#\\\u{FEFF}\u{200B}\u{3000}＝汉é1a.:";
    let odd: Vec<char> = odd.chars().collect();
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(odd), 0..8)
            .prop_map(|chars| chars.into_iter().collect()),
        1 => "\\PC{0,12}",
        1 => "[0-9]{1,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn reading_what_was_written_gives_the_same_cells(
        width in 1_usize..6,
        cells in prop::collection::vec(cell(), 1..60),
        cut in 1_usize..80,
    ) {
        let mut rows: Vec<Vec<String>> = cells.chunks(width).map(<[String]>::to_vec).collect();
        rows.last_mut().unwrap().resize(width, String::new());
        let names = (0..width).map(|column| format!("column {column}")).collect();
        rows.insert(0, names);
        let mut writer = Writer::new();
        for row in &rows {
            row.iter().for_each(|cell| writer.text(cell));
            writer.end_record();
        }
        let (bytes, mut found) = (writer.take(), Cells::default());
        let mut reader = Reader::new(Some(b','));
        bytes.chunks(cut).try_for_each(|part| reader.push(part, &mut found)).unwrap();
        reader.finish(&mut found).unwrap();
        let unguarded = |row: &Vec<String>| -> Vec<String> {
            row.iter().map(|cell| headwater::csv::unguard(cell).to_owned()).collect()
        };
        let found: Vec<Vec<String>> = found.0.iter().map(unguarded).collect();
        prop_assert_eq!(found, rows);
    }
}
