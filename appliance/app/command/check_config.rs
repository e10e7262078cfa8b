//! `doublelock check-config FILE`.

use std::path::Path;
use std::process::ExitCode;

use crate::config::{Config, environment, reference};

use super::terminal::{complain, say};

/// Exit 0 if the file can be served, 1 with every fault named otherwise.
pub fn run(file: Option<&Path>, print_reference: bool) -> ExitCode {
    if print_reference {
        say(reference().trim_end());
        return ExitCode::SUCCESS;
    }
    let Some(file) = file else {
        return ExitCode::from(2);
    };
    match Config::load(file, &environment()) {
        Ok(_) => {
            say("Configuration valide / Configuration valid");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            for fault in &faults {
                complain(&fault.to_string());
            }
            complain(&format!("{} fautes / faults", faults.len()));
            ExitCode::FAILURE
        }
    }
}
