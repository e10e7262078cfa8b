//! The letter that acknowledges a request. Written in the person's language.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::Page;

/// `GET /requests/<no>/letter`, to be printed and signed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AcknowledgementLetter {
    /// Name of the centre.
    pub centre: String,
    /// Address of the centre.
    pub centre_address: String,
    /// Municipality, for the date line.
    pub place: String,
    /// Day of the letter.
    pub date: String,
    /// Name and address of whoever asked.
    pub to: Vec<String>,
    /// `2026-0097`.
    pub no: String,
    /// Day of receipt.
    pub received: String,
    /// Last day.
    pub due: String,
    /// Days.
    pub days: i64,
    /// The law and section.
    pub law: Phrase,
    /// To whom to turn.
    pub recourse: Phrase,
    /// Identity is still to be confirmed.
    pub identity_needed: bool,
    /// Fingerprint of the certificate that signed the copy, once there is one: on paper it
    /// reaches the reader by another way than the copy.
    pub fingerprint: Option<String>,
    /// Who signs.
    pub officer: String,
    /// Telephone.
    pub phone: String,
}

impl Page for AcknowledgementLetter {
    const FILE: &'static str = "privacy/acknowledgement.html";
    const NAME: &'static str = "acknowledgement-title";

    fn samples() -> Vec<Self> {
        let letter = Self {
            centre: "Centre de coordination du deuxième avis".into(),
            centre_address: "1, rue de l’Hôpital, Montréal (Québec) H3A 0G4".into(),
            place: "Montréal".into(),
            date: "2026-11-19".into(),
            to: vec![
                "Luc Bergeron-Aubé".into(),
                "12, rue des Érables".into(),
                "Montréal (Québec)\u{a0}\u{a0}H3A 0G4".into(),
            ],
            no: "2026-0097".into(),
            received: "2026-03-01".into(),
            due: "2026-03-31".into(),
            days: 30,
            law: Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "32"),
            recourse: Phrase::new("recourse-cai"),
            identity_needed: true,
            fingerprint: None,
            officer: "Sophie Lavigne".into(),
            phone: "514 555-0142".into(),
        };
        vec![
            Self {
                identity_needed: false,
                fingerprint: Some("9f86d081884c7d65".repeat(4)),
                ..letter.clone()
            },
            letter,
        ]
    }
}
