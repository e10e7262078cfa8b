//! One password, written in two ways: a letter with its accent, or a letter and an accent.

use doublelock_directory::demo::{AccountState, DemoPerson};
use doublelock_directory::{Directory, Passage, Password, RefusalReason, SignInError};
use ldap3_proto::proto::LdapResultCode as Code;

use crate::scripted::{Asked, Does, Scripted};
use crate::support::now;
use crate::{Centre, PASSWORD, person};

const COMPOSED: &str = "phrase d\u{e9}pos\u{e9}e";
const DECOMPOSED: &str = "phrase de\u{301}pose\u{301}e";
const WRONG: &str = "phrase perdue\u{301}";

fn lea() -> DemoPerson {
    DemoPerson {
        password: COMPOSED.to_owned(),
        ..person("lea", AccountState::Active, &["dl-custody"])
    }
}

/// What came of it, how often the gate was asked, how many passwords her account saw.
async fn enter(
    centre: &Centre,
    login: &str,
    password: &str,
    passages: [Passage; 2],
) -> (Result<String, SignInError>, usize, usize) {
    let (mut asked, before) = (0, centre.demo.tries());
    let password = Password::new(password.to_owned());
    let entered = centre
        .directory
        .sign_in(login, &password, now(), &mut |_| {
            let passage = passages[asked];
            asked += 1;
            async move { passage }
        })
        .await;
    let login = entered.map(|person| person.login);
    (login, asked, centre.demo.tries() - before)
}

#[tokio::test]
async fn accents_that_a_keyboard_took_apart_open_the_door() {
    let centre = Centre::with_people(vec![lea()]).await;
    let ask = [Passage::Ask; 2];
    let lea = Ok("lea".to_owned());
    assert_eq!(
        enter(&centre, "lea", COMPOSED, ask).await,
        (lea.clone(), 1, 1)
    );
    assert_eq!(enter(&centre, "lea", DECOMPOSED, ask).await, (lea, 2, 2));
}

#[tokio::test]
async fn a_wrong_one_costs_two_attempts_and_an_unknown_name_the_same_steps() {
    let centre = Centre::with_people(vec![lea()]).await;
    let refused = |reason| Err(SignInError::Refused(reason));
    let ask = [Passage::Ask; 2];
    let mut steps = Vec::new();
    for (login, reason, tries) in [
        ("lea", RefusalReason::WrongPassword, 2),
        ("nobody", RefusalReason::Unknown, 0),
    ] {
        let binds = centre.demo.binds();
        assert_eq!(
            enter(&centre, login, WRONG, ask).await,
            (refused(reason), 2, tries)
        );
        steps.push(centre.demo.binds() - binds);
    }
    assert_eq!(steps, [3, 3]);
    // What is written in one way only is sent once.
    let wrong = (refused(RefusalReason::WrongPassword), 1, 1);
    assert_eq!(enter(&centre, "lea", PASSWORD, ask).await, wrong);
}

#[tokio::test]
async fn the_second_attempt_is_made_only_if_the_gate_lets_it_pass() {
    let centre = Centre::with_people(vec![lea()]).await;
    let wrong = (
        Err(SignInError::Refused(RefusalReason::WrongPassword)),
        2,
        1,
    );
    for second in [Passage::Stop, Passage::Pretend] {
        let entered = enter(&centre, "lea", DECOMPOSED, [Passage::Ask, second]).await;
        assert_eq!(entered, wrong, "{second:?}");
    }
}

/// Passwords that a directory of one server is sent, which answers each so.
async fn sent(centre: &Centre, people: Does, answer: Code) -> usize {
    let pair = centre.authority.pair(&["127.0.0.1"], (-1, 2));
    let script = move |asked| match asked {
        Asked::People => people.clone(),
        Asked::PersonBind => Does::Code(answer.clone()),
        _ => Does::Serve,
    };
    let only = Scripted::start(&pair, script).await;
    let mut config = centre.demo.config(centre.authority.file());
    config.urls = vec![only.url()];
    let directory = Directory::new(config).unwrap();
    let refused = crate::enter(&directory, "coord1", DECOMPOSED).await;
    assert!(
        matches!(refused, Err(SignInError::Refused(_))),
        "{refused:?}"
    );
    only.times(Asked::PersonBind)
}

#[tokio::test]
async fn only_what_the_directory_calls_wrong_is_sent_again() {
    let centre = Centre::open().await;
    let wrong = Code::InvalidCredentials;
    assert_eq!(sent(&centre, Does::Serve, wrong.clone()).await, 2);
    assert_eq!(
        sent(&centre, Does::Serve, Code::UnwillingToPerform).await,
        1
    );
    // Nobody is meant: the steps of a wrong password, whatever the directory calls it.
    for answer in [wrong, Code::NoSuchObject] {
        assert_eq!(sent(&centre, Does::Code(Code::Success), answer).await, 2);
    }
}
