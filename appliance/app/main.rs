//! Reads the arguments and hands over to a command; nothing else.

use std::process::ExitCode;

use clap::Parser as _;
use doublelock::command::{Arguments, run};

fn main() -> ExitCode {
    run(Arguments::parse())
}
