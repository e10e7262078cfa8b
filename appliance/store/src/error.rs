//! What can go wrong between a rule and its record.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use doublelock_domain::refusal::Refusal;
use thiserror::Error;

/// Result of a unit of work.
pub type Result<T> = std::result::Result<T, Error>;

/// Failure of a unit of work. Nothing of it was kept.
#[derive(Debug, Error)]
pub enum Error {
    /// No such record, or not one that this warrant may open: the two read the same.
    #[error("not found")]
    NotFound,
    /// A rule said no.
    #[error("refused")]
    Refused(#[from] Refusal),
    /// A form has several faults.
    #[error("{} faults", .0.len())]
    Faults(Vec<Refusal>),
    /// The database did not answer in time, or others kept it busy. Trying again may work.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached or was closed.
    #[error("the database cannot be reached")]
    Gone,
    /// No room left to write.
    #[error("no room left to write")]
    Full,
    /// The database can be read but not written.
    #[error("the database is read-only")]
    ReadOnly,
    /// The words are closed for ever: this act destroyed the key of their record.
    #[error("the record was erased by entry {0}")]
    Erased(u64),
    /// A key that is needed is not to be had: the keyring, or what opens it.
    #[error("a key is not to be had")]
    Keys,
    /// Somebody else has taken this work over, or finished it: see [`crate::claims`].
    #[error("the work is no longer ours")]
    ClaimLost,
    /// The journal contradicts itself at this entry.
    #[error("the journal is broken at entry {0}")]
    LedgerBroken(u64),
    /// Rows of a record say something else than the journal, which nothing is said against.
    #[error("a record is not what the journal says")]
    Altered,
    /// The database refused a statement. The cause is for the log, never for a page.
    #[error("the database refused a statement")]
    Backend(#[source] DieselError),
    /// Stored data does not have the shape that the schema promises.
    #[error("stored data is not understood: {0}")]
    Corrupt(&'static str),
}

impl Error {
    /// The words of [`Error::code`].
    pub const CODES: &[&str] = &[
        "not_found",
        "refused",
        "busy",
        "gone",
        "full",
        "read_only",
        "erased",
        "keys",
        "claim_lost",
        "ledger_broken",
        "altered",
        "backend",
        "corrupt",
    ];

    /// What went wrong in one stable word, for what is kept and shown in any language.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Refused(_) | Self::Faults(_) => "refused",
            Self::Busy => "busy",
            Self::Gone => "gone",
            Self::Full => "full",
            Self::ReadOnly => "read_only",
            Self::Erased(_) => "erased",
            Self::Keys => "keys",
            Self::ClaimLost => "claim_lost",
            Self::LedgerBroken(_) => "ledger_broken",
            Self::Altered => "altered",
            Self::Backend(_) => "backend",
            Self::Corrupt(_) => "corrupt",
        }
    }

    /// The same for somebody else who shared the transaction that failed.
    pub(crate) const fn again(&self) -> Self {
        match self {
            Self::Gone => Self::Gone,
            Self::Full => Self::Full,
            Self::ReadOnly => Self::ReadOnly,
            Self::Keys => Self::Keys,
            Self::LedgerBroken(at) => Self::LedgerBroken(*at),
            Self::Altered => Self::Altered,
            Self::Corrupt(what) => Self::Corrupt(what),
            _ => Self::Busy,
        }
    }

    /// True if the same unit may succeed when tried again at once. [`Error::Busy`] is
    /// not of this kind: it comes after five seconds of waiting, and trying eight times
    /// would keep a person waiting for most of a minute.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Backend(DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure,
                _
            ))
        )
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Gone,
            DieselError::DatabaseError(_, info) => match fault_of(info.message()) {
                Some(fault) => fault,
                None => Self::Backend(error),
            },
            _ => Self::Backend(error),
        }
    }
}

/// Diesel has no kinds for these; both databases say them in words that have been
/// stable for decades (SQLite's `sqlite3_errstr`, PostgreSQL's English messages:
/// the connection sets `lc_messages` to C).
fn fault_of(message: &str) -> Option<Error> {
    let says = |words: &[&str]| words.iter().any(|w| message.contains(w));
    if says(&["disk is full", "No space left on device"]) {
        Some(Error::Full)
    } else if says(&[
        "database is locked",
        "database table is locked",
        "lock timeout",
    ]) {
        Some(Error::Busy)
    } else if says(&["readonly database", "read-only transaction"]) {
        Some(Error::ReadOnly)
    } else if says(&[
        "unable to open database file",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "could not connect",
        "connection refused",
    ]) {
        Some(Error::Gone)
    } else {
        None
    }
}
