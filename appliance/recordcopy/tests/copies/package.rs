//! A record copy is whole, is the same twice, and is checked by strangers' tools as by ours.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::made::{
    Image, build, check, contents, entropy, files, rsa_signer, run, self_signed, three_images,
    tools,
};
use dicom_dictionary_std::{tags, uids};
use doublelock_recordcopy::{
    BuildError, CarrierKind, Category, Language, NotIndexed, Passphrase, Pin, SignatureCheck,
    Signer, SignerError, ToolFailure, Tools, VerifyOptions, build_folder, verify, write_iso,
    write_zip,
};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;

/// A source that fails after some bytes.
struct Torn(u8);

impl Read for Torn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.0 -= 1;
        buffer[..10].fill(b'x');
        Ok(10)
    }
}

#[test]
fn a_package_holds_every_part_and_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let built = build(folder.path(), "copy", three_images(), &signer);
    let names: Vec<String> = files(&built.folder)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "DICOM/ST000001/SE000001/IM000001",
            "DICOM/ST000001/SE000001/IM000002",
            "DICOM/ST000001/SE000002/IM000001",
            "DICOMDIR",
            "DOCS/ACCES.HTM",
            "DOCS/CHAINE.HTM",
            "DOCS/PIECES/P0000001.JPG",
            "DOCS/PIECES/P0000002.BIN",
            "DOCS/RAPPORT.PDF",
            "INDEX.HTM",
            "LEDGER/EXTRACT.JSN",
            "LEDGER/VERIFY.TXT",
            "LISEZMOI.TXT",
            "MANIFEST/MANIFEST.JSN",
            "MANIFEST/MANIFEST.P7S",
            "MANIFEST/SHA256.TXT",
            "MANIFEST/SIGNER.PEM",
            "README.TXT",
        ]
    );
    let report = verify(
        &built.folder,
        &VerifyOptions {
            expected_signer: Some(signer.fingerprint()),
            ..VerifyOptions::default()
        },
    )
    .unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(
        (report.carrier, report.pin),
        (CarrierKind::Folder, Pin::Matches)
    );
    assert_eq!((report.listed, report.found), (16, 18));
    assert_eq!(report.file_set.as_ref().unwrap().references, 3);
    assert_eq!(built.not_indexed().count(), 0);
    let total: u64 = files(&built.folder)
        .iter()
        .map(|(_, path)| fs::metadata(path).unwrap().len())
        .sum();
    assert_eq!(built.total_bytes, total);
    for (language, words) in [
        (Language::French, "Aucune altération décelée."),
        (Language::English, "No alteration found."),
    ] {
        let text = report.describe(language);
        assert!(
            text.contains(words) && text.contains(&signer.fingerprint().to_string()),
            "{text}"
        );
    }
    assert_eq!(
        files(folder.path()).len(),
        18,
        "nothing is left beside the package"
    );
}

#[test]
fn strangers_tools_agree() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let built = build(folder.path(), "copy", three_images(), &signer);
    let inside = |program: &str, arguments: &[&str]| run(program, arguments, &built.folder);

    let dump = inside(
        "dcmdump",
        &[
            "+P",
            "0004,1500",
            "+P",
            "0004,1430",
            "+P",
            "0002,0003",
            "DICOMDIR",
        ],
    );
    assert_eq!(dump.matches("[PATIENT]").count(), 1, "{dump}");
    assert_eq!(dump.matches("[STUDY]").count(), 1);
    assert_eq!(dump.matches("[SERIES]").count(), 2);
    assert_eq!(dump.matches("[IMAGE]").count(), 3);
    assert!(
        dump.contains("DICOM\\ST000001\\SE000002\\IM000001") && dump.contains("[2.25."),
        "{dump}"
    );

    inside("sha256sum", &["--strict", "-c", "MANIFEST/SHA256.TXT"]);
    // The very commands that LEDGER/VERIFY.TXT gives.
    let out = folder.path().join("out");
    inside(
        "openssl",
        &[
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "MANIFEST/MANIFEST.P7S",
            "-content",
            "MANIFEST/MANIFEST.JSN",
            "-certfile",
            "MANIFEST/SIGNER.PEM",
            "-noverify",
            "-out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(
        fs::read(out).unwrap(),
        fs::read(built.folder.join("MANIFEST/MANIFEST.JSN")).unwrap()
    );
    let print = inside(
        "openssl",
        &[
            "x509",
            "-in",
            "MANIFEST/SIGNER.PEM",
            "-noout",
            "-fingerprint",
            "-sha256",
        ],
    );
    assert!(print.contains(&signer.fingerprint().to_string()));
    let how = fs::read_to_string(built.folder.join("LEDGER/VERIFY.TXT")).unwrap();
    assert!(how.contains(&signer.fingerprint().to_string()));
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    // One image without a study time: dcmmkdir would put the present time in the DICOMDIR.
    let images = || {
        let mut images = three_images();
        images[2].without = vec![tags::STUDY_TIME, tags::STUDY_ID];
        images[0].without = vec![tags::STUDY_TIME, tags::STUDY_ID, tags::INSTANCE_NUMBER];
        images
    };
    let one = build(folder.path(), "one", images(), &signer);
    let two = build(folder.path(), "two", images(), &signer);
    let bytes = |root: &Path| -> Vec<(String, Vec<u8>)> {
        files(root)
            .into_iter()
            .map(|(name, path)| (name, fs::read(path).unwrap()))
            .collect()
    };
    for ((name, first), (_, second)) in bytes(&one.folder).iter().zip(&bytes(&two.folder)) {
        assert!(first == second, "{name}");
    }
    assert_eq!(one.manifest_sha256, two.manifest_sha256);
    let words = Passphrase::draw(&mut entropy()).unwrap();
    let carrier = |built, name: &str| {
        let iso = write_iso(built, &tools(), &folder.path().join(format!("{name}.iso"))).unwrap();
        let zip = write_zip(
            built,
            &words,
            &mut entropy(),
            &folder.path().join(format!("{name}.zip")),
        )
        .unwrap();
        assert_eq!(
            iso.sha256,
            openssl::sha::sha256(&fs::read(&iso.path).unwrap())
        );
        assert_eq!(iso.size, fs::metadata(&iso.path).unwrap().len());
        (iso.sha256, zip.sha256)
    };
    assert_eq!(carrier(&one, "one"), carrier(&two, "two"));
}

#[test]
fn a_preamble_is_emptied_and_the_stored_hash_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut images = three_images();
    images[1].preamble = b'M';
    let stored = images[1].bytes();
    let built = build(folder.path(), "copy", images, &rsa_signer("essai"));
    let path = "DICOM/ST000001/SE000001/IM000002";
    let exported = fs::read(built.folder.join(path)).unwrap();
    assert!(exported[..128].iter().all(|&b| b == 0));
    assert_eq!(exported[128..], stored[128..]);
    fs::write(folder.path().join("stored"), &stored).unwrap();
    let stored = run("sha256sum", &["stored"], folder.path())[..64].to_owned();
    for file in &built.manifest.files {
        let expected = (file.path == path).then(|| stored.clone());
        assert_eq!(file.stored_sha256, expected, "{}", file.path);
    }
}

#[test]
fn images_stay_in_their_transfer_syntax_and_are_indexed() {
    let folder = tempfile::tempdir().unwrap();
    let mut images = three_images();
    images[0].syntax = uids::IMPLICIT_VR_LITTLE_ENDIAN;
    images[1].syntax = uids::JPEG_BASELINE8_BIT;
    let before: Vec<Vec<u8>> = images.iter().map(Image::bytes).collect();
    let built = build(folder.path(), "copy", images, &rsa_signer("essai"));
    let found: Vec<_> = built
        .manifest
        .files
        .iter()
        .filter(|file| file.category == Category::Image)
        .collect();
    assert_eq!(
        found
            .iter()
            .map(|file| file.transfer_syntax.as_deref().unwrap())
            .collect::<Vec<_>>(),
        [
            uids::IMPLICIT_VR_LITTLE_ENDIAN,
            uids::JPEG_BASELINE8_BIT,
            uids::EXPLICIT_VR_LITTLE_ENDIAN
        ]
    );
    for (file, bytes) in found.iter().zip(before) {
        assert_eq!(file.indexed, Some(true));
        assert!(
            fs::read(built.folder.join(&file.path)).unwrap() == bytes,
            "not a byte changes"
        );
    }
}

#[test]
fn what_a_dicomdir_cannot_hold_stays_in_the_copy_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut images = three_images();
    images.push(Image::new(1, 1)); // the same SOP Instance UID once more
    let mut nameless = Image::new(2, 5);
    nameless.without = vec![tags::MODALITY];
    images.push(nameless);
    let mut undated = Image::new(3, 1);
    undated.without = vec![tags::STUDY_ID, tags::INSTANCE_NUMBER];
    images.push(undated);
    let mut torn_in_two = Image::new(3, 2);
    torn_in_two.two_uids = true;
    images.push(torn_in_two);
    let mut made = contents(images.clone());
    let mut objects: Vec<_> = images.iter().map(Image::object).collect();
    let mut stranger = Image::new(9, 9).object();
    stranger.object = Box::new(&b"not DICOM at all"[..]);
    objects.push(stranger);
    made.images = Box::new(objects.into_iter().map(Ok));
    let built = build_folder(
        made,
        &rsa_signer("essai"),
        &tools(),
        &folder.path().join("copy"),
    )
    .unwrap();
    let fates: Vec<_> = built
        .manifest
        .files
        .iter()
        .filter(|file| file.category == Category::Image)
        .map(|file| {
            (
                file.indexed.unwrap(),
                file.not_indexed,
                file.index_values_supplied,
            )
        })
        .collect();
    assert_eq!(
        fates,
        [
            (true, None, false),
            (true, None, false),
            (false, Some(NotIndexed::Duplicate), false),
            (true, None, false),
            (false, Some(NotIndexed::MissingAttribute), false),
            (true, None, true),
            (false, Some(NotIndexed::Inconsistent), false),
            (false, Some(NotIndexed::NotPart10), false),
        ]
    );
    assert_eq!(built.not_indexed().count(), 4);
    assert!(check(&built.folder).is_sound());
    let index = fs::read_to_string(built.folder.join("INDEX.HTM")).unwrap();
    assert!(index.contains("à ouvrir une à une\u{A0}: 4."), "{index}");
}

#[test]
fn a_date_that_an_image_does_not_have_is_not_made_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut images = three_images();
    for image in &mut images {
        image.without = vec![tags::STUDY_DATE, tags::STUDY_TIME];
    }
    let built = build(folder.path(), "copy", images, &rsa_signer("essai"));
    let dump = run(
        "dcmdump",
        &["+P", "0008,0020", "+P", "0008,0030", "DICOMDIR"],
        &built.folder,
    );
    assert_eq!(dump.matches("(no value available)").count(), 2, "{dump}");
    assert!(check(&built.folder).is_sound());
}

#[test]
fn a_copy_without_images_needs_no_dicomdir() {
    let folder = tempfile::tempdir().unwrap();
    let absent = Tools {
        dcmmkdir: "/nowhere".into(),
        ..tools()
    };
    let built = build_folder(
        contents(Vec::new()),
        &rsa_signer("essai"),
        &absent,
        &folder.path().join("copy"),
    )
    .unwrap();
    let report = check(&built.folder);
    assert!(report.is_sound() && report.file_set.is_none());
    assert!(!built.folder.join("DICOMDIR").exists());
}

#[test]
fn whatever_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let destination = folder.path().join("copy");
    let try_with = |change: &dyn Fn(&mut doublelock_recordcopy::Contents<'static>),
                    tools: &Tools| {
        let mut made = contents(three_images());
        change(&mut made);
        let error = build_folder(made, &signer, tools, &destination).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{error:?}");
        error
    };
    let usual = tools();
    let torn = |made: &mut doublelock_recordcopy::Contents<'static>| {
        let mut image = Image::new(1, 1).object();
        image.object = Box::new(Torn(3));
        made.images = Box::new([Ok(Image::new(1, 2).object()), Ok(image)].into_iter());
    };
    assert!(matches!(try_with(&torn, &usual), BuildError::Image(2, _)));
    let torn = |made: &mut doublelock_recordcopy::Contents<'static>| {
        made.documents[1].body = Box::new(Torn(0));
    };
    assert!(matches!(
        try_with(&torn, &usual),
        BuildError::Document(2, _)
    ));
    let late = |made: &mut doublelock_recordcopy::Contents<'static>| {
        made.produced_at.epoch_seconds = i64::MAX;
    };
    assert!(matches!(
        try_with(&late, &usual),
        BuildError::DateOutOfRange
    ));
    let absent = Tools {
        dcmmkdir: "/nowhere".into(),
        ..tools()
    };
    assert!(matches!(
        try_with(&|_| (), &absent),
        BuildError::Tool {
            program: "dcmmkdir",
            failure: ToolFailure::NotStarted(_)
        }
    ));
    fs::create_dir(&destination).unwrap();
    let refused = build_folder(contents(Vec::new()), &signer, &usual, &destination);
    assert!(matches!(refused, Err(BuildError::DestinationExists)));
}

#[test]
fn only_keys_that_can_sign_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let curve = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let pem = |key: &PKey<_>| {
        (
            self_signed_any(key),
            key.private_key_to_pem_pkcs8().unwrap(),
        )
    };
    let (certificate, key) = pem(&curve);
    let signer = Signer::from_pem(&certificate, &key).unwrap();
    let built = build(folder.path(), "copy", three_images(), &signer);
    let report = check(&built.folder);
    assert!(report.is_sound());
    assert_eq!(
        report.signature,
        SignatureCheck::Valid(signer.fingerprint())
    );

    let small = PKey::from_rsa(openssl::rsa::Rsa::generate(1024).unwrap()).unwrap();
    let (weak, weak_key) = pem(&small);
    assert!(matches!(
        Signer::from_pem(&weak, &weak_key),
        Err(SignerError::UnsupportedKey)
    ));
    let edwards = PKey::generate_ed25519()
        .unwrap()
        .private_key_to_pem_pkcs8()
        .unwrap();
    assert!(matches!(
        Signer::from_pem(&certificate, &edwards),
        Err(SignerError::UnsupportedKey)
    ));
    let other = PKey::from_ec_key(EcKey::generate(&group).unwrap())
        .unwrap()
        .private_key_to_pem_pkcs8()
        .unwrap();
    assert!(matches!(
        Signer::from_pem(&certificate, &other),
        Err(SignerError::KeyMismatch)
    ));
    assert!(matches!(
        Signer::from_pem(b"", &key),
        Err(SignerError::NoCertificate)
    ));
    assert!(matches!(
        Signer::from_pem(&certificate, b""),
        Err(SignerError::Unreadable(_))
    ));
}

fn self_signed_any(key: &PKey<openssl::pkey::Private>) -> Vec<u8> {
    self_signed(key, "essai").to_pem().unwrap()
}

/// Real files of many makers and transfer syntaxes, when a folder of them is named.
#[test]
fn real_files_are_taken_as_they_come() {
    let Some(real) = std::env::var_os("DOUBLELOCK_PYDICOM_FILES") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = files(Path::new(&real))
        .into_iter()
        .filter(|(name, _)| name.to_ascii_lowercase().ends_with(".dcm"))
        .collect();
    assert!(!paths.is_empty());
    let mut made = contents(Vec::new());
    made.images = Box::new(paths.into_iter().map(|(name, path)| {
        let mut image = Image::new(1, 1).object();
        image.origin = name;
        image.object = Box::new(fs::File::open(path)?);
        Ok(image)
    }));
    let built = build_folder(
        made,
        &rsa_signer("essai"),
        &tools(),
        &folder.path().join("copy"),
    )
    .unwrap();
    let report = check(&built.folder);
    assert!(report.is_sound(), "{}", report.describe(Language::English));
    let images = built
        .manifest
        .files
        .iter()
        .filter(|file| file.category == Category::Image)
        .count();
    let indexed = report.file_set.unwrap().references;
    let mut reasons = std::collections::BTreeMap::new();
    for file in built.not_indexed() {
        *reasons
            .entry(format!("{:?}", file.not_indexed.unwrap()))
            .or_insert(0) += 1;
    }
    let syntaxes: std::collections::BTreeSet<_> = built
        .manifest
        .files
        .iter()
        .filter(|file| file.indexed == Some(true))
        .filter_map(|file| file.transfer_syntax.as_deref())
        .collect();
    // Shown by the test runner on failure or on request: the figures of this corpus.
    let figures = format!(
        "{images} images, {indexed} indexed, {} transfer syntaxes, left out: {reasons:?}",
        syntaxes.len()
    );
    assert!(indexed > 0 && syntaxes.len() > 5, "{figures}");
    if std::env::var_os("DOUBLELOCK_SHOW_FIGURES").is_some() {
        fs::write(
            Path::new(&std::env::temp_dir()).join("doublelock-figures.txt"),
            figures,
        )
        .unwrap();
    }
}
