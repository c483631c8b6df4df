//! Any of the models of repeat buying, where which one is decided while the program runs.

use super::purchases::{Fit, Fitted, Likelihood, Purchases};
use super::{bg_nbd, cnbd, pareto_nbd};
use crate::error::Result;
use crate::history::{Histories, History};
use crate::optim::Evaluation;

/// The models of repeat buying, in the order of docs/models.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// BG/NBD.
    BgNbd,
    /// MBG/NBD.
    MbgNbd,
    /// BG/CNBD-k: every k-th event of a regular process is a purchase.
    BgCnbd {
        /// How regular: 2 to 4.
        k: u32,
    },
    /// MBG/CNBD-k.
    MbgCnbd {
        /// How regular: 2 to 4.
        k: u32,
    },
    /// Pareto/NBD.
    ParetoNbd,
}

impl Kind {
    /// The least regular of the models called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [
            Self::BgNbd,
            Self::MbgNbd,
            Self::BgCnbd { k: 2 },
            Self::MbgCnbd { k: 2 },
            Self::ParetoNbd,
        ];
        all.into_iter().find(|kind| kind.name() == name)
    }

    /// The same model for purchases that come one step more regularly; `None` where there is none.
    #[must_use]
    pub fn more_regular(self) -> Option<Self> {
        match self {
            Self::BgCnbd { k } if k < cnbd::MOST_STEPS => Some(Self::BgCnbd { k: k + 1 }),
            Self::MbgCnbd { k } if k < cnbd::MOST_STEPS => Some(Self::MbgCnbd { k: k + 1 }),
            _ => None,
        }
    }

    /// The model's name on every boundary, without its `k`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bg-nbd",
            Self::MbgNbd => "mbg-nbd",
            Self::BgCnbd { .. } => "bg-cnbd",
            Self::MbgCnbd { .. } => "mbg-cnbd",
            Self::ParetoNbd => "pareto-nbd",
        }
    }

    /// How regular the purchases are taken to be; 1 is at random.
    #[must_use]
    pub const fn k(self) -> u32 {
        match self {
            Self::BgNbd | Self::MbgNbd | Self::ParetoNbd => 1,
            Self::BgCnbd { k } | Self::MbgCnbd { k } => k,
        }
    }

    /// The names of its parameters, in their order.
    #[must_use]
    pub const fn param_names(self) -> [&'static str; 4] {
        match self {
            Self::BgNbd | Self::MbgNbd | Self::BgCnbd { .. } | Self::MbgCnbd { .. } => {
                ["r", "alpha", "a", "b"]
            }
            Self::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// Gets ready to fit it. `ln_intervals`: the sum of the logarithms of all intervals between
    /// purchases, without which fits with different `k` do not compare.
    ///
    /// # Errors
    /// `too-few-repeaters`.
    pub fn fit(self, histories: &Histories, ln_intervals: Option<f64>) -> Result<AnyFit> {
        Fit::of(histories, |histories| self.rows(histories, ln_intervals))
    }

    /// Its likelihood. `ln_intervals`: as of [`Kind::fit`].
    #[must_use]
    pub fn rows(self, histories: &Histories, ln_intervals: Option<f64>) -> AnyRows {
        let regular = |is_modified| {
            // The forms of a kind are all there.
            let form = cnbd::Form::new(self.k(), is_modified);
            form.map(|form| AnyRows::Cnbd(cnbd::Rows::new(histories, form, ln_intervals)))
        };
        let rows = match self {
            Self::BgNbd => None,
            Self::MbgNbd | Self::MbgCnbd { .. } => regular(true),
            Self::BgCnbd { .. } => regular(false),
            Self::ParetoNbd => Some(AnyRows::ParetoNbd(pareto_nbd::Rows::new(histories))),
        };
        rows.unwrap_or_else(|| AnyRows::BgNbd(bg_nbd::Rows::new(histories)))
    }
}

impl From<cnbd::Form> for Kind {
    fn from(form: cnbd::Form) -> Self {
        match (form.k(), form.is_modified()) {
            (1, false) => Self::BgNbd,
            (1, true) => Self::MbgNbd,
            (k, false) => Self::BgCnbd { k },
            (k, true) => Self::MbgCnbd { k },
        }
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
    /// See [`cnbd`].
    Cnbd(cnbd::Rows),
    /// See [`pareto_nbd`].
    ParetoNbd(pareto_nbd::Rows),
}

/// The same of whichever model it is.
macro_rules! each {
    ($of:ident, $name:pat => $what:expr) => {
        match $of {
            Self::BgNbd($name) => $what,
            Self::Cnbd($name) => $what,
            Self::ParetoNbd($name) => $what,
        }
    };
}

impl Likelihood<4> for AnyRows {
    type Params = AnyParams;

    fn params(&self, at: [f64; 4]) -> AnyParams {
        match self {
            Self::BgNbd(rows) => AnyParams::BgNbd(rows.params(at)),
            Self::Cnbd(rows) => AnyParams::Cnbd(rows.params(at)),
            Self::ParetoNbd(rows) => AnyParams::ParetoNbd(rows.params(at)),
        }
    }

    fn start(&self) -> [f64; 4] {
        each!(self, rows => rows.start())
    }

    fn evaluate(&self, params: &[f64; 4]) -> Evaluation<4> {
        each!(self, rows => rows.evaluate(params))
    }
}

/// The parameters of any model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnyParams {
    /// See [`bg_nbd`].
    BgNbd(bg_nbd::Params),
    /// See [`cnbd`].
    Cnbd(cnbd::Params),
    /// See [`pareto_nbd`].
    ParetoNbd(pareto_nbd::Params),
}

impl AnyParams {
    /// In the order of [`Kind::param_names`].
    #[must_use]
    pub const fn values(&self) -> [f64; 4] {
        match self {
            Self::BgNbd(bg_nbd::Params { r, alpha, a, b })
            | Self::Cnbd(cnbd::Params { r, alpha, a, b, .. }) => [*r, *alpha, *a, *b],
            Self::ParetoNbd(pareto_nbd::Params { r, alpha, s, beta }) => [*r, *alpha, *s, *beta],
        }
    }
}

impl Purchases for AnyParams {
    fn ln_likelihood(&self, h: &History) -> f64 {
        each!(self, params => params.ln_likelihood(h))
    }

    fn p_alive(&self, h: &History) -> f64 {
        each!(self, params => params.p_alive(h))
    }

    fn expected_given_alive(&self, h: &History, horizons: &[f64], out: &mut [f64]) {
        each!(self, params => params.expected_given_alive(h, horizons, out));
    }

    fn p_purchases_given_alive(&self, h: &History, t: f64, n: u32) -> f64 {
        each!(self, params => params.p_purchases_given_alive(h, t, n))
    }

    fn discounted_given_alive(&self, h: &History, rate: f64, horizon: f64) -> Option<f64> {
        each!(self, params => params.discounted_given_alive(h, rate, horizon))
    }

    fn last_matters(&self) -> bool {
        each!(self, params => params.last_matters())
    }
}
