//! Keys of records: who has one, under whose, and what became of it.
//!
//! A record key is wrapped by the generation key, a part key by the key of what it is part
//! of, and that once more by the generation key; the wraps lie in the database, the generations
//! in the keyring. Destroying one key closes everything under it. The second layer is what
//! closes an erased case in a copy from before: the patient's key lives on, the generation of
//! that day does not. What the journal says of keys (made, moved, destroyed) follows
//! in `record_key`; their bytes are kept in `key_wrap` and can be made from nothing.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::fact::{Fact, KeyStep, Reading, Subject};
use doublelock_domain::time::Entropy;
use doublelock_vault::{Generations, RecordKey, VaultError};

use crate::columns::unsigned;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::project::key_step;
use crate::schema::keys::{key_wrap, record_key};

/// Keys hang at most this deep: a patient, a linked record of theirs, case, request, package.
const DEEPEST: usize = 5;

/// Whose key the appliance's own tokens and signing key are sealed with: nobody's record.
pub(crate) const OF_THE_SITE: &str = "site";

/// Whose key the jobs of stations and kept forms are sealed with. It goes with them in each erasure: they can name
/// whoever is erased.
pub(crate) const OF_STATIONS: &str = "stations";

/// Keys that belong to nobody's record.
pub(crate) const OF_NO_RECORD: [&str; 2] = [OF_THE_SITE, OF_STATIONS];

/// Who holds the keys above those in the database: the keyring, opened.
pub trait Keyholder: Send + Sync {
    /// The generation that wraps new record keys, with its name.
    fn newest(&self) -> Result<(String, RecordKey)>;

    /// The one of this name; none if it was destroyed.
    fn find(&self, name: &str) -> Result<Option<RecordKey>>;

    /// Takes the data key of an object out of the envelope that the vault gave for it.
    fn data_key(&self, object: &str, envelope: &[u8]) -> Result<RecordKey>;
}

impl Keyholder for Generations {
    fn newest(&self) -> Result<(String, RecordKey)> {
        Self::newest(self)
            .map(|(name, key)| (name.to_owned(), key.clone()))
            .ok_or(Error::Keys)
    }

    fn find(&self, name: &str) -> Result<Option<RecordKey>> {
        Ok(Self::find(self, name).cloned())
    }

    /// There is no vault behind generations alone.
    fn data_key(&self, _: &str, _: &[u8]) -> Result<RecordKey> {
        Err(Error::Keys)
    }
}

/// For work that opens nothing: folding the journal, verifying it, exporting it.
#[derive(Debug, Clone, Copy)]
pub struct NoKeys;

impl Keyholder for NoKeys {
    fn newest(&self) -> Result<(String, RecordKey)> {
        Err(Error::Keys)
    }

    fn find(&self, _: &str) -> Result<Option<RecordKey>> {
        Ok(None)
    }

    fn data_key(&self, _: &str, _: &[u8]) -> Result<RecordKey> {
        Err(Error::Keys)
    }
}

/// Keys for tests within this crate: one generation, and data keys that need no vault.
#[cfg(test)]
pub(crate) struct TestKeys(Generations);

#[cfg(test)]
impl TestKeys {
    pub(crate) fn new() -> Self {
        #[expect(clippy::unwrap_used, reason = "tests")]
        let key = RecordKey::draw(&mut |bytes| bytes.fill(7)).unwrap();
        Self(Generations::single("test", key))
    }
}

#[cfg(test)]
impl Keyholder for TestKeys {
    fn newest(&self) -> Result<(String, RecordKey)> {
        Keyholder::newest(&self.0)
    }

    fn find(&self, name: &str) -> Result<Option<RecordKey>> {
        Keyholder::find(&self.0, name)
    }

    fn data_key(&self, object: &str, _: &[u8]) -> Result<RecordKey> {
        let seed = object.as_bytes().first().copied().unwrap_or(1);
        Ok(RecordKey::draw(&mut |bytes| bytes.fill(seed))?)
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        tracing::error!(%error, "a key could not be used");
        Self::Keys
    }
}

/// A key with what wraps it, as stored.
#[derive(Clone)]
struct Row {
    under: Option<String>,
    destroyed_by: Option<i64>,
    wrap: Option<(String, Vec<u8>)>,
}

type Columns = (
    String,
    Option<String>,
    Option<i64>,
    Option<(String, Vec<u8>)>,
);

fn rows(conn: &mut Conn, subjects: &[String]) -> Result<BTreeMap<String, Row>> {
    let mut found = BTreeMap::new();
    for some in subjects.chunks(500) {
        let rows: Vec<Columns> = record_key::table
            .left_join(key_wrap::table.on(key_wrap::subject.eq(record_key::subject)))
            .filter(record_key::subject.eq_any(some))
            .select((
                record_key::subject,
                record_key::under,
                record_key::destroyed_by,
                (key_wrap::wrapped_by, key_wrap::wrapped).nullable(),
            ))
            .load(conn)?;
        for (subject, under, destroyed_by, wrap) in rows {
            let row = Row {
                under,
                destroyed_by,
                wrap,
            };
            found.insert(subject, row);
        }
    }
    Ok(found)
}

/// The wraps of some keys and of all that they hang on, as stored: what opens them without asking
/// the database again.
pub(crate) struct Wraps(BTreeMap<String, Row>);

impl Wraps {
    /// Reads them: as many queries as keys hang deep.
    pub(crate) fn of(conn: &mut Conn, subjects: &BTreeSet<String>) -> Result<Self> {
        let mut stored: BTreeMap<String, Row> = BTreeMap::new();
        let mut wanted: Vec<String> = subjects.iter().cloned().collect();
        for _ in 0..DEEPEST {
            if wanted.is_empty() {
                break;
            }
            let found = rows(conn, &wanted)?;
            wanted = found
                .values()
                .filter_map(|row| row.under.clone())
                .filter(|under| !stored.contains_key(under) && !found.contains_key(under))
                .collect();
            stored.extend(found);
        }
        Ok(Self(stored))
    }

    /// As if nothing of it had been destroyed: what opens then is not closed, whatever the tables say.
    pub(crate) fn whatever_was_destroyed(mut self) -> Self {
        for row in self.0.values_mut() {
            row.destroyed_by = None;
        }
        self
    }

    /// Opens one of them.
    pub(crate) fn open(&self, keys: &dyn Keyholder, subject: &str) -> Result<Reading<RecordKey>> {
        open_one(keys, &self.0, subject, &mut BTreeMap::new(), 0)
    }
}

/// The keys of some records, each opened once: as many queries as keys hang deep.
pub(crate) fn of_all(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    subjects: &BTreeSet<String>,
) -> Result<BTreeMap<String, Reading<RecordKey>>> {
    let Wraps(stored) = Wraps::of(conn, subjects)?;
    let mut opened = BTreeMap::new();
    for subject in subjects {
        open_one(keys, &stored, subject, &mut opened, 0)?;
    }
    opened.retain(|subject, _| subjects.contains(subject));
    Ok(opened)
}

/// The key of one record.
pub(crate) fn of(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    subject: &Subject,
) -> Result<Reading<RecordKey>> {
    let name = subject.to_string();
    let mut found = of_all(conn, keys, &BTreeSet::from([name.clone()]))?;
    Ok(found.remove(&name).unwrap_or(Reading::Missing))
}

fn open_one(
    keys: &dyn Keyholder,
    stored: &BTreeMap<String, Row>,
    subject: &str,
    opened: &mut BTreeMap<String, Reading<RecordKey>>,
    depth: usize,
) -> Result<Reading<RecordKey>> {
    if let Some(known) = opened.get(subject) {
        return Ok(known.clone());
    }
    let key = match stored.get(subject) {
        Some(row) if depth < DEEPEST => match row.destroyed_by {
            Some(by) => Reading::Erased { by: unsigned(by)? },
            None => unwrapped(keys, stored, subject, row, opened, depth)?,
        },
        _ => Reading::Missing,
    };
    opened.insert(subject.to_owned(), key.clone());
    Ok(key)
}

fn unwrapped(
    keys: &dyn Keyholder,
    stored: &BTreeMap<String, Row>,
    subject: &str,
    row: &Row,
    opened: &mut BTreeMap<String, Reading<RecordKey>>,
    depth: usize,
) -> Result<Reading<RecordKey>> {
    let Some((wrapped_by, wrapped)) = &row.wrap else {
        return Ok(Reading::Missing);
    };
    let Some(generation) = keys.find(wrapped_by)? else {
        return Ok(Reading::Missing);
    };
    let key = match &row.under {
        None => generation.unwrap(wrapped, subject)?,
        Some(under) => {
            let above = match open_one(keys, stored, under, opened, depth + 1)? {
                Reading::Open(above) => above,
                closed => return Ok(closed),
            };
            match generation.take_out(wrapped, subject)? {
                Some(inner) => above.unwrap(&inner, subject)?,
                None => None,
            }
        }
    };
    Ok(key.map_or(Reading::Missing, Reading::Open))
}

/// A key that must be there for something to be sealed with it.
pub(crate) fn present(found: Reading<RecordKey>) -> Result<RecordKey> {
    match found {
        Reading::Open(key) => Ok(key),
        Reading::Erased { by } => Err(Error::Erased(by)),
        Reading::Missing => Err(Error::Corrupt("the key of a record is missing")),
    }
}

/// Draws or re-wraps the keys that an act makes or moves, one after the other: a later one may
/// hang on an earlier one. Called before the fact of entry `sequence` is sealed.
pub(crate) fn take_steps(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    sequence: u64,
    fact: &Fact,
) -> Result<()> {
    for step in fact.keys() {
        match &step {
            KeyStep::Made { of, under } => make(conn, keys, entropy, of, under.as_ref())?,
            KeyStep::Destroyed { of } => {
                diesel::update(key_wrap::table.find(of.to_string()))
                    .set((
                        key_wrap::wrapped_by.eq(""),
                        key_wrap::wrapped.eq(Vec::new()),
                    ))
                    .execute(conn)?;
            }
            KeyStep::Moved { of: moved, under } => {
                let key = present(of(conn, keys, moved)?)?;
                let name = moved.to_string();
                let (generation, wrapped) = match under {
                    Some(under) => {
                        let above = present(of(conn, keys, under)?)?;
                        wrap_part(keys, entropy, &above, &key, &name)?
                    }
                    None => wrap_topmost(keys, entropy, &key, &name)?,
                };
                diesel::update(key_wrap::table.find(&name))
                    .set((
                        key_wrap::wrapped_by.eq(generation),
                        key_wrap::wrapped.eq(wrapped),
                    ))
                    .execute(conn)?;
            }
        }
        key_step(conn, sequence, &step)?;
    }
    Ok(())
}

fn make(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    subject: &Subject,
    under: Option<&Subject>,
) -> Result<()> {
    let name = subject.to_string();
    match rows(conn, std::slice::from_ref(&name))?.remove(&name) {
        // A record that was erased never gets a key again.
        Some(Row {
            destroyed_by: Some(by),
            ..
        }) => return Err(Error::Erased(unsigned(by)?)),
        Some(_) => return Ok(()),
        None => {}
    }
    let Some(under) = under else {
        return draw(conn, keys, entropy, &name);
    };
    let above = present(of(conn, keys, under)?)?;
    let key = RecordKey::draw(&mut |bytes| entropy.fill(bytes))?;
    let (generation, wrapped) = wrap_part(keys, entropy, &above, &key, &name)?;
    diesel::insert_into(key_wrap::table)
        .values((
            key_wrap::subject.eq(name),
            key_wrap::wrapped_by.eq(generation),
            key_wrap::wrapped.eq(wrapped),
        ))
        .execute(conn)?;
    Ok(())
}

/// Wraps a key by the one above it, and that by the newest generation; returns its name too.
pub(crate) fn wrap_part(
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    above: &RecordKey,
    key: &RecordKey,
    name: &str,
) -> Result<(String, Vec<u8>)> {
    let mut chance = |bytes: &mut [u8]| entropy.fill(bytes);
    let (generation, outer) = keys.newest()?;
    let inner = above.wrap(key, name, &mut chance)?;
    Ok((generation, outer.enclose(&inner, name, &mut chance)?))
}

/// Wraps a key that hangs on no other by the newest generation; returns its name too.
fn wrap_topmost(
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    key: &RecordKey,
    name: &str,
) -> Result<(String, Vec<u8>)> {
    let (generation, above) = keys.newest()?;
    let wrapped = above.wrap(key, name, &mut |bytes| entropy.fill(bytes))?;
    Ok((generation, wrapped))
}

fn draw(conn: &mut Conn, keys: &dyn Keyholder, entropy: &dyn Entropy, name: &str) -> Result<()> {
    let key = RecordKey::draw(&mut |bytes| entropy.fill(bytes))?;
    let (wrapped_by, wrapped) = wrap_topmost(keys, entropy, &key, name)?;
    diesel::insert_into(key_wrap::table)
        .values((
            key_wrap::subject.eq(name),
            key_wrap::wrapped_by.eq(wrapped_by),
            key_wrap::wrapped.eq(wrapped),
        ))
        .execute(conn)?;
    Ok(())
}

fn hanging_on_generation(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    name: &str,
) -> Result<Option<RecordKey>> {
    let wrap: Option<(String, Vec<u8>)> = key_wrap::table
        .find(name)
        .select((key_wrap::wrapped_by, key_wrap::wrapped))
        .first(conn)
        .optional()?;
    let Some((generation, wrapped)) = wrap else {
        return Ok(None);
    };
    let above = keys.find(&generation)?.ok_or(Error::Keys)?;
    above.unwrap(&wrapped, name)?.map(Some).ok_or(Error::Keys)
}

/// A key of no record ([`OF_NO_RECORD`]); none before it is first needed. One that
/// is there and does not open is damage, and never replaced.
pub(crate) fn of_no_record(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    name: &'static str,
) -> Result<Option<RecordKey>> {
    hanging_on_generation(conn, keys, name)
}

/// The same, drawn if there is none.
pub(crate) fn of_no_record_or_new(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    name: &'static str,
) -> Result<RecordKey> {
    if let Some(key) = of_no_record(conn, keys, name)? {
        return Ok(key);
    }
    draw(conn, keys, entropy, name)?;
    of_no_record(conn, keys, name)?.ok_or(Error::Keys)
}

/// Forgets a key of no record. The next one is drawn when it is needed.
pub(crate) fn forget(conn: &mut Conn, name: &'static str) -> Result<()> {
    diesel::delete(key_wrap::table.find(name)).execute(conn)?;
    Ok(())
}
