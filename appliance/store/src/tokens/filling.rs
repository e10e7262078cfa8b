//! Filling the tokens again, from the journal, after they were thrown away. Nothing is found in the
//! meantime that is not there yet.

use diesel::prelude::*;
use doublelock_domain::access::Reception;

use super::{of, put};
use crate::error::Result;
use crate::journal::facts::facts_from;
use crate::schema::keys::equality_token;
use crate::sections;
use crate::unit::{ReadUnit, Unit};

/// Index of the one row that says that all of them are filled: the last that filling writes.
const FILLED: &str = "filled";

impl ReadUnit<'_, Reception> {
    /// Whether what is found by was filled to its end: false once it was thrown away, and if
    /// filling it was cut off.
    pub fn finds_all(&mut self) -> Result<bool> {
        let known: i64 = equality_token::table
            .filter(equality_token::index_name.eq(FILLED))
            .count()
            .get_result(self.conn())?;
        Ok(known > 0)
    }
}

impl Unit<'_, Reception> {
    /// Fills the tokens of some entries again, from number `from`; returns where to go on,
    /// none at the end of the journal. Not an act: no entry.
    pub fn fill_tokens(&mut self, from: u64) -> Result<Option<u64>> {
        let (facts, next) = facts_from(self.conn(), from)?;
        let (keys, entropy) = (self.keys(), self.entropy());
        for mut stored in facts {
            sections::reveal(self.conn(), keys, stored.sequence, &mut stored.fact)?;
            put(self.conn(), keys, entropy, &of(&stored.fact))?;
        }
        if next.is_none() {
            diesel::insert_into(equality_token::table)
                .values((
                    equality_token::index_name.eq(FILLED),
                    equality_token::token.eq(&[][..]),
                    equality_token::found.eq(""),
                    equality_token::record.eq(""),
                ))
                .execute(self.conn())?;
        }
        Ok(next)
    }
}
