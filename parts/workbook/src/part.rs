//! One part of a package, looked at while its bytes go by.

use crate::fault::{Fault, Result};
use crate::nesting::Nesting;
use crate::package::{Budget, WINDOW, find};

/// One part while its bytes go by.
pub(crate) struct Part {
    xml: bool,
    /// For the table of texts, whose reader sets memory aside for what it claims to hold.
    claims: Option<Claims>,
    manifest: bool,
    /// For the sheets of OpenDocument, whose reader never gives up.
    nesting: Option<Nesting>,
    head: Vec<u8>,
    seen: u64,
    crc: crc32fast::Hasher,
}

impl Part {
    pub(crate) fn new(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        Self {
            xml: name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".vml"),
            claims: name.ends_with("sharedstrings.xml").then(Claims::default),
            manifest: name.ends_with("meta-inf/manifest.xml"),
            nesting: name.ends_with("content.xml").then(Nesting::default),
            head: Vec::new(),
            seen: 0,
            crc: crc32fast::Hasher::new(),
        }
    }

    pub(crate) fn is_xml(&self) -> bool {
        self.xml
    }

    pub(crate) fn take(&mut self, piece: &[u8], budget: &mut Budget) -> Result<()> {
        self.crc.update(piece);
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.seen += length;
        if self.xml && self.head.len() < WINDOW {
            let missing = WINDOW - self.head.len();
            self.head.extend_from_slice(&piece[..piece.len().min(missing)]);
        }
        budget.spend(length)?;
        if let Some(claims) = &mut self.claims {
            claims.take(piece);
        }
        self.nesting.as_mut().map_or(Ok(()), |nesting| nesting.take(piece))
    }

    pub(crate) fn finish(self, crc: u32) -> Result<()> {
        if self.crc.finalize() != crc {
            return Err(Fault::Damaged("a part fails its checksum"));
        }
        self.nesting.as_ref().map_or(Ok(()), Nesting::finish)?;
        if self.xml && has_doctype(&self.head) {
            return Err(Fault::Damaged("its XML defines entities, which no spreadsheet does"));
        }
        if self.manifest && find(&self.head, b"encryption-data").is_some() {
            return Err(Fault::Encrypted);
        }
        // The shortest text, `<si/>`, takes five bytes.
        if self.claims.is_some_and(|claims| claims.finish() > self.seen / 5) {
            return Err(Fault::Damaged("it claims more texts than it has"));
        }
        Ok(())
    }
}

/// Whether XML that begins with `head` has a document type. One may stand before the first element only.
fn has_doctype(head: &[u8]) -> bool {
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else {
            // Sixty thousand blanks: nobody writes that without a reason.
            return rest.starts_with(b"<!") || (rest.is_empty() && head.len() >= WINDOW);
        };
        match find(rest, end) {
            Some(at) => rest = &rest[at + end.len()..],
            // Nor as much of comment.
            None => return head.len() >= WINDOW,
        }
    }
}

/// The largest number of texts that a part claims to hold. One that stands in the text of a cell counts as
/// well: no shop sells that.
#[derive(Debug, Default)]
struct Claims {
    /// The end of what was looked at: a claim may begin there.
    tail: Vec<u8>,
    most: u64,
}

impl Claims {
    const NAME: &[u8] = b"uniqueCount";
    /// Bytes from a name to the end of its number, blanks among them, and more than anybody writes.
    const LENGTH: usize = 80;

    fn take(&mut self, piece: &[u8]) {
        self.tail.extend_from_slice(piece);
        let whole = self.tail.len().saturating_sub(Self::LENGTH);
        self.look(whole);
        self.tail.drain(..whole);
    }

    fn finish(mut self) -> u64 {
        self.look(self.tail.len());
        self.most
    }

    /// Looks for names that begin before `end`.
    fn look(&mut self, end: usize) {
        let mut from = 0;
        while let Some(step) = find(&self.tail[from..], Self::NAME) {
            from += step + Self::NAME.len();
            if from - Self::NAME.len() >= end {
                return;
            }
            self.most = self.most.max(claimed(&self.tail[from..]));
        }
    }
}

/// The number behind a name; what stands between them beyond reason is a lie of its own.
fn claimed(rest: &[u8]) -> u64 {
    let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"=\"'+".contains(byte);
    let between = rest.iter().take_while(is_between).count();
    if between > Claims::LENGTH / 2 {
        return u64::MAX;
    }
    let digits = rest[between..].iter().take_while(|byte| byte.is_ascii_digit());
    // Twenty digits and more saturate: a lie all the same.
    digits.fold(0, |sum: u64, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_claim_counts_wherever_it_stands() {
        for (text, most) in [
            ("<sst/>", 0),
            ("<sst uniqueCount=\"7\">", 7),
            ("<sst uniqueCount = ' 12'>", 12),
            ("<!-- uniqueCount=\"7\" --><sst uniqueCount=\"99\"/>", 99),
            ("<sst uniqueCount=\"99999999999999999999999\">", u64::MAX),
            ("<sst uniqueCount=\"", 0),
        ] {
            for cut in 1..=text.len() {
                let mut claims = Claims::default();
                text.as_bytes().chunks(cut).for_each(|piece| claims.take(piece));
                assert_eq!(claims.finish(), most, "{text}");
            }
        }
        let mut far = Claims::default();
        far.take(format!("uniqueCount{}=\"9\"", " ".repeat(Claims::LENGTH)).as_bytes());
        assert_eq!(far.finish(), u64::MAX);
    }

    #[test]
    fn a_document_type_is_found_behind_comments_and_blanks() {
        assert!(has_doctype(b"\xef\xbb\xbf<?xml?> <!-- a --> <!DOCTYPE a>"));
        assert!(!has_doctype(b" <a><!-- b --></a>"));
        assert!(has_doctype(&[b' '; WINDOW]));
        assert!(has_doctype(&[b"<!--".as_slice(), &[b' '; WINDOW]].concat()));
    }
}
