//! Characters that XML and spreadsheets write in other words.

use crate::xml::{Unusual, Usual};

/// The longest reference, such as `&#x10FFFF;`, without its ends.
const REFERENCE: usize = 10;

/// Appends a text with its references resolved and its line ends made alike.
pub(crate) fn decode(raw: &str, out: &mut String) -> Usual<()> {
    let mut pieces = raw.split('&');
    push_lines(pieces.next().unwrap_or_default(), out);
    for piece in pieces {
        let (name, text) = piece.split_once(';').ok_or(Unusual)?;
        out.push(referred(name).ok_or(Unusual)?);
        push_lines(text, out);
    }
    Ok(())
}

/// Appends a text with its line ends made alike.
pub(crate) fn push_lines(text: &str, out: &mut String) {
    let mut lines = text.split('\r');
    out.push_str(lines.next().unwrap_or_default());
    for line in lines {
        out.push('\n');
        out.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
}

fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ if name.len() > REFERENCE => None,
        _ => {
            let digits = name.strip_prefix('#')?;
            let (digits, radix) =
                digits.strip_prefix('x').map_or((digits, 10), |digits| (digits, 16));
            let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code =
                u32::from_str_radix(digits, radix).ok().filter(|code| is_number && *code > 0)?;
            char::from_u32(code)
        }
    }
}

/// Appends a text in which spreadsheets have written some characters as `_x000D_`: the units of UTF-16.
pub(crate) fn push_unescaped(mut text: &str, out: &mut String) {
    if !text.as_bytes().contains(&b'_') {
        return out.push_str(text);
    }
    while let Some(at) = text.find("_x") {
        let (before, rest) = text.split_at(at);
        let Some(unit) = escape(rest) else {
            out.push_str(before);
            out.push('_');
            text = &rest[1..];
            continue;
        };
        out.push_str(before);
        text = &rest[ESCAPE..];
        let low = escape(text).filter(|low| (0xdc00..0xe000).contains(low));
        let pair = [unit, low.unwrap_or(0)];
        match char::decode_utf16(pair).next() {
            Some(Ok(one)) => {
                out.push(one);
                text = if (0xd800..0xdc00).contains(&unit) { &text[ESCAPE..] } else { text };
            }
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    out.push_str(text);
}

/// Bytes of `_x000D_`.
const ESCAPE: usize = 7;

/// The unit that a text begins with.
fn escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_whole = text.as_bytes().get(ESCAPE - 1) == Some(&b'_');
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_whole && is_number { u16::from_str_radix(digits, 16).ok() } else { None }
}
