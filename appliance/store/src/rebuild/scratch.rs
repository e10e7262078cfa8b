//! A place to make tables once more, away from the live ones. What is made there is in
//! [`super::fold`].

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::r2d2::ManageConnection as _;

use crate::backend;
use crate::conn::{Conn, DatabaseUrl, Opener};
use crate::error::{Error, Result};
use crate::project::LOOKED_UP_BY;

/// A database of the same schema, on SQLite, that nothing but a fold writes to.
pub(super) struct Scratch(pub(super) Conn);

impl Scratch {
    /// In memory, for the facts of some records.
    pub(super) fn in_memory() -> Result<Self> {
        Self::open(Path::new(":memory:"))
    }

    /// In a file, for the whole journal. A file of that name is in the way.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut conn = Opener(DatabaseUrl::Sqlite(path.to_owned()))
            .connect()
            .map_err(|_| Error::Full)?;
        backend::migrate(&mut conn)?;
        // References are not followed: facts of some records don't make all that they refer
        // to, and there are no entries here. Nothing needs to outlive the comparison.
        // What two altered rows made possible must not stop the fold: the check is to name them.
        backend::drop_indexes_but(&mut conn, LOOKED_UP_BY)?;
        backend::tune_for_whole_tables(&mut conn, true)?;
        conn.batch_execute(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; \
             PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE;",
        )?;
        Ok(Self(conn))
    }
}
