//! The door: is this text that can be read?
//!
//! Only UTF-8 passes. Everything else is named, so that the operator is told what the file is;
//! a decoder for another encoding belongs here, in front of the dialect and the scanner.

use crate::error::{Error, ErrorKind, Result};

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What a file starts with, and what it is then.
const MAGIC: [(&[u8], &str); 10] = [
    (b"PK\x03\x04", "zip or xlsx"),
    (b"PK\x05\x06", "zip or xlsx"),
    (b"\xD0\xCF\x11\xE0", "xls"),
    (b"%PDF-", "pdf"),
    (b"\x1F\x8B", "gzip"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "rar"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\0", "sqlite"),
    (b"{\\rtf", "rtf"),
];

/// What a text starts with, in lower case and after blanks, when it is no table.
const MARKUP: [(&[u8], &str); 4] =
    [(b"<!doctype html", "html"), (b"<html", "html"), (b"<table", "html"), (b"<?xml", "xml")];

/// Broken places that a file in UTF-8 may have without any character that is right.
const FEW: usize = 4;

/// Looks at the first bytes of a file, and says how many of them are a byte order mark.
///
/// # Errors
/// [`ErrorKind::UnsupportedFormat`] and [`ErrorKind::UnsupportedEncoding`].
pub(super) fn examine(head: &[u8]) -> Result<usize> {
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(Error::new(ErrorKind::UnsupportedFormat { found }));
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(Error::new(ErrorKind::UnsupportedEncoding { found: "utf-16" }));
    }
    let bom = if head.starts_with(BOM) { BOM.len() } else { 0 };
    let text = &head[bom..];
    if let Some(found) = markup(text) {
        return Err(Error::new(ErrorKind::UnsupportedFormat { found }));
    }
    refuse_nuls(text)?;
    if is_mostly_invalid(text) {
        return Err(Error::new(ErrorKind::UnsupportedEncoding { found: "unknown" }));
    }
    Ok(bom)
}

fn markup(text: &[u8]) -> Option<&'static str> {
    let text = text.trim_ascii_start();
    MARKUP
        .iter()
        .find(|(start, _)| {
            text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
        })
        .map(|(_, found)| *found)
}

/// A NUL here and there is text that was damaged; many are two-byte text or no text at all.
fn refuse_nuls(text: &[u8]) -> Result<()> {
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in text.chunks(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair.get(1) == Some(&0));
    }
    let all = even + odd;
    if all == 0 || all * 50 < text.len() {
        return Ok(());
    }
    Err(Error::new(if even.max(odd) * 10 >= all * 9 {
        ErrorKind::UnsupportedEncoding { found: "utf-16" }
    } else {
        ErrorKind::UnsupportedFormat { found: "binary data" }
    }))
}

/// Whether more of what is not ASCII is broken than is right. In GB18030, Big5 or Shift_JIS text
/// nearly nothing is valid UTF-8; in damaged UTF-8 nearly everything is. A few broken places say
/// nothing about the rest, so those are left to be told cell by cell.
fn is_mostly_invalid(text: &[u8]) -> bool {
    let (mut right, mut broken) = (0_usize, 0_usize);
    for chunk in text.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken > right + FEW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> ErrorKind {
        examine(bytes).unwrap_err().kind().clone()
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04\x14\x00"[..], "zip or xlsx"),
            (b"\xD0\xCF\x11\xE0\xA1", "xls"),
            (b"%PDF-1.7", "pdf"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"\xEF\xBB\xBF\n <!DOCTYPE HTML><p>", "html"),
            (b"<table><tr>", "html"),
            (b"\x00\x01\x00\x00\x00\x07\x00\x00", "binary data"),
        ] {
            assert_eq!(found(bytes), ErrorKind::UnsupportedFormat { found: name });
        }
    }

    #[test]
    fn two_byte_text_is_known_with_and_without_a_mark() {
        for bytes in [&b"\xFF\xFEa\0,\0b\0"[..], b"\xFE\xFF\0a\0,", b"a\0,\0b\0\n\0", b"\0a\0,\0b"]
        {
            assert_eq!(found(bytes), ErrorKind::UnsupportedEncoding { found: "utf-16" });
        }
    }

    #[test]
    fn chinese_text_of_the_old_encoding_is_refused_and_damaged_utf8_is_not() {
        let gb18030 = b"\xB6\xA9\xB5\xA5\xBA\xC5,\xC2\xF2\xBC\xD2\n1,2\n";
        assert_eq!(found(gb18030), ErrorKind::UnsupportedEncoding { found: "unknown" });
        assert_eq!(examine("订单号,买家\n1,\u{FFFD}".as_bytes()).unwrap(), 0);
        assert_eq!(examine(b"order,caf\xE9\nG\xFF\xFE").unwrap(), 0);
        assert_eq!(examine(b"\xEF\xBB\xBFa,b").unwrap(), 3);
        assert_eq!(examine(b"").unwrap(), 0);
    }
}
