//! The two programs that the builder starts, kept on a short lead: no environment, a folder of
//! their own to work in, a deadline, and a limit on what they may say.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::error::ToolFailure;

/// Most bytes that a program may say.
const MAX_SAID: u64 = 64 * 1024 * 1024;
const POLL: Duration = Duration::from_millis(10);

/// Where the programs are, and how long each may take.
#[derive(Debug, Clone)]
pub struct Tools {
    /// DCMTK's `dcmmkdir` (3.6.7 measured).
    pub dcmmkdir: PathBuf,
    /// `xorriso` (1.5.4 measured).
    pub xorriso: PathBuf,
    /// Time after which a program is stopped.
    pub deadline: Duration,
}

impl Default for Tools {
    /// Where Debian puts them; ten minutes.
    fn default() -> Self {
        Self {
            dcmmkdir: "/usr/bin/dcmmkdir".into(),
            xorriso: "/usr/bin/xorriso".into(),
            deadline: Duration::from_mins(10),
        }
    }
}

/// How a program ended, and what it said on its error stream.
pub(crate) struct Ended {
    pub(crate) success: bool,
    pub(crate) said: String,
}

/// Runs a program to its end. A program that was killed is a failure; one that says that it failed
/// is for the caller to judge.
pub(crate) fn run(
    program: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
    folder: &Path,
    deadline: Duration,
) -> Result<Ended, ToolFailure> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C")
        .env("TZ", "UTC0")
        .envs(environment.iter().copied())
        .current_dir(folder)
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
            std::io::copy(&mut stream, &mut std::io::sink()).is_ok_and(|rest| rest > 0)
        });
        (said, overlong)
    });
    let ended = wait(&mut child, deadline);
    if ended.is_err() {
        // Both fail only if the program has ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (said, overlong) = listener.join().map_err(|_| ToolFailure::Refused)?;
    let status = ended?;
    if status.code().is_none() {
        return Err(ToolFailure::Refused);
    }
    if overlong {
        return Err(ToolFailure::TooTalkative);
    }
    Ok(Ended {
        success: status.success(),
        said: String::from_utf8_lossy(&said).into_owned(),
    })
}

fn wait(child: &mut Child, deadline: Duration) -> Result<ExitStatus, ToolFailure> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() < deadline => std::thread::sleep(POLL),
            Ok(None) => return Err(ToolFailure::Deadline),
            Err(error) => return Err(ToolFailure::NotStarted(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn sh(script: &str, deadline: u64) -> Result<Ended, ToolFailure> {
        let folder = tempfile::tempdir().unwrap();
        let deadline = Duration::from_secs(deadline);
        run(
            Path::new("/bin/sh"),
            &["-c", script],
            &[("GIVEN", "1")],
            folder.path(),
            deadline,
        )
    }

    #[test]
    fn a_program_sees_only_the_environment_it_is_given() {
        let said = sh("/usr/bin/env >&2", 20).unwrap().said;
        assert!(said.contains("GIVEN=1") && !said.contains("HOME=") && !said.contains("CARGO"));
    }

    #[test]
    fn a_program_that_never_ends_is_stopped() {
        assert!(matches!(
            sh("exec sleep 1000", 0),
            Err(ToolFailure::Deadline)
        ));
    }

    #[test]
    fn a_failing_or_missing_program_is_told() {
        assert!(!sh("exit 3", 20).unwrap().success);
        assert!(matches!(sh("kill -9 $$", 20), Err(ToolFailure::Refused)));
        let missing = run(Path::new("/none"), &[], &[], Path::new("/"), Duration::ZERO);
        assert!(matches!(missing, Err(ToolFailure::NotStarted(_))));
    }
}
