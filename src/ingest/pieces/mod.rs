//! Reading one file at several places at once.
//!
//! Whoever reads a file in order, the desk, makes a [`Plan`] once its columns are known. With that, others
//! read pieces from further on ahead of it: a [`PieceReader`] makes a batch of the rows of a piece that are
//! ordinary. The desk takes pieces and batches in the order of the file, enters rows of a batch where it
//! would have made the same of them, and reads all else itself. So what comes out is the same whoever read
//! what, and a batch that was made on a wrong guess costs time only.

mod batch;
mod entry;
mod names;
mod own;
mod plan;
mod reader;
mod run;
mod window;

pub use plan::Plan;
pub use reader::PieceReader;

pub(super) use entry::Helper;
pub(super) use own::Own;
pub(super) use run::Columns;

use crate::error::Result;
use std::borrow::Cow;
use std::ops::Range;

/// The bytes of a piece, wherever they are. Few of them are looked at where another has read the piece.
pub trait Piece {
    /// How many there are.
    fn length(&self) -> usize;

    /// Those of a range within them.
    ///
    /// # Errors
    /// `out-of-memory`.
    fn get(&self, range: Range<usize>) -> Result<Cow<'_, [u8]>>;
}

impl Piece for &[u8] {
    fn length(&self) -> usize {
        self.len()
    }

    fn get(&self, range: Range<usize>) -> Result<Cow<'_, [u8]>> {
        Ok(Cow::Borrowed(&self[range]))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
