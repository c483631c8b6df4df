//! Who comes back: acquisition cohorts.

pub mod cohort;
