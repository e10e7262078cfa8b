//! The words for why somebody is not let in.
//!
//! Left out: when each applies, which `bind_answer` and `standing` say.

/// Why a sign-in was refused, for the security log only: the person is always told the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalReason {
    /// Login or password empty, too long, or with control characters; the directory was not asked.
    Malformed,
    /// Nobody has this login.
    Unknown,
    /// More than one entry has this login.
    Ambiguous,
    /// The password is wrong, or the directory would not say more.
    WrongPassword,
    /// The account is disabled.
    Disabled,
    /// The account's end date has passed.
    AccountExpired,
    /// The account is locked, after wrong passwords or by an administrator.
    Locked,
    /// The password is right but must be changed first.
    MustChangePassword,
    /// The password is too old, grace logins included.
    PasswordExpired,
    /// Not at this hour, not yet, or not from this machine.
    Restricted,
    /// Guessed at too often lately: the directory was not asked about this person.
    NotAsked,
    /// Another state that is not a plain success.
    Other,
}
