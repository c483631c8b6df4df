//! `exp` and `ln(1 + x)` of many values at once, by the steps of `libm`, so that the bits are the same; without
//! branches, so that the compiler takes two values in one register.

use super::{exp, ln_1p};

/// Values looked at together: where one is out of the ordinary, all of them go the long way.
const BLOCK: usize = 64;

/// The logarithm of 2 in two parts.
const LN2_HI: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LO: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// Puts [`exp`] of each value in its place. Quick for values in -700..=0.
pub fn exp_each(values: &mut [f64]) {
    for block in values.chunks_mut(BLOCK) {
        if block.iter().fold(true, |all, x| all & (-700.0..=0.0).contains(x)) {
            exp_block(block);
        } else {
            block.iter_mut().for_each(|x| *x = exp(*x));
        }
    }
}

/// Puts [`ln_1p`] of each value in its place. Quick for values in 0..=1e300.
pub fn ln_1p_each(values: &mut [f64]) {
    for block in values.chunks_mut(BLOCK) {
        if block.iter().fold(true, |all, x| all & (0.0..=1e300).contains(x)) {
            ln_1p_block(block);
        } else {
            block.iter_mut().for_each(|x| *x = ln_1p(*x));
        }
    }
}

#[inline(never)]
fn exp_block(values: &mut [f64]) {
    for x in values {
        *x = exp_usual(*x);
    }
}

#[inline(never)]
fn ln_1p_block(values: &mut [f64]) {
    for x in values {
        *x = ln_1p_usual(*x);
    }
}

/// As in `libm/src/math/exp.rs`, for values in -700..=0. What is compared there by the upper half of the bits is
/// compared as a float here, and whole numbers stay floats: registers of two values know no other way.
#[inline]
fn exp_usual(x: f64) -> f64 {
    const INV_LN2: f64 = f64::from_bits(0x3FF7_1547_652B_82FE);
    const P: [f64; 5] = [
        f64::from_bits(0x3FC5_5555_5555_553E),
        f64::from_bits(0xBF66_C16C_16BE_BD93),
        f64::from_bits(0x3F11_566A_AF25_DE2C),
        f64::from_bits(0xBEBB_BD41_C5D2_6BF1),
        f64::from_bits(0x3E66_3769_72BE_A4D0),
    ];
    /// Of what is added to these the digits after the point are rounded off.
    const ROUNDING: f64 = f64::from_bits(0x4338_0000_0000_0000);
    const WHOLE: f64 = f64::from_bits(0x4330_0000_0000_0000);
    let negative = INV_LN2 * x - 0.5;
    let near = (negative + ROUNDING) - ROUNDING;
    let k = if near < negative { near + 1.0 } else { near };
    let k = if -x >= f64::from_bits(0x3FD6_2E43_0000_0000) { k } else { 0.0 };
    let (hi, lo) = (x - k * LN2_HI, k * LN2_LO);
    let r = hi - lo;
    let rr = r * r;
    let c = r - rr * (P[0] + rr * (P[1] + rr * (P[2] + rr * (P[3] + rr * P[4]))));
    let y = 1.0 + (r * c / (2.0 - c) - lo + hi);
    let power = f64::from_bits((k + (WHOLE + 1023.0)).to_bits() << 52);
    if -x >= f64::from_bits(0x3E30_0001_0000_0000) { y * power } else { 1.0 + x }
}

/// As in `libm/src/math/log1p.rs`, for values in 0..=1e300.
#[inline]
fn ln_1p_usual(x: f64) -> f64 {
    const LG: [f64; 7] = [
        f64::from_bits(0x3FE5_5555_5555_5593),
        f64::from_bits(0x3FD9_9999_9997_FA04),
        f64::from_bits(0x3FD2_4924_9422_9359),
        f64::from_bits(0x3FCC_71C5_1D8E_78AF),
        f64::from_bits(0x3FC7_4664_96CB_03DE),
        f64::from_bits(0x3FC3_9A09_D078_C69F),
        f64::from_bits(0x3FC2_F112_DF3E_5244),
    ];
    /// The bits of 2^52, in which a small whole number is the end.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    /// What `u` is counted up by before its exponent is taken: `k` is that of the nearest power of 2.
    const NEAREST: u64 = (0x3FF0_0000 - 0x3FE6_A09E) << 32;
    /// The least `u` of which `k` is this.
    const fn least(k: u64) -> f64 {
        f64::from_bits(((0x3FF + k) << 52) - NEAREST)
    }
    let is_small = x < f64::from_bits(0x3FDA_827A_0000_0000);
    let u = 1.0 + x;
    let shifted = u.to_bits() + NEAREST;
    let k = (shifted >> 52) - 0x3FF;
    let lost = if u >= least(2) { 1.0 - (u - x) } else { x - (u - 1.0) };
    let c = if is_small | (u >= least(54)) { 0.0 } else { lost / u };
    let reduced = (shifted & 0x000F_FFFF_FFFF_FFFF) + (0x3FE6_A09E << 32);
    let f = if is_small { x } else { f64::from_bits(reduced) - 1.0 };
    let k = if is_small { 0 } else { k };
    let half = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LG[1] + w * (LG[3] + w * LG[5]));
    let odd = z * (LG[0] + w * (LG[2] + w * (LG[4] + w * LG[6])));
    let k = f64::from_bits(WHOLE | k) - f64::from_bits(WHOLE);
    s * (half + (odd + even)) + (k * LN2_LO + c) - half + f + k * LN2_HI
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of magnitude, and both sides of every bound of the two.
    fn values() -> Vec<f64> {
        let bounds = [
            0x3FD6_2E42_u64,
            0x3FD6_2E43,
            0x3FF0_A2B2,
            0x3FF0_A2B3,
            0x3E30_0000,
            0x3E30_0001,
            0x3FDA_827A,
            0x3FDA_8279,
            0x3CA0_0000,
            0x3C9F_FFFF,
            0x4340_0000,
            0x4350_0000,
            0x3FF0_0000,
        ];
        let near = bounds.into_iter().flat_map(|high| {
            let bits = high << 32;
            (0..40).flat_map(move |k| [bits - k, bits + k, bits | (0xFEFA_3000 + 997 * k)])
        });
        let mut values: Vec<f64> = near.map(f64::from_bits).collect();
        values.extend([0.0, 1.0, 5e-324, 1e-310, 1e300, 1e308, 700.0, 709.0, 745.0, f64::INFINITY]);
        let mut noise = 9_u64;
        for exponent in -60..60 {
            for _ in 0..400 {
                noise = noise.wrapping_mul(0x5851_F42D_4C95_7F2D) + 1;
                let part = f64::from(u32::try_from(noise >> 32).unwrap()) / 4_294_967_296.0;
                values.push(
                    (1.0 + part) * f64::from_bits((1023_i64 + exponent).cast_unsigned() << 52),
                );
            }
        }
        values
    }

    #[test]
    fn each_has_the_bits_of_one() {
        for block in [1, 7, BLOCK, 1_000] {
            for values in values().chunks(block) {
                let mut logs = values.to_vec();
                ln_1p_each(&mut logs);
                let mut powers: Vec<f64> = values.iter().map(|x| -x).collect();
                exp_each(&mut powers);
                for ((x, log), power) in values.iter().zip(logs).zip(powers) {
                    assert_eq!(log.to_bits(), ln_1p(*x).to_bits(), "ln_1p {x:e}");
                    assert_eq!(power.to_bits(), exp(-x).to_bits(), "exp -{x:e}");
                }
            }
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_goes_the_long_way() {
        for x in [f64::NAN, -1.0, -0.5, -2.0, f64::NEG_INFINITY, 3.0] {
            let (mut log, mut power) = ([x, 0.5], [x, -0.5]);
            ln_1p_each(&mut log);
            exp_each(&mut power);
            assert_eq!(log.map(f64::to_bits), [ln_1p(x), ln_1p(0.5)].map(f64::to_bits));
            assert_eq!(power.map(f64::to_bits), [exp(x), exp(-0.5)].map(f64::to_bits));
        }
    }
}
