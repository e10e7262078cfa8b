//! Discs of copies: labelled, packed, sent or given at the counter, and what becomes of one that is not.

use doublelock_domain::ids::Reference;
use doublelock_domain::label::Label;
use doublelock_testkit::appliance;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{KARIM, NADIA};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn one_disc_is_labelled_and_another_only_if_it_is_spoiled() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "disc").await;
    let first = marc.presses(&no, "disc", &[]).await;
    let action = format!("/requests/{no}/disc");
    let mut unasked = first.form(&action).unwrap();
    unasked.fields.retain(|(name, _)| name != "another");
    let refused = marc.browser.submit(&unasked, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    says(&refused, "Un disque de cette copie est déjà étiqueté");
    assert_eq!(acts(&app, "package.disc_bound").len(), 1);
    marc.presses(&no, "disc", &[]).await;
    assert_eq!(
        acts(&app, "package.disc_bound").len(),
        2,
        "the first is spoiled"
    );
    // Built anew, both are of an earlier copy: no shipment is offered for them.
    let again = marc.builds(&app, &no).await;
    says(&again, "Copie antérieure");
    assert!(
        again.form(&format!("/requests/{no}/shipment")).is_none(),
        "{}",
        again.words()
    );
    app.close().await;
}

/// A disc of the copy, labelled, and its parcel, prepared: the labels of the disc and of the sheet,
/// and the number of the shipment.
async fn prepares_a_disc(
    app: &TestAppliance,
    marc: &mut Officer,
    no: &str,
) -> (String, String, String) {
    marc.builds(app, no).await;
    marc.downloads(app, no, "disc").await;
    let labelled = marc.presses(no, "disc", &[]).await;
    let form = labelled.form(&format!("/requests/{no}/shipment")).unwrap();
    let mut fields = form.fields.into_iter();
    let (_, disc) = fields.find(|(name, _)| name == "disc").unwrap();
    let courier = [("courier", "Express Boréal")];
    let prepared = marc.presses(no, "shipment", &courier).await.words();
    let at = prepared.find("Envoi 2026-").unwrap() + "Envoi ".len();
    let shipment = prepared[at..at + 9].to_owned();
    let sheet = "SELECT label FROM shipment WHERE reference = ";
    let sheet = app.sql(&format!("{sheet}'{shipment}'")).unwrap();
    (disc, sheet.concat().remove(0), shipment)
}

/// Karim packs it and hands it to the carrier.
async fn leaves(app: &TestAppliance, disc: &str, sheet: &str) -> Clerk {
    let mut karim = Clerk::at_the_station(app, KARIM).await;
    let seal = karim.prints("S", "1").await.remove(0);
    karim.page = karim.browser.get("/station").await.unwrap();
    for code in [sheet, disc, &seal, "EB44710099"] {
        karim.scans(code).await.is("ok");
    }
    karim
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_received_the_parcel_says_so_once() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    leaves(&app, &disc, &sheet).await;
    // Handed to the carrier: that is the communication, and the answer.
    let [made, answered, bound, left] = [
        "disclosure.made",
        "request.answered",
        "package.disc_bound",
        "shipment.dispatched",
    ]
    .map(|act| {
        let told = acts(&app, act);
        assert_eq!(told.len(), 1, "{act}");
        told[0].clone()
    });
    assert_eq!(made.payload["method"], "courier");
    assert_eq!(made.payload["shipment"], left.payload["shipment"]);
    assert_eq!(made.payload["package"], bound.payload["package"]);
    assert_eq!(made.payload["of"], answered.payload["of"]);
    let entry = page(&mut marc, &no, "").await;
    says(&entry, "Expédiée");
    let register = page(&mut marc, &no, "/communications").await;
    for words in ["Par messager", "12, rue des Érables", "EB44710099"] {
        says(&register, words);
    }
    // And the disc's own chain ends with the carrier.
    let chain: Vec<_> = acts(&app, "custody.event")
        .iter()
        .filter(|event| event.payload["item"] == bound.payload["item"])
        .map(|event| event.payload["what"]["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(chain, ["registered", "packed", "dispatched"]);
    let done = marc.presses(&no, "receipt", &[]).await;
    says(&done, "Réception confirmée");
    assert_eq!(acts(&app, "request.receipt_confirmed").len(), 1);
    assert!(done.form(&format!("/requests/{no}/receipt")).is_none());
    // What is said of the answer is said of its parcel, and of the disc in it.
    assert_eq!(acts(&app, "shipment.confirmed").len(), 1);
    let events = acts(&app, "custody.event");
    let last = &events.last().unwrap().payload;
    assert_eq!(last["item"], bound.payload["item"]);
    assert_eq!(last["what"]["kind"], "receipt_confirmed");
    app.close().await;
}

/// Nobody was at home. The answer lies in its parcel, under its seal, and leaves again; once it was opened, it is none any more.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_back_leaves_again_under_its_seal_or_is_no_answer_any_more() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, shipment) = prepares_a_disc(&app, &mut marc, &no).await;
    let mut karim = leaves(&app, &disc, &sheet).await;
    karim.scans(&sheet).await.is("attention");
    karim
        .scans("1")
        .await
        .is("attention")
        .says("est revenu, scellé");
    // It is here: nobody has it, whatever somebody says on the phone.
    let refused = marc.presses(&no, "receipt", &[]).await;
    says(&refused, "Le colis de cette réponse est revenu");
    assert!(acts(&app, "request.receipt_confirmed").is_empty());
    // It is the answer that was given, and nothing keeps it here.
    karim.goes_back_to_the_station().await;
    assert!(
        !karim.page.words().contains("plus à jour"),
        "{}",
        karim.page.words()
    );
    karim
        .scans("EB44710117")
        .await
        .is("ok")
        .says("remis au transporteur");
    assert_eq!(acts(&app, "disclosure.made").len(), 1);
    assert_eq!(acts(&app, "request.answered").len(), 1);

    karim.scans(&sheet).await.is("attention");
    karim
        .scans("2")
        .await
        .is("attention")
        .says("1 article à retrouver");
    karim.scans("DXMISSING").await.is("attention");
    let page = format!("/shipments/{shipment}");
    let form = karim.sees(&format!("{page}/correct")).await;
    let cancel = format!("{page}/cancel");
    let over = karim
        .sends(&form, &cancel, &[("why", "ouvert en route")])
        .await;
    assert!(over.words().contains("Envoi annulé"), "{}", over.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_parcel_has_the_answer() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, shipment) = prepares_a_disc(&app, &mut marc, &no).await;
    let mut karim = leaves(&app, &disc, &sheet).await;
    assert!(acts(&app, "request.receipt_confirmed").is_empty());
    let parcel = karim.browser.get(&format!("/shipments/{shipment}")).await;
    let mut forms = parcel.unwrap().forms().into_iter();
    let confirm = forms.find(|form| form.action.ends_with("/confirm"));
    let confirm = confirm.unwrap();
    karim.browser.submit(&confirm, &[]).await.unwrap();
    assert_eq!(acts(&app, "shipment.confirmed").len(), 1);
    assert_eq!(acts(&app, "request.receipt_confirmed").len(), 1);
    let entry = page(&mut marc, &no, "").await;
    says(&entry, "Réception confirmée");
    assert!(entry.form(&format!("/requests/{no}/receipt")).is_none());
    app.close().await;
}

/// Built anew while its disc is prepared, then while it is packed.
#[tokio::test(flavor = "multi_thread")]
async fn a_disc_of_an_earlier_copy_is_neither_sent_nor_packed_nor_sealed() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "disc").await;
    let labelled = marc.presses(&no, "disc", &[]).await;
    let stale = labelled.form(&format!("/requests/{no}/shipment")).unwrap();
    marc.builds(&app, &no).await;
    let courier = [("courier", "Express Boréal")];
    let refused = marc.browser.submit(&stale, &courier).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    let reason = "n’est plus la réponse de sa demande";
    says(&refused, reason);
    assert!(acts(&app, "shipment.prepared").is_empty());

    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    marc.builds(&app, &no).await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let seal = karim.prints("S", "1").await.remove(0);
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.scans(&sheet).await.is("attention");
    karim.scans(&disc).await.is("refused").says(reason);
    let packed = |app: &TestAppliance| {
        let events = acts(app, "custody.event").into_iter();
        let kinds = events.map(|event| event.payload["what"]["kind"].clone());
        kinds.filter(|kind| kind == "packed").count()
    };
    assert_eq!(packed(&app), 0);
    karim.scans("DXDONE").await;

    let case = Ground::of(&app).opens_case(&app, "Lemieux", "Ève");
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-16", &seen).await);
    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.scans(&sheet).await.is("ok");
    karim.scans(&disc).await.is("ok");
    assert_eq!(packed(&app), 1);
    marc.builds(&app, &no).await;
    karim.scans(&seal).await.is("refused").says(reason);
    assert!(acts(&app, "seal.applied").is_empty());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_of_the_address_of_before_does_not_leave() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (_, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    let elsewhere = [("street", "1, rue Neuve")];
    sends(&mut marc, &no, "/correct", "correct", &elsewhere).await;
    let prepared = acts(&app, "shipment.prepared");
    let cancelled = acts(&app, "shipment.cancelled");
    assert_eq!((prepared.len(), cancelled.len()), (1, 1));
    assert_eq!(
        cancelled[0].payload["shipment"],
        prepared[0].payload["shipment"]
    );
    // Its sheet is no order to pack any more, and nobody reads that it left.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    (karim.scans(&sheet).await)
        .is("refused")
        .says("est annulé et ne part pas");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_copy_is_handed_over_that_never_left_the_vault() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let built = marc.builds(&app, &no).await;
    says(&built, "Rien de cette copie n’est encore sorti du coffre");
    for act in ["deliver", "disc"] {
        let action = format!("/requests/{no}/{act}");
        assert!(built.form(&action).is_none(), "{act}: {}", built.words());
        // Written by hand, the form comes no further.
        let mut by_hand = built.form(&format!("/requests/{no}/build")).unwrap();
        by_hand.action = action;
        let filled = [("method", "handed_over"), ("handed-to", "Luc")];
        let refused = marc.browser.submit(&by_hand, &filled).await.unwrap();
        assert_eq!(refused.status.as_u16(), 409, "{act}: {}", refused.words());
        says(&refused, "Téléchargez-la d’abord");
    }
    assert!(acts(&app, "disclosure.made").is_empty());
    assert!(acts(&app, "custody.event").is_empty());
    marc.downloads(&app, &no, "disc").await;
    let handed = [("method", "handed_over")];
    let done = marc.presses(&no, "deliver", &handed).await;
    says(&done, "Réponse inscrite");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_that_is_handed_over_is_in_their_hands_and_its_parcel_is_cancelled() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, _, shipment) = prepares_a_disc(&app, &mut marc, &no).await;
    // What the form has by itself: the name of whoever asked, and the disc.
    let handed = [("method", "handed_over")];
    let done = marc.presses(&no, "deliver", &handed).await;
    says(&done, "Réponse inscrite");
    for act in ["deliver", "disc", "shipment"] {
        let form = done.form(&format!("/requests/{no}/{act}"));
        assert!(form.is_none(), "{act}: {}", done.words());
    }
    assert!(!done.words().contains("Disques à détruire"));
    let events = acts(&app, "custody.event");
    let given = &events.last().unwrap().payload;
    let request = &acts(&app, "request.answered")[0].payload["of"]["request"];
    assert_eq!(given["what"]["kind"], "handed_over");
    assert_eq!(&given["what"]["request"], request);
    assert_eq!(
        given["item"],
        acts(&app, "package.disc_bound")[0].payload["item"]
    );
    assert_eq!(acts(&app, "shipment.cancelled").len(), 1);
    let mut nadia = app.signed_in(NADIA).await;
    let article = nadia.get(&format!("/items/{disc}")).await.unwrap();
    says(&article, &format!("Remis en mains propres, demande {no}"));
    let parcel = nadia.get(&format!("/shipments/{shipment}")).await.unwrap();
    says(&parcel, "Annulé");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_leaves_as_a_file_leaves_a_disc_to_destroy() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, _, _) = prepares_a_disc(&app, &mut marc, &no).await;
    marc.downloads(&app, &no, "encrypted_file").await;
    marc.presses(&no, "passphrase", &[]).await;
    let sent = [("method", "encrypted_file"), ("sent-to", "luc@exemple.ca")];
    let done = marc.presses(&no, "deliver", &sent).await;
    says(&done, "Disques à détruire");
    says(&done, &disc.parse::<Label>().unwrap().grouped());
    assert_eq!(acts(&app, "shipment.cancelled").len(), 1);
    let events = acts(&app, "custody.event");
    assert_eq!(events.last().unwrap().payload["what"]["kind"], "registered");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_in_its_parcel_is_taken_out_before_the_answer_leaves_otherwise() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    let deliver = format!("/requests/{no}/deliver");
    // What Marc has on his screen while Karim packs.
    let stale = page(&mut marc, &no, "").await.form(&deliver).unwrap();
    let handed = [("method", "handed_over")];
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let seal = karim.prints("S", "1").await.remove(0);
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.scans(&sheet).await.is("ok");
    karim.scans(&disc).await.is("ok");
    let refused = marc.browser.submit(&stale, &handed).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    says(&refused, "est déjà dans son colis");
    let now = page(&mut marc, &no, "").await;
    says(&now, "Un disque est dans son colis");
    assert!(now.form(&deliver).is_none(), "{}", now.words());
    karim.scans(&seal).await.is("ok");
    let refused = marc.browser.submit(&stale, &handed).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    assert!(page(&mut marc, &no, "").await.form(&deliver).is_none());
    assert!(acts(&app, "disclosure.made").is_empty());
    app.close().await;
}

/// A disc of Ève Lemieux's copy, sealed in its parcel.
struct SealedDisc {
    ground: Ground,
    case: Reference,
    marc: Officer,
    karim: Clerk,
    no: String,
    shipment: String,
}

impl SealedDisc {
    async fn of(app: &TestAppliance) -> Self {
        let ground = Ground::of(app);
        let case = ground.opens_case(app, "Lemieux", "Ève");
        let mut marc = Officer::of(app).await;
        let seen = [("identity", "enclosed_copy")];
        let no = number_of(&marc.logs(&case.to_string(), "2026-11-16", &seen).await);
        let (disc, sheet, shipment) = prepares_a_disc(app, &mut marc, &no).await;
        let mut karim = Clerk::at_the_station(app, KARIM).await;
        let seal = karim.prints("S", "1").await.remove(0);
        karim.page = karim.browser.get("/station").await.unwrap();
        for code in [sheet, disc, seal] {
            karim.scans(&code).await.is("ok");
        }
        Self {
            ground,
            case,
            marc,
            karim,
            no,
            shipment,
        }
    }

    async fn its_record_grows(&self, app: &TestAppliance) {
        let ground = &self.ground;
        ground
            .attaches_images(app, self.case, "Lemieux", "Ève", 2)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_changes_after_its_disc_was_sealed_is_told_on_both_lists_and_where_it_leaves()
{
    let app = appliance!();
    let mut sealed = SealedDisc::of(&app).await;
    says_where_it_leaves(&mut sealed.karim, &sealed.shipment, false).await;
    sealed.its_record_grows(&app).await;
    let SealedDisc {
        mut marc,
        mut karim,
        no,
        shipment,
        ..
    } = sealed;
    for list in ["/", "/requests"] {
        let shown = marc.browser.get(list).await.unwrap();
        says(&shown, "Modifié depuis le scellé");
        // Nobody can do that while the parcel is closed.
        assert!(
            !shown.words().contains("Copie à préparer de nouveau"),
            "{list}"
        );
    }
    says_where_it_leaves(&mut karim, &shipment, true).await;
    // The desk of privacy says why it is the answer all the same, with the parcel closed.
    let reason = [("reason", "Les images sont d’un autre examen.")];
    let kept = marc.presses(&no, "keep", &reason).await;
    says(&kept, "Les images sont d’un autre examen.");
    for list in ["/", "/requests"] {
        let shown = marc.browser.get(list).await.unwrap();
        assert!(
            !shown.words().contains("Modifié depuis le scellé"),
            "{list}"
        );
    }
    says_where_it_leaves(&mut karim, &shipment, false).await;
    karim.scans("EB44710099").await.is("ok");
    assert_eq!(acts(&app, "disclosure.made").len(), 1);
    app.close().await;
}

/// Custody is told of a disc that is no answer as it stands, or not: on the page of its parcel, and at the station.
async fn says_where_it_leaves(karim: &mut Clerk, shipment: &str, outgrown: bool) {
    let parcel = karim.browser.get(&format!("/shipments/{shipment}")).await;
    let station = karim.browser.get("/station").await;
    for (shown, words) in [
        (
            parcel,
            "La copie sur un disque de cet envoi n’est plus à jour",
        ),
        (station, "La copie sur ce disque n’est plus à jour"),
    ] {
        let shown = shown.unwrap().words();
        assert_eq!(shown.contains(words), outgrown, "{shown}");
        assert_eq!(shown.contains("Copie périmée"), outgrown, "{shown}");
    }
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.is(if outgrown { "attention" } else { "ready" });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_that_leaves_although_the_record_changed_is_said_to_in_the_register() {
    let app = appliance!();
    let sealed = SealedDisc::of(&app).await;
    sealed.its_record_grows(&app).await;
    let SealedDisc {
        mut marc,
        mut karim,
        no,
        shipment,
        ..
    } = sealed;
    let list = karim.browser.get("/shipments?view=to-send").await.unwrap();
    says(&list, "Copie périmée");
    let entry = page(&mut marc, &no, "").await;
    says(&entry, "Modifié depuis le scellé");
    // On the page that is still open whoever hands it over is told, and nothing has left; once they know, it leaves.
    karim.scans("EB44710099").await.is("attention");
    says(&karim.page, "Ne remettez pas encore ce colis");
    assert!(acts(&app, "shipment.dispatched").is_empty());
    karim.scans("EB44710099").await.is("attention");
    says(&karim.page, "n’était plus à jour");
    assert_eq!(
        acts(&app, "disclosure.made")[0].payload["record_then"],
        "changed"
    );
    let register = page(&mut marc, &no, "/communications").await;
    says(&register, "Le dossier avait changé depuis");
    let entry = page(&mut marc, &no, "").await;
    says(&entry, "Partie sans motif");
    let sent = karim.browser.get(&format!("/shipments/{shipment}")).await;
    assert!(!sent.unwrap().words().contains("périmée"), "it is gone");
    app.close().await;
}

/// The copy was built anew, and the disc of the one before is destroyed: its parcel waits for nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_disc_that_is_destroyed_leaves_no_parcel_that_waits_for_it() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans(&sheet).await.is("ok");
    karim.scans(&disc).await.is("ok");
    marc.builds(&app, &no).await;
    // It lies in its parcel: it comes out of it first.
    let packed = page(&mut marc, &no, "").await;
    says(&packed, "Faites-le sortir au poste de scan");
    let destroyed = format!("/requests/{no}/discs/{disc}/destroyed");
    assert!(packed.form(&destroyed).is_none());
    karim.page = karim.browser.get("/station").await.unwrap();
    says(&karim.page, "Sortez le disque du colis");
    karim.scans("DXUNDOLAST").await.is("ok");
    let form = page(&mut marc, &no, "").await.form(&destroyed).unwrap();
    marc.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(acts(&app, "shipment.cancelled").len(), 1);
    karim.scans("DXDONE").await;
    karim.scans(&sheet).await.is("refused");
    app.close().await;
}

/// Another disc was labelled in the place of a spoiled one, and each has its parcel.
#[tokio::test(flavor = "multi_thread")]
async fn the_parcel_of_another_disc_stays_when_a_spoiled_one_is_destroyed() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (spoiled, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    marc.presses(&no, "disc", &[]).await;
    let courier = [("courier", "Express Boréal")];
    marc.presses(&no, "shipment", &courier).await;
    let destroyed = format!("/requests/{no}/discs/{spoiled}/destroyed");
    let form = page(&mut marc, &no, "").await.form(&destroyed).unwrap();
    marc.browser.submit(&form, &[]).await.unwrap();
    let cancelled = acts(&app, "shipment.cancelled");
    assert_eq!(cancelled.len(), 1);
    let prepared = acts(&app, "shipment.prepared");
    assert_eq!(prepared.len(), 2);
    assert_eq!(
        cancelled[0].payload["shipment"],
        prepared[0].payload["shipment"]
    );
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans(&sheet).await.is("refused");
    let other = prepared[1].payload["label"].as_str().unwrap().to_owned();
    karim.scans(&other).await.is("ok");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_at_the_station_takes_a_disc_out_of_its_open_parcel() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (disc, sheet, _) = prepares_a_disc(&app, &mut marc, &no).await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    for code in [&*sheet, &*disc, "DXDONE"] {
        karim.scans(code).await;
    }
    // Karim has gone home.
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.scans(&sheet).await.is("ok");
    nadia.scans("DXUNDOLAST").await.is("ok");
    let events = acts(&app, "custody.event");
    let taken_out = &events.last().unwrap().payload;
    assert_eq!(taken_out["what"]["kind"], "packing_taken_back");
    assert_eq!(
        taken_out["to"]["kind"], "person",
        "in the hands of whoever took it"
    );
    let handed = [("method", "handed_over")];
    let refused = marc.presses(&no, "deliver", &handed).await;
    assert_eq!(
        refused.status.as_u16(),
        409,
        "a colleague has it: {}",
        refused.words()
    );
    let unticked = [("method", "handed_over"), ("disc", "")];
    let done = marc.presses(&no, "deliver", &unticked).await;
    says(&done, "Réponse inscrite");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_that_nobody_waits_for_is_destroyed_and_nothing_keeps_its_record() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let (first, _, _) = prepares_a_disc(&app, &mut marc, &no).await;
    let destroyed = |disc: &str| format!("/requests/{no}/discs/{disc}/destroyed");
    // The answer that is awaited is not destroyed, neither by a form nor by hand.
    let now = page(&mut marc, &no, "").await;
    assert!(now.form(&destroyed(&first)).is_none(), "{}", now.words());
    let mut by_hand = now.form(&format!("/requests/{no}/build")).unwrap();
    by_hand.action = destroyed(&first);
    let refused = marc.browser.submit(&by_hand, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    says(&refused, "Ce disque est la réponse attendue");
    // Spoiled, another takes its place.
    let two = marc.presses(&no, "disc", &[]).await;
    says(&two, "Disque gâché");
    let form = two.form(&destroyed(&first)).unwrap();
    let gone = marc.browser.submit(&form, &[]).await.unwrap();
    says(&gone, "Destruction inscrite.");
    let events = acts(&app, "custody.event");
    let last = &events.last().unwrap().payload;
    assert_eq!(last["what"]["kind"], "destroyed");
    assert_eq!(last["to"]["kind"], "destroyed");
    // Answered as a file, what is left goes too: a record with a disc on a bench is not erased.
    marc.presses(&no, "passphrase", &[]).await;
    let sent = [("method", "encrypted_file"), ("sent-to", "luc@exemple.ca")];
    let answered = marc.presses(&no, "deliver", &sent).await;
    let left = "SELECT count(*) FROM item WHERE holder_kind IN ('location', 'person', 'parcel')";
    assert_eq!(app.sql(left).unwrap().concat(), ["1"]);
    let disc = acts(&app, "package.disc_bound").pop().unwrap().payload["item"].clone();
    let label = format!(
        "SELECT label FROM item WHERE id = '{}'",
        disc.as_str().unwrap()
    );
    let label = app.sql(&label).unwrap().concat().remove(0);
    let form = answered.form(&destroyed(&label)).unwrap();
    marc.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(app.sql(left).unwrap().concat(), ["0"]);
    assert!(
        !page(&mut marc, &no, "")
            .await
            .words()
            .contains("Disques à détruire")
    );
    app.close().await;
}

/// An address can be opened again, sent to somebody, or made up.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_alone_says_of_no_request_that_it_was_answered() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    for (word, said) in [
        ("delivered", "Réponse inscrite au registre"),
        ("withdrawn", "Demande retirée."),
        ("refused", "Refus inscrit."),
        ("receipt", "Réception confirmée."),
        ("destroyed", "Destruction inscrite."),
    ] {
        let shown = page(&mut marc, &no, &format!("?said={word}")).await;
        assert!(!shown.words().contains(said), "{word}: {}", shown.words());
    }
    app.close().await;
}
