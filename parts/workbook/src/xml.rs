//! XML as spreadsheets write it, at a cursor: tags, attributes and texts, and nothing else.
//!
//! What is allowed in XML and not written by any of them, such as an instruction among cells, is [`Unusual`], and
//! so is what is broken: another reader says then what it is. Nothing is guessed here.

use crate::escapes::{decode, push_lines};
use crate::package::find;

/// For another reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unusual;

/// A result of what is read only if it is as usual.
pub(crate) type Usual<T> = Result<T, Unusual>;

/// A place in XML.
#[derive(Debug)]
pub(crate) struct Xml<'a> {
    text: &'a str,
    at: usize,
}

/// The name of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// With its prefix.
    whole: &'a str,
    /// Without.
    local: &'a str,
}

impl<'a> Name<'a> {
    pub(crate) fn local(self) -> &'a str {
        self.local
    }

    pub(crate) fn has_prefix(self) -> bool {
        self.local.len() < self.whole.len()
    }
}

impl<'a> Xml<'a> {
    /// At the root of a part, whose name comes next.
    pub(crate) fn new(text: &'a str) -> Usual<Self> {
        let at = root(text.as_bytes()).ok_or(Unusual)?;
        let before = text.get(..at).ok_or(Unusual)?.to_ascii_lowercase();
        let is_utf8 = before.contains("encoding=\"utf-8\"") || before.contains("encoding='utf-8'");
        if before.contains("encoding") && !is_utf8 {
            return Err(Unusual);
        }
        Ok(Self { text, at })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn next(&self) -> Usual<u8> {
        self.text.as_bytes().get(self.at).copied().ok_or(Unusual)
    }

    fn expect(&mut self, byte: u8) -> Usual<()> {
        if self.next()? != byte {
            return Err(Unusual);
        }
        self.at += 1;
        Ok(())
    }

    fn slice(&self, from: usize) -> Usual<&'a str> {
        self.text.get(from..self.at).ok_or(Unusual)
    }

    fn blank(&mut self) -> Usual<()> {
        while is_blank(self.next()?) {
            self.at += 1;
        }
        Ok(())
    }

    /// Whether the next tag, behind nothing but blanks and comments, is one that closes an element.
    pub(crate) fn closes(&mut self) -> Usual<bool> {
        loop {
            if self.next()? != b'<' {
                self.blank()?;
            }
            match self.rest() {
                [b'<', b'/', ..] => return Ok(true),
                [b'<', b'!', ..] => self.at += comment(self.rest()).ok_or(Unusual)?,
                _ => return Ok(false),
            }
        }
    }

    /// The name of the element that opens here, behind nothing but blanks; its attributes come next.
    pub(crate) fn open(&mut self) -> Usual<Name<'a>> {
        if self.next()? != b'<' {
            self.blank()?;
        }
        self.expect(b'<')?;
        self.name()
    }

    /// The same where it is likely that its name is `likely`.
    pub(crate) fn open_like(&mut self, likely: Name<'a>) -> Usual<Name<'a>> {
        let ahead = self.rest().strip_prefix(b"<").unwrap_or_default();
        let behind = behind(ahead, likely.whole).and_then(<[u8]>::first);
        if !likely.whole.is_empty() && behind.is_some_and(|byte| matches!(byte, b' ' | b'>')) {
            self.at += likely.whole.len() + 1;
            return Ok(likely);
        }
        self.open()
    }

    fn name(&mut self) -> Usual<Name<'a>> {
        let from = self.at;
        let mut local = from;
        loop {
            match self.next()? {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {}
                b'0'..=b'9' | b'-' | b'.' if self.at > from => {}
                b':' if self.at > from && local == from => local = self.at + 1,
                _ if self.at == from => return Err(Unusual),
                _ => return Ok(Name { whole: self.slice(from)?, local: self.slice(local)? }),
            }
            self.at += 1;
        }
    }

    /// The name of an attribute. Most have one letter.
    fn key(&mut self) -> Usual<&'a str> {
        let from = self.at;
        if let [b'a'..=b'z', b'=', ..] = self.rest() {
            self.at += 1;
            return self.slice(from);
        }
        Ok(self.name()?.whole)
    }

    /// Reads the attributes; whether the element ends with them.
    pub(crate) fn attributes(
        &mut self,
        mut take: impl FnMut(&'a str, &'a str) -> Usual<()>,
    ) -> Usual<bool> {
        loop {
            let is_apart = is_blank(self.next()?);
            if is_apart {
                self.blank()?;
            }
            match self.next()? {
                b'>' => {
                    self.at += 1;
                    return Ok(false);
                }
                b'/' => {
                    self.at += 1;
                    self.expect(b'>')?;
                    return Ok(true);
                }
                _ if !is_apart => return Err(Unusual),
                _ => {}
            }
            let key = self.key()?;
            self.expect(b'=')?;
            let quote = self.next()?;
            if quote != b'"' && quote != b'\'' {
                return Err(Unusual);
            }
            self.at += 1;
            let from = self.at;
            while self.next()? != quote {
                self.at += 1;
            }
            take(key, self.slice(from)?)?;
            self.at += 1;
        }
    }

    /// The attributes of an element that has none worth reading.
    pub(crate) fn no_attributes(&mut self) -> Usual<bool> {
        if self.next()? == b'>' {
            self.at += 1;
            return Ok(false);
        }
        self.attributes(|_, _| Ok(()))
    }

    /// Closes an element, of whichever name.
    pub(crate) fn close_any(&mut self) -> Usual<Name<'a>> {
        self.expect(b'<')?;
        self.expect(b'/')?;
        let name = self.name()?;
        self.expect(b'>')?;
        Ok(name)
    }

    /// Closes this element.
    pub(crate) fn close(&mut self, name: Name<'_>) -> Usual<()> {
        let rest = self.rest().strip_prefix(b"</").ok_or(Unusual)?;
        let rest = behind(rest, name.whole).ok_or(Unusual)?;
        if rest.first() != Some(&b'>') {
            return Err(Unusual);
        }
        self.at += name.whole.len() + 3;
        Ok(())
    }

    /// The text up to the next tag, as it stands there.
    pub(crate) fn raw_text(&mut self) -> Usual<&'a str> {
        let from = self.at;
        // Most are short.
        let near = self.rest().iter().take(16).position(|byte| *byte == b'<');
        let length = near.or_else(|| memchr::memchr(b'<', self.rest())).ok_or(Unusual)?;
        self.at += length;
        self.slice(from)
    }

    /// The text of a `v` that is the only element of a `c`, up to the end of that: nearly every cell.
    pub(crate) fn only_value(&mut self) -> Option<&'a str> {
        let inner = self.rest().strip_prefix(b"<v>")?;
        let length = inner.iter().take(40).position(|byte| *byte == b'<')?;
        if !inner.get(length..)?.starts_with(b"</v></c>") {
            return None;
        }
        let from = self.at + 3;
        self.at = from + length + 8;
        self.text.get(from..from + length)
    }

    /// The text up to the next tag, in which nobody is interested.
    pub(crate) fn skip_text(&mut self) -> Usual<()> {
        let raw = self.raw_text()?;
        if raw.contains('&') { decode(raw, &mut String::new()) } else { Ok(()) }
    }

    /// The text of an element up to its end. What is not plain is put together in `scratch`.
    pub(crate) fn text<'s>(&mut self, name: Name<'_>, scratch: &'s mut String) -> Usual<&'s str>
    where
        'a: 's,
    {
        const SECTION: &[u8] = b"<![CDATA[";
        let raw = self.raw_text()?;
        let is_plain = !raw.bytes().any(|byte| byte == b'&' || byte == b'\r');
        if is_plain && self.close(name).is_ok() {
            return Ok(raw);
        }
        scratch.clear();
        decode(raw, scratch)?;
        while self.rest().starts_with(SECTION) {
            let from = self.at + SECTION.len();
            let inner = self.text.get(from..).ok_or(Unusual)?;
            let length = inner.find("]]>").ok_or(Unusual)?;
            push_lines(inner.get(..length).ok_or(Unusual)?, scratch);
            self.at = from + length + 3;
            decode(self.raw_text()?, scratch)?;
        }
        self.close(name)?;
        Ok(scratch)
    }

    /// Goes over the inside of an element that was opened, and its end. Its elements have no text, and none of
    /// them has the local name of one in `but`.
    pub(crate) fn skip(&mut self, but: &[&str]) -> Usual<()> {
        let mut depth = 1;
        while depth > 0 {
            if self.closes()? {
                self.close_any()?;
                depth -= 1;
            } else {
                let name = self.open()?;
                if but.contains(&name.local()) {
                    return Err(Unusual);
                }
                if !self.no_attributes()? {
                    depth += 1;
                }
            }
        }
        Ok(())
    }
}

/// Where the root of a part begins: behind a mark of the encoding, a declaration, blanks and comments.
fn root(part: &[u8]) -> Option<usize> {
    let mut rest = part.strip_prefix(b"\xef\xbb\xbf").unwrap_or(part);
    if rest.starts_with(b"<?xml ") {
        rest = rest.get(find(rest, b"?>")? + 2..)?;
    }
    loop {
        rest = rest.trim_ascii_start();
        match comment(rest) {
            Some(length) => rest = rest.get(length..)?,
            None => return Some(part.len() - rest.len()),
        }
    }
}

/// The length of the comment that begins here.
fn comment(rest: &[u8]) -> Option<usize> {
    let inner = rest.strip_prefix(b"<!--")?;
    Some(4 + find(inner, b"-->")? + 3)
}

/// Whether the root of a part has this name.
pub(crate) fn is_root(part: &[u8], local: &str) -> bool {
    let Some(tag) = root(part).and_then(|at| part.get(at..)?.strip_prefix(b"<")) else {
        return false;
    };
    let is_end = |byte: &u8| is_blank(*byte) || matches!(byte, b'>' | b'/');
    let name = tag.iter().position(is_end).and_then(|end| tag.get(..end)).unwrap_or_default();
    name.splitn(2, |byte| *byte == b':').last() == Some(local.as_bytes())
}

/// What stands behind a name, which has one letter most of the time.
fn behind<'a>(bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    match (name.as_bytes(), bytes) {
        ([letter], [first, rest @ ..]) => (letter == first).then_some(rest),
        (name, bytes) => bytes.strip_prefix(name),
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
