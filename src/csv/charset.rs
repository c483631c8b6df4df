//! Which encoding a file is written in.
//!
//! UTF-8 first: hardly any text of another encoding is valid UTF-8 by chance, and a few broken bytes
//! do not make a file another encoding's. Then the names of columns: a reading in which they are
//! known words is right. Only then statistics.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(pub(super) &'static Encoding);

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

    /// Bytes of the byte order mark at the beginning of `head`.
    pub(super) fn mark(self, head: &[u8]) -> usize {
        match Encoding::for_bom(head) {
            Some((marked, length)) if marked == self.0 => length,
            _ => 0,
        }
    }

    /// GB18030 reads all that is written in GBK, and what GBK cannot write as well.
    fn widened(self) -> Self {
        Self(if self.0 == GBK { GB18030 } else { self.0 })
    }
}

impl Default for Charset {
    fn default() -> Self {
        Self::UTF_8
    }
}

/// Encodings whose reading is tried on the column names.
const TRIED: [&Encoding; 8] =
    [GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP, WINDOWS_1252, WINDOWS_1251, WINDOWS_1250];
/// Lines among which the column names are looked for.
const NAME_LINES: usize = 30;

/// The encoding of `head`, the first bytes of a text that is not known to be ASCII throughout.
/// `whole` says that there are no others; `recognises`, whether a cell is a known column name.
pub(super) fn detect(head: &[u8], whole: bool, recognises: &dyn Fn(&str) -> bool) -> Charset {
    if let Some((marked, _)) = Encoding::for_bom(head) {
        return Charset(marked);
    }
    if let Some(wide) = wide(head) {
        return Charset(wide);
    }
    if head.is_ascii() || is_utf8(head) {
        return Charset::UTF_8;
    }
    if let Some(declared) = declared(head) {
        return declared;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    let guess = corrected(detector.guess(None, Utf8Detection::Deny), head);
    let known = |encoding: &'static Encoding| known_names(head, encoding, recognises);
    let mut best = (known(guess.0), guess);
    for encoding in TRIED {
        let names = known(encoding);
        if names > best.0 {
            best = (names, Charset(encoding));
        }
    }
    best.1
}

/// UTF-16 without a mark: every other byte is NUL wherever there is ASCII, and every table has
/// digits, delimiters and line ends.
pub(super) fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let pairs = head.len() / 2;
    let (few, many) = (even.min(odd), even.max(odd));
    let is_wide = pairs >= 4 && many * 5 >= pairs && few * 20 <= many;
    // A NUL here and there stands in text of one byte; in this text there must be line ends too.
    is_wide.then_some(if odd > even { UTF_16LE } else { UTF_16BE })
}

/// Whether more of what is not ASCII is right than broken. In text of another encoding nearly
/// nothing is valid UTF-8; in damaged UTF-8 nearly everything is.
fn is_utf8(text: &[u8]) -> bool {
    let (mut right, mut broken) = (0_usize, 0_usize);
    for chunk in text.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    right > 0 && right >= broken
}

/// Second thoughts about a guess by statistics, which needs more text than short files have.
fn corrected(guess: &'static Encoding, head: &[u8]) -> Charset {
    let is_single = guess.is_single_byte();
    if (guess == BIG5 || is_single) && has_common_chinese(head, if is_single { 4 } else { 2 }) {
        return Charset(GB18030);
    }
    // Letters that hardly any language has, in a file with hardly anything but ASCII: damage.
    let is_odd = |b: &u8| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0xFE | 0xFF);
    let high = head.iter().filter(|b| !b.is_ascii());
    if guess == WINDOWS_1252 && high.clone().take(9).count() < 9 && high.clone().any(is_odd) {
        return Charset::UTF_8;
    }
    Charset(guess).widened()
}

/// Whether all that is not ASCII are pairs of bytes that GB2312 gives to common characters, in at
/// least `least` places. Of Big5's characters 2 in 5 have another second byte, and words written in
/// single bytes have an odd number of them as often as not.
fn has_common_chinese(head: &[u8], least: usize) -> bool {
    let mut places = head.split(u8::is_ascii).filter(|place| !place.is_empty()).peekable();
    let mut count = 0;
    while let Some(place) = places.next() {
        // The last may be cut.
        let (pairs, rest) = place.as_chunks::<2>();
        if !rest.is_empty() && places.peek().is_some() {
            return false;
        }
        for [lead, trail] in pairs {
            let is_common = matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7);
            if !is_common || !matches!(trail, 0xA1..=0xFE) {
                return false;
            }
        }
        count += 1;
    }
    count >= least
}

/// What a page says of itself.
fn declared(head: &[u8]) -> Option<Charset> {
    let start = &head[..head.len().min(2048)];
    let lower = start.to_ascii_lowercase();
    if !lower.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let at = lower.windows(8).position(|bytes| bytes == b"charset=")? + 8;
    let rest = lower[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_".contains(b)))?;
    Charset::named(std::str::from_utf8(&rest[..end]).ok()?)
}

/// How many cells that are not ASCII are known column names when read as `encoding`.
fn known_names(
    head: &[u8],
    encoding: &'static Encoding,
    recognises: &dyn Fn(&str) -> bool,
) -> usize {
    let lines = head.split(|b| matches!(b, b'\n' | b'\r')).take(NAME_LINES);
    let of_line = |line: &[u8]| {
        let (text, _) = encoding.decode_without_bom_handling(line);
        text.split([',', ';', '\t', '|'])
            .map(|cell| cell.trim_matches(['"', '\'', ' ']))
            .filter(|cell| !cell.is_ascii() && recognises(cell))
            .count()
    };
    lines.filter(|line| !line.is_ascii()).map(of_line).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> String {
        detect(bytes, true, &|cell| matches!(cell, "姓名" | "城市" | "名前")).name()
    }

    #[test]
    fn utf8_is_not_given_up_for_a_few_broken_bytes() {
        assert_eq!(name("订单,买家\n1,张三".as_bytes()), "utf-8");
        assert_eq!(name(b"id,\xE5\xBC\xA0\xE4\xB8\x89\n2,\xFF\xFE\n"), "utf-8");
        assert_eq!(name(b"a,b\n"), "utf-8");
    }

    #[test]
    fn text_of_two_bytes_is_known_with_and_without_a_mark() {
        assert_eq!(name(b"\xFF\xFEa\0,\0b\0"), "utf-16le");
        assert_eq!(name(b"\xFE\xFF\0a\0,"), "utf-16be");
        assert_eq!(name(b"a\0,\0b\0\n\0"), "utf-16le");
        assert_eq!(name(b"\0a\0,\0b\0\n"), "utf-16be");
        assert_eq!(name(b"col1|col\x002\nval1|val2\n"), "utf-8");
    }

    #[test]
    fn known_column_names_decide_where_little_is_to_be_counted() {
        for encoding in [GB18030, BIG5, EUC_KR] {
            let (bytes, ..) = encoding.encode("姓名,城市\n1,2\n");
            assert_eq!(name(&bytes), encoding.name().to_ascii_lowercase());
        }
        let (bytes, ..) = SHIFT_JIS.encode("名前,x\n1,2\n");
        assert_eq!(name(&bytes), "shift_jis");
    }

    #[test]
    fn short_chinese_text_is_told_from_what_it_resembles() {
        for text in ["id,客户\n1,张伟\n2,李娜\n3,北京市\n", "a\n人1号\n人2号\n"] {
            let (bytes, ..) = GBK.encode(text);
            assert_eq!(name(&bytes), "gb18030");
        }
        assert_eq!(name(b"id,customer\n1,G\xFF\xFEH\n"), "utf-8");
        assert_eq!(name("id,имя\n1,Иван\n2,Ольга\n3,Пётр\n".as_bytes()), "utf-8");
        let (bytes, ..) = WINDOWS_1251.encode("id,имя\n1,Иван\n2,Ольга\n3,Екатерина\n");
        assert_eq!(name(&bytes), "windows-1251");
    }

    #[test]
    fn western_text_is_western() {
        assert_eq!(name(b"name;stra\xDFe\nM\xFCller;K\xF6nigstra\xDFe 5\n"), "windows-1252");
    }

    #[test]
    fn labels_are_the_platforms() {
        assert_eq!(Charset::named("GBK").map(Charset::name).as_deref(), Some("gb18030"));
        assert_eq!(Charset::named("latin1").map(Charset::name).as_deref(), Some("windows-1252"));
        assert_eq!(Charset::named("klingon"), None);
        assert_eq!(Charset::named("iso-2022-kr"), None);
    }

    #[test]
    fn a_page_is_read_as_it_says() {
        assert_eq!(name(b"<meta charset=\"gb2312\"><table><td>\xD0\xD5"), "gb18030");
    }
}
