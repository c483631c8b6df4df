//! Which order of day and month a column has, from all of its cells.

use super::date::When;
use super::moment::DateOrder;
use crate::unit::Day;

/// What the cells of a column say about their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OrderVotes {
    /// Cells that each order can read.
    fits: [u64; 3],
    /// Cells that not all orders read alike.
    cells: u64,
    /// Cells that more than one order reads, and not alike.
    open: u64,
    /// Steps forward and back of each order, from one cell to the next.
    steps: [(u64, u64); 3],
    last: [Option<Day>; 3],
    /// First and last day of each order.
    ends: [Option<(Day, Day)>; 3],
    /// First and last day of the cells that all orders read alike.
    sure: Option<(Day, Day)>,
    /// The mark between the parts of the first cell that they do not.
    separator: Option<u8>,
}

/// What a column has turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The order to take; `None` where no cell asks for one.
    pub(super) order: Option<DateOrder>,
    /// Whether the cells leave no other.
    pub(super) is_sure: bool,
}

impl OrderVotes {
    /// Hears one cell: the orders that can read it, the days they give, and its mark.
    pub(super) fn see(&mut self, days: [Option<Day>; 3], separator: u8) {
        self.cells += 1;
        self.separator.get_or_insert(separator);
        let mut different: Vec<Day> = days.iter().copied().flatten().collect();
        different.dedup();
        self.open += u64::from(different.len() > 1);
        for (at, day) in days.into_iter().enumerate() {
            let Some(day) = day else { continue };
            self.fits[at] += 1;
            let ends = self.ends[at].unwrap_or((day, day));
            self.ends[at] = Some((ends.0.min(day), ends.1.max(day)));
            if let Some(last) = self.last[at].replace(day) {
                self.steps[at].0 += u64::from(day > last);
                self.steps[at].1 += u64::from(day < last);
            }
        }
    }

    /// Hears one cell of a row.
    pub(super) fn see_when(&mut self, when: &When) {
        if let (Some(days), Some(separator)) = (when.days, when.separator) {
            return self.see(days, separator);
        }
        self.see_sure(when.day);
    }

    /// Hears a day that is in no doubt.
    pub(super) fn see_sure(&mut self, day: Day) {
        let (first, last) = self.sure.unwrap_or((day, day));
        self.sure = Some((first.min(day), last.max(day)));
    }

    /// The order that is left, where it is the only one.
    pub(super) fn only(&self) -> Option<DateOrder> {
        let mut full = self.full();
        full.next().filter(|_| full.next().is_none())
    }

    /// The orders that read every cell.
    fn full(&self) -> impl Iterator<Item = DateOrder> {
        DateOrder::ALL
            .into_iter()
            .filter(|o| self.cells > 0 && self.fits[*o as usize] == self.cells)
    }

    /// The order of the column. Where several read all cells, the one that goes steadily forward
    /// or back, or else stays closest together; then the custom of those who write the mark: points for the day first, slashes for
    /// the month first.
    pub(super) fn verdict(&self) -> Verdict {
        if self.cells == 0 {
            return Verdict { order: None, is_sure: true };
        }
        if let Some(only) = self.only() {
            return Verdict { order: Some(only), is_sure: true };
        }
        let full: Vec<DateOrder> = self.full().collect();
        let among = if full.is_empty() { &DateOrder::ALL[..] } else { &full[..] };
        let custom = match self.separator {
            Some(b'/') => DateOrder::Mdy,
            _ => DateOrder::Dmy,
        };
        let wanders = |order: DateOrder| {
            let (forth, back) = self.steps[order as usize];
            forth.min(back) > 0
        };
        let span = |order: DateOrder| {
            let ends = self.sure.iter().chain(&self.ends[order as usize]);
            let joined = ends.copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            joined.map_or(i32::MAX, |(first, last)| last.days_since(first))
        };
        let best = among.iter().copied().min_by_key(|order| {
            let misses = self.cells - self.fits[*order as usize];
            (misses, wanders(*order), span(*order), *order != custom, *order as usize)
        });
        Verdict { order: best, is_sure: self.open == 0 && !full.is_empty() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::date::parse_date;
    use super::*;

    fn verdict(cells: &[&str]) -> (Option<DateOrder>, bool) {
        let mut votes = OrderVotes::default();
        for cell in cells {
            votes.see_when(&parse_date(cell.as_bytes(), None, None).unwrap());
        }
        let Verdict { order, is_sure } = votes.verdict();
        (order, is_sure)
    }

    #[test]
    fn one_cell_decides_for_all() {
        let sure = |order| (Some(order), true);
        assert_eq!(verdict(&["05/03/2024", "13/03/2024"]), sure(DateOrder::Dmy));
        assert_eq!(verdict(&["05/03/2024", "03/13/2024"]), sure(DateOrder::Mdy));
        assert_eq!(verdict(&["01.01.00", "25.03.24", "31.12.99"]), sure(DateOrder::Dmy));
        assert_eq!(verdict(&["09/12/26", "09/21/26"]), sure(DateOrder::Mdy));
        assert_eq!(verdict(&["24/03/05", "24/12/31", "24/10/29"]).0, Some(DateOrder::Ymd));
        assert_eq!(verdict(&["99/12/31", "00/01/30"]), sure(DateOrder::Ymd));
        assert_eq!(verdict(&["2024-03-05"]), (None, true));
    }

    #[test]
    fn what_is_open_is_guessed_and_asked() {
        assert_eq!(
            verdict(&["05/03/2024", "06/04/2024", "01/02/2024"]),
            (Some(DateOrder::Dmy), false)
        );
        assert_eq!(verdict(&["05.03.2024"]), (Some(DateOrder::Dmy), false));
        assert_eq!(verdict(&["05/03/2024"]), (Some(DateOrder::Mdy), false));
        // Day by day is likelier than to and fro between months.
        let steady = ["11/01/2024", "12/01/2024", "01/02/2024", "02/02/2024", "03/02/2024"];
        assert_eq!(verdict(&steady), (Some(DateOrder::Dmy), false));
        let beside = ["2024-01-03", "08/01/2024", "2024-01-20"];
        assert_eq!(verdict(&beside), (Some(DateOrder::Dmy), false));
        // The steady one wins also where it spans more days, and equal days are no step.
        let wide = ["01/03/2024", "01/03/2024", "02/05/2024", "01/07/2024"];
        assert_eq!(verdict(&wide), (Some(DateOrder::Dmy), false));
        let back: Vec<&str> = wide.into_iter().rev().collect();
        assert_eq!(verdict(&back), (Some(DateOrder::Dmy), false));
        let back_twice = ["01/07/2024", "01/07/2024", "02/05/2024", "01/03/2024"];
        assert_eq!(verdict(&back_twice), (Some(DateOrder::Dmy), false));
        // Where both orders give the same days there is nothing to ask.
        assert_eq!(verdict(&["05/05/2024", "06/06/2024"]), (Some(DateOrder::Mdy), true));
        // Two orders in one column are none.
        assert!(!verdict(&["13/03/2024", "03/14/2024", "01/02/2024"]).1);
    }
}
