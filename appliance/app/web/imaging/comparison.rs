//! The comparison as its page shows it. The rules are `doublelock_domain::identity`.

use doublelock_domain::case::Case;
use doublelock_domain::identity::{
    ComparedField, Comparison, FieldVerdict, Likeness, Reason, guessed_reading,
};
use doublelock_domain::imaging::{Concordance, Described, PatientInStudy, StudyState, compare};
use doublelock_store::imaging::Study;

use crate::web::comparing;
use crate::web::i18n::Phrase;
use crate::web::pages::comparison::Side;
use crate::web::pages::imaging::compare::{ComparePage, Held};
use crate::web::pages::received::{Said, day, person_name, sex};

/// The page: what each side says, what comes out, and whether the study may be attached.
pub(super) fn page(study: &Study, case: &Case) -> ComparePage {
    let comparison = compare(&case.person(), &study.patient);
    let held = held(study, &comparison);
    let result = if held.is_some() {
        Concordance::Held
    } else {
        comparison.likeness.into()
    };
    let kind = match result {
        Concordance::Held => "held",
        Concordance::Match => "done",
        Concordance::Check => "attention",
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
            .map(|verdict| {
                let ours = comparing::side_of(verdict.field, &case.patient);
                comparing::row(verdict, in_study(verdict, &study.patient), ours)
            })
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
    if comparison.likeness != Likeness::Different {
        return None;
    }
    // A number that differs holds nothing; name, birth date and sex do.
    let differing: Vec<ComparedField> = comparison
        .fields
        .iter()
        .filter(|verdict| verdict.likeness == Some(Likeness::Different))
        .map(|verdict| verdict.field)
        .filter(|field| *field != ComparedField::HospitalNumber)
        .collect();
    let title = match differing.as_slice() {
        [ComparedField::Name] => "compare-held-name",
        [ComparedField::BirthDate] => "compare-held-birth_date",
        [ComparedField::Sex] => "compare-held-sex",
        _ => "compare-held-differs",
    };
    held("refused", title, "compare-held-differs-next")
}

fn in_study(verdict: &FieldVerdict, patient: &PatientInStudy) -> Side {
    let text = |text: Option<String>| Said { word: None, text };
    let field = verdict.field;
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
    // What was compared, where that is not what was received.
    let guess = verdict
        .reasons
        .contains(&Reason::GuessedCharacterSet)
        .then(|| guessed_reading(&patient.name))
        .flatten()
        .and_then(|name| person_name(&name));
    Side {
        value,
        issuer,
        guess,
    }
}
