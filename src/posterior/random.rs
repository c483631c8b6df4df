//! Random numbers: the same from the same seed, everywhere.

use crate::math::normal_quantile;

/// xoshiro256++ (BV2021): 256 bits of state, four shifts and a few additions a number.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// Number `stream` of the streams that belong to `seed`.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        // SplitMix64 fills the state, as the authors advise; streams start far apart in its sequence.
        let mut counter = seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        let state = std::array::from_fn(|_| {
            counter = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = counter;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        });
        Self { state }
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number between 0 and 1, neither of which it is.
    pub fn uniform(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "52 bits")]
        let whole = (self.bits() >> 12) as f64;
        (whole + 0.5) / (1_u64 << 52) as f64
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// Heads or tails.
    pub fn heads(&mut self) -> bool {
        self.bits() >> 63 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // The authors' C code, from the state 1, 2, 3, 4.
        let mut random = Random { state: [1, 2, 3, 4] };
        let first: Vec<u64> = (0..4).map(|_| random.bits()).collect();
        assert_eq!(first, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn numbers_are_spread_as_they_should_be() {
        let mut random = Random::new(7, 0);
        let n = 100_000;
        let (mut low, mut sum, mut squares, mut heads) = (0.0, 0.0, 0.0, 0);
        for _ in 0..n {
            let uniform = random.uniform();
            assert!(uniform > 0.0 && uniform < 1.0);
            low += f64::from(u8::from(uniform < 0.1));
            let normal = random.normal();
            sum += normal;
            squares += normal * normal;
            heads += u32::from(random.heads());
        }
        let n = f64::from(n);
        // Four standard errors each.
        assert!((low / n - 0.1).abs() < 4.0 * (0.09 / n).sqrt());
        assert!((sum / n).abs() < 4.0 / n.sqrt());
        assert!((squares / n - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
        assert!((f64::from(heads) / n - 0.5).abs() < 2.0 / n.sqrt());
    }

    #[test]
    fn streams_differ() {
        let first = |seed, stream| Random::new(seed, stream).bits();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!(first(1, 3), first(1, 3));
    }
}
