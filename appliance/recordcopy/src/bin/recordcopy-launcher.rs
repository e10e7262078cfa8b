//! The launcher of `doublelock_confine`: what this crate's tests start programs with.

use std::process::ExitCode;

fn main() -> ExitCode {
    doublelock_confine::launcher_main(std::env::args_os().skip(1))
}
