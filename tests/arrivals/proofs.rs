//! What a copy proves of its images.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use doublelock_domain::time::Span;
use doublelock_ledger::SigningKey;
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::verify::{ExtractReport, ExtractRequest, verify_extract};
use doublelock_testkit::{TestAppliance, appliance};

use crate::{OTHER, one, sends, study};

/// What a patient has of the copy of a case, as files; the extract of the journal among them.
async fn copied(app: &TestAppliance, case: &str) -> (PathBuf, Vec<PathBuf>) {
    let mut marc = Officer::of(app).await;
    let seen = [("identity", "health_card")];
    let no = number_of(&marc.logs(case, "2026-11-20", &seen).await);
    let page = marc.builds(app, &no).await;
    assert!(page.words().contains("Copie prête"), "{}", page.words());
    let folder = marc.downloads(app, &no, "folder").await;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder).unwrap()).unwrap();
    let (mut extract, mut images) = (None, Vec::new());
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let path = app.home().join(format!("{no}-{}", name.replace('/', "-")));
        std::fs::write(&path, &bytes).unwrap();
        if bytes.get(128..132) == Some(b"DICM") && name != "DICOMDIR" {
            images.push(path);
        } else if String::from_utf8_lossy(&bytes).contains("doublelock-journal-extract\"") {
            extract = Some(path);
        }
    }
    (extract.unwrap(), images)
}

fn proves(extract: &Path, key: Option<&str>, images: &[PathBuf]) -> ExtractReport {
    let request = ExtractRequest {
        path: extract.to_owned(),
        key: key.map(str::to_owned),
        images: images.to_vec(),
    };
    verify_extract(&request).unwrap()
}

/// The same study from the hospital and from its archive, both attached: the copy has both. And
/// whoever has the copy and the key of a closing sheet can say of each image when it was received
/// and that it is what was received, without the appliance.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_proves_each_of_its_images_to_a_stranger() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    ground
        .attaches_images(&app, case, "Lavoie", "Jean", 3)
        .await;
    sends(&app, OTHER, &study("Lavoie", "Lavoie^Jean", 5)).await;
    ground.attaches_sent(&app, case, "Lavoie").await;
    let attached = "SELECT count(*) FROM study WHERE state = 'attached'";
    assert_eq!(one(&app, attached), "2");
    app.later(Span::hours(25));
    app.running.clockworks.look().await.unwrap();

    let (extract, images) = copied(&app, &case.to_string()).await;
    assert_eq!(images.len(), 8);
    let warrant = app.clockwork();
    let store = &app.office().store;
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let key = store.read(&warrant, |unit| unit.current_key()).unwrap();
    let report = proves(&extract, Some(&key.to_string()), &images);
    assert_eq!(report.faults, [""; 0]);
    assert_eq!((report.receipts, report.unproven), (8, 0));
    assert_eq!((report.files, report.files_unproven), (8, 0));
    assert!(!report.key_unknown);

    // Each of these would make a lie of it.
    let text = std::fs::read_to_string(&extract).unwrap();
    let receipt = text.find("\\\"sha256\\\":\\\"").unwrap() + 14;
    let root = text.find("\\\"root\\\":\\\"").unwrap() + 12;
    let salt = text.find("\"salt\": \"").unwrap() + 9;
    let index = text.find("\"index\": 1").unwrap() + 9;
    for (what, at) in [
        ("the digest in a receipt", receipt),
        ("the root in an entry", root),
        ("the salt of an entry", salt),
        ("the place of an image", index),
    ] {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'2' { b'3' } else { b'2' };
        let altered = app.home().join("altered.json");
        std::fs::write(&altered, bytes).unwrap();
        assert!(!proves(&altered, None, &[]).is_whole(), "{what}");
    }
    let other = SigningKey::from_seed("other.example/journal", &[9; 32]).unwrap();
    let other = other.verifying_key().to_string();
    assert!(
        !proves(&extract, Some(&other), &[]).is_whole(),
        "another key"
    );
    // A receipt shown twice proves no second image.
    let mut twice: serde_json::Value = serde_json::from_str(&text).unwrap();
    let first = twice["images"][0].clone();
    twice["images"].as_array_mut().unwrap().push(first);
    assert!(!proves(&rewritten(&app, &twice), None, &[]).is_whole());
    // An entry that nobody signed proves nothing, whoever invented it.
    let mut unsigned: serde_json::Value = serde_json::from_str(&text).unwrap();
    for entry in unsigned["entries"].as_array_mut().unwrap() {
        entry["inclusion"] = serde_json::Value::Null;
    }
    let report = proves(&rewritten(&app, &unsigned), Some(&key.to_string()), &images);
    assert!(report.is_whole() && !report.is_proven());
    assert_eq!((report.receipts, report.files), (0, 0));
    assert_eq!((report.unproven, report.files_unproven), (8, 8));

    let image = std::fs::read(&images[0]).unwrap();
    let mut other_pixels = image.clone();
    *other_pixels.last_mut().unwrap() ^= 1;
    // The same data set behind another one that a reader would show.
    let meta =
        144 + usize::try_from(u32::from_le_bytes(image[140..144].try_into().unwrap())).unwrap();
    let mut hidden = image[..meta].to_vec();
    hidden.extend_from_slice(&image[meta..]);
    hidden.extend_from_slice(&image[meta..]);
    let length = u32::try_from(hidden.len() - 144 - (image.len() - meta)).unwrap();
    hidden[140..144].copy_from_slice(&length.to_le_bytes());
    // The same data set under another transfer syntax.
    let mut renamed = image.clone();
    let syntax = b"1.2.840.10008.1.2.1";
    let at = renamed
        .windows(syntax.len())
        .position(|part| part == syntax)
        .unwrap();
    renamed[at + syntax.len() - 1] = b'2';
    for (what, bytes) in [
        ("other pixels", other_pixels),
        ("a data set in front", hidden),
        ("another transfer syntax", renamed),
    ] {
        let altered = app.home().join("altered.dcm");
        std::fs::write(&altered, bytes).unwrap();
        let report = proves(&extract, None, &[altered]);
        assert_eq!((report.files, report.faults.len()), (0, 1), "{what}");
    }
    app.close().await;
}

fn rewritten(app: &TestAppliance, extract: &serde_json::Value) -> PathBuf {
    let path = app.home().join("rewritten.json");
    std::fs::write(&path, extract.to_string()).unwrap();
    path
}
