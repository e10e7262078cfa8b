//! Promise: what is lent is awaited from the moment it left, comes back with one scan each, and no other article is taken
//! for it. An article of ours that comes back otherwise is never sent away.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::access::{DutyName, FrontDoor, Privacy, Purpose};
use doublelock_domain::erasure::{Erasers, Record};
use doublelock_domain::time::{SiteZone, Span, Timestamp};
use doublelock_store::front_door::SignedInPerson;
use doublelock_testkit::clerk::{Clerk, TwoFilmsGone, says, says_not};
use doublelock_testkit::people::{ALEX, KARIM, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

const LEFT: &str = "/shipments/2026-0002";
const RETURN: &str = "/shipments/2026-0003";

/// Two films that left on a Saturday, to be back by `back_by`; and the dock.
async fn two_films_lent(
    app: &TestAppliance,
    nadia: &mut Clerk,
    back_by: &str,
) -> (TwoFilmsGone, String) {
    let quay = nadia.place("Quai de réception").await;
    let lent = nadia.sends_two_films(app, &[("back-by", back_by)]).await;
    (lent, quay)
}

fn rows(app: &TestAppliance, select: &str) -> Vec<String> {
    let rows = app.sql(select).unwrap().into_iter();
    rows.map(|mut row| row.remove(0)).collect()
}

/// Where parcel `no` stands.
fn state(app: &TestAppliance, no: &str) -> String {
    rows(
        app,
        &format!("SELECT state FROM shipment WHERE reference = '{no}'"),
    )
    .remove(0)
}

fn holders(app: &TestAppliance) -> Vec<String> {
    rows(app, "SELECT holder_kind FROM item ORDER BY holder_kind")
}

/// Kind and end of each discrepancy.
fn discrepancies(app: &TestAppliance) -> Vec<String> {
    let both = "SELECT kind || ':' || coalesce(outcome, '') FROM custody_exception ORDER BY kind";
    rows(app, both)
}

async fn marks_what_is_late(app: &TestAppliance) {
    let mut alex = app.signed_in(ALEX).await;
    let page = alex.get("/jobs").await.unwrap();
    let form = page.form("/jobs/overdue/run").unwrap();
    alex.submit(&form, &[]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lent_is_awaited_from_the_moment_it_left_and_comes_back_with_one_scan_each() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    let announced = app.entries_of("shipment.announced");
    let leg = &announced.last().unwrap().payload;
    assert_eq!(leg["eta"], "2026-12-11");
    assert_eq!(leg["lines"].as_array().unwrap().len(), 2);
    assert!(leg["lines"][0]["item"].is_string() && leg["round_trip_of"].is_string());
    let shown = nadia.sees(LEFT).await;
    says(&shown, "Revient dans l’envoi");
    says(&shown, "Retour annoncé");
    assert!(shown.text().contains(&format!("href=\"{RETURN}\"")));
    let shown = nadia.sees(RETURN).await;
    for words in [
        "Retour",
        "Ramène ce qui est parti dans l’envoi",
        "Hôpital de la Rive",
    ] {
        says(&shown, words);
    }
    for label in &lent.labels {
        assert!(shown.text().contains(label.as_str()), "{label}");
    }
    says(&nadia.sees("/shipments").await, "Retour");

    nadia.goes_back_to_the_station().await;
    nadia.scans(&lent.slip).await.is("ok");
    assert_eq!(holders(&app), ["recipient", "recipient"]);
    let before = nadia.scans;
    nadia
        .scans(&lent.labels[0])
        .await
        .is("ok")
        .says("de retour");
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("Reçu : 2 sur 2");
    nadia.scans(&quay).await.is("ok").says("complet");
    assert_eq!(nadia.scans - before, 3);
    assert_eq!(holders(&app), ["location", "location"]);
    assert_eq!(state(&app, "2026-0003"), "received");
    assert_eq!(discrepancies(&app), [""; 0]);
    // What is here was received: that it had arrived cannot be taken back.
    let shown = nadia.sees(LEFT).await;
    says_not(&shown, "Confirmé par erreur");
    let item = nadia.sees(&format!("/items/{}", lent.labels[0])).await;
    says(&item, "Revenu dans un colis");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_it_all_back_had_it_and_a_reading_by_mistake_leaves_it_with_them() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    app.later(Span::hours(24 * 5));
    marks_what_is_late(&app).await;
    assert_eq!(discrepancies(&app), ["unconfirmed:"]);
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia
        .scans(&lent.labels[0])
        .await
        .is("ok")
        .says("de retour");
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(holders(&app), ["carrier", "carrier"]);
    nadia.scans("DXDONE").await;
    // The number on the parcel: what is in it says which one it is.
    nadia.scans("EB44710200").await.is("attention");
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("sous le numéro");
    assert_eq!(holders(&app), ["carrier", "carrier"]);
    for label in &lent.labels {
        nadia.scans(label).await.is("ok").says("de retour");
    }
    nadia.scans(&quay).await.is("ok").says("complet");
    assert_eq!(state(&app, "2026-0002"), "receipt_confirmed");
    assert_eq!(discrepancies(&app), ["unconfirmed:confirmed"]);
    says(&nadia.sees(RETURN).await, "EB44710200");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_back_in_time_is_a_discrepancy_and_another_day_can_be_agreed() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, _) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    nadia.scans(&lent.slip).await.is("ok");
    // Friday the 11th and a working day of grace.
    app.later(Span::hours(24 * 24));
    marks_what_is_late(&app).await;
    assert_eq!(discrepancies(&app), ["late:"]);
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let path = format!("{RETURN}/correct");
    let form = nadia.sees(&path).await;
    says(&form, "son contenu est connu");
    let agreed = nadia.sends(&form, &path, &[("eta", "2026-12-18")]).await;
    assert_eq!(agreed.status.as_u16(), 200, "{}", agreed.words());
    assert_eq!(discrepancies(&app), ["late:corrected"]);
    assert_eq!(
        rows(
            &app,
            "SELECT count(*) FROM shipment_line WHERE awaits IS NOT NULL"
        ),
        ["2"]
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_was_lent_one_film_comes_back_and_the_other_stays_in_sight_until_it_does() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    let new = nadia.prints("I", "1").await.remove(0);
    nadia.goes_back_to_the_station().await;
    nadia.scans(&lent.labels[0]).await.is("ok");
    // Another film, with a new label, is not the one that is awaited.
    nadia
        .scans(&new)
        .await
        .is("refused")
        .says("qui ont leur étiquette");
    nadia.scans("DXMISSING").await.is("attention");
    nadia.scans(&quay).await.is("attention");
    assert_eq!(discrepancies(&app), ["missing:"]);
    // It is named, and nobody is late with it before the day that was agreed, a Friday, and the working day after it.
    let code = &lent.labels[1];
    let grouped = [&code[..2], &code[2..6], &code[6..10], &code[10..]].join(" ");
    says(&nadia.sees("/exceptions").await, &grouped);
    let due = rows(&app, "SELECT due_at FROM custody_exception").remove(0);
    let due = Timestamp::from_micros(due.parse().unwrap());
    assert_eq!(due.date_in(SiteZone::MONTREAL).to_string(), "2026-12-15");
    nadia.goes_back_to_the_station().await;
    assert_eq!(holders(&app), ["carrier", "location"]);
    assert_eq!(state(&app, "2026-0002"), "in_transit");
    // It was opened: it is not taken for one that comes back under its seal.
    nadia
        .scans(&lent.sheet)
        .await
        .is("attention")
        .says("sont revenus dans un autre colis");
    nadia.scans("DXSEALINTACT").await.is("refused");
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("de retour");
    nadia.scans(&quay).await.is("ok");
    assert_eq!(discrepancies(&app), ["missing:found"]);
    assert_eq!(holders(&app), ["location", "location"]);
    assert_eq!(state(&app, "2026-0002"), "receipt_confirmed");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_that_comes_back_itself_is_awaited_in_no_other_until_it_leaves_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, _) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    nadia.scans(&lent.sheet).await.is("attention");
    nadia.scans("DXSEALINTACT").await;
    assert_eq!(holders(&app), ["parcel", "parcel"]);
    assert_eq!(state(&app, "2026-0003"), "cancelled");
    nadia.scans("EB44710101").await.is("ok");
    assert_eq!(state(&app, "2026-0004"), "announced");
    nadia
        .scans(&lent.labels[0])
        .await
        .is("ok")
        .says("de retour");
    assert_eq!(holders(&app), ["carrier", "person"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_of_ours_that_comes_back_unannounced_is_received_and_stays_of_its_case() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (sent, quay) = two_films_lent(&app, &mut nadia, "").await;
    assert_eq!(app.entries_of("shipment.announced").len(), 1);
    let of = "SELECT case_id FROM item ORDER BY label";
    let before = rows(&app, of);
    // Announced for another case, it is no article of that parcel, unless somebody says that it was in it.
    let other = nadia.opens_a_case().await;
    nadia.announces(&other, "EB44710300", "1").await;
    nadia.goes_back_to_the_station().await;
    nadia.scans("EB44710300").await.is("ok");
    nadia
        .scans(&sent.labels[0])
        .await
        .is("refused")
        .says("n’est pas annoncé dans ce colis");
    nadia.scans("DXEXTRA").await;
    nadia.scans(&sent.labels[0]).await.is("attention");
    nadia.scans("DXMISSING").await.is("attention");
    nadia.scans(&quay).await.is("attention");
    assert_eq!(discrepancies(&app), ["extra:", "missing:"]);
    // Out of one that nobody announced, it is what it was.
    nadia.scans("EB44710301").await.is("attention");
    nadia.scans("1").await.is("attention");
    nadia
        .scans(&sent.labels[1])
        .await
        .is("ok")
        .says("de retour");
    nadia.scans(&quay).await.is("attention");
    assert_eq!(holders(&app), ["location", "location"]);
    assert_eq!(rows(&app, of), before);
    // Who sent them in these parcels is not who they had been sent to: that its recipient had it, somebody says.
    assert_eq!(state(&app, "2026-0002"), "in_transit");
    let shown = nadia.sees(LEFT).await;
    nadia.sends(&shown, &format!("{LEFT}/confirm"), &[]).await;
    assert_eq!(state(&app, "2026-0002"), "receipt_confirmed");
    assert_eq!(holders(&app), ["location", "location"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_by_which_it_is_to_be_back_is_set_right_until_it_leaves() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let form = nadia.gathers(&[&labels[0]]).await;
    let to = [
        ("gather.do", "finish"),
        ("by-courier", "original"),
        ("recipient", "Hôpital de la Rive"),
        ("address", "1, rue du Port"),
        ("carrier", "Express Boréal"),
        ("back-by", "2026-11-20"),
    ];
    let refused = nadia.browser.submit(&form, &to).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422);
    let form = refused.form("/shipments/prepare").unwrap();
    let again = [("gather.do", "finish"), ("back-by", "2026-12-11")];
    let ready = nadia.browser.submit(&form, &again).await.unwrap();
    says(&ready, "Retour attendu");
    let path = format!("{LEFT}/correct");
    let form = nadia.sees(&path).await;
    let right = nadia.sends(&form, &path, &[("back-by", "")]).await;
    says_not(&right, "Retour attendu");
    assert_eq!(
        rows(
            &app,
            "SELECT count(*) FROM shipment WHERE back_by IS NOT NULL"
        ),
        ["0"]
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_read_by_mistake_leaves_what_was_before_the_reading() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    nadia.scans(&lent.labels[0]).await.is("ok");
    nadia.scans("DXDAMAGED").await;
    nadia.scans(&lent.labels[0]).await.is("attention");
    // Its recipient says meanwhile that they have the parcel: whoever has the other film has this one.
    let shown = nadia.sees(LEFT).await;
    let confirm = format!("{LEFT}/confirm");
    nadia.sends(&shown, &confirm, &[]).await;
    assert_eq!(holders(&app), ["person", "recipient"]);
    nadia.goes_back_to_the_station().await;
    nadia.scans("DXUNDOLAST").await.is("ok");
    nadia.scans("DXDAMAGED").await;
    nadia.scans(&lent.labels[0]).await.is("attention");
    nadia.scans("DXUNDOLAST").await.is("ok");
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(holders(&app), ["recipient", "recipient"]);
    // What was said to be damaged with its reading was another one.
    nadia.scans("DXDAMAGED").await;
    nadia.scans(&lent.labels[0]).await.is("attention");
    assert_eq!(rows(&app, CONDITIONS), ["damaged", "intact"]);
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(holders(&app), ["recipient", "recipient"]);
    assert_eq!(rows(&app, CONDITIONS), ["intact", "intact"]);
    nadia.scans("DXDONE").await.is("ready");
    for label in &lent.labels {
        nadia.scans(label).await.is("ok").says("de retour");
    }
    nadia.scans(&quay).await.is("ok").says("complet");
    assert_eq!(discrepancies(&app), [""; 0]);
    app.close().await;
}

const CONDITIONS: &str = "SELECT condition FROM item ORDER BY condition";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_in_a_parcel_that_came_back_opened_is_looked_for_again_after_a_reading_by_mistake()
 {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    nadia.scans(&lent.sheet).await.is("attention");
    nadia.scans("2").await.is("attention");
    nadia.scans(&lent.labels[0]).await.is("ok");
    nadia.scans("DXMISSING").await.is("attention");
    assert_eq!(discrepancies(&app), ["not_back:", "seal_not_intact:"]);
    nadia.scans("DXDONE").await.is("ready");
    nadia.scans("EB44710301").await.is("attention");
    nadia.scans("1").await.is("attention");
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("de retour");
    let of_it = |app: &TestAppliance| {
        let mut all = discrepancies(app);
        all.retain(|one| one.starts_with("not_back"));
        all
    };
    assert_eq!(of_it(&app), ["not_back:found"]);
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(of_it(&app), ["not_back:"]);
    assert_eq!(holders(&app), ["carrier", "parcel"]);
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("de retour");
    nadia.scans(&quay).await;
    assert_eq!(of_it(&app), ["not_back:found"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_return_nothing_is_missing_once_the_parcel_itself_is_back() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    // Whoever sends it back may be a patient: that it was read is written down.
    let read = || {
        let entries = app.entries_of("list.read").into_iter();
        entries
            .filter(|entry| entry.payload["list"] == "station")
            .count()
    };
    let before = read();
    nadia
        .scans("2026-0003")
        .await
        .is("ok")
        .says("Hôpital de la Rive");
    assert_eq!(read(), before + 2, "the answer, and the page after it");
    // Nothing was in it, somebody says, and is not done; the parcel itself is what came.
    nadia.scans("DXMISSING").await.is("attention");
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans(&lent.sheet).await.is("attention");
    karim.scans("DXSEALINTACT").await.is("attention");
    assert_eq!(state(&app, "2026-0003"), "cancelled");
    karim.scans("EB44710101").await.is("ok");
    assert_eq!(state(&app, "2026-0004"), "announced");
    // The second time it is closed with nothing in it, before the parcel is back.
    karim.scans("2026-0004").await.is("ok");
    karim.scans("DXMISSING").await.is("attention");
    karim.scans(&quay).await.is("attention");
    assert_eq!(discrepancies(&app), ["missing:", "missing:"]);
    karim.scans(&lent.sheet).await.is("attention");
    karim.scans("DXSEALINTACT").await.is("attention");
    assert_eq!(discrepancies(&app), ["missing:found", "missing:found"]);
    // It leaves for good: the return of before does not bring it back.
    let path = format!("{LEFT}/correct");
    let form = karim.sees(&path).await;
    karim.sends(&form, &path, &[("back-by", "")]).await;
    karim.goes_back_to_the_station().await;
    karim.scans("EB44710102").await.is("ok");
    karim.scans("2026-0004").await.is("ready");
    karim.scans(&lent.labels[0]).await.is("ok");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_open_before_writes_nothing_over_what_was_read_or_agreed_since() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, _) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    let path = format!("{RETURN}/correct");
    let open = nadia.sees(&path).await;
    nadia.goes_back_to_the_station().await;
    nadia.scans("EB44710200").await.is("attention");
    nadia
        .scans(&lent.labels[1])
        .await
        .is("ok")
        .says("sous le numéro");
    let refused = nadia.sends(&open, &path, &[("eta", "2026-12-18")]).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "Ce qui est inscrit maintenant");
    says(&refused, "EB44710200");
    let shown = nadia.sees(RETURN).await;
    says(&shown, "EB44710200");
    // Seen, what is sent again counts.
    let again = [("eta", "2026-12-18"), ("waybill", "EB44710200")];
    let agreed = nadia.sends(&refused, &path, &again).await;
    assert_eq!(agreed.status.as_u16(), 200, "{}", agreed.words());
    says(&nadia.sees(RETURN).await, "EB44710200");
    app.close().await;
}

/// The case of all that was lent is erased, for two people.
fn is_erased(app: &TestAppliance) {
    let door = app.warrant::<FrontDoor>(Purpose::SignIn);
    let store = &app.office().store;
    let vouched = |name: &str| {
        let who = SignedInPerson {
            stable_id: format!("uuid:{name}"),
            display_name: name.into(),
            language: None,
            duties: [DutyName::Privacy].into(),
        };
        store.write(&door, |unit| unit.vouch(&who)).unwrap()
    };
    let (one, other) = (vouched("one"), vouched("other"));
    let people = Erasers::together(&one, &other).unwrap();
    let warrant = one.take_up::<Privacy>(Purpose::Erasure, app.office().now());
    let case = rows(app, "SELECT DISTINCT case_id FROM item").remove(0);
    let record = Record::Case(case.parse().unwrap());
    let authority = "retention:R-17".parse().unwrap();
    let erased = store.write(&warrant.unwrap(), |unit| {
        unit.erase(&record, &authority, &people)
    });
    erased.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_an_erased_record_can_still_come_back() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (lent, quay) = two_films_lent(&app, &mut nadia, "2026-12-11").await;
    nadia.scans(&lent.slip).await.is("ok");
    // Nobody was to wait for it any more.
    nadia.scans("2026-0003").await.is("ok");
    nadia.scans("DXMISSING").await.is("attention");
    nadia.scans(&quay).await.is("attention");
    for _ in 0..2 {
        let list = nadia.sees("/exceptions").await;
        let page = list.text();
        let at = page.find("href=\"/exceptions/").unwrap() + 6;
        let one = page[at..].split('"').next().unwrap().to_owned();
        let page = nadia.sees(&one).await;
        let close = format!("{one}/close");
        let said = [("exit", "lost"), ("why", "Gardé par l’hôpital")];
        nadia.sends(&page, &close, &said).await;
    }
    assert_eq!(discrepancies(&app), ["missing:lost", "missing:lost"]);
    is_erased(&app);
    nadia.goes_back_to_the_station().await;
    nadia.scans("EB44710301").await.is("attention");
    nadia.scans("1").await.is("attention");
    nadia
        .scans(&lent.labels[0])
        .await
        .is("ok")
        .says("de retour");
    nadia.scans(&quay).await;
    assert_eq!(holders(&app), ["location", "recipient"]);
    app.close().await;
}
