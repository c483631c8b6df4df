//! Takes a file's records: finds the header, then turns each row into an order line or sets it
//! aside, and counts either way.

use super::ReadingOptions;
use super::candidates::Looks;
use super::dedupe::Seen;
use super::extras::Extras;
use super::facts::hash_of;
use super::finding::Finding;
use super::habits::{Habits, Next};
use super::indexes::Indexes;
use super::join::{Join, Source};
use super::key::{Form, KeyState, grade_of_name};
use super::known::Known;
use super::platform::Part;
use super::reading::Column;
use super::row::{Row, Scratches, is_blank};
use super::schema::{HEADER_RECORDS, Schema, choose_header, is_known_name, looks_like_data};
use super::tally::Tally;
use crate::at::{At, Field};
use crate::csv::{OwnedRecord, Record, Sink};
use crate::diagnostic::Action;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::ledger::OrderSink;
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
    pub(super) key: KeyState,
    pub(super) habits: Habits,
    pub(super) records: u64,
    pub(super) dates: Tries,
    pub(super) amounts: Tries,
    indexes: Option<Indexes>,
    waiting: Vec<OwnedRecord>,
}

/// How many cells of a kind could be read, and the first that could not.
#[derive(Debug, Default)]
pub(super) struct Tries {
    pub(super) good: u64,
    first_bad: Option<At>,
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
    pub(super) tally: Tally,
    pub(super) file: FileState,
    pub(super) seen: Seen,
    pub(super) join: Join,
    /// Minutes east of UTC to which times are moved.
    pub(super) zone: Option<i32>,
}

impl<S: OrderSink> Sink for Intake<S> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        match self.desk.file.indexes {
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
        Self {
            options,
            desk: Desk {
                zone,
                orders,
                tally: Tally::default(),
                file: FileState::default(),
                seen: Seen::default(),
                join: Join::default(),
            },
            scratches: Scratches::default(),
        }
    }

    /// Starts file `number`.
    pub(super) fn begin_file(&mut self, number: u32) {
        let habits = Habits::new(self.options.date_order);
        self.desk.file = FileState { number, habits, ..FileState::default() };
    }

    fn look_for_header(&mut self, record: &Record<'_>) -> Result<()> {
        let schema = Schema::new(record.texts(), &self.options.mapping);
        self.desk.file.waiting.push(record.to_owned());
        if schema.is_complete() {
            return self.settle(self.desk.file.waiting.len() - 1, schema);
        }
        if self.desk.file.waiting.len() == HEADER_RECORDS { self.settle_best() } else { Ok(()) }
    }

    fn settle_best(&mut self) -> Result<()> {
        let records: Vec<_> =
            self.desk.file.waiting.iter().map(|r| r.as_record().texts()).collect();
        let (index, schema) = choose_header(&records, &self.options.mapping);
        if schema.roles.len() < 2 && schema.unknown.is_empty() && looks_like_data(&records[0]) {
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
            let kind = ErrorKind::UnsupportedEncoding { found: "unknown" };
            return Err(Error::new(kind).at_place(at));
        }
        if let Err(error) = schema.check(&self.options.mapping, line) {
            if !schema.says_whose() {
                return Err(error);
            }
            self.desk.join.side_error.get_or_insert(error);
            self.desk.file.is_side = true;
        }
        let indexes = Indexes::new(&schema, self.desk.file.is_side)
            .ok_or_else(|| Error::new(ErrorKind::MissingColumn { field: Field::Customer }))?;
        self.desk.settle_key(&schema, line);
        self.desk.file.header_line = line;
        self.desk.file.columns = Column::all(&schema);
        self.desk.file.schema = schema;
        self.desk.file.indexes = Some(indexes);
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
        self.desk.end_known()?;
        if self.desk.file.is_side {
            return Ok(());
        }
        for (tries, kind) in [
            (&self.desk.file.dates, ErrorKind::NoParsableDate),
            (&self.desk.file.amounts, ErrorKind::NoParsableAmount),
        ] {
            if let (0, Some(at)) = (tries.good, &tries.first_bad) {
                let file = None;
                return Err(Error::new(kind).at_place(At { file, ..at.clone() }));
            }
        }
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, indexes: &Indexes) -> Result<()> {
        let (habit, zone) = (self.desk.file.habits.habit(), self.options.time_zone_offset);
        let row = Row::read(record, indexes, zone, habit, &mut self.scratches);
        if !self.desk.file.is_side {
            let next = self.desk.file.habits.hear(row.when.as_ref(), row.amount.as_ref());
            if next != Next::Judge {
                let is_full = self.desk.file.habits.wait(record.to_owned());
                return if is_full || next == Next::Release { self.release() } else { Ok(()) };
            }
        }
        self.desk.take(record, &row, indexes)
    }

    /// Judges the rows that have waited, by what is known now.
    fn release(&mut self) -> Result<()> {
        let waiting = self.desk.file.habits.release();
        let Some(indexes) = self.desk.file.indexes else { return Ok(()) };
        let (habit, zone) = (self.desk.file.habits.habit(), self.options.time_zone_offset);
        waiting.iter().try_for_each(|record| {
            let record = record.as_record();
            let row = Row::read(&record, &indexes, zone, habit, &mut self.scratches);
            self.desk.take(&record, &row, &indexes)
        })
    }
}

impl<S: OrderSink> Desk<S> {
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
            self.join.sources.push(Source { export, key, number, header_line });
        }
    }

    /// Judges a row; an error gets its place.
    fn take(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) -> Result<()> {
        let currency = row.currency(record, indexes).filter(|_| !self.file.is_side);
        let is_foreign = currency.is_some_and(|code| self.tally.is_foreign(code));
        let mut row = *row;
        row.is_foreign = is_foreign;
        let row = &row;
        self.judge(record, row, indexes).map_err(|error| {
            let at = self.file.at(record, row, indexes, None);
            error.at_place(At { file: None, ..at })
        })
    }

    fn judge(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) -> Result<()> {
        if let Some(known) = self.file.known.clone() {
            return self.judge_known(record, row, &known, indexes);
        }
        let changed = self.file.key.form.change(row.customer());
        let row = &changed.as_deref().map_or(*row, |customer| row.with_customer(customer));
        if row.may_be_blank() && is_blank(record) {
            return Ok(());
        }
        self.file.records += 1;
        if self.file.is_side {
            self.join.name(hash_of(row.order_id()), row.customer());
            return Ok(());
        }
        self.file.dates.good += u64::from(row.when.is_some());
        self.file.amounts.good += u64::from(row.amount.is_some());
        let money = row.money();
        if row.repeats(&self.file.schema.headers, indexes) {
            self.set_aside(record, row, indexes, Code::RepeatedHeader, None);
            return self.tally.drop_row(Code::RepeatedHeader, None, money);
        }
        if self.file.records <= Column::EXAMPLE_RECORDS {
            Column::learn(&mut self.file.columns, record);
            self.file.looks.learn(record);
        }
        let class = match row.status() {
            Some(status) => Some(self.tally.note_status(status, money)?),
            None => None,
        };
        let fault = row.fault(class, indexes);
        let width = self.file.schema.headers.len();
        let findings = row.findings(record, class, indexes, width);
        for finding in findings {
            self.report(record, row, indexes, finding, fault.is_some());
        }
        if let Some((code, column)) = fault {
            self.set_aside(record, row, indexes, code, column);
            return self.tally.drop_row(code, row.when.map(|when| when.day), money);
        }
        let Some(line) = row.order_line() else { return Ok(()) };
        if let Some(code) = row.amount.and_then(|amount| amount.currency) {
            self.tally.note_currency(code);
        }
        self.tally.rows_with_offset += u64::from(row.when.is_some_and(|when| when.has_offset));
        self.file.key.note(line.customer);
        self.tally.keep(line.day, money)?;
        self.orders.add(&line)
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
        self.tally.diagnostics.add(finding.code, || {
            let at = file
                .at(record, row, indexes, finding.column)
                .with_cells(record.texts().into_iter());
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
        self.tally.set_aside.add(self.file.number, code, record);
        let at = || self.file.at(record, row, indexes, column);
        let whole = || at().with_cells(record.texts().into_iter());
        self.tally.diagnostics.add(code, || (whole(), Action::Dropped));
        let tries = match code {
            Code::UnparsedDate => &self.file.dates,
            Code::UnparsedAmount => &self.file.amounts,
            _ => return,
        };
        if tries.first_bad.is_none() {
            let at = Some(at());
            match code {
                Code::UnparsedDate => self.file.dates.first_bad = at,
                _ => self.file.amounts.first_bad = at,
            }
        }
    }
}

impl FileState {
    /// What the file is good for.
    pub(super) fn part(&self) -> Part {
        let other = if self.is_side { Part::Customers } else { Part::Orders };
        self.schema.export.map_or(other, |export| export.part)
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
