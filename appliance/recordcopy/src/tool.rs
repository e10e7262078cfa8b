//! The two programs that the builder starts, kept on a short lead: no environment, the package to
//! read and one folder to write in, a deadline, a limit on what they may say, and nothing else that
//! can be taken from them (`doublelock_confine`).

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use doublelock_confine::{Confinement, Launcher, Limits, NOT_CONFINED, NOT_FOUND, NOT_STARTED};

use crate::error::ToolFailure;

/// Most bytes that a program may say.
const MAX_SAID: u64 = 64 * 1024 * 1024;
const POLL: Duration = Duration::from_millis(10);

/// Address space of a program, in bytes. A package has 100,000 files at the most, of which neither
/// program holds more than the names and headers at once.
const MEMORY: u64 = 2 << 30;
/// Stack of a program, in bytes: what Linux gives to any.
const STACK: u64 = 8 << 20;
/// Files that a program may have open at once. Both read one image after the other.
const OPEN_FILES: u64 = 64;
/// Where Debian has what the programs read of their own: the data dictionary of DCMTK.
const OWN_DATA: [&str; 2] = ["/usr/share/libdcmtk17", "/usr/share/dcmtk"];

/// Where the programs are, what confines them, and how long each may take.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Starts each of them confined.
    pub launcher: Launcher,
    /// DCMTK's `dcmmkdir` (3.6.7 measured). Absolute.
    pub dcmmkdir: PathBuf,
    /// `xorriso` (1.5.4 measured). Absolute.
    pub xorriso: PathBuf,
    /// Time after which a program is stopped.
    pub deadline: Duration,
}

impl Tools {
    /// Where Debian puts them; ten minutes.
    pub fn of_debian(launcher: Launcher) -> Self {
        Self {
            launcher,
            dcmmkdir: "/usr/bin/dcmmkdir".into(),
            xorriso: "/usr/bin/xorriso".into(),
            deadline: Duration::from_mins(10),
        }
    }
}

/// What a program is started for.
pub(crate) struct Task<'t> {
    pub(crate) program: &'t Path,
    pub(crate) arguments: &'t [&'t str],
    pub(crate) environment: &'t [(&'t str, &'t str)],
    /// The package: where it works, and all that it may read.
    pub(crate) package: &'t Path,
    /// The folder outside of the package in which it may write.
    pub(crate) output: &'t Path,
    /// Largest file that it may write, in bytes.
    pub(crate) largest: u64,
    pub(crate) threads: bool,
}

impl Task<'_> {
    fn confinement(&self, deadline: Duration) -> Result<Confinement, ToolFailure> {
        let absolute = |path| std::path::absolute(path).map_err(ToolFailure::NotStarted);
        let own = OWN_DATA.map(PathBuf::from).into_iter();
        let mut reads: Vec<PathBuf> = own.filter(|path| path.is_dir()).collect();
        reads.push(absolute(self.package)?);
        Ok(Confinement {
            reads,
            writes: vec![absolute(self.output)?],
            limits: Limits {
                address_space: MEMORY,
                stack: STACK,
                // More than its threads can use on two cores until the deadline.
                processor_seconds: deadline.as_secs().saturating_mul(2).max(1),
                file_size: self.largest,
                open_files: OPEN_FILES,
                threads: self.threads,
            },
        })
    }
}

/// How a program ended, and what it said on its error stream.
pub(crate) struct Ended {
    pub(crate) success: bool,
    pub(crate) said: String,
}

/// Runs a program, confined, to its end. A program that was killed is a failure; one that says that
/// it failed is for the caller to judge.
pub(crate) fn run(tools: &Tools, task: &Task<'_>) -> Result<Ended, ToolFailure> {
    let confinement = task.confinement(tools.deadline)?;
    let mut child = tools
        .launcher
        .command(&confinement, task.program)
        .args(task.arguments)
        .env("LC_ALL", "C")
        .env("TZ", "UTC0")
        .envs(task.environment.iter().copied())
        .current_dir(task.package)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(ToolFailure::NotStarted)?;
    let stream = child.stderr.take();
    // Read beside the wait, or a full pipe would hold the program for ever.
    let listener = std::thread::spawn(move || {
        let mut said = Vec::new();
        let overlong = stream.is_some_and(|mut stream| {
            let _ = stream.by_ref().take(MAX_SAID).read_to_end(&mut said);
            io::copy(&mut stream, &mut io::sink()).is_ok_and(|rest| rest > 0)
        });
        (said, overlong)
    });
    let ended = wait(&mut child, tools.deadline);
    if ended.is_err() {
        // Both fail only if the program has ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (said, overlong) = listener.join().map_err(|_| ToolFailure::Refused)?;
    let success = judged(ended?)?;
    if overlong {
        return Err(ToolFailure::TooTalkative);
    }
    Ok(Ended {
        success,
        said: String::from_utf8_lossy(&said).into_owned(),
    })
}

/// Whether the program says that it did its work. An end that is not the program's own is a failure.
fn judged(status: ExitStatus) -> Result<bool, ToolFailure> {
    let code = status.code().ok_or(ToolFailure::Refused)?;
    match u8::try_from(code) {
        Ok(NOT_CONFINED) => Err(ToolFailure::NotConfined),
        Ok(NOT_FOUND) => Err(ToolFailure::NotStarted(io::ErrorKind::NotFound.into())),
        Ok(NOT_STARTED) => {
            let kind = io::ErrorKind::PermissionDenied;
            Err(ToolFailure::NotStarted(kind.into()))
        }
        _ => Ok(code == 0),
    }
}

fn wait(child: &mut Child, deadline: Duration) -> Result<ExitStatus, ToolFailure> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => match deadline.checked_sub(start.elapsed()) {
                Some(left) => std::thread::sleep(POLL.min(left)),
                None => return Err(ToolFailure::Deadline),
            },
            Err(error) => return Err(ToolFailure::NotStarted(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn an_end_is_the_programs_own_or_a_failure() {
        let ended = |code: u8| judged(ExitStatus::from_raw(i32::from(code) << 8));
        assert!(ended(0).unwrap());
        assert!(!ended(1).unwrap() && !ended(255).unwrap());
        assert!(matches!(ended(NOT_CONFINED), Err(ToolFailure::NotConfined)));
        for (code, kind) in [
            (NOT_FOUND, io::ErrorKind::NotFound),
            (NOT_STARTED, io::ErrorKind::PermissionDenied),
        ] {
            let failed = ended(code);
            assert!(matches!(failed, Err(ToolFailure::NotStarted(error)) if error.kind() == kind));
        }
        let killed = judged(ExitStatus::from_raw(9));
        assert!(matches!(killed, Err(ToolFailure::Refused)));
    }

    #[test]
    fn a_program_is_given_its_package_to_read_one_folder_to_write_in_and_so_much_of_the_machine() {
        let task = Task {
            program: Path::new("/usr/bin/true"),
            arguments: &[],
            environment: &[],
            package: Path::new("/a/package"),
            output: Path::new("/a/scratch"),
            largest: 1_000,
            threads: false,
        };
        let given = task.confinement(Duration::from_mins(10)).unwrap();
        assert_eq!(given.writes, [Path::new("/a/scratch")]);
        assert_eq!(given.reads.last().unwrap(), Path::new("/a/package"));
        let limits = given.limits;
        assert_eq!(limits.address_space, 2_147_483_648);
        assert_eq!((limits.stack, limits.open_files), (8_388_608, 64));
        assert_eq!((limits.file_size, limits.threads), (1_000, false));
        assert_eq!(limits.processor_seconds, 1_200);
        // The system counts in whole seconds, and none would be none at all.
        let hasty = task.confinement(Duration::from_millis(300)).unwrap();
        assert_eq!(hasty.limits.processor_seconds, 1);
    }
}
