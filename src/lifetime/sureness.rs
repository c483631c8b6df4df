//! How sure the figures are: draws of the parameters of the model that was taken, carried into what it says.

use super::options::Decided;
use super::spend::{Method, Spending};
use super::subjects::Subjects;
use crate::error::Result;
use crate::history::{Histories, History};
use crate::job::{Job, Progress, Step};
use crate::model::any::{AnyParams, AnyRows, Kind};
use crate::model::gamma_gamma::{self, Spend};
use crate::model::purchases::Likelihood;
use crate::posterior::{self, Estimate, Outlook, Periods, Posterior, Sampling, Totals, TotalsJob};

/// Up to so many distinct histories it is said unasked how sure the figures are.
const UNASKED: usize = 20_000;
/// Draws that are carried into the figures, at most; and histories times draws, at most.
const MOST_DRAWS: usize = 400;
const MOST_WORK: usize = 2_000_000;
/// Fewer draws tell nothing of the ends of an interval.
const LEAST_DRAWS: usize = 40;

/// How sure the figures are.
#[derive(Clone, Debug, PartialEq)]
pub struct Sureness {
    /// Draws of the parameters of the model of purchases.
    pub purchases: Posterior<4>,
    /// Draws of those of the model of spend, where there is one.
    pub spend: Option<Posterior<3>>,
    /// The figures of the pool by the end of each month.
    pub totals: Option<Totals>,
    /// Those of a new customer.
    pub new_customer: Option<posterior::Figures>,
}

/// Draws under way.
#[derive(Debug)]
pub(super) struct Drawing {
    rows: AnyRows,
    spends: Option<gamma_gamma::Rows>,
    purchases: Option<Posterior<4>>,
    spend: Option<Posterior<3>>,
    work: Work,
}

#[derive(Debug)]
enum Work {
    Purchases(Box<Sampling<AnyRows, 4>>),
    Spend(Box<Sampling<gamma_gamma::Rows, 3>>),
}

/// Both posteriors.
pub(super) type Drawn = (AnyRows, Posterior<4>, Option<Posterior<3>>);

impl Drawing {
    /// `None` where it was not asked for, or would take long.
    pub(super) fn new(
        kind: Kind,
        ln_intervals: Option<f64>,
        fitted: &Subjects,
        spending: Option<&Spending>,
        options: &Decided,
    ) -> Option<Self> {
        let unasked = fitted.histories.distinct().len() <= UNASKED;
        if !options.intervals.unwrap_or(unasked) {
            return None;
        }
        let rows = kind.rows(&fitted.histories, ln_intervals);
        // Of a stand-in for the model of spend nothing is drawn.
        let modelled = spending.filter(|spending| spending.method == Method::GammaGamma);
        let sampling = Sampling::new(rows.clone(), posterior::Options::default());
        Some(Self {
            rows,
            spends: modelled.map(|_| gamma_gamma::Rows::of(&fitted.spends)),
            purchases: None,
            spend: None,
            work: Work::Purchases(Box::new(sampling)),
        })
    }

    fn finish(&mut self) -> Option<Drawn> {
        Some((self.rows.clone(), self.purchases.take()?, self.spend.take()))
    }
}

impl Job for Drawing {
    type Output = Option<Drawn>;

    fn step(&mut self) -> Result<Step<Option<Drawn>>> {
        match &mut self.work {
            Work::Purchases(sampling) => {
                let Step::Done(posterior) = sampling.step()? else { return Ok(Step::More) };
                self.purchases = Some(posterior);
                if let Some(rows) = self.spends.take() {
                    let sampling = Sampling::new(rows, posterior::Options::default());
                    self.work = Work::Spend(Box::new(sampling));
                    return Ok(Step::More);
                }
            }
            Work::Spend(sampling) => {
                let Step::Done(posterior) = sampling.step()? else { return Ok(Step::More) };
                self.spend = Some(posterior);
            }
        }
        Ok(Step::Done(self.finish()))
    }

    fn progress(&self) -> Progress {
        match &self.work {
            Work::Purchases(sampling) => sampling.progress(),
            Work::Spend(sampling) => sampling.progress(),
        }
    }
}

/// The figures of the pool under every draw, under way.
#[derive(Debug)]
pub(super) struct Carrying {
    made: Option<Sureness>,
    totals: TotalsJob<AnyParams>,
}

impl Carrying {
    /// `subjects`: those that are valued.
    pub(super) fn new(
        (rows, purchases, spend): Drawn,
        subjects: &Subjects,
        options: &Decided,
    ) -> Self {
        let histories = &subjects.histories;
        let work = MOST_WORK / histories.distinct().len().max(1);
        let most = work.clamp(LEAST_DRAWS, MOST_DRAWS);
        let draws = purchases.some(most, |at| rows.params(at));
        let spends = spend.iter().flat_map(|spend| {
            spend.some(most, |[p, q, gamma]| gamma_gamma::Params { p, q, gamma })
        });
        let spends: Vec<_> = spends.collect();
        let (ends, factors) = options.months().into_iter().unzip();
        let margins = |factors: Vec<f64>| factors.iter().map(|it| it * options.margin).collect();
        let outlook = Outlook::new(draws, spends, Periods { ends, factors: margins(factors) });
        let new_customer = outlook.figures(&History::default(), &Spend::default());
        let typical = rows.params(purchases.mode);
        let spending = if spend.is_some() { spending(histories, &subjects.spends) } else { vec![] };
        let seed = posterior::Options::default().seed;
        let totals = TotalsJob::new(outlook, typical, histories, spending, seed);
        Self { made: Some(Sureness { purchases, spend, totals: None, new_customer }), totals }
    }
}

impl Job for Carrying {
    type Output = Option<Sureness>;

    fn step(&mut self) -> Result<Step<Option<Sureness>>> {
        let Step::Done(totals) = self.totals.step()? else { return Ok(Step::More) };
        let made = self.made.take();
        Ok(Step::Done(made.map(|made| Sureness { totals, ..made })))
    }

    fn progress(&self) -> Progress {
        self.totals.progress()
    }
}

/// What the customers of each distinct history spent.
fn spending(histories: &Histories, spends: &[Spend]) -> Vec<posterior::Spending> {
    let mut all = vec![posterior::Spending::default(); histories.distinct().len()];
    for (place, spend) in histories.of_customer().iter().zip(spends) {
        let shared = &mut all[*place as usize];
        if spend.is_informative() {
            shared.informative += 1;
            shared.mean += (spend.mean - shared.mean) / f64::from(shared.informative);
        }
    }
    all
}

impl Sureness {
    /// What is said of a parameter of the model of purchases.
    #[must_use]
    pub fn param(&self, place: usize) -> Option<Estimate> {
        self.purchases.estimate(place)
    }
}
