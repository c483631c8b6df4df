//! Takes pieces that others have read, in the order of the file.

use super::super::Import;
use super::super::intake::Desk;
use super::super::quick::Entry;
use super::Piece;
use super::batch::{NAMES, View};
use super::names::{Names, kept};
use super::plan::Plan;
use super::run::Columns;
use crate::at::At;
use crate::csv::Reader;
use crate::error::Result;
use crate::ledger::{Name, NumberedLine, NumberedSink, reserve};
use foldhash::quality::FixedState;
use hashbrown::HashMap;
use std::ops::Range;

/// What is known of another reader's numbers.
#[derive(Debug, Default)]
pub(in super::super) struct Helper {
    pub(super) names: [Names; Self::NUMBERED],
    /// Some batch of it never came, so that some of its numbers stand for nothing.
    pub(super) has_lost: bool,
    /// Its texts of statuses and of currencies.
    texts: [Vec<Option<String>>; NAMES - Self::NUMBERED],
}

/// How rows are counted, by the numbers of their currency and their status: the currency's place and the
/// status's, where such rows may be counted just so.
type Ways = HashMap<(u32, u32), Option<(u8, Option<usize>)>, FixedState>;

impl Helper {
    /// Columns of texts that have numbers in the ledger.
    pub(super) const NUMBERED: usize = 3;
    pub(super) const NAMES: [Name; Self::NUMBERED] = [Name::Product, Name::Category, Name::Channel];
    /// The column of statuses, and of currencies.
    pub(super) const STATUS: usize = 3;
    pub(super) const CURRENCY: usize = 4;

    /// Hears what is new with a batch. False where such a batch was here before.
    fn expect(&mut self, view: &View<'_>) -> Result<bool> {
        let (numbered, texts) = view.new.split_at(Self::NUMBERED);
        self.has_lost |= self.names.iter().zip(numbered).any(|(names, new)| names.misses(new));
        for (known, new) in self.texts.iter_mut().zip(texts) {
            reserve(known, (new.first + new.len()).saturating_sub(known.len()))?;
            known.resize(new.first, None);
            for number in new.first..new.first + new.len() {
                known.push(new.get(number).map(kept).transpose()?);
            }
        }
        let mut is_next = true;
        for (names, new) in self.names.iter_mut().zip(numbered) {
            is_next &= names.expect(new)?;
        }
        Ok(is_next)
    }

    /// Keeps what is new with a batch and was not asked for.
    fn keep(&mut self, view: &View<'_>) -> Result<()> {
        self.names.iter_mut().zip(&view.new).try_for_each(|(names, new)| names.keep(new))
    }
}

impl<S: NumberedSink> Import<S> {
    /// How pieces of the file that was begun are to be read, once that is known; `None` also for files whose
    /// rows are more than their cells.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let manner = self.reader.as_ref()?.manner()?;
        let file = &self.intake.desk.file;
        let indexes = file.indexes.as_deref()?;
        let is_plain = file.known.is_none() && !file.is_side;
        let is_wide = usize::from(manner.width) == file.schema.headers.len();
        let tells = !self.intake.desk.again.is_idle();
        let plan = Plan::new(file.number, manner, file.key.form, tells, indexes);
        plan.filter(|_| is_plain && is_wide)
    }

    /// Reads the next text of the file that was begun, made from `size` bytes of it, with what reader `helper` made
    /// of that text.
    ///
    /// # Errors
    /// As [`Import::push`].
    pub fn push_piece(
        &mut self,
        piece: &dyn Piece,
        size: u64,
        batch: &[u8],
        helper: usize,
    ) -> Result<()> {
        if self.helpers.len() <= helper {
            self.helpers.resize_with(helper + 1, Helper::default);
        }
        let mut other = std::mem::take(&mut self.helpers[helper]);
        let result = self.push_batch(piece, size, batch, &mut other);
        self.helpers[helper] = other;
        result
    }

    /// The same, for a reader that is known.
    #[inline(never)]
    pub(super) fn push_batch(
        &mut self,
        piece: &dyn Piece,
        size: u64,
        batch: &[u8],
        other: &mut Helper,
    ) -> Result<()> {
        let bytes = self.files.last().map_or(0, |file| file.bytes);
        let result = self.push_viewed(piece, batch, other);
        if let Some(file) = self.files.last_mut() {
            file.bytes = bytes + size;
        }
        result
    }

    fn push_viewed(&mut self, piece: &dyn Piece, batch: &[u8], other: &mut Helper) -> Result<()> {
        let file = self.intake.desk.file.number;
        let view = View::of(batch).filter(|view| view.file == file && view.start <= piece.length());
        match view {
            Some(view) => self.take_over(piece, &view, other),
            None => self.push_part(piece, 0..piece.length()),
        }
    }

    /// Reads a part of a piece, if it is one.
    fn push_part(&mut self, piece: &dyn Piece, part: Range<usize>) -> Result<()> {
        let is_part = part.start <= part.end && part.end <= piece.length();
        if is_part { self.push(&piece.get(part)?) } else { Ok(()) }
    }

    fn take_over(&mut self, piece: &dyn Piece, view: &View<'_>, other: &mut Helper) -> Result<()> {
        self.take(piece, view, other).map_err(|error| {
            if error.at().line.is_some() {
                return error;
            }
            let record = Some(self.intake.desk.file.records);
            let line = self.reader.as_ref().map(Reader::line);
            error.at_place(At { record, line, ..At::default() })
        })
    }

    fn take(&mut self, piece: &dyn Piece, view: &View<'_>, other: &mut Helper) -> Result<()> {
        let read = if other.expect(view)? { self.take_in(piece, view, other)? } else { 0 };
        other.keep(view)?;
        self.push_part(piece, read..piece.length())
    }

    /// Enters rows of a batch as far as that goes; the bytes that were read.
    fn take_in(&mut self, piece: &dyn Piece, view: &View<'_>, other: &mut Helper) -> Result<usize> {
        self.push_part(piece, 0..view.start)?;
        let mut at = view.start;
        let mut gaps = view.gaps().peekable();
        let mut row = 0;
        while row < view.rows() {
            if let Some((_, to)) = gaps.next_if(|(behind, _)| *behind == row) {
                self.push_part(piece, at..to)?;
                at = at.max(to.min(piece.length()));
            }
            if !self.can_enter(view) {
                // Behind a row of another width the next one, which is as wide as all, has to be read.
                let end = view.end(row);
                self.push_part(piece, at..end)?;
                (row, at) = (row + 1, end);
                if !self.can_enter(view) {
                    return Ok(at);
                }
                continue;
            }
            let until = gaps.peek().map_or(view.rows(), |(behind, _)| *behind);
            let rows = self.enter(view, row..until, other)?;
            let end = if rows == 0 { at } else { view.end(row + rows - 1) };
            self.note_bytes(end - at);
            (row, at) = (row + rows, end);
            if row < until {
                // One that needs a closer look.
                let end = view.end(row);
                self.push_part(piece, at..end)?;
                (row, at) = (row + 1, end);
            }
        }
        Ok(at)
    }

    /// Whether what comes next is a row that decides nothing about others.
    fn can_enter(&self, view: &View<'_>) -> bool {
        let file = &self.intake.desk.file;
        let is_between =
            self.reader.as_ref().is_some_and(|reader| reader.is_between_records(view.is_ascii));
        is_between && file.indexes.as_deref().is_some_and(|indexes| file.is_settled(indexes))
    }

    fn note_bytes(&mut self, bytes: usize) {
        if let Some(file) = self.files.last_mut() {
            file.bytes += bytes as u64;
        }
    }

    /// Enters rows until one needs a closer look; how many were entered.
    fn enter(&mut self, view: &View<'_>, rows: Range<usize>, other: &mut Helper) -> Result<usize> {
        let (Some(reader), desk) = (&mut self.reader, &mut self.intake.desk) else { return Ok(0) };
        let first = rows.start;
        let (ways, columns, line) = (Ways::default(), &mut self.columns, reader.line());
        let mut run = Run { view, desk, other, ways, columns, line };
        let mut next = rows.start;
        while next < rows.end {
            let some = next..rows.end.min(next + Columns::ROWS);
            let entered = run.enter_many(some.clone())?;
            next += entered;
            if entered == 0 {
                let refused = run.enter_each(some.clone())?;
                next = refused.unwrap_or(some.end);
                if refused.is_some() {
                    break;
                }
            }
        }
        let entered = next - first;
        reader.leave_out(entered as u64);
        self.entered += entered as u64;
        Ok(entered)
    }
}

/// Rows of a batch that are entered one behind the other.
pub(super) struct Run<'a, S> {
    pub(super) view: &'a View<'a>,
    pub(super) desk: &'a mut Desk<S>,
    pub(super) other: &'a mut Helper,
    ways: Ways,
    pub(super) columns: &'a mut Columns,
    /// The line of the next row.
    pub(super) line: u64,
}

impl<S: NumberedSink> Run<'_, S> {
    /// Enters rows until one needs a closer look; which one that is.
    fn enter_each(&mut self, rows: Range<usize>) -> Result<Option<usize>> {
        for row in rows {
            if !self.enter(row)? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// Enters a row; false, and nothing done, where it needs a closer look.
    fn enter(&mut self, row: usize) -> Result<bool> {
        let Self { view, .. } = *self;
        let way = (view.name(Helper::CURRENCY, row), view.name(Helper::STATUS, row));
        let Some((currency, status)) = self.way(way) else { return Ok(false) };
        let (day, money, marks) = (view.day(row), view.amount(row), view.marks(row));
        let entry = Entry { day, money, marks, status, currency };
        if !self.desk.is_usual(&entry) {
            return Ok(false);
        }
        let (Some(id), Some(names)) = (view.ids.get(row), self.names(row)?) else {
            return Ok(false);
        };
        let customer = self.desk.orders.number(Name::Customer, id)?;
        let [product, category, channel] = names;
        let filled = |number: u32| (number != 0).then_some(number);
        let line = NumberedLine {
            customer,
            day,
            minutes: view.minutes(row),
            amount: money,
            order_hash: marks.order,
            product: filled(product),
            category: filled(category),
            channel: filled(channel),
            quantity: view.quantity(row),
        };
        self.desk.enter(&entry, self.line, |orders, amount| {
            orders.add_numbered(currency, &NumberedLine { amount, ..line })
        })?;
        self.line += 1;
        Ok(true)
    }

    fn names(&mut self, row: usize) -> Result<Option<[u32; Helper::NUMBERED]>> {
        let Self { view, desk, other, .. } = self;
        let mut numbers = [0; Helper::NUMBERED];
        for (at, name) in Helper::NAMES.into_iter().enumerate() {
            let its = view.name(at, row);
            if its == 0 {
                // No text.
                continue;
            }
            let number = |text: &str| desk.orders.number(name, text);
            let Some(own) = other.names[at].resolve(its, &view.new[at], number)? else {
                return Ok(None);
            };
            numbers[at] = own;
        }
        Ok(Some(numbers))
    }

    pub(super) fn way(&mut self, (currency, status): (u32, u32)) -> Option<(u8, Option<usize>)> {
        let Self { desk, other, .. } = self;
        *self.ways.entry((currency, status)).or_insert_with(|| {
            let [statuses, currencies] = &other.texts;
            let currency = currencies.get(currency as usize)?.as_deref()?;
            let currency = desk.file.currency_as_before(currency)?;
            if desk.file.indexes.as_deref()?.status.is_none() {
                return Some((currency, None));
            }
            let status = statuses.get(status as usize)?.as_deref()?;
            Some((currency, Some(desk.books.plain_status(currency, status)?)))
        })
    }
}
