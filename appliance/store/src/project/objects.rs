//! The register of the vault. What opens an object is no part of any fact.

use diesel::prelude::*;
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::objects::ObjectOf;
use doublelock_domain::ids::ObjectId;
use doublelock_domain::object::{ObjectKind, StoredObject};

use super::Entry;
use crate::columns::signed;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::keys::sealed_object;

/// An object of `record` was stored; the site's own has none.
pub(super) fn stored(
    conn: &mut Conn,
    entry: &Entry<'_>,
    object: &StoredObject,
    kind: ObjectKind,
    record: &str,
) -> Result<()> {
    diesel::insert_into(sealed_object::table)
        .values((
            sealed_object::id.eq(object.id.as_str()),
            sealed_object::kind.eq(kind.as_str()),
            sealed_object::record.eq(record),
            sealed_object::sealed_sha256.eq(&object.sealed_sha256),
            sealed_object::recorded_at.eq(entry.at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

/// Whatever is left of a record's objects is condemned.
pub(super) fn condemned(conn: &mut Conn, entry: &Entry<'_>, record: &Subject) -> Result<()> {
    diesel::update(
        sealed_object::table
            .filter(sealed_object::record.eq(record.to_string()))
            .filter(sealed_object::condemned_by.is_null()),
    )
    .set(sealed_object::condemned_by.eq(signed(entry.sequence)?))
    .run(conn)?;
    Ok(())
}

/// So is what a record has of one kind.
pub(super) fn condemned_of_kind(
    conn: &mut Conn,
    entry: &Entry<'_>,
    record: &Subject,
    kind: ObjectKind,
) -> Result<()> {
    diesel::update(
        sealed_object::table
            .filter(sealed_object::record.eq(record.to_string()))
            .filter(sealed_object::kind.eq(kind.as_str()))
            .filter(sealed_object::condemned_by.is_null()),
    )
    .set(sealed_object::condemned_by.eq(signed(entry.sequence)?))
    .run(conn)?;
    Ok(())
}

/// So is one object.
pub(super) fn condemned_one(conn: &mut Conn, entry: &Entry<'_>, object: &ObjectId) -> Result<()> {
    diesel::update(sealed_object::table.find(object.as_str()))
        .set(sealed_object::condemned_by.eq(signed(entry.sequence)?))
        .run(conn)?;
    Ok(())
}

pub(super) fn destroyed(conn: &mut Conn, entry: &Entry<'_>, objects: &[ObjectOf]) -> Result<()> {
    let number = signed(entry.sequence)?;
    for of in objects {
        diesel::update(sealed_object::table.find(of.object.as_str()))
            .set(sealed_object::destroyed_by.eq(number))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn damaged(conn: &mut Conn, entry: &Entry<'_>, objects: &[ObjectOf]) -> Result<()> {
    let number = signed(entry.sequence)?;
    for of in objects {
        diesel::update(sealed_object::table.find(of.object.as_str()))
            .set(sealed_object::damaged_by.eq(number))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn sound(conn: &mut Conn, objects: &[ObjectOf]) -> Result<()> {
    for of in objects {
        diesel::update(sealed_object::table.find(of.object.as_str()))
            .set(sealed_object::damaged_by.eq(None::<i64>))
            .run(conn)?;
    }
    Ok(())
}
