//! Preparing a parcel that leaves.

use serde::Serialize;

use super::delivery::ServiceFields;
use super::gathered::GatheredArticles;
use super::offered::WordChoice;
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
    /// Why by courier, chosen.
    pub by_courier: String,
    /// What can be chosen.
    pub whys: Vec<WordChoice>,
    /// What is ordered of the carrier.
    pub service: ServiceFields,
    /// By when it is to be back, as typed.
    pub back_by: String,
    /// Images of the same case that are here already.
    pub images: u32,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// One of the reasons, for the pages that offer them.
pub(super) fn whys() -> Vec<WordChoice> {
    vec![WordChoice {
        value: "original",
        word: Phrase::new("by-courier-original"),
    }]
}

impl Page for Prepare {
    const FILE: &'static str = "custody/prepare.html";
    const NAME: &'static str = "prepare-title";

    fn samples() -> Vec<Self> {
        let some = Self {
            gathered: GatheredArticles::sample("Table de travail"),
            recipient: "Hôpital <i>de la Rive</i>".into(),
            by_courier: "original".into(),
            whys: whys(),
            service: ServiceFields::sample(),
            images: 12,
            ..Self::default()
        };
        let nothing = Self {
            whys: whys(),
            service: ServiceFields::sample(),
            errors: vec![
                FieldError::new("items", Phrase::new("parcel-missing-items")),
                FieldError::new("by-courier", Phrase::new("parcel-missing-by-courier")),
            ],
            ..Self::default()
        };
        vec![some, nothing]
    }
}
