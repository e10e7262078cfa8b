//! Requests for a copy: logged, prolonged, built and built again, answered by courier and by file.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use doublelock_domain::privacy::regime::{RegimeId, Regimes};
use doublelock_testkit::Config;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::clerk::codes;
use doublelock_testkit::people::{MARC, NADIA};

use crate::custody::{Cases, reference, scans};
use crate::day::{Day, form_of};
use crate::reading;

/// Numbers of the requests of the day.
pub(crate) struct Requests {
    /// Answered by a disc that a courier takes.
    pub(crate) disc: String,
    /// Answered by an encrypted file.
    pub(crate) file: String,
    /// Logged after its last day.
    pub(crate) late: String,
    /// Logged in time, and never answered.
    pub(crate) forgotten: String,
}

async fn logs(
    day: &Day,
    marc: &mut Browser,
    case: &str,
    received: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mut filled = vec![
        ("case", case),
        ("channel", "mail"),
        ("received-on", received),
        ("requester", "patient"),
        ("carrier", "disc"),
        ("street", "12, rue des Érables"),
        ("locality", "Montréal (Québec)"),
        ("postal-code", "H3A 0G4"),
        ("country", "CA"),
    ];
    filled.extend_from_slice(more);
    day.sends(marc, "/requests/new", "/requests", &filled).await
}

/// It is right although it looks odd.
async fn all_the_same(marc: &mut Browser, asked: &Answer) -> Answer {
    let form = form_of(asked, "/requests");
    marc.submit(&form, &[]).await.unwrap()
}

fn number_of(answer: &Answer) -> String {
    let path = answer.path.split('?').next().unwrap();
    path.strip_prefix("/requests/")
        .unwrap_or_else(|| panic!("{}", answer.words()))
        .to_owned()
}

/// Presses the button of the form with that action on the page of the request.
async fn presses(
    day: &Day,
    marc: &mut Browser,
    no: &str,
    act: &str,
    filled: &[(&str, &str)],
) -> Answer {
    let page = format!("/requests/{no}");
    day.sends(marc, &page, &format!("{page}/{act}"), filled)
        .await
}

/// Flips a byte in the middle of every object of the vault; twice, and they are as they were.
fn alters_the_vault(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            alters_the_vault(&path);
            continue;
        }
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
        std::fs::write(&path, bytes).unwrap();
    }
}

/// A copy whose images were altered is not made, and says so.
pub(crate) async fn fails_to_build(day: &mut Day, requests: &Requests) {
    let mut marc = day.signs_in(MARC).await;
    let no = &*requests.forgotten;
    let vault = day.app.office().config.storage.data.join("vault/objects");
    alters_the_vault(&vault);
    tries_to_build(day, &mut marc, no).await;
    alters_the_vault(&vault);
    let page = format!("/requests/{no}");
    let page = day.looks(&mut marc, "request-build-failed", &page).await;
    assert!(
        page.words()
            .contains("introuvable ou altérée dans le coffre"),
        "{}",
        page.words()
    );
}

/// Builds the copy; nobody looks while it is built, so that no reading races with it.
async fn builds(day: &Day, marc: &mut Browser, no: &str) {
    tries_to_build(day, marc, no).await;
    let page = marc.get(&format!("/requests/{no}")).await.unwrap();
    assert!(page.words().contains("Copie prête"), "{}", page.words());
}

async fn tries_to_build(day: &Day, marc: &mut Browser, no: &str) {
    let page = marc.get(&format!("/requests/{no}")).await.unwrap();
    let form = form_of(&page, &format!("/requests/{no}/build"));
    day.sends_and_leaves(marc, &form).await;
    for _ in 0..2400 {
        let built =
            day.app.entries().last().is_some_and(|last| {
                ["package.built", "package.failed"].contains(&last.act.as_str())
            });
        if built {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Its thread clears up behind itself.
    let copies = day.app.office().copies.clone();
    let idle = tokio::task::spawn_blocking(move || copies.wait_idle(Duration::from_mins(1)));
    assert!(idle.await.unwrap(), "the build goes on");
}

pub(crate) async fn logs_requests(day: &mut Day, cases: &Cases) -> Requests {
    let mut marc = day.signs_in(MARC).await;
    day.looks(&mut marc, "requests-empty", "/requests").await;
    let refused = logs(
        day,
        &mut marc,
        "2026-4121",
        "2026-11-22",
        &[("street", ""), ("requester", "representative")],
    )
    .await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    day.shows("request-new-refused", &refused);
    let logged = logs(day, &mut marc, &cases.elodie, "2026-10-29", &[]).await;
    day.shows("request-logged", &logged);
    let disc = number_of(&logged);
    let representative = [
        ("requester", "representative"),
        ("representative-name", "Me Jeanne <i>Roy</i>"),
        ("capacity", "counsel"),
        ("authority-seen", "yes"),
        ("identity", "called_back"),
        ("carrier", "encrypted_file"),
    ];
    let logged = logs(day, &mut marc, &cases.luc, "2026-11-18", &representative).await;
    day.shows("request-logged-for-another", &logged);
    let file = number_of(&logged);
    let asked = logs(day, &mut marc, &cases.luc, "2026-10-01", &[]).await;
    day.shows("request-beside-another", &asked);
    let logged = all_the_same(&mut marc, &asked).await;
    day.shows("request-logged-late", &logged);
    let late = number_of(&logged);
    let seen = [("identity", "health_card")];
    let asked = logs(day, &mut marc, &cases.elodie, "2026-11-20", &seen).await;
    let logged = all_the_same(&mut marc, &asked).await;
    let forgotten = number_of(&logged);
    Requests {
        disc,
        file,
        late,
        forgotten,
    }
}

pub(crate) async fn answers_with_a_disc(day: &mut Day, requests: &Requests) {
    let mut marc = day.signs_in(MARC).await;
    let no = &*requests.disc;
    let page = format!("/requests/{no}");
    builds(day, &mut marc, no).await;
    day.looks(&mut marc, "request-built-identity-unknown", &page)
        .await;
    let early = day
        .looks(
            &mut marc,
            "package-refused",
            &format!("/packages/{no}/disc"),
        )
        .await;
    assert_eq!(early.status.as_u16(), 409, "{}", early.words());
    let nothing_seen = presses(day, &mut marc, no, "identity", &[]).await;
    assert_eq!(nothing_seen.status.as_u16(), 422);
    day.shows("request-identity-refused", &nothing_seen);
    let seen = [("identity", "photo_document")];
    let confirmed = presses(day, &mut marc, no, "identity", &seen).await;
    day.shows("request-identity-confirmed", &confirmed);
    builds(day, &mut marc, no).await;
    day.looks(&mut marc, "request-rebuilt", &page).await;
    fetches(day, &mut marc, no, "disc").await;
    reads_the_copy(day, &mut marc, no).await;
    shows_the_passphrase(day, &mut marc, no).await;
    day.looks(&mut marc, "request-passphrase-shown", &page)
        .await;
    let labelled = presses(day, &mut marc, no, "disc", &[]).await;
    day.shows("request-disc-labelled", &labelled);
    let form = form_of(&labelled, &format!("{page}/shipment"));
    let (_, disc) = form
        .fields
        .iter()
        .find(|(name, _)| name == "disc")
        .unwrap()
        .clone();
    let strip = marc
        .get(&format!("{page}/discs/{disc}/label"))
        .await
        .unwrap();
    assert!(strip.body.starts_with(b"%PDF"), "{}", strip.path);
    day.pause();
    let refused = marc.submit(&form, &[("courier", " ")]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "at its field");
    day.shows("request-shipment-refused", &refused);
    day.pause();
    let prepared = marc
        .submit(&form, &[("courier", "Messagerie du Nord")])
        .await
        .unwrap();
    day.shows("request-shipment-prepared", &prepared);
    day.pause();
    let again = marc
        .submit(&form, &[("courier", "Un autre messager")])
        .await
        .unwrap();
    day.shows("request-shipment-twice-refused", &again);
    let shipment = shipment_of(&prepared, &disc);
    leaves_with_the_courier(day, &shipment, &disc).await;
    let mut marc = day.signs_in(MARC).await;
    day.looks(&mut marc, "request-dispatched", &page).await;
    let receipt = presses(day, &mut marc, no, "receipt", &[]).await;
    day.shows("request-receipt-confirmed", &receipt);
}

/// The number of the shipment that the page names after the disc's label.
fn shipment_of(page: &Answer, disc: &str) -> String {
    let words = page.words();
    let grouped = format!(
        "{} {} {} {}",
        &disc[..2],
        &disc[2..6],
        &disc[6..10],
        &disc[10..]
    );
    let at = words.find(&grouped).unwrap() + grouped.len();
    reference(&words[at..], "")
}

/// Nadia packs the disc and hands it to the carrier.
async fn leaves_with_the_courier(day: &mut Day, shipment: &str, disc: &str) {
    let mut nadia = day.clerk(NADIA).await;
    let page = format!("/shipments/{shipment}");
    let prepared = day
        .looks(&mut nadia.browser, "shipment-of-a-disc", &page)
        .await;
    let sheet = codes(&prepared.text(), "DH").remove(0);
    let seal = nadia.prints("S", "1").await.remove(0);
    day.pause();
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for (code, tone) in [
        (&*sheet, "ok"),
        (disc, "ok"),
        (&*seal, "ok"),
        ("MN00112233", "ok"),
    ] {
        scans(day, &mut nadia, code, tone, "").await;
    }
}

async fn fetches(day: &Day, marc: &mut Browser, no: &str, what: &str) {
    day.pause();
    let copy = marc.get(&format!("/packages/{no}/{what}")).await.unwrap();
    assert_eq!(copy.status.as_u16(), 200, "{}", copy.words());
    assert!(!copy.body.is_empty());
}

/// What is in the copy, file by file: what a person can read of it is read.
async fn reads_the_copy(day: &mut Day, marc: &mut Browser, no: &str) {
    day.pause();
    let copy = marc.get(&format!("/packages/{no}/folder")).await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(copy.body.to_vec())).unwrap();
    let mut text = String::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        text.push_str(&format!("==== {name}\n"));
        // Fingerprints, a certificate and a signature: `doublelock package verify` reads them.
        if name.starts_with("MANIFEST/") {
            continue;
        }
        if let Ok(words) = String::from_utf8(bytes) {
            let is_page = words.trim_start().starts_with("<!");
            text.push_str(&if is_page {
                reading::words(&words)
            } else {
                words
            });
        }
    }
    day.keeps("copy-of-the-record", &copy, &text);
}

/// The page that shows the passphrase, once; its digits are kept out of the golden file.
async fn shows_the_passphrase(day: &mut Day, marc: &mut Browser, no: &str) {
    let shown = presses(day, marc, no, "passphrase", &[]).await;
    let secret = |word: &str| word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit());
    let mut found = 0;
    let words: Vec<String> = reading::words(&shown.text())
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line
                .split('-')
                .map(|part| {
                    if secret(part) {
                        found += 1;
                        "‹cinq chiffres›"
                    } else {
                        part
                    }
                })
                .collect();
            parts.join("-")
        })
        .collect();
    assert_eq!(found, 5, "{}", shown.words());
    day.keeps("passphrase", &shown, &(words.join("\n") + "\n"));
}

pub(crate) async fn answers_with_a_file(day: &mut Day, requests: &Requests) {
    let mut marc = day.signs_in(MARC).await;
    let no = &*requests.file;
    builds(day, &mut marc, no).await;
    day.looks(
        &mut marc,
        "request-built-for-another",
        &format!("/requests/{no}"),
    )
    .await;
    fetches(day, &mut marc, no, "encrypted_file").await;
    presses(day, &mut marc, no, "passphrase", &[]).await;
    let by_file = [
        ("method", "encrypted_file"),
        ("sent-to", "aubin@exemple.ca"),
    ];
    let left = presses(day, &mut marc, no, "deliver", &by_file).await;
    day.shows("request-delivered", &left);
    // A late answer is still an answer, and is called late.
    let no = &*requests.late;
    let seen = [("identity", "enclosed_copy")];
    presses(day, &mut marc, no, "identity", &seen).await;
    builds(day, &mut marc, no).await;
    fetches(day, &mut marc, no, "disc").await;
    let handed = [("method", "handed_over")];
    let left = presses(day, &mut marc, no, "deliver", &handed).await;
    day.shows("request-delivered-late", &left);
}

/// A law that lets a centre take longer, if it says so in time.
pub(crate) fn another_law(config: &mut Config) {
    config.privacy_laws = Regimes::new([RegimeId::Pipeda]).unwrap();
}

/// A request under that law is prolonged.
pub(crate) async fn prolongs_a_request(day: &mut Day, cases: &Cases) {
    let mut marc = day.signs_in(MARC).await;
    day.looks(&mut marc, "request-new-under-another-law", "/requests/new")
        .await;
    let logged = logs(day, &mut marc, &cases.luc, "2026-11-17", &[]).await;
    let logged = match logged.form("/requests") {
        Some(_) => all_the_same(&mut marc, &logged).await,
        None => logged,
    };
    day.shows("request-logged-under-another-law", &logged);
    let no = number_of(&logged);
    for (name, days) in [
        ("request-extension-refused", "99"),
        ("request-extended", "10"),
    ] {
        let filled = [("extension-days", days), ("notice-sent-on", "2026-11-20")];
        let answer = presses(day, &mut marc, &no, "extension", &filled).await;
        day.shows(name, &answer);
    }
    for (name, what) in [
        ("request-correction", "correct"),
        ("request-closing", "close"),
    ] {
        day.looks(&mut marc, name, &format!("/requests/{no}/{what}"))
            .await;
    }
}
