//! Tries at passwords: kept where every front end sees them and a restart finds them again.
//!
//! The rule is [`doublelock_domain::guessing`]; here it gets the tries it asks for, and what it
//! counts is written, in one unit that no other writer overlaps. Rows hold marks, never a name:
//! see [`Mark`]. They are few: what is older than the window goes with the next knock, and of
//! what anybody can make up the oldest goes when there is no more room.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::FrontDoor;
use doublelock_domain::guessing::{Key, Knock, Limits, Mark, Meant, Tries, Verdict, Wait};
use doublelock_domain::ids::RecordId;
use doublelock_domain::time::{Span, Timestamp};

use crate::columns::stored_bytes;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::people::sign_in_try;
use crate::unit::{ReadUnit, Unit};

/// Most rows kept under marks that anybody can make up.
pub const ROOM: u32 = 50_000;

/// A try that was let through and may yet be taken back.
#[derive(Debug, Clone)]
pub struct Attempt {
    id: String,
    at: Timestamp,
    knock: Knock,
    wait: Option<Wait>,
}

impl ReadUnit<'_, FrontDoor> {
    /// Whether this knock must wait: for who is sent away in any case, nothing is written.
    pub fn must_wait(
        &mut self,
        limits: &Limits,
        knock: &Knock,
        now: Timestamp,
    ) -> Result<Option<Wait>> {
        let tries = tries(self.conn(), &knock.keys())?;
        Ok(limits.knock(knock, &tries, now).err())
    }
}

impl Unit<'_, FrontDoor> {
    /// Somebody typed a name: heard, and counted, or sent away to wait. At most `room` rows
    /// are kept of what strangers make up.
    pub fn knock(
        &mut self,
        limits: &Limits,
        knock: &Knock,
        now: Timestamp,
        room: u32,
    ) -> Result<std::result::Result<Attempt, Wait>> {
        let tries = tries(self.conn(), &knock.keys())?;
        let wait = match limits.knock(knock, &tries, now) {
            Ok(wait) => wait,
            Err(wait) => return Ok(Err(wait)),
        };
        forget(self.conn(), now, limits.window, room)?;
        let attempt = Attempt {
            id: RecordId::new(now, self.entropy()).to_string(),
            at: now,
            knock: *knock,
            wait,
        };
        self.count(&attempt, &[Key::Stranger(knock.place)])?;
        Ok(Ok(attempt))
    }

    /// The directory's search has said who was meant, if anybody: what is done with the
    /// password. A try that goes no further is taken back.
    pub fn judge(
        &mut self,
        limits: &Limits,
        attempt: &Attempt,
        meant: Option<&Meant>,
    ) -> Result<Verdict> {
        let mut keys = attempt.knock.keys();
        keys.extend(meant.iter().flat_map(|meant| meant.keys()));
        let tries = tries(self.conn(), &keys)?;
        let (verdict, counted) =
            limits.verdict(&attempt.knock, meant, attempt.wait, &tries, attempt.at);
        match verdict {
            Verdict::Stop(_) => self.take_back(attempt)?,
            Verdict::Ask | Verdict::Pretend => self.count(attempt, &counted)?,
        }
        Ok(verdict)
    }

    /// The try does not count: the password was right, or nobody judged it.
    pub fn take_back(&mut self, attempt: &Attempt) -> Result<()> {
        let its = sign_in_try::table.filter(sign_in_try::attempt.eq(&attempt.id));
        diesel::delete(its).execute(self.conn())?;
        Ok(())
    }

    /// Nothing that was counted under these marks counts any more.
    pub fn forgive(&mut self, marks: &[Mark]) -> Result<()> {
        let theirs = sign_in_try::table.filter(sign_in_try::mark.eq_any(bytes(marks.iter())));
        diesel::delete(theirs).execute(self.conn())?;
        Ok(())
    }

    fn count(&mut self, attempt: &Attempt, keys: &[Key]) -> Result<()> {
        for key in keys {
            diesel::insert_into(sign_in_try::table)
                .values((
                    sign_in_try::attempt.eq(&attempt.id),
                    sign_in_try::mark.eq(&key.mark()[..]),
                    sign_in_try::of_person.eq(key.is_of_a_person()),
                    sign_in_try::tried_at.eq(attempt.at.micros()),
                ))
                .execute(self.conn())?;
        }
        Ok(())
    }
}

fn bytes<'a>(marks: impl Iterator<Item = &'a Mark>) -> Vec<Vec<u8>> {
    marks.map(|mark| mark.to_vec()).collect()
}

fn tries(conn: &mut Conn, keys: &[Key]) -> Result<Tries> {
    let rows: Vec<(Vec<u8>, i64)> = sign_in_try::table
        .filter(sign_in_try::mark.eq_any(bytes(keys.iter().map(Key::mark))))
        .order(sign_in_try::tried_at)
        .select((sign_in_try::mark, sign_in_try::tried_at))
        .load(conn)?;
    let mut tries: Tries = BTreeMap::new();
    for (mark, at) in rows {
        let times = tries.entry(stored_bytes(mark)?).or_default();
        times.push(Timestamp::from_micros(at));
    }
    Ok(tries)
}

/// What no longer counts, and beyond `room` the oldest of what strangers made up: a quarter
/// more than needs be, so that it is not done at every knock.
fn forget(conn: &mut Conn, now: Timestamp, window: Span, room: u32) -> Result<()> {
    let long_ago = now.micros() - window.micros();
    diesel::delete(sign_in_try::table.filter(sign_in_try::tried_at.lt(long_ago))).execute(conn)?;
    let made_up = sign_in_try::table.filter(sign_in_try::of_person.eq(false));
    let kept: i64 = made_up.count().get_result(conn)?;
    if kept < i64::from(room) {
        return Ok(());
    }
    let last_to_go: i64 = made_up
        .order(sign_in_try::tried_at)
        .offset(kept - i64::from(room) * 3 / 4)
        .select(sign_in_try::tried_at)
        .first(conn)?;
    diesel::delete(made_up.filter(sign_in_try::tried_at.le(last_to_go))).execute(conn)?;
    Ok(())
}
