//! One schema for both databases; `tests/upgrade.rs` compares it with each, live.
//!
//! House subset: TEXT ids, BIGINT microseconds UTC, TEXT words of closed lists,
//! BLOB/BYTEA for bytes, JSON as TEXT.

pub(crate) mod cases;
pub(crate) mod custody;
pub(crate) mod imaging;
pub(crate) mod jobs;
pub(crate) mod journal;
pub(crate) mod keys;
pub(crate) mod people;
pub(crate) mod privacy;
pub(crate) mod subjects;
