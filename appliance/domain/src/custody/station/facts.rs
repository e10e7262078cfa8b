//! What the store knows about a scanned code and about who scans it.
//!
//! Left out: articles and places, whose facts stand with their rules ([`ItemFact`], [`PlaceFact`]).

use crate::custody::delivery::SealVerdict;
use crate::custody::item::ItemFact;
use crate::custody::location::PlaceFact;
use crate::custody::shipment::{Direction, Line, ShipmentState, Waybill};
use crate::custody::visit::VisitPurpose;
use crate::ids::{CaseId, LocationId, PersonId, ShipmentId, VisitId};
use crate::label::Label;
use crate::time::Timestamp;

/// What the store knows about the code that was scanned, and about the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Now.
    pub now: Timestamp,
    /// Who scans.
    pub actor: PersonId,
    /// What the code is.
    pub known: Known,
    /// The open visit this person takes part in, expired or not.
    pub visit: Option<VisitFact>,
    /// Articles in the hands of this person.
    pub in_hands: u32,
    /// What was scanned is an article of ours that had left, and this parcel is to bring it back.
    pub leg: Option<ShipmentFact>,
}

/// What a code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing is known about it (or it is a command card).
    Nothing,
    /// A label of ours that was printed and never used.
    Fresh,
    /// A label whose check characters are right but which was never printed here.
    NeverIssued,
    /// A label that was replaced.
    Void {
        /// The label that counts now.
        current: Option<Label>,
        /// Since when.
        since: Timestamp,
    },
    /// An article, by its label or by another site's label.
    Item(ItemFact),
    /// A place.
    Place(PlaceFact),
    /// A shipment, by its waybill or by its label.
    Shipment(ShipmentFact),
    /// The slip that the recipient of this shipment signs.
    Slip(ShipmentFact),
    /// A seal that was applied to a shipment.
    UsedSeal {
        /// Reference of the shipment.
        shipment: String,
    },
    /// A label of ours that has no part at the station (person, key, contenant).
    Elsewhere,
}

/// A shipment, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentFact {
    /// Its id.
    pub id: ShipmentId,
    /// Its reference.
    pub reference: String,
    /// Sender or recipient.
    pub party: String,
    /// In or out.
    pub direction: Direction,
    /// Where it stands.
    pub state: ShipmentState,
    /// Somebody had announced it.
    pub announced: bool,
    /// Its case.
    pub case: Option<CaseId>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its missing lines: those that are still looked for first, then those that were given up.
    pub missing: Vec<usize>,
    /// What is packed in it, the latest last.
    pub packed: Vec<Label>,
    /// The seal on it.
    pub seal: Option<Label>,
    /// It came back with its seal broken, and these of its articles are still looked for in it.
    pub unseen: Vec<Label>,
    /// The tracking number that it bore when it left and came back: it gets another.
    pub bore: Option<Waybill>,
    /// A disc of it is no answer as it stands: its record holds something else by now, or another copy took its place.
    pub outgrown: bool,
    /// Its tracking number, if known.
    pub waybill: Option<Waybill>,
    /// What was said of the seal on it when it came.
    pub inspected: Option<SealVerdict>,
    /// The parcel that what it brings back left in.
    pub round_trip_of: Option<ShipmentId>,
    /// It left, and some of it came back in another parcel since: it was opened.
    pub partly_back: bool,
}

/// A visit, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFact {
    /// Its id.
    pub id: VisitId,
    /// The archive it opened.
    pub archive: LocationId,
    /// Why.
    pub purpose: VisitPurpose,
    /// Until when scans are accepted.
    pub ends_at: Timestamp,
    /// Planned articles.
    pub planned: u32,
    /// What was scanned is one of them.
    pub plans_it: bool,
}
