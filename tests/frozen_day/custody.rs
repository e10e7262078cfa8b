//! Cases opened; a parcel announced, received with every kind of exception, and one sent.

use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::clerk::{Clerk, codes, values};
use doublelock_testkit::people::NADIA;

use crate::day::{Day, form_of};

/// Numbers of the two cases.
pub(crate) struct Cases {
    pub(crate) elodie: String,
    pub(crate) luc: String,
}

/// What came in the parcel, by label, and its shipment.
pub(crate) struct Films {
    pub(crate) labels: Vec<String>,
    pub(crate) worn: String,
    pub(crate) shipment: String,
    pub(crate) batch: String,
    pub(crate) seal: String,
    pub(crate) dock: String,
}

pub(crate) async fn opens_two_cases(day: &mut Day) -> Cases {
    let mut nadia = day.signs_in(NADIA).await;
    let empty = day
        .sends(
            &mut nadia,
            "/cases/new",
            "/cases",
            &[("family-name", "Roy"), ("birth-date", "1984-02-30")],
        )
        .await;
    assert_eq!(empty.status.as_u16(), 422, "{}", empty.words());
    day.shows("case-new-refused", &empty);
    let elodie = [
        ("family-name", "Bélanger-Roy"),
        ("given-names", "Élodie"),
        ("birth-date", "1984-02-29"),
        ("sex", "F"),
        ("hospital-number", "H-4471"),
        ("hospital-issuer", "Hôpital du Belvédère"),
        ("language", "fr"),
        ("question", "L’intervention est-elle indiquée?"),
    ];
    let luc = [
        ("family-name", "<b>Bergeron</b>-Aubé"),
        ("given-names", "Luc"),
        ("birth-date", "1958-06-17"),
        ("sex", "M"),
        ("language", "en"),
        ("question", "A second reading."),
    ];
    let opened = opens(day, &mut nadia, &elodie).await;
    day.shows("case-opened", &opened);
    corrects_a_case(day, &mut nadia, &opened.path).await;
    expects_exams(day, &mut nadia, &opened.path).await;
    let elodie = reference(&opened.words(), "Dossier ");
    let opened = opens(day, &mut nadia, &luc).await;
    let luc = reference(&opened.words(), "Dossier ");
    Cases { elodie, luc }
}

/// The question was typed in a hurry.
async fn corrects_a_case(day: &mut Day, nadia: &mut Browser, case: &str) {
    let correct = format!("{}/correct", case.split('?').next().unwrap());
    day.looks(nadia, "case-correct", &correct).await;
    for (filled, name) in [
        (("family-name", ""), "case-correct-refused"),
        (
            ("question", "L’intervention proposée est-elle indiquée?"),
            "case-corrected",
        ),
    ] {
        let page = day.sends(nadia, &correct, &correct, &[filled]).await;
        day.shows(name, &page);
    }
}

/// What is asked for: one exam that comes, one that somebody asks for again and that does not come.
async fn expects_exams(day: &mut Day, nadia: &mut Browser, case: &str) {
    let case = case.split('?').next().unwrap();
    let new = format!("{case}/exams/new");
    day.looks(nadia, "exam-new", &new).await;
    let refused = day.sends(nadia, &new, &new, &[("films", "0")]).await;
    day.shows("exam-new-refused", &refused);
    let ct = [
        ("modality", "ct"),
        ("part", "brain"),
        ("taken", "2026-10"),
        ("source", "Hôpital de la <b>Rive</b>"),
        ("images", "true"),
        ("wanted", "2026-11-27"),
        ("then", "another"),
    ];
    let another = day.sends(nadia, &new, &new, &ct).await;
    day.shows("exam-another", &another);
    let chest = [
        ("modality", "dx"),
        ("part", "chest"),
        ("source", ""),
        ("films", "2"),
        ("wanted", "2026-11-24"),
    ];
    let listed = day.sends(nadia, &new, &new, &chest).await;
    day.shows("exams-expected", &listed);
    let mut exams = listed.links(&format!("{case}/exams/"));
    exams.retain(|link| !link.ends_with("/new"));
    // The day that comes first is the first line.
    let exam = exams.remove(0);
    day.looks(nadia, "exam", &exam).await;
    let correct = format!("{exam}/correct");
    day.looks(nadia, "exam-correct", &correct).await;
    let films = [("films", "3")];
    let corrected = day.sends(nadia, &correct, &correct, &films).await;
    day.shows("exam-corrected", &corrected);
    let said = [("note", "Mme Roy cherche"), ("wanted", "2026-11-26")];
    for (act, filled, name) in [
        ("follow", &said[1..], "exam-follow-refused"),
        ("follow", &said[..], "exam-followed"),
        (
            "close",
            &[("exit", "not_coming"), ("why", "Détruits en 2021")],
            "exam-closed",
        ),
    ] {
        let page = day
            .sends(nadia, &exam, &format!("{exam}/{act}"), filled)
            .await;
        day.shows(name, &page);
    }
    day.looks(nadia, "exams", "/exams").await;
}

async fn opens(day: &Day, nadia: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let opened = day.sends(nadia, "/cases/new", "/cases", fields).await;
    assert!(opened.path.starts_with("/cases/"), "{}", opened.words());
    opened
}

/// The number that follows these words.
pub(crate) fn reference(text: &str, after: &str) -> String {
    let mark = format!("{after}2026-");
    let at = text
        .find(&mark)
        .unwrap_or_else(|| panic!("no {mark} in {text}"));
    text[at + after.len()..][..9].to_owned()
}

async fn announces(day: &Day, nadia: &mut Clerk, case: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("/shipments/announce?case={case}");
    day.sends(&mut nadia.browser, &page, "/shipments/announce", fields)
        .await
}

/// One reading at the station; its page is kept under this name, if there is one.
pub(crate) async fn scans(day: &mut Day, clerk: &mut Clerk, code: &str, tone: &str, name: &str) {
    day.pause();
    clerk.scans(code).await.is(tone);
    if !name.is_empty() {
        let page = clerk.page.clone();
        day.shows(name, &page);
    }
}

/// Labels that were printed just now, and the address of their batch.
async fn prints(day: &Day, clerk: &mut Clerk, class: &str, count: &str) -> (Vec<String>, String) {
    let filled = [("class", class), ("count", count)];
    let batch = day
        .sends(&mut clerk.browser, "/labels", "/labels", &filled)
        .await;
    (codes(&batch.text(), &format!("D{class}")), batch.path)
}

pub(crate) async fn receives_a_parcel(day: &mut Day, cases: &Cases) -> Films {
    let mut nadia = day.clerk(NADIA).await;
    let page = nadia.page.clone();
    day.shows("station-empty", &page);
    let refused = announces(day, &mut nadia, "", &[("eta", "hier")]).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    day.shows("announce-refused", &refused);
    let films = [
        ("sender", "Clinique <b>du Fjord</b>"),
        ("carrier", "Express Boréal"),
        ("waybill", "EB 4471 0083"),
        ("eta", "2026-11-23"),
        ("count[film_sheet]", "5"),
    ];
    let shipment = announces(day, &mut nadia, &cases.elodie, &films).await;
    day.shows("shipment-announced", &shipment);
    // This one never comes.
    let never = [
        ("sender", "Hôpital de la Rive"),
        ("carrier", "Poste"),
        ("waybill", "RR 1234 5678"),
        ("eta", "2026-11-24"),
        ("count[optical_disc]", "1"),
        ("count[paper_record]", "2"),
    ];
    announces(day, &mut nadia, &cases.luc, &never).await;
    let (labels, batch) = prints(day, &mut nadia, "I", "8").await;
    let (seals, _) = prints(day, &mut nadia, "S", "2").await;
    let none = [("class", "I"), ("count", "0")];
    let refused = day
        .sends(&mut nadia.browser, "/labels", "/labels", &none)
        .await;
    day.shows("labels-refused", &refused);
    let dock = nadia.place("Quai de réception").await;
    at_the_station(day, &mut nadia, &labels, &dock).await;
    says_whose_it_is(day, &mut nadia, &labels[4]).await;
    relabels(day, &mut nadia, &labels).await;
    // The sticker of another hospital finds its film.
    scans(
        day,
        &mut nadia,
        "CRF-2026-118840",
        "ready",
        "station-found-by-another-label",
    )
    .await;
    scans(
        day,
        &mut nadia,
        "EB44710083",
        "ready",
        "station-parcel-again",
    )
    .await;
    scans(day, &mut nadia, "DXDONE", "ready", "").await;
    corrects_an_announcement(day, &mut nadia).await;
    follows_what_is_missing(day, &mut nadia).await;
    receives_another(day, &mut nadia, cases, &labels[6], &dock).await;
    let mut present = labels[1..5].to_vec();
    present.insert(0, labels[5].clone());
    present.push(labels[6].clone());
    Films {
        labels: present,
        worn: labels[0].clone(),
        shipment: shipment.path.split('?').next().unwrap().to_owned(),
        batch,
        seal: seals[0].clone(),
        dock,
    }
}

/// Five announced: one is missing, one is damaged, one more came; one reading is taken back.
async fn at_the_station(day: &mut Day, nadia: &mut Clerk, labels: &[String], dock: &str) {
    nadia.page = day
        .looks(&mut nadia.browser, "station-expecting", "/station")
        .await;
    for (code, tone, name) in [
        ("BONJOUR", "refused", "station-unknown-code"),
        ("4006381333931", "attention", "station-not-announced-unlike"),
        ("3", "ready", "station-reading-dropped"),
        ("DI1234567812", "refused", "station-never-printed"),
        ("DXDESTROY", "refused", "station-unknown-card"),
        ("DXTEST0123456789AZQW", "ok", "station-self-test"),
        ("DXHELP", "ready", "station-help"),
        (&*labels[7], "refused", "station-unused-label"),
        ("DXRECEIVE", "ready", "station-receive-asks"),
        ("EB44710083", "ok", "station-receive-started"),
        ("DXSEALINTACT", "ok", "station-seal-intact"),
        (&*labels[0], "ok", "station-received"),
        (&*labels[0], "attention", "station-received-twice"),
        ("DXLINK", "ready", "station-link-asks"),
        ("crf-2026-118840", "ok", "station-linked"),
        (&*labels[1], "ok", ""),
        ("DXUNDOLAST", "ok", "station-undone"),
        (&*labels[1], "ok", ""),
        ("DXDAMAGED", "ready", "station-damaged-asks"),
        (&*labels[2], "attention", "station-damaged"),
        (&*labels[3], "ok", ""),
        (&*labels[0], "refused", "station-received-before"),
        ("DXEXTRA", "ready", "station-extra-asks"),
        (&*labels[4], "attention", "station-extra"),
        ("DXDONE", "refused", "station-place-first"),
        (dock, "attention", "station-short"),
        ("DXMISSING", "attention", "station-received-with-exceptions"),
    ] {
        scans(day, nadia, code, tone, name).await;
    }
}

/// One more came than was announced: it is of the person whom the parcel was announced for.
async fn says_whose_it_is(day: &mut Day, nadia: &mut Clerk, label: &str) {
    day.looks(&mut nadia.browser, "unidentified", "/unidentified")
        .await;
    let whose = format!("/unidentified/{label}");
    let shown = day
        .looks(&mut nadia.browser, "unidentified-item", &whose)
        .await;
    assert!(shown.words().contains("Dossier annoncé pour ce colis"));
    let said = day.sends(&mut nadia.browser, &whose, &whose, &[]).await;
    day.shows("unidentified-said", &said);
    nadia.page = nadia.browser.get("/station").await.unwrap();
}

/// The parcel that never comes was announced with another carrier.
async fn corrects_an_announcement(day: &mut Day, nadia: &mut Clerk) {
    let correct = "/shipments/2026-0002/correct";
    day.looks(&mut nadia.browser, "shipment-correct", correct)
        .await;
    for (filled, name) in [
        (("carrier", ""), "shipment-correct-refused"),
        (("carrier", "Poste <b>"), "shipment-corrected"),
    ] {
        let page = day
            .sends(&mut nadia.browser, correct, correct, &[filled])
            .await;
        day.shows(name, &page);
    }
}

/// What is missing of the parcel is somebody's to follow: she calls the sender, and says how it ends.
async fn follows_what_is_missing(day: &mut Day, nadia: &mut Clerk) {
    let list = day
        .looks(&mut nadia.browser, "exceptions", "/exceptions")
        .await;
    let html = list.text();
    let row = html.find("pas dans le colis").unwrap();
    let at = html[..row].rfind("/exceptions/").unwrap();
    let one = html[at..].split('"').next().unwrap().to_owned();
    day.looks(&mut nadia.browser, "exception", &one).await;
    for (act, filled, name) in [
        ("follow", vec![], "exception-refused"),
        (
            "follow",
            vec![("step", "called"), ("note", "Mme Roy cherche")],
            "exception-followed",
        ),
        (
            "close",
            vec![("exit", "not_sent"), ("why", "resté à la clinique")],
            "exception-closed",
        ),
        ("reopen", vec![], "exception-reopened"),
        ("owner", vec![("owner", "team")], "exception-given-back"),
    ] {
        let form = format!("{one}/{act}");
        let page = day.sends(&mut nadia.browser, &one, &form, &filled).await;
        day.shows(name, &page);
    }
    day.looks(
        &mut nadia.browser,
        "exceptions-settled",
        "/exceptions?view=closed",
    )
    .await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
}

/// Two announced: of one the damage is seen late, of the other it is known at once that it is
/// missing.
async fn receives_another(
    day: &mut Day,
    nadia: &mut Clerk,
    cases: &Cases,
    label: &str,
    dock: &str,
) {
    let jackets = [
        ("sender", "Clinique <b>du Fjord</b>"),
        ("carrier", "Express Boréal"),
        ("waybill", "EB44710099"),
        ("eta", "2026-11-21"),
        ("count[film_jacket]", "2"),
    ];
    announces(day, nadia, &cases.luc, &jackets).await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for (code, tone, name) in [
        ("EB44710099", "ok", ""),
        (label, "ok", ""),
        ("DXDAMAGED", "ready", ""),
        (label, "attention", "station-damage-seen-late"),
        ("DXMISSING", "attention", "station-marked-missing"),
        (dock, "attention", "station-received-one-of-two"),
    ] {
        scans(day, nadia, code, tone, name).await;
    }
}

/// A parcel that nobody announced: asked about, received, named, and said to be of Élodie's case.
pub(crate) async fn receives_what_nobody_announced(day: &mut Day, cases: &Cases, films: &Films) {
    let mut nadia = day.clerk(NADIA).await;
    let (labels, _) = prints(day, &mut nadia, "I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for (code, tone, name) in [
        ("EB44710119", "attention", "station-not-announced"),
        ("2", "ready", "station-which-announced"),
        ("1", "attention", "station-arrived-unannounced"),
        (&*labels[0], "refused", "station-kind-first"),
        ("DXKINDFILM", "ready", "station-kind-set"),
        (&*labels[0], "ok", "station-received-unannounced"),
        (&*labels[1], "ok", ""),
        (&*films.dock, "attention", "station-done-unannounced"),
    ] {
        scans(day, &mut nadia, code, tone, name).await;
    }
    let whose = format!("/unidentified/{}", labels[0]);
    let of_her = format!("{whose}?case={}", cases.elodie);
    let shown = day
        .looks(&mut nadia.browser, "unidentified-parcel", &of_her)
        .await;
    let html = shown.text();
    let at = html.find("/shipments/").unwrap();
    let parcel = html[at..].split('"').next().unwrap().to_owned();
    day.looks(&mut nadia.browser, "shipment-unannounced", &parcel)
        .await;
    let correct = format!("{parcel}/correct");
    day.looks(&mut nadia.browser, "shipment-who-sent-it", &correct)
        .await;
    let sender = [("sender", "Clinique <b>du Fjord</b>"), ("carrier", "Taxi")];
    let named = day
        .sends(&mut nadia.browser, &correct, &correct, &sender)
        .await;
    day.shows("shipment-sender-named", &named);
    let all_of_it = [("whole", "true")];
    let said = day
        .sends(&mut nadia.browser, &of_her, &whose, &all_of_it)
        .await;
    day.shows("unidentified-parcel-said", &said);
    day.looks(&mut nadia.browser, "shipment-unannounced-settled", &parcel)
        .await;
    describes_both(day, &mut nadia, &labels).await;
}

/// What is seen on both articles of a parcel is said with one form.
async fn describes_both(day: &mut Day, nadia: &mut Clerk, labels: &[String]) {
    let describe = format!("/items/{}/describe", labels[0]);
    day.looks(&mut nadia.browser, "item-describe", &describe)
        .await;
    let films = [
        ("kind", "film_set"),
        ("part", "knee"),
        ("side", "r"),
        ("taken", "2025-03-12"),
        ("note", "35 <b>× 43"),
    ];
    for (more, name) in [
        (None, "item-describe-refused"),
        (Some(("sheets", "3")), "item-described"),
    ] {
        let filled: Vec<_> = films.into_iter().chain(more).collect();
        let shown = nadia.browser.get(&describe).await.unwrap();
        let mut form = form_of(&shown, &describe);
        let tick = format!("id=\"also-{}\"", labels[1]);
        for value in values(&shown.text(), &tick) {
            form.fields.push(("also".into(), value));
        }
        day.pause();
        let page = nadia.browser.submit(&form, &filled).await.unwrap();
        day.shows(name, &page);
    }
}

/// The label of the first film is worn.
async fn relabels(day: &mut Day, nadia: &mut Clerk, labels: &[String]) {
    for (code, tone, name) in [
        ("DXREPRINT", "ready", "station-worn-asks"),
        (&*labels[0], "attention", "station-worn"),
        (&*labels[5], "ok", "station-relabelled"),
        (&*labels[0], "refused", "station-void-label"),
        (&*labels[5], "ready", "station-found"),
    ] {
        scans(day, nadia, code, tone, name).await;
    }
}

pub(crate) async fn sets_up_places(day: &mut Day) {
    let mut nadia = day.signs_in(NADIA).await;
    let page = nadia.get("/places").await.unwrap();
    let id_of = |name: &str| {
        let html = page.text();
        let at = html.find(name).unwrap_or_else(|| panic!("no {name}"));
        // The nearest link before or after the name is the place's own.
        let near = html[..at].rfind("/places/").into_iter();
        let link = near.chain(html[at..].find("/places/").map(|n| at + n));
        let own = link.min_by_key(|place| place.abs_diff(at)).unwrap();
        html[own..].split('"').next().unwrap().to_owned()
    };
    let (cabinet, shelf) = (id_of("Armoire 2<"), id_of("Tablette 2-B<"));
    let refused = day
        .sends(
            &mut nadia,
            "/places",
            "/places",
            &[("name", "书架"), ("kind", "shelf")],
        )
        .await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    day.shows("places-refused", &refused);
    let bench = [("name", "Table lumineuse"), ("kind", "bench")];
    let added = day.sends(&mut nadia, "/places", "/places", &bench).await;
    day.shows("places-added", &added);
    let room = [
        ("name", "Voûte"),
        ("kind", "room"),
        ("lock", "door_lock"),
        ("archive", "yes"),
    ];
    day.sends(&mut nadia, "/places", "/places", &room).await;
    let name = format!("{shelf}/name");
    let renamed = day
        .sends(&mut nadia, &shelf, &name, &[("name", "Tablette du bas")])
        .await;
    day.shows("places-renamed", &renamed);
    let refused = day.sends(&mut nadia, &shelf, &name, &[("name", " ")]).await;
    day.shows("place-name-refused", &refused);
    day.looks(&mut nadia, "place-shelf", &shelf).await;
    let retired = day
        .sends(&mut nadia, &shelf, &format!("{shelf}/retire"), &[])
        .await;
    day.shows("places-retired", &retired);
    let refused = day
        .sends(&mut nadia, &cabinet, &format!("{cabinet}/retire"), &[])
        .await;
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    day.shows("place-retire-refused", &refused);
}

/// What leaves: one film, and its way out.
pub(crate) struct Out {
    pub(crate) film: String,
    pub(crate) seal: String,
}

/// The carrier says that it handed the parcel over, and brings it back; it leaves again, and its slip comes back.
async fn comes_back_and_leaves_again(
    day: &mut Day,
    nadia: &mut Clerk,
    address: &str,
    out: &Out,
    sheet: &str,
) {
    let claim = format!("{address}/claim");
    day.looks(&mut nadia.browser, "claim", &claim).await;
    let left_there = [
        ("says", "delivered"),
        ("obtained", "delivery"),
        ("signed-by", "Gardien"),
    ];
    for (filled, name) in [
        (&[][..], "claim-refused"),
        (&left_there[..], "shipment-claimed"),
    ] {
        let page = day.sends(&mut nadia.browser, &claim, &claim, filled).await;
        day.shows(name, &page);
    }
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for (code, tone, name) in [
        (sheet, "attention", ""),
        ("2", "attention", "station-came-back-opened"),
    ] {
        scans(day, nadia, code, tone, name).await;
    }
    day.looks(&mut nadia.browser, "shipment-came-back", address)
        .await;
    let other_seal = nadia.prints("S", "1").await.remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    let slip = day
        .app
        .sql("SELECT slip FROM shipment WHERE slip IS NOT NULL");
    let slip = slip.unwrap().remove(0).remove(0);
    for (code, tone, name) in [
        (&*out.film, "ok", "station-found-inside"),
        (&*other_seal, "ok", ""),
        ("EB99887766", "attention", "station-old-waybill"),
        ("EB99887782", "ok", ""),
        (&*slip, "ok", "station-receipt-confirmed"),
    ] {
        scans(day, nadia, code, tone, name).await;
    }
    let again = day
        .sends(
            &mut nadia.browser,
            address,
            &format!("{address}/not-confirmed"),
            &[],
        )
        .await;
    day.shows("shipment-not-confirmed", &again);
    let manifest = "/shipments/manifest";
    day.looks(&mut nadia.browser, "manifest", manifest).await;
}

/// Sends the film that was taken out of the archive.
pub(crate) async fn sends_a_parcel(day: &mut Day, out: &Out) {
    let mut nadia = day.clerk(NADIA).await;
    day.pause();
    let page = nadia.browser.get("/shipments/prepare").await.unwrap();
    day.shows("prepare", &page);
    let form = form_of(&page, "/shipments/prepare");
    day.pause();
    let read = [
        ("gather.do", "add"),
        ("gather.scan", &*format!("{}\rDXHELP\rBONJOUR", out.film)),
    ];
    let page = nadia.browser.submit(&form, &read).await.unwrap();
    day.shows("prepare-read", &page);
    let form = form_of(&page, "/shipments/prepare");
    day.pause();
    let refused = nadia.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "no recipient");
    day.shows("prepare-refused", &refused);
    let filled = [
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    day.pause();
    let ready = nadia.browser.submit(&form, &filled).await.unwrap();
    day.shows("shipment-prepared", &ready);
    let address = ready.path.split('?').next().unwrap().to_owned();
    let sheet = codes(&ready.text(), "DH").remove(0);
    day.pause();
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for (code, tone, name) in [
        (&*sheet, "ok", "station-ship-started"),
        (&*out.seal, "refused", "station-not-all-packed"),
        (&*out.film, "ok", "station-packed"),
        ("DXUNDOLAST", "ok", "station-unpacked"),
        (&*out.film, "ok", ""),
        ("EB99887766", "refused", "station-seal-first"),
        (&*out.seal, "ok", "station-sealed"),
    ] {
        scans(day, &mut nadia, code, tone, name).await;
    }
    day.looks(&mut nadia.browser, "shipment-sealed", &address)
        .await;
    for (code, tone, name) in [
        ("EB99887766", "ok", "station-dispatched"),
        (&*out.seal, "attention", "station-came-back-asked"),
        ("DXDONE", "ready", ""),
    ] {
        scans(day, &mut nadia, code, tone, name).await;
    }
    day.looks(&mut nadia.browser, "shipment-in-transit", &address)
        .await;
    comes_back_and_leaves_again(day, &mut nadia, &address, out, &sheet).await;
    let confirm = day
        .sends(
            &mut nadia.browser,
            &address,
            &format!("{address}/confirm"),
            &[],
        )
        .await;
    day.shows("shipment-confirmed", &confirm);
}
