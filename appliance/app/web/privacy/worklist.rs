//! The list of requests, and logging one.

use chrono::NaiveDate;
use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::ids::RequestId;
use doublelock_domain::privacy::clock::due_date;
use doublelock_domain::privacy::disclosure::AddressForm;
use doublelock_domain::privacy::request::NewRequestForm;
use doublelock_domain::refusal::Refusal;
use doublelock_store::Error as StoreError;
use doublelock_store::privacy::Worklist;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Responder, get, post};

use super::words::{clock_words, law, state};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::FieldError;
use crate::web::pages::privacy::new_request::{NewRequestPage, TypedRequest};
use crate::web::pages::privacy::requests::{RequestLine, RequestList};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Html;
use crate::web::told::Told;

/// Lines of one page.
const PAGE: usize = 50;

#[get("/requests?<list>&<after>")]
pub(super) async fn list(
    on: On<Privacy>,
    list: Option<&str>,
    after: Option<&str>,
) -> Result<Html, Problem> {
    let answered = list == Some("answered");
    let which = if answered {
        Worklist::Answered
    } else {
        Worklist::Open
    };
    let from = after
        .map(|text| place(text).ok_or(Problem::NotFound))
        .transpose()?;
    let zone = on.office().config.centre.zone;
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut found = on
        .witness(Purpose::CopyRequest, move |unit| {
            unit.list_requests(which, from.as_ref(), zone, limit)
        })
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let home = if answered {
        "/requests?list=answered"
    } else {
        "/requests?list=open"
    };
    let next = found
        .last()
        .filter(|_| more)
        .map(|line| format!("{home}&after={}.{}", line.due_on, line.id));
    let lines = found
        .into_iter()
        .map(|line| {
            let (clock, clock_kind) = clock_words(line.standing);
            let (state, state_kind) = state(line.state);
            RequestLine {
                no: line.reference.to_string(),
                kind: Phrase::new(format!("request-kind-{}", line.kind)),
                case: line.case.to_string(),
                person: Told::person(&line.patient),
                channel: Phrase::new(format!("request-channel-{}", line.channel)),
                received: line.received_on.to_string(),
                due: line.due_on.to_string(),
                clock,
                clock_kind,
                state,
                state_kind,
            }
        })
        .collect();
    let first = after.map(|_| home.to_owned());
    on.page(&RequestList {
        answered,
        lines,
        next,
        first,
    })
}

/// `2026-11-25.01JCZ…`: after which line a page goes on.
fn place(text: &str) -> Option<(NaiveDate, RequestId)> {
    let (date, id) = text.split_once('.')?;
    Some((date.parse().ok()?, id.parse().ok()?))
}

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
        errors,
    }
}

/// The form, as the page has it.
#[derive(FromForm)]
pub(super) struct Entry {
    case: String,
    #[field(default = "")]
    channel: String,
    #[field(name = "received-on")]
    received_on: String,
    #[field(default = "")]
    requester: String,
    #[field(name = "representative-name", default = "")]
    representative_name: String,
    #[field(default = "")]
    capacity: String,
    #[field(name = "authority-seen", default = "")]
    authority_seen: String,
    #[field(default = "")]
    identity: String,
    #[field(default = "")]
    carrier: String,
    street: String,
    locality: String,
    #[field(name = "postal-code", default = "")]
    postal_code: String,
    country: String,
}

impl Entry {
    fn form(&self) -> NewRequestForm<'_> {
        NewRequestForm {
            case: &self.case,
            channel: &self.channel,
            received_on: &self.received_on,
            requester: &self.requester,
            representative_name: &self.representative_name,
            capacity: &self.capacity,
            authority_seen: &self.authority_seen,
            identity: &self.identity,
            carrier: &self.carrier,
            address: AddressForm {
                street: &self.street,
                locality: &self.locality,
                postal_code: &self.postal_code,
                country: &self.country,
            },
        }
    }

    fn typed(self) -> TypedRequest {
        TypedRequest {
            case: self.case,
            channel: self.channel,
            received_on: self.received_on,
            requester: self.requester,
            representative_name: self.representative_name,
            capacity: self.capacity,
            authority_seen: !self.authority_seen.is_empty(),
            identity: self.identity,
            carrier: self.carrier,
            street: self.street,
            locality: self.locality,
            postal_code: self.postal_code,
            country: self.country,
        }
    }
}

/// Either on to the request, or back to the form.
#[derive(Responder)]
#[expect(
    clippy::large_enum_variant,
    reason = "a redirect's address is as large as it is"
)]
pub(super) enum Logged {
    On(Redirect),
    Back(Html),
}

#[post("/requests", data = "<form>")]
pub(super) async fn log(on: On<Privacy>, form: ProtectedForm<Entry>) -> Result<Logged, Problem> {
    let entry = form.into_inner();
    let zone = on.office().config.centre.zone;
    let laws = on.office().config.privacy_laws.clone();
    let checked = entry.form().check(on.office().now().date_in(zone));
    let outcome = match checked {
        Ok(new) => {
            on.write(Purpose::CopyRequest, move |unit| {
                unit.log_request(&new, &laws, zone)
            })
            .await
        }
        Err(faults) => Err(StoreError::Faults(faults)),
    };
    match outcome {
        Ok(logged) => {
            let said = if logged.already_overdue {
                "logged-late"
            } else {
                "logged"
            };
            Ok(Logged::On(Redirect::to(format!(
                "/requests/{}?said={said}",
                logged.reference
            ))))
        }
        Err(StoreError::Faults(faults)) => {
            let errors = faults.iter().map(|fault| at_field(fault, &entry)).collect();
            let page = entry_page(&on, entry.typed(), errors);
            Ok(Logged::Back(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// The sentence of a fault, at its field.
fn at_field(fault: &Refusal, entry: &Entry) -> FieldError {
    let field = fault.field().unwrap_or("case");
    let phrase = match (fault, field) {
        (Refusal::CaseUnknown { .. }, _) => {
            let shown: String = entry.case.trim().chars().take(40).collect();
            Phrase::new("request-case-unknown").with("case", Arg::Typed(shown))
        }
        (Refusal::DateInFuture { .. }, "received-on") => Phrase::new("request-received-future"),
        (Refusal::DateTooOld { .. }, "received-on") => Phrase::new("request-received-old"),
        (Refusal::NotADate { .. }, "received-on") => Phrase::new("request-received-not-a-date"),
        (Refusal::FieldEmpty { .. }, field) => Phrase::new(needed(field)),
        (Refusal::FieldChoice { .. }, "country") => Phrase::new("request-needed-country"),
        (Refusal::FieldChoice { .. }, _) => Phrase::new("request-choice"),
        (Refusal::FieldTooLong { limit, .. }, _) => {
            Phrase::new("request-too-long").with("limit", *limit)
        }
        (Refusal::FieldCharacters { .. }, _) => Phrase::new("request-characters"),
        (other, _) => sentence(other),
    };
    FieldError::new(field, phrase)
}

/// What to do about an empty field.
fn needed(field: &str) -> &'static str {
    match field {
        "case" => "request-needed-case",
        "channel" => "request-needed-channel",
        "received-on" => "request-needed-received",
        "requester" => "request-needed-requester",
        "representative-name" => "request-needed-representative",
        "capacity" => "request-needed-capacity",
        "authority-seen" => "request-needed-authority",
        "carrier" => "request-needed-carrier",
        "street" => "request-needed-street",
        "locality" => "request-needed-locality",
        "country" => "request-needed-country",
        _ => "request-choice",
    }
}
