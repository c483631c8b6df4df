//! What is expected of every distinct history: the part of each customer's value that is not money.

use super::options::Decided;
use crate::error::Result;
use crate::history::{Distinct, Histories, History};
use crate::job::{Job, Progress, Stage, Step};
use crate::math::{exp, ln};
use crate::model::purchases::Purchases;
use std::sync::Arc;

/// Distinct histories per step.
const BATCH: usize = 256;

/// What is expected of one history. Money is the caller's: a value is orders times spend per order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    /// Probability that the customer is still buying.
    pub p_alive: f64,
    /// Orders within the horizon.
    pub orders: f64,
    /// The same, each month's discounted at its end.
    pub discounted: f64,
    /// Orders for ever, discounted in continuous time (DERT); `None` where that is not finite: without
    /// a discount.
    pub residual: Option<f64>,
    /// From the last order day to the day by which the next order has come as likely as not, if the
    /// customer was still one; `None` where that never is.
    pub gap: Option<f64>,
}

/// Values histories with one model.
#[derive(Clone, Debug)]
pub struct Outlook<M> {
    model: M,
    months: Vec<f64>,
    factors: Vec<f64>,
    rate: f64,
    /// What holds for all who are alive with the same past, as far as that matters to the model.
    alive: Option<(History, Alive)>,
}

#[derive(Clone, Debug)]
struct Alive {
    orders: Vec<f64>,
    residual: Option<f64>,
}

impl<M: Purchases> Outlook<M> {
    /// `model`: in the unit of `options`.
    #[must_use]
    pub fn new(model: M, options: &Decided) -> Self {
        let (months, factors) = options.months().into_iter().unzip();
        Self { model, months, factors, rate: options.rate(), alive: None }
    }

    /// What is expected of `h`, and its orders by the end of each month up to the horizon.
    ///
    /// Quickest where histories of one `x` and `T` follow each other.
    pub fn expected(&mut self, h: &History, by_month: &mut [f64]) -> Expected {
        let p_alive = self.model.p_alive(h);
        let past = if self.model.last_matters() { *h } else { History { t_x: 0.0, ..*h } };
        if self.alive.as_ref().is_none_or(|(known, _)| *known != past) {
            self.alive = Some((past, self.given_alive(h)));
        }
        let mut expected = Expected { p_alive, gap: self.gap(h), ..Expected::default() };
        if let Some((_, alive)) = &self.alive {
            let mut before = 0.0;
            for ((month, given_alive), factor) in
                by_month.iter_mut().zip(&alive.orders).zip(&self.factors)
            {
                *month = p_alive * given_alive;
                expected.discounted += (*month - before) * factor;
                before = *month;
            }
            expected.orders = before;
            expected.residual = alive.residual.map(|orders| p_alive * orders);
        }
        expected
    }

    fn given_alive(&self, h: &History) -> Alive {
        let mut orders = vec![0.0; self.months.len()];
        self.model.expected_given_alive(h, &self.months, &mut orders);
        let residual = self.model.discounted_given_alive(h, self.rate, f64::INFINITY);
        Alive { orders, residual }
    }

    /// See [`Expected::gap`]: where the chance to have bought crosses one half.
    fn gap(&self, h: &History) -> Option<f64> {
        let bought = History { T: h.t_x, ..*h };
        let quiet = |t: f64| self.model.p_purchases_given_alive(&bought, t, 0) - 0.5;
        let (mut low, mut high) = (1e-3, 1.0);
        while quiet(high) > 0.0 {
            low = high;
            high *= 4.0;
            if high > LONGEST {
                return None;
            }
        }
        if quiet(low) <= 0.0 {
            return Some(low);
        }
        // In logarithms: a gap may be hours or years.
        let (mut low, mut high) = (ln(low), ln(high));
        while high - low > PRECISION {
            let middle = 0.5 * (low + high);
            if quiet(exp(middle)) > 0.0 { low = middle } else { high = middle }
        }
        Some(exp(0.5 * (low + high)))
    }
}

/// No gap is longer, in any unit.
const LONGEST: f64 = 1e5;
/// Of the logarithm of a gap: a year to within three hours.
const PRECISION: f64 = 3e-4;

/// What is expected of all: one [`Expected`] for each distinct history, and sums over customers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlooks {
    /// In the order of [`Histories::distinct`].
    pub expected: Vec<Expected>,
    /// Expected orders of all customers by the end of each month up to the horizon.
    pub orders: Vec<f64>,
    /// Expected spend of all customers, the same.
    pub spend: Vec<f64>,
}

/// Values all histories, some in each step.
#[derive(Clone, Debug)]
pub struct Looking<M> {
    histories: Arc<Vec<Distinct>>,
    /// For each history the spend per order of its customers, added up.
    spend: Vec<f64>,
    outlook: Outlook<M>,
    made: Outlooks,
    by_month: Vec<f64>,
}

impl<M: Purchases> Looking<M> {
    /// `spend`: expected spend per order of each customer, in their order; 0 where it is not known.
    #[must_use]
    pub fn new(histories: &Histories, spend: &[f64], model: M, options: &Decided) -> Self {
        let mut of_history = vec![0.0; histories.distinct().len()];
        for (place, spend) in histories.of_customer().iter().zip(spend) {
            of_history[*place as usize] += spend;
        }
        let outlook = Outlook::new(model, options);
        let months = vec![0.0; outlook.months.len()];
        Self {
            histories: histories.shared(),
            spend: of_history,
            outlook,
            made: Outlooks { orders: months.clone(), spend: months.clone(), ..Outlooks::default() },
            by_month: months,
        }
    }
}

impl<M: Purchases> Job for Looking<M> {
    type Output = Outlooks;

    fn step(&mut self) -> Result<Step<Outlooks>> {
        let done = self.made.expected.len();
        let end = self.histories.len().min(done + BATCH);
        for (distinct, spend) in self.histories[done..end].iter().zip(&self.spend[done..end]) {
            let expected = self.outlook.expected(&distinct.history, &mut self.by_month);
            self.made.expected.push(expected);
            let months = self.by_month.iter().zip(&mut self.made.orders).zip(&mut self.made.spend);
            for ((month, orders), money) in months {
                *orders += f64::from(distinct.customers) * month;
                *money += spend * month;
            }
        }
        if end < self.histories.len() {
            return Ok(Step::More);
        }
        Ok(Step::Done(std::mem::take(&mut self.made)))
    }

    fn progress(&self) -> Progress {
        Progress {
            stage: Stage::Valuing,
            done: self.made.expected.len() as u64,
            total: Some(self.histories.len() as u64),
        }
    }
}
