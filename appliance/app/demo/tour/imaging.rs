//! Images: sent over DICOM, refused where they must be, compared, attached.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use doublelock_imaging::part10;
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::prescan::{Attribute, Limits};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer};

use super::answers::page_is;
use super::under_way::Tour;
use crate::demo::browser::Browser;

/// Slices of the phantom.
const SLICES: u16 = 12;
/// Most files imported.
const MOST_FILES: usize = 2000;
/// Largest file imported, in bytes.
const LARGEST_FILE: u64 = 512 << 20;
/// Time given to reading words and thumbnails.
const DESCRIBED_WITHIN: Duration = Duration::from_secs(90);

/// Who the images are of, as a coordinator would type it.
pub(super) struct Named {
    pub(super) family_name: String,
    pub(super) given_names: String,
    pub(super) birth_date: String,
    pub(super) sex: String,
}

/// The objects of the tour.
pub(super) struct Objects {
    files: Vec<Vec<u8>>,
    pub(super) patient: Named,
    /// Study Instance UIDs of that patient, with the number of images of each.
    pub(super) studies: BTreeMap<String, usize>,
}

/// The phantom, or the DICOM files of a folder.
pub(super) fn objects(import: Option<&Path>) -> anyhow::Result<Objects> {
    let files = match import {
        None => phantom::study(
            b"tour",
            &PhantomPatient {
                name: "Gagné^Rosalie".into(),
                id: "H-7310".into(),
                issuer: "Hôpital du Belvédère".into(),
                birth_date: "19720615".into(),
                sex: "F".into(),
                study_date: "20261103".into(),
                accession: "A-2026-118".into(),
                study_description: "TDM thorax".into(),
                series_description: "Axial".into(),
            },
            SLICES,
        )
        .context("drawing the phantom")?,
        Some(folder) => read_folder(folder)?,
    };
    of_most_images(files)
}

fn read_folder(folder: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).context("the folder cannot be read")? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() && entry.metadata()?.len() <= LARGEST_FILE {
                let bytes = std::fs::read(entry.path())?;
                if part10::scan(bytes.as_slice(), Limits::default(), |_| Ok(())).is_ok() {
                    files.push(bytes);
                }
            }
            ensure!(files.len() <= MOST_FILES, "more than {MOST_FILES} files");
        }
    }
    ensure!(!files.is_empty(), "no DICOM file in the folder");
    Ok(files)
}

/// Chooses the patient with most images; everything is sent, that patient's is attached.
fn of_most_images(files: Vec<Vec<u8>>) -> anyhow::Result<Objects> {
    type Person = (String, String, String);
    let mut people: BTreeMap<Person, BTreeMap<String, usize>> = BTreeMap::new();
    for file in &files {
        let scanned = part10::scan(file.as_slice(), Limits::default(), |_| Ok(()))?;
        let text = |attribute| {
            let raw = scanned.header.raw(attribute).unwrap_or_default();
            String::from_utf8(raw.to_vec())
                .unwrap_or_else(|_| raw.iter().map(|b| char::from(*b)).collect())
                .trim_matches([' ', '\0'])
                .to_owned()
        };
        let person = (
            text(Attribute::PatientName),
            text(Attribute::PatientBirthDate),
            text(Attribute::PatientSex),
        );
        *people
            .entry(person)
            .or_default()
            .entry(scanned.header.study().to_owned())
            .or_default() += 1;
    }
    let ((name, birth, sex), studies) = people
        .into_iter()
        .max_by_key(|(_, studies)| studies.values().sum::<usize>())
        .context("no patient")?;
    let (family, given) = name.split_once('^').unwrap_or((&name, ""));
    let birth_date = match birth.len() {
        8 => format!("{}-{}-{}", &birth[..4], &birth[4..6], &birth[6..]),
        // The images do not say: a coordinator has it from the letter.
        _ => "1960-01-01".to_owned(),
    };
    let patient = Named {
        family_name: if family.is_empty() {
            "Sans nom".into()
        } else {
            family.to_owned()
        },
        given_names: if given.is_empty() {
            "Sans prénom".into()
        } else {
            given.replace('^', " ").trim().to_owned()
        },
        birth_date,
        sex: if matches!(sex.as_str(), "F" | "M" | "O") {
            sex
        } else {
            "U".into()
        },
    };
    Ok(Objects {
        files,
        patient,
        studies,
    })
}

fn peer(tour: &Tour<'_>, calling: &str) -> anyhow::Result<Peer> {
    let address = tour.running.dicom.context("no DICOM receiver")?;
    Ok(Peer {
        address: address.to_string(),
        called_ae: tour.centre.config.dicom.called_ae.clone(),
        calling_ae: calling.to_owned(),
        patience: Duration::from_secs(30),
    })
}

async fn send(tour: &Tour<'_>, files: &[Vec<u8>]) -> anyhow::Result<()> {
    let outgoing = files
        .iter()
        .map(|file| Outgoing::from_part10(file))
        .collect::<Result<Vec<_>, _>>()?;
    for answer in scu::store(&peer(tour, "TOUR")?, outgoing).await? {
        match answer {
            Answer::Status(0) => {}
            Answer::Status(status) => bail!("an image was answered with status {status:04X}"),
            Answer::NotNegotiated => bail!("an image's transfer syntax was not accepted"),
        }
    }
    Ok(())
}

/// C-ECHO, C-STORE, a caller that is not allowed, the same images again.
pub(super) async fn receive(tour: &mut Tour<'_>, objects: &Objects) -> anyhow::Result<()> {
    let status = scu::echo(&peer(tour, "TOUR")?).await?;
    ensure!(status == 0, "C-ECHO was answered with {status:04X}");
    ensure!(
        scu::echo(&peer(tour, "STRANGER")?).await.is_err(),
        "a stranger's association was accepted"
    );
    tour.done(
        "C-ECHO répondu; un appelant inconnu est refusé",
        "C-ECHO answered; an unknown caller is refused",
    );

    send(tour, &objects.files).await?;
    send(tour, &objects.files).await?;
    let count = objects.files.len();
    tour.done(
        &format!(
            "{count} images reçues et scellées (C-STORE); renvoyées, rien n’est doublé ni perdu"
        ),
        &format!("{count} images received and sealed (C-STORE); sent again, none doubled or lost"),
    );
    Ok(())
}

/// Addresses of the studies that wait for somebody to say whose they are.
pub(super) async fn waiting(sophie: &mut Browser) -> anyhow::Result<Vec<String>> {
    let page = sophie.get("/studies").await?;
    page_is(&page, 200, "the studies")?;
    let links = page.links("/studies/").into_iter();
    Ok(links
        .filter(|link| link.len() == "/studies/".len() + 26)
        .collect())
}

/// The studies wait unassigned; each is compared with the case and attached. `others` waited before.
pub(super) async fn attach(
    tour: &mut Tour<'_>,
    sophie: &mut Browser,
    objects: &Objects,
    others: &[String],
    case: &str,
) -> anyhow::Result<()> {
    let studies = described(sophie, objects, others).await?;
    let mut attached = 0;
    let mut held = 0;
    for study in &studies {
        let page = sophie.get(&format!("{study}/compare?case={case}")).await?;
        let form = page.form(&format!("{study}/attach"));
        let Some(form) = form else {
            // Another patient's: the page offers no way to attach it.
            held += 1;
            continue;
        };
        let answer = sophie.submit(&form, &[]).await?;
        page_is(&answer, 200, "the attached study")?;
        attached += 1;
    }
    ensure!(
        attached == objects.studies.len(),
        "{attached} studies attached instead of {}",
        objects.studies.len()
    );
    let thumbnail = thumbnail(sophie, &studies).await?;
    let (s, were) = if held > 1 { ("s", "were") } else { ("", "was") };
    let (others_fr, others_en) = match held {
        0 => (String::new(), String::new()),
        held => (
            format!("; {held} d’une autre personne retenue{s}"),
            format!("; {held} of another person {were} held"),
        ),
    };
    let images: usize = objects.studies.values().sum();
    tour.done(
        &format!("{images} images comparées et rattachées au dossier{others_fr}; vignette de {thumbnail} octets"),
        &format!("{images} images compared and attached to the case{others_en}; thumbnail of {thumbnail} bytes"),
    );
    Ok(())
}

/// Addresses of the studies that were sent, once every object's words have been read.
async fn described(
    sophie: &mut Browser,
    objects: &Objects,
    others: &[String],
) -> anyhow::Result<Vec<String>> {
    let deadline = tokio::time::Instant::now() + DESCRIBED_WITHIN;
    loop {
        let mut studies = waiting(sophie).await?;
        studies.retain(|study| !others.contains(study));
        let mut offered = 0;
        for study in &studies {
            // The thumbnails are there once the child has read every image.
            let shown = sophie
                .get(study)
                .await?
                .text()
                .matches("/thumbnail")
                .count();
            offered += usize::from(shown > 0);
        }
        if studies.len() >= objects.studies.len() && offered == studies.len() {
            return Ok(studies);
        }
        ensure!(
            tokio::time::Instant::now() < deadline,
            "{offered} of {} studies were read in time",
            studies.len()
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Fetches one thumbnail; its length.
async fn thumbnail(sophie: &mut Browser, studies: &[String]) -> anyhow::Result<usize> {
    for study in studies {
        let page = sophie.get(study).await?;
        let html = page.text();
        if let Some(end) = html.find("/thumbnail") {
            let start = html[..end]
                .rfind('"')
                .context("a thumbnail without an address")?
                + 1;
            let address = format!("{}/thumbnail", &html[start..end]);
            let picture = sophie.get(&address).await?;
            page_is(&picture, 200, "a thumbnail")?;
            ensure!(
                picture.body.starts_with(b"\x89PNG"),
                "the thumbnail is not a PNG"
            );
            return Ok(picture.body.len());
        }
    }
    bail!("no study has a thumbnail")
}
