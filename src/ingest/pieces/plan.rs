//! How the pieces of a file are to be read.

use super::super::indexes::Indexes;
use super::super::key::Form;
use super::batch::NAMES;
use crate::csv::Manner;

/// All that must be known to read ordinary rows of a file.
#[derive(Debug)]
pub struct Plan {
    pub(super) file: u32,
    pub(super) manner: Manner,
    pub(super) form: Form,
    /// Whether rows are told from those of other files.
    pub(super) tells: bool,
    pub(super) indexes: Indexes,
}

/// Stands for a column that the file does not have.
const NONE: u16 = u16::MAX;
const COLUMNS: usize = 10;

impl Plan {
    /// The plan for file `file`, unless something about its columns needs more than a look at one row.
    pub(in super::super) fn new(
        file: u32,
        manner: Manner,
        form: Form,
        tells: bool,
        indexes: &Indexes,
    ) -> Option<Self> {
        let indexes = from_columns(columns(indexes)?);
        Some(Self { file, manner, form, tells, indexes })
    }

    /// The columns of texts that have numbers: product, category, channel, status, currency.
    pub(super) fn names(&self) -> [Option<usize>; NAMES] {
        let Indexes { product, category, channel, status, currency, .. } = self.indexes;
        [product, category, channel, status, currency]
    }

    /// As bytes, for another thread.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.file.to_le_bytes().to_vec();
        bytes.extend(self.manner.to_bytes());
        bytes.push(match self.form {
            Form::AsIs => 0,
            Form::Mail => 1,
            Form::Phone => 2,
        });
        bytes.push(u8::from(self.tells));
        let columns = columns(&self.indexes).unwrap_or([NONE; COLUMNS]);
        bytes.extend(columns.iter().flat_map(|column| column.to_le_bytes()));
        bytes
    }

    /// The plan of which these are the bytes; `None` where they are none of a plan.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (file, rest) = bytes.split_first_chunk()?;
        let (manner, rest) = rest.split_first_chunk()?;
        let ([form, tells], rest) = rest.split_first_chunk()?;
        let form = match form {
            0 => Form::AsIs,
            1 => Form::Mail,
            2 => Form::Phone,
            _ => return None,
        };
        let columns: [[u8; 2]; COLUMNS] = rest.as_chunks().0.try_into().ok()?;
        let indexes = from_columns(columns.map(u16::from_le_bytes));
        let (file, manner) = (u32::from_le_bytes(*file), Manner::from_bytes(*manner));
        Some(Self { file, manner, form, tells: *tells != 0, indexes })
    }
}

/// The columns in one order; `None` where there is more to a row than these.
fn columns(indexes: &Indexes) -> Option<[u16; COLUMNS]> {
    let Indexes { refund, kind, customer, order_id, product, category, .. } = *indexes;
    let Indexes { channel, quantity, status, currency, .. } = *indexes;
    if refund.is_some() || kind.is_some() {
        return None;
    }
    let column = |index: Option<usize>| index.map_or(Some(NONE), |index| u16::try_from(index).ok());
    let needed = |index: usize| u16::try_from(index).ok().filter(|index| *index != NONE);
    Some([
        needed(indexes.time())?,
        needed(indexes.amount())?,
        column(customer)?,
        column(order_id)?,
        column(product)?,
        column(category)?,
        column(channel)?,
        column(quantity)?,
        column(status)?,
        column(currency)?,
    ])
}

fn from_columns(columns: [u16; COLUMNS]) -> Indexes {
    let index = |column: u16| (column != NONE).then_some(usize::from(column));
    let [time, amount, rest @ ..] = columns;
    let [customer, order_id, product, category, channel, quantity, status, currency] =
        rest.map(index);
    Indexes {
        time: usize::from(time),
        amount: usize::from(amount),
        customer,
        order_id,
        product,
        category,
        channel,
        quantity,
        status,
        currency,
        refund: None,
        kind: None,
    }
}
