//! Symmetric positive definite systems of a handful of unknowns.

/// The lower triangle `L` with `L Lᵀ = matrix`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cholesky<const N: usize>([[f64; N]; N]);

impl<const N: usize> Cholesky<N> {
    /// `None` unless `matrix` is positive definite beyond rounding.
    pub(super) fn new(matrix: &[[f64; N]; N]) -> Option<Self> {
        let mut lower = [[0.0; N]; N];
        for i in 0..N {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
                let rest = matrix[i][j] - dot;
                if i == j {
                    // A pivot that is all cancellation says nothing about the sign of the truth.
                    let trusted = rest > 1e-14 * matrix[i][i].abs();
                    if !(trusted && rest.is_finite()) {
                        return None;
                    }
                    lower[i][i] = rest.sqrt();
                } else {
                    lower[i][j] = rest / lower[j][j];
                }
            }
        }
        Some(Self(lower))
    }

    /// The `y` with `matrix y = right`.
    pub(super) fn solve(&self, right: &[f64; N]) -> [f64; N] {
        let lower = &self.0;
        let mut y = *right;
        for i in 0..N {
            let dot: f64 = (0..i).map(|k| lower[i][k] * y[k]).sum();
            y[i] = (y[i] - dot) / lower[i][i];
        }
        for i in (0..N).rev() {
            let dot: f64 = (i + 1..N).map(|k| lower[k][i] * y[k]).sum();
            y[i] = (y[i] - dot) / lower[i][i];
        }
        y
    }

    /// The inverse of the matrix.
    pub(super) fn inverse(&self) -> [[f64; N]; N] {
        let mut inverse = [[0.0; N]; N];
        for (i, row) in inverse.iter_mut().enumerate() {
            let mut unit = [0.0; N];
            unit[i] = 1.0;
            *row = self.solve(&unit);
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_what_it_factored() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
        let y = Cholesky::new(&matrix).unwrap().solve(&[1.0, 2.0, 3.0]);
        for (row, want) in matrix.iter().zip([1.0, 2.0, 3.0]) {
            let got: f64 = row.iter().zip(y).map(|(m, y)| m * y).sum();
            assert!((got - want).abs() < 1e-14);
        }
    }

    #[test]
    fn an_indefinite_or_singular_matrix_has_no_factor() {
        assert!(Cholesky::new(&[[1.0, 2.0], [2.0, 1.0]]).is_none());
        assert!(Cholesky::new(&[[1.0, 1.0], [1.0, 1.0]]).is_none());
        assert!(Cholesky::new(&[[f64::NAN, 0.0], [0.0, 1.0]]).is_none());
    }
}
