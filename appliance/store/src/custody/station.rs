//! The scan station: facts in, one step of the rules, its effect written down.

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::act::Act;
use doublelock_domain::custody::item::{
    Condition, EventKind, Holder, HolderKind, ItemKind, Transition, receive_new,
};
use doublelock_domain::custody::scan::{Scan, parse_scans};
use doublelock_domain::custody::shipment::{
    Direction, LineOutcome, ShipmentState, Waybill, reconcile,
};
use doublelock_domain::custody::station::{
    Effect, Facts, Feedback, JobState, Known, Tone, VisitFact, refused_by_rule, step,
};
use doublelock_domain::custody::visit::{Verdict, Visit};
use doublelock_domain::ids::{ItemId, LocationId, ShipmentId, VisitId};
use doublelock_domain::label::{Label, LabelClass, LabelState};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use serde_json::json;

use super::event::{self, Circumstances, before_latest_move};
use super::item::{self as article, ItemRow, Names, Origin};
use super::label as register;
use super::place::Places;
use super::shipment as parcel;
use super::visit::{note_scan, open_visit_of, other_person};
use super::{id, maybe_id, word};
use crate::error::{Error, Result};
use crate::privacy::disclosure::{Dispatch, disclose_dispatched};
use crate::schema::custody::{item, item_external_id, shipment_line, station_job, station_scan};
use crate::unit::Unit;

/// A line of the present job, for the screen.
#[derive(Debug, Clone)]
pub struct StationLine {
    /// What it is.
    pub kind: ItemKind,
    /// Its label, once known.
    pub label: Option<Label>,
    /// Outcome of a shipment's line.
    pub outcome: Option<LineOutcome>,
    /// Verdict of a visit's line.
    pub verdict: Option<Verdict>,
    /// When that was noted.
    pub noted_at: Option<Timestamp>,
    /// Where the article is, in a visit.
    pub place: Option<String>,
}

/// What the station shows.
#[derive(Debug, Clone)]
pub struct StationView {
    /// What it is busy with.
    pub job: JobState,
    /// What the last scan led to.
    pub feedback: Feedback,
    /// The list of the job.
    pub lines: Vec<StationLine>,
    /// The open visit this person takes part in.
    pub visit: Option<(VisitId, Timestamp)>,
    /// Articles in this person's hands.
    pub in_hands: u32,
}

impl Unit<'_, Custody> {
    /// What this person's station is busy with; a page that is loaded again resumes.
    pub fn station(&mut self) -> Result<StationView> {
        let (job, feedback) = self.load_job()?;
        self.station_view(job, feedback)
    }

    /// Takes in what a reader typed: one code or several, in order, until one is
    /// refused. `nonce` is the id of this reading: posting it again changes nothing
    /// and shows the present state (I15).
    pub fn scan(&mut self, input: &str, nonce: &str) -> Result<StationView> {
        if !is_nonce(nonce) {
            return Err(Refusal::FieldCharacters { field: "nonce" }.into());
        }
        let (mut job, mut feedback) = self.load_job()?;
        let known: Option<String> = station_scan::table
            .find(nonce)
            .select(station_scan::nonce)
            .first(self.conn())
            .optional()?;
        if known.is_some() {
            return self.station_view(job, feedback);
        }
        let scans = parse_scans(input);
        let total = scans.len();
        for (at, scan) in scans.iter().enumerate() {
            let facts = self.facts(scan)?;
            let taken = step(&job, scan, &facts);
            self.perform(taken.effect)?;
            job = self.refreshed(taken.state)?;
            feedback = taken.feedback;
            if feedback.tone == Tone::Refused {
                feedback.unread = super::count(total - at - 1);
                break;
            }
        }
        self.store_job(&job, &feedback)?;
        self.note_scanned(nonce, &feedback)?;
        self.station_view(job, feedback)
    }

    /// The records said no to a reading (somebody else was faster): the station says
    /// so, and why. Nothing of the reading was kept.
    pub fn note_refused_scan(&mut self, nonce: &str, refusal: &Refusal) -> Result<StationView> {
        if !is_nonce(nonce) {
            return Err(Refusal::FieldCharacters { field: "nonce" }.into());
        }
        let (job, _) = self.load_job()?;
        let feedback = refused_by_rule(&job, refusal);
        self.store_job(&job, &feedback)?;
        self.note_scanned(nonce, &feedback)?;
        self.station_view(job, feedback)
    }

    /// The person leaves the station. The job stays: they come back to it.
    pub fn leave_station(&mut self) -> Result<()> {
        let (job, _) = self.load_job()?;
        let mut feedback = Feedback::welcome();
        feedback.next = job.next();
        (feedback.done, feedback.total) = job.counts();
        self.store_job(&job, &feedback)
    }

    fn load_job(&mut self) -> Result<(JobState, Feedback)> {
        let stored: Option<(String, String)> = station_job::table
            .find(self.actor().as_str().to_owned())
            .select((station_job::state, station_job::feedback))
            .first(self.conn())
            .optional()?;
        let Some((state, feedback)) = stored else {
            return Ok((JobState::default(), Feedback::welcome()));
        };
        let corrupt = |_| Error::Corrupt("a station's job is malformed");
        let job: JobState = serde_json::from_str(&state).map_err(corrupt)?;
        let feedback = serde_json::from_str(&feedback).map_err(corrupt)?;
        let same = self.refreshed(job.clone())?;
        // Somebody else finished the job meanwhile.
        if same == JobState::default() && job != same && !matches!(job, JobState::Ready { .. }) {
            return Ok((same, Feedback::welcome()));
        }
        Ok((same, feedback))
    }

    /// The job with the lines as they are now: another station may work on the same
    /// shipment. A shipment that is over ends the job.
    fn refreshed(&mut self, job: JobState) -> Result<JobState> {
        match job {
            JobState::Receive(mut job) => {
                let fact = parcel::fact(self, job.shipment.as_str())?;
                if fact.state != ShipmentState::Announced {
                    return Ok(JobState::default());
                }
                job.lines = fact.lines;
                Ok(JobState::Receive(job))
            }
            JobState::Ship(mut job) => {
                let fact = parcel::fact(self, job.shipment.as_str())?;
                if !matches!(fact.state, ShipmentState::Draft | ShipmentState::Sealed) {
                    return Ok(JobState::default());
                }
                (job.lines, job.seal, job.waybill) = (fact.lines, fact.seal, fact.waybill);
                Ok(JobState::Ship(job))
            }
            other => Ok(other),
        }
    }

    fn store_job(&mut self, job: &JobState, feedback: &Feedback) -> Result<()> {
        let unwritable = |_| Error::Corrupt("a station's job could not be written");
        let state = serde_json::to_string(job).map_err(unwritable)?;
        let said = serde_json::to_string(feedback).map_err(unwritable)?;
        let (who, now) = (self.actor().to_string(), self.now().micros());
        let changed = diesel::update(station_job::table.find(who.clone()))
            .set((
                station_job::state.eq(&state),
                station_job::feedback.eq(&said),
                station_job::updated_at.eq(now),
            ))
            .execute(self.conn())?;
        if changed == 0 {
            diesel::insert_into(station_job::table)
                .values((
                    station_job::person_id.eq(who),
                    station_job::state.eq(state),
                    station_job::feedback.eq(said),
                    station_job::updated_at.eq(now),
                ))
                .execute(self.conn())?;
        }
        Ok(())
    }

    fn note_scanned(&mut self, nonce: &str, feedback: &Feedback) -> Result<()> {
        let (who, now) = (self.actor().to_string(), self.now().micros());
        diesel::insert_into(station_scan::table)
            .values((
                station_scan::nonce.eq(nonce),
                station_scan::person_id.eq(who),
                station_scan::scanned_at.eq(now),
                station_scan::tone.eq(feedback.tone.as_str()),
                station_scan::said.eq(feedback.said.as_str()),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    fn facts(&mut self, scan: &Scan) -> Result<Facts> {
        let known = match scan {
            Scan::Label(label) => self.known_label(*label)?,
            Scan::Other(code) => self.known_other(code)?,
            _ => Known::Nothing,
        };
        let actor = self.actor().clone();
        let visit = open_visit_of(self, &actor)?.map(|visit| visit_fact(&visit));
        let in_hands = super::count(self.in_hands()?.len());
        Ok(Facts {
            now: self.now(),
            actor,
            known,
            visit,
            in_hands,
        })
    }

    fn known_other(&mut self, code: &str) -> Result<Known> {
        if let Some(row) = article::by_external(self, code)? {
            return Ok(Known::Item(article::fact(self, &row, true)?));
        }
        match parcel::by_waybill(self, code)? {
            Some(shipment) => Ok(Known::Shipment(parcel::fact(self, &shipment)?)),
            None => Ok(Known::Nothing),
        }
    }

    fn known_label(&mut self, label: Label) -> Result<Known> {
        let Some(row) = register::find(self, label)? else {
            return Ok(Known::NeverIssued);
        };
        if word::<LabelState>(&row.state)? == LabelState::Void {
            return Ok(Known::Void {
                current: maybe_id(row.successor.as_ref())?,
                since: Timestamp::from_micros(row.void_at.unwrap_or(0)),
            });
        }
        match label.class() {
            LabelClass::Item => match article::by_label(self, label)? {
                Some(row) => Ok(Known::Item(article::fact(self, &row, false)?)),
                None => Ok(Known::Fresh),
            },
            LabelClass::Location => {
                let places = Places::load(self)?;
                match places.by_label(label) {
                    Some(place) => Ok(Known::Place(places.view(place)?.fact)),
                    None => Ok(Known::Elsewhere),
                }
            }
            LabelClass::Shipment => match parcel::by_label(self, label)? {
                Some(shipment) => Ok(Known::Shipment(parcel::fact(self, &shipment)?)),
                None => Ok(Known::Elsewhere),
            },
            LabelClass::Seal => match parcel::of_seal(self, label)? {
                Some(shipment) => Ok(Known::UsedSeal { shipment }),
                None => Ok(Known::Fresh),
            },
            LabelClass::Container | LabelClass::Person | LabelClass::Key => Ok(Known::Elsewhere),
        }
    }

    /// Articles in the hands of the person of this unit.
    fn in_hands(&mut self) -> Result<Vec<ItemRow>> {
        let who = self.actor().to_string();
        Ok(item::table
            .filter(item::holder_kind.eq(HolderKind::Person.as_str()))
            .filter(item::holder_id.eq(who))
            .order(item::id)
            .limit(1000)
            .select(ItemRow::as_select())
            .load(self.conn())?)
    }

    fn station_view(&mut self, job: JobState, feedback: Feedback) -> Result<StationView> {
        let actor = self.actor().clone();
        let visit = open_visit_of(self, &actor)?;
        let lines = match (&job, &visit) {
            (JobState::Receive(receive), _) => self.parcel_lines(receive.shipment.as_str())?,
            (JobState::Ship(ship), _) => self.parcel_lines(ship.shipment.as_str())?,
            (JobState::Archive(archive), Some(visit)) if visit.id == archive.visit => {
                self.plan_lines(visit)?
            }
            _ => Vec::new(),
        };
        let in_hands = super::count(self.in_hands()?.len());
        Ok(StationView {
            job,
            feedback,
            lines,
            visit: visit.map(|visit| (visit.id, visit.ends_at)),
            in_hands,
        })
    }

    fn parcel_lines(&mut self, shipment: &str) -> Result<Vec<StationLine>> {
        let rows: Vec<(String, String, Option<i64>, Option<String>)> = shipment_line::table
            .left_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
            .filter(shipment_line::shipment_id.eq(shipment.to_owned()))
            .order(shipment_line::position)
            .select((
                shipment_line::kind,
                shipment_line::outcome,
                shipment_line::noted_at,
                item::label.nullable(),
            ))
            .load(self.conn())?;
        rows.iter()
            .map(|(kind, outcome, noted, label)| {
                Ok(StationLine {
                    kind: word(kind)?,
                    label: maybe_id(label.as_ref())?,
                    outcome: Some(word(outcome)?),
                    verdict: None,
                    noted_at: noted.map(Timestamp::from_micros),
                    place: None,
                })
            })
            .collect()
    }

    fn plan_lines(&mut self, visit: &Visit) -> Result<Vec<StationLine>> {
        let mut names = Names::default();
        let mut lines = Vec::new();
        for planned in &visit.plan {
            let row = article::by_id(self, planned.item.as_str())?;
            lines.push(StationLine {
                kind: word(&row.kind)?,
                label: Some(row.label()?),
                outcome: None,
                verdict: Some(planned.verdict),
                noted_at: None,
                place: Some(names.view(self, &row.state()?.holder)?.name),
            });
        }
        Ok(lines)
    }

    fn perform(&mut self, effect: Effect) -> Result<()> {
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
        let about = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.put_away(&by, place.clone(), barriers)?;
        self.write_event(&row, &event, &about)?;
        note_scan(self, visit, &row.id, Verdict::Scanned)
    }

    fn retrieve(&mut self, visit: &VisitId, label: Label) -> Result<()> {
        let about = self.in_visit(visit)?;
        let row = self.article(label)?;
        let by = self.actor().clone();
        let event = row.state()?.retrieve(&by)?;
        self.write_event(&row, &event, &about)?;
        note_scan(self, visit, &row.id, Verdict::Scanned)
    }

    fn undo_move(&mut self, visit: &VisitId, label: Label) -> Result<()> {
        let about = self.in_visit(visit)?;
        let row = self.article(label)?;
        let kinds = [EventKind::PutAway, EventKind::Retrieved];
        let previous = before_latest_move(self, &row, &kinds)?;
        let event = row.state()?.correct(previous)?;
        self.write_event(&row, &event, &about)?;
        note_scan(self, visit, &row.id, Verdict::Open)
    }

    /// The circumstances of a scan in a visit, which must accept it now.
    fn in_visit(&mut self, visit: &VisitId) -> Result<Circumstances> {
        let witness = Some(other_person(self, visit)?);
        Ok(Circumstances {
            visit: Some(visit.clone()),
            witness,
            ..Circumstances::default()
        })
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
        disclose_dispatched(
            self,
            &Dispatch {
                shipment,
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

fn visit_fact(visit: &Visit) -> VisitFact {
    VisitFact {
        id: visit.id.clone(),
        archive: visit.archive.clone(),
        purpose: visit.purpose,
        ends_at: visit.ends_at,
        planned: super::count(visit.plan.len()),
    }
}

/// 16 to 64 letters, digits and hyphens.
fn is_nonce(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
