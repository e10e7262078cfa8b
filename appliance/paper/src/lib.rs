//! Labels, cards and label sheets: text in, SVG or PDF bytes out.
//!
//! This crate knows nothing of cases, people or the database. What it prints is an identifier
//! and a few lines that the caller chose; no type here has a field for a patient, and none may
//! get one. It reads no clock and no font file, so the same input always gives the same bytes.
//!
//! * [`Bars`] is a Code 128 symbol with its quiet zone, checked when it is made.
//! * [`Label`], [`Card`], [`LocationLabel`], [`DiscStrip`] and [`Slip`] are the pieces that can be printed.
//! * [`svg`] draws one piece for the screen; [`singles`] puts each piece on a page of its own
//!   size for a label printer; [`label_sheet`] and [`card_sheet`] fill Letter sheets.
//!
//! Bars are drawn as one shape whose edges lie on whole printer dots. A decoder that reads a
//! picture would not notice a missing quiet zone or a hairline between modules: the tests look
//! at the structure first and let an independent decoder read the result second.

mod code128;
mod drawing;
mod error;
mod line;
mod metrics;
mod pdf;
mod pieces;
mod sheet;
mod slip;
mod svg;

pub use code128::{Bars, QUIET_MODULES};
pub use drawing::Size;
pub use error::PaperError;
pub use line::Line;
pub use pdf::MAX_PIECES;
pub use pieces::{Card, DiscStrip, Label, LocationLabel, Piece};
pub use sheet::{CARDS_PER_SHEET, LABELS_PER_SHEET, card_sheet, label_sheet, singles};
pub use slip::Slip;
pub use svg::svg;
