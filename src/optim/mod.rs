//! Maximum likelihood over positive parameters: a Newton method that is given exact first and second
//! derivatives, runs one evaluation per step and always ends with a reason.

#[cfg(test)]
pub(crate) mod check;
mod eigen;
mod newton;

pub use newton::Newton;

/// Why a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// At a maximum: the next Newton step would move no parameter by a billionth of itself.
    Converged,
    /// The limit of iterations came first.
    MaxIterations,
    /// The likelihood rises towards zero or infinity in at least one parameter; it was held at the
    /// bound and the others were fitted.
    Boundary,
    /// No step that can be computed raises the likelihood, and this is no maximum.
    NoProgress,
}

impl Stop {
    /// The reason's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::MaxIterations => "max-iterations",
            Self::Boundary => "boundary",
            Self::NoProgress => "no-progress",
        }
    }
}

/// A log-likelihood and its derivatives with respect to the natural parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation<const N: usize> {
    /// The log-likelihood.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives; only the upper triangle is read.
    pub hessian: [[f64; N]; N],
}

/// Where a fit ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optimum<const N: usize> {
    /// The parameters: positive and finite.
    pub params: [f64; N],
    /// The log-likelihood there.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
    /// Euclidean length of the gradient with respect to the logarithms of the parameters.
    pub gradient_norm: f64,
    /// Covariance of the natural parameters: the inverse of the observed information. `None` unless
    /// the fit converged and the information is positive definite.
    pub covariance: Option<[[f64; N]; N]>,
}
