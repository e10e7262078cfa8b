//! In the archive, during a double-lock visit: shelf, articles, shelf, articles…

use super::effect::Effect;
use super::facts::{Facts, Known};
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::{ArchiveJob, JobState};
use super::step::{Step, code_of, on_to, out_of_place, read_twice, refused, refused_item};
use crate::custody::holder::Holder;
use crate::custody::item::{ARCHIVE_BARRIERS, ItemFact};
use crate::custody::location::PlaceFact;
use crate::custody::scan::{Card, Scan};
use crate::custody::visit::VisitPurpose;
use crate::refusal::Refusal;

/// Most scans that UNDO LAST can walk back.
const TRAIL_LIMIT: usize = 500;

impl ArchiveJob {
    fn with(&self, label: crate::label::Label) -> Self {
        let mut next = self.clone();
        if next.trail.len() >= TRAIL_LIMIT {
            next.trail.remove(0);
        }
        next.trail.push(label);
        next
    }
}

pub(super) fn step(state: &JobState, job: &ArchiveJob, scan: &Scan, facts: &Facts) -> Step {
    if let Scan::Card(Card::Done) = scan {
        let feedback = Feedback::new(Tone::Ready, Word::Done, Said::JobLeft);
        return on_to(JobState::default(), Effect::Nothing, feedback);
    }
    // I12: nothing is scanned outside an open visit whose time is not over.
    match &facts.visit {
        Some(visit) if visit.id == job.visit => {
            if facts.now >= visit.ends_at {
                return refused(state, Said::VisitExpired, scan);
            }
        }
        _ => return refused(state, Said::NoVisit, scan),
    }
    match (scan, &facts.known) {
        (Scan::Card(card), _) => on_card(state, job, *card, scan),
        (Scan::Label(_), Known::Place(place)) => on_shelf(state, job, place, scan),
        (_, Known::Item(item)) => match job.mode {
            VisitPurpose::PutAway => put_away(state, job, item, scan, facts),
            VisitPurpose::Retrieve => retrieve(state, job, item, scan, facts),
        },
        _ => out_of_place(state, scan, facts),
    }
}

fn on_card(state: &JobState, job: &ArchiveJob, card: Card, scan: &Scan) -> Step {
    let turn = |mode, said| {
        let next = ArchiveJob {
            mode,
            ..job.clone()
        };
        on_to(
            JobState::Archive(next),
            Effect::Nothing,
            Feedback::new(Tone::Ready, Word::Ready, said),
        )
    };
    match card {
        Card::PutAway => turn(VisitPurpose::PutAway, Said::PutAwayMode),
        Card::Retrieve => turn(VisitPurpose::Retrieve, Said::RetrieveMode),
        Card::UndoLast => {
            let mut next = job.clone();
            let Some(label) = next.trail.pop() else {
                return refused(state, Said::NothingToUndo, scan);
            };
            let feedback =
                Feedback::new(Tone::Ok, Word::Undone, Said::MoveUndone).code(Some(label.grouped()));
            on_to(
                JobState::Archive(next),
                Effect::UndoMove {
                    visit: job.visit.clone(),
                    label,
                },
                feedback,
            )
        }
        _ => refused(state, Said::CardNotHere, scan),
    }
}

fn on_shelf(state: &JobState, job: &ArchiveJob, place: &PlaceFact, scan: &Scan) -> Step {
    // A shelf's label read in passing must not turn taking out into putting away.
    if job.mode == VisitPurpose::Retrieve {
        return refused(state, Said::ShelfWhileRetrieving, scan);
    }
    let said = if place.archive.as_ref() != Some(&job.archive) {
        Some(Said::NotThisArchive)
    } else if !place.kind.holds_items() {
        Some(Said::NotARestingPlace)
    } else if place.level < ARCHIVE_BARRIERS {
        Some(Said::BarriersTooFew)
    } else {
        None
    };
    if let Some(said) = said {
        let mut step = refused(state, said, scan);
        step.feedback.place = Some(place.name.clone());
        step.feedback.count = place.level;
        return step;
    }
    let next = ArchiveJob {
        shelf: Some(place.clone()),
        ..job.clone()
    };
    let feedback = Feedback::new(Tone::Ok, Word::Shelf, Said::ShelfSet)
        .code(code_of(scan))
        .place(&place.name)
        .count(place.level);
    on_to(JobState::Archive(next), Effect::Nothing, feedback)
}

fn put_away(
    state: &JobState,
    job: &ArchiveJob,
    item: &ItemFact,
    scan: &Scan,
    facts: &Facts,
) -> Step {
    let Some(shelf) = &job.shelf else {
        return refused(state, Said::ShelfFirst, scan);
    };
    if item.unidentified {
        return refused_item(state, Said::Unidentified, scan, item);
    }
    // What rests in another archive comes out by a visit to that one.
    if item.archive.as_ref().is_some_and(|at| *at != job.archive) {
        return refused_item(state, Said::HeldElsewhere, scan, item);
    }
    match item
        .state
        .put_away(&facts.actor, shelf.id.clone(), shelf.level)
    {
        Ok(_) => {
            let (tone, said) = if as_planned(job, facts) {
                (Tone::Ok, Said::ItemPutAway)
            } else {
                (Tone::Attention, Said::ItemPutAwayUnplanned)
            };
            let feedback = Feedback::new(tone, Word::PutAway, said)
                .code(Some(item.label.grouped()))
                .kind(item.kind)
                .place(&shelf.name);
            let effect = Effect::PutAway {
                visit: job.visit.clone(),
                label: item.label,
                place: shelf.id.clone(),
                barriers: shelf.level,
            };
            on_to(JobState::Archive(job.with(item.label)), effect, feedback)
        }
        Err(Refusal::AlreadyThere) if job.trail.last() == Some(&item.label) => {
            read_twice(state, item)
        }
        Err(Refusal::AlreadyThere) => refused_item(state, Said::AlreadyThere, scan, item),
        Err(Refusal::BarriersTooFew { level }) => {
            let mut step = refused(state, Said::BarriersTooFew, scan);
            step.feedback.place = Some(shelf.name.clone());
            step.feedback.count = level;
            step
        }
        Err(_) => refused_item(state, Said::HeldElsewhere, scan, item),
    }
}

/// The visit was opened to move this article this way. Otherwise the two are told at once: the visit closes with
/// a discrepancy, and it can still be taken back.
fn as_planned(job: &ArchiveJob, facts: &Facts) -> bool {
    let visit = facts.visit.as_ref();
    visit.is_some_and(|visit| visit.plans_it && visit.purpose == job.mode)
}

fn retrieve(
    state: &JobState,
    job: &ArchiveJob,
    item: &ItemFact,
    scan: &Scan,
    facts: &Facts,
) -> Step {
    let in_hand = item.state.holder == Holder::Person(facts.actor.clone());
    if in_hand && job.trail.last() == Some(&item.label) {
        return read_twice(state, item);
    }
    let here = item.archive.as_ref() == Some(&job.archive);
    if !here || item.state.retrieve(&facts.actor).is_err() {
        return refused_item(state, Said::HeldElsewhere, scan, item);
    }
    let (tone, said) = if as_planned(job, facts) {
        (Tone::Ok, Said::ItemRetrieved)
    } else {
        (Tone::Attention, Said::ItemRetrievedUnplanned)
    };
    let feedback = Feedback::new(tone, Word::Retrieved, said)
        .code(Some(item.label.grouped()))
        .kind(item.kind)
        .place(&item.whereabouts);
    let effect = Effect::Retrieve {
        visit: job.visit.clone(),
        label: item.label,
    };
    on_to(JobState::Archive(job.with(item.label)), effect, feedback)
}
