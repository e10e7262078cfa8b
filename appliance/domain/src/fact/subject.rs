//! What an act is about, by kind and opaque id: `case:01JD…`, `label:DI1234567812`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{
    CaseId, DisclosureId, ExceptionId, InstanceId, IntakeId, ItemId, JobRunId, LabelBatchId,
    LocationId, NotAnId, PackageId, PatientId, PersonId, RequestId, SessionId, ShipmentId, StudyId,
    VisitId,
};
use crate::label::Label;

/// Declares [`Subject`] with the word of each kind.
macro_rules! subjects {
    ($($(#[$meta:meta])* $variant:ident($id:ty) = $word:literal),+ $(,)?) => {
        /// Something that acts are about. It stays in leaves for ever and is the key of the
        /// index that answers "all acts about this": opaque ids and our own labels only.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Subject { $($(#[$meta])* $variant($id)),+ }

        impl Subject {
            /// The word before the colon. Stored: add, never rename.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word),+ }
            }

            /// The id or label after the colon: letters and digits.
            pub fn id(&self) -> String {
                match self { $(Self::$variant(id) => id.to_string()),+ }
            }
        }

        impl fmt::Display for Subject {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant(id) => write!(f, concat!($word, ":{}"), id)),+ }
            }
        }

        impl FromStr for Subject {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let (kind, id) = text.split_once(':').ok_or(NotAnId)?;
                match kind {
                    $($word => id.parse().map(Self::$variant),)+
                    _ => Err(NotAnId),
                }
            }
        }

        $(impl From<&$id> for Subject {
            fn from(id: &$id) -> Self {
                Self::$variant(id.clone())
            }
        })+
    };
}

subjects! {
    /// A member of staff, or the appliance.
    Person(PersonId) = "person",
    /// A sign-in session.
    Session(SessionId) = "session",
    /// A patient.
    Patient(PatientId) = "patient",
    /// A case.
    Case(CaseId) = "case",
    /// An article.
    Item(ItemId) = "item",
    /// A place.
    Place(LocationId) = "place",
    /// A shipment.
    Shipment(ShipmentId) = "shipment",
    /// A double-lock visit.
    Visit(VisitId) = "visit",
    /// Something that does not balance.
    Exception(ExceptionId) = "exception",
    /// Labels issued together.
    Batch(LabelBatchId) = "batch",
    /// One label.
    Label(Label) = "label",
    /// What images came in.
    Intake(IntakeId) = "intake",
    /// A study.
    Study(StudyId) = "study",
    /// An image.
    Instance(InstanceId) = "instance",
    /// A request.
    Request(RequestId) = "request",
    /// A record-copy package.
    Package(PackageId) = "package",
    /// A communication.
    Disclosure(DisclosureId) = "disclosure",
    /// A run of a job.
    Run(JobRunId) = "run",
}

impl TryFrom<String> for Subject {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}
