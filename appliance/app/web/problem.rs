//! The only type with an HTTP status: every failure ends here.
//!
//! A record that does not exist and one that is not open to the person read the same
//! (404). A page with 5xx shows a reference number; the cause goes to the log, once,
//! under the same number, and never onto the page.

mod answer;

use doublelock_domain::refusal::Refusal;
use doublelock_store::Error as StoreError;
use openssl::error::ErrorStack;
use rocket::http::Status;

use crate::web::i18n::{Arg, Phrase};

/// Why a request did not get what it asked for.
#[derive(Debug)]
pub enum Problem {
    /// Nobody is signed in: off to the sign-in page.
    SignIn,
    /// No such thing, or not open to this person.
    NotFound,
    /// The form did not come from one of our pages, or its session is over.
    Forged,
    /// A rule said no to an act that has no form to show it at.
    Refused(Refusal),
    /// The request is not understood.
    Malformed,
    /// What was sent is larger than what is taken.
    TooLarge,
    /// Too many attempts.
    TooMany,
    /// The staff directory does not answer.
    DirectoryDown,
    /// Busy, or the database is away: trying again may work.
    Unavailable,
    /// No room left.
    Full,
    /// The record was erased, by this entry of the journal.
    Erased(u64),
    /// A record says something else than the journal.
    Altered,
    /// Something that should not happen did. The text is for the log.
    Broken(String),
}

impl Problem {
    /// The HTTP status.
    pub const fn status(&self) -> Status {
        match self {
            Self::SignIn => Status::SeeOther,
            Self::NotFound => Status::NotFound,
            Self::Forged => Status::Forbidden,
            Self::Refused(_) => Status::Conflict,
            Self::Malformed => Status::BadRequest,
            Self::TooLarge => Status::PayloadTooLarge,
            Self::TooMany => Status::TooManyRequests,
            Self::DirectoryDown | Self::Unavailable => Status::ServiceUnavailable,
            Self::Full => Status::InsufficientStorage,
            Self::Erased(_) => Status::Gone,
            Self::Altered | Self::Broken(_) => Status::InternalServerError,
        }
    }

    /// From any cause that should not happen.
    pub fn broken(cause: &(dyn std::error::Error + 'static)) -> Self {
        let mut text = cause.to_string();
        let mut next = cause.source();
        while let Some(inner) = next {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            next = inner.source();
        }
        Self::Broken(text)
    }

    /// The problem behind an HTTP status that Rocket itself answered with.
    pub const fn of_status(status: Status) -> Self {
        match status.code {
            400 | 422 => Self::Malformed,
            401 => Self::SignIn,
            403 => Self::Forged,
            413 => Self::TooLarge,
            429 => Self::TooMany,
            500..=599 => Self::Unavailable,
            _ => Self::NotFound,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Refused(refusal) => Self::Refused(refusal),
            StoreError::Faults(mut faults) if !faults.is_empty() => {
                Self::Refused(faults.swap_remove(0))
            }
            StoreError::Busy | StoreError::Gone | StoreError::ReadOnly => Self::Unavailable,
            StoreError::Full => Self::Full,
            StoreError::Erased(by) => Self::Erased(by),
            StoreError::Altered => Self::Altered,
            other => Self::broken(&other),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ErrorStack> for Problem {
    fn from(error: ErrorStack) -> Self {
        Self::broken(&error)
    }
}

impl From<crate::proof::Fault> for Problem {
    fn from(fault: crate::proof::Fault) -> Self {
        match fault {
            crate::proof::Fault::Store(error) => error.into(),
            crate::proof::Fault::Mark(error) => error.into(),
        }
    }
}

impl From<crate::web::page::RenderError> for Problem {
    fn from(error: crate::web::page::RenderError) -> Self {
        Self::broken(&error)
    }
}

/// The sentence of a refusal, for the page it is shown on.
pub fn sentence(refusal: &Refusal) -> Phrase {
    let phrase = Phrase::new(format!("refusal-{}", refusal.key()));
    match refusal {
        Refusal::FieldTooLong { limit, .. } => {
            phrase.with("limit", i64::try_from(*limit).unwrap_or(i64::MAX))
        }
        Refusal::RecordUnderWay { names } => phrase.with("names", names.clone()),
        Refusal::BarriersTooFew { level } => phrase.with("level", i64::from(*level)),
        Refusal::PlaceHolds { n } | Refusal::PlaceContains { n } => phrase.with("n", i64::from(*n)),
        Refusal::NotAccountedFor { open } => phrase.with("open", i64::from(*open)),
        Refusal::LabelInUse { label }
        | Refusal::NotInThisArchive { label }
        | Refusal::AlreadyArchived { label }
        | Refusal::NotIdentified { label }
        | Refusal::NotAtHand { label } => phrase.with("label", label.grouped()),
        Refusal::PromisedElsewhere { label, parcel } => phrase
            .with("label", label.grouped())
            .with("no", Arg::Ref(parcel.to_string())),
        Refusal::WaybillInUse { shipment } => phrase.with("no", Arg::Ref(shipment.to_string())),
        _ => phrase,
    }
}
