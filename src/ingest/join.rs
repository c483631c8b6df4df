//! Orders that wait until every file was read: for who paid them, for what they cost, or to see that
//! another file has them already.

use super::books::Books;
use super::facts::Facts;
use super::key::{Grade, KeyState};
use super::platform::{Export, Part};
use super::reading::{Joined, KeyReading};
use crate::at::At;
use crate::csv::OwnedRecord;
use crate::diagnostic::Action;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::ledger::{OrderLine, OrderSink};
use crate::unit::Money;
use foldhash::quality::FixedState;
use hashbrown::{HashMap, HashSet};

/// What a file was, for the rows of it that wait.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) export: Option<&'static Export>,
    pub(super) key: KeyState,
    pub(super) number: u32,
    pub(super) header_line: u64,
}

/// An order line that waits.
#[derive(Debug)]
struct Held {
    source: usize,
    record: u64,
    line: u64,
    day: crate::unit::Day,
    minutes: Option<u16>,
    money: Option<Money>,
    offset: Option<i32>,
    currency: u8,
    quantity: Option<i64>,
    order_hash: u64,
    other_hash: u64,
    customer: Box<str>,
    order: Box<str>,
    labels: [Option<Box<str>>; 3],
    /// The cells, while there is room for such.
    spare: Option<OwnedRecord>,
}

/// What is known of the money and the time of a line that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) money: Option<Money>,
    /// The offset from UTC that its time came with.
    pub(super) offset: Option<i32>,
    /// The number of its currency.
    pub(super) currency: u8,
    /// Its cells, while there is room for such.
    pub(super) spare: Option<OwnedRecord>,
}

/// What the files say about each other's orders.
#[derive(Debug, Default)]
pub(super) struct Join {
    pub(super) sources: Vec<Source>,
    held: Vec<Held>,
    /// Customers by the hash of an order's number, or of an id that is not the customer's own.
    names: HashMap<u64, Box<str>, FixedState>,
    prices: HashMap<u64, Money, FixedState>,
    /// Orders that were counted as they were read.
    sold: HashSet<u64, FixedState>,
    /// Why a file that only says whose orders are whose is no file of orders.
    pub(super) side_error: Option<Error>,
}

impl Join {
    /// Whether no line waits.
    pub(super) fn is_idle(&self) -> bool {
        self.held.is_empty()
    }

    /// Notes an order that was counted at once.
    pub(super) fn sold(&mut self, facts: &Facts) {
        self.sold
            .extend([facts.order_hash, facts.other_hash].into_iter().filter(|hash| *hash != 0));
    }

    /// Notes who is behind a number.
    pub(super) fn name(&mut self, hash: u64, customer: &str) {
        if hash != 0 && !super::cell::is_void(customer) {
            self.names.entry(hash).or_insert_with(|| customer.into());
        }
    }

    /// Notes what an order cost.
    pub(super) fn price(&mut self, hash: u64, money: Money) -> Result<()> {
        let all = self.prices.entry(hash).or_default();
        *all = all.checked_add(money).ok_or(ErrorKind::AmountOverflow)?;
        Ok(())
    }

    /// Lets a line wait.
    pub(super) fn hold(
        &mut self,
        line: &OrderLine<'_>,
        facts: &Facts,
        Waiting { money, offset, currency, spare }: Waiting,
        at: &At,
    ) {
        let boxed = |text: Option<&str>| text.map(Into::into);
        self.held.push(Held {
            source: self.sources.len() - 1,
            record: at.record.unwrap_or_default(),
            line: at.line.unwrap_or_default(),
            day: line.day,
            minutes: line.minutes,
            money,
            offset,
            currency,
            quantity: line.quantity,
            order_hash: facts.order_hash,
            other_hash: facts.other_hash,
            customer: line.customer.into(),
            order: line.order_id.unwrap_or_default().into(),
            labels: [boxed(line.product), boxed(line.category), boxed(line.channel)],
            spare,
        });
    }

    /// Counts the lines that waited, and says how well customers can be told apart, and how many orders
    /// found theirs in another file.
    ///
    /// # Errors
    /// [`ErrorKind::NoCustomerKey`] where no line can be given to anybody.
    pub(super) fn settle<S: OrderSink>(
        mut self,
        orders: &mut S,
        books: &mut Books,
        without_customers: bool,
    ) -> Result<(KeyReading, Option<Joined>)> {
        let keys: Vec<KeyReading> = self.sources.iter().map(|source| source.key.judged()).collect();
        let main = self.orders_of_main();
        self.name_payers(&keys);
        let mut fates =
            Fates { joined: vec![false; keys.len()], without_customers, ..Fates::default() };
        for held in std::mem::take(&mut self.held) {
            self.settle_line(held, &keys, &main, &mut fates, orders, books)?;
        }
        if let (0, Some(source)) = (books.kept(), fates.nameless) {
            return Err(self.sources[source].no_key());
        }
        if without_customers {
            return Ok((KeyReading { grade: Grade::None, ..KeyReading::default() }, None));
        }
        let joined = (!self.names.is_empty()).then(|| fates.orders());
        Ok((self.key_of_all(keys, &fates, books), joined))
    }

    /// Numbers of the orders that stand in files of orders.
    fn orders_of_main(&self) -> HashSet<u64, FixedState> {
        let is_main =
            |held: &&Held| matches!(self.part(held.source), Part::Orders | Part::Unpriced);
        let held = self.held.iter().filter(is_main);
        let numbers = held.flat_map(|held| [held.order_hash, held.other_hash]);
        self.sold.iter().copied().chain(numbers).filter(|hash| *hash != 0).collect()
    }

    /// Bills know the payers.
    fn name_payers(&mut self, keys: &[KeyReading]) {
        let held = std::mem::take(&mut self.held);
        for line in &held {
            if self.part(line.source) == Part::Bill && keys[line.source].grade == Grade::Exact {
                self.name(line.order_hash, &line.customer);
                self.name(line.other_hash, &line.customer);
            }
        }
        self.held = held;
    }

    fn part(&self, source: usize) -> Part {
        self.sources[source].export.map_or(Part::Orders, |export| export.part)
    }

    fn settle_line<S: OrderSink>(
        &self,
        held: Held,
        keys: &[KeyReading],
        main: &HashSet<u64, FixedState>,
        fates: &mut Fates,
        orders: &mut S,
        books: &mut Books,
    ) -> Result<()> {
        books.turn_back(held.currency);
        let source = held.source;
        let price = self.prices.get(&held.order_hash).copied();
        let money = if self.part(source) == Part::Unpriced { price } else { held.money };
        let is_second = matches!(self.part(source), Part::Bill | Part::Lines);
        let is_main = main.contains(&held.order_hash) || main.contains(&held.other_hash);
        let own = Some(&*held.customer)
            .filter(|text| !text.is_empty() && keys[source].grade != Grade::None);
        let is_own_best = own.is_some() && keys[source].grade == Grade::Exact;
        let named = if is_own_best || fates.without_customers { None } else { self.named(&held) };
        let is_again = is_second && is_main;
        if !is_own_best && !is_again {
            fates.ask(&held, named.is_some());
        }
        let fault = if is_again {
            Some(Code::DuplicateRow)
        } else if named.or(own).is_none() && !fates.without_customers {
            fates.nameless = fates.nameless.or(Some(source));
            Some(Code::MissingCustomer)
        } else if money.is_none() {
            Some(Code::UnparsedAmount)
        } else {
            None
        };
        if let Some(code) = fault {
            books.diagnostics().add(code, || (self.at(&held), Action::Dropped));
            if let Some(record) = &held.spare {
                books.set_aside.add(self.sources[source].number, code, &record.as_record());
            }
            return books.drop_row(code, Some(held.day), money.unwrap_or_default());
        }
        fates.joined[source] |= named.is_some();
        let customer = named.or(own).unwrap_or_default();
        let Some(amount) = money else { return Ok(()) };
        let amount = books.keep(held.day, amount, held.offset, || self.at(&held))?;
        if books.exclusion().is_some() {
            return Ok(());
        }
        if let Some(record) = &held.spare {
            books.keep_record(self.sources[source].number, &record.as_record());
        }
        let [product, category, channel] = &held.labels;
        let line = OrderLine {
            customer,
            day: held.day,
            minutes: held.minutes,
            amount,
            order_id: Some(&*held.order).filter(|id| !id.is_empty()),
            product: product.as_deref(),
            category: category.as_deref(),
            channel: channel.as_deref(),
            quantity: held.quantity,
        };
        orders.add_to(held.currency, &line)
    }

    /// Who another file says is behind the line.
    fn named(&self, held: &Held) -> Option<&str> {
        let own = super::facts::hash_of(&held.customer);
        let hashes = [held.order_hash, held.other_hash, own];
        hashes.iter().find_map(|hash| self.names.get(hash)).map(|name| &**name)
    }

    fn at(&self, held: &Held) -> At {
        At {
            file: Some(self.sources[held.source].number),
            record: Some(held.record),
            line: Some(held.line),
            ..At::default()
        }
    }

    /// The worst key of the files with orders. A file that has none at all counts only where no other has one: no
    /// line is counted by it.
    fn key_of_all(&self, keys: Vec<KeyReading>, fates: &Fates, books: &mut Books) -> KeyReading {
        let (mut worst, mut nobody): (Option<KeyReading>, Option<KeyReading>) = (None, None);
        for ((mut key, source), joined) in keys.into_iter().zip(&self.sources).zip(&fates.joined) {
            let part = source.export.map_or(Part::Orders, |export| export.part);
            if matches!(part, Part::Customers | Part::Payments) {
                continue;
            }
            for _ in 0..source.key.damaged_as_a_column() {
                let at = At { file: Some(source.number), ..At::default() };
                let at = || (at.with_column(&source.key.header), Action::Kept);
                books.notes.add(Code::DamagedId, at);
            }
            if *joined {
                key = KeyReading { header: None, grade: Grade::Exact, reasons: vec!["joined"] };
            }
            if key.grade == Grade::None && key.header.is_none() {
                nobody.get_or_insert(key);
                continue;
            }
            if key.grade >= Grade::Fuzzy {
                let at = At { file: Some(source.number), ..At::default() };
                let header = key.header.clone().unwrap_or_default();
                let at = || (at.with_column(&header), Action::Kept);
                books.notes.add(Code::DoubtfulKey, at);
            }
            if worst.as_ref().is_none_or(|worst| key.grade > worst.grade) {
                worst = Some(key);
            }
        }
        worst.or(nobody).unwrap_or_default()
    }
}

/// What became of the files' lines.
#[derive(Debug, Default)]
struct Fates {
    /// Orders that asked whose they are, by number, and whether another file said it.
    asked: HashMap<u64, bool, FixedState>,
    /// Lines that asked and have no number.
    numberless: Joined,
    /// Files of which a line was given to a customer that another file names.
    joined: Vec<bool>,
    /// The first file with a line of nobody.
    nameless: Option<usize>,
    /// Orders are read of nobody known.
    without_customers: bool,
}

impl Fates {
    fn ask(&mut self, held: &Held, is_named: bool) {
        let number = if held.order_hash == 0 { held.other_hash } else { held.order_hash };
        if number == 0 {
            self.numberless.orders += 1;
            self.numberless.found += u64::from(is_named);
        } else {
            *self.asked.entry(number).or_default() |= is_named;
        }
    }

    fn orders(&self) -> Joined {
        let found = self.asked.values().filter(|is_found| **is_found).count();
        Joined {
            orders: self.numberless.orders + self.asked.len() as u64,
            found: self.numberless.found + found as u64,
        }
    }
}

impl Source {
    fn no_key(&self) -> Error {
        let (platform, hint) = self.export.map_or(("", ""), |e| (e.platform, e.hint));
        let at = At { line: Some(self.header_line), file: Some(self.number), ..At::default() };
        Error::new(ErrorKind::NoCustomerKey { platform, hint }).at_place(at)
    }
}
