//! What the station says after a scan: a tone, a word of six rem, a sentence, and
//! what to do now. Keys only; the catalogues hold the words.

use serde::{Deserialize, Serialize};

use crate::custody::holder::HolderKind;
use crate::custody::item::ItemKind;
use crate::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// The four states of the station's screen and sound.
    pub enum Tone {
        /// Waiting.
        Ready = "ready",
        /// Recorded.
        Ok = "ok",
        /// Recorded, but look.
        Attention = "attention",
        /// Nothing recorded.
        Refused = "refused",
    }
}

text_enum! {
    /// The big word.
    pub enum Word {
        /// Ready.
        Ready = "ready",
        /// Help.
        Help = "help",
        /// Found.
        Found = "found",
        /// Nobody announced it.
        Unannounced = "unannounced",
        /// Started.
        Started = "started",
        /// Received.
        Received = "received",
        /// Extra.
        Extra = "extra",
        /// Damaged.
        Damaged = "damaged",
        /// Missing.
        Missing = "missing",
        /// Short.
        Short = "short",
        /// Check.
        Check = "check",
        /// Linked.
        Linked = "linked",
        /// Taken back.
        Undone = "undone",
        /// Shelf.
        Shelf = "shelf",
        /// Put away.
        PutAway = "put-away",
        /// Retrieved.
        Retrieved = "retrieved",
        /// Packed.
        Packed = "packed",
        /// Sealed.
        Sealed = "sealed",
        /// Laid down.
        SetDown = "set-down",
        /// Dispatched.
        Dispatched = "dispatched",
        /// The recipient has it.
        Confirmed = "confirmed",
        /// It is here again.
        CameBack = "came-back",
        /// What a seal is like was looked at.
        SealSeen = "seal-seen",
        /// Label replaced.
        Relabelled = "relabelled",
        /// Done.
        Done = "done",
        /// Refused.
        Refused = "refused",
    }
}

text_enum! {
    /// The sentence: `station-said-…`, with its note.
    pub enum Said {
        /// Scan anything.
        Welcome = "welcome",
        /// What can be scanned now.
        Help = "help",
        /// The reader types as it should.
        LayoutRight = "layout-right",
        /// The reader types through a wrong keyboard layout.
        LayoutWrong = "layout-wrong",
        /// Too long or not a code.
        Unreadable = "unreadable",
        /// Nobody knows this code.
        UnknownCode = "unknown-code",
        /// This card is not one of ours.
        UnknownCard = "unknown-card",
        /// This card does nothing here.
        CardNotHere = "card-not-here",
        /// This label was never printed here.
        NeverIssued = "never-issued",
        /// This label was replaced.
        VoidLabel = "void-label",
        /// A label that was given up without another in its place.
        RetiredLabel = "retired-label",
        /// A label of a person, a key or a contenant.
        LabelOfNoUse = "label-of-no-use",
        /// A new label, and nothing waits for one.
        UnusedLabel = "unused-label",
        /// Another shipment: finish this one first.
        FinishFirst = "finish-first",
        /// A place has no part in this step.
        PlaceNotHere = "place-not-here",
        /// An article has no part in this step.
        ItemNotHere = "item-not-here",
        /// Where this article is.
        ItemFound = "item-found",
        /// Who has this article, which left; and how it is received if it is here.
        ItemAway = "item-away",
        /// Somebody looks for this article, which was not where it should be.
        ItemLookedFor = "item-looked-for",
        /// What this place is.
        PlaceFound = "place-found",
        /// What was in the person's hands lies here now.
        SetDown = "set-down",
        /// How this shipment stands.
        ShipmentFound = "shipment-found",
        /// This shipment is over.
        ShipmentOver = "shipment-over",
        /// This shipment was prepared and does not leave.
        ShipmentCancelled = "shipment-cancelled",
        /// Now scan the waybill.
        AskWaybill = "ask-waybill",
        /// No parcel is announced under this number: what it is is asked.
        NotAnnounced = "not-announced",
        /// The same of a code that no carrier of this country writes.
        NotAnnouncedUnlike = "not-announced-unlike",
        /// The number of a parcel that has ended: whether this is another one is asked.
        NumberOfBefore = "number-of-before",
        /// Which of the announced parcels it is comes next.
        AskWhich = "ask-which",
        /// The parcel that was chosen is not awaited.
        NotAwaited = "not-awaited",
        /// An answer, and nothing is asked any more.
        NoQuestion = "no-question",
        /// What was read was no waybill, and is put aside.
        ReadingDropped = "reading-dropped",
        /// A parcel that nobody announced was written down, and is being received.
        ArrivedUnannounced = "arrived-unannounced",
        /// The number that was read is that of this announced parcel, which is being received.
        WaybillNoted = "waybill-noted",
        /// Now scan the shipment's sheet.
        AskSheet = "ask-sheet",
        /// Open a store access first.
        NoVisit = "no-visit",
        /// A parcel is being received.
        ReceiveStarted = "receive-started",
        /// A parcel is received that brings back articles of ours.
        ReturnStarted = "return-started",
        /// The same, under the number that was read.
        ReturnNoted = "return-noted",
        /// A parcel that was reconciled is taken up again: something that was missing is there.
        FoundStarted = "found-started",
        /// What was missing was received.
        ItemTurnedUp = "item-turned-up",
        /// What was found lies there now.
        FoundDone = "found-done",
        /// Articles of different kinds are missing: which of them this is was not said.
        WhichMissing = "which-missing",
        /// The article that was named is not missing any more.
        NotMissing = "not-missing",
        /// A place, and nothing that was found is in hand.
        FoundFirst = "found-first",
        /// An article was received.
        ItemReceived = "item-received",
        /// The same, out of a parcel that nobody had announced.
        ItemReceivedUnannounced = "item-received-unannounced",
        /// An article that had left is back.
        ItemReturned = "item-returned",
        /// An article that had left is back, in a parcel that nobody announced it in.
        ReturnedExtra = "returned-extra",
        /// An article that had left, and nobody announced it in this parcel.
        LeftNotAnnounced = "left-not-announced",
        /// An article that had left, and that another parcel is to bring back.
        AwaitedInAnother = "awaited-in-another",
        /// A new label, and the parcel is to bring back articles that have theirs.
        AwaitsOurs = "awaits-ours",
        /// Some of this parcel came back in another one.
        PartlyBack = "partly-back",
        /// An article was received damaged.
        ItemDamaged = "item-damaged",
        /// An article that was not announced was received.
        ItemExtra = "item-extra",
        /// What was scanned last was read once more: a trigger that was held.
        ReadTwice = "read-twice",
        /// This article was already scanned.
        AlreadyScanned = "already-scanned",
        /// All announced articles are there already.
        AllReceived = "all-received",
        /// This article is held elsewhere.
        HeldElsewhere = "held-elsewhere",
        /// The next one is damaged.
        DamagedArmed = "damaged-armed",
        /// The next one is extra.
        ExtraArmed = "extra-armed",
        /// What the next articles are.
        KindSet = "kind-set",
        /// What the articles are has to be said first.
        KindFirst = "kind-first",
        /// A place, and nothing was taken out of the parcel.
        NothingTakenOut = "nothing-taken-out",
        /// The next code is another site's label.
        LinkArmed = "link-armed",
        /// No article to link to.
        LinkNeedsItem = "link-needs-item",
        /// Another site's label was recorded.
        Linked = "linked",
        /// Another site's label that already belongs to an article.
        ForeignKnown = "foreign-known",
        /// The seal of a parcel that came is whole.
        SealWasIntact = "seal-was-intact",
        /// It is broken, gone, or another.
        SealWasNotIntact = "seal-was-not-intact",
        /// What was said of it was a mistake.
        SealUnsaid = "seal-unsaid",
        /// The parcel was opened: that its seal was whole was to be seen before.
        SealAfterOpening = "seal-after-opening",
        /// Articles are still short.
        Short = "short",
        /// The rest is missing.
        MarkedMissing = "marked-missing",
        /// Nothing is short.
        NothingMissing = "nothing-missing",
        /// The parcel is received.
        ReceiveDone = "receive-done",
        /// The parcel is received, which nobody had announced.
        ReceiveDoneUnannounced = "receive-done-unannounced",
        /// The parcel is received with exceptions.
        ReceiveDoneExceptions = "receive-done-exceptions",
        /// Articles cannot be laid down there.
        NotARestingPlace = "not-a-resting-place",
        /// A shelf, while articles are taken out.
        ShelfWhileRetrieving = "shelf-while-retrieving",
        /// The archive opens for two people only.
        ArchiveNeedsVisit = "archive-needs-visit",
        /// Scan the place first, then done.
        PlaceFirst = "place-first",
        /// The job is left; nothing is lost.
        JobLeft = "job-left",
        /// This article would be taken back, which the page did not show: the next card does it.
        NotSeen = "not-seen",
        /// The same of what is no article: a seal, a number, what was declared missing.
        NotSeenOther = "not-seen-other",
        /// Nothing to take back.
        NothingToUndo = "nothing-to-undo",
        /// The last scan was taken back.
        Undone = "undone",
        /// This article was taken back out of what was received.
        ReceptionUndone = "reception-undone",
        /// This article counts as it did before it was said to be damaged.
        DamageUndone = "damage-undone",
        /// The parcel has the number again that it was announced under: it had been chosen by mistake.
        NumberRestored = "number-restored",
        /// What was declared missing is expected again.
        MissingUndone = "missing-undone",
        /// Scans in the archive begin.
        ArchiveStarted = "archive-started",
        /// Articles go out now.
        RetrieveMode = "retrieve-mode",
        /// Articles go in now.
        PutAwayMode = "put-away-mode",
        /// This shelf.
        ShelfSet = "shelf-set",
        /// Scan a shelf first.
        ShelfFirst = "shelf-first",
        /// Another archive than the one that was opened.
        NotThisArchive = "not-this-archive",
        /// Too few barriers.
        BarriersTooFew = "barriers-too-few",
        /// Time is over.
        VisitExpired = "visit-expired",
        /// Already there.
        AlreadyThere = "already-there",
        /// Nobody knows yet whose it is: it is not put away.
        Unidentified = "unidentified",
        /// Put away.
        ItemPutAway = "item-put-away",
        /// Put away, which nobody had planned.
        ItemPutAwayUnplanned = "item-put-away-unplanned",
        /// Taken out.
        ItemRetrieved = "item-retrieved",
        /// Taken out, which nobody had planned.
        ItemRetrievedUnplanned = "item-retrieved-unplanned",
        /// Packing begins.
        ShipStarted = "ship-started",
        /// All of it is packed; it waits for its seal.
        ShipPacked = "ship-packed",
        /// It is sealed, and waits for its waybill.
        ShipSealed = "ship-sealed",
        /// A disc of it is no answer as it stands.
        ShipOutgrown = "ship-outgrown",
        /// Packed.
        ItemPacked = "item-packed",
        /// Not in the list of this parcel.
        NotInList = "not-in-list",
        /// Not everything is packed.
        NotAllPacked = "not-all-packed",
        /// The movement of this article was taken back: it is where it was.
        MoveUndone = "move-undone",
        /// An article is out of its parcel again: where it was, or with whoever took it out.
        PackingUndone = "packing-undone",
        /// A seal, and nothing is in the parcel.
        NothingInside = "nothing-inside",
        /// The sealed parcel is open again; its seal seals nothing any more.
        SealBroken = "seal-broken",
        /// Already sealed.
        AlreadySealed = "already-sealed",
        /// This seal was used.
        SealUsed = "seal-used",
        /// Sealed.
        Sealed = "sealed",
        /// Seal it first.
        SealFirst = "seal-first",
        /// Not a tracking number.
        NotAWaybill = "not-a-waybill",
        /// A code that no carrier of this country writes: once more, if it is the waybill.
        WaybillUnlike = "waybill-unlike",
        /// The number of a parcel that has ended: once more, if it is the waybill.
        WaybillOfBefore = "waybill-of-before",
        /// The number under which this parcel came back: once more, if it leaves under it again.
        WaybillCameBack = "waybill-came-back",
        /// Not the tracking number it was prepared with.
        WaybillDiffers = "waybill-differs",
        /// Tracking number of another shipment.
        WaybillUsed = "waybill-used",
        /// Left with the carrier.
        Dispatched = "dispatched",
        /// The same, with a disc that was no answer any more.
        DispatchedOutgrown = "dispatched-outgrown",
        /// The recipient of this parcel has it: its slip is back.
        ReceiptConfirmed = "receipt-confirmed",
        /// That was said before.
        ReceiptAlreadyConfirmed = "receipt-already-confirmed",
        /// The slip of a parcel that did not leave.
        SlipTooEarly = "slip-too-early",
        /// The slip of a parcel that came back.
        SlipOfOneThatCameBack = "slip-of-one-that-came-back",
        /// A parcel that is with its carrier was read: whether it came back, and what its seal says, is asked.
        AskCameBack = "ask-came-back",
        /// It came back, sealed as it left.
        CameBack = "came-back",
        /// It came back otherwise: each of its articles is looked for.
        CameBackOpened = "came-back-opened",
        /// An article is in the parcel that came back.
        ItemFoundInside = "item-found-inside",
        /// The rest is not in the parcel that came back.
        MarkedNotBack = "marked-not-back",
        /// A rule said no when the act was to be written down; `other` holds its key.
        RuleRefused = "rule-refused",
        /// Now the worn label.
        AskWorn = "ask-worn",
        /// Now the new label.
        AskNew = "ask-new",
        /// The label was replaced.
        Relabelled = "relabelled",
    }
}

text_enum! {
    /// What to do now: `station-next-…`.
    pub enum Next {
        /// Scan anything.
        Anything = "anything",
        /// Say what it is: 1, 2 or 3.
        Answer = "answer",
        /// Say what the seal of a parcel that came back says: 1, 2 or 3.
        SealVerdict = "seal-verdict",
        /// Scan what is in the parcel that came back, or MISSING.
        ItemInside = "item-inside",
        /// Scan the waybill; if there is none, say what it is.
        WaybillOrAnswer = "waybill-or-answer",
        /// Choose the announced parcel.
        AnnouncedParcel = "announced-parcel",
        /// Scan the card of what the articles are.
        Kind = "kind",
        /// Scan the first article.
        FirstItem = "first-item",
        /// Scan the next article, or the place once the parcel is empty.
        ItemOrPlace = "item-or-place",
        /// Scan the worn label.
        WornLabel = "worn-label",
        /// Scan a new label.
        NewLabel = "new-label",
        /// Scan the next article.
        NextItem = "next-item",
        /// An article of ours that comes back, with the label it bears.
        ReturnedItem = "returned-item",
        /// Scan the damaged article.
        DamagedItem = "damaged-item",
        /// Scan the extra article.
        ExtraItem = "extra-item",
        /// Scan the other site's label.
        ForeignLabel = "foreign-label",
        /// Scan the article that turned up.
        FoundItem = "found-item",
        /// Scan the place.
        Place = "place",
        /// Scan what is short, or MISSING.
        ShortOrMissing = "short-or-missing",
        /// Scan a shelf.
        Shelf = "shelf",
        /// Scan an article for this shelf.
        ItemForShelf = "item-for-shelf",
        /// Scan an article to take out.
        ItemToRetrieve = "item-to-retrieve",
        /// Scan an article to pack.
        ItemToPack = "item-to-pack",
        /// Scan a seal.
        Seal = "seal",
        /// Scan the waybill.
        Waybill = "waybill",
        /// Do not hand it to the carrier yet: a disc of it is no answer as it stands.
        Hold = "hold",
        /// Do not pack the disc, which is no answer as it stands.
        SetAside = "set-aside",
        /// Take the disc out again, which is no answer as it stands.
        TakeOut = "take-out",
    }
}

/// What the person sees and hears after a scan. Stored with the job, so that a page
/// that is loaded again shows the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Colour, shape and sound.
    pub tone: Tone,
    /// The big word.
    pub word: Word,
    /// The sentence.
    pub said: Said,
    /// What to do now.
    pub next: Next,
    /// The code that was read, in groups.
    pub code: Option<String>,
    /// Another code: the label that counts, the article a code was linked to.
    pub other: Option<String>,
    /// What the article is.
    pub item: Option<ItemKind>,
    /// What kind of holder it has.
    pub holder: Option<HolderKind>,
    /// Name of a place, a person, a shipment.
    pub place: Option<String>,
    /// Articles done.
    pub done: u32,
    /// Articles in all; 0 when nothing is counted.
    pub total: u32,
    /// A count that the sentence speaks of.
    pub count: u32,
    /// An instant that the sentence speaks of.
    pub at: Option<Timestamp>,
    /// Codes read in the same breath that were left unread after a refusal.
    pub unread: u32,
    /// A number that was asked about before, and is left without an answer.
    pub left: Option<String>,
}

impl Feedback {
    /// A bare one.
    pub const fn new(tone: Tone, word: Word, said: Said) -> Self {
        Self {
            tone,
            word,
            said,
            next: Next::Anything,
            code: None,
            other: None,
            item: None,
            holder: None,
            place: None,
            done: 0,
            total: 0,
            count: 0,
            at: None,
            unread: 0,
            left: None,
        }
    }

    /// What a station shows before the first scan.
    pub const fn welcome() -> Self {
        Self::new(Tone::Ready, Word::Ready, Said::Welcome)
    }

    pub(super) fn code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    pub(super) const fn kind(mut self, kind: ItemKind) -> Self {
        self.item = Some(kind);
        self
    }

    pub(super) fn place(mut self, place: &str) -> Self {
        self.place = Some(place.to_owned());
        self
    }

    pub(super) const fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }
}
