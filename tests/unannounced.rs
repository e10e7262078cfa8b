//! Promise: a parcel that nobody announced is no dead end. It is received at once, nobody's until somebody said whose it
//! is, and in sight until then; one that was announced under another number is found all the same.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::label::Label;
use doublelock_testkit::clerk::{Clerk, codes, says, says_not};
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

fn count(app: &TestAppliance, act: &str) -> usize {
    app.entries_of(act).len()
}

/// Two films and a disc that nobody announced are received; where the parcel stands, its labels, and the dock.
async fn three_came(app: &TestAppliance) -> (Clerk, Vec<String>, String) {
    let mut nadia = Clerk::at_the_station(app, NADIA).await;
    let labels = nadia.prints("I", "4").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.goes_back_to_the_station().await;
    let asked = nadia.scans("EB44710119").await;
    asked.is("attention").says("aucun envoi ne l’attend");
    asked.says("Recevoir sans annonce");
    assert_eq!(
        count(app, "shipment.arrived"),
        0,
        "nothing before the answer"
    );
    nadia.scans("1").await.is("attention").says("non annoncé");
    nadia.scans("DXKINDFILM").await.is("ready");
    nadia.scans(&labels[0]).await.is("ok").says("Film");
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans("DXKINDDISC").await.is("ready");
    nadia.scans(&labels[2]).await.is("ok").says("Disque");
    let done = nadia.scans(&quay).await;
    done.is("attention").says("3 articles reçus sans annonce");
    (nadia, labels, quay)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_that_nobody_announced_is_received_and_said_to_be_somebodys_in_two_forms() {
    let app = appliance!();
    let (mut nadia, labels, _) = three_came(&app).await;
    let case = nadia.opens_a_case().await;
    let no = "2026-0001";
    let parcel = format!("/shipments/{no}");

    // In sight, with whoever received it, until the end of the working day.
    let today = nadia.sees("/").await;
    says(&today, "Colis reçu sans annonce");
    says(&today, "3 articles à identifier");
    let shown = nadia.sees(&parcel).await;
    for words in [
        "Personne n’avait annoncé ce colis",
        "Expéditeur à préciser",
        "Arrivé sans annonce",
        "À identifier",
    ] {
        says(&shown, words);
    }
    // One discrepancy of the parcel, and none of each of its articles.
    let opened = app.entries_of("exception.opened");
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].payload["kind"], "unannounced");
    assert!(opened[0].payload["owner"].is_string());

    // Whoever does not know the cases names the sender, and no more.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let shown = karim.sees(&parcel).await;
    says(&shown, "La coordination dit de quel dossier il vient");
    assert!(!shown.text().contains("/unidentified/"));
    let correct = format!("{parcel}/correct");
    let form = karim.sees(&correct).await;
    let empty = karim.sends(&form, &correct, &[]).await;
    assert_eq!(empty.status.as_u16(), 422, "{}", empty.words());
    let filled = [("sender", "Clinique du Fjord"), ("carrier", "Taxi 4040")];
    let named = karim.sends(&form, &correct, &filled).await;
    says(&named, "Clinique du Fjord");
    says(&named, "EB44710119");
    says(&named, "Personne n’avait annoncé ce colis");

    // Coordination says whose: all of it at once.
    let whose = format!("/unidentified/{}?case={case}", labels[0]);
    let shown = nadia.sees(&whose).await;
    says(&shown, "3 articles sans dossier");
    says(
        &shown,
        &format!("Classer les 3 articles du colis dans le dossier {case}"),
    );
    let action = format!("/unidentified/{}", labels[0]);
    let belongs = nadia.sends(&shown, &action, &[("whole", "true")]).await;
    says(&belongs, "C’est inscrit");
    let of_case = nadia.sees(&format!("/cases/{case}")).await;
    says(&of_case, no);
    let list = nadia.sees("/unidentified").await;
    says_not(&list, "Film");
    let shown = nadia.sees(&parcel).await;
    says_not(&shown, "Personne n’avait annoncé ce colis");
    says(&shown, "Reçu, écarts réglés");
    says(&shown, &case);
    let closed = app.entries_of("exception.closed");
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].payload["exit"], "identified");
    assert_eq!(count(&app, "shipment.identified"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_two_cases_in_one_unannounced_parcel_go_each_to_its_own() {
    let app = appliance!();
    let (mut nadia, labels, _) = three_came(&app).await;
    let first = nadia.opens_a_case().await;
    let second = nadia.opens_a_case().await;
    for (label, case) in [(0, &first), (1, &second), (2, &second)] {
        let whose = format!("/unidentified/{}", labels[label]);
        let shown = nadia.sees(&format!("{whose}?case={case}")).await;
        nadia.sends(&shown, &whose, &[]).await;
    }
    // The parcel is of neither; it is open for as long as nobody said who sent it.
    assert_eq!(count(&app, "shipment.identified"), 0);
    assert_eq!(count(&app, "exception.closed"), 0);
    let shown = nadia.sees("/shipments/2026-0001").await;
    says(&shown, "Dire qui l’a envoyé");
    assert!(!shown.text().contains("Dire de quel dossier il vient</a>"));
    let correct = "/shipments/2026-0001/correct";
    let form = nadia.sees(correct).await;
    let filled = [("sender", "Clinique du Fjord"), ("carrier", "Taxi 4040")];
    nadia.sends(&form, correct, &filled).await;
    assert_eq!(count(&app, "exception.closed"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unannounced_parcel_that_is_left_in_the_middle_stays_in_sight_and_is_taken_up_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.goes_back_to_the_station().await;
    // Brought by hand, without any number.
    nadia
        .scans("DXRECEIVE")
        .await
        .is("ready")
        .says("sans annonce ni numéro");
    nadia.scans("1").await.is("attention");
    nadia.scans("DXDONE").await.is("ready");
    let station = nadia.sees("/station").await;
    says(&station, "Reçu sans annonce, à vider");
    let list = nadia.sees("/shipments").await;
    says(&list, "Reçu sans annonce, à vider");
    let shown = nadia.sees("/shipments/2026-0001").await;
    says(&shown, "Videz-le au poste de scan");

    // Its number, typed or touched, takes it up; nothing was lost. Who sent it may be a patient: that it was read is
    // written down.
    let correct = "/shipments/2026-0001/correct";
    let form = nadia.sees(correct).await;
    nadia.sends(&form, correct, &[("sender", "Mme Roy")]).await;
    nadia.goes_back_to_the_station().await;
    nadia.scans("DXHELP").await;
    let read = |app: &TestAppliance| {
        let mut read = app.entries_of("list.read");
        read.retain(|entry| entry.payload["list"] == "station");
        read.len()
    };
    let before = read(&app);
    nadia
        .scans("2026-0001")
        .await
        .is("attention")
        .says("Mme Roy");
    assert_eq!(read(&app), before + 2, "the answer, and the page after it");
    nadia.scans("DXKINDPAPER").await.is("ready");
    nadia
        .scans(&quay)
        .await
        .is("refused")
        .says("Rien n’est encore sorti");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXUNDOLAST").await.is("ok");
    nadia.scans("DXDONE").await.is("ready");

    // Received by mistake: it is called off, and so is its discrepancy.
    let form = nadia.sees("/shipments/2026-0001/correct").await;
    let cancel = "/shipments/2026-0001/cancel";
    let filled = [("why", "c’était le colis du voisin")];
    let cancelled = nadia.sends(&form, cancel, &filled).await;
    says(&cancelled, "Annulé");
    assert_eq!(count(&app, "exception.closed"), 1);
    let today = nadia.sees("/").await;
    says_not(&today, "Colis reçu sans annonce");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_parcel_that_came_under_another_number_is_chosen_and_received() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "1").await;
    let labels = nadia.prints("I", "1").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.goes_back_to_the_station().await;
    nadia
        .scans("EB44710119")
        .await
        .is("attention")
        .says("C’est celui-ci");
    nadia
        .scans("2026-0001")
        .await
        .is("ok")
        .says("arrivé sous le numéro EB44710119");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&quay).await.is("ok");
    let shown = nadia.sees("/shipments/2026-0001").await;
    says(&shown, "EB44710119");
    assert_eq!(count(&app, "shipment.arrived"), 0);
    assert_eq!(count(&app, "exception.opened"), 0);
    assert_eq!(count(&app, "shipment.waybill_corrected"), 1);

    // The number it was announced under is nobody's by now: another parcel may bear it.
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("aucun envoi ne l’attend");
    nadia.scans("3").await.is("ready").says("écartée");
    // The other one is that of a parcel that has ended.
    nadia.goes_back_to_the_station().await;
    nadia
        .scans("EB44710119")
        .await
        .is("attention")
        .says("a déjà servi");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_turns_out_to_be_anothers_takes_its_parcel_out_of_the_case() {
    let app = appliance!();
    let (mut nadia, labels, _) = three_came(&app).await;
    let hers = nadia.opens_a_case().await;
    let his = nadia.opens_a_case().await;
    let correct = "/shipments/2026-0001/correct";
    let form = nadia.sees(correct).await;
    let filled = [("sender", "Clinique du Fjord"), ("carrier", "Taxi 4040")];
    nadia.sends(&form, correct, &filled).await;
    let whose = format!("/unidentified/{}", labels[0]);
    let shown = nadia.sees(&format!("{whose}?case={hers}")).await;
    let all_of_it = [("whole", "true")];
    nadia.sends(&shown, &whose, &all_of_it).await;
    let shown = nadia.sees("/shipments/2026-0001").await;
    says(&shown, &format!("Dossier {hers}"));

    // One of the three is somebody else's after all: the parcel is of neither.
    let shown = nadia.sees(&format!("{whose}?case={his}")).await;
    nadia.sends(&shown, &whose, &[]).await;
    let shown = nadia.sees("/shipments/2026-0001").await;
    says_not(&shown, &format!("Dossier {hers}"));
    says(&shown, "Clinique du Fjord");
    let last = app.entries_of("shipment.identified").pop().unwrap();
    assert!(last.payload["case"].is_null());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_back_unidentified_waits_for_nobody_any_more() {
    let app = appliance!();
    let (mut nadia, labels, _) = three_came(&app).await;
    let case = nadia.opens_a_case().await;
    // Packed, one of them cannot be filed with the others: the whole is not offered.
    let form = nadia.gathers(&[&labels[0], &labels[1], &labels[2]]).await;
    let to = [
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    let prepared = nadia.browser.submit(&form, &to).await.unwrap();
    let sheet = codes(&prepared.text(), "DH").remove(0);
    let seal = nadia.prints("S", "1").await.remove(0);
    nadia.goes_back_to_the_station().await;
    nadia.scans(&sheet).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    let whose = format!("/unidentified/{}?case={case}", labels[1]);
    let shown = nadia.sees(&whose).await;
    assert!(
        !shown.text().contains("name=\"whole\""),
        "{}",
        shown.words()
    );
    nadia.goes_back_to_the_station().await;
    for code in [&labels[1], &labels[2], &seal] {
        nadia.scans(code).await.is("ok");
    }
    nadia.scans("EB44710200").await.is("ok");

    // They left again: nothing of the parcel is to be said any more.
    let shown = nadia.sees("/shipments/2026-0001").await;
    says_not(&shown, "À identifier");
    says_not(&shown, "Dire de quel dossier il vient");
    let closed = app.entries_of("exception.closed").pop().unwrap();
    assert_eq!(closed.payload["exit"], "returned");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clerks_in_one_unannounced_parcel_do_not_end_it_over_each_others_head() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.prints("I", "3").await;
    let quay = nadia.place("Quai de réception").await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    nadia.goes_back_to_the_station().await;
    // Both stand before the same box; who answers second finds what the first began.
    nadia.scans("EB44710119").await.is("attention");
    karim.scans("EB44710119").await.is("attention");
    nadia.scans("1").await.is("attention").says("non annoncé");
    karim.scans("1").await.is("attention").says("non annoncé");
    assert_eq!(count(&app, "shipment.arrived"), 1);
    nadia.scans("DXKINDFILM").await;
    nadia.scans(&labels[0]).await.is("ok");
    karim.scans("DXKINDFILM").await;
    karim.scans(&labels[1]).await.is("ok");
    karim
        .scans(&quay)
        .await
        .is("refused")
        .says("encore des articles de ce colis entre les mains");
    nadia.scans(&labels[2]).await.is("ok");
    nadia.scans(&quay).await.is("refused");
    assert_eq!(count(&app, "shipment.reconciled"), 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_before_files_nothing_and_a_wrong_case_is_set_right_for_all_at_once() {
    let app = appliance!();
    let (mut nadia, labels, _) = three_came(&app).await;
    let hers = nadia.opens_a_case().await;
    let his = nadia.opens_a_case().await;
    let whose = format!("/unidentified/{}", labels[0]);
    let early = nadia.sees(&format!("{whose}?case={his}")).await;
    let shown = nadia.sees(&format!("{whose}?case={hers}")).await;
    let all_of_it = [("whole", "true")];
    nadia.sends(&shown, &whose, &all_of_it).await;
    let refused = nadia.sends(&early, &whose, &[]).await;
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    says(&refused, "quelqu’un d’autre a corrigé");

    // Its page leads to where that is set right, for it or for all that came with it.
    let article = nadia.sees(&format!("/items/{}", labels[1])).await;
    assert!(
        article
            .text()
            .contains(&format!("/unidentified/{}", labels[1]))
    );
    let other = format!("/unidentified/{}", labels[1]);
    let shown = nadia.sees(&format!("{other}?case={his}")).await;
    nadia.sends(&shown, &other, &all_of_it).await;
    let of_him = nadia.sees(&format!("/cases/{his}")).await;
    let of_her = nadia.sees(&format!("/cases/{hers}")).await;
    for label in &labels[..3] {
        let label: Label = label.parse().unwrap();
        says(&of_him, &label.grouped());
        says_not(&of_her, &label.grouped());
    }
    says(&of_him, "2026-0001");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_is_not_announced_again_under_its_number() {
    let app = appliance!();
    let (mut nadia, _, _) = three_came(&app).await;
    let case = nadia.opens_a_case().await;
    let refused = nadia.announces(&case, "EB44710119", "3").await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "L’envoi 2026-0001 a ce numéro de repérage");
    app.close().await;
}
