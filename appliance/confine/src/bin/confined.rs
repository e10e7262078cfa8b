//! The launcher of `doublelock_confine`, on its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    doublelock_confine::launcher_main(std::env::args_os().skip(1))
}
