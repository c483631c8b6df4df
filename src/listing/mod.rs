//! Lists of customers: filtered, ordered, asked for by the rows in view, and written as CSV.

mod column;
mod export;
mod query;

pub use column::{Column, Customers};
pub use export::{Wording, export};
pub use query::{Query, Range, Sort, select};
