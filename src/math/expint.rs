//! The generalised exponential integral.

use super::{exp, exp_m1};

/// Below this the continued fraction takes longer than the integral.
const SMALL: f64 = 0.3;
/// The fraction converges in 300 terms down to [`SMALL`].
const MOST_TERMS: u32 = 1_000;
/// Nodes and weights of the Gauss-Legendre rule of 10 points on -1..1; its mirror image is implied.
const GAUSS: [[f64; 2]; 5] = [
    [0.148_874_338_981_631_22, 0.295_524_224_714_752_87],
    [0.433_395_394_129_247_2, 0.269_266_719_309_996_35],
    [0.679_409_568_299_024_4, 0.219_086_362_515_982_04],
    [0.865_063_366_688_984_5, 0.149_451_349_150_580_6],
    [0.973_906_528_517_171_7, 0.066_671_344_308_688_14],
];

/// `exp(z) E_nu(z)`, the integral over `s > 0` of `exp(-z s) (1 + s)^-nu`, for `nu > 1` and `z >= 0`.
///
/// # Numerics
/// The continued fraction of NIST-DLMF 8.19.17 in its even part, by Lentz's method. For small `z`, where it takes
/// many terms, the integral itself in `ln(1 + s)`.
#[must_use]
pub fn exp_integral_scaled(nu: f64, z: f64) -> f64 {
    match z {
        f64::INFINITY => 0.0,
        z if z < SMALL => by_integral(nu, z),
        z => by_fraction(nu, z),
    }
}

fn by_fraction(nu: f64, z: f64) -> f64 {
    let mut b = z + nu;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut value = d;
    for i in 1..MOST_TERMS {
        let i = f64::from(i);
        let a = -i * (nu - 1.0 + i);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// With `s = exp(v) - 1` the integrand is `exp(-(nu - 1) v - z s)`. Panels of one, or shorter where it falls fast.
fn by_integral(nu: f64, z: f64) -> f64 {
    let fall = nu - 1.0;
    let panel = 1.0_f64.min(4.0 / fall);
    let mut total = 0.0;
    let mut from = 0.0;
    loop {
        let mut part = 0.0;
        for [node, weight] in GAUSS {
            for node in [-node, node] {
                let v = from + 0.5 * panel * (1.0 + node);
                part += weight * exp(-fall * v - z * exp_m1(v));
            }
        }
        part *= 0.5 * panel;
        total += part;
        from += panel;
        // What is left falls at least as fast as from this panel to the next.
        let rate = exp(-fall * panel);
        let rest = if rate < 1.0 { part * rate / (1.0 - rate) } else { f64::INFINITY };
        if part == 0.0 || rest <= 1e-17 * total {
            return total;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fraction_and_integral_agree() {
        for nu in [1.001, 1.2, 2.0, 7.5, 60.0, 2000.0] {
            for z in [SMALL, 0.5, 1.0, 7.0] {
                let (one, other) = (by_fraction(nu, z), by_integral(nu, z));
                assert!((one / other - 1.0).abs() < 2e-13, "{nu} {z}: {one} {other}");
            }
        }
    }

    #[test]
    fn its_ends_are_known() {
        // E_nu(0) = 1 / (nu - 1), and z exp(z) E_nu(z) tends to 1.
        assert!((exp_integral_scaled(3.0, 0.0) - 0.5).abs() < 1e-14);
        assert!((exp_integral_scaled(41.0, 0.0) - 0.025).abs() < 1e-15);
        assert!((1e9 * exp_integral_scaled(1.5, 1e9) - 1.0).abs() < 1e-8);
        assert!(exp_integral_scaled(1.5, f64::INFINITY) == 0.0);
    }

    #[test]
    fn it_is_the_tabulated_function() {
        // exp(1) E_1(1) = 0.5963473623231940743, and the recurrence nu E_(nu+1) = exp(-z) - z E_nu.
        let first = 0.596_347_362_323_194_1;
        assert!((exp_integral_scaled(2.0, 1.0) - (1.0 - first)).abs() < 1e-15);
        assert!((exp_integral_scaled(3.0, 1.0) / (0.5 * first) - 1.0).abs() < 1e-14);
        // By mpmath in 30 digits.
        for (nu, z, want) in [
            (1.001, 0.02, 3.415_994_554_704_167),
            (1.2, 0.02, 2.410_581_425_199_124),
            (60.0, 0.02, 0.016_943_310_056_995_47),
        ] {
            assert!((exp_integral_scaled(nu, z) / want - 1.0).abs() < 1e-14);
        }
    }
}
