//! Facts: what the journal keeps of each act.
//!
//! **The journal is the only source of truth.** One act is one fact: a structure with a
//! version, typed subjects, and everything that is needed to make the tables that follow
//! from it. Ids, label numbers, dates and drawn chance stand in facts, and so does each
//! conclusion that was drawn; secrets never do, and what names or describes a person stands
//! in [`sealed`] sections beside the open part. Nothing is computed again when a fact is
//! read back: what was true that day is written in it.
//!
//! In JSON a fact is one object, `"v"` first, every key present; its shape is held by
//! a snapshot beside the tests. A shape that left the house never changes: raise the version
//! and keep reading the old one.
//!
//! | module | facts of |
//! |---|---|
//! | [`people`] | the front door |
//! | [`cases`] | cases, and of reading |
//! | [`exams`] | exams that cases wait for |
//! | [`custody`] | articles, labels, places, shipments, visits |
//! | [`imaging`] | received studies |
//! | [`privacy`] | requests, packages, communications |
//! | [`objects`] | the vault |
//! | [`erasure`] | erased records, keys |
//! | [`appliance`] | the appliance and its journal |

mod about;
pub mod appliance;
pub mod cases;
pub mod custody;
pub mod erasure;
pub mod exams;
pub mod imaging;
pub mod objects;
pub mod patients;
pub mod people;
pub mod privacy;
pub mod sealed;
mod subject;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use about::{About, KeyStep};
pub use sealed::{Reading, Sealed, Section};
pub use subject::Subject;

use crate::act::Act;

/// A fact that says that something was shown, and changes no record.
pub trait Showing: Into<Fact> {}

impl Showing for cases::RecordOpened {}
impl Showing for cases::ListRead {}
impl Showing for imaging::StudyViewed {}

/// A content that is not a fact of this program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAFact {
    /// The text is not JSON of the shape that its act and version have.
    #[error("the content of {act} is not of its shape")]
    Shape {
        /// The act.
        act: Act,
    },
    /// A version that this program does not know.
    #[error("version {version} of {act} is not known")]
    Version {
        /// The act.
        act: Act,
        /// The version.
        version: u64,
    },
    /// A fact that could not be written as JSON.
    #[error("the fact of {act} cannot be written")]
    Unwritable {
        /// The act.
        act: Act,
    },
}

#[derive(Serialize)]
struct Written<'a, T> {
    v: u64,
    #[serde(flatten)]
    fact: &'a T,
}

fn write<T: Serialize>(act: Act, version: u64, fact: &T) -> Result<String, NotAFact> {
    serde_json::to_string(&Written { v: version, fact }).map_err(|_| NotAFact::Unwritable { act })
}

fn read<T: for<'de> Deserialize<'de>>(act: Act, known: u64, text: &str) -> Result<T, NotAFact> {
    let shape = |_| NotAFact::Shape { act };
    let mut object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(shape)?;
    let version = object
        .remove("v")
        .and_then(|version| version.as_u64())
        .ok_or(NotAFact::Shape { act })?;
    if version != known {
        return Err(NotAFact::Version { act, version });
    }
    serde_json::from_value(serde_json::Value::Object(object)).map_err(shape)
}

/// Declares [`Fact`]: each act with the module of its structure and its version.
macro_rules! facts {
    ($($name:ident in $area:ident = $version:literal),+ $(,)?) => {
        /// Any fact. The list is closed: a fold over the journal handles every one.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Fact {
            $(#[doc = concat!("See [`", stringify!($area), "::", stringify!($name), "`].")]
            $name($area::$name)),+
        }

        impl Fact {
            /// The act, as the leaf names it.
            pub const fn act(&self) -> Act {
                match self { $(Self::$name(_) => Act::$name),+ }
            }

            /// Version of its shape.
            pub const fn version(&self) -> u64 {
                match self { $(Self::$name(_) => $version),+ }
            }

            /// See [`About::subjects`].
            pub fn subjects(&self) -> Vec<Subject> {
                match self { $(Self::$name(fact) => fact.subjects()),+ }
            }

            /// See [`About::mentions`].
            pub fn mentions(&self) -> Vec<Subject> {
                match self { $(Self::$name(fact) => fact.mentions()),+ }
            }

            /// See [`About::sections`].
            pub fn sections(&mut self) -> Vec<&mut dyn Section> {
                match self { $(Self::$name(fact) => fact.sections()),+ }
            }

            /// See [`About::keys`].
            pub fn keys(&self) -> Vec<KeyStep> {
                match self { $(Self::$name(fact) => fact.keys()),+ }
            }

            /// The content of its entry: the open part. Refused while sections are in clear.
            pub fn to_json(&self) -> Result<String, NotAFact> {
                match self { $(Self::$name(fact) => write(Act::$name, $version, fact)),+ }
            }

            /// Reads the content of an entry back. Refuses what is not exactly the shape
            /// that [`Fact::to_json`] writes.
            pub fn from_json(act: Act, text: &str) -> Result<Self, NotAFact> {
                match act { $(Act::$name => read(act, $version, text).map(Self::$name)),+ }
            }
        }

        $(impl From<$area::$name> for Fact {
            fn from(fact: $area::$name) -> Self {
                Self::$name(fact)
            }
        })+
    };
}

facts! {
    ApplianceInstalled in people = 1,
    SessionOpened in people = 1,
    SignInRefused in people = 1,
    PersonVouched in people = 1,
    SessionClosed in people = 1,
    SessionEnded in people = 1,
    AccessRefused in people = 1,
    CaseOpened in cases = 1,
    CaseCorrected in cases = 1,
    ExamExpected in exams = 1,
    ExamCorrected in exams = 1,
    ExamCame in exams = 1,
    ExamCameTakenBack in exams = 1,
    ExamFollowed in exams = 1,
    ExamClosed in exams = 1,
    PatientsLinked in patients = 1,
    PatientUnlinked in patients = 1,
    PatientsSeparated in patients = 1,
    RecordOpened in cases = 1,
    ListRead in cases = 1,
    ShipmentAnnounced in custody = 1,
    ShipmentArrived in custody = 1,
    ShipmentIdentified in custody = 1,
    ShipmentShort in custody = 1,
    ShipmentShortTakenBack in custody = 1,
    ShipmentReconciled in custody = 1,
    ShipmentOverdue in custody = 1,
    ShipmentPrepared in custody = 1,
    ShipmentDispatched in custody = 1,
    ShipmentConfirmed in custody = 1,
    ShipmentConfirmationTakenBack in custody = 1,
    CarrierClaimed in custody = 1,
    ShipmentCameBack in custody = 1,
    ShipmentCancelled in custody = 1,
    ShipmentCorrected in custody = 1,
    WaybillCorrected in custody = 1,
    SealApplied in custody = 1,
    SealBroken in custody = 1,
    SealInspected in custody = 1,
    CustodyEvent in custody = 1,
    ExceptionOpened in custody = 1,
    ExceptionAssigned in custody = 1,
    ExceptionFollowed in custody = 1,
    ExceptionClosed in custody = 1,
    ExceptionReopened in custody = 1,
    LabelsIssued in custody = 1,
    LabelVoided in custody = 1,
    PlacesRegistered in custody = 1,
    PlaceRenamed in custody = 1,
    PlaceRetired in custody = 1,
    VisitOpened in custody = 1,
    VisitExtended in custody = 1,
    VisitAccounted in custody = 1,
    VisitClosed in custody = 1,
    VisitRefused in custody = 1,
    ScanRefused in custody = 1,
    StudyReceived in imaging = 1,
    StudyDescribed in imaging = 1,
    InstanceHealed in imaging = 1,
    IntakeRefused in imaging = 1,
    StudyAttached in imaging = 1,
    StudyViewed in imaging = 1,
    RequestLogged in privacy = 1,
    RequestIdentityConfirmed in privacy = 1,
    RequestExtended in privacy = 1,
    RequestCorrected in privacy = 1,
    RequestWithdrawn in privacy = 1,
    RequestRefused in privacy = 1,
    RequestOverdue in privacy = 1,
    RequestAnswered in privacy = 1,
    RequestReceiptConfirmed in privacy = 1,
    PackageStarted in privacy = 1,
    PackageFailed in privacy = 1,
    PackageBuilt in privacy = 1,
    PackageKept in privacy = 1,
    PackageFetched in privacy = 1,
    PassphraseShown in privacy = 1,
    DiscBound in privacy = 1,
    Disclosed in privacy = 1,
    ApplianceStarted in appliance = 1,
    ClockSteppedBack in appliance = 1,
    JobRan in appliance = 1,
    JournalContinued in appliance = 1,
    JournalVerified in appliance = 1,
    JournalExported in appliance = 1,
    TablesCompared in appliance = 1,
    TablesRebuilt in appliance = 1,
    SignerMade in objects = 1,
    ObjectsDamaged in objects = 1,
    ObjectsSound in objects = 1,
    ObjectsDestroyed in objects = 1,
    VaultRead in objects = 1,
    RecordErased in erasure = 1,
    ErasureFinished in erasure = 1,
    KeysRotated in erasure = 1,
}
