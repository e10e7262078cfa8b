//! Which sector of an image holds what. For a given tree `xorriso` leaves one thing open, the order
//! in which files lie; so every sector can be accounted for.
//!
//! | Sectors | |
//! |---|---|
//! | 0 to 15 | empty |
//! | 16, 17 | volume descriptor, end of the descriptors |
//! | 18 and on | the root, its continuation area (one sector), all other folders in order of path |
//! | then | path table, little endian; path table, big endian |
//! | then, but not before 32 | one empty sector, to which files without bytes refer |
//! | then | the files, one behind the other |
//! | then | 150 empty sectors, and the end |

use std::collections::BTreeMap;

use super::record::Place;

/// The root folder.
const ROOT: u64 = 18;
/// The first sector that may hold a file without bytes.
const DATA: u64 = 32;
/// Sectors that are added at the end, for drives that read ahead.
const PADDING: u64 = 150;
const SECTOR: u64 = 2048;

/// A folder of the tree. The root comes first, each folder before what it holds.
pub(super) struct Folder {
    pub(super) path: String,
    /// The place of its parent in the list; the root is its own.
    pub(super) parent: usize,
    /// 0 for the root.
    pub(super) depth: usize,
    pub(super) place: Place,
}

impl Folder {
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// A file: where it starts, how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(super) sector: u32,
    pub(super) bytes: u64,
}

impl Extent {
    pub(super) fn start(self) -> u64 {
        u64::from(self.sector) * SECTOR
    }

    pub(super) fn end(self) -> u64 {
        self.start().saturating_add(self.bytes)
    }
}

/// Where everything has to lie.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) extension: u32,
    pub(super) table_bytes: u32,
    pub(super) table_little: u32,
    pub(super) table_big: u32,
    /// The first sector behind the path tables.
    pub(super) tables_end: u32,
    /// The first sector behind the empty one.
    pub(super) files: u32,
    /// The first sector behind the files.
    pub(super) files_end: u32,
    /// All sectors of the image.
    pub(super) sectors: u32,
    /// Whether folders and files lie there.
    pub(super) is_kept: bool,
}

impl Layout {
    /// The layout of a tree; `None` when an image cannot hold it.
    pub(super) fn of(folders: &[Folder], files: &BTreeMap<String, Extent>) -> Option<Self> {
        let mut is_kept = true;
        let mut next = ROOT;
        let mut extension = ROOT;
        let mut table_bytes = 0;
        for (n, folder) in folders.iter().enumerate() {
            is_kept &= u64::from(folder.place.sector) == next;
            next += u64::from(folder.place.bytes).div_ceil(SECTOR);
            if n == 0 {
                extension = next;
                next += 1;
            }
            table_bytes += 8 + folder.name().len().max(1).next_multiple_of(2) as u64;
        }
        let table_little = next;
        let table_big = table_little + table_bytes.div_ceil(SECTOR);
        let tables_end = table_big + table_bytes.div_ceil(SECTOR);
        let empty = tables_end.max(DATA);
        let (no_bytes, mut others): (Vec<Extent>, Vec<Extent>) =
            files.values().partition(|file| file.bytes == 0);
        is_kept &= no_bytes.iter().all(|file| u64::from(file.sector) == empty);
        others.sort_unstable_by_key(|file| file.sector);
        next = empty + 1;
        for file in others {
            is_kept &= u64::from(file.sector) == next;
            next += file.bytes.div_ceil(SECTOR);
        }
        let small = |number: u64| u32::try_from(number).ok();
        Some(Self {
            extension: small(extension)?,
            table_bytes: small(table_bytes)?,
            table_little: small(table_little)?,
            table_big: small(table_big)?,
            tables_end: small(tables_end)?,
            files: small(empty + 1)?,
            files_end: small(next)?,
            sectors: small(next + PADDING)?,
            is_kept,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn folder(path: &str, sector: u32, bytes: u32) -> Folder {
        Folder {
            path: path.to_owned(),
            parent: 0,
            depth: 1,
            place: Place { sector, bytes },
        }
    }

    /// A layout of folders and files, each with its place.
    fn layout(folders: [(&str, u32, u32); 3], files: [(&str, u32, u64); 3]) -> Layout {
        let folders = folders.map(|(path, sector, bytes)| folder(path, sector, bytes));
        let files = files.map(|(path, sector, bytes)| (path.to_owned(), Extent { sector, bytes }));
        Layout::of(&folders, &BTreeMap::from(files)).unwrap()
    }

    const FOLDERS: [(&str, u32, u32); 3] = [
        ("", 18, 2048),
        ("ABC", 20, 4096),
        ("ABC/LONGNAME", 22, 2048),
    ];
    /// The second lies first.
    const FILES: [(&str, u32, u64); 3] = [("A", 36, 1), ("B", 33, 4097), ("EMPTY", 32, 0)];

    #[test]
    fn every_sector_of_a_small_tree_has_its_place() {
        let expected = Layout {
            extension: 19,
            // 8 and a name of even length each: 2, 4, 8.
            table_bytes: 38,
            table_little: 23,
            table_big: 24,
            tables_end: 25,
            files: 33,
            files_end: 37,
            sectors: 187,
            is_kept: true,
        };
        assert_eq!(layout(FOLDERS, FILES), expected);
    }

    #[test]
    fn whatever_lies_in_another_place_is_seen() {
        for n in 0..3 {
            let mut folders = FOLDERS;
            folders[n].1 += 1;
            assert!(!layout(folders, FILES).is_kept, "folder {n}");
            let mut files = FILES;
            files[n].1 += 1;
            assert!(!layout(FOLDERS, files).is_kept, "file {n}");
        }
    }

    #[test]
    fn tables_above_one_sector_push_the_files_on() {
        // 204 records of 10 bytes each fill all of a sector but 8 bytes.
        let mut folders = vec![folder("", 18, 2048)];
        folders.extend((20..223).map(|sector| folder("AB", sector, 2048)));
        let full = Layout::of(&folders, &BTreeMap::new()).unwrap();
        assert_eq!((full.table_bytes, full.is_kept), (2040, true));
        assert_eq!((full.table_little, full.table_big), (223, 224));
        assert_eq!((full.tables_end, full.files), (225, 226));
        assert_eq!((full.files_end, full.sectors), (226, 376));
        folders.push(folder("AB", 223, 2048));
        let more = Layout::of(&folders, &BTreeMap::new()).unwrap();
        assert_eq!((more.table_bytes, more.is_kept), (2050, true));
        assert_eq!((more.table_little, more.table_big), (224, 226));
        assert_eq!((more.tables_end, more.files), (228, 229));
    }

    #[test]
    fn a_tree_that_no_disc_holds_has_no_layout() {
        let root = [folder("", 18, 2048)];
        // Behind the file come 150 sectors: the last one that 32 bits can count is the end.
        let with = |sectors: u64| {
            let bytes = sectors * 2048;
            let file = ("A".to_owned(), Extent { sector: 33, bytes });
            Layout::of(&root, &BTreeMap::from([file]))
        };
        let most = 4_294_967_295 - 150 - 33;
        assert_eq!(with(most).unwrap().sectors, 4_294_967_295);
        assert!(with(most + 1).is_none());
    }
}
