//! Any of the models of repeat buying, where which one is decided while the program runs.

use super::bg_nbd;
use super::purchases::{Fit, Fitted, Likelihood, Purchases};
use crate::error::Result;
use crate::history::{Histories, History};
use crate::optim::Evaluation;

/// A model of repeat buying by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// See [`bg_nbd`].
    BgNbd,
}

impl Kind {
    /// Every model, the simplest first.
    pub const ALL: [Self; 1] = [Self::BgNbd];

    /// The model's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bg-nbd",
        }
    }

    /// The model called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The names of its parameters, in their order.
    #[must_use]
    pub const fn param_names(self) -> [&'static str; 4] {
        match self {
            Self::BgNbd => ["r", "alpha", "a", "b"],
        }
    }

    /// Gets ready to fit it.
    ///
    /// # Errors
    /// `too-few-repeaters`.
    pub fn fit(self, histories: &Histories) -> Result<AnyFit> {
        Fit::of(histories, |histories| match self {
            Self::BgNbd => AnyRows::BgNbd(bg_nbd::Rows::new(histories)),
        })
    }
}

/// A fit of any model under way.
pub type AnyFit = Fit<AnyRows, 4>;

/// Any fitted model.
pub type AnyFitted = Fitted<AnyParams, 4>;

/// The likelihood of any model.
#[derive(Clone, Debug)]
pub enum AnyRows {
    /// See [`bg_nbd`].
    BgNbd(bg_nbd::Rows),
}

impl Likelihood<4> for AnyRows {
    type Params = AnyParams;

    fn params(&self, at: [f64; 4]) -> AnyParams {
        match self {
            Self::BgNbd(rows) => AnyParams::BgNbd(rows.params(at)),
        }
    }

    fn start(&self) -> [f64; 4] {
        match self {
            Self::BgNbd(rows) => rows.start(),
        }
    }

    fn evaluate(&self, params: &[f64; 4]) -> Evaluation<4> {
        match self {
            Self::BgNbd(rows) => rows.evaluate(params),
        }
    }
}

/// The parameters of any model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnyParams {
    /// See [`bg_nbd`].
    BgNbd(bg_nbd::Params),
}

impl AnyParams {
    /// Which model they are of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::BgNbd(_) => Kind::BgNbd,
        }
    }

    /// In the order of [`Kind::param_names`].
    #[must_use]
    pub const fn values(&self) -> [f64; 4] {
        match self {
            Self::BgNbd(bg_nbd::Params { r, alpha, a, b }) => [*r, *alpha, *a, *b],
        }
    }
}

impl Purchases for AnyParams {
    fn ln_likelihood(&self, h: &History) -> f64 {
        match self {
            Self::BgNbd(params) => params.ln_likelihood(h),
        }
    }

    fn p_alive(&self, h: &History) -> f64 {
        match self {
            Self::BgNbd(params) => params.p_alive(h),
        }
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        match self {
            Self::BgNbd(params) => params.expected_given_alive(h, horizons, out),
        }
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        match self {
            Self::BgNbd(params) => params.p_purchases_given_alive(h, t, n),
        }
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        match self {
            Self::BgNbd(params) => params.discounted_given_alive(h, rate, horizon),
        }
    }

    fn last_matters(&self) -> bool {
        match self {
            Self::BgNbd(params) => params.last_matters(),
        }
    }
}
