//! Order lines in, in any order; a [`Sorting`] job out.

use super::dictionary::Dictionary;
use super::intern::Interner;
use super::room::{bytes, make_room, reserve};
use super::sort::Sorting;
use crate::error::{ErrorKind, Result};
use crate::unit::{Day, Money};
use foldhash::quality::FixedState;
use std::hash::BuildHasher;

/// One row of a file that counts.
#[derive(Clone, Copy, Debug)]
pub struct OrderLine<'a> {
    /// Who; empty in all lines of files that name nobody, and in no line of others.
    pub customer: &'a str,
    /// The day of the money, in the zone of the analysis.
    pub day: Day,
    /// Minutes since midnight, where the file has times of day.
    pub minutes: Option<u16>,
    /// Negative for a refund.
    pub amount: Money,
    /// Lines of one customer that share it are one order.
    pub order_id: Option<&'a str>,
    /// Product name or code.
    pub product: Option<&'a str>,
    /// Product category.
    pub category: Option<&'a str>,
    /// Sales channel.
    pub channel: Option<&'a str>,
    /// Units.
    pub quantity: Option<i64>,
}

/// What takes order lines.
pub trait OrderSink {
    /// Takes one line.
    ///
    /// # Errors
    /// `too-large` when there are more lines or texts than 32 bits can number, `out-of-memory`.
    fn add(&mut self, line: &OrderLine<'_>) -> Result<()> {
        self.add_to(0, line)
    }

    /// Takes one line into a part of which it is known only at the end whether it counts.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn add_to(&mut self, part: u8, line: &OrderLine<'_>) -> Result<()>;

    /// Leaves out the lines of all parts whose entry is not true.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn keep_parts(&mut self, counts: &[bool]) -> Result<()>;

    /// Keeps nothing of the lines that come but customer, day, amount and order number.
    fn leave_out_details(&mut self) {}

    /// Makes room for this many lines, if it can be had.
    fn expect(&mut self, lines: usize) {
        let _ = lines;
    }

    /// What is kept so far.
    fn load(&self) -> Load {
        Load::default()
    }
}

/// How much is kept of lines. Bytes, but for `customers`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Who, when, how much, which order.
    pub orders: u64,
    /// Times of day, quantities, and which texts the lines have.
    pub details: u64,
    /// How many customers there are.
    pub customers: u64,
    /// Their ids.
    pub ids: u64,
    /// Distinct texts of the other columns.
    pub texts: u64,
}

/// A column of texts that have numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// [`OrderLine::customer`].
    Customer,
    /// [`OrderLine::product`].
    Product,
    /// [`OrderLine::category`].
    Category,
    /// [`OrderLine::channel`].
    Channel,
}

/// An order line whose texts are numbers that a [`NumberedSink`] gave.
#[derive(Clone, Copy, Debug)]
pub struct NumberedLine {
    /// See [`OrderLine::customer`].
    pub customer: u32,
    /// See [`OrderLine::day`].
    pub day: Day,
    /// See [`OrderLine::minutes`].
    pub minutes: Option<u16>,
    /// See [`OrderLine::amount`].
    pub amount: Money,
    /// The [`order_hash`] of [`OrderLine::order_id`]; 0 for none.
    pub order_hash: u64,
    /// See [`OrderLine::product`].
    pub product: Option<u32>,
    /// See [`OrderLine::category`].
    pub category: Option<u32>,
    /// See [`OrderLine::channel`].
    pub channel: Option<u32>,
    /// See [`OrderLine::quantity`].
    pub quantity: Option<i64>,
}

/// Order lines by columns, all as long as `customer` or empty, which stands for no value in any line.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberedLines<'a> {
    /// See [`NumberedLine::customer`].
    pub customer: &'a [u32],
    /// See [`NumberedLine::day`].
    pub day: &'a [i32],
    /// One more than [`NumberedLine::minutes`]; 0 for none.
    pub minutes: &'a [u16],
    /// See [`NumberedLine::amount`].
    pub amount: &'a [i64],
    /// See [`NumberedLine::order_hash`].
    pub order_hash: &'a [u64],
    /// [`NumberedLine::product`], [`NumberedLine::category`], [`NumberedLine::channel`]; 0 for none.
    pub texts: [&'a [u32]; 3],
    /// See [`NumberedLine::quantity`]; 0 for none.
    pub quantity: &'a [i64],
}

/// What takes order lines also by numbers.
pub trait NumberedSink: OrderSink {
    /// The number of a text.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn number(&mut self, name: Name, text: &str) -> Result<u32>;

    /// Adds the numbers of texts to `numbers`, quicker than one after the other.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn number_all(&mut self, name: Name, texts: &[&str], numbers: &mut Vec<u32>) -> Result<()>;

    /// Takes one line, as [`OrderSink::add_to`] does.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn add_numbered(&mut self, part: u8, line: &NumberedLine) -> Result<()>;

    /// Takes many lines at once, all into part 0.
    ///
    /// # Errors
    /// As [`OrderSink::add`].
    fn add_all(&mut self, lines: &NumberedLines<'_>) -> Result<()>;
}

/// What an order's number, which is not empty, is known by. Only lines of one customer are ever compared, so
/// 64 bits are as good as the text. Never 0.
#[must_use]
pub fn order_hash(id: &str) -> u64 {
    FixedState::default().hash_one(id.as_bytes()).max(1)
}

/// Collects lines as they are read.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) customers: Interner,
    pub(super) customer: Vec<u32>,
    pub(super) day: Vec<i32>,
    pub(super) amount: Vec<i64>,
    /// The [`order_hash`], 0 for none.
    pub(super) order_hash: Vec<u64>,
    pub(super) quantity: Sparse<i64>,
    /// One more than the minutes since midnight; 0 where there is no time of day.
    pub(super) time: Sparse<u16>,
    pub(super) channel: TextColumn,
    pub(super) category: TextColumn,
    pub(super) product: TextColumn,
    /// Lines that every full column has room for.
    room: usize,
    /// Parts of the lines; costs nothing while all are of part 0.
    part: Sparse<u8>,
    has_no_details: bool,
}

/// A column that most files lack: it costs nothing until its first value.
#[derive(Debug, Default)]
pub(super) struct Sparse<T> {
    pub(super) values: Vec<T>,
}

impl<T: Copy + Default> Sparse<T> {
    /// Makes room for this many lines, where some had a value.
    fn expect(&mut self, lines: usize) {
        if !self.values.is_empty() {
            make_room(&mut self.values, lines);
        }
    }

    /// Sets the value of line `at`; the lines before that had none get the default.
    fn set(&mut self, at: usize, value: Option<T>) -> Result<()> {
        if let Some(value) = value {
            let missing = at - self.values.len();
            reserve(&mut self.values, missing + 1)?;
            if missing > 0 {
                self.values.resize(at, T::default());
            }
            self.values.push(value);
        }
        Ok(())
    }

    /// Sets the values of the lines from `at` on; the default, or no value at all, stands for none.
    fn set_all(&mut self, at: usize, values: &[T]) -> Result<()>
    where
        T: PartialEq,
    {
        if values.iter().all(|value| *value == T::default()) {
            return Ok(());
        }
        let missing = at - self.values.len();
        reserve(&mut self.values, missing + values.len())?;
        self.values.resize(at, T::default());
        self.values.extend_from_slice(values);
        Ok(())
    }

    /// The column over `lines` lines, or `None` if no line had a value.
    pub(super) fn into_column(mut self, lines: usize) -> Result<Option<Vec<T>>> {
        if self.values.is_empty() {
            return Ok(None);
        }
        let missing = lines - self.values.len();
        reserve(&mut self.values, missing)?;
        self.values.resize(lines, T::default());
        Ok(Some(self.values))
    }
}

/// Texts of one column by their numbers; 0 is the empty text.
#[derive(Debug, Default)]
pub(super) struct TextColumn {
    pub(super) codes: Sparse<u32>,
    pub(super) texts: Dictionary,
}

impl TextColumn {
    fn set(&mut self, at: usize, text: Option<&str>) -> Result<()> {
        let Some(text) = text else { return Ok(()) };
        let code = self.texts.number(text)?;
        self.codes.set(at, Some(code))
    }

    fn get(&self, at: usize) -> Option<&str> {
        let code = self.codes.values.get(at).copied().filter(|code| *code != 0)?;
        Some(self.texts.texts().get(code as usize))
    }
}

impl OrderSink for Builder {
    fn add_to(&mut self, part: u8, line: &OrderLine<'_>) -> Result<()> {
        let at = self.place()?;
        self.customer.push(self.customers.intern(line.customer)?);
        self.day.push(line.day.0);
        self.amount.push(line.amount.0);
        let number = line.order_id.filter(|id| !id.is_empty());
        self.order_hash.push(number.map_or(0, order_hash));
        if self.has_no_details {
            return self.part.set(at, (part != 0).then_some(part));
        }
        self.quantity.set(at, line.quantity)?;
        self.time.set(at, line.minutes.map(|minutes| minutes.saturating_add(1)))?;
        self.channel.set(at, line.channel)?;
        self.category.set(at, line.category)?;
        self.part.set(at, (part != 0).then_some(part))?;
        self.product.set(at, line.product)
    }

    fn keep_parts(&mut self, counts: &[bool]) -> Result<()> {
        let counts = |part: u8| counts.get(usize::from(part)).copied().unwrap_or(false);
        let Some(parts) = std::mem::take(&mut self.part).into_column(self.lines())? else {
            if !counts(0) {
                *self = Self::default();
            }
            return Ok(());
        };
        if parts.iter().all(|&part| counts(part)) {
            return Ok(());
        }
        let all = std::mem::take(self);
        let kept = (0..).zip(parts).filter(|(_, part)| counts(*part));
        kept.into_iter().try_for_each(|(at, _)| self.copy(&all, at))
    }

    fn leave_out_details(&mut self) {
        self.has_no_details = true;
    }

    fn expect(&mut self, lines: usize) {
        make_room(&mut self.customer, lines);
        make_room(&mut self.day, lines);
        make_room(&mut self.amount, lines);
        make_room(&mut self.order_hash, lines);
        self.measure();
        self.quantity.expect(lines);
        self.time.expect(lines);
        for column in [&mut self.channel, &mut self.category, &mut self.product] {
            column.codes.expect(lines);
        }
    }

    fn load(&self) -> Load {
        let column = |column: &TextColumn| bytes(&column.codes.values);
        let texts = |column: &TextColumn| column.texts.texts().bytes();
        let text = [&self.channel, &self.category, &self.product];
        Load {
            orders: bytes(&self.customer)
                + bytes(&self.day)
                + bytes(&self.amount)
                + bytes(&self.order_hash),
            details: bytes(&self.quantity.values)
                + bytes(&self.time.values)
                + text.into_iter().map(column).sum::<u64>(),
            customers: self.customers.texts().len() as u64,
            ids: self.customers.texts().bytes(),
            texts: text.into_iter().map(texts).sum(),
        }
    }
}

impl NumberedSink for Builder {
    fn number(&mut self, name: Name, text: &str) -> Result<u32> {
        match name {
            Name::Customer => self.customers.intern(text),
            _ if self.has_no_details => Ok(0),
            Name::Product => self.product.texts.number(text),
            Name::Category => self.category.texts.number(text),
            Name::Channel => self.channel.texts.number(text),
        }
    }

    fn number_all(&mut self, name: Name, texts: &[&str], numbers: &mut Vec<u32>) -> Result<()> {
        if name == Name::Customer {
            return self.customers.intern_all(texts, numbers);
        }
        for text in texts {
            numbers.push(self.number(name, text)?);
        }
        Ok(())
    }

    fn add_numbered(&mut self, part: u8, line: &NumberedLine) -> Result<()> {
        let at = self.place()?;
        self.customer.push(line.customer);
        self.day.push(line.day.0);
        self.amount.push(line.amount.0);
        self.order_hash.push(line.order_hash);
        if self.has_no_details {
            return self.part.set(at, (part != 0).then_some(part));
        }
        self.quantity.set(at, line.quantity)?;
        self.time.set(at, line.minutes.map(|minutes| minutes.saturating_add(1)))?;
        self.channel.codes.set(at, line.channel)?;
        self.category.codes.set(at, line.category)?;
        self.part.set(at, (part != 0).then_some(part))?;
        self.product.codes.set(at, line.product)
    }

    fn add_all(&mut self, lines: &NumberedLines<'_>) -> Result<()> {
        let (at, more) = (self.customer.len(), lines.customer.len());
        if at.saturating_add(more) >= u32::MAX as usize {
            return Err(ErrorKind::TooLarge.into());
        }
        if at + more > self.room {
            self.grow(more)?;
        }
        self.customer.extend_from_slice(lines.customer);
        self.day.extend_from_slice(lines.day);
        self.amount.extend_from_slice(lines.amount);
        self.order_hash.extend_from_slice(lines.order_hash);
        self.order_hash.resize(at + more, 0);
        if self.has_no_details {
            return Ok(());
        }
        let [product, category, channel] = lines.texts;
        self.quantity.set_all(at, lines.quantity)?;
        self.time.set_all(at, lines.minutes)?;
        self.channel.codes.set_all(at, channel)?;
        self.category.codes.set_all(at, category)?;
        self.product.codes.set_all(at, product)
    }
}

impl Builder {
    /// The number of the next line, for which there is room.
    fn place(&mut self) -> Result<usize> {
        let at = self.customer.len();
        if at >= u32::MAX as usize {
            return Err(ErrorKind::TooLarge.into());
        }
        if at == self.room {
            self.grow(1)?;
        }
        Ok(at)
    }

    fn grow(&mut self, more: usize) -> Result<()> {
        reserve(&mut self.customer, more)?;
        reserve(&mut self.day, more)?;
        reserve(&mut self.amount, more)?;
        reserve(&mut self.order_hash, more)?;
        self.measure();
        Ok(())
    }

    /// Sees how many lines there is room for.
    fn measure(&mut self) {
        let columns = [self.day.capacity(), self.amount.capacity(), self.order_hash.capacity()];
        self.room = columns.into_iter().fold(self.customer.capacity(), usize::min);
    }

    /// How many lines were added.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.customer.len()
    }

    /// Adds line `at` of `other`, with nothing of its other lines.
    fn copy(&mut self, other: &Self, at: usize) -> Result<()> {
        let number = other.order_hash[at];
        let line = OrderLine {
            customer: other.customers.texts().get(other.customer[at] as usize),
            day: Day(other.day[at]),
            minutes: other.time.values.get(at).and_then(|minutes| minutes.checked_sub(1)),
            amount: Money(other.amount[at]),
            order_id: None,
            product: other.product.get(at),
            category: other.category.get(at),
            channel: other.channel.get(at),
            quantity: other.quantity.values.get(at).copied().filter(|units| *units != 0),
        };
        self.add(&line)?;
        if let Some(hash) = self.order_hash.last_mut() {
            *hash = number;
        }
        Ok(())
    }

    /// Ends the collecting; the job puts everything in order.
    #[must_use]
    pub fn finish(self) -> Sorting {
        Sorting::new(self)
    }
}
