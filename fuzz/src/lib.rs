//! What each fuzz target does with its bytes. The corpora are replayed through the same functions by
//! `tests/fuzz.rs` and `parts/workbook/tests/fuzz.rs`, which take these modules in by their paths.

pub mod books;
pub mod targets;
