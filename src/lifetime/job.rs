//! The one job that chains the engine: fit, choose, value.

use super::options::{Decided, Options};
use super::spend::{SpendFit, Spending};
use super::subjects::{Subjects, SummaryRow};
use super::values::{Expected, Looking, Outlook, Outlooks};
use crate::error::{Error, ErrorKind, Result};
use crate::history::History;
use crate::job::{Job, Progress, Stage, Step};
use crate::model::any::{AnyFit, AnyFitted, AnyParams, Kind};
use crate::model::gamma_gamma::Spend;
use crate::optim::Stop;
use crate::order_days::OrderDays;
use crate::unit::Day;

/// A model that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Which one.
    pub kind: Kind,
    /// The fit, or why there is none.
    pub fit: Result<AnyFitted>,
}

impl Candidate {
    /// Akaike's criterion: `2 k - 2 ln L`, smaller is better.
    #[must_use]
    pub fn aic(&self) -> Option<f64> {
        let fit = self.fit.as_ref().ok()?;
        Some(2.0 * PARAMETERS - 2.0 * fit.log_likelihood)
    }

    /// Whether the fit ended at a maximum.
    fn converged(&self) -> bool {
        self.fit.as_ref().is_ok_and(|fit| fit.stop == Stop::Converged)
    }
}

/// All models of repeat buying here have four.
const PARAMETERS: f64 = 4.0;

/// What somebody is worth who has just bought for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewCustomer {
    /// Orders to come.
    pub expected: Expected,
    /// Spend per order, in major units.
    pub spend: Option<f64>,
}

/// Everything that the engine says.
#[derive(Clone, Debug)]
pub struct Lifetime {
    /// What was asked.
    pub options: Decided,
    /// Every model that was tried.
    pub candidates: Vec<Candidate>,
    /// Which of them was taken; `None` where none could be fitted.
    pub chosen: Option<usize>,
    /// The spend model, or why there is none.
    pub spending: Result<Spending>,
    /// The customers as of the day.
    pub subjects: Subjects,
    /// Expected spend per order of each, in major units; NaN where it is not known. Empty without a
    /// spend model.
    pub spend: Vec<f64>,
    /// What is expected of their histories. Empty without a model.
    pub outlooks: Outlooks,
    /// What a new customer is worth.
    pub new_customer: Option<NewCustomer>,
}

impl Lifetime {
    /// The model that was taken.
    #[must_use]
    pub fn model(&self) -> Option<&AnyFitted> {
        self.candidates.get(self.chosen?)?.fit.as_ref().ok()
    }

    /// What is expected of customer `c`.
    #[must_use]
    pub fn expected(&self, c: usize) -> Option<&Expected> {
        let place = *self.subjects.histories.of_customer().get(c)?;
        self.outlooks.expected.get(place as usize)
    }

    /// Expected spend of customer `c` per order, in major units.
    #[must_use]
    pub fn spend(&self, c: usize) -> Option<f64> {
        self.spend.get(c).copied().filter(|spend| !spend.is_nan())
    }

    /// The day by which customer `c` will have ordered again as likely as not, seen from the last order:
    /// it may have passed.
    #[must_use]
    pub fn next_order(&self, c: usize) -> Option<Day> {
        let gap = self.expected(c)?.gap? * self.options.unit.days();
        // No gap is longer than a few thousand years.
        #[expect(clippy::cast_possible_truncation, reason = "a few million days")]
        let days = gap.ceil() as i32;
        Some(Day(self.subjects.days.get(c)?.1.0.saturating_add(days)))
    }

    /// Days by which that day has passed; 0 where it has not.
    #[must_use]
    pub fn overdue_days(&self, c: usize) -> Option<f64> {
        Some(f64::from(self.options.as_of.days_since(self.next_order(c)?).max(0)))
    }

    /// What customer `c` is worth within the horizon: margin on discounted spend.
    #[must_use]
    pub fn value(&self, c: usize) -> Option<f64> {
        Some(self.options.margin * self.expected(c)?.discounted * self.spend(c)?)
    }
}

/// What the engine works on.
#[derive(Debug)]
enum Source {
    Orders(OrderDays),
    Summary(Vec<SummaryRow>),
}

/// The engine at work.
#[derive(Debug)]
pub struct LifetimeJob {
    source: Source,
    options: Decided,
    made: Made,
    work: Work,
}

/// What is there already.
#[derive(Debug, Default)]
struct Made {
    fitted: Option<Subjects>,
    candidates: Vec<Candidate>,
    chosen: Option<usize>,
    spending: Option<Result<Spending>>,
    subjects: Option<Subjects>,
    spend: Vec<f64>,
    outlooks: Outlooks,
}

#[derive(Debug, Default)]
enum Work {
    #[default]
    Starting,
    Fitting(Vec<Kind>, Option<Box<AnyFit>>),
    Spending(Option<Box<SpendFit>>),
    Standing,
    Looking(Box<Looking<AnyParams>>),
    Done,
}

impl LifetimeJob {
    /// Begins with the orders of a pool.
    ///
    /// # Errors
    /// Those of [`Options::decide`].
    pub fn new(orders: OrderDays, options: &Options) -> Result<Self> {
        let options = options.decide(orders.span())?;
        Ok(Self::with(Source::Orders(orders), options))
    }

    /// Begins with a summary, whose ages are in the unit of `options`.
    ///
    /// # Errors
    /// `invalid-option`; `no-orders` for an empty one.
    pub fn of_summary(rows: Vec<SummaryRow>, options: &Options) -> Result<Self> {
        // Days mean nothing where there are only ages.
        let options = Options { as_of: None, until: None, ..options.clone() };
        let span = (!rows.is_empty()).then_some((Day(0), Day(0)));
        Ok(Self::with(Source::Summary(rows), options.decide(span)?))
    }

    fn with(source: Source, options: Decided) -> Self {
        Self { source, options, made: Made::default(), work: Work::Starting }
    }

    fn subjects(&self, day: Day) -> Result<Subjects> {
        match &self.source {
            Source::Orders(orders) => Subjects::new(orders, day, self.options.unit),
            Source::Summary(rows) => Ok(Subjects::of_summary(rows, self.options.unit)),
        }
    }

    fn start(&mut self) -> Result<Work> {
        let fitted = self.subjects(self.options.until)?;
        if fitted.is_empty() {
            return Err(ErrorKind::NothingBefore.into());
        }
        self.made.fitted = Some(fitted);
        let kinds = self.options.model.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
        Ok(Work::Fitting(kinds, None))
    }

    fn fit(&mut self, mut kinds: Vec<Kind>, fit: Option<Box<AnyFit>>) -> Result<Work> {
        let Some(kind) = kinds.first().copied() else {
            self.made.chosen = choose(&self.made.candidates);
            return Ok(Work::Spending(None));
        };
        let ended = match (fit, &self.made.fitted) {
            (Some(mut fit), _) => match fit.step()? {
                Step::More => return Ok(Work::Fitting(kinds, Some(fit))),
                Step::Done(fitted) => Ok(fitted),
            },
            (None, Some(subjects)) => match kind.fit(&subjects.histories) {
                Ok(fit) => return Ok(Work::Fitting(kinds, Some(Box::new(fit)))),
                Err(error) => Err(error),
            },
            (None, None) => return Ok(Work::Starting),
        };
        self.made.candidates.push(Candidate { kind, fit: ended });
        kinds.remove(0);
        Ok(Work::Fitting(kinds, None))
    }

    fn spending(&mut self, fit: Option<Box<SpendFit>>) -> Result<Work> {
        let ended = match fit {
            Some(mut fit) => match fit.step()? {
                Step::More => return Ok(Work::Spending(Some(fit))),
                Step::Done(spending) => Ok(spending),
            },
            None => {
                let spends = self.made.fitted.as_ref().map_or(&[][..], |it| &it.spends);
                match SpendFit::new(spends) {
                    Ok(fit) => return Ok(Work::Spending(Some(Box::new(fit)))),
                    Err(error) => Err(error),
                }
            }
        };
        self.made.spending = Some(ended);
        Ok(Work::Standing)
    }

    fn stand(&mut self) -> Result<Work> {
        let fitted = self.made.fitted.take();
        let subjects = match fitted {
            Some(fitted) if self.options.until == self.options.as_of => fitted,
            _ => self.subjects(self.options.as_of)?,
        };
        if let Some(Ok(spending)) = &self.made.spending {
            let of = |spend: &Spend| spending.of(spend).unwrap_or(f64::NAN);
            self.made.spend = subjects.spends.iter().map(of).collect();
        }
        let known: Vec<f64> =
            self.made.spend.iter().map(|spend| if spend.is_nan() { 0.0 } else { *spend }).collect();
        let looking = self
            .model()
            .map(|model| Looking::new(&subjects.histories, &known, model.params, &self.options));
        self.made.subjects = Some(subjects);
        Ok(looking.map_or(Work::Done, |looking| Work::Looking(Box::new(looking))))
    }

    fn model(&self) -> Option<&AnyFitted> {
        self.made.candidates.get(self.made.chosen?)?.fit.as_ref().ok()
    }

    fn new_customer(&self) -> Option<NewCustomer> {
        let model = self.model()?.params;
        let mut by_month = vec![0.0; self.options.months().len()];
        let expected =
            Outlook::new(model, &self.options).expected(&History::default(), &mut by_month);
        let spending = self.made.spending.as_ref()?.as_ref().ok();
        Some(NewCustomer { expected, spend: spending.and_then(|it| it.of(&Spend::default())) })
    }

    fn finish(&mut self) -> Lifetime {
        let new_customer = self.new_customer();
        let nobody = || Subjects::of_summary(&[], self.options.unit);
        let made = std::mem::take(&mut self.made);
        Lifetime {
            options: self.options,
            candidates: made.candidates,
            chosen: made.chosen,
            spending: made.spending.unwrap_or_else(|| Err(Error::from(ErrorKind::NoOrders))),
            subjects: made.subjects.unwrap_or_else(nobody),
            spend: made.spend,
            outlooks: made.outlooks,
            new_customer,
        }
    }
}

/// The place of the one with the lowest AIC among those that converged, or else among all.
fn choose(candidates: &[Candidate]) -> Option<usize> {
    let best = |converged: bool| {
        let able = candidates.iter().enumerate().filter(|(_, it)| it.converged() || !converged);
        let scored = able.filter_map(|(at, it)| Some((at, it.aic()?)));
        scored.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(at, _)| at)
    };
    best(true).or_else(|| best(false))
}

impl Job for LifetimeJob {
    type Output = Lifetime;

    fn step(&mut self) -> Result<Step<Lifetime>> {
        self.work = match std::mem::take(&mut self.work) {
            Work::Starting => self.start()?,
            Work::Fitting(kinds, fit) => self.fit(kinds, fit)?,
            Work::Spending(fit) => self.spending(fit)?,
            Work::Standing => self.stand()?,
            Work::Looking(mut looking) => match looking.step()? {
                Step::More => Work::Looking(looking),
                Step::Done(outlooks) => {
                    self.made.outlooks = outlooks;
                    Work::Done
                }
            },
            Work::Done => return Ok(Step::Done(self.finish())),
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        match &self.work {
            Work::Looking(looking) => looking.progress(),
            Work::Fitting(_, Some(fit)) => fit.progress(),
            Work::Standing | Work::Done => Progress { stage: Stage::Valuing, done: 0, total: None },
            _ => Progress { stage: Stage::Fitting, done: 0, total: None },
        }
    }
}
