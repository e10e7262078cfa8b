//! The comparison as its page shows it. The rules are `doublelock_domain::identity`.

use std::collections::BTreeSet;

use doublelock_domain::case::Case;
use doublelock_domain::exam::{ExamSeen, Modality, the_only};
use doublelock_domain::identity::{ComparedField, FieldVerdict, Reason, guessed_reading};
use doublelock_domain::ids::ExamId;
use doublelock_domain::imaging::{Concordance, Hold, PatientInStudy};
use doublelock_store::exams::Exam;
use doublelock_store::imaging::Study;

use crate::web::comparing;
use crate::web::described;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::pages::cases::exams::OfExam;
use crate::web::pages::comparison::Side;
use crate::web::pages::imaging::compare::{ComparePage, Held};
use crate::web::pages::received::{Said, day, person_name, sex, shown};

/// The page: what each side says, what comes out, and whether the study may be attached.
/// `exams` are those of the case; ticked are those that somebody ticked, or the one that it can only be.
pub(super) fn page(
    study: &Study,
    case: &Case,
    exams: &[Exam],
    ticked: Option<&BTreeSet<ExamId>>,
) -> ComparePage {
    let (comparison, hold) = study.received().beside(&case.person());
    let result = if hold.is_some() {
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
        href: links::study(&study.id),
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
        held: hold.as_ref().map(held),
        conflicts: study.conflicts,
        grew: false,
        study: study.description.as_deref().and_then(shown),
        modalities: modalities(study),
        taken: study.study_date.as_deref().and_then(day),
        exams: of_exams(study, exams, ticked),
    }
}

/// How it was made, each way once, as received.
fn modalities(study: &Study) -> String {
    let all: BTreeSet<&str> = (study.instances.iter())
        .filter_map(|image| image.modality.as_deref())
        .collect();
    all.into_iter().collect::<Vec<_>>().join(", ")
}

/// The exams that the case waits for. Ticked is the only one that it can be by its modality and its day.
fn of_exams(study: &Study, exams: &[Exam], ticked: Option<&BTreeSet<ExamId>>) -> Vec<OfExam> {
    let day = (study.study_date.as_deref()).and_then(day);
    let seen = ExamSeen {
        modalities: (study.instances.iter())
            .filter_map(|image| Modality::of_dicom(image.modality.as_deref()?))
            .collect(),
        taken: day.and_then(|day| day.parse().ok()),
        ..ExamSeen::default()
    };
    let open: Vec<&Exam> = (exams.iter())
        .filter(|exam| exam.state.may_come())
        .collect();
    let can_be = (open.iter()).filter(|exam| exam.said().is_some_and(|said| said.may_be(&seen)));
    let only = the_only(can_be).map(|exam| exam.id.clone());
    let of = |exam: &Exam| OfExam {
        id: exam.id.to_string(),
        what: described::exam(&exam.words),
        detail: described::exam_detail(exam),
        chosen: ticked.map_or_else(
            || only.as_ref() == Some(&exam.id),
            |these| these.contains(&exam.id),
        ),
    };
    open.into_iter().map(of).collect()
}

/// What holds it, in words, with what to do.
fn held(hold: &Hold) -> Held {
    let (kind, title, next) = match hold {
        Hold::Attached => (
            "info",
            "compare-held-attached",
            "compare-held-attached-next",
        ),
        Hold::NotRead => ("info", "compare-held-unread", "compare-held-unread-next"),
        Hold::Unreadable => (
            "refused",
            "compare-held-unreadable",
            "compare-held-unreadable-next",
        ),
        Hold::SeveralPatients => (
            "refused",
            "compare-held-several",
            "compare-held-several-next",
        ),
        Hold::Differs(fields) => {
            let title = match fields.as_slice() {
                [ComparedField::Name] => "compare-held-name",
                [ComparedField::BirthDate] => "compare-held-birth_date",
                [ComparedField::Sex] => "compare-held-sex",
                _ => "compare-held-differs",
            };
            ("refused", title, "compare-held-differs-next")
        }
    };
    Held {
        kind,
        title: Phrase::new(title),
        next: Phrase::new(next),
    }
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
