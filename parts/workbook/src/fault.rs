//! Why a workbook can't be read.

use std::fmt;

/// The part's result.
pub type Result<T> = std::result::Result<T, Fault>;

/// Why a workbook can't be read. Never holds the content of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no workbook at all, so another reader may take it.
    NotAWorkbook,
    /// Cut off, corrupt, or against the rules of its format: what was found.
    Damaged(&'static str),
    /// Protected by a password.
    Encrypted,
    /// Beyond a limit, honestly or not: which one.
    TooLarge(&'static str),
}

impl Fault {
    /// The stable code, as in headwater's `docs/errors.md`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAWorkbook => "unsupported-format",
            Self::Damaged(_) => "damaged-workbook",
            Self::Encrypted => "encrypted-workbook",
            Self::TooLarge(_) => "oversized-workbook",
        }
    }

    /// What was found, for hosts that write their own message.
    #[must_use]
    pub const fn found(self) -> Option<&'static str> {
        match self {
            Self::Damaged(what) | Self::TooLarge(what) => Some(what),
            Self::NotAWorkbook | Self::Encrypted => None,
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAWorkbook => f.write_str("this is not a workbook"),
            Self::Damaged(what) => {
                write!(f, "the workbook is damaged ({what}); download or export it again")
            }
            Self::Encrypted => f.write_str(
                "the workbook is protected by a password; save it without one, or as CSV UTF-8",
            ),
            Self::TooLarge(what) => {
                write!(f, "the workbook is too large ({what}); save the sheet as CSV UTF-8")
            }
        }
    }
}
