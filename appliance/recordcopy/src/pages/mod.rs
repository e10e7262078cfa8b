//! The pages that a person reads: each language whole, the person's own first; no script, nothing fetched
//! from outside the package.
//!
//! | module | what it holds |
//! |---|---|
//! | `html` | the frame of every page, and what makes foreign text safe in it |
//! | `amounts` | numbers, sizes and days as each language writes them |
//! | `index` | the first page |
//! | `viewer` | the page of one exam, with its pictures |
//! | `histories` | where the articles were, and what was communicated |
//! | `texts` | what is plain text |

mod amounts;
mod histories;
mod html;
mod index;
mod texts;
mod viewer;

pub(crate) use histories::{custody, disclosures};
pub(crate) use index::{Inventory, Paper, index};
pub(crate) use texts::{how_to_verify, readme};
pub(crate) use viewer::viewer;

#[cfg(test)]
mod tests;
