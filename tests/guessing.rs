//! Promise: a thousand guesses at a doctor's password, in every spelling of her name and from
//! everywhere, lock her out of nothing: not of the hospital's directory, which is a real one
//! here, with its own lock-out, and not of her own desk.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "../appliance/directory/tests/slapd/server.rs"]
mod server;
#[path = "../appliance/directory/tests/support/mod.rs"]
mod support;

use std::net::IpAddr;

use doublelock::office::Office;
use doublelock::proof::{self, NotProved};
use doublelock_domain::access::DutyName;
use doublelock_domain::time::Span;
use doublelock_testkit::{Config, TestAppliance, appliance};
use server::{PASSWORD, SERVICE_PASSWORD, SUFFIX, Slapd};
use support::Authority;

/// Guesses, and how many are under way at once.
const GUESSES: usize = 1_000;
const AT_ONCE: usize = 8;
/// One more than the limits let through from strange places.
const LOCK_OUT: usize = 6;

/// What OpenLDAP takes for the same doctor (RFC 4518, and a filter that knows two attributes).
const SPELLINGS: [&str; 9] = [
    "dr.roy",
    "DR.ROY",
    " dr.roy",
    "dr.roy  ",
    "Dr.RoY",
    "ｄｒ.ｒｏｙ",
    "roy@hopital.example",
    "ROY@Hopital.Example",
    " roy@hopital.example",
];

fn doctor() -> String {
    format!("uid=dr.roy,ou=people,{SUFFIX}")
}

fn people() -> String {
    let doctor = doctor();
    format!(
        "dn: {doctor}\nobjectClass: inetOrgPerson\nuid: dr.roy\nmail: roy@hopital.example\n\
         cn: Dre Roy\nsn: Roy\npreferredLanguage: en-CA\nuserPassword: {PASSWORD}\n\n\
         dn: cn=dl-imaging,ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: dl-imaging\n\
         member: {doctor}\n\n"
    )
}

/// An appliance whose staff are in `slapd`, reached with StartTLS.
async fn appliance_with(slapd: &Slapd, authority: &Authority) -> TestAppliance {
    let password = authority.file().with_file_name("service-password");
    std::fs::write(&password, SERVICE_PASSWORD).unwrap();
    appliance!(|config: &mut Config| {
        let directory = &mut config.directory;
        directory.urls = vec![format!("ldap://127.0.0.1:{}", slapd.plain_port)];
        directory.start_tls = true;
        directory.ca = authority.file();
        directory.bind_dn = format!("cn=doublelock,{SUFFIX}");
        directory.bind_password = password;
        directory.user_base = format!("ou=people,{SUFFIX}");
        directory.user_filter =
            "(&(objectClass=inetOrgPerson)(|(uid={login})(mail={login})))".into();
        directory.group_base = format!("ou=groups,{SUFFIX}");
        directory.duties = vec![(
            DutyName::Imaging,
            format!("cn=dl-imaging,ou=groups,{SUFFIX}"),
        )];
    })
}

/// Somewhere in the world, or in the hospital; never the doctor's desk.
fn somewhere(n: usize) -> IpAddr {
    let n = u32::try_from(n).unwrap();
    match n % 3 {
        0 => IpAddr::from((0xC000_0200 + n * 7 % 256).to_be_bytes()),
        // Some networks, each with addresses without end.
        1 => IpAddr::from([
            0x2001,
            0xdb8,
            0,
            u16::try_from(n % 20).unwrap(),
            0,
            0,
            0,
            1 + u16::try_from(n).unwrap(),
        ]),
        _ => IpAddr::from([127, 0, 0, u8::try_from(3 + n % 200).unwrap()]),
    }
}

/// The `n`th guess, as the sign-in page makes it.
async fn guess(office: Office, n: usize) -> NotProved {
    let login = SPELLINGS[n % SPELLINGS.len()];
    let proved = proof::prove(&office.door(), login, &format!("guess {n}"), somewhere(n)).await;
    proved.unwrap().err().expect("a guess was right")
}

#[tokio::test(flavor = "multi_thread")]
async fn slapd_never_locks_a_doctor_whom_a_thousand_guesses_are_made_at() {
    let authority = Authority::new();
    let slapd = Slapd::start(&authority, &people());
    slapd.modify(&format!(
        "dn: cn=default,ou=policies,{SUFFIX}\nchangetype: modify\n\
         replace: pwdMaxFailure\npwdMaxFailure: {LOCK_OUT}\n"
    ));
    let app = appliance_with(&slapd, &authority).await;
    let (desk, elsewhere) = (app.wire().at(2), app.wire().at(251));
    // Each spelling is the doctor: each would be a guess at her.
    for spelling in SPELLINGS {
        let reply = desk.sign_in(spelling, PASSWORD).await;
        assert_eq!(reply.status, 303, "{spelling:?}: {}", reply.text());
    }

    let (mut refused, mut under_way) = (0, tokio::task::JoinSet::new());
    let mut count = |answer: NotProved| match answer {
        NotProved::Refused => refused += 1,
        NotProved::Wait(seconds) => assert!((1..=15 * 60 + 1).contains(&seconds), "{seconds}"),
        other => panic!("{other:?}"),
    };
    for n in 0..GUESSES {
        if under_way.len() == AT_ONCE {
            count(under_way.join_next().await.unwrap().unwrap());
        }
        under_way.spawn(guess(app.office().clone(), n));
    }
    while let Some(answer) = under_way.join_next().await {
        count(answer.unwrap());
    }

    // All that the directory saw of them.
    assert_eq!(slapd.failures(&doctor()), LOCK_OUT - 1);
    assert!((LOCK_OUT - 1..20).contains(&refused), "{refused}");
    // From somewhere new the right password waits, too; at her desk it opens a session.
    assert_eq!(elsewhere.sign_in("dr.roy", PASSWORD).await.status, 429);
    let reply = desk.sign_in("dr.roy", PASSWORD).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    let cookie = format!("__Host-session={}", reply.cookie("__Host-session").unwrap());
    let page = desk.get("/", &[("cookie", &cookie)]).await;
    assert!(
        page.text().contains("<html lang=\"en"),
        "her language, as slapd has it"
    );
    assert_eq!(slapd.failures(&doctor()), 0);
    app.later(Span::minutes(15));
    assert_eq!(elsewhere.sign_in("dr.roy", PASSWORD).await.status, 303);
    app.close().await;
}
