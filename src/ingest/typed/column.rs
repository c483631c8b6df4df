//! One column: what it is, then what each of its cells says.

use super::super::cell::{bare, is_damaged_id, is_void};
use super::super::clock::Zone;
use super::super::moment::{DateOrder, Moment};
use super::super::numeral::{Mark, MarkVotes, currency_named};
use super::super::order_votes::OrderVotes;
use super::decimal::{Decimal, Figure};
use super::hint::{Hint, hint_of, is_currency};
use super::{Kind, TypedColumn};
use std::collections::BTreeSet;

/// The rows, and what they share.
pub(super) struct Table<'a> {
    headers: &'a [String],
    records: &'a [Vec<String>],
    /// A column beside the money names more than one currency.
    has_currencies: bool,
}

/// A column that was looked at once.
#[derive(Debug)]
pub(super) struct Column {
    at: usize,
    reading: Reading,
}

/// As what the cells are to be read.
#[derive(Debug)]
enum Reading {
    Ids,
    Numbers(Kind, MarkVotes),
    Times(OrderVotes),
    Counts,
}

/// What the columns of a table say together about how numbers and dates are written.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    marks: BTreeSet<u8>,
    orders: BTreeSet<u8>,
}

impl Evidence {
    /// Hears a column that is sure of itself.
    pub(super) fn hear(&mut self, column: &Column) {
        match &column.reading {
            Reading::Numbers(_, votes) => self.marks.extend(votes.decided().map(|mark| mark as u8)),
            Reading::Times(votes) => {
                let verdict = votes.verdict();
                self.orders.extend(verdict.order.filter(|_| verdict.is_sure).map(|o| o as u8));
            }
            Reading::Ids | Reading::Counts => {}
        }
    }

    fn mark(&self) -> Option<Mark> {
        let is_only = |mark: Mark| self.marks.len() == 1 && self.marks.contains(&(mark as u8));
        [Mark::Point, Mark::Comma].into_iter().find(|mark| is_only(*mark))
    }

    fn order(&self) -> Option<DateOrder> {
        let is_only =
            |order: DateOrder| self.orders.len() == 1 && self.orders.contains(&(order as u8));
        DateOrder::ALL.into_iter().find(|order| is_only(*order))
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(headers: &'a [String], records: &'a [Vec<String>]) -> Self {
        let mut table = Self { headers, records, has_currencies: false };
        let beside: Vec<usize> =
            (0..headers.len()).filter(|at| is_currency(&headers[*at])).collect();
        table.has_currencies = beside.into_iter().any(|at| {
            let mut codes = table.filled(at).filter_map(currency_named);
            let first = codes.next();
            codes.any(|code| Some(code) != first)
        });
        table
    }

    fn cells(&self, at: usize) -> impl Iterator<Item = &'a str> {
        self.records.iter().map(move |record| record.get(at).map_or("", String::as_str))
    }

    /// The cells that say something, bare.
    fn filled(&self, at: usize) -> impl Iterator<Item = &'a str> {
        self.cells(at).map(bare).filter(|cell| !is_void(cell))
    }

    /// Decides what column `at` is; `None` for text.
    pub(super) fn examine(&self, at: usize) -> Option<Column> {
        let hint = hint_of(&self.headers[at]);
        let filled = self.filled(at).count();
        if filled == 0 {
            return None;
        }
        let found = match hint {
            Hint::Time => self.as_times(at, filled, hint).or_else(|| self.as_counts(at, filled)),
            Hint::Money | Hint::Number => self.as_numbers(at, filled, hint),
            Hint::Id => None,
            Hint::Nothing => self.as_times(at, filled, hint),
        };
        let found = found.or_else(|| match hint {
            Hint::Id => Some(Reading::Ids),
            _ if self.filled_raw(at).any(|cell| is_code(&cell)) && hint == Hint::Nothing => self
                .filled(at)
                .all(|cell| !cell.contains(char::is_whitespace))
                .then_some(Reading::Ids),
            Hint::Time => None,
            _ => self.as_numbers(at, filled, Hint::Nothing),
        });
        found.map(|reading| Column { at, reading })
    }

    /// The cells that say something, with what is wrapped around them.
    fn filled_raw(&self, at: usize) -> impl Iterator<Item = std::borrow::Cow<'a, str>> {
        self.cells(at).filter(|cell| !is_void(bare(cell))).map(std::borrow::Cow::Borrowed)
    }

    fn as_times(&self, at: usize, filled: usize, hint: Hint) -> Option<Reading> {
        let mut votes = OrderVotes::default();
        let mut read = 0;
        for cell in self.filled(at) {
            let Some(moment) = Moment::parse(cell.as_bytes()) else { continue };
            if hint == Hint::Nothing && cell.len() < 8 {
                continue;
            }
            read += 1;
            if let Some(separator) = moment.separator {
                votes.see(moment.days, separator);
            }
        }
        let are_digits = || self.filled(at).all(|cell| cell.bytes().all(|b| b.is_ascii_digit()));
        let is_enough = match hint {
            Hint::Time => read * 8 >= filled,
            _ => read * 10 >= filled * 9 && (filled > 2 || !are_digits()),
        };
        (read > 0 && is_enough).then_some(Reading::Times(votes))
    }

    fn as_counts(&self, at: usize, filled: usize) -> Option<Reading> {
        let read = self.filled(at).filter_map(|cell| Moment::parse_count(cell.as_bytes()));
        (read.count() == filled).then_some(Reading::Counts)
    }

    fn as_numbers(&self, at: usize, filled: usize, hint: Hint) -> Option<Reading> {
        let mut votes = MarkVotes::default();
        let (mut read, mut shares) = (0, 0);
        for figure in self.filled(at).filter_map(|cell| Figure::parse(cell, None)) {
            read += 1;
            shares += usize::from(figure.is_percent);
            votes.see(figure.evidence);
        }
        let is_enough = match hint {
            Hint::Nothing => read == filled,
            _ => read * 5 >= filled,
        };
        let kind = if hint == Hint::Money && shares == 0 { Kind::Money } else { Kind::Number };
        (read > 0 && is_enough).then_some(Reading::Numbers(kind, votes))
    }
}

/// Whether the cell is written so that its digits stay as they are: wrapped, with a zero in front,
/// or too long for a number.
fn is_code(cell: &str) -> bool {
    let inner = bare(cell);
    let digits = inner.bytes().all(|b| b.is_ascii_digit());
    let is_wrapped =
        cell.starts_with(['\'', '\t', '`', '=']) && inner.len() < cell.trim_end().len();
    (is_wrapped && digits)
        || (digits && (inner.len() > 15 || (inner.len() > 1 && inner.starts_with('0'))))
        || is_damaged_id(inner)
}

impl Column {
    /// Reads every cell.
    pub(super) fn read(self, table: &Table<'_>, whole: &Evidence) -> TypedColumn {
        let mut typed = TypedColumn {
            header: table.headers[self.at].clone(),
            kind: Kind::Id,
            values: Vec::with_capacity(table.records.len()),
            sum: None,
            flags: BTreeSet::new(),
        };
        match self.reading {
            Reading::Ids => read_ids(table.cells(self.at), &mut typed),
            Reading::Numbers(kind, votes) => {
                typed.kind = kind;
                let sure = votes.decided();
                read_numbers(table, self.at, sure, sure.or_else(|| whole.mark()), &mut typed);
            }
            Reading::Times(votes) => {
                let verdict = votes.verdict();
                if !verdict.is_sure {
                    typed.flags.insert("ambiguous_date_order");
                }
                let sure = verdict.order.filter(|_| verdict.is_sure);
                let order = sure.or_else(|| whole.order()).or(verdict.order);
                let read = |cell: &str| Moment::parse(cell.as_bytes());
                read_times(table.cells(self.at), read, order, &mut typed);
            }
            Reading::Counts => {
                let read = |cell: &str| Moment::parse_count(cell.as_bytes());
                read_times(table.cells(self.at), read, None, &mut typed);
            }
        }
        typed
    }
}

fn read_ids<'a>(cells: impl Iterator<Item = &'a str>, typed: &mut TypedColumn) {
    let (mut cut, mut long) = (0_u64, 0_u64);
    for cell in cells {
        let id = bare(cell);
        let is_damaged = is_damaged_id(id);
        cut += u64::from(is_damaged);
        long += u64::from(is_damaged || id.len() > 15);
        if is_damaged && id.contains(['E', 'e']) {
            typed.flags.insert("damaged_id");
        }
        typed.values.push((!id.is_empty()).then(|| id.to_owned()));
    }
    // One number of many ends in zeros by chance.
    if cut * 2 > long {
        typed.flags.insert("damaged_id");
    }
}

fn read_numbers(
    table: &Table<'_>,
    at: usize,
    sure: Option<Mark>,
    mark: Option<Mark>,
    typed: &mut TypedColumn,
) {
    let mut sum = Some(Decimal::default());
    let mut currencies = BTreeSet::new();
    let (mut shares, mut others) = (false, false);
    for cell in table.cells(at) {
        let figure = Figure::parse(cell, mark);
        let is_nothing = figure.is_none() && is_void(bare(cell));
        if figure.is_none() && !is_nothing {
            typed.flags.insert("unparsed");
        }
        typed.values.push(figure.as_ref().map(|figure| figure.value.to_string()));
        let Some(figure) = figure else { continue };
        if sure.is_none() && Figure::parse(cell, None).is_some_and(|figure| figure.is_doubtful) {
            typed.flags.insert("ambiguous_amount");
        }
        sum = sum.and_then(|sum| sum.checked_add(figure.value));
        currencies.extend(figure.currency);
        shares |= figure.is_percent;
        others |= !figure.is_percent;
    }
    if shares && others {
        typed.flags.insert("mixed_percent");
    }
    let is_mixed = currencies.len() > 1 || (table.has_currencies && typed.kind == Kind::Money);
    if is_mixed {
        typed.flags.insert("mixed_currency");
    }
    typed.sum = sum.filter(|_| !is_mixed).map(|sum| sum.to_string());
}

fn read_times<'a>(
    cells: impl Iterator<Item = &'a str>,
    read: impl Fn(&str) -> Option<Moment>,
    order: Option<DateOrder>,
    typed: &mut TypedColumn,
) {
    typed.kind = Kind::Date;
    let (mut with_offset, mut without) = (false, false);
    for cell in cells {
        let moment = read(cell);
        if moment.is_none() && !is_void(bare(cell)) {
            let digits = cell.chars().filter(|c| c.is_numeric()).count();
            typed.flags.insert(if digits >= 6 { "implausible_date" } else { "unparsed" });
        }
        if let Some(moment) = &moment {
            if moment.time.is_some() {
                typed.kind = Kind::DateTime;
            }
            with_offset |= matches!(moment.zone, Zone::Offset(_));
            without |= moment.time.is_some() && !matches!(moment.zone, Zone::Offset(_));
            if moment.zone == Zone::Named {
                typed.flags.insert("unknown_zone");
            }
        }
        typed.values.push(moment.and_then(|moment| iso(&moment, order)));
    }
    if with_offset && without {
        typed.flags.insert("unknown_zone");
    }
}

/// A moment in ISO 8601.
fn iso(moment: &Moment, order: Option<DateOrder>) -> Option<String> {
    let day = moment.day(order)?;
    let Some(time) = moment.time else { return Some(day.to_string()) };
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    let zone = match moment.zone {
        Zone::Unsaid | Zone::Named => String::new(),
        Zone::Offset(0) => "Z".to_owned(),
        Zone::Offset(offset) => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
        }
    };
    Some(format!("{day}T{hour:02}:{minute:02}:{second:02}{zone}"))
}
