//! A data directory that somebody tampers with.

use std::path::PathBuf;

use doublelock_verify::{Report, Request, verify};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use tempfile::TempDir;

use super::Journal;

/// A data directory, and the attacker's connection to it.
pub(crate) struct Scene {
    pub(crate) directory: TempDir,
    pub(crate) database: Connection,
}

impl Scene {
    pub(crate) fn of(journal: &Journal) -> Self {
        let directory = TempDir::new().unwrap();
        let database = journal.write(directory.path());
        Self {
            directory,
            database,
        }
    }

    pub(crate) fn do_sql(&self, sql: &str) {
        self.database.execute_batch(sql).unwrap();
    }

    pub(crate) fn verify(&self) -> Report {
        self.verify_with(&[], None)
    }

    pub(crate) fn verify_with(&self, outside: &[PathBuf], key: Option<&str>) -> Report {
        let path = self.directory.path().to_owned();
        verify(&Request {
            path,
            outside: outside.to_vec(),
            key: key.map(str::to_owned),
        })
        .unwrap()
    }

    /// Changes one byte of one cell, verifies, and puts it back.
    pub(crate) fn flip(
        &self,
        table: &str,
        column: &str,
        rowid: usize,
        position: usize,
        mask: u8,
    ) -> Report {
        let rowid = i64::try_from(rowid).unwrap();
        let read = format!("SELECT {column} FROM {table} WHERE rowid = ?");
        let before: Value = self
            .database
            .query_row(&read, [rowid], |row| row.get(0))
            .unwrap();
        let (mut bytes, cast) = match &before {
            Value::Blob(bytes) => (bytes.clone(), "BLOB"),
            Value::Text(text) => (text.as_bytes().to_vec(), "TEXT"),
            other => panic!("{other:?}"),
        };
        let position = position % bytes.len();
        bytes[position] ^= mask;
        let write = format!("UPDATE {table} SET {column} = CAST(? AS {cast}) WHERE rowid = ?");
        self.database
            .execute(&write, params![bytes, rowid])
            .unwrap();
        let report = self.verify();
        self.database
            .execute(&write, params![before, rowid])
            .unwrap();
        report
    }
}

pub(crate) fn codes(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|f| f.reason.code()).collect()
}

/// The report names this entry first, with this reason among those found there.
pub(crate) fn assert_found(report: &Report, entry: usize, code: &str) {
    let entry = entry as u64;
    assert_eq!(report.first_bad(), Some(entry), "{:?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.entry == entry && f.reason.code() == code),
        "{:?}",
        report.findings
    );
}
