//! What the likelihood takes of an age, and integrals between ages.
//!
//! The ages of histories are whole days: few, and they come again and again. So what a row needs, integrals from
//! `t_x` to `T`, is made of integrals from each age onwards, which follow from each other: what lies between two
//! neighbours, plus the next one's, times the survivor between the two. All are relative to the survivor at their
//! own age, so nothing underflows. docs/models.md, "Pareto/NBD: the fit".

use super::panels::Decay;
use crate::math::{exp_each, ln_1p};
use std::ops::Range;

/// 1 and what the derivatives of a term are made of, but for the factors `r + x`, which come last: its gradient
/// `d` by `(r, alpha, s, beta)`, then the upper triangle of `d dᵀ` plus Hessian of its logarithm.
pub(super) type Moments = [f64; 15];

/// Beyond `exp` of minus this there is nothing to see.
const DEPTH: f64 = 80.0;

/// Parameters, as the survivor and the hazard of dying have them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

/// `ln(1 + age / alpha)` and `ln(1 + age / beta)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logs {
    pub(super) alpha: f64,
    pub(super) beta: f64,
}

impl Logs {
    fn of(age: f64, [a, b]: [f64; 2]) -> Self {
        Self { alpha: ln_1p(age / a), beta: ln_1p(age / b) }
    }
}

/// Ages in ascending order, and nodes between them.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) shape: Shape,
    /// The largest `r + x` for which the nodes are close enough.
    pub(super) steepest: f64,
    pub(super) logs: Vec<Logs>,
    /// Of being alive at each age.
    pub(super) alive: Vec<Moments>,
    /// Between one age and the next: the logarithms of the growth of `alpha + age` and `beta + age`, and where the
    /// nodes are.
    gaps: Vec<(Logs, Range<usize>)>,
    nodes: Nodes,
}

/// What the nodes have but for the power `r + x`, by columns.
#[derive(Clone, Debug, Default)]
struct Nodes {
    /// As in the gaps, from the age before: `s` times the second logarithm.
    alpha: Vec<f64>,
    s_beta: Vec<f64>,
    /// Of dying there, times the hazard and the weight of the node.
    dying: Vec<Moments>,
}

impl Grid {
    /// For all `r + x` from `flattest` to `steepest`.
    pub(super) fn new(ages: &[f64], shape: Shape, flattest: f64, steepest: f64) -> Self {
        let Shape { alpha, beta, .. } = shape;
        let logs: Vec<Logs> = ages.iter().map(|age| Logs::of(*age, [alpha, beta])).collect();
        let alive = logs.iter().zip(ages).map(|(logs, age)| shape.alive(*age, *logs)).collect();
        let mut grid =
            Self { shape, steepest, logs, alive, gaps: Vec::new(), nodes: Nodes::default() };
        for (i, ends) in ages.windows(2).enumerate() {
            grid.add_gap(ends[0], ends[1], grid.logs[i], flattest);
        }
        grid
    }

    fn add_gap(&mut self, age: f64, next: f64, before: Logs, flattest: f64) {
        let Shape { alpha, s, beta } = self.shape;
        let start = self.nodes.dying.len();
        let race = Decay { a: alpha + age, p: self.steepest, b: beta + age, q: s };
        let (end, mut from) = (next - age, 0.0);
        while let Some((to, rule)) = race.panel(from, end) {
            for [u, weight] in rule.on(from, to) {
                let more = Logs::of(u, [race.a, race.b]);
                let logs = Logs { alpha: before.alpha + more.alpha, beta: before.beta + more.beta };
                self.nodes.alpha.push(more.alpha);
                self.nodes.s_beta.push(s * more.beta);
                let dying = self.shape.dying(age + u, logs);
                let mass = weight * s / (race.b + u);
                self.nodes.dying.push(dying.map(|moment| mass * moment));
            }
            from = to;
            let there = Logs::of(from, [race.a, race.b]);
            if flattest * there.alpha + s * there.beta > DEPTH {
                break;
            }
        }
        self.gaps.push((Logs::of(end, [race.a, race.b]), start..self.nodes.dying.len()));
    }

    /// Writes the moments of dying after each age of `ages` and before the last of them to `later`, relative to the
    /// survivor at the age; `rx` is `r + x`.
    pub(super) fn fill(&self, rx: f64, ages: Range<usize>, later: &mut Later) {
        later.moments.clear();
        later.moments.resize(self.logs.len(), [0.0; 15]);
        let Some(gaps) = self.gaps.get(ages.start..ages.end.saturating_sub(1)) else { return };
        let (Some(first), Some(last)) = (gaps.first(), gaps.last()) else { return };
        let nodes = first.1.start..last.1.end;
        let columns = self.nodes.alpha[nodes.clone()].iter().zip(&self.nodes.s_beta[nodes.clone()]);
        later.survivors.clear();
        later.survivors.extend(columns.map(|(alpha, s_beta)| -(rx * alpha + s_beta)));
        let s = self.shape.s;
        later.survivors.extend(gaps.iter().map(|(gap, _)| -(rx * gap.alpha + s * gap.beta)));
        exp_each(&mut later.survivors);
        let (at_nodes, over_gaps) = later.survivors.split_at(nodes.len());
        let mut sums = [0.0; 15];
        for (i, (_, within)) in gaps.iter().enumerate().rev() {
            sums.iter_mut().for_each(|sum| *sum *= over_gaps[i]);
            let at = &at_nodes[within.start - nodes.start..within.end - nodes.start];
            for (survivor, moments) in at.iter().zip(&self.nodes.dying[within.clone()]) {
                for (sum, moment) in sums.iter_mut().zip(moments) {
                    *sum += survivor * moment;
                }
            }
            later.moments[ages.start + i] = sums;
        }
    }
}

/// What [`Grid::fill`] writes, kept for the next time.
#[derive(Clone, Debug, Default)]
pub(super) struct Later {
    pub(super) moments: Vec<Moments>,
    survivors: Vec<f64>,
}

impl Shape {
    /// Moments of having bought until and being alive at `y`.
    fn alive(&self, y: f64, logs: Logs) -> Moments {
        let Self { alpha, s, beta } = *self;
        let share = y / (beta + y);
        let d = [-logs.alpha, y / (alpha + y) / alpha, -logs.beta, s * share / beta];
        let bend = -s * share * (2.0 - share) / (beta * beta);
        moments(d, [d[2] * d[2], d[2] * d[3] + share / beta, d[3] * d[3] + bend])
    }

    /// The same times the hazard of dying there, but for that hazard's value.
    fn dying(&self, y: f64, logs: Logs) -> Moments {
        let Self { alpha, s, beta } = *self;
        let share = y / (beta + y);
        let rest = beta / (beta + y);
        let by_s = 1.0 / s - logs.beta;
        let d = [-logs.alpha, y / (alpha + y) / alpha, by_s, (s * share - rest) / beta];
        // The square of 1/s is in both the square and the Hessian, and gone.
        let s_s = logs.beta * (logs.beta - 2.0 / s);
        let bend = (rest * rest - s * share * (2.0 - share)) / (beta * beta);
        moments(d, [s_s, d[2] * d[3] + share / beta, d[3] * d[3] + bend])
    }
}

/// `last`: the entries of `s` and `beta`.
fn moments([r, alpha, s, beta]: [f64; 4], last: [f64; 3]) -> Moments {
    let [ss, s_beta, beta_beta] = last;
    let (by_r, by_alpha) = ([r * r, r * alpha, r * s, r * beta], [alpha * s, alpha * beta]);
    let alpha_alpha = alpha * alpha;
    [
        1.0,
        r,
        alpha,
        s,
        beta,
        by_r[0],
        by_r[1],
        by_r[2],
        by_r[3],
        alpha_alpha,
        by_alpha[0],
        by_alpha[1],
        ss,
        s_beta,
        beta_beta,
    ]
}
