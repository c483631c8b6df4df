//! What callers ask for.

use crate::analysis::Options;
use crate::at::Field;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Choice, Customers, DateOrder, Keep, Mapping, ReadingOptions, Words};
use crate::segment::rfm::{CutRule, Thresholds};
use crate::unit::{Currency, Day, Rate, TimeUnit};
use crate::wasm::dto;
use std::collections::BTreeMap;

fn wrong(option: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOption { option })
}

/// # Errors
/// `invalid-option` for a role that does not exist, or a delimiter of more than one byte.
pub(in crate::wasm) fn reading_options(asked: dto::ReadingOptions) -> Result<ReadingOptions> {
    let mut mapping = Mapping::default();
    for (field, header) in asked.mapping {
        let field = Field::from_name(&field).ok_or_else(|| wrong("mapping"))?;
        mapping.set(field, header.map_or(Choice::Absent, Choice::Column));
    }
    let delimiter = match asked.delimiter.as_deref().map(str::as_bytes) {
        None => None,
        Some([byte]) => Some(*byte),
        Some(_) => return Err(wrong("delimiter")),
    };
    let date_order = match asked.date_order {
        None => None,
        Some(name) => Some(DateOrder::from_name(&name).ok_or_else(|| wrong("dateOrder"))?),
    };
    Ok(ReadingOptions {
        mapping,
        date_order,
        delimiter,
        customers: customers(asked.customers.as_deref())?,
        by_names_alone: by_names_alone(asked.platform.as_deref())?,
        time_zone_offset: asked.time_zone_offset,
        currency: asked.currency.map(|code| currency(&code, "currency")).transpose()?,
        rates: rates(asked.rates)?,
        keep: keep(asked.keep.as_deref())?,
        from_day: day(asked.from_day, "fromDay")?,
        memory_limit: match asked.memory_limit {
            None => None,
            Some(bytes) => Some(whole(bytes).ok_or_else(|| wrong("memoryLimit"))?),
        },
    })
}

fn by_names_alone(platform: Option<&str>) -> Result<bool> {
    match platform {
        None => Ok(false),
        Some("none") => Ok(true),
        Some(_) => Err(wrong("platform")),
    }
}

fn currency(code: &str, option: &'static str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| wrong(option))
}

fn rates(asked: BTreeMap<String, String>) -> Result<Vec<(Currency, Rate)>> {
    let rate = |text: &str| Rate::parse(text).ok_or_else(|| wrong("rates"));
    asked.iter().map(|(code, text)| Ok((currency(code, "rates")?, rate(text)?))).collect()
}

fn keep(name: Option<&str>) -> Result<Keep> {
    match name {
        None | Some("all") => Ok(Keep::All),
        Some("summary") => Ok(Keep::Summary),
        Some(_) => Err(wrong("keep")),
    }
}

fn customers(name: Option<&str>) -> Result<Customers> {
    match name {
        None | Some("needed") => Ok(Customers::Needed),
        Some("none") => Ok(Customers::None),
        Some(_) => Err(wrong("customers")),
    }
}

fn day(text: Option<String>, option: &'static str) -> Result<Option<Day>> {
    match text {
        None => Ok(None),
        Some(text) => Day::parse_iso(&text).map(Some).ok_or_else(|| wrong(option)),
    }
}

/// # Errors
/// `invalid-option` for a day that is none.
pub(in crate::wasm) fn orders_options(asked: dto::OrdersOptions) -> Result<Option<Day>> {
    day(asked.as_of, "asOf")
}

/// # Errors
/// `invalid-option` for another number of headers.
pub(in crate::wasm) fn set_aside_words(asked: dto::SetAsideWording) -> Result<Words> {
    let names = || ["file", "line", "reason"].map(str::to_owned);
    let headers = match asked.headers {
        none if none.is_empty() => names(),
        headers => headers.try_into().map_err(|_| wrong("headers"))?,
    };
    Ok(Words { headers, reasons: asked.reasons.into_iter().collect() })
}

/// # Errors
/// `invalid-option` naming the first option that cannot be read.
pub(in crate::wasm) fn report_options(asked: dto::ReportOptions) -> Result<Options> {
    let base = Options::default();
    let unit = asked.unit.as_deref().map(|name| TimeUnit::from_name(name).ok_or(wrong("unit")));
    let days = asked.period_days.map(|days| u32::try_from(whole(days)?).ok());
    Ok(Options {
        as_of: day(asked.as_of, "asOf")?,
        until: day(asked.until, "until")?,
        unit: unit.transpose()?.unwrap_or(base.unit),
        cut_rule: cut_rule(asked.cut_rule.as_deref(), asked.thresholds)?,
        discount_rate: asked.discount_rate.unwrap_or(base.discount_rate),
        period_days: match days {
            None => base.period_days,
            Some(days) => days.ok_or_else(|| wrong("periodDays"))?,
        },
        models: asked.models.unwrap_or(base.models),
    })
}

fn cut_rule(name: Option<&str>, own: Option<dto::Thresholds>) -> Result<CutRule> {
    Ok(match (name, own) {
        (None, None) | (Some("quintile"), _) => CutRule::Quintile,
        (Some("median"), _) => CutRule::Median,
        (Some("mean"), _) => CutRule::Mean,
        (Some("thresholds") | None, Some(own)) => {
            CutRule::Thresholds(Thresholds { days: own.days, orders: own.orders, spend: own.spend })
        }
        (Some("thresholds"), None) => return Err(wrong("thresholds")),
        (Some(_), _) => return Err(wrong("cutRule")),
    })
}

/// A number from JavaScript that must be a whole one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number in range"
)]
pub(in crate::wasm) fn whole(number: f64) -> Option<u64> {
    const PAST_EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && (0.0..PAST_EXACT).contains(&number)).then_some(number as u64)
}
