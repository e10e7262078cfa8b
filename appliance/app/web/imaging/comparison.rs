//! The comparison as its page shows it. The rules are `doublelock_domain::imaging::compare`.

use doublelock_domain::case::Case;
use doublelock_domain::imaging::{
    ComparedField, Comparison, Concordance, Described, FieldVerdict, PatientInStudy, StudyState,
    Verdict, compare,
};
use doublelock_store::imaging::Study;

use crate::web::i18n::Phrase;
use crate::web::pages::imaging::{
    ComparePage, ComparedRow, Held, Said, Side, day, person_name, sex,
};

/// The page: what each side says, what comes out, and whether the study may be attached.
pub(super) fn page(study: &Study, case: &Case) -> ComparePage {
    let comparison = compare(&case.patient, &study.patient);
    let held = held(study, &comparison);
    let kind = match (&held, comparison.concordance) {
        (Some(_), _) | (_, Concordance::Held) => "held",
        (None, Concordance::Match) => "done",
        (None, Concordance::Check) => "attention",
    };
    let result = if held.is_some() {
        Concordance::Held
    } else {
        comparison.concordance
    };
    ComparePage {
        href: format!("/studies/{}", study.id),
        no: case.reference.to_string(),
        images: u32::try_from(study.instances.len()).unwrap_or(u32::MAX),
        kind,
        result: Phrase::new(format!("concordance-{result}")),
        rows: comparison
            .fields
            .iter()
            .map(|field| row(*field, study, case))
            .collect(),
        held,
        conflicts: study.conflicts,
        grew: false,
    }
}

/// The same conditions as `attach_study`, in its order, so that the button stands only where it
/// can succeed.
fn held(study: &Study, comparison: &Comparison) -> Option<Held> {
    let held = |kind, title: &'static str, next: &'static str| {
        Some(Held {
            kind,
            title: Phrase::new(title),
            next: Phrase::new(next),
        })
    };
    if study.state == StudyState::Attached {
        return held(
            "info",
            "compare-held-attached",
            "compare-held-attached-next",
        );
    }
    match study.described {
        Described::Done => {}
        Described::Waiting => {
            return held("info", "compare-held-unread", "compare-held-unread-next");
        }
        Described::Failed => {
            return held(
                "refused",
                "compare-held-unreadable",
                "compare-held-unreadable-next",
            );
        }
    }
    if study.several_patients {
        return held(
            "refused",
            "compare-held-several",
            "compare-held-several-next",
        );
    }
    if comparison.concordance != Concordance::Held {
        return None;
    }
    let mut differing = comparison
        .fields
        .iter()
        .filter(|field| field.verdict == Verdict::Differs);
    let title = match (differing.next(), differing.next()) {
        (
            Some(FieldVerdict {
                field: ComparedField::Name,
                ..
            }),
            None,
        ) => "compare-held-name",
        (
            Some(FieldVerdict {
                field: ComparedField::BirthDate,
                ..
            }),
            None,
        ) => "compare-held-birth_date",
        (
            Some(FieldVerdict {
                field: ComparedField::Sex,
                ..
            }),
            None,
        ) => "compare-held-sex",
        _ => "compare-held-differs",
    };
    held("refused", title, "compare-held-differs-next")
}

fn row(FieldVerdict { field, verdict }: FieldVerdict, study: &Study, case: &Case) -> ComparedRow {
    let (kind, word) = match (verdict, field) {
        (Verdict::Equal, _) => ("done", "compare-verdict-equal"),
        (Verdict::Close, _) => ("attention", "compare-verdict-close"),
        (Verdict::Differs, _) => ("refused", "compare-verdict-differs"),
        (Verdict::Missing, ComparedField::HospitalNumber) => ("info", "compare-verdict-missing"),
        (Verdict::Missing, _) => ("info", "compare-verdict-silent"),
    };
    ComparedRow {
        field: Phrase::new(format!("compare-{field}")),
        study: in_study(field, &study.patient),
        case: in_case(field, case),
        kind,
        verdict: Phrase::new(word),
    }
}

fn in_study(field: ComparedField, patient: &PatientInStudy) -> Side {
    let text = |text: Option<String>| Said { word: None, text };
    let value = match field {
        ComparedField::Name => text(person_name(&patient.name)),
        ComparedField::BirthDate => text(day(&patient.birth_date)),
        ComparedField::Sex => sex(&patient.sex),
        ComparedField::HospitalNumber => Said::text(&patient.patient_id),
    };
    let numbered = field == ComparedField::HospitalNumber && value.text.is_some();
    let issuer = match (numbered, patient.issuer.trim()) {
        (false, _) => Said::default(),
        (true, "") => Said::word("compare-no-issuer"),
        (true, issuer) => Said::text(issuer),
    };
    Side { value, issuer }
}

fn in_case(field: ComparedField, case: &Case) -> Side {
    let who = &case.patient;
    let value = match field {
        ComparedField::Name => Said::text(&format!(
            "{}, {}",
            who.family_name.as_str(),
            who.given_names.as_str()
        )),
        ComparedField::BirthDate => Said::text(&who.birth_date.to_string()),
        ComparedField::Sex => Said::word(format!("sex-{}", who.sex)),
        ComparedField::HospitalNumber => match &who.hospital_number {
            Some(number) => Said::text(number.value.as_str()),
            None => Said::word("compare-none-recorded"),
        },
    };
    let issuer = match (&who.hospital_number, field) {
        (Some(number), ComparedField::HospitalNumber) => Said::text(number.issuer.as_str()),
        _ => Said::default(),
    };
    Side { value, issuer }
}
