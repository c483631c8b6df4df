//! Between the core's types and the shapes of [`super::dto`], field by field.

use super::dto;
use headwater::backtest::{Accuracy, CannotTell, Decile, Tested, Verdict};
use headwater::error::{Error, ErrorKind, Result};
use headwater::history::History;
use headwater::js::count;
use headwater::lifetime::{Lifetime, NewCustomer, Options, Spending, SummaryRow, Sureness, Tried};
use headwater::model::any::Kind;
use headwater::posterior::{self, Estimate};
use headwater::unit::{Day, TimeUnit};

fn wrong(option: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOption { option })
}

fn day(text: Option<String>, option: &'static str) -> Result<Option<Day>> {
    text.map(|text| Day::parse_iso(&text).ok_or_else(|| wrong(option))).transpose()
}

/// # Errors
/// `invalid-option`.
pub(super) fn options(asked: dto::ValueOptions) -> Result<Options> {
    let base = Options::default();
    let model = match asked.model.as_deref() {
        None | Some("auto") => None,
        Some(name) => Some(Kind::from_name(name).ok_or_else(|| wrong("model"))?),
    };
    let unit = match asked.unit {
        None => base.unit,
        Some(name) => TimeUnit::from_name(&name).ok_or_else(|| wrong("unit"))?,
    };
    Ok(Options {
        model,
        as_of: day(asked.as_of, "asOf")?,
        until: day(asked.until, "until")?,
        unit,
        horizon: asked.horizon,
        discount_rate: asked.discount_rate.unwrap_or(base.discount_rate),
        margin: asked.margin.unwrap_or(base.margin),
        intervals: asked.intervals,
    })
}

/// # Errors
/// `invalid-option` for columns that do not fit together, or counts that are none.
pub(super) fn summary(asked: dto::Summary) -> Result<Vec<SummaryRow>> {
    let rows = asked.x.len();
    let fits = |column: &[f64]| column.len() == rows;
    let may_miss = |column: &[f64]| column.is_empty() || fits(column);
    if !(fits(&asked.last)
        && fits(&asked.age)
        && may_miss(&asked.spend)
        && may_miss(&asked.customers))
    {
        return Err(wrong("summary"));
    }
    let or = |column: &[f64], i: usize, other: f64| column.get(i).copied().unwrap_or(other);
    (0..rows)
        .map(|i| {
            let history = History { x: natural(asked.x[i])?, t_x: asked.last[i], T: asked.age[i] };
            let spend = or(&asked.spend, i, 0.0);
            Ok(SummaryRow { history, spend, customers: natural(or(&asked.customers, i, 1.0))? })
        })
        .collect()
}

/// A count from JavaScript.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn natural(number: f64) -> Result<u32> {
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number) && number.fract() == 0.0;
    fits.then_some(number as u32).ok_or_else(|| wrong("summary"))
}

pub(super) fn report(lifetime: &Lifetime) -> dto::ValueReport {
    let options = &lifetime.options;
    let fit = lifetime.model();
    let taken = lifetime.taken();
    let kind = taken.filter(|_| fit.is_some()).map(|taken| taken.kind);
    let candidate = taken.and_then(Tried::candidate);
    let named =
        |values: [f64; 4]| Some(dto::Named(kind?.param_names().into_iter().zip(values).collect()));
    // Of a summary nobody knows the day.
    let has_days = !lifetime.subjects.days.is_empty();
    let months = options.months();
    let outlooks = &lifetime.outlooks;
    let has_spend = !lifetime.spend.is_empty();
    dto::ValueReport {
        kind: "value",
        options: dto::ValueOptionsUsed {
            model: options.model.map_or("auto", Kind::name),
            as_of: has_days.then(|| options.as_of.to_string()),
            until: has_days.then(|| options.until.to_string()),
            horizon: options.horizon,
            discount_rate: options.discount_rate,
            margin: options.margin,
        },
        model: kind.map(Kind::name),
        params: fit.and_then(|fit| named(fit.params.values())),
        standard_errors: fit.and_then(|fit| named(fit.standard_errors?)),
        log_likelihood: fit.map(|fit| fit.log_likelihood),
        iterations: fit.map(|fit| fit.iterations),
        stop: fit.map(|fit| fit.stop.name()),
        unit: options.unit.name(),
        customers: fit.map(|fit| count(fit.customers)),
        repeaters: fit.map(|fit| count(fit.repeaters)),
        distinct: fit.map(|fit| count(fit.distinct)),
        k: kind.filter(|kind| kind.k() > 1).map(Kind::k),
        aic: candidate.map(|it| it.aic()),
        bic: candidate.map(|it| it.bic()),
        why: lifetime.chosen.map(|(_, why)| why.name()),
        candidates: lifetime.tried.iter().map(tried).collect(),
        holdout: taken.and_then(|taken| taken.tested.as_ref()).map(holdout),
        no_holdout: lifetime.no_holdout.map(CannotTell::name),
        spend: spend(&lifetime.spending),
        new_customer: lifetime.new_customer.as_ref().map(|new| new_customer(lifetime, new)),
        forecast: months
            .iter()
            .zip(outlooks.orders.iter().zip(&outlooks.spend))
            .map(|((until, _), (orders, spend))| dto::ForecastMonth {
                until: *until,
                orders: *orders,
                spend: has_spend.then_some(*spend),
            })
            .collect(),
        intervals: lifetime
            .sureness
            .as_ref()
            .zip(kind)
            .map(|(sureness, kind)| intervals(sureness, kind)),
    }
}

fn tried(tried: &Tried) -> dto::ModelCandidate {
    let fit = tried.fit.as_ref();
    let candidate = tried.candidate();
    dto::ModelCandidate {
        model: tried.kind.name(),
        k: tried.kind.k(),
        log_likelihood: fit.ok().map(|fit| fit.log_likelihood),
        aic: candidate.map(|it| it.aic()),
        bic: candidate.map(|it| it.bic()),
        errors: candidate.and_then(|it| it.accuracy).as_ref().map(errors),
        stop: fit.ok().map(|fit| fit.stop.name()),
        error: fit.err().map(|error| error.code().name()),
    }
}

fn errors(accuracy: &Accuracy) -> dto::Errors {
    dto::Errors {
        mae: accuracy.mae,
        rmse: accuracy.rmse,
        expected: accuracy.expected,
        total_error: accuracy.total_error,
        rank_correlation: accuracy.rank_correlation,
    }
}

fn holdout(tested: &Tested) -> dto::HoldoutTest {
    let dto::Errors { mae, rmse, expected, total_error, rank_correlation } = errors(&tested.model);
    dto::HoldoutTest {
        from: tested.cut.day.to_string(),
        until: tested.cut.until.to_string(),
        days: tested.cut.holdout_days(),
        customers: count(tested.customers),
        actual: count(tested.actual),
        expected,
        mae,
        rmse,
        total_error,
        rank_correlation,
        verdict: tested.verdict.name(),
        best_rule: match tested.verdict {
            Verdict::Rule(rule) => Some(rule.name()),
            Verdict::Model | Verdict::Mixed => None,
        },
        last_period: errors(&tested.last_period),
        rate: errors(&tested.rate),
        weeks: tested
            .weeks
            .iter()
            .map(|week| dto::HoldoutWeek {
                last_day: week.last.to_string(),
                held_out: week.held_out,
                actual: count(week.actual),
                expected: week.expected,
                actual_so_far: count(week.actual_so_far),
                expected_so_far: week.expected_so_far,
            })
            .collect(),
        by_frequency: tested
            .by_frequency
            .iter()
            .map(|bin| dto::HoldoutBin {
                customers: count(bin.customers),
                actual: bin.actual,
                expected: bin.expected,
            })
            .collect(),
        by_p_order: deciles(&tested.by_p_order),
        by_p_alive: deciles(&tested.by_p_alive),
    }
}

fn deciles(deciles: &[Decile]) -> Vec<dto::HoldoutDecile> {
    let each = |it: &Decile| dto::HoldoutDecile {
        decile: it.decile,
        customers: count(it.customers),
        predicted: it.predicted,
        ordered: it.ordered,
    };
    deciles.iter().map(each).collect()
}

fn spend(spending: &Result<Spending>) -> dto::SpendModel {
    let known = spending.as_ref().ok();
    let fit = known.map(|spending| &spending.model);
    let named =
        |values: [f64; 3]| dto::Named(["p", "q", "gamma"].into_iter().zip(values).collect());
    dto::SpendModel {
        method: known.map(|spending| spending.method.name()),
        params: fit.map(|fit| named([fit.params.p, fit.params.q, fit.params.gamma])),
        standard_errors: fit.and_then(|fit| fit.standard_errors.map(named)),
        log_likelihood: fit.map(|fit| fit.log_likelihood),
        iterations: fit.map(|fit| fit.iterations),
        stop: fit.map(|fit| fit.stop.name()),
        customers: fit.map(|fit| count(fit.customers)),
        population_mean: fit.and_then(|fit| fit.params.population_mean()),
        spearman: fit.and_then(|fit| fit.spearman),
        eta_squared: known.and_then(|spending| spending.eta_squared),
        error: spending.as_ref().err().map(|error| error.code().name()),
    }
}

fn new_customer(lifetime: &Lifetime, new: &NewCustomer) -> dto::NewCustomerValue {
    let margin = lifetime.options.margin;
    dto::NewCustomerValue {
        expected_orders: new.expected.orders,
        expected_spend: new.spend,
        clv: new.spend.map(|spend| margin * spend * new.expected.discounted),
        dert: new.expected.residual,
    }
}

fn intervals(sureness: &Sureness, kind: Kind) -> dto::Intervals {
    let draws = &sureness.purchases;
    let params = kind.param_names().into_iter().enumerate();
    let spend = sureness.spend.as_ref();
    let totals = sureness.totals.as_ref();
    let all = |estimates: Option<&Vec<Estimate>>| {
        estimates.map(|all| all.iter().map(sure).collect()).unwrap_or_default()
    };
    dto::Intervals {
        verdict: match draws.verdict() {
            posterior::Verdict::Good => "good",
            posterior::Verdict::Preview => "preview",
            posterior::Verdict::NotGood(_) => "not-good",
        },
        draws: count(draws.draws().count() as u64),
        r_hat: draws.diagnostics.iter().map(|it| it.r_hat).fold(0.0, f64::max),
        effective: draws
            .diagnostics
            .iter()
            .map(|it| it.bulk_ess.min(it.tail_ess))
            .fold(f64::MAX, f64::min),
        divergences: draws.divergences,
        params: dto::NamedSure(
            params.filter_map(|(at, name)| Some((name, sure(&draws.estimate(at)?)))).collect(),
        ),
        spend_params: spend.map(|spend| {
            let params = ["p", "q", "gamma"].into_iter().enumerate();
            let known = params.filter_map(|(at, name)| Some((name, sure(&spend.estimate(at)?))));
            dto::NamedSure(known.collect())
        }),
        expected_orders: all(totals.map(|totals| &totals.expected)),
        orders: all(totals.map(|totals| &totals.purchases)),
        value: totals.and_then(|totals| totals.value.as_ref()).map(sure),
        new_customer: sureness.new_customer.as_ref().map(|new| dto::NewCustomerSure {
            expected_orders: new.expected.last().map(sure),
            expected_spend: new.spend.as_ref().map(sure),
            clv: new.value.as_ref().map(sure),
        }),
    }
}

fn sure(estimate: &Estimate) -> dto::Sure {
    let finite = |value: f64| value.is_finite().then_some(value);
    let [p50, p80, p95] = estimate.intervals.map(|it| [finite(it.low), finite(it.high)]);
    dto::Sure { mean: estimate.mean, median: finite(estimate.median), p50, p80, p95 }
}

/// # Errors
/// `invalid-option` for a column that does not exist.
pub(super) fn column(lifetime: &Lifetime, name: &str) -> Result<Vec<f64>> {
    let each = |of: &dyn Fn(usize) -> Option<f64>| {
        (0..lifetime.subjects.len()).map(|c| of(c).unwrap_or(f64::NAN)).collect()
    };
    let expected = |of: fn(&headwater::lifetime::Expected) -> Option<f64>| {
        each(&|c| of(lifetime.expected(c)?))
    };
    Ok(match name {
        "customer" => each(&|c| lifetime.subjects.source.get(c).map(|row| f64::from(*row))),
        "pAlive" => expected(|it| Some(it.p_alive)),
        "expectedOrders" => expected(|it| Some(it.orders)),
        "expectedSpend" => each(&|c| lifetime.spend(c)),
        "clv" => each(&|c| lifetime.value(c)),
        "dert" => expected(|it| it.residual),
        "nextOrderDay" => each(&|c| lifetime.next_order(c).map(|day| f64::from(day.0))),
        "overdueDays" => each(&|c| lifetime.overdue_days(c)),
        _ => return Err(wrong("column")),
    })
}
