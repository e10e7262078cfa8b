//! What a code typed or scanned anywhere leads to. What a station makes of it is in
//! [`super::station`].

use doublelock_domain::access::Custody;
use doublelock_domain::custody::scan::{Scan, parse_scans};
use doublelock_domain::ids::{ItemId, LocationId, Reference, ShipmentId};
use doublelock_domain::label::{Label, LabelClass};

use super::place;
use super::waybill::by_waybill;
use super::{item, label, shipment};
use crate::columns::stored;
use crate::error::Result;
use crate::unit::Sight;

/// What a code typed or scanned anywhere leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// An article, by its label or another establishment's.
    Item(ItemId),
    /// A shipment, by label, tracking number or reference.
    Shipment(ShipmentId),
    /// A place.
    Place(LocationId),
}

impl Sight<'_, Custody> {
    /// What a code leads to: our labels, other establishments' labels, tracking
    /// numbers, references of shipments. Names nobody.
    pub fn find_code(&mut self, text: &str) -> Result<Option<Found>> {
        match parse_scans(text).first() {
            Some(Scan::Label(label)) => self.find_label(*label),
            Some(Scan::Other(code)) => self.find_other(code),
            _ => Ok(None),
        }
    }

    fn find_label(&mut self, label: Label) -> Result<Option<Found>> {
        match label.class() {
            LabelClass::Item => {
                let current = match label::find(self, label)?.and_then(|row| row.successor) {
                    Some(successor) => stored(&successor)?,
                    None => label,
                };
                item::by_label(self, current)?
                    .map(|row| stored(&row.id).map(Found::Item))
                    .transpose()
            }
            LabelClass::Location => {
                Ok(place::all(self)?.by_label(label).cloned().map(Found::Place))
            }
            LabelClass::Shipment => {
                let found = match shipment::by_label(self, label)? {
                    None => shipment::by_slip(self, label)?,
                    found => found,
                };
                found.map(|id| stored(&id).map(Found::Shipment)).transpose()
            }
            _ => Ok(None),
        }
    }

    fn find_other(&mut self, code: &str) -> Result<Option<Found>> {
        if let Some(row) = item::by_external(self, code)? {
            return stored(&row.id).map(Found::Item).map(Some);
        }
        if let Some(found) = by_waybill(self, code)? {
            return stored(&found).map(Found::Shipment).map(Some);
        }
        match code.parse::<Reference>() {
            Ok(reference) => shipment::by_reference(self, reference)?
                .map(|found| stored(&found).map(Found::Shipment))
                .transpose(),
            Err(_) => Ok(None),
        }
    }
}
