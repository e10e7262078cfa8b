//! What the answer to a bind says of the person: result code, policy control, sub-code.
//!
//! Left out: what the entry says, which `standing` reads.

use ldap3::LdapResult;

use crate::ber::{self, Elements};
use crate::config::Flavour;
use crate::refusal::RefusalReason;

/// Password policy for LDAP directories (draft-behera-ldap-password-policy-10, 6).
pub(crate) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
/// "Password expired" of draft-vchu-ldap-pwd-policy-00, sent unasked by some directories.
const PASSWORD_EXPIRED: &str = "2.16.840.1.113730.3.4.4";

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
}
