//! The store itself: pools, transactions, retries.

use std::sync::Arc;

use diesel::r2d2::Pool;
use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::time::{Clock, Entropy};

use crate::backend;
use crate::conn::{self, Conn, DatabaseUrl, Opener};
use crate::error::Result;
use crate::keys::Keyholder;
use crate::unit::{ReadUnit, Unit};

/// Times a unit is tried again when other writers were in its way.
const RETRIES: u32 = 8;

/// A record that was opened: it exists, this warrant may see it, and the journal
/// says that it was opened. Only the store makes one, so a function that takes
/// `&Opened<Case>` cannot be called with an id that nobody looked up.
#[derive(Debug, Clone)]
pub struct Opened<T> {
    record: T,
    sequence: u64,
}

impl<T> Opened<T> {
    /// Wraps `record`; `sequence` is the entry that says it was opened.
    pub(crate) const fn new(record: T, sequence: u64) -> Self {
        Self { record, sequence }
    }

    /// Number of the journal entry that says the record was opened.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }
}

impl<T> std::ops::Deref for Opened<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

/// All records of the centre. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writers: Pool<Opener>,
    readers: Pool<Opener>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    keys: Arc<dyn Keyholder>,
}

impl Store {
    /// Opens the database. Nothing is connected yet: see [`Store::migrate`].
    pub fn new(
        url: &DatabaseUrl,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keys: Arc<dyn Keyholder>,
    ) -> Self {
        // SQLite has one writer by nature: a pool of one queues writers in turn.
        let writers = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => 4,
        };
        let inner = Inner {
            writers: conn::pool(url, writers),
            readers: conn::pool(url, 4),
            clock,
            entropy,
            keys,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    pub(crate) fn writers(&self) -> &Pool<Opener> {
        &self.inner.writers
    }

    /// The clock that units are dated by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// The randomness that ids and salts come from.
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.inner.entropy
    }

    /// Brings the schema up to this program's version; returns how many steps it took.
    pub fn migrate(&self) -> Result<usize> {
        let mut conn = conn::take(&self.inner.writers)?;
        backend::migrate(&mut conn)
    }

    /// Has the database let go of bytes that were overwritten or deleted: the write-ahead log of
    /// SQLite is emptied, dead rows of PostgreSQL are taken away where keys and pictures lay.
    pub fn scrub(&self) -> Result<()> {
        let mut conn = conn::take(&self.inner.writers)?;
        backend::scrub(&mut conn)
    }

    /// True if [`Store::migrate`] has something to do.
    pub fn needs_migration(&self) -> Result<bool> {
        let mut conn = conn::take(&self.inner.writers)?;
        backend::needs_migration(&mut conn)
    }

    /// Does `work` as one transaction that no other writer overlaps.
    ///
    /// `work` may run more than once (when the database was busy): it must have no
    /// effect outside the unit. If it returns an error nothing is kept. When this
    /// returns `Ok`, the work and its journal entries are durable.
    ///
    /// Blocking: call it off the async runtime.
    pub fn write<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        mut work: impl FnMut(&mut Unit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        let mut tries = 0;
        loop {
            match self.write_once(warrant, &mut work) {
                Err(error) if error.is_transient() && tries < RETRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    fn write_once<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        work: &mut impl FnMut(&mut Unit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = conn::take(&self.inner.writers)?;
        backend::begin_write(&mut conn)?;
        let inner = &*self.inner;
        let outcome = Unit::begin(
            &mut conn,
            warrant,
            &*inner.clock,
            &*inner.entropy,
            &*inner.keys,
        )
        .and_then(|mut unit| work(&mut unit));
        finish(&mut conn, outcome)
    }

    /// Looks without writing. Only what names nobody can be had this way: opening a
    /// record is an act, and acts are written.
    ///
    /// Blocking: call it off the async runtime.
    pub fn read<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        look: impl FnOnce(&mut ReadUnit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = conn::take(&self.inner.readers)?;
        backend::begin_read(&mut conn)?;
        let outcome = look(&mut ReadUnit::new(
            &mut conn,
            warrant,
            &*self.inner.keys,
            self.inner.clock.now(),
        ));
        finish(&mut conn, outcome)
    }
}

fn finish<T>(conn: &mut Conn, outcome: Result<T>) -> Result<T> {
    match outcome {
        Ok(value) => backend::commit(conn).map(|()| value),
        Err(error) => {
            backend::rollback(conn);
            Err(error)
        }
    }
}
