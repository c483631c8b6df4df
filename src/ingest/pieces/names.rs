//! The numbers that another reader gave to texts, and what they are here.

use super::batch::NewTexts;
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
    pub(super) fn expect(&mut self, new: &NewTexts<'_>) -> bool {
        // More than all so far, where a batch in between never came.
        let is_next = new.first >= self.numbers.len();
        if is_next {
            self.numbers.resize(new.first + new.len(), Self::UNKNOWN);
        }
        is_next
    }

    /// The number here for the other's; `number` gives one to a text that has none. `None` where the text is
    /// not known.
    #[inline]
    pub(super) fn resolve<E>(
        &mut self,
        other: u32,
        new: &NewTexts<'_>,
        number: impl FnOnce(&str) -> Result<u32, E>,
    ) -> Result<Option<u32>, E> {
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
    pub(super) fn keep(&mut self, new: &NewTexts<'_>) {
        for (at, number) in (0_u32..).zip(&self.numbers).skip(new.first) {
            if *number == Self::UNKNOWN
                && let Some(text) = new.get(at as usize)
            {
                self.late.insert(at, text.to_owned());
            }
        }
    }
}
