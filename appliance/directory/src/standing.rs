//! Whether an account stands, read from what the directory keeps about it.
//!
//! **The rule.** A session goes on only while the directory would let the person in with the right
//! password. What refuses a sign-in ends a session too, at the next recheck, with one exception:
//! a lock for a time after wrong passwords refuses a sign-in (the bind says so) and ends nothing,
//! for else whoever types wrong passwords could end a colleague's session.
//!
//! | state | where it is read | ends a session because |
//! |---|---|---|
//! | disabled | `loginShell`, `nsAccountLock`; `userAccountControl` | somebody said so |
//! | locked for good | `pwdAccountLockedTime` of year 0 | somebody said so |
//! | account over | `shadowExpire`, `pwdEndTime`; `accountExpires` | its date has come |
//! | account not begun | `pwdStartTime` | the date was set anew after the sign-in |
//! | new password asked for | `pwdReset`; `pwdLastSet` 0 | the old one was taken away |
//! | password too old | `pwdChangedTime` and the policy's `pwdMaxAge`; `msDS-User-Account-Control-Computed`, `msDS-UserPasswordExpiryTimeComputed` | it proves nothing any more; grace logins are not for a screen with records, and a new one is chosen in a minute at one's workstation |
//! | outside of one's hours | `logonHours` | Active Directory itself looks at sign-in only, unless told to force people off; here records would stay open on a screen at an hour at which nobody may be there |
//!
//! **What cannot be read** is read as a refusal: a date that is no date, hours of another length. What
//! is absent refuses nothing. A policy that cannot be read sets no age: OpenLDAP then sets none either,
//! and judges at the bind. Which policy holds where the entry names none (`ppolicy_default`) stands in
//! the server's configuration only, so it must be told
//! ([`DirectoryConfig::default_policy`](crate::DirectoryConfig::default_policy)); untold, an old
//! password is seen at the next sign-in, not at a recheck. `pwdMaxIdle` is not looked at: who
//! works is not idle.

mod active_directory;
pub(crate) mod age;
mod open_ldap;

use crate::config::Flavour;
use crate::entry::Entry;
use crate::refusal::RefusalReason;

use self::age::MaxAge;

/// Attributes that [`account_refusal`] and [`policy_of`] read.
pub(crate) const fn state_attributes(flavour: Flavour) -> &'static [&'static str] {
    match flavour {
        Flavour::OpenLdap => open_ldap::ATTRIBUTES,
        Flavour::ActiveDirectory => active_directory::ATTRIBUTES,
    }
}

/// Name of the policy entry that says how old this person's password may be; `None` if there is none,
/// or nothing to hold against it.
pub(crate) fn policy_of(entry: &Entry, flavour: Flavour, default: Option<&str>) -> Option<String> {
    match flavour {
        Flavour::OpenLdap => open_ldap::policy_of(entry, default),
        // Active Directory reckons the age itself.
        Flavour::ActiveDirectory => None,
    }
}

/// Reads the state kept in the entry; `None` when nothing stands against the person. `now` is in
/// seconds since 1970-01-01 UTC.
pub(crate) fn account_refusal(
    entry: &Entry,
    oldest: MaxAge,
    flavour: Flavour,
    now: i64,
) -> Option<RefusalReason> {
    match flavour {
        Flavour::OpenLdap => open_ldap::refusal(entry, oldest, now),
        Flavour::ActiveDirectory => active_directory::refusal(entry, now),
    }
}

#[cfg(test)]
mod tests;
