//! Reads the forms in which shops write a time, down to the day.

use super::clock::{Zone, parse_zone, two};
use super::habits::Habit;
use super::moment::{DateOrder, Moment, civil};
use crate::unit::Day;

const MINUTES_A_DAY: i32 = 24 * 60;

/// A time of order, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) day: Day,
    /// Minutes since midnight, where a time of day is given.
    pub(super) minutes: Option<u16>,
    /// The offset from UTC that the time came with, in minutes east.
    pub(super) offset: Option<i32>,
    /// The day by each order of day and month, where the cell allows several, or only some.
    pub(super) days: Option<[Option<Day>; 3]>,
    /// The mark between the parts, in such a cell.
    pub(super) separator: Option<u8>,
}

impl When {
    /// Whether the day is a guess: the order of the column is one, or does not fit the cell.
    pub(super) fn is_doubtful(&self, habit: Habit) -> bool {
        let Some(days) = self.days else { return false };
        let has_no_day = |order: DateOrder| days[order as usize].is_none();
        (habit.is_order_guessed && self.is_open()) || habit.order.is_some_and(has_no_day)
    }

    /// Whether the cell can be read as different days.
    pub(super) fn is_open(&self) -> bool {
        self.days.is_some_and(|days| {
            let mut days = days.iter().flatten();
            let first = days.next();
            days.any(|day| Some(day) != first)
        })
    }
}

/// Reads a time that is written as one: see [`Moment::parse`]. `None` for anything else.
///
/// A time without offset is taken as written. One with an offset is moved to `zone`, in minutes
/// east of UTC, or taken as written where no zone was asked for.
pub(super) fn parse_date(text: &[u8], zone: Option<i32>, order: Option<DateOrder>) -> Option<When> {
    if let Some((day, minutes)) = parse_usual(text) {
        return Some(When { day, minutes, offset: None, days: None, separator: None });
    }
    let moment = with_offset(text).or_else(|| Moment::parse(text))?;
    when(&moment, zone, order)
}

/// `YYYY-MM-DD HH:MM:SS +0800`, as [`Moment::parse`] reads it.
fn with_offset(text: &[u8]) -> Option<Moment> {
    let (time, offset) = text.split_first_chunk::<19>()?;
    let is_offset = matches!(offset, [b' ', b'+' | b'-', ..] | [b'+' | b'-', ..]);
    let (day, minutes) = if is_offset { parse_usual(time)? } else { return None };
    let (time, zone) = (u32::from(minutes?) * 60, parse_zone(offset)?);
    Some(Moment { days: [Some(day); 3], time: Some(time), zone, separator: None })
}

/// Reads a cell of the time column, which may count days or seconds as well.
pub(super) fn parse_time_cell(
    text: &[u8],
    zone: Option<i32>,
    order: Option<DateOrder>,
) -> Option<When> {
    parse_date(text, zone, order)
        .or_else(|| when(&Moment::parse_count(text.trim_ascii())?, zone, order))
}

fn when(moment: &Moment, zone: Option<i32>, order: Option<DateOrder>) -> Option<When> {
    let day = moment.day(order)?;
    let minutes = moment.time.map(|time| i32::try_from(time / 60)).transpose().ok()?;
    let shift = match (moment.zone, zone) {
        (Zone::Offset(offset), Some(zone)) => zone - offset,
        _ => 0,
    };
    let moved = minutes.unwrap_or(0) + shift;
    let minutes = minutes.and_then(|_| u16::try_from(moved.rem_euclid(MINUTES_A_DAY)).ok());
    let all_alike = moment.days == [Some(day); 3];
    Some(When {
        day: Day(day.0 + moved.div_euclid(MINUTES_A_DAY)),
        minutes,
        offset: match moment.zone {
            Zone::Offset(offset) => Some(offset),
            Zone::Unsaid | Zone::Named => None,
        },
        days: (moment.separator.is_some() && !all_alike).then_some(moment.days),
        separator: moment.separator,
    })
}

/// `YYYY-MM-DD`, alone or with ` HH:MM:SS`: nearly every cell of nearly every file.
pub(super) fn parse_usual(text: &[u8]) -> Option<(Day, Option<u16>)> {
    UsualDay::default().parse(text)
}

/// The last day that was read so, and how it was written: in nearly every file the next is the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UsualDay(Option<([u8; 10], Day)>);

impl UsualDay {
    /// See [`parse_usual`].
    #[inline]
    pub(super) fn parse(&mut self, text: &[u8]) -> Option<(Day, Option<u16>)> {
        let (date, time) = text.split_first_chunk::<10>()?;
        let minutes = minutes_of(time)?;
        let day = match self.0 {
            Some((known, day)) if known == *date => day,
            _ => usual_day(date)?,
        };
        self.0 = Some((*date, day));
        Some((day, minutes))
    }
}

/// The minutes since midnight of ` HH:MM:SS`, or of nothing.
#[inline]
fn minutes_of(time: &[u8]) -> Option<Option<u16>> {
    let mut minutes = None;
    if !time.is_empty() {
        let [b' ' | b'T', clock @ ..] = time else { return None };
        let [hour, minute, second] = pairs(clock.try_into().ok()?, b':')?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        minutes = Some(hour * 60 + minute);
    }
    Some(minutes)
}

fn usual_day(date: &[u8; 10]) -> Option<Day> {
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let [century, rest @ ..] = date.as_chunks::<2>().0 else { return None };
    let [year, month, day] = pairs(*rest.as_flattened().first_chunk()?, b'-')?;
    let year = u32::from(year) + two(century[0], century[1])? * 100;
    civil(year, month.into(), day.into())
}

/// The numbers of two digits in `08:49:39`, all at once; `mark` stands between them.
fn pairs(text: [u8; 8], mark: u8) -> Option<[u16; 3]> {
    const ZEROS: u64 = 0x3030_0030_3000_3030;
    const SIX: u64 = 0x0606_0006_0600_0606;
    /// Bits that are set in no digit, and all those of what is left of the marks.
    const ODD: u64 = 0xF0F0_FFF0_F0FF_F0F0;
    let marks = u64::from(mark) << 16 | u64::from(mark) << 40;
    let digits = u64::from_le_bytes(text) ^ (ZEROS | marks);
    // More than nine and six is more than fifteen. A sum that carries into the next byte comes of one
    // with such a bit itself.
    if (digits | digits.wrapping_add(SIX)) & ODD != 0 {
        return None;
    }
    let digits = digits.to_le_bytes();
    let pair = |at: usize| u16::from(digits[at]) * 10 + u16::from(digits[at + 1]);
    Some([pair(0), pair(3), pair(6)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        parse_date(text.as_bytes(), None, None).map(|when| when.day.to_string())
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
            "2024−05–01",
            "2024-05-01\u{3000}10:00",
            "20240501 10:00:60",
        ] {
            assert_eq!(day(text).as_deref(), Some("2024-05-01"), "{text}");
        }
    }

    #[test]
    fn days_of_other_lands_and_clocks_are_read() {
        for (text, expected) in [
            ("25/12/2024", "2024-12-25"),
            ("12/25/2024 2:05 PM", "2024-12-25"),
            ("25.03.24", "2024-03-25"),
            ("31.12.99", "1999-12-31"),
            ("05-Mar-2024", "2024-03-05"),
            ("31 Dec 2024", "2024-12-31"),
            ("March 5, 2024", "2024-03-05"),
            ("Mar-05-24", "2024-03-05"),
            ("Jul-25-26", "2026-07-25"),
            ("5th September 2024", "2024-09-05"),
            ("Tue, 05 Mar 2024 14:05:01 +0000", "2024-03-05"),
            ("Tue Mar 05 2024 14:05:01 GMT+0800 (China Standard Time)", "2024-03-05"),
            ("Mar 5, 2024, 2:05:00 PM", "2024-03-05"),
            ("2024/3/5 下午2:05", "2024-03-05"),
            ("2024年3月5日 星期二 14:05", "2024-03-05"),
            ("24年3月5日", "2024-03-05"),
            ("2024. 3. 5.", "2024-03-05"),
            ("2024-05-01 10:00:00 CST", "2024-05-01"),
            ("202405011030", "2024-05-01"),
            ("20240501103060", "2024-05-01"),
            ("5 Sept 2024", "2024-09-05"),
            ("Sept. 5, 2024", "2024-09-05"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_order_of_a_column_reads_its_cells() {
        let read = |text: &str, order| parse_date(text.as_bytes(), None, order).unwrap();
        for (order, expected) in [
            (DateOrder::Dmy, "2004-03-05"),
            (DateOrder::Mdy, "2004-05-03"),
            (DateOrder::Ymd, "2005-03-04"),
        ] {
            assert_eq!(read("05/03/04", Some(order)).day.to_string(), expected);
        }
        assert!(read("05/03/04", None).is_open());
        assert!(!read("05/05/2024", None).is_open());
        // What cannot be is not asked for.
        let only = read("25/03/2024", Some(DateOrder::Mdy));
        assert_eq!((only.day.to_string().as_str(), only.is_open()), ("2024-03-25", false));
    }

    #[test]
    fn counts_are_times_in_a_column_of_times_only() {
        for (text, expected) in [
            ("45384.3478", "2024-04-02"),
            ("45356", "2024-03-05"),
            ("1709647501", "2024-03-05"),
            ("1735689599123", "2024-12-31"),
            // The last instant of a day is nearer to the next.
            ("45384.999999", "2024-04-03"),
            ("45384.99", "2024-04-02"),
        ] {
            assert_eq!(day(text), None, "{text}");
            let read = parse_time_cell(text.as_bytes(), None, None).unwrap();
            assert_eq!(read.day.to_string(), expected, "{text}");
        }
        let moved = parse_time_cell(b"1735689599123", Some(480), None).unwrap();
        assert_eq!((moved.day.to_string().as_str(), moved.offset.is_some()), ("2025-01-01", true));
        for text in [
            "12",
            "4538",
            "99999",
            "123456",
            "12345678901",
            "45384.3.4",
            "1e10",
            "",
            // Beyond all years of business, and the first day of all counts.
            "9999999999",
            "0000000001",
        ] {
            assert_eq!(parse_time_cell(text.as_bytes(), None, None), None, "{text}");
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
            "1/5/1",
            "13/13/2024",
            "31/02/2024",
            "1970-01-01 08:00:00",
            "1900-01-01",
            "1900-01-00",
            "0000-00-00",
            "2024-05/01",
            "2024-05-01 10:00 +99:00",
            "0001-01-01",
            "9999-12-31",
            "202405",
            "2024-05-01 10",
            "2024-05-01T",
            "45384.3478",
            "2024-05-011",
            "20240501 250000",
            "99999999",
            "2024/05/01,",
            "202405011030x",
            "202405012400",
            "202405011060",
            "20240501103061",
            "Tue Mar 05 2024 14:05:01 (China Standard Time)",
            "Tue Mar 05 2024 14:05:01 GMT+0800 (China",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(parse_date(&[b'1'; 100_000], None, None), None);
        assert_eq!(parse_date(b"2024-05-01 \xFF", None, None), None);
    }

    #[test]
    fn an_offset_moves_the_day_only_when_a_zone_is_asked_for() {
        let late = b"2024-12-31 20:00:00 +0000";
        let read = |zone| {
            parse_date(late, zone, None).map(|w| (w.day.to_string(), w.offset.is_some())).unwrap()
        };
        assert_eq!(read(None), ("2024-12-31".to_owned(), true));
        assert_eq!(read(Some(480)), ("2025-01-01".to_owned(), true));
        assert_eq!(read(Some(-1200)), ("2024-12-31".to_owned(), true));
        let early = parse_date(b"2024-01-01T00:30:00+08:00", Some(0), None).unwrap();
        assert_eq!(early.day.to_string(), "2023-12-31");
        let plain = parse_date(b"2024-12-31 20:00", Some(480), None).unwrap();
        assert_eq!((plain.day.to_string().as_str(), plain.offset), ("2024-12-31", None));
    }

    #[test]
    fn the_time_of_day_is_kept_and_moves_with_the_zone() {
        let minutes = |text: &str, zone| parse_date(text.as_bytes(), zone, None).unwrap().minutes;
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
            let thorough = Moment::parse(text.as_bytes()).and_then(|m| when(&m, Some(480), None));
            proptest::prop_assert_eq!(quick, thorough.map(|when| (when.day, when.minutes)));
        }

        #[test]
        fn so_it_does_with_an_offset(
            text in "20[0-9]{2}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9] {0,2}[-+][01][0-9]:?[0-6]?[0-9]?",
        ) {
            let asked = Some(-300);
            let quick = with_offset(text.as_bytes()).and_then(|m| when(&m, asked, None));
            let thorough = Moment::parse(text.as_bytes()).and_then(|m| when(&m, asked, None));
            proptest::prop_assert!(quick.is_none() || quick == thorough, "{quick:?} {thorough:?}");
            proptest::prop_assert_eq!(parse_date(text.as_bytes(), asked, None), thorough);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9]{0,8}[-/.年 ][0-9]{0,3}[-/.月 ][0-9]{0,3}[日TZ: +0-9]{0,12}") {
            let _ = parse_date(text.as_bytes(), Some(-60), None);
        }
    }
}
