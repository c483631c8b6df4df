//! Eigenvalues and eigenvectors of symmetric matrices of a handful of rows.

/// Sweeps after which a matrix of this size is diagonal to the last bit; five are usual.
const SWEEPS: usize = 30;

/// `matrix = sum of values[k] vectors[k] vectors[k]ᵀ`; the vectors have length 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eigen<const N: usize> {
    pub(super) values: [f64; N],
    pub(super) vectors: [[f64; N]; N],
}

impl<const N: usize> Eigen<N> {
    /// By Jacobi's rotations (GV2013 8.5); `matrix` is symmetric and finite.
    pub(super) fn new(mut matrix: [[f64; N]; N]) -> Self {
        let mut vectors = [[0.0; N]; N];
        for (i, vector) in vectors.iter_mut().enumerate() {
            vector[i] = 1.0;
        }
        for _ in 0..SWEEPS {
            let mut rotated = false;
            for p in 0..N {
                for q in p + 1..N {
                    let scale = (matrix[p][p] * matrix[q][q]).abs().sqrt();
                    if matrix[p][q].abs() > f64::EPSILON * 1e-3 * scale {
                        rotate(&mut matrix, &mut vectors, p, q);
                        rotated = true;
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        Self { values: std::array::from_fn(|i| matrix[i][i]), vectors }
    }

    /// The largest eigenvalue without its sign.
    pub(super) fn largest(&self) -> f64 {
        self.values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()))
    }

    /// Whether every eigenvalue is positive beyond rounding.
    pub(super) fn is_positive(&self) -> bool {
        let rounding = 1e-14 * self.largest();
        self.values.iter().all(|value| *value > rounding)
    }

    /// The inverse of the matrix, where it is positive definite beyond rounding.
    pub(super) fn inverse(&self) -> Option<[[f64; N]; N]> {
        let entry = |i: usize, j: usize| {
            let parts = self.values.iter().zip(&self.vectors);
            parts.map(|(value, vector)| vector[i] * vector[j] / value).sum()
        };
        self.is_positive().then(|| std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j))))
    }
}

/// Makes `matrix[p][q]` zero by turning rows and columns `p` and `q` into each other.
fn rotate<const N: usize>(
    matrix: &mut [[f64; N]; N],
    vectors: &mut [[f64; N]; N],
    p: usize,
    q: usize,
) {
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    let shift = t * matrix[p][q];
    matrix[p][p] -= shift;
    matrix[q][q] += shift;
    matrix[p][q] = 0.0;
    matrix[q][p] = 0.0;
    for k in (0..N).filter(|&k| k != p && k != q) {
        let (kp, kq) = (matrix[k][p], matrix[k][q]);
        matrix[k][p] = c * kp - s * kq;
        matrix[k][q] = s * kp + c * kq;
        matrix[p][k] = matrix[k][p];
        matrix[q][k] = matrix[k][q];
    }
    let (one, other) = (vectors[p], vectors[q]);
    vectors[p] = std::array::from_fn(|k| c * one[k] - s * other[k]);
    vectors[q] = std::array::from_fn(|k| s * one[k] + c * other[k]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATRIX: [[f64; 4]; 4] = [
        [4.0, 1.0, 0.5, -2.0],
        [1.0, 3.0, -0.2, 0.0],
        [0.5, -0.2, 2.0, 7.0],
        [-2.0, 0.0, 7.0, 1.0],
    ];

    #[test]
    fn the_parts_add_up_to_the_matrix() {
        let eigen = Eigen::new(MATRIX);
        for i in 0..4 {
            for j in 0..4 {
                let parts = eigen.values.iter().zip(&eigen.vectors);
                let sum: f64 = parts.map(|(value, v)| value * v[i] * v[j]).sum();
                assert!((sum - MATRIX[i][j]).abs() < 1e-14);
                let dot: f64 = (0..4).map(|k| eigen.vectors[i][k] * eigen.vectors[j][k]).sum();
                assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-15);
            }
        }
        assert!(!eigen.is_positive() && eigen.inverse().is_none());
    }

    #[test]
    fn the_inverse_undoes_the_matrix() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
        let inverse = Eigen::new(matrix).inverse().unwrap();
        for (i, row) in matrix.iter().enumerate() {
            for j in 0..3 {
                let entry: f64 = row.iter().zip(&inverse).map(|(m, inverse)| m * inverse[j]).sum();
                assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn zero_and_diagonal_matrices_need_no_turn() {
        assert_eq!(Eigen::new([[0.0; 3]; 3]).values, [0.0; 3]);
        assert!(!Eigen::new([[0.0; 3]; 3]).is_positive());
        assert_eq!(Eigen::new([[2.0, 0.0], [0.0, 1e-9]]).values, [2.0, 1e-9]);
    }
}
