//! Why a person may not come in, read from results, controls and attributes.

use ldap3::LdapResult;

use crate::ber::{self, Elements};
use crate::config::Flavour;
use crate::entry::Entry;

/// Password policy for LDAP directories (draft-behera-ldap-password-policy-10, 6).
pub(crate) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
/// "Password expired" of draft-vchu-ldap-pwd-policy-00, sent unasked by some directories.
const PASSWORD_EXPIRED: &str = "2.16.840.1.113730.3.4.4";

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
    /// Not at this hour or not from this machine.
    Restricted,
    /// Guessed at too often lately: the directory was not asked about this person.
    NotAsked,
    /// Another state that is not a plain success.
    Other,
}

/// Reads the answer to a bind; `None` is a plain success.
pub(crate) fn bind_refusal(result: &LdapResult, flavour: Flavour) -> Option<RefusalReason> {
    let by_control = result.ctrls.iter().find_map(|control| {
        let raw = &control.1;
        match raw.ctype.as_str() {
            PASSWORD_POLICY => policy_refusal(raw.val.as_deref().unwrap_or_default()),
            PASSWORD_EXPIRED => Some(RefusalReason::PasswordExpired),
            _ => None,
        }
    });
    match result.rc {
        0 => by_control,
        49 if flavour == Flavour::ActiveDirectory => Some(sub_code_refusal(&result.text)),
        // 53 and 19 are how some directories refuse disabled and locked accounts.
        19 | 53 => Some(by_control.unwrap_or(RefusalReason::Disabled)),
        49 => Some(by_control.unwrap_or(RefusalReason::WrongPassword)),
        _ => Some(by_control.unwrap_or(RefusalReason::Other)),
    }
}

/// Active Directory: `80090308: LdapErr: DSID-…, comment: AcceptSecurityContext error, data 533, …`.
fn sub_code_refusal(text: &str) -> RefusalReason {
    let code = text.split_once("data ").map(|(_, rest)| {
        rest.split(|c: char| !c.is_ascii_hexdigit())
            .next()
            .unwrap_or_default()
    });
    match code {
        Some("525") => RefusalReason::Unknown,
        Some("530" | "531") => RefusalReason::Restricted,
        Some("532") => RefusalReason::PasswordExpired,
        Some("533") => RefusalReason::Disabled,
        Some("701") => RefusalReason::AccountExpired,
        Some("773") => RefusalReason::MustChangePassword,
        Some("775") => RefusalReason::Locked,
        _ => RefusalReason::WrongPassword,
    }
}

/// `PasswordPolicyResponseValue`: warning `[0]`, error `[1]`. A value that cannot be read is
/// refused: it may say "must change".
fn policy_refusal(value: &[u8]) -> Option<RefusalReason> {
    let read = || {
        let (ber::SEQUENCE, content, []) = ber::element(value)? else {
            return Err(ber::Malformed);
        };
        let mut refusal = None;
        for part in Elements(content) {
            refusal = match part? {
                // Time before expiration: still good.
                (0xa0, warning) if warning.first() == Some(&0x80) => refusal,
                // Grace logins left: the password has expired.
                (0xa0, _) => refusal.or(Some(RefusalReason::PasswordExpired)),
                (0x81, [0]) => Some(RefusalReason::PasswordExpired),
                (0x81, [1]) => Some(RefusalReason::Locked),
                (0x81, [2]) => Some(RefusalReason::MustChangePassword),
                _ => Some(RefusalReason::Other),
            };
        }
        Ok(refusal)
    };
    read().unwrap_or(Some(RefusalReason::Other))
}

/// Attributes that [`account_refusal`] reads.
pub(crate) fn state_attributes(flavour: Flavour) -> &'static [&'static str] {
    match flavour {
        Flavour::OpenLdap => &[
            "pwdAccountLockedTime",
            "pwdReset",
            "shadowExpire",
            "loginShell",
            "nsAccountLock",
        ],
        Flavour::ActiveDirectory => &["userAccountControl", "accountExpires", "pwdLastSet"],
    }
}

/// Reads the state kept in the entry; `None` when nothing stands against the person. `now` is in
/// seconds since 1970-01-01 UTC.
///
/// A lock for a time, after wrong passwords, is not a state here: the bind tells it at sign-in,
/// and at a recheck it would let anyone who types wrong passwords end a colleague's session.
pub(crate) fn account_refusal(entry: &Entry, flavour: Flavour, now: i64) -> Option<RefusalReason> {
    match flavour {
        Flavour::OpenLdap => open_ldap_refusal(entry, now),
        Flavour::ActiveDirectory => active_directory_refusal(entry, now),
    }
}

fn open_ldap_refusal(entry: &Entry, now: i64) -> Option<RefusalReason> {
    /// draft-behera 5.3.3: locked until an administrator unlocks it.
    const LOCKED_FOR_GOOD: &str = "000001010000Z";
    const NO_LOGIN: [&str; 5] = [
        "/sbin/nologin",
        "/usr/sbin/nologin",
        "/bin/nologin",
        "/bin/false",
        "/usr/bin/false",
    ];
    let is_true = |name| {
        entry
            .text(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
    };
    if entry
        .text("loginShell")
        .is_some_and(|shell| NO_LOGIN.contains(&shell))
        || is_true("nsAccountLock")
    {
        return Some(RefusalReason::Disabled);
    }
    if entry.text("pwdAccountLockedTime") == Some(LOCKED_FOR_GOOD) {
        return Some(RefusalReason::Locked);
    }
    // shadow(5): days since 1970-01-01; -1 and empty mean never, anything unreadable means no.
    if let Some(days) = entry.text("shadowExpire").filter(|text| !text.is_empty()) {
        match days.parse::<i64>() {
            Ok(days) if days < 0 => {}
            Ok(days) if now.div_euclid(86_400) < days => {}
            _ => return Some(RefusalReason::AccountExpired),
        }
    }
    is_true("pwdReset").then_some(RefusalReason::MustChangePassword)
}

fn active_directory_refusal(entry: &Entry, now: i64) -> Option<RefusalReason> {
    const DISABLED: i64 = 0x2;
    /// Seconds from 1601-01-01 to 1970-01-01.
    const EPOCH: i64 = 11_644_473_600;
    let number = |name| entry.text(name).map(str::parse::<i64>);
    match number("userAccountControl") {
        Some(Ok(flags)) if flags & DISABLED == 0 => {}
        Some(_) => return Some(RefusalReason::Disabled),
        None => return Some(RefusalReason::Other),
    }
    match number("accountExpires") {
        None | Some(Ok(0 | i64::MAX)) => {}
        Some(Ok(ticks)) if now < ticks / 10_000_000 - EPOCH => {}
        Some(_) => return Some(RefusalReason::AccountExpired),
    }
    match number("pwdLastSet") {
        Some(Ok(0)) => Some(RefusalReason::MustChangePassword),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ldap3::controls::{Control, RawControl};

    use super::*;

    fn answer(rc: u32, text: &str, controls: &[(&str, &[u8])]) -> LdapResult {
        let control = |(kind, value): &(&str, &[u8])| {
            let raw = RawControl {
                ctype: (*kind).to_owned(),
                crit: false,
                val: Some(value.to_vec()),
            };
            Control(None, raw)
        };
        LdapResult {
            rc,
            matched: String::new(),
            text: text.to_owned(),
            refs: Vec::new(),
            ctrls: controls.iter().map(control).collect(),
        }
    }

    #[test]
    fn success_with_a_policy_word_is_no_success() {
        use RefusalReason as R;
        let cases: [(&[u8], Option<R>); 9] = [
            (&[0x30, 0], None),
            (&[0x30, 5, 0xa0, 3, 0x80, 1, 60], None),
            (&[0x30, 5, 0xa0, 3, 0x81, 1, 2], Some(R::PasswordExpired)),
            (&[0x30, 3, 0x81, 1, 0], Some(R::PasswordExpired)),
            (&[0x30, 3, 0x81, 1, 1], Some(R::Locked)),
            (&[0x30, 3, 0x81, 1, 2], Some(R::MustChangePassword)),
            (&[0x30, 3, 0x81, 1, 8], Some(R::Other)),
            (&[0x30, 9, 0x81], Some(R::Other)),
            (&[], Some(R::Other)),
        ];
        for (value, reason) in cases {
            let result = answer(0, "", &[(PASSWORD_POLICY, value)]);
            assert_eq!(
                bind_refusal(&result, Flavour::OpenLdap),
                reason,
                "{value:02x?}"
            );
        }
        let expired = answer(0, "", &[(PASSWORD_EXPIRED, b"0")]);
        assert_eq!(
            bind_refusal(&expired, Flavour::OpenLdap),
            Some(R::PasswordExpired)
        );
    }

    #[test]
    fn sub_codes_of_active_directory_are_told_apart() {
        use RefusalReason as R;
        for (code, reason) in [
            ("52e", R::WrongPassword),
            ("525", R::Unknown),
            ("530", R::Restricted),
            ("531", R::Restricted),
            ("532", R::PasswordExpired),
            ("533", R::Disabled),
            ("701", R::AccountExpired),
            ("773", R::MustChangePassword),
            ("775", R::Locked),
            ("", R::WrongPassword),
        ] {
            let text = format!(
                "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {code}, v1db1"
            );
            let refusal = bind_refusal(&answer(49, &text, &[]), Flavour::ActiveDirectory);
            assert_eq!(refusal, Some(reason));
        }
        let plain = bind_refusal(&answer(0, "", &[]), Flavour::ActiveDirectory);
        assert_eq!(plain, None);
        let none = bind_refusal(&answer(49, "", &[]), Flavour::ActiveDirectory);
        assert_eq!(none, Some(R::WrongPassword));
    }

    #[test]
    fn states_kept_in_the_entry_count() {
        use RefusalReason as R;
        let noon_of_day_100 = 100 * 86_400 + 43_200;
        for (name, value, reason) in [
            ("loginShell", "/bin/bash", None),
            ("loginShell", "/usr/sbin/nologin", Some(R::Disabled)),
            ("nsAccountLock", "true", Some(R::Disabled)),
            ("pwdAccountLockedTime", "000001010000Z", Some(R::Locked)),
            ("pwdAccountLockedTime", "20261121120000Z", None),
            ("pwdReset", "TRUE", Some(R::MustChangePassword)),
            ("shadowExpire", "-1", None),
            ("shadowExpire", "101", None),
            ("shadowExpire", "100", Some(R::AccountExpired)),
            ("shadowExpire", "0", Some(R::AccountExpired)),
            ("shadowExpire", "soon", Some(R::AccountExpired)),
        ] {
            let entry = Entry::of(&[(name, value)]);
            let found = account_refusal(&entry, Flavour::OpenLdap, noon_of_day_100);
            assert_eq!(found, reason, "{name} {value}");
        }
        // 2000-01-01 in both reckonings.
        let (then, ticks) = (946_684_800, "125911584000000000");
        for (attributes, reason) in [
            (&[("userAccountControl", "512")][..], None),
            (&[("userAccountControl", "514")], Some(R::Disabled)),
            (&[], Some(R::Other)),
            (
                &[("userAccountControl", "512"), ("accountExpires", "0")],
                None,
            ),
            (
                &[("userAccountControl", "512"), ("accountExpires", ticks)],
                Some(R::AccountExpired),
            ),
            (
                &[
                    ("userAccountControl", "512"),
                    ("accountExpires", "9223372036854775807"),
                ],
                None,
            ),
            (
                &[("userAccountControl", "512"), ("pwdLastSet", "0")],
                Some(R::MustChangePassword),
            ),
        ] {
            let entry = Entry::of(attributes);
            assert_eq!(
                account_refusal(&entry, Flavour::ActiveDirectory, then),
                reason
            );
        }
        let entry = Entry::of(&[("userAccountControl", "512"), ("accountExpires", ticks)]);
        assert_eq!(
            account_refusal(&entry, Flavour::ActiveDirectory, then - 1),
            None
        );
    }
}
