//! Fictitious studies.

use crate::web::told::Told;
use doublelock_domain::identity::Reason;
use doublelock_domain::imaging::Described;

use super::{
    Arrival, ComparePage, Held, Image, ReceivedPatient, Said, Series, StudyLine, StudyList,
    StudyPage, modality, sex, state_of,
};
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, SAMPLE_NOW};
use crate::web::pages::comparison::{ComparedRow, Side};

const HREF: &str = "/studies/01JCZ0000000000000000000ST";
const HOUR: i64 = 3_600_000_000;

fn line(patient: Option<&str>, modalities: &str, images: u32, hours: i64) -> StudyLine {
    let (kind, state) = state_of(
        false,
        if patient.is_some() {
            Described::Done
        } else {
            Described::Waiting
        },
    );
    StudyLine {
        href: HREF.into(),
        patient: patient.map(Told::from),
        description: patient.map(|_| "IRM CEREBRALE C-".into()),
        date: patient.map(|_| "2026-10-28".into()),
        modalities: modalities.into(),
        images,
        source: "RIVE_PACS".into(),
        received: SAMPLE_NOW - hours * HOUR,
        case: None,
        kind,
        state,
    }
}

pub(super) fn lists() -> Vec<StudyList> {
    let mut conflict = line(Some("DESROSIERS LAM, MARGUERITE"), "CT, SR", 1204, 26);
    (conflict.kind, conflict.state) = ("attention", Phrase::new("study-state-conflict"));
    let mut attached = line(Some("BELANGER-ROY, ELODIE"), "MR", 396, 50);
    (attached.kind, attached.state) = state_of(true, Described::Done);
    attached.case = Some("2026-0421".into());
    vec![
        StudyList {
            attached: false,
            waiting: 4,
            lines: vec![
                line(None, "MR", 36, 0),
                line(Some("BELANGER-ROY, ELODIE"), "MR", 396, 2),
                line(Some("<script>alert(1)</script>"), "US", 1, 3),
                conflict,
            ],
            first: None,
            next: None,
        },
        StudyList {
            attached: true,
            waiting: 0,
            lines: vec![attached],
            first: Some("/studies?view=attached".into()),
            next: Some("/studies?view=attached&before=1763566920000000".into()),
        },
        StudyList {
            attached: false,
            waiting: 0,
            lines: Vec::new(),
            first: None,
            next: None,
        },
        StudyList {
            attached: true,
            waiting: 3,
            lines: Vec::new(),
            first: None,
            next: None,
        },
    ]
}

fn series(no: &str, code: &str, images: u32, with: bool) -> Series {
    let shown = (0..images.min(4))
        .map(|n| Image {
            // No route answers in a sample: the picture stays black, as while it loads.
            thumbnail: with
                .then(|| format!("{HREF}/images/01JCZ0000000000000000000I{n}/thumbnail")),
            place: n * (images / 4).max(1) + 1,
        })
        .collect();
    Series {
        no: Some(no.into()),
        modality: modality(code),
        images,
        shown,
    }
}

fn whole() -> StudyPage {
    let (kind, state) = state_of(false, Described::Done);
    StudyPage {
        href: HREF.into(),
        source: "RIVE_PACS".into(),
        kind,
        state,
        received: SAMPLE_NOW - 2 * HOUR,
        images: 396,
        bytes: 1_842_000_000,
        description: Some("IRM CEREBRALE <b>C-</b>".into()),
        date: Some("2026-10-28".into()),
        institution: Some("Hôpital de la Rive".into()),
        patient: Some(ReceivedPatient {
            name: Some("BELANGER-ROY, ELODIE".into()),
            birth_date: Some("1984-02-29".into()),
            sex: sex("F"),
            number: Some("0048821".into()),
            issuer: None,
        }),
        reading: "done",
        unreadable: 0,
        damaged: 0,
        several: false,
        conflicts: 0,
        foreign: 0,
        arrivals: vec![
            arrival(SAMPLE_NOW - HOUR, 5),
            arrival(SAMPLE_NOW - 2 * HOUR, 392),
        ],
        earlier: 0,
        series: vec![
            series("1", "MR", 36, true),
            series("2", "MR", 360, true),
            Series {
                no: None,
                ..series("", "SR", 1, false)
            },
        ],
        case: None,
        just_attached: false,
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn arrival(received: i64, images: u32) -> Arrival {
    Arrival {
        received,
        images,
        address: "192.0.2.14".into(),
    }
}

pub(super) fn studies() -> Vec<StudyPage> {
    let (reading, reading_state) = state_of(false, Described::Waiting);
    let (unreadable, unreadable_state) = state_of(false, Described::Failed);
    let (attached, attached_state) = state_of(true, Described::Done);
    vec![
        whole(),
        StudyPage {
            kind: reading,
            state: reading_state,
            patient: None,
            reading: "waiting",
            description: None,
            date: None,
            institution: None,
            images: 1,
            arrivals: vec![arrival(SAMPLE_NOW - 2 * HOUR, 1)],
            bytes: 524_288,
            series: vec![series("1", "ZZ", 1, false)],
            ..whole()
        },
        StudyPage {
            kind: unreadable,
            state: unreadable_state,
            patient: None,
            reading: "failed",
            unreadable: 3,
            damaged: 2,
            description: None,
            date: None,
            institution: None,
            images: 3,
            bytes: 1_572_864,
            series: vec![series("1", "OT", 3, false)],
            ..whole()
        },
        StudyPage {
            kind: attached,
            state: attached_state.clone(),
            case: Some("2026-0421".into()),
            foreign: 1,
            ..whole()
        },
        StudyPage {
            several: true,
            conflicts: 2,
            arrivals: vec![arrival(SAMPLE_NOW - HOUR, 1); 4],
            earlier: 394,
            ..whole()
        },
        StudyPage {
            conflicts: 1,
            typed: "2026-4121".into(),
            errors: vec![FieldError::new(
                "case",
                Phrase::new("compare-case-unknown").with("no", Arg::Ref("2026-4121".into())),
            )],
            ..whole()
        },
        StudyPage {
            kind: attached,
            state: attached_state,
            case: Some("2026-0421".into()),
            just_attached: true,
            series: Vec::new(),
            ..whole()
        },
    ]
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
        href: HREF.into(),
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
        grew: false,
    }
}

pub(super) fn comparisons() -> Vec<ComparePage> {
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
