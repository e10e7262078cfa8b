//! The only place that speaks SQL.
//!
//! A [`Store`] hands out units of work. A unit is reached with a warrant
//! ([`doublelock_domain::access::Warrant`]) and carries its duty in its type, so a
//! route that holds `Warrant<Custody>` can only call what is written in
//! `impl Unit<'_, Custody>`. **One unit is one transaction**: an act and its entry
//! in the journal are committed together or not at all.
//!
//! | module | what it holds |
//! |---|---|
//! | `unit` | [`Unit`], [`ReadUnit`], appending to the journal |
//! | `store`, `turn` | [`Store`]: connections, transactions, whose turn it is |
//! | `witness`, `scribe` | looking, and writing down what was shown before it is handed out |
//! | `opened` | [`Opened`], the proof that a record was opened |
//! | [`journal`] | reading, proving, signing and exporting the journal |
//! | [`front_door`], [`signed_in`] | people, sessions; who is signed in |
//! | [`guessing`] | tries at passwords, shared by all front ends |
//! | [`refusals`] | requests that were refused, paced in the journal |
//! | [`case`], [`patient`] | cases; their patients, and who is who |
//! | [`exams`] | exams that cases wait for, and what came of them |
//! | [`custody`] | articles, shipments, places, visits, stations |
//! | [`imaging`] | received studies |
//! | [`privacy`] | requests, packages, communications |
//! | [`openings`] | who opened a record |
//! | [`erasure`] | erasing records; wrapping keys anew |
//! | [`listed`] | how long a list is |
//! | [`objects`] | which object of the vault belongs to which record |
//! | `keys`, `sections`, `tokens` | keys of records, words sealed with them, finding by equality |
//! | [`claims`] | who does a piece of work now, and that it takes effect once |
//! | [`jobs`] | history of the appliance's own jobs |
//! | `columns` | how values are kept in columns, and read out of them |
//! | `project` | the only code that writes tables that follow from the journal |
//! | [`tables`], [`rebuild`] | which tables follow; making them again, comparing them |
//!
//! No two files use each other. From the bottom up:
//!
//! 1. `error`, `schema`, `conn`, `backend`, `columns`: tables, connections, values
//! 2. `keys`, then `sections`, then `tokens`: what is sealed, and finding it by equality.
//!    A key that is made writes its row through `project/keys.rs`
//! 3. `project`: the rows of each fact
//! 4. `journal/tree.rs`, `journal/facts.rs`: the tree, and facts read back;
//!    `patient/memory.rs`: names, once they were read
//! 5. `unit`: one transaction, which puts these together
//! 6. the desks ([`case`], [`custody`], [`imaging`], [`privacy`] …): `impl Unit<'_, TheDuty>` and
//!    `impl Sight<'_, TheDuty>`, each beside the rows that it reads
//! 7. `store`, on `turn` and `scribe`: it begins units
//! 8. `witness`, `journal/signing.rs`, `journal/check.rs`: what takes more than one of them

mod backend;
pub mod case;
pub mod claims;
mod columns;
mod conn;
mod counters;
pub mod custody;
pub mod erasure;
mod error;
pub mod exams;
pub mod front_door;
pub mod guessing;
pub mod imaging;
pub mod jobs;
pub mod journal;
pub mod kept;
mod keys;
pub mod listed;
pub mod objects;
mod opened;
pub mod openings;
pub mod patient;
pub mod privacy;
mod project;
pub mod rebuild;
pub mod refusals;
mod schema;
mod scribe;
mod sections;
pub mod sent;
pub mod signed_in;
mod store;
pub mod tables;
mod tokens;
mod turn;
mod unit;
mod witness;

pub use conn::DatabaseUrl;
pub use error::{Error, Result};
pub use keys::{Keyholder, NoKeys};
pub use opened::Opened;
pub use store::Store;
pub use unit::{ReadUnit, Sight, Unit};
