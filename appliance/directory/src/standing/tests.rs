use super::*;

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
        let found = account_refusal(&entry, MaxAge::Any, Flavour::OpenLdap, noon_of_day_100);
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
            account_refusal(&entry, MaxAge::Any, Flavour::ActiveDirectory, then),
            reason
        );
    }
    let entry = Entry::of(&[("userAccountControl", "512"), ("accountExpires", ticks)]);
    assert_eq!(
        account_refusal(&entry, MaxAge::Any, Flavour::ActiveDirectory, then - 1),
        None
    );
}

fn open_ldap(attributes: &[(&str, &str)], oldest: MaxAge, now: i64) -> Option<RefusalReason> {
    account_refusal(&Entry::of(attributes), oldest, Flavour::OpenLdap, now)
}

#[test]
fn a_password_is_valid_from_its_start_to_its_end_and_no_longer() {
    use RefusalReason as R;
    let (then, text) = (946_684_800, "20000101000000Z");
    for (attributes, now, reason) in [
        (&[("pwdEndTime", text)][..], then, None),
        (&[("pwdEndTime", text)], then + 1, Some(R::AccountExpired)),
        (&[("pwdStartTime", text)], then - 1, Some(R::Restricted)),
        (&[("pwdStartTime", text)], then, None),
        // What cannot be read refuses.
        (&[("pwdEndTime", "never")], then, Some(R::AccountExpired)),
        (&[("pwdStartTime", "")], then, Some(R::Restricted)),
        // A start after the end disables the account.
        (
            &[("pwdStartTime", "20000103000000Z"), ("pwdEndTime", text)],
            then + 86_400,
            Some(R::AccountExpired),
        ),
    ] {
        assert_eq!(
            open_ldap(attributes, MaxAge::Any, now),
            reason,
            "{attributes:?}"
        );
    }
}

#[test]
fn a_password_grows_old_by_the_policy_that_holds() {
    let (changed, text) = (946_684_800, "20000101000000Z");
    let at = |text, oldest, age| open_ldap(&[("pwdChangedTime", text)], oldest, changed + age);
    let expired = Some(RefusalReason::PasswordExpired);
    assert_eq!(at(text, MaxAge::Seconds(60), 59), None);
    assert_eq!(at(text, MaxAge::Seconds(60), 60), expired);
    assert_eq!(at(text, MaxAge::Any, i64::MAX - changed), None);
    assert_eq!(at(text, MaxAge::Unreadable, 0), expired);
    assert_eq!(at("long ago", MaxAge::Seconds(60), 0), expired);
    assert_eq!(at("long ago", MaxAge::Any, 0), None);
    // Without an instant of the last change nothing grows old.
    assert_eq!(open_ldap(&[], MaxAge::Seconds(60), changed), None);

    let says = |value| MaxAge::of(&Entry::of(&[("pwdMaxAge", value)]));
    assert_eq!(says("60"), MaxAge::Seconds(60));
    assert_eq!(says("0"), MaxAge::Any);
    for hostile in ["-1", "", "99999999999999999999", "1 h"] {
        assert_eq!(says(hostile), MaxAge::Unreadable, "{hostile}");
    }
    assert_eq!(MaxAge::of(&Entry::of(&[])), MaxAge::Any);
}

#[test]
fn the_policy_of_an_entry_goes_before_the_default_one() {
    let own = [
        ("pwdChangedTime", "20000101000000Z"),
        ("pwdPolicySubentry", "cn=own"),
    ];
    let policy = |attributes: &[(&str, &str)], default| {
        policy_of(&Entry::of(attributes), Flavour::OpenLdap, default)
    };
    assert_eq!(policy(&own, Some("cn=default")).as_deref(), Some("cn=own"));
    assert_eq!(
        policy(&own[..1], Some("cn=default")).as_deref(),
        Some("cn=default")
    );
    assert_eq!(policy(&own[..1], None), None);
    assert_eq!(
        policy(&own[1..], Some("cn=default")),
        None,
        "nothing that could grow old"
    );
}

fn active_directory(more: &[(&str, &str)], now: i64) -> Option<RefusalReason> {
    let attributes = [&[("userAccountControl", "512")], more].concat();
    account_refusal(
        &Entry::of(&attributes),
        MaxAge::Any,
        Flavour::ActiveDirectory,
        now,
    )
}

#[test]
fn active_directory_says_itself_when_a_password_is_too_old() {
    const BITS: &str = "msDS-User-Account-Control-Computed";
    const EXPIRY: &str = "msDS-UserPasswordExpiryTimeComputed";
    // 2000-01-01 in both reckonings.
    let (then, ticks) = (946_684_800, "125911584000000000");
    let expired = Some(RefusalReason::PasswordExpired);
    for (attributes, now, reason) in [
        (&[(BITS, "0")][..], then, None),
        (&[(BITS, "8388608")], then, expired),
        // A lock for a time: strangers can bring it about.
        (&[(BITS, "16")], then, None),
        (&[(BITS, "none")], then, expired),
        (&[(EXPIRY, ticks)], then - 1, None),
        (&[(EXPIRY, ticks)], then, expired),
        (&[(EXPIRY, "9223372036854775807")], then, None),
        (&[(EXPIRY, "0")], then, expired),
        (&[(EXPIRY, "")], then, expired),
        (
            &[("pwdLastSet", "0"), (EXPIRY, "0")],
            then,
            Some(RefusalReason::MustChangePassword),
        ),
    ] {
        assert_eq!(active_directory(attributes, now), reason, "{attributes:?}");
    }
}

#[test]
fn nobody_stays_beyond_their_hours() {
    // Mondays from 13:00 to 21:00 UTC: bits 37 to 44 of the week.
    let mut hours = [0_u8; 21];
    (hours[4], hours[5]) = (0b1110_0000, 0b0001_1111);
    let at = |hours: &[u8], now| {
        let mut entry = Entry::of(&[("userAccountControl", "512")]);
        entry.set("logonHours", hours);
        account_refusal(&entry, MaxAge::Any, Flavour::ActiveDirectory, now)
    };
    let restricted = Some(RefusalReason::Restricted);
    // 2026-11-30 is a Monday.
    let monday = 1_795_996_800;
    assert_eq!(at(&hours, monday + 13 * 3600 - 1), restricted);
    assert_eq!(at(&hours, monday + 13 * 3600), None);
    assert_eq!(at(&hours, monday + 21 * 3600 - 1), None);
    assert_eq!(at(&hours, monday + 21 * 3600), restricted);
    assert_eq!(
        at(&hours, monday + 6 * 86_400 + 14 * 3600),
        restricted,
        "Sunday"
    );
    assert_eq!(
        at(&hours, monday - 7 * 86_400 + 14 * 3600),
        None,
        "the Monday before"
    );
    assert_eq!(at(&[0xff; 21], monday), None);
    for hostile in [&[][..], &[0xff; 20], &[0xff; 22]] {
        assert_eq!(at(hostile, monday), restricted, "{}", hostile.len());
    }
}
