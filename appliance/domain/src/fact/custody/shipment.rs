//! Parcels in and out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::custody::delivery::{CarrierSays, SealVerdict, Service, SignatureLevel};
use crate::custody::item::ItemKind;
use crate::custody::shipment::{ByCourier, LineOutcome, ShipmentState, Waybill};
use crate::fact::{About, KeyStep, Sealed, Section, Subject};
use crate::ids::{CaseId, ItemId, LocationId, Reference, RequestId, ShipmentId};
use crate::label::Label;
use crate::time::Timestamp;

/// One line of a shipment that is announced or prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// What is expected.
    pub kind: ItemKind,
    /// The article, if it is one of ours already: one that leaves, or one that is to come back.
    pub item: Option<ItemId>,
}

/// The personal words of a shipment, and what its carrier wrote on it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentWords {
    /// Who sends it, or to whom it goes; none of one that came unannounced, until somebody said it.
    pub party: Option<EnteredText>,
    /// Where to, if it goes out.
    pub address: Option<EnteredText>,
    /// Who carries it; none of one that came unannounced, until somebody said it.
    pub carrier: Option<EnteredText>,
    /// The carrier's number, if it is known already.
    pub waybill: Option<Waybill>,
}

impl ShipmentWords {
    /// Who sends it, or to whom it goes; empty if nobody said it yet.
    pub fn party_or_empty(&self) -> String {
        text_of(self.party.as_ref())
    }

    /// Who carries it; empty if nobody said it yet.
    pub fn carrier_or_empty(&self) -> String {
        text_of(self.carrier.as_ref())
    }
}

fn text_of(words: Option<&EnteredText>) -> String {
    words.map_or_else(String::new, |words| words.as_str().to_owned())
}

/// The carrier's number of a parcel that leaves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaybillWords {
    /// The number.
    pub waybill: Waybill,
}

/// A shipment was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentAnnounced {
    /// Which.
    pub shipment: ShipmentId,
    /// The number people say.
    pub reference: Reference,
    /// Its case.
    pub case: CaseId,
    /// The parcel that left with what this one brings back, if it is the way home of something lent.
    pub round_trip_of: Option<ShipmentId>,
    /// Who sends it, who carries it, the carrier's number.
    pub words: Sealed<ShipmentWords>,
    /// Expected on.
    pub eta: NaiveDate,
    /// From when it counts as late.
    pub late_from: Timestamp,
    /// What it should hold, in order.
    pub lines: Vec<NewLine>,
}

impl About for ShipmentAnnounced {
    fn subjects(&self) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![(&self.shipment).into(), (&self.case).into()];
        about.extend(self.round_trip_of.iter().map(Into::into));
        about
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        KeyStep::alone_if(self.words.of(), &self.shipment)
    }
}

/// A parcel is there that nobody had announced: who sent it and whose it is is said later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentArrived {
    /// Which.
    pub shipment: ShipmentId,
    /// The number people say.
    pub reference: Reference,
    /// The carrier's number, if it bears one.
    pub words: Sealed<ShipmentWords>,
}

impl About for ShipmentArrived {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        KeyStep::alone_if(self.words.of(), &self.shipment)
    }
}

/// Nobody had announced a parcel; each of its articles is known to belong to one case by now, and the parcel with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentIdentified {
    /// Which.
    pub shipment: ShipmentId,
    /// The case it belongs to from now on; none if its articles turned out to be of several.
    pub case: Option<CaseId>,
}

impl About for ShipmentIdentified {
    fn subjects(&self) -> Vec<Subject> {
        let case = self.case.iter().map(Into::into);
        std::iter::once((&self.shipment).into())
            .chain(case)
            .collect()
    }

    fn keys(&self) -> Vec<KeyStep> {
        // What was said of it while it was nobody's goes with the record that it belongs to.
        vec![KeyStep::Moved {
            of: (&self.shipment).into(),
            under: self.case.as_ref().map(Into::into),
        }]
    }
}

/// What was announced and is not there was named while receiving (the MISSING card).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentShort {
    /// Which.
    pub shipment: ShipmentId,
    /// Lines that are missing.
    pub missing: Vec<u32>,
}

impl About for ShipmentShort {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// What was said to be missing is expected again: it had been said by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentShortTakenBack {
    /// Which.
    pub shipment: ShipmentId,
    /// Lines that are expected again.
    pub expected: Vec<u32>,
}

impl About for ShipmentShortTakenBack {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment's contents were reconciled on arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentReconciled {
    /// Which.
    pub shipment: ShipmentId,
    /// With or without exceptions.
    pub state: ShipmentState,
    /// Where its articles were laid down.
    pub place: LocationId,
    /// How every line ended.
    pub lines: Vec<ReconciledLine>,
}

/// How a line of a received shipment ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconciledLine {
    /// What was expected.
    pub kind: ItemKind,
    /// Label of what came.
    pub label: Option<Label>,
    /// How it ended.
    pub outcome: LineOutcome,
}

impl About for ShipmentReconciled {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment is past its expected arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentOverdue {
    /// Which.
    pub shipment: ShipmentId,
    /// Since when.
    pub late_from: Timestamp,
}

impl About for ShipmentOverdue {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment was prepared for departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentPrepared {
    /// Which.
    pub shipment: ShipmentId,
    /// The number people say.
    pub reference: Reference,
    /// Label of its sheet, in use from now on.
    pub label: Label,
    /// Label of the slip that its recipient signs, in use from now on.
    pub slip: Label,
    /// Case of its articles.
    pub case: Option<CaseId>,
    /// The request it answers.
    pub request: Option<RequestId>,
    /// To whom, where to, who carries it.
    pub words: Sealed<ShipmentWords>,
    /// Why it goes by courier; none of what answers a request.
    pub by_courier: Option<ByCourier>,
    /// What is ordered of the carrier.
    pub service: Service,
    /// By when its articles are to be back, if they are lent.
    pub back_by: Option<NaiveDate>,
    /// Its articles, in order.
    pub lines: Vec<NewLine>,
}

impl About for ShipmentPrepared {
    fn subjects(&self) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![
            (&self.shipment).into(),
            (&self.label).into(),
            (&self.slip).into(),
        ];
        about.extend(self.case.iter().map(Into::into));
        about.extend(self.request.iter().map(Into::into));
        about
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        KeyStep::alone_if(self.words.of(), &self.shipment)
    }
}

/// A seal was applied to a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealApplied {
    /// The parcel.
    pub shipment: ShipmentId,
    /// The seal, in use from now on.
    pub seal: Label,
}

impl About for SealApplied {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into(), (&self.seal).into()]
    }
}

/// A sealed parcel was opened again before it left: it is being packed as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealBroken {
    /// The parcel.
    pub shipment: ShipmentId,
    /// The seal that was on it; it seals nothing any more.
    pub seal: Label,
}

impl About for SealBroken {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into(), (&self.seal).into()]
    }
}

/// What the seal on a parcel that came is like, or that this had been said by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealInspected {
    /// The parcel.
    pub shipment: ShipmentId,
    /// What its sender's seal is like; none if nothing is said of it any more.
    pub verdict: Option<SealVerdict>,
}

impl About for SealInspected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A parcel left with the carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentDispatched {
    /// Which.
    pub shipment: ShipmentId,
    /// The carrier's number.
    pub words: Sealed<WaybillWords>,
    /// Expected at its recipient's on.
    pub eta: NaiveDate,
    /// From when somebody asks why its recipient has not confirmed it.
    pub late_from: Timestamp,
}

impl About for ShipmentDispatched {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        KeyStep::alone_if(self.words.of(), &self.shipment)
    }
}

/// The recipient confirmed, by their own act, that they have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentConfirmed {
    /// Which.
    pub shipment: ShipmentId,
}

impl About for ShipmentConfirmed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// That the recipient of a parcel has it had been said by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentConfirmationTakenBack {
    /// Which.
    pub shipment: ShipmentId,
}

impl About for ShipmentConfirmationTakenBack {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// The carrier says what became of a parcel. It is a claim: nothing moves by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierClaimed {
    /// Which parcel.
    pub shipment: ShipmentId,
    /// What became of it.
    pub says: CarrierSays,
    /// On which day.
    pub on: NaiveDate,
    /// How it was handed over, if it was.
    pub obtained: Option<SignatureLevel>,
    /// Who signed, if the carrier names somebody.
    pub words: Option<Sealed<EnteredText>>,
}

impl About for CarrierClaimed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        let words = self.words.iter_mut();
        words.map(|words| words as &mut dyn Section).collect()
    }
}

/// A parcel that had left is with us again, not opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentCameBack {
    /// Which.
    pub shipment: ShipmentId,
    /// What its seal says.
    pub verdict: SealVerdict,
    /// The seal that it left with; used up if it is not intact.
    pub seal: Label,
    /// The slip that its recipient signs from now on, if it was opened: the one that was in it says what they no longer get.
    pub slip: Option<Label>,
}

impl About for ShipmentCameBack {
    fn subjects(&self) -> Vec<Subject> {
        let slip = self.slip.iter().map(Into::into);
        [(&self.shipment).into(), (&self.seal).into()]
            .into_iter()
            .chain(slip)
            .collect()
    }
}

/// A shipment does not take place: nothing of it had been received or packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentCancelled {
    /// Which.
    pub shipment: ShipmentId,
    /// The request whose answer it was to bring.
    pub request: Option<RequestId>,
    /// Why, as entered; none where the request says why.
    pub words: Option<Sealed<EnteredText>>,
}

impl About for ShipmentCancelled {
    fn subjects(&self) -> Vec<Subject> {
        let request = self.request.iter().map(Into::into);
        std::iter::once((&self.shipment).into())
            .chain(request)
            .collect()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        let words = self.words.iter_mut();
        words.map(|words| words as &mut dyn Section).collect()
    }
}

/// What was announced of a parcel, or prepared for it, was set right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentCorrected {
    /// Which.
    pub shipment: ShipmentId,
    /// Who sends it or to whom it goes, where to, who carries it, the carrier's number.
    pub words: Sealed<ShipmentWords>,
    /// Expected on, if it comes to us.
    pub eta: Option<NaiveDate>,
    /// From when it counts as late, if it comes to us.
    pub late_from: Option<Timestamp>,
    /// Why it goes by courier, if it leaves.
    pub by_courier: Option<ByCourier>,
    /// What is ordered of the carrier, if it leaves.
    pub service: Option<Service>,
    /// By when its articles are to be back, if it leaves and they are lent.
    pub back_by: Option<NaiveDate>,
    /// What it should hold, in order, if that was said anew.
    pub lines: Option<Vec<NewLine>>,
}

impl About for ShipmentCorrected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// The carrier's number of a parcel that left was set right, or a parcel came under another one than was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaybillCorrected {
    /// Which.
    pub shipment: ShipmentId,
    /// The carrier's number.
    pub words: Sealed<WaybillWords>,
}

impl About for WaybillCorrected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}
