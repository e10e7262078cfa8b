//! The archive under double lock: its places and visits, and opening a visit with two
//! people's own credentials.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::scan::{Scan, parse_scans};
use doublelock_domain::custody::visit::offers::AtTheKeyboard;
use doublelock_domain::custody::visit::{VisitPurpose, VisitState, VisitStep};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::{LocationId, Reference};
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{Archived, Hand, ItemLine, Sought, VisitHead};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::prepare::ids;
use super::two_people::{Typed, attempt, note_refused, two_people};
use super::words::{choice, fault};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::archive::{ArchivePage, HandRow, OpenVisit, PlaceRow, VisitRow};
use crate::web::pages::today::Owner;
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

/// Visits in the list.
const LATEST: u32 = 20;
/// Articles of the archive offered at once.
const OFFERED: u32 = 100;
/// Longest search for articles, in characters.
const SEARCH_LIMIT: usize = 200;
/// Cases and labels looked up at once.
const SOUGHT_LIMIT: usize = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![archive, open_form, open]
}

#[get("/archive")]
async fn archive(on: On<Custody>) -> Result<Html, Problem> {
    let (visits, places, waiting, hands) = on
        .witness(Purpose::Archive, |unit| {
            Ok((
                unit.visits(LATEST)?,
                unit.places()?,
                unit.count_to_put_away()?,
                unit.hands()?,
            ))
        })
        .await?;
    on.page(&ArchivePage {
        visits: visits.iter().map(visit_row).collect(),
        places: places.iter().map(place_row).collect(),
        waiting,
        hands: hands.into_iter().map(hand_row).collect(),
    })
}

fn hand_row(hand: Hand) -> HandRow {
    HandRow {
        owner: if hand.mine {
            Owner::You
        } else {
            Owner::Person(hand.who)
        },
        articles: hand.articles,
        since: hand.since.micros(),
    }
}

fn place_row(place: &PlaceView) -> PlaceRow {
    PlaceRow {
        code: place.fact.label.to_string(),
        path: place.path.join(" › "),
        what: Phrase::new(format!("location-kind-{}", place.fact.kind)),
        level: place.fact.level,
        archive_grade: place.fact.is_archive_grade(),
        archive: place.fact.archive.is_some(),
        holds: place.fact.kind.holds_items(),
    }
}

pub(super) fn visit_row(head: &VisitHead) -> VisitRow {
    let (kind, word) = match (head.expired, head.state) {
        (true, _) => ("refused", "expired"),
        (_, VisitState::Open) => ("progress", "open"),
        (_, VisitState::Closed) => ("done", "closed"),
        (_, VisitState::ClosedWithDiscrepancy) => ("attention", "closed_with_discrepancy"),
    };
    VisitRow {
        href: links::visit(&head.id),
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

/// The form to open a visit: what waits outside to be put away, or, to take something
/// out, what rests in one archive, looked up by case or label.
#[get("/archive/open?<purpose>&<archive>&<q>")]
async fn open_form(
    on: On<Custody>,
    purpose: Option<&str>,
    archive: Option<&str>,
    q: Option<&str>,
) -> Result<Html, Problem> {
    let fields = OpenFields {
        purpose: purpose.unwrap_or_default().to_owned(),
        archive: archive.unwrap_or_default().to_owned(),
        q: q.unwrap_or_default().to_owned(),
        ..<OpenFields as Default>::default()
    };
    let page = open_page(&on, fields, false, Vec::new()).await?;
    on.page(&page)
}

#[derive(Default, FromForm)]
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
    /// What was looked up, so that a page with errors shows the same list.
    #[field(default = String::new())]
    q: String,
    items: Vec<String>,
    #[field(name = "without-plan")]
    without_plan: Option<String>,
}

/// Case numbers and labels, in any order and spelling; none if nothing is looked up.
fn sought(q: &str) -> Option<Vec<Sought>> {
    let q: String = q.chars().take(SEARCH_LIMIT).collect();
    let words: Vec<&str> = q
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return None;
    }
    let cases = words
        .iter()
        .filter_map(|word| word.parse::<Reference>().ok())
        .map(Sought::Case);
    let rest: String = words
        .iter()
        .filter(|word| word.parse::<Reference>().is_err())
        .copied()
        .collect();
    let labels = parse_scans(&rest)
        .into_iter()
        .filter_map(|scan| match scan {
            Scan::Label(label) => Some(Sought::Label(label)),
            _ => None,
        });
    Some(cases.chain(labels).take(SOUGHT_LIMIT).collect())
}

async fn open_page(
    on: &On<Custody>,
    fields: OpenFields,
    typed: bool,
    errors: Vec<FieldError>,
) -> Result<OpenVisit, Problem> {
    let retrieve = fields.purpose == VisitPurpose::Retrieve.as_str();
    let wanted: Option<LocationId> = fields.archive.parse().ok();
    let lookup = sought(&fields.q);
    let (archives, chosen, offered): (Vec<PlaceView>, Option<LocationId>, Archived) = on
        .witness(Purpose::Archive, move |unit| {
            let archives = unit.archives()?;
            let chosen = archives
                .iter()
                .find(|place| Some(&place.fact.id) == wanted.as_ref())
                .or_else(|| archives.first())
                .map(|place| place.fact.id.clone());
            let nothing = lookup.as_ref().is_some_and(Vec::is_empty);
            let offered = match &chosen {
                Some(archive) if retrieve && !nothing => {
                    let sought = lookup.as_deref().unwrap_or_default();
                    unit.archived_items(archive, sought, OFFERED)?
                }
                _ if retrieve => Archived {
                    lines: Vec::new(),
                    total: 0,
                },
                _ => {
                    let lines = unit.items_to_put_away()?;
                    let total = u32::try_from(lines.len()).unwrap_or(u32::MAX);
                    Archived { lines, total }
                }
            };
            Ok((archives, chosen, offered))
        })
        .await?;
    // What waits outside is usually what they come for; in the archive it is a choice.
    let ticked = |line: &ItemLine| {
        if typed {
            fields.items.iter().any(|id| id == line.id.as_str())
        } else {
            !retrieve
        }
    };
    Ok(OpenVisit {
        archives: archives
            .iter()
            .map(|place| (place.fact.id.to_string(), place.fact.name.clone()))
            .collect(),
        archive: chosen.map(|id| id.to_string()).unwrap_or_default(),
        retrieve,
        first: on.signed_in().session.display_name.clone(),
        items: offered
            .lines
            .iter()
            .map(|line| choice(line, ticked(line)))
            .collect(),
        total: offered.total,
        q: fields.q.chars().take(SEARCH_LIMIT).collect(),
        without_plan: fields.without_plan.is_some(),
        first_username: fields.first_username,
        second_username: fields.second_username,
        errors,
    })
}

/// Opens a visit: each of the two people proves who they are with their own password.
/// A refusal stands in the journal, whoever it was and whatever the reason.
#[post("/archive/open", data = "<form>")]
async fn open(on: On<Custody>, form: ProtectedForm<OpenFields>) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let plan = ids(&fields.items)?;
    let archive: LocationId = fields.archive.parse().map_err(|_| Problem::Malformed)?;
    let purpose: VisitPurpose = fields.purpose.parse().map_err(|_| Problem::Malformed)?;
    let without_plan = fields.without_plan.is_some();
    let typed = Typed {
        first_username: &fields.first_username,
        first_password: &fields.first_password,
        second_username: &fields.second_username,
        second_password: &fields.second_password,
    };
    let about = Subject::from(&archive);
    let error = match two_people(&on, &typed, AtTheKeyboard::First).await? {
        Err(doubt) => {
            note_refused(&on, VisitStep::Open, about, doubt.reason).await?;
            doubt.error()
        }
        Ok(both) => {
            let zone = on.office().config.centre.zone;
            let opened = attempt(&on, VisitStep::Open, about, move |unit| {
                let people = both.at(unit.now())?;
                unit.open_visit(&archive, &people, purpose, &plan, without_plan, zone)
            });
            match opened.await? {
                Ok(id) => {
                    let page = links::visit(&id);
                    return Ok(Answer::Onward(Redirect::to(page)));
                }
                Err(refusal) => open_fault(&refusal),
            }
        }
    };
    let page = open_page(&on, fields, true, vec![error]).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn open_fault(refusal: &Refusal) -> FieldError {
    let field = match refusal {
        Refusal::PlanEmpty => "without-plan",
        Refusal::NotInThisArchive { .. }
        | Refusal::AlreadyArchived { .. }
        | Refusal::NotAtHand { .. } => "plan",
        _ => "archive",
    };
    fault(refusal, field)
}
