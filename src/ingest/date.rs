//! Reads the forms in which shops write a time, down to the day.

use crate::unit::Day;

/// Years outside are slips of the pen or placeholders (`0001-01-01`), not orders.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
/// No time is written longer.
const LONGEST: usize = 64;
const MINUTES_A_DAY: i32 = 24 * 60;

/// A time of order, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) day: Day,
    /// Minutes since midnight, where a time of day is given.
    pub(super) minutes: Option<u16>,
    /// The time came with an offset from UTC.
    pub(super) has_offset: bool,
}

/// Reads `YYYY-MM-DD`, `YYYY/M/D`, `YYYY.M.D`, `YYYYMMDD` or `YYYY年M月D日`, with a time of day and
/// an offset from UTC or without; `None` for anything else, and for days that do not exist.
///
/// A time without offset is taken as written. One with an offset is moved to `zone`, in minutes
/// east of UTC, or taken as written where no zone was asked for.
pub(super) fn parse_date(text: &[u8], zone: Option<i32>) -> Option<When> {
    if let Some((day, minutes)) = parse_usual(text) {
        return Some(When { day, minutes, has_offset: false });
    }
    parse_any(text, zone)
}

fn parse_any(text: &[u8], zone: Option<i32>) -> Option<When> {
    let mut folded = [0; LONGEST];
    let text = fold(text, &mut folded)?;
    let (day, compact, rest) = parse_day(text)?;
    let Some((minutes, rest)) = parse_time(rest) else {
        let is_whole = rest.trim_ascii().is_empty();
        return is_whole.then_some(When { day, minutes: compact, has_offset: false });
    };
    let Some(offset) = parse_offset(rest.trim_ascii()) else {
        let minutes = u16::try_from(minutes).ok();
        return rest.trim_ascii().is_empty().then_some(When { day, minutes, has_offset: false });
    };
    let moved = minutes + zone.map_or(0, |zone| zone - offset);
    Some(When {
        day: Day(day.0 + moved.div_euclid(MINUTES_A_DAY)),
        minutes: u16::try_from(moved.rem_euclid(MINUTES_A_DAY)).ok(),
        has_offset: true,
    })
}

/// `YYYY-MM-DD`, alone or with ` HH:MM:SS`: nearly every cell of nearly every file.
fn parse_usual(text: &[u8]) -> Option<(Day, Option<u16>)> {
    let (date, time) = text.split_first_chunk::<10>()?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let mut minutes = None;
    if !time.is_empty() {
        let [b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = time else { return None };
        let (hour, minute) = (two(*h1, *h2)?, two(*m1, *m2)?);
        if hour > 23 || minute > 59 || two(*s1, *s2)? > 60 {
            return None;
        }
        minutes = u16::try_from(hour * 60 + minute).ok();
    }
    let year = two(date[0], date[1])? * 100 + two(date[2], date[3])?;
    Some((civil(year, two(date[5], date[6])?, two(date[8], date[9])?)?, minutes))
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

fn civil(year: u32, month: u32, day: u32) -> Option<Day> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Day::from_civil(year, month, day)
}

/// Writes full-width and Chinese forms in ASCII: `２０２４年５月１日　１０：３０` as `2024-5-1 10:30`.
fn fold<'a>(text: &[u8], out: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    let text = text.trim_ascii();
    // Some exports put a back-tick before every value.
    let text = text.strip_prefix(b"`").unwrap_or(text);
    if text.len() > 2 * LONGEST {
        return None;
    }
    let mut length = 0;
    for c in std::str::from_utf8(text).ok()?.chars() {
        let ascii = match c {
            '！'..='～' => u8::try_from(u32::from(c) - 0xFEE0).ok()?,
            '年' | '月' => b'-',
            '时' | '点' | '分' => b':',
            '日' | '秒' | '号' | '\u{3000}' | '\u{A0}' => b' ',
            '−' | '–' => b'-',
            c if c.is_ascii() => u8::try_from(c).ok()?,
            _ => return None,
        };
        *out.get_mut(length)? = ascii;
        length += 1;
    }
    Some(out[..length].trim_ascii())
}

/// Reads the day, with the minutes of `YYYYMMDDHHMMSS`, and gives what follows it.
fn parse_day(text: &[u8]) -> Option<(Day, Option<u16>, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (first, rest) = text.split_at(digits);
    if digits == 8 || digits == 14 {
        let part = |from: usize, to: usize| number(&first[from..to], 4).map(|(n, _)| n);
        let day = civil(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
        if digits == 8 {
            return Some((day, None, rest));
        }
        let (hour, minute) = (part(8, 10)?, part(10, 12)?);
        let is_time = hour < 24 && minute < 60 && part(12, 14)? <= 60;
        let minutes = u16::try_from(hour * 60 + minute).ok();
        return is_time.then_some((day, minutes, rest));
    }
    let (&separator, rest) = rest.split_first()?;
    if digits != 4 || !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest.strip_prefix(&[separator])?, 2)?;
    Some((civil(number(first, 4)?.0, month, day)?, None, rest))
}

/// Reads `HH:MM[:SS[.fff]]` after a `T` or blanks, as minutes after midnight.
fn parse_time(text: &[u8]) -> Option<(i32, &[u8])> {
    let text = match text.split_first()? {
        (b'T' | b't', rest) => rest,
        (b' ' | b'\t', rest) => rest.trim_ascii_start(),
        _ => return None,
    };
    let (hour, rest) = number(text, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix(b":")?, 2)?;
    // `10时30分` leaves the mark of the minutes.
    if let Some((second, after)) = rest.strip_prefix(b":").and_then(|rest| number(rest, 2)) {
        if second > 60 {
            return None;
        }
        rest = after;
        if let Some(fraction) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
            rest = number(fraction, 9)?.1;
        }
    } else if rest == b":" {
        rest = &[];
    }
    (hour < 24 && minute < 60).then_some((i32::try_from(hour * 60 + minute).ok()?, rest))
}

/// Reads `Z`, `UTC`, `+08:00`, `+0800` or `+08`, in minutes east of UTC.
fn parse_offset(text: &[u8]) -> Option<i32> {
    let named = text.strip_prefix(b"UTC").or_else(|| text.strip_prefix(b"GMT"));
    let (sign, digits) = match named.unwrap_or(text).split_first() {
        None => return named.map(|_| 0),
        Some((b'Z' | b'z', [])) => return Some(0),
        Some((b'+', digits)) => (1, digits),
        Some((b'-', digits)) => (-1, digits),
        Some(_) => return None,
    };
    let minutes = match digits {
        [h1, h2] => two(*h1, *h2)? * 60,
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => two(*h1, *h2)? * 60 + two(*m1, *m2)?,
        _ => return None,
    };
    let minutes = i32::try_from(minutes).ok()?;
    (minutes <= 18 * 60).then_some(sign * minutes)
}

/// Reads one to `most` digits, nine at most, and gives what follows; `None` if there is no digit,
/// or one more.
fn number(text: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || digits > most {
        return None;
    }
    let value = text[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    Some((value, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        parse_date(text.as_bytes(), None).map(|when| when.day.to_string())
    }

    #[test]
    fn every_form_of_a_day_is_read() {
        for text in [
            "2024-05-01",
            "2024-5-1",
            "2024/05/01",
            "2024/5/1",
            "2024.5.1",
            "20240501",
            "2024年5月1日",
            "２０２４－０５－０１",
            "  2024-05-01 ",
            "2024-05-01 10:00",
            "2024-05-01T10:00:00",
            "2024/5/1 9:05",
            "2024-05-01 16：33：45",
            "2024-05-01 10:00:00.123",
            "20240501 10:00",
            "20240501103000",
            "2024年5月1日 10时30分",
            "2024年5月1日 10:30:00",
            "2024-05-01  10:00:59,5",
            "2024-05-01T10:00:00Z",
            "2024-05-01 10:00:00 +0800",
            "2024-05-01T10:00:00.5-05:00",
            "2024-05-01 10:00 UTC",
            "2024年05月01日10:30",
        ] {
            assert_eq!(day(text).as_deref(), Some("2024-05-01"), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "-",
            "2024",
            "2024-05",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-05-01x",
            "2024-05-01 25:00",
            "2024-05-01 10:61",
            "2024-05-01 10:00:61",
            "24-05-01",
            "01/05/2024",
            "12/1/2010 8:26",
            "2024-05/01",
            "2024-05-01 10:00 +99:00",
            "0001-01-01",
            "9999-12-31",
            "202405",
            "2024-05-01 10",
            "2024-05-01T",
            "2024-05-01 10:00:00 CST",
            "45384.3478",
            "2024-05-011",
            "20240501 250000",
            "99999999",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(parse_date(&[b'1'; 100_000], None), None);
        assert_eq!(parse_date(b"2024-05-01 \xFF", None), None);
    }

    #[test]
    fn an_offset_moves_the_day_only_when_a_zone_is_asked_for() {
        let late = b"2024-12-31 20:00:00 +0000";
        let read =
            |zone| parse_date(late, zone).map(|w| (w.day.to_string(), w.has_offset)).unwrap();
        assert_eq!(read(None), ("2024-12-31".to_owned(), true));
        assert_eq!(read(Some(480)), ("2025-01-01".to_owned(), true));
        assert_eq!(read(Some(-1200)), ("2024-12-31".to_owned(), true));
        let early = parse_date(b"2024-01-01T00:30:00+08:00", Some(0)).unwrap();
        assert_eq!(early.day.to_string(), "2023-12-31");
        let plain = parse_date(b"2024-12-31 20:00", Some(480)).unwrap();
        assert_eq!((plain.day.to_string().as_str(), plain.has_offset), ("2024-12-31", false));
    }

    #[test]
    fn the_time_of_day_is_kept_and_moves_with_the_zone() {
        let minutes = |text: &str, zone| parse_date(text.as_bytes(), zone).unwrap().minutes;
        for text in
            ["2024-05-01 10:30:00", "2024/5/1 10:30", "20240501103000", "2024年5月1日 10时30分"]
        {
            assert_eq!(minutes(text, None), Some(630), "{text}");
        }
        for text in ["2024-05-01", "20240501", "2024/5/1"] {
            assert_eq!(minutes(text, None), None, "{text}");
        }
        assert_eq!(minutes("2024-12-31 20:10:00 +0000", None), Some(1210));
        assert_eq!(minutes("2024-12-31 20:10:00 +0000", Some(480)), Some(250));
        assert_eq!(minutes("2024-01-01T00:30:00+08:00", Some(0)), Some(990));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_thorough_one(
            text in "(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9])?",
        ) {
            let quick = parse_usual(text.as_bytes());
            let thorough = parse_any(text.as_bytes(), Some(480));
            proptest::prop_assert_eq!(quick, thorough.map(|when| (when.day, when.minutes)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9]{0,8}[-/.年 ][0-9]{0,3}[-/.月 ][0-9]{0,3}[日TZ: +0-9]{0,12}") {
            let _ = parse_date(text.as_bytes(), Some(-60));
        }
    }
}
