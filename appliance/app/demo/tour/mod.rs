//! The tour: one case from end to end through the real protocols.
//!
//! HTTPS with the forms of the pages themselves, sign-in against the LDAP directory
//! over TLS, DICOM over TCP, and at the end the independent verifier. One line per
//! step says what was verified; the first thing that does not hold ends it.

mod custody;
mod imaging;
mod journal;
mod privacy;

use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::demo::browser::{Answer, Browser};
use crate::demo::centre::DemoCentre;
use crate::demo::people::{ALEX, KARIM, MARC, NADIA, SOPHIE, StaffMember};
use crate::running::Running;

/// The tour under way.
pub(super) struct Tour<'a> {
    running: &'a Running,
    centre: &'a DemoCentre,
    steps: u32,
}

/// Plays the tour; fails at the first thing that does not hold.
pub async fn play(
    running: &Running,
    centre: &DemoCentre,
    import: Option<&Path>,
) -> anyhow::Result<()> {
    let mut tour = Tour {
        running,
        centre,
        steps: 0,
    };
    let mut nadia = tour.sign_in(NADIA).await?;
    let mut karim = tour.sign_in(KARIM).await?;
    let mut sophie = tour.sign_in(SOPHIE).await?;
    let mut marc = tour.sign_in(MARC).await?;
    let mut alex = tour.sign_in(ALEX).await?;
    tour.done(
        "cinq personnes reconnues par l’annuaire (LDAPS)",
        "five people recognized by the directory (LDAPS)",
    );

    let objects = imaging::objects(import)?;
    let case = tour
        .open_case(&mut nadia, &objects)
        .await
        .context("opening the case")?;
    let films = custody::receive(&mut tour, &mut nadia, &case)
        .await
        .context("receiving films")?;
    imaging::receive(&mut tour, &objects)
        .await
        .context("receiving images")?;
    imaging::attach(&mut tour, &mut sophie, &objects, &case)
        .await
        .context("attaching the study")?;
    custody::put_away(&mut tour, &mut karim, &films)
        .await
        .context("putting films away")?;
    let request = privacy::log(&mut tour, &mut marc, &case)
        .await
        .context("logging the request")?;
    let disc = privacy::build(&mut tour, &mut marc, &request, &objects)
        .await
        .context("building the copy")?;
    custody::ship(&mut tour, &mut nadia, &disc)
        .await
        .context("shipping the disc")?;
    privacy::accounted(&mut tour, &mut marc, &request)
        .await
        .context("accounting for the communication")?;
    custody::where_is_it(&mut tour, &mut nadia, &films)
        .await
        .context("finding a film")?;
    journal::verify(&mut tour, &mut alex)
        .await
        .context("verifying the journal")?;
    crate::command::say(&format!(
        "{} étapes, tout est vérifié / {} steps, everything holds",
        tour.steps, tour.steps
    ));
    Ok(())
}

impl Tour<'_> {
    /// Says that a step holds.
    fn done(&mut self, french: &str, english: &str) {
        self.steps += 1;
        crate::command::say(&format!("{:>2}. {french} / {english}", self.steps));
    }

    async fn sign_in(&self, person: StaffMember) -> anyhow::Result<Browser> {
        let address = *self.running.web.first().context("no web address")?;
        let mut browser = Browser::new(address, &self.centre.authority)?;
        let answer = browser.sign_in(person.login, person.password).await?;
        ensure!(
            answer.status == 200 && answer.path == "/",
            "{} was not let in: {}",
            person.login,
            answer.status
        );
        Ok(browser)
    }

    /// A case for the patient whom the images name.
    async fn open_case(
        &mut self,
        nadia: &mut Browser,
        objects: &imaging::Objects,
    ) -> anyhow::Result<String> {
        let page = nadia.get("/cases/new").await?;
        let form = page.form("/cases").context("no form for a new case")?;
        let who = &objects.patient;
        let answer = nadia
            .submit(
                &form,
                &[
                    ("family-name", &who.family_name),
                    ("given-names", &who.given_names),
                    ("birth-date", &who.birth_date),
                    ("sex", &who.sex),
                    ("language", "fr"),
                    ("question", "Une intervention est-elle indiquée?"),
                ],
            )
            .await?;
        page_is(&answer, 200, "the new case")?;
        let reference = reference_in(&answer).context("the case page shows no number")?;
        self.done(
            &format!("dossier {reference} ouvert par la coordination"),
            &format!("case {reference} opened by coordination"),
        );
        Ok(reference)
    }
}

/// Fails unless the answer has this status.
fn page_is(answer: &Answer, status: u16, what: &str) -> anyhow::Result<()> {
    ensure!(
        answer.status.as_u16() == status,
        "{what}: {} at {}: {}",
        answer.status,
        answer.path,
        answer.words().chars().take(600).collect::<String>()
    );
    Ok(())
}

/// The first reference that the page holds.
fn reference_in(answer: &Answer) -> Option<String> {
    references(&answer.words()).next().map(str::to_owned)
}

/// Every reference `2026-0421` of a text, in order.
fn references(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|word| {
            word.len() == 9 && word.as_bytes().get(4) == Some(&b'-') && word.starts_with("20")
        })
}

/// Every label of a class that the page holds, grouped for people or as scanned.
fn labels_in(answer: &Answer, class: char) -> Vec<String> {
    let folded = format!("{} {}", answer.words(), answer.text()).replace(['\u{a0}', ' '], "");
    let mut found = Vec::new();
    for (place, _) in folded.match_indices(&format!("D{class}")) {
        let code: String = folded[place..].chars().take(12).collect();
        if code.parse::<doublelock_domain::label::Label>().is_ok() && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}
