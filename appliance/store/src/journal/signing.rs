//! Signing: what the key vouches for, and what it refuses to.
//!
//! The key signs a tree only if that tree extends the last one it signed. The database
//! cannot be trusted to remember which that was: whoever can rewrite it can rewrite its
//! checkpoints' table too, or put yesterday's copy of it back. So the last checkpoint
//! also lies beside the key ([`KeptCheckpoint`]), and what is signed extends both.

use std::io;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_ledger::{
    self as ledger, Checkpoint, Hash, SigningKey, TILE_HEIGHT, TILE_WIDTH, VerifyingKey,
};

use super::identity::Signers;
use super::standing::{Behind, StoredCheckpoint, latest_checkpoint, size};
use super::tree;
use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::journal::{ledger_checkpoint, ledger_entry};
use crate::store::Store;
use crate::unit::Unit;

/// Where the last checkpoint lies besides the database: beside the key that signed it.
///
/// Signing takes it exclusively, so that two at once cannot leave the older of two there.
pub trait KeptCheckpoint {
    /// The note, if one was kept yet.
    fn read(&self) -> io::Result<Option<String>>;

    /// Keeps `note` in place of the one before. When this returns, it survives a power
    /// cut; if it fails, or is cut off, the one before is still there, whole.
    fn keep(&mut self, note: &str) -> io::Result<()>;
}

impl Store {
    /// Signs the journal as it stands. Nothing to do if no entry came since the last.
    ///
    /// Refuses with [`Error::LedgerBroken`] if what is stored does not extend the last
    /// checkpoint, in the database or beside the key, or if a leaf that came since is not
    /// what its hash says.
    ///
    /// The note is kept beside the key **before** it is stored, and shown to nobody
    /// before that. Cut off in between, the key's note is ahead of the database by one
    /// checkpoint, whose entries were all committed before it was signed: the next call
    /// finds them there and stores that note. The other way round, a database put back
    /// from before could make the key sign a second history, since nothing beside the key
    /// would know of the first.
    pub fn sign_checkpoint(
        &self,
        warrant: &Warrant<Clockwork>,
        key: &SigningKey,
        kept: &mut dyn KeptCheckpoint,
    ) -> Result<Option<StoredCheckpoint>> {
        let ours = key.verifying_key();
        let beside = read(kept, &ours)?;
        // Looked at in a transaction of its own: entries that it sees are committed. One
        // that this signs and a rollback takes back would be a checkpoint of nothing.
        let found = self.read(warrant, |unit| look(unit.conn(), &ours, beside.clone()))?;
        let mut store = found.unstored;
        if let Some((size, root)) = found.new {
            let note = sign(key, size, root)?;
            keep(kept, &note)?;
            store.push((size, note));
        } else if let Some(note) = found.unkept {
            tracing::warn!(
                "the checkpoint beside the signing key was lost; it is the database's last again"
            );
            keep(kept, &note)?;
        }
        if store.is_empty() {
            return Ok(None);
        }
        self.write(warrant, |unit| unit.store_checkpoints(&store))
    }

    /// Whether the database holds less than the key signed: an older copy of it, or one
    /// whose end was cut off. Nothing may be added to such a journal.
    pub fn is_behind(
        &self,
        warrant: &Warrant<Clockwork>,
        key: &VerifyingKey,
        kept: &dyn KeptCheckpoint,
    ) -> Result<Option<Behind>> {
        let Some((note, beside)) = read(kept, key)? else {
            return Ok(None);
        };
        let entries = self.read(warrant, |unit| size(unit.conn()))?;
        Ok((entries < beside.size).then_some(Behind {
            entries,
            signed: beside.size,
            note,
        }))
    }
}

impl Unit<'_, Clockwork> {
    /// Stores notes, smallest first; returns the last.
    fn store_checkpoints(&mut self, notes: &[(u64, String)]) -> Result<Option<StoredCheckpoint>> {
        let issued_at = self.now();
        let mut last = None;
        for (size, note) in notes {
            diesel::insert_into(ledger_checkpoint::table)
                .values((
                    ledger_checkpoint::size.eq(signed(*size)?),
                    ledger_checkpoint::issued_at.eq(issued_at.micros()),
                    ledger_checkpoint::note.eq(note),
                ))
                .execute(self.conn())?;
            last = Some(StoredCheckpoint {
                size: *size,
                issued_at,
                note: note.clone(),
            });
        }
        Ok(last)
    }
}

/// A note, and what it says.
type Note = (String, Checkpoint);

/// The note beside the key. One that the key did not sign is no reason to begin anew.
fn read(kept: &dyn KeptCheckpoint, key: &VerifyingKey) -> Result<Option<Note>> {
    let note = kept.read().map_err(|error| {
        tracing::error!(%error, "the checkpoint beside the signing key cannot be read");
        Error::Corrupt("the checkpoint beside the signing key cannot be read")
    })?;
    let Some(note) = note else {
        return Ok(None);
    };
    match key.verify(&note) {
        Ok(checkpoint) => Ok(Some((note, checkpoint))),
        Err(_) => Err(Error::Corrupt(
            "the checkpoint beside the signing key is not one that this key signed",
        )),
    }
}

fn keep(kept: &mut dyn KeptCheckpoint, note: &str) -> Result<()> {
    kept.keep(note).map_err(|error| {
        tracing::error!(%error, "a checkpoint could not be kept beside the signing key");
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
            io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Corrupt("a checkpoint could not be kept beside the signing key"),
        }
    })
}

fn sign(key: &SigningKey, size: u64, root: Hash) -> Result<String> {
    let checkpoint = Checkpoint {
        origin: key.name().to_owned(),
        size,
        root,
    };
    key.sign(&checkpoint).map_err(|error| {
        tracing::error!(%error, "a checkpoint could not be signed");
        Error::Corrupt("a checkpoint could not be signed")
    })
}

/// What is to be done.
#[derive(Default)]
struct Outlook {
    /// Size and root of the tree to sign.
    new: Option<(u64, Hash)>,
    /// Size and note of a checkpoint that was signed and, cut off, not stored.
    unstored: Vec<(u64, String)>,
    /// A stored note that is not beside the key: its file was lost.
    unkept: Option<String>,
}

fn look(conn: &mut Conn, key: &VerifyingKey, beside: Option<Note>) -> Result<Outlook> {
    let total = size(conn)?;
    let signers = Signers::ending_in(conn, key)?;
    let stored = stored_note(conn, &signers)?;
    let (older, newer) = match (stored, beside) {
        (Some(stored), Some(beside)) if beside.1.size < stored.1.size => {
            (Some(beside), Some((stored, true)))
        }
        (Some(stored), Some(beside)) if beside.1.size == stored.1.size => {
            (Some(stored), Some((beside, true)))
        }
        (stored, Some(beside)) => (stored, Some((beside, false))),
        (Some(stored), None) => (None, Some((stored, true))),
        (None, None) => (None, None),
    };
    let mut outlook = Outlook::default();
    let mut vouched = 0;
    if let Some((_, checkpoint)) = &older {
        holds(conn, checkpoint, total, vouched)?;
        vouched = checkpoint.size;
    }
    let mut base = 0;
    if let Some(((note, checkpoint), is_stored)) = newer {
        holds(conn, &checkpoint, total, vouched)?;
        base = checkpoint.size;
        if !is_stored {
            outlook.unstored.push((base, note));
        } else if key.verify(&note).is_ok() && older.is_none_or(|(_, older)| older.size < base) {
            outlook.unkept = Some(note);
        }
    }
    if total > base {
        outlook.new = Some((total, root_after(conn, base, total)?));
    }
    Ok(outlook)
}

/// The latest checkpoint of the database, if the key signed it for its size: or the key before,
/// where the journal went on and nothing was signed since.
fn stored_note(conn: &mut Conn, signers: &Signers) -> Result<Option<Note>> {
    let Some(stored) = latest_checkpoint(conn)? else {
        return Ok(None);
    };
    match signers.verify(stored.size, &stored.note) {
        Some(checkpoint) => Ok(Some((stored.note, checkpoint))),
        None => Err(Error::LedgerBroken(stored.size)),
    }
}

/// What is stored has the checkpoint's root at its size; if not, it was changed somewhere
/// from entry `vouched` on.
fn holds(conn: &mut Conn, checkpoint: &Checkpoint, total: u64, vouched: u64) -> Result<()> {
    if checkpoint.size > total {
        return Err(Error::LedgerBroken(total));
    }
    if tree::root(conn, checkpoint.size)? == checkpoint.root {
        Ok(())
    } else {
        Err(Error::LedgerBroken(vouched))
    }
}

/// The root at `total`, from a tree whose root at `base` was found signed and the leaves
/// since, each read and hashed again. So it extends that tree by construction.
fn root_after(conn: &mut Conn, base: u64, total: u64) -> Result<Hash> {
    let mut edge = tree::edge(conn, base)?;
    while edge.size() < total {
        let from = edge.size();
        let to = (from - from % TILE_WIDTH + TILE_WIDTH).min(total);
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = ledger_entry::table
            .filter(ledger_entry::sequence.ge(signed(from)?))
            .filter(ledger_entry::sequence.lt(signed(to)?))
            .order(ledger_entry::sequence)
            .select((
                ledger_entry::sequence,
                ledger_entry::leaf,
                ledger_entry::leaf_hash,
            ))
            .load(conn)?;
        let mut rows = rows.into_iter();
        let mut full = Vec::new();
        for expected in from..to {
            let hash = rows
                .next()
                .filter(|(sequence, ..)| unsigned(*sequence).is_ok_and(|found| found == expected))
                .map(|(_, leaf, stored)| (ledger::leaf_hash(&leaf), stored))
                .filter(|(hash, stored)| hash[..] == stored[..])
                .ok_or(Error::LedgerBroken(expected))?
                .0;
            edge.push(hash, |level, index, hash| {
                if level > 0 && level % TILE_HEIGHT == 0 {
                    full.push((level, index, hash));
                }
            });
        }
        for (level, index, hash) in full {
            if tree::tiles(conn, level / TILE_HEIGHT - 1, index, 1)? != [Some(hash)] {
                return Err(Error::LedgerBroken(index << level));
            }
        }
    }
    Ok(edge.root())
}
