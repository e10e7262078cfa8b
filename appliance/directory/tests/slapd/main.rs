//! Sign-in and recheck against a real OpenLDAP server: LDAPS, StartTLS, password policy, nested
//! groups.

#![expect(clippy::unwrap_used, reason = "tests")]

mod server;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use doublelock_directory::{
    Attributes, Directory, DirectoryConfig, Flavour, GroupStrategy, Misconfiguration, NormalizedDn,
    Passage, Password, RecheckError, RefusalReason, Secret, ServiceAccount, SignInError, SignedIn,
    Standing,
};
use server::{PASSWORD, SERVICE_PASSWORD, SUFFIX, Slapd};
use support::{Authority, now};
use url::Url;

/// One person; `extra` holds more LDIF lines.
fn person(uid: &str, extra: &str) -> String {
    format!(
        "dn: uid={uid},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\n{extra}uid: {uid}\n\
         cn: Person {uid}\nsn: {uid}\npreferredLanguage: fr-CA\nuserPassword: {PASSWORD}\n\n"
    )
}

fn group(unit: &str, cn: &str, members: &[&str]) -> String {
    let lines: Vec<String> = members
        .iter()
        .map(|dn| format!("member: {dn},{SUFFIX}\n"))
        .collect();
    let lines = lines.concat();
    format!("dn: cn={cn},ou={unit},{SUFFIX}\nobjectClass: groupOfNames\ncn: {cn}\n{lines}\n")
}

fn posix(uid: &str, more: &str) -> String {
    format!(
        "objectClass: posixAccount\nobjectClass: shadowAccount\nuidNumber: 1000\ngidNumber: 1000\n\
         homeDirectory: /home/{uid}\n{more}"
    )
}

fn people() -> String {
    [
        person("coord1", ""),
        person("locked", "pwdAccountLockedTime: 000001010000Z\n"),
        person("reset", "pwdReset: TRUE\n"),
        person("noshell", &posix("noshell", "loginShell: /usr/sbin/nologin\n")),
        person("gone", &posix("gone", "shadowExpire: 1\n")),
        person("later", &posix("later", "shadowExpire: 99999\nloginShell: /bin/bash\n")),
        person(
            "aged",
            &format!(
                "pwdPolicySubentry: cn=graceful,ou=policies,{SUFFIX}\npwdChangedTime: 20200101000000Z\n"
            ),
        ),
        person("timed", &format!("pwdChangedTime: 20380101000000Z\npwdPolicySubentry: cn=graceful,ou=policies,{SUFFIX}\n")),
        person("plain", "pwdChangedTime: 20380101000000Z\n"),
        person("ended", "pwdEndTime: 20200101000000Z\n"),
        person("unbegun", "pwdStartTime: 20380101000000Z\n"),
        person("twin", ""),
        format!(
            "dn: cn=twin,ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\ncn: twin\nsn: twin\n\
             uid: twin\nuserPassword: {PASSWORD}\n\n"
        ),
        person("odd*(name)", ""),
        // "phrase déposée" with composed letters.
        person("lea", "").replace(
            &format!("userPassword: {PASSWORD}"),
            "userPassword:: cGhyYXNlIGTDqXBvc8OpZQ==",
        ),
        group("groups", "dl-custody", &["uid=coord1,ou=people", "cn=team,ou=groups"]),
        group("groups", "team", &["uid=odd*(name),ou=people", "cn=inner,ou=groups"]),
        group("groups", "inner", &["uid=later,ou=people", "cn=dl-custody,ou=groups"]),
        group("elsewhere", "dl-admin", &["uid=coord1,ou=people"]),
        group("groups", "dl-admin", &["uid=locked,ou=people"]),
    ]
    .concat()
}

fn config(authority: &Authority, slapd: &Slapd) -> DirectoryConfig {
    DirectoryConfig {
        urls: vec![Url::parse(&format!("ldaps://127.0.0.1:{}", slapd.tls_port)).unwrap()],
        start_tls: false,
        plain_on_loopback: false,
        ca_file: Some(authority.file()),
        service: Some(ServiceAccount {
            dn: format!("cn=doublelock,{SUFFIX}"),
            password: Secret::new(SERVICE_PASSWORD),
        }),
        flavour: Flavour::OpenLdap,
        user_base: format!("ou=people,{SUFFIX}"),
        user_filter: "(&(objectClass=inetOrgPerson)(uid={login}))".to_owned(),
        group_base: format!("ou=groups,{SUFFIX}"),
        groups: GroupStrategy::Walk {
            member: "member".to_owned(),
            max_depth: 5,
        },
        attributes: Attributes::of(Flavour::OpenLdap),
        default_policy: None,
        deadline: Duration::from_secs(5),
    }
}

struct Centre {
    authority: Authority,
    slapd: Slapd,
    directory: Directory,
}

impl Centre {
    fn open() -> Self {
        let authority = Authority::new();
        let slapd = Slapd::start(&authority, &people());
        let directory = Directory::new(config(&authority, &slapd)).unwrap();
        Self {
            authority,
            slapd,
            directory,
        }
    }

    async fn try_with(&self, login: &str, password: &str) -> Result<SignedIn, SignInError> {
        self.directory
            .sign_in(
                login,
                &Password::new(password.to_owned()),
                now(),
                &mut |_| async { Passage::Ask },
            )
            .await
    }

    async fn refusal(&self, login: &str, password: &str) -> RefusalReason {
        match self.try_with(login, password).await {
            Err(SignInError::Refused(reason)) => reason,
            other => panic!("{login}: {other:?}"),
        }
    }
}

fn names(groups: &[&str]) -> Vec<NormalizedDn> {
    let full = |cn: &&str| NormalizedDn::parse(&format!("cn={cn},ou=groups,{SUFFIX}")).unwrap();
    groups.iter().map(full).collect()
}

#[tokio::test]
async fn every_account_state_gives_its_answer() {
    use RefusalReason as R;
    let centre = Centre::open();
    let coord1 = centre.try_with("COORD1", PASSWORD).await.unwrap();
    assert_eq!(
        (coord1.login.as_str(), coord1.display_name.as_str()),
        ("coord1", "Person coord1")
    );
    assert_eq!(coord1.language.as_deref(), Some("fr-CA"));
    assert_eq!(coord1.stable_id.len(), 32);
    // The group of the same cn elsewhere in the tree does not count.
    // coord1 is in dl-custody, which is in inner, which is in team, which is in dl-custody.
    assert!(
        coord1
            .groups
            .iter()
            .eq(&names(&["dl-custody", "inner", "team"]))
    );
    assert_eq!(
        centre.try_with("later", PASSWORD).await.unwrap().login,
        "later"
    );

    for (login, password, reason) in [
        ("coord1", "wrong", R::WrongPassword),
        ("nobody", PASSWORD, R::Unknown),
        ("twin", PASSWORD, R::Ambiguous),
        ("locked", PASSWORD, R::Locked),
        ("reset", PASSWORD, R::MustChangePassword),
        ("noshell", PASSWORD, R::Disabled),
        ("gone", PASSWORD, R::AccountExpired),
        ("aged", PASSWORD, R::PasswordExpired),
        ("ended", PASSWORD, R::Locked),
        ("unbegun", PASSWORD, R::Locked),
        ("coord1", "", R::Malformed),
        ("coord1", "a\0b", R::Malformed),
        ("", PASSWORD, R::Malformed),
        ("*", PASSWORD, R::Unknown),
        ("coord*", PASSWORD, R::Unknown),
        ("*)(uid=*", PASSWORD, R::Unknown),
        ("coord1)(|(uid=*)", PASSWORD, R::Unknown),
        ("coord1\\2a", PASSWORD, R::Unknown),
    ] {
        assert_eq!(centre.refusal(login, password).await, reason, "{login}");
    }
    let odd = centre.try_with("odd*(name)", PASSWORD).await.unwrap();
    assert!(
        odd.groups
            .iter()
            .eq(&names(&["dl-custody", "inner", "team"]))
    );
}

#[tokio::test]
async fn three_wrong_passwords_lock_the_account_for_the_right_one_too() {
    let centre = Centre::open();
    let before = centre.try_with("coord1", PASSWORD).await.unwrap();
    let dn = format!("uid=coord1,ou=people,{SUFFIX}");
    for n in 0..3 {
        assert_eq!(centre.slapd.failures(&dn), n);
        assert_eq!(
            centre.refusal("coord1", "wrong").await,
            RefusalReason::WrongPassword
        );
    }
    assert_eq!(
        centre.refusal("coord1", PASSWORD).await,
        RefusalReason::Locked
    );
    // Whoever typed them cannot end the session that the person has.
    let standing = centre
        .directory
        .recheck(&before.stable_id, now())
        .await
        .unwrap();
    assert!(matches!(standing, Standing::Active { .. }));
}

#[tokio::test]
async fn a_caller_who_says_so_between_search_and_bind_spares_the_account() {
    let centre = Centre::open();
    let dn = format!("uid=coord1,ou=people,{SUFFIX}");
    let person = centre.try_with("coord1", PASSWORD).await.unwrap();
    for (passage, login, outcome) in [
        (
            Passage::Pretend,
            "COORD1 ",
            SignInError::Refused(RefusalReason::NotAsked),
        ),
        (Passage::Stop, " coord1", SignInError::Stopped),
    ] {
        let mut told = None;
        let tried = centre
            .directory
            .sign_in(
                login,
                &Password::new("wrong".to_owned()),
                now(),
                &mut |found| {
                    told = found;
                    async move { passage }
                },
            )
            .await;
        assert_eq!(tried, Err(outcome));
        assert_eq!(told.as_ref(), Some(&person.stable_id), "{login}");
    }
    assert_eq!(centre.slapd.failures(&dn), 0);
    // Nobody, or two: the caller is told of no one.
    for login in ["zebedee", "twin"] {
        let mut told = Some(String::new());
        let tried = centre
            .directory
            .sign_in(
                login,
                &Password::new(PASSWORD.to_owned()),
                now(),
                &mut |found| {
                    told = found;
                    async { Passage::Ask }
                },
            )
            .await;
        assert!(matches!(tried, Err(SignInError::Refused(_))));
        assert_eq!(told, None, "{login}");
    }
}

#[tokio::test]
async fn a_recheck_sees_changes_and_departures() {
    let centre = Centre::open();
    let coord1 = centre.try_with("coord1", PASSWORD).await.unwrap();
    let recheck = async || {
        centre
            .directory
            .recheck(&coord1.stable_id, now())
            .await
            .unwrap()
    };
    let standing = recheck().await;
    assert_eq!(
        standing,
        Standing::Active {
            groups: coord1.groups.clone()
        }
    );

    let dn = format!("uid=coord1,ou=people,{SUFFIX}");
    centre.slapd.modify(&format!(
        "dn: cn=dl-custody,ou=groups,{SUFFIX}\nchangetype: modify\ndelete: member\nmember: {dn}\n"
    ));
    assert_eq!(recheck().await, Standing::Active { groups: [].into() });
    centre.slapd.modify(&format!(
        "dn: {dn}\nchangetype: modify\nreplace: pwdAccountLockedTime\n\
         pwdAccountLockedTime: 000001010000Z\n"
    ));
    assert_eq!(recheck().await, Standing::Suspended(RefusalReason::Locked));
    centre
        .slapd
        .modify(&format!("dn: {dn}\nchangetype: delete\n"));
    assert_eq!(recheck().await, Standing::Gone);

    // A successor who is given the same login is not the same person.
    centre.slapd.modify(&format!(
        "dn: {dn}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: coord1\ncn: Other\nsn: Other\n"
    ));
    assert_eq!(recheck().await, Standing::Gone);
}

/// 2038-01-01: when the passwords of some were chosen, as their entries say.
const CHOSEN: i64 = 2_145_916_800;

#[tokio::test]
async fn a_session_ends_when_the_time_of_a_password_is_over() {
    use RefusalReason as R;
    let centre = Centre::open();
    let coord1 = centre.try_with("coord1", PASSWORD).await.unwrap();
    let dn = format!("uid=coord1,ou=people,{SUFFIX}");
    for (attribute, value, standing) in [
        ("pwdEndTime", "20200101000000Z", Some(R::AccountExpired)),
        ("pwdEndTime", "20990101000000Z", None),
        ("pwdStartTime", "20990101000000Z", Some(R::Restricted)),
        ("pwdStartTime", "20200101000000Z", None),
    ] {
        centre.slapd.modify(&format!(
            "dn: {dn}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n"
        ));
        let found = centre.directory.recheck(&coord1.stable_id, now()).await;
        let suspended = match found.unwrap() {
            Standing::Suspended(reason) => Some(reason),
            Standing::Active { .. } => None,
            Standing::Gone => panic!("gone"),
        };
        assert_eq!(suspended, standing, "{attribute} {value}");
    }
}

#[tokio::test]
async fn a_session_ends_when_a_password_is_older_than_its_policy_allows() {
    let centre = Centre::open();
    let mut config = config(&centre.authority, &centre.slapd);
    config.default_policy = Some(format!("cn=graceful,ou=policies,{SUFFIX}"));
    let told = Directory::new(config.clone()).unwrap();
    config.default_policy = Some(format!("cn=absent,ou=policies,{SUFFIX}"));
    let mistaken = Directory::new(config).unwrap();
    let timed = centre.try_with("timed", PASSWORD).await.unwrap().stable_id;
    let plain = centre.try_with("plain", PASSWORD).await.unwrap().stable_id;
    let expired = Standing::Suspended(RefusalReason::PasswordExpired);
    for (directory, person, age, is_over) in [
        (&centre.directory, &timed, 59, false),
        (&centre.directory, &timed, 60, true),
        // Where the entry names no policy, whoever keeps the server must say which holds.
        (&centre.directory, &plain, 60, false),
        (&told, &plain, 59, false),
        (&told, &plain, 60, true),
        // A policy that cannot be read sets no age.
        (&mistaken, &plain, 60, false),
    ] {
        let standing = directory.recheck(person, CHOSEN + age).await.unwrap();
        assert_eq!(standing == expired, is_over, "{age} {standing:?}");
    }
}

#[tokio::test]
async fn accents_that_a_keyboard_took_apart_open_the_door() {
    let centre = Centre::open();
    let dn = format!("uid=lea,ou=people,{SUFFIX}");
    for typed in ["phrase d\u{e9}pos\u{e9}e", "phrase de\u{301}pose\u{301}e"] {
        assert_eq!(centre.try_with("lea", typed).await.unwrap().login, "lea");
        assert_eq!(centre.slapd.failures(&dn), 0);
    }
    // What is wrong either way costs two of the attempts that the directory allows.
    let wrong = centre.refusal("lea", "phrase perdue\u{301}").await;
    assert_eq!(wrong, RefusalReason::WrongPassword);
    assert_eq!(centre.slapd.failures(&dn), 2);
}

#[tokio::test]
async fn a_part_of_the_tree_that_is_elsewhere_is_not_taken_for_empty() {
    let centre = Centre::open();
    let coord1 = centre.try_with("coord1", PASSWORD).await.unwrap();
    centre.slapd.modify(&format!(
        "dn: ou=branch,ou=people,{SUFFIX}\nchangetype: add\nobjectClass: referral\n\
         objectClass: extensibleObject\nou: branch\n\
         ref: ldap://branch.example/ou=people,dc=branch,dc=example\n"
    ));
    let referral = Misconfiguration::Referral;
    for login in ["coord1", "nobody"] {
        let tried = centre.try_with(login, PASSWORD).await;
        assert_eq!(tried, Err(SignInError::Misconfigured(referral)), "{login}");
    }
    let standing = centre.directory.recheck(&coord1.stable_id, now()).await;
    assert_eq!(standing, Err(RecheckError::Misconfigured(referral)));
}

#[tokio::test]
async fn start_tls_and_the_overlay_of_memberships_work() {
    let centre = Centre::open();
    let mut config = config(&centre.authority, &centre.slapd);
    config.urls =
        vec![Url::parse(&format!("ldap://127.0.0.1:{}", centre.slapd.plain_port)).unwrap()];
    config.start_tls = true;
    config.groups = GroupStrategy::MemberOf;
    let directory = Directory::new(config).unwrap();
    directory.reachable(now()).await.unwrap();
    // The overlay fills memberOf on changes only, not when entries are loaded offline.
    centre.slapd.modify(&format!(
        "dn: cn=inner,ou=groups,{SUFFIX}\nchangetype: modify\nadd: member\n\
         member: uid=coord1,ou=people,{SUFFIX}\n"
    ));
    let password = Password::new(PASSWORD.to_owned());
    let coord1 = directory
        .sign_in("coord1", &password, now(), &mut |_| async { Passage::Ask })
        .await
        .unwrap();
    assert!(coord1.groups.iter().eq(&names(&["inner"])));
}

#[tokio::test]
async fn an_unproven_directory_never_sees_a_password() {
    let centre = Centre::open();
    let mut other_authority = config(&centre.authority, &centre.slapd);
    let stranger = Authority::new();
    other_authority.ca_file = Some(stranger.file());
    let mut other_host = config(&centre.authority, &centre.slapd);
    other_host.urls =
        vec![Url::parse(&format!("ldaps://localhost:{}", centre.slapd.tls_port)).unwrap()];
    for mut config in [other_authority, other_host] {
        let directory = Directory::new(config.clone()).unwrap();
        let tls = Misconfiguration::Tls;
        assert_eq!(
            directory.reachable(now()).await,
            Err(RecheckError::Misconfigured(tls))
        );
        config.start_tls = true;
        let port = centre.slapd.plain_port;
        let host = config.urls[0].host_str().unwrap();
        config.urls = vec![Url::parse(&format!("ldap://{host}:{port}")).unwrap()];
        let directory = Directory::new(config).unwrap();
        assert_eq!(
            directory.reachable(now()).await,
            Err(RecheckError::Misconfigured(tls))
        );
    }
}

#[tokio::test]
async fn settings_that_do_not_fit_are_told_apart_from_refusals() {
    let centre = Centre::open();
    let fault = async |change: fn(&mut DirectoryConfig)| {
        let mut config = config(&centre.authority, &centre.slapd);
        change(&mut config);
        let directory = Directory::new(config).unwrap();
        match directory
            .sign_in(
                "coord1",
                &Password::new(PASSWORD.to_owned()),
                now(),
                &mut |_| async { Passage::Ask },
            )
            .await
        {
            Err(SignInError::Misconfigured(fault)) => fault,
            other => panic!("{other:?}"),
        }
    };
    let wrong_service = fault(|config| {
        config.service.as_mut().unwrap().password = Secret::new("other");
    });
    assert_eq!(wrong_service.await, Misconfiguration::ServiceAccount);
    let no_people = fault(|config| config.user_base = "ou=none,dc=centre,dc=example".to_owned());
    assert_eq!(no_people.await, Misconfiguration::UserBase);
    let no_groups = fault(|config| config.group_base = "ou=none,dc=centre,dc=example".to_owned());
    assert_eq!(no_groups.await, Misconfiguration::GroupBase);
    let other_tree = fault(|config| config.user_base = "dc=other,dc=example".to_owned());
    assert_eq!(other_tree.await, Misconfiguration::UserBase);
    let no_id = fault(|config| config.attributes.login = "employeeNumber".to_owned());
    assert_eq!(no_id.await, Misconfiguration::NoIdentity);
}
