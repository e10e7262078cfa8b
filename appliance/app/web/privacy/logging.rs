//! Logging a request, and setting right what was typed of one.

use std::collections::BTreeSet;

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::privacy::clock::due_date;
use doublelock_domain::privacy::request::{Doubt, Requester, Step};
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
pub(super) async fn correction(on: On<Privacy>, no: &str) -> Result<Answer, Problem> {
    let no = number(no)?;
    let (request, case) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, case) = unit.open_request(no)?;
            Ok((request.shown(), case.reference))
        })
        .await?;
    if request.state.after(Step::Corrected).is_err() {
        return Ok(Answer::Onward(Redirect::to(links::request(no))));
    }
    let zone = on.office().config.centre.zone;
    let page = CorrectionPage {
        no: no.to_string(),
        case: case.to_string(),
        today: on.office().now().date_in(zone).to_string(),
        typed: typed_of(&request),
        doubts: Vec::new(),
        errors: Vec::new(),
    };
    Ok(Answer::Page(on.page(&page)?))
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
        // Seen for whoever was typed; of anybody else it is to be seen again.
        authority_seen: false,
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
                let (request, case) = unit.open_request(reference)?;
                unit.correct_request(&request, &case, &new, zone)
            };
            let done = back::<()>(reference, "corrected");
            let leads_to = move |doubts: &BTreeSet<Doubt>| doubts.is_empty().then(|| done(&()));
            on.act_or(Purpose::CopyRequest, sent, correct, leads_to)
                .await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    let (faults, doubts) = match outcome {
        Ok(Acted::Onward(way)) => return Ok(Answer::Onward(way)),
        Ok(Acted::Nothing(doubts)) => (Vec::new(), doubts),
        Err(StoreError::Faults(faults)) => (faults, BTreeSet::new()),
        Err(StoreError::Refused(refusal)) => (vec![refusal], BTreeSet::new()),
        Err(error) => return Err(error.into()),
    };
    let status = if faults.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    let page = CorrectionPage {
        no: reference.to_string(),
        case: case.to_string(),
        today: today.to_string(),
        errors: (faults.iter())
            .map(|fault| on_the_page(at_field(fault, &entry)))
            .collect(),
        doubts: doubts.iter().map(doubt).collect(),
        typed: seen(entry, &doubts),
    };
    Ok(Answer::Page(on.page(&page)?.with_status(status)))
}

/// What is wrong with none of a correction's fields is said above them.
fn on_the_page(error: FieldError) -> FieldError {
    let field = if FIELDS_OF_CORRECTION.contains(&error.field) {
        error.field
    } else {
        ""
    };
    FieldError { field, ..error }
}

/// The fields of a correction.
const FIELDS_OF_CORRECTION: [&str; 10] = [
    "channel",
    "received-on",
    "carrier",
    "requester",
    "representative-name",
    "capacity",
    "authority-seen",
    "street",
    "locality",
    "postal-code",
];
