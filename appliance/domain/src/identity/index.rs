//! The names of everybody on file, in memory, to search by name and to find who a new patient
//! may be.
//!
//! Names and birth dates are nowhere on disk but sealed, and no token of a name is kept: tokens
//! of names tell by how often they occur. So they are searched where they are open, in memory:
//! the words of each name ([`words`]) one after the other in one text, and a row of numbers for
//! each. A million people take some 100 MB. A search reads all of the text; who may be somebody
//! is asked while a case is opened, and looks only at those born on the days in question.
//!
//! What is found is a **candidate**: the key under which somebody was added. Whoever wants to
//! know who it is opens the record, and [`compare`](super::compare)s.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, NaiveDate};
use memchr::memmem::Finder;

use super::date::near;
use super::{folded, words};
use crate::case::{IssuedIdentifier, PatientDetails};

/// Words of a search that are looked at, at most.
const MOST_WORDS: usize = 8;

/// Candidates that may be the same as somebody, at most.
const MOST_CANDIDATES: usize = 200;

/// Somebody, as numbers.
#[derive(Clone, Copy)]
struct Entry {
    key: i64,
    /// Where their words begin in the text, and how long they are.
    at: usize,
    length: usize,
    /// Days since 1 January of the year 1.
    born: i32,
    /// Nothing else of it is left.
    forgotten: bool,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Keys, in the order in which they were added.
    pub keys: Vec<i64>,
    /// There are more than were asked for.
    pub more: bool,
}

/// Somebody as the index keeps them. Made apart from it: folding letters is most of the work of
/// adding a name, and many can do it at once.
pub struct Name {
    /// Every word after a blank.
    letters: String,
    born: i32,
    number: Option<u64>,
}

impl Name {
    /// Of somebody as entered.
    pub fn of(person: &PatientDetails) -> Self {
        let mut letters = String::new();
        for word in name_words(person) {
            letters.push(' ');
            letters.push_str(&word);
        }
        Self {
            letters,
            born: person.birth_date.num_days_from_ce(),
            number: person.hospital_number.as_ref().map(number_of),
        }
    }
}

/// Everybody on file. `Debug` prints how many.
#[derive(Default)]
pub struct NameIndex {
    /// ` belanger roy elodie tremblay marie …`: every word after a blank.
    letters: Vec<u8>,
    /// In the order of `at`; whoever was forgotten keeps an empty place.
    entries: Vec<Entry>,
    /// Places of those born on a day.
    by_day: BTreeSet<(i32, u32)>,
    /// Places of those with a file number, under the number with its issuer.
    by_number: BTreeSet<(u64, u32)>,
    /// Empty places.
    forgotten: usize,
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NameIndex")
            .field("entries", &self.len())
            .finish_non_exhaustive()
    }
}

impl NameIndex {
    /// How many names there are.
    pub const fn len(&self) -> usize {
        self.entries.len() - self.forgotten
    }

    /// True if there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds somebody under a key. Beyond four thousand million nobody is added.
    pub fn add(&mut self, key: i64, name: &Name) {
        let Ok(place) = u32::try_from(self.entries.len()) else {
            return;
        };
        let at = self.letters.len();
        self.letters.extend_from_slice(name.letters.as_bytes());
        self.by_day.insert((name.born, place));
        if let Some(number) = name.number {
            self.by_number.insert((number, place));
        }
        self.entries.push(Entry {
            key,
            at,
            length: name.letters.len(),
            born: name.born,
            forgotten: false,
        });
    }

    /// Forgets what was added under these keys: letters, birth date, number and key.
    pub fn forget(&mut self, keys: &BTreeSet<i64>) {
        let (letters, mut gone) = (&mut self.letters, BTreeSet::new());
        for (place, entry) in (0u32..).zip(&mut self.entries) {
            if !entry.forgotten && keys.contains(&entry.key) {
                letters[entry.at..entry.at + entry.length].fill(0);
                *entry = Entry {
                    key: 0,
                    at: entry.at,
                    length: 0,
                    born: 0,
                    forgotten: true,
                };
                gone.insert(place);
            }
        }
        self.by_day.retain(|(_, place)| !gone.contains(place));
        self.by_number.retain(|(_, place)| !gone.contains(place));
        self.forgotten += gone.len();
    }

    /// Those whose name has every word of the text, or words that begin with them, and whose birth
    /// date is the date in it (`AAAA-MM-JJ`), if there is one. At most `limit`.
    pub fn search(&self, text: &str, limit: usize) -> Found {
        let (born, words) = asked(text);
        let Some(longest) = words.iter().max_by_key(|word| word.len()) else {
            return limited(born.into_iter().flat_map(|born| self.born_on(born)), limit);
        };
        let beginnings: Vec<Finder<'static>> = words.iter().map(|word| beginning(word)).collect();
        let theirs = |entry: &&Entry| {
            let text = self.text_of(entry);
            born.is_none_or(|born| born == entry.born)
                && beginnings.iter().all(|word| word.find(text).is_some())
        };
        limited(self.entries_with(longest).filter(theirs), limit)
    }

    /// Those who may be this person: with the same file number; or born on the same day, or on a
    /// day that is easily written instead of it, with a word of the name in common. In this order,
    /// of the other days the earliest first, at most [`MOST_CANDIDATES`].
    /// [`likely`](crate::patient::likely) says who of them is.
    pub fn candidates(&self, person: &PatientDetails) -> Vec<i64> {
        let days: BTreeSet<i32> = near(person.birth_date)
            .into_iter()
            .map(|day| day.num_days_from_ce())
            .collect();
        let words: BTreeSet<String> = name_words(person).iter().map(|w| squeezed(w)).collect();
        let whole: String = name_words(person).iter().map(|w| squeezed(w)).collect();
        let shares = |entry: &&Entry| {
            let theirs: Vec<String> = self.words_of(entry).map(squeezed).collect();
            theirs.iter().any(|word| words.contains(word)) || theirs.concat() == whole
        };
        let number = person.hospital_number.as_ref().map(number_of);
        let numbered = number
            .into_iter()
            .flat_map(|number| self.at(self.by_number.range((number, 0)..=(number, u32::MAX))));
        let day = person.birth_date.num_days_from_ce();
        let others = days.into_iter().filter(|other| *other != day);
        // The likelier go first, where there are more than are looked at.
        let born = std::iter::once(day).chain(others);
        let born = born.flat_map(|day| self.born_on(day)).filter(shares);
        let mut seen = BTreeSet::new();
        let keys = numbered.chain(born).map(|entry| entry.key);
        keys.filter(|key| seen.insert(*key))
            .take(MOST_CANDIDATES)
            .collect()
    }

    fn born_on(&self, day: i32) -> impl Iterator<Item = &Entry> {
        self.at(self.by_day.range((day, 0)..=(day, u32::MAX)))
    }

    /// The entries at these places.
    fn at<'a, K: 'a>(
        &'a self,
        places: impl Iterator<Item = &'a (K, u32)>,
    ) -> impl Iterator<Item = &'a Entry> {
        places.filter_map(|(_, place)| self.entries.get(usize::try_from(*place).ok()?))
    }

    /// The entries with a word that begins like this one, each once.
    fn entries_with<'a>(&'a self, word: &str) -> impl Iterator<Item = &'a Entry> + 'a {
        let finder = beginning(word);
        let mut from = 0;
        std::iter::from_fn(move || {
            let hit = from + finder.find(self.letters.get(from..)?)?;
            let next = self.entries.partition_point(|entry| entry.at <= hit);
            let entry = self.entries.get(next.checked_sub(1)?)?;
            // What was forgotten leaves no letters behind.
            from = entry.at + entry.length;
            Some(entry)
        })
    }

    fn text_of(&self, entry: &Entry) -> &[u8] {
        let text = self.letters.get(entry.at..entry.at + entry.length);
        text.unwrap_or_default()
    }

    fn words_of(&self, entry: &Entry) -> impl Iterator<Item = &str> {
        let text = std::str::from_utf8(self.text_of(entry)).unwrap_or_default();
        text.split(' ').filter(|word| !word.is_empty())
    }
}

/// Finds words that begin like this one.
fn beginning(word: &str) -> Finder<'static> {
    Finder::new(format!(" {word}").as_bytes()).into_owned()
}

fn limited<'a>(all: impl Iterator<Item = &'a Entry>, limit: usize) -> Found {
    let mut keys: Vec<i64> = all.take(limit + 1).map(|entry| entry.key).collect();
    let more = keys.len() > limit;
    keys.truncate(limit);
    Found { keys, more }
}

fn name_words(person: &PatientDetails) -> Vec<String> {
    let mut all = words(person.family_name.as_str());
    all.extend(words(person.given_names.as_str()));
    all
}

/// The date and the words of a search.
fn asked(text: &str) -> (Option<i32>, Vec<String>) {
    let mut born = None;
    let mut all = Vec::new();
    for part in text.split_whitespace() {
        match NaiveDate::parse_from_str(part, "%Y-%m-%d") {
            Ok(date) => born = Some(date.num_days_from_ce()),
            Err(_) => all.extend(words(part)),
        }
    }
    all.truncate(MOST_WORDS);
    (born, all)
}

/// A word without what separates `müller` from `mueller`: enough to become a candidate.
fn squeezed(word: &str) -> String {
    word.replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
        .replace("aa", "a")
}

fn number_of(number: &IssuedIdentifier) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded(number.issuer.as_str()).hash(&mut hasher);
    folded(number.value.as_str()).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
