//! Slowing down guessing, without letting an outsider lock anybody out.
//!
//! A password reaches the directory only after the directory's search has said **whose**
//! login was typed ([`Attempt::passage`]), so tries are counted by person, whatever the
//! spelling. What is counted, in a sliding window:
//!
//! | tries | at most | beyond it |
//! |---|---|---|
//! | from one address | `per_address` | wait |
//! | at one typed name (folded), from strange places; and from one of them | `per_account`, `per_pair` | wait |
//! | at one person, from strange places; and from one of them | `per_account`, `per_pair` | refused as a wrong password would be, and the directory is not asked about the person |
//! | at one person, from all places known for them together | `per_pair` | wait |
//!
//! So `per_account` + `per_pair` tries at the most reach a person's account in a window: the
//! operator keeps that sum below the directory's own lock-out. A place is *known* for a
//! person if they signed in from it before (the store remembers, [`Places`]); strangers
//! cannot use up the count that holds there, so the doctor at her own desk gets in. Whether
//! a typed name stands for anybody cannot be told: a name nobody has is counted by the same
//! limits, and a person who was guessed at under another name is refused in the same words,
//! by the same steps.
//!
//! Counts are in memory, per process. A restart forgets them, which an outsider cannot
//! bring about; the places, which decide who gets in during an attack, are kept.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use doublelock_directory::Passage;
use doublelock_domain::time::Timestamp;
use doublelock_store::front_door::KnownPlace;
use openssl::sha::sha256;
use unicode_normalization::UnicodeNormalization as _;

use crate::config::SignInLimits;

/// Most keys remembered; the oldest go first.
const CAPACITY: usize = 20_000;

/// What stands for a name, a person, a place or a pair of them: a hash under a key that is
/// not in the database. What people type into the name field can be a password.
type Mark = [u8; 32];

/// Makes marks.
#[derive(Clone)]
pub struct Places {
    key: [u8; 32],
}

impl Places {
    /// With a key drawn from the appliance's master key: whoever has only the database
    /// cannot tell whose places it lists.
    pub fn new(master: &[u8]) -> Self {
        Self {
            key: hmac(&sha256(master), b"doublelock places of sign-in v1"),
        }
    }

    fn mark(&self, kind: &str, parts: &[&[u8]]) -> Mark {
        let mut message = kind.as_bytes().to_vec();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        hmac(&self.key, &message)
    }

    /// The place of an address: the IPv4 address itself, or the IPv6 /64, of which one
    /// subscriber has 2^64.
    pub fn place(&self, address: IpAddr) -> [u8; 32] {
        match address.to_canonical() {
            IpAddr::V4(four) => self.mark("place 4", &[&four.octets()]),
            IpAddr::V6(six) => self.mark("place 6", &[network(&six.octets())]),
        }
    }

    /// What the store keeps of a sign-in.
    pub fn known(&self, stable_id: &str, address: IpAddr) -> KnownPlace {
        let place = self.place(address);
        KnownPlace {
            pair: self.pair(stable_id, &place),
            place,
        }
    }

    fn pair(&self, stable_id: &str, place: &Mark) -> Mark {
        self.mark("person at", &[stable_id.as_bytes(), place])
    }
}

/// The first 64 bits.
fn network(address: &[u8; 16]) -> &[u8] {
    address.split_at(8).0
}

/// HMAC-SHA256 (RFC 2104) under a key of 32 bytes.
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = vec![pad; 64];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = sha256(&[&padded(0x36), message].concat());
    sha256(&[&padded(0x5c)[..], &inner[..]].concat())
}

/// A typed name as names are compared: NFKC, lower case, no white space around it and one
/// space for any inside, nothing invisible. Directories compare about so (RFC 4518); what
/// they fold beyond it is caught by counting the person.
fn folded(login: &str) -> String {
    let visible: String = login
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that RFC 4518 2.2 maps to nothing, of which a name can be made to look new.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// What tries are counted under. Marks that need a person who exists are few, however many
/// names and addresses somebody invents, and are never dropped for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Stranger(Mark),
    Person(Mark),
}

/// When each of the tries was made, oldest first.
type Failures = HashMap<Key, Vec<Timestamp>>;

/// Counts of failed sign-ins.
pub struct Throttle {
    places: Places,
    limits: SignInLimits,
    failures: Mutex<Failures>,
}

/// Why a sign-in must wait: seconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub i64);

/// One attempt to sign in. It counts as a failure from the moment it is let through, so that
/// many at the same moment cannot slip by together; [`Attempt::succeeded`] and
/// [`Attempt::unanswered`] take that back.
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    place: Mark,
    name: Mark,
    known: Vec<Mark>,
    counted: Vec<Key>,
    at: Timestamp,
    /// Set when it was stopped.
    pub wait: Option<Wait>,
}

impl Throttle {
    /// Nothing counted yet.
    pub fn new(places: Places, limits: SignInLimits) -> Self {
        Self {
            places,
            limits,
            failures: Mutex::default(),
        }
    }

    /// What stands for places in the store.
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// Somebody typed a name at `address`; `known` are the marks of those who signed in from
    /// there before ([`KnownPlace::pair`]). Where nobody is known, the name and the address
    /// decide at once whether the directory is asked at all. Whoever shares an address with
    /// somebody known there is heard in any case: only the search can tell who it is.
    pub fn knock(
        &self,
        login: &str,
        address: IpAddr,
        known: Vec<[u8; 32]>,
        now: Timestamp,
    ) -> Result<Attempt<'_>, Wait> {
        let place = self.places.place(address);
        let name = self.places.mark("name", &[folded(login).as_bytes()]);
        let at_address = (Key::Stranger(place), self.limits.per_address);
        let mut failures = self.lock();
        let mut wait = self.longest_wait(&mut failures, &[at_address], now);
        if known.is_empty() {
            let by_name = self.limits_of(Key::Stranger, &name, &place);
            wait = wait.or(self.longest_wait(&mut failures, &by_name, now));
            if let Some(wait) = wait {
                return Err(wait);
            }
        }
        let mut attempt = Attempt {
            throttle: self,
            place,
            name,
            known,
            counted: Vec::new(),
            at: now,
            wait,
        };
        attempt.count(&mut failures, at_address.0);
        self.forget(&mut failures, now);
        drop(failures);
        Ok(attempt)
    }

    /// What holds for a name or a person at a strange place.
    fn limits_of(&self, kind: fn(Mark) -> Key, whose: &Mark, place: &Mark) -> [(Key, usize); 2] {
        let here = self.places.mark("at", &[whose, place]);
        [
            (kind(*whose), self.limits.per_account),
            (kind(here), self.limits.per_pair),
        ]
    }

    /// None if every count is below its limit, else how long until all are.
    fn longest_wait(
        &self,
        failures: &mut Failures,
        limits: &[(Key, usize)],
        now: Timestamp,
    ) -> Option<Wait> {
        limits
            .iter()
            .filter_map(|(key, limit)| self.wait(failures, *key, *limit, now))
            .max_by_key(|wait| wait.0)
    }

    /// None if the count under `key` is below its limit, else how long until it is.
    fn wait(
        &self,
        failures: &mut Failures,
        key: Key,
        limit: usize,
        now: Timestamp,
    ) -> Option<Wait> {
        // Looking adds no key: who is made to wait cannot fill the memory with names.
        let times = failures.get_mut(&key)?;
        times.retain(|then| self.counts(*then, now));
        if times.is_empty() {
            failures.remove(&key);
            return None;
        }
        let last_that_must_go = times.len().checked_sub(limit)?;
        let until = times.get(last_that_must_go)?.plus(self.limits.window);
        Some(Wait(until.since(now).as_seconds() + 1))
    }

    /// Tries at a person from all places known for them.
    fn at_home(&self, person: &Mark) -> Key {
        Key::Person(self.places.mark("at home", &[person]))
    }

    /// Within the window. What lies further ahead than a window was written before the clock
    /// was set back, and keeps nobody out.
    fn counts(&self, then: Timestamp, now: Timestamp) -> bool {
        let window = self.limits.window;
        now.since(then) < window && then.since(now) < window
    }

    fn lock(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bounds the memory: first what is too old to count, then the oldest of what strangers
    /// made up.
    fn forget(&self, failures: &mut Failures, now: Timestamp) {
        if failures.len() <= CAPACITY {
            return;
        }
        failures.retain(|_, times| times.last().is_some_and(|last| self.counts(*last, now)));
        let mut by_age: Vec<_> = failures
            .iter()
            .filter(|(key, _)| matches!(key, Key::Stranger(_)))
            .map(|(key, times)| (times.last().copied(), *key))
            .collect();
        if by_age.len() > CAPACITY {
            by_age.sort_unstable();
            for (_, key) in by_age.into_iter().take(CAPACITY / 2) {
                failures.remove(&key);
            }
        }
    }
}

impl Attempt<'_> {
    /// Decides, now that the directory's search has said who was meant: the stable id of the
    /// one person found, or none.
    pub fn passage(&mut self, person: Option<&str>) -> Passage {
        let throttle = self.throttle;
        let mut failures = throttle.lock();
        let person = person.map(|id| Person {
            mark: throttle.places.mark("person", &[id.as_bytes()]),
            here: throttle.places.pair(id, &self.place),
        });
        match person {
            Some(person) if self.known.contains(&person.here) => {
                self.at_a_known_place(&mut failures, person.mark)
            }
            person => self.at_a_strange_place(&mut failures, person.map(|p| p.mark)),
        }
    }

    fn at_a_known_place(&mut self, failures: &mut Failures, person: Mark) -> Passage {
        let (throttle, key) = (self.throttle, self.throttle.at_home(&person));
        self.wait = throttle.wait(failures, key, throttle.limits.per_pair, self.at);
        if self.wait.is_some() {
            self.uncount(failures);
            return Passage::Stop;
        }
        self.count(failures, key);
        Passage::Ask
    }

    fn at_a_strange_place(&mut self, failures: &mut Failures, person: Option<Mark>) -> Passage {
        let (throttle, now) = (self.throttle, self.at);
        let name = throttle.limits_of(Key::Stranger, &self.name, &self.place);
        let person = person.map(|mark| throttle.limits_of(Key::Person, &mark, &self.place));
        // The limits of the name decide what is answered, those of the person what is asked.
        self.wait = self.wait.or(throttle.longest_wait(failures, &name, now));
        let spent =
            person.is_some_and(|limits| throttle.longest_wait(failures, &limits, now).is_some());
        if self.wait.is_some() {
            self.uncount(failures);
            return Passage::Stop;
        }
        let theirs = person.filter(|_| !spent);
        for (key, _) in name.into_iter().chain(theirs.into_iter().flatten()) {
            self.count(failures, key);
        }
        throttle.forget(failures, now);
        if spent {
            Passage::Pretend
        } else {
            Passage::Ask
        }
    }

    /// The password was right: the attempt no longer counts, and neither do the person's own
    /// earlier mistakes at this place. What strangers used up elsewhere stays used up.
    pub fn succeeded(mut self, stable_id: &str) {
        let throttle = self.throttle;
        let mut failures = throttle.lock();
        self.uncount(&mut failures);
        let person = throttle.places.mark("person", &[stable_id.as_bytes()]);
        let at_here = |whose: &Mark| throttle.places.mark("at", &[whose, &self.place]);
        failures.remove(&throttle.at_home(&person));
        failures.remove(&Key::Person(at_here(&person)));
        failures.remove(&Key::Stranger(at_here(&self.name)));
    }

    /// The directory did not answer: nobody guessed anything.
    pub fn unanswered(mut self) {
        let throttle = self.throttle;
        self.uncount(&mut throttle.lock());
    }

    fn count(&mut self, failures: &mut Failures, key: Key) {
        failures.entry(key).or_default().push(self.at);
        self.counted.push(key);
    }

    fn uncount(&mut self, failures: &mut Failures) {
        for key in self.counted.drain(..) {
            let Some(times) = failures.get_mut(&key) else {
                continue;
            };
            if let Some(index) = times.iter().rposition(|then| *then == self.at) {
                times.remove(index);
            }
            if times.is_empty() {
                failures.remove(&key);
            }
        }
    }
}

/// A person who was found, and the same at this place.
struct Person {
    mark: Mark,
    here: Mark,
}

#[cfg(test)]
mod tests;
