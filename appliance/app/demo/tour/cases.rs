//! The case: opened by coordination for the patient whom the images name.

use anyhow::Context as _;

use super::answers::{page_is, reference_in};
use super::imaging::Objects;
use super::under_way::Tour;
use crate::demo::browser::Browser;

/// A case for the patient whom the images name.
pub(super) async fn open(
    tour: &mut Tour<'_>,
    nadia: &mut Browser,
    objects: &Objects,
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
    tour.done(
        &format!("dossier {reference} ouvert par la coordination"),
        &format!("case {reference} opened by coordination"),
    );
    Ok(reference)
}
