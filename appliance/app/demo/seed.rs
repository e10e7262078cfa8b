//! The small centre the demonstration starts with.

use doublelock_domain::access::{Actor, Coordination, Purpose};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::custody::location::{BarrierKind, LocationKind};
use doublelock_domain::patient::Answer;
use doublelock_store::Error;
use doublelock_store::custody::PlannedPlace;
use doublelock_store::front_door::SignedInPerson;

use crate::demo::people::NADIA;
use crate::office::Office;

const fn place(name: &'static str, kind: LocationKind, parent: Option<usize>) -> PlannedPlace {
    PlannedPlace {
        name,
        kind,
        parent,
        barrier: None,
        archive: false,
    }
}

/// The places of a small centre: a dock, a workbench, and an archive room with two
/// cabinets, behind a door lock and a cabinet lock each with a key of its own.
pub const PLACES: &[PlannedPlace] = &[
    place("Quai de réception", LocationKind::Dock, None),
    place("Table de travail", LocationKind::Bench, None),
    place("Quarantaine", LocationKind::Quarantine, None),
    PlannedPlace {
        barrier: Some(BarrierKind::DoorLock),
        archive: true,
        ..place("Archives", LocationKind::Room, None)
    },
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 1", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 1-A", LocationKind::Shelf, Some(4)),
    place("Tablette 1-B", LocationKind::Shelf, Some(4)),
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 2", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 2-A", LocationKind::Shelf, Some(7)),
    place("Tablette 2-B", LocationKind::Shelf, Some(7)),
    // In the room, and not in a locked cabinet: one barrier only.
    place("Chariot des archives", LocationKind::Shelf, Some(3)),
];

/// Fictitious patients: family name, given names, birth date, sex, number, question.
const PATIENTS: &[[&str; 6]] = &[
    [
        "Bélanger-Roy",
        "Élodie",
        "1984-02-29",
        "F",
        "H-4471",
        "Méningiome suspecté : une intervention est-elle indiquée?",
    ],
    [
        "O’Connor",
        "Liam",
        "1957-07-04",
        "M",
        "H-1120",
        "Second reading of the knee MRI before surgery.",
    ],
    [
        "Nguyen",
        "Thi Mai",
        "1990-11-30",
        "F",
        "",
        "Nodule pulmonaire : surveillance ou biopsie?",
    ],
];

/// Plants the centre once; a demonstration that is continued keeps what it has.
pub async fn plant(office: &Office) -> Result<(), Error> {
    let nadia = vouch_for_nadia(office).await?;
    let warrant = nadia.take_up::<Coordination>(Purpose::CaseWork, office.now())?;
    let (zone, today) = (
        office.config.centre.zone,
        office.now().date_in(office.config.centre.zone),
    );
    office
        .write(warrant, move |unit| {
            if !unit.list_cases(None, 1)?.is_empty() {
                return Ok(());
            }
            for [
                family_name,
                given_names,
                birth_date,
                sex,
                hospital_number,
                question,
            ] in PATIENTS
            {
                let form = NewCaseForm {
                    family_name,
                    given_names,
                    birth_date,
                    sex,
                    hospital_number,
                    hospital_issuer: if hospital_number.is_empty() {
                        ""
                    } else {
                        "Hôpital du Belvédère"
                    },
                    language: "fr",
                    question,
                };
                let new = form.check(today).map_err(Error::Faults)?;
                unit.open_case(&new, &Answer::NotAsked, zone)?;
            }
            Ok(())
        })
        .await
}

/// The coordinator, known to the records without having signed in.
pub(super) async fn vouch_for_nadia(office: &Office) -> Result<Actor, Error> {
    let front = office.front_door()?;
    let who = SignedInPerson {
        stable_id: "demonstration-seed".into(),
        display_name: NADIA.name.into(),
        language: None,
        duties: NADIA.duties.iter().copied().collect(),
    };
    office.write(front, move |unit| unit.vouch(&who)).await
}
