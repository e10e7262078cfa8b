//! One request: its clock with its law, what the copy holds, how it leaves.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::FieldError;
use crate::web::told::Told;

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
    /// The record changed since the copy was built: what each of the two holds.
    pub changed: Option<Phrase>,
    /// The answer left while the record held something else, and nobody had said why it is the answer all the same.
    pub left_changed: bool,
    /// Why the last build failed.
    pub fault: Option<Phrase>,
    /// How it can leave; none before it is ready and after it left.
    pub delivery: Option<Delivery>,
    /// The recipient can confirm.
    pub can_confirm_receipt: bool,
    /// What was seen can still be noted.
    pub can_confirm_identity: bool,
    /// What was typed can be set right, the request can be closed without a copy.
    pub can_change: bool,
    /// There is a letter to write.
    pub has_letter: bool,
    /// How it ended without a copy.
    pub closing: Option<Closing>,
    /// Labels of discs that were made for it and stay, once it is over.
    pub discs_left: Vec<String>,
    /// The prolongation that can still be taken.
    pub extension: Option<ExtensionForm>,
    /// What was typed into a form of this page that was refused.
    pub typed: Typed,
    /// What the record holds now, to be sent back with a reason.
    pub record: String,
    /// What just happened.
    pub notice: Option<Phrase>,
    /// What is wrong with the form on this page.
    // keys: request-needed-*
    pub errors: Vec<FieldError>,
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Typed {
    /// Why a copy is the answer all the same.
    pub reason: String,
    /// Into whose hands it was given, if that was typed.
    pub handed_to: Option<String>,
    /// Where the file was sent.
    pub sent_to: String,
}

/// How a request ended without a copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closing {
    /// withdrawn or refused.
    pub how: &'static str,
    /// Why.
    pub why: Phrase,
    /// Law and section, reasons: what the letter of a refusal says.
    pub words: Vec<Told>,
    /// Day of the letter.
    pub sent: Option<String>,
}

/// Why a copy that the record outgrew is the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// When it was said.
    pub at: i64,
    /// Why.
    pub reason: Told,
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
    /// A form of it was taken away.
    pub taken_out: bool,
    /// Why it is the answer although the record outgrew it.
    pub kept: Option<Kept>,
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
    /// Whoever the copy is for, to be set right if it is given into other hands.
    pub to: String,
    /// A disc lies in its parcel: sealed, that is how the answer leaves; packed, it can be taken out.
    pub parcel: Option<&'static str>,
    /// A disc of this copy is labelled and not in a shipment yet.
    pub disc_waits: bool,
    /// Label of the disc that can be given at the counter.
    pub in_hand: Option<String>,
    /// The discs labelled so far.
    pub discs: Vec<Disc>,
}

/// A disc that was labelled for the request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disc {
    /// Its label.
    pub code: String,
    /// The copy on it is the one that leaves.
    pub is_current: bool,
    /// It lies in its parcel.
    pub packed: bool,
    /// Another was labelled in its place.
    pub spoiled: bool,
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
