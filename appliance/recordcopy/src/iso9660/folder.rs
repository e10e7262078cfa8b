//! One folder of an image: the files and folders that it lists, and whether its bytes are those that
//! `xorriso` writes for such a list, to the last one.

use super::record::{Date, OWN, PARENT, Place, Record};
use crate::names::shown;

const SECTOR: usize = 2048;
const SECTOR_64: u64 = 2048;
/// Bytes of each section of a file above 4 GiB but the last.
const SECTION: u32 = 0xFFFF_F800;

/// A file or a folder in a folder.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) sector: u32,
    pub(super) size: u64,
    pub(super) is_folder: bool,
}

/// What stands around a folder.
pub(super) struct Around {
    pub(super) own: Place,
    pub(super) parent: Place,
    pub(super) date: Date,
    /// The sector of the continuation area, for the root.
    pub(super) extension: Option<u32>,
}

/// What a folder lists.
pub(super) struct Listing {
    pub(super) entries: Vec<Entry>,
    /// Names of records that no package has, or that say something else to other programs, as they
    /// may be shown.
    pub(super) odd: Vec<String>,
    /// Whether every byte of the folder is as it is written for these records.
    pub(super) is_exact: bool,
}

/// Reads the bytes of a folder; `None` when they are no list of records.
pub(super) fn read(bytes: &[u8], around: &Around) -> Option<Listing> {
    let mut records = Vec::new();
    let mut odd = Vec::new();
    for sector in bytes.chunks(SECTOR) {
        let mut rest = sector;
        // A record never crosses a sector; a zero length fills the rest of it.
        while let Some(&size) = rest.first().filter(|&&size| size > 0) {
            let (raw, after) = rest.split_at_checked(usize::from(size))?;
            let record = Record::read(raw)?;
            rest = after;
            if record.id == OWN || record.id == PARENT {
                continue;
            }
            let is_plain = record.is_plain();
            if !is_plain || record.written(around.date, None) != raw {
                odd.push(shown(&record.name()));
            }
            if is_plain {
                records.push(record);
            }
        }
    }
    let is_exact = packed(&records, around) == bytes;
    let entries = joined(records, &mut odd);
    Some(Listing {
        entries,
        odd,
        is_exact,
    })
}

/// The bytes of a folder that holds these records.
fn packed(records: &[Record], around: &Around) -> Vec<u8> {
    let own = Record::of_folder(&OWN, around.own).written(around.date, around.extension);
    let parent = Record::of_folder(&PARENT, around.parent).written(around.date, None);
    let written = records
        .iter()
        .map(|record| record.written(around.date, None));
    let mut bytes = Vec::new();
    for record in [own, parent].into_iter().chain(written) {
        let left = bytes.len().next_multiple_of(SECTOR) - bytes.len();
        if record.len() > left {
            bytes.resize(bytes.len() + left, 0);
        }
        bytes.extend(record);
    }
    bytes.resize(bytes.len().next_multiple_of(SECTOR), 0);
    bytes
}

/// Joins the sections of files above 4 GiB. A name that comes back, or out of order, is odd.
fn joined(records: Vec<Record>, odd: &mut Vec<String>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut records = records.into_iter().peekable();
    while let Some(first) = records.next() {
        let name = first.name();
        let start = u64::from(first.place.sector);
        let mut size = u64::from(first.place.bytes);
        let mut sections = vec![first.place.bytes];
        let mut goes_on = first.continues;
        while goes_on {
            // A plain name of a file is none of a folder, so one name is one kind.
            let next = records.next_if(|next| {
                next.id == first.id && u64::from(next.place.sector) == start + size / SECTOR_64
            });
            let Some(next) = next else {
                break;
            };
            size += u64::from(next.place.bytes);
            sections.push(next.place.bytes);
            goes_on = next.continues;
        }
        let in_order = entries.last().is_none_or(|last| last.name < name);
        let whole = !goes_on && sections == sections_of(size);
        if !in_order || !whole || (first.is_folder && sections.len() > 1) {
            odd.push(shown(&name));
            continue;
        }
        entries.push(Entry {
            name,
            sector: first.place.sector,
            size,
            is_folder: first.is_folder,
        });
    }
    entries
}

/// How a file of this size is cut.
fn sections_of(mut size: u64) -> Vec<u32> {
    let mut sections = Vec::new();
    loop {
        if let Ok(last) = u32::try_from(size) {
            sections.push(last);
            return sections;
        }
        sections.push(SECTION);
        size -= u64::from(SECTION);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_above_four_gigabytes_is_cut_as_xorriso_cuts_it() {
        // As xorriso 1.5.4 cut sparse files of these sizes.
        let section = u64::from(SECTION);
        assert_eq!(sections_of(0), [0]);
        assert_eq!(sections_of(section + 1), [SECTION + 1]);
        assert_eq!(sections_of(0xFFFF_FFFF), [0xFFFF_FFFF]);
        assert_eq!(sections_of(0x1_0000_0000), [SECTION, 2048]);
        assert_eq!(sections_of(section + 0xFFFF_FFFF), [SECTION, 0xFFFF_FFFF]);
        assert_eq!(
            sections_of(section + 0x1_0000_0000),
            [SECTION, SECTION, 2048]
        );
    }
    #[test]
    fn a_small_file_in_sections_is_odd() {
        let section = |sector, bytes, continues| Record {
            id: b"A.TXT;1".to_vec(),
            place: Place { sector, bytes },
            is_folder: false,
            continues,
        };
        let mut odd = Vec::new();
        let records = vec![section(40, 4096, true), section(42, 4096, false)];
        assert!(joined(records, &mut odd).is_empty());
        assert_eq!(odd, ["A.TXT"]);
        let mut odd = Vec::new();
        let whole = joined(vec![section(40, 8192, false)], &mut odd);
        assert_eq!((whole.len(), odd.len()), (1, 0));
    }

    /// A stretch of a file or a folder.
    fn stretch(id: &str, sector: u32, bytes: u32, continues: bool) -> Record {
        Record {
            id: id.as_bytes().to_vec(),
            place: Place { sector, bytes },
            is_folder: !id.ends_with(";1"),
            continues,
        }
    }

    /// What these records are joined to: names with sizes, and what is odd.
    fn join(records: Vec<Record>) -> (Vec<(String, u64)>, Vec<String>) {
        let mut odd = Vec::new();
        let entries = joined(records, &mut odd);
        let sized = entries.into_iter().map(|entry| (entry.name, entry.size));
        (sized.collect(), odd)
    }

    #[test]
    fn sections_are_of_one_name_and_lie_one_behind_the_other() {
        let first = stretch("A.DAT;1", 40, 0xFFFF_F800, true);
        // 40 + 2,097,151 sectors.
        let behind = 2_097_191;
        let (entries, odd) = join(vec![
            first.clone(),
            stretch("A.DAT;1", behind, 0xFFFF_F800, true),
            stretch("A.DAT;1", behind + 2_097_151, 2048, false),
            stretch("B.DAT;1", 30, 2, false),
        ]);
        let expected = [("A.DAT".to_owned(), 8_589_932_544), ("B.DAT".to_owned(), 2)];
        assert_eq!(entries, expected);
        assert_eq!(odd, [""; 0]);
        // What lies elsewhere, or has another name, is not the rest of the file.
        let elsewhere = stretch("A.DAT;1", behind + 1, 2048, false);
        let (entries, odd) = join(vec![first.clone(), elsewhere]);
        assert_eq!(entries, [("A.DAT".to_owned(), 2048)]);
        assert_eq!(odd, ["A.DAT"]);
        let other = stretch("B.DAT;1", behind, 2048, false);
        let (entries, odd) = join(vec![first, other]);
        assert_eq!(entries, [("B.DAT".to_owned(), 2048)]);
        assert_eq!(odd, ["A.DAT"]);
    }

    #[test]
    fn a_folder_in_sections_is_odd() {
        let (entries, odd) = join(vec![
            stretch("A", 40, 0xFFFF_F800, true),
            stretch("A", 2_097_191, 2048, false),
            stretch("B", 20, 2048, false),
        ]);
        assert_eq!(entries, [("B".to_owned(), 2048)]);
        assert_eq!(odd, ["A"]);
    }
}
