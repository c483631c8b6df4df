//! Bytes of any encoding to bytes of UTF-8, in pieces.
//!
//! What was broken in the file comes out as a byte that is no UTF-8, so that the records it falls
//! into are told as damaged wherever that is asked.

use super::charset::{Charset, detect};
use super::reader::HEAD;
use crate::error::Result;
use encoding_rs::{Decoder, DecoderResult, UTF_8};

/// Stands for what could not be decoded; never part of UTF-8.
const BROKEN: u8 = 0xFF;
/// Bytes of UTF-8 made at a time.
const ROOM: usize = 64 << 10;

/// Where the text goes.
pub(super) type Out<'o> = &'o mut dyn FnMut(&[u8]) -> Result<()>;

pub(super) struct Decode {
    state: State,
    /// Bytes of a mark that are still to be left out.
    mark: usize,
}

enum State {
    /// All bytes so far are ASCII; the first others wait here until there are enough to judge.
    Ascii(Vec<u8>),
    Utf8,
    Other(Charset, Box<Decoder>, Vec<u8>),
}

impl std::fmt::Debug for Decode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decode").field("charset", &self.charset()).finish_non_exhaustive()
    }
}

impl Decode {
    /// For text that is ASCII as far as it is known.
    pub(super) fn undecided() -> Self {
        Self { state: State::Ascii(Vec::new()), mark: 0 }
    }

    /// For text in `charset`, of which the first `mark` bytes are a byte order mark.
    pub(super) fn new(charset: Charset, mark: usize) -> Self {
        let state = if charset.0 == UTF_8 {
            State::Utf8
        } else {
            let decoder = charset.0.new_decoder_without_bom_handling();
            State::Other(charset, Box::new(decoder), Vec::new())
        };
        Self { state, mark }
    }

    pub(super) fn charset(&self) -> Charset {
        match &self.state {
            State::Ascii(_) | State::Utf8 => Charset::UTF_8,
            State::Other(charset, ..) => *charset,
        }
    }

    /// Passes on the text of the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<()> {
        let (left_out, bytes) = bytes.split_at(bytes.len().min(self.mark));
        self.mark -= left_out.len();
        match &mut self.state {
            State::Utf8 => out(bytes),
            State::Other(_, decoder, room) => decode(decoder, bytes, false, room, out),
            State::Ascii(waiting) => {
                let plain = if waiting.is_empty() { ascii_prefix(bytes) } else { 0 };
                out(&bytes[..plain])?;
                waiting.extend_from_slice(&bytes[plain..]);
                if waiting.len() < HEAD { Ok(()) } else { self.settle(false, out) }
            }
        }
    }

    /// There are no more bytes.
    pub(super) fn finish(&mut self, out: Out<'_>) -> Result<()> {
        if let State::Ascii(waiting) = &self.state
            && !waiting.is_empty()
        {
            self.settle(true, out)?;
        }
        match &mut self.state {
            State::Other(_, decoder, room) => decode(decoder, &[], true, room, out),
            State::Ascii(_) | State::Utf8 => Ok(()),
        }
    }

    fn settle(&mut self, whole: bool, out: Out<'_>) -> Result<()> {
        let State::Ascii(waiting) = &mut self.state else { return Ok(()) };
        let waiting = std::mem::take(waiting);
        let charset = detect(&waiting[..waiting.len().min(HEAD)], whole, &|_| false);
        *self = Self::new(charset, 0);
        self.push(&waiting, out)
    }
}

fn ascii_prefix(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().position(|b| !b.is_ascii()).unwrap_or(bytes.len())
}

fn decode(
    decoder: &mut Decoder,
    mut bytes: &[u8],
    last: bool,
    room: &mut Vec<u8>,
    out: Out<'_>,
) -> Result<()> {
    room.resize(ROOM, 0);
    // A byte is kept free for what stands for broken ones.
    let end = ROOM - 1;
    loop {
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut room[..end], last);
        bytes = &bytes[read..];
        let mut length = written;
        if let DecoderResult::Malformed(..) = result {
            room[length] = BROKEN;
            length += 1;
        }
        out(&room[..length])?;
        if result == DecoderResult::InputEmpty {
            return Ok(());
        }
    }
}

/// All of `head` as UTF-8.
pub(super) fn decoded(head: &[u8], charset: Charset, mark: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(head.len());
    let mut take = |bytes: &[u8]| {
        text.extend_from_slice(bytes);
        Ok(())
    };
    // Only the receiver can fail.
    drop(Decode::new(charset, mark).push(head, &mut take));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], charset: Option<&str>, cut: usize) -> Vec<u8> {
        let mut decode = match charset {
            Some(label) => Decode::new(Charset::named(label).unwrap(), 0),
            None => Decode::undecided(),
        };
        let mut text = Vec::new();
        let mut take = |bytes: &[u8]| {
            text.extend_from_slice(bytes);
            Ok(())
        };
        for piece in bytes.chunks(cut) {
            decode.push(piece, &mut take).unwrap();
        }
        decode.finish(&mut take).unwrap();
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
