//! Sealed sections: the words about people, where they were written, once.
//!
//! A table that follows from the journal holds the number of a section, never the words; so
//! tables are made again without keys, and what a destroyed key closes is closed everywhere.
//! The first line of a section says in ASCII whose key opens it and of which act and version
//! it is; the rest is what the vault's record keys make. That line and the section's number
//! are bound to it: in another place it does not open.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::fact::sealed::words_of;
use doublelock_domain::fact::{Fact, Reading, Sealed};
use doublelock_domain::time::Entropy;
use doublelock_ledger::{Hash, section_hash};
use doublelock_vault::RecordKey;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::keys::{self, Keyholder, Wraps};
use crate::project::Entry;
use crate::schema::journal::ledger_section;

pub(crate) use doublelock_domain::fact::sealed::MOST_SECTIONS;

/// The number of a section of an entry.
pub(crate) fn number(sequence: u64, place: u8) -> Result<i64> {
    signed(sequence * MOST_SECTIONS as u64 + u64::from(place))
}

impl Entry<'_> {
    /// The number under which words of this entry's fact lie.
    pub(crate) fn section<T>(&self, words: &Sealed<T>) -> Result<i64> {
        let place = words
            .section()
            .ok_or(Error::Corrupt("words that were not sealed"))?;
        number(self.sequence, place)
    }

    /// The same of words that may be absent.
    pub(crate) fn maybe_section<T>(&self, words: Option<&Sealed<T>>) -> Result<Option<i64>> {
        words.map(|words| self.section(words)).transpose()
    }
}

/// What binds a section to its place.
fn about(line: &[u8], section: i64) -> Vec<u8> {
    let mut about = line.to_vec();
    about.extend_from_slice(section.to_string().as_bytes());
    about
}

/// Closes every section of a fact that is about to be entry `sequence`; returns their bytes.
pub(crate) fn seal(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    sequence: u64,
    fact: &mut Fact,
) -> Result<Vec<Vec<u8>>> {
    let (act, version) = (fact.act(), fact.version());
    if fact.sections().len() > MOST_SECTIONS {
        return Err(Error::Corrupt("a fact has too many sections"));
    }
    let mut opened = BTreeMap::new();
    let mut all = Vec::new();
    for (place, section) in (0u8..).zip(fact.sections()) {
        let of = section.of();
        let name = of.to_string();
        if !opened.contains_key(&name) {
            let key = keys::present(keys::of(conn, keys, of)?)?;
            opened.insert(name.clone(), key);
        }
        let key = opened.get(&name).ok_or(Error::Keys)?;
        let text = section
            .text()
            .map(Zeroizing::new)
            .ok_or(Error::Corrupt("words could not be written"))?;
        let mut sealed = format!("{name} {act} {version}\n").into_bytes();
        let about = about(&sealed, number(sequence, place)?);
        sealed.extend(key.seal(&about, &text, &mut |bytes| entropy.fill(bytes))?);
        section.close(place);
        all.push(sealed);
    }
    Ok(all)
}

/// What the leaf commits to of each section.
pub(crate) fn hashes(sections: &[Vec<u8>]) -> Vec<Hash> {
    sections.iter().map(|sealed| section_hash(sealed)).collect()
}

/// Keeps the sections of entry `sequence`.
pub(crate) fn keep(conn: &mut Conn, sequence: u64, sections: &[Vec<u8>]) -> Result<()> {
    for (place, sealed) in (0u8..).zip(sections) {
        diesel::insert_into(ledger_section::table)
            .values((
                ledger_section::section.eq(number(sequence, place)?),
                ledger_section::sealed.eq(sealed),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The sealed bytes of the entries from `from` to before `to`, by entry.
pub(crate) fn of_entries(
    conn: &mut Conn,
    from: u64,
    to: u64,
) -> Result<BTreeMap<u64, Vec<Vec<u8>>>> {
    let rows: Vec<(i64, Vec<u8>)> = ledger_section::table
        .filter(ledger_section::section.ge(number(from, 0)?))
        .filter(ledger_section::section.lt(number(to, 0)?))
        .order(ledger_section::section)
        .load(conn)?;
    let mut all: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
    for (section, sealed) in rows {
        let sequence = unsigned(section)? / MOST_SECTIONS as u64;
        all.entry(sequence).or_default().push(sealed);
    }
    Ok(all)
}

/// Texts of sections that were opened together.
pub(crate) struct Opened(BTreeMap<i64, Reading<Zeroizing<Vec<u8>>>>);

impl Opened {
    /// The words of one of them.
    pub(crate) fn words<T: DeserializeOwned>(&self, section: i64) -> Reading<T> {
        match self.0.get(&section) {
            Some(Reading::Open(text)) => words_of(text).map_or(Reading::Missing, Reading::Open),
            Some(Reading::Erased { by }) => Reading::Erased { by: *by },
            Some(Reading::Missing) | None => Reading::Missing,
        }
    }

    /// The words of one of them, which must be there: an erased record is refused as such.
    pub(crate) fn must<T: DeserializeOwned>(&self, section: i64) -> Result<T> {
        present(self.words(section))
    }
}

/// Words that must be there.
pub(crate) fn present<T>(reading: Reading<T>) -> Result<T> {
    match reading {
        Reading::Open(words) => Ok(words),
        Reading::Erased { by } => Err(Error::Erased(by)),
        Reading::Missing => Err(Error::Corrupt("words do not open")),
    }
}

/// Opens some sections together: one query for the bytes, and as many as keys hang deep.
pub(crate) fn open_all(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    sections: impl IntoIterator<Item = i64>,
) -> Result<Opened> {
    let stored = stored(conn, sections)?;
    let owners = stored.iter().filter_map(|(_, sealed)| owner_of(sealed));
    let found = keys::of_all(conn, keys, &owners.map(str::to_owned).collect())?;
    let mut opened = BTreeMap::new();
    for (section, sealed) in &stored {
        let key = owner_of(sealed).and_then(|owner| found.get(owner));
        let key = key.map_or(Reading::Missing, Clone::clone);
        opened.insert(*section, unsealed(key, *section, sealed)?);
    }
    Ok(Opened(opened))
}

/// The same of many sections, most of them of different people, and what is made of the words
/// of each, on two threads: to read through everybody takes the time of opening.
pub(crate) fn open_each<T: DeserializeOwned, U: Send>(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    sections: impl IntoIterator<Item = i64>,
    make: impl Fn(T) -> U + Sync,
) -> Result<Vec<(i64, Reading<U>)>> {
    let mut wanted: BTreeSet<i64> = sections.into_iter().collect();
    let stored = stored(conn, wanted.iter().copied())?;
    for (section, _) in &stored {
        wanted.remove(section);
    }
    let owners = stored.iter().filter_map(|(_, sealed)| owner_of(sealed));
    let wraps = Wraps::of(conn, &owners.map(str::to_owned).collect())?;
    let some = |stored: &[(i64, Vec<u8>)]| -> Result<Vec<(i64, Reading<U>)>> {
        let opened = stored.iter().map(|(section, sealed)| {
            let key = match owner_of(sealed) {
                Some(owner) => wraps.open(keys, owner)?,
                None => Reading::Missing,
            };
            let words = match unsealed(key, *section, sealed)? {
                Reading::Open(text) => {
                    words_of(&text).map_or(Reading::Missing, |words| Reading::Open(make(words)))
                }
                Reading::Erased { by } => Reading::Erased { by },
                Reading::Missing => Reading::Missing,
            };
            Ok((*section, words))
        });
        opened.collect()
    };
    let (one, other) = stored.split_at(stored.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| some(other));
        let mut all = some(one)?;
        let other = other.join().map_err(|_| Error::Keys)?;
        all.extend(other?);
        all.extend(wanted.into_iter().map(|lost| (lost, Reading::Missing)));
        Ok(all)
    })
}

/// The bytes of some sections, in the order of their numbers; those that are not there are left
/// out.
fn stored(conn: &mut Conn, sections: impl IntoIterator<Item = i64>) -> Result<Vec<(i64, Vec<u8>)>> {
    let wanted: BTreeSet<i64> = sections.into_iter().collect();
    let wanted: Vec<i64> = wanted.into_iter().collect();
    let mut stored: Vec<(i64, Vec<u8>)> = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(500) {
        let rows: Vec<(i64, Vec<u8>)> = ledger_section::table
            .filter(ledger_section::section.eq_any(some))
            .order(ledger_section::section)
            .load(conn)?;
        stored.extend(rows);
    }
    Ok(stored)
}

/// The text of a section under the key of its record.
fn unsealed(
    key: Reading<RecordKey>,
    section: i64,
    sealed: &[u8],
) -> Result<Reading<Zeroizing<Vec<u8>>>> {
    Ok(match key {
        Reading::Open(key) => {
            let (line, closed) = sealed.split_at(line_of(sealed).map_or(0, <[u8]>::len));
            key.open(&about(line, section), closed)?
                .map_or(Reading::Missing, Reading::Open)
        }
        Reading::Erased { by } => Reading::Erased { by },
        Reading::Missing => Reading::Missing,
    })
}

/// How many sections of an entry are sealed under the key of `owner`, and how many of them open with
/// what is left of it, whatever the tables say was destroyed.
pub(crate) fn tried(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    sequence: u64,
    owner: &str,
) -> Result<(u64, u64)> {
    let stored: Vec<(i64, Vec<u8>)> = ledger_section::table
        .filter(ledger_section::section.ge(number(sequence, 0)?))
        .filter(ledger_section::section.lt(number(sequence + 1, 0)?))
        .order(ledger_section::section)
        .load(conn)?;
    let wraps = Wraps::of(conn, &BTreeSet::from([owner.to_owned()]))?.whatever_was_destroyed();
    let (mut sections, mut opened) = (0, 0);
    for (section, sealed) in &stored {
        if owner_of(sealed) == Some(owner) {
            let text = unsealed(wraps.open(keys, owner)?, *section, sealed)?;
            sections += 1;
            opened += u64::from(matches!(text, Reading::Open(_)));
        }
    }
    Ok((sections, opened))
}

/// The words of one section, which must be there.
pub(crate) fn open<T: DeserializeOwned>(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    section: i64,
) -> Result<T> {
    open_all(conn, keys, [section])?.must(section)
}

/// Puts the words of a fact that was read back where they were before it was written. A
/// section that does not open stays closed.
pub(crate) fn reveal(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    sequence: u64,
    fact: &mut Fact,
) -> Result<()> {
    let places: Vec<u8> = fact
        .sections()
        .iter()
        .filter_map(|section| section.number())
        .collect();
    let numbers = places.into_iter().map(|place| number(sequence, place));
    let opened = open_all(conn, keys, numbers.collect::<Result<Vec<_>>>()?)?;
    for section in fact.sections() {
        let Some(place) = section.number() else {
            continue;
        };
        if let Some(Reading::Open(text)) = opened.0.get(&number(sequence, place)?) {
            section.reveal(text);
        }
    }
    Ok(())
}

/// The first line, with its end.
fn line_of(sealed: &[u8]) -> Option<&[u8]> {
    let end = sealed.iter().position(|byte| *byte == b'\n')?;
    sealed.get(..=end)
}

/// Whose key opens a section.
fn owner_of(sealed: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line_of(sealed)?).ok()?;
    line.split(' ').next()
}
