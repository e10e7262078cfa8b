//! What whoever started the program is told: lines of text and an exit status. What is logged
//! while it serves does not come through here.

use std::process::ExitCode;

/// Exit status of a command that can refuse: 0 done; 1 refused, and why is said; 2 it could not be
/// done.
pub(super) fn ended(outcome: anyhow::Result<Option<String>>) -> ExitCode {
    match outcome {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(refused)) => {
            complain(&refused);
            ExitCode::from(1)
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Says something to whoever started the program.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{text}");
    let _ = std::io::stdout().flush();
}

/// Says what went wrong to whoever started the program.
pub(super) fn complain(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}
