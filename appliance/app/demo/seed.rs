//! The small centre the demonstration starts with.

use doublelock_domain::access::{Actor, Coordination, DutyName, Purpose};
use doublelock_domain::case::NewCaseForm;
use doublelock_store::Error;
use doublelock_store::front_door::SignedInPerson;

use crate::demo::people::NADIA;
use crate::web::office::Office;

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
    let front = office.front_door()?;
    let who = SignedInPerson {
        stable_id: "demonstration-seed".into(),
        display_name: NADIA.name.into(),
        language: None,
        duties: NADIA.duties.iter().copied().collect(),
    };
    let id = office.write(front, move |unit| unit.admit(&who)).await?;
    let nadia = Actor::person(id, [DutyName::Coordination, DutyName::Custody]);
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
                unit.open_case(&form.check(today).map_err(Error::Faults)?, zone)?;
            }
            Ok(())
        })
        .await
}
