//! A unit of work: one transaction under one warrant, and how it writes itself down.

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::fact::appliance::ClockSteppedBack;
use doublelock_domain::fact::cases::{ListName, ListRead};
use doublelock_domain::fact::{Fact, Subject};
use doublelock_domain::ids::{PersonId, Reference, hex};
use doublelock_domain::label::{Label, LabelClass, permuted_serial};
use doublelock_domain::time::{Clock, Entropy, SiteZone, Span, Timestamp};
use doublelock_ledger as ledger;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::tree;
use crate::keys::{self, Keyholder};
use crate::project::{Entry, project};
use crate::schema::journal::{ledger_entry, ledger_payload, site_value};
use crate::{sections, tokens};

/// A backward step of the machine's clock below this is noise of time keeping.
const CLOCK_TOLERANCE: Span = Span::minutes(2);

/// One transaction that may write, under a warrant of duty `D`.
///
/// What it can do is in `impl Unit<'_, D>` blocks across this crate.
pub struct Unit<'a, D: Duty> {
    conn: &'a mut Conn,
    warrant: &'a Warrant<D>,
    entropy: &'a dyn Entropy,
    keys: &'a dyn Keyholder,
    now: Timestamp,
    machine: Timestamp,
    next_sequence: u64,
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
    ) -> Result<Self> {
        let head: Option<(i64, i64)> = ledger_entry::table
            .select((ledger_entry::sequence, ledger_entry::recorded_at))
            .order(ledger_entry::sequence.desc())
            .first(conn)
            .optional()?;
        let machine = clock.now();
        let (next_sequence, last) = match head {
            None => (0, machine),
            Some((sequence, at)) => (unsigned(sequence)? + 1, Timestamp::from_micros(at)),
        };
        let mut unit = Self {
            conn,
            warrant,
            entropy,
            keys,
            now: machine.max(last),
            machine,
            next_sequence,
        };
        if last.since(machine) > CLOCK_TOLERANCE {
            unit.note_clock_step(machine)?;
        }
        Ok(unit)
    }

    /// Once per step: only if the last entry of this kind is not about the same step.
    fn note_clock_step(&mut self, machine: Timestamp) -> Result<()> {
        let seconds = self.now.since(machine).as_seconds();
        let mark = self.now.micros().to_string();
        if self.site_value("clock.stepped_at")?.as_deref() == Some(mark.as_str()) {
            return Ok(());
        }
        self.set_site_value("clock.stepped_at", &mark)?;
        self.enact(ClockSteppedBack { seconds })?;
        Ok(())
    }

    /// The instant of this unit: everything in it happened at once.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What the machine's clock said when the unit began: before [`Unit::now`] if that
    /// clock was set back. For dates that are later compared with the same clock.
    pub(crate) const fn machine_now(&self) -> Timestamp {
        self.machine
    }

    /// Who acts, and why.
    pub const fn warrant(&self) -> &Warrant<D> {
        self.warrant
    }

    /// Who acts.
    pub const fn actor(&self) -> &PersonId {
        self.warrant.actor()
    }

    /// Where ids of this unit get their chance from.
    pub fn entropy(&self) -> &'a dyn Entropy {
        self.entropy
    }

    pub(crate) const fn keys(&self) -> &'a dyn Keyholder {
        self.keys
    }

    pub(crate) const fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Writes an act down and lets its tables follow, in this transaction; returns the
    /// number of its entry. Its words are sealed before anything of it is written.
    pub(crate) fn enact(&mut self, fact: impl Into<Fact>) -> Result<u64> {
        let mut fact = fact.into();
        let sequence = self.next_sequence;
        let tokens = tokens::of(&fact);
        keys::take_steps(self.conn, self.keys, self.entropy, sequence, &fact)?;
        let sealed = sections::seal(self.conn, self.keys, self.entropy, sequence, &mut fact)?;
        let hashes = sections::hashes(&sealed).concat();
        let payload = fact.to_json().map_err(|error| {
            tracing::error!(%error, "a fact could not be written");
            Error::Corrupt("a fact could not be written")
        })?;
        let mut salt = [0u8; 32];
        self.entropy.fill(&mut salt);
        let subjects: Vec<String> = fact.subjects().iter().map(ToString::to_string).collect();
        let leaf = ledger::Draft {
            at: self.now.micros(),
            act: fact.act().as_str(),
            duty: self.warrant.duty().as_str(),
            purpose: self.warrant.purpose().as_str(),
            actor: self.warrant.actor().as_str(),
            subjects: &subjects,
            commitment: ledger::commitment(&salt, payload.as_bytes(), &hashes),
        }
        .leaf(sequence)
        .map_err(|error| {
            tracing::error!(%error, act = fact.act().as_str(), "an entry could not be encoded");
            Error::Corrupt("an entry could not be encoded")
        })?;
        self.append(sequence, &leaf, (&salt, &payload, &hashes))?;
        sections::keep(self.conn, sequence, &sealed)?;
        self.next_sequence += 1;
        let entry = Entry {
            sequence,
            at: self.now,
            actor: self.warrant.actor(),
        };
        project(self.conn, &entry, &fact)?;
        tokens::put(self.conn, self.keys, self.entropy, &tokens)?;
        Ok(sequence)
    }

    /// Writes down that a list was read, and what stood in it.
    pub(crate) fn note_list(&mut self, list: ListName, records: Vec<Subject>) -> Result<u64> {
        self.enact(ListRead { list, records })
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
                ledger_entry::recorded_at.eq(self.now.micros()),
                ledger_entry::leaf.eq(leaf),
                ledger_entry::leaf_hash.eq(&hash[..]),
            ))
            .execute(self.conn)?;
        diesel::insert_into(ledger_payload::table)
            .values((
                ledger_payload::sequence.eq(number),
                ledger_payload::salt.eq(salt),
                ledger_payload::payload.eq(payload),
                ledger_payload::sections.eq(sections),
            ))
            .execute(self.conn)?;
        tree::append(self.conn, sequence, hash)?;
        Ok(())
    }

    /// The next reference of a series (`case`, `shipment`, `request`) in the current
    /// civil year of the site. Gap-free: a unit that fails gives its number back.
    pub(crate) fn next_reference(&mut self, series: &str, zone: SiteZone) -> Result<Reference> {
        let year = chrono::Datelike::year(&self.now.date_in(zone));
        let number = self.count_up(&format!("reference.{series}.{year}"))?;
        Ok(Reference { year, number })
    }

    /// A fresh label of `class`.
    pub(crate) fn next_label(&mut self, class: LabelClass) -> Result<Label> {
        let key = self.label_key()?;
        let count = self.count_up(&format!("label.{}", class.as_str()))?;
        let round = |round: u8, half: u32| {
            let mut input = key.clone().into_bytes();
            input.extend_from_slice(class.as_str().as_bytes());
            input.push(round);
            input.extend_from_slice(&half.to_be_bytes());
            let hash = openssl::sha::sha256(&input);
            u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
        };
        permuted_serial(count, round)
            .and_then(|serial| Label::new(class, serial))
            .ok_or(Error::Corrupt("all labels of this class have been used"))
    }

    /// The key of the label permutation, drawn once per site.
    fn label_key(&mut self) -> Result<String> {
        if let Some(key) = self.site_value("label.key")? {
            return Ok(key);
        }
        let mut bytes = [0u8; 16];
        self.entropy.fill(&mut bytes);
        let key = hex(&bytes);
        self.set_site_value("label.key", &key)?;
        Ok(key)
    }

    fn count_up(&mut self, name: &str) -> Result<u32> {
        let next = match self.site_value(name)? {
            None => 1,
            Some(text) => {
                text.parse::<u32>()
                    .map_err(|_| Error::Corrupt("a counter is not a number"))?
                    + 1
            }
        };
        self.set_site_value(name, &next.to_string())?;
        Ok(next)
    }

    pub(crate) fn site_value(&mut self, name: &str) -> Result<Option<String>> {
        Ok(site_value::table
            .find(name)
            .select(site_value::value)
            .first(self.conn)
            .optional()?)
    }

    pub(crate) fn set_site_value(&mut self, name: &str, value: &str) -> Result<()> {
        // No upsert in the common subset; inside a write unit update-then-insert is safe.
        let changed = diesel::update(site_value::table.find(name))
            .set(site_value::value.eq(value))
            .execute(self.conn)?;
        if changed == 0 {
            diesel::insert_into(site_value::table)
                .values((site_value::name.eq(name), site_value::value.eq(value)))
                .execute(self.conn)?;
        }
        Ok(())
    }
}

/// BIGINT to count.
pub(crate) fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Error::Corrupt("a count is negative"))
}

/// Count to BIGINT.
pub(crate) fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| Error::Corrupt("a count is too large"))
}
