//! Logging a request, and setting right what was typed of one.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};

/// `GET /requests/new` and a refused `POST /requests`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NewRequestPage {
    /// What was typed so far.
    pub typed: TypedRequest,
    /// Today at the site, `AAAA-MM-JJ`: the date of entry.
    pub today: String,
    /// Days the law gives.
    pub days: i64,
    /// The law that rules.
    pub law: Option<Phrase>,
    /// What is odd although every field is right: a person says that it is so all the same.
    pub doubts: Vec<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// `GET /requests/<no>/correct` and a refused `POST` of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CorrectionPage {
    /// `2026-0097`.
    pub no: String,
    /// Number of its case, which stays.
    pub case: String,
    /// Today at the site, `AAAA-MM-JJ`.
    pub today: String,
    /// The fields.
    pub typed: TypedRequest,
    /// What is odd although every field is right.
    pub doubts: Vec<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// The fields of the form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TypedRequest {
    /// Case number.
    pub case: String,
    /// How it came.
    pub channel: String,
    /// Day of receipt.
    pub received_on: String,
    /// Who asks.
    pub requester: String,
    /// Representative.
    pub representative_name: String,
    /// Their capacity.
    pub capacity: String,
    /// The paper was seen.
    pub authority_seen: bool,
    /// What was seen of the identity.
    pub identity: String,
    /// Form asked for.
    pub carrier: String,
    /// Number and street.
    pub street: String,
    /// City and province.
    pub locality: String,
    /// Postal code.
    pub postal_code: String,
    /// Two letters.
    pub country: String,
    /// Doubts that were shown, as the form sends them back.
    pub seen: String,
}

impl Page for NewRequestPage {
    const FILE: &'static str = "privacy/new_request.html";
    const NAME: &'static str = "request-new-title";

    fn samples() -> Vec<Self> {
        let law = Some(
            Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "32"),
        );
        let blank = Self {
            today: "2026-11-19".into(),
            days: 30,
            law,
            ..Self::default()
        };
        let refused = Self {
            typed: typed(),
            errors: entry_errors(),
            ..blank.clone()
        };
        let doubted = Self {
            typed: TypedRequest {
                seen: "2026-0081 before-case".into(),
                ..typed()
            },
            doubts: vec![
                Phrase::new("request-doubt-another").with("no", "2026-0081"),
                Phrase::new("request-doubt-before-case"),
            ],
            ..blank.clone()
        };
        vec![blank, refused, doubted]
    }
}

impl Page for CorrectionPage {
    const FILE: &'static str = "privacy/correction.html";
    const NAME: &'static str = "request-correct-title";

    fn samples() -> Vec<Self> {
        let page = Self {
            no: "2026-0097".into(),
            case: "2026-0388".into(),
            today: "2026-11-19".into(),
            typed: typed(),
            doubts: vec![Phrase::new("request-doubt-before-case")],
            errors: Vec::new(),
        };
        let refused = Self {
            doubts: Vec::new(),
            errors: vec![FieldError::new(
                "postal-code",
                Phrase::new("request-wrong-postal-code"),
            )],
            ..page.clone()
        };
        vec![page, refused]
    }
}

fn typed() -> TypedRequest {
    TypedRequest {
        case: "2026-4121".into(),
        channel: "mail".into(),
        received_on: "2026-11-30".into(),
        requester: "representative".into(),
        street: "12, rue des Érables".into(),
        country: "CA".into(),
        ..TypedRequest::default()
    }
}

fn entry_errors() -> Vec<FieldError> {
    vec![
        FieldError::new(
            "case",
            Phrase::new("request-case-unknown").with("case", Arg::Typed("2026-4121".into())),
        ),
        FieldError::new("received-on", Phrase::new("request-received-future")),
        FieldError::new(
            "representative-name",
            Phrase::new("request-needed-representative"),
        ),
        FieldError::new("capacity", Phrase::new("request-needed-capacity")),
        FieldError::new("authority-seen", Phrase::new("request-needed-authority")),
        FieldError::new("carrier", Phrase::new("request-needed-carrier")),
        FieldError::new("locality", Phrase::new("request-needed-locality")),
    ]
}
