//! Gamma-Gamma: what customers spend per purchase, when each has an own mean and purchases scatter
//! around it (FH2013).

use crate::error::{ErrorKind, Result};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{Sum, digamma, ln, ln_gamma, sum, trigamma};
use crate::model::MIN_REPEATERS;
use crate::optim::{Evaluation, Newton, Optimum, Stop};

/// The parameters: all positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Shape of the gamma distribution of one customer's purchases; the larger, the more alike.
    pub p: f64,
    /// Shape of the gamma distribution over customers of the rate `nu`.
    pub q: f64,
    /// Rate parameter of that distribution, in money.
    pub gamma: f64,
}

impl Params {
    /// `None` unless all three are positive and finite.
    #[must_use]
    pub fn new(p: f64, q: f64, gamma: f64) -> Option<Self> {
        let sound = [p, q, gamma].iter().all(|v| *v > 0.0 && v.is_finite());
        sound.then_some(Self { p, q, gamma })
    }

    /// Mean spend per purchase over the population; `None` when `q <= 1`, where it does not exist.
    /// FH2013 eq. 3.
    #[must_use]
    pub fn population_mean(&self) -> Option<f64> {
        mean(self.p * self.gamma, self.q - 1.0)
    }

    /// Expected spend per purchase of a customer; the population mean when there is nothing to go by.
    /// `None` where it does not exist. FH2013 eq. 5.
    #[must_use]
    pub fn mean_spend(&self, spend: &Spend) -> Option<f64> {
        if !spend.is_informative() {
            return self.population_mean();
        }
        let x = f64::from(spend.x);
        mean(self.p * (self.gamma + x * spend.mean), self.p * x + self.q - 1.0)
    }
}

fn mean(above: f64, below: f64) -> Option<f64> {
    let mean = above / below;
    (below > 0.0 && mean.is_finite()).then_some(mean)
}

/// What one customer spent on repeat purchases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spend {
    /// Repeat purchases.
    pub x: u32,
    /// Their mean amount, in money.
    pub mean: f64,
}

impl Spend {
    /// Whether the model can learn from this customer: a repeat purchase and a positive mean.
    #[must_use]
    pub fn is_informative(&self) -> bool {
        self.x > 0 && self.mean > 0.0 && self.mean.is_finite()
    }
}

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaGamma {
    /// The estimates.
    pub params: Params,
    /// Standard errors of `p`, `q`, `gamma`; `None` when there is no proper maximum.
    pub standard_errors: Option<[f64; 3]>,
    /// Covariance of `p`, `q`, `gamma`, from the observed information.
    pub covariance: Option<[[f64; 3]; 3]>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How often the likelihood was evaluated.
    pub iterations: u32,
    /// Why the fit ended.
    pub stop: Stop,
    /// Length of the gradient with respect to the logarithms of the parameters.
    pub gradient_norm: f64,
    /// Customers fitted: those with a repeat purchase and a positive mean spend.
    pub customers: u64,
    /// Customers with a repeat purchase that were left out because their mean spend is not positive.
    pub without_spend: u64,
    /// Rank correlation between `x` and mean spend among the customers fitted; the model takes it for
    /// zero. `None` when one of the two does not vary.
    pub spearman: Option<f64>,
}

/// A fit under way: one evaluation of the likelihood per step.
#[derive(Clone, Debug)]
pub struct GammaGammaFit {
    rows: Rows,
    newton: Newton<3>,
    without_spend: u64,
    spearman: Option<f64>,
}

impl GammaGammaFit {
    /// Gets ready; `customers` in any order.
    ///
    /// # Errors
    /// [`ErrorKind::TooFewRepeaters`] when less than [`MIN_REPEATERS`] customers are left.
    pub fn new(customers: &[Spend]) -> Result<Self> {
        let repeaters = customers.iter().filter(|spend| spend.x > 0).count() as u64;
        let mut spends: Vec<Spend> =
            customers.iter().copied().filter(Spend::is_informative).collect();
        let found = spends.len() as u64;
        if found < MIN_REPEATERS {
            return Err(ErrorKind::TooFewRepeaters { found, needed: MIN_REPEATERS }.into());
        }
        // An order of their own: the order of the customers moves no bit.
        spends
            .sort_unstable_by(|one, next| one.x.cmp(&next.x).then(one.mean.total_cmp(&next.mean)));
        let rows = Rows::new(&spends);
        Ok(Self {
            newton: Newton::new(rows.start()),
            rows,
            without_spend: repeaters - found,
            spearman: spearman(&spends),
        })
    }

    fn finish(&self, optimum: &Optimum<3>) -> GammaGamma {
        let [p, q, gamma] = optimum.params;
        let covariance = optimum.covariance;
        GammaGamma {
            params: Params { p, q, gamma },
            standard_errors: covariance.map(|c| std::array::from_fn(|i| c[i][i].sqrt())),
            covariance,
            log_likelihood: optimum.log_likelihood,
            iterations: optimum.iterations,
            stop: optimum.stop,
            gradient_norm: optimum.gradient_norm,
            customers: self.rows.total.len() as u64,
            without_spend: self.without_spend,
            spearman: self.spearman,
        }
    }
}

impl Job for GammaGammaFit {
    type Output = GammaGamma;

    fn step(&mut self) -> Result<Step<GammaGamma>> {
        let rows = &self.rows;
        Ok(match self.newton.step(|params| rows.evaluate(params)) {
            Step::More => Step::More,
            Step::Done(optimum) => Step::Done(self.finish(&optimum)),
        })
    }

    fn progress(&self) -> Progress {
        let done = u64::from(self.newton.iterations());
        Progress { stage: Stage::Fitting, done, total: None }
    }
}

/// What the likelihood needs of the customers: docs/models.md, "Spend: likelihood".
#[derive(Clone, Debug)]
struct Rows {
    /// `x` and how many customers have it, ascending; in the order of `total`.
    groups: Vec<(f64, usize)>,
    /// `x` times the mean spend.
    total: Vec<f64>,
    /// The sum of `ln` of the mean spends.
    ln_mean: f64,
    /// The sum of `x ln(x * mean)`.
    x_ln_total: f64,
}

impl Rows {
    fn new(spends: &[Spend]) -> Self {
        let groups = spends.chunk_by(|one, next| one.x == next.x);
        let total: Vec<f64> = spends.iter().map(|s| f64::from(s.x) * s.mean).collect();
        Self {
            groups: groups.map(|group| (f64::from(group[0].x), group.len())).collect(),
            ln_mean: sum(spends.iter().map(|s| ln(s.mean))),
            x_ln_total: sum(spends
                .iter()
                .zip(&total)
                .map(|(s, total)| f64::from(s.x) * ln(*total))),
            total,
        }
    }

    /// A start that scales with the money.
    fn start(&self) -> [f64; 3] {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let middle = crate::math::exp(self.ln_mean / self.total.len() as f64);
        let (p, q) = (2.0, 3.0);
        [p, q, (middle * (q - 1.0) / p).clamp(1e-100, 1e100)]
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
    fn evaluate(&self, &[p, q, gamma]: &[f64; 3]) -> Evaluation<3> {
        let n = self.total.len() as f64;
        let mut value = Sum::new();
        let (ln_gamma_money, psi_q) = (ln(gamma), digamma(q));
        value.add(n * (q * ln_gamma_money - ln_gamma(q)));
        value.add(p * self.x_ln_total - self.ln_mean);
        let mut g = [self.x_ln_total, n * (ln_gamma_money - psi_q), n * q / gamma];
        let mut h = [[0.0; 3]; 3];
        h[1][1] = -n * trigamma(q);
        h[1][2] = n / gamma;
        h[2][2] = -n * q / (gamma * gamma);
        let mut start = 0;
        for &(x, customers) in &self.groups {
            let end = start + customers;
            let sums = LogSums::over(&self.total[start..end], gamma);
            start = end;
            let n = customers as f64;
            let (px, pxq) = (p * x, p * x + q);
            let trigamma_pxq = trigamma(pxq);
            value.add(n * (ln_gamma(pxq) - ln_gamma(px)));
            value.add(-pxq * sums.ln);
            g[0] += x * (n * (digamma(pxq) - digamma(px)) - sums.ln);
            g[1] += n * digamma(pxq) - sums.ln;
            g[2] -= pxq * sums.inverse;
            h[0][0] += n * x * x * (trigamma_pxq - trigamma(px));
            h[0][1] += n * x * trigamma_pxq;
            h[0][2] -= x * sums.inverse;
            h[1][1] += n * trigamma_pxq;
            h[1][2] -= sums.inverse;
            h[2][2] += pxq * sums.square;
        }
        Evaluation { value: value.total(), gradient: g, hessian: h }
    }
}

/// Sums over the customers of one `x`, of `gamma + x * mean`.
#[derive(Clone, Copy, Debug)]
struct LogSums {
    ln: f64,
    inverse: f64,
    square: f64,
}

impl LogSums {
    fn over(totals: &[f64], gamma: f64) -> Self {
        let (mut ln_sum, mut inverse, mut square) = (Sum::new(), 0.0, 0.0);
        for total in totals {
            let whole = gamma + total;
            let one = 1.0 / whole;
            ln_sum.add(ln(whole));
            inverse += one;
            square += one * one;
        }
        Self { ln: ln_sum.total(), inverse, square }
    }
}

/// Spearman's rank correlation between `x` and mean spend; ties share their mean rank. `None` when
/// one of the two does not vary.
#[must_use]
pub fn spearman(spends: &[Spend]) -> Option<f64> {
    let counts: Vec<f64> = spends.iter().map(|s| f64::from(s.x)).collect();
    let means: Vec<f64> = spends.iter().map(|s| s.mean).collect();
    pearson(&ranks(&counts), &ranks(&means))
}

/// 1-based ranks; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0.0;
    for run in order.chunk_by(|&i, &j| values[i] == values[j]) {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let len = run.len() as f64;
        for &i in run {
            ranks[i] = before + 0.5 * (len + 1.0);
        }
        before += len;
    }
    ranks
}

fn pearson(u: &[f64], v: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
    let n = u.len() as f64;
    let (mean_u, mean_v) = (sum(u.iter().copied()) / n, sum(v.iter().copied()) / n);
    let moment =
        |f: fn(f64, f64) -> f64| sum(u.iter().zip(v).map(|(u, v)| f(u - mean_u, v - mean_v)));
    let r = moment(|u, v| u * v) / (moment(|u, _| u * u) * moment(|_, v| v * v)).sqrt();
    r.is_finite().then_some(r.clamp(-1.0, 1.0))
}
