//! What can go wrong between us and the directory, settings that do not fit it included.
//!
//! Left out: what the directory says of a person, which is an answer and no failure.

use ldap3::LdapError;

use crate::wire::WireFault;

/// Settings that do not fit the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misconfiguration {
    /// TLS failed: wrong host, expired, unknown authority, or too old a protocol.
    #[error("the directory's certificate or TLS version is not acceptable")]
    Tls,
    /// The directory does not offer StartTLS.
    #[error("the directory does not offer StartTLS")]
    NoStartTls,
    /// The service account may not bind.
    #[error("the service account is refused")]
    ServiceAccount,
    /// The service account may not search.
    #[error("the service account may not search")]
    SearchNotAllowed,
    /// The base of people does not exist.
    #[error("the base of people does not exist")]
    UserBase,
    /// The base of groups does not exist.
    #[error("the base of groups does not exist")]
    GroupBase,
    /// The directory points to another server; referrals are not followed.
    #[error("the directory answers with a referral")]
    Referral,
    /// The entry has no stable identifier or login that the service account can read.
    #[error("the stable identifier or login of people cannot be read")]
    NoIdentity,
    /// A person has more groups than can be read, or the directory cuts its answers.
    #[error("the directory cuts its answers or a person has too many groups")]
    TooManyGroups,
}

/// What can go wrong between us and the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Unreachable,
    Misconfigured(Misconfiguration),
}

impl From<Misconfiguration> for Failure {
    fn from(fault: Misconfiguration) -> Self {
        Self::Misconfigured(fault)
    }
}

impl From<WireFault> for Failure {
    fn from(fault: WireFault) -> Self {
        match fault {
            WireFault::NoAnswer => Self::Unreachable,
            WireFault::Tls => Misconfiguration::Tls.into(),
            WireFault::NoStartTls => Misconfiguration::NoStartTls.into(),
        }
    }
}

impl From<LdapError> for Failure {
    fn from(_: LdapError) -> Self {
        Self::Unreachable
    }
}
