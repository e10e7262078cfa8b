//! The tree of the journal as tables keep it (docs/journal-format.md section 5).

use diesel::prelude::*;
use doublelock_ledger::{
    Frontier, Hash, MissingNode, TILE_HEIGHT, TILE_WIDTH, TileReader, completed_tiles,
};

use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::journal::{ledger_entry, ledger_tile};

impl From<MissingNode> for Error {
    fn from(missing: MissingNode) -> Self {
        Self::LedgerBroken(missing.first_leaf())
    }
}

/// Writes down the tiles that entry number `sequence`, stored already, fills.
pub(crate) fn append(conn: &mut Conn, sequence: u64, leaf_hash: Hash) -> Result<()> {
    let full = completed_tiles(sequence, leaf_hash, |level, first, count| {
        hashes(conn, level, first, count)
    })?;
    for tile in full {
        diesel::insert_into(ledger_tile::table)
            .values((
                ledger_tile::level.eq(i32::from(tile.level)),
                ledger_tile::tile_index.eq(signed(tile.index)?),
                ledger_tile::root.eq(&tile.root[..]),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The root of the first `size` entries, from what is stored.
pub(super) fn root(conn: &mut Conn, size: u64) -> Result<Hash> {
    with(conn, size, |node| doublelock_ledger::root(size, node))
}

/// The edge of the tree of the first `size` entries, from what is stored.
pub(super) fn edge(conn: &mut Conn, size: u64) -> Result<Frontier> {
    with(conn, size, |node| Frontier::at(size, node))
}

/// Looks for nodes in the tree of the first `size` entries.
pub(super) fn with<T>(
    conn: &mut Conn,
    size: u64,
    look: impl FnOnce(&mut dyn FnMut(u8, u64) -> Result<Hash>) -> T,
) -> T {
    let mut tiles = TileReader::new(size, |level, first, count| {
        hashes(conn, level, first, count)
    });
    look(&mut |level, index| tiles.node(level, index))
}

/// The stored hashes `first..first + count` of a tile level; the first that is not there,
/// or is none, breaks the journal.
fn hashes(conn: &mut Conn, level: u8, first: u64, count: usize) -> Result<Vec<Hash>> {
    let (from, to) = (signed(first)?, signed(first + count as u64)?);
    let rows: Vec<(i64, Vec<u8>)> = match level.checked_sub(1) {
        None => ledger_entry::table
            .filter(ledger_entry::sequence.ge(from))
            .filter(ledger_entry::sequence.lt(to))
            .order(ledger_entry::sequence)
            .select((ledger_entry::sequence, ledger_entry::leaf_hash))
            .load(conn)?,
        Some(below) => ledger_tile::table
            .filter(ledger_tile::level.eq(i32::from(below)))
            .filter(ledger_tile::tile_index.ge(from))
            .filter(ledger_tile::tile_index.lt(to))
            .order(ledger_tile::tile_index)
            .select((ledger_tile::tile_index, ledger_tile::root))
            .load(conn)?,
    };
    let mut stored = rows.into_iter();
    (first..first + count as u64)
        .map(|index| {
            let missing = MissingNode {
                level: level * TILE_HEIGHT,
                index,
            };
            stored
                .next()
                .filter(|(row, _)| unsigned(*row).is_ok_and(|row| row == index))
                .and_then(|(_, hash)| hash.try_into().ok())
                .ok_or(missing.into())
        })
        .collect()
}

/// The stored tiles `first..first + count` of a level; none for one that is not there or
/// has no hash.
pub(super) fn tiles(
    conn: &mut Conn,
    level: u8,
    first: u64,
    count: usize,
) -> Result<Vec<Option<Hash>>> {
    let rows: Vec<(i64, Vec<u8>)> = ledger_tile::table
        .filter(ledger_tile::level.eq(i32::from(level)))
        .filter(ledger_tile::tile_index.ge(signed(first)?))
        .filter(ledger_tile::tile_index.lt(signed(first + count as u64)?))
        .select((ledger_tile::tile_index, ledger_tile::root))
        .load(conn)?;
    let mut found = vec![None; count];
    for (index, root) in rows {
        let place = unsigned(index)?.checked_sub(first);
        if let Some(place) = place.and_then(|place| usize::try_from(place).ok())
            && let Some(found) = found.get_mut(place)
        {
            *found = root.try_into().ok();
        }
    }
    Ok(found)
}

/// Whether as many tiles are stored as `size` entries fill: with each of those compared,
/// there is none beyond them.
pub(super) fn counts_tiles_of(conn: &mut Conn, size: u64) -> Result<bool> {
    let stored: i64 = ledger_tile::table.count().get_result(conn)?;
    let full: u64 =
        std::iter::successors(Some(size / TILE_WIDTH), |below| Some(below / TILE_WIDTH))
            .take_while(|count| *count > 0)
            .sum();
    Ok(unsigned(stored)? == full)
}
