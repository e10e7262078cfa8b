//! Keeping the vault: how an object stands, what was condemned and is to go, what is to be read
//! again and what was found.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Operator, Reception};
use doublelock_domain::fact::objects::{
    ObjectOf, ObjectsDamaged, ObjectsDestroyed, ObjectsSound, VaultRead,
};
use doublelock_domain::ids::ObjectId;
use doublelock_domain::object::{DUE_SINCE, ObjectKind, ObjectStanding};
use doublelock_domain::time::Timestamp;

use crate::claims::Claim;
use crate::columns::{stored, unsigned};
use crate::error::Result;
use crate::keys::OF_THE_SITE;
use crate::schema::journal::ledger_entry;
use crate::schema::keys::{object_read, sealed_object};
use crate::unit::{ReadUnit, Sight, Unit};

/// Objects handed out to be read, or to be removed, at once: no fact names more.
pub const DUE_AT_ONCE: u32 = 200;

/// An object to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueObject {
    /// The object, and whose it is.
    pub of: ObjectOf,
    /// What its sealed bytes must be: SHA-256 in hexadecimal.
    pub sealed_sha256: String,
    /// It was found damaged, and not sound since.
    pub damaged: bool,
}

/// An object that was read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reread {
    /// Which.
    pub object: DueObject,
    /// It is as it was stored.
    pub sound: bool,
}

type DueRow = (String, String, String, Option<i64>);

type DueColumns = (
    sealed_object::id,
    sealed_object::record,
    sealed_object::sealed_sha256,
    sealed_object::damaged_by,
);

const DUE: DueColumns = (
    sealed_object::id,
    sealed_object::record,
    sealed_object::sealed_sha256,
    sealed_object::damaged_by,
);

fn object_of(id: &str, record: &str) -> Result<ObjectOf> {
    let record = match record {
        OF_THE_SITE => None,
        record => Some(stored(record)?),
    };
    Ok(ObjectOf {
        object: stored(id)?,
        record,
    })
}

fn due((id, record, sealed_sha256, damaged_by): DueRow) -> Result<DueObject> {
    Ok(DueObject {
        of: object_of(&id, &record)?,
        sealed_sha256,
        damaged: damaged_by.is_some(),
    })
}

impl<D: Duty> ReadUnit<'_, D> {
    /// How many objects are not in the vault as they were stored. Names nobody.
    pub fn damaged_objects(&mut self) -> Result<u64> {
        let damaged: i64 = sealed_object::table
            .filter(sealed_object::damaged_by.is_not_null())
            .filter(sealed_object::condemned_by.is_null())
            .count()
            .get_result(self.conn())?;
        unsigned(damaged)
    }
}

impl Sight<'_, Reception> {
    /// How an object stands.
    pub fn object_standing(&mut self, id: &str) -> Result<ObjectStanding> {
        let row: Option<(Option<i64>, Option<i64>)> = sealed_object::table
            .find(id)
            .select((sealed_object::condemned_by, sealed_object::destroyed_by))
            .first(self.conn())
            .optional()?;
        Ok(match row {
            None => ObjectStanding::Unknown,
            Some((_, Some(_))) => ObjectStanding::Destroyed,
            Some((Some(_), None)) => ObjectStanding::Condemned,
            Some((None, None)) => ObjectStanding::Stored,
        })
    }

    /// How many objects there are that a record needs.
    pub fn stored_objects(&mut self) -> Result<u64> {
        let stored: i64 = sealed_object::table
            .filter(sealed_object::condemned_by.is_null())
            .count()
            .get_result(self.conn())?;
        unsigned(stored)
    }
}

impl ReadUnit<'_, Operator> {
    /// Damaged objects, those found first, at most `limit`: what they are and since when.
    pub fn damaged_list(&mut self, limit: u32) -> Result<Vec<(ObjectId, ObjectKind, Timestamp)>> {
        let rows: Vec<(String, String, i64)> = sealed_object::table
            .inner_join(
                ledger_entry::table.on(ledger_entry::sequence
                    .nullable()
                    .eq(sealed_object::damaged_by)),
            )
            .filter(sealed_object::condemned_by.is_null())
            .order((sealed_object::damaged_by, sealed_object::id))
            .limit(i64::from(limit))
            .select((
                sealed_object::id,
                sealed_object::kind,
                ledger_entry::recorded_at,
            ))
            .load(self.conn())?;
        rows.into_iter()
            .map(|(id, kind, at)| Ok((stored(&id)?, stored(&kind)?, Timestamp::from_micros(at))))
            .collect()
    }
}

impl ReadUnit<'_, Clockwork> {
    /// Objects that were condemned before `before` and whose bytes may still lie in the vault,
    /// oldest first, at most [`DUE_AT_ONCE`].
    pub fn objects_to_destroy(&mut self, before: Timestamp) -> Result<Vec<ObjectOf>> {
        let rows: Vec<(String, String)> = sealed_object::table
            .inner_join(
                ledger_entry::table.on(ledger_entry::sequence
                    .nullable()
                    .eq(sealed_object::condemned_by)),
            )
            .filter(sealed_object::destroyed_by.is_null())
            .filter(ledger_entry::recorded_at.lt(before.micros()))
            .order((sealed_object::condemned_by, sealed_object::id))
            .limit(i64::from(DUE_AT_ONCE))
            .select((sealed_object::id, sealed_object::record))
            .load(self.conn())?;
        rows.iter()
            .map(|(id, record)| object_of(id, record))
            .collect()
    }

    /// All damaged objects after `after`, in the order of their names, at most [`DUE_AT_ONCE`].
    pub fn damaged_due(&mut self, after: &str) -> Result<Vec<DueObject>> {
        let rows: Vec<DueRow> = sealed_object::table
            .filter(sealed_object::damaged_by.is_not_null())
            .filter(sealed_object::condemned_by.is_null())
            .filter(sealed_object::id.gt(after))
            .order(sealed_object::id)
            .limit(i64::from(DUE_AT_ONCE))
            .select(DUE)
            .load(self.conn())?;
        rows.into_iter().map(due).collect()
    }

    /// Objects recorded before `before` that nobody has read since they were stored, after
    /// `after` in the order of their names, which is that of their age; at most
    /// [`DUE_AT_ONCE`].
    pub fn never_read(&mut self, before: Timestamp, after: &str) -> Result<Vec<DueObject>> {
        let rows: Vec<DueRow> = sealed_object::table
            .left_join(object_read::table.on(object_read::id.eq(sealed_object::id)))
            .filter(object_read::id.is_null())
            .filter(sealed_object::condemned_by.is_null())
            .filter(sealed_object::recorded_at.lt(before.micros()))
            .filter(sealed_object::id.gt(after))
            .order(sealed_object::id)
            .limit(i64::from(DUE_AT_ONCE))
            .select(DUE)
            .load(self.conn())?;
        rows.into_iter().map(due).collect()
    }

    /// Objects last read before `before`, oldest first, at most [`DUE_AT_ONCE`].
    pub fn read_before(&mut self, before: Timestamp) -> Result<Vec<DueObject>> {
        let rows: Vec<DueRow> = object_read::table
            .inner_join(sealed_object::table.on(sealed_object::id.eq(object_read::id)))
            .filter(sealed_object::condemned_by.is_null())
            .filter(object_read::read_at.lt(before.micros()))
            .order((object_read::read_at, object_read::id))
            .limit(i64::from(DUE_AT_ONCE))
            .select(DUE)
            .load(self.conn())?;
        rows.into_iter().map(due).collect()
    }

    /// How many objects are due at this moment: not read, nor stored, within
    /// the time of [`DUE_SINCE`].
    pub fn objects_due(&mut self) -> Result<u64> {
        let before = self.now().plus(DUE_SINCE).micros();
        let never: i64 = sealed_object::table
            .left_join(object_read::table.on(object_read::id.eq(sealed_object::id)))
            .filter(object_read::id.is_null())
            .filter(sealed_object::condemned_by.is_null())
            .filter(sealed_object::recorded_at.lt(before))
            .count()
            .get_result(self.conn())?;
        let long_ago: i64 = object_read::table
            .inner_join(sealed_object::table.on(sealed_object::id.eq(object_read::id)))
            .filter(sealed_object::condemned_by.is_null())
            .filter(object_read::read_at.lt(before))
            .count()
            .get_result(self.conn())?;
        Ok(unsigned(never)? + unsigned(long_ago)?)
    }
}

impl Unit<'_, Clockwork> {
    /// Writes down that the bytes of condemned objects are gone.
    pub fn note_destroyed(&mut self, objects: &[ObjectOf]) -> Result<()> {
        if objects.is_empty() {
            return Ok(());
        }
        self.enact(ObjectsDestroyed {
            objects: objects.to_vec(),
        })?;
        let names: Vec<&str> = objects.iter().map(|of| of.object.as_str()).collect();
        diesel::delete(object_read::table.filter(object_read::id.eq_any(names)))
            .execute(self.conn())?;
        Ok(())
    }

    /// Keeps when objects were read, and writes down which of them are damaged that were not,
    /// or are sound again. Refused if the claim was lost.
    pub fn note_reread(&mut self, claim: &Claim, read: &[Reread]) -> Result<()> {
        self.hold(claim)?;
        let at = self.now().micros();
        let names: Vec<&str> = read
            .iter()
            .map(|one| one.object.of.object.as_str())
            .collect();
        // What was condemned while it was read may be gone: that is no damage.
        let condemned: Vec<String> = sealed_object::table
            .filter(sealed_object::id.eq_any(&names))
            .filter(sealed_object::condemned_by.is_not_null())
            .select(sealed_object::id)
            .load(self.conn())?;
        let condemned: BTreeSet<String> = condemned.into_iter().collect();
        diesel::delete(object_read::table.filter(object_read::id.eq_any(&names)))
            .execute(self.conn())?;
        for name in names.into_iter().filter(|name| !condemned.contains(*name)) {
            diesel::insert_into(object_read::table)
                .values((object_read::id.eq(name), object_read::read_at.eq(at)))
                .execute(self.conn())?;
        }
        let changed = |sound: bool| {
            read.iter()
                .filter(|one| one.sound == sound && one.object.damaged == sound)
                .filter(|one| !condemned.contains(one.object.of.object.as_str()))
                .map(|one| one.object.of.clone())
                .collect::<Vec<_>>()
        };
        let (damaged, sound) = (changed(false), changed(true));
        if !damaged.is_empty() {
            self.enact(ObjectsDamaged { objects: damaged })?;
        }
        if !sound.is_empty() {
            self.enact(ObjectsSound { objects: sound })?;
        }
        Ok(())
    }

    /// Writes down how a reading of the vault ended. Refused if the claim was lost.
    pub fn note_vault_read(&mut self, claim: &Claim, read: VaultRead) -> Result<()> {
        self.hold(claim)?;
        self.enact(read)?;
        Ok(())
    }
}
