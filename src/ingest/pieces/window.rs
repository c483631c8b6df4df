//! Some hundreds of rows, read at once, column by column: each column's loop is short, so that an engine that
//! compiles while it runs has it soon, and what it needs stays near.

use super::super::amount::parse_usual as parse_money;
use super::super::cell::bare;
use super::super::date::UsualDay;
use super::super::dedupe::{TextMark, Told};
use super::super::ordinary::{look_of, order_of, units_of};
use super::batch::{Batch, NAMES, NOBODY};
use super::plan::Plan;
use crate::csv::Grid;
use crate::error::Result;
use crate::ledger::{Dictionary, Texts, reserve};

/// The texts of all pieces so far, and what the rows at hand are read with.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// By columns.
    names: [Column; NAMES],
    /// What the products are known by.
    products: Vec<TextMark>,
    /// Which rows are no ordinary ones.
    odd: Vec<bool>,
    /// Those that are.
    rows: Vec<usize>,
    scratch: String,
}

impl Window {
    const CURRENCY: usize = NAMES - 1;

    pub(super) fn texts(&self) -> [&Texts; NAMES] {
        self.names.each_ref().map(|column| column.texts.texts())
    }

    /// Makes ready for a piece.
    pub(super) fn begin(&mut self, plan: &Plan) -> Result<()> {
        if plan.indexes.currency.is_none() {
            // All rows are of the one that is not named.
            self.names[Self::CURRENCY].texts.number("")?;
        }
        Ok(())
    }

    /// Adds the ordinary ones of some rows to `batch`.
    pub(super) fn read(&mut self, grid: &Grid<'_>, plan: &Plan, batch: &mut Batch) -> Result<()> {
        batch.reserve(plan, grid.rows())?;
        self.odd.clear();
        reserve(&mut self.odd, grid.rows())?;
        self.odd.resize(grid.rows(), false);
        read_cells(grid, plan, batch, &mut self.odd);
        if self.odd.contains(&true) {
            batch.leave_out(&self.odd);
        }
        let ordinary = self.odd.iter().enumerate().filter(|(_, odd)| !**odd);
        self.rows.clear();
        reserve(&mut self.rows, self.odd.len())?;
        self.rows.extend(ordinary.map(|(row, _)| row));
        let first = batch.rows();
        for row in &self.rows {
            let (start, end) = grid.place(*row);
            batch.note_place(start, end)?;
        }
        self.number_texts(grid, plan, batch)?;
        let mut ids: Vec<&str> = Vec::new();
        reserve(&mut ids, self.rows.len())?;
        ids.extend(self.rows.iter().map(|row| {
            let text = plan.indexes.customer.map(|column| grid.as_written(*row, column));
            text.flatten().unwrap_or_default()
        }));
        batch.ids.add_all(&ids)?;
        if plan.tells && plan.indexes.order_id.is_some() {
            self.tell(&ids, first, batch);
        }
        Ok(())
    }

    /// Numbers the texts of all columns that have numbers.
    fn number_texts(&mut self, grid: &Grid<'_>, plan: &Plan, batch: &mut Batch) -> Result<()> {
        let Self { names, products, rows, scratch, .. } = self;
        let columns = names.iter_mut().zip(&mut batch.names).zip(plan.names());
        for (at, ((texts, column), index)) in columns.enumerate() {
            let Some(index) = index else { continue };
            let meaning: fn(&str) -> &str = if at == Self::CURRENCY { as_it_is } else { bare };
            for row in &*rows {
                let number = texts.number((grid, *row, index), meaning, scratch)?;
                column.push(number.to_le_bytes());
            }
        }
        let texts = names[0].texts.texts();
        reserve(products, texts.len() - products.len())?;
        products.extend((products.len()..texts.len()).map(|at| TextMark::of(texts.get(at))));
        Ok(())
    }

    /// Adds what tells the rows from `first` on from others.
    fn tell(&self, ids: &[&str], first: usize, batch: &mut Batch) {
        let Batch { day, minutes, amount, order, again, quantity, names, .. } = batch;
        let no_product = TextMark::of("");
        for (at, id) in (first..).zip(ids) {
            let number = names[0].get(at).map(|number| u32::from_le_bytes(*number));
            let product = number.map(|number| self.products[number as usize]);
            let order = u64::from_le_bytes(order[at]);
            let told = Told {
                customer: TextMark::of(id),
                product: product.unwrap_or(no_product),
                day: i32::from_le_bytes(day[at]),
                minutes: u16::from_le_bytes(minutes[at]),
                amount: i64::from_le_bytes(amount[at]),
                quantity: quantity
                    .get(at)
                    .map_or(Told::NO_QUANTITY, |units| i64::from_le_bytes(*units)),
            };
            let key = if order == 0 { 0 } else { told.key(order) };
            again.push(key.to_le_bytes());
        }
    }
}

/// Texts of one column.
#[derive(Debug, Default)]
struct Column {
    /// Number 0 is the empty text.
    texts: Dictionary,
    /// Cells as they are written, of which most are written again and again.
    cells: Dictionary,
    /// For each of them the number of its text.
    numbers: Vec<u32>,
}

impl Column {
    /// Cells that are remembered: where there are more, hardly one comes again.
    const MOST: usize = 1 << 16;

    /// The number of a cell's text, as far as that has a `meaning`.
    fn number(
        &mut self,
        (grid, row, index): (&Grid<'_>, usize, usize),
        meaning: fn(&str) -> &str,
        scratch: &mut String,
    ) -> Result<u32> {
        let Self { texts, cells, numbers } = self;
        let mut read = || texts.number(meaning(grid.text(row, index, scratch)));
        if numbers.len() > Self::MOST {
            return read();
        }
        let place = cells.number(grid.raw(row, index))? as usize;
        if let Some(number) = numbers.get(place) {
            return Ok(*number);
        }
        if numbers.is_empty() {
            // Of the empty cell, which stands before all others.
            numbers.push(0);
        }
        let number = read()?;
        if place > 0 {
            reserve(numbers, 1)?;
            numbers.push(number);
        }
        Ok(number)
    }
}

/// Adds what the cells of the rows say, and notes which rows are no ordinary ones.
fn read_cells(grid: &Grid<'_>, plan: &Plan, batch: &mut Batch, odd: &mut [bool]) {
    let (indexes, form) = (&plan.indexes, plan.form);
    let Batch { day, minutes, amount, has_point, look, order, quantity, .. } = batch;
    let mut last = UsualDay::default();
    each(grid, indexes.time(), odd, |cell| {
        let time = cell.and_then(|text| last.parse(text.as_bytes()));
        day.push(time.map_or(0, |(day, _)| day.0).to_le_bytes());
        let its = time.and_then(|(_, minutes)| minutes).map_or(0, |minutes| minutes + 1);
        minutes.push(its.to_le_bytes());
        time.is_some()
    });
    each(grid, indexes.amount(), odd, |cell| {
        let money = cell.and_then(|text| parse_money(text.as_bytes()));
        amount.push(money.map_or(0, |(money, _)| money.0).to_le_bytes());
        has_point.push(u8::from(money.is_some_and(|(_, evidence)| evidence.is_some())));
        money.is_some()
    });
    if let Some(index) = indexes.customer {
        each(grid, index, odd, |cell| {
            let its = cell.and_then(|text| look_of(text, form));
            look.push(its.map_or(NOBODY, |look| look.0));
            its.is_some()
        });
    } else {
        look.resize(look.len() + odd.len(), NOBODY);
    }
    if let Some(index) = indexes.order_id {
        each(grid, index, odd, |cell| {
            // Orders are known by other hashes than their numbers': see `hash_of`.
            let is_known = |(id, hash): &(&str, u64)| {
                !id.starts_with("T200P") && (*hash != 0 || id.is_empty())
            };
            let its = cell.and_then(|id| Some((id, order_of(id)?))).filter(is_known);
            order.push(its.map_or(0, |(_, hash)| hash).to_le_bytes());
            its.is_some()
        });
    }
    if let Some(index) = indexes.quantity {
        each(grid, index, odd, |cell| {
            let its = cell.and_then(|text| units_of(text.as_bytes()));
            quantity.push(its.flatten().unwrap_or(Told::NO_QUANTITY).to_le_bytes());
            its.is_some()
        });
    }
    for index in [indexes.status, indexes.currency].into_iter().flatten() {
        each(grid, index, odd, |cell| cell.is_some());
    }
}

/// Calls `read` with all cells of a column; a row is odd where that is false.
#[inline]
fn each<'a>(
    grid: &Grid<'a>,
    column: usize,
    odd: &mut [bool],
    mut read: impl FnMut(Option<&'a str>) -> bool,
) {
    for (row, odd) in odd.iter_mut().enumerate() {
        *odd |= !read(grid.as_written(row, column));
    }
}

fn as_it_is(text: &str) -> &str {
    text
}
