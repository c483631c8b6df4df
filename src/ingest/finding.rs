//! What there is to tell about a row: why it does not count, what is doubtful, what was repaired.

use super::amount::is_oversized;
use super::cell::{is_damaged_id, is_nobody};
use super::indexes::Indexes;
use super::quantity::Quantity;
use super::row::Row;
use super::status::StatusClass;
use crate::csv::Record;
use crate::diagnostic::Action;
use crate::error::Code;
use crate::unit::Money;

/// Something to tell about a row, and the column it is about.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) column: Option<usize>,
    /// The value used instead of the cell's.
    pub(super) to: Option<String>,
}

impl Finding {
    /// What was done about it in a row that counts.
    pub(super) fn action(self) -> Action {
        self.to.map_or(Action::Kept, |to| Action::Repaired { to })
    }
}

impl Row<'_> {
    /// Why the row does not count, if so: the first of its faults.
    pub(super) fn fault(
        &self,
        class: Option<StatusClass>,
        indexes: &Indexes,
    ) -> Option<(Code, Option<usize>)> {
        // A refunded row with negative money is not the sale called off, but the refund itself.
        let is_refund = class == Some(StatusClass::Refunded) && self.money() < Money::ZERO;
        if class.is_some_and(StatusClass::is_excluded) && !is_refund {
            return Some((Code::ExcludedStatus, indexes.status));
        }
        if indexes.customer.is_some() && is_nobody(self.customer.text) {
            return Some((Code::MissingCustomer, indexes.customer));
        }
        if self.when.is_none() {
            return Some((Code::UnparsedDate, Some(indexes.time)));
        }
        if self.amount.is_none() {
            let is_oversized = is_oversized(self.amount_cell);
            let code = if is_oversized { Code::OversizedAmount } else { Code::UnparsedAmount };
            return Some((code, Some(indexes.amount)));
        }
        None
    }

    /// What is doubtful or was repaired. Empty for nearly every row.
    pub(super) fn findings(
        &self,
        record: &Record<'_>,
        class: Option<StatusClass>,
        indexes: &Indexes,
        width: usize,
    ) -> Vec<Finding> {
        let mut all = Vec::new();
        let day = self.when.filter(|when| when.is_doubtful(self.habit)).map(|when| when.day);
        let is_cut = is_damaged_id(self.customer.text);
        if day.is_none() && !is_cut && self.is_plain(record, class, width) {
            return all;
        }
        let mut find = |is_so: bool, code: Code, column: Option<usize>, to: Option<String>| {
            if is_so {
                all.push(Finding { code, column, to });
            }
        };
        find(record.has_unterminated_quote(), Code::UnterminatedQuote, None, None);
        find(record.has_stray_quote(), Code::StrayQuote, None, None);
        find(record.has_nul(), Code::NulByte, None, None);
        find(record.has_escape(), Code::BackslashEscape, None, None);
        find(is_ragged(record, width), Code::RaggedRow, None, None);
        if let Some(amount) = self.amount {
            let is_doubtful = amount.doubt.is_some();
            let to = || Some(amount.money.to_string());
            let column = Some(indexes.amount);
            find(is_doubtful, Code::AmbiguousAmount, column, is_doubtful.then(to).flatten());
            find(amount.rounded, Code::RoundedAmount, column, amount.rounded.then(to).flatten());
        }
        find(
            day.is_some(),
            Code::AmbiguousDateOrder,
            Some(indexes.time),
            day.map(|d| d.to_string()),
        );
        find(is_cut, Code::DamagedId, indexes.customer, None);
        find(self.is_cut_order, Code::DamagedId, indexes.order_id, None);
        for (cell, column) in self.ids(indexes).into_iter().filter(|(c, _)| self.tells(c.wrap)) {
            find(true, Code::WrappedId, column, Some(cell.text.to_owned()));
        }
        let is_part = class == Some(StatusClass::Partial) && self.refund.is_none();
        find(is_part && self.amount.is_some(), Code::PartialAmount, indexes.status, None);
        let is_unparsed = self.quantity == Some(Quantity::Unparsed);
        find(is_unparsed, Code::UnparsedQuantity, indexes.quantity, None);
        find(class == Some(StatusClass::Unknown), Code::UnknownStatus, indexes.status, None);
        for (cell, column) in self.texts(indexes) {
            if cell.is_repaired {
                find(true, Code::InvalidUtf8, column, Some(cell.text.to_owned()));
            }
        }
        all
    }

    /// A quick answer for nearly every row: there is nothing to tell.
    fn is_plain(&self, record: &Record<'_>, class: Option<StatusClass>, width: usize) -> bool {
        record.len() == width
            && !record.is_doubtful()
            && self.amount.is_none_or(|amount| amount.doubt.is_none() && !amount.rounded)
            && self.quantity != Some(Quantity::Unparsed)
            && !matches!(class, Some(StatusClass::Unknown | StatusClass::Partial))
            && !self.has_invalid_utf8
            && !self.is_cut_order
            && !self.tells_of_ids()
    }
}

/// Whether the row has too few cells, or too many that are not empty: a delimiter at the end of
/// each row is a habit of some exports.
fn is_ragged(record: &Record<'_>, width: usize) -> bool {
    let mut scratch = Vec::new();
    record.len() < width
        || (width..record.len()).any(|i| !record.cell(i, &mut scratch).trim_ascii().is_empty())
}
