//! The store itself: pools, transactions, retries.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::r2d2::Pool;
use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::time::{Clock, Entropy};

use crate::backend;
use crate::conn::{self, Conn, DatabaseUrl, Opener};
use crate::error::Result;
use crate::keys::Keyholder;
use crate::patient::memory::Names;
use crate::scribe::{Scribe, Written};
use crate::turn::{Lane, Turns};
use crate::unit::{ReadUnit, Unit};

/// Times a unit is tried again when other writers were in its way.
pub(crate) const RETRIES: u32 = 8;

/// All records of the centre. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// Appends one opening within a transaction that others share.
pub(crate) type Append = Box<dyn FnMut(&mut Conn, &Inner) -> Result<Written> + Send>;

pub(crate) struct Inner {
    pub(crate) writers: Pool<Opener>,
    pub(crate) readers: Pool<Opener>,
    /// Where SQLite writes ahead.
    log: Option<PathBuf>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: Arc<dyn Keyholder>,
    /// Whose turn it is to write.
    pub(crate) turns: Turns,
    /// Openings that wait to be written.
    pub(crate) scribe: Scribe<Append>,
    /// Everybody on file, by name.
    pub(crate) names: Names,
}

impl Inner {
    /// Begins a unit on a connection that has a transaction.
    pub(crate) fn begin<'a, D: Duty>(
        &'a self,
        conn: &'a mut Conn,
        warrant: &'a Warrant<D>,
    ) -> Result<Unit<'a, D>> {
        Unit::begin(
            conn,
            warrant,
            &*self.clock,
            &*self.entropy,
            &*self.keys,
            &self.names,
        )
    }
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
            log: match url {
                DatabaseUrl::Sqlite(path) => {
                    let mut log = path.clone().into_os_string();
                    log.push("-wal");
                    Some(log.into())
                }
                DatabaseUrl::Postgres(_) => None,
            },
            readers: conn::pool(url, 4),
            clock,
            entropy,
            keys,
            turns: Turns::default(),
            scribe: Scribe::default(),
            names: Names::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    pub(crate) fn writers(&self) -> &Pool<Opener> {
        &self.inner.writers
    }

    pub(crate) fn readers(&self) -> &Pool<Opener> {
        &self.inner.readers
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
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

    /// Bytes of the log that SQLite writes ahead of the database, as the file system counts them;
    /// none on PostgreSQL, whose log is its own business. It is written over from its start
    /// once nobody looks at an older state; a look that takes long lets it grow.
    pub fn log_bytes(&self) -> Option<u64> {
        let file = self.inner.log.as_ref()?;
        // A database that was closed has none.
        Some(std::fs::metadata(file).map_or(0, |file| file.len()))
    }

    /// Empties that log, if nobody looks at an older state for a moment; [`Error::Busy`] if somebody
    /// does for a fifth of a second. Whoever writes waits that long, and as long as it takes to
    /// copy what is in it.
    pub fn empty_log(&self) -> Result<()> {
        let mut conn = conn::take(&self.inner.writers)?;
        backend::empty_log(&mut conn)
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
        let _unit = tracing::trace_span!("unit", duty = D::NAME.as_str()).entered();
        let _turn = self.inner.turns.wait(Lane::of::<D>())?;
        let mut conn = conn::take(&self.inner.writers)?;
        self.write_on(&mut conn, warrant, work)
    }

    /// As [`Store::write`], once, on a connection that `tune` sets for it before (true) and sets
    /// back after (false).
    pub(crate) fn write_tuned<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        tune: impl Fn(&mut Conn, bool) -> Result<()>,
        mut work: impl FnMut(&mut Unit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        let _unit = tracing::trace_span!("unit", duty = D::NAME.as_str()).entered();
        let _turn = self.inner.turns.wait(Lane::of::<D>())?;
        let mut conn = conn::take(&self.inner.writers)?;
        tune(&mut conn, true)?;
        let done = self.write_on(&mut conn, warrant, &mut work);
        tune(&mut conn, false)?;
        done
    }

    fn write_on<D: Duty, T>(
        &self,
        conn: &mut Conn,
        warrant: &Warrant<D>,
        work: &mut impl FnMut(&mut Unit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        backend::begin_write(conn)?;
        let outcome = self.inner.begin(conn, warrant).and_then(|mut unit| {
            let done = work(&mut unit)?;
            unit.write_shown()?;
            Ok(done)
        });
        finish(conn, outcome)
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
        let _unit = tracing::trace_span!("unit", duty = D::NAME.as_str()).entered();
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

/// Makes a unit durable, or drops it.
pub(crate) fn finish<T>(conn: &mut Conn, outcome: Result<T>) -> Result<T> {
    match outcome {
        Ok(value) => backend::commit(conn).map(|()| value),
        Err(error) => {
            backend::rollback(conn);
            Err(error)
        }
    }
}
