//! What several pages of the desk say of articles and shipments, and how they show what is wrong with
//! a form. What one page alone says stands with its routes.

use doublelock_domain::custody::delivery::DAYS_LIMIT;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{ByCourier, Direction, LineOutcome, ShipmentState};
use doublelock_domain::fact::Reading;
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{HolderView, ItemLine, ShipmentHead, ShipmentView};
use doublelock_store::listed::Counted;

use crate::web::described;
use crate::web::i18n::Phrase;
use crate::web::page::FieldError;
use crate::web::pages::custody::correction::What;
use crate::web::pages::custody::offered::WordChoice;
use crate::web::pages::custody::shipments::Choice;
use crate::web::problem::sentence;
use crate::web::told::Told;

/// Who or what holds an article.
pub(crate) fn held(holder: &HolderView) -> Phrase {
    // Who brought it was never said.
    if matches!(&holder.name, Reading::Open(name) if name.is_empty())
        && holder.kind == HolderKind::Carrier
    {
        return Phrase::new("held-carrier-unsaid");
    }
    Phrase::new(format!("held-{}", holder.kind)).with("name", Told::of(holder.name.clone()))
}

/// The same of an article in a list: where one should be that somebody looks for.
pub(super) fn held_line(line: &ItemLine) -> Phrase {
    if line.looked_for && line.holder.kind == HolderKind::Location {
        return Phrase::new("held-looked-for").with("name", Told::of(line.holder.name.clone()));
    }
    held(&line.holder)
}

/// The kind of state that a holder is shown as.
pub(super) const fn holder_state(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Location | HolderKind::Recipient | HolderKind::Requester => "done",
        HolderKind::Person | HolderKind::Parcel | HolderKind::Carrier => "progress",
        HolderKind::Destroyed | HolderKind::Withdrawn => "held",
    }
}

/// The kind of state that a shipment is shown as.
const fn shipment_state(state: ShipmentState) -> &'static str {
    match state {
        ShipmentState::Announced | ShipmentState::Draft => "waiting",
        ShipmentState::Sealed | ShipmentState::InTransit => "progress",
        ShipmentState::Received | ShipmentState::ReceiptConfirmed => "done",
        ShipmentState::Cancelled => "held",
        ShipmentState::Arrived | ShipmentState::ReceivedWithExceptions => "attention",
    }
}

/// How a shipment stands, in a word and its kind.
pub(crate) fn shipment_standing(head: &ShipmentHead) -> (Phrase, &'static str) {
    let word = |tail: &str| Phrase::new(format!("shipment-state-{tail}"));
    if head.outgrown {
        (word("outgrown"), "attention")
    } else if head.late && head.direction == Direction::Outbound {
        (word("unconfirmed"), "attention")
    } else if head.back {
        (word("came_back"), "attention")
    } else if head.begun() {
        (word("begun"), "progress")
    } else if head.settled() {
        (word("settled"), "done")
    } else {
        (word(head.state.as_str()), shipment_state(head.state))
    }
}

/// Which way a shipment goes: to us, from us, or back to us.
// keys: shipment-direction-*
pub(crate) fn shipment_direction(head: &ShipmentHead) -> Phrase {
    Phrase::new(if head.returns {
        "shipment-direction-return".to_owned()
    } else {
        format!("shipment-direction-{}", head.direction)
    })
}

/// What of a parcel can be set right, as it stands.
pub(super) const fn correctable(view: &ShipmentView) -> Option<What> {
    // What answers a request is set right where the request is.
    if view.request.is_some() {
        let back = view.head.back && matches!(view.head.state, ShipmentState::Draft);
        return if back { Some(What::Nothing) } else { None };
    }
    match (view.head.direction, view.head.state) {
        (Direction::Inbound, ShipmentState::Arrived | ShipmentState::ReceivedWithExceptions)
            if !view.head.announced && matches!(view.head.party, Reading::Open(_)) =>
        {
            Some(What::Arrival)
        }
        (_, ShipmentState::InTransit) => Some(What::Waybill),
        (Direction::Inbound, ShipmentState::Announced) => Some(What::Announcement),
        (Direction::Outbound, ShipmentState::Draft | ShipmentState::Sealed) => {
            Some(What::Departure)
        }
        _ => None,
    }
}

/// The kind of state that the outcome of a line is shown as.
pub(super) const fn outcome_state(outcome: LineOutcome) -> &'static str {
    match outcome {
        LineOutcome::Expected => "waiting",
        LineOutcome::Received | LineOutcome::Packed => "done",
        LineOutcome::Damaged | LineOutcome::Extra => "attention",
        LineOutcome::Missing => "refused",
    }
}

/// How many a list holds, in words: the sentence `key`, or `key` and `-more`.
pub(crate) fn counted(key: &'static str, counted: Counted) -> Phrase {
    let phrase = if counted.more {
        Phrase::new(format!("{key}-more"))
    } else {
        Phrase::new(key)
    };
    phrase.with("n", counted.n)
}

/// An article that a form offers.
pub(super) fn choice(line: &ItemLine, chosen: bool) -> Choice {
    Choice {
        id: line.id.to_string(),
        code: line.label.to_string(),
        what: described::article(line.kind, &line.words),
        case: line.case.map(|case| case.to_string()),
        unidentified: line.unidentified,
        held: held_line(line),
        chosen,
    }
}

/// Why something goes by courier.
// keys: by-courier-*
pub(super) fn whys() -> Vec<WordChoice> {
    described::offered("by-courier", ByCourier::ALL.iter().map(|why| why.as_str()))
}

/// Fields of the forms of parcels whose absence is said by their name.
const MISSING: [&str; 14] = [
    "says",
    "on",
    "obtained",
    "by-courier",
    "sender",
    "carrier",
    "waybill",
    "eta",
    "recipient",
    "address",
    "why",
    "kind",
    "sheets",
    "items",
];

/// A fault at its field; at `elsewhere` when it is about no field.
// keys: parcel-missing-*
pub(super) fn fault(refusal: &Refusal, elsewhere: &'static str) -> FieldError {
    let message = match refusal {
        Refusal::FieldEmpty { field }
        | Refusal::FieldChoice {
            field: field @ ("by-courier" | "says" | "obtained"),
        } if MISSING.contains(field) => Phrase::new(format!("parcel-missing-{field}")),
        Refusal::DateInPast { field: "on" } | Refusal::DateInFuture { field: "on" } => {
            Phrase::new("claim-wrong-day")
        }
        Refusal::NumberOutOfRange { field: "days" } => {
            Phrase::new("service-wrong-days").with("n", u32::from(DAYS_LIMIT))
        }
        other => sentence(other),
    };
    let field = match refusal.field() {
        Some("signature") => "ordered.signature",
        Some("days") => "ordered.days",
        field => field.unwrap_or(elsewhere),
    };
    FieldError::new(field, message)
}
