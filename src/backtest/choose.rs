//! Which of several models to take, and why.

use super::accuracy::Accuracy;
use crate::history::History;
use crate::math::ln;
use crate::model::purchases::{Fitted, Purchases};
use crate::optim::Stop;
use std::cmp::Ordering;

/// A fitted model that may be taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate<K> {
    /// Which model it is, by any name.
    pub kind: K,
    /// Whether P(alive) of a customer who never came back falls with time, and is not 1 for ever.
    pub one_time_buyers_fade: bool,
    /// The log-likelihood: of the same purchase times in the same unit as those of the others.
    pub log_likelihood: f64,
    /// How many parameters were fitted.
    pub parameters: usize,
    /// Customers fitted.
    pub customers: u64,
    /// Why the fit ended.
    pub stop: Stop,
    /// How it did in the holdout, where there is one.
    pub accuracy: Option<Accuracy>,
}

/// An age, in any unit, at which P(alive) of one-time buyers is below 1 if it ever is.
const OLD: f64 = 1e9;

impl<K: Copy + Ord> Candidate<K> {
    /// That of a fit.
    #[must_use]
    pub fn new<P: Purchases, const N: usize>(
        kind: K,
        fit: &Fitted<P, N>,
        accuracy: Option<Accuracy>,
    ) -> Self {
        let never_again = History { x: 0, t_x: 0.0, T: OLD };
        Self {
            kind,
            one_time_buyers_fade: fit.params.p_alive(&never_again) < 1.0,
            log_likelihood: fit.log_likelihood,
            parameters: N,
            customers: fit.customers,
            stop: fit.stop,
            accuracy,
        }
    }

    /// Akaike's criterion: the lower, the better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        self.penalised(2.0)
    }

    /// Schwarz's criterion.
    #[must_use]
    pub fn bic(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let customers = self.customers.max(1) as f64;
        self.penalised(ln(customers))
    }

    fn penalised(&self, a_parameter: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let parameters = self.parameters as f64;
        a_parameter * parameters - 2.0 * self.log_likelihood
    }

    fn by_error(&self, other: &Self) -> Ordering {
        let errors = |candidate: &Self| {
            candidate.accuracy.map_or([f64::INFINITY; 2], |accuracy| [accuracy.rmse, accuracy.mae])
        };
        let [(rmse, mae), (others_rmse, others_mae)] =
            [self, other].map(|candidate| errors(candidate).into());
        rmse.total_cmp(&others_rmse)
            .then(mae.total_cmp(&others_mae))
            .then(self.aic().total_cmp(&other.aic()))
            .then(self.kind.cmp(&other.kind))
    }
}

/// Why a model was taken. docs/models.md, "Choice of a model".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The caller wants it.
    Override,
    /// There is no other, or no other converged.
    OnlyOne,
    /// It erred least in the holdout, and no other has a lower AIC.
    LowestAicAndError,
    /// It erred least in the holdout.
    LowerError,
    /// It erred hardly more than the best, in which one-time buyers never fade.
    PAliveFalls,
    /// There was no holdout to go by.
    LowestAic,
}

impl Why {
    /// The reason's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::OnlyOne => "only-one",
            Self::LowestAicAndError => "lowest-aic-and-error",
            Self::LowerError => "lower-error",
            Self::PAliveFalls => "p-alive-falls",
            Self::LowestAic => "lowest-aic",
        }
    }
}

/// The model to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Which of the candidates.
    pub taken: usize,
    /// Why.
    pub why: Why,
}

/// A higher error is borne up to this factor for a model in which one-time buyers fade.
const BEARABLE: f64 = 1.01;

/// Takes one of `candidates`, `wanted` if it is among them; `None` when there are none. Their order makes
/// no difference as long as no kind is there twice.
#[must_use]
pub fn choose<K: Copy + Ord>(candidates: &[Candidate<K>], wanted: Option<K>) -> Option<Choice> {
    if let Some(taken) = candidates.iter().position(|one| Some(one.kind) == wanted) {
        return Some(Choice { taken, why: Why::Override });
    }
    let all = || candidates.iter().enumerate();
    let none_converged = all().all(|(_, one)| one.stop != Stop::Converged);
    let sound: Vec<_> =
        all().filter(|(_, one)| none_converged || one.stop == Stop::Converged).collect();
    let (&best, best_aic) = (
        sound.iter().min_by(|(_, one), (_, other)| one.by_error(other))?,
        sound.iter().map(|(_, one)| one.aic()).min_by(f64::total_cmp)?,
    );
    let choice = |taken, why| Some(Choice { taken, why });
    let (taken, model) = best;
    if sound.len() == 1 {
        return choice(taken, Why::OnlyOne);
    }
    let Some(accuracy) = model.accuracy else { return choice(taken, Why::LowestAic) };
    let near = |other: &Accuracy| other.rmse <= BEARABLE * accuracy.rmse;
    let fading = sound
        .iter()
        .filter(|(_, one)| one.one_time_buyers_fade && one.accuracy.as_ref().is_some_and(near))
        .min_by(|(_, one), (_, other)| one.by_error(other));
    match fading {
        Some(&(taken, _)) if !model.one_time_buyers_fade => choice(taken, Why::PAliveFalls),
        _ if model.aic() <= best_aic => choice(taken, Why::LowestAicAndError),
        _ => choice(taken, Why::LowerError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum Kind {
        BgNbd,
        MbgNbd,
        ParetoNbd,
        Other,
    }

    fn accuracy(rmse: f64, mae: f64) -> Accuracy {
        Accuracy { mae, rmse, expected: 1.0, total_error: None, rank_correlation: None }
    }

    /// Log-likelihoods and errors of FHL2005's customers, with the holdout of 39 weeks.
    const CDNOW: [(Kind, f64, f64, f64); 3] = [
        (Kind::BgNbd, -9582.42920667393, 1.6079820107439933, 0.785454236606078),
        (Kind::MbgNbd, -9582.13571555375, 1.6071826574336014, 0.7647789493290975),
        (Kind::ParetoNbd, -9594.976178939543, 1.6028479995328297, 0.7545233833963529),
    ];

    fn candidates() -> Vec<Candidate<Kind>> {
        let candidate = |(kind, log_likelihood, rmse, mae)| Candidate {
            kind,
            one_time_buyers_fade: kind != Kind::BgNbd,
            log_likelihood,
            parameters: 4,
            customers: 2_357,
            stop: Stop::Converged,
            accuracy: Some(accuracy(rmse, mae)),
        };
        CDNOW.map(candidate).to_vec()
    }

    /// The kind taken, whatever the order.
    #[track_caller]
    fn taken(mut candidates: Vec<Candidate<Kind>>, wanted: Option<Kind>) -> (Kind, Why) {
        let of = |candidates: &[Candidate<Kind>]| {
            let choice = choose(candidates, wanted).unwrap();
            (candidates[choice.taken].kind, choice.why)
        };
        let first = of(&candidates);
        for _ in 0..candidates.len() {
            candidates.rotate_left(1);
            assert_eq!(of(&candidates), first);
        }
        candidates.reverse();
        assert_eq!(of(&candidates), first);
        first
    }

    #[test]
    fn criteria_are_those_of_the_references() {
        let [bg, ..] = candidates()[..] else { panic!("no candidates") };
        assert!((bg.aic() - 19172.85841334786).abs() < 1e-10);
        assert!((bg.bic() - 19195.918992959607).abs() < 1e-10);
        assert!(Candidate { customers: 0, ..bg }.bic().is_finite());
    }

    #[test]
    fn the_lower_error_wins_and_the_criterion_is_mentioned() {
        assert_eq!(taken(candidates(), None), (Kind::ParetoNbd, Why::LowerError));
        let mut two = candidates();
        two.truncate(2);
        assert_eq!(taken(two, None), (Kind::MbgNbd, Why::LowestAicAndError));
    }

    #[test]
    fn one_time_buyers_should_fade_if_that_costs_little() {
        let mut all = candidates();
        all[0].accuracy = Some(accuracy(1.59, 0.7));
        assert_eq!(taken(all.clone(), None), (Kind::ParetoNbd, Why::PAliveFalls));
        // More than a hundredth below all others.
        all[0].accuracy = Some(accuracy(1.58, 0.7));
        assert_eq!(taken(all, None), (Kind::BgNbd, Why::LowerError));
    }

    #[test]
    fn who_did_not_converge_is_left_out_unless_nobody_did() {
        let mut all = candidates();
        all[2].stop = Stop::Boundary;
        assert_eq!(taken(all.clone(), None), (Kind::MbgNbd, Why::LowestAicAndError));
        all[1].stop = Stop::NoProgress;
        assert_eq!(taken(all.clone(), None), (Kind::BgNbd, Why::OnlyOne));
        all[0].stop = Stop::MaxIterations;
        assert_eq!(taken(all, None), (Kind::ParetoNbd, Why::LowerError));
    }

    #[test]
    fn without_a_holdout_the_criterion_decides() {
        let mut all = candidates();
        all.iter_mut().for_each(|one| one.accuracy = None);
        assert_eq!(taken(all.clone(), None), (Kind::MbgNbd, Why::LowestAic));
        // Who was tested goes before who was not.
        all[0].accuracy = Some(accuracy(9.0, 9.0));
        assert_eq!(taken(all, None), (Kind::BgNbd, Why::LowerError));
    }

    #[test]
    fn the_caller_may_want_another() {
        let mut all = candidates();
        all[0].stop = Stop::Boundary;
        assert_eq!(taken(all.clone(), Some(Kind::BgNbd)), (Kind::BgNbd, Why::Override));
        // But not one that was not fitted.
        let other = Some(Kind::Other);
        assert_eq!(taken(all, other), (Kind::ParetoNbd, Why::LowerError));
    }

    #[test]
    fn equals_go_by_error_criterion_and_kind() {
        let mut all = candidates();
        all.iter_mut().for_each(|one| one.accuracy = Some(accuracy(1.0, 1.0)));
        all[0].log_likelihood = all[1].log_likelihood;
        // The first of the three, but one in which one-time buyers fade is preferred.
        assert_eq!(taken(all.clone(), None), (Kind::MbgNbd, Why::PAliveFalls));
        all[1].accuracy = Some(accuracy(1.0, 0.9));
        assert_eq!(taken(all, None), (Kind::MbgNbd, Why::LowestAicAndError));
    }

    #[test]
    fn nothing_to_choose_from() {
        assert_eq!(choose::<Kind>(&[], None), None);
        assert_eq!(taken(candidates()[2..].to_vec(), None), (Kind::ParetoNbd, Why::OnlyOne));
    }
}
