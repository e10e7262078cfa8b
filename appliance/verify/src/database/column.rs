//! A column's value, if it is of the type that the format asks for.
//!
//! Left out: what becomes of a row with another, which whoever reads it decides.

use rusqlite::types::ValueRef;

pub(super) fn integer(value: ValueRef<'_>) -> Option<i64> {
    if let ValueRef::Integer(number) = value {
        Some(number)
    } else {
        None
    }
}

pub(super) fn blob(value: ValueRef<'_>) -> Option<&[u8]> {
    if let ValueRef::Blob(bytes) = value {
        Some(bytes)
    } else {
        None
    }
}

pub(super) fn text(value: ValueRef<'_>) -> Option<&str> {
    if let ValueRef::Text(bytes) = value {
        std::str::from_utf8(bytes).ok()
    } else {
        None
    }
}
