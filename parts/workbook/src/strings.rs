//! The texts of a workbook: its table of them, and rich text wherever it stands.

use crate::escapes::push_unescaped;
use crate::xml::{Name, Unusual, Usual, Xml};

/// The table of texts.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    /// All of them, one after the other.
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the part with the table.
    pub(crate) fn new(part: &str) -> Usual<Self> {
        let mut strings = Self::default();
        let mut xml = Xml::new(part)?;
        let table = xml.open()?;
        if table.local() != "sst" {
            return Err(Unusual);
        }
        if xml.no_attributes()? {
            return Ok(strings);
        }
        let mut scratch = String::new();
        while !xml.closes()? {
            let item = xml.open()?;
            if item.local() != "si" {
                return Err(Unusual);
            }
            if !xml.no_attributes()? {
                push_rich(&mut xml, item, &mut strings.text, &mut scratch)?;
            }
            strings.ends.push(u32::try_from(strings.text.len()).map_err(|_| Unusual)?);
        }
        xml.close(table)?;
        Ok(strings)
    }

    /// Text number `index`.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let place = |end: &u32| usize::try_from(*end).ok();
        let to = self.ends.get(index).and_then(place)?;
        let from = index.checked_sub(1).and_then(|before| self.ends.get(before)).and_then(place);
        self.text.get(from.unwrap_or(0)..to)
    }
}

/// Appends the text up to the end of `around`: of all runs, without the readings that may stand above them.
pub(crate) fn push_rich<'a>(
    xml: &mut Xml<'a>,
    around: Name<'a>,
    out: &mut String,
    scratch: &mut String,
) -> Usual<()> {
    let (mut depth, mut is_reading) = (0_u32, false);
    loop {
        if is_reading {
            xml.skip_text()?;
        }
        if xml.closes()? {
            let name = xml.close_any()?;
            if name == around {
                return if depth == 0 { Ok(()) } else { Err(Unusual) };
            }
            depth = depth.checked_sub(1).ok_or(Unusual)?;
            is_reading &= name.local() != "rPh";
            continue;
        }
        let name = xml.open()?;
        if name == around {
            return Err(Unusual);
        }
        let mut space = None;
        let is_empty = xml.attributes(|key, value| {
            if key == "xml:space" && space.replace(value).is_some() {
                return Err(Unusual);
            }
            Ok(())
        })?;
        match name.local() {
            _ if is_empty => {}
            "t" if !is_reading => {
                let text = xml.text(name, scratch)?;
                let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
                push_unescaped(if space == Some("preserve") { text } else { trimmed }, out);
            }
            local => {
                is_reading |= local == "rPh";
                depth += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(items: &str) -> Usual<Vec<String>> {
        let part =
            format!("<?xml version=\"1.0\"?>\n<!-- a -->\n<sst uniqueCount=\"9\">{items}</sst>");
        let strings = Strings::new(&part)?;
        assert!(strings.get(strings.ends.len()).is_none());
        Ok((0..strings.ends.len()).filter_map(|at| strings.get(at).map(str::to_owned)).collect())
    }

    #[test]
    fn texts_of_every_kind_are_read() {
        let cases = [
            ("<si><t>a</t></si>", "a"),
            ("<si><t> a </t></si>", "a"),
            ("<si><t xml:space=\"preserve\"> a </t></si>", " a "),
            ("<si><t>&lt;&amp;&#65;&#x4E2d;&quot;&gt;&apos;</t></si>", "<&A中\">'"),
            ("<si><t>a\r\nb\rc&#13;</t></si>", "a\nb\nc"),
            ("<si><t>a<![CDATA[<b>&amp;]]>c</t></si>", "a<b>&amp;c"),
            ("<si><t>a_x000D_b_x005F_x000D_</t></si>", "a\rb_x000D_"),
            ("<si><t>_xD83D__xDCF7__xD83D_x_xDCF7_</t></si>", "📷\u{fffd}x\u{fffd}"),
            ("<si><t>_x00_ _x</t></si>", "_x00_ _x"),
            ("<si><r><rPr><b/><sz val=\"9\"/></rPr><t>a</t></r>\n<r><t>b</t></r></si>", "ab"),
            (
                "<si><t>山</t><rPh sb=\"0\" eb=\"1\"><t>やま</t></rPh><phoneticPr fontId=\"1\"/></si>",
                "山",
            ),
            ("<si/>", ""),
            ("<si><t/></si>", ""),
            ("<si></si>", ""),
            ("<!----><si><!-- <t> --><t>a</t><!-->--></si>", "a"),
        ];
        for (item, text) in cases {
            assert_eq!(read(item), Ok(vec![text.to_owned()]), "{item}");
            assert_eq!(read(&item.repeat(2)), Ok(vec![text.to_owned(); 2]), "{item}");
        }
    }

    #[test]
    fn what_no_spreadsheet_writes_is_left_to_others() {
        for items in [
            "<si><t>a</t>",
            "<si><t>a</si></t>",
            "<si>a</si>",
            "<si><t>&nbsp;</t></si>",
            "<si><t>&#0;</t></si>",
            "<si><t>&#x110000;</t></si>",
            "<si><t>& </t></si>",
            "<si><t><b/></t></si>",
            "<si><t><!-- a -->a</t></si>",
            "<si><?a?><t>a</t></si>",
            "<si t=1><t>a</t></si>",
            "<other/>",
        ] {
            assert_eq!(read(items), Err(Unusual), "{items}");
        }
        assert!(Strings::new("<?xml version=\"1.0\" encoding=\"gbk\"?><sst/>").is_err());
    }
}
