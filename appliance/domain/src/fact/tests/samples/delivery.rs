//! What is heard of a parcel that left.

use super::super::super::custody::{
    CarrierClaimed, SealInspected, ShipmentCameBack, ShipmentConfirmationTakenBack,
};
use super::super::super::{Fact, Subject};
use super::{day, id, label, sealed, text};
use crate::custody::delivery::{CarrierSays, SealVerdict, SignatureLevel};
use crate::label::LabelClass;

pub(super) fn facts() -> Vec<Fact> {
    vec![
        CarrierClaimed {
            shipment: id(6),
            says: CarrierSays::Delivered,
            on: day(2026, 11, 23),
            obtained: Some(SignatureLevel::Signature),
            words: Some(sealed(Subject::Case(id(2)), text("Jean Roy"))),
        }
        .into(),
        ShipmentConfirmationTakenBack { shipment: id(6) }.into(),
        SealInspected {
            shipment: id(6),
            verdict: Some(SealVerdict::NotIntact),
        }
        .into(),
        ShipmentCameBack {
            shipment: id(6),
            verdict: SealVerdict::NotIntact,
            seal: label(LabelClass::Seal, 1),
            slip: Some(label(LabelClass::Shipment, 3)),
        }
        .into(),
    ]
}
