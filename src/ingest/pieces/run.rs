//! Rows of a batch that are entered many at a time, where none of them can be told from those before it but
//! by its cells.

use super::super::dedupe::Told;
use super::super::digits::Look;
use super::super::intake::Desk;
use super::super::tally::{Sums, Tally};
use super::batch::View;
use super::entry::{Helper, Run};
use crate::error::Result;
use crate::ledger::{Name, NumberedLines, NumberedSink, reserve};
use crate::unit::{Day, Money};
use std::ops::Range;

/// Columns of some rows, with the numbers of the ledger. Empty where the file lacks the column.
#[derive(Debug, Default)]
pub(in super::super) struct Columns {
    customer: Vec<u32>,
    names: [Vec<u32>; Helper::NUMBERED],
    day: Vec<i32>,
    minutes: Vec<u16>,
    amount: Vec<i64>,
    order: Vec<u64>,
    again: Vec<u64>,
    quantity: Vec<i64>,
}

/// Rows that share a status, and the sum of their amounts.
#[derive(Clone, Copy, Debug)]
struct Sharing {
    way: (u32, u32),
    status: Option<usize>,
    rows: u64,
    net: i64,
}

impl Columns {
    /// Rows that are entered at a time: so many stay near.
    pub(super) const ROWS: usize = 2_048;

    fn read(&mut self, view: &View<'_>, rows: &Range<usize>) -> Result<()> {
        fill(&mut self.day, view.day, rows, i32::from_le_bytes)?;
        fill(&mut self.minutes, view.minutes, rows, u16::from_le_bytes)?;
        fill(&mut self.amount, view.amount, rows, i64::from_le_bytes)?;
        fill(&mut self.order, view.order, rows, u64::from_le_bytes)?;
        fill(&mut self.again, view.again, rows, u64::from_le_bytes)?;
        fill(&mut self.quantity, view.quantity, rows, |bytes| match i64::from_le_bytes(bytes) {
            Told::NO_QUANTITY => 0,
            units => units,
        })?;
        self.names.iter_mut().try_for_each(|column| reserve(column, rows.len()))
    }
}

/// Part of a column of a batch.
fn fill<T, const N: usize>(
    column: &mut Vec<T>,
    from: &[[u8; N]],
    rows: &Range<usize>,
    value: impl Fn([u8; N]) -> T,
) -> Result<()> {
    column.clear();
    reserve(column, rows.len())?;
    column.extend(from.get(rows.clone()).unwrap_or_default().iter().map(|bytes| value(*bytes)));
    Ok(())
}

impl<S: NumberedSink> Run<'_, S> {
    /// Enters the first of `rows`, up to one that needs a closer look; how many. None where they must be entered
    /// one by one.
    pub(super) fn enter_many(&mut self, rows: Range<usize>) -> Result<usize> {
        let file = &self.desk.file;
        let is_first = self.desk.again.is_first_file(file.number) && file.order_totals.takes_all();
        if !is_first || self.other.has_lost {
            return Ok(0);
        }
        let (count, mut sharing) = self.usual(&rows);
        let rows = rows.start..rows.start + count;
        if rows.is_empty() {
            return Ok(0);
        }
        self.columns.read(self.view, &rows)?;
        self.share(&rows, &mut sharing);
        let Some(sums) = sums(self.columns) else { return Ok(0) };
        let has_room = |tally: &mut Tally| tally.has_room(sums.gross);
        if !self.desk.books.only().is_some_and(has_room) || !self.resolve(&rows)? {
            return Ok(0);
        }
        self.count(&rows, &sums, &sharing)?;
        let Self { columns, desk, .. } = self;
        let [product, category, channel] = &columns.names;
        desk.orders.add_all(&NumberedLines {
            customer: &columns.customer,
            day: &columns.day,
            minutes: &columns.minutes,
            amount: &columns.amount,
            order_hash: &columns.order,
            texts: [product, category, channel],
            quantity: &columns.quantity,
        })?;
        self.line += rows.len() as u64;
        Ok(rows.len())
    }

    fn way_of(&self, row: usize) -> (u32, u32) {
        (self.view.name(Helper::CURRENCY, row), self.view.name(Helper::STATUS, row))
    }

    /// The way of all rows, where they share one.
    fn only_way(&self, rows: &Range<usize>) -> Option<(u32, u32)> {
        let is_same = |column: &[[u8; 4]]| {
            let column = column.get(rows.clone()).unwrap_or_default();
            // Without an early end, so that it is done many at a time.
            column.iter().fold(true, |is_same, number| is_same & (*number == column[0]))
        };
        let [.., statuses, currencies] = self.view.names;
        (is_same(statuses) && is_same(currencies)).then(|| self.way_of(rows.start))
    }

    /// How many rows come before one that does not simply count, and the ways in which they do.
    fn usual(&mut self, rows: &Range<usize>) -> (usize, Vec<Sharing>) {
        if self.desk.file.from_day.is_none()
            && let Some(way) = self.only_way(rows)
        {
            let known = self.way(way).filter(|(currency, _)| *currency == 0);
            let shared = known.map(|(_, status)| Sharing { way, status, rows: 0, net: 0 });
            return (shared.map_or(0, |_| rows.len()), shared.into_iter().collect());
        }
        let mut all: Vec<Sharing> = Vec::new();
        let mut last = None;
        for (at, row) in rows.clone().enumerate() {
            let way = self.way_of(row);
            if last != Some(way) && !all.iter().any(|known| known.way == way) {
                // A place other than the first is another currency's.
                let known = self.way(way).filter(|(currency, _)| *currency == 0);
                let Some((_, status)) = known else { return (at, all) };
                all.push(Sharing { way, status, rows: 0, net: 0 });
            }
            if self.desk.file.too_early(Some(self.view.day(row))).is_some() {
                return (at, all);
            }
            last = Some(way);
        }
        (rows.len(), all)
    }

    /// Adds rows and amounts up by their ways.
    fn share(&self, rows: &Range<usize>, all: &mut Vec<Sharing>) {
        if let [only] = &mut all[..] {
            only.rows = rows.len() as u64;
            only.net = self.columns.amount.iter().fold(0, |net, amount| net.wrapping_add(*amount));
            return;
        }
        let mut last = 0;
        for (row, net) in rows.clone().zip(&self.columns.amount) {
            let way = self.way_of(row);
            if all.get(last).is_none_or(|last| last.way != way) {
                last = all.iter().position(|known| known.way == way).unwrap_or(last);
            }
            if let Some(shared) = all.get_mut(last) {
                shared.rows += 1;
                shared.net = shared.net.wrapping_add(*net);
            }
        }
        // One that only an early row had counts nothing.
        let last = all.get(last).map(|last| last.way);
        all.retain(|shared| shared.rows > 0);
        // The last row's is counted last, as it would be one by one.
        if let Some(at) = all.iter().position(|shared| Some(shared.way) == last) {
            let last = all.remove(at);
            all.push(last);
        }
    }

    /// Turns the numbers of texts into those of the ledger; false where some text is not known.
    fn resolve(&mut self, rows: &Range<usize>) -> Result<bool> {
        let Self { view, desk, other, columns, .. } = self;
        let mut ids = Vec::new();
        reserve(&mut ids, rows.len())?;
        ids.extend(rows.clone().map_while(|row| view.ids.get(row)));
        if ids.len() < rows.len() {
            return Ok(false);
        }
        for (at, name) in Helper::NAMES.into_iter().enumerate() {
            let column = &mut columns.names[at];
            let theirs = view.names[at].get(rows.clone()).unwrap_or_default();
            let give =
                |texts: &[&str], own: &mut Vec<u32>| desk.orders.number_all(name, texts, own);
            if !other.names[at].resolve_all(theirs, &view.new[at], column, give)? {
                return Ok(false);
            }
        }
        columns.customer.clear();
        reserve(&mut columns.customer, ids.len())?;
        desk.orders.number_all(Name::Customer, &ids, &mut columns.customer)?;
        Ok(true)
    }

    fn count(&mut self, rows: &Range<usize>, sums: &Sums, sharing: &[Sharing]) -> Result<()> {
        let Self { view, columns, desk, .. } = self;
        let Desk { file, again, books, .. } = &mut **desk;
        let number = file.number;
        file.records += sums.rows;
        file.dates.good += sums.rows;
        file.amounts.good += sums.rows;
        let points = view.has_point[rows.clone()].iter().map(|point| u64::from(*point)).sum();
        file.habits.hear_many(sums.days.0, sums.days.1, points);
        file.add_to_sums(sums.net, true);
        again.note_first(&columns.again, number);
        file.order_totals.hear_all(&columns.order, &columns.amount, self.line);
        for_looks(&view.look[rows.clone()], |look, cells| file.key.note_looks(look, cells));
        books.note_only(sums);
        let Some(tally) = books.only() else { return Ok(()) };
        tally.keep_many(sums);
        for shared in sharing {
            if let Some(place) = shared.status {
                tally.count_statuses(place, shared.rows, Money(shared.net))?;
            }
        }
        let mut at = 0;
        for days in columns.day.chunk_by(|a, b| a == b) {
            let net = columns.amount[at..at + days.len()].iter().sum();
            tally.keep_in_month(Day(days[0]), days.len() as u64, Money(net))?;
            at += days.len();
        }
        Ok(())
    }
}

/// Calls `note` with how many there are of each.
fn for_looks(looks: &[u8], mut note: impl FnMut(Look, u64)) {
    /// Of these, neighbours are counted apart: one count that goes up and up has to wait for itself.
    const APART: usize = 4;
    let mut counts = [[0_u32; APART]; 256];
    for some in looks.chunks(APART) {
        some.iter().zip(0..).for_each(|(look, at): (_, usize)| counts[usize::from(*look)][at] += 1);
    }
    for (look, cells) in (0..=u8::MAX).zip(counts).skip(1) {
        let cells = cells.into_iter().map(u64::from).sum();
        if cells > 0 {
            note(Look(look), cells);
        }
    }
}

/// What the rows come to; `None` where that is more than can be told.
fn sums(columns: &Columns) -> Option<Sums> {
    let gross = columns.amount.iter().try_fold(0_u64, |sum, amount| {
        let sum = sum.checked_add(amount.unsigned_abs())?;
        (sum <= i64::MAX.unsigned_abs()).then_some(sum)
    })?;
    let first = columns.day.iter().copied().min()?;
    let last = columns.day.iter().copied().max()?;
    let count = |is: fn(i64) -> bool| {
        columns.amount.iter().map(|amount| u64::from(is(*amount))).sum::<u64>()
    };
    Some(Sums {
        rows: columns.amount.len() as u64,
        refunds: count(|amount| amount < 0),
        priced: count(|amount| amount != 0),
        has_cents: columns.amount.iter().any(|amount| amount % Money::PER_MAJOR != 0),
        net: Money(columns.amount.iter().sum()),
        gross,
        days: (Day(first), Day(last)),
    })
}
