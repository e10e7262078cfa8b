//! Directories of two servers, of which the first is sick although its TLS is sound; and answers that
//! point elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use doublelock_directory::demo::Conduct;
use doublelock_directory::{
    Directory, DirectoryConfig, Flavour, Gate, GroupStrategy, Misconfiguration, Passage, Password,
    RecheckError, RefusalReason, SignInError, Standing,
};
use ldap3_proto::proto::LdapResultCode as Code;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::scripted::{Asked, Does, Scripted};
use crate::support::now;
use crate::{Centre, LONG, PASSWORD, enter};

/// The person that a scripted directory knows.
const CODED: &str = "00112233445566778899aabbccddeeff";
const ELSEWHERE: &str = "ldap://branch.example/ou=staff,dc=branch,dc=example";
/// A part of an Active Directory that holds nobody.
const ZONES: &str = "ldap://zones.centre.example/DC=ForestDnsZones,DC=centre,DC=example";

impl Centre {
    async fn scripted(&self, script: impl Fn(Asked) -> Does + Send + Sync + 'static) -> Scripted {
        let pair = self.authority.pair(&["127.0.0.1"], (-1, 2));
        Scripted::start(&pair, script).await
    }

    fn with_servers(&self, first: &Scripted, and_the_demo: bool) -> DirectoryConfig {
        let mut config = self.demo.config(self.authority.file());
        config.urls.insert(0, first.url());
        config.urls.truncate(1 + usize::from(and_the_demo));
        config.deadline = Duration::from_secs(2);
        config
    }
}

fn at(wanted: Asked, does: Does) -> impl Fn(Asked) -> Does + Send + Sync + 'static {
    move |asked| {
        if asked == wanted {
            does.clone()
        } else {
            Does::Serve
        }
    }
}

/// Ways in which a server can be sick although its TLS is sound.
fn sicknesses() -> [Does; 8] {
    [
        Does::Hang,
        Does::Close,
        Does::Send(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"),
        Does::Code(Code::Busy),
        Does::Code(Code::Unavailable),
        Does::Code(Code::UnwillingToPerform),
        Does::Code(Code::Other),
        Does::Code(Code::Referral),
    ]
}

/// With a first server that is sick so, the second one answers each question.
async fn the_second_answers(asked: Asked, sicknesses: impl IntoIterator<Item = Does>) {
    let centre = Centre::open().await;
    let coord1 = centre.enter("coord1", PASSWORD).await.unwrap();
    for does in sicknesses {
        let first = centre.scripted(at(asked, does.clone())).await;
        // Each time a directory that does not know yet which server is sick.
        let fresh = || Directory::new(centre.with_servers(&first, true)).unwrap();
        let tries = centre.demo.tries();
        let person = enter(&fresh(), "coord1", PASSWORD).await;
        assert_eq!(person.as_ref(), Ok(&coord1), "{does:?}");
        assert_eq!(centre.demo.tries(), tries + 1, "{does:?}");
        let standing = fresh().recheck(&coord1.stable_id, now()).await;
        assert!(matches!(standing, Ok(Standing::Active { .. })), "{does:?}");
        assert_eq!(fresh().reachable(now()).await, Ok(()), "{does:?}");
        assert_eq!(first.times(Asked::PersonBind), 0, "{does:?}");
    }
}

#[tokio::test]
async fn the_second_directory_answers_when_the_first_is_sick_after_tls() {
    the_second_answers(Asked::ServiceBind, sicknesses()).await;
}

#[tokio::test]
async fn the_second_directory_answers_when_the_first_does_not_find() {
    let elsewhere = [Does::ReferOnly(ELSEWHERE), Does::Refer(ELSEWHERE)];
    the_second_answers(Asked::People, sicknesses().into_iter().chain(elsewhere)).await;
}

#[tokio::test]
async fn a_sick_server_is_not_asked_first_again_at_once() {
    let centre = Centre::open().await;
    let first = centre.scripted(at(Asked::ServiceBind, Does::Hang)).await;
    let directory = Directory::new(centre.with_servers(&first, true)).unwrap();
    for _ in 0..3 {
        assert!(enter(&directory, "coord1", PASSWORD).await.is_ok());
    }
    assert_eq!(first.times(Asked::ServiceBind), 1);
}

#[tokio::test]
async fn a_password_that_was_sent_is_shown_to_no_second_server() {
    let centre = Centre::open().await;
    for does in [
        Does::Hang,
        Does::Close,
        Does::Send(b"garbage"),
        Does::Code(Code::Busy),
        Does::Code(Code::Unavailable),
        Does::Code(Code::Referral),
        Does::Code(Code::Other),
    ] {
        let first = centre.scripted(at(Asked::PersonBind, does.clone())).await;
        let directory = Directory::new(centre.with_servers(&first, true)).unwrap();
        let (tries, connections) = (centre.demo.tries(), centre.demo.connections());
        let outcome = enter(&directory, "coord1", PASSWORD).await;
        assert_eq!(outcome, Err(SignInError::Unanswered), "{does:?}");
        assert_eq!(first.times(Asked::PersonBind), 1, "{does:?}");
        assert_eq!(centre.demo.tries(), tries, "{does:?}");
        assert_eq!(centre.demo.connections(), connections, "{does:?}");
        // Whoever types it anew does so at the other one.
        assert!(
            enter(&directory, "coord1", PASSWORD).await.is_ok(),
            "{does:?}"
        );
        assert_eq!(first.times(Asked::PersonBind), 1, "{does:?}");
    }
}

#[tokio::test]
async fn a_right_password_whose_groups_cannot_be_read_was_judged() {
    let centre = Centre::open().await;
    let only = centre
        .scripted(at(Asked::Groups, Does::Code(Code::Busy)))
        .await;
    let directory = Directory::new(centre.with_servers(&only, false)).unwrap();
    let tried = enter(&directory, "coord1", PASSWORD).await;
    assert_eq!(tried, Err(SignInError::Unreachable));
}

#[tokio::test]
async fn a_wrong_password_of_the_service_account_is_not_tried_on_every_server() {
    let centre = Centre::open().await;
    let wrong = Does::Code(Code::InvalidCredentials);
    let first = centre.scripted(at(Asked::ServiceBind, wrong)).await;
    let directory = Directory::new(centre.with_servers(&first, true)).unwrap();
    let tried = enter(&directory, "coord1", PASSWORD).await;
    let fault = Misconfiguration::ServiceAccount;
    assert_eq!(tried, Err(SignInError::Misconfigured(fault)));
    assert_eq!(centre.demo.connections(), 0);
}

#[tokio::test]
async fn an_answer_that_points_elsewhere_is_neither_empty_nor_complete() {
    let centre = Centre::open().await;
    let referral = Misconfiguration::Referral;
    for (asked, does) in [
        (Asked::People, Does::ReferOnly(ELSEWHERE)),
        (Asked::People, Does::Refer(ELSEWHERE)),
        // Elsewhere than in an Active Directory this name is one like any other.
        (Asked::People, Does::Refer(ZONES)),
        (Asked::People, Does::Code(Code::Referral)),
        (Asked::Groups, Does::ReferOnly(ELSEWHERE)),
        (Asked::Groups, Does::Code(Code::Referral)),
    ] {
        let only = centre.scripted(at(asked, does.clone())).await;
        let directory = Directory::new(centre.with_servers(&only, false)).unwrap();
        let tried = enter(&directory, "coord1", PASSWORD).await;
        assert_eq!(
            tried,
            Err(SignInError::Misconfigured(referral)),
            "{asked:?} {does:?}"
        );
        // Nobody's session ends by it.
        let standing = directory.recheck(CODED, now()).await;
        assert_eq!(
            standing,
            Err(RecheckError::Misconfigured(referral)),
            "{asked:?} {does:?}"
        );
    }
}

#[tokio::test]
async fn the_parts_of_an_active_directory_without_people_are_left_alone() {
    let centre = Centre::open().await;
    for (address, is_whole) in [(ZONES, true), (ELSEWHERE, false)] {
        let only = centre
            .scripted(at(Asked::People, Does::Refer(address)))
            .await;
        let mut config = centre.with_servers(&only, false);
        config.flavour = Flavour::ActiveDirectory;
        config.groups = GroupStrategy::AdMatchingRule;
        config.attributes = doublelock_directory::Attributes::of(Flavour::ActiveDirectory);
        let directory = Directory::new(config).unwrap();
        let tried = enter(&directory, "coord1", PASSWORD).await;
        assert_eq!(tried.is_ok(), is_whole, "{address}: {tried:?}");
    }
}

#[tokio::test]
async fn all_is_over_well_within_the_deadline_even_where_every_server_hangs() {
    let centre = Centre::open().await;
    let first = centre.scripted(|_| Does::Hang).await;
    let directory = Directory::new(centre.with_servers(&first, true)).unwrap();
    centre.demo.conduct(Conduct::Hang);
    let tried = timeout(LONG, enter(&directory, "coord1", PASSWORD)).await;
    assert_eq!(tried.unwrap(), Err(SignInError::Unreachable));
    assert_eq!(first.times(Asked::ServiceBind), 1);
}

/// At most so many guesses reach the account.
const MOST: usize = 4;

/// Counts what it is asked for, as whoever keeps tries in a database does.
struct Counting(Arc<AtomicUsize>);

impl Gate for Counting {
    async fn passage(&mut self, _person: Option<String>) -> Passage {
        tokio::task::yield_now().await;
        if self.0.fetch_add(1, Ordering::SeqCst) < MOST {
            Passage::Ask
        } else {
            Passage::Pretend
        }
    }
}

/// The directory that let ten wrong passwords through: it judges, but later than anybody waits.
#[tokio::test]
async fn what_is_sent_to_a_slow_directory_was_counted_before_whoever_waits() {
    let centre = Centre::open_with(|config| config.deadline = Duration::from_millis(2800)).await;
    centre.demo.conduct(Conduct::Slow(Duration::from_secs(1)));
    let counted = Arc::new(AtomicUsize::new(0));
    let mut guesses = JoinSet::new();
    for n in 0..10_u32 {
        let (directory, counted) = (centre.directory.clone(), counted.clone());
        guesses.spawn(async move {
            let password = Password::new(format!("guess {n}"));
            let mut gate = Counting(counted);
            let guess = directory.sign_in("coord1", &password, now(), &mut gate);
            // Every other client hangs up, some before the password went out.
            let patience = if n % 2 == 0 {
                LONG
            } else {
                Duration::from_millis(1900 + u64::from(n) * 60)
            };
            timeout(patience, guess).await.ok()
        });
    }
    let outcomes = timeout(LONG, guesses.join_all()).await.unwrap();
    let reached = centre.demo.tries();
    assert!(
        (1..=MOST).contains(&reached),
        "{reached} guesses reached the account"
    );
    assert!(reached <= counted.load(Ordering::SeqCst));
    for outcome in outcomes.into_iter().flatten() {
        // Never "nobody judged anything" for what was sent.
        assert!(
            matches!(
                outcome,
                Err(SignInError::Unanswered | SignInError::Unreachable | SignInError::Refused(_))
            ),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_password_that_a_slow_directory_did_not_judge_is_not_said_to_be_unsent() {
    let centre = Centre::open().await;
    let only = centre.scripted(at(Asked::PersonBind, Does::Hang)).await;
    let directory = Directory::new(centre.with_servers(&only, false)).unwrap();
    assert_eq!(
        enter(&directory, "coord1", "wrong").await,
        Err(SignInError::Unanswered)
    );
    let silent = centre.scripted(at(Asked::People, Does::Hang)).await;
    let directory = Directory::new(centre.with_servers(&silent, false)).unwrap();
    assert_eq!(
        enter(&directory, "coord1", "wrong").await,
        Err(SignInError::Unreachable)
    );
    let sound = centre.scripted(|_| Does::Serve).await;
    let directory = Directory::new(centre.with_servers(&sound, false)).unwrap();
    let refused = SignInError::Refused(RefusalReason::WrongPassword);
    assert_eq!(enter(&directory, "coord1", "wrong").await, Err(refused));
}
