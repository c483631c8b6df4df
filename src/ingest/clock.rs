//! Times of day and offsets from UTC, in a text that is folded to lower-case ASCII.

/// Seconds after midnight, and what follows in the text.
type Time<'a> = Option<(u32, &'a [u8])>;

/// Reads `H:MM[:SS[.fff]]`, or `H` alone beside `am` or `pm`, which may stand on either side.
pub(super) fn parse_time(text: &[u8]) -> Time<'_> {
    let (before, text) = half(text);
    let (hour, rest) = number(text.trim_ascii_start(), 2)?;
    let (minute, second, rest) = minutes(rest)?;
    let (after, rest) = half(rest.trim_ascii_start());
    let half = match (before, after) {
        (Some(_), Some(_)) => return None,
        (before, after) => before.or(after),
    };
    let has_minutes = minute.is_some();
    if half.is_none() && !has_minutes {
        return None;
    }
    let hour = on_24_hours(hour, half)?;
    let minute = minute.unwrap_or(0);
    // A leap second is the last of its minute.
    (minute < 60 && second <= 60).then_some((hour * 3600 + minute * 60 + second.min(59), rest))
}

/// `:MM[:SS[.fff]]`; `10时30分` and `2点` leave a colon behind.
fn minutes(rest: &[u8]) -> Option<(Option<u32>, u32, &[u8])> {
    let Some(after) = rest.strip_prefix(b":") else { return Some((None, 0, rest)) };
    let Some((minute, rest)) = number(after, 2) else { return Some((None, 0, after)) };
    let Some(after) = rest.strip_prefix(b":") else { return Some((Some(minute), 0, rest)) };
    let Some((second, rest)) = number(after, 2) else { return Some((Some(minute), 0, after)) };
    let fraction = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b","));
    match fraction.and_then(|fraction| number(fraction, 9)) {
        Some((_, rest)) => Some((Some(minute), second, rest)),
        None if fraction.is_some() => None,
        None => Some((Some(minute), second, rest)),
    }
}

/// Which half of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// `am`, `a.m.`, `pm` or `p.m.` at the start, and what follows.
fn half(text: &[u8]) -> (Option<Half>, &[u8]) {
    for (word, half) in [
        (&b"am"[..], Half::Morning),
        (b"a.m.", Half::Morning),
        (b"pm", Half::Afternoon),
        (b"p.m.", Half::Afternoon),
    ] {
        if let Some(rest) = text.strip_prefix(word)
            && !rest.first().is_some_and(u8::is_ascii_alphabetic)
        {
            return (Some(half), rest);
        }
    }
    (None, text)
}

/// 12 AM is midnight and 12 PM is noon. `下午14:05` is written too, `14:05 AM` says two things.
fn on_24_hours(hour: u32, half: Option<Half>) -> Option<u32> {
    match half {
        None | Some(Half::Afternoon) if hour > 23 => None,
        None => Some(hour),
        Some(Half::Morning) if hour > 12 => None,
        Some(Half::Morning) => Some(hour % 12),
        Some(Half::Afternoon) if hour > 12 => Some(hour),
        Some(Half::Afternoon) => Some(hour % 12 + 12),
    }
}

/// What stands behind a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Nothing.
    Unsaid,
    /// Minutes east of UTC.
    Offset(i32),
    /// Letters like `EST`, which mean different offsets in summer and in different countries.
    Named,
}

/// Reads `Z`, `UTC`, `+08:00`, `+0800`, `+08`, `UTC+8` or the letters of a zone.
pub(super) fn parse_zone(text: &[u8]) -> Option<Zone> {
    const NAMED: &str = "est edt cst cdt mst mdt pst pdt akst akdt hst ast adt et ct mt pt bst cet \
                         cest eet eest wet west msk ist jst kst aest aedt acst awst nzst nzdt sgt \
                         hkt";
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some(Zone::Unsaid);
    }
    if text == b"z" {
        return Some(Zone::Offset(0));
    }
    if let [b'+' | b'-', ..] = text {
        return offset(text, false).map(Zone::Offset);
    }
    let named = text.strip_prefix(b"utc").or_else(|| text.strip_prefix(b"gmt"));
    if named == Some(b"") {
        return Some(Zone::Offset(0));
    }
    if let Some(behind) = named {
        return offset(behind, true).map(Zone::Offset);
    }
    let is_named = |name: &str| name.as_bytes() == text;
    NAMED.split_whitespace().any(is_named).then_some(Zone::Named)
}

fn offset(text: &[u8], behind_name: bool) -> Option<i32> {
    let (sign, digits) = match text.split_first()? {
        (b'+', digits) => (1, digits),
        (b'-', digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [h] if behind_name => (two(b'0', *h)?, 0),
        [h1, h2] => (two(*h1, *h2)?, 0),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => (two(*h1, *h2)?, two(*m1, *m2)?),
        _ => return None,
    };
    let all = i32::try_from(hours * 60 + minutes).ok()?;
    (all <= 18 * 60 && minutes < 60).then_some(sign * all)
}

/// Two digits as a number.
pub(super) fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// Reads one to `most` digits, nine at most, and gives what follows; `None` if there is no digit,
/// or one more.
pub(super) fn number(text: &[u8], most: usize) -> Option<(u32, &[u8])> {
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

    #[test]
    fn times_of_both_clocks() {
        for (text, expected) in [
            ("9:05", Some((9, 5, 0))),
            ("14:05:01", Some((14, 5, 1))),
            ("9:05 am", Some((9, 5, 0))),
            ("12:00 am", Some((0, 0, 0))),
            ("12:00 pm", Some((12, 0, 0))),
            ("12:30:15 p.m.", Some((12, 30, 15))),
            ("pm 2:05", Some((14, 5, 0))),
            ("pm14:05", Some((14, 5, 0))),
            ("pm 2:", Some((14, 0, 0))),
            ("2 pm", Some((14, 0, 0))),
            ("10:30:", Some((10, 30, 0))),
            ("14:05 am", None),
            ("24:00", None),
            ("9", None),
            ("9:60", None),
            ("am 9:00 am", None),
            ("9:05:01.", None),
            ("9:05:01.x", None),
            ("12:30 am", Some((0, 30, 0))),
            ("13:00 am", None),
            ("23:59:60", Some((23, 59, 59))),
        ] {
            let read = parse_time(text.as_bytes());
            let read = read.filter(|(_, rest)| rest.is_empty()).map(|(seconds, _)| seconds);
            assert_eq!(read, expected.map(|(h, m, s)| h * 3600 + m * 60 + s), "{text}");
        }
    }

    #[test]
    fn zones_are_offsets_names_or_nothing() {
        for (text, zone) in [
            ("", Some(Zone::Unsaid)),
            ("z", Some(Zone::Offset(0))),
            (" utc", Some(Zone::Offset(0))),
            ("+0800", Some(Zone::Offset(480))),
            ("-05:00", Some(Zone::Offset(-300))),
            ("+08", Some(Zone::Offset(480))),
            ("gmt+8", Some(Zone::Offset(480))),
            ("pst", Some(Zone::Named)),
            ("+8", None),
            ("+99:00", None),
            ("+18:00", Some(Zone::Offset(18 * 60))),
            ("+18:01", None),
            ("+05:60", None),
            ("+a800", None),
            ("+8a00", None),
            ("+08:0a", None),
            ("wibble", None),
        ] {
            assert_eq!(parse_zone(text.as_bytes()), zone, "{text}");
        }
    }
}
