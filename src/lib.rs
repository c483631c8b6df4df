//! Customer segmentation and customer lifetime value from an order export.
//!
//! Bytes go in, a report comes out: who the customers are, what each is worth, who is leaving. The
//! same core runs natively and, compiled to WebAssembly, in a browser tab; it asks nothing of its
//! host: no clock, no randomness, no file, no log.
//!
//! # The pipeline
//!
//! 1. [`csv`]: bytes to records, however the bytes are cut.
//! 2. [`ingest`]: records to order lines, with a count of everything repaired or set aside.
//! 3. [`ledger`]: all lines in columns, by customer and day; frozen.
//! 4. [`pool`]: the customers as of a day.
//! 5. [`metrics`], [`segment`], [`retention`]: what happened.
//! 6. [`history`], [`order_days`], [`model`], [`value`]: what to expect, fitted by [`optim`]; [`backtest`]: how far
//!    that came true; [`posterior`]: how sure it is.
//! 7. [`analysis`]: the one job that chains these into a [`Report`].
//! 8. [`sales`]: what the orders say where nobody is known.
//! 9. [`listing`]: the customers of a report, filtered, ordered, exported.
//!
//! Below them all lie [`at`] (places in a file), [`unit`](mod@unit) (days, money, lengths of time), [`error`],
//! [`diagnostic`], [`job`] (long work in short steps) and [`math`].
//!
//! # Example
//!
//! ```
//! use headwater::{Analysis, Builder, Import, Options, ReadingOptions, run};
//! use std::ops::ControlFlow;
//! use std::rc::Rc;
//!
//! let csv = b"customer_id,order_time,amount\nann,2025-01-03,20\nbob,2025-02-01,15\nann,2025-02-09,30\n";
//! let mut import = Import::new(ReadingOptions::default(), Builder::default())?;
//! import.begin_file("orders.csv", None)?;
//! import.push(csv)?;
//! let (builder, reading) = import.finish()?;
//! assert_eq!(reading.totals.all.to_string(), "65.00");
//!
//! let ledger = run(builder.finish(), |_| ControlFlow::Continue(()))?.expect("not stopped");
//! let job = Analysis::new(Rc::new(ledger), &Options::default())?;
//! let report = run(job, |_| ControlFlow::Continue(()))?.expect("not stopped");
//! assert_eq!(report.pool.len(), 2);
//! assert_eq!(report.metrics.repurchase_rate, 0.5);
//! assert!(report.models.bg_nbd.is_none(), "two customers are too few to fit a model");
//! # Ok::<(), headwater::Error>(())
//! ```

pub mod analysis;
pub mod at;
#[cfg(feature = "lifetime")]
pub mod backtest;
pub mod csv;
pub mod diagnostic;
pub mod error;
pub mod history;
pub mod ingest;
pub mod job;
pub mod ledger;
#[cfg(feature = "lifetime")]
pub mod lifetime;
pub mod listing;
pub mod math;
pub mod metrics;
pub mod model;
pub mod optim;
pub mod order_days;
pub mod pool;
#[cfg(feature = "lifetime")]
pub mod posterior;
pub mod retention;
pub mod sales;
pub mod segment;
pub mod unit;
pub mod value;

#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod js;
#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
mod wasm;

pub use analysis::{Analysis, Options, Report};
pub use error::{Error, ErrorKind, Result};
pub use ingest::{Import, Reading, ReadingOptions};
pub use job::{Job, Progress, Step, run};
pub use ledger::{Builder, Ledger};
