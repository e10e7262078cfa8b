//! Zips that a clever forger changed: two programs never open two different copies.
//!
//! Every forgery keeps lengths and places in step, as whoever knows the format would.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::OnceLock;

use crate::made::{contents, entropy, rsa_signer, three_images, tools};
use doublelock_recordcopy::{
    CarrierPart, Contents, Passphrase, Report, VerifyError, VerifyOptions, build_folder, verify,
    write_iso, write_zip,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip taken to pieces.
#[derive(Clone)]
struct Pieces {
    /// What stands before the first file.
    before: Vec<u8>,
    /// Each file with its own head.
    files: Vec<Vec<u8>>,
    /// Its line in the list.
    lines: Vec<Vec<u8>>,
    /// Stands between the last file and the list.
    gap: Vec<u8>,
    comment: Vec<u8>,
    /// What stands behind the end.
    behind: Vec<u8>,
}

fn two(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()))
}

fn four(bytes: &[u8], at: usize) -> usize {
    usize::try_from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())).unwrap()
}

fn put(bytes: &mut [u8], at: usize, number: usize) {
    bytes[at..at + 4].copy_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
}

impl Pieces {
    fn of(zip: &[u8]) -> Self {
        let end = zip.len() - 22;
        let list = four(zip, end + 16);
        let (mut files, mut lines, mut at) = (Vec::new(), Vec::new(), list);
        while at < end {
            let size = 46 + two(zip, at + 28) + two(zip, at + 30) + two(zip, at + 32);
            lines.push(zip[at..at + size].to_vec());
            at += size;
        }
        let mut starts: Vec<usize> = lines.iter().map(|line| four(line, 42)).collect();
        starts.push(list);
        for pair in starts.windows(2) {
            files.push(zip[pair[0]..pair[1]].to_vec());
        }
        Self {
            before: Vec::new(),
            files,
            lines,
            gap: Vec::new(),
            comment: Vec::new(),
            behind: Vec::new(),
        }
    }

    fn zip(mut self) -> Vec<u8> {
        let mut zip = self.before;
        for (file, line) in self.files.iter().zip(&mut self.lines) {
            put(line, 42, zip.len());
            zip.extend(file);
        }
        zip.extend(self.gap);
        let list = zip.len();
        zip.extend(self.lines.concat());
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        let count = u16::try_from(self.lines.len()).unwrap().to_le_bytes();
        end.extend([count, count].concat());
        end.extend([0; 8]);
        put(&mut end, 12, zip.len() - list);
        put(&mut end, 16, list);
        let comment = u16::try_from(self.comment.len()).unwrap();
        end.extend(comment.to_le_bytes());
        end.extend(self.comment);
        zip.extend(end);
        zip.extend(self.behind);
        zip
    }

    /// Changes a number of two bytes in a file's head and in its line.
    fn put_both(&mut self, n: usize, head: usize, line: usize, number: u16) {
        self.files[n][head..head + 2].copy_from_slice(&number.to_le_bytes());
        self.lines[n][line..line + 2].copy_from_slice(&number.to_le_bytes());
    }

    /// Puts bytes behind the extra fields of a file's head and of its line.
    fn add_extra(&mut self, n: usize, extra: &[u8]) {
        for (bytes, head, length) in [(&mut self.files[n], 30, 28), (&mut self.lines[n], 46, 30)] {
            let end = head + two(bytes, length - 2) + two(bytes, length);
            let longer = two(bytes, length) + extra.len();
            bytes.splice(end..end, extra.iter().copied());
            let longer = u16::try_from(longer).unwrap();
            bytes[length..length + 2].copy_from_slice(&longer.to_le_bytes());
        }
    }
}

/// A copy as a sealed zip, as a plain one (as the folder on a stick is filled), and as a disc.
struct Made {
    words: Passphrase,
    sealed: Vec<u8>,
    plain: Vec<u8>,
    disc: Vec<u8>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        // A file without bytes is a case of its own.
        let contents = Contents {
            journal_extract: Vec::new(),
            ..contents(three_images())
        };
        let built = build_folder(
            contents,
            &rsa_signer("essai"),
            &tools(),
            &folder.path().join("copy"),
        )
        .unwrap();
        let words = Passphrase::draw(&mut entropy()).unwrap();
        let path = folder.path().join("c.zip");
        write_zip(&built, &words, &mut entropy(), &path).unwrap();
        let iso = folder.path().join("c.iso");
        write_iso(&built, &tools(), &iso).unwrap();
        Made {
            words,
            sealed: fs::read(path).unwrap(),
            plain: plain_zip(&built.folder),
            disc: fs::read(iso).unwrap(),
        }
    })
}

/// The files of a folder as they are.
fn plain_zip(folder: &Path) -> Vec<u8> {
    let mut plain = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, path) in crate::made::files(folder) {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .unix_permissions(0o644);
        plain.start_file(name, options).unwrap();
        plain.write_all(&fs::read(path).unwrap()).unwrap();
    }
    plain.finish().unwrap().into_inner()
}

fn said_of(bytes: &[u8]) -> Result<Report, VerifyError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forged.zip");
    fs::write(&path, bytes).unwrap();
    let options = VerifyOptions {
        passphrase: Some(made().words.clone()),
        ..VerifyOptions::default()
    };
    verify(&path, &options)
}

/// Asserts that both kinds of zip, forged, are refused with these words.
fn refused(why: &str, forge: impl Fn(&mut Pieces)) {
    for zip in [&made().sealed, &made().plain] {
        let mut pieces = Pieces::of(zip);
        assert!(pieces.clone().zip() == *zip, "taken to pieces and together");
        forge(&mut pieces);
        match said_of(&pieces.zip()) {
            Err(VerifyError::Hostile(said)) => assert!(said.contains(why), "{said}"),
            other => panic!("{why}: {other:?}"),
        }
    }
}

#[test]
fn zips_as_they_were_made_are_sound() {
    for zip in [&made().sealed, &made().plain] {
        let report = said_of(zip).unwrap();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.found, 18);
    }
}

#[test]
fn nothing_stands_before_between_or_behind_the_files_of_a_zip() {
    let between = "something lies between";
    let other = Pieces::of(&made().plain);
    refused(between, |zip| zip.gap = b"more".to_vec());
    refused(between, |zip| zip.behind = vec![0]);
    refused(between, |zip| zip.comment = b"hello".to_vec());
    // A second list, before the true one or behind it with an end of its own.
    refused(between, |zip| zip.gap = zip.lines.concat());
    refused(between, |zip| zip.behind.clone_from(&other.clone().zip()));
    // A comment that is itself an end: some programs look for the first, some for the last.
    refused(between, |zip| {
        zip.comment = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    });
    // A file that the list does not know, and a line without its file.
    refused(between, |zip| {
        zip.lines.pop();
        zip.gap = zip.files.pop().unwrap();
    });
    refused(between, |zip| {
        let line = zip.lines.pop().unwrap();
        zip.files.pop();
        zip.lines.push(line);
        zip.files.push(Vec::new());
    });
    // With something in front it is no zip for us, whatever it is for others.
    for before in [&b"#!/bin/sh\nexit\n"[..], &[0; 512]] {
        let mut zip = Pieces::of(&made().sealed);
        zip.before = before.to_vec();
        let said = said_of(&zip.zip());
        assert!(matches!(said, Err(VerifyError::NotAPackage)), "{said:?}");
    }
}

#[test]
fn a_file_that_is_a_disc_and_a_zip_is_neither() {
    // A disc in front of a zip, places in step: discs burn the one, zip programs open the other.
    let mut zip = Pieces::of(&made().plain);
    zip.before.clone_from(&made().disc);
    let report = said_of(&zip.zip()).unwrap();
    assert!(!report.is_sound());
    assert_eq!(report.parts, [CarrierPart::Length]);
    // A zip in front of a disc's descriptors.
    let mut both = made().disc.clone();
    let mut small = ZipWriter::new(Cursor::new(Vec::new()));
    small.start_file("A", SimpleFileOptions::default()).unwrap();
    let small = small.finish().unwrap().into_inner();
    both[..small.len()].copy_from_slice(&small);
    let report = said_of(&both).unwrap();
    assert_eq!(report.parts, [CarrierPart::SystemArea]);
}

#[test]
fn head_and_list_of_a_zip_say_the_same() {
    let differs = "the list of the zip differs";
    // Made by, needed, flags, method, time, day, sum, sizes, lengths, comment, parts, attributes.
    for at in [4, 6, 8, 10, 12, 14, 16, 20, 24, 36, 38, 40] {
        refused(differs, |zip| zip.lines[2][at] ^= 1);
    }
    refused(differs, |zip| zip.lines[2][46] ^= 1);
    // A link, for whoever follows what Unix programs write there.
    refused(differs, |zip| {
        zip.lines[2][38..42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
    });
    refused(differs, |zip| zip.lines.swap(1, 2));
    refused("something lies between", |zip| {
        let comment = b"a comment";
        zip.lines[2].extend(comment);
        zip.lines[2][32] = u8::try_from(comment.len()).unwrap();
    });
}

#[test]
fn a_zip_packs_seals_and_names_its_files_as_copies_do() {
    let unlike = "packed, sealed or described as no copy is";
    // A later sum (flag 3), names in another code (flag 11), strong encryption (flag 6).
    for flag in [1 << 3, 1 << 11, 1 << 6] {
        refused(unlike, |zip| {
            let flags = u16::try_from(two(&zip.lines[1], 8)).unwrap();
            zip.put_both(1, 6, 8, flags | flag);
        });
    }
    for method in [8, 12, 14, 98] {
        refused(unlike, |zip| zip.put_both(1, 8, 10, method));
    }
    // Another name in an extra field (Info-ZIP), a 64-bit size that is not needed, padding.
    for extra in [
        &b"\x75\x70\x06\x00\x01\0\0\0\0X"[..],
        b"\x01\x00\x10\x00\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\0\0\0\0",
    ] {
        refused(unlike, |zip| zip.add_extra(1, extra));
    }
    // Two names that are one where capitals do not count, a name twice, a folder, another name.
    let name = |n: usize, name: &'static [u8]| {
        move |zip: &mut Pieces| {
            for (bytes, head) in [(&mut zip.files[n], 30), (&mut zip.lines[n], 46)] {
                let at = if head == 30 { 26 } else { 28 };
                let old = two(bytes, at);
                bytes.splice(head..head + old, name.iter().copied());
                bytes[at] = u8::try_from(name.len()).unwrap();
            }
        }
    };
    refused("a name that no copy has", name(0, b"dicomdir"));
    refused("a name that no copy has", name(1, b"DOCS/"));
    refused("a name that no copy has", name(1, b"DOCS\\X"));
    refused("twice or out of order", name(0, b"ZZZ"));
    refused("twice or out of order", |zip| {
        zip.files[1] = zip.files[0].clone();
        zip.lines[1] = zip.lines[0].clone();
    });
    refused("leads out", name(1, b"../X"));
}

#[test]
fn sealed_and_plain_files_do_not_mix() {
    let mut zip = Pieces::of(&made().sealed);
    let plain = Pieces::of(&made().plain);
    let (time, day) = (two(&zip.files[3], 10), two(&zip.files[3], 12));
    zip.files[3] = plain.files[3].clone();
    zip.lines[3] = plain.lines[3].clone();
    zip.put_both(3, 10, 12, u16::try_from(time).unwrap());
    zip.put_both(3, 12, 14, u16::try_from(day).unwrap());
    let said = said_of(&zip.zip());
    assert!(
        matches!(said, Err(VerifyError::Hostile(why)) if why.contains("sealed or dated")),
        "{said:?}"
    );
}

#[test]
fn a_zip_with_another_date_than_its_manifest_is_not_sound() {
    for zip in [&made().sealed, &made().plain] {
        let mut pieces = Pieces::of(zip);
        for n in 0..pieces.files.len() {
            pieces.put_both(n, 10, 12, 0x1234);
        }
        let report = said_of(&pieces.zip()).unwrap();
        assert_eq!(report.parts, [CarrierPart::Dates]);
        assert!(!report.is_sound());
    }
}

#[test]
fn every_part_of_a_sealed_file_is_covered() {
    let zip = &made().sealed;
    let pieces = Pieces::of(zip);
    let mut start = 0;
    let mut empty = 0;
    for (n, file) in pieces.files.iter().enumerate() {
        let head = 30 + two(file, 26) + two(file, 28);
        let is_empty = file.len() == head + 28;
        empty += usize::from(is_empty);
        // Salt, check of the passphrase, content, authentication code: of a file without bytes, of
        // the manifest, of its signature, and of one more.
        let name = &file[30..30 + two(file, 26)];
        if is_empty || n == 0 || name.starts_with(b"MANIFEST/MANIFEST") {
            for place in [head, head + 16, head + 18, file.len() - 1] {
                let mut forged = zip.clone();
                forged[start + place] ^= 4;
                let said = said_of(&forged);
                assert!(
                    !said.as_ref().is_ok_and(Report::is_sound),
                    "{place} of {}: {said:?}",
                    String::from_utf8_lossy(name)
                );
            }
        }
        start += file.len();
    }
    assert_eq!(empty, 1);
}

#[test]
fn the_sum_of_a_plain_file_is_compared_with_its_bytes() {
    // Programs that compare it would refuse a file that is sound here.
    for n in 0..18 {
        let mut zip = Pieces::of(&made().plain);
        zip.files[n][14] ^= 1;
        zip.lines[n][16] ^= 1;
        let report = said_of(&zip.zip()).unwrap();
        assert!(!report.is_sound(), "{n}: {report:?}");
    }
}

/// In a plain zip whoever sends an image decides what stands at each of its bytes.
#[test]
fn a_file_that_says_cd001_where_a_disc_does_makes_no_disc_of_its_zip() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let zip_with = |name: &str, document: Vec<u8>| {
        let mut contents = contents(three_images());
        contents.documents[1].body = Box::new(Cursor::new(document));
        let built = build_folder(contents, &signer, &tools(), &folder.path().join(name)).unwrap();
        plain_zip(&built.folder)
    };
    let mark = b"CD001";
    // Where the document stands in its zip, which holds the same bytes before it whatever it says.
    let seen = zip_with("seen", [mark.to_vec(), vec![0; 60_000]].concat());
    let start = seen.windows(5).position(|found| found == mark).unwrap();
    let mut document = vec![0; 60_005];
    let place = 32_769 - start;
    document[place..place + 5].copy_from_slice(mark);
    let zip = zip_with("said", document);
    assert_eq!(zip[32_769..][..5], *mark);
    assert!(said_of(&zip).unwrap().is_sound());
    // And a byte of it that is altered is that of a file, and not of a disc.
    let mut altered = zip;
    altered[32_769] = b'X';
    let report = said_of(&altered).unwrap();
    assert_eq!(report.altered.len(), 1, "{report:?}");
}

#[test]
fn a_sealed_file_that_the_right_passphrase_does_not_open_is_altered() {
    let names: Vec<String> = {
        let zip = Pieces::of(&made().sealed);
        let name = |line: &Vec<u8>| line[46..46 + two(line, 28)].to_vec();
        zip.lines
            .iter()
            .map(|line| String::from_utf8(name(line)).unwrap())
            .collect()
    };
    // The first, which is tried with the passphrase, and one that is not.
    for file in [0, 1] {
        let head = 30 + names[file].len() + 11;
        // Its salt, and the check of the passphrase behind it.
        for place in [head, head + 16] {
            let mut zip = Pieces::of(&made().sealed);
            zip.files[file][place] ^= 1;
            let report = said_of(&zip.zip()).unwrap();
            assert_eq!(report.altered, [names[file].clone()]);
        }
    }
    // All but the one in the middle, the manifest too: it is damaged, and the passphrase is not wrong.
    let mut zip = Pieces::of(&made().sealed);
    for (file, name) in names.iter().enumerate() {
        if file != names.len() / 2 {
            zip.files[file][30 + name.len() + 11] ^= 1;
        }
    }
    assert!(matches!(said_of(&zip.zip()), Err(VerifyError::Io(_))));
    let other = Passphrase::draw(&mut |bytes: &mut [u8]| bytes.fill(9)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.zip");
    fs::write(&path, &made().sealed).unwrap();
    let options = VerifyOptions {
        passphrase: Some(other),
        ..VerifyOptions::default()
    };
    assert!(matches!(
        verify(&path, &options),
        Err(VerifyError::WrongPassphrase)
    ));
}
