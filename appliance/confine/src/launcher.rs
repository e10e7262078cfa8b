//! The launcher: a process of ours that confines itself and then becomes the program.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::alone::enter;
use crate::arguments::{self, Errand};
use crate::calls::{self, Profile};
use crate::confinement::{Confinement, Limits};
use crate::fault::Fault;
use crate::{files, process};

/// Exit status of a launcher that could not confine itself. The program did not run.
pub const NOT_CONFINED: u8 = 125;
/// Exit status of a launcher whose program is there and cannot be run (POSIX.1-2017, 2.8.2).
pub const NOT_STARTED: u8 = 126;
/// Exit status of a launcher that did not find its program (POSIX.1-2017, 2.8.2).
pub const NOT_FOUND: u8 = 127;

/// The one word that asks the launcher to confine itself as far as it can, and to start nothing.
const TRY_OUT: &str = "try-out";
/// What it leaves itself then.
const NEXT_TO_NOTHING: Limits = Limits {
    address_space: 1 << 30,
    stack: 8 << 20,
    processor_seconds: 10,
    file_size: 0,
    open_files: 3,
    threads: false,
};

/// How the launcher is started: the appliance's own binary with its hidden subcommand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launcher {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments, before those that say how to confine what.
    pub arguments: Vec<OsString>,
}

impl Launcher {
    /// A command that runs `program` (absolute) confined. Its arguments, environment, folder and
    /// streams are the caller's to set, as with a command of the program itself: the environment is
    /// empty so far.
    ///
    /// Ends as the program does, or with [`NOT_CONFINED`], [`NOT_STARTED`] or [`NOT_FOUND`], and one
    /// line on its error stream. A program may end with these numbers too, and has then failed.
    pub fn command(&self, confinement: &Confinement, program: &Path) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(&self.arguments)
            .args(arguments::write(confinement))
            .arg(program)
            .env_clear();
        command
    }

    /// Whether a process can be confined here at all: a launcher tries it, and ends. To be asked
    /// before anything is served: without it no child runs later.
    pub fn try_out(&self) -> Result<(), Fault> {
        let ended = Command::new(&self.path)
            .args(&self.arguments)
            .arg(TRY_OUT)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(Fault::Launcher)?;
        if ended.status.success() {
            return Ok(());
        }
        // Our own words, short.
        let said = String::from_utf8_lossy(&ended.stderr);
        let said: String = said.trim().chars().take(200).collect();
        Err(Fault::Launcher(io::Error::other(said)))
    }
}

/// The launcher's whole life, with the words after its own name or subcommand. Returns only when
/// the program does not run.
pub fn launcher_main(words: impl Iterator<Item = OsString>) -> ExitCode {
    let mut words = words.peekable();
    if words.next_if(|word| word == TRY_OUT).is_some() {
        return match enter(&NEXT_TO_NOTHING) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => end(NOT_CONFINED, &fault),
        };
    }
    let errand = match arguments::read(words) {
        Ok(errand) => errand,
        Err(fault) => return end(NOT_CONFINED, &fault),
    };
    if !errand.program.is_file() {
        return end(NOT_FOUND, &"the program is not there");
    }
    if let Err(fault) = confine(&errand) {
        return end(NOT_CONFINED, &fault);
    }
    let error = Command::new(&errand.program).args(&errand.words).exec();
    end(NOT_STARTED, &error.kind())
}

fn confine(errand: &Errand) -> Result<(), Fault> {
    let confinement = &errand.confinement;
    process::close_all_but_the_streams()?;
    files::allow_only(confinement, &errand.program)?;
    process::set_limits(&confinement.limits)?;
    calls::allow_only(Profile::Program, confinement.limits.threads)
}

/// Says why on the error stream, if there is one; no path and no argument.
fn end(status: u8, why: &dyn Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "confined: {why}");
    ExitCode::from(status)
}
