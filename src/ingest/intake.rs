//! Takes a file's records: finds the header, then turns each row into an order line or sets it
//! aside, and counts either way.

use super::ReadingOptions;
use super::books::Books;
use super::candidates::Looks;
use super::currency::{Asked, Custom, said};
use super::dedupe::{Again, Seen};
use super::extras::Extras;
use super::finding::Finding;
use super::habits::{Habits, Next};
use super::indexes::Indexes;
use super::join::{Join, Source};
use super::key::{Form, KeyState, grade_of_name};
use super::known::Known;
use super::platform::Part;
use super::reading::Column;
use super::row::{Row, Scratches};
use super::schema::{HEADER_RECORDS, Schema, choose_header, is_known_name, looks_like_data};
use super::totals::OrderTotals;
use crate::at::{At, Field};
use crate::csv::layout::{self, FOOTER, Starts, is_thin, is_value};
use crate::csv::{OwnedRecord, Record, Sink};
use crate::diagnostic::Action;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::ledger::{OrderLine, OrderSink};
use crate::unit::{Day, Money};
use std::rc::Rc;

/// What is known about the file that is being read.
#[derive(Debug, Default)]
pub(super) struct FileState {
    pub(super) number: u32,
    pub(super) header_line: u64,
    pub(super) schema: Schema,
    pub(super) columns: Vec<Column>,
    pub(super) looks: Looks,
    /// How it is read, where it is an export that is known.
    pub(super) known: Option<Rc<Known>>,
    /// It only says whose orders are whose.
    pub(super) is_side: bool,
    pub(super) order_totals: OrderTotals,
    /// The amounts so far: of all rows, and of those with a day.
    pub(super) sums: [Money; 2],
    /// Records that stand below the table, unless a row of it follows.
    tail: Vec<OwnedRecord>,
    starts: Starts,
    pub(super) key: KeyState,
    custom: Custom,
    /// What the last rows named, the latest first: exports that name it once an order take turns.
    last_currencies: [Option<LastCurrency>; 2],
    pub(super) habits: Habits,
    pub(super) records: u64,
    /// Rows of days before this one do not count.
    pub(super) from_day: Option<Day>,
    pub(super) dates: Tries,
    pub(super) amounts: Tries,
    pub(super) indexes: Option<Rc<Indexes>>,
    waiting: Vec<OwnedRecord>,
}

/// What the last row said of its currency: nearly every row says the same as the one before.
#[derive(Debug)]
struct LastCurrency {
    cell: Vec<u8>,
    mark: Option<(&'static str, bool)>,
    number: u8,
}

/// How many cells of a kind could be read, and the first that could not.
#[derive(Debug, Default)]
pub(super) struct Tries {
    pub(super) good: u64,
    first_bad: Option<At>,
    /// One of them is a number too large to be counted.
    is_oversized: bool,
}

/// The sink behind the CSV reader.
#[derive(Debug)]
pub(super) struct Intake<S> {
    pub(super) options: ReadingOptions,
    pub(super) desk: Desk<S>,
    scratches: Scratches,
}

/// Where rows are judged and counted. Apart from the room for cells, so that a row may borrow
/// from that while the counts change.
#[derive(Debug)]
pub(super) struct Desk<S> {
    pub(super) orders: S,
    pub(super) books: Books,
    pub(super) file: FileState,
    pub(super) seen: Seen,
    /// Lines of files of which only the columns' names are known.
    pub(super) again: Again,
    pub(super) join: Join,
    /// Minutes east of UTC to which times are moved.
    pub(super) zone: Option<i32>,
    #[cfg(test)]
    pub(super) quick: super::quick::Trial,
}

impl<S: OrderSink> Sink for Intake<S> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        match self.desk.file.indexes.clone() {
            Some(indexes) => self.row(record, &indexes),
            None => self.look_for_header(record),
        }
    }

    fn recognises(&self, cell: &str) -> bool {
        is_known_name(cell)
    }
}

impl<S: OrderSink> Intake<S> {
    pub(super) fn new(options: ReadingOptions, orders: S) -> Self {
        let zone = options.time_zone_offset;
        let asked = Asked { target: options.currency, rates: options.rates.clone() };
        Self {
            options,
            desk: Desk {
                zone,
                orders,
                books: Books::new(asked),
                file: FileState::default(),
                seen: Seen::default(),
                again: Again::default(),
                join: Join::default(),
                #[cfg(test)]
                quick: super::quick::Trial::default(),
            },
            scratches: Scratches::default(),
        }
    }

    /// Starts file `number`.
    pub(super) fn begin_file(&mut self, number: u32) {
        let habits = Habits::new(self.options.date_order);
        let from_day = self.options.from_day;
        self.desk.file = FileState { number, habits, from_day, ..FileState::default() };
    }

    fn look_for_header(&mut self, record: &Record<'_>) -> Result<()> {
        let schema = Schema::new(record.texts(), &self.options.mapping);
        self.desk.file.waiting.push(record.to_owned());
        let is_named = || !record.texts().iter().any(|cell| is_value(cell.trim()));
        if schema.is_complete() && is_named() {
            return self.settle(self.desk.file.waiting.len() - 1, schema);
        }
        if self.desk.file.waiting.len() == HEADER_RECORDS { self.settle_best() } else { Ok(()) }
    }

    fn settle_best(&mut self) -> Result<()> {
        let records: Vec<_> =
            self.desk.file.waiting.iter().map(|record| shape(&record.as_record())).collect();
        let (index, schema) = choose_header(&records, &self.options.mapping);
        let first = &records[index].cells;
        if schema.roles.len() < 2 && schema.unknown.is_empty() && looks_like_data(first) {
            let line = self.desk.file.waiting.first().map(|record| record.as_record().line());
            return Err(Error::new(ErrorKind::NoHeader).at_place(At { line, ..At::default() }));
        }
        self.settle(index, schema)
    }

    /// Takes record `index` of those waiting for the header, and reads the ones after it.
    fn settle(&mut self, index: usize, schema: Schema) -> Result<()> {
        let waiting = std::mem::take(&mut self.desk.file.waiting);
        let header = waiting[index].as_record();
        let line = header.line();
        if !header.is_utf8() {
            let at = At { line: Some(line), ..At::default() };
            let kind = ErrorKind::UnsupportedEncoding { found: "damaged text" };
            return Err(Error::new(kind).at_place(at));
        }
        if let Err(error) = schema.check(&self.options.mapping, line) {
            if !schema.says_whose() {
                return Err(error);
            }
            self.desk.join.side_error.get_or_insert(error);
            self.desk.file.is_side = true;
        }
        if schema.export.is_some_and(|export| export.part == Part::Customers) {
            let error = Error::new(ErrorKind::MissingColumn { field: Field::OrderTime });
            let at = At { line: Some(line), ..At::default() };
            self.desk.join.side_error.get_or_insert(error.at_place(at));
        }
        let indexes = Indexes::new(&schema, self.desk.file.is_side)
            .ok_or_else(|| Error::new(ErrorKind::MissingColumn { field: Field::Customer }))?;
        self.desk.file.header_line = line;
        self.desk.file.columns = Column::all(&schema);
        self.desk.file.order_totals = OrderTotals::new(schema.has_order_total());
        self.desk.file.custom = custom_of(&schema);
        self.desk.settle_key(&schema, line);
        self.desk.file.schema = schema;
        let indexes = Rc::new(indexes);
        self.desk.file.indexes = Some(Rc::clone(&indexes));
        waiting[index + 1..].iter().try_for_each(|record| self.row(&record.as_record(), &indexes))
    }

    /// Ends the file: there are no more records.
    pub(super) fn end_file(&mut self) -> Result<()> {
        if self.desk.file.indexes.is_none() {
            if self.desk.file.waiting.is_empty() {
                return Err(Error::new(ErrorKind::EmptyFile));
            }
            self.settle_best()?;
        }
        self.desk.file.habits.close();
        self.release()?;
        self.desk.end_table();
        self.desk.end_plain();
        self.desk.end_known()?;
        if self.desk.file.is_side {
            return Ok(());
        }
        for (tries, kind) in [
            (&self.desk.file.dates, ErrorKind::NoParsableDate),
            (&self.desk.file.amounts, ErrorKind::NoParsableAmount),
        ] {
            let kind = if tries.is_oversized { ErrorKind::AmountOverflow } else { kind };
            if let (0, Some(at)) = (tries.good, &tries.first_bad) {
                let file = None;
                return Err(Error::new(kind).at_place(At { file, ..at.clone() }));
            }
        }
        Ok(())
    }

    /// Takes a record below the header: it waits where it may be below the table.
    fn row(&mut self, record: &Record<'_>, indexes: &Indexes) -> Result<()> {
        if let Some((entry, line)) = self.desk.quick(record, indexes, &mut self.scratches.quick) {
            return self.desk.enter(&entry, record.line(), |orders, amount| {
                orders.add_to(entry.currency, &OrderLine { amount, ..line })
            });
        }
        let (habit, zone) = (self.desk.file.habits.habit(), self.options.time_zone_offset);
        let row = Row::read(record, indexes, zone, habit, &mut self.scratches);
        let file = &mut self.desk.file;
        let is_undated = row.when.is_none() && indexes.has_time();
        if is_undated && file.may_be_below(record) {
            file.tail.push(record.to_owned());
            return Ok(());
        }
        if !file.tail.is_empty() {
            // It was no note, since a row of the table follows.
            let tail = std::mem::take(&mut file.tail);
            file.starts = Starts::default();
            tail.iter().try_for_each(|record| self.row(&record.as_record(), indexes))?;
            return self.row(record, indexes);
        }
        if file.starts.wants_more() {
            file.starts.see(&shape(record));
        }
        if !file.is_side {
            let next = file.habits.hear(row.when.as_ref(), row.amount.as_ref());
            if next != Next::Judge {
                let is_full = file.habits.wait(record.to_owned());
                return if is_full || next == Next::Release { self.release() } else { Ok(()) };
            }
        }
        self.desk.take(record, &row, indexes)
    }

    /// Judges the rows that have waited, by what is known now.
    fn release(&mut self) -> Result<()> {
        let waiting = self.desk.file.habits.release();
        let Some(indexes) = self.desk.file.indexes.clone() else { return Ok(()) };
        let (habit, zone) = (self.desk.file.habits.habit(), self.options.time_zone_offset);
        waiting.iter().try_for_each(|record| {
            let record = record.as_record();
            let row = Row::read(&record, &indexes, zone, habit, &mut self.scratches);
            self.desk.take(&record, &row, &indexes)
        })
    }
}

/// A record, as the table is looked for.
fn shape(record: &Record<'_>) -> layout::Row {
    layout::Row { cells: record.texts(), line: record.line() }
}

/// Whether one cell alone may hold something.
fn has_one_cell(record: &Record<'_>) -> bool {
    let mut scratch = Vec::new();
    let filled = (0..record.len()).filter(|at| !record.cell(*at, &mut scratch).is_empty());
    filled.take(2).count() == 1
}

impl<S: OrderSink> Desk<S> {
    /// Ends a table: what still waits stands below it.
    fn end_table(&mut self) {
        for record in std::mem::take(&mut self.file.tail) {
            let at = At {
                file: Some(self.file.number),
                line: Some(record.as_record().line()),
                ..At::default()
            };
            let text = shape(&record.as_record());
            let at = || (at.with_value(text.first_filled()), Action::Dropped);
            self.books.notes.add(Code::NoteRow, at);
        }
    }

    /// Notes how the file tells its customers apart.
    fn settle_key(&mut self, schema: &Schema, header_line: u64) {
        let file = &mut self.file;
        if let Some((extras, key)) = Extras::new(schema) {
            file.known = Some(Rc::new(Known::new(extras, &key, self.zone)));
            file.key = key;
        } else if let Some(column) = schema.column(Field::Customer) {
            let header = schema.headers[column].trim().to_owned();
            let (grade, reason) = grade_of_name(&header);
            let form = Form::of(&header);
            file.key = KeyState { header, grade, reason, form, ..KeyState::default() };
        }
        if !file.is_side {
            let (number, export) = (file.number, schema.export);
            let key = KeyState::default();
            self.books.scripts.insert(file.custom.yen);
            self.join.sources.push(Source { export, key, number, header_line });
        }
    }

    /// Judges a row; an error gets its place.
    fn take(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) -> Result<()> {
        self.turn_to_currency(record, row, indexes);
        self.judge(record, row, indexes).map_err(|error| {
            let at = self.file.at(record, row, indexes, None);
            error.at_place(At { file: None, ..at })
        })
    }

    /// Turns to the books of the row's currency.
    fn turn_to_currency(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) {
        let mut scratch = Vec::new();
        let cell = indexes.currency.map_or(&[][..], |column| record.cell(column, &mut scratch));
        let mark = row.amount.and_then(|amount| Some((amount.currency?, amount.is_shared)));
        let same = |last: &&LastCurrency| (last.cell.as_slice(), last.mark) == (cell, mark);
        if let Some(last) = self.file.last_currencies.iter().flatten().find(same) {
            self.books.turn_back(last.number);
            return;
        }
        let beside = String::from_utf8_lossy(cell);
        let said = said(row.amount, &beside, self.file.custom, self.books.asked());
        let number = self.books.turn_to(&said);
        let [first, second] = &mut self.file.last_currencies;
        *second = first.replace(LastCurrency { cell: cell.to_owned(), mark, number });
    }

    pub(super) fn report(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        indexes: &Indexes,
        finding: Finding,
        is_dropped: bool,
    ) {
        let file = &self.file;
        self.books.diagnostics().add(finding.code, || {
            let mut at = file.at(record, row, indexes, finding.column);
            if let (Code::WrappedId, Some(column)) = (finding.code, finding.column) {
                let mut scratch = Vec::new();
                at = at.with_value(&String::from_utf8_lossy(record.cell(column, &mut scratch)));
            }
            let at = at.with_cells(record.texts().into_iter());
            (at, if is_dropped { Action::Dropped } else { finding.action() })
        });
    }

    pub(super) fn set_aside(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        indexes: &Indexes,
        code: Code,
        column: Option<usize>,
    ) {
        self.books.set_aside.add(self.file.number, code, record);
        let at = || self.file.at(record, row, indexes, column);
        let whole = || at().with_cells(record.texts().into_iter());
        self.books.diagnostics().add(code, || (whole(), Action::Dropped));
        let tries = match code {
            Code::UnparsedDate => &self.file.dates,
            Code::UnparsedAmount | Code::OversizedAmount => &self.file.amounts,
            _ => return,
        };
        if tries.first_bad.is_none() {
            let at = Some(at());
            match code {
                Code::UnparsedDate => self.file.dates.first_bad = at,
                _ => self.file.amounts.first_bad = at,
            }
        }
        self.file.amounts.is_oversized |= code == Code::OversizedAmount;
    }
}

/// What the file says of rows that do not name their currency.
fn custom_of(schema: &Schema) -> Custom {
    let amount = schema.column(Field::Amount).map(|column| schema.headers[column].as_str());
    let platform = schema.export.and_then(|export| export.currency());
    Custom::new(&schema.headers, amount, platform)
}

impl FileState {
    /// Whether nothing but the row at hand decides how it is read.
    pub(super) fn is_settled(&self, indexes: &Indexes) -> bool {
        self.known.is_none()
            && !self.is_side
            && indexes.refund.is_none()
            && indexes.kind.is_none()
            && self.records >= Column::EXAMPLE_RECORDS
            && !self.starts.wants_more()
            && self.tail.is_empty()
            && self.habits.is_idle()
    }

    /// The number of the currency of a row whose currency cell is this, and whose amount names none, if
    /// one of the last rows was like it.
    pub(super) fn currency_as_before(&self, cell: &str) -> Option<u8> {
        let last = self.last_currencies.iter().flatten();
        let mut same = last.filter(|last| last.mark.is_none() && last.cell == cell.as_bytes());
        same.next().map(|last| last.number)
    }

    /// Why a row of this day does not count, if it is too early.
    pub(super) fn too_early(&self, day: Option<Day>) -> Option<Code> {
        day.filter(|day| self.from_day > Some(*day)).map(|_| Code::BeforeFirstDay)
    }

    /// Adds the money of a row to the sums so far.
    pub(super) fn add_to_sums(&mut self, money: Money, is_dated: bool) {
        let [all, dated] = &mut self.sums;
        all.0 = all.0.saturating_add(money.0);
        if is_dated {
            dated.0 = dated.0.saturating_add(money.0);
        }
    }

    /// What the file is good for.
    pub(super) fn part(&self) -> Part {
        let other = if self.is_side { Part::Customers } else { Part::Orders };
        self.schema.export.map_or(other, |export| export.part)
    }

    /// Whether the record is a note below the table, or follows one.
    fn may_be_below(&self, record: &Record<'_>) -> bool {
        if self.tail.is_empty() && !has_one_cell(record) {
            return false;
        }
        let row = shape(record);
        let width = self.schema.extent();
        match self.tail.len() {
            0 => self.starts.is_note(&row, width),
            length => length < FOOTER && is_thin(&row, width),
        }
    }

    /// The place of a row, and of one of its cells.
    pub(super) fn at(
        &self,
        record: &Record<'_>,
        row: &Row<'_>,
        indexes: &Indexes,
        column: Option<usize>,
    ) -> At {
        let at = At {
            file: Some(self.number),
            record: Some(self.records),
            line: Some(record.line()),
            ..At::default()
        };
        match column {
            Some(column) => {
                let header = self.schema.headers.get(column).map_or("", String::as_str);
                at.with_column(header).with_value(&row.cell(column, indexes))
            }
            None => at,
        }
    }
}
