//! States that Active Directory keeps (MS-ADA, MS-ADTS 3.1.1.4.5). What is reckoned there is asked
//! for by name and not reckoned again here: it knows the fine-grained policies.

use crate::entry::Entry;
use crate::refusal::RefusalReason;

pub(super) const ATTRIBUTES: &[&str] = &[
    "userAccountControl",
    "accountExpires",
    "pwdLastSet",
    COMPUTED,
    EXPIRY,
    "logonHours",
];

const COMPUTED: &str = "msDS-User-Account-Control-Computed";
const EXPIRY: &str = "msDS-UserPasswordExpiryTimeComputed";
/// Bits of the account control (MS-ADTS 2.2.16).
const DISABLED: i64 = 0x2;
const PASSWORD_EXPIRED: i64 = 0x0080_0000;
/// Seconds from 1601-01-01 to 1970-01-01.
const EPOCH: i64 = 11_644_473_600;
/// An hour for each bit, the lowest first, from Sunday 00:00 UTC on (MS-SAMR 2.2.6.5).
const HOURS: usize = 21;

pub(super) fn refusal(entry: &Entry, now: i64) -> Option<RefusalReason> {
    match number(entry, "userAccountControl") {
        Some(Some(flags)) if flags & DISABLED == 0 => {}
        Some(_) => return Some(RefusalReason::Disabled),
        None => return Some(RefusalReason::Other),
    }
    // No date at all is written in two ways.
    match number(entry, "accountExpires") {
        None | Some(Some(0 | i64::MAX)) => {}
        Some(Some(ticks)) if now < instant(ticks) => {}
        Some(_) => return Some(RefusalReason::AccountExpired),
    }
    if number(entry, "pwdLastSet") == Some(Some(0)) {
        return Some(RefusalReason::MustChangePassword);
    }
    if password_is_too_old(entry, now) {
        return Some(RefusalReason::PasswordExpired);
    }
    let hours = entry.bytes("logonHours")?;
    (!is_within(hours, now)).then_some(RefusalReason::Restricted)
}

fn password_is_too_old(entry: &Entry, now: i64) -> bool {
    let by_flag = match number(entry, COMPUTED) {
        None => false,
        Some(Some(flags)) => flags & PASSWORD_EXPIRED != 0,
        Some(None) => true,
    };
    let by_date = match number(entry, EXPIRY) {
        None | Some(Some(i64::MAX)) => false,
        Some(Some(ticks)) => now >= instant(ticks),
        Some(None) => true,
    };
    by_flag || by_date
}

/// Whether the hour of the week in which `now` lies is one of these.
fn is_within(hours: &[u8], now: i64) -> bool {
    // 1970-01-01 was a Thursday.
    let hour = (now.div_euclid(3600) + 4 * 24).rem_euclid(7 * 24);
    let hour = usize::try_from(hour).unwrap_or_default();
    let byte = hours.get(hour / 8);
    hours.len() == HOURS && byte.is_some_and(|byte| byte >> (hour % 8) & 1 == 1)
}

/// Seconds since 1970-01-01 UTC of a count of 100 ns since 1601-01-01.
const fn instant(ticks: i64) -> i64 {
    ticks / 10_000_000 - EPOCH
}

/// A number of the entry: `None` if there is none, `Some(None)` if it cannot be read.
#[expect(
    clippy::option_option,
    reason = "absent and unreadable are judged differently"
)]
fn number(entry: &Entry, name: &str) -> Option<Option<i64>> {
    let value = entry.bytes(name)?;
    Some(
        std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse().ok()),
    )
}
