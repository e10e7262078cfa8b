//! Tiles: how the tree is kept, and how its nodes are found again.
//!
//! A tile is 256 hashes side by side, and so eight levels of the tree high (the layout
//! of C2SP tlog-tiles): tile `(level, index)` holds the nodes of tree level `8 · level`
//! from number `256 · index` on. Of each **full** tile one hash is stored, its root,
//! which is at the same time one of the 256 hashes of the tile above. So every hash is
//! stored once, is written once, and never changes; what lies between two levels of
//! tiles is computed from at most 256 hashes when somebody asks.

use std::collections::BTreeMap;

use crate::tree::{Hash, node_hash};

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = WIDTH as u64;
const WIDTH: usize = 256;
/// Levels of the tree in a tile.
pub const TILE_HEIGHT: u8 = 8;
/// Tiles a [`TileReader`] keeps: a proof needs two for each of 8 levels. 16 KiB each.
const KEPT: usize = 64;

/// A full tile, to be stored once and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// 0 for tiles of leaf hashes.
    pub level: u8,
    /// Position within the level, from the left, from 0.
    pub index: u64,
    /// Root of its 256 hashes: the tree's node `(8 · level + 8, index)`.
    pub root: Hash,
}

/// A node that should be stored, and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("node {index} of tree level {level} is not there")]
pub struct MissingNode {
    /// Height above the leaves.
    pub level: u8,
    /// Position within the level.
    pub index: u64,
}

impl MissingNode {
    /// The first leaf under it; the largest number if it lies beyond all numbers.
    pub fn first_leaf(self) -> u64 {
        1_u64
            .checked_shl(self.level.into())
            .map_or(u64::MAX, |leaves| self.index.saturating_mul(leaves))
    }
}

/// The tiles that become full when leaf number `index` is appended, lowest first: none
/// but for every 256th leaf.
///
/// `read(level, first, count)` gives the stored hashes `first` to `first + count - 1` of
/// a tile level: leaf hashes at level 0, above it the roots of the tiles one level below.
/// It is called once for each tile.
pub fn completed_tiles<E: From<MissingNode>>(
    index: u64,
    leaf_hash: Hash,
    mut read: impl FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Tile>, E> {
    let (mut level, mut position, mut hash) = (0, index, leaf_hash);
    let mut tiles = Vec::new();
    let before = TILE_WIDTH - 1;
    while position % TILE_WIDTH == before {
        let first = position - before;
        let mut hashes = read(level, first, WIDTH - 1)?;
        if hashes.len() != WIDTH - 1 {
            return Err(missing(level, first + hashes.len() as u64).into());
        }
        hashes.push(hash);
        hash = tile_root(&hashes).ok_or_else(|| missing(level, first))?;
        position /= TILE_WIDTH;
        tiles.push(Tile {
            level,
            index: position,
            root: hash,
        });
        level += 1;
    }
    Ok(tiles)
}

/// The root of a full tile's hashes; none if they are not a full tile's.
pub fn tile_root(hashes: &[Hash]) -> Option<Hash> {
    if hashes.len() != WIDTH {
        return None;
    }
    let mut row = parents(hashes);
    while row.len() > 1 {
        row = parents(&row);
    }
    row.first().copied()
}

/// The complete nodes one level up.
fn parents(row: &[Hash]) -> Vec<Hash> {
    let (pairs, _) = row.as_chunks::<2>();
    pairs
        .iter()
        .map(|[left, right]| node_hash(left, right))
        .collect()
}

fn missing(tile_level: u8, index: u64) -> MissingNode {
    MissingNode {
        level: tile_level.saturating_mul(TILE_HEIGHT),
        index,
    }
}

/// Finds nodes of the tree of `size` leaves in stored tiles. Reads each tile once, with
/// the same `read` as [`completed_tiles`]; at most 256 hashes at a time.
pub struct TileReader<F> {
    size: u64,
    read: F,
    /// A tile's complete nodes, the stored hashes first, then level by level upward.
    tiles: BTreeMap<(u8, u64), Vec<Vec<Hash>>>,
}

impl<F, E> TileReader<F>
where
    F: FnMut(u8, u64, usize) -> Result<Vec<Hash>, E>,
    E: From<MissingNode>,
{
    /// For the tree of `size` leaves; at least as many must be stored.
    pub fn new(size: u64, read: F) -> Self {
        Self {
            size,
            read,
            tiles: BTreeMap::new(),
        }
    }

    /// The complete node `(level, index)`, to be handed to [`crate::root`] and the makers
    /// of proofs.
    pub fn node(&mut self, level: u8, index: u64) -> Result<Hash, E> {
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let across = TILE_WIDTH >> height;
        let place = (tile_level, index / across);
        if !self.tiles.contains_key(&place) {
            let tile = self.load(place)?;
            if self.tiles.len() >= KEPT {
                self.tiles.clear();
            }
            self.tiles.insert(place, tile);
        }
        let position = usize::try_from(index % across).unwrap_or(WIDTH);
        let found = self
            .tiles
            .get(&place)
            .and_then(|rows| rows.get(usize::from(height))?.get(position));
        Ok(*found.ok_or(MissingNode { level, index })?)
    }

    fn load(&mut self, (level, index): (u8, u64)) -> Result<Vec<Vec<Hash>>, E> {
        let complete = self
            .size
            .checked_shr(u32::from(level) * u32::from(TILE_HEIGHT))
            .unwrap_or(0);
        let first = index.saturating_mul(TILE_WIDTH);
        let count =
            usize::try_from(complete.saturating_sub(first)).map_or(WIDTH, |count| count.min(WIDTH));
        if count == 0 {
            return Ok(Vec::new());
        }
        let hashes = (self.read)(level, first, count)?;
        if hashes.len() != count {
            return Err(missing(level, first + hashes.len() as u64).into());
        }
        let mut rows = vec![hashes];
        for _ in 1..TILE_HEIGHT {
            let above = rows.last().map(|row| parents(row)).unwrap_or_default();
            rows.push(above);
        }
        Ok(rows)
    }
}
