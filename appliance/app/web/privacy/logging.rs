//! Logging a request, and setting right what was typed of one.

use std::collections::BTreeSet;

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::privacy::clock::due_date;
use doublelock_domain::privacy::request::{Doubt, Requester};
use doublelock_store::privacy::{Logging, Request};
use doublelock_store::{Error as StoreError, Unit};
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};

use super::acts::back;
use super::entry::{Entry, at_field};
use super::number::number;
use super::words::law;
use crate::web::form::ProtectedForm;
use crate::web::guard::{Acted, On};
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::privacy::new_request::{CorrectionPage, NewRequestPage, TypedRequest};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

#[expect(clippy::needless_pass_by_value, reason = "Rocket hands guards over")]
#[get("/requests/new")]
pub(super) fn blank(on: On<Privacy>) -> Result<Html, Problem> {
    on.page(&entry_page(&on, TypedRequest::default(), Vec::new()))
}

fn entry_page(on: &On<Privacy>, typed: TypedRequest, errors: Vec<FieldError>) -> NewRequestPage {
    let config = &on.office().config;
    let today = on.office().now().date_in(config.centre.zone);
    let due = due_date(&config.privacy_laws, today, today, None);
    let ruling = due.law.rules();
    NewRequestPage {
        typed,
        today: today.to_string(),
        days: i64::from(due.days),
        law: Some(law(ruling, ruling.section)),
        doubts: Vec::new(),
        errors,
    }
}

#[post("/requests", data = "<form>")]
pub(super) async fn log(on: On<Privacy>, form: ProtectedForm<Entry>) -> Result<Answer, Problem> {
    let sent = form.sent();
    let entry = form.into_inner();
    let zone = on.office().config.centre.zone;
    let laws = on.office().config.privacy_laws.clone();
    let outcome = match entry.form().check(on.office().now().date_in(zone)) {
        Ok(new) => {
            let log = move |unit: &mut Unit<'_, Privacy>| unit.log_request(&new, &laws, zone);
            on.act_or(Purpose::CopyRequest, sent, log, page_of_logged)
                .await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    match outcome {
        Ok(Acted::Onward(way)) => Ok(Answer::Onward(way)),
        Ok(Acted::Nothing(Logging::Asks(doubts))) => {
            let page = NewRequestPage {
                doubts: doubts.iter().map(doubt).collect(),
                ..entry_page(&on, seen(entry, &doubts), Vec::new())
            };
            Ok(Answer::Page(on.page(&page)?))
        }
        Ok(Acted::Nothing(Logging::Logged(logged))) => Ok(Answer::Onward(Redirect::to(
            links::request(logged.reference),
        ))),
        Err(StoreError::Faults(faults)) => {
            let errors = faults.iter().map(|fault| at_field(fault, &entry)).collect();
            let page = entry_page(&on, entry.typed(), errors);
            Ok(Answer::Page(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
        Err(error) => Err(error.into()),
    }
}

fn page_of_logged(outcome: &Logging) -> Option<String> {
    let Logging::Logged(logged) = outcome else {
        return None;
    };
    let said = if logged.already_overdue {
        "logged-late"
    } else {
        "logged"
    };
    Some(format!("{}?said={said}", links::request(logged.reference)))
}

/// What was typed, with what was shown beside it.
fn seen(entry: Entry, doubts: &BTreeSet<Doubt>) -> TypedRequest {
    let words: Vec<String> = doubts.iter().map(ToString::to_string).collect();
    TypedRequest {
        seen: words.join(" "),
        ..entry.typed()
    }
}

fn doubt(doubt: &Doubt) -> Phrase {
    match doubt {
        Doubt::AnotherWaits(number) => {
            Phrase::new("request-doubt-another").with("no", number.to_string())
        }
        Doubt::BeforeCase => Phrase::new("request-doubt-before-case"),
    }
}

#[get("/requests/<no>/correct")]
pub(super) async fn correction(on: On<Privacy>, no: &str) -> Result<Html, Problem> {
    let no = number(no)?;
    let (request, case) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, case) = unit.open_request(no)?;
            Ok((request.shown(), case.reference))
        })
        .await?;
    on.page(&CorrectionPage {
        no: no.to_string(),
        case: case.to_string(),
        today: on
            .office()
            .now()
            .date_in(on.office().config.centre.zone)
            .to_string(),
        typed: typed_of(&request),
        errors: Vec::new(),
    })
}

/// A request as its form would have it.
fn typed_of(request: &Request) -> TypedRequest {
    let (representative_name, capacity) = match &request.requester {
        Requester::Patient => (String::new(), String::new()),
        Requester::Representative { name, capacity } => {
            (name.as_str().to_owned(), capacity.to_string())
        }
    };
    let address = &request.address;
    TypedRequest {
        channel: request.channel.to_string(),
        received_on: request.received_on.to_string(),
        requester: request.requester.kind().to_string(),
        authority_seen: !representative_name.is_empty(),
        representative_name,
        capacity,
        carrier: request.carrier.to_string(),
        street: address.street.as_str().to_owned(),
        locality: address.locality.as_str().to_owned(),
        postal_code: (address.postal_code.as_ref())
            .map(|code| code.as_str().to_owned())
            .unwrap_or_default(),
        country: address.country.as_str().to_owned(),
        ..TypedRequest::default()
    }
}

#[post("/requests/<no>/correct", data = "<form>")]
pub(super) async fn correct(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Entry>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let zone = on.office().config.centre.zone;
    let today = on.office().now().date_in(zone);
    let case = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (_, case) = unit.open_request(reference)?;
            Ok(case.reference)
        })
        .await?;
    let entry = form.into_inner().about(case);
    let outcome = match entry.form().check(today) {
        Ok(new) => {
            let correct = move |unit: &mut Unit<'_, Privacy>| {
                let (request, _) = unit.open_request(reference)?;
                unit.correct_request(&request, &new, zone)
            };
            let done = back(reference, "corrected");
            on.act(Purpose::CopyRequest, sent, correct, done).await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    let faults = match outcome {
        Ok(way) => return Ok(Answer::Onward(way)),
        Err(StoreError::Faults(faults)) => faults,
        Err(StoreError::Refused(refusal)) => vec![refusal],
        Err(error) => return Err(error.into()),
    };
    let page = CorrectionPage {
        no: reference.to_string(),
        case: case.to_string(),
        today: today.to_string(),
        errors: faults.iter().map(|fault| at_field(fault, &entry)).collect(),
        typed: entry.typed(),
    };
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
