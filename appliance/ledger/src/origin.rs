//! How a journal may be called, which is also the name of its key.
//!
//! Left out: that no two journals have one name, which whoever installs them answers for.

/// Longest origin (and key name) in bytes.
pub const ORIGIN_MAX: usize = 128;

/// Whether this can be an origin and a key name: no space, plus or newline.
pub(crate) fn origin_is_valid(origin: &str) -> bool {
    let allowed =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'/' | b'-');
    !origin.is_empty() && origin.len() <= ORIGIN_MAX && origin.bytes().all(allowed)
}
