//! Facts of the privacy desk: requests, packages, communications.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Sealed, Section, Subject};
use crate::access::Purpose;
use crate::case::EnteredText;
use crate::ids::{
    CaseId, DisclosureId, ItemId, PackageId, PatientId, Reference, RequestId, ShipmentId,
};
use crate::object::StoredObject;
use crate::privacy::closing::{RefusalWords, Withdrawal};
use crate::privacy::disclosure::{DeliveryMethod, DisclosureClass, PostalAddress};
use crate::privacy::package::{BuildFault, Carrier, Holdings, RecordThen};
use crate::privacy::regime::Regimes;
use crate::privacy::request::{Channel, IdentityEvidence, RequestKind, RequestState, Requester};
use crate::time::Timestamp;

/// The request an act belongs to, with its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRequest {
    /// The request.
    pub request: RequestId,
    /// Its case.
    pub case: CaseId,
}

impl OfRequest {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.request).into(), (&self.case).into()]
    }

    fn with(&self, first: &PackageId) -> Vec<Subject> {
        std::iter::once(first.into())
            .chain(self.subjects())
            .collect()
    }
}

/// A request was logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestLogged {
    /// Which.
    pub request: RequestId,
    /// The number people say.
    pub reference: Reference,
    /// What is asked for.
    pub kind: RequestKind,
    /// The case it is about.
    pub case: CaseId,
    /// Whom the case is about.
    pub patient: PatientId,
    /// How it came.
    pub channel: Channel,
    /// Civil date of receipt: day 0 of the clock.
    pub received_on: NaiveDate,
    /// Civil date of entry.
    pub entered_on: NaiveDate,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// The last instant of that day at the site: later, it is late.
    pub late_from: Timestamp,
    /// Laws that set the clock.
    pub laws: Regimes,
    /// Version of the rules that counted it.
    pub rule_pack: String,
    /// What was seen of the identity of the person who asks.
    pub identity: Option<IdentityEvidence>,
    /// The form they asked for.
    pub carrier: Carrier,
    /// Who asks, and where the answer goes.
    pub words: Sealed<RequestWords>,
}

/// The personal words of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestWords {
    /// Who asks.
    pub requester: Requester,
    /// Where the answer goes.
    pub address: PostalAddress,
}

impl About for RequestLogged {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.request).into(),
            (&self.case).into(),
            (&self.patient).into(),
        ]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::part(&self.request, &self.case)]
    }
}

/// The identity of the person who asks was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestIdentityConfirmed {
    /// Which request.
    pub of: OfRequest,
    /// What was seen.
    pub evidence: IdentityEvidence,
}

impl About for RequestIdentityConfirmed {
    fn subjects(&self) -> Vec<Subject> {
        self.of.subjects()
    }
}

/// A prolongation was taken and its notice sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestExtended {
    /// Which request.
    pub of: OfRequest,
    /// Days more.
    pub days: u32,
    /// Civil date of the notice.
    pub notice_sent_on: NaiveDate,
    /// Last day to answer from now on.
    pub due_on: NaiveDate,
    /// The last instant of that day at the site.
    pub late_from: Timestamp,
}

impl About for RequestExtended {
    fn subjects(&self) -> Vec<Subject> {
        self.of.subjects()
    }
}

/// What was typed of a request was set right: all of it, as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestCorrected {
    /// Which request.
    pub of: OfRequest,
    /// How it came.
    pub channel: Channel,
    /// Civil date of receipt: day 0 of the clock.
    pub received_on: NaiveDate,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// The last instant of that day at the site.
    pub late_from: Timestamp,
    /// It had been marked late under a date that was wrong, and is not.
    pub is_not_late: bool,
    /// The form they asked for.
    pub carrier: Carrier,
    /// Somebody else asks than was typed: what was seen of their identity was of another.
    pub identity_is_open: bool,
    /// Who asks, and where the answer goes.
    pub words: Sealed<RequestWords>,
}

impl About for RequestCorrected {
    fn subjects(&self) -> Vec<Subject> {
        self.of.subjects()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// A request was withdrawn: nobody waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestWithdrawn {
    /// Which request.
    pub of: OfRequest,
    /// Why.
    pub why: Withdrawal,
    /// The request that it doubles.
    pub duplicate_of: Option<RequestId>,
    /// The copy that was ready, and goes.
    pub package: Option<PackageId>,
}

impl About for RequestWithdrawn {
    fn subjects(&self) -> Vec<Subject> {
        let mut about = self.of.subjects();
        about.extend(self.duplicate_of.iter().map(Into::into));
        about.extend(self.package.iter().map(Into::into));
        about
    }
}

/// Access was refused, in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestRefused {
    /// Which request.
    pub of: OfRequest,
    /// Civil date of the letter.
    pub notice_sent_on: NaiveDate,
    /// It was late already.
    pub late: bool,
    /// The copy that was ready, and goes.
    pub package: Option<PackageId>,
    /// Why: it may say how somebody's health stands.
    pub words: Sealed<RefusalWords>,
}

impl About for RequestRefused {
    fn subjects(&self) -> Vec<Subject> {
        let mut about = self.of.subjects();
        about.extend(self.package.iter().map(Into::into));
        about
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// A request is past its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestOverdue {
    /// Which.
    pub request: RequestId,
    /// Its last day.
    pub due_on: NaiveDate,
}

impl About for RequestOverdue {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.request).into()]
    }
}

/// A request was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestAnswered {
    /// Which request.
    pub of: OfRequest,
    /// How the answer left.
    pub method: DeliveryMethod,
    /// Where the request stands now.
    pub state: RequestState,
    /// It had been marked late.
    pub late: bool,
}

impl About for RequestAnswered {
    fn subjects(&self) -> Vec<Subject> {
        self.of.subjects()
    }
}

/// The recipient confirmed that the answer arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestReceiptConfirmed {
    /// Which request.
    pub of: OfRequest,
    /// Where the request stands now.
    pub state: RequestState,
}

impl About for RequestReceiptConfirmed {
    fn subjects(&self) -> Vec<Subject> {
        self.of.subjects()
    }
}

/// A build of a record-copy package was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageStarted {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
    /// Which build of the request this is, from 1.
    pub build: u32,
}

impl About for PackageStarted {
    fn subjects(&self) -> Vec<Subject> {
        self.of.with(&self.package)
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::part(&self.package, &self.of.request)]
    }
}

/// A build failed or was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFailed {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
    /// Which build.
    pub build: u32,
    /// Why.
    pub fault: BuildFault,
    /// Where the request stands now.
    pub state: RequestState,
}

impl About for PackageFailed {
    fn subjects(&self) -> Vec<Subject> {
        self.of.with(&self.package)
    }
}

/// Files of one category of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCount {
    /// Category of the manifest.
    pub category: String,
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One form of a package, sealed in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedForm {
    /// Which form.
    pub carrier: Carrier,
    /// Its object in the vault.
    pub object: StoredObject,
    /// Bytes of the form itself.
    pub bytes: u64,
    /// SHA-256 of the form itself, in hexadecimal.
    pub sha256: String,
}

/// A package was built; an earlier one of the request is superseded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageBuilt {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
    /// Which build.
    pub build: u32,
    /// SHA-256 of its manifest, in hexadecimal: it says what every file is.
    pub manifest_sha256: String,
    /// SHA-256 of the signer's certificate, in hexadecimal.
    pub signer_sha256: String,
    /// What it holds of the record.
    pub holds: Holdings,
    /// Files by category, in the order of the categories' names.
    pub files: Vec<FileCount>,
    /// The sealed forms.
    pub forms: Vec<SealedForm>,
    /// The vault's object that holds the passphrase of the encrypted form.
    pub passphrase: StoredObject,
    /// The package that this one takes the place of.
    pub supersedes: Option<PackageId>,
}

impl About for PackageBuilt {
    fn subjects(&self) -> Vec<Subject> {
        let mut about = self.of.with(&self.package);
        about.extend(self.supersedes.iter().map(Into::into));
        about
    }
}

/// A copy that the record outgrew is the answer all the same, and somebody said why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageKept {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
    /// What the record held at that moment, as [`Holdings::sha256`]: said of that and nothing later.
    pub record_sha256: String,
    /// Why.
    pub words: Sealed<KeptWords>,
}

/// Why a copy that the record outgrew is the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptWords {
    /// As typed.
    pub reason: EnteredText,
}

impl About for PackageKept {
    fn subjects(&self) -> Vec<Subject> {
        self.of.with(&self.package)
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// A form of a package was taken out of the vault for burning or sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFetched {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
    /// Which form.
    pub carrier: Carrier,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

impl About for PackageFetched {
    fn subjects(&self) -> Vec<Subject> {
        self.of.with(&self.package)
    }
}

/// The passphrase of a package was shown, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassphraseShown {
    /// Which.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
}

impl About for PassphraseShown {
    fn subjects(&self) -> Vec<Subject> {
        self.of.with(&self.package)
    }
}

/// An article is a disc burned from the ready package of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscBound {
    /// The article.
    pub item: ItemId,
    /// The package on it.
    pub package: PackageId,
    /// For which request.
    pub of: OfRequest,
}

impl About for DiscBound {
    fn subjects(&self) -> Vec<Subject> {
        let mut about = self.of.with(&self.package);
        about.push((&self.item).into());
        about
    }
}

/// Information was communicated to somebody (R-22.1 s. 265: information, recipient,
/// purpose).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosed {
    /// The communication.
    pub disclosure: DisclosureId,
    /// The request it answers.
    pub of: OfRequest,
    /// About whom.
    pub patient: PatientId,
    /// What was sent.
    pub package: PackageId,
    /// SHA-256 of its manifest, in hexadecimal.
    pub package_sha256: String,
    /// What kind of communication.
    pub class: DisclosureClass,
    /// Why: the purpose of the communication, whichever duty hands the parcel over.
    pub purpose: Purpose,
    /// Laws that give the right.
    pub authority: Regimes,
    /// How.
    pub method: DeliveryMethod,
    /// The parcel it left in.
    pub shipment: Option<ShipmentId>,
    /// What the record held by the time this was written down, beside what the copy holds.
    pub record_then: RecordThen,
    /// Files by category.
    pub files: Vec<FileCount>,
    /// To whom, and the carrier's number.
    pub words: Sealed<RecipientWords>,
}

/// To whom a communication went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientWords {
    /// Name.
    pub name: EnteredText,
    /// Where to.
    pub address: PostalAddress,
    /// The carrier's number of the parcel.
    pub tracking: Option<String>,
    /// Into whose hands it was given, or where the file was sent; a parcel is confirmed by its
    /// recipient.
    pub received_by: Option<EnteredText>,
}

impl About for Disclosed {
    fn subjects(&self) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![(&self.disclosure).into()];
        about.extend(self.of.with(&self.package));
        about.push((&self.patient).into());
        about.extend(self.shipment.iter().map(Into::into));
        about
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}
