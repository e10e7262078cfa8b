#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use proptest::prelude::*;

use super::*;

const LIMITS: SignInLimits = SignInLimits {
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

fn address(last: u8) -> IpAddr {
    format!("192.0.2.{last}").parse().unwrap()
}

/// The throttle with the places that a store would remember.
struct Door {
    throttle: Throttle,
    known: Vec<KnownPlace>,
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
    fn new() -> Self {
        Self {
            throttle: Throttle::new(Places::new(b"a master key"), LIMITS),
            known: Vec::new(),
        }
    }

    fn attempt(
        &self,
        login: &str,
        person: Option<&str>,
        from: IpAddr,
        now: Timestamp,
    ) -> (End, Option<Attempt<'_>>) {
        let place = self.throttle.places().place(from);
        let here = self.known.iter().filter(|known| known.place == place);
        let pairs = here.map(|known| known.pair).collect();
        let Ok(mut attempt) = self.throttle.knock(login, from, pairs, now) else {
            return (End::Waits, None);
        };
        let end = match attempt.passage(person) {
            Passage::Ask if person.is_some() => End::Reached,
            Passage::Ask | Passage::Pretend => End::Refused,
            Passage::Stop => End::Waits,
        };
        (end, Some(attempt))
    }

    /// With a wrong password.
    fn guess(&self, login: &str, person: Option<&str>, from: IpAddr, now: Timestamp) -> End {
        self.attempt(login, person, from, now).0
    }

    /// With the right one; true if that opened a session.
    fn sign_in(&mut self, login: &str, person: &str, from: IpAddr, now: Timestamp) -> bool {
        let (end, attempt) = self.attempt(login, Some(person), from, now);
        if end != End::Reached {
            return false;
        }
        attempt.unwrap().succeeded(person);
        self.known.push(self.throttle.places().known(person, from));
        true
    }
}

#[test]
fn a_guesser_is_slowed_down_and_heard_again_when_the_page_said_so() {
    let door = Door::new();
    for n in 0..4 {
        assert_eq!(
            door.guess("nadia", Some("N"), address(1), at(n)),
            End::Reached
        );
    }
    let knock = door.throttle.knock("nadia", address(1), Vec::new(), at(5));
    let Wait(seconds) = knock.err().unwrap();
    assert!((890..=900).contains(&seconds), "{seconds}");
    let later = at(5 + seconds);
    assert_eq!(
        door.guess("nadia", Some("N"), address(1), later),
        End::Reached
    );
}

#[test]
fn who_mistypes_at_her_own_desk_is_told_how_long_to_wait() {
    let mut door = Door::new();
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
    let mut door = Door::new();
    for desk in [1, 2, 3] {
        assert!(door.sign_in("dr.roy", "R", address(desk), at(0)));
    }
    let mut reached = 0;
    for n in 0..1000u32 {
        let login = SPELLINGS[n as usize % SPELLINGS.len()];
        // Her own three desks among them, and an IPv6 network of any size.
        let from: IpAddr = match n % 5 {
            0 => address(u8::try_from(1 + n % 3).unwrap()),
            1 => format!("2001:db8:0:{:x}::{n:x}", n % 7).parse().unwrap(),
            2 => format!("::ffff:192.0.2.{}", 1 + n % 250).parse().unwrap(),
            _ => address(u8::try_from(n % 250).unwrap()),
        };
        let now = at(i64::from(n % 800));
        reached += u32::from(door.guess(login, Some("R"), from, now) == End::Reached);
    }
    assert_eq!(reached as usize, LIMITS.per_account + LIMITS.per_pair);
}

#[test]
fn a_doctor_at_her_desk_gets_in_while_strangers_guess() {
    let mut door = Door::new();
    assert!(door.sign_in("dr.roy", "R", address(1), at(0)));
    for n in 0..200 {
        let login = SPELLINGS[n % SPELLINGS.len()];
        let from = address(u8::try_from(20 + n % 200).unwrap());
        door.guess(login, Some("R"), from, at(10));
    }
    assert!(door.sign_in("roy@hopital.example", "R", address(1), at(20)));
    assert!(door.sign_in(" DR.ROY", "R", "::ffff:192.0.2.1".parse().unwrap(), at(30)));
    // From somewhere new she waits like anybody.
    assert!(!door.sign_in("dr.roy", "R", address(9), at(40)));
    assert!(door.sign_in("dr.roy", "R", address(9), at(10 + 15 * 60)));
}

#[test]
fn who_shares_her_address_and_uses_up_its_tries_does_not_keep_her_out() {
    let mut door = Door::new();
    assert!(door.sign_in("dr.roy", "R", address(1), at(0)));
    for n in 0..100 {
        door.guess(&format!("somebody{n}"), None, address(1), at(1));
    }
    assert_eq!(door.guess("somebody", None, address(1), at(2)), End::Waits);
    assert!(door.sign_in("dr.roy", "R", address(1), at(3)));
}

#[test]
fn an_ipv6_network_is_one_place_and_its_neighbour_another() {
    let door = Door::new();
    for n in 0..30 {
        let from = format!("2001:db8::{n:x}").parse().unwrap();
        assert_eq!(
            door.guess(&format!("u{n}"), None, from, at(0)),
            End::Refused
        );
    }
    let end = |from: &str| door.guess("v", None, from.parse().unwrap(), at(1));
    assert_eq!(end("2001:db8::ffff:0:1"), End::Waits);
    assert_eq!(end("2001:db8:0:1::1"), End::Refused);
}

#[test]
fn a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    let (with, without) = (Door::new(), Door::new());
    for n in 0..300u32 {
        let from = address(u8::try_from(n * 7 % 250).unwrap());
        let now = at(i64::from(n * 3));
        let login = SPELLINGS[n as usize * 5 % SPELLINGS.len()];
        let answer = |end| if end == End::Waits { "wait" } else { "no" };
        assert_eq!(
            answer(with.guess(login, Some("R"), from, now)),
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
fn a_dead_directory_uses_up_nobodys_attempts() {
    let door = Door::new();
    for _ in 0..50 {
        let (end, attempt) = door.attempt("nadia", Some("N"), address(1), at(0));
        assert_eq!(end, End::Reached);
        attempt.unwrap().unanswered();
    }
    assert!(door.throttle.lock().is_empty());
}

#[test]
fn a_doctor_who_comes_and_goes_gives_the_stranger_no_new_guesses() {
    let mut door = Door::new();
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
    let mut door = Door::new();
    let day = 86_400;
    for n in 0..40 {
        door.guess("dr.roy", Some("R"), address(n), at(day));
    }
    assert!(!door.sign_in("dr.roy", "R", address(77), at(day)));
    assert!(door.sign_in("dr.roy", "R", address(77), at(0)));
}

#[test]
fn who_is_made_to_wait_does_not_fill_the_memory() {
    let door = Door::new();
    for n in 0..30_000u32 {
        door.guess(&format!("u{n}"), None, address(1), at(0));
    }
    assert!(door.throttle.lock().len() <= 2 * LIMITS.per_address + 1);
}

#[test]
fn a_flood_of_names_neither_fills_the_memory_nor_washes_out_a_persons_count() {
    let door = Door::new();
    for n in 0..5 {
        door.guess("dr.roy", Some("R"), address(n), at(0));
    }
    for n in 0..30_000u32 {
        let from = IpAddr::V4(std::net::Ipv4Addr::from(0x0a00_0000 + n));
        door.guess(&format!("u{n}"), None, from, at(1));
    }
    assert!(door.throttle.lock().len() <= CAPACITY + 20);
    // Her name's own count may be gone, hers is not.
    assert_ne!(
        door.guess("dr.roy", Some("R"), address(99), at(2)),
        End::Reached
    );
}

#[test]
fn the_marks_are_hmac_sha256() {
    // RFC 4231 4.2; zeros at its end do not change a key.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    let hex: String = hmac(&key, b"Hi There")
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    let (ours, theirs) = (Places::new(b"one"), Places::new(b"another"));
    assert_ne!(ours.place(address(1)), theirs.place(address(1)));
    assert_ne!(
        ours.known("R", address(1)).pair,
        ours.known("S", address(1)).pair
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever strangers and the doctor do, at most nine wrong passwords reach her account in
    /// any fifteen minutes that she doesn't sign in between, and at her desk she is always heard.
    #[test]
    fn nobody_reaches_an_account_more_often_than_promised(
        steps in prop::collection::vec((0usize..12, 0u8..40, 0i64..120), 1..200)
    ) {
        let mut door = Door::new();
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
