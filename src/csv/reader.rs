use super::Sink;
use super::charset::{Charset, detect};
use super::decode::{Decode, decoded};
use super::dialect::Dialect;
use super::encoding;
use super::page::Page;
use super::record::Record;
use super::scanner::Scanner;
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a file's beginning from which encoding and delimiter are guessed.
pub const HEAD: usize = 64 << 10;

/// Reads one file, fed in pieces of any size.
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
    charset: Option<Charset>,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The first bytes are gathered until there are [`HEAD`] of them or the file ends.
    Gathering(Vec<u8>),
    Reading(Box<Open>),
}

/// A file whose encoding and dialect are decided.
#[derive(Debug)]
struct Open {
    decode: Decode,
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
        Self { delimiter, charset: None, phase: Phase::Gathering(Vec::new()) }
    }

    /// The same reader with an encoding that overrides the guess.
    #[must_use]
    pub fn with_charset(self, charset: Option<Charset>) -> Self {
        Self { charset, ..self }
    }

    /// The delimiter, once enough of the file is there to know it.
    #[must_use]
    pub fn delimiter(&self) -> Option<u8> {
        match &self.phase {
            Phase::Gathering(_) => None,
            Phase::Reading(open) => Some(open.dialect.delimiter),
        }
    }

    /// The encoding, as far as it is known; ASCII is UTF-8.
    #[must_use]
    pub fn charset(&self) -> Charset {
        match &self.phase {
            Phase::Gathering(_) => Charset::UTF_8,
            Phase::Reading(open) => open.decode.charset(),
        }
    }

    /// Reads the next bytes of the file.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedFormat`] and the sink's.
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

    /// Decides on encoding and dialect, and reads the head.
    fn open<S: Sink>(&mut self, whole: bool, sink: &mut S) -> Result<&mut Open> {
        let head = match &mut self.phase {
            Phase::Gathering(head) => std::mem::take(head),
            Phase::Reading(_) => Vec::new(),
        };
        let mut open = Box::new(Open::new(&head, whole, self.delimiter, self.charset, sink)?);
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
        wish: Option<Charset>,
        sink: &S,
    ) -> Result<Self> {
        encoding::refuse_binary(head)?;
        let charset = wish.unwrap_or_else(|| detect(head, whole, &|cell| sink.recognises(cell)));
        let mark = charset.mark(head);
        let is_undecided = wish.is_none() && head.is_ascii() && !whole;
        let decode = if is_undecided { Decode::undecided() } else { Decode::new(charset, mark) };
        let text = decoded(head, charset, mark);
        if whole && text.trim_ascii().is_empty() {
            return Err(Error::new(ErrorKind::EmptyFile));
        }
        let page = encoding::is_page(&text)?.then(Page::default);
        let dialect = match &page {
            Some(_) => Dialect::own(b','),
            None => Dialect::guess(&text, whole, delimiter, sink),
        };
        let scanner = Scanner::new(dialect.style, dialect.line);
        Ok(Self { decode, page, skip: dialect.skip, scanner, dialect, has_records: false })
    }

    fn push<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<()> {
        let Self { decode, page, skip, scanner, dialect, has_records } = self;
        let mut sink = Unnoted { sink, width: dialect.width, has_records };
        decode.push(bytes, &mut |text| {
            let (skipped, text) = text.split_at(text.len().min(*skip));
            *skip -= skipped.len();
            let Some(page) = page else { return scanner.push(text, &mut sink) };
            let mut csv = Vec::new();
            page.push(text, &mut csv);
            scanner.push(&csv, &mut sink)
        })
    }

    fn finish<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        let Self { decode, page, scanner, dialect, has_records, .. } = self;
        let mut sink = Unnoted { sink, width: dialect.width, has_records };
        decode.finish(&mut |text| match page {
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
