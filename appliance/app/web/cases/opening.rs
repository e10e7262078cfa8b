//! A new case: the form, and the question whether its patient is on file.
//!
//! Somebody on file who is likely the same is shown beside what was typed, and nothing is
//! recorded until a person said who it is. The answer speaks of those that were shown: if
//! somebody was added meanwhile, it is asked again.

use chrono::NaiveDate;
use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::{NewCase as NewCaseChecked, NewCaseForm, PatientDetails};
use doublelock_domain::ids::CaseId;
use doublelock_domain::patient::{Answer, may_be_one};
use doublelock_domain::refusal::Refusal;
use doublelock_store::case::Begun;
use doublelock_store::patient::LikelyPatient;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};

use crate::web::comparing;
use crate::web::form::ProtectedForm;
use crate::web::guard::{Acted, On};
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::{CaseValues, LikelyPage, LikelyPerson, NewCase};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::{Answer as Reply, Html};
use crate::web::told::listed;

/// The answer that it is nobody of those shown.
const NOBODY: &str = "nobody";
/// No answer: back to the form.
const CORRECT: &str = "correct";
/// People that an answer can speak of, at most.
const MOST_ASKED: usize = 100;

#[get("/cases/new")]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a guard is handed to its route by value"
)]
pub(super) fn new(on: On<Coordination>) -> Result<Html, Problem> {
    on.page(&NewCase::default())
}

#[derive(FromForm, Clone)]
pub(super) struct CaseFields {
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
    /// Who of those that were shown it is: an id, [`NOBODY`] or [`CORRECT`].
    #[field(default = String::new())]
    person: String,
    /// Ids of those that were shown.
    #[field(default = String::new())]
    asked: String,
    /// Which state of a case it is to set right the form showed.
    #[field(default = 0)]
    pub(super) revision: i64,
}

#[post("/cases", data = "<form>")]
pub(super) async fn open(
    on: On<Coordination>,
    form: ProtectedForm<CaseFields>,
) -> Result<Reply, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let today = on.office().now().date_in(zone);
    let new = match fields.check(today) {
        Ok(new) => new,
        Err(faults) => {
            let errors = faults.iter().filter_map(fault).collect();
            return again(&on, fields, errors, Status::UnprocessableEntity);
        }
    };
    if fields.person == CORRECT {
        return again(&on, fields, Vec::new(), Status::Ok);
    }
    let (answer, typed) = (fields.answer(), new.patient.clone());
    let open = move |unit: &mut Unit<'_, Coordination>| unit.open_case(&new, &answer, zone);
    match on.act_or(Purpose::CaseWork, sent, open, page_of).await {
        Ok(Acted::Onward(way)) => Ok(Reply::Onward(way)),
        Ok(Acted::Nothing(Begun::Opened(case, _))) => {
            Ok(Reply::Onward(Redirect::to(opened(&case))))
        }
        Ok(Acted::Nothing(Begun::Asks(likely))) => {
            let page = LikelyPage {
                asked: likely
                    .iter()
                    .map(|one| one.patient.as_str())
                    .collect::<Vec<_>>()
                    .join(" "),
                people: likely.iter().map(|one| beside(&typed, one)).collect(),
                values: fields.into(),
            };
            Ok(Reply::Page(on.page(&page)?))
        }
        // What was typed is kept for whoever tries again.
        Err(StoreError::Refused(refusal @ Refusal::NamesNotRead)) => {
            let errors = vec![FieldError::new("", sentence(&refusal))];
            again(&on, fields, errors, Status::ServiceUnavailable)
        }
        Err(other) => Err(other.into()),
    }
}

/// The page of the case that was opened, if one was.
fn page_of(begun: &Begun) -> Option<String> {
    match begun {
        Begun::Opened(case, _) => Some(opened(case)),
        Begun::Asks(_) => None,
    }
}

fn opened(case: &CaseId) -> String {
    format!("{}?opened", links::case(case))
}

/// The form with what was typed.
fn again(
    on: &On<Coordination>,
    fields: CaseFields,
    errors: Vec<FieldError>,
    status: Status,
) -> Result<Reply, Problem> {
    let page = NewCase {
        values: fields.into(),
        errors,
    };
    Ok(Reply::Page(on.page(&page)?.with_status(status)))
}

/// Somebody on file beside what was typed.
pub(super) fn beside(typed: &PatientDetails, known: &LikelyPatient) -> LikelyPerson {
    LikelyPerson {
        id: known.patient.to_string(),
        name: listed(&known.details),
        cases: known.cases.iter().map(ToString::to_string).collect(),
        may_be_one: may_be_one(&known.comparison),
        rows: comparing::rows(&known.comparison, typed, &known.details),
    }
}

impl CaseFields {
    /// What was answered. What cannot be read is no answer.
    fn answer(&self) -> Answer {
        let asked = || self.asked.split_whitespace().take(MOST_ASKED);
        match self.person.as_str() {
            "" => Answer::NotAsked,
            NOBODY => Answer::NoneOf(asked().filter_map(|id| id.parse().ok()).collect()),
            id => id.parse().map_or(Answer::NotAsked, Answer::OnFile),
        }
    }

    /// What was typed, checked.
    pub(super) fn check(&self, today: NaiveDate) -> Result<NewCaseChecked, Vec<Refusal>> {
        // A line break is no part of a question; kept text has no control characters.
        let question = self.question.replace(['\r', '\n'], " ");
        let form = NewCaseForm {
            family_name: &self.family_name,
            given_names: &self.given_names,
            birth_date: &self.birth_date,
            sex: &self.sex,
            hospital_number: &self.hospital_number,
            hospital_issuer: &self.hospital_issuer,
            language: &self.language,
            question: &question,
        };
        form.check(today)
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
pub(super) fn fault(refusal: &Refusal) -> Option<FieldError> {
    let field = refusal.field()?;
    let message = match refusal {
        Refusal::FieldEmpty { .. } | Refusal::FieldChoice { .. } => {
            Phrase::new(format!("case-missing-{field}"))
        }
        other => sentence(other),
    };
    Some(FieldError::new(field, message))
}
