//! Days, lengths of time and money: the units that every other module speaks.

mod currency;
mod day;
mod money;
mod periods;

pub use currency::{Currency, Rate};
pub use day::{Day, Month};
pub use money::Money;
pub use periods::{Periods, TimeUnit};
