//! Which encoding a file is written in, of those that are not UTF-8.
//!
//! What a file says of itself comes first, then the names of columns: a reading in which they are
//! known words is right. Only then statistics.

use crate::charset::Charset;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

/// Bytes of a file's beginning by which it is judged.
pub const HEAD: usize = 64 << 10;

/// Encodings whose reading is tried on the column names.
const TRIED: [&Encoding; 8] =
    [GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP, WINDOWS_1252, WINDOWS_1251, WINDOWS_1250];
/// Lines among which the column names are looked for.
const NAME_LINES: usize = 30;

/// The encoding of `head`, the first bytes of a file that is not UTF-8; `whole` says that there are no
/// others. `names` counts the cells that are not ASCII and are known names of columns, in the best line
/// of a text in UTF-8. None where it is no text at all.
#[must_use]
pub fn detect(head: &[u8], whole: bool, names: &dyn Fn(&[u8]) -> usize) -> Option<Charset> {
    if let Some((marked, _)) = Encoding::for_bom(head) {
        return Some(Charset(marked));
    }
    if let Some(wide) = wide(head) {
        return Some(Charset(wide));
    }
    // A NUL here and there is text that was damaged; many are no text.
    let nuls = head.iter().filter(|byte| **byte == 0).count();
    if nuls * 8 > head.len() {
        return None;
    }
    if head.is_ascii() {
        return Some(Charset::UTF_8);
    }
    Some(declared(head).unwrap_or_else(|| guess(head, whole, names)))
}

fn guess(head: &[u8], whole: bool, names: &dyn Fn(&[u8]) -> usize) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    let guess = corrected(detector.guess(None, Utf8Detection::Deny), head);
    let known = |encoding: &'static Encoding| names(&beginning(head, encoding));
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
fn wide(head: &[u8]) -> Option<&'static Encoding> {
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

/// Second thoughts about a guess by statistics, which needs more text than short files have.
fn corrected(guess: &'static Encoding, head: &[u8]) -> Charset {
    let is_single = guess.is_single_byte();
    if (guess == BIG5 || is_single) && has_common_chinese(head, if is_single { 4 } else { 2 }) {
        return Charset(GB18030);
    }
    // Letters that hardly any language has, in a file with hardly anything but ASCII: damage. Turkish
    // has a letter at FE.
    let is_western = guess == WINDOWS_1252 || guess == WINDOWS_1254;
    let is_odd = |b: &u8| match b {
        0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0xFF => true,
        _ => *b == 0xFE && guess == WINDOWS_1252,
    };
    let high = head.iter().filter(|b| !b.is_ascii());
    if is_western && high.clone().take(9).count() < 9 && high.clone().any(is_odd) {
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

/// The lines that may hold the names of the columns, read as `encoding`.
fn beginning(head: &[u8], encoding: &'static Encoding) -> Vec<u8> {
    let lines = head.split_inclusive(|b| matches!(b, b'\n' | b'\r')).take(NAME_LINES);
    let end = lines.map(<[u8]>::len).sum();
    let (text, _) = encoding.decode_without_bom_handling(&head[..end]);
    text.into_owned().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> String {
        let names = |text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            let cells = text.split([',', '\n']);
            cells.filter(|cell| matches!(*cell, "姓名" | "城市" | "名前")).count()
        };
        detect(bytes, true, &names).unwrap().name()
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert_eq!(detect(b"\x00\x01\x00\x00\x00\x07\x00\x00", true, &|_| 0), None);
        assert_eq!(name(b"id,\xFF\xFE\n"), "utf-8");
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
            let (bytes, ..) = GB18030.encode(text);
            assert_eq!(name(&bytes), "gb18030");
        }
        assert_eq!(name(b"id,customer\n1,G\xFF\xFEH\n"), "utf-8");
        let (bytes, ..) = WINDOWS_1251.encode("id,имя\n1,Иван\n2,Ольга\n3,Екатерина\n");
        assert_eq!(name(&bytes), "windows-1251");
    }

    #[test]
    fn western_text_is_western() {
        assert_eq!(name(b"name;stra\xDFe\nM\xFCller;K\xF6nigstra\xDFe 5\n"), "windows-1252");
        assert_eq!(
            name(b"m\xFC\xFEteri,\xFEehir\nAy\xFEe Y\xFDlmaz,Eski\xFEehir\n"),
            "windows-1254"
        );
    }

    #[test]
    fn a_page_is_read_as_it_says() {
        assert_eq!(name(b"<meta charset=\"gb2312\"><table><td>\xD0\xD5"), "gb18030");
    }
}
