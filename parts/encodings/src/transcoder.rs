//! Bytes of any encoding to UTF-8, in pieces.
//!
//! What was broken in the file comes out as a byte that is no UTF-8, so that the records it falls
//! into are told as damaged wherever that is asked.

use crate::charset::Charset;
use crate::detect::{HEAD, detect};
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
    Known(Charset, Box<Decoder>),
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
        Self(State::Known(charset, Box::new(charset.0.new_decoder_with_bom_removal())))
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
            State::Known(_, decoder) => decode(decoder, bytes, false, out),
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
        if let State::Known(_, decoder) = &mut self.0 {
            decode(decoder, &[], true, out);
        }
    }

    fn settle(&mut self, whole: bool, out: &mut Vec<u8>) {
        let State::Ascii(waiting) = &mut self.0 else { return };
        let waiting = std::mem::take(waiting);
        let head = &waiting[..waiting.len().min(HEAD)];
        // So late there are no names of columns, and NULs are damage.
        let charset = detect(head, whole, &|_| 0).unwrap_or(Charset::UTF_8);
        *self = Self(State::Known(charset, Box::new(charset.0.new_decoder_without_bom_handling())));
        self.push(&waiting, out);
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    loop {
        let from = out.len();
        let wanted = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        // A byte is kept free for what stands for broken ones.
        out.resize(from + wanted.unwrap_or(ROOM).clamp(16, ROOM) + 1, 0);
        let end = out.len() - 1;
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut out[from..end], last);
        bytes = &bytes[read..];
        out.truncate(from + written);
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => out.push(BROKEN),
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
