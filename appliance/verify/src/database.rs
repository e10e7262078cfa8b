//! Reads the journal's tables from the appliance's SQLite file, read-only, as they are
//! at one moment, whether the appliance is running or stopped.

mod column;
mod entries;
mod opening;
mod tiles;

use std::path::Path;

use rusqlite::{Connection, Error, ErrorCode};

use crate::cannot_run::{CannotRun, unreadable};
use crate::examination::Examination;
use crate::report::{Notice, Reason, Report};
use crate::signers::Said;
use column::{integer, text};
use opening::open;

const TABLES: [&str; 6] = [
    "ledger_entry",
    "ledger_payload",
    "ledger_section",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_identity",
];

const ORPHANS: &str = "SELECT min(sequence) FROM ledger_payload WHERE sequence NOT IN (SELECT sequence FROM ledger_entry)";
/// Values longer than the format allows are not fetched: `octet_length` does not read them.
const CHECKPOINTS: &str = "SELECT size, CASE WHEN octet_length(note) <= 131072 THEN note END FROM ledger_checkpoint ORDER BY size";
const IDENTITY: &str = "SELECT CASE WHEN octet_length(origin) <= 128 THEN origin END, \
    CASE WHEN octet_length(verifying_key) <= 256 THEN verifying_key END, begins_at \
    FROM ledger_identity ORDER BY begins_at LIMIT 1000";

pub(crate) fn verify(
    path: &Path,
    examination: impl FnOnce(&[Said]) -> Examination,
) -> Result<Report, CannotRun> {
    if !path.is_file() {
        return Err(CannotRun::NotAJournal(path.to_owned()));
    }
    let failed = |e: Error| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => CannotRun::NotAJournal(path.to_owned()),
        _ => unreadable(path, &e),
    };
    let (connection, immutable) = open(path).map_err(failed)?;
    let present =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?1";
    for table in TABLES {
        let count: i64 = connection
            .query_row(present, [table], |row| row.get(0))
            .map_err(failed)?;
        if count != 1 {
            return Err(CannotRun::NotAJournal(path.to_owned()));
        }
    }
    let mut examination = match identity(&connection) {
        Ok(said) => examination(&said),
        Err(e) if damaged(&e) => examination(&[]),
        Err(e) => return Err(failed(e)),
    };
    if immutable {
        examination.notice(Notice::ReadOnlyMedium);
    }
    match examine(path, &connection, &mut examination) {
        Ok(()) => {}
        Err(e) if damaged(&e) => examination.stop(Reason::Unreadable),
        Err(e) => return Err(failed(e)),
    }
    Ok(examination.finish())
}

/// Whether the error speaks of the data rather than of our access to it.
fn damaged(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TooBig)
    )
}

/// What the journal says of the keys that signed it.
fn identity(connection: &Connection) -> Result<Vec<Said>, Error> {
    let mut statement = connection.prepare(IDENTITY)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(Said {
            origin: text(row.get_ref(0)?).map(str::to_owned),
            key: text(row.get_ref(1)?).map(str::to_owned),
            begins_at: integer(row.get_ref(2)?).and_then(|entry| u64::try_from(entry).ok()),
        });
    }
    Ok(all)
}

fn examine(
    path: &Path,
    connection: &Connection,
    examination: &mut Examination,
) -> Result<(), Error> {
    let entries::Together { lanes, storage } = entries::Together::open(path, connection)?;
    std::thread::scope(|threads| {
        let storage = threads.spawn(move || damaged_tables(&storage));
        let examined = checkpoints(connection, examination)
            .and_then(|()| entries::examine(lanes, connection, examination));
        // A thread that is cut off found no table whole.
        let damaged = storage.join().unwrap_or(Ok(TABLES.len()))?;
        for _ in 0..damaged {
            examination.add(0, Reason::Storage);
        }
        examined
    })?;
    let orphan: Option<i64> =
        connection.query_row(ORPHANS, [], |row| Ok(integer(row.get_ref(0)?)))?;
    if let Some(sequence) = orphan {
        let entry = u64::try_from(sequence).unwrap_or(0);
        examination.add(entry, Reason::Orphan);
    }
    Ok(())
}

/// How many of the journal's tables fail SQLite's own check.
fn damaged_tables(connection: &Connection) -> Result<usize, Error> {
    let mut damaged = 0;
    for table in TABLES {
        let mut check = connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
        let mut rows = check.query([])?;
        if rows
            .next()?
            .is_none_or(|row| row.get_ref(0).ok().and_then(text) != Some("ok"))
        {
            damaged += 1;
        }
    }
    Ok(damaged)
}

fn checkpoints(connection: &Connection, examination: &mut Examination) -> Result<(), Error> {
    let mut statement = connection.prepare(CHECKPOINTS)?;
    let mut rows = statement.query([])?;
    let mut last = 0;
    while let Some(row) = rows.next()? {
        let size = integer(row.get_ref(0)?).and_then(|size| u64::try_from(size).ok());
        last = size.unwrap_or(last);
        match (size, text(row.get_ref(1)?)) {
            (Some(size), Some(note)) => examination.stored_checkpoint(note, size),
            _ => examination.unreadable_checkpoint(last),
        }
    }
    examination.begin();
    Ok(())
}
