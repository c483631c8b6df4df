//! Characters of two bytes, looked up, and ASCII between them, copied: most of what is written in the
//! encodings of East Asia. Whatever is anything else is left to the decoder.

use encoding_rs::{BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

/// The encodings that have such characters.
const PAIRED: [&Encoding; 5] = [GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP];

/// The first byte of a character is at least this, and the second.
const LEAD: u8 = 0x81;
const TRAIL: u8 = 0x40;
const TRAILS: usize = 256 - TRAIL as usize;

/// The bits that no byte of ASCII has, and how many of those are looked at together.
const HIGH: u128 = u128::from_le_bytes([0x80; RUN]);
const RUN: usize = 16;

/// For each pair of bytes the UTF-8 of its character, and in the uppermost byte how long that is: 0 where the
/// pair is not one character of at most three bytes.
#[derive(Debug)]
pub(crate) struct Pairs(Vec<u32>);

/// How far a text was read and written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Done {
    pub(crate) read: usize,
    pub(crate) written: usize,
}

impl Pairs {
    /// The pairs of `encoding`, if it has some. What they stand for is asked of the decoder, once.
    pub(crate) fn of(encoding: &'static Encoding) -> Option<Self> {
        if !PAIRED.contains(&encoding) {
            return None;
        }
        // After a line end no decoder is within a character.
        let all =
            (LEAD..=u8::MAX).flat_map(|lead| (TRAIL..=u8::MAX).map(move |trail| [lead, trail]));
        let bytes: Vec<u8> = all.flat_map(|[lead, trail]| [lead, trail, b'\n']).collect();
        let text = decoded(encoding, &bytes);
        Some(Self(text.split(|byte| *byte == b'\n').map(entry).collect()))
    }

    /// Bytes of room that so many bytes need.
    pub(crate) fn room(length: usize) -> usize {
        length + length / 2 + RUN
    }

    /// Writes the text of `bytes` to `out`, up to what is neither ASCII nor a pair that is known. There must be room.
    pub(crate) fn decode(&self, bytes: &[u8], out: &mut [u8]) -> Done {
        let Done { mut read, mut written } = Done::default();
        loop {
            while let (Some(run), Some(to)) = (next(bytes, read), next_mut(out, written)) {
                *to = *run;
                let plain = ((u128::from_le_bytes(*run) & HIGH).trailing_zeros() / 8) as usize;
                read += plain;
                written += plain;
                if plain < RUN {
                    break;
                }
            }
            let from = read;
            while let (Some([lead, trail]), Some(to)) = (next(bytes, read), next_mut(out, written))
            {
                let entry = self.get(*lead, *trail);
                if entry == 0 {
                    break;
                }
                *to = entry.to_le_bytes();
                read += 2;
                written += (entry >> 24) as usize;
            }
            if read > from {
                continue;
            }
            // The last few bytes, or nothing that is known here.
            let (Some(byte), Some(to)) = (bytes.get(read), out.get_mut(written)) else { break };
            if !byte.is_ascii() {
                break;
            }
            *to = *byte;
            read += 1;
            written += 1;
        }
        Done { read, written }
    }

    fn get(&self, lead: u8, trail: u8) -> u32 {
        let (Some(lead), Some(trail)) = (lead.checked_sub(LEAD), trail.checked_sub(TRAIL)) else {
            return 0;
        };
        let at = usize::from(lead) * TRAILS + usize::from(trail);
        self.0.get(at).copied().unwrap_or(0)
    }
}

fn next<const N: usize>(bytes: &[u8], at: usize) -> Option<&[u8; N]> {
    bytes.get(at..)?.first_chunk()
}

fn next_mut<const N: usize>(bytes: &mut [u8], at: usize) -> Option<&mut [u8; N]> {
    bytes.get_mut(at..)?.first_chunk_mut()
}

/// What a pair becomes, where that is one character.
fn entry(text: &[u8]) -> u32 {
    let Ok(character) = std::str::from_utf8(text) else { return 0 };
    let mut characters = character.chars();
    let is_one = characters.next().is_some_and(|c| !c.is_ascii()) && characters.next().is_none();
    match *text {
        [a, b] if is_one => u32::from_le_bytes([a, b, 0, 2]),
        [a, b, c] if is_one => u32::from_le_bytes([a, b, c, 3]),
        _ => 0,
    }
}

/// `bytes` as text, with a byte that is no UTF-8 for what is broken.
fn decoded(encoding: &'static Encoding, mut bytes: &[u8]) -> Vec<u8> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = vec![0; 3 * bytes.len() + RUN];
    let mut length = 0;
    loop {
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut text[length..], true);
        bytes = &bytes[read..];
        length += written;
        match result {
            DecoderResult::Malformed(..) => {
                text[length] = 0xFF;
                length += 1;
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => break,
        }
    }
    text.truncate(length);
    text
}
