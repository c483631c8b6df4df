//! The models behind every forecast: when customers come back ([`bg_nbd`], [`cnbd`],
//! [`pareto_nbd`]) and what they spend when they do ([`gamma_gamma`]).
//!
//! How the pieces are used, from histories to values:
//!
//! 1. [`Histories::from_days`](crate::history::Histories::from_days) merges equal histories and says
//!    where each customer's is.
//! 2. [`bg_nbd::BgNbdFit::new`] and [`gamma_gamma::GammaGammaFit::new`] give jobs; each step is one
//!    iteration; the output is the fitted model with the reason why the fit ended.
//! 3. [`value::Valuation`](crate::value::Valuation) says of each distinct history: P(alive),
//!    expected orders at three horizons, discounted orders. A customer's value is the discounted orders
//!    of the history times the spend per order, [`gamma_gamma::Params::mean_spend`].
//!
//! ```
//! use headwater::history::{DayHistory, Histories};
//! use headwater::job::run;
//! use headwater::model::bg_nbd::{BgNbdFit, p_alive};
//! use headwater::unit::TimeUnit;
//! use std::ops::ControlFlow;
//!
//! let customers: Vec<DayHistory> =
//!     (0..40).map(|i| DayHistory { x: (i % 4) as u32, t_x: 11 * (i % 4), T: 30 + i }).collect();
//! let histories = Histories::from_days(TimeUnit::Week, &customers);
//! let fit = run(BgNbdFit::new(&histories)?, |_| ControlFlow::Continue(()))?.unwrap();
//! let first = histories.of_customer()[0] as usize;
//! assert_eq!(p_alive(&fit.params, &histories.distinct()[first].history), 1.0);
//! # Ok::<(), headwater::error::Error>(())
//! ```
//!
//! Formulas stand in `docs/models.md`, the keys of papers in `docs/references.md`.

#[cfg(feature = "lifetime")]
pub mod any;
#[cfg(feature = "lifetime")]
pub mod bg_bb;
pub mod bg_nbd;
#[cfg(feature = "lifetime")]
pub mod cnbd;
mod columns;
mod discount;
pub mod gamma_gamma;
#[cfg(feature = "lifetime")]
pub mod pareto_nbd;
pub mod purchases;
mod quadrature;
#[cfg(feature = "lifetime")]
pub mod sbg;
#[cfg(feature = "lifetime")]
mod steps;

/// The fewest customers with a repeat purchase from which a model is fitted.
pub const MIN_REPEATERS: u64 = 10;
