//! Why there is no answer: one error type for the whole crate, and the codes of everything that can
//! be wrong.

use crate::at::{At, Field};
use std::fmt;

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no report. One word wide; the parts are behind a pointer.
#[derive(Clone, PartialEq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: ErrorKind,
    at: At,
}

/// What went wrong, with typed parameters and never a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file holds no byte, or white space only.
    EmptyFile,
    /// No row of the file's beginning can be its header.
    NoHeader,
    /// There is a header and nothing under it.
    NoRecords,
    /// The bytes are not text that can be read.
    UnsupportedEncoding {
        /// What the bytes seem to be: `"another encoding"`, `"damaged text"`.
        found: &'static str,
    },
    /// The file is not a text table.
    UnsupportedFormat {
        /// What it seems to be: `"zip or xlsx"`, `"xls"`, `"pdf"`, `"picture"`, `"html"`, `"json"`.
        found: &'static str,
    },
    /// No column plays a role without which nothing can be said.
    MissingColumn {
        /// The role.
        field: Field,
    },
    /// The caller's mapping names a column that the file does not have.
    UnknownColumn {
        /// The role that was mapped.
        field: Field,
    },
    /// Not one cell of the time column could be read as a date.
    NoParsableDate,
    /// Not one cell of the amount column could be read as money.
    NoParsableAmount,
    /// Every record was set aside, so there is no order to analyse.
    NoOrders,
    /// A sum of money left the range of 64 bits.
    AmountOverflow,
    /// There are more records, customers or distinct texts than 32 bits can number.
    TooLarge,
    /// The browser, or the machine, gives no more memory.
    OutOfMemory,
    /// By what has been read of it, the file needs more memory than there is. Bytes, estimated.
    WillNotFit {
        /// For all of it.
        needed: u64,
        /// For the orders without their details.
        summary: u64,
        /// As much as there is.
        limit: u64,
    },
    /// The model cannot be fitted: too few customers bought on more than one day.
    TooFewRepeaters {
        /// Customers with at least two order days.
        found: u64,
        /// How many there must be.
        needed: u64,
    },
    /// An option has a value that it cannot have.
    InvalidOption {
        /// The option's name as callers write it.
        option: &'static str,
    },
    /// The day asked for is before the first order.
    NothingBefore,
    /// The files hold orders, and nothing that says whose they are.
    NoCustomerKey {
        /// The platform whose export it is: `"douyin"`.
        platform: &'static str,
        /// Which export or column of that platform says it, in the platform's own words.
        hint: &'static str,
    },
}

/// The stable name of an error or a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// See [`ErrorKind::EmptyFile`].
    EmptyFile,
    /// See [`ErrorKind::NoHeader`].
    NoHeader,
    /// See [`ErrorKind::NoRecords`].
    NoRecords,
    /// See [`ErrorKind::UnsupportedEncoding`].
    UnsupportedEncoding,
    /// See [`ErrorKind::UnsupportedFormat`].
    UnsupportedFormat,
    /// See [`ErrorKind::MissingColumn`].
    MissingColumn,
    /// See [`ErrorKind::UnknownColumn`].
    UnknownColumn,
    /// See [`ErrorKind::NoParsableDate`].
    NoParsableDate,
    /// See [`ErrorKind::NoParsableAmount`].
    NoParsableAmount,
    /// See [`ErrorKind::NoOrders`].
    NoOrders,
    /// See [`ErrorKind::AmountOverflow`].
    AmountOverflow,
    /// See [`ErrorKind::TooLarge`].
    TooLarge,
    /// See [`ErrorKind::OutOfMemory`]. Made by the JavaScript side too.
    OutOfMemory,
    /// See [`ErrorKind::WillNotFit`].
    WillNotFit,
    /// See [`ErrorKind::TooFewRepeaters`].
    TooFewRepeaters,
    /// See [`ErrorKind::InvalidOption`].
    InvalidOption,
    /// See [`ErrorKind::NothingBefore`].
    NothingBefore,
    /// See [`ErrorKind::NoCustomerKey`].
    NoCustomerKey,
    /// A file could not be read to its end. Made by the JavaScript side only.
    FileChanged,
    /// A workbook is cut off, corrupt or against its format. Made by the part that reads workbooks.
    DamagedWorkbook,
    /// A workbook is protected by a password. Made by the part that reads workbooks.
    EncryptedWorkbook,
    /// A workbook is beyond a limit, or unpacks to far more than its size. Made by the same part.
    OversizedWorkbook,
    /// A bug of headwater: a trap, a lost worker. Made by the JavaScript side only.
    Internal,
    /// Diagnostic: the row has another number of cells than the header.
    RaggedRow,
    /// Diagnostic: a quote was opened and never closed.
    UnterminatedQuote,
    /// Diagnostic: a quote stands where the quoting rules allow none.
    StrayQuote,
    /// Diagnostic: bytes that are not UTF-8 stand in a cell that is used.
    InvalidUtf8,
    /// Diagnostic: a NUL stands in the row.
    NulByte,
    /// Diagnostic: backslashes were read as what keeps quotes from closing a cell.
    BackslashEscape,
    /// Diagnostic: every line is one quoted cell that is itself a row.
    QuotedLines,
    /// Diagnostic: the last row is one of sums.
    TotalRow,
    /// Diagnostic: the row is a note below the table.
    NoteRow,
    /// Diagnostic: the header row comes again among the records.
    RepeatedHeader,
    /// Diagnostic: the customer cell is empty.
    MissingCustomer,
    /// Diagnostic: the time cell is no date that can be read.
    UnparsedDate,
    /// Diagnostic: the amount cell is no money that can be read.
    UnparsedAmount,
    /// Diagnostic: the amount is a number too large to be counted.
    OversizedAmount,
    /// Diagnostic: the amount can be read in two ways, as in `1,234`.
    AmbiguousAmount,
    /// Diagnostic: day and month can be taken in either order, as in `05/03/2024`.
    AmbiguousDateOrder,
    /// Diagnostic: a spreadsheet has cut digits off an id, as in `1.93068E+15`.
    DamagedId,
    /// Diagnostic: something was taken off around an id, as in `="0123"`.
    WrappedId,
    /// Diagnostic: the amount is in another currency than the one that counts.
    MixedCurrency,
    /// Diagnostic: the amount is in a currency for which no rate was given.
    MissingRate,
    /// Diagnostic: the currency of the amount is a guess.
    AssumedCurrency,
    /// Diagnostic: the amount had more than four decimals.
    RoundedAmount,
    /// Diagnostic: the quantity cell is no number that can be read.
    UnparsedQuantity,
    /// Diagnostic: the status says that this is no sale.
    ExcludedStatus,
    /// Diagnostic: the status is in no table; the row counts as paid.
    UnknownStatus,
    /// Diagnostic: a part was paid back or is unpaid, and no column says how much.
    PartialAmount,
    /// Diagnostic: the order's total stands on each of its lines.
    RepeatedTotal,
    /// Diagnostic: a customer has refunds but no order.
    RefundWithoutOrder,
    /// Diagnostic: the customer column may not tell people apart.
    DoubtfulKey,
    /// Diagnostic: the row stands in the files twice.
    DuplicateRow,
    /// Diagnostic: the row is of a day before the one from which on the files are read.
    BeforeFirstDay,
}

impl Code {
    /// Every code; `docs/errors.md` has a heading for each.
    pub const ALL: [Self; 54] = [
        Self::EmptyFile,
        Self::NoHeader,
        Self::NoRecords,
        Self::UnsupportedEncoding,
        Self::UnsupportedFormat,
        Self::MissingColumn,
        Self::UnknownColumn,
        Self::NoParsableDate,
        Self::NoParsableAmount,
        Self::NoOrders,
        Self::AmountOverflow,
        Self::TooLarge,
        Self::OutOfMemory,
        Self::WillNotFit,
        Self::TooFewRepeaters,
        Self::InvalidOption,
        Self::NothingBefore,
        Self::NoCustomerKey,
        Self::FileChanged,
        Self::DamagedWorkbook,
        Self::EncryptedWorkbook,
        Self::OversizedWorkbook,
        Self::Internal,
        Self::RaggedRow,
        Self::UnterminatedQuote,
        Self::StrayQuote,
        Self::InvalidUtf8,
        Self::NulByte,
        Self::BackslashEscape,
        Self::QuotedLines,
        Self::TotalRow,
        Self::NoteRow,
        Self::RepeatedHeader,
        Self::MissingCustomer,
        Self::UnparsedDate,
        Self::UnparsedAmount,
        Self::OversizedAmount,
        Self::AmbiguousAmount,
        Self::AmbiguousDateOrder,
        Self::DamagedId,
        Self::WrappedId,
        Self::MixedCurrency,
        Self::MissingRate,
        Self::AssumedCurrency,
        Self::RoundedAmount,
        Self::UnparsedQuantity,
        Self::ExcludedStatus,
        Self::UnknownStatus,
        Self::PartialAmount,
        Self::RepeatedTotal,
        Self::RefundWithoutOrder,
        Self::DoubtfulKey,
        Self::DuplicateRow,
        Self::BeforeFirstDay,
    ];

    /// The code as callers see it: `"missing-column"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmptyFile => "empty-file",
            Self::NoHeader => "no-header",
            Self::NoRecords => "no-records",
            Self::UnsupportedEncoding => "unsupported-encoding",
            Self::UnsupportedFormat => "unsupported-format",
            Self::MissingColumn => "missing-column",
            Self::UnknownColumn => "unknown-column",
            Self::NoParsableDate => "no-parsable-date",
            Self::NoParsableAmount => "no-parsable-amount",
            Self::NoOrders => "no-orders",
            Self::AmountOverflow => "amount-overflow",
            Self::TooLarge => "too-large",
            Self::OutOfMemory => "out-of-memory",
            Self::WillNotFit => "will-not-fit",
            Self::TooFewRepeaters => "too-few-repeaters",
            Self::InvalidOption => "invalid-option",
            Self::NothingBefore => "nothing-before",
            Self::NoCustomerKey => "no-customer-key",
            Self::FileChanged => "file-changed",
            Self::DamagedWorkbook => "damaged-workbook",
            Self::EncryptedWorkbook => "encrypted-workbook",
            Self::OversizedWorkbook => "oversized-workbook",
            Self::Internal => "internal",
            Self::RaggedRow => "ragged-row",
            Self::UnterminatedQuote => "unterminated-quote",
            Self::StrayQuote => "stray-quote",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::NulByte => "nul-byte",
            Self::BackslashEscape => "backslash-escape",
            Self::QuotedLines => "quoted-lines",
            Self::TotalRow => "total-row",
            Self::NoteRow => "note-row",
            Self::RepeatedHeader => "repeated-header",
            Self::MissingCustomer => "missing-customer",
            Self::UnparsedDate => "unparsed-date",
            Self::UnparsedAmount => "unparsed-amount",
            Self::OversizedAmount => "oversized-amount",
            Self::AmbiguousAmount => "ambiguous-amount",
            Self::AmbiguousDateOrder => "ambiguous-date-order",
            Self::DamagedId => "damaged-id",
            Self::WrappedId => "wrapped-id",
            Self::MixedCurrency => "mixed-currency",
            Self::MissingRate => "missing-rate",
            Self::AssumedCurrency => "assumed-currency",
            Self::RoundedAmount => "rounded-amount",
            Self::UnparsedQuantity => "unparsed-quantity",
            Self::ExcludedStatus => "excluded-status",
            Self::UnknownStatus => "unknown-status",
            Self::PartialAmount => "partial-amount",
            Self::RepeatedTotal => "repeated-total",
            Self::RefundWithoutOrder => "refund-without-order",
            Self::DoubtfulKey => "doubtful-key",
            Self::DuplicateRow => "duplicate-row",
            Self::BeforeFirstDay => "before-first-day",
        }
    }
}

impl Error {
    /// An error that is nowhere in particular.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, at: At::default() }))
    }

    /// The same error at a place.
    #[must_use]
    pub fn at_place(mut self, at: At) -> Self {
        self.0.at = at;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Where, as far as it is known.
    #[must_use]
    pub fn at(&self) -> &At {
        &self.0.at
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self.0.kind {
            ErrorKind::EmptyFile => Code::EmptyFile,
            ErrorKind::NoHeader => Code::NoHeader,
            ErrorKind::NoRecords => Code::NoRecords,
            ErrorKind::UnsupportedEncoding { .. } => Code::UnsupportedEncoding,
            ErrorKind::UnsupportedFormat { .. } => Code::UnsupportedFormat,
            ErrorKind::MissingColumn { .. } => Code::MissingColumn,
            ErrorKind::UnknownColumn { .. } => Code::UnknownColumn,
            ErrorKind::NoParsableDate => Code::NoParsableDate,
            ErrorKind::NoParsableAmount => Code::NoParsableAmount,
            ErrorKind::NoOrders => Code::NoOrders,
            ErrorKind::AmountOverflow => Code::AmountOverflow,
            ErrorKind::TooLarge => Code::TooLarge,
            ErrorKind::OutOfMemory => Code::OutOfMemory,
            ErrorKind::WillNotFit { .. } => Code::WillNotFit,
            ErrorKind::TooFewRepeaters { .. } => Code::TooFewRepeaters,
            ErrorKind::InvalidOption { .. } => Code::InvalidOption,
            ErrorKind::NothingBefore => Code::NothingBefore,
            ErrorKind::NoCustomerKey { .. } => Code::NoCustomerKey,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl std::error::Error for Error {}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("at", &self.0.at).finish()
    }
}

impl fmt::Display for Error {
    /// What, where, what to do. Never the content of a cell, so that hosts may log it safely.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            ErrorKind::EmptyFile => f.write_str("the file is empty; export the orders again"),
            ErrorKind::NoHeader => {
                f.write_str("no header row was found; add a first row that names the columns")
            }
            ErrorKind::NoRecords => {
                f.write_str("there is a header but no row under it; export a longer period")
            }
            ErrorKind::UnsupportedEncoding { found } => {
                write!(f, "the text is not UTF-8 but {found}; save it as CSV UTF-8")
            }
            ErrorKind::UnsupportedFormat { found } => {
                write!(f, "this is not a CSV file but {found}; save the table as CSV UTF-8")
            }
            ErrorKind::MissingColumn { field } => {
                write!(f, "no column for {}; choose one in the mapping", field.name())
            }
            ErrorKind::UnknownColumn { field } => write!(
                f,
                "the column chosen for {} is not in the file; choose another",
                field.name()
            ),
            ErrorKind::NoParsableDate => f.write_str(
                "no cell of the time column is a date; choose another column or write YYYY-MM-DD",
            ),
            ErrorKind::NoParsableAmount => {
                f.write_str("no cell of the amount column is a number; choose another column")
            }
            ErrorKind::NoOrders => f.write_str(
                "no order is left: every row was set aside or is a refund; see the counts of the reading",
            ),
            ErrorKind::AmountOverflow => f.write_str(
                "the amounts are, or add up to, more than can be counted; check the amount column",
            ),
            ErrorKind::TooLarge => {
                f.write_str("there are more than 4 294 967 295 of one thing; split the file")
            }
            ErrorKind::OutOfMemory => f.write_str(
                "there is not enough memory for so many rows; close other tabs, or split the file",
            ),
            ErrorKind::WillNotFit { needed, summary, limit } => write!(
                f,
                "the orders need about {} MB of memory and there are {}; read them without details \
                 ({} MB), or from a later day on",
                needed / 1_000_000,
                limit / 1_000_000,
                summary / 1_000_000
            ),
            ErrorKind::TooFewRepeaters { found, needed } => write!(
                f,
                "{found} customers bought on more than one day and the model needs {needed}; \
                 use a longer period"
            ),
            ErrorKind::InvalidOption { option } => {
                write!(f, "the option {option} has a value that it cannot have; see the docs")
            }
            ErrorKind::NothingBefore => {
                f.write_str("there is no order up to the day asked for; choose a later day")
            }
            ErrorKind::NoCustomerKey { platform, hint } => {
                write!(f, "this {platform} export does not say whose the orders are; add {hint}")
            }
        }?;
        let at = &self.0.at;
        if let Some(file) = at.file {
            write!(f, "; file {file}")?;
        }
        if let Some(record) = at.record {
            write!(f, "; record {record}")?;
        }
        if let Some(line) = at.line {
            write!(f, "; line {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_distinct_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        assert!(
            names.iter().all(|n| n
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn messages_say_where_and_never_show_a_cell() {
        let at = At { record: Some(3), line: Some(5), ..At::default() }.with_value("13800000000");
        let text = Error::new(ErrorKind::NoParsableDate).at_place(at).to_string();
        assert!(text.ends_with("; record 3; line 5"), "{text}");
        assert!(!text.contains("138"));
    }

    #[test]
    fn an_error_is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
