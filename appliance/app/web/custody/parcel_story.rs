//! What a parcel's page says of its sum and of its story.

use doublelock_domain::act::Act;
use doublelock_domain::custody::shipment::{Direction, LineOutcome, ShipmentState};
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_store::custody::{ParcelEvent, ShipmentView};

use super::words::outcome_state;
use crate::web::i18n::Phrase;
use crate::web::pages::custody::shipments::{ParcelDay, ParcelEventRow, Term};

/// How many articles were said to be in it; none of a parcel that nobody had announced.
pub(super) fn announced(view: &ShipmentView) -> Option<u32> {
    let lines = view.lines.iter();
    let n = lines
        .filter(|line| line.outcome != LineOutcome::Extra)
        .count();
    (view.head.announced && n > 0).then(|| u32::try_from(n).unwrap_or(u32::MAX))
}

/// The sum of a parcel: what was said to be in it, and what became of that.
// keys: tally-*
pub(super) fn tally(view: &ShipmentView) -> Vec<Term> {
    // Nothing is awaited of what does not take place.
    if view.head.state == ShipmentState::Cancelled {
        return Vec::new();
    }
    let leaves = view.head.direction == Direction::Outbound;
    let with = |wanted: LineOutcome| {
        let of_it = view.lines.iter().filter(|line| line.outcome == wanted);
        let n = of_it.count();
        u32::try_from(n).unwrap_or(u32::MAX)
    };
    let all = [
        LineOutcome::Received,
        LineOutcome::Packed,
        LineOutcome::Damaged,
        LineOutcome::Missing,
        LineOutcome::Expected,
        LineOutcome::Extra,
    ];
    (all.into_iter().map(|outcome| (outcome, with(outcome))))
        .filter(|(_, n)| *n > 0)
        .map(|(outcome, n)| Term {
            n,
            kind: outcome_state(outcome),
            word: if outcome == LineOutcome::Expected && leaves {
                Phrase::new(if view.unseen > 0 {
                    "tally-to-find"
                } else {
                    "tally-to-pack"
                })
            } else {
                Phrase::new(format!("tally-{outcome}")).with("n", n)
            },
            apart: outcome == LineOutcome::Extra,
        })
        .collect()
}

/// What happened to it, day by day.
// keys: act-shipment-*, act-seal-*, act-exception-*, event-*
pub(super) fn days(story: &[ParcelEvent], zone: SiteZone, way: Direction) -> Vec<ParcelDay> {
    let mut days: Vec<ParcelDay> = Vec::new();
    for one in story {
        let event = ParcelEventRow {
            at: one.at.micros(),
            icon: icon_of(one.act),
            kind: match one.act {
                Act::ExceptionOpened | Act::ShipmentOverdue | Act::ShipmentCameBack => "attention",
                _ => "",
            },
            title: title_of(one, way),
            by: one.by.clone(),
        };
        match days.last_mut() {
            Some(last) if Timestamp::from_micros(last.at).date_in(zone) == one.at.date_in(zone) => {
                last.events.push(event);
            }
            _ => days.push(ParcelDay {
                at: one.at.micros(),
                events: vec![event],
            }),
        }
    }
    days
}

fn icon_of(act: Act) -> &'static str {
    match act {
        Act::CustodyEvent => "film",
        Act::SealApplied | Act::SealBroken | Act::SealInspected => "seal",
        Act::ShipmentDispatched | Act::CarrierClaimed => "truck",
        Act::ShipmentConfirmed => "pen",
        Act::ShipmentConfirmationTakenBack => "undo",
        Act::ShipmentOverdue => "clock",
        _ if act.as_str().starts_with("exception.") => "flag",
        _ => "parcel",
    }
}

fn title_of(one: &ParcelEvent, way: Direction) -> Phrase {
    if let Some(event) = one.event {
        return Phrase::new("shipment-story-articles")
            .with("what", Phrase::new(format!("event-{event}")))
            .with("n", one.times);
    }
    // What left is announced by nobody: what brings it back was.
    if (one.act, way) == (Act::ShipmentAnnounced, Direction::Outbound) {
        return Phrase::new("shipment-story-return");
    }
    let what = Phrase::new(format!("act-{}", one.act.as_str().replace('.', "-")));
    if one.times > 1 {
        Phrase::new("shipment-story-times")
            .with("what", what)
            .with("n", one.times)
    } else {
        what
    }
}
