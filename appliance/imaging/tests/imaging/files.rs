//! Part 10 files and the phantom: written here, read by others, and the other way round.

use std::collections::BTreeSet;
use std::io::{self, Read};

use doublelock_imaging::part10::{self, FileMeta, Part10Fault};
use doublelock_imaging::phantom::{self, Kind, Series};
use doublelock_imaging::prescan::{Attribute, Fault, Limits};
use doublelock_imaging::syntax::PixelForm;
use proptest::prelude::*;

use crate::data_sets::{CT, Draft, all_drafts};
use crate::support::{files_in, nobody, phantom_study, run_dcmtk, run_of_debian, said};

fn syntax_of(draft: &Draft) -> &'static str {
    match (
        draft.pen.0.explicit,
        draft.pen.0.big_endian,
        draft.pen.0.pixels != PixelForm::Native,
    ) {
        (false, ..) => "1.2.840.10008.1.2",
        (true, true, _) => "1.2.840.10008.1.2.2",
        (true, false, false) => "1.2.840.10008.1.2.1",
        (true, false, true) => "1.2.840.10008.1.2.4.70",
    }
}

fn meta_of(draft: &Draft) -> FileMeta {
    FileMeta {
        sop_class: draft.sop_class.parse().unwrap(),
        sop_instance: draft.sop_instance.parse().unwrap(),
        transfer_syntax: syntax_of(draft).parse().unwrap(),
    }
}

fn file_of(draft: &Draft) -> Vec<u8> {
    let mut file = part10::start_of_file(&meta_of(draft)).unwrap();
    file.extend(draft.bytes());
    file
}

fn scan(file: &[u8]) -> Result<part10::Scanned, Part10Fault> {
    part10::scan(file, Limits::default(), |_| Ok(()))
}

#[test]
fn a_file_written_for_a_received_object_is_read_back_and_by_dcmdump() {
    let folder = tempfile::tempdir().unwrap();
    for draft in all_drafts() {
        let file = file_of(&draft);
        assert_eq!(&file[..128], &[0; 128]);
        let mut kept = Vec::new();
        let keep = |bytes: &[u8]| {
            kept.extend_from_slice(bytes);
            Ok(())
        };
        let scanned = part10::scan(file.as_slice(), Limits::default(), keep).unwrap();
        assert_eq!(scanned.meta, meta_of(&draft));
        assert_eq!(kept, draft.bytes());
        assert_eq!(scanned.length, kept.len() as u64);
        assert!(!scanned.preamble_in_use);
        let path = files_in(folder.path(), &[file]).remove(0);
        let output = run_dcmtk("dcmdump", &["-q".to_owned(), "+E".to_owned(), path]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(said(&output).contains("FICTIF^ALIX"), "{}", said(&output));
    }
}

#[test]
fn every_cut_of_a_file_is_refused() {
    for draft in all_drafts() {
        let file = file_of(&draft);
        for cut in 0..file.len() {
            assert!(scan(&file[..cut]).is_err(), "{cut}");
        }
    }
}

#[test]
fn files_that_are_not_what_they_say_are_refused() {
    let draft = &all_drafts()[1];
    let good = file_of(draft);
    assert!(matches!(scan(b""), Err(Part10Fault::NotDicom)));
    assert!(matches!(scan(&[b'%'; 500]), Err(Part10Fault::NotDicom)));
    let mut polyglot = good.clone();
    polyglot[..2].copy_from_slice(b"MZ");
    assert!(scan(&polyglot).unwrap().preamble_in_use);
    let other = Draft {
        sop_instance: "2.25.7".to_owned(),
        ..draft.clone()
    };
    let mut mixed = part10::start_of_file(&meta_of(&other)).unwrap();
    mixed.extend(draft.bytes());
    assert!(matches!(scan(&mixed), Err(Part10Fault::Mismatch)));
    let deflated = FileMeta {
        transfer_syntax: "1.2.840.10008.1.2.1.99".parse().unwrap(),
        ..meta_of(draft)
    };
    let mut unknown = part10::start_of_file(&deflated).unwrap();
    unknown.extend(draft.bytes());
    assert!(matches!(scan(&unknown), Err(Part10Fault::UnknownSyntax)));
    let deep = Draft {
        middle: draft.pen.nested(10_000, *b"SQ"),
        ..draft.clone()
    };
    assert!(matches!(
        scan(&file_of(&deep)),
        Err(Part10Fault::DataSet(Fault::TooDeep))
    ));
    // A meta element that claims 4 GiB, and a meta group without the identifiers.
    let mut claims = good[..132].to_vec();
    claims.extend([2, 0, 2, 1, b'O', b'B', 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 1, 2]);
    assert!(matches!(scan(&claims), Err(Part10Fault::BadMeta)));
    let mut bare = good[..132].to_vec();
    bare.extend(draft.bytes());
    assert!(matches!(scan(&bare), Err(Part10Fault::BadMeta)));
}

#[test]
fn an_error_of_the_keeper_ends_the_scan() {
    let file = file_of(&all_drafts()[0]);
    let full = |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
    assert!(matches!(
        part10::scan(file.as_slice(), Limits::default(), full),
        Err(Part10Fault::Io(_))
    ));
}

#[test]
fn a_phantom_study_is_one_study_of_distinct_whole_images() {
    let study = phantom_study(b"phantom", 5);
    let scans: Vec<_> = study.iter().map(|file| scan(file).unwrap()).collect();
    for (number, scanned) in scans.iter().enumerate() {
        assert_eq!(scanned.header.sop_class(), CT);
        assert_eq!(scanned.header.study(), scans[0].header.study());
        assert_eq!(scanned.header.series(), scans[0].header.series());
        assert_eq!(
            scanned.header.ascii(Attribute::InstanceNumber),
            Some((number + 1).to_string().as_str())
        );
        let name = String::from_utf8_lossy(scanned.header.raw(Attribute::PatientName).unwrap());
        assert_eq!(name.trim_end(), nobody().name);
        for other in &scans[..number] {
            assert_ne!(scanned.header.sop_instance(), other.header.sop_instance());
            assert_ne!(scanned.sha256, other.sha256);
        }
    }
    assert_eq!(
        study,
        phantom_study(b"phantom", 5),
        "the same seed draws the same study"
    );
    assert_ne!(
        phantom::uid(b"phantom", "study", 0),
        phantom::uid(b"phantom2", "study", 0)
    );
}

#[test]
fn a_phantom_is_read_by_dcmtk_with_its_name_in_its_character_set() {
    let folder = tempfile::tempdir().unwrap();
    let path = files_in(folder.path(), &phantom_study(b"dcmtk", 1)).remove(0);
    let output = run_dcmtk("dcmdump", &["-q".to_owned(), "+E".to_owned(), path.clone()]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains(&nobody().name), "{}", said(&output));
}

#[test]
fn dcmtk_draws_a_phantom_of_any_kind() {
    for (kind, pixels) in [
        (Kind::Ct, 128 * 128),
        (Kind::Mr, 128 * 128),
        (Kind::Cr, 320 * 240),
        (Kind::Us, 240 * 320),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = files_in(folder.path(), &drawn(kind)).remove(0);
        let picture = folder.path().join("drawn.pgm").to_str().unwrap().to_owned();
        // dcm2pnm renders the pixels, so their description is coherent.
        let output = run_dcmtk("dcm2pnm", &["+Wm".to_owned(), path, picture.clone()]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(std::fs::read(picture).unwrap().len() >= pixels);
    }
}

/// Every kind of phantom, two series of a study each.
fn drawn(kind: Kind) -> Vec<Vec<u8>> {
    (1..=2)
        .flat_map(|number| {
            let series = Series {
                number,
                kind,
                description: "Synthétique",
                images: 2,
            };
            phantom::series(b"kinds", &nobody(), &series).unwrap()
        })
        .collect()
}

#[test]
fn dicom3tools_finds_no_error_in_a_phantom_of_any_kind() {
    for (kind, name) in [
        (Kind::Ct, "CTImage"),
        (Kind::Mr, "MRImage"),
        (Kind::Cr, "CRImage"),
        (Kind::Us, "USImage"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for path in files_in(folder.path(), &drawn(kind)) {
            let output = run_of_debian("dicom3tools", "dciodvfy", &[path]);
            let said = said(&output);
            // Its name is what it was judged as; without it nothing was judged.
            assert!(said.contains(name), "{said}");
            assert!(!said.contains("Error"), "{said}");
        }
    }
}

#[test]
fn series_of_a_study_share_it_and_nothing_else() {
    let files = drawn(Kind::Us);
    let scans: Vec<_> = files.iter().map(|file| scan(file).unwrap()).collect();
    let series: BTreeSet<_> = scans.iter().map(|s| s.header.series()).collect();
    let instances: BTreeSet<_> = scans.iter().map(|s| s.header.sop_instance()).collect();
    let studies: BTreeSet<_> = scans.iter().map(|s| s.header.study()).collect();
    assert_eq!(
        (studies.len(), series.len(), instances.len()),
        (1, 2, files.len())
    );
    for none in [0, phantom::MOST_SERIES + 1] {
        let series = Series {
            number: none,
            kind: Kind::Ct,
            description: "",
            images: 1,
        };
        assert!(phantom::series(b"kinds", &nobody(), &series).is_err());
    }
}

/// A reader that gives one byte at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}

#[test]
fn a_slow_source_gives_the_same_answer() {
    let file = file_of(&all_drafts()[2]);
    let slow = part10::scan(Drip(&file), Limits::default(), |_| Ok(())).unwrap();
    assert_eq!(slow.sha256, scan(&file).unwrap().sha256);
}

proptest! {
    #[test]
    fn no_file_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut file = vec![0; 128];
        file.extend(b"DICM");
        file.extend(bytes);
        let _ = scan(&file);
    }
}
