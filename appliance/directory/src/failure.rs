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
    /// The directory points to another server, for all of an answer or for a part of it; referrals
    /// are not followed.
    #[error("the directory answers with a referral")]
    Referral,
    /// The entry has no stable identifier or login that the service account can read.
    #[error("the stable identifier or login of people cannot be read")]
    NoIdentity,
    /// A person has more groups than can be read, or the directory cuts its answers.
    #[error("the directory cuts its answers or a person has too many groups")]
    TooManyGroups,
}

/// How a server does not serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Silence {
    #[error("no connection")]
    NoConnection,
    #[error("no answer in time")]
    Late,
    #[error("the connection ended, or what came is no answer")]
    Broken,
    #[error("busy")]
    Busy,
    #[error("unavailable")]
    Unavailable,
    #[error("a fault of its own")]
    Fault,
}

impl Silence {
    /// By result code (RFC 4511 appendix A).
    pub(crate) const fn of(code: u32) -> Self {
        match code {
            51 => Self::Busy,
            52 => Self::Unavailable,
            3 | 85 => Self::Late,
            _ => Self::Fault,
        }
    }
}

/// What can go wrong between us and one server of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Silent(Silence),
    #[error("{0}")]
    Misconfigured(Misconfiguration),
    /// The service account's password is wrong: every server that is asked counts it.
    #[error("the service account's password is wrong")]
    ServicePassword,
}

impl Failure {
    /// Whether asking the next server can help and does no harm.
    pub(crate) const fn another_may_serve(self) -> bool {
        !matches!(self, Self::ServicePassword)
    }
}

impl From<Misconfiguration> for Failure {
    fn from(fault: Misconfiguration) -> Self {
        Self::Misconfigured(fault)
    }
}

impl From<Silence> for Failure {
    fn from(silence: Silence) -> Self {
        Self::Silent(silence)
    }
}

impl From<WireFault> for Failure {
    fn from(fault: WireFault) -> Self {
        match fault {
            WireFault::NoAnswer => Silence::NoConnection.into(),
            WireFault::Tls => Misconfiguration::Tls.into(),
            WireFault::NoStartTls => Misconfiguration::NoStartTls.into(),
        }
    }
}

impl From<LdapError> for Failure {
    fn from(_: LdapError) -> Self {
        Silence::Broken.into()
    }
}
