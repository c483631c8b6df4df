//! The doors to `libm`, so that native and browser builds give the same bits; and what is built on
//! them.

mod each;
mod expint;
mod gamma;
mod normal;
mod order;
mod pair;
mod radix;
mod rank;
mod sum;

pub use each::{exp_each, ln_1p_each};
pub use expint::exp_integral_scaled;
pub use gamma::{digamma, digamma_rise, ln_gamma, ln_gamma_rise, trigamma, trigamma_rise};
pub use normal::normal_quantile;
pub use order::sort_seldom;
pub use pair::Pair;
pub use radix::{ordered, pack, places_by_number, sort_by_number, sort_pairs, sorted_numbers};
pub use rank::{pearson, ranks, ranks_in_order, spearman};
pub use sum::{Sum, SumPair, sum};

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, exact for small `x`.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The exponential.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `exp(x) - 1`, exact for small `x`.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `x` to the power `y`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Sine and cosine.
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    libm::sincos(x)
}

/// The angle of the point (`x`, `y`), in -π..=π.
#[must_use]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}
