//! The parts of a report, and which of them another report may take over.
//!
//! On the page one setting is changed at a time, and most parts hang on few of them: with another rule for the
//! classes nothing has to be fitted again. What is kept is the last report, no more.

use super::models::Models;
use super::options::Decided;
use super::profile;
use super::report::Report;
use super::summary::Summary;
use super::values::CustomerValues;
use crate::error::Result;
use crate::history::Histories;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::retention::cohort::Cohorts;
use crate::segment::breakdown::Breakdown;
use crate::segment::concentration::Concentration;
use crate::segment::rfm::{Scores, rfm};
use std::rc::Rc;

/// What is made of a ledger so far, in the order in which it is made.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) pool: Option<Rc<Pool>>,
    pub(super) ranked: Option<(Rc<Scores>, Concentration)>,
    pub(super) cohorts: Option<Cohorts>,
    pub(super) breakdowns: Option<Vec<Breakdown>>,
    pub(super) metrics: Option<Metrics>,
    pub(super) models: Option<Models>,
    pub(super) valued: Option<(Rc<CustomerValues>, Summary)>,
    /// Those of the pool, in the last report's unit: nothing that a report shows, but what the next need not find out.
    pub(super) histories: Option<Histories>,
}

/// What is to be made next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    Pool,
    Ranks,
    Cohorts,
    Breakdowns,
    Metrics,
    Models,
    Values,
    /// The classes and the report itself.
    Nothing,
}

impl Parts {
    /// What a report with the options `now` takes over from `last`, a report on the same ledger.
    pub(super) fn kept(last: &Report, now: &Decided) -> Self {
        let Decided { as_of, until, unit, discount_rate, period_days, models, .. } = last.options;
        if as_of != now.as_of {
            // The fit alone may stand on an own day.
            let is_same_fit = models && now.models && (until, unit) == (now.until, now.unit);
            let models = is_same_fit.then(|| last.models.clone());
            return Self { models, ..Self::default() };
        }
        let is_same_fit = models && now.models && (until, unit) == (now.until, now.unit);
        let is_same_value = is_same_fit && discount_rate.to_bits() == now.discount_rate.to_bits();
        Self {
            pool: Some(Rc::clone(&last.pool)),
            ranked: Some((Rc::clone(&last.scores), last.concentration.clone())),
            cohorts: Some(last.cohorts.clone()),
            breakdowns: Some(last.breakdowns.clone()),
            metrics: (period_days == now.period_days).then(|| last.metrics.clone()),
            models: is_same_fit.then(|| last.models.clone()),
            valued: last.values.clone().zip(last.summary.clone()).filter(|_| is_same_value),
            histories: last.values.as_ref().map(|values| values.histories().clone()),
        }
    }

    /// The first part that is not there yet.
    pub(super) fn missing(&self, options: &Decided) -> Missing {
        let has_purchases = self.models.as_ref().is_some_and(|models| models.bg_nbd.is_some());
        let wanted = [
            (Missing::Pool, self.pool.is_none()),
            (Missing::Ranks, self.ranked.is_none()),
            (Missing::Cohorts, self.cohorts.is_none()),
            (Missing::Breakdowns, self.breakdowns.is_none()),
            (Missing::Metrics, self.metrics.is_none()),
            (Missing::Models, options.models && self.models.is_none()),
            (Missing::Values, has_purchases && self.valued.is_none()),
        ];
        wanted
            .into_iter()
            .find_map(|(part, is_missing)| is_missing.then_some(part))
            .unwrap_or(Missing::Nothing)
    }

    /// `None` if a part is missing.
    pub(super) fn into_report(self, options: Decided) -> Result<Option<Report>> {
        let Self {
            pool: Some(pool),
            ranked: Some((scores, concentration)),
            cohorts: Some(cohorts),
            breakdowns: Some(breakdowns),
            metrics: Some(metrics),
            models,
            valued,
            histories: _,
        } = self
        else {
            return Ok(None);
        };
        let (values, summary) = valued.unzip();
        let rfm = rfm(&pool, &scores, options.cut_rule)?;
        Ok(Some(Report {
            net: pool.total_net()?,
            classes: profile::classes(&pool, &rfm, values.as_deref())?,
            grid: profile::grid(&pool, &rfm)?,
            models: models.unwrap_or_default(),
            options,
            pool,
            scores,
            metrics,
            rfm,
            concentration,
            cohorts,
            breakdowns,
            values,
            summary,
        }))
    }
}

/// Parts that are made in the stage of segmenting.
pub(super) const SEGMENTS: u64 = 4;

impl Missing {
    /// How many of [`SEGMENTS`] are made before this one.
    pub(super) fn segments(self) -> u64 {
        match self {
            Self::Pool | Self::Ranks => 0,
            Self::Cohorts => 1,
            Self::Breakdowns => 2,
            Self::Metrics => 3,
            Self::Models | Self::Values | Self::Nothing => SEGMENTS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Analysis, Options};
    use super::*;
    use crate::job::{Job, Step};
    use crate::ledger::Ledger;
    use crate::pool::tests::{ledger, ledger_with_products};
    use crate::segment::rfm::{CutRule, Thresholds};
    use crate::unit::{Day, TimeUnit};

    /// Customers who come one after the other and stay a while, so that few have lines between two days.
    fn busy_shop() -> Rc<Ledger> {
        let ids: Vec<String> = (0..300).map(|i| format!("c{i:03}")).collect();
        let words = ["tea", "", "pot", "cup", "tin"];
        let lines: Vec<_> = (0_i32..1_500)
            .map(|k| {
                let (customer, visit) = (k / 5, k % 5);
                let day = customer + visit * visit * (customer % 7);
                let amount = i64::from(k * k % 23) - 2;
                (ids[customer as usize].as_str(), day, amount, words[(k * k % 5) as usize])
            })
            .collect();
        Rc::new(ledger_with_products(&lines))
    }

    fn shop() -> Rc<Ledger> {
        let ids: Vec<String> = (0..80).map(|i| format!("c{i}")).collect();
        let line = |k: i32| {
            let id = ids[usize::try_from(k * k % 79).unwrap_or(0)].as_str();
            (id, k * 13 % 300, i64::from(k % 17) - 2)
        };
        Rc::new(ledger(&(0_i32..400).map(line).collect::<Vec<_>>()))
    }

    /// The report and how many steps it took.
    fn report(ledger: &Rc<Ledger>, options: &Options, last: Option<&Report>) -> (Report, usize) {
        let mut job = Analysis::after(Rc::clone(ledger), options, last).unwrap();
        for steps in 1.. {
            if let Step::Done(report) = job.step().unwrap() {
                return (report, steps);
            }
        }
        unreachable!()
    }

    #[test]
    fn a_report_after_any_other_is_the_same_as_alone() {
        let ledger = shop();
        let base = Options::default();
        let all = [
            Options { cut_rule: CutRule::Median, ..base.clone() },
            Options { as_of: Some(Day(250)), ..base.clone() },
            Options { as_of: Some(Day(250)), until: Some(Day(200)), ..base.clone() },
            Options { until: Some(Day(200)), ..base.clone() },
            Options { unit: TimeUnit::Day, ..base.clone() },
            Options { discount_rate: 0.2, ..base.clone() },
            Options { period_days: 7, ..base.clone() },
            Options { models: false, ..base.clone() },
            base,
        ];
        let alone: Vec<Report> = all.iter().map(|own| report(&ledger, own, None).0).collect();
        for last in &alone {
            for (own, alone) in all.iter().zip(&alone) {
                let (after, _) = report(&ledger, own, Some(last));
                assert_eq!(format!("{after:?}"), format!("{alone:?}"), "{own:?}");
            }
        }
    }

    /// Settings as dice fall, a few of them changed from those before.
    fn changed(before: &Options, dice: &mut impl FnMut(u32) -> u32) -> Options {
        let mut next = before.clone();
        for _ in 0..=dice(2) {
            match dice(8) {
                0 => next.as_of = Some(Day(40 + i32::try_from(dice(270)).unwrap())),
                1 => next.as_of = None,
                2 => {
                    next.until = next.as_of.map(|day| Day(day.0 - i32::try_from(dice(40)).unwrap()))
                }
                3 => next.until = None,
                4 => next.unit = [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month][dice(3) as usize],
                5 => next.discount_rate = [0.0, 0.1, 0.35][dice(3) as usize],
                6 => next.period_days = [7, 30, 90][dice(3) as usize],
                _ => {
                    let own = Thresholds { days: f64::from(dice(200)), orders: 3.0, spend: 20.0 };
                    let rules = [CutRule::Mean, CutRule::Median, CutRule::Thresholds(own)];
                    next.cut_rule = rules[dice(3) as usize];
                }
            }
        }
        next.models = dice(8) > 0;
        next.until = next.until.filter(|until| next.as_of.is_none_or(|as_of| *until <= as_of));
        next
    }

    #[test]
    fn whatever_way_settings_went_the_report_is_that_of_the_last() {
        walk(&shop());
        walk(&busy_shop());
    }

    fn walk(ledger: &Rc<Ledger>) {
        let mut noise = 11_u64;
        let mut dice = |sides: u32| {
            noise = noise.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            u32::try_from(noise >> 33).unwrap() % sides
        };
        let mut options = Options::default();
        let (mut last, _) = report(ledger, &options, None);
        for _ in 0..60 {
            options = changed(&options, &mut dice);
            let (after, _) = report(ledger, &options, Some(&last));
            let (alone, _) = report(ledger, &options, None);
            assert_eq!(format!("{after:?}"), format!("{alone:?}"), "{options:?}");
            last = after;
        }
    }

    #[test]
    fn what_hangs_on_no_changed_setting_is_not_made_again() {
        let ledger = shop();
        let base = Options::default();
        let (last, whole) = report(&ledger, &base, None);
        let steps = |own: Options| report(&ledger, &own, Some(&last)).1;
        assert_eq!(steps(Options { cut_rule: CutRule::Mean, ..base.clone() }), 1);
        assert_eq!(steps(Options { period_days: 7, ..base.clone() }), 2);
        assert_eq!(steps(Options { models: false, ..base.clone() }), 1);
        assert!(steps(Options { discount_rate: 0.2, ..base.clone() }) < whole / 2);
        assert!(steps(Options { as_of: Some(Day(250)), ..base }) > whole / 2);
    }

    #[test]
    fn without_models_nothing_is_expected() {
        let ledger = shop();
        let (report, _) = report(&ledger, &Options { models: false, ..Options::default() }, None);
        assert!(
            report.values.is_none() && report.summary.is_none() && report.models.bg_nbd.is_none()
        );
        assert!(report.models.errors.is_empty());
        assert!(report.classes.iter().all(|class| class.expected_spend12.is_none()));
    }
}
