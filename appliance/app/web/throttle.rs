//! Slowing down guessing, without letting an outsider lock anybody out.
//!
//! Counts, in memory: failures per address and failures per (account, address). A
//! stranger who guesses at a doctor's account from elsewhere uses up the *stranger's*
//! count. Against a guesser with many addresses there is a third count, per account
//! alone, kept below the directory's own lock-out (ten in fifteen minutes); it does not
//! hold for addresses from which that account signed in before, so the doctor at her
//! desk still gets in. From an address that is new to it, or after a restart, an account
//! under attack waits.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use doublelock_domain::time::{Span, Timestamp};

/// Time over which failures count.
const WINDOW: Span = Span::minutes(15);
/// Failures of one account from one address.
const PER_PAIR: usize = 5;
/// Failures from one address, whatever the account.
const PER_ADDRESS: usize = 30;
/// Failures of one account from addresses it never signed in from.
const PER_ACCOUNT: usize = 8;
/// Most keys remembered; the oldest go first.
const CAPACITY: usize = 20_000;

/// May a sign-in go on to the directory?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Go,
    /// Not before this many seconds.
    Wait(i64),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Pair([u8; 32], IpAddr),
    Address(IpAddr),
    Account([u8; 32]),
}

#[derive(Debug, Default)]
struct Memory {
    failures: HashMap<Key, Vec<Timestamp>>,
    trusted: HashMap<([u8; 32], IpAddr), Timestamp>,
}

/// Counts of failed sign-ins.
#[derive(Debug, Default)]
pub struct Throttle {
    memory: Mutex<Memory>,
}

/// Names are kept as hashes: what people type into the field can be a password.
fn account(login: &str) -> [u8; 32] {
    openssl::sha::sha256(login.trim().to_lowercase().as_bytes())
}

impl Throttle {
    /// Asks before the directory is asked. A permitted attempt is counted at once as a
    /// failure, so that many at the same moment cannot slip through together;
    /// [`Throttle::succeeded`] takes it back.
    pub fn ask(&self, login: &str, address: IpAddr, now: Timestamp) -> Verdict {
        let account = account(login);
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let trusted = memory.trusted.contains_key(&(account, address));
        let mut keys = vec![
            (Key::Pair(account, address), PER_PAIR),
            (Key::Address(address), PER_ADDRESS),
        ];
        if !trusted {
            keys.push((Key::Account(account), PER_ACCOUNT));
        }
        let mut wait = 0;
        for (key, limit) in &keys {
            // Looking adds no key: who is made to wait cannot fill the memory with names.
            let Some(failures) = memory.failures.get_mut(key) else {
                continue;
            };
            failures.retain(|then| now.since(*then) < WINDOW);
            if failures.len() >= *limit
                && let Some(oldest) = failures.first()
            {
                wait = wait.max(oldest.plus(WINDOW).since(now).as_seconds() + 1);
            }
        }
        if wait > 0 {
            return Verdict::Wait(wait);
        }
        for (key, _) in keys {
            memory.failures.entry(key).or_default().push(now);
        }
        memory.forget(now);
        Verdict::Go
    }

    /// The attempt succeeded: it no longer counts, and this address is known for the account.
    pub fn succeeded(&self, login: &str, address: IpAddr, now: Timestamp) {
        let account = account(login);
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.take_back(account, address);
        memory.failures.remove(&Key::Pair(account, address));
        memory.trusted.insert((account, address), now);
    }

    /// The directory did not answer: nobody guessed anything.
    pub fn unanswered(&self, login: &str, address: IpAddr) {
        let account = account(login);
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.take_back(account, address);
    }
}

impl Memory {
    /// Takes back what [`Throttle::ask`] counted for one attempt: of a known address it
    /// did not count against the account, so there is nothing of a stranger's to forget.
    fn take_back(&mut self, account: [u8; 32], address: IpAddr) {
        let mut keys = vec![Key::Pair(account, address), Key::Address(address)];
        if !self.trusted.contains_key(&(account, address)) {
            keys.push(Key::Account(account));
        }
        for key in keys {
            if let Some(failures) = self.failures.get_mut(&key) {
                failures.pop();
            }
        }
    }

    fn forget(&mut self, now: Timestamp) {
        if self.failures.len() > CAPACITY {
            self.failures
                .retain(|_, times| times.last().is_some_and(|last| now.since(*last) < WINDOW));
        }
        if self.failures.len() > CAPACITY {
            let mut by_age: Vec<_> = self
                .failures
                .iter()
                .map(|(key, times)| (times.last().copied(), key.clone()))
                .collect();
            by_age.sort_by_key(|(last, _)| *last);
            for (_, key) in by_age.into_iter().take(CAPACITY / 2) {
                self.failures.remove(&key);
            }
        }
        if self.trusted.len() > CAPACITY {
            self.trusted
                .retain(|_, since| now.since(*since) < Span::hours(24 * 30));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus(Span::seconds(seconds))
    }

    fn address(last: u8) -> IpAddr {
        format!("192.0.2.{last}").parse().unwrap()
    }

    #[test]
    fn a_guesser_is_slowed_down_and_let_in_again_later() {
        let throttle = Throttle::default();
        for n in 0..5 {
            assert_eq!(throttle.ask("nadia", address(1), at(n)), Verdict::Go);
        }
        assert!(matches!(
            throttle.ask("nadia", address(1), at(5)),
            Verdict::Wait(_)
        ));
        assert_eq!(
            throttle.ask("nadia", address(1), at(15 * 60 + 1)),
            Verdict::Go
        );
    }

    #[test]
    fn of_a_thousand_guesses_at_one_account_eight_reach_the_directory() {
        let throttle = Throttle::default();
        let passed = (0..1000u32)
            .filter(|n| {
                let from = address(u8::try_from(n % 250).unwrap());
                throttle.ask("dr.roy", from, at(i64::from(n % 800))) == Verdict::Go
            })
            .count();
        assert!(passed <= 10, "{passed}");
    }

    #[test]
    fn a_doctor_at_her_desk_gets_in_while_a_stranger_guesses() {
        let throttle = Throttle::default();
        assert_eq!(throttle.ask("dr.roy", address(1), at(0)), Verdict::Go);
        throttle.succeeded("dr.roy", address(1), at(0));
        for n in 0..100 {
            throttle.ask("dr.roy", address(100 + n), at(10));
        }
        assert_eq!(throttle.ask("DR.ROY ", address(1), at(20)), Verdict::Go);
    }

    #[test]
    fn a_dead_directory_uses_up_nobodys_attempts() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            assert_eq!(throttle.ask("nadia", address(1), at(0)), Verdict::Go);
            throttle.unanswered("nadia", address(1));
        }
    }

    #[test]
    fn a_doctor_who_comes_and_goes_gives_the_stranger_no_new_guesses() {
        let throttle = Throttle::default();
        throttle.ask("dr.roy", address(1), at(0));
        throttle.succeeded("dr.roy", address(1), at(0));
        let mut passed = 0;
        for n in 0..100 {
            if throttle.ask("dr.roy", address(100 + n), at(1)) == Verdict::Go {
                passed += 1;
            }
            throttle.ask("dr.roy", address(1), at(1));
            throttle.succeeded("dr.roy", address(1), at(1));
        }
        assert_eq!(passed, PER_ACCOUNT);
    }

    #[test]
    fn who_is_made_to_wait_does_not_fill_the_memory() {
        let throttle = Throttle::default();
        for n in 0..60_000u32 {
            throttle.ask(&format!("u{n}"), address(1), at(0));
        }
        assert!(throttle.memory.lock().unwrap().failures.len() <= 2 * PER_ADDRESS + 1);
    }

    #[test]
    fn a_flood_of_names_does_not_fill_the_memory() {
        let throttle = Throttle::default();
        for n in 0..60_000u32 {
            let from = IpAddr::V4(std::net::Ipv4Addr::from(n));
            throttle.ask(&format!("u{n}"), from, at(0));
        }
        assert!(throttle.memory.lock().unwrap().failures.len() <= CAPACITY + 3);
    }
}
