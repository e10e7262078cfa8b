//! States that OpenLDAP and its kin keep: password policy (draft-behera-ldap-password-policy-10, 5.3),
//! shadow accounts (shadow(5)), shells.

use super::age::MaxAge;
use crate::entry::Entry;
use crate::generalized_time::seconds;
use crate::refusal::RefusalReason;

pub(super) const ATTRIBUTES: &[&str] = &[
    "pwdAccountLockedTime",
    "pwdReset",
    "pwdStartTime",
    "pwdEndTime",
    "pwdChangedTime",
    "pwdPolicySubentry",
    "shadowExpire",
    "loginShell",
    "nsAccountLock",
];

/// draft-behera 5.3.3: locked until an administrator unlocks it.
const LOCKED_FOR_GOOD: &str = "000001010000Z";
const NO_LOGIN: [&str; 5] = [
    "/sbin/nologin",
    "/usr/sbin/nologin",
    "/bin/nologin",
    "/bin/false",
    "/usr/bin/false",
];

/// The policy that the entry names, else `default`. Without an instant of the last change nothing
/// grows old (5.3.2).
pub(super) fn policy_of(entry: &Entry, default: Option<&str>) -> Option<String> {
    entry.bytes("pwdChangedTime")?;
    let named = entry.text("pwdPolicySubentry").or(default)?;
    Some(named.to_owned())
}

pub(super) fn refusal(entry: &Entry, oldest: MaxAge, now: i64) -> Option<RefusalReason> {
    let is_true = |name| {
        entry
            .text(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
    };
    let shell = entry.text("loginShell");
    if shell.is_some_and(|shell| NO_LOGIN.contains(&shell)) || is_true("nsAccountLock") {
        return Some(RefusalReason::Disabled);
    }
    if entry.text("pwdAccountLockedTime") == Some(LOCKED_FOR_GOOD) {
        return Some(RefusalReason::Locked);
    }
    if is_over(entry, now) {
        return Some(RefusalReason::AccountExpired);
    }
    if instant(entry, "pwdStartTime").is_some_and(|start| start.is_none_or(|start| now < start)) {
        return Some(RefusalReason::Restricted);
    }
    if is_true("pwdReset") {
        return Some(RefusalReason::MustChangePassword);
    }
    let changed = instant(entry, "pwdChangedTime")?;
    // An instant that cannot be read matters only where a policy sets an age.
    let too_old = match changed {
        Some(changed) => oldest.is_over(changed, now),
        None => oldest != MaxAge::Any,
    };
    too_old.then_some(RefusalReason::PasswordExpired)
}

fn is_over(entry: &Entry, now: i64) -> bool {
    // Days since 1970-01-01; -1 and empty mean never, anything unreadable means no.
    let days = entry.text("shadowExpire").filter(|text| !text.is_empty());
    let by_shadow = days.is_some_and(|days| match days.parse::<i64>() {
        Ok(days) => days >= 0 && now.div_euclid(86_400) >= days,
        Err(_) => true,
    });
    let end = instant(entry, "pwdEndTime");
    by_shadow || end.is_some_and(|end| end.is_none_or(|end| now > end))
}

/// An instant of the entry: `None` if there is none, `Some(None)` if it cannot be read.
#[expect(
    clippy::option_option,
    reason = "absent and unreadable are judged differently"
)]
fn instant(entry: &Entry, name: &str) -> Option<Option<i64>> {
    let value = entry.bytes(name)?;
    Some(std::str::from_utf8(value).ok().and_then(seconds))
}
