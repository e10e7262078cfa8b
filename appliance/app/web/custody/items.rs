//! An article with its story and its proofs. The list of articles is in [`super::item_list`].

use doublelock_domain::access::{Custody, DutyName, Purpose};
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::{Condition, EventKind};
use doublelock_domain::ids::ItemId;
use doublelock_domain::label::Label;
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_store::Error as StoreError;
use doublelock_store::custody::{Found, ItemLine, ItemView, TimelineEntry};
use doublelock_store::journal::Inclusion;
use rocket::{Route, get, routes};

use super::words::{held, held_line, holder_state};
use crate::web::described;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::pages::custody::items::{Day, Event, ItemPage, ItemRow, Proof, WayStep};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::told::Told;

pub(super) fn routes() -> Vec<Route> {
    routes![item]
}

/// An article, by its label (an old one too) or its id.
#[get("/items/<key>?<said>")]
async fn item(on: On<Custody>, key: &str, said: Option<&str>) -> Result<Html, Problem> {
    let notice = (said == Some("described")).then(|| Phrase::new("item-described"));
    let label: Option<Label> = key.parse().ok();
    let id: Option<ItemId> = key.parse().ok();
    let (view, proofs) = on
        .witness(Purpose::Shipment, move |unit| {
            let id = match (&id, label) {
                (Some(id), _) => id.clone(),
                (None, Some(label)) => match unit.find_code(&label.to_string())? {
                    Some(Found::Item(id)) => id,
                    _ => return Err(StoreError::NotFound),
                },
                (None, None) => return Err(StoreError::NotFound),
            };
            let view = unit.open_item(&id)?;
            let mut proofs = Vec::new();
            for event in &view.timeline {
                proofs.push(match (event.borne_out, unit.inclusion_of(event.sequence)) {
                    (false, _) | (true, Err(StoreError::LedgerBroken(_))) => Borne::Altered,
                    (true, inclusion) => inclusion?.map_or(Borne::NotYet, Borne::By),
                });
            }
            Ok((view.shown(), proofs))
        })
        .await?;
    let page = page_of(&view, proofs, on.office().config.centre.zone);
    // Whose it is, the coordination desk says.
    let may_say = on.signed_in().holds(DutyName::Coordination);
    let was_said = (view.timeline.iter()).any(|event| event.kind == EventKind::Identified);
    let lies = view.line.holder.kind == HolderKind::Location;
    let whose = (may_say && (view.line.unidentified || (was_said && lies)))
        .then(|| links::unidentified(view.line.label));
    let gone = matches!(
        view.line.holder.kind,
        HolderKind::Destroyed | HolderKind::Withdrawn
    );
    let describe = (view.request.is_none() && !gone).then(|| links::describe(view.line.label));
    on.page(&ItemPage {
        whose,
        describe,
        notice,
        ..page
    })
}

pub(super) fn row(line: &ItemLine) -> ItemRow {
    ItemRow {
        code: line.label.to_string(),
        what: described::article(line.kind, &line.words),
        case: line.case.map(|case| case.to_string()),
        unidentified: line.unidentified,
        held: held_line(line),
        kind: if line.looked_for {
            "refused"
        } else {
            holder_state(line.holder.kind)
        },
        condition: (line.condition != Condition::Intact)
            .then(|| Phrase::new(format!("condition-{}", line.condition))),
        seen: line.seen_at.micros(),
    }
}

/// How the journal bears an event out, at this moment.
enum Borne {
    /// It holds the event, and a signed checkpoint covers it.
    By(Inclusion),
    /// It holds the event; the next checkpoint will cover it.
    NotYet,
    /// It does not hold this event, or its proof leads nowhere.
    Altered,
}

fn page_of(view: &ItemView, proofs: Vec<Borne>, zone: SiteZone) -> ItemPage {
    let counted = |wanted: fn(&Borne) -> bool| proofs.iter().filter(|p| wanted(p)).count();
    let proven = counted(|proof| matches!(proof, Borne::By(_)));
    let altered = view.missing > 0
        || !view.present_holds
        || counted(|proof| matches!(proof, Borne::Altered)) > 0;
    let mut days: Vec<Day> = Vec::new();
    for (at, (entry, proof)) in view.timeline.iter().zip(proofs).enumerate() {
        let event = event(entry, proof, at == 0);
        let day = entry.at.date_in(zone);
        match days.last_mut() {
            Some(last) if Timestamp::from_micros(last.at).date_in(zone) == day => {
                last.events.push(event);
            }
            _ => days.push(Day {
                at: entry.at.micros(),
                events: vec![event],
            }),
        }
    }
    ItemPage {
        item: row(&view.line),
        tag: Phrase::new(match &view.place {
            Some(place) if place.fact.is_archive_grade() => "tag-archive".to_owned(),
            _ => format!("tag-{}", view.line.holder.kind),
        }),
        owner: Told::maybe(view.owner.clone()),
        condition: Phrase::new(format!("condition-{}", view.line.condition)),
        external: view.external.iter().cloned().map(Told::of).collect(),
        way: way(view),
        barriers: view.place.as_ref().map(|place| place.fact.level),
        days,
        events: view.timeline.len(),
        proven,
        altered,
        missing: view.missing,
        whose: None,
        describe: None,
        notice: None,
        looked_for: view.looked_for.as_ref().map(links::exception),
    }
}

fn way(view: &ItemView) -> Vec<WayStep> {
    let Some(place) = &view.place else {
        return Vec::new();
    };
    let last = place.path.len().saturating_sub(1);
    place
        .path
        .iter()
        .enumerate()
        .map(|(at, name)| WayStep {
            name: name.clone(),
            lock: place
                .barriers
                .iter()
                .find(|(_, of)| of == name)
                .map(|(kind, _)| Phrase::new(format!("barrier-{kind}"))),
            here: at == last,
        })
        .collect()
}

fn event(entry: &TimelineEntry, proof: Borne, newest: bool) -> Event {
    let about_condition = matches!(
        entry.kind,
        EventKind::Received | EventKind::ConditionReported
    );
    Event {
        at: entry.at.micros(),
        title: Phrase::new(format!("event-{}", entry.kind)),
        icon: icon(entry.kind),
        kind: match (newest, entry.corrected, entry.kind) {
            (true, ..) => "now",
            (_, true, _) | (_, _, EventKind::Corrected) => "attention",
            _ => "",
        },
        // Where nothing moves, the place is named once.
        from: (entry.from.as_ref())
            .map(held)
            .filter(|from| *from != held(&entry.to)),
        to: held(&entry.to),
        actor: entry.actor.clone(),
        witness: entry.witness.clone(),
        condition: about_condition.then(|| Phrase::new(format!("condition-{}", entry.condition))),
        detail: Told::maybe(entry.detail.clone()),
        parcel: entry.shipment.as_ref().map(links::shipment),
        visit: entry.visit.as_ref().map(links::visit),
        case: entry.case.map(|case| case.to_string()),
        described: (entry.described.as_ref()).map(|(kind, seen)| described::article(*kind, seen)),
        corrected: entry.corrected,
        sequence: entry.sequence,
        altered: matches!(proof, Borne::Altered),
        proof: match proof {
            Borne::By(inclusion) => Some(Proof {
                fingerprint: grouped(&inclusion.leaf_hash),
                path: inclusion.path.len(),
                size: inclusion.checkpoint.size,
                signed: inclusion.checkpoint.issued_at.micros(),
            }),
            Borne::NotYet | Borne::Altered => None,
        },
    }
}

const fn icon(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Registered | EventKind::Relabelled => "print",
        EventKind::Received | EventKind::Returned => "scan",
        EventKind::SetDown => "down",
        EventKind::PutAway => "lock",
        EventKind::Retrieved => "out",
        EventKind::Found => "search",
        EventKind::Packed | EventKind::CameBack => "parcel",
        EventKind::Dispatched => "truck",
        EventKind::ReceiptConfirmed | EventKind::Described => "pen",
        EventKind::HandedOver => "people",
        EventKind::Destroyed => "close",
        EventKind::ConditionReported => "flag",
        EventKind::ExternalIdLinked => "globe",
        EventKind::Identified => "case",
        EventKind::Corrected => "undo",
    }
}

/// A fingerprint in groups of four digits.
fn grouped(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .enumerate()
        .fold(String::new(), |mut out, (at, byte)| {
            if at > 0 && at % 2 == 0 {
                out.push(' ');
            }
            // Writing to a String cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}
