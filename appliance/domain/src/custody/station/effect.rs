//! The one change of the records that a scan makes.
//!
//! Left out: making it, which is the store's work, and what the person is told of it.

use crate::custody::delivery::SealVerdict;
use crate::custody::item::{Condition, ItemKind};
use crate::custody::shipment::{LineOutcome, Waybill};
use crate::ids::{LocationId, ShipmentId, VisitId};
use crate::label::Label;

/// The one change that a scan makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// None.
    Nothing,
    /// A parcel is there that nobody had announced. Its number and its id are given by the records: what the station
    /// is busy with then is said by [`super::unannounced`].
    Arrive {
        /// The carrier's number, if it bears one.
        waybill: Option<Waybill>,
    },
    /// An announced parcel came under another number than was announced, or under one that was not known.
    NoteWaybill {
        /// Which.
        shipment: ShipmentId,
        /// The number on it.
        waybill: Waybill,
    },
    /// An article comes out of the parcel: into line `line`, or as an extra one.
    Receive {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Its label.
        label: Label,
        /// Place of its line in the job's list; none for an extra one.
        line: Option<usize>,
        /// What it is.
        kind: ItemKind,
        /// Condition seen.
        condition: Condition,
        /// Outcome of the line.
        outcome: LineOutcome,
    },
    /// The condition of an article that was already received.
    ReportCondition {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
        /// Condition seen.
        condition: Condition,
        /// What its line is by that: damaged, or received after all.
        outcome: LineOutcome,
    },
    /// What the seal on a parcel that came is like; none if that had been said by mistake.
    InspectSeal {
        /// On this shipment.
        shipment: ShipmentId,
        /// What it is like.
        verdict: Option<SealVerdict>,
    },
    /// Another site's label belongs to an article of ours.
    LinkExternal {
        /// Which.
        label: Label,
        /// The other code.
        code: String,
    },
    /// Every line still expected is missing.
    MarkMissing {
        /// Of this shipment.
        shipment: ShipmentId,
    },
    /// What was declared missing is expected again.
    UndoMissing {
        /// Of this shipment.
        shipment: ShipmentId,
    },
    /// The parcel is done: what was received is laid down, the shipment reconciled.
    FinishReceiving {
        /// Which.
        shipment: ShipmentId,
        /// Laid down here.
        place: LocationId,
        /// What is still expected is missing.
        missing: bool,
    },
    /// The last reception was a mistake.
    UndoReceive {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// Everything in the person's hands is laid down.
    SetDown {
        /// Here.
        place: LocationId,
    },
    /// Into the archive.
    PutAway {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
        /// Where.
        place: LocationId,
        /// Independent barriers in front of it.
        barriers: u32,
    },
    /// Out of the archive, into the hands of who scans.
    Retrieve {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
    },
    /// What was missing of a parcel that was reconciled before is laid down.
    LayDownFound {
        /// Which parcel.
        shipment: ShipmentId,
        /// Where its articles were laid.
        place: LocationId,
    },
    /// The last move in the archive was a mistake.
    UndoMove {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
    },
    /// Into the parcel.
    Pack {
        /// Of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// Out of the parcel again.
    UndoPack {
        /// Of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// The parcel is sealed.
    Seal {
        /// Which.
        shipment: ShipmentId,
        /// With this seal.
        seal: Label,
    },
    /// The sealed parcel is opened again.
    BreakSeal {
        /// Which.
        shipment: ShipmentId,
        /// The seal that was on it.
        seal: Label,
    },
    /// The parcel leaves with the carrier.
    Dispatch {
        /// Which.
        shipment: ShipmentId,
        /// Under this tracking number.
        waybill: Waybill,
    },
    /// The recipient of a parcel has it: they signed its slip.
    ConfirmReceipt {
        /// Which.
        shipment: ShipmentId,
    },
    /// A parcel that had left is here again. What the station is busy with then is said by [`super::taken_back`].
    ComeBack {
        /// Which.
        shipment: ShipmentId,
        /// What its seal says.
        verdict: SealVerdict,
    },
    /// An article of a parcel that came back with its seal broken is in there.
    FindInside {
        /// Of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// What is left of a parcel that came back with its seal broken is not in there.
    MarkNotBack {
        /// Which.
        shipment: ShipmentId,
    },
    /// A new label counts instead of a worn one.
    Relabel {
        /// The worn one.
        old: Label,
        /// The new one.
        new: Label,
    },
}
