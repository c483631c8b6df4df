//! A list of customers as CSV for people: guarded text, plain numbers, days as `YYYY-MM-DD`.

use super::column::{Column, Customers};
use crate::csv::Writer;
use crate::segment::rfm::Class;

/// Bytes handed over at a time.
const PART: usize = 1 << 20;

/// The words of an exported list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Header of the id and of each of [`Column::ALL`], in this order.
    pub headers: Vec<String>,
    /// Name of each of [`Class::ALL`].
    pub classes: Vec<String>,
}

impl Default for Wording {
    /// The names that the boundary uses.
    fn default() -> Self {
        let columns = Column::ALL.map(|column| column.name().to_owned());
        Self {
            headers: std::iter::once("id".to_owned()).chain(columns).collect(),
            classes: Class::ALL.map(|class| class.name().to_owned()).into(),
        }
    }
}

/// Writes the customers `rows`, in their order, and hands the file to `part` piece by piece.
pub fn export(
    customers: Customers<'_>,
    rows: &[u32],
    wording: &Wording,
    mut part: impl FnMut(Vec<u8>),
) {
    let mut out = Writer::new();
    for header in &wording.headers {
        out.text(header);
    }
    out.end_record();
    for &c in rows {
        let c = c as usize;
        out.text(customers.id(c));
        for column in Column::ALL {
            write_cell(&mut out, customers, column, c, wording);
        }
        out.end_record();
        if out.len() >= PART {
            part(out.take());
        }
    }
    part(out.take());
}

fn write_cell(
    out: &mut Writer,
    customers: Customers<'_>,
    column: Column,
    c: usize,
    wording: &Wording,
) {
    let pool = &customers.report.pool;
    match column {
        Column::FirstDay => out.number(pool.first[c]),
        Column::LastDay => out.number(pool.last[c]),
        Column::Net => out.number(pool.net[c]),
        Column::Class => {
            let place = usize::from(customers.report.rfm.class[c].place());
            out.text(wording.classes.get(place).map_or("", String::as_str));
        }
        Column::Channel => match customers.channel(c) {
            Some(channel) => out.text(channel),
            None => out.empty(),
        },
        _ => match customers.number(column, c) {
            Some(number) => out.number(number),
            None => out.empty(),
        },
    }
}
