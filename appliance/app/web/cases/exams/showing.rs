//! How lists and pages show an exam that a case waits for.

use chrono::NaiveDate;
use doublelock_domain::exam::{Balance, ExamEventKind, ExamState};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::CaseId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;
use doublelock_store::custody::ItemLine;
use doublelock_store::exams::{Exam, ExamEvent};
use doublelock_store::imaging::StudyLine;

use crate::web::custody::held;
use crate::web::described;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::exams::{Candidate, ExamDone, ExamLine};
use crate::web::pages::received::shown;
use crate::web::problem::sentence;
use crate::web::told::Told;

/// Fields of the forms of exams whose absence is said by their name.
const MISSING: [&str; 6] = ["modality", "part", "wanted", "note", "exit", "why"];

/// A fault at its field.
// keys: exam-missing-*
pub(super) fn fault(refusal: &Refusal) -> FieldError {
    let message = match refusal {
        Refusal::FieldEmpty { field } | Refusal::FieldChoice { field }
            if MISSING.contains(field) =>
        {
            Phrase::new(format!("exam-missing-{field}"))
        }
        Refusal::NotADate { field: "taken" } => Phrase::new("exam-not-a-day"),
        other => sentence(other),
    };
    FieldError::new(refusal.field().unwrap_or_default(), message)
}

/// What is missing of an exam, or how the waiting ended: the kind of its state, and its word.
// keys: exam-balance-*, exam-exit-*
fn state_of(exam: &Exam, overdue: bool) -> (&'static str, &'static str) {
    match (exam.state, exam.balance()) {
        (ExamState::Complete, _) => ("done", "exam-balance-complete"),
        (ExamState::Enough, _) => ("done", "exam-exit-enough"),
        (ExamState::NotComing, _) => ("held", "exam-exit-not_coming"),
        (ExamState::Mistaken, _) => ("held", "exam-exit-mistaken"),
        (ExamState::Erased, _) => ("held", "exam-exit-erased"),
        (ExamState::Awaited, Balance::Absent) if overdue => ("refused", "exam-balance-absent"),
        (ExamState::Awaited, Balance::Absent) => ("waiting", "exam-balance-absent"),
        (ExamState::Awaited, _) => ("attention", "exam-balance-incomplete"),
    }
}

/// An exam, as lists show it on `today`.
pub(crate) fn line_of(case: &CaseId, exam: &Exam, today: NaiveDate) -> ExamLine {
    let awaited = exam.state == ExamState::Awaited;
    let overdue = awaited && exam.wanted < today;
    let (kind, state) = state_of(exam, overdue);
    let said = exam.said();
    ExamLine {
        href: links::exam(case, &exam.id),
        what: described::exam(&exam.words),
        taken: said.and_then(|said| said.taken).map(|day| day.to_string()),
        source: said
            .and_then(|said| said.source.as_ref())
            .map(|source| source.as_str().to_owned()),
        came: came_of(exam),
        images: images_of(exam),
        kind,
        state: Phrase::new(state),
        wanted: awaited.then(|| exam.wanted.to_string()),
        overdue,
        since: exam.since.micros(),
    }
}

/// « 2 films sur 3 »: what came, and of how much, but for images.
fn came_of(exam: &Exam) -> Vec<Phrase> {
    let came = exam.came();
    let each = [
        ("exam-films", "exam-films-of", came.films, exam.amount.films),
        ("exam-discs", "exam-discs-of", came.discs, exam.amount.discs),
        ("exam-others", "exam-others", came.others, None),
    ];
    let each = each.into_iter();
    each.filter_map(|(alone, of_so_many, came, of)| match (came, of) {
        (0, None) => None,
        (came, None) => Some(Phrase::new(alone).with("n", u32::from(came))),
        (came, Some(of)) => Some(
            Phrase::new(of_so_many)
                .with("came", u32::from(came))
                .with("of", u32::from(of)),
        ),
    })
    .collect()
}

fn images_of(exam: &Exam) -> Option<Phrase> {
    match (exam.came().studies, exam.amount.images) {
        (0, false) => None,
        (0, true) => Some(Phrase::new("exam-studies-none")),
        (n, _) => Some(Phrase::new("exam-studies").with("n", u32::from(n))),
    }
}

/// What of the case may have come of an exam. Their order does not say which did: what is ticked stays in its place.
pub(super) fn candidates(exam: &Exam, items: &[ItemLine], studies: &[StudyLine]) -> Vec<Candidate> {
    let items = items.iter().filter(|item| item.came).map(|item| {
        let what = Subject::from(&item.id);
        Candidate {
            chosen: exam.has(&what),
            value: what.to_string(),
            code: Some(item.label.to_string()),
            what: described::article(item.kind, &item.words),
            detail: held(&item.holder),
        }
    });
    let studies = studies.iter().map(|study| {
        let what = Subject::from(&study.id);
        Candidate {
            chosen: exam.has(&what),
            value: what.to_string(),
            code: None,
            what: study_words(study),
            detail: Phrase::new("exam-study-images").with("n", study.instances),
        }
    });
    items.chain(studies).collect()
}

/// A study, by what it calls itself.
pub(crate) fn study_words(study: &StudyLine) -> Phrase {
    let description =
        (study.words.as_ref()).map(|words| words.description.as_deref().and_then(shown));
    let what = Told::maybe(description);
    let modalities = study.modalities.join(", ");
    let what = what.map_or_else(|| Arg::Typed(modalities), Arg::from);
    Phrase::new("exam-study").with("what", what)
}

/// What was said of an exam and done about it.
// keys: exam-event-*
pub(super) fn done(
    history: &[ExamEvent],
    candidates: &[Candidate],
    zone: SiteZone,
) -> Vec<ExamDone> {
    let mut day = None;
    history
        .iter()
        .map(|event| {
            let of = event.at.date_in(zone);
            let heads_day = day.replace(of) != Some(of);
            let arrival = event.arrival.as_ref().map(ToString::to_string);
            let known = arrival.and_then(|value| candidates.iter().find(|one| one.value == value));
            let exit = event
                .exit
                .map(|exit| Phrase::new(format!("exam-exit-{exit}")));
            ExamDone {
                at: event.at.micros(),
                heads_day,
                title: Phrase::new(format!("exam-event-{}", event.kind)),
                icon: match event.kind {
                    ExamEventKind::Expected => "plus",
                    ExamEventKind::Corrected => "pen",
                    ExamEventKind::Followed => "phone",
                    ExamEventKind::Closed => "close",
                    ExamEventKind::Came => "ok",
                    ExamEventKind::TakenBack => "undo",
                },
                what: exit.or_else(|| known.map(|one| one.what.clone())),
                code: known.and_then(|one| one.code.clone()),
                words: event.words.clone().map(Told::of),
                wanted: event.wanted.map(|day| day.to_string()),
                by: event.by.clone(),
            }
        })
        .collect()
}
