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

    /// Makes room for the numbers that are new with a batch; 0 is the empty text. False where such a batch was here
    /// before.
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
            if let Some(empty) = self.numbers.first_mut() {
                *empty = 0;
            }
        }
        Ok(is_next)
    }

    /// The number here for the other's; `number` gives one to a text that has none. `None` where the text is
    /// not known.
    pub(super) fn resolve(
        &mut self,
        other: u32,
        new: &NewTexts<'_>,
        number: impl FnOnce(&str) -> Result<u32>,
    ) -> Result<Option<u32>> {
        let Some(own) = self.numbers.get(other as usize) else { return Ok(None) };
        if *own != Self::UNKNOWN {
            return Ok(Some(*own));
        }
        let Some(text) = self.text(other, new) else { return Ok(None) };
        let own = number(text)?;
        self.learn(other, own);
        Ok(Some(own))
    }

    /// The numbers here for many of the other's; `number_all` gives them to texts that have none. False, and none
    /// given, where some text is not known.
    pub(super) fn resolve_all(
        &mut self,
        others: &[[u8; 4]],
        new: &NewTexts<'_>,
        own: &mut Vec<u32>,
        number_all: impl FnOnce(&[&str], &mut Vec<u32>) -> Result<()>,
    ) -> Result<bool> {
        own.clear();
        reserve(own, others.len())?;
        let known = |other: &[u8; 4]| {
            let own = self.numbers.get(u32::from_le_bytes(*other) as usize);
            own.copied().unwrap_or(Self::UNKNOWN)
        };
        own.extend(others.iter().map(known));
        let strange = own.iter().filter(|own| **own == Self::UNKNOWN).count();
        if strange == 0 {
            return Ok(true);
        }
        let (mut at, mut texts) = (Vec::new(), Vec::new());
        reserve(&mut at, strange)?;
        reserve(&mut texts, strange)?;
        at.extend((0..own.len()).filter(|at| own[*at] == Self::UNKNOWN));
        for at in &at {
            let Some(text) = self.text(u32::from_le_bytes(others[*at]), new) else {
                return Ok(false);
            };
            texts.push(text);
        }
        let mut numbers = Vec::new();
        reserve(&mut numbers, strange)?;
        number_all(&texts, &mut numbers)?;
        for (at, number) in at.into_iter().zip(numbers) {
            own[at] = number;
            self.learn(u32::from_le_bytes(others[at]), number);
        }
        Ok(true)
    }

    /// The text of one of the other's numbers for which there is none here.
    fn text<'a>(&'a self, other: u32, new: &NewTexts<'a>) -> Option<&'a str> {
        new.get(other as usize).or_else(|| self.late.get(&other).map(String::as_str))
    }

    fn learn(&mut self, other: u32, own: u32) {
        if let Some(known) = self.numbers.get_mut(other as usize) {
            *known = own;
        }
        if !self.late.is_empty() {
            self.late.remove(&other);
        }
    }

    /// Keeps the texts of a batch that were not asked for.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn keep(&mut self, new: &NewTexts<'_>) -> Result<()> {
        for (at, number) in (new.first..).zip(self.numbers.get(new.first..).unwrap_or_default()) {
            if *number == Self::UNKNOWN
                && let (Some(text), Ok(at)) = (new.get(at), u32::try_from(at))
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
