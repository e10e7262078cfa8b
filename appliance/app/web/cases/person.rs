//! The person a case is about: everything on file of them, records linked, cases separated.

use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::Case;
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::{CaseId, PatientId};
use doublelock_domain::refusal::Refusal;
use doublelock_store::patient::{CaseOfRecord, PatientRecord, WholePerson};
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};

use super::opening::beside;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::{PersonPage, RecordCard, RecordCase};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Answer;
use crate::web::told::Told;

/// What can be said to have been done.
const SAID: [&str; 3] = ["linked", "unlinked", "separated"];

#[get("/cases/<id>/person?<said>")]
pub(super) async fn show(
    on: On<Coordination>,
    id: &str,
    said: Option<&str>,
) -> Result<Answer, Problem> {
    let mut page = load(&on, id).await?;
    page.said = SAID
        .into_iter()
        .find(|word| said == Some(*word))
        .map(|word| Phrase::new(format!("person-said-{word}")));
    Ok(Answer::Page(on.page(&page)?))
}

/// A record that is named by a button.
#[derive(FromForm)]
pub(super) struct Named {
    #[field(default = String::new())]
    patient: String,
}

impl Named {
    fn id(&self) -> Result<PatientId, Problem> {
        self.patient.parse().map_err(|_| Problem::Malformed)
    }
}

#[post("/cases/<id>/person/link", data = "<form>")]
pub(super) async fn link(
    on: On<Coordination>,
    id: &str,
    form: ProtectedForm<Named>,
) -> Result<Answer, Problem> {
    let sent = form.sent();
    let (case, other) = (case_id(id)?, form.into_inner().id()?);
    let said = saying(&case, "linked");
    let link = move |unit: &mut Unit<'_, Coordination>| {
        let case = unit.open(&case)?;
        unit.link_patients(&case, &other)
    };
    let outcome = on.act(Purpose::CaseWork, sent, link, said).await;
    done(&on, id, outcome).await
}

#[post("/cases/<id>/person/unlink", data = "<form>")]
pub(super) async fn unlink(
    on: On<Coordination>,
    id: &str,
    form: ProtectedForm<Named>,
) -> Result<Answer, Problem> {
    let sent = form.sent();
    let (case, record) = (case_id(id)?, form.into_inner().id()?);
    let said = saying(&case, "unlinked");
    let unlink = move |unit: &mut Unit<'_, Coordination>| {
        let case = unit.open(&case)?;
        unit.unlink_patient(&case, &record)
    };
    let outcome = on.act(Purpose::CaseWork, sent, unlink, said).await;
    done(&on, id, outcome).await
}

/// Cases that are another person's.
#[derive(FromForm)]
pub(super) struct Chosen {
    #[field(default = Vec::new())]
    cases: Vec<String>,
}

#[post("/cases/<id>/person/separate", data = "<form>")]
pub(super) async fn separate(
    on: On<Coordination>,
    id: &str,
    form: ProtectedForm<Chosen>,
) -> Result<Answer, Problem> {
    let case = case_id(id)?;
    let sent = form.sent();
    let chosen: Vec<CaseId> = form
        .into_inner()
        .cases
        .iter()
        .map(|text| case_id(text))
        .collect::<Result<_, _>>()?;
    let said = saying(&case, "separated");
    let separate = move |unit: &mut Unit<'_, Coordination>| {
        let case = unit.open(&case)?;
        unit.separate_cases(&case, &chosen)
    };
    let outcome = on.act(Purpose::CaseWork, sent, separate, said).await;
    done(&on, id, outcome).await
}

/// The page of the case's person, saying what was done.
fn saying<T>(case: &CaseId, said: &'static str) -> impl Fn(&T) -> String + Send + 'static {
    let page = links::case(case);
    move |_| format!("{page}/person?said={said}")
}

/// On to the page that says so, or the page with what stood in the way.
async fn done(
    on: &On<Coordination>,
    id: &str,
    outcome: Result<Redirect, StoreError>,
) -> Result<Answer, Problem> {
    let refusal = match outcome {
        Ok(way) => return Ok(Answer::Onward(way)),
        Err(StoreError::Refused(refusal)) => refusal,
        Err(other) => return Err(other.into()),
    };
    let message = match refusal {
        Refusal::FieldChoice { .. } => Phrase::new("person-missing-cases"),
        _ => sentence(&refusal),
    };
    let mut page = load(on, id).await?;
    page.errors = vec![FieldError::new(
        refusal.field().unwrap_or_default(),
        message,
    )];
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn case_id(text: &str) -> Result<CaseId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

async fn load(on: &On<Coordination>, id: &str) -> Result<PersonPage, Problem> {
    let id = case_id(id)?;
    let (case, whole) = on
        .witness(Purpose::CaseWork, move |sight| {
            let case = sight.open(&id)?;
            let whole = sight.whole_person(&case)?;
            Ok((case.shown(), whole))
        })
        .await?;
    Ok(page_of(&case, &whole))
}

fn page_of(case: &Case, whole: &WholePerson) -> PersonPage {
    PersonPage {
        no: case.reference.to_string(),
        href: links::case(&case.id),
        said: None,
        records: whole
            .records
            .iter()
            .map(|record| card(record, case))
            .collect(),
        likely: whole.likely.as_ref().map(|likely| {
            likely
                .iter()
                .map(|one| beside(&case.patient, one))
                .collect()
        }),
        errors: Vec::new(),
    }
}

fn card(record: &PatientRecord, case: &Case) -> RecordCard {
    let own = record.patient == case.patient_id;
    let details = match &record.details {
        Reading::Open(details) => Some(details),
        Reading::Erased { .. } | Reading::Missing => None,
    };
    RecordCard {
        id: record.patient.to_string(),
        linked: record.linked,
        name: Told::person(&record.details),
        birth_date: details.map(|who| who.birth_date.to_string()),
        sex: details.map(|who| Phrase::new(format!("sex-{}", who.sex))),
        number: details
            .and_then(|who| who.hospital_number.as_ref())
            .map(|number| {
                let (value, issuer) = (number.value.as_str(), number.issuer.as_str());
                (value.to_owned(), issuer.to_owned())
            }),
        divisible: own && record.cases.len() > 1,
        cases: record.cases.iter().map(case_of).collect(),
    }
}

fn case_of(case: &CaseOfRecord) -> RecordCase {
    RecordCase {
        id: case.id.to_string(),
        no: case.reference.to_string(),
        href: links::case(&case.id),
        opened: case.opened_at.micros(),
        entered: case.entered.as_ref().map(Told::person),
    }
}
