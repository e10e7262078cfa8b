//! The way of a parcel that leaves.

use serde::Serialize;

use super::offered::WordChoice;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};
use crate::web::told;

/// What is ordered of a carrier, as a form shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ServiceFields {
    /// How it is to be handed over, chosen.
    pub signature: String,
    /// Working days, as typed.
    pub days: String,
    /// The most that can be typed.
    pub most: u32,
    /// What can be chosen.
    pub levels: Vec<WordChoice>,
}

impl ServiceFields {
    /// What is usual.
    pub(super) fn sample() -> Self {
        Self {
            signature: "signature".into(),
            days: "1".into(),
            most: 20,
            levels: levels(),
        }
    }
}

fn levels() -> Vec<WordChoice> {
    vec![
        WordChoice {
            value: "delivery",
            word: Phrase::new("signature-delivery"),
        },
        WordChoice {
            value: "signature",
            word: Phrase::new("signature-signature"),
        },
    ]
}

/// What a carrier said last.
// keys: carrier-says-*, signature-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// What became of it.
    pub says: Phrase,
    /// On which day, `2026-11-25`.
    pub on: String,
    /// How it was handed over, if it was.
    pub obtained: Option<Phrase>,
    /// That is less than was ordered.
    pub short: bool,
    /// Who signed, if the carrier named somebody.
    pub signed_by: Option<told::Told>,
}

/// The other way of what a parcel took away, or brings back.
// keys: shipment-state-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leg {
    /// Number of the other parcel.
    pub no: String,
    /// It brings back what left in this one; otherwise it took away what this one brings back.
    pub brings_back: bool,
    /// Where it stands.
    pub state: Phrase,
    /// When it is expected, `2026-12-18`, if it is on its way.
    pub eta: Option<String>,
}

impl Leg {
    pub(super) fn sample(brings_back: bool) -> Self {
        Self {
            no: "2026-0930".into(),
            brings_back,
            state: Phrase::new("shipment-state-announced"),
            eta: brings_back.then(|| "2026-12-18".into()),
        }
    }
}

/// What the page of a parcel says of its way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// What is ordered.
    pub signature: Phrase,
    /// Working days that it takes.
    pub days: u32,
    /// Label of the slip, as long as it can be signed.
    pub slip: Option<String>,
    /// What the carrier said last.
    pub claim: Option<Told>,
    /// It is with the carrier, which can say something of it.
    pub may_claim: bool,
    /// That its recipient has it can be taken back.
    pub may_take_back: bool,
    /// Nobody confirmed it, and it should be there since, microseconds UTC.
    pub unconfirmed: Option<i64>,
    /// It left before, and came back.
    pub back: bool,
    /// Articles that nobody saw in it since.
    pub unseen: u32,
}

impl Delivery {
    /// One that is late, with a signature that is not what was ordered.
    pub(super) fn sample() -> Self {
        Self {
            signature: Phrase::new("signature-adult"),
            days: 2,
            slip: Some("DH0048021274".into()),
            claim: Some(Told {
                says: Phrase::new("carrier-says-delivered"),
                on: "2026-11-25".into(),
                obtained: Some(Phrase::new("signature-delivery")),
                short: true,
                signed_by: Some("M. <b>Roy</b>".into()),
            }),
            may_claim: true,
            may_take_back: true,
            unconfirmed: Some(crate::web::page::SAMPLE_NOW),
            back: true,
            unseen: 2,
        }
    }
}

/// `GET /shipments/<number>/claim`, and `POST` with faults.
// keys: carrier-says-*, signature-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Number of the parcel.
    pub no: String,
    /// To whom it goes.
    pub party: Option<told::Told>,
    /// Who carries it.
    pub carrier: Option<told::Told>,
    /// Its number with the carrier.
    pub waybill: Option<told::Told>,
    /// What was ordered.
    pub ordered: Phrase,
    /// What became of it, chosen.
    pub says: String,
    /// What can be chosen.
    pub choices: Vec<WordChoice>,
    /// On which day, as typed.
    pub on: String,
    /// How it was handed over, chosen.
    pub obtained: String,
    /// What can be chosen.
    pub levels: Vec<WordChoice>,
    /// Who signed, as typed.
    pub signed_by: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Page for Claim {
    const FILE: &'static str = "custody/claim.html";
    const NAME: &'static str = "claim-title";

    fn samples() -> Vec<Self> {
        let empty = Self {
            no: "2026-0914".into(),
            party: Some("Hôpital <i>de la Rive</i>".into()),
            carrier: Some("Express Boréal".into()),
            waybill: Some("EB44710099".into()),
            ordered: Phrase::new("signature-signature"),
            says: String::new(),
            choices: vec![WordChoice {
                value: "delivered",
                word: Phrase::new("carrier-says-delivered"),
            }],
            on: "2026-11-25".into(),
            obtained: String::new(),
            levels: levels(),
            signed_by: String::new(),
            errors: Vec::new(),
        };
        let faulty = Self {
            says: "delivered".into(),
            errors: vec![
                FieldError::new("says", Phrase::new("parcel-missing-says")),
                FieldError::new("obtained", Phrase::new("parcel-missing-obtained")),
            ],
            signed_by: "J. <b>Roy</b>".into(),
            ..empty.clone()
        };
        vec![empty, faulty]
    }
}
