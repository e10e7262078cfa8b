//! What is heard of a parcel that left: what its carrier says, that its recipient has it, that it came back.

use doublelock_domain::access::Custody;
use doublelock_domain::custody::delivery::{Claim, SealVerdict, Service};
use doublelock_domain::custody::exception::{Concern, ExceptionExit, ExceptionKind};
use doublelock_domain::custody::shipment::{Shipment, ShipmentState};
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    CarrierClaimed, Happening, ShipmentCameBack, ShipmentConfirmationTakenBack, ShipmentShort,
    ShipmentWords,
};
use doublelock_domain::ids::{ItemId, ShipmentId};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use super::arrival::arrived;
use super::event;
use super::exception;
use super::item as article;
use super::returns::{call_off_return, must_not_be_partly_back, not_missing_of_return};
use super::shipment::{self as parcel, load};
use super::shipment_view::ShipmentView;
use super::unseen::unseen;
use crate::columns::stored;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::privacy::disclosure::confirm_receipt_of_parcel;
use crate::sections;
use crate::unit::Unit;

impl Unit<'_, Custody> {
    /// The recipient signed the slip of a parcel, and it is back.
    pub(super) fn slip_is_back(&mut self, shipment: &ShipmentId) -> Result<()> {
        arrived(self, shipment)?;
        confirm_receipt_of_parcel(self, shipment)
    }

    /// A parcel that had left is here again. Under its seal, all that left in it is in it; otherwise each article stays
    /// with the carrier until somebody sees it, and whoever took the parcel in answers for why.
    pub(super) fn come_back(
        &mut self,
        shipment: &ShipmentId,
        verdict: SealVerdict,
        zone: SiteZone,
    ) -> Result<()> {
        let parcel = load(self, shipment)?;
        parcel.must_be(ShipmentState::InTransit)?;
        must_not_be_partly_back(self, shipment, &parcel)?;
        let row = parcel::row(self, shipment.as_str())?;
        let seal = row
            .seal()?
            .ok_or(Error::Corrupt("a parcel left without a seal"))?;
        let slip = match verdict {
            SealVerdict::Intact => None,
            SealVerdict::NotIntact => Some(self.next_label(LabelClass::Shipment)?),
        };
        self.enact(ShipmentCameBack {
            shipment: shipment.clone(),
            verdict,
            seal,
            slip,
        })?;
        exception::parcel_heard_of(self, shipment, ExceptionExit::CameBack)?;
        match verdict {
            SealVerdict::Intact => self.all_is_inside(shipment, &parcel)?,
            SealVerdict::NotIntact => {
                let concern = Concern {
                    shipment: Some(shipment.clone()),
                    ..Concern::default()
                };
                let owner = Some(self.actor().clone());
                exception::open(self, ExceptionKind::SealNotIntact, concern, owner, zone)?;
            }
        }
        call_off_return(self, shipment)
    }

    fn all_is_inside(&mut self, shipment: &ShipmentId, parcel: &Shipment) -> Result<()> {
        for item in parcel.packed_items() {
            let row = article::by_id(self, item.as_str())?;
            let event = row.state()?.come_back(shipment)?;
            let what = Happening::CameBack {
                shipment: shipment.clone(),
                lines: Vec::new(),
            };
            event::append(self, &row, event, what)?;
            not_missing_of_return(self, shipment, item)?;
        }
        Ok(())
    }

    /// An article of a parcel that came back with its seal broken is in there, also if that had been given up.
    pub(super) fn find_inside(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = article::by_label(self, label)?.ok_or(Error::NotFound)?;
        let parcel = load(self, shipment)?;
        parcel.must_be(ShipmentState::Draft)?;
        let item: ItemId = stored(&row.id)?;
        let event = row.state()?.come_back(shipment)?;
        let lines = parcel.of(&item);
        let what = Happening::CameBack {
            shipment: shipment.clone(),
            lines,
        };
        event::append(self, &row, event, what)?;
        not_missing_of_return(self, shipment, &item)?;
        exception::item_found(self, &item)
    }

    /// What nobody saw in a parcel that came back with its seal broken is not in it.
    pub(super) fn mark_not_back(&mut self, shipment: &ShipmentId, zone: SiteZone) -> Result<()> {
        let parcel = load(self, shipment)?;
        parcel.must_be(ShipmentState::Draft)?;
        let mut missing = Vec::new();
        for label in unseen(self, shipment)? {
            let row = article::by_label(self, label)?.ok_or(Error::NotFound)?;
            let item: ItemId = stored(&row.id)?;
            missing.extend(
                parcel
                    .of(&item)
                    .into_iter()
                    .map(|line| (line, item.clone())),
            );
        }
        if missing.is_empty() {
            return Ok(());
        }
        self.enact(ShipmentShort {
            shipment: shipment.clone(),
            missing: missing.iter().map(|(line, _)| *line).collect(),
        })?;
        missing.iter().try_for_each(|(line, item)| {
            exception::open_not_back(self, shipment, *line, item, zone)
        })
    }
}

impl<'a> Unit<'a, Custody> {
    /// The recipient said, by their own act (a signed slip, an answer), that they have it.
    pub fn confirm_shipment(&mut self, shipment: &Opened<'a, ShipmentView>) -> Result<()> {
        self.slip_is_back(&shipment.head.id)
    }

    /// That had been said by mistake: it is on its way, as before, and so is what was open of it. Not of one that answers
    /// a request, whose answer was received with it.
    pub fn take_back_confirmation(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        zone: SiteZone,
    ) -> Result<()> {
        let shipment = &shown.head.id;
        let row = parcel::row(self, shipment.as_str())?;
        if row.request()?.is_some() {
            return Err(Refusal::DiscOfRequest.into());
        }
        // A parcel of an erased record has ended.
        let keys = self.keys();
        let _: ShipmentWords = sections::open(self.conn(), keys, row.words)?;
        let parcel = load(self, shipment)?;
        parcel.must_be(ShipmentState::ReceiptConfirmed)?;
        must_not_be_partly_back(self, shipment, &parcel)?;
        for item in parcel.packed_items() {
            let row = article::by_id(self, item.as_str())?;
            let event = row.state()?.take_back_receipt(shipment)?;
            let shipment = shipment.clone();
            event::append(self, &row, event, Happening::ReceiptTakenBack { shipment })?;
        }
        self.enact(ShipmentConfirmationTakenBack {
            shipment: shipment.clone(),
        })?;
        exception::parcel_not_confirmed_again(self, shipment, zone)
    }

    /// What the carrier says became of a parcel: a claim, by which nothing moves (I7). What does not balance by it is
    /// opened, unless somebody deals with that already.
    pub fn note_claim(
        &mut self,
        shown: &Opened<'a, ShipmentView>,
        claim: &Claim,
        zone: SiteZone,
    ) -> Result<()> {
        let shipment = &shown.head.id;
        load(self, shipment)?.must_be(ShipmentState::InTransit)?;
        let row = parcel::row(self, shipment.as_str())?;
        let key = row.key()?;
        self.enact(CarrierClaimed {
            shipment: shipment.clone(),
            says: claim.says,
            on: claim.on,
            obtained: claim.obtained,
            words: (claim.signed_by.clone()).map(|name| Sealed::new(key, name)),
        })?;
        let ordered = row.service()?.unwrap_or(Service::USUAL).signature;
        match ExceptionKind::of_claim(claim, ordered) {
            Some(kind) => exception::open_of_departure(self, shipment, kind, zone),
            None => Ok(()),
        }
    }
}
