//! Forms of sessions that had ended when they were sent: kept sealed for an hour, for the same person to send again
//! once they have signed in.
//!
//! Nothing of one was recorded. One for each person, the latest; not an act, so no entry tells of it. It is no draft
//! either: what is not sent is in the browser alone.

use diesel::prelude::*;
use doublelock_domain::access::FrontDoor;
use doublelock_domain::ids::PersonId;
use doublelock_domain::session::EndReason;
use doublelock_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::columns::stored;
use crate::error::{Error, Result};
use crate::keys::{self, OF_STATIONS};
use crate::schema::people::{kept_form, session};
use crate::unit::Unit;

/// So long a form is kept.
pub const KEPT_FOR: Span = Span::hours(1);

/// A form is kept of a session that ended by itself, or by a new one of the same browser: not of one that was ended.
const ENDED_BY_ITSELF: [EndReason; 4] = [
    EndReason::Idle,
    EndReason::Absolute,
    EndReason::Clock,
    EndReason::Replaced,
];

/// A form that was sent after its session had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// Where it was sent to.
    pub path: String,
    /// Its fields in order, without the tokens of the session that ended.
    pub fields: Vec<(String, String)>,
}

/// Whose session that was, and the token that its forms bear.
#[derive(Debug, Clone)]
pub struct EndedSession {
    /// Who.
    pub person: PersonId,
    /// The token.
    pub csrf: String,
}

impl Unit<'_, FrontDoor> {
    /// The session of this cookie, if it ended by itself within the last hour.
    pub fn ended_session(&mut self, token_hash: &[u8; 32]) -> Result<Option<EndedSession>> {
        let since = self.now().micros() - KEPT_FOR.micros();
        let found: Option<(String, String)> = session::table
            .filter(session::token_hash.eq(&token_hash[..]))
            .filter(session::ended_at.ge(since))
            .filter(session::end_reason.eq_any(ENDED_BY_ITSELF.map(EndReason::as_str)))
            .select((session::person_id, session::csrf))
            .first(self.conn())
            .optional()?;
        found
            .map(|(person, csrf)| {
                Ok(EndedSession {
                    person: stored(&person)?,
                    csrf,
                })
            })
            .transpose()
    }

    /// Keeps a form for this person, in the place of an earlier one.
    pub fn keep_form(&mut self, person: &PersonId, form: &KeptForm) -> Result<()> {
        let text = serde_json::to_vec(form)
            .map(Zeroizing::new)
            .map_err(|_| Error::Corrupt("a form could not be written"))?;
        self.forget_old_forms()?;
        let (keys, entropy) = (self.keys(), self.entropy());
        let key = keys::of_no_record_or_new(self.conn(), keys, entropy, OF_STATIONS)?;
        let sealed = key.seal(&about(person), &text, &mut |bytes| entropy.fill(bytes))?;
        self.drop_kept_form(person)?;
        let now = self.now().micros();
        diesel::insert_into(kept_form::table)
            .values((
                kept_form::person_id.eq(person.as_str()),
                kept_form::sealed.eq(sealed),
                kept_form::kept_at.eq(now),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    /// The form that is kept for this person, and since when.
    pub fn kept_form(&mut self, person: &PersonId) -> Result<Option<(KeptForm, Timestamp)>> {
        self.forget_old_forms()?;
        let found: Option<(Vec<u8>, i64)> = kept_form::table
            .find(person.as_str())
            .select((kept_form::sealed, kept_form::kept_at))
            .first(self.conn())
            .optional()?;
        let keys = self.keys();
        let key = keys::of_no_record(self.conn(), keys, OF_STATIONS)?;
        let (Some((sealed, kept_at)), Some(key)) = (found, key) else {
            return Ok(None);
        };
        // What does not open was thrown away, like the key it was sealed with.
        let text = key.open(&about(person), &sealed)?;
        let form = text.and_then(|text| serde_json::from_slice(&text).ok());
        Ok(form.map(|form| (form, Timestamp::from_micros(kept_at))))
    }

    /// Nobody needs it any more.
    pub fn drop_kept_form(&mut self, person: &PersonId) -> Result<()> {
        diesel::delete(kept_form::table.find(person.as_str())).execute(self.conn())?;
        Ok(())
    }

    fn forget_old_forms(&mut self) -> Result<()> {
        let long_ago = self.now().micros() - KEPT_FOR.micros();
        diesel::delete(kept_form::table.filter(kept_form::kept_at.lt(long_ago)))
            .execute(self.conn())?;
        Ok(())
    }
}

/// What binds a form to its person, and to its table.
fn about(person: &PersonId) -> Vec<u8> {
    format!("kept_form {person}").into_bytes()
}
