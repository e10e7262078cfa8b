//! Erasing records: destroying their keys, and carrying that to its end.
//!
//! The act itself is one transaction: the keys' bytes are overwritten, what opens the record's
//! objects is destroyed, its tokens and pictures go. What cannot be done in it (the generation
//! that wrapped the keys, bytes of the vault, free pages of the database) is done afterwards
//! and may be begun again as often as it is cut off; a last entry says that it is done, and
//! that every section of the record was tried and none opened.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy};
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::erasure::{Authority, Erasers, Record, UnderWay, may_erase};
use doublelock_domain::fact::erasure::{ErasureFinished, KeysRotated, RecordErased};
use doublelock_domain::fact::{Fact, Reading, Subject};
use doublelock_domain::ids::PersonId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Entropy;
use doublelock_vault::RecordKey;
use serde::{Deserialize, Serialize};

use crate::columns::{signed, stored, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::facts::fact_at;
use crate::keys::{self, OF_STATIONS};
use crate::objects;
use crate::patient;
use crate::schema::custody::{custody_exception, item, shipment, station_job};
use crate::schema::imaging::{instance, thumbnail};
use crate::schema::keys::{
    equality_token, erasure, key_wrap, object_wrap, record_key, sealed_object,
};
use crate::schema::people::kept_form;
use crate::schema::privacy::privacy_request;
use crate::schema::subjects::ledger_subject;
use crate::sections;
use crate::unit::{ReadUnit, Sight, Unit};

/// Keys wrapped anew in one unit: it holds the writer for some milliseconds.
const WRAPPED_AT_ONCE: i64 = 500;

/// An erasure that was not carried to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The entry that destroyed the keys.
    pub entry: u64,
    /// The record.
    pub record: Subject,
}

/// What an erasure destroyed, as the list outside of the database has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    record: Subject,
    keys: Vec<Subject>,
    authority: Authority,
}

/// What is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wraps {
    /// Keys of records and of parts of records.
    Keys,
    /// Data keys of objects in the vault.
    Objects,
}

/// How far wrapping anew came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedAnew {
    /// The last name that was looked at; none if there was nothing left.
    pub last: Option<String>,
    /// Wraps that did not open.
    pub damaged: u64,
}

/// A wrap of another generation under the newest; none if it does not open. A topmost key has
/// one layer, everything else two, of which the inner stays as it is.
fn anew(
    old: &RecordKey,
    newest: &RecordKey,
    wrapped: &[u8],
    name: &str,
    entropy: &dyn Entropy,
) -> Result<Option<Vec<u8>>> {
    let mut chance = |bytes: &mut [u8]| entropy.fill(bytes);
    if let Some(inner) = old.take_out(wrapped, name)? {
        return Ok(Some(newest.enclose(&inner, name, &mut chance)?));
    }
    Ok(match old.unwrap(wrapped, name)? {
        Some(key) => Some(newest.wrap(&key, name, &mut chance)?),
        None => None,
    })
}

/// What trying every section of an erased record found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// Sections there are.
    pub sections: u64,
    /// Sections that opened: none, or the erasure is not done.
    pub opened: u64,
}

impl Sight<'_, Privacy> {
    /// The record whose key closes it all, and its cases.
    fn cases_of(&mut self, record: &Record) -> Result<(Subject, Vec<String>)> {
        Ok(match record {
            Record::Case(case) => (case.into(), vec![case.to_string()]),
            // Of several records of one person all are erased, whichever is named.
            Record::Patient(patient) => {
                let everything = patient::everything_of(self.conn(), patient)?;
                let cases = everything.cases.iter().map(|case| case.id.clone());
                ((&everything.whole()?.patient).into(), cases.collect())
            }
        })
    }

    /// What of these cases is under way.
    fn under_way(&mut self, cases: &[String]) -> Result<UnderWay> {
        let away = [
            HolderKind::Recipient,
            HolderKind::Requester,
            HolderKind::Destroyed,
            HolderKind::Withdrawn,
        ]
        .map(HolderKind::as_str);
        let articles: Vec<String> = item::table
            .filter(item::case_id.assume_not_null().eq_any(cases))
            .filter(item::holder_kind.ne_all(away))
            .order(item::label)
            .select(item::label)
            .load(self.conn())?;
        let ended = [
            ShipmentState::Received,
            ShipmentState::ReceivedWithExceptions,
            ShipmentState::ReceiptConfirmed,
            ShipmentState::Cancelled,
        ]
        .map(ShipmentState::as_str);
        let unsettled = custody_exception::table
            .filter(custody_exception::outcome.is_null())
            .filter(custody_exception::shipment_id.is_not_null())
            .select(custody_exception::shipment_id.assume_not_null());
        // One with something that does not balance still waits for words, which its key would seal.
        let parcels: Vec<String> = shipment::table
            .filter(shipment::case_id.assume_not_null().eq_any(cases))
            .filter((shipment::state.ne_all(ended)).or(shipment::id.eq_any(unsettled)))
            .order(shipment::reference)
            .select(shipment::reference)
            .load(self.conn())?;
        let requests: Vec<String> = privacy_request::table
            .filter(privacy_request::case_id.eq_any(cases))
            .filter(privacy_request::closed_at.is_null())
            .order(privacy_request::reference)
            .select(privacy_request::reference)
            .load(self.conn())?;
        let numbers = |texts: Vec<String>| {
            let read = texts.iter().map(|text| stored(text));
            read.collect::<Result<Vec<_>>>()
        };
        let labels = articles.iter().map(|text| stored(text));
        Ok(UnderWay {
            articles: labels.collect::<Result<_>>()?,
            parcels: numbers(parcels)?,
            requests: numbers(requests)?,
        })
    }
}

/// Which generations wrap these keys at this moment.
fn generations_of(conn: &mut Conn, keys: &[Subject]) -> Result<Vec<String>> {
    let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let mut all = BTreeSet::new();
    for some in names.chunks(500) {
        let found: Vec<String> = key_wrap::table
            .filter(key_wrap::subject.eq_any(some))
            .select(key_wrap::wrapped_by)
            .distinct()
            .load(conn)?;
        all.extend(found);
    }
    Ok(all.into_iter().collect())
}

impl Unit<'_, Privacy> {
    /// Destroys the keys of a record, for two people and on an authority. Returns the number
    /// of the entry. Refused, naming it, while something of the record is under way.
    pub fn erase(
        &mut self,
        record: &Record,
        authority: &Authority,
        people: &Erasers,
    ) -> Result<u64> {
        // What is erased was named by an authority, not found within a relation.
        if people.first() != self.actor() || !self.warrant().relations().is_empty() {
            return Err(Refusal::DutyNotHeld.into());
        }
        let (subject, cases) = self.cases_of(record)?;
        may_erase(&self.under_way(&cases)?)?;
        let holder = self.keys();
        // A key that is damaged is destroyed like any other: a copy from before may be whole.
        if let Reading::Erased { by } = keys::of(self.conn(), holder, &subject)? {
            return Err(Error::Erased(by));
        }
        let all = keys_under(self.conn(), &subject)?;
        if generations_of(self.conn(), &all)?.is_empty() {
            return Err(Error::NotFound);
        }
        let erased = Erased {
            record: subject,
            keys: all,
            authority: authority.clone(),
        };
        self.destroy(erased, Some(people.second().clone()))
    }
}

impl<D: Duty> Unit<'_, D> {
    fn destroy(&mut self, erased: Erased, second: Option<PersonId>) -> Result<u64> {
        let keys = erased.keys;
        let generations = generations_of(self.conn(), &keys)?;
        let sequence = self.enact(RecordErased {
            record: erased.record,
            keys: keys.clone(),
            generations,
            authority: erased.authority,
            second,
        })?;
        objects::close(self.conn(), sequence)?;
        self.let_go(&keys)?;
        Ok(sequence)
    }

    /// What may be thrown away of erased records.
    fn let_go(&mut self, erased: &[Subject]) -> Result<()> {
        let names: Vec<String> = erased.iter().map(ToString::to_string).collect();
        let studies: Vec<String> = erased
            .iter()
            .filter(|subject| matches!(subject, Subject::Study(_)))
            .map(Subject::id)
            .collect();
        for some in names.chunks(500) {
            diesel::delete(equality_token::table.filter(equality_token::record.eq_any(some)))
                .execute(self.conn())?;
        }
        for some in studies.chunks(500) {
            let images: Vec<String> = instance::table
                .filter(instance::study_id.eq_any(some))
                .select(instance::id)
                .load(self.conn())?;
            for image in images {
                diesel::delete(thumbnail::table.find(image)).execute(self.conn())?;
            }
        }
        Ok(())
    }
}

impl Unit<'_, Clockwork> {
    /// Erases again what was erased before and can be opened here: these are older records, which
    /// were put back. Nothing that is under way keeps it from that. Returns the number of the entry;
    /// none if there is nothing of it.
    pub fn erase_again(&mut self, erased: &Erased) -> Result<Option<u64>> {
        // At each start there is nothing to do: what hangs under destroyed keys is closed with them.
        let names: Vec<String> = erased.keys.iter().map(ToString::to_string).collect();
        let mut left = 0;
        for some in names.chunks(500) {
            left += record_key::table
                .filter(record_key::subject.eq_any(some))
                .filter(record_key::destroyed_by.is_null())
                .count()
                .get_result::<i64>(self.conn())?;
        }
        if left == 0 {
            return Ok(None);
        }
        let mut keys: Vec<Subject> = Vec::new();
        for key in &erased.keys {
            for under in keys_under(self.conn(), key)? {
                let known: i64 = record_key::table
                    .filter(record_key::subject.eq(under.to_string()))
                    .filter(record_key::destroyed_by.is_null())
                    .count()
                    .get_result(self.conn())?;
                if known > 0 && !keys.contains(&under) {
                    keys.push(under);
                }
            }
        }
        let (record, authority) = (erased.record.clone(), erased.authority.clone());
        let again = Erased {
            record,
            keys,
            authority,
        };
        self.destroy(again, None).map(Some)
    }
}

/// The key of a record and all that hang under it, the record's own first.
fn keys_under(conn: &mut Conn, record: &Subject) -> Result<Vec<Subject>> {
    let mut all = vec![record.clone()];
    let mut level = vec![record.to_string()];
    while !level.is_empty() {
        let mut below: Vec<String> = Vec::new();
        for some in level.chunks(500) {
            let found: Vec<String> = record_key::table
                .filter(record_key::under.assume_not_null().eq_any(some))
                .filter(record_key::destroyed_by.is_null())
                .order(record_key::subject)
                .select(record_key::subject)
                .load(conn)?;
            below.extend(found);
        }
        for name in &below {
            all.push(stored(name)?);
        }
        level = below;
    }
    Ok(all)
}

impl ReadUnit<'_, Clockwork> {
    /// Erasures that were not carried to their end, oldest first.
    pub fn pending_erasures(&mut self) -> Result<Vec<Pending>> {
        let rows: Vec<(i64, String)> = erasure::table
            .filter(erasure::finished_by.is_null())
            .order(erasure::entry)
            .select((erasure::entry, erasure::record))
            .load(self.conn())?;
        rows.into_iter()
            .map(|(entry, record)| {
                Ok(Pending {
                    entry: unsigned(entry)?,
                    record: stored(&record)?,
                })
            })
            .collect()
    }

    /// All that was ever erased here, the oldest first.
    pub fn erased(&mut self) -> Result<Vec<Erased>> {
        let entries: Vec<i64> = erasure::table
            .order(erasure::entry)
            .select(erasure::entry)
            .load(self.conn())?;
        let mut all = Vec::new();
        for entry in entries {
            let fact = self.erasing(unsigned(entry)?)?;
            all.push(Erased {
                record: fact.record,
                keys: fact.keys,
                authority: fact.authority,
            });
        }
        Ok(all)
    }

    /// The fact of an erasure.
    fn erasing(&mut self, entry: u64) -> Result<RecordErased> {
        match fact_at(self.conn(), entry)?.map(|stored| stored.fact) {
            Some(Fact::RecordErased(fact)) => Ok(fact),
            _ => Err(Error::LedgerBroken(entry)),
        }
    }

    /// Tries every section that is sealed under a key of the erased record, with what is left of its
    /// keys, whatever the tables say of them.
    pub fn try_sections(&mut self, pending: &Pending) -> Result<Tried> {
        let (names, keys) = (self.erased_by(pending)?, self.keys());
        let mut tried = Tried {
            sections: 0,
            opened: 0,
        };
        for name in &names {
            let entries: Vec<i64> = ledger_subject::table
                .filter(ledger_subject::subject.eq(name))
                .select(ledger_subject::sequence)
                .load(self.conn())?;
            for entry in entries {
                let (there, opened) = sections::tried(self.conn(), keys, unsigned(entry)?, name)?;
                tried.sections += there;
                tried.opened += opened;
            }
        }
        Ok(tried)
    }

    /// How many objects the erasure condemned.
    pub fn objects_erased(&mut self, pending: &Pending) -> Result<u64> {
        let count: i64 = sealed_object::table
            .filter(sealed_object::condemned_by.eq(signed(pending.entry)?))
            .count()
            .get_result(self.conn())?;
        unsigned(count)
    }

    /// Whose keys the entry of an erasure says were destroyed.
    fn erased_by(&mut self, pending: &Pending) -> Result<BTreeSet<String>> {
        let fact = self.erasing(pending.entry)?;
        Ok(fact.keys.iter().map(ToString::to_string).collect())
    }
}

impl Unit<'_, Clockwork> {
    /// Wraps some of the keys that another generation than the newest wraps by the newest, in
    /// the order of names, from after `after` on. Not an act: no entry. What does not open is
    /// damage: it stays as it is, is counted, and stops nothing.
    pub fn wrap_anew(&mut self, what: Wraps, after: &str) -> Result<WrappedAnew> {
        let (holder, entropy) = (self.keys(), self.entropy());
        let (newest, above) = holder.newest()?;
        let rows = match what {
            Wraps::Keys => key_wrap::table
                .filter(key_wrap::wrapped_by.ne_all([newest.as_str(), ""]))
                .filter(key_wrap::subject.gt(after))
                .order(key_wrap::subject)
                .limit(WRAPPED_AT_ONCE)
                .select((key_wrap::subject, key_wrap::wrapped_by, key_wrap::wrapped))
                .load::<(String, String, Vec<u8>)>(self.conn())?,
            Wraps::Objects => object_wrap::table
                .filter(object_wrap::wrapped_by.ne_all([newest.as_str(), ""]))
                .filter(object_wrap::id.gt(after))
                .order(object_wrap::id)
                .limit(WRAPPED_AT_ONCE)
                .select((
                    object_wrap::id,
                    object_wrap::wrapped_by,
                    object_wrap::wrapped,
                ))
                .load::<(String, String, Vec<u8>)>(self.conn())?,
        };
        let last = rows.last().map(|(name, ..)| name.clone());
        let mut damaged = 0;
        for (row, generation, wrapped) in rows {
            let name = match what {
                Wraps::Keys => row.clone(),
                Wraps::Objects => objects::name_of(&row),
            };
            let again = match holder.find(&generation)? {
                Some(old) => anew(&old, &above, &wrapped, &name, entropy)?,
                None => None,
            };
            let Some(again) = again else {
                damaged += 1;
                continue;
            };
            match what {
                Wraps::Keys => diesel::update(key_wrap::table.find(&row))
                    .set((
                        key_wrap::wrapped_by.eq(&newest),
                        key_wrap::wrapped.eq(again),
                    ))
                    .execute(self.conn())?,
                Wraps::Objects => diesel::update(object_wrap::table.find(&row))
                    .set((
                        object_wrap::wrapped_by.eq(&newest),
                        object_wrap::wrapped.eq(again),
                    ))
                    .execute(self.conn())?,
            };
        }
        Ok(WrappedAnew { last, damaged })
    }

    /// Throws the jobs of stations and the forms of ended sessions away, and the key they were sealed with: what was
    /// typed before an erasure can name whoever was erased, here and in each copy from before. Whoever was in one
    /// scans its parcel or visit again, or fills in the form again. Not an act: no entry.
    pub fn forget_station_jobs(&mut self) -> Result<()> {
        diesel::delete(station_job::table).execute(self.conn())?;
        diesel::delete(kept_form::table).execute(self.conn())?;
        keys::forget(self.conn(), OF_STATIONS)
    }

    /// Writes down that keys were wrapped anew and older generations destroyed.
    pub fn note_rotated(&mut self, destroyed: &[String]) -> Result<u64> {
        let (generation, _) = self.keys().newest()?;
        self.enact(KeysRotated {
            generation,
            destroyed: destroyed.to_vec(),
        })
    }

    /// Writes down that an erasure is done. Refused while a section of it opens, or while a
    /// generation is left that wrapped its keys.
    pub fn finish_erasure(&mut self, pending: &Pending, tried: Tried, objects: u64) -> Result<u64> {
        if tried.opened > 0 {
            return Err(Error::Corrupt("a section of an erased record opens"));
        }
        let Some(Fact::RecordErased(erased)) =
            fact_at(self.conn(), pending.entry)?.map(|stored| stored.fact)
        else {
            return Err(Error::LedgerBroken(pending.entry));
        };
        let holder = self.keys();
        for generation in &erased.generations {
            if holder.find(generation)?.is_some() {
                return Err(Error::Corrupt("a generation of an erased record is left"));
            }
        }
        self.enact(ErasureFinished {
            erasure: pending.entry,
            record: pending.record.clone(),
            sections: tried.sections,
            objects,
            generations: erased.generations,
        })
    }
}
