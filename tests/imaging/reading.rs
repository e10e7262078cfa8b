//! The reader of objects may die, refuse or not be there: the pages stay.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use doublelock::demo::people::{NADIA, SOPHIE};
use doublelock_testkit::TestAppliance;

use crate::{elodie, files, only_study, open_case, send, storescu};

/// A program that launches others as the appliance's own does, and reads objects as this script says.
fn reader(home: &Path, script: &str) -> String {
    let program = home.join("reader");
    let whole = format!(
        "#!/bin/sh\nif [ \"$1\" = confined ]; then exec {} \"$@\"; fi\n{script}\n",
        env!("CARGO_BIN_EXE_doublelock")
    );
    std::fs::write(&program, whole).unwrap();
    std::fs::set_permissions(&program, Permissions::from_mode(0o700)).unwrap();
    program.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_kills_its_reader_leaves_the_rest_standing() {
    let home = tempfile::tempdir().unwrap();
    let once = home.path().join("died");
    // The reader of the first object is killed by it; the others are as usual.
    let dies_once = format!(
        "if mkdir {} 2>/dev/null; then kill -SEGV $$; fi\nexec {} \"$@\"",
        once.display(),
        env!("CARGO_BIN_EXE_doublelock")
    );
    let program = reader(home.path(), &dies_once);
    let appliance = TestAppliance::start(&program, |_| {}).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    send(&appliance, "deadly", &elodie(), 2).await;
    assert!(once.exists(), "a reader was killed");
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    assert!(page.words().contains("2 images"), "{}", page.words());
    assert!(page.words().contains("Pas d’aperçu"), "{}", page.words());
    assert!(
        page.words().contains("BELANGER ROY, ELODIE"),
        "the other image was read"
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_study_that_cannot_be_read_says_so_and_stops_being_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let program = reader(home.path(), "exit 1");
    let appliance = TestAppliance::start(&program, |_| {}).await;
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(&appliance, "unread", &elodie(), 1).await;
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    for words in [
        "Aucune image de cette étude n’a pu être lue",
        "Le contenu est illisible : il n’y a rien à comparer",
        "Demandez à l’établissement expéditeur",
    ] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    assert!(
        !page.text().contains("data-refresh"),
        "nothing more will come of waiting"
    );
    let list = sophie.get("/studies").await.unwrap();
    assert!(
        list.words().contains("Contenu illisible"),
        "{}",
        list.words()
    );
    let comparison = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    assert!(
        comparison.form(&format!("{study}/attach")).is_none(),
        "nothing was read: nothing is affirmed"
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_cannot_be_started_is_our_fault_and_not_the_objects() {
    let home = tempfile::tempdir().unwrap();
    let program = reader(home.path(), "exit 1");
    let appliance = TestAppliance::start(&program, |_| {}).await;
    std::fs::rename(&program, home.path().join("gone")).unwrap();
    let folder = files(&appliance, "later", &elodie(), 1);
    assert!(
        storescu(&appliance, "STORESCU", &folder)
            .await
            .status
            .success()
    );
    let warrant = appliance.clockwork();
    let one_waits = || {
        appliance
            .office()
            .store
            .read(&warrant, |unit| Ok(unit.objects_to_describe()? == 1))
            .unwrap()
    };
    // Long enough for several rounds: each poke starts one.
    for _ in 0..5 {
        appliance.office().describe_soon.notify_one();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(one_waits(), "it waits for a reader");
    appliance.close().await;
}
