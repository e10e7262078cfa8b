//! Studies sent over the network: one compared and attached, one that names two people, images
//! that come late under known identifiers.

use std::time::Duration;

use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scu::{self, Outgoing, Peer};
use doublelock_testkit::TestAppliance;
use doublelock_testkit::browser::PageForm;
use doublelock_testkit::people::{NADIA, SOPHIE};

use crate::custody::Cases;
use crate::day::{Day, form_of};

/// Élodie as the hospital next door writes her: no accents, no hyphen.
pub(crate) fn elodie() -> PhantomPatient {
    PhantomPatient {
        name: "BELANGER ROY^ELODIE".into(),
        id: "0048821".into(),
        issuer: "Hôpital de la Rive".into(),
        birth_date: "19840229".into(),
        sex: "F".into(),
        study_date: "20261028".into(),
        accession: "A-1".into(),
        study_description: "TDM THORAX".into(),
        series_description: "AXIAL".into(),
    }
}

fn somebody_else() -> PhantomPatient {
    PhantomPatient {
        name: "AUTRE^PERSONNE".into(),
        birth_date: "19500101".into(),
        sex: "M".into(),
        ..elodie()
    }
}

pub(crate) fn peer(app: &TestAppliance, calling: &str) -> Peer {
    Peer {
        address: app.running.dicom.unwrap().to_string(),
        called_ae: app.office().config.dicom.called_ae.clone(),
        calling_ae: calling.into(),
        patience: Duration::from_mins(1),
    }
}

/// Sends the images of a study one by one: each is described before the next one comes, so that
/// their entries do not race.
async fn sends(day: &Day, study: &str, patient: &PhantomPatient, images: u16) {
    for file in phantom::study(study.as_bytes(), patient, images).unwrap() {
        day.pause();
        let object = Outgoing::from_part10(&file).unwrap();
        scu::store(&peer(&day.app, "STORESCU"), vec![object])
            .await
            .unwrap();
        described(&day.app).await;
    }
}

/// Waits until nothing is left to describe. The child is a process: there is no clock of ours to
/// move for it.
pub(crate) async fn described(app: &TestAppliance) {
    for _ in 0..2400 {
        let warrant = app.clockwork();
        let done = app
            .office()
            .store
            .read(&warrant, |unit| Ok(unit.objects_to_describe()? == 0))
            .unwrap();
        if done {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the objects were not described");
}

/// A caller whom nobody knows: refused, and written down.
async fn a_stranger_calls(day: &Day) {
    day.pause();
    let file = phantom::study(b"stranger", &elodie(), 1).unwrap().remove(0);
    let object = Outgoing::from_part10(&file).unwrap();
    assert!(
        scu::store(&peer(&day.app, "STRANGER"), vec![object])
            .await
            .is_err()
    );
    for _ in 0..400 {
        if day.app.entries().iter().any(|e| e.act == "intake.refused") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the stranger is not in the journal");
}

pub(crate) async fn receives_studies(day: &mut Day, cases: &Cases) {
    let mut sophie = day.signs_in(SOPHIE).await;
    day.looks(&mut sophie, "studies-empty", "/studies").await;
    a_stranger_calls(day).await;
    sends(day, "day", &elodie(), 3).await;
    let list = day
        .looks(&mut sophie, "studies-unassigned", "/studies")
        .await;
    let study = list.links("/studies/0").remove(0);
    let page = day.looks(&mut sophie, "study-unassigned", &study).await;
    shows_a_thumbnail(day, &mut sophie, &page.text()).await;
    let compare = |case: &str| format!("{study}/compare?case={case}");
    for (name, case) in [
        ("compare-no-such-case", "2026-4121"),
        ("compare-not-a-number", "DI1234567812"),
        ("compare-another-person", &*cases.luc),
    ] {
        day.looks(&mut sophie, name, &compare(case)).await;
    }
    let same = day
        .looks(&mut sophie, "compare-same-person", &compare(&cases.elodie))
        .await;
    let attach = format!("{study}/attach");
    let affirm = form_of(&same, &attach);
    by_hand(day, &mut sophie, &affirm, &cases.luc).await;
    day.pause();
    let attached = sophie.submit(&affirm, &[]).await.unwrap();
    assert_eq!(attached.status.as_u16(), 200, "{}", attached.words());
    day.shows("study-attached", &attached);
    day.pause();
    // From the same page in another tab: it is another form.
    let elsewhere = [("once", "another tab")];
    let again = sophie.submit(&affirm, &elsewhere).await.unwrap();
    assert_eq!(again.status.as_u16(), 409, "{}", again.words());
    day.shows("study-attached-twice-refused", &again);

    // Somebody else's, later, under the same study: two known identifiers and a new one.
    sends(day, "day", &somebody_else(), 4).await;
    day.looks(&mut sophie, "study-with-conflicts", &study).await;
    // One that names two people from the beginning.
    sends(day, "mixed", &elodie(), 1).await;
    sends(day, "mixed", &somebody_else(), 2).await;
    let list = day
        .looks(&mut sophie, "studies-several-people", "/studies")
        .await;
    let mixed = list.links("/studies/0").remove(0);
    day.looks(&mut sophie, "study-several-people", &mixed).await;
    day.looks(
        &mut sophie,
        "compare-several-people",
        &format!("{mixed}/compare?case={}", cases.elodie),
    )
    .await;
    let mut nadia = day.signs_in(NADIA).await;
    let path = format!("/cases/{}", cases.elodie);
    day.looks(&mut nadia, "case-with-a-study", &path).await;
}

async fn shows_a_thumbnail(
    day: &Day,
    sophie: &mut doublelock_testkit::browser::Browser,
    html: &str,
) {
    let at = html.find("src=\"/studies/").unwrap() + 5;
    let path = html[at..].split('"').next().unwrap();
    day.pause();
    let thumbnail = sophie.get(path).await.unwrap();
    assert!(thumbnail.body.starts_with(b"\x89PNG"), "{path}");
}

/// The page of another person's case has no button; a form made by hand comes no further.
async fn by_hand(
    day: &mut Day,
    sophie: &mut doublelock_testkit::browser::Browser,
    affirm: &PageForm,
    case: &str,
) {
    day.pause();
    let refused = sophie.submit(affirm, &[("case", case)]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    day.shows("study-attach-refused", &refused);
}
