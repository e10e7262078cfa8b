//! The register of communications of one patient.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{Page, SAMPLE_NOW};
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
    /// The record held something else by then.
    pub record: Option<Phrase>,
    /// The word of how it left: `encrypted_file`.
    pub how: &'static str,
    /// Into whose hands it was given, or where the file was sent.
    pub received_by: Option<Told>,
    /// The journal does not hold this communication: nothing proves it.
    pub altered: bool,
    /// Number of its entry in the journal.
    pub entry: i64,
}

impl Page for Communications {
    const FILE: &'static str = "privacy/communications.html";
    const NAME: &'static str = "communications-title";

    fn samples() -> Vec<Self> {
        communications()
    }
}

fn communications() -> Vec<Communications> {
    let line = CommunicationLine {
        at: SAMPLE_NOW,
        class: Phrase::new("communications-class-record_copy"),
        request: "2026-0097".into(),
        recipient: "Luc Bergeron-Aubé".into(),
        address: vec![
            "12, rue des Érables".into(),
            "Montréal (Québec)\u{a0}\u{a0}H3A 0G4".into(),
            "CA".into(),
        ],
        files: Phrase::new("communications-files").with("n", 412_i64),
        package: "ef".repeat(32),
        purpose: Phrase::new("communications-purpose-copy_request"),
        authority: vec![
            Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_r22_1"))
                .with("section", "17"),
            Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "27"),
        ],
        method: Phrase::new("request-method-courier"),
        tracking: Some("MV-1234567".into()),
        record: Some(Phrase::new("communications-record-changed")),
        how: "handed_over",
        received_by: Some("Me <b>Aubin</b>".into()),
        altered: false,
        entry: 88_412,
    };
    let empty = Communications {
        no: "2026-0097".into(),
        person: "Luc Bergeron-Aubé".into(),
        lines: Vec::new(),
        altered: false,
        missing: 0,
    };
    let forged = CommunicationLine {
        altered: true,
        ..line.clone()
    };
    vec![
        Communications {
            lines: vec![line.clone()],
            ..empty.clone()
        },
        Communications {
            lines: vec![forged, line],
            altered: true,
            ..empty.clone()
        },
        empty,
    ]
}
