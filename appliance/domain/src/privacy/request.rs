//! A request for a copy of the record: logging it, its states.
//!
//! ```text
//! logged ⇄ building → ready ⇄ building      (a failed build falls back to where it started)
//!   │                   ├── dispatched → answered   (courier, then receipt confirmed)
//!   │                   └── answered                (handed over, encrypted file sent)
//!   └───────────────────┴── refused, withdrawn      (no copy leaves: [`super::closing`])
//! ```
//!
//! Being late is not a state: it is the clock's word ([`super::clock::standing`])
//! plus a stored mark. A deemed refusal does not end the duty to answer, so a late
//! request can still be built and sent.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::case::{EnteredText, NAME_LIMIT, PatientDetails, entered_date};
use crate::ids::Reference;
use crate::privacy::clock::Standing;
use crate::privacy::disclosure::{AddressForm, DeliveryMethod, PostalAddress};
use crate::privacy::package::Carrier;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::Timestamp;

/// Oldest year of receipt that can be entered.
const OLDEST_RECEIPT_YEAR: i32 = 1990;

text_enum! {
    /// What is asked for.
    pub enum RequestKind {
        /// See the record or have a copy of it.
        AccessRequest = "access_request",
    }
}

text_enum! {
    /// How the request came.
    pub enum Channel {
        /// By mail.
        Mail = "mail",
        /// By e-mail.
        Email = "email",
        /// By telephone; noted by staff.
        Phone = "phone",
        /// At the counter.
        Counter = "counter",
    }
}

text_enum! {
    /// Who asks.
    pub enum RequesterKind {
        /// The person the record is about.
        Patient = "patient",
        /// Somebody who acts for them.
        Representative = "representative",
    }
}

text_enum! {
    /// In what capacity a representative acts.
    pub enum Capacity {
        /// Holder of parental authority.
        Parent = "parent",
        /// Tutor.
        Tutor = "tutor",
        /// Mandatary (power of attorney, protection mandate).
        Mandatary = "mandatary",
        /// Lawyer or notary with a written mandate.
        Counsel = "counsel",
    }
}

text_enum! {
    /// What was seen to be sure of the person. Seen, never kept.
    pub enum IdentityEvidence {
        /// A photo identity document.
        PhotoDocument = "photo_document",
        /// The health insurance card.
        HealthCard = "health_card",
        /// A copy of a document enclosed with the request, destroyed once seen.
        EnclosedCopy = "enclosed_copy",
        /// Called back at a number that was known before the request, three facts of the record confirmed.
        CalledBack = "called_back",
    }
}

text_enum! {
    /// Where a request stands.
    pub enum RequestState {
        /// Logged; nothing built yet.
        Logged = "logged",
        /// A package is being built.
        Building = "building",
        /// A package is ready to leave.
        Ready = "ready",
        /// The copy left with the courier.
        Dispatched = "dispatched",
        /// The person has the answer.
        Answered = "answered",
        /// Access was refused, in writing.
        Refused = "refused",
        /// Nobody waits for an answer.
        Withdrawn = "withdrawn",
    }
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A build starts.
    BuildStarted,
    /// The build is done.
    BuildDone,
    /// The build failed or was cut off; `had_package` says whether an earlier one is ready.
    BuildFailed {
        /// An earlier package still stands.
        had_package: bool,
    },
    /// The copy leaves by this means.
    Delivered {
        /// How.
        method: DeliveryMethod,
        /// Whether the person's identity was confirmed.
        identity_confirmed: bool,
        /// Whether anything of the copy was taken out of the vault.
        taken_out: bool,
        /// Whether the passphrase of the encrypted file was taken out.
        passphrase_shown: bool,
    },
    /// The recipient confirmed receipt.
    ReceiptConfirmed,
    /// What was typed of it is set right.
    Corrected,
    /// Access is refused.
    Refused,
    /// It is withdrawn.
    Withdrawn,
}

impl RequestState {
    /// The state after `step`, or why it cannot be.
    pub fn after(self, step: Step) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Logged | Self::Ready, Step::BuildStarted) => Ok(Self::Building),
            (Self::Building, Step::BuildDone) => Ok(Self::Ready),
            (Self::Building, Step::BuildFailed { had_package }) => Ok(if had_package {
                Self::Ready
            } else {
                Self::Logged
            }),
            (
                Self::Ready,
                Step::Delivered {
                    identity_confirmed: false,
                    ..
                },
            ) => Err(Refusal::IdentityNotConfirmed),
            // What lies in the vault has not been given to anybody.
            (
                Self::Ready,
                Step::Delivered {
                    taken_out: false, ..
                },
            ) => Err(Refusal::CopyNotTakenOut),
            // A file that nobody can open is no answer.
            (
                Self::Ready,
                Step::Delivered {
                    method: DeliveryMethod::EncryptedFile,
                    passphrase_shown: false,
                    ..
                },
            ) => Err(Refusal::PassphraseNotShown),
            (
                Self::Ready,
                Step::Delivered {
                    method: DeliveryMethod::Courier,
                    ..
                },
            ) => Ok(Self::Dispatched),
            (Self::Ready, Step::Delivered { .. }) | (Self::Dispatched, Step::ReceiptConfirmed) => {
                Ok(Self::Answered)
            }
            (Self::Logged | Self::Ready, Step::Corrected) => Ok(self),
            (Self::Logged | Self::Ready, Step::Refused) => Ok(Self::Refused),
            (Self::Logged | Self::Ready, Step::Withdrawn) => Ok(Self::Withdrawn),
            _ => Err(Refusal::WrongState {
                state: self.as_str(),
            }),
        }
    }

    /// Refuses to take down the identity of the person who asks twice, or after the answer.
    /// `known_since`: when it was taken down before.
    pub const fn may_confirm_identity(self, known_since: Option<Timestamp>) -> Result<(), Refusal> {
        match known_since {
            Some(at) => Err(Refusal::AlreadyDone { at }),
            None => self.must_be_open(),
        }
    }

    /// Refuses, naming where it stands, once the answer has left.
    pub const fn must_be_open(self) -> Result<(), Refusal> {
        if self.is_open() {
            Ok(())
        } else {
            Err(Refusal::WrongState {
                state: self.as_str(),
            })
        }
    }

    /// Refused if a disc is not how its answer leaves any more, or not yet again: it is answered, or
    /// its copy is being built.
    pub const fn must_await_its_disc(self) -> Result<(), Refusal> {
        match self {
            Self::Ready => Ok(()),
            _ => Err(Refusal::DiscNotAwaited),
        }
    }

    /// Where it stands against its clock, as reckoned without regard to how it ended.
    pub const fn stands(self, reckoned: Standing) -> Standing {
        match self {
            Self::Withdrawn => Standing::Withdrawn,
            _ => reckoned,
        }
    }

    /// The answer is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Logged | Self::Building | Self::Ready)
    }
}

/// What its page offers of a request: acts that are refused are not on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one act can be done"
)]
pub struct Offers {
    /// A build can be started; not while a disc of the copy is sealed in a parcel.
    pub build: bool,
    /// A copy is ready to leave, to whoever's identity is confirmed.
    pub deliver: bool,
    /// The recipient can confirm.
    pub confirm_receipt: bool,
    /// What was seen can still be noted.
    pub confirm_identity: bool,
    /// A prolongation can still be taken, if the law gives one.
    pub extend: bool,
    /// What was typed can be set right; access can be refused, the request withdrawn.
    pub change: bool,
}

impl RequestState {
    /// What can be done with a request that stands here. `disc_sealed`: a disc of its copy is sealed
    /// in a parcel.
    pub const fn offers(self, identity_confirmed: bool, disc_sealed: bool) -> Offers {
        Offers {
            build: matches!(self, Self::Logged | Self::Ready) && !disc_sealed,
            deliver: matches!(self, Self::Ready),
            confirm_receipt: matches!(self, Self::Dispatched),
            confirm_identity: !identity_confirmed && self.is_open(),
            extend: self.is_open(),
            change: matches!(self, Self::Logged | Self::Ready) && !disc_sealed,
        }
    }
}

impl IdentityEvidence {
    /// What was seen; refused if nothing was. A copy stays inside until it is known who asks for it.
    pub fn required<T>(seen: Option<T>) -> Result<T, Refusal> {
        seen.ok_or(Refusal::IdentityNotConfirmed)
    }
}

/// Who asks, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Requester {
    /// The patient.
    Patient,
    /// Somebody for them; the paper that says so was seen.
    Representative {
        /// Name.
        name: EnteredText,
        /// Capacity.
        capacity: Capacity,
    },
}

impl Requester {
    /// The name an answer is addressed to: the representative's, or the patient's as
    /// people say it.
    pub fn recipient(&self, patient: &PatientDetails) -> Result<EnteredText, Refusal> {
        match self {
            Self::Representative { name, .. } => Ok(name.clone()),
            Self::Patient => {
                let (given, family) = (&patient.given_names, &patient.family_name);
                let name = format!("{} {}", given.as_str(), family.as_str());
                EnteredText::required("recipient", &name, 2 * NAME_LIMIT + 1)
            }
        }
    }

    /// Which of the two.
    pub const fn kind(&self) -> RequesterKind {
        match self {
            Self::Patient => RequesterKind::Patient,
            Self::Representative { .. } => RequesterKind::Representative,
        }
    }
}

/// A request as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewRequestForm<'a> {
    /// Reference of the case, `2026-0421`.
    pub case: &'a str,
    /// A [`Channel`].
    pub channel: &'a str,
    /// `AAAA-MM-JJ`.
    pub received_on: &'a str,
    /// A [`RequesterKind`].
    pub requester: &'a str,
    /// Representative's name.
    pub representative_name: &'a str,
    /// Representative's [`Capacity`].
    pub capacity: &'a str,
    /// Anything but empty: the paper that shows the capacity was seen.
    pub authority_seen: &'a str,
    /// An [`IdentityEvidence`], or empty: not confirmed yet.
    pub identity: &'a str,
    /// The [`Carrier`] asked for: `disc` or `encrypted_file`.
    pub carrier: &'a str,
    /// Where the answer goes.
    pub address: AddressForm<'a>,
    /// Doubts that were shown beside the form, as [`Doubt`] writes them, with blanks between.
    pub seen: &'a str,
}

/// What may be wrong with a request although every field is right: shown, and logged all the same if
/// somebody says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Another request of the same person waits for its answer.
    AnotherWaits(Reference),
    /// It is said to have come long before the case was opened.
    BeforeCase,
}

/// A request that comes so many days before its case is opened is nothing to wonder about: what lay on
/// paper before is entered when it is asked for.
const BEFORE_CASE_DAYS: i64 = 90;

impl Doubt {
    /// What there is to doubt. `waiting`: numbers of the same person's requests that wait.
    pub fn about(
        received_on: NaiveDate,
        case_opened_on: NaiveDate,
        waiting: impl IntoIterator<Item = Reference>,
    ) -> BTreeSet<Self> {
        let early = (case_opened_on - received_on).num_days() > BEFORE_CASE_DAYS;
        waiting
            .into_iter()
            .map(Self::AnotherWaits)
            .chain(early.then_some(Self::BeforeCase))
            .collect()
    }

    /// Reads doubts back, as a form carries them. Anything else is none.
    pub fn read_all(text: &str) -> BTreeSet<Self> {
        text.split_whitespace()
            .take(100)
            .filter_map(|word| match word {
                BEFORE_CASE => Some(Self::BeforeCase),
                number => number.parse().ok().map(Self::AnotherWaits),
            })
            .collect()
    }
}

/// The word of [`Doubt::BeforeCase`] in a form.
const BEFORE_CASE: &str = "before-case";

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AnotherWaits(number) => number.fmt(f),
            Self::BeforeCase => f.write_str(BEFORE_CASE),
        }
    }
}

/// A request that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Case it is about; that it exists is the store's word.
    pub case: Reference,
    /// How it came.
    pub channel: Channel,
    /// Civil date of receipt at the site: the clock starts here.
    pub received_on: NaiveDate,
    /// Who asks.
    pub requester: Requester,
    /// What was seen, if identity is already confirmed.
    pub identity: Option<IdentityEvidence>,
    /// What the person asked for.
    pub carrier: Carrier,
    /// Where the answer goes.
    pub address: PostalAddress,
    /// Doubts that somebody saw and logs it all the same.
    pub seen: BTreeSet<Doubt>,
}

impl NewRequest {
    /// Refused if it would have come after the day on which it was entered.
    pub fn must_have_come_by(&self, entered_on: NaiveDate) -> Result<(), Refusal> {
        if self.received_on > entered_on {
            let field = "received-on";
            return Err(Refusal::ReceivedAfterEntry { field });
        }
        Ok(())
    }
}

impl NewRequestForm<'_> {
    /// Checks every field and returns every fault at once. `today` is the site's civil date.
    pub fn check(&self, today: NaiveDate) -> Result<NewRequest, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);

        let case = case_reference(self.case).map_err(&mut keep).ok();
        let channel = choice("channel", self.channel).map_err(&mut keep).ok();
        let received_on = received_date(self.received_on, today)
            .map_err(&mut keep)
            .ok();
        let requester = self.requester(&mut keep);
        let identity = match self.identity.trim() {
            "" => Some(None),
            word => choice("identity", word).map_err(&mut keep).ok().map(Some),
        };
        let carrier = match choice("carrier", self.carrier) {
            Ok(Carrier::Folder) => Err(Refusal::FieldChoice { field: "carrier" }),
            other => other,
        };
        let carrier = carrier.map_err(&mut keep).ok();
        let address = self.address.check(&mut keep);

        match (
            case,
            channel,
            received_on,
            requester,
            identity,
            carrier,
            address,
        ) {
            (
                Some(case),
                Some(channel),
                Some(received_on),
                Some(requester),
                Some(identity),
                Some(carrier),
                Some(address),
            ) => Ok(NewRequest {
                case,
                channel,
                received_on,
                requester,
                identity,
                carrier,
                address,
                seen: Doubt::read_all(self.seen),
            }),
            _ => Err(faults),
        }
    }

    fn requester(&self, keep: &mut impl FnMut(Refusal)) -> Option<Requester> {
        match choice("requester", self.requester)
            .map_err(&mut *keep)
            .ok()?
        {
            RequesterKind::Patient => Some(Requester::Patient),
            RequesterKind::Representative => {
                let name = EnteredText::required(
                    "representative-name",
                    self.representative_name,
                    NAME_LIMIT,
                )
                .map_err(&mut *keep)
                .ok();
                let capacity = choice("capacity", self.capacity).map_err(&mut *keep).ok();
                let seen = !self.authority_seen.trim().is_empty();
                if !seen {
                    keep(Refusal::FieldEmpty {
                        field: "authority-seen",
                    });
                }
                match (name, capacity, seen) {
                    (Some(name), Some(capacity), true) => {
                        Some(Requester::Representative { name, capacity })
                    }
                    _ => None,
                }
            }
        }
    }
}

/// Reads one word of a closed list from the form field `field`.
pub fn choice<T: std::str::FromStr>(field: &'static str, word: &str) -> Result<T, Refusal> {
    match word.trim() {
        "" => Err(Refusal::FieldEmpty { field }),
        word => word.parse().map_err(|_| Refusal::FieldChoice { field }),
    }
}

fn case_reference(text: &str) -> Result<Reference, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::FieldEmpty { field: "case" });
    }
    // Text that is no reference is a case that does not exist: the same sentence.
    text.parse()
        .map_err(|_| Refusal::CaseUnknown { field: "case" })
}

fn received_date(text: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let field = "received-on";
    let date = entered_date(field, text)?;
    if date > today {
        return Err(Refusal::DateInFuture { field });
    }
    if date.year() < OLDEST_RECEIPT_YEAR {
        return Err(Refusal::DateTooOld { field });
    }
    Ok(date)
}

#[cfg(test)]
mod tests;
