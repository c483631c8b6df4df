//! Bytes to records, and records to bytes. Knows nothing of customers.
//!
//! [`Reader`] is fed pieces of a file and hands each record to a [`Sink`]; the result does not
//! depend on where the bytes are cut. [`Writer`] is the only place that makes CSV.
//!
//! The reader always finds some reading: what it had to guess stands as flags on the [`Record`].

mod dialect;
mod encoding;
pub(crate) mod layout;
mod marks;
mod page;
mod piece;
mod reader;
mod record;
mod rows;
mod scanner;
mod writer;

pub use dialect::{CANDIDATES, Dialect};
pub use encoding::Script;
pub use piece::{Grid, Manner};
pub use reader::{HEAD, Reader};
pub use record::{OwnedRecord, Record, TextRecord};
pub use rows::{RowReader, Rows};
pub use scanner::MAX_RECORD;
pub use writer::{Writer, guard, unguard};

use crate::error::Result;

/// Where records go.
pub trait Sink {
    /// Takes the next record.
    ///
    /// # Errors
    /// The sink's own; reading then stops.
    fn record(&mut self, record: &Record<'_>) -> Result<()>;

    /// Hears how the file is written, before the first record.
    fn opened(&mut self, dialect: &Dialect) {
        let _ = dialect;
    }

    /// Whether `cell` is a column name that the sink knows. Asked while the delimiter is guessed:
    /// among readings that are about as regular, the one with known names wins.
    fn recognises(&self, cell: &str) -> bool {
        let _ = cell;
        false
    }
}
