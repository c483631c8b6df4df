//! The door: is this text in UTF-8, and is it a table at all?
//!
//! Text in other encodings is turned into UTF-8 before it comes here. The tables for that are larger
//! than all of the core, and few files need them, so they are a part of their own.

use super::reader::HEAD;
use crate::error::{Error, ErrorKind, Result};

/// What a file starts with, and what it is then.
const MAGIC: [(&[u8], &str); 15] = [
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
    (b"\x89PNG", "picture"),
    (b"\xFF\xD8\xFF", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
];

/// Containers of pictures: what they start with is followed by a size, or comes after one.
fn is_picture(head: &[u8]) -> bool {
    let at = |from: usize, name: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(name));
    at(0, b"RIFF") && at(8, b"WEBP") || at(0, b"\0\0\0") && at(4, b"ftyp")
}

/// What a text starts with, in lower case and after blanks, when it is no table.
const MARKUP: [(&[u8], &str); 6] = [
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<meta", "html"),
    (b"<head", "html"),
    (b"<?xml", "xml"),
];

/// The byte order mark of UTF-8, which is no part of the text.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What the first bytes of a file say of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// As good in UTF-8 as in most other encodings; what follows decides.
    Ascii,
    /// UTF-8, perhaps with damage.
    Utf8,
    /// Some other encoding, or no text.
    Other,
}

impl Script {
    /// What `head` is written in; `whole` says that nothing follows.
    ///
    /// UTF-8 comes first: hardly any text of another encoding is valid UTF-8 by chance, and a few
    /// broken bytes do not make a file another encoding's.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedFormat`] for files that are known and are no text.
    pub fn of(head: &[u8], whole: bool) -> Result<Self> {
        if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(Error::new(ErrorKind::UnsupportedFormat { found }));
        }
        if is_picture(head) {
            return Err(Error::new(ErrorKind::UnsupportedFormat { found: "picture" }));
        }
        if head.starts_with(MARK) {
            return Ok(Self::Utf8);
        }
        let is_marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        // A NUL here and there is text that was damaged.
        let nuls = head.iter().filter(|byte| **byte == 0).count();
        if is_marked || nuls * 10 > head.len() {
            return Ok(Self::Other);
        }
        Ok(Self::of_text(head, whole))
    }

    /// Whether more of what is not ASCII is right than broken. In text of another encoding nearly
    /// nothing is valid UTF-8; in damaged UTF-8 nearly everything is.
    fn of_text(text: &[u8], whole: bool) -> Self {
        if text.is_ascii() {
            return Self::Ascii;
        }
        let (mut right, mut broken) = (0_usize, 0_usize);
        let mut chunks = text.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            // The last character may be cut.
            let is_end = !whole && chunks.peek().is_none();
            broken += usize::from(!chunk.invalid().is_empty() && !is_end);
        }
        match (right, broken) {
            (0, 0) => Self::Ascii,
            _ if right >= broken => Self::Utf8,
            _ => Self::Other,
        }
    }
}

/// Lets text in UTF-8 pass, and stops what turns out to be written in something else.
#[derive(Debug)]
pub(super) enum Gate {
    /// All bytes so far are ASCII; the first others wait here until there are enough to judge.
    Ascii(Vec<u8>),
    Open,
}

impl Gate {
    /// Passes on the next bytes.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedEncoding`] and the receiver's.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        mut out: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let Self::Ascii(waiting) = self else { return out(bytes) };
        let plain = if waiting.is_empty() { ascii_prefix(bytes) } else { 0 };
        out(&bytes[..plain])?;
        waiting.extend_from_slice(&bytes[plain..]);
        if waiting.len() < HEAD { Ok(()) } else { self.settle(false, out) }
    }

    /// Whether text passes just as it comes; `is_ascii` where it is known to be ASCII.
    pub(super) fn is_open(&self, is_ascii: bool) -> bool {
        match self {
            Self::Ascii(waiting) => is_ascii && waiting.is_empty(),
            Self::Open => true,
        }
    }

    /// There are no more bytes.
    ///
    /// # Errors
    /// As [`Gate::push`].
    pub(super) fn finish(&mut self, out: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Ascii(waiting) if !waiting.is_empty() => self.settle(true, out),
            _ => Ok(()),
        }
    }

    fn settle(&mut self, whole: bool, mut out: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Self::Ascii(waiting) = std::mem::replace(self, Self::Open) else { return Ok(()) };
        let head = &waiting[..waiting.len().min(HEAD)];
        if Script::of_text(head, whole && head.len() == waiting.len()) == Script::Other {
            return Err(not_utf8());
        }
        out(&waiting)
    }
}

/// Says that the text must be turned into UTF-8 first.
pub(super) fn not_utf8() -> Error {
    Error::new(ErrorKind::UnsupportedEncoding { found: "another encoding" })
}

fn ascii_prefix(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().position(|b| !b.is_ascii()).unwrap_or(bytes.len())
}

/// Whether the beginning of a text is a page that may hold a table.
///
/// # Errors
/// [`ErrorKind::UnsupportedFormat`] for other markup, for pages without a table, and for JSON.
pub(super) fn is_page(text: &[u8]) -> Result<bool> {
    let start = text.trim_ascii_start();
    if is_json(start) {
        return Err(Error::new(ErrorKind::UnsupportedFormat { found: "json" }));
    }
    let starts =
        |with: &[u8]| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let Some((_, found)) = MARKUP.iter().find(|(with, _)| starts(with)) else { return Ok(false) };
    let has_table = text.windows(6).any(|bytes| bytes.eq_ignore_ascii_case(b"<table"));
    if has_table { Ok(true) } else { Err(Error::new(ErrorKind::UnsupportedFormat { found })) }
}

/// Whether `start` opens an object with a name, or a list of such objects. No header does.
fn is_json(start: &[u8]) -> bool {
    let inside = start.strip_prefix(b"[").unwrap_or(start).trim_ascii_start();
    let Some(object) = inside.strip_prefix(b"{") else { return false };
    object.trim_ascii_start().starts_with(b"\"")
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
            (b"\x89PNG\r\n\x1A\n", "picture"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "picture"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "picture"),
            (b"\0\0\0\x18ftypheic", "picture"),
        ] {
            let error = Script::of(bytes, true).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::UnsupportedFormat { found: name });
        }
    }

    #[test]
    fn utf8_is_not_given_up_for_a_few_broken_bytes() {
        for (bytes, script) in [
            (&b"a,b"[..], Script::Ascii),
            (b"", Script::Ascii),
            (b"id,na\0me\n1,2\n3,4", Script::Ascii),
            // Names of containers make no picture alone.
            (b"RIFF,b\n1,2\n", Script::Ascii),
            (b"\0\0\0,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", Script::Ascii),
            (b"id,\xE5\xBC\xA0\xE4\xB8\x89\n2,\xFF\xFE\n", Script::Utf8),
            (b"\xEF\xBB\xBF\"a\0\0\0\"", Script::Utf8),
            (b"a\0,\0b\0\n\0", Script::Other),
            (b"\xFE\xFF\0a", Script::Other),
            (b"\xFF\xFE\xC3\xA9\xC3\xA9\xC3\xA9", Script::Other),
            (b"\xD0\xD5\xC3\xFB,1", Script::Other),
            (b"\x00\x01\x00\x00\x00\x07\x00\x00", Script::Other),
        ] {
            assert_eq!(Script::of(bytes, true).unwrap(), script, "{bytes:?}");
        }
    }

    #[test]
    fn a_character_that_is_cut_at_the_end_is_not_broken() {
        assert_eq!(Script::of(b"id,\xE5\xBC", false).unwrap(), Script::Ascii);
        assert_eq!(Script::of(b"id,\xE5\xBC", true).unwrap(), Script::Other);
        assert_eq!(Script::of(b"id,\xE5\xBC\xA0\xFF\xE5\xBC", false).unwrap(), Script::Utf8);
        assert_eq!(Script::of(b"id,\xE5\xBC\xA0\xFF\xE5\xBC", true).unwrap(), Script::Other);
    }

    #[test]
    fn what_is_not_utf8_may_come_late() {
        let ascii = b"a,b\n".repeat(HEAD);
        for (late, is_text) in [("Müller".as_bytes(), true), (b"M\xFCller", false)] {
            for cut in [1000, HEAD, 1 << 20] {
                let mut gate = Gate::Ascii(Vec::new());
                let mut passed = 0;
                let mut out = |text: &[u8]| {
                    passed += text.len();
                    Ok(())
                };
                let bytes = [&ascii, late].concat();
                for piece in bytes.chunks(cut) {
                    gate.push(piece, &mut out).unwrap();
                }
                let result = gate.finish(&mut out);
                assert_eq!(result.is_ok(), is_text);
                assert_eq!(passed, if is_text { bytes.len() } else { ascii.len() + 1 });
            }
        }
    }

    #[test]
    fn pages_are_read_only_where_there_is_a_table() {
        assert!(is_page(b"\n <!DOCTYPE HTML><p>").is_err());
        assert!(is_page(b"<?xml version='1.0'?><Workbook>").is_err());
        assert!(is_page(b"<html><body><TABLE border=1>").unwrap());
        assert!(!is_page(b"a,b\n1,<table>").unwrap());
    }

    #[test]
    fn json_is_no_table() {
        for json in [&b"{\"orders\": []}"[..], b"\n[ {\n \"id\": 1}]", b"{\"id\":1}\n{\"id\":2}\n"]
        {
            let error = is_page(json).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::UnsupportedFormat { found: "json" });
        }
        for text in [&b"[id],{name}\n1,2\n"[..], b"{a},\"b\"\n", b"[1,2]\n", b"\"{\"\"a\"\"\"\n"] {
            assert!(!is_page(text).unwrap());
        }
    }
}
