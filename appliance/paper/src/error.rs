//! What can be refused before anything is drawn.

use thiserror::Error;

/// A refusal. Messages give positions and limits, never the text itself: a line that somebody
/// mistyped may hold anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaperError {
    /// The text for the bars, or a line that must say something, is empty.
    #[error("the text is empty")]
    Empty,
    /// More characters than the symbol or the line may hold.
    #[error("the text has {len} characters, at most {max} fit")]
    TooLong {
        /// Characters given.
        len: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Bars carry A–Z and 0–9 only, because scanners on other keyboard layouts garble the rest.
    #[error("character {at} can't be put in bars: only A to Z and 0 to 9 are allowed")]
    BarCharacter {
        /// Position, counted in characters from 0.
        at: usize,
    },
    /// An identifier is D, a class letter and ten digits.
    #[error("this is not an identifier of twelve characters: D, a letter, ten digits")]
    NotAnIdentifier,
    /// The printed fonts hold the Windows-1252 characters (all of French and English).
    #[error("character {at} can't be printed with the built-in fonts")]
    TextCharacter {
        /// Position, counted in characters from 0.
        at: usize,
    },
    /// A document without a piece, or with more than the limit.
    #[error("{count} pieces asked for, a document holds 1 to {max}")]
    PieceCount {
        /// Pieces given.
        count: usize,
        /// Pieces allowed.
        max: usize,
    },
    /// The first free cell lies beyond the end of the sheet.
    #[error("cell {cell} does not exist on a sheet of {cells}")]
    NoSuchCell {
        /// Cell asked for, counted from 0.
        cell: usize,
        /// Cells of the sheet.
        cells: usize,
    },
    /// The bar library answered something that is not a Code 128 symbol for this text.
    #[error("the bar code could not be made")]
    Encoder,
}
