//! Ways to cut the pool: RFM, concentration of spend, and where the sales come from.

pub mod breakdown;
pub mod concentration;
pub mod rfm;
