use super::Sink;
use super::dialect::Dialect;
use super::encoding::{Gate, MARK, Script, is_page, not_utf8};
use super::page::Page;
use super::piece::Manner;
use super::record::Record;
use super::scanner::Scanner;
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a file's beginning by which it is judged: its encoding, its delimiter.
pub const HEAD: usize = 64 << 10;

/// Reads one file, fed in pieces of any size, in UTF-8. What was written in another encoding must be
/// turned into that first; a byte that is not UTF-8 then stands for what was broken.
///
/// ```
/// use headwater::csv::{Reader, Record, Sink};
/// use headwater::error::Result;
///
/// struct Count(usize);
/// impl Sink for Count {
///     fn record(&mut self, _: &Record<'_>) -> Result<()> {
///         self.0 += 1;
///         Ok(())
///     }
/// }
///
/// let mut records = Count(0);
/// let mut reader = Reader::new(None);
/// reader.push(b"order;note\r\n1;\"two\r\nli", &mut records)?;
/// reader.push(b"nes\"\r\n", &mut records)?;
/// reader.finish(&mut records)?;
/// assert_eq!(records.0, 2);
/// assert_eq!(reader.delimiter(), Some(b';'));
/// # Ok::<(), headwater::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    delimiter: Option<u8>,
    is_transcoded: bool,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The first bytes are gathered until there are [`HEAD`] of them or the file ends.
    Gathering(Vec<u8>),
    Reading(Box<Open>),
}

/// A file whose dialect is decided.
#[derive(Debug)]
struct Open {
    gate: Gate,
    /// Bytes of the byte order mark that are still to be left out.
    mark: usize,
    page: Option<Page>,
    /// Bytes of text before the first record.
    skip: usize,
    scanner: Scanner,
    dialect: Dialect,
    has_records: bool,
}

impl Reader {
    /// A reader for one file; `delimiter` overrides the guess.
    #[must_use]
    pub fn new(delimiter: Option<u8>) -> Self {
        Self { delimiter, is_transcoded: false, phase: Phase::Gathering(Vec::new()) }
    }

    /// The same reader for what is UTF-8 by decision: bytes that are not are damage.
    #[must_use]
    pub fn transcoded(self) -> Self {
        Self { is_transcoded: true, ..self }
    }

    /// The delimiter, once enough of the file is there to know it.
    #[must_use]
    pub fn delimiter(&self) -> Option<u8> {
        match &self.phase {
            Phase::Gathering(_) => None,
            Phase::Reading(open) => Some(open.dialect.delimiter),
        }
    }

    /// How the file writes its records, where pieces of it can be read apart.
    #[must_use]
    pub fn manner(&self) -> Option<Manner> {
        let Phase::Reading(open) = &self.phase else { return None };
        let Dialect { style, width, .. } = open.dialect;
        if open.page.is_some() { None } else { Manner::of(style, width) }
    }

    /// Whether the bytes so far end with a line that is a record of the usual width, and what follows, which
    /// may be ASCII throughout, needs no look at how it is encoded.
    #[must_use]
    pub fn is_between_records(&self, is_ascii: bool) -> bool {
        let Phase::Reading(open) = &self.phase else { return false };
        let Open { gate, mark, skip, scanner, dialect, has_records, .. } = &**open;
        let is_open = *has_records && *mark == 0 && *skip == 0 && gate.is_open(is_ascii);
        is_open && scanner.between_records() == Some(dialect.width)
    }

    /// The line that comes next.
    #[must_use]
    pub fn line(&self) -> u64 {
        match &self.phase {
            Phase::Gathering(_) => 1,
            Phase::Reading(open) => open.scanner.line(),
        }
    }

    /// Goes on as if so many records had been read, each on a line of its own and of the usual width.
    pub fn leave_out(&mut self, records: u64) {
        if let Phase::Reading(open) = &mut self.phase {
            open.scanner.leave_out(records);
        }
    }

    /// Reads the next bytes of the file.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedFormat`], [`ErrorKind::UnsupportedEncoding`] and the sink's.
    pub fn push<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<()> {
        let rest = match &mut self.phase {
            Phase::Reading(open) => return open.push(bytes, sink),
            Phase::Gathering(head) => {
                let (now, rest) = bytes.split_at(bytes.len().min(HEAD - head.len()));
                head.extend_from_slice(now);
                if head.len() < HEAD {
                    return Ok(());
                }
                rest
            }
        };
        self.open(false, sink)?.push(rest, sink)
    }

    /// Reads what is left: there are no more bytes.
    ///
    /// # Errors
    /// As [`Reader::push`], and [`ErrorKind::EmptyFile`] where there is nothing but blanks.
    pub fn finish<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        match &mut self.phase {
            Phase::Reading(open) => open.finish(sink),
            Phase::Gathering(_) => self.open(true, sink)?.finish(sink),
        }
    }

    /// Decides on the dialect, and reads the head.
    fn open<S: Sink>(&mut self, whole: bool, sink: &mut S) -> Result<&mut Open> {
        let head = match &mut self.phase {
            Phase::Gathering(head) => std::mem::take(head),
            Phase::Reading(_) => Vec::new(),
        };
        let mut open = Box::new(Open::new(&head, whole, self.delimiter, self.is_transcoded, sink)?);
        sink.opened(&open.dialect);
        open.push(&head, sink)?;
        self.phase = Phase::Reading(open);
        match &mut self.phase {
            Phase::Reading(open) => Ok(open),
            Phase::Gathering(_) => Err(Error::new(ErrorKind::EmptyFile)),
        }
    }
}

impl Open {
    fn new<S: Sink>(
        head: &[u8],
        whole: bool,
        delimiter: Option<u8>,
        is_transcoded: bool,
        sink: &S,
    ) -> Result<Self> {
        let script = if is_transcoded { Script::Utf8 } else { Script::of(head, whole)? };
        let gate = match script {
            Script::Ascii => Gate::Ascii(Vec::new()),
            Script::Utf8 => Gate::Open,
            Script::Other => return Err(not_utf8()),
        };
        let text = head.strip_prefix(MARK).unwrap_or(head);
        let mark = head.len() - text.len();
        if whole && text.trim_ascii().is_empty() {
            return Err(Error::new(ErrorKind::EmptyFile));
        }
        let page = is_page(text)?.then(Page::default);
        let dialect = match &page {
            Some(_) => Dialect::own(b','),
            None => Dialect::guess(text, whole, delimiter, sink),
        };
        let scanner = Scanner::new(dialect.style, dialect.line);
        Ok(Self { gate, mark, page, skip: dialect.skip, scanner, dialect, has_records: false })
    }

    fn push<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<()> {
        let Self { gate, mark, page, skip, scanner, dialect, has_records } = self;
        let mut sink = Unnoted { sink, width: dialect.width, has_records };
        let (left_out, bytes) = bytes.split_at(bytes.len().min(*mark));
        *mark -= left_out.len();
        gate.push(bytes, |text| {
            let (skipped, text) = text.split_at(text.len().min(*skip));
            *skip -= skipped.len();
            let Some(page) = page else { return scanner.push(text, &mut sink) };
            let mut csv = Vec::new();
            page.push(text, &mut csv);
            scanner.push(&csv, &mut sink)
        })
    }

    fn finish<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        let Self { gate, page, scanner, dialect, has_records, .. } = self;
        let mut sink = Unnoted { sink, width: dialect.width, has_records };
        gate.finish(|text| match page {
            None => scanner.push(text, &mut sink),
            Some(page) => {
                let mut csv = Vec::new();
                page.push(text, &mut csv);
                scanner.push(&csv, &mut sink)
            }
        })?;
        if let Some(page) = page {
            let mut csv = Vec::new();
            page.finish(&mut csv);
            scanner.push(&csv, &mut sink)?;
        }
        scanner.finish(&mut sink)
    }
}

/// Leaves out lines that start with `#` and are no records.
struct Unnoted<'a, S> {
    sink: &'a mut S,
    width: usize,
    has_records: &'a mut bool,
}

impl<S: Sink> Sink for Unnoted<'_, S> {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        let is_other = if self.width > 1 { record.len() != self.width } else { !*self.has_records };
        if is_other && record.is_note() {
            return Ok(());
        }
        *self.has_records = true;
        self.sink.record(record)
    }
}
