//! Which database a test runs on, and the back door to it.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use doublelock_store::DatabaseUrl;
use rusqlite::fallible_iterator::FallibleIterator as _;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Between two columns of what `psql` prints.
const COLUMN: char = '\u{1f}';

/// A fresh PostgreSQL database when the run asks for PostgreSQL; else none, which means SQLite.
pub(crate) fn fresh() -> Option<DatabaseUrl> {
    if std::env::var("DOUBLELOCK_TEST_DATABASE").as_deref() != Ok("postgres") {
        return None;
    }
    let made = database_on_the_server().expect(
        "DOUBLELOCK_TEST_DATABASE=postgres needs DOUBLELOCK_TEST_POSTGRES (tests/run sets both)",
    );
    Some(made)
}

/// A fresh database on the server of this run, whatever the run asks for; none if there is no server.
pub fn database_on_the_server() -> Option<DatabaseUrl> {
    let server = std::env::var("DOUBLELOCK_TEST_POSTGRES").ok()?;
    let name = format!(
        "dl_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::SeqCst)
    );
    let made = Command::new("psql")
        .args([
            &server,
            "--quiet",
            "--command",
            &format!("CREATE DATABASE {name}"),
        ])
        .status()
        .expect("psql is missing (Debian package postgresql-client)");
    assert!(made.success(), "the test database could not be made");
    // postgres://user:password@host:port/database
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(format!("{base}/{name}").parse().unwrap())
}

/// Gives the room of a test's database back. A test that failed leaves its own to look at.
pub fn done_with(url: &DatabaseUrl) {
    if let DatabaseUrl::Postgres(url) = url
        && let Some((base, name)) = url.rsplit_once('/')
        && name.starts_with("dl_")
    {
        let server = format!("{base}/postgres");
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        let _ = Command::new("psql")
            .args([&server, "--quiet", "--command", &drop])
            .status();
    }
}

/// Runs statements past the store, as somebody with the disk or the server's password
/// could; the rows of the last one as text, or what the database said against it.
pub fn past_the_store(url: &DatabaseUrl, statements: &str) -> Result<Vec<Vec<String>>, String> {
    match url {
        DatabaseUrl::Sqlite(path) => sqlite_file(path, statements),
        DatabaseUrl::Postgres(url) => postgres(url, statements),
    }
}

/// Holds the write lock of a SQLite file until it is dropped.
pub fn hold(path: &Path) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    conn
}

/// Runs statements on a SQLite file, past the store; the rows of the last one as text.
pub fn sqlite_file(path: &Path, statements: &str) -> Result<Vec<Vec<String>>, String> {
    let say = |error: rusqlite::Error| error.to_string();
    let conn = rusqlite::Connection::open(path).map_err(say)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))
        .map_err(say)?;
    let mut rows = Vec::new();
    let mut batch = rusqlite::Batch::new(&conn, statements);
    while let Some(mut statement) = batch.next().map_err(say)? {
        let columns = statement.column_count();
        let mut cursor = statement.query(()).map_err(say)?;
        rows.clear();
        while let Some(row) = cursor.next().map_err(say)? {
            rows.push(
                (0..columns)
                    .map(|at| row.get_ref(at).map(shown))
                    .collect::<Result<_, _>>()
                    .map_err(say)?,
            );
        }
    }
    Ok(rows)
}

/// Somebody with the disk: the journal's triggers go first, whatever they are called.
pub fn tamper(path: &Path, statements: &str) {
    let of_journal =
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'";
    let drop: String = sqlite_file(path, of_journal)
        .unwrap()
        .concat()
        .iter()
        .map(|name| format!("DROP TRIGGER {name};"))
        .collect();
    let all = format!("PRAGMA foreign_keys = OFF;{drop}{statements}");
    sqlite_file(path, &all).unwrap();
}

fn shown(value: rusqlite::types::ValueRef<'_>) -> String {
    use rusqlite::types::ValueRef::{Blob, Integer, Null, Real, Text};
    match value {
        Null => String::new(),
        Integer(number) => number.to_string(),
        Real(number) => number.to_string(),
        Text(text) => String::from_utf8_lossy(text).into_owned(),
        Blob(bytes) => doublelock_domain::ids::hex(bytes),
    }
}

fn postgres(url: &str, statements: &str) -> Result<Vec<Vec<String>>, String> {
    let out = Command::new("psql")
        .args([
            url,
            "--no-psqlrc",
            "--quiet",
            "--no-align",
            "--tuples-only",
            "--set",
            "ON_ERROR_STOP=1",
        ])
        .args([
            "--field-separator",
            &COLUMN.to_string(),
            "--command",
            statements,
        ])
        .output()
        .expect("psql is missing (Debian package postgresql-client)");
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned());
    }
    let text = String::from_utf8(out.stdout).unwrap();
    Ok(text
        .lines()
        .map(|line| line.split(COLUMN).map(str::to_owned).collect())
        .collect())
}

/// Every file under a folder, with what is in it. One that went while it was read is left out.
pub(crate) fn files_under(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
}

/// The tables of a database server, as text. A SQLite database is a file among the others.
pub(crate) fn tables_of_server(database: &DatabaseUrl) -> Vec<(String, Vec<u8>)> {
    if matches!(database, DatabaseUrl::Sqlite(_)) {
        return Vec::new();
    }
    let all = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
    let tables = past_the_store(database, all).unwrap().concat();
    tables
        .into_iter()
        .map(|table| {
            let rows = past_the_store(database, &format!("SELECT t::text FROM {table} t"));
            (table, rows.unwrap().concat().join("\n").into_bytes())
        })
        .collect()
}
