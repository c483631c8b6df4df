//! Whether the elements of an XML part close as they open, piece by piece.
//!
//! A reader that looks for the end of a table, and never asks whether the text has ended before, waits for
//! ever. So that reader is given no text whose elements stay open.

use crate::fault::{Fault, Result};

/// Spreadsheets nest a dozen elements.
const DEEPEST: usize = 1_000;
/// Longest tag.
const LONGEST: usize = 1 << 20;

const UNBALANCED: Fault = Fault::Damaged("its XML does not close what it opens");

/// The elements that are open.
#[derive(Debug, Default)]
pub(crate) struct Nesting {
    /// What stands between `<` and `>`, from the `<` on, while it is not whole.
    markup: Vec<u8>,
    /// The quote that is open in it: a `>` may stand in the value of an attribute.
    quote: Option<u8>,
    open: Vec<Vec<u8>>,
}

impl Nesting {
    /// Takes the next bytes.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Result<()> {
        loop {
            if self.markup.is_empty() {
                let Some(at) = bytes.iter().position(|byte| *byte == b'<') else { return Ok(()) };
                self.markup.push(b'<');
                bytes = &bytes[at + 1..];
            }
            let Some((&byte, rest)) = bytes.split_first() else { return Ok(()) };
            bytes = rest;
            self.markup.push(byte);
            if !matches!(self.markup[1], b'!' | b'?' | b'/') && matches!(byte, b'"' | b'\'') {
                self.quote = match self.quote {
                    None => Some(byte),
                    Some(quote) => Some(quote).filter(|quote| *quote != byte),
                };
            }
            if byte == b'>' && self.quote.is_none() && self.is_whole() {
                self.close()?;
                self.markup.clear();
            } else if self.markup.len() > LONGEST {
                return Err(UNBALANCED);
            }
        }
    }

    /// There are no more bytes.
    pub(crate) fn finish(&self) -> Result<()> {
        let is_whole = self.markup.is_empty() && self.open.is_empty();
        if is_whole { Ok(()) } else { Err(UNBALANCED) }
    }

    /// Whether the `>` that was read last ends the markup.
    fn is_whole(&self) -> bool {
        let sections: [(&[u8], &[u8]); 3] =
            [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];
        let markup = self.markup.as_slice();
        let section = sections.into_iter().find(|(start, _)| markup.starts_with(start));
        section.is_none_or(|(start, end)| {
            markup.len() >= start.len() + end.len() && markup.ends_with(end)
        })
    }

    fn close(&mut self) -> Result<()> {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let inner = &self.markup[1..self.markup.len() - 1];
        match inner {
            [b'!' | b'?', ..] | [.., b'/'] => Ok(()),
            [b'/', name @ ..] => {
                let end = name.iter().rposition(|byte| !is_blank(byte)).map_or(0, |at| at + 1);
                let is_last = self.open.pop().is_some_and(|open| open == name[..end]);
                if is_last { Ok(()) } else { Err(UNBALANCED) }
            }
            _ if self.open.len() == DEEPEST => Err(UNBALANCED),
            _ => {
                let end = inner.iter().position(is_blank).unwrap_or(inner.len());
                self.open.push(inner[..end].to_vec());
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &[u8]) -> Result<()> {
        let read = |cut: usize| {
            let mut nesting = Nesting::default();
            xml.chunks(cut).try_for_each(|piece| nesting.take(piece))?;
            nesting.finish()
        };
        let whole = read(xml.len().max(1));
        for cut in 1..xml.len() {
            assert_eq!(read(cut), whole);
        }
        whole
    }

    #[test]
    fn elements_close_as_they_open() {
        for xml in [
            "",
            "<a/>",
            "<a b='>' c=\"</a>'\"><d:e /></a >",
            "<?xml version='1.0'?><a><!-- <b> > --><![CDATA[<c>]] >]]></a>\n",
            "<a>it's</a>",
            "<!-->--><a><!----></a>",
        ] {
            assert_eq!(check(xml.as_bytes()), Ok(()), "{xml}");
        }
    }

    #[test]
    fn what_stays_open_is_told() {
        for xml in
            ["<a>", "<a", "<a><b></a></b>", "</a>", "<a/></a>", "<a b='></a>", "<a><!-->-</a>"]
        {
            assert_eq!(check(xml.as_bytes()), Err(UNBALANCED), "{xml}");
        }
        let deep = b"<a>".repeat(DEEPEST + 1);
        assert_eq!(Nesting::default().take(&deep), Err(UNBALANCED));
        let long = [b"<a ".as_slice(), &vec![b'b'; LONGEST]].concat();
        assert_eq!(Nesting::default().take(&long), Err(UNBALANCED));
    }
}
