//! What the scan remembers of pixels and documents: how much there was, not what.
//!
//! Left out: what they should be, which `completeness` says.

/// What was seen of the top-level content elements.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Content {
    pub(super) native_pixels: Option<u64>,
    pub(super) fragments: Option<Fragments>,
    pub(super) document: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fragments {
    pub(super) items: u32,
    pub(super) bytes: u64,
}
