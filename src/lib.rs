//! Customer segmentation and customer lifetime value from an order export.

pub mod analysis;
pub mod at;
pub mod csv;
pub mod diagnostic;
pub mod error;
pub mod history;
pub mod ingest;
pub mod job;
pub mod ledger;
pub mod listing;
pub mod math;
pub mod metrics;
pub mod model;
pub mod optim;
pub mod pool;
pub mod retention;
pub mod segment;
pub mod unit;
pub mod value;

#[cfg(target_arch = "wasm32")]
mod wasm;
