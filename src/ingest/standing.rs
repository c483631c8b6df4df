//! What an order's status says of the money, and whatever else makes it no sale.

use super::extras::Extras;
use super::facts::{is_filled, with_text};
use super::names::normal_form;
use super::platform::{Grain, Part};
use super::status::{StatusClass, class_of};
use crate::csv::Record;
use crate::unit::Money;

impl Extras {
    fn class(&self, text: &str) -> StatusClass {
        /// A status column has a dozen words; free text has no end.
        const MOST_MET: usize = 64;
        let mut met = self.met.borrow_mut();
        if let Some((_, class)) = met.iter().find(|(known, _)| known == text) {
            return *class;
        }
        let normal = normal_form(text);
        let own = self.export.words.iter().find(|(word, _)| *word == normal);
        let class = own.map_or_else(|| class_of(text), |(_, class)| *class);
        if met.len() < MOST_MET {
            met.push((text.to_owned(), class));
        }
        class
    }

    /// The order's status, and whatever else makes it no sale.
    pub(super) fn status(&self, record: &Record<'_>) -> Option<(String, StatusClass)> {
        let mut found: Option<(String, StatusClass)> = None;
        for &column in &self.statuses {
            found = Some(with_text(record, column, |cell| {
                let class = self.class(cell);
                match found.take() {
                    None => (cell.to_owned(), class),
                    Some(known) => worse(known, cell, class),
                }
            }));
        }
        if let Some(column) = self.cancelled_when.filter(|&column| is_filled(record, column)) {
            let known = found.unwrap_or_else(|| (String::new(), StatusClass::Paid));
            found = Some(worse(known, self.header(column), StatusClass::Cancelled));
        }
        if let Some(column) = self.paid_when.filter(|&column| !is_filled(record, column)) {
            let known = found.unwrap_or_else(|| (String::new(), StatusClass::Paid));
            found = Some(worse(known, &format!("∅ {}", self.header(column)), StatusClass::Pending));
        }
        found
    }

    /// An order of which all was paid back is no sale, whatever its status says.
    pub(super) fn unless_paid_back(
        &self,
        status: Option<(String, StatusClass)>,
        money: Option<Money>,
        refund: Money,
    ) -> Option<(String, StatusClass)> {
        let is_whole = money.is_some_and(|money| money > Money::ZERO && refund >= money);
        let has_lines = matches!(self.export.grain, Grain::Repeated);
        if !is_whole || has_lines || self.export.part == Part::Bill {
            return status;
        }
        let known = status.unwrap_or_else(|| (String::new(), StatusClass::Paid));
        let header = self.refunds.first().map_or("", |&column| self.header(column));
        Some(worse(known, header, StatusClass::Refunded))
    }
}

/// `known`, or what is worse for the money, with both words.
fn worse(known: (String, StatusClass), text: &str, class: StatusClass) -> (String, StatusClass) {
    if class.weight() <= known.1.weight() {
        return known;
    }
    let between = if known.0.is_empty() { "" } else { " / " };
    (format!("{}{between}{text}", known.0), class)
}
