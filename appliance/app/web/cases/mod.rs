//! The coordination desk: cases and their patients.
//!
//! | module | what it holds |
//! |---|---|
//! | [`exams`] | the exams that a case waits for, and what came of them |
//! | [`opening`] | a new case, and whether its patient is on file |
//! | [`person`] | everything on file of a person; records linked, cases separated |
//! | [`waiting`] | what the page of a case says of what is missing |
//! | [`unidentified`] | articles that nobody had announced, and whose they are |

mod correction;
mod exams;
mod opening;
mod person;
mod unidentified;
mod waiting;
mod words;

use doublelock_domain::access::{Coordination, DutyName, Purpose};
use doublelock_domain::case::{Case, CaseState};
use doublelock_domain::ids::{CaseId, Reference};
use doublelock_domain::time::Timestamp;
use doublelock_store::custody::{ItemLine, ShipmentHead};
use doublelock_store::imaging::StudyLine;
use doublelock_store::openings::Opening;
use rocket::response::Redirect;
use rocket::{Route, get, routes};

use chrono::NaiveDate;
use doublelock_store::exams::Exam;

use self::words::patient;
use crate::web::custody::{counted, held, shipment_direction, shipment_standing};
use crate::web::described;
use crate::web::guard::{On, SignedIn};
use crate::web::i18n::{Phrase, act};
use crate::web::links;
use crate::web::pages::cases::{
    CaseItem, CaseLine, CaseList, CaseOpening, CasePage, CaseShipment, CaseStudy,
};
use crate::web::pages::received::{day, shown};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};
use crate::web::told::{Told, listed};

/// Cases on one page of the list.
const PAGE: u32 = 50;

/// Latest openings that the page of a case looks at; a copy of the record has them all.
const OPENINGS: usize = 50;
/// Lines that they make at the most: the same person doing the same again is one line.
const OPENING_LINES: usize = 8;

/// What the record holds beside its patient.
struct Held {
    exams: Vec<Exam>,
    studies: Vec<StudyLine>,
    items: Vec<ItemLine>,
    shipments: Vec<ShipmentHead>,
    openings: Vec<Opening>,
}

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut all = exams::routes();
    all.extend(routes![
        list,
        opening::new,
        opening::open,
        case,
        correction::form,
        correction::correct,
        person::show,
        person::link,
        person::unlink,
        person::separate,
        unidentified::list,
        unidentified::whose,
        unidentified::say_whose
    ]);
    all
}

#[get("/cases?<after>")]
async fn list(on: On<Coordination>, after: Option<&str>) -> Result<Html, Problem> {
    let from: Option<(Timestamp, CaseId)> = after.and_then(links::read_end);
    let first_page = from.is_none();
    // One more than is shown: it says whether there is a next page.
    let (mut lines, all) = on
        .witness(Purpose::CaseWork, move |unit| {
            let all = unit.count_cases()?;
            Ok((unit.list_cases(from.as_ref(), PAGE + 1)?, all))
        })
        .await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let next = lines.last().filter(|_| more);
    on.page(&CaseList {
        next: next.map(|last| format!("/cases?after={}", links::end(last.opened_at, &last.id))),
        lines: lines.iter().map(line_of).collect(),
        total: counted("cases-total", all),
        first: (!first_page).then(|| "/cases".to_owned()),
    })
}

/// The page of a case, by its id; by its number, the way there.
#[get("/cases/<id>?<opened>&<corrected>&<said>")]
async fn case(
    on: On<Coordination>,
    id: &str,
    opened: bool,
    corrected: bool,
    said: Option<&str>,
) -> Result<Answer, Problem> {
    if let Ok(reference) = id.parse::<Reference>() {
        let id = on
            .witness(Purpose::CaseWork, move |unit| unit.case_id(reference))
            .await?;
        return Ok(Answer::Onward(Redirect::to(links::case(&id))));
    }
    let id: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let (case, held) = on
        .witness(Purpose::CaseWork, move |unit| {
            let case = unit.open(&id)?;
            let held = Held {
                exams: unit.exams_of(&case)?,
                studies: unit.studies_of(&case)?,
                items: unit.items_of(&case)?,
                shipments: unit.shipments_of(&case)?,
                openings: unit.latest_openings(&case, OPENINGS)?,
            };
            Ok((case.shown(), held))
        })
        .await?;
    let notice = if opened {
        Some(Phrase::new("case-just-opened"))
    } else if said == Some("expected") {
        Some(Phrase::new("exam-said-expected"))
    } else {
        corrected.then(|| Phrase::new("case-corrected"))
    };
    let today = on.office().now().date_in(on.office().config.centre.zone);
    let page = page_of(on.signed_in(), &case, notice, held, today);
    Ok(Answer::Page(on.page(&page)?))
}

fn state_of(state: CaseState) -> (&'static str, Phrase) {
    let kind = match state {
        CaseState::Collecting => "progress",
    };
    (kind, Phrase::new(format!("case-state-{state}")))
}

fn line_of(line: &doublelock_store::case::CaseLine) -> CaseLine {
    let (kind, state) = state_of(line.state);
    CaseLine {
        href: links::case(&line.id),
        no: line.reference.to_string(),
        patient: Told::person(&line.patient),
        born: (line.patient.as_ref())
            .map(|patient| patient.birth_date.to_string())
            .open(),
        opened: line.opened_at.micros(),
        kind,
        state,
    }
}

fn page_of(
    who: &SignedIn,
    case: &Case,
    notice: Option<Phrase>,
    held: Held,
    today: NaiveDate,
) -> CasePage {
    // Links lead only where this person may go.
    let (imaging, custody) = (who.holds(DutyName::Imaging), who.holds(DutyName::Custody));
    let (kind, state) = state_of(case.state);
    let here = (&*held.items, &*held.studies);
    let beside = waiting::beside(&case.id, &held.exams, here, custody);
    CasePage {
        no: case.reference.to_string(),
        kind,
        state,
        opened: case.opened_at.micros(),
        notice,
        correct: format!("{}/correct", links::case(&case.id)),
        patient: patient(case),
        person: links::person(&case.id),
        also_known: case.also_known.iter().map(listed).collect(),
        others: (case.others.iter())
            .map(|other| (other.reference.to_string(), links::case(&other.id)))
            .collect(),
        question: case
            .question
            .as_ref()
            .map(|question| question.as_str().to_owned()),
        next: waiting::next(&case.id, &held.exams, &beside, today),
        sums: waiting::sums(&held.exams),
        exams: waiting::lines(&case.id, &held.exams, today),
        expect: links::new_exam(&case.id),
        beside,
        studies: held
            .studies
            .into_iter()
            .map(|study| study_of(study, imaging))
            .collect(),
        items: held
            .items
            .iter()
            .map(|item| item_of(item, custody))
            .collect(),
        shipments: held
            .shipments
            .into_iter()
            .map(|shipment| shipment_of(shipment, custody))
            .collect(),
        openings: openings_of(&held.openings),
        announce: Some(format!("/shipments/announce?case={}", case.reference)),
    }
}

fn openings_of(latest: &[Opening]) -> Vec<CaseOpening> {
    let same = |one: &Opening, other: &Opening| {
        (&one.who, one.act, one.purpose) == (&other.who, other.act, other.purpose)
    };
    latest
        .chunk_by(same)
        .take(OPENING_LINES)
        .filter_map(|again| {
            let last = again.first()?;
            Some(CaseOpening {
                at: last.at.micros(),
                who: last.who.clone(),
                act: act(last.act),
                purpose: Phrase::new(format!("purpose-{}", last.purpose)),
                times: again.len(),
            })
        })
        .collect()
}

fn study_of(study: StudyLine, may_open: bool) -> CaseStudy {
    CaseStudy {
        href: may_open.then(|| links::study(&study.id)),
        description: Told::maybe(
            (study.words.as_ref()).map(|words| words.description.as_deref().and_then(shown)),
        ),
        date: (study.words.open())
            .and_then(|words| words.study_date)
            .as_deref()
            .and_then(day),
        modalities: study.modalities.join(", "),
        images: study.instances,
        source: study.calling_ae,
        received: study.received_at.micros(),
    }
}

fn item_of(item: &ItemLine, may_open: bool) -> CaseItem {
    CaseItem {
        href: may_open.then(|| links::item(&item.id)),
        code: item.label.to_string(),
        what: described::article(item.kind, &item.words),
        held: held(&item.holder),
        seen: item.seen_at.micros(),
    }
}

fn shipment_of(shipment: ShipmentHead, may_open: bool) -> CaseShipment {
    let (state, kind) = if shipment.late {
        (Phrase::new("shipment-late"), "refused")
    } else {
        shipment_standing(&shipment)
    };
    CaseShipment {
        href: may_open.then(|| links::shipment(&shipment.id)),
        no: shipment.reference.to_string(),
        direction: shipment_direction(&shipment),
        party: Told::or_unsaid(shipment.party, "shipment-sender-unsaid"),
        items: shipment.lines,
        kind,
        state,
    }
}
