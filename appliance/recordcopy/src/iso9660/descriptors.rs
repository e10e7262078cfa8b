//! What an image holds beside folders and files, as `xorriso` writes it for a given tree: volume
//! descriptors (ECMA-119, 8), path tables (9.4), and the Rock Ridge extension record (SUSP, 5.5).

use super::layout::{Folder, Layout};
use super::record::{Date, OWN, Record, both};

const SECTOR: usize = 2048;
const VOLUME: &[u8] = b"DOUBLELOCK";

/// The primary volume descriptor (ECMA-119, 8.4).
pub(super) fn primary(layout: &Layout, root: &Folder, date: Date) -> Vec<u8> {
    let mut bytes = b"\x01CD001\x01\x00".to_vec();
    text(&mut bytes, b"", 32); // system
    text(&mut bytes, VOLUME, 32);
    zeros(&mut bytes, 8);
    bytes.extend(both(layout.sectors));
    zeros(&mut bytes, 32);
    bytes.extend(b"\x01\x00\x00\x01"); // one volume,
    bytes.extend(b"\x01\x00\x00\x01"); // the first,
    bytes.extend(b"\x00\x08\x08\x00"); // of 2,048 bytes a block
    bytes.extend(both(layout.table_bytes));
    // The optional second tables are never written.
    bytes.extend(layout.table_little.to_le_bytes());
    zeros(&mut bytes, 4);
    bytes.extend(layout.table_big.to_be_bytes());
    zeros(&mut bytes, 4);
    bytes.extend(Record::of_folder(&OWN, root.place).bare(date));
    text(&mut bytes, b"", 128); // volume set
    text(&mut bytes, b"", 128); // publisher
    text(&mut bytes, VOLUME, 128); // who prepared the data
    text(&mut bytes, b"", 128); // application
    text(&mut bytes, b"", 37 * 3); // copyright, abstract, bibliography
    bytes.extend(date.digits()); // made
    bytes.extend(date.digits()); // changed
    for _ in 0..2 {
        bytes.extend(b"0000000000000000\0"); // expires, comes into effect: not said
    }
    bytes.extend(b"\x01\x00");
    text(&mut bytes, b"", 512); // for the application
    bytes.resize(SECTOR, 0);
    bytes
}

/// The volume descriptor set terminator (ECMA-119, 8.3).
pub(super) fn terminator() -> Vec<u8> {
    let mut bytes = b"\xFFCD001\x01".to_vec();
    bytes.resize(SECTOR, 0);
    bytes
}

/// The continuation area of the root: which extension the entries follow.
pub(super) fn extension() -> Vec<u8> {
    let mut bytes = b"ER\xED\x01\x0A\x54\x87\x01RRIP_1991A".to_vec();
    bytes.extend(b"THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR ");
    bytes.extend(b"POSIX FILE SYSTEM SEMANTICS");
    bytes.extend(b"PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  ");
    bytes.extend(b"SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR ");
    bytes.extend(b"CONTACT INFORMATION.");
    bytes.resize(SECTOR, 0);
    bytes
}

/// The path tables, little and big endian, each up to the end of its last sector.
pub(super) fn path_tables(folders: &[Folder]) -> (Vec<u8>, Vec<u8>) {
    // Level by level; a stable sort keeps each level as the folders were met.
    let mut order: Vec<usize> = (0..folders.len()).collect();
    order.sort_by_key(|&n| folders[n].depth);
    let mut numbers = vec![0_u16; folders.len()];
    for (place, &n) in order.iter().enumerate() {
        numbers[n] = u16::try_from(place + 1).unwrap_or(u16::MAX);
    }
    let (mut little, mut big) = (Vec::new(), Vec::new());
    for n in order {
        let folder = &folders[n];
        let parent = numbers[folder.parent];
        let id = if n == 0 { "\0" } else { folder.name() };
        let head = [u8::try_from(id.len()).unwrap_or(0), 0];
        for table in [&mut little, &mut big] {
            table.extend(head);
        }
        little.extend(folder.place.sector.to_le_bytes());
        little.extend(parent.to_le_bytes());
        big.extend(folder.place.sector.to_be_bytes());
        big.extend(parent.to_be_bytes());
        for table in [&mut little, &mut big] {
            table.extend(id.as_bytes());
            table.resize(table.len().next_multiple_of(2), 0);
        }
    }
    for table in [&mut little, &mut big] {
        table.resize(table.len().next_multiple_of(SECTOR), 0);
    }
    (little, big)
}

fn text(bytes: &mut Vec<u8>, text: &[u8], length: usize) {
    let end = bytes.len() + length;
    bytes.extend(text);
    bytes.resize(end, b' ');
}

fn zeros(bytes: &mut Vec<u8>, length: usize) {
    bytes.resize(bytes.len() + length, 0);
}
