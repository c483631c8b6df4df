//! Tables of web pages, which many back ends save as `.xls`: their rows, written as CSV.
//!
//! Not a parser of HTML: it knows the tags of tables, and that scripts and styles are no text. The
//! result does not depend on where the text was cut: a tag or a reference waits until it is whole.

/// Longest tag or reference that is waited for; what is longer is text.
const LONGEST: usize = 4096;

#[derive(Debug, Default)]
pub(super) struct Page {
    /// A tag, from its `<` on, or a reference, from its `&` on, that is not whole yet.
    waiting: Vec<u8>,
    cell: Option<Vec<u8>>,
    /// The element whose content is not text.
    hidden: Option<Vec<u8>>,
    has_cells: bool,
}

/// Elements whose content is no text.
const HIDDEN: [&[u8]; 2] = [b"script", b"style"];
/// References that exports write.
const NAMED: [(&[u8], &str); 6] =
    [(b"amp", "&"), (b"lt", "<"), (b"gt", ">"), (b"quot", "\""), (b"apos", "'"), (b"nbsp", " ")];

impl Page {
    /// The rows in `text` as CSV with commas and quotes.
    pub(super) fn push(&mut self, text: &[u8], csv: &mut Vec<u8>) {
        for &byte in text {
            match self.waiting.first() {
                None if matches!(byte, b'<' | b'&') => self.waiting.push(byte),
                None => self.text(&[byte]),
                Some(b'<') => self.in_tag(byte, csv),
                Some(_) => self.in_reference(byte),
            }
        }
    }

    /// Ends what is still open.
    pub(super) fn finish(&mut self, csv: &mut Vec<u8>) {
        let rest = std::mem::take(&mut self.waiting);
        self.text(&rest);
        self.end_row(csv);
    }

    fn text(&mut self, bytes: &[u8]) {
        if let (Some(cell), None) = (&mut self.cell, &self.hidden) {
            cell.extend_from_slice(bytes);
        }
    }

    fn in_tag(&mut self, byte: u8, csv: &mut Vec<u8>) {
        self.waiting.push(byte);
        let is_comment = self.waiting.starts_with(b"<!--");
        if byte == b'>' && (!is_comment || self.waiting.ends_with(b"-->")) {
            let tag = std::mem::take(&mut self.waiting);
            self.tag(&tag, csv);
        } else if self.waiting.len() == 2
            && !(byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'))
        {
            // `a < b` is text.
            let text = std::mem::take(&mut self.waiting);
            self.text(&text);
        } else if self.waiting.len() > LONGEST {
            if is_comment {
                // Its end is still to be found.
                self.waiting.drain(4..LONGEST - 4);
            } else {
                let text = std::mem::take(&mut self.waiting);
                self.text(&text);
            }
        }
    }

    fn tag(&mut self, tag: &[u8], csv: &mut Vec<u8>) {
        let inner = &tag[1..tag.len() - 1];
        let closes = inner.first() == Some(&b'/');
        let name = inner.strip_prefix(b"/").unwrap_or(inner);
        let end = name.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        if let Some(hidden) = &self.hidden {
            if closes && *hidden == name {
                self.hidden = None;
            }
            return;
        }
        match (name.as_slice(), closes) {
            (hidden, false) if HIDDEN.contains(&hidden) => self.hidden = Some(name),
            (b"td" | b"th", false) => {
                self.end_cell(csv);
                self.cell = Some(Vec::new());
            }
            (b"td" | b"th", true) => self.end_cell(csv),
            (b"tr", _) | (b"table", true) => self.end_row(csv),
            (b"br", _) => self.text(b"\n"),
            _ => {}
        }
    }

    fn in_reference(&mut self, byte: u8) {
        if byte == b';' {
            let reference = std::mem::take(&mut self.waiting);
            match referred(&reference[1..]) {
                Some(c) => self.text(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => {
                    self.text(&reference);
                    self.text(b";");
                }
            }
        } else if (byte.is_ascii_alphanumeric() || byte == b'#') && self.waiting.len() < 12 {
            self.waiting.push(byte);
        } else {
            let text = std::mem::take(&mut self.waiting);
            self.text(&text);
            match byte {
                b'<' | b'&' => self.waiting.push(byte),
                _ => self.text(&[byte]),
            }
        }
    }

    fn end_cell(&mut self, csv: &mut Vec<u8>) {
        let Some(cell) = self.cell.take() else { return };
        if self.has_cells {
            csv.push(b',');
        }
        self.has_cells = true;
        csv.push(b'"');
        for &byte in cell.trim_ascii() {
            if byte == b'"' {
                csv.push(byte);
            }
            csv.push(byte);
        }
        csv.push(b'"');
    }

    fn end_row(&mut self, csv: &mut Vec<u8>) {
        self.end_cell(csv);
        if std::mem::take(&mut self.has_cells) {
            csv.push(b'\n');
        }
    }
}

fn referred(name: &[u8]) -> Option<char> {
    if let Some((_, text)) = NAMED.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) {
        return text.chars().next();
    }
    let number = std::str::from_utf8(name.strip_prefix(b"#")?).ok()?;
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(page: &str) -> String {
        let read = |cut: usize| {
            let (mut reader, mut csv) = (Page::default(), Vec::new());
            page.as_bytes().chunks(cut).for_each(|piece| reader.push(piece, &mut csv));
            reader.finish(&mut csv);
            String::from_utf8(csv).unwrap()
        };
        let whole = read(page.len());
        for cut in 1..page.len() {
            assert_eq!(read(cut), whole);
        }
        whole
    }

    #[test]
    fn rows_become_records() {
        assert_eq!(
            csv("<html><style>td{}</style><table><tr><th>订单<th>金额</tr>\n\
                 <TR><td x:num='1'> A&amp;1 </td><td>\"5\"<br>a</td></TR></table>"),
            "\"订单\",\"金额\"\n\"A&1\",\"\"\"5\"\"\na\"\n"
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(
            csv("<table><tr><td>a < b & c &#65;&x; &#x5f20;<!-- <td> --></table>x"),
            "\"a < b & c A&x; 张\"\n"
        );
    }

    #[test]
    fn references_that_are_none_end_where_something_else_begins() {
        assert_eq!(csv("<table><tr><td>a&b<td>c&d&amp;e</table>"), "\"a&b\",\"c&d&e\"\n");
    }

    #[test]
    fn a_tag_may_be_as_long_as_is_waited_for_and_no_longer() {
        let tag = |length: usize| format!("<td {}>", "x".repeat(length - 5));
        let read = |length: usize| {
            let (mut page, mut csv) = (Page::default(), Vec::new());
            page.push(format!("<td>1{}2", tag(length)).as_bytes(), &mut csv);
            page.finish(&mut csv);
            String::from_utf8(csv).unwrap()
        };
        assert_eq!(read(LONGEST + 1), "\"1\",\"2\"\n");
        assert_eq!(read(LONGEST + 2), format!("\"1{}2\"\n", tag(LONGEST + 2)));
    }

    #[test]
    fn cells_and_rows_end_without_their_tags() {
        assert_eq!(csv("<table><tr><td>1<td>2<tr><td>3<td>&amp"), "\"1\",\"2\"\n\"3\",\"&amp\"\n");
    }
}
