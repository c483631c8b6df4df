//! Two floats in one register: where loops are too short for the compiler to find out that it could.

use std::ops::{Add, Mul, Sub};

#[cfg(target_arch = "wasm32")]
type Register = core::arch::wasm32::v128;
#[cfg(not(target_arch = "wasm32"))]
type Register = [f64; 2];

/// Two floats; what is done with them is done with each, to the same bits as alone.
#[derive(Clone, Copy, Debug)]
pub struct Pair(Register);

#[cfg(target_arch = "wasm32")]
impl Pair {
    /// The two.
    #[must_use]
    pub fn new([first, second]: [f64; 2]) -> Self {
        Self(core::arch::wasm32::f64x2(first, second))
    }

    /// The same one twice.
    #[must_use]
    pub fn both(value: f64) -> Self {
        Self(core::arch::wasm32::f64x2_splat(value))
    }

    /// The two.
    #[must_use]
    pub fn get(self) -> [f64; 2] {
        use core::arch::wasm32::f64x2_extract_lane;
        [f64x2_extract_lane::<0>(self.0), f64x2_extract_lane::<1>(self.0)]
    }
}

#[cfg(target_arch = "wasm32")]
impl Add for Pair {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(core::arch::wasm32::f64x2_add(self.0, other.0))
    }
}

#[cfg(target_arch = "wasm32")]
impl Sub for Pair {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(core::arch::wasm32::f64x2_sub(self.0, other.0))
    }
}

#[cfg(target_arch = "wasm32")]
impl Mul for Pair {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(core::arch::wasm32::f64x2_mul(self.0, other.0))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Pair {
    /// The two.
    #[must_use]
    pub fn new(two: [f64; 2]) -> Self {
        Self(two)
    }

    /// The same one twice.
    #[must_use]
    pub fn both(value: f64) -> Self {
        Self([value; 2])
    }

    /// The two.
    #[must_use]
    pub fn get(self) -> [f64; 2] {
        self.0
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Add for Pair {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self([self.0[0] + other.0[0], self.0[1] + other.0[1]])
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Sub for Pair {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self([self.0[0] - other.0[0], self.0[1] - other.0[1]])
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Mul for Pair {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self([self.0[0] * other.0[0], self.0[1] * other.0[1]])
    }
}

impl Default for Pair {
    fn default() -> Self {
        Self::both(0.0)
    }
}
