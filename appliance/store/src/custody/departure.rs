//! Departures: articles of one case prepared for a recipient, discs of requests, and
//! the recipient's own confirmation.

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty, Privacy};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::{ItemKind, register};
use doublelock_domain::custody::parcel_forms::Departure;
use doublelock_domain::custody::shipment::{Direction, ShipmentState};
use doublelock_domain::fact::custody::{
    Happening, NewArticle, NewLine, ShipmentPrepared, ShipmentWords,
};
use doublelock_domain::fact::{Sealed, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::privacy::request::IdentityEvidence;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use super::counter::destroy_disc;
use super::holder::HolderView;
use super::item as article;
use super::names::Names;
use super::place::bench;
use super::promised::promised_among;
use super::shipment::ShipmentRow;
use crate::columns::{maybe_stored, stored};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::privacy::Request;
use crate::privacy::departures::cancel_departure_of;
use crate::privacy::disclosure::{disc_is_current, is_of_ready_copy};
use crate::schema::custody::{item, shipment, shipment_line};
use crate::unit::{Sight, Unit};

/// A disc that was registered for a request.
#[derive(Debug, Clone)]
pub struct Disc {
    /// The article.
    pub item: ItemId,
    /// Its label, to be printed and stuck on.
    pub label: Label,
}

/// Where a disc of a request is.
#[derive(Debug, Clone)]
pub struct DiscStanding {
    /// The article.
    pub item: ItemId,
    /// Its label.
    pub label: Label,
    /// Who holds it.
    pub holder: HolderView,
    /// The copy on it is the answer, and not one that another took the place of.
    pub is_current: bool,
    /// The shipment it leaves in, with where that stands and when it left.
    pub shipment: Option<(ShipmentId, Reference, ShipmentState, Option<Timestamp>)>,
}

impl DiscStanding {
    /// It is the answer, and lies open: in no parcel, or in one that is not sealed.
    pub fn waits(&self) -> bool {
        let state = self.shipment.as_ref().map(|(_, _, state, _)| *state);
        let awaited = self.is_current && self.stays();
        awaited && matches!(state, None | Some(ShipmentState::Draft))
    }

    /// Of all discs of a request, the one that is its answer at the counter: the last that was labelled.
    pub fn at_hand(discs: &[Self]) -> Option<&Self> {
        discs.iter().rev().find(|disc| disc.is_in_hand())
    }

    /// It is the answer, and lies where it can be given to somebody at the counter.
    pub const fn is_in_hand(&self) -> bool {
        self.is_current && matches!(self.holder.kind, HolderKind::Location | HolderKind::Person)
    }

    /// It lies in its parcel, which is not sealed yet.
    pub fn is_packed(&self) -> bool {
        self.holder.kind == HolderKind::Parcel && !self.is_sealed()
    }

    /// It is with us, and nobody waits for it once the answer left.
    pub const fn stays(&self) -> bool {
        matches!(
            self.holder.kind,
            HolderKind::Location | HolderKind::Person | HolderKind::Parcel
        )
    }

    /// It is sealed in its parcel and has not left.
    pub fn is_sealed(&self) -> bool {
        let state = self.shipment.as_ref().map(|(_, _, state, _)| *state);
        state == Some(ShipmentState::Sealed)
    }
}

/// A shipment that was prepared for departure.
#[derive(Debug, Clone)]
pub struct PreparedShipment {
    /// Its id.
    pub id: ShipmentId,
    /// Number people say.
    pub reference: Reference,
    /// Label of its sheet: scanning it starts packing.
    pub label: Label,
}

/// Prepares a departure: one line per article, a sheet with a label of its own.
fn prepare<D: Duty>(
    unit: &mut Unit<'_, D>,
    items: &[ItemId],
    to: &Departure,
    request: Option<&RequestId>,
    zone: SiteZone,
) -> Result<PreparedShipment> {
    if items.is_empty() {
        return Err(Refusal::FieldEmpty { field: "items" }.into());
    }
    let mut rows = Vec::new();
    for (at, item_id) in items.iter().enumerate() {
        // Named twice, it still is one article and one line.
        if !items[..at].contains(item_id) {
            rows.push(article::by_id(unit, item_id.as_str())?);
        }
    }
    let case_id = rows.first().and_then(|row| row.case_id.clone());
    let promised = promised_among(unit, rows.iter().map(|row| row.id.as_str()))?;
    let first = rows.first().map(|row| row.leaving(None)).transpose()?;
    for row in &rows {
        let leaving = row.leaving(promised.get(&row.id).copied())?;
        leaving.may_leave(first.as_ref(), request)?;
    }
    to.may_be_lent(case_id.is_some())?;
    let now = unit.now();
    let reference = unit.next_reference("shipment", zone)?;
    let shipment_id = ShipmentId::new(now, unit.entropy());
    let label = unit.next_label(LabelClass::Shipment)?;
    let slip = unit.next_label(LabelClass::Shipment)?;
    let lines = rows
        .iter()
        .map(|row| {
            Ok(NewLine {
                kind: stored(&row.kind)?,
                item: Some(stored(&row.id)?),
            })
        })
        .collect::<Result<_>>()?;
    let case: Option<CaseId> = maybe_stored(case_id.as_deref())?;
    let key: Subject = case
        .as_ref()
        .map_or_else(|| (&shipment_id).into(), Into::into);
    unit.enact(ShipmentPrepared {
        shipment: shipment_id.clone(),
        reference,
        label,
        slip,
        case,
        request: request.cloned(),
        words: Sealed::new(
            key,
            ShipmentWords {
                party: Some(to.recipient.clone()),
                address: Some(to.address.clone()),
                carrier: Some(to.carrier.clone()),
                waybill: None,
            },
        ),
        by_courier: to.by_courier,
        service: to.service,
        back_by: to.back_by,
        lines,
    })?;
    Ok(PreparedShipment {
        id: shipment_id,
        reference,
        label,
    })
}

impl Unit<'_, Custody> {
    /// Prepares articles of one case for departure.
    pub fn prepare_shipment(
        &mut self,
        items: &[ItemId],
        to: &Departure,
        zone: SiteZone,
    ) -> Result<PreparedShipment> {
        prepare(self, items, to, None, zone)
    }
}

impl<'a> Sight<'a, Privacy> {
    /// Discs registered for an opened request, with where they are.
    pub fn standing_of_discs(
        &mut self,
        request: &Opened<'a, Request>,
    ) -> Result<Vec<DiscStanding>> {
        let ids: Vec<String> = item::table
            .filter(item::request_id.eq(request.id.as_str().to_owned()))
            .order(item::id)
            .select(item::id)
            .load(self.conn())?;
        let mut names = Names::default();
        let mut discs = Vec::new();
        for item_id in ids {
            let row = article::by_id(self, &item_id)?;
            let leaves: Option<ShipmentRow> = shipment_line::table
                .inner_join(shipment::table)
                .filter(shipment_line::item_id.eq(item_id.clone()))
                .filter(shipment::direction.eq(Direction::Outbound.as_str()))
                .filter(shipment::state.ne(ShipmentState::Cancelled.as_str()))
                .order(shipment::created_at.desc())
                .select(ShipmentRow::as_select())
                .first(self.conn())
                .optional()?;
            let shipment = leaves
                .map(|s| {
                    let left = s.closed_at.map(Timestamp::from_micros);
                    Ok::<_, Error>((
                        stored(&s.id)?,
                        stored(&s.reference)?,
                        stored(&s.state)?,
                        left,
                    ))
                })
                .transpose()?;
            let item = stored(&item_id)?;
            discs.push(DiscStanding {
                is_current: is_of_ready_copy(self, &item)?,
                item,
                label: row.label()?,
                holder: names.view(self, &row.state()?.holder)?,
                shipment,
            });
        }
        Ok(discs)
    }
}

impl<'a> Unit<'a, Privacy> {
    /// Registers a disc made for a request: it gets a label (to be printed) and lies
    /// on the workbench from its first moment.
    ///
    /// Refused while another disc of the same copy waits to be packed, unless that one is spoiled, as the
    /// person says (`another`).
    pub fn register_disc_for_request(
        &mut self,
        case: &Opened<'a, Case>,
        request: &Opened<'a, Request>,
        another: bool,
    ) -> Result<Disc> {
        let mut discs = self.standing_of_discs(request)?.into_iter();
        if !another && discs.any(|disc| disc.waits()) {
            return Err(Refusal::DiscWaits.into());
        }
        let label = self.next_label(LabelClass::Item)?;
        let place = bench(self)?;
        let item = ItemId::new(self.now(), self.entropy());
        let article = NewArticle {
            kind: ItemKind::OpticalDisc,
            words: None,
            case: Some(case.id.clone()),
            request: Some(request.id.clone()),
        };
        let what = Happening::Registered { article };
        self.enact(register(place).fact(item.clone(), label, what))?;
        Ok(Disc { item, label })
    }

    /// A disc of this request was destroyed: an earlier copy, a spoiled one, or any once the request is
    /// answered or over.
    ///
    /// Refused for the one that is the answer while it is awaited; and in an archive, a parcel or a
    /// colleague's hands. The parcel that was prepared for it is cancelled.
    pub fn destroy_disc(&mut self, request: &Opened<'a, Request>, disc: Label) -> Result<()> {
        let discs = self.standing_of_discs(request)?;
        let answer = DiscStanding::at_hand(&discs);
        if request.state.is_open() && answer.is_some_and(|answer| answer.label == disc) {
            return Err(Refusal::DiscAwaited.into());
        }
        let item = destroy_disc(self, &request.id, disc)?;
        cancel_departure_of(self, &request.id, &item)
    }

    /// Prepares a disc of a request for departure in a chain of its own, to whoever asks for it, at
    /// the address of the request.
    pub fn prepare_disc_shipment(
        &mut self,
        request: &Opened<'a, Request>,
        case: &Opened<'a, Case>,
        disc: Label,
        carrier: &EnteredText,
        zone: SiteZone,
    ) -> Result<PreparedShipment> {
        IdentityEvidence::required(request.identity)?;
        let known = self
            .standing_of_discs(request)?
            .into_iter()
            .find(|known| known.label == disc)
            .ok_or(Error::NotFound)?;
        if known.shipment.is_some() {
            return Err(Refusal::DiscHasShipment.into());
        }
        disc_is_current(self, &known.item)?;
        let to = request.recipient(&case.patient)?.parcel(carrier)?;
        prepare(self, &[known.item], &to, Some(&request.id), zone)
    }
}
