//! One connection type for two databases, and how each is opened.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::r2d2::{ManageConnection, Pool, R2D2Connection};

use crate::error::{Error, Result};

/// Longest wait for a connection or for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection to either database. Queries are written once, against this.
#[derive(diesel::MultiConnection)]
pub(crate) enum Conn {
    /// One file on the appliance.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    Postgres(PgConnection),
}

/// A statement that either database runs.
///
/// The enum writes the text of a statement anew each time it is run and puts each of its values in a
/// box; the connection behind it finds the prepared statement by its type. Worth it where
/// statements follow each other by the million ([`crate::project`]).
pub(crate) trait Run {
    /// Runs it; the number of rows that it touched.
    fn run(self, conn: &mut Conn) -> QueryResult<usize>;
}

impl<Q: ExecuteDsl<SqliteConnection> + ExecuteDsl<PgConnection>> Run for Q {
    fn run(self, conn: &mut Conn) -> QueryResult<usize> {
        match conn {
            Conn::Sqlite(conn) => ExecuteDsl::execute(self, conn),
            Conn::Postgres(conn) => ExecuteDsl::execute(self, conn),
        }
    }
}

/// Where the records are.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// Path of the SQLite file.
    Sqlite(PathBuf),
    /// libpq connection URL; may hold a password, so it is never printed.
    Postgres(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    /// `sqlite:PATH` or `postgres://…`.
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            if path.is_empty() {
                Err("no path after sqlite:")
            } else {
                Ok(Self::Sqlite(path.into()))
            }
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err("neither sqlite:PATH nor postgres://…")
        }
    }
}

/// Opens and checks connections for a pool.
pub(crate) struct Opener(pub(crate) DatabaseUrl);

/// Settings of **every** SQLite connection. `busy_timeout` comes first, so that
/// switching to WAL itself waits; FULL makes a commit survive a power cut; what was deleted or
/// overwritten is overwritten with zeros.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000;\
    PRAGMA journal_mode = WAL;\
    PRAGMA synchronous = FULL;\
    PRAGMA foreign_keys = ON;\
    PRAGMA trusted_schema = OFF;\
    PRAGMA secure_delete = ON;\
    PRAGMA temp_store = MEMORY;\
    PRAGMA journal_size_limit = 67108864;";

const POSTGRES_SETTINGS: &str = "SET TIME ZONE 'UTC'; SET lc_messages = 'C'; \
    SET lock_timeout = '5s'; SET statement_timeout = '60s'; \
    SET idle_in_transaction_session_timeout = '60s'; SET synchronous_commit = 'on';";

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        use diesel::r2d2::Error::{ConnectionError, QueryError};
        let mut conn = match &self.0 {
            DatabaseUrl::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| {
                    ConnectionError(diesel::ConnectionError::BadConnection(
                        "path is not text".into(),
                    ))
                })?;
                Conn::Sqlite(SqliteConnection::establish(path).map_err(ConnectionError)?)
            }
            DatabaseUrl::Postgres(url) => {
                Conn::Postgres(PgConnection::establish(url).map_err(ConnectionError)?)
            }
        };
        let settings = match &conn {
            Conn::Sqlite(_) => SQLITE_SETTINGS,
            Conn::Postgres(_) => POSTGRES_SETTINGS,
        };
        conn.batch_execute(settings).map_err(QueryError)?;
        conn.set_instrumentation(count_query);
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut Conn) -> std::result::Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// Makes each query and each commit an event, so that what a page costs can be counted. What was
/// asked stays out of it: it can name people.
#[expect(clippy::needless_pass_by_value, reason = "diesel hands it over so")]
fn count_query(event: InstrumentationEvent<'_>) {
    match event {
        InstrumentationEvent::StartQuery { .. } => {
            tracing::trace!(target: "doublelock_store::query", "query");
        }
        // A part of a transaction that is kept is no commit.
        InstrumentationEvent::CommitTransaction { depth, .. } if depth.get() == 1 => {
            tracing::trace!(target: "doublelock_store::commit", "commit");
        }
        _ => {}
    }
}

/// A pool of at most `size` connections, opened when first needed.
pub(crate) fn pool(url: &DatabaseUrl, size: u32) -> Pool<Opener> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .connection_timeout(PATIENCE)
        .error_handler(Box::new(diesel::r2d2::LoggingErrorHandler))
        .build_unchecked(Opener(url.clone()))
}

/// A connection from the pool. A pool that gives none in time says the database is gone.
pub(crate) fn take(pool: &Pool<Opener>) -> Result<diesel::r2d2::PooledConnection<Opener>> {
    pool.get().map_err(|_| {
        if pool.state().connections == 0 {
            Error::Gone
        } else {
            Error::Busy
        }
    })
}
