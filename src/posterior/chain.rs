//! One chain: it finds its stride in a short warm-up and then draws, a gradient at a time.

use super::random::Random;
use super::target::{Frame, Target};
use super::walk::{Outcome, Place, Stride, Walk};
use crate::math::{exp, ln, pow};
use crate::model::purchases::Likelihood;
use std::f64::consts::FRAC_PI_2;

/// Transitions that try whether quarter turns will do, and the share of them that must be accepted.
const TRIAL: u32 = 16;
const TRIAL_ACCEPTANCE: f64 = 0.9;
/// Transitions that tune the stride where they will not do.
const TUNING: u32 = 100;
/// The acceptance that is aimed at.
const AIM: f64 = 0.9;
/// Starts that are looked at; the last is the mode to the last bit.
const MOST_MISSED: u32 = 60;
/// How often a trajectory may double.
const DEEPEST: u32 = 10;

/// What a chain is doing.
#[derive(Clone, Debug)]
enum Phase {
    Trial { done: u32, acceptance: f64 },
    Tuning { done: u32, averaging: Averaging },
    Drawing,
}

/// A chain of draws.
#[derive(Clone, Debug)]
pub(super) struct Chain<const N: usize> {
    random: Random,
    phase: Phase,
    stride: Stride,
    place: Option<Place<N>>,
    walk: Option<Walk<N>>,
    /// In natural parameters.
    pub(super) draws: Vec<[f64; N]>,
    /// The sum of the acceptances of the draws.
    pub(super) acceptance: f64,
    pub(super) divergences: u32,
    pub(super) gradients: u64,
    /// How often a start was looked for in vain.
    missed: u32,
}

impl<const N: usize> Chain<N> {
    pub(super) fn new(seed: u64, number: u64) -> Self {
        Self {
            random: Random::new(seed, number),
            phase: Phase::Trial { done: 0, acceptance: 0.0 },
            stride: Stride::new(FRAC_PI_2, 1),
            place: None,
            walk: None,
            draws: Vec::new(),
            acceptance: 0.0,
            divergences: 0,
            gradients: 0,
            missed: 0,
        }
    }

    /// One evaluation of the density.
    pub(super) fn step<L: Likelihood<N>>(&mut self, target: &Target<L, N>, frame: &Frame<N>) {
        self.gradients += 1;
        let density = |z: &[f64; N]| {
            let (value, gradient) = target.slope(&frame.logs(z));
            let gradient = frame.pull(&gradient);
            Place { z: *z, value, kick: std::array::from_fn(|i| -gradient[i] - z[i]) }
        };
        let Some(place) = self.place else {
            self.place = self.start(density);
            return;
        };
        let random = &mut self.random;
        let walk = self.walk.get_or_insert_with(|| Walk::new(place, random));
        if let Some(outcome) = walk.step(&self.stride, random, density) {
            self.walk = None;
            self.place = Some(outcome.place);
            self.end(&outcome, frame);
        }
    }

    /// Somewhere around the mode; closer to it each time that the density cannot be computed.
    fn start(&mut self, density: impl FnOnce(&[f64; N]) -> Place<N>) -> Option<Place<N>> {
        let near = exp(-f64::from(self.missed));
        let place = density(&std::array::from_fn(|_| near * self.random.normal()));
        let sound = place.value.is_finite() && place.kick.iter().all(|kick| kick.is_finite());
        self.missed += 1;
        sound.then_some(place)
    }

    /// Whether there is no place to start from: the density cannot be computed anywhere.
    pub(super) fn is_lost(&self) -> bool {
        self.place.is_none() && self.missed >= MOST_MISSED
    }

    fn end(&mut self, outcome: &Outcome<N>, frame: &Frame<N>) {
        match &mut self.phase {
            Phase::Trial { done, acceptance } => {
                *done += 1;
                *acceptance += outcome.acceptance;
                if *done < TRIAL {
                    return;
                }
                if *acceptance >= TRIAL_ACCEPTANCE * f64::from(TRIAL) {
                    self.phase = Phase::Drawing;
                } else {
                    let averaging = Averaging::new(0.5 * FRAC_PI_2);
                    self.stride = Stride::new(averaging.next(), DEEPEST);
                    self.phase = Phase::Tuning { done: 0, averaging };
                }
            }
            Phase::Tuning { done, averaging } => {
                *done += 1;
                averaging.hear(outcome.acceptance);
                if *done < TUNING {
                    self.stride = Stride::new(averaging.next(), DEEPEST);
                } else {
                    self.stride = Stride::new(averaging.settled(), DEEPEST);
                    self.phase = Phase::Drawing;
                }
            }
            Phase::Drawing => {
                self.draws.push(frame.logs(&outcome.place.z).map(exp));
                self.acceptance += outcome.acceptance;
                self.divergences += u32::from(outcome.diverged);
            }
        }
    }
}

/// Dual averaging of the logarithm of the stride: HG2014 section 3.2, with its constants.
#[derive(Clone, Debug)]
struct Averaging {
    centre: f64,
    /// The mean by which the acceptance fell short.
    short: f64,
    log: f64,
    mean_log: f64,
    heard: f64,
}

impl Averaging {
    const GAMMA: f64 = 0.05;
    const T0: f64 = 10.0;
    const KAPPA: f64 = 0.75;

    fn new(angle: f64) -> Self {
        let log = ln(angle);
        Self { centre: log + ln(10.0), short: 0.0, log, mean_log: log, heard: 0.0 }
    }

    fn hear(&mut self, acceptance: f64) {
        self.heard += 1.0;
        let share = 1.0 / (self.heard + Self::T0);
        self.short += share * (AIM - acceptance - self.short);
        let log = self.centre - self.heard.sqrt() / Self::GAMMA * self.short;
        // Beyond a quarter turn there is nothing to be won.
        self.log = log.min(ln(FRAC_PI_2));
        let weight = pow(self.heard, -Self::KAPPA);
        self.mean_log += weight * (self.log - self.mean_log);
    }

    fn next(&self) -> f64 {
        exp(self.log)
    }

    fn settled(&self) -> f64 {
        exp(self.mean_log)
    }
}
