//! Studies as their pages show them.

use doublelock_domain::ids::Reference;
use doublelock_domain::imaging::{Described, PatientInStudy, StudyState};
use doublelock_store::imaging::{Study, StudyLine as Line};

use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::pages::imaging::list::StudyLine;
use crate::web::pages::imaging::study::{
    Arrival, Image, ReceivedPatient, SERIES_WITH_THUMBNAILS, SHOWN_OF_SERIES, Series, StudyPage,
    state_of,
};
use crate::web::pages::received::{Said, day, modality, person_name, sex, shown};
use crate::web::told::Told;

/// Associations named on the page of a study.
const ARRIVALS_SHOWN: usize = 4;

/// A line of the list.
pub(super) fn line(study: &Line) -> StudyLine {
    let attached = study.state == StudyState::Attached;
    let (kind, state) = if study.apart > 0 || study.several_patients {
        ("attention", Phrase::new("study-state-conflict"))
    } else {
        state_of(attached, study.described)
    };
    StudyLine {
        href: links::study(&study.id),
        patient: Told::maybe(
            (study.words.as_ref()).map(|words| words.patient_name.as_deref().and_then(person_name)),
        ),
        description: (study.words.as_ref().open())
            .and_then(|words| words.description.as_deref())
            .and_then(shown),
        date: (study.words.as_ref().open())
            .and_then(|words| words.study_date.as_deref())
            .and_then(day),
        modalities: study.modalities.join(", "),
        images: study.instances,
        source: study.calling_ae.clone(),
        received: study.received_at.micros(),
        case: study.case.map(|case| case.to_string()),
        kind,
        state,
    }
}

/// The page of a study.
pub(super) fn page(study: &Study, case: Option<Reference>, just_attached: bool) -> StudyPage {
    let href = links::study(&study.id);
    let (kind, state) = state_of(study.state == StudyState::Attached, study.described);
    StudyPage {
        source: study.calling_ae.clone(),
        kind,
        state,
        received: study.received_at.micros(),
        images: count(study.instances.len()),
        bytes: study.bytes,
        description: study.description.as_deref().and_then(shown),
        date: study.study_date.as_deref().and_then(day),
        institution: study.institution.as_deref().and_then(shown),
        patient: (study.described == Described::Done).then(|| patient(&study.patient)),
        reading: study.described.as_str(),
        unreadable: study.unreadable,
        several: study.several_patients,
        conflicts: study.conflicts,
        foreign: study.foreign,
        damaged: study.damaged,
        arrivals: (study.arrivals.iter().take(ARRIVALS_SHOWN))
            .map(|arrival| Arrival {
                received: arrival.received_at.micros(),
                images: arrival.images,
                address: arrival.address.clone(),
            })
            .collect(),
        earlier: count(study.arrivals.len().saturating_sub(ARRIVALS_SHOWN)),
        series: series(study, &href),
        just_attached: just_attached && case.is_some(),
        case: case.map(|case| case.to_string()),
        typed: String::new(),
        errors: Vec::new(),
        href,
    }
}

fn patient(received: &PatientInStudy) -> ReceivedPatient {
    ReceivedPatient {
        name: person_name(&received.name),
        birth_date: day(&received.birth_date),
        sex: sex(&received.sex),
        number: shown(&received.patient_id),
        issuer: shown(&received.issuer),
    }
}

/// The series in the order of the study's images, each with a few of them.
fn series(study: &Study, href: &str) -> Vec<Series> {
    study
        .instances
        .chunk_by(|one, next| one.series == next.series)
        .enumerate()
        .map(|(at, images)| Series {
            no: images
                .first()
                .and_then(|image| image.series_number)
                .map(|no| no.to_string()),
            modality: images
                .first()
                .and_then(|image| image.modality.as_deref())
                .map_or_else(Said::default, modality),
            images: count(images.len()),
            shown: spread(
                images.len(),
                if at < SERIES_WITH_THUMBNAILS {
                    SHOWN_OF_SERIES
                } else {
                    0
                },
            )
            .filter_map(|place| Some((place, images.get(place)?)))
            .map(|(place, image)| Image {
                thumbnail: image
                    .has_thumbnail
                    .then(|| format!("{href}/images/{}/thumbnail", image.id)),
                place: count(place + 1),
            })
            .collect(),
        })
        .collect()
}

/// At most `most` places out of `all`, from the first on, evenly apart.
fn spread(all: usize, most: usize) -> impl Iterator<Item = usize> {
    let few = all.min(most);
    (0..few).map(move |n| n * all / few)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_images_stand_for_the_whole_series() {
        let places = |all, most| spread(all, most).collect::<Vec<_>>();
        assert_eq!(places(0, 4), [0_usize; 0]);
        assert_eq!(places(3, 4), [0, 1, 2]);
        assert_eq!(places(400, 4), [0, 100, 200, 300]);
        assert_eq!(places(5, 4), [0, 1, 2, 3]);
        assert_eq!(places(5, 0), [0_usize; 0]);
    }
}
