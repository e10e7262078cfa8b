//! The exams that a case waits for: one with what came of it, the acts on it, and what is missing of all cases.
//!
//! | module | what it holds |
//! |---|---|
//! | [`asked`] | which exam an address names, and on which day |
//! | [`entering`] | the form of one: new, or set right |
//! | [`showing`] | how lists and pages show one |

mod asked;
mod entering;
pub(super) mod showing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::exception::WORDS_LIMIT;
use doublelock_domain::exam::{ExamExit, wanted, wanted_by};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::{CaseId, ExamId, Reference};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::typed::one_line;
use doublelock_store::custody::ItemLine;
use doublelock_store::exams::{AwaitedExam, ExamView};
use doublelock_store::imaging::StudyLine;
use doublelock_store::sent::SentForm;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use self::asked::{parsed, today};
use self::showing::{candidates, done, fault, line_of};
use crate::web::custody::counted;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::exams::{AwaitedLine, ExamList, ExamPage};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

/// Exams on one page of the list.
const PAGE: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    let mut all = entering::routes();
    all.extend(routes![list, exam, came, follow, close]);
    all
}

/// What is missing, of all cases.
#[get("/exams?<after>")]
async fn list(on: On<Coordination>, after: Option<&str>) -> Result<Html, Problem> {
    let from: Option<(NaiveDate, ExamId)> = after.and_then(read_end);
    let first_page = from.is_none();
    let today = today(&on);
    // One more than is shown: it says whether there is a next page.
    let mut found = on
        .witness(Purpose::CaseWork, move |sight| {
            sight.awaited_exams(today, None, from.as_ref(), PAGE + 1)
        })
        .await?;
    let more = found.lines.len() > PAGE as usize;
    found.lines.truncate(PAGE as usize);
    let next = found.lines.last().filter(|_| more);
    let end = |last: &AwaitedExam| format!("{}-{}", last.exam.wanted, last.exam.id);
    on.page(&ExamList {
        next: next.map(|last| format!("/exams?after={}", end(last))),
        lines: (found.lines.iter())
            .map(|line| AwaitedLine {
                exam: line_of(&line.case, &line.exam, today),
                case: (line.reference.to_string(), links::case(&line.case)),
            })
            .collect(),
        total: counted("exams-total", found.all),
        first: (!first_page).then(|| "/exams".to_owned()),
    })
}

fn read_end(text: &str) -> Option<(NaiveDate, ExamId)> {
    let (day, id) = text.rsplit_once('-')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

/// What was typed into a form of this page that did not pass.
#[derive(Clone, Default)]
struct Typed {
    note: String,
    wanted: Option<String>,
    exit: String,
    why: String,
}

/// Everything that the page of an exam shows.
struct Shown {
    reference: Reference,
    view: ExamView,
    items: Vec<ItemLine>,
    studies: Vec<StudyLine>,
}

async fn page(
    on: &On<Coordination>,
    (case, exam): (CaseId, ExamId),
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<ExamPage, Problem> {
    let (of, which) = (case.clone(), exam);
    let shown = on
        .witness(Purpose::CaseWork, move |sight| {
            let opened = sight.open(&of)?;
            Ok(Shown {
                view: sight.exam_of(&opened, &which)?,
                items: sight.items_of(&opened)?,
                studies: sight.studies_of(&opened)?,
                reference: opened.reference,
            })
        })
        .await?;
    let today = today(on);
    let exam = &shown.view.exam;
    let record = exam.record();
    let candidates = candidates(exam, &shown.items, &shown.studies);
    Ok(ExamPage {
        no: shown.reference.to_string(),
        case: links::case(&case),
        line: line_of(&case, exam, today),
        history: done(
            &shown.view.history,
            &candidates,
            on.office().config.centre.zone,
        ),
        candidates,
        revision: exam.revision.to_string(),
        awaited: record.follow().is_ok(),
        some_came: record.close(ExamExit::Enough).is_ok(),
        note: typed.note,
        wanted: typed.wanted.unwrap_or_else(|| wanted_by(today).to_string()),
        exit: typed.exit,
        why: typed.why,
        notice: None,
        errors,
    })
}

#[get("/cases/<id>/exams/<exam>?<said>", rank = 2)]
async fn exam(
    on: On<Coordination>,
    id: &str,
    exam: &str,
    said: Option<&str>,
) -> Result<Html, Problem> {
    let mut page = page(&on, parsed(id, exam)?, Typed::default(), Vec::new()).await?;
    // keys: exam-said-*
    page.notice = match said {
        Some("ticked") => Some(Phrase::new("exam-said-ticked")),
        Some("followed") => Some(Phrase::new("exam-said-followed")),
        Some("ended") => Some(Phrase::new("exam-said-ended")),
        Some("corrected") => Some(Phrase::new("exam-said-corrected")),
        _ => None,
    };
    on.page(&page)
}

/// An act on one, then its page; a rule that says no is shown there, with what was typed.
async fn act(
    on: &On<Coordination>,
    of: (CaseId, ExamId),
    form: SentForm,
    said: &'static str,
    typed: Typed,
    mut work: impl FnMut(&mut Unit<'_, Coordination>, &(CaseId, ExamId)) -> Result<(), StoreError>
    + Send
    + 'static,
) -> Result<Answer, Problem> {
    let which = of.clone();
    let back = links::exam(&of.0, &of.1);
    let acted = on
        .act(
            Purpose::CaseWork,
            form,
            move |unit| work(unit, &which),
            move |(): &()| format!("{back}?said={said}"),
        )
        .await;
    match acted {
        Ok(way) => Ok(Answer::Onward(way)),
        Err(StoreError::Refused(refusal)) => refused(on, of, typed, vec![fault(&refusal)]).await,
        Err(other) => Err(other.into()),
    }
}

async fn refused(
    on: &On<Coordination>,
    of: (CaseId, ExamId),
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<Answer, Problem> {
    let page = page(on, of, typed, errors).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

#[derive(FromForm)]
struct CameFields {
    /// What stood there when the form was made.
    #[field(default = 0)]
    revision: i64,
    /// What is ticked.
    came: Vec<String>,
}

/// Just these came of it.
#[post("/cases/<id>/exams/<exam>/came", data = "<form>")]
async fn came(
    on: On<Coordination>,
    id: &str,
    exam: &str,
    form: ProtectedForm<CameFields>,
) -> Result<Answer, Problem> {
    let of = parsed(id, exam)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let these: BTreeSet<Subject> = (fields.came.iter().map(|text| text.parse()))
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::Malformed)?;
    let revision = fields.revision;
    act(
        &on,
        of,
        sent,
        "ticked",
        Typed::default(),
        move |unit, of| {
            let case = unit.open(&of.0)?;
            unit.came_of_exam(&case, (&of.1, revision), &these)
        },
    )
    .await
}

#[derive(FromForm)]
struct FollowFields {
    #[field(default = 0)]
    revision: i64,
    #[field(default = String::new())]
    note: String,
    #[field(default = String::new())]
    wanted: String,
}

/// It was asked for again.
#[post("/cases/<id>/exams/<exam>/follow", data = "<form>")]
async fn follow(
    on: On<Coordination>,
    id: &str,
    exam: &str,
    form: ProtectedForm<FollowFields>,
) -> Result<Answer, Problem> {
    let of = parsed(id, exam)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let words = EnteredText::required("note", &one_line(&fields.note), WORDS_LIMIT);
    let until = wanted(&fields.wanted, today(&on), None);
    let revision = fields.revision;
    let typed = Typed {
        note: fields.note,
        wanted: Some(fields.wanted),
        ..Typed::default()
    };
    match (words, until) {
        (Ok(words), Ok(until)) => {
            act(&on, of, sent, "followed", typed, move |unit, of| {
                let case = unit.open(&of.0)?;
                unit.follow_exam(&case, (&of.1, revision), &words, until)
            })
            .await
        }
        (words, until) => {
            let faults = [words.err(), until.err()];
            refused(&on, of, typed, faults.iter().flatten().map(fault).collect()).await
        }
    }
}

#[derive(FromForm)]
struct CloseFields {
    #[field(default = 0)]
    revision: i64,
    #[field(default = String::new())]
    exit: String,
    #[field(default = String::new())]
    why: String,
}

/// It is waited for no longer.
#[post("/cases/<id>/exams/<exam>/close", data = "<form>")]
async fn close(
    on: On<Coordination>,
    id: &str,
    exam: &str,
    form: ProtectedForm<CloseFields>,
) -> Result<Answer, Problem> {
    let of = parsed(id, exam)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let revision = fields.revision;
    let exit =
        (fields.exit.parse::<ExamExit>()).map_err(|_| Refusal::FieldChoice { field: "exit" });
    let words = EnteredText::required("why", &one_line(&fields.why), WORDS_LIMIT);
    let typed = Typed {
        exit: fields.exit,
        why: fields.why,
        ..Typed::default()
    };
    match (exit, words) {
        (Ok(exit), Ok(words)) => {
            act(&on, of, sent, "ended", typed, move |unit, of| {
                let case = unit.open(&of.0)?;
                unit.close_exam(&case, (&of.1, revision), exit, &words)
            })
            .await
        }
        (exit, words) => {
            let faults = [exit.err(), words.err()];
            refused(&on, of, typed, faults.iter().flatten().map(fault).collect()).await
        }
    }
}
