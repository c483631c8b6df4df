//! One cell as text: dates in ISO 8601, numbers as plain decimals.

use crate::number;
use calamine::{DataRef, ExcelDateTime};
use std::fmt::Write;

/// The last day of the calendar that spreadsheets have, 9999-12-31, from 1970-01-01.
const LAST_DAY: i64 = 2_932_896;

const SECONDS_PER_DAY: i64 = 86_400;

/// 1899-12-31 and 1904-01-01, from 1970-01-01.
const EPOCH_1900: i64 = -25_568;
const EPOCH_1904: i64 = -24_107;

/// Appends what `cell` says; nothing for an empty one.
pub(crate) fn push(out: &mut String, cell: &DataRef<'_>, since_1904: bool) {
    match cell {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) => out.push_str(text),
        DataRef::DurationIso(text) => match length(text) {
            Some(seconds) => push_time(out, seconds),
            None => out.push_str(text),
        },
        DataRef::SharedString(text) => out.push_str(text),
        DataRef::Float(value) => number::push(out, *value),
        DataRef::Int(value) => push_shown(out, value),
        DataRef::Bool(true) => out.push_str("TRUE"),
        DataRef::Bool(false) => out.push_str("FALSE"),
        DataRef::DateTime(serial) => push_serial(out, *serial, since_1904),
        DataRef::Error(error) => push_shown(out, error),
    }
}

fn push_shown(out: &mut String, value: &impl std::fmt::Display) {
    // Writing to a String can't fail.
    let _ = write!(out, "{value}");
}

/// To the second, as spreadsheets show it: serials of such times are off by a few microseconds.
fn push_serial(out: &mut String, serial: ExcelDateTime, since_1904: bool) {
    let value = serial.as_f64();
    let seconds = (value * 86_400.0).round();
    if !(0.0..3e11).contains(&seconds) {
        return number::push(out, value);
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let seconds = seconds as i64;
    let (day, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    if serial.is_duration() {
        return push_time(out, seconds);
    }
    // A time without a day is no order of 1900.
    if day == 0 {
        return push_time(out, second);
    }
    let Some((year, month, of_month)) = civil(day, since_1904) else {
        return number::push(out, value);
    };
    push_joined(out, [year, month, of_month], 4, '-');
    if second > 0 {
        out.push('T');
        push_time(out, second);
    }
}

fn push_time(out: &mut String, seconds: i64) {
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    push_joined(out, [hours, rest / 60, rest % 60], 2, ':');
}

/// Appends numbers, the first with its least width, the others of two digits, and `mark` between them.
fn push_joined(out: &mut String, [first, rest @ ..]: [i64; 3], width: usize, mark: char) {
    number::push_padded(out, first.unsigned_abs(), width);
    for number in rest {
        out.push(mark);
        for digit in [number / 10, number % 10] {
            out.push(u8::try_from(digit).map_or('?', |digit| char::from(b'0' + digit)));
        }
    }
}

/// Seconds of `PT10H10M10.1S`, which is how OpenDocument writes times.
fn length(text: &str) -> Option<i64> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds: f64 = rest.strip_suffix('S')?.parse().ok()?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    #[expect(clippy::cast_possible_truncation, reason = "checked here")]
    let seconds = (0.0..60.0).contains(&seconds).then(|| seconds.round() as i64)?;
    Some(i64::from(hours) * 3600 + i64::from(minutes) * 60 + seconds)
}

/// Year, month and day of a serial. The 1900 system has a day that never was: its 60th.
fn civil(serial: i64, since_1904: bool) -> Option<(i64, i64, i64)> {
    let day = match (since_1904, serial) {
        (true, _) => EPOCH_1904 + serial,
        (false, 60) => return Some((1900, 2, 29)),
        (false, ..60) => EPOCH_1900 + serial,
        (false, _) => EPOCH_1900 + serial - 1,
    };
    // Days to civil: eras of 400 years that begin in March.
    (day <= LAST_DAY).then(|| {
        let day = day + 719_468;
        let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let of_month = of_year - (153 * shifted + 2) / 5 + 1;
        (era * 400 + year + i64::from(month <= 2), month, of_month)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    fn shown(value: f64, since_1904: bool) -> String {
        let mut out = String::new();
        let serial = ExcelDateTime::new(value, DateTime, since_1904);
        push(&mut out, &DataRef::DateTime(serial), since_1904);
        out
    }

    #[test]
    fn serials_are_days_of_either_system() {
        let cases = [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (45_356.0, "2024-03-05"),
            (45_356.586_817_129, "2024-03-05T14:05:01"),
            (45_356.999_999_9, "2024-03-06"),
            (2_958_465.0, "9999-12-31"),
            (2_958_466.0, "2958466"),
            (-1.0, "-1"),
            (0.5, "12:00:00"),
        ];
        for (value, text) in cases {
            assert_eq!(shown(value, false), text);
        }
        assert_eq!(shown(1.0, true), "1904-01-02");
        assert_eq!(shown(42_735.0, true), "2021-01-01");
    }

    #[test]
    fn a_length_of_time_is_no_day() {
        let mut out = String::new();
        let length = ExcelDateTime::new(1.5, TimeDelta, false);
        push(&mut out, &DataRef::DateTime(length), false);
        assert_eq!(out, "36:00:00");
    }
}
