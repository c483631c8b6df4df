//! The long works as handles that a worker steps through.

use super::outcome::Outcome;
use super::{convert, dto};
use crate::analysis;
use crate::csv;
use crate::ingest::{self, Import, is_known_name};
use crate::job::{Job, Step};
use crate::js::{Progress, Thrown, input, internal, not_done, output, thrown};
use crate::ledger::{self, Builder, Ledger, reserve};
use crate::order_days::OrderDays;
use crate::sales;
use js_sys::{Object, Uint8Array, Uint32Array};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Reads files, piece by piece.
#[wasm_bindgen]
pub struct Reader(Import<Builder>);

#[wasm_bindgen]
impl Reader {
    #[wasm_bindgen(constructor)]
    pub fn new(options: Ts<dto::ReadingOptions>) -> Thrown<Self> {
        let options = convert::reading_options(input(&options)?).map_err(thrown)?;
        Import::new(options, Builder::default()).map(Self).map_err(thrown)
    }

    #[wasm_bindgen(js_name = beginFile)]
    pub fn begin_file(&mut self, name: &str, size: Option<f64>) -> Thrown<()> {
        self.0.begin_file(name, size.and_then(convert::whole)).map_err(thrown)
    }

    /// Says that one file is begun and no other.
    #[wasm_bindgen(js_name = expectOne)]
    pub fn expect_one(&mut self) {
        self.0.expect_one();
    }

    /// Says that what is pushed is text in UTF-8, made from a file in `encoding`.
    pub fn transcoded(&mut self, encoding: &str) {
        self.0.transcoded(encoding);
    }

    /// Says that the file that was begun is sheet `sheet` of a workbook that has `sheets`.
    #[wasm_bindgen(js_name = ofSheet)]
    pub fn of_sheet(&mut self, sheet: &str, sheets: Vec<String>) {
        self.0.of_sheet(sheet, sheets);
    }

    /// Reads the next `text`, made from `size` bytes of the file.
    pub fn push(&mut self, text: &[u8], size: usize) -> Thrown<()> {
        self.0.push_many(text, size as u64).map_err(thrown)
    }

    /// How others may read pieces of the file ahead, for a `PieceReader`; `undefined` while that is not known
    /// and where it cannot be done.
    pub fn plan(&self) -> Option<Vec<u8>> {
        self.0.plan().map(|plan| plan.to_bytes())
    }

    /// Reads the next `piece` of the file's text, made from `size` bytes of the file, with the batch that reader
    /// `helper` made of it.
    #[wasm_bindgen(js_name = pushPiece)]
    pub fn push_piece(
        &mut self,
        piece: &Uint8Array,
        batch: &[u8],
        helper: usize,
        size: usize,
    ) -> Thrown<()> {
        let piece = Outside { bytes: piece, length: piece.length() as usize };
        self.0.push_piece(&piece, size as u64, batch, helper).map_err(thrown)
    }

    /// The same with a batch that a `PieceReader` of this instance made, which takes number `helper`.
    #[wasm_bindgen(js_name = pushOwn)]
    pub fn push_own(
        &mut self,
        piece: &Uint8Array,
        batch: Batch,
        helper: usize,
        size: usize,
    ) -> Thrown<()> {
        self.push_piece(piece, &batch.0, helper, size)
    }

    #[wasm_bindgen(js_name = endFile)]
    pub fn end_file(&mut self) -> Thrown<()> {
        self.0.end_file().map_err(thrown)
    }

    pub fn progress(&self) -> Thrown<Ts<Progress>> {
        output(&self.0.progress().into())
    }

    /// Ends the reading and gives the job that puts the orders in order.
    pub fn finish(self) -> Thrown<Sorting> {
        let (builder, reading) = self.0.finish().map_err(thrown)?;
        Ok(Sorting { job: builder.finish(), reading, ledger: None })
    }
}

/// A piece that stays where it is, but for what is looked at.
struct Outside<'a> {
    bytes: &'a Uint8Array,
    length: usize,
}

impl ingest::Piece for Outside<'_> {
    fn length(&self) -> usize {
        self.length
    }

    fn get(&self, range: Range<usize>) -> crate::error::Result<Cow<'_, [u8]>> {
        let mut bytes = Vec::new();
        reserve(&mut bytes, range.len())?;
        bytes.resize(range.len(), 0);
        // It is no longer than the array, whose length 32 bits can tell.
        let end = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.bytes.subarray(end(range.start), end(range.end)).copy_to(&mut bytes);
        Ok(Cow::Owned(bytes))
    }
}

/// Reads pieces of one file ahead of the `Reader` that reads it in order.
#[wasm_bindgen]
pub struct PieceReader(ingest::PieceReader);

#[wasm_bindgen]
impl PieceReader {
    /// A reader of pieces for the file whose `Reader` gave this plan.
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &[u8]) -> Thrown<Self> {
        let plan = ingest::Plan::from_bytes(plan)
            .ok_or_else(|| internal("these bytes are no plan for a file"))?;
        Ok(Self(ingest::PieceReader::new(plan)))
    }

    /// The batch of a piece.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn read(&mut self, piece: &[u8]) -> Vec<u8> {
        self.0.read(piece)
    }

    /// The batch of a piece, for the `Reader` of the same instance.
    #[wasm_bindgen(js_name = readHere)]
    pub fn read_here(&mut self, piece: &[u8]) -> Batch {
        Batch(self.0.read(piece))
    }
}

/// What was made of a piece, within this instance.
#[wasm_bindgen]
pub struct Batch(Vec<u8>);

/// Puts the orders in order.
#[wasm_bindgen]
pub struct Sorting {
    job: ledger::Sorting,
    reading: ingest::Reading,
    ledger: Option<Ledger>,
}

#[wasm_bindgen]
impl Sorting {
    /// True when it is done.
    pub fn step(&mut self) -> Thrown<bool> {
        if let Step::Done(ledger) = self.job.step().map_err(thrown)? {
            self.ledger = Some(ledger);
        }
        Ok(self.ledger.is_some())
    }

    pub fn progress(&self) -> Thrown<Ts<Progress>> {
        output(&self.job.progress().into())
    }

    /// What was made; to be called once `step` has said so.
    pub fn finish(self) -> Thrown<Book> {
        let ledger = self.ledger.ok_or_else(not_done)?;
        let orders = ledger.orders();
        let customers = ledger.has_customers().then(|| convert::size(ledger.customers()));
        let mut source = self.reading;
        if ledger.has_customers() {
            source.weigh_key(ledger.customers() as u64, orders);
        }
        let reading = convert::reading(&source, orders, customers, ledger.bytes());
        Ok(Book { ledger: Rc::new(ledger), reading, source, last: Rc::default() })
    }
}

/// The orders of some files, ready for any number of reports.
#[wasm_bindgen]
pub struct Book {
    ledger: Rc<Ledger>,
    reading: dto::Reading,
    source: ingest::Reading,
    last: LastReport,
}

/// The last report of a book, from which the next takes over what does not change.
type LastReport = Rc<RefCell<Option<Rc<analysis::Report>>>>;

#[wasm_bindgen]
impl Book {
    pub fn reading(&self) -> Thrown<Ts<dto::Reading>> {
        output(&self.reading)
    }

    /// Begins a report.
    pub fn analysis(&self, options: Ts<dto::ReportOptions>) -> Thrown<Analysis> {
        let options = convert::report_options(input(&options)?).map_err(thrown)?;
        let (ledger, reading) = (Rc::clone(&self.ledger), self.reading.clone());
        let last = self.last.borrow().clone();
        let job = analysis::Analysis::after(Rc::clone(&ledger), &options, last.as_deref());
        let job = job.map_err(thrown)?;
        Ok(Analysis { job, ledger, reading, last: Rc::clone(&self.last), report: None })
    }

    /// Begins a report on the orders alone.
    pub fn sales(&self, options: Ts<dto::OrdersOptions>) -> Thrown<Selling> {
        let as_of = convert::orders_options(input(&options)?).map_err(thrown)?;
        let job = sales::Selling::new(Rc::clone(&self.ledger), as_of).map_err(thrown)?;
        Ok(Selling { job, reading: self.reading.clone(), sales: None })
    }

    /// Who bought on which days: what the lifetime value engine eats.
    #[wasm_bindgen(js_name = orderDays, unchecked_return_type = "OrderDays")]
    pub fn order_days(&self) -> Thrown<Object> {
        let days = OrderDays::new(&self.ledger).map_err(thrown)?;
        Ok(convert::order_days(&days))
    }

    /// The ids of all customers: id `i` is `bytes.slice(offsets[i], offsets[i + 1])` in UTF-8.
    #[wasm_bindgen(unchecked_return_type = "IdTable")]
    pub fn ids(&self) -> Object {
        let (bytes, offsets) = self.ledger.ids().as_parts();
        convert::id_table(&Uint8Array::from(bytes), &Uint32Array::from(offsets))
    }

    /// The rows that were set aside, as a guarded CSV file.
    #[wasm_bindgen(js_name = exportSetAside)]
    pub fn export_set_aside(&self, words: Ts<dto::SetAsideWording>) -> Thrown<web_sys::Blob> {
        let words = convert::set_aside_words(input(&words)?).map_err(thrown)?;
        let ingest::Reading { files, set_aside, .. } = &self.source;
        super::outcome::csv_blob(|part| set_aside.export(files, &words, part))
    }
}

/// Sums up orders.
#[wasm_bindgen]
pub struct Selling {
    job: sales::Selling,
    reading: dto::Reading,
    sales: Option<sales::Sales>,
}

#[wasm_bindgen]
impl Selling {
    /// True when it is done.
    pub fn step(&mut self) -> Thrown<bool> {
        if let Step::Done(sales) = self.job.step().map_err(thrown)? {
            self.sales = Some(sales);
        }
        Ok(self.sales.is_some())
    }

    pub fn progress(&self) -> Thrown<Ts<Progress>> {
        output(&self.job.progress().into())
    }

    /// What was made; to be called once `step` has said so.
    pub fn finish(self) -> Thrown<Ts<dto::OrdersReport>> {
        let sales = self.sales.ok_or_else(not_done)?;
        output(&convert::orders_report(&sales, self.reading))
    }
}

/// Makes a report.
#[wasm_bindgen]
pub struct Analysis {
    job: analysis::Analysis,
    ledger: Rc<Ledger>,
    reading: dto::Reading,
    last: LastReport,
    report: Option<analysis::Report>,
}

#[wasm_bindgen]
impl Analysis {
    /// True when it is done.
    pub fn step(&mut self) -> Thrown<bool> {
        if let Step::Done(report) = self.job.step().map_err(thrown)? {
            self.report = Some(report);
        }
        Ok(self.report.is_some())
    }

    pub fn progress(&self) -> Thrown<Ts<Progress>> {
        output(&self.job.progress().into())
    }

    /// What was made; to be called once `step` has said so.
    pub fn finish(self) -> Thrown<Outcome> {
        let report = Rc::new(self.report.ok_or_else(not_done)?);
        self.last.replace(Some(Rc::clone(&report)));
        Ok(Outcome::new(self.ledger, report, self.reading))
    }
}

/// Reads a file's records as they stand.
#[wasm_bindgen]
pub struct RowReader {
    reader: csv::RowReader,
    encoding: Option<String>,
}

#[wasm_bindgen]
impl RowReader {
    #[wasm_bindgen(constructor)]
    pub fn new(options: Ts<dto::ReadingOptions>, encoding: Option<String>) -> Thrown<Self> {
        let options = convert::reading_options(input(&options)?).map_err(thrown)?;
        let reader = csv::Reader::new(options.delimiter);
        let reader = if encoding.is_some() { reader.transcoded() } else { reader };
        Ok(Self { reader: csv::RowReader::new(reader, is_known_name), encoding })
    }

    pub fn push(&mut self, text: &[u8]) -> Thrown<()> {
        self.reader.push(text).map_err(thrown)
    }

    /// All records, and with `typed` their columns as values.
    pub fn finish(self, typed: Option<bool>) -> Thrown<Ts<dto::RowsResult>> {
        let rows = self.reader.finish().map_err(thrown)?;
        output(&convert::rows(rows, self.encoding, typed.unwrap_or(false)))
    }
}
