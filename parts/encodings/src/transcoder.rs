//! Bytes of any encoding to UTF-8, in pieces.
//!
//! What was broken in the file comes out as a byte that is no UTF-8, so that the records it falls
//! into are told as damaged wherever that is asked.

use crate::charset::Charset;
use crate::detect::{HEAD, detect};
use crate::pairs::{Done, Pairs};
use encoding_rs::{Decoder, DecoderResult};

/// Stands for what could not be decoded; never part of UTF-8.
const BROKEN: u8 = 0xFF;
/// Bytes of UTF-8 made at a time.
const ROOM: usize = 64 << 10;

/// Turns a file's text into UTF-8; a byte order mark is left out.
pub struct Transcoder(State);

enum State {
    /// All bytes so far are ASCII; the first others wait here until there are enough to judge.
    Ascii(Vec<u8>),
    Known(Charset, Box<Turning>),
}

/// How text of one encoding is turned.
struct Turning {
    decoder: Decoder,
    pairs: Option<Pairs>,
    /// The decoder may be within a character.
    is_within: bool,
}

impl std::fmt::Debug for Transcoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcoder").field("charset", &self.charset()).finish_non_exhaustive()
    }
}

impl Transcoder {
    /// From `charset`.
    #[must_use]
    pub fn new(charset: Charset) -> Self {
        Self::known(charset, charset.0.new_decoder_with_bom_removal())
    }

    fn known(charset: Charset, decoder: Decoder) -> Self {
        let turning = Turning { decoder, pairs: Pairs::of(charset.0), is_within: false };
        Self(State::Known(charset, Box::new(turning)))
    }

    /// From what is ASCII as far as it is known: the first other bytes decide.
    #[must_use]
    pub fn undecided() -> Self {
        Self(State::Ascii(Vec::new()))
    }

    /// The encoding, as far as it is known; ASCII is UTF-8.
    #[must_use]
    pub fn charset(&self) -> Charset {
        match &self.0 {
            State::Ascii(_) => Charset::UTF_8,
            State::Known(charset, _) => *charset,
        }
    }

    /// Adds the text of the next bytes to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        match &mut self.0 {
            State::Known(_, turning) => turning.push(bytes, out),
            State::Ascii(waiting) => {
                let plain = if waiting.is_empty() {
                    encoding_rs::Encoding::ascii_valid_up_to(bytes)
                } else {
                    0
                };
                out.extend_from_slice(&bytes[..plain]);
                waiting.extend_from_slice(&bytes[plain..]);
                if waiting.len() >= HEAD {
                    self.settle(false, out);
                }
            }
        }
    }

    /// There are no more bytes.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if matches!(&self.0, State::Ascii(waiting) if !waiting.is_empty()) {
            self.settle(true, out);
        }
        if let State::Known(_, turning) = &mut self.0 {
            let length = out.len();
            let length = decode(&mut turning.decoder, &[], true, (out, length));
            out.truncate(length);
        }
    }

    fn settle(&mut self, whole: bool, out: &mut Vec<u8>) {
        let State::Ascii(waiting) = &mut self.0 else { return };
        let waiting = std::mem::take(waiting);
        let head = &waiting[..waiting.len().min(HEAD)];
        // So late there are no names of columns, and NULs are damage.
        let charset = detect(head, whole, &|_| 0).unwrap_or(Charset::UTF_8);
        *self = Self::known(charset, charset.0.new_decoder_without_bom_handling());
        self.push(&waiting, out);
    }
}

/// Below this a byte is a character of its own in all encodings of pairs, whatever stands before it, and behind it the
/// decoder is within none: what is broken never takes it along.
const APART: u8 = 0x30;

impl Turning {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut to = out.len();
        let Some(pairs) = &self.pairs else {
            to = decode(&mut self.decoder, bytes, false, (out, to));
            return out.truncate(to);
        };
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            if !self.is_within {
                make_room(out, to, Pairs::room(rest.len()));
                let Done { read, written } = pairs.decode(rest, &mut out[to..]);
                (at, to) = (at + read, to + written);
            }
            let rest = &bytes[at..];
            let end = rest.iter().position(|byte| *byte < APART);
            self.is_within = end.is_none() && (self.is_within || !rest.is_empty());
            let part = &rest[..end.map_or(rest.len(), |end| end + 1)];
            to = decode(&mut self.decoder, part, false, (out, to));
            at += part.len();
        }
        out.truncate(to);
    }
}

/// Room for so many bytes more behind `length`: what is there is not made anew.
fn make_room(out: &mut Vec<u8>, length: usize, more: usize) {
    if out.len() - length < more {
        out.resize(length + more, 0);
    }
}

/// Writes the text of `bytes` behind the first so many of `out`; how many there are then.
fn decode(
    decoder: &mut Decoder,
    mut bytes: &[u8],
    last: bool,
    (out, mut length): (&mut Vec<u8>, usize),
) -> usize {
    loop {
        let wanted = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        // A byte is kept free for what stands for broken ones.
        make_room(out, length, wanted.unwrap_or(ROOM).clamp(16, ROOM) + 1);
        let end = out.len() - 1;
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut out[length..end], last);
        bytes = &bytes[read..];
        length += written;
        match result {
            DecoderResult::InputEmpty => return length,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                out[length] = BROKEN;
                length += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], charset: Option<&str>, cut: usize) -> Vec<u8> {
        let mut transcoder = match charset {
            Some(label) => Transcoder::new(Charset::named(label).unwrap()),
            None => Transcoder::undecided(),
        };
        let mut text = Vec::new();
        for piece in bytes.chunks(cut) {
            transcoder.push(piece, &mut text);
        }
        transcoder.finish(&mut text);
        text
    }

    #[test]
    fn characters_of_four_bytes_may_be_cut_anywhere() {
        let (bytes, ..) = encoding_rs::GB18030.encode("a,𠮷,㐀,é,中\n");
        for cut in 1..=bytes.len() {
            assert_eq!(read(&bytes, Some("gb18030"), cut), "a,𠮷,㐀,é,中\n".as_bytes());
        }
    }

    #[test]
    fn broken_bytes_stay_broken_and_swallow_nothing() {
        for cut in 1..5 {
            assert_eq!(read(b"a\x81,b\n\x81", Some("gb18030"), cut), b"a\xFF,b\n\xFF");
            assert_eq!(read(b"a\0\0\xD8b\0", Some("utf-16le"), cut), b"a\xFFb");
        }
    }

    /// What the decoder alone makes of `bytes`.
    fn thorough(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
        let mut decoder = encoding.new_decoder_with_bom_removal();
        let mut text = Vec::new();
        let length = decode(&mut decoder, bytes, true, (&mut text, 0));
        text.truncate(length);
        text
    }

    #[test]
    fn pairs_are_what_the_decoder_makes_of_them() {
        use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};
        // What characters are made of, and what they are not; more of it, in no order, than one could think of.
        const BYTES: &[u8] =
            b"a,\n\"09@A~\x7F\x80\x81\x84\x8E\x8F\xA0\xA1\xA3\xB0\xC4\xD5\xE0\xF9\xFC\xFD\xFE\xFF";
        for encoding in [GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP] {
            let name = Some(encoding.name());
            let pairs = (0x80..=u8::MAX).flat_map(|a| (0..=u8::MAX).flat_map(move |b| [a, b]));
            let all: Vec<u8> = pairs.collect();
            assert_eq!(read(&all, name, all.len()), thorough(&all, encoding));
            let mut state = 1_u32;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                BYTES[(state >> 16) as usize % BYTES.len()]
            };
            let bytes: Vec<u8> = (0..50_000).map(|_| next()).collect();
            let text = thorough(&bytes, encoding);
            for cut in [1, 2, 3, 7, 1_000, bytes.len()] {
                assert!(read(&bytes, name, cut) == text, "{} by {cut}", encoding.name());
            }
            // What comes behind a line end does not hang on what came before it.
            let lines = bytes.split_inclusive(|byte| *byte == b'\n');
            let apart: Vec<u8> = lines.flat_map(|line| thorough(line, encoding)).collect();
            assert!(apart == text, "{} by lines", encoding.name());
        }
    }

    #[test]
    fn a_mark_is_left_out_wherever_it_is_cut() {
        for cut in 1..5 {
            assert_eq!(read(b"\xFF\xFEa\0,\0", Some("utf-16le"), cut), b"a,");
            assert_eq!(read(b"\xEF\xBB\xBFa,", Some("utf-8"), cut), b"a,");
        }
    }

    #[test]
    fn what_is_not_ascii_may_come_late() {
        let mut bytes = b"a,b\n".repeat(HEAD);
        let ascii = bytes.len();
        let (late, ..) = encoding_rs::WINDOWS_1252.encode("Müller,Königstraße\n");
        bytes.extend_from_slice(&late);
        for cut in [1000, HEAD, bytes.len()] {
            assert_eq!(&read(&bytes, None, cut)[ascii..], "Müller,Königstraße\n".as_bytes());
        }
    }
}
