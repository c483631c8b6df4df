//! How sure a model is: its posterior, and what that leaves open of every figure.
//!
//! 1. [`Sampling`] is the job that draws from the posterior of any model with a
//!    [`Likelihood`](crate::model::purchases::Likelihood), over merged histories, by Hamiltonian Monte Carlo;
//!    [`Preview`] draws from the normal distribution that touches it at its mode, at once.
//! 2. Both end with a [`Posterior`]: the draws, how far they can be trusted, and a [`Verdict`].
//! 3. [`Estimate`] says what draws say of one number; [`Outlook`] asks it for the figures of one history, [`Totals`]
//!    for those of a whole pool, a few histories a step: memory grows with the draws alone.
//!
//! The same seed gives the same bits everywhere. Formulas and the prior stand in `docs/models.md`, "Posterior".

mod chain;
mod counts;
mod diagnostics;
mod draws;
mod estimate;
mod outlook;
mod random;
mod sampling;
mod target;
mod totals;
mod walk;

pub use counts::CountInterval;
pub use diagnostics::Diagnostics;
pub use draws::{Doubt, Method, Posterior, Verdict};
pub use estimate::{Estimate, Interval, LEVELS};
pub use outlook::{Figures, Outlook, Periods};
pub use random::Random;
pub use sampling::{Options, Preview, Sampling};
pub use totals::{Spending, Totals, TotalsJob};

#[cfg(test)]
mod tests;
