//! The customers that a model is fitted on, or that are valued, as of a day.

use crate::error::Result;
use crate::history::{Histories, History};
use crate::model::gamma_gamma::Spend;
use crate::order_days::OrderDays;
use crate::unit::{Day, TimeUnit};

/// Customers in a fixed order. All columns have one entry per customer, or none.
#[derive(Clone, Debug)]
pub struct Subjects {
    /// When they bought.
    pub histories: Histories,
    /// What they spent on repeats.
    pub spends: Vec<Spend>,
    /// What they spent so far, in major units.
    pub net: Vec<f64>,
    /// Their first and last order days. Empty where only ages are known.
    pub days: Vec<(Day, Day)>,
    /// Which customers of the [`OrderDays`] they are, or which row of a summary.
    pub source: Vec<u32>,
}

/// A row of a summary: customers with one history, known by its numbers alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SummaryRow {
    /// Ages in the unit of the summary.
    pub history: History,
    /// Mean spend per repeat order day, in major units; 0 where it is not known.
    pub spend: f64,
    /// How many customers share the row.
    pub customers: u32,
}

impl Subjects {
    /// All who had ordered by `day`, as they were known then.
    ///
    /// # Errors
    /// `amount-overflow`.
    pub fn new(orders: &OrderDays, day: Day, unit: TimeUnit) -> Result<Self> {
        let standings = orders.standings(day)?;
        let days: Vec<_> = standings.iter().map(|standing| standing.history).collect();
        Ok(Self {
            histories: Histories::from_days(unit, &days),
            spends: standings
                .iter()
                .map(|standing| Spend {
                    x: standing.history.x,
                    mean: standing.repeat_spend().unwrap_or(0.0),
                })
                .collect(),
            net: standings.iter().map(|standing| standing.net.to_major()).collect(),
            days: standings
                .iter()
                .map(|it| (it.first, Day(it.first.0.saturating_add(it.history.t_x))))
                .collect(),
            source: standings.iter().map(|standing| standing.customer).collect(),
        })
    }

    /// Those of a summary, each row as often as it has customers.
    #[must_use]
    pub fn of_summary(rows: &[SummaryRow], unit: TimeUnit) -> Self {
        let each = || {
            let numbered = (0_u32..).zip(rows);
            numbered.flat_map(|(at, row)| (0..row.customers).map(move |_| (at, row)))
        };
        let histories: Vec<History> = each().map(|(_, row)| row.history).collect();
        Self {
            histories: Histories::from_ages(unit, &histories),
            spends: each().map(|(_, row)| Spend { x: row.history.x, mean: row.spend }).collect(),
            net: Vec::new(),
            days: Vec::new(),
            source: each().map(|(at, _)| at).collect(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.source.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Money;

    #[test]
    fn orders_and_their_summary_are_the_same_customers() {
        let net = [5, 7, 9, 4, 4].map(|major| major * Money::PER_MAJOR);
        let orders =
            OrderDays::from_columns(vec![0, 3, 4, 5], &[1, 8, 22, 15, 40], &[0, 1, 2, 0, 0], &net);
        let subjects = Subjects::new(&orders.unwrap(), Day(29), TimeUnit::Week).unwrap();
        assert_eq!(subjects.len(), 2);
        assert_eq!(subjects.spends, [Spend { x: 2, mean: 8.0 }, Spend { x: 0, mean: 0.0 }]);
        assert_eq!(subjects.net, [21.0, 4.0]);
        assert_eq!(subjects.days, [(Day(1), Day(22)), (Day(15), Day(15))]);
        let rows = [
            SummaryRow { history: History { x: 2, t_x: 3.0, T: 4.0 }, spend: 8.0, customers: 1 },
            SummaryRow { history: History { x: 0, t_x: 0.0, T: 2.0 }, spend: 0.0, customers: 1 },
        ];
        let summary = Subjects::of_summary(&rows, TimeUnit::Week);
        assert_eq!(summary.histories.distinct(), subjects.histories.distinct());
        assert_eq!(summary.histories.of_customer(), subjects.histories.of_customer());
        assert_eq!(summary.spends, subjects.spends);
    }

    #[test]
    fn a_row_of_many_is_many() {
        let row =
            SummaryRow { history: History { x: 1, t_x: 1.0, T: 4.0 }, spend: 3.0, customers: 3 };
        let summary = Subjects::of_summary(&[row], TimeUnit::Day);
        assert_eq!((summary.len(), summary.source), (3, vec![0, 0, 0]));
        assert_eq!(summary.histories.distinct()[0].customers, 3);
    }
}
