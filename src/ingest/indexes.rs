//! Where the roles' columns stand.

use super::schema::Schema;
use super::typed::is_currency;
use crate::at::Field;

/// The columns that are read.
#[derive(Debug)]
pub(super) struct Indexes {
    /// None where the files are read without customers.
    pub(super) customer: Option<usize>,
    pub(super) time: usize,
    pub(super) amount: usize,
    pub(super) order_id: Option<usize>,
    pub(super) product: Option<usize>,
    pub(super) category: Option<usize>,
    pub(super) channel: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) currency: Option<usize>,
    /// What was paid back, in files that are read by their columns' names alone.
    pub(super) refund: Option<usize>,
    /// Which rows are refunds, in such files.
    pub(super) kind: Option<usize>,
}

impl Indexes {
    /// A place where no row has a cell: it reads as empty.
    const NOWHERE: usize = usize::MAX;

    /// Whether there is a column of times.
    pub(super) fn has_time(&self) -> bool {
        self.time != Self::NOWHERE
    }

    /// The column of times.
    pub(super) fn time(&self) -> usize {
        self.time
    }

    /// The column of amounts.
    pub(super) fn amount(&self) -> usize {
        self.amount
    }

    /// The columns of a complete schema. Of an export that is known, those that it lacks are read
    /// as empty.
    pub(super) fn new(schema: &Schema, may_lack: bool) -> Option<Self> {
        let needed = |field| {
            let none = (may_lack || schema.export.is_some()).then_some(Self::NOWHERE);
            schema.column(field).or(none)
        };
        Some(Self {
            customer: schema.column(Field::Customer),
            time: needed(Field::OrderTime)?,
            amount: needed(Field::Amount)?,
            order_id: schema.column(Field::OrderId),
            product: schema.column(Field::Product),
            category: schema.column(Field::Category),
            channel: schema.column(Field::Channel),
            quantity: schema.column(Field::Quantity),
            status: schema.column(Field::Status),
            currency: schema.headers.iter().position(|header| is_currency(header)),
            refund: schema.refund(),
            kind: schema.kind(),
        })
    }
}
