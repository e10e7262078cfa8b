//! The form of a request, as it is logged and as it is set right.

use doublelock_domain::ids::Reference;
use doublelock_domain::privacy::disclosure::AddressForm;
use doublelock_domain::privacy::request::NewRequestForm;
use doublelock_domain::refusal::Refusal;
use rocket::form::FromForm;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::FieldError;
use crate::web::pages::privacy::new_request::TypedRequest;
use crate::web::problem::sentence;

/// The form, as the page has it.
#[derive(FromForm)]
pub(super) struct Entry {
    #[field(default = "")]
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
    #[field(default = "")]
    seen: String,
}

impl Entry {
    /// The same about this case, whatever was sent.
    pub(super) fn about(mut self, case: Reference) -> Self {
        self.case = case.to_string();
        self
    }

    /// As the rules want it.
    pub(super) fn form(&self) -> NewRequestForm<'_> {
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
            seen: &self.seen,
        }
    }

    /// As it goes back onto the page.
    pub(super) fn typed(self) -> TypedRequest {
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
            seen: self.seen,
        }
    }
}

/// The sentence of a fault, at its field.
pub(super) fn at_field(fault: &Refusal, entry: &Entry) -> FieldError {
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
        (Refusal::FieldChoice { .. }, "postal-code") => Phrase::new("request-wrong-postal-code"),
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
        "postal-code" => "request-needed-postal-code",
        "country" => "request-needed-country",
        _ => "request-choice",
    }
}
