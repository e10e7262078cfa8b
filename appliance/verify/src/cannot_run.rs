//! Why nothing could be verified.
//!
//! Left out: what was found amiss in a journal that could be read, which a report says.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why nothing could be verified. Says nothing about the journal itself.
#[derive(Debug)]
pub enum CannotRun {
    /// A file could not be opened or read.
    Unreadable(PathBuf, String),
    /// The path holds no journal in a known format.
    NotAJournal(PathBuf),
    /// The file given as an outside checkpoint does not hold one.
    NotACheckpoint(PathBuf),
    /// The key given is not the text of an Ed25519 verifying key.
    NotAKey,
}

impl fmt::Display for CannotRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, why) => {
                let path = path.display();
                write!(
                    f,
                    "Lecture impossible\u{a0}: {path} ({why}) / Cannot read: {path} ({why})"
                )
            }
            Self::NotAJournal(path) => {
                let path = path.display();
                write!(f, "Aucun journal ici\u{a0}: {path} / No log here: {path}")
            }
            Self::NotACheckpoint(path) => {
                let path = path.display();
                write!(
                    f,
                    "Ce n’est pas un point de contrôle\u{a0}: {path} / Not a checkpoint: {path}"
                )
            }
            Self::NotAKey => {
                f.write_str("La clé fournie est incorrecte. / The key given is not valid.")
            }
        }
    }
}

impl std::error::Error for CannotRun {}

pub(crate) fn unreadable(path: &Path, error: &dyn fmt::Display) -> CannotRun {
    CannotRun::Unreadable(path.to_owned(), error.to_string())
}
