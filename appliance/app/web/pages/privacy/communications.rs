//! The register of communications of one patient.

use serde::Serialize;

use super::samples;
use crate::web::i18n::Phrase;
use crate::web::page::Page;
use crate::web::told::Told;

/// `GET /requests/<no>/communications`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Communications {
    /// The request from which the register was opened.
    pub no: String,
    /// Given and family name of the patient.
    pub person: String,
    /// Newest first.
    pub lines: Vec<CommunicationLine>,
    /// Something shown here is not what the journal says.
    pub altered: bool,
    /// Communications that the journal has and this page has not.
    pub missing: u32,
}

/// One communication.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommunicationLine {
    /// When.
    pub at: i64,
    /// What kind.
    pub class: Phrase,
    /// Request it answered.
    pub request: String,
    /// Name of the recipient.
    pub recipient: Told,
    /// Lines of the address.
    pub address: Vec<String>,
    /// How many files.
    pub files: Phrase,
    /// SHA-256 of the package's manifest.
    pub package: String,
    /// Why.
    pub purpose: Phrase,
    /// Laws that give the right.
    pub authority: Vec<Phrase>,
    /// How.
    pub method: Phrase,
    /// Tracking number.
    pub tracking: Option<Told>,
    /// The journal does not hold this communication: nothing proves it.
    pub altered: bool,
    /// Number of its entry in the journal.
    pub entry: i64,
}

impl Page for Communications {
    const FILE: &'static str = "privacy/communications.html";
    const NAME: &'static str = "communications-title";

    fn samples() -> Vec<Self> {
        samples::communications()
    }
}
