//! Discs that a clever forger changed: whatever another program could be shown is found.
//!
//! Every forgery keeps the two byte orders in step and leaves all files as they are listed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::made::{build, check, rsa_signer, three_images, tools};
use doublelock_recordcopy::{
    Built, CarrierPart, Language, Report, VerifyError, VerifyOptions, verify, write_iso,
};

const SECTOR: usize = 2048;
const VOLUME: usize = 16 * SECTOR;

/// A copy with its disc, made once.
struct Made {
    folder: tempfile::TempDir,
    built: Built,
    disc: Vec<u8>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let built = build(folder.path(), "copy", three_images(), &rsa_signer("essai"));
        let iso = write_iso(&built, &tools(), &folder.path().join("c.iso")).unwrap();
        let disc = fs::read(iso.path).unwrap();
        Made {
            folder,
            built,
            disc,
        }
    })
}

/// The report on a disc made of these bytes.
fn report_on(disc: &[u8]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forged.iso");
    fs::write(&path, disc).unwrap();
    check(&path)
}

/// What a verifier says of the disc after `forge` was at it.
fn forged(forge: impl FnOnce(&mut Vec<u8>)) -> Report {
    let mut disc = made().disc.clone();
    forge(&mut disc);
    assert!(disc != made().disc, "nothing was forged");
    let report = report_on(&disc);
    assert!(!report.is_sound(), "{report:?}");
    let words = report.describe(Language::English);
    assert!(!words.contains("No alteration"), "{words}");
    report
}

/// Asserts that this part, and no other, is found.
fn finds_only(part: CarrierPart, forge: impl FnOnce(&mut Vec<u8>)) {
    let report = forged(forge);
    assert_eq!(report.parts, [part]);
    assert_eq!(report.odd, [""; 0]);
}

/// Asserts that this record, and nothing else, is found.
fn finds_record(path: &str, forge: impl FnOnce(&mut Vec<u8>)) {
    let report = forged(forge);
    assert_eq!(report.odd, [path]);
    assert_eq!(report.parts, []);
}

fn find(disc: &[u8], needle: &[u8]) -> usize {
    disc.windows(needle.len())
        .position(|w| w == needle)
        .unwrap()
}

/// Where the record of this name starts.
fn record(disc: &[u8], id: &str) -> usize {
    let length = u8::try_from(id.len()).unwrap();
    find(disc, &[&[length], id.as_bytes()].concat()) - 32
}

/// Where this Rock Ridge entry of a record starts.
fn entry(disc: &[u8], id: &str, sign: &[u8]) -> usize {
    let start = record(disc, id);
    start + find(&disc[start..start + usize::from(disc[start])], sign)
}

fn number(disc: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(disc[at..at + 4].try_into().unwrap())
}

/// Writes a number in both byte orders.
fn put(disc: &mut [u8], at: usize, number: u32) {
    disc[at..at + 4].copy_from_slice(&number.to_le_bytes());
    disc[at + 4..at + 8].copy_from_slice(&number.to_be_bytes());
}

/// The last sector, which is empty, and its number.
fn last_sector(disc: &[u8]) -> (usize, u32) {
    let start = disc.len() - SECTOR;
    (start, u32::try_from(start / SECTOR).unwrap())
}

/// Puts a forged folder of documents in the last sector: its report is another file.
fn forged_documents(disc: &mut [u8]) -> u32 {
    let from = SECTOR * usize::try_from(number(disc, record(disc, "DOCS") + 2)).unwrap();
    let (to, sector) = last_sector(disc);
    disc.copy_within(from..from + SECTOR, to);
    put(disc, to + 2, sector);
    let other = number(disc, record(disc, "README.TXT;1") + 2);
    let report = to + find(&disc[to..], b"\x0DRAPPORT.PDF;1") - 32;
    put(disc, report + 2, other);
    sector
}

/// A small zip that opens.
fn a_zip() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("README.TXT", options).unwrap();
    std::io::Write::write_all(&mut zip, b"forged").unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_disc_as_it_was_made_is_sound() {
    let report = report_on(&made().disc);
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn an_extended_attribute_does_not_lead_a_mounted_disc_to_another_tree() {
    // A program that keeps to ECMA-119, 9.1.2 skips so many sectors at the start of the folder.
    let report = forged(|disc| {
        let sector = forged_documents(disc);
        let documents = record(disc, "DOCS");
        let skipped = sector - number(disc, documents + 2);
        disc[documents + 1] = u8::try_from(skipped).unwrap();
    });
    assert_eq!(report.odd, ["DOCS"]);
    assert_eq!(report.parts, [CarrierPart::Padding]);
    finds_record("DOCS/RAPPORT.PDF", |disc| {
        let report = record(disc, "RAPPORT.PDF;1");
        disc[report + 1] = 1;
    });
    finds_only(CarrierPart::VolumeDescriptor, |disc| {
        disc[VOLUME + 156 + 1] = 1;
    });
}

#[test]
fn a_zip_in_a_disc_is_found_wherever_it_lies() {
    let zip = a_zip();
    // At the end, where zip programs look: left over, or as sectors that the disc owns up to.
    finds_only(CarrierPart::Length, |disc| disc.extend(&zip));
    let report = forged(|disc| {
        disc.extend(&zip);
        disc.resize(disc.len().next_multiple_of(SECTOR), 0);
        let sectors = u32::try_from(disc.len() / SECTOR).unwrap();
        put(disc, VOLUME + 80, sectors);
    });
    assert_eq!(
        report.parts,
        [CarrierPart::VolumeDescriptor, CarrierPart::Length]
    );
    finds_only(CarrierPart::Padding, |disc| {
        let start = disc.len() - zip.len();
        disc[start..].copy_from_slice(&zip);
    });
    finds_only(CarrierPart::SystemArea, |disc| {
        disc[..zip.len()].copy_from_slice(&zip);
    });
    let words = forged(|disc| disc.extend(&zip)).describe(Language::French);
    assert!(
        words.contains("Altéré autour des fichiers\u{A0}: la longueur de l’image"),
        "{words}"
    );
}

#[test]
fn sectors_that_hold_nothing_are_empty() {
    for (place, mark) in [
        (510, &b"\x55\xAA"[..]), // start code, a table of partitions
        (512, b"EFI PART"),      // GUID partitions
        (512, b"PM\x00\x00"),    // Apple partitions
        (1024, b"H+\x00\x04"),   // HFS+
        (VOLUME - 1, b"\x01"),
    ] {
        finds_only(CarrierPart::SystemArea, |disc| {
            disc[place..place + mark.len()].copy_from_slice(mark);
        });
    }
    // UDF: its anchor may lie in the last sector (ECMA-167, 3/8.4.2.1), its signs behind the
    // descriptors; a second session begins with descriptors of its own.
    for mark in [&b"\x02\x00\x02\x00"[..], b"\x00BEA01\x01", b"\x01CD001\x01"] {
        finds_only(CarrierPart::Padding, |disc| {
            let (start, _) = last_sector(disc);
            disc[start..start + mark.len()].copy_from_slice(mark);
        });
    }
    finds_only(CarrierPart::Behind("DOCS/RAPPORT.PDF".to_owned()), |disc| {
        let report = record(disc, "RAPPORT.PDF;1");
        let end = SECTOR * usize::try_from(number(disc, report + 2)).unwrap()
            + usize::try_from(number(disc, report + 10)).unwrap();
        disc[end] = b'x';
    });
    finds_only(CarrierPart::Directory("/DOCS".to_owned()), |disc| {
        let start = SECTOR * usize::try_from(number(disc, record(disc, "DOCS") + 2)).unwrap();
        disc[start + SECTOR - 1] = b'x';
    });
    // Longer by empty sectors, which the descriptor owns up to.
    let report = forged(|disc| {
        disc.resize(disc.len() + 16 * SECTOR, 0);
        let sectors = u32::try_from(disc.len() / SECTOR).unwrap();
        put(disc, VOLUME + 80, sectors);
    });
    assert!(report.parts.contains(&CarrierPart::Length));
    let report = forged(|disc| disc.truncate(disc.len() - SECTOR));
    assert!(report.parts.contains(&CarrierPart::Length));
}

#[test]
fn descriptors_say_one_thing_only() {
    finds_only(CarrierPart::OtherDescriptor, |disc| {
        disc.copy_within(VOLUME..VOLUME + SECTOR, VOLUME + SECTOR);
        disc[VOLUME + SECTOR] = 2;
    });
    finds_only(CarrierPart::OtherDescriptor, |disc| {
        disc[VOLUME + SECTOR + 100] = 1;
    });
    let descriptor = |at: usize, bytes: &'static [u8]| {
        finds_only(CarrierPart::VolumeDescriptor, move |disc| {
            disc[VOLUME + at..VOLUME + at + bytes.len()].copy_from_slice(bytes);
        });
    };
    descriptor(128, b"\x00\x02\x02\x00"); // blocks of 512 bytes
    descriptor(128, b"\x00\x10\x10\x00"); // blocks of 4,096 bytes
    descriptor(120, b"\x02\x00\x00\x02"); // a second volume
    descriptor(144, b"\x20\x00\x00\x00"); // a second path table
    descriptor(7, b"\x01"); // flags
    descriptor(702, b"README.TXT"); // a file that is the copyright
    descriptor(883, b"\x00"); // for the application
    descriptor(2047, b"\x01"); // reserved
    finds_only(CarrierPart::VolumeDescriptor, |disc| {
        let sectors = number(disc, VOLUME + 80);
        put(disc, VOLUME + 80, sectors + 1);
    });
}

#[test]
fn path_tables_show_the_same_tree_as_the_directories() {
    for (field, is_big) in [(140, false), (148, true)] {
        let report = forged(|disc| {
            let sector = forged_documents(disc);
            let at: [u8; 4] = disc[VOLUME + field..VOLUME + field + 4].try_into().unwrap();
            let table = if is_big {
                u32::from_be_bytes(at)
            } else {
                u32::from_le_bytes(at)
            };
            let start = SECTOR * usize::try_from(table).unwrap();
            let place = start + find(&disc[start..start + SECTOR], b"DOCS") - 6;
            let bytes = if is_big {
                sector.to_be_bytes()
            } else {
                sector.to_le_bytes()
            };
            disc[place..place + 4].copy_from_slice(&bytes);
        });
        assert_eq!(
            report.parts,
            [CarrierPart::PathTables, CarrierPart::Padding]
        );
    }
}

#[test]
fn a_record_shows_every_program_the_same_file() {
    let path = "DOCS/RAPPORT.PDF";
    let id = "RAPPORT.PDF;1";
    // One byte order only: programs of the other kind read another file.
    finds_record(path, |disc| {
        let place = record(disc, id) + 6;
        disc[place + 3] ^= 1;
    });
    finds_record(path, |disc| {
        let place = record(disc, id) + 14;
        disc[place + 3] ^= 1;
    });
    // Date, hidden, associated, with a record format, interleaved, on another volume.
    for (at, byte) in [
        (18, 1),
        (25, 1),
        (25, 4),
        (25, 8),
        (26, 1),
        (27, 1),
        (28, 2),
    ] {
        finds_record(path, |disc| {
            let place = record(disc, id);
            disc[place + at] = byte;
        });
    }
    let report = forged(|disc| {
        let place = record(disc, id);
        disc[place + 33 + id.len() - 1] = b'2';
    });
    assert_eq!(report.odd, ["DOCS/RAPPORT.PDF;2"]);
    assert_eq!(report.missing, [path]);
}

#[test]
fn rock_ridge_says_nothing_else_than_the_record() {
    let path = "DOCS/RAPPORT.PDF";
    let id = "RAPPORT.PDF;1";
    // What stands behind the end of the entries is read by some programs and not by others.
    finds_record(path, |disc| {
        let place = entry(disc, id, b"TF\x1A");
        disc[place..place + 26].fill(0);
        disc[place..place + 4].copy_from_slice(b"ST\x04\x01");
        disc[place + 4..place + 16].copy_from_slice(b"NM\x0C\x01\x00AUTRE.P");
    });
    for sign in [
        b"SL\x1A\x01",
        b"CL\x1A\x01",
        b"PL\x1A\x01",
        b"RE\x1A\x01",
        b"CE\x1A\x01",
        b"SF\x1A\x01",
        b"ZF\x1A\x01",
        b"AL\x1A\x01",
        b"AA\x1A\x01",
        b"TF\x1A\x02",
        b"PD\x1A\x01",
    ] {
        finds_record(path, |disc| {
            let place = entry(disc, id, b"TF\x1A");
            disc[place..place + 4].copy_from_slice(sign);
        });
    }
    // Another name, a name that goes on, the folder itself.
    for (at, byte) in [(5, b'X'), (4, 1), (4, 2)] {
        finds_record(path, |disc| {
            let place = entry(disc, id, b"NM");
            disc[place + at] = byte;
        });
    }
    // A link, a device, setuid, another owner, another link count.
    for (at, number) in [
        (4, 0o120_777),
        (4, 0o060_444),
        (4, 0o104_555),
        (20, 1000),
        (28, 1000),
        (12, 2),
    ] {
        finds_record(path, |disc| {
            let place = entry(disc, id, b"PX");
            put(disc, place + at, number);
        });
    }
}

#[test]
fn the_root_refers_to_one_extension_record() {
    let sector = |disc: &[u8]| SECTOR * usize::try_from(number(disc, VOLUME + 158)).unwrap();
    let root = CarrierPart::Directory("/".to_owned());
    finds_only(CarrierPart::Extension, |disc| {
        let place = find(disc, b"RRIP_1991A");
        disc[place] = b'X';
    });
    // Entries behind the extension record would be read as the root's own.
    finds_only(CarrierPart::Extension, |disc| {
        let place = find(disc, b"ER\xED\x01") + 237;
        disc[place..place + 12].copy_from_slice(b"NM\x0C\x01\x00AUTRE.P");
    });
    finds_only(root.clone(), |disc| {
        let start = sector(disc);
        let place = start + find(&disc[start..], b"CE\x1C");
        put(disc, place + 20, 249);
    });
    // How many bytes of each record are skipped before its entries.
    finds_only(root.clone(), |disc| {
        let start = sector(disc);
        let place = start + find(&disc[start..], b"SP\x07");
        disc[place + 6] = 4;
    });
    // The parent of the root.
    finds_only(root, |disc| {
        let start = sector(disc);
        let parent = start + usize::from(disc[start]);
        put(disc, parent + 2, 19);
    });
    finds_only(CarrierPart::Directory("/DOCS".to_owned()), |disc| {
        let start = SECTOR * usize::try_from(number(disc, record(disc, "DOCS") + 2)).unwrap();
        let parent = start + usize::from(disc[start]);
        put(disc, parent + 2, 20);
    });
}

#[test]
fn each_sector_belongs_to_one_file() {
    // A file in the padding, its bytes copied there: the place that it left is anybody's.
    let report = forged(|disc| {
        let place = record(disc, "RAPPORT.PDF;1");
        let from = SECTOR * usize::try_from(number(disc, place + 2)).unwrap();
        let (to, sector) = last_sector(disc);
        disc.copy_within(from..from + SECTOR, to);
        put(disc, place + 2, sector);
    });
    assert_eq!(report.altered, [""; 0], "every file is as it is listed");
    assert!(report.parts.contains(&CarrierPart::Sectors), "{report:?}");
    // Two names for one stretch.
    let report = forged(|disc| {
        let one = record(disc, "IM000001.;1");
        let two = record(disc, "IM000002.;1");
        let sector = number(disc, one + 2);
        put(disc, two + 2, sector);
    });
    assert!(report.parts.contains(&CarrierPart::Sectors), "{report:?}");
}

#[test]
fn records_stand_once_and_in_order() {
    // Two neighbours of the same length change places: programs that search stop too early.
    let report = forged(|disc| {
        let one = record(disc, "IM000001.;1");
        let two = record(disc, "IM000002.;1");
        let length = usize::from(disc[one]);
        assert_eq!(two, one + length);
        let first = disc[one..two].to_vec();
        disc.copy_within(two..two + length, one);
        disc[two..two + length].copy_from_slice(&first);
    });
    assert_eq!(report.odd, ["DICOM/ST000001/SE000001/IM000001"]);
    // The same name twice.
    let report = forged(|disc| {
        let one = record(disc, "IM000001.;1");
        let two = record(disc, "IM000002.;1");
        disc.copy_within(one..two, two);
    });
    assert_eq!(report.odd, ["DICOM/ST000001/SE000001/IM000001"]);
}

#[test]
fn a_disc_with_other_dates_than_its_manifest_is_not_sound() {
    let report = forged(|disc| {
        let (short, digits) = (b"\x7E\x0B\x15\x13\x1E\x00\x00", b"2026112119300000");
        for place in 0..60 * SECTOR {
            if disc[place..].starts_with(short) {
                disc[place] += 1;
            }
            if disc[place..].starts_with(digits) {
                disc[place + 3] += 1;
            }
        }
    });
    assert_eq!(report.parts, [CarrierPart::Dates]);
}

#[test]
fn whatever_else_a_disc_writer_can_add_is_found() {
    let made = made();
    let date = "2026112119300000";
    let more: [(&[&str], Option<CarrierPart>); 7] = [
        (&[], None),
        (&["-J"], Some(CarrierPart::OtherDescriptor)),
        (
            &["-b", "README.TXT", "-no-emul-boot"],
            Some(CarrierPart::OtherDescriptor),
        ),
        (&["-hfsplus"], Some(CarrierPart::Padding)),
        (&["--protective-msdos-label"], Some(CarrierPart::SystemArea)),
        (&["-volset", "AUTRE"], Some(CarrierPart::VolumeDescriptor)),
        (&["-no-pad"], Some(CarrierPart::Length)),
    ];
    for (n, (arguments, part)) in more.into_iter().enumerate() {
        let iso = made.folder.path().join(format!("more-{n}.iso"));
        let output = Command::new("xorriso")
            .args(["-as", "mkisofs", "-quiet", "-iso-level", "3", "-r"])
            .args(["-V", "DOUBLELOCK", "-p", "DOUBLELOCK"])
            .args(["--set_all_file_dates", date])
            .arg(format!("--modification-date={date}"))
            .args(arguments)
            .arg("-o")
            .args([&iso, &made.built.folder])
            .env("SOURCE_DATE_EPOCH", "1795289400")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}");
        let said = verify(&iso, &VerifyOptions::default());
        match (said, part) {
            (Ok(report), Some(part)) => {
                assert!(
                    !report.is_sound() && report.parts.contains(&part),
                    "{arguments:?}: {report:?}"
                );
            }
            (Ok(report), None) => assert!(report.is_sound(), "{report:?}"),
            (Err(VerifyError::Hostile(_)), Some(_)) => {}
            (other, _) => panic!("{arguments:?}: {other:?}"),
        }
    }
}

#[test]
fn a_folder_that_the_manifest_does_not_know_is_found_on_a_disc() {
    let made = made();
    let other = made.folder.path().join("other");
    copy(&made.built.folder, &other);
    fs::create_dir(other.join("VIDE")).unwrap();
    let built = Built {
        folder: other,
        ..made.built.clone()
    };
    let iso = made.folder.path().join("other.iso");
    write_iso(&built, &tools(), &iso).unwrap();
    let report = check(&iso);
    assert_eq!(report.odd, ["VIDE"]);
    assert_eq!(report.parts, []);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for found in fs::read_dir(from).unwrap() {
        let found = found.unwrap();
        let to = to.join(found.file_name());
        if found.file_type().unwrap().is_dir() {
            copy(&found.path(), &to);
        } else {
            fs::copy(found.path(), to).unwrap();
        }
    }
}
