//! One request: its clock with its law, what the copy holds, how it leaves.

use serde::Serialize;

use super::samples;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};

/// `GET /requests/<no>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one thing is on the page"
)]
pub struct RequestPage {
    /// `2026-0097`.
    pub no: String,
    /// `2026-0388`.
    pub case: String,
    /// Given and family name of the patient.
    pub person: String,
    /// How it came.
    pub channel: Phrase,
    /// Where it stands.
    pub state: Phrase,
    /// Kind of that state.
    pub state_kind: &'static str,
    /// Who asks, and where the answer goes.
    pub party: Party,
    /// The clock.
    pub clock: Clock,
    /// Where the job stands.
    pub steps: Vec<Step>,
    /// What the copy holds or will hold.
    pub parts: Vec<Part>,
    /// Line beside the title of the contents.
    pub contents_note: Phrase,
    /// A build is under way.
    pub building: bool,
    /// A build can be started.
    pub can_build: bool,
    /// The ready package.
    pub package: Option<Package>,
    /// Why the last build failed.
    pub fault: Option<Phrase>,
    /// How it can leave; none before it is ready and after it left.
    pub delivery: Option<Delivery>,
    /// The recipient can confirm.
    pub can_confirm_receipt: bool,
    /// What was seen can still be noted.
    pub can_confirm_identity: bool,
    /// The prolongation that can still be taken.
    pub extension: Option<ExtensionForm>,
    /// What just happened.
    pub notice: Option<Phrase>,
    /// What is wrong with the form on this page.
    pub errors: Vec<FieldError>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Party {
    /// The representative's name, if there is one.
    pub representative: Option<String>,
    /// Their capacity.
    pub capacity: Option<Phrase>,
    /// What was seen of the identity.
    pub identity: Option<Phrase>,
    /// When.
    pub identity_at: Option<i64>,
    /// Lines of the address.
    pub address: Vec<String>,
    /// Form asked for.
    pub carrier: Phrase,
}

/// The statutory clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clock {
    /// waiting, attention, refused or done.
    pub kind: &'static str,
    /// Days left, while it runs; days late after.
    pub days: i64,
    /// Words beside or instead of the figure.
    pub words: Phrase,
    /// The figure is shown large: the clock runs or ran out unanswered.
    pub counts: bool,
    /// It ran out unanswered: the sentence on recourse.
    pub late: Option<Phrase>,
    /// Last day.
    pub due: String,
    /// When the answer left.
    pub answered: Option<i64>,
    /// Days gone, at most `total`.
    pub gone: i64,
    /// Days in all.
    pub total: i64,
    /// Day of receipt.
    pub received: String,
    /// Day of entry.
    pub entered: String,
    /// The law and section that rule.
    pub law: Phrase,
    /// Texts that were read for the laws that apply.
    pub sources: Vec<String>,
    /// What the law says of a prolongation.
    pub extension: Phrase,
    /// To whom the person turns.
    pub recourse: Phrase,
    /// How the date was computed.
    pub how: Vec<Phrase>,
}

/// A step of the job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// done, now, todo.
    pub state: &'static str,
    /// Its name.
    pub title: Phrase,
    /// When, how.
    pub note: Option<Phrase>,
}

/// A part of the copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub title: Phrase,
    /// How much of it there is.
    pub sub: Option<Phrase>,
    /// Done.
    pub done: i64,
    /// In all; at least 1.
    pub total: i64,
    /// Kind of its state.
    pub kind: &'static str,
    /// Its state in words.
    pub state: Phrase,
}

/// A package that is ready.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Package {
    /// When it was built.
    pub built_at: i64,
    /// Its forms.
    pub downloads: Vec<Download>,
    /// When the passphrase was shown.
    pub passphrase_shown_at: Option<i64>,
    /// Fingerprint of the signer's certificate.
    pub signer: String,
    /// SHA-256 of the manifest.
    pub manifest: String,
}

/// One form of a package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Download {
    /// Address.
    pub href: String,
    /// Verb and object.
    pub label: Phrase,
    /// What it is and what to mind.
    pub note: Phrase,
    /// Icon name.
    pub icon: &'static str,
}

/// How the copy can leave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// Identity is not confirmed: nothing leaves.
    pub blocked: bool,
    /// The discs labelled so far.
    pub discs: Vec<Disc>,
}

/// A disc that was labelled for the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disc {
    /// Its label.
    pub code: String,
    /// Address of the label to print.
    pub label_href: String,
    /// Number of the shipment it is to leave in.
    pub shipment: Option<String>,
}

/// The prolongation that the law allows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExtensionForm {
    /// Most days.
    pub up_to: i64,
    /// The notice must leave within so many days.
    pub within: i64,
    /// Days typed.
    pub days: String,
    /// Day typed.
    pub sent: String,
}

impl Page for RequestPage {
    const FILE: &'static str = "privacy/request.html";
    const NAME: &'static str = "request-title";

    fn samples() -> Vec<Self> {
        samples::requests()
    }
}
