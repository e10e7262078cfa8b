//! The imaging desk: studies received, the comparison, attaching.

mod comparison;
mod showing;

use std::collections::BTreeSet;

use doublelock_domain::access::{Imaging, Purpose};
use doublelock_domain::ids::{ExamId, InstanceId, Reference, StudyId};
use doublelock_domain::imaging::StudyState;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use doublelock_store::imaging::Study;
use doublelock_store::{Error as StoreError, Sight, Unit};
use rocket::form::FromForm;
use rocket::http::{ContentType, Status};
use rocket::{Route, get, post, routes};

use crate::web::form::ProtectedForm;
use crate::web::guard::{Acted, On};
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::imaging::list::StudyList;
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Bytes, Html};

/// Studies on one page of the list.
const PAGE: u32 = 50;
/// Most characters of a case number that was mistyped that are given back.
const LONGEST_TYPED: usize = 32;

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![list, study, thumbnail, compare, attach]
}

#[get("/studies?<view>&<after>")]
async fn list(on: On<Imaging>, view: Option<&str>, after: Option<&str>) -> Result<Html, Problem> {
    let attached = view == Some("attached");
    let state = if attached {
        StudyState::Attached
    } else {
        StudyState::Unassigned
    };
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method by itself is not general over the unit's lifetime"
    )]
    let waiting = on
        .read(Purpose::Import, |unit| unit.unassigned_studies())
        .await?;
    let from: Option<(Timestamp, StudyId)> = after.and_then(links::read_end);
    let first_page = from.is_none();
    // One more than is shown: it says whether there is a next page.
    let mut lines = on
        .witness(Purpose::Import, move |unit| {
            unit.list_studies(state, from.as_ref(), PAGE + 1)
        })
        .await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let here = if attached {
        "/studies?view=attached"
    } else {
        "/studies?view=unassigned"
    };
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("{here}&after={}", links::end(last.received_at, &last.id)));
    let first = (!first_page).then(|| here.to_owned());
    on.page(&StudyList {
        attached,
        waiting,
        lines: lines.iter().map(showing::line).collect(),
        first,
        next,
    })
}

#[get("/studies/<id>?<attached>")]
async fn study(on: On<Imaging>, id: &str, attached: bool) -> Result<Html, Problem> {
    let id: StudyId = id.parse().map_err(|_| Problem::NotFound)?;
    let (study, case) = on
        .witness(Purpose::Import, move |unit| open_with_case(unit, &id))
        .await?;
    on.page(&showing::page(&study, case, attached))
}

#[get("/studies/<id>/images/<image>/thumbnail")]
async fn thumbnail(on: On<Imaging>, id: &str, image: &str) -> Result<Bytes, Problem> {
    let id: StudyId = id.parse().map_err(|_| Problem::NotFound)?;
    let image: InstanceId = image.parse().map_err(|_| Problem::NotFound)?;
    let found = on
        .witness(Purpose::Import, move |unit| unit.thumbnail(&id, &image))
        .await?;
    Ok(Bytes::inline(found.0, ContentType::PNG))
}

#[get("/studies/<id>/compare?<case>")]
async fn compare(on: On<Imaging>, id: &str, case: Option<&str>) -> Result<Html, Problem> {
    let id: StudyId = id.parse().map_err(|_| Problem::NotFound)?;
    compared(&on, id, case.unwrap_or_default(), (Status::Ok, None), None).await
}

#[derive(FromForm)]
struct AttachFields {
    #[field(default = String::new())]
    case: String,
    /// How many images the comparison showed.
    #[field(default = 0)]
    images: u32,
    /// Ids of the exams of the case that it is of.
    exam: Vec<String>,
}

#[post("/studies/<id>/attach", data = "<form>")]
async fn attach(
    on: On<Imaging>,
    id: &str,
    form: ProtectedForm<AttachFields>,
) -> Result<Answer, Problem> {
    let id: StudyId = id.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let AttachFields {
        case: typed,
        images,
        exam,
    } = form.into_inner();
    let Some(reference) = case_number(&typed) else {
        return Ok(Answer::Page(
            compared(&on, id, &typed, (Status::Ok, None), None).await?,
        ));
    };
    let of: BTreeSet<ExamId> = (exam.iter().map(|id| id.parse()))
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::Malformed)?;
    let (wanted, ticked) = (id.clone(), of.clone());
    let attach =
        move |unit: &mut Unit<'_, Imaging>| attach_to(unit, &wanted, reference, images, &of);
    let page = format!("/studies/{id}?attached");
    let leads_to = move |attached: &bool| attached.then(|| page.clone());
    match on.act_or(Purpose::Import, sent, attach, leads_to).await {
        Ok(Acted::Onward(way)) => Ok(Answer::Onward(way)),
        Ok(Acted::Nothing(_)) => Ok(Answer::Page(
            compared(&on, id, &typed, (Status::Ok, None), None).await?,
        )),
        // The comparison says why, and what to do next.
        Err(StoreError::Refused(refusal)) => Ok(Answer::Page(
            compared(
                &on,
                id,
                &typed,
                (Status::Conflict, Some(refusal)),
                Some(&ticked),
            )
            .await?,
        )),
        Err(error) => Err(error.into()),
    }
}

/// The comparison of a study with the case typed; the study again if there is no such case.
async fn compared(
    on: &On<Imaging>,
    id: StudyId,
    typed: &str,
    (status, refused): (Status, Option<Refusal>),
    ticked: Option<&BTreeSet<ExamId>>,
) -> Result<Html, Problem> {
    let reference = case_number(typed);
    let (study, in_case, case) = on
        .witness(Purpose::Import, move |unit| {
            let (study, in_case) = open_with_case(unit, &id)?;
            let case = match reference {
                Some(reference) if is_case(unit, reference)? => {
                    let opened = unit.open_case_by_reference(reference)?;
                    let exams = unit.exams_of(&opened)?;
                    Some((opened.shown(), exams))
                }
                _ => None,
            };
            Ok((study, in_case, case))
        })
        .await?;
    if let Some((case, exams)) = case {
        let mut page = comparison::page(&study, &case, &exams, ticked);
        page.grew = refused == Some(Refusal::StudyGrew);
        return Ok(on.page(&page)?.with_status(status));
    }
    let mut page = showing::page(&study, in_case, false);
    page.typed = typed.chars().take(LONGEST_TYPED).collect();
    page.errors = vec![FieldError::new("case", no_such_case(typed, reference))];
    Ok(on.page(&page)?.with_status(Status::UnprocessableEntity))
}

/// A case number as typed or as copied: our sentences write it with a hyphen that does not break.
fn case_number(typed: &str) -> Option<Reference> {
    typed.replace('\u{2011}', "-").parse().ok()
}

fn no_such_case(typed: &str, reference: Option<Reference>) -> Phrase {
    match reference {
        Some(no) => Phrase::new("compare-case-unknown").with("no", Arg::Ref(no.to_string())),
        None if typed.trim().is_empty() => Phrase::new("compare-case-missing"),
        None => Phrase::new("compare-case-shape"),
    }
}

/// False if there is no such case.
fn attach_to(
    unit: &mut Unit<'_, Imaging>,
    id: &StudyId,
    reference: Reference,
    compared: u32,
    exams: &BTreeSet<ExamId>,
) -> Result<bool, StoreError> {
    let study = unit.open_study(id)?;
    if !is_case(unit, reference)? {
        return Ok(false);
    }
    let case = unit.open_case_by_reference(reference)?;
    unit.attach_study(&study, &case, compared, exams)?;
    Ok(true)
}

fn open_with_case(
    unit: &mut Sight<'_, Imaging>,
    id: &StudyId,
) -> Result<(Study, Option<Reference>), StoreError> {
    let study = unit.open_study(id)?;
    let case = study
        .case_id
        .clone()
        .map(|case| unit.case_reference(&case))
        .transpose()?;
    Ok((study.shown(), case))
}

/// Whether a case has this number; a mistyped one is no attempt at anything.
fn is_case(unit: &mut Sight<'_, Imaging>, reference: Reference) -> Result<bool, StoreError> {
    match unit.case_id(reference) {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}
