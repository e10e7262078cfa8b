//! Effects of scans, written down: rows, events and entries of the journal.

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::act::Act;
use doublelock_domain::custody::item::{
    Condition, EventKind, Holder, ItemKind, Transition, receive_new,
};
use doublelock_domain::custody::shipment::{
    Direction, LineOutcome, ShipmentState, Waybill, reconcile,
};
use doublelock_domain::custody::station::Effect;
use doublelock_domain::custody::visit::{Visit, VisitPurpose};
use doublelock_domain::ids::{ItemId, LocationId, ShipmentId, VisitId};
use doublelock_domain::label::Label;
use serde_json::json;

use crate::custody::event::{self, Circumstances, before_latest_move};
use crate::custody::item::{self as article, ItemRow, Origin};
use crate::custody::label as register;
use crate::custody::shipment as parcel;
use crate::custody::visit::{load as load_visit, note_verdict, other_person};
use crate::custody::{id, word};
use crate::error::{Error, Result};
use crate::privacy::disclosure::{Dispatch, disc_is_current, disclose_dispatched};
use crate::schema::custody::{item, item_external_id, shipment as shipment_table, shipment_line};
use crate::unit::Unit;

impl Unit<'_, Custody> {
    pub(super) fn perform(&mut self, effect: Effect) -> Result<()> {
        match effect {
            Effect::Nothing => Ok(()),
            Effect::Receive {
                shipment,
                label,
                line,
                kind,
                condition,
                outcome,
            } => self.receive(&shipment, label, line, kind, (condition, outcome)),
            Effect::ReportCondition {
                shipment,
                label,
                condition,
            } => self.report_condition(&shipment, label, condition),
            Effect::LinkExternal { label, code } => self.link_external(label, &code),
            Effect::MarkMissing { shipment } => self.mark_missing(&shipment),
            Effect::FinishReceiving {
                shipment,
                place,
                missing,
            } => {
                if missing {
                    self.mark_missing(&shipment)?;
                }
                self.finish_receiving(&shipment, &place)
            }
            Effect::UndoReceive { shipment, label } => self.undo_receive(&shipment, label),
            Effect::SetDown { place } => self.set_down(&place, None),
            Effect::PutAway {
                visit,
                label,
                place,
                barriers,
            } => self.put_away(&visit, label, &place, barriers),
            Effect::Retrieve { visit, label } => self.retrieve(&visit, label),
            Effect::UndoMove { visit, label } => self.undo_move(&visit, label),
            Effect::Pack { shipment, label } => self.pack(&shipment, label),
            Effect::UndoPack { shipment, label } => self.undo_pack(&shipment, label),
            Effect::Seal { shipment, seal } => self.seal(&shipment, seal),
            Effect::Dispatch { shipment, waybill } => self.dispatch(&shipment, &waybill),
            Effect::Relabel { old, new } => self.relabel(old, new),
        }
    }

    fn article(&mut self, label: Label) -> Result<ItemRow> {
        article::by_label(self, label)?.ok_or(Error::NotFound)
    }

    fn write_event(
        &mut self,
        row: &ItemRow,
        event: &Transition,
        about: &Circumstances,
    ) -> Result<()> {
        event::append(self, row, event, about).map(|_| ())
    }

    fn receive(
        &mut self,
        shipment: &ShipmentId,
        label: Label,
        line: Option<usize>,
        kind: ItemKind,
        (condition, outcome): (Condition, LineOutcome),
    ) -> Result<()> {
        let about = of_shipment(shipment);
        let by = self.actor().clone();
        let item_id: ItemId = if let Some(row) = article::by_label(self, label)? {
            let event = row.state()?.receive_again(by, condition)?;
            self.write_event(&row, &event, &about)?;
            id(&row.id)?
        } else {
            register::put_in_use(self, label)?;
            let from = parcel::row(self, shipment.as_str())?;
            let origin = Origin {
                kind,
                owner: &from.party,
                case_id: from.case_id.as_deref(),
                request: None,
            };
            let first = receive_new(shipment.clone(), by, condition);
            article::register(self, label, &origin, &first, &about)?
        };
        let rows = parcel::line_rows(self, shipment.as_str())?;
        let Some(at) = line else {
            return parcel::insert_line(
                self,
                shipment,
                rows.len(),
                kind,
                Some(item_id.as_str()),
                outcome,
            );
        };
        let row = rows
            .get(at)
            .ok_or(Error::Corrupt("a line of a shipment is not there"))?;
        parcel::note_outcome(self, &row.id, Some(item_id.as_str()), outcome)
    }

    fn report_condition(
        &mut self,
        shipment: &ShipmentId,
        label: Label,
        condition: Condition,
    ) -> Result<()> {
        let row = self.article(label)?;
        let event = row.state()?.report_condition(condition)?;
        self.write_event(&row, &event, &of_shipment(shipment))?;
        for line in parcel::line_rows(self, shipment.as_str())? {
            let received = word::<LineOutcome>(&line.outcome)? == LineOutcome::Received;
            if received && line.item_id.as_deref() == Some(row.id.as_str()) {
                parcel::note_outcome(self, &line.id, Some(&row.id), LineOutcome::Damaged)?;
            }
        }
        Ok(())
    }

    fn link_external(&mut self, label: Label, code: &str) -> Result<()> {
        let row = self.article(label)?;
        let now = self.now().micros();
        diesel::insert_into(item_external_id::table)
            .values((
                item_external_id::code.eq(code),
                item_external_id::item_id.eq(&row.id),
                item_external_id::linked_at.eq(now),
            ))
            .execute(self.conn())?;
        let event = row.state()?.link_external_id()?;
        let about = Circumstances {
            detail: Some(code.to_owned()),
            ..Circumstances::default()
        };
        self.write_event(&row, &event, &about)
    }

    fn mark_missing(&mut self, shipment: &ShipmentId) -> Result<()> {
        for line in parcel::line_rows(self, shipment.as_str())? {
            if word::<LineOutcome>(&line.outcome)? == LineOutcome::Expected {
                parcel::note_outcome(self, &line.id, None, LineOutcome::Missing)?;
            }
        }
        Ok(())
    }

    /// Lays down what this person holds: all of it, or what came with one shipment.
    fn set_down(&mut self, place: &LocationId, shipment: Option<&ShipmentId>) -> Result<()> {
        let by = self.actor().clone();
        let about = shipment.map(of_shipment).unwrap_or_default();
        let mine: Vec<String> = match shipment {
            Some(shipment) => parcel::line_rows(self, shipment.as_str())?
                .into_iter()
                .filter_map(|line| line.item_id)
                .collect(),
            None => self.in_hands()?.into_iter().map(|row| row.id).collect(),
        };
        for item_id in mine {
            let row = article::by_id(self, &item_id)?;
            // What another person took out of the same parcel is theirs to lay down.
            if let Ok(event) = row.state()?.set_down(&by, place.clone()) {
                self.write_event(&row, &event, &about)?;
            }
        }
        Ok(())
    }

    fn finish_receiving(&mut self, shipment: &ShipmentId, place: &LocationId) -> Result<()> {
        let lines = parcel::lines(self, shipment.as_str())?;
        let state = reconcile(&lines)?;
        parcel::move_on(self, shipment, ShipmentState::Announced, state)?;
        parcel::note_closed(self, shipment)?;
        self.set_down(place, Some(shipment))?;
        let payload = json!({ "state": state, "lines": lines, "place": place });
        self.record(Act::ShipmentReconciled, &[shipment.as_str()], &payload)?;
        Ok(())
    }

    fn undo_receive(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = self.article(label)?;
        let previous = before_latest_move(self, &row, &[EventKind::Received])?;
        // An article received again goes back to being nobody's.
        let event = row
            .state()?
            .correct(previous.filter(|h| *h != Holder::Withdrawn))?;
        self.write_event(&row, &event, &of_shipment(shipment))?;
        for line in parcel::line_rows(self, shipment.as_str())? {
            if line.item_id.as_deref() != Some(row.id.as_str()) {
                continue;
            }
            if word::<LineOutcome>(&line.outcome)? == LineOutcome::Extra {
                diesel::delete(shipment_line::table.find(line.id)).execute(self.conn())?;
            } else {
                parcel::note_outcome(self, &line.id, None, LineOutcome::Expected)?;
            }
        }
        Ok(())
    }

    fn put_away(
        &mut self,
        visit: &VisitId,
        label: Label,
        place: &LocationId,
        barriers: u32,
    ) -> Result<()> {
        let (mut visit, about) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.put_away(&by, place.clone(), barriers)?;
        self.write_event(&row, &event, &about)?;
        let item = id(&row.id)?;
        visit.moved(&item, VisitPurpose::PutAway);
        note_verdict(self, &visit, &item)
    }

    fn retrieve(&mut self, visit: &VisitId, label: Label) -> Result<()> {
        let (mut visit, about) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.retrieve(&by)?;
        self.write_event(&row, &event, &about)?;
        let item = id(&row.id)?;
        visit.moved(&item, VisitPurpose::Retrieve);
        note_verdict(self, &visit, &item)
    }

    fn undo_move(&mut self, visit: &VisitId, label: Label) -> Result<()> {
        let (mut visit, about) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let kinds = [EventKind::PutAway, EventKind::Retrieved];
        let previous = before_latest_move(self, &row, &kinds)?;
        let event = row.state()?.correct(previous)?;
        self.write_event(&row, &event, &about)?;
        let item = id(&row.id)?;
        visit.taken_back(&item);
        note_verdict(self, &visit, &item)
    }

    /// A visit, which must accept a scan now, and the circumstances of that scan.
    fn in_visit(&mut self, visit: &VisitId) -> Result<(Visit, Circumstances)> {
        let visit = load_visit(self, visit)?;
        let about = Circumstances {
            visit: Some(visit.id.clone()),
            witness: Some(other_person(self, &visit)?),
            ..Circumstances::default()
        };
        Ok((visit, about))
    }

    fn set_line(
        &mut self,
        shipment: &ShipmentId,
        item_id: &str,
        outcome: LineOutcome,
    ) -> Result<()> {
        for line in parcel::line_rows(self, shipment.as_str())? {
            if line.item_id.as_deref() == Some(item_id) {
                parcel::note_outcome(self, &line.id, Some(item_id), outcome)?;
            }
        }
        Ok(())
    }

    fn pack(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = self.article(label)?;
        // Better here than at the driver's elbow, with the parcel sealed.
        disc_is_current(self, &id(&row.id)?)?;
        let by = self.actor().clone();
        let event = row.state()?.pack(&by, shipment.clone())?;
        self.write_event(&row, &event, &of_shipment(shipment))?;
        self.set_line(shipment, &row.id, LineOutcome::Packed)
    }

    fn undo_pack(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = self.article(label)?;
        let previous = before_latest_move(self, &row, &[EventKind::Packed])?;
        let event = row.state()?.correct(previous)?;
        self.write_event(&row, &event, &of_shipment(shipment))?;
        self.set_line(shipment, &row.id, LineOutcome::Expected)
    }

    fn seal(&mut self, shipment: &ShipmentId, seal: Label) -> Result<()> {
        register::put_in_use(self, seal)?;
        parcel::move_on(self, shipment, ShipmentState::Draft, ShipmentState::Sealed)?;
        parcel::note_seal(self, shipment, seal)?;
        let seal_text = seal.to_string();
        let payload = json!({ "seal": seal, "direction": Direction::Outbound });
        self.record(Act::SealApplied, &[shipment.as_str(), &seal_text], &payload)?;
        Ok(())
    }

    fn dispatch(&mut self, shipment: &ShipmentId, waybill: &Waybill) -> Result<()> {
        parcel::move_on(
            self,
            shipment,
            ShipmentState::Sealed,
            ShipmentState::InTransit,
        )?;
        parcel::note_waybill(self, shipment, waybill)?;
        parcel::note_closed(self, shipment)?;
        let about = of_shipment(shipment);
        let mut items: Vec<ItemId> = Vec::new();
        for line in parcel::line_rows(self, shipment.as_str())? {
            let Some(item_id) = line.item_id else {
                continue;
            };
            let row = article::by_id(self, &item_id)?;
            let event = row.state()?.dispatch(shipment)?;
            self.write_event(&row, &event, &about)?;
            items.push(id(&item_id)?);
        }
        // A disc of a request answers it the moment it leaves.
        let tracking = Some(waybill.as_str());
        let request: Option<String> = shipment_table::table
            .find(shipment.as_str())
            .select(shipment_table::request_id)
            .first(self.conn())?;
        disclose_dispatched(
            self,
            &Dispatch {
                shipment,
                request: request.as_deref(),
                tracking,
                items: &items,
            },
        )?;
        self.record(
            Act::ShipmentDispatched,
            &[shipment.as_str()],
            &json!({ "waybill": waybill }),
        )?;
        Ok(())
    }

    fn relabel(&mut self, old: Label, new: Label) -> Result<()> {
        let row = self.article(old)?;
        let event = row.state()?.relabel()?;
        register::replace(self, old, new)?;
        diesel::update(item::table.find(&row.id))
            .set(item::label.eq(new.to_string()))
            .execute(self.conn())?;
        let row = self.article(new)?;
        let about = Circumstances {
            detail: Some(old.to_string()),
            ..Circumstances::default()
        };
        self.write_event(&row, &event, &about)
    }
}

fn of_shipment(shipment: &ShipmentId) -> Circumstances {
    Circumstances {
        shipment: Some(shipment.clone()),
        ..Circumstances::default()
    }
}
