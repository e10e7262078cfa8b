//! Why a data set is refused.
//!
//! Left out: what of it was at fault. No value of a data set leaves the scan by way of a refusal.

/// Why a data set is refused. No variant carries a value of the data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// More bytes than [`Limits::bytes`](super::Limits::bytes), sent or declared.
    #[error("the data set is longer than the limit")]
    TooLong,
    /// Sequences nested deeper than [`Limits::depth`](super::Limits::depth).
    #[error("sequences are nested too deep")]
    TooDeep,
    /// More elements than [`Limits::elements`](super::Limits::elements).
    #[error("the data set has too many elements")]
    TooManyElements,
    /// The bytes end in a tag, a value, a fragment, or before a delimiter.
    #[error("the data set is torn")]
    Torn,
    /// A declared length runs past the item or sequence that holds it.
    #[error("a length runs past its enclosing item or sequence")]
    Overrun,
    /// A delimiter or item where none can stand, or something else where an item must stand.
    #[error("an item or delimiter stands in the wrong place")]
    Misplaced,
    /// A length that the standard does not allow there (undefined, odd, or not zero).
    #[error("a length is not allowed where it stands")]
    BadLength,
    /// Two bytes that are no value representation.
    #[error("a value representation is not two capital letters")]
    BadRepresentation,
    /// Top-level elements out of order or repeated.
    #[error("elements are out of order or repeated")]
    OutOfOrder,
    /// An element of a group that has no place in a data set.
    #[error("an element of a foreign group")]
    ForeignGroup,
    /// SOP Class, SOP Instance, Study or Series UID missing or not a UID.
    #[error("a required identifier is missing or not a UID")]
    BadIdentifier,
    /// A numeric attribute of the image (Rows, Columns, …) missing or unreadable.
    #[error("an attribute that describes the pixels is missing or unreadable")]
    BadImageAttribute,
    /// An image without pixels, or a document without its content.
    #[error("the pixels or the document are missing")]
    ContentMissing,
    /// Native pixel data of another length than the image attributes say, fewer fragments than
    /// frames, or fragments where the transfer syntax has none (or the reverse).
    #[error("the pixel data do not fit the attributes that describe them")]
    PixelMismatch,
}
