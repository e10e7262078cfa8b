//! Articles, labels, places, shipments, double-lock visits, stations.
//!
//! The rules decide ([`doublelock_domain::custody`]); what they decided is written down as
//! facts, and the tables follow (`crate::project`).

mod announcement;
mod arrival;
mod board;
mod code;
mod colleagues;
mod correction;
mod counter;
mod departure;
mod description;
mod event;
mod exception;
mod exception_desk;
mod gathering;
mod gone;
mod hands;
mod holder;
mod item;
mod item_list;
mod label;
mod lent;
mod manifest;
pub(crate) mod names;
mod outgrown;
mod parcel_story;
mod place;
mod promised;
mod returns;
mod seen;
mod shipment;
mod shipment_list;
mod shipment_view;
mod station;
mod story;
mod unannounced;
mod unidentified;
mod unseen;
mod visit;
mod waybill;
mod whose;

pub(crate) use arrival::arrived;
pub use board::{Awaited, AwaitedParcel, CustodyBoard, LatestVisit};
pub use code::Found;
pub(crate) use counter::hand_over_disc;
pub use departure::{Disc, DiscStanding, PreparedShipment};
pub use description::{Described, Said};
pub use event::TimelineEntry;
pub(crate) use event::Told;
pub use exception_desk::{ExceptionEvent, ExceptionLine, ExceptionOwner, ExceptionView};
pub use gathering::{Gathered, GatheredFor, Gathering, Gathers, OfferedFrom};
pub use hands::Hand;
pub use holder::HolderView;
pub use item::ItemLine;
pub use item_list::{ItemFilter, Whereabouts};
pub use label::LabelBatch;
pub use lent::OtherLeg;
pub use manifest::ManifestParcel;
pub use parcel_story::ParcelEvent;
pub use place::PlannedPlace;
pub use seen::Seen;
pub use shipment_list::{LastShipment, ShipmentFilter};
pub use shipment_view::{CarrierClaim, ShipmentHead, ShipmentLineView, ShipmentView};
pub use station::{Scanned, StationLine, StationView};
pub use story::ItemView;
pub use unidentified::UnannouncedItem;
pub use visit::{ClosingView, ExtensionView, VisitHead, VisitLineView, VisitView};

#[cfg(test)]
mod tests;
