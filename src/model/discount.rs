//! Discounted purchases from expected ones, by parts.

use crate::math::{Sum, exp};

/// Nodes and weights of the Gauss-Legendre rule of 12 points on -1..1; its mirror image is implied.
const GAUSS: [[f64; 2]; 6] = [
    [0.125_233_408_511_468_9, 0.249_147_045_813_402_8],
    [0.367_831_498_998_180_2, 0.233_492_536_538_354_8],
    [0.587_317_954_286_617_4, 0.203_167_426_723_065_92],
    [0.769_902_674_194_304_7, 0.160_078_328_543_346_23],
    [0.904_117_256_370_474_9, 0.106_939_325_995_318_43],
    [0.981_560_634_246_719_3, 0.047_175_336_386_511_83],
];
/// Beyond `rate * t` of this a discounted purchase is below the last bit of the sum.
pub(super) const FAR: f64 = 60.0;

/// The integral of `exp(-rate * t)` over the expected purchases up to `horizon`, which may be infinite.
/// docs/models.md, "Discounted purchases".
///
/// `expected` writes the mean number of purchases until each time to the other slice. As a function of the
/// time it is smooth on a scale of `scale`, which grows with the time itself.
///
/// `None` when the answer has no meaning: a negative or NaN argument, or an infinite horizon without
/// discount.
pub(super) fn by_parts(
    rate: f64,
    horizon: f64,
    scale: f64,
    mut expected: impl FnMut(&[f64], &mut [f64]),
) -> Option<f64> {
    let sound = rate >= 0.0 && rate.is_finite() && horizon >= 0.0;
    if !sound || (rate == 0.0 && horizon == f64::INFINITY) {
        return None;
    }
    let end = if rate > 0.0 { horizon.min(FAR / rate) } else { horizon };
    let mut at_end = [0.0];
    expected(&[end], &mut at_end);
    let mut total = Sum::new();
    total.add(exp(-rate * end) * at_end[0]);
    let mut from = 0.0;
    while rate > 0.0 && from < end {
        let to = (from + (scale + from).min(2.0 / rate)).min(end);
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        for [node, weight] in GAUSS {
            let times = [middle - half * node, middle + half * node];
            let mut means = [0.0; 2];
            expected(&times, &mut means);
            for (t, mean) in times.into_iter().zip(means) {
                total.add(rate * half * weight * exp(-rate * t) * mean);
            }
        }
        from = to;
    }
    Some(total.total())
}
