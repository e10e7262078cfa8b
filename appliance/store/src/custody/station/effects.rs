//! Effects of scans, written down as facts.

use doublelock_domain::access::Custody;
use doublelock_domain::custody::delivery::{SealVerdict, Service};
use doublelock_domain::custody::exception::{Concern, ExceptionExit, ExceptionKind};
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::item::{Condition, EventKind, ItemKind, Transition, receive_new};
use doublelock_domain::custody::shipment::{
    LineOutcome, ReceivedLine, Shipment, ShipmentState, Waybill, late_from, reconcile,
};
use doublelock_domain::custody::station::Effect;
use doublelock_domain::custody::visit::{Visit, VisitPurpose};
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    ForeignLabel, Happening, InVisit, LabelVoided, NewArticle, Owner, ReconciledLine, SealApplied,
    SealBroken, SealInspected, ShipmentDispatched, ShipmentReconciled, ShipmentShort,
    ShipmentShortTakenBack, ShipmentWords, WaybillWords,
};
use doublelock_domain::ids::{ItemId, LocationId, PersonId, ShipmentId, VisitId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::columns::{maybe_stored, stored};
use crate::custody::event::{self, before_latest_move, before_packing};
use crate::custody::exception;
use crate::custody::item::{self as article, ItemRow};
use crate::custody::label as register;
use crate::custody::returns::{announce_return, sender_had_it};
use crate::custody::shipment as parcel;
use crate::custody::visit::{load as load_visit, other_person};
use crate::custody::whose::{parcel_of, settle};
use crate::error::{Error, Result};
use crate::privacy::disclosure::{Dispatch, disc_is_current, disclose_dispatched};
use crate::sections;
use crate::unit::{Sight, Unit};

impl Sight<'_, Custody> {
    fn article(&mut self, label: Label) -> Result<ItemRow> {
        article::by_label(self, label)?.ok_or(Error::NotFound)
    }

    /// A visit, which must accept a scan now, and the other person of it.
    fn in_visit(&mut self, visit: &VisitId) -> Result<(Visit, PersonId)> {
        let visit = load_visit(self, visit)?;
        let witness = other_person(self, &visit)?;
        Ok((visit, witness))
    }
}

impl Unit<'_, Custody> {
    pub(super) fn perform(&mut self, effect: Effect, zone: SiteZone) -> Result<()> {
        match effect {
            // A parcel that comes unannounced, or back, is written down before: the station goes on with what it is then.
            Effect::Nothing | Effect::Arrive { .. } | Effect::ComeBack { .. } => Ok(()),
            Effect::NoteWaybill { shipment, waybill } => self.note_waybill(&shipment, &waybill),
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
                outcome,
            } => {
                self.report_condition(&shipment, label, (condition, outcome))?;
                if outcome == LineOutcome::Received {
                    let item = stored(&self.article(label)?.id)?;
                    exception::damage_corrected(self, &shipment, &item)?;
                }
                self.open_if_reconciled(&shipment, zone)
            }
            Effect::InspectSeal { shipment, verdict } => {
                self.inspect_seal(&shipment, verdict, zone)
            }
            Effect::LinkExternal { label, code } => self.link_external(label, &code),
            Effect::MarkMissing { shipment } => self.mark_missing(&shipment),
            Effect::UndoMissing { shipment } => self.undo_missing(&shipment),
            Effect::FinishReceiving {
                shipment,
                place,
                missing,
            } => {
                if missing {
                    self.mark_missing(&shipment)?;
                }
                self.finish_receiving(&shipment, &place, zone)
            }
            Effect::LayDownFound { shipment, place } => {
                self.set_down(&place, Some(&shipment))?;
                sender_had_it(self, &shipment)?;
                self.open_exceptions_of(&shipment, zone)
            }
            Effect::UndoReceive { shipment, label } => self.undo_receive(&shipment, label, zone),
            Effect::SetDown { place } => self.lay_down_all(&place, zone),
            Effect::PutAway {
                visit,
                label,
                place,
                barriers,
            } => {
                self.put_away(&visit, label, &place, barriers)?;
                self.moved(label, zone)
            }
            Effect::Retrieve { visit, label } => self.retrieve(&visit, label),
            Effect::UndoMove { visit, label } => self.undo_move(&visit, label, zone),
            Effect::Pack { shipment, label } => {
                self.pack(&shipment, label)?;
                self.moved(label, zone)
            }
            Effect::UndoPack { shipment, label } => self.undo_pack(&shipment, label),
            Effect::Seal { shipment, seal } => self.seal(&shipment, seal),
            Effect::BreakSeal { shipment, seal } => self.break_seal(&shipment, seal),
            Effect::Dispatch { shipment, waybill } => self.dispatch(&shipment, &waybill, zone),
            Effect::ConfirmReceipt { shipment } => self.slip_is_back(&shipment),
            Effect::FindInside { shipment, label } => self.find_inside(&shipment, label),
            Effect::MarkNotBack { shipment } => self.mark_not_back(&shipment, zone),
            Effect::Relabel { old, new } => self.relabel(old, new),
        }
    }

    fn write_event(&mut self, row: &ItemRow, event: Transition, what: Happening) -> Result<()> {
        event::append(self, row, event, what).map(|_| ())
    }

    fn receive(
        &mut self,
        shipment: &ShipmentId,
        label: Label,
        line: Option<usize>,
        kind: ItemKind,
        (condition, outcome): (Condition, LineOutcome),
    ) -> Result<()> {
        let by = self.actor().clone();
        let parcel = parcel::load(self, shipment)?;
        let line = parcel
            .receive(line, kind, outcome)
            .ok_or(Error::Corrupt("a line of a shipment is not there"))?;
        // A line that was given up when the parcel was reconciled.
        let found = (!parcel.state.is_receiving()).then_some(line.line);
        let from = parcel::row(self, shipment.as_str())?;
        let keys = self.keys();
        let words: ShipmentWords = sections::open(self.conn(), keys, from.words)?;
        let owner = words.party.map(|party| party.as_str().to_owned());
        let again = article::by_label(self, label)?;
        let item = match &again {
            Some(row) => stored(&row.id)?,
            None => ItemId::new(self.now(), self.entropy()),
        };
        // Whose it is that nobody announced, the parcel does not say.
        let (case, key) = match outcome {
            LineOutcome::Extra => (None, (&item).into()),
            _ if !from.was_announced()? => (None, (&item).into()),
            _ => (maybe_stored(from.case_id.as_deref())?, from.key()?),
        };
        let article = NewArticle {
            kind,
            words: Some(Sealed::new(key, Owner { owner })),
            case,
            request: None,
        };
        let what = Happening::Received {
            shipment: shipment.clone(),
            line,
            article,
        };
        if let Some(row) = again
            .as_ref()
            .filter(|row| row.state().is_ok_and(|it| it.has_left()))
        {
            return self.take_home(row, shipment, line, (condition, found));
        }
        // Taken back before: what it is and whose, this parcel says anew.
        if let Some(row) = again {
            let event = row.state()?.receive_again(by, condition)?;
            article::may_change_case(self, &row, what.article())?;
            self.write_event(&row, event, what)?;
            return self.line_found(shipment, found);
        }
        register::may_be_used(self, label)?;
        let first = receive_new(shipment.clone(), by, condition);
        self.enact(first.fact(item, label, what))?;
        self.line_found(shipment, found)
    }

    /// An article that had left is here again: it is what it was, and whose.
    fn take_home(
        &mut self,
        row: &ItemRow,
        shipment: &ShipmentId,
        line: ReceivedLine,
        (condition, found): (Condition, Option<u32>),
    ) -> Result<()> {
        let event = row.state()?.return_to(self.actor().clone(), condition)?;
        let what = Happening::Returned {
            shipment: shipment.clone(),
            line,
        };
        self.write_event(row, event, what)?;
        exception::item_found(self, &stored(&row.id)?)?;
        self.line_found(shipment, found)
    }

    fn line_found(&mut self, shipment: &ShipmentId, line: Option<u32>) -> Result<()> {
        line.map_or(Ok(()), |line| exception::line_found(self, shipment, line))
    }

    fn report_condition(
        &mut self,
        shipment: &ShipmentId,
        label: Label,
        (condition, outcome): (Condition, LineOutcome),
    ) -> Result<()> {
        let row = self.article(label)?;
        let event = row.state()?.report_condition(condition)?;
        let (parcel, item) = (parcel::load(self, shipment)?, stored(&row.id)?);
        let lines = match outcome {
            LineOutcome::Received => parcel.received_damaged(&item),
            _ => parcel.received_whole(&item),
        };
        let what = Happening::ConditionReported {
            shipment: shipment.clone(),
            lines,
            outcome,
        };
        self.write_event(&row, event, what)
    }

    fn link_external(&mut self, label: Label, code: &str) -> Result<()> {
        let row = self.article(label)?;
        let event = row.state()?.link_external_id()?;
        let code = code.to_owned();
        let words = Sealed::new(row.key()?, ForeignLabel { code });
        self.write_event(&row, event, Happening::ExternalIdLinked { words })
    }

    /// What is not whole is somebody's to explain, whoever says so first.
    fn inspect_seal(
        &mut self,
        shipment: &ShipmentId,
        verdict: Option<SealVerdict>,
        zone: SiteZone,
    ) -> Result<()> {
        parcel::load(self, shipment)?.must_be_receiving()?;
        self.enact(SealInspected {
            shipment: shipment.clone(),
            verdict,
        })?;
        if verdict == Some(SealVerdict::NotIntact) {
            let concern = Concern {
                shipment: Some(shipment.clone()),
                ..Concern::default()
            };
            let owner = Some(self.actor().clone());
            exception::open(self, ExceptionKind::SealNotIntact, concern, owner, zone)
        } else {
            exception::seal_corrected(self, shipment)
        }
    }

    fn mark_missing(&mut self, shipment: &ShipmentId) -> Result<()> {
        let missing = parcel::load(self, shipment)?.waiting();
        if !missing.is_empty() {
            let shipment = shipment.clone();
            self.enact(ShipmentShort { shipment, missing })?;
        }
        Ok(())
    }

    fn undo_missing(&mut self, shipment: &ShipmentId) -> Result<()> {
        let parcel = parcel::load(self, shipment)?;
        parcel.must_be_receiving()?;
        let expected = parcel.missing();
        if !expected.is_empty() {
            let shipment = shipment.clone();
            self.enact(ShipmentShortTakenBack { shipment, expected })?;
        }
        Ok(())
    }

    /// Lays down what this person holds: all of it, or what came with one shipment.
    fn set_down(&mut self, place: &LocationId, shipment: Option<&ShipmentId>) -> Result<()> {
        let by = self.actor().clone();
        let mine: Vec<String> = match shipment {
            Some(shipment) => parcel::load(self, shipment)?
                .items()
                .map(ToString::to_string)
                .collect(),
            None => article::in_hands(self)?
                .into_iter()
                .map(|row| row.id)
                .collect(),
        };
        for item_id in mine {
            let row = article::by_id(self, &item_id)?;
            // What another person took out of the same parcel is theirs to lay down.
            if let Ok(event) = row.state()?.set_down(&by, place.clone()) {
                let shipment = shipment.cloned();
                self.write_event(&row, event, Happening::SetDown { shipment })?;
            }
        }
        Ok(())
    }

    fn finish_receiving(
        &mut self,
        shipment: &ShipmentId,
        place: &LocationId,
        zone: SiteZone,
    ) -> Result<()> {
        let parcel = parcel::load(self, shipment)?;
        parcel.must_be_receiving()?;
        let lines = parcel::lines(self, shipment.as_str())?;
        let state = reconcile(parcel.state, &lines)?;
        self.set_down(place, Some(shipment))?;
        if parcel.state == ShipmentState::Arrived {
            self.in_no_other_hands(&parcel)?;
        }
        let lines = lines
            .into_iter()
            .map(|line| ReconciledLine {
                kind: line.kind,
                label: line.label,
                outcome: line.outcome,
            })
            .collect();
        self.enact(ShipmentReconciled {
            shipment: shipment.clone(),
            state,
            place: place.clone(),
            lines,
        })?;
        sender_had_it(self, shipment)?;
        exception::parcel_not_late(self, shipment, ExceptionExit::Arrived)?;
        settle(self, shipment)?;
        self.open_exceptions_of(shipment, zone)
    }

    /// Of a parcel that nobody had announced nobody knows what is left in it: it is not closed over the head of a
    /// colleague who takes articles out of it.
    fn in_no_other_hands(&mut self, parcel: &Shipment) -> Result<()> {
        let items = article::by_ids(self, parcel.items().map(ToString::to_string))?;
        for row in items.values() {
            if matches!(row.state()?.holder, Holder::Person(_)) {
                return Err(Refusal::ParcelInOtherHands.into());
            }
        }
        Ok(())
    }

    fn open_exceptions_of(&mut self, shipment: &ShipmentId, zone: SiteZone) -> Result<()> {
        let parcel = parcel::load(self, shipment)?;
        let row = parcel::row(self, shipment.as_str())?;
        let (left_in, due) = (row.round_trip_of, row.late_from);
        let items = article::by_ids(self, parcel.named_items().map(ToString::to_string))?;
        let mut spared = Vec::new();
        for line in &parcel.lines {
            let Some(item) = line.item.as_ref().or(line.awaits.as_ref()) else {
                continue;
            };
            let holder = article::among(&items, item.as_str())?.state()?.holder;
            let is_here = line.item.is_none()
                && holder.left_in().map(ShipmentId::as_str) != left_in.as_deref();
            if is_here || matches!(holder, Holder::Person(_)) {
                spared.push(item.clone());
            }
        }
        let due = due.map(Timestamp::from_micros);
        exception::open_of_lines(self, shipment, &parcel, &spared, (due, zone))
    }

    /// What is seen of a parcel after it was reconciled is opened at once.
    fn open_if_reconciled(&mut self, shipment: &ShipmentId, zone: SiteZone) -> Result<()> {
        if parcel::state(self, shipment)?.is_receiving() {
            return Ok(());
        }
        self.open_exceptions_of(shipment, zone)
    }

    /// Lays down all that this person holds.
    fn lay_down_all(&mut self, place: &LocationId, zone: SiteZone) -> Result<()> {
        let mine: Vec<String> = article::in_hands(self)?
            .into_iter()
            .map(|row| row.id)
            .collect();
        self.set_down(place, None)?;
        self.opens_what_is_amiss(&mine, zone)
    }

    /// An article was scanned where it is now, and is in nobody's hands any more.
    fn moved(&mut self, label: Label, zone: SiteZone) -> Result<()> {
        let id = self.article(label)?.id;
        exception::item_found(self, &stored(&id)?)?;
        self.opens_what_is_amiss(&[id], zone)
    }

    /// What came damaged or too much out of a parcel that was closed while it was in hand is opened.
    fn opens_what_is_amiss(&mut self, items: &[String], zone: SiteZone) -> Result<()> {
        for shipment in parcel::amiss_with(self, items)? {
            self.open_if_reconciled(&shipment, zone)?;
        }
        Ok(())
    }

    fn undo_receive(&mut self, shipment: &ShipmentId, label: Label, zone: SiteZone) -> Result<()> {
        let row = self.article(label)?;
        let kinds = [EventKind::Received, EventKind::Returned];
        let before = before_latest_move(self, &row, &kinds)?;
        // What came out of this parcel, for the first time or again, goes back to being nobody's; what it brought back, to
        // whoever has what it left in by now.
        let left_in = before.holder.as_ref().and_then(Holder::left_in);
        let left_in = left_in.filter(|left| *left != shipment);
        let event = match left_in {
            Some(left) => {
                let item = stored(&row.id)?;
                let had = parcel::load(self, left)?.holder_of_what_left(left, &item);
                row.state()?.take_back_return(had, before.condition)?
            }
            None => row.state()?.correct(None)?,
        };
        let parcel = parcel::load(self, shipment)?;
        let (expected_again, removed) = parcel.take_back(&stored(&row.id)?);
        let what = Happening::ReceptionTakenBack {
            shipment: shipment.clone(),
            expected_again: expected_again.clone(),
            removed,
        };
        self.write_event(&row, event, what)?;
        if left_in.is_some() {
            exception::item_not_found_again(self, &stored(&row.id)?, before.moved_at, zone)?;
        }
        if parcel.state.is_receiving() || expected_again.is_empty() {
            return Ok(());
        }
        // Nobody waits for it any more: it is missing, as it was.
        self.enact(ShipmentShort {
            shipment: shipment.clone(),
            missing: expected_again.clone(),
        })?;
        exception::lines_missing_again(self, shipment, &expected_again, zone)
    }

    fn put_away(
        &mut self,
        visit: &VisitId,
        label: Label,
        place: &LocationId,
        barriers: u32,
    ) -> Result<()> {
        let (mut visit, witness) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.put_away(&by, place.clone(), barriers)?;
        if row.is_unidentified() {
            return Err(Refusal::Unidentified.into());
        }
        let item = stored(&row.id)?;
        visit.moved(&item, VisitPurpose::PutAway);
        let within = within(&visit, witness, &item);
        self.write_event(&row, event, Happening::PutAway { within })
    }

    fn retrieve(&mut self, visit: &VisitId, label: Label) -> Result<()> {
        let (mut visit, witness) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.retrieve(&by)?;
        let item = stored(&row.id)?;
        visit.moved(&item, VisitPurpose::Retrieve);
        let within = within(&visit, witness, &item);
        self.write_event(&row, event, Happening::Retrieved { within })?;
        exception::item_found(self, &item)
    }

    fn undo_move(&mut self, visit: &VisitId, label: Label, zone: SiteZone) -> Result<()> {
        let (mut visit, witness) = self.in_visit(visit)?;
        let row = self.article(label)?;
        let kinds = [EventKind::PutAway, EventKind::Retrieved];
        let before = before_latest_move(self, &row, &kinds)?;
        let event = row.state()?.correct(before.holder)?;
        let item = stored(&row.id)?;
        visit.taken_back(&item);
        let within = within(&visit, witness, &item);
        self.write_event(&row, event, Happening::MovementTakenBack { within })?;
        exception::item_not_found_again(self, &item, before.moved_at, zone)
    }

    fn pack(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = self.article(label)?;
        let item = stored(&row.id)?;
        // Better here than at the driver's elbow, with the parcel sealed.
        disc_is_current(self, &item)?;
        let by = self.actor().clone();
        let event = row.state()?.pack(&by, shipment.clone())?;
        let parcel = parcel::load(self, shipment)?;
        parcel.must_be(ShipmentState::Draft)?;
        let lines = parcel.of(&item);
        let shipment = shipment.clone();
        self.write_event(&row, event, Happening::Packed { shipment, lines })
    }

    fn undo_pack(&mut self, shipment: &ShipmentId, label: Label) -> Result<()> {
        let row = self.article(label)?;
        let previous = before_packing(self, &row)?;
        let event = row.state()?.correct(previous)?;
        let lines = parcel::load(self, shipment)?.of(&stored(&row.id)?);
        let shipment = shipment.clone();
        self.write_event(&row, event, Happening::PackingTakenBack { shipment, lines })
    }

    fn seal(&mut self, shipment: &ShipmentId, seal: Label) -> Result<()> {
        register::may_be_used(self, seal)?;
        let parcel = parcel::load(self, shipment)?;
        parcel.must_be(ShipmentState::Draft)?;
        // Sealed, it leaves as it is: this is the last moment to take a disc out again.
        for item in parcel.packed_items() {
            disc_is_current(self, item)?;
        }
        let shipment = shipment.clone();
        self.enact(SealApplied { shipment, seal })?;
        Ok(())
    }

    fn break_seal(&mut self, shipment: &ShipmentId, seal: Label) -> Result<()> {
        parcel::load(self, shipment)?.must_be(ShipmentState::Sealed)?;
        let shipment = shipment.clone();
        self.enact(SealBroken { shipment, seal })?;
        Ok(())
    }

    fn dispatch(&mut self, shipment: &ShipmentId, waybill: &Waybill, zone: SiteZone) -> Result<()> {
        let parcel = parcel::load(self, shipment)?;
        parcel.must_be(ShipmentState::Sealed)?;
        let items: Vec<ItemId> = parcel.packed_items().cloned().collect();
        for item_id in &items {
            let row = article::by_id(self, item_id.as_str())?;
            let event = row.state()?.dispatch(shipment)?;
            let shipment = shipment.clone();
            self.write_event(&row, event, Happening::Dispatched { shipment })?;
            exception::item_left(self, item_id)?;
            if let Some(parcel) = parcel_of(self, item_id)? {
                settle(self, &parcel)?;
            }
        }
        // A disc of a request answers it the moment it leaves.
        let row = parcel::row(self, shipment.as_str())?;
        let request = row.request()?;
        disclose_dispatched(
            self,
            &Dispatch {
                shipment,
                request: request.as_ref(),
                tracking: Some(waybill.as_str()),
                items: &items,
            },
        )?;
        let service = row.service()?.unwrap_or(Service::USUAL);
        let eta = service.expected(self.now().date_in(zone));
        self.enact(ShipmentDispatched {
            shipment: shipment.clone(),
            words: Sealed::new(
                row.key()?,
                WaybillWords {
                    waybill: waybill.clone(),
                },
            ),
            eta,
            late_from: late_from(eta, zone),
        })?;
        match row.back_by()? {
            // Whoever agreed on a day before it could be there agreed too early.
            Some(day) => announce_return(self, shipment, day.max(eta), zone),
            None => Ok(()),
        }
    }

    fn relabel(&mut self, old: Label, new: Label) -> Result<()> {
        let row = self.article(old)?;
        let event = row.state()?.relabel()?;
        register::may_be_used(self, new)?;
        self.enact(LabelVoided {
            label: old,
            successor: new,
        })?;
        self.write_event(&row, event, Happening::Relabelled { new })
    }
}

/// The visit an article was moved in, with what the move makes of it in the plan.
fn within(visit: &Visit, witness: PersonId, item: &ItemId) -> InVisit {
    InVisit {
        visit: visit.id.clone(),
        witness,
        verdict: visit.verdict_of(item),
    }
}
