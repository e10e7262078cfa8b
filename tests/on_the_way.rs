//! Promise: a parcel that left is followed until its recipient says that they have it, or it is here again. What its
//! carrier says of it moves nothing, and what is less than was ordered stays in sight.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{Clerk, TwoFilmsGone, says, says_not};
use doublelock_testkit::people::{ALEX, KARIM, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

const PAGE: &str = "/shipments/2026-0002";

/// Two films that left, ordered like this.
async fn two_films_gone(
    app: &TestAppliance,
    nadia: &mut Clerk,
    [signature, days]: [&str; 2],
) -> TwoFilmsGone {
    let ordered = [("ordered.signature", signature), ("ordered.days", days)];
    nadia.sends_two_films(app, &ordered).await
}

fn last(app: &TestAppliance, act: &str) -> serde_json::Value {
    let entries = app.entries_of(act);
    entries.last().unwrap().payload.clone()
}

/// Kind and end of each discrepancy, by kind.
fn discrepancies(app: &TestAppliance) -> Vec<(String, String)> {
    let rows = app.sql("SELECT kind, coalesce(outcome, '') FROM custody_exception ORDER BY kind");
    let rows = rows.unwrap().into_iter();
    rows.map(|mut row| (row.remove(0), row.remove(0))).collect()
}

fn are(kinds: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(kind, end): &(&str, &str)| ((*kind).to_owned(), (*end).to_owned());
    kinds.iter().map(owned).collect()
}

/// What kinds of holders the films have.
fn holders(app: &TestAppliance) -> Vec<String> {
    let rows = app
        .sql("SELECT holder_kind FROM item ORDER BY holder_kind")
        .unwrap();
    rows.into_iter().map(|mut row| row.remove(0)).collect()
}

async fn marks_what_is_late(app: &TestAppliance) {
    let mut alex = app.signed_in(ALEX).await;
    let page = alex.get("/jobs").await.unwrap();
    let form = page.form("/jobs/overdue/run").unwrap();
    alex.submit(&form, &[]).await.unwrap();
}

async fn claims(clerk: &mut Clerk, filled: &[(&str, &str)]) -> Answer {
    let path = format!("{PAGE}/claim");
    let form = clerk.sees(&path).await;
    clerk.sends(&form, &path, filled).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_that_comes_back_signed_confirms_in_one_scan_and_a_mistake_is_taken_back() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["adult", "2"]).await;
    let left = last(&app, "shipment.dispatched");
    let prepared = last(&app, "shipment.prepared");
    let service = serde_json::json!({"signature": "adult", "days": 2});
    assert_eq!(prepared["service"], service);
    assert_eq!(prepared["slip"], gone.slip.as_str());
    // Saturday the 21st: two working days later is Tuesday.
    assert_eq!(left["eta"], "2026-11-24");

    let shown = nadia.sees(PAGE).await;
    for words in [
        "Signature d’un adulte, avec pièce d’identité",
        "2 jours ouvrables de transport",
        "2026-11-24",
    ] {
        says(&shown, words);
    }
    let paper = nadia.browser.get(&format!("{PAGE}/slip.pdf")).await;
    let paper = paper.unwrap();
    assert!(paper.body.starts_with(b"%PDF"), "{}", paper.words());

    nadia.goes_back_to_the_station().await;
    let before = nadia.scans;
    nadia
        .scans(&gone.slip)
        .await
        .is("ok")
        .says("a reçu l’envoi");
    assert_eq!(nadia.scans - before, 1);
    assert_eq!(holders(&app), ["recipient", "recipient"]);
    nadia
        .scans(&gone.slip)
        .await
        .is("ready")
        .says("déjà confirmée");
    assert_eq!(app.entries_of("shipment.confirmed").len(), 1);

    // It was the slip of another parcel, put under the reader by mistake.
    let (shown, tab) = (nadia.sees(PAGE).await, nadia.sees(PAGE).await);
    let action = format!("{PAGE}/not-confirmed");
    let back = nadia.sends(&shown, &action, &[]).await;
    says(&back, "La réception n’est plus confirmée");
    assert_eq!(holders(&app), ["carrier", "carrier"]);
    assert_eq!(app.entries_of("shipment.confirmation_taken_back").len(), 1);
    // Another tab showed it as confirmed still.
    let form = tab.form(&action).unwrap();
    let refused = nadia.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    assert_eq!(app.entries_of("shipment.confirmation_taken_back").len(), 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_that_nobody_confirms_is_a_discrepancy_the_next_working_day_until_somebody_does() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    // Expected on Monday; a working day of grace ends on Tuesday evening.
    app.later(Span::hours(24 * 3));
    marks_what_is_late(&app).await;
    assert_eq!(discrepancies(&app), []);
    app.later(Span::hours(24));
    marks_what_is_late(&app).await;
    marks_what_is_late(&app).await;
    assert_eq!(discrepancies(&app), are(&[("unconfirmed", "")]));
    assert_eq!(holders(&app), ["carrier", "carrier"]);

    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let today = nadia.sees("/").await;
    says(&today, "réception non confirmée");
    let shown = nadia.sees(PAGE).await;
    says(&shown, "Réception non confirmée, attendue avant");
    says(&shown, "EB44710099");
    // Delivered, says the carrier. That is no receipt, and nothing ends by it.
    let told = claims(
        &mut nadia,
        &[("says", "delivered"), ("obtained", "signature")],
    )
    .await;
    says(&told, "La réception reste à confirmer par le destinataire");
    assert_eq!(discrepancies(&app), are(&[("unconfirmed", "")]));
    assert_eq!(holders(&app), ["carrier", "carrier"]);

    nadia.goes_back_to_the_station().await;
    nadia.scans(&gone.slip).await.is("ok");
    assert_eq!(discrepancies(&app), are(&[("unconfirmed", "confirmed")]));
    // Said by mistake: it is open again.
    let shown = nadia.sees(PAGE).await;
    let action = format!("{PAGE}/not-confirmed");
    nadia.sends(&shown, &action, &[]).await;
    assert_eq!(discrepancies(&app), are(&[("unconfirmed", "")]));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_carrier_says_is_kept_as_a_claim_and_less_than_was_ordered_is_a_discrepancy() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    app.later(Span::hours(24 * 2));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let unsaid = claims(&mut nadia, &[("on", "")]).await;
    assert_eq!(unsaid.status.as_u16(), 422);
    says(&unsaid, "Dites ce que le transporteur répond");
    says(&unsaid, "Dites de quel jour il parle");
    let how = claims(&mut nadia, &[("says", "delivered")]).await;
    says(&how, "Dites comment le colis a été remis");
    for day in ["2026-11-20", "2026-12-20"] {
        let wrong = claims(&mut nadia, &[("says", "refused"), ("on", day)]).await;
        assert_eq!(wrong.status.as_u16(), 422, "{day}");
        says(&wrong, "Une date entre le départ du colis et aujourd’hui");
    }
    assert!(app.entries_of("shipment.carrier_claimed").is_empty());

    let left_at_the_door = [
        ("says", "delivered"),
        ("obtained", "delivery"),
        ("signed-by", "Le gardien"),
    ];
    let told = claims(&mut nadia, &left_at_the_door).await;
    says(&told, "Confirmation de livraison");
    says(&told, "Le gardien");
    assert_eq!(discrepancies(&app), are(&[("signature_short", "")]));
    assert_eq!(holders(&app), ["carrier", "carrier"]);
    let claim = last(&app, "shipment.carrier_claimed");
    assert_eq!(
        (&claim["says"], &claim["obtained"]),
        (&"delivered".into(), &"delivery".into())
    );
    assert!(!claim.to_string().contains("gardien"), "{claim}");

    // It is asked again, and says otherwise: that is followed beside the first.
    claims(&mut nadia, &[("says", "misdelivered")]).await;
    claims(&mut nadia, &[("says", "lost")]).await;
    let both = [("signature_short", ""), ("undelivered", "")];
    assert_eq!(
        discrepancies(&app),
        are(&both),
        "one parcel is looked for once"
    );
    // Who has it after all signs the slip: nothing stays open.
    nadia.goes_back_to_the_station().await;
    nadia.scans(&gone.slip).await.is("ok");
    let ended = [
        ("signature_short", "confirmed"),
        ("undelivered", "confirmed"),
    ];
    assert_eq!(discrepancies(&app), are(&ended));
    let over = nadia.sees(&format!("{PAGE}/claim")).await;
    says(&over, "Cet envoi a changé entre-temps");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_that_comes_back_under_its_seal_is_here_in_two_scans_and_leaves_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    claims(&mut nadia, &[("says", "refused")]).await;
    assert_eq!(discrepancies(&app), are(&[("undelivered", "")]));
    nadia.goes_back_to_the_station().await;
    let before = nadia.scans;
    nadia
        .scans(&gone.seal)
        .await
        .is("attention")
        .says("confié au transporteur");
    // Somebody only looks: nothing is written.
    nadia.scans("3").await.is("ready");
    nadia.scans(&gone.sheet).await.is("attention");
    nadia
        .scans("DXSEALINTACT")
        .await
        .is("attention")
        .says("est revenu, scellé");
    assert_eq!(nadia.scans - before, 4);
    assert_eq!(holders(&app), ["parcel", "parcel"]);
    assert_eq!(discrepancies(&app), are(&[("undelivered", "came_back")]));
    let shown = nadia.sees(PAGE).await;
    says(&shown, "Cet envoi est revenu sans être remis");
    // Its address was wrong, which is why; set right, it still is one that came back.
    let correct = format!("{PAGE}/correct");
    let form = nadia.sees(&correct).await;
    let right = [("address", "2, rue du Port")];
    let shown = nadia.sends(&form, &correct, &right).await;
    says(&shown, "2, rue du Port");
    says(&shown, "Cet envoi est revenu sans être remis");

    nadia.goes_back_to_the_station().await;
    // Its old waybill is still on it.
    nadia
        .scans("EB44710099")
        .await
        .is("attention")
        .says("est revenu sous ce numéro");
    nadia
        .scans("EB44710117")
        .await
        .is("ok")
        .says("remis au transporteur");
    assert_eq!(holders(&app), ["carrier", "carrier"]);
    let shown = nadia.sees(PAGE).await;
    says(&shown, "EB44710117");
    nadia.goes_back_to_the_station().await;
    nadia.scans(&gone.slip).await.is("ok");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_parcel_that_comes_back_opened_each_film_is_looked_for_and_what_is_missing_stays_in_sight()
 {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    nadia.scans(&gone.sheet).await.is("attention");
    nadia
        .scans("2")
        .await
        .is("attention")
        .says("2 articles à retrouver");
    assert_eq!(holders(&app), ["carrier", "carrier"], "nobody saw them");
    assert_eq!(discrepancies(&app), are(&[("seal_not_intact", "")]));
    let shown = nadia.sees(PAGE).await;
    says(&shown, "2 articles à retrouver dans ce colis");
    // Given up before it was looked into, two films would be nowhere.
    let correct = format!("{PAGE}/correct");
    let form = nadia.sees(&correct).await;
    let cancel = format!("{PAGE}/cancel");
    let refused = nadia.sends(&form, &cancel, &[("why", "revenu")]).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());

    nadia.goes_back_to_the_station().await;
    nadia
        .scans(&gone.labels[0])
        .await
        .is("ok")
        .says("Encore 1 article");
    nadia
        .scans("DXMISSING")
        .await
        .is("attention")
        .says("1 article manquant");
    let open = [("not_back", ""), ("seal_not_intact", "")];
    assert_eq!(discrepancies(&app), are(&open));
    assert_eq!(holders(&app), ["carrier", "parcel"]);

    // Karim finds it in the packaging the day after, from its discrepancy.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let id = app
        .sql("SELECT id FROM custody_exception WHERE kind = 'not_back'")
        .unwrap();
    let page = karim.sees(&format!("/exceptions/{}", id[0][0])).await;
    let action = format!("/exceptions/{}/find", id[0][0]);
    let other = karim
        .sends(&page, &action, &[("label", &gone.labels[0])])
        .await;
    assert_eq!(other.status.as_u16(), 422, "{}", other.words());
    let found = karim
        .sends(&page, &action, &[("label", &gone.labels[1])])
        .await;
    assert_eq!(found.status.as_u16(), 200, "{}", found.words());
    let found = [("not_back", "found"), ("seal_not_intact", "")];
    assert_eq!(discrepancies(&app), are(&found));
    assert_eq!(holders(&app), ["parcel", "person"]);

    // The other comes out too; the parcel does not take place any more.
    karim.goes_back_to_the_station().await;
    karim.scans(&gone.sheet).await.is("ok");
    karim.scans("DXUNDOLAST").await.is("ok");
    let bench = karim.place("Table de travail").await;
    karim.goes_back_to_the_station().await;
    karim.scans("DXDONE").await.is("ready");
    karim.scans(&bench).await.is("ok");
    assert_eq!(holders(&app), ["location", "location"]);
    let form = nadia.sees(&correct).await;
    let over = nadia.sends(&form, &cancel, &[("why", "revenu")]).await;
    says(&over, "Envoi annulé");
    let history = nadia.sees(&format!("/items/{}", gone.labels[0])).await;
    says(&history, "Revenu sans être remis");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_in_a_parcel_that_came_back_is_found_whatever_became_of_the_parcel() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    for code in [&*gone.sheet, "2", &*gone.labels[0], "DXMISSING"] {
        nadia.scans(code).await;
    }
    // The other leaves again, with another slip: the one that was in the box says two films.
    let seal = nadia.prints("S", "1").await.remove(0);
    nadia.goes_back_to_the_station().await;
    nadia.scans(&seal).await.is("ok");
    nadia.scans("EB44710117").await.is("ok");
    nadia
        .scans(&gone.slip)
        .await
        .is("refused")
        .says("remplacée");
    let slip = app
        .sql("SELECT slip FROM shipment WHERE slip IS NOT NULL")
        .unwrap();
    nadia.scans(&slip[0][0]).await.is("ok");
    assert_eq!(holders(&app), ["carrier", "recipient"]);

    let id = app
        .sql("SELECT id FROM custody_exception WHERE kind = 'not_back'")
        .unwrap();
    let discrepancy = format!("/exceptions/{}", id[0][0]);
    let lost = nadia.sees(&discrepancy).await;
    let given_up = [("exit", "lost"), ("why", "introuvable")];
    nadia
        .sends(&lost, &format!("{discrepancy}/close"), &given_up)
        .await;
    assert_eq!(discrepancies(&app)[0], are(&[("not_back", "lost")])[0]);
    let found = nadia.sees(&discrepancy).await;
    let label = [("label", &*gone.labels[1])];
    nadia
        .sends(&found, &format!("{discrepancy}/find"), &label)
        .await;
    assert_eq!(holders(&app), ["person", "recipient"]);
    assert_eq!(discrepancies(&app)[0], are(&[("not_back", "found")])[0]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_loss_is_not_opened_again_and_a_film_that_is_missing_twice_is_said_twice() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let gone = two_films_gone(&app, &mut nadia, ["signature", "1"]).await;
    claims(&mut nadia, &[("says", "lost")]).await;
    let id = app.sql("SELECT id FROM custody_exception").unwrap();
    let discrepancy = format!("/exceptions/{}", id[0][0]);
    let shown = nadia.sees(&discrepancy).await;
    let given_up = [("exit", "lost"), ("why", "le transporteur paie")];
    let close = format!("{discrepancy}/close");
    nadia.sends(&shown, &close, &given_up).await;
    app.later(Span::hours(24 * 5));
    marks_what_is_late(&app).await;
    assert_eq!(discrepancies(&app), are(&[("undelivered", "lost")]));

    // It turns up after all, opened; a film is not in it, then it is, and the next time it is not.
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    for code in [
        &*gone.sheet,
        "2",
        &*gone.labels[0],
        "DXMISSING",
        &*gone.labels[1],
    ] {
        nadia.scans(code).await;
    }
    assert_eq!(discrepancies(&app)[0], are(&[("not_back", "found")])[0]);
    let seal = nadia.prints("S", "1").await.remove(0);
    nadia.goes_back_to_the_station().await;
    nadia.scans(&seal).await.is("ok");
    nadia.scans("EB44710117").await.is("ok");
    for code in [&*gone.sheet, "2", &*gone.labels[0], "DXMISSING"] {
        nadia.scans(code).await;
    }
    let found_and_missing = are(&[("not_back", ""), ("not_back", "found")]);
    let mut told = discrepancies(&app);
    told.retain(|(kind, _)| kind == "not_back");
    told.sort();
    assert_eq!(told, found_and_missing);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_driver_signs_for_what_is_sealed_or_was_handed_over_today_and_reads_nobodys_name() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let day = "/shipments/manifest";
    says(&nadia.sees(day).await, "Aucun colis remis ce jour-là");
    let gone = two_films_gone(&app, &mut nadia, ["adult", "2"]).await;
    let shown = nadia.sees(day).await;
    for words in ["Express Boréal", "1 colis", "2026-0002", "EB44710099"] {
        says(&shown, words);
    }
    says(&shown, "Nom et signature du chauffeur");
    says_not(&shown, "Hôpital de la Rive");
    says_not(&shown, "rue du Port");
    // It is of that day still on the next, and not of the next.
    app.later(Span::hours(24));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    says_not(&nadia.sees(day).await, "2026-0002");
    let before = nadia.sees(&format!("{day}?on=2026-11-21")).await;
    says(&before, "2026-0002");
    // It came back under its seal: it waits, today, for another number.
    nadia.goes_back_to_the_station().await;
    nadia.scans(&gone.sheet).await.is("attention");
    nadia.scans("DXSEALINTACT").await.is("attention");
    let shown = nadia.sees(day).await;
    says(&shown, "2026-0002");
    says(&shown, "attend le chauffeur");
    says_not(&shown, "EB44710099");
    let bad = nadia.browser.get("/shipments/manifest?on=hier").await;
    assert_eq!(bad.unwrap().status.as_u16(), 404);
    let read = app.entries_of("list.read");
    assert!(
        read.iter()
            .any(|entry| entry.payload["list"] == "shipments")
    );
    app.close().await;
}
