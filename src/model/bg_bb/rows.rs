//! The likelihood of BG/BB over distinct histories, with its first and second derivatives. docs/models.md, "BG/BB".

use super::{Params, whole};
use crate::history::Histories;
use crate::math::{Sum, exp, ln};
use crate::model::purchases::Likelihood;
use crate::model::steps::{BetaStep, BetaSteps};
use crate::optim::Evaluation;

/// The distinct histories with their weights.
#[derive(Clone, Debug)]
pub struct Rows {
    /// `x`, `t_x`, `n`.
    rows: Vec<((u32, u32, u32), f64)>,
    most: u32,
}

impl Rows {
    /// Of all customers; ages are numbers of opportunities.
    #[must_use]
    pub fn new(histories: &Histories) -> Self {
        let rows = histories.distinct().iter();
        let rows: Vec<_> = rows.map(|d| (whole(&d.history), f64::from(d.customers))).collect();
        let most = rows.iter().map(|((_, _, n), _)| *n).max().unwrap_or(0);
        Self { rows, most }
    }
}

/// The upper triangle of a Hessian.
const UPPER: [(usize, usize); 10] =
    [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];

/// The likelihood of one history and its derivatives by `alpha`, `beta`, `gamma`, `delta`.
pub(super) fn terms(
    buying: &BetaSteps,
    living: &BetaSteps,
    (x, last, n): (u32, u32, u32),
) -> Evaluation<4> {
    let alive = (buying.step(x, n - x), living.step(0, n));
    let stopped = |i: u32| (buying.step(x, last - x + i), living.step(1, last + i));
    let all = || std::iter::once(alive).chain((0..n - last).map(stopped));
    let largest = all().map(|(buys, lives)| buys.ln + lives.ln).fold(f64::NEG_INFINITY, f64::max);
    let (mut mass, mut g, mut h) = (0.0, [0.0; 4], [[0.0; 4]; 4]);
    for (buys, lives) in all() {
        let weight = exp(buys.ln + lives.ln - largest);
        mass += weight;
        add(weight, [buys, lives], &mut g, &mut h);
    }
    let g = g.map(|sum: f64| sum / mass);
    for (i, j) in UPPER {
        h[i][j] = h[i][j] / mass - g[i] * g[j];
    }
    Evaluation { value: largest + ln(mass), gradient: g, hessian: h }
}

/// Adds the derivatives of a term: its gradient, and its Hessian with the square of the gradient.
fn add(weight: f64, steps: [BetaStep; 2], g: &mut [f64; 4], h: &mut [[f64; 4]; 4]) {
    let [buys, lives] = steps;
    let [a, b] = buys.gradient;
    let [c, d] = lives.gradient;
    let gradient = [a, b, c, d];
    for (sum, slope) in g.iter_mut().zip(gradient) {
        *sum += weight * slope;
    }
    for (i, j) in UPPER {
        h[i][j] += weight * gradient[i] * gradient[j];
    }
    for (at, step) in [(0, buys), (2, lives)] {
        let [first, mixed, second] = step.hessian;
        h[at][at] += weight * first;
        h[at][at + 1] += weight * mixed;
        h[at + 1][at + 1] += weight * second;
    }
}

impl Likelihood<4> for Rows {
    type Params = Params;

    fn params(&self, [alpha, beta, gamma, delta]: [f64; 4]) -> Params {
        Params { alpha, beta, gamma, delta }
    }

    /// The paper starts at ones; a customer who stops less often than buying is the usual one.
    fn start(&self) -> [f64; 4] {
        [1.0, 1.0, 0.5, 1.5]
    }

    fn evaluate(&self, &[alpha, beta, gamma, delta]: &[f64; 4]) -> Evaluation<4> {
        let buying = BetaSteps::new(alpha, beta, self.most);
        let living = BetaSteps::new(gamma, delta, self.most + 1);
        let mut value = Sum::new();
        let (mut g, mut h) = ([0.0; 4], [[0.0; 4]; 4]);
        for (row, weight) in &self.rows {
            let one = terms(&buying, &living, *row);
            value.add(weight * one.value);
            for (sum, slope) in g.iter_mut().zip(one.gradient) {
                *sum += weight * slope;
            }
            for (i, j) in UPPER {
                h[i][j] += weight * one.hessian[i][j];
            }
        }
        Evaluation { value: value.total(), gradient: g, hessian: h }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::History;
    use crate::optim::check::assert_derivatives;
    use crate::unit::TimeUnit;

    #[test]
    fn derivatives_are_those_of_the_value() {
        let customers: Vec<History> = (0..30)
            .map(|i| {
                let last = i % 7;
                let x = last.min(i % 4);
                History {
                    x,
                    t_x: f64::from(if x == 0 { 0 } else { last }),
                    T: 6.0 + f64::from(i % 3),
                }
            })
            .collect();
        let rows = Rows::new(&Histories::from_ages(TimeUnit::Month, &customers));
        for point in [[1.0, 1.0, 1.0, 1.0], [0.3, 2.0, 0.1, 5.0], [8.0, 3.0, 1.5, 20.0]] {
            assert_derivatives(|params| rows.evaluate(params), point);
        }
    }
}
