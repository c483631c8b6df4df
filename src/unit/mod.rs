//! Days, lengths of time and money: the units that every other module speaks.

mod day;
mod money;
mod periods;

pub use day::{Day, Month};
pub use money::Money;
pub use periods::{Periods, TimeUnit};
