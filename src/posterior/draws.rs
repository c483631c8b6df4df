//! Draws from a posterior, and how far they can be trusted.

use super::diagnostics::Diagnostics;
use super::estimate::Estimate;

/// The most that R-hat may be, and the fewest independent draws that count: VGSCB2021.
const MOST_R_HAT: f64 = 1.01;
const FEWEST: f64 = 400.0;

impl Diagnostics {
    /// The fewer of the two kinds of independent draws.
    #[must_use]
    pub fn effective(&self) -> f64 {
        self.bulk_ess.min(self.tail_ess)
    }

    /// Whether draws of which this is said are enough, and from one distribution.
    pub(super) fn is_good(&self) -> bool {
        self.r_hat <= MOST_R_HAT && self.effective() >= FEWEST
    }
}

/// Where draws come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The posterior itself, by Hamiltonian Monte Carlo.
    HamiltonianMonteCarlo,
    /// The normal distribution of the logarithms that touches it at its mode.
    Laplace,
}

/// Draws of the `N` parameters of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior<const N: usize> {
    /// Where they come from.
    pub method: Method,
    /// The parameters that are most probable on the scale of logarithms.
    pub mode: [f64; N],
    /// The draws of each chain in natural parameters, in their order; all of one length.
    pub chains: Vec<Vec<[f64; N]>>,
    /// What is said of each parameter's draws.
    pub diagnostics: [Diagnostics; N],
    /// The mean probability with which a step's end would have been accepted.
    pub acceptance: f64,
    /// Transitions that left their trajectory.
    pub divergences: u32,
    /// How often the likelihood was evaluated, the search for the mode and the warm-up included.
    pub evaluations: u64,
    /// Whether the search for the mode found one.
    pub has_mode: bool,
}

/// Whether the draws can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Yes.
    Good,
    /// They are no draws from the posterior, but from a normal distribution like it.
    Preview,
    /// No, for these reasons.
    NotGood(Vec<Doubt>),
}

/// Why draws cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// The chains have not found the same distribution of this parameter.
    ChainsDisagree {
        /// Its place.
        param: usize,
        /// More than 1.01.
        r_hat: f64,
    },
    /// This parameter's draws are worth too few independent ones.
    FewEffective {
        /// Its place.
        param: usize,
        /// How many, in the bulk or in the tails: less than 400.
        effective: f64,
    },
    /// Some transitions left their trajectory: there may be places that the chains cannot reach.
    Divergences {
        /// How many.
        count: u32,
    },
    /// The posterior has no mode that could be found, so that nothing was known of its shape.
    NoMode,
}

impl<const N: usize> Posterior<N> {
    /// Every draw, chain after chain.
    pub fn draws(&self) -> impl Iterator<Item = &[f64; N]> + Clone {
        self.chains.iter().flatten()
    }

    /// What `of` makes of at most `most` of the draws, evenly spaced.
    #[must_use]
    pub fn some<P>(&self, most: usize, of: impl Fn([f64; N]) -> P) -> Vec<P> {
        let all = self.chains.iter().map(Vec::len).sum::<usize>();
        let every = all.div_ceil(most.max(1)).max(1);
        self.draws().step_by(every).map(|draw| of(*draw)).collect()
    }

    /// What the draws say of one parameter.
    #[must_use]
    pub fn estimate(&self, param: usize) -> Option<Estimate> {
        Estimate::of(self.draws().map(|draw| draw[param]).collect())
    }

    /// Whether the draws can be trusted, and if not why.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let mut doubts = Vec::new();
        if !self.has_mode {
            doubts.push(Doubt::NoMode);
        }
        // Draws of a preview are independent by their making.
        let dependent = self.method == Method::HamiltonianMonteCarlo;
        for (param, of) in self.diagnostics.iter().enumerate().filter(|_| dependent) {
            if of.r_hat > MOST_R_HAT {
                doubts.push(Doubt::ChainsDisagree { param, r_hat: of.r_hat });
            }
            if of.effective() < FEWEST {
                doubts.push(Doubt::FewEffective { param, effective: of.effective() });
            }
        }
        if self.divergences > 0 {
            doubts.push(Doubt::Divergences { count: self.divergences });
        }
        match (doubts.is_empty(), self.method) {
            (false, _) => Verdict::NotGood(doubts),
            (true, Method::Laplace) => Verdict::Preview,
            (true, Method::HamiltonianMonteCarlo) => Verdict::Good,
        }
    }
}
