//! What the directory answers to the appliance's two questions: who is this, and does this person
//! still stand.

use std::collections::BTreeSet;

use crate::dn::NormalizedDn;
use crate::failure::{Failure, Misconfiguration};
use crate::refusal::RefusalReason;

/// A person whom the directory has just recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// `entryUUID` or `objectGUID` as 32 lower-case hexadecimal digits: the identity to keep,
    /// since names and logins change and are given again.
    pub stable_id: String,
    /// Distinguished name as the directory spells it.
    pub dn: String,
    /// Login as the directory spells it, never as it was typed.
    pub login: String,
    /// Name shown to colleagues; the login when the directory has none.
    pub display_name: String,
    /// Preferred language as the directory has it, such as `fr-CA`.
    pub language: Option<String>,
    /// Groups by full name.
    pub groups: BTreeSet<NormalizedDn>,
}

/// What became of a person since sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Still welcome, with these groups now.
    Active {
        /// Groups by full name.
        groups: BTreeSet<NormalizedDn>,
    },
    /// No entry any more, or none that the user filter accepts.
    Gone,
    /// The account is disabled, over, locked for good, outside of its hours, or waits for a new
    /// password.
    Suspended(RefusalReason),
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// One answer for all: unknown, wrong password, ambiguous, disabled, expired, locked, must
    /// change. The reason is for the security log.
    #[error("sign-in refused")]
    Refused(RefusalReason),
    /// The caller said [`Passage::Stop`](crate::Passage::Stop); no password was sent.
    #[error("sign-in stopped")]
    Stopped,
    /// The directory did not answer in time, or not as a directory. It judged no password as wrong:
    /// none was sent, or it was right and what else had to be read could not be.
    #[error("the directory is not reachable")]
    Unreachable,
    /// A password was sent, and no judgement came back: the directory may have counted it as wrong.
    #[error("the directory did not judge the password")]
    Unanswered,
    /// The directory answers but the appliance's settings do not fit it; no password was judged as
    /// wrong.
    #[error("the directory settings do not fit the directory")]
    Misconfigured(#[source] Misconfiguration),
}

/// Why a person could not be checked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecheckError {
    /// The directory did not answer in time, or not as a directory.
    #[error("the directory is not reachable")]
    Unreachable,
    /// The directory answers but the appliance's settings do not fit it.
    #[error("the directory settings do not fit the directory")]
    Misconfigured(#[source] Misconfiguration),
}

/// The directory cannot be used now: the outcome of [`Directory::reachable`](crate::Directory::reachable).
pub type Unreachable = RecheckError;

impl From<Failure> for RecheckError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Silent(_) => Self::Unreachable,
            Failure::Misconfigured(fault) => Self::Misconfigured(fault),
            Failure::ServicePassword => Self::Misconfigured(Misconfiguration::ServiceAccount),
        }
    }
}

impl From<Failure> for SignInError {
    fn from(failure: Failure) -> Self {
        match RecheckError::from(failure) {
            RecheckError::Unreachable => Self::Unreachable,
            RecheckError::Misconfigured(fault) => Self::Misconfigured(fault),
        }
    }
}
