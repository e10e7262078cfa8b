//! How often a password may be tried: slowing down guessing, without letting an outsider lock
//! anybody out.
//!
//! A password reaches the directory only after the directory's search has said **whose** login
//! was typed, so tries are counted by person, whatever the spelling. What is counted, in a
//! sliding window:
//!
//! | tries | at most | beyond it |
//! |---|---|---|
//! | from one address | `per_address` | wait |
//! | at one typed name ([`folded`]), from strange places; and from one of them | `per_account`, `per_pair` | wait |
//! | at one person, from strange places; and from one of them | `per_account`, `per_pair` | refused as a wrong password would be, and the directory is not asked about the person |
//! | at one person, from all places known for them together | `per_pair` | wait |
//!
//! So `per_account` + `per_pair` tries at the most reach a person's account in a window: the
//! operator keeps that sum below the directory's own lock-out. A place is *known* for a person
//! if they signed in from it before; strangers cannot use up the count that holds there, so the
//! doctor at her own desk gets in. Whether a typed name stands for anybody cannot be told: a
//! name nobody has is counted by the same limits, and a person who was guessed at under another
//! name is refused in the same words, by the same steps.
//!
//! The rules are functions of the tries so far and of the present instant; who keeps the tries
//! is somebody else's. A try counts from the moment it is let through, so that many at the same
//! moment cannot slip by together; it is taken back if the password was right, or never judged.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::time::{Span, Timestamp};

/// How many wrong passwords reach the directory within a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time over which they count.
    pub window: Span,
    /// For one person or typed name, from strange places.
    pub per_account: usize,
    /// For one person or typed name from one of them; for one person from all known places.
    pub per_pair: usize,
    /// From one address.
    pub per_address: usize,
}

/// What stands for a name, a person, a place or a pair of them: a hash under a key that is
/// not in the database. What people type into the name field can be a password.
pub type Mark = [u8; 32];

/// What tries are counted under. Marks that need a person who exists are few, however many
/// names and addresses somebody invents, and are never dropped for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Anybody can make such a one up.
    Stranger(Mark),
    /// Needs a person whom the directory knows.
    Person(Mark),
}

impl Key {
    /// The mark.
    pub const fn mark(&self) -> &Mark {
        match self {
            Self::Stranger(mark) | Self::Person(mark) => mark,
        }
    }

    /// True if it needs a person whom the directory knows.
    pub const fn is_of_a_person(&self) -> bool {
        matches!(self, Self::Person(_))
    }
}

/// When each of the tries under some marks was made.
pub type Tries = BTreeMap<Mark, Vec<Timestamp>>;

/// Why a sign-in must wait: seconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub i64);

/// A name that was typed somewhere, before it is known whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Knock {
    /// Where.
    pub place: Mark,
    /// The name.
    pub name: Mark,
    /// The name at this place.
    pub name_here: Mark,
    /// True if anybody signed in from here before.
    pub known_place: bool,
}

/// Whose name it was.
#[derive(Debug, Clone, Copy)]
pub struct Meant {
    /// The person.
    pub person: Mark,
    /// The person at this place.
    pub here: Mark,
    /// The person at all places known for them.
    pub home: Mark,
    /// True if this place is one of these.
    pub is_home: bool,
}

/// What is done with the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The directory is asked.
    Ask,
    /// The same steps are taken, but the person's account does not see the try.
    Pretend,
    /// Nothing more is asked, and the try does not count.
    Stop(Wait),
}

impl Knock {
    /// What must be known of it.
    pub fn keys(&self) -> Vec<Key> {
        [self.place, self.name, self.name_here]
            .map(Key::Stranger)
            .to_vec()
    }
}

impl Meant {
    /// What must be known of it.
    pub fn keys(&self) -> Vec<Key> {
        [self.person, self.here, self.home]
            .map(Key::Person)
            .to_vec()
    }
}

impl Limits {
    /// Somebody knocks. Where nobody is known, the name and the address decide at once whether
    /// the directory is asked at all (`Err`). Whoever shares an address with somebody known
    /// there is heard in any case: only the search can tell who it is; what they may have to
    /// wait for comes back. A knock that is heard counts under [`Knock::place`].
    pub fn knock(
        &self,
        knock: &Knock,
        tries: &Tries,
        now: Timestamp,
    ) -> Result<Option<Wait>, Wait> {
        let wait = self.wait(tries, &knock.place, self.per_address, now);
        if knock.known_place {
            return Ok(wait);
        }
        match wait.or_else(|| self.at_a_name(knock, tries, now)) {
            Some(wait) => Err(wait),
            None => Ok(None),
        }
    }

    /// Decides, now that it is known who was meant, if anybody; `wait` is what the knock came
    /// back with. What the try is counted under stands beside it.
    pub fn verdict(
        &self,
        knock: &Knock,
        meant: Option<&Meant>,
        wait: Option<Wait>,
        tries: &Tries,
        now: Timestamp,
    ) -> (Verdict, Vec<Key>) {
        if let Some(meant) = meant.filter(|meant| meant.is_home) {
            return match self.wait(tries, &meant.home, self.per_pair, now) {
                Some(wait) => (Verdict::Stop(wait), Vec::new()),
                None => (Verdict::Ask, vec![Key::Person(meant.home)]),
            };
        }
        // The limits of the name decide what is answered, those of the person what is asked.
        if let Some(wait) = wait.or_else(|| self.at_a_name(knock, tries, now)) {
            return (Verdict::Stop(wait), Vec::new());
        }
        let mut counted = vec![Key::Stranger(knock.name), Key::Stranger(knock.name_here)];
        let Some(meant) = meant else {
            return (Verdict::Ask, counted);
        };
        if self
            .strange(tries, &meant.person, &meant.here, now)
            .is_some()
        {
            return (Verdict::Pretend, counted);
        }
        counted.extend([Key::Person(meant.person), Key::Person(meant.here)]);
        (Verdict::Ask, counted)
    }

    fn at_a_name(&self, knock: &Knock, tries: &Tries, now: Timestamp) -> Option<Wait> {
        self.strange(tries, &knock.name, &knock.name_here, now)
    }

    /// None if every count that holds at a strange place is below its limit, else how long
    /// until all are.
    fn strange(&self, tries: &Tries, whose: &Mark, here: &Mark, now: Timestamp) -> Option<Wait> {
        [
            self.wait(tries, whose, self.per_account, now),
            self.wait(tries, here, self.per_pair, now),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|wait| wait.0)
    }

    /// None if the count under `mark` is below its limit, else how long until it is.
    fn wait(&self, tries: &Tries, mark: &Mark, limit: usize, now: Timestamp) -> Option<Wait> {
        let mut times: Vec<Timestamp> = tries.get(mark)?.clone();
        times.retain(|then| self.counts(*then, now));
        times.sort_unstable();
        let last_that_must_go = times.len().checked_sub(limit)?;
        let until = times.get(last_that_must_go)?.plus(self.window);
        Some(Wait(until.since(now).as_seconds() + 1))
    }

    /// Within the window. What lies further ahead than a window was written before the clock
    /// was set back, and keeps nobody out.
    fn counts(&self, then: Timestamp, now: Timestamp) -> bool {
        now.since(then) < self.window && then.since(now) < self.window
    }
}

/// What is forgotten once a password was right: the person's own earlier mistakes at this
/// place. What strangers used up elsewhere stays used up.
pub const fn forgiven(knock: &Knock, meant: &Meant) -> [Mark; 3] {
    [meant.home, meant.here, knock.name_here]
}

/// A typed name as names are compared: NFKC, lower case, no white space around it and one
/// space for any inside, nothing invisible. Directories compare about so (RFC 4518); what
/// they fold beyond it is caught by counting the person.
pub fn folded(login: &str) -> String {
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

#[cfg(test)]
mod tests;
