//! What does not balance: the list, one with its history and its ways out, and the acts on it.

use doublelock_domain::access::{Custody, DutyName, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::exception::{
    Exception, ExceptionEventKind, ExceptionExit, ExceptionKind, ExceptionStep, WORDS_LIMIT,
};
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::scan::{Scan, parse_scans};
use doublelock_domain::ids::ExceptionId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_domain::typed::one_line;
use doublelock_store::custody::{ExceptionEvent, ExceptionLine, ExceptionOwner, ExceptionView};
use doublelock_store::sent::SentForm;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::station::nonce;
use super::words::{fault, held};
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::exceptions::{
    Colleague, ExceptionCard, ExceptionDone, ExceptionList, ExceptionPage, Offer,
};
use crate::web::pages::today::Owner;
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};
use crate::web::told::Told;

/// Lines on one page of a list.
const LIMIT: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![list, exception, take, follow, close, reopen, find, found]
}

fn parsed(id: &str) -> Result<ExceptionId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

#[get("/exceptions?<view>&<after>")]
async fn list(on: On<Custody>, view: Option<&str>, after: Option<&str>) -> Result<Html, Problem> {
    let closed = view == Some("closed");
    let from: Option<(Timestamp, ExceptionId)> = after.and_then(links::read_end);
    let first_page = from.is_none();
    // One more than is shown: it says whether there is a next page.
    let (mut lines, total) = on
        .witness(Purpose::Shipment, move |sight| {
            if closed {
                let lines = sight.closed_exceptions(from.as_ref(), LIMIT + 1)?;
                return Ok((lines, None));
            }
            let (lines, total) = sight.open_exceptions(from.as_ref(), LIMIT + 1)?;
            Ok((lines, Some(total)))
        })
        .await?;
    let more = lines.len() > LIMIT as usize;
    lines.truncate(LIMIT as usize);
    let (view, here) = if closed {
        ("closed", "/exceptions?view=closed")
    } else {
        ("open", "/exceptions?view=open")
    };
    let at = |last: &ExceptionLine| {
        if closed {
            last.closed_at
        } else {
            Some(last.due)
        }
    };
    let end = |last: &ExceptionLine| Some(links::end(at(last)?, &last.id));
    let next = lines.last().filter(|_| more).and_then(end);
    on.page(&ExceptionList {
        view,
        lines: lines.iter().map(|line| card(&on, line)).collect(),
        total,
        first: (!first_page).then(|| here.to_owned()),
        next: next.map(|end| format!("{here}&after={end}")),
    })
}

/// One, as lists and the pages of its parcel and its visit show it.
pub(super) fn card(on: &On<Custody>, line: &ExceptionLine) -> ExceptionCard {
    let identifies = on.signed_in().holds(DutyName::Coordination);
    card_of(line, on.office().now(), identifies)
}

/// What does not balance, as a sentence.
pub(crate) fn exception_title(line: &ExceptionLine) -> Phrase {
    let what = line.item_kind.unwrap_or(ItemKind::Other);
    Phrase::new(format!("exception-title-{}", line.kind)).with(
        "what",
        Arg::Phrase(Phrase::new(format!("item-kind-{what}"))),
    )
}

/// Who answers for it.
pub(crate) fn exception_owner(line: &ExceptionLine) -> Owner {
    match &line.owner {
        Some(_) if line.mine => Owner::You,
        Some(name) => Owner::Person(name.clone()),
        None => Owner::Team,
    }
}

/// The kind of state that an open one is shown as.
pub(crate) fn exception_state(line: &ExceptionLine, now: Timestamp) -> &'static str {
    if line.overdue(now) || line.kind.is_out_of_sight() {
        "refused"
    } else {
        "attention"
    }
}

fn card_of(line: &ExceptionLine, now: Timestamp, identifies: bool) -> ExceptionCard {
    let open = line.exit.is_none();
    let rule = Exception {
        kind: line.kind,
        exit: line.exit,
    };
    let parcel = line.shipment.as_ref().map(|(no, _)| *no);
    ExceptionCard {
        id: line.id.to_string(),
        href: links::exception(&line.id),
        kind: if open {
            exception_state(line, now)
        } else {
            "held"
        },
        word: Phrase::new(format!("exception-kind-{}", line.kind)),
        title: exception_title(line),
        code: line.item.map(|label| label.to_string()),
        parcel: parcel.map(|no| (no.to_string(), links::shipment_numbered(no))),
        sender: (line.shipment.as_ref())
            .map(|(_, sender)| Told::or_unsaid(sender.clone(), "shipment-sender-unsaid")),
        visit: (line.visit.as_ref()).map(|(id, no)| (no.to_string(), links::visit(id))),
        case: line.case.map(|case| case.to_string()),
        held: line.holder.as_ref().map(held),
        owner: exception_owner(line),
        since: line.opened_at.micros(),
        due: open.then(|| line.due.micros()),
        overdue: line.overdue(now),
        due_act: Phrase::new(format!("exception-due-{}", line.kind)),
        lost_from: line.lost_from.filter(|_| open).map(Timestamp::micros),
        as_lost: line.as_lost(now),
        exit: (line.exit).map(|exit| Phrase::new(format!("exception-exit-{exit}"))),
        closed: line.closed_at.map(Timestamp::micros),
        found: line.kind == ExceptionKind::Missing && rule.ends_when_found(),
        whose: line
            .item
            .filter(|_| open && identifies && line.kind == ExceptionKind::Extra)
            .map(links::unidentified),
        names: parcel
            .filter(|_| open && line.kind == ExceptionKind::Unannounced)
            .map(links::shipment_numbered),
    }
}

#[get("/exceptions/<id>?<said>")]
async fn exception(on: On<Custody>, id: &str, said: Option<&str>) -> Result<Html, Problem> {
    let notice = match said {
        Some("taken") => Some(Phrase::new("exception-said-taken")),
        Some("followed") => Some(Phrase::new("exception-said-followed")),
        Some("closed") => Some(Phrase::new("exception-said-closed")),
        Some("reopened") => Some(Phrase::new("exception-said-reopened")),
        Some("found") => Some(Phrase::new("exception-said-found")),
        _ => None,
    };
    let page = page(&on, parsed(id)?, Typed::default(), Vec::new()).await?;
    on.page(&ExceptionPage { notice, ..page })
}

/// What stood in the forms, as typed.
#[derive(Default)]
struct Typed {
    step: String,
    note: String,
    exit: String,
    why: String,
}

async fn page(
    on: &On<Custody>,
    id: ExceptionId,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<ExceptionPage, Problem> {
    let (view, colleagues) = on
        .witness(Purpose::Shipment, move |sight| {
            let view = sight.open_exception(&id)?.shown();
            Ok((view, sight.colleagues()?))
        })
        .await?;
    let zone = on.office().config.centre.zone;
    let colleagues = colleagues.into_iter();
    let page = page_of(card(on, &view.line), &view, typed, errors, zone);
    Ok(ExceptionPage {
        colleagues: colleagues
            .map(|(who, name)| Colleague {
                value: who.to_string(),
                label: name,
            })
            .collect(),
        ..page
    })
}

fn page_of(
    card: ExceptionCard,
    view: &ExceptionView,
    typed: Typed,
    errors: Vec<FieldError>,
    zone: SiteZone,
) -> ExceptionPage {
    let (kind, exit) = (view.line.kind, view.line.exit);
    let rule = Exception { kind, exit };
    let step = |step: &ExceptionStep| Offer {
        value: step.as_str(),
        label: Phrase::new(format!("exception-step-{step}")),
    };
    let way_out = |exit: &ExceptionExit| Offer {
        value: exit.as_str(),
        label: Phrase::new(format!("exception-exit-{exit}")),
    };
    // Closed meanwhile by somebody else: what was typed is still there to be copied.
    let (steps, exits) = match exit {
        Some(_) if errors.is_empty() => (Vec::new(), Vec::new()),
        _ => (
            kind.steps().iter().map(step).collect(),
            kind.exits().iter().map(way_out).collect(),
        ),
    };
    ExceptionPage {
        card,
        steps,
        step: typed.step,
        note: typed.note,
        exits,
        exit: typed.exit,
        why: typed.why,
        finds: kind.is_found_by_label() && rule.ends_when_found(),
        cancels: (view.line.shipment.as_ref())
            .filter(|_| kind == ExceptionKind::Late && exit.is_none())
            .map(|(no, _)| format!("{}/correct", links::shipment_numbered(*no))),
        reopens: rule.reopen().is_ok(),
        colleagues: Vec::new(),
        history: history(view, zone),
        notice: None,
        errors,
    }
}

/// What happened, newest first, under its days.
fn history(view: &ExceptionView, zone: SiteZone) -> Vec<ExceptionDone> {
    let mut day = None;
    let mut all = Vec::with_capacity(view.history.len());
    for event in &view.history {
        let its = Some(event.at.date_in(zone));
        all.push(ExceptionDone {
            heads_day: day != its,
            ..done(event)
        });
        day = its;
    }
    all
}

fn done(event: &ExceptionEvent) -> ExceptionDone {
    let (icon, kind) = match event.kind {
        ExceptionEventKind::Opened => ("flag", "attention"),
        ExceptionEventKind::Assigned => ("person", ""),
        ExceptionEventKind::Followed => ("pen", ""),
        ExceptionEventKind::Closed => ("ok", "done"),
        ExceptionEventKind::Reopened => ("undo", "attention"),
    };
    let title = match (event.step, event.exit, &event.owner) {
        (Some(step), _, _) => Phrase::new(format!("exception-step-{step}")),
        (_, Some(exit), _) => Phrase::new("exception-event-closed").with(
            "how",
            Arg::Phrase(Phrase::new(format!("exception-exit-{exit}"))),
        ),
        (_, _, Some(who)) => {
            Phrase::new("exception-event-assigned").with("who", Arg::Typed(who.clone()))
        }
        _ if event.kind == ExceptionEventKind::Assigned => Phrase::new("exception-event-released"),
        _ => Phrase::new(format!("exception-event-{}", event.kind)),
    };
    ExceptionDone {
        at: event.at.micros(),
        heads_day: false,
        icon,
        kind,
        title,
        by: event.by.clone(),
        words: event.words.clone().map(Told::of),
        sequence: event.sequence,
    }
}

/// An act on one, then its page; a rule that says no is shown there, with what was typed.
async fn act(
    on: &On<Custody>,
    id: ExceptionId,
    form: SentForm,
    said: &'static str,
    typed: Typed,
    mut work: impl FnMut(&mut Unit<'_, Custody>, &ExceptionId) -> Result<(), StoreError>
    + Send
    + 'static,
) -> Result<Answer, Problem> {
    let which = id.clone();
    let back = links::exception(&id);
    let acted = on
        .act(
            Purpose::Shipment,
            form,
            move |unit| work(unit, &which),
            move |(): &()| format!("{back}?said={said}"),
        )
        .await;
    match acted {
        Ok(way) => Ok(Answer::Onward(way)),
        Err(StoreError::Refused(refusal)) => {
            refused(on, id, typed, vec![fault(&refusal, "")]).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(
    on: &On<Custody>,
    id: ExceptionId,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<Answer, Problem> {
    let page = page(on, id, typed, errors).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

#[derive(FromForm)]
struct TakeFields {
    #[field(default = String::new())]
    owner: String,
}

/// Whoever clicks answers for it, a colleague by name, or the desk.
#[post("/exceptions/<id>/owner", data = "<form>")]
async fn take(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<TakeFields>,
) -> Result<Answer, Problem> {
    let id = parsed(id)?;
    let sent = form.sent();
    let owner = match form.into_inner().owner.as_str() {
        "me" => ExceptionOwner::Me,
        "team" => ExceptionOwner::Desk,
        who => ExceptionOwner::Colleague(who.parse().map_err(|_| Problem::Malformed)?),
    };
    act(&on, id, sent, "taken", Typed::default(), move |unit, id| {
        let opened = unit.open_exception(id)?;
        unit.give_exception(&opened, &owner)
    })
    .await
}

#[derive(FromForm)]
struct FollowFields {
    #[field(default = String::new())]
    step: String,
    #[field(default = String::new())]
    note: String,
}

/// Something was done about it.
#[post("/exceptions/<id>/follow", data = "<form>")]
async fn follow(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<FollowFields>,
) -> Result<Answer, Problem> {
    let id = parsed(id)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let step =
        (fields.step.parse::<ExceptionStep>()).map_err(|_| Refusal::FieldChoice { field: "step" });
    let words = EnteredText::required("note", &one_line(&fields.note), WORDS_LIMIT);
    let typed = Typed {
        step: fields.step,
        note: fields.note,
        ..Typed::default()
    };
    match (step, words) {
        (Ok(step), Ok(words)) => {
            act(&on, id, sent, "followed", typed, move |unit, id| {
                let opened = unit.open_exception(id)?;
                unit.follow_exception(&opened, step, &words, zone)
            })
            .await
        }
        (step, words) => {
            let faults = [step.err(), words.err()];
            let faults = faults.iter().flatten();
            refused(&on, id, typed, faults.map(|no| fault(no, "")).collect()).await
        }
    }
}

#[derive(FromForm)]
struct CloseFields {
    #[field(default = String::new())]
    exit: String,
    #[field(default = String::new())]
    why: String,
}

/// It ends, as a person says, who says why.
#[post("/exceptions/<id>/close", data = "<form>")]
async fn close(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<CloseFields>,
) -> Result<Answer, Problem> {
    let id = parsed(id)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let exit =
        (fields.exit.parse::<ExceptionExit>()).map_err(|_| Refusal::FieldChoice { field: "exit" });
    let words = EnteredText::required("why", &one_line(&fields.why), WORDS_LIMIT);
    let typed = Typed {
        exit: fields.exit,
        why: fields.why,
        ..Typed::default()
    };
    match (exit, words) {
        (Ok(exit), Ok(words)) => {
            act(&on, id, sent, "closed", typed, move |unit, id| {
                let opened = unit.open_exception(id)?;
                unit.close_exception(&opened, exit, &words)
            })
            .await
        }
        (exit, words) => {
            let faults = [exit.err(), words.err()];
            let faults = faults.iter().flatten();
            refused(&on, id, typed, faults.map(|no| fault(no, "")).collect()).await
        }
    }
}

/// What was said of its end was a mistake.
#[post("/exceptions/<id>/reopen", data = "<form>")]
async fn reopen(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Answer, Problem> {
    let zone = on.office().config.centre.zone;
    let (id, sent) = (parsed(id)?, form.sent());
    act(
        &on,
        id,
        sent,
        "reopened",
        Typed::default(),
        move |unit, id| {
            let opened = unit.open_exception(id)?;
            unit.reopen_exception(&opened, zone)
        },
    )
    .await
}

#[derive(FromForm)]
struct FindFields {
    #[field(default = String::new())]
    label: String,
}

/// An article that was not where it should be is in hand: its label says so.
#[post("/exceptions/<id>/find", data = "<form>")]
async fn find(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<FindFields>,
) -> Result<Answer, Problem> {
    let (id, sent) = (parsed(id)?, form.sent());
    let scans = parse_scans(&form.into_inner().label);
    let [Scan::Label(label)] = scans[..] else {
        let refusal = match scans[..] {
            [] => Refusal::FieldEmpty { field: "label" },
            _ => Refusal::NotThatArticle,
        };
        let error = fault(&refusal, "label");
        return refused(&on, id, Typed::default(), vec![error]).await;
    };
    act(&on, id, sent, "found", Typed::default(), move |unit, id| {
        let opened = unit.open_exception(id)?;
        unit.find_item(&opened, label)
    })
    .await
}

/// What was missing of a parcel is there: the station waits for its label.
#[post("/exceptions/<id>/found", data = "<_form>")]
async fn found(
    on: On<Custody>,
    id: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let id = parsed(id)?;
    let nonce = nonce(&on);
    on.write(Purpose::Shipment, move |unit| {
        let opened = unit.open_exception(&id)?;
        unit.take_up_missing(&opened, &nonce)
    })
    .await?;
    Ok(Redirect::to("/station"))
}
