//! Cases: opened day by day; somebody asked about twice, and somebody who turned out to be on file.

use anyhow::Context as _;
use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::{NewCase, NewCaseForm};
use doublelock_domain::ids::{CaseId, Reference};
use doublelock_domain::patient::Answer;
use doublelock_store::Error;
use doublelock_store::case::Begun;

use super::cast::{HOSPITAL, PATIENTS, Patient};
use super::house::House;

/// A case that was opened.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) id: CaseId,
    pub(super) reference: Reference,
}

/// Somebody comes back with another question: place in the cast, weekday.
const SECOND_CASES: &[(usize, usize, &str)] = &[
    (0, 4, "Faut-il une angiographie avant l’intervention?"),
    (5, 8, "And the other hip?"),
];

/// The day on which two records are found to be of one person, and their places in the cast.
const LINKED: (usize, usize, usize) = (8, 31, 35);

/// The cases of one day. `cases` holds one for each of the cast that came so far, in its order.
pub(super) fn opens(house: &House, day: usize, cases: &mut Vec<Opened>) -> anyhow::Result<()> {
    for patient in PATIENTS.iter().filter(|patient| patient.day == day) {
        let new = of(patient, patient.question, house)?;
        cases.push(open(house, &new)?);
    }
    for (whose, on, question) in SECOND_CASES {
        if *on == day {
            let known = cases.get(*whose).context("nobody came before")?;
            comes_back(house, known, &of(&PATIENTS[*whose], question, house)?)?;
        }
    }
    if day == LINKED.0 {
        links(house, cases)?;
    }
    Ok(())
}

fn of(patient: &Patient, question: &str, house: &House) -> anyhow::Result<NewCase> {
    let form = NewCaseForm {
        family_name: patient.family,
        given_names: patient.given,
        birth_date: patient.born,
        sex: patient.sex,
        hospital_number: patient.number,
        hospital_issuer: if patient.number.is_empty() {
            ""
        } else {
            HOSPITAL
        },
        language: patient.language,
        question,
    };
    form.check(house.date())
        .map_err(|faults| anyhow::anyhow!("{} cannot be a patient: {faults:?}", patient.family))
}

/// Whoever is likely the same is taken for somebody else: rightly so, but for one who is linked on the next day.
fn open(house: &House, new: &NewCase) -> anyhow::Result<Opened> {
    let zone = house.zone;
    house.passes(60);
    let begun =
        house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| match unit
            .open_case(new, &Answer::NotAsked, zone)?
        {
            Begun::Asks(likely) => {
                let likely = likely.into_iter().map(|one| one.patient).collect();
                unit.open_case(new, &Answer::NoneOf(likely), zone)
            }
            opened @ Begun::Opened(..) => Ok(opened),
        })?;
    let (id, reference) = begun.opened().context("the case did not open")?;
    Ok(Opened { id, reference })
}

fn comes_back(house: &House, known: &Opened, new: &NewCase) -> anyhow::Result<()> {
    let zone = house.zone;
    let begun = house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
        let patient = unit.open(&known.id)?.patient_id.clone();
        unit.open_case(new, &Answer::OnFile(patient), zone)
    })?;
    begun.opened().context("the second case did not open")?;
    Ok(())
}

fn links(house: &House, cases: &[Opened]) -> anyhow::Result<()> {
    let (older, younger) = (cases.get(LINKED.1), cases.get(LINKED.2));
    let (older, younger) = older.zip(younger).context("nobody to link")?;
    house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
        let other = unit.open(&younger.id)?.patient_id.clone();
        let case = unit.open(&older.id)?;
        unit.link_patients(&case, &other)
    })?;
    Ok(())
}

/// Somebody looks a case up.
pub(super) fn looks_at(house: &House, case: &Opened) -> Result<(), Error> {
    house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
        let case = unit.open(&case.id)?;
        unit.shipments_of(&case)?;
        unit.items_of(&case)?;
        unit.studies_of(&case).map(drop)
    })
}
