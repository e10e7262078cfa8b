//! The form of an exam that a case waits for: new, or set right.

use chrono::NaiveDate;
use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::exam::{
    BodyPart, ExamForm as Entered, Modality, NOTE_LIMIT, Side, wanted_by,
};
use doublelock_domain::ids::{CaseId, ExamId, Reference};
use doublelock_domain::refusal::Refusal;
use doublelock_store::exams::Exam;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::asked::{parsed, today};
use super::showing::{fault, line_of};
use crate::web::described::{self, offered};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::exams::{ExamForm, ExamValues};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

pub(super) fn routes() -> Vec<Route> {
    routes![form, expect, correction, correct]
}

#[derive(Clone, Default, FromForm)]
struct Fields {
    /// What stood there when the form was made.
    #[field(default = 0)]
    revision: i64,
    #[field(default = String::new())]
    modality: String,
    #[field(default = String::new())]
    part: String,
    #[field(default = String::new())]
    side: String,
    #[field(default = String::new())]
    taken: String,
    #[field(default = String::new())]
    source: String,
    #[field(default = String::new())]
    note: String,
    #[field(default = String::new())]
    films: String,
    #[field(default = String::new())]
    discs: String,
    #[field(default = false)]
    images: bool,
    #[field(default = String::new())]
    wanted: String,
    /// Go on with another.
    #[field(default = String::new())]
    then: String,
}

impl Fields {
    /// What stands there.
    fn of(exam: &Exam) -> Self {
        let text = |text: Option<&EnteredText>| {
            text.map_or_else(String::new, |text| text.as_str().to_owned())
        };
        let number = |n: Option<u16>| n.map(|n| n.to_string()).unwrap_or_default();
        let said = exam.said();
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        Self {
            revision: exam.revision,
            modality: word(said.map(|said| said.modality.as_str())),
            part: word(said.map(|said| said.part.as_str())),
            side: word(said.and_then(|said| said.side).map(Side::as_str)),
            taken: (said.and_then(|said| said.taken))
                .map(|day| day.to_string())
                .unwrap_or_default(),
            source: text(said.and_then(|said| said.source.as_ref())),
            note: text(said.and_then(|said| said.note.as_ref())),
            films: number(exam.amount.films),
            discs: number(exam.amount.discs),
            images: exam.amount.images,
            wanted: exam.wanted.to_string(),
            then: String::new(),
        }
    }

    fn entered(&self) -> Entered<'_> {
        Entered {
            modality: &self.modality,
            part: &self.part,
            side: &self.side,
            taken: &self.taken,
            source: &self.source,
            note: &self.note,
            films: &self.films,
            discs: &self.discs,
            images: self.images,
            wanted: &self.wanted,
        }
    }
}

impl From<Fields> for ExamValues {
    fn from(fields: Fields) -> Self {
        Self {
            modality: fields.modality,
            part: fields.part,
            side: fields.side,
            taken: fields.taken,
            source: fields.source,
            note: fields.note,
            films: fields.films,
            discs: fields.discs,
            images: fields.images,
            wanted: fields.wanted,
        }
    }
}

fn page_of(
    reference: Reference,
    case: &CaseId,
    exam: Option<&Exam>,
    (fields, today): (Fields, NaiveDate),
    errors: Vec<FieldError>,
) -> ExamForm {
    let what = exam.map(|exam| described::exam(&exam.words));
    let changed = exam.is_some_and(|exam| exam.revision != fields.revision);
    ExamForm {
        no: reference.to_string(),
        case: links::case(case),
        action: match exam {
            Some(exam) => format!("{}/correct", links::exam(case, &exam.id)),
            None => links::new_exam(case),
        },
        back: match exam {
            Some(exam) => links::exam(case, &exam.id),
            None => links::case(case),
        },
        // Whoever sends it again has seen what stands there now.
        now: exam
            .filter(|_| changed)
            .map(|exam| line_of(case, exam, today)),
        corrects: what.zip(exam.map(|exam| exam.revision.to_string())),
        notice: None,
        modalities: offered("seen-modality", Modality::ALL.iter().map(|it| it.as_str())),
        parts: offered("seen-part", BodyPart::ALL.iter().map(|it| it.as_str())),
        sides: offered("seen-side", Side::ALL.iter().map(|it| it.as_str())),
        note_limit: NOTE_LIMIT,
        values: fields.into(),
        errors,
    }
}

/// The case's number, and its exams.
async fn shown(on: &On<Coordination>, case: CaseId) -> Result<(Reference, Vec<Exam>), Problem> {
    on.witness(Purpose::CaseWork, move |sight| {
        let opened = sight.open(&case)?;
        Ok((opened.reference, sight.exams_of(&opened)?))
    })
    .await
    .map_err(Into::into)
}

#[get("/cases/<id>/exams/new?<said>")]
async fn form(on: On<Coordination>, id: &str, said: Option<&str>) -> Result<Html, Problem> {
    let case: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let (reference, exams) = shown(&on, case.clone()).await?;
    // Whoever writes down several asks the same place for most of them.
    let last = exams.last().filter(|_| said == Some("another"));
    let fields = Fields {
        source: last.map(|exam| Fields::of(exam).source).unwrap_or_default(),
        wanted: wanted_by(today(&on)).to_string(),
        ..<Fields as Default>::default()
    };
    let mut page = page_of(reference, &case, None, (fields, today(&on)), Vec::new());
    page.notice = last.map(|_| Phrase::new("exam-said-another"));
    on.page(&page)
}

/// The case waits for it.
#[post("/cases/<id>/exams/new", data = "<form>")]
async fn expect(
    on: On<Coordination>,
    id: &str,
    form: ProtectedForm<Fields>,
) -> Result<Answer, Problem> {
    let case: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let errors = match fields.entered().check(today(&on), None) {
        Ok(new) => {
            let of = case.clone();
            let expect = move |unit: &mut Unit<'_, Coordination>| {
                let opened = unit.open(&of)?;
                unit.expect_exam(&opened, &new)
            };
            let (another, back) = (fields.then == "another", case.clone());
            let leads_to = move |_: &ExamId| {
                if another {
                    format!("{}?said=another", links::new_exam(&back))
                } else {
                    format!("{}?said=expected", links::case(&back))
                }
            };
            match on.act(Purpose::CaseWork, sent, expect, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(Refusal::NothingChanged)) => {
                    vec![FieldError::new("", Phrase::new("exam-twice"))]
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults.iter().map(fault).collect(),
    };
    let (reference, _) = shown(&on, case.clone()).await?;
    let page = page_of(reference, &case, None, (fields, today(&on)), errors);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

/// One exam of a case.
async fn one(
    on: &On<Coordination>,
    (case, exam): &(CaseId, ExamId),
) -> Result<(Reference, Exam), Problem> {
    let (reference, exams) = shown(on, case.clone()).await?;
    let found = exams.into_iter().find(|one| one.id == *exam);
    Ok((reference, found.ok_or(Problem::NotFound)?))
}

#[get("/cases/<id>/exams/<exam>/correct")]
async fn correction(on: On<Coordination>, id: &str, exam: &str) -> Result<Html, Problem> {
    let of = parsed(id, exam)?;
    let (reference, exam) = one(&on, &of).await?;
    let fields = Fields::of(&exam);
    on.page(&page_of(
        reference,
        &of.0,
        Some(&exam),
        (fields, today(&on)),
        Vec::new(),
    ))
}

/// It is this, and it is waited for.
#[post("/cases/<id>/exams/<exam>/correct", data = "<form>")]
async fn correct(
    on: On<Coordination>,
    id: &str,
    exam: &str,
    form: ProtectedForm<Fields>,
) -> Result<Answer, Problem> {
    let of = parsed(id, exam)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let (reference, exam) = one(&on, &of).await?;
    let errors = match fields.entered().check(today(&on), Some(exam.wanted)) {
        Ok(to) => {
            let (which, back) = (of.clone(), of.clone());
            let revision = fields.revision;
            let correct = move |unit: &mut Unit<'_, Coordination>| {
                let opened = unit.open(&which.0)?;
                unit.correct_exam(&opened, &which.1, &to, revision)
            };
            let leads_to =
                move |(): &()| format!("{}?said=corrected", links::exam(&back.0, &back.1));
            match on.act(Purpose::CaseWork, sent, correct, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(
                    refusal @ (Refusal::ChangedMeanwhile | Refusal::NothingChanged),
                )) => vec![fault(&refusal)],
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults.iter().map(fault).collect(),
    };
    let page = page_of(reference, &of.0, Some(&exam), (fields, today(&on)), errors);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
