//! Facts of the custody desk.
//!
//! | module | facts of |
//! |---|---|
//! | [`article`] | an article's chain |
//! | [`shipment`] | parcels in and out |
//! | [`exception`] | what does not balance |
//! | [`place`] | labels, places and their locks |
//! | [`visit`] | double-lock visits, and what was refused |

mod article;
mod exception;
mod place;
mod shipment;
mod visit;

pub use article::{CustodyEvent, ForeignLabel, Happening, InVisit, NewArticle, Owner};
pub use exception::{
    ExceptionAssigned, ExceptionClosed, ExceptionFollowed, ExceptionOpened, ExceptionReopened,
};
pub use place::{
    LabelVoided, LabelsIssued, Lock, PlaceRenamed, PlaceRetired, PlacesRegistered, RegisteredPlace,
};
pub use shipment::{
    CarrierClaimed, NewLine, ReconciledLine, SealApplied, SealBroken, SealInspected,
    ShipmentAnnounced, ShipmentArrived, ShipmentCameBack, ShipmentCancelled,
    ShipmentConfirmationTakenBack, ShipmentConfirmed, ShipmentCorrected, ShipmentDispatched,
    ShipmentIdentified, ShipmentOverdue, ShipmentPrepared, ShipmentReconciled, ShipmentShort,
    ShipmentShortTakenBack, ShipmentWords, WaybillCorrected, WaybillWords,
};
pub use visit::{
    ScanRefused, VisitAccounted, VisitClosed, VisitExtended, VisitOpened, VisitRefused,
};
