//! The models of a report, and why one is missing.

use crate::error::Error;
use crate::model::bg_nbd::BgNbd;
use crate::model::gamma_gamma::GammaGamma;

/// The models that could be fitted, and why the others could not: a report is more than its models.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// Repeat purchases and drop-out.
    pub bg_nbd: Option<BgNbd>,
    /// Spend per order.
    pub gamma_gamma: Option<GammaGamma>,
    /// Why a model is missing.
    pub errors: Vec<ModelError>,
}

/// Why a model could not be fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelError {
    /// Which model.
    pub model: Model,
    /// Why.
    pub error: Error,
}

/// A model by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// See [`crate::model::bg_nbd`].
    BgNbd,
    /// See [`crate::model::gamma_gamma`].
    GammaGamma,
}

impl Model {
    /// The model's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bgNbd",
            Self::GammaGamma => "gammaGamma",
        }
    }
}
