//! The forms in which a time is written, with every order of day and month that a cell allows.

use super::cell::bare;
use super::clock::{Zone, number, parse_time, parse_zone, two};
use crate::unit::Day;

/// Years outside are slips of the pen or placeholders (`0001-01-01`), not orders.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
/// Two digits from here on are of the last century.
const PIVOT: u32 = 69;
/// No time is written longer.
const LONGEST: usize = 64;

/// The order of the parts of a date without a year of four digits in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/12/2024`
    Dmy,
    /// `12/31/2024`
    Mdy,
    /// `24/12/31`
    Ymd,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The order of that name: `dmy`, `mdy` or `ymd`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            "ymd" => Some(Self::Ymd),
            _ => None,
        }
    }
}

/// A time, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day by each [`DateOrder`]; all the same where the cell is clear.
    pub(super) days: [Option<Day>; 3],
    /// Seconds after midnight.
    pub(super) time: Option<u32>,
    pub(super) zone: Zone,
    /// The mark between the parts, where their order was open.
    pub(super) separator: Option<u8>,
}

impl Moment {
    fn at(day: Day, time: Option<u32>, zone: Zone) -> Self {
        Self { days: [Some(day); 3], time, zone, separator: None }
    }

    /// Reads a text; `None` where it is no time, and for days that do not exist.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        if text.len() > 4 * LONGEST {
            return None;
        }
        let text = bare(std::str::from_utf8(text).ok()?);
        let mut folded = [0; LONGEST];
        let text = fold(text, &mut folded)?;
        let text = without_weekday(text);
        let (days, separator, rest) = parse_day(text)?;
        let (time, zone) = behind_day(rest)?;
        days.iter().any(Option::is_some).then_some(Self { days, time, zone, separator })
    }

    /// Reads a number that counts: days since 1899-12-30 as spreadsheets do (`45384.3478`), or
    /// seconds or milliseconds since 1970. Only a column of times is to be read so.
    pub(super) fn parse_count(text: &[u8]) -> Option<Self> {
        const DAY: i64 = 86_400;
        let text = bare(std::str::from_utf8(text).ok()?).as_bytes();
        let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let (whole, rest) = text.split_at(digits);
        let fraction = match rest.split_first() {
            None => &[][..],
            Some((b'.', fraction)) if fraction.iter().all(u8::is_ascii_digit) => fraction,
            Some(_) => return None,
        };
        let value = whole
            .iter()
            .try_fold(0_i64, |n, b| n.checked_mul(10).map(|n| n + i64::from(b - b'0')))?;
        if digits == 5 && (20_000..80_000).contains(&value) {
            let second = share_of_day(fraction);
            let midnight = Day(i32::try_from(value).ok()? - 25_569 + i32::from(second == 86_400));
            return Some(Self::at(midnight, Some(second % 86_400), Zone::Unsaid));
        }
        let seconds = match digits {
            10 => value,
            13 => value / 1_000,
            _ => return None,
        };
        let day = Day(i32::try_from(seconds / DAY).ok()?);
        let time = u32::try_from(seconds % DAY).ok()?;
        is_plausible(day).then_some(Self::at(day, Some(time), Zone::Offset(0)))
    }

    /// The day, where the order of the column is `order`.
    pub(super) fn day(&self, order: Option<DateOrder>) -> Option<Day> {
        let wished = order.and_then(|order| self.days[order as usize]);
        wished.or_else(|| self.days.iter().copied().flatten().next())
    }
}

/// The seconds of a fraction of a day, to the nearest.
fn share_of_day(fraction: &[u8]) -> u32 {
    let (mut share, mut scale) = (0_u64, 1_u64);
    for digit in fraction.iter().take(12) {
        share = share * 10 + u64::from(digit - b'0');
        scale *= 10;
    }
    u32::try_from((share * 86_400 + scale / 2) / scale).unwrap_or(0)
}

fn is_plausible(day: Day) -> bool {
    YEARS.contains(&day.civil().0) && !is_placeholder(day)
}

/// Days that programs write where there is none: the day zero of Unix and of spreadsheets.
pub(super) fn is_placeholder(day: Day) -> bool {
    const UNIX: Day = Day(0);
    const SPREADSHEET: Day = Day(-25_567);
    day == UNIX || day == SPREADSHEET
}

/// A day of the calendar that may be one of business.
pub(super) fn civil(year: u32, month: u32, day: u32) -> Option<Day> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Day::from_civil(year, month, day).filter(|day| !is_placeholder(*day))
}

/// Writes full-width and Chinese forms in lower-case ASCII: `２０２４年５月１日　下午２：３０` as
/// `2024-5-1  pm 2:30`.
fn fold<'a>(text: &str, out: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    const WORDS: [(&str, &str); 22] = [
        ("上午", " am "),
        ("下午", " pm "),
        ("午前", " am "),
        ("午後", " pm "),
        ("오전", " am "),
        ("오후", " pm "),
        ("凌晨", " am "),
        ("早上", " am "),
        ("晚上", " pm "),
        ("星期", "\u{1}"),
        ("周", "\u{1}"),
        ("年", "-\u{2}"),
        ("月", "-"),
        ("日", " "),
        ("号", " "),
        ("时", ":"),
        ("時", ":"),
        ("点", ":"),
        ("分", ":"),
        ("秒", " "),
        ("\u{A0}", " "),
        ("\u{202F}", " "),
    ];
    let (mut length, mut rest) = (0, text);
    while let Some(c) = rest.chars().next() {
        let word = if c.is_ascii() { None } else { WORDS.iter().find(|w| rest.starts_with(w.0)) };
        let Some((from, to)) = word else {
            *out.get_mut(length)? = narrow(c)?;
            length += 1;
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[from.len()..];
        for &byte in to.as_bytes() {
            match byte {
                // The day of the week adds nothing.
                1 => rest = rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])?,
                // `24年3月5日` leaves no doubt about its order.
                2 => length = with_century(out, length)?,
                byte => {
                    *out.get_mut(length)? = byte;
                    length += 1;
                }
            }
        }
    }
    Some(out[..length].trim_ascii())
}

fn narrow(c: char) -> Option<u8> {
    match c {
        '！'..='～' => u8::try_from(u32::from(c) - 0xFEE0).ok().map(|b| b.to_ascii_lowercase()),
        '\u{3000}' => Some(b' '),
        '−' | '–' | '—' => Some(b'-'),
        c if c.is_ascii() => u8::try_from(c).ok().map(|b| b.to_ascii_lowercase()),
        _ => None,
    }
}

/// Puts the century before a year of two digits that stands at the start with its mark.
fn with_century(out: &mut [u8; LONGEST], length: usize) -> Option<usize> {
    if length != 3 {
        return Some(length);
    }
    let year = full_year(two(out[0], out[1])?, 2);
    out[4] = b'-';
    for (place, scale) in [1000, 100, 10, 1].into_iter().enumerate() {
        out[place] = b'0' + u8::try_from(year / scale % 10).ok()?;
    }
    Some(5)
}

/// Takes off `tue, ` or `tuesday `.
fn without_weekday(text: &[u8]) -> &[u8] {
    let letters = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (word, rest) = text.split_at(letters);
    let is_weekday = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| letters >= 3 && day.as_bytes().starts_with(word));
    if !is_weekday {
        return text;
    }
    rest.strip_prefix(b",").or_else(|| rest.strip_prefix(b".")).unwrap_or(rest).trim_ascii_start()
}

/// The month whose English name, whole or cut to three letters or `sept`, stands at the start.
fn parse_month(text: &[u8]) -> Option<(u32, &[u8])> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let letters = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (word, rest) = text.split_at(letters);
    let is_month = |month: &&str| {
        let month = month.as_bytes();
        word == month
            || (letters == 3 && month.starts_with(word))
            || (word == b"sept" && month[0] == b's')
    };
    let index = MONTHS.iter().position(is_month)?;
    Some((u32::try_from(index).ok()? + 1, rest.strip_prefix(b".").unwrap_or(rest)))
}

/// The days by each order, the mark between the parts where it matters, and what follows.
type Days<'a> = Option<([Option<Day>; 3], Option<u8>, &'a [u8])>;

fn parse_day(text: &[u8]) -> Days<'_> {
    let sure = |day: Day, rest| Some(([Some(day); 3], None, rest));
    if text.first()?.is_ascii_alphabetic() {
        let (month, rest) = parse_month(text)?;
        let (day, rest) = number(after_gap(rest)?, 2)?;
        let (year, rest) = parse_year(after_gap(without_ordinal(rest))?)?;
        return sure(civil(year, month, day)?, rest);
    }
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (first, rest) = text.split_at(digits);
    match digits {
        8 => sure(compact(first)?, rest),
        // The digits of the time are left for `behind_day`.
        12 | 14 if rest.is_empty() => sure(compact(first)?, &first[8..]),
        4 => {
            let (&separator, rest) = rest.split_first()?;
            if !matches!(separator, b'-' | b'/' | b'.') {
                return None;
            }
            let (month, rest) = match number(after_blanks(rest, separator), 2) {
                Some(read) => read,
                None => parse_month(rest)?,
            };
            let rest = after_blanks(rest.strip_prefix(&[separator])?, separator);
            let (day, rest) = number(rest, 2)?;
            let rest =
                if separator == b'.' { rest.strip_prefix(b".").unwrap_or(rest) } else { rest };
            sure(civil(number(first, 4)?.0, month, day)?, rest)
        }
        1 | 2 => short_first(first, rest),
        _ => None,
    }
}

/// `2024. 3. 5.` has blanks behind its points.
fn after_blanks(text: &[u8], separator: u8) -> &[u8] {
    if separator == b'.' { text.trim_ascii_start() } else { text }
}

/// A date that begins with one or two digits.
fn short_first<'a>(first: &[u8], rest: &'a [u8]) -> Days<'a> {
    let (a, _) = number(first, 2)?;
    let named = after_gap(without_ordinal(rest)).and_then(parse_month);
    if let Some((month, rest)) = named {
        let (year, rest) = parse_year(after_gap(rest)?)?;
        return Some(([Some(civil(year, month, a)?); 3], None, rest));
    }
    let (&separator, rest) = rest.split_first()?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let (b, rest) = number(after_blanks(rest, separator), 2)?;
    let rest = after_blanks(rest.strip_prefix(&[separator])?, separator);
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (c, rest) = number(rest, 4).filter(|_| matches!(digits, 1 | 2 | 4))?;
    let by_year =
        |month, day| if digits == 1 { None } else { civil(full_year(c, digits), month, day) };
    let year_first = (first.len() == 2 && digits <= 2).then(|| civil(full_year(a, 2), b, c));
    Some(([by_year(b, a), by_year(a, b), year_first.flatten()], Some(separator), rest))
}

/// A year of four digits or two, and what follows.
fn parse_year(text: &[u8]) -> Option<(u32, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (year, rest) = number(text, 4).filter(|_| matches!(digits, 2 | 4))?;
    Some((full_year(year, digits), rest))
}

fn full_year(year: u32, digits: usize) -> u32 {
    match year {
        _ if digits == 4 => year,
        0..PIVOT => 2000 + year,
        _ => 1900 + year,
    }
}

/// What follows blanks, a hyphen, a slash, a point or a comma.
fn after_gap(text: &[u8]) -> Option<&[u8]> {
    let gap = text.iter().take_while(|b| matches!(b, b' ' | b'-' | b'/' | b',' | b'.')).count();
    (1..=3).contains(&gap).then(|| &text[gap..])
}

fn without_ordinal(text: &[u8]) -> &[u8] {
    let ending = [&b"st"[..], b"nd", b"rd", b"th"].iter().find_map(|e| text.strip_prefix(*e));
    ending.unwrap_or(text)
}

fn compact(digits: &[u8]) -> Option<Day> {
    let part = |from: usize, to: usize| number(&digits[from..to], 4).map(|(n, _)| n);
    civil(part(0, 4)?, part(4, 6)?, part(6, 8)?)
}

/// The time of day and the zone behind a day.
fn behind_day(text: &[u8]) -> Option<(Option<u32>, Zone)> {
    if text.len() >= 4 && text.iter().all(u8::is_ascii_digit) {
        return Some((Some(compact_time(text)?), Zone::Unsaid));
    }
    let rest = match text.split_first() {
        None => return Some((None, Zone::Unsaid)),
        Some((b't', rest)) => rest,
        Some((b' ' | b'\t' | b',', rest)) => rest.trim_ascii_start(),
        Some(_) => return None,
    };
    let rest = rest.strip_prefix(b"at ").unwrap_or(rest);
    if rest.is_empty() {
        return (text[0] != b't' && text[0] != b',').then_some((None, Zone::Unsaid));
    }
    let (time, rest) = parse_time(rest)?;
    Some((Some(time), parse_zone(without_zone_note(rest))?))
}

/// `HHMM` or `HHMMSS`.
fn compact_time(digits: &[u8]) -> Option<u32> {
    let part = |at: usize| two(*digits.get(at)?, *digits.get(at + 1)?);
    let (hour, minute, second) = (part(0)?, part(2)?, part(4).unwrap_or(0));
    let is_time = hour < 24 && minute < 60 && second <= 60;
    is_time.then_some(hour * 3600 + minute * 60 + second.min(59))
}

/// `GMT+0800 (China Standard Time)` says the zone twice.
fn without_zone_note(text: &[u8]) -> &[u8] {
    let open = text.iter().position(|b| *b == b'(');
    match open {
        Some(open) if text.ends_with(b")") && !text[..open].trim_ascii().is_empty() => {
            &text[..open]
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_have_names() {
        let names = ["dmy", "mdy", "ymd", "DMY", ""].map(DateOrder::from_name);
        let [dmy, mdy, ymd] = DateOrder::ALL.map(Some);
        assert_eq!(names, [dmy, mdy, ymd, None, None]);
    }

    #[test]
    fn blanks_around_a_time_are_no_part_of_it_up_to_a_length() {
        let padded = |length: usize| {
            let text = format!("{:>length$}", "2024-05-01");
            Moment::parse(text.as_bytes()).is_some()
        };
        assert!(padded(100) && padded(4 * LONGEST));
        assert!(!padded(4 * LONGEST + 1) && !padded(5 * LONGEST));
    }

    #[test]
    fn a_fraction_of_a_day_is_a_time() {
        for (fraction, seconds) in
            [("", 0), ("5", 43_200), ("25", 21_600), ("3478", 30_050), ("00001", 1), ("000005", 0)]
        {
            assert_eq!(share_of_day(fraction.as_bytes()), seconds, "{fraction}");
        }
    }

    #[test]
    fn seconds_behind_a_compact_day_are_read() {
        let time = |text: &str| Moment::parse(text.as_bytes()).and_then(|moment| moment.time);
        assert_eq!(time("20240501103045"), Some(10 * 3600 + 30 * 60 + 45));
        assert_eq!(time("20240501235960"), Some(86_399));
        assert_eq!(time("202405011030"), Some(10 * 3600 + 30 * 60));
    }
}
