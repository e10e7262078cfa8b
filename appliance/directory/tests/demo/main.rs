//! Sign-in and recheck against the demonstration's directory, and against impostors.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod decomposed;
mod impostors;
mod outages;
#[path = "../support/scripted.rs"]
mod scripted;
mod sick;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use doublelock_directory::demo::{AccountState, Conduct, DemoDirectory, DemoPerson, group_dn};
use doublelock_directory::{
    ConfigFault, Directory, DirectoryConfig, GroupStrategy, Misconfiguration, NormalizedDn,
    Passage, Password, RecheckError, RefusalReason, Secret, SignInError, SignedIn, Standing,
};
use support::{Authority, Pair, now};
use tokio::net::TcpListener;
use tokio::time::timeout;
use url::Url;

/// Patience of the tests themselves: far above every deadline they set.
const LONG: Duration = Duration::from_secs(30);
const PASSWORD: &str = "fictitious pass phrase";

fn person(login: &str, state: AccountState, groups: &[&str]) -> DemoPerson {
    DemoPerson {
        login: login.to_owned(),
        display_name: format!("Personne {login}"),
        password: PASSWORD.to_owned(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        language: Some("fr-CA".to_owned()),
        state,
    }
}

fn people() -> Vec<DemoPerson> {
    vec![
        person("coord1", AccountState::Active, &["dl-custody"]),
        person("tech1", AccountState::Active, &["dl-imaging", "team"]),
        person("disabled", AccountState::Disabled, &["dl-custody"]),
        person("locked", AccountState::Locked, &[]),
        person("mustchange", AccountState::MustChange, &[]),
        person("expired", AccountState::Expired, &[]),
        person("twin", AccountState::Active, &[]),
        person("twin", AccountState::Active, &["dl-admin"]),
        person(
            "o'dd *(\\name), x=y+z",
            AccountState::Active,
            &["dl-custody"],
        ),
    ]
}

struct Centre {
    authority: Authority,
    demo: DemoDirectory,
    directory: Directory,
}

async fn demo_with(pair: &Pair) -> DemoDirectory {
    demo_of(pair, people()).await
}

async fn demo_of(pair: &Pair, people: Vec<DemoPerson>) -> DemoDirectory {
    let secret = Secret::new("fictitious service\n");
    DemoDirectory::start(&pair.certificate, &pair.key, secret, people)
        .await
        .unwrap()
}

impl Centre {
    async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    async fn open_with(change: impl FnOnce(&mut DirectoryConfig)) -> Self {
        Self::of(people(), change).await
    }

    async fn with_people(people: Vec<DemoPerson>) -> Self {
        Self::of(people, |_| {}).await
    }

    async fn of(people: Vec<DemoPerson>, change: impl FnOnce(&mut DirectoryConfig)) -> Self {
        let authority = Authority::new();
        let demo = demo_of(&authority.pair(&["127.0.0.1"], (-1, 2)), people).await;
        let mut config = demo.config(authority.file());
        change(&mut config);
        Self {
            directory: Directory::new(config).unwrap(),
            authority,
            demo,
        }
    }

    async fn enter(&self, login: &str, password: &str) -> Result<SignedIn, SignInError> {
        enter(&self.directory, login, password).await
    }

    async fn refusal(&self, login: &str, password: &str) -> RefusalReason {
        match self.enter(login, password).await {
            Err(SignInError::Refused(reason)) => reason,
            other => panic!("{login}: {other:?}"),
        }
    }
}

async fn enter(
    directory: &Directory,
    login: &str,
    password: &str,
) -> Result<SignedIn, SignInError> {
    directory
        .sign_in(
            login,
            &Password::new(password.to_owned()),
            now(),
            &mut |_| async { Passage::Ask },
        )
        .await
}

fn names(groups: &[&str]) -> Vec<NormalizedDn> {
    groups
        .iter()
        .map(|group| NormalizedDn::parse(&group_dn(group)).unwrap())
        .collect()
}

#[tokio::test]
async fn a_working_day_at_the_door() {
    use RefusalReason as R;
    let centre = Centre::open().await;
    centre.directory.reachable(now()).await.unwrap();
    let coord1 = centre.enter("Coord1", PASSWORD).await.unwrap();
    assert_eq!(coord1.login, "coord1");
    assert_eq!(coord1.display_name, "Personne coord1");
    assert_eq!(coord1.language.as_deref(), Some("fr-CA"));
    assert!(coord1.groups.iter().eq(&names(&["dl-custody"])));
    let again = centre.enter("coord1", PASSWORD).await.unwrap();
    assert_eq!(again.stable_id, coord1.stable_id);
    let tech1 = centre.enter("tech1", PASSWORD).await.unwrap();
    assert_ne!(tech1.stable_id, coord1.stable_id);

    for (login, reason) in [
        ("disabled", R::Disabled),
        ("locked", R::Locked),
        ("mustchange", R::MustChangePassword),
        ("expired", R::AccountExpired),
        ("twin", R::Ambiguous),
        ("nobody", R::Unknown),
    ] {
        assert_eq!(centre.refusal(login, PASSWORD).await, reason, "{login}");
        let wrong = centre.refusal(login, "wrong").await;
        assert!(
            matches!(wrong, R::WrongPassword | R::Unknown | R::Ambiguous),
            "{login}"
        );
    }
    // The same sentence for all of them.
    let sentence = |reason| SignInError::Refused(reason).to_string();
    assert_eq!(sentence(R::Unknown), sentence(R::MustChangePassword));
}

#[tokio::test]
async fn typed_text_is_never_read_as_a_filter_or_a_name() {
    let centre = Centre::open().await;
    for login in [
        "*",
        "c*",
        "*)(uid=*",
        "coord1)(|(uid=*)",
        "coord1)(objectClass=*",
        "*))(|(uid=*",
        "\\2a",
        "\\63oord1",
        "coord1,ou=staff",
        "uid=coord1",
        "{login}",
    ] {
        assert_eq!(
            centre.refusal(login, PASSWORD).await,
            RefusalReason::Unknown,
            "{login}"
        );
    }
    let odd = centre
        .enter("o'dd *(\\name), x=y+z", PASSWORD)
        .await
        .unwrap();
    assert!(odd.groups.iter().eq(&names(&["dl-custody"])));
}

#[tokio::test]
async fn unusable_logins_and_passwords_never_reach_the_network() {
    let centre = Centre::open().await;
    let long = "a".repeat(257);
    for (login, password) in [
        ("coord1", ""),
        ("coord1", "a\0b"),
        ("coord1", long.as_str()),
        ("", PASSWORD),
        ("  ", PASSWORD),
        ("coord1\0", PASSWORD),
        ("coord1\n", PASSWORD),
        (long.as_str(), PASSWORD),
    ] {
        assert_eq!(
            centre.refusal(login, password).await,
            RefusalReason::Malformed
        );
    }
    let strange = centre.directory.recheck("*)(uid=*", now()).await.unwrap();
    assert_eq!(strange, Standing::Gone);
    assert_eq!(centre.demo.connections(), 0);
}

#[tokio::test]
async fn every_refusal_takes_the_same_steps() {
    let centre = Centre::open().await;
    for login in ["coord1", "nobody", "twin", "disabled", "locked"] {
        let (connections, binds) = (centre.demo.connections(), centre.demo.binds());
        centre.refusal(login, "wrong").await;
        assert_eq!(centre.demo.connections() - connections, 2, "{login}");
        assert_eq!(centre.demo.binds() - binds, 2, "{login}");
    }
}

#[tokio::test]
async fn groups_within_groups_count_by_each_strategy_as_promised() {
    let expected = [
        (
            GroupStrategy::Walk {
                member: "member".to_owned(),
                max_depth: 8,
            },
            &["all", "dl-imaging", "everyone", "team"][..],
        ),
        (
            GroupStrategy::Walk {
                member: "member".to_owned(),
                max_depth: 0,
            },
            &["dl-imaging", "team"],
        ),
        (
            GroupStrategy::AdMatchingRule,
            &["all", "dl-imaging", "everyone", "team"],
        ),
        (GroupStrategy::MemberOf, &["dl-imaging", "team"]),
    ];
    for (strategy, groups) in expected {
        let centre = Centre::open_with(|config| config.groups = strategy).await;
        centre.demo.nest("team", "all");
        centre.demo.nest("all", "everyone");
        // A circle ends.
        centre.demo.nest("everyone", "team");
        let tech1 = centre.enter("tech1", PASSWORD).await.unwrap();
        assert!(tech1.groups.iter().eq(&names(groups)), "{:?}", tech1.groups);
    }
}

#[tokio::test]
async fn a_recheck_sees_what_changed_since_the_morning() {
    let centre = Centre::open().await;
    let coord1 = centre.enter("coord1", PASSWORD).await.unwrap();
    let recheck = async || {
        centre
            .directory
            .recheck(&coord1.stable_id, now())
            .await
            .unwrap()
    };
    assert_eq!(
        recheck().await,
        Standing::Active {
            groups: coord1.groups.clone()
        }
    );
    centre.demo.set_groups("coord1", &["dl-privacy"]);
    let groups = names(&["dl-privacy"]).into_iter().collect();
    assert_eq!(recheck().await, Standing::Active { groups });
    for (state, reason) in [
        (AccountState::Disabled, RefusalReason::Disabled),
        (AccountState::Locked, RefusalReason::Locked),
        (AccountState::MustChange, RefusalReason::MustChangePassword),
        (AccountState::Expired, RefusalReason::AccountExpired),
    ] {
        centre.demo.set_state("coord1", state);
        assert_eq!(recheck().await, Standing::Suspended(reason));
    }
    centre.demo.remove("coord1");
    assert_eq!(recheck().await, Standing::Gone);
    let nobody = centre
        .directory
        .recheck(&"0".repeat(32), now())
        .await
        .unwrap();
    assert_eq!(nobody, Standing::Gone);
}

#[tokio::test]
async fn a_silent_directory_holds_nobody_beyond_the_deadline() {
    let short = Duration::from_millis(1500);
    let centre = Centre::open_with(|config| config.deadline = short).await;
    centre.demo.conduct(Conduct::Hang);
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let directory = centre.directory.clone();
        waiting.spawn(async move { enter(&directory, "coord1", PASSWORD).await });
    }
    // Were waiting for a free place not part of the deadline, the last of these would end after
    // thirteen deadlines.
    let answers = timeout(short * 6, waiting.join_all())
        .await
        .expect("held up");
    assert!(
        answers
            .iter()
            .all(|answer| *answer == Err(SignInError::Unreachable))
    );
    let recheck = centre.directory.recheck(&"0".repeat(32), now()).await;
    assert_eq!(recheck, Err(RecheckError::Unreachable));
    assert_eq!(
        centre.directory.reachable(now()).await,
        Err(RecheckError::Unreachable)
    );

    centre.demo.conduct(Conduct::Drop);
    assert_eq!(
        centre.enter("coord1", PASSWORD).await,
        Err(SignInError::Unreachable)
    );
    centre.demo.conduct(Conduct::Serve);
    assert!(centre.enter("coord1", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_second_directory_answers_when_the_first_is_dead_or_silent() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent_url = format!("ldaps://127.0.0.1:{}", silent.local_addr().unwrap().port());
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead_url = format!("ldaps://127.0.0.1:{}", dead.local_addr().unwrap().port());
    drop(dead);
    for first in [silent_url, dead_url] {
        let centre = Centre::open_with(|config| {
            config.urls.insert(0, Url::parse(&first).unwrap());
            config.deadline = Duration::from_secs(4);
        });
        assert!(
            centre.await.enter("coord1", PASSWORD).await.is_ok(),
            "{first}"
        );
    }
}

#[tokio::test]
async fn settings_that_would_send_passwords_in_clear_are_refused() {
    let centre = Centre::open().await;
    let with = |url: &str, start_tls: bool, plain: bool| {
        let mut config = centre.demo.config(centre.authority.file());
        config.urls = vec![Url::parse(url).unwrap()];
        (config.start_tls, config.plain_on_loopback) = (start_tls, plain);
        Directory::new(config).map(drop)
    };
    for (url, start_tls, plain) in [
        ("ldap://directory.example", false, false),
        ("ldap://directory.example", false, true),
        ("ldap://192.0.2.1", false, true),
        ("ldap://127.0.0.1:389", false, false),
        ("ldap://localhost:389", false, true),
    ] {
        assert!(
            matches!(with(url, start_tls, plain), Err(ConfigFault::ClearText)),
            "{url}"
        );
    }
    for url in [
        "http://directory.example",
        "ldapi://%2frun%2fslapd",
        "ldaps://user@directory.example",
        "ldaps://directory.example/dc=x",
        "ldaps://directory.example?cn",
    ] {
        assert!(
            matches!(with(url, false, false), Err(ConfigFault::BadUrl)),
            "{url}"
        );
    }
    for (url, start_tls, plain) in [
        ("ldaps://directory.example", false, false),
        ("ldap://directory.example", true, false),
        ("ldap://127.0.0.1:389", false, true),
        ("ldap://[::1]:389", false, true),
    ] {
        assert!(with(url, start_tls, plain).is_ok(), "{url}");
    }
}

#[tokio::test]
async fn other_settings_are_checked_and_secrets_are_not_shown() {
    let centre = Centre::open().await;
    let config = centre.demo.config(centre.authority.file());
    assert!(!format!("{config:?}").contains("fictitious service"));
    let changes: [fn(&mut DirectoryConfig); 9] = [
        |config| config.urls.clear(),
        |config| config.user_filter = "(uid=coord1)".to_owned(),
        |config| config.user_filter = "uid={login}".to_owned(),
        |config| config.user_filter = "(&(uid={login})".to_owned(),
        |config| config.user_base = "not a name".to_owned(),
        |config| config.service.as_mut().unwrap().password = Secret::new("\n"),
        |config| config.attributes.login = "uid)(x".to_owned(),
        |config| config.deadline = Duration::ZERO,
        |config| config.ca_file = Some("/nonexistent/ca.pem".into()),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut config = config.clone();
        change(&mut config);
        assert!(Directory::new(config).is_err(), "change {at}");
    }
}

#[tokio::test]
async fn every_fault_of_the_settings_is_named_at_once() {
    let centre = Centre::open().await;
    let mut config = centre.demo.config(centre.authority.file());
    assert!(Directory::faults(&config).is_empty());
    let key = tempfile::NamedTempFile::new().unwrap();
    let pair = centre.authority.pair(&["127.0.0.1"], (-1, 2));
    std::fs::write(key.path(), &pair.key).unwrap();
    config.urls = ["ldap://directory.example", "ldaps://directory.example/dc=x"]
        .map(|url| Url::parse(url).unwrap())
        .into();
    config.user_base = "people".to_owned();
    config.group_base = "groups".to_owned();
    config.default_policy = Some("default".to_owned());
    config.service.as_mut().unwrap().dn = "doublelock".to_owned();
    config.ca_file = Some(key.path().to_owned());
    let said: Vec<String> = Directory::faults(&config)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        said,
        [
            "ldap:// without StartTLS is refused, except to a loopback address when allowed by name",
            "a directory URL must be ldaps://host:port or ldap://host:port",
            "the base of people is not a distinguished name",
            "the base of groups is not a distinguished name",
            "the service account is not a distinguished name",
            "the default password policy is not a distinguished name",
            "the authorities' file holds a private key, not certificates",
        ]
    );
    // What is refused at the start is what is named here.
    assert!(matches!(
        Directory::new(config),
        Err(ConfigFault::ClearText)
    ));
    // A certificate beside its key is a certificate.
    std::fs::write(key.path(), [pair.certificate, pair.key].concat()).unwrap();
    let config = centre.demo.config(key.path().to_owned());
    assert!(Directory::faults(&config).is_empty());
}

#[tokio::test]
async fn the_demonstration_guards_its_tree_too() {
    // Searching without the service account's bind is refused.
    let centre = Centre::open_with(|config| config.service = None).await;
    let fault = SignInError::Misconfigured(Misconfiguration::SearchNotAllowed);
    assert_eq!(centre.enter("coord1", PASSWORD).await, Err(fault));
}
