//! The coordination desk: cases and their patients.

use doublelock_domain::access::{Coordination, DutyName, Purpose};
use doublelock_domain::case::{Case, CaseState, NewCaseForm};
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::ids::{CaseId, Reference};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use doublelock_store::Opened;
use doublelock_store::custody::{ItemLine, ShipmentHead};
use doublelock_store::imaging::StudyLine;
use doublelock_store::openings::Opening;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::{Redirect, Responder};
use rocket::{Route, get, post, routes};

use crate::web::form::ProtectedForm;
use crate::web::guard::{On, SignedIn};
use crate::web::i18n::{Phrase, act};
use crate::web::page::FieldError;
use crate::web::pages::cases::{
    CaseItem, CaseLine, CaseList, CaseOpening, CasePage, CaseShipment, CaseStudy, CaseValues,
    NewCase, Patient,
};
use crate::web::pages::imaging::{day, shown};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Html;
use crate::web::told::Told;

/// Cases on one page of the list.
const PAGE: u32 = 50;

/// Latest openings that the page of a case looks at; a copy of the record has them all.
const OPENINGS: usize = 50;
/// Lines that they make at the most: the same person doing the same again is one line.
const OPENING_LINES: usize = 8;

/// What the record holds beside its patient.
struct Held {
    studies: Vec<StudyLine>,
    items: Vec<ItemLine>,
    shipments: Vec<ShipmentHead>,
    openings: Vec<Opening>,
}

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![list, new, open, case]
}

/// A page, or the way to another.
#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
enum Answer {
    Page(Html),
    Onward(Redirect),
}

#[get("/cases?<before>")]
async fn list(on: On<Coordination>, before: Option<i64>) -> Result<Html, Problem> {
    let from = before.map(Timestamp::from_micros);
    // One more than is shown: it says whether there is a next page.
    let mut lines = on
        .witness(Purpose::CaseWork, move |unit| {
            unit.list_cases(from, PAGE + 1)
        })
        .await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let last = lines.last().map(|line| line.opened_at.micros());
    on.page(&CaseList {
        lines: lines.iter().map(line_of).collect(),
        first: before.map(|_| "/cases".to_owned()),
        next: last
            .filter(|_| more)
            .map(|last| format!("/cases?before={last}")),
    })
}

#[get("/cases/new")]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a guard is handed to its route by value"
)]
fn new(on: On<Coordination>) -> Result<Html, Problem> {
    on.page(&NewCase::default())
}

#[derive(FromForm)]
struct CaseFields {
    #[field(name = "family-name", default = String::new())]
    family_name: String,
    #[field(name = "given-names", default = String::new())]
    given_names: String,
    #[field(name = "birth-date", default = String::new())]
    birth_date: String,
    #[field(default = String::new())]
    sex: String,
    #[field(name = "hospital-number", default = String::new())]
    hospital_number: String,
    #[field(name = "hospital-issuer", default = String::new())]
    hospital_issuer: String,
    #[field(default = String::new())]
    language: String,
    #[field(default = String::new())]
    question: String,
}

#[post("/cases", data = "<form>")]
async fn open(on: On<Coordination>, form: ProtectedForm<CaseFields>) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    // A line break is no part of a question; kept text has no control characters.
    let question = fields.question.replace(['\r', '\n'], " ");
    let zone = on.office().config.centre.zone;
    match fields
        .as_form(&question)
        .check(on.office().now().date_in(zone))
    {
        Ok(new) => {
            let (id, _) = on
                .write(Purpose::CaseWork, move |unit| unit.open_case(&new, zone))
                .await?;
            Ok(Answer::Onward(Redirect::to(format!("/cases/{id}?opened"))))
        }
        Err(faults) => {
            let page = NewCase {
                values: fields.into(),
                errors: faults.iter().filter_map(fault).collect(),
            };
            Ok(Answer::Page(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
    }
}

/// The page of a case, by its id; by its number, the way there.
#[get("/cases/<id>?<opened>")]
async fn case(on: On<Coordination>, id: &str, opened: bool) -> Result<Answer, Problem> {
    if let Ok(reference) = id.parse::<Reference>() {
        let id = on
            .witness(Purpose::CaseWork, move |unit| unit.case_id(reference))
            .await?;
        return Ok(Answer::Onward(Redirect::to(format!("/cases/{id}"))));
    }
    let id: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let (case, held) = on
        .witness(Purpose::CaseWork, move |unit| {
            let case = unit.open(&id)?;
            let held = Held {
                studies: unit.studies_of(&case)?,
                items: unit.items_of_case(&id)?,
                shipments: unit.shipments_of_case(&id)?,
                openings: unit.latest_openings(&case, OPENINGS)?,
            };
            Ok((case, held))
        })
        .await?;
    let page = page_of(on.signed_in(), &case, opened, held);
    Ok(Answer::Page(on.page(&page)?))
}

impl CaseFields {
    fn as_form<'a>(&'a self, question: &'a str) -> NewCaseForm<'a> {
        NewCaseForm {
            family_name: &self.family_name,
            given_names: &self.given_names,
            birth_date: &self.birth_date,
            sex: &self.sex,
            hospital_number: &self.hospital_number,
            hospital_issuer: &self.hospital_issuer,
            language: &self.language,
            question,
        }
    }
}

impl From<CaseFields> for CaseValues {
    fn from(fields: CaseFields) -> Self {
        Self {
            family_name: fields.family_name,
            given_names: fields.given_names,
            birth_date: fields.birth_date,
            sex: fields.sex,
            hospital_number: fields.hospital_number,
            hospital_issuer: fields.hospital_issuer,
            language: fields.language,
            question: fields.question,
        }
    }
}

/// What is missing is asked for by its name; the rest has its sentence.
fn fault(refusal: &Refusal) -> Option<FieldError> {
    let field = refusal.field()?;
    let message = match refusal {
        Refusal::FieldEmpty { .. } | Refusal::FieldChoice { .. } => {
            Phrase::new(format!("case-missing-{field}"))
        }
        other => sentence(other),
    };
    Some(FieldError::new(field, message))
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
        href: format!("/cases/{}", line.id),
        no: line.reference.to_string(),
        patient: Told::person(&line.patient),
        opened: line.opened_at.micros(),
        kind,
        state,
    }
}

fn page_of(who: &SignedIn, case: &Opened<Case>, just_opened: bool, held: Held) -> CasePage {
    // Links lead only where this person may go.
    let (imaging, custody) = (who.holds(DutyName::Imaging), who.holds(DutyName::Custody));
    let (kind, state) = state_of(case.state);
    CasePage {
        no: case.reference.to_string(),
        kind,
        state,
        opened: case.opened_at.micros(),
        just_opened,
        patient: patient(case),
        question: case
            .question
            .as_ref()
            .map(|question| question.as_str().to_owned()),
        studies: held
            .studies
            .into_iter()
            .map(|study| study_of(study, imaging))
            .collect(),
        items: held
            .items
            .into_iter()
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

fn patient(case: &Case) -> Patient {
    let who = &case.patient;
    Patient {
        name: format!("{}, {}", who.family_name.as_str(), who.given_names.as_str()),
        birth_date: who.birth_date.to_string(),
        sex: Phrase::new(format!("sex-{}", who.sex)),
        number: who.hospital_number.as_ref().map(|number| {
            (
                number.value.as_str().to_owned(),
                number.issuer.as_str().to_owned(),
            )
        }),
        language: Phrase::new(format!("written-{}", who.language)),
    }
}

fn study_of(study: StudyLine, may_open: bool) -> CaseStudy {
    CaseStudy {
        href: may_open.then(|| format!("/studies/{}", study.id)),
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

fn item_of(item: ItemLine, may_open: bool) -> CaseItem {
    CaseItem {
        href: may_open.then(|| format!("/items/{}", item.id)),
        code: item.label.to_string(),
        what: Phrase::new(format!("item-kind-{}", item.kind)),
        held: Phrase::new(format!("held-{}", item.holder.kind))
            .with("name", Told::of(item.holder.name)),
        seen: item.seen_at.micros(),
    }
}

fn shipment_of(shipment: ShipmentHead, may_open: bool) -> CaseShipment {
    let late = shipment.overdue_at.is_some() && shipment.state == ShipmentState::Announced;
    let kind = match shipment.state {
        ShipmentState::Announced if late => "refused",
        ShipmentState::Announced | ShipmentState::Draft => "waiting",
        ShipmentState::Sealed | ShipmentState::InTransit => "progress",
        ShipmentState::ReceivedWithExceptions => "attention",
        ShipmentState::Received | ShipmentState::ReceiptConfirmed => "done",
    };
    let state = if late {
        Phrase::new("shipment-late")
    } else {
        Phrase::new(format!("shipment-state-{}", shipment.state))
    };
    CaseShipment {
        href: may_open.then(|| format!("/shipments/{}", shipment.id)),
        no: shipment.reference.to_string(),
        direction: Phrase::new(format!("case-direction-{}", shipment.direction)),
        party: Told::of(shipment.party),
        items: shipment.lines,
        kind,
        state,
    }
}
