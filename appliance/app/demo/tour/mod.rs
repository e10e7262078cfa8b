//! The tour: one case from end to end through the real protocols.
//!
//! HTTPS with the forms of the pages themselves, sign-in against the LDAP directory
//! over TLS, DICOM over TCP, and at the end the independent verifier. One line per
//! step says what was verified; the first thing that does not hold ends it.

mod answers;
mod cases;
mod custody;
mod imaging;
mod journal;
mod privacy;
mod under_way;

use std::path::Path;

use anyhow::Context as _;

use crate::command::terminal::say;
use crate::demo::centre::DemoCentre;
use crate::demo::people::{ALEX, KARIM, MARC, NADIA, SOPHIE};
use crate::running::Running;
use under_way::Tour;

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
    let case = cases::open(&mut tour, &mut nadia, &objects)
        .await
        .context("opening the case")?;
    let films = custody::receive(&mut tour, &mut nadia, &case)
        .await
        .context("receiving films")?;
    let others = imaging::waiting(&mut sophie)
        .await
        .context("looking at the studies")?;
    imaging::receive(&mut tour, &objects)
        .await
        .context("receiving images")?;
    imaging::attach(&mut tour, &mut sophie, &objects, &others, &case)
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
    say(&format!(
        "{} étapes, tout est vérifié / {} steps, everything holds",
        tour.steps, tour.steps
    ));
    Ok(())
}
