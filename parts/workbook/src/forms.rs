//! How places and numbers are written in the XML of a sheet.

use crate::xml::{Unusual, Usual};

/// The first and the last place of a sheet.
pub(crate) fn check_size(value: &str) -> Usual<()> {
    let (first, last) = value.split_once(':').unwrap_or((value, value));
    let (first, last) = (place(first)?, place(last)?);
    if first.0 <= last.0 && first.1 <= last.1 { Ok(()) } else { Err(Unusual) }
}

/// Row and column of a place such as `B7`, from 0.
pub(crate) fn place(value: &str) -> Usual<(u32, u32)> {
    let bytes = value.as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (letters, digits) = bytes.split_at_checked(letters).ok_or(Unusual)?;
    if letters.is_empty() || letters.len() > 3 {
        return Err(Unusual);
    }
    let column = letters.iter().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'@'));
    Ok((row_number(digits)?, column - 1))
}

/// A row by its number, from 0.
pub(crate) fn row_number(digits: &[u8]) -> Usual<u32> {
    whole(digits, 7)?.checked_sub(1).ok_or(Unusual)
}

/// A number of at most `most` digits.
pub(crate) fn whole(digits: &[u8], most: usize) -> Usual<u32> {
    if digits.is_empty() || digits.len() > most {
        return Err(Unusual);
    }
    digits.iter().try_fold(0, |sum, digit| {
        if digit.is_ascii_digit() { Ok(sum * 10 + u32::from(digit - b'0')) } else { Err(Unusual) }
    })
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As it would be shown: plain, of at most 15 digits, with no zero that says nothing.
    Shown,
    /// In another way that is usual.
    Other,
}

/// None for what is not usual, such as `.5`.
pub(crate) fn shape(raw: &[u8]) -> Option<Shape> {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let body = raw.strip_prefix(b"-").unwrap_or(raw);
    let before = digits(body);
    let (integer, rest) = body.split_at_checked(before)?;
    let fraction = match rest.strip_prefix(b".") {
        Some(rest) => rest.split_at_checked(digits(rest))?.0,
        None => &[],
    };
    let exponent = rest.get(fraction.len() + usize::from(rest.first() == Some(&b'.'))..)?;
    let is_shown = exponent.is_empty()
        && before + fraction.len() <= 15
        && (before == 1 || integer.first() != Some(&b'0'))
        && fraction.last() != Some(&b'0')
        && raw != b"-0";
    if before == 0 || (fraction.is_empty() && rest.first() == Some(&b'.')) {
        return None;
    }
    if is_shown {
        return Some(Shape::Shown);
    }
    let [b'e' | b'E', power @ ..] = exponent else {
        return exponent.is_empty().then_some(Shape::Other);
    };
    let power = power.strip_prefix(b"-").or(power.strip_prefix(b"+")).unwrap_or(power);
    let is_power = !power.is_empty() && digits(power) == power.len();
    is_power.then_some(Shape::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number;

    #[test]
    fn places_are_rows_and_columns() {
        assert_eq!(place("A1"), Ok((0, 0)));
        assert_eq!(place("XFD1048576"), Ok((1_048_575, 16_383)));
        for odd in ["", "A", "1", "a1", "A0", "A-1", "ABCD1", "A12345678", "A1 ", "$A$1"] {
            assert_eq!(place(odd), Err(Unusual), "{odd}");
        }
        assert_eq!(check_size("A1:C9"), Ok(()));
        assert_eq!(check_size("C9"), Ok(()));
        assert_eq!(check_size("C9:A1"), Err(Unusual));
    }

    #[test]
    fn a_number_that_is_shown_as_it_stands_is_what_would_be_shown() {
        let shown =
            ["0", "7", "-1", "19.99", "0.1", "-0.05", "123456789012345", "0.00001234", "100"];
        let other =
            ["-0", "007", "1.50", "1e3", "1.5E-7", "1E+05", "1234567890123456", "-0.0", "00"];
        for raw in shown {
            assert_eq!(shape(raw.as_bytes()), Some(Shape::Shown), "{raw}");
            let mut out = String::new();
            number::push(&mut out, raw.parse().unwrap());
            assert_eq!(out, raw);
        }
        for raw in other {
            assert_eq!(shape(raw.as_bytes()), Some(Shape::Other), "{raw}");
        }
        for raw in
            ["", "-", ".5", "5.", "+5", "1e", "1e+", "1x", " 1", "nan", "inf", "0x1", "1.2.3"]
        {
            assert_eq!(shape(raw.as_bytes()), None, "{raw}");
        }
    }

    #[test]
    fn decimals_of_up_to_fifteen_digits_are_their_own_shortest() {
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let digits = (seed >> 14) % 10_u64.pow(u32::try_from(seed % 15).unwrap() + 1);
            let raw = digits.to_string();
            let raw =
                raw.split_at(raw.len() - usize::try_from(seed >> 60).unwrap().min(raw.len() - 1));
            let raw =
                if raw.1.is_empty() { raw.0.to_owned() } else { format!("{}.{}", raw.0, raw.1) };
            if shape(raw.as_bytes()) == Some(Shape::Shown) {
                let mut out = String::new();
                number::push(&mut out, raw.parse().unwrap());
                assert_eq!(out, raw);
            }
        }
    }
}
