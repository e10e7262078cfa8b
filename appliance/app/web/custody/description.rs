//! Saying what an article is and what is seen on it.

use doublelock_domain::access::{Custody, Purpose};
use std::collections::BTreeSet;

use doublelock_domain::custody::description::{Description, DescriptionForm, NOTE_LIMIT, View};
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::exam::{BodyPart, Modality, Side};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::ExamId;
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{Described, Said};
use doublelock_store::exams::Exam;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::words::{choice, fault};
use crate::web::described::{self, offered};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::cases::exams::OfExam;
use crate::web::pages::custody::description::{Beside, DescribePage, Values};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

pub(super) fn routes() -> Vec<Route> {
    routes![form, describe]
}

#[derive(Clone, Default, FromForm)]
struct Fields {
    /// What stood there when the form was made.
    #[field(default = String::new())]
    version: String,
    #[field(default = String::new())]
    kind: String,
    #[field(default = String::new())]
    modality: String,
    #[field(default = String::new())]
    part: String,
    #[field(default = String::new())]
    side: String,
    #[field(default = String::new())]
    view: String,
    #[field(default = String::new())]
    taken: String,
    #[field(default = String::new())]
    sheets: String,
    #[field(default = String::new())]
    note: String,
    /// Labels of those of the same exam, each with what stood there: `DI…:film_sheet-…`.
    also: Vec<String>,
    /// Ids of the exams that it is of.
    exam: Vec<String>,
    /// Go on with the next one that nobody described.
    #[field(default = String::new())]
    then: String,
}

impl Fields {
    /// What stands there.
    fn of(view: &Described) -> Self {
        let seen = match &view.line.words {
            Reading::Open(Some(seen)) => seen.clone(),
            Reading::Open(None) | Reading::Erased { .. } | Reading::Missing => {
                Description::default()
            }
        };
        let word = |of: Option<&'static str>| of.unwrap_or_default().to_owned();
        Self {
            version: view.version.clone(),
            kind: view.line.kind.to_string(),
            modality: word(seen.modality.map(Modality::as_str)),
            part: word(seen.part.map(BodyPart::as_str)),
            side: word(seen.side.map(Side::as_str)),
            view: word(seen.view.map(View::as_str)),
            taken: seen.taken.map(|day| day.to_string()).unwrap_or_default(),
            sheets: seen.sheets.map(|n| n.to_string()).unwrap_or_default(),
            note: (seen.note.as_ref()).map_or_else(String::new, |it| it.as_str().to_owned()),
            also: Vec::new(),
            exam: view.is_of().iter().map(ToString::to_string).collect(),
            then: String::new(),
        }
    }

    /// The exams that are ticked.
    fn ticked(&self) -> Result<BTreeSet<ExamId>, Problem> {
        let ticked = self.exam.iter().map(|id| id.parse());
        ticked
            .collect::<Result<_, _>>()
            .map_err(|_| Problem::Malformed)
    }

    fn entered(&self) -> DescriptionForm<'_> {
        DescriptionForm {
            kind: &self.kind,
            modality: &self.modality,
            part: &self.part,
            side: &self.side,
            view: &self.view,
            taken: &self.taken,
            sheets: &self.sheets,
            note: &self.note,
        }
    }
}

fn page_of(view: &Described, fields: Fields, errors: Vec<FieldError>) -> DescribePage {
    let beside = view.beside.iter();
    DescribePage {
        article: choice(&view.line, false),
        // Whoever sends it again has seen what stands there now.
        now: (fields.version != view.version)
            .then(|| described::article(view.line.kind, &view.line.words)),
        version: view.version.clone(),
        kinds: offered("item-kind", ItemKind::ALL.iter().map(|it| it.as_str())),
        modalities: offered("seen-modality", Modality::ALL.iter().map(|it| it.as_str())),
        parts: offered("seen-part", BodyPart::ALL.iter().map(|it| it.as_str())),
        sides: offered("seen-side", Side::ALL.iter().map(|it| it.as_str())),
        views: offered("seen-view", View::ALL.iter().map(|it| it.as_str())),
        beside: beside
            .map(|(line, version)| {
                let label = line.label.to_string();
                let chosen = fields.also.iter().any(|one| one.starts_with(&label));
                let what = Subject::from(&line.id);
                let of = view.exams.iter().find(|exam| exam.has(&what));
                Beside {
                    item: choice(line, chosen),
                    value: format!("{label}:{version}"),
                    exam: of.map(|exam| described::exam(&exam.words)),
                }
            })
            .collect(),
        exams: of_exams(view, &fields.exam),
        next: view.next(&[]).is_some(),
        note_limit: NOTE_LIMIT,
        values: Values {
            kind: fields.kind,
            modality: fields.modality,
            part: fields.part,
            side: fields.side,
            view: fields.view,
            taken: fields.taken,
            sheets: fields.sheets,
            note: fields.note,
        },
        errors,
    }
}

/// The exams that it may be of: those that its case waits for, and those that it is of.
fn of_exams(view: &Described, ticked: &[String]) -> Vec<OfExam> {
    let what = Subject::from(&view.line.id);
    let offered = |exam: &&Exam| exam.has(&what) || exam.state.may_come();
    let of = |exam: &Exam| {
        let id = exam.id.to_string();
        OfExam {
            chosen: ticked.contains(&id),
            what: described::exam(&exam.words),
            detail: described::exam_detail(exam),
            id,
        }
    };
    view.exams.iter().filter(offered).map(of).collect()
}

async fn shown(on: &On<Custody>, label: Label) -> Result<Described, Problem> {
    on.witness(Purpose::Shipment, move |sight| {
        Ok(sight.open_to_describe(label)?.shown())
    })
    .await
    .map_err(Into::into)
}

/// What is wrong with a field, in words of this form.
fn wrong(refusal: &Refusal, kind: &str) -> FieldError {
    let film = kind == ItemKind::FilmSheet.as_str();
    match refusal {
        Refusal::FieldChoice { field: "note" } => {
            FieldError::new("note", Phrase::new("describe-note-is-a-label"))
        }
        Refusal::FieldChoice { field: "exam" } => {
            FieldError::new("exam", Phrase::new("describe-other-exam"))
        }
        Refusal::NumberOutOfRange { field: "sheets" } if film => {
            FieldError::new("sheets", Phrase::new("describe-a-film-is-one-sheet"))
        }
        other => fault(other, ""),
    }
}

/// Those of the same exam, each with what stood there.
fn also(texts: &[String]) -> Result<Vec<(Label, String)>, Problem> {
    texts
        .iter()
        .map(|text| {
            let (label, version) = text.split_once(':').ok_or(Problem::Malformed)?;
            let label = label.parse().map_err(|_| Problem::Malformed)?;
            Ok((label, version.to_owned()))
        })
        .collect()
}

#[get("/items/<label>/describe")]
async fn form(on: On<Custody>, label: &str) -> Result<Html, Problem> {
    let label: Label = label.parse().map_err(|_| Problem::NotFound)?;
    let view = shown(&on, label).await?;
    let fields = Fields::of(&view);
    on.page(&page_of(&view, fields, Vec::new()))
}

/// It is this, and this is seen on it.
#[post("/items/<label>/describe", data = "<form>")]
async fn describe(
    on: On<Custody>,
    label: &str,
    form: ProtectedForm<Fields>,
) -> Result<Answer, Problem> {
    let label: Label = label.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let today = on.office().now().date_in(on.office().config.centre.zone);
    let faults = match fields.entered().check(today) {
        Ok((kind, seen)) => {
            let version = fields.version.clone();
            let also = also(&fields.also)?;
            let on_to_next = fields.then == "next";
            let ticked = fields.ticked()?;
            let act = move |unit: &mut Unit<'_, Custody>| {
                let view = unit.open_to_describe(label)?;
                let said = Said {
                    kind,
                    seen: seen.clone(),
                    exams: ticked.clone(),
                };
                unit.describe_item(&view, &version, &said, &also)?;
                let described: Vec<Label> = also.iter().map(|(label, _)| *label).collect();
                let rest = view.next(&described);
                Ok(rest.filter(|_| on_to_next))
            };
            let leads_to = move |next: &Option<Label>| match next {
                Some(next) => links::describe(*next),
                None => format!("{}?said=described", links::item_labelled(label)),
            };
            match on.act(Purpose::Shipment, sent, act, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(
                    refusal @ (Refusal::ChangedMeanwhile
                    | Refusal::NothingChanged
                    | Refusal::FieldChoice { .. }
                    | Refusal::HeldElsewhere { .. }),
                )) => vec![wrong(&refusal, &fields.kind)],
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults.iter().map(|no| wrong(no, &fields.kind)).collect(),
    };
    let view = shown(&on, label).await?;
    let page = page_of(&view, fields, faults);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
