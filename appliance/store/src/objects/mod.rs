//! The register of the vault: which object belongs to which record, what its bytes are, and
//! what opens it.
//!
//! The register follows from the journal: a fact says which object was stored, under which
//! digest, and what became of it, so nothing in the vault is unknown, and whoever reads an object
//! again needs no key to say whether it is what was stored. What opens an object is kept beside it:
//! the vault forgets the data key as soon as the object is written; the envelope it gives back
//! is opened here, and the data key kept under the key of the object's record. So an object is
//! closed with its record, in every copy of the vault.
//!
//! An object is condemned by the act that makes it superfluous, which destroys its data key at
//! once; its bytes go some time later ([`upkeep`]), and its row stays, so that its name is never
//! used again.

mod upkeep;

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::fact::objects::SignerMade;
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::object::{ObjectKind, StoredObject};
use doublelock_vault::RecordKey;
use serde::{Deserialize, Serialize};

use crate::columns::{signed, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::keys::{self, Keyholder, OF_THE_SITE};
use crate::schema::keys::{object_wrap, sealed_object};
use crate::unit::{Sight, Unit};

pub use upkeep::{DUE_AT_ONCE, DueObject, Reread};

/// Wraps looked up at once.
const AT_ONCE: usize = 500;

/// An object that is durable in the vault and about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewObject {
    /// Its name, and what its sealed bytes are.
    pub stored: StoredObject,
    /// What the vault gave back for it.
    pub envelope: Vec<u8>,
}

/// Keeps what opens objects of a record, which a fact of this unit has named.
pub(crate) fn keep<D: Duty>(
    unit: &mut Unit<'_, D>,
    objects: &[&NewObject],
    of: &Subject,
) -> Result<()> {
    let keys = unit.keys();
    let above = keys::present(keys::of(unit.conn(), keys, of)?)?;
    objects
        .iter()
        .try_for_each(|object| wrap(unit, object, &above))
}

fn wrap<D: Duty>(unit: &mut Unit<'_, D>, object: &NewObject, above: &RecordKey) -> Result<()> {
    let (keys, entropy) = (unit.keys(), unit.entropy());
    let id = object.stored.id.as_str();
    let data_key = keys.data_key(id, &object.envelope)?;
    let (generation, wrapped) = keys::wrap_part(keys, entropy, above, &data_key, &name_of(id))?;
    diesel::insert_into(object_wrap::table)
        .values((
            object_wrap::id.eq(id),
            object_wrap::wrapped_by.eq(generation),
            object_wrap::wrapped.eq(wrapped),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// Under which name the data key of an object is wrapped.
pub(crate) fn name_of(object: &str) -> String {
    format!("object:{object}")
}

/// The data keys of some objects of one record: of those that the register has and that open.
/// Nothing but its act if the record was erased.
pub(crate) fn data_keys(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    of: &Subject,
    objects: &[String],
) -> Result<Reading<BTreeMap<String, RecordKey>>> {
    let above = match keys::of(conn, keys, of)? {
        Reading::Open(above) => above,
        Reading::Erased { by } => return Ok(Reading::Erased { by }),
        Reading::Missing => return Ok(Reading::Missing),
    };
    let mut found = BTreeMap::new();
    for some in objects.chunks(AT_ONCE) {
        let wraps: Vec<(String, String, Vec<u8>)> = object_wrap::table
            .inner_join(sealed_object::table.on(sealed_object::id.eq(object_wrap::id)))
            .filter(object_wrap::id.eq_any(some))
            .filter(sealed_object::record.eq(of.to_string()))
            .select((
                object_wrap::id,
                object_wrap::wrapped_by,
                object_wrap::wrapped,
            ))
            .load(conn)?;
        for (object, generation, wrapped) in wraps {
            if let Some(key) = opened(keys, &above, &object, (&generation, &wrapped))? {
                found.insert(object, key);
            }
        }
    }
    Ok(Reading::Open(found))
}

/// The data key in a wrap; none if it does not open.
fn opened(
    keys: &dyn Keyholder,
    above: &RecordKey,
    object: &str,
    (generation, wrapped): (&str, &[u8]),
) -> Result<Option<RecordKey>> {
    let name = name_of(object);
    let Some(outer) = keys.find(generation)? else {
        return Ok(None);
    };
    match outer.take_out(wrapped, &name)? {
        Some(inner) => Ok(above.unwrap(&inner, &name)?),
        None => Ok(None),
    }
}

/// Destroys what opens the objects that entry `sequence` condemned: closed here at once, and in
/// copies from before once the generation of that day is gone.
pub(crate) fn close(conn: &mut Conn, sequence: u64) -> Result<()> {
    let condemned: Vec<String> = sealed_object::table
        .filter(sealed_object::condemned_by.eq(signed(sequence)?))
        .filter(sealed_object::destroyed_by.is_null())
        .select(sealed_object::id)
        .load(conn)?;
    for some in condemned.chunks(AT_ONCE) {
        diesel::update(object_wrap::table.filter(object_wrap::id.eq_any(some)))
            .set((
                object_wrap::wrapped_by.eq(""),
                object_wrap::wrapped.eq(Vec::new()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The data key of one object of a record, if that record was not erased.
pub(crate) fn data_key(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    of: &Subject,
    object: &str,
) -> Result<Reading<RecordKey>> {
    Ok(match data_keys(conn, keys, of, &[object.to_owned()])? {
        Reading::Open(mut found) => found.remove(object).map_or(Reading::Missing, Reading::Open),
        Reading::Erased { by } => Reading::Erased { by },
        Reading::Missing => Reading::Missing,
    })
}

/// Name, digest, and its wrap: by which generation, and the bytes.
type SiteObjectRow = (String, String, Option<(String, Vec<u8>)>);

impl<D: Duty> Sight<'_, D> {
    /// The object of a kind that belongs to nobody's record, with what opens it; none if there
    /// is no such object yet.
    pub fn site_object(&mut self, kind: ObjectKind) -> Result<Option<(StoredObject, RecordKey)>> {
        let keys = self.keys();
        let row: Option<SiteObjectRow> = sealed_object::table
            .left_join(object_wrap::table.on(object_wrap::id.eq(sealed_object::id)))
            .filter(sealed_object::record.eq(OF_THE_SITE))
            .filter(sealed_object::kind.eq(kind.as_str()))
            .order(sealed_object::id)
            .select((
                sealed_object::id,
                sealed_object::sealed_sha256,
                (object_wrap::wrapped_by, object_wrap::wrapped).nullable(),
            ))
            .first(self.conn())
            .optional()?;
        let Some((object, sealed_sha256, wrap)) = row else {
            return Ok(None);
        };
        let above = keys::of_no_record(self.conn(), keys, OF_THE_SITE)?.ok_or(Error::Keys)?;
        let (generation, wrapped) = wrap.ok_or(Error::Keys)?;
        let key = opened(keys, &above, &object, (&generation, &wrapped))?.ok_or(Error::Keys)?;
        let stored = StoredObject {
            id: stored(&object)?,
            sealed_sha256,
        };
        Ok(Some((stored, key)))
    }
}

impl<D: Duty> Unit<'_, D> {
    /// Records the object that holds the key that signs packages; false if there was one
    /// already, and this is not to be.
    pub fn keep_signer(&mut self, object: &NewObject, certificate_sha256: &str) -> Result<bool> {
        if self.site_object(ObjectKind::Signer)?.is_some() {
            return Ok(false);
        }
        self.enact(SignerMade {
            object: object.stored.clone(),
            certificate_sha256: certificate_sha256.to_owned(),
        })?;
        let (keys, entropy) = (self.keys(), self.entropy());
        let above = keys::of_no_record_or_new(self.conn(), keys, entropy, OF_THE_SITE)?;
        wrap(self, object, &above)?;
        Ok(true)
    }
}
