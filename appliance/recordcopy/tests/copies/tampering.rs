//! Whatever is changed in a package is found and named; a hostile package harms nobody.
#![expect(
    clippy::disallowed_methods,
    reason = "taking files away is what is tested"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use crate::made::{build, check, files, rsa_signer, three_images, tools};
use doublelock_recordcopy::{
    Built, CarrierPart, Passphrase, Pin, SignatureCheck, Signer, VerifyError, VerifyOptions,
    verify, write_iso, write_zip,
};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 0x20;
    fs::write(path, bytes).unwrap();
}

struct Case {
    folder: tempfile::TempDir,
    built: Built,
    signer: Signer,
}

fn case() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let built = build(folder.path(), "copy", three_images(), &signer);
    Case {
        folder,
        built,
        signer,
    }
}

#[test]
fn one_flipped_byte_in_any_file_is_found_and_the_file_named() {
    let case = case();
    for (name, path) in files(&case.built.folder) {
        let length = fs::metadata(&path).unwrap().len();
        for place in [0, length / 2, length - 1] {
            let place = usize::try_from(place).unwrap();
            flip(&path, place);
            let report = check(&case.built.folder);
            assert!(!report.is_sound(), "{name} at {place}");
            match name.as_str() {
                "MANIFEST/MANIFEST.P7S" => assert_eq!(report.signature, SignatureCheck::Invalid),
                "MANIFEST/MANIFEST.JSN" => {
                    assert!(
                        report.signature == SignatureCheck::Invalid
                            || report.altered == [name.as_str()]
                    );
                }
                _ => assert!(
                    report.altered.contains(&name),
                    "{name} at {place}: {report:?}"
                ),
            }
            flip(&path, place);
        }
    }
    assert!(check(&case.built.folder).is_sound(), "and whole again");
}

#[test]
fn every_flipped_byte_of_the_signature_is_found() {
    let case = case();
    let path = case.built.folder.join("MANIFEST/MANIFEST.P7S");
    let length = fs::metadata(&path).unwrap().len();
    let mut survivors: Vec<usize> = Vec::new();
    for place in 0..usize::try_from(length).unwrap() {
        flip(&path, place);
        if check(&case.built.folder).is_sound() {
            survivors.push(place);
        }
        flip(&path, place);
    }
    assert!(survivors.is_empty(), "{survivors:?} of {length} bytes");
    let mut longer = fs::read(&path).unwrap();
    longer.push(0);
    fs::write(&path, longer).unwrap();
    assert_eq!(check(&case.built.folder).signature, SignatureCheck::Invalid);
    fs::remove_file(&path).unwrap();
    assert_eq!(check(&case.built.folder).signature, SignatureCheck::Missing);
}

#[test]
fn added_and_missing_files_are_named() {
    let case = case();
    fs::write(case.built.folder.join("DOCS/EXTRA.PDF"), b"x").unwrap();
    fs::write(case.built.folder.join("autorun.inf"), b"x").unwrap();
    fs::write(case.built.folder.join("setup program.exe"), b"x").unwrap();
    fs::remove_file(case.built.folder.join("DOCS/RAPPORT.PDF")).unwrap();
    fs::remove_file(case.built.folder.join("DICOM/ST000001/SE000002/IM000001")).unwrap();
    let report = check(&case.built.folder);
    assert_eq!(report.added, ["AUTORUN.INF", "DOCS/EXTRA.PDF"]);
    assert_eq!(report.odd, ["SETUP PROGRAM.EXE"]);
    assert_eq!(
        report.missing,
        ["DICOM/ST000001/SE000002/IM000001", "DOCS/RAPPORT.PDF"]
    );
    assert_eq!(
        report.file_set.as_ref().unwrap().unresolved,
        ["DICOM/ST000001/SE000002/IM000001"]
    );
    let words = report.describe(doublelock_recordcopy::Language::French);
    assert!(
        words.contains("Manquant\u{A0}: DOCS/RAPPORT.PDF") && words.contains("n’est pas intacte"),
        "{words}"
    );
}

#[test]
fn a_link_is_never_followed() {
    let case = case();
    let secret = case.folder.path().join("SECRET.TXT");
    fs::write(&secret, b"x").unwrap();
    std::os::unix::fs::symlink(&secret, case.built.folder.join("LINK.TXT")).unwrap();
    std::os::unix::fs::symlink("/", case.built.folder.join("ROOT")).unwrap();
    let mut odd = check(&case.built.folder).odd;
    odd.sort();
    assert_eq!(odd, ["LINK.TXT", "ROOT"]);
}

#[test]
fn a_folder_holds_plain_files_only_each_under_one_name() {
    let case = case();
    let root = &case.built.folder;
    assert!(check(root).is_sound());
    // Found by its system, unlike what a mounted disc shows.
    fs::write(root.join("Readme.txt"), b"x").unwrap();
    assert_eq!(check(root).odd, ["README.TXT"]);
    fs::remove_file(root.join("Readme.txt")).unwrap();
    // A file of the copy in another folder, which is the same where capitals do not count.
    fs::create_dir(root.join("docs")).unwrap();
    fs::rename(root.join("DOCS/RAPPORT.PDF"), root.join("docs/RAPPORT.PDF")).unwrap();
    assert!(["DOCS"] == check(root).odd[..], "{:?}", check(root).odd);
    fs::rename(root.join("docs/RAPPORT.PDF"), root.join("DOCS/RAPPORT.PDF")).unwrap();
    fs::remove_dir(root.join("docs")).unwrap();
    // Folders that hold nothing, pipes, sockets.
    fs::create_dir_all(root.join("VIDE/PLUS")).unwrap();
    assert_eq!(check(root).odd, ["VIDE", "VIDE/PLUS"]);
    fs::remove_dir_all(root.join("VIDE")).unwrap();
    crate::made::run("mkfifo", &["PIPE"], root);
    let socket = std::os::unix::net::UnixListener::bind(root.join("SOCKET")).unwrap();
    let mut odd = check(root).odd;
    odd.sort();
    assert_eq!(odd, ["PIPE", "SOCKET"]);
    drop(socket);
    // A pipe in the place of a file is not waited for, nor one that is the whole package.
    fs::remove_file(root.join("PIPE")).unwrap();
    fs::remove_file(root.join("SOCKET")).unwrap();
    fs::remove_file(root.join("DOCS/RAPPORT.PDF")).unwrap();
    crate::made::run("mkfifo", &["DOCS/RAPPORT.PDF"], root);
    let report = check(root);
    assert_eq!(report.odd, ["DOCS/RAPPORT.PDF"]);
    assert_eq!(report.missing, ["DOCS/RAPPORT.PDF"]);
    let pipe = root.join("DOCS/RAPPORT.PDF");
    assert!(matches!(
        verify(&pipe, &VerifyOptions::default()),
        Err(VerifyError::NotAPackage)
    ));
}

#[test]
fn a_mounted_disc_in_small_letters_is_the_same_copy() {
    let case = case();
    let mounted = case.folder.path().join("mounted");
    for (name, path) in files(&case.built.folder) {
        let to = mounted.join(name.to_lowercase());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(path, to).unwrap();
    }
    assert!(check(&mounted).is_sound());
    // The person who checks may come to it by a link; nothing in it may be one.
    let link = case.folder.path().join("disc");
    std::os::unix::fs::symlink(&mounted, &link).unwrap();
    assert!(check(&link).is_sound());
    fs::rename(mounted.join("docs"), mounted.join("papers")).unwrap();
    std::os::unix::fs::symlink("papers", mounted.join("docs")).unwrap();
    assert!(check(&mounted).odd.contains(&"DOCS".to_owned()));
}

#[test]
fn a_copy_signed_anew_by_another_key_is_told_by_its_fingerprint() {
    let case = case();
    let thief = rsa_signer("essai");
    let forged = build(
        case.folder.path(),
        "forged",
        three_images()[..2].to_vec(),
        &thief,
    );
    let expected = VerifyOptions {
        expected_signer: Some(case.signer.fingerprint()),
        ..VerifyOptions::default()
    };
    let report = verify(&forged.folder, &expected).unwrap();
    assert_eq!(report.signature, SignatureCheck::Valid(thief.fingerprint()));
    assert_eq!(report.pin, Pin::Differs);
    assert!(!report.is_sound());
    // Without the expected fingerprint only the comparison by eye is left, and it is asked for.
    let report = check(&forged.folder);
    assert_eq!(report.pin, Pin::NotGiven);
    let words = report.describe(doublelock_recordcopy::Language::English);
    assert!(words.contains("Compare this fingerprint with the one in the letter."));
    // The true certificate beside the forged signature does not help.
    fs::copy(
        case.built.folder.join("MANIFEST/SIGNER.PEM"),
        forged.folder.join("MANIFEST/SIGNER.PEM"),
    )
    .unwrap();
    assert_eq!(
        verify(&forged.folder, &expected).unwrap().signature,
        SignatureCheck::Invalid
    );
}

#[test]
fn a_dicomdir_that_leads_out_or_astray_is_found() {
    let case = case();
    let path = case.built.folder.join("DICOMDIR");
    let whole = fs::read(&path).unwrap();
    let change = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut bytes = whole.clone();
        let place = bytes
            .windows(from.len())
            .position(|w| w == from.as_bytes())
            .unwrap();
        bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, bytes).unwrap();
        check(&case.built.folder).file_set.unwrap()
    };
    let out = change(
        "DICOM\\ST000001\\SE000001\\IM000001",
        "..\\..\\..\\..\\..\\..\\etc\\hostname.X",
    );
    assert_eq!(out.unresolved, ["../../../../../../etc/hostname.X"]);
    assert_eq!(out.disagreeing, ["DICOM/ST000001/SE000001/IM000001"]);
    let astray = change("SE000001\\IM000001", "SE000001\\IM000002");
    assert_eq!(astray.mismatched, ["DICOM/ST000001/SE000001/IM000002"]);
    assert_eq!(astray.repeated, ["DICOM/ST000001/SE000001/IM000002"]);
    fs::write(&path, &whole[..whole.len() - 2]).unwrap();
    assert!(check(&case.built.folder).file_set.unwrap().unreadable);
}

#[test]
fn a_dicomdir_that_is_gone_or_was_not_there_is_looked_at() {
    let case = case();
    fs::remove_file(case.built.folder.join("DICOMDIR")).unwrap();
    let report = check(&case.built.folder);
    assert_eq!(report.missing, ["DICOMDIR"]);
    assert!(report.file_set.unwrap().unreadable);
    let without = build(case.folder.path(), "without", Vec::new(), &case.signer);
    assert!(check(&without.folder).file_set.is_none());
    fs::write(without.folder.join("DICOMDIR"), b"x").unwrap();
    let report = check(&without.folder);
    assert_eq!(report.added, ["DICOMDIR"]);
    assert!(report.file_set.unwrap().unreadable);
}

/// Whoever changes a DICOMDIR keeps a verifier busy for as long as its files are many, and no longer.
#[test]
fn a_dicomdir_has_no_more_records_than_a_copy_of_so_many_files_can_have() {
    let case = case();
    let path = case.built.folder.join("DICOMDIR");
    let whole = fs::read(&path).unwrap();
    let files = case.built.manifest.files.len() + 2;
    let sequence = whole
        .windows(6)
        .position(|w| w == b"\x04\0\x20\x12SQ")
        .unwrap();
    let unreadable = |records: usize| {
        let items = b"\xFE\xFF\0\xE0\0\0\0\0".repeat(records);
        let length = u32::try_from(items.len()).unwrap().to_le_bytes();
        let forged = [&whole[..sequence + 8], &length, &items].concat();
        fs::write(&path, forged).unwrap();
        let report = check(&case.built.folder);
        assert_eq!(report.altered, ["DICOMDIR"]);
        report.file_set.unwrap().unreadable
    };
    assert!(!unreadable(3 * files + 1));
    assert!(unreadable(3 * files + 2));
}

#[test]
fn a_file_of_another_size_than_the_manifest_says_is_altered() {
    let case = case();
    let path = case.built.folder.join("MANIFEST/MANIFEST.JSN");
    let text = fs::read_to_string(&path).unwrap();
    let report = |size: &str| {
        let said = text.find("\"DOCS/RAPPORT.PDF\"").unwrap();
        let forged = text[said..].replacen("\"size\": 13,", &format!("\"size\": {size},"), 1);
        fs::write(&path, format!("{}{forged}", &text[..said])).unwrap();
        check(&case.built.folder)
    };
    assert!(report("13").is_sound());
    // Its hash is still the one listed.
    for other in ["12", "14"] {
        assert_eq!(report(other).altered, ["DOCS/RAPPORT.PDF"], "{other}");
    }
}

#[test]
fn a_signature_is_read_up_to_one_mib() {
    let case = case();
    for name in ["MANIFEST/MANIFEST.P7S", "MANIFEST/SIGNER.PEM"] {
        let path = case.built.folder.join(name);
        let whole = fs::read(&path).unwrap();
        let mut long = whole.clone();
        long.resize(1_048_576, b'\n');
        fs::write(&path, &long).unwrap();
        let said = check(&case.built.folder).signature;
        // Line ends behind a certificate are no part of it.
        let is_valid = matches!(said, SignatureCheck::Valid(_));
        assert!(is_valid == name.ends_with("PEM"), "{name}: {said:?}");
        assert!(is_valid || said == SignatureCheck::Invalid, "{said:?}");
        long.push(b'\n');
        fs::write(&path, &long).unwrap();
        let said = check(&case.built.folder).signature;
        assert_eq!(said, SignatureCheck::Missing, "{name}");
        fs::write(&path, whole).unwrap();
    }
}

/// A plain zip of files without bytes.
fn zip_of<'n>(path: &Path, names: impl IntoIterator<Item = &'n str>) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for name in names {
        zip.start_file(name, stored()).unwrap();
    }
    zip.finish().unwrap();
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644)
}

fn hostile(path: &Path) -> &'static str {
    match verify(path, &VerifyOptions::default()) {
        Err(VerifyError::Hostile(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn hostile_zips_are_refused_before_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.zip");
    for name in ["../../evil", "/etc/evil", "A\\..\\..\\evil"] {
        zip_of(&path, [name]);
        assert!(hostile(&path).contains("leads out"));
    }
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    let packed = stored().compression_method(CompressionMethod::Deflated);
    zip.start_file("BOMB.TXT", packed).unwrap();
    zip.write_all(&vec![0; 10 * 1024 * 1024]).unwrap();
    zip.finish().unwrap();
    assert!(hostile(&path).contains("packed"));

    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    zip.add_symlink("LINK", "/etc/passwd", stored()).unwrap();
    zip.finish().unwrap();
    assert!(hostile(&path).contains("the list of the zip differs"));

    let names: Vec<String> = (0..20_001).map(|n| format!("F{n:06}")).collect();
    zip_of(&path, names.iter().map(String::as_str));
    assert!(hostile(&path).contains("too many files"));
    zip_of(&path, names[1..].iter().map(String::as_str));
    assert!(matches!(
        verify(&path, &VerifyOptions::default()),
        Err(VerifyError::NoManifest)
    ));
}

#[test]
fn what_is_no_package_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let options = VerifyOptions::default();
    assert!(matches!(
        verify(folder.path(), &options),
        Err(VerifyError::NoManifest)
    ));
    let path = folder.path().join("x");
    for bytes in [
        &b""[..],
        b"PK",
        b"PK\x03\x04 nothing more",
        b"hello",
        vec![0; 100_000].as_slice(),
    ] {
        fs::write(&path, bytes).unwrap();
        let refused = verify(&path, &options);
        assert!(
            matches!(refused, Err(VerifyError::NotAPackage)),
            "{refused:?}"
        );
    }
    assert!(matches!(
        verify(&folder.path().join("none"), &options),
        Err(VerifyError::Io(_))
    ));
}

#[test]
fn a_manifest_is_believed_only_within_limits() {
    let case = case();
    let path = case.built.folder.join("MANIFEST/MANIFEST.JSN");
    let text = fs::read_to_string(&path).unwrap();
    let deep = format!("{{\"files\":{}", "[".repeat(1_000_000));
    for bad in [
        String::new(),
        "[]".to_owned(),
        deep,
        text.replace("DOCS/RAPPORT.PDF", "../../etc/passwd"),
        text.replace("DOCS/RAPPORT.PDF", "DICOMDIR"),
        text.replace("doublelock-record-copy", "something else"),
    ] {
        fs::write(&path, bad).unwrap();
        let report = check(&case.built.folder);
        assert_eq!(report.altered, ["MANIFEST/MANIFEST.JSN"]);
        assert!(!report.is_sound());
    }
    fs::File::create(&path)
        .unwrap()
        .set_len(65 * 1024 * 1024)
        .unwrap();
    assert!(hostile(&case.built.folder).contains("manifest"));
}

#[test]
fn a_disc_with_a_second_tree_or_renamed_files_is_not_sound() {
    let case = case();
    let folder = case.folder.path();
    let iso = folder.join("joliet.iso");
    let source = case.built.folder.to_str().unwrap();
    let made = std::process::Command::new("xorriso")
        .args([
            "-as",
            "mkisofs",
            "-quiet",
            "-r",
            "-J",
            "-o",
            iso.to_str().unwrap(),
            source,
        ])
        .output()
        .unwrap();
    assert!(made.status.success());
    let report = check(&iso);
    assert!(
        !report.is_sound() && report.parts.contains(&CarrierPart::OtherDescriptor),
        "{report:?}"
    );

    // Rock Ridge shows Linux and macOS another name than Windows sees.
    let carrier = write_iso(&case.built, &tools(), &folder.join("copy.iso")).unwrap();
    let mut bytes = fs::read(&carrier.path).unwrap();
    let field = b"NM\x10\x01\x00RAPPORT.PDF";
    let place = bytes.windows(field.len()).position(|w| w == field).unwrap();
    bytes[place + 5] = b'X';
    fs::write(&carrier.path, bytes).unwrap();
    let report = check(&carrier.path);
    assert_eq!(report.odd, ["DOCS/RAPPORT.PDF"], "{report:?}");
}

/// One package on both other carriers, made once for all the cases below.
fn carriers() -> &'static (Vec<u8>, Vec<u8>, Passphrase) {
    static MADE: OnceLock<(Vec<u8>, Vec<u8>, Passphrase)> = OnceLock::new();
    MADE.get_or_init(|| {
        let case = case();
        let iso = write_iso(&case.built, &tools(), &case.folder.path().join("c.iso")).unwrap();
        let words = Passphrase::typed("mot");
        let zip = write_zip(
            &case.built,
            &words,
            &mut |b| b.fill(3),
            &case.folder.path().join("c.zip"),
        )
        .unwrap();
        (
            fs::read(iso.path).unwrap(),
            fs::read(zip.path).unwrap(),
            words,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// A torn or altered carrier is answered, not panicked on, and never sound.
    #[test]
    fn torn_carriers_are_survived(
        disc in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let (iso, zip, words) = carriers();
        let mut bytes = if disc { iso.clone() } else { zip.clone() };
        for (place, byte) in changes {
            // Most of what can go wrong in a disc lies in its first sectors.
            let place = place.index(if disc { 70 * 2048 } else { bytes.len() });
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrier");
        fs::write(&path, &bytes).unwrap();
        let options = VerifyOptions { passphrase: Some(words.clone()), ..VerifyOptions::default() };
        let is_whole = bytes == if disc { iso } else { zip }.as_slice();
        let is_sound = verify(&path, &options).is_ok_and(|report| report.is_sound());
        prop_assert_eq!(is_sound, is_whole);
    }

    /// No single byte of a carrier changes unnoticed, wherever it lies.
    #[test]
    fn no_changed_byte_is_sound(
        disc in any::<bool>(),
        place in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
    ) {
        let (iso, zip, words) = carriers();
        let mut bytes = if disc { iso.clone() } else { zip.clone() };
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrier");
        fs::write(&path, &bytes).unwrap();
        let options = VerifyOptions { passphrase: Some(words.clone()), ..VerifyOptions::default() };
        let is_sound = verify(&path, &options).is_ok_and(|report| report.is_sound());
        prop_assert!(!is_sound, "byte {place}");
    }
}
