//! Setting right what was said of a parcel: what was announced or prepared, the number that it left under; and what
//! was announced or prepared by mistake.

use doublelock_domain::access::Custody;
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::parcel_forms::{Announcement, Departure};
use doublelock_domain::custody::shipment::{Shipment, ShipmentState, Waybill, late_from};
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    NewLine, ShipmentCancelled, ShipmentCorrected, ShipmentWords, WaybillCorrected, WaybillWords,
};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use super::exception;
use super::shipment::{self as parcel, ShipmentRow};
use super::shipment_view::ShipmentView;
use super::unseen::unseen;
use super::waybill::must_be_free;
use crate::columns::count;
use crate::error::Result;
use crate::opened::Opened;
use crate::unit::Unit;

impl<'a> Unit<'a, Custody> {
    /// The parcel as it is now. What answers a request is set right where the request is.
    fn parcel_as_it_is(&mut self, shown: &ShipmentView) -> Result<(ShipmentRow, Shipment)> {
        let row = parcel::row(self, shown.head.id.as_str())?;
        if row.request()?.is_some() {
            return Err(Refusal::DiscOfRequest.into());
        }
        let parcel = parcel::load(self, &shown.head.id)?;
        Ok((row, parcel))
    }

    /// A parcel that was announced otherwise. Its contents are replaced only while nothing was said of any of them;
    /// after that they stay. With another day its clock begins anew, and what was open because it was late ends.
    pub fn correct_announcement(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        to: &Announcement,
        zone: SiteZone,
    ) -> Result<()> {
        let (row, parcel) = self.parcel_as_it_is(shown)?;
        parcel.must_be(ShipmentState::Announced)?;
        let which = &shown.head.id;
        if let Some(waybill) = &to.waybill {
            must_be_free(self, waybill, Some(which))?;
        }
        // The clock begins anew only with another day.
        let clock = (shown.head.eta != Some(to.eta)).then(|| late_from(to.eta, zone));
        // What brings back what left holds that.
        let said_anew = parcel.is_untouched() && row.round_trip_of.is_none();
        let lines = said_anew.then(|| {
            let kinds = to.kinds.iter();
            let line = |kind: &_| NewLine {
                kind: *kind,
                item: None,
            };
            kinds.map(line).collect()
        });
        self.enact(ShipmentCorrected {
            shipment: which.clone(),
            words: Sealed::new(
                row.key()?,
                ShipmentWords {
                    party: Some(to.sender.clone()),
                    address: None,
                    carrier: Some(to.carrier.clone()),
                    waybill: to.waybill.clone(),
                },
            ),
            eta: clock.map(|_| to.eta),
            late_from: clock,
            by_courier: None,
            service: None,
            back_by: None,
            lines,
        })?;
        if clock.is_some_and(|clock| clock > self.now()) {
            exception::parcel_not_late(self, which, ExceptionExit::Corrected)?;
        }
        Ok(())
    }

    /// A parcel that was prepared for somebody else, or with another carrier; until it leaves.
    pub fn correct_departure(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        to: &Departure,
    ) -> Result<()> {
        let (row, parcel) = self.parcel_as_it_is(shown)?;
        if parcel.state != ShipmentState::Sealed {
            parcel.must_be(ShipmentState::Draft)?;
        }
        to.may_be_lent(row.case_id.is_some())?;
        self.enact(ShipmentCorrected {
            shipment: shown.head.id.clone(),
            words: Sealed::new(
                row.key()?,
                ShipmentWords {
                    party: Some(to.recipient.clone()),
                    address: Some(to.address.clone()),
                    carrier: Some(to.carrier.clone()),
                    waybill: None,
                },
            ),
            eta: None,
            late_from: None,
            by_courier: to.by_courier,
            service: Some(to.service),
            back_by: to.back_by,
            lines: None,
        })?;
        Ok(())
    }

    /// The number that a parcel left under was another one. Not of one that answers a request: the register of
    /// communications has it under the number it was given.
    pub fn correct_waybill(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        waybill: &Waybill,
    ) -> Result<()> {
        let which = &shown.head.id;
        let (row, parcel) = self.parcel_as_it_is(shown)?;
        parcel.must_be(ShipmentState::InTransit)?;
        must_be_free(self, waybill, Some(which))?;
        self.enact(WaybillCorrected {
            shipment: which.clone(),
            words: Sealed::new(
                row.key()?,
                WaybillWords {
                    waybill: waybill.clone(),
                },
            ),
        })?;
        Ok(())
    }

    /// A parcel that was announced or prepared by mistake. Refused once something of it was received or packed.
    pub fn cancel_shipment(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        reason: &EnteredText,
    ) -> Result<()> {
        let which = &shown.head.id;
        let row = parcel::row(self, which.as_str())?;
        let request = row.request()?;
        // What answers a request is called off where the request is; unless it left, came back, and is no answer any more.
        if request.is_some() && !row.is_back()? {
            return Err(Refusal::DiscOfRequest.into());
        }
        let parcel = parcel::load(self, which)?;
        parcel.may_be_cancelled()?;
        // Of one that came back opened, what was not seen in it is somebody's to say first.
        let open = count(unseen(self, which)?.len());
        if open > 0 {
            return Err(Refusal::NotAccountedFor { open }.into());
        }
        self.enact(ShipmentCancelled {
            shipment: which.clone(),
            request,
            words: Some(Sealed::new(row.key()?, reason.clone())),
        })?;
        exception::parcel_not_late(self, which, ExceptionExit::Cancelled)?;
        exception::parcel_settled(self, which, ExceptionExit::Cancelled)
    }
}
