//! The bytes around the files of a zip (APPNOTE 6.3.10), as our two writers give them: encrypted with
//! AES-256 ([`crate::write_zip`]), or as they are, dated 1980-01-01 (the zip that fills a folder).

use chrono::{Datelike, Timelike};

use crate::calendar::calendar;

/// Signature of a file's own head (4.3.7).
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Bytes of a file's own head before its name.
pub(super) const LOCAL_BYTES: usize = 30;
/// Numbers of this size and above stand in a 64-bit extra field (4.5.3).
pub(crate) const LARGE: u64 = 0xFFFF_FFFF;
/// What encryption adds to a file: salt, check of the passphrase, authentication code.
pub(crate) const SEALING_BYTES: u64 = 16 + 2 + 10;

/// `S_IFREG | 0644`, where Unix programs look for it (4.4.15).
const MODE: u32 = 0o100_644 << 16;
const ON_UNIX: u16 = 3 << 8;

/// A date as zips hold it (4.4.6): time and day, to two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(super) time: u16,
    pub(super) day: u16,
}

impl Date {
    /// 1980-01-01, the first that there is.
    pub(super) const FIRST: Self = Self {
        time: 0,
        day: (1 << 5) | 1,
    };

    /// The date of a package; none outside 1980 to 2107.
    pub(super) fn at(epoch_seconds: i64) -> Option<Self> {
        let date = calendar(epoch_seconds).ok()?;
        let time = (date.hour() << 11) | (date.minute() << 5) | (date.second() / 2);
        let year = u32::try_from(date.year() - 1980).ok()?;
        let day = (year << 9) | (date.month() << 5) | date.day();
        Some(Self {
            time: u16::try_from(time).ok()?,
            day: u16::try_from(day).ok()?,
        })
    }
}

/// One file of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) name: String,
    /// Bytes of the file.
    pub(crate) size: u64,
    /// Bytes that it takes in the zip.
    pub(crate) packed: u64,
    /// Where its own head starts.
    pub(super) start: u64,
    pub(super) is_sealed: bool,
    /// CRC-32 of its bytes; not looked at when it is sealed so that it has none (AE-2).
    pub(super) sum: u32,
    pub(super) date: Date,
}

impl Head {
    fn is_large(&self) -> bool {
        self.packed >= LARGE
    }

    /// Sealed files below 20 bytes have no sum: it would tell what they hold (AE-2; the others AE-1).
    fn has_no_sum(&self) -> bool {
        self.is_sealed && self.size < 20
    }

    /// The version of the format that is needed to read it (4.4.3).
    fn version(&self) -> u16 {
        match (self.is_sealed, self.is_large()) {
            (true, _) => 51,
            (false, true) => 45,
            (false, false) => 10,
        }
    }

    /// Its own head (4.3.7).
    pub(super) fn local(&self) -> Vec<u8> {
        let extra = self.extra(None);
        let mut bytes = LOCAL.to_vec();
        bytes.extend(self.common(extra.len()));
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    /// Its line in the list (4.3.12).
    fn listed(&self) -> Vec<u8> {
        let extra = self.extra((self.start >= LARGE).then_some(self.start));
        let mut bytes = b"PK\x01\x02".to_vec();
        bytes.extend((ON_UNIX | self.version()).to_le_bytes());
        bytes.extend(self.common(extra.len()));
        // No comment, the first and only part, nothing said of the content.
        bytes.extend([0; 6]);
        bytes.extend(MODE.to_le_bytes());
        bytes.extend(short(self.start));
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    /// What the head and the list say alike.
    fn common(&self, extra_bytes: usize) -> Vec<u8> {
        let (flags, method): (u16, u16) = if self.is_sealed { (1, 99) } else { (0, 0) };
        let (packed, size) = if self.is_large() {
            (LARGE, LARGE)
        } else {
            (self.packed, self.size)
        };
        let mut bytes = Vec::new();
        for number in [self.version(), flags, method, self.date.time, self.date.day] {
            bytes.extend(number.to_le_bytes());
        }
        let sum = if self.has_no_sum() { 0 } else { self.sum };
        bytes.extend(sum.to_le_bytes());
        bytes.extend(short(packed));
        bytes.extend(short(size));
        for length in [self.name.len(), extra_bytes] {
            bytes.extend(u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
        }
        bytes
    }

    /// Extra fields: 64-bit numbers (4.5.3) where they are needed, AES (256 bits, stored).
    fn extra(&self, start: Option<u64>) -> Vec<u8> {
        let mut numbers = Vec::new();
        if self.is_large() {
            numbers.extend([self.size, self.packed]);
        }
        numbers.extend(start);
        let mut bytes = Vec::new();
        if !numbers.is_empty() {
            bytes.extend(b"\x01\x00");
            bytes.extend(u16::try_from(8 * numbers.len()).unwrap_or(0).to_le_bytes());
            bytes.extend(numbers.into_iter().flat_map(u64::to_le_bytes));
        }
        if self.is_sealed {
            bytes.extend(b"\x01\x99\x07\x00");
            bytes.extend([if self.has_no_sum() { 2 } else { 1 }, 0]);
            bytes.extend(b"AE\x03\x00\x00");
        }
        bytes
    }
}

/// Everything behind the last file: the list (4.3.12), its 64-bit end where it is needed (4.3.14,
/// 4.3.15), its end without a comment (4.3.16). `start` is where the list starts.
pub(super) fn list(heads: &[Head], start: u64) -> Vec<u8> {
    let mut bytes: Vec<u8> = heads.iter().flat_map(Head::listed).collect();
    let size = bytes.len() as u64;
    let count = heads.len() as u64;
    let large = size.max(start) > LARGE;
    if large {
        let version = heads.iter().map(Head::version).max().unwrap_or(0);
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([version.to_le_bytes(); 2].concat());
        bytes.extend([0; 8]);
        for number in [count, count, size, start] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend((start + size).to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
    }
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    bytes.extend([count.to_le_bytes(); 2].concat());
    bytes.extend(short(if large { LARGE } else { size }));
    bytes.extend(short(start));
    bytes.extend([0; 2]);
    bytes
}

/// A number in 32 bits, or the sign that it stands in the 64-bit field.
fn short(number: u64) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}
