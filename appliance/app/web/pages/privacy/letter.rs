//! What is written to whoever asked. In the person's language.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::Page;

/// `GET /requests/<no>/letter`, to be printed and signed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
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
    /// Whose record it is, if somebody asks for them.
    pub about: Option<String>,
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
    /// In how many days, where the law says.
    pub recourse_days: Option<i64>,
    /// What it is about.
    pub says: Says,
    /// Who signs.
    pub officer: String,
    /// Telephone.
    pub phone: String,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Says {
    /// The request was received; the answer comes by its last day.
    Received {
        /// Identity is still to be confirmed.
        identity_needed: bool,
    },
    /// It was received, and its last day is past.
    Late {
        /// Identity is still to be confirmed.
        identity_needed: bool,
    },
    /// Here is the copy.
    Copy {
        /// Its last day is past.
        late: bool,
        /// Fingerprint of the certificate that signed the copy: on paper it reaches the
        /// reader by another way than the copy.
        fingerprint: Option<String>,
    },
    /// Access is refused.
    Refused {
        /// Why.
        ground: Phrase,
        /// Law and section.
        provision: String,
        /// In words.
        reasons: String,
        /// Its last day was past.
        late: bool,
    },
}

impl Page for Letter {
    const FILE: &'static str = "privacy/letter.html";
    const NAME: &'static str = "letter-title";

    fn samples() -> Vec<Self> {
        let letter = |says| Self {
            centre: "Centre de coordination du deuxième avis".into(),
            centre_address: "1, rue de l’Hôpital, Montréal (Québec) H3A 0G4".into(),
            place: "Montréal".into(),
            date: "2026-11-19".into(),
            to: vec![
                "Luc Bergeron-Aubé".into(),
                "12, rue des Érables".into(),
                "Montréal (Québec)\u{a0}\u{a0}H3A 0G4".into(),
            ],
            about: None,
            no: "2026-0097".into(),
            received: "2026-03-01".into(),
            due: "2026-03-31".into(),
            days: 30,
            law: Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "32"),
            recourse: Phrase::new("recourse-cai"),
            recourse_days: Some(30),
            says,
            officer: "Sophie Lavigne".into(),
            phone: "514 555-0142".into(),
        };
        vec![
            letter(Says::Received {
                identity_needed: true,
            }),
            letter(Says::Late {
                identity_needed: false,
            }),
            letter(Says::Copy {
                late: true,
                fingerprint: Some("9f86d081884c7d65".repeat(4)),
            }),
            letter(Says::Refused {
                ground: Phrase::new("closing-ground-other_person"),
                provision: "R-22.1, <b>art. 22</b>".into(),
                reasons: "La page 3 parle d’une autre personne.".into(),
                late: true,
            }),
        ]
    }
}
