//! Sending out: sheet, articles, seal, waybill.

use super::effect::Effect;
use super::facts::{Facts, Known};
use super::feedback::{Feedback, Said, Tone, Word};
use super::gone;
use super::job::{Asked, HELD, JobState, ShipJob, small};
use super::step::{Step, code_of, on_to, out_of_place, read_twice, refused, refused_item};
use crate::custody::item::ItemFact;
use crate::custody::scan::{Card, Scan};
use crate::custody::shipment::{LineOutcome, Waybill};
use crate::label::{Label, LabelClass};

pub(super) fn step(state: &JobState, job: &ShipJob, scan: &Scan, facts: &Facts) -> Step {
    match (scan, &facts.known) {
        (Scan::Card(card), _) => on_card(state, job, *card, scan),
        (_, Known::Item(item)) => pack(state, job, item, scan, facts),
        (Scan::Label(label), Known::Fresh) if label.class() == LabelClass::Seal => {
            seal(state, job, *label, scan)
        }
        (Scan::Other(_), Known::Shipment(shipment))
            if shipment.id != job.shipment && !shipment.state.is_over() =>
        {
            let mut step = refused(state, Said::WaybillUsed, scan);
            step.feedback.place = Some(shipment.reference.clone());
            step
        }
        // A new waybill, or its own, known beforehand.
        (Scan::Other(code), Known::Nothing | Known::Shipment(_)) => {
            dispatch(state, job, code, scan, facts)
        }
        (Scan::Label(_), Known::Shipment(shipment)) if shipment.id == job.shipment => {
            let told = JobState::Ship(job.told());
            on_to(told, Effect::Nothing, job.standing())
        }
        (_, Known::Slip(shipment)) if shipment.id == job.shipment => {
            gone::on_slip(state, shipment, scan)
        }
        _ => out_of_place(state, scan, facts),
    }
}

fn on_card(state: &JobState, job: &ShipJob, card: Card, scan: &Scan) -> Step {
    match card {
        Card::Done => {
            let feedback = Feedback::new(Tone::Ready, Word::Done, Said::JobLeft);
            on_to(JobState::default(), Effect::Nothing, feedback)
        }
        Card::UndoLast => {
            if let Some(seal) = job.seal {
                return break_seal(job, seal);
            }
            let mut next = job.clone();
            let Some(label) = next.trail.pop() else {
                return refused(state, Said::NothingToUndo, scan);
            };
            set_outcome(&mut next, label, LineOutcome::Expected);
            let feedback = Feedback::new(Tone::Ok, Word::Undone, Said::PackingUndone)
                .code(Some(label.grouped()));
            let effect = Effect::UndoPack {
                shipment: job.shipment.clone(),
                label,
            };
            on_to(JobState::Ship(next), effect, feedback)
        }
        Card::Missing if !job.unseen.is_empty() => not_back(job),
        _ => refused(state, Said::CardNotHere, scan),
    }
}

/// What is left of a parcel that came back with its seal broken is not in there.
fn not_back(job: &ShipJob) -> Step {
    let feedback = Feedback::new(Tone::Attention, Word::Missing, Said::MarkedNotBack)
        .code(Some(job.reference.clone()))
        .count(small(job.unseen.len()));
    let mut next = job.clone();
    for label in std::mem::take(&mut next.unseen) {
        set_outcome(&mut next, label, LineOutcome::Missing);
    }
    let effect = Effect::MarkNotBack {
        shipment: job.shipment.clone(),
    };
    on_to(JobState::Ship(next), effect, feedback)
}

fn set_outcome(job: &mut ShipJob, label: Label, outcome: LineOutcome) {
    for line in job
        .lines
        .iter_mut()
        .filter(|line| line.label == Some(label))
    {
        line.outcome = outcome;
    }
}

fn pack(state: &JobState, job: &ShipJob, item: &ItemFact, scan: &Scan, facts: &Facts) -> Step {
    if job.seal.is_some() {
        return refused_item(state, Said::AlreadySealed, scan, item);
    }
    let line = job.lines.iter().find(|line| line.label == Some(item.label));
    match line.map(|line| line.outcome) {
        None => return refused_item(state, Said::NotInList, scan, item),
        Some(LineOutcome::Packed) if job.trail.last() == Some(&item.label) => {
            return read_twice(state, item);
        }
        Some(LineOutcome::Packed) => return refused_item(state, Said::AlreadyScanned, scan, item),
        Some(_) => {}
    }
    if item.state.come_back(&job.shipment).is_ok() {
        return found_inside(job, item);
    }
    // What lies in the archive comes out under double lock only.
    if item.archive.is_some() {
        return refused_item(state, Said::ArchiveNeedsVisit, scan, item);
    }
    if item.state.pack(&facts.actor, job.shipment.clone()).is_err() {
        return refused_item(state, Said::HeldElsewhere, scan, item);
    }
    let mut next = job.clone();
    set_outcome(&mut next, item.label, LineOutcome::Packed);
    next.trail.push(item.label);
    let feedback = Feedback::new(Tone::Ok, Word::Packed, Said::ItemPacked)
        .code(Some(item.label.grouped()))
        .kind(item.kind);
    let effect = Effect::Pack {
        shipment: job.shipment.clone(),
        label: item.label,
    };
    on_to(JobState::Ship(next), effect, feedback)
}

/// An article of a parcel that came back with its seal broken is in there.
fn found_inside(job: &ShipJob, item: &ItemFact) -> Step {
    let mut next = job.clone();
    set_outcome(&mut next, item.label, LineOutcome::Packed);
    next.trail.push(item.label);
    next.unseen.retain(|unseen| *unseen != item.label);
    let feedback = Feedback::new(Tone::Ok, Word::Found, Said::ItemFoundInside)
        .code(Some(item.label.grouped()))
        .kind(item.kind)
        .count(small(next.unseen.len()));
    let effect = Effect::FindInside {
        shipment: job.shipment.clone(),
        label: item.label,
    };
    on_to(JobState::Ship(next), effect, feedback)
}

fn seal(state: &JobState, job: &ShipJob, label: Label, scan: &Scan) -> Step {
    if job.seal.is_some() {
        return refused(state, Said::AlreadySealed, scan);
    }
    let open = job.open();
    if open == 0 && job.is_empty() {
        return refused(state, Said::NothingInside, scan);
    }
    if open > 0 {
        let mut step = refused(state, Said::NotAllPacked, scan);
        step.feedback.count = open;
        return step;
    }
    let next = ShipJob {
        seal: Some(label),
        ..job.clone()
    };
    let feedback = Feedback::new(Tone::Ok, Word::Sealed, Said::Sealed).code(Some(label.grouped()));
    let effect = Effect::Seal {
        shipment: job.shipment.clone(),
        seal: label,
    };
    on_to(JobState::Ship(next), effect, feedback)
}

/// A courier who never comes, a disc that is no answer any more: what was sealed last is opened
/// first.
fn break_seal(job: &ShipJob, seal: Label) -> Step {
    let next = ShipJob {
        seal: None,
        ..job.clone()
    };
    let feedback =
        Feedback::new(Tone::Attention, Word::Undone, Said::SealBroken).code(Some(seal.grouped()));
    let effect = Effect::BreakSeal {
        shipment: job.shipment.clone(),
        seal,
    };
    on_to(JobState::Ship(next), effect, feedback)
}

/// Any barcode can be read as a waybill: one that is not like a carrier's number counts when it is read again, after
/// a moment. So does the number under which this parcel came back, and that of a parcel that has ended: a carrier gives its numbers again, and a box that is used
/// again still bears its old one.
fn asks_first(job: &ShipJob, waybill: &Waybill, scan: &Scan, facts: &Facts) -> Option<Step> {
    let ended = match &facts.known {
        Known::Shipment(other) if other.id != job.shipment => Some(&other.reference),
        _ => None,
    };
    let expected = job.waybill.as_ref() == Some(waybill);
    // It is still on the parcel, which came back under it.
    let borne = job.bore.as_ref() == Some(waybill);
    if expected || (waybill.is_like_a_carriers() && ended.is_none() && !borne) {
        return None;
    }
    let before = job.asked.as_ref().filter(|asked| asked.waybill == *waybill);
    if before.is_some_and(|asked| facts.now.since(asked.at) >= HELD) {
        return None;
    }
    let asked = before.cloned().unwrap_or_else(|| Asked {
        waybill: waybill.clone(),
        at: facts.now,
    });
    let next = ShipJob {
        asked: Some(asked),
        ..job.clone()
    };
    let said = match ended {
        Some(_) => Said::WaybillOfBefore,
        None if borne => Said::WaybillCameBack,
        None => Said::WaybillUnlike,
    };
    let mut feedback = Feedback::new(Tone::Attention, Word::Check, said).code(code_of(scan));
    feedback.place = ended.cloned();
    Some(on_to(JobState::Ship(next), Effect::Nothing, feedback))
}

fn dispatch(state: &JobState, job: &ShipJob, code: &str, scan: &Scan, facts: &Facts) -> Step {
    let Ok(waybill) = Waybill::entered("waybill", code) else {
        return refused(state, Said::NotAWaybill, scan);
    };
    if job.seal.is_none() {
        return refused(state, Said::SealFirst, scan);
    }
    if let Some(prepared) = job
        .waybill
        .as_ref()
        .filter(|prepared| **prepared != waybill)
    {
        let mut step = refused(state, Said::WaybillDiffers, scan);
        step.feedback.other = Some(prepared.as_str().to_owned());
        return step;
    }
    if let Some(asks) = asks_first(job, &waybill, scan, facts) {
        return asks;
    }
    // The record changed while the parcel stood there: whoever hands it over is told first, and reads the waybill again.
    if job.outgrown && !job.told {
        return on_to(JobState::Ship(job.told()), Effect::Nothing, job.standing());
    }
    let (tone, said) = if job.outgrown {
        (Tone::Attention, Said::DispatchedOutgrown)
    } else {
        (Tone::Ok, Said::Dispatched)
    };
    let mut feedback = Feedback::new(tone, Word::Dispatched, said)
        .code(code_of(scan))
        .place(&job.reference);
    (feedback.done, feedback.total) = state.counts();
    let effect = Effect::Dispatch {
        shipment: job.shipment.clone(),
        waybill,
    };
    on_to(JobState::default(), effect, feedback)
}
