//! Workbooks to records: the part of headwater that is loaded only when somebody opens an XLSX, XLSM,
//! XLSB, XLS or ODS file.
//!
//! [`Book::open`] first looks at the package's real sizes ([`package`]), then lets calamine read it, but for
//! the cells of an XLSX that is as usual; [`Book::read`] hands over one sheet, row by row. [`Csv`] turns the
//! rows into the CSV that headwater's own reader eats, [`Json`] into the rows as they stand.
//!
//! Damaged files may still make a reader below panic or run out of memory. Whoever calls gives each
//! file an instance of its own and throws it away afterwards.

mod biff;
mod book;
mod cell;
mod cells;
mod escapes;
mod fault;
mod forms;
mod labels;
mod nesting;
mod number;
mod ole;
pub mod package;
mod part;
mod sheet;
mod strings;
mod text;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod xlsx;
mod xml;
mod zip;

pub use book::{Book, Doubts};
pub use fault::{Fault, Result};
pub use sheet::{Go, MAX_CELLS, Row, Sink};
pub use text::{Csv, Json};
