//! Parcels that are there although nobody had announced them: written down when they come, and who sent them said
//! later. Whose they are is coordination's to say ([`super::unidentified`]).

use doublelock_domain::access::Custody;
use doublelock_domain::custody::exception::{Concern, ExceptionKind};
use doublelock_domain::custody::parcel_forms::Arrival;
use doublelock_domain::custody::shipment::{ShipmentState, Waybill};
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    ShipmentArrived, ShipmentCorrected, ShipmentWords, WaybillCorrected, WaybillWords,
};
use doublelock_domain::ids::ShipmentId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use super::exception;
use super::shipment as parcel;
use super::shipment_view::ShipmentView;
use super::waybill::must_be_free;
use super::whose::settle;
use crate::columns::stored;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::unit::Unit;

impl Unit<'_, Custody> {
    /// A parcel is there that nobody had announced. Whoever receives it answers for what is to be found out about it.
    pub(super) fn arrive(
        &mut self,
        waybill: Option<&Waybill>,
        zone: SiteZone,
    ) -> Result<ShipmentId> {
        if let Some(waybill) = waybill {
            must_be_free(self, waybill, None)?;
        }
        let shipment = ShipmentId::new(self.now(), self.entropy());
        let reference = self.next_reference("shipment", zone)?;
        let words = ShipmentWords {
            party: None,
            address: None,
            carrier: None,
            waybill: waybill.cloned(),
        };
        self.enact(ShipmentArrived {
            shipment: shipment.clone(),
            reference,
            words: Sealed::new(&shipment, words),
        })?;
        let concern = Concern {
            shipment: Some(shipment.clone()),
            ..Concern::default()
        };
        let owner = Some(self.actor().clone());
        exception::open(self, ExceptionKind::Unannounced, concern, owner, zone)?;
        Ok(shipment)
    }

    /// An announced parcel came under a number that nobody knew: it is found by that one from now on.
    pub(super) fn note_waybill(&mut self, which: &ShipmentId, waybill: &Waybill) -> Result<()> {
        let row = parcel::row(self, which.as_str())?;
        let state: ShipmentState = stored(&row.state)?;
        if !state.is_receiving() {
            return Err(Refusal::WrongState {
                state: state.as_str(),
            }
            .into());
        }
        must_be_free(self, waybill, Some(which))?;
        let words = WaybillWords {
            waybill: waybill.clone(),
        };
        self.enact(WaybillCorrected {
            shipment: which.clone(),
            words: Sealed::new(row.key()?, words),
        })?;
        Ok(())
    }
}

impl<'a> Unit<'a, Custody> {
    /// Says who sent a parcel that nobody had announced, and who brought it; or sets it right.
    pub fn describe_arrival(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        to: &Arrival,
    ) -> Result<()> {
        let which = &shown.head.id;
        let row = parcel::row(self, which.as_str())?;
        if row.was_announced()? {
            return Err(Error::NotFound);
        }
        if row.state == ShipmentState::Cancelled.as_str() {
            return Err(Refusal::WrongState {
                state: ShipmentState::Cancelled.as_str(),
            }
            .into());
        }
        if let Some(waybill) = &to.waybill {
            must_be_free(self, waybill, Some(which))?;
        }
        self.enact(ShipmentCorrected {
            shipment: which.clone(),
            words: Sealed::new(
                row.key()?,
                ShipmentWords {
                    party: Some(to.sender.clone()),
                    address: None,
                    carrier: to.carrier.clone(),
                    waybill: to.waybill.clone(),
                },
            ),
            eta: None,
            late_from: None,
            by_courier: None,
            service: None,
            back_by: None,
            lines: None,
        })?;
        settle(self, which)
    }
}
