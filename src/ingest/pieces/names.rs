//! The numbers that another reader gave to texts, and what they are here.

use super::batch::NewTexts;
use crate::error::{ErrorKind, Result};
use crate::ledger::reserve;
use foldhash::quality::FixedState;
use hashbrown::HashMap;

/// What the numbers of one column of texts stand for.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the other's number; [`Names::UNKNOWN`] until one is asked for.
    numbers: Vec<u32>,
    /// Texts of earlier batches that were never asked for.
    late: HashMap<u32, String, FixedState>,
}

impl Names {
    const UNKNOWN: u32 = u32::MAX;

    /// Whether numbers between those that are known and those that are new never came.
    pub(super) fn misses(&self, new: &NewTexts<'_>) -> bool {
        new.first > self.numbers.len()
    }

    /// Makes room for the numbers that are new with a batch. False where such a batch was here before.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn expect(&mut self, new: &NewTexts<'_>) -> Result<bool> {
        // More than all so far, where a batch in between never came.
        let count = new.first + new.len();
        let is_next = new.first >= self.numbers.len();
        if is_next {
            let more = count - self.numbers.len();
            reserve(&mut self.numbers, more)?;
            self.numbers.resize(count, Self::UNKNOWN);
        }
        Ok(is_next)
    }

    /// The number here for the other's; `number` gives one to a text that has none. `None` where the text is
    /// not known.
    #[inline]
    pub(super) fn resolve(
        &mut self,
        other: u32,
        new: &NewTexts<'_>,
        number: impl FnOnce(&str) -> Result<u32>,
    ) -> Result<Option<u32>> {
        let Some(slot) = self.numbers.get_mut(other as usize) else { return Ok(None) };
        if *slot == Self::UNKNOWN {
            *slot = match (new.get(other as usize), self.late.remove(&other)) {
                (Some(text), _) => number(text)?,
                (None, Some(text)) => number(&text)?,
                (None, None) => return Ok(None),
            };
        }
        Ok(Some(*slot))
    }

    /// Keeps the texts of a batch that were not asked for.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn keep(&mut self, new: &NewTexts<'_>) -> Result<()> {
        for (at, number) in (0_u32..).zip(&self.numbers).skip(new.first) {
            if *number == Self::UNKNOWN
                && let Some(text) = new.get(at as usize)
            {
                self.late.try_reserve(1).map_err(|_| ErrorKind::OutOfMemory)?;
                self.late.insert(at, kept(text)?);
            }
        }
        Ok(())
    }
}

/// A copy of a text.
///
/// # Errors
/// `out-of-memory`.
pub(super) fn kept(text: &str) -> Result<String> {
    let mut copy = String::new();
    copy.try_reserve_exact(text.len()).map_err(|_| ErrorKind::OutOfMemory)?;
    copy.push_str(text);
    Ok(copy)
}
