//! How old a password may be, by a policy entry (draft-behera-ldap-password-policy-10, 5.2.3).
//!
//! Left out: how old it is, which the person's entry says.

use crate::entry::Entry;

/// The attribute of a policy entry that says it.
pub(crate) const MAX_AGE: &str = "pwdMaxAge";

/// How old a password may be, by the policy that holds for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MaxAge {
    /// No policy, or none that sets an age.
    Any,
    /// So many seconds.
    Seconds(i64),
    /// The policy says something that is no age.
    Unreadable,
}

impl MaxAge {
    /// What a policy entry says.
    pub(crate) fn of(policy: &Entry) -> Self {
        let Some(value) = policy.bytes(MAX_AGE) else {
            return Self::Any;
        };
        match std::str::from_utf8(value).map(str::parse) {
            Ok(Ok(0)) => Self::Any,
            Ok(Ok(seconds @ 1..)) => Self::Seconds(seconds),
            _ => Self::Unreadable,
        }
    }

    /// Whether a password that was chosen at `changed` is too old at `now`.
    pub(crate) const fn is_over(self, changed: i64, now: i64) -> bool {
        match self {
            Self::Any => false,
            Self::Seconds(age) => now.saturating_sub(changed) >= age,
            Self::Unreadable => true,
        }
    }
}
