use std::fmt;

/// A civil day, counted from 1970-01-01, without a time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day `year`-`month`-`day` of the proleptic Gregorian calendar, or `None` if there is no
    /// such day or the year is outside 1..=9999.
    #[must_use]
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        if day > days_in_month(year, month) {
            return None;
        }
        // Years start in March here, so that the leap day is the last day of the year.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month_from_march = i32::try_from((month + 9) % 12).ok()?;
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::try_from(day).ok()? - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month (1..=12) and day of the month (1..=31).
    #[must_use]
    pub fn civil(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// Reads exactly `YYYY-MM-DD`, the form in which days cross every boundary.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<u32> {
            b[from..to].iter().try_fold(0_u32, |acc, &c| {
                c.is_ascii_digit().then(|| acc * 10 + u32::from(c - b'0'))
            })
        };
        Self::from_civil(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)
    }

    /// The calendar month that holds this day.
    #[must_use]
    pub fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(year * 12 + i32::try_from(month).unwrap_or(1) - 1)
    }

    /// Whole days from `earlier` to `self`; negative if `earlier` is later.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A calendar month: `year * 12 + month - 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i32);

impl Month {
    /// The first day of the month.
    #[must_use]
    pub fn first_day(self) -> Day {
        let month = self.0.rem_euclid(12).unsigned_abs() + 1;
        Day::from_civil(self.0.div_euclid(12), month, 1).unwrap_or_default()
    }

    /// The last day of the month.
    #[must_use]
    pub fn last_day(self) -> Day {
        Day(Self(self.0 + 1).first_day().0 - 1)
    }
}

impl fmt::Display for Month {
    /// `YYYY-MM`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_and_count_agree_over_four_hundred_years() {
        let start = Day::from_civil(1900, 1, 1).unwrap();
        let mut previous = (1899, 12, 31);
        for n in start.0..start.0 + 146_097 {
            let civil = Day(n).civil();
            assert_eq!(Day::from_civil(civil.0, civil.1, civil.2), Some(Day(n)));
            assert!(civil > previous, "{civil:?} does not follow {previous:?}");
            previous = civil;
        }
        assert_eq!(Day::from_civil(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_civil(2000, 3, 1), Some(Day(11_017)));
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (y, m, d) in [(2023, 2, 29), (2100, 2, 29), (2024, 13, 1), (2024, 0, 1), (2024, 4, 31)]
        {
            assert_eq!(Day::from_civil(y, m, d), None);
        }
        assert!(Day::from_civil(2000, 2, 29).is_some());
    }

    #[test]
    fn iso_text_round_trips() {
        assert_eq!(Day::parse_iso("2024-02-29").map(|d| d.to_string()).unwrap(), "2024-02-29");
        for bad in ["2024-2-29", "2024-02-30", "20240229", "2024/02/29", "2024-02-29 "] {
            assert_eq!(Day::parse_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_know_their_ends() {
        let month = Day::parse_iso("2024-02-10").unwrap().month();
        assert_eq!(month.to_string(), "2024-02");
        assert_eq!(month.first_day().to_string(), "2024-02-01");
        assert_eq!(month.last_day().to_string(), "2024-02-29");
    }
}
