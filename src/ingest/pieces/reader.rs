//! Makes batches of pieces.

use super::batch::{Batch, NAMES};
use super::plan::Plan;
use super::window::Window;
use crate::csv::Manner;
use crate::error::Result;
use crate::ledger::Texts;

/// Reads pieces of one file, each apart from what comes before it.
#[derive(Debug)]
pub struct PieceReader {
    plan: Plan,
    window: Window,
}

/// Bytes of a row, about.
const USUAL_ROW: usize = 80;

impl PieceReader {
    /// A reader for pieces of the file that the plan is for.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { plan, window: Window::default() }
    }

    /// Reads a piece of at most 4 GiB; the bytes of a batch. They are none where the memory ends, and are no batch
    /// then: the piece is read by whoever reads in order, and errors are told there.
    #[must_use]
    #[inline(never)]
    pub fn read(&mut self, piece: &[u8]) -> Vec<u8> {
        let known = self.window.texts().map(Texts::len);
        let start = Manner::first_record(piece);
        let batch = self.batch(piece, start).unwrap_or_else(|_| Batch::new(start));
        let texts = self.window.texts();
        let names: [_; NAMES] = std::array::from_fn(|at| (known[at], texts[at]));
        // Many bytes at a time, and no more than need be.
        let is_ascii = |bytes: &[u8]| bytes.iter().fold(0, |bits, byte| bits | byte) < 128;
        let is_ascii = piece.chunks(4_096).all(is_ascii);
        batch.to_bytes(self.plan.file, is_ascii, names).unwrap_or_default()
    }

    fn batch(&mut self, piece: &[u8], start: usize) -> Result<Batch> {
        let Self { plan, window } = self;
        let mut batch = Batch::new(start);
        batch.reserve(plan, piece.len() / USUAL_ROW)?;
        window.begin(plan)?;
        plan.manner.read(piece, start, |grid| window.read(grid, plan, &mut batch))?;
        Ok(batch)
    }
}
