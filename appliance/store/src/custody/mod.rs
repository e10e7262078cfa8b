//! Articles, labels, places, shipments, double-lock visits, stations.
//!
//! The rules decide ([`doublelock_domain::custody`]); what they decided is written down as
//! facts, and the tables follow (`crate::project`).

mod board;
mod code;
mod departure;
mod event;
mod holder;
mod item;
mod label;
pub(crate) mod names;
mod place;
mod shipment;
mod station;
mod story;
mod visit;

pub use board::{Awaited, AwaitedParcel, CustodyBoard, LatestVisit};
pub use code::Found;
pub use departure::{Disc, DiscStanding, PreparedShipment};
pub use event::TimelineEntry;
pub(crate) use event::events_in_the_journal;
pub use holder::HolderView;
pub use item::{Archived, ItemLine, Sought};
pub use label::LabelBatch;
pub use place::{PlaceView, PlannedPlace};
pub use shipment::{ShipmentFilter, ShipmentHead, ShipmentLineView, ShipmentView};
pub use station::{StationLine, StationView};
pub use story::ItemView;
pub use visit::{ClosingView, ExtensionView, VisitHead, VisitLineView, VisitView};

use crate::error::{Error, Result};

/// Reads a stored word of a closed list.
fn word<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| Error::Corrupt("a stored word is not of its list"))
}

/// Reads a stored id, label or reference.
fn id<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| Error::Corrupt("a stored id is malformed"))
}

/// Reads a stored id, label or reference that may be absent.
fn maybe_id<T: std::str::FromStr>(text: Option<&String>) -> Result<Option<T>> {
    text.map(|text| id(text)).transpose()
}

/// A count for people.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
