//! What columns are used for that play no role of a report: money taken off, dates that cancel an order.

use super::extras::Extras;
use super::indexes::Indexes;
use super::reading::Column;
use super::schema::Schema;

/// Says so of those among `columns` that are used.
pub(super) fn mark(schema: &Schema, columns: &mut [Column]) {
    let mut note = |places: &[usize], what| {
        for place in places {
            let column = columns.get_mut(*place).filter(|column| column.role.is_none());
            if let Some(column) = column {
                column.used_for.get_or_insert(what);
            }
        }
    };
    if let Some(indexes) = Indexes::new(schema, true) {
        note(indexes.currency.as_slice(), "currency");
        if schema.export.is_none() {
            note(indexes.refund.as_slice(), "refund");
            note(indexes.kind.as_slice(), "kind");
        }
    }
    let Some((extras, _)) = Extras::new(schema) else { return };
    note(&extras.refunds, "refund");
    note(&extras.unpaid, "unpaid");
    note(&extras.plus, "added");
    note(&extras.minus, "taken-off");
    note(extras.cancelled_when.as_slice(), "cancelled-when");
    note(extras.paid_when.as_slice(), "paid-when");
    note(&extras.statuses, "status");
    note(&extras.keys, "key");
    note(&extras.order_ids, "order-number");
    note(&extras.other_ids, "order-number");
    note(&extras.line_ids, "line-number");
    note(&extras.amounts, "amount");
    note(&extras.times, "time");
}

#[cfg(test)]
mod tests {
    use crate::ingest::{Import, ReadingOptions};
    use crate::ledger::Builder;

    fn uses(csv: &str) -> Vec<(String, &'static str)> {
        let mut import = Import::new(ReadingOptions::default(), Builder::default()).unwrap();
        import.begin_file("a.csv", None).unwrap();
        import.push(csv.as_bytes()).unwrap();
        import.end_file().unwrap();
        let columns = import.finish().unwrap().1.files.remove(0).columns;
        columns.into_iter().filter_map(|c| c.used_for.map(|what| (c.header, what))).collect()
    }

    #[test]
    fn columns_that_decide_are_named_with_what_they_decide() {
        let shopify = include_str!("../../tests/fixtures/platforms/shopify.csv");
        let found = uses(shopify);
        for (header, what) in [
            ("Refunded Amount", "refund"),
            ("Outstanding Balance", "unpaid"),
            ("Cancelled at", "cancelled-when"),
            ("Paid at", "time"),
            ("Currency", "currency"),
        ] {
            assert!(found.contains(&(header.to_owned(), what)), "{header}: {found:?}");
        }
        assert!(!found.iter().any(|(header, _)| header == "Email" || header == "Vendor"));
    }

    #[test]
    fn files_of_no_known_export_have_them_too() {
        let csv = "customer,date,amount,currency,note\na,2024-01-01,5,EUR,x\n";
        assert_eq!(uses(csv), [("currency".to_owned(), "currency")]);
    }
}
