//! The report on orders alone.

use super::count;
use crate::sales::{Basket, Bin, MonthSales, Sales, Slot, Split, SplitRow, Sums};
use crate::segment::breakdown::Label;
use crate::wasm::dto;

/// The report with everything but its reading, which was made when the files were read.
pub(in crate::wasm) fn orders_report(sales: &Sales, reading: dto::Reading) -> dto::OrdersReport {
    let clock = &sales.clock;
    let day = |hours: &[Slot; 24]| hours.iter().map(slot).collect();
    dto::OrdersReport {
        kind: "orders",
        version: env!("CARGO_PKG_VERSION"),
        options: dto::OrdersOptionsUsed { as_of: sales.as_of.to_string() },
        totals: totals(sales, reading.currency.clone()),
        reading,
        months: sales.months.iter().map(|month| month_sales(month, sales.has_units)).collect(),
        weekdays: clock.weekdays.iter().map(slot).collect(),
        hours: clock.hours.as_ref().map(|week| week.iter().map(day).collect()),
        without_hour: count(clock.without_hour),
        basket: basket(&sales.basket),
        splits: sales.splits.iter().map(|one| split(one, sales.has_units)).collect(),
    }
}

fn totals(sales: &Sales, currency: Option<String>) -> dto::OrderTotals {
    let sums = &sales.sums;
    dto::OrderTotals {
        first_day: sales.first.to_string(),
        last_day: sales.last.to_string(),
        currency,
        orders: count(sums.orders),
        lines: count(sums.lines),
        refund_lines: count(sums.refund_lines),
        units: units(sums, sales.has_units),
        sold: sums.sold.to_string(),
        refunded: sums.refunded.to_string(),
        net: sums.net().to_string(),
        refund_share: sums.refund_share(),
        aov: sums.net_per_order(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^53 of anything")]
fn units(sums: &Sums, has_units: bool) -> Option<f64> {
    has_units.then_some(sums.units as f64)
}

fn month_sales(month: &MonthSales, has_units: bool) -> dto::MonthSales {
    let sums = &month.sums;
    dto::MonthSales {
        month: month.month.to_string(),
        orders: count(sums.orders),
        units: units(sums, has_units),
        sold: sums.sold.to_string(),
        refunded: sums.refunded.to_string(),
        net: sums.net().to_string(),
    }
}

fn slot(slot: &Slot) -> dto::ClockSlot {
    dto::ClockSlot { orders: count(slot.orders), sold: slot.sold.to_string() }
}

fn basket(basket: &Basket) -> dto::Basket {
    let bin = |bin: &Bin| dto::BasketBin {
        from: bin.from.to_string(),
        to: bin.to.map(|to| to.to_string()),
        orders: count(bin.orders),
    };
    dto::Basket {
        orders: count(basket.orders),
        quantiles: basket.quantiles.map(|values| values.map(|value| value.to_string())),
        bins: basket.bins.iter().map(bin).collect(),
        by_lines: basket.by_lines.iter().map(|&orders| count(orders)).collect(),
    }
}

fn split(split: &Split, has_units: bool) -> dto::Split {
    dto::Split {
        field: split.field.name(),
        distinct: count(split.distinct),
        rows: split.rows.iter().map(|row| split_row(row, has_units)).collect(),
    }
}

fn split_row(row: &SplitRow, has_units: bool) -> dto::SplitRow {
    let (kind, label) = match &row.label {
        Label::Text(text) => ("text", text.clone()),
        Label::Empty => ("empty", String::new()),
        Label::Others => ("others", String::new()),
    };
    let sums = &row.sums;
    dto::SplitRow {
        kind,
        label,
        orders: count(sums.orders),
        units: units(sums, has_units),
        sold: sums.sold.to_string(),
        refunded: sums.refunded.to_string(),
        net: sums.net().to_string(),
        net_share: row.net_share,
    }
}
