//! Whose journal this is: the keys that signed it, each from which entry on.
//!
//! There is one, unless the journal went on from a database that was put back: then each later
//! one begins with the entry that says so (`journal.continued`).

use chrono::{DateTime, Datelike as _};
use diesel::prelude::*;
use doublelock_domain::access::{Actor, Clockwork};
use doublelock_domain::act::Act;
use doublelock_domain::erasure::Authority;
use doublelock_domain::fact::appliance::{JournalContinued, Skipped};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::restore::{may_accept, may_have_been_given};
use doublelock_domain::time::{Span, Timestamp};
use doublelock_ledger::{Checkpoint, VerifyingKey};

use super::standing::Behind;
use crate::columns::{malformed, signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::front_door::SignedInPerson;
use crate::schema::journal::{ledger_checkpoint, ledger_entry, ledger_identity};
use crate::unit::{ReadUnit, Unit};

/// A key, and the first entry under it.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    pub(super) begins_at: u64,
    pub(super) key: VerifyingKey,
}

/// Every key that signed the journal, the first one first; at least one.
#[derive(Debug, Clone)]
pub(super) struct Signers(Vec<Signer>);

impl Signers {
    /// As the database has them.
    pub(super) fn of(conn: &mut Conn) -> Result<Self> {
        let rows: Vec<(i64, String)> = ledger_identity::table
            .order(ledger_identity::begins_at)
            .select((ledger_identity::begins_at, ledger_identity::verifying_key))
            .load(conn)?;
        let signers = rows
            .into_iter()
            .map(|(begins_at, key)| {
                Ok(Signer {
                    begins_at: unsigned(begins_at)?,
                    key: VerifyingKey::parse(&key).map_err(|_| malformed::<VerifyingKey>())?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        if signers.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(Self(signers))
    }

    /// The same, whose last one must be `key`, which is known from elsewhere: what the database
    /// says of it is not believed.
    pub(super) fn ending_in(conn: &mut Conn, key: &VerifyingKey) -> Result<Self> {
        let found = Self::of(conn)?;
        if found.current() == key {
            Ok(found)
        } else {
            Err(Error::LedgerBroken(found.last().begins_at))
        }
    }

    fn last(&self) -> &Signer {
        // There is at least one.
        self.0.last().unwrap_or(&self.0[0])
    }

    /// The one in force.
    pub(super) fn current(&self) -> &VerifyingKey {
        &self.last().key
    }

    /// Those before it, each with the first entry of the next.
    pub(super) fn earlier(&self) -> impl Iterator<Item = (&VerifyingKey, u64)> {
        let ends = self.0.iter().skip(1).map(|next| next.begins_at);
        self.0.iter().map(|signer| &signer.key).zip(ends)
    }

    /// Who signs a checkpoint of this size.
    fn of_size(&self, size: u64) -> &VerifyingKey {
        let before = |signer: &&Signer| signer.begins_at < size;
        let found = self.0.iter().rev().find(before);
        &found.unwrap_or(&self.0[0]).key
    }

    /// What a note says, if whoever signs at this size signed it for this size.
    pub(super) fn verify(&self, size: u64, note: &str) -> Option<Checkpoint> {
        let said = self.of_size(size).verify(note).ok()?;
        (said.size == size).then_some(said)
    }

    /// The first of the later ones that does not begin with the entry that says so, or has not
    /// signed it.
    pub(super) fn unannounced(&self, conn: &mut Conn) -> Result<Option<u64>> {
        let says = format!("{{\"act\":\"{}\",", Act::JournalContinued);
        for (place, signer) in self.0.iter().enumerate().skip(1) {
            let end = match self.0.get(place + 1) {
                Some(next) => signed(next.begins_at)?,
                None => i64::MAX,
            };
            let checkpoints: i64 = ledger_checkpoint::table
                .filter(ledger_checkpoint::size.gt(signed(signer.begins_at)?))
                .filter(ledger_checkpoint::size.le(end))
                .count()
                .get_result(conn)?;
            let leaf: Option<Vec<u8>> = ledger_entry::table
                .find(signed(signer.begins_at)?)
                .select(ledger_entry::leaf)
                .first(conn)
                .optional()?;
            if checkpoints == 0 || !leaf.is_some_and(|leaf| leaf.starts_with(says.as_bytes())) {
                return Ok(Some(signer.begins_at));
            }
        }
        Ok(None)
    }
}

/// Whose key signs a checkpoint of this size, as the database says; without a size, the one in
/// force.
pub(crate) fn key_at(conn: &mut Conn, size: Option<u64>) -> Result<VerifyingKey> {
    let signers = Signers::of(conn)?;
    let key = size.map_or_else(|| signers.current(), |size| signers.of_size(size));
    Ok(key.clone())
}

/// The entries with which the journal went on from older records.
pub(crate) fn continued_at(conn: &mut Conn) -> Result<Vec<u64>> {
    let begins: Vec<i64> = ledger_identity::table
        .filter(ledger_identity::begins_at.gt(0))
        .order(ledger_identity::begins_at)
        .select(ledger_identity::begins_at)
        .load(conn)?;
    begins.into_iter().map(unsigned).collect()
}

impl ReadUnit<'_, Clockwork> {
    /// The key that signs the journal now, as the database says.
    pub fn current_key(&mut self) -> Result<VerifyingKey> {
        key_at(self.conn(), None)
    }
}

impl Unit<'_, Clockwork> {
    /// Says whose journal this is; once. A journal that already belongs to another
    /// key is refused.
    pub fn establish_identity(&mut self, key: &VerifyingKey) -> Result<()> {
        match Signers::of(self.conn()) {
            Ok(signers) if signers.current() == key => Ok(()),
            Ok(_) => Err(Error::Corrupt(
                "this journal is signed by another key (if accept-restore was cut off, run it again)",
            )),
            Err(Error::NotFound) => self.sign_from(key, 0),
            Err(other) => Err(other),
        }
    }

    /// Goes on under another name and another key, from the entry that says so; returns its
    /// number. Refused unless these two may accept it ([`may_accept`]).
    pub fn continue_journal(
        &mut self,
        key: &VerifyingKey,
        lost: &Behind,
        authority: &Authority,
        [first, second]: [&SignedInPerson; 2],
    ) -> Result<u64> {
        let signers = Signers::of(self.conn())?;
        let before = signers.current();
        if signers
            .0
            .iter()
            .any(|signer| signer.key.name() == key.name())
        {
            return Err(Error::Corrupt(
                "a journal that goes on needs a name it never had",
            ));
        }
        if first.stable_id == second.stable_id {
            return Err(Refusal::SamePerson.into());
        }
        let duties = [first, second].map(|who| who.duties.iter().copied());
        let (first, second) = (self.staff(first)?, self.staff(second)?);
        let [ours, theirs] = duties;
        may_accept(
            &Actor::person(first.person.clone(), ours),
            &Actor::person(second.person.clone(), theirs),
        )?;
        let skipped = self.skipped(lost)?;
        let entry = self.enact(JournalContinued {
            before: before.to_string(),
            note: lost.note.clone(),
            entries: lost.entries,
            signed: lost.signed,
            authority: authority.clone(),
            first,
            second,
            skipped: skipped.clone(),
        })?;
        for one in skipped {
            let goes_on_after = one.after.saturating_add(one.by);
            self.set_site_value(&one.counter, &goes_on_after.to_string())?;
        }
        if entry != lost.entries {
            // Something was written first: that the clock went back.
            return Err(Error::Corrupt(
                "the machine's clock is behind the journal: set it, and accept again",
            ));
        }
        self.sign_from(key, entry)?;
        Ok(entry)
    }

    /// Which numbers are given no more.
    fn skipped(&mut self, lost: &Behind) -> Result<Vec<Skipped>> {
        let latest: Option<i64> = ledger_entry::table
            .select(diesel::dsl::max(ledger_entry::recorded_at))
            .first(self.conn())?;
        let year = |at: Timestamp| {
            let utc = DateTime::from_timestamp_micros(at.micros());
            utc.unwrap_or(DateTime::UNIX_EPOCH).year()
        };
        let now = self.now();
        let from = latest.map_or(now, Timestamp::from_micros);
        // A day more at both ends, for wherever the site is.
        let years = year(from.plus(Span::hours(-24)))..=year(now.plus(Span::hours(24)));
        let (references, labels) = may_have_been_given(lost.signed - lost.entries);
        let counters = self.counters(years)?;
        Ok(counters
            .into_iter()
            .map(|(counter, after)| {
                let of_labels = counter.starts_with("label.");
                let by = if of_labels { labels } else { references };
                Skipped { counter, after, by }
            })
            .collect())
    }

    fn sign_from(&mut self, key: &VerifyingKey, entry: u64) -> Result<()> {
        diesel::insert_into(ledger_identity::table)
            .values((
                ledger_identity::origin.eq(key.name()),
                ledger_identity::verifying_key.eq(key.to_string()),
                ledger_identity::begins_at.eq(signed(entry)?),
            ))
            .execute(self.conn())?;
        Ok(())
    }
}
