//! Older records that are put back, with the keyring of their day, hold whoever was erased since:
//! they are erased again before anybody is served.

use super::*;

/// An appliance on SQLite whose patient was erased; the records and the keyring of before lie aside.
struct Restored {
    centre: Centre,
    before: tempfile::TempDir,
}

/// What is put back: the database and the keys.
const PUT_BACK: [&str; 2] = ["doublelock.sqlite", "keyring.json"];

impl Restored {
    /// None on a server, whose databases are not put back by copying a file.
    async fn new() -> Option<Self> {
        let centre = Centre::new().await;
        let file = centre.data().join(PUT_BACK[0]);
        if !file.exists() {
            centre.app.close().await;
            return None;
        }
        let before = tempfile::tempdir().unwrap();
        let copy = before.path().join(PUT_BACK[0]);
        let to = copy.display();
        centre.app.sql(&format!("VACUUM INTO '{to}'")).unwrap();
        let ring = centre.data().join(PUT_BACK[1]);
        std::fs::copy(ring, before.path().join(PUT_BACK[1])).unwrap();
        let record = Record::Patient(centre.patient.clone());
        centre.erases(&record).unwrap();
        assert!(centre.finishes() > 0);
        Some(Self { centre, before })
    }

    fn put_back(data: &Path, before: &Path) {
        for rest in ["doublelock.sqlite-wal", "doublelock.sqlite-shm"] {
            let _ = std::fs::rename(data.join(rest), before.join(format!("after-{rest}")));
        }
        for file in PUT_BACK {
            std::fs::copy(before.join(file), data.join(file)).unwrap();
        }
        // As after two people accepted the copy.
        let note = "journal-checkpoint.note";
        let _ = std::fs::rename(data.join(note), before.join(note));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_records_that_are_put_back_are_erased_again_before_anybody_is_served() {
    let Some(Restored { centre, before }) = Box::pin(Restored::new()).await else {
        return;
    };
    let (data, patient) = (centre.data(), centre.patient.clone());
    let case = format!("/cases/{}", centre.case);
    let app = centre
        .app
        .stopped_for(|| Restored::put_back(&data, before.path()))
        .await;
    let entries = app.entries();
    let again = entries.iter().find(|one| one.act == "record.erased");
    let again = again.unwrap();
    assert_eq!(again.payload["record"], format!("patient:{patient}"));
    assert!(again.payload["second"].is_null(), "the appliance alone");
    let done = entries
        .iter()
        .find(|one| one.act == "record.erasure_finished");
    assert_eq!(
        done.unwrap().payload["erasure"].as_u64(),
        Some(again.sequence)
    );
    let mut browser = app.signed_in(NADIA).await;
    let page = browser.get(&case).await.unwrap();
    assert_eq!(page.status.as_u16(), 410, "{}", page.words());

    // Once.
    let app = app.restarted().await;
    let erased = app
        .entries()
        .into_iter()
        .filter(|one| one.act == "record.erased");
    assert_eq!(erased.count(), 1);
    app.close().await;
}
