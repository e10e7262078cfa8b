//! Files of media (PS3.10): preamble and file meta information in, data set handed on; and the
//! same written for objects that came over the network.
//!
//! The preamble is never kept: it may hold another file format (a program, a page), so that one
//! file has two meanings. What this module writes starts with 128 zero bytes (PS3.10 7.1).

use std::io::{self, Cursor, Read};

use dicom_core::Tag;
use dicom_object::meta::FileMetaTableBuilder;
use openssl::sha::Sha256;

use crate::prescan::{Fault, Header, Limits, Prescan};
use crate::syntax::Encoding;
use crate::uid::Uid;

/// Longest file meta group read, in bytes. Real ones are under 1 KiB.
const LONGEST_META: u64 = 64 * 1024;
const PREAMBLE: usize = 128;
const CHUNK: usize = 64 * 1024;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Part10Fault {
    /// No `DICM` after the preamble.
    #[error("not a DICOM file")]
    NotDicom,
    /// The file meta information is torn, too long, or lacks what it must have.
    #[error("the file meta information is not readable")]
    BadMeta,
    /// A transfer syntax that the appliance does not take.
    #[error("the transfer syntax is not taken")]
    UnknownSyntax,
    /// The file meta information names another object than the data set.
    #[error("the file meta information and the data set name different objects")]
    Mismatch,
    /// The data set itself is refused.
    #[error("the data set is refused")]
    DataSet(#[from] Fault),
    /// The source could not be read.
    #[error("the file could not be read")]
    Io(#[from] io::Error),
}

/// What the file meta group says of the object (PS3.10 7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMeta {
    /// Media Storage SOP Class UID (0002,0002).
    pub sop_class: Uid,
    /// Media Storage SOP Instance UID (0002,0003).
    pub sop_instance: Uid,
    /// Transfer Syntax UID (0002,0010).
    pub transfer_syntax: Uid,
}

/// A file whose meta group has been read.
#[derive(Debug)]
pub struct Opened<R> {
    /// What the group says.
    pub meta: FileMeta,
    /// The preamble held something other than zeros.
    pub preamble_in_use: bool,
    /// The bytes of the data set, from the first.
    pub data_set: io::Chain<Cursor<Vec<u8>>, R>,
}

/// Reads the preamble and the file meta group, and stops at the first byte of the data set.
/// A wrong group length (0002,0000) does no harm: the group ends where its elements end.
pub fn open<R: Read>(mut source: R) -> Result<Opened<R>, Part10Fault> {
    let mut start = [0_u8; PREAMBLE + 4];
    read_exactly(&mut source, &mut start, &Part10Fault::NotDicom)?;
    if &start[PREAMBLE..] != b"DICM" {
        return Err(Part10Fault::NotDicom);
    }
    let preamble_in_use = start[..PREAMBLE].iter().any(|byte| *byte != 0);
    let mut sop_class = None;
    let mut sop_instance = None;
    let mut transfer_syntax = None;
    let mut taken = 0_u64;
    let leftover = loop {
        let mut tag = [0_u8; 4];
        let got = read_up_to(&mut source, &mut tag)?;
        let group = u16::from_le_bytes([tag[0], tag[1]]);
        if got < 4 || group != 0x0002 {
            break tag[..got].to_vec();
        }
        let element = Tag(group, u16::from_le_bytes([tag[2], tag[3]]));
        let value = read_meta_value(&mut source, &mut taken)?;
        let slot = match element {
            Tag(2, 0x0002) => &mut sop_class,
            Tag(2, 0x0003) => &mut sop_instance,
            Tag(2, 0x0010) => &mut transfer_syntax,
            _ => continue,
        };
        let uid = Uid::from_padded(&value).map_err(|_| Part10Fault::BadMeta)?;
        if slot.replace(uid).is_some() {
            return Err(Part10Fault::BadMeta);
        }
    };
    let meta = FileMeta {
        sop_class: sop_class.ok_or(Part10Fault::BadMeta)?,
        sop_instance: sop_instance.ok_or(Part10Fault::BadMeta)?,
        transfer_syntax: transfer_syntax.ok_or(Part10Fault::BadMeta)?,
    };
    Ok(Opened {
        meta,
        preamble_in_use,
        data_set: Cursor::new(leftover).chain(source),
    })
}

/// Reads VR, length and value of one element in Explicit VR Little Endian.
fn read_meta_value(source: &mut impl Read, taken: &mut u64) -> Result<Vec<u8>, Part10Fault> {
    let mut short = [0_u8; 4];
    read_exactly(source, &mut short, &Part10Fault::BadMeta)?;
    let length = if matches!(&short[..2], b"OB" | b"OW" | b"UN" | b"UT" | b"SQ") {
        let mut long = [0_u8; 4];
        read_exactly(source, &mut long, &Part10Fault::BadMeta)?;
        u64::from(u32::from_le_bytes(long))
    } else {
        u64::from(u16::from_le_bytes([short[2], short[3]]))
    };
    *taken += 12 + length;
    if *taken > LONGEST_META {
        return Err(Part10Fault::BadMeta);
    }
    let mut value = Vec::new();
    source.by_ref().take(length).read_to_end(&mut value)?;
    if (value.len() as u64) < length {
        Err(Part10Fault::BadMeta)
    } else {
        Ok(value)
    }
}

fn read_up_to(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn read_exactly(
    source: &mut impl Read,
    buffer: &mut [u8],
    torn: &Part10Fault,
) -> Result<(), Part10Fault> {
    if read_up_to(source, buffer)? == buffer.len() {
        return Ok(());
    }
    Err(if matches!(torn, Part10Fault::NotDicom) {
        Part10Fault::NotDicom
    } else {
        Part10Fault::BadMeta
    })
}

/// What a whole pass over a file found.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// The file meta group.
    pub meta: FileMeta,
    /// What the data set says of itself.
    pub header: Header,
    /// SHA-256 of the data set, without preamble and meta group: the same object has the same
    /// hash whichever way it came.
    pub sha256: [u8; 32],
    /// Length of the data set, in bytes.
    pub length: u64,
    /// The preamble held something other than zeros.
    pub preamble_in_use: bool,
}

/// Pre-scans and hashes a whole file, handing every byte of the data set to `keep` on the way.
/// Memory does not grow with the file.
pub fn scan<R: Read>(
    source: R,
    limits: Limits,
    mut keep: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<Scanned, Part10Fault> {
    let Opened {
        meta,
        preamble_in_use,
        mut data_set,
    } = open(source)?;
    let encoding = Encoding::of(meta.transfer_syntax.as_str()).ok_or(Part10Fault::UnknownSyntax)?;
    let mut prescan = Prescan::new(encoding, limits);
    let mut hash = Sha256::new();
    let mut chunk = vec![0_u8; CHUNK];
    loop {
        let count = read_up_to(&mut data_set, &mut chunk)?;
        if count == 0 {
            break;
        }
        prescan.feed(&chunk[..count])?;
        hash.update(&chunk[..count]);
        keep(&chunk[..count])?;
    }
    let length = prescan.position();
    let header = prescan.finish()?;
    if header.sop_class() != meta.sop_class.as_str()
        || header.sop_instance() != meta.sop_instance.as_str()
    {
        return Err(Part10Fault::Mismatch);
    }
    Ok(Scanned {
        meta,
        header,
        sha256: hash.finish(),
        length,
        preamble_in_use,
    })
}

/// Zeroed preamble, `DICM` and a file meta group for a data set (PS3.10 7.1). The data set
/// follows byte for byte.
pub fn start_of_file(meta: &FileMeta) -> Result<Vec<u8>, Part10Fault> {
    let table = FileMetaTableBuilder::new()
        .media_storage_sop_class_uid(meta.sop_class.as_str())
        .media_storage_sop_instance_uid(meta.sop_instance.as_str())
        .transfer_syntax(meta.transfer_syntax.as_str())
        .implementation_class_uid(crate::IMPLEMENTATION_CLASS_UID)
        .implementation_version_name(crate::IMPLEMENTATION_VERSION_NAME)
        .build()
        .map_err(|_| Part10Fault::BadMeta)?;
    let mut file = vec![0_u8; PREAMBLE];
    file.extend_from_slice(b"DICM");
    table.write(&mut file).map_err(|_| Part10Fault::BadMeta)?;
    Ok(file)
}
