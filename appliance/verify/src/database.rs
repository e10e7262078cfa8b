//! Reads the journal's tables from the appliance's SQLite file, read-only, in
//! one read transaction, whether the appliance is running or stopped.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, Row, Rows};

use crate::examination::{Content, Entry, Examination};
use crate::report::{Notice, Reason, Report};
use crate::tree::{Completed, Hash};
use crate::{CannotRun, unreadable};

const TABLES: [&str; 5] = [
    "ledger_entry",
    "ledger_payload",
    "ledger_node",
    "ledger_checkpoint",
    "ledger_identity",
];

/// Values longer than the format allows are not fetched: `octet_length` does not read them.
const ENTRIES: &str = "SELECT e.sequence, e.recorded_at, \
    CASE WHEN octet_length(e.leaf) <= 65535 THEN e.leaf END, \
    CASE WHEN octet_length(e.leaf_hash) <= 32 THEN e.leaf_hash END, \
    p.salt IS NOT NULL, p.payload IS NOT NULL, \
    CASE WHEN octet_length(p.salt) <= 32 THEN p.salt END, \
    CASE WHEN octet_length(p.payload) <= 4194304 THEN p.payload END \
    FROM ledger_entry e LEFT JOIN ledger_payload p ON p.sequence = e.sequence ORDER BY e.sequence";
const ORPHANS: &str = "SELECT min(sequence) FROM ledger_payload WHERE sequence NOT IN (SELECT sequence FROM ledger_entry)";
const NODES: &str = "SELECT node_index, CASE WHEN octet_length(hash) <= 32 THEN hash END \
    FROM ledger_node WHERE level = ?1 ORDER BY node_index";
const ODD_NODES: &str = "SELECT EXISTS (SELECT 1 FROM ledger_node WHERE typeof(level) <> 'integer' OR level < 0 OR level >= ?1)";
const CHECKPOINTS: &str = "SELECT size, CASE WHEN octet_length(note) <= 131072 THEN note END FROM ledger_checkpoint ORDER BY size";
const IDENTITY: &str = "SELECT CASE WHEN octet_length(origin) <= 128 THEN origin END, \
    CASE WHEN octet_length(verifying_key) <= 256 THEN verifying_key END FROM ledger_identity LIMIT 2";

pub(crate) fn verify(
    path: &Path,
    examination: impl FnOnce(Option<&str>, Option<&str>) -> Examination,
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
        Ok(Some((origin, key))) => examination(Some(&origin), Some(&key)),
        Ok(None) => examination(None, None),
        Err(e) if damaged(&e) => examination(None, None),
        Err(e) => return Err(failed(e)),
    };
    if immutable {
        examination.notice(Notice::ReadOnlyMedium);
    }
    match examine(&connection, &mut examination) {
        Ok(()) => {}
        Err(e) if damaged(&e) => examination.stop(Reason::Unreadable),
        Err(e) => return Err(failed(e)),
    }
    Ok(examination.finish())
}

/// Opens the file and starts the read transaction. A directory on a read-only
/// medium cannot hold the shared-memory file of a write-ahead log; if no such
/// log is waiting there, the main file alone is the whole database.
fn open(path: &Path) -> Result<(Connection, bool), Error> {
    let begin = |connection: Connection| {
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cell_size_check = ON; BEGIN; SELECT count(*) FROM sqlite_schema;")?;
        Ok(connection)
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let error = match Connection::open_with_flags(path, flags).and_then(begin) {
        Ok(connection) => return Ok((connection, false)),
        Err(error) => error,
    };
    let mut waiting = path.as_os_str().to_owned();
    waiting.push("-wal");
    let nothing_waits = std::fs::metadata(waiting).map_or(true, |log| log.len() == 0);
    let blocked = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
    );
    if !(blocked && nothing_waits) {
        return Err(error);
    }
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            let _ = write!(uri, "%{byte:02X}"); // Writing to a String cannot fail.
        }
    }
    uri.push_str("?mode=ro&immutable=1");
    let connection =
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(begin)?;
    Ok((connection, true))
}

/// Whether the error speaks of the data rather than of our access to it.
fn damaged(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TooBig)
    )
}

/// Origin and key, if there is exactly one row and both are text.
fn identity(connection: &Connection) -> Result<Option<(String, String)>, Error> {
    let mut statement = connection.prepare(IDENTITY)?;
    let mut rows = statement.query([])?;
    let mut found = None;
    if let Some(row) = rows.next()? {
        found = text(row.get_ref(0)?)
            .zip(text(row.get_ref(1)?))
            .map(|(o, k)| (o.to_owned(), k.to_owned()));
    }
    Ok(if rows.next()?.is_some() { None } else { found })
}

fn examine(connection: &Connection, examination: &mut Examination) -> Result<(), Error> {
    for table in TABLES {
        let mut check = connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
        let mut rows = check.query([])?;
        if rows
            .next()?
            .is_none_or(|row| row.get_ref(0).ok().and_then(text) != Some("ok"))
        {
            examination.add(0, Reason::Storage);
        }
    }
    checkpoints(connection, examination)?;
    entries_and_nodes(connection, examination)?;
    let orphan: Option<i64> =
        connection.query_row(ORPHANS, [], |row| Ok(integer(row.get_ref(0)?)))?;
    if let Some(sequence) = orphan {
        let entry = u64::try_from(sequence).unwrap_or(0);
        examination.add(entry, Reason::Orphan);
    }
    Ok(())
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

fn entries_and_nodes(connection: &Connection, examination: &mut Examination) -> Result<(), Error> {
    // A journal of n entries has as many levels as n has binary digits.
    let count: i64 =
        connection.query_row("SELECT count(*) FROM ledger_entry", [], |row| row.get(0))?;
    let height = i64::BITS - count.leading_zeros();
    let mut statements = (0..height)
        .map(|_| connection.prepare(NODES))
        .collect::<Result<Vec<_>, _>>()?;
    let mut levels = Vec::new();
    for (level, statement) in (0..height).zip(&mut statements) {
        levels.push(Level {
            rows: statement.query([level])?,
            ahead: None,
        });
    }
    let mut entries = connection.prepare(ENTRIES)?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let Some(entry) = entry(row)? else {
            examination.stop(Reason::Unreadable);
            break;
        };
        let completed = examination.entry(&entry).to_vec();
        if examination.stopped() {
            break;
        }
        for node in completed {
            compare(&mut levels, node, examination)?;
        }
    }
    if !examination.stopped() {
        nothing_beyond(connection, &mut levels, examination)?;
    }
    Ok(())
}

fn entry<'r>(row: &'r Row<'_>) -> Result<Option<Entry<'r>>, Error> {
    let (Some(sequence), Some(recorded_at)) = (integer(row.get_ref(0)?), integer(row.get_ref(1)?))
    else {
        return Ok(None);
    };
    let content = match (row.get(4)?, row.get(5)?) {
        (false, false) => Content::Erased,
        (true, true) => match (blob(row.get_ref(6)?), row.get_ref(7)?) {
            (Some(salt), ValueRef::Text(payload)) => Content::Kept { salt, payload },
            _ => Content::Foreign,
        },
        _ => Content::HalfErased,
    };
    // A leaf or hash of another type or length is not one: empty bytes are refused further on.
    let leaf = blob(row.get_ref(2)?).unwrap_or_default();
    let leaf_hash = Some(blob(row.get_ref(3)?).unwrap_or_default());
    Ok(Some(Entry {
        sequence,
        recorded_at: Some(recorded_at),
        leaf,
        leaf_hash,
        content,
    }))
}

/// The stored nodes of one level, in order, and the one read ahead.
struct Level<'s> {
    rows: Rows<'s>,
    ahead: Option<Stored>,
}

/// A stored node's index, and its hash if it is one.
type Stored = (u64, Option<Hash>);

impl Level<'_> {
    fn peek(&mut self) -> Result<Option<Stored>, Error> {
        if self.ahead.is_none()
            && let Some(row) = self.rows.next()?
        {
            // An index that is no number comes first: it then stands beyond nothing and is reported at 0.
            let index = integer(row.get_ref(0)?)
                .and_then(|index| u64::try_from(index).ok())
                .unwrap_or(0);
            let hash = blob(row.get_ref(1)?).and_then(|hash| hash.try_into().ok());
            self.ahead = Some((index, hash));
        }
        Ok(self.ahead)
    }
}

/// Compares one recomputed node with the stored one.
fn compare(
    levels: &mut [Level<'_>],
    node: Completed,
    examination: &mut Examination,
) -> Result<(), Error> {
    let mut same = false;
    if let Some(level) = levels.get_mut(usize::from(node.level)) {
        while let Some((index, hash)) = level.peek()?.filter(|(index, _)| *index <= node.index) {
            level.ahead = None;
            if index == node.index {
                same = hash == Some(node.hash);
                break;
            }
            examination.add(first_under(node.level, index), Reason::ExtraNode);
        }
    }
    if !same {
        let (from, to) = (
            first_under(node.level, node.index),
            first_under(node.level, node.index + 1),
        );
        examination.add(examination.begins(from, to), Reason::Node(node.level));
    }
    Ok(())
}

/// The first entry under a node; the largest number if it lies beyond all numbers.
fn first_under(level: u8, index: u64) -> u64 {
    index.saturating_mul(1 << level)
}

/// After the last entry, no stored node may be left.
fn nothing_beyond(
    connection: &Connection,
    levels: &mut [Level<'_>],
    examination: &mut Examination,
) -> Result<(), Error> {
    let end = examination.next();
    let height = u32::try_from(levels.len()).unwrap_or(u32::MAX);
    for level in levels {
        while level.peek()?.is_some() {
            examination.add(end, Reason::ExtraNode);
            level.ahead = None;
        }
    }
    if connection.query_row(ODD_NODES, [height], |row| row.get(0))? {
        examination.add(end, Reason::ExtraNode);
    }
    Ok(())
}

fn integer(value: ValueRef<'_>) -> Option<i64> {
    if let ValueRef::Integer(number) = value {
        Some(number)
    } else {
        None
    }
}

fn blob(value: ValueRef<'_>) -> Option<&[u8]> {
    if let ValueRef::Blob(bytes) = value {
        Some(bytes)
    } else {
        None
    }
}

fn text(value: ValueRef<'_>) -> Option<&str> {
    if let ValueRef::Text(bytes) = value {
        std::str::from_utf8(bytes).ok()
    } else {
        None
    }
}
