//! What was said of an article goes with the record that it turned out to be of, whatever it was filed in before.

use super::*;

/// Says of which case an article is that nobody had announced.
async fn files(nadia: &mut Clerk, label: &str, case: &str) {
    let whose = format!("/unidentified/{label}");
    let shown = nadia
        .browser
        .get(&format!("{whose}?case={case}"))
        .await
        .unwrap();
    let wanted = |(name, value): &(String, String)| name == "case" && value == case;
    let mut forms = shown.forms().into_iter();
    let form = forms.find(|form| form.action == whose && form.fields.iter().any(wanted));
    let said = nadia.browser.submit(&form.unwrap(), &[]).await.unwrap();
    assert_eq!(said.status.as_u16(), 200, "{}", said.words());
}

/// Says what is seen on it.
async fn describes(nadia: &mut Clerk, label: &str, part: &str) {
    let path = format!("/items/{label}/describe");
    let form = nadia.browser.get(&path).await.unwrap().form(&path).unwrap();
    let said = nadia
        .browser
        .submit(&form, &[("part", part)])
        .await
        .unwrap();
    assert_eq!(said.status.as_u16(), 200, "{}", said.words());
}

/// It leaves, and the recipient has it.
async fn leaves(nadia: &mut Clerk, label: &str) {
    let seal = nadia.prints("S", "1").await.remove(0);
    let form = nadia.gathers(&[label]).await;
    let to = [
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    let ready = nadia.browser.submit(&form, &to).await.unwrap();
    let sheet = codes(&ready.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [sheet.as_str(), label, seal.as_str(), "EB99887766"] {
        nadia.scans(code).await.is("ok");
    }
    let parcel = ready.path.split('?').next().unwrap().to_owned();
    let page = nadia.browser.get(&parcel).await.unwrap();
    let mut forms = page.forms().into_iter();
    let form = forms.find(|form| form.action.ends_with("/confirm"));
    nadia.browser.submit(&form.unwrap(), &[]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_on_a_film_is_erased_with_the_record_it_turned_out_to_be_of() {
    let centre = Centre::new().await;
    let mut nadia = Clerk::at_the_station(&centre.app, NADIA).await;
    let other = nadia.opens_a_case().await;
    nadia.announces(&other, "EB44710083", "1").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &labels[0], "DXEXTRA", &labels[1], &quay] {
        nadia.scans(code).await;
    }
    // Said while it was nobody's, while it was filed by mistake in another's record, and once that was set right.
    let film = &labels[1];
    describes(&mut nadia, film, "skull").await;
    files(&mut nadia, film, &other).await;
    describes(&mut nadia, film, "brain").await;
    files(&mut nadia, film, "2026-0001").await;
    describes(&mut nadia, film, "neck").await;
    let page = format!("/items/{film}");
    let history = nadia.browser.get(&page).await.unwrap().words();
    let parts = ["crâne", "cerveau", "cou"];
    assert!(parts.iter().all(|part| history.contains(part)), "{history}");

    leaves(&mut nadia, film).await;
    centre
        .erases(&Record::Patient(centre.patient.clone()))
        .unwrap();
    let history = nadia.browser.get(&page).await.unwrap().words();
    for part in ["Film, crâne", "Film, cerveau", "Film, cou"] {
        assert!(!history.contains(part), "{history}");
    }
    assert!(
        centre.finishes() > 0,
        "nothing of it opens, whatever tables say"
    );
    // Nothing more is said of it, and the other record is whole.
    let none = nadia
        .browser
        .get(&format!("{page}/describe"))
        .await
        .unwrap();
    assert_eq!(none.status.as_u16(), 410, "{}", none.words());
    let whole = nadia.browser.get(&format!("/cases/{other}")).await.unwrap();
    assert_eq!(whole.status.as_u16(), 200);
}
