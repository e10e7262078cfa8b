//! One directory record (ECMA-119, 9.1) with its Rock Ridge entries (RRIP 1.10, over SUSP 1.10):
//! what it says, and how `xorriso` writes a record that says this.

use chrono::{Datelike, Timelike};

use crate::calendar::calendar;
use crate::names::is_name;

/// Names of a folder for itself and for its parent (ECMA-119, 6.8.2.2).
pub(super) const OWN: [u8; 1] = [0];
pub(super) const PARENT: [u8; 1] = [1];
/// Bytes of the continuation area that the root refers to.
pub(super) const EXTENSION_BYTES: u32 = 237;

const FOLDER: u8 = 0b10;
const GOES_ON: u8 = 0b1000_0000;
/// `S_IFDIR | 0555` and `S_IFREG | 0444`: nothing can be written, nothing is another user's.
const FOLDER_MODE: u32 = 0o040_555;
const FILE_MODE: u32 = 0o100_444;

/// A date as directory records hold it (ECMA-119, 9.1.5), in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date(pub(super) [u8; 7]);

impl Date {
    /// The date of a package; none outside 1980 to 2107.
    pub(super) fn at(epoch_seconds: i64) -> Option<Self> {
        let date = calendar(epoch_seconds).ok()?;
        let year = u8::try_from(date.year() - 1900).ok()?;
        let others = [
            date.month(),
            date.day(),
            date.hour(),
            date.minute(),
            date.second(),
        ];
        let mut bytes = [year, 0, 0, 0, 0, 0, 0];
        for (byte, number) in bytes[1..6].iter_mut().zip(others) {
            *byte = u8::try_from(number).ok()?;
        }
        Some(Self(bytes))
    }

    /// The same date as volume descriptors hold it (ECMA-119, 8.4.26.1).
    pub(super) fn digits(self) -> Vec<u8> {
        let [year, month, day, hour, minute, second, _] = self.0;
        let year = 1900 + u16::from(year);
        let mut text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}00");
        text.push('\0');
        text.into_bytes()
    }
}

/// A number in both byte orders (ECMA-119, 7.3.3).
pub(super) fn both(number: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Where a folder or a stretch of a file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) sector: u32,
    pub(super) bytes: u32,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) id: Vec<u8>,
    pub(super) place: Place,
    pub(super) is_folder: bool,
    pub(super) continues: bool,
}

impl Record {
    /// Reads one, and nothing but what a record has to say. Whether it says it as it should is seen
    /// by comparing it with [`Record::written`].
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| -> Option<u32> {
            let number = bytes.get(at..at + 4)?.first_chunk::<4>()?;
            Some(u32::from_le_bytes(*number))
        };
        let flags = *bytes.get(25)?;
        let id_length = usize::from(*bytes.get(32)?);
        Some(Self {
            place: Place {
                sector: number(2)?,
                bytes: number(10)?,
            },
            is_folder: flags & FOLDER != 0,
            continues: flags & GOES_ON != 0,
            id: bytes.get(33..33 + id_length)?.to_vec(),
        })
    }

    /// A record of a folder, under one of the names that folders have.
    pub(super) fn of_folder(id: &[u8], place: Place) -> Self {
        Self {
            id: id.to_vec(),
            place,
            is_folder: true,
            continues: false,
        }
    }

    /// The name, without version and without the point of an empty extension.
    pub(super) fn name(&self) -> String {
        let text = String::from_utf8_lossy(&self.id).into_owned();
        if self.is_folder {
            return text;
        }
        let name = text.strip_suffix(";1").unwrap_or(&text);
        name.strip_suffix('.').unwrap_or(name).to_owned()
    }

    /// Whether the name is plain, and written as `xorriso` writes it.
    pub(super) fn is_plain(&self) -> bool {
        let name = self.name();
        let full = match (self.is_folder, name.contains('.')) {
            (true, _) => name.clone(),
            (false, true) => format!("{name};1"),
            (false, false) => format!("{name}.;1"),
        };
        is_name(&name) && full.as_bytes() == self.id
    }

    /// The bytes of a record that says this. `extension` is the sector of the continuation area:
    /// only the root's own record has one.
    pub(super) fn written(&self, date: Date, extension: Option<u32>) -> Vec<u8> {
        let mut bytes = self.bare(date);
        bytes.extend(self.rock_ridge(date, extension));
        // Records are of even length.
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes[0] = u8::try_from(bytes.len()).unwrap_or(0);
        bytes
    }

    /// The record without Rock Ridge, as it stands in the volume descriptor.
    pub(super) fn bare(&self, date: Date) -> Vec<u8> {
        let folder = if self.is_folder { FOLDER } else { 0 };
        let goes_on = if self.continues { GOES_ON } else { 0 };
        // Length (filled in by the caller), no extended attributes, place.
        let mut bytes = vec![34, 0];
        bytes.extend(both(self.place.sector));
        bytes.extend(both(self.place.bytes));
        bytes.extend(date.0);
        // Flags, not interleaved (twice 0), the first and only volume in both byte orders.
        bytes.extend([folder | goes_on, 0, 0, 1, 0, 0, 1]);
        bytes.push(u8::try_from(self.id.len()).unwrap_or(0));
        bytes.extend(&self.id);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    }

    /// SP, PX, TF, CE of the root; PX, TF of folders for themselves; PX, TF, NM of all others.
    fn rock_ridge(&self, date: Date, extension: Option<u32>) -> Vec<u8> {
        let mut bytes = Vec::new();
        if extension.is_some() {
            bytes.extend(b"SP\x07\x01\xBE\xEF\x00");
        }
        let mode = if self.is_folder {
            FOLDER_MODE
        } else {
            FILE_MODE
        };
        bytes.extend(b"PX\x24\x01");
        // Mode, one link, user 0, group 0.
        for number in [mode, 1, 0, 0] {
            bytes.extend(both(number));
        }
        // Modified, accessed, changed.
        bytes.extend(b"TF\x1A\x01\x0E");
        bytes.extend([date.0; 3].concat());
        if let Some(sector) = extension {
            bytes.extend(b"CE\x1C\x01");
            for number in [sector, 0, EXTENSION_BYTES] {
                bytes.extend(both(number));
            }
        } else if self.id != OWN && self.id != PARENT {
            let name = self.name();
            bytes.extend(b"NM");
            bytes.extend([u8::try_from(5 + name.len()).unwrap_or(0), 1, 0]);
            bytes.extend(name.into_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_in_one_writing_only() {
        let is_plain = |id: &str, is_folder: bool| {
            let record = Record {
                id: id.as_bytes().to_vec(),
                place: Place {
                    sector: 20,
                    bytes: 2048,
                },
                is_folder,
                continues: false,
            };
            record.is_plain()
        };
        for file in ["README.;1", "README.TXT;1", "IM_00001.;1"] {
            assert!(is_plain(file, false), "{file}");
        }
        // Plain names in another writing: the same file for some programs.
        for file in [
            "README",
            "README.",
            "README;1",
            "README.TXT",
            "README.TXT;2",
        ] {
            assert!(!is_plain(file, false), "{file}");
        }
        // Written as they should be, and no names of a copy.
        for file in ["readme.txt;1", "README.TEXT;1", "A B.;1", ".;1"] {
            assert!(!is_plain(file, false), "{file}");
        }
        assert!(is_plain("DOCS", true));
        for folder in ["docs", "DOCS;1", "DOCS.;1", ""] {
            assert!(!is_plain(folder, true), "{folder}");
        }
    }

    #[test]
    fn a_date_is_written_in_both_ways_to_the_second() {
        // 2026-11-21 19:30:59 UTC.
        let date = Date::at(1_795_289_459);
        assert_eq!(date, Some(Date([126, 11, 21, 19, 30, 59, 0])));
        let digits = date.map(Date::digits);
        assert_eq!(digits, Some(b"2026112119305900\0".to_vec()));
    }

    #[test]
    fn a_record_that_is_cut_off_says_nothing() {
        let record = Record {
            id: b"A.TXT;1".to_vec(),
            place: Place {
                sector: 0x0102_0304,
                bytes: 0x0506_0708,
            },
            is_folder: false,
            continues: true,
        };
        let bytes = record.bare(Date([126, 11, 21, 19, 30, 0, 0]));
        // 33 bytes, the name, and nothing to fill up.
        assert_eq!(bytes.len(), 40);
        assert_eq!(Record::read(&bytes), Some(record));
        assert_eq!(Record::read(&bytes[..39]), None);
        assert_eq!(Record::read(&bytes[..32]), None);
        assert_eq!(Record::read(b""), None);
    }
}
