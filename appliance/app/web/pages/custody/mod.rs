//! Pages of the custody desk.

pub mod archive;
pub mod correction;
pub mod delivery;
pub mod description;
pub mod exceptions;
pub mod gathered;
pub mod item_list;
pub mod items;
pub mod labels;
pub mod manifest;
pub mod offered;
pub mod places;
pub mod prepare;
pub mod shipments;
pub mod station;
pub mod visit;
