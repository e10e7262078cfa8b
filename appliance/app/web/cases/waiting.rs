//! What the page of a case says of the exams that it waits for: what is missing, and what is to be done next.

use chrono::NaiveDate;
use doublelock_domain::exam::{Balance, ExamState};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::CaseId;
use doublelock_store::custody::ItemLine;
use doublelock_store::exams::Exam;
use doublelock_store::imaging::StudyLine;

use super::exams::showing::{line_of, study_words};
use crate::web::described;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::pages::cases::exams::ExamLine;
use crate::web::pages::cases::{BesideExams, NextStep};

/// Where an exam stands, for its place in the list and for the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Absent,
    Incomplete,
    Complete,
    NotComing,
}

impl Standing {
    /// None of what was written down by mistake: nobody waited for it.
    fn of(exam: &Exam) -> Option<Self> {
        match (exam.state, exam.balance()) {
            (ExamState::Awaited, Balance::Absent) => Some(Self::Absent),
            (ExamState::Awaited, _) => Some(Self::Incomplete),
            (ExamState::Complete | ExamState::Enough, _) => Some(Self::Complete),
            (ExamState::NotComing | ExamState::Erased, _) => Some(Self::NotComing),
            (ExamState::Mistaken, _) => None,
        }
    }
}

/// What is missing first, as it is to be asked for; then what is here, then what does not come.
pub(super) fn lines(case: &CaseId, exams: &[Exam], today: NaiveDate) -> Vec<ExamLine> {
    let place = |standing| match standing {
        Standing::Absent | Standing::Incomplete => 0,
        Standing::Complete => 1,
        Standing::NotComing => 2,
    };
    let mut sorted: Vec<(i32, &Exam)> = (exams.iter())
        .filter_map(|exam| Some((place(Standing::of(exam)?), exam)))
        .collect();
    sorted.sort_by_key(|(place, exam)| (*place, exam.wanted));
    let sorted = sorted.into_iter();
    sorted.map(|(_, exam)| line_of(case, exam, today)).collect()
}

/// How many stand how, of those that there are.
// keys: exam-sum-*
pub(super) fn sums(exams: &[Exam]) -> Vec<(&'static str, Phrase)> {
    let each = [
        (Standing::Complete, "done", "exam-sum-complete"),
        (Standing::Incomplete, "attention", "exam-sum-incomplete"),
        (Standing::Absent, "waiting", "exam-sum-absent"),
        (Standing::NotComing, "held", "exam-sum-not_coming"),
    ];
    let each = each.into_iter();
    each.map(|(standing, kind, key)| {
        let n = exams
            .iter()
            .filter(|exam| Standing::of(exam) == Some(standing));
        (kind, key, n.count())
    })
    .filter(|(_, _, n)| *n > 0)
    .map(|(kind, key, n)| (kind, Phrase::new(key).with("n", n)))
    .collect()
}

/// What is to be done next.
// keys: case-next-*
pub(super) fn next(
    case: &CaseId,
    exams: &[Exam],
    beside: &[BesideExams],
    today: NaiveDate,
) -> NextStep {
    let step = |key: &'static str, text: &'static str| NextStep {
        title: Phrase::new(key),
        text: Phrase::new(text),
        due: None,
        overdue: false,
        act: None,
    };
    let exams: Vec<&Exam> = (exams.iter())
        .filter(|exam| exam.state != ExamState::Mistaken)
        .collect();
    if exams.is_empty() {
        return NextStep {
            act: Some((links::new_exam(case), Phrase::new("case-next-list-do"))),
            ..step("case-next-list", "case-next-list-text")
        };
    }
    let mut awaited = exams.clone();
    awaited.retain(|exam| exam.state == ExamState::Awaited);
    awaited.sort_by_key(|exam| exam.wanted);
    let Some(first) = awaited.first() else {
        let whole = exams.iter().all(|exam| exam.state == ExamState::Complete);
        return if whole {
            step("case-next-all", "case-next-all-text")
        } else {
            // Somebody said that what is missing does not come, or is not needed.
            step("case-next-ended", "case-next-ended-text")
        };
    };
    // What lies here may be what is missing.
    if let Some(href) = beside.iter().find_map(|one| one.href.clone()) {
        let n: usize = beside.iter().map(|one| one.n).sum();
        return NextStep {
            title: Phrase::new("case-next-sort").with("n", n),
            act: Some((href, Phrase::new("case-beside-say"))),
            ..step("case-next-sort", "case-next-sort-text")
        };
    }
    NextStep {
        title: Phrase::new("case-next-missing").with("n", awaited.len()),
        text: Phrase::new("case-next-missing-text").with("what", described::exam(&first.words)),
        due: Some(first.wanted.to_string()),
        overdue: first.wanted < today,
        act: Some((
            links::exam(case, &first.id),
            Phrase::new("case-next-missing-do"),
        )),
    }
}

/// What came and is of none of the exams; nothing while none is expected.
pub(super) fn beside(
    case: &CaseId,
    exams: &[Exam],
    (items, studies): (&[ItemLine], &[StudyLine]),
    describes: bool,
) -> Vec<BesideExams> {
    // Where a study is ticked: on the page of what is missing first.
    let mut open: Vec<&Exam> = exams.iter().filter(|exam| exam.state.may_come()).collect();
    open.sort_by_key(|exam| (exam.state != ExamState::Awaited, exam.wanted));
    let Some(first) = open.first() else {
        return Vec::new();
    };
    let there = format!("{}#came", links::exam(case, &first.id));
    let is_of_none = |what: &Subject| !exams.iter().any(|exam| exam.has(what));
    let items = (items.iter()).filter(|item| item.came && is_of_none(&(&item.id).into()));
    let items = items.map(|item| {
        let describe = describes.then(|| links::describe(item.label));
        let href = describe.or_else(|| Some(there.clone()));
        (described::article(item.kind, &item.words), href)
    });
    let studies = (studies.iter()).filter(|study| is_of_none(&(&study.id).into()));
    let studies = studies.map(|study| (study_words(study), Some(there.clone())));
    let mut found: Vec<BesideExams> = Vec::new();
    for (what, href) in items.chain(studies) {
        match found.iter_mut().find(|one| one.what == what) {
            Some(one) => one.n += 1,
            None => found.push(BesideExams { what, n: 1, href }),
        }
    }
    found
}
