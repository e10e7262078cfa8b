//! How fast a centre works: scans, pages, searches, starts, images, tables made again.
//!
//! ```text
//! cargo bench --bench centre                              this program by itself
//! cargo bench --bench centre -- --against OTHER           in turn with another, twice
//! cargo bench --bench centre -- --home DIR                a large centre
//! ```
//!
//! Programs are measured from outside, through HTTPS and DICOM, as `demo` runs them: another
//! one can be of any age whose forms are named alike. A large centre is made by
//! `doublelock seed --cases N --parcels M --data DIR`. Figures are of the machine they were
//! taken on; the load that stands beside them says what else it did.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement for whoever runs it"
)]

mod centre;
mod desk;
mod figures;
mod images;
mod large;

use std::path::PathBuf;

use clap::Parser;

use centre::Centre;
use figures::{Figures, compared};

/// Stations that scan at the same time.
const STATIONS: usize = 8;

#[derive(Debug, Parser)]
struct Arguments {
    /// Another program to measure in turn with this one.
    #[arg(long)]
    against: Option<PathBuf>,
    /// Measure this program on a centre that was seeded, instead of an empty one.
    #[arg(long, conflicts_with = "against")]
    home: Option<PathBuf>,
    /// Entries of the journal at which pages are measured.
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// Times that each program is measured.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// What `cargo bench` says.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_doublelock"));
    if let Some(home) = &arguments.home {
        let mut found = Figures::default();
        large::measure(&ours, home, &mut found).await;
        return found.print();
    }
    let mut programs = vec![ours];
    programs.extend(arguments.against.clone());
    let mut found: Vec<Vec<Figures>> = vec![Vec::new(); programs.len()];
    for round in 0..arguments.rounds {
        for (number, program) in programs.iter().enumerate() {
            println!("round {}, {}", round + 1, program.display());
            let figures = measure(program, arguments.events).await;
            figures.print();
            found[number].push(figures);
        }
    }
    if let [ours, other] = &found[..] {
        compared(ours, other);
    }
}

/// A day of an empty centre.
async fn measure(program: &std::path::Path, events: usize) -> Figures {
    let mut found = Figures::default();
    let home = tempfile::tempdir().unwrap();
    let centre = Centre::open(program, home.path()).await;
    centre.settled().await;
    found.note("idle memory, MB", centre.resident_mb());
    let mut stations = desk::Stations::sign_in(&centre, STATIONS).await;
    let film = stations.receive(events, &mut found).await;
    desk::pages(&centre, &film, &mut found).await;
    images::send(&centre, &mut found).await;
    found.note("highest memory, MB", centre.highest_mb());
    centre.close();
    found
}
