//! The number of a request in an address. Whether somebody has that number is the store's to say.

use doublelock_domain::ids::Reference;

use crate::web::problem::Problem;

/// A number in an address. What is no number is not found, like a number nobody has.
pub(super) fn number(text: &str) -> Result<Reference, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
