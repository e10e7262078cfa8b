//! Staff, as the directory last described them.

use diesel::prelude::*;
use doublelock_domain::fact::people::Staff;

use super::Entry;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::people::person;

pub(super) fn admitted(conn: &mut Conn, entry: &Entry<'_>, who: &Staff) -> Result<()> {
    let at = entry.at.micros();
    let changed = diesel::update(person::table.find(who.person.as_str()))
        .set((
            person::display_name.eq(&who.name),
            person::language.eq(&who.language),
            person::last_seen_at.eq(at),
        ))
        .run(conn)?;
    if changed == 0 {
        diesel::insert_into(person::table)
            .values((
                person::id.eq(who.person.as_str()),
                person::stable_id.eq(&who.stable_id),
                person::display_name.eq(&who.name),
                person::language.eq(&who.language),
                person::first_seen_at.eq(at),
                person::last_seen_at.eq(at),
            ))
            .run(conn)?;
    }
    Ok(())
}
