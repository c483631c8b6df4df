//! The report.

use super::count;
use crate::analysis::{
    ClassProfile, Decided, GridCell, HORIZONS, ModelError, Models, Report, Summary,
};
use crate::error::ErrorKind;
use crate::metrics::{Metrics, Period};
use crate::model::bg_nbd::BgNbd;
use crate::model::gamma_gamma::GammaGamma;
use crate::retention::cohort::{Cell, Cohort};
use crate::segment::breakdown::{Breakdown, BreakdownRow, Label};
use crate::segment::concentration::Concentration;
use crate::segment::rfm::{Cut, CutRule};
use crate::wasm::dto;

/// The report with everything but its reading, which was made when the files were read.
pub(in crate::wasm) fn report(report: &Report, reading: dto::Reading) -> dto::Report {
    dto::Report {
        kind: "customers",
        version: env!("CARGO_PKG_VERSION"),
        options: options(&report.options),
        pool: pool(report, reading.currency.clone()),
        reading,
        metrics: metrics(&report.metrics),
        rfm: rfm(report),
        concentration: concentration(&report.concentration),
        cohorts: report.cohorts.rows.iter().map(cohort).collect(),
        earlier_cohort_customers: count(report.cohorts.earlier_customers),
        breakdowns: report.breakdowns.iter().map(breakdown).collect(),
        models: models(report),
        value: report.summary.as_ref().map(value),
    }
}

fn options(decided: &Decided) -> dto::OptionsUsed {
    let thresholds = match decided.cut_rule {
        CutRule::Thresholds(own) => {
            Some(dto::Thresholds { days: own.days, orders: own.orders, spend: own.spend })
        }
        CutRule::Quintile | CutRule::Median | CutRule::Mean => None,
    };
    dto::OptionsUsed {
        as_of: decided.as_of.to_string(),
        until: decided.until.to_string(),
        unit: decided.unit.name(),
        cut_rule: decided.cut_rule.name(),
        thresholds,
        discount_rate: decided.discount_rate,
        period_days: decided.period_days,
        models: decided.models,
    }
}

fn pool(report: &Report, currency: Option<String>) -> dto::Pool {
    let pool = &report.pool;
    let (first, last) = pool.span();
    dto::Pool {
        as_of: pool.as_of.to_string(),
        first_day: first.to_string(),
        last_day: last.to_string(),
        customers: count(pool.len() as u64),
        orders: count(pool.total_orders()),
        order_days: count(pool.total_order_days()),
        net: report.net.to_string(),
        currency,
        units: report.metrics.units.map(|units| units as f64),
        without_order: dto::WithoutOrder {
            customers: count(pool.without_order.0),
            net: pool.without_order.1.to_string(),
        },
    }
}

fn metrics(m: &Metrics) -> dto::Metrics {
    dto::Metrics {
        aov: m.aov,
        orders_per_customer: m.orders_per_customer,
        revenue_per_customer: m.revenue_per_customer,
        repurchase_rate: m.repurchase_rate,
        repurchase_within90: m.repurchase_within_90,
        repurchase_within90_of: count(m.repurchase_within_90_of),
        median_days_between: m.median_days_between,
        period: period(&m.period),
        previous: period(&m.previous),
        change: dto::Change {
            net: m.change.net,
            orders: m.change.orders,
            buyers: m.change.buyers,
            new_buyers: m.change.new_buyers,
            aov: m.change.aov,
            returning_share: m.change.returning_share,
        },
    }
}

fn period(period: &Period) -> dto::Period {
    dto::Period {
        from: period.from.to_string(),
        to: period.to.to_string(),
        net: period.net.to_string(),
        orders: count(period.orders),
        buyers: count(period.buyers),
        new_buyers: count(period.new_buyers),
        aov: period.aov(),
        returning_share: period.returning_share(),
    }
}

fn rfm(report: &Report) -> dto::Rfm {
    let [recency, orders, spend] = report.rfm.cuts.map(cut);
    dto::Rfm {
        rule: report.rfm.rule.name(),
        cuts: dto::Cuts { recency, orders, spend },
        classes: report.classes.iter().map(class_row).collect(),
        grid: report.grid.iter().map(grid_cell).collect(),
    }
}

fn cut(cut: Cut) -> dto::Cut {
    dto::Cut { at: cut.at, inclusive: cut.inclusive, direction: cut.high.name() }
}

fn class_row(profile: &ClassProfile) -> dto::ClassRow {
    dto::ClassRow {
        class: profile.class.name(),
        customers: count(profile.customers),
        orders: count(profile.orders),
        net: profile.net.to_string(),
        customer_share: profile.customer_share,
        net_share: profile.net_share,
        mean_days_since_last: profile.mean_days_since_last,
        mean_orders: profile.mean_orders,
        mean_net: profile.mean_net,
        expected_spend12: profile.expected_spend12,
        mean_p_alive: profile.mean_p_alive,
    }
}

fn grid_cell(cell: &GridCell) -> dto::GridCell {
    let customers = count(cell.customers);
    dto::GridCell { r: cell.r, f: cell.f, customers, net: cell.net.to_string() }
}

fn concentration(c: &Concentration) -> dto::Concentration {
    let point = |&(customers, net): &(f64, f64)| dto::LorenzPoint { customers, net };
    dto::Concentration {
        top20_share: c.top20_share,
        gini: c.gini,
        customers_for80: c.customers_for_80.map(count),
        lorenz: c.lorenz.iter().map(point).collect(),
    }
}

fn cohort(cohort: &Cohort) -> dto::Cohort {
    let cell = |(offset, cell): (u32, &Option<Cell>)| {
        let cell = cell.as_ref();
        dto::Cell {
            offset,
            customers: cell.map(|c| count(c.customers)),
            orders: cell.map(|c| count(c.orders)),
            net: cell.map(|c| c.net.to_string()),
            cumulative_per_customer: cell.map(|c| c.cumulative_per_customer),
            partial: cell.is_some_and(|c| c.partial),
        }
    };
    dto::Cohort {
        month: cohort.month.to_string(),
        customers: count(cohort.customers),
        cells: (0..).zip(&cohort.cells).map(cell).collect(),
    }
}

fn breakdown(b: &Breakdown) -> dto::Breakdown {
    let row = |row: &BreakdownRow| {
        let (kind, label) = match &row.label {
            Label::Text(text) => ("text", text.clone()),
            Label::Empty => ("empty", String::new()),
            Label::Others => ("others", String::new()),
        };
        dto::BreakdownRow {
            kind,
            label,
            orders: count(row.orders),
            customers: count(row.customers),
            net: row.net.to_string(),
            net_share: row.net_share,
        }
    };
    dto::Breakdown {
        field: b.field.name(),
        distinct: count(b.distinct),
        rows: b.rows.iter().map(row).collect(),
    }
}

fn value(s: &Summary) -> dto::Value {
    dto::Value {
        horizons_months: HORIZONS,
        expected_orders: s.expected_orders,
        expected_spend: s.expected_spend,
        clv12: s.clv12,
        valued_customers: count(s.valued),
        active: s.active,
        new_customer_orders12: s.new_customer_orders12,
        new_customer_spend12: s.new_customer_spend12,
        histogram: s
            .histogram
            .iter()
            .map(|bin| dto::ValueBin {
                from: bin.from,
                to: bin.to,
                customers: count(bin.customers),
                clv: bin.clv,
            })
            .collect(),
        one_time_buyers: count(s.one_time),
        alive_by_gap: s
            .alive_by_gap
            .iter()
            .map(|bin| dto::GapBin {
                from_days: bin.from_days,
                to_days: bin.to_days,
                customers: count(bin.customers),
                mean_p_alive: bin.mean,
                p10: bin.p10,
                p90: bin.p90,
                expected_spend12: bin.expected_spend12,
            })
            .collect(),
        alive_grid: dto::AliveGrid {
            days: s.alive_grid.days.clone(),
            p: s.alive_grid.p.clone(),
            customers: s.alive_grid.customers.iter().map(|&n| count(n)).collect(),
        },
    }
}

fn models(report: &Report) -> dto::Models {
    let models: &Models = &report.models;
    dto::Models {
        bg_nbd: models.bg_nbd.as_ref().map(|model| bg_nbd(model, &report.options)),
        gamma_gamma: models.gamma_gamma.as_ref().map(gamma_gamma),
        errors: models.errors.iter().map(model_error).collect(),
    }
}

fn model_error(missing: &ModelError) -> dto::ModelError {
    let (found, needed) = match missing.error.kind() {
        ErrorKind::TooFewRepeaters { found, needed } => (Some(*found), Some(*needed)),
        _ => (None, None),
    };
    dto::ModelError {
        model: missing.model.name(),
        code: missing.error.code().name(),
        found: found.map(count),
        needed: needed.map(count),
    }
}

fn bg_nbd(model: &BgNbd, options: &Decided) -> dto::BgNbd {
    let error = |i: usize| model.standard_errors.map(|errors| errors[i]);
    dto::BgNbd {
        params: dto::BgNbdParams {
            r: model.params.r,
            alpha: model.params.alpha,
            a: model.params.a,
            b: model.params.b,
        },
        standard_errors: dto::BgNbdErrors {
            r: error(0),
            alpha: error(1),
            a: error(2),
            b: error(3),
        },
        log_likelihood: model.log_likelihood,
        iterations: model.iterations,
        stop: model.stop.name(),
        gradient_norm: model.gradient_norm,
        customers: count(model.customers),
        distinct_histories: count(model.distinct),
        repeaters: count(model.repeaters),
        max_repeats: model.max_repeats,
        unit: model.unit.name(),
        until: options.until.to_string(),
    }
}

fn gamma_gamma(model: &GammaGamma) -> dto::GammaGamma {
    let error = |i: usize| model.standard_errors.map(|errors| errors[i]);
    dto::GammaGamma {
        params: dto::GammaGammaParams {
            p: model.params.p,
            q: model.params.q,
            gamma: model.params.gamma,
        },
        standard_errors: dto::GammaGammaErrors { p: error(0), q: error(1), gamma: error(2) },
        log_likelihood: model.log_likelihood,
        iterations: model.iterations,
        stop: model.stop.name(),
        gradient_norm: model.gradient_norm,
        customers: count(model.customers),
        without_spend: count(model.without_spend),
        mean_spend: model.params.population_mean(),
        spearman: model.spearman,
    }
}
