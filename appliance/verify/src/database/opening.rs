//! Opening the appliance's file, read-only, at one moment.
//!
//! Left out: whether there is a journal in it.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};

/// Opens the file and starts the read transaction. A directory on a read-only
/// medium cannot hold the shared-memory file of a write-ahead log; if no such
/// log is waiting there, the main file alone is the whole database.
pub(super) fn open(path: &Path) -> Result<(Connection, bool), Error> {
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
        let _ = write!(uri, "%{byte:02X}"); // Writing to a String cannot fail.
    }
    uri.push_str("?mode=ro&immutable=1");
    let connection =
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(begin)?;
    Ok((connection, true))
}
