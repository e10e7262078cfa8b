//! The receiver: strangers, torn objects, a full disk.

use std::path::{Path, PathBuf};
use std::process::Command;

use doublelock::demo::people::SOPHIE;
use doublelock_testkit::appliance;

use crate::{elodie, files, only_study, run, storescu};

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_and_do_not_fill_the_journal() {
    let appliance = appliance!();
    let folder = files(&appliance, "stranger", &elodie(), 1);
    let before = appliance.verified().entries;
    for _ in 0..15 {
        let sent = storescu(&appliance, "STRANGER", &folder).await;
        assert!(!sent.status.success());
    }
    let after = appliance.verified().entries;
    assert_eq!(
        after - before,
        10,
        "ten a minute are written, the others counted"
    );
    let mut sophie = appliance.signed_in(SOPHIE).await;
    assert!(
        sophie
            .get("/studies")
            .await
            .unwrap()
            .words()
            .contains("Aucune étude à rattacher")
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_object_is_refused_and_nothing_of_it_stays() {
    let appliance = appliance!();
    let folder = files(&appliance, "torn", &elodie(), 1);
    let file = folder.join("000.dcm");
    let whole = std::fs::read(&file).unwrap();
    // Cut in the pixels, and the length of the pixels put right by nobody.
    std::fs::write(&file, &whole[..whole.len() - 1000]).unwrap();
    let sent = storescu(&appliance, "STORESCU", &folder).await;
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(!said.contains("0x0000: Success"), "{said}");
    let parts = walk(&appliance.office().config.storage.data.join("vault"));
    assert!(parts.iter().all(|path| path.ends_with("lock")), "{parts:?}");
    let mut sophie = appliance.signed_in(SOPHIE).await;
    assert!(
        sophie
            .get("/studies")
            .await
            .unwrap()
            .words()
            .contains("Aucune étude à rattacher")
    );
    appliance.close().await;
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_on_the_list_may_ask_whether_we_are_there() {
    let appliance = appliance!();
    let port = appliance.running.dicom.unwrap().port().to_string();
    for (calling, called, answered) in [
        ("ECHOSCU", "DOUBLELOCK", true),
        ("STRANGER", "DOUBLELOCK", false),
        ("ECHOSCU", "OTHER", false),
    ] {
        let mut command = Command::new("echoscu");
        command.args(["-aec", called, "-aet", calling, "127.0.0.1", &port]);
        assert_eq!(
            run(command).await.status.success(),
            answered,
            "{calling} to {called}"
        );
    }
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_sends_the_sender_away_until_there_is_room() {
    // A floor above any disk: the vault is full from the start.
    let mut appliance = appliance!(|config| config.storage.floor_bytes = u64::MAX / 2);
    let folder = files(&appliance, "full", &elodie(), 2);
    let sent = storescu(&appliance, "STORESCU", &folder).await;
    // dcmtk's words for 0xA700.
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(said.contains("Refused: OutOfResources"), "{said}");
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let list = sophie.get("/studies").await.unwrap();
    assert!(
        list.words().contains("Aucune étude à rattacher"),
        "{}",
        list.words()
    );

    appliance.centre.config.storage.floor_bytes = 1 << 20;
    let appliance = appliance.restarted().await;
    let sent = storescu(&appliance, "STORESCU", &folder).await;
    assert!(
        sent.status.success(),
        "{}",
        String::from_utf8_lossy(&sent.stderr)
    );
    crate::described(&appliance).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let study = only_study(&mut sophie).await;
    assert!(
        sophie
            .get(&study)
            .await
            .unwrap()
            .words()
            .contains("2 images")
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_outlives_a_restart() {
    let appliance = appliance!();
    let folder = files(&appliance, "night", &elodie(), 3);
    assert!(
        storescu(&appliance, "STORESCU", &folder)
            .await
            .status
            .success()
    );
    // Whether or not it was read before the power went: it is read, and once.
    let appliance = appliance.restarted().await;
    crate::described(&appliance).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    assert!(page.words().contains("3 images"), "{}", page.words());
    assert!(page.words().contains("BELANGER ROY, ELODIE"));
    let sent = storescu(&appliance, "STORESCU", &folder).await;
    assert!(sent.status.success(), "known objects are acknowledged");
    assert!(
        sophie
            .get(&study)
            .await
            .unwrap()
            .words()
            .contains("3 images")
    );
    appliance.close().await;
}
