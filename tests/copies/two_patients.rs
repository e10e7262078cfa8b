//! Two patients, both with films, images and communications: the copy of each, opened.

use doublelock_testkit::TestAppliance;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{Clerk, codes};
use serde_json::Value;

use super::*;
use doublelock_domain::label::Label;

/// What of a patient a copy could hold.
struct Patient {
    family: &'static str,
    given: &'static str,
    /// Who took the first copy.
    took: &'static str,
    /// Who has a film.
    recipient: &'static str,
    /// A sticker of another hospital.
    sticker: &'static str,
    waybill: &'static str,
    tracking: &'static str,
}

const LUC: Patient = Patient {
    family: "Bergeron",
    given: "Luc",
    took: "Marie Aubin",
    recipient: "Clinique du Fjord",
    sticker: "CRF-2026-118840",
    waybill: "EB44710083",
    tracking: "EB99887766",
};
const THEO: Patient = Patient {
    family: "Nguyenquoc",
    given: "Theo",
    took: "Kim Delorme",
    recipient: "Institut Boisclair",
    sticker: "INB-2026-004471",
    waybill: "QX11223344",
    tracking: "QX55667788",
};

/// Two films come, one leaves again; images are attached.
async fn has_films(app: &TestAppliance, nadia: &mut Clerk, who: &Patient) -> (Reference, String) {
    let ground = Ground::of(app);
    let case = ground.opens_case(app, who.family, who.given);
    ground
        .attaches_images(app, case, who.family, who.given, 2)
        .await;
    nadia.announces(&case.to_string(), who.waybill, "2").await;
    let labels = nadia.prints("I", "2").await;
    let seal = nadia.prints("S", "1").await.remove(0);
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(who.waybill).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXLINK").await;
    nadia.scans(who.sticker).await.is("ok");
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans(&quay).await.is("ok");

    let form = nadia.gathers(&[&labels[0]]).await;
    let to = [
        ("by-courier", "original"),
        ("recipient", who.recipient),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    let ready = nadia.browser.submit(&form, &to).await.unwrap();
    let sheet = codes(&ready.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&sheet, &labels[0], &seal, &who.tracking.to_owned()] {
        nadia.scans(code).await.is("ok");
    }
    (case, labels.concat())
}

/// A first copy is handed over; a second is built, which tells of the first. What is in it, file
/// by file.
async fn asks_twice(
    app: &TestAppliance,
    marc: &mut Officer,
    case: Reference,
    who: &Patient,
) -> Vec<(String, String)> {
    let seen = [("identity", "enclosed_copy")];
    let first = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(app, &first).await;
    marc.downloads(app, &first, "disc").await;
    let handed = [("method", "handed_over"), ("handed-to", who.took)];
    let left: Answer = marc.presses(&first, "deliver", &handed).await;
    assert!(
        left.words().contains("Réponse inscrite"),
        "{}",
        left.words()
    );
    let second = number_of(&marc.logs(&case.to_string(), "2026-11-21", &seen).await);
    marc.builds(app, &second).await;
    let folder = marc.downloads(app, &second, "folder").await;
    let sound = verify(&folder, &[]);
    assert!(sound.status.success(), "{}", said(&sound));
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder).unwrap()).unwrap();
    let mut files = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    files
}

/// Ids of what belongs to a case: its own, its patient's, its films', its studies', its
/// requests', its communications' and its parcels'.
fn ids(app: &TestAppliance, case: Reference) -> Vec<String> {
    let of = format!("(SELECT id FROM case_file WHERE reference = '{case}')");
    let statements = [
        format!("SELECT id FROM case_file WHERE id = {of}"),
        format!("SELECT patient_id FROM case_file WHERE id = {of}"),
        format!("SELECT id FROM item WHERE case_id = {of}"),
        format!("SELECT id FROM study WHERE case_id = {of}"),
        format!("SELECT id FROM privacy_request WHERE case_id = {of}"),
        format!("SELECT id FROM disclosure WHERE case_id = {of}"),
        format!("SELECT id FROM shipment WHERE case_id = {of}"),
    ];
    let found: Vec<String> = statements
        .iter()
        .flat_map(|statement| {
            let rows = app.sql(statement).unwrap();
            assert!(!rows.is_empty(), "{statement}");
            rows.concat()
        })
        .collect();
    found
}

/// The leaves and the contents of the extract.
fn acts_of(extract: &str) -> Vec<String> {
    let extract: Value = serde_json::from_str(extract).unwrap();
    let entries = extract["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let leaf: Value = serde_json::from_str(entry["leaf"].as_str().unwrap()).unwrap();
            leaf["act"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_of_one_of_two_patients_holds_nothing_of_the_other() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (luc, of_luc) = has_films(&app, &mut nadia, &LUC).await;
    let (theo, of_theo) = has_films(&app, &mut nadia, &THEO).await;
    let mut marc = Officer::of(&app).await;
    let mut copies = Vec::new();
    for (case, who) in [(luc, &LUC), (theo, &THEO)] {
        copies.push(asks_twice(&app, &mut marc, case, who).await);
    }
    let both = [
        (&copies[0], &LUC, luc, &of_luc, &THEO, theo, &of_theo),
        (&copies[1], &THEO, theo, &of_theo, &LUC, luc, &of_luc),
    ];
    for (files, who, case, labels, other, other_case, other_labels) in both {
        let file = |name: &str| {
            let found = files.iter().find(|(known, _)| known == name);
            &found.unwrap_or_else(|| panic!("no {name}")).1
        };
        let grouped = |labels: &str| -> Vec<String> {
            let each = [&labels[..12], &labels[12..]];
            each.map(|label| label.parse::<Label>().unwrap().grouped())
                .to_vec()
        };
        // The custody history, the register and the extract hold their own.
        for words in grouped(labels)
            .iter()
            .map(String::as_str)
            .chain([who.recipient])
        {
            assert!(file("DOCS/CHAINE.HTM").contains(words), "{words}");
        }
        assert!(file("DOCS/ACCES.HTM").contains(who.took), "{}", who.took);
        let extract = file("LEDGER/EXTRACT.JSN");
        let acts = acts_of(extract);
        for act in ["custody.event", "study.received", "disclosure.made"] {
            assert!(acts.iter().any(|known| known == act), "{act}: {acts:?}");
        }
        let (own, others) = (ids(&app, case), ids(&app, other_case));
        assert!(extract.contains(&own[0]));
        // And no file anything of the other.
        let mut words = grouped(other_labels);
        words.extend([other_labels[..12].to_owned(), other_labels[12..].to_owned()]);
        words.extend(others);
        words.extend(
            [
                other.family,
                other.took,
                other.recipient,
                other.sticker,
                other.waybill,
                other.tracking,
            ]
            .map(str::to_owned),
        );
        for (name, text) in files {
            for word in &words {
                assert!(!text.contains(word), "{word} in {name} of {}", who.family);
            }
        }
    }
    app.close().await;
}
