//! The one job that chains the engine: fit, choose, value.

use super::options::{Decided, Options};
use super::spend::{SpendFit, Spending};
use super::subjects::{Subjects, SummaryRow};
use super::sureness::{Carrying, Drawing, Drawn, Sureness};
use super::trying::{Data, Rhythm, Tried, Trying};
use super::values::{Expected, Looking, Outlook, Outlooks};
use crate::backtest::{CannotTell, Gather, Holdout, MOST_HOLDOUT, Why};
use crate::error::{ErrorKind, Result};
use crate::history::History;
use crate::job::{Job, Progress, Stage, Step};
use crate::model::any::{AnyFitted, AnyParams};
use crate::model::cnbd::Intervals;
use crate::model::gamma_gamma::Spend;
use crate::order_days::OrderDays;
use crate::unit::Day;
use std::mem::{replace, take};
use std::sync::Arc;

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
    pub tried: Vec<Tried>,
    /// Which of them was taken, and why; `None` where none could be fitted.
    pub chosen: Option<(usize, Why)>,
    /// Why there is no holdout.
    pub no_holdout: Option<CannotTell>,
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
    /// How sure all that is; `None` where it was not asked for, or would take long.
    pub sureness: Option<Sureness>,
}

impl Lifetime {
    /// The model that was taken.
    #[must_use]
    pub fn model(&self) -> Option<&AnyFitted> {
        self.taken()?.fit.as_ref().ok()
    }

    /// The same with its back-test.
    #[must_use]
    pub fn taken(&self) -> Option<&Tried> {
        self.tried.get(self.chosen?.0)
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
    Orders(Arc<OrderDays>),
    Summary,
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
#[derive(Debug)]
struct Made {
    fitted: Subjects,
    no_holdout: Option<CannotTell>,
    tried: Vec<Tried>,
    chosen: Option<(usize, Why)>,
    spending: Result<Spending>,
    spend: Vec<f64>,
    outlooks: Outlooks,
    drawn: Option<Drawn>,
    sureness: Option<Sureness>,
}

#[derive(Debug)]
enum Work {
    Gathering(Box<Gather>),
    Trying(Box<Trying>),
    Spending(Box<SpendFit>),
    Drawing(Box<Drawing>),
    Standing,
    Looking(Box<Looking<AnyParams>>),
    Carrying(Box<Carrying>),
    Done,
}

impl LifetimeJob {
    /// Begins with the orders of a pool.
    ///
    /// # Errors
    /// Those of [`Options::decide`].
    pub fn new(orders: OrderDays, options: &Options) -> Result<Self> {
        let options = options.decide(orders.span())?;
        let orders = Arc::new(orders);
        let fitted = Subjects::new(&orders, options.until, options.unit)?;
        let holdout = gather(&orders, &options);
        Ok(Self::with(Source::Orders(orders), options, fitted, holdout))
    }

    /// Begins with a summary, whose ages are in the unit of `options`. It has no holdout.
    ///
    /// # Errors
    /// `invalid-option`; `no-orders` for an empty one.
    pub fn of_summary(rows: &[SummaryRow], options: &Options) -> Result<Self> {
        // Days mean nothing where there are only ages.
        let options = Options { as_of: None, until: None, ..options.clone() };
        let span = (!rows.is_empty()).then_some((Day(0), Day(0)));
        let options = options.decide(span)?;
        let fitted = Subjects::of_summary(rows, options.unit);
        Ok(Self::with(Source::Summary, options, fitted, Err(CannotTell::NoOrders)))
    }

    fn with(
        source: Source,
        options: Decided,
        fitted: Subjects,
        holdout: std::result::Result<Gather, CannotTell>,
    ) -> Self {
        let made = Made {
            fitted,
            no_holdout: holdout.as_ref().err().copied(),
            tried: Vec::new(),
            chosen: None,
            spending: Err(ErrorKind::NoOrders.into()),
            spend: Vec::new(),
            outlooks: Outlooks::default(),
            drawn: None,
            sureness: None,
        };
        let mut job = Self { source, options, made, work: Work::Done };
        job.work = match holdout {
            Ok(gather) => Work::Gathering(Box::new(gather)),
            Err(_) => job.trying(None),
        };
        job
    }

    fn trying(&self, holdout: Option<Holdout>) -> Work {
        let (until, histories) = (self.options.until, self.made.fitted.histories.clone());
        let data = Data {
            histories,
            rhythm: self.rhythm(until),
            same: holdout.as_ref().is_some_and(|holdout| holdout.cut().day == until),
            holdout: holdout.map(|holdout| {
                let rhythm = self.rhythm(holdout.cut().day);
                (Arc::new(holdout), rhythm)
            }),
        };
        Work::Trying(Box::new(Trying::new(data, self.options.model)))
    }

    /// How regularly customers had bought by `day`.
    fn rhythm(&self, day: Day) -> Option<Rhythm> {
        let Source::Orders(orders) = &self.source else { return None };
        let mut intervals = Intervals::default();
        let mut days = Vec::new();
        for c in orders.customers() {
            days.clear();
            let known = orders.of(c).iter().take_while(|row| row.day <= day);
            days.extend(known.filter(|row| row.opens).map(|row| row.day.0));
            intervals.add(&days);
        }
        let ln_intervals = intervals.ln_sum(self.options.unit);
        Some(Rhythm { ln_intervals, k: intervals.wheat_morrison() })
    }

    fn begin_spending(&mut self) -> Work {
        match SpendFit::new(&self.made.fitted.spends) {
            Ok(fit) => Work::Spending(Box::new(fit)),
            Err(error) => {
                self.made.spending = Err(error);
                self.begin_drawing()
            }
        }
    }

    fn begin_drawing(&self) -> Work {
        let kind = self.made.chosen.and_then(|(at, _)| Some(self.made.tried.get(at)?.kind));
        let rhythm = self.rhythm(self.options.until).map(|rhythm| rhythm.ln_intervals);
        let (fitted, spending) = (&self.made.fitted, self.made.spending.as_ref().ok());
        let drawing =
            kind.and_then(|kind| Drawing::new(kind, rhythm, fitted, spending, &self.options));
        drawing.map_or(Work::Standing, |drawing| Work::Drawing(Box::new(drawing)))
    }

    fn begin_carrying(&mut self) -> Work {
        self.made.drawn.take().map_or(Work::Done, |drawn| {
            Work::Carrying(Box::new(Carrying::new(drawn, &self.made.fitted, &self.options)))
        })
    }

    fn stand(&mut self) -> Result<Work> {
        if self.options.until != self.options.as_of
            && let Source::Orders(orders) = &self.source
        {
            self.made.fitted = Subjects::new(orders, self.options.as_of, self.options.unit)?;
        }
        let subjects = &self.made.fitted;
        if let Ok(spending) = &self.made.spending {
            let of = |spend: &Spend| spending.of(spend).unwrap_or(f64::NAN);
            self.made.spend = subjects.spends.iter().map(of).collect();
        }
        let known: Vec<f64> =
            self.made.spend.iter().map(|spend| if spend.is_nan() { 0.0 } else { *spend }).collect();
        let looking = self
            .model()
            .map(|model| Looking::new(&subjects.histories, &known, model.params, &self.options));
        Ok(looking.map_or(Work::Done, |looking| Work::Looking(Box::new(looking))))
    }

    fn model(&self) -> Option<&AnyFitted> {
        self.made.tried.get(self.made.chosen?.0)?.fit.as_ref().ok()
    }

    fn new_customer(&self) -> Option<NewCustomer> {
        let model = self.model()?.params;
        let mut by_month = vec![0.0; self.options.months().len()];
        let expected =
            Outlook::new(model, &self.options).expected(&History::default(), &mut by_month);
        let spending = self.made.spending.as_ref().ok();
        Some(NewCustomer { expected, spend: spending.and_then(|it| it.of(&Spend::default())) })
    }

    fn finish(&mut self) -> Lifetime {
        let new_customer = self.new_customer();
        let made = &mut self.made;
        Lifetime {
            options: self.options,
            tried: take(&mut made.tried),
            chosen: made.chosen,
            no_holdout: made.no_holdout,
            spending: made.spending.clone(),
            subjects: made.fitted.clone(),
            spend: take(&mut made.spend),
            outlooks: take(&mut made.outlooks),
            new_customer,
            sureness: made.sureness.take(),
        }
    }
}

/// What comes after the day of the fit, as far as the horizon goes; or, where nothing does, the last third.
fn gather(orders: &Arc<OrderDays>, options: &Decided) -> std::result::Result<Gather, CannotTell> {
    let last = orders.span().map_or(options.as_of, |(_, last)| last);
    let after = f64::from(last.days_since(options.until).max(0));
    let weeks = (after.min(options.horizon * options.unit.days()) / 7.0).floor();
    // At most a year is held out.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 52")]
    let weeks = weeks.clamp(0.0, f64::from(MOST_HOLDOUT)) as u32;
    let (day, weeks) = match weeks {
        0 => (options.until, None),
        weeks => (Day(options.until.0.saturating_add_unsigned(7 * weeks)), Some(weeks)),
    };
    Gather::new(Arc::clone(orders), day, options.unit, weeks)
}

impl Job for LifetimeJob {
    type Output = Lifetime;

    fn step(&mut self) -> Result<Step<Lifetime>> {
        self.work = match replace(&mut self.work, Work::Done) {
            Work::Gathering(mut gather) => match gather.step()? {
                Step::More => Work::Gathering(gather),
                Step::Done(holdout) => self.trying(Some(holdout)),
            },
            Work::Trying(mut trying) => match trying.step()? {
                Step::More => Work::Trying(trying),
                Step::Done((tried, chosen)) => {
                    self.made.tried = tried;
                    self.made.chosen = chosen;
                    self.begin_spending()
                }
            },
            Work::Spending(mut fit) => match fit.step()? {
                Step::More => Work::Spending(fit),
                Step::Done(spending) => {
                    self.made.spending = Ok(spending);
                    self.begin_drawing()
                }
            },
            Work::Drawing(mut drawing) => match drawing.step()? {
                Step::More => Work::Drawing(drawing),
                Step::Done(drawn) => {
                    self.made.drawn = drawn;
                    Work::Standing
                }
            },
            Work::Standing => self.stand()?,
            Work::Looking(mut looking) => match looking.step()? {
                Step::More => Work::Looking(looking),
                Step::Done(outlooks) => {
                    self.made.outlooks = outlooks;
                    self.begin_carrying()
                }
            },
            Work::Carrying(mut carrying) => match carrying.step()? {
                Step::More => Work::Carrying(carrying),
                Step::Done(sureness) => {
                    self.made.sureness = sureness;
                    Work::Done
                }
            },
            Work::Done => return Ok(Step::Done(self.finish())),
        };
        Ok(Step::More)
    }

    fn progress(&self) -> Progress {
        match &self.work {
            Work::Gathering(gather) => gather.progress(),
            Work::Trying(trying) => trying.progress(),
            Work::Drawing(drawing) => drawing.progress(),
            Work::Looking(looking) => looking.progress(),
            Work::Carrying(carrying) => carrying.progress(),
            Work::Spending(_) => Progress { stage: Stage::Fitting, done: 0, total: None },
            Work::Standing | Work::Done => Progress { stage: Stage::Valuing, done: 0, total: None },
        }
    }
}
