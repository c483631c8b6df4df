//! Files as the package hands them to the core: what is not UTF-8 is turned into it first.

use headwater::csv::{HEAD, Reader, RowReader, Script};
use headwater::error::Result;
use headwater::ingest::{Import, is_known_name, known_names};
use headwater::ledger::OrderSink;
use headwater_encodings::to_utf8;

/// A file's text.
pub(crate) struct Text {
    /// What it was written in, where that is not UTF-8.
    pub(crate) encoding: Option<String>,
    pub(crate) bytes: Vec<u8>,
    /// Bytes of the file.
    size: u64,
}

impl Text {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        let is_other = matches!(Script::of(head, head.len() == bytes.len()), Ok(Script::Other));
        let found = if is_other { to_utf8(bytes, None, &known_names) } else { None };
        let size = bytes.len() as u64;
        match found {
            Some((charset, text)) => Self { encoding: Some(charset.name()), bytes: text, size },
            None => Self { encoding: None, bytes: bytes.to_vec(), size },
        }
    }

    pub(crate) fn written_in(bytes: &[u8], label: &str) -> Self {
        let (charset, text) = to_utf8(bytes, Some(label), &known_names).unwrap();
        Self { encoding: Some(charset.name()), bytes: text, size: bytes.len() as u64 }
    }

    /// What reads its records.
    pub(crate) fn rows(&self) -> RowReader {
        let reader = Reader::new(None);
        let is_transcoded = self.encoding.is_some();
        RowReader::new(if is_transcoded { reader.transcoded() } else { reader }, is_known_name)
    }

    /// Reads it as the next file of `import`, in pieces of at most `cut` bytes.
    pub(crate) fn feed<S: OrderSink>(
        &self,
        import: &mut Import<S>,
        name: &str,
        cut: usize,
    ) -> Result<()> {
        self.feed_pieces(import, name, self.bytes.chunks(cut))
    }

    /// The same, in two pieces.
    pub(crate) fn feed_in_two<S: OrderSink>(
        &self,
        import: &mut Import<S>,
        name: &str,
        cut: usize,
    ) -> Result<()> {
        let (first, second) = self.bytes.split_at(cut);
        self.feed_pieces(import, name, [first, second].into_iter())
    }

    fn feed_pieces<'t, S: OrderSink>(
        &self,
        import: &mut Import<S>,
        name: &str,
        mut pieces: impl Iterator<Item = &'t [u8]>,
    ) -> Result<()> {
        import.begin_file(name, None)?;
        if let Some(encoding) = &self.encoding {
            import.transcoded(encoding);
        }
        pieces.try_for_each(|piece| import.push_text(piece, 0))?;
        import.push_text(&[], self.size)
    }
}
