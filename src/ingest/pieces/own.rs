//! Pieces that are read where they are taken over, one after the other: many rows at once, and what is not
//! ordinary row after row.

use super::super::Import;
use super::entry::Helper;
use super::reader::PieceReader;
use crate::error::Result;
use crate::job::Progress;
use crate::ledger::NumberedSink;

/// Who reads pieces of a file just before they are taken over.
#[derive(Debug)]
pub(in super::super) struct Own {
    reader: PieceReader,
    helper: Helper,
    /// How many of the last pieces were read in vain.
    vain: u32,
}

impl Own {
    /// Bytes of a piece from which on it pays.
    const LEAST: usize = 32 << 10;
    /// Bytes of all files from which on it does: it is code that must be compiled first.
    const LARGE: u64 = if cfg!(test) { 1_000 } else { 16 << 20 };
    /// Pieces read in vain one behind the other until it is given up: the file has other rows than ordinary ones.
    const MOST_VAIN: u32 = 4;

    fn new(reader: PieceReader) -> Self {
        Self { reader, helper: Helper::default(), vain: 0 }
    }
}

impl<S: NumberedSink> Import<S> {
    /// As [`Import::push_text`], but many rows at once, where that can be.
    ///
    /// # Errors
    /// As [`Import::push`].
    pub fn push_many(&mut self, text: &[u8], size: u64) -> Result<()> {
        match self.push_own(text, size) {
            Some(result) => result,
            None => self.push_text(text, size),
        }
    }

    /// Reads text as a piece; `None`, and nothing done, where that cannot be, or would not pay.
    fn push_own(&mut self, text: &[u8], size: u64) -> Option<Result<()>> {
        let Progress { done, total, .. } = self.progress();
        let file = &self.intake.desk.file;
        let is_settled = file.indexes.as_deref().is_some_and(|indexes| file.is_settled(indexes));
        if text.len() < Own::LEAST || total.unwrap_or(done) < Own::LARGE || !is_settled {
            return None;
        }
        let own = self.own.take();
        let mut own = own.or_else(|| self.plan().map(PieceReader::new).map(Own::new))?;
        let is_worth_while = own.vain < Own::MOST_VAIN;
        let result = is_worth_while.then(|| self.push_with(text, size, &mut own));
        self.own = Some(own);
        result
    }

    fn push_with(&mut self, text: &[u8], size: u64, own: &mut Own) -> Result<()> {
        let batch = own.reader.read(text);
        let (entered, records) = (self.entered, self.intake.desk.file.records);
        let result = self.push_batch(&text, size, &batch, &mut own.helper);
        let (entered, records) = (self.entered - entered, self.intake.desk.file.records - records);
        own.vain = if entered * 2 <= records { own.vain + 1 } else { 0 };
        result
    }
}
