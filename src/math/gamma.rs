//! The logarithm of the gamma function and its first two derivatives, for positive arguments.

use super::{ln, ln_1p};

/// From here on the asymptotic series below are exact to the last bit or two.
const LARGE: f64 = 12.0;

/// `ln Γ(x)` for `x > 0`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The digamma function `ψ(x) = d/dx ln Γ(x)` for `x > 0`.
///
/// # Numerics
/// Moved up by `ψ(x) = ψ(x + 1) - 1/x`, then NIST-DLMF 5.11.2. Relative error below 1e-14, but
/// near its root at 1.4616 the error is 1e-15 absolute.
#[must_use]
pub fn digamma(x: f64) -> f64 {
    let mut x = x;
    let mut shift = 0.0;
    while x < LARGE {
        shift += 1.0 / x;
        x += 1.0;
    }
    let u = 1.0 / (x * x);
    let tail = u
        * (1.0 / 12.0
            - u * (1.0 / 120.0
                - u * (1.0 / 252.0
                    - u * (1.0 / 240.0
                        - u * (1.0 / 132.0 - u * (691.0 / 32760.0 - u * (1.0 / 12.0)))))));
    ln(x) - 0.5 / x - tail - shift
}

/// The trigamma function `ψ'(x)` for `x > 0`.
///
/// # Numerics
/// Moved up by `ψ'(x) = ψ'(x + 1) + 1/x²`, then the derivative of NIST-DLMF 5.11.2. Relative error
/// below 1e-14.
#[must_use]
pub fn trigamma(x: f64) -> f64 {
    let mut x = x;
    let mut shift = 0.0;
    while x < LARGE {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let u = 1.0 / (x * x);
    let tail = u
        * (1.0 / 6.0
            - u * (1.0 / 30.0
                - u * (1.0 / 42.0
                    - u * (1.0 / 30.0
                        - u * (5.0 / 66.0 - u * (691.0 / 2730.0 - u * (7.0 / 6.0)))))));
    shift + (1.0 + 0.5 / x + tail) / x
}

/// `ln Γ(x + d) - ln Γ(x)` for `x > 0`, `d > 0`.
///
/// # Numerics
/// By the difference of two Stirling series (NIST-DLMF 5.11.1) when `x` is large, so that nothing
/// cancels however large it is.
#[must_use]
pub fn ln_gamma_rise(x: f64, d: f64) -> f64 {
    if x < LARGE {
        return ln_gamma(x + d) - ln_gamma(x);
    }
    let tail = |x: f64| {
        let i = 1.0 / x;
        let u = i * i;
        i * (1.0 / 12.0
            - u * (1.0 / 360.0 - u * (1.0 / 1260.0 - u * (1.0 / 1680.0 - u * (1.0 / 1188.0)))))
    };
    (x - 0.5) * ln_1p(d / x) - d + d * ln(x + d) + (tail(x + d) - tail(x))
}

/// `ψ(x + d) - ψ(x)` for `x > 0`, `d > 0`; the derivative of [`ln_gamma_rise`] by `x`.
#[must_use]
pub fn digamma_rise(x: f64, d: f64) -> f64 {
    if x < LARGE {
        return digamma(x + d) - digamma(x);
    }
    // Difference of 1/(2x) in closed form; of the rest directly, it is small.
    let tail = |x: f64| {
        let u = 1.0 / (x * x);
        u * (1.0 / 12.0
            - u * (1.0 / 120.0 - u * (1.0 / 252.0 - u * (1.0 / 240.0 - u * (1.0 / 132.0)))))
    };
    ln_1p(d / x) + 0.5 * d / (x * (x + d)) + (tail(x) - tail(x + d))
}

/// `ψ'(x + d) - ψ'(x)` for `x > 0`, `d > 0`: negative.
#[must_use]
pub fn trigamma_rise(x: f64, d: f64) -> f64 {
    if x < LARGE {
        return trigamma(x + d) - trigamma(x);
    }
    let y = x + d;
    let (i, j) = (1.0 / x, 1.0 / y);
    // d/(xy) is the difference of the reciprocals; the next order is its product with their sum.
    let gap = d * i * j;
    let tail = |u: f64, i: f64| {
        u * i
            * (1.0 / 6.0
                - u * (1.0 / 30.0 - u * (1.0 / 42.0 - u * (1.0 / 30.0 - u * (5.0 / 66.0)))))
    };
    -gap - 0.5 * gap * (i + j) + (tail(j * j, j) - tail(i * i, i))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-14 * want.abs().max(1.0), "{got} is not {want}");
    }

    #[test]
    fn known_values_of_ln_gamma() {
        close(ln_gamma(0.5), 0.572_364_942_924_700_1);
        close(ln_gamma(1.0), 0.0);
        close(ln_gamma(10.0), 12.801_827_480_081_469);
    }

    #[test]
    fn known_values_of_digamma() {
        close(digamma(1.0), -0.577_215_664_901_532_9);
        close(digamma(0.5), -1.963_510_026_021_423_5);
        close(digamma(10.0), 2.251_752_589_066_721);
        close(digamma(1e-3), -1_000.575_571_931_810_3);
        close(digamma(1e6), 13.815_510_057_964_19);
    }

    #[test]
    fn known_values_of_trigamma() {
        close(trigamma(1.0), 1.644_934_066_848_226_4);
        close(trigamma(0.5), 4.934_802_200_544_679);
        close(trigamma(10.0), 0.105_166_335_681_685_75);
        close(trigamma(1e6), 1.000_000_500_000_166_7e-6);
    }

    #[test]
    fn rises_agree_with_differences_where_those_have_digits() {
        for x in [0.3, 5.0, 11.99, 12.01, 60.0, 500.0] {
            for d in [0.2, 1.0, 3.7, 40.0] {
                // The difference of two numbers of this size, each right to the last bit or two.
                let size = ln_gamma(x + d).abs().max(1.0);
                assert!(
                    (ln_gamma_rise(x, d) - (ln_gamma(x + d) - ln_gamma(x))).abs() < 2e-15 * size
                );
                close(digamma_rise(x, d), digamma(x + d) - digamma(x));
                close(trigamma_rise(x, d), trigamma(x + d) - trigamma(x));
            }
        }
    }

    #[test]
    fn whole_rises_are_products() {
        for x in [0.01, 4.0, 13.0, 1e4, 1e9, 1e15] {
            let product = ln(x) + ln(x + 1.0) + ln(x + 2.0);
            assert!((ln_gamma_rise(x, 3.0) / product - 1.0).abs() < 1e-14 || x < 1.0);
            let sum = 1.0 / x + 1.0 / (x + 1.0) + 1.0 / (x + 2.0);
            assert!((digamma_rise(x, 3.0) / sum - 1.0).abs() < 1e-13, "{x}");
            let squares = [0.0, 1.0, 2.0].map(|k| 1.0 / ((x + k) * (x + k)));
            let squares: f64 = squares.iter().sum();
            assert!((trigamma_rise(x, 3.0) / squares + 1.0).abs() < 1e-13, "{x}");
        }
    }

    #[test]
    fn differences_of_digamma_are_reciprocals() {
        for x in [1e-8, 0.1, 0.7, 3.3, 11.9, 12.1, 400.0] {
            close(digamma(x + 1.0) - digamma(x), 1.0 / x);
            close(trigamma(x) - trigamma(x + 1.0), 1.0 / (x * x));
        }
    }
}
