//! Everybody on file, by name: reading them into [`super::memory`], and searching there.
//!
//! Names lie sealed on disk and nowhere else, so each process that searches them reads them once,
//! in the background, and keeps up with the journal: whoever was added since is read before
//! each search, and whoever was erased is forgotten. Only what is committed is read. Keys of the index are numbers of sections:
//! whose record that is now, after linking and separating, is asked in the search itself.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Coordination, Duty};
use doublelock_domain::case::PatientDetails;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::fact::{Fact, Reading, Subject};
use doublelock_domain::identity::index::{Name, NameIndex};
use doublelock_domain::identity::{Comparison, Likeness, Person, folded};
use doublelock_domain::ids::{CaseId, PatientId, Reference};
use doublelock_domain::patient::{likely, may_be_one};
use doublelock_domain::refusal::Refusal;

use super::everything::Everything;
use super::memory::{Memory, Read};
use crate::columns::{signed, stored, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::facts::{fact_at, facts_about};
use crate::schema::cases::{case_file, patient};
use crate::schema::keys::erasure;
use crate::sections;
use crate::unit::Sight;

/// Names read at once: it holds others up for some ten milliseconds.
const AT_ONCE: u32 = 500;

/// Names read before a search that is about to be answered; more are left to the background.
const BEFORE_A_SEARCH: u32 = 4;

/// People that a search shows, at most.
const MOST_FOUND: usize = 50;

/// Names that a search looks at, at most: a person can have several.
const MOST_NAMES: usize = 200;

/// People shown as likely the same, at most: the likeliest.
const MOST_LIKELY: usize = 20;

/// How far reading the names came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamesRead {
    /// Names in memory.
    pub names: usize,
    /// Everything that was on file is.
    pub whole: bool,
}

/// Somebody on file who is likely the same as a new patient.
#[derive(Debug, Clone)]
pub struct LikelyPatient {
    /// The record that others of the same person hang on.
    pub patient: PatientId,
    /// Who they are, as entered where it is nearest.
    pub details: PatientDetails,
    /// How that compares.
    pub comparison: Comparison,
    /// Their cases, the oldest first.
    pub cases: Vec<Reference>,
    /// Their records and cases: where they are named.
    shown: Vec<Subject>,
}

/// Somebody whose name was searched.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// Who they are, as entered where it was found.
    pub details: PatientDetails,
    /// Their cases, the oldest first.
    pub cases: Vec<(CaseId, Reference)>,
}

/// What a search by name found.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// In the order of their names.
    pub lines: Vec<PersonLine>,
    /// There are more: something is to be said more exactly.
    pub more: bool,
    /// Names are still being read, the newest first: there may be others.
    pub reading: bool,
}

/// A person on file with what was found of them.
struct Known {
    patient: PatientId,
    /// All of their records.
    records: Vec<PatientId>,
    found: Vec<PatientDetails>,
    cases: Vec<(CaseId, Reference)>,
}

impl Known {
    /// Wherever they are named.
    fn subjects(&self) -> Vec<Subject> {
        let records = self.records.iter().map(Into::into);
        records
            .chain(self.cases.iter().map(|(case, _)| case.into()))
            .collect()
    }
}

impl Sight<'_, Clockwork> {
    /// Reads some of the names that are not in memory yet, and forgets who was erased.
    pub fn read_names(&mut self) -> Result<NamesRead> {
        read_on(self)
    }
}

impl Sight<'_, Coordination> {
    /// Those on file whose name has every word of the text, or words that begin with them, and
    /// whose birth date is the date in it, as far as names were read. Names people, so that they were
    /// shown is written down.
    pub fn search_people(&mut self, text: &str) -> Result<People> {
        let reading = !self.kept_up()?;
        let found = self.names().look().index.search(text, MOST_NAMES);
        let mut lines: Vec<(Vec<Subject>, PersonLine)> = Vec::new();
        for known in known(self, &found.keys)? {
            let shown = known.subjects();
            let Some(details) = known.found.into_iter().next() else {
                continue;
            };
            let cases = known.cases;
            lines.push((shown, PersonLine { details, cases }));
        }
        lines.sort_by_cached_key(|(_, line)| {
            let who = &line.details;
            let name = [who.family_name.as_str(), who.given_names.as_str()].map(folded);
            (name, who.birth_date)
        });
        let more = found.more || lines.len() > MOST_FOUND;
        lines.truncate(MOST_FOUND);
        let (records, lines): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        if !lines.is_empty() {
            self.note_list(ListName::People, records.concat());
        }
        Ok(People {
            lines,
            more,
            reading,
        })
    }

    /// Those on file who are likely the same as somebody, but for some; the likeliest first. Whoever
    /// shows them notes it ([`Self::note_likely`]).
    pub(crate) fn likely_patients(
        &mut self,
        new: &PatientDetails,
        but: &[PatientId],
    ) -> Result<Vec<LikelyPatient>> {
        self.keep_up()?;
        let mut keys = self.names().look().index.candidates(new);
        keys.extend(of_this_unit(self)?.candidates(new));
        let person = Person::from(new);
        let mut all = Vec::new();
        for known in known(self, &keys)? {
            let nearest = known
                .found
                .iter()
                .filter_map(|details| Some((likely(&person, &details.into())?, details)))
                .min_by_key(|(compared, _)| weight(compared));
            let Some((comparison, details)) = nearest.filter(|_| !but.contains(&known.patient))
            else {
                continue;
            };
            all.push(LikelyPatient {
                shown: known.subjects(),
                details: details.clone(),
                comparison,
                cases: known.cases.iter().map(|(_, number)| *number).collect(),
                patient: known.patient,
            });
        }
        all.sort_by_key(|one| (weight(&one.comparison), one.patient.clone()));
        all.truncate(MOST_LIKELY);
        Ok(all)
    }

    /// Has it written down that these were shown.
    pub(crate) fn note_likely(&mut self, likely: &[LikelyPatient]) {
        if !likely.is_empty() {
            let shown = likely.iter().flat_map(|one| one.shown.iter().cloned());
            self.note_list(ListName::LikelyPatients, shown.collect());
        }
    }

    /// Reads who was added since, if that is little. Refused until everybody was read.
    fn keep_up(&mut self) -> Result<()> {
        if self.kept_up()? {
            Ok(())
        } else {
            Err(Refusal::NamesNotRead.into())
        }
    }

    /// The same; false while names are left to be read.
    fn kept_up(&mut self) -> Result<bool> {
        for _ in 0..BEFORE_A_SEARCH {
            if read_on(self)?.whole {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The likelier, the less; those who cannot be the same come last.
fn weight(comparison: &Comparison) -> (bool, Likeness, usize) {
    let reasons = comparison.fields.iter().map(|field| field.reasons.len());
    let cannot_be = !may_be_one(comparison);
    (cannot_be, comparison.likeness, reasons.sum())
}

/// Reads some names on.
fn read_on<D: Duty>(sight: &mut Sight<'_, D>) -> Result<NamesRead> {
    let (keys, names) = (sight.keys(), sight.names());
    let end = sections::number(sight.head(), 0)?;
    let conn = sight.conn();
    let mut memory = names.change();
    let (records, of_records, all_records) = some_of(memory.records, end, |from, to, newest| {
        let between = patient::table
            .filter(patient::words.ge(from))
            .filter(patient::words.lt(to))
            .limit(i64::from(AT_ONCE))
            .select(patient::words);
        Ok(if newest {
            between.order(patient::words.desc()).load(conn)?
        } else {
            between.order(patient::words).load(conn)?
        })
    })?;
    let (cases, of_cases, all_cases) = some_of(memory.cases, end, |from, to, newest| {
        let words = case_file::patient_words.assume_not_null();
        let between = case_file::table
            .filter(words.ge(from))
            .filter(words.lt(to))
            .limit(i64::from(AT_ONCE))
            .select(words);
        Ok(if newest {
            between.order(words.desc()).load(conn)?
        } else {
            between.order(words).load(conn)?
        })
    })?;
    let mut all = memory.missing.clone();
    all.extend(of_records.iter().chain(&of_cases));
    let opened = sections::open_each(conn, keys, all, |who: PatientDetails| Name::of(&who))?;
    // Not before they were tried again.
    memory.missing.clear();
    for (section, name) in opened {
        match name {
            Reading::Open(name) => memory.index.add(section, &name),
            Reading::Erased { .. } => {}
            Reading::Missing => {
                memory.missing.insert(section);
            }
        }
    }
    (memory.records, memory.cases) = (records, cases);
    let whole = all_records && all_cases;
    // Only now: who was erased since could have been read from an older state of the records.
    if whole {
        forget_erased(conn, &mut memory)?;
    }
    Ok(NamesRead {
        names: memory.index.len(),
        whole,
    })
}

/// Some sections of a table that were not read yet, all before `end`, and how far it is read with
/// them: first what was added since, then what is older, the newest of it first; true if that is
/// all. `between` gives at most [`AT_ONCE`] from one number to before another, the newest or the
/// oldest of them.
fn some_of(
    read: Read,
    end: i64,
    mut between: impl FnMut(i64, i64, bool) -> Result<Vec<i64>>,
) -> Result<(Read, Vec<i64>, bool)> {
    let (top, bottom) = (read.newer(end), read.older(end));
    // Somebody else may have read on from a later state of the records.
    let end = end.max(top);
    let newer = between(top, end, false)?;
    if newer.len() == AT_ONCE as usize {
        let top = newer.last().map_or(top, |last| last + 1);
        let read = bottom.map_or(Read::Before(top), |bottom| Read::Between(bottom, top));
        return Ok((read, newer, false));
    }
    let Some(bottom) = bottom else {
        return Ok((Read::Before(end), newer, true));
    };
    let older = between(0, bottom, true)?;
    let (read, all) = match older.last() {
        Some(last) if older.len() == AT_ONCE as usize => (Read::Between(*last, end), false),
        _ => (Read::Before(end), true),
    };
    Ok((read, [newer, older].concat(), all))
}

/// Names that the unit itself wrote. They are not read into memory, which outlives a unit that is
/// dropped.
fn of_this_unit<D: Duty>(sight: &mut Sight<'_, D>) -> Result<NameIndex> {
    let (keys, from) = (sight.keys(), sections::number(sight.head(), 0)?);
    let conn = sight.conn();
    let mut all: Vec<i64> = patient::table
        .filter(patient::words.ge(from))
        .select(patient::words)
        .load(conn)?;
    let cases: Vec<i64> = case_file::table
        .filter(case_file::patient_words.assume_not_null().ge(from))
        .select(case_file::patient_words.assume_not_null())
        .load(conn)?;
    all.extend(cases);
    let mut index = NameIndex::default();
    let opened = sections::open_all(conn, keys, all.iter().copied())?;
    for section in all {
        if let Reading::Open(details) = opened.words::<PatientDetails>(section) {
            index.add(section, &Name::of(&details));
        }
    }
    Ok(index)
}

/// Forgets whoever was erased since the last time.
fn forget_erased(conn: &mut Conn, memory: &mut Memory) -> Result<()> {
    let entries: Vec<i64> = erasure::table
        .filter(erasure::entry.ge(memory.erasures))
        .order(erasure::entry)
        .select(erasure::entry)
        .load(conn)?;
    for entry in entries {
        let told = fact_at(conn, unsigned(entry)?)?.map(|stored| stored.fact);
        let Some(Fact::RecordErased(fact)) = told else {
            return Err(Error::LedgerBroken(unsigned(entry)?));
        };
        let mut gone: BTreeSet<i64> = BTreeSet::new();
        let named = (fact.keys.iter()).filter(|key| matches!(key.kind(), "patient" | "case"));
        for record in named {
            // As they are called now, and as they were before somebody set it right.
            for mut about in facts_about(conn, record)? {
                for (place, words) in (0u8..).zip(about.fact.sections()) {
                    if words.of() == record {
                        gone.insert(sections::number(about.sequence, place)?);
                    }
                }
            }
        }
        memory.index.forget(&gone);
        memory.erasures = signed(unsigned(entry)? + 1)?;
    }
    Ok(())
}

/// Whose the names under these keys are: each person once, with what opens of what was found.
fn known<D: Duty>(sight: &mut Sight<'_, D>, found: &[i64]) -> Result<Vec<Known>> {
    let keys = sight.keys();
    let of_sections = people_of(sight.conn(), found)?;
    let mut sections: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (section, topmost) in &of_sections {
        sections.entry(topmost).or_default().push(*section);
    }
    let topmost: Vec<String> = sections.keys().map(|&id| id.to_owned()).collect();
    let everything = Everything::of_all(sight.conn(), &topmost)?;
    let hangs_on: BTreeMap<&str, &str> = everything
        .records
        .iter()
        .map(|row| (row.id.as_str(), row.same_as.as_deref().unwrap_or(&row.id)))
        .collect();
    let mut cases: BTreeMap<&str, Vec<(CaseId, Reference)>> = BTreeMap::new();
    for row in &everything.cases {
        if let Some(topmost) = hangs_on.get(row.patient_id.as_str()) {
            let of = cases.entry(topmost).or_default();
            of.push((stored(&row.id)?, stored(&row.reference)?));
        }
    }
    let mut records: BTreeMap<&str, Vec<PatientId>> = BTreeMap::new();
    for (record, topmost) in &hangs_on {
        records.entry(topmost).or_default().push(stored(record)?);
    }
    let opened = sections::open_all(sight.conn(), keys, of_sections.keys().copied())?;
    sections
        .iter()
        .map(|(topmost, theirs)| {
            Ok(Known {
                patient: stored(topmost)?,
                found: theirs
                    .iter()
                    .filter_map(|section| opened.words(*section).open())
                    .collect(),
                records: records.remove(topmost).unwrap_or_default(),
                cases: cases.remove(topmost).unwrap_or_default(),
            })
        })
        .collect()
}

/// On which record the one hangs that each of these sections names somebody in.
fn people_of(conn: &mut Conn, found: &[i64]) -> Result<BTreeMap<i64, String>> {
    let mut all = BTreeMap::new();
    for some in found.chunks(500) {
        let of_records: Vec<(i64, String, Option<String>)> = patient::table
            .filter(patient::words.eq_any(some))
            .select((patient::words, patient::id, patient::same_as))
            .load(conn)?;
        let of_cases: Vec<(i64, String, Option<String>)> = case_file::table
            .inner_join(patient::table)
            .filter(case_file::patient_words.assume_not_null().eq_any(some))
            .select((
                case_file::patient_words.assume_not_null(),
                patient::id,
                patient::same_as,
            ))
            .load(conn)?;
        for (section, id, same_as) in of_records.into_iter().chain(of_cases) {
            all.insert(section, same_as.unwrap_or(id));
        }
    }
    Ok(all)
}
