//! The archive under double lock: opening a visit with two people's own
//! credentials, scanning in it, reconciling and closing it.

use doublelock_domain::access::{Actor, Custody, Purpose};
use doublelock_domain::custody::visit::{
    DURATION, EXTENSION, Verdict, VisitPurpose, VisitState, may_enter,
};
use doublelock_domain::ids::{LocationId, VisitId};
use doublelock_domain::refusal::Refusal;
use doublelock_store::Error as StoreError;
use doublelock_store::custody::{ItemLine, PlaceView, StationView, VisitHead, VisitView};
use doublelock_store::front_door::SignedInPerson;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::{Redirect, Responder};
use rocket::{Route, get, post, routes};

use super::shipments::ids;
use super::station::{Reading, nonce, said_words, take};
use super::{choice, fault, held};
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::page::FieldError;
use crate::web::pages::custody::archive::{
    ArchivePage, OpenVisit, PlaceRow, PlanRow, VisitPage, VisitRow,
};
use crate::web::problem::Problem;
use crate::web::proof::{self, NotProved};
use crate::web::reply::Html;

/// Visits in the list.
const LATEST: u32 = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![
        archive, open_form, open, visit, scan, extend, account, close
    ]
}

/// A page, or the way to another.
#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
enum Answer {
    Page(Html),
    Onward(Redirect),
}

#[get("/archive")]
async fn archive(on: On<Custody>) -> Result<Html, Problem> {
    let (visits, places, waiting) = on
        .write(Purpose::Archive, |unit| {
            Ok((
                unit.visits(LATEST)?,
                unit.places()?,
                unit.items_to_put_away()?.len(),
            ))
        })
        .await?;
    on.page(&ArchivePage {
        visits: visits.iter().map(visit_row).collect(),
        places: places.iter().map(place_row).collect(),
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
    })
}

fn place_row(place: &PlaceView) -> PlaceRow {
    PlaceRow {
        code: place.fact.label.to_string(),
        path: place.path.join(" › "),
        what: Phrase::new(format!("location-kind-{}", place.fact.kind)),
        level: place.fact.level,
        archive_grade: place.fact.is_archive_grade(),
        archive: place.fact.archive.is_some() && place.fact.kind.holds_items(),
    }
}

fn visit_row(head: &VisitHead) -> VisitRow {
    let (kind, word) = match (head.expired, head.state) {
        (true, _) => ("refused", "expired"),
        (_, VisitState::Open) => ("progress", "open"),
        (_, VisitState::Closed) => ("done", "closed"),
        (_, VisitState::ClosedWithDiscrepancy) => ("attention", "closed_with_discrepancy"),
    };
    VisitRow {
        href: format!("/archive/visits/{}", head.id),
        no: head.reference.to_string(),
        archive: head.archive.clone(),
        first: head.first.clone(),
        second: head.second.clone(),
        purpose: Phrase::new(format!("visit-purpose-{}", head.purpose)),
        from: head.opened_at.micros(),
        to: head
            .closed_at
            .map(doublelock_domain::time::Timestamp::micros),
        kind,
        state: Phrase::new(format!("visit-state-{word}")),
    }
}

#[get("/archive/open")]
async fn open_form(on: On<Custody>) -> Result<Html, Problem> {
    let page = open_page(&on, None, Vec::new()).await?;
    on.page(&page)
}

#[derive(FromForm)]
struct OpenFields {
    #[field(name = "first-username", default = String::new())]
    first_username: String,
    #[field(name = "first-password", default = String::new())]
    first_password: String,
    #[field(name = "second-username", default = String::new())]
    second_username: String,
    #[field(name = "second-password", default = String::new())]
    second_password: String,
    #[field(default = String::new())]
    archive: String,
    #[field(default = String::new())]
    purpose: String,
    items: Vec<String>,
}

async fn open_page(
    on: &On<Custody>,
    fields: Option<&OpenFields>,
    errors: Vec<FieldError>,
) -> Result<OpenVisit, Problem> {
    let (archives, waiting): (Vec<PlaceView>, Vec<ItemLine>) = on
        .write(Purpose::Archive, |unit| {
            Ok((unit.archives()?, unit.items_to_put_away()?))
        })
        .await?;
    let chosen = |line: &ItemLine| {
        fields.is_none_or(|fields| fields.items.iter().any(|id| id == line.id.as_str()))
    };
    Ok(OpenVisit {
        archives: archives
            .iter()
            .map(|place| (place.fact.id.to_string(), place.fact.name.clone()))
            .collect(),
        archive: fields.map(|f| f.archive.clone()).unwrap_or_default(),
        purpose: fields.map_or_else(|| "put_away".to_owned(), |f| f.purpose.clone()),
        first: on.signed_in().session.display_name.clone(),
        first_username: fields.map(|f| f.first_username.clone()).unwrap_or_default(),
        second_username: fields
            .map(|f| f.second_username.clone())
            .unwrap_or_default(),
        items: waiting
            .iter()
            .map(|line| choice(line, chosen(line)))
            .collect(),
        errors,
    })
}

/// Opens a visit: each of the two people proves who they are with their own password,
/// asked of the directory now, and counted by the same throttle as a sign-in.
#[post("/archive/open", data = "<form>")]
async fn open(on: On<Custody>, form: ProtectedForm<OpenFields>) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let plan = ids(&fields.items)?;
    let archive: LocationId = fields.archive.parse().map_err(|_| Problem::Malformed)?;
    let purpose: VisitPurpose = fields.purpose.parse().map_err(|_| Problem::Malformed)?;
    let error = match two_people(&on, &fields).await? {
        Ok(second) => {
            let zone = on.office().config.centre.zone;
            let outcome = on
                .write(Purpose::Archive, move |unit| {
                    // Both proved it within this request: the unit's own instant is the time.
                    let at = unit.now();
                    unit.open_visit(&archive, at, &second, at, purpose, plan.clone(), zone)
                })
                .await;
            match outcome {
                Ok(id) => {
                    return Ok(Answer::Onward(Redirect::to(format!(
                        "/archive/visits/{id}"
                    ))));
                }
                Err(StoreError::Refused(Refusal::SamePerson)) => {
                    FieldError::new("second-username", Phrase::new("visit-same-person"))
                }
                Err(StoreError::Refused(refusal)) => fault(&refusal, "archive"),
                Err(other) => return Err(other.into()),
            }
        }
        Err(error) => error,
    };
    let page = open_page(&on, Some(&fields), vec![error]).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

/// The second person as an actor, once both have proved who they are.
async fn two_people(
    on: &On<Custody>,
    fields: &OpenFields,
) -> Result<Result<Actor, FieldError>, Problem> {
    let first = match prove(on, &fields.first_username, &fields.first_password).await? {
        Ok(person) => person,
        Err(key) => return Ok(Err(FieldError::new("first-password", Phrase::new(key)))),
    };
    if first.stable_id != on.signed_in().session.stable_id {
        return Ok(Err(FieldError::new(
            "first-username",
            Phrase::new("visit-not-you"),
        )));
    }
    let second = match prove(on, &fields.second_username, &fields.second_password).await? {
        Ok(person) => person,
        Err(key) => return Ok(Err(FieldError::new("second-password", Phrase::new(key)))),
    };
    if second.stable_id == first.stable_id {
        return Ok(Err(FieldError::new(
            "second-username",
            Phrase::new("visit-same-person"),
        )));
    }
    let office = on.office();
    let second = office
        .write(office.front_door()?, move |unit| unit.vouch(&second))
        .await?;
    if may_enter(&second) {
        Ok(Ok(second))
    } else {
        Ok(Err(FieldError::new(
            "second-username",
            Phrase::new("visit-no-duty"),
        )))
    }
}

/// Asks the directory, as the sign-in page does; the key says why not.
async fn prove(
    on: &On<Custody>,
    username: &str,
    password: &str,
) -> Result<Result<SignedInPerson, &'static str>, Problem> {
    let address = on.signed_in().visitor.address;
    let proved = proof::prove(on.office(), username, password, address).await?;
    Ok(proved.map(|proof| proof.person).map_err(|why| match why {
        NotProved::Wait(_) => "visit-too-many",
        NotProved::Refused => "visit-wrong-password",
        NotProved::NoDuty => "visit-no-duty",
        NotProved::Unreachable => "visit-directory-down",
    }))
}

#[get("/archive/visits/<id>?<said>")]
async fn visit(on: On<Custody>, id: &str, said: bool) -> Result<Html, Problem> {
    let page = visit_page(&on, parsed(id)?, said, Vec::new()).await?;
    on.page(&page)
}

fn parsed(id: &str) -> Result<VisitId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

async fn visit_page(
    on: &On<Custody>,
    id: VisitId,
    said: bool,
    errors: Vec<FieldError>,
) -> Result<VisitPage, Problem> {
    let (view, station) = on
        .write(Purpose::Archive, move |unit| {
            Ok((unit.visit(&id)?, unit.station()?))
        })
        .await?;
    let now = on.office().now();
    let last = said.then(|| said_of(&station));
    Ok(page_of(&view, now.micros(), nonce(on), last, errors))
}

fn said_of(station: &StationView) -> (&'static str, Phrase, Phrase, Phrase) {
    let (what, note) = said_words(&station.feedback);
    let kind = match super::station::tone(station.feedback.tone) {
        "ok" => "done",
        "attention" => "attention",
        "refused" => "refused",
        _ => "info",
    };
    (
        kind,
        Phrase::new(format!("station-word-{}", station.feedback.word)),
        what,
        note,
    )
}

fn page_of(
    view: &VisitView,
    now: i64,
    nonce: String,
    said: Option<(&'static str, Phrase, Phrase, Phrase)>,
    errors: Vec<FieldError>,
) -> VisitPage {
    let head = &view.head;
    let plan: Vec<PlanRow> = view
        .plan
        .iter()
        .map(|line| plan_row(&line.item, line.verdict))
        .collect();
    let with = |wanted: fn(Verdict) -> bool| {
        let found = view.plan.iter().filter(|line| wanted(line.verdict)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let granted = if view.extended {
        DURATION.as_seconds() + EXTENSION.as_seconds()
    } else {
        DURATION.as_seconds()
    };
    VisitPage {
        visit: visit_row(head),
        mine: view.mine,
        expired: head.expired,
        open: head.state == VisitState::Open,
        extended: view.extended,
        left: ((head.ends_at.micros() - now) / 1_000_000).clamp(0, granted),
        granted,
        ends: head.ends_at.micros(),
        barriers: view.barriers,
        settled: with(|verdict| verdict != Verdict::Open),
        scanned: with(|verdict| verdict == Verdict::Scanned),
        plan,
        unplanned: view
            .unplanned
            .iter()
            .map(|line| plan_row(line, Verdict::Scanned))
            .collect(),
        nonce,
        said,
        errors,
    }
}

fn plan_row(line: &ItemLine, verdict: Verdict) -> PlanRow {
    PlanRow {
        id: line.id.to_string(),
        code: line.label.to_string(),
        what: Phrase::new(format!("item-kind-{}", line.kind)),
        held: held(&line.holder),
        kind: match verdict {
            Verdict::Open => "waiting",
            Verdict::Scanned => "done",
            Verdict::Left => "attention",
            Verdict::Missing => "refused",
        },
        verdict: Phrase::new(format!("planned-{verdict}")),
        open: verdict == Verdict::Open,
    }
}

/// A scan on the visit's own page: the same machine as at the station.
#[post("/archive/visits/<id>/scan", data = "<form>")]
async fn scan(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<Reading>,
) -> Result<Redirect, Problem> {
    let id = parsed(id)?;
    take(&on, form.into_inner(), Purpose::Archive).await?;
    Ok(Redirect::to(format!("/archive/visits/{id}?said")))
}

#[post("/archive/visits/<id>/extend", data = "<_form>")]
async fn extend(
    on: On<Custody>,
    id: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let id = parsed(id)?;
    let visit = id.clone();
    on.write(Purpose::Archive, move |unit| unit.extend_visit(&visit))
        .await?;
    Ok(Redirect::to(format!("/archive/visits/{id}")))
}

#[derive(FromForm)]
struct AccountFields {
    item: String,
    verdict: String,
}

#[post("/archive/visits/<id>/account", data = "<form>")]
async fn account(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<AccountFields>,
) -> Result<Redirect, Problem> {
    let fields = form.into_inner();
    let id = parsed(id)?;
    let item = fields.item.parse().map_err(|_| Problem::Malformed)?;
    let verdict: Verdict = fields.verdict.parse().map_err(|_| Problem::Malformed)?;
    let visit = id.clone();
    on.write(Purpose::Archive, move |unit| {
        unit.account_for(&visit, &item, verdict)
    })
    .await?;
    Ok(Redirect::to(format!("/archive/visits/{id}")))
}

#[derive(FromForm)]
struct CloseFields {
    outer: Option<String>,
    inner: Option<String>,
}

/// Closes a visit: everything planned has its verdict, and both locks were found closed.
#[post("/archive/visits/<id>/close", data = "<form>")]
async fn close(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<CloseFields>,
) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let id = parsed(id)?;
    let locks = u32::from(fields.outer.is_some()) + u32::from(fields.inner.is_some());
    let visit = id.clone();
    match on
        .write(Purpose::Archive, move |unit| {
            unit.close_visit(&visit, locks)
        })
        .await
    {
        Ok(_) => Ok(Answer::Onward(Redirect::to(format!(
            "/archive/visits/{id}"
        )))),
        Err(StoreError::Refused(refusal)) => {
            let page = visit_page(&on, id, false, vec![fault(&refusal, "locks")]).await?;
            Ok(Answer::Page(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
        Err(other) => Err(other.into()),
    }
}
