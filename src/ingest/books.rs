//! A tally for each currency that the rows name, until it is known which of them count.
//!
//! Money of different currencies is never added up. Which currency is the ledger's is known only when
//! every row was seen, since the order of the rows must not decide it; so each is counted apart.

use super::currency::{Asked, Name, Said};
use super::reading::{CurrencyCount, Fate, Reading, Totals};
use super::set_aside::SetAside;
use super::status::StatusClass;
use super::tally::{Sums, Tally, add};
use crate::at::At;
use crate::csv::{OwnedRecord, Record};
use crate::diagnostic::{Action, Diagnostics};
use crate::error::{Code, Error, ErrorKind, Result};
use crate::math::sort_seldom;
use crate::unit::{Currency, Day, Money, Rate};
use std::collections::BTreeSet;

/// A few names, each once. To collect them would bring a sort of its own along.
fn in_order<'a>(all: impl Iterator<Item = &'a Name>) -> BTreeSet<&'a Name> {
    let mut names = BTreeSet::new();
    names.extend(all);
    names
}

/// Currencies that are told apart; others are counted together, and never among those that count.
const MOST: usize = 100;

/// All tallies, and the one for the row at hand.
#[derive(Debug, Default)]
pub(super) struct Books {
    asked: Asked,
    books: Vec<Book>,
    now: usize,
    /// What the scripts of the files' headers suggest.
    pub(super) scripts: BTreeSet<Option<Currency>>,
    /// The rows that were set aside, whatever their currency.
    pub(super) set_aside: SetAside,
    /// What is no matter of one currency.
    pub(super) notes: Diagnostics,
}

#[derive(Debug)]
struct Book {
    said: Said,
    rate: Option<Rate>,
    is_excluded: bool,
    tally: Tally,
    /// Sums in its own currency, where the tally has them converted.
    own: Totals,
    /// The first rows that count.
    examples: Vec<At>,
    /// Rows that count and have money.
    priced: u64,
    /// Some amount has a fraction.
    has_cents: bool,
    /// Rows that count, with the numbers of their files, as far as they may not do so in the end.
    records: Vec<(u32, OwnedRecord)>,
}

impl Book {
    /// Whether there are examples enough.
    fn is_full(&self) -> bool {
        self.examples.len() >= Diagnostics::EXAMPLES
    }

    fn is_open(&self) -> bool {
        self.said.is_guess || self.said.name == Name::Unsaid
    }

    fn totals(&self) -> Totals {
        if self.rate.is_some() { self.own } else { self.tally.totals }
    }
}

impl Books {
    pub(super) fn new(asked: Asked) -> Self {
        Self { asked, ..Self::default() }
    }

    pub(super) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Turns to the currency of the next row; its number.
    pub(super) fn turn_to(&mut self, said: &Said) -> u8 {
        let same = |book: &Book| book.said == *said;
        if !self.books.get(self.now).is_some_and(same) {
            self.now = self.books.iter().position(same).unwrap_or_else(|| self.open(said));
        }
        self.number()
    }

    fn open(&mut self, said: &Said) -> usize {
        let mut said = said.clone();
        if self.books.len() >= MOST {
            said = Said { name: rest(), is_guess: false };
            if let Some(known) = self.books.iter().position(|book| book.said == said) {
                return known;
            }
        }
        self.books.push(Book {
            rate: self.asked.rate(&said.name),
            is_excluded: self.asked.excludes(&said.name),
            said,
            tally: Tally::default(),
            own: Totals::default(),
            examples: Vec::new(),
            priced: 0,
            has_cents: false,
            records: Vec::new(),
        });
        self.books.len() - 1
    }

    /// The number of the currency at hand.
    pub(super) fn number(&self) -> u8 {
        u8::try_from(self.now).unwrap_or(u8::MAX)
    }

    /// Turns back to a currency by its number.
    pub(super) fn turn_back(&mut self, number: u8) {
        self.now = usize::from(number);
    }

    /// Why money in the currency at hand does not count, where that is known already.
    pub(super) fn exclusion(&self) -> Option<Code> {
        self.books[self.now].is_excluded.then(|| self.code())
    }

    fn code(&self) -> Code {
        if self.asked.rates.is_empty() { Code::MixedCurrency } else { Code::MissingRate }
    }

    /// What there is to tell about rows in the currency at hand.
    pub(super) fn diagnostics(&mut self) -> &mut Diagnostics {
        &mut self.books[self.now].tally.diagnostics
    }

    /// What a status means.
    pub(super) fn class_of(&mut self, text: &str) -> StatusClass {
        self.books[self.now].tally.class_of(text)
    }

    /// Counts a row under its status.
    pub(super) fn note_status(&mut self, text: &str, own: Money) -> Result<()> {
        let money = self.converted(own)?;
        self.books[self.now].tally.note_status(text, money)?;
        Ok(())
    }

    /// Counts a row under its status, which means `class` in this export.
    pub(super) fn note_status_as(
        &mut self,
        text: &str,
        class: StatusClass,
        own: Money,
    ) -> Result<()> {
        let money = self.converted(own)?;
        self.books[self.now].tally.note_status_as(text, class, money)?;
        Ok(())
    }

    /// Counts a row that was set aside for another reason than its currency.
    pub(super) fn drop_row(&mut self, code: Code, day: Option<Day>, own: Money) -> Result<()> {
        let money = self.converted(own)?;
        let book = &mut self.books[self.now];
        if book.rate.is_some() {
            book.own.dropped = add(book.own.dropped, own)?;
        }
        book.tally.drop_row(code, day, money)
    }

    /// Counts a row that counts, if its currency does; its money in the ledger's currency.
    pub(super) fn keep(
        &mut self,
        day: Day,
        own: Money,
        offset: Option<i32>,
        at: impl FnOnce() -> At,
    ) -> Result<Money> {
        let book = &mut self.books[self.now];
        if !book.is_full() && (own != Money::ZERO || !book.is_open()) {
            book.examples.push(at());
        }
        self.keep_quietly(day, own, offset)
    }

    /// The same, without an example.
    pub(super) fn keep_quietly(
        &mut self,
        day: Day,
        own: Money,
        offset: Option<i32>,
    ) -> Result<Money> {
        let money = self.converted(own)?;
        let book = &mut self.books[self.now];
        if book.rate.is_some() {
            book.own.kept = add(book.own.kept, own)?;
        }
        book.priced += u64::from(own != Money::ZERO);
        book.has_cents |= own.0 % Money::PER_MAJOR != 0;
        book.tally.keep(day, money, offset)?;
        Ok(money)
    }

    /// Whether a row in this currency can count without more being told or kept of it.
    pub(super) fn is_quiet(&self, number: u8) -> bool {
        let book = self.books.get(usize::from(number));
        book.is_some_and(|book| !book.is_excluded && book.is_full() && !self.may_lose(book))
    }

    /// The tally of all rows, where there is one currency, in which they count as they are and without more
    /// being told or kept of them.
    pub(super) fn only(&mut self) -> Option<&mut Tally> {
        let [book] = &self.books[..] else { return None };
        let is_plain = book.rate.is_none() && self.is_quiet(0);
        is_plain.then(|| &mut self.books[0].tally)
    }

    /// Notes what rows that count in the only currency showed of it.
    pub(super) fn note_only(&mut self, sums: &Sums) {
        self.now = 0;
        let book = &mut self.books[0];
        book.priced += sums.priced;
        book.has_cents |= sums.has_cents;
    }

    /// Keeps the record of a row that counts, where its currency may not be the one that does.
    pub(super) fn keep_record(&mut self, file: u32, record: &Record<'_>) {
        if self.may_lose(&self.books[self.now])
            && let Some(record) = self.set_aside.spare(record)
        {
            self.books[self.now].records.push((file, record));
        }
    }

    /// Whether a currency may turn out not to be that of most rows. Of one that leads by far, rows are not
    /// kept, or all of a large file would be.
    fn may_lose(&self, book: &Book) -> bool {
        /// Rows by which it is not known yet which leads.
        const FEW: u64 = 1_000;
        let leads = || self.books.iter().all(|other| other.tally.kept <= book.tally.kept);
        let is_open = self.asked.target.is_none() && book.rate.is_none();
        is_open && (book.tally.kept <= FEW || !leads())
    }

    /// The place of a status in this currency, if rows with it were seen that simply count.
    pub(super) fn plain_status(&self, number: u8, text: &str) -> Option<usize> {
        self.books.get(usize::from(number))?.tally.plain_status(text)
    }

    /// Counts a row under the status at this place.
    pub(super) fn count_status(&mut self, place: usize, own: Money) -> Result<()> {
        let money = self.converted(own)?;
        self.books[self.now].tally.count_status(place, money)
    }

    fn converted(&self, own: Money) -> Result<Money> {
        match (self.books[self.now].rate, self.asked.target) {
            (Some(rate), Some(target)) => {
                rate.convert(own, target).ok_or_else(|| Error::new(ErrorKind::AmountOverflow))
            }
            _ => Ok(own),
        }
    }

    /// Rows under all currencies.
    pub(super) fn rows(&self) -> u64 {
        self.books.iter().map(|book| book.tally.rows).sum()
    }

    /// Rows that count, should their currency do so.
    pub(super) fn kept(&self) -> u64 {
        self.books.iter().map(|book| book.tally.kept).sum()
    }

    /// Ends the counting: what is read of the currency that counts, and which numbers are of it.
    pub(super) fn close(mut self) -> Result<(Reading, Vec<bool>)> {
        let home = self.home_of_unsaid();
        let is_told = home.as_ref().is_some_and(|home| self.is_guess(home));
        for book in &mut self.books {
            let is_unsaid = book.said.name == Name::Unsaid;
            if let Some(home) = home.as_ref().filter(|_| is_unsaid) {
                book.said.name = home.clone();
            }
            // A yen has no fractions, so with one `¥` is no guess.
            if (is_unsaid && is_told) || (book.said.is_guess && !book.has_cents) {
                tell(book);
            }
        }
        let winner = self.winner();
        let counts = |book: &Book| book.said.name == winner || book.rate.is_some();
        let mask: Vec<bool> = self.books.iter().map(counts).collect();
        let currencies = self.currencies(&winner)?;
        let code = self.code();
        let mut all = Tally::default();
        all.diagnostics = self.notes;
        for (book, counts) in self.books.into_iter().zip(&mask) {
            let mut tally = book.tally;
            if !counts && tally.kept > 0 {
                let examples = book.examples.into_iter().map(|at| (at, Action::Dropped));
                tally.diagnostics.add_many(code, tally.kept, examples);
                all.note_dropped(code, tally.kept, Money::ZERO)?;
                for (file, record) in book.records {
                    self.set_aside.add(file, code, &record.as_record());
                }
            }
            all.absorb(tally, *counts)?;
        }
        let mut reading = all.into_reading();
        reading.set_aside = self.set_aside;
        reading.currency = match (&winner, reading.kept) {
            (Name::Code(code), 1..) => Some(*code),
            _ => None,
        };
        reading.currencies = currencies;
        Ok((reading, mask))
    }

    /// The currencies that rows name that count.
    fn names(&self) -> BTreeSet<&Name> {
        let books = self.books.iter().filter(|book| book.tally.kept > 0);
        in_order(books.map(|book| &book.said.name).filter(|name| **name != Name::Unsaid))
    }

    /// The currency of the rows that name none: the only one that others name, or the one asked for
    /// where it is named by no row, or by all that name one.
    fn home_of_unsaid(&self) -> Option<Name> {
        let names = self.names();
        match self.asked.target.map(Name::Code) {
            Some(target) => (names.len() <= 1 || !names.contains(&target)).then_some(target),
            None if names.len() == 1 => names.into_iter().next().cloned(),
            None => None,
        }
    }

    /// Whether nothing but other rows says that those without a currency are in `home`.
    fn is_guess(&self, home: &Name) -> bool {
        let asked = self.asked.target.map(Name::Code);
        if asked.as_ref() == Some(home) {
            return self.names().into_iter().any(|name| name != home);
        }
        let is_home = |script: &Option<Currency>| script.map(Name::Code).as_ref() == Some(home);
        !self.scripts.iter().all(is_home)
    }

    /// The currency that counts: the one asked for, or the one of most rows; of equals the first by code.
    fn winner(&self) -> Name {
        if let Some(target) = self.asked.target {
            return Name::Code(target);
        }
        let rest = rest();
        let names = self.books.iter().map(|book| &book.said.name).filter(|name| **name != rest);
        let names = in_order(names);
        let best = names.into_iter().min_by_key(|name| std::cmp::Reverse(self.count(name)));
        best.cloned().unwrap_or(Name::Unsaid)
    }

    fn count(&self, name: &Name) -> u64 {
        let same = self.books.iter().filter(|book| book.said.name == *name);
        same.map(|book| book.tally.kept).sum()
    }

    /// What is in each currency; those with most rows first.
    fn currencies(&self, winner: &Name) -> Result<Vec<CurrencyCount>> {
        let books = self.books.iter().filter(|book| book.tally.rows > 0);
        let names = in_order(books.map(|book| &book.said.name));
        let mut all = Vec::new();
        for name in names {
            let mut count = CurrencyCount {
                name: match name {
                    Name::Code(code) => Some(code.to_string()),
                    Name::Word(word) => Some(word.clone()),
                    Name::Unsaid => None,
                },
                rate: self.asked.rate(name),
                ..CurrencyCount::default()
            };
            count.fate = match count.rate {
                Some(_) => Fate::Converted,
                None if name == winner => Fate::Kept,
                None => Fate::SetAside,
            };
            for book in self.books.iter().filter(|book| book.said.name == *name) {
                let totals = book.totals();
                count.rows += book.tally.rows;
                count.counted += book.tally.kept;
                count.net = add(count.net, totals.kept)?;
                count.dropped = add(count.dropped, totals.dropped)?;
                if count.fate != Fate::SetAside {
                    count.in_ledger = add(count.in_ledger, book.tally.totals.kept)?;
                }
            }
            all.push(count);
        }
        sort_seldom(&mut all, |a, b| b.counted.cmp(&a.counted));
        Ok(all)
    }
}

/// What stands for all currencies beyond [`MOST`].
fn rest() -> Name {
    Name::Word("…".to_owned())
}

/// Tells that the currency of rows is a guess.
fn tell(book: &mut Book) {
    if book.priced > 0 {
        let examples = book.examples.iter().map(|at| (at.clone(), Action::Kept));
        book.tally.diagnostics.add_many(Code::AssumedCurrency, book.priced, examples);
    }
}

/// # Errors
/// [`ErrorKind::InvalidOption`] for rates without a currency to turn into, or of that currency itself.
pub(super) fn check(target: Option<Currency>, rates: &[(Currency, Rate)]) -> Result<()> {
    let is_odd = |&(code, _): &(Currency, Rate)| target.is_none_or(|target| target == code);
    let mut codes = BTreeSet::new();
    if rates.iter().any(is_odd) || !rates.iter().all(|(code, _)| codes.insert(*code)) {
        return Err(Error::new(ErrorKind::InvalidOption { option: "rates" }));
    }
    Ok(())
}
