//! Keys of records: whose hangs on whose. Their bytes are no part of any fact.

use diesel::prelude::*;
use doublelock_domain::fact::KeyStep;

use crate::conn::Conn;
use crate::error::Result;
use crate::schema::keys::record_key;
use crate::unit::signed;

/// Lets `record_key` follow one step of entry `sequence`. Taken twice, it is as taken once:
/// the live path takes it before the words of the fact are sealed, and again with the fact.
pub(crate) fn key_step(conn: &mut Conn, sequence: u64, step: &KeyStep) -> Result<()> {
    match step {
        KeyStep::Made { of, under } => {
            let of = of.to_string();
            let known: i64 = record_key::table
                .filter(record_key::subject.eq(&of))
                .count()
                .get_result(conn)?;
            if known == 0 {
                diesel::insert_into(record_key::table)
                    .values((
                        record_key::subject.eq(of),
                        record_key::under.eq(under.as_ref().map(ToString::to_string)),
                        record_key::made_by.eq(signed(sequence)?),
                    ))
                    .execute(conn)?;
            }
        }
        KeyStep::Moved { of, under } => {
            diesel::update(record_key::table.find(of.to_string()))
                .set(record_key::under.eq(under.to_string()))
                .execute(conn)?;
        }
    }
    Ok(())
}
