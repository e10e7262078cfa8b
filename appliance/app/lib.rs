//! Doublelock: the appliance of a medical second-opinion centre.
//!
//! This crate is wiring and edges; the rules are in `doublelock-domain`, the records in
//! `doublelock-store`.
//!
//! | module | what it is |
//! |---|---|
//! | [`command`] | what the program can be told to do, one file each |
//! | [`config`] | one validated configuration |
//! | [`office`] | what routes, jobs and the receiver work with |
//! | [`running`] | a whole appliance, started and stopped |
//! | [`web`] | the only place that knows HTTP |
//! | [`listener`] | keeps what the DICOM receiver takes in |
//! | [`describing`] | reads words and thumbnails of received objects, in a child |
//! | [`copies`] | builds copies of records |
//! | [`clockwork`] | the appliance's own jobs |
//! | [`keeping`] | renews claims while somebody is at work |
//! | [`proof`] | who proves to be who, by a password |
//! | [`staff`] | the staff directory: people in, duties out |
//! | [`vaults`] | the vault: who may write, who may read back |
//! | [`machine`] | the machine's clock and randomness |

pub mod blocking;
pub mod clockwork;
pub mod command;
pub mod config;
pub mod copies;
pub mod demo;
pub mod describing;
pub mod downloads;
pub mod erased;
pub mod erasure;
pub mod keeping;
pub mod listener;
pub mod machine;
pub mod names;
pub mod office;
pub mod proof;
pub mod running;
pub mod site_keys;
pub mod staff;
pub mod upkeep;
pub mod vaults;
pub mod web;
