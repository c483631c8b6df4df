use super::Sink;
use super::dialect::Dialect;
use super::encoding;
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
    wish: Option<u8>,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The first bytes are gathered until there are [`HEAD`] of them or the file ends.
    Gathering(Vec<u8>),
    Reading(Box<Scanner>, Dialect),
}

impl Reader {
    /// A reader for one file; `delimiter` overrides the guess.
    #[must_use]
    pub fn new(delimiter: Option<u8>) -> Self {
        Self { wish: delimiter, phase: Phase::Gathering(Vec::new()) }
    }

    /// The delimiter, once enough of the file is there to know it.
    #[must_use]
    pub fn delimiter(&self) -> Option<u8> {
        match &self.phase {
            Phase::Gathering(_) => None,
            Phase::Reading(_, dialect) => Some(dialect.delimiter),
        }
    }

    /// Reads the next bytes of the file.
    ///
    /// # Errors
    /// [`ErrorKind::UnsupportedFormat`], [`ErrorKind::UnsupportedEncoding`] and the sink's.
    pub fn push<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<()> {
        let rest = match &mut self.phase {
            Phase::Reading(scanner, _) => return scanner.push(bytes, sink),
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
            Phase::Reading(scanner, _) => scanner.finish(sink),
            Phase::Gathering(_) => self.open(true, sink)?.finish(sink),
        }
    }

    /// Decides on encoding and dialect, and reads the head.
    fn open<S: Sink>(&mut self, whole: bool, sink: &mut S) -> Result<&mut Scanner> {
        let head = match &mut self.phase {
            Phase::Gathering(head) => std::mem::take(head),
            Phase::Reading(..) => Vec::new(),
        };
        let bom = encoding::examine(&head)?;
        let text = &head[bom..];
        if whole && text.trim_ascii().is_empty() {
            return Err(Error::new(ErrorKind::EmptyFile));
        }
        let dialect = Dialect::guess(text, whole, self.wish, sink);
        sink.opened(&dialect);
        let mut scanner = Box::new(Scanner::new(dialect.delimiter, dialect.line));
        scanner.push(&text[dialect.skip..], sink)?;
        self.phase = Phase::Reading(scanner, dialect);
        match &mut self.phase {
            Phase::Reading(scanner, _) => Ok(scanner),
            Phase::Gathering(_) => Err(Error::new(ErrorKind::EmptyFile)),
        }
    }
}
