//! Articles and the chain of who held them.
//!
//! An article always has exactly one [`Holder`] (invariant I1). Every change is an
//! event whose `from` is the holder of the event before (I2), and custody passes
//! only by an act of the one who receives (I7): a carrier's word that something was
//! delivered is not an event here.

use serde::{Deserialize, Serialize};

use crate::custody::holder::Holder;
use crate::ids::{CaseId, ItemId, LocationId, PersonId, RequestId, ShipmentId};
use crate::label::Label;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::Timestamp;

/// An article of the archive class rests behind at least this many independent barriers.
pub const ARCHIVE_BARRIERS: u32 = 2;

text_enum! {
    /// What an article is (glossary 2.3).
    pub enum ItemKind {
        /// Master folder for one patient's films.
        FilmJacket = "film_jacket",
        /// Folder of one exam in a jacket.
        SubJacket = "sub_jacket",
        /// One film.
        FilmSheet = "film_sheet",
        /// Films that travel together; their number is recounted at each opening.
        FilmSet = "film_set",
        /// CD, DVD, BD.
        OpticalDisc = "optical_disc",
        /// USB stick.
        Usb = "usb",
        /// Memory card.
        MemoryCard = "memory_card",
        /// Hard disk.
        HardDisk = "hard_disk",
        /// Paper part of a record.
        PaperRecord = "paper_record",
        /// Glass slide.
        PathologySlide = "pathology_slide",
        /// Tray of slides.
        SlideTray = "slide_tray",
        /// Paraffin block.
        ParaffinBlock = "paraffin_block",
        /// Photograph on paper.
        PhotoPrint = "photo_print",
        /// Copy kept for teaching.
        TeachingCopy = "teaching_copy",
        /// Anything else.
        Other = "other",
    }
}

text_enum! {
    /// What the eye sees at a handover (glossary 2.3).
    pub enum Condition {
        /// Nothing to report.
        Intact = "intact",
        /// Scratched.
        Scratched = "scratched",
        /// Bent.
        Bent = "bent",
        /// Torn.
        Torn = "torn",
        /// Cracked.
        Cracked = "cracked",
        /// Broken.
        Broken = "broken",
        /// Wet.
        Wet = "wet",
        /// Stained.
        Stained = "stained",
        /// Faded.
        Faded = "faded",
        /// Films stuck together.
        Stuck = "stuck",
        /// Mouldy.
        Mouldy = "mouldy",
        /// Something of it is not there.
        Incomplete = "incomplete",
        /// Its label cannot be read.
        UnreadableLabel = "unreadable_label",
        /// Damaged in a way worth a photograph; what the DAMAGED card says.
        Damaged = "damaged",
    }
}

text_enum! {
    /// What happened to an article (custody 3.5; EPCIS business steps).
    pub enum EventKind {
        /// It got its label here, not out of a parcel.
        Registered = "registered",
        /// It came out of a parcel (and got its label if it had none).
        Received = "received",
        /// It was laid down in a place outside the archive.
        SetDown = "set_down",
        /// It was put away in the archive.
        PutAway = "put_away",
        /// It was taken out of the archive.
        Retrieved = "retrieved",
        /// It was packed.
        Packed = "packed",
        /// It left with the carrier.
        Dispatched = "dispatched",
        /// The recipient confirmed that they hold it.
        ReceiptConfirmed = "receipt_confirmed",
        /// It was with a carrier, and is with us again.
        CameBack = "came_back",
        /// It had left, and came out of a parcel that its recipient sent.
        Returned = "returned",
        /// It was given, at the counter, to whoever asked for it.
        HandedOver = "handed_over",
        /// It was destroyed.
        Destroyed = "destroyed",
        /// It was not where it should be, and somebody has it in hand.
        Found = "found",
        /// Its condition was looked at.
        ConditionReported = "condition_reported",
        /// Another site's label was recorded for it.
        ExternalIdLinked = "external_id_linked",
        /// Its label was replaced by another.
        Relabelled = "relabelled",
        /// Somebody said to which case it belongs.
        Identified = "identified",
        /// It was said what is seen on it, or set right.
        Described = "described",
        /// The event before was a mistake.
        Corrected = "corrected",
    }
}

/// What the rules need to know about an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemState {
    /// Who answers for it.
    pub holder: Holder,
    /// Number of its last event; the first is 1.
    pub seq: u32,
    /// Its condition when last looked at.
    pub condition: Condition,
}

/// An article, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFact {
    /// Its id.
    pub id: ItemId,
    /// Its label now.
    pub label: Label,
    /// What it is.
    pub kind: ItemKind,
    /// Its state.
    pub state: ItemState,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Nobody knows yet whose it is.
    pub unidentified: bool,
    /// It was not where it should be, and somebody looks for it.
    pub looked_for: bool,
    /// Name of its holder: the path of a place, a person, a shipment.
    pub whereabouts: String,
    /// The archive it rests in, if it does.
    pub archive: Option<LocationId>,
    /// It was found by another site's label.
    pub by_external: bool,
}

/// One event about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// What happens.
    pub kind: EventKind,
    /// Its number in the article's chain.
    pub seq: u32,
    /// Who held it until now; the carrier, when it comes out of a parcel for the first time.
    pub from: Option<Holder>,
    /// Who holds it from now on.
    pub to: Holder,
    /// Condition seen.
    pub condition: Condition,
}

/// One event of an article's history, as far as taking a move back needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEvent {
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub by: PersonId,
    /// Who held it until then.
    pub from: Option<Holder>,
    /// Who held it from then on.
    pub to: Holder,
    /// Condition seen.
    pub condition: Condition,
    /// When.
    pub at: Timestamp,
}

/// How an article stood before a move that is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Who held it; nobody, if the move was its first event.
    pub holder: Option<Holder>,
    /// Its condition then, if it was known.
    pub condition: Option<Condition>,
    /// When it was moved.
    pub moved_at: Timestamp,
}

/// An article gets its label here: a disc made for a request, for example. It lies
/// in `place` from its first moment.
pub fn register(place: LocationId) -> Transition {
    Transition {
        kind: EventKind::Registered,
        seq: 1,
        from: None,
        to: Holder::Location(place),
        condition: Condition::Intact,
    }
}

/// An article without a label of ours comes out of the parcel of `shipment` into the
/// hands of `by`.
pub fn receive_new(shipment: ShipmentId, by: PersonId, condition: Condition) -> Transition {
    Transition {
        kind: EventKind::Received,
        seq: 1,
        from: Some(Holder::Carrier(shipment)),
        to: Holder::Person(by),
        condition,
    }
}

impl ItemState {
    fn next(&self, kind: EventKind, to: Holder) -> Transition {
        Transition {
            kind,
            seq: self.seq.saturating_add(1),
            from: Some(self.holder.clone()),
            to,
            condition: self.condition,
        }
    }

    fn elsewhere(&self) -> Refusal {
        Refusal::HeldElsewhere {
            holder: self.holder.kind(),
        }
    }

    /// How it stood before its latest move, for `by` who takes that move back: it must be
    /// theirs and of one of `kinds`. `chain` is the article's history, newest first; what
    /// came later may have moved nothing.
    pub fn before_latest_move(
        &self,
        chain: impl IntoIterator<Item = PastEvent>,
        by: &PersonId,
        kinds: &[EventKind],
    ) -> Result<Before, Refusal> {
        let mut chain = chain.into_iter();
        let moved = chain.find(|past| past.from.as_ref() != Some(&past.to));
        match moved {
            Some(past) if past.by == *by && kinds.contains(&past.kind) => Ok(Before {
                holder: past.from,
                condition: chain.next().map(|before| before.condition),
                moved_at: past.at,
            }),
            _ => Err(self.elsewhere()),
        }
    }

    /// Who holds it once `by` took it out of its open parcel again: whoever held it before, if they packed
    /// it themselves; they, if a colleague did.
    pub fn before_packing(
        &self,
        chain: impl IntoIterator<Item = PastEvent>,
        by: &PersonId,
    ) -> Result<Option<Holder>, Refusal> {
        match self.before_latest_move(chain, by, &[EventKind::Packed]) {
            Err(_) if matches!(self.holder, Holder::Parcel(_)) => {
                Ok(Some(Holder::Person(by.clone())))
            }
            found => Ok(found?.holder),
        }
    }

    /// An article whose first reception was taken back comes out of a parcel again.
    pub fn receive_again(&self, by: PersonId, condition: Condition) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Withdrawn => Ok(Transition {
                condition,
                ..self.next(EventKind::Received, Holder::Person(by))
            }),
            _ => Err(self.elsewhere()),
        }
    }

    /// It left, and is with a carrier or with whoever it went to.
    pub const fn has_left(&self) -> bool {
        self.holder.left_in().is_some()
    }

    /// An article that had left comes out of another parcel, into the hands of `by`. Whether its recipient ever said that
    /// they have it makes no difference: it is here.
    pub fn return_to(&self, by: PersonId, condition: Condition) -> Result<Transition, Refusal> {
        if !self.has_left() {
            return Err(self.elsewhere());
        }
        Ok(Transition {
            condition,
            ..self.next(EventKind::Returned, Holder::Person(by))
        })
    }

    /// That it is here again was a mistake: it is with `had` still, who has what left in its parcel, and what was seen on it
    /// here was seen on another.
    pub fn take_back_return(
        &self,
        had: Holder,
        condition: Option<Condition>,
    ) -> Result<Transition, Refusal> {
        Ok(Transition {
            condition: condition.unwrap_or(self.condition),
            ..self.correct(Some(had))?
        })
    }

    /// `by` lays down what they hold.
    pub fn set_down(&self, by: &PersonId, place: LocationId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Person(person) if person == by => {
                Ok(self.next(EventKind::SetDown, Holder::Location(place)))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// `by` puts it away in an archive place behind `barriers` independent barriers.
    /// What another person holds must be handed over first.
    pub fn put_away(
        &self,
        by: &PersonId,
        place: LocationId,
        barriers: u32,
    ) -> Result<Transition, Refusal> {
        if barriers < ARCHIVE_BARRIERS {
            return Err(Refusal::BarriersTooFew { level: barriers });
        }
        if self.holder == Holder::Location(place.clone()) {
            return Err(Refusal::AlreadyThere);
        }
        self.within_reach(by)?;
        Ok(self.next(EventKind::PutAway, Holder::Location(place)))
    }

    /// `by` takes it out of the archive place it rests in.
    pub fn retrieve(&self, by: &PersonId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Location(_) => Ok(self.next(EventKind::Retrieved, Holder::Person(by.clone()))),
            _ => Err(self.elsewhere()),
        }
    }

    /// `by` packs it into the parcel of `shipment`.
    pub fn pack(&self, by: &PersonId, shipment: ShipmentId) -> Result<Transition, Refusal> {
        self.within_reach(by)?;
        Ok(self.next(EventKind::Packed, Holder::Parcel(shipment)))
    }

    /// The sealed parcel leaves with the carrier.
    pub fn dispatch(&self, shipment: &ShipmentId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Parcel(parcel) if parcel == shipment => {
                Ok(self.next(EventKind::Dispatched, Holder::Carrier(shipment.clone())))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// The recipient says, by their own act, that they have it (I7).
    pub fn confirm_receipt(&self, shipment: &ShipmentId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Carrier(carried) if carried == shipment => Ok(self.next(
                EventKind::ReceiptConfirmed,
                Holder::Recipient(shipment.clone()),
            )),
            _ => Err(self.elsewhere()),
        }
    }

    /// It had not been confirmed after all: the carrier answers for it again.
    pub fn take_back_receipt(&self, shipment: &ShipmentId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Recipient(of) if of == shipment => {
                Ok(self.next(EventKind::Corrected, Holder::Carrier(shipment.clone())))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// Its parcel came back from the carrier, and it is in there: the seal says so, or whoever looked.
    pub fn come_back(&self, shipment: &ShipmentId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Carrier(carried) if carried == shipment => {
                Ok(self.next(EventKind::CameBack, Holder::Parcel(shipment.clone())))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// It left in the parcel of `shipment`, was not in it when that came back, and `by` has it in hand.
    pub fn turn_up(&self, by: &PersonId, shipment: &ShipmentId) -> Result<Transition, Refusal> {
        match &self.holder {
            Holder::Carrier(carried) if carried == shipment => {
                Ok(self.next(EventKind::Found, Holder::Person(by.clone())))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// `by` gives it into the hands of whoever made this request.
    pub fn hand_over(&self, by: &PersonId, request: RequestId) -> Result<Transition, Refusal> {
        self.within_reach(by)?;
        Ok(self.next(EventKind::HandedOver, Holder::Requester(request)))
    }

    /// `by` destroyed it.
    pub fn destroy(&self, by: &PersonId) -> Result<Transition, Refusal> {
        self.within_reach(by)?;
        Ok(self.next(EventKind::Destroyed, Holder::Destroyed))
    }

    /// `by` has it in hand, although it should rest where it was not found.
    pub fn find(&self, by: &PersonId) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Location(_) => Ok(self.next(EventKind::Found, Holder::Person(by.clone()))),
            _ => Err(self.elsewhere()),
        }
    }

    /// It is said whose it is; nothing moves. Not while somebody has it in hand: who takes it out of a parcel
    /// can still take that back.
    pub fn identify(&self) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Location(_) => Ok(self.next(EventKind::Identified, self.holder.clone())),
            _ => Err(self.elsewhere()),
        }
    }

    /// It is said what it is; nothing moves. What is gone for ever stays as it was told.
    pub fn describe(&self) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Destroyed | Holder::Withdrawn => Err(self.elsewhere()),
            _ => Ok(self.next(EventKind::Described, self.holder.clone())),
        }
    }

    /// Its condition is looked at; nothing moves.
    pub fn report_condition(&self, condition: Condition) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Person(_) | Holder::Location(_) => Ok(Transition {
                condition,
                ..self.next(EventKind::ConditionReported, self.holder.clone())
            }),
            _ => Err(self.elsewhere()),
        }
    }

    /// Another site's label is recorded; nothing moves.
    pub fn link_external_id(&self) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Recipient(_) | Holder::Requester(_) | Holder::Destroyed | Holder::Withdrawn => {
                Err(self.elsewhere())
            }
            _ => Ok(self.next(EventKind::ExternalIdLinked, self.holder.clone())),
        }
    }

    /// Its worn label is replaced; nothing moves.
    pub fn relabel(&self) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Person(_) | Holder::Location(_) => {
                Ok(self.next(EventKind::Relabelled, self.holder.clone()))
            }
            _ => Err(self.elsewhere()),
        }
    }

    /// The event before was a mistake: it goes back to who held it then, `previous`. An article
    /// that was only just received, or registered, is held by nobody again: then there is none.
    ///
    /// What has left the house cannot be brought back by a correction.
    pub fn correct(&self, previous: Option<Holder>) -> Result<Transition, Refusal> {
        match self.holder {
            Holder::Carrier(_)
            | Holder::Recipient(_)
            | Holder::Requester(_)
            | Holder::Destroyed
            | Holder::Withdrawn => Err(self.elsewhere()),
            Holder::Person(_) | Holder::Location(_) | Holder::Parcel(_) => {
                Ok(self.next(EventKind::Corrected, previous.unwrap_or(Holder::Withdrawn)))
            }
        }
    }

    /// In a place, or in the hands of `by`.
    fn within_reach(&self, by: &PersonId) -> Result<(), Refusal> {
        match &self.holder {
            Holder::Location(_) => Ok(()),
            Holder::Person(person) if person == by => Ok(()),
            _ => Err(self.elsewhere()),
        }
    }
}

#[cfg(test)]
mod tests;
