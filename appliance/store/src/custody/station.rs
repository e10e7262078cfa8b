//! The scan station: facts in, one step of the rules, its effect written down.

mod effects;
mod kept;

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::label_register::LabelState;
use doublelock_domain::custody::scan::{Card, Scan, parse_scans};
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState, Waybill};
use doublelock_domain::custody::station::{
    Effect, Facts, Feedback, JobState, Known, ReceiveJob, Said, ShipmentFact, Step, Tone,
    VisitFact, in_visit, not_seen, refused_by_rule, step, take_up, taken_back, unannounced,
};
use doublelock_domain::custody::visit::{Verdict, Visit};
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::fact::custody::ScanRefused;
use doublelock_domain::ids::{Reference, VisitId};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use kept::Kept;

use super::item as article;
use super::label as register;
use super::lent::labels_of;
use super::names::Names;
use super::outgrown::outgrown;
use super::place;
use super::returns::leg_of;
use super::shipment as parcel;
use super::visit::{load as load_visit, open_visit_of};
use super::waybill::by_waybill;
use crate::columns::{count, maybe_stored, stored};
use crate::error::Result;
use crate::schema::custody::{item, shipment_line, station_scan};
use crate::unit::{Sight, Unit};

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
    /// As [`super::ShipmentLineView::outgrown`].
    pub outgrown: bool,
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
    /// Why the records said no to the reading that this answers.
    pub refused: Option<Refusal>,
    /// The id of the last reading, and when that was said; none before the first.
    pub last: Option<(String, Timestamp)>,
}

/// One reading, as a page sends it.
#[derive(Debug, Clone, Copy)]
pub struct Scanned<'r> {
    /// What the reader typed: one code or several.
    pub codes: &'r str,
    /// Its id: sent again, it changes nothing and shows the present state (I15).
    pub nonce: &'r str,
    /// The id of the reading whose answer stood on the page that it was made on; none if that is not known.
    pub after: Option<&'r str>,
}

impl<'r> Scanned<'r> {
    /// A reading by whoever saw what the one before led to.
    pub const fn new(codes: &'r str, nonce: &'r str) -> Self {
        Self {
            codes,
            nonce,
            after: None,
        }
    }
}

impl Sight<'_, Custody> {
    /// What this person's station is busy with; a page that is loaded again resumes.
    ///
    /// Codes, kinds and places name nobody. A recipient can be a patient, and a holder
    /// can be a colleague: where one is named, the reading itself is written down.
    pub fn station(&mut self) -> Result<StationView> {
        let kept = self.load_job()?;
        if matches!(kept.job, JobState::Ship(_) | JobState::Back(_))
            || names_somebody(&kept.job, &kept.feedback)
        {
            self.note_shown(&kept.job, None)?;
        }
        self.station_view(kept)
    }

    fn station_view(&mut self, kept: Kept) -> Result<StationView> {
        let Kept {
            job,
            feedback,
            last,
        } = kept;
        let actor = self.actor().clone();
        let visit = open_visit_of(self, &actor, visit_of(&job))?;
        let lines = match (&job, &visit) {
            (JobState::Receive(receive), _) => self.parcel_lines(receive.shipment.as_str())?,
            (JobState::Back(back), _) => self.parcel_lines(back.shipment.as_str())?,
            (JobState::Ship(ship), _) => self.departing_lines(ship.shipment.as_str())?,
            (JobState::Archive(archive), Some(visit)) if visit.id == archive.visit => {
                self.plan_lines(visit)?
            }
            _ => Vec::new(),
        };
        let in_hands = article::count_in_hands(self)?;
        Ok(StationView {
            job,
            feedback,
            lines,
            visit: visit.map(|visit| (visit.id, visit.ends_at)),
            in_hands,
            refused: None,
            last,
        })
    }

    /// The job in which a scan on the page of `visit` counts.
    fn job_in_visit(&mut self, job: JobState, visit: &VisitId) -> Result<JobState> {
        let open = load_visit(self, visit)?;
        open.accepts_scan(self.actor(), self.now())?;
        Ok(in_visit(job, &visit_fact(&open))?)
    }

    /// Somebody's name was shown at the station: of whoever is behind its job, or holds
    /// what was scanned.
    fn note_shown(&mut self, job: &JobState, known: Option<&Known>) -> Result<()> {
        let mut records: Vec<Subject> = Vec::new();
        match job {
            JobState::Receive(job) => {
                records.extend(parcel::row(self, job.shipment.as_str())?.subjects()?);
            }
            JobState::Ship(job) => {
                records.extend(parcel::row(self, job.shipment.as_str())?.subjects()?);
            }
            JobState::Back(job) => {
                records.extend(parcel::row(self, job.shipment.as_str())?.subjects()?);
            }
            JobState::Ready { .. } | JobState::Ask(_) | JobState::Archive(_) => {}
        }
        match known {
            Some(Known::Item(item)) => {
                records.push((&item.id).into());
                records.extend(item.case.as_ref().map(Into::into));
            }
            Some(Known::Shipment(shipment) | Known::Slip(shipment)) => {
                records.extend(parcel::row(self, shipment.id.as_str())?.subjects()?);
            }
            _ => {}
        }
        self.note_list(ListName::Station, records);
        Ok(())
    }

    fn known_other(&mut self, code: &str) -> Result<Known> {
        if let Some(row) = article::by_external(self, code)? {
            return Ok(Known::Item(article::fact(self, &row, true)?));
        }
        // Of a number that a carrier gave too, that one counts: it is on the parcel.
        let found = match (by_waybill(self, code)?, code.parse::<Reference>()) {
            (None, Ok(number)) => parcel::by_reference(self, number)?,
            (found, _) => found,
        };
        match found {
            Some(shipment) => Ok(Known::Shipment(parcel::fact(self, &shipment)?)),
            None => Ok(Known::Nothing),
        }
    }

    fn known_label(&mut self, label: Label) -> Result<Known> {
        let Some(row) = register::find(self, label)? else {
            return Ok(Known::NeverIssued);
        };
        if stored::<LabelState>(&row.state)? == LabelState::Void {
            return Ok(Known::Void {
                current: maybe_stored(row.successor.as_deref())?,
                since: Timestamp::from_micros(row.void_at.unwrap_or(0)),
            });
        }
        match label.class() {
            LabelClass::Item => match article::by_label(self, label)? {
                Some(row) => Ok(Known::Item(article::fact(self, &row, false)?)),
                None => Ok(Known::Fresh),
            },
            LabelClass::Location => {
                let places = place::all(self)?;
                match places.by_label(label) {
                    Some(place) => Ok(Known::Place(place::view_of(&places, place)?.fact)),
                    None => Ok(Known::Elsewhere),
                }
            }
            LabelClass::Shipment => match parcel::by_label(self, label)? {
                Some(shipment) => Ok(Known::Shipment(parcel::fact(self, &shipment)?)),
                None => match parcel::by_slip(self, label)? {
                    Some(shipment) => Ok(Known::Slip(parcel::fact(self, &shipment)?)),
                    None => Ok(Known::Elsewhere),
                },
            },
            LabelClass::Seal => match parcel::of_seal(self, label)? {
                // It is on its parcel, which is in somebody's hands here.
                Some((id, _, ShipmentState::InTransit)) => {
                    Ok(Known::Shipment(parcel::fact(self, &id)?))
                }
                Some((_, shipment, _)) => Ok(Known::UsedSeal { shipment }),
                None => Ok(Known::Fresh),
            },
            LabelClass::Container | LabelClass::Person | LabelClass::Key => Ok(Known::Elsewhere),
        }
    }

    /// The lines of a parcel that leaves, with what is said of its discs before they are with the carrier.
    fn departing_lines(&mut self, shipment: &str) -> Result<Vec<StationLine>> {
        let mut lines = self.parcel_lines(shipment)?;
        let discs: Vec<Label> = outgrown(self, shipment)?.into_values().collect();
        for line in &mut lines {
            line.outgrown = line.label.is_some_and(|label| discs.contains(&label));
        }
        Ok(lines)
    }

    fn parcel_lines(&mut self, shipment: &str) -> Result<Vec<StationLine>> {
        type Row = (
            String,
            String,
            Option<i64>,
            Option<String>,
            Option<String>,
            Option<String>,
        );
        let rows: Vec<Row> = shipment_line::table
            .left_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
            .filter(shipment_line::shipment_id.eq(shipment.to_owned()))
            .order(shipment_line::position)
            .select((
                shipment_line::kind,
                shipment_line::outcome,
                shipment_line::noted_at,
                item::label.nullable(),
                item::kind.nullable(),
                shipment_line::awaits,
            ))
            .load(self.conn())?;
        let awaited = labels_of(self, rows.iter().filter_map(|row| row.5.clone()))?;
        rows.iter()
            .map(|(announced, outcome, noted, label, kind, awaits)| {
                let awaits = awaits.as_ref().and_then(|item| awaited.get(item).copied());
                Ok(StationLine {
                    kind: stored(kind.as_ref().unwrap_or(announced))?,
                    label: maybe_stored(label.as_deref())?.or(awaits),
                    outcome: Some(stored(outcome)?),
                    verdict: None,
                    noted_at: noted.map(Timestamp::from_micros),
                    place: None,
                    outgrown: false,
                })
            })
            .collect()
    }

    fn plan_lines(&mut self, visit: &Visit) -> Result<Vec<StationLine>> {
        let mut names = Names::default();
        let mut lines = Vec::new();
        let rows = article::by_ids(self, visit.plan.iter().map(|one| one.item.to_string()))?;
        let holders = rows
            .values()
            .map(|row| Ok(row.state()?.holder))
            .collect::<Result<Vec<_>>>()?;
        names.learn(self, &holders, [])?;
        for planned in &visit.plan {
            let row = article::among(&rows, planned.item.as_str())?;
            lines.push(StationLine {
                kind: stored(&row.kind)?,
                label: Some(row.label()?),
                outcome: None,
                verdict: Some(planned.verdict),
                noted_at: None,
                place: names.view(self, &row.state()?.holder)?.name.open(),
                outgrown: false,
            });
        }
        Ok(lines)
    }
}

impl Unit<'_, Custody> {
    /// Takes in what a reader typed: one code or several, in order, until one is
    /// refused. A card that takes the last one back does so only if that is what the page showed.
    ///
    /// Where the records say no to what the machine had allowed (somebody else was faster, or it
    /// was not for this visit), nothing of the reading is kept but that: it stands in the journal,
    /// the station says so, and why.
    ///
    /// `zone` is where working days are counted, for what does not balance.
    pub fn scan(&mut self, read: &Scanned<'_>, zone: SiteZone) -> Result<StationView> {
        self.take(read, None, zone)
    }

    /// As [`Self::scan`], on the page of a visit: for that visit or not at all.
    pub fn scan_in_visit(
        &mut self,
        visit: &VisitId,
        read: &Scanned<'_>,
        zone: SiteZone,
    ) -> Result<StationView> {
        self.take(read, Some(visit), zone)
    }

    /// A missing article of a parcel is there: the station waits for its label, unless it is busy, which it says.
    pub(super) fn take_up(
        &mut self,
        parcel: &ShipmentFact,
        line: usize,
        nonce: &str,
    ) -> Result<()> {
        let before = self.load_job()?;
        let taken = take_up(&before.job, parcel, line);
        let kept = Kept::after(taken.state, taken.feedback, nonce, self.now());
        self.store_job(&kept)?;
        self.note_scanned(nonce, &kept.feedback)
    }

    fn take(
        &mut self,
        read: &Scanned<'_>,
        within: Option<&VisitId>,
        zone: SiteZone,
    ) -> Result<StationView> {
        if !is_nonce(read.nonce) {
            return Err(Refusal::FieldCharacters { field: "nonce" }.into());
        }
        match self.attempt(|unit| unit.take_in(read, within, zone))? {
            Ok(view) => Ok(view),
            // Of a form, not of the records.
            Err(refusal) if refusal.field().is_some() => Err(refusal.into()),
            Err(refusal) => self.note_refused_scan(within, read.nonce, refusal),
        }
    }

    fn take_in(
        &mut self,
        read: &Scanned<'_>,
        within: Option<&VisitId>,
        zone: SiteZone,
    ) -> Result<StationView> {
        let Scanned { codes, nonce, .. } = *read;
        let before = self.load_job()?;
        let known: Option<String> = station_scan::table
            .find(nonce)
            .select(station_scan::nonce)
            .first(self.conn())
            .optional()?;
        if known.is_some() {
            return self.station_view(before);
        }
        let unseen = before.has_unseen(read.after);
        let (mut job, mut feedback) = (before.job.clone(), before.feedback.clone());
        if let Some(visit) = within {
            job = self.job_in_visit(job, visit)?;
        }
        let mut scans = parse_scans(codes);
        // A torn read is no repetition of the last good one. Nothing at all is: a reader's
        // second Enter.
        if scans.is_empty() && !codes.trim_matches([' ', '\r', '\n', '\t']).is_empty() {
            scans.push(Scan::Unreadable);
        }
        let total = scans.len();
        let mut refused = None;
        for (at, scan) in scans.iter().enumerate() {
            let facts = self.facts(scan, within.or(visit_of(&job)))?;
            let mut taken = if at == 0 && unseen && *scan == Scan::Card(Card::UndoLast) {
                not_seen(&job, &facts)
            } else {
                step(&job, scan, &facts)
            };
            let acts = taken.effect != Effect::Nothing;
            if let Effect::Arrive { waybill } = &taken.effect {
                taken = self.arrived(waybill.as_ref(), zone)?;
            }
            if let Effect::ComeBack { shipment, verdict } = &taken.effect {
                self.come_back(shipment, *verdict, zone)?;
                taken = taken_back(&parcel::fact(self, shipment.as_str())?, *verdict);
            }
            self.perform(taken.effect, zone)?;
            // Without an act, everything is as it was a moment ago, in this same transaction.
            job = if acts {
                self.refreshed(taken.state)?
            } else {
                taken.state
            };
            feedback = taken.feedback;
            if feedback.tone == Tone::Refused {
                feedback.unread = count(total - at - 1);
                refused = Some(ours(scan, &facts.known));
                break;
            }
            // An act has its own entry.
            if !acts && names_somebody(&job, &feedback) {
                self.note_shown(&job, Some(&facts.known))?;
            }
        }
        let kept = Kept::after(job, feedback, nonce, self.now());
        self.store_job(&kept)?;
        self.note_scanned(nonce, &kept.feedback)?;
        if let Some(label) = refused {
            self.note_refusal(&kept.job, within, label, &kept.feedback)?;
        }
        self.station_view(kept)
    }

    /// A parcel that nobody had announced is written down: its number is given now, and the job bears it. If a colleague
    /// answered the same question a moment before, or announced it, that parcel is taken up.
    fn arrived(&mut self, waybill: Option<&Waybill>, zone: SiteZone) -> Result<Step> {
        if let Some(waybill) = waybill
            && let Some(meanwhile) = by_waybill(self, waybill.as_str())?
        {
            let known = parcel::fact(self, &meanwhile)?;
            if !known.state.is_over() {
                let scan = Scan::Other(waybill.as_str().to_owned());
                let facts = self.facts(&scan, None)?;
                return Ok(step(&JobState::default(), &scan, &facts));
            }
        }
        let arrived = self.arrive(waybill, zone)?;
        Ok(unannounced(&parcel::fact(self, arrived.as_str())?))
    }

    fn note_refused_scan(
        &mut self,
        within: Option<&VisitId>,
        nonce: &str,
        refusal: Refusal,
    ) -> Result<StationView> {
        let before = self.load_job()?;
        let (job, feedback) = (before.job.clone(), refused_by_rule(&before.job, &refusal));
        let kept = Kept::after(job, feedback, nonce, self.now());
        self.store_job(&kept)?;
        self.note_scanned(nonce, &kept.feedback)?;
        self.note_refusal(&kept.job, within, None, &kept.feedback)?;
        Ok(StationView {
            refused: Some(refusal),
            ..self.station_view(kept)?
        })
    }

    /// A refused scan, written down with its reason. What was read is not: a foreign
    /// code may say something about a person. A label of ours says nothing.
    fn note_refusal(
        &mut self,
        job: &JobState,
        within: Option<&VisitId>,
        label: Option<Label>,
        feedback: &Feedback,
    ) -> Result<()> {
        let rule = feedback
            .other
            .as_ref()
            .filter(|_| feedback.said == Said::RuleRefused);
        self.enact(ScanRefused {
            visit: within.or(visit_of(job)).cloned(),
            label,
            said: feedback.said,
            rule: rule.cloned(),
            next: feedback.next,
        })?;
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

    fn facts(&mut self, scan: &Scan, within: Option<&VisitId>) -> Result<Facts> {
        let known = match scan {
            Scan::Label(label) => self.known_label(*label)?,
            Scan::Other(code) => self.known_other(code)?,
            _ => Known::Nothing,
        };
        let actor = self.actor().clone();
        let scanned = match &known {
            Known::Item(item) => Some(item.id.clone()),
            _ => None,
        };
        let visit = open_visit_of(self, &actor, within)?;
        let visit = visit.map(|visit| VisitFact {
            plans_it: scanned.is_some_and(|item| visit.verdict_of(&item).is_some()),
            ..visit_fact(&visit)
        });
        let in_hands = article::count_in_hands(self)?;
        let leg = match &known {
            Known::Item(item) => leg_of(self, &item.id, &item.state)?,
            _ => None,
        };
        Ok(Facts {
            now: self.now(),
            actor,
            known,
            visit,
            in_hands,
            leg,
        })
    }
}

fn visit_fact(visit: &Visit) -> VisitFact {
    VisitFact {
        id: visit.id.clone(),
        archive: visit.archive.clone(),
        purpose: visit.purpose,
        ends_at: visit.ends_at,
        planned: count(visit.plan.len()),
        plans_it: false,
    }
}

/// The visit that a job belongs to.
const fn visit_of(job: &JobState) -> Option<&VisitId> {
    match job {
        JobState::Archive(archive) => Some(&archive.visit),
        _ => None,
    }
}

/// What was said names a colleague or a recipient; or the job, who sent a parcel that nobody had announced, or sends back
/// what was lent, which may be a patient.
fn names_somebody(job: &JobState, feedback: &Feedback) -> bool {
    let by_anybody = |job: &ReceiveJob| !job.announced || job.round_trip_of.is_some();
    let from_somebody =
        matches!(job, JobState::Receive(job) if by_anybody(job) && !job.party.is_empty());
    let held = matches!(
        feedback.holder,
        Some(HolderKind::Person | HolderKind::Recipient)
    );
    from_somebody
        || held
        || matches!(
            feedback.said,
            Said::ShipStarted
                | Said::ShipPacked
                | Said::ShipSealed
                | Said::ShipOutgrown
                | Said::ShipmentFound
                | Said::AskCameBack
                | Said::CameBack
                | Said::CameBackOpened
                | Said::ReceiptConfirmed
                | Said::ReceiptAlreadyConfirmed
                | Said::PartlyBack
                | Said::SlipTooEarly
        )
}

/// The label, if the code is one that we issued.
fn ours(scan: &Scan, known: &Known) -> Option<Label> {
    match (scan, known) {
        (Scan::Label(_), Known::NeverIssued) => None,
        (Scan::Label(label), _) => Some(*label),
        _ => None,
    }
}

/// 16 to 64 letters, digits and hyphens.
fn is_nonce(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
