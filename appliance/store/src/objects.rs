//! The register of the vault: which object belongs to which record, and what opens it.
//!
//! The vault forgets the data key of an object as soon as it is written; the envelope it gives
//! back is opened here, and the data key kept under the key of the object's record. So an
//! object is closed with its record, in every copy of the vault.

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Reception};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::object::{ObjectKind, ObjectStanding};
use doublelock_vault::RecordKey;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::keys::{self, Keyholder, OF_THE_SITE};
use crate::schema::keys::sealed_object;
use crate::unit::{ReadUnit, Unit};

/// An object that lies in the vault and is about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObject {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ObjectKind,
    /// What the vault gave back for it.
    pub envelope: Vec<u8>,
}

/// Puts an object of a record into the register.
pub(crate) fn register<D: Duty>(
    unit: &mut Unit<'_, D>,
    object: &NewObject,
    of: &Subject,
) -> Result<()> {
    let keys = unit.keys();
    let above = keys::present(keys::of(unit.conn(), keys, of)?)?;
    keep(unit, object, &of.to_string(), &above)
}

fn keep<D: Duty>(
    unit: &mut Unit<'_, D>,
    object: &NewObject,
    record: &str,
    above: &RecordKey,
) -> Result<()> {
    let (keys, entropy) = (unit.keys(), unit.entropy());
    let data_key = keys.data_key(&object.id, &object.envelope)?;
    let name = name_of(&object.id);
    let (generation, wrapped) = keys::wrap_part(keys, entropy, above, &data_key, &name)?;
    diesel::insert_into(sealed_object::table)
        .values((
            sealed_object::id.eq(&object.id),
            sealed_object::kind.eq(object.kind.as_str()),
            sealed_object::record.eq(record),
            sealed_object::wrapped_by.eq(generation),
            sealed_object::wrapped.eq(wrapped),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// Under which name the data key of an object is wrapped.
pub(crate) fn name_of(object: &str) -> String {
    format!("object:{object}")
}

/// The data keys of some objects of one record, in their order. Refused as erased if the
/// record is.
pub(crate) fn data_keys(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    of: &Subject,
    objects: &[&str],
) -> Result<Vec<RecordKey>> {
    let above = keys::present(keys::of(conn, keys, of)?)?;
    objects
        .iter()
        .map(|object| {
            let wrap: (String, Vec<u8>) = sealed_object::table
                .find(*object)
                .filter(sealed_object::record.eq(of.to_string()))
                .select((sealed_object::wrapped_by, sealed_object::wrapped))
                .first(conn)?;
            opened(keys, &above, object, &wrap)?
                .ok_or(Error::Corrupt("the data key of an object does not open"))
        })
        .collect()
}

/// The data key in a wrap; none if it does not open.
fn opened(
    keys: &dyn Keyholder,
    above: &RecordKey,
    object: &str,
    (generation, wrapped): &(String, Vec<u8>),
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

/// Destroys what opens some objects: closed here at once, and in copies from before once the
/// generation of that day is gone. Their bytes go when the vault is swept. The rows stay, so that a condemned id is never used again.
pub(crate) fn condemn(conn: &mut Conn, objects: &[String]) -> Result<()> {
    for object in objects {
        diesel::update(sealed_object::table.find(object))
            .set((
                sealed_object::wrapped_by.eq(""),
                sealed_object::wrapped.eq(Vec::new()),
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
    match data_keys(conn, keys, of, &[object]) {
        Ok(mut found) => Ok(found.pop().map_or(Reading::Missing, Reading::Open)),
        Err(Error::Erased(by)) => Ok(Reading::Erased { by }),
        Err(Error::NotFound | Error::Corrupt(_)) => Ok(Reading::Missing),
        Err(other) => Err(other),
    }
}

impl<D: Duty> Unit<'_, D> {
    /// Puts an object into the register that belongs to nobody's record; the first one of its
    /// kind is the one. Not an act.
    pub fn register_site_object(&mut self, object: &NewObject) -> Result<()> {
        if self.site_object(object.kind)?.is_some() {
            return Ok(());
        }
        let (keys, entropy) = (self.keys(), self.entropy());
        let above = keys::site_key(self.conn(), keys, entropy)?;
        keep(self, object, OF_THE_SITE, &above)
    }

    /// The object of a kind that belongs to nobody's record, with what opens it; none if there
    /// is no such object yet.
    pub fn site_object(&mut self, kind: ObjectKind) -> Result<Option<(String, RecordKey)>> {
        let keys = self.keys();
        let row: Option<(String, (String, Vec<u8>))> = sealed_object::table
            .filter(sealed_object::record.eq(OF_THE_SITE))
            .filter(sealed_object::kind.eq(kind.as_str()))
            .order(sealed_object::id)
            .select((
                sealed_object::id,
                (sealed_object::wrapped_by, sealed_object::wrapped),
            ))
            .first(self.conn())
            .optional()?;
        let Some((object, wrap)) = row else {
            return Ok(None);
        };
        let above = keys::of_the_site(self.conn(), keys)?.ok_or(Error::Keys)?;
        let key = opened(keys, &above, &object, &wrap)?.ok_or(Error::Keys)?;
        Ok(Some((object, key)))
    }
}

impl ReadUnit<'_, Reception> {
    /// How an object that lies in the vault stands; the start-up sweep asks.
    pub fn object_standing(&mut self, id: &str) -> Result<ObjectStanding> {
        let wrapped: Option<Vec<u8>> = sealed_object::table
            .find(id)
            .select(sealed_object::wrapped)
            .first(self.conn())
            .optional()?;
        Ok(match wrapped {
            None => ObjectStanding::Unknown,
            Some(wrapped) if wrapped.is_empty() => ObjectStanding::Condemned,
            Some(_) => ObjectStanding::Stored,
        })
    }
}
