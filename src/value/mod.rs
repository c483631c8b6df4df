//! What customers are worth: the fitted models turned into columns.

mod clv;

pub use clv::{Expected, Horizons, Valuation, discounted, monthly_discount};
