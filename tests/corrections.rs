//! Promise: what was said of a parcel by mistake is set right or called off, and the journal keeps both.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{Clerk, codes, says};
use doublelock_testkit::people::NADIA;
use doublelock_testkit::{TestAppliance, appliance};

async fn corrects(clerk: &mut Clerk, no: &str, filled: &[(&str, &str)]) -> Answer {
    let path = format!("/shipments/{no}/correct");
    let form = clerk.sees(&path).await.form(&path).unwrap();
    clerk.browser.submit(&form, filled).await.unwrap()
}

async fn cancels(clerk: &mut Clerk, no: &str, why: &str) -> Answer {
    let shown = clerk.sees(&format!("/shipments/{no}/correct")).await;
    let form = shown.form(&format!("/shipments/{no}/cancel")).unwrap();
    clerk.browser.submit(&form, &[("why", why)]).await.unwrap()
}

fn count(app: &TestAppliance, act: &str) -> usize {
    app.entries_of(act).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_announced_is_set_right_and_what_was_announced_by_mistake_is_called_off() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "5").await;
    nadia.announces(&case, "EB44710099", "1").await;
    let (first, second) = ("2026-0001", "2026-0002");

    // Another number, another day, other contents; a number of a parcel under way is refused with its name.
    let refused = corrects(&mut nadia, first, &[("waybill", "EB44710099")]).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "L’envoi 2026-0002 a ce numéro de repérage");
    let right = [
        ("waybill", "EB44710091"),
        ("sender", "Clinique du Fjord"),
        ("eta", "2026-11-26"),
        ("count[film_sheet]", "1"),
        ("count[optical_disc]", "1"),
    ];
    let corrected = corrects(&mut nadia, first, &right).await;
    for words in ["Corrigé", "EB44710091", "2026-11-26", "Disque optique"] {
        says(&corrected, words);
    }
    let entry = app.entries_of("shipment.corrected").pop().unwrap().payload;
    assert_eq!(entry["lines"].as_array().unwrap().len(), 2);
    assert!(!entry.to_string().contains("EB447"), "{entry}");

    // The number of before leads nowhere any more, and is free.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("aucun envoi ne l’attend");
    nadia.scans("3").await.is("ready");
    nadia.announces(&case, "EB44710083", "1").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans("EB44710091")
        .await
        .is("ok")
        .says("2 articles à recevoir");

    // Once something of it is received its contents stay, and it is called off no more.
    let labels = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&labels[0]).await.is("ok");
    let shown = nadia.sees(&format!("/shipments/{first}/correct")).await;
    says(&shown, "Le contenu ne change plus");
    assert!(shown.form(&format!("/shipments/{first}/cancel")).is_none());
    let kept = corrects(&mut nadia, first, &[("carrier", "Coursier du Nord")]).await;
    says(&kept, "Coursier du Nord");
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 2");

    // The second was announced by mistake, and is late meanwhile: it needs a reason, then nobody waits for it.
    app.later(Span::minutes(60 * 24 * 9));
    let mut alex = app.signed_in(doublelock_testkit::people::ALEX).await;
    let jobs = alex.get("/jobs").await.unwrap();
    let overdue = jobs.form("/jobs/overdue/run").unwrap();
    alex.submit(&overdue, &[]).await.unwrap();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let late = count(&app, "exception.opened");
    // Another carrier, the same day: it is as late as it was, and is followed once.
    corrects(&mut nadia, second, &[("carrier", "Coursier du Nord")]).await;
    let jobs = alex.get("/jobs").await.unwrap();
    let overdue = jobs.form("/jobs/overdue/run").unwrap();
    alex.submit(&overdue, &[]).await.unwrap();
    assert_eq!(count(&app, "exception.opened"), late);
    assert_eq!(count(&app, "exception.closed"), 0);
    let without = cancels(&mut nadia, second, " ").await;
    assert_eq!(without.status.as_u16(), 422);
    assert_eq!(count(&app, "shipment.cancelled"), 0);
    let cancelled = cancels(&mut nadia, second, "annoncé deux fois").await;
    says(&cancelled, "annoncé deux fois");
    says(&cancelled, "Annulé");
    assert!(late >= 1 && count(&app, "exception.closed") == 1);
    let closed = app.entries_of("exception.closed").pop().unwrap().payload;
    assert_eq!(closed["exit"], "cancelled");
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXDONE").await;
    let again = nadia
        .browser
        .get(&format!("/shipments/{second}/correct"))
        .await
        .unwrap();
    assert_eq!(again.status.as_u16(), 404, "nothing is left to set right");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_that_left_under_a_wrong_number_gets_the_right_one() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let seal = nadia.prints("S", "1").await.remove(0);
    let form = nadia.gathers(&[&labels[0]]).await;
    let to = [
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    let prepared = nadia.browser.submit(&form, &to).await.unwrap();
    let sheet = codes(&prepared.text(), "DH").remove(0);
    let no = "2026-0002";

    // It goes to somebody else, by another carrier.
    let other = [
        ("by-courier", "cannot_receive"),
        ("recipient", "Hôpital de la Rive"),
        ("carrier", "Coursier du Nord"),
    ];
    let corrected = corrects(&mut nadia, no, &other).await;
    for words in [
        "Hôpital de la Rive",
        "Coursier du Nord",
        "1, rue du Port",
        "ne peut rien recevoir par voie électronique",
    ] {
        says(&corrected, words);
    }
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&sheet)
        .await
        .is("ok")
        .says("Hôpital de la Rive");
    nadia.scans(&labels[0]).await.is("ok");
    // Packed, it is called off no more.
    let shown = nadia.sees(&format!("/shipments/{no}/correct")).await;
    assert!(shown.form(&format!("/shipments/{no}/cancel")).is_none());
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&seal).await.is("ok");
    // The number that a parcel came under: an old label on the box, or given again by its carrier.
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("déjà terminé");
    app.later(Span::seconds(5));
    nadia.scans("EB44710083").await.is("ok");

    let empty = corrects(&mut nadia, no, &[("waybill", "")]).await;
    assert_eq!(empty.status.as_u16(), 422);
    let right = corrects(&mut nadia, no, &[("waybill", "EB99887766")]).await;
    says(&right, "EB99887766");
    assert_eq!(count(&app, "shipment.waybill_corrected"), 1);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans("EB99887766")
        .await
        .is("attention")
        .says("confié au transporteur");
    // The number of before leads to the parcel that came under it.
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("2026")
        .says("a déjà servi");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_unlike_any_carriers_is_asked_about_once_wherever_it_is_typed() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    let asked = nadia.announces(&case, "H2X 1Y4", "1").await;
    assert_eq!(asked.status.as_u16(), 422);
    let unlike = "Aucun transporteur d’ici n’écrit ses numéros ainsi";
    assert!(asked.words().contains(unlike), "{}", asked.words());
    assert!(app.entries_of("shipment.announced").is_empty());
    // Another odd one is asked about as well; the same one, sent again, is meant.
    let form = asked.form("/shipments/announce").unwrap();
    let other = nadia.browser.submit(&form, &[("waybill", "K1A0B1")]).await;
    let other = other.unwrap();
    assert!(other.words().contains(unlike), "{}", other.words());
    let form = other.form("/shipments/announce").unwrap();
    let meant = nadia.browser.submit(&form, &[]).await.unwrap();
    assert!(meant.path.starts_with("/shipments/"), "{}", meant.words());

    // What it bears is not asked about again; another odd number is.
    let correct = "/shipments/2026-0001/correct";
    let form = nadia.browser.get(correct).await.unwrap().form(correct);
    let form = form.unwrap();
    let saved = nadia.browser.submit(&form, &[("sender", "Rive")]).await;
    assert!(saved.unwrap().path.starts_with("/shipments/2026-0001?"));
    let form = nadia.browser.get(correct).await.unwrap().form(correct);
    let form = form.unwrap();
    let asked = nadia.browser.submit(&form, &[("waybill", "H2X 1Y4")]).await;
    let asked = asked.unwrap();
    assert!(asked.words().contains(unlike), "{}", asked.words());
    let meant = asked.form(correct).unwrap();
    let saved = nadia.browser.submit(&meant, &[]).await.unwrap();
    assert!(
        saved.path.starts_with("/shipments/2026-0001?"),
        "{}",
        saved.words()
    );
    assert!(saved.words().contains("H2X1Y4"));
    app.close().await;
}
