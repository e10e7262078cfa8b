//! The day manifest.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{Page, SAMPLE_NOW};

/// `GET /shipments/manifest`: what each carrier takes on one day. It names no recipient: it goes with the driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DayManifest {
    /// The day, `2026-11-28`.
    pub day: String,
    /// The day before.
    pub before: Option<String>,
    /// The day after, unless it is still to come.
    pub after: Option<String>,
    /// By carrier.
    pub carriers: Vec<CarrierManifest>,
    /// There are more parcels than are shown.
    pub left_out: bool,
}

/// What one carrier takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CarrierManifest {
    /// Its name, as entered; none if that went with an erased record.
    pub name: Option<String>,
    /// Its parcels.
    pub lines: Vec<ManifestLine>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManifestLine {
    /// Its number.
    pub no: String,
    /// The carrier's number, once it was handed over.
    pub waybill: Option<String>,
    /// The seal on it.
    pub seal: Option<String>,
    /// How it is to be handed over.
    // keys: signature-*
    pub service: Option<Phrase>,
    /// Working days that it may take.
    pub days: Option<u32>,
    /// When it was handed over, microseconds UTC; none while it waits.
    pub at: Option<i64>,
}

impl Page for DayManifest {
    const FILE: &'static str = "custody/manifest.html";
    const NAME: &'static str = "manifest-title";

    fn samples() -> Vec<Self> {
        let gone = ManifestLine {
            no: "2026-0912".into(),
            waybill: Some("EB44710099".into()),
            seal: Some("DS2041700187".into()),
            service: Some(Phrase::new("signature-signature")),
            days: Some(1),
            at: Some(SAMPLE_NOW - 3_600_000_000),
        };
        let waits = ManifestLine {
            no: "2026-0913".into(),
            waybill: None,
            at: None,
            ..gone.clone()
        };
        let day = Self {
            day: "2026-11-25".into(),
            before: Some("2026-11-24".into()),
            after: None,
            carriers: vec![
                CarrierManifest {
                    name: Some("Express <b>Boréal</b>".into()),
                    lines: vec![gone.clone(), waits],
                },
                CarrierManifest {
                    name: None,
                    lines: vec![gone],
                },
            ],
            left_out: true,
        };
        let nothing = Self {
            after: Some("2026-11-26".into()),
            carriers: Vec::new(),
            left_out: false,
            ..day.clone()
        };
        vec![day, nothing]
    }
}
