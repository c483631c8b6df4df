//! The encodings, by the names that the web platform gives them.

use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8};

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(pub(crate) &'static Encoding);

impl Charset {
    /// UTF-8, of which ASCII is a part.
    pub const UTF_8: Self = Self(UTF_8);

    /// The encoding with this name or alias, as the web platform knows them: `gbk`, `shift-jis`.
    #[must_use]
    pub fn named(label: &str) -> Option<Self> {
        let found = Encoding::for_label(label.as_bytes())?;
        (found != REPLACEMENT).then(|| Self(found).widened())
    }

    /// Its name on every boundary, in lower case.
    #[must_use]
    pub fn name(self) -> String {
        self.0.name().to_ascii_lowercase()
    }

    /// Whether a line end is one wherever its byte stands, and behind it no decoder remembers anything.
    #[must_use]
    pub fn is_by_lines(self) -> bool {
        self.0.is_ascii_compatible()
    }

    /// GB18030 reads all that is written in GBK, and what GBK cannot write as well.
    pub(crate) fn widened(self) -> Self {
        Self(if self.0 == GBK { GB18030 } else { self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_the_platforms() {
        assert_eq!(Charset::named("GBK").map(Charset::name).as_deref(), Some("gb18030"));
        assert_eq!(Charset::named("latin1").map(Charset::name).as_deref(), Some("windows-1252"));
        for (label, is_by_lines) in [
            ("gbk", true),
            ("big5", true),
            ("koi8-r", true),
            ("utf-16", false),
            ("iso-2022-jp", false),
        ] {
            assert_eq!(Charset::named(label).map(Charset::is_by_lines), Some(is_by_lines));
        }
        assert_eq!(Charset::named("klingon"), None);
        assert_eq!(Charset::named("iso-2022-kr"), None);
    }
}
