//! Articles, shipments, places, double lock, the scan station.
//!
//! | module | what it rules |
//! |---|---|
//! | [`item`] | what an article is, who holds it, and which events may follow |
//! | [`shipment`] | announced parcels, outbound parcels, outcomes of lines, lateness |
//! | [`location`] | places, their barriers, how many of them are independent |
//! | [`visit`] | access to the archive by two people |
//! | [`scan`] | turning what a barcode reader types into codes |
//! | [`station`] | the scan station: a pure, total state machine |

pub mod item;
pub mod location;
pub mod scan;
pub mod shipment;
pub mod station;
pub mod visit;
