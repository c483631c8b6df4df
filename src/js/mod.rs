//! What every wasm with the core in it says to JavaScript in the same way: errors, progress, plain values.

mod error;

pub use error::{internal, not_done, set, to_js, wrong_shape};

use crate::error::Error;
use crate::job;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsValue;

/// What crosses back to JavaScript when something is wrong.
pub type Thrown<T> = Result<T, JsValue>;

/// How far the work is.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Progress {
    /// What is being counted: see [`job::Stage`].
    #[tsify(type = "'reading' | 'sorting' | 'pooling' | 'segmenting' | 'fitting' | 'valuing'")]
    pub stage: &'static str,
    /// How many are done.
    pub done: f64,
    /// How many there are, where that is known.
    pub total: Option<f64>,
}

impl From<job::Progress> for Progress {
    fn from(progress: job::Progress) -> Self {
        Self {
            stage: progress.stage.name(),
            done: count(progress.done),
            total: progress.total.map(count),
        }
    }
}

/// A count as the only number that JavaScript has; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "no file has 2^53 of anything")]
#[must_use]
pub const fn count(n: u64) -> f64 {
    n as f64
}

/// An error of the core as JavaScript throws it.
#[must_use]
pub fn thrown(error: Error) -> JsValue {
    to_js(&error)
}

/// A value from JavaScript.
///
/// # Errors
/// One of another shape is a caller's mistake: `invalid-option`, saying which.
pub fn input<T>(value: &Ts<T>) -> Thrown<T>
where
    T: Tsify + DeserializeOwned,
    T::JsType: Clone,
{
    value.to_rust().map_err(|wrong| wrong_shape(&wrong.to_string()))
}

/// A value for JavaScript.
///
/// # Errors
/// None that a derived shape could bring about.
pub fn output<T: Tsify + Serialize>(value: &T) -> Thrown<Ts<T>> {
    value.into_ts().map_err(|wrong| wrong_shape(&wrong.to_string()))
}
