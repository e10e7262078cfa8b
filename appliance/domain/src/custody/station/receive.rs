//! Receiving: waybill, articles, place. Seven scans for five films, nothing typed.

use super::effect::Effect;
use super::facts::{Facts, Known};
use super::feedback::{Feedback, Said, Tone, Word};
use super::inspection::{inspected, verdict_of};
use super::job::{Armed, Done, JobState, ReceiveJob, small};
use super::start::{begins, return_job};
use super::step::{Step, calm, code_of, on_to, out_of_place, read_twice, refused, refused_item};
use crate::custody::holder::Holder;
use crate::custody::item::{Condition, ItemFact, ItemKind};
use crate::custody::location::PlaceFact;
use crate::custody::scan::{Card, Scan};
use crate::custody::shipment::{LINE_LIMIT, Line, LineOutcome};
use crate::label::{Label, LabelClass};

impl ReceiveJob {
    /// Some of it may be in hand, and wants its place.
    fn holds_some(&self) -> bool {
        if self.again {
            return self.in_hand();
        }
        let mut lines = self.lines.iter();
        lines.any(|line| line.outcome != LineOutcome::Expected)
    }

    /// The article that was scanned last.
    fn last_article(&self) -> Option<Label> {
        let label = |done: &Done| match done {
            Done::Received(label) | Done::Damaged(label, _) => Some(*label),
            Done::Short | Done::Numbered(_) | Done::SealInspected(..) => None,
        };
        self.trail.iter().rev().find_map(label)
    }
}

pub(super) fn step(state: &JobState, job: &ReceiveJob, scan: &Scan, facts: &Facts) -> Step {
    match (scan, &facts.known) {
        (Scan::Card(card), _) => on_card(state, job, *card, scan),
        (Scan::Other(code), Known::Nothing) if job.armed == Some(Armed::Link) => {
            link(state, job, code, scan)
        }
        (_, Known::Item(item)) if item.by_external => foreign_known(state, scan, item),
        (Scan::Label(label), Known::Fresh) if label.class() == LabelClass::Item => {
            receive(state, job, *label, None, scan)
        }
        (Scan::Label(_), Known::Item(item)) => on_item(state, job, item, scan, facts),
        (Scan::Label(_), Known::Place(place)) => on_place(state, job, place, scan),
        // The waybill of this same parcel again: say how it stands.
        (_, Known::Shipment(shipment)) if shipment.id == job.shipment => {
            let said = match (job.again, job.announced) {
                (true, _) => Said::FoundStarted,
                (false, true) => begins(job),
                (false, false) => Said::ArrivedUnannounced,
            };
            let feedback = Feedback::new(Tone::Ready, Word::Ready, said)
                .code(Some(job.reference.clone()))
                .place(&job.party)
                .count(job.sought());
            calm(state, feedback)
        }
        _ => out_of_place(state, scan, facts),
    }
}

fn on_card(state: &JobState, job: &ReceiveJob, card: Card, scan: &Scan) -> Step {
    let arm = |armed, said| {
        let job = ReceiveJob {
            armed: Some(armed),
            // Of an announced parcel, what is extra is said of that one only.
            kind: job.kind.filter(|_| !job.announced),
            ..job.clone()
        };
        let feedback = Feedback::new(Tone::Ready, Word::Ready, said);
        on_to(JobState::Receive(job), Effect::Nothing, feedback)
    };
    if let Some(kind) = card.kind() {
        return set_kind(state, job, kind, scan);
    }
    if let Some(verdict) = verdict_of(card) {
        return inspected(state, job, verdict, scan);
    }
    match card {
        Card::Damaged => arm(Armed::Damaged, Said::DamagedArmed),
        Card::Extra if !job.announced => refused(state, Said::CardNotHere, scan),
        Card::Extra => arm(Armed::Extra, Said::ExtraArmed),
        Card::Link if job.last_article().is_none() => refused(state, Said::LinkNeedsItem, scan),
        Card::Link => arm(Armed::Link, Said::LinkArmed),
        Card::Missing if job.again => refused(state, Said::CardNotHere, scan),
        Card::Missing if job.expected() == 0 => refused(state, Said::NothingMissing, scan),
        Card::Missing => missing(job),
        Card::UndoLast => undo(state, job, scan),
        Card::Done if job.holds_some() => refused(state, Said::PlaceFirst, scan),
        Card::Done => {
            let feedback = Feedback::new(Tone::Ready, Word::Done, Said::JobLeft);
            on_to(JobState::default(), Effect::Nothing, feedback)
        }
        _ => refused(state, Said::CardNotHere, scan),
    }
}

/// What the next articles are that nobody had announced: all that follow out of a parcel that nobody had announced, or
/// the one that is extra.
fn set_kind(state: &JobState, job: &ReceiveJob, kind: ItemKind, scan: &Scan) -> Step {
    if job.announced && job.armed != Some(Armed::Extra) {
        return refused(state, Said::CardNotHere, scan);
    }
    let next = ReceiveJob {
        kind: Some(kind),
        ..job.clone()
    };
    let feedback = Feedback::new(Tone::Ready, Word::Ready, Said::KindSet).kind(kind);
    on_to(JobState::Receive(next), Effect::Nothing, feedback)
}

/// A known article: the second scan of the same one, a damage seen late, one whose
/// reception was taken back, one that had left and is back, or one that is elsewhere.
fn on_item(
    state: &JobState,
    job: &ReceiveJob,
    item: &ItemFact,
    scan: &Scan,
    facts: &Facts,
) -> Step {
    if job.has(item.label) {
        return match job.armed {
            Some(Armed::Damaged) => damaged(job, item),
            None if job.last_article() == Some(item.label) => read_twice(state, item),
            _ => refused_item(state, Said::AlreadyScanned, scan, item),
        };
    }
    let other = facts.leg.as_ref().filter(|leg| leg.id != job.shipment);
    if let Some(leg) = other.filter(|leg| return_job(leg, item.label).is_some()) {
        let mut step = refused(state, Said::AwaitedInAnother, scan);
        step.feedback.place = Some(leg.reference.clone());
        return step;
    }
    if item.state.holder == Holder::Withdrawn || item.state.has_left() {
        return receive(state, job, item.label, Some(item), scan);
    }
    refused_item(state, Said::HeldElsewhere, scan, item)
}

fn damaged(job: &ReceiveJob, item: &ItemFact) -> Step {
    let feedback = Feedback::new(Tone::Attention, Word::Damaged, Said::ItemDamaged)
        .code(Some(item.label.grouped()))
        .kind(item.kind);
    let mut next = ReceiveJob {
        armed: None,
        ..job.clone()
    };
    // Said before, here or at another station: there is nothing to write down, nor to take back. That it left damaged
    // says nothing of how it came back.
    let came_whole =
        |line: &Line| line.label == Some(item.label) && line.outcome == LineOutcome::Received;
    if item.state.condition == Condition::Damaged && !job.lines.iter().any(came_whole) {
        return on_to(JobState::Receive(next), Effect::Nothing, feedback);
    }
    for line in lines_of(&mut next, item.label) {
        // What was extra stays extra; its condition is in its chain.
        if line.outcome == LineOutcome::Received {
            line.outcome = LineOutcome::Damaged;
        }
    }
    next.trail
        .push(Done::Damaged(item.label, item.state.condition));
    let effect = Effect::ReportCondition {
        shipment: job.shipment.clone(),
        label: item.label,
        condition: Condition::Damaged,
        outcome: LineOutcome::Damaged,
    };
    on_to(JobState::Receive(next), effect, feedback)
}

/// An article comes out of the parcel. Its kind is the announced one; of one that nobody had announced it is what a card
/// said, or for an extra one that it is like the last line. One of ours that had left is what it was.
fn receive(
    state: &JobState,
    job: &ReceiveJob,
    label: Label,
    known: Option<&ItemFact>,
    scan: &Scan,
) -> Step {
    let returned = known.filter(|item| item.state.has_left());
    // What was damaged when it left is not whole for having come back.
    let before = returned.map_or(Condition::Intact, |item| item.state.condition);
    let (condition, seen) = if job.armed == Some(Armed::Damaged) {
        (Condition::Damaged, LineOutcome::Damaged)
    } else {
        (before, LineOutcome::Received)
    };
    let mut next = ReceiveJob {
        armed: None,
        ..job.clone()
    };
    // Whatever a card said of it: the line that awaits it is it, or it would be missing beside itself.
    let awaited = returned.is_some_and(|item| job.awaits(item).is_some());
    let extra = job.armed == Some(Armed::Extra) && !awaited;
    let (line, kind, outcome) = if extra || !job.announced {
        if job.lines.len() >= LINE_LIMIT {
            return refused(state, Said::AllReceived, scan);
        }
        let last = job.lines.last().map(|line| line.kind);
        let like_the_last = extra.then(|| last.unwrap_or(ItemKind::Other));
        let known_as = known.map(|item| item.kind);
        let said = job.kind.or(known_as).or(like_the_last);
        let Some(kind) = returned.map(|item| item.kind).or(said) else {
            return refused(state, Said::KindFirst, scan);
        };
        let outcome = if extra { LineOutcome::Extra } else { seen };
        next.lines.push(Line {
            kind,
            label: Some(label),
            awaits: None,
            outcome,
        });
        // Of an announced parcel it was said of this one only.
        next.kind = next.kind.filter(|_| !job.announced);
        (None, kind, outcome)
    } else {
        // What was given up turns up after all: it is what was announced, and nothing extra.
        let at = match returned {
            Some(item) => match job.line_for_returned(item) {
                None => return refused_item(state, Said::LeftNotAnnounced, scan, item),
                at => at,
            },
            None => match job.line_for_new() {
                Ok(at) => at,
                Err(said) => return refused(state, said, scan),
            },
        };
        next.named = false;
        let Some((at, line)) = at.and_then(|at| Some((at, next.lines.get_mut(at)?))) else {
            return refused(state, Said::AllReceived, scan);
        };
        line.label = Some(label);
        line.outcome = seen;
        line.kind = returned.map_or(line.kind, |item| item.kind);
        (Some(at), line.kind, line.outcome)
    };
    next.trail.push(Done::Received(label));
    let (tone, word, said) = match outcome {
        LineOutcome::Extra if returned.is_some() => {
            (Tone::Attention, Word::Extra, Said::ReturnedExtra)
        }
        LineOutcome::Extra => (Tone::Attention, Word::Extra, Said::ItemExtra),
        LineOutcome::Damaged => (Tone::Attention, Word::Damaged, Said::ItemDamaged),
        _ if returned.is_some() => (Tone::Ok, Word::Received, Said::ItemReturned),
        _ if job.again => (Tone::Ok, Word::Received, Said::ItemTurnedUp),
        _ if !job.announced => (Tone::Ok, Word::Received, Said::ItemReceivedUnannounced),
        _ => (Tone::Ok, Word::Received, Said::ItemReceived),
    };
    let feedback = Feedback::new(tone, word, said)
        .code(Some(label.grouped()))
        .kind(kind);
    let effect = Effect::Receive {
        shipment: job.shipment.clone(),
        label,
        line,
        kind,
        condition,
        outcome,
    };
    on_to(JobState::Receive(next), effect, feedback)
}

fn link(state: &JobState, job: &ReceiveJob, code: &str, scan: &Scan) -> Step {
    let Some(label) = job.last_article() else {
        return refused(state, Said::LinkNeedsItem, scan);
    };
    let next = ReceiveJob {
        armed: None,
        ..job.clone()
    };
    let mut feedback =
        Feedback::new(Tone::Ok, Word::Linked, Said::Linked).code(Some(code.to_owned()));
    feedback.other = Some(label.grouped());
    on_to(
        JobState::Receive(next),
        Effect::LinkExternal {
            label,
            code: code.to_owned(),
        },
        feedback,
    )
}

fn foreign_known(state: &JobState, scan: &Scan, item: &ItemFact) -> Step {
    let mut step = refused_item(state, Said::ForeignKnown, scan, item);
    step.feedback.other = Some(item.label.grouped());
    step
}

fn missing(job: &ReceiveJob) -> Step {
    let count = job.expected();
    let mut next = ReceiveJob {
        armed: None,
        ..job.clone()
    };
    for line in next
        .lines
        .iter_mut()
        .filter(|l| l.outcome == LineOutcome::Expected)
    {
        line.outcome = LineOutcome::Missing;
    }
    if let Some(place) = &job.place {
        return finish(&next, place, true);
    }
    next.trail.push(Done::Short);
    let feedback = Feedback::new(Tone::Attention, Word::Missing, Said::MarkedMissing).count(count);
    let effect = Effect::MarkMissing {
        shipment: job.shipment.clone(),
    };
    on_to(JobState::Receive(next), effect, feedback)
}

fn on_place(state: &JobState, job: &ReceiveJob, place: &PlaceFact, scan: &Scan) -> Step {
    let refuse = |said| {
        let mut step = refused(state, said, scan);
        step.feedback.place = Some(place.name.clone());
        step
    };
    if place.archive.is_some() {
        return refuse(Said::ArchiveNeedsVisit);
    }
    if !place.kind.holds_items() {
        return refuse(Said::NotARestingPlace);
    }
    if job.again {
        return lay_down_found(state, job, place, scan);
    }
    if !job.announced && job.lines.is_empty() {
        return refuse(Said::NothingTakenOut);
    }
    let short = job.expected();
    if short > 0 {
        let next = ReceiveJob {
            armed: None,
            place: Some(place.clone()),
            ..job.clone()
        };
        let feedback = Feedback::new(Tone::Attention, Word::Short, Said::Short)
            .code(code_of(scan))
            .place(&place.name)
            .count(short);
        return on_to(JobState::Receive(next), Effect::Nothing, feedback);
    }
    finish(job, place, false)
}

/// What turned up after the parcel was reconciled is laid down; the rest stays missing.
fn lay_down_found(state: &JobState, job: &ReceiveJob, place: &PlaceFact, scan: &Scan) -> Step {
    if !job.in_hand() {
        let mut step = refused(state, Said::FoundFirst, scan);
        step.feedback.place = Some(place.name.clone());
        return step;
    }
    // Damaged, or one more that nobody had announced.
    let amiss = job.lines.iter().any(|line| {
        let here = |label| job.trail.contains(&Done::Received(label));
        line.outcome.is_exception() && line.label.is_some_and(here)
    });
    let tone = if amiss { Tone::Attention } else { Tone::Ok };
    let feedback = Feedback::new(tone, Word::SetDown, Said::FoundDone)
        .code(Some(job.reference.clone()))
        .place(&place.name)
        .count(job.sought());
    let effect = Effect::LayDownFound {
        shipment: job.shipment.clone(),
        place: place.id.clone(),
    };
    on_to(JobState::default(), effect, feedback)
}

fn finish(job: &ReceiveJob, place: &PlaceFact, missing: bool) -> Step {
    let exceptions = job
        .lines
        .iter()
        .filter(|l| l.outcome.is_exception())
        .count();
    let received = job.lines.iter().filter(|l| l.outcome.is_present()).count();
    let (tone, word, said) = if !job.announced {
        let said = Said::ReceiveDoneUnannounced;
        (Tone::Attention, Word::Received, said)
    } else if exceptions == 0 {
        (Tone::Ok, Word::Received, Said::ReceiveDone)
    } else {
        (Tone::Attention, Word::Received, Said::ReceiveDoneExceptions)
    };
    let mut feedback = Feedback::new(tone, word, said)
        .code(Some(job.reference.clone()))
        .place(&place.name)
        .count(small(exceptions));
    (feedback.done, feedback.total) = (small(received), small(job.lines.len()));
    if !job.announced {
        // How many there would be nobody had said.
        (feedback.count, feedback.total) = (small(received), 0);
    }
    let effect = Effect::FinishReceiving {
        shipment: job.shipment.clone(),
        place: place.id.clone(),
        missing,
    };
    on_to(JobState::default(), effect, feedback)
}

/// First what a card announced, then the last thing that was done; it says which.
fn undo(state: &JobState, job: &ReceiveJob, scan: &Scan) -> Step {
    let undone = |said| Feedback::new(Tone::Ok, Word::Undone, said);
    let mut next = ReceiveJob {
        armed: None,
        kind: job.kind.filter(|_| !job.announced),
        ..job.clone()
    };
    if job.armed.is_some() {
        return on_to(
            JobState::Receive(next),
            Effect::Nothing,
            undone(Said::Undone),
        );
    }
    // What another station took back meanwhile, or what turned up, is passed over.
    let done = loop {
        match next.trail.pop() {
            Some(done) if still_stands(&next, &done) => break done,
            Some(_) => {}
            None => return refused(state, Said::NothingToUndo, scan),
        }
    };
    next.place = None;
    let shipment = job.shipment.clone();
    let (effect, feedback) = match done {
        Done::Received(label) => {
            next.lines.retain(|line| {
                let added = line.outcome == LineOutcome::Extra || !job.announced;
                line.label != Some(label) || !added
            });
            // What is read next is that one again; of one more that nobody had announced no line is left.
            let its = next.lines.iter().position(|line| line.label == Some(label));
            if let Some(at) = its.filter(|_| job.again) {
                next.order.retain(|other| *other != at);
                next.order.insert(0, at);
                next.named = true;
            }
            for line in lines_of(&mut next, label) {
                line.label = None;
                line.outcome = if job.again {
                    LineOutcome::Missing
                } else {
                    LineOutcome::Expected
                };
            }
            let effect = Effect::UndoReceive { shipment, label };
            let code = Some(label.grouped());
            (effect, undone(Said::ReceptionUndone).code(code))
        }
        Done::Damaged(label, condition) => {
            for line in lines_of(&mut next, label) {
                if line.outcome == LineOutcome::Damaged {
                    line.outcome = LineOutcome::Received;
                }
            }
            let effect = Effect::ReportCondition {
                shipment,
                label,
                condition,
                outcome: LineOutcome::Received,
            };
            let code = Some(label.grouped());
            (effect, undone(Said::DamageUndone).code(code))
        }
        Done::SealInspected(_, before) => {
            next.seal = before;
            let effect = Effect::InspectSeal {
                shipment,
                verdict: before,
            };
            (effect, undone(Said::SealUnsaid))
        }
        // It was not this parcel: nothing of it is being received.
        Done::Numbered(waybill) => {
            let mut feedback = undone(Said::NumberRestored).code(Some(waybill.as_str().to_owned()));
            feedback.place = Some(job.reference.clone());
            let effect = Effect::NoteWaybill { shipment, waybill };
            return on_to(JobState::default(), effect, feedback);
        }
        Done::Short => {
            let mut again = 0;
            for line in &mut next.lines {
                if line.outcome == LineOutcome::Missing {
                    line.outcome = LineOutcome::Expected;
                    again += 1;
                }
            }
            let feedback = undone(Said::MissingUndone).count(small(again));
            (Effect::UndoMissing { shipment }, feedback)
        }
    };
    on_to(JobState::Receive(next), effect, feedback)
}

/// There is something of it left to take back.
fn still_stands(job: &ReceiveJob, done: &Done) -> bool {
    match done {
        Done::Numbered(_) => true,
        // Said otherwise at another station since, it is not this person's word any more.
        Done::SealInspected(said, _) => job.seal == Some(*said),
        Done::Received(label) | Done::Damaged(label, _) => job.has(*label),
        Done::Short => {
            let missing = |line: &Line| line.outcome == LineOutcome::Missing;
            job.lines.iter().any(missing)
        }
    }
}

fn lines_of(job: &mut ReceiveJob, label: Label) -> impl Iterator<Item = &mut Line> {
    job.lines
        .iter_mut()
        .filter(move |line| line.label == Some(label))
}
