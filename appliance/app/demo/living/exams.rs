//! Exams that cases wait for: written down when a parcel is announced, asked for again, given up.

use anyhow::Context as _;
use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::exam::{ExamExit, ExamForm, wanted_by};
use doublelock_domain::ids::ExamId;
use doublelock_domain::privacy::holidays::working_days_after;
use doublelock_store::Error;

use super::cases::Opened;
use super::films::{EXAMS, FILMS, SAID};
use super::house::House;
use super::parcels::{Told, told_on};

/// Weekdays on which somebody asks again, and on which the waiting for some ends.
const ASKED_AGAIN: usize = 8;
const ENDED: usize = 9;

/// The cast whose exam is asked for again, does not come, and is looked at with what there is.
const WAITS: usize = 14;
const GIVEN_UP: usize = 22;
const ENOUGH: usize = 6;

/// What is asked for on this day, and what is done about what was asked for before.
pub(super) fn works(house: &House, day: usize, cases: &[Opened]) -> anyhow::Result<()> {
    for parcel in told_on(day) {
        let case = cases.get(parcel.whose).context("no such case yet")?;
        expects(house, case, &parcel)?;
    }
    let of = |whose: usize| cases.get(whose).context("no such case yet");
    if day == ASKED_AGAIN {
        let said = "La clinique a retrouvé le disque; il part cette semaine.";
        does(house, of(WAITS)?, |house, case, exam| {
            let (words, until) = (text(said)?, wanted_by(house.date()));
            house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
                let case = unit.open(&case.id)?;
                unit.follow_exam(&case, exam, &words, until)
            })
        })?;
    }
    if day == ENDED {
        ends(
            house,
            of(GIVEN_UP)?,
            ExamExit::NotComing,
            "Films détruits en 2021, dit l’hôpital.",
        )?;
        let said = "La Dre Fortin dit que les trois premiers clichés suffisent.";
        ends(house, of(ENOUGH)?, ExamExit::Enough, said)?;
    }
    Ok(())
}

fn expects(house: &House, case: &Opened, parcel: &Told) -> anyhow::Result<()> {
    let exams = EXAMS.iter().cycle().skip(parcel.place * SAID).take(SAID);
    // Two views of one exam are one.
    let mut exams: Vec<[&str; 4]> = exams
        .map(|[part, side, _, modality, taken]| [*part, *side, *modality, *taken])
        .collect();
    exams.dedup();
    for (n, [part, side, modality, taken]) in exams.into_iter().enumerate() {
        house.passes(30);
        // Of every second one, one film more is asked for than comes.
        let films = (FILMS + n).to_string();
        let soon = working_days_after(house.date(), 5);
        let wanted = if n == 0 {
            soon
        } else {
            wanted_by(house.date())
        };
        let form = ExamForm {
            modality,
            part,
            side,
            taken,
            source: parcel.sender,
            films: if parcel.films { &films } else { "" },
            discs: if parcel.films { "" } else { "1" },
            wanted: &wanted.to_string(),
            ..ExamForm::default()
        };
        let new = form
            .check(house.date(), None)
            .map_err(|faults| anyhow::anyhow!("no exam: {faults:?}"))?;
        house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
            let case = unit.open(&case.id)?;
            unit.expect_exam(&case, &new).map(drop)
        })?;
    }
    Ok(())
}

fn ends(house: &House, case: &Opened, exit: ExamExit, why: &str) -> anyhow::Result<()> {
    does(house, case, |house, case, exam| {
        let words = text(why)?;
        house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
            let case = unit.open(&case.id)?;
            unit.close_exam(&case, exam, exit, &words)
        })
    })
}

/// Something about the last exam that a case waits for.
fn does(
    house: &House,
    case: &Opened,
    work: impl FnOnce(&House, &Opened, (&ExamId, i64)) -> Result<(), Error>,
) -> anyhow::Result<()> {
    house.passes(90);
    let exams = house.does::<Coordination, _>(&house.staff.nadia, Purpose::CaseWork, |unit| {
        let case = unit.open(&case.id)?;
        unit.exams_of(&case)
    })?;
    let waits = exams
        .iter()
        .rev()
        .find(|exam| exam.record().follow().is_ok());
    let exam = waits.context("it waits for nothing")?;
    Ok(work(house, case, (&exam.id, exam.revision))?)
}

fn text(text: &str) -> Result<EnteredText, Error> {
    Ok(EnteredText::required("note", text, 500)?)
}
