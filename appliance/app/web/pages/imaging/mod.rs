//! Pages of the imaging desk.

pub mod compare;
pub mod list;
pub mod study;
