//! Labels: printing rolls and sheets, command cards, labels of places.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page, SAMPLE_NOW};

/// `GET /labels`, and `POST /labels` with faults.
// keys: label-class-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelsPage {
    /// `I` or `S`.
    pub class: String,
    /// How many, as typed.
    pub count: String,
    /// Printed lately, newest first.
    pub batches: Vec<BatchRow>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// Labels printed together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchRow {
    /// Its page.
    pub href: String,
    /// What they are for.
    pub class: Phrase,
    /// When, microseconds UTC.
    pub at: i64,
    /// How many.
    pub count: u32,
    /// Not in use yet.
    pub unused: u32,
}

/// `GET /label-batches/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchPage {
    /// As in a list.
    pub batch: BatchRow,
    /// The labels, in printing order.
    pub codes: Vec<String>,
}

fn sample() -> BatchRow {
    BatchRow {
        href: "/label-batches/01JCZ0000000000000000000BA".into(),
        class: Phrase::new("label-class-I"),
        at: SAMPLE_NOW,
        count: 30,
        unused: 25,
    }
}

impl Page for LabelsPage {
    const FILE: &'static str = "custody/labels.html";
    const NAME: &'static str = "labels-title";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                class: "I".into(),
                count: "30".into(),
                batches: vec![sample()],
                errors: Vec::new(),
            },
            Self {
                class: "S".into(),
                count: "9999".into(),
                batches: Vec::new(),
                errors: vec![FieldError::new("count", Phrase::new("labels-wrong-count"))],
            },
        ]
    }
}

impl Page for BatchPage {
    const FILE: &'static str = "custody/label_batch.html";
    const NAME: &'static str = "label-batch-title";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                batch: sample(),
                codes: vec!["DI2041773197".into(), "DI2041773294".into()],
            },
            Self {
                batch: BatchRow {
                    unused: 0,
                    ..sample()
                },
                codes: Vec::new(),
            },
        ]
    }
}
