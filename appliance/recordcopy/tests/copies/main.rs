//! The copy of the record: it is whole on every carrier, and whatever is changed is found.
#![expect(clippy::unwrap_used, reason = "tests")]

mod carriers;
mod described;
mod forged_discs;
mod forged_zips;
mod index;
mod made;
mod package;
mod previews;
mod tampering;
mod tools;
