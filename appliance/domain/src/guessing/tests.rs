#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    window: Span::minutes(15),
    per_account: 5,
    per_pair: 4,
    per_address: 30,
};

/// Spellings under which one directory knows one doctor.
const SPELLINGS: [&str; 12] = [
    "dr.roy",
    "DR.ROY",
    " dr.roy ",
    "Dr.Roy",
    "ｄｒ.ｒｏｙ",
    "dr\u{ad}.roy",
    "dr.roy\u{200b}",
    "\u{a0}dr.roy",
    "roy@hopital.example",
    "Roy@Hopital.example",
    "ROY  d",
    "roy d",
];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(0).plus(Span::seconds(seconds))
}

fn address(last: u8) -> String {
    format!("192.0.2.{last}")
}

fn mark(kind: &str, parts: &[&str]) -> Mark {
    let mut hasher = DefaultHasher::new();
    (kind, parts).hash(&mut hasher);
    let mut mark = [0; 32];
    mark[..8].copy_from_slice(&hasher.finish().to_be_bytes());
    mark
}

/// Whoever keeps the tries, and the places.
#[derive(Default)]
struct Door {
    tries: Tries,
    known: BTreeSet<(String, String)>,
}

/// A try that was let through so far.
struct Attempt {
    knock: Knock,
    place: String,
    counted: Vec<Key>,
    at: Timestamp,
    wait: Option<Wait>,
}

/// What became of a password.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum End {
    /// The person's account saw it.
    Reached,
    /// A refusal like any other, without the account.
    Refused,
    /// Told to wait.
    Waits,
}

impl Door {
    fn count(&mut self, attempt: &mut Attempt, keys: Vec<Key>) {
        for key in keys {
            self.tries.entry(*key.mark()).or_default().push(attempt.at);
            attempt.counted.push(key);
        }
    }

    fn take_back(&mut self, attempt: &Attempt) {
        for key in &attempt.counted {
            let times = self.tries.get_mut(key.mark()).unwrap();
            let place = times.iter().rposition(|then| *then == attempt.at).unwrap();
            times.remove(place);
        }
    }

    fn knock(&mut self, login: &str, from: String, now: Timestamp) -> Result<Attempt, Wait> {
        let place = from;
        let name = folded(login);
        let knock = Knock {
            place: mark("place", &[&place]),
            name: mark("name", &[&name]),
            name_here: mark("at", &[&name, &place]),
            known_place: self.known.iter().any(|(_, known)| *known == place),
        };
        let wait = LIMITS.knock(&knock, &self.tries, now)?;
        let mut attempt = Attempt {
            place,
            counted: Vec::new(),
            at: now,
            wait,
            knock,
        };
        self.count(&mut attempt, vec![Key::Stranger(knock.place)]);
        Ok(attempt)
    }

    fn meant(&self, attempt: &Attempt, person: &str) -> Meant {
        Meant {
            person: mark("person", &[person]),
            here: mark("person at", &[person, &attempt.place]),
            home: mark("home", &[person]),
            is_home: self
                .known
                .contains(&(person.to_owned(), attempt.place.clone())),
        }
    }

    fn attempt(
        &mut self,
        login: &str,
        person: Option<&str>,
        from: String,
        now: Timestamp,
    ) -> (End, Option<Attempt>) {
        let Ok(mut attempt) = self.knock(login, from, now) else {
            return (End::Waits, None);
        };
        let meant = person.map(|person| self.meant(&attempt, person));
        let (verdict, keys) = LIMITS.verdict(
            &attempt.knock,
            meant.as_ref(),
            attempt.wait,
            &self.tries,
            now,
        );
        self.count(&mut attempt, keys);
        let end = match verdict {
            Verdict::Ask if person.is_some() => End::Reached,
            Verdict::Ask | Verdict::Pretend => End::Refused,
            Verdict::Stop(wait) => {
                self.take_back(&attempt);
                attempt.counted.clear();
                attempt.wait = Some(wait);
                End::Waits
            }
        };
        (end, Some(attempt))
    }

    /// With a wrong password.
    fn guess(&mut self, login: &str, person: Option<&str>, from: String, now: Timestamp) -> End {
        self.attempt(login, person, from, now).0
    }

    /// With the right one; true if that opened a session.
    fn sign_in(&mut self, login: &str, person: &str, from: String, now: Timestamp) -> bool {
        let (end, attempt) = self.attempt(login, Some(person), from, now);
        if end != End::Reached {
            return false;
        }
        let attempt = attempt.unwrap();
        self.take_back(&attempt);
        for mark in forgiven(&attempt.knock, &self.meant(&attempt, person)) {
            self.tries.remove(&mark);
        }
        self.known.insert((person.to_owned(), attempt.place));
        true
    }
}

/// What is counted of a knock belongs to strangers, what is counted of a person to them.
#[test]
fn each_count_says_whose_it_is() {
    let [place, name, name_here, person, here, home] = [1, 2, 3, 4, 5, 6].map(|n| [n; 32]);
    let knock = Knock {
        place,
        name,
        name_here,
        known_place: false,
    };
    let meant = Meant {
        person,
        here,
        home,
        is_home: false,
    };
    let strangers = [place, name, name_here].map(Key::Stranger);
    let persons = [person, here, home].map(Key::Person);
    assert_eq!(knock.keys(), strangers);
    assert_eq!(meant.keys(), persons);
    for (key, of_a_person) in strangers
        .iter()
        .map(|key| (key, false))
        .chain(persons.iter().map(|key| (key, true)))
    {
        assert_eq!(key.is_of_a_person(), of_a_person);
    }
    assert_eq!((strangers[1].mark(), persons[1].mark()), (&name, &here));
    assert_eq!(forgiven(&knock, &meant), [home, here, name_here]);
}

/// The oldest try that keeps the count full is let go when a window has passed since it: a second later
/// for sure. What lies a whole window ahead was written before the clock was set back.
#[test]
fn a_wait_ends_when_the_window_of_the_oldest_try_does() {
    let (window, limit, mark) = (LIMITS.window.as_seconds(), 2, [1; 32]);
    let wait = |tries: &[i64], now| {
        let tries = Tries::from([(mark, tries.iter().map(|then| at(*then)).collect())]);
        LIMITS.wait(&tries, &mark, limit, at(now))
    };
    assert_eq!(wait(&[10], 20), None);
    assert_eq!(wait(&[15, 10], 20), Some(Wait(window - 10 + 1)));
    assert_eq!(wait(&[10, 15, 18], 20), Some(Wait(window - 5 + 1)));
    assert_eq!(wait(&[10, 15], 10 + window - 1), Some(Wait(2)));
    assert_eq!(wait(&[10, 15], 10 + window), None);
    assert_eq!(wait(&[window - 1, window - 1], 0), Some(Wait(2 * window)));
    assert_eq!(wait(&[window, window], 0), None);
}

#[test]
fn a_guesser_is_slowed_down_and_heard_again_when_the_page_said_so() {
    let mut door = Door::default();
    for n in 0..4 {
        assert_eq!(
            door.guess("nadia", Some("N"), address(1), at(n)),
            End::Reached
        );
    }
    let Wait(seconds) = door.knock("nadia", address(1), at(5)).err().unwrap();
    assert!((890..=900).contains(&seconds), "{seconds}");
    let later = at(5 + seconds);
    assert_eq!(
        door.guess("nadia", Some("N"), address(1), later),
        End::Reached
    );
}

#[test]
fn who_mistypes_at_her_own_desk_is_told_how_long_to_wait() {
    let mut door = Door::default();
    assert!(door.sign_in("nadia", "N", address(1), at(0)));
    for n in 0..4 {
        assert_eq!(
            door.guess("nadia", Some("N"), address(1), at(n)),
            End::Reached
        );
    }
    let (end, attempt) = door.attempt("nadia", Some("N"), address(1), at(5));
    assert_eq!(end, End::Waits);
    let Wait(seconds) = attempt.unwrap().wait.unwrap();
    assert!((890..=900).contains(&seconds), "{seconds}");
    assert!(door.sign_in("nadia", "N", address(1), at(5 + seconds)));
}

#[test]
fn of_a_thousand_guesses_in_any_spelling_from_anywhere_nine_reach_the_account() {
    let mut door = Door::default();
    for desk in [1, 2, 3] {
        assert!(door.sign_in("dr.roy", "R", address(desk), at(0)));
    }
    let mut reached = 0;
    for n in 0..1000u32 {
        let login = SPELLINGS[n as usize % SPELLINGS.len()];
        // Her own three desks among them.
        let from: String = match n % 5 {
            0 => address(u8::try_from(1 + n % 3).unwrap()),
            1 => format!("2001:db8:0:{:x}::", n % 7),
            2 => address(u8::try_from(1 + n % 250).unwrap()),
            _ => address(u8::try_from(n % 250).unwrap()),
        };
        let now = at(i64::from(n % 800));
        reached += u32::from(door.guess(login, Some("R"), from, now) == End::Reached);
    }
    assert_eq!(reached as usize, LIMITS.per_account + LIMITS.per_pair);
}

#[test]
fn a_doctor_at_her_desk_gets_in_while_strangers_guess() {
    let mut door = Door::default();
    assert!(door.sign_in("dr.roy", "R", address(1), at(0)));
    for n in 0..200 {
        let login = SPELLINGS[n % SPELLINGS.len()];
        let from = address(u8::try_from(20 + n % 200).unwrap());
        door.guess(login, Some("R"), from, at(10));
    }
    assert!(door.sign_in("roy@hopital.example", "R", address(1), at(20)));
    assert!(door.sign_in(" DR.ROY", "R", address(1), at(30)));
    // From somewhere new she waits like anybody.
    assert!(!door.sign_in("dr.roy", "R", address(9), at(40)));
    assert!(door.sign_in("dr.roy", "R", address(9), at(10 + 15 * 60)));
}

#[test]
fn who_shares_her_address_and_uses_up_its_tries_does_not_keep_her_out() {
    let mut door = Door::default();
    assert!(door.sign_in("dr.roy", "R", address(1), at(0)));
    for n in 0..100 {
        door.guess(&format!("somebody{n}"), None, address(1), at(1));
    }
    assert_eq!(door.guess("somebody", None, address(1), at(2)), End::Waits);
    assert!(door.sign_in("dr.roy", "R", address(1), at(3)));
}

#[test]
fn a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    let (mut with, mut without) = (Door::default(), Door::default());
    for n in 0..300u32 {
        let from = address(u8::try_from(n * 7 % 250).unwrap());
        let now = at(i64::from(n * 3));
        let login = SPELLINGS[n as usize * 5 % SPELLINGS.len()];
        let answer = |end| if end == End::Waits { "wait" } else { "no" };
        assert_eq!(
            answer(with.guess(login, Some("R"), from.clone(), now)),
            answer(without.guess(login, None, from, now)),
            "{n}"
        );
    }
}

#[test]
fn spellings_that_a_directory_takes_for_one_are_one() {
    for same in &SPELLINGS[..8] {
        assert_eq!(folded(same), "dr.roy", "{same:?}");
    }
    assert_eq!(folded("ROY \t d"), "roy d");
    assert_eq!(folded("e\u{301}LODIE"), folded("\u{c9}lodie"));
    assert_ne!(folded("royd"), folded("roy d"));
    assert_eq!(folded(" \u{200b}"), "");
}

#[test]
fn a_doctor_who_comes_and_goes_gives_the_stranger_no_new_guesses() {
    let mut door = Door::default();
    assert!(door.sign_in("dr.roy", "R", address(1), at(0)));
    let mut reached = 0;
    for n in 0..100 {
        let end = door.guess("dr.roy", Some("R"), address(100 + n), at(1));
        reached += usize::from(end == End::Reached);
        assert!(door.sign_in("dr.roy", "R", address(1), at(1)));
    }
    assert_eq!(reached, LIMITS.per_account);
}

#[test]
fn a_clock_set_back_keeps_nobody_out() {
    let mut door = Door::default();
    let day = 86_400;
    for n in 0..40 {
        door.guess("dr.roy", Some("R"), address(n), at(day));
    }
    assert!(!door.sign_in("dr.roy", "R", address(77), at(day)));
    assert!(door.sign_in("dr.roy", "R", address(77), at(0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever strangers and the doctor do, at most nine wrong passwords reach her account in
    /// any fifteen minutes that she doesn't sign in between, and at her desk she is always heard.
    #[test]
    fn nobody_reaches_an_account_more_often_than_promised(
        steps in prop::collection::vec((0usize..12, 0u8..40, 0i64..120), 1..200)
    ) {
        let mut door = Door::default();
        prop_assert!(door.sign_in("dr.roy", "R", address(200), at(0)));
        let (mut now, mut reached) = (0, Vec::new());
        for (spelling, from, later) in steps {
            now += later;
            if door.guess(SPELLINGS[spelling], Some("R"), address(from), at(now)) == End::Reached {
                reached.push(now);
            }
            let lately = reached.iter().filter(|then| now - **then < 15 * 60).count();
            prop_assert!(lately <= LIMITS.per_account, "{lately}");
        }
        prop_assert!(door.sign_in("dr.roy", "R", address(200), at(now)));
    }
}
