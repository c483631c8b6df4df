//! Memory that is asked for before it is used: a phone has less than a large file needs, and without
//! asking the instance breaks down.

use crate::error::{ErrorKind, Result};

/// Makes room for `more` values.
///
/// # Errors
/// `out-of-memory`.
pub(crate) fn reserve<T>(column: &mut Vec<T>, more: usize) -> Result<()> {
    column.try_reserve(more).map_err(|_| ErrorKind::OutOfMemory.into())
}

/// Makes room for so many values in all, if it can be had: without, the column grows by doubling.
pub(super) fn make_room<T>(column: &mut Vec<T>, count: usize) {
    let _ = column.try_reserve_exact(count.saturating_sub(column.len()));
}

/// Bytes that the values of a column take, without the room that is left for more.
pub(super) fn bytes<T>(column: &[T]) -> u64 {
    size_of_val(column) as u64
}

/// An empty column with room for `count` values.
///
/// # Errors
/// `out-of-memory`.
pub(super) fn roomy<T>(count: usize) -> Result<Vec<T>> {
    let mut column = Vec::new();
    column.try_reserve_exact(count).map_err(|_| ErrorKind::OutOfMemory)?;
    Ok(column)
}

/// `count` times `value`.
///
/// # Errors
/// `out-of-memory`.
pub(super) fn filled<T: Copy>(value: T, count: usize) -> Result<Vec<T>> {
    let mut column = roomy(count)?;
    column.resize(count, value);
    Ok(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_machine_has_is_refused_and_not_a_crash() {
        let kind = |result: Result<Vec<u64>>| result.unwrap_err().kind().clone();
        assert_eq!(kind(filled(0, usize::MAX / 16)), ErrorKind::OutOfMemory);
        assert_eq!(kind(roomy(usize::MAX)), ErrorKind::OutOfMemory);
        let mut column = vec![1_u8];
        assert!(reserve(&mut column, usize::MAX).is_err());
        assert_eq!(column, [1]);
        assert_eq!(filled(7_u8, 3).unwrap(), [7, 7, 7]);
    }
}
