//! Articles, shipments, places, double lock, the scan station.
//!
//! | module | what it rules |
//! |---|---|
//! | [`description`] | what is seen on an article |
//! | [`delivery`] | what a carrier is asked for, and what it says of a parcel |
//! | [`holder`] | who or what answers for an article |
//! | [`exception`] | what does not balance: owner, clock, exit |
//! | [`item`] | what an article is, and which events may follow |
//! | [`label_register`] | how a label stands, and whether it may be used |
//! | [`shipment`] | announced parcels, outbound parcels, outcomes of lines, lateness |
//! | [`parcel_forms`] | what is filled in of a parcel, and when that passes |
//! | [`leaving`] | what may leave together |
//! | [`location`] | places, their barriers, how many of them are independent |
//! | [`places`] | the tree of places: what is in what, where a new one may stand |
//! | [`visit`] | access to the archive by two people |
//! | [`scan`] | turning what a barcode reader types into codes |
//! | [`station`] | the scan station: a pure, total state machine |

pub mod delivery;
pub mod description;
pub mod exception;
pub mod holder;
pub mod item;
mod keyboard;
pub mod label_register;
pub mod leaving;
pub mod location;
pub mod parcel_forms;
pub mod places;
pub mod scan;
pub mod shipment;
pub mod station;
pub mod visit;
