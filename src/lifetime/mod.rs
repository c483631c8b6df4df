//! The lifetime value engine: every model of repeat buying that applies, which of them to believe, and what
//! each customer and the whole pool is worth. docs/value.md says what comes out.

mod job;
mod options;
mod spend;
mod subjects;
mod sureness;
mod trying;
mod values;

pub use job::{Lifetime, LifetimeJob, NewCustomer};
pub use options::{Decided, Options};
pub use spend::{Method, SpendFit, Spending};
pub use subjects::{Subjects, SummaryRow};
pub use sureness::Sureness;
pub use trying::Tried;
pub use values::{Expected, Looking, Outlook, Outlooks};
