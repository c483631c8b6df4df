//! Rows of exports that are known: as `intake` judges any other, with the rules of the export's table.

use super::date::When;
use super::extras::Extras;
use super::facts::Facts;
use super::indexes::Indexes;
use super::intake::Desk;
use super::join::Waiting;
use super::key::KeyState;
use super::platform::{Grain, Part};
use super::reading::Column;
use super::row::{Row, is_blank};
use super::status::StatusClass;
use crate::at::At;
use crate::csv::{OwnedRecord, Record};
use crate::diagnostic::Action;
use crate::error::{Code, Result};
use crate::ledger::{OrderLine, OrderSink};
use crate::unit::Money;
use foldhash::quality::FixedState;
use hashbrown::HashMap;
use std::cell::RefCell;

/// How a known export is read, and what is kept of its orders meanwhile.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) extras: Extras,
    must_wait: bool,
    zone: Option<i32>,
    lines: RefCell<FirstLines>,
}

/// First lines of orders, for the lines that follow them.
#[derive(Debug, Default)]
struct FirstLines {
    first: HashMap<u64, Option<Carried>, FixedState>,
    following: Vec<Following>,
}

/// What a first line says for the others; without one the order does not count.
#[derive(Clone, Debug)]
struct Carried {
    customer: Box<str>,
    day: crate::unit::Day,
    minutes: Option<u16>,
    /// The number of the currency of the order.
    currency: u8,
}

/// A line that follows.
#[derive(Debug)]
struct Following {
    facts: Facts,
    quantity: Option<i64>,
    currency: u8,
    at: At,
    /// The record, where it is likely not to count.
    record: Option<OwnedRecord>,
}

impl Known {
    pub(super) fn new(extras: Extras, key: &KeyState, zone: Option<i32>) -> Self {
        let must_wait = extras.must_wait(key);
        Self { extras, must_wait, zone, lines: RefCell::default() }
    }
}

impl<S: OrderSink> Desk<S> {
    /// Judges a row by its export's rules.
    pub(super) fn judge_known(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        known: &Known,
        indexes: &Indexes,
    ) -> Result<()> {
        if is_blank(record) {
            return Ok(());
        }
        let facts = known.extras.read(record, row, known.zone);
        self.file.records += 1;
        if self.is_no_record(record, row, indexes)? {
            return Ok(());
        }
        if self.file.records <= Column::EXAMPLE_RECORDS {
            Column::learn(&mut self.file.columns, record);
            self.file.looks.learn(record);
        }
        match known.extras.export.part {
            Part::Customers => {
                self.join.name(known.extras.hash_of_named(&facts), &facts.customer);
                return Ok(());
            }
            Part::Payments => {
                return self.join.price(facts.order_hash, facts.money.unwrap_or_default());
            }
            Part::Orders | Part::Lines | Part::Bill | Part::Unpriced => {}
        }
        let at = At { value: None, ..self.file.at(record, row, indexes, None) };
        let is_first = known.extras.export.grain == Grain::First;
        if is_first && facts.has_no_amount && facts.order_hash != 0 {
            self.keep_following(record, facts, row.units(), known, at);
            return Ok(());
        }
        self.judge_order(record, &row.with(&facts), &facts, known, indexes, &at)
    }

    /// Keeps a line until all first lines were seen.
    fn keep_following(
        &mut self,
        record: &Record<'_>,
        facts: Facts,
        quantity: Option<i64>,
        known: &Known,
        at: At,
    ) {
        let is_led = matches!(known.lines.borrow().first.get(&facts.order_hash), Some(Some(_)));
        let record = if is_led { None } else { self.books.set_aside.spare(record) };
        let currency = self.books.number();
        let following = Following { facts, quantity, currency, at, record };
        known.lines.borrow_mut().following.push(following);
    }

    fn judge_order(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        facts: &Facts,
        known: &Known,
        indexes: &Indexes,
        at: &At,
    ) -> Result<()> {
        let export = known.extras.export;
        self.file.dates.good += u64::from(row.when.is_some());
        self.file.amounts.good += u64::from(row.amount.is_some());
        let class = facts.status.as_ref().map(|(_, class)| *class);
        let early = || self.file.too_early(row.when.map(|when| when.day));
        let fault = self.fault(row, class, facts, known, indexes);
        let mut fault = fault.or_else(|| Some((early()?, None)));
        if fault.is_none() && self.seen.is_again(export, facts, self.file.number) {
            fault = Some((Code::DuplicateRow, None));
        }
        let currency = self.books.number();
        let is_repeated = export.grain == Grain::Repeated
            && !self.seen.is_first_of_order(export, facts, fault.is_none(), currency);
        let money = if is_repeated { facts.without_total() } else { row.money() };
        if let Some((text, class)) = &facts.status {
            self.books.note_status_as(text, *class, money)?;
        }
        let width = self.file.schema.headers.len();
        let findings = row.findings(record, class, indexes, width);
        for finding in findings {
            self.report(record, row, indexes, finding, fault.is_some());
        }
        let Some((code, column)) = fault else {
            let money = row.amount.map(|_| money);
            if let Some(code) = self.books.exclusion() {
                self.books.set_aside.add(self.file.number, code, record);
            }
            return self.keep_known(record, row, facts, money, known, at);
        };
        // Lines that follow one which was counted before are looked at themselves.
        let is_again = code == Code::DuplicateRow;
        if is_again {
            self.file.key.note(&facts.customer);
        }
        let leads = is_again || code == Code::BeforeFirstDay;
        let carried = row.when.filter(|_| leads).map(|when| self.carried(facts, when));
        known.lines.borrow_mut().first.entry(facts.order_hash).or_insert(carried);
        self.set_aside(record, row, indexes, code, column);
        self.books.drop_row(code, row.when.map(|when| when.day), money)
    }

    fn fault(
        &self,
        row: &Row<'_>,
        class: Option<StatusClass>,
        facts: &Facts,
        known: &Known,
        indexes: &Indexes,
    ) -> Option<(Code, Option<usize>)> {
        let needs_amount = known.extras.export.part != Part::Unpriced;
        let is_no_order = facts.order_hash == 0 && facts.other_hash == 0;
        match row.fault(class, indexes) {
            Some((Code::UnparsedAmount | Code::OversizedAmount, _)) if !needs_amount => None,
            // A summary at the end of a bill has no number either.
            Some((Code::MissingCustomer, _)) if known.must_wait && !is_no_order => {
                if row.when.is_none() {
                    Some((Code::UnparsedDate, Some(indexes.time())))
                } else if row.amount.is_none() && needs_amount {
                    Some((Code::UnparsedAmount, Some(indexes.amount())))
                } else {
                    None
                }
            }
            fault => fault,
        }
    }

    fn keep_known(
        &mut self,
        record: &Record<'_>,
        row: &Row<'_>,
        facts: &Facts,
        money: Option<Money>,
        known: &Known,
        at: &At,
    ) -> Result<()> {
        let export = known.extras.export;
        let Some(when) = row.when else { return Ok(()) };
        if export.grain == Grain::First {
            let carried = Some(self.carried(facts, when));
            known.lines.borrow_mut().first.insert(facts.order_hash, carried);
        }
        let line = row.line(when, money.unwrap_or_default());
        let spare = if known.must_wait {
            self.books.set_aside.spare(record)
        } else {
            self.books.keep_record(self.file.number, record);
            None
        };
        let held = Waiting { money, offset: when.offset, currency: self.books.number(), spare };
        self.emit(&line, facts, held, known, at)
    }

    /// What the first line of an order says for the others.
    fn carried(&self, facts: &Facts, when: When) -> Carried {
        Carried {
            customer: facts.customer.as_str().into(),
            day: when.day,
            minutes: when.minutes,
            currency: self.books.number(),
        }
    }

    fn emit(
        &mut self,
        line: &OrderLine<'_>,
        facts: &Facts,
        held: Waiting,
        known: &Known,
        at: &At,
    ) -> Result<()> {
        self.file.key.note(line.customer);
        if known.must_wait {
            self.join.hold(line, facts, held, at);
            return Ok(());
        }
        self.join.sold(facts);
        let amount = self.books.keep(line.day, line.amount, held.offset, || at.clone())?;
        if self.books.exclusion().is_some() {
            return Ok(());
        }
        self.orders.add_to(self.books.number(), &OrderLine { amount, ..*line })
    }

    /// Ends a file: lines that follow now know what they follow, and the key is known.
    pub(super) fn end_known(&mut self) -> Result<()> {
        if let Some(known) = self.file.known.clone() {
            let following = std::mem::take(&mut known.lines.borrow_mut().following);
            for line in following {
                self.follow(&line, &known)?;
            }
        }
        let is_own = |number: u32, file: u32| number == file;
        let file = &self.file;
        if let Some(source) = self.join.sources.last_mut().filter(|s| is_own(s.number, file.number))
        {
            source.key = file.key.clone();
        }
        Ok(())
    }

    fn follow(&mut self, line: &Following, known: &Known) -> Result<()> {
        let lines = known.lines.borrow();
        let first = lines.first.get(&line.facts.order_hash);
        let of_order = first.and_then(|first| first.as_ref().map(|it| it.currency));
        self.books.turn_back(of_order.unwrap_or(line.currency));
        let again = || known.extras.export;
        let fault = match first {
            None => Some(Code::MissingCustomer),
            Some(None) => Some(Code::ExcludedStatus),
            Some(Some(it)) if self.file.too_early(Some(it.day)).is_some() => {
                Some(Code::BeforeFirstDay)
            }
            Some(Some(_)) if self.seen.is_again(again(), &line.facts, self.file.number) => {
                Some(Code::DuplicateRow)
            }
            Some(Some(_)) => None,
        };
        if let Some(code) = fault {
            self.books.diagnostics().add(code, || (line.at.clone(), Action::Dropped));
            if let Some(record) = &line.record {
                self.books.set_aside.add(self.file.number, code, &record.as_record());
            }
            let day = first.and_then(|first| first.as_ref().map(|it| it.day));
            return self.books.drop_row(code, day, Money::ZERO);
        }
        let Some(Some(carried)) = first else { return Ok(()) };
        let order_line = OrderLine {
            customer: &carried.customer,
            day: carried.day,
            minutes: carried.minutes,
            amount: Money::ZERO,
            order_id: Some(&line.facts.order),
            product: None,
            category: None,
            channel: None,
            quantity: line.quantity,
        };
        if let Some(record) = line.record.as_ref().filter(|_| !known.must_wait) {
            self.books.keep_record(self.file.number, &record.as_record());
        }
        let held = Waiting {
            money: Some(Money::ZERO),
            offset: None,
            currency: self.books.number(),
            spare: line.record.clone(),
        };
        self.emit(&order_line, &line.facts, held, known, &line.at)
    }
}
