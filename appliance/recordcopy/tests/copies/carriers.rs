//! The disc image and the encrypted zip hold the same copy as the folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use doublelock_confine::Launcher;
use doublelock_recordcopy::{
    BuildError, CarrierKind, Passphrase, ToolFailure, Tools, VerifyError, VerifyOptions, verify,
    write_iso, write_zip,
};

use crate::made::{build, check, entropy, files, rsa_signer, run, three_images, tools};
use crate::tools::stand_in;

#[test]
fn an_iso_image_is_read_without_any_tool() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let built = build(folder.path(), "copy", three_images(), &signer);
    let iso = write_iso(&built, &tools(), &folder.path().join("copy.iso")).unwrap();
    let report = check(&iso.path);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(
        (report.carrier, report.listed, report.found),
        (CarrierKind::Iso, 16, 18)
    );

    // The disc burner's own tool sees the same files.
    let listing = run(
        "xorriso",
        &[
            "-indev",
            iso.path.to_str().unwrap(),
            "-find",
            "/",
            "-type",
            "f",
        ],
        folder.path(),
    );
    assert_eq!(
        listing
            .lines()
            .filter(|line| line.starts_with("'/"))
            .count(),
        18,
        "{listing}"
    );

    // One altered byte inside an image on the disc.
    let mut bytes = fs::read(&iso.path).unwrap();
    let needle = b"Essai^Patiente";
    let place = bytes
        .windows(needle.len())
        .rposition(|w| w == needle)
        .unwrap();
    bytes[place] ^= 1;
    fs::write(&iso.path, bytes).unwrap();
    let report = check(&iso.path);
    assert_eq!(report.altered.len(), 1, "{report:?}");
    assert!(report.altered[0].starts_with("DICOM"));
    assert!(!report.is_sound());
}

#[test]
fn an_encrypted_zip_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let built = build(folder.path(), "copy", three_images(), &signer);
    let words = Passphrase::draw(&mut entropy()).unwrap();
    let zip = write_zip(
        &built,
        &words,
        &mut entropy(),
        &folder.path().join("copy.zip"),
    )
    .unwrap();
    let with = |words: Option<&str>| {
        let passphrase = words.map(Passphrase::typed);
        verify(
            &zip.path,
            &VerifyOptions {
                passphrase,
                ..VerifyOptions::default()
            },
        )
    };
    let report = with(Some(words.as_str())).unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.carrier, report.found), (CarrierKind::Zip, 18));
    assert!(matches!(with(None), Err(VerifyError::PassphraseNeeded)));
    assert!(matches!(
        with(Some("11111-11111-11111-11111-11111")),
        Err(VerifyError::WrongPassphrase)
    ));
    let bytes = fs::read(&zip.path).unwrap();
    for marker in ["Essai^Patiente", "Service d", "Dre Roy"] {
        assert!(
            !bytes.windows(marker.len()).any(|w| w == marker.as_bytes()),
            "{marker} in the clear"
        );
    }
    // Another maker's tool opens it too, where it is installed.
    if Path::new("/usr/bin/7z").exists() {
        let password = format!("-p{}", words.as_str());
        run(
            "7z",
            &["t", &password, zip.path.to_str().unwrap()],
            folder.path(),
        );
    }
    // An altered byte of an encrypted file is found, and the file named.
    let place = bytes.len() / 2;
    let mut altered = bytes;
    altered[place] ^= 1;
    fs::write(&zip.path, altered).unwrap();
    assert!(with(Some(words.as_str())).is_err() || !with(Some(words.as_str())).unwrap().is_sound());
}

#[test]
fn an_image_that_a_verifier_would_refuse_fails_when_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), "copy", three_images(), &rsa_signer("essai"));
    // Another version that lays images out in another way.
    let other = folder.path().join("xorriso");
    fs::write(&other, "#!/bin/sh\nexec /usr/bin/xorriso \"$@\" -no-pad\n").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    // It starts a second program, which no confinement lets it.
    let tools = Tools {
        xorriso: other,
        launcher: Launcher {
            path: stand_in(folder.path(), "careless-launcher"),
            arguments: Vec::new(),
        },
        ..tools()
    };
    let path = folder.path().join("copy.iso");
    let refused = write_iso(&built, &tools, &path);
    assert!(
        matches!(
            refused,
            Err(BuildError::Tool {
                program: "xorriso",
                failure: ToolFailure::Unexpected
            })
        ),
        "{refused:?}"
    );
    assert!(!path.exists());
}

#[test]
fn an_image_does_not_follow_the_modes_of_the_disk_it_was_built_on() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), "copy", three_images(), &rsa_signer("essai"));
    let plain = write_iso(&built, &tools(), &folder.path().join("1.iso")).unwrap();
    for (_, path) in files(&built.folder) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    fs::set_permissions(
        built.folder.join("DOCS"),
        fs::Permissions::from_mode(0o2777),
    )
    .unwrap();
    let open = write_iso(&built, &tools(), &folder.path().join("2.iso")).unwrap();
    assert_eq!(plain.sha256, open.sha256);
    assert!(check(&open.path).is_sound());
}
