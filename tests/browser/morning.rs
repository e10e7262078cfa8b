//! What a day at the custody desk starts from: a case, a parcel on its way, printed labels.
//! Made with the pages' own forms; names are such as an attacker would enter.

#![expect(dead_code, reason = "each test file uses what it needs")]

use doublelock_testkit::TestAppliance;
use doublelock_testkit::browser::Browser;
use doublelock_testkit::people::NADIA;

/// Tracking number of the parcel.
pub(crate) const WAYBILL: &str = "EB44710083";
/// Family name of the patient.
pub(crate) const FAMILY_NAME: &str = "<script>alert('Roy')</script>";
/// Given names of the patient: Hebrew, which reads from right to left.
pub(crate) const GIVEN_NAMES: &str = "\"Élodie\" שרה";
/// Who sends the parcel.
pub(crate) const SENDER: &str = "\"><img src=x onerror=alert(2)> & l'«Étoile»";

/// A parcel of five films is expected.
pub(crate) struct Morning {
    /// Address of the case's page.
    pub(crate) case: String,
    /// Address of the shipment's page.
    pub(crate) shipment: String,
    /// Address of the page of the printed labels.
    pub(crate) batch: String,
    /// Five labels, on no article yet.
    pub(crate) labels: Vec<String>,
    /// Label of the receiving dock.
    pub(crate) quay: String,
    /// Label of a shelf behind two locks.
    pub(crate) shelf: String,
}

impl Morning {
    pub(crate) async fn of(app: &TestAppliance) -> Self {
        let mut nadia = app.signed_in(NADIA).await;
        let filled = [
            ("family-name", FAMILY_NAME),
            ("given-names", GIVEN_NAMES),
            ("birth-date", "1984-02-29"),
            ("sex", "F"),
            ("language", "fr"),
        ];
        let case = fill(&mut nadia, "/cases/new", "/cases", &filled).await;
        let words = case.words();
        let number = &words[words.find("2026-").unwrap()..][..9];
        let filled = [
            ("sender", SENDER),
            ("carrier", "Express Boréal"),
            ("waybill", WAYBILL),
            ("eta", "2026-11-23"),
            ("count[film_sheet]", "5"),
        ];
        let page = format!("/shipments/announce?case={number}");
        let shipment = fill(&mut nadia, &page, "/shipments/announce", &filled).await;
        let batch = fill(
            &mut nadia,
            "/labels",
            "/labels",
            &[("class", "I"), ("count", "5")],
        )
        .await;
        let labels = codes(&batch.text(), "DI");
        assert_eq!(labels.len(), 5, "{}", batch.words());
        let places = nadia.get("/archive").await.unwrap().text();
        let place = |name: &str| {
            let at = places.find(&format!("{name}</span>")).unwrap();
            codes(&places[at..], "DL").remove(0)
        };
        let (quay, shelf) = (place("Quai de réception"), place("Tablette 1-A"));
        let plain = |path: &str| path.split('?').next().unwrap().to_owned();
        Self {
            case: plain(&case.path),
            shipment: plain(&shipment.path),
            batch: batch.path,
            labels,
            quay,
            shelf,
        }
    }

    /// The seven scans that receive the parcel.
    pub(crate) fn receiving(&self) -> Vec<&str> {
        let mut all = vec![WAYBILL];
        all.extend(self.labels.iter().map(String::as_str));
        all.push(&self.quay);
        all
    }
}

async fn fill(
    browser: &mut Browser,
    page: &str,
    action: &str,
    filled: &[(&str, &str)],
) -> doublelock_testkit::browser::Answer {
    let form = browser.get(page).await.unwrap().form(action).unwrap();
    let answer = browser.submit(&form, filled).await.unwrap();
    assert_eq!(answer.status.as_u16(), 200, "{page}: {}", answer.words());
    answer
}

/// Identifiers of a class in a text, in order, each once.
fn codes(text: &str, class: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(class) {
        let code: String = text[at..]
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(12)
            .collect();
        let shaped = code.len() == 12 && code[2..].bytes().all(|b| b.is_ascii_digit());
        if shaped && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}
