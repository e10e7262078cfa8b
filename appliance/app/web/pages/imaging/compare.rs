//! The comparison of a study's patient with a case's: is it the same person?

use doublelock_domain::identity::Reason;
use serde::Serialize;

use super::study::SAMPLE_HREF;
use crate::web::i18n::Phrase;
use crate::web::page::Page;
use crate::web::pages::cases::exams::OfExam;
use crate::web::pages::comparison::{ComparedRow, Side};
use crate::web::pages::received::{Said, sex};

/// `GET /studies/<id>/compare?case=…`: is it the same person?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparePage {
    /// Address of the study.
    pub href: String,
    /// Number of the case.
    pub no: String,
    /// Images that would be attached.
    pub images: u32,
    /// Kind of the result.
    pub kind: &'static str,
    /// The word of the result.
    pub result: Phrase,
    /// Field by field.
    pub rows: Vec<ComparedRow>,
    /// Why it cannot be attached, and what to do next; none if it can.
    pub held: Option<Held>,
    /// Images kept apart because their identifier was taken: they stay out of the case.
    pub conflicts: u32,
    /// The study, by what it calls itself.
    pub study: Option<String>,
    /// How it was made, as received.
    pub modalities: String,
    /// When, as received.
    pub taken: Option<String>,
    /// The exams that the case waits for.
    pub exams: Vec<OfExam>,
    /// Images arrived since the person looked: this is the comparison again.
    pub grew: bool,
}

/// Why a study cannot be attached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// Kind of the banner: `refused` where people differ, `info` where it is only too early or
    /// too late.
    pub kind: &'static str,
    /// What stands in the way.
    pub title: Phrase,
    /// What to do next.
    pub next: Phrase,
}

impl Page for ComparePage {
    const FILE: &'static str = "imaging/compare.html";
    const NAME: &'static str = "compare-title";

    fn samples() -> Vec<Self> {
        comparisons()
    }
}

fn row(
    field: &'static str,
    study: &str,
    case: &str,
    kind: &'static str,
    reasons: &[&'static str],
) -> ComparedRow {
    let side = |text: &str| Side {
        value: Said::text(text),
        ..Side::default()
    };
    ComparedRow {
        field: Phrase::new(field),
        one: side(study),
        other: side(case),
        kind,
        verdict: Phrase::new(match kind {
            "done" => "compare-verdict-same",
            "attention" => "compare-verdict-needs_a_look",
            "refused" => "compare-verdict-different",
            _ => "compare-verdict-not_counted",
        }),
        reasons: reasons
            .iter()
            .map(|reason| Phrase::new(format!("compare-reason-{reason}")))
            .collect(),
    }
}

fn to_be_checked() -> ComparePage {
    let of_sex = || Side {
        value: sex("F"),
        ..Side::default()
    };
    let sexes = ComparedRow {
        one: of_sex(),
        other: of_sex(),
        ..row("compare-sex", "", "", "done", &[])
    };
    let numbers = ComparedRow {
        one: Side {
            value: Said::text("0048821"),
            issuer: Said::word("compare-no-issuer"),
            guess: None,
        },
        other: Side {
            value: Said::text("H-4471"),
            issuer: Said::text("Hôpital du Belvédère"),
            guess: None,
        },
        ..row(
            "compare-hospital_number",
            "",
            "",
            "info",
            &["number_without_issuer"],
        )
    };
    ComparePage {
        href: SAMPLE_HREF.into(),
        no: "2026-0421".into(),
        images: 396,
        kind: "attention",
        result: Phrase::new("concordance-check"),
        rows: vec![
            row(
                "compare-name",
                "BELANGER ROY, ELODIE MARIE",
                "Bélanger-Roy, Élodie",
                "attention",
                &["accents", "hyphens", "blanks", "middle_name"],
            ),
            row(
                "compare-birth_date",
                "1984-02-29",
                "1984-02-29",
                "done",
                &[],
            ),
            sexes,
            numbers,
        ],
        held: None,
        conflicts: 0,
        study: Some("IRM CEREBRALE <b>C-</b>".into()),
        modalities: "MR".into(),
        taken: Some("2026-10-28".into()),
        exams: vec![
            OfExam {
                id: "01JCZ0000000000000000000E1".into(),
                what: Phrase::new("seen-modality-mr"),
                detail: Some("Clinique du Fjord <b>, 2026-09".into()),
                chosen: true,
            },
            OfExam {
                id: "01JCZ0000000000000000000E2".into(),
                what: Phrase::new("seen-modality-ct"),
                detail: None,
                chosen: false,
            },
        ],
        grew: false,
    }
}

fn comparisons() -> Vec<ComparePage> {
    let check = to_be_checked();
    let mut same = check.clone();
    same.kind = "done";
    same.result = Phrase::new("concordance-match");
    same.rows[0] = row(
        "compare-name",
        "Bélanger-Roy, Élodie",
        "Bélanger-Roy, Élodie",
        "done",
        &[],
    );
    let mut guessed = check.clone();
    guessed.rows[0] = row(
        "compare-name",
        "BÃ©langer-Roy, Ã\u{FFFD}lodie",
        "Bélanger-Roy, Élodie",
        "attention",
        &[
            "undeclared_character_set",
            "guessed_character_set",
            "damaged_characters",
        ],
    );
    guessed.rows[0].one.guess = Some("Bélanger-Roy, \u{FFFD}lodie".into());
    guessed.rows[1] = row(
        "compare-birth_date",
        "",
        "1984-02-29",
        "attention",
        &["date_missing"],
    );
    let mut held = check.clone();
    held.kind = "held";
    held.result = Phrase::new("concordance-held");
    held.rows[0] = row(
        "compare-name",
        "<b>TREMBLAY</b>, LOUIS",
        "Bélanger-Roy, Élodie",
        "refused",
        &["family_name", "given_names"],
    );
    held.rows[1] = row(
        "compare-birth_date",
        "1984-02-28",
        "1984-02-29",
        "refused",
        &["date_one_digit"],
    );
    held.held = Some(Held {
        kind: "refused",
        title: Phrase::new("compare-held-differs"),
        next: Phrase::new("compare-held-differs-next"),
    });
    let several = ComparePage {
        held: Some(Held {
            kind: "refused",
            title: Phrase::new("compare-held-several"),
            next: Phrase::new("compare-held-several-next"),
        }),
        ..check.clone()
    };
    vec![
        grown(same.clone()),
        check,
        same,
        guessed,
        every_reason(),
        held,
        several,
    ]
}

/// Each reason there is, so that each is seen in both languages.
fn every_reason() -> ComparePage {
    let mut page = to_be_checked();
    page.rows[0].reasons = Reason::ALL
        .iter()
        .map(|reason| Phrase::new(format!("compare-reason-{reason}")))
        .collect();
    page
}

/// The comparison again, because images arrived since.
fn grown(before: ComparePage) -> ComparePage {
    ComparePage {
        conflicts: 1,
        grew: true,
        ..before
    }
}
