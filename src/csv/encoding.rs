//! The door: is this a text table at all?

use super::charset::wide;
use crate::error::{Error, ErrorKind, Result};

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
const MARKUP: [(&[u8], &str); 6] = [
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<meta", "html"),
    (b"<head", "html"),
    (b"<?xml", "xml"),
];

/// Looks at the first bytes of a file as they are.
///
/// # Errors
/// [`ErrorKind::UnsupportedFormat`].
pub(super) fn refuse_binary(head: &[u8]) -> Result<()> {
    let refuse = |found| Err(Error::new(ErrorKind::UnsupportedFormat { found }));
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return refuse(found);
    }
    let nuls = head.iter().filter(|b| **b == 0).count();
    // A NUL here and there is text that was damaged; many are no text at all.
    let marks: [&[u8]; 3] = [b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"];
    let is_marked = marks.iter().any(|mark| head.starts_with(mark));
    if nuls * 8 > head.len() && !is_marked && wide(head).is_none() {
        return refuse("binary data");
    }
    Ok(())
}

/// Whether the decoded beginning of a file is a page that may hold a table.
///
/// # Errors
/// [`ErrorKind::UnsupportedFormat`] for other markup, and for pages without a table.
pub(super) fn is_page(text: &[u8]) -> Result<bool> {
    let start = text.trim_ascii_start();
    let starts =
        |with: &[u8]| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let Some((_, found)) = MARKUP.iter().find(|(with, _)| starts(with)) else { return Ok(false) };
    let has_table = text.windows(6).any(|bytes| bytes.eq_ignore_ascii_case(b"<table"));
    if has_table { Ok(true) } else { Err(Error::new(ErrorKind::UnsupportedFormat { found })) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_text_are_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04\x14\x00"[..], "zip or xlsx"),
            (b"\xD0\xCF\x11\xE0\xA1", "xls"),
            (b"%PDF-1.7", "pdf"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"\x00\x01\x00\x00\x00\x07\x00\x00", "binary data"),
        ] {
            let error = refuse_binary(bytes).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::UnsupportedFormat { found: name });
        }
        for text in [&b"a,b"[..], b"", b"a\0,\0b\0\n\0", b"\xFE\xFF\0a", b"id,na\0me\n1,2\n3,4"] {
            assert!(refuse_binary(text).is_ok());
        }
        // A byte order mark says that it is text.
        assert!(refuse_binary(b"\xEF\xBB\xBF\"a\0\0\0\"").is_ok());
    }

    #[test]
    fn pages_are_read_only_where_there_is_a_table() {
        assert!(is_page(b"\n <!DOCTYPE HTML><p>").is_err());
        assert!(is_page(b"<?xml version='1.0'?><Workbook>").is_err());
        assert!(is_page(b"<html><body><TABLE border=1>").unwrap());
        assert!(!is_page(b"a,b\n1,<table>").unwrap());
    }
}
