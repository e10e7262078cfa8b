//! Refusals: what the rules say no to, as values.
//!
//! A refusal never carries text for people. It has a stable key; the catalogues
//! hold the sentence in French and in English under `refusal-<key>`.

use thiserror::Error;

use crate::custody::holder::HolderKind;
use crate::ids::Reference;
use crate::label::Label;
use crate::time::Timestamp;

/// Why a rule said no. Each variant is documented as the sentence that staff read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Your duties do not include this.
    #[error("duty not held")]
    DutyNotHeld,
    /// This reason does not belong to this duty.
    #[error("purpose does not belong to the duty")]
    PurposeForeign,
    /// This field is empty.
    #[error("field {field} is empty")]
    FieldEmpty {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This field is too long.
    #[error("field {field} is longer than {limit} characters")]
    FieldTooLong {
        /// Catalogue key of the field.
        field: &'static str,
        /// Most characters it may have.
        limit: usize,
    },
    /// This field holds characters that cannot be kept (control characters).
    #[error("field {field} holds characters that cannot be kept")]
    FieldCharacters {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This value is not one of those offered.
    #[error("field {field} holds a value that is not offered")]
    FieldChoice {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This is not a date that exists (AAAA-MM-JJ).
    #[error("field {field} is not a date")]
    NotADate {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This date is in the future.
    #[error("field {field} is in the future")]
    DateInFuture {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// It would have been received after it was entered.
    #[error("field {field} is after the day of entry")]
    ReceivedAfterEntry {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This date is too long ago to be right.
    #[error("field {field} is too long ago")]
    DateTooOld {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This date is in the past.
    #[error("field {field} is in the past")]
    DateInPast {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This date is too far away to be right.
    #[error("field {field} is too far away")]
    DateTooFar {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This number is outside what is possible.
    #[error("field {field} is out of range")]
    NumberOutOfRange {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// This step cannot follow the present state.
    #[error("not possible in state {state}")]
    WrongState {
        /// Text form of the present state.
        state: &'static str,
    },
    /// Something of this shipment was received or packed.
    #[error("the shipment was begun")]
    ShipmentBegun,
    /// This exception has its exit already.
    #[error("the exception is closed")]
    ExceptionClosed,
    /// This exception is open.
    #[error("the exception is open")]
    ExceptionOpen,
    /// This exception was ended by a scan; that is taken back where it was scanned.
    #[error("the exception was ended by a scan")]
    ExceptionEndedByScan,
    /// The label that was scanned is on another article.
    #[error("the label is not that of the article")]
    NotThatArticle,
    /// This was already done.
    #[error("already done")]
    AlreadyDone {
        /// When.
        at: Timestamp,
    },
    /// The parcel in which the answer left came back, and is here.
    #[error("the parcel of the answer came back")]
    AnswerCameBack,
    /// This label is already used.
    #[error("label already used")]
    LabelInUse {
        /// The label.
        label: Label,
    },
    /// Something of this record is still under way.
    #[error("still under way: {names}")]
    RecordUnderWay {
        /// Labels and numbers of what is.
        names: String,
    },
    /// Two different people are needed.
    #[error("two different people are needed")]
    SamePerson,
    /// Articles still lie in this place.
    #[error("{n} articles lie in this place")]
    PlaceHolds {
        /// How many.
        n: u32,
    },
    /// Other places are still in this place.
    #[error("{n} places are in this place")]
    PlaceContains {
        /// How many.
        n: u32,
    },
    /// The centre has no workbench yet, where things made here could lie.
    #[error("no workbench")]
    NoWorkbench,
    /// This place has fewer than two independent barriers.
    #[error("fewer than two independent barriers")]
    BarriersTooFew {
        /// How many it has.
        level: u32,
    },
    /// The article is held by somebody or something else.
    #[error("held elsewhere ({holder})")]
    HeldElsewhere {
        /// What kind of holder.
        holder: HolderKind,
    },
    /// Something that left in the parcel came back in another one.
    #[error("some of it came back")]
    PartlyBack,
    /// Nobody said yet whose the article is.
    #[error("whose it is is not known")]
    Unidentified,
    /// Nobody said yet whose the articles are that would be lent.
    #[error("whose it is that would be lent is not known")]
    LentByNobody,
    /// The article already rests in this place.
    #[error("already there")]
    AlreadyThere,
    /// Articles of two cases never travel in one parcel.
    #[error("articles of two cases")]
    CaseDiffers,
    /// Nobody said yet whose this article is: it is not planned to be put away.
    #[error("nobody said whose it is")]
    NotIdentified {
        /// Its label.
        label: Label,
    },
    /// Another parcel that is prepared waits for this article.
    #[error("another parcel waits for it")]
    PromisedElsewhere {
        /// Its label.
        label: Label,
        /// Number of that parcel.
        parcel: Reference,
    },
    /// No carrier of this country writes numbers like this one.
    #[error("unlike a tracking number")]
    WaybillUnlike,
    /// This tracking number belongs to another shipment.
    #[error("waybill already used")]
    WaybillInUse {
        /// Number of that shipment.
        shipment: Reference,
    },
    /// A store access to this archive has not been reconciled yet.
    #[error("an earlier visit is not reconciled")]
    VisitUnreconciled,
    /// This visit was already extended once.
    #[error("already extended")]
    AlreadyExtended,
    /// The proof of who the second person is has grown old: sign in again.
    #[error("authentication too old")]
    AuthenticationStale,
    /// Only the two people of the visit can do this.
    #[error("not one of the two people of the visit")]
    NotOfThisVisit,
    /// Both locks must be closed first.
    #[error("a lock was not reported closed")]
    LocksOpen,
    /// This visit is closed.
    #[error("the visit is closed")]
    VisitClosed,
    /// Nothing is planned for this visit, and nobody said that it goes without a list.
    #[error("nothing is planned")]
    PlanEmpty,
    /// This article cannot be taken out of this archive: it does not rest there.
    #[error("not in this archive")]
    NotInThisArchive {
        /// Its label.
        label: Label,
    },
    /// This article cannot be put away: it rests in an archive already.
    #[error("already in an archive")]
    AlreadyArchived {
        /// Its label.
        label: Label,
    },
    /// This article cannot be put away: it is not in the house.
    #[error("not in the house")]
    NotAtHand {
        /// Its label.
        label: Label,
    },
    /// The station of this person is busy with another job.
    #[error("the station is busy with another job")]
    StationBusy,
    /// The time of this visit is over.
    #[error("time of the visit is over")]
    VisitExpired,
    /// Not everything planned has been accounted for.
    #[error("{open} not accounted for")]
    NotAccountedFor {
        /// How many.
        open: u32,
    },
    /// The patient of the study differs from the patient of the case.
    #[error("the patient differs")]
    PatientDiffers,
    /// A label of ours stands where a carrier's tracking number should.
    #[error("a label of ours as a waybill")]
    WaybillIsOurs,
    /// A disc that answers a request leaves in a shipment prepared for that request.
    #[error("disc of a request")]
    DiscOfRequest,
    /// The disc already has the shipment it leaves in.
    #[error("disc has its shipment")]
    DiscHasShipment,
    /// Images arrived since the study was compared with the case.
    #[error("study grew since it was compared")]
    StudyGrew,
    /// The study's words have not been read yet: there is nothing to compare.
    #[error("the study has not been read yet")]
    StudyNotRead,
    /// This case does not exist.
    #[error("field {field} names no case")]
    CaseUnknown {
        /// Catalogue key of the field.
        field: &'static str,
    },
    /// The law that applies gives no extension.
    #[error("the law gives no extension")]
    ExtensionNotGiven,
    /// The one extension that the law gives was already taken.
    #[error("extension already taken")]
    ExtensionTaken,
    /// The notice of extension was sent after the time that the law gives for it.
    #[error("notice of extension sent too late")]
    ExtensionNoticeLate,
    /// This disc was burned from a package that has been replaced since.
    #[error("disc of a superseded package")]
    DiscOutOfDate,
    /// The record holds other images or articles than the copy that was built of it.
    #[error("the record changed since the copy was built")]
    RecordChanged,
    /// The request of a disc is not one that waits for this copy: it is being built anew, or answered.
    #[error("the request of the disc does not wait for it")]
    DiscNotAwaited,
    /// A disc of the copy is sealed in a parcel: that is how the answer leaves.
    #[error("a disc of the copy is sealed in a parcel")]
    DiscSealed,
    /// A disc of this copy was labelled and is not packed yet.
    #[error("a disc of this copy waits to be packed")]
    DiscWaits,
    /// Something is packed in a parcel that was prepared for this request.
    #[error("something is packed in a parcel of this request")]
    DiscPacked,
    /// The correction says what stands there already.
    #[error("nothing would be changed")]
    NothingChanged,
    /// A colleague still has articles of the parcel in hand, which nobody had announced: nobody knows what is left in it.
    #[error("somebody else has articles of the parcel in hand")]
    ParcelInOtherHands,
    /// Somebody else set it right since the form was opened.
    #[error("somebody else changed it since the form was opened")]
    ChangedMeanwhile,
    /// This disc is the answer that its request waits for.
    #[error("the disc is the awaited answer")]
    DiscAwaited,
    /// As many downloads of this person are under way as one may have.
    #[error("too many downloads of one person are under way")]
    DownloadsUnderWay,
    /// Nothing of the copy was taken out of the vault yet.
    #[error("nothing of the copy was taken out of the vault")]
    CopyNotTakenOut,
    /// The record holds what the copy holds: there is nothing to explain.
    #[error("the record holds what the copy holds")]
    RecordUnchanged,
    /// The label stands for an article of another record, with labels of others on it.
    #[error("label with history in another record")]
    LabelOfAnotherRecord,
    /// The passphrase of the encrypted file was not taken out yet.
    #[error("passphrase not shown")]
    PassphraseNotShown,
    /// The two records are one person's already.
    #[error("one person already")]
    AlreadyOnePerson,
    /// Name and birth date are another person's.
    #[error("name and birth date both differ")]
    PersonDiffers,
    /// Too many records would hang on one.
    #[error("too many records of one person")]
    TooManyRecords,
    /// This record hangs on no other.
    #[error("not linked")]
    NotLinked,
    /// The record was made with this case: it is the other cases that are somebody else's.
    #[error("the case that the record was made with")]
    FirstCase,
    /// The names of everybody on file are still being read.
    #[error("names are still being read")]
    NamesNotRead,
    /// The identity of the person who asks is not confirmed yet.
    #[error("identity not confirmed")]
    IdentityNotConfirmed,
}

impl Refusal {
    /// Tail of the catalogue key `refusal-…` that holds the sentence.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::DutyNotHeld => "duty-not-held",
            Self::PurposeForeign => "purpose-foreign",
            Self::FieldEmpty { .. } => "field-empty",
            Self::FieldTooLong { .. } => "field-too-long",
            Self::FieldCharacters { .. } => "field-characters",
            Self::FieldChoice { .. } => "field-choice",
            Self::NotADate { .. } => "not-a-date",
            Self::DateInFuture { .. } => "date-in-future",
            Self::ReceivedAfterEntry { .. } => "received-after-entry",
            Self::DateTooOld { .. } => "date-too-old",
            Self::DateInPast { .. } => "date-in-past",
            Self::DateTooFar { .. } => "date-too-far",
            Self::NumberOutOfRange { .. } => "number-out-of-range",
            Self::WrongState { .. } => "wrong-state",
            Self::ExceptionClosed => "exception-closed",
            Self::ShipmentBegun => "shipment-begun",
            Self::ExceptionOpen => "exception-open",
            Self::ExceptionEndedByScan => "exception-ended-by-scan",
            Self::NotThatArticle => "not-that-article",
            Self::AlreadyDone { .. } => "already-done",
            Self::AnswerCameBack => "answer-came-back",
            Self::LabelInUse { .. } => "label-in-use",
            Self::RecordUnderWay { .. } => "record-under-way",
            Self::SamePerson => "same-person",
            Self::PlaceHolds { .. } => "place-holds",
            Self::PlaceContains { .. } => "place-contains",
            Self::NoWorkbench => "no-workbench",
            Self::BarriersTooFew { .. } => "barriers-too-few",
            Self::HeldElsewhere { .. } => "held-elsewhere",
            Self::PartlyBack => "partly-back",
            Self::Unidentified => "unidentified",
            Self::LentByNobody => "lent-by-nobody",
            Self::AlreadyThere => "already-there",
            Self::CaseDiffers => "case-differs",
            Self::NotIdentified { .. } => "not-identified",
            Self::PromisedElsewhere { .. } => "promised-elsewhere",
            Self::WaybillUnlike => "waybill-unlike",
            Self::WaybillInUse { .. } => "waybill-in-use",
            Self::VisitUnreconciled => "visit-unreconciled",
            Self::AlreadyExtended => "already-extended",
            Self::AuthenticationStale => "authentication-stale",
            Self::NotOfThisVisit => "not-of-this-visit",
            Self::LocksOpen => "locks-open",
            Self::VisitClosed => "visit-closed",
            Self::PlanEmpty => "plan-empty",
            Self::NotInThisArchive { .. } => "not-in-this-archive",
            Self::AlreadyArchived { .. } => "already-archived",
            Self::NotAtHand { .. } => "not-at-hand",
            Self::StationBusy => "station-busy",
            Self::VisitExpired => "visit-expired",
            Self::NotAccountedFor { .. } => "not-accounted-for",
            Self::PatientDiffers => "patient-differs",
            Self::StudyGrew => "study-grew",
            Self::WaybillIsOurs => "waybill-is-ours",
            Self::DiscOfRequest => "disc-of-request",
            Self::DiscHasShipment => "disc-has-shipment",
            Self::StudyNotRead => "study-not-read",
            Self::CaseUnknown { .. } => "case-unknown",
            Self::ExtensionNotGiven => "extension-not-given",
            Self::ExtensionTaken => "extension-taken",
            Self::ExtensionNoticeLate => "extension-notice-late",
            Self::DiscOutOfDate => "disc-out-of-date",
            Self::RecordChanged => "record-changed",
            Self::DiscNotAwaited => "disc-not-awaited",
            Self::DiscSealed => "disc-sealed",
            Self::DiscWaits => "disc-waits",
            Self::DiscPacked => "disc-packed",
            Self::NothingChanged => "nothing-changed",
            Self::ParcelInOtherHands => "parcel-in-other-hands",
            Self::ChangedMeanwhile => "changed-meanwhile",
            Self::DiscAwaited => "disc-awaited",
            Self::DownloadsUnderWay => "downloads-under-way",
            Self::CopyNotTakenOut => "copy-not-taken-out",
            Self::RecordUnchanged => "record-unchanged",
            Self::LabelOfAnotherRecord => "label-of-another-record",
            Self::PassphraseNotShown => "passphrase-not-shown",
            Self::PersonDiffers => "person-differs",
            Self::AlreadyOnePerson => "already-one-person",
            Self::TooManyRecords => "too-many-records",
            Self::NotLinked => "not-linked",
            Self::FirstCase => "first-case",
            Self::NamesNotRead => "names-not-read",
            Self::IdentityNotConfirmed => "identity-not-confirmed",
        }
    }

    /// The field of a form that the refusal is about, if any.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::FieldEmpty { field }
            | Self::FieldTooLong { field, .. }
            | Self::FieldCharacters { field }
            | Self::FieldChoice { field }
            | Self::NotADate { field }
            | Self::DateInFuture { field }
            | Self::ReceivedAfterEntry { field }
            | Self::DateTooOld { field }
            | Self::DateInPast { field }
            | Self::DateTooFar { field }
            | Self::NumberOutOfRange { field }
            | Self::CaseUnknown { field } => Some(field),
            _ => None,
        }
    }
}
