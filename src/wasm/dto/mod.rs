//! The shapes that JavaScript sees. TypeScript is generated from these; nothing is computed here.

mod customers;
mod options;
mod reading;
mod report;
mod sales;

pub(super) use customers::*;
pub(super) use options::*;
pub(super) use reading::*;
pub(super) use report::*;
pub(super) use sales::*;
