//! What the program can be told to do, one file each.

pub mod accept_restore;
pub mod check_config;
pub mod demo;
pub mod erase_record;
pub mod export_journal;
pub mod keys;
pub mod package;
pub mod rebuild;
mod runtime;
pub mod seed;
pub mod serve;
mod signing_in;
mod site;
pub(crate) mod terminal;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Doublelock: appliance of a medical second-opinion centre.
#[derive(Debug, Parser)]
#[command(name = "doublelock", version, about)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the appliance.
    Serve {
        /// The configuration.
        #[arg(long)]
        config: PathBuf,
    },
    /// Check a configuration; every fault is named at once.
    CheckConfig {
        /// The configuration.
        #[arg(required_unless_present = "print_reference")]
        file: Option<PathBuf>,
        /// Print the reference of all settings (docs/configuration.md) instead.
        #[arg(long)]
        print_reference: bool,
    },
    /// Run a demonstration with fictitious people.
    Demo(demo::Options),
    /// Write the journal to a file that `doublelock-verify` checks without a server.
    ExportJournal {
        /// The configuration.
        #[arg(long)]
        config: PathBuf,
        /// Where to write.
        file: PathBuf,
    },
    /// Make the tables again from the journal, or compare them with it. The appliance must
    /// not be running.
    ///
    /// Exit status: 0 done, or nothing differs; 1 something differs; 2 it could not be done.
    Rebuild(rebuild::Options),
    /// Work with record-copy packages.
    Package {
        /// What to do.
        #[command(subcommand)]
        action: package::Action,
    },
    /// Destroy the keys of a record, so that nobody reads it any more, in whatever copy. Two
    /// people who answer for privacy sign in; the appliance may be running.
    EraseRecord(erase_record::Options),
    /// Go on with a database that was put back from an older copy, where there is no newer one:
    /// the journal goes on under another name, and says what is lost. Two people sign in: one who
    /// keeps the appliance running, one who reads its journal. The appliance must not be running.
    AcceptRestore(accept_restore::Options),
    /// Work with the keys of records.
    Keys {
        /// What to do.
        #[command(subcommand)]
        action: keys::Action,
    },
    /// Make a journal of many entries in a new directory, to measure with.
    #[command(hide = true)]
    Seed(seed::Options),
    /// Reads one DICOM object on standard input in a sandbox; started by the appliance.
    #[command(hide = true)]
    ImagingChild,
    /// Takes its powers from itself and becomes another program; started by the appliance.
    #[command(hide = true)]
    Confined {
        /// What the program keeps, and the program.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
}

/// Does what the arguments say.
pub fn run(arguments: Arguments) -> ExitCode {
    match arguments.command {
        Command::Serve { config } => serve::run(&config),
        Command::CheckConfig {
            file,
            print_reference,
        } => check_config::run(file.as_deref(), print_reference),
        Command::Demo(options) => demo::run(&options),
        Command::ExportJournal { config, file } => export_journal::run(&config, &file),
        Command::Rebuild(options) => rebuild::run(&options),
        Command::Package { action } => package::run(&action),
        Command::EraseRecord(options) => erase_record::run(&options),
        Command::AcceptRestore(options) => accept_restore::run(&options),
        Command::Keys { action } => keys::run(&action),
        Command::Seed(options) => seed::run(&options),
        Command::ImagingChild => doublelock_imaging::describe::child_main(
            std::io::stdin(),
            std::io::stdout(),
            doublelock_imaging::describe::ChildLimits::default(),
        ),
        Command::Confined { words } => doublelock_confine::launcher_main(words.into_iter()),
    }
}
