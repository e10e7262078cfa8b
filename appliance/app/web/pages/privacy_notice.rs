//! The privacy notice: what the appliance keeps about people, why, and what they can ask.
//!
//! One text for patients and staff, short enough to be read. What differs by site comes from the
//! configuration; the duration of keeping and the regime of law come from the rule pack in force.

use serde::Serialize;

use crate::web::page::Page;

/// `GET /privacy-notice`, open to anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrivacyNotice {
    /// Name or title of the person in charge of the protection of personal information.
    pub officer: String,
    /// How to reach that person: telephone, post or e-mail, as the site writes it.
    pub officer_contact: String,
    /// Day of this version of the text, `2026-11-01`.
    pub version: String,
    /// Minutes without activity after which a session ends.
    pub session_minutes: u32,
}

impl Page for PrivacyNotice {
    const FILE: &'static str = "front/privacy_notice.html";
    const NAME: &'static str = "privacy-title";

    fn samples() -> Vec<Self> {
        vec![Self {
            officer: "Sophie Lavigne".into(),
            officer_contact: "514 555-0142, poste 4370".into(),
            version: "2026-11-01".into(),
            session_minutes: 30,
        }]
    }
}
