//! What the imaging crate promises, tried from outside: hostile data sets, real peers
//! (dcmtk's `echoscu`, `storescu`, `findscu`, `dcmdump`), hostile peers, and a child that dies.

#![expect(clippy::unwrap_used, reason = "tests")]

mod data_sets;
mod describing;
mod files;
mod hostile_peers;
mod peers;
mod prescan;
mod support;
