//! The stored tiles, held against the nodes that the entries give.

use rusqlite::{Connection, Error, Rows, Statement};

use super::column::{blob, integer};
use crate::examination::Examination;
use crate::report::Reason;
use crate::tree::{Completed, Hash};

const TILES: &str = "SELECT tile_index, CASE WHEN octet_length(root) <= 32 THEN root END \
    FROM ledger_tile WHERE level = ?1 ORDER BY tile_index";
const ODD_TILES: &str = "SELECT EXISTS (SELECT 1 FROM ledger_tile WHERE typeof(level) <> 'integer' OR level < 0 OR level >= ?1)";
/// Levels of the tree in a tile of 256 hashes.
const HEIGHT: u8 = 8;
/// Levels of tiles: under a full tile of the next one lie more entries than there are numbers.
const LEVELS: u8 = 7;

/// A statement for each level of tiles.
pub(super) fn prepare(connection: &Connection) -> Result<Vec<Statement<'_>>, Error> {
    (0..LEVELS).map(|_| connection.prepare(TILES)).collect()
}

/// The stored tiles of every level, in order.
pub(super) struct Tiles<'s>(Vec<Level<'s>>);

/// The stored tiles of one level, and the one read ahead.
struct Level<'s> {
    rows: Rows<'s>,
    ahead: Option<Stored>,
}

/// A stored tile's index, and its root if it has one.
type Stored = (u64, Option<Hash>);

impl Level<'_> {
    fn peek(&mut self) -> Result<Option<Stored>, Error> {
        if self.ahead.is_none()
            && let Some(row) = self.rows.next()?
        {
            // An index that is no number stands beyond nothing and is reported at 0.
            let index = integer(row.get_ref(0)?)
                .and_then(|index| u64::try_from(index).ok())
                .unwrap_or(0);
            let root = blob(row.get_ref(1)?).and_then(|root| root.try_into().ok());
            self.ahead = Some((index, root));
        }
        Ok(self.ahead)
    }
}

impl<'s> Tiles<'s> {
    pub(super) fn read(statements: &'s mut [Statement<'_>]) -> Result<Self, Error> {
        let mut levels = Vec::new();
        for (level, statement) in (0..LEVELS).zip(statements) {
            levels.push(Level {
                rows: statement.query([level])?,
                ahead: None,
            });
        }
        Ok(Self(levels))
    }

    /// Holds a recomputed node against the stored tile of which it is the root, if it is
    /// the root of one.
    pub(super) fn compare(
        &mut self,
        node: Completed,
        examination: &mut Examination,
    ) -> Result<(), Error> {
        let Some(level) = (node.level / HEIGHT).checked_sub(1) else {
            return Ok(());
        };
        if !node.level.is_multiple_of(HEIGHT) {
            return Ok(());
        }
        let mut same = false;
        if let Some(stored) = self.0.get_mut(usize::from(level)) {
            while let Some((index, root)) = stored.peek()?.filter(|(index, _)| *index <= node.index)
            {
                stored.ahead = None;
                if index == node.index {
                    same = root == Some(node.hash);
                    break;
                }
                examination.add(first_under(node.level, index), Reason::ExtraTile);
            }
        }
        if !same {
            let (from, to) = (
                first_under(node.level, node.index),
                first_under(node.level, node.index + 1),
            );
            examination.add(examination.begins(from, to), Reason::Tile(level));
        }
        Ok(())
    }

    /// After the last entry, no stored tile may be left.
    pub(super) fn nothing_beyond(
        &mut self,
        connection: &Connection,
        examination: &mut Examination,
    ) -> Result<(), Error> {
        let end = examination.next();
        for level in &mut self.0 {
            while level.peek()?.is_some() {
                examination.add(end, Reason::ExtraTile);
                level.ahead = None;
            }
        }
        if connection.query_row(ODD_TILES, [LEVELS], |row| row.get(0))? {
            examination.add(end, Reason::ExtraTile);
        }
        Ok(())
    }
}

/// The first entry under a node; the largest number if it lies beyond all numbers.
fn first_under(level: u8, index: u64) -> u64 {
    index.saturating_mul(1 << level)
}
