//! Preparing a parcel that leaves.

use serde::Serialize;

use super::gathered::GatheredArticles;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};

/// `GET /shipments/prepare`, and `POST` with what was taken in, or with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Prepare {
    /// What is chosen for it.
    pub gathered: GatheredArticles,
    /// Recipient, as typed.
    pub recipient: String,
    /// Address, as typed.
    pub address: String,
    /// Carrier, as typed.
    pub carrier: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Page for Prepare {
    const FILE: &'static str = "custody/prepare.html";
    const NAME: &'static str = "prepare-title";

    fn samples() -> Vec<Self> {
        let some = Self {
            gathered: GatheredArticles::sample("Table de travail"),
            recipient: "Hôpital <i>de la Rive</i>".into(),
            ..Self::default()
        };
        let nothing = Self {
            errors: vec![FieldError::new(
                "items",
                Phrase::new("parcel-missing-items"),
            )],
            ..Self::default()
        };
        vec![some, nothing]
    }
}
