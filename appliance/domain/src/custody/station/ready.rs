//! No job open: a code says where its thing is, or starts a job.

use super::archive;
use super::effect::Effect;
use super::facts::{Facts, Known, VisitFact};
use super::feedback::{Feedback, Said, Tone, Word};
use super::gone;
use super::job::{ArchiveJob, JobState, Replacing};
use super::question;
use super::receive;
use super::start::{on_shipment, return_job};
use super::step::{Step, calm, code_of, on_to, out_of_place, refused, refused_item};
use crate::custody::item::ItemFact;
use crate::custody::location::PlaceFact;
use crate::custody::scan::{Card, Scan};
use crate::custody::visit::VisitPurpose;
use crate::label::{Label, LabelClass};

pub(super) fn step(
    state: &JobState,
    replacing: Option<&Replacing>,
    scan: &Scan,
    facts: &Facts,
) -> Step {
    match (scan, &facts.known) {
        (Scan::Card(card), _) => on_card(state, *card, scan, facts, replacing),
        (_, Known::Item(item)) if replacing == Some(&Replacing::Asked) => {
            worn_label(state, scan, item)
        }
        (Scan::Label(new), Known::Fresh) => match replacing {
            Some(Replacing::Old(old)) if new.class() == LabelClass::Item => relabel(*old, *new),
            _ => refused(state, Said::UnusedLabel, scan),
        },
        (_, Known::Item(item)) => match &facts.visit {
            Some(visit) if takes_out(visit, item) => begun(state, visit, scan, facts),
            // A worn label that is being replaced is not forgotten for it.
            _ => replacing
                .is_none()
                .then(|| returned(item, scan, facts))
                .flatten()
                .unwrap_or_else(|| calm(state, found(scan, item))),
        },
        (_, Known::Place(place)) => on_place(state, place, scan, facts),
        (Scan::Other(code), Known::Shipment(shipment))
            if question::is_of_before(code, shipment) =>
        {
            question::about(code, Some(&shipment.reference), facts)
                .unwrap_or_else(|| on_shipment(state, shipment, scan))
        }
        (_, Known::Shipment(shipment)) => on_shipment(state, shipment, scan),
        (_, Known::Slip(shipment)) => gone::on_slip(state, shipment, scan),
        (Scan::Other(code), Known::Nothing) if replacing.is_none() => {
            question::about(code, None, facts).unwrap_or_else(|| out_of_place(state, scan, facts))
        }
        _ => out_of_place(state, scan, facts),
    }
}

fn on_card(
    state: &JobState,
    card: Card,
    scan: &Scan,
    facts: &Facts,
    replacing: Option<&Replacing>,
) -> Step {
    let asks = |said| calm(state, Feedback::new(Tone::Ready, Word::Ready, said));
    match card {
        Card::Receive => question::without_number(facts),
        Card::Ship => asks(Said::AskSheet),
        Card::PutAway | Card::Retrieve => match &facts.visit {
            None => refused(state, Said::NoVisit, scan),
            Some(visit) if facts.now >= visit.ends_at => refused(state, Said::VisitExpired, scan),
            Some(visit) => {
                let mut job = job_of(visit);
                job.mode = if card == Card::PutAway {
                    VisitPurpose::PutAway
                } else {
                    VisitPurpose::Retrieve
                };
                let feedback = Feedback::new(Tone::Ok, Word::Started, Said::ArchiveStarted);
                on_to(JobState::Archive(job), Effect::Nothing, feedback)
            }
        },
        Card::Reprint => {
            let feedback = Feedback::new(Tone::Ready, Word::Ready, Said::AskWorn);
            on_to(
                JobState::Ready {
                    replacing: Some(Replacing::Asked),
                },
                Effect::Nothing,
                feedback,
            )
        }
        Card::Done | Card::UndoLast if replacing.is_some() => {
            let feedback = Feedback::new(Tone::Ready, Word::Ready, Said::JobLeft);
            on_to(JobState::default(), Effect::Nothing, feedback)
        }
        Card::UndoLast => refused(state, Said::NothingToUndo, scan),
        _ => refused(state, Said::CardNotHere, scan),
    }
}

/// An article that had left is in hand: its parcel is there, and this is the first of it that is taken out.
fn returned(item: &ItemFact, scan: &Scan, facts: &Facts) -> Option<Step> {
    let job = return_job(facts.leg.as_ref()?, item.label)?;
    let step = receive::step(&JobState::Receive(job.clone()), &job, scan, facts);
    (step.feedback.tone != Tone::Refused).then_some(step)
}

/// Where is it, who has it: one scan.
fn found(scan: &Scan, item: &ItemFact) -> Feedback {
    let (tone, word, said) = if item.looked_for {
        (Tone::Attention, Word::Check, Said::ItemLookedFor)
    } else if item.state.has_left() {
        (Tone::Ready, Word::Found, Said::ItemAway)
    } else {
        (Tone::Ready, Word::Found, Said::ItemFound)
    };
    let mut feedback = Feedback::new(tone, word, said)
        .code(code_of(scan))
        .kind(item.kind)
        .place(&item.whereabouts);
    feedback.holder = Some(item.state.holder.kind());
    feedback.other = item.by_external.then(|| item.label.grouped());
    feedback
}

fn on_place(state: &JobState, place: &PlaceFact, scan: &Scan, facts: &Facts) -> Step {
    if place.archive.is_none() {
        let here = |tone, word, said, count| {
            Feedback::new(tone, word, said)
                .code(code_of(scan))
                .place(&place.name)
                .count(count)
        };
        if facts.in_hands == 0 || !place.kind.holds_items() {
            return calm(
                state,
                here(Tone::Ready, Word::Found, Said::PlaceFound, place.level),
            );
        }
        let feedback = here(Tone::Ok, Word::SetDown, Said::SetDown, facts.in_hands);
        return on_to(
            state.clone(),
            Effect::SetDown {
                place: place.id.clone(),
            },
            feedback,
        );
    }
    match &facts.visit {
        None => {
            let mut step = refused(state, Said::ArchiveNeedsVisit, scan);
            step.feedback.place = Some(place.name.clone());
            step
        }
        Some(visit) => begun(state, visit, scan, facts),
    }
}

/// The visit is there to take articles out, and this is one of its archive.
fn takes_out(visit: &VisitFact, item: &ItemFact) -> bool {
    visit.purpose == VisitPurpose::Retrieve && item.archive.as_ref() == Some(&visit.archive)
}

/// The visit's work begins with this scan; a refused one leaves the station where it was.
fn begun(state: &JobState, visit: &VisitFact, scan: &Scan, facts: &Facts) -> Step {
    let job = job_of(visit);
    let entered = JobState::Archive(job.clone());
    let step = archive::step(&entered, &job, scan, facts);
    if step.feedback.tone == Tone::Refused {
        calm(state, step.feedback)
    } else {
        step
    }
}

pub(super) fn job_of(visit: &VisitFact) -> ArchiveJob {
    ArchiveJob {
        visit: visit.id.clone(),
        archive: visit.archive.clone(),
        mode: visit.purpose,
        shelf: None,
        trail: Vec::new(),
        planned: visit.planned,
    }
}

fn worn_label(state: &JobState, scan: &Scan, item: &ItemFact) -> Step {
    // Behind two locks, nobody changes what an article is called: it comes out by a visit first.
    if item.archive.is_some() {
        return refused_item(state, Said::ArchiveNeedsVisit, scan, item);
    }
    if item.state.relabel().is_err() {
        return refused_item(state, Said::HeldElsewhere, scan, item);
    }
    let feedback = Feedback::new(Tone::Attention, Word::Check, Said::AskNew)
        .code(Some(item.label.grouped()))
        .kind(item.kind);
    let replacing = Some(Replacing::Old(item.label));
    on_to(JobState::Ready { replacing }, Effect::Nothing, feedback)
}

fn relabel(old: Label, new: Label) -> Step {
    let mut feedback =
        Feedback::new(Tone::Ok, Word::Relabelled, Said::Relabelled).code(Some(new.grouped()));
    feedback.other = Some(old.grouped());
    on_to(JobState::default(), Effect::Relabel { old, new }, feedback)
}
