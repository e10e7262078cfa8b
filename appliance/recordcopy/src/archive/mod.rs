//! A zip, seen byte by byte before the zip library sees it.
//!
//! It is taken only as our writers give it: the files one behind the other from the first byte, in
//! order of name, each under its own head; then one list that says the same; then the end. Every
//! byte of heads, list and end is compared with what has to stand there, and each file's bytes are
//! checked by its own code (AES) or sum (CRC-32) while they are read, then against the manifest.
//! So there is nothing before, between or behind that another program could open instead, and no
//! comment, link, folder, second list, second name or unknown field.
//!
//! Free are the names, the sizes, and the salts, which the sealing covers. The date is held against
//! the manifest by [`Walked::is_dated`]; a zip that is not encrypted has none.

mod heads;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, SeekFrom};

use self::heads::{Date, LOCAL, LOCAL_BYTES};
pub(crate) use self::heads::{Head, LARGE, SEALING_BYTES};
use crate::error::VerifyError;
use crate::names::is_path;

/// Most files of a zip, written or read.
pub const ZIP_MAX_ENTRIES: usize = 20_000;
/// Most bytes in a zip, unpacked: 20 GiB.
pub const ZIP_MAX_BYTES: u64 = 20 * 1024 * 1024 * 1024;
/// Most bytes of a name: eight folders of 8.3 names.
const MAX_NAME: usize = 8 * 13;
/// Most bytes of extra fields: two 64-bit sizes and AES.
const MAX_EXTRA: usize = 20 + 11;
/// Most bytes of a file's own head.
const LONGEST_HEAD: usize = LOCAL_BYTES + MAX_NAME + MAX_EXTRA;
/// Fewest bytes of a zip with one file: its head (30), its line in the list (46), the end (22).
const MIN_BYTES: u64 = 98;

/// A zip without a byte that has no place in it.
pub(crate) struct Walked {
    /// Its files, in the order of both heads and list.
    pub(crate) heads: Vec<Head>,
}

impl Walked {
    /// Whether the source has the mark of a zip.
    pub(crate) fn is_one<R: Read + Seek>(source: &mut R) -> io::Result<bool> {
        let mut mark = [0; 4];
        let length = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        Ok(length >= MIN_BYTES && source.read_exact(&mut mark).is_ok() && mark == LOCAL)
    }

    /// Goes through a zip from its first byte to its last.
    pub(crate) fn through<R: Read + Seek>(source: &mut R) -> Result<Self, VerifyError> {
        let length = source.seek(SeekFrom::End(0))?;
        let mut heads: Vec<Head> = Vec::new();
        let (mut place, mut total) = (0, 0_u64);
        while let Some((head, next)) = read_head(source, place, length)? {
            if let Some(last) = heads.last() {
                if last.name >= head.name {
                    return Err(VerifyError::Hostile(
                        "names in the zip stand twice or out of order",
                    ));
                }
                if (last.is_sealed, last.date) != (head.is_sealed, head.date) {
                    return Err(VerifyError::Hostile(
                        "files in the zip are sealed or dated in different ways",
                    ));
                }
            }
            total = total.saturating_add(head.size);
            if total > ZIP_MAX_BYTES {
                return Err(VerifyError::Hostile("the zip unpacks to more than 20 GiB"));
            }
            if heads.len() >= ZIP_MAX_ENTRIES {
                return Err(VerifyError::Hostile("too many files in the zip"));
            }
            heads.push(head);
            place = next;
        }
        // The heads are bounded, so is what has to follow; what does follow may be anything.
        let expected = heads::list(&heads, place);
        if length - place != expected.len() as u64 {
            return Err(VerifyError::Hostile(
                "something lies between the files of the zip, before its list or behind its end",
            ));
        }
        if stretch(source, place, expected.len())? != expected {
            return Err(VerifyError::Hostile(
                "the list of the zip differs from the files in it",
            ));
        }
        Ok(Self { heads })
    }

    /// Whether every date of the zip is the one that its writer puts there.
    pub(crate) fn is_dated(&self, epoch_seconds: i64) -> bool {
        self.heads.iter().all(|head| {
            if head.is_sealed {
                Date::at(epoch_seconds) == Some(head.date)
            } else {
                head.date == Date::FIRST
            }
        })
    }
}

/// Reads the head at a place: what it says, and where the file's bytes end. None when no head is
/// there.
fn read_head<R: Read + Seek>(
    source: &mut R,
    place: u64,
    length: u64,
) -> Result<Option<(Head, u64)>, VerifyError> {
    let found = stretch(source, place, LONGEST_HEAD)?;
    if !found.starts_with(&LOCAL) {
        return Ok(None);
    }
    let head = said(&found, place).ok_or(VerifyError::Hostile("a head in the zip is cut off"))?;
    let leads_out = head.name.split(['/', '\\']).any(|part| part == "..");
    if leads_out || head.name.starts_with('/') {
        return Err(VerifyError::Hostile("a name in the zip leads out of it"));
    }
    if !is_path(&head.name) {
        return Err(VerifyError::Hostile("the zip has a name that no copy has"));
    }
    let sealing = if head.is_sealed { SEALING_BYTES } else { 0 };
    let expected = head.local();
    if head.size.checked_add(sealing) != Some(head.packed) || !found.starts_with(&expected) {
        return Err(VerifyError::Hostile(
            "a file in the zip is packed, sealed or described as no copy is",
        ));
    }
    let end = (place + expected.len() as u64).checked_add(head.packed);
    match end.filter(|&end| end <= length) {
        Some(end) => Ok(Some((head, end))),
        None => Err(VerifyError::Hostile("a file in the zip is cut off")),
    }
}

/// What a head says. Whether it says it as it should is seen by comparing it with [`Head::local`].
fn said(head: &[u8], start: u64) -> Option<Head> {
    let two = |at: usize| {
        let bytes = head.get(at..)?.first_chunk::<2>()?;
        Some(u16::from_le_bytes(*bytes))
    };
    let four = |at: usize| {
        let bytes = head.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    };
    let eight = |at: usize| {
        let bytes = head.get(at..)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes))
    };
    let extra = LOCAL_BYTES + usize::from(two(26)?);
    let name = String::from_utf8_lossy(head.get(LOCAL_BYTES..extra)?).into_owned();
    let (mut packed, mut size) = (u64::from(four(18)?), u64::from(four(22)?));
    if packed == LARGE {
        (size, packed) = (eight(extra + 4)?, eight(extra + 12)?);
    }
    Some(Head {
        name,
        size,
        packed,
        start,
        is_sealed: two(8)? == 99,
        sum: four(14)?,
        date: Date {
            time: two(10)?,
            day: two(12)?,
        },
    })
}

/// The bytes from a place on, fewer where the source ends before.
fn stretch<R: Read + Seek>(source: &mut R, start: u64, size: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(start))?;
    source.take(size as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
