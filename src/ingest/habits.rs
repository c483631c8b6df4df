//! How a file writes its days and amounts. A cell like `05/03/2024` or `1,234` can be read in two
//! ways until another cell of its column leaves only one; from the first such row on, rows wait
//! until that is known.

use super::amount::Amount;
use super::date::When;
use super::moment::DateOrder;
use super::numeral::{Mark, MarkVotes};
use super::order_votes::OrderVotes;
use crate::csv::OwnedRecord;
use crate::unit::Day;

/// Bytes of records that wait at most; then the likelier reading is taken, and asked for.
const MOST_WAITING: usize = 32 << 20;

/// How cells are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Habit {
    /// The order of days and months; `None` where it is not known.
    pub(super) order: Option<DateOrder>,
    /// Whether that order is only the likelier one.
    pub(super) is_order_guessed: bool,
    /// The decimal mark; `None` where it is not known.
    pub(super) mark: Option<Mark>,
}

/// What the rows of a file have shown.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// The order that the caller knows.
    wish: Option<DateOrder>,
    orders: OrderVotes,
    marks: MarkVotes,
    /// Nothing more is waited for.
    is_closed: bool,
    waiting: Vec<OwnedRecord>,
    bytes: usize,
    waits_for_order: bool,
    waits_for_mark: bool,
}

/// What is to be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It can be judged.
    Judge,
    /// It waits, for those before it do or for itself.
    Wait,
    /// It waits, and all that wait can be judged.
    Release,
}

impl Habits {
    pub(super) fn new(wish: Option<DateOrder>) -> Self {
        Self { wish, ..Self::default() }
    }

    /// How cells are to be read, by what is known now.
    pub(super) fn habit(&self) -> Habit {
        let mark = self.marks.decided();
        if self.wish.is_some() {
            return Habit { order: self.wish, is_order_guessed: false, mark };
        }
        let order = self.orders.only();
        if order.is_some() || !self.is_closed {
            return Habit { order, is_order_guessed: false, mark };
        }
        let order = self.orders.verdict().order;
        Habit { order, is_order_guessed: order.is_some(), mark }
    }

    /// Hears the cells of a row, and says whether it can be judged.
    pub(super) fn hear(&mut self, when: Option<&When>, amount: Option<&Amount>) -> Next {
        if let Some(when) = when {
            self.orders.see_when(when);
            self.waits_for_order |= when.is_open();
        }
        if let Some(amount) = amount {
            self.marks.see(amount.evidence);
            self.waits_for_mark |= amount.doubt.is_some();
        }
        if self.is_idle() {
            return Next::Judge;
        }
        let knows_order = self.wish.is_some() || self.orders.only().is_some();
        let is_known = (knows_order || !self.waits_for_order)
            && (self.marks.decided().is_some() || !self.waits_for_mark);
        match (is_known || self.is_closed, self.waiting.is_empty()) {
            (true, true) => {
                (self.waits_for_order, self.waits_for_mark) = (false, false);
                Next::Judge
            }
            (true, false) => Next::Release,
            (false, _) => Next::Wait,
        }
    }

    /// Whether no row waits, nor has to.
    pub(super) fn is_idle(&self) -> bool {
        !self.waits_for_order && !self.waits_for_mark
    }

    /// Hears cells that can be read in one way only.
    pub(super) fn hear_plain(&mut self, day: Day, evidence: Option<Mark>) {
        self.orders.see_sure(day);
        self.marks.see(evidence);
    }

    /// Hears the first and the last day of such cells, and how many of them show a decimal point.
    pub(super) fn hear_many(&mut self, first: Day, last: Day, points: u64) {
        self.orders.see_sure(first);
        self.orders.see_sure(last);
        self.marks.see_points(points);
    }

    /// Puts a record behind those that wait. True when no more should.
    pub(super) fn wait(&mut self, record: OwnedRecord) -> bool {
        self.bytes += size_of_record(&record);
        self.waiting.push(record);
        self.is_closed |= self.bytes > MOST_WAITING;
        self.is_closed
    }

    /// Ends the waiting: nothing more will be heard.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// The records that wait, in the order of the file.
    pub(super) fn release(&mut self) -> Vec<OwnedRecord> {
        (self.waits_for_order, self.waits_for_mark, self.bytes) = (false, false, 0);
        std::mem::take(&mut self.waiting)
    }
}

/// About how much memory a record takes.
fn size_of_record(record: &OwnedRecord) -> usize {
    let record = record.as_record();
    let mut scratch = Vec::new();
    (0..record.len()).map(|at| record.cell(at, &mut scratch).len() + 16).sum()
}

#[cfg(test)]
mod tests {
    use super::super::amount::parse_amount;
    use super::super::date::parse_date;
    use super::*;

    fn hear(habits: &mut Habits, date: &str, amount: &str) -> Next {
        let when = parse_date(date.as_bytes(), None, habits.habit().order);
        let amount = parse_amount(amount.as_bytes(), habits.habit().mark);
        habits.hear(when.as_ref(), amount.as_ref())
    }

    #[test]
    fn rows_wait_for_the_one_that_tells() {
        let mut habits = Habits::default();
        assert_eq!(hear(&mut habits, "2024-03-05", "12"), Next::Judge);
        assert_eq!(hear(&mut habits, "05/05/2024", "12"), Next::Judge);
        assert_eq!(hear(&mut habits, "05/03/2024", "12"), Next::Wait);
        assert_eq!(hear(&mut habits, "2024-03-05", "1,234"), Next::Wait);
        // The day is known now, the amount is not.
        assert_eq!(hear(&mut habits, "13/03/2024", "12"), Next::Wait);
        assert_eq!(habits.habit().order, Some(DateOrder::Dmy));
        assert_eq!(hear(&mut habits, "05/03/2024", "12,50"), Next::Judge);
    }

    #[test]
    fn what_is_known_makes_nothing_wait() {
        let mut habits = Habits::new(Some(DateOrder::Mdy));
        assert_eq!(hear(&mut habits, "05/03/2024", "0.50"), Next::Judge);
        assert_eq!(hear(&mut habits, "05/03/2024", "1,234"), Next::Judge);
        assert_eq!(habits.habit().mark, Some(Mark::Point));
    }

    #[test]
    fn what_stays_open_is_guessed_at_the_end() {
        let mut habits = Habits::default();
        assert_eq!(hear(&mut habits, "05.03.2024", "1"), Next::Wait);
        habits.close();
        let habit = habits.habit();
        assert_eq!((habit.order, habit.is_order_guessed), (Some(DateOrder::Dmy), true));
    }
}
