//! Shipments: the list, one with its lines, announcing, confirming. Preparing one is in [`super::prepare`].

use std::collections::HashMap;

use doublelock_domain::access::{Coordination, Custody, DutyName, Purpose};
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::parcel_forms::AnnouncementForm;
use doublelock_domain::custody::shipment::{Direction, ShipmentState, Waybill};
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::{Reference, ShipmentId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use doublelock_store::custody::{
    LastShipment, ShipmentFilter, ShipmentHead, ShipmentLineView, ShipmentView,
};
use doublelock_store::listed::Counted;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::delivery::{delivery, leg};
use super::exceptions::card;
use super::parcel_story::{announced, days, tally};
use super::words::{
    correctable, counted, fault, held, outcome_state, shipment_direction, shipment_standing,
};
use crate::web::described;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::exceptions::ExceptionCard;
use crate::web::pages::custody::offered::View;
use crate::web::pages::custody::shipments::{
    Announce, Content, Line, ShipmentList, ShipmentPage, ShipmentRow, Step, Unannounced,
};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};
use crate::web::told::Told;

/// Shipments on one page of the list.
const PAGE: u32 = 60;

/// Views of the list, as an address says them; and whether somebody should do something about what is in one.
const VIEWS: [(&str, ShipmentFilter, bool); 5] = [
    ("expected", ShipmentFilter::Expected, false),
    ("to-send", ShipmentFilter::ToSend, false),
    ("under-way", ShipmentFilter::UnderWay, false),
    ("unbalanced", ShipmentFilter::Unbalanced, true),
    ("all", ShipmentFilter::All, false),
];

/// Kinds that the form offers; any other is entered as "other article".
const ANNOUNCED_KINDS: &[ItemKind] = &[
    ItemKind::FilmSheet,
    ItemKind::FilmJacket,
    ItemKind::FilmSet,
    ItemKind::OpticalDisc,
    ItemKind::Usb,
    ItemKind::PaperRecord,
    ItemKind::PathologySlide,
    ItemKind::ParaffinBlock,
    ItemKind::Other,
];

/// Kinds that a form of an announcement offers.
pub(super) const fn announced_kinds() -> &'static [ItemKind] {
    ANNOUNCED_KINDS
}

pub(super) fn routes() -> Vec<Route> {
    routes![list, announce_form, announce, shipment, confirm]
}

#[get("/shipments?<view>&<after>")]
async fn list(on: On<Custody>, view: Option<&str>, after: Option<&str>) -> Result<Html, Problem> {
    let here = VIEWS.iter().position(|(word, ..)| view == Some(*word));
    let here = here.unwrap_or_default();
    let from = after.and_then(read_last);
    let first_page = from.is_none();
    let (mut heads, counts) = on
        .witness(Purpose::Shipment, move |unit| {
            let counts = VIEWS.iter().map(|(_, of, _)| unit.count_shipments(*of));
            let counts = counts.collect::<Result<Vec<_>, _>>()?;
            // One more than is shown: it says whether there is a next page.
            let heads = unit.shipments(VIEWS[here].1, from.as_ref(), PAGE + 1)?;
            Ok((heads, counts))
        })
        .await?;
    let more = heads.len() > PAGE as usize;
    heads.truncate(PAGE as usize);
    let next = heads.last().filter(|_| more).map(|last| {
        let joint = if here == 0 { '?' } else { '&' };
        format!("{}{joint}after={}", address(here), last_of(last))
    });
    on.page(&ShipmentList {
        total: counted("shipments-total", counts[here]),
        views: views(here, &counts),
        lines: heads.iter().map(row).collect(),
        announce: on.signed_in().holds(DutyName::Coordination),
        first: (!first_page).then(|| address(here)),
        next,
    })
}

/// Where a page of the list ended, for the address of the next.
fn last_of(head: &ShipmentHead) -> String {
    let late_from = head.late_from.map_or(0, Timestamp::micros);
    format!("{late_from}-{}", links::end(head.created_at, &head.id))
}

fn read_last(text: &str) -> Option<LastShipment> {
    let (late_from, rest) = text.split_once('-')?;
    let late_from: i64 = late_from.parse().ok()?;
    let (created_at, id) = links::read_end(rest)?;
    Some(LastShipment {
        late_from: (late_from != 0).then(|| Timestamp::from_micros(late_from)),
        created_at,
        id,
    })
}

fn address(view: usize) -> String {
    match VIEWS.get(view) {
        Some((word, ..)) if view > 0 => format!("/shipments?view={word}"),
        _ => "/shipments".to_owned(),
    }
}

fn views(here: usize, counts: &[Counted]) -> Vec<View> {
    (VIEWS.iter().enumerate().zip(counts))
        .map(|((place, (word, of, urgent)), counted)| View {
            href: address(place),
            label: Phrase::new(format!("shipment-view-{word}")),
            n: (*of != ShipmentFilter::All).then_some(counted.n),
            more: counted.more,
            urgent: *urgent && counted.n > 0,
            current: place == here,
        })
        .collect()
}

fn row(head: &ShipmentHead) -> ShipmentRow {
    let (state, kind) = shipment_standing(head);
    let late = head.late && head.direction == Direction::Inbound;
    ShipmentRow {
        no: head.reference.to_string(),
        direction: shipment_direction(head),
        party: Told::or_unsaid(head.party.clone(), "shipment-sender-unsaid"),
        carrier: Told::or_unsaid(head.carrier.clone(), "shipment-carrier-unsaid"),
        waybill: Told::maybe(head.waybill.clone()),
        case: head.case.map(|case| case.to_string()),
        eta: head.eta.map(|eta| eta.to_string()),
        present: head.present,
        lines: head.lines,
        extra: head.extra,
        kind: if late { "refused" } else { kind },
        state,
        late: (head.late_from.filter(|_| late)).map(doublelock_domain::time::Timestamp::micros),
    }
}

/// A shipment, by its number or its id.
#[get("/shipments/<key>?<said>")]
async fn shipment(on: On<Custody>, key: &str, said: Option<&str>) -> Result<Html, Problem> {
    let notice = match said {
        Some("prepared") => Some(Phrase::new("shipment-prepared")),
        Some("announced") => Some(Phrase::new("shipment-announced-notice")),
        Some("changed") => Some(Phrase::new("shipment-changed-notice")),
        Some("corrected") => Some(Phrase::new("shipment-corrected-notice")),
        Some("cancelled") => Some(Phrase::new("shipment-cancelled-notice")),
        Some("claimed") => Some(Phrase::new("shipment-claimed-notice")),
        Some("not-confirmed") => Some(Phrase::new("shipment-not-confirmed-notice")),
        Some("confirmed") => Some(Phrase::new("shipment-confirmed-notice")),
        _ => None,
    };
    let (reference, id) = (
        key.parse::<Reference>().ok(),
        key.parse::<ShipmentId>().ok(),
    );
    let zone = on.office().config.centre.zone;
    let (view, exceptions, story, in_archive) = on
        .witness(Purpose::Shipment, move |unit| {
            let id = match (&id, reference) {
                (Some(id), _) => id.clone(),
                (None, Some(reference)) => unit.shipment_id(reference)?,
                (None, None) => return Err(StoreError::NotFound),
            };
            let opened = unit.open_shipment(&id)?;
            let exceptions = unit.exceptions_of_shipment(&opened)?;
            let story = unit.story_of_parcel(&opened, zone)?;
            let view = opened.shown();
            let prepared = view.head.state == ShipmentState::Draft;
            let in_archive = prepared
                .then(|| unit.archive_of_parcel(view.head.reference))
                .transpose()?
                .flatten();
            Ok((view, exceptions, story, in_archive.is_some()))
        })
        .await?;
    let identifies = on.signed_in().holds(DutyName::Coordination);
    let cards = exceptions.iter().map(|line| card(&on, line)).collect();
    let may_correct = correctable(&view).is_some();
    // Of a parcel that left since, it would send people to the station for nothing.
    let to_pack = view.head.state == ShipmentState::Draft;
    let notice = notice.filter(|_| to_pack || said != Some("prepared"));
    let page = page_of(&view, cards, may_correct, notice);
    on.page(&ShipmentPage {
        unannounced: unannounced(&view, identifies),
        in_archive,
        days: days(&story, zone, view.head.direction),
        ..page
    })
}

fn page_of(
    view: &ShipmentView,
    exceptions: Vec<ExceptionCard>,
    may_correct: bool,
    notice: Option<Phrase>,
) -> ShipmentPage {
    let head = &view.head;
    let no = Arg::Ref(head.reference.to_string());
    let heading = if head.state == ShipmentState::ReceivedWithExceptions && head.exceptions > 0 {
        Phrase::new("shipment-heading-exceptions")
            .with("no", no)
            .with("n", head.exceptions)
    } else {
        Phrase::new("shipment-heading").with("no", no)
    };
    let outbound = head.direction == Direction::Outbound;
    let first_due = exceptions.iter().filter_map(|one| one.due).min();
    ShipmentPage {
        head: row(head),
        heading,
        outbound,
        address: Told::maybe(view.address.clone()),
        by_courier: (view.by_courier).map(|why| Phrase::new(format!("by-courier-{why}"))),
        seal: view.seal.map(|seal| seal.to_string()),
        // Its sheet begins the packing, or goes on with it.
        label: (view.label)
            .filter(|_| matches!(head.state, ShipmentState::Draft | ShipmentState::Sealed))
            .map(|label| label.to_string()),
        created_by: view.created_by.clone(),
        created: head.created_at.micros(),
        closed_by: view.closed_by.clone(),
        closed: head
            .closed_at
            .map(doublelock_domain::time::Timestamp::micros),
        steps: if outbound {
            steps_out(head)
        } else {
            steps_in(head)
        },
        items: (view.lines.iter())
            .map(|one| line(one, !outbound))
            .collect(),
        open: head.exceptions,
        exceptions,
        outgrown: view.lines.iter().any(|line| line.outgrown),
        may_confirm: head.state == ShipmentState::InTransit,
        delivery: delivery(
            view,
            head.state == ShipmentState::ReceiptConfirmed
                && view.request.is_none()
                && !view.partly_back
                && matches!(head.party, Reading::Open(_)),
        ),
        inspected: (view.inspected)
            .map(|verdict| Phrase::new(format!("shipment-inspected-{verdict}"))),
        back_by: (view.back_by)
            .filter(|_| matches!(head.state, ShipmentState::Draft | ShipmentState::Sealed))
            .map(|day| day.to_string()),
        leg: view.other_leg.as_ref().map(leg),
        may_correct,
        may_cancel: view.may_be_cancelled,
        cancelled: view.cancelled.clone().map(Told::of),
        unannounced: None,
        in_archive: false,
        announced: announced(view),
        first_due,
        tally: tally(view),
        days: Vec::new(),
        notice,
    }
}

/// What is to be said of a parcel that nobody had announced, as long as something is.
fn unannounced(view: &ShipmentView, identifies: bool) -> Option<Unannounced> {
    let head = &view.head;
    if head.announced || head.state == ShipmentState::Cancelled {
        return None;
    }
    let receiving = head.state.is_receiving();
    let mut waiting = view.lines.iter().filter(|line| line.unidentified);
    let first = waiting.next().and_then(|line| line.item.as_ref());
    let said = !matches!(head.party, Reading::Open(None));
    let settled = said || head.exceptions == 0;
    if settled && first.is_none() && !receiving {
        return None;
    }
    let whose = first.filter(|_| !receiving);
    Some(Unannounced {
        receiving,
        sender: (!said).then(|| format!("{}/correct", links::shipment_numbered(head.reference))),
        waits: whose.is_some(),
        whose: whose
            .filter(|_| identifies)
            .map(|(_, label)| links::unidentified(*label)),
    })
}

fn line(line: &ShipmentLineView, inbound: bool) -> Line {
    Line {
        code: line.item.as_ref().map(|(_, label)| label.to_string()),
        what: described::article(line.kind, &line.words),
        kind: if line.outgrown {
            "attention"
        } else {
            outcome_state(line.outcome)
        },
        outcome: Phrase::new(format!("outcome-{}", line.outcome)),
        outgrown: line.outgrown,
        at: line
            .noted_at
            .map(doublelock_domain::time::Timestamp::micros),
        by: line.noted_by.clone(),
        held: line.holder.as_ref().map(held),
        unidentified: line.unidentified,
        describe: (line.item.as_ref())
            .filter(|_| inbound && line.is_to_describe())
            .map(|(_, label)| links::describe(*label)),
    }
}

fn step(state: &'static str, key: &'static str, at: Option<i64>) -> Step {
    Step {
        state,
        title: Phrase::new(key),
        at,
    }
}

fn steps_in(head: &ShipmentHead) -> Vec<Step> {
    let closed = head
        .closed_at
        .map(doublelock_domain::time::Timestamp::micros);
    let last = match head.state {
        ShipmentState::Received => step("done", "shipment-step-received", closed),
        ShipmentState::Cancelled => step("done", "shipment-step-cancelled", closed),
        ShipmentState::ReceivedWithExceptions if head.settled() => {
            step("done", "shipment-step-settled", closed)
        }
        ShipmentState::ReceivedWithExceptions => {
            step("refused", "shipment-step-received-exceptions", closed)
        }
        _ if head.begun() || !head.announced => step("now", "shipment-step-begun", None),
        _ => step("now", "shipment-step-expected", None),
    };
    let first = if head.announced {
        "shipment-step-announced"
    } else {
        "shipment-step-arrived"
    };
    vec![step("done", first, Some(head.created_at.micros())), last]
}

fn steps_out(head: &ShipmentHead) -> Vec<Step> {
    let closed = head
        .closed_at
        .map(doublelock_domain::time::Timestamp::micros);
    let at = |wanted: usize| {
        let reached = match head.state {
            ShipmentState::Sealed => 1,
            ShipmentState::InTransit => 2,
            ShipmentState::ReceiptConfirmed => 3,
            _ => 0,
        };
        match wanted.cmp(&(reached + 1)) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "todo",
        }
    };
    if head.state == ShipmentState::Cancelled {
        return vec![
            step(
                "done",
                "shipment-step-prepared",
                Some(head.created_at.micros()),
            ),
            step("done", "shipment-step-cancelled", closed),
        ];
    }
    vec![
        step(
            "done",
            "shipment-step-prepared",
            Some(head.created_at.micros()),
        ),
        step(at(1), "shipment-step-sealed", None),
        step(at(2), "shipment-step-dispatched", closed),
        step(at(3), "shipment-step-confirmed", None),
    ]
}

/// The recipient's own confirmation (a signed slip, an answer) is written down.
#[post("/shipments/<key>/confirm", data = "<form>")]
async fn confirm(
    on: On<Custody>,
    key: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference: Reference = key.parse().map_err(|_| Problem::NotFound)?;
    let confirm = move |unit: &mut Unit<'_, Custody>| {
        let id = unit.shipment_id(reference)?;
        let opened = unit.open_shipment(&id)?;
        unit.confirm_shipment(&opened)
    };
    let leads_to = move |(): &()| format!("{}?said=confirmed", links::shipment_numbered(reference));
    Ok(on
        .act(Purpose::Shipment, form.sent(), confirm, leads_to)
        .await?)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "guards of a route come by value"
)]
#[get("/shipments/announce?<case>")]
fn announce_form(on: On<Coordination>, case: Option<&str>) -> Result<Html, Problem> {
    let case = case.and_then(|text| text.parse::<Reference>().ok());
    on.page(&Announce {
        case: case.map(|case| case.to_string()).unwrap_or_default(),
        contents: contents(&HashMap::new()),
        ..Announce::default()
    })
}

pub(super) fn contents(typed: &HashMap<String, String>) -> Vec<Content> {
    ANNOUNCED_KINDS
        .iter()
        .map(|kind| Content {
            kind: kind.as_str(),
            what: Phrase::new(format!("item-kind-{kind}")),
            count: typed.get(kind.as_str()).cloned().unwrap_or_default(),
        })
        .collect()
}

#[derive(FromForm)]
struct AnnounceFields {
    #[field(default = String::new())]
    case: String,
    #[field(default = String::new())]
    sender: String,
    #[field(default = String::new())]
    carrier: String,
    #[field(default = String::new())]
    waybill: String,
    /// The number that was asked about before.
    #[field(default = String::new())]
    asked: String,
    #[field(default = String::new())]
    eta: String,
    count: HashMap<String, String>,
}

/// The number that a form with faults asks about: sent once more, it is meant.
pub(super) fn asked_about(typed: &str, before: String) -> String {
    match Waybill::entered("waybill", typed) {
        Ok(waybill) if !waybill.is_like_a_carriers() => waybill.as_str().to_owned(),
        _ => before,
    }
}

#[post("/shipments/announce", data = "<form>")]
async fn announce(
    on: On<Coordination>,
    form: ProtectedForm<AnnounceFields>,
) -> Result<Answer, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let today = on.office().now().date_in(zone);
    let checked = AnnouncementForm {
        sender: &fields.sender,
        carrier: &fields.carrier,
        waybill: &fields.waybill,
        eta: &fields.eta,
        asked: &fields.asked,
        contents: ANNOUNCED_KINDS
            .iter()
            .map(|kind| {
                (
                    kind.as_str(),
                    fields.count.get(kind.as_str()).map_or("", String::as_str),
                )
            })
            .collect(),
    }
    .check(today);
    let reference: Option<Reference> = fields.case.parse().ok();
    let mut faults: Vec<FieldError> = Vec::new();
    let missing_case = || FieldError::new("case", Phrase::new("announce-no-such-case"));
    if reference.is_none() {
        faults.push(missing_case());
    }
    match (checked, reference) {
        (Ok(parcel), Some(reference)) => {
            let announce = move |unit: &mut Unit<'_, Coordination>| {
                let id = unit.case_id(reference)?;
                let case = unit.open(&id)?;
                unit.announce_shipment(&case, &parcel, zone)
            };
            let sees_parcels = on.signed_in().holds(DutyName::Custody);
            let leads_to = move |(id, _): &(ShipmentId, _)| {
                if sees_parcels {
                    format!("{}?said=announced", links::shipment(id))
                } else {
                    links::case_numbered(reference)
                }
            };
            match on.act(Purpose::CaseWork, sent, announce, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::NotFound) => faults.push(missing_case()),
                Err(StoreError::Refused(refusal)) => faults.push(fault(&refusal, "waybill")),
                Err(other) => return Err(other.into()),
            }
        }
        (Err(refusals), _) => faults.extend(refusals.iter().map(announce_fault)),
        (Ok(_), None) => {}
    }
    let page = Announce {
        contents: contents(&fields.count),
        case: fields.case,
        sender: fields.sender,
        carrier: fields.carrier,
        asked: asked_about(&fields.waybill, fields.asked),
        waybill: fields.waybill,
        eta: fields.eta,
        errors: faults,
    };
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

pub(super) fn announce_fault(refusal: &Refusal) -> FieldError {
    match refusal {
        Refusal::FieldEmpty { field: "contents" } => {
            FieldError::new("contents", Phrase::new("announce-nothing"))
        }
        other => fault(other, "waybill"),
    }
}
