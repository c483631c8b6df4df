//! Numbers as a spreadsheet shows them: plain decimals of at most 15 digits.

use std::fmt::Write;

/// Digits that a spreadsheet shows; what is behind them is noise of binary fractions.
const DIGITS: usize = 15;

/// Whole numbers from here on differ from their neighbours by more than one: an id of so many digits
/// may have lost its last ones before it came here.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends `value`: `1999`, `19.99`, never `19.989999999999995` nor `1e21`.
pub(crate) fn push(out: &mut String, value: f64) {
    if quick(out, value) {
        return;
    }
    let shortest = format!("{value:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit);
    let noisy = value.fract() != 0.0 && digits.count() > DIGITS;
    let shown = if noisy { rounded(value) } else { value };
    // Writing to a String can't fail.
    let _ = write!(out, "{shown}");
}

/// Appends `value` as a spreadsheet shows a number of which it does not keep all digits:
/// `6.917926768823643E+18`. A reader of text can't take it for an id that is whole.
pub(crate) fn push_cut(out: &mut String, value: f64) {
    let shown = format!("{value:e}").replace('e', "E+");
    out.push_str(&shown);
}

/// Whole numbers and cents, which nearly all are.
fn quick(out: &mut String, value: f64) -> bool {
    const BOUND: f64 = 1e13;
    if value.is_nan() || value.abs() >= BOUND {
        return false;
    }
    let cents = (value * 100.0).round();
    // Exact where the nearest double of cents / 100 is the value: then that decimal is its shortest.
    if cents / 100.0 != value {
        return false;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 1e15")]
    let cents = cents as i64;
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    if cents < 0 {
        out.push('-');
    }
    push_padded(out, whole, 1);
    match rest {
        0 => {}
        rest if rest % 10 == 0 => {
            out.push('.');
            push_padded(out, rest / 10, 1);
        }
        rest => {
            out.push('.');
            push_padded(out, rest, 2);
        }
    }
    true
}

/// Appends `value` with at least `width` digits. Every second cell is a number, and the way through
/// format strings takes several times as long.
pub(crate) fn push_padded(out: &mut String, mut value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut from = digits.len();
    while value > 0 || digits.len() - from < width.min(digits.len()) {
        from -= 1;
        digits[from] = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
    out.extend(digits[from..].iter().copied().map(char::from));
}

fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64) -> String {
        let mut out = String::new();
        push(&mut out, value);
        out
    }

    #[test]
    fn numbers_are_shown_as_spreadsheets_show_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (19.989_999_999_999_995, "19.99"),
            (0.1 + 0.2, "0.3"),
            (1234.5, "1234.5"),
            (-0.05, "-0.05"),
            (0.000_01, "0.00001"),
            (45_356.586_813, "45356.586813"),
            (1e15, "1000000000000000"),
            (1e21, "1000000000000000000000"),
            (1.0 / 3.0, "0.333333333333333"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ];
        for (value, text) in cases {
            assert_eq!(shown(value), text);
        }
    }

    #[test]
    fn digits_are_padded_to_a_width() {
        let padded = |value, width| {
            let mut out = String::new();
            push_padded(&mut out, value, width);
            out
        };
        for value in [0, 7, 10, 99, 100, 2024, u64::MAX] {
            for width in [1, 2, 4] {
                assert_eq!(padded(value, width), format!("{value:0width$}"));
            }
        }
    }

    #[test]
    fn the_quick_way_says_what_the_slow_one_says() {
        for step in -30_000_i32..30_000 {
            let value = f64::from(step) * 0.01;
            let mut slow = String::new();
            let _ = write!(slow, "{}", rounded(value));
            assert_eq!(shown(value), if slow == "-0" { "0" } else { &slow });
        }
    }
}
