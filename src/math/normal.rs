//! Quantiles of the normal distribution.

#![expect(clippy::excessive_precision, reason = "coefficients as they are printed")]

use super::ln;

/// Numerator and denominator of each of the three pieces, the highest power first.
const MIDDLE: [[f64; 8]; 2] = [
    [
        2.509_080_928_730_122_672_7e3,
        3.343_057_558_358_812_810_5e4,
        6.726_577_092_700_870_085_3e4,
        4.592_195_393_154_987_145_7e4,
        1.373_169_376_550_946_112_5e4,
        1.971_590_950_306_551_442_7e3,
        1.331_416_678_917_843_774_5e2,
        3.387_132_872_796_366_608,
    ],
    [
        5.226_495_278_852_854_561e3,
        2.872_908_573_572_194_267_4e4,
        3.930_789_580_009_271_061e4,
        2.121_379_430_158_659_586_7e4,
        5.394_196_021_424_751_107_7e3,
        6.871_870_074_920_579_083e2,
        4.231_333_070_160_091_125_2e1,
        1.0,
    ],
];
const TAIL: [[f64; 8]; 2] = [
    [
        7.745_450_142_783_414_076_4e-4,
        2.272_384_498_926_918_458_33e-2,
        2.417_807_251_774_506_117_7e-1,
        1.270_458_252_452_368_382_58,
        3.647_848_324_763_204_605_04,
        5.769_497_221_460_691_405_5,
        4.630_337_846_156_545_295_9,
        1.423_437_110_749_683_577_34,
    ],
    [
        1.050_750_071_644_416_843_24e-9,
        5.475_938_084_995_344_946e-4,
        1.519_866_656_361_645_719_66e-2,
        1.481_039_764_274_800_745_9e-1,
        6.897_673_349_851_000_045_5e-1,
        1.676_384_830_183_803_849_4,
        2.053_191_626_637_758_821_87,
        1.0,
    ],
];
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        2.010_334_399_292_288_132_65e-7,
        2.711_555_568_743_487_578_15e-5,
        1.242_660_947_388_078_438_6e-3,
        2.653_218_952_657_612_309_3e-2,
        2.965_605_718_285_048_912_3e-1,
        1.784_826_539_917_291_335_8,
        5.463_784_911_164_114_369_9,
        6.657_904_643_501_103_777_2,
    ],
    [
        2.044_263_103_389_939_785_64e-15,
        1.421_511_758_316_445_888_7e-7,
        1.846_318_317_510_054_681_8e-5,
        7.868_691_311_456_132_591e-4,
        1.487_536_129_085_061_485_25e-2,
        1.369_298_809_227_358_053_1e-1,
        5.998_322_065_558_879_376_9e-1,
        1.0,
    ],
];

/// The point below which a standard normal variable lies with probability `p`; W1988. Infinite at 0 and 1,
/// and beyond.
///
/// # Numerics
/// Relative error about 1e-16 in 0..=1/2; above, `1 - p` has lost what it has lost.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        return from_middle * ratio(&MIDDLE, 0.180_625 - from_middle * from_middle);
    }
    let outside = if from_middle < 0.0 { p } else { 1.0 - p };
    if outside <= 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let r = (-ln(outside)).sqrt();
    let size = if r <= 5.0 { ratio(&TAIL, r - 1.6) } else { ratio(&FAR_TAIL, r - 5.0) };
    size.copysign(from_middle)
}

fn ratio([above, below]: &[[f64; 8]; 2], x: f64) -> f64 {
    let at = |coefficients: &[f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    at(above) / at(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath, `sqrt(2) * erfinv(2 * p - 1)` of the float `p` at 40 digits.
    const KNOWN: [(f64, f64); 8] = [
        (0.5, 0.0),
        (0.75, 0.674_489_750_196_081_7),
        (0.025, -1.959_963_984_540_054_2),
        (0.92, 1.405_071_560_309_632_6),
        (0.999, 3.090_232_306_167_813_5),
        (1e-9, -5.997_807_015_007_687),
        (1e-30, -11.464_024_688_443_616),
        (1e-300, -37.047_096_299_361_2),
    ];

    #[test]
    fn known_quantiles() {
        for (p, want) in KNOWN {
            let got = normal_quantile(p);
            assert!((got - want).abs() <= 4e-16 * want.abs(), "{p}: {got} is not {want}");
        }
    }

    #[test]
    fn the_ends_are_infinite() {
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert_eq!(normal_quantile(-1.0), f64::NEG_INFINITY);
    }
}
