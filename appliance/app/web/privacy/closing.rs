//! A request that ends without a copy: withdrawn, or access refused.

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::ids::Reference;
use doublelock_domain::privacy::closing::{AccessRefusalForm, WithdrawalForm};
use doublelock_domain::privacy::request::Step;
use doublelock_domain::refusal::Refusal;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};

use super::acts::{back, on_one_line};
use super::number::number;
use super::words::law;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::privacy::closing::{ClosingPage, TypedClosing};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Answer;

#[get("/requests/<no>/close")]
pub(super) async fn close(on: On<Privacy>, no: &str) -> Result<Answer, Problem> {
    let no = number(no)?;
    let page = page_of(&on, no, TypedClosing::default(), Vec::new()).await?;
    if !page.open {
        return Ok(Answer::Onward(Redirect::to(links::request(no))));
    }
    Ok(Answer::Page(on.page(&page)?))
}

async fn page_of(
    on: &On<Privacy>,
    no: Reference,
    typed: TypedClosing,
    errors: Vec<FieldError>,
) -> Result<ClosingPage, Problem> {
    let zone = on.office().config.centre.zone;
    let (due, person, open) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, case) = unit.open_request(no)?;
            let patient = &case.patient;
            let (given, family) = (&patient.given_names, &patient.family_name);
            let person = format!("{} {}", given.as_str(), family.as_str());
            let open = request.state.after(Step::Withdrawn).is_ok();
            Ok((request.due(zone), person, open))
        })
        .await?;
    let rules = due.law.rules();
    Ok(ClosingPage {
        no: no.to_string(),
        open,
        person,
        today: on.office().now().date_in(zone).to_string(),
        law: law(rules, rules.section),
        recourse: Phrase::new(format!("recourse-{}", rules.recourse)),
        typed,
        errors,
    })
}

#[derive(FromForm, Default)]
pub(super) struct Withdrawn {
    #[field(default = "")]
    why: String,
    #[field(name = "duplicate-of", default = "")]
    duplicate_of: String,
}

#[post("/requests/<no>/withdraw", data = "<form>")]
pub(super) async fn withdraw(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Withdrawn>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let checked = WithdrawalForm {
        why: &fields.why,
        duplicate_of: &fields.duplicate_of,
    }
    .check();
    let outcome = match checked {
        Ok(new) => {
            let withdraw = move |unit: &mut Unit<'_, Privacy>| {
                let (request, case) = unit.open_request(reference)?;
                unit.withdraw_request(&request, &case, &new)
            };
            let done = back(reference, "withdrawn");
            on.act(Purpose::CopyRequest, sent, withdraw, done).await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    let typed = TypedClosing {
        why: fields.why,
        duplicate_of: fields.duplicate_of.chars().take(40).collect(),
        ..TypedClosing::default()
    };
    answered(&on, reference, outcome, typed).await
}

#[derive(FromForm, Default)]
pub(super) struct Refused {
    #[field(default = "")]
    ground: String,
    #[field(default = "")]
    provision: String,
    #[field(default = "")]
    reasons: String,
    #[field(name = "notice-sent-on", default = "")]
    notice_sent_on: String,
}

#[post("/requests/<no>/refuse", data = "<form>")]
pub(super) async fn refuse(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Refused>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let reasons = on_one_line(&fields.reasons);
    let checked = AccessRefusalForm {
        ground: &fields.ground,
        provision: &fields.provision,
        reasons: &reasons,
        notice_sent_on: &fields.notice_sent_on,
    };
    let zone = on.office().config.centre.zone;
    let today = on.office().now().date_in(zone);
    let outcome = match checked.check(today) {
        Ok(new) => {
            let refuse = move |unit: &mut Unit<'_, Privacy>| {
                let (request, _) = unit.open_request(reference)?;
                unit.refuse_access(&request, &new)
            };
            let done = back(reference, "refused");
            on.act(Purpose::CopyRequest, sent, refuse, done).await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    let typed = TypedClosing {
        ground: fields.ground,
        provision: fields.provision,
        reasons: fields.reasons,
        notice_sent_on: fields.notice_sent_on,
        ..TypedClosing::default()
    };
    answered(&on, reference, outcome, typed).await
}

/// On to the request, or the page with what is wrong.
async fn answered(
    on: &On<Privacy>,
    no: Reference,
    outcome: Result<Redirect, StoreError>,
    typed: TypedClosing,
) -> Result<Answer, Problem> {
    let faults = match outcome {
        Ok(way) => return Ok(Answer::Onward(way)),
        Err(StoreError::Faults(faults)) => faults,
        Err(StoreError::Refused(refusal)) => vec![refusal],
        Err(error) => return Err(error.into()),
    };
    let errors = faults.iter().map(at_field).collect();
    let page = page_of(on, no, typed, errors).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

/// The sentence of a fault, at its field.
fn at_field(fault: &Refusal) -> FieldError {
    let field = match fault {
        Refusal::IdentityNotConfirmed => "ground",
        other => other.field().unwrap_or_default(),
    };
    let phrase = match (fault, field) {
        (Refusal::FieldChoice { .. }, "duplicate-of") => Phrase::new("closing-no-such-request"),
        (Refusal::FieldEmpty { .. }, "duplicate-of") => Phrase::new("closing-needed-duplicate"),
        (Refusal::DateTooOld { .. }, _) => Phrase::new("request-notice-before"),
        (Refusal::FieldEmpty { .. }, "why" | "ground" | "provision" | "reasons") => {
            Phrase::new(format!("closing-needed-{field}"))
        }
        (Refusal::IdentityNotConfirmed, _) => Phrase::new("closing-identity-first"),
        (Refusal::FieldChoice { .. }, _) => Phrase::new("request-choice"),
        (Refusal::FieldTooLong { limit, .. }, _) => {
            Phrase::new("request-too-long").with("limit", *limit)
        }
        (Refusal::FieldCharacters { .. }, _) => Phrase::new("request-characters"),
        (other, _) => sentence(other),
    };
    FieldError::new(field, phrase)
}
