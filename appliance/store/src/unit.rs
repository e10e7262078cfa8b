//! A unit of work: one transaction under one warrant, and how it writes itself down.

use std::ops::{Deref, DerefMut};

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::act::Act;
use doublelock_domain::fact::appliance::ClockSteppedBack;
use doublelock_domain::fact::cases::{ListName, ListRead};
use doublelock_domain::fact::{Fact, Showing, Subject};
use doublelock_domain::ids::PersonId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock, Entropy, Span, Timestamp};
use doublelock_ledger as ledger;

use crate::backend;
use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::tree;
use crate::keys::{self, Keyholder};
use crate::patient::memory::Names;
use crate::project::{Entry, project, subjects_of};
use crate::schema::journal::{ledger_entry, ledger_payload, site_value};
use crate::{sections, tokens};

/// A backward step of the machine's clock below this is noise of time keeping.
const CLOCK_TOLERANCE: Span = Span::minutes(2);

/// Refuses an entry that no verifier would read: an open part, or sealed sections together, of more
/// than [`ledger::PAYLOAD_MAX`] bytes.
fn fits(payload: usize, sealed: usize) -> Result<()> {
    if payload.max(sealed) > ledger::PAYLOAD_MAX {
        return Err(Error::Corrupt(
            "an entry longer than the journal's format allows",
        ));
    }
    Ok(())
}

/// What is looked at under a warrant of duty `D`, and what of it is to be written down before it
/// is handed out.
///
/// What can be seen is in `impl Sight<'_, D>` blocks across this crate. A page is a sight by
/// itself ([`crate::Store::witness`]); a [`Unit`] looks through the same eyes.
pub struct Sight<'a, D: Duty> {
    conn: &'a mut Conn,
    warrant: &'a Warrant<D>,
    keys: &'a dyn Keyholder,
    names: &'a Names,
    head: u64,
    now: Timestamp,
    machine: Timestamp,
    shown: Vec<Fact>,
}

/// One transaction that may write, under a warrant of duty `D`.
///
/// What it can do is in `impl Unit<'_, D>` blocks across this crate; what it can see, in those
/// of [`Sight`].
pub struct Unit<'a, D: Duty> {
    sight: Sight<'a, D>,
    entropy: &'a dyn Entropy,
    next_sequence: u64,
}

impl<'a, D: Duty> Deref for Unit<'a, D> {
    type Target = Sight<'a, D>;

    fn deref(&self) -> &Self::Target {
        &self.sight
    }
}

impl<D: Duty> DerefMut for Unit<'_, D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.sight
    }
}

/// One transaction that sees a single state and writes nothing.
pub struct ReadUnit<'a, D: Duty> {
    conn: &'a mut Conn,
    warrant: &'a Warrant<D>,
    keys: &'a dyn Keyholder,
    now: Timestamp,
}

impl<'a, D: Duty> ReadUnit<'a, D> {
    pub(crate) const fn new(
        conn: &'a mut Conn,
        warrant: &'a Warrant<D>,
        keys: &'a dyn Keyholder,
        now: Timestamp,
    ) -> Self {
        Self {
            conn,
            warrant,
            keys,
            now,
        }
    }

    pub(crate) const fn keys(&self) -> &'a dyn Keyholder {
        self.keys
    }

    /// The instant this unit began.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who looks, and why.
    pub const fn warrant(&self) -> &Warrant<D> {
        self.warrant
    }

    pub(crate) const fn conn(&mut self) -> &mut Conn {
        self.conn
    }
}

/// The last entry of the journal: its number and its date.
fn head(conn: &mut Conn) -> Result<Option<(u64, Timestamp)>> {
    let head: Option<(i64, i64)> = ledger_entry::table
        .select((ledger_entry::sequence, ledger_entry::recorded_at))
        .order(ledger_entry::sequence.desc())
        .first(conn)
        .optional()?;
    head.map(|(sequence, at)| Ok((unsigned(sequence)?, Timestamp::from_micros(at))))
        .transpose()
}

impl<'a, D: Duty> Sight<'a, D> {
    /// Begins to look. The instant is that of [`Unit::begin`]. Also returns how many entries the
    /// journal has.
    pub(crate) fn begin(
        conn: &'a mut Conn,
        warrant: &'a Warrant<D>,
        clock: &dyn Clock,
        keys: &'a dyn Keyholder,
        names: &'a Names,
    ) -> Result<(Self, u64)> {
        let head = head(conn)?;
        let machine = clock.now();
        let entries = head.map_or(0, |(last, _)| last + 1);
        let sight = Self {
            conn,
            warrant,
            keys,
            names,
            head: entries,
            now: head.map_or(machine, |(_, last)| machine.max(last)),
            machine,
            shown: Vec::new(),
        };
        Ok((sight, entries))
    }

    /// The instant of this unit: everything in it happened at once.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What the machine's clock said when the unit began: before [`Sight::now`] if that
    /// clock was set back. For dates that are later compared with the same clock.
    pub(crate) const fn machine_now(&self) -> Timestamp {
        self.machine
    }

    /// Who looks or acts, and why.
    pub const fn warrant(&self) -> &Warrant<D> {
        self.warrant
    }

    /// Who looks or acts.
    pub const fn actor(&self) -> &PersonId {
        self.warrant.actor()
    }

    pub(crate) const fn keys(&self) -> &'a dyn Keyholder {
        self.keys
    }

    /// How many entries the journal had when this began: what a unit adds may yet be dropped.
    pub(crate) const fn head(&self) -> u64 {
        self.head
    }

    pub(crate) const fn names(&self) -> &'a Names {
        self.names
    }

    pub(crate) const fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Has it written down that something was shown, before anybody gets to see it.
    pub(crate) fn note(&mut self, shown: impl Showing) {
        self.shown.push(shown.into());
    }

    /// Has it written down that a list was read, and what stood in it.
    pub(crate) fn note_list(&mut self, list: ListName, records: Vec<Subject>) {
        self.note(ListRead { list, records });
    }

    /// By which acts a record is shown that are about to be written down, the latest first.
    pub(crate) fn shows(&self, record: &Subject) -> Vec<Act> {
        let of_record = |fact: &&Fact| subjects_of(fact).contains(record);
        let acts = self.shown.iter().rev().filter(of_record).map(Fact::act);
        acts.collect()
    }

    /// Takes what is to be written down. Lists are of every record of the duty, so a warrant that a
    /// relation bounds reads none.
    pub(crate) fn take_shown(&mut self) -> Result<Vec<Fact>> {
        let bounded = !self.warrant.relations().is_empty();
        if bounded && self.shown.iter().any(|fact| fact.act() == Act::ListRead) {
            return Err(Error::NotFound);
        }
        Ok(std::mem::take(&mut self.shown))
    }
}

impl<'a, D: Duty> Unit<'a, D> {
    /// Starts the unit: finds the head of the journal and fixes the unit's instant.
    ///
    /// The instant never goes back along the journal (invariant I20): if the
    /// machine's clock did, by more than two minutes, that is written down first.
    pub(crate) fn begin(
        conn: &'a mut Conn,
        warrant: &'a Warrant<D>,
        clock: &dyn Clock,
        entropy: &'a dyn Entropy,
        keys: &'a dyn Keyholder,
        names: &'a Names,
    ) -> Result<Self> {
        let (sight, next_sequence) = Sight::begin(conn, warrant, clock, keys, names)?;
        let mut unit = Self {
            sight,
            entropy,
            next_sequence,
        };
        let (now, machine) = (unit.now(), unit.machine_now());
        if now.since(machine) > CLOCK_TOLERANCE {
            unit.note_clock_step(machine)?;
        }
        Ok(unit)
    }

    /// Once per step: only if the last entry of this kind is not about the same step.
    fn note_clock_step(&mut self, machine: Timestamp) -> Result<()> {
        let seconds = self.now().since(machine).as_seconds();
        let mark = self.now().micros().to_string();
        if self.site_value("clock.stepped_at")?.as_deref() == Some(mark.as_str()) {
            return Ok(());
        }
        self.set_site_value("clock.stepped_at", &mark)?;
        self.enact(ClockSteppedBack { seconds })?;
        Ok(())
    }

    /// Where ids of this unit get their chance from.
    pub fn entropy(&self) -> &'a dyn Entropy {
        self.entropy
    }

    /// Does work that the rules may refuse. Then nothing of it is kept, and the unit goes on as it
    /// was before: so what refused it can be written down in the same transaction.
    pub fn attempt<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<std::result::Result<T, Refusal>> {
        let (shown, next) = (self.sight.shown.clone(), self.next_sequence);
        backend::begin_part(self.conn())?;
        match work(self) {
            Ok(done) => {
                backend::keep_part(self.conn())?;
                Ok(Ok(done))
            }
            Err(Error::Refused(refusal)) => {
                backend::drop_part(self.conn())?;
                self.sight.shown = shown;
                self.next_sequence = next;
                Ok(Err(refusal))
            }
            Err(other) => {
                // Nothing of the unit will be kept; whoever ends it ends one part less.
                let _ = backend::drop_part(self.conn());
                Err(other)
            }
        }
    }

    /// Writes down what was shown so far.
    pub(crate) fn write_shown(&mut self) -> Result<()> {
        for fact in self.sight.take_shown()? {
            self.append_fact(fact)?;
        }
        Ok(())
    }

    /// Writes an act down and lets its tables follow, in this transaction; returns the
    /// number of its entry. What was shown before stands before it.
    pub(crate) fn enact(&mut self, fact: impl Into<Fact>) -> Result<u64> {
        self.write_shown()?;
        self.append_fact(fact.into())
    }

    /// Its words are sealed before anything of it is written.
    fn append_fact(&mut self, mut fact: Fact) -> Result<u64> {
        let sequence = self.next_sequence;
        let (entropy, keys) = (self.entropy, self.keys());
        let tokens = tokens::of(&fact);
        keys::take_steps(self.conn(), keys, entropy, sequence, &fact)?;
        let sealed = sections::seal(self.conn(), keys, entropy, sequence, &mut fact)?;
        let hashes = sections::hashes(&sealed).concat();
        let payload = fact.to_json().map_err(|error| {
            tracing::error!(%error, "a fact could not be written");
            Error::Corrupt("a fact could not be written")
        })?;
        fits(payload.len(), sealed.iter().map(Vec::len).sum())?;
        let mut salt = [0u8; 32];
        entropy.fill(&mut salt);
        let subjects: Vec<String> = fact.subjects().iter().map(ToString::to_string).collect();
        let warrant = self.sight.warrant;
        let leaf = ledger::Draft {
            at: self.now().micros(),
            act: fact.act().as_str(),
            duty: warrant.duty().as_str(),
            purpose: warrant.purpose().as_str(),
            actor: warrant.actor().as_str(),
            subjects: &subjects,
            commitment: ledger::commitment(&salt, payload.as_bytes(), &hashes),
        }
        .leaf(sequence)
        .map_err(|error| {
            tracing::error!(%error, act = fact.act().as_str(), "an entry could not be encoded");
            Error::Corrupt("an entry could not be encoded")
        })?;
        self.append(sequence, &leaf, (&salt, &payload, &hashes))?;
        sections::keep(self.conn(), sequence, &sealed)?;
        self.next_sequence += 1;
        let entry = Entry {
            sequence,
            at: self.now(),
            actor: warrant.actor(),
        };
        project(self.conn(), &entry, &fact)?;
        tokens::put(self.conn(), keys, entropy, &tokens)?;
        Ok(sequence)
    }

    fn append(
        &mut self,
        sequence: u64,
        leaf: &[u8],
        (salt, payload, sections): (&[u8], &str, &[u8]),
    ) -> Result<()> {
        let number = signed(sequence)?;
        let hash = ledger::leaf_hash(leaf);
        diesel::insert_into(ledger_entry::table)
            .values((
                ledger_entry::sequence.eq(number),
                ledger_entry::recorded_at.eq(self.now().micros()),
                ledger_entry::leaf.eq(leaf),
                ledger_entry::leaf_hash.eq(&hash[..]),
            ))
            .execute(self.conn())?;
        diesel::insert_into(ledger_payload::table)
            .values((
                ledger_payload::sequence.eq(number),
                ledger_payload::salt.eq(salt),
                ledger_payload::payload.eq(payload),
                ledger_payload::sections.eq(sections),
            ))
            .execute(self.conn())?;
        tree::append(self.conn(), sequence, hash)?;
        Ok(())
    }

    pub(crate) fn site_value(&mut self, name: &str) -> Result<Option<String>> {
        Ok(site_value::table
            .find(name)
            .select(site_value::value)
            .first(self.conn())
            .optional()?)
    }

    pub(crate) fn set_site_value(&mut self, name: &str, value: &str) -> Result<()> {
        // No upsert in the common subset; inside a write unit update-then-insert is safe.
        let changed = diesel::update(site_value::table.find(name))
            .set(site_value::value.eq(value))
            .execute(self.conn())?;
        if changed == 0 {
            diesel::insert_into(site_value::table)
                .values((site_value::name.eq(name), site_value::value.eq(value)))
                .execute(self.conn())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_fits_up_to_the_last_byte_that_a_verifier_reads() {
        let most = 4 << 20;
        assert!(fits(most, most).is_ok());
        for (payload, sealed) in [(most + 1, 0), (0, most + 1)] {
            assert!(matches!(fits(payload, sealed), Err(Error::Corrupt(_))));
        }
    }
}
