//! Rows of files of which only the names of columns are known.

use super::dedupe::Again;
use super::facts::hash_of;
use super::finding::Finding;
use super::indexes::Indexes;
use super::intake::Desk;
use super::reading::Column;
use super::row::{Row, is_blank};
use super::status::{StatusClass, class_of};
use crate::at::At;
use crate::csv::Record;
use crate::diagnostic::Action;
use crate::error::{Code, Result};
use crate::ledger::{OrderLine, OrderSink};
use crate::unit::Money;

impl<S: OrderSink> Desk<S> {
    /// Judges a row.
    pub(super) fn judge(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        indexes: &Indexes,
    ) -> Result<()> {
        if let Some(known) = self.file.known.clone() {
            return self.judge_known(record, row, &known, indexes);
        }
        if let Some(customer) = self.file.key.form.change(row.customer()) {
            return self.judge_plain(record, &row.with_customer(&customer), indexes);
        }
        self.judge_plain(record, row, indexes)
    }

    fn judge_plain(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) -> Result<()> {
        if row.may_be_blank() && is_blank(record) {
            return Ok(());
        }
        self.file.records += 1;
        if self.file.is_side {
            self.join.name(hash_of(row.order_id()), row.customer());
            return Ok(());
        }
        if self.is_no_record(record, row, indexes)? {
            return Ok(());
        }
        self.file.dates.good += u64::from(row.when.is_some());
        self.file.amounts.good += u64::from(row.amount.is_some());
        if self.file.records <= Column::EXAMPLE_RECORDS {
            Column::learn(&mut self.file.columns, record);
            self.file.looks.learn(record);
        }
        // A row is large, and nearly all stay as they are.
        if row.refund.is_some() || is_taken_back(record, indexes) {
            let row = row.netted();
            let row = if is_taken_back(record, indexes) { row.turned() } else { row };
            return self.judge_line(record, &row, indexes);
        }
        self.judge_line(record, row, indexes)
    }

    fn judge_line(&mut self, record: &Record<'_>, row: &Row<'_>, indexes: &Indexes) -> Result<()> {
        self.file.add_to_sums(row.money(), row.when.is_some());
        let order = hash_of(row.order_id());
        let mut class = row.status().map(|status| self.books.class_of(status));
        if row.is_paid_back() && !class.is_some_and(StatusClass::is_excluded) {
            class = Some(StatusClass::Refunded);
        }
        let early = || self.file.too_early(row.when.map(|when| when.day));
        let mut fault = row.fault(class, indexes).or_else(|| Some((early()?, None)));
        let line = row.order_line();
        if fault.is_none()
            && self.again.is_again(Again::key(order, line.as_ref()), self.file.number)
        {
            fault = Some((Code::DuplicateRow, None));
        }
        let is_repeated =
            fault.is_none() && self.file.order_totals.is_again(order, row.money(), record.line());
        let money = if is_repeated { Money::ZERO } else { row.money() };
        if let Some(status) = row.status() {
            self.books.note_status(status, money)?;
        }
        let width = self.file.schema.headers.len();
        let mut findings = row.findings(record, class, indexes, width);
        if is_repeated {
            let to = Some(money.to_string());
            findings.push(Finding {
                code: Code::RepeatedTotal,
                column: Some(indexes.amount()),
                to,
            });
        }
        for finding in findings {
            self.report(record, row, indexes, finding, fault.is_some());
        }
        if let Some((code, column)) = fault {
            if code == Code::DuplicateRow {
                self.file.key.note(row.customer());
            }
            self.set_aside(record, row, indexes, code, column);
            return self.books.drop_row(code, row.when.map(|when| when.day), money);
        }
        let Some(line) = line else { return Ok(()) };
        self.file.key.note(line.customer);
        let (file, offset) = (&self.file, row.when.and_then(|when| when.offset));
        let at = || {
            let at = file.at(record, row, indexes, Some(indexes.amount()));
            at.with_cells(record.texts().into_iter())
        };
        let amount = self.books.keep(line.day, money, offset, at)?;
        if let Some(code) = self.books.exclusion() {
            self.books.set_aside.add(self.file.number, code, record);
            return Ok(());
        }
        self.books.keep_record(self.file.number, record);
        self.orders.add_to(self.books.number(), &OrderLine { amount, ..line })
    }

    /// Sets aside what stands between the records of a table: its header again, and sums. Their
    /// money is no column's.
    pub(super) fn is_no_record(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        indexes: &Indexes,
    ) -> Result<bool> {
        let code = if row.repeats(&self.file.schema.headers, indexes) {
            Code::RepeatedHeader
        } else if row.is_total(record, self.file.sums) {
            Code::TotalRow
        } else {
            return Ok(false);
        };
        self.set_aside(record, row, indexes, code, None);
        self.books.drop_row(code, None, Money::ZERO)?;
        Ok(true)
    }

    /// Ends a file: what only all of its rows can say.
    pub(super) fn end_plain(&mut self) {
        let file = &self.file;
        let Some((count, line)) = file.order_totals.doubt() else { return };
        let header = file.schema.column(crate::at::Field::Amount);
        let header = header.and_then(|column| file.schema.headers.get(column));
        let at = At { file: Some(file.number), line: Some(line), ..At::default() };
        let at = at.with_column(header.map_or("", String::as_str));
        for _ in 0..count {
            self.books.notes.add(Code::RepeatedTotal, || (at.clone(), Action::Kept));
        }
    }
}

/// Whether the row is a refund by what kind of entry it is said to be.
fn is_taken_back(record: &Record<'_>, indexes: &Indexes) -> bool {
    let mut scratch = Vec::new();
    let kind = indexes.kind.map(|column| record.cell(column, &mut scratch));
    let kind = kind.and_then(|cell| std::str::from_utf8(cell).ok());
    // Nearly no row is one, and most need no table to see it.
    let may_be = |kind: &str| kind.contains(['r', 'R', '退']) && kind.len() <= 64;
    kind.is_some_and(|kind| may_be(kind) && class_of(kind) == StatusClass::Refunded)
}
