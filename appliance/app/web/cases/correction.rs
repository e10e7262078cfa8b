//! Setting right what was entered for a case: who it is about, what is asked.

use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::ids::CaseId;
use doublelock_domain::refusal::Refusal;
use doublelock_store::{Error as StoreError, Unit};
use rocket::http::Status;
use rocket::{get, post};

use super::opening::{CaseFields, fault};
use super::words::patient;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::{CaseNow, CaseValues, CorrectCase};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::{Answer, Html};

fn page_of(case: &Case, values: CaseValues, errors: Vec<FieldError>) -> CorrectCase {
    CorrectCase {
        no: case.reference.to_string(),
        case: links::case(&case.id),
        revision: case.revision.to_string(),
        others: (case.others.iter())
            .map(|other| other.reference.to_string())
            .collect(),
        values,
        now: None,
        errors,
    }
}

/// What stands there, as a form has it.
fn values(case: &Case) -> CaseValues {
    let who = &case.patient;
    let number = who.hospital_number.as_ref();
    let text = |of: Option<&str>| of.unwrap_or_default().to_owned();
    CaseValues {
        family_name: who.family_name.as_str().to_owned(),
        given_names: who.given_names.as_str().to_owned(),
        birth_date: who.birth_date.to_string(),
        sex: who.sex.to_string(),
        hospital_number: text(number.map(|number| number.value.as_str())),
        hospital_issuer: text(number.map(|number| number.issuer.as_str())),
        language: who.language.to_string(),
        question: text(case.question.as_ref().map(EnteredText::as_str)),
    }
}

async fn shown(on: &On<Coordination>, id: CaseId) -> Result<Case, Problem> {
    on.witness(Purpose::CaseWork, move |unit| Ok(unit.open(&id)?.shown()))
        .await
        .map_err(Into::into)
}

#[get("/cases/<id>/correct")]
pub(super) async fn form(on: On<Coordination>, id: &str) -> Result<Html, Problem> {
    let case = shown(&on, id.parse().map_err(|_| Problem::NotFound)?).await?;
    on.page(&page_of(&case, values(&case), Vec::new()))
}

#[post("/cases/<id>/correct", data = "<form>")]
pub(super) async fn correct(
    on: On<Coordination>,
    id: &str,
    form: ProtectedForm<CaseFields>,
) -> Result<Answer, Problem> {
    let id: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let revision = fields.revision;
    let today = on.office().now().date_in(on.office().config.centre.zone);
    let errors = match fields.check(today) {
        Ok(to) => {
            let (of, leads) = (id.clone(), id.clone());
            let correct = move |unit: &mut Unit<'_, Coordination>| {
                let case = unit.open(&of)?;
                unit.correct_case(&case, &to, revision)
            };
            let leads_to = move |(): &()| format!("{}?corrected", links::case(&leads));
            match on.act(Purpose::CaseWork, sent, correct, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(
                    refusal @ (Refusal::ChangedMeanwhile | Refusal::NothingChanged),
                )) => vec![FieldError::new("", sentence(&refusal))],
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults.iter().filter_map(fault).collect(),
    };
    // What stands there now, with what was typed: whoever sends it again has seen both.
    let case = shown(&on, id).await?;
    let now = (case.revision != revision).then(|| CaseNow {
        patient: patient(&case),
        question: (case.question.as_ref()).map(|question| question.as_str().to_owned()),
    });
    let page = CorrectCase {
        now,
        ..page_of(&case, fields.into(), errors)
    };
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
