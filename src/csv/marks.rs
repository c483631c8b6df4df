//! Finds the bytes that mean something, 64 at a time.

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

/// Bit `i` is set where `bytes[i]` is one of the `needles`. Looks at the first [`BLOCK`] bytes only.
pub(super) fn marks<const N: usize>(bytes: &[u8], needles: [u8; N]) -> u64 {
    if let Some(block) = bytes.first_chunk::<BLOCK>() {
        return block_marks(block, needles);
    }
    let mut block = [0; BLOCK];
    block[..bytes.len()].copy_from_slice(bytes);
    block_marks(&block, needles) & !(u64::MAX << bytes.len())
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn block_marks<const N: usize>(block: &[u8; BLOCK], needles: [u8; N]) -> u64 {
    use core::arch::wasm32::{i8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
    let needles = needles.map(|byte| u8x16_splat(byte));
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (i, pair) in words.chunks_exact(2).enumerate() {
        let lane = u64x2(u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1]));
        let hits =
            needles.iter().fold(u64x2(0, 0), |hits, needle| v128_or(hits, u8x16_eq(lane, *needle)));
        bits |= u64::from(i8x16_bitmask(hits)) << (16 * i);
    }
    bits
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn block_marks<const N: usize>(block: &[u8; BLOCK], needles: [u8; N]) -> u64 {
    /// The top bit of every byte.
    const TOP: u64 = 0x8080_8080_8080_8080;
    /// Multiplying by it gathers the lowest bits of eight bytes in the top byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let needles = needles.map(|b| u64::from_ne_bytes([b; 8]));
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (i, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // A byte's top bit stays clear exactly where the byte equals the needle: the sum cannot
        // carry into the next byte.
        let others = needles.iter().fold(TOP, |others, needle| {
            let difference = word ^ needle;
            others & (((difference & !TOP) + !TOP) | difference)
        });
        let hits = (others ^ TOP) >> 7;
        bits |= (hits.wrapping_mul(GATHER) >> 56) << (8 * i);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_value_at_every_place_is_told_apart() {
        for delimiter in [b',', b';', b'\t', b'|', 0] {
            let needles = [delimiter, b'"', b'\n', b'\r', b'\\'];
            for value in 0..=255_u8 {
                for place in 0..BLOCK {
                    let mut block = [value ^ 0x80; BLOCK];
                    block[place] = value;
                    for length in [place + 1, BLOCK] {
                        let expected = block[..length]
                            .iter()
                            .enumerate()
                            .filter(|(_, b)| needles.contains(b))
                            .fold(0, |bits, (i, _)| bits | 1_u64 << i);
                        assert_eq!(marks(&block[..length], needles), expected);
                    }
                }
            }
        }
    }
}
